//! The Region of the provider of a Terraform resource, if it is in the same file.

use std::ops::Range;

use memchr::memmem;

use crate::line_ends::{window_end, window_start};

/// How far a block at the margin reaches around what is in it at most, in bytes.
const BLOCK: usize = 64 << 10;

/// The `provider "aws"` blocks of a file, each with its position.
pub(super) struct Providers {
    blocks: Vec<ProviderBlock>,
}

struct ProviderBlock {
    span: Range<usize>,
    /// The name after `alias`; absent for the provider that applies where none is named.
    alias: Option<Vec<u8>>,
}

impl Providers {
    pub(super) fn of(text: &[u8]) -> Self {
        let heads = memmem::find_iter(text, b"provider \"aws\"")
            .filter(|at| *at == 0 || text[at - 1] == b'\n');
        let blocks = heads.map(|start| {
            let span = start..end_of_block(text, start);
            ProviderBlock {
                alias: value_of(&text[span.clone()], b"alias").map(<[u8]>::to_vec),
                span,
            }
        });
        Self {
            blocks: blocks.collect(),
        }
    }

    /// Whether there is one that only some resources are made by.
    pub(super) fn have_aliases(&self) -> bool {
        self.blocks.iter().any(|block| block.alias.is_some())
    }

    /// Where the provider of what is at `offset` is set up; absent where that is not in this file.
    pub(super) fn around(&self, text: &[u8], offset: usize) -> Option<Range<usize>> {
        let resource = block_around(text, offset);
        let wanted = value_of(&text[resource], b"provider").and_then(|name| {
            let name = name
                .strip_prefix(b"aws.")
                .or_else(|| name.strip_prefix(b"\"aws."))?;
            Some(name.strip_suffix(b"\"").unwrap_or(name))
        });
        let mut fitting = self
            .blocks
            .iter()
            .filter(|block| block.alias.as_deref() == wanted);
        match (fitting.next(), fitting.next()) {
            (Some(block), None) => Some(block.span.clone()),
            _ => None,
        }
    }
}

/// The block at the margin around an offset; from there to the end where none is closed after it.
pub(super) fn block_around(text: &[u8], offset: usize) -> Range<usize> {
    let from = window_start(text, offset, BLOCK);
    let text = &text[..window_end(text, offset, BLOCK)];
    let mut line_ends = memchr::memrchr_iter(b'\n', &text[from..offset]).map(|n| from + n);
    let start = line_ends.find(|end| text.get(end + 1).is_some_and(u8::is_ascii_alphabetic));
    let start = start.map_or(from, |end| end + 1);
    start..end_of_block(text, start).max(offset)
}

/// Behind the brace at the margin that closes what begins at `start`, at the latest where the text ends.
fn end_of_block(text: &[u8], start: usize) -> usize {
    memmem::find(&text[start..], b"\n}").map_or(text.len(), |n| start + n + 2)
}

/// The value of an attribute that is first on a line of a block, without quotes.
fn value_of<'t>(block: &'t [u8], name: &[u8]) -> Option<&'t [u8]> {
    block.split(|b| *b == b'\n').find_map(|line| {
        let rest = line
            .trim_ascii()
            .strip_prefix(name)?
            .trim_ascii_start()
            .strip_prefix(b"=")?
            .trim_ascii();
        Some(
            rest.strip_prefix(b"\"")
                .and_then(|rest| rest.strip_suffix(b"\""))
                .unwrap_or(rest),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::Providers;

    const FILE: &str = "provider \"aws\" {\n  region = \"us-east-1\"\n}\n\nprovider \"aws\" {\n  alias  = \"sao\"\n  \
                        region = \"sa-east-1\"\n}\n\nresource \"a\" \"x\" {\n  provider = aws.sao\n  model = \
                        \"ONE\"\n}\n\nresource \"a\" \"y\" {\n  nested {\n    model = \"TWO\"\n  }\n}\n\nresource \
                        \"a\" \"z\" {\n  provider = aws.other\n  model = \"THREE\"\n}\n";

    #[test]
    fn a_resource_is_made_by_the_provider_that_it_names() {
        let providers = Providers::of(FILE.as_bytes());
        let around = |word: &str| {
            let at = FILE.find(word).expect("the word is in the file");
            providers
                .around(FILE.as_bytes(), at)
                .map(|span| &FILE[span])
        };
        assert!(providers.have_aliases());
        assert!(around("ONE").is_some_and(|block| block.contains("sa-east-1")));
        assert!(around("TWO").is_some_and(|block| block.contains("us-east-1")));
        assert_eq!(around("THREE"), None);
    }

    #[test]
    fn one_provider_without_alias_is_no_choice() {
        assert!(
            !Providers::of(b"provider \"aws\" {\n  region = \"us-east-1\"\n}\n").have_aliases()
        );
    }
}
