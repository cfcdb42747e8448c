//! Which values are text for people: descriptions, help, messages, documents kept as data.
//!
//! Models in such a text are mentioned, not called. A value that consists of the ID alone is a text only in a field of
//! examples.

use memchr::memmem;

use super::command_lines::is_command;
use super::element::{name_at_end, named};
use super::file::File;
use super::interpolation;
use super::line::{self, folded, unquoted_end, without_router};
use super::literal_sentence::is_in_a_sentence;
use super::logs::{is_made_for_a_log, is_said_after_fields, is_streamed};
use super::read_fields::{are_read, is_select};
use super::sentence::{ends_as_a_word, follows_an_example, follows_an_option, is_set, words};
use super::shell_output::{
    asks_in_a_shell, goes_to_errors, is_passed_on, is_printed_usage, is_usage, is_written_to_a_file,
};
use super::shown_examples::is_documentation_of_ansible;
use super::struct_tags;
use crate::language::syntax::Markup;
use crate::language::{Kind, Trait};
use crate::lexer::{Token, TokenKind};
use crate::line_ends::{window_end, window_start};
use crate::outline::{BlockKind, Item};
use crate::source::Span;

/// Names of fields and arguments that contain nothing but text, in lower case and without separators; a name may
/// end so.
const TEXTS: &[&str] = &[
    "description",
    "desc",
    "help",
    "helptext",
    "hint",
    "tooltip",
    "summary",
    "documentation",
    "comment",
    "note",
    "notes",
    "title",
    "label",
    "describe",
    "docmd",
];

/// The same as whole names.
const WHOLE_TEXTS: &[&str] = &["about", "doc", "long", "longabout", "short"];

/// Names of fields that contain sentences and nothing else: what is next to the reference there can be any sign.
const SENTENCES: &[&str] = &["description", "descriptions", "help", "helptext", "epilog"];

/// Names of fields of settings whose text, of more than the ID, is a name for people, in the same spelling. No
/// model has a space in its name.
const TITLES: &[&str] = &["name", "displayname"];

/// Names of fields that contain a command, in the same spelling; a name may end so.
const COMMANDS: &[&str] = &["command", "cmd", "entrypoint", "script"];

/// Names of fields that contain text or something to be sent, in the same spelling.
const BODIES: &[&str] = &[
    "message",
    "msg",
    "text",
    "content",
    "body",
    "markdown",
    "chunk",
    "answer",
    "question",
    "reason",
    "instruction",
    "instructions",
    "backstory",
    "persona",
    "prompt",
    "error",
    "detail",
];

/// Names of fields that show what a value may look like, in the same spelling: none of it is used, an ID alone neither.
const SAMPLES: &[&str] = &[
    "placeholder",
    "example",
    "examples",
    "metavar",
    "valuename",
    "keywords",
];

/// Names of fields of data with an address that people open, in the same spelling. Nothing is sent to it.
const LINKS: &[&str] = &[
    "docs",
    "docsurl",
    "documentationurl",
    "homepage",
    "link",
    "pricingurl",
    "reference",
    "references",
    "seealso",
    "source",
    "sourceurl",
    "wiki",
];

/// Calls and statements that say something to people, in the same spelling.
const CALLS: &[&str] = &[
    "panic",
    "fprintln",
    "fprintf",
    "eprintln",
    "markdown",
    "md",
    "caption",
    "tooltip",
    "help",
    "usage",
    "fatal",
    "fatalf",
    "warn",
    "warning",
    "warnf",
    "info",
    "infof",
    "debug",
    "debugf",
    "log",
    "logf",
    "print",
    "println",
    "printf",
    "writeline",
    "writehost",
    "writewarning",
    "writeerror",
    "echo",
    "puts",
    "throw",
    "raise",
    "notice",
    "abort",
    "die",
    "bail",
    "anyhow",
    "eyre",
    "ensure",
    "failwith",
    "exit",
    "oslog",
    "nslog",
    "logtrace",
    "logdebug",
    "loginformation",
    "logwarning",
    "logerror",
    "logcritical",
    "addhelptext",
    "describe",
    "describedas",
    "description",
    "withdescription",
    "capturemessage",
    "note",
    "notify",
    "addargument",
    "title",
    "subheader",
    "success",
];

/// What the names of errors end with, in the same spelling.
const ERRORS: &[&str] = &["error", "errorf", "exception"];

/// What a call says has at least so many words next to the reference; in a short field of text one is enough.
const WORDS: usize = 2;

/// A value of at least so many bytes is a document rather than a sentence: what is right before the
/// reference in it may be anything.
const DOCUMENT: usize = 400;

/// A document has at least so many words.
const WORDS_OF_A_DOCUMENT: usize = 40;

/// How far before a value its name is searched. The name is right before the token of the value, whether that is the value
/// of an item, an argument or one of several literals that are joined.
const NAME: usize = 160;

/// How many literals may be joined to one text.
const PIECES: usize = 64;

/// How much of a value is read on either side of the reference.
const READ: usize = 2000;

/// Whether the reference is in a text for people.
pub(super) fn is_spoken_of(file: &File<'_>, span: Span) -> bool {
    let Some((value, name)) = value_of(file, span) else {
        return false;
    };
    // A reference that is joined from several literals is built to be used.
    if span.start < value.0 || value.1 < span.end || is_inserted(file, span, value) {
        return false;
    }
    let text = file.text();
    let (before, behind) = (
        &text[value.0.max(window_start(text, span.start, READ))..span.start],
        &text[span.end..value.1.min(window_end(text, span.end, READ))],
    );
    // The prefix of a router is a part of the ID: `such as bedrock/…`.
    let said = without_router(before);
    if follows_an_example(said)
        || is_printed_usage(file, value)
        || is_usage(file, value, name == Name::Call)
    {
        return true;
    }
    // What a shell says goes to a program, which may read it.
    if name == Name::Call && is_passed_on(file, value.1) {
        return false;
    }
    let words = words(before) + words(behind);
    let long = is_document(&text[value.0..value.1]);
    let spoken = match name {
        Name::Text => words >= if long { WORDS } else { 1 } && (long || ends_as_a_word(before)),
        Name::Sentence => words >= WORDS || words == 1 && ends_as_a_word(said),
        Name::Body if long => words >= WORDS_OF_A_DOCUMENT,
        // `model: …` alone is a setting in what is sent or written.
        Name::Body => words >= if is_set(before) { WORDS } else { 1 } && ends_as_a_word(before),
        Name::Call => {
            let is_said = words >= WORDS || words == 1 && is_a_short_message(file, value, before);
            !long && is_said && !is_written_to_a_file(text, value.1)
        }
        Name::Sample => true,
        // Requests are sent to `…/model/ID/invoke`.
        Name::Link => {
            let is_link = text[value.0..value.1].starts_with(b"http");
            is_data(file) && is_link && !before.ends_with(b"/model/")
        }
        Name::Title => {
            is_data(file)
                && !long
                && words >= 1
                && ends_as_a_word(before)
                && !follows_an_option(before)
        }
        // Some languages have no spaces between words.
        Name::Other if file.has_translations() => {
            let goes_on = before.last().is_some_and(|byte| !byte.is_ascii());
            (goes_on || words >= 1 && ends_as_a_word(before)) && !follows_an_option(before)
        }
        Name::Other | Name::Command => false,
    };
    let is_unnamed = matches!(name, Name::Other | Name::Command | Name::Title);
    if name == Name::Command || is_unnamed && (is_script(file, span) || is_command(file, span)) {
        return false;
    }
    spoken || is_in_a_sentence(file, value, span)
}

/// Whether a call says this with one word next to the reference: `log.info("using …")`. What sets something is that only
/// where a shell sends it to the errors.
fn is_a_short_message(file: &File<'_>, value: (usize, usize), before: &[u8]) -> bool {
    ends_as_a_word(before) && (!is_set(before) || goes_to_errors(file, value.1))
}

/// Whether the reference is in a value of a record of commands in settings: `"scripts": { "ask": "…" }`.
fn is_script(file: &File<'_>, span: Span) -> bool {
    let outline = file.outline();
    let block = outline.block(outline.block_at(span.start));
    matches!(file.kind(), Kind::Data | Kind::Config)
        && matches!(block.kind, BlockKind::Curly | BlockKind::Square)
        && matches!(
            folded(named(file, block).name).as_str(),
            "scripts" | "commands"
        )
}

/// Whether a file is data that programs or people read, not a program.
fn is_data(file: &File<'_>) -> bool {
    matches!(file.kind(), Kind::Data | Kind::Config | Kind::Infra)
}

/// Whether a value is a document rather than a sentence. Carriage returns do not count, so that line ends decide nothing.
fn is_document(value: &[u8]) -> bool {
    let returns = |value: &[u8]| value.iter().filter(|b| **b == b'\r').count();
    value.len() >= 2 * DOCUMENT || value.len() - returns(value) >= DOCUMENT
}

/// Whether the reference is in code inside of a text.
fn is_inserted(file: &File<'_>, span: Span, value: (usize, usize)) -> bool {
    match file.lexed.token_at(span.start) {
        Some((_, token)) => interpolation::is_in_literal(file, span, token),
        None => interpolation::is_in_line(file, span, value.0..value.1),
    }
}

/// What the name before a value says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    /// A field of text.
    Text,
    /// A field of sentences.
    Sentence,
    /// A field of text or of something to be sent.
    Body,
    /// A field of examples.
    Sample,
    /// A field of settings for the name of something.
    Title,
    /// A field of data with an address for people.
    Link,
    /// A field of commands.
    Command,
    /// A call that says something.
    Call,
    Other,
}

/// The bounds of the value that contains the reference, and what its name says.
fn value_of(file: &File<'_>, span: Span) -> Option<((usize, usize), Name)> {
    let text = file.text();
    if let Some(tag) = struct_tags::value_at(file, span.start) {
        let name = match folded(tag.key).as_str() {
            "usage" => Name::Text,
            _ => name_of(&[tag.key, b":"].concat()),
        };
        return Some(((tag.value.start, tag.value.end), name));
    }
    match file.lexed.token_at(span.start) {
        Some((at, token)) if token.kind == TokenKind::String => {
            let whole = token.inner.start == span.start && span.end == token.inner.end;
            let first = if whole { token } else { first_piece(file, at) };
            let before =
                |token: &Token| &text[window_start(text, token.span.start, NAME)..token.span.start];
            let of_list = before(first_element(file, at));
            let name = match name_of(before(first)) {
                Name::Other | Name::Text if is_documentation_of_ansible(text, token) => {
                    Name::Sample
                }
                Name::Other if is_said_after_fields(file, first) => Name::Call,
                Name::Other => in_samples(of_list),
                name => name,
            };
            let is_used = || {
                let outline = file.outline();
                let mut around = outline.around(outline.block_at(span.start)).take(2);
                is_variable(file, span, of_list)
                    || are_read(file)
                    || around.any(|number| is_select(file, number))
            };
            let name = match name {
                Name::Sample if is_used() => Name::Other,
                name => name,
            };
            Some(((first.inner.start, token.inner.end), name))
        }
        // A value of YAML needs no quotes, and a long one is below its name.
        None if file.source.language.has(Trait::UnquotedValues) => {
            let (start, end) = line::bounds(text, span);
            if let Some(field) = field_of_flow(file, span) {
                let colon = field.key().end.min(field.value().start);
                let name = name_of(&text[field.span.start..=colon]);
                return Some(((field.value().start, field.value().end), name));
            }
            if let Some(colon) = memmem::find(&text[start..span.start], b": ") {
                return Some((
                    (start + colon + 2, end),
                    name_of(&text[start..=start + colon]),
                ));
            }
            let name = key_of_block_scalar(file, span).map_or(Name::Other, name_of);
            Some(((start, end), name))
        }
        // A line of settings: `description = asks …`.
        None if file.kind() == Kind::Config => {
            let (start, end) = line::bounds(text, span);
            let equals = start + memchr::memchr(b'=', &text[start..span.start])?;
            let name = name_of(&text[start..=equals]);
            matches!(name, Name::Text | Name::Sentence).then_some(((equals + 1, end), name))
        }
        _ => None,
    }
}

/// The field of a mapping in braces in which a value without quotes is: `{name: chat, description: asks …}`.
fn field_of_flow<'f>(file: &'f File<'_>, span: Span) -> Option<&'f Item> {
    let outline = file.outline();
    // In a list in the mapping, the field is that of the list.
    let mut around = outline.around(outline.block_at(span.start)).take(2);
    let number = around.find(|number| outline.block(*number).kind != BlockKind::Square)?;
    if outline.block(number).kind != BlockKind::Curly {
        return None;
    }
    let (_, item) = outline.item_at(number, span.start)?;
    let is_value = item.value().start <= span.start && item.separator.is_some();
    is_value.then_some(item)
}

/// The key, with its colon, of the YAML block scalar that contains the reference. What looks like a key inside a scalar is
/// a part of its text, so that the outermost one counts.
pub(super) fn key_of_block_scalar<'s>(file: &File<'s>, span: Span) -> Option<&'s [u8]> {
    let outline = file.outline();
    let blocks = outline.around(outline.block_at(span.start));
    let keys =
        blocks.filter_map(|number| key_of_head(&file.text()[outline.block(number).head.clone()]));
    keys.last()
}

/// The key, with its colon, in the line that begins a block scalar of YAML.
pub(super) fn key_of_head(line: &[u8]) -> Option<&[u8]> {
    let head = line.trim_ascii_end();
    let indicators = |b: &u8| matches!(*b, b'-' | b'+' | b'1'..=b'9');
    let marks = head.iter().rev().take_while(|b| indicators(b)).count();
    let (mark, key) = head[..head.len() - marks].split_last()?;
    matches!(*mark, b'|' | b'>').then(|| key.trim_ascii_end())
}

/// The first of the literals that are joined to the text of which number `at` is a piece.
fn first_piece<'f>(file: &'f File<'_>, at: usize) -> &'f Token {
    const OPERATORS: &[&[u8]] = &[b"++", b"+", b"..", b".", b"<>", b"&", b"\\"];
    first_of_run(file, at, |between| {
        let operand = OPERATORS
            .iter()
            .find_map(|o| between.strip_prefix(*o))
            .unwrap_or(between)
            .trim_ascii();
        // The letter before a literal: `f"…"`.
        matches!(operand, [] | [b'a'..=b'z' | b'A'..=b'Z' | b'$' | b'@'])
    })
}

/// The first literal of the list that contains literal number `at`, as far as there are only literals.
fn first_element<'f>(file: &'f File<'_>, at: usize) -> &'f Token {
    first_of_run(file, at, |between| between == b",")
}

/// The first of the literals up to number `at` between which there is only what `joins` accepts.
fn first_of_run<'f>(file: &'f File<'_>, mut at: usize, joins: impl Fn(&[u8]) -> bool) -> &'f Token {
    let tokens = file.lexed.tokens();
    for _ in 0..PIECES {
        let Some(before) = at
            .checked_sub(1)
            .map(|n| &tokens[n])
            .filter(|t| t.kind == TokenKind::String)
        else {
            break;
        };
        if !joins(file.text()[before.span.end..tokens[at].span.start].trim_ascii()) {
            break;
        }
        at -= 1;
    }
    &tokens[at]
}

/// Whether the value after this text is that of a variable of a program, whose name proves nothing: `examples = [`.
fn is_variable(file: &File<'_>, span: Span, before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let before = before.strip_suffix(b"[").unwrap_or(before);
    let outline = file.outline();
    let mut blocks = outline.around(outline.block_at(span.start));
    let around = blocks.find(|number| outline.block(*number).kind != BlockKind::Square);
    let Some(name) = before.trim_ascii_end().strip_suffix(b"=") else {
        return false;
    };
    let name = name.trim_ascii_end();
    let word = name
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_');
    // `const examples`, `String[] examples`: fields of a record have nothing before them.
    let declared = name[..name.len() - word.count()].trim_ascii_end();
    let is_declared = declared
        .last()
        .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b']' | b'>'))
        && !name[declared.len()..].contains(&b'\n');
    // Attributes of tags look like variables.
    let is_attribute = file.source.language.syntax.markup != Markup::None;
    file.kind() == Kind::Code
        && !is_attribute
        && !last_word(name).ends_with("placeholder")
        && around.is_none_or(|number| match outline.block(number).kind {
            BlockKind::Round => false,
            BlockKind::Curly => is_declared,
            _ => true,
        })
}

/// Whether a list of examples opens at the end of a text: `examples=[`.
fn in_samples(before: &[u8]) -> Name {
    match before.trim_ascii_end().strip_suffix(b"[").map(name_of) {
        Some(name @ (Name::Sample | Name::Sentence)) => name,
        _ => Name::Other,
    }
}

/// What is before a value, its opening quote apart: `help=`, `"description": `, `raise ValueError(`.
fn name_of(before: &[u8]) -> Name {
    let mut before = before.trim_ascii_end();
    if is_streamed(before) || is_made_for_a_log(before) {
        return Name::Call;
    }
    // The mark of Objective-C before a literal: `NSLog(@"…")`.
    before = before.strip_suffix(b"@").unwrap_or(before);
    // The letters before a literal: `f"…"`, `r'…'`.
    if let [rest @ .., letter] = before
        && letter.is_ascii_alphabetic()
        && rest
            .last()
            .is_some_and(|b| matches!(b, b'(' | b'=' | b':' | b' ' | b','))
    {
        before = rest.trim_ascii_end();
    }
    let argument = before.strip_suffix(b"(").map(<[u8]>::trim_ascii_end);
    // `Description: jsii.String("…")`: a text as a pointer.
    let pointed = argument.and_then(|call| {
        let makers = [&b"jsii.String"[..], b"aws.String", b"pulumi.String"];
        makers.iter().find_map(|maker| call.strip_suffix(*maker))
    });
    if let Some(field) = pointed {
        return name_of(field);
    }
    if let Some(inside) = argument
        && inside.last().is_some_and(|b| matches!(b, b'=' | b':'))
    {
        before = inside;
    }
    let field = before
        .strip_suffix(b"=>")
        .or_else(|| before.strip_suffix(b"="))
        .or_else(|| before.strip_suffix(b":"));
    if let Some(field) = field {
        // Keys by which data without comments has some: `"//": "was …"`.
        let is_comment =
            |mark: &&[u8]| unquoted_end(field).ends_with(mark) && field.ends_with(b"\"");
        if [&b"\"//"[..], b"\"#"].iter().any(is_comment) {
            return Name::Text;
        }
        let name = last_word(unquoted_end(field));
        let named = |fields: &[&str]| fields.iter().any(|f| name.ends_with(f));
        return match () {
            () if named(SAMPLES) => Name::Sample,
            () if named(SENTENCES) => Name::Sentence,
            () if named(TEXTS) || WHOLE_TEXTS.contains(&name.as_str()) => Name::Text,
            () if named(BODIES) => Name::Body,
            () if LINKS.contains(&name.as_str()) => Name::Link,
            () if TITLES.contains(&name.as_str()) => Name::Title,
            () if named(COMMANDS) => Name::Command,
            () => Name::Other,
        };
    }
    let callee = argument.unwrap_or(before);
    if asks_in_a_shell(before) {
        return Name::Call;
    }
    let name = last_word(callee);
    let start = callee.len() - name_at_end(callee).len();
    let thrown = argument.is_some() && is_thrown(&callee[..start]);
    match thrown || is_for_people(&name) {
        true => Name::Call,
        false => Name::Other,
    }
}

/// Whether the text before a call throws what it makes.
pub(super) fn is_thrown(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let new = before.strip_suffix(b"new").map(<[u8]>::trim_ascii_end);
    let before = new.unwrap_or(before);
    [&b"raise"[..], b"throw"].iter().any(|word| {
        before.strip_suffix(*word).is_some_and(|rest| {
            !rest
                .last()
                .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
        })
    })
}

/// Whether a call of this name, folded, says something to people.
pub(super) fn is_for_people(name: &str) -> bool {
    CALLS.contains(&name) || ERRORS.iter().any(|error| name.ends_with(error))
}

/// The name at the end of a text, in lower case and without separators.
fn last_word(text: &[u8]) -> String {
    let length = text
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'-' | b'!'))
        .count();
    folded(&text[text.len() - length..])
}

/// Whether an element of markup of this name contains text.
pub(super) fn is_field_of_text(name: &[u8]) -> bool {
    let name = folded(name);
    TEXTS.iter().any(|field| name.ends_with(field))
}
