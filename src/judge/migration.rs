//! What else has to change with the ID: the rows of the catalog's migrations that apply to a pair of models, in
//! the place where the old one stands.

use crate::catalog::{Catalog, Migration, When};
use crate::detect::{Context, Form};
use crate::finding::{ChosenReplacement, Step};
use crate::judge::Case;

/// The steps of the move, in the catalog's order.
pub(crate) fn steps(from: &str, to: &ChosenReplacement, case: &Case<'_>) -> Vec<Step> {
    let holds = |row: &&Migration| row.when.is_empty() || row.when.iter().any(|when| holds(*when, to, case));
    let rows = case.catalog.migrations.iter().filter(|row| row.applies(from, to.model.as_str()));
    rows.filter(holds).map(|row| step(row, case.catalog)).collect()
}

/// Every step that can come with a move between two base IDs, whatever the place; with what the place must be.
pub fn steps_between(from: &str, to: &str, catalog: &Catalog) -> Vec<(Step, Vec<When>)> {
    let rows = catalog.migrations.iter().filter(|row| row.applies(from, to));
    rows.map(|row| (step(row, catalog), row.when.to_vec())).collect()
}

fn holds(when: When, to: &ChosenReplacement, case: &Case<'_>) -> bool {
    let found = case.found;
    match when {
        When::BecomesProfile => becomes_profile(to, case),
        When::Iam => found.context == Context::Iam,
        When::ApacProfile => found.scope.as_ref().is_some_and(|scope| scope.as_str() == "apac"),
        When::Constant => found.form == Form::Symbol,
        When::Iac => found.context == Context::Iac,
    }
}

/// Whether the new text puts a scope before the model and the old one had none. The ID is compared up to its
/// first colon, which may be percent-encoded.
fn becomes_profile(to: &ChosenReplacement, case: &Case<'_>) -> bool {
    let had_scope = matches!(case.found.form, Form::Profile | Form::InferenceProfileArn);
    let head = to.model.as_str().split(':').next().unwrap_or_default();
    !had_scope && to.text.contains(&format!(".{head}"))
}

fn step(row: &Migration, catalog: &Catalog) -> Step {
    let source = catalog.source(&row.source);
    Step {
        id: row.id.clone(),
        change: row.change.clone(),
        source: source.map_or_else(|| row.source.clone(), |source| source.title.clone()),
    }
}
