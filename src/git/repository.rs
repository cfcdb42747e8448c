//! Asks git about the repository that a folder belongs to.

use std::io::BufReader;
use std::path::{Component, Path, PathBuf};
use std::process::Stdio;

use super::blobs::Blobs;
use super::command::GitFolder;
use super::patch::{self, ChangeEntry};
use super::pipes::PipeWatch;
use super::{
    ChangedContent, ChangedFile, Changes, GitError, NoFile, Oid, RepoPath, command, location,
    path_from, refuse_pipes,
};
use crate::file_access::{FileKind, NamedBy, is_absent, read_text};
use crate::path_text;

/// The repository that a folder belongs to, as git itself finds it: `GIT_DIR`, `GIT_WORK_TREE` and
/// `GIT_INDEX_FILE` apply, as they must in hooks.
#[derive(Clone, Debug)]
pub struct Repository {
    /// Top of the working tree.
    pub root: PathBuf,
    /// The repository's own folder; that of the worktree where there are several.
    pub git_dir: PathBuf,
    /// The folder that it was asked about; git runs in it, since relative variables of hooks rest on it.
    pub(super) folder: PathBuf,
    /// The folder relative to `root`: empty or with a final slash.
    prefix: Vec<u8>,
    empty_tree: &'static str,
    pub(super) head: Option<Oid>,
    pub(super) shallow: bool,
    /// Whether it has no working tree, and `folder` is the repository itself.
    is_bare: bool,
    _watch: PipeWatch,
}

/// What `--diff` compares: the state of a change, and the revision from which it left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The revision to compare with, as it was typed.
    pub with: String,
    /// The revision that contains the change; absent means the working tree, on top of `HEAD`.
    pub state: Option<String>,
}

impl Comparison {
    /// Reads `REV`, `REV..REV` or `REV...REV`; a side that is left out is `HEAD`.
    ///
    /// Both dots mean the lines that the second revision has added since it left the first one: a gate
    /// must not call lines new that only the first one has removed since.
    pub fn parse(text: &str) -> Self {
        let sides = text.split_once("...").or_else(|| text.split_once(".."));
        let or_head = |side: &str| {
            if side.is_empty() {
                "HEAD".to_owned()
            } else {
                side.to_owned()
            }
        };
        match sides {
            Some((with, state)) => Self {
                with: or_head(with),
                state: Some(or_head(state)),
            },
            None => Self {
                with: or_head(text),
                state: None,
            },
        }
    }
}

impl Repository {
    /// The repository that `folder` belongs to; absent where it belongs to none.
    ///
    /// # Errors
    /// Git cannot be run, or refuses: a repository of another user, or one without a working tree.
    pub fn discover(folder: &Path) -> Result<Option<Self>, GitError> {
        let args = [
            "--show-toplevel",
            "--absolute-git-dir",
            "--show-prefix",
            "--show-object-format",
            "--is-shallow-repository",
            "HEAD",
        ];
        refuse_pipes::refuse_special_files(folder)?;
        refuse_pipes::refuse_links(folder)?;
        let watch = PipeWatch::start(refuse_pipes::folders(folder));
        let output = command::run(folder, "rev-parse", args)?;
        let lines: Vec<&[u8]> = output.stdout.split(|byte| *byte == b'\n').collect();
        // An unborn HEAD makes git fail after it has answered all the rest.
        let [root, git_dir, prefix, format, shallow, head, ..] = lines.as_slice() else {
            return match output.message() {
                message if message.contains("not a git repository") => Ok(None),
                message => Err(GitError::Refused {
                    action: "rev-parse",
                    message,
                }),
            };
        };
        let (root, git_dir) = (path_from(root), path_from(git_dir));
        location::refuse_elsewhere(folder, &root, &git_dir)?;
        Ok(Some(Self {
            root,
            git_dir,
            folder: folder.to_owned(),
            prefix: prefix.to_vec(),
            empty_tree: empty_tree(format),
            head: Oid::parse(head),
            shallow: *shallow == b"true",
            is_bare: false,
            _watch: watch,
        }))
    }

    /// The repository that `folder` belongs to, or that it is itself if that has no working tree; absent if neither.
    ///
    /// Only the history of a repository without a working tree can be read: everything else is about its working tree.
    ///
    /// # Errors
    /// As [`Repository::discover`].
    pub fn discover_history(folder: &Path) -> Result<Option<Self>, GitError> {
        if !refuse_pipes::is_bare(folder) {
            return Self::discover(folder);
        }
        refuse_pipes::refuse_special_files(folder)?;
        refuse_pipes::refuse_links(folder)?;
        let watch = PipeWatch::start(refuse_pipes::folders(folder));
        let args = ["--show-object-format", "--is-shallow-repository", "HEAD"];
        let place = GitFolder {
            path: folder,
            is_bare: true,
        };
        let output = command::run(place, "rev-parse", args)?;
        let lines: Vec<&[u8]> = output.stdout.split(|byte| *byte == b'\n').collect();
        let [format, shallow, head, ..] = lines.as_slice() else {
            return Err(GitError::Refused {
                action: "rev-parse",
                message: output.message(),
            });
        };
        Ok(Some(Self {
            root: folder.to_owned(),
            git_dir: folder.to_owned(),
            folder: folder.to_owned(),
            prefix: Vec::new(),
            empty_tree: empty_tree(format),
            head: Oid::parse(head),
            shallow: *shallow == b"true",
            is_bare: true,
            _watch: watch,
        }))
    }

    /// Where git runs.
    pub(super) fn place(&self) -> GitFolder<'_> {
        GitFolder {
            path: &self.folder,
            is_bare: self.is_bare,
        }
    }

    /// The difference between `HEAD` and the index; between nothing and the index if there is no commit yet.
    ///
    /// # Errors
    /// Git cannot be run, or refuses.
    pub fn staged(&self) -> Result<Changes, GitError> {
        let base = self.head.as_ref().map_or(self.empty_tree, |head| &head.0);
        let against = |base: &str, commit: Option<Oid>| {
            let options = ["--cached", "--ita-invisible-in-index", base];
            self.changes("diff-index", &options, false, commit)
        };
        let mut changes = against(base, self.head.clone())?;
        // The next commit is a merge: what another parent has was not written by who concludes it.
        for parent in self.merge_heads()? {
            changes.keep_new_to(&against(&parent.0, None)?);
        }
        Ok(changes)
    }

    /// The commits that are being merged into `HEAD`; empty where no merge is to be concluded.
    fn merge_heads(&self) -> Result<Vec<Oid>, GitError> {
        let file = self.git_dir.join("MERGE_HEAD");
        let refused = |message| GitError::Refused {
            action: "merge",
            message,
        };
        match read_text(&file, FileKind::GitFile, NamedBy::Repository) {
            Ok(text) => {
                let heads = text.lines().map(|line| {
                    Oid::parse(line.trim().as_bytes()).ok_or_else(|| {
                        refused(format!(
                            "{} has a line that names no commit",
                            file.display()
                        ))
                    })
                });
                heads.collect()
            }
            Err(error) if is_absent(&error) => Ok(Vec::new()),
            Err(error) => Err(refused(format!("cannot read {}: {error}", file.display()))),
        }
    }

    /// The files changed, and the lines added, since the merge base of both sides.
    ///
    /// Without a second revision the state is the working tree, as in `git diff REV`; files that git does
    /// not track are not part of it.
    ///
    /// # Errors
    /// A revision is not known, there is no merge base (a shallow clone), or git refuses.
    pub fn diff(&self, comparison: &Comparison) -> Result<Changes, GitError> {
        let with = self.commit(&comparison.with)?;
        let state = self.commit(comparison.state.as_deref().unwrap_or("HEAD"))?;
        let base = self.merge_base(comparison, &with, &state)?;
        if comparison.state.is_some() {
            return self.changes(
                "diff-tree",
                &["-r", &base.0, &state.0],
                false,
                Some(base.clone()),
            );
        }
        let mut changes = self.changes("diff-index", &[&base.0], true, Some(base.clone()))?;
        // While a merge is to be concluded, the working tree has also left the revision where the merged commit has.
        for merged in self.merge_heads()? {
            match self.merge_base(comparison, &with, &merged) {
                Ok(other) if other != base => {
                    changes.keep_new_to(&self.changes("diff-index", &[&other.0], true, None)?);
                }
                Ok(_) | Err(GitError::NoMergeBase(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(changes)
    }

    /// The regular files that git tracks, by path, as the index has them.
    ///
    /// # Errors
    /// Git cannot be run, or refuses.
    pub fn tracked(&self) -> Result<Vec<RepoPath>, GitError> {
        self.list(&["--stage"])
    }

    /// The regular files that git tracks although its ignore rules name them, by path.
    ///
    /// # Errors
    /// Git cannot be run, or refuses.
    pub fn tracked_but_ignored(&self) -> Result<Vec<RepoPath>, GitError> {
        self.list(&["--stage", "--cached", "--ignored", "--exclude-standard"])
    }

    /// Starts a reader of blobs; one process for all of them.
    ///
    /// # Errors
    /// Git cannot be run.
    pub fn blobs(&self) -> Result<Blobs, GitError> {
        Blobs::start(self.place())
    }

    /// How a path looks from the folder that the repository was asked about, with `/`; bytes that are not
    /// UTF-8 are `\xHH`.
    pub fn display(&self, path: &RepoPath) -> String {
        path_text::of_bytes(&self.seen_from_here(path))
    }

    /// The same as a path.
    pub fn path_from_here(&self, path: &RepoPath) -> PathBuf {
        path_from(&self.seen_from_here(path))
    }

    /// The repository's path of a path relative to the folder that was asked about; absent outside of the repository.
    pub fn path_below_root(&self, from_here: &Path) -> Option<RepoPath> {
        let mut parts: Vec<&[u8]> = self
            .prefix
            .split(|byte| *byte == b'/')
            .filter(|part| !part.is_empty())
            .collect();
        for part in from_here.components() {
            match part {
                Component::Normal(name) => parts.push(name.as_encoded_bytes()),
                Component::ParentDir => drop(parts.pop()?),
                Component::CurDir => {}
                Component::RootDir | Component::Prefix(_) => return None,
            }
        }
        Some(RepoPath(parts.join(&b'/')))
    }

    fn seen_from_here(&self, path: &RepoPath) -> Vec<u8> {
        let mut above = 0;
        let mut prefix: &[u8] = &self.prefix;
        while !path.0.starts_with(prefix) {
            let parent = prefix[..prefix.len() - 1]
                .iter()
                .rposition(|byte| *byte == b'/');
            prefix = &prefix[..parent.map_or(0, |slash| slash + 1)];
            above += 1;
        }
        [&b"../".repeat(above), &path.0[prefix.len()..]].concat()
    }

    /// Where a path is in the working tree.
    pub fn open_path(&self, path: &RepoPath) -> PathBuf {
        self.root.join(path.to_path())
    }

    pub(super) fn commit(&self, revision: &str) -> Result<Oid, GitError> {
        let spec = format!("{revision}^{{commit}}");
        // Not quiet: then git does not say that it chose one of several branches and tags. Somebody who can create a branch
        // could choose what a change is compared with.
        let args = ["--verify", "--end-of-options", spec.as_str()];
        let output = command::run(self.place(), "rev-parse", args)?;
        if output.is_ambiguous() {
            return Err(GitError::AmbiguousRevision(revision.to_owned()));
        }
        let answer = output
            .stdout
            .split(|byte| *byte == b'\n')
            .rev()
            .find_map(Oid::parse);
        answer.filter(|_| output.success).ok_or_else(|| {
            let hint = if self.shallow {
                "; this clone is shallow: check out with `fetch-depth: 0`, or fetch that commit"
            } else {
                "; see `git branch --all`, or fetch it first"
            };
            GitError::UnknownRevision(format!("unknown commit {revision:?}{hint}"))
        })
    }

    fn merge_base(
        &self,
        comparison: &Comparison,
        with: &Oid,
        state: &Oid,
    ) -> Result<Oid, GitError> {
        let output = command::run(
            &self.folder,
            "merge-base",
            [with.0.as_str(), state.0.as_str()],
        )?;
        if let Some(base) = output
            .stdout
            .split(|byte| *byte == b'\n')
            .find_map(Oid::parse)
        {
            return Ok(base);
        }
        let message = output.message();
        if !message.is_empty() {
            return Err(GitError::Refused {
                action: "merge-base",
                message,
            });
        }
        let state = comparison.state.as_deref().unwrap_or("HEAD");
        let hint = if self.shallow {
            "this clone is shallow and ends before it: check out with `fetch-depth: 0`, \
             or run `git fetch --unshallow`"
        } else {
            "their histories are unrelated"
        };
        Err(GitError::NoMergeBase(format!(
            "no common ancestor of {:?} and {state:?} is known here: {hint}",
            comparison.with
        )))
    }

    fn changes(
        &self,
        action: &'static str,
        compared: &[&str],
        in_working_tree: bool,
        base: Option<Oid>,
    ) -> Result<Changes, GitError> {
        let mut git = command::git(&self.folder)?;
        if in_working_tree {
            command::switch_off_filters(&mut git, &self.folder)?;
        }
        // Attributes decide what is text, and the scanned tree writes them: git's own look at the content
        // is the better judge. Before git 2.41 the variable says nothing.
        git.env("GIT_ATTR_SOURCE", self.empty_tree);
        git.arg(action)
            .args(patch::DIFF_OPTIONS)
            .args(compared)
            .arg("--");
        git.stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command::start(&mut git)?;
        let errors = command::drain(child.stderr.take())?;
        let stdout = child.stdout.take().expect("it was piped a few lines above");
        let parsed = patch::parse(BufReader::with_capacity(1 << 16, stdout));
        let status = child.wait().map_err(GitError::Pipe)?;
        let message = errors.join();
        // If reading stopped, git was interrupted and its own message says nothing.
        if !message.is_empty() && !status.success() {
            return Err(self.refused(action, message));
        }
        let entries = parsed.map_err(|problem| problem.of(action))?;
        if !status.success() {
            return Err(GitError::Refused {
                action,
                message: format!("exited with {status}"),
            });
        }
        if let Some(entry) = entries.iter().find(|entry| entry.path.leaves_the_tree()) {
            return Err(GitError::Elsewhere(format!(
                "git names {:?} as a file of {}, which is outside of that working tree; `git reset` makes a new index",
                String::from_utf8_lossy(entry.path.as_bytes()),
                self.root.display()
            )));
        }
        Ok(entries.into_iter().fold(
            Changes {
                base,
                ..Changes::default()
            },
            |changes, entry| {
                let is_read_there = in_working_tree && !self.is_sparse(&entry);
                sort_in(changes, entry, is_read_there)
            },
        ))
    }

    /// Whether a file is only in the index, since a sparse checkout leaves it out. Git lists one that was removed from the
    /// working tree as deleted, and gives no name to content that differs from the index.
    fn is_sparse(&self, entry: &ChangeEntry) -> bool {
        let in_index = entry.oid.0.bytes().any(|digit| digit != b'0');
        let metadata = self.open_path(&entry.path).symlink_metadata();
        in_index && entry.status != b'D' && metadata.is_err_and(|error| is_absent(&error))
    }

    /// The error of a call that git refused. In a partial clone the reason is mostly that content is missing.
    fn refused(&self, action: &'static str, message: String) -> GitError {
        let lacks = [
            "lazy fetching disabled",
            "promisor remote",
            "unable to read",
            "missing blob",
        ];
        let promisor = ["--get-regexp", r"^remote\..*\.promisor$"];
        let is_partial = lacks.iter().any(|words| message.contains(words))
            && command::run(&self.folder, "config", promisor).is_ok_and(|output| output.success);
        if is_partial {
            GitError::PartialClone
        } else {
            GitError::Refused { action, message }
        }
    }

    fn list(&self, options: &[&str]) -> Result<Vec<RepoPath>, GitError> {
        let mut args = vec!["-z", "--full-name"];
        args.extend(options);
        // Without paths git lists what is below the folder it runs in.
        let up = "../".repeat(self.prefix.iter().filter(|byte| **byte == b'/').count());
        if !up.is_empty() {
            args.extend(["--", &up]);
        }
        let output = command::run(&self.folder, "ls-files", args)?;
        if !output.success {
            return Err(GitError::Refused {
                action: "ls-files",
                message: output.message(),
            });
        }
        let records = output
            .stdout
            .split(|byte| *byte == 0)
            .filter(|record| !record.is_empty());
        let mut paths: Vec<RepoPath> = records.filter_map(staged_file).collect();
        paths.dedup();
        Ok(paths)
    }
}

/// The path of a `MODE OID STAGE<tab>PATH` record, where it is a regular file.
pub(super) fn staged_file(record: &[u8]) -> Option<RepoPath> {
    let tab = record.iter().position(|byte| *byte == b'\t')?;
    record
        .starts_with(b"100")
        .then(|| RepoPath(record[tab + 1..].to_vec()))
}

pub(super) fn sort_in(mut changes: Changes, entry: ChangeEntry, in_working_tree: bool) -> Changes {
    changes.touched.extend(entry.old_path.clone());
    changes.touched.push(entry.path.clone());
    let no_file = match (entry.status, entry.mode.as_str()) {
        (b'D', _) => return changes,
        (b'U', _) => Some(NoFile::Unmerged),
        (_, "120000") => Some(NoFile::Link),
        (_, "160000") => Some(NoFile::Submodule),
        _ => None,
    };
    if let Some(kind) = no_file {
        changes.skipped.push((entry.path, kind));
        return changes;
    }
    let content = if in_working_tree {
        ChangedContent::WorkingTree
    } else {
        ChangedContent::Blob(entry.oid)
    };
    let before = Some(entry.before).filter(|before| before.0.bytes().any(|digit| digit != b'0'));
    let renamed_from = entry.old_path;
    changes.files.push(ChangedFile {
        path: entry.path,
        content,
        before,
        renamed_from,
        added: entry.added,
    });
    changes
}

/// The name of the tree without entries, which every git knows without having it stored.
pub(super) fn empty_tree(object_format: &[u8]) -> &'static str {
    match object_format {
        b"sha256" => "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
        _ => "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_has_one_or_two_sides() {
        let parsed = |text| {
            let comparison = Comparison::parse(text);
            (comparison.with, comparison.state)
        };
        assert_eq!(parsed("main"), ("main".to_owned(), None));
        assert_eq!(parsed("a..b"), ("a".to_owned(), Some("b".to_owned())));
        assert_eq!(parsed("a...b"), ("a".to_owned(), Some("b".to_owned())));
        assert_eq!(parsed("a.."), ("a".to_owned(), Some("HEAD".to_owned())));
    }

    #[test]
    fn paths_are_shown_from_the_folder_asked_about() {
        let repository = |prefix: &str| Repository {
            root: PathBuf::from("/r"),
            git_dir: PathBuf::from("/r/.git"),
            folder: PathBuf::from("/r"),
            prefix: prefix.into(),
            empty_tree: empty_tree(b"sha1"),
            head: None,
            shallow: false,
            is_bare: false,
            _watch: PipeWatch::start(Vec::new()),
        };
        let path = RepoPath::new("a/b/c.py");
        assert_eq!(repository("").display(&path), "a/b/c.py");
        assert_eq!(repository("a/").display(&path), "b/c.py");
        assert_eq!(repository("a/bc/").display(&path), "../b/c.py");
        assert_eq!(repository("x/y/").display(&path), "../../a/b/c.py");
        assert_eq!(
            repository("").display(&RepoPath::new(b"a\xff".to_vec())),
            r"a\xFF"
        );
    }
}
