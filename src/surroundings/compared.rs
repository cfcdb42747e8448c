//! Whether code only compares a reference with something: an operand of a comparison, the argument of a test, an
//! element of a literal that is tested for membership, the pattern of an arm, a condition of a query, a regular
//! expression.
//!
//! Such code does not invoke the model. Assertions of tests are not comparisons, since they demand a value.

mod calls;
mod searches;

use memchr::memmem;

use super::collection_usage::is_list_of_beginnings;
use super::element::{Element, Role, contains_statements, named};
use super::file::File;
use super::occurrence::Occurrence;
use super::sql;
use crate::language::{Kind, Trait};
use crate::outline::{Block, BlockKind, Separator};
use crate::reference::{Found, Resolution};
use calls::is_tested;
use searches::{is_argument_of_search, is_searched_for, is_shell_pattern, name_at_start};

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
    if asserts(element.before(file)) || sql::is_checked(place) {
        return false;
    }
    if is_tested_beginning(place, element, found) || is_compared_in_a_literal(place, element) {
        return true;
    }
    sql::is_condition(place).unwrap_or(false)
        || (element.alone
            && (is_operand(place, element)
                || is_pattern_of_arm(place, element)
                || is_shell_pattern(place, element)
                || is_argument_of_search(place, element)
                || is_searched_for(place, element)))
        || is_tested(place, element)
}

/// The beginning of an ID in a list of which the file only asks whether an ID begins so.
fn is_tested_beginning(place: &Occurrence<'_, '_>, element: &Element, found: &Found) -> bool {
    matches!(found.resolution, Resolution::Truncated | Resolution::Family)
        && element.role == Role::Bare
        && is_list_of_beginnings(place.file, element)
}

/// The operand of a comparison in a text that is an expression: `df.query("model == '…'")`.
fn is_compared_in_a_literal(place: &Occurrence<'_, '_>, element: &Element) -> bool {
    let text = place.file.text();
    let inside = &text[element.word.start..place.span.start.max(element.word.start)];
    let operand = inside
        .strip_suffix(b"'")
        .or_else(|| inside.strip_suffix(b"\""));
    let before = operand.map(<[u8]>::trim_ascii_end).unwrap_or_default();
    let operators = [&b"=="[..], b"!=", b"<>"];
    element.quoted && !element.alone && operators.iter().any(|operator| before.ends_with(operator))
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
    let file = place.file;
    let key = super::line::folded(element.key(file));
    let is_program = matches!(file.kind(), Kind::Code | Kind::Notebook);
    // A variable of that name can be used for anything.
    let is_variable = || {
        is_program
            && (element.block == 0
                || contains_statements(file, file.outline().block(element.block)))
    };
    !key.is_empty() && element.alone && FIELDS.contains(&key.as_str()) && !is_variable()
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
        "<=>",
        " STREQUAL",
        "isEqualToString:@",
        "hasPrefix:@",
        "containsString:@",
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
    // Elsewhere it divides, or joins a path.
    if before.ends_with(b"/=") && language.has(Trait::SlashInequality) {
        return true;
    }
    // The conditions of SQL are known by their clauses.
    let equals = language.has(Trait::AngleInequality) && !language.has(Trait::SqlStatements);
    if equals && before.ends_with(b" =") && is_condition(before) {
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

/// Whether the end of a statement is in a condition, where `=` compares: `if m = `.
fn is_condition(before: &[u8]) -> bool {
    const CONDITIONS: &[&str] = &["if", "elif", "elseif", "when", "while", "until"];
    const OTHERS: &[&str] = &["then", "else", "let", "dim", "do", "in", "set", "with"];
    let words = before.rsplit(|b| !b.is_ascii_alphanumeric() && *b != b'_');
    let mut words = words.map(|word| String::from_utf8_lossy(word).to_lowercase());
    let decides =
        |word: &String| CONDITIONS.contains(&word.as_str()) || OTHERS.contains(&word.as_str());
    words
        .find(decides)
        .is_some_and(|word| CONDITIONS.contains(&word.as_str()))
}

/// Whether it is the pattern of an arm: `case "…":`, `"…" -> 1` in a `when`, `"…" => 1` in a `match`.
fn is_pattern_of_arm(place: &Occurrence<'_, '_>, element: &Element) -> bool {
    let file = place.file;
    if is_pattern_of_clause(place, element) || is_part_of_pattern(file, element) {
        return true;
    }
    if let Some(constructor) = constructor_around(file, element) {
        return is_pattern_of_arm(place, &constructor);
    }
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
    for keyword in [&b"case "[..], b"when ", b"in ", b"case(", b"| ", b"of "] {
        // `case haiku = "…"` is a member of an enum: its raw value is what it refers to.
        if before.starts_with(keyword) && memchr::memchr(b'=', before).is_none() {
            let body = [&b" then "[..], b" do ", b":", b"->", b"=>"];
            let in_ruby = keyword == b"in " || keyword == b"| ";
            let allowed = !in_ruby || language.has(Trait::BarPatterns);
            let after_body = body.iter().any(|mark| memmem::find(before, mark).is_some());
            return allowed && !after_body;
        }
    }
    if is_later_pattern(file, before) || is_pattern_of_switch(file, block, element) {
        return true;
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
    let has_word = |word: &[u8]| {
        let mut words = head.split(|b| !b.is_ascii_alphanumeric() && *b != b'_');
        words.any(|one| one == word)
    };
    // `Map("…" -> f)` and `hashmap! { "…" => f }` are collections with the ID as a key.
    let callee = named(file, block).callee;
    let is_collection = matches!(block.kind, BlockKind::Round | BlockKind::Square)
        && !callee.is_empty()
        || callee.ends_with(b"!");
    match kind {
        Separator::Arrow => !is_collection,
        Separator::FatArrow => {
            language.has(Trait::FatArrowArms) && !is_collection
                || language.has(Trait::MatchArms) && has_word(b"match")
        }
        _ => false,
    }
}

/// A literal as a parameter of a function, which is then for that value alone: `def price("…"), do: …` of Elixir,
/// `price "…" = …` of Haskell. A default has a name or a parameter before it.
fn is_pattern_of_clause(place: &Occurrence<'_, '_>, element: &Element) -> bool {
    let (file, outline) = (place.file, place.file.outline());
    let (text, block) = (file.text(), outline.block(element.block));
    let Some(item) = element.item_of(file) else {
        return false;
    };
    let head = text[block.head.clone()].trim_ascii_start();
    let is_function = ["def ", "defp ", "defmacro ", "defmacrop "]
        .iter()
        .any(|word| head.starts_with(word.as_bytes()));
    if block.kind == BlockKind::Round && element.role != Role::Value {
        let behind = text.get(block.inner.end + 1..).unwrap_or_default();
        let is_clause = is_function
            || file.source.language.name == "erlang"
                && behind.trim_ascii_start().starts_with(b"->");
        return is_clause && item.span.start == element.word.start;
    }
    let (start, end) = super::line::bounds(text, place.span);
    // A literal of several lines is no pattern.
    let (Some(before), Some(after)) = (
        text.get(start..element.word.start),
        text.get(element.word.end..end),
    ) else {
        return false;
    };
    let mut words = before.split(u8::is_ascii_whitespace);
    let name = words.next().unwrap_or_default();
    let is_name = |word: &[u8]| {
        !matches!(word, b"let" | b"where" | b"in" | b"module" | b"import")
            && word.first().is_some_and(u8::is_ascii_lowercase)
            && word
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || b"_'".contains(b))
    };
    // Parameters before it are names, other literals or `_`.
    let parameters = |word: &[u8]| {
        word.iter()
            .all(|b| b.is_ascii_alphanumeric() || b"_'\"".contains(b))
    };
    file.source.language.has(Trait::SlashInequality)
        && file.source.language.has(Trait::BarPatterns)
        && is_name(name)
        && words.all(parameters)
        && after.trim_ascii_start().starts_with(b"=")
        && !after.trim_ascii_start().starts_with(b"==")
}

/// How deep a pattern may be.
const PATTERN_DEPTH: usize = 3;

/// Whether the reference is inside of a pattern of an arm, in a language in which nothing in such is called:
/// `case {"model": "…"}:`, `case Request(model="…"):`, Ruby's `in { model: "…" }`.
fn is_part_of_pattern(file: &File<'_>, element: &Element) -> bool {
    let keyword: &[u8] = match file.source.language.name {
        "python" | "scala" => b"case",
        "ruby" => b"in",
        _ => return false,
    };
    let outline = file.outline();
    let mut around = outline.around(element.block).take(PATTERN_DEPTH);
    // Names, other patterns and fields; what follows an arrow or a colon alone is the body of the arm.
    let is_of_head = |b: &u8| b.is_ascii_alphanumeric() || b"_. |,@".contains(b);
    around.any(|number| {
        let block = outline.block(number);
        let head = file.text()[block.head.clone()].trim_ascii();
        let rest = head.strip_prefix(keyword);
        matches!(
            block.kind,
            BlockKind::Round | BlockKind::Square | BlockKind::Curly
        ) && rest.is_some_and(|rest| {
            rest.first().is_none_or(|b| *b == b' ') && rest.iter().all(is_of_head)
        })
    })
}

/// `Some("…")` around a literal: in the head of an arm it is the pattern, as the literal alone would be.
fn constructor_around(file: &File<'_>, element: &Element) -> Option<Element> {
    const CONSTRUCTORS: &[&[u8]] = &[b"Some", b"Ok", b"Err", b"Just", b"Right", b"Left"];
    let outline = file.outline();
    let block = outline.block(element.block);
    let head = file.text()[block.head.clone()].trim_ascii_end();
    let name = super::element::name_at_end(head);
    let holds_one = block.kind == BlockKind::Round
        && CONSTRUCTORS.contains(&name)
        && outline.items(element.block).len() == 1;
    if !holds_one || !file.source.language.has(Trait::FatArrowArms) {
        return None;
    }
    let start = block.head.start + head.len() - name.len();
    Some(Element {
        word: start..block.inner.end + 1,
        block: block.parent,
        item: outline.item_at(block.parent, start).map(|(at, _)| at),
        role: Role::Bare,
        ..element.clone()
    })
}

/// Whether code ends with what begins an arm of an ML: `match … with "…" ->`, `function | "…" ->`, `… | "…" ->`. `code`
/// has `"` for the literals in it.
fn is_later_pattern(file: &File<'_>, code: &[u8]) -> bool {
    let language = file.source.language;
    if !language.has(Trait::BarPatterns) || !language.has(Trait::AngleInequality) {
        return false;
    }
    let code = code.trim_ascii_end();
    let rest = code.strip_suffix(b"|").unwrap_or(code).trim_ascii_end();
    // The patterns of one arm: `| "…" | "…" ->`.
    let of_arm = |b: &u8| matches!(b, b'"' | b'|') || b.is_ascii_whitespace();
    let length = rest.iter().rev().take_while(|b| of_arm(b)).count();
    let first = rest[..rest.len() - length].trim_ascii_end();
    let opens = |code: &[u8]| {
        let has_match =
            memmem::find(code, b"match").is_some() || memmem::find(code, b"try").is_some();
        code.ends_with(b" with") && has_match || code.ends_with(b"function")
    };
    let is_later =
        code.ends_with(b"|") && !rest.ends_with(b"|") && memmem::find(rest, b"->").is_some();
    is_later || opens(rest) || code.ends_with(b"|") && opens(first)
}

/// The pattern of an arm of PowerShell's `switch`: `switch ($model) { "…" { … } }`.
fn is_pattern_of_switch(file: &File<'_>, block: &Block, element: &Element) -> bool {
    let head = &file.text()[block.head.clone()];
    let mut words = head.split(|b| !b.is_ascii_alphanumeric());
    let is_switch = words.any(|word| word.eq_ignore_ascii_case(b"switch"));
    let opens = element.after(file).trim_ascii_start().starts_with(b"{");
    file.source.language.has(Trait::BracesAfterPatterns)
        && block.kind == BlockKind::Curly
        && is_switch
        && opens
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
fn is_bare_pattern(file: &File<'_>, range: std::ops::Range<usize>) -> bool {
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
