//! The models that a report's references refer to, with the dates that apply where they are used.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use jiff::civil::Date;

use super::ModelCount;
use crate::catalog::{Catalog, Lifecycle, Stage};
use crate::finding::{Finding, Level, Reference, RegionVerdict};
use crate::model_id::{ModelId, Partition, Region};
use crate::reference::Resolution;

/// A model of the catalog with at least one reference.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelInUse {
    /// Base ID.
    pub id: ModelId,
    /// Display name.
    pub name: String,
    /// Display name of the provider.
    pub provider: String,
    /// The stage on the report's day, by [`Self::lifecycle`].
    pub stage: Stage,
    /// The dates where it is used, if all uses have the same; else those of the main Regions.
    pub lifecycle: Lifecycle,
    /// The Region of the dates; absent for the main Regions.
    pub region: Option<Region>,
    /// Regions whose dates differ from these, sorted.
    pub regions: Vec<RegionVerdict>,
    /// Number of references to it.
    pub references: usize,
    /// Number of those that are not only mentions ([`Context::is_mention`](crate::reference::Context::is_mention)).
    pub uses: usize,
    /// What the catalog has about it, of which the dates above are a part.
    pub dates: ModelDates,
}

/// What a catalog has about a model: of more findings, other dates can apply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelDates {
    /// Display name.
    pub name: String,
    /// Display name of the provider.
    pub provider: String,
    /// The dates of the main Regions.
    pub lifecycle: Lifecycle,
    /// The dates of Regions that have their own.
    pub regions: Vec<(Region, Lifecycle)>,
    /// The version of the catalog.
    pub catalog_version: String,
}

impl ModelInUse {
    /// The models that `references` refer to, by ID. A pattern ([`Resolution::Family`]) allows models but does not use
    /// them: `foundation-model/*` puts no model in use.
    pub fn of(
        references: &[Arc<Reference>],
        findings: &[Finding],
        catalog: &Catalog,
        as_of: Date,
    ) -> Vec<Self> {
        let mut counts = BTreeMap::new();
        ModelCount::add_all(&mut counts, references);
        Self::counted(&counts, findings, as_of, |id| {
            let model = catalog.model(id.as_str())?;
            let regions = model.regions.iter().map(|regional| {
                let region = Region::new(regional.region.as_ref());
                (region, regional.lifecycle.clone())
            });
            Some(ModelDates {
                name: model.name.to_string(),
                provider: model.provider.to_string(),
                lifecycle: model.lifecycle.clone(),
                regions: regions.collect(),
                catalog_version: catalog.version.to_string(),
            })
        })
    }

    /// The models that were counted, as far as `dates` knows them. Which dates apply follows from the findings.
    pub fn counted(
        counts: &BTreeMap<ModelId, ModelCount>,
        findings: &[Finding],
        as_of: Date,
        dates: impl Fn(&ModelId) -> Option<ModelDates>,
    ) -> Vec<Self> {
        let used = ModelUse::by_model(findings);
        counts
            .iter()
            .filter_map(|(id, count)| {
                let dates = dates(id)?;
                Some(Self::new(id, *count, used.get(id), dates, as_of))
            })
            .collect()
    }

    fn new(
        id: &ModelId,
        count: ModelCount,
        used: Option<&ModelUse<'_>>,
        dates: ModelDates,
        as_of: Date,
    ) -> Self {
        // The main dates are those of the commercial Regions: in others they say nothing.
        let has_dates = |region: &&Region| {
            Partition::of(region) == Partition::Aws
                || dates.regions.iter().any(|(known, _)| known == *region)
        };
        let (region, lifecycle) = match used {
            Some(ModelUse::In(region, lifecycle)) => (
                Some(*region).filter(has_dates).cloned(),
                (*lifecycle).clone(),
            ),
            Some(ModelUse::Elsewhere) | None => (None, dates.lifecycle.clone()),
        };
        let regions = dates
            .regions
            .iter()
            .filter(|(_, regional)| !regional.same_days(&lifecycle))
            .map(|(region, regional)| RegionVerdict {
                region: region.clone(),
                stage: regional.stage(as_of),
                lifecycle: regional.clone(),
            })
            .collect();
        let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        Self {
            id: id.clone(),
            name: dates.name.clone(),
            provider: dates.provider.clone(),
            stage: lifecycle.stage(as_of),
            lifecycle,
            region,
            regions,
            references: number(count.references),
            uses: number(count.uses),
            dates,
        }
    }
}

impl ModelCount {
    /// Counts references by model. A pattern is of no model in particular.
    pub fn add_all<'a>(
        counts: &mut BTreeMap<ModelId, Self>,
        references: impl IntoIterator<Item = &'a Arc<Reference>>,
    ) {
        let references = references.into_iter();
        for reference in references.filter(|one| one.resolution != Resolution::Family) {
            let is_use = !reference.context.is_mention();
            for model in &*reference.models {
                match counts.get_mut(model) {
                    Some(count) => count.add(1, u64::from(is_use)),
                    None => counts
                        .entry(model.clone())
                        .or_default()
                        .add(1, u64::from(is_use)),
                }
            }
        }
    }

    /// Adds numbers of references and uses.
    pub fn add(&mut self, references: u64, uses: u64) {
        self.references = self.references.saturating_add(references);
        self.uses = self.uses.saturating_add(uses);
    }
}

/// Where a model is used, by the findings about it alone that are not notes.
enum ModelUse<'a> {
    /// In Regions with the same dates: the first of them.
    In(&'a Region, &'a Lifecycle),
    /// In Regions with different dates, or also where no Region is known.
    Elsewhere,
}

impl<'a> ModelUse<'a> {
    fn by_model(findings: &'a [Finding]) -> BTreeMap<&'a ModelId, Self> {
        let mut used: BTreeMap<&ModelId, Self> = BTreeMap::new();
        for finding in findings
            .iter()
            .filter(|finding| finding.level > Level::Note)
        {
            let [model] = &*finding.reference.models else {
                continue;
            };
            let location = match (&finding.reference.region, finding.lifecycle.as_deref()) {
                (Some((region, _)), Some(lifecycle)) => Self::In(region, lifecycle),
                _ => Self::Elsewhere,
            };
            match used.entry(model) {
                Entry::Vacant(entry) => {
                    entry.insert(location);
                }
                Entry::Occupied(mut entry) => {
                    if !entry.get().same(&location) {
                        entry.insert(Self::Elsewhere);
                    }
                }
            }
        }
        used
    }

    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::In(_, one), Self::In(_, other)) => one.same_days(other),
            _ => false,
        }
    }
}
