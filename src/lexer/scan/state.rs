//! The state of a lexer, and the ends of lines and Lua's brackets, which its shapes share.

use std::collections::HashMap;

use super::super::Token;
use crate::language::syntax::Syntax;

/// How often an opener may turn out to have no end before such openers are no longer searched for: what
/// keeps hostile text from being read again and again.
pub(super) const FAILURES: u32 = 32;

pub(super) struct LexerState<'t> {
    pub(super) text: &'t [u8],
    pub(super) syntax: &'t Syntax,
    pub(super) tokens: Vec<Token>,
    pub(super) failures: u32,
    /// Labels of heredocs whose text begins on the next line.
    pub(super) labels: Vec<Label>,
    /// How many brackets are open where.
    pub(super) brackets: Brackets,
    /// The line that was last read alone.
    pub(super) line: LineRead,
    /// Whether something was read that may have been understood wrongly: nothing after it is a comment.
    pub(super) gives_up_comments: bool,
    /// Where the part begins that is read.
    pub(super) from: usize,
    /// The parts of elements of JSX that are open.
    pub(super) jsx: Vec<JsxPart>,
    /// The closing tags of JSX, where they were needed.
    pub(super) closing_tags: Option<ClosingTags<'t>>,
}

/// A line that is read alone, from its start to an offset: a long one is read once, however many comments seem to begin
/// on it.
#[derive(Default)]
pub(super) struct LineRead {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) at: usize,
    /// The quote that is open at `at`.
    pub(super) quote: Option<u8>,
    /// Whether a bracket is open at `at`.
    pub(super) bracket: bool,
    /// Whether the line is one of C's preprocessor.
    pub(super) is_directive: bool,
    /// Whether an angle bracket is open at `at`.
    pub(super) angle: bool,
    /// How many expansions of a shell are open at `at`.
    pub(super) expansions: usize,
    /// Where the last closing bracket is; 0 without one.
    pub(super) last_bracket: usize,
    /// Where the last quote or backtick is; 0 without one.
    pub(super) last_quote: usize,
    /// Whether a command of a shell begins before `at`: `$(` or a backtick.
    pub(super) has_command: bool,
}

/// What of an element is open.
#[derive(Clone, Copy, Debug)]
pub(super) enum JsxPart {
    /// A tag.
    Tag(JsxTag),
    /// The text between two tags.
    Text,
    /// `{ … }`, with the number of braces that are open in it.
    Code(usize),
    /// The type arguments of an element, with the number of angle brackets that are open.
    Types(usize),
}

/// A tag that is not closed yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct JsxTag {
    pub(super) name: (usize, usize),
    pub(super) is_closing: bool,
    /// Whether a slash before its end closes the element.
    pub(super) closes_itself: bool,
}

/// Where the last closing tag of each name begins.
pub(super) type ClosingTags<'t> = HashMap<&'t [u8], usize>;

/// The label of a heredoc.
pub(super) struct Label {
    pub(super) name: Vec<u8>,
    /// Whether the line that ends it has to contain nothing else: what may be an expression is a label only then.
    pub(super) alone: bool,
}

/// How many brackets are open outside literals and comments, up to an offset.
#[derive(Default)]
pub(super) struct Brackets {
    pub(super) open: usize,
    /// How many backticks there are.
    pub(super) backticks: usize,
    pub(super) at: usize,
    /// The number of the next token.
    pub(super) token: usize,
}

impl<'t> LexerState<'t> {
    /// Begins at `from`.
    pub(super) fn new(text: &'t [u8], from: usize, syntax: &'t Syntax) -> Self {
        let brackets = Brackets {
            at: from,
            ..Brackets::default()
        };
        Self {
            text,
            syntax,
            tokens: Vec::new(),
            failures: 0,
            labels: Vec::new(),
            brackets,
            line: LineRead::default(),
            gives_up_comments: false,
            from,
            jsx: Vec::new(),
            closing_tags: None,
        }
    }
}

/// The end of the literal's inside and of the literal.
pub(super) type Ends = (usize, usize);

pub(in crate::lexer) fn line_end(text: &[u8], from: usize) -> usize {
    let from = from.min(text.len());
    memchr::memchr(b'\n', &text[from..]).map_or(text.len(), |n| from + n)
}

/// The end of a comment that goes to the end of its line. Readers differ in what ends a line; a comment is what all of
/// them skip.
pub(super) fn comment_end(text: &[u8], from: usize) -> usize {
    let end = line_end(text, from);
    let is_end = |at: usize| match &text[at..] {
        [b'\r', b'\n', ..] | [b'\r'] => false,
        [b'\r', ..] | [0xc2, 0x85, ..] | [0xe2, 0x80, 0xa8 | 0xa9, ..] => true,
        _ => false,
    };
    let mut ends =
        memchr::memchr3_iter(b'\r', 0xc2, 0xe2, &text[from.min(end)..end]).map(|at| from + at);
    ends.find(|at| is_end(*at)).unwrap_or(end)
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The number of `=` in `[==[`.
pub(super) fn lua_level(rest: &[u8]) -> Option<usize> {
    let after = rest.strip_prefix(b"[")?;
    let level = after.iter().take(32).take_while(|b| **b == b'=').count();
    (after.get(level) == Some(&b'[')).then_some(level)
}

pub(super) fn lua_close(level: usize) -> Vec<u8> {
    let mut close = vec![b']'];
    close.resize(1 + level, b'=');
    close.push(b']');
    close
}
