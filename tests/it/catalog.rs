//! The shipped catalog, and what a broken one is told.

mod broken;
mod overlays;
mod stages;
mod views;

use bedrock_eol::catalog::Catalog;

#[test]
fn the_embedded_catalog_answers() {
    let catalog = Catalog::embedded();
    assert_eq!(catalog.models.len(), 198);
    assert_eq!(catalog.ids().count(), 259);
    let (model, variant) = catalog.find("anthropic.claude-instant-v1:2:100k").expect("a known variant");
    assert_eq!(model.id, "anthropic.claude-instant-v1");
    assert!(variant.is_some());
}
