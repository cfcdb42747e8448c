//! Makes the plan of a migration from the outcome of a run.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::location::{self, LocationGroup, PlanLocation};
use super::plan::{MigrationPlan, NewModel, OtherModel, RejectedFact};
use super::questions;
use super::regions::{self, RegionUse};
use crate::catalog::{
    Call, Catalog, Lifecycle, Modality, Model, Price, Quota, RejectedParameters, Stage,
};
use crate::explain::{PriceFact, price_fact};
use crate::finding::{
    ChosenReplacement, Finding, PriceComparison, RegionSource, Related, RelatedRole, RunnerUp, Step,
};
use crate::fix::{EditChoice, FixError, FixPlan};
use crate::judge::{self, MissingReplacement, Policy, newly_rejected, replacement_for};
use crate::model_id::{ModelId, Partition, Region};
use crate::reference::{Form, Found, Match, Resolution};
use crate::report::Report;
use crate::run::{MigrationSubject, Outcome};
use crate::source::Span;

impl MigrationPlan {
    /// Makes the plan; absent if the run was for a scan.
    ///
    /// # Errors
    /// A replacement is not a model ID.
    pub fn of(outcome: Outcome) -> Result<Option<Self>, FixError> {
        let Outcome {
            mut report,
            texts,
            migration: Some(subject),
            ..
        } = outcome
        else {
            return Ok(None);
        };
        report
            .findings
            .retain(|finding| finding.reference.models.contains(&subject.old));
        let choice = EditChoice {
            with_unsafe: true,
            with_accepted: true,
            rules: Vec::new(),
        };
        let edits = FixPlan::of(&report, texts, &choice)?;
        Ok(Some(Planning { report, subject }.plan(edits)))
    }
}

struct Planning {
    report: Report,
    subject: MigrationSubject,
}

impl Planning {
    fn plan(mut self, edits: FixPlan) -> MigrationPlan {
        // The locations have the findings from here on, also those that a suppression or the baseline accepts: nothing of
        // them is left out.
        let findings: Vec<Arc<Finding>> = std::mem::take(&mut self.report.findings)
            .into_iter()
            .map(Arc::new)
            .collect();
        let MigrationSubject {
            old,
            catalog,
            policy,
        } = &self.subject;
        let model = catalog.model(old.as_str());
        let model = model.expect("the run resolves the old model with the same catalog");
        let mentions = self
            .report
            .references
            .iter()
            .filter(|r| r.models.contains(old));
        let (patterns, references): (Vec<_>, Vec<_>) = mentions.cloned().partition(|reference| {
            reference.form == Form::Wildcard || reference.resolution == Resolution::Family
        });
        let locations = location::locations(&references, &findings, &edits);
        let patterns = location::locations(&patterns, &findings, &edits);
        let chosen = self.chosen(model, &locations);
        let new = chosen
            .as_ref()
            .map(|chosen| self.new_model(model, chosen, &locations))
            .map_err(|missing| missing.reason.clone());
        let to = new
            .as_ref()
            .ok()
            .and_then(|new| catalog.model(new.id.as_str()));
        let regions = regions::regions(&locations, to, catalog);
        let in_use = self.report.models.iter().find(|used| used.id == *old);
        let (lifecycle, dates_of) = match in_use {
            Some(used) => (used.lifecycle.clone(), used.region.clone()),
            None => dates_without_use(model, policy),
        };
        let stage = lifecycle.stage(policy.as_of);
        let other_dates = other_dates(model, &lifecycle, policy.as_of);
        let also_change = also_change(&locations);
        let new_id = chosen.as_ref().ok().map(|chosen| &chosen.model);
        let steps = self.steps(&locations, |of| of.is_none() || of == new_id);
        let other_models = self.other_models(&locations, new_id);
        let other_steps = other_models.iter().flat_map(|other| &other.steps);
        let step_sources = step_sources(steps.iter().chain(other_steps), catalog);
        let mut plan = MigrationPlan {
            old: old.clone(),
            old_name: model.name.to_string(),
            stage,
            lifecycle,
            without_dates: without_dates(model, &locations, &regions),
            dates_of,
            other_dates,
            new,
            asked_for: policy.targets.get(old).map(|target| {
                let scope = target.scope.as_ref().map(|scope| scope.as_str());
                regions::id_in(scope, target.model.as_str())
            }),
            paths: Vec::new(),
            asked_regions: match policy.regions_from {
                RegionSource::Flag => policy.regions.clone(),
                _ => Vec::new(),
            },
            replacement: policy.replacement,
            locations,
            patterns,
            edits,
            regions,
            rejected: to.map_or_else(Vec::new, |to| rejected(model, to, catalog)),
            also_change,
            step_sources,
            steps,
            other_models,
            flags: Vec::new(),
            questions: Vec::new(),
            report: self.report,
        };
        plan.questions = questions::questions(&plan, &self.subject);
        plan
    }

    /// The replacement that most live locations have, as the first of them has it. If none can be called from the Regions of
    /// the locations, the reason that the first of them states. Without a location that decides, that of the old ID alone.
    fn chosen(
        &self,
        old: &Model,
        locations: &[PlanLocation],
    ) -> Result<ChosenReplacement, MissingReplacement> {
        let chosen: Vec<(LocationGroup, &ChosenReplacement)> = locations
            .iter()
            .filter_map(|location| {
                let finding = location.finding.as_ref()?;
                Some((location.group, finding.replacement.as_deref()?))
            })
            .collect();
        // A policy follows the calls: it decides only where nothing calls the model.
        let mut votes: BTreeMap<&ModelId, (usize, usize, usize)> = BTreeMap::new();
        for (group, chosen) in &chosen {
            let (calls, live, all) = votes.entry(&chosen.model).or_default();
            *calls += usize::from(*group == LocationGroup::Live);
            *live += usize::from(group.is_live());
            *all += 1;
        }
        // Of equals, the first ID.
        let most = votes.iter().rev().max_by_key(|(_, votes)| **votes);
        let Some((model, _)) = most else {
            // A model that the user chose has a plan, whose Regions say where it cannot be called.
            let is_asked_for = self.subject.policy.targets.contains_key(&self.subject.old);
            return match missing_in_regions(locations) {
                Some(missing) if !is_asked_for => Err(missing),
                _ => self.chosen_without_location(old),
            };
        };
        let of_model = || chosen.iter().filter(|(_, chosen)| chosen.model == **model);
        let first = of_model().min_by_key(|(group, _)| *group);
        first.map_or_else(
            || self.chosen_without_location(old),
            |(_, chosen)| Ok((*chosen).clone()),
        )
    }

    fn chosen_without_location(
        &self,
        old: &Model,
    ) -> Result<ChosenReplacement, MissingReplacement> {
        let MigrationSubject {
            catalog, policy, ..
        } = &self.subject;
        let span = Span {
            start: 0,
            end: old.id.len(),
        };
        let found = Found {
            models: vec![ModelId::new(old.id.clone())],
            ..Found::at(span, Form::Base)
        };
        replacement_for(old, &Match::in_code(found), &old.id, catalog, policy)
    }

    fn new_model(
        &self,
        old: &Model,
        chosen: &ChosenReplacement,
        locations: &[PlanLocation],
    ) -> NewModel {
        let catalog = &self.subject.catalog;
        let model = catalog.model(chosen.model.as_str());
        let model = model.expect("replacements are models of the catalog");
        let row = old.candidates().iter().find(|row| row.model == model.id);
        let calls = calls(locations, chosen);
        let mut quotas: Vec<Quota> = Vec::new();
        // The catalog's quotas are those of bedrock-runtime.
        for (call, _) in calls.iter().filter(|_| !chosen.through_mantle) {
            quotas.extend(catalog.quotas_of(&model.id, *call).cloned());
        }
        quotas.dedup_by(|a, b| a.code == b.code);
        let mut ids: Vec<String> = calls
            .iter()
            .map(|(_, scope)| regions::id_in(scope.as_deref(), &model.id))
            .collect();
        ids.dedup();
        let dimensions = |of: &Model| of.dimensions.to_vec();
        let floor = model.lifecycle.eol_not_before.as_ref();
        NewModel {
            id: chosen.model.clone(),
            name: model.name.to_string(),
            is_named_by_aws: chosen.named_by == crate::catalog::ChosenBy::Aws,
            is_drop_in: chosen.drop_in,
            is_for_converse: model.modality == Modality::Text,
            note: row
                .and_then(|row| row.note.as_ref())
                .map(ToString::to_string),
            eol: chosen.eol,
            eol_not_before: floor
                .filter(|floor| floor.day > self.subject.policy.as_of)
                .map(|floor| floor.day),
            dimensions: (dimensions(model), dimensions(old)),
            price: price(chosen, locations),
            prices: prices(&model.id, &calls, catalog),
            old_prices: prices(&old.id, &calls, catalog),
            runner_up: chosen
                .runner_up
                .as_ref()
                .filter(|_| !self.subject.policy.targets.contains_key(&self.subject.old))
                .map(|next| {
                    let text = next.model.to_string();
                    RunnerUp {
                        text,
                        ..next.clone()
                    }
                    .sentence()
                }),
            ids,
            quotas,
        }
    }

    /// The steps of the findings whose replacement is among `are_of`, in the catalog's order. Details of one step for several
    /// ways of calling stay apart.
    fn steps(
        &self,
        locations: &[PlanLocation],
        are_of: impl Fn(Option<&ModelId>) -> bool,
    ) -> Vec<Step> {
        let catalog = &self.subject.catalog;
        let findings = locations.iter().filter_map(|at| at.finding.as_ref());
        let findings = findings.filter(|finding| {
            let chosen = finding.replacement.as_ref();
            are_of(chosen.map(|chosen| &chosen.model))
        });
        let mut steps: Vec<Step> = Vec::new();
        for step in findings.flat_map(|finding| finding.steps.iter()) {
            if !steps.contains(step) {
                steps.push(step.clone());
            }
        }
        let row = |step: &Step| catalog.migrations.iter().position(|row| row.id == step.id);
        steps.sort_by_key(row);
        steps
    }

    /// The other models that replace the old one at some locations, with their own steps, by ID.
    fn other_models(&self, locations: &[PlanLocation], new: Option<&ModelId>) -> Vec<OtherModel> {
        let findings = locations.iter().filter_map(|at| at.finding.as_ref());
        let chosen = findings.filter_map(|finding| finding.replacement.as_ref());
        let mut ids: Vec<&ModelId> = chosen.map(|chosen| &chosen.model).collect();
        ids.sort();
        ids.dedup();
        ids.retain(|id| Some(*id) != new);
        let other = |id: &ModelId| {
            let model = self.subject.catalog.model(id.as_str());
            OtherModel {
                id: id.clone(),
                name: model.map_or_else(|| id.to_string(), |model| model.name.to_string()),
                steps: self.steps(locations, |of| of == Some(id)),
            }
        };
        ids.into_iter().map(other).collect()
    }
}

/// Why the first location that calls the old model from a known Region has no replacement. A plan for a model that can be
/// called elsewhere would contradict the findings.
fn missing_in_regions(locations: &[PlanLocation]) -> Option<MissingReplacement> {
    let mut calls = locations
        .iter()
        .filter(|at| at.group == LocationGroup::Live && !regions::regions_of(at).is_empty());
    let finding = calls.find_map(|at| at.finding.as_ref())?;
    Some(MissingReplacement {
        reason: finding.help.to_string(),
    })
}

fn step_sources<'s>(
    steps: impl Iterator<Item = &'s Step>,
    catalog: &Catalog,
) -> BTreeMap<String, String> {
    let ids = steps.map(|step| &step.id);
    let rows = ids.filter_map(|id| catalog.migrations.iter().find(|row| row.id == *id));
    rows.map(|row| (row.id.to_string(), row.source.to_string()))
        .collect()
}

/// How the locations call the new model, with the scope of the profile if it is known; as the chosen replacement does if
/// there is no location.
fn calls(locations: &[PlanLocation], chosen: &ChosenReplacement) -> Vec<(Call, Option<String>)> {
    let order = |call: Call| match call {
        Call::OnDemand => 0,
        Call::CrossRegion => 1,
        Call::Global => 2,
    };
    let of_locations = locations
        .iter()
        .filter(|location| location.group.calls() && location.group != LocationGroup::Policy)
        .filter_map(|location| location.finding.as_ref()?.replacement.as_deref())
        .filter(|other| other.model == chosen.model)
        // A template adds a scope that is not known.
        .filter(|other| other.call == Call::OnDemand || other.scope.is_some());
    let mut calls: Vec<(Call, Option<String>)> = Vec::new();
    let of_locations: Vec<&ChosenReplacement> = of_locations.collect();
    let of_locations = if of_locations.is_empty() {
        vec![chosen]
    } else {
        of_locations
    };
    for other in of_locations {
        let call = (other.call, other.scope.clone());
        if !calls.contains(&call) {
            calls.push(call);
        }
    }
    calls.sort_by_key(|(call, scope)| (order(*call), scope.clone()));
    calls
}

/// The first price comparison of a location.
fn price(chosen: &ChosenReplacement, locations: &[PlanLocation]) -> Option<PriceComparison> {
    let of_locations = locations
        .iter()
        .filter_map(|location| location.finding.as_ref()?.replacement.as_deref())
        .filter(|other| other.model == chosen.model);
    std::iter::once(chosen)
        .chain(of_locations)
        .find_map(|chosen| chosen.price.clone())
}

/// The prices of a model for some ways to call it, else those without a Region or profile.
fn prices(id: &str, calls: &[(Call, Option<String>)], catalog: &Catalog) -> Vec<PriceFact> {
    let all = catalog.prices_of(id);
    let is_of_call = |price: &&Price| {
        calls
            .iter()
            .any(|(_, scope)| scope.as_deref().unwrap_or("base") == price.class.as_ref())
    };
    let of_calls: Vec<&Price> = all.iter().filter(is_of_call).collect();
    let prices = if of_calls.is_empty() {
        all.iter().filter(|price| price.class == "base").collect()
    } else {
        of_calls
    };
    prices
        .into_iter()
        .map(|price| price_fact(price, catalog))
        .collect()
}

/// The dates in the user's Region if there is exactly one, else in the main Regions.
fn dates_without_use(model: &Model, policy: &Policy) -> (Lifecycle, Option<Region>) {
    if let [region] = policy.regions.as_slice()
        && let Some(own) = model.lifecycle_in(region.as_str())
    {
        return (own.clone(), Some(region.clone()));
    }
    (model.lifecycle.clone(), None)
}

/// That the catalog has no dates for the Regions in which every location that runs is used.
fn without_dates(model: &Model, locations: &[PlanLocation], used: &[RegionUse]) -> String {
    let undated = |used: &&RegionUse| {
        Partition::of(&used.region) != Partition::Aws
            && model.lifecycle_in(used.region.as_str()).is_none()
    };
    let running = locations.iter().filter(|at| at.group.calls()).count();
    let undated: Vec<&RegionUse> = used.iter().filter(undated).collect();
    let of_undated: usize = undated.iter().map(|used| used.locations).sum();
    if of_undated < running {
        return String::new();
    }
    let regions: Vec<Region> = undated.iter().map(|used| used.region.clone()).collect();
    judge::without_dates(&regions)
}

fn other_dates(
    model: &Model,
    lifecycle: &Lifecycle,
    as_of: Date,
) -> Vec<(Region, Stage, Option<Date>)> {
    let others = model
        .regions
        .iter()
        .filter(|regional| !regional.lifecycle.same_days(lifecycle));
    others
        .map(|regional| {
            let dates = &regional.lifecycle;
            (
                Region::new(regional.region.as_ref()),
                dates.stage(as_of),
                dates.eol.as_ref().map(|eol| eol.day),
            )
        })
        .collect()
}

/// The related locations that change with the model, each once.
fn also_change(locations: &[PlanLocation]) -> Vec<Related> {
    let findings = locations.iter().filter_map(|at| at.finding.as_ref());
    let mut all: Vec<Related> = findings
        .flat_map(|finding| &finding.related)
        .filter(|related| related.role == RelatedRole::Change)
        .cloned()
        .collect();
    all.sort_by(|a, b| (&a.location, &a.message).cmp(&(&b.location, &b.message)));
    all.dedup();
    all
}

fn rejected(old: &Model, new: &Model, catalog: &Catalog) -> Vec<RejectedFact> {
    let rows = newly_rejected(old, new, catalog);
    rows.into_iter().map(rejected_fact).collect()
}

fn rejected_fact(row: &RejectedParameters) -> RejectedFact {
    let of_converse = row.converse.iter().map(ToString::to_string);
    let config = row.inference_config.iter();
    let additional = row.additional_fields.iter();
    let converse = of_converse
        .chain(config.map(|name| format!("inferenceConfig.{name}")))
        .chain(additional.map(|name| format!("additionalModelRequestFields.{name}")));
    RejectedFact {
        id: row.id.to_string(),
        words: row.words.to_string(),
        body: row.body.iter().map(ToString::to_string).collect(),
        converse: converse.collect(),
        source: row.source.to_string(),
    }
}
