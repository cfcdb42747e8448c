//! The outline of any text, for the fuzz targets.

use super::outline as outline_of;
use crate::language::language_of;
use crate::lexer::lex;

/// Makes the outline of a text and checks its shape: tokens follow each other, a block is inside its parent, the items
/// of a block are in order and inside it, and every offset has an innermost block.
pub fn outline(path: &str, text: &[u8]) {
    let language = language_of(path, text);
    let lexed = lex(text, language);
    let mut last = 0;
    for token in lexed.tokens() {
        assert!(
            last <= token.span.start && token.span.start <= token.span.end,
            "{token:?} after {last}"
        );
        last = token.span.end;
    }
    assert!(last <= text.len());
    let outline = outline_of(text, &lexed, language.blocks);
    for (number, block) in outline.blocks.iter().enumerate() {
        let parent = &outline.block(block.parent).inner;
        assert!(block.inner.start <= block.inner.end, "{block:?}");
        assert!(
            parent.start <= block.inner.start && block.inner.end <= parent.end,
            "{block:?} in {parent:?}"
        );
        let mut last = block.inner.start;
        for item in outline.items(number) {
            assert!(
                last <= item.span.start && item.span.start <= item.span.end,
                "{item:?} after {last}"
            );
            assert!(item.span.end <= block.inner.end, "{item:?} in {block:?}");
            assert!(
                item.key().start <= item.key().end && item.value().start <= item.value().end,
                "{item:?}"
            );
            last = item.span.end;
            assert!(
                outline
                    .lines_of(number, item)
                    .is_none_or(|child| child > number),
                "{item:?}"
            );
        }
    }
    for offset in (0..=text.len()).step_by(1 + text.len() / 64) {
        let at = outline.block_at(offset);
        assert!(
            outline.around(at).count() <= at,
            "{at} is deeper than there are blocks"
        );
        assert!(
            outline
                .item_at(at, offset)
                .is_none_or(|(_, item)| item.span.contains(&offset)),
            "{offset}"
        );
        assert!(
            outline
                .child_in(at, offset..text.len())
                .is_none_or(|child| child > at),
            "{at}"
        );
    }
}
