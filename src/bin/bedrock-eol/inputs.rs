//! Sources of text other than paths: the index, a diff, a list of files, standard input.
//!
//! Turns the flags into one [`Input`], which the library reads.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use bedrock_eol::program::{self, FileKind, NamedBy, STANDARD_INPUT};
use bedrock_eol::{Comparison, Input};
use clap::Args;

use crate::file_list::parse_list;
use crate::stop::Stop;

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

impl Inputs {
    /// Combines the flags and paths into an input.
    pub(crate) fn input(&self, paths: &[PathBuf]) -> Result<Input, Stop> {
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
            return Ok(Input::Staged { below });
        }
        if let Some(text) = &self.diff {
            // Usually an unset variable: nothing would be new, and the run would always pass.
            if text.trim().trim_matches('.').is_empty() {
                return Err(wrong(
                    "--diff requires a revision, but it is empty; pass for example --diff origin/main",
                ));
            }
            return Ok(Input::Diff {
                comparison: Comparison::parse(text),
                below,
            });
        }
        let Some(list) = &self.files_from else {
            return Ok(Input::Paths(below));
        };
        let listed = parse_list(&read(list, FileKind::FileList)?);
        Ok(Input::Listed([below, listed].concat()))
    }

    fn stdin(&self, paths: &[PathBuf]) -> Result<Input, Stop> {
        if self.staged || self.diff.is_some() {
            return Err(wrong(
                "standard input (`-`) cannot be combined with --staged or --diff",
            ));
        }
        if paths.len() > 1 || self.files_from.is_some() {
            return Err(wrong(
                "standard input (`-`) cannot be combined with other paths; for a file named `-`, pass ./-",
            ));
        }
        let name = self
            .stdin_filename
            .as_deref()
            .unwrap_or(Path::new(STANDARD_INPUT));
        Ok(Input::StandardInput {
            name: name.display().to_string(),
        })
    }
}

/// Reads a file that the user named, or standard input for `-`, up to the size limit of its kind.
pub(crate) fn read(file: &Path, kind: FileKind) -> Result<Vec<u8>, Stop> {
    if file.as_os_str() != "-" {
        return program::read(file, kind, NamedBy::User)
            .map_err(|error| wrong(&format!("cannot read {}: {error}", file.display())));
    }
    let mut text = Vec::new();
    match io::stdin().take(kind.limit() + 1).read_to_end(&mut text) {
        Ok(_) if text.len() as u64 > kind.limit() => Err(wrong(&format!(
            "standard input is larger than the limit of {} MiB",
            kind.limit() >> 20
        ))),
        Ok(_) => Ok(text),
        Err(error) => Err(wrong(&format!("cannot read standard input: {error}"))),
    }
}

fn wrong(message: &str) -> Stop {
    Stop(message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conflicting_inputs_are_an_error() {
        let input = |inputs: Inputs, paths: &[&str]| {
            let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
            match inputs.input(&paths) {
                Ok(input) => Ok(input),
                Err(Stop(message)) => Err(message),
            }
        };
        let name = || Some(PathBuf::from("a.py"));
        assert_eq!(
            input(
                Inputs {
                    stdin_filename: name(),
                    ..Inputs::default()
                },
                &["-"]
            ),
            Ok(Input::StandardInput {
                name: "a.py".to_owned()
            })
        );
        assert_eq!(
            input(Inputs::default(), &["-"]),
            Ok(Input::StandardInput {
                name: "<stdin>".to_owned()
            })
        );
        assert!(input(Inputs::default(), &["-", "b"]).is_err());
        assert!(
            input(
                Inputs {
                    stdin_filename: name(),
                    ..Inputs::default()
                },
                &["b"]
            )
            .is_err()
        );
        assert!(
            input(
                Inputs {
                    whole_files: true,
                    ..Inputs::default()
                },
                &[]
            )
            .is_err()
        );
        assert!(
            input(
                Inputs {
                    staged: true,
                    ..Inputs::default()
                },
                &["-"]
            )
            .is_err()
        );
        let staged = input(
            Inputs {
                staged: true,
                whole_files: true,
                ..Inputs::default()
            },
            &["src"],
        );
        assert!(staged.is_ok_and(|input| input.only_added()));
        assert!(
            input(
                Inputs {
                    files_from: Some("no such list".into()),
                    ..Inputs::default()
                },
                &[]
            )
            .is_err()
        );
    }
}
