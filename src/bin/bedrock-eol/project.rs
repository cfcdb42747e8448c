//! The project that contains the working directory: its settings, its root and its own files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use bedrock_eol::baseline::{Baseline, BaselineError};
use bedrock_eol::catalog::overlay::is_read;
use bedrock_eol::config::{Options, PYPROJECT, ProjectPaths};
use bedrock_eol::file_access::{NamedBy, may_exist};
use bedrock_eol::housekeeping::LinePart;
use bedrock_eol::walk::{is_repository, plain};

use crate::config::Settings;
use crate::settings_source::SettingsSource;
use crate::{Stop, working_directory};

/// The project that contains the working directory.
#[derive(Clone)]
pub(crate) struct Project {
    /// Settings of its configuration.
    pub(crate) options: Options,
    /// Locations of the configuration's keys.
    pub(crate) keys: BTreeMap<String, LinePart>,
    pub(crate) sources: Sources,
    /// The configuration file; absent if none exists or if it is a `pyproject.toml`, which has other content.
    config: Option<PathBuf>,
    /// Who named that file.
    config_named_by: NamedBy,
    /// From the working directory to the project's root: the configuration's folder where the working
    /// directory is below it, else the repository's root, else the working directory.
    pub(crate) here_to_root: PathBuf,
    pub(crate) paths: ProjectPaths,
    /// Prefix that makes a path of the report a path of the project: see [`Pipeline::new`].
    pub(crate) prefix: String,
}

/// Sources of the settings outside the configuration file.
#[derive(Clone)]
pub(crate) struct Sources {
    pub(crate) ignore_files: Rc<SettingsSource>,
    pub(crate) baseline: Rc<SettingsSource>,
    pub(crate) catalogs: Rc<SettingsSource>,
}

impl Sources {
    pub(crate) fn all(source: &Rc<SettingsSource>) -> Self {
        let source = || Rc::clone(source);
        Self { ignore_files: source(), baseline: source(), catalogs: source() }
    }
}

impl Project {
    /// The project according to the files in the checkout.
    pub(crate) fn of(settings: &Settings) -> Result<Self, Stop> {
        Self::from(settings, &Rc::new(SettingsSource::Checkout))
    }

    pub(crate) fn from(settings: &Settings, source: &Rc<SettingsSource>) -> Result<Self, Stop> {
        let here = working_directory()?;
        let config = source.configuration(settings)?;
        let folder = config.as_ref().map(|config| plain(&here.join(&config.folder)));
        let folder = folder.filter(|folder| here.starts_with(folder));
        let root = folder.unwrap_or_else(|| repository_root(&here).to_owned());
        let below = here.strip_prefix(&root).unwrap_or(Path::new("")).components();
        let prefix = below.clone().map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect();
        let up: PathBuf = below.map(|_| "..").collect();
        let here_to_root = if up.as_os_str().is_empty() { PathBuf::from(".") } else { up };
        let paths = ProjectPaths::new(&root, &here);
        let config = config.unwrap_or_default();
        let path = Some(config.path).filter(|path| path.file_name().is_some_and(|name| name != PYPROJECT));
        let config_named_by = if settings.config.is_some() { NamedBy::User } else { NamedBy::Repository };
        Ok(Self {
            options: config.options,
            keys: config.keys,
            sources: Sources::all(source),
            config: path,
            config_named_by,
            here_to_root,
            paths,
            prefix,
        })
    }

    /// The baseline file: that of the flag, else that of the configuration, else the default.
    pub(crate) fn baseline(&self, typed: Option<&Path>, options: &Options) -> PathBuf {
        let usual = || match self.here_to_root.to_str() {
            Some(".") => PathBuf::from(bedrock_eol::baseline::FILE_NAME),
            _ => self.here_to_root.join(bedrock_eol::baseline::FILE_NAME),
        };
        typed.or(options.baseline.as_deref()).map_or_else(usual, Path::to_owned)
    }

    /// Who named the file of [`Self::baseline`].
    pub(crate) fn baseline_named_by(&self, typed: Option<&Path>, options: &Options) -> NamedBy {
        match (typed, &options.baseline) {
            (Some(_), _) => NamedBy::User,
            (None, Some(_)) => self.config_named_by,
            (None, None) => NamedBy::Repository,
        }
    }

    /// Whether a path of the report is the configuration or baseline that applies. They mention models only to configure
    /// them. Other files with these names are scanned, since nothing has read them.
    pub(crate) fn is_own(&self, display: &str, baseline: Option<&Path>) -> bool {
        let path = self.paths.relative(display);
        let own = self.config.as_deref().into_iter().chain(baseline);
        own.into_iter().any(|own| self.paths.relative(&own.display().to_string()) == path)
    }

    /// Whether a path of the report is a user's catalog or part of one. Other files in the folder of a catalog are
    /// scanned, since nothing has read them.
    pub(crate) fn is_catalog(&self, display: &str, catalogs: &[PathBuf]) -> bool {
        let Ok(here) = working_directory() else { return false };
        let file = plain(&here.join(display));
        catalogs.iter().any(|root| is_read(&file, &plain(&here.join(root))))
            && self.sources.catalogs.has(Path::new(display))
    }

    /// Text of the baseline and its name in messages; absent if none exists.
    pub(crate) fn baseline_text(
        &self,
        typed: Option<&Path>,
        options: &Options,
    ) -> Result<Option<(PathBuf, String)>, Stop> {
        let path = self.baseline(typed, options);
        let is_named = typed.is_some() || options.baseline.is_some();
        if let Some((shown, text)) = self.sources.baseline.baseline(&path, typed.is_some())? {
            if text.is_none() && typed.is_none() && is_named {
                return Err(Stop::of(BaselineError::Missing { path: shown }));
            }
            return Ok(text.map(|text| (shown, text)));
        }
        // The default baseline of an untrusted repository does not apply. A broken link is a link, and must be reported as
        // one.
        let is_untrusted = matches!(*self.sources.baseline, SettingsSource::Typed);
        if !is_named && (is_untrusted || !may_exist(&path)) {
            return Ok(None);
        }
        let text = Baseline::read(&path, self.baseline_named_by(typed, options)).map_err(Stop::of)?;
        Ok(Some((path, text)))
    }

    /// The paths relative to the root; empty if they cover the whole project.
    pub(crate) fn roots(&self, paths: &[PathBuf]) -> Vec<String> {
        let here = [PathBuf::from(".")];
        let named = if paths.is_empty() { &here[..] } else { paths };
        let roots: Vec<String> =
            named.iter().map(|path| self.paths.relative(&path.display().to_string())).collect();
        if roots.iter().any(String::is_empty) { Vec::new() } else { roots }
    }
}

/// The root of the repository that contains a folder, else the folder itself.
pub(crate) fn repository_root(folder: &Path) -> &Path {
    folder.ancestors().find(|folder| is_repository(folder)).unwrap_or(folder)
}

/// The canonical folder inside which outputs follow no link: a repository could contain a link that makes a report
/// overwrite another file.
pub(crate) fn output_root() -> Result<PathBuf, Stop> {
    let here = working_directory()?;
    let root = repository_root(&here);
    root.canonicalize().map_err(|error| Stop::Error(format!("cannot resolve {}: {error}", root.display())))
}
