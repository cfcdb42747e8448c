//! How a parameter can be cut out of its request: as one argument, one key with its lines, or one method of a chain.
//!
//! Here is found what the parameter is in the syntax of its file. Whether it should be removed is `judge`'s, and which bytes
//! go when several of one request do is `fix`'s.

use std::ops::Range;

use super::super::file::File;
use super::literal::{callee_of, callee_start, trimmed};
use crate::language::{Kind, Trait};
use crate::lexer::TokenKind;
use crate::outline::{BlockKind, Item};
use crate::source::Span;

/// A parameter that can be cut out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RemovableParameter {
    /// All of it: the argument, the key with its value, or the method with its arguments and the dot before it.
    pub(crate) span: Range<usize>,
    /// What is around it.
    pub(crate) form: RemovableForm,
    /// The inside of the brackets, or the lines, that it is in.
    pub(crate) around: Range<usize>,
}

/// What a parameter is in its syntax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RemovableForm {
    /// One of several between commas.
    Element {
        /// The comma before it.
        before: Option<usize>,
        /// The comma after it.
        after: Option<usize>,
    },
    /// Lines of its own.
    Lines {
        /// How many keys the mapping has that would be empty without them; absent where an empty one is allowed.
        of: Option<usize>,
    },
    /// Lines of a program that is in a text, which are no lines of the file.
    LinesInText,
    /// A method of a chain.
    Method {
        /// Whether another call is before it.
        follows_call: bool,
        /// Whether another method is after it.
        is_followed: bool,
    },
}

const COMMENTED: &str = "a comment is next to it";
const NOT_ALONE: &str = "it is not one argument or one key";

/// How a parameter of a file can be cut out, given the bytes of its name; or why it cannot, a clause.
pub(super) fn one(file: &File<'_>, span: Span) -> Result<RemovableParameter, &'static str> {
    if !matches!(
        file.kind(),
        Kind::Code | Kind::Config | Kind::Infra | Kind::Data
    ) {
        return Err("it is in a document");
    }
    let (text, outline) = (file.text(), file.outline());
    let word = match file.lexed.token_at(span.start) {
        Some((_, token)) if token.kind == TokenKind::String => {
            if token.inner != (span.start..span.end) {
                return Err("it is a part of a text");
            }
            token.span.clone()
        }
        Some((_, token)) if token.kind.is_comment() => return Err(NOT_ALONE),
        _ => span.start..span.end,
    };
    let block = outline.block_at(word.start);
    let (number, item) = outline.item_at(block, word.start).ok_or(NOT_ALONE)?;
    let is_quoted = word.start < span.start;
    if text[word.end..].trim_ascii_start().starts_with(b"(") && !is_quoted {
        return method(file, block, word);
    }
    let key = trimmed(text, item.key());
    if is_quoted && number == 0 && item.separator.is_none() && item.span == word {
        return put(file, block);
    }
    let is_shorthand = item.separator.is_none() && item.span == word;
    let ends_key = key.end == word.end
        && is_settings(file)
        && !is_quoted
        && text[..word.start].ends_with(b".");
    if is_shorthand && outline.block(block).kind != BlockKind::Curly
        || !is_shorthand && key != word && !ends_key
    {
        return Err(NOT_ALONE);
    }
    argument(file, block, item)
}

/// Whether the keys of a file are fields wherever they are, and not variables.
fn is_settings(file: &File<'_>) -> bool {
    file.kind() != Kind::Code
}

/// A method of a chain: `.temperature(0.2f)`. `word` is its name.
fn method(
    file: &File<'_>,
    parent: usize,
    word: Range<usize>,
) -> Result<RemovableParameter, &'static str> {
    let (text, outline) = (file.text(), file.outline());
    let open = word.end + (text[word.end..].len() - text[word.end..].trim_ascii_start().len());
    let call = outline
        .children_in(parent, word.end..open + 1)
        .find(|child| outline.block(*child).inner.start == open + 1)
        .ok_or(NOT_ALONE)?;
    let end = outline.block(call).inner.end + 1;
    if end > text.len() {
        return Err(NOT_ALONE);
    }
    let before = &text[..word.start];
    let before = before.strip_suffix(b".").ok_or(NOT_ALONE)?;
    let before = before.trim_ascii_end();
    let start = before.len();
    if has_comment(file, start..end) || ends_in_comment(file, start) || comment_after(file, end) {
        return Err(COMMENTED);
    }
    needs_nothing_else(file, outline.block(call).inner.clone())?;
    Ok(RemovableParameter {
        span: start..end,
        form: RemovableForm::Method {
            follows_call: before.ends_with(b")"),
            is_followed: text[end..].trim_ascii_start().starts_with(b"."),
        },
        around: outline.block(parent).inner.clone(),
    })
}

/// The method of a chain that puts a value under a name: `.put("temperature", 0.2)`. `arguments` is its block.
fn put(file: &File<'_>, arguments: usize) -> Result<RemovableParameter, &'static str> {
    let outline = file.outline();
    let block = outline.block(arguments);
    if block.kind != BlockKind::Round || outline.items(arguments).len() != 2 {
        return Err(NOT_ALONE);
    }
    let start = callee_start(file.text(), block.head.end).ok_or(NOT_ALONE)?;
    method(file, block.parent, start..block.head.end)
}

/// An argument, a field, or a key of settings.
fn argument(
    file: &File<'_>,
    block: usize,
    item: &Item,
) -> Result<RemovableParameter, &'static str> {
    let (text, outline) = (file.text(), file.outline());
    let around = outline.block(block);
    let end = outline
        .lines_of(block, item)
        .map_or(item.span.end, |lines| {
            let inner = outline.block(lines).inner.clone();
            inner.start + text[inner].trim_ascii_end().len()
        });
    let span = item.span.start..end.max(item.span.end);
    if has_comment(file, span.clone()) {
        return Err(COMMENTED);
    }
    needs_nothing_else(file, span.clone())?;
    let is_bracket = matches!(
        around.kind,
        BlockKind::Round | BlockKind::Square | BlockKind::Curly
    );
    if !is_bracket {
        if !is_settings(file) {
            return Err("it is a statement");
        }
        let is_mapping = matches!(around.kind, BlockKind::Lines | BlockKind::Element);
        let of = is_mapping.then(|| outline.items(block).len());
        return lines(file, span, of, around.inner.clone());
    }
    let after = code_after(file, span.end, around.inner.end);
    let before = code_before(file, span.start, around.inner.start);
    let is_comma = |at: Option<usize>| at.filter(|at| text[*at] == b',');
    let form = RemovableForm::Element {
        before: is_comma(before),
        after: is_comma(after),
    };
    let is_last = after.is_none() && (before.is_none() || is_comma(before).is_some());
    if is_comma(after).is_none() && !is_last {
        return lines(file, span, None, around.inner.clone());
    }
    let end = is_comma(after).map_or(span.end, |comma| comma + 1);
    if has_comment(file, span.end..end) || comment_after(file, end) {
        return Err(COMMENTED);
    }
    is_optional(file, block)?;
    Ok(RemovableParameter {
        span,
        form,
        around: around.inner.clone(),
    })
}

/// Lines that have nothing else on them.
fn lines(
    file: &File<'_>,
    span: Range<usize>,
    of: Option<usize>,
    around: Range<usize>,
) -> Result<RemovableParameter, &'static str> {
    let text = file.text();
    if comment_after(file, span.end) {
        return Err(COMMENTED);
    }
    let start = memchr::memrchr(b'\n', &text[..span.start]).map_or(0, |at| at + 1);
    let rest = &text[span.end..];
    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let is_alone =
        text[start..span.start].trim_ascii().is_empty() && rest[..end].trim_ascii().is_empty();
    if !is_alone {
        return Err("something else is on its line");
    }
    Ok(RemovableParameter {
        span,
        form: RemovableForm::Lines { of },
        around,
    })
}

/// Whether what is between brackets can do without one of its elements, as far as the file shows: an argument of the
/// project's own function may be required, and every field of a struct in Rust is.
fn is_optional(file: &File<'_>, block: usize) -> Result<(), &'static str> {
    let (text, outline) = (file.text(), file.outline());
    let around = outline.block(block);
    let callee = callee_of(&text[around.head.clone()]);
    if callee.is_empty() {
        return Ok(());
    }
    let needs_all = file.source.language.has(Trait::CompleteStructs);
    match around.kind {
        BlockKind::Round => {
            let words: [&[u8]; 5] = [b"def ", b"function ", b"fun ", b"func ", b"class "];
            let is_own = words.iter().any(|word| {
                let definition = [*word, callee].concat();
                words_of(text, &definition).next().is_some()
            });
            if is_own {
                return Err("it is an argument of a function of this file, which may need it");
            }
        }
        BlockKind::Curly if needs_all => {
            let rest = |item: &Item| text[item.span.clone()].starts_with(b"..");
            if !outline.items(block).iter().any(rest) {
                return Err("the struct needs all of its fields");
            }
        }
        _ => {}
    }
    Ok(())
}

/// Whether cutting out a range leaves nothing unused that the compiler of the language rejects: Go does not allow unused
/// variables and imports.
fn needs_nothing_else(file: &File<'_>, range: Range<usize>) -> Result<(), &'static str> {
    let text = file.text();
    let is_assignment = memchr::memmem::find(&text[range.clone()], b":=").is_some();
    if is_assignment {
        return Err("its value sets a variable");
    }
    if !file.source.language.has(Trait::NothingUnused) {
        return Ok(());
    }
    let code = &text[range.clone()];
    let value = memchr::memchr(b':', code).map_or(code, |colon| &code[colon + 1..]);
    // `Float32` of `aws.Float32` is no name of the file.
    let mut words = value.split(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'_' | b'.'));
    let is_used_elsewhere = |word: &&[u8]| {
        let word = word.split(|b| *b == b'.').next().unwrap_or_default();
        let is_name = word
            .first()
            .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
        let mut uses = words_of(text, word).filter(|at| !range.contains(at));
        // A definition or an import, and a use.
        !is_name || uses.nth(1).is_some()
    };
    if words.all(|word| is_used_elsewhere(&word)) {
        Ok(())
    } else {
        Err("a variable or an import would be unused without it")
    }
}

/// Where some words are in a text, not as a part of longer ones.
fn words_of<'t>(text: &'t [u8], words: &'t [u8]) -> impl Iterator<Item = usize> + 't {
    let is_name = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    memchr::memmem::find_iter(text, words).filter(move |at| {
        let before = at.checked_sub(1).and_then(|at| text.get(at));
        !is_name(before) && !is_name(text.get(at + words.len()))
    })
}

/// The next byte of code after an offset, before an end.
fn code_after(file: &File<'_>, mut at: usize, end: usize) -> Option<usize> {
    let text = file.text();
    while at < end {
        match file.lexed.token_at(at) {
            Some((_, token)) if token.kind.is_comment() => at = token.span.end,
            _ if text[at].is_ascii_whitespace() => at += 1,
            _ => return Some(at),
        }
    }
    None
}

/// The byte of code before an offset, not before a start.
fn code_before(file: &File<'_>, mut at: usize, start: usize) -> Option<usize> {
    let text = file.text();
    while at > start {
        match file.lexed.token_at(at - 1) {
            Some((_, token)) if token.kind.is_comment() => at = token.span.start,
            _ if text[at - 1].is_ascii_whitespace() => at -= 1,
            _ => return Some(at - 1),
        }
    }
    None
}

fn has_comment(file: &File<'_>, range: Range<usize>) -> bool {
    let tokens = file.lexed.tokens();
    let first = tokens.partition_point(|token| token.span.end <= range.start);
    tokens[first..]
        .iter()
        .take_while(|token| token.span.start < range.end)
        .any(|token| token.kind.is_comment())
}

fn ends_in_comment(file: &File<'_>, end: usize) -> bool {
    end > 0 && file.lexed.kind_at(end - 1).is_comment()
}

/// Whether a comment is the next thing on the line after an offset.
fn comment_after(file: &File<'_>, from: usize) -> bool {
    let text = file.text();
    let blanks = text[from.min(text.len())..]
        .iter()
        .take_while(|b| matches!(b, b' ' | b'\t'))
        .count();
    file.lexed.kind_at(from + blanks).is_comment()
}
