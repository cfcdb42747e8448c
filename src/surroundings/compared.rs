//! Whether code only compares a reference with something: an operand of a comparison, the argument of a test, an
//! element of a literal that is tested for membership, the pattern of an arm, a condition of a query, a regular
//! expression.
//!
//! Such code does not invoke the model. Assertions of tests are not comparisons, since they demand a value.

mod arms;
mod calls;
mod lookups;
mod queries;
mod refuted;
mod removed;
mod replaced;
mod rule_files;
mod searches;
mod selected;
mod substituted;

use memchr::memmem;

use super::collection_usage::is_list_of_parts;
use super::element::{Element, Role, contains_statements, last_piece, named};
use super::file::File;
use super::occurrence::Occurrence;
use super::sentence::follows_an_option;
use super::sql;
use super::statement::sets_the_model;
use crate::language::{Kind, Trait};
use crate::outline::BlockKind;
use crate::reference::{Found, Resolution};
use arms::{is_pattern_of_arm, without_joined_patterns};
use calls::is_tested;
use lookups::is_looked_up;
use refuted::{asserts, denies, is_refuted};
use removed::is_removed;
use replaced::{ReplacedPart, part_of_replacement};
use rule_files::is_pattern_of_a_rule;
use searches::{
    is_argument_of_make, is_argument_of_search, is_pattern_of_a_shell_test, is_searched_for,
    is_shell_pattern,
};
pub(super) use selected::selects_members;
use selected::{is_queried_and_sent, is_selected};
use substituted::is_substituted;

/// Whether an assertion demands that something is not the reference: that is a comparison in tests, too.
pub(super) fn is_excluded(occurrence: &Occurrence<'_, '_>) -> bool {
    is_refuted(occurrence, occurrence.element())
}

/// Whether the reference is compared with, and not used.
pub(super) fn is_compared(occurrence: &Occurrence<'_, '_>, found: &Found) -> bool {
    let file = occurrence.file;
    if !matches!(
        file.kind(),
        Kind::Code | Kind::Infra | Kind::Notebook | Kind::Data | Kind::Config
    ) {
        return false;
    }
    let element = occurrence.element();
    // Settings that are expressions have operators, too.
    let is_program = matches!(file.kind(), Kind::Code | Kind::Infra | Kind::Notebook)
        || matches!(file.source.language.name, "jsonnet" | "cue");
    if found.resolution == Resolution::Regex && is_pattern(occurrence, element)
        || is_anchored(&file.text()[element.word.clone()])
        || is_program && is_expression_literal(file, element)
    {
        return true;
    }
    if is_prefix_field(occurrence, element) || is_pattern_of_a_rule(file, element) {
        return true;
    }
    if super::condition::compares(occurrence, element) || is_substituted(occurrence) {
        return true;
    }
    if !is_program {
        return false;
    }
    if let Some(part) = part_of_replacement(occurrence, element) {
        return part == ReplacedPart::Searched;
    }
    if sql::is_replaced(occurrence) {
        return true;
    }
    if asserts(element.before(file)) && !denies(element.before(file)) || sql::is_checked(occurrence)
    {
        return false;
    }
    if is_key_of_an_indexed_map(file, element) {
        return true;
    }
    let is_compared_value = is_operand(occurrence, element) || is_argument_of_equals(file, element);
    if element.alone && is_compared_value && is_selected(file, element) {
        return false;
    }
    if is_tested_beginning(occurrence, element, found)
        || is_compared_in_a_literal(occurrence, element)
        || is_removed(file, element)
        || is_expression_of_an_annotation(file, element)
        || is_pattern_of_a_shell_test(occurrence)
    {
        return true;
    }
    sql::is_condition(occurrence).unwrap_or(false)
        || (element.alone
            && (is_operand(occurrence, element)
                || is_pattern_of_arm(occurrence, element)
                || is_looked_up(occurrence, element)
                || is_shell_pattern(occurrence, element)
                || is_searched_for(occurrence, element)))
        || is_argument_of_search(occurrence, element)
        || is_argument_of_make(occurrence)
        || is_tested(occurrence, element)
}

/// The beginning of an ID in a list of which the file only asks whether an ID begins so.
fn is_tested_beginning(occurrence: &Occurrence<'_, '_>, element: &Element, found: &Found) -> bool {
    matches!(found.resolution, Resolution::Truncated | Resolution::Family)
        && element.role == Role::Bare
        && is_list_of_parts(occurrence.file, element)
}

/// The operand of a comparison in a text that is an expression: `df.query("model == '…'")`.
fn is_compared_in_a_literal(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    let text = occurrence.file.text();
    let inside = &text[element.word.start..occurrence.span.start.max(element.word.start)];
    let operand = inside
        .strip_suffix(b"'")
        .or_else(|| inside.strip_suffix(b"\""));
    let before = operand.map(<[u8]>::trim_ascii_end).unwrap_or_default();
    let operators = [&b"=="[..], b"!=", b"<>"];
    element.quoted
        && !element.alone
        && operators.iter().any(|operator| before.ends_with(operator))
        && !is_queried_and_sent(occurrence, element)
}

/// `x.id().equals("…")`.
fn is_argument_of_equals(file: &File<'_>, element: &Element) -> bool {
    let block = file.outline().block(element.block);
    let callee = named(file, block).callee;
    block.kind == BlockKind::Round
        && matches!(last_piece(callee).as_str(), "equals" | "equalsignorecase")
}

/// A key of a map without a name that is indexed at once: `{"…": 0.25}[model]`. Each key is compared with the index.
fn is_key_of_an_indexed_map(file: &File<'_>, element: &Element) -> bool {
    let block = file.outline().block(element.block);
    let after = file.text().get(block.inner.end + 1..).unwrap_or_default();
    element.alone
        && element.role == Role::Key
        && matches!(block.kind, BlockKind::Curly)
        && [&b"["[..], b".get("]
            .iter()
            .any(|read| after.starts_with(read))
}

/// A pattern with marks of regular expressions in it: nobody can call that.
fn is_pattern(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    // A shell drops the backslash of a word that is not quoted.
    if occurrence.file.source.language.has(Trait::ShellTests) && !element.quoted {
        return false;
    }
    let text = &occurrence.file.text()[element.word.clone()];
    let mut pieces = memchr::memchr_iter(b'\\', text).map(|at| text.get(at + 1));
    pieces.any(|next| matches!(next, Some(b'.' | b'd' | b'w' | b'\\' | b'b')))
        && !is_sent_without_backslashes(occurrence, element, text)
}

/// Whether a literal is a regular expression of its language: `/claude-v2/.test(model)`. Nobody sends one. In Groovy it is a string,
/// which only an operator makes a pattern: `model ==~ /claude-v2/`.
fn is_expression_literal(file: &File<'_>, element: &Element) -> bool {
    let is_slashed = element.quoted && file.text()[element.word.clone()].starts_with(b"/");
    let is_string = file.source.language.name == "groovy";
    is_slashed && (!is_string || element.before(file).trim_ascii_end().ends_with(b"~"))
}

/// Whether a literal is an expression for the whole of a text: `'^(claude-v2|anthropic.claude-v2)$'`, `/^anthropic.claude-v2$/`.
fn is_anchored(literal: &[u8]) -> bool {
    let [open @ (b'"' | b'\'' | b'`' | b'/'), inner @ .., close] = literal else {
        return false;
    };
    // PHP has the slashes within the quotes, and flags after the last one.
    let slashed = inner.strip_prefix(b"/");
    let between = slashed.and_then(|rest| Some(&rest[..memchr::memrchr(b'/', rest)?]));
    let expression = between.unwrap_or(inner);
    open == close && expression.starts_with(b"^") && expression.ends_with(b"$")
}

/// Whether the model of a request is written with backslashes that its language drops: `modelId: "anthropic\.claude-v2"`
/// of JavaScript, `--model-id anthropic\.claude-v2` of a shell. A text with two of them, or with another sign of regular
/// expressions, has a backslash when it is sent.
fn is_sent_without_backslashes(
    occurrence: &Occurrence<'_, '_>,
    element: &Element,
    text: &[u8],
) -> bool {
    let is_of_id =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b':' | b'-' | b'_' | b'/');
    let inner = match text {
        [quote @ (b'"' | b'\'' | b'`'), inner @ .., last] if quote == last => inner,
        _ => text,
    };
    let is_escaped = |at: usize| matches!(inner.get(at + 1), Some(b'.' | b':' | b'-'));
    let drops = memchr::memchr_iter(b'\\', inner).all(is_escaped)
        && inner.iter().all(|b| is_of_id(b) || *b == b'\\');
    let before = &occurrence.line_before();
    let is_option = memchr::memmem::find(before, b"--model").is_some() && follows_an_option(before);
    let is_value = matches!(
        occurrence.file.kind(),
        Kind::Code | Kind::Notebook | Kind::Config
    ) && (element.quoted || occurrence.file.kind() == Kind::Config)
        && sets_the_model(occurrence);
    drops && (is_option || is_value)
}

/// The expression of an annotation that checks a field: `@Pattern(regexp = "…|…")` of Java, `[RegularExpression("…")]` of C#.
fn is_expression_of_an_annotation(file: &File<'_>, element: &Element) -> bool {
    let block = file.outline().block(element.block);
    let callee = named(file, block).callee;
    let name = last_piece(callee);
    block.kind == BlockKind::Round
        && element.quoted
        && matches!(
            last_piece(element.key(file)).as_str(),
            "" | "regexp" | "pattern"
        )
        && (callee.starts_with(b"@") && name == "pattern"
            || file.source.language.name == "csharp"
                && matches!(name.as_str(), "regularexpression" | "generatedregex"))
}

/// The value of a field that is named for a test: `{"prefix": "anthropic.claude-3"}`.
fn is_prefix_field(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    const FIELDS: &[&str] = &[
        "prefix",
        "startswith",
        "modelprefix",
        "matchpattern",
        "matches",
        "pattern",
        "regex",
        "contains",
        "equals",
        "endswith",
        "stringequals",
        "stringmatches",
        "havingvalue",
        "regexp",
    ];
    let file = occurrence.file;
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
fn is_operand(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
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
        "-replace",
        "-creplace",
        "-ireplace",
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
        "::equals",
        ".eql?",
        "is ",
    ];
    /// Languages in which `in` ends a `let`: `let model = "…" in ask model`.
    const LETS: &[&str] = &["elm", "fsharp", "haskell", "ocaml"];
    let file = occurrence.file;
    let mut before = element.before(file).trim_ascii_end();
    // The beginning of a regular expression of a shell: `=~ ^…`.
    before = match before.strip_suffix(b"^").map(<[u8]>::trim_ascii_end) {
        Some(rest) if rest.ends_with(b"=~") => rest,
        _ => before,
    };
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
        let binds = LETS.contains(&file.source.language.name);
        return !after.starts_with(b"in ") || element.quoted && !binds;
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
