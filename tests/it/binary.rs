//! What is text and what is binary; a file that is neither read nor listed does not exist.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{AS_OF, Run, git, run};

const LINE: &str = "M = \"anthropic.claude-v2\"\n";

fn scan(folder: &Path, arguments: &[&str]) -> Run {
    run(folder, &[&["scan", "--as-of", AS_OF], arguments].concat())
}

fn folder_with(name: &str, content: &[u8]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join(name), content).expect("a file");
    folder
}

fn compact(name: &str, content: &[u8]) -> (i32, String) {
    let run = scan(folder_with(name, content).path(), &["-o", "compact"]);
    (run.status, run.stdout)
}

fn utf16le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn utf16be(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn utf32le(text: &str) -> Vec<u8> {
    text.chars()
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect()
}

fn utf32be(text: &str) -> Vec<u8> {
    text.chars()
        .flat_map(|c| u32::from(c).to_be_bytes())
        .collect()
}

#[test]
fn text_in_any_encoding_is_scanned_with_its_mark_and_without() {
    let text = format!("# caf\u{e9} \u{1F600}\n{LINE}");
    for encode in [utf16le, utf16be, utf32le, utf32be] {
        for mark in ["", "\u{FEFF}"] {
            let (status, stdout) = compact("a.py", &encode(&format!("{mark}{text}")));
            assert!(
                status == 1 && stdout.starts_with("a.py:2:6: error[end-of-life]"),
                "{stdout}"
            );
            assert_eq!(stdout.lines().count(), 1, "{stdout}");
        }
    }
}

#[test]
fn a_wrong_byte_order_mark_hides_nothing() {
    let marks = [
        &b"\xff\xfe"[..],
        b"\xfe\xff",
        b"\xff\xfe\0\0",
        b"\0\0\xfe\xff",
    ];
    for mark in marks {
        for line in [
            LINE.to_owned(),
            format!("//\0\n{LINE}"),
            format!(" {LINE}"),
            format!("{LINE}//\0\0\n"),
        ] {
            let (status, stdout) = compact("a.js", &[mark, line.as_bytes()].concat());
            assert!(
                status == 1 && stdout.contains("error[end-of-life]"),
                "{mark:?} {line:?}: {stdout}"
            );
        }
    }
    let mixed = [b"\xff\xfe", utf16le(LINE).as_slice(), LINE.as_bytes()].concat();
    let (status, stdout) = compact("a.js", &mixed);
    assert!(
        status == 2 && stdout.contains("the file mixes UTF-16"),
        "{stdout}"
    );
}

/// The beginning decides how a file is decoded: what is in UTF-16 after it is reported.
#[test]
fn an_id_in_utf16_that_is_not_decoded_is_an_error() {
    let wide = utf16le(LINE);
    let ascii = |lines: usize| "x=1\n".repeat(lines).into_bytes();
    let chinese = utf16le(&format!("{}\n", "\u{6f22}\u{5b57}".repeat(40_000)));
    let large = ascii(5_000_000);
    let of_utf32 = utf32le(LINE);
    for (before, after) in [
        (&chinese, &wide),
        (&ascii(20_000), &wide),
        (&ascii(500), &wide),
        (&[LINE.as_bytes(), &ascii(20_000)].concat(), &wide),
        (&ascii(20_000), &of_utf32),
        (&large, &wide),
    ] {
        let (status, stdout) = compact("a.txt", &[&before[..], after].concat());
        assert!(
            status == 2 && stdout.contains("the file mixes UTF-16"),
            "{} bytes: {stdout}",
            before.len()
        );
    }
    let harmless = [ascii(20_000), utf16le("nothing = 1\n")].concat();
    assert_eq!(compact("a.txt", &harmless).0, 0);
    let list = format!("{}a\0b\0c\0", LINE.replace(' ', "\0"));
    assert_eq!(
        compact("a.js", list.as_bytes()).0,
        1,
        "each entry ends with a NUL"
    );
}

/// One that is too large to be held is not decoded twice: it is reported.
#[test]
fn a_large_file_with_a_wrong_byte_order_mark_is_an_error() {
    let filler = "x".repeat(79) + "\n";
    let lie = [
        b"\xff\xfe",
        filler.repeat(250_000).as_bytes(),
        LINE.as_bytes(),
    ]
    .concat();
    let (status, stdout) = compact("a.js", &lie);
    assert!(
        status == 2 && stdout.contains("not scanned: cannot read: the file mixes UTF-16"),
        "{stdout}"
    );
    let utf32 = utf32le(&format!("{}{LINE}", filler.repeat(60_000)));
    let (status, stdout) = compact("a.py", &utf32);
    assert!(
        status == 1 && stdout.starts_with("a.py:60001:6: error[end-of-life]"),
        "{stdout}"
    );
}

#[test]
fn a_nul_does_not_hide_a_line_of_code() {
    for (name, nuls) in [
        ("app.js", 1),
        ("notes", 1),
        ("notes", 16),
        ("app.js", 500),
        ("main.tf", 500),
    ] {
        let content = format!("{LINE}{}\n// {}\n", "x\n".repeat(100), "\0".repeat(nuls));
        let (status, stdout) = compact(name, content.as_bytes());
        assert!(
            status == 1 && stdout.contains("error[end-of-life]"),
            "{name} {nuls}: {stdout}"
        );
    }
}

/// A script without a known name runs all the same.
#[test]
fn nul_bytes_do_not_hide_a_script() {
    let script = [
        b"#!/usr/bin/env node\n// ",
        &[0; 40][..],
        b"\nconst m = \"anthropic.claude-v2\";\n",
    ]
    .concat();
    let (status, printed) = compact("run", &script);
    assert_eq!(status, 1, "{printed}");
    assert!(
        printed.starts_with("run:3:12: error[end-of-life]"),
        "{printed}"
    );
}

/// Git calls it binary and names no lines.
#[test]
fn a_text_file_that_a_change_makes_binary_is_reported() {
    let folder = folder_with("app.js", b"one();\n");
    let path = folder.path();
    git(path, ["init", "-q"]);
    git(path, ["add", "--all"]);
    git(path, ["commit", "-q", "-m", "text"]);
    for content in [
        format!("{LINE}// \0\n"),
        format!("{LINE}// {}\n", "\0".repeat(999)),
    ] {
        fs::write(path.join("app.js"), &content).expect("a file");
        fs::write(path.join("app.data"), &content).expect("a file");
        git(path, ["add", "--all"]);
        for mode in ["--staged", "--diff=HEAD"] {
            let run = scan(path, &[mode, "-o", "compact"]);
            assert_eq!(run.status, 1, "{mode}: {}", run.stdout);
            assert!(
                run.stdout.contains("app.js:1:6: error[end-of-life]"),
                "{mode}: {}",
                run.stdout
            );
        }
    }
    // In a file with another name so many NULs are not text, but a change that nobody can review.
    let only = ["--staged", "app.data", "-o", "compact"];
    let run = scan(path, &only);
    assert!(
        run.status == 1 && run.stdout.contains("app.data:1:1: warning[binary-mention]"),
        "{}",
        run.stdout
    );
}

#[test]
fn a_binary_file_is_listed_and_has_one_note() {
    let zeros = vec![0; 100_000];
    let ids = b"=us.anthropic.claude-v2\0amazon.titan-text-lite-v1\0anthropic.claude-v2\0";
    let folder = folder_with(
        "a.bin",
        &[&zeros, &ids[..], &zeros, b"anthropic.claude-sonnet-4-6\0"].concat(),
    );
    fs::write(folder.path().join("b.bin"), &zeros).expect("a file");
    fs::write(folder.path().join("c.py"), "x = 1\n").expect("a file");
    let run = scan(folder.path(), &["-o", "json", "--inventory"]);
    assert_eq!(run.status, 0, "{}", run.stdout);
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let skipped: Vec<_> = report["skipped"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|s| (&s["path"], &s["reason"]))
        .collect();
    assert_eq!(
        skipped,
        [
            (&"a.bin".into(), &"binary".into()),
            (&"b.bin".into(), &"binary".into())
        ]
    );
    assert_eq!(report["stats"]["files_scanned"], 1);
    let findings = report["findings"].as_array().expect("a list");
    assert_eq!(findings.len(), 1, "{findings:?}");
    let finding = &findings[0];
    assert_eq!(
        (&finding["rule"], &finding["level"]),
        (&"binary-mention".into(), &"note".into())
    );
    assert_eq!(
        finding["message"],
        "This binary file mentions amazon.titan-text-lite-v1 (End-of-Life), anthropic.claude-v2 (End-of-Life), \
         anthropic.claude-sonnet-4-6 (Active)."
    );
    for (settings, cause) in [
        ("[level]\nbinary-mention = \"off\"\n", "rule-off"),
        ("context = [\"code\"]\n", "context"),
    ] {
        fs::write(folder.path().join("bedrock-eol.toml"), settings).expect("settings");
        let run = scan(folder.path(), &["-o", "json"]);
        let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
        assert_eq!(
            (
                &report["left_out"][cause],
                report["findings"].as_array().map(Vec::len)
            ),
            (&1.into(), Some(0))
        );
    }
}

/// The limit is in SECURITY.md; the text after it is left out like the rest of the file.
#[test]
fn a_binary_file_is_searched_up_to_a_limit() {
    let limit = 16 << 20;
    let at = |at: usize| {
        let mut content = vec![0; limit + (1 << 20)];
        content[at..at + 19].copy_from_slice(b"anthropic.claude-v2");
        let folder = folder_with("a.bin", &content);
        scan(folder.path(), &["-o", "compact", "a.bin"]).stdout
    };
    assert!(at(limit - 100).starts_with("a.bin:1:1: note[binary-mention]"));
    assert_eq!(
        at(limit + (1 << 19)),
        "No file was scanned.\nLeft out: 1 file (1 binary).\n"
    );
}

/// Text of a mainframe is not searched, but listed; text of other languages that is not UTF-8 is scanned.
#[test]
fn text_that_cannot_be_decoded_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    // "MODEL = 'anthropic.claude-v2'" and a line break in code page 37.
    let ebcdic = b"\xd4\xd6\xc4\xc5\xd3\x40\x7e\x40\x7d\x81\x95\xa3\x88\x99\x96\x97\x89\x83\x4b\x83\x93\x81\xa4\x84\x85\x60\xa5\xf2\x7d\x25";
    std::fs::write(folder.path().join("a.cbl"), ebcdic.repeat(5)).unwrap();
    // Greek and Russian in their old encodings.
    std::fs::write(
        folder.path().join("b.txt"),
        b"\xea\xe1\xeb\xe7\xec\xdd\xf1\xe1 \xea\xfc\xf3\xec\xe5 ".repeat(9),
    )
    .unwrap();
    std::fs::write(
        folder.path().join("c.txt"),
        b"\xf0\xd2\xc9\xd7\xc5\xd4 \xcd\xc9\xd2 ".repeat(9),
    )
    .unwrap();
    let ran = crate::program::run(
        folder.path(),
        &["scan", "--as-of", crate::program::AS_OF, "-o", "json"],
    );
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        report["skipped"],
        serde_json::json!([{"path": "a.cbl", "reason": "binary"}])
    );
    assert_eq!(report["stats"]["files_scanned"], 2);
}
