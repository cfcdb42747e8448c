//! Answers to import, and what can be wrong with them.

use crate::catalog::overlay::rows::OverlayDoc;
use crate::file_access::FileKind;
use crate::model_id::Region;

/// Bytes of one answer beyond which it is not read.
pub const MAX_BYTES: usize = FileKind::ApiAnswer.limit() as usize;

/// A file with one or several answers, one after the other.
#[derive(Clone, Debug)]
pub struct ApiAnswers {
    /// How problems name it.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What an import came to.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The overlay; `output` writes it as YAML.
    pub overlay: OverlayDoc,
    /// What was left out or needs a look, in words.
    pub notes: Vec<String>,
    /// What was read and what came of it, in a sentence.
    pub summary: String,
}

/// Why an answer cannot be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is too large.
    #[error("{name}: larger than {} MiB; import its pages one by one", MAX_BYTES >> 20)]
    TooLarge {
        /// The file.
        name: String,
    },
    /// There is nothing in it.
    #[error("{name}: empty; the AWS CLI writes nothing if it fails: check its error message")]
    Empty {
        /// The file.
        name: String,
    },
    /// It is not JSON.
    #[error(
        "{name}:{line}:{column}: invalid JSON: {message}; call the AWS CLI with `--output json`"
    )]
    Syntax {
        /// The file.
        name: String,
        /// 1-based.
        line: usize,
        /// 1-based.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// It is JSON of another kind.
    #[error(
        "{name}: not an answer of list-foundation-models, get-foundation-model, list-inference-profiles or \
         get-inference-profile: {found}"
    )]
    OtherFile {
        /// The file.
        name: String,
        /// What it contains instead.
        found: String,
    },
    /// A list without entries.
    #[error(
        "{name}: `{list}` is an empty list; check the Region, the filters and the permissions of the call"
    )]
    NothingListed {
        /// The file.
        name: String,
        /// The key.
        list: &'static str,
    },
    /// No Region is stated.
    #[error("{name}: {entry} has no Region; pass --region")]
    NoRegion {
        /// The file.
        name: String,
        /// Which entry.
        entry: String,
    },
    /// Two answers state different Regions.
    #[error("{name}: {entry} is from {found}, but --region is {said}; omit --region or correct it")]
    OtherRegion {
        /// The file.
        name: String,
        /// Which entry.
        entry: String,
        /// By its ARN.
        found: Region,
        /// By the flag.
        said: Region,
    },
}
