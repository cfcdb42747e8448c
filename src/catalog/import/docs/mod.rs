//! Turns AWS's documentation pages, as Markdown, into an overlay: the model cards, the page about the lifecycle and the
//! page with the Regions of all models.
//!
//! A page that cannot be read stops the import, with file and line. Statements that contradict each other, or the
//! catalog's launch date, are reported and not imported. What a page leaves open stays as the catalog has it.

mod availability;
mod card;
mod lifecycle_page;
mod page;
mod reconcile;
mod region_page;
mod values;

use jiff::civil::Date;

use super::Imported;
use crate::catalog::model::Catalog;
use crate::catalog::parse::CatalogProblem;
use page::Page;
use reconcile::Reconciliation;

/// A page of the documentation.
#[derive(Clone, Debug)]
pub struct DocPage {
    /// The file, as problems name it.
    pub path: String,
    /// Its name without a folder: it decides what kind of page it is.
    pub name: String,
    /// Its text.
    pub text: String,
}

const CARD: &str = "model-card-";
const LIFECYCLE: &str = "model-lifecycle";
/// The page that has the table of dates; its sister page has the policy for models launched from 2026-09-07 on.
const LIFECYCLE_TABLE: &str = "model-lifecycle-legacy";
const REGIONS: &str = "models-region-compatibility";

/// Whether a file is one that [`import_docs`] reads.
pub fn is_page(name: &str) -> bool {
    name.strip_suffix(".md").is_some_and(|stem| {
        stem.starts_with(CARD) || stem.starts_with(LIFECYCLE) || stem == REGIONS
    })
}

/// Imports pages that were fetched on the day `as_of`.
pub fn import_docs(
    pages: &[DocPage],
    as_of: Date,
    catalog: &Catalog,
) -> Result<Imported, Vec<CatalogProblem>> {
    let mut problems = Vec::new();
    let (mut cards, mut lifecycle, mut regions) = (Vec::new(), Vec::new(), Vec::new());
    for page in pages {
        let stem = page.name.strip_suffix(".md").unwrap_or(&page.name);
        let read = Page::parse(&page.path, &page.text, &mut problems);
        if stem.starts_with(CARD) {
            cards.extend(card::read(&read, &mut problems).map(|card| (stem.to_owned(), card)));
        } else if stem == REGIONS {
            regions.push((
                read.path.clone(),
                stem.to_owned(),
                region_page::read(&read, &mut problems),
            ));
        } else if stem.starts_with(LIFECYCLE) {
            let mut found = Vec::new();
            let rows = lifecycle_page::read(&read, &mut found);
            if stem == LIFECYCLE_TABLE || !rows.is_empty() {
                problems.extend(found);
            }
            lifecycle.push((read.path.clone(), stem.to_owned(), rows));
        }
    }
    let mut all = Reconciliation::new(catalog, as_of);
    for (path, _, rows) in &lifecycle {
        all.compare_ends(&cards, path, rows);
    }
    for (stem, card) in &cards {
        all.card(stem, card, &mut problems);
    }
    for (path, stem, rows) in &lifecycle {
        all.lifecycle(path, stem, rows);
    }
    for (path, stem, entries) in &regions {
        all.regions(path, stem, entries, &cards);
    }
    if problems.is_empty() {
        Ok(all.finish(pages.len(), cards.len()))
    } else {
        Err(problems)
    }
}
