//! Comparisons that are written as searches: patterns of a shell, arguments of a search, conditions of SQL.

use memchr::memmem;

use super::super::element::Element;
use super::super::file::File;
use super::super::line::unquoted_end;
use super::super::occurrence::Occurrence;
use crate::language::Trait;
use crate::line_ends::window_start;

/// The pattern of an arm of the shell's `case`: `anthropic.claude-v2|"…")`.
pub(super) fn is_shell_pattern(place: &Occurrence<'_, '_>, element: &Element) -> bool {
    if !place.file.source.language.has(Trait::CasePatterns) {
        return false;
    }
    let text = place.file.text();
    let (_, end) = place.line_bounds();
    let rest = &text[element.word.end.min(end)..end];
    let Some(close) = memchr::memchr(b')', rest) else {
        return false;
    };
    rest[..close].iter().all(is_of_pattern)
        && rest[..close]
            .split(|b| *b == b'|')
            .all(|one| !one.trim_ascii().contains(&b' '))
        && begins_arm(place.file, element.word.start)
}

/// How many bytes before a pattern its list may begin, carriage returns apart.
const LONGEST_PATTERN: usize = 2000;

fn is_of_pattern(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"*?|\"'.:-_/ \t[]".contains(byte)
}

/// Whether the pattern at `at` is one of an arm: before it are only other patterns of a list, and before them the end of
/// another arm or `case … in`, comments apart. A closing bracket after it alone proves nothing: it also ends an array and
/// a command in `$( … )`.
fn begins_arm(file: &File<'_>, at: usize) -> bool {
    let text = file.text();
    let from = window_start(text, at, LONGEST_PATTERN);
    let mut before = without_pattern(&text[from..at]);
    let mut is_open = false;
    loop {
        before = before.trim_ascii_end();
        let Some(last) = before.len().checked_sub(1) else {
            return false;
        };
        match file.lexed.token_at(from + last) {
            Some((_, token)) if token.kind.is_comment() => {
                before = &text[from..token.span.start.max(from)];
                continue;
            }
            _ => {}
        }
        if ends_arm(before) {
            return true;
        }
        match before.split_last() {
            Some((b'|', list)) if !is_open => before = without_pattern(list.trim_ascii_end()),
            // `(a|b)` is a list, too.
            Some((b'(', rest)) if !is_open => (is_open, before) = (true, rest),
            _ => return false,
        }
    }
}

/// The code without the pattern at its end.
fn without_pattern(code: &[u8]) -> &[u8] {
    let is_of_word = |b: &&u8| is_of_pattern(b) && !matches!(**b, b' ' | b'\t' | b'|');
    &code[..code.len() - code.iter().rev().take_while(is_of_word).count()]
}

/// Whether an arm may follow this code.
fn ends_arm(code: &[u8]) -> bool {
    let line = &code[memchr::memrchr(b'\n', code).map_or(0, |at| at + 1)..];
    let opens = |before: &[u8]| {
        before.last().is_some_and(u8::is_ascii_whitespace)
            && memmem::find(before, b"case").is_some()
    };
    code.ends_with(b";;") || code.ends_with(b";&") || line.strip_suffix(b"in").is_some_and(opens)
}

/// What a command searches files for: `grep -rq '…' src`.
pub(super) fn is_argument_of_search(place: &Occurrence<'_, '_>, element: &Element) -> bool {
    const COMMANDS: &[&[u8]] = &[b"grep", b"egrep", b"fgrep", b"rg", b"ack", b"git grep"];
    if !place.file.source.language.has(Trait::SearchCommands) {
        return false;
    }
    let text = place.file.text();
    let before = &text[place.line_bounds().0..element.word.start];
    let start = before
        .iter()
        .rposition(|byte| matches!(byte, b'|' | b'&' | b';' | b'(' | b'`'))
        .map_or(0, |at| at + 1);
    let mut command = before[start..].trim_ascii_start();
    for word in [&b"if "[..], b"elif ", b"while ", b"until ", b"! ", b"@"] {
        command = command
            .strip_prefix(word)
            .unwrap_or(command)
            .trim_ascii_start();
    }
    COMMANDS.iter().any(|name| {
        command
            .strip_prefix(*name)
            .is_some_and(|rest| rest.starts_with(b" "))
    })
}

/// An element of a shell's loop that only looks for it in files: `for m in …; do grep "$m"`.
pub(super) fn is_searched_for(place: &Occurrence<'_, '_>, element: &Element) -> bool {
    let file = place.file;
    if !file.source.language.has(Trait::ShellTests) {
        return false;
    }
    let before = element.before(file);
    let Some(at) = memmem::rfind(before, b"for ") else {
        return false;
    };
    let variable = name_at_start(&before[at + 4..]);
    let text = file.text();
    let rest = &text[element.word.end..text.len().min(element.word.end + 4000)];
    let (Some(start), Some(end)) = (memmem::find(rest, b"do"), memmem::find(rest, b"done")) else {
        return false;
    };
    if variable.is_empty() || start >= end {
        return false;
    }
    const SEARCHES: &[&[u8]] = &[b"grep", b"rg ", b"ack ", b"git grep"];
    const SAYS: &[&[u8]] = &[b"echo ", b"printf "];
    let uses = rest[start..end].split(|b| *b == b'\n').filter(|line| {
        let braced = [b"${", variable].concat();
        let plain = [b"$", variable].concat();
        memmem::find(line, &plain).is_some() || memmem::find(line, &braced).is_some()
    });
    let (mut searched, mut used) = (false, false);
    for line in uses {
        let has = |words: &[&[u8]]| words.iter().any(|word| memmem::find(line, word).is_some());
        searched |= has(SEARCHES);
        used |= !has(SEARCHES) && !has(SAYS);
    }
    searched && !used
}

pub(super) fn name_at_start(text: &[u8]) -> &[u8] {
    let width = text
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    &text[..width]
}

/// Whether the clause of SQL in which it is asks for rows, in a file of SQL or in a literal that is a statement of it;
/// absent where there is no SQL.
pub(super) fn sql_condition(place: &Occurrence<'_, '_>) -> Option<bool> {
    let file = place.file;
    let element = place.element();
    let text = file.text();
    let before = if file.source.language.has(Trait::SqlStatements) {
        let start = window_start(text, element.word.start, 1500);
        let before = &text[start..element.word.start];
        &before[memchr::memrchr(b';', before).map_or(0, |n| n + 1)..]
    } else {
        if !element.quoted || element.alone {
            return None;
        }
        let start = element
            .word
            .start
            .max(window_start(text, place.span.start, 1500));
        &text[start..place.span.start]
    };
    let words: Vec<String> = before
        .split(|b| !(b.is_ascii_alphanumeric() || *b == b'_'))
        .filter(|word| !word.is_empty())
        .map(|word| String::from_utf8_lossy(word).to_lowercase())
        .collect();
    const STATEMENTS: &[&str] = &[
        "select", "insert", "update", "delete", "merge", "with", "create", "alter",
    ];
    let sql = file.source.language.has(Trait::SqlStatements)
        || (words
            .iter()
            .take(3)
            .any(|word| STATEMENTS.contains(&word.as_str()))
            && words
                .iter()
                .any(|word| matches!(word.as_str(), "from" | "set" | "where" | "into" | "table")));
    if !sql {
        return None;
    }
    let clause = words.iter().rev().find(|word| {
        matches!(
            word.as_str(),
            "where"
                | "having"
                | "on"
                | "when"
                | "then"
                | "else"
                | "set"
                | "update"
                | "values"
                | "default"
                | "select"
                | "case"
        )
    })?;
    let asks = matches!(clause.as_str(), "where" | "having" | "on" | "when");
    Some(asks && !is_argument_in_sql(before))
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

/// Whether an argument of a function that is not in [`SQL_TESTS`] begins at the end of this text:
/// `WHERE ai_query('` calls a model.
fn is_argument_in_sql(before: &[u8]) -> bool {
    let mut text = unquoted_end(before);
    for sign in [&b"=>"[..], b":="] {
        if let Some(named) = text.strip_suffix(sign) {
            text = without_name(named.trim_ascii_end()).trim_ascii_end();
        }
    }
    if !text.ends_with(b"(") && !text.ends_with(b",") {
        return false;
    }
    let mut depth = 0_usize;
    let open = text.iter().rposition(|byte| {
        match byte {
            b')' => depth += 1,
            b'(' if depth == 0 => return true,
            b'(' => depth -= 1,
            _ => {}
        }
        false
    });
    let Some(open) = open else {
        return false;
    };
    let callee = text[..open].trim_ascii_end();
    let outside = without_name(callee);
    let name = String::from_utf8_lossy(&callee[outside.len()..]).to_lowercase();
    if name.is_empty() || SQL_TESTS.contains(&name.as_str()) {
        is_argument_in_sql(outside)
    } else {
        true
    }
}

fn without_name(text: &[u8]) -> &[u8] {
    let is_of_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'.');
    &text[..text.len() - text.iter().rev().take_while(is_of_name).count()]
}
