//! Catalogs of the user, laid over the shipped one: they add, override and delete, each with a source.
//!
//! A later overlay wins over an earlier one, and every such conflict is told. Whether the merged catalog
//! has a good replacement for everything is not asked: the verdict chooses among those that hold.

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
            match compile_folder(path) {
                Ok(whole) => catalog = whole,
                Err(found) => problems.extend(found),
            }
            overlays.clear();
            continue;
        }
        for file in files(path, &mut problems) {
            match read(&file) {
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
        return compile_folder(path)
            .map(|catalog| format!("{}: {}", catalog_line(&catalog), counts(&catalog)));
    }
    let merged = lay_over(base, std::slice::from_ref(&path.to_path_buf()))?;
    let mut words = format!("laid over {}: {}", catalog_line(base), counts(&merged.catalog));
    for conflict in &merged.conflicts {
        words.push_str(&format!("; {conflict}"));
    }
    Ok(words)
}

/// The file itself, or the YAML files of a folder, sorted by path.
fn files(path: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_path_buf()];
    }
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                if entry.path().extension().is_some_and(|end| end == "yaml" || end == "yml") {
                    files.push(entry.into_path());
                }
            }
            Ok(_) => {}
            Err(error) => problems.push(whole(path, format!("cannot be listed: {error}"))),
        }
    }
    if files.is_empty() {
        problems.push(whole(path, "holds no YAML file; name an overlay".to_owned()));
    }
    files
}

/// Keys of the answers that `catalog import` takes.
const ANSWERS: [&str; 3] = ["\"modelSummaries\"", "\"modelDetails\"", "\"inferenceProfile"];

fn read(path: &Path) -> Result<Parsed<OverlayDoc>, Problem> {
    let text = std::fs::read_to_string(path).map_err(|e| whole(path, format!("cannot be read: {e}")))?;
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
