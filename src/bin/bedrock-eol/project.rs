//! The project that the working directory is in: its settings, its root, and what in it is the tool's own.

use std::path::{Path, PathBuf};

use bedrock_eol::config::{Options, PYPROJECT, ProjectPaths};
use bedrock_eol::file_access::NamedBy;
use bedrock_eol::walk::{is_repository, plain};

use crate::config::{self, Settings};
use crate::{Stop, working_directory};

/// The project that the working directory is in.
pub(crate) struct Project {
    /// Settings of its configuration.
    pub(crate) options: Options,
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

impl Project {
    pub(crate) fn of(settings: &Settings) -> Result<Self, Stop> {
        let here = working_directory()?;
        let config = config::load(settings)?;
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
        Ok(Self { options: config.options, config: path, config_named_by, here_to_root, paths, prefix })
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

    /// Whether a path of the report is a file that was read as a catalog of the user. Of a folder these are the YAML
    /// files: a configuration that names a folder of code hides nothing in it.
    pub(crate) fn is_catalog(&self, display: &str, catalogs: &[PathBuf]) -> bool {
        let path = self.paths.relative(display);
        let mut roots = catalogs.iter().map(|root| self.paths.relative(&root.display().to_string()));
        let path = Path::new(&path);
        let is_yaml = path.extension().is_some_and(|end| end == "yaml" || end == "yml");
        roots.any(|root| !root.is_empty() && (path == Path::new(&root) || is_yaml && path.starts_with(root)))
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
