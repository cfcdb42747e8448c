//! Comments of a script in a heredoc: `user_data = <<-EOF` of Terraform whose text begins with `#!/bin/bash`, `RUN <<EOT` of a
//! Dockerfile. The text is a literal of its file, and its language is that of what runs it.

use super::file::File;
use crate::language::{Language, interpreter_of, language_of};
use crate::lexer::{Token, TokenKind, lex};
use crate::source::Span;

/// How long the line is at most that begins a heredoc of a Dockerfile: each reference in the text asks.
const LONGEST_LINE: usize = 400;

/// Whether the reference is in a comment of such a script.
pub(super) fn is_comment(file: &File<'_>, span: Span) -> bool {
    let Some((_, token)) = file.lexed.token_at(span.start) else {
        return false;
    };
    // Other literals begin with a mark.
    let is_heredoc = token.kind == TokenKind::String && token.span.start == token.inner.start;
    if !is_heredoc {
        return false;
    }
    let Some(language) = language_of_script(file, token) else {
        return false;
    };
    let inner = token.inner.clone();
    let comments = file.code_of_text(inner.clone(), || {
        let lexed = lex(&file.text()[inner.clone()], language);
        let comments = lexed
            .tokens()
            .iter()
            .filter(|token| token.kind.is_comment());
        comments
            .map(|token| inner.start + token.span.start..inner.start + token.span.end)
            .collect()
    });
    let next = comments.partition_point(|comment| comment.end <= span.start);
    comments
        .get(next)
        .is_some_and(|comment| comment.contains(&span.start))
}

/// The language of a heredoc; absent where nothing says what runs it.
fn language_of_script(file: &File<'_>, token: &Token) -> Option<&'static Language> {
    let text = &file.text()[token.inner.clone()];
    let is_dockerfile = match file.source.language.name {
        "hcl" => false,
        "dockerfile" => true,
        _ => return None,
    };
    let script = text.trim_ascii_start();
    if script.starts_with(b"#cloud-config") {
        return Some(language_of("a.yaml", &[]));
    }
    let named = interpreter_of(script);
    named.or_else(|| is_dockerfile.then(|| of_command(file, token)).flatten())
}

/// The language of what a `RUN` of a Dockerfile runs: of a shell, or of the program that gets the text: `RUN python3 <<EOT`.
fn of_command(file: &File<'_>, token: &Token) -> Option<&'static Language> {
    let before = file.text()[..token.span.start].trim_ascii_end();
    let before = &before[before.len().saturating_sub(LONGEST_LINE)..];
    let start = memchr::memrchr(b'\n', before)? + 1;
    command_language(&before[start..])
}

fn command_language(line: &[u8]) -> Option<&'static Language> {
    let line = std::str::from_utf8(line).ok()?;
    let (command, _) = line.split_once("<<")?;
    let mut words = command.split_ascii_whitespace();
    if !words.next()?.eq_ignore_ascii_case("run") {
        return None;
    }
    let mut words = words.filter(|word| !word.starts_with("--"));
    match (words.next(), words.next()) {
        (None, _) => Some(language_of("a.sh", &[])),
        (Some(program), None | Some("-")) => interpreter_of(format!("#!{program}").as_bytes()),
        _ => None,
    }
}
