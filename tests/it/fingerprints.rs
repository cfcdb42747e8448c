//! A fingerprint is the finding's own: it does not depend on the working directory, on how the file was named, or
//! on the lines above.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{AS_OF, git};

const PATH: &str = "deep/er/models.py";
/// The same line twice, another one in a file of its own.
const LINES: &str = "M = \"anthropic.claude-v2\"\nM = \"anthropic.claude-v2\"\n";

/// A repository whose only commit is empty of references; the files are in the index and the working tree.
fn project() -> TempDir {
    let folder = TempDir::new().unwrap();
    git(folder.path(), ["init", "-q", "-b", "main"]);
    git(
        folder.path(),
        ["commit", "-q", "--allow-empty", "-m", "first"],
    );
    fs::create_dir_all(folder.path().join("deep/er")).unwrap();
    fs::write(folder.path().join(PATH), LINES).unwrap();
    git(folder.path(), ["add", "--all"]);
    folder
}

/// The fingerprints of a scan from `folder`.
fn fingerprints(folder: &Path, args: &[&str], input: &str) -> BTreeSet<String> {
    let mut command = Command::cargo_bin("bedrock-eol").unwrap();
    command
        .current_dir(folder)
        .args(["scan", "--as-of", AS_OF, "--output", "json"])
        .args(args);
    let output = command.write_stdin(input).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{args:?}: {}", String::from_utf8_lossy(&output.stderr)));
    let findings = report["findings"].as_array().unwrap();
    let prints: Vec<String> = findings
        .iter()
        .map(|finding| finding["fingerprint"].as_str().unwrap().to_owned())
        .collect();
    let different: BTreeSet<String> = prints.iter().cloned().collect();
    assert_eq!(
        prints.len(),
        different.len(),
        "{args:?}: two findings share a fingerprint"
    );
    different
}

#[test]
fn a_fingerprint_is_the_same_from_everywhere() {
    let project = project();
    let root = project.path();
    let want = fingerprints(root, &["."], "");
    assert_eq!(want.len(), 2, "two equal lines are two findings");
    let absolute = root.join(PATH).display().to_string();
    for (folder, args, input) in [
        ("", vec![PATH], ""),
        ("", vec!["deep"], ""),
        ("", vec![absolute.as_str()], ""),
        ("deep", vec!["."], ""),
        ("deep/er", vec!["models.py"], ""),
        ("deep/er", vec!["../.."], ""),
        ("", vec!["--files-from", "-"], PATH),
        ("deep", vec!["--files-from", "-"], "er/models.py"),
        ("", vec!["-", "--stdin-filename", PATH], LINES),
        ("deep", vec!["-", "--stdin-filename", "er/models.py"], LINES),
        ("", vec!["--staged"], ""),
        ("deep/er", vec!["--staged"], ""),
        ("", vec!["--diff", "HEAD"], ""),
        ("deep", vec!["--diff", "HEAD"], ""),
    ] {
        assert_eq!(
            fingerprints(&root.join(folder), &args, input),
            want,
            "{folder:?} {args:?}"
        );
    }
}

#[test]
fn lines_above_change_no_fingerprint() {
    let project = project();
    let before = fingerprints(project.path(), &["."], "");
    fs::write(
        project.path().join(PATH),
        format!("# one\n\n# three\n\n{LINES}"),
    )
    .unwrap();
    assert_eq!(fingerprints(project.path(), &["."], ""), before);
}
