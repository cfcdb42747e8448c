//! A newer catalog alone fails no change that is not about it.

use std::path::Path;

use tempfile::TempDir;

use crate::program::{AS_OF, git, run};

const MODEL: &str = "us.amazon.nova-pro-v1:0";

/// A catalog that came out after the change was begun: the model ended, a Legacy one has another replacement, and the
/// whole is newer.
const UPDATE: &str = "\
overlay: an update
as_of: 2026-11-22
sources:
  table:
    title: AWS's table of that day
    retrieved: 2026-11-22
    evidence: aws
models:
  - id: amazon.nova-pro-v1:0
    source: table
    legacy: 2026-05-20
    eol: 2026-11-21
    replacements:
      - model: amazon.nova-2-lite-v1:0
        named_by: catalog
  - id: anthropic.claude-sonnet-4-5-20250929-v1:0
    source: table
    replacements:
      - model: anthropic.claude-sonnet-5
        named_by: catalog
";

/// A repository that uses the model, and the update next to it.
fn repository() -> (TempDir, TempDir) {
    let (repository, beside) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    std::fs::write(beside.path().join("update.yaml"), UPDATE).unwrap();
    let legacy = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    let code =
        format!("client.converse(modelId=\"{MODEL}\")\nclient.converse(modelId=\"{legacy}\")\n");
    git(repository.path(), ["init", "-q", "-b", "main"]);
    commit(repository.path(), "a.py", &code);
    (repository, beside)
}

fn commit(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
    git(folder, ["add", "--all"]);
    git(folder, ["commit", "-q", "-m", "change"]);
}

/// Exit code and findings with the catalog of the program and with the update.
fn with_both(repository: &TempDir, beside: &TempDir, how: &[&str]) -> [(i32, String); 2] {
    let update = beside.path().join("update.yaml");
    let update = update.to_str().unwrap();
    [&[][..], &["--catalog", update][..]].map(|catalog| {
        let asked = [
            &["scan", "--output", "compact", "--as-of", AS_OF],
            how,
            catalog,
        ]
        .concat();
        let run = run(repository.path(), &asked);
        (run.status, run.stdout)
    })
}

#[test]
fn a_catalog_update_alone_fails_no_unrelated_change() {
    let (repository, beside) = repository();
    let old = std::fs::read_to_string(repository.path().join("a.py")).unwrap();
    // A new file, and lines around those that use the models.
    commit(repository.path(), "b.py", "print(1)\n");
    commit(
        repository.path(),
        "a.py",
        &format!(
            "import boto3\n{}print(2)\n",
            old.replace("\nclient", "\n\nclient")
        ),
    );
    for how in [&["--diff", "HEAD~1"][..], &["--diff", "HEAD~2"]] {
        let [before, after] = with_both(&repository, &beside, how);
        assert_eq!(before, (0, String::new()), "{how:?}");
        assert_eq!(
            after, before,
            "{how:?}: the update alone changes the answer"
        );
    }
    std::fs::write(repository.path().join("b.py"), "print(3)\n").unwrap();
    git(repository.path(), ["add", "--all"]);
    let [before, after] = with_both(&repository, &beside, &["--staged"]);
    assert_eq!((before.0, &after), (0, &before));
}

/// The guard of the test above: the update does matter where the change or the scan is about the model.
#[test]
fn the_update_is_reported_where_the_model_is_added_and_by_a_full_scan() {
    let (repository, beside) = repository();
    let [before, after] = with_both(&repository, &beside, &[]);
    assert_eq!(before.0, 0, "{}", before.1);
    assert!(
        after.0 == 1 && after.1.contains("error[end-of-life]"),
        "{}",
        after.1
    );
    commit(
        repository.path(),
        "b.py",
        &format!("client.converse(modelId=\"{MODEL}\")\n"),
    );
    let [before, after] = with_both(&repository, &beside, &["--diff", "HEAD~1"]);
    assert_eq!(before.0, 0, "{}", before.1);
    assert!(after.0 == 1 && after.1.contains("b.py"), "{}", after.1);
}
