//! What a reference is in the collection around it, which an edit has to know: the key of an entry, the value of one, or
//! an element of a list.

use super::element::{Element, Role, makes_a_collection};
use super::file::File;
use crate::language::Kind;
use crate::outline::{BlockKind, Separator};
use crate::reference::Context;
use crate::source::{Source, Span};

/// What a reference is in its collection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryPart {
    /// Whether it is the key of an item: of a field, an entry or an arm, or in the header of a section.
    pub is_key: bool,
    /// The key of the entry whose value it is; empty if it is not one.
    pub key: String,
    /// The number of the list that it is an element of, or in a record of.
    pub list: Option<usize>,
    /// The number of that record: the fields of one can have the same ID. Absent for an element.
    pub record: Option<usize>,
}

/// What each of these references is in its collection.
pub fn entry_parts(source: &Source, references: &[(Span, Context)]) -> Vec<EntryPart> {
    let file = File::new(source);
    let part = |(span, context): &(Span, Context)| {
        let element = Element::new(&file, *span);
        let list = list_of(&file, &element, *context);
        EntryPart {
            is_key: element.role == Role::Key || is_in_header(&file, *span),
            key: entry_key(&file, &element),
            list,
            record: list.and((element.role == Role::Value).then_some(element.block)),
        }
    };
    references.iter().map(part).collect()
}

/// Whether a reference is in the header of a section.
fn is_in_header(file: &File<'_>, span: Span) -> bool {
    let section = file.outline().first_from(span.end);
    section
        .map(|number| file.outline().block(number))
        .is_some_and(|block| block.kind == BlockKind::Section && block.head.contains(&span.start))
}

/// The key of an entry. The name of a constant or variable is not one: other code reads the name, not the text.
fn entry_key(file: &File<'_>, element: &Element) -> String {
    let separator = element
        .item_of(file)
        .and_then(|item| item.separator.as_ref());
    let is_entry = match separator {
        Some((_, Separator::Colon | Separator::FatArrow)) => true,
        Some((_, Separator::Assign)) => {
            matches!(file.kind(), Kind::Infra | Kind::Config | Kind::Data)
        }
        Some((_, Separator::Arrow)) | None => false,
    };
    if !is_entry {
        return String::new();
    }
    String::from_utf8_lossy(element.key(file)).into_owned()
}

/// The list of an element. A choice can also be a field of a record, whose list is around the record.
fn list_of(file: &File<'_>, element: &Element, context: Context) -> Option<usize> {
    let block = file.outline().block(element.block);
    match (element.role, block.kind) {
        (Role::Bare, BlockKind::Square) => Some(element.block),
        (Role::Bare, BlockKind::Element) => Some(block.parent),
        (Role::Bare, BlockKind::Round) if makes_a_collection(&file.text()[block.head.clone()]) => {
            Some(element.block)
        }
        (Role::Bare, BlockKind::Lines) => {
            let item = element.item_of(file)?;
            file.text()[item.span.clone()]
                .starts_with(b"-")
                .then_some(element.block)
        }
        // Braces around statements are not a list, and an ID is not a statement.
        (Role::Bare, BlockKind::Curly) => {
            let is_item = element.item_of(file)?.span == element.word;
            is_item.then_some(element.block)
        }
        (Role::Value, BlockKind::Curly | BlockKind::Element) if context == Context::Choice => {
            Some(block.parent)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::entry_parts;
    use crate::reference::Context;
    use crate::source::Span;

    /// The key of the entry with the first `ID`, and whether both are elements of one list.
    fn parts(path: &str, text: &str, context: Context) -> (String, bool) {
        let source = source(path, text);
        let spans: Vec<_> = text
            .match_indices("ID")
            .map(|(start, id)| {
                let end = start + id.len();
                (Span { start, end }, context)
            })
            .collect();
        let parts = entry_parts(&source, &spans);
        let same_list = parts[0].list.is_some() && parts[0].list == parts[1].list;
        (parts[0].key.clone(), same_list)
    }

    #[test]
    fn entries_have_keys_and_elements_have_a_list() {
        for (path, text, key, same_list) in [
            ("a.py", "m = [\"ID\", \"ID\"]", "", true),
            ("a.py", "m = {\"ID\", \"ID\"}", "", true),
            ("a.py", "m = {\"a\": \"ID\", \"b\": \"ID\"}", "a", false),
            ("a.py", "f([\"ID\"], [\"ID\"])", "", false),
            ("a.py", "a = \"ID\"\nb = \"ID\"", "", false),
            ("a.ts", "const m = { a: \"ID\", b: \"ID\" };", "a", false),
            ("a.yaml", "m:\n  - ID\n  - ID\n", "", true),
            ("a.yaml", "m:\n- ID\n- ID\n", "", true),
            ("a.yaml", "m: [ID, ID]\n", "", true),
            ("a.yaml", "m:\n  - ID\nn:\n  - ID\n", "", false),
            ("a.yaml", "m:\n  a: ID\n  b: ID\n", "a", false),
            ("a.tf", "m = {\n  a = \"ID\"\n  b = \"ID\"\n}\n", "a", false),
            ("A.java", "var m = List.of(\"ID\", \"ID\");", "", true),
            ("A.java", "call(\"ID\", \"ID\");", "", false),
        ] {
            let found = parts(path, text, Context::Code);
            assert_eq!(found, (key.to_owned(), same_list), "{text}");
        }
    }
}
