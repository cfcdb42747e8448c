//! Which files a scan looks at.

use std::collections::BTreeMap;
use std::fs;
use std::path::{MAIN_SEPARATOR, Path};

use bedrock_eol::walk::{
    IgnoreFiles, LeftOutBy, Origin, Skip, WalkError, WalkOptions, Walked, left_out_of_tracked, walk,
};
use tempfile::TempDir;

use crate::program::git;

fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn walked(folder: &Path, options: &WalkOptions) -> Walked {
    walk(&[folder.to_path_buf()], options).unwrap()
}

/// Paths relative to `folder`.
fn names(folder: &Path, walked: &Walked) -> Vec<String> {
    let folder = fs::canonicalize(folder).unwrap();
    let below = |open: &Path| {
        open.strip_prefix(&folder)
            .unwrap()
            .to_string_lossy()
            .replace(MAIN_SEPARATOR, "/")
    };
    walked
        .files
        .iter()
        .map(|file| below(&fs::canonicalize(&file.open).unwrap()))
        .collect()
}

fn found(folder: &TempDir, options: &WalkOptions) -> Vec<String> {
    names(folder.path(), &walked(folder.path(), options))
}

#[test]
fn ignore_files_apply_outside_of_repositories_and_hidden_files_are_found() {
    let folder = tree(&[
        (".gitignore", "*.log\n/build/\n"),
        (".ignore", "vendor\n!keep.log\n"),
        (".bedrock-eol-ignore", "fixtures/**\n!fixtures/real.txt\n"),
        (".env", ""),
        (".github/workflows/a.yml", ""),
        ("a.log", ""),
        ("keep.log", ""),
        ("build/a", ""),
        ("src/build/a", ""),
        ("vendor/a", ""),
        ("fixtures/a", ""),
        ("fixtures/real.txt", ""),
        ("src/.gitignore", "!x.log"),
        ("src/x.log", ""),
        ("src/y.log", ""),
    ]);
    let expected = [
        ".bedrock-eol-ignore",
        ".env",
        ".github/workflows/a.yml",
        ".gitignore",
        ".ignore",
        "fixtures/real.txt",
        "keep.log",
        "src/.gitignore",
        "src/build/a",
        "src/x.log",
    ];
    assert_eq!(found(&folder, &WalkOptions::default()), expected);
    assert_eq!(
        walked(folder.path(), &WalkOptions::default()).left_out[&LeftOutBy::IgnoreFile],
        5
    );
    let all = WalkOptions {
        no_ignore: true,
        ..WalkOptions::default()
    };
    assert_eq!(found(&folder, &all).len(), 15);
}

#[test]
fn ignore_files_above_a_named_folder_apply_up_to_the_repository() {
    let folder = tree(&[
        (".gitignore", "*.txt\n"),
        ("repository/.gitignore", "/sub/a.md\n"),
        ("repository/sub/a.md", ""),
        ("repository/sub/a.txt", ""),
        ("repository/sub/b.md", ""),
    ]);
    git(&folder.path().join("repository"), ["init", "-q"]);
    let sub = folder.path().join("repository/sub");
    assert_eq!(
        names(&sub, &walked(&sub, &WalkOptions::default())),
        ["a.txt", "b.md"]
    );
}

#[test]
fn the_git_folder_is_never_scanned() {
    let folder = tree(&[
        ("a", ""),
        (".git/HEAD", "ref: refs/heads/main\n"),
        (".git/config", ""),
        ("sub/.git", "gitdir: nowhere\n"),
        ("sub/b", ""),
    ]);
    let all = WalkOptions {
        no_ignore: true,
        ..WalkOptions::default()
    };
    assert_eq!(found(&folder, &all), ["a", "sub/b"]);
}

/// A folder that only has the name of git's is scanned like any other.
#[test]
fn a_file_or_folder_that_is_only_named_like_the_git_folder_is_scanned() {
    let folder = tree(&[
        ("one/.git/a.py", ""),
        ("two/.git", "MODEL=anthropic.claude-v2\n"),
    ]);
    for options in [
        WalkOptions::default(),
        WalkOptions {
            ignore_files: IgnoreFiles::Untracked,
            ..WalkOptions::default()
        },
    ] {
        assert_eq!(found(&folder, &options), ["one/.git/a.py", "two/.git"]);
    }
}

#[test]
fn tracked_files_are_scanned_whatever_gitignore_says() {
    for version in ["2", "3", "4"] {
        let folder = tree(&[
            (".gitignore", "*.log\n/out/\n"),
            (".bedrock-eol-ignore", "quiet.log\nsilent/\n"),
            ("a.log", ""),
            ("untracked.log", ""),
            ("quiet.log", ""),
            ("out/deep/er/tracked.txt", ""),
            ("out/deep/untracked.txt", ""),
            ("out/gone.txt", ""),
            ("out/silent/tracked.txt", ""),
            ("z.txt", ""),
        ]);
        git(folder.path(), ["init", "-q"]);
        let tracked = [
            "a.log",
            "quiet.log",
            "out/deep/er/tracked.txt",
            "out/gone.txt",
            "out/silent/tracked.txt",
            "z.txt",
        ];
        git(folder.path(), [&["add", "-f"][..], &tracked].concat());
        if version == "3" {
            git(folder.path(), ["add", "-f", "-N", "out/deep/untracked.txt"]);
        }
        git(folder.path(), ["update-index", "--index-version", version]);
        fs::remove_file(folder.path().join("out/gone.txt")).unwrap();
        let mut expected = vec![
            ".bedrock-eol-ignore",
            ".gitignore",
            "a.log",
            "out/deep/er/tracked.txt",
            "z.txt",
        ];
        if version == "3" {
            expected.insert(4, "out/deep/untracked.txt");
        }
        assert_eq!(
            found(&folder, &WalkOptions::default()),
            expected,
            "index version {version}"
        );
        // untracked.log, quiet.log and the folder out, of which a part was taken back.
        assert_eq!(
            walked(folder.path(), &WalkOptions::default()).left_out[&LeftOutBy::IgnoreFile],
            3
        );
        let exclude = WalkOptions {
            exclude: vec!["out".into()],
            ..WalkOptions::default()
        };
        assert!(
            !found(&folder, &exclude)
                .iter()
                .any(|name| name.starts_with("out/"))
        );
    }
}

/// A submodule is one entry of the index, and what its own index tracks is scanned.
#[test]
fn a_submodule_that_gitignore_names_is_found() {
    let folder = tree(&[
        (".gitignore", "/vendor/\n/other\n"),
        ("a.py", ""),
        ("other/c.py", ""),
        ("vendor/loose.py", ""),
        ("vendor/sub/.gitignore", "*.log\n/inner\n"),
        ("vendor/sub/tracked.log", ""),
        ("vendor/sub/loose.log", ""),
        ("vendor/sub/b.py", ""),
        ("vendor/sub/inner/d.py", ""),
    ]);
    for repository in ["vendor/sub/inner", "vendor/sub", "other", "."] {
        let at = folder.path().join(repository);
        git(&at, ["init", "-q"]);
        let added = match repository {
            "vendor/sub" => &[".gitignore", "tracked.log", "b.py", "inner"][..],
            "." => &["a.py", "other", "vendor/sub"],
            _ => &["."],
        };
        git(
            &at,
            [
                &["-c", "advice.addEmbeddedRepo=false", "add", "-f"][..],
                added,
            ]
            .concat(),
        );
        git(&at, ["commit", "-qm", "m"]);
    }
    let expected = [
        ".gitignore",
        "a.py",
        "other/c.py",
        "vendor/sub/.gitignore",
        "vendor/sub/b.py",
        "vendor/sub/inner/d.py",
        "vendor/sub/tracked.log",
    ];
    for ignore_files in [IgnoreFiles::Checkout, IgnoreFiles::Untracked] {
        let options = WalkOptions {
            ignore_files,
            ..WalkOptions::default()
        };
        assert_eq!(found(&folder, &options), expected);
        // vendor, of which a part was taken back, and loose.log.
        assert_eq!(
            walked(folder.path(), &options).left_out[&LeftOutBy::IgnoreFile],
            2
        );
    }
    let include = WalkOptions {
        include: vec!["*.log".into()],
        ..WalkOptions::default()
    };
    assert_eq!(found(&folder, &include), ["vendor/sub/tracked.log"]);
}

/// A file in a folder that a sparse index keeps as one entry is tracked, whether the folder itself is ignored, one
/// around it, or what is in it.
#[test]
fn a_folder_of_a_sparse_index_is_found() {
    for ignored in ["/far/\n", "far/away\n", "**\n", "*.py\n", "c.py\n"] {
        let folder = tree(&[
            (".gitignore", ""),
            ("a/b.py", ""),
            ("far/away/deep/c.py", ""),
        ]);
        git(folder.path(), ["init", "-q"]);
        git(folder.path(), ["add", "-f", "."]);
        git(folder.path(), ["commit", "-qm", "m"]);
        git(
            folder.path(),
            ["sparse-checkout", "set", "--sparse-index", "a"],
        );
        assert!(
            git(folder.path(), ["ls-files", "--sparse"]).contains("far/"),
            "the index is sparse"
        );
        // Git makes the index whole when it comes upon these.
        fs::create_dir_all(folder.path().join("far/away/deep")).unwrap();
        fs::write(folder.path().join("far/away/deep/c.py"), "").unwrap();
        fs::write(folder.path().join(".gitignore"), ignored).unwrap();
        for ignore_files in [IgnoreFiles::Checkout, IgnoreFiles::Untracked] {
            let options = WalkOptions {
                ignore_files,
                ..WalkOptions::default()
            };
            assert_eq!(
                found(&folder, &options),
                [".gitignore", "a/b.py", "far/away/deep/c.py"],
                "{ignored}"
            );
            let excluding = WalkOptions {
                exclude: vec!["c.py".into()],
                ..options
            };
            assert_eq!(
                found(&folder, &excluding),
                [".gitignore", "a/b.py"],
                "{ignored}"
            );
        }
    }
}

/// A repository in a folder of another one that tracks what is in the folder hides nothing of it.
#[test]
fn tracked_files_of_an_outer_repository_are_found() {
    let folder = tree(&[("a/b.py", ""), ("a/.gitignore", "*\n"), ("a/loose.py", "")]);
    git(folder.path(), ["init", "-q"]);
    git(folder.path(), ["add", "-f", "a/b.py"]);
    git(&folder.path().join("a"), ["init", "-q"]);
    assert_eq!(found(&folder, &WalkOptions::default()), ["a/b.py"]);
}

#[test]
fn tracked_files_of_a_worktree_are_found() {
    let folder = tree(&[("main/.gitignore", "*.log\n"), ("main/a.log", "")]);
    let main = folder.path().join("main");
    git(&main, ["init", "-q"]);
    git(&main, ["add", "-f", "a.log", ".gitignore"]);
    git(
        &main,
        [
            "-c",
            "user.name=n",
            "-c",
            "user.email=e",
            "commit",
            "-qm",
            "m",
        ],
    );
    git(&main, ["worktree", "add", "-q", "../linked"]);
    let linked = folder.path().join("linked");
    assert_eq!(
        names(&linked, &walked(&linked, &WalkOptions::default())),
        [".gitignore", "a.log"]
    );
}

#[test]
fn an_index_of_sha256_is_read() {
    let folder = tree(&[(".gitignore", "*.log\n"), ("a.log", ""), ("b.log", "")]);
    git(folder.path(), ["init", "-q", "--object-format=sha256"]);
    git(folder.path(), ["add", "-f", "a.log"]);
    assert_eq!(
        found(&folder, &WalkOptions::default()),
        [".gitignore", "a.log"]
    );
}

#[test]
fn a_damaged_index_is_an_error_and_loses_nothing_else() {
    let folder = tree(&[
        (".gitignore", "*.log\n"),
        ("a.log", ""),
        ("b.txt", ""),
        (".git/HEAD", "ref: refs/heads/main\n"),
        (".git/index", "DIRC\0\0"),
    ]);
    let walked = walked(folder.path(), &WalkOptions::default());
    assert_eq!(names(folder.path(), &walked), [".gitignore", "b.txt"]);
    assert_eq!(walked.errors.len(), 1);
    assert!(
        walked.errors[0].1.contains("damaged"),
        "{:?}",
        walked.errors
    );
}

#[cfg(unix)]
#[test]
fn a_tracked_path_does_not_lead_out_of_the_repository_through_a_link() {
    use std::os::unix::fs::symlink;
    let folder = tree(&[
        ("outside/secret", ""),
        ("repository/.gitignore", "out\n"),
        ("repository/out/secret", ""),
    ]);
    let repository = folder.path().join("repository");
    git(&repository, ["init", "-q"]);
    git(&repository, ["add", "-f", "out/secret"]);
    fs::remove_dir_all(repository.join("out")).unwrap();
    symlink("../outside", repository.join("out")).unwrap();
    assert_eq!(
        names(&repository, &walked(&repository, &WalkOptions::default())),
        [".gitignore"]
    );
}

/// A folder that replaces a tracked file is not tracked, so `.gitignore` applies to it.
#[test]
fn an_ignored_folder_that_replaces_a_tracked_file_is_not_scanned() {
    let folder = tree(&[(".gitignore", "data\n"), ("data", "")]);
    git(folder.path(), ["init", "-q"]);
    git(folder.path(), ["add", "-f", "data"]);
    fs::remove_file(folder.path().join("data")).unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    fs::write(folder.path().join("data/a.py"), "").unwrap();
    assert_eq!(found(&folder, &WalkOptions::default()), [".gitignore"]);
}

#[test]
fn excludes_and_includes_are_globs() {
    let folder = tree(&[
        ("a.py", ""),
        ("b.md", ""),
        ("docs/a.py", ""),
        ("docs/c.ts", ""),
        ("src/d.ts", ""),
    ]);
    let options = |exclude: &[&str], include: &[&str]| WalkOptions {
        exclude: exclude.iter().map(ToString::to_string).collect(),
        include: include.iter().map(ToString::to_string).collect(),
        ..WalkOptions::default()
    };
    assert_eq!(
        found(&folder, &options(&["docs/"], &[])),
        ["a.py", "b.md", "src/d.ts"]
    );
    assert_eq!(
        found(&folder, &options(&["*.py", "*.md"], &[])),
        ["docs/c.ts", "src/d.ts"]
    );
    assert_eq!(
        found(&folder, &options(&[], &["*.ts"])),
        ["docs/c.ts", "src/d.ts"]
    );
    assert_eq!(
        found(&folder, &options(&["src"], &["*.ts", "b.*"])),
        ["b.md", "docs/c.ts"]
    );
    let left_out = walked(folder.path(), &options(&["src"], &["*.ts"])).left_out;
    assert_eq!(
        left_out,
        BTreeMap::from([(LeftOutBy::Exclude, 1), (LeftOutBy::Include, 3)])
    );
    let error = walk(&[], &options(&["[a"], &[])).unwrap_err();
    assert!(
        matches!(
            error,
            WalkError::Glob {
                flag: "--exclude",
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn a_named_file_is_scanned_unless_excludes_are_forced() {
    let folder = tree(&[
        (".gitignore", "*.log\n"),
        ("a.log", ""),
        (".bedrock-eol-ignore", "/own/\n"),
        ("own/b", ""),
    ]);
    git(folder.path(), ["init", "-q"]);
    let files = [folder.path().join("a.log"), folder.path().join("own/b")];
    let plain = walk(&files, &WalkOptions::default()).unwrap();
    assert_eq!(names(folder.path(), &plain), ["a.log", "own/b"]);
    let forced = WalkOptions {
        force_exclude: true,
        ..WalkOptions::default()
    };
    let none = walk(&files, &forced).unwrap();
    assert!(none.files.is_empty());
    assert_eq!(none.left_out, BTreeMap::from([(LeftOutBy::IgnoreFile, 2)]));
    git(folder.path(), ["add", "-f", "a.log", "own/b"]);
    assert_eq!(
        names(folder.path(), &walk(&files, &forced).unwrap()),
        ["a.log"]
    );
}

#[test]
fn changed_files_of_two_repositories_have_the_ignore_files_of_their_own() {
    let folder = tree(&[
        ("one/x.py", ""),
        ("two/.bedrock-eol-ignore", "x.py\n"),
        ("two/x.py", ""),
        ("two/y.py", ""),
    ]);
    for repository in ["one", "two"] {
        git(&folder.path().join(repository), ["init", "-q"]);
    }
    for order in [
        ["one/x.py", "two/x.py", "two/y.py"],
        ["two/x.py", "two/y.py", "one/x.py"],
    ] {
        let files = order.map(|file| folder.path().join(file));
        let files = files.iter().map(std::path::PathBuf::as_path);
        let (left_out, _) = left_out_of_tracked(files, &WalkOptions::default()).unwrap();
        let expected = order.map(|file| (file == "two/x.py").then_some(LeftOutBy::IgnoreFile));
        assert_eq!(left_out, expected);
    }
}

#[test]
fn each_file_once_in_the_same_order_for_any_roots_and_threads() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..400 {
        let path = folder
            .path()
            .join(format!("d{}/e-{}/f{number}.txt", number % 7, number % 60));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    fs::create_dir_all(folder.path().join("d1.x")).unwrap();
    fs::write(folder.path().join("d1.x/a"), "").unwrap();
    fs::write(folder.path().join("d1-a"), "").unwrap();
    // Which root a file is opened from may differ.
    let without_origin = |mut walked: Walked| {
        for file in &mut walked.files {
            file.origin = Origin::Named;
        }
        walked
    };
    let whole = without_origin(walked(folder.path(), &WalkOptions::default()));
    assert_eq!(whole.files.len(), 402);
    let root = |name: &str| folder.path().join(name);
    let orders = [
        vec![root(""), root("d1"), root("d2/e-2")],
        vec![root("d2/e-2/../e-2"), root("d1/"), root("."), root("")],
    ];
    for threads in [1, 2, 8] {
        let options = WalkOptions {
            threads: Some(threads),
            ..WalkOptions::default()
        };
        assert_eq!(without_origin(walked(folder.path(), &options)), whole);
        for roots in &orders {
            assert_eq!(without_origin(walk(roots, &options).unwrap()), whole);
        }
    }
    let shown: Vec<Vec<&str>> = whole
        .files
        .iter()
        .map(|file| file.display.split('/').collect())
        .collect();
    assert!(shown.is_sorted(), "by components");
}

#[test]
fn a_missing_path_is_an_error_and_the_others_are_scanned() {
    let folder = tree(&[("a", "")]);
    let walked = walk(
        &[folder.path().join("nope"), folder.path().join("a")],
        &WalkOptions::default(),
    )
    .unwrap();
    assert_eq!(walked.files.len(), 1);
    assert_eq!(walked.errors.len(), 1);
    assert_eq!(walked.errors[0].1, "no such file or folder");
}

#[test]
fn large_files_are_skipped_only_on_request() {
    let folder = tree(&[("large", "12345"), ("small", "1234")]);
    let options = WalkOptions {
        max_size: Some(4),
        ..WalkOptions::default()
    };
    let walked = walked(folder.path(), &options);
    assert_eq!(names(folder.path(), &walked), ["small"]);
    assert_eq!(walked.skipped.len(), 1);
    assert_eq!(walked.skipped[0].1, Skip::TooLarge);
}

#[cfg(unix)]
#[test]
fn links_below_a_root_and_special_files_are_listed_and_not_followed() {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    let folder = tree(&[("real/a", ""), ("outside/b", "")]);
    let root = folder.path().join("real");
    symlink("..", root.join("loop")).unwrap();
    symlink("../outside/b", root.join("link")).unwrap();
    symlink("nowhere", root.join("broken")).unwrap();
    let _socket = UnixListener::bind(root.join("socket")).unwrap();
    let walked = walked(&root, &WalkOptions::default());
    assert_eq!(names(&root, &walked), ["a"]);
    let kinds: Vec<_> = walked
        .skipped
        .iter()
        .map(|(path, skip)| (path.rsplit('/').next().unwrap(), *skip))
        .collect();
    let expected = [
        ("broken", Skip::Link),
        ("link", Skip::Link),
        ("loop", Skip::Link),
        ("socket", Skip::SpecialFile),
    ];
    assert_eq!(kinds, expected);
    // Named, it is followed.
    assert_eq!(
        walk(&[root.join("link")], &WalkOptions::default())
            .unwrap()
            .files
            .len(),
        1
    );
    assert_eq!(
        walk(&[root.join("loop")], &WalkOptions::default())
            .unwrap()
            .files
            .len(),
        2
    );
    let named = walk(&[root.join("socket")], &WalkOptions::default()).unwrap();
    assert_eq!((named.skipped.len(), named.errors.len()), (0, 1));
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_unicode_survive() {
    use std::os::unix::ffi::OsStringExt as _;
    let folder = tempfile::tempdir().unwrap();
    let name = std::path::PathBuf::from(std::ffi::OsString::from_vec(b"\xff.txt".to_vec()));
    fs::write(folder.path().join(&name), "").unwrap();
    let walked = walked(folder.path(), &WalkOptions::default());
    assert!(walked.files[0].open.ends_with(&name));
    assert!(walked.files[0].display.ends_with(r"/\xFF.txt"));
}

/// Patterns cost memory, so that a file of 300,000 took 1.2 GB. What does not apply is reported, and hides nothing.
/// What the ignore files of folders inside each other compile is bounded, and so is one pattern. The rest leaves nothing
/// out and is reported, with its line.
#[test]
fn patterns_of_ignore_files_are_limited_and_the_rest_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let wild = format!("{}z\n", "*a".repeat(32));
    let long = format!("{}\n", "?a".repeat(64) + &"b".repeat(384));
    for (content, late, expected) in [
        // One pattern.
        (
            format!("{}\n# comment\nearly.py\nlate.py\n", "*a".repeat(2_000)),
            false,
            "its line 1 does not apply: a pattern has at most 1024 bytes",
        ),
        (
            format!("early.py\n{}\nlate.py\n", "?".repeat(65)),
            false,
            "its line 2 does not apply: a pattern has at most 64 of",
        ),
        // 1,000 with wildcards, or 64 KiB of them.
        (
            format!("early.py\n{}late.py\n", wild.repeat(1_009)),
            true,
            "its patterns from line 1002 on do not apply",
        ),
        (
            format!("early.py\n{}late.py\n", long.repeat(200)),
            true,
            "its patterns from line 130 on do not apply",
        ),
    ] {
        fs::write(folder.path().join(".gitignore"), content).unwrap();
        for name in ["early.py", "late.py"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let walked = walked(folder.path(), &WalkOptions::default());
        let has = |name: &str| walked.files.iter().any(|file| file.display.ends_with(name));
        assert_eq!(
            (has("early.py"), has("late.py")),
            (false, late),
            "{expected}"
        );
        let [(file, reason)] = walked.ignore_file_errors.as_slice() else {
            panic!("{:?}", walked.ignore_file_errors);
        };
        assert!(file.ends_with("/.gitignore"), "{file}");
        assert!(reason.starts_with(expected), "{reason}");
    }
    // Folders inside each other: the fifth is over 20,000 patterns.
    let mut inner = folder.path().to_path_buf();
    for _ in 0..6 {
        let patterns: String = (0..4_500).map(|n| format!("x{n}\n")).collect();
        fs::write(inner.join(".gitignore"), patterns + "late.py\n").unwrap();
        fs::write(inner.join("late.py"), "").unwrap();
        inner.push("a");
        fs::create_dir(&inner).unwrap();
    }
    let walked = walked(folder.path(), &WalkOptions::default());
    let reasons: Vec<&str> = walked
        .ignore_file_errors
        .iter()
        .map(|(_, reason)| reason.split(':').next().unwrap())
        .collect();
    assert_eq!(
        reasons,
        [
            "its patterns from line 1997 on do not apply",
            "its patterns from line 1 on do not apply"
        ]
    );
}

#[test]
fn an_ignore_file_of_too_many_patterns_applies_in_part_and_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let mut patterns: String = (0..5000).map(|n| format!("x{n}y\n")).collect();
    patterns.push_str("# a comment is no pattern\n\n");
    fs::write(folder.path().join(".gitignore"), &patterns).unwrap();
    for name in ["x7y", "late.py"] {
        fs::write(folder.path().join(name), "").unwrap();
    }
    let names = |walked: &Walked| -> Vec<String> {
        walked
            .files
            .iter()
            .map(|file| file.display.rsplit('/').next().unwrap().to_owned())
            .collect()
    };
    let walk = || walked(folder.path(), &WalkOptions::default());
    assert_eq!(
        (names(&walk()), walk().ignore_file_errors),
        (vec![".gitignore".to_owned(), "late.py".to_owned()], vec![])
    );
    patterns.push_str("late.py\n");
    fs::write(folder.path().join(".gitignore"), &patterns).unwrap();
    assert_eq!(names(&walk()), [".gitignore", "late.py"]);
    let errors = walk().ignore_file_errors;
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0].0.ends_with("/.gitignore") && errors[0].1.contains("first 5,000"),
        "{errors:?}"
    );
}
