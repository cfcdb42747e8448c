//! The stage of every model and Region around each of its dates, against a table that
//! `tests/real/expected_stages.py` makes from the researched facts without the catalog's code.

use bedrock_eol::catalog::{Catalog, Lifecycle, Model, Stage, Variant};

const EXPECTED: &str = include_str!("../expected_stages.csv");

#[test]
fn stages_are_right_around_every_boundary() {
    let catalog = Catalog::embedded();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in EXPECTED.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [id, region, day, stage, extended] = fields[..] else {
            panic!("five fields: {line}")
        };
        let (model, variant) = catalog
            .find(id)
            .unwrap_or_else(|| panic!("{id} is in the catalog"));
        let Some(lifecycle) = lifecycle(model, variant, region) else {
            wrong.push(format!("{line}: no dates for the Region"));
            continue;
        };
        let day = day.parse().expect("a day");
        let found = (
            name(lifecycle.stage(day)),
            lifecycle.in_extended_access(day).to_string(),
        );
        if found != (stage, extended.to_owned()) {
            wrong.push(format!("{line}: found {found:?}"));
        }
        rows += 1;
    }
    assert!(rows > 3000, "only {rows} rows");
    assert!(
        wrong.is_empty(),
        "{} of {rows}:\n{}",
        wrong.len(),
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
