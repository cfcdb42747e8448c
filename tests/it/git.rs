//! What git tells about staged and changed files, in real repositories.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use bedrock_eol::git::{
    AddedLines, Changes, Comparison, Content, GitError, LineRange, NoFile, RepoPath, Repository,
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
        let sandbox = Self { folder: TempDir::new().unwrap() };
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
            let ranges: Vec<String> =
                ranges.iter().map(|LineRange { first, last }| format!("{first}-{last}")).collect();
            ranges.join(",")
        }
    };
    let name = |path: &RepoPath| path.as_bytes().escape_ascii().to_string();
    changes.files.iter().map(|file| format!("{}: {}", name(&file.path), lines(&file.added))).collect()
}

/// Every path that the change touches.
fn touched(changes: &Changes) -> String {
    let name = |path: &RepoPath| path.as_bytes().escape_ascii().to_string();
    changes.touched.iter().map(name).collect::<Vec<_>>().join(" ")
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
        assert_eq!(changes.base.map(|base| base.to_string()), Some(base.clone()));
    }
}

#[test]
fn a_folder_outside_of_any_repository_has_none() {
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
    let Content::Blob(oid) = &changes.files[0].content else { panic!("staged content is a blob") };
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
        assert_eq!(summary(&sandbox.staged()), ["a.py: 1-2", "empty: "], "{format}");
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
    sandbox.write("moved/edited.py", text.replace("line", "other").replace("other 7\n", "new\n"));
    sandbox.git(["add", "."]);
    assert_eq!(summary(&sandbox.staged()), ["moved/edited.py: 8-8", "moved/pure.py: "]);
}

#[test]
#[cfg(unix)]
fn what_is_no_file_is_told_apart() {
    let sandbox = Sandbox::new();
    sandbox.write("gone.py", "1\n");
    sandbox.write("mode.sh", "1\n");
    sandbox.write("intent.py", "");
    fs::remove_file(sandbox.path().join("intent.py")).unwrap();
    sandbox.commit();
    let head = sandbox.git(["rev-parse", "HEAD"]);
    sandbox.git(["rm", "-q", "gone.py"]);
    sandbox.git(["update-index", "--chmod=+x", "mode.sh"]);
    sandbox.git(["update-index", "--add", "--cacheinfo", &format!("160000,{head},sub")]);
    std::os::unix::fs::symlink("mode.sh", sandbox.path().join("link")).unwrap();
    sandbox.git(["add", "link"]);
    sandbox.write("intent.py", "not yet\n");
    sandbox.git(["add", "--intent-to-add", "intent.py"]);
    let changes = sandbox.staged();
    assert_eq!(summary(&changes), ["mode.sh: "]);
    let skipped = [(RepoPath::new("link"), NoFile::Link), (RepoPath::new("sub"), NoFile::Submodule)];
    assert_eq!(changes.skipped, skipped);
}

#[test]
fn an_unmerged_entry_is_told() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "1\n");
    sandbox.commit();
    let blob = sandbox.git(["rev-parse", "HEAD:a.py"]);
    sandbox.git(["rm", "-q", "--cached", "a.py"]);
    let entries = [1, 2, 3].map(|stage| format!("100644 {blob} {stage}\ta.py\n")).concat();
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
    assert_eq!(changes.skipped[0], (RepoPath::new("a.py"), NoFile::Unmerged));
}

/// Other systems have names of Unicode only.
#[test]
#[cfg(target_os = "linux")]
fn any_byte_may_stand_in_a_path() {
    use std::os::unix::ffi::OsStrExt as _;
    let sandbox = Sandbox::new();
    for name in [&b"new\nline"[..], b"quo\"te\\", b"t\tab", b"caf\xe9", b"a b", b"tab at end\t", b"\xc3\xa9"]
    {
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
        assert_eq!(fs::read(sandbox.repository().open_path(&file.path)).unwrap(), b"1\n");
    }
    assert_eq!(sandbox.repository().tracked().unwrap().len(), expected.len());
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
fn an_index_of_its_own_is_honoured_in_a_hook() {
    use std::os::unix::fs::PermissionsExt as _;
    if std::env::var_os("IN_HOOK").is_some() {
        let repository = Repository::discover(Path::new(".")).unwrap().unwrap();
        fs::write(".git/seen", summary(&repository.staged().unwrap()).join("\n")).unwrap();
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
    let name = "git::an_index_of_its_own_is_honoured_in_a_hook";
    let hook = format!("#!/bin/sh\nIN_HOOK=1 exec '{}' --exact {name}\n", test.display());
    sandbox.write(".git/hooks/pre-commit", hook);
    let hook = sandbox.path().join(".git/hooks/pre-commit");
    fs::set_permissions(hook, fs::Permissions::from_mode(0o755)).unwrap();
    // With paths, git commits from an index that it makes for this commit alone.
    sandbox.git(["commit", "-q", "-m", "partial", "b.py"]);
    assert_eq!(fs::read_to_string(sandbox.path().join(".git/seen")).unwrap(), "b.py: 2-2");
    assert_eq!(summary(&sandbox.staged()), ["a.py: 2-2"]);
}

#[test]
fn a_worktree_of_its_own_is_found() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "1\n");
    sandbox.commit();
    let other = TempDir::new().unwrap();
    let tree = other.path().join("tree");
    sandbox.git([OsStr::new("worktree"), OsStr::new("add"), OsStr::new("-q"), tree.as_os_str()]);
    fs::write(tree.join("a.py"), "1\n2\n").unwrap();
    let status = Command::new("git").current_dir(&tree).args(["add", "."]).status().unwrap();
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
    assert_eq!(working.files[0].content, Content::WorkingTree);

    for text in ["main..topic", "main...topic", "main.."] {
        let blobs = sandbox.diff(text).unwrap();
        assert_eq!(summary(&blobs), ["a.py: 4-4"], "{text}");
        assert!(matches!(blobs.files[0].content, Content::Blob(_)));
    }
}

#[test]
fn a_revision_that_is_not_there_is_named() {
    let sandbox = Sandbox::new();
    sandbox.commit();
    for text in ["nowhere", "--output=x", "HEAD..nowhere"] {
        let message = sandbox.diff(text).unwrap_err().to_string();
        let name = text.trim_start_matches("HEAD..");
        assert!(message.starts_with(&format!("unknown commit {name:?}")), "{message}");
    }
    assert!(!sandbox.path().join("x").exists());
}

#[test]
fn a_shallow_clone_is_told_its_fetch_depth() {
    let sandbox = Sandbox::new();
    sandbox.write("a.py", "1\n");
    sandbox.commit();
    sandbox.git(["checkout", "-q", "-b", "topic"]);
    sandbox.write("a.py", "2\n");
    sandbox.commit();
    sandbox.git(["checkout", "-q", "main"]);
    sandbox.commit();
    let clone = Sandbox { folder: TempDir::new().unwrap() };
    let path = sandbox.path().to_str().unwrap().replace('\\', "/");
    let url = format!("file:///{}", path.trim_start_matches('/'));
    clone.git(["clone", "-q", "--depth", "1", "--no-single-branch", "--branch", "topic", &url, "."]);
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
fn unrelated_histories_are_told() {
    let sandbox = Sandbox::new();
    sandbox.commit();
    sandbox.git(["checkout", "-q", "--orphan", "other"]);
    sandbox.git(["commit", "-q", "--allow-empty", "-m", "a second root"]);
    let message = sandbox.diff("main").unwrap_err().to_string();
    assert!(message.ends_with("their histories are unrelated"), "{message}");
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
        let repository = Repository::discover(&sandbox.path().join(folder)).unwrap().unwrap();
        let tracked = repository.tracked().unwrap();
        assert_eq!(tracked, [".gitignore", "c.log", "folder/in/b.py"].map(RepoPath::new), "{folder:?}");
        assert_eq!(repository.tracked_but_ignored().unwrap(), [RepoPath::new("c.log")], "{folder:?}");
    }
}

#[test]
#[cfg(unix)]
fn nothing_of_the_repository_is_run() {
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

#[test]
fn blobs_come_in_any_order_and_may_be_left_half_read() {
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
        let Content::Blob(oid) = &changes.files[at].content else { panic!("staged content is a blob") };
        assert_eq!(blobs.open(oid).unwrap().size, 100_000);
        assert_eq!(blobs.read(oid).unwrap(), names[at].repeat(100_000).as_bytes());
    }
}

#[test]
fn a_blob_that_is_not_in_the_clone_is_an_error() {
    let sandbox = Sandbox::new();
    sandbox.write("a", "1\n");
    sandbox.git(["add", "."]);
    let changes = sandbox.staged();
    let Content::Blob(oid) = &changes.files[0].content else { panic!("staged content is a blob") };
    let name = oid.to_string();
    // Objects are read-only, which some systems do not delete.
    let objects = sandbox.path().join(".git/objects");
    fs::rename(objects.join(&name[..2]).join(&name[2..]), sandbox.path().join("gone")).unwrap();
    let error = sandbox.repository().blobs().unwrap().read(oid).unwrap_err();
    assert!(matches!(error, GitError::MissingObject(missing) if missing == *oid));
}
