//! Conditions of queries that are written as fields or objects.

use super::super::element::{self, Element, Role, last_piece, named};
use super::super::file::File;
use super::super::line::folded;
use super::super::occurrence::Occurrence;
use super::super::test_names::QUERIES;
use crate::outline::{Block, BlockKind, Separator};

/// The condition of a query that is written as a field: `.where(model: "…")`, `filter(model="…")`.
pub(super) fn is_query(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    let file = occurrence.file;
    let block = file.outline().block(element.block);
    let callee = last_piece(named(file, block).callee);
    QUERIES.contains(&callee.as_str()) && !is_for_a_new_row(file, block)
}

/// Whether the values of a condition are those of a row that is made: `where(model: "…").first_or_create`.
fn is_for_a_new_row(file: &File<'_>, block: &Block) -> bool {
    const MAKERS: &[&[u8]] = &[
        b".first_or_create",
        b".first_or_initialize",
        b".find_or_create",
        b".create",
        b".new",
        b".build",
        b".firstOrCreate",
        b".firstOrNew",
        b".updateOrCreate",
    ];
    let after = file.text().get(block.inner.end + 1..).unwrap_or_default();
    MAKERS.iter().any(|make| after.starts_with(make))
}

/// How deep the fields of a condition may be: `where: { model: { in: ["…"] } }`.
const DEPTH: usize = 4;

/// Methods of a collection of documents whose first argument is a condition, folded.
const METHODS: &[&str] = &[
    "find",
    "findone",
    "findoneandupdate",
    "findoneanddelete",
    "updatemany",
    "updateone",
    "replaceone",
    "deletemany",
    "deleteone",
    "countdocuments",
];

/// Methods of a migration of Sequelize with the position of their condition, folded.
const POSITIONS: &[(&str, usize)] = &[("bulkdelete", 1), ("bulkupdate", 2)];

/// Operators of conditions on documents.
const OPERATORS: &[&[u8]] = &[b"$in", b"$nin", b"$eq", b"$ne", b"$match", b"$regex"];

/// Fields of a query with what it writes, folded.
const WRITTEN: &[&str] = &["changes", "create", "data", "set", "update", "values"];

/// The condition of a query that is written as an object: `where({ model: "…" })`, `where: { model: { _eq: "…" } }`,
/// `find({ model: { $in: ["…"] } })`.
pub(super) fn is_field_of_a_query(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    let (file, outline) = (occurrence.file, occurrence.file.outline());
    let mut is_field = element.role == Role::Value;
    // A variable of PHP or of a shell has the same spelling.
    let is_assigned = element
        .item_of(file)
        .is_some_and(|item| matches!(item.separator, Some((_, Separator::Assign))));
    if OPERATORS.contains(&element.key(file)) && !is_assigned || is_old_default(occurrence, element)
    {
        return true;
    }
    let mut at = element.word.start;
    for number in outline.around(element.block).take(DEPTH) {
        let block = outline.block(number);
        let names = named(file, block);
        let (name, callee) = (folded(names.name), last_piece(names.callee));
        let head = file.text()[block.head.clone()].trim_ascii_end();
        if OPERATORS.contains(&names.name) && (head.ends_with(b":") || head.ends_with(b"=>")) {
            return true;
        }
        match block.kind {
            BlockKind::Curly if element::contains_statements(file, block) => return false,
            // `updateMany({ where: { … }, data: { model: "…" } })` of Prisma
            BlockKind::Curly if WRITTEN.contains(&name.as_str()) => return false,
            BlockKind::Curly if is_field && name == "where" => return true,
            BlockKind::Curly => is_field = true,
            // `where(model: ["…"])`, `filter(model__in=["…"])`
            BlockKind::Square => is_field |= !names.name.is_empty(),
            BlockKind::Round => {
                let position = outline.item_at(number, at).map(|(position, _)| position);
                let is_method = memchr::memchr(b'.', names.callee).is_some()
                    && (position == Some(0) && METHODS.contains(&callee.as_str())
                        || position.is_some_and(|at| POSITIONS.contains(&(callee.as_str(), at))));
                let is_condition =
                    QUERIES.contains(&callee.as_str()) && !is_for_a_new_row(file, block);
                return is_field && (is_condition || is_method);
            }
            _ => return false,
        }
        at = block.inner.start;
    }
    false
}

/// The default that a migration of Rails takes away: `change_column_default :agents, :model, from: "…", to: "…"`.
fn is_old_default(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    element.key(occurrence.file) == b"from"
        && memchr::memmem::find(occurrence.line_before(), b"change_column_default").is_some()
}
