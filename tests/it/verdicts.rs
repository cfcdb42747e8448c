//! The rule for every dated model and Region around each of its dates, against the researched facts.

use bedrock_eol::catalog::Catalog;
use bedrock_eol::judge::{Policy, judge};
use bedrock_eol::model_id::ModelId;
use bedrock_eol::reference::{Context, Form, RegionOrigin};
use jiff::civil::Date;

use crate::expected_dates;
use crate::occurrences::sample;

#[test]
fn verdicts_are_right_around_every_boundary() {
    let expected = expected_dates::verdicts();
    assert!(expected.len() > 4_500, "only {} rows", expected.len());
    let mut wrong = Vec::new();
    for row in &expected {
        let found = judged(row.form, &row.id, &row.region, row.day);
        let (rule, level) = found.unwrap_or_default();
        if rule != row.rule || (!row.level.is_empty() && level != row.level) {
            wrong.push(format!(
                "{} {} {} {}: found {rule} {level}, not {} {}",
                row.form, row.id, row.region, row.day, row.rule, row.level
            ));
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

/// Rule and level of an ID in a form, in the main Regions or in one.
fn judged(form: &str, id: &str, region: &str, day: Date) -> Option<(String, String)> {
    let catalog = Catalog::embedded();
    let base = if form.contains("profile") {
        id.split_once('.').expect("a scope").1
    } else {
        id
    };
    let (model, variant) = catalog
        .find(base)
        .unwrap_or_else(|| panic!("{base} is in the catalog"));
    let known = [model.id.as_ref()];
    let mut sample = match form {
        "base" => sample(Form::Base, id, &known),
        "profile" => sample(Form::Profile, id, &known),
        "foundation-model-arn" => {
            let arn = format!("arn:aws:bedrock:{region}::foundation-model/{id}");
            sample(Form::FoundationModelArn, &arn, &known).id(id)
        }
        "inference-profile-arn" => {
            let arn = format!("arn:aws:bedrock:{region}:123456789012:inference-profile/{id}");
            sample(Form::InferenceProfileArn, &arn, &known).id(id)
        }
        other => panic!("{other} is not a form of the table"),
    };
    if !region.is_empty() {
        sample = sample.region(region, RegionOrigin::Arn);
    }
    sample.occurrence.matched.found.variant =
        variant.map(|variant| ModelId::new(variant.id.as_ref()));
    // A policy file shifts no level and calls for no profile.
    let occurrence = sample.context(Context::Iam).build();
    let found = judge(occurrence, catalog, &Policy::new(day)).finding?;
    Some((found.rule.name.to_owned(), found.level.as_str().to_owned()))
}

/// Every disagreement between sources that the facts settle, with what was chosen; written by hand from their
/// list of conflicts, and the verdict that follows from the choice.
#[test]
fn conflicts_are_resolved_as_the_facts_say() {
    const E: &str = "end-of-life";
    const SOON: &str = "end-of-life-soon";
    const L: &str = "legacy";
    const X: &str = "extended-access";
    type Row = (
        &'static str,
        &'static str,
        &'static str,
        &'static str,
        &'static str,
        &'static str,
    );
    // What the sources disagree about, form, ID, Region, day, rule (empty: no finding about dates).
    let rows: [Row; 66] = [
        (
            "batch of 2027-03-30",
            "base",
            "meta.llama3-8b-instruct-v1:0",
            "",
            "2026-09-29",
            "",
        ),
        (
            "batch of 2027-03-30",
            "base",
            "meta.llama3-8b-instruct-v1:0",
            "",
            "2026-09-30",
            L,
        ),
        (
            "batch of 2027-03-30",
            "base",
            "google.gemma-3-27b-it",
            "",
            "2026-11-23",
            L,
        ),
        (
            "batch of 2027-03-30",
            "base",
            "deepseek.r1-v1:0",
            "",
            "2026-11-23",
            L,
        ),
        (
            "batch of 2027-03-30",
            "base",
            "mistral.mixtral-8x7b-instruct-v0:1",
            "",
            "2027-03-29",
            SOON,
        ),
        (
            "batch of 2027-03-30",
            "base",
            "moonshot.kimi-k2-thinking",
            "",
            "2027-03-30",
            E,
        ),
        (
            "batch of 2027-03-30",
            "base",
            "zai.glm-4.7-flash",
            "",
            "2027-03-30",
            E,
        ),
        (
            "batch of 2027-03-30",
            "profile",
            "us.meta.llama3-3-70b-instruct-v1:0",
            "",
            "2027-03-30",
            E,
        ),
        (
            "Palmyra X4",
            "base",
            "writer.palmyra-x4-v1:0",
            "",
            "2026-11-23",
            L,
        ),
        (
            "Palmyra X4",
            "base",
            "writer.palmyra-x4-v1:0",
            "",
            "2027-03-09",
            E,
        ),
        (
            "Palmyra X5",
            "base",
            "writer.palmyra-x5-v1:0",
            "",
            "2027-03-20",
            SOON,
        ),
        (
            "Palmyra X5",
            "base",
            "writer.palmyra-x5-v1:0",
            "",
            "2027-03-21",
            E,
        ),
        (
            "Pegasus 1.2",
            "base",
            "twelvelabs.pegasus-1-2-v1:0",
            "",
            "2026-11-23",
            L,
        ),
        (
            "Pegasus 1.2",
            "profile",
            "us.twelvelabs.pegasus-1-2-v1:0",
            "",
            "2027-03-22",
            E,
        ),
        (
            "Marengo 3.0",
            "base",
            "twelvelabs.marengo-embed-3-0-v1:0",
            "",
            "2026-10-14",
            "",
        ),
        (
            "Marengo 3.0",
            "base",
            "twelvelabs.marengo-embed-3-0-v1:0",
            "",
            "2026-10-15",
            L,
        ),
        (
            "Marengo 3.0",
            "base",
            "twelvelabs.marengo-embed-3-0-v1:0",
            "",
            "2028-01-01",
            L,
        ),
        (
            "Sonnet 4",
            "base",
            "anthropic.claude-sonnet-4-20250514-v1:0",
            "",
            "2026-10-13",
            SOON,
        ),
        (
            "Sonnet 4",
            "base",
            "anthropic.claude-sonnet-4-20250514-v1:0",
            "",
            "2026-10-27",
            E,
        ),
        (
            "3 Sonnet",
            "base",
            "anthropic.claude-3-sonnet-20240229-v1:0",
            "",
            "2025-07-21",
            "",
        ),
        (
            "3 Sonnet",
            "foundation-model-arn",
            "anthropic.claude-3-sonnet-20240229-v1:0",
            "us-east-1",
            "2026-07-29",
            SOON,
        ),
        (
            "3 Sonnet",
            "foundation-model-arn",
            "anthropic.claude-3-sonnet-20240229-v1:0",
            "us-east-1",
            "2026-07-30",
            E,
        ),
        (
            "3 Sonnet",
            "foundation-model-arn",
            "anthropic.claude-3-sonnet-20240229-v1:0",
            "eu-central-1",
            "2025-07-20",
            SOON,
        ),
        (
            "3 Sonnet",
            "foundation-model-arn",
            "anthropic.claude-3-sonnet-20240229-v1:0",
            "eu-central-1",
            "2025-07-21",
            E,
        ),
        (
            "leftover Regions",
            "foundation-model-arn",
            "anthropic.claude-3-sonnet-20240229-v1:0",
            "ca-central-1",
            "2026-11-23",
            L,
        ),
        (
            "leftover Regions",
            "foundation-model-arn",
            "anthropic.claude-3-haiku-20240307-v1:0",
            "sa-east-1",
            "2026-11-23",
            L,
        ),
        (
            "leftover Regions",
            "foundation-model-arn",
            "anthropic.claude-3-haiku-20240307-v1:0",
            "eu-central-2",
            "2026-11-23",
            L,
        ),
        (
            "leftover Regions",
            "foundation-model-arn",
            "anthropic.claude-3-haiku-20240307-v1:0",
            "us-east-1",
            "2026-11-23",
            E,
        ),
        (
            "3 Haiku in eu-west-3",
            "foundation-model-arn",
            "anthropic.claude-3-haiku-20240307-v1:0",
            "eu-west-3",
            "2026-11-23",
            E,
        ),
        (
            "GovCloud",
            "foundation-model-arn",
            "anthropic.claude-3-haiku-20240307-v1:0",
            "us-gov-west-1",
            "2026-11-23",
            E,
        ),
        (
            "GovCloud",
            "foundation-model-arn",
            "anthropic.claude-3-5-sonnet-20240620-v1:0",
            "us-gov-west-1",
            "2026-11-23",
            E,
        ),
        (
            "GovCloud",
            "foundation-model-arn",
            "anthropic.claude-3-7-sonnet-20250219-v1:0",
            "us-gov-west-1",
            "2026-07-29",
            SOON,
        ),
        (
            "GovCloud",
            "foundation-model-arn",
            "anthropic.claude-3-7-sonnet-20250219-v1:0",
            "us-gov-west-1",
            "2026-07-30",
            E,
        ),
        (
            "GovCloud Sonnet 4.5",
            "foundation-model-arn",
            "anthropic.claude-sonnet-4-5-20250929-v1:0",
            "us-gov-west-1",
            "2026-11-23",
            "",
        ),
        (
            "Titan Text Express",
            "base",
            "amazon.titan-text-express-v1",
            "",
            "2025-08-14",
            SOON,
        ),
        (
            "Titan Text Express",
            "base",
            "amazon.titan-text-express-v1",
            "",
            "2025-08-15",
            E,
        ),
        (
            "Titan Text Lite",
            "base",
            "amazon.titan-text-lite-v1",
            "",
            "2025-12-01",
            E,
        ),
        (
            "Titan Image v1",
            "base",
            "amazon.titan-image-generator-v1",
            "",
            "2025-12-01",
            E,
        ),
        (
            "Titan tg1-large",
            "base",
            "amazon.titan-tg1-large",
            "",
            "2025-02-07",
            "",
        ),
        (
            "Titan tg1-large",
            "base",
            "amazon.titan-tg1-large",
            "",
            "2025-02-08",
            L,
        ),
        (
            "Titan tg1-large",
            "base",
            "amazon.titan-tg1-large",
            "",
            "2026-04-21",
            E,
        ),
        (
            "SDXL bare",
            "base",
            "stability.stable-diffusion-xl",
            "",
            "2026-11-23",
            E,
        ),
        ("J2 without -v1", "base", "ai21.j2-mid", "", "2026-11-23", E),
        (
            "Titan Embeddings v1.1",
            "base",
            "amazon.titan-embed-text-v1",
            "",
            "2026-11-23",
            "",
        ),
        (
            "launch of Haiku 4.5",
            "profile",
            "us.anthropic.claude-haiku-4-5-20251001-v1:0",
            "",
            "2026-11-23",
            "",
        ),
        (
            "launch of Opus 4.1",
            "base",
            "anthropic.claude-opus-4-1-20250805-v1:0",
            "",
            "2026-11-23",
            SOON,
        ),
        (
            "floor of Mistral Large",
            "base",
            "mistral.mistral-large-2402-v1:0",
            "",
            "2026-11-23",
            "",
        ),
        (
            "eu. Haiku 4.5 by LiteLLM",
            "profile",
            "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
            "",
            "2026-11-23",
            "",
        ),
        (
            "unproven profiles",
            "profile",
            "apac.anthropic.claude-sonnet-5",
            "",
            "2026-11-23",
            "",
        ),
        (
            "unproven profiles",
            "profile",
            "us-gov.nvidia.nemotron-nano-9b-v2",
            "",
            "2026-11-23",
            L,
        ),
        (
            "Regions of Sonnet 4",
            "foundation-model-arn",
            "anthropic.claude-sonnet-4-20250514-v1:0",
            "me-central-1",
            "2026-10-14",
            E,
        ),
        (
            "Command R",
            "base",
            "cohere.command-r-v1:0",
            "",
            "2026-02-18",
            "",
        ),
        (
            "Command R",
            "base",
            "cohere.command-r-v1:0",
            "",
            "2026-02-19",
            L,
        ),
        (
            "Command R",
            "base",
            "cohere.command-r-v1:0",
            "",
            "2026-05-20",
            X,
        ),
        (
            "Command R",
            "base",
            "cohere.command-r-v1:0",
            "",
            "2026-08-19",
            E,
        ),
        (
            "leftover 3.5 Sonnet",
            "foundation-model-arn",
            "anthropic.claude-3-5-sonnet-20240620-v1:0",
            "ap-south-1",
            "2026-10-16",
            SOON,
        ),
        (
            "leftover 3.5 Sonnet",
            "foundation-model-arn",
            "anthropic.claude-3-5-sonnet-20241022-v2:0",
            "ap-south-1",
            "2026-10-17",
            E,
        ),
        (
            "leftover 3.7 Sonnet",
            "foundation-model-arn",
            "anthropic.claude-3-7-sonnet-20250219-v1:0",
            "ap-south-1",
            "2026-04-28",
            "",
        ),
        (
            "leftover 3.7 Sonnet",
            "foundation-model-arn",
            "anthropic.claude-3-7-sonnet-20250219-v1:0",
            "eu-west-2",
            "2026-10-17",
            E,
        ),
        (
            "leftover 3 Haiku",
            "foundation-model-arn",
            "anthropic.claude-3-haiku-20240307-v1:0",
            "ap-northeast-2",
            "2026-10-16",
            SOON,
        ),
        (
            "leftover 3 Haiku",
            "foundation-model-arn",
            "anthropic.claude-3-haiku-20240307-v1:0",
            "ap-southeast-1",
            "2026-10-17",
            E,
        ),
        (
            "Fable 5 profiles",
            "profile",
            "eu.anthropic.claude-fable-5",
            "",
            "2026-11-23",
            "",
        ),
        (
            "floor of Titan Embeddings v2",
            "base",
            "amazon.titan-embed-text-v2:0",
            "",
            "2026-11-23",
            "",
        ),
        (
            "floor of Embed v3",
            "base",
            "cohere.embed-english-v3",
            "",
            "2026-11-23",
            "",
        ),
        (
            "3.5 Sonnet in eu-central-2",
            "foundation-model-arn",
            "anthropic.claude-3-5-sonnet-20240620-v1:0",
            "eu-central-2",
            "2026-05-31",
            SOON,
        ),
        (
            "3.5 Sonnet in eu-central-2",
            "foundation-model-arn",
            "anthropic.claude-3-5-sonnet-20240620-v1:0",
            "eu-central-2",
            "2026-06-01",
            E,
        ),
    ];
    let mut wrong = Vec::new();
    for (topic, form, id, region, day, rule) in rows {
        let found = judged(form, id, region, day.parse().expect("a day"))
            .unwrap_or_default()
            .0;
        if found != rule {
            wrong.push(format!(
                "{topic}: {form} {id} {region} {day}: `{found}`, not `{rule}`"
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// IDs that sources name and that never were: they are not in the catalog.
#[test]
fn ids_that_never_existed_are_unknown() {
    for id in [
        "anthropic.claude-3-7-sonnet-20240620-v1:0",
        "anthropic.claude-opus-4-6-20251201-v1:0",
        "anthropic.claude-opus-4-6-v1:0",
        "anthropic.claude-haiku-4-5@20251001",
    ] {
        assert!(Catalog::embedded().find(id).is_none(), "{id}");
    }
}
