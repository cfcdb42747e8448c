//! Staged and changed files in real repositories.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use bedrock_eol::git::{
    AddedLines, ChangedContent, Changes, Comparison, GitError, LineRange, NoFile, RepoPath,
    Repository,
};
use tempfile::TempDir;

use crate::program::git;

/// A repository in a folder of its own, deaf to the configuration of who runs the tests.
struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    fn new() -> Self {
        Self::with_format("sha1")
    }

    fn with_format(format: &str) -> Self {
        let sandbox = Self {
            folder: TempDir::new().unwrap(),
        };
        sandbox.git(["init", "-q", "-b", "main", "--object-format", format]);
        sandbox
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn git<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> String {
        git(self.path(), args)
    }

    fn write(&self, path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn commit(&self) {
        self.git(["add", "--all"]);
        self.git(["commit", "-q", "--allow-empty", "-m", "change"]);
    }

    fn repository(&self) -> Repository {
        Repository::discover(self.path()).unwrap().unwrap()
    }

    fn staged(&self) -> Changes {
        self.repository().staged().unwrap()
    }

    fn diff(&self, text: &str) -> Result<Changes, GitError> {
        self.repository().diff(&Comparison::parse(text))
    }
}

/// `path: first-last,…` for each file, `path: all` where git calls it binary.
fn summary(changes: &Changes) -> Vec<String> {
    let lines = |added: &AddedLines| match added {
        AddedLines::All => "all".to_owned(),
        AddedLines::Ranges(ranges) => {
            let ranges: Vec<String> = ranges
                .iter()
                .map(|LineRange { first, last }| format!("{first}-{last}"))
                .collect();
            ranges.join(",")
        }
    };
    let name = |path: &RepoPath| path.as_bytes().escape_ascii().to_string();
    changes
        .files
        .iter()
        .map(|file| format!("{}: {}", name(&file.path), lines(&file.added)))
        .collect()
}

/// Every path that the change touches.
fn touched(changes: &Changes) -> String {
    let name = |path: &RepoPath| path.as_bytes().escape_ascii().to_string();
    changes
        .touched
        .iter()
        .map(name)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_change_touches_what_it_adds_changes_renames_and_removes() {
    let sandbox = Sandbox::new();
    sandbox.write("changed", "1\n");
    sandbox.write("removed", "2\n");
    sandbox.write("old name", "a\nb\nc\nd\n");
    sandbox.commit();
    let base = sandbox.git(["rev-parse", "HEAD"]);
    sandbox.write("changed", "3\n");
    sandbox.git(["rm", "-q", "removed"]);
    sandbox.git(["mv", "old name", "new name"]);
    sandbox.write("added", "4\n");
    sandbox.git(["add", "--all"]);
    for changes in [sandbox.staged(), sandbox.diff("HEAD").unwrap()] {
        assert_eq!(touched(&changes), "added changed old name new name removed");
        assert_eq!(
            changes.base.map(|base| base.to_string()),
            Some(base.clone())
        );
    }
}

#[test]
fn a_folder_outside_of_git_has_no_repository() {
    let folder = TempDir::new().unwrap();
    assert!(Repository::discover(folder.path()).unwrap().is_none());
}

#[test]
fn staged_lines_are_those_of_the_index() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "1\n2\n3\n4\n5\n");
    sandbox.commit();
    sandbox.write("a.py", "1\nnew\n3\n4\n5\n6\n");
    sandbox.git(["add", "a.py"]);
    sandbox.write("a.py", "not staged\n");
    let changes = sandbox.staged();
    assert_eq!(summary(&changes), ["a.py: 2-2,6-6"]);
    let ChangedContent::Blob(oid) = &changes.files[0].content else {
        panic!("staged content is a blob")
    };
    let mut blobs = sandbox.repository().blobs().unwrap();
    assert_eq!(blobs.read(oid).unwrap(), b"1\nnew\n3\n4\n5\n6\n");
}

#[test]
fn staged_on_an_unborn_branch_is_wholly_new() {
    for format in ["sha1", "sha256"] {
        let sandbox = Sandbox::with_format(format);
        sandbox.write("a.py", "1\n2\n");
        sandbox.write("empty", "");
        sandbox.git(["add", "."]);
        assert_eq!(
            summary(&sandbox.staged()),
            ["a.py: 1-2", "empty: "],
            "{format}"
        );
    }
}

#[test]
fn nothing_staged_is_nothing_changed() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "1\n");
    sandbox.commit();
    sandbox.write("a.py", "2\n");
    assert_eq!(touched(&sandbox.staged()), "");
}

#[test]
fn a_rename_adds_only_what_it_changes() {
    let sandbox = Sandbox::new();
    let text: String = (0..30).map(|n| format!("line {n}\n")).collect();
    sandbox.write("pure.py", &text);
    sandbox.write("edited.py", text.replace("line", "other"));
    sandbox.commit();
    fs::create_dir(sandbox.path().join("moved")).unwrap();
    sandbox.git(["mv", "edited.py", "moved/edited.py"]);
    sandbox.git(["mv", "pure.py", "moved/pure.py"]);
    sandbox.write(
        "moved/edited.py",
        text.replace("line", "other").replace("other 7\n", "new\n"),
    );
    sandbox.git(["add", "."]);
    assert_eq!(
        summary(&sandbox.staged()),
        ["moved/edited.py: 8-8", "moved/pure.py: "]
    );
}

#[test]
#[cfg(unix)]
fn changes_without_readable_content_are_skipped_with_a_reason() {
    let sandbox = Sandbox::new();
    sandbox.write("gone.py", "1\n");
    sandbox.write("mode.sh", "1\n");
    sandbox.write("intent.py", "");
    fs::remove_file(sandbox.path().join("intent.py")).unwrap();
    sandbox.commit();
    let head = sandbox.git(["rev-parse", "HEAD"]);
    sandbox.git(["rm", "-q", "gone.py"]);
    sandbox.git(["update-index", "--chmod=+x", "mode.sh"]);
    sandbox.git([
        "update-index",
        "--add",
        "--cacheinfo",
        &format!("160000,{head},sub"),
    ]);
    std::os::unix::fs::symlink("mode.sh", sandbox.path().join("link")).unwrap();
    sandbox.git(["add", "link"]);
    sandbox.write("intent.py", "not yet\n");
    sandbox.git(["add", "--intent-to-add", "intent.py"]);
    let changes = sandbox.staged();
    assert_eq!(summary(&changes), ["mode.sh: "]);
    let skipped = [
        (RepoPath::new("link"), NoFile::Link),
        (RepoPath::new("sub"), NoFile::Submodule),
    ];
    assert_eq!(changes.skipped, skipped);
}

#[test]
fn an_unmerged_entry_is_reported() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "1\n");
    sandbox.commit();
    let blob = sandbox.git(["rev-parse", "HEAD:a.py"]);
    sandbox.git(["rm", "-q", "--cached", "a.py"]);
    let entries = [1, 2, 3]
        .map(|stage| format!("100644 {blob} {stage}\ta.py\n"))
        .concat();
    sandbox.write(".git/entries", entries);
    let input = fs::File::open(sandbox.path().join(".git/entries")).unwrap();
    let status = Command::new("git")
        .current_dir(sandbox.path())
        .args(["update-index", "--index-info"])
        .stdin(input)
        .status();
    assert!(status.unwrap().success());
    let changes = sandbox.staged();
    assert_eq!(changes.files, []);
    assert_eq!(
        changes.skipped[0],
        (RepoPath::new("a.py"), NoFile::Unmerged)
    );
}

/// Other systems have names of Unicode only.
#[test]
#[cfg(target_os = "linux")]
fn a_path_may_contain_any_byte() {
    use std::os::unix::ffi::OsStrExt as _;
    let sandbox = Sandbox::new();
    for name in [
        &b"new\nline"[..],
        b"quo\"te\\",
        b"t\tab",
        b"caf\xe9",
        b"a b",
        b"tab at end\t",
        b"\xc3\xa9",
    ] {
        sandbox.write(OsStr::from_bytes(name), "1\n");
    }
    sandbox.git(["add", "."]);
    let expected = [
        "a b: 1-1",
        "caf\\xe9: 1-1",
        "new\\nline: 1-1",
        "quo\\\"te\\\\: 1-1",
        "t\\tab: 1-1",
        "tab at end\\t: 1-1",
        "\\xc3\\xa9: 1-1",
    ];
    let changes = sandbox.staged();
    assert_eq!(summary(&changes), expected);
    for file in &changes.files {
        assert_eq!(
            fs::read(sandbox.repository().open_path(&file.path)).unwrap(),
            b"1\n"
        );
    }
    assert_eq!(
        sandbox.repository().tracked().unwrap().len(),
        expected.len()
    );
}

#[test]
fn attributes_of_the_tree_hide_no_line() {
    let sandbox = Sandbox::new();
    sandbox.write("a.lock", "1\n2\n");
    sandbox.write(".gitattributes", "*.lock -diff\n");
    sandbox.commit();
    sandbox.write("a.lock", "1\n2\n3\n");
    sandbox.write("image", b"\x00\x01\n");
    sandbox.git(["add", "."]);
    assert_eq!(summary(&sandbox.staged()), ["a.lock: 3-3", "image: all"]);
}

#[test]
fn other_line_endings_add_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "1\n2\n");
    sandbox.commit();
    sandbox.write("a.py", "1\r\n2\r\n3\r\n");
    sandbox.git(["add", "."]);
    assert_eq!(summary(&sandbox.staged()), ["a.py: 3-3"]);
}

/// Git sets the variables of a hook; the hook runs this very test again, which then plays the scanner.
#[test]
#[cfg(unix)]
fn git_index_file_is_respected_in_a_hook() {
    use std::os::unix::fs::PermissionsExt as _;
    if std::env::var_os("IN_HOOK").is_some() {
        let repository = Repository::discover(Path::new(".")).unwrap().unwrap();
        fs::write(
            ".git/seen",
            summary(&repository.staged().unwrap()).join("\n"),
        )
        .unwrap();
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "1\n");
    sandbox.write("b.py", "1\n");
    sandbox.commit();
    sandbox.write("a.py", "1\nstaged\n");
    sandbox.git(["add", "a.py"]);
    sandbox.write("b.py", "1\nonly this\n");
    let test = std::env::current_exe().unwrap();
    let name = "git::git_index_file_is_respected_in_a_hook";
    let hook = format!(
        "#!/bin/sh\nIN_HOOK=1 exec '{}' --exact {name}\n",
        test.display()
    );
    sandbox.write(".git/hooks/pre-commit", hook);
    let hook = sandbox.path().join(".git/hooks/pre-commit");
    fs::set_permissions(hook, fs::Permissions::from_mode(0o755)).unwrap();
    // With paths, git commits from an index that it makes for this commit alone.
    sandbox.git(["commit", "-q", "-m", "partial", "b.py"]);
    assert_eq!(
        fs::read_to_string(sandbox.path().join(".git/seen")).unwrap(),
        "b.py: 2-2"
    );
    assert_eq!(summary(&sandbox.staged()), ["a.py: 2-2"]);
}

#[test]
fn a_worktree_of_its_own_is_found() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "1\n");
    sandbox.commit();
    let other = TempDir::new().unwrap();
    let tree = other.path().join("tree");
    sandbox.git([
        OsStr::new("worktree"),
        OsStr::new("add"),
        OsStr::new("-q"),
        tree.as_os_str(),
    ]);
    fs::write(tree.join("a.py"), "1\n2\n").unwrap();
    let status = Command::new("git")
        .current_dir(&tree)
        .args(["add", "."])
        .status()
        .unwrap();
    assert!(status.success());
    let repository = Repository::discover(&tree).unwrap().unwrap();
    assert_eq!(summary(&repository.staged().unwrap()), ["a.py: 2-2"]);
    assert_eq!(touched(&sandbox.staged()), "");
}

#[test]
fn a_diff_counts_from_the_merge_base() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "1\n2\n3\n");
    sandbox.write("only-main.py", "dead\n");
    sandbox.commit();
    sandbox.git(["checkout", "-q", "-b", "topic"]);
    sandbox.write("a.py", "1\n2\n3\n4\n");
    sandbox.commit();
    sandbox.git(["checkout", "-q", "main"]);
    sandbox.write("only-main.py", "mended\n");
    sandbox.commit();
    sandbox.git(["checkout", "-q", "topic"]);
    sandbox.write("a.py", "0\n1\n2\n3\n4\n");

    let working = sandbox.diff("main").unwrap();
    assert_eq!(summary(&working), ["a.py: 1-1,5-5"]);
    assert_eq!(working.files[0].content, ChangedContent::WorkingTree);

    for text in ["main..topic", "main...topic", "main.."] {
        let blobs = sandbox.diff(text).unwrap();
        assert_eq!(summary(&blobs), ["a.py: 4-4"], "{text}");
        assert!(matches!(blobs.files[0].content, ChangedContent::Blob(_)));
    }
}

#[test]
fn an_error_contains_the_missing_revision() {
    let sandbox = Sandbox::new();
    sandbox.commit();
    for text in ["nowhere", "--output=x", "HEAD..nowhere"] {
        let message = sandbox.diff(text).unwrap_err().to_string();
        let name = text.trim_start_matches("HEAD..");
        assert!(
            message.starts_with(&format!("unknown commit {name:?}")),
            "{message}"
        );
    }
    assert!(!sandbox.path().join("x").exists());
}

/// Git would take the tag or the local branch, whatever the user means.
#[test]
fn a_revision_that_names_several_branches_and_tags_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.commit();
    git(
        sandbox.path(),
        ["update-ref", "refs/remotes/origin/main", "HEAD"],
    );
    assert!(sandbox.diff("origin/main").is_ok());
    git(sandbox.path(), ["branch", "origin/main"]);
    let message = sandbox.diff("origin/main").unwrap_err().to_string();
    assert!(
        message.starts_with("\"origin/main\" names more than one"),
        "{message}"
    );
    assert!(sandbox.diff("refs/remotes/origin/main").is_ok());
    git(sandbox.path(), ["tag", "v1"]);
    git(sandbox.path(), ["branch", "v1"]);
    assert!(sandbox.diff("v1..HEAD").is_err());
}

#[test]
fn the_error_for_a_shallow_clone_mentions_the_fetch_depth() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "1\n");
    sandbox.commit();
    sandbox.git(["checkout", "-q", "-b", "topic"]);
    sandbox.write("a.py", "2\n");
    sandbox.commit();
    sandbox.git(["checkout", "-q", "main"]);
    sandbox.commit();
    let clone = Sandbox {
        folder: TempDir::new().unwrap(),
    };
    let path = sandbox.path().to_str().unwrap().replace('\\', "/");
    let url = format!("file:///{}", path.trim_start_matches('/'));
    clone.git([
        "clone",
        "-q",
        "--depth",
        "1",
        "--no-single-branch",
        "--branch",
        "topic",
        &url,
        ".",
    ]);
    let message = clone.diff("origin/main").unwrap_err().to_string();
    assert_eq!(
        message,
        "no common ancestor of \"origin/main\" and \"HEAD\" is known here: this clone is shallow and ends \
         before it: check out with `fetch-depth: 0`, or run `git fetch --unshallow`"
    );
    let message = clone.diff("release").unwrap_err().to_string();
    assert!(message.contains("`fetch-depth: 0`"), "{message}");
}

#[test]
fn unrelated_histories_are_an_error() {
    let sandbox = Sandbox::new();
    sandbox.commit();
    sandbox.git(["checkout", "-q", "--orphan", "other"]);
    sandbox.git(["commit", "-q", "--allow-empty", "-m", "a second root"]);
    let message = sandbox.diff("main").unwrap_err().to_string();
    assert!(
        message.ends_with("their histories are unrelated"),
        "{message}"
    );
}

#[test]
fn tracked_files_are_listed_from_any_folder() {
    let sandbox = Sandbox::new();
    // Git applies the user's own ignore file, too.
    sandbox.git(["config", "core.excludesFile", ""]);
    sandbox.write(".gitignore", "*.log\n");
    sandbox.write("folder/in/b.py", "1\n");
    sandbox.write("c.log", "1\n");
    sandbox.git(["add", "--force", "."]);
    sandbox.write("untracked.py", "1\n");
    for folder in ["", "folder", "folder/in"] {
        let repository = Repository::discover(&sandbox.path().join(folder))
            .unwrap()
            .unwrap();
        let tracked = repository.tracked().unwrap();
        assert_eq!(
            tracked,
            [".gitignore", "c.log", "folder/in/b.py"].map(RepoPath::new),
            "{folder:?}"
        );
        assert_eq!(
            repository.tracked_but_ignored().unwrap(),
            [RepoPath::new("c.log")],
            "{folder:?}"
        );
    }
}

#[test]
#[cfg(unix)]
fn nothing_from_the_repository_is_executed() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "1\n");
    sandbox.commit();
    let evil = format!("touch {} #", sandbox.path().join("owned").display());
    sandbox.write(".gitattributes", "* filter=evil diff=evil\n");
    sandbox.write(".git/info/attributes", "* filter=evil diff=evil\n");
    for key in [
        "core.fsmonitor",
        "diff.external",
        "diff.evil.command",
        "diff.evil.textconv",
        "filter.evil.clean",
        "filter.evil.process",
        "core.pager",
        "core.sshCommand",
        "core.alternateRefsCommand",
    ] {
        sandbox.git(["config", key, &evil]);
    }
    sandbox.write("a.py", "1\n2\n");
    assert_eq!(summary(&sandbox.diff("HEAD").unwrap())[0], "a.py: 2-2");
    sandbox.staged();
    sandbox.repository().tracked_but_ignored().unwrap();
    assert!(!sandbox.path().join("owned").exists());
}

/// `git -c` takes what is before the first `=` for the name of the setting, so that it cannot name such a filter.
#[test]
#[cfg(unix)]
fn a_filter_that_cannot_be_switched_off_is_not_run() {
    for name in [&b"a=b"[..], b"a=b.c", b"\xff"] {
        let sandbox = Sandbox::new();
        sandbox.write("a.py", "1\n");
        sandbox.commit();
        let evil = format!("touch {} #", sandbox.path().join("owned").display());
        let lines = [
            b"\n[filter \"",
            name,
            b"\"]\n\tclean = \"",
            evil.as_bytes(),
            b"\"\n",
        ]
        .concat();
        let config = sandbox.path().join(".git/config");
        fs::write(&config, [fs::read(&config).unwrap(), lines].concat()).unwrap();
        fs::create_dir_all(sandbox.path().join(".git/info")).unwrap();
        let attributes = [b"* filter=", name, b"\n"].concat();
        fs::write(sandbox.path().join(".git/info/attributes"), &attributes).unwrap();
        sandbox.write("a.py", "1\n2\n");
        assert!(
            matches!(sandbox.diff("HEAD"), Err(GitError::Filter(_))),
            "{name:?}"
        );
        assert!(!sandbox.path().join("owned").exists(), "{name:?}");
    }
}

#[test]
fn blobs_can_be_read_in_any_order_and_in_part() {
    let sandbox = Sandbox::new();
    let names = ["a", "b", "c"];
    for name in names {
        sandbox.write(name, name.repeat(100_000));
    }
    sandbox.git(["add", "."]);
    let changes = sandbox.staged();
    let repository = sandbox.repository();
    let mut blobs = repository.blobs().unwrap();
    for at in [2, 0, 1, 2] {
        let ChangedContent::Blob(oid) = &changes.files[at].content else {
            panic!("staged content is a blob")
        };
        assert_eq!(blobs.open(oid).unwrap().size, 100_000);
        assert_eq!(
            blobs.read(oid).unwrap(),
            names[at].repeat(100_000).as_bytes()
        );
    }
}

#[test]
fn a_blob_that_is_not_in_the_clone_is_an_error() {
    let sandbox = Sandbox::new();
    sandbox.write("a", "1\n");
    sandbox.git(["add", "."]);
    let changes = sandbox.staged();
    let ChangedContent::Blob(oid) = &changes.files[0].content else {
        panic!("staged content is a blob")
    };
    let name = oid.to_string();
    // Objects are read-only, which some systems do not delete.
    let objects = sandbox.path().join(".git/objects");
    fs::rename(
        objects.join(&name[..2]).join(&name[2..]),
        sandbox.path().join("gone"),
    )
    .unwrap();
    let error = sandbox.repository().blobs().unwrap().read(oid).unwrap_err();
    assert!(matches!(error, GitError::MissingObject(missing) if missing == *oid));
}

/// What a change adds is what git itself says, whatever the change is.
mod oracle {
    use super::*;
    use std::collections::BTreeSet;

    type Line = (String, u64);

    /// The lines of files that a change adds; those of a file that git takes for binary are line 0.
    fn added(changes: &Changes) -> BTreeSet<Line> {
        let mut lines = BTreeSet::new();
        for file in &changes.files {
            let name = String::from_utf8(file.path.as_bytes().to_vec()).unwrap();
            match &file.added {
                AddedLines::All => drop(lines.insert((name, 0))),
                AddedLines::Ranges(ranges) => {
                    let all = ranges.iter().flat_map(|range| range.first..=range.last);
                    lines.extend(all.map(|line| (name.clone(), line)));
                }
            }
        }
        lines
    }

    /// The lines that begin with as many `+` as there are parents, in what git prints for people.
    fn printed(diff: &str, parents: usize) -> BTreeSet<Line> {
        let (mut lines, mut name, mut at) = (BTreeSet::new(), String::new(), 0);
        for line in diff.lines() {
            if let Some(path) = line.strip_prefix("+++ ") {
                name = path
                    .strip_prefix("b/")
                    .unwrap_or(path)
                    .trim_end_matches('\t')
                    .to_owned();
            } else if line.starts_with(&"@".repeat(parents + 1)) {
                let new = line
                    .split(' ')
                    .find_map(|field| field.strip_prefix('+'))
                    .unwrap();
                at = new.split(',').next().unwrap().parse().unwrap();
            } else if line.starts_with("diff ") {
                at = 0;
            } else if at > 0 && !line.starts_with('\\') {
                let signs = &line[..parents.min(line.len())];
                if signs.chars().all(|sign| sign == '+') {
                    lines.insert((name.clone(), at));
                }
                if !signs.contains('-') {
                    at += 1;
                }
            }
        }
        lines
    }

    /// Compares the staged lines with what git prints of them, then of the commit that is made of them.
    fn check(sandbox: &Sandbox, parents: usize, name: &str) {
        let staged = added(&sandbox.staged());
        if parents == 1 {
            let diff = sandbox.git([
                "diff",
                "--cached",
                "-U0",
                "--no-color",
                "--submodule=short",
                "--ignore-cr-at-eol",
            ]);
            assert_eq!(only_files(sandbox, printed(&diff, 1)), staged, "{name}");
        }
        sandbox.git(["commit", "-q", "--allow-empty", "--no-edit", "-m", name]);
        let diff = sandbox.git([
            "diff-tree",
            "--cc",
            "-p",
            "--no-commit-id",
            "--no-color",
            "-M",
            "HEAD",
        ]);
        if parents > 1 {
            assert_eq!(
                only_files(sandbox, printed(&diff, parents)),
                staged,
                "{name}: {diff}"
            );
        }
    }

    /// Without links and submodules, which are not files.
    fn only_files(sandbox: &Sandbox, lines: BTreeSet<Line>) -> BTreeSet<Line> {
        let modes = sandbox.git(["ls-files", "--stage"]);
        let is_file = |name: &str| {
            modes
                .lines()
                .any(|line| line.starts_with("100") && line.ends_with(&format!("\t{name}")))
        };
        lines
            .into_iter()
            .filter(|(name, _)| is_file(name))
            .collect()
    }

    fn numbered(lines: impl IntoIterator<Item = u64>) -> String {
        lines
            .into_iter()
            .map(|line| format!("line {line}\n"))
            .collect()
    }

    #[test]
    fn every_kind_of_change_adds_the_lines_that_git_prints() {
        let sandbox = Sandbox::new();
        for file in [
            "changed.py",
            "renamed.py",
            "copied.py",
            "mode.py",
            "gone.py",
            "type.py",
        ] {
            sandbox.write(file, numbered(1..40));
        }
        sandbox.commit();
        let other = Sandbox::new();
        other.write("x.py", "x\n");
        other.commit();
        sandbox.write(
            "changed.py",
            format!("new\n{}{}last", numbered(1..20), numbered(25..40)),
        );
        sandbox.git(["mv", "renamed.py", "moved to.py"]);
        sandbox.write("moved to.py", format!("{}more\n", numbered(1..40)));
        sandbox.write("copy.py", format!("{}copy\n", numbered(1..40)));
        sandbox.write("added.py", "a\r\nb\n\nc");
        sandbox.write("deep/\u{fc}.py", "a\n");
        fs::remove_file(sandbox.path().join("gone.py")).unwrap();
        sandbox.git(["add", "--all"]);
        sandbox.git(["update-index", "--chmod=+x", "mode.py"]);
        let commit = other.git(["rev-parse", "HEAD"]);
        sandbox.git([
            "update-index",
            "--add",
            "--cacheinfo",
            &format!("160000,{commit},sub"),
        ]);
        let link = sandbox.git(["hash-object", "-w", "changed.py"]);
        sandbox.git([
            "update-index",
            "--cacheinfo",
            &format!("120000,{link},type.py"),
        ]);
        sandbox.git(["config", "core.quotePath", "false"]);
        check(&sandbox, 1, "every kind");
    }

    /// Random edits on two and three branches, merged; where they conflict, both sides and a new line are kept.
    #[test]
    fn a_merge_adds_the_lines_that_no_parent_has() {
        let mut seed = 11_u64;
        let mut random = move |below: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for round in 0..6 {
            let branches = 1 + round % 2;
            let sandbox = Sandbox::new();
            for file in ["a.py", "b.py", "c.py"] {
                sandbox.write(file, numbered(1..30));
            }
            sandbox.commit();
            let mut names = Vec::new();
            for branch in 0..=branches {
                let name = format!("branch-{branch}");
                if branch > 0 {
                    sandbox.git(["checkout", "-q", "-b", &name, "main"]);
                }
                // An octopus merges only what does not conflict.
                let own = branches > 1;
                for edit in 0..3 {
                    let file = if own {
                        ["a.py", "b.py", "c.py"][branch as usize]
                    } else {
                        ["a.py", "b.py"][(edit % 2) as usize]
                    };
                    let text = fs::read_to_string(sandbox.path().join(file)).unwrap();
                    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
                    let at = random(lines.len() as u64) as usize;
                    match random(3) {
                        0 => lines.insert(at, format!("{name} {edit}")),
                        1 => lines[at] = format!("{name} {edit}"),
                        _ => drop(lines.remove(at)),
                    }
                    sandbox.write(file, lines.join("\n") + "\n");
                }
                sandbox.write(format!("{name}.py"), format!("{name}\n"));
                sandbox.git(["add", "--all"]);
                sandbox.git(["commit", "-q", "-m", &name]);
                if branch == 0 {
                    sandbox.git(["branch", "-q", "-f", "start", "HEAD~1"]);
                    sandbox.git(["branch", "-q", "ours"]);
                    sandbox.git(["reset", "-q", "--hard", "start"]);
                } else {
                    names.push(name);
                }
            }
            sandbox.git(["checkout", "-q", "ours"]);
            let merge = ["merge", "-q", "--no-commit", "--no-ff"];
            // Its exit code says whether there are conflicts.
            let merged = Command::new("git")
                .current_dir(sandbox.path())
                .env("GIT_CONFIG_GLOBAL", "/dev/null")
                .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
                .args(merge)
                .args(&names)
                .output()
                .unwrap();
            assert!(
                sandbox.path().join(".git/MERGE_HEAD").exists(),
                "{merged:?}"
            );
            for file in ["a.py", "b.py", "c.py"] {
                let text = fs::read_to_string(sandbox.path().join(file)).unwrap();
                let is_mark = |line: &&str| {
                    ["<<<<<<<", "=======", ">>>>>>>"]
                        .iter()
                        .any(|mark| line.starts_with(mark))
                };
                let kept: Vec<&str> = text.lines().filter(|line| !is_mark(line)).collect();
                sandbox.write(
                    file,
                    format!("{}\nmerged by hand {round}\n", kept.join("\n")),
                );
            }
            sandbox.git(["add", "--all"]);
            check(&sandbox, 1 + branches as usize, &format!("round {round}"));
        }
    }

    #[test]
    fn a_line_of_any_parent_is_not_changed_by_the_merge() {
        let sandbox = Sandbox::new();
        sandbox.write("x", "a\n");
        sandbox.commit();
        sandbox.git(["checkout", "-q", "-b", "feat"]);
        sandbox.write("x", "f\n");
        sandbox.commit();
        sandbox.git(["checkout", "-q", "main"]);
        sandbox.write("x", "m\n");
        sandbox.write("theirs.py", "1\n2\n");
        sandbox.commit();
        sandbox.git(["checkout", "-q", "feat"]);
        let heads = sandbox.git(["rev-parse", "main"]);
        sandbox.write("x", "both\n");
        sandbox.write("theirs.py", "1\n2\n");
        sandbox.git(["add", "--all"]);
        sandbox.write(".git/MERGE_HEAD", format!("{heads}\n"));
        assert_eq!(summary(&sandbox.staged()), ["x: 1-1"]);
        assert_eq!(touched(&sandbox.staged()), "x");
        assert_eq!(summary(&sandbox.diff("main").unwrap()), ["x: 1-1"]);
        sandbox.write(".git/MERGE_HEAD", "not a commit\n");
        assert!(matches!(
            sandbox.repository().staged(),
            Err(GitError::Refused {
                action: "merge",
                ..
            })
        ));
    }

    #[test]
    fn a_file_outside_of_a_sparse_checkout_is_read_from_the_index() {
        let sandbox = Sandbox::new();
        sandbox.write("a/x", "x\n");
        sandbox.write("b/y.py", "y\n");
        sandbox.commit();
        sandbox.git(["checkout", "-q", "-b", "feat"]);
        sandbox.write("b/y.py", "y\nnew\n");
        sandbox.write("a/x", "x\nnew\n");
        sandbox.commit();
        sandbox.git(["sparse-checkout", "set", "a"]);
        assert!(!sandbox.path().join("b/y.py").exists());
        let changes = sandbox.diff("main").unwrap();
        assert_eq!(summary(&changes), ["a/x: 2-2", "b/y.py: 2-2"]);
        assert!(matches!(
            changes.files[0].content,
            ChangedContent::WorkingTree
        ));
        assert!(matches!(changes.files[1].content, ChangedContent::Blob(_)));
    }

    #[test]
    fn the_error_for_a_partial_clone_says_how_to_fetch_the_missing_blobs() {
        let (sandbox, clones) = (Sandbox::new(), TempDir::new().unwrap());
        sandbox.git(["config", "uploadpack.allowFilter", "true"]);
        sandbox.write("m.py", "base\n");
        sandbox.commit();
        sandbox.git(["checkout", "-q", "-b", "feat"]);
        sandbox.write("m.py", "base\nnew\n");
        sandbox.commit();
        let url = format!("file://{}", sandbox.path().display());
        git(
            clones.path(),
            [
                "clone",
                "-q",
                "--filter=blob:none",
                "--branch",
                "feat",
                &url,
                "clone",
            ],
        );
        let clone = clones.path().join("clone");
        let diff = || {
            Repository::discover(&clone)
                .unwrap()
                .unwrap()
                .diff(&Comparison::parse("origin/main"))
        };
        assert!(matches!(diff(), Err(GitError::PartialClone)));
        git(&clone, ["diff", "--stat", "origin/main"]);
        assert_eq!(summary(&diff().unwrap()), ["m.py: 2-2"]);
    }
}
