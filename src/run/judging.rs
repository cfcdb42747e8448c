//! The catalog and the policy that a run judges with.

use std::borrow::Cow;

use super::catalogs::{overlaid, unknown_aliases, unknown_regions};
use super::error::RunError;
use super::observer::Observer;
use super::project::Project;
use super::targets::{new_model, targets};
use super::task::Task;
use crate::catalog::Catalog;
use crate::config::{Options, PatternError};
use crate::explain::known_model;
use crate::finding::RegionSource;
use crate::judge::Policy;
use crate::model_id::{ModelId, Region};
use crate::path_pattern::{PathPattern, PathPatternError};

/// The catalog and the policy that a run judges with.
pub(super) struct Judging<'run> {
    /// The catalog of the run, with its overlays.
    pub(super) catalog: Cow<'run, Catalog>,
    pub(super) policy: Policy,
    /// Regions for the files of a pattern; the last that matches applies instead of the policy's.
    pub(super) regions_by_path: Vec<(PathPattern, Vec<Region>)>,
}

impl<'run> Task<'run> {
    /// What this run judges with; `observer` receives a note for each Region that the catalog does not know.
    pub(super) fn judging(
        &self,
        project: &Project,
        options: &Options,
        observer: &dyn Observer,
    ) -> Result<Judging<'run>, RunError> {
        let run = self.run;
        let from = if run.options.region.is_empty() {
            RegionSource::Config
        } else {
            RegionSource::Flag
        };
        let mut policy = options.policy(run.as_of, from);
        let sources = project.sources.catalogs.catalogs(
            &options.catalog,
            &run.options.catalog,
            self.observer,
        )?;
        let catalog = overlaid(Cow::Borrowed(&*run.catalog), &sources, observer)?;
        policy.targets = targets(&run.targets, &catalog)?;
        if let Some(request) = &run.migration {
            let old = ModelId::new(known_model(&request.old, &catalog)?.id.clone());
            if let Some(new) = &request.new {
                let target = new_model(new, &old, &catalog).map_err(RunError::NewModel)?;
                policy.targets.insert(old.clone(), target);
            }
            policy = policy.planning(old);
        }
        let regions_by_path = regions_by_path(options).map_err(PatternError::from)?;
        let by_path = regions_by_path.iter().flat_map(|(_, regions)| regions);
        let regions: Vec<Region> = policy.regions.iter().chain(by_path).cloned().collect();
        for note in unknown_regions(&regions, &catalog) {
            observer.note(&note);
        }
        if let Some(note) = unknown_aliases(&options.aliases, &catalog) {
            observer.note(&note);
        }
        Ok(Judging {
            catalog,
            policy,
            regions_by_path,
        })
    }
}

fn regions_by_path(options: &Options) -> Result<Vec<(PathPattern, Vec<Region>)>, PathPatternError> {
    let rows = options.region_by_path.iter();
    rows.map(|row| {
        Ok((
            PathPattern::parse(&row.path)?,
            row.region.iter().map(Region::new).collect(),
        ))
    })
    .collect()
}
