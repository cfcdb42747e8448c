//! Whether a reference is only compared with something: an operand of a comparison, the argument of a test, an
//! element of a literal that is tested for membership, the pattern of an arm, a condition of a query, a regular
//! expression.
//!
//! Such code does not invoke the model. Assertions of tests are not comparisons, since they demand a value.

mod searches;

use memchr::memmem;

use super::element::{Element, LEVELS, Role, last_piece, named};
use super::occurrence::Occurrence;
use crate::language::{Kind, Trait};
use crate::outline::{BlockKind, Separator};
use crate::reference::{Found, Resolution};
use searches::{
    is_argument_of_search, is_searched_for, is_shell_pattern, name_at_start, sql_condition,
};

/// Functions that ask how a text begins, what it contains or equals, by the last piece of their name, folded.
const TESTS: &[&str] = &[
    "startswith",
    "endswith",
    "hasprefix",
    "hassuffix",
    "strcontains",
    "strstartswith",
    "equals",
    "equalsignorecase",
    "contentequals",
    "equalfold",
    "strcmp",
    "strcasecmp",
    "strncmp",
    "compareto",
    "comparetoignorecase",
    "includes",
    "contains",
    "include",
    "has",
    "haskey",
    "indexof",
    "match",
    "matches",
    "fullmatch",
    "search",
    "test",
    "strdetect",
    "startwith",
    "strequals",
    "isequal",
    "isequaltostring",
    "where",
    "filter",
    "exclude",
    "filterby",
    "findby",
    "wherenot",
    "rejects",
    "grepl",
    "member",
    "elem",
];

/// Functions whose argument is a regular expression, in the same spelling.
const EXPRESSIONS: &[&str] = &[
    "compile",
    "regexp",
    "regex",
    "mustcompile",
    "nsregularexpression",
    "re",
    "qr",
    "gsub",
    "resub",
    "findall",
];

/// Constructors of collections, in the same spelling: what they hold is held by what holds them.
pub(super) const COLLECTIONS: &[&str] = &[
    "of",
    "aslist",
    "listof",
    "setof",
    "arrayof",
    "frozenset",
    "set",
    "hashset",
    "list",
    "tuple",
    "array",
    "mapof",
    "ofentries",
    "vec",
    "immutablelist",
    "immutableset",
    "sortedset",
    "freeze",
    "toset",
    "tolist",
    "new",
    "mutablelistof",
    "mutablemapof",
    "hashmapof",
    "linkedhashset",
    "arraylist",
    "dict",
    "map",
    "hashmap",
    "from",
];

/// Whether the reference is compared with, and not used.
pub(super) fn is_compared(place: &Occurrence<'_, '_>, found: &Found) -> bool {
    let file = place.file;
    if !matches!(
        file.kind(),
        Kind::Code | Kind::Infra | Kind::Notebook | Kind::Data | Kind::Config
    ) {
        return false;
    }
    let element = place.element();
    let is_program = matches!(file.kind(), Kind::Code | Kind::Infra | Kind::Notebook);
    if found.resolution == Resolution::Regex && is_pattern(place, element) {
        return true;
    }
    if is_prefix_field(place, element) {
        return true;
    }
    if super::condition::compares(place, element) {
        return true;
    }
    if !is_program {
        return false;
    }
    if asserts(element.before(file)) {
        return false;
    }
    if is_tested_below(place, element, found) {
        return true;
    }
    sql_condition(place).unwrap_or(false)
        || (element.alone
            && (is_operand(place, element)
                || is_pattern_of_arm(place, element)
                || is_shell_pattern(place, element)
                || is_argument_of_search(place, element)
                || is_searched_for(place, element)))
        || is_tested(place, element)
}

/// The beginning of an ID in a list, where what follows asks how IDs begin.
fn is_tested_below(place: &Occurrence<'_, '_>, element: &Element, found: &Found) -> bool {
    if !matches!(found.resolution, Resolution::Truncated | Resolution::Family)
        || element.role != Role::Bare
    {
        return false;
    }
    let below = place.after().to_ascii_lowercase();
    [
        "startswith(",
        "starts_with(",
        "start_with?(",
        "hasprefix(",
        ".some(",
        "str_starts_with(",
    ]
    .iter()
    .any(|call| memmem::find(&below, call.as_bytes()).is_some())
}

/// `assert x == "…"`, `expect(…)`: what has to be so.
fn asserts(before: &[u8]) -> bool {
    let before = before.trim_ascii_start();
    [
        &b"assert"[..],
        b"expect",
        b"require.",
        b"self.assert",
        b"Assert",
        b"XCTAssert",
        b"should",
    ]
    .iter()
    .any(|word| before.starts_with(word))
}

/// A pattern with marks of regular expressions in it: nobody can call that.
fn is_pattern(place: &Occurrence<'_, '_>, element: &Element) -> bool {
    // A shell drops the backslash of a word that is not quoted.
    if place.file.source.language.has(Trait::ShellTests) && !element.quoted {
        return false;
    }
    let text = &place.file.text()[element.word.clone()];
    let mut pieces = memchr::memchr_iter(b'\\', text).map(|at| text.get(at + 1));
    pieces.any(|next| matches!(next, Some(b'.' | b'd' | b'w' | b'\\' | b'b')))
}

/// The value of a field that is named for a test: `{"prefix": "anthropic.claude-3"}`.
fn is_prefix_field(place: &Occurrence<'_, '_>, element: &Element) -> bool {
    const FIELDS: &[&str] = &[
        "prefix",
        "startswith",
        "modelprefix",
        "matchpattern",
        "matches",
        "pattern",
        "regex",
        "stringequals",
        "stringmatches",
    ];
    let key = super::line::folded(element.key(place.file));
    !key.is_empty() && element.alone && FIELDS.contains(&key.as_str())
}

/// Whether an operator of comparison is right before or after it.
fn is_operand(place: &Occurrence<'_, '_>, element: &Element) -> bool {
    const BEFORE: &[&str] = &[
        "==",
        "!=",
        "===",
        "!==",
        "=~",
        "!~",
        "~=",
        " is",
        " is not",
        " eq",
        " ne",
        "-eq",
        "-ne",
        "-ieq",
        "-like",
        "-notlike",
        "-match",
        "-notmatch",
        " like",
        " ilike",
        " LIKE",
        " ILIKE",
        "/=",
        "<=>",
        " IN",
        " rlike",
    ];
    const AFTER: &[&str] = &[
        "==",
        "!=",
        "===",
        "!==",
        "=~",
        "in ",
        "not in ",
        ".equals",
        ".equalsIgnoreCase",
        ".contentEquals",
        ".matches(",
        ".contains(",
        ".compareTo",
        "eq ",
        "ne ",
        "-eq ",
        "-ne ",
        ".startsWith(",
        ".isEqual",
        ".eql?",
        "is ",
    ];
    let file = place.file;
    let mut before = element.before(file).trim_ascii_end();
    // The letter of a literal: `r"…"`; the receiver's wrapper: `Some("…")`.
    if let [rest @ .., b'r' | b'f' | b'b' | b'u'] = before
        && matches!(rest.last(), Some(b' ' | b'=' | b'('))
        && element.quoted
    {
        before = rest.trim_ascii_end();
    }
    let after = element.after(file);
    let after = after.strip_prefix(b" ").unwrap_or(after);
    if BEFORE.iter().any(|word| before.ends_with(word.as_bytes())) {
        return true;
    }
    if AFTER.iter().any(|word| after.starts_with(word.as_bytes())) {
        return element.quoted || !after.starts_with(b"in ");
    }
    let language = file.source.language;
    if language.has(Trait::PatternWords)
        && without_joined_patterns(&element.code_before(file)).ends_with(b" is")
    {
        return true;
    }
    // Elsewhere these marks join texts.
    if before.ends_with(b"<>") && language.has(Trait::AngleInequality) {
        return true;
    }
    // `[ "$model" = "…" ]`, `test "$model" = "…"`.
    let bracketed = file.outline().block(element.block).kind == BlockKind::Square;
    language.has(Trait::ShellTests)
        && before.ends_with(b" =")
        && (bracketed || memmem::find(before, b"test ").is_some())
}

/// Whether it, or the literal collection around it, is the argument of a test, or is itself tested for membership.
fn is_tested(place: &Occurrence<'_, '_>, element: &Element) -> bool {
    let file = place.file;
    let outline = file.outline();
    let text = file.text();
    // Calls without parentheses: `model.start_with? "…"`, `startswith "…"`.
    let before = element.before(file).trim_ascii_end();
    let last = last_piece(super::element::name_at_end(before));
    if element.quoted && before.ends_with(b"?") && TESTS.contains(&last.as_str()) {
        return true;
    }
    if element.role == Role::Value && element.alone && !is_query(place, element) {
        let block = outline.block(element.block);
        if block.kind != BlockKind::Square {
            return false;
        }
    }
    for (depth, number) in outline.around(element.block).take(LEVELS).enumerate() {
        let block = outline.block(number);
        let names = named(file, block);
        let callee = last_piece(names.callee);
        let after = text[block.inner.end..].get(1..).unwrap_or_default();
        let after = &after[..after.len().min(48)];
        let is_list = matches!(block.kind, BlockKind::Square | BlockKind::Curly)
            || (block.kind == BlockKind::Round
                && (callee.is_empty() || COLLECTIONS.contains(&callee.as_str())));
        if block.kind == BlockKind::Round
            && !callee.is_empty()
            && !(COLLECTIONS.contains(&callee.as_str()))
        {
            let is_choice =
                callee == "contains" && file.source.language.has(Trait::TerraformBlocks);
            if EXPRESSIONS.contains(&callee.as_str()) && element.quoted {
                return true;
            }
            return !is_choice && (TESTS.contains(&callee.as_str()) || callee == "inarray");
        }
        if !is_list || element.block != number && depth > 2 {
            return false;
        }
        if is_tested_for_membership(
            &text[block.head.clone()],
            after,
            &text[block.statement..block.head.end],
        ) {
            return true;
        }
        // Only an element of a list goes up with the list.
        if !names.name.is_empty() || super::element::holds_statements(file, block) {
            return false;
        }
    }
    false
}

/// The condition of a query that is written as a field: `.where(model: "…")`, `filter(model="…")`.
fn is_query(place: &Occurrence<'_, '_>, element: &Element) -> bool {
    let block = place.file.outline().block(element.block);
    let callee = last_piece(named(place.file, block).callee);
    [
        "where", "filter", "exclude", "filterby", "findby", "wherenot",
    ]
    .contains(&callee.as_str())
}

/// Whether a literal collection is asked for a member: by what is before its opening mark and after its closing one.
fn is_tested_for_membership(head: &[u8], after: &[u8], statement: &[u8]) -> bool {
    const AFTER: &[&str] = &[
        ".includes(",
        ".contains(",
        ".Contains(",
        ".has(",
        ".include?",
        ".member?",
        ".indexOf(",
        ".index(",
        ".some(",
        ".any?",
        ".containsKey(",
        ").contains(",
        ").has(",
    ];
    if AFTER.iter().any(|word| after.starts_with(word.as_bytes())) {
        return true;
    }
    let head = head.trim_ascii_end();
    // PowerShell's `-in @(…)` and `@(…) -contains`.
    let shell = head.strip_suffix(b"@").unwrap_or(head).trim_ascii_end();
    if ["-in", "-notin"]
        .iter()
        .any(|word| shell.ends_with(word.as_bytes()))
        || ["-contains ", "-notcontains "]
            .iter()
            .any(|word| after.trim_ascii_start().starts_with(word.as_bytes()))
    {
        return true;
    }
    // `model in setOf(…)`.
    let constructor = head
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let without = head[..head.len() - constructor].trim_ascii_end();
    let head = if COLLECTIONS.contains(&last_piece(&head[head.len() - constructor..]).as_str()) {
        without
    } else {
        head
    };
    let is_in = [&b" in"[..], b" IN", b"!in", b" !in"]
        .iter()
        .any(|word| head.ends_with(word));
    if !is_in {
        return false;
    }
    // A loop goes through the list, except one that only asks how an ID begins.
    let loops =
        memmem::find(statement, b"for ").is_some() || memmem::find(statement, b"foreach").is_some();
    !loops || memmem::find(&statement.to_ascii_lowercase(), b"startswith(").is_some()
}

/// Whether it is the pattern of an arm: `case "…":`, `"…" -> 1` in a `when`, `"…" => 1` in a `match`.
fn is_pattern_of_arm(place: &Occurrence<'_, '_>, element: &Element) -> bool {
    let file = place.file;
    let outline = file.outline();
    let language = file.source.language;
    let before = element.code_before(file);
    let before = last_label(before.trim_ascii_start());
    let block = outline.block(element.block);
    let items = outline.items(element.block);
    // The arm may begin with several patterns that commas join.
    let arm = element.item.and_then(|at| {
        let joined = |n: &usize| *n == at || items[*n].follows_comma;
        let until = (at..items.len().min(at + 64)).take_while(joined);
        until.into_iter().find_map(|n| {
            items[n]
                .separator
                .as_ref()
                .map(|(span, kind)| (span.start, *kind))
        })
    });
    for keyword in [&b"case "[..], b"when ", b"in ", b"case(", b"| "] {
        // `case haiku = "…"` is a member of an enum: its raw value is what it refers to.
        if before.starts_with(keyword) && memchr::memchr(b'=', before).is_none() {
            let body = [&b" then "[..], b" do ", b":", b"->", b"=>"];
            let in_ruby = keyword == b"in " || keyword == b"| ";
            let allowed = !in_ruby || language.has(Trait::BarPatterns);
            let after_body = body.iter().any(|mark| memmem::find(before, mark).is_some());
            return allowed && !after_body;
        }
    }
    // Patterns on lines of their own, of which the first begins with the keyword, are read as one statement.
    let Some((separator, kind)) = arm else {
        return false;
    };
    if separator < element.word.end || !is_bare_pattern(file, element.word.end..separator) {
        return false;
    }
    // On its own line or before a `|` is only another pattern.
    let start = element
        .item
        .map_or(element.word.start, |at| items[at].span.start);
    if !is_bare_pattern(file, start..element.word.start) {
        return false;
    }
    let head = file.text()[block.head.clone()].trim_ascii();
    let has_word = |word: &[u8]| memmem::find(head, word).is_some();
    match kind {
        Separator::Arrow => true,
        Separator::FatArrow => {
            language.has(Trait::FatArrowArms)
                || language.has(Trait::MatchArms) && has_word(b"match")
        }
        _ => false,
    }
}

/// What is after the labels that share an arm with the last one: `case "…": case "…":` runs the same code for both.
/// `code` has `"` for the literals in it.
fn last_label(mut code: &[u8]) -> &[u8] {
    while code.starts_with(b"case ") {
        let Some(colon) = memchr::memchr(b':', code) else {
            break;
        };
        let next = code[colon + 1..].trim_ascii_start();
        if !next.starts_with(b"case ") {
            break;
        }
        code = next;
    }
    code
}

/// The words by which C# joins patterns.
const PATTERN_WORDS: &[&[u8]] = &[b"or", b"and", b"not"];

/// Whether a range has nothing but other patterns: literals and what joins them.
fn is_bare_pattern(file: &super::file::File<'_>, range: std::ops::Range<usize>) -> bool {
    let text = file.text();
    let words = if file.source.language.has(Trait::PatternWords) {
        PATTERN_WORDS
    } else {
        &[]
    };
    let mut at = range.start;
    while at < range.end {
        let word = name_at_start(&text[at..range.end]);
        match file.lexed.token_at(at) {
            Some((_, token)) => at = token.span.end.max(at + 1),
            None if is_of_pattern(text[at]) => at += 1,
            None if words.contains(&word) => at += word.len(),
            None => return false,
        }
    }
    true
}

/// The same code without the patterns that C# joins with the last one: `id is "…" or "…"` compares with both.
/// `code` has `"` for the literals in it.
fn without_joined_patterns(mut code: &[u8]) -> &[u8] {
    loop {
        code = code.trim_ascii_end();
        let Some(word) = PATTERN_WORDS.iter().find(|word| code.ends_with(word)) else {
            return code;
        };
        let rest = code[..code.len() - word.len()].trim_ascii_end();
        if *word == b"not" {
            code = rest;
            continue;
        }
        let Some(literal) = rest.strip_suffix(b"\"") else {
            return code;
        };
        let start = literal
            .iter()
            .rposition(|byte| *byte != b'"')
            .map_or(0, |at| at + 1);
        code = &literal[..start];
    }
}

fn is_of_pattern(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'|' | b',' | b'"' | b'{')
}
