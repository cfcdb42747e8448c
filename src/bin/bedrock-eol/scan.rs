//! `bedrock-eol scan`: flags to options, the scan, its reports, its exit code.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::mpsc;

use bedrock_eol::baseline::Baseline;
use bedrock_eol::catalog::Catalog;
use bedrock_eol::config::{FailOn, LevelSetting, Options, Size, glob_of_project};
use bedrock_eol::finding::{Level, Location, RegionSource};
use bedrock_eol::git::{AddedLines, Changes, Oid, Repository};
use bedrock_eol::judge::{Policy, catalog_stale};
use bedrock_eol::model_id::Region;
use bedrock_eol::output;
use bedrock_eol::pattern::Pattern;
use bedrock_eol::report::{Coverage, ErrorKind, LeftOut, ModelInUse, Report, ScanError, Unit};
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
use crate::reports::{outputs, write_reports, write_summary};
use crate::settings_source::SettingsSource;
use crate::silencing::report_silenced;
use crate::terminal;
use crate::values::Output;
use crate::{Stop, working_directory};

/// From so many findings on, a first run offers a baseline.
const MANY: usize = 20;

/// Formats in which a reader of the standard output sees what was not scanned; with any other it is told beside it.
const TELL_ERRORS: [&str; 4] = ["pretty", "compact", "github", "markdown"];

/// Runs the command; gives the exit code.
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
        return written.map(|()| 0).map_err(|error| Stop::writing("the standard output", &error));
    }
    let input = Input { args, mode: &mode, outputs: &outputs, today };
    let pass = if args.trust.untrusted { Pass::Untrusted } else { Pass::Report };
    let mut judged = input.judge(&project, &options, pass)?;
    if !args.trust.untrusted {
        report_silenced(&input, &project, &options, &mut judged)?;
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
        tell_skipped(&report);
    }
    let offer = offers_baseline(&report, args, &mode, &project, &options);
    write_reports(&report, &outputs, &args.reporting, offer)?;
    // The report for people says it itself.
    if offer && !on_stdout(&["pretty"]) {
        terminal::note(
            "to accept what is there and hear only of what is new or worse: bedrock-eol baseline write",
        );
    }
    write_summary(&report, &outputs, &args.reporting)?;
    Ok(report.outcome().exit_code(args.verdict.exit_zero))
}

/// Runs `baseline`, on a scan of its own without a baseline; gives the exit code.
pub(crate) fn run_baseline(action: &Action, today: fn() -> Date) -> Result<u8, Stop> {
    let target = action.target();
    let project = Project::of(&target.settings)?;
    // The project, not the working directory: the baseline is the project's.
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
    baseline::run(action, report, file, &project.paths, &project.roots(paths))
}

/// What is scanned, and what was typed about it.
pub(crate) struct Input<'a> {
    args: &'a Scan,
    mode: &'a Mode,
    outputs: &'a [Output],
    today: fn() -> Date,
}

/// For what the input is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pass {
    /// For the report.
    Report,
    /// For the report of a repository that is not trusted.
    Untrusted,
    /// To find what the change silences, without the comments that it adds.
    WithoutItsComments,
    /// To find what comments silenced before the change: the changed files as they were.
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

/// The judgement of an input by one set of settings.
pub(crate) struct Judged {
    pub(crate) report: Report,
    /// What comments of the change hide.
    pub(crate) hidden_by_change: Vec<HiddenByChange>,
    /// Where a change is judged: what it touches.
    pub(crate) touched: Option<Touched>,
}

/// What a change touches.
pub(crate) struct Touched {
    /// The commit that it is compared with; absent where there is none yet.
    pub(crate) base: Option<Oid>,
    /// Absolute paths of all its files, those that are left out included.
    pub(crate) paths: Vec<PathBuf>,
}

impl Input<'_> {
    /// Scans, and hides what comments, the configuration and the baseline accept.
    pub(crate) fn judge(&self, project: &Project, options: &Options, pass: Pass) -> Result<Judged, Stop> {
        let mut judged = self.look(project, options, pass)?;
        if !self.args.accepted.no_baseline {
            accept(&mut judged, self.args, self.mode, project, options)?;
        }
        Ok(judged)
    }

    /// Scans, and hides what comments and the configuration accept; no baseline is applied.
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
        let scan_options = ScanOptions { walk, cross_file, ..ScanOptions::default() };
        let pipeline = Pipeline::new(catalog, &policy, project.prefix.clone());
        let pipeline = pipeline.with_aliases(&options.aliases).with_files(files);
        let scanner = Scanner::new(pipeline, scan_options);
        let mut scanned = match (mode, &change) {
            (_, Some(change)) => scan_change(&scanner, change)?,
            (Mode::Stdin { name }, _) => inputs::scan_stdin(&scanner, name)?,
            (Mode::Paths { paths, from_list: true }, _) if paths.is_empty() => Scanned::default(),
            (Mode::Paths { paths, .. }, _) => scan(&scanner, paths, quiet).map_err(Stop::of)?,
            (Mode::Staged { .. } | Mode::Diff { .. }, None) => Scanned::default(),
        };
        // The process ends with this report; to take thousands of words apart would be a part of every short run.
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
        let told = ignores.housekeeping(policy.as_of, is_whole(args, mode, project));
        let mut left_out = std::mem::take(&mut scanned.left_out);
        for (path, silenced) in &scanned.silenced {
            if !is_own(path) {
                left_out.append(silenced);
            }
        }
        scanned.findings.extend(housekeeping_findings(told, &policy, &mut left_out));
        let stale = catalog_stale(catalog, &policy, no_place());
        scanned.findings.extend(at_levels(stale, &policy, &mut left_out));
        let any_folder = scanned.any_folder;
        let hidden_by_change = std::mem::take(&mut scanned.hidden_by_change);
        let mut report = report(scanned, catalog, &policy, options.fail_on.and_then(FailOn::level));
        report.unlisted = left_out;
        report.coverage.every_line = every_line;
        if any_folder && !args.files.allow_empty {
            report.errors.extend(nothing_scanned(&report, mode));
        }
        report.sort();
        Ok(Judged { report, hidden_by_change, touched })
    }

    /// The flags as the highest layer of the settings.
    pub(crate) fn flags(&self, project: &Project) -> Options {
        flags(self.args, project)
    }

    /// Which configuration the user asks for.
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
                "{shown}: this change of the settings does not apply; those of {revision} do"
            ));
        }
    }

    /// The baseline's file.
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

/// Causes that the error about a scan of nothing names.
const NAMED_CAUSES: usize = 3;

/// The error of a scan that met files and read none as text: with it the run is no success. Absent where there was no
/// file, and where another error says that the scan is not complete.
fn nothing_scanned(report: &Report, mode: &Mode) -> Option<ScanError> {
    let left_out = report.left_out();
    if !report.nothing_scanned() || !report.complete() || left_out.files() == 0 {
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

/// The lines that count, by the path as reports show it. Paths that differ only in bytes that are no UTF-8 look alike:
/// both have the lines of both, so that none is missed.
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

/// The same question, whose last answer is kept: what is found comes path by path.
fn remembered(ask: impl Fn(&str) -> bool) -> impl FnMut(&str) -> bool {
    let mut last: Option<(String, bool)> = None;
    move |path| match &last {
        Some((known, answer)) if known == path => *answer,
        _ => last.insert((path.to_owned(), ask(path))).1,
    }
}

/// The file of the baseline, which is not scanned because it is read as one. Where it is not applied, it has to prove
/// that it is one: a configuration can name any file of the project in order to hide it.
fn read_baseline(args: &Scan, project: &Project, options: &Options) -> Option<PathBuf> {
    let typed = args.accepted.baseline.as_deref();
    let file = project.baseline(typed, options);
    let named_by = project.baseline_named_by(typed, options);
    let from_checkout = matches!(*project.sources.baseline, SettingsSource::Checkout);
    let is_applied = !args.accepted.no_baseline && (from_checkout || typed.is_some());
    (is_applied || Baseline::load(&file, named_by).is_ok()).then_some(file)
}

/// Applies the baseline, where there is one.
fn accept(
    judged: &mut Judged,
    args: &Scan,
    mode: &Mode,
    project: &Project,
    options: &Options,
) -> Result<(), Stop> {
    let typed = args.accepted.baseline.as_deref();
    let Some((shown, text)) = project.baseline_text(typed, options)? else { return Ok(()) };
    let Judged { report, touched, .. } = judged;
    let looked_at = looked_at(mode, touched.as_ref(), project);
    let failed = report.errors.iter().map(|error| project.paths.relative(&error.path)).collect();
    let unread = |path: &str| {
        let is_looked_at = looked_at.as_ref().is_none_or(|roots| is_below(path, roots));
        is_below(path, &failed) || (!is_looked_at && project.paths.exists(path))
    };
    let baseline = Baseline::parse(&shown, &text).map_err(Stop::of)?;
    let applied = baseline.apply_to_part(&mut report.findings, unread);
    cover_uses(&mut report.findings);
    if is_whole(args, mode, project) {
        let policy = options.policy(report.as_of, RegionSource::Config);
        let file = project.baseline(typed, options);
        let shown = file.display().to_string().replace(std::path::MAIN_SEPARATOR, "/");
        let told = applied.housekeeping(&shown, &text);
        let told = told.into_iter().collect();
        report.findings.extend(housekeeping_findings(told, &policy, &mut report.unlisted));
        report.sort();
    }
    Ok(())
}

/// The files and folders that were scanned, relative to the project's root; absent where they are all of it.
fn looked_at(mode: &Mode, touched: Option<&Touched>, project: &Project) -> Option<BTreeSet<String>> {
    let relative = |path: &PathBuf| project.paths.relative(&path.display().to_string());
    match (mode, touched) {
        (_, Some(touched)) => Some(touched.paths.iter().map(relative).collect()),
        (Mode::Stdin { name }, None) => Some(BTreeSet::from([project.paths.relative(name)])),
        (Mode::Paths { paths, .. }, None) => {
            Some(project.roots(paths)).filter(|roots| !roots.is_empty()).map(BTreeSet::from_iter)
        }
        (Mode::Staged { .. } | Mode::Diff { .. }, None) => None,
    }
}

/// Whether a path is one of the roots or below one; all are relative to the project's root, which itself is empty.
fn is_below(path: &str, roots: &BTreeSet<String>) -> bool {
    let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
    ["", path].into_iter().chain(folders).any(|part| roots.contains(part))
}

/// Where a finding about the run itself stands: in no file.
fn no_place() -> Location {
    let start = Position { line: 1, column: 1 };
    Location { path: String::new(), start, end: start, span: Span { start: 0, end: 0 }, cell: None }
}

/// Whether somebody meets many findings for the first time, who can go on without mending them all at once.
fn offers_baseline(report: &Report, args: &Scan, mode: &Mode, project: &Project, options: &Options) -> bool {
    let counting = report.findings.iter().filter(|finding| finding.is_active() && finding.rule.about_models);
    let has_one = project.baseline(args.accepted.baseline.as_deref(), options).exists();
    counting.count() >= MANY && !has_one && !args.reporting.quiet && is_whole(args, mode, project)
}

/// How far the files are evidence for each other: that none uses a member of an enum is known only where all of the
/// project are scanned.
fn cross_file(args: &Scan, mode: &Mode, project: &Project, options: &Options) -> CrossFile {
    let Mode::Paths { paths, from_list: false } = mode else { return CrossFile::Off };
    let narrowed = !args.files.exclude.is_empty() || !args.files.include.is_empty();
    match options.cross_file {
        Some(false) => CrossFile::Off,
        _ if !narrowed && (project.roots(paths).is_empty() || is_another_project(paths)) => {
            CrossFile::UsesAndUnusedTypes
        }
        _ => CrossFile::Uses,
    }
}

/// Whether one folder is named that is a whole project of its own: `scan ~/src/app`. It is the root of a repository, or
/// outside of every repository and of the working directory. Below the working directory it may be a part of a project.
fn is_another_project(paths: &[PathBuf]) -> bool {
    let [folder] = paths else { return false };
    let (Ok(folder), Ok(here)) = (folder.canonicalize(), working_directory()) else { return false };
    folder.is_dir()
        && repository_root(&folder) == folder
        && (is_repository(&folder) || !folder.starts_with(here))
}

/// Whether flags of this run leave out findings that the settings of the project would have.
fn asks_for_some(args: &Scan) -> bool {
    let verdict = &args.verdict;
    let switches_off = verdict.levels.iter().any(|(_, level)| *level == LevelSetting::Off);
    !verdict.contexts.is_empty() || !verdict.regions.is_empty() || verdict.within.is_some() || switches_off
}

/// Whether every file of the project is looked at whole, so that what hides nothing is known to be unused.
fn is_whole(args: &Scan, mode: &Mode, project: &Project) -> bool {
    let all_of = |paths: &[PathBuf]| project.roots(paths).is_empty();
    let narrowed = !args.files.exclude.is_empty() || !args.files.include.is_empty() || asks_for_some(args);
    matches!(mode, Mode::Paths { paths, from_list: false } if all_of(paths)) && !narrowed
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
    // The report of the last run names the models again.
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

/// A glob for one file below the working directory.
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
        // Without another thread there is no progress to see.
        let drawing = std::thread::Builder::new();
        drop(drawing.spawn_scoped(scope, move || terminal::draw(scanner.progress(), &wait)));
        let scanned = scanner.scan(paths);
        drop(done);
        scanned
    })
}

fn report(scanned: Scanned, catalog: &Catalog, policy: &Policy, fail_on: Option<Level>) -> Report {
    let models = ModelInUse::of(&scanned.references, catalog, policy.as_of);
    Report {
        models,
        catalog_version: catalog.version.to_string(),
        catalog_as_of: catalog.as_of,
        as_of: policy.as_of,
        findings: scanned.findings,
        references: scanned.references,
        skipped: scanned.skipped,
        unlisted: LeftOut::default(),
        coverage: Coverage { every_stage: policy.judges_every_stage(), every_line: true },
        errors: scanned.errors,
        stats: scanned.stats,
        fail_on,
    }
}

/// Every file that was left out by name, and how much was left out for the other causes.
fn tell_skipped(report: &Report) {
    for skipped in &report.skipped {
        let path = output::log_line(&skipped.path);
        terminal::note(&format!("{path}: skipped: {}", skipped.reason.row().why));
    }
    for (row, count) in report.left_out().iter().filter(|(row, _)| row.unit != Unit::ListedFiles) {
        let what = if row.unit == Unit::Findings { "findings" } else { "files and folders" };
        terminal::note(&format!("left out: {count} {what} {}", row.words(count)));
    }
}
