//! `bedrock-eol hook`: the hook that a coding agent runs after an edit.

use std::fs;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use bedrock_eol::program::{AgentEdit, FileKind, NamedBy, hook_reason, read, repository_root};
use bedrock_eol::{NamedText, Run};
use clap::Args;
use jiff::civil::Date;
use serde_json::json;

use crate::config::Settings;
use crate::scan::{Printer, config_choice};
use crate::setting_flags::{HookFlags, SettingFlags};
use crate::stop::{Stop, written};
use crate::values::date;
use crate::{inputs, terminal};

/// Exit code of errors. 2 would block the edit: the hook of an agent uses it for that.
const FAILED: u8 = 1;

/// Check what an edit of a coding agent added
///
/// Reads the event of the edit from standard input, as JSON, and scans the edited file. If a line that the edit added has a
/// finding at or above --fail-on, prints `{"decision": "block", "reason": "..."}` with the ID to write instead. Otherwise
/// prints nothing. Reads no file outside of the repository of the working directory.
///
/// Exit codes: 0 whether the edit is blocked or not, and 1 if the event or the file cannot be read, or if a link leads out
/// of the repository.
#[derive(Args, Debug)]
pub(crate) struct HookArgs {
    #[command(flatten)]
    flags: SettingFlags<HookFlags>,

    /// Evaluate lifecycle dates as of this day: YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,

    #[command(flatten)]
    settings: Settings,
}

/// Runs the command and returns the exit code.
pub(crate) fn run(args: &HookArgs, today: fn() -> Date) -> u8 {
    match answer(args, today) {
        Ok(()) => 0,
        Err(Stop(message)) => {
            terminal::error(&message);
            FAILED
        }
    }
}

fn answer(args: &HookArgs, today: fn() -> Date) -> Result<(), Stop> {
    let event = inputs::read(Path::new("-"), FileKind::AgentEvent)?;
    let Some(edit) = AgentEdit::parse(&event).map_err(Stop::of)? else {
        return Ok(());
    };
    let Some(text) = edited_text(&edit.path)? else {
        return Ok(());
    };
    let added = edit.added_lines(&String::from_utf8_lossy(&text.text));
    let mut run = Run::new(args.as_of.unwrap_or_else(today));
    run.config = config_choice(&args.settings);
    run.options = args.flags.options();
    let reason = run
        .with_text_judge(true, &Printer { quiet: true }, |judge| {
            let report = judge.reports(vec![text]).pop()?;
            hook_reason(&report, &added)
        })
        .map_err(Stop::of)?;
    let Some(reason) = reason else {
        return Ok(());
    };
    let answer = json!({"decision": "block", "reason": reason});
    written(
        writeln!(std::io::stdout(), "{answer}"),
        "to standard output",
    )
}

/// The edited file as it is now; absent where it is outside of the repository, or was removed.
fn edited_text(path: &str) -> Result<Option<NamedText>, Stop> {
    let unreadable = |error: &dyn std::fmt::Display| Stop(format!("cannot read {path}: {error}"));
    let here = std::env::current_dir()
        .and_then(fs::canonicalize)
        .map_err(|error| unreadable(&error))?;
    let root = repository_root(&here).to_owned();
    // The tool of an agent writes through a link, so that the edited file is what it leads to.
    let file = match fs::canonicalize(here.join(path)) {
        Ok(file) if file.starts_with(&root) => file,
        Ok(_) if leads_out(&root, &here.join(path)) => {
            return Err(Stop(format!(
                "did not check {path}: a link leads out of the repository"
            )));
        }
        Ok(_) => return Ok(None),
        // The edit removed or renamed it.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(&error)),
    };
    match fs::metadata(&file) {
        Ok(metadata) if metadata.is_file() => {}
        Ok(_) => return Err(unreadable(&"it is not a regular file")),
        Err(error) => return Err(unreadable(&error)),
    }
    let text = read(&file, FileKind::EditedFile, NamedBy::Repository)
        .map_err(|error| unreadable(&error))?;
    let shown = file.strip_prefix(&here).unwrap_or(&file);
    Ok(Some(NamedText {
        path: shown.display().to_string().replace('\\', "/"),
        text,
    }))
}

/// Whether a path that leads out of a repository begins in it, so that a link is on its way.
fn leads_out(root: &Path, path: &Path) -> bool {
    let mut named = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                named.pop();
            }
            part => named.push(part),
        }
    }
    let mut around = named.ancestors().skip(1);
    around.any(|folder| fs::canonicalize(folder).is_ok_and(|folder| folder.starts_with(root)))
}
