//! `bedrock-eol init`: the files with which a project takes the program up.
//!
//! Shows them first and never touches a file that is there: for those it says what to add. What the files do is
//! tested as their readers run them, in `tests/real`.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use bedrock_eol::config::find;
use bedrock_eol::walk::is_repository;
use clap::{Args, ValueEnum};

use crate::{Stop, terminal, working_directory};

/// Write the files with which a project takes bedrock-eol up
///
/// A configuration, a pre-commit hook, a workflow for GitHub (pull requests, and once a week everything into one
/// issue) and a job for GitLab CI. They are shown first. A file that is there stays as it is: what to add to it
/// is told.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// What to write [default: config and pre-commit, with github or gitlab by what the project has, or both]
    #[arg(value_name = "WHAT", value_enum)]
    what: Vec<What>,

    /// Show the files and write none
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,

    /// Write without asking
    #[arg(long, short)]
    yes: bool,
}

/// One of the files.
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
}

/// What has to happen with a file.
#[derive(Debug)]
enum Step {
    /// It is written whole.
    Write { path: &'static str, text: String },
    /// It is there without us: this has to be added by hand, below the key if one is named.
    Add { path: &'static str, below: Option<&'static str>, text: String },
    /// It is there with us.
    Kept { path: String },
}

impl What {
    const CONFIG: &str = include_str!("init/bedrock-eol.toml");
    const HOOK: &str = include_str!("init/pre-commit.yaml");
    const WORKFLOW: &str = include_str!("init/github.yml");
    const JOB: &str = include_str!("init/gitlab.yml");

    /// What is written where nothing was named: the services whose files the project has, else both.
    fn usual(root: &Path) -> Vec<Self> {
        let (github, gitlab) = (exists(&root.join(".github")), exists(&root.join(".gitlab-ci.yml")));
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
        }
    }

    /// Its text, with the version of this program: the data of the hook and of CI move when somebody moves it.
    fn text(self) -> String {
        let text = match self {
            Self::Config => Self::CONFIG,
            Self::PreCommit => Self::HOOK,
            Self::Github => Self::WORKFLOW,
            Self::Gitlab => Self::JOB,
        };
        text.replace("VERSION", env!("CARGO_PKG_VERSION"))
    }

    fn step(self, root: &Path) -> Result<Step, Stop> {
        let (path, text) = (self.path(), self.text());
        if self == Self::Config
            && let Some(found) = find(root).map_err(|error| Stop::Error(error.to_string()))?
        {
            let found = found.strip_prefix(root).map(Path::to_owned).unwrap_or(found);
            return Ok(Step::Kept { path: found.display().to_string() });
        }
        let file = root.join(path);
        let (below, whole) = match self {
            Self::PreCommit => (Some("repos:"), format!("repos:\n{text}")),
            Self::Config | Self::Github | Self::Gitlab => (None, text.clone()),
        };
        if !exists(&file) {
            return Ok(Step::Write { path, text: whole });
        }
        if self == Self::Github {
            return Ok(Step::Kept { path: path.to_owned() });
        }
        let there = fs::read(&file).map_err(|error| refused("read", path, &error))?;
        if String::from_utf8_lossy(&there).contains("bedrock-eol") {
            return Ok(Step::Kept { path: path.to_owned() });
        }
        Ok(Step::Add { path, below, text })
    }
}

/// Runs the command; gives the exit code.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Stop> {
    let here = working_directory()?;
    let root = root_of(&here);
    let mut what = if arguments.what.is_empty() { What::usual(&root) } else { arguments.what.clone() };
    what.sort_unstable();
    what.dedup();
    let steps: Vec<Step> = what.into_iter().map(|what| what.step(&root)).collect::<Result<_, _>>()?;
    say(&shown(&steps))?;
    let new = steps.iter().filter(|step| matches!(step, Step::Write { .. })).count();
    if new == 0 {
        say("Nothing to write.\n")?;
        return Ok(0);
    }
    if arguments.dry_run {
        say("Nothing was written, as --dry-run says.\n")?;
        return Ok(0);
    }
    if !arguments.yes && !agreed(new)? {
        say("Nothing was written.\n")?;
        return Ok(0);
    }
    for step in &steps {
        if let Step::Write { path, text } = step {
            write_new(&root, path, text)?;
            say(&format!("Wrote {path}\n"))?;
        }
    }
    say(&next(&steps))?;
    Ok(0)
}

/// What is left to do by hand.
fn next(steps: &[Step]) -> String {
    let hook =
        steps.iter().any(|step| matches!(step, Step::Write { path, .. } if path.contains("pre-commit")));
    let install = if hook { "  pre-commit install          runs the hook at each commit\n" } else { "" };
    format!(
        "\nNext\n{install}  bedrock-eol scan            shows what is there now\n  bedrock-eol baseline write  \
         accepts it, so that only what is new or gets worse is told\n"
    )
}

/// The repository's root, else the working directory: hooks and workflows count nowhere else.
fn root_of(here: &Path) -> PathBuf {
    let root = here.ancestors().find(|folder| is_repository(folder));
    root.unwrap_or(here).to_owned()
}

fn shown(steps: &[Step]) -> String {
    let mut all = String::new();
    for step in steps {
        let (title, text) = match step {
            Step::Write { path, text } => (format!("New file {path}:"), Some(text)),
            Step::Add { path, below: Some(key), text } => {
                (format!("{path} is there and stays as it is. Add below `{key}`:"), Some(text))
            }
            Step::Add { path, below: None, text } => {
                (format!("{path} is there and stays as it is. Add:"), Some(text))
            }
            Step::Kept { path } => {
                (format!("{} is there already and stays as it is.", path.escape_debug()), None)
            }
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

/// Asks; without a terminal there is nobody to ask.
fn agreed(files: usize) -> Result<bool, Stop> {
    if !io::stdin().is_terminal() {
        return Err(Stop::Error(
            "nothing was written: there is no terminal to ask on; --yes writes without asking, --dry-run only shows"
                .to_owned(),
        ));
    }
    let noun = if files == 1 { "this new file" } else { "these new files" };
    say(&format!("Write {noun}? [y/N] "))?;
    let mut answer = String::new();
    io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(|error| Stop::Error(format!("cannot read the answer: {error}")))?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

/// Writes a file that must not be there, in folders that are no links: nothing is written outside of the project.
fn write_new(root: &Path, path: &str, text: &str) -> Result<(), Stop> {
    let mut folder = root.to_owned();
    for part in Path::new(path).parent().into_iter().flat_map(Path::components) {
        folder.push(part);
        match folder.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => {
                let folder = folder.strip_prefix(root).unwrap_or(&folder).display().to_string();
                return Err(Stop::Error(format!(
                    "cannot write {path}: {folder} is no folder of the project"
                )));
            }
            Err(_) => fs::create_dir(&folder).map_err(|error| refused("write", path, &error))?,
        }
    }
    let open = fs::OpenOptions::new().write(true).create_new(true).open(root.join(path));
    open.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| refused("write", path, &error))
}

fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

fn refused(verb: &str, path: &str, error: &io::Error) -> Stop {
    Stop::Error(format!("cannot {verb} {path}: {error}"))
}

fn say(text: &str) -> Result<(), Stop> {
    terminal::print(text).map_err(|error| Stop::writing("the standard output", &error))
}
