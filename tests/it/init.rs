//! `bedrock-eol init` in projects that have nothing, something, or everything of it.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::program::{AS_OF, Run, run};

const FILES: [&str; 4] = [
    "bedrock-eol.toml",
    ".pre-commit-config.yaml",
    ".github/workflows/bedrock-eol.yml",
    ".gitlab-ci.yml",
];

/// A repository with these files; git itself is not needed.
fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

const REPOSITORY: &str = "https://github.com/example/bedrock-eol";
const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

fn init(folder: &Path, flags: &[&str]) -> Run {
    run(
        folder,
        &[
            &["init", "--repository", REPOSITORY, "--rev", COMMIT],
            flags,
        ]
        .concat(),
    )
}

fn there(folder: &TempDir) -> Vec<&'static str> {
    FILES
        .into_iter()
        .filter(|path| folder.path().join(path).exists())
        .collect()
}

#[test]
fn everything_is_shown_and_then_written() {
    let folder = project(&[("src/app.py", "")]);
    let shown = init(folder.path(), &["--dry-run"]);
    assert_eq!(
        (shown.status, there(&folder).len()),
        (0, 0),
        "{}",
        shown.stderr
    );
    // From below, too: hooks and workflows count only at the root.
    let written = init(&folder.path().join("src"), &["--yes"]);
    assert_eq!(
        (written.status, there(&folder)),
        (0, FILES.to_vec()),
        "{}",
        written.stderr
    );
    for path in FILES {
        assert!(
            shown.stdout.contains(&format!("New file {path}:\n")),
            "{}",
            shown.stdout
        );
        assert!(
            written.stdout.contains(&format!("Wrote {path}\n")),
            "{}",
            written.stdout
        );
        let text = fs::read_to_string(folder.path().join(path)).unwrap();
        for line in text.lines() {
            assert!(
                shown
                    .stdout
                    .lines()
                    .any(|said| said.trim_start() == line.trim_start()),
                "{path}: {line}"
            );
        }
        for left in [
            "@VERSION@",
            "@REVISION@",
            "@REPOSITORY@",
            "@ACTION@",
            "@INSTALL@",
            "@IMAGE@",
        ] {
            assert!(!text.contains(left), "{path}: {left}");
        }
        let is_workflow = path == ".github/workflows/bedrock-eol.yml";
        assert_eq!(
            text.contains("\"repos/$GITHUB_REPOSITORY/issues\""),
            is_workflow
        );
        let installs = match path {
            ".pre-commit-config.yaml" => &format!("  - repo: {REPOSITORY}\n    rev: {COMMIT} "),
            ".github/workflows/bedrock-eol.yml" => &format!("uses: example/bedrock-eol@{COMMIT} "),
            ".gitlab-ci.yml" => {
                &format!(" --locked --git {REPOSITORY} --rev {COMMIT} bedrock-eol)\n")
            }
            _ => "",
        };
        assert!(text.contains(installs), "{path}: {text}");
    }
    let again = init(folder.path(), &["--yes"]);
    assert_eq!(again.status, 0);
    assert!(
        again.stdout.ends_with("Nothing to write.\n"),
        "{}",
        again.stdout
    );
}

#[test]
fn a_release_is_installed_by_its_digest() {
    let digest = "ab".repeat(32);
    let folder = project(&[]);
    let flags = [
        "--yes",
        "gitlab",
        "--release",
        "v1.2.3",
        "--checksum",
        &digest,
    ];
    let run = init(folder.path(), &flags);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let text = fs::read_to_string(folder.path().join(".gitlab-ci.yml")).unwrap();
    assert!(
        text.contains("archive=bedrock-eol-1.2.3-x86_64-unknown-linux-musl.tar.gz\n"),
        "{text}"
    );
    assert!(
        text.contains(&format!("{REPOSITORY}/releases/download/v1.2.3/$archive")),
        "{text}"
    );
    assert!(
        text.contains(&format!(
            "echo \"{digest}  /tmp/$archive\" | sha256sum --check"
        )),
        "{text}"
    );
    for left in ["rust", "cargo", "RELEASE", "DIGEST", "INSTALL", "IMAGE"] {
        assert!(!text.contains(left), "{left}: {text}");
    }
    for wrong in [
        &["--release", "1.2.3"][..],
        &["--release", "$(x)", "--checksum", &digest],
        &["--release", "1.2.3", "--checksum", "ab"],
    ] {
        assert_eq!(
            init(folder.path(), &[&["--dry-run"], wrong].concat()).status,
            2,
            "{wrong:?}"
        );
    }
}

#[test]
fn the_written_configuration_applies() {
    let folder = project(&[]);
    assert_eq!(init(folder.path(), &["--yes", "config"]).status, 0);
    assert_eq!(there(&folder), ["bedrock-eol.toml"]);
    let checked = run(folder.path(), &["config", "check"]);
    assert_eq!(
        (checked.status, checked.stdout.as_str()),
        (0, "bedrock-eol.toml: no problems\n")
    );
    let scanned = run(
        folder.path(),
        &["scan", "--as-of", AS_OF, "--output", "compact"],
    );
    assert_eq!(
        (scanned.status, scanned.stdout.as_str()),
        (0, ""),
        "{}",
        scanned.stderr
    );
    // What is shown as a suggestion can be taken by removing its comment sign.
    let path = folder.path().join("bedrock-eol.toml");
    let text = fs::read_to_string(&path).unwrap();
    let taken: Vec<&str> = text
        .lines()
        .map(|line| {
            line.strip_prefix("# ")
                .filter(|rest| rest.contains(" = "))
                .unwrap_or(line)
        })
        .collect();
    assert_ne!(taken.join("\n"), text.trim_end());
    fs::write(&path, taken.join("\n")).unwrap();
    assert_eq!(run(folder.path(), &["config", "check"]).status, 0);
}

#[test]
fn without_a_terminal_or_a_yes_nothing_is_written() {
    let folder = project(&[]);
    let run = init(folder.path(), &[]);
    assert_eq!((run.status, there(&folder).len()), (2, 0));
    assert!(run.stderr.contains("pass --yes to write"), "{}", run.stderr);
    assert!(
        run.stdout.contains("New file bedrock-eol.toml:"),
        "{}",
        run.stdout
    );
}

#[test]
fn existing_files_are_kept_and_what_to_add_is_shown() {
    let hooks = "repos:\n  - repo: local\n    hooks: []\n";
    let jobs = "test:\n  script: [\"true\"]\n";
    let files = [
        (".pre-commit-config.yaml", hooks),
        (".gitlab-ci.yml", jobs),
        (".github/workflows/bedrock-eol.yml", "name: mine\n"),
        ("pyproject.toml", "[tool.bedrock-eol]\nwithin = 30\n"),
    ];
    let folder = project(&files);
    let run = init(folder.path(), &["--yes"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    for (path, text) in files {
        assert_eq!(
            fs::read_to_string(folder.path().join(path)).unwrap(),
            text,
            "{path}"
        );
    }
    assert!(!folder.path().join("bedrock-eol.toml").exists());
    for said in [
        "pyproject.toml already contains bedrock-eol and was not changed.\n",
        ".pre-commit-config.yaml exists and was not changed. Add below `repos:`:\n\n      - repo: https://github.com/example/bedrock-eol\n",
        ".github/workflows/bedrock-eol.yml already contains",
        ".gitlab-ci.yml exists and was not changed. Add:\n",
        "    bedrock-eol:\n      image: rust:1.95\n",
        "Nothing to write.\n",
    ] {
        assert!(run.stdout.contains(said), "{said}\n---\n{}", run.stdout);
    }
    // What was added is not asked for again.
    fs::write(
        folder.path().join(".pre-commit-config.yaml"),
        format!("{hooks}      # bedrock-eol\n"),
    )
    .unwrap();
    let again = init(folder.path(), &["--dry-run", "pre-commit"]);
    assert!(
        again
            .stdout
            .contains(".pre-commit-config.yaml already contains"),
        "{}",
        again.stdout
    );
}

#[test]
fn the_ci_services_of_a_project_decide_which_files_are_written() {
    let github = project(&[(".github/CODEOWNERS", "")]);
    assert_eq!(init(github.path(), &["--yes"]).status, 0);
    assert_eq!(there(&github), &FILES[..3]);
    let gitlab = project(&[(".gitlab-ci.yml", "{}\n")]);
    assert_eq!(init(gitlab.path(), &["--yes"]).status, 0);
    assert_eq!(there(&gitlab), [FILES[0], FILES[1], FILES[3]]);
    let named = project(&[(".gitlab-ci.yml", "{}\n")]);
    assert_eq!(init(named.path(), &["--yes", "github"]).status, 0);
    assert_eq!(there(&named), &FILES[2..]);
}

#[test]
fn without_a_repository_url_no_hook_or_job_is_written() {
    if option_env!("BEDROCK_EOL_REPOSITORY").is_some()
        && option_env!("BEDROCK_EOL_REVISION").is_some()
    {
        return;
    }
    let folder = project(&[]);
    let usual = run(folder.path(), &["init", "--yes"]);
    assert_eq!(
        (usual.status, there(&folder)),
        (0, vec!["bedrock-eol.toml"]),
        "{}",
        usual.stderr
    );
    for path in &FILES[1..] {
        assert!(
            usual.stdout.contains(&format!(
                "{path} was not written: the repository and commit"
            )),
            "{path}"
        );
    }
    assert!(
        usual
            .stdout
            .contains("--repository https://github.com/owner/name --rev HASH"),
        "{}",
        usual.stdout
    );
    let named = run(folder.path(), &["init", "--yes", "gitlab"]);
    assert_eq!((named.status, there(&folder).len()), (2, 1));
    assert!(
        named
            .stderr
            .contains("cannot write .gitlab-ci.yml: the repository and commit"),
        "{}",
        named.stderr
    );
}

#[test]
fn an_origin_is_an_address_and_the_full_hash_of_a_commit() {
    let folder = project(&[]);
    let from = |repository: &str, rev: &str| {
        let run = run(
            folder.path(),
            &[
                "init",
                "--dry-run",
                "--repository",
                repository,
                "--rev",
                rev,
            ],
        );
        (run.status, run.stdout + &run.stderr)
    };
    for rev in [
        "v0.1.0",
        "main",
        &COMMIT[..12],
        "0123456789abcdef0123456789abcdef0123456g",
    ] {
        let (status, said) = from(REPOSITORY, rev);
        assert_eq!(status, 2, "{rev}");
        assert!(said.contains("expected a full commit hash"), "{said}");
    }
    for repository in [
        "git@github.com:a/b",
        "https://github.com/a/b; id",
        "https://h/a\nb",
        "https://github.com",
        "../b",
    ] {
        let (status, said) = from(repository, COMMIT);
        assert_eq!(status, 2, "{repository}");
        assert!(said.contains("expected an address"), "{said}");
    }
    // Another host has no actions of GitHub's kind below groups of groups.
    let (status, said) = from("https://git.example.com/group/team/bedrock-eol.git", COMMIT);
    assert_eq!(status, 0, "{said}");
    assert!(
        said.contains(
            ".github/workflows/bedrock-eol.yml was not written: a GitHub workflow needs a repository"
        ),
        "{said}"
    );
    assert!(
        said.contains("--git https://git.example.com/group/team/bedrock-eol --rev"),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_link() {
    let outside = TempDir::new().unwrap();
    let folder = project(&[]);
    std::os::unix::fs::symlink(outside.path(), folder.path().join(".github")).unwrap();
    std::os::unix::fs::symlink(
        outside.path().join("new.toml"),
        folder.path().join("bedrock-eol.toml"),
    )
    .unwrap();
    let run = init(folder.path(), &["--yes", "github"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr
            .contains(".github is not a folder of the project"),
        "{}",
        run.stderr
    );
    assert_eq!(init(folder.path(), &["--yes", "config"]).status, 2);
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn agents_get_a_hook_a_server_and_a_section() {
    let folder = project(&[("AGENTS.md", "# Agents\n")]);
    let written = run(folder.path(), &["init", "agents", "--yes"]);
    assert_eq!(written.status, 0, "{}", written.stderr);
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap();
    for path in [".claude/settings.json", ".mcp.json"] {
        assert!(
            written.stdout.contains(&format!("Wrote {path}")),
            "{}",
            written.stdout
        );
        serde_json::from_str::<serde_json::Value>(&read(path)).unwrap();
    }
    assert_eq!(read("AGENTS.md"), "# Agents\n");
    assert!(
        written
            .stdout
            .contains("AGENTS.md exists and was not changed. Add:"),
        "{}",
        written.stdout
    );
    assert!(
        written.stdout.contains("    ## Amazon Bedrock models"),
        "{}",
        written.stdout
    );
    // The commands are those of this program.
    let settings: serde_json::Value = serde_json::from_str(&read(".claude/settings.json")).unwrap();
    let command = &settings["hooks"]["PostToolUse"][0]["hooks"][0]["command"];
    assert_eq!(command, "bedrock-eol hook");
    for arguments in [["hook", "--help"], ["mcp", "--help"]] {
        assert_eq!(run(folder.path(), &arguments).status, 0);
    }
    let again = run(folder.path(), &["init", "agents", "--yes"]);
    assert!(
        again.stdout.contains("already contains bedrock-eol"),
        "{}",
        again.stdout
    );
}
