//! Names of logs and of their methods.

use super::element::{last_piece, name_at_end, named, words_of};
use super::file::File;
use crate::lexer::Token;
use crate::outline::BlockKind;

/// Last words of the names of logs.
const LOGS: &[&str] = &[
    "log", "logger", "logging", "console", "slog", "zap", "tracing", "warnings", "timber",
    "winston",
];

/// Methods of logs, folded, `log` before them apart.
pub(super) const LEVEL_METHODS: &[&str] = &[
    "trace",
    "debug",
    "info",
    "information",
    "notice",
    "warn",
    "warning",
    "error",
    "critical",
    "fatal",
    "panic",
    "severe",
    "verbose",
    "log",
    "print",
];

/// Whether what a function belongs to is named for a log: `logger` of `this.logger.debug`.
pub(super) fn has_receiver_for_logs(callee: &[u8]) -> bool {
    let is_mark = |b: &u8| matches!(b, b'.' | b':');
    let end = callee.iter().rposition(is_mark).unwrap_or(0);
    let receiver = callee[..end].strip_suffix(b":").unwrap_or(&callee[..end]);
    let start = receiver.iter().rposition(is_mark).map_or(0, |at| at + 1);
    is_of_logs(&receiver[start..])
}

pub(super) fn is_of_logs(name: &[u8]) -> bool {
    words_of(name)
        .last()
        .is_some_and(|word| LOGS.contains(&word.as_str()))
}

/// Whether a function is a method of a log by its name and that of its receiver: `Rails.logger.debug`.
pub(super) fn is_method_of_a_log(callee: &[u8]) -> bool {
    has_receiver_for_logs(callee) && LEVEL_METHODS.contains(&last_piece(callee).as_str())
}

/// What C++ writes to an output for people: `std::cerr << "…"`, `LOG(INFO) << "…"`.
pub(super) fn is_streamed(before: &[u8]) -> bool {
    const STREAMS: &[&[u8]] = &[
        b"std::cerr",
        b"std::clog",
        b"std::cout",
        b"cerr",
        b"clog",
        b"cout",
        b"LOG(",
        b"spdlog",
    ];
    let Some(before) = before.strip_suffix(b"<<") else {
        return false;
    };
    let statement = before
        .rsplit(|b| matches!(b, b'\n' | b';' | b'{' | b'}'))
        .next()
        .unwrap_or_default()
        .trim_ascii_start();
    STREAMS.iter().any(|stream| statement.starts_with(stream))
}

/// A lambda that makes what a log says: `logger.debug { "…" }`.
pub(super) fn is_made_for_a_log(before: &[u8]) -> bool {
    let call = before.strip_suffix(b"{").map(<[u8]>::trim_ascii_end);
    call.is_some_and(|call| is_method_of_a_log(name_at_end(call)))
}

/// Whether a literal is what a log says after other arguments: `logger.info({ id }, "…")`.
pub(super) fn is_said_after_fields(file: &File<'_>, token: &Token) -> bool {
    let outline = file.outline();
    let block = outline.block(outline.block_at(token.span.start));
    let before = &file.text()[block.inner.start.min(token.span.start)..token.span.start];
    block.kind == BlockKind::Round
        && before.trim_ascii_end().ends_with(b"},")
        && is_method_of_a_log(named(file, block).callee)
}
