//! Explains a text: a model ID in any form, an ARN, or a constant.
//!
//! Combines facts of the catalog with the judge's results, for people who plan a migration. It reads no files, and
//! recognizes exactly what a scan recognizes.

mod explanation;
mod facts;
mod page;
mod prices;
mod resolve;
mod timeline;

use crate::catalog::Catalog;
use crate::judge::Policy;

pub use explanation::{
    DateFact, ErrorFact, Explanation, ModelFacts, PriceFact, ProfileFact, RegionFacts,
    ReplacementFacts, RouteFact, SourceFact, StepFact, Unknown,
};

pub(crate) use facts::price_fact;
pub use page::ExplanationSection;
pub(crate) use prices::{price_change, price_words};
pub(crate) use resolve::model as known_model;

/// Explains a text. With `to`, the steps are those of the migration to that model instead of the recommended one.
///
/// # Errors
/// The text or `to` refers to nothing that the catalog knows.
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
