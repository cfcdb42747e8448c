//! Runs the built program, and git, as a user would, with nothing of this machine leaking in.

use std::ffi::OsStr;
use std::io::{Read, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

/// The day that every test judges for.
pub(crate) const AS_OF: &str = "2026-11-23";

/// The result of a run.
pub(crate) struct Run {
    /// The exit code.
    pub(crate) status: i32,
    /// All of stdout.
    pub(crate) stdout: String,
    /// All of stderr.
    pub(crate) stderr: String,
}

/// Runs the program in `folder` with these environment variables and no others.
pub(crate) fn run_in(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let output = command(folder, arguments)
        .envs(variables.iter().copied())
        .output()
        .expect("the program starts");
    Run::of(output)
}

/// The report on a folder as JSON, without its settings.
pub(crate) fn report_on(folder: &Path, as_of: &str) -> serde_json::Value {
    let arguments = [
        "scan",
        "--isolated",
        "--as-of",
        as_of,
        "--output",
        "json",
        ".",
    ];
    serde_json::from_str(&run(folder, &arguments).stdout).expect("the report is JSON")
}

/// Runs the program with `arguments`, standing in `folder`.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Run {
    let output = command(folder, arguments)
        .output()
        .expect("the program was built with the tests");
    Run::of(output)
}

/// The same for a run that could hang or fill the memory: it is killed after a time that none needs.
pub(crate) fn run_within(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = command(folder, arguments);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was built with the tests");
    let read = |mut from: Box<dyn Read + Send>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            from.read_to_end(&mut bytes)
                .map(|_| bytes)
                .expect("an output can be read")
        })
    };
    let stdout = read(Box::new(child.stdout.take().expect("piped")));
    let stderr = read(Box::new(child.stderr.take().expect("piped")));
    let patience = 300_000 / STEP.as_millis();
    for _ in 0..patience {
        if let Some(status) = child.try_wait().expect("a child can be waited for") {
            let join = |thread: JoinHandle<Vec<u8>>| thread.join().expect("an output was read");
            return Run::of(Output {
                status,
                stdout: join(stdout),
                stderr: join(stderr),
            });
        }
        std::thread::sleep(STEP);
    }
    child.kill().expect("a child can be killed");
    panic!("{arguments:?} does not end");
}

/// Runs the program in `folder` with this standard input. What the program does not read is dropped.
pub(crate) fn run_with_input(folder: &Path, arguments: &[&str], input: &[u8]) -> Run {
    let mut child = command(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was built with the tests");
    let mut stdin = child.stdin.take().expect("piped");
    // A program that answers while it reads would wait for its reader otherwise.
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("an output can be read");
    writer.join().expect("the input was written");
    Run::of(output)
}

/// Starts the program in `folder`, for a test that talks to it.
pub(crate) fn start(folder: &Path, arguments: &[&str]) -> std::process::Child {
    command(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was built with the tests")
}

/// Between two questions whether a run has ended.
const STEP: Duration = Duration::from_millis(2);

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bedrock-eol"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .envs(std::env::vars_os().filter(|(name, _)| name == "PATH" || name == "SystemRoot"));
    command
}

impl Run {
    fn of(output: Output) -> Self {
        Self {
            status: output.status.code().expect("no signal ended it"),
            stdout: String::from_utf8(output.stdout).expect("reports are UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }
}

/// Makes a pipe at `path`.
#[cfg(unix)]
pub(crate) fn make_pipe(path: impl AsRef<OsStr>) {
    let made = std::process::Command::new("mkfifo")
        .arg(path)
        .status()
        .expect("mkfifo runs");
    assert!(made.success());
}

/// Runs git in `folder`; gives what it wrote, trimmed.
pub(crate) fn git<S: AsRef<OsStr>>(
    folder: &Path,
    arguments: impl IntoIterator<Item = S>,
) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .args([
            "-c",
            "user.name=Test",
            "-c",
            "user.email=test@example.com",
            "-c",
            "commit.gpgSign=false",
        ])
        // By default it is in the home folder, whatever the configuration says.
        .args(["-c", "core.excludesFile="])
        .args(arguments)
        .output()
        .expect("git is there");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
