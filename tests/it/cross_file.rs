//! What the files of a project say about each other: the uses of the names that one of them defines as model IDs, and
//! the enums and type unions that none of them uses.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{AS_OF, git, run};

/// Files of one project: a path and its content.
type Files<'a> = &'a [(&'a str, &'a str)];

/// A repository with these files in its index.
pub(crate) fn project(files: Files<'_>) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    git(folder.path(), ["init", "-q", "-b", "main"]);
    git(
        folder.path(),
        ["commit", "-q", "--allow-empty", "-m", "first"],
    );
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        fs::write(path, content).expect("the file is written");
    }
    git(folder.path(), ["add", "--all"]);
    folder
}

fn report(folder: &Path, args: &[&str]) -> Value {
    let fixed = ["scan", "--isolated", "--as-of", AS_OF, "--output", "json"];
    let run = run(folder, &[&fixed, args].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{args:?}: {}", run.stderr))
}

fn word<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().expect("a text")
}

/// `models.py:3 error`, and below it `  use ask.py:5` for each related location.
pub(crate) fn findings(folder: &Path, args: &[&str]) -> Vec<String> {
    let report = report(folder, args);
    let mut lines = Vec::new();
    for finding in report["findings"].as_array().expect("a list") {
        lines.push(format!(
            "{}:{} {}",
            word(finding, "path"),
            finding["line"],
            word(finding, "level")
        ));
        for related in finding["related"].as_array().expect("a list") {
            lines.push(format!(
                "  {} {}:{}",
                word(related, "role"),
                word(related, "path"),
                related["line"]
            ));
        }
    }
    lines
}

const CONSTANTS: &str = "class BedrockModels:\n    HAIKU3 = \"anthropic.claude-v2\"\n";
const ASK: &str = "from models import BedrockModels\n\nask(BedrockModels.HAIKU3)\n";
const ENUM: &str = "from enum import StrEnum\n\n\nclass Model(StrEnum):\n    CLAUDE_V2 = \"anthropic.claude-v2\"\n";
const CATALOG: &str = concat!(
    "CATALOG = {\n",
    "    \"claude-v2\": {\"id\": \"anthropic.claude-v2\", \"input_price\": 8.0, \"context_window\": 100000},\n",
    "    \"claude-2-1\": {\"id\": \"anthropic.claude-v2:1\", \"input_price\": 8.0, \"context_window\": 200000},\n",
    "}\n",
);
const CALL: &str = "from catalog import CATALOG\n\nask(CATALOG[\"claude-v2\"][\"id\"])\n";
const UNION: &str =
    "export type Model =\n  | \"anthropic.claude-v2\"\n  | \"amazon.nova-lite-v1:0\";\n";

/// The ways to scan one project, and what differs between them: the evidence of other files is in the full scan alone.
#[test]
fn each_way_of_scanning_reports_the_definition_or_its_uses() {
    let all: Files<'_> = &[
        ("ask.py", ASK),
        ("call.py", CALL),
        ("catalog.py", CATALOG),
        ("enum_of_models.py", ENUM),
        ("models.py", CONSTANTS),
        ("union.ts", UNION),
    ];
    let folder = project(all);
    // Each file alone: a constant, a member of an enum and one of a union are uses, records that describe are none, and
    // a name says nothing.
    let alone = [
        "catalog.py:2 note",
        "  entry catalog.py:2",
        "  entry catalog.py:3",
        "enum_of_models.py:5 error",
        "models.py:2 error",
        "union.ts:2 error",
    ];
    let paths: Vec<&str> = all.iter().map(|(path, _)| *path).collect();
    assert_eq!(findings(folder.path(), &paths), alone, "named files");
    assert_eq!(
        findings(folder.path(), &[".", "--no-cross-file"]),
        alone,
        "--no-cross-file"
    );
    // A change judges each line: the entries of the registry are findings of their own lines too.
    assert_eq!(findings(folder.path(), &["--staged"]), alone, "--staged");
    git(folder.path(), ["commit", "-q", "-m", "second"]);
    assert_eq!(
        findings(folder.path(), &["--diff", "HEAD~1"]),
        alone,
        "--diff"
    );
    // All files: the registry's use is a finding (added), the constant's is related to it (the same level), and
    // nobody uses the enum or the union (the one case in which a level is lower).
    let whole = [
        "call.py:3 error",
        "  definition catalog.py:2",
        "catalog.py:2 note",
        "  entry catalog.py:2",
        "  entry catalog.py:3",
        "enum_of_models.py:5 note",
        "models.py:2 error",
        "  use ask.py:3",
        "union.ts:2 note",
    ];
    assert_eq!(findings(folder.path(), &["."]), whole, "the project");
    // A folder that is not the whole project, and a project of which flags leave files out, lower nothing.
    let narrowed = findings(folder.path(), &[".", "--exclude", "*.md"]);
    assert!(
        narrowed.contains(&"enum_of_models.py:5 error".to_owned()),
        "{narrowed:?}"
    );
    assert!(
        narrowed.contains(&"call.py:3 error".to_owned()),
        "{narrowed:?}"
    );
}

#[test]
fn a_folder_outside_of_repositories_is_a_whole_project() {
    let level = |here: &Path, root: &str| findings(here, &[root]).pop().expect("a finding");
    let folder = tempfile::tempdir().expect("a folder");
    let at = |path: &str| folder.path().join(path);
    for path in ["here", "app/types"] {
        fs::create_dir_all(at(path)).expect("a folder");
    }
    fs::write(at("app/types/union.ts"), UNION).expect("a file");
    assert!(
        level(&at("here"), "../app").ends_with("union.ts:2 note"),
        "a folder outside of every repository"
    );
    assert!(
        level(folder.path(), "app").ends_with("union.ts:2 note"),
        "a folder below the working directory, such as an unpacked archive"
    );
    git(&at("app"), ["init", "-q"]);
    assert!(
        level(folder.path(), "app").ends_with("union.ts:2 note"),
        "a repository below the working directory"
    );
    assert!(
        level(&at("here"), "../app/types").ends_with("union.ts:2 error"),
        "a folder of a repository"
    );
}

#[test]
fn the_result_does_not_depend_on_threads() {
    let files: Vec<(String, String)> = (0..40)
        .map(|at| {
            (
                format!("a{at}.py"),
                format!("class Models{at}:\n    HAIKU3 = \"anthropic.claude-v2\"\n"),
            )
        })
        .chain((0..40).map(|at| {
            (
                format!("b{at}.py"),
                format!("ask(Models{}.HAIKU3)\n", 39 - at),
            )
        }))
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let folder = project(&files);
    let one = report(folder.path(), &[".", "--threads", "1", "--inventory"]);
    assert_eq!(one["references"].as_array().expect("a list").len(), 80);
    assert_eq!(
        report(folder.path(), &[".", "--threads", "4", "--inventory"]),
        one
    );
}

/// Each language with a name that it defines, and the line that uses it.
#[test]
fn names_of_each_language_are_followed() {
    let id = "anthropic.claude-v2";
    let cases: &[(Files<'_>, &str)] = &[
        (
            &[
                ("m.py", "CLAUDE_V2 = \"ID\"\n"),
                ("u.py", "from m import CLAUDE_V2\nask(CLAUDE_V2)\n"),
            ],
            "u.py:2",
        ),
        (
            &[
                ("m.py", "IDS = {\n    \"claude-v2\": \"ID\",\n}\n"),
                ("u.py", "ask(IDS[\"claude-v2\"])\n"),
            ],
            "u.py:1",
        ),
        (
            &[
                ("m.py", "IDS = {\n    \"claude-v2\": \"ID\",\n}\n"),
                ("u.py", "ask(IDS.get('claude-v2'))\n"),
            ],
            "u.py:1",
        ),
        (
            &[
                ("m.py", "class M:\n    OLD: str = \"ID\"\n"),
                ("u.py", "x = f\"{M.OLD}\"\n"),
            ],
            "u.py:1",
        ),
        (
            &[
                (
                    "m.ts",
                    "export const Mods = {\n  old: \"ID\",\n} as const;\n",
                ),
                ("u.ts", "ask(Mods.old);\n"),
            ],
            "u.ts:1",
        ),
        (
            &[
                ("m.ts", "export enum Mods { Old = \"ID\" }\n"),
                ("u.tsx", "ask(Mods.Old);\n"),
            ],
            "u.tsx:1",
        ),
        (
            &[
                ("m.js", "class Mods { static OLD = 'ID'; }\n"),
                ("u.js", "ask(Mods.OLD);\n"),
            ],
            "u.js:1",
        ),
        (
            &[
                ("models.rs", "pub const OLD_ONE: &str = \"ID\";\n"),
                ("u.rs", "fn a() { ask(models::OLD_ONE) }\n"),
            ],
            "u.rs:1",
        ),
        (
            &[
                (
                    "m.rs",
                    "impl Mods {\n    pub const OLD: &'static str = \"ID\";\n}\n",
                ),
                ("u.rs", "fn a() { b(Mods::OLD) }\n"),
            ],
            "u.rs:1",
        ),
        (
            &[
                (
                    "models/m.go",
                    "package models\n\nconst (\n\tOldOne ID2 = \"ID\"\n)\n",
                ),
                ("u.go", "package u\n\nvar x = models.OldOne\n"),
            ],
            "u.go:3",
        ),
        (
            &[
                ("M.java", "enum Mods {\n  OLD(\"ID\");\n}\n"),
                ("U.java", "class U { String a = Mods.OLD.id; }\n"),
            ],
            "U.java:1",
        ),
        (
            &[
                (
                    "M.java",
                    "class Mods {\n  static final String OLD = \"ID\";\n}\n",
                ),
                ("U.kt", "val a = Mods.OLD\n"),
            ],
            "U.kt:1",
        ),
        (
            &[
                ("M.kt", "object Mods {\n    const val OLD = \"ID\"\n}\n"),
                ("U.kt", "val a = Mods.OLD\n"),
            ],
            "U.kt:1",
        ),
        (
            &[
                (
                    "M.cs",
                    "static class Mods\n{\n    public const string Old = \"ID\";\n}\n",
                ),
                ("U.cs", "ask(Mods.Old);\n"),
            ],
            "U.cs:1",
        ),
        (
            &[
                ("M.swift", "enum Mods: String {\n    case old = \"ID\"\n}\n"),
                ("U.swift", "ask(Mods.old.rawValue)\n"),
            ],
            "U.swift:1",
        ),
        (
            &[
                ("m.rb", "module Mods\n  OLD = \"ID\"\nend\n"),
                ("u.rb", "ask(Mods::OLD)\n"),
            ],
            "u.rb:1",
        ),
        (
            &[
                ("M.php", "<?php\nclass Mods { const OLD = 'ID'; }\n"),
                ("u.php", "<?php\nask(Mods::OLD);\n"),
            ],
            "u.php:2",
        ),
        (
            &[
                ("a/l.tf", "locals {\n  old = \"ID\"\n}\n"),
                ("a/m.tf", "output \"x\" { value = local.old }\n"),
            ],
            "a/m.tf:1",
        ),
    ];
    for (files, used) in cases {
        let files: Vec<(&str, String)> = files
            .iter()
            .map(|(path, text)| {
                (
                    *path,
                    text.replace("\"ID\"", &format!("\"{id}\""))
                        .replace("'ID'", &format!("'{id}'")),
                )
            })
            .collect();
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (*path, text.as_str()))
            .collect();
        let folder = project(&files);
        let lines = findings(folder.path(), &["."]);
        assert!(
            lines.contains(&format!("  use {used}")),
            "{files:?}\n{lines:#?}"
        );
    }
}

#[test]
fn an_ambiguous_name_is_not_followed() {
    let cases: &[Files<'_>] = &[
        // Two definitions differ.
        &[
            ("a.py", "class M:\n    OLD = \"anthropic.claude-v2\"\n"),
            ("b.py", "class M:\n    OLD = \"anthropic.claude-v2:1\"\n"),
            ("u.py", "ask(M.OLD)\n"),
        ],
        // Another file declares the name, without a model.
        &[
            ("a.py", "class M:\n    OLD = \"anthropic.claude-v2\"\n"),
            ("b.py", "class M:\n    OLD = 1\n"),
            ("u.py", "ask(M.OLD)\n"),
        ],
        // Names for any model.
        &[
            (
                "a.py",
                "class Settings:\n    model = \"anthropic.claude-v2\"\n",
            ),
            ("u.py", "ask(Settings.model)\n"),
        ],
        &[
            ("a.py", "DEFAULT_MODEL = \"anthropic.claude-v2\"\n"),
            ("u.py", "ask(DEFAULT_MODEL)\n"),
        ],
        // A map of a function is not one of the module.
        &[
            (
                "a.py",
                "def make():\n    MODEL_IDS = dict(haiku=\"anthropic.claude-v2\")\n    return MODEL_IDS\n",
            ),
            ("u.py", "ask(MODEL_IDS[\"haiku\"])\n"),
        ],
        // Alone it is not a model's name.
        &[
            ("a.py", "SUMMARIES = \"anthropic.claude-v2\"\n"),
            ("u.py", "ask(SUMMARIES)\n"),
        ],
        // A function's own.
        &[
            (
                "a.py",
                "def f():\n    CLAUDE_V2 = \"anthropic.claude-v2\"\n",
            ),
            ("u.py", "ask(CLAUDE_V2)\n"),
        ],
        // A default, not the value.
        &[
            (
                "a.py",
                "class M:\n    OLD = env(\"X\") or \"anthropic.claude-v2\"\n",
            ),
            ("u.py", "ask(M.OLD)\n"),
        ],
        // An import, a comment, a text, a longer name, another language, another Terraform module.
        &[
            ("a.py", CONSTANTS),
            (
                "u.py",
                "from a import BedrockModels\n# BedrockModels.HAIKU3\nx = \"BedrockModels.HAIKU3\"\n",
            ),
        ],
        &[
            ("a.py", CONSTANTS),
            (
                "u.py",
                "ask(OldBedrockModels.HAIKU3, BedrockModels.HAIKU35)\n",
            ),
        ],
        &[
            ("a.py", CONSTANTS),
            ("u.ts", "ask(BedrockModels.HAIKU3);\n"),
        ],
        &[
            ("a/l.tf", "locals {\n  old = \"anthropic.claude-v2\"\n}\n"),
            ("b/m.tf", "output \"x\" { value = local.old }\n"),
        ],
    ];
    for files in cases {
        let folder = project(files);
        let lines = findings(folder.path(), &["."]);
        assert!(
            lines.iter().all(|line| !line.starts_with("  ")),
            "{files:?}\n{lines:#?}"
        );
        assert!(
            lines.iter().all(|line| !line.starts_with('u')),
            "{files:?}\n{lines:#?}"
        );
    }
}

#[test]
fn an_enum_is_a_registry_only_if_no_file_uses_a_member() {
    let level = |user: &str| {
        let folder = project(&[("models.py", ENUM), ("use.py", user)]);
        findings(folder.path(), &["."])
            .into_iter()
            .find(|line| line.starts_with("models.py:5"))
            .expect("a finding")
    };
    for unused in [
        "x = 1\n",
        "from models import Model\n\n__all__ = [\"Model\"]\n",
        "from models import (\n    Model,\n)\n",
        "# Model.CLAUDE_V2, model: Model\n",
        "def price(model) -> float:\n    return 3 if isinstance(model, Model) else 0\n",
    ] {
        assert_eq!(level(unused), "models.py:5 note", "{unused}");
    }
    for used in [
        "ask(Model.CLAUDE_V2)\n",
        "ask(Model(name))\n",
        "for m in Model:\n    ask(m)\n",
        "choices = list(Model)\n",
        "ask(Model[name])\n",
        "class Model:\n    pass\n",
        // A framework makes a member of what comes in.
        "@app.get(\"/ask\")\ndef get(model: Model):\n    return ask(model.value)\n",
        "class Body(BaseModel):\n    model: models.Model | None\n",
        "def ask(models: list[Model]):\n    pass\n",
        "parser.add_argument(\"--model\", type=Model, required=True)\n",
    ] {
        assert_eq!(level(used), "models.py:5 error", "{used}");
    }
}

/// The unit test of an enum says nothing about the program, but an enum of a test is used there.
#[test]
fn only_uses_outside_of_tests_make_an_enum_live() {
    let level = |path: &str, user: (&str, &str)| {
        let folder = project(&[(path, ENUM), user]);
        findings(folder.path(), &["."])
            .into_iter()
            .find(|line| line.starts_with(&format!("{path}:5")))
            .expect("a finding")
    };
    for user in ["assert Model.CLAUDE_V2.value\n", "ask(Model(name))\n"] {
        let unused = level("models.py", ("tests/test_models.py", user));
        assert_eq!(unused, "models.py:5 note", "{user}");
        let used = level("models.py", ("ask.py", user));
        assert_eq!(used, "models.py:5 error", "{user}");
        let of_tests = level("tests/models.py", ("tests/test_models.py", user));
        assert_eq!(of_tests, "tests/models.py:5 warning", "{user}");
    }
}

#[test]
fn accepting_a_definition_accepts_its_uses() {
    let hidden = CATALOG.replacen("100000},", "100000},  # bedrock-eol: ignore -- kept", 1);
    let folder = project(&[("catalog.py", &hidden), ("call.py", CALL)]);
    let report = |args: &[&str]| report(folder.path(), args);
    let dispositions = |report: &Value| {
        let findings = report["findings"].as_array().expect("a list");
        findings
            .iter()
            .map(|f| format!("{} {}", word(f, "path"), word(f, "disposition")))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        dispositions(&report(&["."])),
        [
            "call.py suppressed",
            "catalog.py suppressed",
            "catalog.py active"
        ]
    );
    // The baseline that was written before the uses were known.
    let folder = project(&[("catalog.py", CATALOG), ("call.py", CALL)]);
    let written = run(
        folder.path(),
        &["baseline", "write", "--as-of", AS_OF, "catalog.py"],
    );
    assert_eq!(written.status, 0, "{}", written.stderr);
    let run = run(
        folder.path(),
        &["scan", "--as-of", AS_OF, "--output", "json", "."],
    );
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(
        dispositions(&report),
        ["call.py baselined", "catalog.py baselined"]
    );
}

#[test]
fn every_format_shows_the_definition_and_the_uses() {
    let folder = project(&[
        ("ask.py", ASK),
        ("call.py", CALL),
        ("catalog.py", CATALOG),
        ("models.py", CONSTANTS),
    ]);
    for format in ["pretty", "markdown", "html", "sarif", "json"] {
        let run = run(
            folder.path(),
            &[
                "scan",
                "--isolated",
                "--as-of",
                AS_OF,
                "--output",
                format,
                "--max-findings",
                "0",
                ".",
            ],
        );
        for text in ["is used here", "is defined here", "ask.py", "call.py"] {
            assert!(
                run.stdout.contains(text),
                "{format} without {text}\n{}",
                run.stdout
            );
        }
        // A use of a name needs no change: only its definition does.
        assert!(
            !run.stdout.to_lowercase().contains("change as well"),
            "{format}\n{}",
            run.stdout
        );
        let headings: &[&str] = match format {
            "pretty" => &["used at", "defined at"],
            "markdown" => &["Used at: ", "Defined at: "],
            _ => &[],
        };
        for heading in headings {
            assert!(
                run.stdout.contains(heading),
                "{format} without {heading}\n{}",
                run.stdout
            );
        }
    }
}

#[test]
fn a_definition_lists_what_its_model_rejects_in_the_requests_of_other_files() {
    let folder = project(&[
        (
            "models.py",
            "SONNET_37 = \"us.anthropic.claude-3-7-sonnet-20250219-v1:0\"\n",
        ),
        (
            "ask.py",
            "from models import SONNET_37\n\nclient.converse(\n    modelId=SONNET_37,\n    inferenceConfig={\"temperature\": 0.2, \"topP\": 0.9},\n)\n",
        ),
        (
            "plain.py",
            "from models import SONNET_37\n\nclient.converse(modelId=SONNET_37, inferenceConfig={\"topP\": 0.9})\n",
        ),
    ]);
    let found = findings(folder.path(), &["."]);
    assert_eq!(
        found,
        [
            "models.py:1 error",
            "  use ask.py:4",
            "  change ask.py:5",
            "  change ask.py:5",
            "  use plain.py:3",
        ]
    );
}
