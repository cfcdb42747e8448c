//! The table that decides a context: the first row that holds wins.

use memchr::memmem;

use super::place::{Fact, Ground, Place};
use crate::detect::{Context, Form, Match};
use crate::language::Kind;

/// One way to tell a context. Every condition of a row has to hold; an empty list asks nothing.
pub(crate) struct ContextRule {
    /// Its name, which is that of its fixture's folder.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests tell rows apart by it"))]
    pub(crate) id: &'static str,
    /// What it tells.
    pub(crate) context: Context,
    /// Tests of the path, one of which has to hold.
    paths: &'static [PathTest],
    /// Kinds of languages.
    kinds: &'static [Kind],
    /// What the reference stands in.
    grounds: &'static [Ground],
    /// What the surroundings have to say.
    around: Around,
}

/// A test of a path in lower case.
enum PathTest {
    /// A folder has one of these names.
    Folder(&'static [&'static str]),
    /// A folder's name begins so.
    FolderStart(&'static [&'static str]),
    /// A folder's name ends so.
    FolderEnd(&'static [&'static str]),
    /// The file has one of these names.
    Name(&'static [&'static str]),
    /// The file's name begins so.
    NameStart(&'static [&'static str]),
    /// The file's name ends so.
    NameEnd(&'static [&'static str]),
    /// The file's name without its last ending ends so, as it is written: `FooTest.java`.
    StemEnd(&'static [&'static str]),
    /// The path has one of these pieces.
    Contains(&'static [&'static str]),
}

/// A test of the surrounding text.
enum Around {
    Anything,
    /// The entry belongs to a registry that was found in the file.
    Registry,
    /// The words of the whole file say so.
    Says(Fact),
    Fits(fn(&Place<'_, '_>, &Match) -> bool),
}

impl ContextRule {
    /// Whether the row holds for a match; `registry` says whether it is an entry of one.
    pub(crate) fn holds(&self, place: &Place<'_, '_>, found: &Match, registry: bool) -> bool {
        let file = place.file;
        (self.kinds.is_empty() || self.kinds.contains(&file.kind()))
            && (self.grounds.is_empty() || self.grounds.contains(&place.ground))
            && (self.paths.is_empty() || self.paths.iter().any(|p| p.holds(place)))
            && match self.around {
                Around::Anything => true,
                Around::Registry => registry,
                Around::Says(fact) => file.says(fact),
                Around::Fits(fits) => fits(place, found),
            }
    }
}

impl PathTest {
    fn holds(&self, place: &Place<'_, '_>) -> bool {
        let file = place.file;
        let name = file.name();
        match self {
            Self::Folder(names) => file.folders().any(|f| names.contains(&f)),
            Self::FolderStart(starts) => file.folders().any(|f| starts.iter().any(|s| f.starts_with(s))),
            Self::FolderEnd(ends) => file.folders().any(|f| ends.iter().any(|e| f.ends_with(e))),
            Self::Name(names) => names.contains(&name),
            Self::NameStart(starts) => starts.iter().any(|s| name.starts_with(s)),
            Self::NameEnd(ends) => ends.iter().any(|e| name.ends_with(e)),
            Self::StemEnd(ends) => {
                let path = &file.source.path.display;
                let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
                let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                ends.iter().any(|end| {
                    let rest = stem.strip_suffix(end);
                    // `AnswerIT` is an integration test, `CREDIT` is not.
                    rest.is_some_and(|r| *end != "IT" || r.ends_with(|c: char| c.is_ascii_lowercase()))
                })
            }
            Self::Contains(pieces) => pieces.iter().any(|p| file.path.contains(p)),
        }
    }
}

const ANY: ContextRule = ContextRule {
    id: "",
    context: Context::Code,
    paths: &[],
    kinds: &[],
    grounds: &[],
    around: Around::Anything,
};

const WORKING: &[Ground] = &[Ground::Code];

/// The rows in order of precedence: recording, test, registry, deprecation, iam, iac, config, comment, docs,
/// code. The last row holds always.
pub(crate) static CONTEXT_RULES: &[ContextRule] = &[
    ContextRule { id: "recording-language", context: Context::Recording, kinds: &[Kind::Recording], ..ANY },
    ContextRule { id: "recording-output", context: Context::Recording, grounds: &[Ground::Output], ..ANY },
    ContextRule {
        id: "recording-folder",
        context: Context::Recording,
        paths: &[
            PathTest::Folder(&[
                "cassettes",
                "vcr_cassettes",
                "vcr",
                "__snapshots__",
                "snapshots",
                "__recordings__",
                "recordings",
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
        kinds: &[Kind::Data, Kind::Table, Kind::Recording, Kind::Docs, Kind::Config],
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
        around: Around::Says(Fact::Recording),
        ..ANY
    },
    ContextRule {
        id: "test-folder",
        context: Context::Test,
        paths: &[
            PathTest::Folder(&[
                "test",
                "tests",
                "__tests__",
                "spec",
                "specs",
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
        id: "test-name",
        context: Context::Test,
        kinds: &[Kind::Code, Kind::Data, Kind::Table, Kind::Notebook, Kind::Infra, Kind::Config],
        paths: &[
            PathTest::NameStart(&["test_", "test-", "test.", "tests.", "conftest.", "mock_"]),
            PathTest::Contains(&[
                ".test.",
                ".tests.",
                ".spec.",
                ".e2e.",
                ".integ.",
                ".cy.",
                ".stories.",
                ".mock.",
            ]),
            PathTest::StemEnd(&[
                "_test", "_tests", "-test", "-tests", "Test", "Tests", "TestCase", "IT", "ITCase",
                "TestBase", "_mock", "Mock", "_mocks",
            ]),
            PathTest::NameEnd(&[
                ".bats",
                ".t",
                ".tftest.hcl",
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
        id: "test-inside",
        context: Context::Test,
        kinds: &[Kind::Code],
        around: Around::Fits(|place, _| place.file.in_tests(place.span.start)),
        ..ANY
    },
    ContextRule { id: "registry", context: Context::Registry, around: Around::Registry, ..ANY },
    ContextRule {
        id: "deprecation-file",
        context: Context::Deprecation,
        paths: &[
            PathTest::NameStart(&[
                "changelog",
                "changes.",
                "history.",
                "release-notes",
                "release_notes",
                "releases.",
                "releasenotes",
                "upgrading",
                "upgrade.",
                "migration.",
                "migrating",
                "migration-guide",
                "migration_guide",
                "deprecat",
                "breaking",
            ]),
            PathTest::Contains(&["alembic/versions/"]),
            PathTest::Folder(&[
                "migrations",
                "migration",
                "migrate",
                ".changeset",
                "changelogs",
                "changelog",
                "release-notes",
                "release_notes",
                "changelog.d",
                "newsfragments",
                ".changes",
                "deprecations",
            ]),
            PathTest::StemEnd(&[
                "deprecated",
                "Deprecated",
                "deprecation",
                "deprecations",
                "Deprecations",
                "-migration",
                "_migration",
            ]),
        ],
        ..ANY
    },
    ContextRule {
        id: "deprecation-words",
        context: Context::Deprecation,
        kinds: &[Kind::Code, Kind::Data, Kind::Config, Kind::Infra, Kind::Notebook, Kind::Table, Kind::Docs],
        around: Around::Fits(|place, _| names_a_deprecation(place)),
        ..ANY
    },
    ContextRule {
        id: "deprecation-family",
        context: Context::Deprecation,
        kinds: &[Kind::Code, Kind::Infra, Kind::Notebook],
        grounds: WORKING,
        around: Around::Fits(|place, _| tests_a_family(place)),
        ..ANY
    },
    ContextRule {
        id: "iam-policy",
        context: Context::Iam,
        grounds: &[Ground::Code, Ground::Prose],
        around: Around::Fits(in_policy),
        ..ANY
    },
    ContextRule {
        id: "iam-document",
        context: Context::Iam,
        kinds: &[Kind::Data],
        grounds: WORKING,
        around: Around::Fits(|place, found| {
            is_resource(found)
                && !sets_a_model(place)
                && place.file.says(Fact::Policy)
                && !place.file.says(Fact::Template)
        }),
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
        grounds: WORKING,
        around: Around::Fits(|place, found| {
            is_resource(found) || place.near(&["\"Effect\"", "Effect:", "effect "])
        }),
    },
    ContextRule { id: "iac-language", context: Context::Iac, kinds: &[Kind::Infra], grounds: WORKING, ..ANY },
    ContextRule {
        id: "iac-template",
        context: Context::Iac,
        kinds: &[Kind::Data, Kind::Table],
        grounds: WORKING,
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
                ".tfvars.json",
                ".template.json",
                ".template.yaml",
                ".template.yml",
            ]),
        ],
        grounds: WORKING,
        ..ANY
    },
    ContextRule {
        id: "iac-program",
        context: Context::Iac,
        kinds: &[Kind::Code],
        grounds: WORKING,
        around: Around::Says(Fact::Infrastructure),
        ..ANY
    },
    ContextRule {
        id: "config-language",
        context: Context::Config,
        kinds: &[Kind::Config, Kind::Data, Kind::Table],
        grounds: WORKING,
        ..ANY
    },
    ContextRule { id: "comment", context: Context::Comment, grounds: &[Ground::Comment], ..ANY },
    ContextRule { id: "docs-prose", context: Context::Docs, grounds: &[Ground::Prose], ..ANY },
    ContextRule { id: "docs-language", context: Context::Docs, kinds: &[Kind::Docs], ..ANY },
    ContextRule { id: "code", context: Context::Code, ..ANY },
];

/// Whether a reference is an ARN or a pattern, as policies name models.
fn is_resource(found: &Match) -> bool {
    matches!(found.form, Form::FoundationModelArn | Form::InferenceProfileArn | Form::Wildcard | Form::Opaque)
}

/// The ARN is the value of a field that chooses a model: `EmbeddingModelArn:`, `"ModelId":`, `foundation_model =`.
/// It stands beside policies in templates, and beside the `Resource` of a state machine's task.
fn sets_a_model(place: &Place<'_, '_>) -> bool {
    let key = place.key().to_ascii_lowercase();
    matches!(place.file.kind(), Kind::Data | Kind::Infra | Kind::Config)
        && memmem::find(&key, b"model").is_some()
}

/// Inside a policy: a resource beside the words of a statement. Prose has to show a statement.
fn in_policy(place: &Place<'_, '_>, found: &Match) -> bool {
    const STATEMENT: &[&str] = &[
        "\"Effect\"",
        "Effect:",
        "'Effect'",
        "PolicyStatement",
        "\"Resource\"",
        "'Resource'",
        "Resource:",
        "NotResource",
    ];
    const WORDS: &[&str] = &[
        "bedrock:InvokeModel",
        "bedrock:Invoke*",
        "\"bedrock:*\"",
        "'bedrock:*'",
        "- bedrock:*",
        "bedrock:Converse",
        "bedrock:Get",
        "bedrock:CreateModel",
        "effect:",
        "effect ",
        "aws_iam_policy_document",
        "Effect.ALLOW",
        "addToRolePolicy",
    ];
    if !is_resource(found) || sets_a_model(place) {
        return false;
    }
    place.near(STATEMENT) || (place.ground == Ground::Code && place.near(WORDS))
}

/// Words that say that something is on its way out.
const ENDING: &[&str] = &[
    "deprecat",
    "sunset",
    "end-of-life",
    "end_of_life",
    "endoflife",
    "end of life",
    "retired",
    "obsolete",
    "superseded",
];

/// The same in names of tables, where more words are unmistakable.
const ENDING_TABLES: &[&str] = &[
    "deprecat",
    "legacy",
    "retired",
    "sunset",
    "obsolete",
    "eol_",
    "_eol",
    "end_of_life",
    "endoflife",
    "superseded",
    "replacement",
    "successor",
    "migration",
    "migrate",
    "old_to_new",
    "oldtonew",
    "upgrade",
    "exclude",
    "excluding",
    "unsupported",
    "denylist",
    "deny_list",
    "blocklist",
    "block_list",
    "blacklist",
];

/// How far on a long line words still speak of the reference.
const SAID: usize = 120;

/// The line, the annotation above it, or the name of the table around it says that the model is on its way
/// out. What a program that calls Bedrock only remarks behind its own setting is a use all the same.
fn names_a_deprecation(place: &Place<'_, '_>) -> bool {
    let (start, end) = place.line_bounds();
    let (from, to) = (start.max(place.span.start.saturating_sub(SAID)), end.min(place.span.end + SAID));
    let said = place.between(from, to, ENDING);
    let remarked = !place.between(from, place.span.end, ENDING) && place.file.calls_bedrock();
    let annotated = place.line_above().is_some_and(|(above, until)| {
        place.between(
            above,
            until,
            &["@deprecated", "[obsolete", "#[deprecated", "// deprecated", "# deprecated"],
        )
    });
    (said && !remarked) || annotated || in_ending_table(place)
}

/// Inside `LEGACY_MODELS = {`, `"replacements": [` and the like; a class or a function is no table.
fn in_ending_table(place: &Place<'_, '_>) -> bool {
    const PROGRAM: &[&str] = &[
        "class ",
        "def ",
        "func ",
        "fn ",
        "fun ",
        "function",
        "=>",
        "void ",
        "if ",
        "for ",
        "while ",
        "interface ",
        "raise ",
        "throw ",
        "error(",
        "exception(",
        "panic",
    ];
    let is_table = |head: &[u8]| {
        let head = head.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|w| memmem::find(&head, w.as_bytes()).is_some());
        let opens =
            memchr::memchr3(b'{', b'[', b'(', &head).is_some() || head.trim_ascii_end().ends_with(b":");
        opens && memchr::memchr2(b'=', b':', &head).is_some() && has(ENDING_TABLES) && !has(PROGRAM)
    };
    is_table(place.enclosing_head()) || is_table(place.line_before())
}

/// The reference is an argument of a test on the beginning or a part of an ID, or a prefix by name.
fn tests_a_family(place: &Place<'_, '_>) -> bool {
    const CALLS: &[&str] = &[
        "startswith(",
        "starts_with(",
        "start_with?(",
        "hasprefix(",
        "has_prefix(",
        ".includes(",
        ".contains(",
        "str_contains(",
        "str_starts_with(",
        ".indexof(",
        "strings.contains(",
        "starts_with?(",
        ".include?(",
        ".match(",
        "stringr::str_detect(",
        "startswith ",
        "string.match(",
        "string.find(",
        "-like ",
        "-match ",
        " like ",
        "prefix\":",
        "prefix':",
        "prefix:",
    ];
    let before = place.line_before().to_ascii_lowercase();
    let quoted = before.trim_ascii_end();
    let quoted = quoted
        .strip_suffix(b"\"")
        .or_else(|| quoted.strip_suffix(b"'"))
        .or_else(|| quoted.strip_suffix(b"`"))
        .unwrap_or(quoted);
    let quoted = quoted.trim_ascii_end();
    let direct = CALLS.iter().any(|c| quoted.ends_with(c.trim_end().as_bytes()));
    let after = &place.file.text()[place.span.end..];
    let after = after.strip_prefix(b"\"").or_else(|| after.strip_prefix(b"'")).unwrap_or(b"");
    direct
        || [&b" in model"[..], b" in self.model", b" in str(", b" not in model", b" in name", b" in id"]
            .iter()
            .any(|w| after.starts_with(w))
}
