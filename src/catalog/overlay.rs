//! Catalogs of the user, laid over the shipped one: they add, override and delete, each with a source.
//!
//! A later overlay wins over an earlier one, and every such conflict is told. Whether the merged catalog
//! has a good replacement for everything is not asked: the verdict chooses among those that hold.

mod files;
mod merge;
pub mod rows;
mod write;

use std::path::{Path, PathBuf};

use crate::catalog::compile::compile_folder;
use crate::catalog::model::Catalog;
use crate::catalog::parse::{Parsed, Problem, RuleText, parse_text};
use crate::catalog::view::{catalog_line, counts};
use rows::OverlayDoc;

pub(crate) use merge::row_of;
pub use write::to_yaml;

/// A catalog with overlays laid over it.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The whole.
    pub catalog: Catalog,
    /// What two overlays say differently, in words, with both places.
    pub conflicts: Vec<String>,
}

/// Lays files and folders over a catalog, in their order.
///
/// A folder that holds a `catalog.yaml` is a whole catalog, laid out as `rules/`, and takes the place of
/// everything before it; of another folder every `*.yaml` is an overlay, sorted by path.
pub fn lay_over(base: &Catalog, paths: &[PathBuf]) -> Result<Merged, Vec<Problem>> {
    let mut catalog = base.clone();
    let mut overlays = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        if path.join("catalog.yaml").is_file() {
            match compile_folder(path, &files::read_in_folder) {
                Ok(whole) => catalog = whole,
                Err(found) => problems.extend(found),
            }
            overlays.clear();
            continue;
        }
        for (file, text) in files::texts(path, &mut problems) {
            match parse(&file, text) {
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

/// Checks a folder or the file of an overlay; what it holds, in words.
pub fn check_path(path: &Path, base: &Catalog) -> Result<String, Vec<Problem>> {
    if path.is_dir() && (path.join("catalog.yaml").exists() || path.join("models").exists()) {
        return compile_folder(path, &files::read_in_folder)
            .map(|catalog| format!("{}: {}", catalog_line(&catalog), counts(&catalog)));
    }
    let merged = lay_over(base, std::slice::from_ref(&path.to_path_buf()))?;
    let mut words = format!("laid over {}: {}", catalog_line(base), counts(&merged.catalog));
    for conflict in &merged.conflicts {
        words.push_str(&format!("; {conflict}"));
    }
    Ok(words)
}

/// Keys of the answers that `catalog import` takes.
const ANSWERS: [&str; 3] = ["\"modelSummaries\"", "\"modelDetails\"", "\"inferenceProfile"];

fn parse(path: &Path, text: String) -> Result<Parsed<OverlayDoc>, Problem> {
    if text.trim_start().starts_with('{') && ANSWERS.iter().any(|key| text.contains(key)) {
        let message = "is an answer of the AWS API; `bedrock-eol catalog import` makes an overlay of it";
        return Err(whole(path, message.to_owned()));
    }
    let shown = path.to_string_lossy().replace('\\', "/");
    parse_text(&RuleText { path: shown.clone(), name: shown, text })
}

fn whole(path: &Path, message: String) -> Problem {
    Problem { path: path.to_string_lossy().replace('\\', "/"), line: 0, column: 0, message }
}
