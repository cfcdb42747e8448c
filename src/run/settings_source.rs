//! Sources of the files that configure a run: the checkout, a commit, or none.
//!
//! The library decides what the files may contain.

use std::path::{Path, PathBuf};

use super::error::RunError;
use super::folders::working_directory;
use super::observer::{Observer, Silent};
use super::options::{ConfigChoice, SettingsFrom};
use crate::catalog::CatalogError;
use crate::catalog::overlay::OverlaySource;
use crate::config::{CommitSettings, Config, find};
use crate::file_access::FileKind;
use crate::git::{RepoPath, Repository};
use crate::walk::IgnoreFiles;

/// Where settings are read from.
#[derive(Debug)]
pub(super) enum SettingsSource {
    /// The files of the checkout.
    Checkout,
    /// The blobs of the commit that the user named.
    Commit(CommitSettings),
    /// The blobs of the commit before the change, to find what the change silences.
    Base(CommitSettings),
    /// Only files that the user named.
    Typed,
}

/// Where to read a file that a flag names.
enum NamedFile {
    /// From the given path.
    OnDisk,
    /// From the commit.
    InCommit(RepoPath),
    /// Nowhere: only the checkout has it, not the commit.
    Absent,
}

impl SettingsSource {
    /// The source that a run names.
    pub(super) fn of(from: &SettingsFrom) -> Result<Self, RunError> {
        let revision = match from {
            SettingsFrom::Checkout => return Ok(Self::Checkout),
            SettingsFrom::Caller => return Ok(Self::Typed),
            SettingsFrom::Commit(revision) => revision,
        };
        if revision.trim().is_empty() {
            return Err(RunError::NoRevisionOfSettings);
        }
        let repository = Repository::discover(Path::new("."))?;
        let repository = repository.ok_or(RunError::NoRepositoryOfSettings)?;
        Ok(Self::Commit(CommitSettings::of(repository, revision)?))
    }

    /// The configuration that applies in the working directory; absent if none exists.
    pub(super) fn configuration(
        &self,
        choice: &ConfigChoice,
        observer: &dyn Observer,
    ) -> Result<Option<Config>, RunError> {
        Ok(match (choice, self) {
            (ConfigChoice::Isolated, _) | (ConfigChoice::Nearest, Self::Typed) => None,
            (ConfigChoice::File(path), Self::Commit(commit) | Self::Base(commit)) => {
                match self.named(commit, path, "--config", observer)? {
                    NamedFile::OnDisk => Some(Config::load(path)?),
                    NamedFile::InCommit(path) => commit.configuration_at(&path)?,
                    NamedFile::Absent => None,
                }
            }
            (ConfigChoice::File(path), _) => Some(Config::load(path)?),
            (ConfigChoice::Nearest, Self::Commit(commit) | Self::Base(commit)) => {
                commit.configuration(&working_directory()?)?
            }
            (ConfigChoice::Nearest, Self::Checkout) => {
                let here = working_directory()?;
                let found = find(&here)?.map(|found| shorter(found, &here));
                found.map(|path| Config::load_found(&path)).transpose()?
            }
        })
    }

    /// The ignore files that apply.
    pub(super) fn ignore_files(&self) -> Result<IgnoreFiles, RunError> {
        match self {
            Self::Checkout => Ok(IgnoreFiles::Checkout),
            Self::Typed => Ok(IgnoreFiles::Untracked),
            Self::Commit(commit) | Self::Base(commit) => {
                commit.ignore_files().map_err(RunError::IgnoreFiles)
            }
        }
    }

    /// Files and folders of the catalogs at these paths; `typed` are those that a flag names.
    pub(super) fn catalogs(
        &self,
        paths: &[PathBuf],
        typed: &[PathBuf],
        observer: &dyn Observer,
    ) -> Result<Vec<OverlaySource>, RunError> {
        let (Self::Commit(commit) | Self::Base(commit)) = self else {
            return Ok(paths.iter().cloned().map(OverlaySource::Path).collect());
        };
        let mut sources = Vec::new();
        for path in paths {
            let named = match typed.contains(path) {
                true => self.named(commit, path, "--catalog", observer)?,
                false => commit
                    .repo_path(path)
                    .map_or(NamedFile::Absent, NamedFile::InCommit),
            };
            match named {
                NamedFile::OnDisk => sources.push(OverlaySource::Path(path.clone())),
                NamedFile::InCommit(path) => {
                    let found = commit.catalog(&path).map_err(CatalogError::from)?;
                    sources
                        .push(found.ok_or_else(|| RunError::NoSuchCatalog(commit.shown(&path)))?);
                }
                NamedFile::Absent => {}
            }
        }
        Ok(sources)
    }

    /// Text of a baseline in the commit, and its name in messages. The text is absent if the commit does not contain it;
    /// the result is absent if the file must be read from disk.
    pub(super) fn baseline(
        &self,
        path: &Path,
        is_typed: bool,
        observer: &dyn Observer,
    ) -> Result<Option<(PathBuf, Option<String>)>, RunError> {
        let (Self::Commit(commit) | Self::Base(commit)) = self else {
            return Ok(None);
        };
        let named = match is_typed {
            true => self.named(commit, path, "--baseline", observer)?,
            false => commit
                .repo_path(path)
                .map_or(NamedFile::Absent, NamedFile::InCommit),
        };
        match named {
            NamedFile::OnDisk => Ok(None),
            NamedFile::Absent => Ok(Some((path.to_owned(), None))),
            NamedFile::InCommit(path) => {
                let shown = PathBuf::from(commit.shown(&path));
                let text = commit.text(&path, FileKind::Baseline);
                match text {
                    Ok(text) => Ok(Some((shown, text))),
                    Err(source) => Err(RunError::BaselineOfCommit {
                        path: shown,
                        source,
                    }),
                }
            }
        }
    }

    /// Whether the settings that apply can contain a path of the checkout.
    pub(super) fn has(&self, path: &Path) -> bool {
        match self {
            Self::Commit(commit) | Self::Base(commit) => commit
                .repo_path(path)
                .is_none_or(|path| commit.contains(&path)),
            Self::Checkout | Self::Typed => true,
        }
    }

    fn named(
        &self,
        commit: &CommitSettings,
        path: &Path,
        flag: &str,
        observer: &dyn Observer,
    ) -> Result<NamedFile, RunError> {
        let Some(inside) = commit.repo_path(path) else {
            return Ok(NamedFile::OnDisk);
        };
        if commit.contains(&inside) {
            return Ok(NamedFile::InCommit(inside));
        }
        // A file that git does not track is not part of a change: the user created it.
        let below = [inside.as_bytes(), b"/"].concat();
        let is_it = |file: &RepoPath| *file == inside || file.as_bytes().starts_with(&below);
        if !commit.repository().tracked()?.iter().any(is_it) {
            return Ok(NamedFile::OnDisk);
        }
        if matches!(self, Self::Commit(_)) {
            let shown = commit.shown(&inside);
            observer.warn(&format!(
                "{flag} {}: {shown} does not exist; ignored",
                path.display()
            ));
        }
        Ok(NamedFile::Absent)
    }
}

/// The configuration of the checkout that applies in the working directory; absent if none exists.
///
/// # Errors
/// A configuration cannot be read or is invalid.
pub fn configuration(choice: &ConfigChoice) -> Result<Option<Config>, RunError> {
    SettingsSource::Checkout.configuration(choice, &Silent)
}

/// The path of a file in the working directory or a folder above it, relative to the working directory.
pub(super) fn shorter(path: PathBuf, here: &Path) -> PathBuf {
    let folder = path.parent().unwrap_or(Path::new(""));
    match (here.strip_prefix(folder), path.file_name()) {
        (Ok(below), Some(name)) => below
            .components()
            .map(|_| Path::new(".."))
            .chain([Path::new(name)])
            .collect(),
        _ => path,
    }
}
