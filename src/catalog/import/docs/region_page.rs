//! Reads the page that lists the Regions of all models.

use super::availability::{self, Endpoint, RegionRow};
use super::page::{Page, PageContent};
use crate::catalog::parse::CatalogProblem;

/// The Regions of one model. A name can have two entries, one for each endpoint.
#[derive(Debug)]
pub(super) struct ModelRegions {
    pub(super) name: String,
    /// The card's file, without its ending, if the name links to one.
    pub(super) card: Option<String>,
    pub(super) rows: Vec<RegionRow>,
    pub(super) line: usize,
}

/// Reads the page; what cannot be read goes to `problems`.
pub(super) fn read(page: &Page, problems: &mut Vec<CatalogProblem>) -> Vec<ModelRegions> {
    let mut entries = Vec::new();
    let mut name: Option<(String, Option<String>)> = None;
    for part in &page.parts {
        match &part.content {
            PageContent::Line(text) => name = model_name(text).or(name),
            PageContent::Heading { .. } => name = None,
            PageContent::Table(table) if availability::is_one(table) => {
                let Some((name, card)) = name.clone() else {
                    problems.push(page.problem(
                        part.line,
                        "a table of Regions without the name of a model above".to_owned(),
                    ));
                    continue;
                };
                let rows = availability::rows(page, table, Endpoint::Either, problems);
                entries.push(ModelRegions {
                    name,
                    card,
                    rows,
                    line: part.line,
                });
            }
            PageContent::Table(_) | PageContent::Field { .. } => {}
        }
    }
    if entries.is_empty() {
        problems.push(page.problem(
            0,
            "no table of Regions; expected one for each model".to_owned(),
        ));
    }
    entries
}

/// `**[NAME](model-card-x.md)**` or `**NAME**`.
fn model_name(text: &str) -> Option<(String, Option<String>)> {
    let inner = text.strip_prefix("**")?.strip_suffix("**")?;
    let Some((name, target)) = inner
        .strip_prefix('[')
        .and_then(|link| link.split_once("]("))
    else {
        return Some((inner.to_owned(), None));
    };
    let file = target
        .trim_end_matches(')')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    Some((name.to_owned(), file.split('.').next().map(str::to_owned)))
}
