//! The Regions that the files of a project set: in the provider blocks of Terraform, in settings (`AWS_REGION`, SAM, the
//! Serverless Framework, workflows), in the app of a CDK project, and in references to models that have a Region of
//! their own (policies, clients).
//!
//! They choose the replacement of a reference about whose Region nothing else is known. Files of settings are read for this
//! only if there is such a reference.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::terraform_modules::TerraformModules;
use super::{Engine, Scanned, Scanner, asks_for_region, lacks_region};
use crate::finding::{Reference, RegionSource};
use crate::language::{Kind, language_of};
use crate::model_id::Partition;
use crate::reference::{Context, Form, FromProject, ProjectRegion, RegionOrigin};
use crate::source::{Encoding, Source, by_components};
use crate::surroundings::{regions_of_project, sets_nothing_for_the_project};
use crate::walk::{Origin, SourcePath};

/// One of these is in every text that sets a Region, by its name or in the host of an endpoint of Bedrock.
const REGION_WORDS: &[&[u8]] = &[b"egion", b"EGION", b"bedrock"];

/// Adds the Regions to what is known of each file with a finding that lacks one.
pub(super) fn add<E: Engine>(
    scanner: &Scanner<E>,
    files: &[SourcePath],
    scanned: &Scanned,
    modules: &TerraformModules,
    known: &mut BTreeMap<String, FromProject>,
) {
    if !scanned.findings.iter().any(asks_for_region) {
        return;
    }
    // What documentation names gets the replacement of the code, too.
    let asking: BTreeSet<&str> = scanned
        .findings
        .iter()
        .filter(|finding| lacks_region(finding))
        .map(|finding| finding.reference.location.path.as_ref())
        .collect();
    let installed = InstalledPackages::of(files);
    let of_references = of_references(&scanned.references);
    let mut found: Vec<RegionSign> = of_references
        .filter(|of| !installed.contain(&of.found.path))
        .collect();
    let of_settings = of_settings(scanner, files, &installed);
    found.extend(of_settings.into_iter().map(|found| RegionSign {
        found,
        is_destination: false,
        is_of_one_reference: false,
    }));
    let by_folder = RegionsByFolder::of(found);
    for path in asking {
        if let Some(regions) = by_folder.of_file(path, modules) {
            known.entry(path.to_owned()).or_default().regions = regions;
        }
    }
}

/// A Region that a file of the project shows.
struct RegionSign {
    found: ProjectRegion,
    /// Whether it may be one to which a profile routes, and from which nothing is called: that of a foundation model that a
    /// policy allows.
    is_destination: bool,
    /// Whether it is that of one reference alone, which is beside others in its file: that of its client or its entry.
    is_of_one_reference: bool,
}

/// The Regions of references in use, as far as their text or surroundings set them. Those of a test or an example are not
/// the project's, even where the reference itself is in use.
fn of_references(references: &[Arc<Reference>]) -> impl Iterator<Item = RegionSign> {
    let is_live = |context| {
        matches!(
            context,
            Context::Iam | Context::Iac | Context::Config | Context::Code
        )
    };
    // The models of a profile in a policy are in the Regions to which it routes, not in those that call it.
    let with_region = references.iter().filter(|of| of.region.is_some());
    let profiles = with_region.filter(|of| of.form == Form::InferenceProfileArn);
    let with_profiles: BTreeSet<&str> = profiles.map(|of| &*of.location.path).collect();
    let mut beside: BTreeMap<&str, bool> = BTreeMap::new();
    references.iter().filter_map(move |reference| {
        let (region, RegionSource::Text(origin)) = reference.region.as_ref()? else {
            return None;
        };
        let location = &reference.location;
        let is_beside = beside
            .entry(&location.path)
            .or_insert_with(|| is_beside(&location.path));
        let is_destination =
            reference.form == Form::FoundationModelArn && with_profiles.contains(&*location.path);
        (is_live(reference.context) && !*is_beside && !is_destination).then(|| RegionSign {
            found: ProjectRegion {
                region: region.clone(),
                is_set: false,
                path: location.path.clone(),
                start: location.start,
                end: location.end,
                span: location.span,
            },
            is_destination: reference.context == Context::Iam
                && reference.form != Form::InferenceProfileArn,
            is_of_one_reference: *origin == RegionOrigin::Nearby,
        })
    })
}

/// Whether a file is for tests, a recording, documentation or the work of others, by its path.
fn is_beside(path: &str) -> bool {
    let path = SourcePath {
        display: path.to_owned(),
        open: path.into(),
        origin: Origin::Named,
    };
    sets_nothing_for_the_project(&Source::new(path, Vec::new(), Encoding::Utf8))
}

/// The Regions that settings, infrastructure and the apps of CDK projects set.
fn of_settings<E: Engine>(
    scanner: &Scanner<E>,
    files: &[SourcePath],
    installed: &InstalledPackages,
) -> Vec<ProjectRegion> {
    let apps = CdkApps::of(files);
    let own = files
        .iter()
        .filter(|file| !installed.contain(&file.display));
    let asked = own.filter(|file| {
        let language = language_of(&file.display, &[]);
        match language.kind {
            Kind::Config | Kind::Infra | Kind::Data => true,
            // A script that deploys exports the Region.
            Kind::Code => apps.contain(&file.display) || language.name == "shell",
            _ => false,
        }
    });
    let asked: Vec<&SourcePath> = asked.collect();
    let set = |source: &Source| set_in(source, apps.contain(&source.path.display));
    let shown = scanner.shown_by(&asked, REGION_WORDS, set);
    shown.into_iter().flatten().collect()
}

/// The Regions that one file sets.
fn set_in(source: &Source, is_app: bool) -> Vec<ProjectRegion> {
    let set = regions_of_project(source, is_app).into_iter();
    set.map(|(region, span)| ProjectRegion {
        region,
        is_set: true,
        path: source.path.display.as_str().into(),
        start: source.position(span.start),
        end: source.position(span.end),
        span,
    })
    .collect()
}

/// The Regions that are set in each folder or below it. The file of a package or a module has the Region that is set nearest.
struct RegionsByFolder(BTreeMap<String, FolderRegions>);

/// The Regions of a folder, from the surest sign to the weakest.
#[derive(Default)]
struct FolderRegions {
    /// Those that a file sets or that the text of a reference names: the ARNs of a policy, the name of a router.
    sources: Vec<ProjectRegion>,
    /// Those of single references.
    of_references: Vec<ProjectRegion>,
    /// The possible destinations of profiles.
    destinations: Vec<ProjectRegion>,
}

impl FolderRegions {
    /// The signs for a file. One of its references says nothing about another, which has no Region; and a policy for a profile
    /// lists all Regions that it routes to, so that any other sign comes first.
    fn best(&self, path: &str) -> Vec<ProjectRegion> {
        if !self.sources.is_empty() {
            return self.sources.clone();
        }
        let of_others = self.of_references.iter().filter(|of| &*of.path != path);
        let of_others: Vec<ProjectRegion> = of_others.cloned().collect();
        if of_others.is_empty() {
            return self.destinations.clone();
        }
        of_others
    }
}

/// Adds a Region that is not among those of other locations.
fn add_region(regions: &mut Vec<ProjectRegion>, one: &ProjectRegion) {
    let is_known = regions.iter().any(|known| known.region == one.region);
    if !is_known && regions.len() < ProjectRegion::MOST {
        regions.push(one.clone());
    }
}

impl RegionsByFolder {
    /// The first location of each Region in each folder, in the order of the locations: independent of threads.
    fn of(mut found: Vec<RegionSign>) -> Self {
        // A request goes to another Region than one without Bedrock, if any is known.
        let has_bedrock = |of: &RegionSign| Partition::of(&of.found.region).has_bedrock();
        if found.iter().any(has_bedrock) {
            found.retain(has_bedrock);
        }
        found.sort_by(|a, b| {
            let (a, b) = (&a.found, &b.found);
            by_components(&a.path, &b.path).then_with(|| a.start.cmp(&b.start))
        });
        let mut folders: BTreeMap<String, FolderRegions> = BTreeMap::new();
        for sign in found {
            for folder in folders_of(&sign.found.path) {
                let of_folder = folders.entry(folder.to_owned()).or_default();
                let regions = if sign.is_destination {
                    &mut of_folder.destinations
                } else if sign.is_of_one_reference {
                    &mut of_folder.of_references
                } else {
                    &mut of_folder.sources
                };
                add_region(regions, &sign.found);
            }
        }
        Self(folders)
    }

    /// The Region of the nearest folder in which one is set, where it is the only one there; else all Regions of the
    /// project. Absent where none is set. A module of Terraform that sets none has those of its callers.
    fn of_file(&self, path: &str, modules: &TerraformModules) -> Option<Arc<[ProjectRegion]>> {
        let (own, _) = split(path);
        if !self.0.contains_key(own)
            && let Some(of_callers) = self.of_callers(path, own, modules)
        {
            return Some(of_callers);
        }
        let mut around = folders_of(path)
            .filter_map(|folder| self.0.get(folder))
            .map(|regions| regions.best(path))
            .filter(|regions| !regions.is_empty());
        let nearest = around.next()?;
        let regions = match nearest.as_slice() {
            [_] => nearest,
            _ => around.last().unwrap_or(nearest),
        };
        Some(regions.into())
    }

    /// The Regions that the callers of a module set in their own folders; absent where none of them does.
    fn of_callers(
        &self,
        path: &str,
        folder: &str,
        modules: &TerraformModules,
    ) -> Option<Arc<[ProjectRegion]>> {
        let callers = modules.callers(folder);
        let regions = callers.iter().filter_map(|caller| self.0.get(*caller));
        let mut found: Vec<ProjectRegion> = Vec::new();
        for region in regions.flat_map(|regions| regions.best(path)) {
            add_region(&mut found, &region);
        }
        (!found.is_empty()).then(|| found.into())
    }
}

/// The folders around a path, from the innermost; the last is the empty one.
fn folders_of(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let (folder, _) = split(rest?);
        rest = Some(folder).filter(|folder| !folder.is_empty());
        Some(folder)
    })
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

/// The Python packages that were installed into a folder of the project, for a layer or an archive: each is next to what
/// pip wrote about it, `NAME-VERSION.dist-info`.
struct InstalledPackages(BTreeSet<String>);

impl InstalledPackages {
    fn of(files: &[SourcePath]) -> Self {
        let packages = files.iter().filter_map(|file| {
            let (folder, _) = file.display.split_once(".dist-info/")?;
            let (around, name) = split(folder);
            let (package, _) = name.split_once('-')?;
            Some(joined(around, package))
        });
        Self(packages.collect())
    }

    fn contain(&self, path: &str) -> bool {
        let mut folders = path.match_indices('/');
        !self.0.is_empty() && folders.any(|(at, _)| self.0.contains(&path[..at].to_lowercase()))
    }
}

/// The path of a name in a folder, in lower case.
fn joined(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_lowercase(),
        _ => format!("{folder}/{name}").to_lowercase(),
    }
}

/// The folder and the name.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
