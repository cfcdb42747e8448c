//! The pass that builds an outline.

use std::ops::Range;

use super::{Block, BlockKind, Item, Outline, Separator};
use crate::language::Blocks;
use crate::lexer::{Lexed, TokenKind};
use crate::line_ends::{window_end, window_start};

/// How many open blocks a closing bracket is matched with: a bracket further out belongs to another expression.
const MATCHED: usize = 32;

/// How long a head is at most, of code its end and of a line above its start: a chain of thousands of calls is one statement,
/// and each of its arguments asks for the heads around it.
const LONGEST_HEAD: usize = 4096;

/// How deep blocks are in each other at most, and how many blocks and items there are: what is beyond is no block and no
/// item of its own, so that no text takes more than some hundred megabytes.
const DEEPEST: usize = 512;
const MOST_BLOCKS: usize = 1 << 19;
const MOST_ITEMS: usize = 1 << 21;

/// The outline of a text that was split by the rules of its language.
pub(crate) fn outline(text: &[u8], lexed: &Lexed, blocks: Blocks) -> Outline {
    let mut pass = OutlineBuilder {
        text,
        structure: blocks,
        blocks: vec![Block {
            kind: BlockKind::File,
            parent: 0,
            head: 0..0,
            statement: 0,
            inner: 0..text.len(),
        }],
        items: Vec::new(),
        open: vec![OpenBlock::new(0, BlockKind::File, 0)],
        last: b',',
        line_start: true,
        done: 0,
        beyond: 0,
    };
    let mut at = 0;
    for token in lexed.tokens() {
        pass.code(at..token.span.start.max(at));
        match token.kind {
            TokenKind::LineComment | TokenKind::BlockComment => {}
            // Scripts inside markup: their code lies between the tokens of their literals.
            TokenKind::Fence => pass.code(token.span.clone()),
            _ => pass.literal(token.span.clone()),
        }
        at = token.span.end.max(at);
    }
    pass.code(at..text.len());
    pass.finish()
}

/// A block that is not closed yet.
struct OpenBlock {
    block: usize,
    kind: BlockKind,
    /// The column of its lines, for blocks of lines.
    column: usize,
    /// Where its item begins; absent before its first byte.
    item: Option<usize>,
    /// Where its statement begins.
    statement: Option<usize>,
    /// After the last byte of its item.
    item_end: usize,
    separator: Option<(Range<usize>, Separator)>,
    follows_comma: bool,
}

impl OpenBlock {
    fn new(block: usize, kind: BlockKind, column: usize) -> Self {
        Self {
            block,
            kind,
            column,
            item: None,
            statement: None,
            item_end: 0,
            separator: None,
            follows_comma: false,
        }
    }
}

struct OutlineBuilder<'t> {
    text: &'t [u8],
    structure: Blocks,
    blocks: Vec<Block>,
    items: Vec<(usize, Item)>,
    open: Vec<OpenBlock>,
    /// The last byte that was not a space.
    last: u8,
    /// Whether nothing was on this line yet.
    line_start: bool,
    /// Up to where headers and dashes were read ahead.
    done: usize,
    /// The number of open brackets that are not blocks, since there are too many.
    beyond: usize,
}

impl OutlineBuilder<'_> {
    fn top(&mut self) -> &mut OpenBlock {
        self.open.last_mut().expect("the file is never closed")
    }

    /// Whether the innermost block is made of lines or is the file.
    fn among_lines(&self) -> bool {
        let kind = self.open.last().map(|open| open.kind);
        !matches!(
            kind,
            Some(BlockKind::Round | BlockKind::Square | BlockKind::Curly)
        )
    }

    /// A literal or whatever else is one piece of an item.
    fn literal(&mut self, span: Range<usize>) {
        if span.start < self.done {
            return;
        }
        self.line(span.start);
        self.touch(span.start.max(self.done), span.end);
        self.last = b'"';
    }

    /// Notes that a byte belongs to the current item.
    fn touch(&mut self, start: usize, end: usize) {
        let top = self.top();
        top.item.get_or_insert(start);
        top.statement.get_or_insert(start);
        top.item_end = top.item_end.max(end);
    }

    /// The code in a range.
    fn code(&mut self, range: Range<usize>) {
        let mut at = range.start.max(self.done);
        while at < range.end {
            let byte = self.text[at];
            at = match byte {
                b' ' | b'\t' | b'\r' => at + 1,
                b'\n' => {
                    self.end_of_line(at);
                    at + 1
                }
                _ if self.line_start && self.header(at) => self.done,
                _ => {
                    self.line(at);
                    if at < self.done {
                        self.done
                    } else {
                        self.byte(at, byte)
                    }
                }
            };
        }
    }

    /// One byte of code; gives where to continue.
    fn byte(&mut self, at: usize, byte: u8) -> usize {
        let next = self.text.get(at + 1).copied().unwrap_or(b'\n');
        let mut width = 1;
        match byte {
            _ if self.is_plain_text(at, byte) => self.touch(at, at + 1),
            b'(' => self.enter(BlockKind::Round, at),
            b'[' => self.enter(BlockKind::Square, at),
            b'{' => self.enter(BlockKind::Curly, at),
            b')' => self.leave(BlockKind::Round, at),
            b']' => self.leave(BlockKind::Square, at),
            b'}' => self.leave(BlockKind::Curly, at),
            b',' => self.separate(true),
            b';' => self.separate(false),
            b':' if next == b':' => width = 2,
            b':' if next == b'=' => {
                width = 2;
                self.mark(at..at + 2, Separator::Assign);
            }
            b':' => self.mark(at..at + 1, Separator::Colon),
            b'=' if next == b'>' => {
                width = 2;
                self.mark(at..at + 2, Separator::FatArrow);
            }
            b'-' if next == b'>' => {
                width = 2;
                self.mark(at..at + 2, Separator::Arrow);
            }
            b'=' | b'!' | b'<' | b'>' | b'~' if next == b'=' => {
                width = if self.text.get(at + 2) == Some(&b'=') {
                    3
                } else {
                    2
                };
            }
            b'=' if next != b'~' => self.mark(at..at + 1, Separator::Assign),
            _ => {}
        }
        if !matches!(byte, b',' | b';') {
            self.touch_unless_opening(at, byte, width);
        }
        self.last = byte;
        (at + width).min(self.text.len())
    }

    /// Whether a bracket or comma is part of a plain value of YAML, in which they begin a collection only as its first
    /// byte or after a tag: `!Equals [`.
    fn is_plain_text(&self, at: usize, byte: u8) -> bool {
        let mark = matches!(byte, b'(' | b')' | b'[' | b']' | b'{' | b'}' | b',' | b';');
        if !mark || self.structure != Blocks::Mappings || !self.among_lines() {
            return false;
        }
        let begins =
            || matches!(self.last, b':' | b'-' | b'"' | b'\n') || is_after_tag(&self.text[..at]);
        !(matches!(byte, b'[' | b'{') && begins())
    }

    /// Brackets belong to the item in which they open, which [`Self::enter`] and [`Self::leave`] note.
    fn touch_unless_opening(&mut self, at: usize, byte: u8, width: usize) {
        if !matches!(byte, b'(' | b'[' | b'{' | b')' | b']' | b'}') {
            self.touch(at, at + width);
        }
    }

    fn mark(&mut self, at: Range<usize>, separator: Separator) {
        let data = self.structure == Blocks::Mappings && self.among_lines();
        let spaced = matches!(
            self.text.get(at.end),
            None | Some(b' ' | b'\n' | b'\r' | b'\t')
        );
        let top = self.top();
        match (&top.separator, separator) {
            // A colon inside of a plain value of YAML: `anthropic.claude-v2:1`.
            (None, Separator::Colon) if data && !spaced => {}
            (None, _) => top.separator = Some((at, separator)),
            // A type is between the name and its value: `const m: string = …`.
            (Some((known, Separator::Colon)), Separator::Assign) => {
                top.separator = Some((known.start..at.end, Separator::Assign));
            }
            _ => {}
        }
    }

    fn enter(&mut self, kind: BlockKind, at: usize) {
        self.touch(at, at + 1);
        if self.beyond > 0 || self.is_full() {
            self.beyond += 1;
            return;
        }
        let (text, top) = (self.text, self.top());
        let near = |start: usize| match at - start.min(at) > LONGEST_HEAD {
            true => window_start(text, at, LONGEST_HEAD),
            false => start,
        };
        let (parent, head) = (top.block, near(top.item.unwrap_or(at))..at);
        let statement = near(top.statement.unwrap_or(at));
        self.push(
            Block {
                kind,
                parent,
                head,
                statement,
                inner: at + 1..self.text.len(),
            },
            0,
        );
    }

    /// Whether no further block can be opened.
    fn is_full(&self) -> bool {
        self.open.len() > DEEPEST || self.blocks.len() >= MOST_BLOCKS
    }

    fn push(&mut self, block: Block, column: usize) {
        let kind = block.kind;
        self.blocks.push(block);
        self.open
            .push(OpenBlock::new(self.blocks.len() - 1, kind, column));
    }

    /// A closing bracket: closes the innermost block of its kind, and what was left open inside of it.
    fn leave(&mut self, kind: BlockKind, at: usize) {
        if self.beyond > 0 {
            self.beyond -= 1;
            self.touch(at, at + 1);
            return;
        }
        let reach = self.open.iter().rev().take(MATCHED);
        let Some(depth) = reach
            .take_while(|open| is_bracket(open.kind))
            .position(|open| open.kind == kind)
        else {
            self.touch(at, at + 1);
            return;
        };
        for _ in 0..=depth {
            self.close(at);
        }
        self.touch(at, at + 1);
    }

    /// Closes the innermost block.
    fn close(&mut self, at: usize) {
        if self.open.len() == 1 {
            return;
        }
        self.separate(false);
        if let Some(open) = self.open.pop() {
            let inner = &mut self.blocks[open.block].inner;
            inner.end = at.max(inner.start);
        }
    }

    /// Ends the item.
    fn separate(&mut self, comma: bool) {
        let top = self.top();
        let item = top.item.take().map(|start| Item {
            span: start..top.item_end.max(start),
            separator: top.separator.take(),
            follows_comma: top.follows_comma,
        });
        top.separator = None;
        top.follows_comma = comma;
        if !comma {
            top.statement = None;
        }
        let block = top.block;
        if self.items.len() < MOST_ITEMS {
            self.items.extend(item.map(|item| (block, item)));
        }
    }

    /// The end of a line, which ends an item unless it continues.
    fn end_of_line(&mut self, at: usize) {
        self.line_start = true;
        let lines = self.among_lines();
        let goes_on = match self.structure {
            Blocks::Rows | Blocks::Sections | Blocks::Indentation | Blocks::Mappings if lines => {
                self.last == b'\\'
            }
            _ => self.goes_on(at),
        };
        if !goes_on {
            let after_comma = self.last == b',';
            self.separate(after_comma);
        }
    }

    /// Whether a statement continues after the end of a line, by what is before and after it.
    fn goes_on(&self, at: usize) -> bool {
        const BEFORE: &[u8] = b"([{=+-*/|&?:<.\\";
        const AFTER: &[u8] = b".?:|&+={";
        let rest = &self.text[at..];
        let next = rest.iter().take(512).find(|b| !b.is_ascii_whitespace());
        BEFORE.contains(&self.last) || next.is_some_and(|next| AFTER.contains(next))
    }

    /// The first byte of a line outside of brackets: lines are sorted into blocks by their columns.
    fn line(&mut self, at: usize) {
        if !std::mem::replace(&mut self.line_start, false) {
            return;
        }
        if !matches!(self.structure, Blocks::Indentation | Blocks::Mappings) || !self.among_lines()
        {
            return;
        }
        let start = memchr::memrchr(b'\n', &self.text[..at]).map_or(0, |n| n + 1);
        // The column of a dash is between those of its line and of its item.
        let (mut at, mut column) = (at, 2 * (at - start));
        loop {
            let dash = self.text[at] == b'-'
                && matches!(self.text.get(at + 1), Some(b' ' | b'\n' | b'\r'));
            self.column(at, column + usize::from(dash), start);
            if !dash {
                return;
            }
            let rest = &self.text[at + 1..];
            let width = rest.iter().take_while(|b| **b == b' ').count();
            self.touch(at, at + 1);
            self.done = at + 1;
            if self.is_full()
                || matches!(rest.get(width), None | Some(b'\n' | b'\r'))
                || !self.is_mapping(at + 1 + width)
            {
                self.last = b'-';
                return;
            }
            let top = self.top();
            let block = Block {
                kind: BlockKind::Element,
                parent: top.block,
                head: at..at + 1,
                statement: at,
                inner: at + 1..self.text.len(),
            };
            at += 1 + width;
            column = 2 * (at - start);
            self.push(block, column);
            // What the line above ended with is not before the bracket of `- {`.
            self.last = b'-';
        }
    }

    /// Whether a key or another dash is what follows a dash on its line.
    fn is_mapping(&self, at: usize) -> bool {
        let end = memchr::memchr(b'\n', &self.text[at..]).map_or(self.text.len(), |n| at + n);
        let line = self.text[at..end].trim_ascii_end();
        line.ends_with(b":")
            || line.starts_with(b"- ")
            || memchr::memmem::find(line, b": ").is_some()
    }

    /// Closes the blocks of lines that are deeper than this column, or opens one.
    fn column(&mut self, at: usize, column: usize, start: usize) {
        while self.open.len() > 1 && self.among_lines() && self.top().column > column {
            self.close(start);
        }
        self.separate(false);
        let full = self.is_full();
        let top = self.top();
        if column > top.column && !full {
            let block = top.block;
            let head = self
                .items
                .last()
                .filter(|(of, _)| *of == block)
                .map(|(_, item)| item.span.clone());
            let head = head.unwrap_or(start..start);
            let head = head.start..window_end(self.text, head.start, LONGEST_HEAD).min(head.end);
            let opened = Block {
                kind: BlockKind::Lines,
                parent: block,
                statement: head.start,
                head,
                inner: at..self.text.len(),
            };
            self.push(opened, column);
        }
    }

    /// A header in brackets that is alone on its line, in formats of sections.
    fn header(&mut self, at: usize) -> bool {
        if self.structure != Blocks::Sections || self.text[at] != b'[' || !self.among_lines() {
            return false;
        }
        let end = memchr::memchr(b'\n', &self.text[at..]).map_or(self.text.len(), |n| at + n);
        let line = &self.text[at..end];
        let line = memchr::memchr(b'#', line)
            .map_or(line, |n| &line[..n])
            .trim_ascii_end();
        if !line.ends_with(b"]") {
            return false;
        }
        self.separate(false);
        while self.open.len() > 1 {
            self.close(at);
        }
        self.done = end;
        let marks = line.iter().take_while(|b| **b == b'[').count();
        let last = window_end(self.text, at, LONGEST_HEAD).min(at + line.len());
        let head = at + marks..last.saturating_sub(marks).max(at + marks);
        let inner = end..self.text.len();
        self.push(
            Block {
                kind: BlockKind::Section,
                parent: 0,
                head,
                statement: at,
                inner,
            },
            0,
        );
        true
    }

    fn finish(mut self) -> Outline {
        let end = self.text.len();
        while self.open.len() > 1 {
            self.close(end);
        }
        self.separate(false);
        let mut firsts = vec![0; self.blocks.len() + 1];
        for (block, _) in &self.items {
            firsts[block + 1] += 1;
        }
        for at in 1..firsts.len() {
            firsts[at] += firsts[at - 1];
        }
        // Items end in the order of their block: a stable sort keeps it.
        self.items.sort_by_key(|(block, _)| *block);
        Outline {
            blocks: self.blocks,
            items: self.items.into_iter().map(|(_, item)| item).collect(),
            firsts,
        }
    }
}

fn is_bracket(kind: BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Round | BlockKind::Square | BlockKind::Curly
    )
}

/// Whether a text ends with a tag of YAML: `!Sub `.
fn is_after_tag(text: &[u8]) -> bool {
    let text = text.trim_ascii_end();
    let name = text
        .iter()
        .rev()
        .take(64)
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b':')
        .count();
    name > 0 && text[..text.len() - name].ends_with(b"!")
}
