//! Writes the JSON Schemas of the YAML files, which editors use through the line at their top.

use std::path::Path;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use crate::catalog::overlay::rows::OverlayDoc;
use crate::catalog::rows::{
    AliasesDoc, CatalogDoc, MigrationsDoc, ModelArgumentsDoc, ModelsDoc, PricesDoc,
    ProfileRegionsDoc, QuotasDoc, RejectedParametersDoc,
};

fn schema<T: JsonSchema>(title: &str) -> Schema {
    let mut schema = SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<T>();
    schema.insert("title".to_owned(), title.into());
    schema
}

/// The published schemas are those of the rows; `BLESS=1` rewrites them.
#[test]
fn published_schemas_are_those_of_the_rows() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let schemas = [
        (
            "catalog",
            schema::<CatalogDoc>("rules/catalog.yaml of bedrock-eol"),
        ),
        (
            "models",
            schema::<ModelsDoc>("rules/models/*.yaml of bedrock-eol"),
        ),
        (
            "aliases",
            schema::<AliasesDoc>("rules/aliases.yaml of bedrock-eol"),
        ),
        (
            "migrations",
            schema::<MigrationsDoc>("rules/migrations.yaml of bedrock-eol"),
        ),
        (
            "model_arguments",
            schema::<ModelArgumentsDoc>("rules/model_arguments.yaml of bedrock-eol"),
        ),
        (
            "quotas",
            schema::<QuotasDoc>("rules/quotas.yaml of bedrock-eol"),
        ),
        (
            "prices",
            schema::<PricesDoc>("rules/prices.yaml of bedrock-eol"),
        ),
        (
            "profile_regions",
            schema::<ProfileRegionsDoc>("rules/profile_regions.yaml of bedrock-eol"),
        ),
        (
            "rejected_parameters",
            schema::<RejectedParametersDoc>("rules/rejected_parameters.yaml of bedrock-eol"),
        ),
        (
            "overlay",
            schema::<OverlayDoc>("an overlay of bedrock-eol's catalog"),
        ),
    ];
    for (name, schema) in schemas {
        let file = rules.join(format!("{name}.schema.json"));
        let text = format!(
            "{}\n",
            serde_json::to_string_pretty(&schema).expect("a schema is JSON")
        );
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&file, &text).expect("the schema can be written");
        }
        let published = std::fs::read_to_string(&file)
            .unwrap_or_default()
            .replace("\r\n", "\n");
        assert!(
            published == text,
            "{} does not match the rows; write it with BLESS=1",
            file.display()
        );
    }
}

/// Every YAML file names its schema at its top.
#[test]
fn every_file_names_its_schema() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let texts = crate::catalog::parse::read_rules(&rules, &|path| std::fs::read_to_string(path))
        .expect("the shipped rules can be read");
    for text in texts {
        let (name, up) = match text.name.strip_prefix("models/") {
            Some(_) => ("models", "../"),
            None => (text.name.trim_end_matches(".yaml"), ""),
        };
        let line = format!("# yaml-language-server: $schema={up}{name}.schema.json");
        assert_eq!(
            text.text.lines().next(),
            Some(line.as_str()),
            "{}",
            text.name
        );
    }
}
