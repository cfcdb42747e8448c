//! The files by which a repository configures a run, as one of its commits has them.
//!
//! The author of a pull request controls its checkout, so that a gate must be able to read its settings from
//! the commit that the change is merged into. Everything here comes from that commit's blobs: what is absent there is
//! absent, whatever the checkout has. The limits are those of `file_access`, and links are not followed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::read::{has_table, is_pyproject, parse_within};
use super::root::MayName;
use super::{Config, ConfigError, FILE_NAMES, PYPROJECT};
use crate::catalog::overlay::{FolderSize, OverlaySource, catalog_files};
use crate::catalog::parse::{CatalogProblem, RuleText};
use crate::file_access::{FileKind, check_size};
use crate::git::{Blobs, GitError, Oid, RepoPath, Repository, Tree, TreeEntry};
use crate::walk::{IGNORE_FILES, IgnoreFiles, plain};

/// The settings of one commit.
#[derive(Debug)]
pub struct CommitSettings {
    repository: Repository,
    /// How messages name the commit.
    revision: String,
    tree: Tree,
    blobs: RefCell<Option<Blobs>>,
}

impl CommitSettings {
    /// Those of the commit that a revision names.
    ///
    /// # Errors
    /// The revision is not known, or git cannot list its files.
    pub fn of(repository: Repository, revision: &str) -> Result<Self, GitError> {
        let commit = repository.resolve(revision)?;
        Self::of_commit(repository, Some(&commit), revision)
    }

    /// Those of a commit, or of nothing where there is no commit yet; `revision` is its name in messages.
    ///
    /// # Errors
    /// Git cannot list its files.
    pub fn of_commit(
        repository: Repository,
        commit: Option<&Oid>,
        revision: &str,
    ) -> Result<Self, GitError> {
        let tree = commit.map_or_else(|| Ok(Tree::default()), |commit| repository.tree(commit))?;
        Ok(Self {
            repository,
            revision: revision.to_owned(),
            tree,
            blobs: RefCell::new(None),
        })
    }

    /// The configuration that applies in `folder`, an absolute path: that of the nearest folder upwards that has one,
    /// up to the repository's root. Absent if none exists.
    ///
    /// # Errors
    /// Two files in the same folder, a link instead of a file, or a file that cannot be read or understood.
    pub fn configuration(&self, folder: &Path) -> Result<Option<Config>, ConfigError> {
        let Some(folder) = self.repo_path(folder) else {
            return Ok(None);
        };
        for folder in folders(&folder) {
            let mut found = None;
            for name in FILE_NAMES {
                if !self.is_configuration(&joined(folder, name), name)? {
                    continue;
                }
                if let Some(first) = found.replace(name) {
                    let folder = PathBuf::from(self.shown(&RepoPath::new(folder)));
                    return Err(ConfigError::Two {
                        folder,
                        first,
                        second: name,
                    });
                }
            }
            if let Some(name) = found {
                return self.load(&joined(folder, name)).map(Some);
            }
        }
        Ok(None)
    }

    /// The configuration at a path; absent where the commit has no such file.
    ///
    /// # Errors
    /// As [`Self::configuration`].
    pub fn configuration_at(&self, path: &RepoPath) -> Result<Option<Config>, ConfigError> {
        if self.contains(path) {
            self.load(path).map(Some)
        } else {
            Ok(None)
        }
    }

    /// The text of a file; absent where the commit has none of this path.
    ///
    /// # Errors
    /// The file is a link or too large, is not UTF-8, or its content is not in this clone.
    pub fn text(&self, path: &RepoPath, kind: FileKind) -> io::Result<Option<String>> {
        let bytes = match self.tree.get(path) {
            None => return Ok(None),
            Some(TreeEntry::File(oid)) => self.blob(&oid, kind)?,
            Some(TreeEntry::Link(_)) => {
                return Err(io::Error::other(
                    "it is a symbolic link, and links in a repository are not followed",
                ));
            }
            Some(TreeEntry::Submodule) => return Err(io::Error::other("it is a submodule")),
        };
        let text = String::from_utf8(bytes);
        text.map(Some)
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))
    }

    /// Whether the commit has a file of this path, or a folder.
    pub fn contains(&self, path: &RepoPath) -> bool {
        self.tree.get(path).is_some() || self.tree.below(path).next().is_some()
    }

    /// Whether a link of the checkout, by its real path, has the same target in the commit.
    pub fn has_same_link(&self, link: &Path) -> bool {
        let entry = self.repo_path(link).and_then(|path| self.tree.get(&path));
        let Some(TreeEntry::Link(oid)) = entry else {
            return false;
        };
        let target = self.blob(&oid, FileKind::GitFile);
        let here = fs::read_link(link);
        matches!((target, here), (Ok(target), Ok(here)) if target == here.as_os_str().as_encoded_bytes())
    }

    /// The ignore files, for a walk of the checkout.
    ///
    /// # Errors
    /// The content of one is not in this clone. As in the checkout, one that is a link ignores nothing, and one that is
    /// too large is reported by the walk.
    pub fn ignore_files(&self) -> io::Result<IgnoreFiles> {
        let mut contents = BTreeMap::new();
        for (path, entry) in self.tree.named(&IGNORE_FILES) {
            let TreeEntry::File(oid) = entry else {
                continue;
            };
            let content = match self.blob(&oid, FileKind::IgnoreFile) {
                Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Err(error.to_string()),
                read => Ok(read?),
            };
            contents.insert(self.repository.open_path(&path), content);
        }
        Ok(IgnoreFiles::Given(Arc::new(contents)))
    }

    /// The file or folder of a catalog; absent where the commit has none of this path.
    ///
    /// # Errors
    /// A file cannot be read, or a folder contains no catalog.
    pub fn catalog(&self, path: &RepoPath) -> Result<Option<OverlaySource>, Vec<CatalogProblem>> {
        let problem = |path: &RepoPath, message: String| {
            vec![CatalogProblem {
                path: self.shown(path),
                line: 0,
                column: 0,
                message,
            }]
        };
        let read = |path: &RepoPath| {
            let text = self.text(path, FileKind::Catalog);
            let text = text.map_err(|error| problem(path, format!("cannot be read: {error}")))?;
            text.ok_or_else(|| problem(path, "is not in that commit".to_owned()))
        };
        if self.tree.get(path).is_some() {
            let shown = self.shown(path);
            let text = RuleText {
                path: shown.clone(),
                name: shown,
                text: read(path)?,
            };
            return Ok(Some(OverlaySource::Texts {
                is_whole: false,
                texts: vec![text],
            }));
        }
        let inside: Vec<String> = self
            .tree
            .below(path)
            .filter_map(|(file, _)| name_in(path, &file))
            .collect();
        if inside.is_empty() {
            return Ok(None);
        }
        let (is_whole, names) =
            catalog_files(&inside).map_err(|error| problem(path, error.to_string()))?;
        let (mut texts, mut size) = (Vec::new(), FolderSize::default());
        for name in names {
            let file = joined(path.as_bytes(), &name);
            let text = read(&file)?;
            size.add(&text)
                .map_err(|error| problem(path, error.to_string()))?;
            texts.push(RuleText {
                path: self.shown(&file),
                name,
                text,
            });
        }
        Ok(Some(OverlaySource::Texts { is_whole, texts }))
    }

    /// A path relative to the working directory, or absolute, as one of the repository; absent where it is outside.
    pub fn repo_path(&self, path: &Path) -> Option<RepoPath> {
        let absolute = plain(&std::path::absolute(path).ok()?);
        // A path that was typed through a link above the repository is inside it as well.
        let below = absolute
            .strip_prefix(&self.repository.root)
            .map(Path::to_owned)
            .or_else(|_| {
                let folder = absolute
                    .parent()
                    .unwrap_or(&absolute)
                    .canonicalize()
                    .unwrap_or_default();
                let whole = folder.join(absolute.file_name().unwrap_or_default());
                whole
                    .strip_prefix(&self.repository.root)
                    .map(Path::to_owned)
            });
        let parts: Vec<&[u8]> = match &below {
            Ok(below) => below.iter().map(|part| part.as_encoded_bytes()).collect(),
            Err(_) => return None,
        };
        Some(RepoPath::new(parts.join(&b'/')))
    }

    /// How messages name a file of the commit: `REV:path`.
    pub fn shown(&self, path: &RepoPath) -> String {
        format!(
            "{}:{}",
            self.revision,
            String::from_utf8_lossy(path.as_bytes())
        )
    }

    /// The repository.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    fn load(&self, path: &RepoPath) -> Result<Config, ConfigError> {
        let shown = PathBuf::from(self.shown(path));
        let seen_from_here = self.repository.path_from_here(path);
        let kind = if is_pyproject(&seen_from_here) {
            FileKind::Pyproject
        } else {
            FileKind::Configuration
        };
        let text = self
            .text(path, kind)
            .and_then(|text| text.ok_or_else(|| io::ErrorKind::NotFound.into()));
        let text = text.map_err(|source| ConfigError::Read {
            path: shown.clone(),
            source,
        })?;
        let root = &self.repository.root;
        let parsed = parse_within(&seen_from_here, &text, MayName::InCommit(root));
        parsed.map_err(|error| match error {
            ConfigError::Problems(mut problems) => {
                let shown = shown.display().to_string();
                problems
                    .iter_mut()
                    .for_each(|problem| problem.location.path.clone_from(&shown));
                ConfigError::Problems(problems)
            }
            ConfigError::NoTable(_) => ConfigError::NoTable(shown),
            other => other,
        })
    }

    fn is_configuration(&self, path: &RepoPath, name: &str) -> Result<bool, ConfigError> {
        let failed = |source| ConfigError::Read {
            path: self.shown(path).into(),
            source,
        };
        let special = |is| {
            Err(ConfigError::Special {
                path: self.shown(path).into(),
                is,
            })
        };
        match self.tree.get(path) {
            None | Some(TreeEntry::Submodule) => Ok(false),
            Some(TreeEntry::File(_)) if name != PYPROJECT => Ok(true),
            Some(TreeEntry::File(oid)) => self.has_table(&oid).map_err(failed),
            Some(TreeEntry::Link(oid)) if name == PYPROJECT => {
                // Packages of a repository share such a file for other tools.
                let target = self.blob(&oid, FileKind::GitFile).map_err(failed)?;
                let folder = self.repository.open_path(path);
                let target = folder
                    .parent()
                    .unwrap_or(&folder)
                    .join(RepoPath::new(target).to_path());
                match self.repo_path(&target).map(|target| self.tree.get(&target)) {
                    Some(Some(TreeEntry::File(oid)))
                        if !self.has_table(&oid).map_err(failed)? =>
                    {
                        Ok(false)
                    }
                    Some(None) => Ok(false),
                    _ => special("a symbolic link"),
                }
            }
            Some(TreeEntry::Link(_)) => special("a symbolic link"),
        }
    }

    fn has_table(&self, oid: &Oid) -> io::Result<bool> {
        let text = self.blob(oid, FileKind::Pyproject)?;
        let mentions_us = memchr::memmem::find(&text, b"bedrock-eol").is_some();
        Ok(mentions_us && has_table(&String::from_utf8_lossy(&text)))
    }

    fn blob(&self, oid: &Oid, kind: FileKind) -> io::Result<Vec<u8>> {
        let mut blobs = self.blobs.borrow_mut();
        let blobs = match &mut *blobs {
            Some(blobs) => blobs,
            none => none.insert(self.repository.blobs().map_err(io::Error::other)?),
        };
        let mut blob = blobs.open(oid).map_err(io::Error::other)?;
        check_size(blob.size, kind)?;
        let mut content = Vec::new();
        blob.read_to_end(&mut content)?;
        Ok(content)
    }
}

/// A folder of a repository and those above it, up to the root, which is empty.
fn folders(folder: &RepoPath) -> Vec<&[u8]> {
    let mut folders = vec![folder.as_bytes()];
    while let Some(last) = folders.last().copied().filter(|last| !last.is_empty()) {
        folders.push(&last[..memchr::memrchr(b'/', last).unwrap_or(0)]);
    }
    folders
}

fn joined(folder: &[u8], name: &str) -> RepoPath {
    let slash: &[u8] = if folder.is_empty() { b"" } else { b"/" };
    RepoPath::new([folder, slash, name.as_bytes()].concat())
}

/// The name of a file relative to a folder that it is in; absent where it is not UTF-8, which no file of a catalog is.
fn name_in(folder: &RepoPath, file: &RepoPath) -> Option<String> {
    let from = if folder.as_bytes().is_empty() {
        0
    } else {
        folder.as_bytes().len() + 1
    };
    String::from_utf8(file.as_bytes().get(from..)?.to_vec()).ok()
}
