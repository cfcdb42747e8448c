//! The statement of SQL around a reference, in a file of SQL or in a literal that is a statement of it.
//!
//! Literals, comments and brackets that are closed before the reference say nothing about its clause: a `WHERE` in a
//! subquery before it is another condition.

use memchr::memmem;

use super::element::last_piece;
use super::element::name_at_end;
use super::file::File;
use super::line::{folded, unquoted_end};
use super::occurrence::Occurrence;
use crate::language::{Trait, language_of};
use crate::lexer::{Lexed, lex};
use crate::line_ends::window_start;
use crate::outline::{Block, BlockKind, Item, Outline, Separator, outline};

/// How many bytes of a statement are read before a reference, without carriage returns: each of thousands of rows in one statement
/// would read all of it again.
const LONGEST: usize = 4000;

/// A text of SQL and an offset in it, at which a literal or a word begins.
struct Sql<'t> {
    text: &'t [u8],
    lexed: &'t Lexed,
    outline: &'t Outline,
    at: usize,
}

/// Whether the clause in which a reference is asks for rows; absent where there is no SQL.
pub(super) fn is_condition(occurrence: &Occurrence<'_, '_>) -> Option<bool> {
    in_statement(occurrence, |sql| sql.asks())
}

/// Whether a function searches a text for the reference, to put something else there: `REPLACE(model, '…', '…')`. What it puts
/// there is a use.
pub(super) fn is_replaced(occurrence: &Occurrence<'_, '_>) -> bool {
    in_statement(occurrence, |sql| sql.is_searched_for()).unwrap_or(false)
}

/// What is so of the statement of SQL around a reference; absent if no statement contains it.
fn in_statement(occurrence: &Occurrence<'_, '_>, is_so: impl Fn(&Sql<'_>) -> bool) -> Option<bool> {
    let file = occurrence.file;
    let element = occurrence.element();
    if file.source.language.has(Trait::SqlStatements) {
        return Some(is_so(&statement(file, element.word.start)));
    }
    if !element.quoted || element.alone {
        return None;
    }
    let (_, token) = file.lexed.token_at(occurrence.span.start)?;
    let inner = token.inner.clone();
    let offset = occurrence.span.start.checked_sub(inner.start)?;
    // A literal of any length is split for each reference in it.
    if inner.len() > 2 * LONGEST {
        return None;
    }
    let text = &file.text()[inner];
    let language = language_of("a.sql", &[]);
    let lexed = lex(text, language);
    let outline = outline(text, &lexed, language.blocks);
    let at = lexed
        .token_at(offset)
        .map_or(offset, |(_, token)| token.span.start);
    let sql = Sql {
        text,
        lexed: &lexed,
        outline: &outline,
        at,
    };
    sql.is_statement().then(|| is_so(&sql))
}

/// Whether a reference is a value that a column of a table may have: `CHECK (model IN ('…'))`, `ENUM ('…')`, and not
/// `CHECK (model <> '…')`.
pub(super) fn is_checked(occurrence: &Occurrence<'_, '_>) -> bool {
    let file = occurrence.file;
    if !file.source.language.has(Trait::SqlStatements) {
        return false;
    }
    let sql = statement(file, occurrence.element().word.start);
    let mut around = sql.brackets();
    let is_checked = around.any(|block| matches!(sql.callee(block).as_str(), "check" | "enum"));
    is_checked && !sql.is_rejected()
}

/// The table into which the statement around a reference inserts rows; empty if it inserts none.
pub(super) fn table_of_rows(occurrence: &Occurrence<'_, '_>) -> Vec<u8> {
    let before = statement(occurrence.file, occurrence.element().word.start)
        .before()
        .to_ascii_lowercase();
    const INTO: &[u8] = b"insert into ";
    let name = memmem::find(&before, INTO).map_or(&[][..], |at| &before[at + INTO.len()..]);
    let is_of_name = |b: &&u8| !matches!(**b, b' ' | b'(' | b'\n' | b'\r');
    name.iter().take_while(is_of_name).copied().collect()
}

/// Whether the next value is the first of a row: the key of the table, and no argument of a call.
fn begins_a_row(before: &[u8]) -> bool {
    let before = unquoted_end(before).trim_ascii_end();
    let row = before.strip_suffix(b"(").map(<[u8]>::trim_ascii_end);
    row.is_some_and(|row| row.ends_with(b"values") || row.ends_with(b","))
}

/// The columns of the statement that inserts the row which a reference begins, in lower case:
/// `INSERT INTO models (id, price) VALUES`. Empty for a reference that is elsewhere: a row about something else has a column for
/// its model.
pub(super) fn columns_of_rows(occurrence: &Occurrence<'_, '_>) -> Vec<String> {
    const INTO: &[u8] = b"insert into ";
    let file = occurrence.file;
    let (text, at) = (file.text(), occurrence.element().word.start);
    let near = text[window_start(text, at, LONGEST)..at].to_ascii_lowercase();
    let Some(start) = memmem::rfind(&near, INTO).filter(|_| begins_a_row(&near)) else {
        return Vec::new();
    };
    let statement = &near[start..];
    let (Some(open), Some(close), Some(values)) = (
        memchr::memchr(b'(', statement),
        memchr::memchr(b')', statement),
        memmem::find(statement, b"values"),
    ) else {
        return Vec::new();
    };
    if open > close || close > values {
        return Vec::new();
    }
    let columns = statement[open + 1..close].split(|b| *b == b',');
    columns.map(folded).collect()
}

fn statement<'f>(file: &'f File<'_>, at: usize) -> Sql<'f> {
    Sql {
        text: file.text(),
        lexed: &file.lexed,
        outline: file.outline(),
        at,
    }
}

impl Sql<'_> {
    /// The statement before the offset, with `"` for literals and blanks for comments and for brackets that are closed.
    fn before(&self) -> Vec<u8> {
        let start = window_start(self.text, self.at, LONGEST);
        let mut code = self.text[start..self.at].to_vec();
        let mut blank = |from: usize, to: usize, with: u8| {
            let (from, to) = (from.max(start) - start, to.clamp(start, self.at) - start);
            if from < to {
                code[from..to].fill(with);
            }
        };
        let tokens = self.lexed.tokens();
        let first = tokens.partition_point(|token| token.span.end <= start);
        for token in tokens[first..]
            .iter()
            .take_while(|token| token.span.start < self.at)
        {
            let with = if token.kind.is_comment() { b' ' } else { b'"' };
            blank(token.span.start, token.span.end, with);
        }
        let innermost = self.outline.block_at(self.at);
        for number in self.outline.around(innermost).chain([0]) {
            for child in self.outline.children_in(number, start..self.at) {
                let inner = &self.outline.block(child).inner;
                if inner.end < self.at {
                    blank(inner.start, inner.end, b' ');
                }
            }
        }
        let from = memchr::memrchr(b';', &code).map_or(0, |at| at + 1);
        code.split_off(from)
    }

    fn words(&self) -> Vec<String> {
        let before = self.before();
        let words = before.split(|b| !(b.is_ascii_alphanumeric() || *b == b'_'));
        words
            .filter(|word| !word.is_empty())
            .map(|word| String::from_utf8_lossy(word).to_lowercase())
            .collect()
    }

    /// Whether the text before the offset begins a statement, and is more than a sentence that begins with such a word.
    fn is_statement(&self) -> bool {
        const STATEMENTS: &[&str] = &[
            "select", "insert", "update", "delete", "merge", "with", "create", "alter",
        ];
        const PARTS: &[&str] = &["from", "set", "where", "into", "table"];
        let words = self.words();
        let has =
            |words: &[String], any: &[&str]| words.iter().any(|word| any.contains(&word.as_str()));
        has(&words[..words.len().min(3)], STATEMENTS) && has(&words, PARTS)
    }

    /// Whether the clause of the offset asks for rows.
    fn asks(&self) -> bool {
        const CLAUSES: &[&str] = &[
            "where", "having", "on", "when", "then", "else", "set", "update", "values", "default",
            "select", "case",
        ];
        let words = self.words();
        let clause = words
            .iter()
            .rev()
            .find(|word| CLAUSES.contains(&word.as_str()));
        let asks =
            clause.is_some_and(|word| matches!(word.as_str(), "where" | "having" | "on" | "when"));
        asks && !self.is_argument() || self.is_compared_by_a_function()
    }

    /// Whether a function compares with it, whatever its clause: `NULLIF(model, '…')`, `IFF(model = '…', 1, 0)`, and an odd argument
    /// of `DECODE(model, '…', 'old', 'new')`.
    fn is_compared_by_a_function(&self) -> bool {
        let innermost = self.outline.block_at(self.at);
        let block = self.outline.block(innermost);
        let Some((at, item)) = self.outline.item_at(innermost, self.at) else {
            return false;
        };
        if block.kind != BlockKind::Round {
            return false;
        }
        let is_whole = item.span.start == self.at;
        let is_last = self.outline.items(innermost).len() == at + 1;
        match self.callee(block).as_str() {
            "nullif" => at == 1 && is_whole,
            "decode" => at % 2 == 1 && is_whole && !is_last,
            "if" | "iff" | "iif" => {
                at == 0 && self.text[..self.at].trim_ascii_end().ends_with(b"=")
            }
            _ => false,
        }
    }

    /// Whether it is what a function replaces: the second of at least three arguments.
    fn is_searched_for(&self) -> bool {
        const REPLACING: &[&str] = &["replace", "regexpreplace"];
        let innermost = self.outline.block_at(self.at);
        let block = self.outline.block(innermost);
        let argument = self.outline.item_at(innermost, self.at);
        block.kind == BlockKind::Round
            && argument.is_some_and(|(at, item)| at == 1 && item.span.start == self.at)
            && self.outline.items(innermost).len() >= 3
            && REPLACING.contains(&self.callee(block).as_str())
    }

    /// Whether an operator before the offset rejects it.
    fn is_rejected(&self) -> bool {
        let before = self.before();
        let is_unequal = [&b"<>"[..], b"!="]
            .iter()
            .any(|operator| before.trim_ascii_end().ends_with(operator));
        let words = self.words();
        let mut last = words.iter().rev();
        is_unequal
            || last.next().is_some_and(|word| word == "in")
                && last.next().is_some_and(|word| word == "not")
    }

    /// The round brackets around the offset, from the inside.
    fn brackets(&self) -> impl Iterator<Item = &Block> {
        let innermost = self.outline.block_at(self.at);
        let around = self
            .outline
            .around(innermost)
            .map(|number| self.outline.block(number));
        around.filter(|block| block.kind == BlockKind::Round)
    }

    /// The name before an opening bracket, in lower case.
    fn callee(&self, block: &Block) -> String {
        last_piece(name_at_end(&self.text[block.head.clone()]))
    }

    /// Whether it is an argument of a function that is not in [`SQL_TESTS`]: `WHERE ai_query('…') …` calls a model.
    fn is_argument(&self) -> bool {
        let innermost = self.outline.block_at(self.at);
        let mut at = self.at;
        for number in self.outline.around(innermost) {
            let block = self.outline.block(number);
            let Some((_, item)) = self.outline.item_at(number, at) else {
                return false;
            };
            if block.kind != BlockKind::Round || self.begin_of_argument(item) != at {
                return false;
            }
            let name = name_at_end(&self.text[block.head.clone()]);
            let folded = String::from_utf8_lossy(name).to_lowercase();
            if !name.is_empty() && !SQL_TESTS.contains(&folded.as_str()) {
                return true;
            }
            at = block.head.end - name.len();
            let blanks = self.text[..block.head.end].len()
                - self.text[..block.head.end].trim_ascii_end().len();
            at = at.saturating_sub(blanks);
        }
        false
    }

    /// Where the value of an argument begins: after `name =>` and `name :=`.
    fn begin_of_argument(&self, item: &Item) -> usize {
        let start = match &item.separator {
            Some((_, Separator::FatArrow)) => item.value().start,
            Some((at, Separator::Assign)) if self.text[at.clone()].starts_with(b":") => {
                item.value().start
            }
            _ => item.span.start,
        };
        let rest = &self.text[start..];
        start + rest.len() - rest.trim_ascii_start().len()
    }
}

/// Words before a bracket of SQL whose content is compared, or only changes how a text is written.
const SQL_TESTS: &[&str] = &[
    "in",
    "any",
    "all",
    "some",
    "values",
    "exists",
    "lower",
    "upper",
    "trim",
    "ltrim",
    "rtrim",
    "coalesce",
    "nullif",
    "ifnull",
    "nvl",
    "array",
    "concat",
    "replace",
    "regexp_replace",
    "cast",
    "convert",
    "startswith",
    "starts_with",
    "endswith",
    "ends_with",
    "contains",
    "like",
    "ilike",
    "rlike",
    "regexp",
    "regexp_like",
    "regexp_contains",
    "regexp_matches",
    "regexp_match",
    "regexp_extract",
    "position",
    "strpos",
    "instr",
    "locate",
    "charindex",
    "patindex",
    "left",
    "right",
    "substr",
    "substring",
    "split_part",
    "find_in_set",
    "not",
    "and",
    "or",
    "where",
    "when",
    "on",
    "having",
    "then",
    "else",
    "equals",
    "array_contains",
    "has",
    "hasany",
    "decode",
    "greatest",
    "least",
    "row",
    "struct",
    "quote_literal",
];
