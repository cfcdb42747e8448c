//! `scan --watch`: what it prints is the difference between two scans. No verdict depends on time: a test waits for what it
//! expects, for longer than any machine needs.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::program::{AS_OF, run, start};

const PATIENCE: Duration = Duration::from_secs(120);
const STEP: Duration = Duration::from_millis(5);

const USE: &str = "client.converse(modelId=\"anthropic.claude-v2:1\")\n";
const OTHER: &str = "client.converse(modelId=\"ai21.j2-mid-v1\")\n";

/// A watch that runs; it is ended with the test.
struct Watched {
    child: Child,
    stdout: Arc<Mutex<String>>,
    stderr: Arc<Mutex<String>>,
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Watched {
    /// Starts it, and waits until files are watched.
    fn of(folder: &Path, arguments: &[&str]) -> Self {
        let common = ["scan", "--watch", "--as-of", AS_OF, "--output", "compact"];
        let mut child = start(folder, &[&common, arguments].concat());
        let stdout = collected(child.stdout.take().expect("piped"));
        let stderr = collected(child.stderr.take().expect("piped"));
        let watched = Self {
            child,
            stdout,
            stderr,
        };
        watched.wait_for(&watched.stderr, "Ctrl-C ends the program");
        watched
    }

    fn wait_for(&self, text: &Arc<Mutex<String>>, want: &str) {
        wait(
            || text.lock().expect("a text").contains(want),
            || {
                let (out, err) = (&self.stdout, &self.stderr);
                format!(
                    "{want}\nstdout:\n{}\nstderr:\n{}",
                    out.lock().expect("a text"),
                    err.lock().expect("a text")
                )
            },
        );
    }

    /// Waits until this is printed.
    fn prints(&self, want: &str) {
        self.wait_for(&self.stdout, want);
    }

    fn printed(&self) -> String {
        self.stdout.lock().expect("a text").clone()
    }
}

fn wait(is_there: impl Fn() -> bool, what: impl Fn() -> String) {
    let begin = Instant::now();
    while !is_there() {
        assert!(
            begin.elapsed() < PATIENCE,
            "not after {PATIENCE:?}: {}",
            what()
        );
        std::thread::sleep(STEP);
    }
}

/// What a stream gives, as far as it was read.
fn collected(mut stream: impl Read + Send + 'static) -> Arc<Mutex<String>> {
    let text = Arc::new(Mutex::new(String::new()));
    let all = Arc::clone(&text);
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = stream.read(&mut bytes) {
            let part = String::from_utf8_lossy(&bytes[..count]).into_owned();
            all.lock().expect("a text").push_str(&part);
        }
    });
    text
}

fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        put(folder.path(), path, text);
    }
    folder
}

fn put(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("it is below the folder")).expect("a folder");
    fs::write(file, text).expect("a file can be written");
}

#[test]
fn the_report_comes_first_and_then_the_difference() {
    let project = project(&[("a.py", USE), ("src/b.py", "x = 1\n")]);
    let folder = project.path();
    let watched = Watched::of(folder, &[]);
    let first = watched.printed();
    let whole = run(folder, &["scan", "--as-of", AS_OF, "--output", "compact"]);
    assert_eq!(first, whole.stdout);

    put(folder, "src/b.py", OTHER);
    watched.prints("\nsrc/b.py changed\n+ src/b.py:1:26: error[end-of-life]");
    watched.prints("1 new, 0 gone; now 2 errors\n");

    // A line before a finding moves it, and that is no difference.
    put(folder, "a.py", &format!("\n{USE}"));
    fs::remove_file(folder.join("src/b.py")).expect("it is there");
    watched.prints("- src/b.py:1:26: error[end-of-life]");
    watched.prints("0 new, 1 gone; now 1 error\n");

    // A new folder is watched, and folders in it.
    put(folder, "new/deep/c.py", USE);
    watched.prints("+ new/deep/c.py:1:26:");
    put(folder, "new/deep/c.py", OTHER);
    watched.prints("- new/deep/c.py:1:26:");
    fs::rename(folder.join("new"), folder.join("newer")).expect("it can be renamed");
    watched.prints("+ newer/deep/c.py:1:26:");
    put(folder, "newer/deep/d.py", USE);
    watched.prints("+ newer/deep/d.py:1:26:");
    assert!(
        !watched.printed().contains("a.py:2:"),
        "{}",
        watched.printed()
    );
    assert!(
        !watched.printed().contains('\u{1b}'),
        "{}",
        watched.printed()
    );
}

#[test]
fn a_definition_decides_the_findings_of_other_files() {
    let user = "from config import MODEL\nclient.converse(modelId=MODEL)\n";
    let project = project(&[
        ("config.py", "MODEL = \"amazon.nova-lite-v1:0\"\n"),
        ("ask.py", user),
    ]);
    let folder = project.path();
    let watched = Watched::of(folder, &[]);
    put(folder, "config.py", "MODEL = \"anthropic.claude-v2:1\"\n");
    watched.prints("+ config.py:1:10: error[end-of-life]");
    put(folder, "ask.py", "x = 1\n");
    put(folder, "other.py", USE);
    watched.prints("+ other.py:1:26:");
    let lines = standing(&watched.printed());
    assert_eq!(lines, expected(folder, &[]));
}

#[test]
fn settings_ignore_files_and_the_baseline_apply_when_they_change() {
    let project = project(&[("a.py", USE), ("b.py", OTHER), ("sub/c.py", USE)]);
    let folder = project.path();
    fs::create_dir_all(folder.join(".git")).expect("a folder");
    put(folder, ".git/HEAD", "ref: refs/heads/main\n");
    let watched = Watched::of(folder, &[]);
    let as_now = |what: &str| {
        wait(
            || standing(&watched.printed()) == expected(folder, &[]),
            || format!("{what}\n{}", watched.printed()),
        );
    };
    put(folder, ".gitignore", "b.py\n");
    watched.prints("- b.py:1:26:");
    fs::remove_file(folder.join(".gitignore")).expect("it is there");
    watched.prints("+ b.py:1:26:");
    put(folder, "bedrock-eol.toml", "exclude = [\"sub\"\n");
    watched.wait_for(&watched.stderr, "bedrock-eol.toml");
    put(folder, "bedrock-eol.toml", "exclude = [\"sub\"]\n");
    watched.prints("- sub/c.py:1:26:");
    as_now("configuration");
    put(
        folder,
        "bedrock-eol.toml",
        "[level]\nend-of-life = \"note\"\n",
    );
    watched.prints("+ a.py:1:26: note[end-of-life]");
    as_now("level");
    let written = run(folder, &["baseline", "write", "--as-of", AS_OF]);
    assert_eq!(written.status, 0, "{}", written.stderr);
    watched.prints("now no findings\n");
    fs::remove_file(folder.join("bedrock-eol-baseline.json")).expect("it is there");
    as_now("no baseline");
}

/// Settings above a root that is not the working directory are watched, too.
#[test]
fn a_root_may_go_and_come_back() {
    let project = project(&[("src/a.py", USE), ("other/b.py", OTHER)]);
    let folder = project.path();
    let watched = Watched::of(folder, &["src"]);
    put(folder, "other/b.py", "x = 1\n");
    fs::remove_dir_all(folder.join("src")).expect("it is there");
    watched.prints("- src/a.py:1:26:");
    watched.prints("+ src: ");
    put(folder, "src/a.py", OTHER);
    watched.prints("+ src/a.py:1:26:");
    put(
        folder,
        "bedrock-eol.toml",
        "[level]\nend-of-life = \"warning\"\n",
    );
    watched.prints("+ src/a.py:1:26: warning[end-of-life]");
    assert!(
        !watched.printed().contains("other/b.py"),
        "{}",
        watched.printed()
    );
}

#[test]
fn without_a_working_directory_or_a_reader_it_ends() {
    let ends = |watched: &mut Watched| {
        let begin = Instant::now();
        loop {
            if let Some(status) = watched.child.try_wait().expect("a child can be waited for") {
                return status.code();
            }
            assert!(begin.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(STEP);
        }
    };
    if cfg!(unix) {
        let outer = project(&[("in/a.py", USE)]);
        let mut watched = Watched::of(&outer.path().join("in"), &[]);
        fs::remove_dir_all(outer.path().join("in")).expect("it is there");
        assert_eq!(ends(&mut watched), Some(2));
        watched.wait_for(&watched.stderr, "working directory");
    }
    let project = project(&[("a.py", USE)]);
    let arguments = ["scan", "--watch", "--as-of", AS_OF, "-o", "compact"];
    let mut child = start(project.path(), &arguments);
    let stderr = collected(child.stderr.take().expect("piped"));
    drop(child.stdout.take());
    let mut watched = Watched {
        child,
        stdout: Arc::default(),
        stderr,
    };
    watched.wait_for(&watched.stderr, "Ctrl-C ends");
    put(project.path(), "a.py", OTHER);
    assert_eq!(ends(&mut watched), Some(1));
}

/// A log in the folder that is watched. It may be a difference once or twice, until it is known.
#[test]
fn what_it_prints_does_not_wake_it() {
    for (format, name) in [
        ("compact", "watch.log"),
        ("pretty", "log.txt"),
        ("compact", "log.py"),
    ] {
        let project = project(&[("a.py", USE)]);
        let folder = project.path();
        let log = folder.join(name);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_bedrock-eol"));
        command.args(["scan", "--watch", "--as-of", AS_OF, "--output", format]);
        command
            .current_dir(folder)
            .stdout(fs::File::create(&log).expect("a file"));
        let mut child = command
            .stderr(std::process::Stdio::piped())
            .spawn()
            .expect("it starts");
        let stderr = collected(child.stderr.take().expect("piped"));
        let watched = Watched {
            child,
            stdout: Arc::default(),
            stderr,
        };
        watched.wait_for(&watched.stderr, "Ctrl-C ends");
        let read = || fs::read_to_string(&log).expect("it is there");
        for (path, text) in [("b.py", OTHER), ("c.py", USE), ("d.py", OTHER)] {
            put(folder, path, text);
            wait(|| read().contains(&format!("+ {path}:1:26:")), read);
        }
        let known =
            format!("{name} is no longer scanned: the output of this program is written to it");
        watched.wait_for(&watched.stderr, &known);
        let blocks = read().matches(" gone; now ").count();
        assert!(blocks <= 3 + 3, "{}", read());
    }
}

#[test]
fn what_cannot_be_watched_is_an_error() {
    let project = project(&[("a.py", USE), ("list", "a.py\n")]);
    for (arguments, want) in [
        (&["--staged"][..], "cannot be used with"),
        (&["--diff", "HEAD"], "cannot be used with"),
        (&["--history"], "cannot be used with"),
        (&["--repos", "list"], "cannot be used with"),
        (&["--records"], "cannot be used with"),
        (&["--usage", "list"], "cannot be used with"),
        (&["--files-from", "list"], "cannot be used with"),
        (&["--show-config"], "cannot be used with"),
        (&["--inventory"], "cannot be used with"),
        (&["-"], "standard input (`-`) is read once"),
        (
            &["--output", "json"],
            "--watch works with the formats pretty and compact, not with json",
        ),
        (
            &["--output", "compact=report.txt"],
            "to write report.txt, scan without --watch",
        ),
    ] {
        let result = run(project.path(), &[&["scan", "--watch"], arguments].concat());
        assert_eq!(result.status, 2, "{arguments:?}: {}", result.stderr);
        assert!(
            result.stderr.contains(want),
            "{arguments:?}: {}",
            result.stderr
        );
    }
    put(project.path(), "bedrock-eol.toml", "level = 1\n");
    let result = run(project.path(), &["scan", "--watch"]);
    assert_eq!(result.status, 2, "{}", result.stderr);
}

/// How often each line about a finding stands after all that was printed, without its position.
fn standing(printed: &str) -> BTreeMap<String, i64> {
    let mut lines = BTreeMap::new();
    // What is printed now may end within a line.
    let whole = printed.rsplit_once('\n').map_or("", |(whole, _)| whole);
    for line in whole.lines() {
        let (change, line) = match line.split_at_checked(2) {
            Some(("+ ", line)) => (1, line),
            Some(("- ", line)) => (-1, line),
            _ => (1, line),
        };
        if let Some(finding) = without_position(line) {
            *lines.entry(finding).or_default() += change;
        }
    }
    lines.retain(|_, count| *count != 0);
    lines
}

/// The same of a scan of what is there now.
fn expected(folder: &Path, arguments: &[&str]) -> BTreeMap<String, i64> {
    let scan = ["scan", "--as-of", AS_OF, "--output", "compact"];
    standing(&run(folder, &[&scan, arguments].concat()).stdout)
}

fn without_position(line: &str) -> Option<String> {
    let mut parts = line.splitn(4, ':');
    let (path, number, column, rest) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty();
    (is_number(number) && is_number(column)).then(|| format!("{path}:{rest}"))
}

/// A small generator of numbers, so that a failure can be repeated.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

const PATHS: [&str; 8] = [
    "config.py",
    "ask.py",
    "src/a.ts",
    "src/deep/b.py",
    "main.tf",
    ".env",
    "ignored/x.py",
    "src/models.json",
];

const TEXTS: [&str; 9] = [
    USE,
    OTHER,
    "MODEL = \"anthropic.claude-v2:1\"\n",
    "MODEL = \"amazon.nova-lite-v1:0\"\n",
    "from config import MODEL\nclient.converse(modelId=MODEL, temperature=1)\n",
    "x = 1\n",
    "# anthropic.claude-v2:1 was the old one\n",
    "client.converse(modelId=\"ai21.j2-mid-v1\")  # bedrock-eol: ignore -- it stays\n",
    "{\"model\": \"cohere.command-text-v14\", \"other\": \"meta.llama2-13b-chat-v1\"}\n",
];

const SETTINGS: [&str; 4] = [
    "",
    "exclude = [\"src/deep\"]\n",
    "[level]\nend-of-life = \"warning\"\n",
    "cross-file = false\n",
];

#[test]
fn the_differences_add_up_to_a_scan_after_random_edits() {
    let project = project(&[
        ("config.py", TEXTS[3]),
        ("ask.py", TEXTS[4]),
        ("ignored/x.py", USE),
    ]);
    let folder = project.path();
    fs::create_dir_all(folder.join(".git")).expect("a folder");
    put(folder, ".git/HEAD", "ref: refs/heads/main\n");
    let watched = Watched::of(folder, &[]);
    let mut numbers = Numbers(20_261_123);
    for round in 0..30 {
        for _ in 0..=numbers.below(5) {
            let path = PATHS[numbers.below(PATHS.len())];
            match numbers.below(8) {
                0 => drop(fs::remove_file(folder.join(path))),
                1 => {
                    let other = PATHS[numbers.below(PATHS.len())];
                    drop(fs::rename(folder.join(path), folder.join(other)));
                }
                2 => put(
                    folder,
                    ".gitignore",
                    ["", "ignored\n", "*.tf\n"][numbers.below(3)],
                ),
                3 => put(
                    folder,
                    "bedrock-eol.toml",
                    SETTINGS[numbers.below(SETTINGS.len())],
                ),
                4 => drop(fs::remove_dir_all(folder.join("src"))),
                _ => {
                    let text: String = (0..=numbers.below(3))
                        .map(|_| TEXTS[numbers.below(TEXTS.len())])
                        .collect();
                    put(folder, path, &text);
                }
            }
        }
        let want = expected(folder, &[]);
        wait(
            || standing(&watched.printed()) == want,
            || format!("round {round}: {want:#?}\n{}", watched.printed()),
        );
    }
}
