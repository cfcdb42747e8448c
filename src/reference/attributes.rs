//! The properties of a reference: its form, how its models were found, its context, and its confidence.

/// How a reference is written; the names are those of the JSON report.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
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
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Resolution {
    /// The ID is written as in the catalog.
    Exact,
    /// A version or family is left out; `models` contains all it can mean.
    Truncated,
    /// A placeholder refers to the scope or another piece that does not decide the model.
    Template,
    /// Put together from pieces of the same expression.
    Joined,
    /// Inside a regular expression.
    Regex,
    /// A family or pattern: `models` contains what it covers.
    Family,
    /// Matches the grammar but is not a known ID: `candidates` contains the nearest known ones.
    Near,
    /// A name that a file of the project defines as the ID.
    Definition,
    /// Refers to no model that can be determined.
    None,
}

/// The context of a reference. It limits the level of a finding, and never decides whether there is one. In the order
/// in which their proofs are tried.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
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
    /// A value that is offered to a user who chooses one.
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

impl Context {
    /// Whether text in it mentions a model that nothing there invokes or offers.
    pub fn is_mention(self) -> bool {
        matches!(
            self,
            Self::Comment | Self::Docs | Self::Recording | Self::Deprecation | Self::Registry
        )
    }
}

/// What a model is named for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// To be called, as far as the text shows.
    #[default]
    Inference,
    /// To be called by this very text: the model argument of an API that invokes models, or the model of an agent.
    Invocation,
    /// To name the foundation model itself, where AWS accepts no inference profile: its details, its ARN.
    FoundationModel,
    /// To look up what AWS publishes about the foundation model, in a file that sends no model a request.
    Lookup,
    /// To say which model the application inference profile beside it calls.
    BehindProfile,
    /// To buy Provisioned Throughput for it.
    ProvisionedThroughput,
    /// To train a custom model from it.
    Customization,
    /// To be compared with: nothing invokes it there.
    Comparison,
}

impl Purpose {
    /// Whether AWS accepts only the foundation model itself there, no inference profile.
    pub fn names_foundation_model(self) -> bool {
        matches!(self, Self::FoundationModel | Self::Lookup)
    }
}

/// How much a reader can rely on a match.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A guess from pieces.
    Low,
    /// The model is likely; its location or scope is not certain.
    Medium,
    /// The text says it.
    High,
}

/// Where a region was read from, from the surest to the weakest.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum RegionOrigin {
    /// In the ARN.
    Arn,
    /// In a router's prefix: `bedrock/us-east-1/…`.
    Router,
    /// In the same call or block.
    Nearby,
}
