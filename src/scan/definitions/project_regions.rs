//! The Regions that the files of a project set: in the provider blocks of Terraform, in settings (`AWS_REGION`, SAM, the
//! Serverless Framework, workflows), in the app of a CDK project, and in references to models that have a Region of
//! their own (policies, clients).
//!
//! They choose the replacement of a reference about whose Region nothing else is known. Files of settings are read for this
//! only if there is such a reference.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use memchr::memmem;
use rayon::prelude::*;

use super::read::{self, PieceSearch, ReadContent, ReadLimits};
use super::{Engine, Scanned, Scanner, TaskResult, lacks_region};
use crate::finding::{Reference, RegionSource};
use crate::language::{Kind, language_of};
use crate::reference::{Context, FromProject, ProjectRegion};
use crate::source::by_components;
use crate::surroundings::regions_of_project;
use crate::walk::SourcePath;

/// Bytes of the largest file that is read for a Region: settings that people write are smaller.
const LARGEST: u64 = 256 * 1024;

/// The most Regions that are kept: more than two say no more than two.
const MOST: usize = 4;

/// Adds the Regions to what is known of each file with a finding that lacks one.
pub(super) fn add<E: Engine>(
    scanner: &Scanner<E>,
    files: &[SourcePath],
    scanned: &Scanned,
    known: &mut BTreeMap<String, FromProject>,
) {
    let asking: BTreeSet<&str> = scanned
        .findings
        .iter()
        .filter(|finding| lacks_region(finding))
        .map(|finding| finding.reference.location.path.as_ref())
        .collect();
    if asking.is_empty() {
        return;
    }
    let mut found: Vec<ProjectRegion> = of_references(&scanned.references).collect();
    found.extend(of_settings(scanner, files));
    let regions = first_of_each(found);
    if regions.is_empty() {
        return;
    }
    for path in asking {
        known.entry(path.to_owned()).or_default().regions = Arc::clone(&regions);
    }
}

/// The Regions of references in use, as far as their text or surroundings set them.
fn of_references(references: &[Arc<Reference>]) -> impl Iterator<Item = ProjectRegion> {
    let is_live = |context| {
        matches!(
            context,
            Context::Iam | Context::Iac | Context::Config | Context::Code
        )
    };
    references.iter().filter_map(move |reference| {
        let (region, RegionSource::Text(_)) = reference.region.as_ref()? else {
            return None;
        };
        let location = &reference.location;
        is_live(reference.context).then(|| ProjectRegion {
            region: region.clone(),
            is_set: false,
            path: location.path.clone(),
            start: location.start,
            end: location.end,
            span: location.span,
        })
    })
}

/// The Regions that settings, infrastructure and the apps of CDK projects set.
fn of_settings<E: Engine>(scanner: &Scanner<E>, files: &[SourcePath]) -> Vec<ProjectRegion> {
    let apps = CdkApps::of(files);
    let asked: Vec<(&SourcePath, bool)> = files
        .iter()
        .filter_map(|file| match language_of(&file.display, &[]).kind {
            Kind::Config | Kind::Infra | Kind::Data => Some((file, false)),
            Kind::Code => apps.contain(&file.display).then_some((file, true)),
            _ => None,
        })
        .collect();
    let look = |(file, is_app): &(&SourcePath, bool)| set_in(scanner, file, *is_app);
    match scanner.pool_for(asked.len()) {
        Some(pool) => pool.install(|| asked.par_iter().flat_map_iter(look).collect()),
        None => asked.iter().flat_map(look).collect(),
    }
}

/// The Regions that one file sets. A file that cannot be read shows nothing here; the scan has reported it.
fn set_in<E: Engine>(scanner: &Scanner<E>, file: &SourcePath, is_app: bool) -> Vec<ProjectRegion> {
    let (mut part, mut found) = (TaskResult::default(), Vec::new());
    scanner.guarded(file, &mut part, |_| {
        let limits = ReadLimits {
            whole: LARGEST,
            binary: 0,
        };
        if let Ok((_, ReadContent::Whole(content, encoding))) =
            read::read(file, limits, &mut RegionWords)
        {
            let source = scanner.source(file, content, encoding);
            let set = regions_of_project(&source, is_app).into_iter();
            found.extend(set.map(|(region, span)| ProjectRegion {
                region,
                is_set: true,
                path: file.display.as_str().into(),
                start: source.position(span.start),
                end: source.position(span.end),
                span,
            }));
        }
    });
    found
}

/// The first location of each Region, in the order of the locations: independent of threads.
fn first_of_each(mut found: Vec<ProjectRegion>) -> Arc<[ProjectRegion]> {
    found.sort_by(|a, b| by_components(&a.path, &b.path).then_with(|| a.start.cmp(&b.start)));
    let mut seen = BTreeSet::new();
    found.retain(|one| seen.insert(one.region.clone()));
    found.truncate(MOST);
    found.into()
}

/// The folders with a `cdk.json`.
struct CdkApps<'f>(BTreeSet<&'f str>);

impl<'f> CdkApps<'f> {
    fn of(files: &'f [SourcePath]) -> Self {
        let folders = files.iter().filter_map(|file| match split(&file.display) {
            (folder, "cdk.json") => Some(folder),
            _ => None,
        });
        Self(folders.collect())
    }

    /// Whether a file is where CDK's templates put the app: `bin/NAME.ts`, `app.py`.
    fn contain(&self, path: &str) -> bool {
        let (folder, name) = split(path);
        let is_app = name.split('.').next() == Some("app") && self.0.contains(folder);
        let in_bin = match split(folder) {
            (above, "bin") => self.0.contains(above),
            _ => false,
        };
        is_app || in_bin
    }
}

/// The folder and the name.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Takes the texts whole in which the word `region` may be.
struct RegionWords;

impl PieceSearch for RegionWords {
    fn hits(&self, piece: &[u8]) -> bool {
        [&b"egion"[..], b"EGION"]
            .iter()
            .any(|word| memmem::find(piece, word).is_some())
    }

    fn take_binary(&mut self, _: &[u8]) {}
}
