//! The catalog of a command: the built-in one with the user's overlays.
//!
//! The library decides what an overlay may contain and which one takes precedence.

use std::borrow::Cow;
use std::path::PathBuf;

use bedrock_eol::catalog::Catalog;
use bedrock_eol::catalog::overlay::{OverlaySource, overlay};
use bedrock_eol::catalog::parse::Problem;
use bedrock_eol::model_id::Region;
use bedrock_eol::spelling;
use clap::Args;

use crate::{Stop, terminal};

/// `--catalog`.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Catalog")]
pub(crate) struct Overlays {
    /// Apply an overlay to the built-in catalog; can be repeated
    ///
    /// A YAML file or a folder of YAML files, written by `catalog import` or by hand. The last overlay takes
    /// precedence, and conflicts are reported. A folder with a catalog.yaml replaces the built-in catalog and all
    /// earlier overlays.
    #[arg(long = "catalog", value_name = "FILE|DIR")]
    pub(crate) catalogs: Vec<PathBuf>,
}

/// The catalog with these files and folders applied; reports conflicts unless `quiet`.
pub(crate) fn load(paths: &[PathBuf], quiet: bool) -> Result<Cow<'static, Catalog>, Stop> {
    let sources: Vec<OverlaySource> = paths.iter().cloned().map(OverlaySource::Path).collect();
    load_sources(&sources, quiet)
}

/// The same for overlays that may have been read already.
pub(crate) fn load_sources(sources: &[OverlaySource], quiet: bool) -> Result<Cow<'static, Catalog>, Stop> {
    if sources.is_empty() {
        return Ok(Cow::Borrowed(Catalog::embedded()));
    }
    let merged = overlay(Catalog::embedded(), sources).map_err(|found| Stop::Error(problem_list(&found)))?;
    for conflict in merged.conflicts.iter().filter(|_| !quiet) {
        terminal::note(conflict);
    }
    Ok(Cow::Owned(merged.catalog))
}

/// All problems of a catalog, one per line.
pub(crate) fn problem_list(problems: &[Problem]) -> String {
    let noun = if problems.len() == 1 { "problem" } else { "problems" };
    let mut text = format!("the catalog has {} {noun}", problems.len());
    for problem in problems {
        text.push_str(&format!("\n{problem}"));
    }
    text
}

/// Reports requested Regions that the catalog does not know: a typo would otherwise silently use the main dates.
pub(crate) fn note_unknown(regions: &[Region], catalog: &Catalog) {
    let known = |region: &&Region| catalog.regions.iter().any(|code| code == region.as_str());
    for region in regions.iter().filter(|region| !known(region)) {
        let codes = catalog.regions.iter().map(AsRef::as_ref);
        let near = spelling::nearest(region.as_str(), codes);
        let near = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
        terminal::note(&format!("unknown Region {region}: using the dates of the main Regions{near}"));
    }
}
