//! `--usage`: marks findings with how often their models were invoked.

use std::collections::BTreeSet;
use std::path::PathBuf;

use bedrock_eol::program::{self, FileKind, NamedBy};
use bedrock_eol::{Report, UsageExports};
use clap::Args;

use crate::stop::Stop;
use crate::terminal;

/// Exports of invocations.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Input")]
pub(crate) struct UsageArgs {
    /// Show how often the models of findings were invoked, from an export of CloudTrail or of invocation logs; can be
    /// repeated
    ///
    /// The export is CSV with a header, or JSON objects. It has the model in `model_id`, and optionally `count`, `last_seen`
    /// and `days`. The formats pretty, json, jsonl, csv, markdown and html show the numbers, sort by them within a level, and
    /// list models that are invoked but not found.
    ///
    /// Neither a level nor the exit code changes: a model that is missing in the export may still be in use.
    #[arg(long, value_name = "FILE")]
    pub(crate) usage: Vec<PathBuf>,
}

impl UsageArgs {
    /// The exports; absent if the user named none.
    pub(crate) fn read(&self) -> Result<Option<UsageExports>, Stop> {
        if self.usage.is_empty() {
            return Ok(None);
        }
        let mut exports = UsageExports::default();
        let mut known = BTreeSet::new();
        for file in &self.usage {
            let shown = program::log_line(&file.display().to_string());
            // Its rows would count twice.
            if !known.insert(file.canonicalize().unwrap_or_else(|_| file.clone())) {
                return Err(Stop(format!("--usage: {shown} is given twice")));
            }
            let bytes = program::read(file, FileKind::UsageExport, NamedBy::User)
                .map_err(|error| Stop(format!("cannot read {shown}: {error}")))?;
            exports
                .add(&shown, &bytes)
                .map_err(|error| Stop(format!("--usage: {error}")))?;
        }
        Ok(Some(exports))
    }
}

/// Notes how many events of the exports do not count.
pub(crate) fn note_other_events(report: &Report, quiet: bool) {
    let others = report.usage.as_ref().map_or(0, |usage| usage.other_events);
    if others > 0 && !quiet {
        terminal::note(&format!(
            "--usage: events that invoke no model were ignored: {others}"
        ));
    }
}
