//! Text between tags: sentences in JSX, and the elements of XML that describe something.

use super::file::File;
use super::line;
use super::sentence::{ends_as_a_word, follows_an_example, follows_an_option, words};
use super::text_for_people::is_field_of_text;
use crate::language::syntax::Markup;
use crate::language::{Kind, Language, Trait, interpreter_of};
use crate::lexer::TokenKind;
use crate::source::Span;

/// A sentence of JSX has at least so many words on the line of the ID.
const SENTENCE: usize = 2;

/// Whether the reference is in text between tags that is for people.
pub(super) fn is_between_tags(file: &File<'_>, span: Span) -> bool {
    if file.lexed.kind_at(span.start) != TokenKind::Code {
        return false;
    }
    let language = file.source.language;
    let text = file.text();
    let (start, end) = line::bounds(text, span);
    let (before, after) = (&text[start..span.start], &text[span.end..end]);
    match file.kind() {
        Kind::Code if language.has(Trait::FormMarkup) => {
            // A script for a shell can have the name of a program in JavaScript.
            let is_own = |found: &Language| found.syntax == language.syntax;
            let is_text = is_word_of_a_sentence(&text[span.start..span.end], before, after)
                || is_text_of_an_element(text, span);
            is_text && interpreter_of(text).is_none_or(is_own)
        }
        Kind::Data | Kind::Config if language.syntax.markup == Markup::Tags => {
            is_description(before, after)
                || is_file_of_texts(file) && is_word_of_a_text(before, after)
        }
        _ => false,
    }
}

/// Whether an ID without quotes has words around it. JavaScript cannot write an ID with a hyphen without quotes, so that
/// it is the text of an element.
fn is_word_of_a_sentence(id: &[u8], before: &[u8], after: &[u8]) -> bool {
    const INLINE: &[&[u8]] = &[b"<code>", b"<b>", b"<strong>", b"<em>", b"<i>", b"<kbd>"];
    let inline = INLINE.iter().find_map(|tag| before.strip_suffix(*tag));
    let before = inline.unwrap_or(before);
    // The tags around the text are no words.
    let opened = memchr::memrchr(b'>', before).map_or(0, |at| at + 1);
    let before = &before[opened..];
    let closing = if inline.is_some() {
        b"".as_slice()
    } else {
        b"<"
    };
    let after = after
        .split(|b| closing.contains(b))
        .next()
        .unwrap_or_default();
    let is_quoted = |b: &u8| matches!(b, b'"' | b'\'' | b'`');
    // An ID that is joined from a constant and a literal is code: `PREFIX + "claude-v2"`.
    let is_plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'_');
    id.contains(&b'-')
        && id.iter().all(is_plain)
        && !before.iter().any(is_quoted)
        && words(before) + words(after) >= SENTENCE
        && ends_as_a_word(before)
        // A line that a shell runs: `#!/bin/sh` may begin a file of JavaScript, too.
        && !follows_an_option(before)
}

/// Elements of HTML whose text is for people alone.
const ELEMENTS_OF_TEXT: &[&[u8]] = &[
    b"li",
    b"p",
    b"code",
    b"td",
    b"th",
    b"span",
    b"pre",
    b"strong",
    b"em",
    b"b",
    b"i",
    b"small",
    b"dd",
    b"dt",
    b"kbd",
    b"samp",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"figcaption",
    b"blockquote",
    b"label",
    b"caption",
    b"legend",
    b"summary",
    b"mark",
];

/// Components of widely used design systems (Chakra, Cloudscape, Mantine, MUI, React Native) that show their text.
const COMPONENTS_OF_TEXT: &[&[u8]] = &[
    b"Badge",
    b"Box",
    b"Caption",
    b"Chip",
    b"Code",
    b"Em",
    b"Heading",
    b"InlineCode",
    b"Kbd",
    b"Label",
    b"Li",
    b"ListItem",
    b"Paragraph",
    b"Strong",
    b"TableCell",
    b"Td",
    b"Text",
    b"Th",
    b"Title",
    b"Typography",
];

/// Attributes by which a program finds an element and may read its text.
const HANDLES: &[&[u8]] = &[b"ref", b"id=", b"data-", b"contenteditable", b"on"];

/// How long an opening tag is at most.
const TAG: usize = 200;

/// Whether an ID is all the text of an element that shows it: `<li>anthropic.claude-v2</li>`. Other components may do
/// anything with their text, and so may a program that finds the element by a handle.
fn is_text_of_an_element(text: &[u8], span: Span) -> bool {
    let is_plain =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'_' | b'/');
    let before = text[..span.start].trim_ascii_end();
    let Some(before) = before.strip_suffix(b">") else {
        return false;
    };
    let tag = &before[before.len().saturating_sub(TAG)..];
    let Some(open) = memchr::memrchr(b'<', tag) else {
        return false;
    };
    let tag = &tag[open + 1..];
    let width = tag.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    let (name, attributes) = tag.split_at(width);
    let after = text[span.end..].trim_ascii_start();
    let closes = after
        .strip_prefix(b"</")
        .and_then(|rest| rest.strip_prefix(name))
        .is_some_and(|rest| rest.starts_with(b">"));
    let has_handle = || {
        let lower = attributes.to_ascii_lowercase();
        let mut words = lower.split(u8::is_ascii_whitespace);
        words.any(|word| HANDLES.iter().any(|handle| word.starts_with(handle)))
    };
    text[span.start..span.end].iter().all(is_plain)
        && (ELEMENTS_OF_TEXT.contains(&name) || COMPONENTS_OF_TEXT.contains(&name))
        && closes
        && !has_handle()
}

/// Whether a file of XML has texts for people: those of Android and of .NET.
fn is_file_of_texts(file: &File<'_>) -> bool {
    let is_of_values = || file.folders().any(|folder| folder.starts_with("values"));
    file.name().ends_with(".resx") || file.name() == "strings.xml" && is_of_values()
}

/// Whether what is between two tags has words around the reference.
fn is_word_of_a_text(before: &[u8], after: &[u8]) -> bool {
    let said = before.rsplit(|b| *b == b'>').next().unwrap_or(before);
    let rest = after.split(|b| *b == b'<').next().unwrap_or_default();
    words(said) + words(rest) >= SENTENCE && ends_as_a_word(said) && !follows_an_option(said)
}

/// `<description>Asks …</description>`, `<string name="model_hint">For example …</string>`.
fn is_description(before: &[u8], after: &[u8]) -> bool {
    let Some(close) = memchr::memrchr(b'>', before) else {
        return false;
    };
    let Some(open) = memchr::memrchr(b'<', &before[..close]) else {
        return false;
    };
    let tag = &before[open + 1..close];
    let width = tag
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        .count();
    let said = &before[close + 1..];
    let rest = after.split(|b| *b == b'<').next().unwrap_or_default();
    follows_an_example(said)
        || is_field_of_text(&tag[..width]) && words(said) + words(rest) > 0 && ends_as_a_word(said)
}
