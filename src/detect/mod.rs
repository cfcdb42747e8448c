//! Finds references to Bedrock models in text.
//!
//! Bytes and a [`Vocabulary`] in, [`Match`]es out: it opens no file, and knows neither dates nor levels.
//! `search` is the fast pass over every byte, the other modules look only around its hits.

mod arn;
mod bare_name;
mod constant;
pub(crate) mod context;
pub mod declaration;
mod dotted_list;
mod expression;
mod left;
mod lexicon;
mod nearby;
mod oracle;
mod pattern;
mod provider;
mod purpose;
mod registry;
mod resolve;
mod run;
mod search;
mod symbol;
mod template;
#[cfg(test)]
mod tests;
mod unprefixed;
pub mod uses;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use crate::model_id::{ModelId, ProfileScope, Region};
use crate::source::{Source, Span};

use self::constant::FileConstants;
pub use self::declaration::Declared;
use self::lexicon::Lexicon;
use self::provider::providers;
use self::search::{Hit, Search};

/// How many bytes two neighbouring pieces of a file must share, so that [`Detector::has_candidate`]
/// misses nothing that stands across their border.
pub const OVERLAP: usize = 256;

/// The words that a [`Detector`] looks for.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Every known ID.
    pub ids: Vec<KnownId>,
    /// Known profile scopes, without their dot.
    pub scopes: Vec<Cow<'static, str>>,
    /// Constants of libraries.
    pub libraries: Vec<SymbolLibrary>,
    /// ARNs whose models are known though they do not say it, with base IDs; sorted by ARN.
    pub opaque: Vec<OpaqueName>,
}

/// An ARN and the base IDs behind it.
pub type OpaqueName = (Cow<'static, str>, Vec<Cow<'static, str>>);

/// One known ID.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownId {
    /// The full ID, with its context variant if it has one.
    pub id: Cow<'static, str>,
    /// The base ID that it belongs to; equal to `id` for a base ID.
    pub base: Cow<'static, str>,
}

impl KnownId {
    fn is_base(&self) -> bool {
        self.id == self.base
    }

    /// The full ID where it is not the base ID.
    fn variant(&self) -> Option<ModelId> {
        (!self.is_base()).then(|| ModelId::new(self.id.clone()))
    }
}

/// The constants of one library.
#[derive(Debug)]
pub struct SymbolLibrary {
    /// Types or modules one of which stands before the constant, last piece only; empty where the
    /// constants stand alone.
    pub containers: Vec<Cow<'static, str>>,
    /// Texts one of which must stand in the same file; empty where the container is unmistakable.
    pub requires: Vec<Cow<'static, str>>,
    /// What stands for a model.
    pub constants: Constants,
}

/// A constant and its model ID.
pub type Constant = (Cow<'static, str>, Cow<'static, str>);

/// The constants of one library, sorted; they are read when first asked for, which few files do.
#[derive(Debug)]
pub struct Constants(LazyLock<Vec<Constant>, Box<dyn FnOnce() -> Vec<Constant> + Send>>);

impl Constants {
    /// What `read` gives, which is called once at most.
    pub fn new(read: impl FnOnce() -> Vec<Constant> + Send + 'static) -> Self {
        Self(LazyLock::new(Box::new(read)))
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_ref())
    }

    /// The model ID that a constant stands for.
    fn model(&self, name: &str) -> Option<&str> {
        let at = self.0.binary_search_by(|(known, _)| known.as_ref().cmp(name)).ok()?;
        Some(&self.0[at].1)
    }
}

/// The shape in which a reference stands; the names are those of the JSON report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// A model ID alone: `anthropic.claude-v2`.
    Base,
    /// A cross-Region inference profile ID: `us.anthropic.claude-…`.
    Profile,
    /// `arn:aws:bedrock:REGION::foundation-model/ID`.
    FoundationModelArn,
    /// `arn:aws:bedrock:REGION:ACCOUNT:inference-profile/ID`.
    InferenceProfileArn,
    /// A pattern that covers several models: `anthropic.claude-3-*`.
    Wildcard,
    /// A constant or enum member of a library.
    Symbol,
    /// An ARN that does not say its model: an application inference profile, a custom model, a prompt router. Its
    /// `models` are known only where a catalog of the account has them.
    Opaque,
}

/// How surely and by what way the text names its models.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    /// The ID stands as the catalog has it.
    Exact,
    /// A version or family is left out; `models` holds all it can mean.
    Truncated,
    /// A placeholder stands for the scope or another piece that does not decide the model.
    Template,
    /// Put together from pieces of the same expression.
    Joined,
    /// Inside a regular expression.
    Regex,
    /// A family or pattern: `models` holds what it covers.
    Family,
    /// Fits the grammar, is no known ID: `candidates` holds the nearest known ones.
    Near,
    /// A name that a file of the project defines as the ID.
    Definition,
    /// Names no model that can be told.
    None,
}

/// What kind of place a reference stands in. It shifts the level of a finding, never whether there is one. In the order
/// in which their proofs are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Context {
    /// A comment.
    Comment,
    /// Documentation, help and error texts.
    Docs,
    /// A cassette, snapshot or notebook output.
    Recording,
    /// Code that names a model in order to handle it: a comparison, a denial, a list of models that are turned down.
    Deprecation,
    /// An entry of a collection that describes models.
    Registry,
    /// A value that is offered to whoever chooses one.
    Choice,
    /// A test.
    Test,
    /// An IAM policy or service control policy.
    Iam,
    /// Infrastructure as code.
    Iac,
    /// Configuration and environment files.
    Config,
    /// Everything else.
    Code,
}

/// What a model is named for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// To be called, as far as the text tells.
    #[default]
    Inference,
    /// To be called by this very text: the model argument of an API that invokes models, or the model of an agent.
    Invocation,
    /// To buy Provisioned Throughput for it.
    ProvisionedThroughput,
    /// To train a custom model from it.
    Customization,
    /// To be compared with: nothing invokes it there.
    Comparison,
}

/// How much a reader can rely on a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A guess from pieces.
    Low,
    /// The model is likely, its place or scope is not certain.
    Medium,
    /// The text says it.
    High,
}

/// Where a region was read from, from the surest to the weakest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RegionOrigin {
    /// In the ARN.
    Arn,
    /// In a router's prefix: `bedrock/us-east-1/…`.
    Router,
    /// In the same call or block.
    Nearby,
}

/// One reference to one or several models.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Match {
    /// The bytes of the reference in the source: the whole ARN, the ID with its scope, the constant with
    /// its container; a router's prefix is not part of it.
    pub span: Span,
    /// The bytes to replace when the reference is moved to another model: scope and ID, or the ARN's resource.
    pub id_span: Span,
    /// The shape.
    pub form: Form,
    /// How the models were told.
    pub resolution: Resolution,
    /// The base IDs that are meant, in ascending order; one entry where one model is meant.
    pub models: Vec<ModelId>,
    /// The full ID with its context variant or older spelling, where it is not the base ID itself.
    pub variant: Option<ModelId>,
    /// The nearest known IDs of something unknown, nearest first.
    pub candidates: Vec<ModelId>,
    /// The profile scope; absent where there is none or where it is a placeholder.
    pub scope: Option<ProfileScope>,
    /// The Region that the text names for this reference.
    pub region: Option<(Region, RegionOrigin)>,
    /// What kind of place it stands in.
    pub context: Context,
    /// What it is named for.
    pub purpose: Purpose,
    /// Which registry of this file it is an entry of: entries with the same number collapse to one finding.
    pub registry: Option<u32>,
    /// How far to rely on it.
    pub confidence: Confidence,
    /// What it is declared as; absent where nothing else can be made of it than this one place.
    pub declared: Option<Arc<Declared>>,
    /// Which of the followed definitions it is a use of, by number; absent where it names the model itself.
    pub definition: Option<u32>,
}

impl Match {
    /// A reference of exactly this text, of which nothing more is known yet.
    pub fn at(span: Span, form: Form) -> Self {
        Self {
            span,
            id_span: span,
            form,
            resolution: Resolution::Exact,
            models: Vec::new(),
            variant: None,
            candidates: Vec::new(),
            scope: None,
            region: None,
            context: Context::Code,
            purpose: Purpose::default(),
            registry: None,
            confidence: Confidence::High,
            declared: None,
            definition: None,
        }
    }
}

/// What the other files of a project say of one file.
#[derive(Clone, Debug, Default)]
pub struct FromProject {
    /// The uses in it of names that are defined in the project.
    pub uses: Vec<Match>,
    /// The enums and type unions in it none of whose members is used, by [`declaration::TypeList::number`].
    pub unused_types: BTreeSet<usize>,
}

/// Finds references in text. Cheap to make; what only hits need is made at the first hit.
#[derive(Debug)]
pub struct Detector {
    libraries: Vec<SymbolLibrary>,
    search: Search,
    lexicon: Lexicon,
}

impl Detector {
    /// A detector for these words.
    pub fn new(vocabulary: Vocabulary) -> Self {
        let Vocabulary { mut ids, scopes, libraries, mut opaque } = vocabulary;
        ids.sort();
        opaque.sort();
        let providers = providers(&ids);
        let search = Search::new(Arc::clone(&providers), &libraries);
        Self { libraries, search, lexicon: Lexicon::new(ids, scopes, opaque, providers) }
    }

    /// Whether there is a byte string that may begin a reference. One fast pass: a file without one in any
    /// piece holds no reference. Pieces must overlap by [`OVERLAP`].
    pub fn has_candidate(&self, bytes: &[u8]) -> bool {
        self.search.has_candidate(bytes)
    }

    /// The offsets of all byte strings that may begin or announce a reference, ascending: what a file too large
    /// to be held whole is cut around.
    pub fn candidates(&self, bytes: &[u8]) -> Vec<usize> {
        self.search.candidates(bytes)
    }

    /// Every reference of a file or window, by position; overlapping ones are resolved to the longest.
    pub fn detect(&self, source: &Source) -> Vec<Match> {
        self.detect_knowing(source, &FromProject::default())
    }

    /// The same where something of the other files of the project is known.
    pub fn detect_knowing(&self, source: &Source, known: &FromProject) -> Vec<Match> {
        let text = source.text.as_slice();
        let lexicon = &self.lexicon;
        let constants = FileConstants::new(text);
        let mut found = Vec::new();
        let mut active = symbol::Active::default();
        let (mut covered, mut opens) = (0, false);
        for hit in self.search.hits(text) {
            match hit {
                Hit::Library { index, .. } => active.activate(index),
                Hit::Provider { start, .. } | Hit::BareFamily { start } if start < covered => {}
                Hit::Resource { end, .. } if end < covered => {}
                Hit::Provider { start, .. } => {
                    found.extend(resolve::at_provider(text, start, lexicon, source.language, &constants));
                    opens |= text.get(start..).is_some_and(opens_an_id);
                }
                Hit::BareFamily { start } => found.extend(resolve::behind_router(text, start, lexicon)),
                Hit::Resource { start, end } => found.extend(arn::at_resource(text, start, end, lexicon)),
            }
            covered = found.last().map_or(0, |m: &Match| m.span.end);
        }
        symbol::find(text, &active, &self.libraries, lexicon, &mut found);
        if self.has_candidate(text) {
            unprefixed::find(text, lexicon, &mut found);
        }
        if opens {
            constant::find_prefixed(&constants, lexicon, &mut found);
        }
        arn::drop_filled(text, &mut found);
        oracle::drop_oracle_names(&source.path.display, text, &mut found);
        // An `@` right after a name is Vertex AI's: `anthropic.claude-3-7-sonnet@20250219`.
        let has_version = |m: &Match| memchr::memchr(b':', &text[m.span.start..m.span.end]).is_some();
        found.retain(|m: &Match| text.get(m.span.end) != Some(&b'@') || has_version(m));
        found.extend(known.uses.iter().cloned());
        keep_longest(&mut found);
        context::assign(source, &known.unused_types, &mut found);
        found
    }
}

/// Whether a literal ends where an ID that begins with a provider has not ended: `"anthropic."`, `"amazon.titan-"`.
fn opens_an_id(text: &[u8]) -> bool {
    let end = text.iter().take(64).position(|b| matches!(b, b'"' | b'\'' | b'`')).unwrap_or(0);
    end > 0 && matches!(text[end - 1], b'.' | b'-' | b':')
}

/// Sorts by position; of two that overlap the longer stays, of two equal ones the first.
fn keep_longest(found: &mut Vec<Match>) {
    found.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
    let mut kept: Vec<Match> = Vec::with_capacity(found.len());
    for m in found.drain(..) {
        match kept.last_mut() {
            Some(last) if m.span.start < last.span.end => {
                if m.span.end - m.span.start > last.span.end - last.span.start {
                    *last = m;
                }
            }
            _ => kept.push(m),
        }
    }
    *found = kept;
}
