//! Examples and stored answers inside data: the values of `example` in a description of an API, the answers in a collection of
//! requests. Nobody sends them.

use memchr::memmem;

use super::element::{last_piece, named};
use super::file::File;
use super::file_facts::Fact;
use super::line::folded;
use super::occurrence::TextKind;
use super::read_fields::are_read;
use crate::language::Kind;
use crate::lexer::Token;
use crate::line_ends::{window_end, window_start};
use crate::outline::BlockKind;
use crate::source::Span;

/// How far before a literal its name is, and how much of the literal is read.
const NEAR: usize = 160;
const READ: usize = 2000;

/// How deep a value may be in an example.
const DEPTH: usize = 8;

/// Arguments and fields of programs that contain examples of a schema, folded.
const FIELDS_OF_SCHEMAS: &[&str] = &["jsonschemaextra", "openapiexamples", "schemaextra"];

/// What a reference in an example or a stored answer is in; absent elsewhere.
pub(super) fn kind_in_example(file: &File<'_>, span: Span) -> Option<TextKind> {
    let is_data = matches!(file.kind(), Kind::Data | Kind::Config);
    let is_schema = is_data && file.says(Fact::Schema);
    let is_collection = is_data && file.says(Fact::RequestCollection);
    let is_program =
        file.kind() == Kind::Code && file.says(Fact::SchemaExamples) && !are_read(file);
    if is_example_of_a_parameter(file, span) {
        return Some(TextKind::Prose);
    }
    if !is_schema && !is_collection && !is_program {
        return None;
    }
    let outline = file.outline();
    let mut is_example = false;
    for number in outline.around(outline.block_at(span.start)).take(DEPTH) {
        let block = outline.block(number);
        if !matches!(
            block.kind,
            BlockKind::Curly | BlockKind::Square | BlockKind::Lines | BlockKind::Round
        ) {
            continue;
        }
        let name = folded(named(file, block).name);
        is_example |= matches!(name.as_str(), "example" | "examples");
        if is_schema && is_example {
            return Some(TextKind::Prose);
        }
        if is_collection && name == "response" {
            return Some(TextKind::Output);
        }
        if is_program
            && FIELDS_OF_SCHEMAS.contains(&name.as_str())
            && (is_example || name == "openapiexamples")
        {
            return Some(TextKind::Prose);
        }
    }
    None
}

/// Whether a literal is what a module of Ansible says about itself: `RETURN = r"""…"""`.
pub(super) fn is_documentation_of_ansible(text: &[u8], token: &Token) -> bool {
    const FIELDS: &[&[u8]] = &[b"description:", b"returned:", b"sample:"];
    let before = &text[window_start(text, token.span.start, NEAR)..token.span.start];
    let before = before.strip_suffix(b"r").unwrap_or(before).trim_ascii_end();
    let name = before.strip_suffix(b"=").map(<[u8]>::trim_ascii_end);
    let is_named = name.is_some_and(|name| {
        [&b"RETURN"[..], b"DOCUMENTATION"]
            .iter()
            .any(|word| name.ends_with(word))
    });
    let said =
        &text[token.inner.start..window_end(text, token.inner.start, READ).min(token.inner.end)];
    is_named
        && FIELDS
            .iter()
            .any(|field| memmem::find(said, field).is_some())
}

/// Calls and annotations that describe a parameter, a body or a field, folded: of FastAPI and Pydantic, and of NestJS.
const DESCRIPTIONS: &[&str] = &[
    "apibody",
    "apiparam",
    "apiproperty",
    "apiquery",
    "apiresponse",
    "body",
    "cookie",
    "field",
    "form",
    "header",
    "path",
    "query",
];

/// Whether a reference is in the examples of what such a call describes: `Body(examples=[{"model": "…"}])`,
/// `@ApiBody({ example: { model: "…" } })`.
fn is_example_of_a_parameter(file: &File<'_>, span: Span) -> bool {
    if file.kind() != Kind::Code || are_read(file) {
        return false;
    }
    let outline = file.outline();
    let mut is_example = false;
    for number in outline.around(outline.block_at(span.start)).take(DEPTH) {
        let block = outline.block(number);
        let names = named(file, block);
        if block.kind == BlockKind::Round {
            let callee = names.callee;
            let is_capital = callee.rsplit(|b| matches!(b, b'.' | b'@')).next();
            let is_type = is_capital
                .and_then(<[u8]>::first)
                .is_some_and(u8::is_ascii_uppercase);
            return is_example && is_type && DESCRIPTIONS.contains(&last_piece(callee).as_str());
        }
        if !matches!(block.kind, BlockKind::Curly | BlockKind::Square) {
            return false;
        }
        is_example |= matches!(folded(names.name).as_str(), "example" | "examples");
    }
    false
}
