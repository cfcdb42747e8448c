//! Catalogs of the user, applied to the shipped one.

use crate::expected;
use std::path::{Path, PathBuf};

use bedrock_eol::catalog::overlay::apply_overlays;
use bedrock_eol::catalog::{Catalog, Stage};
use bedrock_eol::output::catalog::overlay_yaml;
use jiff::civil::date;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/catalogs")
        .join(name)
}

#[test]
fn overlays_add_override_and_delete() {
    let merged = apply_overlays(Catalog::embedded(), &[fixture("overlay-account")]).unwrap();
    let catalog = merged.catalog;
    assert!(catalog.model("anthropic.claude-fern-trn2-1024k").is_none());
    assert_eq!(
        catalog.model("amazon.nova-9-v1:0").unwrap().provider,
        "Amazon"
    );
    let model = catalog.model("amazon.nova-lite-v1:0").unwrap();
    let day = date(2027, 6, 15);
    assert_eq!(
        model.lifecycle.stage(day),
        Stage::Legacy,
        "the later overlay moved EOL to 2027-07-01"
    );
    assert_eq!(
        model.lifecycle_in("eu-west-1").unwrap().stage(day),
        Stage::Active
    );
    assert_eq!(
        model.lifecycle_in("us-gov-west-1").unwrap().stage(day),
        Stage::Active,
        "as it was"
    );
    assert_eq!(
        model.lifecycle.launched.as_ref().unwrap().day,
        date(2024, 12, 4),
        "as it was"
    );
    assert_eq!(model.profiles.last().unwrap().scope, "xx");
    assert_eq!(catalog.regions_of_scope("xx"), ["xx-north-1"]);
    assert_eq!(catalog.aliases.last().unwrap().name, "our models");
    assert_eq!(catalog.as_of, date(2026, 12, 1));
    assert_eq!(catalog.version, "2026.11.28+overlay");
}

#[test]
fn a_conflict_of_overlays_is_reported_with_both_locations() {
    let merged = apply_overlays(Catalog::embedded(), &[fixture("overlay-account")]).unwrap();
    let folder = format!("{}/", fixture("overlay-account").display()).replace('\\', "/");
    let conflicts: Vec<String> = merged
        .conflicts
        .iter()
        .map(|c| c.replace(&folder, ""))
        .collect();
    let expected = "amazon.nova-lite-v1:0: eol: 2-later.yaml:6 sets 2027-07-01, 1-account.yaml:21 set \
                    2027-06-01; the last one is used";
    assert_eq!(conflicts, [expected]);
}

#[test]
fn every_problem_of_a_broken_overlay_is_reported() {
    let problems = apply_overlays(Catalog::embedded(), &[fixture("overlay-broken")]).unwrap_err();
    let folder = format!("{}/", fixture("overlay-broken").display()).replace('\\', "/");
    let lines: Vec<String> = problems
        .iter()
        .map(|p| p.to_string().replace(&folder, ""))
        .collect();
    expected::is(
        "catalog-overlays-every_problem_of_a_broken_overlay_is_reported",
        &lines.join("\n"),
    );
}

#[test]
fn a_file_that_is_not_an_overlay_is_an_error_that_says_what_it_is() {
    let error_of = |file: PathBuf| {
        let problems = apply_overlays(Catalog::embedded(), &[file]).unwrap_err();
        problems
            .iter()
            .map(|problem| problem.message.clone())
            .collect::<Vec<_>>()
            .join("; ")
    };
    let answer = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/account/models.json");
    assert_eq!(
        error_of(answer),
        "is an answer of the AWS API; convert it to an overlay with `bedrock-eol catalog import`"
    );
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.yaml");
    std::fs::write(&list, "- a\n- b\n").unwrap();
    assert_eq!(
        error_of(list),
        "invalid type: sequence, expected an overlay: `overlay`, `as_of`, and what it changes"
    );
}

#[test]
fn a_folder_with_a_catalog_replaces_the_built_in_one() {
    let merged = apply_overlays(Catalog::embedded(), &[fixture("sound")]).unwrap();
    assert_eq!(merged.catalog.models.len(), 3);
    assert_eq!(merged.catalog.version, "2026.01.31");
}

#[test]
fn an_empty_overlay_changes_nothing() {
    let merged = apply_overlays(Catalog::embedded(), &[]).unwrap();
    assert_eq!(&merged.catalog, Catalog::embedded());
    let problems = apply_overlays(Catalog::embedded(), &[fixture("nowhere.yaml")]).unwrap_err();
    assert!(problems[0].message.starts_with("cannot be read"));
}

#[test]
fn an_export_as_overlay_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("export.yaml");
    let merged = apply_overlays(Catalog::embedded(), &[fixture("overlay-account")])
        .unwrap()
        .catalog;
    for catalog in [Catalog::embedded(), &merged] {
        std::fs::write(&file, overlay_yaml(catalog, Catalog::embedded())).unwrap();
        let again = apply_overlays(Catalog::embedded(), std::slice::from_ref(&file))
            .unwrap()
            .catalog;
        let deleted = again.source("export").is_some();
        assert_eq!(
            deleted,
            catalog.models.len() != again.models.len()
                || catalog.scopes != Catalog::embedded().scopes
        );
        assert_eq!(catalog.models.len(), again.models.len());
        for (before, after) in catalog.models.iter().zip(again.models.iter()) {
            assert_eq!(before, after);
        }
        assert_eq!(catalog.aliases, again.aliases);
        assert_eq!(catalog.scopes, again.scopes);
        assert_eq!(catalog.regions, again.regions);
        assert_eq!(catalog.opaque_arns, again.opaque_arns);
        assert_eq!(catalog.as_of, again.as_of);
    }
}
