//! Clients of Bedrock whose Region is set outside of their file: made without one (`boto3.client("bedrock-runtime")`,
//! `new BedrockRuntimeClient({})`), or with that of the environment or of settings that the file imports
//! (`region_name=settings.region`). The Regions that their file names for other services are not theirs.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use memchr::memmem;

use super::super::element::{last_piece, name_at_end, named};
use super::super::file::File;
use super::super::line::folded;
use super::super::requests::names::NameIndex;
use super::code::is_region;
use super::made_clients::MadeClients;
use super::receiver::Clients;
use crate::outline::{BlockKind, Item};

/// The longest definition of a session or of settings that people write.
const LONGEST: usize = 1500;

/// How far after the head of a builder its last call is.
const CHAIN: usize = 400;

/// Classes of libraries that make their own client of Bedrock, folded.
const CLASSES: &[&str] = &[
    "anthropicbedrock",
    "asyncanthropicbedrock",
    "bedrock",
    "bedrockchat",
    "bedrockembeddings",
    "bedrockllm",
    "chatbedrock",
    "chatbedrockconverse",
];

/// Functions that make a client of a module or class named for Bedrock: `bedrockruntime.NewFromConfig`.
const MAKERS: &[&str] = &["create", "new", "newfromconfig"];

/// Arguments that show a Region, or that may contain one, folded.
const WITH_REGION: &[&str] = &["client", "endpoint", "region", "session", "host", "baseurl"];

/// How a program reads a variable of the environment.
const ENVIRONMENT: &[&[u8]] = &[
    b"environ",
    b"getenv",
    b"process.env",
    b"ENV[",
    b"ENV.fetch",
    b"Getenv",
    b"env::var",
    b"GetEnvironmentVariable",
    b"Deno.env",
    b"import.meta.env",
];

/// What in a line sets the Region of all clients of boto3.
const FOR_ALL_CLIENTS: &[u8] = b"setup_default_session";

/// How many calls are looked at: a program makes few clients.
const MOST_CALLS: usize = 1024;

/// Variables of the environment that the SDKs of AWS read.
const VARIABLES: &[&[u8]] = &[b"AWS_REGION", b"AWS_DEFAULT_REGION"];

/// The clients of Bedrock that a program makes.
pub(super) struct Elsewhere<'a, 'f, 's> {
    file: &'a File<'s>,
    names: &'a NameIndex<'f, 's>,
    made: &'a MadeClients<'f, 's>,
    /// The calls that make one, and whether its Region is set outside of the file.
    calls: OnceCell<Calls>,
}

/// The calls that make a client, and whether the Region of all of them is set outside of the file.
struct Calls {
    each: Vec<(usize, bool)>,
    are_all_elsewhere: bool,
}

impl<'a, 'f, 's> Elsewhere<'a, 'f, 's> {
    pub(super) fn new(
        file: &'a File<'s>,
        names: &'a NameIndex<'f, 's>,
        made: &'a MadeClients<'f, 's>,
    ) -> Self {
        Self {
            file,
            names,
            made,
            calls: OnceCell::new(),
        }
    }

    /// Whether the Region of the client that sends what is at an offset is set outside of the file: of its own client, or of
    /// all that the file makes, where it is not known which sends it.
    pub(super) fn sets_region_for(&self, at: usize, clients: &Clients<'_, 'f, 's>) -> bool {
        let outline = self.file.outline();
        let calls = self.calls();
        let own = clients.definition_at(at).unwrap_or(0..0);
        let opens = |number: usize| outline.block(number).inner.start;
        let first = calls
            .each
            .partition_point(|(number, _)| opens(*number) < own.start);
        let own = calls.each[first..]
            .iter()
            .take_while(|(number, _)| opens(*number) < own.end);
        let mut own = own.peekable();
        match own.peek() {
            Some(_) => own.all(|(_, is_elsewhere)| *is_elsewhere),
            None => calls.are_all_elsewhere,
        }
    }

    /// Whether the Region at an offset is set for all clients of the program, or for one of Bedrock's other services.
    pub(super) fn is_for_all_clients(&self, at: usize) -> bool {
        const NEAR: usize = 200;
        if self.made.are_beside_runtime(at) {
            return true;
        }
        let near = &self.file.text()[at.saturating_sub(NEAR)..at];
        let line = near.rsplit(|b| *b == b'\n').next().unwrap_or(near);
        let is_variable = |name: &&[u8]| {
            memmem::rfind(line, name).is_some_and(|at| {
                let before = line[..at].last();
                before.is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'_')
            })
        };
        memmem::find(line, FOR_ALL_CLIENTS).is_some() || VARIABLES.iter().any(is_variable)
    }

    fn calls(&self) -> &Calls {
        self.calls.get_or_init(|| {
            let outline = self.file.outline();
            let calls = (0..outline.len())
                .filter(|number| outline.block(*number).kind == BlockKind::Round)
                .filter(|number| self.makes_bedrock(*number))
                .take(MOST_CALLS);
            let each: Vec<(usize, bool)> = calls
                .filter_map(|number| Some((number, self.is_elsewhere(number)?)))
                .collect();
            let are_all_elsewhere = !each.is_empty() && each.iter().all(|(_, is)| *is);
            Calls {
                each,
                are_all_elsewhere,
            }
        })
    }

    /// Whether a call makes a client of Bedrock.
    fn makes_bedrock(&self, number: usize) -> bool {
        let block = self.file.outline().block(number);
        if self.made.are_of_bedrock(number) {
            return true;
        }
        let callee = named(self.file, block).callee;
        let last = last_piece(callee);
        let is_class = CLASSES.contains(&last.as_str())
            && name_at_end(callee)
                .rsplit(|b| !b.is_ascii_alphanumeric())
                .next()
                .and_then(|name| name.first())
                .is_some_and(u8::is_ascii_uppercase);
        is_class || MAKERS.contains(&last.as_str()) && folded(callee).contains("bedrock")
    }

    /// Whether the Region of the client that a call makes is set outside of the file; absent for a call that gets a client,
    /// whose own call decides.
    fn is_elsewhere(&self, number: usize) -> Option<bool> {
        let (text, outline) = (self.file.text(), self.file.outline());
        let head = &text[outline.block(number).head.clone()];
        let end = outline.block(number).inner.end;
        let items = outline.items(number);
        // `BedrockRuntimeClient.builder()` has its settings after it.
        if last_piece(named(self.file, outline.block(number)).callee) == "builder" {
            let chain = &text[end..text.len().min(end + CHAIN)];
            let chain = memmem::find(chain, b".build()").map_or(chain, |at| &chain[..at]);
            let lower = chain.to_ascii_lowercase();
            let is_set = WITH_REGION
                .iter()
                .any(|word| memmem::find(&lower, word.as_bytes()).is_some());
            return Some(!is_set);
        }
        if memmem::find(head, b".builder()").is_some() {
            return None;
        }
        let mut arguments: Vec<&Item> = items.iter().collect();
        for item in items {
            let record = outline.child_in(number, item.span.clone());
            let is_record = |of: &usize| outline.block(*of).kind == BlockKind::Curly;
            arguments.extend(
                record
                    .filter(is_record)
                    .into_iter()
                    .flat_map(|of| outline.items(of)),
            );
        }
        let name = |item: &Item| {
            let key = item.key();
            let of = if key.is_empty() {
                item.span.clone()
            } else {
                key
            };
            folded(name_at_end(&text[of]))
        };
        if arguments
            .iter()
            .any(|item| name(item).ends_with("client") && !item.key().is_empty())
        {
            return None;
        }
        let with_region: Vec<&&Item> = arguments
            .iter()
            .filter(|item| WITH_REGION.iter().any(|word| name(item).contains(word)))
            .collect();
        if !with_region.is_empty() {
            return Some(with_region.iter().all(|item| self.is_from_outside(item)));
        }
        let is_settled = |item: &&Item| !self.may_have_region(item);
        let maker = self.maker(number);
        Some(arguments.iter().all(is_settled) && maker)
    }

    /// Whether what a client is made by has no Region itself: `boto3`, a session without one.
    fn maker(&self, number: usize) -> bool {
        let block = self.file.outline().block(number);
        let callee = named(self.file, block).callee;
        if last_piece(callee) != "client" {
            return true;
        }
        let Some(dot) = callee.iter().rposition(|b| *b == b'.') else {
            // The end of a chain: `boto3.Session(region_name=…).client(…)`.
            return false;
        };
        let object = &callee[..dot];
        if matches!(object, b"boto3" | b"aioboto3") {
            return true;
        }
        let definition = self.names.definition(object, block.inner.start);
        definition.is_some_and(|definition| {
            let span = self.names.item(&definition).span.clone();
            let text = &self.file.text()[span];
            text.len() <= LONGEST && memmem::find(text, b"egion").is_none() && names_session(text)
        })
    }

    /// Whether an argument without a name for it can have a Region: settings that are unpacked or kept in a variable.
    fn may_have_region(&self, item: &Item) -> bool {
        let text = self.file.text();
        let written = text[item.span.clone()].trim_ascii();
        if written.starts_with(b"**") || written.starts_with(b"...") {
            return true;
        }
        let value = text[item.value()].trim_ascii();
        if value.len() > LONGEST {
            return true;
        }
        if value.first().is_some_and(|b| b"\"'{[".contains(b)) {
            let literal = value
                .get(1..value.len().saturating_sub(1))
                .unwrap_or_default();
            let has_region = std::str::from_utf8(literal).is_ok_and(is_region);
            return has_region || memmem::find(value, b"egion").is_some();
        }
        let name = value.strip_prefix(b"&").unwrap_or(value);
        let is_setting = item.key().is_empty() || name_at_end(&text[item.key()]) == b"config";
        if !is_setting {
            return false;
        }
        let is_inline = memmem::find(value, b"(").is_some();
        if is_inline {
            return memmem::find(value, b"egion").is_some();
        }
        if self.gets_region(name) {
            return true;
        }
        let Some(definition) = self.names.definition(name, item.value().start) else {
            return true;
        };
        let span = self.names.item(&definition).span.clone();
        span.len() > LONGEST || {
            let lower = text[span].to_ascii_lowercase();
            memmem::find(&lower, b"region").is_some()
        }
    }

    /// Whether a Region is read from the environment without a default, or from an object that the file imports.
    fn is_from_outside(&self, item: &&&Item) -> bool {
        let text = self.file.text();
        let mut value = item.value();
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
        let written = text[value.clone()].trim_ascii();
        if !written.is_empty()
            && written.iter().all(is_name)
            && let Some(definition) = self.names.definition(written, value.start)
        {
            value = self.names.item(&definition).value();
        }
        if self.gets_region(written) {
            return false;
        }
        let written = text[value.clone()].trim_ascii();
        if written.len() > LONGEST || has_region(written) {
            return false;
        }
        let reads = |sign: &&[u8]| memmem::find(written, sign).is_some();
        if ENVIRONMENT.iter().any(reads) {
            // A default in a variable: `os.getenv("AWS_REGION", DEFAULT)`.
            return !written.iter().any(|b| matches!(b, b',' | b'|' | b'?'))
                && memmem::find(written, b" or ").is_none();
        }
        let root = written.split(|b| !is_name(b)).next().unwrap_or_default();
        written.contains(&b'.') && self.is_imported(root)
    }

    /// Whether a variable gets a Region somewhere: `region = "eu-west-1"`, `cfg.Region = …`.
    fn gets_region(&self, name: &[u8]) -> bool {
        const USES: usize = 32;
        let text = self.file.text();
        let uses = self.names.uses(name).iter().take(USES);
        let mut behind = uses.map(|at| {
            let behind = &text[at + name.len()..text.len().min(at + name.len() + 60)];
            behind.split(|b| *b == b'\n').next().unwrap_or(behind)
        });
        behind.any(|behind| {
            let field = behind.trim_ascii_start();
            field.starts_with(b".Region")
                || field.starts_with(b".region")
                || field.starts_with(b"=") && has_region(field)
        })
    }

    /// Whether a name is in a line that imports it.
    fn is_imported(&self, name: &[u8]) -> bool {
        let text = self.file.text();
        let is_import = |at: &usize| {
            let from = at.saturating_sub(300);
            let line = memchr::memrchr(b'\n', &text[from..*at]).map_or(from, |n| from + n + 1);
            let line = &text[line..*at];
            line.starts_with(b"from ") || line.starts_with(b"import ")
        };
        !name.is_empty() && self.names.uses(name).iter().take(4).any(is_import)
    }
}

/// Whether a statement makes a session: `boto3.Session()`.
fn names_session(text: &[u8]) -> bool {
    memmem::find(text, b"ession(").is_some()
}

/// Whether a Region is written in a text.
fn has_region(text: &[u8]) -> bool {
    let words = text.split(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'-' | b'_'));
    let codes: BTreeSet<&[u8]> = words.collect();
    codes.iter().any(|word| {
        let word = std::str::from_utf8(word).unwrap_or_default();
        is_region(word) || is_region(&word.to_ascii_lowercase().replace('_', "-"))
    }) || memmem::find(text, b"RegionEndpoint.").is_some()
}
