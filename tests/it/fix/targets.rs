//! `--model OLD=NEW`.

use std::fs;

use super::{diff, fix, repository};
use crate::program::{AS_OF, run};

#[test]
fn the_user_chooses_the_new_model() {
    let sandbox = repository(&[(
        "app.py",
        b"A = \"anthropic.claude-v2\"\nB = \"us.anthropic.claude-3-opus-20240229-v1:0\"\n",
    )]);
    let added = |model: &str| {
        let text =
            String::from_utf8(diff(sandbox.path(), &["--unsafe", "--model", model])).unwrap();
        let lines = text
            .lines()
            .filter(|line| line.starts_with('+') && !line.starts_with("+++"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let [first, _] = &added("anthropic.claude-v2=us.amazon.nova-2-lite-v1:0")[..] else {
        panic!("two edits")
    };
    assert_eq!(first, "+A = \"us.amazon.nova-2-lite-v1:0\"");
    let arn = "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-2-lite-v1:0";
    assert_eq!(&added(&format!("anthropic.claude-v2={arn}"))[0], first);
}

#[test]
fn a_target_must_be_a_model() {
    let sandbox = repository(&[("app.py", b"A = \"anthropic.claude-v2\"\n")]);
    for model in [
        "anthropic.claude-v2",
        "anthropic.claude-v2=",
        "anthropic.claude-v2=nova",
        "anthropic.claude-v2=amazon.nova-2-lite-v1:0\"); run(\"",
        "claude=amazon.nova-2-lite-v1:0",
    ] {
        let refused = fix(sandbox.path(), &["--write", "--unsafe", "--model", model]);
        assert_eq!(refused.status, 2, "{model}: {}", refused.stdout);
    }
    let text = fs::read_to_string(sandbox.path().join("app.py")).unwrap();
    assert_eq!(text, "A = \"anthropic.claude-v2\"\n");
}

#[test]
fn a_target_that_the_region_of_the_project_does_not_offer_is_unsafe() {
    for (region, is_offered) in [("eu-west-1", false), ("us-west-2", true)] {
        let settings = format!("provider \"aws\" {{\n  region = \"{region}\"\n}}\n");
        let code = b"client.converse(modelId=\"anthropic.claude-v2\")\n";
        let sandbox = repository(&[("main.tf", settings.as_bytes()), ("app.py", code)]);
        let target = "anthropic.claude-v2=us.amazon.nova-2-lite-v1:0";
        let arguments = ["fix", "--as-of", AS_OF, "--unsafe", "--model", target];
        let printed = run(sandbox.path(), &arguments).stdout;
        let reason =
            format!("the project sets {region}, where the new model cannot be called by this ID");
        assert_eq!(printed.contains(&reason), !is_offered, "{printed}");
    }
}

#[test]
fn a_legacy_target_is_refused() {
    let sandbox = repository(&[("app.py", b"A = \"anthropic.claude-v2\"\n")]);
    let model = "anthropic.claude-v2=anthropic.claude-3-haiku-20240307-v1:0";
    let refused = fix(sandbox.path(), &["--unsafe", "--model", model]);
    assert_eq!((refused.status, refused.stdout.as_str()), (0, ""));
    assert!(
        refused.stderr.contains("1 finding cannot be fixed"),
        "{}",
        refused.stderr
    );
}
