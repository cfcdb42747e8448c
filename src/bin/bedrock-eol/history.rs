//! `bedrock-eol scan --history`: which history is scanned, and which formats can show it.

use std::path::PathBuf;

use bedrock_eol::{HistoryRequest, format};
use clap::Args;
use jiff::civil::Date;

use crate::stop::Stop;
use crate::values::{OutputArg, date};

/// Every version of every file instead of files.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Input")]
pub(crate) struct HistoryArgs {
    /// Scan every version of every file in git's history, and show since when and until when a model is used
    ///
    /// Without a value, scans the history of HEAD. REV selects the history of a revision, and REV..REV what the second
    /// revision adds to the first. Paths limit the files. Each version is judged alone, and nothing is checked out.
    ///
    /// A finding is shown as in the last version that has it, with the first and the last commit. It fails the run only if a
    /// branch still has it. Works with the formats pretty, json, jsonl and csv, also in a repository without a working tree.
    #[arg(long, value_name = "REV|REV..REV", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    #[arg(conflicts_with_all = [
        "staged", "diff", "whole_files", "files_from", "stdin_filename", "records", "show_config", "inventory", "usage",
    ])]
    pub(crate) history: Option<String>,

    /// With --history, scan the history of all branches, those of remotes included
    #[arg(long, requires = "history")]
    pub(crate) branches: bool,

    /// With --history, leave out commits before this day: YYYY-MM-DD
    #[arg(long, value_name = "DATE", requires = "history", value_parser = date)]
    pub(crate) since: Option<Date>,
}

impl HistoryArgs {
    /// The history that is asked for; absent for a scan of files.
    pub(crate) fn request(
        &self,
        paths: &[PathBuf],
        outputs: &[OutputArg],
    ) -> Result<Option<HistoryRequest>, Stop> {
        let Some(revisions) = &self.history else {
            return Ok(None);
        };
        if self.branches && !revisions.is_empty() {
            return Err(Stop(
                "--branches scans the history of all branches; pass --history without a revision"
                    .to_owned(),
            ));
        }
        // Usually an unset variable: `--history=$BASE..` would scan nothing.
        if !revisions.is_empty() && revisions.trim().trim_matches('.').is_empty() {
            return Err(Stop(
                "--history has dots without a revision; pass for example --history=origin/main..HEAD".to_owned(),
            ));
        }
        let shows =
            |output: &&OutputArg| format(output.format).is_some_and(|format| !format.shows_history);
        if let Some(output) = outputs.iter().find(shows) {
            return Err(Stop(format!(
                "--output {} is about files that exist today; --history works with pretty, json, jsonl and csv",
                output.format
            )));
        }
        Ok(Some(HistoryRequest {
            revisions: Some(revisions.clone()).filter(|revisions| !revisions.is_empty()),
            branches: self.branches,
            since: self.since,
            below: paths.to_vec(),
        }))
    }
}
