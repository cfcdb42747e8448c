//! The purpose of a reference, if the text shows it: capacity to buy, a custom model to train, or a call.
//!
//! The call, the resource or the field around a reference decides; nothing else of the file does.

use std::sync::OnceLock;

use memchr::memmem;

use super::decide::Meaning;
use super::element::{Role, last_piece, named};
use super::file::File;
use super::line::folded;
use super::occurrence::Occurrence;
use super::region::BLOCKS;
use crate::catalog::{ArgumentUse, Catalog, Text};
use crate::language::Kind;
use crate::outline::{Block, BlockKind};
use crate::reference::{Form, Found, Purpose};
use crate::source::Span;

/// What SDKs put after the name of an API.
const ENDINGS: &[&str] = &["", "async", "command", "input", "request"];

/// A row of `rules/model_arguments.yaml` with its names folded.
struct Argument {
    purpose: Purpose,
    calls: Vec<String>,
    resources: Vec<String>,
    /// The types of its resources in a template, as AWS writes them.
    types: Vec<String>,
    /// Empty where every reference within a resource counts.
    argument: String,
}

impl Argument {
    /// Whether this is the name of one of its calls in an SDK. A wrapper with another name may add the scope of a
    /// profile and is not a call.
    fn is_called(&self, folded_name: &str) -> bool {
        let has_ending = |call: &String| {
            let ending = folded_name.strip_prefix(call.as_str());
            ending.is_some_and(|ending| ENDINGS.contains(&ending))
        };
        self.calls.iter().any(has_ending)
    }
}

/// The shipped table: what AWS's APIs do with their arguments does not change with a user's catalog.
fn arguments() -> &'static [Argument] {
    static ARGUMENTS: OnceLock<Vec<Argument>> = OnceLock::new();
    ARGUMENTS.get_or_init(|| {
        let folded_all =
            |names: &[Text]| names.iter().map(|name| folded(name.as_bytes())).collect();
        let rows = Catalog::embedded().model_arguments.iter();
        rows.map(|row| Argument {
            purpose: match row.purpose {
                ArgumentUse::Customization => Purpose::Customization,
                ArgumentUse::FoundationModel => Purpose::FoundationModel,
                ArgumentUse::Invocation => Purpose::Invocation,
                ArgumentUse::ProvisionedThroughput => Purpose::ProvisionedThroughput,
            },
            calls: folded_all(&row.calls),
            resources: folded_all(&row.resources),
            types: row
                .resources
                .iter()
                .map(|name| format!("AWS::Bedrock::{name}"))
                .collect(),
            argument: row
                .argument
                .as_ref()
                .map_or_else(String::new, |name| folded(name.as_bytes())),
        })
        .collect()
    })
}

/// The rows for one purpose.
fn arguments_for(purpose: Purpose) -> impl Iterator<Item = &'static Argument> {
    arguments().iter().filter(move |row| row.purpose == purpose)
}

/// The rows for what is bought or trained.
fn other_arguments() -> impl Iterator<Item = &'static Argument> {
    const OTHERS: &[Purpose] = &[Purpose::Customization, Purpose::ProvisionedThroughput];
    arguments()
        .iter()
        .filter(|row| OTHERS.contains(&row.purpose))
}

/// Whether this is the name of an API that invokes models, folded, as an SDK writes it.
pub(super) fn is_invoking_api(folded_name: &str) -> bool {
    arguments_for(Purpose::Invocation).any(|row| row.is_called(folded_name))
}

/// Sets the purpose of each reference of one file that the text shows.
pub(super) fn assign(file: &File<'_>, found: &[Found], meanings: &mut [Meaning]) {
    let lower = file.lower_text();
    for (purpose, words) in WORDS {
        if !words.iter().any(|word| memmem::find(lower, word).is_some()) {
            continue;
        }
        for (found, meaning) in found.iter().zip(meanings.iter_mut()) {
            if meaning.purpose == Purpose::Inference && is_for(*purpose, file, found) {
                meaning.purpose = *purpose;
            }
        }
    }
    // One of these is in every name below, however it is written; few files have any.
    let words: [&[u8]; 6] = [
        b"throughput",
        b"customiz",
        b"custom_model",
        b"basemodel",
        b"base_model",
        b"base-model",
    ];
    if !words.iter().any(|word| memmem::find(lower, word).is_some()) {
        return;
    }
    for (found, meaning) in found.iter().zip(meanings) {
        if meaning.purpose == Purpose::Comparison {
            continue;
        }
        let purpose = if is_behind_profile(file, found) {
            Purpose::BehindProfile
        } else {
            purpose(file, found)
        };
        if purpose != Purpose::Inference {
            meaning.purpose = purpose;
        }
    }
}

/// One of these is in every name of the rows for a purpose, however it is written; many files have none.
const WORDS: &[(Purpose, &[&[u8]])] = &[
    (Purpose::Invocation, &[b"converse", b"invoke", b"agent"]),
    (
        Purpose::FoundationModel,
        &[b"foundationmodel", b"foundation_model", b"foundation-model"],
    ),
];

/// Whether the reference is the model argument of an API or resource of a purpose: one that invokes models, one that names
/// the foundation model.
fn is_for(purpose: Purpose, file: &File<'_>, found: &Found) -> bool {
    arguments_for(purpose).any(|row| {
        if row.calls.is_empty() {
            is_of_resource(row, file, found)
        } else {
            purpose == Purpose::FoundationModel && is_of_class(row, file, found)
                || is_of_call(row, file, found.span)
        }
    })
}

/// Whether the reference is a constant of a class of the row or the argument of its constructor:
/// `FoundationModelIdentifier.ANTHROPIC_CLAUDE_V2_1`, `new FoundationModelIdentifier("…")`.
fn is_of_class(row: &Argument, file: &File<'_>, found: &Found) -> bool {
    if found.form == Form::Symbol {
        let text = &file.text()[found.span.start..found.span.end];
        let mut names = text.split(|b| !b.is_ascii_alphanumeric()).map(folded);
        return names.any(|name| row.calls.contains(&name));
    }
    let occurrence = Occurrence::new(file, found.span);
    let element = occurrence.element();
    let callee = || {
        blocks(file, element.block)
            .next()
            .map(|block| named(file, block).callee)
    };
    element.alone
        && element.role == Role::Bare
        && callee().is_some_and(|callee| row.calls.contains(&last_piece(callee)))
}

/// Whether the reference is the model argument of one of the calls of a row.
fn is_of_call(row: &Argument, file: &File<'_>, span: Span) -> bool {
    let occurrence = Occurrence::new(file, span);
    let element = occurrence.element();
    // `aws bedrock-runtime invoke-model --model-id …`
    if ends_in_option(element.before(file), &row.argument) {
        let before = folded(element.before(file));
        let mut commands = row.calls.iter().flat_map(|call| {
            [
                format!("awsbedrockruntime{call}"),
                format!("awsbedrock{call}"),
            ]
        });
        if commands.any(|command| before.contains(&command)) {
            return true;
        }
    }
    if !element.alone {
        return false;
    }
    let text = file.text();
    let callee_around = |skipped: usize| {
        let callees = blocks(file, element.block).skip(skipped);
        let mut callees = callees.map(|block| named(file, block).callee);
        let callee = callees.find(|callee| !callee.is_empty());
        callee.is_some_and(|callee| row.is_called(&last_piece(callee)))
    };
    match element.role {
        Role::Value => folded(element.key(file)) == row.argument && callee_around(0),
        Role::Bare => blocks(file, element.block).next().is_some_and(|block| {
            let head = &text[block.head.clone()];
            let key = &head[..memchr::memchr2(b':', b'=', head).unwrap_or(0)];
            // `{ modelIdentifier }`
            let word = || folded(&text[element.word.clone()]);
            if block.kind == BlockKind::Curly && word() == row.argument {
                return callee_around(0);
            }
            // `ModelId: aws.String("…")`
            if folded(key) == row.argument {
                return callee_around(1);
            }
            // `InvokeModelRequest.builder().modelId("…")`
            let chain = &text[block.statement.min(block.head.start)..block.head.end];
            let mut names = chain.split(|b| !b.is_ascii_alphanumeric()).map(folded);
            last_piece(named(file, block).callee) == row.argument
                && names.any(|name| row.is_called(&name))
        }),
        _ => false,
    }
}

/// What AWS publishes about one foundation model.
const LOOKUP: &str = "getfoundationmodel";

/// Whether what is at a span is the model argument of an API that only reads about the model.
pub(super) fn is_looked_up(file: &File<'_>, span: Span) -> bool {
    let reads = |row: &&Argument| row.calls.iter().any(|call| call.starts_with(LOOKUP));
    let mut rows = arguments_for(Purpose::FoundationModel).filter(reads);
    rows.any(|row| is_of_call(row, file, span))
}

/// Whether the reference is the argument of a resource or construct of a row.
fn is_of_resource(row: &Argument, file: &File<'_>, found: &Found) -> bool {
    let occurrence = Occurrence::new(file, found.span);
    let element = occurrence.element();
    if !element.alone
        || !matches!(element.role, Role::Value)
        || folded(element.key(file)) != row.argument
    {
        return false;
    }
    let text = file.text();
    // The type of a resource in a template is next to what contains the reference.
    let is_template = !matches!(file.kind(), Kind::Code);
    let names_type = |inner: &[u8]| {
        let mut types = row.types.iter();
        types.any(|name| memmem::find(inner, name.as_bytes()).is_some())
    };
    blocks(file, element.block).any(|block| {
        let head = folded(&text[block.head.clone()]);
        row.resources.iter().any(|name| head.contains(name))
            || (is_template && names_type(&text[block.inner.clone()]))
    })
}

/// The blocks around a reference, from the innermost, as far as a call or a resource goes.
fn blocks<'f>(file: &'f File<'_>, innermost: usize) -> impl Iterator<Item = &'f Block> {
    let outline = file.outline();
    outline
        .around(innermost)
        .take(BLOCKS)
        .map(|number| outline.block(number))
}

/// Whether the reference says which model the application inference profile in the same call or record invokes:
/// `ChatBedrock(model="arn:…:application-inference-profile/…", base_model_id="…")`.
fn is_behind_profile(file: &File<'_>, found: &Found) -> bool {
    const KEYS: &[&str] = &["basemodel", "basemodelid"];
    /// How many blocks around it: the record, and the call or record with it.
    const WITHIN: usize = 2;
    let occurrence = Occurrence::new(file, found.span);
    let element = occurrence.element();
    let text = file.text();
    let is_profile = |block: &Block| {
        let inner = &text[block.inner.clone()];
        inner.len() <= LARGEST_RESOURCE
            && memmem::find(inner, b":application-inference-profile/").is_some()
    };
    element.alone
        && KEYS.contains(&folded(element.key(file)).as_str())
        && blocks(file, element.block).take(WITHIN).any(is_profile)
}

fn purpose(file: &File<'_>, found: &Found) -> Purpose {
    let occurrence = Occurrence::new(file, found.span);
    let element = occurrence.element();
    let text = file.text();
    let key = folded(element.key(file));
    let before = element.before(file);
    let is_argument = |row: &&Argument| {
        !row.argument.is_empty() && (key == row.argument || ends_in_option(before, &row.argument))
    };
    if let Some(row) = other_arguments().find(is_argument) {
        return row.purpose;
    }
    let mut heads = vec![folded(before)];
    let is_template = matches!(file.kind(), Kind::Infra | Kind::Config | Kind::Data);
    for block in blocks(file, element.block) {
        heads.push(folded(&text[block.head.clone()]));
        // A resource of a template says its type next to what contains the reference.
        let inner = &text[block.inner.clone()];
        if is_template
            && inner.len() <= LARGEST_RESOURCE
            && memmem::find_iter(inner, b"AWS::").count() == 1
        {
            heads.push(folded(inner));
        }
    }
    let is_within = |row: &&Argument| {
        let mut names = row.resources.iter();
        names.any(|name| heads.iter().any(|head| head.contains(name)))
    };
    other_arguments()
        .find(is_within)
        .map_or_else(Purpose::default, |row| row.purpose)
}

/// A larger block of a template is not a resource; each reference in it would read it again.
const LARGEST_RESOURCE: usize = 4096;

/// Whether a text ends in the name of an argument: `--model-id `, `base_model_identifier=`.
fn ends_in_option(before: &[u8], argument: &str) -> bool {
    /// No name with its separators is longer.
    const LONGEST: usize = 80;
    let near = &before[before.len().saturating_sub(LONGEST)..];
    !argument.is_empty() && folded(near).ends_with(argument)
}
