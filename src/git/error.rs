//! Errors of calls of git.

use std::io;
use std::path::PathBuf;

use super::Oid;

/// Git could not answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GitError {
    /// The program is not there or cannot be started.
    #[error("cannot run git: {0}; install git, or pass files and folders instead")]
    Start(#[source] io::Error),
    /// Reading its answer failed.
    #[error("cannot read what git answers: {0}")]
    Pipe(#[source] io::Error),
    /// Git refused.
    #[error("git {action}: {message}")]
    Refused {
        /// The subcommand.
        action: &'static str,
        /// What git said.
        message: String,
    },
    /// Git answered something that is not in its documented formats.
    #[error("unexpected answer of git {action}: {answer:?}")]
    Answer {
        /// The subcommand.
        action: &'static str,
        /// The part that is not understood.
        answer: String,
    },
    /// A file that git would open is a pipe or device, and git would wait for it.
    #[error("git is not run: {} is a pipe, socket or device, and git would wait for it", .0.display())]
    Special(PathBuf),
    /// A file that git would read whole is larger than this many MiB.
    #[error("git is not run: {} is larger than {mebibytes} MiB, and git would read all of it", path.display())]
    Huge {
        /// The file.
        path: PathBuf,
        /// The limit.
        mebibytes: u64,
    },
    /// A filter of the configuration that cannot be switched off.
    #[error(
        "git is not run: the configuration has {0:?}, and a filter with such a name cannot be switched off; rename \
         it, or pass files and folders instead"
    )]
    Filter(String),
    /// A revision that is not known here.
    #[error("{0}")]
    UnknownRevision(String),
    /// A revision that is the name of several branches or tags.
    #[error(
        "{0:?} names more than one branch or tag, for example a local branch that hides one of a remote; write its full \
         name, for example refs/remotes/{0}, or a commit hash"
    )]
    AmbiguousRevision(String),
    /// Two revisions without a common ancestor, as far as this clone knows.
    #[error("{0}")]
    NoMergeBase(String),
    /// The content of an object is not in this clone.
    #[error("git object {} is not in this clone (a partial clone?); fetch it first: git fetch --refetch", .0)]
    MissingObject(Oid),
    /// An object is in this clone and cannot be read.
    #[error(
        "git object {0} is damaged; `git fsck` shows details, `git fetch --refetch` downloads it again"
    )]
    DamagedObject(Oid),
    /// Content that a comparison needs is not in this partial clone.
    #[error(
        "this clone is partial (--filter) and lacks the content that git has to compare; fetch it once with \
         `git diff --stat REV`, where REV is what --diff compares with, or clone without --filter"
    )]
    PartialClone,
    /// The repository leads to files of another folder.
    #[error("{0}")]
    Elsewhere(String),
    /// No program `git` is on the path, or only one that does not count.
    #[error(
        "cannot run git: no `git` in an absolute folder of PATH outside of what is scanned; install git, or \
         pass files and folders instead"
    )]
    NotFound,
}
