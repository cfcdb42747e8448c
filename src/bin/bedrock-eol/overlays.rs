//! `--catalog`: the catalog of a command.

use std::borrow::Cow;
use std::path::PathBuf;

use bedrock_eol::program::catalog_with;
use bedrock_eol::{Catalog, CatalogError};
use clap::Args;

use crate::scan::Printer;

/// `--catalog`.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Catalog")]
pub(crate) struct Overlays {
    /// Apply an overlay to the built-in catalog; can be repeated
    ///
    /// An overlay is a YAML file, or a folder of YAML files, as `catalog import` writes them. The last overlay takes
    /// precedence, and conflicts are reported. A folder with a catalog.yaml replaces the built-in catalog and all earlier
    /// overlays.
    #[arg(long = "catalog", value_name = "FILE|DIR")]
    pub(crate) catalogs: Vec<PathBuf>,
}

/// The built-in catalog with these files and folders applied; reports conflicts.
pub(crate) fn load(paths: &[PathBuf]) -> Result<Cow<'static, Catalog>, CatalogError> {
    catalog_with(paths, &Printer { quiet: false })
}
