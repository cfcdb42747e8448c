//! The table that decides a context: the first row that applies wins.

use super::collection::is_turned_down;
use super::compared::{is_compared, is_excluded};
use super::file::File;
use super::file_facts::Fact;
use super::occurrence::{Occurrence, TextKind};
use super::offered::is_offered;
use super::recorded_blocks::is_recorded;
use super::rule::{Around, ContextRule, PathTest};
use super::settings_files::is_settings_file;
use super::statement::{in_policy, in_statement, is_denied, is_resource, sets_the_model};
use crate::language::{Kind, Trait};
use crate::outline::BlockKind;
use crate::reference::{Context, Found};

const ANY: ContextRule = ContextRule {
    id: "",
    context: Context::Code,
    paths: &[],
    kinds: &[],
    text_kinds: &[],
    around: Around::Anything,
};

/// The row for an ID that code only compares.
pub(crate) const COMPARED: &str = "deprecation-compared";

const WORKING: &[TextKind] = &[TextKind::Code];

/// Folders below `spec` in which tests have their files.
const SPEC_FOLDERS: &[&str] = &[
    "fixtures",
    "support",
    "factories",
    "dummy",
    "cassettes",
    "data",
    "mocks",
    "stubs",
];

/// The rows in order of precedence: comment, docs, recording, deprecation, registry, choice, test, iam, iac, config, code.
/// The last row always applies.
pub(crate) static CONTEXT_RULES: &[ContextRule] = &[
    ContextRule {
        id: "comment",
        context: Context::Comment,
        text_kinds: &[TextKind::Comment],
        ..ANY
    },
    ContextRule {
        id: "docs-prose",
        context: Context::Docs,
        text_kinds: &[TextKind::Prose],
        ..ANY
    },
    ContextRule {
        id: "recording-language",
        context: Context::Recording,
        kinds: &[Kind::Recording],
        ..ANY
    },
    ContextRule {
        id: "recording-report",
        context: Context::Recording,
        kinds: &[Kind::Report],
        ..ANY
    },
    ContextRule {
        id: "recording-output",
        context: Context::Recording,
        text_kinds: &[TextKind::Output],
        ..ANY
    },
    ContextRule {
        id: "recording-synthesised",
        context: Context::Recording,
        paths: &[
            PathTest::Name(&["snapshot.out"]),
            PathTest::Folder(&["cdk.out"]),
        ],
        ..ANY
    },
    ContextRule {
        id: "recording-folder",
        context: Context::Recording,
        paths: &[
            PathTest::Folder(&[
                "cassettes",
                "vcr_cassettes",
                "vcr",
                "__snapshots__",
                "__recordings__",
                "__cassettes__",
                "cdk.out",
                "__image_snapshots__",
                "testoutputs",
                "test-outputs",
                "test_outputs",
                "test-results",
                "test_results",
                "eval-results",
                "eval_results",
                "surefire-reports",
                "failsafe-reports",
            ]),
            PathTest::FolderEnd(&[".snapshot", "_cassettes", "-snapshots"]),
            PathTest::NameEnd(&[
                ".snap.json",
                ".snapshot.json",
                ".snapshot",
                ".recording.json",
                ".approved.txt",
                ".golden",
            ]),
        ],
        kinds: &[
            Kind::Data,
            Kind::Table,
            Kind::Recording,
            Kind::Docs,
            Kind::Config,
        ],
        ..ANY
    },
    ContextRule {
        id: "recording-results",
        context: Context::Recording,
        paths: &[PathTest::Folder(&[
            "results",
            "outputs",
            "logs",
            "traces",
            "snapshots",
            "recordings",
        ])],
        kinds: &[Kind::Data, Kind::Table],
        // A service can have such a name.
        around: Around::Matches(|occurrence, _| !is_settings_file(occurrence.file)),
        ..ANY
    },
    ContextRule {
        id: "recording-dated",
        context: Context::Recording,
        paths: &[PathTest::Folder(&["reports", "runs", "benchmarks"])],
        kinds: &[Kind::Data, Kind::Table],
        around: Around::Matches(|occurrence, _| occurrence.file.is_named_with_its_time()),
        ..ANY
    },
    ContextRule {
        id: "recording-measured",
        context: Context::Recording,
        kinds: &[Kind::Table],
        around: Around::Matches(|occurrence, _| occurrence.file.is_table_of_measurements()),
        ..ANY
    },
    ContextRule {
        id: "recording-snapshot-code",
        context: Context::Recording,
        paths: &[
            PathTest::Folder(&["__snapshots__", "cdk.out", "vcr_cassettes"]),
            PathTest::FolderEnd(&[".snapshot"]),
        ],
        ..ANY
    },
    ContextRule {
        id: "recording-http",
        context: Context::Recording,
        kinds: &[Kind::Data, Kind::Table],
        around: Around::Matches(|occurrence, _| {
            is_recorded(occurrence) || occurrence.file.is_table_of_recordings()
        }),
        ..ANY
    },
    ContextRule {
        id: "deprecation-removed",
        context: Context::Deprecation,
        // Lines that a patch removes.
        kinds: &[Kind::Code],
        around: Around::Matches(|occurrence, _| {
            occurrence.file.source.language.has(Trait::RemovedLines)
                && occurrence.line_before().starts_with(b"-")
        }),
        ..ANY
    },
    ContextRule {
        id: COMPARED,
        context: Context::Deprecation,
        text_kinds: WORKING,
        around: Around::Matches(|occurrence, found| {
            is_excluded(occurrence)
                || !in_tests(occurrence, found) && is_compared(occurrence, found)
        }),
        ..ANY
    },
    ContextRule {
        id: "deprecation-named",
        context: Context::Deprecation,
        text_kinds: WORKING,
        around: Around::Matches(|occurrence, _| is_turned_down(occurrence)),
        ..ANY
    },
    ContextRule {
        id: "deprecation-denied",
        context: Context::Deprecation,
        text_kinds: WORKING,
        around: Around::Matches(is_denied),
        ..ANY
    },
    ContextRule {
        id: "registry",
        context: Context::Registry,
        around: Around::Registry,
        ..ANY
    },
    ContextRule {
        id: "choice",
        context: Context::Choice,
        text_kinds: WORKING,
        around: Around::Matches(|occurrence, _| is_offered(occurrence)),
        ..ANY
    },
    ContextRule {
        id: "test-folder",
        context: Context::Test,
        paths: &[
            PathTest::FolderOfTests(&[
                "test",
                "tests",
                "__tests__",
                "e2e",
                "testdata",
                "test-data",
                "test_data",
                "__fixtures__",
                "mocks",
                "__mocks__",
                "testing",
                "integration-tests",
                "integration_tests",
                "integrationtest",
                "integtest",
                "integ-tests",
                "unittest",
                "unittests",
                "unit-tests",
                "unit_tests",
                "unit_test",
                "testcases",
                "test-resources",
                "testfixtures",
                "androidtest",
                "commontest",
                "jvmtest",
                "jstest",
                "cypress",
                "playwright",
                "test-fixtures",
                "test_fixtures",
                // Of cargo-fuzz.
                "fuzz_targets",
            ]),
            PathTest::FolderStart(&["tests_", "tests-", "test_integ", "test-integ"]),
            PathTest::FolderEnd(&[
                ".tests",
                ".test",
                "-tests",
                "_tests",
                ".unittests",
                ".integrationtests",
                "-e2e",
                "_e2e",
                "-test",
                "_test",
            ]),
        ],
        ..ANY
    },
    ContextRule {
        id: "test-spec",
        context: Context::Test,
        // Documents in a folder of specifications are not tests.
        paths: &[PathTest::Folder(&["spec", "specs"])],
        kinds: &[
            Kind::Code,
            Kind::Data,
            Kind::Table,
            Kind::Notebook,
            Kind::Recording,
        ],
        around: Around::Matches(|occurrence, _| !is_yaml(occurrence)),
        ..ANY
    },
    ContextRule {
        id: "test-spec-settings",
        context: Context::Test,
        // `spec/openapi.yaml` is a specification; below `spec/fixtures` are the settings of tests.
        paths: &[PathTest::Folder(&["spec", "specs"])],
        kinds: &[Kind::Infra, Kind::Config, Kind::Data],
        around: Around::Matches(|occurrence, _| {
            let of_tests = |folder| SPEC_FOLDERS.contains(&folder);
            occurrence.file.folders().any(of_tests)
        }),
        ..ANY
    },
    ContextRule {
        id: "test-name",
        context: Context::Test,
        kinds: &[
            Kind::Code,
            Kind::Data,
            Kind::Table,
            Kind::Notebook,
            Kind::Infra,
            Kind::Config,
        ],
        paths: &[
            PathTest::NameStart(&[
                "test_",
                "test-",
                "tests.",
                "conftest.",
                "mock_",
                "cypress.config.",
                "jest.config.",
                "jest.setup.",
                "playwright.config.",
                "setuptests.",
                "vitest.config.",
                "vitest.setup.",
            ]),
            PathTest::Name(&[
                "pytest.ini",
                "phpunit.xml",
                "phpunit.xml.dist",
                "phpunit.dist.xml",
            ]),
            PathTest::Contains(&[
                ".tests.",
                ".spec.",
                ".e2e.",
                ".integ.",
                ".cy.",
                ".stories.",
                ".mock.",
            ]),
            PathTest::StemEnd(&[
                "_tests", "-tests", "Tests", "TestCase", "IT", "ITCase", "TestBase", "_mock",
                "Mock", "_mocks",
            ]),
            PathTest::NameEnd(&[
                ".bats",
                ".t",
                ".tftest.hcl",
                ".test.bicep",
                "_test.rego",
                "_test.jsonnet",
                ".feature",
                "_spec.rb",
                "_spec.lua",
                "_spec.js",
                "_spec.ts",
                "_spec.cr",
                "-spec.js",
                "-spec.ts",
                "spec.scala",
                "spec.groovy",
                "spec.hs",
                "spec.swift",
            ]),
        ],
        ..ANY
    },
    ContextRule {
        id: "test-program",
        context: Context::Test,
        // In the name of a settings file `test` is an environment: `values-test.yaml`, `test.tfvars`.
        kinds: &[Kind::Code, Kind::Table, Kind::Notebook],
        paths: &[
            PathTest::NameStart(&["test."]),
            PathTest::Contains(&[".test."]),
            PathTest::StemEnd(&["_test", "-test", "Test"]),
        ],
        ..ANY
    },
    ContextRule {
        id: "test-inside",
        context: Context::Test,
        kinds: &[Kind::Code],
        around: Around::Matches(|occurrence, _| occurrence.file.in_tests(occurrence.span.start)),
        ..ANY
    },
    ContextRule {
        id: "test-section",
        context: Context::Test,
        // The settings of pytest in those of a project.
        kinds: &[Kind::Data, Kind::Config],
        around: Around::Matches(|occurrence, _| is_in_settings_of_tests(occurrence)),
        ..ANY
    },
    ContextRule {
        id: "iam-policy",
        context: Context::Iam,
        // A policy in a document or comment is only shown there.
        text_kinds: WORKING,
        around: Around::Matches(in_policy),
        ..ANY
    },
    ContextRule {
        id: "iam-file",
        context: Context::Iam,
        paths: &[
            PathTest::Folder(&[
                "iam",
                "iam-policies",
                "scp",
                "scps",
                "service-control-policies",
                "service_control_policies",
                "rcp",
                "rcps",
            ]),
            PathTest::Contains(&[
                "iam-policy",
                "iam_policy",
                "service_control_polic",
                "service-control-polic",
            ]),
        ],
        kinds: &[Kind::Data, Kind::Infra],
        text_kinds: WORKING,
        around: Around::Matches(|occurrence, found| is_resource(found) || in_statement(occurrence)),
    },
    ContextRule {
        id: "iac-language",
        context: Context::Iac,
        kinds: &[Kind::Infra],
        text_kinds: WORKING,
        ..ANY
    },
    ContextRule {
        id: "iac-template",
        context: Context::Iac,
        kinds: &[Kind::Data, Kind::Table],
        text_kinds: WORKING,
        around: Around::Says(Fact::Template),
        ..ANY
    },
    ContextRule {
        id: "iac-file",
        context: Context::Iac,
        paths: &[
            PathTest::Name(&[
                "cdk.json",
                "cdk.context.json",
                "samconfig.toml",
                "serverless.yml",
                "serverless.yaml",
                "serverless.ts",
                "sst.config.ts",
                "pulumi.yaml",
                "amplify.yml",
                "terragrunt.hcl",
                "copilot.yml",
            ]),
            PathTest::NameStart(&["pulumi."]),
            PathTest::NameEnd(&[
                ".tf.json",
                ".tfstate",
                ".tfvars.json",
                ".template.json",
                ".template.yaml",
                ".template.yml",
            ]),
        ],
        text_kinds: WORKING,
        ..ANY
    },
    ContextRule {
        id: "iac-program",
        context: Context::Iac,
        kinds: &[Kind::Code],
        text_kinds: WORKING,
        around: Around::Says(Fact::Infrastructure),
        ..ANY
    },
    ContextRule {
        id: "config-language",
        context: Context::Config,
        kinds: &[Kind::Config, Kind::Data, Kind::Table],
        text_kinds: WORKING,
        ..ANY
    },
    ContextRule {
        id: "config-front-matter",
        context: Context::Config,
        // Agents, prompts and commands are Markdown with settings at its head.
        kinds: &[Kind::Docs],
        text_kinds: WORKING,
        around: Around::Matches(|occurrence, _| {
            occurrence.in_front_matter() && sets_the_model(occurrence)
        }),
        ..ANY
    },
    ContextRule {
        id: "code",
        context: Context::Code,
        ..ANY
    },
];

/// Whether it is in a section of `pyproject.toml` or `setup.cfg` for pytest.
fn is_in_settings_of_tests(occurrence: &Occurrence<'_, '_>) -> bool {
    const SECTIONS: &[&[u8]] = &[b"tool.pytest", b"tool:pytest"];
    let (file, outline) = (occurrence.file, occurrence.file.outline());
    let mut around = outline.around(outline.block_at(occurrence.span.start));
    around.any(|number| {
        let block = outline.block(number);
        let head = file.text()[block.head.clone()].trim_ascii();
        block.kind == BlockKind::Section && SECTIONS.iter().any(|name| head.starts_with(name))
    })
}

fn is_yaml(occurrence: &Occurrence<'_, '_>) -> bool {
    occurrence.file.source.language.name == "yaml"
}

/// Whether one of the rows for tests applies: an assertion is not a comparison.
fn in_tests(occurrence: &Occurrence<'_, '_>, found: &Found) -> bool {
    let mut rows = CONTEXT_RULES
        .iter()
        .filter(|row| row.context == Context::Test);
    rows.any(|row| row.applies(occurrence, found, false))
}

/// Folders of documentation and samples; their content says nothing about the project.
const DOCUMENTATION: &[&str] = &[
    "doc",
    "docs",
    "documentation",
    "example",
    "examples",
    "_examples",
    "sample",
    "samples",
];

/// Whether the path alone shows that the file is for tests, a recording or documentation.
pub(super) fn is_beside_the_project(file: &File<'_>) -> bool {
    let by_path = |rule: &ContextRule| {
        matches!(
            rule.context,
            Context::Test | Context::Recording | Context::Docs
        ) && matches!(rule.around, Around::Anything)
            && (rule.kinds.is_empty() || rule.kinds.contains(&file.kind()))
            && (rule.matches_path(file) || rule.paths.is_empty() && !rule.kinds.is_empty())
    };
    file.folders().any(|folder| DOCUMENTATION.contains(&folder))
        || CONTEXT_RULES.iter().any(by_path)
}
