//! Words that stand for a value of a closed set, as the YAML writes them.

use serde::{Deserialize, Serialize};

use crate::catalog::lifecycle::{Evidence, Stage};
use crate::catalog::model::{LegacyPeriod, Modality, NamedBy, When};

/// What a place must be for a migration step, as it is written.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WhenWord {
    /// The move is from a bare ID to a profile.
    BecomesProfile,
    /// An IAM policy names the model.
    Iam,
    /// The reference is one by which the model is called: in no policy, documentation or comment.
    Invoked,
    /// The reference is an `apac.` profile.
    ApacProfile,
    /// The reference is a constant of a library.
    Constant,
    /// The reference stands in infrastructure as code.
    Iac,
    /// The old model is Legacy.
    Legacy,
    /// The old model is in public extended access.
    ExtendedAccess,
}

impl From<WhenWord> for When {
    fn from(word: WhenWord) -> Self {
        match word {
            WhenWord::BecomesProfile => Self::BecomesProfile,
            WhenWord::Iam => Self::Iam,
            WhenWord::Invoked => Self::Invoked,
            WhenWord::ApacProfile => Self::ApacProfile,
            WhenWord::Constant => Self::Constant,
            WhenWord::Iac => Self::Iac,
            WhenWord::Legacy => Self::Legacy,
            WhenWord::ExtendedAccess => Self::ExtendedAccess,
        }
    }
}

/// How a fact is known, as it is written.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceWord {
    /// Stated by AWS.
    Aws,
    /// Stated by somebody else.
    ThirdParty,
    /// Follows from other facts.
    Inferred,
}

impl From<EvidenceWord> for Evidence {
    fn from(word: EvidenceWord) -> Self {
        match word {
            EvidenceWord::Aws => Self::Aws,
            EvidenceWord::ThirdParty => Self::ThirdParty,
            EvidenceWord::Inferred => Self::Inferred,
        }
    }
}

/// A stage, as it is written.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StageWord {
    /// Active.
    Active,
    /// Legacy.
    Legacy,
    /// End-of-Life.
    Eol,
}

impl From<StageWord> for Stage {
    fn from(word: StageWord) -> Self {
        match word {
            StageWord::Active => Self::Active,
            StageWord::Legacy => Self::Legacy,
            StageWord::Eol => Self::EndOfLife,
        }
    }
}

/// A modality, as it is written.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ModalityWord {
    /// Chat and text generation.
    Text,
    /// Images.
    Image,
    /// Vectors.
    Embedding,
    /// Speech.
    Speech,
    /// Video.
    Video,
    /// Ranking of passages.
    Rerank,
}

impl From<ModalityWord> for Modality {
    fn from(word: ModalityWord) -> Self {
        match word {
            ModalityWord::Text => Self::Text,
            ModalityWord::Image => Self::Image,
            ModalityWord::Embedding => Self::Embedding,
            ModalityWord::Speech => Self::Speech,
            ModalityWord::Video => Self::Video,
            ModalityWord::Rerank => Self::Rerank,
        }
    }
}

/// Who chose a replacement, as it is written.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NamedByWord {
    /// AWS named it.
    Aws,
    /// This catalog chose it.
    Catalog,
}

impl From<NamedByWord> for NamedBy {
    fn from(word: NamedByWord) -> Self {
        match word {
            NamedByWord::Aws => Self::Aws,
            NamedByWord::Catalog => Self::Catalog,
        }
    }
}

/// The length of Legacy, as it is written.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum LegacyPeriodWord {
    /// At least six months.
    #[serde(rename = "6 months")]
    SixMonths,
    /// 45 days.
    #[serde(rename = "45 days")]
    Days45,
}

impl From<LegacyPeriodWord> for LegacyPeriod {
    fn from(word: LegacyPeriodWord) -> Self {
        match word {
            LegacyPeriodWord::SixMonths => Self::SixMonths,
            LegacyPeriodWord::Days45 => Self::Days45,
        }
    }
}
