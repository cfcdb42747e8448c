//! The passes over markup: tags, Markdown, reStructuredText, AsciiDoc.

use std::cell::OnceCell;
use std::ops::Range;

use memchr::memmem;

use super::scan::{has_raw_section, scan_part};
use super::{Token, TokenKind};
use crate::language::{Language, Trait, syntax};

/// The marks of a template's code or comment.
struct TemplateMark {
    open: &'static [u8],
    close: &'static [u8],
    is_comment: bool,
}

const fn code(open: &'static [u8], close: &'static [u8]) -> TemplateMark {
    TemplateMark {
        open,
        close,
        is_comment: false,
    }
}

const fn comment(open: &'static [u8], close: &'static [u8]) -> TemplateMark {
    TemplateMark {
        open,
        close,
        is_comment: true,
    }
}

/// What ERB, EJS, JSP, PHP, Jinja, Handlebars, Vue and Angular run inside of HTML; comments before code.
const TEMPLATE_MARKS: &[TemplateMark] = &[
    comment(b"<%#", b"%>"),
    comment(b"<%--", b"--%>"),
    comment(b"{{!--", b"--}}"),
    comment(b"{{--", b"--}}"),
    comment(b"{{/*", b"*/"),
    comment(b"{{- /*", b"*/"),
    comment(b"{#", b"#}"),
    code(b"<%", b"%>"),
    code(b"<?php", b"?>"),
    code(b"<?=", b"?>"),
    code(b"{{", b"}}"),
    code(b"{%", b"%}"),
];

/// What Vue, Svelte, Astro and HEEx run; comments before code.
const COMPONENT_MARKS: &[TemplateMark] = &[
    comment(b"<%!--", b"--%>"),
    comment(b"<%#", b"%>"),
    code(b"<%", b"%>"),
    code(b"{{", b"}}"),
    code(b"{", b"}"),
];

/// Elements of HTML that contain text up to their closing tag, and neither tags nor comments.
const TEXT_ELEMENTS: &[&[u8]] = &[
    b"textarea",
    b"title",
    b"xmp",
    b"iframe",
    b"noembed",
    b"noframes",
    b"noscript",
    b"plaintext",
];

/// How long the condition of a comment is at most: `<!--[if (gt IE 6)&(lt IE 9)]>`.
const CONDITION: usize = 128;

/// Elements of PyScript.
const PYTHON_ELEMENTS: &[&[u8]] = &[b"py-script", b"mpy-script"];

/// The scripts in a part of a page that may begin anywhere: between their tags, and all of it where no tag is in it.
pub(super) fn scripts_of_window(text: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut from = Some(0);
    let mut has_tags = false;
    for at in memchr::memchr_iter(b'<', text) {
        let rest = &text[at..];
        if rest.get(1) == Some(&b'/') {
            has_tags = true;
            let closes = starts_with_tag(&rest[1..], b"script");
            if let Some(start) = from.filter(|_| closes) {
                tokens.push(token(TokenKind::Fence, start, start, at, at));
                from = None;
            }
        } else if starts_with_tag(rest, b"script") {
            from = Some(at);
        }
    }
    let is_known = has_tags && from == Some(0);
    if let Some(start) = from.filter(|_| !is_known) {
        tokens.push(token(
            TokenKind::Fence,
            start,
            start,
            text.len(),
            text.len(),
        ));
    }
    tokens
}

/// Tags and their attributes; scripts, styles and the code of templates by their own syntax.
pub(super) fn tags(text: &[u8], language: &Language) -> Vec<Token> {
    let scripts = language.has(Trait::ProseBetweenTags);
    let mut tokens = Vec::new();
    let mut at = 0;
    if language.has(Trait::ComponentMarks) && text.starts_with(b"---") {
        let end = memmem::find(&text[3..], b"\n---").map_or(0, |n| n + 3);
        tokens.push(token(TokenKind::Fence, 0, 0, end, end));
        split_fence(text, 0, end, &syntax::JAVASCRIPT, &mut tokens);
        at = end;
    }
    let mut unclosed_comment = false;
    let mut unclosed_marks = 0;
    let raw = OnceCell::new();
    // Up to here is text in which nothing but a template's marks counts.
    let mut text_to = 0;
    // In Svelte `{#` begins a block, and in XML braces mean nothing.
    let (marks, inserted): (&[TemplateMark], _) = if language.has(Trait::TemplateMarks) {
        (TEMPLATE_MARKS, &syntax::INSERTED)
    } else if language.has(Trait::ComponentMarks) {
        // Svelte writes `{#if …}`.
        (COMPONENT_MARKS, &syntax::JAVASCRIPT)
    } else {
        (&[], &syntax::INSERTED)
    };
    let has_flow = language.has(Trait::TemplateMarks);
    while let Some(found) = memchr::memchr3(
        b'<',
        if marks.is_empty() { b'<' } else { b'{' },
        if has_flow { b'@' } else { b'<' },
        &text[at..],
    ) {
        let open = at + found;
        let rest = &text[open..];
        if rest[0] == b'@' {
            at = open + 1;
            if let Some(code) = control_flow(rest) {
                let (start, end) = (open + code.start, open + code.end);
                let first = tokens.len();
                tokens.push(token(TokenKind::Fence, start, start, end, end));
                split_fence(text, first, end, &syntax::JAVASCRIPT, &mut tokens);
                at = end.max(at);
            }
            continue;
        }
        let mark = marks
            .iter()
            .find(|mark| rest.starts_with(mark.open))
            .filter(|_| unclosed_marks < 32);
        if let Some(mark) = mark {
            let inner = open + mark.open.len();
            if let Some(n) = memmem::find(&text[inner..], mark.close) {
                let end = inner + n;
                if mark.is_comment && !*raw.get_or_init(|| has_raw_section(text)) {
                    tokens.push(token(
                        TokenKind::BlockComment,
                        open,
                        inner,
                        end,
                        end + mark.close.len(),
                    ));
                } else {
                    let first = tokens.len();
                    tokens.push(token(TokenKind::Fence, inner, inner, end, end));
                    split_fence(text, first, end, inserted, &mut tokens);
                }
                at = end + mark.close.len();
                continue;
            }
            unclosed_marks += 1;
        }
        if rest[0] == b'{' {
            at = open + 1;
            continue;
        }
        if open < text_to {
            at = open + 1;
            continue;
        }
        if rest.starts_with(b"<![CDATA[") {
            // After what nothing closes, no comment is believed, and nothing else is searched for.
            match (!unclosed_comment)
                .then(|| memmem::find(rest, b"]]>"))
                .flatten()
            {
                Some(n) => text_to = open + n,
                None => unclosed_comment = true,
            }
            at = open + 1;
            continue;
        }
        // What Internet Explorer reads is the page of somebody who still uses it.
        if scripts
            && rest.starts_with(b"<!--[if")
            && let Some(n) = memmem::find(&rest[..rest.len().min(CONDITION)], b"]>")
        {
            at = open + n + 2;
            continue;
        }
        if rest.starts_with(b"<!--") && !unclosed_comment {
            match comment_end(rest) {
                Some((inner, end)) if scripts && is_command(&rest[..inner]) => {
                    let first = tokens.len();
                    let (start, inner) = (open + 4, open + inner);
                    tokens.push(token(TokenKind::Fence, start, start, inner, inner));
                    split_fence(text, first, inner, &syntax::INSERTED, &mut tokens);
                    at = open + end;
                    continue;
                }
                Some((inner, end)) => {
                    let start = open + 4.min(inner);
                    tokens.push(token(
                        TokenKind::BlockComment,
                        open,
                        start,
                        open + inner,
                        open + end,
                    ));
                    at = open + end;
                    continue;
                }
                None => unclosed_comment = true,
            }
        }
        // A component of HEEx has a dot before its name.
        let opens_a_tag = |b: &u8| {
            b.is_ascii_alphabetic()
                || matches!(b, b'/' | b'!' | b'?')
                || *b == b'.' && language.has(Trait::ComponentMarks)
        };
        if !rest.get(1).is_some_and(opens_a_tag) {
            at = open + 1;
            continue;
        }
        let (end, closed) = attributes(text, open + 1, language, &mut tokens);
        let tag = &text[open..end];
        at = end;
        if !closed {
            // A comment cannot begin inside a tag.
            text_to = text_to.max(end + usize::from(text[end..].starts_with(b"<!--")));
            continue;
        }
        if scripts
            && let Some(name) = TEXT_ELEMENTS
                .iter()
                .find(|name| starts_with_tag(rest, name))
        {
            match (!unclosed_comment)
                .then(|| closing_tag(text, at, name))
                .flatten()
            {
                Some(close) => text_to = close,
                None => unclosed_comment = true,
            }
            continue;
        }
        // Vue does not read a template in another language.
        if language.has(Trait::ComponentMarks)
            && starts_with_tag(rest, b"template")
            && memmem::find(tag, b"lang=").is_some()
        {
            text_to = closing_tag(text, at, b"template").unwrap_or(text_to);
            continue;
        }
        let python = PYTHON_ELEMENTS
            .iter()
            .find(|name| scripts && starts_with_tag(rest, name));
        if let Some(end) = python.and_then(|name| closing_tag(text, at, name)) {
            let first = tokens.len();
            tokens.push(token(TokenKind::Fence, at, at, end, end));
            split_fence(text, first, end, &syntax::PYTHON, &mut tokens);
            at = end;
            continue;
        }
        let script = scripts && starts_with_tag(rest, b"script");
        if script || (scripts && starts_with_tag(rest, b"style")) {
            let end = if script {
                script_end(text, at)
            } else {
                closing_tag(text, at, b"style")
            };
            let end = end.unwrap_or(text.len());
            let syntax = match (script, is_data(tag)) {
                (true, true) => &syntax::INSERTED,
                (true, false) => &syntax::JAVASCRIPT,
                (false, _) => &syntax::CSS,
            };
            let first = tokens.len();
            tokens.push(token(TokenKind::Fence, at, at, end, end));
            split_fence(text, first, end, syntax, &mut tokens);
            at = end;
        }
    }
    tokens
}

/// The code of a statement of Angular that begins a text: `@for (m of […]; track m) {`, `@let m = …;`.
fn control_flow(rest: &[u8]) -> Option<Range<usize>> {
    /// No expression is longer.
    const LONGEST: usize = 2_000;
    const STATEMENTS: &[&[u8]] = &[
        b"@for",
        b"@if",
        b"@else if",
        b"@switch",
        b"@foreach",
        b"@elseif",
    ];
    let rest = &rest[..rest.len().min(LONGEST)];
    if let Some(value) = rest.strip_prefix(b"@let ") {
        let equals = memchr::memchr(b'=', value)?;
        let name = value[..equals].trim_ascii();
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
        let end = memchr::memchr(b';', rest)?;
        let start = b"@let ".len() + equals + 1;
        return (start <= end && name.iter().all(is_name)).then_some(start..end);
    }
    let word = STATEMENTS.iter().find(|word| {
        let after = rest.strip_prefix(**word);
        after.is_some_and(|after| after.trim_ascii_start().starts_with(b"("))
    })?;
    let start = word.len() + memchr::memchr(b'(', &rest[word.len()..])? + 1;
    let mut depth = 1_usize;
    let end = rest[start..].iter().position(|byte| {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    Some(start..start + end?)
}

/// Whether a comment of HTML is a command of the server or a binding of Knockout: `<!--#exec …-->`, `<!-- ko text: … -->`.
fn is_command(comment: &[u8]) -> bool {
    match comment.get(4..) {
        Some([b'#', letter, ..]) => letter.is_ascii_alphabetic(),
        Some(rest) => rest.trim_ascii_start().starts_with(b"ko "),
        None => false,
    }
}

/// Where the closing tag of an element is, in any case of letters.
fn closing_tag(text: &[u8], from: usize, name: &[u8]) -> Option<usize> {
    let is_it = |at: &usize| {
        let tag = &text[at + 2..];
        tag.len() >= name.len() && tag[..name.len()].eq_ignore_ascii_case(name)
    };
    memmem::find_iter(&text[from..], b"</")
        .map(|at| from + at)
        .find(is_it)
}

/// Where a script ends. After `<!--`, up to `-->`, a `<script` in it makes the next closing tag a part of it.
fn script_end(text: &[u8], from: usize) -> Option<usize> {
    let mut end = closing_tag(text, from, b"script")?;
    let Some(comment) = memmem::find(&text[from..end], b"<!--").map(|at| from + at) else {
        return Some(end);
    };
    let comment_end = memmem::find(&text[comment..], b"-->").map_or(text.len(), |at| comment + at);
    let is_tag = |at: usize| at < comment_end && starts_with_tag(&text[at..], b"script");
    let mut at = comment;
    while let Some(inner) = memchr::memchr_iter(b'<', &text[at..end])
        .map(|n| at + n)
        .find(|at| is_tag(*at))
    {
        at = inner.max(end);
        match closing_tag(text, end + 2, b"script") {
            Some(next) if end < comment_end => end = next,
            _ => break,
        }
    }
    Some(end)
}

/// Whether the `type` of a script is that of data, which has no comments.
fn is_data(tag: &[u8]) -> bool {
    let tag = tag.to_ascii_lowercase();
    let kind = memmem::find_iter(&tag, b"type")
        .find_map(|at| tag[at + 4..].trim_ascii_start().strip_prefix(b"="));
    let Some(kind) = kind else { return false };
    let kind = kind.trim_ascii_start();
    let runs = [
        &b"javascript"[..],
        b"ecmascript",
        b"module",
        b"babel",
        b"jsx",
        b"typescript",
    ];
    let end = kind
        .iter()
        .position(|b| matches!(b, b'>' | b' '))
        .unwrap_or(kind.len());
    let kind = kind[..end].trim_ascii();
    kind.iter().any(u8::is_ascii_alphabetic)
        && !runs.iter().any(|name| memmem::find(kind, name).is_some())
}

/// Where the text of a comment of markup ends that begins a text, and where the comment does. As browsers read it, `<!-->`
/// and `<!--->` are whole comments, and `--!>` ends one, too.
fn comment_end(text: &[u8]) -> Option<(usize, usize)> {
    let empty = [&b"<!-->"[..], b"<!--->"]
        .into_iter()
        .find(|whole| text.starts_with(whole));
    if let Some(whole) = empty {
        return Some((4, whole.len()));
    }
    let mut ends = memmem::find_iter(&text[4..], b"--").map(|at| 4 + at);
    ends.find_map(|at| {
        let rest = &text[at + 2..];
        let width = if rest.starts_with(b">") {
            1
        } else {
            2 * usize::from(rest.starts_with(b"!>"))
        };
        (width > 0).then_some((at, at + 2 + width))
    })
}

/// Replaces a fence by the fences between the tokens of its own language, so that all stay in order.
fn split_fence(
    text: &[u8],
    fence: usize,
    end: usize,
    syntax: &syntax::Syntax,
    tokens: &mut Vec<Token>,
) {
    let start = tokens[fence].span.start;
    tokens.truncate(fence);
    let mut inside = Vec::new();
    scan_part(text, start, end, syntax, &mut inside);
    let mut at = start;
    for part in inside {
        if at < part.span.start {
            tokens.push(token(
                TokenKind::Fence,
                at,
                at,
                part.span.start,
                part.span.start,
            ));
        }
        at = part.span.end;
        tokens.push(part);
    }
    if at < end {
        tokens.push(token(TokenKind::Fence, at, at, end, end));
    }
}

fn starts_with_tag(rest: &[u8], name: &[u8]) -> bool {
    rest.len() > name.len() + 1
        && rest[1..=name.len()].eq_ignore_ascii_case(name)
        && !rest[name.len() + 1].is_ascii_alphanumeric()
}

/// The values of a tag, up to after its `>`, and whether it has one. Those of directives, and those in the braces of
/// components, are code with literals of its own.
fn attributes(
    text: &[u8],
    from: usize,
    language: &Language,
    tokens: &mut Vec<Token>,
) -> (usize, bool) {
    let scripts = language.has(Trait::ProseBetweenTags);
    let components = language.has(Trait::ComponentMarks);
    let mut at = from;
    while let Some(byte) = text.get(at) {
        match byte {
            b'>' => return (at + 1, true),
            // Not a tag: prose with a stray `<`.
            b'<' => return (at, false),
            b'"' | b'\'' if text[from..at].trim_ascii_end().ends_with(b"=") => {
                let Some(n) = memchr::memchr(*byte, &text[at + 1..]) else {
                    return (text.len(), false);
                };
                let name = text[from..at].trim_ascii_end();
                if scripts && is_directive(name[..name.len() - 1].trim_ascii_end()) {
                    let first = tokens.len();
                    tokens.push(token(
                        TokenKind::Fence,
                        at + 1,
                        at + 1,
                        at + 1 + n,
                        at + 1 + n,
                    ));
                    split_fence(text, first, at + 1 + n, &syntax::JAVASCRIPT, tokens);
                } else {
                    tokens.push(token(TokenKind::String, at, at + 1, at + 1 + n, at + 2 + n));
                }
                at += n + 2;
            }
            b'=' if scripts && !components => {
                let value = text[at + 1..].trim_ascii_start();
                let start = text.len() - value.len();
                if is_quoted(value) || !runs(text[from..at].trim_ascii_end(), value) {
                    at += 1;
                    continue;
                }
                let length = value
                    .iter()
                    .position(|b| b.is_ascii_whitespace() || *b == b'>')
                    .unwrap_or(value.len());
                let end = start + length;
                tokens.push(token(TokenKind::String, start, start, end, end));
                at = end.max(at + 1);
            }
            b'{' if components && text[from..at].ends_with(b"=") => {
                let Some(end) = closing_brace(text, at) else {
                    at += 1;
                    continue;
                };
                let first = tokens.len();
                tokens.push(token(TokenKind::Fence, at + 1, at + 1, end, end));
                split_fence(text, first, end, &syntax::JAVASCRIPT, tokens);
                at = end + 1;
            }
            _ => at += 1,
        }
    }
    (text.len(), false)
}

/// Whether a value without quotes is code: that of a handler of events (`onclick`), and an address of JavaScript.
fn runs(tag: &[u8], value: &[u8]) -> bool {
    const SCHEME: &[u8] = b"javascript:";
    let near = &tag[tag.len().saturating_sub(LONGEST_NAME)..];
    let letters = near.iter().rev().take_while(|b| b.is_ascii_alphabetic());
    let name = &near[near.len() - letters.count()..];
    let is_address =
        value.len() > SCHEME.len() && value[..SCHEME.len()].eq_ignore_ascii_case(SCHEME);
    is_address || name.len() > 2 && name[..2].eq_ignore_ascii_case(b"on")
}

fn is_quoted(value: &[u8]) -> bool {
    matches!(value.first(), None | Some(b'"' | b'\''))
}

/// How long the name of an attribute is at most.
const LONGEST_NAME: usize = 128;

/// How long the code of one attribute is at most.
const LONGEST_CODE: usize = 4096;

/// Where the brace that opens at `open` is closed. Literals are not read: a brace in one is nearly always closed in it.
fn closing_brace(text: &[u8], open: usize) -> Option<usize> {
    let window = &text[open..text.len().min(open + LONGEST_CODE)];
    let mut depth = 0_usize;
    let close = window.iter().position(|byte| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    close.map(|at| open + at)
}

/// Whether a tag up to the `=` of an attribute ends with the name of a directive, whose value Vue, Angular or Alpine
/// run: `v-if`, `:model`, `@click`, `*ngIf`, `[value]`, `(change)`, `x-data`.
fn is_directive(tag: &[u8]) -> bool {
    // A tag of many attributes without spaces between them would be read for each.
    let tag = &tag[tag.len().saturating_sub(LONGEST_NAME)..];
    let start = tag
        .iter()
        .rposition(u8::is_ascii_whitespace)
        .map_or(0, |at| at + 1);
    let name = &tag[start..];
    [&b"v-"[..], b"x-", b"*ng"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
        || matches!(name.first(), Some(b':' | b'@' | b'[' | b'('))
}

pub(super) fn token(
    kind: TokenKind,
    start: usize,
    inner_start: usize,
    inner_end: usize,
    end: usize,
) -> Token {
    Token {
        kind,
        span: start..end,
        inner: inner_start..inner_end,
    }
}
