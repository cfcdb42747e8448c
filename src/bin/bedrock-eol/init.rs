//! `bedrock-eol init`: writes the files that a project needs to run bedrock-eol.
//!
//! Shows the files first and never changes an existing one: for those it shows what to add. The tests in `tests/real`
//! run the files with the programs that read them.

mod origin;

use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use bedrock_eol::RunError;
use bedrock_eol::program::{FileKind, NamedBy, NewFile, find, read, repository_root};
use clap::{Args, ValueEnum};

use self::origin::{PinnedCommit, Release};
use crate::stop::{Stop, written};
use crate::{interrupt, terminal};

/// Write a configuration, a pre-commit hook, CI jobs and settings of coding agents
///
/// `init` shows the files before it writes them. It never changes an existing file, but shows what to add to it.
///
/// The files are a configuration, a pre-commit hook, a GitHub workflow and a GitLab CI job. The workflow checks pull
/// requests, and once a week it keeps one issue per model. The hook, the workflow and the job install this program from
/// its repository, at a fixed commit. With `agents`, the files are a hook, a server and a section for coding agents.
#[derive(Args, Debug)]
pub(crate) struct InitArgs {
    /// Files to write [default: config, pre-commit, and the CI service that the project uses, or both if it uses neither]
    #[arg(value_name = "WHAT", value_enum)]
    what: Vec<What>,

    /// Repository to install the program from [default: the one it was built from, if known]
    #[arg(long, value_name = "URL", value_parser = origin::address)]
    repository: Option<String>,

    /// Commit to install the program from, as a full hash [default: the one it was built from, if known]
    #[arg(long, value_name = "HASH", value_parser = origin::commit)]
    rev: Option<String>,

    /// Release that the GitLab job installs instead of building from source; needs --checksum
    ///
    /// Leave it out if there is no release yet.
    #[arg(long, value_name = "VERSION", value_parser = origin::version, requires = "checksum")]
    release: Option<String>,

    /// SHA-256 of the release's archive for x86_64-unknown-linux-musl
    #[arg(long, value_name = "SHA256", value_parser = origin::checksum, requires = "release")]
    checksum: Option<String>,

    /// Show the files without writing them
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,

    /// Write without asking
    #[arg(long, short)]
    yes: bool,
}

/// A file that `init` can write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum What {
    /// bedrock-eol.toml
    Config,
    /// .pre-commit-config.yaml
    PreCommit,
    /// .github/workflows/bedrock-eol.yml
    Github,
    /// .gitlab-ci.yml
    Gitlab,
    /// .claude/settings.json, .mcp.json and AGENTS.md, for coding agents
    Agents,
    #[value(skip)]
    AgentHook,
    #[value(skip)]
    AgentServer,
    #[value(skip)]
    AgentNote,
}

/// What to do with a file.
#[derive(Debug)]
enum FileChange {
    /// The file does not exist: write it.
    Write { path: &'static str, text: String },
    /// The file exists without bedrock-eol: show what to add, below `below` if given.
    Add {
        path: &'static str,
        below: Option<&'static str>,
        text: String,
    },
    /// The file exists and already contains bedrock-eol.
    Kept { path: String },
    /// The file cannot be written.
    Lacking { path: &'static str, why: String },
}

impl FileChange {
    /// Path and text of a file to write.
    fn to_write(&self) -> Option<(&str, &str)> {
        match self {
            Self::Write { path, text } => Some((path, text)),
            Self::Add { .. } | Self::Kept { .. } | Self::Lacking { .. } => None,
        }
    }
}

impl What {
    const CONFIG: &str = include_str!("init/bedrock-eol.toml");
    const HOOK: &str = include_str!("init/pre-commit.yaml");
    const WORKFLOW: &str = include_str!("init/github.yml");
    const JOB: &str = include_str!("init/gitlab.yml");
    /// Files that run the installed program: the origin of this one does not matter.
    const OF_AGENTS: [Self; 3] = [Self::AgentHook, Self::AgentServer, Self::AgentNote];

    /// The files of a value of the command line.
    fn files(self) -> Vec<Self> {
        match self {
            Self::Agents => Self::OF_AGENTS.to_vec(),
            file => vec![file],
        }
    }

    /// The files to write by default: for the CI services whose files the project has, else for both.
    fn usual(root: &Path) -> Vec<Self> {
        let (github, gitlab) = (
            exists(&root.join(".github")),
            exists(&root.join(".gitlab-ci.yml")),
        );
        let mut all = vec![Self::Config, Self::PreCommit];
        all.extend((github || !gitlab).then_some(Self::Github));
        all.extend((gitlab || !github).then_some(Self::Gitlab));
        all
    }

    fn path(self) -> &'static str {
        match self {
            Self::Config => "bedrock-eol.toml",
            Self::PreCommit => ".pre-commit-config.yaml",
            Self::Github => ".github/workflows/bedrock-eol.yml",
            Self::Gitlab => ".gitlab-ci.yml",
            Self::Agents | Self::AgentHook => ".claude/settings.json",
            Self::AgentServer => ".mcp.json",
            Self::AgentNote => "AGENTS.md",
        }
    }

    /// Text of the file, with the version and origin of this program filled in. Hooks and CI keep both until somebody
    /// updates them.
    ///
    /// # Errors
    /// The file installs the program, and its origin is not known; the message says which flags to pass.
    fn text(
        self,
        origin: Option<&PinnedCommit>,
        release: Option<&Release>,
    ) -> Result<String, String> {
        let text = match self {
            Self::Config => Self::CONFIG,
            Self::PreCommit => Self::HOOK,
            Self::Github => Self::WORKFLOW,
            Self::Gitlab => Self::JOB,
            Self::Agents | Self::AgentHook => include_str!("init/claude-settings.json"),
            Self::AgentServer => include_str!("init/mcp.json"),
            Self::AgentNote => include_str!("init/AGENTS.md"),
        };
        let text = text.replace("@VERSION@", env!("CARGO_PKG_VERSION"));
        if self == Self::Config || Self::OF_AGENTS.contains(&self) {
            return Ok(text);
        }
        let origin = origin.ok_or(
            "the repository and commit of this program are not known; pass them, for example \
             `--repository https://github.com/owner/name --rev HASH`",
        )?;
        if self == Self::Github && origin.action().is_none() {
            return Err(
                "a GitHub workflow needs a repository of the form https://github.com/owner/name; pass one with \
                 `--repository`"
                    .to_owned(),
            );
        }
        Ok(origin.fill(&text, release))
    }

    fn change(
        self,
        root: &Path,
        origin: Option<&PinnedCommit>,
        release: Option<&Release>,
    ) -> Result<FileChange, Stop> {
        let path = self.path();
        if self == Self::Config
            && let Some(found) = find(root).map_err(|error| Stop(error.to_string()))?
        {
            let found = found
                .strip_prefix(root)
                .map(Path::to_owned)
                .unwrap_or(found);
            return Ok(FileChange::Kept {
                path: found.display().to_string(),
            });
        }
        let file = root.join(path);
        let there = exists(&file);
        if there && (self == Self::Github || mentions_us(&file, path)?) {
            return Ok(FileChange::Kept {
                path: path.to_owned(),
            });
        }
        let text = match self.text(origin, release) {
            Ok(text) => text,
            Err(why) => return Ok(FileChange::Lacking { path, why }),
        };
        let below = (self == Self::PreCommit).then_some("repos:");
        if there {
            return Ok(FileChange::Add { path, below, text });
        }
        let head = below.map(|key| format!("{key}\n")).unwrap_or_default();
        Ok(FileChange::Write {
            path,
            text: head + &text,
        })
    }
}

/// Runs the command and returns the exit code.
pub(crate) fn run(arguments: &InitArgs) -> Result<u8, Stop> {
    let here = std::env::current_dir()
        .map_err(RunError::WorkingDirectory)
        .map_err(Stop::of)?;
    // Hooks and workflows only work at the repository's root.
    let root = repository_root(&here).to_owned();
    let mut what = if arguments.what.is_empty() {
        What::usual(&root)
    } else {
        arguments
            .what
            .iter()
            .flat_map(|what| what.files())
            .collect()
    };
    what.sort_unstable();
    what.dedup();
    let origin = PinnedCommit::new(arguments.repository.as_deref(), arguments.rev.as_deref());
    let release = arguments.release.as_ref().zip(arguments.checksum.as_ref());
    let release = release.map(|(version, checksum)| Release {
        version: version.clone(),
        checksum: checksum.clone(),
    });
    let changes: Vec<FileChange> = what
        .into_iter()
        .map(|what| what.change(&root, origin.as_ref(), release.as_ref()))
        .collect::<Result<_, _>>()?;
    // A file that was requested by name and cannot be written is an error.
    if let Some((path, why)) = lacking(&changes)
        && !arguments.what.is_empty()
    {
        return Err(Stop(format!("cannot write {path}: {why}")));
    }
    say(&shown(&changes))?;
    let new = changes
        .iter()
        .filter(|change| matches!(change, FileChange::Write { .. }))
        .count();
    if new == 0 {
        say("Nothing to write.\n")?;
        return Ok(0);
    }
    if arguments.dry_run {
        say("Nothing was written (--dry-run).\n")?;
        return Ok(0);
    }
    if !arguments.yes && !agreed(new)? {
        say("Nothing was written.\n")?;
        return Ok(0);
    }
    let files: Vec<(&str, &str)> = changes.iter().filter_map(FileChange::to_write).collect();
    NewFiles::write(&root, &files)?;
    for (path, _) in files {
        say(&format!("Wrote {path}\n"))?;
    }
    say(&next(&changes))?;
    Ok(0)
}

/// The first file that cannot be written, and why.
fn lacking(changes: &[FileChange]) -> Option<(&'static str, &str)> {
    changes.iter().find_map(|change| match change {
        FileChange::Lacking { path, why } => Some((*path, why.as_str())),
        _ => None,
    })
}

/// Whether an existing file already contains bedrock-eol. Links are not followed, so they count as not containing it.
fn mentions_us(file: &Path, path: &str) -> Result<bool, Stop> {
    if file.is_symlink() {
        return Ok(false);
    }
    let text = read(file, FileKind::ProjectFile, NamedBy::Repository);
    let text = text.map_err(|error| refused("read", path, &error))?;
    Ok(String::from_utf8_lossy(&text).contains("bedrock-eol"))
}

/// The next steps for the user.
fn next(changes: &[FileChange]) -> String {
    let hook = changes.iter().any(
        |change| matches!(change, FileChange::Write { path, .. } if path.contains("pre-commit")),
    );
    let install = if hook {
        "  pre-commit install          runs the hook at each commit\n"
    } else {
        ""
    };
    format!(
        "\nNext\n{install}  bedrock-eol scan            shows the current findings\n  bedrock-eol baseline write  \
         accepts them, so that only new or worse findings are reported\n"
    )
}

fn shown(changes: &[FileChange]) -> String {
    let mut all = String::new();
    for change in changes {
        let (title, text) = match change {
            FileChange::Write { path, text } => (format!("New file {path}:"), Some(text)),
            FileChange::Add {
                path,
                below: Some(key),
                text,
            } => (
                format!("{path} exists and was not changed. Add below `{key}`:"),
                Some(text),
            ),
            FileChange::Add {
                path,
                below: None,
                text,
            } => (
                format!("{path} exists and was not changed. Add:"),
                Some(text),
            ),
            FileChange::Kept { path } => (
                format!(
                    "{} already contains bedrock-eol and was not changed.",
                    path.escape_debug()
                ),
                None,
            ),
            FileChange::Lacking { path, why } => (format!("{path} was not written: {why}."), None),
        };
        let _ = writeln!(all, "{title}\n");
        for line in text.iter().flat_map(|text| text.lines()) {
            let indent = if line.is_empty() { "" } else { "    " };
            let _ = writeln!(all, "{indent}{line}");
        }
        all.push_str(if text.is_some() { "\n" } else { "" });
    }
    all
}

/// Asks for confirmation; an error without a terminal.
fn agreed(files: usize) -> Result<bool, Stop> {
    if !io::stdin().is_terminal() {
        return Err(Stop(
            "nothing was written: no terminal to ask for confirmation; pass --yes to write or --dry-run to only show the files"
                .to_owned(),
        ));
    }
    let noun = if files == 1 {
        "this new file"
    } else {
        "these new files"
    };
    say(&format!("Write {noun}? [y/N] "))?;
    let mut answer = String::new();
    io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(|error| Stop(format!("cannot read the answer: {error}")))?;
    Ok(matches!(
        answer.trim().to_ascii_lowercase().as_str(),
        "y" | "yes"
    ))
}

/// Files and folders created so far. All are removed again if one cannot be created: half of them would look complete.
#[derive(Default)]
struct NewFiles {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl NewFiles {
    /// Writes files that must not exist yet. All texts are on disk before the first file gets its name.
    fn write(root: &Path, files: &[(&str, &str)]) -> Result<(), Stop> {
        interrupt::remove_files_on_signals();
        let canonical = root
            .canonicalize()
            .map_err(|error| refused("write", ".", &error))?;
        let mut new = Self::default();
        let mut written = Vec::new();
        for (path, text) in files {
            new.create_folders(root, path)?;
            let write = || {
                let mut file = NewFile::create(&root.join(path), &canonical)?;
                file.write_all(text.as_bytes())?;
                file.sync()?;
                Ok(file)
            };
            written.push((
                *path,
                write().map_err(|error: io::Error| refused("write", path, &error))?,
            ));
        }
        for (path, file) in written {
            file.rename_new()
                .map_err(|error| refused("write", path, &error))?;
            new.files.push(root.join(path));
        }
        new.keep();
        Ok(())
    }

    /// Creates the parent folders of a file. None may be a link, so that nothing is written outside the project.
    fn create_folders(&mut self, root: &Path, path: &str) -> Result<(), Stop> {
        let mut folder = root.to_owned();
        for part in Path::new(path)
            .parent()
            .into_iter()
            .flat_map(Path::components)
        {
            folder.push(part);
            match folder.symlink_metadata() {
                Ok(metadata) if metadata.is_dir() => {}
                Ok(_) => {
                    let folder = folder
                        .strip_prefix(root)
                        .unwrap_or(&folder)
                        .display()
                        .to_string();
                    return Err(Stop(format!(
                        "cannot write {path}: {folder} is not a folder of the project"
                    )));
                }
                Err(_) => {
                    fs::create_dir(&folder).map_err(|error| refused("write", path, &error))?;
                    self.folders.push(folder.clone());
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self) {
        self.files.clear();
        self.folders.clear();
    }
}

impl Drop for NewFiles {
    fn drop(&mut self) {
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn refused(verb: &str, path: &str, error: &io::Error) -> Stop {
    Stop(format!("cannot {verb} {path}: {error}"))
}

fn say(text: &str) -> Result<(), Stop> {
    written(terminal::print(text), "to standard output")
}
