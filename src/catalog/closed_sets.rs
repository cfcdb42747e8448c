//! The closed sets of the catalog. Each value has one word, the same in the YAML of `rules/`, in overlays and in JSON.

use serde::{Deserialize, Serialize};

/// Defines an enum whose values are written as words.
macro_rules! words {
    ($(#[$about:meta])* pub enum $name:ident { $($(#[$doc:meta])* $value:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $word)] $value,)+
        }

        impl $name {
            /// The word for it.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$value => $word,)+
                }
            }
        }
    };
}

words! {
    /// How a fact is known.
    pub enum Evidence {
        /// Nobody states it; it follows from other facts.
        Inferred = "inferred",
        /// Stated by a third party, not by AWS.
        ThirdParty = "third-party",
        /// Stated by AWS: its documentation, model cards or API.
        Aws = "aws",
    }
}

words! {
    /// AWS's stages, and the honest fourth.
    pub enum Stage {
        /// Neither launch nor any status is known for that day; no row states it.
        #[serde(skip)]
        Unknown = "unknown",
        /// Active.
        Active = "active",
        /// Legacy; public extended access is a part of it.
        Legacy = "legacy",
        /// End-of-Life: requests fail.
        EndOfLife = "eol",
    }
}

words! {
    /// What an argument of an AWS API or resource names a model for.
    pub enum ArgumentUse {
        /// To train a custom model from it.
        Customization = "customization",
        /// To name the foundation model itself: a profile is no answer.
        FoundationModel = "foundation-model",
        /// To invoke it.
        Invocation = "invocation",
        /// To buy Provisioned Throughput for it.
        ProvisionedThroughput = "provisioned-throughput",
    }
}

words! {
    /// What a model gives out, as far as a replacement must keep it.
    pub enum Modality {
        /// Chat and text generation.
        Text = "text",
        /// Images.
        Image = "image",
        /// Vectors.
        Embedding = "embedding",
        /// Speech.
        Speech = "speech",
        /// Video.
        Video = "video",
        /// Ranking of passages.
        Rerank = "rerank",
    }
}

words! {
    /// What a model takes in, as far as a replacement must take it too.
    pub enum InputKind {
        /// Text.
        Text = "text",
        /// Images.
        Image = "image",
        /// Video.
        Video = "video",
        /// Sound, which the API calls speech of some models and audio of others.
        Audio = "audio",
    }
}

words! {
    /// How long the Legacy stage lasts by AWS's promise.
    pub enum LegacyPeriod {
        /// At least six months.
        SixMonths = "6 months",
        /// 45 days, as the card says.
        Days45 = "45 days",
    }
}

words! {
    /// Who chose a replacement.
    pub enum ChosenBy {
        /// AWS named it.
        Aws = "aws",
        /// This catalog chose it, since AWS named no model that can still be used.
        Catalog = "catalog",
    }
}

words! {
    /// Which uses of a request parameter a model answers with HTTP 400.
    pub enum Rejects {
        /// Any.
        Any = "any",
        /// A value other than the default.
        NotDefault = "not-default",
        /// All of the parameters in one request.
        Together = "together",
        /// Only some values.
        Values = "values",
        /// A list of messages whose last one is the assistant's.
        LastOfAssistant = "last-of-assistant",
    }
}

words! {
    /// What a location must be for a migration step to apply, in addition to the pair of models.
    pub enum StepCondition {
        /// The move is from a bare ID to a profile.
        BecomesProfile = "becomes-profile",
        /// An IAM policy names the model, and the new one has inference profiles, which need ARNs of their own.
        Iam = "iam",
        /// The reference becomes a `global.` profile, or an IAM policy names the model, and the new one has such a profile.
        GlobalProfile = "global-profile",
        /// The reference is one by which the model is called: in no policy, documentation or comment.
        Invoked = "invoked",
        /// The reference is an `apac.` profile.
        ApacProfile = "apac-profile",
        /// The reference is a constant of a library.
        Constant = "constant",
        /// The reference is in infrastructure as code.
        Iac = "iac",
        /// The old model is Legacy.
        Legacy = "legacy",
        /// The old model is in public extended access.
        ExtendedAccess = "extended-access",
    }
}
