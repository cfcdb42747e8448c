//! Sources of the files that configure a run: the checkout, a commit, or none.
//!
//! The library decides what the files may contain.

use std::path::{Path, PathBuf};

use bedrock_eol::catalog::overlay::OverlaySource;
use bedrock_eol::config::{CommitSettings, Config, find};
use bedrock_eol::file_access::FileKind;
use bedrock_eol::git::{RepoPath, Repository};
use bedrock_eol::walk::IgnoreFiles;
use clap::Args;

use crate::config::{Settings, shorter};
use crate::{Stop, overlays, terminal, working_directory};

/// Whose settings apply.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Configuration")]
pub(crate) struct Trust {
    /// Read configuration, ignore files, baseline and local catalogs from this commit instead of the checkout
    ///
    /// Files that the commit does not contain count as absent. Files given with --config, --baseline or --catalog are
    /// read from the commit, too, unless they are outside the repository or not tracked by git. For pull requests, pass
    /// the commit that the change is merged into.
    #[arg(long, value_name = "REV", conflicts_with_all = ["isolated", "untrusted"])]
    pub(crate) settings_from: Option<String>,

    /// Ignore all settings of the repository: for security reviews
    ///
    /// Ignores the repository's configuration, .ignore, .bedrock-eol-ignore, baseline and suppression comments, and
    /// applies .gitignore only to files that git does not track. Flags and the files that they name still apply.
    #[arg(long)]
    pub(crate) untrusted: bool,
}

/// Where settings are read from.
#[derive(Debug)]
pub(crate) enum SettingsSource {
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
enum Named {
    /// From the given path.
    OnDisk,
    /// From the commit.
    InCommit(RepoPath),
    /// Nowhere: only the checkout has it, not the commit.
    Absent,
}

impl SettingsSource {
    pub(crate) fn of(trust: &Trust) -> Result<Self, Stop> {
        let Some(revision) = &trust.settings_from else {
            return Ok(if trust.untrusted { Self::Typed } else { Self::Checkout });
        };
        if revision.trim().is_empty() {
            return Err(Stop::Error(
                "--settings-from requires a revision, but it is empty; pass for example --settings-from origin/main"
                    .to_owned(),
            ));
        }
        let repository = Repository::discover(Path::new(".")).map_err(Stop::of)?;
        let repository = repository.ok_or_else(|| {
            Stop::Error(
                "--settings-from requires a git repository; the working directory is not in one".to_owned(),
            )
        })?;
        CommitSettings::of(repository, revision).map(Self::Commit).map_err(Stop::of)
    }

    /// The configuration that applies in the working directory; absent if none exists.
    pub(crate) fn configuration(&self, settings: &Settings) -> Result<Option<Config>, Stop> {
        if settings.isolated {
            return Ok(None);
        }
        match (&settings.config, self) {
            (Some(path), Self::Commit(commit) | Self::Base(commit)) => {
                match self.named(commit, path, "--config")? {
                    Named::OnDisk => Config::load(path).map(Some).map_err(Stop::of),
                    Named::InCommit(path) => commit.configuration_at(&path).map_err(Stop::of),
                    Named::Absent => Ok(None),
                }
            }
            (Some(path), _) => Config::load(path).map(Some).map_err(Stop::of),
            (None, Self::Typed) => Ok(None),
            (None, Self::Commit(commit) | Self::Base(commit)) => {
                commit.configuration(&working_directory()?).map_err(Stop::of)
            }
            (None, Self::Checkout) => {
                let here = working_directory()?;
                let found = find(&here).map_err(Stop::of)?.map(|found| shorter(found, &here));
                found.map(|path| Config::load_found(&path).map_err(Stop::of)).transpose()
            }
        }
    }

    /// The ignore files that apply.
    pub(crate) fn ignore_files(&self) -> Result<IgnoreFiles, Stop> {
        match self {
            Self::Checkout => Ok(IgnoreFiles::Checkout),
            Self::Typed => Ok(IgnoreFiles::Untracked),
            Self::Commit(commit) | Self::Base(commit) => commit.ignore_files().map_err(Stop::of),
        }
    }

    /// Files and folders of the catalogs at these paths; `typed` are those that a flag names.
    pub(crate) fn catalogs(&self, paths: &[PathBuf], typed: &[PathBuf]) -> Result<Vec<OverlaySource>, Stop> {
        let (Self::Commit(commit) | Self::Base(commit)) = self else {
            return Ok(paths.iter().cloned().map(OverlaySource::Path).collect());
        };
        let mut sources = Vec::new();
        for path in paths {
            let named = match typed.contains(path) {
                true => self.named(commit, path, "--catalog")?,
                false => commit.repo_path(path).map_or(Named::Absent, Named::InCommit),
            };
            match named {
                Named::OnDisk => sources.push(OverlaySource::Path(path.clone())),
                Named::InCommit(path) => {
                    let found = commit.catalog(&path);
                    let found = found.map_err(|found| Stop::Error(overlays::problem_list(&found)))?;
                    let absent = || Stop::Error(format!("{}: no such file", commit.shown(&path)));
                    sources.push(found.ok_or_else(absent)?);
                }
                Named::Absent => {}
            }
        }
        Ok(sources)
    }

    /// Text of a baseline in the commit, and its name in messages. The text is absent if the commit does not contain it;
    /// the result is absent if the file must be read from disk.
    pub(crate) fn baseline(
        &self,
        path: &Path,
        is_typed: bool,
    ) -> Result<Option<(PathBuf, Option<String>)>, Stop> {
        let (Self::Commit(commit) | Self::Base(commit)) = self else { return Ok(None) };
        let named = match is_typed {
            true => self.named(commit, path, "--baseline")?,
            false => commit.repo_path(path).map_or(Named::Absent, Named::InCommit),
        };
        match named {
            Named::OnDisk => Ok(None),
            Named::Absent => Ok(Some((path.to_owned(), None))),
            Named::InCommit(path) => {
                let shown = PathBuf::from(commit.shown(&path));
                let text = commit.text(&path, FileKind::Baseline);
                let text = text.map_err(|error| {
                    Stop::Error(format!("cannot read the baseline {}: {error}", shown.display()))
                })?;
                Ok(Some((shown, text)))
            }
        }
    }

    /// Whether the settings that apply can contain a path of the checkout.
    pub(crate) fn has(&self, path: &Path) -> bool {
        match self {
            Self::Commit(commit) | Self::Base(commit) => {
                commit.repo_path(path).is_none_or(|path| commit.contains(&path))
            }
            Self::Checkout | Self::Typed => true,
        }
    }

    fn named(&self, commit: &CommitSettings, path: &Path, flag: &str) -> Result<Named, Stop> {
        let Some(inside) = commit.repo_path(path) else { return Ok(Named::OnDisk) };
        if commit.contains(&inside) {
            return Ok(Named::InCommit(inside));
        }
        // A file that git does not track is not part of a change: the user created it.
        let below = [inside.as_bytes(), b"/"].concat();
        let is_it = |file: &RepoPath| *file == inside || file.as_bytes().starts_with(&below);
        if !commit.repository().tracked().map_err(Stop::of)?.iter().any(is_it) {
            return Ok(Named::OnDisk);
        }
        if matches!(self, Self::Commit(_)) {
            let shown = commit.shown(&inside);
            terminal::note(&format!("{flag} {}: {shown} does not exist; ignored", path.display()));
        }
        Ok(Named::Absent)
    }
}
