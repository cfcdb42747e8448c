//! Sources of text other than paths: the index, a diff, a list of files, standard input.
//!
//! Turns the flags into one [`Mode`]; the library reads from git.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use bedrock_eol::file_access::{self, FileKind, NamedBy};
use bedrock_eol::git::Comparison;
use bedrock_eol::report::STANDARD_INPUT;
use bedrock_eol::scan::{Engine, Scanned, Scanner};
use clap::Args;

use crate::Stop;
use crate::file_list::parse_list;

/// What is scanned instead of files and folders.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Input")]
pub(crate) struct Inputs {
    /// Scan the changes staged for the next commit; report only added lines
    #[arg(long, conflicts_with_all = ["diff", "files_from", "stdin_filename"])]
    pub(crate) staged: bool,

    /// Scan files changed since the merge base with REV; report only added lines
    ///
    /// Compares with the working tree (tracked files only), or with the second revision of REV..REV.
    #[arg(long, value_name = "REV|REV..REV", conflicts_with_all = ["files_from", "stdin_filename"])]
    pub(crate) diff: Option<String>,

    /// With --staged or --diff, report every line of the changed files
    #[arg(long)]
    pub(crate) whole_files: bool,

    /// Also scan the paths in this list, separated by newlines or NUL; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,

    /// Name of standard input in the report, when the path is `-`
    #[arg(long, value_name = "PATH")]
    pub(crate) stdin_filename: Option<PathBuf>,
}

/// What is scanned.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Files and folders. If empty, the working directory, unless the paths came from a list.
    Paths {
        /// Paths of the command line, then those of the list.
        paths: Vec<PathBuf>,
        /// Whether an empty list means that nothing is scanned.
        from_list: bool,
    },
    /// The text of standard input, with this name.
    Stdin {
        /// Name in the report.
        name: String,
    },
    /// Staged changes below these paths; no path means all.
    Staged {
        /// Files and folders.
        below: Vec<PathBuf>,
    },
    /// Changes of a diff below these paths; no path means all.
    Diff {
        /// The states to compare.
        comparison: Comparison,
        /// Files and folders.
        below: Vec<PathBuf>,
    },
}

impl Mode {
    /// Whether only added lines are reported; then newly added Legacy models fail by default.
    pub(crate) fn only_added(&self) -> bool {
        matches!(self, Self::Staged { .. } | Self::Diff { .. })
    }
}

impl Inputs {
    /// Combines the flags and paths into a mode.
    pub(crate) fn mode(&self, paths: &[PathBuf]) -> Result<Mode, Stop> {
        if self.whole_files && !self.staged && self.diff.is_none() {
            return Err(wrong("--whole-files requires --staged or --diff"));
        }
        let standard_input = paths.iter().any(|path| path.as_os_str() == "-");
        if standard_input {
            return self.stdin(paths);
        }
        if self.stdin_filename.is_some() {
            return Err(wrong("--stdin-filename requires `-` as the path"));
        }
        let below = paths.to_vec();
        if self.staged {
            return Ok(Mode::Staged { below });
        }
        if let Some(text) = &self.diff {
            // Usually an unset variable: nothing would be new, and the run would always pass.
            if text.trim().trim_matches('.').is_empty() {
                return Err(wrong(
                    "--diff requires a revision, but it is empty; pass for example --diff origin/main",
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
            return Err(wrong("standard input (`-`) cannot be combined with --staged or --diff"));
        }
        if paths.len() > 1 || self.files_from.is_some() {
            return Err(wrong(
                "standard input (`-`) cannot be combined with other paths; for a file named `-`, pass ./-",
            ));
        }
        let name = self.stdin_filename.as_deref().unwrap_or(Path::new(STANDARD_INPUT));
        Ok(Mode::Stdin { name: name.display().to_string() })
    }
}

/// Scans standard input as the file `name`.
pub(crate) fn scan_stdin<E: Engine>(scanner: &Scanner<E>, name: &str) -> Result<Scanned, Stop> {
    let scanned = scanner.scan_stream(name, io::stdin().lock());
    scanned.map_err(|error| wrong(&format!("cannot read standard input: {error}")))
}

/// Reads a file that the user named, or standard input for `-`, up to the size limit of its kind.
pub(crate) fn read(file: &Path, kind: FileKind) -> Result<Vec<u8>, Stop> {
    if file.as_os_str() != "-" {
        return file_access::read(file, kind, NamedBy::User)
            .map_err(|error| wrong(&format!("cannot read {}: {error}", file.display())));
    }
    let mut text = Vec::new();
    match io::stdin().take(kind.limit() + 1).read_to_end(&mut text) {
        Ok(_) if text.len() as u64 > kind.limit() => {
            Err(wrong(&format!("standard input is larger than the limit of {} MiB", kind.limit() >> 20)))
        }
        Ok(_) => Ok(text),
        Err(error) => Err(wrong(&format!("cannot read standard input: {error}"))),
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
