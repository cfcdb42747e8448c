//! The names of a file: where each is defined, and where it is used.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::super::element::name_at_end;
use super::super::file::File;
use crate::language::Trait;
use crate::lexer::TokenKind;
use crate::outline::{BlockKind, Item, Separator};

/// The assignment of a variable, constant or field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::surroundings) struct NameDefinition {
    /// The block of the statement.
    pub(super) block: usize,
    /// Its item in the block, by number.
    pub(super) item: usize,
    /// Whether it sets a field of the object: `self.x = …`.
    pub(super) of_object: bool,
}

/// A variable whose value is a part of a request.
#[derive(Clone, Debug)]
pub(super) struct UsedVariable {
    /// Its name, at one of its uses.
    pub(super) name: Range<usize>,
    pub(super) definition: NameDefinition,
}

/// The names of a file, read when the first is asked for.
pub(in crate::surroundings) struct NameIndex<'f, 's> {
    file: &'f File<'s>,
    definitions: OnceCell<BTreeMap<&'s [u8], Vec<NameDefinition>>>,
    uses: OnceCell<HashMap<&'s [u8], Vec<usize>>>,
}

/// The number of definitions of a name above which none of them is followed.
const MOST_DEFINITIONS: usize = 64;

/// What may be before a name without changing which one it is.
const OBJECTS: &[&[u8]] = &[
    b"self.",
    b"this.",
    b"$this->",
    b"this->",
    b"@",
    b"self::",
    b"static::",
    b"Self::",
];

impl<'f, 's> NameIndex<'f, 's> {
    pub(in crate::surroundings) fn new(file: &'f File<'s>) -> Self {
        Self {
            file,
            definitions: OnceCell::new(),
            uses: OnceCell::new(),
        }
    }

    pub(in crate::surroundings) fn item(&self, definition: &NameDefinition) -> &'f Item {
        &self.file.outline().items(definition.block)[definition.item]
    }

    /// The offsets of a name in code, in ascending order.
    pub(in crate::surroundings) fn uses(&self, name: &[u8]) -> &[usize] {
        let uses = self.uses.get_or_init(|| {
            let mut uses: HashMap<&'s [u8], Vec<usize>> = HashMap::new();
            let text = self.file.text();
            let is_shell = self.file.source.language.has(Trait::ShellTests);
            if is_shell {
                // Variables are read in literals, too.
                for dollar in memchr::memchr_iter(b'$', text) {
                    let brace = usize::from(text.get(dollar + 1) == Some(&b'{'));
                    let from = dollar + 1 + brace;
                    if let Some(word) = words(text, from..text.len().min(from + 128)).next()
                        && word.start == from
                        && !self.file.lexed.kind_at(dollar).is_comment()
                    {
                        uses.entry(&text[word.clone()])
                            .or_default()
                            .push(word.start);
                    }
                }
                return uses;
            }
            for range in code(self.file) {
                for word in words(text, range) {
                    uses.entry(&text[word.clone()])
                        .or_default()
                        .push(word.start);
                }
            }
            uses
        });
        uses.get(name).map_or(&[], Vec::as_slice)
    }

    /// The definition that applies to a use of a name: the last one before it, in the block of the use or around that.
    /// Absent where a function around the use has a parameter of this name, or where none can be seen.
    pub(in crate::surroundings) fn definition(
        &self,
        name: &[u8],
        at: usize,
    ) -> Option<NameDefinition> {
        let outline = self.file.outline();
        let all = self.definitions().get(name)?;
        if all.len() > MOST_DEFINITIONS {
            return None;
        }
        let innermost = outline.block_at(at);
        let around = |block: usize| block == 0 || outline.around(innermost).any(|b| b == block);
        let is_of_object = is_field(name) || is_after_object(&self.file.text()[..at]);
        let defines = |definition: &&NameDefinition| {
            let span = &self.item(definition).span;
            if definition.of_object && is_of_object {
                // Anywhere in the object.
                return around(outline.block(definition.block).parent);
            }
            let before = span.end <= at || definition.block == 0;
            before && !definition.of_object && around(definition.block)
        };
        let before = all
            .iter()
            .rev()
            .filter(defines)
            .find(|definition| self.item(definition).span.start < at);
        let definition = *before.or_else(|| all.iter().find(defines))?;
        let is_parameter = outline
            .around(innermost)
            .take_while(|block| *block != definition.block)
            .any(|block| self.is_parameter(name, block));
        (!is_parameter || is_of_object).then_some(definition)
    }

    /// How many definitions of a name apply to the block of one of them.
    pub(super) fn rivals(&self, name: &[u8], definition: &NameDefinition) -> usize {
        let all = self.definitions().get(name).map_or(&[][..], Vec::as_slice);
        if all.len() > MOST_DEFINITIONS {
            return all.len();
        }
        let outline = self.file.outline();
        let inside = |other: &&NameDefinition| {
            **other != *definition
                && (other.block == definition.block
                    || outline.around(other.block).any(|b| b == definition.block)
                    || (definition.of_object && other.of_object))
        };
        all.iter().filter(inside).count()
    }

    /// Whether a block inside of that of a definition defines the name again before an offset: in a branch or a loop.
    pub(super) fn is_redefined(&self, name: &[u8], definition: &NameDefinition, at: usize) -> bool {
        let outline = self.file.outline();
        let from = self.item(definition).span.end;
        let all = self.definitions().get(name).map_or(&[][..], Vec::as_slice);
        all.iter().take(MOST_DEFINITIONS).any(|other| {
            other.block != definition.block
                && (from..at).contains(&self.item(other).span.start)
                && outline
                    .around(other.block)
                    .any(|block| block == definition.block || definition.block == 0)
        })
    }

    /// Whether the function whose body this block is has a parameter of this name.
    fn is_parameter(&self, name: &[u8], block: usize) -> bool {
        const LONGEST: usize = 2048;
        let block = self.file.outline().block(block);
        let head = &block.head;
        matches!(block.kind, BlockKind::Lines | BlockKind::Curly)
            && head.len() <= LONGEST
            && words(self.file.text(), head.clone()).any(|w| &self.file.text()[w] == name)
    }

    fn definitions(&self) -> &BTreeMap<&'s [u8], Vec<NameDefinition>> {
        self.definitions.get_or_init(|| {
            let (text, outline) = (self.file.text(), self.file.outline());
            let mut all: BTreeMap<&'s [u8], Vec<NameDefinition>> = BTreeMap::new();
            for block in 0..outline.len() {
                if matches!(
                    outline.block(block).kind,
                    BlockKind::Round | BlockKind::Square
                ) {
                    continue;
                }
                for (number, item) in outline.items(block).iter().enumerate() {
                    let is_assigned = matches!(item.separator, Some((_, Separator::Assign)));
                    let key = text[item.key()].trim_ascii_end();
                    // A type before the value: `let body: Value = …` has its own separator.
                    if !is_assigned || key.ends_with(b"]") || key.ends_with(b"+") {
                        continue;
                    }
                    // `body, err := json.Marshal(payload)`
                    let before = outline.items(block)[..number].iter().rev();
                    let joined = before.take_while(|other| other.separator.is_none()).take(3);
                    let others = joined
                        .map(|other| &text[other.span.clone()])
                        .take(if item.follows_comma { 3 } else { 0 });
                    for (key, is_first) in
                        std::iter::once((key, true)).chain(others.map(|key| (key, false)))
                    {
                        let (name, of_object) = defined_name(key);
                        if name.is_empty() || (!is_first && name.len() != key.len()) {
                            continue;
                        }
                        all.entry(name).or_default().push(NameDefinition {
                            block,
                            item: number,
                            of_object,
                        });
                    }
                }
            }
            for definitions in all.values_mut() {
                definitions.sort_by_key(|definition| self.item(definition).span.start);
            }
            all
        })
    }
}

/// The name that a key defines, and whether it is a field of the object: `body` of `let body` and `self.body`.
pub(in crate::surroundings) fn defined_name(key: &[u8]) -> (&[u8], bool) {
    let name = name_at_end(key);
    match OBJECTS.iter().find_map(|object| name.strip_prefix(*object)) {
        Some(field) => (field, true),
        None if memchr::memchr(b'.', name).is_some() => (b"", false),
        None => {
            let before = &key[..key.len() - name.len()];
            (
                name,
                before.ends_with(b"@") || (before.is_empty() && is_field(name)),
            )
        }
    }
}

/// Whether a name is that of a field by convention: `_model`.
fn is_field(name: &[u8]) -> bool {
    name.starts_with(b"_")
}

/// Whether what is before a name makes it a field of the object.
pub(super) fn is_after_object(before: &[u8]) -> bool {
    OBJECTS.iter().any(|object| before.ends_with(object))
}

/// Whether what is before a name makes it a part of something else: `other.name`.
pub(super) fn is_member(before: &[u8]) -> bool {
    let is_access = before.ends_with(b".") || before.ends_with(b"->") || before.ends_with(b"::");
    is_access && !is_after_object(before)
}

/// What lies between literals and comments.
fn code<'f>(file: &'f File<'_>) -> impl Iterator<Item = Range<usize>> + use<'f> {
    let mut at = 0;
    let tokens = file.lexed.tokens();
    let end = file.text().len();
    let gaps = tokens.iter().map(move |token| {
        // Names in the placeholders of literals have no token of their own.
        let gap = at..token.span.start.max(at);
        at = match token.kind {
            TokenKind::Code | TokenKind::Fence => token.span.start.max(at),
            _ => token.span.end.max(at),
        };
        gap
    });
    let last = tokens.last().map_or(0, |token| token.span.end);
    gaps.chain(std::iter::once(last..end))
}

/// The words in a range of code.
fn words(text: &[u8], range: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$');
    let mut at = range.start;
    std::iter::from_fn(move || {
        while at < range.end && !is_name(text[at]) {
            at += 1;
        }
        let start = at;
        while at < range.end && is_name(text[at]) {
            at += 1;
        }
        (start < at).then_some(start..at)
    })
}
