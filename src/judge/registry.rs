//! Registries: the findings on the entries of one list or price table become one finding, and so do those on a file of
//! bedrock-eol itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::Stage;
use crate::finding::{Finding, ListEntry, Reference, Related, RelatedRole, RuleId, hash};
use crate::judge::wording;
use crate::model_id::ModelId;
use crate::reference::{Context, Form, Resolution};

/// Collapses the findings of each registry of one file into one, at its first remaining entry. Rule and level are those of
/// the worst; the message has the number of models by stage and their IDs. Suppressed and accepted findings stay as
/// they are.
///
/// `findings` are the remaining findings of the file, in order; `references` are all rows of the file; `project_path` is
/// its path as in [`super::judge_file`]. A registry with one finding stays as it is. A file of bedrock-eol itself is
/// always collapsed, since nothing in it is to be replaced.
pub fn collapse(
    findings: Vec<Finding>,
    references: &[Arc<Reference>],
    project_path: &str,
) -> Vec<Finding> {
    let mut members: BTreeMap<u32, Vec<Finding>> = BTreeMap::new();
    let mut kept: Vec<Finding> = Vec::new();
    let mut positions: Vec<(usize, u32)> = Vec::new();
    for finding in findings {
        let registry = finding.reference.registry.filter(|_| finding.is_active());
        let Some(registry) = registry else {
            kept.push(finding);
            continue;
        };
        if !members.contains_key(&registry) {
            positions.push((kept.len(), registry));
        }
        members.entry(registry).or_default().push(finding);
    }
    let mut listed: BTreeMap<u32, Vec<&Reference>> = BTreeMap::new();
    for reference in references {
        if let Some(registry) = reference.registry {
            listed.entry(registry).or_default().push(reference);
        }
    }
    let mut equals: BTreeMap<String, u32> = BTreeMap::new();
    let mut collapsed = Vec::with_capacity(kept.len() + positions.len());
    let mut positions = positions.into_iter().peekable();
    let mut kept = kept.into_iter();
    let mut passed = 0;
    loop {
        while let Some((_, registry)) = positions.next_if(|(at, _)| *at == passed) {
            let entries = members.remove(&registry).unwrap_or_default();
            let listed = listed.get(&registry).map_or(&[][..], Vec::as_slice);
            collapsed.extend(merge(entries, listed, project_path, &mut equals));
        }
        let Some(finding) = kept.next() else {
            return collapsed;
        };
        collapsed.push(finding);
        passed += 1;
    }
}

/// The subject of the message, and what to do.
const IN_LIST: (&str, &str) = (
    "This list",
    "Remove or mark the End-of-Life entries, so that nobody chooses one.",
);
const IN_REPORT: (&str, &str) = (
    "This file, which bedrock-eol wrote,",
    "Exclude such files with an ignore file or `exclude`, or delete this one.",
);

/// The finding of one registry. `references` are all of its entries.
fn merge(
    mut entries: Vec<Finding>,
    references: &[&Reference],
    project_path: &str,
    equals: &mut BTreeMap<String, u32>,
) -> Option<Finding> {
    let in_report = entries.first()?.reference.context == Context::Recording;
    if entries.len() < 2 && !in_report {
        return entries.pop();
    }
    let (list, help) = if in_report { IN_REPORT } else { IN_LIST };
    let listed = Listed::of(&entries);
    let listed_here = || references.iter().copied();
    // A pattern is one entry, however many models it matches.
    let mut all = models(
        listed_here().filter(|r| r.form != Form::Wildcard && r.resolution != Resolution::Family),
    );
    if all.is_empty() {
        all = models(listed_here());
    }
    let noun = if all.len() == 1 { "model" } else { "models" };
    let message = format!(
        "{list} mentions {} {noun}: {}.",
        all.len(),
        listed.sentence()
    );
    let worst = entries
        .iter()
        .enumerate()
        .min_by_key(|(at, f)| (std::cmp::Reverse(f.level), f.rule.id, *at))
        .map(|(at, _)| at)?;
    let (level, rule) = (entries[worst].level, entries[worst].rule);
    let lifecycle = entries[worst].lifecycle.clone();

    let related: Vec<Related> = entries
        .iter()
        .filter(|entry| !in_report && is_about_a_stage(entry))
        .map(entry)
        .collect();
    let mut first = entries.remove(0);
    first.related.extend(related);
    let dead = (!listed.dead.is_empty()).then_some(Stage::EndOfLife);
    let reference = Arc::make_mut(&mut first.reference);
    reference.stage = reference.stage.max(dead);
    reference.models = listed.worst().into();
    first.level = level;
    first.rule = rule;
    first.lifecycle = lifecycle;
    first.regions = Arc::default();
    first.message = message.into();
    first.brief = Arc::default();
    first.help = help.into();
    first.replacement = None;
    first.steps = Arc::default();
    let ids = listed.ids();
    let ordinal = equals.entry(ids.clone()).or_insert(0);
    first.content_fingerprint = hash(&["registry", &ids, &ordinal.to_string()]);
    first.fingerprint = hash(&[project_path, "registry", &ids, &ordinal.to_string()]);
    *ordinal += 1;
    Some(first)
}

/// The models of a registry that have a finding, by kind.
struct Listed {
    dead: Vec<ModelId>,
    soon: Vec<ModelId>,
    legacy: Vec<ModelId>,
    /// Findings about IDs that the catalog does not know.
    unknown: usize,
    /// Findings by any other rule.
    others: usize,
}

impl Listed {
    fn of(entries: &[Finding]) -> Self {
        let by = |rules: &[RuleId]| {
            models(
                entries
                    .iter()
                    .filter(|f| rules.contains(&f.rule.id))
                    .map(|f| &*f.reference),
            )
        };
        Self {
            dead: by(&[RuleId::EndOfLife]),
            soon: by(&[RuleId::EndOfLifeSoon]),
            legacy: by(&[RuleId::Legacy, RuleId::ExtendedAccess]),
            unknown: entries
                .iter()
                .filter(|f| f.rule.id == RuleId::UnknownModel)
                .count(),
            others: entries.iter().filter(|f| !has_phrase(f)).count(),
        }
    }

    /// `2 End-of-Life (…), 1 Legacy (…)`.
    fn sentence(&self) -> String {
        let kinds = [
            (&self.dead, "End-of-Life"),
            (&self.soon, "End-of-Life soon"),
            (&self.legacy, "Legacy"),
        ];
        let mut parts: Vec<String> = kinds
            .into_iter()
            .filter(|(ids, _)| !ids.is_empty())
            .map(|(ids, word)| format!("{} {word} ({})", ids.len(), names(ids)))
            .collect();
        if self.unknown > 0 {
            parts.push(format!("{} not in the catalog", self.unknown));
        }
        if self.others > 0 {
            parts.push(format!("{} with other findings", self.others));
        }
        parts.join(", ")
    }

    /// The models of the worst kind. The finding has their rule and dates.
    fn worst(&self) -> Vec<ModelId> {
        let kinds = [&self.dead, &self.soon, &self.legacy];
        kinds
            .into_iter()
            .find(|ids| !ids.is_empty())
            .cloned()
            .unwrap_or_default()
    }

    fn ids(&self) -> String {
        let all = self.dead.iter().chain(&self.soon).chain(&self.legacy);
        all.map(ModelId::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// An entry of a collection, with its own verdict and its replacement.
fn entry(finding: &Finding) -> Related {
    let replacement = finding
        .replacement
        .as_ref()
        .map(|chosen| format!(" Replacement: `{}`.", chosen.text));
    Related {
        entry: Some(ListEntry {
            models: finding.reference.models.clone(),
            rule: finding.rule,
            level: finding.level,
            replacement: finding
                .replacement
                .as_ref()
                .map(|chosen| chosen.text.clone()),
        }),
        ..Related::new(
            finding.reference.location.clone(),
            RelatedRole::Entry,
            format!("{}{}", finding.brief(), replacement.unwrap_or_default()),
        )
    }
}

/// Whether a finding is about a model that is Legacy, End-of-Life or close to it.
pub fn is_about_a_stage(finding: &Finding) -> bool {
    [
        RuleId::EndOfLife,
        RuleId::EndOfLifeSoon,
        RuleId::Legacy,
        RuleId::ExtendedAccess,
    ]
    .contains(&finding.rule.id)
}

/// Whether the message has a phrase for the finding's rule.
fn has_phrase(finding: &Finding) -> bool {
    [
        RuleId::EndOfLife,
        RuleId::EndOfLifeSoon,
        RuleId::Legacy,
        RuleId::ExtendedAccess,
        RuleId::UnknownModel,
    ]
    .contains(&finding.rule.id)
}

fn models<'a>(references: impl Iterator<Item = &'a Reference>) -> Vec<ModelId> {
    let mut ids: Vec<ModelId> = references.flat_map(|r| r.models.iter().cloned()).collect();
    ids.sort();
    ids.dedup();
    ids
}

fn names(ids: &[ModelId]) -> String {
    wording::list(&ids.iter().map(wording::code).collect::<Vec<_>>(), "and")
}
