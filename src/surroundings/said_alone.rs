//! Whether an ID alone is an argument of a call that writes to a log, the message of an error, or the description of a
//! field: such a call says which model was meant and calls none.
//!
//! The receiver has to be named for a log, since `session.info("…")` may do anything. What another call inside of the
//! arguments makes of the ID is not logged but used: `logger.info(ask("…"))`.

use super::element::{
    COLLECTIONS, Element, LEVELS, Role, contains_statements, last_piece, name_at_end, named,
};
use super::file::File;
use super::line::folded;
use super::logs::{LEVEL_METHODS, has_receiver_for_logs, is_method_of_a_log, is_of_logs};
use super::sentence::{is_set, words};
use super::text_for_people::is_thrown;
use crate::language::{Kind, Trait};
use crate::lexer::TokenKind;
use crate::line_ends::{window_end, window_start};
use crate::outline::{Block, BlockKind};
use crate::source::Span;

/// What such a method may end with.
const ENDINGS: &[&str] = &["", "f", "w", "ln", "s", "context"];

/// Calls and macros that make a message out of their arguments, folded, whatever they belong to.
const MESSAGES: &[&str] = &["errorf", "panicf", "fatalf", "oslog", "nslog"];

/// Macros of Rust that do so.
const MACROS: &[&str] = &[
    "panic",
    "bail",
    "ensure",
    "anyhow",
    "eyre",
    "unreachable",
    "todo",
    "unimplemented",
    "eprintln",
    "eprint",
    "trace",
    "debug",
    "info",
    "warn",
    "error",
];

/// Calls that write to the standard output, which a program may read: only a text before the ID shows that people do.
const PRINTS: &[&str] = &[
    "print",
    "println",
    "printf",
    "writeline",
    "writeln",
    "puts",
    "echo",
    "secho",
    "message",
];

/// What such calls belong to, folded; most belong to nothing.
const OUTPUTS: &[&str] = &[
    "out", "err", "stdout", "stderr", "fmt", "debug", "io", "console", "click", "typer",
];

/// Statements that say something, for languages whose calls need no parentheses.
const STATEMENTS: &[&str] = &["raise", "throw", "die"];

/// Functions that make one attribute of an entry of a log: `slog.String("model", "…")`.
const ATTRIBUTES: &[&str] = &["string", "str", "any"];

/// Methods of a schema that say what a field is for, folded: `z.string().describe("…")`.
const DESCRIPTIONS: &[&str] = &["describe", "description", "example"];

/// How much of what is around a call is read: each of its arguments asks.
const NEAR: usize = 1000;

/// What is before the opening mark of a block, as far as it is near.
fn near<'s>(file: &File<'s>, block: &Block) -> &'s [u8] {
    let (text, head) = (file.text(), block.head.clone());
    &text[head.start.max(window_start(text, head.end, NEAR))..head.end]
}

/// Whether the reference is logged, is the message of an error, or describes a field.
pub(super) fn is_said_alone(file: &File<'_>, span: Span) -> bool {
    let in_literal = file.lexed.kind_at(span.start) == TokenKind::String;
    if file.kind() != Kind::Code || !in_literal {
        return false;
    }
    let element = Element::new(file, span);
    // A default may be what is sent: `logger.info("…", model or "…")`.
    let is_argument = element.item_of(file).is_some_and(|item| {
        let value = item.value();
        let inside = file.text()[value.clone()].trim_ascii_start();
        // A letter may be before a literal: `f"…"`.
        let start = value.end - inside.len();
        start <= element.word.start && element.word.start - start <= 1
    });
    if !element.alone || is_assigned(file, &element) {
        return false;
    }
    if follows_a_log(file, &element) {
        return true;
    }
    if !is_argument {
        return false;
    }
    let outline = file.outline();
    for number in outline.around(element.block).take(LEVELS) {
        let block = outline.block(number);
        if contains_statements(file, block) {
            return false;
        }
        let callee = named(file, block).callee;
        let name = last_piece(callee);
        let is_list = match block.kind {
            BlockKind::Round => name.is_empty() || COLLECTIONS.contains(&name.as_str()),
            // The model of a record may be that of a request: `throw new Retry({ model: "…" })`.
            BlockKind::Square | BlockKind::Curly => element.role == Role::Bare,
            _ => return false,
        };
        if block.kind != BlockKind::Round && !is_list {
            return false;
        }
        if is_list || ATTRIBUTES.contains(&name.as_str()) && has_receiver_for_logs(callee) {
            continue;
        }
        return is_log(file, block, callee)
            || describes_a_field(file, block, callee)
            || element.role == Role::Bare && makes_a_thrown_error(file, block, &name)
            || prints(callee) && follows_a_text(file, block, &element);
    }
    false
}

/// Whether the value is assigned in the argument, so that it is used after the call: `info(m := "…")`, and in JavaScript, in
/// which no argument has a name, `log(m = "…")`.
fn is_assigned(file: &File<'_>, element: &Element) -> bool {
    let before = element.before(file).trim_ascii_end();
    let has_names = !matches!(
        file.source.language.name,
        "javascript" | "typescript" | "vue"
    );
    before.ends_with(b":=")
        || !has_names
            && before.ends_with(b"=")
            && file.outline().block(element.block).kind == BlockKind::Round
}

/// Whether a call writes to a log: `logger.info(`, `logging.getLogger("x").warning(`, `tracing::debug!(`.
fn is_log(file: &File<'_>, block: &Block, callee: &[u8]) -> bool {
    let name = last_piece(callee);
    let name = name.trim_end_matches('!');
    if MESSAGES.contains(&name) || callee.ends_with(b"!") && MACROS.contains(&name) {
        return true;
    }
    let method = name.strip_prefix("log").filter(|rest| !rest.is_empty());
    let is_method = [Some(name), method].into_iter().flatten().any(|name| {
        let mut rests = LEVEL_METHODS
            .iter()
            .filter_map(|one| name.strip_prefix(one));
        rests.any(|rest| ENDINGS.contains(&rest))
    });
    if !is_method {
        return false;
    }
    let head = near(file, block).trim_ascii_end();
    let receiver = head
        .strip_suffix(callee)
        .unwrap_or_default()
        .trim_ascii_end();
    // Members of what a pointer refers to: `$this->logger->info(`.
    let owner = receiver.strip_suffix(b"->").map(name_at_end);
    has_receiver_for_logs(callee)
        || owner.is_some_and(is_of_logs)
        || callee.starts_with(b".") && is_made_by_a_log(receiver)
}

/// Whether a call describes a field of a schema: a method of what another call returns, in a chain that makes a text.
fn describes_a_field(file: &File<'_>, block: &Block, callee: &[u8]) -> bool {
    let head = near(file, block);
    callee.starts_with(b".")
        && DESCRIPTIONS.contains(&last_piece(callee).as_str())
        && [&b".string("[..], b".enum("]
            .iter()
            .any(|call| memchr::memmem::find(head, call).is_some())
}

/// Whether a call writes to an output for people: `print(`, `fmt.Println(`, `System.out.println(`.
fn prints(callee: &[u8]) -> bool {
    let mut pieces = callee.rsplit(|b| matches!(b, b'.' | b':'));
    let name = pieces.next().map(folded).unwrap_or_default();
    let receiver = pieces.find(|piece| !piece.is_empty()).map(folded);
    PRINTS.contains(&name.as_str())
        && receiver.is_none_or(|receiver| OUTPUTS.contains(&receiver.as_str()))
}

/// Whether the call at the end of a text returns a log, by its name or that of its receiver: `getLogger("x")`, `zap.L()`.
fn is_made_by_a_log(text: &[u8]) -> bool {
    let mut depth = 0_usize;
    let open = text.iter().rposition(|byte| {
        match byte {
            b')' => depth += 1,
            b'(' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *byte == b'(' && depth == 0
    });
    let name = open.map_or(&b""[..], |at| name_at_end(&text[..at]));
    text.ends_with(b")") && name.split(|b| *b == b'.').any(is_of_logs)
}

/// Whether a call makes an error that is thrown at once: `throw new Error(`, `raise ValueError(`.
fn makes_a_thrown_error(file: &File<'_>, block: &Block, name: &str) -> bool {
    let head = near(file, block).trim_ascii_end();
    let callee = named(file, block).callee;
    let before = head.strip_suffix(callee).unwrap_or_default();
    (name.ends_with("error") || name.ends_with("exception") || name.ends_with("warning"))
        && is_thrown(before)
}

/// Whether the first argument of a call is another literal with a word in it that sets nothing: `print("using", "…")`.
fn follows_a_text(file: &File<'_>, block: &Block, element: &Element) -> bool {
    let text = file.text();
    let start = block.inner.start + text[block.inner.clone()].len()
        - text[block.inner.clone()].trim_ascii_start().len();
    let first = file.lexed.token_at(start).map(|(_, token)| token);
    let rest = element.word.end..block.inner.end.max(element.word.end);
    let rest = rest.start..rest.end.min(window_end(text, rest.start, NEAR));
    let to_file = memchr::memmem::find(&text[rest], b"file").is_some();
    first.is_some_and(|token| {
        let said = &text[token.inner.clone()];
        token.kind == TokenKind::String
            && token.span.end <= element.word.start
            && words(said) > 0
            && !is_set(said)
            && !to_file
    })
}

/// How many bytes after an opening bracket the operator of a Lisp ends.
const OPERATOR: usize = 128;

/// A call without parentheses or in a Lisp: `Rails.logger.info "using", "…"`, `raise "…"`, `(log/info "…")`.
fn follows_a_log(file: &File<'_>, element: &Element) -> bool {
    let code = element.code_before(file);
    let is_argument = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b',');
    let length = code.iter().rev().take_while(|b| is_argument(b)).count();
    let name = name_at_end(&code[..code.len() - length]);
    if file.source.language.has(Trait::PrefixOperators) {
        let block = file.outline().block(element.block);
        // Each element of a long list asks, which may have no space.
        let end = block.inner.end.min(block.inner.start + OPERATOR);
        let inner = file.text()[block.inner.start..end].trim_ascii_start();
        let operator = inner
            .split(u8::is_ascii_whitespace)
            .next()
            .unwrap_or_default();
        let mut pieces = operator.splitn(2, |b| *b == b'/');
        let (receiver, method) = (pieces.next(), pieces.next());
        return block.kind == BlockKind::Round
            && receiver.is_some_and(is_of_logs)
            && method.is_some_and(|method| LEVEL_METHODS.contains(&folded(method).as_str()));
    }
    let begins = code[..code.len() - length].trim_ascii_start() == name;
    let spaced = code[..code.len()].ends_with(b" ");
    spaced && (STATEMENTS.contains(&folded(name).as_str()) || begins && is_method_of_a_log(name))
}
