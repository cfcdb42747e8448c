mod executed;
mod purpose;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::decide::rule_for;
use super::file::File;
use super::occurrence::Occurrence;
use super::rules::CONTEXT_RULES;
use super::*;
use crate::model_id::ModelId;
use crate::reference::{Confidence, Context, Form};
use crate::source::{Encoding, Span};
use crate::walk::{Origin, SourcePath};

pub(crate) fn source(path: &str, text: &str) -> Source {
    let path = SourcePath {
        display: path.to_owned(),
        open: PathBuf::from(path),
        origin: Origin::Named,
    };
    Source::new(path, text.as_bytes().to_vec(), Encoding::Utf8)
}

static PATTERN: LazyLock<regex::Regex> = LazyLock::new(|| {
    regex::Regex::new(
        r"(arn:[a-z-]+:bedrock:[^:]*:[^:]*:[a-z-]+/)?(us\.|eu\.)?((?:anthropic|amazon|cohere|meta|mistral)\.(?:claude|titan|nova|command|llama|mistral)[a-z0-9.*-]*(?:(?::|%3A)[0-9]+)?)",
    )
    .unwrap()
});

/// The references of a fixture: IDs and ARNs, wildcards among them.
pub(crate) fn references(text: &str) -> Vec<Found> {
    let matches = PATTERN.captures_iter(text).map(|captures| {
        let whole = captures.get(0).unwrap();
        let id = captures.get(3).unwrap();
        let form = match (id.as_str().contains('*'), captures.get(1).is_some()) {
            (true, _) => Form::Wildcard,
            (false, true) => Form::FoundationModelArn,
            (false, false) => Form::Base,
        };
        Found {
            id_span: Span {
                start: id.start(),
                end: id.end(),
            },
            models: vec![ModelId::new(id.as_str().to_owned())],
            ..Found::at(
                Span {
                    start: whole.start(),
                    end: whole.end(),
                },
                form,
            )
        }
    });
    matches.collect()
}

fn assigned(path: &str, text: &str) -> Vec<Match> {
    let found = references(text);
    assert!(!found.is_empty(), "{path} has no reference");
    matches(&source(path, text), &FromProject::default(), found)
}

fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, files)
        } else {
            files.push(path)
        }
    }
    files.sort();
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/contexts")
}

#[test]
fn every_row_has_a_fixture_that_it_decides() {
    for rule in CONTEXT_RULES {
        let folder = fixtures().join(rule.id);
        let mut files = Vec::new();
        assert!(
            folder.is_dir(),
            "add a file whose context the row {0} decides to fixtures/contexts/{0}/",
            rule.id
        );
        files_below(&folder, &mut files);
        assert!(!files.is_empty(), "fixtures/contexts/{}/ is empty", rule.id);
        for path in files {
            let text = std::fs::read_to_string(&path).unwrap();
            let shown = path
                .strip_prefix(&folder)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/");
            let source = source(&shown, &text);
            let matches = references(&text);
            assert!(!matches.is_empty(), "{}/{shown} has no reference", rule.id);
            // No other file is there that could use a member of an enum or a union.
            let unused = if rule.id == "registry" {
                type_lists(&source, &matches)
            } else {
                BTreeSet::new()
            };
            let file = File::new(&source).in_project(&FromProject {
                unused_types: unused,
                ..FromProject::default()
            });
            let occurrences: Vec<Occurrence<'_, '_>> = matches
                .iter()
                .map(|m| Occurrence::new(&file, m.span))
                .collect();
            let registries = registry::find(&file, &occurrences, &matches);
            for ((found, registry), occurrence) in matches.iter().zip(registries).zip(&occurrences)
            {
                let decided = rule_for(occurrence, found, registry).id;
                let line = text[..found.span.start].matches('\n').count() + 1;
                assert_eq!(decided, rule.id, "{}/{shown}:{line}", rule.id);
            }
        }
    }
}

#[test]
fn every_fixture_belongs_to_a_row() {
    let rows: BTreeSet<&str> = CONTEXT_RULES.iter().map(|r| r.id).collect();
    assert_eq!(rows.len(), CONTEXT_RULES.len(), "two rows of one name");
    for entry in std::fs::read_dir(fixtures()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(rows.contains(name.as_str()), "{name} is no row");
    }
}

#[test]
fn the_rows_are_in_the_order_of_precedence() {
    let contexts: Vec<Context> = CONTEXT_RULES.iter().map(|r| r.context).collect();
    assert!(contexts.is_sorted(), "{contexts:?}");
}

/// Different models, one per line.
fn models(count: usize, before: &str, after: &str) -> String {
    (0..count)
        .map(|n| format!("{before}amazon.titan-model{n}-v1{after}\n"))
        .collect()
}

fn eight(before: &str, after: &str) -> String {
    models(8, before, after)
}

fn twelve(before: &str, after: &str) -> String {
    models(12, before, after)
}

#[test]
fn a_default_next_to_allowed_values_is_a_use() {
    let text = format!(
        "AWSTemplateFormatVersion: x\nParameters:\n  Model:\n    Default: amazon.titan-model0-v1\n    AllowedValues:\n{}",
        eight("      - ", "")
    );
    let contexts: Vec<Context> = assigned("template.yaml", &text)
        .iter()
        .map(|m| m.context)
        .collect();
    assert_eq!(contexts[0], Context::Iac);
    assert_eq!(contexts[1..], [Context::Choice; 8]);
}

#[test]
fn a_json_default_on_one_line_with_allowed_values_is_a_use() {
    let values = eight("\"", "\",").replace('\n', "");
    let text = format!(
        "{{\"AWSTemplateFormatVersion\":\"x\",\"Default\":\"amazon.titan-model1-v1\",\"AllowedValues\":[{values}]}}"
    );
    let contexts: Vec<Context> = assigned("stack.json", &text)
        .iter()
        .map(|m| m.context)
        .collect();
    assert_eq!(contexts[0], Context::Iac);
    assert_eq!(contexts[1..], [Context::Choice; 8]);
}

#[test]
fn a_number_of_neighbors_makes_no_registry() {
    for count in [1, 8, 200] {
        let list = models(count, "  - ", "");
        let all = |path: &str, text: &str, context| {
            assert!(
                assigned(path, text).iter().all(|m| m.context == context),
                "{path}: {count}"
            );
        };
        all("models.yaml", &format!("models:\n{list}"), Context::Config);
        all(
            "a.py",
            &format!("A = [\n{}]\n", models(count, "    \"", "\",")),
            Context::Code,
        );
        all(
            "a.go",
            &format!(
                "var a = []M{{\n{}}}\n",
                models(count, "    {Name: \"", "\"},")
            ),
            Context::Code,
        );
    }
}

#[test]
fn two_price_tables_of_a_file_are_two_registries() {
    let rows = eight("    \"", "\": 0.25,");
    let text = format!("PRICES = {{\n{rows}}}\n\nCOSTS = {{\n{rows}}}\n");
    let registries: Vec<Option<u32>> = assigned("models.py", &text)
        .iter()
        .map(|m| m.registry)
        .collect();
    assert_eq!(registries[..8], [Some(0); 8]);
    assert_eq!(registries[8..], [Some(1); 8]);
}

#[test]
fn a_type_union_is_a_registry_if_the_project_uses_no_member() {
    let call = "client.invoke_model(modelId=\"anthropic.claude-v2\")\n";
    let text = format!("Names = Literal[\n{}]\n{call}", twelve("    \"", "\","));
    let found = assigned("a.py", &text);
    assert!(
        found
            .iter()
            .all(|m| m.context == Context::Code && m.registry.is_none())
    );
    let source = source("a.py", &text);
    let known = FromProject {
        unused_types: type_lists(&source, &references(&text)),
        ..FromProject::default()
    };
    let found = matches(&source, &known, references(&text));
    assert!(
        found[..12]
            .iter()
            .all(|m| m.context == Context::Registry && m.registry == Some(0))
    );
    assert_eq!(found[12].context, Context::Code);
}

/// The enums and type unions in which references are listed.
fn type_lists(source: &Source, matches: &[Found]) -> BTreeSet<usize> {
    let file = File::new(source);
    let lists = matches
        .iter()
        .filter_map(|m| declaration::type_list(&Occurrence::new(&file, m.span)));
    lists.map(|list| list.number).collect()
}

#[test]
fn deep_and_long_collections_are_read_once() {
    let flat = twelve("    {name: \"", "\", cost: 1},").repeat(2000);
    let deep = format!(
        "{}{}",
        format!("[{}", twelve("\"", "\",")).repeat(2000),
        "]".repeat(2000)
    );
    for list in [
        format!("const names = [\n{flat}];\n"),
        format!("const names = {deep};\n"),
    ] {
        assert_eq!(assigned("a.ts", &list).len(), 24_000);
    }
}

#[test]
fn a_table_with_a_column_of_prices_is_a_registry() {
    let row = "anthropic.claude-v2,1,2\n";
    let context = |head: &str| assigned("models.csv", &format!("{head}\n{row}"))[0].context;
    assert_eq!(
        context("model_id,input_cost,output_cost"),
        Context::Registry
    );
    assert_eq!(
        context("Model;Price per 1K tokens;Price"),
        Context::Registry
    );
    assert_eq!(
        context("model,input_per_1k_tokens,output_per_1k_tokens"),
        Context::Registry
    );
    assert_eq!(context("model,temperature,runs"), Context::Config);
}

#[test]
fn settings_in_several_places_of_a_file_are_not_a_registry() {
    let blocks: String = (0..9)
        .map(|n| format!("service{n}:\n  env:\n    model: amazon.titan-model{n}-v1\n"))
        .collect();
    assert!(
        assigned("compose.yaml", &blocks)
            .iter()
            .all(|m| m.context == Context::Config)
    );
}

#[test]
fn a_list_as_default_value_is_not_a_registry() {
    let text = format!(
        "variable \"models\" {{\n  default = [\n{}  ]\n}}\n",
        eight("    \"", "\",")
    );
    assert!(
        assigned("variables.tf", &text)
            .iter()
            .all(|m| m.context == Context::Iac)
    );
}

#[test]
fn parameters_of_a_call_are_not_a_price_table() {
    let text = "model: anthropic.claude-v2\nmax_tokens: 1000\ntemperature: 0\n";
    assert_eq!(assigned("config.yaml", text)[0].context, Context::Config);
}

#[test]
fn the_path_decides_in_a_window_of_a_large_file() {
    let mut window = source("data/dump.sql", "x' -- anthropic.claude-v2");
    window.whole = false;
    let found = || references("x' -- anthropic.claude-v2");
    assert_eq!(
        matches(&window, &FromProject::default(), found())[0].context,
        Context::Code
    );
    let mut window = source("tests/dump.sql", "x' -- anthropic.claude-v2");
    window.whole = false;
    assert_eq!(
        matches(&window, &FromProject::default(), found())[0].context,
        Context::Test
    );
}

#[test]
fn a_region_of_the_same_file_of_settings_is_taken_with_less_confidence() {
    let text = "AWS_REGION=eu-west-3\n\n# models\n\nMODEL=anthropic.claude-v2\n";
    let found = &assigned(".env", text)[0].found;
    let region = found
        .region
        .as_ref()
        .map(|(region, origin)| (region.as_str(), *origin));
    assert_eq!(
        region,
        Some(("eu-west-3", crate::reference::RegionOrigin::Nearby))
    );
    assert_eq!(found.confidence, Confidence::Medium);
}

#[test]
fn a_region_in_a_comment_applies_only_to_comments() {
    let region = |path: &str, text: &str, at: usize| {
        let found = &assigned(path, text)[at].found;
        found
            .region
            .as_ref()
            .map(|(region, _)| region.as_str().to_owned())
    };
    let settings = "# AWS_REGION=eu-west-3\nMODEL=anthropic.claude-v2\n";
    assert_eq!(region(".env", settings, 0), None);
    let script = "# --region eu-west-3 has anthropic.claude-v2\nrun --model anthropic.claude-v2 --region us-east-1\n";
    assert_eq!(region("run.sh", script, 1), Some("us-east-1".to_owned()));
    let commented = "# run --model anthropic.claude-v2 --region us-east-1\nexit\n";
    assert_eq!(region("run.sh", commented, 0), Some("us-east-1".to_owned()));
}

#[test]
fn an_arn_with_an_asterisk_as_region_has_the_surrounding_region() {
    let of = |region: &str| {
        let text = format!(
            "aws_region = \"eu-west-3\"\nx = \"arn:aws:bedrock:{region}::foundation-model/anthropic.claude-v2\"\n"
        );
        assigned("main.tf", &text)[0]
            .found
            .region
            .clone()
            .map(|(region, _)| region.as_str().to_owned())
    };
    assert_eq!(of("*"), Some("eu-west-3".to_owned()));
    assert_eq!(of("${var.aws_region}"), Some("eu-west-3".to_owned()));
}

#[test]
fn random_surroundings_cause_no_panic() {
    let pieces = [
        "\"",
        "`${",
        "<<A\n",
        "/*",
        "{\n",
        "\n\n",
        "region=us-east-1",
        "- ",
        "| ",
        "\\",
        "é",
        "",
        "default: ",
        "```\n",
    ];
    for language in crate::language::LANGUAGES {
        let extension = language.extensions.first().copied().unwrap_or("qqq");
        for first in pieces {
            for second in pieces {
                let text = format!("{first}anthropic.claude-v2{second}").repeat(3);
                for whole in [true, false] {
                    let source = Source {
                        whole,
                        ..source(&format!("src/a.{extension}"), &text)
                    };
                    let matches = matches(&source, &FromProject::default(), references(&text));
                    assert!(
                        matches.iter().all(|m| m.registry.is_none()),
                        "{extension}: {text}"
                    );
                }
            }
        }
    }
}

/// A literal that is a document with one kind of line ends is one with the other.
#[test]
fn line_ends_do_not_turn_code_into_a_document() {
    for lines in 1..60 {
        let text = format!(
            "log('now see\n{}anthropic.claude-v2 x')\n",
            "abcd efg\n".repeat(lines)
        );
        let unix = assigned("a.rb", &text)[0].context;
        let windows = assigned("a.rb", &text.replace('\n', "\r\n"))[0].context;
        assert_eq!(unix, windows, "{lines} lines");
    }
}
