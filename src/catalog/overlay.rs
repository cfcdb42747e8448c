//! Catalogs of the user, laid over the shipped one.

use std::path::Path;

use crate::catalog::compile::compile_folder;
use crate::catalog::model::Catalog;
use crate::catalog::parse::Problem;
use crate::catalog::view::{catalog_line, counts};

/// Checks a folder laid out as `rules/`; what it holds, in words.
pub fn check_path(path: &Path, _base: &Catalog) -> Result<String, Vec<Problem>> {
    compile_folder(path).map(|catalog| format!("{}: {}", catalog_line(&catalog), counts(&catalog)))
}
