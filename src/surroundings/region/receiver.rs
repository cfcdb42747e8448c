//! The Region of the client that sends a request: `primary` of `primary.converse(…)`, of `Chat(client=primary)`, and of
//! `primary.send(command)` for what `command` is defined as. A file with several clients has several Regions, and the
//! client decides to which of them the request goes.

use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memmem;

use super::super::element::{contains_statements, name_at_end, named};
use super::super::file::File;
use super::super::line::folded;
use super::super::requests::names::{NameIndex, defined_name};
use super::code::{is_region, region_around, region_constant};
use super::made_clients::MadeClients;
use crate::outline::{BlockKind, Item, Separator};

/// How many calls around a reference are looked at: `client.send(new ConverseCommand({…}))` has two.
const CALLS: usize = 3;

/// How many definitions are followed: a client that a session made, whose Region is in a variable.
const STEPS: usize = 3;

/// The longest definition of a client that people write.
const LONGEST: usize = 1500;

/// How many arguments of a call are looked at: each of thousands of references in one call asks.
const ARGUMENTS: usize = 64;

/// How many uses of a variable are looked at.
const USES: usize = 16;

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

    /// The Regions of the client that sends what is at an offset. Absent where the file shows no client, or no Region for it.
    pub(super) fn regions_at(
        &self,
        at: usize,
        said: &RegionsInRange<'_>,
    ) -> Option<BTreeSet<String>> {
        let of_call = || {
            self.receivers(at)
                .find_map(|(name, at)| self.regions(name, at, STEPS, said))
        };
        self.regions_of_argument(at, said)
            .or_else(of_call)
            .or_else(|| self.regions_of_uses(at, said))
    }

    /// The Regions of the client that the call around an offset gets as an argument: `Chat(client=primary, model="…")`.
    fn regions_of_argument(
        &self,
        at: usize,
        said: &RegionsInRange<'_>,
    ) -> Option<BTreeSet<String>> {
        let (text, outline) = (self.file.text(), self.file.outline());
        let around = outline.around(outline.block_at(at)).take_while(|number| {
            matches!(
                outline.block(*number).kind,
                BlockKind::Round | BlockKind::Curly
            )
        });
        let is_client = |item: &&Item| {
            let name = folded(name_at_end(&text[item.key()]));
            let service = name.strip_suffix("client");
            // `http_client` is one for other requests.
            service.is_some_and(|service| {
                let names = ["aws", "bedrock", "boto", "runtime"];
                service.is_empty() || names.iter().any(|name| service.contains(name))
            })
        };
        let mut clients = around
            .take(CALLS)
            .filter(|number| !contains_statements(self.file, outline.block(*number)))
            .flat_map(|number| {
                outline
                    .items(number)
                    .iter()
                    .take(ARGUMENTS)
                    .filter(is_client)
            });
        clients.find_map(|item| {
            let value = item.value();
            self.regions(text[value.clone()].trim_ascii(), value.start, STEPS, said)
        })
    }

    /// The Regions of the clients to which the variable is sent whose definition contains an offset: `us.send(command)`,
    /// `eu.converse(modelId=MODEL)`.
    fn regions_of_uses(&self, at: usize, said: &RegionsInRange<'_>) -> Option<BTreeSet<String>> {
        let outline = self.file.outline();
        let name = self.variable_around(at)?;
        // A variable of the same name in another function is another one.
        let is_defined_here = |of: &&usize| {
            let definition = self.names.definition(name, **of);
            definition.is_some_and(|one| self.names.item(&one).span.contains(&at))
        };
        let uses = self.names.uses(name);
        let uses = uses[uses.partition_point(|of| *of <= at)..].iter();
        let mut regions = BTreeSet::new();
        for of in uses.take(USES).filter(is_defined_here) {
            let block = outline.block_at(*of);
            let is_argument = outline
                .item_at(block, *of)
                .is_some_and(|(_, item)| self.is_whole_value(item, name));
            if is_argument {
                let mut receivers = self.receivers(*of);
                let of_use = receivers.find_map(|(name, at)| self.regions(name, at, STEPS, said));
                regions.extend(of_use.unwrap_or_default());
            }
        }
        (!regions.is_empty()).then_some(regions)
    }

    /// Whether an argument is a variable and nothing else: `command`, `modelId=MODEL`, `**request`, `&request`.
    fn is_whole_value(&self, item: &Item, name: &[u8]) -> bool {
        without_marks(&self.file.text()[item.value()]) == name
    }

    /// The variable that is defined by the statement around an offset.
    fn variable_around(&self, at: usize) -> Option<&'s [u8]> {
        let (text, outline) = (self.file.text(), self.file.outline());
        let around = outline.around(outline.block_at(at));
        let statement = around.chain(std::iter::once(0)).find_map(|block| {
            let (_, item) = outline.item_at(block, at)?;
            let is_defined = outline.block(block).kind != BlockKind::Round
                && matches!(item.separator, Some((_, Separator::Assign)));
            is_defined.then_some(item)
        })?;
        let (name, _) = defined_name(text[statement.key()].trim_ascii_end());
        (!name.is_empty()).then_some(name)
    }

    /// Whether the client on which a call around an offset is made has a Region of its own that the file does not show:
    /// `region_name=os.environ["REGION"]`.
    pub(super) fn hide_region_at(&self, at: usize) -> bool {
        let calls = self
            .definition_at(at)
            .map_or_else(Vec::new, |span| self.calls_in(&span));
        let mut arguments = calls
            .into_iter()
            .flat_map(|block| self.made.region_arguments(block));
        arguments.any(|argument| self.hides_region(argument))
    }

    /// The definition of the client on which a call around an offset is made.
    pub(super) fn definition_at(&self, at: usize) -> Option<Range<usize>> {
        self.receivers(at).find_map(|(name, at)| {
            let definition = self.names.definition(name, at)?;
            let span = self.names.item(&definition).span.clone();
            (span.len() <= LONGEST && !span.contains(&at)).then_some(span)
        })
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
            .flat_map(|number| self.receiver(number))
    }

    /// What may be the client on which a block of arguments is called, with its offset: the field before the last dot, the
    /// first name of the chain (`client.messages.create(…)`), or the function itself (`bedrock("…")`).
    fn receiver(&self, number: usize) -> impl Iterator<Item = (&'s [u8], usize)> + use<'s> {
        let block = self.file.outline().block(number);
        let callee = named(self.file, block).callee;
        let start = block.head.end
            - memmem::rfind(&self.file.text()[block.head.clone()], callee)
                .map_or(callee.len(), |at| block.head.len() - at);
        let object = callee
            .iter()
            .rposition(|b| *b == b'.')
            .map_or(callee, |dot| &callee[..dot]);
        let object = object.strip_suffix(b"?").unwrap_or(object);
        let is_sign = |b: &u8| matches!(b, b'.' | b':' | b'>');
        let from = object.iter().rposition(is_sign).map_or(0, |at| at + 1);
        let first = object.iter().position(is_sign).filter(|end| *end < from);
        let last = (&object[from..], start + from);
        let chain = first.map(|end| (&object[..end], start));
        std::iter::once(last)
            .chain(chain)
            .filter(|(name, _)| !name.is_empty())
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
            .find_map(|block| {
                self.named_region(*block)
                    .or_else(|| self.only_region(*block))
            })
            .or_else(|| {
                let makers = arguments.iter().flat_map(|block| self.receiver(*block));
                let settings = arguments.iter().flat_map(|block| self.variables(*block));
                let mut of_makers = makers
                    .chain(settings)
                    .filter_map(|(maker, at)| self.regions(maker, at, steps - 1, said));
                of_makers.next()
            })
    }

    /// The Region that a call gets without a name: `get_client("eu-west-1")`.
    fn only_region(&self, block: usize) -> Option<BTreeSet<String>> {
        let text = self.file.text();
        let outline = self.file.outline();
        let codes: BTreeSet<String> = outline
            .items(block)
            .iter()
            .filter(|item| item.key().is_empty())
            .filter_map(|item| {
                let value = text[item.value()].trim_ascii();
                let code = [b"\"", b"'"]
                    .iter()
                    .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))?;
                let code = std::str::from_utf8(code).ok()?;
                is_region(code).then(|| code.to_owned())
            })
            .collect();
        (outline.block(block).kind == BlockKind::Round && codes.len() == 1).then_some(codes)
    }

    /// The variable that a call gets first, as it is: the settings of `NewFromConfig(config)` and `Client::new(&config)`. Those
    /// after it can be anything.
    fn variables(&self, block: usize) -> impl Iterator<Item = (&'s [u8], usize)> {
        let (text, outline) = (self.file.text(), self.file.outline());
        let is_round = outline.block(block).kind == BlockKind::Round;
        let items = outline.items(block).iter().take(usize::from(is_round));
        items.filter(|item| item.key().is_empty()).map(|item| {
            let value = item.value();
            (without_marks(&text[value.clone()]), value.start)
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

/// A variable without the marks of a reference or of unpacking.
fn without_marks(value: &[u8]) -> &[u8] {
    let value = value.trim_ascii();
    let marks = value.iter().take_while(|b| matches!(b, b'&' | b'*' | b'.'));
    &value[marks.count()..]
}
