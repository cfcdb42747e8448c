//! The service whose client a call makes: `boto3.client("s3", …)`, `new S3Client({…})`, `S3Client.builder().region(…)`.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::ops::Range;

use memchr::memmem;

use super::super::element::{last_piece, name_at_end, named, words_of};
use super::super::endpoint::makes_client;
use super::super::file::File;
use super::super::line::folded;
use super::other_services::is_named_service;
use crate::language::Kind;
use crate::outline::{BlockKind, Item};

/// How many blocks around a Region are looked at.
const LEVELS: usize = 4;

/// How the type of a client ends in the SDKs of AWS.
const CLIENT: &[u8] = b"Client";

/// How a chain begins that sets up a client: `S3Client.builder().region(…).build()`.
const BUILDER: &[u8] = b".builder()";

/// The clients that a program makes.
pub(super) struct MadeClients<'f, 's> {
    file: &'f File<'s>,
    makes_bedrock: OnceCell<bool>,
    own_classes: OnceCell<BTreeSet<&'s [u8]>>,
}

/// What a call makes a client of.
enum Service<'s> {
    /// The name that boto3 gets.
    Name(&'s [u8]),
    /// The type of the client.
    Type(&'s [u8]),
}

impl<'f, 's> MadeClients<'f, 's> {
    pub(super) fn new(file: &'f File<'s>) -> Self {
        Self {
            file,
            makes_bedrock: OnceCell::new(),
            own_classes: OnceCell::new(),
        }
    }

    /// Whether the file makes a client that sends requests to models.
    pub(super) fn make_bedrock(&self) -> bool {
        *self.makes_bedrock.get_or_init(|| makes_client(self.file))
    }

    /// Whether the Region at an offset is that of a client of another service than Bedrock. The arguments with the reference
    /// at `of` are those of its own client.
    pub(super) fn are_of_another(&self, at: usize, of: Option<usize>) -> bool {
        let is_own = |number: &usize| {
            of.is_some_and(|of| self.file.outline().block(*number).inner.contains(&of))
        };
        let mut calls = self.calls_around(at).take_while(|number| !is_own(number));
        calls.any(|number| match self.service(number) {
            Some(Service::Name(name)) => !name.starts_with(b"bedrock"),
            Some(Service::Type(name)) => self.is_of_another(name),
            None => self.is_resource(number),
        })
    }

    /// Whether a call makes a resource of a stack, which is one in its Region: `new Certificate(this, 'C', { region: … })`. A
    /// stack has the Region of all that is in it.
    fn is_resource(&self, number: usize) -> bool {
        const STACKS: &[&str] = &[
            "app",
            "env",
            "environment",
            "nested",
            "provider",
            "stack",
            "stage",
        ];
        const SCOPES: &[&[u8]] = &[b"this", b"self", b"scope", b"stack"];
        let text = self.file.text();
        let [scope, id, _, ..] = self.file.outline().items(number) else {
            return false;
        };
        let id = text[id.value()].trim_ascii();
        let is_id = id.first().is_some_and(|b| b"\"'`".contains(b));
        let callee = named(self.file, self.file.outline().block(number)).callee;
        let class = callee.rsplit(|b| *b == b'.').next().unwrap_or(callee);
        let words = words_of(class);
        is_id
            && SCOPES.contains(&text[scope.value()].trim_ascii())
            && class.first().is_some_and(u8::is_ascii_uppercase)
            && !words.iter().any(|word| STACKS.contains(&word.as_str()))
    }

    /// Whether a call makes a client of Bedrock.
    pub(super) fn are_of_bedrock(&self, number: usize) -> bool {
        match self.service(number) {
            Some(Service::Name(name)) => name.starts_with(b"bedrock"),
            Some(Service::Type(name)) => folded(name).contains("bedrock"),
            None => false,
        }
    }

    /// Whether the Region at an offset is that of a client beside those that send requests to models and of no other service:
    /// one for agents or knowledge bases, or of a class of the program. Both are in the same Region.
    pub(super) fn are_beside_runtime(&self, at: usize) -> bool {
        let is_runtime = |name: &[u8]| folded(name).contains("bedrockruntime");
        let is_beside = |number: usize| match self.service(number) {
            Some(Service::Name(name)) => name.starts_with(b"bedrock") && !is_runtime(name),
            Some(Service::Type(name)) => !self.is_of_another(name) && !is_runtime(name),
            None => {
                let callee = named(self.file, self.file.outline().block(number)).callee;
                folded(callee).contains("knowledgebase")
            }
        };
        self.calls_around(at).any(is_beside)
    }

    /// Whether the Region at an offset is written among the arguments of a client of any service.
    pub(super) fn have_argument(&self, at: usize) -> bool {
        self.calls_around(at)
            .any(|number| self.service(number).is_some())
    }

    /// The arguments of a call for the Region of the client that it makes: `region_name=REGION`, `{ region }`, `.region(region)`.
    pub(super) fn region_arguments(&self, number: usize) -> Vec<&'f Item> {
        let (text, outline) = (self.file.text(), self.file.outline());
        let block = outline.block(number);
        let is_of_client = match block.kind {
            BlockKind::Round => self.service(number).is_some(),
            _ => self.service(block.parent).is_some(),
        };
        if !is_of_client {
            return Vec::new();
        }
        let is_setter = last_piece(named(self.file, block).callee) == "region";
        let is_region = |item: &&Item| {
            let key = item.key();
            let name = if key.is_empty() {
                item.span.clone()
            } else {
                key
            };
            is_setter || folded(name_at_end(&text[name])).contains("region")
        };
        outline.items(number).iter().filter(is_region).collect()
    }

    fn calls_around(&self, at: usize) -> impl Iterator<Item = usize> {
        let outline = self.file.outline();
        let is_code = self.file.kind() == Kind::Code;
        outline
            .around(outline.block_at(at))
            .take(if is_code { LEVELS } else { 0 })
            .filter(|number| outline.block(*number).kind == BlockKind::Round)
    }

    /// The service whose client a call makes; absent for any other call.
    fn service(&self, number: usize) -> Option<Service<'s>> {
        let text = self.file.text();
        let block = self.file.outline().block(number);
        let callee = named(self.file, block).callee;
        if matches!(last_piece(callee).as_str(), "client" | "resource") {
            return self.named_service(number).map(Service::Name);
        }
        if let Some(class) = class_at_end(callee) {
            return Some(Service::Type(class));
        }
        let head = &text[block.head.clone()];
        let builder = memmem::rfind(head, BUILDER)?;
        class_at_end(&head[..builder]).map(Service::Type)
    }

    /// The service that boto3 gets by name, as its first argument or as `service_name`.
    fn named_service(&self, number: usize) -> Option<&'s [u8]> {
        let text = self.file.text();
        let items = self.file.outline().items(number);
        let named = |item: &&Item| name_at_end(&text[item.key()]) == b"service_name";
        let first = || items.first().filter(|item| item.key().is_empty());
        let service = text[items.iter().find(named).or_else(first)?.value()].trim_ascii();
        // The address of an endpoint is not the name of a service.
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
        [b"\"", b"'"]
            .iter()
            .find_map(|quote| service.strip_prefix(*quote)?.strip_suffix(*quote))
            .filter(|name| !name.is_empty() && name.iter().all(is_name))
    }

    /// Whether a type is that of another service's client: in a program that makes a client of Bedrock, any that it does not
    /// define itself; in others only one that is known to be.
    fn is_of_another(&self, class: &[u8]) -> bool {
        let service = folded(&class[..class.len() - CLIENT.len()]);
        if service.contains("bedrock") {
            return false;
        }
        is_named_service(&service) || self.make_bedrock() && !self.own_classes().contains(class)
    }

    fn own_classes(&self) -> &BTreeSet<&'s [u8]> {
        const DECLARATION: &[u8] = b"class ";
        self.own_classes.get_or_init(|| {
            let text = self.file.text();
            memmem::find_iter(text, DECLARATION)
                .map(|at| &text[name_from(text, at + DECLARATION.len())])
                .collect()
        })
    }
}

/// The range of the name that begins at an offset.
fn name_from(text: &[u8], at: usize) -> Range<usize> {
    let is_in_name = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'_';
    at..at + text[at..].iter().take_while(is_in_name).count()
}

/// The type of a client at the end of a text: `S3Client`; absent for a function, whose name begins with a small letter.
fn class_at_end(text: &[u8]) -> Option<&[u8]> {
    let is_in_name = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'_';
    let width = text.iter().rev().take_while(is_in_name).count();
    let name = &text[text.len() - width..];
    let is_type = name.first().is_some_and(u8::is_ascii_uppercase);
    (is_type && name.len() > CLIENT.len() && name.ends_with(CLIENT)).then_some(name)
}
