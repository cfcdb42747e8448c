//! `bedrock-eol scan`: turns flags into options, scans, writes the reports and chooses the exit code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::mpsc;

use bedrock_eol::baseline::{Baseline, Part};
use bedrock_eol::catalog::Catalog;
use bedrock_eol::config::{FailOn, LevelSetting, Options, Size, glob_of_project};
use bedrock_eol::finding::{Finding, Level, Location, RegionSource};
use bedrock_eol::git::{AddedLines, Changes, Oid, Repository};
use bedrock_eol::judge::{Policy, catalog_stale};
use bedrock_eol::model_id::Region;
use bedrock_eol::output;
use bedrock_eol::pattern::Pattern;
use bedrock_eol::report::{
    Cause, Checkout, Coverage, ErrorKind, LeftOut, ModelInUse, Report, ReportRoot, ScanError, Unit,
};
use bedrock_eol::scan::{
    Comments, CrossFile, FileSettings, HiddenByChange, Pipeline, ScanOptions, Scanned, Scanner, at_levels,
    cover_uses, housekeeping_findings,
};
use bedrock_eol::source::{Position, Span};
use bedrock_eol::walk::{IgnoreFiles, WalkError, WalkOptions, is_repository};
use jiff::civil::Date;

use crate::args::{Scan, Verdict};
use crate::baseline::{self, Action};
use crate::changes::{Change, change};
use crate::config::Settings;
use crate::inputs::{self, Mode};
use crate::overlays;
use crate::project::{Project, repository_root};
use crate::reports::{LastLines, outputs, write_reports, write_summary};
use crate::settings_source::SettingsSource;
use crate::silencing::report_silenced;
use crate::terminal;
use crate::values::Output;
use crate::{Stop, working_directory};

/// Number of findings from which a first run suggests a baseline.
const MANY: usize = 20;

/// Formats that list what was not scanned. With any other format on standard output, notes on standard error do.
const TELL_ERRORS: [&str; 4] = ["pretty", "compact", "github", "markdown"];

/// Runs the command and returns the exit code.
pub(crate) fn run(args: &Scan, today: fn() -> Date) -> Result<u8, Stop> {
    let outputs = outputs(&args.reporting)?;
    let mode = args.inputs.mode(&args.paths)?;
    let source = Rc::new(SettingsSource::of(&args.trust)?);
    let project = Project::from(&args.settings, &source)?;
    let options =
        flags(args, &project).over(project.options.clone()).over(Options::defaults(mode.only_added()));
    if args.show_config {
        let text = options.to_toml();
        let written = terminal::print(&text);
        return written.map(|()| 0).map_err(|error| Stop::writing("to standard output", &error));
    }
    let input = Input { args, mode: &mode, outputs: &outputs, today };
    let pass = if args.trust.untrusted { Pass::Untrusted } else { Pass::Report };
    let mut judged = input.judge(&project, &options, pass)?;
    if !args.trust.untrusted {
        report_silenced(&input, &project, &options, &mut judged)?;
    }
    if !args.reporting.quiet && !args.accepted.no_baseline {
        project.note_other_baseline(args.accepted.baseline.as_deref(), &options);
    }
    let report = judged.report;
    let on_stdout = |formats: &[&str]| {
        outputs.iter().any(|output| output.file.is_none() && formats.contains(&output.format))
    };
    if !on_stdout(&TELL_ERRORS) {
        for error in &report.errors {
            terminal::error(&output::error_line(error));
        }
    }
    if args.reporting.verbose {
        note_skipped(&report);
    }
    let offer = offers_baseline(&report, args, &mode, &project, &options);
    let last_lines = LastLines { offer_baseline: offer, exit_zero: args.verdict.exit_zero };
    write_reports(&report, &outputs, &args.reporting, last_lines)?;
    // The pretty report itself suggests it.
    if offer && !on_stdout(&["pretty"]) {
        terminal::note(
            "to accept these findings and report only new or worse ones: bedrock-eol baseline write",
        );
    }
    write_summary(&report, &outputs, &args.reporting)?;
    Ok(report.outcome().exit_code(args.verdict.exit_zero))
}

/// Runs `baseline` on a scan without a baseline and returns the exit code.
pub(crate) fn run_baseline(action: &Action, today: fn() -> Date) -> Result<u8, Stop> {
    let target = action.target();
    let project = Project::of(&target.settings)?;
    // The baseline belongs to the project, whatever the working directory is.
    let whole = [project.here_to_root.clone()];
    let paths = if target.paths.is_empty() { &whole[..] } else { &target.paths };
    let mut typed = vec!["bedrock-eol".into(), "scan".into(), "--".into()];
    typed.extend(paths.iter().map(|path| path.as_os_str().to_owned()));
    let args = Scan::parse(typed);
    let options = project.options.clone().over(Options::defaults(false));
    let mode = Mode::Paths { paths: paths.to_vec(), from_list: false };
    let args = Scan { verdict: Verdict { as_of: target.as_of, ..args.verdict }, ..*args };
    let input = Input { args: &args, mode: &mode, outputs: &[], today };
    let report = input.look(&project, &options, Pass::Report)?.report;
    let file = project.baseline(target.baseline.as_deref(), &options);
    let named_by = project.baseline_named_by(target.baseline.as_deref(), &options);
    let file = baseline::BaselineFile { path: &file, named_by };
    baseline::run(action, report, file, &project, &project.roots(paths))
}

/// What is scanned, and the arguments that apply to it.
pub(crate) struct Input<'a> {
    args: &'a Scan,
    mode: &'a Mode,
    outputs: &'a [Output],
    today: fn() -> Date,
}

/// Why an input is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pass {
    /// For the report.
    Report,
    /// For the report on an untrusted repository.
    Untrusted,
    /// To find what the change silences, without the suppression comments that it adds.
    WithoutItsComments,
    /// To find what comments silenced before the change: the changed files in their old state.
    FilesBefore,
}

impl Pass {
    fn comments(self) -> Comments {
        match self {
            Self::Report | Self::FilesBefore => Comments::All,
            Self::Untrusted => Comments::None,
            Self::WithoutItsComments => Comments::NotOfTheChange,
        }
    }
}

/// The result of judging an input with one set of settings.
pub(crate) struct Judged {
    pub(crate) report: Report,
    /// Findings of the changed files on lines that the change does not add, for the baseline.
    on_other_lines: Vec<Finding>,
    /// Findings that comments of the change hide.
    pub(crate) hidden_by_change: Vec<HiddenByChange>,
    /// Files that the change touches; absent for a scan of paths.
    pub(crate) touched: Option<Touched>,
}

/// Files that a change touches.
pub(crate) struct Touched {
    /// The commit that the change is compared with; absent if none exists yet.
    pub(crate) base: Option<Oid>,
    /// Absolute paths of all changed files, including those that are excluded.
    pub(crate) paths: Vec<PathBuf>,
}

impl Input<'_> {
    /// Scans, then applies suppression comments, `ignore` entries and the baseline.
    pub(crate) fn judge(&self, project: &Project, options: &Options, pass: Pass) -> Result<Judged, Stop> {
        let mut judged = self.look(project, options, pass)?;
        if !self.args.accepted.no_baseline {
            accept(&mut judged, self.args, self.mode, project, options)?;
        }
        Ok(judged)
    }

    /// Scans, then applies suppression comments and `ignore` entries, but no baseline.
    fn look(&self, project: &Project, options: &Options, pass: Pass) -> Result<Judged, Stop> {
        let Self { args, mode, outputs, today } = *self;
        let quiet = args.reporting.quiet || !matches!(pass, Pass::Report | Pass::Untrusted);
        let from = if args.verdict.regions.is_empty() { RegionSource::Config } else { RegionSource::Flag };
        let policy = options.policy(args.verdict.as_of.unwrap_or_else(today), from);
        let overlays = project.sources.catalogs.catalogs(&options.catalog, &args.overlays.catalogs)?;
        let catalog = overlays::load_sources(&overlays, quiet)?;
        let catalog = catalog.as_ref();
        if !quiet {
            overlays::note_unknown(&policy.regions, catalog);
        }
        let walk = walk_options(args, project, options, outputs)?;
        let mut change = change(mode, &walk)?;
        if let Some(change) = change.as_mut().filter(|_| pass == Pass::FilesBefore) {
            change.changes.go_back();
        }
        let mut files = FileSettings {
            require_reason: options.require_reason == Some(true),
            regions_by_path: regions_by_path(options)?,
            added: None,
            only_some: asks_for_some(args),
            whole_files: args.inputs.whole_files || pass == Pass::FilesBefore,
            comments: pass.comments(),
        };
        if !quiet {
            let by_path = files.regions_by_path.iter().flat_map(|(_, regions)| regions.iter().cloned());
            overlays::note_unknown(&by_path.collect::<Vec<_>>(), catalog);
        }
        let mut touched = None;
        if let Some(Change { repository, changes, .. }) = &change {
            files.added = Some(added_lines(repository, changes));
            let paths = changes.touched.iter().map(|path| repository.open_path(path)).collect();
            touched = Some(Touched { base: changes.base.clone(), paths });
        }
        let every_line = files.added.is_none() || files.whole_files;
        let cross_file = cross_file(args, mode, project, options);
        let scan_options =
            ScanOptions { walk, untrusted: args.trust.untrusted, cross_file, ..ScanOptions::default() };
        let pipeline = Pipeline::new(catalog, &policy, project.prefix.clone());
        let pipeline = pipeline.with_report_prefix(project.report_root.prefix());
        let pipeline = pipeline.with_aliases(&options.aliases).with_files(files);
        let scanner = Scanner::new(pipeline, scan_options);
        let mut scanned = match (mode, &change) {
            (_, Some(change)) => scan_change(&scanner, change)?,
            (Mode::Stdin { name }, _) => inputs::scan_stdin(&scanner, name)?,
            (Mode::Paths { paths, from_list: true }, _) if paths.is_empty() => Scanned::default(),
            (Mode::Paths { paths, .. }, _) => scan(&scanner, paths, quiet).map_err(Stop::of)?,
            (Mode::Staged { .. } | Mode::Diff { .. }, None) => Scanned::default(),
        };
        // The process ends after this report; dropping thousands of strings would slow down every short run.
        if matches!(pass, Pass::Report | Pass::Untrusted) {
            std::mem::forget(scanner);
        }
        let baseline = read_baseline(args, project, options);
        let mut is_own = remembered(|display| {
            project.is_own(display, baseline.as_deref()) || project.is_catalog(display, &options.catalog)
        });
        scanned.findings.retain(|finding| !is_own(&finding.reference.location.path));
        scanned.references.retain(|reference| !is_own(&reference.location.path));
        let mut ignores = options.ignores().map_err(Stop::Error)?;
        ignores.apply(&mut scanned.findings, |path| project.paths.relative(path), policy.as_of);
        cover_uses(&mut scanned.findings);
        let housekeeping = ignores.housekeeping(policy.as_of, is_whole(args, mode, project));
        let mut left_out = std::mem::take(&mut scanned.left_out);
        for (path, silenced) in &scanned.silenced {
            if !is_own(path) {
                left_out.append(silenced);
            }
        }
        scanned.findings.extend(housekeeping_findings(housekeeping, &policy, &mut left_out));
        let stale = catalog_stale(catalog, &policy, no_place());
        scanned.findings.extend(at_levels(stale, &policy, &mut left_out));
        let any_folder = scanned.any_folder;
        let checkout = std::mem::take(&mut scanned.checkout);
        let hidden_by_change = std::mem::take(&mut scanned.hidden_by_change);
        // A list of models has one entry, whose lines are not accepted one by one.
        let mut on_other_lines = std::mem::take(&mut scanned.on_other_lines);
        on_other_lines.retain(|finding| finding.reference.registry.is_none());
        let mut report = report(scanned, catalog, &policy, options.fail_on.and_then(FailOn::level));
        report.root = project.report_root.clone();
        report.unlisted = left_out;
        report.checkout = checkout;
        report.coverage.every_line = every_line;
        if any_folder && !args.files.allow_empty {
            report.errors.extend(nothing_scanned(&report, mode));
        }
        if args.files.require_full_checkout {
            report.require_full_checkout();
        }
        report.sort();
        Ok(Judged { report, on_other_lines, hidden_by_change, touched })
    }

    /// The flags as the highest layer of the settings.
    pub(crate) fn flags(&self, project: &Project) -> Options {
        flags(self.args, project)
    }

    /// The configuration that the user selected.
    pub(crate) fn settings(&self) -> &Settings {
        &self.args.settings
    }

    /// Notes that changed settings do not apply yet.
    pub(crate) fn note_later_settings(&self, settings: &[PathBuf]) {
        let Some(revision) = self.args.trust.settings_from.as_ref().filter(|_| !self.args.reporting.quiet)
        else {
            return;
        };
        let here = working_directory().unwrap_or_default();
        for path in settings {
            let shown = path.strip_prefix(&here).unwrap_or(path).display();
            terminal::note(&format!(
                "{shown}: this change of the settings does not apply yet; the settings of {revision} apply"
            ));
        }
    }

    /// The baseline file.
    pub(crate) fn baseline(&self, project: &Project, options: &Options) -> PathBuf {
        project.baseline(self.args.accepted.baseline.as_deref(), options)
    }
}

/// The flags as the highest layer of the settings.
fn flags(args: &Scan, project: &Project) -> Options {
    let globs = |typed: &[String]| typed.iter().map(|glob| glob_of_project(&project.prefix, glob)).collect();
    Options {
        fail_on: args.verdict.fail_on.map(Into::into),
        within: args.verdict.within,
        context: args.verdict.contexts.clone(),
        grace: args.verdict.grace,
        replacement: args.verdict.replacement.map(Into::into),
        level: args.verdict.levels.iter().cloned().collect(),
        max_size: args.files.max_size.map(Size),
        max_catalog_age: args.max_catalog_age,
        catalog: args.overlays.catalogs.clone(),
        require_reason: args.accepted.require_reason.then_some(true),
        cross_file: args.files.no_cross_file.then_some(false),
        region: args.verdict.regions.iter().map(ToString::to_string).collect(),
        exclude: globs(&args.files.exclude),
        include: globs(&args.files.include),
        ..Options::default()
    }
}

fn scan_change(scanner: &Scanner<Pipeline<'_>>, change: &Change) -> Result<Scanned, Stop> {
    let mut scanned = scanner.scan_changes(&change.repository, &change.changes).map_err(Stop::of)?;
    scanned.left_out.append(&change.left_out);
    scanned.errors.extend(change.errors.iter().cloned());
    Ok(scanned)
}

/// Number of causes that the error about an empty scan lists.
const NAMED_CAUSES: usize = 3;

/// The error of a scan that found files but read none as text, so that the run does not pass. Absent if there was no
/// file, or if another error already makes the scan incomplete.
fn nothing_scanned(report: &Report, mode: &Mode) -> Option<ScanError> {
    let left_out = report.left_out();
    // What the checkout lacks is counted; only --require-full-checkout makes it an error.
    let lacks: u64 =
        [Cause::LfsPointer, Cause::Submodule, Cause::Sparse].map(|cause| left_out.of(cause)).iter().sum();
    if !report.nothing_scanned() || !report.complete() || left_out.files() == lacks {
        return None;
    }
    let mut causes: Vec<_> = left_out.iter().filter(|(row, _)| row.unit != Unit::Findings).collect();
    causes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let causes: Vec<String> = causes
        .into_iter()
        .take(NAMED_CAUSES)
        .map(|(row, count)| format!("{count} {}", row.words(count)))
        .collect();
    let path = match mode {
        Mode::Paths { paths, .. } => paths.first().map(|path| path.display().to_string()),
        _ => None,
    };
    let path = path.unwrap_or_else(|| ".".to_owned()).replace(std::path::MAIN_SEPARATOR, "/");
    let message = format!(
        "no file was read as text: {}; check the paths and the settings, or pass --allow-empty",
        causes.join(", ")
    );
    Some(ScanError { path, at: None, kind: ErrorKind::NothingScanned, message })
}

/// The added lines by displayed path. Paths that differ only in bytes that are not UTF-8 are displayed the same; each
/// gets the lines of both, so that no line is missed.
fn added_lines(repository: &Repository, changes: &Changes) -> BTreeMap<String, AddedLines> {
    let mut added: BTreeMap<String, AddedLines> = BTreeMap::new();
    for file in &changes.files {
        let display = repository.display(&file.path);
        let lines = match added.remove(&display) {
            Some(before) => before.union(file.added.clone()),
            None => file.added.clone(),
        };
        added.insert(display, lines);
    }
    added
}

/// Caches the last answer: findings come path by path.
fn remembered(ask: impl Fn(&str) -> bool) -> impl FnMut(&str) -> bool {
    let mut last: Option<(String, bool)> = None;
    move |path| match &last {
        Some((known, answer)) if known == path => *answer,
        _ => last.insert((path.to_owned(), ask(path))).1,
    }
}

/// The baseline file, which is not scanned because it is read as a baseline. If it is not applied, it must parse as a
/// baseline: otherwise a configuration could hide any file of the project by naming it.
fn read_baseline(args: &Scan, project: &Project, options: &Options) -> Option<PathBuf> {
    let typed = args.accepted.baseline.as_deref();
    let file = project.baseline(typed, options);
    let named_by = project.baseline_named_by(typed, options);
    let from_checkout = matches!(*project.sources.baseline, SettingsSource::Checkout);
    let is_applied = !args.accepted.no_baseline && (from_checkout || typed.is_some());
    (is_applied || Baseline::load(&file, named_by).is_ok()).then_some(file)
}

/// Applies the baseline, if there is one.
fn accept(
    judged: &mut Judged,
    args: &Scan,
    mode: &Mode,
    project: &Project,
    options: &Options,
) -> Result<(), Stop> {
    let typed = args.accepted.baseline.as_deref();
    let Some((shown, text)) = project.baseline_text(typed, options)? else { return Ok(()) };
    let Judged { report, on_other_lines, touched, .. } = judged;
    let looked_at = looked_at(mode, touched.as_ref(), project);
    let failed = report.errors.iter().map(|error| project.report_paths.relative(&error.path)).collect();
    let unread = |path: &str| {
        let is_looked_at = looked_at.as_ref().is_none_or(|roots| is_below(path, roots));
        is_below(path, &failed) || (!is_looked_at && project.report_paths.exists(path))
    };
    let baseline = project.with_report_paths(Baseline::parse(&shown, &text).map_err(Stop::of)?);
    let part = Part {
        unread: &unread,
        path_of: &|path| project.report_paths.relative(path),
        on_other_lines: std::mem::take(on_other_lines),
        has_every_finding: !asks_for_some(args),
    };
    let applied = baseline.apply_to_part(&mut report.findings, part);
    cover_uses(&mut report.findings);
    if is_whole(args, mode, project) {
        let policy = options.policy(report.as_of, RegionSource::Config);
        let file = project.baseline(typed, options);
        let shown = file.display().to_string().replace(std::path::MAIN_SEPARATOR, "/");
        let housekeeping = applied.housekeeping(&shown, &text);
        let housekeeping = housekeeping.into_iter().collect();
        report.findings.extend(housekeeping_findings(housekeeping, &policy, &mut report.unlisted));
        report.sort();
    }
    Ok(())
}

/// Scanned files and folders, relative to the project's root; absent if the whole project was scanned.
fn looked_at(mode: &Mode, touched: Option<&Touched>, project: &Project) -> Option<BTreeSet<String>> {
    let relative = |path: &PathBuf| project.report_paths.relative(&path.display().to_string());
    match (mode, touched) {
        (_, Some(touched)) => Some(touched.paths.iter().map(relative).collect()),
        (Mode::Stdin { name }, None) => Some(BTreeSet::from([project.report_paths.relative(name)])),
        (Mode::Paths { paths, .. }, None) => {
            Some(project.roots(paths)).filter(|roots| !roots.is_empty()).map(BTreeSet::from_iter)
        }
        (Mode::Staged { .. } | Mode::Diff { .. }, None) => None,
    }
}

/// Whether a path is one of the roots or below one. All are relative to the project's root, which is the empty path.
fn is_below(path: &str, roots: &BTreeSet<String>) -> bool {
    let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
    ["", path].into_iter().chain(folders).any(|part| roots.contains(part))
}

/// Location of a finding about the run itself, which is in no file.
fn no_place() -> Location {
    let start = Position { line: 1, column: 1 };
    Location { path: String::new(), start, end: start, span: Span { start: 0, end: 0 }, cell: None }
}

/// Whether to suggest a baseline: the first run in a project found more than can be fixed at once.
fn offers_baseline(report: &Report, args: &Scan, mode: &Mode, project: &Project, options: &Options) -> bool {
    let counting = report.findings.iter().filter(|finding| finding.is_active() && finding.rule.about_models);
    let has_one = project.baseline(args.accepted.baseline.as_deref(), options).exists();
    counting.count() >= MANY && !has_one && !args.reporting.quiet && is_whole(args, mode, project)
}

/// How far files are evidence for each other. That no file uses a member of an enum is known only if the whole
/// project is scanned.
fn cross_file(args: &Scan, mode: &Mode, project: &Project, options: &Options) -> CrossFile {
    let Mode::Paths { paths, from_list: false } = mode else { return CrossFile::Off };
    let narrowed = !args.files.exclude.is_empty() || !args.files.include.is_empty();
    match options.cross_file {
        Some(false) => CrossFile::Off,
        _ if !narrowed && (project.is_covered_by(paths) || is_another_project(paths)) => {
            CrossFile::UsesAndUnusedTypes
        }
        _ => CrossFile::Uses,
    }
}

/// Whether the only path is a folder that is a project of its own, as in `scan ~/src/app`: the root of a repository, or a
/// folder outside of any repository and of the working directory. Other folders may be part of a project.
fn is_another_project(paths: &[PathBuf]) -> bool {
    let [folder] = paths else { return false };
    let (Ok(folder), Ok(here)) = (folder.canonicalize(), working_directory()) else { return false };
    folder.is_dir()
        && repository_root(&folder) == folder
        && (is_repository(&folder) || !folder.starts_with(here))
}

/// Whether flags of this run hide findings that the project's settings would report.
fn asks_for_some(args: &Scan) -> bool {
    let verdict = &args.verdict;
    let switches_off = verdict.levels.iter().any(|(_, level)| *level == LevelSetting::Off);
    !verdict.contexts.is_empty() || !verdict.regions.is_empty() || verdict.within.is_some() || switches_off
}

/// Whether the whole project is scanned, so that a suppression that hides nothing is known to be unused.
fn is_whole(args: &Scan, mode: &Mode, project: &Project) -> bool {
    let narrowed = !args.files.exclude.is_empty() || !args.files.include.is_empty() || asks_for_some(args);
    matches!(mode, Mode::Paths { paths, from_list: false } if project.is_covered_by(paths)) && !narrowed
}

fn regions_by_path(options: &Options) -> Result<Vec<(Pattern, Vec<Region>)>, Stop> {
    let rows = options.region_by_path.iter();
    let rows = rows.map(|row| Ok((Pattern::path(&row.path)?, row.region.iter().map(Region::new).collect())));
    rows.collect::<Result<_, String>>().map_err(Stop::Error)
}

fn walk_options(
    args: &Scan,
    project: &Project,
    options: &Options,
    outputs: &[Output],
) -> Result<WalkOptions, Stop> {
    let files = &args.files;
    // The reports of the last run contain the model IDs again.
    let reports = outputs.iter().filter_map(|output| exactly(output.file.as_deref()?));
    Ok(WalkOptions {
        ignore_files: if files.no_ignore {
            IgnoreFiles::Checkout
        } else {
            project.sources.ignore_files.ignore_files()?
        },
        no_ignore: files.no_ignore,
        force_exclude: files.force_exclude,
        exclude: options.exclude.clone(),
        include: options.include.clone(),
        outputs: reports.map(|glob| glob_of_project(&project.prefix, &glob)).collect(),
        base: PathBuf::from(&project.prefix),
        max_size: options.max_size.map(|Size(bytes)| bytes),
        threads: files.threads.map(usize::from),
    })
}

/// A glob that matches exactly one file below the working directory.
fn exactly(file: &Path) -> Option<String> {
    let here = std::env::current_dir().ok()?;
    let whole: PathBuf = here.join(file).components().collect();
    let below = whole.strip_prefix(&here).ok()?.to_str()?.replace('\\', "/");
    let mut glob = String::from("/");
    for c in below.chars() {
        if "*?[]{}!#\\ ".contains(c) {
            glob.push('\\');
        }
        glob.push(c);
    }
    Some(glob)
}

fn scan(scanner: &Scanner<Pipeline<'_>>, paths: &[PathBuf], quiet: bool) -> Result<Scanned, WalkError> {
    if quiet || !terminal::shows_progress() {
        return scanner.scan(paths);
    }
    std::thread::scope(|scope| {
        let (done, wait) = mpsc::channel();
        // If no thread can be started, the scan runs without a progress bar.
        let drawing = std::thread::Builder::new();
        drop(drawing.spawn_scoped(scope, move || terminal::draw(scanner.progress(), &wait)));
        let scanned = scanner.scan(paths);
        drop(done);
        scanned
    })
}

fn report(scanned: Scanned, catalog: &Catalog, policy: &Policy, fail_on: Option<Level>) -> Report {
    let models = ModelInUse::of(&scanned.references, &scanned.findings, catalog, policy.as_of);
    Report {
        models,
        catalog_version: catalog.version.to_string(),
        catalog_as_of: catalog.as_of,
        sources: catalog.sources.to_vec(),
        as_of: policy.as_of,
        findings: scanned.findings,
        references: scanned.references,
        skipped: scanned.skipped,
        unlisted: LeftOut::default(),
        coverage: Coverage { every_stage: policy.judges_every_stage(), every_line: true },
        errors: scanned.errors,
        stats: scanned.stats,
        fail_on,
        checkout: Checkout::default(),
        root: ReportRoot::default(),
    }
}

/// Notes each skipped file by name, and the number of files left out for other causes.
fn note_skipped(report: &Report) {
    for skipped in &report.skipped {
        let path = output::log_line(&skipped.path);
        terminal::note(&format!("{path}: skipped: {}", skipped.reason.row().why));
    }
    for (row, count) in report.left_out().iter().filter(|(row, _)| row.unit != Unit::ListedFiles) {
        let what = if row.unit == Unit::Findings { "findings" } else { "files and folders" };
        terminal::note(&format!("left out: {count} {what} {}", row.words(count)));
    }
}
