//! From a folder of YAML to a checked catalog, the one way that the build, `catalog check` and tests go.

use std::io;
use std::path::Path;

use crate::catalog::assemble::assemble;
use crate::catalog::model::Catalog;
use crate::catalog::parse::{CatalogProblem, RuleText, parse_rules, read_rules};
use crate::catalog::validate::validate;

/// The catalog in a folder structured like `rules/`, or everything that is wrong with it, sorted. `read` reads one file:
/// the build trusts its own, the program does not.
pub fn compile_folder(
    folder: &Path,
    read: &dyn Fn(&Path) -> io::Result<String>,
) -> Result<Catalog, Vec<CatalogProblem>> {
    read_rules(folder, read)
        .and_then(|texts| compile(&texts))
        .map_err(sorted)
}

/// The catalog in these files, or everything that is wrong with it.
pub fn compile(texts: &[RuleText]) -> Result<Catalog, Vec<CatalogProblem>> {
    let files = parse_rules(texts).map_err(sorted)?;
    let problems = validate(&files);
    if problems.is_empty() {
        Ok(assemble(&files))
    } else {
        Err(sorted(problems))
    }
}

/// What a build script prints for a broken catalog, a line for each problem.
pub fn build_errors(problems: &[CatalogProblem]) -> Vec<String> {
    problems
        .iter()
        .map(|problem| format!("cargo::error={problem}"))
        .collect()
}

fn sorted(mut problems: Vec<CatalogProblem>) -> Vec<CatalogProblem> {
    problems.sort();
    problems.dedup();
    problems
}
