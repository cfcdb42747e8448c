//! Examples and stored answers inside data: the values of `example` in a description of an API, the answers in a collection of
//! requests. Nobody sends them.

use super::element::named;
use super::file::File;
use super::file_facts::Fact;
use super::line::folded;
use super::occurrence::TextKind;
use super::read_fields::are_read;
use crate::language::Kind;
use crate::outline::BlockKind;
use crate::source::Span;

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
