//! Everything that is known about what a text denotes: a model ID in any form, an ARN, a constant.
//!
//! Facts of the catalog and what the judge makes of them, for a person who plans a change; no file is read and
//! nothing is found here that a scan would not find.

mod explanation;
mod facts;
mod page;
mod resolve;
mod timeline;

use crate::catalog::Catalog;
use crate::judge::Policy;

pub use explanation::{
    DateFact, ErrorFact, Explanation, ModelFacts, ProfileFact, RegionFacts, ReplacementFacts, RouteFact,
    SourceFact, StepFact, Unknown,
};

/// Explains a text. With `to`, the steps are those of a move to that model, whatever the catalog recommends.
///
/// # Errors
/// Where the text, or `to`, denotes nothing that the catalog knows.
pub fn explain(
    asked: &str,
    to: Option<&str>,
    catalog: &Catalog,
    policy: &Policy,
) -> Result<Explanation, Unknown> {
    let meant = resolve::resolve(asked, catalog)?;
    let to = to.map(|to| resolve::model(to, catalog)).transpose()?;
    Ok(facts::explanation(asked, &meant, to, catalog, policy))
}
