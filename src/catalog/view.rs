//! What a catalog has: the models of a list, its providers, its counts.
//!
//! Pure functions of a catalog and a day. `output::catalog` writes what is found.

use jiff::civil::Date;

use crate::catalog::lifecycle::Stage;
use crate::catalog::model::{Catalog, Model};

/// Which models a list has. Absent means all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only models of this stage on the day of the list.
    pub stage: Option<Stage>,
    /// Only models of this provider: its display name or the first piece of its IDs, in any case.
    pub provider: Option<String>,
}

impl Filter {
    /// The models that pass, sorted by ID.
    pub fn models<'a>(&self, catalog: &'a Catalog, as_of: Date) -> Vec<&'a Model> {
        let stage = |m: &&Model| self.stage.is_none_or(|s| m.lifecycle.stage(as_of) == s);
        let provider = |m: &&Model| self.provider.as_deref().is_none_or(|p| is_of(m, p));
        catalog
            .models
            .iter()
            .filter(stage)
            .filter(provider)
            .collect()
    }
}

/// Whether a model is of the provider that was named.
fn is_of(model: &Model, provider: &str) -> bool {
    let prefix = model.id.split('.').next().unwrap_or_default();
    model.provider.eq_ignore_ascii_case(provider) || prefix.eq_ignore_ascii_case(provider)
}

/// The display names of all providers, sorted.
pub fn providers(catalog: &Catalog) -> Vec<&str> {
    let mut names: Vec<&str> = catalog.models.iter().map(|m| m.provider.as_ref()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The content of a catalog, in a line: `catalog 2026.11.23 (as of 2026-10-27, checked 2026-11-23)`.
pub fn catalog_line(catalog: &Catalog) -> String {
    format!(
        "catalog {} (as of {}, checked {})",
        catalog.version, catalog.as_of, catalog.checked
    )
}

/// How many rows of each kind a catalog has, in words.
pub fn counts(catalog: &Catalog) -> String {
    let variants: usize = catalog.models.iter().map(|m| m.variants.len()).sum();
    let regional: usize = catalog.models.iter().map(|m| m.regions.len()).sum();
    let profiles: usize = catalog.models.iter().map(|m| m.profiles.len()).sum();
    let constants: usize = catalog.aliases.iter().map(|l| l.aliases.len()).sum();
    format!(
        "{} models, {variants} variants, {regional} Regions with their own dates, {profiles} profiles, \
         {constants} constants, {} migrations, {} quotas, {} sources",
        catalog.models.len(),
        catalog.migrations.len(),
        catalog.quotas.len(),
        catalog.sources.len()
    )
}
