//! Catalogs of the user, applied to the shipped one: they add, override and delete, each with a source.
//!
//! A later overlay wins over an earlier one, and every such conflict is reported. Whether the merged catalog
//! has a good replacement for everything is not asked: the verdict chooses among those that apply.

mod files;
mod merge;
mod merged;
pub mod rows;

use std::path::{Path, PathBuf};

use crate::catalog::compile::{compile, compile_folder};
use crate::catalog::model::Catalog;
use crate::catalog::parse::{CatalogProblem, Parsed, RuleText, parse_text};
use crate::catalog::view::{catalog_line, counts};
use merged::whole;
use rows::OverlayDoc;

pub(crate) use files::{FolderSize, catalog_files};
pub use files::{files_of, is_read};
pub(crate) use merge::row_of;
pub use merged::Merged;

/// A file or folder that overlays a catalog.
#[derive(Clone, Debug)]
pub enum OverlaySource {
    /// At this path.
    Path(PathBuf),
    /// Read already, from somewhere else than a folder of this machine.
    Texts {
        /// Whether it is a whole catalog: see [`overlay`].
        is_whole: bool,
        /// Its files, sorted by name.
        texts: Vec<RuleText>,
    },
}

/// Overlays a catalog with files and folders, in their order.
///
/// A folder that contains a `catalog.yaml` is a whole catalog, structured like `rules/`, and replaces everything before
/// it; of another folder every `*.yaml` is an overlay, sorted by path.
pub fn overlay(base: &Catalog, sources: &[OverlaySource]) -> Result<Merged, Vec<CatalogProblem>> {
    let mut catalog = base.clone();
    let mut overlays = Vec::new();
    let mut problems = Vec::new();
    for source in sources {
        let whole = match source {
            OverlaySource::Path(path) if path.join("catalog.yaml").is_file() => {
                Some(compile_folder(path, &files::read_in_folder))
            }
            OverlaySource::Texts {
                is_whole: true,
                texts,
            } => Some(compile(texts)),
            _ => None,
        };
        if let Some(whole) = whole {
            match whole {
                Ok(whole) => catalog = whole,
                Err(found) => problems.extend(found),
            }
            overlays.clear();
            continue;
        }
        let texts = match source {
            OverlaySource::Path(path) => files::texts(path, &mut problems),
            OverlaySource::Texts { texts, .. } => texts.clone(),
        };
        for text in &texts {
            match parse(text) {
                Ok(overlay) => overlays.push(overlay),
                Err(problem) => problems.push(problem),
            }
        }
    }
    let merged = merge::merge(catalog, &overlays, &mut problems);
    if problems.is_empty() {
        return Ok(merged);
    }
    problems.sort();
    problems.dedup();
    Err(problems)
}

/// The same for files and folders of this machine.
pub fn apply_overlays(base: &Catalog, paths: &[PathBuf]) -> Result<Merged, Vec<CatalogProblem>> {
    let sources: Vec<OverlaySource> = paths.iter().cloned().map(OverlaySource::Path).collect();
    overlay(base, &sources)
}

/// Checks a folder or the file of an overlay, and describes its content.
pub fn check_path(path: &Path, base: &Catalog) -> Result<String, Vec<CatalogProblem>> {
    if path.is_dir() && (path.join("catalog.yaml").exists() || path.join("models").exists()) {
        return compile_folder(path, &files::read_in_folder)
            .map(|catalog| format!("{}: {}", catalog_line(&catalog), counts(&catalog)));
    }
    let merged = apply_overlays(base, std::slice::from_ref(&path.to_path_buf()))?;
    let mut words = format!(
        "applied to {}: {}",
        catalog_line(base),
        counts(&merged.catalog)
    );
    for conflict in &merged.conflicts {
        words.push_str(&format!("; {conflict}"));
    }
    Ok(words)
}

/// Keys of the answers that `catalog import` takes.
const ANSWERS: [&str; 3] = [
    "\"modelSummaries\"",
    "\"modelDetails\"",
    "\"inferenceProfile",
];

fn parse(text: &RuleText) -> Result<Parsed<OverlayDoc>, CatalogProblem> {
    if text.text.trim_start().starts_with('{') && ANSWERS.iter().any(|key| text.text.contains(key))
    {
        let message = "is an answer of the AWS API; convert it to an overlay with `bedrock-eol catalog import`";
        return Err(CatalogProblem {
            path: text.path.clone(),
            line: 0,
            column: 0,
            message: message.to_owned(),
        });
    }
    parse_text(text)
}
