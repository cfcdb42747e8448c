//! Where the text to scan comes from, other than from paths: the index, a diff, a list, the standard input.
//!
//! What was typed becomes one [`Mode`]; reading what git knows is the library's.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use bedrock_eol::file_access::{self, FileKind, NamedBy};
use bedrock_eol::git::Comparison;
use bedrock_eol::scan::{Engine, Scanned, Scanner};
use clap::Args;

use crate::Stop;
use crate::file_list::parse_list;

/// What is scanned in place of files and folders.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Input")]
pub(crate) struct Inputs {
    /// Scan what is staged for the next commit; only the lines that it adds count
    #[arg(long, conflicts_with_all = ["diff", "files_from", "stdin_filename"])]
    pub(crate) staged: bool,

    /// Scan the files changed since the merge base with REV; only the lines added since count
    ///
    /// The state of the change is the working tree without files that git does not track, or with REV..REV the second
    /// revision.
    #[arg(long, value_name = "REV|REV..REV", conflicts_with_all = ["files_from", "stdin_filename"])]
    pub(crate) diff: Option<String>,

    /// With --staged or --diff: let every line of the changed files count
    #[arg(long)]
    pub(crate) whole_files: bool,

    /// Scan the paths in this list too, one a line or set apart by NUL; - is the standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,

    /// With - as the path: the name that the standard input has in the report
    #[arg(long, value_name = "PATH")]
    pub(crate) stdin_filename: Option<PathBuf>,
}

/// What is scanned.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Files and folders; none means the working directory, unless the list of a file was empty.
    Paths {
        /// Those typed, then those of the list.
        paths: Vec<PathBuf>,
        /// Whether nothing named means nothing to scan.
        from_list: bool,
    },
    /// The text of the standard input under this name.
    Stdin {
        /// As reports show it.
        name: String,
    },
    /// What the index adds, below these paths; none means all.
    Staged {
        /// Files and folders.
        below: Vec<PathBuf>,
    },
    /// What a change adds, below these paths; none means all.
    Diff {
        /// Between which states.
        comparison: Comparison,
        /// Files and folders.
        below: Vec<PathBuf>,
    },
}

impl Mode {
    /// Whether only added lines count, so that newly added Legacy fails by default.
    pub(crate) fn only_added(&self) -> bool {
        matches!(self, Self::Staged { .. } | Self::Diff { .. })
    }
}

impl Inputs {
    /// What the flags and the paths mean together.
    pub(crate) fn mode(&self, paths: &[PathBuf]) -> Result<Mode, Stop> {
        if self.whole_files && !self.staged && self.diff.is_none() {
            return Err(wrong("--whole-files goes with --staged or --diff"));
        }
        let standard_input = paths.iter().any(|path| path.as_os_str() == "-");
        if standard_input {
            return self.stdin(paths);
        }
        if self.stdin_filename.is_some() {
            return Err(wrong("--stdin-filename names the standard input: give - as the path"));
        }
        let below = paths.to_vec();
        if self.staged {
            return Ok(Mode::Staged { below });
        }
        if let Some(text) = &self.diff {
            // Of a variable that is not set: nothing would ever be new, and the run always green.
            if text.trim().trim_matches('.').is_empty() {
                return Err(wrong(
                    "--diff needs a revision, and this one is empty; write --diff origin/main",
                ));
            }
            return Ok(Mode::Diff { comparison: Comparison::parse(text), below });
        }
        let Some(list) = &self.files_from else { return Ok(Mode::Paths { paths: below, from_list: false }) };
        let listed = parse_list(&read(list, FileKind::FileList)?);
        Ok(Mode::Paths { paths: [below, listed].concat(), from_list: true })
    }

    fn stdin(&self, paths: &[PathBuf]) -> Result<Mode, Stop> {
        if self.staged || self.diff.is_some() {
            return Err(wrong("the standard input is no part of --staged or --diff"));
        }
        if paths.len() > 1 || self.files_from.is_some() {
            return Err(wrong("the standard input, -, is scanned alone; name ./- for a file of that name"));
        }
        let name = self.stdin_filename.as_deref().unwrap_or(Path::new("<stdin>"));
        Ok(Mode::Stdin { name: name.display().to_string() })
    }
}

/// Scans the standard input as the file `name`.
pub(crate) fn scan_stdin<E: Engine>(scanner: &Scanner<E>, name: &str) -> Result<Scanned, Stop> {
    let scanned = scanner.scan_stream(name, io::stdin().lock());
    scanned.map_err(|error| wrong(&format!("cannot read the standard input: {error}")))
}

/// A file that the user named, or the standard input for `-`; what is longer than the limit of the kind is refused.
pub(crate) fn read(file: &Path, kind: FileKind) -> Result<Vec<u8>, Stop> {
    if file.as_os_str() != "-" {
        return file_access::read(file, kind, NamedBy::User)
            .map_err(|error| wrong(&format!("cannot read {}: {error}", file.display())));
    }
    let mut text = Vec::new();
    match io::stdin().take(kind.limit() + 1).read_to_end(&mut text) {
        Ok(_) if text.len() as u64 > kind.limit() => {
            Err(wrong(&format!("the standard input is larger than the limit of {} MiB", kind.limit() >> 20)))
        }
        Ok(_) => Ok(text),
        Err(error) => Err(wrong(&format!("cannot read the standard input: {error}"))),
    }
}

fn wrong(message: &str) -> Stop {
    Stop::Error(message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_go_together_is_told() {
        let mode = |inputs: Inputs, paths: &[&str]| {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            match inputs.mode(&paths) {
                Ok(mode) => Ok(mode),
                Err(Stop::Error(message)) => Err(message),
                Err(Stop::BrokenPipe) => Err("broken pipe".to_owned()),
            }
        };
        let name = || Some(PathBuf::from("a.py"));
        assert_eq!(
            mode(Inputs { stdin_filename: name(), ..Inputs::default() }, &["-"]),
            Ok(Mode::Stdin { name: "a.py".to_owned() })
        );
        assert_eq!(mode(Inputs::default(), &["-"]), Ok(Mode::Stdin { name: "<stdin>".to_owned() }));
        assert!(mode(Inputs::default(), &["-", "b"]).is_err());
        assert!(mode(Inputs { stdin_filename: name(), ..Inputs::default() }, &["b"]).is_err());
        assert!(mode(Inputs { whole_files: true, ..Inputs::default() }, &[]).is_err());
        assert!(mode(Inputs { staged: true, ..Inputs::default() }, &["-"]).is_err());
        let staged = mode(Inputs { staged: true, whole_files: true, ..Inputs::default() }, &["src"]);
        assert!(staged.is_ok_and(|mode| mode.only_added()));
        assert!(mode(Inputs { files_from: Some("no such list".into()), ..Inputs::default() }, &[]).is_err());
    }
}
