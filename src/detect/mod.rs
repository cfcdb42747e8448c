//! Finds references to Bedrock models in text.
//!
//! Bytes and a [`Vocabulary`] in, [`Match`]es out: it opens no file, and knows neither dates nor levels.
//! `search` is the fast pass over every byte, the other modules look only around its hits.

pub(crate) mod context;
mod nearby;
mod registry;

use crate::model_id::{ModelId, ProfileScope, Region};
use crate::source::Span;

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
    /// An ARN whose model cannot be told offline.
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
    /// Names no model that can be told.
    None,
}

/// What kind of place a reference stands in. It shifts the level of a finding, never whether there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Context {
    /// A cassette, snapshot or notebook output.
    Recording,
    /// A test.
    Test,
    /// A price table, model list or enum of many models.
    Registry,
    /// Code that names a dead model in order to handle it.
    Deprecation,
    /// An IAM policy or service control policy.
    Iam,
    /// Infrastructure as code.
    Iac,
    /// Configuration and environment files.
    Config,
    /// A comment.
    Comment,
    /// Documentation.
    Docs,
    /// Everything else.
    Code,
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Which registry of this file it is an entry of: entries with the same number collapse to one finding.
    pub registry: Option<u32>,
    /// How far to rely on it.
    pub confidence: Confidence,
}
