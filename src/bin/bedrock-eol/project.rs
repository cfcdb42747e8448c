//! The project that the working directory is in: its settings, its root, and what in it is the tool's own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use bedrock_eol::baseline::{Baseline, BaselineError};
use bedrock_eol::catalog::overlay::is_read;
use bedrock_eol::config::{Options, PYPROJECT, ProjectPaths};
use bedrock_eol::file_access::{NamedBy, may_exist};
use bedrock_eol::housekeeping::Place;
use bedrock_eol::walk::{is_repository, plain};

use crate::config::Settings;
use crate::settings_source::SettingsSource;
use crate::{Stop, working_directory};

/// The project that the working directory is in.
#[derive(Clone)]
pub(crate) struct Project {
    /// Settings of its configuration.
    pub(crate) options: Options,
    /// Where the keys of the configuration are in its file.
    pub(crate) keys: BTreeMap<String, Place>,
    pub(crate) sources: Sources,
    /// The file that has them and nothing else; absent where there is none, or where it is a `pyproject.toml`.
    config: Option<PathBuf>,
    /// Who named that file.
    config_named_by: NamedBy,
    /// From the working directory to the project's root: the configuration's folder where the working
    /// directory is below it, else the repository's root, else the working directory.
    pub(crate) here_to_root: PathBuf,
    pub(crate) paths: ProjectPaths,
    /// What makes a path of the report one of the project: see [`Pipeline::new`].
    pub(crate) prefix: String,
}

/// Where the settings come from that are not in the configuration itself.
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
    /// The project as its files say that are in the checkout.
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

    /// The baseline's file: what was typed, else what the configuration says, else the usual one.
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

    /// Whether a path of the report is the configuration or the baseline that holds, which name models in order to
    /// speak of them. Others of their names are scanned: nobody has read them.
    pub(crate) fn is_own(&self, display: &str, baseline: Option<&Path>) -> bool {
        let path = self.paths.relative(display);
        let own = self.config.as_deref().into_iter().chain(baseline);
        own.into_iter().any(|own| self.paths.relative(&own.display().to_string()) == path)
    }

    /// Whether a path of the report is a catalog of the user, or a part of one. Another file in the folder of a catalog
    /// is scanned: nobody has read it.
    pub(crate) fn is_catalog(&self, display: &str, catalogs: &[PathBuf]) -> bool {
        let Ok(here) = working_directory() else { return false };
        let file = plain(&here.join(display));
        catalogs.iter().any(|root| is_read(&file, &plain(&here.join(root))))
            && self.sources.catalogs.has(Path::new(display))
    }

    /// The baseline's text and the name that messages give it; absent where there is none.
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
        // The usual baseline of a repository that is not trusted does not count. A link that leads nowhere is one that
        // is not followed, too.
        let is_untrusted = matches!(*self.sources.baseline, SettingsSource::Typed);
        if !is_named && (is_untrusted || !may_exist(&path)) {
            return Ok(None);
        }
        let text = Baseline::read(&path, self.baseline_named_by(typed, options)).map_err(Stop::of)?;
        Ok(Some((path, text)))
    }

    /// The named paths relative to the root; empty where they are all of it.
    pub(crate) fn roots(&self, paths: &[PathBuf]) -> Vec<String> {
        let here = [PathBuf::from(".")];
        let named = if paths.is_empty() { &here[..] } else { paths };
        let roots: Vec<String> =
            named.iter().map(|path| self.paths.relative(&path.display().to_string())).collect();
        if roots.iter().any(String::is_empty) { Vec::new() } else { roots }
    }
}

/// The root of the repository that a folder is in, else the folder itself.
pub(crate) fn repository_root(folder: &Path) -> &Path {
    folder.ancestors().find(|folder| is_repository(folder)).unwrap_or(folder)
}

/// The canonical folder inside which outputs follow no link: a repository may contain such a link in order to have
/// another file overwritten.
pub(crate) fn output_root() -> Result<PathBuf, Stop> {
    let here = working_directory()?;
    let root = repository_root(&here);
    root.canonicalize().map_err(|error| Stop::Error(format!("cannot resolve {}: {error}", root.display())))
}
