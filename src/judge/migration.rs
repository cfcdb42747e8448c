//! What else has to change with the ID: the catalog's migration steps that apply to a pair of models in the context of
//! the reference. Steps for the old model's stage apply without a replacement, too.

use crate::catalog::{Call, Catalog, Migration, Model, Stage, StepCondition};
use crate::finding::{ChosenReplacement, Step, StepDetail};
use crate::judge::reach::{self, scopes_of};
use crate::judge::region::ModelVerdict;
use crate::judge::{Case, wording};
use crate::reference::{Context, Form, Found, Purpose};

/// The step that lists the quotas of the new model.
const QUOTAS: &str = "quotas";
/// The step that lists the Regions that a policy must allow.
const POLICIES: &str = "iam-inference-profile";

/// Contexts without migration steps: recorded data, lists of models, and code that only checks for models.
const AT_REST: [Context; 3] = [Context::Recording, Context::Registry, Context::Deprecation];

/// The migration steps, in the catalog's order.
pub(crate) fn steps(
    old: &ModelVerdict<'_>,
    to: Option<&ChosenReplacement>,
    case: &Case<'_>,
) -> Vec<Step> {
    if AT_REST.contains(&case.matched.context) {
        return Vec::new();
    }
    let applies = |row: &&Migration| match to {
        Some(to) => row.applies(&old.model.id, to.model.as_str()),
        None => row.applies(&old.model.id, ""),
    };
    let is_lookup = case.matched.purpose == Purpose::Lookup;
    let holds = |row: &&Migration| match to {
        // A policy and a lookup send no requests: steps for bodies and parameters are reported where the model is called.
        Some(_) if row.when.is_empty() => case.matched.context != Context::Iam && !is_lookup,
        _ => row
            .when
            .iter()
            .any(|when| step_applies(*when, old, to, case)),
    };
    let through_mantle = to.is_some_and(|to| to.through_mantle);
    let rows = case.catalog.migrations.iter().filter(applies).filter(holds);
    // The quotas are those of bedrock-runtime.
    let rows = rows.filter(|row| !(through_mantle && row.id == QUOTAS));
    let of_move = |row: &Migration| {
        let mut step = step(
            row,
            to.map(|to| (to.model.as_str(), Some(to.call))),
            case.catalog,
        );
        if row.id == POLICIES {
            step.detail = to.and_then(|to| destinations(to, case));
        }
        step
    };
    rows.map(of_move).collect()
}

/// The destination Regions that policies must allow for the chosen profile, or for the profile that would be called from
/// the Regions found; absent if either is open.
fn destinations(to: &ChosenReplacement, case: &Case<'_>) -> Option<StepDetail> {
    let model = case.catalog.model(to.model.as_str())?;
    let asked = case.asked.deciding();
    let scope = scope_to_allow(to, case)?;
    let data = reach::destinations(model, scope, asked)?;
    let from = match asked {
        [] => String::new(),
        asked => format!(", called from {},", wording::regions(asked)),
    };
    let item = format!("`{scope}.`{from} processes data in {data}");
    Some(StepDetail {
        model: model.name.clone(),
        items: vec![item],
    })
}

/// The scope of the chosen profile, or of the one that would be called from the Regions found; absent if both are open.
fn scope_to_allow<'s>(to: &'s ChosenReplacement, case: &Case<'s>) -> Option<&'s str> {
    let covering = || {
        let model = case.catalog.model(to.model.as_str())?;
        let asked = case.asked.deciding();
        reach::covering(model, &scopes_of(model), asked, case.catalog)
    };
    to.scope.as_deref().or_else(covering)
}

/// Every step for a migration between two base IDs, with the contexts it applies to. `call` is how the new model is
/// called, if known.
pub fn steps_between(
    from: &str,
    to: &str,
    call: Option<Call>,
    catalog: &Catalog,
) -> Vec<(Step, Vec<StepCondition>)> {
    let rows = catalog
        .migrations
        .iter()
        .filter(|row| row.applies(from, to));
    rows.map(|row| (step(row, Some((to, call)), catalog), row.when.to_vec()))
        .collect()
}

fn step_applies(
    when: StepCondition,
    old: &ModelVerdict<'_>,
    to: Option<&ChosenReplacement>,
    case: &Case<'_>,
) -> bool {
    let found = case.found;
    match when {
        StepCondition::Legacy => old.stage == Stage::Legacy,
        StepCondition::ExtendedAccess => old.lifecycle.in_extended_access(case.policy.as_of),
        // The rows below are about the migration.
        _ if to.is_none() => false,
        StepCondition::BecomesProfile => {
            !is_profile(found) && to.is_some_and(|to| to.call != Call::OnDemand)
        }
        StepCondition::Iam => {
            case.matched.context == Context::Iam
                && to.is_some_and(|to| has_profile(to.model.as_str(), case.catalog))
        }
        StepCondition::GlobalProfile => to.is_some_and(|to| {
            let may_be_global = || {
                scope_to_allow(to, case).map_or_else(
                    || has_global_profile(to.model.as_str(), case.catalog),
                    |scope| scope == "global",
                )
            };
            to.call == Call::Global || case.matched.context == Context::Iam && may_be_global()
        }),
        StepCondition::Invoked => {
            let context = case.matched.context;
            case.matched.purpose != Purpose::Lookup
                && !matches!(context, Context::Iam | Context::Docs | Context::Comment)
        }
        StepCondition::ApacProfile => found
            .scope
            .as_ref()
            .is_some_and(|scope| scope.as_str() == "apac"),
        StepCondition::Constant => found.form == Form::Symbol,
        StepCondition::Iac => case.matched.context == Context::Iac,
    }
}

/// Whether a reference calls its model by a profile.
pub(crate) fn is_profile(found: &Found) -> bool {
    found.scope.is_some() || matches!(found.form, Form::Profile | Form::InferenceProfileArn)
}

/// Whether AWS lists an inference profile of a model.
pub(crate) fn has_profile(id: &str, catalog: &Catalog) -> bool {
    catalog
        .model(id)
        .is_some_and(|model| !scopes_of(model).is_empty())
}

/// Whether AWS lists a `global.` profile of a model.
pub(crate) fn has_global_profile(id: &str, catalog: &Catalog) -> bool {
    catalog
        .model(id)
        .is_some_and(|model| scopes_of(model).contains(&"global"))
}

fn step(row: &Migration, to: Option<(&str, Option<Call>)>, catalog: &Catalog) -> Step {
    let source = catalog.source(&row.source);
    let names = |(to, call): (&str, Option<Call>)| quotas(catalog.model(to)?, call, catalog);
    Step {
        id: row.id.clone(),
        change: row.change.clone(),
        detail: to.filter(|_| row.id == QUOTAS).and_then(names),
        source: source.map_or_else(|| row.source.clone(), |source| source.title.clone()),
    }
}

/// The Service Quotas of such calls of a model, or of all its calls; absent if none are known.
fn quotas(model: &Model, call: Option<Call>, catalog: &Catalog) -> Option<StepDetail> {
    let calls = [Call::OnDemand, Call::CrossRegion, Call::Global];
    let calls = calls
        .into_iter()
        .filter(|of| call.is_none_or(|call| call == *of));
    let mut names: Vec<String> = Vec::new();
    for quota in calls.flat_map(|call| catalog.quotas_of(&model.id, call)) {
        let name = format!("{} ({})", wording::code(&quota.name), quota.code);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| StepDetail {
        model: model.name.clone(),
        items: names,
    })
}
