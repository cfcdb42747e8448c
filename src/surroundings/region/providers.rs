//! The Region of the provider of a Terraform resource, if it is in the same file.

use std::cell::LazyCell;
use std::ops::Range;

use super::super::element::name_at_end;
use super::super::file::File;
use crate::reference::Found;

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
    pub(super) fn of(file: &File<'_>) -> Self {
        let (text, outline) = (file.text(), file.outline());
        let blocks = outline.children_in(0, 0..text.len()).filter_map(|number| {
            let block = outline.block(number);
            let head = text[block.head.clone()].trim_ascii_end();
            (head == b"provider \"aws\"").then(|| ProviderBlock {
                alias: attribute(file, number, b"alias").map(<[u8]>::to_vec),
                span: block.head.start..block.inner.end,
            })
        });
        Self {
            blocks: blocks.collect(),
        }
    }

    /// Whether there is one that only some resources are made by.
    pub(super) fn have_aliases(&self) -> bool {
        self.blocks.iter().any(|block| block.alias.is_some())
    }

    /// Where the provider of a resource is set up; absent where that is not in this file.
    pub(super) fn of_resource(
        &self,
        file: &File<'_>,
        resource: &Range<usize>,
    ) -> Option<Range<usize>> {
        let outline = file.outline();
        let number = outline
            .around(outline.block_at(resource.end))
            .last()
            .or_else(|| outline.child_in(0, resource.clone()));
        let wanted = number.and_then(|number| alias_of(file, number));
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

/// The alias of the provider that a resource or a module names; absent for the default one.
fn alias_of<'s>(file: &File<'s>, number: usize) -> Option<&'s [u8]> {
    let of_resource = attribute(file, number, b"provider").and_then(alias_in);
    of_resource.or_else(|| alias_for_module(file, number))
}

/// For each reference, whether the resource or module around it names a provider by an alias that this file does not define.
pub(super) fn are_elsewhere(file: &File<'_>, found: &[Found]) -> Vec<bool> {
    let outline = file.outline();
    let defined = LazyCell::new(|| Providers::of(file));
    let is_elsewhere = |number: usize| {
        alias_of(file, number).is_some_and(|alias| {
            let mut blocks = defined.blocks.iter();
            !blocks.any(|block| block.alias.as_deref() == Some(alias))
        })
    };
    // A resource with many references is looked at once.
    let mut last: Option<(usize, bool)> = None;
    let mut of_one = |one: &Found| {
        let number = outline.around(outline.block_at(one.span.start)).last()?;
        let known = last.filter(|(of, _)| *of == number);
        let (_, answer) = *last.insert(known.unwrap_or_else(|| (number, is_elsewhere(number))));
        Some(answer)
    };
    found
        .iter()
        .map(|one| of_one(one).unwrap_or_default())
        .collect()
}

/// The alias that a reference to a provider names: `us` of `aws.us`.
fn alias_in(provider: &[u8]) -> Option<&[u8]> {
    let name = provider
        .strip_prefix(b"aws.")
        .or_else(|| provider.strip_prefix(b"\"aws."))?;
    Some(name.strip_suffix(b"\"").unwrap_or(name))
}

/// The alias of the provider that a module gets as its `aws`: `providers = { aws = aws.us }`.
fn alias_for_module<'s>(file: &File<'s>, number: usize) -> Option<&'s [u8]> {
    let outline = file.outline();
    let mut items = outline.items(number).iter();
    let item = items.find(|item| name_at_end(&file.text()[item.key()]) == b"providers")?;
    let map = outline.child_in(number, item.span.clone())?;
    attribute(file, map, b"aws").and_then(alias_in)
}

/// Whether an offset is in a provider that only those resources use which name it.
pub(super) fn is_in_alias(file: &File<'_>, offset: usize) -> bool {
    let outline = file.outline();
    let outermost = outline.around(outline.block_at(offset)).last();
    outermost.is_some_and(|number| {
        let head = file.text()[outline.block(number).head.clone()].trim_ascii();
        head.starts_with(b"provider ") && attribute(file, number, b"alias").is_some()
    })
}

/// The block at the margin around an offset, with its head; the offset alone outside of blocks.
pub(super) fn block_around(file: &File<'_>, offset: usize) -> Range<usize> {
    let outline = file.outline();
    let outermost = outline.around(outline.block_at(offset)).last();
    outermost.map_or(offset..offset, |number| {
        let block = outline.block(number);
        block.head.start..block.inner.end.max(offset)
    })
}

/// The range of the provider in a file of the Serverless Framework, which deploys all of the file to one Region:
/// `provider:` with `name: aws`.
pub(super) fn of_serverless(file: &File<'_>) -> Option<Range<usize>> {
    let (text, outline) = (file.text(), file.outline());
    if file.source.language.name != "yaml" {
        return None;
    }
    let mut blocks = outline.children_in(0, 0..text.len());
    let number = blocks.find(|number| {
        let head = text[outline.block(*number).head.clone()].trim_ascii();
        head == b"provider:" && attribute(file, *number, b"name") == Some(b"aws")
    })?;
    let mut items = outline.items(number).iter();
    let region = items.find(|item| text[item.key()].trim_ascii() == b"region")?;
    Some(region.span.clone())
}

/// The name of the module that a block calls: `agent` of `module "agent"`.
pub(in crate::surroundings) fn module_name(file: &File<'_>, number: usize) -> Option<String> {
    let head = file.text()[file.outline().block(number).head.clone()].trim_ascii();
    let quoted = head.strip_prefix(b"module")?.trim_ascii();
    let name = quoted.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    Some(String::from_utf8_lossy(name).into_owned())
}

/// The value of an attribute of a block, without quotes.
pub(in crate::surroundings) fn attribute<'s>(
    file: &File<'s>,
    number: usize,
    name: &[u8],
) -> Option<&'s [u8]> {
    let text = file.text();
    let mut items = file.outline().items(number).iter();
    let item = items.find(|item| name_at_end(&text[item.key()]) == name)?;
    let value = text[item.value()].trim_ascii();
    let bare = value
        .strip_prefix(b"\"")
        .and_then(|rest| rest.strip_suffix(b"\""));
    Some(bare.unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::super::super::file::File;
    use super::super::super::tests::source;
    use super::{Providers, block_around};

    const FILE: &str = "provider \"aws\" {\n  region = \"us-east-1\"\n}\n\nprovider \"aws\" {\n  alias  = \"sao\"\n  \
                        region = \"sa-east-1\"\n}\n\nresource \"a\" \"x\" {\n  provider = aws.sao\n  model = \
                        \"ONE\"\n}\n\nresource \"a\" \"y\" {\n  nested {\n    model = \"TWO\"\n  }\n}\n\nresource \
                        \"a\" \"z\" {\n  provider = aws.other\n  model = \"THREE\"\n}\n";

    #[test]
    fn a_resource_has_the_region_of_its_provider() {
        let source = source("main.tf", FILE);
        let file = File::new(&source);
        let providers = Providers::of(&file);
        let around = |word: &str| {
            let at = FILE.find(word).expect("the word is in the file");
            providers
                .of_resource(&file, &block_around(&file, at))
                .map(|span| &FILE[span])
        };
        assert!(providers.have_aliases());
        assert!(around("ONE").is_some_and(|block| block.contains("sa-east-1")));
        assert!(around("TWO").is_some_and(|block| block.contains("us-east-1")));
        assert_eq!(around("THREE"), None);
    }

    #[test]
    fn a_single_provider_without_alias_decides() {
        let source = source(
            "main.tf",
            "provider \"aws\" {\n  region = \"us-east-1\"\n}\n",
        );
        assert!(!Providers::of(&File::new(&source)).have_aliases());
    }
}
