//! Names of files that try to be more than names, through the whole program: both streams, every format.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use bedrock_eol::output::FORMATS;

use super::program::{AS_OF, Run, run};

const NAMES: [&[u8]; 9] = [
    b"c\n::error::forged",
    b"c\r::error::forged",
    b" \t::error::forged",
    b"::error file=x::forged",
    b"##[error]forged",
    b"##vso[task.setvariable variable=x]y",
    b"x\x1b]0;forged\x07\x1b[2J",
    "x\u{202e}\u{200b}\u{9b}".as_bytes(),
    b"x\xff\xfe",
];

/// A folder in which each name is that of a file with a retired model, of a folder with a pipe in it, and of
/// a link that leads nowhere.
fn hostile_tree() -> tempfile::TempDir {
    let tree = tempfile::tempdir().unwrap();
    for name in NAMES {
        let named =
            |end: &[u8]| -> PathBuf { tree.path().join(OsStr::from_bytes(&[name, end].concat())) };
        fs::write(named(b".py"), "MODEL = \"anthropic.claude-v2\"\n").unwrap();
        fs::create_dir(named(b"")).unwrap();
        crate::program::make_pipe(named(b"").join("pipe"));
        std::os::unix::fs::symlink("nowhere", named(b".link")).unwrap();
    }
    tree
}

fn scan(folder: &Path, arguments: &[&str]) -> Run {
    run(
        folder,
        &[&["scan", "--as-of", AS_OF, "-v"], arguments].concat(),
    )
}

/// What a terminal or a build runner would obey, in what one stream printed. `github` prints commands that
/// begin a line and are ours.
fn obeyed(text: &str, format: &str) -> Option<String> {
    let line = text.split(['\n', '\r']).find(|line| {
        let command = line.trim_start().starts_with("::");
        let ours = format == "github" && line.starts_with("::") && !line.contains("::forged");
        let ours = ours || format == "azure" && line.starts_with("##vso[task.logissue type=");
        // A line that is a command already is read no further.
        !ours && (command || line.contains("##[") || line.contains("##vso["))
    });
    let control = |c: char| {
        let direction = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}');
        direction || c.is_control() && !matches!(c, '\n' | '\r' | '\t')
    };
    let control = text.chars().find(|c| control(*c)).map(|c| format!("{c:?}"));
    line.map(str::to_owned).or(control)
}

#[test]
fn names_are_escaped_in_every_report() {
    let tree = hostile_tree();
    for format in FORMATS {
        let ran = scan(tree.path(), &["--output", format.name]);
        assert_eq!(ran.status, 1, "{}: {}", format.name, ran.stderr);
        assert_eq!(
            obeyed(&ran.stdout, format.name),
            None,
            "{}: {}",
            format.name,
            ran.stdout
        );
        assert_eq!(
            obeyed(&ran.stderr, ""),
            None,
            "{}: {}",
            format.name,
            ran.stderr
        );
    }
}

#[test]
fn names_are_escaped_in_every_error() {
    let tree = tempfile::tempdir().unwrap();
    for name in NAMES
        .iter()
        .filter_map(|name| std::str::from_utf8(name).ok())
    {
        for arguments in [
            vec!["scan", name],
            vec!["scan", "--config", name],
            vec!["scan", "--catalog", name],
            vec!["scan", "--baseline", name],
            vec!["scan", "--files-from", name],
            vec!["scan", "--diff", name],
            vec!["scan", "--region", name],
            vec!["scan", "--context", name],
            vec!["scan", "--output", name],
            vec!["scan", "--exclude", name, "nothing"],
            vec!["explain", name],
            vec!["config", "check", name],
            vec!["catalog", "check", name],
            vec![name],
        ] {
            let ran = run(tree.path(), &arguments);
            assert_eq!(ran.status, 2, "{arguments:?}: {}", ran.stderr);
            for text in [&ran.stdout, &ran.stderr] {
                assert_eq!(obeyed(text, ""), None, "{arguments:?}: {text}");
            }
        }
    }
}

/// One of them accepted in the baseline must not accept the other.
#[test]
fn names_that_differ_in_invalid_bytes_differ_in_reports_and_fingerprints() {
    let tree = tempfile::tempdir().unwrap();
    for name in [&b"a\xff.py"[..], b"a\xfe.py", br"a\xFF.py"] {
        fs::write(
            tree.path().join(OsStr::from_bytes(name)),
            "MODEL = \"anthropic.claude-v2\"\n",
        )
        .unwrap();
    }
    let report: serde_json::Value =
        serde_json::from_str(&scan(tree.path(), &["--output", "json"]).stdout).unwrap();
    let of = |field: &str| -> Vec<String> {
        let findings = report["findings"].as_array().unwrap().iter();
        findings
            .map(|finding| finding[field].as_str().unwrap().to_owned())
            .collect()
    };
    let mut paths = of("path");
    paths.sort();
    assert_eq!(paths, [r"a\x5CxFF.py", r"a\xFE.py", r"a\xFF.py"]);
    let mut fingerprints = of("fingerprint");
    fingerprints.sort();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), 3);
}

/// Below 12 KiB no program starts at all: the system's loader needs as much.
#[test]
fn a_small_stack_is_enough() {
    let tree = tempfile::tempdir().unwrap();
    fs::write(
        tree.path().join("a.py"),
        "MODEL = \"anthropic.claude-v2\"\n",
    )
    .unwrap();
    let ran = Command::new("sh")
        .args([
            "-c",
            "ulimit -s 64 && exec \"$0\" scan --as-of 2026-11-23 --output compact",
        ])
        .arg(env!("CARGO_BIN_EXE_bedrock-eol"))
        .current_dir(tree.path())
        .output()
        .unwrap();
    assert_eq!(
        ran.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}
