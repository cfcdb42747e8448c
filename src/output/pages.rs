//! Pages about rules and models that this build can link to.

use super::{REPOSITORY, SITE, catalog, wording};
use crate::finding::Rule;

/// The address of a rule's page; absent if this build has no site and no repository.
pub fn rule_page(rule: &Rule) -> Option<String> {
    wording::rule_uri(rule, SITE, REPOSITORY)
}

/// The page of a model on the catalog's site; absent if the build has none.
pub fn model_page(id: &str) -> Option<String> {
    SITE.map(|site| format!("{site}/{}", catalog::model_path(id)))
}
