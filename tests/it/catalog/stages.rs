//! The stage of every model and Region around each of its dates, against the researched facts.

use bedrock_eol::catalog::{Catalog, Lifecycle, Model, Stage, Variant};

use crate::expected_dates;

#[test]
fn stages_are_right_around_every_boundary() {
    let catalog = Catalog::embedded();
    let mut wrong = Vec::new();
    let expected = expected_dates::stages();
    assert!(expected.len() > 4_000, "only {} rows", expected.len());
    for row in &expected {
        let of = format!("{} {} {}", row.model, row.region, row.day);
        let (model, variant) = catalog
            .find(&row.model)
            .unwrap_or_else(|| panic!("{} is in the catalog", row.model));
        let Some(lifecycle) = lifecycle(model, variant, &row.region) else {
            wrong.push(format!("{of}: no dates for the Region"));
            continue;
        };
        let found = (
            name(lifecycle.stage(row.day)),
            lifecycle.in_extended_access(row.day),
        );
        let right = (row.stage, row.in_extended_access);
        if found != right {
            wrong.push(format!("{of}: found {found:?}, not {right:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        expected.len(),
        wrong.join("\n")
    );
}

fn lifecycle<'a>(
    model: &'a Model,
    variant: Option<&'a Variant>,
    region: &str,
) -> Option<&'a Lifecycle> {
    if !region.is_empty() {
        return model.lifecycle_in(region);
    }
    Some(
        variant
            .and_then(|v| v.lifecycle.as_ref())
            .unwrap_or(&model.lifecycle),
    )
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Unknown => "unknown",
        Stage::Active => "active",
        Stage::Legacy => "legacy",
        Stage::EndOfLife => "eol",
    }
}
