//! Checks the rows of a catalog against each other: every problem, each with its location and what to
//! write instead.
//!
//! It continues after each problem and never touches the rows. Shape and types are `rows`' and `parse`'s.

mod dates;
mod model_arguments;
mod names;
mod prices;
mod problems;
mod profile_regions;
mod quotas;
mod rejected_parameters;
mod replacements;

use crate::catalog::model::Catalog;
use crate::catalog::parse::{CatalogProblem, Parsed, RuleFiles};
use crate::catalog::rows::{ModelRow, ModelsDoc, ProfileRegionsRow};
use problems::{KnownNames, RowProblems, hint, regional_fields};

/// Everything that is wrong with the rows, in no particular order.
pub fn validate(files: &RuleFiles) -> Vec<CatalogProblem> {
    let known = KnownNames::of(files);
    let mut problems = Vec::new();
    names::check_catalog(files, &known, &mut problems);
    for file in &files.models {
        check_models(file, &known, &mut problems);
    }
    names::check_aliases(&files.aliases, &known, &mut problems);
    let rejected = files
        .rejected_parameters
        .as_ref()
        .map_or(&[][..], |file| &file.doc.rejected_parameters);
    names::check_migrations(&files.migrations, rejected, &known, &mut problems);
    if let Some(file) = &files.rejected_parameters {
        rejected_parameters::check(file, &known, &mut problems);
    }
    if let Some(file) = &files.model_arguments {
        model_arguments::check(file, &known, &mut problems);
    }
    if let Some(file) = &files.quotas {
        quotas::check(file, &known, &mut problems);
    }
    if let Some(file) = &files.prices {
        prices::check(file, &known, &mut problems);
    }
    if let Some(file) = &files.profile_regions {
        profile_regions::check(file, &file.doc.profile_regions, &known, &mut problems);
    }
    replacements::check_cycles(files, &mut problems);
    problems
}

/// What is wrong with rows of a file that is applied to a catalog, each with its number in the file's
/// `models`, the row after the override, and the merged catalog. Replacements are asked about
/// where the row itself gives them.
pub(crate) fn validate_overlay<T>(
    file: &Parsed<T>,
    rows: &[(usize, ModelRow)],
    gives_replacements: &dyn Fn(usize) -> bool,
    profile_regions: &[ProfileRegionsRow],
    merged: &Catalog,
) -> Vec<CatalogProblem> {
    let known = KnownNames::of_catalog(merged);
    let mut problems = Vec::new();
    profile_regions::check(file, profile_regions, &known, &mut problems);
    for (at, row) in rows {
        let mut report = RowProblems::new(file, format!("models/{at}"), &row.id, &mut problems);
        names::check_model(row, &known, &mut report);
        dates::check_model(row, &known, &mut report);
        if gives_replacements(*at) {
            replacements::check_model(row, &known, &mut report);
        }
    }
    problems
}

fn check_models(
    file: &Parsed<ModelsDoc>,
    known: &KnownNames<'_>,
    problems: &mut Vec<CatalogProblem>,
) {
    names::check_models_file(file, known, problems);
    for (at, row) in file.doc.models.iter().enumerate() {
        let mut report = RowProblems::new(file, format!("models/{at}"), &row.id, problems);
        names::check_model(row, known, &mut report);
        dates::check_model(row, known, &mut report);
        replacements::check_model(row, known, &mut report);
    }
}
