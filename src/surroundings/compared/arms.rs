//! Patterns of the arms of `switch`, `match`, `when` and `case`.

use memchr::memmem;

use super::super::element::{Element, Role, last_piece, name_at_end, named};
use super::super::file::File;
use super::super::line::bounds;
use super::super::lisp;
use super::super::occurrence::Occurrence;
use super::super::sent_entries::sends_name;
use super::searches::name_at_start;
use crate::language::Trait;
use crate::outline::{Block, BlockKind, Separator};

/// Whether it is the pattern of an arm: `case "…":`, `"…" -> 1` in a `when`, `"…" => 1` in a `match`.
pub(super) fn is_pattern_of_arm(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    let file = occurrence.file;
    // `"…" -> model` of R assigns.
    if file.source.language.name == "r" {
        return is_key_of_switch(file, element);
    }
    if is_bound_and_sent(file, element) {
        return false;
    }
    if is_pattern_of_condition(file, element)
        || is_pattern_of_clause(occurrence, element)
        || is_part_of_pattern(file, element)
        || is_pattern_of_match_call(file, element)
        || lisp::is_pattern_of_case(file, element)
    {
        return true;
    }
    if let Some(constructor) = constructor_around(file, element) {
        return is_pattern_of_arm(occurrence, &constructor);
    }
    let outline = file.outline();
    let language = file.source.language;
    // What follows `case` on its line may be a command: `case $x in y) ask …;; esac`. Patterns of shells are found elsewhere.
    if language.has(Trait::CasePatterns) && language.name != "fish" {
        return false;
    }
    let before = element.code_before(file);
    let before = last_label(before.trim_ascii_start());
    let before = arm_on_the_line_of_its_case(file, before);
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
    for keyword in [
        &b"case "[..],
        b"Case ",
        b"when ",
        b"in ",
        b"case(",
        b"| ",
        b"of ",
    ] {
        // `case haiku = "…"` is a member of an enum: its raw value is what it refers to.
        let is_lisp = language.has(Trait::PrefixOperators);
        let declares = declares_a_case(before);
        if before.starts_with(keyword)
            && !is_lisp
            && !declares
            && memchr::memchr(b'=', before).is_none()
        {
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

/// The last arm of a `case` of Ruby that is on one line with it: `x = case model when "…" then 1 when "…" then 2 end`.
fn arm_on_the_line_of_its_case<'c>(file: &File<'_>, code: &'c [u8]) -> &'c [u8] {
    let case = memmem::find(code, b"case ").filter(|_| file.source.language.name == "ruby");
    let arm = case.and_then(|case| Some(case + memmem::rfind(&code[case..], b" when ")? + 1));
    arm.map_or(code, |arm| &code[arm..])
}

/// How far after a pattern the name that it binds is looked for.
const ARM: usize = 2000;

/// Whether a pattern gives the ID a name, under which the file sends it: `case "…" as m:`, Scala's `m @ "…"`, Elixir's
/// `"…" = m`.
fn is_bound_and_sent(file: &File<'_>, element: &Element) -> bool {
    let after = element.after(file).trim_ascii_start();
    let before = element.before(file).trim_ascii_end();
    let name = match file.source.language.name {
        "python" => after.strip_prefix(b"as ").map(name_at_start),
        "scala" => before.strip_suffix(b"@").map(name_at_end),
        "elixir" => {
            let is_assign = after.starts_with(b"=") && !after.starts_with(b"==");
            let name = is_assign.then(|| name_at_start(after[1..].trim_ascii_start()));
            name.or_else(|| before.strip_suffix(b"=").map(name_at_end))
        }
        _ => None,
    };
    let end = file.text().len().min(element.word.end + ARM);
    name.is_some_and(|name| !name.is_empty() && sends_name(file, name, element.word.end..end))
}

/// A pattern of a condition: Rust's `if let "…" = model`, Swift's `if case "…" = model`, Elixir's `with "…" <- model`.
fn is_pattern_of_condition(file: &File<'_>, element: &Element) -> bool {
    const HEADS: &[(&[u8], &[u8])] = &[
        (b"if let", b"="),
        (b"while let", b"="),
        (b"if case", b"="),
        (b"guard case", b"="),
        (b"with", b"<-"),
    ];
    let before = element.code_before(file);
    let before = before.trim_ascii_end();
    let after = element.after(file).trim_ascii_start();
    element.alone
        && element.quoted
        && HEADS.iter().any(|(head, sign)| {
            before.ends_with(head) && after.starts_with(sign) && !after.starts_with(b"==")
        })
}

/// A value with which R compares: `switch(model, "…" = 8)`.
fn is_key_of_switch(file: &File<'_>, element: &Element) -> bool {
    let block = file.outline().block(element.block);
    element.role == Role::Key && named(file, block).callee == b"switch"
}

/// A literal as a parameter of a function, which is then for that value alone: `def price("…"), do: …` of Elixir,
/// `price "…" = …` of Haskell. A default has a name or a parameter before it.
fn is_pattern_of_clause(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    let (file, outline) = (occurrence.file, occurrence.file.outline());
    let (text, block) = (file.text(), outline.block(element.block));
    let Some(item) = element.item_of(file) else {
        return false;
    };
    // `def c = ask("…")` of Groovy and Scala is a variable.
    let is_elixir = file.source.language.name == "elixir";
    let defines = |block: &Block| {
        let head = text[block.head.clone()].trim_ascii_start();
        let words = ["def ", "defp ", "defmacro ", "defmacrop "];
        is_elixir && words.iter().any(|word| head.starts_with(word.as_bytes()))
    };
    let is_function = defines(block);
    // A map as a parameter, without a default: `def handle("pick", %{"model" => "…"}, socket)`.
    if is_elixir && block.kind == BlockKind::Curly {
        let around = outline.block(block.parent);
        let parameter = outline.item_at(block.parent, block.inner.start);
        return around.kind == BlockKind::Round
            && defines(around)
            && parameter.is_some_and(|(_, item)| {
                memmem::find(&text[item.span.start..block.inner.start], b"\\\\").is_none()
            });
    }
    if block.kind == BlockKind::Round && element.role != Role::Value {
        let behind = text.get(block.inner.end + 1..).unwrap_or_default();
        let is_clause = is_function
            || file.source.language.name == "erlang"
                && behind.trim_ascii_start().starts_with(b"->");
        return is_clause && item.span.start == element.word.start;
    }
    let (start, end) = bounds(text, occurrence.span);
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

/// `case object Haiku extends Model("…")` and the `case Haiku extends Model("…")` of an enum declare in Scala, and match
/// nothing.
fn declares_a_case(code: &[u8]) -> bool {
    code.starts_with(b"case object ")
        || code.starts_with(b"case class ")
        || code.starts_with(b"case ") && memmem::find(code, b" extends ").is_some()
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
        let rest = head
            .strip_prefix(keyword)
            .filter(|_| !declares_a_case(head));
        matches!(
            block.kind,
            BlockKind::Round | BlockKind::Square | BlockKind::Curly
        ) && rest.is_some_and(|rest| {
            rest.first().is_none_or(|b| *b == b' ') && rest.iter().all(is_of_head)
        })
    })
}

/// How far before an arm of ts-pattern its `match(` may be.
const MATCH: usize = 2000;

/// How much of a handler is read: its parameters and the arrow.
const HANDLER: usize = 200;

/// Whether no other statement begins in a chain of calls.
fn is_chain(calls: &[u8]) -> bool {
    const STATEMENTS: &[&[u8]] = &[b";", b"\nconst ", b"\nlet ", b"\nvar ", b"\nexport "];
    let begins = |word: &&[u8]| memmem::find(calls, word).is_some();
    !STATEMENTS.iter().any(begins)
}

/// A pattern of an arm of ts-pattern, behind which is the function that yields its value: `match(m).with("…", () => 1)`.
fn is_pattern_of_match_call(file: &File<'_>, element: &Element) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let mut at = element.word.start;
    for number in outline.around(element.block).take(PATTERN_DEPTH) {
        let block = outline.block(number);
        let callee = named(file, block).callee;
        if block.kind == BlockKind::Round && !callee.is_empty() {
            if last_piece(callee) != "with" {
                return false;
            }
            let handler = outline
                .items(number)
                .last()
                .filter(|item| item.span.start > at);
            let is_function = handler.is_some_and(|item| {
                let start = item.span.start;
                memmem::find(&text[start..item.span.end.min(start + HANDLER)], b"=>").is_some()
            });
            let before = &text[block.inner.start.saturating_sub(MATCH)..block.inner.start];
            return is_function
                && memmem::rfind(before, b"match(").is_some_and(|at| is_chain(&before[at..]));
        }
        at = block.inner.start;
    }
    false
}

/// `Some("…")` around a literal: in the head of an arm it is the pattern, as the literal alone would be.
fn constructor_around(file: &File<'_>, element: &Element) -> Option<Element> {
    const CONSTRUCTORS: &[&[u8]] = &[b"Some", b"Ok", b"Err", b"Just", b"Right", b"Left"];
    let outline = file.outline();
    let block = outline.block(element.block);
    let head = file.text()[block.head.clone()].trim_ascii_end();
    let name = name_at_end(head);
    let holds_one = block.kind == BlockKind::Round
        && CONSTRUCTORS.contains(&name)
        && outline.items(element.block).len() == 1;
    if !holds_one || !file.source.language.has(Trait::FatArrowArms) {
        return None;
    }
    let start = block.head.start + head.len() - name.len();
    Some(Element {
        word: start..block.end(file.text()),
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

fn is_of_pattern(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'|' | b',' | b'"' | b'{')
}

/// The words by which C# joins patterns.
const PATTERN_WORDS: &[&[u8]] = &[b"or", b"and", b"not"];

/// The same code without the patterns that C# joins with the last one: `id is "…" or "…"` compares with both.
/// `code` has `"` for the literals in it.
pub(super) fn without_joined_patterns(mut code: &[u8]) -> &[u8] {
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
