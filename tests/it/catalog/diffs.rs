//! The output of `catalog diff`.

use crate::expected;
use std::path::Path;

use bedrock_eol::catalog::Catalog;
use bedrock_eol::catalog::diff::Diff;
use bedrock_eol::catalog::overlay::apply_overlays;
use bedrock_eol::output::catalog::{write_diff, write_diff_markdown};
use jiff::civil::date;

#[test]
fn a_catalog_does_not_differ_from_itself() {
    let diff = Diff::of(Catalog::embedded(), Catalog::embedded(), date(2026, 11, 23));
    assert!(diff.is_empty());
}

#[test]
fn an_overlay_shows_what_it_changes() {
    let overlay = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/catalogs/overlay-account");
    let merged = apply_overlays(Catalog::embedded(), &[overlay]).unwrap();
    let diff = Diff::of(Catalog::embedded(), &merged.catalog, date(2026, 12, 24));
    let (mut text, mut markdown) = (Vec::new(), Vec::new());
    write_diff(&diff, &mut text).unwrap();
    write_diff_markdown(&diff, &mut markdown).unwrap();
    expected::is("catalog-diffs-diff_text", &String::from_utf8(text).unwrap());
    expected::is(
        "catalog-diffs-diff_markdown",
        &String::from_utf8(markdown).unwrap(),
    );
    let json = serde_json::to_value(&diff).unwrap();
    assert_eq!(json["changed"][0]["stage_after"], "legacy");
}
