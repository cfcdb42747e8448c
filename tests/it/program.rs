//! Runs the built program as a user would, with nothing of this machine leaking in.

use std::path::Path;
use std::process::Command;

/// The day that every test judges for.
pub(crate) const AS_OF: &str = "2026-11-23";

/// What a run left behind.
pub(crate) struct Run {
    /// The exit code.
    pub(crate) status: i32,
    /// All of stdout.
    pub(crate) stdout: String,
    /// All of stderr.
    pub(crate) stderr: String,
}

/// Runs the program with `arguments`, standing in `folder`.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_bedrock-eol"))
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .envs(std::env::vars_os().filter(|(name, _)| name == "PATH" || name == "SystemRoot"))
        .output()
        .expect("the program was built with the tests");
    Run {
        status: output.status.code().expect("no signal ended it"),
        stdout: String::from_utf8(output.stdout).expect("reports are UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
    }
}
