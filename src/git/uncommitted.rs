//! Which files of the working tree have content that no commit has.

use std::collections::BTreeSet;
use std::path::Path;

use super::object::path_from;
use super::{GitError, Oid, RepoPath, Repository, command};

/// The most paths that one call of git gets.
const PATHS_OF_A_CALL: usize = 200;

/// One record for each file that differs from `HEAD`, is not tracked or is ignored: two letters, a blank and the path from
/// the root.
const STATUS_OPTIONS: &[&str] = &[
    "--porcelain=v1",
    "-z",
    "--no-renames",
    "--untracked-files=all",
    "--ignored=traditional",
    "--ignore-submodules=all",
];

/// One record for each file: a letter, a blank and the path from the root.
const TAG_OPTIONS: &[&str] = &["-v", "-z", "--full-name"];

impl Repository {
    /// Which of these files of the working tree, each with its content, no commit has: changed, staged, or not tracked at
    /// all. The paths are absolute.
    ///
    /// A mark of the index (`assume-unchanged`, `skip-worktree`) makes git's status report no change. The content of
    /// such a file is compared with that of `HEAD`, byte by byte.
    ///
    /// # Errors
    /// Git cannot be run, or refuses.
    pub fn uncommitted(&self, files: &[(&Path, &[u8])]) -> Result<BTreeSet<RepoPath>, GitError> {
        let mut uncommitted = BTreeSet::new();
        let mut marked = BTreeSet::new();
        for files in files.chunks(PATHS_OF_A_CALL) {
            let records = self.records_of("status", STATUS_OPTIONS, files)?;
            uncommitted.extend(paths(&records, 3, |_| true));
            let records = self.records_of("ls-files", TAG_OPTIONS, files)?;
            let is_mark = |tag: u8| tag.is_ascii_lowercase() || tag == b'S';
            marked.extend(paths(&records, 2, is_mark));
        }
        for (path, content) in files {
            let Ok(below) = path.strip_prefix(&self.root) else {
                continue;
            };
            let marked = marked.iter().find(|marked| marked.to_path() == below);
            if let Some(marked) = marked
                && !self.is_in_head(marked, content)?
            {
                uncommitted.insert(marked.clone());
            }
        }
        Ok(uncommitted)
    }

    fn records_of(
        &self,
        action: &'static str,
        options: &[&str],
        files: &[(&Path, &[u8])],
    ) -> Result<Vec<u8>, GitError> {
        let mut git = command::git(&self.folder)?;
        command::switch_off_filters(&mut git, &self.folder)?;
        git.arg(action).args(options).arg("--");
        git.args(files.iter().map(|(path, _)| path));
        let output = command::output(&mut git)?;
        if !output.success {
            return Err(GitError::Refused {
                action,
                message: output.message(),
            });
        }
        Ok(output.stdout)
    }

    /// Whether the last commit has a file with this content.
    fn is_in_head(&self, path: &RepoPath, content: &[u8]) -> Result<bool, GitError> {
        let spec = path_from(&[b"HEAD:", path.as_bytes()].concat());
        let args = ["--verify", "--quiet", "--end-of-options"].map(AsRef::as_ref);
        let args = args.into_iter().chain([spec.as_os_str()]);
        let output = command::run(&self.folder, "rev-parse", args)?;
        let oid = output
            .stdout
            .split(|byte| *byte == b'\n')
            .find_map(Oid::parse);
        match oid.filter(|_| output.success) {
            Some(oid) => Ok(self.blobs()?.read(&oid)? == content),
            None => Ok(false),
        }
    }
}

/// The paths of NUL-terminated records after a number of bytes, of those records whose first byte is wanted.
fn paths(
    records: &[u8],
    skip: usize,
    wanted: impl Fn(u8) -> bool,
) -> impl Iterator<Item = RepoPath> {
    let records = records.split(|byte| *byte == 0);
    records.filter_map(move |record| {
        let tag = record.first()?;
        wanted(*tag).then(|| record.get(skip..).map(RepoPath::new))?
    })
}
