//! The Region of a reference from the same call or block, or, in code, from the file's Bedrock client.
//!
//! A Region counts only after a word for one (`region_name=`, `AWS_REGION=`, `Region:`) and if it is the only one, or as
//! the key of the entry that contains the reference. A Region from another source is not changed.

mod assignment;
mod code;
mod commands;
mod elsewhere;
mod keys;
mod made_clients;
mod other_purposes;
mod other_services;
mod providers;
mod receiver;

use std::cell::{LazyCell, OnceCell};
use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memmem;

use super::decide::Meaning;
use super::element::contains_statements;
use super::embedded_programs;
use super::file::File;
use super::line::indent;
use super::requests::names::NameIndex;
use super::test_items::{test_functions, test_modules};
use crate::language::{Kind, Trait};
use crate::line_ends::{length, window_end, window_start};
use crate::model_id::Region;
use crate::outline::BlockKind;
use crate::reference::{Context, Found};
use crate::source::Span;
use assignment::follows_a_name;
use code::{region_around, region_constant, region_of_host, regions_alone_in_quotes};
use commands::is_of_another_command;
use elsewhere::Elsewhere;
use made_clients::MadeClients;
use other_purposes::{is_in_section_for_tests, is_of_front_end, sets_nothing_for_the_project};
use other_services::{
    is_of_another_service, is_of_resource, is_of_some_resources, names_a_second, names_bedrock,
};
use providers::Providers;
pub(super) use providers::{attribute, module_name};

/// How many bytes before and after a reference belong to its call or block at most, so that each of thousands of
/// references in one block reads no more than that.
const REACH: usize = 1500;

/// How many blocks around each other are looked at, from the innermost; those that open on one line are one.
pub(super) const BLOCKS: usize = 3;

/// The Region that the surroundings set for each reference that has none. Those of a program inside of the file are in the
/// program, as its clients are.
pub(super) fn assigned_regions(
    file: &File<'_>,
    found: &[Found],
    meanings: &[Meaning],
) -> Vec<Option<Region>> {
    let mut regions = regions_in_text(file, found, meanings);
    for program in embedded_programs::of(file) {
        let inside = embedded_programs::found_in(program, file, found);
        if inside.is_empty() {
            continue;
        }
        let (numbers, inner): (Vec<usize>, Vec<Found>) = inside.into_iter().unzip();
        let meanings: Vec<Meaning> = numbers.iter().map(|at| meanings[*at].clone()).collect();
        let source = program.source(file.source);
        let in_program = regions_in_text(&File::new(&source), &inner, &meanings);
        for (number, region) in numbers.into_iter().zip(in_program) {
            regions[number] = region;
        }
    }
    regions
}

fn regions_in_text(file: &File<'_>, found: &[Found], meanings: &[Meaning]) -> Vec<Option<Region>> {
    let text = file.text();
    // Most files name no Region at all. The cells of a notebook may have escapes.
    if file.kind() != Kind::Notebook && !names_a_region(text) {
        return vec![None; found.len()];
    }
    let in_comment = |at: usize| file.lexed.kind_at(at).is_comment();
    let made = MadeClients::new(file);
    let names = NameIndex::new(file);
    let elsewhere = Elsewhere::new(file, &names, &made);
    let tests = LazyCell::new(|| tests_of(file));
    // Code that is commented out applies to references in comments only.
    let counts_of = |at: usize, of: Option<usize>| {
        !in_comment(at)
            && !is_of_another_service(file, at)
            && !is_of_another_command(file, at, of)
            && !made.are_of_another(at, of)
    };
    let counts = |at: usize| counts_of(at, None);
    let counts_for = |at: usize, asking: &RegionSeeker| {
        in_comment(asking.start)
            || counts_of(at, Some(asking.start))
                && !(asking.has_own_client && made.have_argument(at))
                && asking.accepts(at, &elsewhere)
                && (asking.is_test
                    || test_at(&tests, at).is_none_or(|test| asking.test == Some(test)))
    };
    let said = |range: Range<usize>, asking: &RegionSeeker| {
        let counts = |at: usize| counts_for(range.start + at, asking);
        let mut named = regions_that(&text[range.clone()], counts);
        if named.len() > 1 {
            let first = regions_that(&text[range.clone()], |at| {
                counts(at) && !names_a_second(&text[..range.start + at])
            });
            if !first.is_empty() {
                named = first;
            }
        }
        if named.len() < 2 || file.kind() == Kind::Code {
            return named;
        }
        // Of several settings, that of Bedrock decides.
        let own = regions_that(&text[range.clone()], |at| {
            counts(at) && names_bedrock(&text[..range.start + at])
        });
        if own.is_empty() { named } else { own }
    };
    // A file of settings or infrastructure is about one environment.
    // The Region of one resource is not that of the next.
    let is_terraform = file.source.language.has(Trait::TerraformBlocks);
    let of_own_resource = |at: usize| is_terraform && is_of_resource(file, at);
    let mut resources_have_regions = false;
    let whole = matches!(file.kind(), Kind::Config | Kind::Infra).then(|| {
        let all: Vec<(usize, String)> = region_locations(text)
            .filter(|(at, _)| counts(*at))
            .collect();
        let shared = all.iter().filter(|(at, _)| !of_own_resource(*at));
        let shared: Vec<&(usize, String)> = shared.collect();
        resources_have_regions = shared.len() < all.len();
        let codes = |of: &dyn Fn(usize) -> bool| -> BTreeSet<String> {
            let of_kind = shared.iter().filter(|(at, _)| of(*at));
            of_kind.map(|(_, code)| code.clone()).collect()
        };
        let first = codes(&|at| !names_a_second(&text[..at]));
        if first.len() == 1 {
            first
        } else {
            codes(&|_| true)
        }
    });
    let providers = file
        .source
        .language
        .has(Trait::TerraformBlocks)
        .then(|| Providers::of(file));
    let providers = providers.filter(Providers::have_aliases);
    let of_serverless = LazyCell::new(|| {
        let region = providers::of_serverless(file);
        region.map_or_else(BTreeSet::new, |region| regions(&text[region]))
    });
    let of_clients: [OnceCell<BTreeSet<String>>; 8] = Default::default();
    let of_client = |asking: &RegionSeeker| {
        let with_tests = asking.is_test || asking.test.is_some();
        let number = usize::from(with_tests)
            + 2 * usize::from(asking.has_own_client)
            + 4 * usize::from(asking.is_elsewhere);
        let counts = |at: usize| {
            counts(at)
                && (!asking.is_elsewhere || elsewhere.is_for_all_clients(at))
                && !(asking.has_own_client && made.have_argument(at))
                && (with_tests || test_at(&tests, at).is_none())
        };
        of_clients[number]
            .get_or_init(|| client_regions(file, &made, &counts))
            .clone()
    };
    let clients = receiver::Clients::new(file, &names, &made);
    // With one Region in a file, it makes no difference which client a call is made on, unless its own is not known.
    let number_of_regions = LazyCell::new(|| {
        let mut all = regions_that(text, counts);
        all.extend(regions_alone_in_quotes(text));
        all.len()
    });
    let of_receiver = |asking: &RegionSeeker| {
        if *number_of_regions < 2 {
            return None;
        }
        let start = asking.start;
        let regions = clients.regions_at(start, &|range| said(range, asking));
        regions.filter(|_| {
            // A Region among the arguments of the call is that of the request.
            call_around(file, start).is_none_or(|call| said(call, asking).is_empty())
        })
    };
    let mut cell = None;
    // What the block of the last reference names: a list of many is looked at once.
    let mut resource: Option<(Range<usize>, bool, BTreeSet<String>)> = None;
    let mut own_resource: Option<(Range<usize>, BTreeSet<String>)> = None;
    let mut found_regions = vec![None; found.len()];
    let own_providers = with_own_provider(file, found);
    let each = found.iter().zip(meanings).zip(own_providers);
    for (((found, meaning), has_own_provider), region) in each.zip(&mut found_regions) {
        if found.region.is_some() {
            continue;
        }
        let start = found.span.start;
        let is_call =
            file.kind() == Kind::Code && matches!(meaning.context, Context::Code | Context::Test);
        let is_elsewhere =
            is_call && *number_of_regions > 0 && elsewhere.sets_region_for(start, &clients);
        let asking = RegionSeeker {
            start,
            is_test: meaning.context == Context::Test,
            test: test_at(&tests, start),
            has_own_client: is_call && *number_of_regions > 0 && clients.hide_region_at(start),
            is_elsewhere,
            own_call: is_elsewhere.then(|| call_around(file, start)).flatten(),
        };
        let key = (file.kind() != Kind::Notebook)
            .then(|| keys::region(file, start))
            .flatten();
        let receiver = is_call.then(|| of_receiver(&asking)).flatten();
        // What a resource of many references names is looked at once.
        let of_own = match resources_have_regions && is_of_resource(file, start) {
            true => {
                let known = own_resource
                    .take()
                    .filter(|(block, _)| block.contains(&start));
                let (_, named) = own_resource.insert(known.unwrap_or_else(|| {
                    let block = providers::block_around(file, start);
                    (block.clone(), said(block, &asking))
                }));
                named.clone()
            }
            false => BTreeSet::new(),
        };
        let named = match (&whole, &providers) {
            _ if key.is_some() => key.into_iter().collect(),
            _ if receiver.is_some() => receiver.unwrap_or_default(),
            _ if !of_own.is_empty() => of_own,
            _ if has_own_provider => said(providers::block_around(file, start), &asking),
            (_, Some(providers)) => {
                let known = resource.take().filter(|(block, remark, _)| {
                    block.contains(&start) && *remark == in_comment(start)
                });
                let (.., named) = resource.insert(known.unwrap_or_else(|| {
                    let block = providers::block_around(file, start);
                    let named = in_resource(file, &block, providers, &|range| said(range, &asking));
                    (block, in_comment(start), named)
                }));
                named.clone()
            }
            (Some(named), _) if named.len() <= 1 => named.clone(),
            _ if file.kind() == Kind::Notebook => in_cell(file, start, &mut cell),
            _ => in_blocks(file, found.span, &|range| said(range, &asking)),
        };
        let named = match file.kind() {
            // A list of models is not a call of the client. Where clients of several services are near, that of Bedrock decides.
            Kind::Code if is_call && named.is_empty() => of_client(&asking),
            Kind::Code if is_call && named.len() > 1 => Some(of_client(&asking))
                .filter(|of| of.len() == 1)
                .unwrap_or(named),
            Kind::Infra | Kind::Config | Kind::Data if named.is_empty() => of_serverless.clone(),
            _ => named,
        };
        let mut named = named.into_iter();
        if let (Some(only), None) = (named.next(), named.next()) {
            *region = Some(Region::new(only));
        }
    }
    found_regions
}

/// For each reference, whether its resource of Terraform has a provider of its own that another file defines.
pub(super) fn with_own_provider(file: &File<'_>, found: &[Found]) -> Vec<bool> {
    if file.source.language.has(Trait::TerraformBlocks) {
        return providers::are_elsewhere(file, found);
    }
    vec![false; found.len()]
}

/// Whether the code or the constant of a Region is in a text, whatever is before it.
fn names_a_region(text: &[u8]) -> bool {
    let mut codes = memchr::memchr_iter(b'-', text).filter_map(|at| region_around(text, at));
    let mut constants = memmem::find_iter(text, b"Region");
    let mut hosts = memmem::find_iter(text, b"bedrock");
    codes.next().is_some()
        || constants.any(|at| region_constant(text, at).is_some())
        || hosts.any(|at| region_of_host(text, at).is_some())
}

/// The reference whose Region is looked for.
struct RegionSeeker {
    start: usize,
    /// Whether it is for tests itself.
    is_test: bool,
    /// The test of the program in which it is, by number.
    test: Option<usize>,
    /// Whether its client has a Region of its own whose value is not known, so that no other client's is taken.
    has_own_client: bool,
    /// Whether the Region of its client is set outside of the file.
    is_elsewhere: bool,
    /// The call or the record around it.
    own_call: Option<Range<usize>>,
}

impl RegionSeeker {
    /// Whether a Region at an offset can be that of its client.
    fn accepts(&self, at: usize, elsewhere: &Elsewhere<'_, '_, '_>) -> bool {
        let is_own = || {
            self.own_call
                .as_ref()
                .is_some_and(|call| call.contains(&at))
        };
        !self.is_elsewhere || is_own() || elsewhere.is_for_all_clients(at)
    }
}

/// The tests inside a program: what they set is for them alone.
fn tests_of(file: &File<'_>) -> Vec<Range<usize>> {
    match file.source.language.name {
        "rust" => test_modules(file.text(), &file.lexed),
        "python" => test_functions(file.text(), &file.lexed),
        _ => Vec::new(),
    }
}

/// The number of the test around an offset.
fn test_at(tests: &[Range<usize>], at: usize) -> Option<usize> {
    let next = tests.partition_point(|test| test.end <= at);
    tests
        .get(next)
        .filter(|test| test.contains(&at))
        .map(|_| next)
}

/// The Regions that a file sets for its project. In data that many programs share, only a setting of AWS counts
/// (`AWS_REGION`, `aws-region`), since a `region` there can be anything; the files of SAM and of the Serverless Framework
/// are settings of AWS as a whole.
pub(super) fn set_regions(file: &File<'_>, is_app: bool) -> Vec<(Region, Span)> {
    const SETTINGS: &[&str] = &[
        "samconfig.toml",
        "serverless.yml",
        "serverless.yaml",
        "cdk.json",
    ];
    let text = file.text();
    if sets_nothing_for_the_project(file) {
        return Vec::new();
    }
    let any_name = match file.kind() {
        Kind::Config | Kind::Infra => true,
        Kind::Code => is_app,
        Kind::Data => SETTINGS.contains(&file.name()),
        _ => return Vec::new(),
    };
    let mut locations: Vec<(usize, String)> = region_locations(text)
        .filter(|(start, _)| !file.lexed.kind_at(*start).is_comment())
        .filter(|(start, _)| any_name || is_named_for_aws(&text[..*start]))
        .filter(|(start, _)| {
            !is_of_another_service(file, *start)
                && !is_of_some_resources(file, *start)
                && !is_of_front_end(&text[..*start])
                && !is_in_section_for_tests(file, *start)
        })
        .collect();
    let is_first = |(start, _): &(usize, String)| !names_a_second(&text[..*start]);
    if locations.iter().any(is_first) {
        locations.retain(is_first);
    }
    // `BEDROCK_REGION` decides beside any other setting.
    let is_own = |(start, _): &(usize, String)| names_bedrock(&text[..*start]);
    if file.kind() != Kind::Code && locations.iter().any(is_own) {
        locations.retain(is_own);
    }
    locations
        .into_iter()
        .map(|(start, code)| {
            // A constant (`Region.US_EAST_1`) is as long as its code.
            let end = (start + code.len()).min(text.len());
            (Region::new(code), Span { start, end })
        })
        .collect()
}

/// Whether the last word with `region` in it before a value is a setting of AWS: `AWS_DEFAULT_REGION`, `aws-region`, Pulumi's
/// `aws:region`, Spring's `spring.cloud.aws.region.static`.
fn is_named_for_aws(before: &[u8]) -> bool {
    const NEAR: usize = 120;
    let near = before[before.len().saturating_sub(NEAR)..].to_ascii_lowercase();
    let Some(at) = memmem::rfind(&near, b"region") else {
        return false;
    };
    let is_in_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b':' | b'.');
    let length = near[..at].iter().rev().take_while(is_in_name).count();
    memmem::find(&near[at - length..at], b"aws").is_some()
}

/// The Regions named in the source of a notebook's cell; the last cell is kept.
fn in_cell(
    file: &File<'_>,
    offset: usize,
    kept: &mut Option<(u32, BTreeSet<String>)>,
) -> BTreeSet<String> {
    let Some((cell, source)) = file.cell_source(offset, kept.as_ref().map(|k| k.0)) else {
        return BTreeSet::new();
    };
    if let Some(source) = source {
        *kept = Some((cell, regions(&source)));
    }
    kept.as_ref().map(|k| k.1.clone()).unwrap_or_default()
}

/// The Regions of the clients of Bedrock that a program makes: those named on a line or in a call that mentions
/// Bedrock, else all that the file names, where it makes such a client at all.
fn client_regions(
    file: &File<'_>,
    made: &MadeClients<'_, '_>,
    counts: &dyn Fn(usize) -> bool,
) -> BTreeSet<String> {
    let (text, lower) = (file.text(), file.lower_text());
    let of_bedrock = |range: Range<usize>| memmem::find(&lower[range], b"bedrock").is_some();
    let mut all = BTreeSet::new();
    let mut clients = BTreeSet::new();
    for (start, code) in region_locations(text).filter(|(start, _)| counts(*start)) {
        let line = line_around(text, start);
        if of_bedrock(line) || call_around(file, start).is_some_and(of_bedrock) {
            clients.insert(code.clone());
        }
        all.insert(code);
    }
    if clients.is_empty() && !all.is_empty() && made.make_bedrock() {
        all
    } else {
        clients
    }
}

/// The line around an offset, cut in minified text.
fn line_around(text: &[u8], at: usize) -> Range<usize> {
    let (from, to) = (window_start(text, at, REACH), window_end(text, at, REACH));
    let start = memchr::memrchr(b'\n', &text[from..at]).map_or(from, |n| from + n + 1);
    start..memchr::memchr(b'\n', &text[at..to]).map_or(to, |n| at + n)
}

/// A block with its head, cut to what is in reach of an offset in it.
fn with_head(file: &File<'_>, number: usize, at: usize) -> Range<usize> {
    let text = file.text();
    let block = file.outline().block(number);
    let (from, to) = (window_start(text, at, REACH), window_end(text, at, REACH));
    block.head.start.max(from).min(at)..block.inner.end.min(to).max(at)
}

/// The call or the record around an offset; absent among statements, which may set up anything.
fn call_around(file: &File<'_>, at: usize) -> Option<Range<usize>> {
    let outline = file.outline();
    let mut around = outline.around(outline.block_at(at)).take(BLOCKS);
    // The braces and brackets of its arguments have no head.
    let call = around.find(|number| {
        let block = outline.block(*number);
        block.kind == BlockKind::Round || !file.text()[block.head.clone()].trim_ascii().is_empty()
    });
    call.filter(|number| !contains_statements(file, outline.block(*number)))
        .map(|number| with_head(file, number, at))
}

/// The Regions that `named` finds in the resource around a reference, else in its provider.
fn in_resource(
    file: &File<'_>,
    block: &Range<usize>,
    providers: &Providers,
    named: &dyn Fn(Range<usize>) -> BTreeSet<String>,
) -> BTreeSet<String> {
    let own = named(block.clone());
    if own.is_empty() {
        providers
            .of_resource(file, block)
            .map(named)
            .unwrap_or_default()
    } else {
        own
    }
}

/// The Regions that `named` finds in the innermost of the line, the paragraph and the blocks around a reference in which
/// it finds any.
fn in_blocks(
    file: &File<'_>,
    span: Span,
    named: &dyn Fn(Range<usize>) -> BTreeSet<String>,
) -> BTreeSet<String> {
    let (text, outline) = (file.text(), file.outline());
    let mut around = vec![line_around(text, span.start), paragraph(text, span)];
    let mut opens = (BLOCKS + 1, text.len());
    let reach = window_start(text, span.start, REACH);
    for number in outline.around(outline.block_at(span.start)) {
        let inner = outline.block(number).inner.start.min(opens.1);
        // Blocks that open on one line are those of one call.
        if memchr::memchr(b'\n', &text[inner.max(reach)..opens.1]).is_some()
            || opens.1 == text.len()
        {
            opens.0 -= 1;
        }
        opens.1 = inner;
        // The members of a class set up anything.
        let head = &text[outline.block(number).head.clone()];
        let mut words = head.split(|b| !b.is_ascii_alphanumeric());
        if opens.0 == 0 || inner < reach || words.any(|word| word == b"class") {
            break;
        }
        around.push(with_head(file, number, span.start));
    }
    if file.source.language.has(Trait::BlocksWithoutBrackets) {
        around.extend(lines_around(text, span.start));
    }
    around.sort_by_key(|range| length(text, range));
    around
        .into_iter()
        .map(named)
        .find(|named| !named.is_empty())
        .unwrap_or_default()
}

/// The lines around a position that are indented as deep as its own or deeper, with those that open and close them, and
/// then the lines around these. No bracket shows the blocks of these languages, so that this asks the text and not the
/// outline.
fn lines_around(text: &[u8], at: usize) -> Vec<Range<usize>> {
    let (from, to) = (window_start(text, at, REACH), window_end(text, at, REACH));
    let line = memchr::memrchr(b'\n', &text[from..at]).map_or(from, |n| from + n + 1);
    let mut around = Vec::new();
    let mut depth = indent(&text[line..at]);
    while depth > 0 && around.len() < BLOCKS {
        let shallower = |l: &[u8]| !l.trim_ascii().is_empty() && indent(l) < depth;
        let (mut start, mut end, mut outer) = (line, line, 0);
        for above in text[from..line.saturating_sub(1).max(from)].rsplit(|b| *b == b'\n') {
            start = start.saturating_sub(above.len() + 1).max(from);
            if shallower(above) {
                outer = indent(above);
                break;
            }
        }
        for below in text[line..to].split(|b| *b == b'\n') {
            end = (end + below.len() + 1).min(to);
            if end > line + below.len() + 1 && shallower(below) {
                break;
            }
        }
        around.push(start..end.max(at));
        depth = outer;
    }
    around
}

/// The lines around a reference up to blank ones. No bracket and no indentation shows which statements at the margin of a
/// script belong together, so that this asks the text and not the outline.
fn paragraph(text: &[u8], span: Span) -> Range<usize> {
    let from = window_start(text, span.start, REACH);
    let to = window_end(text, span.end, REACH);
    let blank: [&[u8]; 2] = [b"\n\n", b"\n\r\n"];
    let above = blank
        .iter()
        .filter_map(|line| memmem::rfind(&text[from..span.start], line))
        .max();
    let below = blank
        .iter()
        .filter_map(|line| memmem::find(&text[span.end..to], line))
        .min();
    above.map_or(from, |n| from + n)..below.map_or(to, |n| span.end + n)
}

/// The Regions after a word for one.
fn regions(near: &[u8]) -> BTreeSet<String> {
    regions_that(near, |_| true)
}

/// The Regions after a word for one, of those that are at an offset that counts.
fn regions_that(near: &[u8], counts: impl Fn(usize) -> bool) -> BTreeSet<String> {
    region_locations(near)
        .filter(|(start, _)| counts(*start))
        .map(|(_, code)| code)
        .collect()
}

/// The Regions that follow a word for one or are in the host of an endpoint, and their positions.
fn region_locations(near: &[u8]) -> impl Iterator<Item = (usize, String)> {
    let spelled = memchr::memchr_iter(b'-', near).filter_map(|at| region_around(near, at));
    let spelled = spelled.filter(|(start, _)| follows_a_name(&near[..*start]));
    let constants = memmem::find_iter(near, b"Region").filter_map(|at| region_constant(near, at));
    let hosts = memmem::find_iter(near, b"bedrock").filter_map(|at| region_of_host(near, at));
    spelled.chain(constants).chain(hosts)
}

#[cfg(test)]
mod tests;
