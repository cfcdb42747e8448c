//! A project's own names for models.

use super::{Constants, Detector, Found, SymbolLibrary, source, words};
use crate::reference::Form;

const ARN: &str = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123";
const MODEL: &str = "anthropic.claude-v2";

/// The references of a text where these are names of a model.
fn detect(names: &[&str], text: &str) -> Vec<Found> {
    let mut constants: Vec<_> = names
        .iter()
        .map(|name| ((*name).to_owned().into(), MODEL.into()))
        .collect();
    constants.sort();
    let mut words = words();
    words.libraries.push(SymbolLibrary {
        containers: Vec::new(),
        requires: Vec::new(),
        constants: Constants::new(|| constants),
    });
    let detector = Detector::new(words);
    let found = detector.detect(&source("a.py", text));
    assert!(found.is_empty() || detector.has_candidate(text.as_bytes()));
    found
}

fn texts(names: &[&str], text: &str) -> Vec<String> {
    let found = detect(names, text);
    let with_models = found.iter().filter(|found| !found.models.is_empty());
    let spans = with_models.map(|found| found.span);
    spans
        .map(|span| text[span.start..span.end].to_owned())
        .collect()
}

#[test]
fn a_name_of_several_words_is_found_where_it_stands_whole() {
    for name in [
        "my-model",
        "my.model",
        "MyLib.CLAUDE",
        "bedrock/fast",
        "prod:llm",
        "claude-old",
        "modèle",
        "arn:aws:sagemaker:us-east-1:1:endpoint/x",
        ARN,
    ] {
        for around in [
            "f(modelId=\"@\")",
            "f(modelId='@', x)",
            "modelId=@",
            "model: @\n",
            "{\"m\":\"@\"}",
            "ask --model @ x",
            "\"${MODEL:-@}\"",
            "{@: 1}",
            "Use @.",
        ] {
            let text = around.replace('@', name);
            assert_eq!(texts(&[name], &text), [name], "{text}");
        }
        // An ARN of Bedrock is one whatever is before it.
        let before = ["x-@", "x/@", "x@"].iter().filter(|_| name != ARN);
        for around in before.chain(&["@-x", "@/x", "@x", "@.x", "@:x"]) {
            let text = format!("f(\"{}\")", around.replace('@', name));
            assert!(texts(&[name], &text).is_empty(), "{text}");
        }
    }
}

#[test]
fn a_single_word_is_not_found_in_a_longer_name() {
    for text in [
        "f(MAIN)",
        "f(models.MAIN)",
        "MAIN=1",
        "x = MAIN - 1",
        "$MAIN",
        "a->MAIN",
    ] {
        assert_eq!(texts(&["MAIN"], text), ["MAIN"], "{text}");
    }
    for text in [
        "f(\"my-MAIN\")",
        "MAIN-x",
        "arn:aws:bedrock:us-east-1:1:MAIN/x",
    ] {
        assert!(texts(&["MAIN"], text).is_empty(), "{text}");
    }
}

/// One search finds nothing that overlaps: the name must not hide the resource type.
#[test]
fn no_name_hides_a_reference() {
    let call = format!("f(modelId=\"{ARN}\")");
    for name in [
        "inference",
        "e-profile",
        "application-inference-profile/other",
        "bedrock",
    ] {
        let found = detect(&[name], &call);
        let forms: Vec<Form> = found.iter().map(|found| found.form).collect();
        assert_eq!(forms, [Form::Opaque], "{name}");
        assert!(found[0].models.is_empty(), "{name}");
    }
    let known = detect(&[ARN], &call);
    assert_eq!(
        (known[0].form, known[0].models[0].as_str()),
        (Form::Opaque, MODEL)
    );
    let id = "anthropic.claude-3-haiku-20240307-v1:0";
    for name in [
        "anthropic",
        "claude-3-haiku",
        "bedrock/anthropic.claude-3-haiku-20240307-v1:0",
    ] {
        let found = detect(&[name], &format!("f(\"bedrock/{id}\")"));
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(found[0].models[0].as_str(), id, "{name}");
    }
    let encoded = "f(\"anthropic\\u002eclaude-v2\")";
    assert_eq!(detect(&["u002eclaude"], encoded).len(), 1);
}
