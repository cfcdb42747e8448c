//! Turns what the AWS API says about an account into an overlay: the answers of `list-foundation-models`,
//! `get-foundation-model`, `list-inference-profiles` and `get-inference-profile` as the AWS CLI or boto3 write
//! them.
//!
//! It calls no service and judges nothing. Entries that cannot be imported are reported, never dropped silently. An
//! answer is about its own Region only. Fields that it lacks keep the catalog's values, since the API's status
//! and dates are later than AWS's announcements.

mod answer;
mod docs;
mod input;
mod overlay;
mod time;

use jiff::civil::Date;

use crate::catalog::model::Catalog;
use crate::model_id::Region;

pub use docs::{DocPage, import_docs, is_page};
pub use input::{ApiAnswers, ImportError, Imported, MAX_BYTES};

/// Imports answers that were given on the day `as_of`. `region` applies where an answer does not state its own.
pub fn import(
    inputs: &[ApiAnswers],
    region: Option<&Region>,
    as_of: Date,
    catalog: &Catalog,
) -> Result<Imported, ImportError> {
    let mut answers = answer::Answers::default();
    for input in inputs {
        answers.read(input, region)?;
    }
    Ok(overlay::of(answers, as_of, catalog))
}
