//! A reference in the outline: the literal or word that contains it, whether that is a key, a value or an element, and
//! the names of blocks.

use std::ops::Range;

use super::file::File;
use super::line::folded;
use crate::language::Trait;
use crate::lexer::TokenKind;
use crate::line_ends::window_start;
use crate::outline::{Block, BlockKind, Item};
use crate::source::Span;

/// How many blocks around a reference may say what it is.
pub(crate) const LEVELS: usize = 6;

/// How many bytes before a reference its statement may begin, carriage returns apart.
const LONGEST_STATEMENT: usize = 8 << 10;

/// Constructors of collections, by the last piece of their name, folded: their elements belong to the block around the call.
pub(crate) const COLLECTIONS: &[&str] = &[
    "of",
    "aslist",
    "listof",
    "setof",
    "arrayof",
    "frozenset",
    "set",
    "hashset",
    "list",
    "tuple",
    "array",
    "mapof",
    "ofentries",
    "vec",
    "immutablelist",
    "immutableset",
    "sortedset",
    "freeze",
    "toset",
    "tolist",
    "new",
    "mutablelistof",
    "mutablemapof",
    "hashmapof",
    "linkedhashset",
    "arraylist",
    "dict",
    "map",
    "hashmap",
    "from",
    "seq",
    "indexedseq",
    "vector",
];

/// Whether a callee makes a collection of its arguments; `c("…")` is a vector of R.
pub(crate) fn makes_a_collection(callee: &[u8]) -> bool {
    COLLECTIONS.contains(&last_piece(callee).as_str()) || callee == b"c"
}

/// What a reference is in its item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The whole key: `"anthropic.claude-v2": 8.0`.
    Key,
    /// In the value.
    Value,
    /// An element, an argument, or a part of a statement without a key.
    Bare,
}

/// A reference in the outline of its file.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    /// The literal with its marks, or the bare word.
    pub(crate) word: Range<usize>,
    /// Whether the literal is the reference and nothing else, a router's prefix apart.
    pub(crate) alone: bool,
    /// Whether it is a literal.
    pub(crate) quoted: bool,
    /// Whether it is one of the words of a literal that is a list: `%w[a b]`.
    pub(crate) listed: bool,
    /// The innermost block around it.
    pub(crate) block: usize,
    /// Its item in that block, by number.
    pub(crate) item: Option<usize>,
    /// What it is in the item.
    pub(crate) role: Role,
}

/// How many bytes of a literal may be before a reference that is alone in it, such as those of an ARN. Each of thousands of
/// references in one literal would read all of it: 6.5 s for a cell of 1 MB.
const LONGEST_BEFORE: usize = 512;

impl Element {
    pub(crate) fn new(file: &File<'_>, span: Span) -> Self {
        let text = file.text();
        let (word, alone, quoted, listed) = match file.lexed.token_at(span.start) {
            Some((_, token)) if token.kind == TokenKind::String => {
                let end = span.end.min(token.inner.end).max(token.inner.start);
                let before = &text[token.inner.start.min(span.start)..span.start];
                let after = &text[end..token.inner.end];
                // `"[…]"`: the key of a map in the settings of Spring.
                let bracketed = before == b"[" && after == b"]";
                let alone = bracketed
                    || before.len() <= LONGEST_BEFORE
                        && before
                            .iter()
                            .all(|b| is_of_word(*b) || matches!(*b, b':' | b'@' | b'*'))
                        && (after.is_empty() || after.starts_with(b"["));
                let open = &text[token.span.start..token.inner.start.max(token.span.start)];
                let listed = is_list_of_words(open)
                    && before.last().is_none_or(u8::is_ascii_whitespace)
                    && after.first().is_none_or(u8::is_ascii_whitespace);
                (token.span.clone(), alone, true, listed)
            }
            _ => {
                let before = text[..span.start]
                    .iter()
                    .rev()
                    .take(64)
                    .take_while(|b| is_of_word(**b))
                    .count();
                let after = text[span.end..]
                    .iter()
                    .take(64)
                    .take_while(|b| is_of_word(**b))
                    .count();
                (span.start - before..span.end + after, true, false, false)
            }
        };
        let outline = file.outline();
        let innermost = outline.block_at(word.start);
        let block = if is_computed_key(file, innermost, &word) {
            outline.block(innermost).parent
        } else {
            innermost
        };
        let found = outline.item_at(block, word.start);
        let role = found.map_or(Role::Bare, |(_, item)| role(text, item, &word));
        Self {
            alone,
            quoted,
            listed,
            block,
            item: found.map(|(at, _)| at),
            role,
            word,
        }
    }

    /// Its item.
    pub(crate) fn item_of<'f>(&self, file: &'f File<'_>) -> Option<&'f Item> {
        self.item.map(|at| &file.outline().items(self.block)[at])
    }

    /// The key of its item, without quotes; empty where it is not in a value.
    pub(crate) fn key<'s>(&self, file: &File<'s>) -> &'s [u8] {
        match self.item_of(file) {
            Some(item) if self.role == Role::Value => name_at_end(&file.text()[item.key()]),
            _ => b"",
        }
    }

    /// What is before it, from the start of its statement; empty where that is too far away.
    pub(crate) fn before<'s>(&self, file: &File<'s>) -> &'s [u8] {
        &file.text()[self.near_statement(file)..self.word.start]
    }

    /// Where its statement begins, or where the word does if that is too far away: each of thousands of references in
    /// one statement would read it again, and the end of a cut statement could be taken for a whole one.
    fn near_statement(&self, file: &File<'_>) -> usize {
        let end = self.word.start;
        let start = self.statement(file).min(end);
        if start < window_start(file.text(), end, LONGEST_STATEMENT) {
            end
        } else {
            start
        }
    }

    /// The same with `"` for the literals in it.
    pub(crate) fn code_before(&self, file: &File<'_>) -> Vec<u8> {
        let start = self.near_statement(file);
        let mut code = file.text()[start..self.word.start].to_vec();
        let tokens = file.lexed.tokens();
        let first = tokens.partition_point(|token| token.span.end <= start);
        for token in tokens[first..]
            .iter()
            .take_while(|token| token.span.start < self.word.start)
        {
            let (from, to) = (
                token.span.start.max(start) - start,
                token.span.end.min(self.word.start) - start,
            );
            code[from..to].fill(if token.kind.is_comment() { b' ' } else { b'"' });
        }
        code
    }

    /// Where its statement begins: at the first of the items that commas join.
    pub(crate) fn statement(&self, file: &File<'_>) -> usize {
        let items = file.outline().items(self.block);
        let Some(mut at) = self.item else {
            return self.word.start;
        };
        for _ in 0..64 {
            if at == 0 || !items[at].follows_comma {
                break;
            }
            at -= 1;
        }
        items[at].span.start
    }

    /// What is after it, as far as that may decide.
    pub(crate) fn after<'s>(&self, file: &File<'s>) -> &'s [u8] {
        let text = file.text();
        &text[self.word.end..text.len().min(self.word.end + 160)]
    }
}

/// Whether the mark of a literal begins a list of words: Ruby's `%w[`, Elixir's `~w(`, Perl's `qw(`.
fn is_list_of_words(open: &[u8]) -> bool {
    [&b"%w"[..], b"%W", b"~w", b"qw"]
        .iter()
        .any(|mark| open.starts_with(mark))
}

/// Whether brackets contain only the word and are a key in braces: `["…"]: 1`, and C#'s `["…"] = 1`.
fn is_computed_key(file: &File<'_>, number: usize, word: &Range<usize>) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let block = outline.block(number);
    let is_blank = |part: &[u8]| part.trim_ascii().is_empty();
    // In broken text a reference can go on after the block in which it begins.
    let is_alone = || {
        is_blank(&text[block.inner.start..word.start])
            && text.get(word.end..block.inner.end).is_some_and(is_blank)
    };
    if block.kind != BlockKind::Square
        || outline.block(block.parent).kind != BlockKind::Curly
        || !is_alone()
    {
        return false;
    }
    let before = text[..block.inner.start.saturating_sub(1)].trim_ascii_end();
    let after = text[block.inner.end..]
        .get(1..)
        .unwrap_or_default()
        .trim_ascii_start();
    matches!(before.last(), Some(b'{' | b','))
        && (after.starts_with(b":") || after.starts_with(b"="))
        && !after.starts_with(b"==")
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.')
}

fn role(text: &[u8], item: &Item, word: &Range<usize>) -> Role {
    let Some((at, _)) = &item.separator else {
        return Role::Bare;
    };
    if word.start >= at.end {
        return Role::Value;
    }
    let key = text[item.key()].trim_ascii();
    // A dash before the first key of an entry, a computed key in brackets.
    let key = key.strip_prefix(b"- ").unwrap_or(key).trim_ascii_start();
    let key = key
        .strip_prefix(b"[")
        .and_then(|k| k.strip_suffix(b"]"))
        .unwrap_or(key);
    if key == &text[word.clone()] {
        Role::Key
    } else {
        Role::Bare
    }
}

/// The name at the end of a text, without the quotes around it: letters, digits, `_`, `-`, `$`, `.` and `:`.
pub(crate) fn name_at_end(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii_end();
    let text = text
        .strip_suffix(b"\"")
        .or_else(|| text.strip_suffix(b"'"))
        .unwrap_or(text);
    let is_name = |b: &&u8| {
        b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'-' | b'$' | b'.' | b'?' | b'!')
    };
    let width = text.iter().rev().take_while(is_name).count();
    &text[text.len() - width..]
}

/// What a block is declared or called as.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DeclaredNames<'s> {
    /// The variable, key or argument whose value the block is; empty if it is not one.
    pub(crate) name: &'s [u8],
    /// The function, type or type of collection right before its opening mark; empty if none exists.
    pub(crate) callee: &'s [u8],
}

/// The names of a block.
pub(crate) fn named<'s>(file: &File<'s>, block: &Block) -> DeclaredNames<'s> {
    let text = file.text();
    let head = &text[block.head.clone()];
    let whole = &text[block.statement.min(block.head.start)..block.head.end];
    let open_type = memchr::memchr(b'>', head).is_some() && memchr::memchr(b'<', head).is_none();
    let declaration = if open_type { whole } else { head };
    let arrow = file.source.language.has(Trait::ArrowAssigns);
    let arrow = arrow.then(|| memchr::memmem::find(head, b"<-")).flatten();
    DeclaredNames {
        name: arrow.map_or_else(|| declared(declaration), |at| name_at_end(&head[..at])),
        callee: callee(head),
    }
}

/// The name of a variable of Terraform, whose default a list is: `variable "denied_models" { default = […] }`.
pub(crate) fn name_of_variable<'s>(file: &File<'s>, number: usize) -> Option<&'s [u8]> {
    let head = file.text()[file.outline().block(number).head.clone()].trim_ascii();
    let label = head.strip_prefix(b"variable ")?.trim_ascii();
    file.source
        .language
        .has(Trait::TerraformBlocks)
        .then(|| name_at_end(label))
}

/// `PRICES` of `const PRICES: Map<A, B> = `, `retired` of `"retired":`; empty where the text declares nothing.
pub(crate) fn declared(text: &[u8]) -> &[u8] {
    let is_assign = |at: &usize| {
        text[*at] == b'='
            && !matches!(text.get(at + 1), Some(b'=' | b'>' | b'~'))
            && !matches!(
                at.checked_sub(1).map(|n| text[n]),
                Some(b'=' | b'!' | b'<' | b'>')
            )
    };
    let trimmed = text.trim_ascii_end();
    let last = trimmed.len().checked_sub(1).filter(is_assign);
    let first = memchr::memchr_iter(b'=', text).find(is_assign);
    // Attributes of a tag have nothing between them: `options={[…]} value=`.
    let assign = match (first, last) {
        (Some(first), Some(last)) if text[first..last].trim_ascii_end().contains(&b'}') => {
            Some(last)
        }
        _ => first,
    };
    let left = match assign {
        Some(at) => {
            let left = &text[..at];
            let left = left.strip_suffix(b":").unwrap_or(left);
            // A type between the name and the value.
            let quoted = matches!(left.trim_ascii().first(), Some(b'"' | b'\''));
            match memchr::memchr(b':', left) {
                Some(colon) if !quoted && left.get(colon + 1) != Some(&b':') => &left[..colon],
                _ => left,
            }
        }
        None => match trimmed
            .strip_suffix(b":")
            .or_else(|| trimmed.strip_suffix(b"=>"))
        {
            // Hidden fields of Jsonnet: `models::`.
            Some(left) => left.strip_suffix(b":").unwrap_or(left),
            None => return b"",
        },
    };
    let left = left.trim_ascii_end();
    // An array of C: `prices[] =`.
    let left = left.strip_suffix(b"[]").unwrap_or(left);
    let left = left.strip_suffix(b"]").unwrap_or(left);
    name_at_end(left)
}

/// `List.of` of `X = List.of`, `Price` of `new Price`, `vec!` of `vec!`.
fn callee(head: &[u8]) -> &[u8] {
    let head = head.trim_ascii_end();
    let is_name = |b: &&u8| {
        b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'.' | b'!' | b'?' | b':' | b'@')
    };
    let width = head.iter().rev().take_while(is_name).count();
    let name = &head[head.len() - width..];
    match name {
        b"in" | b"IN" | b"return" | b"and" | b"or" | b"not" | b"yield" | b"else" | b"of" | b"&" => {
            b""
        }
        _ => name.strip_suffix(b":").map_or(name, |_| b""),
    }
}

/// The last piece of a dotted name, folded: `of` of `List.of`.
pub(crate) fn last_piece(name: &[u8]) -> String {
    let at = name
        .iter()
        .rposition(|b| matches!(b, b'.' | b':'))
        .map_or(0, |n| n + 1);
    folded(&name[at..])
}

/// The words of a name in lower case: `legacy`, `models` of `LEGACY_MODELS` and `legacyModels`.
pub(crate) fn words_of(name: &[u8]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = b'_';
    for byte in name {
        let starts = !last.is_ascii_alphanumeric()
            || (byte.is_ascii_uppercase() && last.is_ascii_lowercase());
        if byte.is_ascii_alphanumeric() {
            if starts {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.push(char::from(byte.to_ascii_lowercase()));
            }
        }
        last = *byte;
    }
    words
}

/// Whether a block contains statements: the body of a function, a class, a loop, a condition.
pub(crate) fn contains_statements(file: &File<'_>, block: &Block) -> bool {
    let head = file.text()[block.head.clone()].trim_ascii();
    match block.kind {
        BlockKind::Curly => {
            head.ends_with(b")")
                && !ends_in_collection(head)
                && !(file.source.language.has(Trait::ObjectInitializers) && creates(head))
                || head.ends_with(b"=>")
                || head.ends_with(b"else")
                || has_return_type(head)
                || begins_with(without_modifiers(head), CURLY) && !has_expression(head)
        }
        BlockKind::Lines if file.source.language.blocks == crate::language::Blocks::Indentation => {
            begins_with(head, LINES)
        }
        _ => false,
    }
}

/// Whether a head is that of a function whose result has a type: `ask(m: string): Promise<string> {`, `static func ask() -> Answer {`.
fn has_return_type(head: &[u8]) -> bool {
    let Some(close) = memchr::memrchr(b')', head) else {
        return false;
    };
    let after = head[close + 1..].trim_ascii();
    let result = after
        .strip_prefix(b":")
        .or_else(|| after.strip_prefix(b"->"));
    let is_of_type = |b: &u8| b.is_ascii_alphanumeric() || b"_<>[].?! &'|:".contains(b);
    result.is_some_and(|result| !result.trim_ascii().is_empty() && result.iter().all(is_of_type))
}

/// Whether a head declares a type: `public enum BedrockPrices {`.
pub(crate) fn declares_a_type(head: &[u8]) -> bool {
    const TYPES: &[&str] = &[
        "actor",
        "class",
        "enum",
        "extension",
        "interface",
        "namespace",
        "object",
        "protocol",
        "record",
        "struct",
        "trait",
    ];
    begins_with(without_modifiers(head.trim_ascii()), TYPES)
}

/// Whether a function is the call whose block follows: Kotlin's `fun ask() = client.converse {`.
fn has_expression(head: &[u8]) -> bool {
    let after = memchr::memrchr(b')', head).map(|close| head[close + 1..].trim_ascii_start());
    after.is_some_and(|after| after.starts_with(b"=") && !after.starts_with(b"=>"))
}

/// A head without the modifiers before its first keyword: `pub async fn …`, `private fun …`.
fn without_modifiers(head: &[u8]) -> &[u8] {
    const MODIFIERS: &[&str] = &[
        "async",
        "export",
        "fileprivate",
        "final",
        "inline",
        "internal",
        "mutating",
        "open",
        "override",
        "private",
        "protected",
        "pub",
        "pub(crate)",
        "pub(super)",
        "public",
        "static",
        "suspend",
        "unsafe",
    ];
    let mut rest = head;
    while let Some(space) = memchr::memchr(b' ', rest) {
        if !MODIFIERS
            .iter()
            .any(|known| &rest[..space] == known.as_bytes())
        {
            break;
        }
        rest = rest[space..].trim_ascii_start();
    }
    rest
}

/// C#'s `new() {` and `new Card(…) {` begin the initialiser of an object or a collection.
fn creates(head: &[u8]) -> bool {
    let Some(at) = memchr::memmem::rfind(head, b"new") else {
        return false;
    };
    let name = head[at + 3..]
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || b"_<>,.? []".contains(b))
        .count();
    let is_word = at == 0 || !(head[at - 1].is_ascii_alphanumeric() || head[at - 1] == b'_');
    is_word && head.get(at + 3 + name) == Some(&b'(')
}

/// Go's `map[string]func(){` is nobody's; Java's `new String[] {` ends in a bracket.
fn ends_in_collection(head: &[u8]) -> bool {
    head.ends_with(b"]")
}

fn begins_with(head: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| {
        // `match: {` is a key.
        head.strip_prefix(word.as_bytes()).is_some_and(|rest| {
            !rest.first().is_some_and(u8::is_ascii_alphanumeric) && rest.trim_ascii() != b":"
        })
    })
}

const CURLY: &[&str] = &[
    "class",
    "struct",
    "impl",
    "fn",
    "func",
    "fun",
    "function",
    "interface",
    "namespace",
    "module",
    "package",
    "if",
    "for",
    "while",
    "switch",
    "match",
    "when",
    "try",
    "do",
    "public class",
    "export class",
    "pub fn",
    "export default class",
    "export function",
    "async function",
    "object",
    "trait",
    "resource",
    "module",
    "data",
    "locals",
    "variable",
    "output",
    "provider",
    "terraform",
];

const LINES: &[&str] = &[
    "def", "class", "if", "elif", "else", "for", "while", "with", "try", "except", "finally",
    "async", "match", "case", "proc", "func",
];
