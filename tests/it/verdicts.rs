//! The rule for every dated model and Region around each of its dates, against a table that
//! `tests/real/expected_verdicts.py` makes from the researched facts without the catalog's code.

use bedrock_eol::catalog::Catalog;
use bedrock_eol::detect::{Context, Form, RegionOrigin};
use bedrock_eol::judge::{Policy, judge};
use bedrock_eol::model_id::ModelId;

use crate::occurrences::sample;

const EXPECTED: &str = include_str!("expected_verdicts.csv");

#[test]
fn verdicts_are_right_around_every_boundary() {
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in EXPECTED.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [id, region, day, rule, level] = fields[..] else { panic!("five fields: {line}") };
        let found = judged(id, region, day.parse().expect("a day"));
        let (found_rule, found_level) = found.unwrap_or_default();
        if found_rule != rule || (!level.is_empty() && found_level != level) {
            wrong.push(format!("{line}: found {found_rule} {found_level}"));
        }
        rows += 1;
    }
    assert!(rows > 1500, "only {rows} rows");
    assert!(wrong.is_empty(), "{} of {rows}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Rule and level of the bare ID in the main Regions, of an ARN in a Region.
fn judged(id: &str, region: &str, day: jiff::civil::Date) -> Option<(String, String)> {
    let (model, variant) = Catalog::embedded().find(id).unwrap_or_else(|| panic!("{id} is in the catalog"));
    let arn = format!("arn:aws:bedrock:{region}::foundation-model/{id}");
    let mut sample = match region {
        "" => sample(Form::Base, id, &[&model.id]),
        region => {
            sample(Form::FoundationModelArn, &arn, &[&model.id]).id(id).region(region, RegionOrigin::Arn)
        }
    };
    sample.occurrence.found.variant = variant.map(|variant| ModelId::new(variant.id.as_ref()));
    // A policy file shifts no level and calls for no profile.
    let occurrence = sample.context(Context::Iam).build();
    let found = judge(occurrence, Catalog::embedded(), &Policy::new(day)).finding?;
    Some((found.rule.id.to_owned(), found.level.as_str().to_owned()))
}
