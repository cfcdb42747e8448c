//! Reports what a change silences: judges its lines again by the settings from before it, and, where findings are
//! missing from the report, by those settings with one part of the change added.
//!
//! No list of what each setting can hide is needed, so that a new setting cannot be forgotten. A part of the change
//! that silences is reported at its own line, once for all that it silences: that is the line that a reviewer accepts
//! or rejects. What only several parts silence together is reported at the first of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use bedrock_eol::baseline::Baseline;
use bedrock_eol::config::{CONTEXT_NAMES, CommitSettings, FILE_NAMES, FailOn, Options};
use bedrock_eol::file_access::{FileKind, NamedBy, read};
use bedrock_eol::finding::{Disposition, Finding, Level, RegionSource};
use bedrock_eol::git::Oid;
use bedrock_eol::housekeeping::Place;
use bedrock_eol::report::{ErrorKind, Report, ScanError};
use bedrock_eol::scan::{HiddenByChange, housekeeping_findings};
use bedrock_eol::silenced::{Key, Silenced, Silencer, key, silenced};
use bedrock_eol::source::Span;
use bedrock_eol::walk::{IGNORE_FILES, ignoring_line, plain};

use crate::config::{Settings, shorter};
use crate::project::{Project, Sources};
use crate::scan::{Input, Judged, Pass};
use crate::settings_source::SettingsSource;
use crate::{Stop, terminal, working_directory};

/// Characters of a commit's name in messages.
const SHORT: usize = 12;

/// The settings of one judgement.
#[derive(Clone)]
struct View {
    project: Project,
    options: Options,
}

/// A part of the change that may silence, and the settings from before the change with this part added.
struct Part {
    view: View,
    kind: PartKind,
}

enum PartKind {
    /// A key of the configuration.
    Key(&'static str),
    /// Ignore files.
    IgnoreFiles,
}

/// What silences, with what it silences.
type Found = Vec<(Silencer, Vec<Silenced>)>;

/// What is silenced and not explained yet.
struct Rest(Vec<Silenced>);

impl Rest {
    /// Takes out what is about the same references as these findings.
    fn take<'f>(&mut self, findings: impl Iterator<Item = &'f Finding>) -> Vec<Silenced> {
        let keys: BTreeSet<Key<'_>> = findings.map(key).collect();
        let (taken, rest) = std::mem::take(&mut self.0)
            .into_iter()
            .partition(|silenced| keys.contains(&key(&silenced.finding)));
        self.0 = rest;
        taken
    }
}

/// Adds what the change silences to the report of a scan of that change.
pub(crate) fn report_silenced(
    input: &Input<'_>,
    project: &Project,
    options: &Options,
    judged: &mut Judged,
) -> Result<(), Stop> {
    let Some(touched) = judged.touched.take() else { return Ok(()) };
    let here = View { project: project.clone(), options: options.clone() };
    let mut settings = touched.paths;
    settings.retain(|path| is_setting(path, input, &here));
    let from_checkout = matches!(*project.sources.ignore_files, SettingsSource::Checkout);
    if !from_checkout {
        input.note_later_settings(&settings);
    }
    let brings_settings = from_checkout && !settings.is_empty();
    if !brings_settings && judged.hidden_by_change.is_empty() {
        return Ok(());
    }
    let (base, before) = if brings_settings {
        before_the_change(input, touched.base.as_ref())?
    } else {
        let before = input.judge(&here.project, &here.options, Pass::WithoutItsComments)?.report;
        (here.clone(), before)
    };
    let mut failed = Failed::default();
    failed.note(&before);
    let fails = base.options.fail_on.and_then(FailOn::level);
    let least = fails.map_or(Level::Warning, |level| level.min(Level::Warning));
    let mut rest = Rest(silenced(&before.findings, &judged.report.findings, least));
    let mut found = by_comments(input, &here, &judged.hidden_by_change, &mut rest, &mut failed)?;
    if brings_settings {
        let parts = parts(&here, &base, &settings);
        found.extend(by_parts(input, &here, &parts, &before, &mut rest, (least, &mut failed))?);
        found.extend(together(&here, &base, rest));
        found.extend(by_fail_on(&here, &base, &judged.report));
        judged.report.fail_on = stricter(judged.report.fail_on, before.fail_on);
    }
    failed.add_to(&mut judged.report);
    add(&mut judged.report, found, &base)
}

/// What a judgement by other settings could not look at: it may be silenced, which nobody knows.
#[derive(Default)]
struct Failed(BTreeSet<ScanError>);

impl Failed {
    fn note(&mut self, report: &Report) {
        let unread = [ErrorKind::Read, ErrorKind::Walk, ErrorKind::Panic];
        self.0.extend(report.errors.iter().filter(|error| unread.contains(&error.kind)).cloned());
    }

    fn add_to(self, report: &mut Report) {
        let known: BTreeSet<ScanError> = report.errors.drain(..).collect();
        report.errors.extend(known.union(&self.0).cloned());
    }
}

/// The settings from before the change and the judgement by them. Where they cannot be read, nothing is known to have
/// been silenced before.
fn before_the_change(input: &Input<'_>, base: Option<&Oid>) -> Result<(View, Report), Stop> {
    let judge = |source: Rc<SettingsSource>, settings: &Settings| {
        let project = Project::from(settings, &source)?;
        let options = input.flags(&project).over(project.options.clone()).over(Options::defaults(true));
        let report = input.judge(&project, &options, Pass::WithoutItsComments)?.report;
        Ok::<_, Stop>((View { project, options }, report))
    };
    let source = || {
        let name = base.map_or_else(String::new, ToString::to_string);
        let name = name.get(..SHORT).unwrap_or(&name);
        let repository = bedrock_eol::git::Repository::discover(Path::new(".")).map_err(Stop::of)?;
        let repository = repository.ok_or_else(|| Stop::Error("the repository is gone".to_owned()))?;
        let settings = CommitSettings::of_commit(repository, base, name).map_err(Stop::of)?;
        Ok(Rc::new(SettingsSource::Base(settings)))
    };
    match source().and_then(|source| judge(source, input.settings())) {
        Err(Stop::Error(message)) => {
            terminal::note(&format!(
                "the settings from before the change cannot be applied, and count as none: {message}"
            ));
            judge(Rc::new(SettingsSource::Typed), &Settings { config: None, isolated: true })
        }
        other => other,
    }
}

/// Whether a changed file, an absolute path, can be a part of the settings.
fn is_setting(path: &Path, input: &Input<'_>, here: &View) -> bool {
    let Ok(folder) = working_directory() else { return true };
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let absolute = |named: &Path| plain(&folder.join(named));
    // Some file systems find a file by a name in other letters.
    FILE_NAMES.iter().chain(&IGNORE_FILES).any(|known| known.eq_ignore_ascii_case(name))
        || input.settings().config.as_deref().is_some_and(|config| absolute(config) == path)
        || absolute(&input.baseline(&here.project, &here.options)) == path
        || here.options.catalog.iter().any(|catalog| path.starts_with(absolute(catalog)))
}

/// The parts of the change, each on top of the settings from before it.
fn parts(here: &View, base: &View, touched: &[PathBuf]) -> Vec<Part> {
    let view = |change: &dyn Fn(&mut View)| {
        let mut project = here.project.clone();
        project.sources = base.project.sources.clone();
        let mut view = View { project, options: base.options.clone() };
        change(&mut view);
        view
    };
    let mut keys = here.options.differing(&base.options);
    // What these two name can change although their names do not.
    for key in ["baseline", "catalog"] {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let mut parts = Vec::new();
    for key in keys {
        let take = |view: &mut View| {
            view.options.take(key, here.options.clone());
            let Sources { baseline, catalogs, .. } = &here.project.sources;
            match key {
                "baseline" => view.project.sources.baseline = Rc::clone(baseline),
                "catalog" => view.project.sources.catalogs = Rc::clone(catalogs),
                _ => {}
            }
        };
        parts.push(Part { view: view(&take), kind: PartKind::Key(key) });
    }
    let is_ignore_file = |path: &&PathBuf| IGNORE_FILES.iter().any(|name| path.ends_with(name));
    if touched.iter().any(|path| is_ignore_file(&path)) {
        let take = |view: &mut View| {
            view.project.sources.ignore_files = Rc::clone(&here.project.sources.ignore_files);
        };
        parts.push(Part { view: view(&take), kind: PartKind::IgnoreFiles });
    }
    parts
}

/// What comments of the change silence, taken out of `rest`: by comment. What a comment silenced before the change, on a
/// line that the change only touches, is not silenced by the change.
fn by_comments(
    input: &Input<'_>,
    here: &View,
    hidden: &[HiddenByChange],
    rest: &mut Rest,
    failed: &mut Failed,
) -> Result<Found, Stop> {
    if hidden.is_empty() {
        return Ok(Found::new());
    }
    let mut comments: BTreeMap<Key<'_>, &Place> = BTreeMap::new();
    comments.extend(hidden.iter().map(|hidden| (key(&hidden.finding), &hidden.comment)));
    let silenced = rest.take(hidden.iter().map(|hidden| &hidden.finding));
    let mut known = silenced_before(input, here, failed)?;
    let is_new = |silenced: &Silenced| match known.get_mut(&silenced.finding.content_fingerprint) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    let silenced: Vec<Silenced> = silenced.into_iter().filter(is_new).collect();
    let place = |silenced: &Silenced| comments.get(&key(&silenced.finding)).map(|place| (*place).clone());
    Ok(by_place(silenced, place, "This suppression comment"))
}

/// How many findings comments silenced in the changed files before the change, by the fingerprint of their content.
fn silenced_before(
    input: &Input<'_>,
    here: &View,
    failed: &mut Failed,
) -> Result<BTreeMap<String, usize>, Stop> {
    let report = input.judge(&here.project, &here.options, Pass::FilesBefore)?.report;
    failed.note(&report);
    let mut known = BTreeMap::new();
    for finding in report.findings {
        if matches!(finding.disposition, Disposition::Suppressed { inline: true, .. }) {
            *known.entry(finding.content_fingerprint).or_insert(0) += 1;
        }
    }
    Ok(known)
}

/// Sorts what is silenced by the place of what silences it.
fn by_place(silenced: Vec<Silenced>, place: impl Fn(&Silenced) -> Option<Place>, what: &str) -> Found {
    let mut found = Found::new();
    let mut known: BTreeMap<(String, usize), usize> = BTreeMap::new();
    for silenced in silenced {
        let place = place(&silenced).unwrap_or_else(|| place_of(&silenced.finding));
        let at = *known.entry((place.path.clone(), place.span.start)).or_insert(found.len());
        if at == found.len() {
            found.push((Silencer { place, what: what.to_owned() }, Vec::new()));
        }
        found[at].1.push(silenced);
    }
    found
}

/// What single parts of the change silence, taken out of `rest`.
fn by_parts(
    input: &Input<'_>,
    here: &View,
    parts: &[Part],
    before: &Report,
    rest: &mut Rest,
    (least, failed): (Level, &mut Failed),
) -> Result<Found, Stop> {
    let mut found = Found::new();
    if rest.0.is_empty() {
        return Ok(found);
    }
    let all: BTreeSet<Key<'_>> = rest.0.iter().map(|silenced| key(&silenced.finding)).collect();
    let mut explained = Vec::new();
    for part in parts {
        let View { project, options } = &part.view;
        // A part that is not valid alone is reported with the others.
        let Ok(judged) = input.judge(project, options, Pass::WithoutItsComments) else { continue };
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

/// Where a part of the change is and what it is.
fn silencers(part: &Part, here: &View, alone: Vec<Silenced>, judged: &Report) -> Result<Found, Stop> {
    let Some(first) = alone.first().map(|silenced| silenced.finding.clone()) else { return Ok(Found::new()) };
    let (what, place) = match &part.kind {
        PartKind::Key("ignore") => {
            let ignores = here.options.ignores().map_err(Stop::Error)?;
            let entry = |silenced: &Silenced| {
                let path = here.project.paths.relative(&silenced.finding.reference.location.path);
                ignores.hiding(&silenced.finding, &path, judged.as_of).cloned()
            };
            return Ok(by_place(alone, entry, "This entry of `ignore`"));
        }
        PartKind::Key("baseline") => ("The baseline".to_owned(), baseline_entry(here, &alone, judged)?),
        PartKind::Key(key) => {
            let (key, place) = key_and_place(here, key, &first);
            (format!("`{key}`"), place)
        }
        PartKind::IgnoreFiles => ("This line".to_owned(), ignoring_place(&first)),
    };
    Ok(vec![(Silencer { place: place.unwrap_or_else(|| place_of(&first)), what }, alone)])
}

/// What the parts of the change silence only together.
fn together(here: &View, base: &View, rest: Rest) -> Option<(Silencer, Vec<Silenced>)> {
    let first = rest.0.first()?;
    let keys = here.options.differing(&base.options);
    let place = keys.iter().find_map(|key| here.project.keys.get(*key)).cloned();
    let what = match keys.as_slice() {
        [] => "This change of the settings".to_owned(),
        keys => {
            let keys: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            format!("This change of {}", keys.join(", "))
        }
    };
    Some((Silencer { place: place.unwrap_or_else(|| place_of(&first.finding)), what }, rest.0))
}

/// What would no longer fail after the change, since it raises `fail-on`.
fn by_fail_on(here: &View, base: &View, report: &Report) -> Option<(Silencer, Vec<Silenced>)> {
    let level = |view: &View| view.options.fail_on.and_then(FailOn::level);
    let (now, before) = (level(here), level(base)?);
    let passes = |finding: &&Finding| {
        finding.rule.about_models && finding.level >= before && now.is_none_or(|now| finding.level < now)
    };
    let passing: Vec<Silenced> = report
        .active()
        .filter(passes)
        .map(|finding| Silenced { finding: finding.clone(), now: Some(finding.level) })
        .collect();
    let first = passing.first()?;
    let place = here.project.keys.get("fail-on").cloned().unwrap_or_else(|| place_of(&first.finding));
    Some((Silencer { place, what: "`fail-on`".to_owned() }, passing))
}

fn stricter(a: Option<Level>, b: Option<Level>) -> Option<Level> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// The name of a key and where it is. Of a table of levels it is the entry that is about the finding.
fn key_and_place(here: &View, key: &str, finding: &Finding) -> (String, Option<Place>) {
    let context = CONTEXT_NAMES.iter().find(|(_, context)| *context == finding.reference.context);
    let entry = match key {
        "level" => Some(format!("level.{}", finding.rule.id)),
        "level-by-context" => context.map(|(name, _)| format!("level-by-context.{name}")),
        _ => None,
    };
    let keys = &here.project.keys;
    let found = entry.and_then(|entry| Some((entry.clone(), Some(keys.get(&entry)?.clone()))));
    found.unwrap_or_else(|| (key.to_owned(), keys.get(key).cloned()))
}

/// The line of the baseline that accepts the first of the findings, or else the key that names the baseline: its file
/// is not scanned.
fn baseline_entry(here: &View, alone: &[Silenced], judged: &Report) -> Result<Option<Place>, Stop> {
    let keys: BTreeSet<Key<'_>> = alone.iter().map(|silenced| key(&silenced.finding)).collect();
    let accepted = judged
        .findings
        .iter()
        .find(|finding| finding.disposition == Disposition::Baselined && keys.contains(&key(finding)));
    let Some(finding) = accepted else { return Ok(here.project.keys.get("baseline").cloned()) };
    let path = here.project.baseline(None, &here.options);
    let text =
        Baseline::read(&path, here.project.baseline_named_by(None, &here.options)).map_err(Stop::of)?;
    let prints = [&finding.fingerprint, &finding.content_fingerprint];
    let found = prints.iter().find_map(|print| Some((text.find(print.as_str())?, print.len())));
    let shown = slashes(&path);
    Ok(found
        .map(|(start, length)| Place::in_text(&shown, text.as_bytes(), Span { start, end: start + length })))
}

/// The line of the ignore file that leaves out the file of a finding.
fn ignoring_place(finding: &Finding) -> Option<Place> {
    let here = working_directory().ok()?;
    let (file, line) = ignoring_line(&plain(&here.join(&finding.reference.location.path)), &here)?;
    let text = read(&file, FileKind::IgnoreFile, NamedBy::Repository).ok()?;
    let start = text.split_inclusive(|byte| *byte == b'\n').take(line - 1).map(<[u8]>::len).sum();
    let end = memchr::memchr(b'\n', &text[start..]).map_or(text.len(), |at| start + at);
    let shown = file.strip_prefix(&here).map_or_else(|_| shorter(file.clone(), &here), Path::to_owned);
    Some(Place::in_text(&slashes(&shown), &text, Span { start, end }))
}

/// A path as reports show it.
fn slashes(path: &Path) -> String {
    path.display().to_string().replace(std::path::MAIN_SEPARATOR, "/")
}

/// The place of a finding: where what silences it has no line of its own.
fn place_of(finding: &Finding) -> Place {
    let reference = &finding.reference;
    let start = reference.location.start;
    Place {
        path: reference.location.path.clone(),
        line: start.line,
        column: start.column,
        span: reference.location.span,
        text: reference.text.clone(),
        snippet: reference.snippet.clone(),
    }
}

/// Adds the findings at the level, and with the entries of `ignore`, from before the change.
fn add(report: &mut Report, found: Found, base: &View) -> Result<(), Stop> {
    let policy = base.options.policy(report.as_of, RegionSource::Config);
    let mut findings = Vec::new();
    for (silencer, silenced) in found {
        let (told, related) = silencer.housekeeping(&silenced);
        let made = housekeeping_findings(vec![told], &policy, &mut report.unlisted);
        findings.extend(made.into_iter().map(|finding| Finding { related: related.clone(), ..finding }));
    }
    let mut ignores = base.options.ignores().map_err(Stop::Error)?;
    ignores.apply(&mut findings, |path| base.project.paths.relative(path), report.as_of);
    report.findings.extend(findings);
    report.sort();
    Ok(())
}
