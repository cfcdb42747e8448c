//! Files of a hostile repository that are not scanned text: links, pipes, devices and paths that lead elsewhere.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

#[cfg(unix)]
use crate::program::make_pipe;
use crate::program::{AS_OF, Run, git, run, run_within};

/// Text that must appear in no output.
const SECRET: &str = "hunter2-of-another-folder";
/// A file that is reported when it is scanned.
const RETIRED: &str = "MODEL = \"anthropic.claude-v2\"\n";

/// A folder with a project and a folder next to it that does not belong to the project.
struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        for name in ["project/.git", "outside"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        let sandbox = Self { folder };
        fs::write(
            sandbox.outside("secret.yaml"),
            format!("{SECRET}\nAWS_KEY={SECRET}\n"),
        )
        .unwrap();
        sandbox.write("app.py", RETIRED);
        sandbox
    }

    fn project(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    fn outside(&self, name: &str) -> PathBuf {
        self.folder.path().join("outside").join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.project().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn scan(&self, flags: &[&str]) -> Run {
        run_within(
            &self.project(),
            &[&["scan", "--as-of", AS_OF], flags].concat(),
        )
    }
}

fn refuses(run: &Run, why: &str) {
    assert_eq!(run.status, 2, "{}{}", run.stdout, run.stderr);
    assert!(run.stderr.contains(why), "{why}\n---\n{}", run.stderr);
    assert!(
        !run.stderr.contains(SECRET) && !run.stdout.contains(SECRET),
        "{}",
        run.stderr
    );
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::process::Command;

    use super::*;

    /// Replaces a file with something that is not a regular file.
    fn replace(path: &Path, by: &str) {
        match by {
            "pipe" => make_pipe(path),
            target => symlink(target, path).unwrap(),
        }
    }

    #[test]
    fn settings_that_are_not_regular_files_are_refused() {
        for name in [
            "bedrock-eol.toml",
            ".bedrock-eol.toml",
            "pyproject.toml",
            "bedrock-eol-baseline.json",
        ] {
            for by in ["/dev/zero", "/", "pipe"] {
                let sandbox = Sandbox::new();
                replace(&sandbox.project().join(name), by);
                let refused = sandbox.scan(&[]);
                let why = if by == "pipe" {
                    "a pipe, socket or device"
                } else {
                    "a symbolic link"
                };
                refuses(&refused, why);
                assert!(refused.stderr.contains(name), "{}", refused.stderr);
            }
        }
    }

    #[test]
    fn a_fake_repository_does_not_hang_the_scan() {
        for (at, by) in [
            (".git", "/dev/zero"),
            (".git", "pipe"),
            (".git/index", "/dev/zero"),
            (".git/index", "pipe"),
            (".git/index", "/"),
        ] {
            let sandbox = Sandbox::new();
            sandbox.write(".gitignore", "ignored\n");
            sandbox.write("ignored", "x");
            if at == ".git" {
                fs::remove_dir(sandbox.project().join(at)).unwrap();
            }
            replace(&sandbox.project().join(at), by);
            let scanned = sandbox.scan(&["-o", "compact"]);
            assert_eq!(scanned.status, 2, "{at} {by}: {}", scanned.stderr);
            assert!(
                scanned.stdout.contains("cannot read git's index"),
                "{at} {by}: {}",
                scanned.stdout
            );
            assert!(
                scanned.stdout.contains("app.py:1:"),
                "{at} {by}: the rest is scanned"
            );
        }
        let sandbox = Sandbox::new();
        fs::remove_dir(sandbox.project().join(".git")).unwrap();
        symlink("/", sandbox.project().join(".git")).unwrap();
        assert_eq!(
            sandbox.scan(&[]).status,
            1,
            "a folder without an index has no tracked files"
        );
    }

    #[test]
    fn an_ignore_file_that_is_not_a_regular_file_ignores_nothing() {
        for name in [".gitignore", ".ignore", ".bedrock-eol-ignore"] {
            for by in ["/dev/zero", "pipe"] {
                let sandbox = Sandbox::new();
                replace(&sandbox.project().join(name), by);
                assert_eq!(sandbox.scan(&[]).status, 1, "{name} {by}");
            }
        }
    }

    #[test]
    fn a_catalog_that_is_not_a_regular_file_is_refused() {
        for by in ["/dev/zero", "pipe"] {
            let sandbox = Sandbox::new();
            replace(&sandbox.project().join("c.yaml"), by);
            refuses(
                &sandbox.scan(&["--catalog", "c.yaml"]),
                "a pipe, socket or device",
            );
            sandbox.write("bedrock-eol.toml", "catalog = [\"c.yaml\"]\n");
            let why = if by == "pipe" {
                "a pipe, socket or device"
            } else {
                "a symbolic link"
            };
            refuses(&sandbox.scan(&[]), why);
        }
    }

    #[test]
    fn a_configuration_that_is_a_link_is_refused_unless_the_user_names_it() {
        for name in ["bedrock-eol.toml", ".bedrock-eol.toml", "pyproject.toml"] {
            let sandbox = Sandbox::new();
            symlink(sandbox.outside("secret.yaml"), sandbox.project().join(name)).unwrap();
            refuses(
                &sandbox.scan(&[]),
                "is a symbolic link, but a configuration must be a regular file",
            );
        }
        let sandbox = Sandbox::new();
        sandbox.write("shared.toml", "[level]\nend-of-life = \"note\"\n");
        symlink("shared.toml", sandbox.project().join("link.toml")).unwrap();
        assert_eq!(sandbox.scan(&["--config", "link.toml"]).status, 0);
    }

    #[test]
    fn a_linked_pyproject_of_other_tools_is_no_error() {
        let sandbox = Sandbox::new();
        sandbox.write(
            "shared/pyproject.toml",
            "[tool.other]\nname = \"bedrock-eol\"\n",
        );
        symlink(
            "shared/pyproject.toml",
            sandbox.project().join("pyproject.toml"),
        )
        .unwrap();
        assert_eq!(sandbox.scan(&[]).status, 1);
        sandbox.write(
            "shared/pyproject.toml",
            "[tool.bedrock-eol]\nfail-on = \"never\"\n",
        );
        refuses(&sandbox.scan(&[]), "is a symbolic link");
    }

    #[test]
    fn a_configuration_refers_to_nothing_through_a_link() {
        for line in [
            "catalog = [\"away/secret.yaml\"]",
            "catalog = [\"c.yaml\"]",
            "baseline = \"away/victim\"",
        ] {
            let sandbox = Sandbox::new();
            symlink(sandbox.outside(""), sandbox.project().join("away")).unwrap();
            symlink(
                sandbox.outside("secret.yaml"),
                sandbox.project().join("c.yaml"),
            )
            .unwrap();
            sandbox.write("bedrock-eol.toml", line);
            refuses(
                &sandbox.scan(&[]),
                "is a symbolic link, and links in a repository are not followed",
            );
        }
    }

    #[test]
    fn a_baseline_that_is_a_link_is_neither_read_nor_written() {
        let sandbox = Sandbox::new();
        symlink(
            sandbox.outside("victim"),
            sandbox.project().join("bedrock-eol-baseline.json"),
        )
        .unwrap();
        refuses(
            &run_within(&sandbox.project(), &["baseline", "write", "--as-of", AS_OF]),
            "do not follow links",
        );
        assert!(!sandbox.outside("victim").exists());
    }

    #[test]
    fn a_report_is_written_through_no_link() {
        for output in [
            "json=report.json",
            "json=away/report.json",
            "json=in/../away/report.json",
        ] {
            let sandbox = Sandbox::new();
            sandbox.write("in/a.py", "");
            symlink(
                sandbox.outside("report.json"),
                sandbox.project().join("report.json"),
            )
            .unwrap();
            symlink(sandbox.outside(""), sandbox.project().join("away")).unwrap();
            refuses(&sandbox.scan(&["-o", output]), "a symbolic link");
            assert!(!sandbox.outside("report.json").exists(), "{output}");
        }
        let sandbox = Sandbox::new();
        assert_eq!(
            sandbox.scan(&["-o", "json=../outside/report.json"]).status,
            1,
            "the user names any path"
        );
        assert!(sandbox.outside("report.json").exists());
        assert!(
            sandbox
                .scan(&["-o", "compact=/dev/stdout"])
                .stdout
                .starts_with("app.py:1:")
        );
    }

    #[test]
    fn a_report_does_not_wait_for_a_reader() {
        let sandbox = Sandbox::new();
        make_pipe(sandbox.project().join("report"));
        refuses(
            &sandbox.scan(&["-o", "json=report"]),
            "a pipe or socket that nobody reads",
        );
    }

    #[test]
    fn an_imported_catalog_is_written_through_no_link() {
        let sandbox = Sandbox::new();
        let answer = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/account/models.json");
        symlink(sandbox.outside("victim"), sandbox.project().join("c.yaml")).unwrap();
        let answer = answer.to_str().unwrap();
        let flags = [
            "catalog", "import", answer, "--as-of", AS_OF, "-o", "c.yaml",
        ];
        refuses(
            &run_within(&sandbox.project(), &flags),
            "do not follow links",
        );
        assert!(!sandbox.outside("victim").exists());
    }

    #[test]
    fn a_list_of_files_may_be_a_pipe_of_the_shell() {
        let sandbox = Sandbox::new();
        make_pipe(sandbox.project().join("list"));
        refuses(
            &sandbox.scan(&["--files-from", "list"]),
            "a pipe, socket or device",
        );
        assert_eq!(sandbox.scan(&["--files-from", "/dev/null"]).status, 0);
    }

    #[test]
    fn git_is_not_run_where_it_would_hang() {
        for name in [
            "HEAD",
            "config",
            "index",
            "packed-refs",
            "refs/heads/main",
            "commondir",
            "index -> /dev/zero",
        ] {
            let sandbox = Sandbox::new();
            fs::remove_dir(sandbox.project().join(".git")).unwrap();
            git(&sandbox.project(), ["init", "-q", "-b", "main"]);
            git(&sandbox.project(), ["add", "."]);
            git(&sandbox.project(), ["commit", "-q", "-m", "one"]);
            let (name, by) = name.split_once(" -> ").unwrap_or((name, "pipe"));
            let path = sandbox.project().join(".git").join(name);
            let _ = fs::remove_file(&path);
            replace(&path, by);
            for flags in [&["--staged"][..], &["--diff", "HEAD"]] {
                refuses(&sandbox.scan(flags), "git is not run");
            }
        }
    }

    /// Puts a file that looks like one of a killed run.
    fn leftover(project: &Path) -> PathBuf {
        let path = project.join(".bedrock-eol-tmp-0123456789ab");
        fs::write(&path, RETIRED).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    #[test]
    fn leftovers_of_a_killed_run_are_listed_and_not_accepted() {
        let sandbox = Sandbox::new();
        let left = leftover(&sandbox.project());
        let scanned = sandbox.scan(&["-o", "json"]);
        let report: serde_json::Value = serde_json::from_str(&scanned.stdout).unwrap();
        let skipped = serde_json::json!([{"path": ".bedrock-eol-tmp-0123456789ab", "reason": "temporary-file"}]);
        assert_eq!(report["skipped"], skipped);
        assert_eq!(report["findings"].as_array().unwrap().len(), 1);
        let said = run(&sandbox.project(), &["baseline", "write", "--as-of", AS_OF]).stdout;
        assert_eq!(
            said,
            "bedrock-eol-baseline.json: 1 accepted; entries in the baseline: 1\n"
        );
        assert!(!left.exists());
    }

    #[test]
    fn a_file_of_the_repository_is_not_hidden_by_such_a_name() {
        let folder = TempDir::new().unwrap();
        git(folder.path(), ["init", "-q"]);
        let left = leftover(folder.path());
        let scan = || run(folder.path(), &["scan", "--as-of", AS_OF, "-o", "compact"]);
        assert!(!scan().stdout.contains("anthropic.claude-v2"));
        git(folder.path(), ["add", "--force", "."]);
        assert!(scan().stdout.contains("anthropic.claude-v2"));
        git(folder.path(), ["rm", "-q", "--cached", "-r", "."]);
        fs::set_permissions(&left, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(
            scan().stdout.contains("anthropic.claude-v2"),
            "a checkout gives another mode"
        );
    }

    /// Runs the program with files limited to no byte, which is how a full disk looks.
    fn on_a_full_disk(folder: &Path, arguments: &str) -> std::process::Output {
        let script = format!("trap '' XFSZ; ulimit -f 0; exec \"$0\" {arguments}");
        let program = env!("CARGO_BIN_EXE_bedrock-eol");
        Command::new("sh")
            .args(["-c", &script, program])
            .current_dir(folder)
            .output()
            .unwrap()
    }

    fn entries(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn nothing_is_left_on_a_full_disk() {
        let sandbox = Sandbox::new();
        for arguments in ["init --yes", "baseline write", "scan -o json=report.json"] {
            let output = on_a_full_disk(&sandbox.project(), arguments);
            assert_eq!(output.status.code(), Some(2), "{arguments}");
            assert!(
                String::from_utf8_lossy(&output.stderr).contains("cannot write"),
                "{arguments}"
            );
            assert_eq!(
                entries(&sandbox.project()),
                [".git", "app.py"],
                "{arguments}"
            );
        }
    }

    #[test]
    fn a_signal_leaves_no_temporary_file() {
        for signal in ["TERM", "INT"] {
            let sandbox = Sandbox::new();
            sandbox.write("many.py", &RETIRED.repeat(3_000));
            let mut child = Command::new(env!("CARGO_BIN_EXE_bedrock-eol"))
                .args(["scan", "--as-of", AS_OF, "-o", "json=report.json"])
                .current_dir(sandbox.project())
                .spawn()
                .unwrap();
            // Whatever its name: what is neither the project's nor the report.
            let is_temporary = |name: &String| {
                !["app.py", "many.py", ".git", "report.json"].contains(&name.as_str())
            };
            while !entries(&sandbox.project()).iter().any(is_temporary) {
                if child.try_wait().unwrap().is_some() {
                    break;
                }
            }
            let id = child.id().to_string();
            // It may have ended by itself; then there is nothing left either.
            let _ = Command::new("kill")
                .args(["-s", signal, &id])
                .output()
                .unwrap();
            child.wait().unwrap();
            assert!(
                !entries(&sandbox.project()).iter().any(is_temporary),
                "{signal}"
            );
        }
    }
}

#[test]
fn a_configuration_refers_to_no_path_outside_the_project() {
    let absolute = |sandbox: &Sandbox| {
        sandbox
            .outside("secret.yaml")
            .display()
            .to_string()
            .replace('\\', "/")
    };
    for (key, named) in [
        ("catalog", "../outside/secret.yaml"),
        ("catalog", "sub/../../outside"),
        ("baseline", "../outside/x"),
    ] {
        let sandbox = Sandbox::new();
        let value = if key == "catalog" {
            format!("['{named}']")
        } else {
            format!("'{named}'")
        };
        sandbox.write("bedrock-eol.toml", &format!("{key} = {value}\n"));
        refuses(&sandbox.scan(&[]), "it leads out of the project");
        refuses(
            &run(&sandbox.project(), &["config", "check"]),
            "it leads out of the project",
        );
    }
    let sandbox = Sandbox::new();
    sandbox.write(
        "bedrock-eol.toml",
        &format!("catalog = ['{}']\n", absolute(&sandbox)),
    );
    refuses(&sandbox.scan(&[]), "it leads out of the project");
    sandbox.write("bedrock-eol.toml", "catalog = ['/']\n");
    refuses(&sandbox.scan(&[]), "it leads out of the project");
    // What the user names may name what it likes; the message still quotes nothing.
    sandbox.write(
        "bedrock-eol.toml",
        &format!("catalog = ['{}']\n", absolute(&sandbox)),
    );
    refuses(
        &sandbox.scan(&["--config", "bedrock-eol.toml"]),
        "invalid type: a string, expected an overlay",
    );
}

#[test]
fn a_file_that_is_named_as_baseline_or_catalog_is_still_scanned() {
    let sandbox = Sandbox::new();
    sandbox.write("src/app.py", RETIRED);
    let overlay = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/catalogs/overlay-account/1-account.yaml");
    fs::copy(overlay, sandbox.project().join("src/own.yaml")).unwrap();
    sandbox.write("bedrock-eol.toml", "catalog = [\"src\"]\n");
    let scanned = sandbox.scan(&["-o", "compact"]);
    assert!(
        scanned.stdout.contains("src/app.py:1:"),
        "{}{}",
        scanned.stdout,
        scanned.stderr
    );
    assert!(!scanned.stdout.contains("own.yaml"), "{}", scanned.stdout);
    sandbox.write("bedrock-eol.toml", "baseline = \"app.py\"\n");
    let scanned = sandbox.scan(&["-o", "compact", "--no-baseline"]);
    assert!(scanned.stdout.contains("app.py:1:"), "{}", scanned.stderr);
}

#[test]
fn a_configuration_below_the_root_names_files_of_the_repository() {
    let sandbox = Sandbox::new();
    sandbox.write("sub/bedrock-eol.toml", "baseline = \"../accepted.json\"\n");
    sandbox.write("sub/app.py", RETIRED);
    let written = run(
        &sandbox.project().join("sub"),
        &["baseline", "write", "--as-of", AS_OF],
    );
    assert_eq!(written.status, 0, "{}", written.stderr);
    assert!(sandbox.project().join("accepted.json").exists());
}

#[test]
fn no_baseline_is_written_outside_the_project() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.outside("victim"), SECRET).unwrap();
    sandbox.write("bedrock-eol.toml", "baseline = \"../outside/victim\"\n");
    refuses(
        &run(&sandbox.project(), &["baseline", "write", "--as-of", AS_OF]),
        "it leads out of the project",
    );
    assert_eq!(
        fs::read_to_string(sandbox.outside("victim")).unwrap(),
        SECRET
    );
}

/// A file in `.git` decides what git does: a hook, a lock, a list of commits.
#[test]
fn a_configuration_names_nothing_in_gits_folder() {
    for named in [
        "baseline = '.git/shallow'",
        "baseline = '.GIT/hooks/pre-commit'",
        "baseline = 'sub/../.git/index.lock'",
        "baseline = 'sub/.git/config'",
        "catalog = ['.git/x.yaml']",
    ] {
        let sandbox = Sandbox::new();
        fs::create_dir_all(sandbox.project().join(".git/hooks")).unwrap();
        fs::create_dir_all(sandbox.project().join("sub")).unwrap();
        let before = fs::read_dir(sandbox.project().join(".git"))
            .unwrap()
            .count();
        sandbox.write("bedrock-eol.toml", &format!("{named}\n"));
        for command in [
            &["baseline", "write", "--as-of", AS_OF][..],
            &["scan", "--as-of", AS_OF],
            &["config", "check"],
        ] {
            refuses(&run(&sandbox.project(), command), "it leads into `.git`");
        }
        let after = fs::read_dir(sandbox.project().join(".git"))
            .unwrap()
            .count();
        assert_eq!(before, after, "{named}");
    }
}

/// What is compiled of a pattern takes hundreds of times its own memory.
#[test]
fn a_pattern_that_is_too_large_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let [long, wild] = ["a".repeat(1_025), "*a".repeat(65)];
    for (text, sandbox, reason) in [
        (
            format!("exclude = [\n  \"a\",\n  \"{wild}\"]\n"),
            "3:3",
            "at most 64 of `*`, `?`, `[` and `{`",
        ),
        (
            format!("include = [\"{long}\"]\n"),
            "1:12",
            "at most 1024 bytes",
        ),
        (
            format!("[[ignore]]\npath = \"{wild}\"\nreason = \"x\"\n"),
            "2:8",
            "at most 64 of",
        ),
    ] {
        fs::write(folder.path().join("bedrock-eol.toml"), &text).unwrap();
        let run = run(folder.path(), &["scan", "--as-of", AS_OF]);
        assert_eq!(run.status, 2, "{text}");
        let expected = format!("bedrock-eol.toml:{sandbox}");
        assert!(
            run.stderr.contains(&expected) && run.stderr.contains(reason),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn a_file_over_its_limit_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("bedrock-eol.toml", &"#".repeat((1 << 20) + 1));
    refuses(
        &sandbox.scan(&[]),
        "it is larger than 1 MiB, the limit for this kind of file",
    );
}

#[test]
fn a_catalog_with_brackets_that_only_seem_closed_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("bedrock-eol.toml", "catalog = [\"own.yaml\"]\n");
    sandbox.write(
        "own.yaml",
        &format!("models: {}", "[\"]\",".repeat(400_000)),
    );
    refuses(
        &sandbox.scan(&[]),
        "own.yaml:1: is nested deeper than 32 levels",
    );
}

#[test]
fn a_configuration_with_too_many_entries_is_refused() {
    let aliases = |count: usize| {
        let rows = (0..count).map(|at| format!("A{at} = \"anthropic.claude-v2\"\n"));
        format!("[aliases]\n{}", rows.collect::<String>())
    };
    let sandbox = Sandbox::new();
    sandbox.write("bedrock-eol.toml", &aliases(10_001));
    refuses(
        &sandbox.scan(&[]),
        "10001 entries are more than the limit of 10000",
    );
    sandbox.write("bedrock-eol.toml", &aliases(10_000));
    sandbox.write("app.py", "f(A9999)\n");
    assert!(
        sandbox
            .scan(&["-o", "compact"])
            .stdout
            .starts_with("app.py:1:")
    );
    sandbox.write(
        "bedrock-eol.toml",
        &format!("exclude = [{}]\n", "\"a\",".repeat(1_001)),
    );
    refuses(
        &sandbox.scan(&[]),
        "1001 entries are more than the limit of 1000",
    );
    sandbox.write(
        "bedrock-eol.toml",
        &format!("region = [\"{}\"]\n", "a".repeat(5_000)),
    );
    refuses(&sandbox.scan(&[]), "this string is longer than 4096 bytes");
    let unknown: String = (0..20_000).map(|at| format!("k{at} = 1\n")).collect();
    sandbox.write("bedrock-eol.toml", &unknown);
    refuses(&sandbox.scan(&[]), "further problems are not shown");
}

/// The configuration of a repository can name any file of the project as its baseline.
#[test]
fn a_baseline_replaces_no_other_file() {
    let root = tempfile::tempdir().unwrap();
    git(root.path(), ["init", "--quiet"]);
    fs::write(root.path().join("a.py"), "m = 'anthropic.claude-v2'\n").unwrap();
    fs::write(root.path().join("package.json"), "{}\n").unwrap();
    for name in ["package.json", "a.py"] {
        let before = fs::read(root.path().join(name)).unwrap();
        let settings = format!("baseline = {name:?}\n");
        fs::write(root.path().join("bedrock-eol.toml"), settings).unwrap();
        let written = run(root.path(), &["baseline", "write", "--as-of", AS_OF]);
        assert_eq!(written.status, 2, "{name}");
        assert!(
            written.stderr.contains("is not a baseline"),
            "{}",
            written.stderr
        );
        assert_eq!(fs::read(root.path().join(name)).unwrap(), before, "{name}");
    }
}

/// The author of a repository decides where its links lead, also one on the way to a path that was named.
#[cfg(unix)]
#[test]
fn with_untrusted_a_path_through_a_link_is_refused() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.outside("s.py"), RETIRED).unwrap();
    std::os::unix::fs::symlink("../outside", sandbox.project().join("src")).unwrap();
    for path in ["src", "src/s.py", "./src/"] {
        let scan = |arguments: &[&str]| {
            let all = [&["scan", "--as-of", AS_OF], arguments, &["--", path]].concat();
            run(&sandbox.project(), &all)
        };
        let refused = scan(&["--untrusted"]);
        assert_eq!(refused.status, 2, "{path}: {}", refused.stderr);
        assert!(
            refused.stdout.contains("src is a symbolic link"),
            "{}",
            refused.stdout
        );
        assert!(
            !refused.stdout.contains("end-of-life"),
            "{}",
            refused.stdout
        );
        assert_eq!(scan(&[]).status, 1, "{path}: the caller follows it");
    }
    // A link above the repository is not part of it.
    let linked = sandbox.folder.path().join("linked");
    std::os::unix::fs::symlink(sandbox.project(), &linked).unwrap();
    let above = run(
        sandbox.folder.path(),
        &["scan", "--untrusted", "--as-of", AS_OF, "linked"],
    );
    assert_eq!(above.status, 1, "{}", above.stderr);
}

/// A pipe in a folder is skipped and counted; somebody who names one expects it to be read.
#[test]
fn a_named_pipe_on_the_command_line_is_an_error() {
    let sandbox = Sandbox::new();
    make_pipe(sandbox.project().join("p.py"));
    let scanned = run(
        &sandbox.project(),
        &["scan", "p.py", "--as-of", AS_OF, "-o", "json"],
    );
    assert_eq!(scanned.status, 2);
    assert!(
        scanned.stdout.contains("is a pipe, socket or device"),
        "{}",
        scanned.stdout
    );
    assert!(
        scanned.stdout.contains(r#""complete": false"#),
        "{}",
        scanned.stdout
    );
}
