//! Repositories whose own files are damaged, or lead elsewhere.

use std::fs;
use std::path::{Path, PathBuf};
#[cfg(unix)]
use std::process::Command;

use bedrock_eol::git::{GitError, Repository};

use crate::program::{AS_OF, Run, git, run};
#[cfg(unix)]
use crate::program::{make_pipe, run_within};

const RETIRED: &str = "MODEL = \"anthropic.claude-v2\"\n";

fn repository(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    git(folder, ["init", "-q", "-b", "main"]);
    git(folder, ["commit", "-q", "--allow-empty", "-m", "first"]);
}

fn scan(folder: &Path, arguments: &[&str]) -> Run {
    run(
        folder,
        &[
            &["scan", "--as-of", AS_OF, "--output", "compact"],
            arguments,
        ]
        .concat(),
    )
}

fn object_file(folder: &Path, object: &str) -> PathBuf {
    let file = folder
        .join(".git/objects")
        .join(&object[..2])
        .join(&object[2..]);
    let mut permissions = file.metadata().unwrap().permissions();
    #[allow(
        clippy::permissions_set_readonly_false,
        reason = "a file of this test's own folder"
    )]
    permissions.set_readonly(false);
    fs::set_permissions(&file, permissions).unwrap();
    file
}

/// Damaged in the three ways that git answers differently to: the other staged files are read all the same,
/// and what is damaged is not called missing.
#[test]
fn a_damaged_object_hides_no_other() {
    let root = tempfile::tempdir().unwrap();
    repository(root.path());
    for name in ["a.py", "b.py", "c.py", "d.py", "e.py"] {
        fs::write(root.path().join(name), format!("{RETIRED}# {name}\n")).unwrap();
    }
    git(root.path(), ["add", "."]);
    let object = |name: &str| git(root.path(), ["rev-parse", &format!(":{name}")]);
    let whole = fs::read(object_file(root.path(), &object("b.py"))).unwrap();
    fs::write(object_file(root.path(), &object("b.py")), &whole[..12]).unwrap();
    fs::write(object_file(root.path(), &object("c.py")), "garbage").unwrap();
    fs::write(object_file(root.path(), &object("d.py")), "").unwrap();
    let ran = scan(root.path(), &["--staged"]);
    assert_eq!(ran.status, 2, "{}", ran.stderr);
    for name in ["a.py", "e.py"] {
        assert!(
            ran.stdout.contains(&format!("{name}:1:10: error")),
            "{name}: {}",
            ran.stdout
        );
    }
    for name in ["b.py", "c.py", "d.py"] {
        let line = ran
            .stdout
            .lines()
            .find(|line| line.contains(name))
            .unwrap_or_default();
        assert!(
            line.contains("damaged") && !line.contains("not in this clone"),
            "{name}: {}",
            ran.stdout
        );
    }
}

/// Git opens a loose object and waits for a writer, without end.
#[cfg(unix)]
#[test]
fn a_pipe_instead_of_an_object_or_pack_is_damaged_and_does_not_hang() {
    let root = tempfile::tempdir().unwrap();
    repository(root.path());
    for name in ["a.py", "b.py", "c.py"] {
        fs::write(root.path().join(name), format!("{RETIRED}# {name}\n")).unwrap();
    }
    git(root.path(), ["add", "."]);
    let object = object_file(root.path(), &git(root.path(), ["rev-parse", ":b.py"]));
    fs::remove_file(&object).unwrap();
    make_pipe(&object);
    let pack = root
        .path()
        .join(".git/objects/pack/pack-0123456789012345678901234567890123456789");
    fs::write(pack.with_extension("pack"), "").unwrap();
    make_pipe(pack.with_extension("idx"));
    let ran = scan(root.path(), &["--staged"]);
    assert_eq!(ran.status, 2, "{}", ran.stderr);
    assert!(
        ran.stdout.contains("a.py:1:10: error") && ran.stdout.contains("c.py:1:10: error"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("b.py") && ran.stdout.contains("damaged"),
        "{}",
        ran.stdout
    );
}

/// A hole takes no space in an archive, and git would read it into memory.
#[cfg(unix)]
#[test]
fn a_huge_file_of_git_is_refused() {
    for name in ["info/grafts", "objects/info/alternates", "refs/heads/main"] {
        let root = tempfile::tempdir().unwrap();
        repository(root.path());
        let huge = fs::File::create(root.path().join(".git").join(name)).unwrap();
        huge.set_len((256 << 20) + 1).unwrap();
        for arguments in [&["--staged"][..], &["--diff", "HEAD"]] {
            let ran = scan(root.path(), arguments);
            assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{name}");
            assert!(ran.stderr.contains("larger than 256 MiB"), "{}", ran.stderr);
        }
    }
}

/// A repository's own configuration names files of git, which git opens and, where it does not understand one, quotes.
#[cfg(unix)]
#[test]
fn files_that_the_configuration_of_git_names_neither_hang_nor_leak() {
    let home = tempfile::tempdir().unwrap();
    let (own, secret) = (home.path().join("own"), home.path().join("secret"));
    fs::write(&secret, "[core]\n abbrev = S3CRET\n").unwrap();
    make_pipe(home.path().join("pipe"));
    repository(&own);
    fs::write(own.join("a.py"), RETIRED).unwrap();
    git(&own, ["add", "."]);
    let config = fs::read_to_string(own.join(".git/config")).unwrap();
    for (section, key) in [
        ("core", "excludesFile"),
        ("include", "path"),
        ("includeIf \"gitdir:/**\"", "path"),
    ] {
        let named = format!(
            "{config}[{section}]\n\t{key} = {}\n",
            home.path().join("pipe").display()
        );
        fs::write(own.join(".git/config"), named).unwrap();
        let ran = run_within(
            &own,
            &["scan", "--as-of", AS_OF, "--staged", "--output", "compact"],
        );
        assert!(
            ran.stdout.contains("a.py:1:10: error"),
            "{section}: {}{}",
            ran.stdout,
            ran.stderr
        );
    }
    fs::write(
        own.join(".git/config"),
        format!("{config}[include]\n\tpath = {}\n", secret.display()),
    )
    .unwrap();
    let ran = scan(&own, &["--staged"]);
    assert_eq!(ran.status, 2, "{}", ran.stdout);
    assert!(
        !ran.stderr.contains("S3CRET") && ran.stderr.contains("configuration"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_deleted_object_is_missing_and_not_damaged() {
    let root = tempfile::tempdir().unwrap();
    repository(root.path());
    fs::write(root.path().join("a.py"), RETIRED).unwrap();
    git(root.path(), ["add", "."]);
    fs::remove_file(object_file(
        root.path(),
        &git(root.path(), ["rev-parse", ":a.py"]),
    ))
    .unwrap();
    let ran = scan(root.path(), &["--staged"]);
    assert_eq!(ran.status, 2);
    assert!(
        ran.stdout.contains("not in this clone") && !ran.stdout.contains("damaged"),
        "{}",
        ran.stdout
    );
}

#[track_caller]
fn refused(folder: &Path, word: &str) {
    match Repository::discover(folder) {
        Err(GitError::Elsewhere(message)) => assert!(message.contains(word), "{message}"),
        other => panic!("{other:?}"),
    }
    for arguments in [&["--staged"][..], &["--diff", "HEAD"]] {
        let ran = scan(folder, arguments);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
    }
}

#[test]
fn a_work_tree_elsewhere_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let (scanned, elsewhere) = (home.path().join("scanned"), home.path().join("elsewhere"));
    repository(&scanned);
    repository(&elsewhere);
    fs::write(scanned.join("a.py"), "").unwrap();
    git(&scanned, ["add", "."]);
    git(&scanned, ["commit", "-q", "-m", "second"]);
    for folder in [&elsewhere, home.path()] {
        fs::write(folder.join("a.py"), RETIRED).unwrap();
        git(
            &scanned,
            ["config", "core.worktree", folder.to_str().unwrap()],
        );
        refused(&scanned, "core.worktree");
    }
}

#[test]
fn a_path_of_the_index_outside_of_the_tree_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let scanned = home.path().join("scanned");
    fs::write(home.path().join("a.py"), RETIRED).unwrap();
    // Git adds no such path, so another one of the same length is added and replaced.
    for (added, path) in [
        ("xx/a.py", "../a.py"),
        ("xgit/description", ".git/description"),
        ("aa/xx/xx/a.py", "aa/../../a.py"),
    ] {
        repository(&scanned);
        fs::create_dir(scanned.join("aa")).unwrap();
        fs::write(scanned.join(".git/description"), RETIRED).unwrap();
        fs::write(scanned.join("a.py"), "").unwrap();
        let blob = git(&scanned, ["hash-object", "-w", "a.py"]);
        let row = format!("100644,{},{added}", blob.trim());
        git(&scanned, ["update-index", "--add", "--cacheinfo", &row]);
        let index = scanned.join(".git/index");
        let bytes = fs::read(&index).unwrap();
        let at = bytes
            .windows(added.len())
            .position(|window| window == added.as_bytes())
            .unwrap();
        let changed = [&bytes[..at], path.as_bytes(), &bytes[at + added.len()..]].concat();
        fs::write(&index, changed).unwrap();
        for arguments in [&["--staged"][..], &["--diff", "HEAD"]] {
            let ran = scan(&scanned, arguments);
            assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{path}");
            assert!(
                ran.stderr.contains("outside of that working tree"),
                "{path}: {}",
                ran.stderr
            );
        }
        fs::remove_dir_all(&scanned).unwrap();
    }
}

#[test]
fn a_repository_of_another_folder_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let (scanned, other) = (home.path().join("scanned"), home.path().join("other"));
    repository(&other);
    fs::create_dir(&scanned).unwrap();
    fs::write(
        scanned.join(".git"),
        format!("gitdir: {}\n", other.join(".git").display()),
    )
    .unwrap();
    refused(&scanned, "does not belong");
    #[cfg(unix)]
    {
        fs::remove_file(scanned.join(".git")).unwrap();
        std::os::unix::fs::symlink(other.join(".git"), scanned.join(".git")).unwrap();
        refused(&scanned, "does not belong");
    }
    let own = home.path().join("own");
    repository(&own);
    fs::write(
        own.join(".git/commondir"),
        other.join(".git").to_str().unwrap(),
    )
    .unwrap();
    refused(&own, "does not belong");
}

/// A link inside of `.git` makes the history of another repository this one's; a link to a part of itself does not.
#[cfg(unix)]
#[test]
fn a_history_that_a_link_leads_to_is_refused() {
    use std::os::unix::fs::symlink;

    let home = tempfile::tempdir().unwrap();
    let other = home.path().join("other");
    repository(&other);
    for part in ["objects", "refs", "packed-refs", "HEAD"] {
        let own = home.path().join(part);
        repository(&own);
        git(&own, ["pack-refs", "--all"]);
        git(&other, ["pack-refs", "--all"]);
        let path = own.join(".git").join(part);
        fs::rename(&path, own.join(".git/before")).unwrap();
        symlink(other.join(".git").join(part), &path).unwrap();
        refused(&own, "does not belong");
        fs::remove_file(&path).unwrap();
        // Git itself takes no other link for HEAD than one to a branch.
        let target = if part == "HEAD" {
            "refs/heads/main"
        } else {
            "before"
        };
        symlink(target, &path).unwrap();
        let run = scan(&own, &["--diff", "HEAD"]);
        assert_eq!(run.status, 0, "{part}: {}", run.stderr);
    }
}

/// Grafts give a commit other parents, by which what a change adds could be made to be there before.
#[test]
fn grafts_do_not_decide_what_a_change_adds() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    repository(folder);
    let commit = |file: &str, text: &str| {
        fs::write(folder.join(file), text).unwrap();
        git(folder, ["add", "-A"]);
        git(folder, ["commit", "-qm", file]);
        git(folder, ["rev-parse", "HEAD"]).trim().to_owned()
    };
    let base = commit("base.py", "x = 1\n");
    let added = commit("a.py", "MODEL = \"anthropic.claude-v2\"\n");
    commit("later.py", "y = 1\n");
    git(folder, ["branch", "main-before", &base]);
    fs::create_dir_all(folder.join(".git/info")).unwrap();
    fs::write(folder.join(".git/info/grafts"), format!("{base} {added}\n")).unwrap();
    let run = scan(folder, &["--diff", "main-before"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
}

/// A repository in `home` that has another one as its submodule `sub`, staged.
fn with_submodule(home: &Path) -> PathBuf {
    let (inner, outer) = (home.join("inner"), home.join("outer"));
    repository(&inner);
    repository(&outer);
    let inner = inner.to_str().unwrap();
    git(
        &outer,
        [
            "-c",
            "protocol.file.allow=always",
            "submodule",
            "--quiet",
            "add",
            inner,
            "sub",
        ],
    );
    outer
}

/// A submodule's repository is in that of the project around it, and names the submodule as its work tree.
#[test]
fn a_submodule_is_not_refused() {
    let home = tempfile::tempdir().unwrap();
    let outer = with_submodule(home.path());
    fs::write(outer.join("sub/a.py"), RETIRED).unwrap();
    git(&outer.join("sub"), ["add", "."]);
    let ran = scan(&outer.join("sub"), &["--staged"]);
    assert_eq!(ran.status, 1, "{}", ran.stderr);
}

/// Nothing of a submodule is in the change, whose new commit may bring anything.
#[test]
fn a_submodule_that_a_change_moves_is_listed() {
    let home = tempfile::tempdir().unwrap();
    let outer = with_submodule(home.path());
    let ran = run(
        &outer,
        &["scan", "--as-of", AS_OF, "--staged", "--output", "json"],
    );
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        report["skipped"],
        serde_json::json!([{"path": "sub", "reason": "submodule"}]),
        "{}",
        ran.stdout
    );
    assert_eq!(report["left_out"]["submodule"], 1);
    let badge = run(
        &outer,
        &["scan", "--as-of", AS_OF, "--staged", "--output", "badge"],
    )
    .stdout;
    assert!(!badge.contains("up to date"), "{badge}");
}

/// What git tracks is scanned although an ignore file names it, in the index's split form too.
#[test]
fn a_split_index_is_read() {
    let root = tempfile::tempdir().unwrap();
    repository(root.path());
    fs::create_dir(root.path().join("out")).unwrap();
    for name in ["one.py", "out/two.py"] {
        fs::write(root.path().join(name), RETIRED).unwrap();
    }
    git(root.path(), ["add", "."]);
    fs::write(root.path().join(".gitignore"), "out/\none.py\nthree.py\n").unwrap();
    git(root.path(), ["config", "core.splitIndex", "true"]);
    git(root.path(), ["update-index", "--split-index"]);
    fs::write(root.path().join("three.py"), RETIRED).unwrap();
    git(root.path(), ["add", "--force", "three.py"]);
    let ran = scan(root.path(), &[]);
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    for name in ["one.py", "out/two.py", "three.py"] {
        assert!(
            ran.stdout.contains(&format!("{name}:1:10")),
            "{name}: {}",
            ran.stdout
        );
    }
}

/// With `working-tree-encoding` a blob of Chinese characters is a program in the checkout.
#[test]
fn a_blob_that_becomes_another_text_in_the_checkout_is_an_error() {
    let root = tempfile::tempdir().unwrap();
    repository(root.path());
    let pairs: Vec<u16> = "m = 'anthropic.claude-v2' "
        .as_bytes()
        .chunks(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    fs::write(
        root.path().join("a.py"),
        String::from_utf16(&pairs).unwrap(),
    )
    .unwrap();
    fs::write(root.path().join("b.py"), RETIRED).unwrap();
    git(root.path(), ["add", "."]);
    git(root.path(), ["commit", "-qm", "m"]);
    for arguments in [
        &["--diff", "HEAD~1..HEAD"][..],
        &["--diff", "HEAD~1..HEAD", "--untrusted"],
    ] {
        let ran = scan(root.path(), arguments);
        assert_eq!(ran.status, 2, "{}", ran.stderr);
        let message = "a.py: not scanned: git can check it out as another text that names a model";
        assert!(
            ran.stderr.contains(message) || ran.stdout.contains(message),
            "{}{}",
            ran.stdout,
            ran.stderr
        );
        assert!(ran.stdout.contains("b.py:1:10"), "{}", ran.stdout);
    }
}

#[cfg(unix)]
#[test]
fn a_git_in_the_scanned_tree_is_never_run() {
    use std::os::unix::fs::PermissionsExt as _;

    let root = tempfile::tempdir().unwrap();
    repository(root.path());
    fs::write(root.path().join("a.py"), RETIRED).unwrap();
    git(root.path(), ["add", "."]);
    let planted = root.path().join("git");
    fs::write(
        &planted,
        "#!/bin/sh\ntouch \"$(dirname \"$0\")/run\"\nexit 1\n",
    )
    .unwrap();
    fs::set_permissions(&planted, fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::var("PATH").unwrap();
    for planted in [
        ".".to_owned(),
        String::new(),
        root.path().to_str().unwrap().to_owned(),
    ] {
        let ran = Command::new(env!("CARGO_BIN_EXE_bedrock-eol"))
            .args(["scan", "--staged", "--as-of", AS_OF])
            .current_dir(root.path())
            .env("PATH", format!("{planted}:{path}"))
            .output()
            .unwrap();
        assert_eq!(
            ran.status.code(),
            Some(1),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
        assert!(!root.path().join("run").exists(), "PATH={planted:?}");
    }
}
