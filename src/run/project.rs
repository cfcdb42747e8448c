//! The project that contains the working directory: its settings, its root and its own files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::error::RunError;
use super::folders::{repository_root, working_directory};
use super::observer::Observer;
use super::options::ConfigChoice;
use super::settings_source::SettingsSource;
use crate::baseline::{self, Baseline, BaselineError};
use crate::catalog::overlay::is_read;
use crate::config::{Options, PYPROJECT, ProjectPaths};
use crate::file_access::{NamedBy, may_exist};
use crate::housekeeping::LinePart;
use crate::report::ReportRoot;
use crate::walk::{is_repository, plain};

/// The project that contains the working directory.
#[derive(Clone, Debug)]
pub(super) struct Project {
    /// Settings of its configuration.
    pub(super) options: Options,
    /// Locations of the configuration's keys.
    pub(super) keys: BTreeMap<String, LinePart>,
    pub(super) sources: Sources,
    /// The configuration file; absent if none exists or if it is a `pyproject.toml`, which has other content.
    config: Option<PathBuf>,
    /// Who named that file.
    config_named_by: NamedBy,
    /// From the working directory to the project's root: the configuration's folder where the working
    /// directory is below it, else the repository's root, else the working directory.
    pub(super) here_to_root: PathBuf,
    pub(super) paths: ProjectPaths,
    /// Prefix that makes a path of the report a path of the project: see [`Pipeline::new`](crate::scan::Pipeline::new).
    pub(super) prefix: String,
    /// What the paths of reports for programs, of fingerprints and of the baseline are relative to: the root of the
    /// repository, which can contain several projects, else the project's root.
    pub(super) report_root: ReportRoot,
    /// Paths relative to the same folder.
    pub(super) report_paths: ProjectPaths,
    /// The working directory, which relative paths start at.
    here: PathBuf,
}

/// Sources of the settings outside the configuration file.
#[derive(Clone, Debug)]
pub(super) struct Sources {
    pub(super) ignore_files: Rc<SettingsSource>,
    pub(super) baseline: Rc<SettingsSource>,
    pub(super) catalogs: Rc<SettingsSource>,
}

impl Sources {
    pub(super) fn all(source: &Rc<SettingsSource>) -> Self {
        let source = || Rc::clone(source);
        Self {
            ignore_files: source(),
            baseline: source(),
            catalogs: source(),
        }
    }
}

impl Project {
    /// The project with the settings of a source.
    pub(super) fn of(
        choice: &ConfigChoice,
        source: &Rc<SettingsSource>,
        observer: &dyn Observer,
    ) -> Result<Self, RunError> {
        let here = working_directory()?;
        let config = source.configuration(choice, observer)?;
        let folder = config
            .as_ref()
            .map(|config| plain(&here.join(&config.folder)));
        let folder = folder.filter(|folder| here.starts_with(folder));
        let root = folder.unwrap_or_else(|| repository_root(&here).to_owned());
        let below = here
            .strip_prefix(&root)
            .unwrap_or(Path::new(""))
            .components();
        let prefix = below
            .clone()
            .map(|part| format!("{}/", part.as_os_str().to_string_lossy()))
            .collect();
        let up: PathBuf = below.map(|_| "..").collect();
        let here_to_root = if up.as_os_str().is_empty() {
            PathBuf::from(".")
        } else {
            up
        };
        let paths = ProjectPaths::new(&root, &here);
        let repository = here.ancestors().find(|folder| is_repository(folder));
        let report_root = repository.unwrap_or(&root);
        let config = config.unwrap_or_default();
        let path =
            Some(config.path).filter(|path| path.file_name().is_some_and(|name| name != PYPROJECT));
        let config_named_by = match choice {
            ConfigChoice::File(_) => NamedBy::User,
            ConfigChoice::Nearest | ConfigChoice::Isolated => NamedBy::Repository,
        };
        Ok(Self {
            options: config.options,
            keys: config.keys,
            sources: Sources::all(source),
            config: path,
            config_named_by,
            here_to_root,
            paths,
            prefix,
            report_root: ReportRoot::new(report_root, &here),
            report_paths: ProjectPaths::new(report_root, &here),
            here,
        })
    }

    /// The baseline file: that of the flag, else that of the configuration, else the default.
    pub(super) fn baseline(&self, typed: Option<&Path>, options: &Options) -> PathBuf {
        let usual = || match self.here_to_root.to_str() {
            Some(".") => PathBuf::from(baseline::FILE_NAME),
            _ => self.here_to_root.join(baseline::FILE_NAME),
        };
        typed
            .or(options.baseline.as_deref())
            .map_or_else(usual, Path::to_owned)
    }

    /// Who named the file of [`Self::baseline`].
    pub(super) fn baseline_named_by(&self, typed: Option<&Path>, options: &Options) -> NamedBy {
        match (typed, &options.baseline) {
            (Some(_), _) => NamedBy::User,
            (None, Some(_)) => self.config_named_by,
            (None, None) => NamedBy::Repository,
        }
    }

    /// Whether a path of the report is the configuration or baseline that applies. They mention models only to configure
    /// them. Other files with these names are scanned, since nothing has read them.
    pub(super) fn is_own(&self, display: &str, baseline: Option<&Path>) -> bool {
        let path = self.paths.relative(display);
        let own = self.config.as_deref().into_iter().chain(baseline);
        own.into_iter()
            .any(|own| self.paths.relative(&own.display().to_string()) == path)
    }

    /// Whether a path of the report is a user's catalog or part of one. Other files in the folder of a catalog are
    /// scanned, since nothing has read them.
    pub(super) fn is_catalog(&self, display: &str, catalogs: &[PathBuf]) -> bool {
        let file = plain(&self.here.join(display));
        catalogs
            .iter()
            .any(|root| is_read(&file, &plain(&self.here.join(root))))
            && self.sources.catalogs.has(Path::new(display))
    }

    /// Text of the baseline and its name in messages; absent if none exists.
    pub(super) fn baseline_text(
        &self,
        typed: Option<&Path>,
        options: &Options,
        observer: &dyn Observer,
    ) -> Result<Option<(PathBuf, String)>, RunError> {
        let path = self.baseline(typed, options);
        let is_named = typed.is_some() || options.baseline.is_some();
        if let Some((shown, text)) =
            self.sources
                .baseline
                .baseline(&path, typed.is_some(), observer)?
        {
            if text.is_none() && typed.is_none() && is_named {
                return Err(BaselineError::Missing { path: shown }.into());
            }
            return Ok(text.map(|text| (shown, text)));
        }
        // The default baseline of an untrusted repository does not apply. A broken link is a link, and must be reported as
        // one.
        let is_untrusted = matches!(*self.sources.baseline, SettingsSource::Typed);
        if !is_named && (is_untrusted || !may_exist(&path)) {
            return Ok(None);
        }
        let text = Baseline::read(&path, self.baseline_named_by(typed, options))?;
        Ok(Some((path, text)))
    }

    /// A baseline with the paths of reports; in an earlier version they were relative to the project's root.
    pub(super) fn with_report_paths(&self, baseline: Baseline) -> Baseline {
        let project = self
            .report_paths
            .relative(&self.here_to_root.display().to_string());
        baseline.with_paths_from(&project, |path| self.report_paths.exists(path))
    }

    /// Notes that the working directory has a baseline that does not apply, since the project's is in another folder.
    pub(super) fn note_other_baseline(
        &self,
        typed: Option<&Path>,
        options: &Options,
        observer: &dyn Observer,
    ) {
        let (here, applied) = (
            Path::new(baseline::FILE_NAME),
            self.baseline(typed, options),
        );
        let is_other = self.report_paths.relative(&applied.display().to_string())
            != self.report_paths.relative(baseline::FILE_NAME);
        if typed.is_none() && is_other && here.is_file() {
            observer.note(&format!(
                "{here} is not applied: the baseline of this project is {applied}; pass --baseline {here} to apply it",
                here = here.display(),
                applied = applied.display()
            ));
        }
    }

    /// Whether the paths cover the whole project.
    pub(super) fn is_covered_by(&self, paths: &[PathBuf]) -> bool {
        let is_root = |path: &PathBuf| self.paths.relative(&path.display().to_string()).is_empty();
        if paths.is_empty() {
            is_root(&PathBuf::from("."))
        } else {
            paths.iter().any(is_root)
        }
    }

    /// The paths relative to the folder of [`Self::report_paths`]; empty if they cover the whole project.
    pub(super) fn roots(&self, paths: &[PathBuf]) -> Vec<String> {
        if self.is_covered_by(paths) {
            return Vec::new();
        }
        let here = [PathBuf::from(".")];
        let named = if paths.is_empty() { &here[..] } else { paths };
        named
            .iter()
            .map(|path| self.report_paths.relative(&path.display().to_string()))
            .collect()
    }
}
