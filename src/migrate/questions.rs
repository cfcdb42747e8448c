//! What the program cannot decide about a migration.

use super::location::{PlanLocation, PlannedChange};
use super::plan::MigrationPlan;
use super::question::OpenQuestion;
use super::regions::regions_of;
use crate::catalog::{Modality, Stage};
use crate::finding::{Applicability, Location};
use crate::model_id::Region;
use crate::reference::{Confidence, Context, Form, Resolution};
use crate::run::MigrationSubject;

/// The questions of a plan.
pub(super) fn questions(plan: &MigrationPlan, subject: &MigrationSubject) -> Vec<OpenQuestion> {
    let mut questions = Vec::new();
    let mut ask = |text: String, locations: Vec<Location>| {
        questions.push(OpenQuestion { text, locations });
    };
    let about = |is: &dyn Fn(&&PlanLocation) -> bool| -> Vec<Location> {
        let of = plan.locations.iter().filter(is);
        of.map(|location| location.location().clone()).collect()
    };
    for (text, locations) in reasons(plan) {
        ask(format!("What changes here? {text}"), locations);
    }
    for (model, locations) in other_models(plan) {
        ask(
            format!(
                "The catalog proposes another model here, `{model}`: decide whether to use one model everywhere."
            ),
            locations,
        );
    }
    let without_region = |location: &&PlanLocation| {
        location.group.is_live()
            && location.reference.scope.is_none()
            // A policy for every Region has no single one.
            && !location.reference.text.contains(":bedrock:*:")
            && regions_of(location).is_empty()
            && location.change_is_open()
    };
    let unknown = about(&without_region);
    if !unknown.is_empty() {
        ask(
            "Which Region calls the model here? It decides the inference profile and where data is processed. \
             Pass `--region` to get one answer."
                .to_owned(),
            unknown,
        );
    }
    for region in unused_regions(plan) {
        ask(
            format!(
                "Is the model called from {region}? No location can call it from there: the IDs are profiles or ARNs of other Regions."
            ),
            Vec::new(),
        );
    }
    for (regions, locations) in undecided_regions(plan) {
        ask(
            format!(
                "Which Region calls the model here? Other files of the project set different ones: {regions}. Pass \
                 `--region` to get one answer."
            ),
            locations,
        );
    }
    let templates = about(&|location| {
        location.group.is_live() && location.reference.resolution == Resolution::Template
    });
    if !templates.is_empty() {
        ask(
            "Which values can the placeholder in the ID have, and does the new model have a profile for each of them?"
                .to_owned(),
            templates,
        );
    }
    let several_models =
        about(&|location| location.reference.models.len() > 1 && !location.is_binary());
    if !several_models.is_empty() {
        ask(
            "Is this the old model? The text can also refer to other models.".to_owned(),
            several_models,
        );
    }
    let unsure = about(&|location| {
        location.reference.confidence == Confidence::Low && location.reference.models.len() == 1
    });
    if !unsure.is_empty() {
        ask(
            "Is this a Bedrock model? The reference is uncertain.".to_owned(),
            unsure,
        );
    }
    // Whether the pattern of a policy matches the new model, too, is known.
    let others: Vec<Location> = plan
        .patterns
        .iter()
        .filter(|at| at.reference.context != Context::Iam)
        .map(|at| at.location().clone())
        .collect();
    if !others.is_empty() {
        ask(
            "Is the old model still meant by this pattern?".to_owned(),
            others,
        );
    }
    let opaque: Vec<Location> = plan
        .report
        .references
        .iter()
        .filter(|reference| reference.form == Form::Opaque && reference.models.is_empty())
        .map(|reference| reference.location.clone())
        .collect();
    if !opaque.is_empty() {
        ask(
            "Which model does this ARN use? It does not show its model: look it up in the account, or import the output \
             of `aws bedrock list-inference-profiles` with `bedrock-eol catalog import`."
                .to_owned(),
            opaque,
        );
    }
    let model = subject.catalog.model(plan.old.as_str());
    if model.is_some_and(|model| model.modality == Modality::Embedding)
        && !plan.locations.is_empty()
    {
        ask(
            "Which indexes contain vectors of the old model, and how are they built again? They are data and not in the \
             scanned files."
                .to_owned(),
            Vec::new(),
        );
    }
    if let Ok(new) = &plan.new
        && !plan.locations.is_empty()
        && !plan
            .locations
            .iter()
            .chain(&plan.patterns)
            .any(|at| at.reference.context == Context::Iam)
    {
        ask(
            format!(
                "Which policies allow calling `{}`? No policy in the scanned files mentions the old model.",
                new.id
            ),
            Vec::new(),
        );
    }
    if plan.stage == Stage::Unknown {
        ask(
            "What is the stage of the old model? The catalog does not know it.".to_owned(),
            Vec::new(),
        );
    }
    questions
}

impl PlanLocation {
    /// Whether what to write depends on something that is not known.
    fn change_is_open(&self) -> bool {
        match &self.change {
            PlannedChange::Edit { applicability, .. } => *applicability != Applicability::Safe,
            PlannedChange::Decide(_) => true,
            PlannedChange::WithDefinition => false,
        }
    }
}

/// The reasons of the locations without an edit, each with its locations, in order of first occurrence. What is true of the
/// whole migration is not a question about a location.
fn reasons(plan: &MigrationPlan) -> Vec<(String, Vec<Location>)> {
    let mut reasons: Vec<(String, Vec<Location>)> = Vec::new();
    for location in &plan.locations {
        let PlannedChange::Decide(reason) = &location.change else {
            continue;
        };
        if plan.new.as_ref().is_err_and(|missing| missing == reason) {
            continue;
        }
        push(&mut reasons, reason, location);
    }
    reasons
}

/// The Regions that the user named and in which no location calls the model.
fn unused_regions(plan: &MigrationPlan) -> impl Iterator<Item = &Region> {
    let calls = plan.locations.iter().any(|at| at.group.calls());
    let is_used = |region: &Region| plan.regions.iter().any(|used| used.region == *region);
    let asked = plan.asked_regions.iter();
    asked.filter(move |region| calls && !is_used(region))
}

/// The locations for which the files of the project set several Regions, by these Regions.
fn undecided_regions(plan: &MigrationPlan) -> Vec<(String, Vec<Location>)> {
    let mut groups: Vec<(String, Vec<Location>)> = Vec::new();
    for location in plan.locations.iter().filter(|at| at.group.is_live()) {
        let regions: Vec<&str> = regions_of(location)
            .into_iter()
            .map(|(region, _)| region.as_str())
            .collect();
        if regions.len() > 1 {
            push(&mut groups, &regions.join(", "), location);
        }
    }
    groups
}

/// The models other than that of the plan that the catalog proposes at some locations.
fn other_models(plan: &MigrationPlan) -> Vec<(String, Vec<Location>)> {
    let mut models: Vec<(String, Vec<Location>)> = Vec::new();
    for location in &plan.locations {
        let chosen = location
            .finding
            .as_ref()
            .and_then(|finding| finding.replacement.as_deref());
        let other =
            chosen.filter(|chosen| plan.new.as_ref().is_ok_and(|new| new.id != chosen.model));
        if let Some(other) = other {
            push(&mut models, other.model.as_str(), location);
        }
    }
    models
}

fn push(groups: &mut Vec<(String, Vec<Location>)>, text: &str, location: &PlanLocation) {
    match groups.iter_mut().find(|(known, _)| known == text) {
        Some((_, locations)) => locations.push(location.location().clone()),
        None => groups.push((text.to_owned(), vec![location.location().clone()])),
    }
}
