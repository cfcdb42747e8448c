//! What `catalog list` writes.

use crate::expected;
use bedrock_eol::catalog::view::Filter;
use bedrock_eol::catalog::{Catalog, Stage};
use bedrock_eol::explain::explain;
use bedrock_eol::judge::Policy;
use bedrock_eol::output::catalog as output;
use jiff::civil::{Date, date};
use serde_json::Value;

const DAY: Date = date(2026, 11, 23);

fn json_of(models: &[&bedrock_eol::catalog::Model]) -> Value {
    let mut out = Vec::new();
    output::write_json(Catalog::embedded(), DAY, models, &mut out).expect("written to memory");
    serde_json::from_slice(&out).expect("JSON")
}

#[test]
fn json_of_a_list_has_the_published_fields() {
    let catalog = Catalog::embedded();
    let list = json_of(&Filter::default().models(catalog, DAY));
    let keys = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(keys(&list), "schema_version catalog as_of models");
    assert_eq!(keys(&list["catalog"]), "version as_of");
    let models = list["models"].as_array().unwrap();
    assert_eq!(models.len(), catalog.models.len());
    for model in models {
        assert_eq!(
            keys(model),
            "id name provider modality inputs stage in_extended_access launched legacy extended_access eol \
             eol_not_before legacy_period regions on_demand on_demand_regions mantle_only_regions both_endpoints_regions mantle_id unsettled_regions access profiles profile_regions prices replacements successors rejected_parameters variants confidence sources"
        );
        for region in model["regions"].as_array().unwrap() {
            assert_eq!(keys(region), "region stage legacy extended_access eol");
        }
        for replacement in model["replacements"].as_array().unwrap() {
            assert_eq!(keys(replacement), "id named_by note");
        }
    }
}

#[test]
fn json_of_a_model_has_its_dates_and_regions() {
    let haiku = Catalog::embedded().model("anthropic.claude-3-haiku-20240307-v1:0");
    let json = json_of(&[haiku.unwrap()]);
    let model = &json["models"][0];
    assert_eq!(model["stage"], "eol");
    assert_eq!(model["eol"], "2026-09-10");
    let region = |name: &str| {
        let regions = model["regions"].as_array().unwrap();
        regions
            .iter()
            .find(|r| r["region"] == name)
            .unwrap_or_else(|| panic!("{name} has dates"))
            .clone()
    };
    assert_eq!(region("ap-south-1")["eol"], "2026-10-17");
    assert_eq!(region("ca-central-1")["stage"], "legacy");
    assert_eq!(
        model["profiles"][3],
        "us-gov.anthropic.claude-3-haiku-20240307-v1:0"
    );
}

#[test]
fn filters_narrow_the_list() {
    let catalog = Catalog::embedded();
    let filter = Filter {
        stage: Some(Stage::Legacy),
        provider: Some("AI21".to_owned()),
    };
    let ids: Vec<&str> = filter
        .models(catalog, DAY)
        .iter()
        .map(|m| m.id.as_ref())
        .collect();
    assert_eq!(
        ids,
        ["ai21.jamba-1-5-large-v1:0", "ai21.jamba-1-5-mini-v1:0"]
    );
    let later = filter.models(catalog, date(2026, 11, 26));
    assert!(later.is_empty(), "both end on 2026-11-26");
}

#[test]
fn csv_keeps_commas_and_quotes() {
    let catalog = Catalog::embedded();
    let mut out = Vec::new();
    output::write_csv(
        catalog,
        DAY,
        &Filter::default().models(catalog, DAY),
        &mut out,
    )
    .unwrap();
    let text = String::from_utf8(out).unwrap();
    let rows: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(
        rows.len(),
        catalog.models.len() + 2,
        "a header, a row each, and an end of line at the end"
    );
    assert!(rows[0].starts_with("id,name,provider,modality,stage,in_extended_access,"));
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
}

#[test]
fn the_table_is_for_people() {
    let catalog = Catalog::embedded();
    let filter = Filter {
        stage: None,
        provider: Some("twelvelabs".to_owned()),
    };
    let mut table = Vec::new();
    let models: Vec<_> = filter
        .models(catalog, DAY)
        .into_iter()
        .map(|model| {
            let page = explain(&model.id, None, catalog, &Policy::new(DAY)).unwrap();
            (model, page)
        })
        .collect();
    output::write_table(catalog, DAY, &models, &mut table).unwrap();
    expected::is("catalog-views-table", &String::from_utf8(table).unwrap());
}
