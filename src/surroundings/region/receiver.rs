//! The Region of the client that a call is made on: `primary` of `primary.converse(…)`. A file with several clients has
//! several Regions, and the receiver decides to which of them the request goes.

use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memmem;

use super::super::element::named;
use super::super::file::File;
use super::super::line::folded;
use super::super::requests::names::NameIndex;
use super::code::{region_around, region_constant};
use super::made_clients::MadeClients;
use crate::outline::{BlockKind, Item};

/// How many calls around a reference are looked at: `client.send(new ConverseCommand({…}))` has two.
const CALLS: usize = 3;

/// How many definitions are followed: a client that a session made, whose Region is in a variable.
const STEPS: usize = 3;

/// The longest definition of a client that people write.
const LONGEST: usize = 1500;

/// The definitions of clients in a file.
pub(super) struct Clients<'a, 'f, 's> {
    file: &'a File<'s>,
    names: &'a NameIndex<'f, 's>,
    made: &'a MadeClients<'f, 's>,
}

/// The Regions that a range names.
type RegionsInRange<'a> = dyn Fn(Range<usize>) -> BTreeSet<String> + 'a;

impl<'a, 'f, 's> Clients<'a, 'f, 's> {
    pub(super) fn new(
        file: &'a File<'s>,
        names: &'a NameIndex<'f, 's>,
        made: &'a MadeClients<'f, 's>,
    ) -> Self {
        Self { file, names, made }
    }

    /// The Regions of the client on which a call around an offset is made; absent where the file does not show the client,
    /// or not how its Region is set.
    pub(super) fn regions_at(
        &self,
        at: usize,
        said: &RegionsInRange<'_>,
    ) -> Option<BTreeSet<String>> {
        self.receivers(at)
            .find_map(|(name, at)| self.regions(name, at, STEPS, said))
    }

    /// Whether the client on which a call around an offset is made has a Region of its own that the file does not show:
    /// `region_name=os.environ["REGION"]`.
    pub(super) fn hide_region_at(&self, at: usize) -> bool {
        let definition = self.receivers(at).find_map(|(name, at)| {
            let definition = self.names.definition(name, at)?;
            let span = self.names.item(&definition).span.clone();
            (span.len() <= LONGEST && !span.contains(&at)).then_some(span)
        });
        let calls = definition.map_or_else(Vec::new, |span| self.calls_in(&span));
        let mut arguments = calls
            .into_iter()
            .flat_map(|block| self.made.region_arguments(block));
        arguments.any(|argument| self.hides_region(argument))
    }

    /// Whether a Region is computed, and neither it nor a default of it is written in the file.
    fn hides_region(&self, argument: &Item) -> bool {
        const ABSENT: &[&[u8]] = &[b"", b"None", b"null", b"undefined", b"nil"];
        let text = self.file.text();
        let value = argument.value();
        let written = text[value.clone()].trim_ascii();
        let names_one = |value: &[u8]| {
            let codes = memchr::memchr_iter(b'-', value).filter_map(|at| region_around(value, at));
            let constants = memmem::find_iter(value, b"Region");
            let mut constants = constants.filter_map(|at| region_constant(value, at));
            codes.count() > 0 || constants.next().is_some()
        };
        if ABSENT.contains(&written) || names_one(written) {
            return false;
        }
        let definition = self.names.definition(written, value.start);
        definition.is_none_or(|definition| {
            let span = self.names.item(&definition).span.clone();
            span.len() > LONGEST || !names_one(&text[span])
        })
    }

    /// What the calls around an offset are made on, from the innermost.
    fn receivers(&self, at: usize) -> impl Iterator<Item = (&'s [u8], usize)> {
        let outline = self.file.outline();
        outline
            .around(outline.block_at(at))
            .filter(|number| outline.block(*number).kind == BlockKind::Round)
            .take(CALLS)
            .filter_map(|number| self.receiver(number))
    }

    /// The variable or field before the last dot of what a block of arguments is called on, and its offset.
    fn receiver(&self, number: usize) -> Option<(&'s [u8], usize)> {
        let block = self.file.outline().block(number);
        let callee = named(self.file, block).callee;
        let dot = callee.iter().rposition(|b| *b == b'.')?;
        let start = block.head.end
            - memmem::rfind(&self.file.text()[block.head.clone()], callee)
                .map_or(callee.len(), |at| block.head.len() - at);
        let object = &callee[..dot];
        let object = object.strip_suffix(b"?").unwrap_or(object);
        let from = object
            .iter()
            .rposition(|b| matches!(b, b'.' | b':' | b'>'))
            .map_or(0, |at| at + 1);
        let name = &object[from..];
        (!name.is_empty()).then_some((name, start + from))
    }

    /// The Regions in the definition of a client, in what its arguments are defined as, or in the definition of the session
    /// that makes it.
    fn regions(
        &self,
        name: &[u8],
        at: usize,
        steps: usize,
        said: &RegionsInRange<'_>,
    ) -> Option<BTreeSet<String>> {
        let definition = self.names.definition(name, at)?;
        let span = self.names.item(&definition).span.clone();
        if span.len() > LONGEST || span.contains(&at) {
            return None;
        }
        let own = said(span.clone());
        if !own.is_empty() || steps == 0 {
            return Some(own).filter(|own| !own.is_empty());
        }
        let arguments = self.calls_in(&span);
        arguments
            .iter()
            .find_map(|block| self.named_region(*block))
            .or_else(|| {
                let makers = arguments.iter().filter_map(|block| self.receiver(*block));
                let mut of_makers =
                    makers.filter_map(|(maker, at)| self.regions(maker, at, steps - 1, said));
                of_makers.next()
            })
    }

    /// The blocks of arguments in a statement.
    fn calls_in(&self, span: &Range<usize>) -> Vec<usize> {
        let outline = self.file.outline();
        let Some(first) = outline.first_from(span.start) else {
            return Vec::new();
        };
        (first..outline.len())
            .take_while(|number| outline.block(*number).inner.start <= span.end)
            .collect()
    }

    /// The Region of the variable that an argument of a block names as its Region: `region_name=PRIMARY`.
    fn named_region(&self, block: usize) -> Option<BTreeSet<String>> {
        let (text, outline) = (self.file.text(), self.file.outline());
        let mut items = outline.items(block).iter();
        items.find_map(|item| {
            if !folded(&text[item.key()]).contains("region") {
                return None;
            }
            let value = item.value();
            let definition = self
                .names
                .definition(text[value.clone()].trim_ascii(), value.start)?;
            let value = self.names.item(&definition).value();
            let value = &text[value];
            let codes: BTreeSet<String> = memchr::memchr_iter(b'-', value)
                .filter_map(|dash| region_around(value, dash))
                .map(|(_, code)| code)
                .collect();
            (codes.len() == 1).then_some(codes)
        })
    }
}
