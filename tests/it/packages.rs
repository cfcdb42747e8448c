//! Facts that several files contain for other tools, and that must be the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn there_are_four_hooks() {
    let hooks: serde_json::Value = serde_yaml::from_str(&read(".pre-commit-hooks.yaml")).unwrap();
    let hooks = hooks.as_array().unwrap();
    let text =
        |hook: &serde_json::Value, key: &str| hook[key].as_str().unwrap_or_default().to_owned();
    let rows: Vec<_> = hooks
        .iter()
        .map(|hook| (text(hook, "id"), text(hook, "language")))
        .collect();
    let ways = [("", "rust"), ("-system", "system")];
    let expected: Vec<_> = ways
        .iter()
        .flat_map(|(way, language)| {
            ["", "-added"].map(|kind| (format!("bedrock-eol{way}{kind}"), *language))
        })
        .map(|(id, language)| (id, language.to_owned()))
        .collect();
    assert_eq!(rows, expected);
    for hook in hooks {
        let added = text(hook, "id").ends_with("-added");
        let entry = if added {
            "bedrock-eol scan --staged"
        } else {
            "bedrock-eol scan --force-exclude"
        };
        assert_eq!(text(hook, "entry"), entry);
        assert_eq!(
            hook["pass_filenames"] == false,
            added,
            "what is staged is not named"
        );
    }
}

/// Nothing is published under these names. Anybody who registers one runs code wherever a page or a file of ours asks a
/// registry for it.
#[test]
fn the_docs_mention_no_package_that_is_not_published() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages: Vec<String> = ["README.md", ".pre-commit-hooks.yaml", "action.yml"]
        .map(str::to_owned)
        .to_vec();
    for folder in [
        "docs",
        "src/bin/bedrock-eol/init",
        "packages/action",
        ".github/workflows",
    ] {
        let entries = fs::read_dir(root.join(folder)).unwrap();
        pages.extend(
            entries
                .map(|entry| format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap())),
        );
    }
    assert!(
        !root.join("pyproject.toml").exists(),
        "a hook of `language: python` would install the wheel by its name"
    );
    let asked = regex::Regex::new(
        r"(?x) (?-u:\b)( pipx? | uvx? | npm | yarn | pnpm | cargo | brew | gem | conda)[\ ][^\n`|&;]*[\ ]bedrock-eol
        | (npx | uvx | bunx | binstall)[\ ][^\n`|&;]*bedrock-eol
        | bedrock-eol== | additional_dependencies.*bedrock-eol",
    )
    .unwrap();
    for page in pages.iter().filter(|page| !page.ends_with(".png")) {
        for found in asked.find_iter(&read(page)) {
            // Cargo takes the package from the repository that is named with it.
            assert!(
                found.as_str().contains("--git "),
                "{page}: {}",
                found.as_str()
            );
        }
    }
}

/// Cargo looks for programs in the whole repository, and the fuzz targets are some.
#[test]
fn an_install_from_git_names_the_package() {
    for page in ["docs/integrations.md", "README.md"] {
        for line in read(page)
            .lines()
            .filter(|line| line.contains("cargo install") && line.contains("--git"))
        {
            assert!(
                line.trim_end_matches(')').ends_with(" bedrock-eol"),
                "{page}: {line}"
            );
        }
    }
}

/// Keys of the schema of MegaLinter's descriptors that the plugin uses; it allows no others
/// (oxsecurity/megalinter, megalinter/descriptors/schemas/megalinter-descriptor.jsonschema.json).
const MEGALINTER_KEYS: [&str; 18] = [
    "can_output_sarif",
    "cli_config_arg_name",
    "cli_executable",
    "cli_help_arg_name",
    "cli_lint_errors_count",
    "cli_lint_errors_regex",
    "cli_lint_extra_args",
    "cli_lint_mode",
    "cli_sarif_args",
    "cli_version_arg_name",
    "config_file_name",
    "examples",
    "install",
    "linter_name",
    "linter_speed",
    "linter_spdx_license",
    "linter_text",
    "linter_url",
];

#[test]
fn the_plugin_of_megalinter_has_the_keys_of_its_schema() {
    let page = read("packages/megalinter/bedrock-eol.megalinter-descriptor.yml");
    let descriptor: serde_json::Value = serde_yaml::from_str(&page).unwrap();
    let keys = |value: &serde_json::Value| -> BTreeSet<String> {
        value.as_object().unwrap().keys().cloned().collect()
    };
    let known = [
        "descriptor_id",
        "descriptor_type",
        "lint_all_files",
        "linters",
    ];
    assert_eq!(keys(&descriptor), known.map(str::to_owned).into());
    assert!(
        ["language", "format", "tooling_format", "other"]
            .contains(&descriptor["descriptor_type"].as_str().unwrap())
    );
    let linter = &descriptor["linters"][0];
    let allowed: BTreeSet<String> = MEGALINTER_KEYS
        .into_iter()
        .chain(["name"])
        .map(str::to_owned)
        .collect();
    assert_eq!(keys(linter), allowed);
    assert!(
        ["file", "project", "list_of_files"].contains(&linter["cli_lint_mode"].as_str().unwrap())
    );
    assert!((1..=5).contains(&linter["linter_speed"].as_u64().unwrap()));
}

/// What the component and the examples of CI services download is verified before it is unpacked.
#[test]
fn every_download_of_a_release_is_verified() {
    let pages = [
        "templates/bedrock-eol.yml",
        "packages/megalinter/bedrock-eol.megalinter-descriptor.yml",
        "docs/integrations.md",
    ];
    for page in pages {
        let text = read(page);
        let count = |word: &str| text.matches(word).count();
        assert!(count("curl -fsSL") > 0, "{page}");
        assert_eq!(count("curl -fsSL"), count("| sha256sum "), "{page}");
        assert_eq!(count("curl -fsSL"), count("tar -xzf"), "{page}");
    }
}

#[test]
fn the_page_has_every_input_and_output_of_the_action() {
    let action: serde_json::Value = serde_yaml::from_str(&read("action.yml")).unwrap();
    let names = |key: &str| -> BTreeSet<String> {
        action[key].as_object().unwrap().keys().cloned().collect()
    };
    let page = read("docs/integrations.md");
    let (_, table) = page.split_once("| Input | Default | |\n").unwrap();
    let (table, after) = table.split_once("\n\n").unwrap();
    let listed: BTreeSet<String> = table
        .lines()
        .filter_map(|row| row.split('|').nth(1))
        .flat_map(in_code)
        .collect();
    assert_eq!(listed, names("inputs"));
    let (outputs, _) = after
        .strip_prefix("Outputs: ")
        .unwrap()
        .split_once('\n')
        .unwrap();
    assert_eq!(in_code(outputs).collect::<BTreeSet<_>>(), names("outputs"));
}

/// The text between backticks.
fn in_code(text: &str) -> impl Iterator<Item = String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// `bedrock-eol-VERSION-TARGET.ENDING`, for each row of the release's matrix with its Node.js name `PLATFORM-ARCH`.
fn released() -> Vec<(String, String)> {
    let workflow: serde_json::Value =
        serde_yaml::from_str(&read(".github/workflows/release.yml")).unwrap();
    let rows = workflow["jobs"]["build"]["strategy"]["matrix"]["include"]
        .as_array()
        .unwrap()
        .clone();
    let row = |row: &serde_json::Value| {
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        let ending = if text("platform") == "win32" {
            "zip"
        } else {
            "tar.gz"
        };
        let archive = format!("bedrock-eol-{VERSION}-{}.{ending}", text("target"));
        (archive, format!("{}-{}", text("platform"), text("arch")))
    };
    rows.iter().map(row).collect()
}

#[test]
fn the_npm_package_needs_a_package_for_each_platform_that_is_released() {
    let package: serde_json::Value =
        serde_json::from_str(&read("packages/npm/bedrock-eol/package.json")).unwrap();
    assert_eq!(package["version"], VERSION);
    // npm packs a file named LICENSE by itself, and none named LICENSE-MIT.
    let files = package["files"].as_array().unwrap();
    assert!(files.iter().any(|name| name == "LICENSE-*"), "{files:?}");
    let needed = package["optionalDependencies"].as_object().unwrap();
    let mut platforms: Vec<String> = released()
        .into_iter()
        .map(|(_, platform)| format!("bedrock-eol-{platform}"))
        .collect();
    platforms.sort();
    assert_eq!(needed.keys().cloned().collect::<Vec<_>>(), platforms);
    assert!(
        needed.values().all(|version| version == VERSION),
        "{needed:?}"
    );
}

#[test]
fn cargo_binstall_and_the_action_use_the_names_of_release_files() {
    let cargo: toml::Table = read("Cargo.toml").parse().unwrap();
    let binstall = &cargo["package"]["metadata"]["binstall"];
    let install = read("packages/action/install");
    for (archive, _) in released() {
        let target = archive.trim_start_matches(&format!("bedrock-eol-{VERSION}-"));
        let (target, ending) = target.split_once('.').unwrap();
        let format = binstall["overrides"].get(target).unwrap_or(binstall)["pkg-fmt"]
            .as_str()
            .unwrap();
        // What binstall puts for `{ archive-suffix }`, one after the other.
        let endings: &[&str] = if format == "tgz" {
            &["tgz", "tar.gz"]
        } else {
            &[format]
        };
        assert!(
            endings.contains(&ending),
            "{archive}: binstall looks for {endings:?}"
        );
        let url = binstall["pkg-url"].as_str().unwrap();
        let filled = [
            ("{ name }", "bedrock-eol"),
            ("{ version }", VERSION),
            ("{ target }", target),
        ]
        .iter()
        .fold(url.to_owned(), |url, (name, value)| {
            url.replace(name, value)
        })
        .replace("{ archive-suffix }", &format!(".{ending}"));
        assert_eq!(
            filled,
            format!("{{ repo }}/releases/download/v{VERSION}/{archive}")
        );
        let (machine, system) = target.split_once('-').unwrap();
        assert!(
            install.contains(&format!("machine={machine} ;;")),
            "the action knows no {machine}"
        );
        assert!(
            install.contains(&format!("system={system}")),
            "the action knows no {system}"
        );
    }
}

/// A script that is run as a program is run by the first `bash` of the PATH, which an earlier step can have made one of the
/// workspace.
#[cfg(unix)]
#[test]
fn the_action_looks_up_no_program_before_its_scripts_have_cleared_the_path() {
    use std::os::unix::fs::PermissionsExt as _;
    let root = env!("CARGO_MANIFEST_DIR");
    let action: serde_json::Value = serde_yaml::from_str(&read("action.yml")).unwrap();
    let steps = action["runs"]["steps"].as_array().unwrap();
    let runs: Vec<&str> = steps
        .iter()
        .filter_map(|step| step["run"].as_str())
        .collect();
    let scripts: Vec<&str> = runs
        .iter()
        .filter_map(|run| {
            run.strip_prefix(". \"$GITHUB_ACTION_PATH/packages/action/")?
                .strip_suffix('"')
        })
        .collect();
    assert_eq!(scripts, ["install", "catalog", "scan", "comment"]);
    assert_eq!(runs.len(), 5, "and `exit`: {runs:?}");
    let workspace = tempfile::tempdir().unwrap();
    let bin = workspace.path().join("bin");
    fs::create_dir(&bin).unwrap();
    for name in ["bash", "sed", "mktemp", "uname", "tr", "env", "git", "gh"] {
        let program = bin.join(name);
        fs::write(&program, "#!/bin/sh\necho RUN >&2\nexit 1\n").unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    }
    // Each ends soon: by an invalid version, a pinned catalog, and a missing file.
    for script in ["install", "catalog", "scan"] {
        let run = format!(". \"$GITHUB_ACTION_PATH/packages/action/{script}\"");
        let output = std::process::Command::new("/bin/bash")
            .args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &run])
            .current_dir(workspace.path())
            .env_clear()
            .env("PATH", format!("{}:bin::/usr/bin:/bin", bin.display()))
            .env("GITHUB_ACTION_PATH", root)
            .env("GITHUB_WORKSPACE", workspace.path())
            .env("GITHUB_EVENT_NAME", "push")
            .env("GITHUB_OUTPUT", workspace.path().join("output"))
            .env("RUNNER_TEMP", workspace.path())
            .env("VERSION", "!")
            .env("BEDROCK_EOL", env!("CARGO_BIN_EXE_bedrock-eol"))
            .env("INPUT_AS_OF", crate::program::AS_OF)
            .env("INPUT_PATH", "none.py")
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(!stderr.contains("RUN"), "{script}: {stderr}");
    }
}
