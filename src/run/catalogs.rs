//! The catalog of a run: that of the caller with overlays applied.
//!
//! What an overlay may contain and which one takes precedence is decided by the catalog.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;

use super::observer::Observer;
use crate::catalog::overlay::{OverlaySource, overlay};
use crate::catalog::{Catalog, CatalogError};
use crate::detect::Detector;
use crate::model_id::Region;
use crate::scan::vocabulary;
use crate::spelling;

/// The built-in catalog with these files and folders applied. Conflicts between overlays are notes.
///
/// # Errors
/// A file cannot be read or is invalid.
pub fn catalog_with(
    overlays: &[PathBuf],
    observer: &dyn Observer,
) -> Result<Cow<'static, Catalog>, CatalogError> {
    let sources: Vec<OverlaySource> = overlays.iter().cloned().map(OverlaySource::Path).collect();
    overlaid(Cow::Borrowed(Catalog::embedded()), &sources, observer)
}

/// A catalog with overlays, some of which may have been read already.
pub(super) fn overlaid<'a>(
    base: Cow<'a, Catalog>,
    overlays: &[OverlaySource],
    observer: &dyn Observer,
) -> Result<Cow<'a, Catalog>, CatalogError> {
    if overlays.is_empty() {
        return Ok(base);
    }
    let merged = overlay(&base, overlays)?;
    for conflict in &merged.conflicts {
        observer.note(conflict);
    }
    Ok(Cow::Owned(merged.catalog))
}

/// A note about aliases whose models the catalog does not know: nothing is found by their names.
pub(super) fn unknown_aliases(
    aliases: &BTreeMap<String, String>,
    catalog: &Catalog,
) -> Option<String> {
    /// Most names in the note.
    const NAMED: usize = 3;
    if aliases.is_empty() {
        return None;
    }
    let detector = Detector::new(vocabulary(catalog));
    let unknown: Vec<String> = aliases
        .iter()
        .filter(|(_, id)| !detector.knows(id))
        .map(|(name, id)| format!("{name} = {id}"))
        .collect();
    let named = unknown.iter().take(NAMED).cloned().collect::<Vec<_>>();
    let more = match unknown.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = named.join(", ");
    (!unknown.is_empty()).then(|| {
        format!("aliases of models that the catalog does not know are not found: {named}{more}")
    })
}

/// A note for each Region that the catalog does not know: a typo would otherwise silently use the main dates.
pub fn unknown_regions(regions: &[Region], catalog: &Catalog) -> Vec<String> {
    let is_known = |region: &&Region| catalog.regions.iter().any(|code| code == region.as_str());
    let unknown = regions.iter().filter(|region| !is_known(region));
    let note = |region: &Region| {
        let near = spelling::nearest(region.as_str(), catalog.regions.iter().map(AsRef::as_ref));
        let near = near.map_or(".".to_owned(), |near| format!("; did you mean `{near}`?"));
        format!("unknown Region `{region}`{near} The dates of the main Regions apply instead.")
    };
    unknown.map(note).collect()
}
