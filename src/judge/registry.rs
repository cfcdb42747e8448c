//! Registries: the entries of one list or price table become one finding.

use std::collections::BTreeMap;

use crate::catalog::Stage;
use crate::finding::{Finding, Reference};
use crate::judge::{fingerprint, message};
use crate::model_id::ModelId;

/// Collapses the findings of each registry of one file to one at its first entry that is left. The rule and
/// level are those of the worst; the message says how many of the registry's models are dead and which.
///
/// `findings` are those of the file that are left after lines were filtered out, in order; `references` are
/// all rows of the same file, `project_path` is its path as in [`super::judge_file`]. A registry with one
/// finding stays as it is.
pub fn collapse(findings: Vec<Finding>, references: &[Reference], project_path: &str) -> Vec<Finding> {
    let mut members: BTreeMap<u32, Vec<Finding>> = BTreeMap::new();
    let mut kept: Vec<Finding> = Vec::new();
    let mut places: Vec<(usize, u32)> = Vec::new();
    for finding in findings {
        let Some(registry) = finding.reference.registry else {
            kept.push(finding);
            continue;
        };
        if !members.contains_key(&registry) {
            places.push((kept.len(), registry));
        }
        members.entry(registry).or_default().push(finding);
    }
    // From the back, so that the places in front stay right.
    for (at, registry) in places.into_iter().rev() {
        let entries = members.remove(&registry).unwrap_or_default();
        if let Some(finding) = merge(entries, registry, references, project_path) {
            kept.insert(at, finding);
        }
    }
    kept
}

fn merge(
    mut entries: Vec<Finding>,
    registry: u32,
    references: &[Reference],
    project_path: &str,
) -> Option<Finding> {
    if entries.len() < 2 {
        return entries.pop();
    }
    let all = models(references.iter().filter(|r| r.registry == Some(registry)));
    let of =
        |rules: &[&str]| models(entries.iter().filter(|f| rules.contains(&f.rule.id)).map(|f| &f.reference));
    let (dead, soon) = (of(&["end-of-life"]), of(&["end-of-life-soon"]));
    let legacy = of(&["legacy", "extended-access"]);
    let unknown = entries.iter().filter(|f| f.rule.id == "unknown-model").count();

    let mut parts = Vec::new();
    for (ids, word) in [(&dead, "End-of-Life"), (&soon, "End-of-Life soon"), (&legacy, "Legacy")] {
        if !ids.is_empty() {
            parts.push(format!("{} {word} ({})", ids.len(), names(ids)));
        }
    }
    if unknown > 0 {
        parts.push(format!("{unknown} not in the catalog"));
    }
    let others = entries.len() - entries.iter().filter(|f| is_told(f)).count();
    if others > 0 {
        parts.push(format!("{others} with other findings"));
    }
    let message = format!("This list names {} models: {}.", all.len(), parts.join(", "));

    let worst = entries
        .iter()
        .enumerate()
        .min_by_key(|(at, f)| (std::cmp::Reverse(f.level), rank(f), *at))
        .map(|(at, _)| at)?;
    let active: Vec<&Finding> = entries.iter().filter(|f| f.is_active()).collect();
    let disposition = active.first().map_or(&entries[worst], |f| f).disposition.clone();
    let (level, rule) = (entries[worst].level, entries[worst].rule);
    let lifecycle = entries[worst].lifecycle.clone();

    let mut first = entries.swap_remove(0);
    first.reference.stage = first.reference.stage.max((!dead.is_empty()).then_some(Stage::EndOfLife));
    first.level = level;
    first.rule = rule;
    first.lifecycle = lifecycle;
    first.regions = Vec::new();
    first.message = message;
    first.help = "Remove or mark the dead entries, so that nobody chooses one.".to_owned();
    first.replacement = None;
    first.steps = Vec::new();
    let listed: Vec<&str> = dead.iter().chain(&soon).chain(&legacy).map(ModelId::as_str).collect();
    let listed = listed.join(" ");
    first.content_fingerprint = fingerprint::hash(&["registry", &listed, &registry.to_string()]);
    first.fingerprint = fingerprint::hash(&[project_path, "registry", &listed, &registry.to_string()]);
    first.disposition = disposition;
    Some(first)
}

/// Whether the sentence has a word for the finding's rule.
fn is_told(finding: &Finding) -> bool {
    ["end-of-life", "end-of-life-soon", "legacy", "extended-access", "unknown-model"]
        .contains(&finding.rule.id)
}

/// Position of the rule in the table, which lists the worst first.
fn rank(finding: &Finding) -> usize {
    crate::finding::RULES.iter().position(|rule| rule.id == finding.rule.id).unwrap_or(usize::MAX)
}

fn models<'a>(references: impl Iterator<Item = &'a Reference>) -> Vec<ModelId> {
    let mut ids: Vec<ModelId> = references.flat_map(|r| r.models.iter().cloned()).collect();
    ids.sort();
    ids.dedup();
    ids
}

fn names(ids: &[ModelId]) -> String {
    message::list(&ids.iter().map(message::code).collect::<Vec<_>>(), "and")
}
