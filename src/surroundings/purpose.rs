//! The purpose of a reference, if the text shows it: capacity to buy, a custom model to train, or a call.
//!
//! The call, the resource or the field around a reference decides; nothing else of the file does.

use memchr::memmem;

use super::decide::Meaning;
use super::element::{Role, last_piece, named};
use super::file::File;
use super::line::{folded, indent};
use super::occurrence::Occurrence;
use super::region::{BLOCKS, REACH, block};
use crate::language::Kind;
use crate::reference::{Found, Purpose};

/// Names of calls and resources, folded: whatever the SDK, the CLI or the template writes.
const NAMES: &[(&str, Purpose)] = &[
    ("provisionedmodelthroughput", Purpose::ProvisionedThroughput),
    ("modelcustomizationjob", Purpose::Customization),
    ("awsbedrockcustommodel", Purpose::Customization),
];

/// The APIs that invoke a model, with the names that SDKs give to their calls, commands and inputs, folded. A wrapper
/// with another name may add the scope of a profile and is not one of them.
const INVOCATIONS: &[&str] = &[
    "invokemodel",
    "invokemodelwithresponsestream",
    "converse",
    "conversestream",
];

/// What SDKs put after the name of an API.
const ENDINGS: &[&str] = &["", "async", "command", "input", "request"];

/// The argument of those APIs for the model, folded.
const MODEL_FIELD: &str = "modelid";

/// The field of an agent for its model, folded.
const AGENT_FIELD: &str = "foundationmodel";

/// The field for the model that a custom one is made from, folded.
const BASE_FIELD: &str = "basemodelidentifier";

/// Sets the purpose of each reference of one file that the text shows.
pub(super) fn assign(file: &File<'_>, found: &[Found], meanings: &mut [Meaning]) {
    let lower = file.lower_text();
    if [b"converse".as_slice(), b"invoke", b"agent"]
        .iter()
        .any(|word| memmem::find(lower, word).is_some())
    {
        for (found, meaning) in found.iter().zip(meanings.iter_mut()) {
            if meaning.purpose == Purpose::Inference && is_invocation(file, found) {
                meaning.purpose = Purpose::Invocation;
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
        let purpose = purpose(file, found);
        if purpose != Purpose::Inference {
            meaning.purpose = purpose;
        }
    }
}

/// Whether the reference is the model argument of an API that invokes models, or the model of an agent.
fn is_invocation(file: &File<'_>, found: &Found) -> bool {
    let place = Occurrence::new(file, found.span);
    let element = place.element();
    let before = folded(place.line_before());
    if before.ends_with(MODEL_FIELD)
        && INVOCATIONS
            .iter()
            .any(|api| before.contains(&format!("awsbedrockruntime{api}")))
    {
        return true;
    }
    if !element.alone {
        return false;
    }
    let text = file.text();
    let outline = file.outline();
    let blocks = || {
        outline
            .around(element.block)
            .take(BLOCKS)
            .map(|number| outline.block(number))
    };
    let is_call = |callee: &[u8]| {
        let name = last_piece(callee);
        let ending = |api: &str| {
            name.strip_prefix(api)
                .is_some_and(|ending| ENDINGS.contains(&ending))
        };
        INVOCATIONS.iter().any(|api| ending(api))
    };
    match (element.role, folded(element.key(file)).as_str()) {
        (Role::Value, MODEL_FIELD) => {
            let callees = blocks().map(|block| named(file, block).callee);
            callees
                .into_iter()
                .find(|callee| !callee.is_empty())
                .is_some_and(is_call)
        }
        (Role::Value, AGENT_FIELD) => blocks().any(|block| {
            let head = folded(&text[block.head.clone()]);
            let in_template =
                memmem::find(&text[block.inner.clone()], b"AWS::Bedrock::Agent").is_some();
            head.contains("agent") || (in_template && !matches!(file.kind(), Kind::Code))
        }),
        // `InvokeModelRequest.builder().modelId("…")`
        (Role::Bare, _) => blocks().next().is_some_and(|block| {
            let callee = named(file, block).callee;
            let head = &text[block.head.clone()];
            let key = &head[..memchr::memchr2(b':', b'=', head).unwrap_or(0)];
            // `ModelId: aws.String("…")`
            if folded(key) == MODEL_FIELD {
                let callees = blocks().skip(1).map(|block| named(file, block).callee);
                return callees
                    .into_iter()
                    .find(|callee| !callee.is_empty())
                    .is_some_and(is_call);
            }
            let chain = &text[block.statement.min(block.head.start)..block.head.end];
            let mut names = chain.split(|b| !b.is_ascii_alphanumeric()).map(folded);
            last_piece(callee) == MODEL_FIELD && names.any(|name| is_call(name.as_bytes()))
        }),
        _ => false,
    }
}

fn purpose(file: &File<'_>, found: &Found) -> Purpose {
    let place = Occurrence::new(file, found.span);
    if folded(place.key()) == BASE_FIELD {
        return Purpose::Customization;
    }
    let text = file.text();
    let (start, _) = place.line_bounds();
    let before = folded(place.line_before());
    if before.ends_with(BASE_FIELD) {
        return Purpose::Customization;
    }
    let (from, to) = (
        start.saturating_sub(REACH),
        text.len().min(found.span.end + REACH),
    );
    let mut heads = vec![before];
    let mut depth = indent(&text[start..found.span.start]);
    for _ in 0..BLOCKS {
        let Some((around, outer)) = block(text, from, start, to, depth) else {
            break;
        };
        let block = &text[around];
        heads.push(folded(
            block.split(|b| *b == b'\n').next().unwrap_or_default(),
        ));
        // A resource of a template says its type next to what contains the reference.
        if matches!(file.kind(), Kind::Infra | Kind::Config | Kind::Data)
            && memmem::find_iter(block, b"AWS::").count() == 1
        {
            heads.push(folded(block));
        }
        depth = outer;
    }
    let named = |(name, purpose): &(&str, Purpose)| {
        heads
            .iter()
            .any(|head| head.contains(name))
            .then_some(*purpose)
    };
    NAMES.iter().find_map(named).unwrap_or_default()
}
