//! JSON for a custom datasource of Renovate: each model ID is a release, deprecated from Legacy on.

use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;

use crate::catalog::{Catalog, Stage};
use crate::output::json_text;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Datasource<'a> {
    releases: Vec<RenovateRelease<'a>>,
    homepage: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RenovateRelease<'a> {
    version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    release_timestamp: Option<String>,
    is_deprecated: bool,
    /// Whether it can be proposed: Active, and open to every account.
    is_stable: bool,
}

/// Writes all models.
pub fn write(catalog: &Catalog, as_of: Date, out: &mut dyn Write) -> io::Result<()> {
    let release = |model: &'_ crate::catalog::Model| {
        let stage = model.lifecycle.stage(as_of);
        (stage, model.access.is_none())
    };
    let releases = catalog
        .models
        .iter()
        .map(|model| {
            let (stage, open) = release(model);
            let launched = model.lifecycle.launched.as_ref();
            RenovateRelease {
                version: &model.id,
                release_timestamp: launched.map(|date| format!("{}T00:00:00.000Z", date.day)),
                is_deprecated: stage >= Stage::Legacy,
                is_stable: stage == Stage::Active && open,
            }
        })
        .collect();
    let document = Datasource {
        releases,
        homepage: "https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html",
    };
    json_text::document(&document, out)
}
