//! Every form in every language: what it refers to, its exact location and its context, and that
//! a false friend of the same shape at the same location is not found.
//!
//! The texts are made from two tables, `forms` and `languages`. Such tables share their author's assumptions:
//! `languages.rs` next to this folder reads files that were written by hand.

mod forms;
mod languages;

use std::collections::BTreeMap;

use bedrock_eol::catalog::Catalog;
use bedrock_eol::detect::Detector;
use bedrock_eol::language::{LANGUAGES, language_of};
use bedrock_eol::reference::{Context, Form, FromProject, Match, Resolution};
use bedrock_eol::scan::{references, vocabulary};
use bedrock_eol::source::{Encoding, Source};
use bedrock_eol::walk::{Origin, SourcePath};

use forms::{Case, HAIKU, Models, cases};
use languages::{CONTINUED, WRITTEN, Written};

#[test]
fn every_language_has_a_row() {
    let written: Vec<&str> = WRITTEN.iter().map(|w| w.language).collect();
    let known: Vec<&str> = LANGUAGES.iter().map(|l| l.name).collect();
    assert_eq!(
        written, known,
        "each row of LANGUAGES has a row in tests/it/matrix/languages.rs, in the same order"
    );
    for row in WRITTEN {
        assert_eq!(
            language_of(row.path, row.value.as_bytes()).name,
            row.language,
            "{}",
            row.path
        );
    }
}

#[test]
fn every_form_is_found_in_every_language() {
    let mut table = Table::new();
    for row in WRITTEN {
        for case in cases() {
            // A regular expression is compared with, wherever it is.
            let context = Some(row.context).filter(|_| case.resolution != Resolution::Regex);
            table.check(row, row.value, &case, context);
            if !row.comment.is_empty() {
                table.check(row, row.comment, &case, Some(Context::Comment));
            }
        }
    }
    table.finish(20_000);
}

#[test]
fn false_friends_are_found_in_no_language() {
    let mut table = Table::new();
    for row in WRITTEN {
        for case in cases() {
            table.check_twin(row, row.value, case.twin);
            if !row.comment.is_empty() {
                table.check_twin(row, row.comment, case.twin);
            }
        }
    }
    table.finish(20_000);
}

#[test]
fn an_unknown_scope_does_not_hide_the_model() {
    let mut table = Table::new();
    for row in WRITTEN {
        for (expression, head) in row.templates {
            let form = if head.is_empty() && !expression.contains(".§") {
                Form::Base
            } else {
                Form::Profile
            };
            let case = case_of(HAIKU, &format!("{head}{HAIKU}"), form, Resolution::Template);
            table.check(row, &format!("{expression}\n"), &case, None);
            table.check_twin(
                row,
                &format!("{expression}\n"),
                "example.claude-3-haiku-20240307",
            );
        }
    }
    table.finish(150);
}

#[test]
fn pieces_of_one_expression_are_joined() {
    let mut table = Table::new();
    for row in WRITTEN {
        for expression in row.joined {
            for (first, second, form) in [
                ("anthropic.claude-3-haiku-", "20240307-v1:0", Form::Base),
                ("us.", HAIKU, Form::Profile),
                (
                    "us.anthropic.",
                    "claude-3-haiku-20240307-v1:0",
                    Form::Profile,
                ),
            ] {
                let shape = format!("{}\n", expression.replace('¶', second));
                let at = shape.find('§').expect("a row has its mark") + '§'.len_utf8();
                let until = shape[at..].find(second).expect("it was put there") + second.len();
                let reference = format!("{first}{}", &shape[at..at + until]);
                let case = case_of(first, &reference, form, Resolution::Joined);
                table.check(row, &shape, &case, None);
            }
            let shape = format!("{}\n", expression.replace('¶', "claude-3-haiku-20240307"));
            table.check_twin(row, &shape, "anthropic/");
        }
    }
    table.finish(150);
}

#[test]
fn a_continued_line_is_read_to_its_end() {
    let mut table = Table::new();
    for (path, shape) in CONTINUED {
        for (first, second) in [
            ("anthropic.claude-3-haiku-", "20240307-v1:0"),
            ("us.anthropic.", "claude-3-haiku-20240307-v1:0"),
        ] {
            let text = shape.replace('§', first).replace('¶', second);
            let found = table.detect(path, &text);
            let start = text.find(first).expect("it was put there");
            let end = text.find(second).expect("it was put there") + second.len();
            let got: Vec<_> = found
                .iter()
                .map(|m| {
                    (
                        m.found.span.start,
                        m.found.span.end,
                        m.found.models[0].as_str(),
                    )
                })
                .collect();
            if got != [(start, end, HAIKU)] {
                table.wrong.push(format!("{path} {text:?}: {got:?}"));
            }
        }
    }
    table.finish(16);
}

fn case_of(text: &str, reference: &str, form: Form, resolution: Resolution) -> Case {
    let (text, reference) = (text.to_owned(), reference.to_owned());
    Case {
        text,
        reference,
        form,
        resolution,
        models: Models::Are(&[HAIKU]),
        twin: "",
    }
}

/// Imports and expressions of libraries' constants, by language: path, text, constant, model, and the twin.
#[rustfmt::skip]
const CONSTANTS: &[(&str, &str, &str, &str, &str)] = &[
    ("app.ts", "import * as bedrock from 'aws-cdk-lib/aws-bedrock';\nconst m = bedrock.FoundationModel.fromFoundationModelId(this, 'M', bedrock.§);\n",
        "FoundationModelIdentifier.ANTHROPIC_CLAUDE_V2", "anthropic.claude-v2", "FoundationModel.fromFoundationModelId"),
    ("app.py", "from aws_cdk import aws_bedrock as bedrock\nm = bedrock.§\n", "FoundationModelIdentifier.ANTHROPIC_CLAUDE_V2_1", "anthropic.claude-v2:1", "FoundationModel.from_arn"),
    ("App.java", "import software.amazon.awscdk.services.bedrock.*;\nvar m = §;\n", "FoundationModelIdentifier.ANTHROPIC_CLAUDE_V2", "anthropic.claude-v2", "FoundationModelIdentifier.Builder"),
    ("App.cs", "using Amazon.CDK.AWS.Bedrock;\nvar m = §;\n", "FoundationModelIdentifier.ANTHROPIC_CLAUDE_V2", "anthropic.claude-v2", "MyFoundationModelIdentifier.ANTHROPIC_CLAUDE_V2"),
    ("app.go", "import \"github.com/aws/aws-cdk-go/awscdk/v2/awsbedrock\"\nvar m = awsbedrock.§()\n", "FoundationModelIdentifier_ANTHROPIC_CLAUDE_V2", "anthropic.claude-v2", "NewFoundationModelIdentifier"),
    ("stack.ts", "import { bedrock } from '@cdklabs/generative-ai-cdk-constructs';\nconst m = bedrock.§;\n", "BedrockFoundationModel.TITAN_EMBED_TEXT_V1", "amazon.titan-embed-text-v1", "BedrockFoundationModel.fromModelId"),
    ("llm.go", "import \"github.com/tmc/langchaingo/llms/bedrock\"\nvar m = §\n", "bedrock.ModelAnthropicClaudeV21", "anthropic.claude-v2:1", "bedrock.WithModel"),
    ("Llm.java", "import org.springframework.ai.bedrock.titan.BedrockTitanEmbeddingModel;\nvar m = §;\n", "TitanEmbeddingModel.TITAN_EMBED_TEXT_V1", "amazon.titan-embed-text-v1", "TitanEmbeddingModel.builder"),
    ("Llm.kt", "import dev.langchain4j.model.bedrock.BedrockTitanEmbeddingModel\nval m = BedrockTitanEmbeddingModel.§\n", "Types.TitanEmbedTextV1", "amazon.titan-embed-text-v1", "Types.TitanEmbedNone"),
    ("llm.rs", "use rig_bedrock::completion::§;\n", "ANTHROPIC_CLAUDE_3_HAIKU", "anthropic.claude-3-haiku-20240307-v1:0", "ANTHROPIC_SOMETHING"),
];

#[test]
fn constants_of_libraries_are_found_if_they_are_imported() {
    let mut table = Table::new();
    for (path, shape, constant, model, twin) in CONSTANTS {
        let text = shape.replace('§', constant);
        let found = table.detect(path, &text);
        let got: Vec<(Form, &str, usize)> = found
            .iter()
            .map(|m| {
                (
                    m.found.form,
                    m.found.models.first().map_or("", |m| m.as_str()),
                    m.found.span.end,
                )
            })
            .collect();
        let end = text.find(constant).expect("it was put there") + constant.len();
        if got != [(Form::Symbol, *model, end)] {
            table.wrong.push(format!("{path} {constant}: {got:?}"));
        }
        let found = table.detect(path, &shape.replace('§', twin));
        if found.iter().any(|m| !m.found.models.is_empty()) {
            table.wrong.push(format!("{path} {twin}: {found:?}"));
        }
    }
    table.finish(20);
}

/// What went wrong over many texts, with one detector for all of them.
struct Table {
    detector: Detector,
    checked: usize,
    wrong: Vec<String>,
}

impl Table {
    fn new() -> Self {
        let detector = Detector::new(vocabulary(Catalog::embedded()));
        Self {
            detector,
            checked: 0,
            wrong: Vec::new(),
        }
    }

    fn detect(&mut self, path: &str, text: &str) -> Vec<Match> {
        self.checked += 1;
        let found = references(&self.detector, &source(path, text), &FromProject::default());
        if !found.is_empty() && !self.detector.has_candidate(text.as_bytes()) {
            self.wrong.push(format!("the fast pass misses {text:?}"));
        }
        found
    }

    /// The case is in `shape` at its mark, after two unrelated lines.
    fn check(&mut self, row: &Written, shape: &str, case: &Case, context: Option<Context>) {
        let text = shape.replace('§', &case.text);
        let at = shape.find('§').expect("a row has its mark");
        let found = self.detect(row.path, &text);
        let got: Vec<String> = found
            .iter()
            .map(|m| shown(row.path, &text, m, context.is_some()))
            .collect();
        let start = text[..at + case.text.len()]
            .rfind(&case.reference)
            .or_else(|| text.find(&case.reference));
        let Some(start) = start else {
            panic!("{text:?} lacks {:?}", case.reference)
        };
        let want = format!(
            "{} {:?} {:?}{} {}",
            location(&text, start),
            case.form,
            case.resolution,
            context.map(|c| format!(" {c:?}")).unwrap_or_default(),
            case.reference
        );
        let models = found.first().is_some_and(|m| fits(&case.models, m));
        if got != [want.clone()] || !models {
            let models: Vec<_> = found
                .iter()
                .map(|m| (&m.found.models, &m.found.candidates))
                .collect();
            self.wrong.push(format!(
                "{} {text:?}\n  want {want}\n   got {got:?} {models:?}",
                row.language
            ));
        }
    }

    fn check_twin(&mut self, row: &Written, shape: &str, twin: &str) {
        let text = shape.replace('§', twin);
        let found = self.detect(row.path, &text);
        if !found.is_empty() {
            let got: Vec<String> = found
                .iter()
                .map(|m| shown(row.path, &text, m, false))
                .collect();
            self.wrong
                .push(format!("{} {text:?}\n   got {got:?}", row.language));
        }
    }

    fn finish(self, at_least: usize) {
        assert!(
            self.checked >= at_least,
            "only {} texts were checked",
            self.checked
        );
        let all = self.wrong.len();
        let mut of_language = BTreeMap::<&str, usize>::new();
        let mut some = Vec::new();
        for wrong in &self.wrong {
            let seen = of_language
                .entry(wrong.split(' ').next().unwrap_or(""))
                .or_default();
            *seen += 1;
            if *seen <= 4 {
                some.push(wrong.as_str());
            }
        }
        assert_eq!(
            all,
            0,
            "of {} texts; the first are\n{}",
            self.checked,
            some.join("\n")
        );
    }
}

fn source(path: &str, text: &str) -> Source {
    let path = SourcePath {
        display: path.to_owned(),
        open: path.into(),
        origin: Origin::Named,
    };
    Source::new(path, text.as_bytes().to_vec(), Encoding::Utf8)
}

/// Line and column, counted independently.
fn location(text: &str, at: usize) -> String {
    let line = text[..at].matches('\n').count() + 1;
    let column = text[..at].rsplit('\n').next().unwrap_or("").chars().count() + 1;
    format!("{line}:{column}")
}

fn shown(path: &str, text: &str, matched: &Match, context: bool) -> String {
    let found = &matched.found;
    let position = source(path, text).position(found.span.start);
    let context = if context {
        format!(" {:?}", matched.context)
    } else {
        String::new()
    };
    let reference = &text[found.span.start..found.span.end];
    format!(
        "{}:{} {:?} {:?}{context} {reference}",
        position.line, position.column, found.form, found.resolution
    )
}

fn fits(want: &Models, matched: &Match) -> bool {
    let found = &matched.found;
    let models: Vec<&str> = found.models.iter().map(|m| m.as_str()).collect();
    match want {
        Models::Are(all) => models == *all,
        Models::Include(one) => models.len() > 1 && models.contains(one),
        Models::Nearest(id) => {
            models.is_empty() && found.candidates.first().is_some_and(|m| m.as_str() == *id)
        }
        Models::None => models.is_empty(),
    }
}
