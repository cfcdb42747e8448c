//! Runs the built program, and git, as a user would, with nothing of this machine leaking in.

use std::ffi::OsStr;
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

/// Runs git in `folder`; gives what it wrote, trimmed.
pub(crate) fn git<S: AsRef<OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = S>) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgSign=false"])
        // By default it stands in the home folder, whatever the configuration says.
        .args(["-c", "core.excludesFile="])
        .args(arguments)
        .output()
        .expect("git is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
