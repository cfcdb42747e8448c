//! The [`Engine`] of the tool: the detector over the catalog's words, and the judge.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use memchr::memmem;

use super::hidden_finding::HiddenByChange;
use super::references::references;
use super::{Engine, JudgedText};
use crate::catalog::{Alias, Catalog, List, Text};
use crate::detect::{
    Constants, Detector, KnownId, LibraryConstant, OVERLAP, SymbolLibrary, Vocabulary,
};
use crate::finding::{Finding, Location, Reference, RegionSource, RuleId, Snippet};
use crate::git::AddedLines;
use crate::housekeeping::Housekeeping;
use crate::judge::{
    LocatedMatch, Opinions, Policy, Sighting, SilencedBy, asks_folder, collapse_registries,
    judge_binary, judge_file, parameters_of, point_out_related, sightings,
};
use crate::model_id::{ModelId, Region};
use crate::path_pattern::PathPattern;
use crate::reference::{FromProject, Match, Resolution};
use crate::report::{Cause, ErrorKind, LeftOut, ScanError};
use crate::source::{Encoding, Source};
use crate::suppress::{MARKER, SuppressionProblem, Suppressions};
use crate::walk::{Origin, SourcePath};

/// Detects the catalog's models and judges them by a policy.
#[derive(Debug)]
pub struct Pipeline<'a> {
    detector: Detector,
    catalog: &'a Catalog,
    policy: &'a Policy,
    /// What makes a path of the report one of the project: `sub/` where the working directory is the
    /// project's folder `sub`, empty in its root.
    project_prefix: String,
    /// The same for paths relative to the root of the report, which fingerprints have.
    report_prefix: String,
    files: FileSettings,
    /// What was judged by [`Self::policy`] so far.
    opinions: Opinions,
}

/// Settings of single files, in addition to the policy.
#[derive(Clone, Debug, Default)]
pub struct FileSettings {
    /// The lines that the judged change adds, by the path that reports show; absent where no change is judged.
    pub added: Option<BTreeMap<String, AddedLines>>,
    /// Whether other lines of the changed files count, too.
    pub whole_files: bool,
    /// Regions for the files of a pattern over paths relative to the project's root; the last that fits
    /// applies instead of the policy's.
    pub regions_by_path: Vec<(PathPattern, Vec<Region>)>,
    /// Whether a suppression needs its reason.
    pub require_reason: bool,
    /// Which comments suppress.
    pub comments: Comments,
    /// Whether only a part of the findings is asked for: a suppression that hides none of them may hide others.
    pub only_some: bool,
}

/// Which suppression comments apply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Comments {
    /// All of them; what those of the judged change hide is listed.
    #[default]
    All,
    /// Those that the judged change does not add.
    NotOfTheChange,
    /// None, and nothing is reported about them.
    None,
}

/// The findings about settings, at the levels of the policy; those of a rule that is off are counted.
pub fn housekeeping_findings(
    housekeeping: Vec<Housekeeping>,
    policy: &Policy,
    left_out: &mut LeftOut,
) -> Vec<Finding> {
    let findings = housekeeping.into_iter().map(|housekeeping| {
        let rule = housekeeping.rule.rule();
        housekeeping.into_finding(rule, rule.level)
    });
    at_levels(findings, policy, left_out)
}

/// Findings that no context shifts, at the levels of the policy; those of a rule that is off are counted.
pub fn at_levels(
    findings: impl IntoIterator<Item = Finding>,
    policy: &Policy,
    left_out: &mut LeftOut,
) -> Vec<Finding> {
    let mut kept = Vec::new();
    for finding in findings {
        match policy.base_level(finding.rule, finding.level) {
            Some(level) => kept.push(Finding { level, ..finding }),
            None => left_out.add(Cause::RuleOff, 1),
        }
    }
    kept
}

impl<'a> Pipeline<'a> {
    /// The detector that was used.
    pub fn into_detector(self) -> Detector {
        self.detector
    }

    /// A pipeline. `project_prefix` is the working directory's path relative to the project's root, with a
    /// final `/` unless it is empty; fingerprints are then the same from every working directory.
    pub fn new(catalog: &'a Catalog, policy: &'a Policy, project_prefix: String) -> Self {
        let (files, report_prefix) = (FileSettings::default(), project_prefix.clone());
        let detector = Detector::new(vocabulary(catalog));
        Self {
            detector,
            catalog,
            policy,
            project_prefix,
            report_prefix,
            files,
            opinions: Opinions::default(),
        }
    }

    /// The same for a project inside a repository: fingerprints hash paths relative to the root of the report.
    #[must_use]
    pub fn with_report_prefix(self, report_prefix: String) -> Self {
        Self {
            report_prefix,
            ..self
        }
    }

    /// The same with settings for single files.
    #[must_use]
    pub fn with_files(self, files: FileSettings) -> Self {
        Self { files, ..self }
    }

    /// The same with a project's own names of models, which need no container.
    #[must_use]
    pub fn with_aliases(self, aliases: &BTreeMap<String, String>) -> Self {
        if aliases.is_empty() {
            return self;
        }
        let constants: Vec<LibraryConstant> = aliases
            .iter()
            .map(|(name, id)| (name.clone().into(), id.clone().into()))
            .collect();
        let mut words = vocabulary(self.catalog);
        let constants = Constants::new(|| constants);
        words.libraries.push(SymbolLibrary {
            containers: Vec::new(),
            requires: Vec::new(),
            constants,
        });
        Self {
            detector: Detector::new(words),
            ..self
        }
    }

    /// The policy for a file, which differs by its Regions at most.
    fn policy_of(&self, project_path: &str) -> Cow<'a, Policy> {
        let rows = &self.files.regions_by_path;
        match rows
            .iter()
            .rev()
            .find(|(pattern, _)| pattern.matches(project_path))
        {
            Some((_, regions)) => Cow::Owned(Policy {
                regions: regions.clone(),
                regions_from: RegionSource::Config,
                ..self.policy.clone()
            }),
            None => Cow::Borrowed(self.policy),
        }
    }

    /// Hides what comments of the file accept, and adds what is to be said about them. The result is what the comments
    /// of the change hide.
    fn suppress(
        &self,
        path: &SourcePath,
        suppressions: &mut Suppressions,
        findings: &mut Vec<Finding>,
        left_out: &mut LeftOut,
    ) -> Vec<HiddenByChange> {
        let mut hidden = Vec::new();
        if suppressions.is_empty() {
            return hidden;
        }
        let change = self
            .files
            .added
            .as_ref()
            .and_then(|added| added.get(&path.display));
        // A line that is added after a comment for the next line becomes what that comment hides.
        let is_own = |line| change.is_some_and(|added| added.touch(line, line));
        if self.files.comments == Comments::NotOfTheChange {
            suppressions.remove_on(is_own);
        }
        suppressions.apply_noting(findings, self.policy.as_of, |finding, comment, lines| {
            if lines.iter().copied().any(is_own) {
                hidden.push(HiddenByChange {
                    comment: comment.clone(),
                    finding: finding.clone(),
                });
            }
        });
        let all_lines = self.files.added.is_none() || self.files.whole_files;
        let all_looked_for = all_lines && !self.files.only_some;
        let housekeeping = suppressions.housekeeping(self.policy.as_of, all_looked_for);
        findings.extend(housekeeping_findings(housekeeping, self.policy, left_out));
        findings.sort_by_key(|finding| finding.reference.location.start);
        hidden
    }
}

/// What a part of a file says, before the comments in its other parts are known.
#[derive(Debug, Default)]
pub struct JudgedPart {
    references: Vec<Arc<Reference>>,
    findings: Vec<Finding>,
    /// Findings on lines that the judged change does not add.
    on_other_lines: Vec<Finding>,
    /// What the settings leave out.
    left_out: Vec<(SilencedBy, Finding)>,
    suppressions: Suppressions,
    problems: Vec<SuppressionProblem>,
}

impl Engine for Pipeline<'_> {
    type Part = JudgedPart;

    fn has_candidate(&self, bytes: &[u8]) -> bool {
        self.detector.has_candidate(bytes)
    }

    fn candidates(&self, bytes: &[u8]) -> Vec<usize> {
        self.detector.candidates(bytes)
    }

    fn detect(&self, source: &Source) -> Vec<Match> {
        references(&self.detector, source, &FromProject::default())
    }

    fn detect_knowing(&self, source: &Source, known: &FromProject) -> Vec<Match> {
        references(&self.detector, source, known)
    }

    fn judge(&self, source: &Source, own: Range<usize>, matches: Vec<Match>) -> JudgedPart {
        let mut part = JudgedPart::default();
        // A report only repeats the comments of other files.
        if self.files.comments != Comments::None
            && !source.language.is_report()
            && memmem::find(&source.text, MARKER.as_bytes()).is_some()
        {
            let require_reason = self.files.require_reason;
            (part.suppressions, part.problems) =
                Suppressions::parse_within(source, own, require_reason);
        }
        if matches.is_empty() {
            return part;
        }
        let display: Arc<str> = source.path.display.as_str().into();
        let occurrences = matches
            .into_iter()
            .map(|found| occurrence(source, &display, found));
        let path = project_path(&self.project_prefix, &source.path.display);
        let report_path = project_path(&self.report_prefix, &source.path.display);
        let policy = self.policy_of(&path);
        let opinions = match policy {
            Cow::Borrowed(_) => &self.opinions,
            Cow::Owned(_) => &Opinions::default(),
        };
        let mut file = judge_file(occurrences, &report_path, self.catalog, &policy, opinions);
        if let Some(added) = self
            .files
            .added
            .as_ref()
            .filter(|_| !self.files.whole_files)
        {
            let added = added.get(&source.path.display);
            let is_added = |location: &Location| {
                added.is_none_or(|added| added.touch(location.start.line, location.end.line))
            };
            // A parameter beside a model of an unchanged line makes its requests fail.
            let is_parameter_added = |finding: &Finding| {
                let parameters = || parameters_of(finding, source, self.catalog);
                finding.rule.id == RuleId::RejectedParameter
                    && parameters().iter().any(|of| is_added(&of.location))
            };
            let counts = |finding: &Finding| {
                is_added(&finding.reference.location) || is_parameter_added(finding)
            };
            part.on_other_lines = file
                .findings
                .extract_if(.., |finding| !counts(finding))
                .collect();
            file.left_out.retain(|(_, finding)| counts(finding));
        }
        JudgedPart {
            references: file.references,
            findings: file.findings,
            left_out: file.left_out,
            ..part
        }
    }

    fn conclude(
        &self,
        path: &SourcePath,
        whole: Option<&Source>,
        parts: Vec<JudgedPart>,
    ) -> JudgedText {
        let mut parts = parts.into_iter();
        let mut all = parts.next().unwrap_or_default();
        let mut suppressions = vec![std::mem::take(&mut all.suppressions)];
        for mut part in parts {
            all.references.append(&mut part.references);
            all.findings.append(&mut part.findings);
            all.on_other_lines.append(&mut part.on_other_lines);
            all.left_out.append(&mut part.left_out);
            all.problems.append(&mut part.problems);
            suppressions.push(part.suppressions);
        }
        all.suppressions = Suppressions::join(suppressions);
        // A comment belongs to one entry of a list, and must not hide the finding of the whole list.
        let mut left_out = LeftOut::default();
        let hidden_by_change = self.suppress(
            path,
            &mut all.suppressions,
            &mut all.findings,
            &mut left_out,
        );
        if !all.references.is_empty() {
            let report_path = project_path(&self.report_prefix, &path.display);
            // Each entry of a registry is a location of the plan.
            if self.policy.planned.is_none() {
                all.findings = collapse_registries(all.findings, &all.references, &report_path);
            }
            for (by, cause) in [
                (SilencedBy::RuleOff, Cause::RuleOff),
                (SilencedBy::Context, Cause::Context),
            ] {
                let of = all
                    .left_out
                    .extract_if(.., |(silenced_by, _)| *silenced_by == by);
                let of = of.map(|(_, finding)| finding).collect();
                let findings = collapse_registries(of, &all.references, &report_path);
                left_out.add(cause, findings.len() as u64);
            }
        }
        // Of a file in windows it is not known what else is in it.
        if let Some(source) = whole {
            point_out_related(&mut all.findings, source, self.catalog);
        }
        let error = |problem: SuppressionProblem| ScanError {
            path: path.display.clone(),
            at: Some(problem.at),
            kind: ErrorKind::Suppression,
            message: problem.message,
        };
        let errors = all.problems.into_iter().map(error).collect();
        let silenced = (left_out != LeftOut::default()).then(|| (path.display.clone(), left_out));
        let silenced = silenced.into_iter().collect();
        let on_other_lines = all.on_other_lines;
        JudgedText {
            references: all.references,
            findings: all.findings,
            on_other_lines,
            hidden_by_change,
            errors,
            silenced,
            text: None,
            matches: Vec::new(),
        }
    }

    fn mentions(&self, piece: &[u8]) -> BTreeSet<ModelId> {
        let mut mentions = BTreeSet::new();
        let mut end = 0;
        for hit in self.detector.candidates(piece) {
            if hit < end {
                continue;
            }
            let run = printable_run(piece, hit);
            end = run.end;
            let path = SourcePath {
                display: String::new(),
                open: PathBuf::new(),
                origin: Origin::Named,
            };
            let source = Source::new(path, piece[run].to_vec(), Encoding::Utf8);
            let known = self.detector.detect(&source).into_iter();
            let known = known.filter(|found| found.resolution == Resolution::Exact);
            mentions.extend(known.flat_map(|found| found.models));
        }
        mentions.retain(|id| self.catalog.model(id.as_str()).is_some());
        mentions
    }

    fn judge_binary(&self, path: &SourcePath, mentions: BTreeSet<ModelId>) -> JudgedText {
        let report_path = project_path(&self.report_prefix, &path.display);
        let is_change = self.files.added.is_some();
        let (finding, by) = judge_binary(
            &path.display,
            &report_path,
            mentions,
            self.catalog,
            self.policy,
            is_change,
        );
        let mut judged = JudgedText {
            references: vec![Arc::clone(&finding.reference)],
            ..JudgedText::default()
        };
        let mut left_out = LeftOut::default();
        match by {
            None => judged.findings.push(finding),
            Some(SilencedBy::RuleOff) => left_out.add(Cause::RuleOff, 1),
            Some(SilencedBy::Context) => left_out.add(Cause::Context, 1),
        }
        if by.is_some() {
            judged.silenced.push((path.display.clone(), left_out));
        }
        judged
    }

    fn asks_folder(&self, finding: &Finding) -> bool {
        asks_folder(finding)
    }

    fn sightings(&self, source: &Source, names_models: bool) -> Vec<Sighting> {
        sightings(source, names_models)
    }
}

/// The bytes around `at` that can be part of an ID and what announces it, no more than [`OVERLAP`] on each side.
fn printable_run(piece: &[u8], at: usize) -> Range<usize> {
    let is_printable = |byte: &&u8| matches!(byte, b' '..=b'~');
    let before = piece[at.saturating_sub(OVERLAP)..at]
        .iter()
        .rev()
        .take_while(is_printable)
        .count();
    let after = piece[at..piece.len().min(at + OVERLAP)]
        .iter()
        .take_while(is_printable)
        .count();
    at - before..at + after.max(1)
}

/// A path of the report as one of the project; `..` at its beginning takes folders off the prefix.
fn project_path(prefix: &str, display: &str) -> String {
    let (mut prefix, mut display) = (prefix, display);
    while let (Some(above), false) = (display.strip_prefix("../"), prefix.is_empty()) {
        display = above;
        prefix = &prefix[..prefix
            .trim_end_matches('/')
            .rfind('/')
            .map_or(0, |slash| slash + 1)];
    }
    format!("{prefix}{display}")
}

/// The words that a catalog makes the detector look for.
pub fn vocabulary(catalog: &Catalog) -> Vocabulary {
    let mut ids = Vec::with_capacity(catalog.models.len() * 2);
    for model in catalog.models.iter() {
        let known = |id: &Text| KnownId {
            id: id.clone().into(),
            base: model.id.clone().into(),
        };
        ids.push(known(&model.id));
        ids.extend(model.variants.iter().map(|variant| known(&variant.id)));
    }
    let words = |texts: &[Text]| texts.iter().cloned().map(Into::into).collect();
    let library = |library: &crate::catalog::AliasLibrary| SymbolLibrary {
        containers: words(&library.containers),
        requires: words(&library.requires),
        constants: constants(library.aliases.clone()),
    };
    Vocabulary {
        ids,
        scopes: catalog
            .scopes
            .iter()
            .map(|scope| scope.id.clone().into())
            .collect(),
        libraries: catalog.aliases.iter().map(library).collect(),
        opaque: catalog
            .opaque_arns
            .iter()
            .map(|row| (row.arn.clone().into(), words(&row.models)))
            .collect(),
    }
}

fn constants(aliases: List<Alias>) -> Constants {
    Constants::new(move || {
        aliases
            .iter()
            .map(|alias| (alias.token.clone().into(), alias.model.clone().into()))
            .collect()
    })
}

fn occurrence(source: &Source, path: &Arc<str>, matched: Match) -> LocatedMatch {
    let span = matched.found.span;
    let start = source.position(span.start);
    let location = Location {
        path: Arc::clone(path),
        start,
        end: source.position(span.end),
        span,
        cell: None,
    };
    let text = String::from_utf8_lossy(&source.text[span.start..span.end]).into_owned();
    let snippet = Snippet::around(&source.text, span, start);
    LocatedMatch {
        matched,
        location,
        text,
        snippet,
    }
}
