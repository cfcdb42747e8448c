//! Starts `git` so that nothing in the repository, and nothing in the environment but what hooks need, can
//! make it run another program, ask a question, take a lock or use the network.
//!
//! The user's and the system's configuration still apply: they contain `safe.directory`, and belong to who
//! runs us. A repository of another user is refused by git itself.

use std::env;
use std::ffi::OsStr;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::thread::{self, JoinHandle};

use super::{GitError, program};

/// Settings that win over every file of configuration.
const SETTINGS: &[&str] = &[
    "core.fsmonitor=false",
    "core.untrackedCache=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.alternateRefsCommand=:",
    "core.quotePath=true",
    "core.warnAmbiguousRefs=true",
    "core.pager=cat",
    "diff.external=",
    "diff.ignoreSubmodules=dirty",
    "safe.bareRepository=explicit",
    "protocol.allow=never",
];

/// Variables that would change what git prints or make it run something. `GIT_DIR`, `GIT_WORK_TREE`,
/// `GIT_INDEX_FILE`, `GIT_OBJECT_DIRECTORY` and their like stay, as git sets them for hooks.
const SCRUBBED: &[&str] = &[
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_PAGER",
    "GIT_ASKPASS",
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_PROXY_COMMAND",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_ATTR_SOURCE",
];

/// A finished call.
pub(super) struct GitOutput {
    /// What it printed.
    pub(super) stdout: Vec<u8>,
    /// Whether it ended with 0.
    pub(super) success: bool,
    stderr: String,
}

impl GitOutput {
    /// Whether git reported an `error:`, besides the `fatal:` with which it ends.
    pub(super) fn has_error(&self) -> bool {
        self.stderr.lines().any(|line| line.starts_with("error: "))
    }

    /// Whether git chose one of several branches and tags.
    pub(super) fn is_ambiguous(&self) -> bool {
        let is_warning =
            |line: &str| line.starts_with("warning: refname ") && line.ends_with("is ambiguous.");
        self.stderr.lines().any(is_warning)
    }

    /// What git said on stderr, without its `fatal:`.
    pub(super) fn message(&self) -> String {
        without_prefix(&self.stderr)
    }
}

/// The folder that git runs in.
#[derive(Clone, Copy, Debug)]
pub(super) struct GitFolder<'a> {
    pub(super) path: &'a Path,
    /// Whether it is a repository without a working tree, which git only uses if it is named.
    pub(super) is_bare: bool,
}

impl<'a> From<&'a Path> for GitFolder<'a> {
    fn from(path: &'a Path) -> Self {
        Self {
            path,
            is_bare: false,
        }
    }
}

impl<'a> From<&'a PathBuf> for GitFolder<'a> {
    fn from(path: &'a PathBuf) -> Self {
        Self::from(path.as_path())
    }
}

/// The program with everything switched off, before its subcommand.
///
/// # Errors
/// No git was found that may be run.
pub(super) fn git<'a>(folder: impl Into<GitFolder<'a>>) -> Result<Command, GitError> {
    let GitFolder {
        path: folder,
        is_bare,
    } = folder.into();
    let mut git = Command::new(program::of(folder)?);
    if is_bare {
        git.env("GIT_DIR", ".");
    }
    git.current_dir(folder)
        .args(["--no-pager", "--no-optional-locks", "--literal-pathspecs"]);
    for setting in SETTINGS {
        git.args(["-c", setting]);
    }
    for folder in safe_directories_of_environment() {
        git.arg("-c").arg(format!("safe.directory={folder}"));
    }
    for name in SCRUBBED {
        git.env_remove(name);
    }
    for (name, _) in
        env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GIT_TRACE"))
    {
        git.env_remove(name);
    }
    git.env("LC_ALL", "C")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_ALLOW_PROTOCOL", "")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_REPLACE_OBJECTS", "1")
        // Grafts give commits other parents, by which a merge base is found. An empty file would make git advise against
        // them.
        .env("GIT_GRAFT_FILE", "/dev/null/none");
    Ok(git)
}

/// Runs a subcommand to its end; a refusal is an answer too.
pub(super) fn run<'a, I, S>(
    folder: impl Into<GitFolder<'a>>,
    action: &'static str,
    args: I,
) -> Result<GitOutput, GitError>
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut git = git(folder)?;
    git.arg(action).args(args);
    output(&mut git)
}

/// Runs a prepared call to its end.
pub(super) fn output(git: &mut Command) -> Result<GitOutput, GitError> {
    git.stdin(Stdio::null());
    let output = git.output().map_err(GitError::Start)?;
    Ok(GitOutput {
        stdout: output.stdout,
        success: output.status.success(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// Starts a call whose output is read as it comes.
pub(super) fn start(git: &mut Command) -> Result<Child, GitError> {
    git.spawn().map_err(GitError::Start)
}

/// Overrides the commands of content filters, which git would run to compare a file of the working tree:
/// the repository's own configuration may name any program.
///
/// # Errors
/// The name of a filter cannot be written on a command line: git takes what is before the first `=` of `-c` for the
/// name, so that the filter would be run.
pub(super) fn switch_off_filters(git: &mut Command, folder: &Path) -> Result<(), GitError> {
    let listed = run(
        folder,
        "config",
        ["-z", "--name-only", "--get-regexp", r"^filter\."],
    )?;
    for name in listed
        .stdout
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty())
    {
        let Some(name) = str::from_utf8(name).ok().filter(|name| !name.contains('=')) else {
            return Err(GitError::Filter(String::from_utf8_lossy(name).into_owned()));
        };
        if let Some((driver, _)) = name.rsplit_once('.') {
            for key in ["clean", "smudge", "process"] {
                git.args(["-c", &format!("{driver}.{key}=")]);
            }
            git.args(["-c", &format!("{driver}.required=false")]);
        }
    }
    Ok(())
}

/// Reads stderr and stdout at the same time, so that neither pipe fills up.
///
/// # Errors
/// No further thread can be started.
pub(super) fn drain(stderr: Option<ChildStderr>) -> Result<Drain, GitError> {
    let read = move || {
        let mut text = Vec::new();
        if let Some(mut stderr) = stderr {
            stderr.read_to_end(&mut text)?;
        }
        Ok(text)
    };
    thread::Builder::new()
        .spawn(read)
        .map(Drain)
        .map_err(GitError::Start)
}

/// What [`drain`] is reading.
pub(super) struct Drain(JoinHandle<io::Result<Vec<u8>>>);

impl Drain {
    /// Waits for the end; a message that could not be read is said to be so.
    pub(super) fn join(self) -> String {
        match self.0.join() {
            Ok(Ok(text)) => without_prefix(&String::from_utf8_lossy(&text)),
            Ok(Err(error)) => format!("(its message could not be read: {error})"),
            Err(_) => "(its message could not be read)".to_owned(),
        }
    }
}

/// What git says of a configuration that it cannot read quotes the file, and the repository's configuration can include
/// any file of the machine.
const QUOTES_SETTINGS: &[&str] = &[
    "bad config",
    "config value",
    "config variable",
    "config file",
    "config line",
];

fn without_prefix(stderr: &str) -> String {
    let text = stderr.trim();
    if QUOTES_SETTINGS.iter().any(|words| text.contains(words)) {
        return "git cannot read its configuration; `git config --list` shows the problem"
            .to_owned();
    }
    let text = text
        .strip_prefix("fatal: ")
        .or_else(|| text.strip_prefix("error: "))
        .unwrap_or(text);
    // Git sets commands to type off by a tab, which would be shown escaped.
    text.replace('\t', "    ")
}

/// `safe.directory` is the one setting from the environment that is kept: images and CI set it that way.
fn safe_directories_of_environment() -> Vec<String> {
    let count = env::var("GIT_CONFIG_COUNT")
        .ok()
        .and_then(|count| count.parse::<u16>().ok())
        .unwrap_or(0);
    (0..count)
        .filter(|at| {
            env::var(format!("GIT_CONFIG_KEY_{at}")).is_ok_and(|key| is_safe_directory(&key))
        })
        .filter_map(|at| env::var(format!("GIT_CONFIG_VALUE_{at}")).ok())
        .collect()
}

fn is_safe_directory(key: &str) -> bool {
    key.eq_ignore_ascii_case("safe.directory")
}
