//! What else has to change with the ID: the rows of the catalog's migrations that apply to a pair of models, in
//! the place where the old one stands. What the old model's stage asks for is told without a new model, too.

use crate::catalog::{Call, Catalog, Migration, Model, Stage, When};
use crate::detect::{Context, Form};
use crate::finding::{ChosenReplacement, Step, StepDetail};
use crate::judge::region::ModelVerdict;
use crate::judge::replacement::scopes_of;
use crate::judge::{Case, wording};

/// The step that names the quotas of the new model.
const QUOTAS: &str = "quotas";

/// The steps of the move, in the catalog's order.
pub(crate) fn steps(old: &ModelVerdict<'_>, to: Option<&ChosenReplacement>, case: &Case<'_>) -> Vec<Step> {
    let applies = |row: &&Migration| match to {
        Some(to) => row.applies(&old.model.id, to.model.as_str()),
        None => row.applies(&old.model.id, ""),
    };
    let holds = |row: &&Migration| match to {
        Some(_) if row.when.is_empty() => true,
        _ => row.when.iter().any(|when| holds(*when, old, to, case)),
    };
    let rows = case.catalog.migrations.iter().filter(applies).filter(holds);
    rows.map(|row| step(row, to.map(|to| (to.model.as_str(), Some(to.text.as_str()))), case.catalog))
        .collect()
}

/// Every step that can come with a move between two base IDs, whatever the place; with what the place must be.
/// `text` is what is written in the old one's place, where that is known.
pub fn steps_between(from: &str, to: &str, text: Option<&str>, catalog: &Catalog) -> Vec<(Step, Vec<When>)> {
    let rows = catalog.migrations.iter().filter(|row| row.applies(from, to));
    rows.map(|row| (step(row, Some((to, text)), catalog), row.when.to_vec())).collect()
}

fn holds(when: When, old: &ModelVerdict<'_>, to: Option<&ChosenReplacement>, case: &Case<'_>) -> bool {
    let found = case.found;
    match when {
        When::Legacy => old.stage == Stage::Legacy,
        When::ExtendedAccess => old.lifecycle.in_extended_access(case.policy.as_of),
        // What follows is about the move.
        _ if to.is_none() => false,
        When::BecomesProfile => to.is_some_and(|to| becomes_profile(to, case)),
        When::Iam => {
            found.context == Context::Iam && to.is_some_and(|to| has_profile(to.model.as_str(), case.catalog))
        }
        When::Invoked => !matches!(found.context, Context::Iam | Context::Docs | Context::Comment),
        When::ApacProfile => found.scope.as_ref().is_some_and(|scope| scope.as_str() == "apac"),
        When::Constant => found.form == Form::Symbol,
        When::Iac => found.context == Context::Iac,
    }
}

/// Whether the new text puts a scope before the model and the old one had none.
fn becomes_profile(to: &ChosenReplacement, case: &Case<'_>) -> bool {
    let had_scope = matches!(case.found.form, Form::Profile | Form::InferenceProfileArn);
    !had_scope && scope_before(&to.text, to.model.as_str()).is_some()
}

/// Whether AWS lists an inference profile of a model.
pub(crate) fn has_profile(id: &str, catalog: &Catalog) -> bool {
    catalog.model(id).is_some_and(|model| !scopes_of(model).is_empty())
}

/// What stands before the dot before a model's ID; the ID is compared up to its first colon, which may be
/// percent-encoded.
fn scope_before<'t>(text: &'t str, model: &str) -> Option<&'t str> {
    let head = model.split(':').next().unwrap_or_default();
    text.find(&format!(".{head}")).map(|at| &text[..at])
}

fn step(row: &Migration, to: Option<(&str, Option<&str>)>, catalog: &Catalog) -> Step {
    let source = catalog.source(&row.source);
    let names = |(to, text): (&str, Option<&str>)| quotas(catalog.model(to)?, text, catalog);
    Step {
        id: row.id.clone(),
        change: row.change.clone(),
        detail: to.filter(|_| row.id == QUOTAS).and_then(names),
        source: source.map_or_else(|| row.source.clone(), |source| source.title.clone()),
    }
}

/// The names in Service Quotas that bound the calls of a model as the text makes them, or all where there is no
/// text; absent where none are known.
fn quotas(model: &Model, text: Option<&str>, catalog: &Catalog) -> Option<StepDetail> {
    let call = text.map(|text| match scope_before(text, &model.id) {
        None => Call::OnDemand,
        Some(before) if before.ends_with("global") => Call::Global,
        Some(_) => Call::CrossRegion,
    });
    let calls = [Call::OnDemand, Call::CrossRegion, Call::Global];
    let calls = calls.into_iter().filter(|of| call.is_none_or(|call| call == *of));
    let mut names: Vec<String> = Vec::new();
    for quota in calls.flat_map(|call| catalog.quotas_of(&model.id, call)) {
        let name = format!("{} ({})", wording::code(&quota.name), quota.code);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| StepDetail { model: model.name.clone(), quotas: names })
}
