//! The outline of a file: its blocks, the items in them, and the key and value of each item.
//!
//! Built in one pass over what the lexer leaves between literals and comments, so that a bracket in a string opens nothing.
//! It is not a parser: it knows brackets, indentation and sections, and where one item ends and the next begins. Its
//! users decide what a block or an item means.

mod build;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub(crate) use build::outline;

/// What opens and closes a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockKind {
    /// The whole text.
    File,
    /// `(…)`.
    Round,
    /// `[…]`.
    Square,
    /// `{…}`.
    Curly,
    /// Lines that are indented deeper than the line above.
    Lines,
    /// The lines after a dash of a YAML list, up to the next dash.
    Element,
    /// The lines after a header in brackets, up to the next header.
    Section,
}

/// A block, its number in [`Outline`] being its name.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) kind: BlockKind,
    /// The block around it; its own number for the file.
    pub(crate) parent: usize,
    /// What is before its opening mark, from the start of the item in which it opens; for lines the line above, for a
    /// section its header without the brackets.
    pub(crate) head: Range<usize>,
    /// Where the statement begins in which it opens: before the start of `head` where a comma precedes that.
    pub(crate) statement: usize,
    /// What is inside, without the marks.
    pub(crate) inner: Range<usize>,
}

impl Block {
    /// Where a block of brackets ends: after the closing mark, which a file that is cut off does not have.
    pub(crate) fn end(&self, text: &[u8]) -> usize {
        (self.inner.end + 1).min(text.len())
    }
}

/// What is between the key and the value of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Separator {
    /// `:`.
    Colon,
    /// `=`, `:=`.
    Assign,
    /// `=>`.
    FatArrow,
    /// `->`.
    Arrow,
}

/// An item of a block: an element, a field, an argument, a statement or an arm.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// All of it, without spaces at its ends.
    pub(crate) span: Range<usize>,
    /// Where its separator begins and ends, and which one it is; absent if it has none.
    pub(crate) separator: Option<(Range<usize>, Separator)>,
    /// Whether a comma is before it, so that it belongs to the statement of the item before.
    pub(crate) follows_comma: bool,
}

impl Item {
    /// What is before the separator; empty if none exists.
    pub(crate) fn key(&self) -> Range<usize> {
        self.separator
            .as_ref()
            .map_or(self.span.start..self.span.start, |(at, _)| {
                self.span.start..at.start
            })
    }

    /// What is after the separator; all of it if none exists.
    pub(crate) fn value(&self) -> Range<usize> {
        self.separator
            .as_ref()
            .map_or(self.span.clone(), |(at, _)| {
                at.end..self.span.end.max(at.end)
            })
    }
}

/// How many blocks around an offset are looked through: deeper nesting is nobody's code.
const CLIMB: usize = 512;

/// The blocks of a text, by where they open, and their items.
#[derive(Debug)]
pub(crate) struct Outline {
    blocks: Vec<Block>,
    /// The items of all blocks, by block and then by position.
    items: Vec<Item>,
    /// Where the items of each block begin in `items`, with the end of the last at the end.
    firsts: Vec<usize>,
}

impl Outline {
    /// The block with this number.
    pub(crate) fn block(&self, number: usize) -> &Block {
        &self.blocks[number]
    }

    /// How many blocks there are, the file included.
    pub(crate) fn len(&self) -> usize {
        self.blocks.len()
    }

    /// The first block that opens at or after an offset.
    pub(crate) fn first_from(&self, offset: usize) -> Option<usize> {
        let at = self
            .blocks
            .partition_point(|block| block.inner.start <= offset);
        (at < self.blocks.len()).then_some(at)
    }

    /// The innermost block around an offset; the file where the nesting is deeper than anybody writes.
    pub(crate) fn block_at(&self, offset: usize) -> usize {
        let mut at = self
            .blocks
            .partition_point(|block| block.inner.start <= offset)
            .saturating_sub(1);
        for _ in 0..CLIMB {
            // A closing bracket belongs to its block; where lines end, what is outside of them begins.
            let block = &self.blocks[at];
            let is_last = offset == block.inner.end
                && (!matches!(
                    block.kind,
                    BlockKind::Lines | BlockKind::Element | BlockKind::Section
                ) || offset == self.blocks[0].inner.end);
            if at == 0 || block.inner.contains(&offset) || is_last {
                return at;
            }
            at = self.blocks[at].parent;
        }
        0
    }

    /// A block and those around it, from the inside, without the file.
    pub(crate) fn around(&self, number: usize) -> impl Iterator<Item = usize> {
        let mut next = Some(number).filter(|at| *at > 0);
        std::iter::from_fn(move || {
            let at = next?;
            next = Some(self.blocks[at].parent).filter(|at| *at > 0);
            Some(at)
        })
    }

    /// The items of a block.
    pub(crate) fn items(&self, number: usize) -> &[Item] {
        &self.items[self.firsts[number]..self.firsts[number + 1]]
    }

    /// The item of a block that contains an offset, with its number among them.
    pub(crate) fn item_at(&self, number: usize, offset: usize) -> Option<(usize, &Item)> {
        let items = self.items(number);
        let at = items
            .partition_point(|item| item.span.start <= offset)
            .checked_sub(1)?;
        (offset < items[at].span.end).then(|| (at, &items[at]))
    }

    /// The first block that opens directly in another one, in a range of it.
    pub(crate) fn child_in(&self, parent: usize, range: Range<usize>) -> Option<usize> {
        // A block around the range may begin where the range does.
        let at = self
            .blocks
            .partition_point(|block| block.inner.start <= range.start);
        let child = self
            .blocks
            .get(at)
            .filter(|block| block.inner.start <= range.end)?;
        (child.parent == parent && at > 0).then_some(at)
    }

    /// The blocks that open directly in another one, in a range of it.
    pub(crate) fn children_in(
        &self,
        parent: usize,
        range: Range<usize>,
    ) -> impl Iterator<Item = usize> {
        let mut next = self
            .blocks
            .partition_point(|block| block.inner.start <= range.start);
        std::iter::from_fn(move || {
            let at = next;
            let block = self.blocks.get(at).filter(|b| b.inner.start <= range.end)?;
            // What opens in a child is skipped at once.
            let end = block.inner.end;
            next = self
                .blocks
                .partition_point(|inner| inner.inner.start <= end)
                .max(at + 1);
            Some((at, block.parent))
        })
        .filter(move |(_, around)| *around == parent)
        .map(|(at, _)| at)
    }

    /// The block of an item's value: the first that opens in a range of the item, or the lines below it.
    pub(crate) fn value_block(
        &self,
        parent: usize,
        item: &Item,
        range: Range<usize>,
    ) -> Option<usize> {
        self.child_in(parent, range)
            .or_else(|| self.lines_of(parent, item))
    }

    /// The block of lines below an item, which is its value.
    pub(crate) fn lines_of(&self, parent: usize, item: &Item) -> Option<usize> {
        let at = self
            .blocks
            .partition_point(|block| block.inner.start < item.span.end);
        let below = self.blocks.get(at)?;
        let is_own = below.parent == parent
            && matches!(below.kind, BlockKind::Lines | BlockKind::Element)
            && below.head.start == item.span.start;
        is_own.then_some(at)
    }
}
