//! The shipped catalog, and the problems reported of broken ones.

mod account;
mod broken;
mod diffs;
mod documentation;
mod feeds;
mod hostile;
mod overlays;
mod stages;
mod updates;
mod views;

use bedrock_eol::catalog::{Catalog, Evidence};

#[test]
fn the_embedded_catalog_answers() {
    let catalog = Catalog::embedded();
    let facts = include_str!("../../fixtures/facts/dates.csv");
    assert_eq!(catalog.ids().count(), facts.lines().count() - 1);
    let (model, variant) = catalog
        .find("anthropic.claude-instant-v1:2:100k")
        .expect("a known variant");
    assert_eq!(model.id, "anthropic.claude-instant-v1");
    assert!(variant.is_some());
}

#[test]
fn migrations_apply_to_pairs_of_families() {
    let applying = |from: &str, to: &str| -> Vec<&str> {
        let all = Catalog::embedded().migrations.iter();
        all.filter(|m| m.applies(from, to))
            .map(|m| m.id.as_ref())
            .collect()
    };
    let claude = applying("anthropic.claude-v2", "anthropic.claude-sonnet-5-5");
    for id in [
        "claude-messages-body",
        "claude-inference-profile",
        "claude-sampling-parameters",
    ] {
        assert!(claude.contains(&id), "{id} in {claude:?}");
    }
    assert!(
        !claude.contains(&"claude-thinking-budget"),
        "Claude 2 had no thinking"
    );
    let stability = applying(
        "stability.stable-image-core-v1:0",
        "stability.stable-image-core-v1:1",
    );
    assert!(stability.contains(&"stability-version-suffix"));
    assert!(!stability.contains(&"stable-diffusion-xl-body"));
}

#[test]
fn every_migration_applies_to_some_pair() {
    let catalog = Catalog::embedded();
    for migration in catalog.migrations.iter() {
        let pairs = catalog
            .models
            .iter()
            .flat_map(|m| catalog.models.iter().map(move |t| (m, t)));
        let reached = pairs
            .into_iter()
            .any(|(m, t)| m.id != t.id && migration.applies(&m.id, &t.id));
        assert!(reached, "{}", migration.id);
    }
}

/// A finding whose replacement has a profile lists what the policy must allow.
#[test]
fn the_policy_step_covers_every_model_with_a_profile() {
    let catalog = Catalog::embedded();
    let step = catalog
        .migrations
        .iter()
        .find(|row| row.id == "iam-inference-profile")
        .expect("the step");
    for model in catalog.models.iter() {
        let listed = model
            .profiles
            .iter()
            .any(|profile| profile.evidence == Evidence::Aws);
        assert!(
            !listed || step.applies("any.model", &model.id),
            "{}",
            model.id
        );
    }
}
