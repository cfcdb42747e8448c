//! Reports what a change silences: judges the changed lines again with the settings from before the change, and, if the
//! report lacks findings, with those settings plus one part of the change at a time.
//!
//!
//! This needs no list of what each setting can hide, so a new setting cannot be forgotten. A part of the change that
//! silences findings is reported once, at its own line, since that is the line that a reviewer accepts or rejects.
//! What several parts silence only together is reported at the first of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::error::RunError;
use super::folders::working_directory;
use super::options::{ConfigChoice, SettingsFrom};
use super::project::{Project, Sources};
use super::settings_source::SettingsSource;
use super::silencing_location::{baseline_entry, ignoring_location, key_and_location, location_of};
use super::task::{JudgedInput, Pass, Task};
use super::view::View;
use crate::config::{CommitSettings, FILE_NAMES, FailOn, Options};
use crate::finding::{Disposition, Finding, Fingerprint, Level, RegionSource};
use crate::git::Oid;
use crate::housekeeping::LinePart;
use crate::report::{ErrorKind, Report, ScanError};
use crate::scan::{HiddenByChange, housekeeping_findings};
use crate::silenced::{FindingKey, Silenced, Silencer, key, silenced};
use crate::walk::{IGNORE_FILES, plain};

/// Characters of a commit hash in messages.
const SHORT: usize = 12;

/// A part of the change that may silence findings: the old settings with this part added.
struct ChangePart {
    view: View,
    kind: PartKind,
}

enum PartKind {
    /// A key of the configuration.
    Key(&'static str),
    /// Ignore files.
    IgnoreFiles,
}

impl PartKind {
    fn words(&self) -> String {
        match self {
            Self::Key(key) => format!("the change of `{key}`"),
            Self::IgnoreFiles => "the change of ignore files".to_owned(),
        }
    }
}

/// Each part that silences, with the findings it silences.
type SilencedByPart = Vec<(Silencer, Vec<Silenced>)>;

/// Silenced findings that no part explains yet.
struct ChangeRest(Vec<Silenced>);

impl ChangeRest {
    /// Removes and returns the findings about the same references as these.
    fn take<'f>(&mut self, findings: impl Iterator<Item = &'f Finding>) -> Vec<Silenced> {
        let keys: BTreeSet<FindingKey<'_>> = findings.map(key).collect();
        let (taken, rest) = std::mem::take(&mut self.0)
            .into_iter()
            .partition(|silenced| keys.contains(&key(&silenced.finding)));
        self.0 = rest;
        taken
    }
}

/// Adds findings about what the change silences to the report.
pub(super) fn report_silenced(
    task: &Task<'_>,
    project: &Project,
    options: &Options,
    judged: &mut JudgedInput,
) -> Result<(), RunError> {
    let Some(touched) = judged.touched.take() else {
        return Ok(());
    };
    let here = View {
        project: project.clone(),
        options: options.clone(),
    };
    let mut settings = touched.paths;
    settings.retain(|path| is_setting(path, task, &here));
    let from_checkout = matches!(*project.sources.ignore_files, SettingsSource::Checkout);
    if let SettingsFrom::Commit(revision) = &task.run.settings_from {
        task.note_later_settings(&settings, revision);
    }
    let brings_settings = from_checkout && !settings.is_empty();
    if !brings_settings && judged.hidden_by_change.is_empty() {
        return Ok(());
    }
    let (base, before) = if brings_settings {
        before_the_change(task, touched.base.as_ref())?
    } else {
        let before = task
            .judge(&here.project, &here.options, Pass::WithoutItsComments)?
            .report;
        (here.clone(), before)
    };
    let mut failed = Failed::default();
    failed.note(&before);
    let fails = base.options.fail_on.and_then(FailOn::level);
    let least = fails.map_or(Level::Warning, |level| level.min(Level::Warning));
    let mut rest = ChangeRest(silenced(&before.findings, &judged.report.findings, least));
    let mut found = by_comments(
        task,
        &here,
        &judged.hidden_by_change,
        &mut rest,
        &mut failed,
    )?;
    if brings_settings {
        let parts = parts(&here, &base, &settings);
        found.extend(by_parts(
            task,
            &here,
            &parts,
            &before,
            &mut rest,
            (least, &mut failed),
        )?);
        found.extend(together(&here, &base, rest));
        found.extend(by_fail_on(&here, &base, &judged.report));
        judged.report.fail_on = stricter(judged.report.fail_on, before.fail_on);
    }
    failed.add_to(&mut judged.report);
    add(&mut judged.report, found, &base)
}

/// Errors of judging with other settings: whether these files contain silenced findings is not known.
#[derive(Default)]
struct Failed(BTreeSet<ScanError>);

impl Failed {
    fn note(&mut self, report: &Report) {
        let unread = [ErrorKind::Read, ErrorKind::Walk, ErrorKind::Panic];
        self.0.extend(
            report
                .errors
                .iter()
                .filter(|error| unread.contains(&error.kind))
                .cloned(),
        );
    }

    fn add_to(self, report: &mut Report) {
        let known: BTreeSet<ScanError> = report.errors.drain(..).collect();
        report.errors.extend(known.union(&self.0).cloned());
    }
}

/// The settings from before the change, and the report with them. If they cannot be read, the result is as if there
/// had been no settings.
fn before_the_change(task: &Task<'_>, base: Option<&Oid>) -> Result<(View, Report), RunError> {
    let judge = |source: Rc<SettingsSource>, choice: &ConfigChoice| {
        let project = Project::of(choice, &source, task.observer)?;
        let options = task
            .flags(&project)
            .over(project.options.clone())
            .over(Options::defaults(true));
        let report = task
            .judge(&project, &options, Pass::WithoutItsComments)?
            .report;
        Ok::<_, RunError>((View { project, options }, report))
    };
    let source = || {
        let name = base.map_or_else(String::new, ToString::to_string);
        let name = name.get(..SHORT).unwrap_or(&name);
        let repository = crate::git::Repository::discover(Path::new("."))?;
        let repository = repository.ok_or(RunError::RepositoryGone)?;
        let settings = CommitSettings::of_commit(repository, base, name)?;
        Ok::<_, RunError>(Rc::new(SettingsSource::Base(settings)))
    };
    match source().and_then(|source| judge(source, &task.run.config)) {
        Err(error) => {
            task.observer.warn(&format!(
                "cannot apply the settings from before the change, comparing with no settings instead: {error}"
            ));
            judge(Rc::new(SettingsSource::Typed), &ConfigChoice::Isolated)
        }
        judged => judged,
    }
}

/// Whether a changed file (absolute path) can contain settings.
fn is_setting(path: &Path, task: &Task<'_>, here: &View) -> bool {
    let Ok(folder) = working_directory() else {
        return true;
    };
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let absolute = |named: &Path| plain(&folder.join(named));
    // Some file systems ignore case in file names.
    FILE_NAMES
        .iter()
        .chain(&IGNORE_FILES)
        .any(|known| known.eq_ignore_ascii_case(name))
        || matches!(&task.run.config, ConfigChoice::File(config) if absolute(config) == path)
        || absolute(&task.baseline(&here.project, &here.options)) == path
        || here
            .options
            .catalog
            .iter()
            .any(|catalog| path.starts_with(absolute(catalog)))
}

/// The parts of the change, each on top of the old settings.
fn parts(here: &View, base: &View, touched: &[PathBuf]) -> Vec<ChangePart> {
    let view = |change: &dyn Fn(&mut View)| {
        let mut project = here.project.clone();
        project.sources = base.project.sources.clone();
        let mut view = View {
            project,
            options: base.options.clone(),
        };
        change(&mut view);
        view
    };
    let mut keys = here.options.differing(&base.options);
    // These files can change while the keys that name them stay the same.
    for key in ["baseline", "catalog"] {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let mut parts = Vec::new();
    for key in keys {
        let take = |view: &mut View| {
            view.options.take(key, here.options.clone());
            let Sources {
                baseline, catalogs, ..
            } = &here.project.sources;
            match key {
                "baseline" => view.project.sources.baseline = Rc::clone(baseline),
                "catalog" => view.project.sources.catalogs = Rc::clone(catalogs),
                _ => {}
            }
        };
        parts.push(ChangePart {
            view: view(&take),
            kind: PartKind::Key(key),
        });
    }
    let is_ignore_file = |path: &&PathBuf| IGNORE_FILES.iter().any(|name| path.ends_with(name));
    if touched.iter().any(|path| is_ignore_file(&path)) {
        let take = |view: &mut View| {
            view.project.sources.ignore_files = Rc::clone(&here.project.sources.ignore_files);
        };
        parts.push(ChangePart {
            view: view(&take),
            kind: PartKind::IgnoreFiles,
        });
    }
    parts
}

/// Removes from `rest` what suppression comments of the change silence, and groups it by comment. What a comment silenced
/// before the change, on a line that the change only touches, is not silenced by the change.
fn by_comments(
    task: &Task<'_>,
    here: &View,
    hidden: &[HiddenByChange],
    rest: &mut ChangeRest,
    failed: &mut Failed,
) -> Result<SilencedByPart, RunError> {
    if hidden.is_empty() {
        return Ok(SilencedByPart::new());
    }
    let mut comments: BTreeMap<FindingKey<'_>, &LinePart> = BTreeMap::new();
    comments.extend(
        hidden
            .iter()
            .map(|hidden| (key(&hidden.finding), &hidden.comment)),
    );
    let silenced = rest.take(hidden.iter().map(|hidden| &hidden.finding));
    let mut known = silenced_before(task, here, failed)?;
    let is_new = |silenced: &Silenced| match known.get_mut(&known_as(&silenced.finding)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    let silenced: Vec<Silenced> = silenced.into_iter().filter(is_new).collect();
    let location = |silenced: &Silenced| {
        comments
            .get(&key(&silenced.finding))
            .map(|location| (*location).clone())
    };
    Ok(by_location(silenced, location, "This suppression comment"))
}

/// What a finding is known as before and after a change. The file is part of it: a copy in another file is new.
fn known_as(finding: &Finding) -> (Arc<str>, Fingerprint) {
    (
        finding.reference.location.path.clone(),
        finding.content_fingerprint,
    )
}

/// Number of findings that comments silenced in the changed files before the change. Renamed files have their new path.
fn silenced_before(
    task: &Task<'_>,
    here: &View,
    failed: &mut Failed,
) -> Result<BTreeMap<(Arc<str>, Fingerprint), usize>, RunError> {
    let report = task
        .judge(&here.project, &here.options, Pass::FilesBefore)?
        .report;
    failed.note(&report);
    let mut known = BTreeMap::new();
    for finding in report.findings {
        if matches!(
            finding.disposition,
            Disposition::Suppressed { inline: true, .. }
        ) {
            *known.entry(known_as(&finding)).or_insert(0) += 1;
        }
    }
    Ok(known)
}

/// Groups silenced findings by the location of what silences them.
fn by_location(
    silenced: Vec<Silenced>,
    location: impl Fn(&Silenced) -> Option<LinePart>,
    what: &str,
) -> SilencedByPart {
    let mut found = SilencedByPart::new();
    let mut known: BTreeMap<(String, usize), usize> = BTreeMap::new();
    for silenced in silenced {
        let location = location(&silenced).unwrap_or_else(|| location_of(&silenced.finding));
        let at = *known
            .entry((location.path.clone(), location.span.start))
            .or_insert(found.len());
        if at == found.len() {
            found.push((
                Silencer {
                    location,
                    what: what.to_owned(),
                },
                Vec::new(),
            ));
        }
        found[at].1.push(silenced);
    }
    found
}

/// Removes from `rest` what single parts of the change silence.
fn by_parts(
    task: &Task<'_>,
    here: &View,
    parts: &[ChangePart],
    before: &Report,
    rest: &mut ChangeRest,
    (least, failed): (Level, &mut Failed),
) -> Result<SilencedByPart, RunError> {
    let mut found = SilencedByPart::new();
    if rest.0.is_empty() {
        return Ok(found);
    }
    let all: BTreeSet<FindingKey<'_>> = rest
        .0
        .iter()
        .map(|silenced| key(&silenced.finding))
        .collect();
    let mut explained = Vec::new();
    for part in parts {
        let View { project, options } = &part.view;
        let judged = match task.judge(project, options, Pass::WithoutItsComments) {
            Ok(judged) => judged,
            // What it silences is reported with what the parts silence together.
            Err(error) => {
                task.observer.warn(&format!(
                    "{} cannot be applied alone: {error}",
                    part.kind.words()
                ));
                continue;
            }
        };
        failed.note(&judged.report);
        let mut alone = silenced(&before.findings, &judged.report.findings, least);
        alone.retain(|alone| all.contains(&key(&alone.finding)));
        explained.extend(alone.iter().map(|silenced| silenced.finding.clone()));
        found.extend(silencers(part, here, alone, &judged.report)?);
    }
    drop(all);
    rest.take(explained.iter());
    Ok(found)
}

/// Name and location of a part of the change.
fn silencers(
    part: &ChangePart,
    here: &View,
    alone: Vec<Silenced>,
    judged: &Report,
) -> Result<SilencedByPart, RunError> {
    let Some(first) = alone.first().map(|silenced| silenced.finding.clone()) else {
        return Ok(SilencedByPart::new());
    };
    let (what, location) = match &part.kind {
        PartKind::Key("ignore") => {
            let ignores = here.options.ignores()?;
            let entry = |silenced: &Silenced| {
                let path = here
                    .project
                    .paths
                    .relative(&silenced.finding.reference.location.path);
                ignores
                    .hiding(&silenced.finding, &path, judged.as_of)
                    .cloned()
            };
            return Ok(by_location(alone, entry, "This entry of `ignore`"));
        }
        PartKind::Key("baseline") => (
            "The baseline".to_owned(),
            baseline_entry(here, &alone, judged)?,
        ),
        PartKind::Key(key) => {
            let (key, location) = key_and_location(here, key, &first);
            (format!("`{key}`"), location)
        }
        PartKind::IgnoreFiles => ("This line".to_owned(), ignoring_location(&first)),
    };
    Ok(vec![(
        Silencer {
            location: location.unwrap_or_else(|| location_of(&first)),
            what,
        },
        alone,
    )])
}

/// What the parts of the change silence only together.
fn together(here: &View, base: &View, rest: ChangeRest) -> Option<(Silencer, Vec<Silenced>)> {
    let first = rest.0.first()?;
    let keys = here.options.differing(&base.options);
    let location = keys
        .iter()
        .find_map(|key| here.project.keys.get(*key))
        .cloned();
    let what = match keys.as_slice() {
        [] => "This change of the settings".to_owned(),
        keys => {
            let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            format!("This change of {}", keys.join(", "))
        }
    };
    Some((
        Silencer {
            location: location.unwrap_or_else(|| location_of(&first.finding)),
            what,
        },
        rest.0,
    ))
}

/// Findings that no longer fail because the change raises `fail-on`.
fn by_fail_on(here: &View, base: &View, report: &Report) -> Option<(Silencer, Vec<Silenced>)> {
    let level = |view: &View| view.options.fail_on.and_then(FailOn::level);
    let (now, before) = (level(here), level(base)?);
    let passes = |finding: &&Finding| {
        finding.rule.about_models
            && finding.level >= before
            && now.is_none_or(|now| finding.level < now)
    };
    let passing: Vec<Silenced> = report
        .active()
        .filter(passes)
        .map(|finding| Silenced {
            finding: finding.clone(),
            now: Some(finding.level),
        })
        .collect();
    let first = passing.first()?;
    let location = here
        .project
        .keys
        .get("fail-on")
        .cloned()
        .unwrap_or_else(|| location_of(&first.finding));
    Some((
        Silencer {
            location,
            what: "`fail-on`".to_owned(),
        },
        passing,
    ))
}

fn stricter(a: Option<Level>, b: Option<Level>) -> Option<Level> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Adds the findings with the levels and `ignore` entries from before the change.
fn add(report: &mut Report, found: SilencedByPart, base: &View) -> Result<(), RunError> {
    let policy = base.options.policy(report.as_of, RegionSource::Config);
    let mut findings = Vec::new();
    for (silencer, silenced) in found {
        let (housekeeping, related) = silencer.housekeeping(&silenced);
        let made = housekeeping_findings(vec![housekeeping], &policy, &mut report.unlisted);
        findings.extend(made.into_iter().map(|finding| Finding {
            related: related.clone(),
            ..finding
        }));
    }
    let mut ignores = base.options.ignores()?;
    ignores.apply(
        &mut findings,
        |path| base.project.paths.relative(path),
        report.as_of,
    );
    report.findings.extend(findings);
    report.sort();
    Ok(())
}
