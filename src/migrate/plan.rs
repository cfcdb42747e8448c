//! The plan of a migration.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::location::{LocationGroup, PlanLocation, PlannedChange};
use super::question::OpenQuestion;
use super::regions::RegionUse;
use crate::catalog::{Lifecycle, Quota, Stage};
use crate::explain::PriceFact;
use crate::finding::{Applicability, PriceComparison, Related, ReplacementPolicy, Step};
use crate::fix::FixPlan;
use crate::model_id::{ModelId, Region};
use crate::report::Report;

/// The plan of a migration.
#[derive(Clone, Debug)]
pub struct MigrationPlan {
    /// Base ID of the old model.
    pub old: ModelId,
    /// Its display name.
    pub old_name: String,
    /// Its stage where it is used.
    pub stage: Stage,
    /// Its dates there: in one Region if all uses have the same dates, else those of the main Regions.
    pub lifecycle: Lifecycle,
    /// The Region of the dates; absent for the main Regions.
    pub dates_of: Option<Region>,
    /// That the catalog has no dates for the Regions of all uses, as the end of a sentence; empty where it has some.
    pub without_dates: String,
    /// Regions with other dates, with their End-of-Life if it is known.
    pub other_dates: Vec<(Region, Stage, Option<Date>)>,
    /// The new model; if no model fits, the reason.
    pub new: Result<NewModel, String>,
    /// The ID that the user chose, with the scope of its profile; absent for the catalog's choice.
    pub asked_for: Option<String>,
    /// The paths that the user named, as typed; empty for the working directory.
    pub paths: Vec<String>,
    /// The Regions that the user gave as flags.
    pub asked_regions: Vec<Region>,
    /// Which of several replacements is recommended.
    pub replacement: ReplacementPolicy,
    /// Every reference to the old model, by path and position.
    pub locations: Vec<PlanLocation>,
    /// Patterns that match it among others.
    pub patterns: Vec<PlanLocation>,
    /// The edits, safe and unsafe; those that are only shown are withheld.
    pub edits: FixPlan,
    /// The Regions in which the locations use the model, by code.
    pub regions: Vec<RegionUse>,
    /// What the new model rejects with HTTP 400 and the old one accepts.
    pub rejected: Vec<RejectedFact>,
    /// Other locations that have to change with the model: parameters, bodies, dimensions.
    pub also_change: Vec<Related>,
    /// The steps that apply to the locations that get the new model, or none, in the catalog's order.
    pub steps: Vec<Step>,
    /// The models that other locations get, by ID.
    pub other_models: Vec<OtherModel>,
    /// Other flags that the user gave and that choose what the plan is about, in the order of the help,
    /// with their values.
    pub flags: Vec<(String, Option<String>)>,
    /// Short names of the sources of the steps, by the IDs of the steps.
    pub step_sources: BTreeMap<String, String>,
    /// What the program cannot decide.
    pub questions: Vec<OpenQuestion>,
    /// The report that it is made from.
    pub report: Report,
}

/// A model other than that of the plan, which replaces the old one at some locations.
#[derive(Clone, Debug)]
pub struct OtherModel {
    /// Base ID.
    pub id: ModelId,
    /// Its display name.
    pub name: String,
    /// The steps that apply to these locations, in the catalog's order.
    pub steps: Vec<Step>,
}

/// Counts of a plan.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PlanCounts {
    /// References to the old model.
    pub locations: usize,
    /// The files that contain them.
    pub files: usize,
    /// The locations of each group.
    pub groups: BTreeMap<LocationGroup, usize>,
    /// Locations with a safe edit.
    pub safe: usize,
    /// Locations with an unsafe edit.
    pub r#unsafe: usize,
    /// Locations with an edit that is only shown.
    pub display_only: usize,
    /// Locations that change with the definition that they use.
    pub with_definition: usize,
    /// Locations for which the program knows no text to write.
    pub undecided: usize,
    /// Locations that a suppression or the baseline accepts; they are counted above, too.
    pub accepted: usize,
}

/// The model to migrate to.
#[derive(Clone, Debug)]
pub struct NewModel {
    /// Base ID.
    pub id: ModelId,
    /// Display name.
    pub name: String,
    /// Whether AWS names it as the replacement.
    pub is_named_by_aws: bool,
    /// Whether only the ID changes.
    pub is_drop_in: bool,
    /// Whether it is called with messages, as Converse does.
    pub is_for_converse: bool,
    /// What the catalog says about this replacement.
    pub note: Option<String>,
    /// Its End-of-Life, if known.
    pub eol: Option<Date>,
    /// The earliest End-of-Life that AWS states, if no date is known.
    pub eol_not_before: Option<Date>,
    /// Sizes of its vectors, the default first, and those of the old model; empty for other models.
    pub dimensions: (Vec<u32>, Vec<u32>),
    /// Its price compared with that of the old model; absent if a price is not known or the units differ.
    pub price: Option<PriceComparison>,
    /// Its list prices for the ways to call it; empty if none is known.
    pub prices: Vec<PriceFact>,
    /// The same of the old model.
    pub old_prices: Vec<PriceFact>,
    /// The second choice, in a sentence.
    pub runner_up: Option<String>,
    /// The IDs by which the locations call it; if no location calls it, what to write without a Region.
    pub ids: Vec<String>,
    /// The quotas of these ways to call it.
    pub quotas: Vec<Quota>,
}

/// Request parameters that the new model rejects.
#[derive(Clone, Debug)]
pub struct RejectedFact {
    /// Short name.
    pub id: String,
    /// What is rejected, to follow "rejects".
    pub words: String,
    /// Where it is in the body of InvokeModel.
    pub body: Vec<String>,
    /// Where it is in a request of Converse: `inferenceConfig.temperature`.
    pub converse: Vec<String>,
    /// Short name of the source.
    pub source: String,
}

impl MigrationPlan {
    /// Counts the locations.
    pub fn counts(&self) -> PlanCounts {
        let mut files: Vec<&str> = self.paths().collect();
        files.dedup();
        let applicability = |of| {
            let is = |at: &&PlanLocation| at.applicability() == Some(of);
            self.locations.iter().filter(is).count()
        };
        let (safe, with_review, by_hand) = (
            applicability(Applicability::Safe),
            applicability(Applicability::Unsafe),
            applicability(Applicability::DisplayOnly),
        );
        let with_definition = self
            .locations
            .iter()
            .filter(|at| matches!(at.change, PlannedChange::WithDefinition))
            .count();
        PlanCounts {
            locations: self.locations.len(),
            files: files.len(),
            groups: LocationGroup::ALL
                .map(|group| (group, self.of_group(group).count()))
                .into(),
            safe,
            r#unsafe: with_review,
            display_only: by_hand,
            with_definition,
            undecided: self.locations.len() - safe - with_review - by_hand - with_definition,
            accepted: self.locations.iter().filter(|at| at.is_accepted()).count(),
        }
    }

    /// The paths of the locations, in order, once for each.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.locations.iter().map(|at| &*at.location().path)
    }

    /// The locations of some groups.
    pub fn of_group(&self, group: LocationGroup) -> impl Iterator<Item = &PlanLocation> {
        self.locations
            .iter()
            .filter(move |location| location.group == group)
    }
}
