//! Names of variables that a literal inserts: `f"{MODELS[0]}"`, `"${m}"`, `"$m"`.

use super::file::File;
use crate::lexer::{Token, TokenKind};

/// How far before a name the mark is that begins its code: each name in a long literal asks.
const REACH: usize = 160;

/// Languages whose literals insert what follows a dollar sign alone, single quotes apart.
const DOLLARS: &[&str] = &[
    "shell",
    "fish",
    "makefile",
    "dockerfile",
    "powershell",
    "perl",
    "php",
    "kotlin",
    "dart",
    "groovy",
    "scala",
    "julia",
];

/// Whether a name is code, which in a literal is what the language inserts into such.
pub(super) fn is_code_or_inserted(file: &File<'_>, at: usize) -> bool {
    match file.lexed.token_at(at) {
        None => file.lexed.ground.is_code(),
        Some((_, token)) if token.kind.is_code() => true,
        Some((_, token)) if token.kind == TokenKind::String => is_inserted(file, at, token),
        Some(_) => false,
    }
}

fn is_inserted(file: &File<'_>, at: usize, token: &Token) -> bool {
    let (text, language) = (file.text(), file.source.language);
    let start = token.inner.start.min(at);
    let before = &text[start.max(at.saturating_sub(REACH))..at];
    let open = &text[token.span.start..start];
    let is_dollar = || {
        let name = before
            .strip_suffix(b"$")
            .or_else(|| before.strip_suffix(b"@"));
        name.is_some_and(|rest| !rest.ends_with(b"\\"))
            && !open.ends_with(b"'")
            && DOLLARS.contains(&language.name)
    };
    if is_dollar() {
        return true;
    }
    let letters = &text[token.span.start.saturating_sub(2)..start];
    let mut literals = language.syntax.literals.iter();
    let literal = literals.find(|literal| {
        open.ends_with(literal.open.as_bytes())
            && (literal.prefix.is_empty() || letters.iter().any(|b| literal.prefix.contains(b)))
    });
    literal.is_some_and(|literal| {
        literal.inserts.iter().any(|(mark, close)| {
            let found = memchr::memmem::rfind(before, mark.as_bytes());
            found.is_some_and(|found| {
                let inside = &before[found + mark.len()..];
                is_open(inside, *close)
            })
        })
    })
}

/// Whether code that a mark opened goes on to the end of a text.
fn is_open(inside: &[u8], close: u8) -> bool {
    let opening = match close {
        b'}' => b'{',
        b')' => b'(',
        other => return !inside.contains(&other),
    };
    let mut depth = 1_usize;
    for byte in inside {
        if *byte == opening {
            depth += 1;
        } else if *byte == close {
            depth -= 1;
        }
        if depth == 0 {
            return false;
        }
    }
    true
}
