//! Collections of IDs that one file declares, and to whose entries another one sends requests.

use crate::cross_file::{findings, project};

const RECORDS: &str = concat!(
    "MODELS = [\n",
    "    {\"id\": \"anthropic.claude-v2:1\", \"name\": \"Claude 2.1\", \"input_price\": 0.008},\n",
    "    {\"id\": \"amazon.nova-lite-v1:0\", \"name\": \"Nova Lite\", \"input_price\": 0.008},\n",
    "]\n",
);
const PRICES: &str = "PRICES = {\"anthropic.claude-v2:1\": 8.0, \"amazon.nova-lite-v1:0\": 0.1}\n";
const DEPRECATED: &str = "DEPRECATED_MODELS = [\"anthropic.claude-v2:1\"]\n";
const INFO: &str = concat!(
    "export const MODEL_INFO = {\n",
    "  \"anthropic.claude-v2:1\": { inputPrice: 0.008, contextWindow: 200000 },\n",
    "  \"amazon.nova-lite-v1:0\": { inputPrice: 0.008, contextWindow: 300000 },\n",
    "};\n",
);

/// The level of the finding in the first of these files.
fn level_of_first(files: &[(&str, &str)]) -> String {
    let folder = project(files);
    let path = format!("{}:", files[0].0);
    let all = findings(folder.path(), &[]);
    let of_first: Vec<&String> = all.iter().filter(|line| line.starts_with(&path)).collect();
    assert_eq!(of_first.len(), 1, "{all:?}");
    of_first[0].rsplit(' ').next().unwrap().to_owned()
}

#[test]
fn a_collection_whose_entries_another_file_sends_is_in_use() {
    let senders: &[(&str, &str, &str, &str)] = &[
        (
            "models.py",
            RECORDS,
            "run.py",
            "from models import MODELS\nfor m in MODELS:\n    client.invoke_model(modelId=m[\"id\"])\n",
        ),
        (
            "app/models.py",
            RECORDS,
            "app/run.py",
            "from . import models\nfor m in models.MODELS:\n    client.invoke_model(modelId=m[\"id\"])\n",
        ),
        (
            "app/models.py",
            RECORDS,
            "run.py",
            "from app.models import (\n    MODELS as ALL,\n)\nfor m in ALL:\n    client.converse(modelId=m[\"id\"])\n",
        ),
        (
            "p/__init__.py",
            DEPRECATED,
            "run.py",
            "from p import DEPRECATED_MODELS\nclient.converse(modelId=DEPRECATED_MODELS[0])\n",
        ),
        (
            "m.py",
            PRICES,
            "run.py",
            "from m import PRICES\ncheapest = min(PRICES, key=PRICES.get)\nclient.converse(modelId=cheapest)\n",
        ),
        (
            "m.py",
            concat!(
                "def prices():\n    return [\n",
                "        {\"id\": \"anthropic.claude-v2:1\", \"name\": \"Claude 2.1\", \"input_price\": 0.008},\n",
                "        {\"id\": \"amazon.nova-lite-v1:0\", \"name\": \"Nova Lite\", \"input_price\": 0.008},\n    ]\n",
            ),
            "run.py",
            "from m import prices\nfor m in prices():\n    client.converse(modelId=m[\"id\"])\n",
        ),
        (
            "src/models.ts",
            INFO,
            "src/run.ts",
            "import { MODEL_INFO } from \"./models\";\nfor (const modelId of Object.keys(MODEL_INFO)) {\n  await client.send(new ConverseCommand({ modelId }));\n}\n",
        ),
        (
            "src/models/index.ts",
            INFO,
            "src/run.ts",
            "import {\n  MODEL_INFO,\n} from \"./models\";\nconst [first] = Object.keys(MODEL_INFO);\nclient.send(new ConverseCommand({ modelId: first }));\n",
        ),
        (
            "locals.tf",
            "locals {\n  prices = { \"anthropic.claude-v2:1\" = 8.0, \"amazon.nova-lite-v1:0\" = 0.1 }\n}\n",
            "main.tf",
            "resource \"aws_bedrockagent_agent\" \"a\" {\n  for_each         = local.prices\n  foundation_model = each.key\n}\n",
        ),
        (
            "models/prices.go",
            "package models\n\nvar Prices = map[string]float64{\n\t\"anthropic.claude-v2:1\": 8.0,\n\t\"amazon.nova-lite-v1:0\": 0.1,\n}\n",
            "main.go",
            "package main\n\nimport (\n\t\"example.com/app/models\"\n)\n\nfunc main() {\n\tfor id := range models.Prices {\n\t\tclient.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(id)})\n\t}\n}\n",
        ),
        (
            "models.rb",
            "PRICES = { \"anthropic.claude-v2:1\" => 8.0, \"amazon.nova-lite-v1:0\" => 0.1 }\n",
            "run.rb",
            "require_relative \"models\"\nPRICES.each_key { |id| client.converse(model_id: id) }\n",
        ),
    ];
    for (path, text, sender, sends) in senders {
        assert_eq!(level_of_first(&[(path, text)]), "note", "{path}: {text}");
        let both = [(*path, *text), (*sender, *sends)];
        assert_eq!(level_of_first(&both), "error", "{sender}: {sends}");
    }
}

/// What one file makes from its collection, and another one sends.
#[test]
fn what_is_made_from_a_collection_is_followed_to_other_files() {
    let records = |declared: &str, field: &str| {
        format!(
            "{declared}\n  {{ {field}: \"anthropic.claude-v2:1\", label: \"A\", contextWindow: 200000, inputCost: 0.25 }},\n  \
             {{ {field}: \"amazon.nova-lite-v1:0\", label: \"B\", contextWindow: 100000, inputCost: 0.25 }},\n"
        )
    };
    let ts = records("export const MODELS = [", "id") + "];\n";
    let by_id =
        "def get_model(model_id):\n    return next(m for m in MODELS if m[\"id\"] == model_id)\n";
    let cases: &[(&str, String, &str, &str)] = &[
        (
            "lib/models.ts",
            format!(
                "{ts}export function getModel(id: string) {{\n  return MODELS.find((m) => m.id === id);\n}}\n"
            ),
            "route.ts",
            "import { getModel } from \"./lib/models\";\nclient.send(new ConverseCommand({ modelId: getModel(id).id, messages }));\n",
        ),
        (
            "models.py",
            format!("{RECORDS}\n\n{by_id}"),
            "app.py",
            "from models import get_model\nclient.converse(modelId=get_model(name)[\"id\"], messages=[])\n",
        ),
    ];
    for (path, text, sender, sends) in cases {
        assert_eq!(level_of_first(&[(path, text)]), "note", "{path}: {text}");
        let both = [(*path, text.as_str()), (*sender, *sends)];
        assert_eq!(level_of_first(&both), "error", "{sender}: {sends}");
    }
    // What the other file only shows is a list, and so is what it sends from elsewhere.
    let (path, text) = ("models.py", format!("{RECORDS}\n\n{by_id}"));
    for other in [
        "from models import get_model\nprint(get_model(name))\n",
        "from settings import get_model\nclient.converse(modelId=get_model(name), messages=[])\n",
    ] {
        let both = [(path, text.as_str()), ("app.py", other)];
        assert_eq!(level_of_first(&both), "note", "{other}");
    }
}

/// What a package, a default export or a function gives to other files. The twin reads only a fact.
#[test]
fn a_collection_reaches_its_senders_through_packages_and_functions() {
    let ts = "[\n  { id: \"anthropic.claude-v2:1\", contextWindow: 200000, inputPrice: 8 },\n  { id: \"amazon.nova-lite-v1:0\", contextWindow: 300000, inputPrice: 1 },\n];\n";
    let rust = "pub static MODELS: &[Info] = &[\n    Info { name: \"a\", id: \"anthropic.claude-v2:1\", context_window: 200_000, input_price: 8.0 },\n    Info { name: \"b\", id: \"amazon.nova-lite-v1:0\", context_window: 300_000, input_price: 1.0 },\n];\npub fn by_name(n: &str) -> Option<&'static Info> { MODELS.iter().find(|m| m.name == n) }\n";
    let ruby = "module Models\n  ALL = [\n    { name: \"a\", id: \"anthropic.claude-v2:1\", context_window: 200_000, input_price: 8 },\n    { name: \"b\", id: \"amazon.nova-lite-v1:0\", context_window: 300_000, input_price: 1 },\n  ].freeze\n  def self.find(n) = ALL.find { |m| m[:name] == n }\nend\n";
    let named = format!("export const MODELS = {ts}");
    let default = format!("export default {ts}");
    let cases: &[(&str, &str, &str, &str, &str)] = &[
        (
            "app/models/registry.py",
            RECORDS,
            "run.py",
            "from app.models import MODELS\nclient.converse(modelId=MODELS[0][\"id\"])\n",
            "from app.models import MODELS\nclient.converse(modelId=model, cost=MODELS[0][\"input_price\"])\n",
        ),
        (
            "app/models/registry.py",
            RECORDS,
            "run.py",
            "from app.models import (\n    MODELS,\n)\nclient.converse(modelId=MODELS[0][\"id\"])\n",
            "from app.settings import MODELS\nclient.converse(modelId=MODELS[0][\"id\"])\n",
        ),
        (
            "src/models/catalog.ts",
            &named,
            "src/run.ts",
            "import { MODELS } from \"./models\";\nclient.send(new ConverseCommand({ modelId: MODELS[0].id }));\n",
            "import { MODELS } from \"./other\";\nclient.send(new ConverseCommand({ modelId: MODELS[0].id }));\n",
        ),
        (
            "src/models.ts",
            &default,
            "src/run.ts",
            "import models from \"./models\";\nclient.send(new ConverseCommand({ modelId: models[0].id }));\n",
            "import models from \"./models\";\nclient.send(new ConverseCommand({ modelId, maxTokens: models[0].contextWindow }));\n",
        ),
        (
            "src/models.rs",
            rust,
            "src/run.rs",
            "use crate::models;\nfn f(n: &str) { let m = models::by_name(n).unwrap(); client.converse().model_id(m.id).send(); }\n",
            "use crate::models;\nfn f(n: &str) { let m = models::by_name(n).unwrap(); client.converse().model_id(n).cost(m.input_price).send(); }\n",
        ),
        (
            "lib/models.rb",
            ruby,
            "lib/run.rb",
            "client.converse(model_id: Models.find(n)[:id], messages: [])\n",
            "client.converse(model_id: id, cost: Models.find(n)[:input_price])\n",
        ),
        (
            "lib/models.rb",
            ruby,
            "lib/run.rb",
            "m = Models::ALL.find { |x| x[:name] == n }\nclient.converse(model_id: m[:id], messages: [])\n",
            "m = Models::ALL.find { |x| x[:name] == n }\nclient.converse(model_id: n, messages: m[:examples])\n",
        ),
    ];
    for (path, text, other, sends, reads) in cases {
        let level = |run: &str| level_of_first(&[(*path, *text), (*other, run)]);
        assert_eq!(level(sends), "error", "{other}: {sends}");
        assert_eq!(level(reads), "note", "{other}: {reads}");
    }
}

#[test]
fn a_collection_that_other_files_only_look_up_is_a_list() {
    const SENDS: &str = "for m in MODELS:\n    client.invoke_model(modelId=m[\"id\"])\n";
    let own = format!("MODELS = [\"amazon.nova-lite-v1:0\"]\n{SENDS}");
    let elsewhere = format!("from litellm import MODELS\n{SENDS}");
    let test = format!("from models import MODELS\ndef test_models():\n    {SENDS}");
    let others: &[(&str, &str)] = &[
        (
            "run.py",
            "from models import MODELS\nnames = {m[\"id\"]: m[\"name\"] for m in MODELS}\n",
        ),
        (
            "run.py",
            "from models import MODELS\nif any(m[\"id\"] == model for m in MODELS):\n    client.converse(modelId=model)\n",
        ),
        ("run.py", &own),
        ("run.py", &elsewhere),
        ("tests/test_models.py", &test),
        (
            "README.md",
            "```python\nfrom models import MODELS\nfor m in MODELS: client.converse(modelId=m[\"id\"])\n```\n",
        ),
        (
            "run.ts",
            "import { MODELS } from \"./models\";\nclient.send(new ConverseCommand({ modelId: MODELS[0].id }));\n",
        ),
    ];
    for (other, text) in others {
        let both = [("models.py", RECORDS), (*other, *text)];
        assert_eq!(level_of_first(&both), "note", "{other}: {text}");
    }
    let looked_up = "from m import PRICES\ncost = PRICES[model]\nclient.converse(modelId=model)\n";
    assert_eq!(
        level_of_first(&[("m.py", PRICES), ("run.py", looked_up)]),
        "note"
    );
}

/// Two services with a module of one name: each file means the one beside it.
#[test]
fn a_file_means_the_nearest_collection_of_a_name() {
    let folder = project(&[
        ("a/models.py", RECORDS),
        ("b/models.py", RECORDS),
        (
            "b/run.py",
            "from models import MODELS\nfor m in MODELS:\n    client.invoke_model(modelId=m[\"id\"])\n",
        ),
    ]);
    let expected = [
        "a/models.py:2 note",
        "b/models.py:2 error",
        "  use b/run.py:2",
    ];
    assert_eq!(findings(folder.path(), &[]), expected);
    assert_eq!(
        findings(folder.path(), &["--no-cross-file"]),
        ["a/models.py:2 note", "b/models.py:2 note"]
    );
}

/// The path of a file that production code takes its models from proves nothing about them.
#[test]
fn models_of_a_test_that_the_project_sends_are_in_use() {
    const LIST: &str = "MODELS = [\"anthropic.claude-v2:1\"]\n";
    const SENDS: &str =
        "from tests.models import MODELS\nfor m in MODELS:\n    client.converse(modelId=m)\n";
    let senders: &[(&str, &str, &str, &str)] = &[
        ("tests/models.py", LIST, "app/run.py", SENDS),
        // What the test itself does with them changes nothing.
        (
            "tests/models.py",
            "MODELS = [\"anthropic.claude-v2:1\"]\nfor m in MODELS:\n    client.converse(modelId=m)\n",
            "app/run.py",
            SENDS,
        ),
        (
            "src/test/models.ts",
            "export const MODELS = { old: { id: \"anthropic.claude-v2:1\" } };\n",
            "src/run.ts",
            "import { MODELS } from \"./test/models\";\nfor (const m of Object.values(MODELS)) await client.send(new ConverseCommand({ modelId: m.id }));\n",
        ),
        (
            "testing/models.go",
            "package testing\n\nvar Models = []string{\n\t\"anthropic.claude-v2:1\",\n}\n",
            "main.go",
            "package main\n\nimport \"example.com/app/testing\"\n\nfunc main() {\n\tfor _, id := range testing.Models {\n\t\tclient.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{ModelId: aws.String(id)})\n\t}\n}\n",
        ),
        (
            "spec/models.rb",
            "MODELS = [\"anthropic.claude-v2:1\"]\n",
            "lib/run.rb",
            "require_relative \"../spec/models\"\nMODELS.each { |id| client.converse(model_id: id) }\n",
        ),
        (
            "tests/models.py",
            "CLAUDE_V2 = \"anthropic.claude-v2:1\"\n",
            "app/run.py",
            "from tests import models\nclient.converse(modelId=models.CLAUDE_V2)\n",
        ),
    ];
    for (path, text, sender, sends) in senders {
        assert_eq!(level_of_first(&[(path, text)]), "warning", "{path}: {text}");
        let folder = project(&[(*path, *text), (*sender, *sends)]);
        let all = findings(folder.path(), &[]);
        let is_error = |line: &String| line.ends_with(" error");
        assert!(all.iter().any(is_error), "{sender}: {all:?}");
    }
    let others: &[(&str, &str)] = &[
        ("tests/run.py", SENDS),
        (
            "app/run.py",
            "from tests.models import MODELS\nprint(MODELS)\n",
        ),
        (
            "app/run.py",
            "from app.models import MODELS\nfor m in MODELS:\n    client.converse(modelId=m)\n",
        ),
        (
            "app/run.py",
            "MODELS = [\"amazon.nova-lite-v1:0\"]\nfor m in MODELS:\n    client.converse(modelId=m)\n",
        ),
    ];
    for (other, text) in others {
        let both = [("tests/models.py", LIST), (*other, *text)];
        assert_eq!(level_of_first(&both), "warning", "{other}: {text}");
    }
}

/// The code of a cell imports the collection as a file does.
#[test]
fn a_notebook_sends_entries_of_another_file() {
    let level = |loops: &str| {
        let cells = ["from models import PRICES\n", loops].map(|source| {
            serde_json::json!({"cell_type": "code", "metadata": {}, "outputs": [], "source": [source]})
        });
        let notebook = serde_json::json!({"cells": cells, "metadata": {}, "nbformat": 4});
        level_of_first(&[("models.py", PRICES), ("run.ipynb", &notebook.to_string())])
    };
    assert_eq!(
        level("for m in PRICES:\n    client.converse(modelId=m)\n"),
        "error"
    );
    assert_eq!(level("for m in PRICES:\n    print(m)\n"), "note");
    assert_eq!(
        level("%%writefile run.py\nfor m in OTHERS:\n    client.converse(modelId=m)\n"),
        "note"
    );
}

/// The script of a component imports the collection as a module does.
#[test]
fn a_component_sends_entries_of_another_file() {
    let level = |path: &str, text: &str| level_of_first(&[("src/models.ts", INFO), (path, text)]);
    let import = "import { MODEL_INFO } from \"./models\";";
    let sends = "for (const id of Object.keys(MODEL_INFO)) await client.send(new ConverseCommand({ modelId: id }));";
    let shows = "for (const id of Object.keys(MODEL_INFO)) console.log(id);";
    let script = |loops: &str| format!("<script setup>\n{import}\n{loops}\n</script>\n");
    let module = |loops: &str| format!("<script type=\"module\">\n{import}\n{loops}\n</script>\n");
    let front = |loops: &str| format!("---\n{import}\n{loops}\n---\n<p>x</p>\n");
    for (path, text, expected) in [
        ("src/Ask.vue", script(sends), "error"),
        ("src/Ask.svelte", script(sends), "error"),
        ("src/ask.astro", front(sends), "error"),
        ("src/ask.html", module(sends), "error"),
        ("src/Show.vue", script(shows), "note"),
        ("src/show.html", module(shows), "note"),
        ("src/prose.html", format!("<p>{import} {sends}</p>"), "note"),
    ] {
        assert_eq!(level(path, &text), expected, "{path}");
    }
}
