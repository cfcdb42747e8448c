//! The plan of a migration as Markdown for an issue, as JSON for programs, and the script that checks the new model.
//!
//! Both texts have the same locations, counts and steps. Paths are relative to the root of the repository.

mod edits;
mod head;
mod json;
mod markdown;
mod page;
mod sections;
mod verify;

pub use json::migration_json;
pub use markdown::migration_markdown;
pub use verify::verify_script;

use super::steps::Steps;
use crate::finding::Step;
use crate::migrate::{MigrationPlan, OtherModel};

/// The part of a plan in which a step is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum StepPart {
    Iam,
    Quotas,
    Other,
}

impl StepPart {
    fn of(step: &str) -> Self {
        match step {
            "iam-inference-profile" | "iam-global-profile" => Self::Iam,
            "quotas" => Self::Quotas,
            _ => Self::Other,
        }
    }
}

/// A step of a plan with what several findings say about it.
struct PlanStep<'p> {
    id: &'p str,
    /// The change alone.
    change: String,
    /// The change with its detail, if there is one.
    text: String,
    /// Its details, if there are several.
    details: Vec<String>,
    /// Short name of its source; empty if it is not known.
    source: &'p str,
}

/// The steps of a plan, in the catalog's order.
fn steps(plan: &MigrationPlan) -> Vec<PlanStep<'_>> {
    let mut all: Vec<&Step> = plan.steps.iter().collect();
    // Policies and quotas are those of the whole project.
    for step in plan.other_models.iter().flat_map(|other| &other.steps) {
        if StepPart::of(&step.id) != StepPart::Other && !all.contains(&step) {
            all.push(step);
        }
    }
    in_plan(plan, all)
}

/// The steps for another model of a plan, without those of the whole project.
fn steps_of_other<'p>(plan: &'p MigrationPlan, other: &'p OtherModel) -> Vec<PlanStep<'p>> {
    let own = other.steps.iter();
    in_plan(
        plan,
        own.filter(|step| StepPart::of(&step.id) == StepPart::Other)
            .collect(),
    )
}

fn in_plan<'p>(plan: &'p MigrationPlan, all: Vec<&'p Step>) -> Vec<PlanStep<'p>> {
    let mut steps = Steps::default();
    steps.runs(all);
    let step = |known: &super::steps::KnownStep<'_>| {
        let (text, details) = known.text_and_list();
        let (id, source) = plan.step_sources.get_key_value(&*known.step.id)?;
        Some(PlanStep {
            id,
            change: known.step.change.to_string(),
            text,
            details,
            source,
        })
    };
    steps.all().iter().filter_map(step).collect()
}

/// The short names of the sources of the plan: of the dates, the steps, the rejected parameters and the price. In this
/// order, each once.
fn source_names(plan: &MigrationPlan) -> Vec<&str> {
    let dates = super::sources::dates(&plan.lifecycle).map(|(_, date)| &*date.source);
    let observed = plan
        .lifecycle
        .observed
        .iter()
        .map(|seen| &*seen.seen.source);
    let rejected = plan.rejected.iter().map(|row| row.source.as_str());
    let price = plan.new.iter().filter_map(|new| new.price.as_ref());
    let prices = plan
        .new
        .iter()
        .flat_map(|new| new.old_prices.iter().chain(&new.prices));
    let others = plan.other_models.iter();
    let others = others.flat_map(|other| steps_of_other(plan, other));
    let steps = steps(plan).into_iter().chain(others);
    let steps = steps.map(|step| step.source);
    let all = dates
        .chain(observed)
        .chain(steps)
        .chain(rejected)
        .chain(price.map(|price| price.source.as_str()))
        .chain(prices.map(|price| price.source.as_str()));
    let mut names: Vec<&str> = Vec::new();
    for name in all {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
