//! Reads the parameters of a request.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::element::last_piece;
use super::super::line::folded;
use super::super::purpose::is_invoking_api;
use super::known_parameters::{Inside, KnownPaths, PARTS, is_known};
use super::literal::{
    callee_of, callee_start, changes_first, is_conditional, is_nothing, is_quoted, leading_name,
    trimmed, wraps,
};
use super::names::{UsedVariable, defined_name, is_member};
use super::reader::RequestReader;
use super::request_file::{BYTES_OF_STEP, RequestFile};
use super::sites::{RequestSite, SiteKind, base_of, folded_last};
use crate::language::Blocks;
use crate::lexer::TokenKind;
use crate::outline::{BlockKind, Item, Separator};
use crate::reference::{ModelRequest, RequestParameter, RequestPart};

/// How many values inside of values are read: `body=json.dumps({"thinking": {"budget_tokens": 1}})` has four.
const DEPTH: usize = 10;
/// How many blocks around a request may be those of its call, and how much before their brackets is read.
const CALL_LEVELS: usize = 4;
const HEAD: usize = 512;
/// How many parameters of a request are kept.
const MOST: usize = 64;

/// A request, and the variables that its parameters are in, by the location of the name.
pub(super) struct ReadRequest {
    pub(super) request: ModelRequest,
    shared: BTreeMap<usize, Vec<UsedVariable>>,
}

impl ReadRequest {
    /// The request, once all requests of the file are read: which uses of its variables are theirs is known.
    pub(super) fn finish(self, requests: &RequestFile<'_, '_>) -> ModelRequest {
        let mut request = self.request;
        for parameter in &mut request.parameters {
            let through = self.shared.get(&parameter.span.start);
            parameter.is_exclusive = through
                .into_iter()
                .flatten()
                .all(|variable| requests.is_read_by_requests_only(variable));
        }
        request
    }
}

/// The request at a site.
pub(super) fn read(requests: &RequestFile<'_, '_>, site: &RequestSite) -> ReadRequest {
    let mut reader = RequestReader {
        requests,
        parameters: BTreeMap::new(),
        is_complete: true,
        through: Vec::new(),
        shared: BTreeMap::new(),
    };
    match site.kind {
        SiteKind::Items => reader.arguments(site),
        SiteKind::Chain => reader.chain_around(site.block),
        SiteKind::Command => reader.command(site),
        SiteKind::Variable => reader.fields_of_variable(site),
    }
    reader.leave_out_uncertain(site);
    reader.is_complete &= reader.is_of_api(site);
    ReadRequest {
        request: ModelRequest {
            parameters: reader.parameters.into_values().take(MOST).collect(),
            is_complete: reader.is_complete,
        },
        shared: reader.shared,
    }
}

impl RequestReader<'_, '_, '_> {
    /// The arguments next to the model ID.
    fn arguments(&mut self, site: &RequestSite) {
        let outline = self.requests.file.outline();
        let items = outline.items(site.block);
        let own = site.item.map(|number| &items[number]);
        // `spring.ai.bedrock.converse.chat.options.model = …`: the settings with the same beginning.
        let beginning = own.map(|item| beginning_of(self.text(), item).to_vec());
        let is_flat = outline.block(site.block).kind == BlockKind::File
            && self.requests.file.source.language.blocks != Blocks::Mappings
            && self.requests.file.source.language.blocks != Blocks::Sections;
        if is_flat && beginning.as_ref().is_none_or(Vec::is_empty) && self.requests.is_settings() {
            return;
        }
        let inside = Inside::of(RequestPart::Arguments);
        for (number, item) in items.iter().enumerate() {
            let is_beside = beginning
                .as_ref()
                .is_none_or(|beginning| beginning_of(self.text(), item) == beginning.as_slice());
            if Some(number) != site.item && is_beside {
                self.item(site.block, item, inside);
            }
        }
        // `llm = ChatBedrockConverse(…).bind(temperature=0.2)`
        let after = &self.text()[outline.block(site.block).inner.end..];
        if after.starts_with(b").bind(") || after.starts_with(b").with_") {
            self.is_complete = false;
        }
        // `request = {…}`, whose fields are changed before it is sent.
        let mut number = site.block;
        while outline.block(outline.block(number).parent).kind == BlockKind::Round {
            number = outline.block(number).parent;
        }
        let block = outline.block(number);
        let is_bracket = matches!(
            block.kind,
            BlockKind::Curly | BlockKind::Square | BlockKind::Round
        );
        let around = outline.item_at(block.parent, block.inner.start.saturating_sub(1));
        if let Some((_, item)) = around
            && is_bracket
            && matches!(item.separator, Some((_, Separator::Assign)))
        {
            let name = defined_name(self.requests.file.text()[item.key()].trim_ascii_end()).0;
            let rest = item.span.end..outline.block(block.parent).inner.end;
            if !name.is_empty() {
                self.changes(name, block.parent, rest, inside);
            }
        }
    }

    /// The fields of a variable one of which is the model ID.
    fn fields_of_variable(&mut self, site: &RequestSite) {
        let outline = self.requests.file.outline();
        let Some(item) = site.item.map(|number| &outline.items(site.block)[number]) else {
            return;
        };
        let key = &self.requests.file.text()[item.key()];
        let names = &self.requests.names;
        let definition = base_of(key).and_then(|name| {
            let definition = names.definition(name, item.span.start)?;
            Some((name, definition))
        });
        let Some((name, definition)) = definition else {
            self.is_complete = false;
            return;
        };
        let inside = Inside::of(RequestPart::Arguments);
        let defined = names.item(&definition);
        let end = outline.block(definition.block).inner.end;
        self.value(definition.block, defined.value(), inside);
        self.changes(
            name,
            definition.block,
            defined.span.end..item.span.start,
            inside,
        );
        self.changes(name, definition.block, item.span.end..end, inside);
    }

    /// Whether the request is one to an API of AWS, which nothing adds parameters to: an object of a library gets more of them
    /// in later calls, a function of the project in its body, and a setting in the program that reads it.
    fn is_of_api(&self, site: &RequestSite) -> bool {
        let file = self.requests.file;
        let outline = file.outline();
        if site.kind == SiteKind::Command {
            return true;
        }
        if self.requests.is_settings() {
            return false;
        }
        let around =
            std::iter::once(site.block).chain(outline.around(outline.block(site.block).parent));
        around.take(CALL_LEVELS).any(|number| {
            let block = outline.block(number);
            // `ConverseRequest.builder().modelId(…)` has the name before the last one.
            let head = &block.head;
            let head = head.start.max(head.end.saturating_sub(HEAD))..head.end;
            let mut names = file.text()[head].split(|b| !b.is_ascii_alphanumeric() && *b != b'_');
            names.any(|name| is_invoking_api(&folded(name)))
        })
    }

    /// Leaves out what may not be sent: what LiteLLM drops, a limit of a search that has the name of a parameter, and the
    /// messages of an object that is in no call.
    fn leave_out_uncertain(&mut self, site: &RequestSite) {
        let file = self.requests.file;
        let is_argument = |of: &RequestParameter| of.part == RequestPart::Arguments;
        let drops = self.requests.drops_parameters();
        let samples = self
            .parameters
            .values()
            .any(|of| matches!(&*of.path, "temperature" | "topp"));
        let outline = file.outline();
        let in_call = site.kind != SiteKind::Items
            || outline
                .around(site.block)
                .any(|block| outline.block(block).kind == BlockKind::Round);
        let before = self.parameters.len();
        self.parameters.retain(|_, of| {
            !is_argument(of)
                || !(drops
                    || (&*of.path == "topk" && !samples)
                    || (&*of.path == "messages" && !in_call))
        });
        if self.parameters.len() < before {
            self.is_complete = false;
        }
    }

    /// The methods of the chain in which a builder's method has the model.
    fn chain_around(&mut self, block: usize) {
        let outline = self.requests.file.outline();
        let inner = outline.block(block);
        let Some((_, item)) = outline.item_at(inner.parent, inner.head.start) else {
            return;
        };
        let inside = Inside::of(RequestPart::Arguments);
        // A builder that is kept in a variable gets other parameters in other statements.
        let statement = &self.text()[item.span.clone()];
        let is_whole = memchr::memmem::find(statement, b"build").is_some()
            || memchr::memmem::find(statement, b"->").is_some()
            || memchr::memmem::find(statement, b".send(").is_some();
        self.is_complete &= is_whole;
        self.chain(inner.parent, item.span.clone(), inside);
    }

    /// Each method call in a range is a parameter or a part: `.temperature(0.5f)`, `.put("temperature", 0.5)`.
    fn chain(&mut self, parent: usize, range: Range<usize>, inside: Inside<'_>) {
        let file = self.requests.file;
        let outline = file.outline();
        for child in outline.children_in(parent, range) {
            if !self.requests.takes(1) {
                return;
            }
            let block = outline.block(child);
            if block.kind != BlockKind::Round {
                continue;
            }
            let callee = callee_of(&file.text()[block.head.clone()]);
            let is_method = callee.len() < block.head.len()
                && callee_start(file.text(), block.head.end)
                    .is_some_and(|at| is_member(&file.text()[..at]));
            let name = folded(callee);
            let name = ["with", "set"]
                .iter()
                .find_map(|prefix| name.strip_prefix(prefix))
                .filter(|rest| is_known(rest))
                .unwrap_or(&name)
                .to_owned();
            let start = block.head.end - callee.len();
            if is_method
                && matches!(
                    name.as_str(),
                    "put" | "addproperty" | "add" | "set" | "append" | "with"
                )
            {
                self.pair(child, inside);
            } else if is_method {
                self.field(
                    &name,
                    start..block.head.end,
                    child,
                    block.inner.clone(),
                    inside,
                );
            }
        }
    }

    /// The two arguments of `put`: a name and a value.
    pub(super) fn pair(&mut self, block: usize, inside: Inside<'_>) {
        let outline = self.requests.file.outline();
        if let [name, value] = outline.items(block) {
            let key = self.text()[name.span.clone()].to_vec();
            if is_quoted(&key) {
                self.field(
                    &folded(&key),
                    name.span.clone(),
                    block,
                    value.span.clone(),
                    inside,
                );
            }
        }
    }

    /// One item of a block.
    fn item(&mut self, block: usize, item: &Item, inside: Inside<'_>) {
        if !self.requests.takes(1) {
            self.is_complete = false;
            return;
        }
        let outline = self.requests.file.outline();
        let text = self.requests.file.text();
        let whole = text[item.span.clone()].trim_ascii_start();
        if let Some(spread) = spread_of(whole) {
            let name = leading_name(spread);
            if name.len() != spread.len() || !self.variable(name, item.span.start, inside) {
                self.is_complete = false;
            }
            return;
        }
        if item.separator.is_some() {
            let key = item.key();
            // A merged mapping of YAML.
            if text[key.clone()].trim_ascii() == b"<<" {
                self.is_complete = false;
                return;
            }
            let name = folded_last(&text[key.clone()]);
            let value = match outline.lines_of(block, item) {
                Some(lines) => outline.block(lines).inner.clone(),
                None => item.value(),
            };
            let holder = outline.lines_of(block, item).unwrap_or(block);
            let key = trimmed(text, key);
            let last = memchr::memrchr(b'.', &text[key.clone()]).map_or(0, |dot| dot + 1);
            let last = if is_quoted(&text[key.clone()]) {
                0
            } else {
                last
            };
            self.field(&name, key.start + last..key.end, holder, value, inside);
            return;
        }
        // `inference_configuration { … }`, and what a call returns or an element contains.
        let name_end = item.span.start
            + whole
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
                .count();
        let opens = outline.child_in(block, item.span.clone()).filter(|child| {
            outline.block(*child).kind == BlockKind::Curly
                && text[name_end
                    ..outline
                        .block(*child)
                        .inner
                        .start
                        .saturating_sub(1)
                        .max(name_end)]
                    .trim_ascii()
                    .is_empty()
        });
        match opens {
            Some(child) if is_known(&folded(&text[item.span.start..name_end])) => {
                let name = folded(&text[item.span.start..name_end]);
                let inner = outline.block(child).inner.clone();
                self.field(&name, item.span.start..name_end, child, inner, inside);
            }
            _ if outline.block(block).kind == BlockKind::Curly && is_shorthand(whole) => {
                // `{ temperature }` of JavaScript is `{ temperature: temperature }`.
                self.field(
                    &folded(whole),
                    item.span.clone(),
                    block,
                    item.span.clone(),
                    inside,
                );
            }
            _ => {
                let deeper = Inside {
                    depth: inside.depth + 1,
                    ..inside
                };
                self.expression(block, item.span.clone(), deeper);
            }
        }
    }

    /// A field with a name. `block` is the block that contains the value, or whose inside the value is.
    pub(super) fn field(
        &mut self,
        name: &str,
        key: Range<usize>,
        block: usize,
        value: Range<usize>,
        inside: Inside<'_>,
    ) {
        if inside.depth > DEPTH {
            self.is_complete = false;
            return;
        }
        let known = KnownPaths::get();
        let path = inside.path(name);
        if known.has(&path) {
            if path == "messages" {
                self.messages(key, block, value, inside);
                return;
            }
            // A value that is chosen by type has the name of the field with that type.
            let key = if name == "type" {
                inside.key.0..inside.key.1
            } else {
                key
            };
            if let Some(value) = self.value_of(block, value) {
                self.add(path, key, value, inside.part);
            }
        } else if known.leads_on(&path) {
            self.value(
                block,
                value,
                Inside {
                    prefix: &path,
                    key: (key.start, key.end),
                    depth: inside.depth + 1,
                    ..inside
                },
            );
        } else if let Some((_, part)) = PARTS.iter().find(|(part, _)| *part == name) {
            let part = part.unwrap_or(inside.part);
            self.value(
                block,
                value,
                Inside {
                    depth: inside.depth + 1,
                    ..Inside::of(part)
                },
            );
        }
    }

    /// What a value contains: fields of an object, arguments of a call around it, methods of a builder, JSON in a text, or
    /// what the variable is that it names.
    pub(super) fn value(&mut self, block: usize, range: Range<usize>, inside: Inside<'_>) {
        let file = self.requests.file;
        let outline = file.outline();
        if inside.depth > DEPTH {
            self.is_complete = false;
            return;
        }
        let deeper = Inside {
            depth: inside.depth + 1,
            ..inside
        };
        if outline.block(block).inner == range {
            for item in outline.items(block) {
                self.item(block, item, deeper);
            }
            // Methods of a builder in a lambda: `c -> c.temperature(0.2f)`.
            self.chain(block, range, deeper);
        } else {
            self.expression(block, range, deeper);
        }
    }

    /// What a value contains that is a part of a block.
    fn expression(&mut self, block: usize, range: Range<usize>, deeper: Inside<'_>) {
        let file = self.requests.file;
        let outline = file.outline();
        if deeper.depth > DEPTH || !self.requests.takes(1 + range.len() / BYTES_OF_STEP) {
            self.is_complete = false;
            return;
        }
        let range = trimmed(file.text(), range);
        if let Some((_, token)) = file.lexed.token_at(range.start)
            && token.kind == TokenKind::String
        {
            self.json(token.inner.clone(), deeper);
        }
        let mut has_blocks = false;
        for child in outline.children_in(block, range.clone()) {
            has_blocks = true;
            let found = outline.block(child);
            if is_conditional(&self.code(range.start..found.inner.start)) {
                self.is_complete = false;
                return;
            }
            let is_call = found.kind == BlockKind::Round;
            if is_call && self.is_parameter_method(child) {
                continue;
            }
            if is_call && !wraps(callee_of(&file.text()[found.head.clone()])) {
                self.is_complete = false;
                continue;
            }
            for item in outline.items(child) {
                self.item(child, item, deeper);
            }
        }
        self.chain(block, range.clone(), deeper);
        let code = self.code(range.clone());
        let name = leading_name(&code);
        if name.is_empty() || is_nothing(&code) {
            return;
        }
        let is_known = !changes_first(&code) && self.variable(name, range.start, deeper);
        if !is_known && (!has_blocks || changes_first(&code)) {
            self.is_complete = false;
        }
    }

    /// Whether parentheses are those of a method for a parameter, which the chain reads.
    fn is_parameter_method(&self, block: usize) -> bool {
        let file = self.requests.file;
        let head = file.outline().block(block).head.clone();
        let is_method =
            callee_start(file.text(), head.end).is_some_and(|at| is_member(&file.text()[..at]));
        if !is_method {
            return false;
        }
        let name = last_piece(callee_of(&file.text()[head]));
        matches!(name.as_str(), "put" | "addproperty" | "set") || is_known(&name)
    }
}

/// What is merged into a request: `options` of `**options` and `...options`.
fn spread_of(item: &[u8]) -> Option<&[u8]> {
    [b"**".as_slice(), b"...", b"*"]
        .iter()
        .find_map(|mark| item.strip_prefix(*mark))
}

/// What is before the last piece of a dotted key; empty without a dot.
fn beginning_of<'t>(text: &'t [u8], item: &Item) -> &'t [u8] {
    let key = text[item.key()].trim_ascii();
    memchr::memrchr(b'.', key).map_or(b"", |dot| &key[..dot])
}

/// Whether an item is a name alone.
fn is_shorthand(item: &[u8]) -> bool {
    !item.is_empty()
        && item.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
        && is_known(&folded(item))
}
