//! The plan as JSON.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::{PlanStep, source_names, steps, steps_of_other};
use crate::explain::PriceFact;
use crate::finding::{Applicability, Location, PriceComparison};
use crate::migrate::{
    LocationGroup, MigrationPlan, NewModel, OpenQuestion, PlanCounts, PlanLocation, PlannedChange,
};
use crate::output::sources::{SourceEntry, entry};
use crate::output::{json_text, sources, wording};
use crate::reference::Context;
use crate::report::ReportRoot;

/// Version of this layout.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct PlanDocument<'p> {
    schema_version: u32,
    as_of: String,
    catalog_version: &'p str,
    /// Whether everything was scanned.
    complete: bool,
    old: OldRow<'p>,
    /// Absent if the program knows no replacement.
    new: Option<NewRow<'p>>,
    /// Why there is no new model.
    no_new_model: Option<&'p str>,
    counts: PlanCounts,
    /// Every reference to the old model, by path and position.
    locations: Vec<LocationRow<'p>>,
    /// Patterns that match it among others.
    patterns: Vec<LocationRow<'p>>,
    /// Other locations that have to change with the model.
    also_change: Vec<NotedLocation<'p>>,
    /// Those of the locations that get the new model.
    steps: Vec<StepRow<'p>>,
    /// The models that other locations get.
    other_models: Vec<OtherModelRow<'p>>,
    regions: Vec<PlanRegion<'p>>,
    quotas: Vec<PlanQuota<'p>>,
    /// List prices; absent if one is not known or the units differ.
    price: Option<&'p PriceComparison>,
    /// List prices of the old and the new model for the ways to call it; empty if they are not known.
    old_prices: &'p [PriceFact],
    new_prices: &'p [PriceFact],
    rejected_parameters: Vec<RejectedRow<'p>>,
    open_questions: Vec<QuestionRow<'p>>,
    /// The sources that the rows name.
    sources: BTreeMap<String, SourceEntry>,
    errors: Vec<NotScanned<'p>>,
}

#[derive(Serialize)]
struct OldRow<'p> {
    model: &'p str,
    name: &'p str,
    stage: &'static str,
    /// The Region of the dates; absent for the main Regions.
    region: Option<&'p str>,
    dates: Vec<DateRow<'p>>,
    days_to_eol: Option<i32>,
    other_regions: Vec<OtherRegion<'p>>,
}

#[derive(Serialize)]
struct DateRow<'p> {
    what: &'static str,
    day: String,
    evidence: &'static str,
    source: &'p str,
}

#[derive(Serialize)]
struct OtherRegion<'p> {
    region: &'p str,
    stage: &'static str,
    eol: Option<String>,
}

#[derive(Serialize)]
struct NewRow<'p> {
    model: &'p str,
    name: &'p str,
    /// The IDs by which the locations call it.
    ids: &'p [String],
    named_by: &'static str,
    /// Whether the user chose it.
    chosen: bool,
    drop_in: bool,
    eol: Option<String>,
    eol_not_before: Option<String>,
    note: Option<&'p str>,
    /// Sizes of its vectors and of those of the old model, the default first.
    dimensions: &'p [u32],
    old_dimensions: &'p [u32],
    runner_up: Option<&'p str>,
}

#[derive(Serialize)]
struct LocationRow<'p> {
    path: String,
    line: u64,
    column: u64,
    end_line: u64,
    end_column: u64,
    text: &'p str,
    /// Base IDs of the models that it can refer to.
    models: Vec<&'p str>,
    group: LocationGroup,
    context: Context,
    /// The Region of the reference, if exactly one is known.
    region: Option<&'p str>,
    /// `edit`, `with-definition` or `undecided`.
    change: &'static str,
    /// The text to write.
    new: Option<&'p str>,
    applicability: Option<Applicability>,
    /// Why the edit is not safe, or why no edit exists.
    reasons: Vec<&'p str>,
    /// `active`, `suppressed` or `baselined`; absent without a finding.
    status: Option<&'static str>,
    fingerprint: Option<String>,
}

#[derive(Serialize)]
struct NotedLocation<'p> {
    path: String,
    line: u64,
    column: u64,
    message: &'p str,
}

#[derive(Serialize)]
struct StepRow<'p> {
    id: &'p str,
    text: String,
    details: Vec<String>,
    source: &'p str,
}

#[derive(Serialize)]
struct OtherModelRow<'p> {
    model: &'p str,
    name: &'p str,
    steps: Vec<StepRow<'p>>,
}

#[derive(Serialize)]
struct PlanRegion<'p> {
    region: &'p str,
    locations: usize,
    /// Whether only other files of the project set it.
    of_project: bool,
    calls: Vec<CallRow<'p>>,
}

#[derive(Serialize)]
struct CallRow<'p> {
    id: &'p str,
    listed: Option<bool>,
    data_in: Option<&'p str>,
    /// The action that a policy has to allow on the ARNs.
    action: &'p str,
    arns: &'p [String],
}

#[derive(Serialize)]
struct PlanQuota<'p> {
    code: &'p str,
    name: &'p str,
}

#[derive(Serialize)]
struct RejectedRow<'p> {
    id: &'p str,
    words: &'p str,
    /// Fields of the body of InvokeModel.
    body: &'p [String],
    /// Fields of a request of Converse.
    converse: &'p [String],
    source: &'p str,
}

#[derive(Serialize)]
struct QuestionRow<'p> {
    text: &'p str,
    locations: Vec<QuestionLocation>,
}

#[derive(Serialize)]
struct QuestionLocation {
    path: String,
    line: u64,
    column: u64,
}

#[derive(Serialize)]
struct NotScanned<'p> {
    path: String,
    message: &'p str,
}

fn rows_of_steps(steps: Vec<PlanStep<'_>>) -> Vec<StepRow<'_>> {
    steps
        .into_iter()
        .map(|step| StepRow {
            id: step.id,
            text: step.text,
            details: step.details,
            source: step.source,
        })
        .collect()
}

/// Writes the plan as JSON.
///
/// # Errors
/// The output cannot be written.
pub fn migration_json(plan: &MigrationPlan, out: &mut dyn Write) -> io::Result<()> {
    let report = &plan.report;
    let root = &report.root;
    let new = plan.new.as_ref();
    let document = PlanDocument {
        schema_version: SCHEMA_VERSION,
        as_of: report.as_of.to_string(),
        catalog_version: &report.catalog_version,
        complete: report.complete(),
        old: old(plan),
        new: new.ok().map(|new| new_row(new, plan.asked_for.is_some())),
        no_new_model: new.err().map(String::as_str),
        counts: plan.counts(),
        locations: plan.locations.iter().map(|at| location(at, root)).collect(),
        patterns: plan.patterns.iter().map(|at| location(at, root)).collect(),
        also_change: plan
            .also_change
            .iter()
            .map(|related| NotedLocation {
                path: root.path_of(&related.location.path).into_owned(),
                line: related.location.start.line,
                column: related.location.start.column,
                message: &related.message,
            })
            .collect(),
        steps: rows_of_steps(steps(plan)),
        other_models: plan
            .other_models
            .iter()
            .map(|other| OtherModelRow {
                model: other.id.as_str(),
                name: &other.name,
                steps: rows_of_steps(steps_of_other(plan, other)),
            })
            .collect(),
        regions: regions(plan),
        quotas: new.map_or_else(|_| Vec::new(), quotas),
        price: new.ok().and_then(|new| new.price.as_ref()),
        old_prices: new.map_or(&[], |new| &new.old_prices),
        new_prices: new.map_or(&[], |new| &new.prices),
        rejected_parameters: plan
            .rejected
            .iter()
            .map(|row| RejectedRow {
                id: &row.id,
                words: &row.words,
                body: &row.body,
                converse: &row.converse,
                source: &row.source,
            })
            .collect(),
        open_questions: plan.questions.iter().map(|of| question(of, root)).collect(),
        sources: source_names(plan)
            .into_iter()
            .filter_map(|name| report.source(name))
            .map(|source| (source.id.to_string(), entry(source)))
            .collect(),
        errors: report
            .errors
            .iter()
            .map(|error| NotScanned {
                path: root.path_of(&error.path).into_owned(),
                message: &error.message,
            })
            .collect(),
    };
    json_text::rows(&document, out)
}

fn old(plan: &MigrationPlan) -> OldRow<'_> {
    let dates = sources::dates(&plan.lifecycle)
        .map(|(what, date)| DateRow {
            what,
            day: date.day.to_string(),
            evidence: date.evidence.as_str(),
            source: &date.source,
        })
        .collect();
    OldRow {
        model: plan.old.as_str(),
        name: &plan.old_name,
        stage: plan.stage.as_str(),
        region: plan.dates_of.as_ref().map(|region| region.as_str()),
        dates,
        days_to_eol: plan.lifecycle.days_to_eol(plan.report.as_of),
        other_regions: plan
            .other_dates
            .iter()
            .map(|(region, stage, eol)| OtherRegion {
                region: region.as_str(),
                stage: stage.as_str(),
                eol: eol.map(|day| day.to_string()),
            })
            .collect(),
    }
}

fn new_row(new: &NewModel, chosen: bool) -> NewRow<'_> {
    NewRow {
        model: new.id.as_str(),
        name: &new.name,
        ids: &new.ids,
        named_by: if new.is_named_by_aws {
            "aws"
        } else {
            "catalog"
        },
        chosen,
        drop_in: new.is_drop_in,
        eol: new.eol.map(|day| day.to_string()),
        eol_not_before: new.eol_not_before.map(|day| day.to_string()),
        note: new.note.as_deref(),
        dimensions: &new.dimensions.0,
        old_dimensions: &new.dimensions.1,
        runner_up: new.runner_up.as_deref(),
    }
}

fn location<'p>(at: &'p PlanLocation, root: &ReportRoot) -> LocationRow<'p> {
    let location = at.location();
    let (change, new, reasons) = match &at.change {
        PlannedChange::Edit { new, reasons, .. } => (
            "edit",
            Some(new.as_str()),
            reasons.iter().map(String::as_str).collect(),
        ),
        PlannedChange::WithDefinition => ("with-definition", None, Vec::new()),
        PlannedChange::Decide(reason) => ("undecided", None, vec![reason.as_str()]),
    };
    LocationRow {
        path: root.path_of(&location.path).into_owned(),
        line: location.start.line,
        column: location.start.column,
        end_line: location.end.line,
        end_column: location.end.column,
        text: &at.reference.text,
        models: at.reference.models.iter().map(|id| id.as_str()).collect(),
        group: at.group,
        context: at.reference.context,
        region: at
            .reference
            .region
            .as_ref()
            .map(|(region, _)| region.as_str()),
        change,
        new,
        applicability: at.applicability(),
        reasons,
        status: at
            .finding
            .as_ref()
            .map(|finding| wording::status(&finding.disposition)),
        fingerprint: at
            .finding
            .as_ref()
            .map(|finding| finding.fingerprint.to_string()),
    }
}

fn regions(plan: &MigrationPlan) -> Vec<PlanRegion<'_>> {
    plan.regions
        .iter()
        .map(|used| PlanRegion {
            region: used.region.as_str(),
            locations: used.locations,
            of_project: used.is_of_project,
            calls: used
                .calls
                .iter()
                .map(|call| CallRow {
                    id: &call.id,
                    listed: call.is_listed,
                    data_in: call.data.as_deref(),
                    action: call.action,
                    arns: &call.arns,
                })
                .collect(),
        })
        .collect()
}

fn quotas(new: &NewModel) -> Vec<PlanQuota<'_>> {
    new.quotas
        .iter()
        .map(|quota| PlanQuota {
            code: &quota.code,
            name: &quota.name,
        })
        .collect()
}

fn question<'p>(of: &'p OpenQuestion, root: &ReportRoot) -> QuestionRow<'p> {
    let location = |location: &Location| QuestionLocation {
        path: root.path_of(&location.path).into_owned(),
        line: location.start.line,
        column: location.start.column,
    };
    QuestionRow {
        text: &of.text,
        locations: of.locations.iter().map(location).collect(),
    }
}
