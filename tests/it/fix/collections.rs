//! Edits in lists and maps, where an ID is not alone.

use super::{fix, repository};

#[test]
fn a_list_gets_no_id_twice() {
    let list = b"Parameters:\n  Model:\n    Type: String\n    AllowedValues:\n      - anthropic.claude-v2\n      \
                 - anthropic.claude-v2:1\n      - amazon.nova-pro-v1:0\n";
    let sandbox = repository(&[
        ("template.yaml", list),
        (
            "menu.py",
            b"MODELS = [\"anthropic.claude-v2\", \"anthropic.claude-v2:1\"]\nfor model in MODELS:\n    \
              client.converse(modelId=model)\n",
        ),
        (
            "map.py",
            b"MODELS = {\"a\": \"anthropic.claude-v2\", \"b\": \"anthropic.claude-v2:1\"}\nclient.converse(modelId=MODELS[kind])\n",
        ),
    ]);
    let printed = fix(sandbox.path(), &["--unsafe"]);
    let added = |path: &str| {
        let part = printed
            .stdout
            .split("diff --git ")
            .find(|part| part.starts_with(&format!("a/{path} ")));
        let lines = part.expect(path).lines();
        let text: Vec<&str> = lines
            .filter(|line| line.starts_with('+') && !line.starts_with("+++"))
            .collect();
        text.join("\n").matches("claude-sonnet").count()
    };
    assert_eq!(added("template.yaml"), 1, "{}", printed.stdout);
    assert_eq!(added("menu.py"), 1, "{}", printed.stdout);
    assert_eq!(added("map.py"), 2, "{}", printed.stdout);
    let json = fix(sandbox.path(), &["--unsafe", "--output", "json"]).stdout;
    assert_eq!(json.matches("remove this element").count(), 2, "{json}");
}

#[test]
fn a_key_that_names_the_old_model_is_a_reason() {
    let sandbox = repository(&[(
        "map.ts",
        b"const MODELS = {\n  \"claude-v2\": \"anthropic.claude-v2\",\n  claude3Haiku: \"anthropic.claude-3-haiku-20240307-v1:0\",\n  \
          main: \"anthropic.claude-v2\",\n  haiku: \"anthropic.claude-3-haiku-20240307-v1:0\",\n};\n\
          client.send(new ConverseCommand({ modelId: MODELS[name] }));\nconst CLAUDE_V2 = \"anthropic.claude-v2\";\n",
    )]);
    let printed = fix(sandbox.path(), &["--unsafe"]);
    let reasons: Vec<&str> = printed
        .stdout
        .lines()
        .filter(|line| line.contains("names the old model"))
        .collect();
    assert_eq!(
        reasons,
        [
            "#   - the key `claude-v2` of the ID stays, although it names the old model",
            "#   - the key `claude3Haiku` of the ID stays, although it names the old model",
        ],
        "{}",
        printed.stdout
    );
}
