//! Why a scan cannot be run.

use std::io;
use std::path::PathBuf;

use super::targets::TargetError;
use crate::baseline::BaselineError;
use crate::catalog::CatalogError;
use crate::config::{ConfigError, PatternError};
use crate::explain::Unknown;
use crate::git::GitError;
use crate::report::ScanError;
use crate::walk::WalkError;

/// Why a scan cannot be run. What could not be scanned of the files is in the report instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The configuration is invalid.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Git cannot be run, or does not know a revision.
    #[error(transparent)]
    Git(#[from] GitError),
    /// A named file or folder cannot be scanned.
    #[error(transparent)]
    Walk(#[from] WalkError),
    /// The baseline is missing or invalid.
    #[error(transparent)]
    Baseline(#[from] BaselineError),
    /// An overlay of the catalog is invalid.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// A model to migrate from or to is not one.
    #[error("--model: {0}")]
    Target(#[from] TargetError),
    /// The old model of a migration is not known.
    #[error(transparent)]
    OldModel(#[from] Unknown),
    /// The new model of a migration is not one.
    #[error(transparent)]
    NewModel(TargetError),
    /// A pattern of the settings is invalid.
    #[error(transparent)]
    Pattern(#[from] PatternError),
    /// The working directory is not known.
    #[error("cannot determine the working directory: {0}")]
    WorkingDirectory(#[source] io::Error),
    /// The root of the project cannot be resolved.
    #[error("cannot resolve {}: {source}", path.display())]
    Root {
        /// The root.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Standard input cannot be read.
    #[error("cannot read standard input: {0}")]
    StandardInput(#[source] io::Error),
    /// A text in memory that is too large to be held cannot be kept in a file.
    #[error("cannot scan {name}: {source}")]
    Text {
        /// Its name in the report.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// A change is scanned outside of a repository.
    #[error("--staged and --diff require a git repository; the working directory is not in one")]
    NoRepository,
    /// A history is scanned outside of a repository.
    #[error("--history requires a git repository; the working directory is not in one")]
    NoRepositoryOfHistory,
    /// A path that limits a history or a change is not in the repository, or leads out of it.
    #[error("{}: not in the repository of the working directory", .0.display())]
    NotInRepository(PathBuf),
    /// Settings of a commit are asked for outside of a repository.
    #[error("--settings-from requires a git repository; the working directory is not in one")]
    NoRepositoryOfSettings,
    /// The revision of the settings is empty.
    #[error(
        "--settings-from requires a revision, but it is empty; pass for example --settings-from origin/main"
    )]
    NoRevisionOfSettings,
    /// The repository was removed while it was scanned.
    #[error("the repository no longer exists")]
    RepositoryGone,
    /// A path that limits a change does not exist and is not part of the change.
    #[error("{}: no such file or folder", .0.display())]
    NoSuchPath(PathBuf),
    /// The commit of the settings lacks a catalog that they name; the name includes the commit.
    #[error("{0}: no such file")]
    NoSuchCatalog(String),
    /// The ignore files of a commit cannot be read.
    #[error(transparent)]
    IgnoreFiles(io::Error),
    /// The baseline of a commit cannot be read; the name includes the commit.
    #[error("cannot read the baseline {}: {source}", path.display())]
    BaselineOfCommit {
        /// The baseline.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The findings to accept are not complete.
    #[error("{}: {}; the baseline was not changed", .0.path, .0.message)]
    Incomplete(ScanError),
}
