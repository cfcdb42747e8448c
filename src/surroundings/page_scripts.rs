//! Where a page of Markdown has a program that runs when it is shown: `export const …` of MDX, `<script setup>` of VitePress.
//!
//! Such a program begins in the first column: what is indented, quoted or in a fence is shown.

use std::ops::Range;

use memchr::memmem;

use super::file::File;
use crate::lexer::TokenKind;

/// The programs of a page, in ascending order.
pub(super) fn of(file: &File<'_>) -> Vec<Range<usize>> {
    let text = file.text();
    let is_mdx = file.path.ends_with(".mdx");
    if !is_mdx && memmem::find(text, b"<script").is_none() {
        return Vec::new();
    }
    let mut programs = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = line_end(text, at);
        let line = &text[at..end];
        let is_shown = || !matches!(file.lexed.kind_at(at), TokenKind::Prose);
        let program = if line.starts_with(b"<script") && !is_shown() {
            script(text, at)
        } else if is_mdx && begins_a_module(line) && !is_shown() {
            Some(at..end_of_module(text, end))
        } else {
            None
        };
        at = program.as_ref().map_or(end, |program| program.end.max(end)) + 1;
        programs.extend(program);
    }
    programs
}

fn line_end(text: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |newline| at + newline)
}

/// What is between the tags of a script; absent if it is data, or has no end.
fn script(text: &[u8], at: usize) -> Option<Range<usize>> {
    /// How long the tag is at most.
    const TAG: usize = 200;
    let open = &text[at..text.len().min(at + TAG)];
    let tag = &open[..memchr::memchr(b'>', open)?];
    let is_data = [&b"json"[..], b"template"]
        .iter()
        .any(|word| memmem::find(tag, word).is_some());
    let start = at + tag.len() + 1;
    let length = memmem::find(&text[start..], b"</script")?;
    (!is_data).then_some(start..start + length)
}

fn begins_a_module(line: &[u8]) -> bool {
    [&b"export "[..], b"import "]
        .iter()
        .any(|word| line.starts_with(word))
}

/// Where a module ends that begins on the line before an offset: at a blank line, unless what follows is indented or closes a
/// bracket.
fn end_of_module(text: &[u8], mut at: usize) -> usize {
    loop {
        let Some(blank) = blank_line(text, at) else {
            return text.len();
        };
        let rest = &text[blank..];
        let blanks = rest.len() - rest.trim_ascii_start().len();
        let next = blank + blanks;
        let is_first = next > 0 && text[next - 1] == b'\n';
        let closes = matches!(text.get(next), Some(b'}' | b')' | b']'));
        if next >= text.len() || is_first && !closes {
            return blank;
        }
        at = next;
    }
}

/// Where the first blank line begins after an offset.
fn blank_line(text: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr::memchr(b'\n', text.get(at..)?)? + 1;
        if text[at..line_end(text, at)].trim_ascii().is_empty() {
            return Some(at);
        }
    }
}
