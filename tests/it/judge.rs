//! Verdicts on occurrences made by hand, by the shipped catalog.

use std::collections::BTreeSet;
use std::sync::Arc;

use bedrock_eol::catalog::{Catalog, Model, Stage};
use bedrock_eol::finding::{Finding, Level, RULES, Reference, RegionSource, RuleId};
use bedrock_eol::judge::{
    CONTEXT_LEVELS, Opinions, Policy, catalog_stale, collapse_registries, judge, judge_file,
    point_out_related,
};
use bedrock_eol::model_id::Region;
use bedrock_eol::reference::{Confidence, Context, Form, Purpose, RegionOrigin, Resolution};
use bedrock_eol::source::{Encoding, Source};
use bedrock_eol::walk::{Origin, SourcePath};
use jiff::civil::{Date, date};

use crate::occurrences::{AS_OF, Sample, in_file, nth_in_file, sample};
use crate::replacements::samples;
use crate::steps::steps_of_chosen_moves;

const OPUS: &str = "anthropic.claude-3-opus-20240229-v1:0";
const SONNET: &str = "anthropic.claude-3-sonnet-20240229-v1:0";
const SONNET_35: &str = "anthropic.claude-3-5-sonnet-20240620-v1:0";
const HAIKU_45: &str = "anthropic.claude-haiku-4-5-20251001-v1:0";
const JAMBA: &str = "ai21.jamba-1-5-large-v1:0";
const TITAN: &str = "amazon.titan-text-express-v1";

fn verdict(sample: Sample, policy: &Policy) -> (Reference, Option<Finding>) {
    let verdict = judge(sample.build(), Catalog::embedded(), policy);
    (Arc::unwrap_or_clone(verdict.reference), verdict.finding)
}

fn finding(sample: Sample) -> Finding {
    verdict(sample, &Policy::new(AS_OF)).1.expect("a finding")
}

fn base(id: &str) -> Sample {
    sample(Form::Base, id, &[id])
}

fn on(day: Date, id: &str) -> Option<(&'static str, Level, String)> {
    let found = verdict(base(id), &Policy::new(day)).1?;
    Some((found.rule.name, found.level, found.message.to_string()))
}

#[test]
fn an_end_of_life_model_is_an_error_with_its_date() {
    let found = finding(base(OPUS));
    assert_eq!(
        (found.rule.name, found.level),
        ("end-of-life", Level::Error)
    );
    assert_eq!(found.reference.stage, Some(Stage::EndOfLife));
    assert_eq!(
        &*found.message,
        "`anthropic.claude-3-opus-20240229-v1:0` (Claude 3 Opus) reached End-of-Life on 2026-01-15: requests fail."
    );
}

#[test]
fn each_stage_has_its_rule_on_its_boundary() {
    let rule = |day, id| on(day, id).map(|(rule, ..)| rule);
    assert_eq!(rule(date(2026, 5, 25), JAMBA), None);
    assert_eq!(rule(date(2026, 5, 26), JAMBA), Some("legacy"));
    assert_eq!(rule(date(2026, 8, 25), JAMBA), Some("legacy"));
    assert_eq!(rule(date(2026, 8, 26), JAMBA), Some("extended-access"));
    assert_eq!(rule(date(2026, 8, 27), JAMBA), Some("extended-access"));
    assert_eq!(rule(date(2026, 8, 28), JAMBA), Some("end-of-life-soon"));
    assert_eq!(rule(date(2026, 11, 25), JAMBA), Some("end-of-life-soon"));
    assert_eq!(rule(date(2026, 11, 26), JAMBA), Some("end-of-life"));
    let (_, _, message) = on(date(2026, 11, 25), JAMBA).unwrap();
    assert!(
        message.ends_with("End-of-Life on 2026-11-26, tomorrow."),
        "{message}"
    );
}

#[test]
fn an_end_of_life_date_without_a_legacy_date_is_reported() {
    let mut policy = Policy::new(date(2026, 9, 27));
    policy.regions = vec![Region::new("ap-south-1")];
    let found = verdict(base("anthropic.claude-3-haiku-20240307-v1:0"), &policy)
        .1
        .unwrap();
    assert_eq!(found.rule.name, "end-of-life-soon");
    assert!(
        found.message.ends_with(
            "is due to end in ap-south-1: End-of-Life on 2026-10-17 (stated by third parties, not by AWS), in 20 days."
        ),
        "{}",
        found.message
    );
}

#[test]
fn end_of_life_without_a_date_is_reported() {
    let found = finding(base("ai21.j2-mid"));
    assert_eq!(
        (found.rule.name, found.level),
        ("end-of-life", Level::Warning)
    );
    let end = "is End-of-Life, without a published date (inferred on 2026-11-23): requests fail.";
    assert!(found.message.ends_with(end), "{}", found.message);
}

#[test]
fn within_and_grace_are_days() {
    let mut policy = Policy::new(date(2026, 11, 16));
    policy.within = 10;
    assert_eq!(
        verdict(base(JAMBA), &policy).1.unwrap().rule.name,
        "end-of-life-soon"
    );
    policy.within = 9;
    assert_eq!(
        verdict(base(JAMBA), &policy).1.unwrap().rule.name,
        "extended-access"
    );

    let mut policy = Policy::new(date(2026, 11, 26));
    policy.grace = 14;
    assert_eq!(
        verdict(base(JAMBA), &policy).1.unwrap().level,
        Level::Warning
    );
    policy.as_of = date(2026, 12, 10);
    assert_eq!(verdict(base(JAMBA), &policy).1.unwrap().level, Level::Error);
}

#[test]
fn a_third_party_date_is_a_warning_that_says_so() {
    let found = finding(base("amazon.titan-tg1-large"));
    assert_eq!(
        (found.rule.name, found.level),
        ("end-of-life", Level::Warning)
    );
    assert!(
        found
            .message
            .contains("2025-10-27 (stated by third parties, not by AWS)"),
        "{}",
        found.message
    );
}

#[test]
fn without_a_region_the_message_lists_the_regions_that_differ() {
    let found = finding(base("anthropic.claude-3-7-sonnet-20250219-v1:0"));
    let said = "reached End-of-Life on 2026-04-28: requests fail. In ap-south-1 and eu-west-2, it reached End-of-Life on 2026-10-17";
    assert!(found.message.contains(said), "{}", found.message);
    assert!(
        found
            .regions
            .iter()
            .any(|r| r.region.as_str() == "ap-south-1")
    );
}

#[test]
fn a_region_in_the_text_decides_alone() {
    let before = Policy::new(date(2026, 7, 10));
    let said = base(SONNET).region("ap-south-1", RegionOrigin::Arn);
    assert_eq!(verdict(said, &before).1, None, "not yet Legacy there");
    assert_eq!(
        verdict(base(SONNET), &before).1.unwrap().rule.name,
        "end-of-life-soon"
    );

    let found = finding(base(SONNET).region("eu-central-1", RegionOrigin::Router));
    assert!(
        found
            .message
            .contains("reached End-of-Life in eu-central-1 on 2025-07-21"),
        "{}",
        found.message
    );
    assert!(!found.message.contains("2026-07-30"), "{}", found.message);
    assert_eq!(
        found.reference.region.as_ref().unwrap().1.as_str(),
        "router"
    );
    assert_eq!(found.regions.len(), 1);
}

#[test]
fn regions_of_the_user_come_after_the_arn_and_before_the_call() {
    let mut policy = Policy::new(AS_OF);
    policy.regions = vec![Region::new("eu-central-1")];
    policy.regions_from = RegionSource::Config;
    let region = |sample| {
        let (reference, _) = verdict(sample, &policy);
        reference
            .region
            .map(|(region, source)| (region.to_string(), source.as_str()))
    };
    let flag = Some(("eu-central-1".to_owned(), "config"));
    assert_eq!(region(base(SONNET)), flag);
    assert_eq!(
        region(base(SONNET).region("us-east-1", RegionOrigin::Nearby)),
        flag
    );
    let arn = Some(("us-east-1".to_owned(), "arn"));
    assert_eq!(
        region(base(SONNET).region("us-east-1", RegionOrigin::Arn)),
        arn
    );
    // The `us.` profile does not route to Europe: the flag says nothing about it.
    assert_eq!(
        region(sample(Form::Profile, &format!("us.{SONNET}"), &[SONNET])),
        None
    );
}

#[test]
fn the_worst_of_several_regions_decides() {
    let mut policy = Policy::new(date(2026, 9, 1));
    policy.regions = vec![Region::new("ap-south-1"), Region::new("eu-central-1")];
    let found = verdict(base(SONNET), &policy).1.unwrap();
    assert!(
        found
            .message
            .contains("End-of-Life in eu-central-1 on 2025-07-21"),
        "{}",
        found.message
    );
    assert_eq!(found.regions.len(), 2);
}

#[test]
fn the_message_lists_the_regions_of_a_scope_that_differ() {
    let found = finding(sample(Form::Profile, &format!("eu.{SONNET}"), &[SONNET]));
    assert!(
        found.message.contains(
            "in eu-central-1 on 2025-07-21: requests fail. In eu-west-1 and eu-west-3, it reached End-of-Life on 2026-07-30"
        ),
        "{}",
        found.message
    );
    assert!(!found.message.contains("ap-south-1"), "{}", found.message);
}

#[test]
fn a_partition_without_dates_is_a_warning() {
    let found = finding(sample(
        Form::Profile,
        &format!("us-gov.{SONNET}"),
        &[SONNET],
    ));
    assert_eq!(found.level, Level::Warning);
    assert!(
        found.message.ends_with(
            "reached End-of-Life in the main Regions on 2026-07-30; the catalog has no date for us-gov-east-1 and us-gov-west-1."
        ),
        "{}",
        found.message
    );
}

#[test]
fn an_active_model_has_no_finding_but_is_in_the_inventory() {
    let (reference, found) = verdict(
        sample(Form::Profile, &format!("us.{HAIKU_45}"), &[HAIKU_45]),
        &Policy::new(AS_OF),
    );
    assert_eq!(found, None);
    assert_eq!(reference.stage, Some(Stage::Active));
}

#[test]
fn a_bare_id_of_a_profile_only_model_is_a_note_where_it_is_used() {
    let found = finding(base(HAIKU_45));
    assert_eq!(
        (found.rule.name, found.level),
        ("profile-required", Level::Note)
    );
    assert!(
        found
            .help
            .contains("`us.anthropic.claude-haiku-4-5-20251001-v1:0`"),
        "{}",
        found.help
    );
    assert_eq!(
        verdict(base(HAIKU_45).context(Context::Docs), &Policy::new(AS_OF)).1,
        None
    );
}

/// The message argument of an API call has nothing in between that could add the scope.
#[test]
fn a_bare_id_of_a_profile_only_model_is_a_warning_where_it_is_called() {
    let called = |id: &str, region: &str| {
        let mut sample = base(id).region(region, RegionOrigin::Nearby);
        sample.occurrence.matched.purpose = Purpose::Invocation;
        verdict(sample, &Policy::new(AS_OF)).1
    };
    let found = called(HAIKU_45, "ca-central-1").expect("a finding");
    assert_eq!(
        (found.rule.name, found.level),
        ("profile-required", Level::Warning)
    );
    assert_eq!(
        &*found.help,
        "Write `us.anthropic.claude-haiku-4-5-20251001-v1:0` (processes data in ca-central-1, us-east-1, us-east-2 and \
         us-west-2). `global.` can also be called."
    );
    // Offered on demand in some Regions, but not in this one.
    const NOVA: &str = "amazon.nova-lite-v1:0";
    assert_eq!(called(NOVA, "us-east-1"), None);
    let found = called(NOVA, "eu-central-1").expect("a finding");
    assert_eq!(
        (found.rule.name, found.level),
        ("profile-required", Level::Warning)
    );
    // Through bedrock-mantle alone.
    assert!(called("anthropic.claude-sonnet-4-6", "us-east-1").is_some());
}

#[test]
fn a_reference_to_several_models_lists_the_best_and_the_worst() {
    let both = |second| {
        sample(Form::Base, "anthropic.claude-sonnet", &[SONNET, second])
            .resolution(Resolution::Truncated)
    };
    let dead = finding(both(SONNET_35));
    assert_eq!((dead.rule.name, dead.level), ("end-of-life", Level::Error));
    assert_eq!(dead.reference.confidence, Confidence::High);
    assert!(
        dead.message.contains("all of them End-of-Life"),
        "{}",
        dead.message
    );
    // The model that ends last decides, in any order.
    let turned = sample(Form::Base, "anthropic.claude-sonnet", &[SONNET_35, SONNET]);
    for found in [dead, finding(turned.resolution(Resolution::Truncated))] {
        let end = found
            .lifecycle
            .as_ref()
            .and_then(|dates| dates.eol.as_ref())
            .map(|eol| eol.day);
        assert_eq!(end, Some(date(2026, 7, 30)));
    }

    let one =
        sample(Form::Base, "anthropic.claude-3-opus", &[OPUS]).resolution(Resolution::Truncated);
    let one = finding(one).message;
    assert!(one.starts_with(
        "`anthropic.claude-3-opus` can only be `anthropic.claude-3-opus-20240229-v1:0`"
    ));

    let some = finding(both(HAIKU_45));
    assert_eq!(
        (some.rule.name, some.level),
        ("end-of-life", Level::Warning)
    );
    assert_eq!(some.reference.confidence, Confidence::Medium);
    assert!(
        some.message
            .contains("`anthropic.claude-haiku-4-5-20251001-v1:0` is Active"),
        "{}",
        some.message
    );
}

#[test]
fn a_pattern_is_one_finding_with_its_models_by_stage() {
    let pattern = |models: &[&str]| {
        sample(Form::Wildcard, "anthropic.claude-*", models).resolution(Resolution::Family)
    };
    let dead = finding(pattern(&[SONNET, SONNET_35]));
    assert_eq!(
        (dead.rule.name, dead.level),
        ("wildcard-end-of-life", Level::Warning)
    );
    let some = finding(pattern(&[SONNET, HAIKU_45]));
    assert_eq!(
        (some.rule.name, some.level),
        ("wildcard-end-of-life", Level::Note)
    );
    assert!(some.message.contains("2 models: 1 End-of-Life") && some.message.contains("1 Active"));
    assert_eq!(verdict(pattern(&[HAIKU_45]), &Policy::new(AS_OF)).1, None);
}

#[test]
fn comparing_with_the_beginning_of_an_id_does_not_use_the_family() {
    let test = |models: &[&str]| {
        let family =
            sample(Form::Base, "anthropic.claude-3", models).resolution(Resolution::Family);
        verdict(family, &Policy::new(AS_OF)).1
    };
    assert_eq!(test(&[SONNET, HAIKU_45]), None);
    assert_eq!(test(&[SONNET, SONNET_35]).unwrap().level, Level::Note);
}

#[test]
fn an_unknown_id_is_never_end_of_life() {
    let near = |context| {
        sample(Form::Base, "anthropic.claude-sonnet-4-20250514", &[])
            .resolution(Resolution::Near)
            .candidates(&["anthropic.claude-sonnet-4-20250514-v1:0"])
            .context(context)
    };
    let code = finding(near(Context::Code));
    assert_eq!(
        (code.rule.name, code.level),
        ("unknown-model", Level::Warning)
    );
    assert_eq!(
        &*code.help,
        "Did you mean `anthropic.claude-sonnet-4-20250514-v1:0` (End-of-Life)?"
    );
    assert_eq!(finding(near(Context::Test)).level, Level::Note);
    let far = sample(Form::Base, "anthropic.claude-test", &[]).resolution(Resolution::Near);
    assert_eq!(finding(far).level, Level::Note);
    let partial = sample(Form::Base, "us.", &[]).resolution(Resolution::None);
    assert_eq!(verdict(partial, &Policy::new(AS_OF)).1, None);
}

#[test]
fn an_opaque_arn_is_a_note() {
    let arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123";
    let found = finding(sample(Form::Opaque, arn, &[]).resolution(Resolution::None));
    assert_eq!(
        (found.rule.name, found.level),
        ("opaque-reference", Level::Note)
    );
}

#[test]
fn the_context_limits_the_level() {
    for row in CONTEXT_LEVELS.iter().filter(|row| row.rule.is_none()) {
        assert_eq!(
            finding(base(OPUS).context(row.context)).level,
            row.at_most,
            "{:?}",
            row.context
        );
    }
    for context in [Context::Code, Context::Config, Context::Iac, Context::Iam] {
        assert_eq!(finding(base(OPUS).context(context)).level, Level::Error);
    }
}

#[test]
fn settings_override_the_default_levels() {
    let mut policy = Policy::new(AS_OF);
    policy.levels.insert(RuleId::EndOfLife, Some(Level::Note));
    assert_eq!(verdict(base(OPUS), &policy).1.unwrap().level, Level::Note);
    policy.levels.insert(RuleId::EndOfLife, None);
    assert_eq!(verdict(base(OPUS), &policy).1, None);

    let mut policy = Policy::new(AS_OF);
    policy.context_levels.push((Context::Docs, Level::Error));
    assert_eq!(
        verdict(base(OPUS).context(Context::Docs), &policy)
            .1
            .unwrap()
            .level,
        Level::Error
    );
    policy.contexts = Some(vec![Context::Code]);
    let (reference, found) = verdict(base(OPUS).context(Context::Docs), &policy);
    assert_eq!((found, reference.stage), (None, Some(Stage::EndOfLife)));

    let mut policy = Policy::new(AS_OF);
    policy.min_confidence = Confidence::High;
    let mut unsure = base(OPUS);
    unsure.occurrence.matched.found.confidence = Confidence::Medium;
    assert_eq!(verdict(unsure, &policy).1, None);
}

#[test]
fn the_policy_of_a_team_is_a_rule() {
    let mut policy = Policy::new(AS_OF);
    let nova = || base("amazon.nova-pro-v1:0");
    assert_eq!(verdict(nova(), &policy).1, None);
    policy.banned_models = vec!["amazon.nova-pro-*".to_owned()];
    let banned = verdict(nova(), &policy).1.unwrap();
    assert_eq!(
        (banned.rule.name, banned.level),
        ("model-policy", Level::Warning)
    );
    policy.banned_models.clear();
    policy.allowed_models = vec!["anthropic.*".to_owned()];
    assert_eq!(
        verdict(nova(), &policy).1.unwrap().rule.name,
        "model-policy"
    );
    // The worst rule counts: an End-of-Life model is an error, whatever the team's policy is.
    assert_eq!(
        verdict(base(TITAN), &policy).1.unwrap().rule.name,
        "end-of-life"
    );
}

#[test]
fn the_replacement_keeps_the_form() {
    let text = |sample| {
        finding(sample)
            .replacement
            .expect("a replacement")
            .text
            .clone()
    };
    for scope in ["us", "eu"] {
        let old = format!("{scope}.{SONNET}");
        assert!(
            text(sample(Form::Profile, &old, &[SONNET]))
                .starts_with(&format!("{scope}.anthropic."))
        );
    }
    let arn = format!("arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.{SONNET}");
    let new = text(
        sample(Form::InferenceProfileArn, &arn, &[SONNET]).region("eu-west-1", RegionOrigin::Arn),
    );
    assert!(
        new.starts_with("arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic."),
        "{new}"
    );

    let arn = format!("arn:aws:bedrock:${{AWS::Region}}::foundation-model/{TITAN}");
    let new = text(sample(Form::FoundationModelArn, &arn, &[TITAN]).id(TITAN));
    assert_eq!(
        new,
        "arn:aws:bedrock:${AWS::Region}::foundation-model/amazon.nova-micro-v1:0"
    );

    let arn = format!("arn:aws:bedrock:*::foundation-model/{SONNET}");
    let new = text(
        sample(Form::FoundationModelArn, &arn, &[SONNET])
            .id(SONNET)
            .context(Context::Iam),
    );
    assert!(
        new.starts_with("arn:aws:bedrock:*::foundation-model/anthropic."),
        "{new}"
    );
    let new = text(sample(Form::FoundationModelArn, &arn, &[SONNET]).id(SONNET));
    assert!(
        new.starts_with("arn:aws:bedrock:*:ACCOUNT_ID:inference-profile/"),
        "{new}"
    );

    let encoded = "anthropic.claude-3-opus-20240229-v1%3A0";
    let mut sampled = sample(Form::Base, encoded, &[JAMBA]);
    sampled.occurrence.matched.found.models = vec![bedrock_eol::model_id::ModelId::new(TITAN)];
    assert_eq!(text(sampled), "amazon.nova-micro-v1%3A0");

    let encoded = "arn:aws:bedrock:us-east-1::foundation-model%2Famazon.titan-text-express-v1";
    let encoded = sample(Form::FoundationModelArn, encoded, &[TITAN]);
    assert!(text(encoded).ends_with("::foundation-model%2Famazon.nova-micro-v1:0"));
    let regex = r"amazon\.titan-text-express-v1";
    let regex = sample(Form::Base, regex, &[TITAN]).resolution(Resolution::Regex);
    assert_eq!(text(regex), r"amazon\.nova-micro-v1:0");
    let joined = sample(
        Form::Base,
        "\"amazon.\" + \"titan-text-express-v1\"",
        &[TITAN],
    );
    assert_eq!(
        text(joined.resolution(Resolution::Joined)),
        "amazon.nova-micro-v1:0"
    );

    let template = format!("${{geo}}.{SONNET}");
    let mut sampled = sample(Form::Profile, &template, &[SONNET]).resolution(Resolution::Template);
    sampled.occurrence.matched.found.scope = None;
    assert!(text(sampled).starts_with("${geo}.anthropic.claude-"));
    let mut sampled = sample(Form::Profile, &template, &[SONNET]).resolution(Resolution::Template);
    sampled.occurrence.matched.found.scope = None;
    let help = finding(sampled).help;
    assert!(
        help.contains(
            "AWS lists the profiles `au.`, `eu.`, `jp.`, `us.` and `global.` of the new model."
        ),
        "{help}"
    );
}

#[test]
fn regions_that_the_profile_cannot_be_called_from_do_not_count() {
    let profile = || sample(Form::Profile, &format!("us.{SONNET}"), &[SONNET]);
    let (reference, found) = verdict(
        profile().region("ap-south-1", RegionOrigin::Nearby),
        &Policy::new(AS_OF),
    );
    assert_eq!(reference.region, None);
    assert_eq!(
        found.expect("it is End-of-Life").message,
        finding(profile()).message
    );
}

#[test]
fn the_required_profile_can_be_called_from_the_region() {
    let mut policy = Policy::new(AS_OF);
    policy.regions = vec![Region::new("us-gov-west-1")];
    let found = verdict(base("anthropic.claude-sonnet-4-5-20250929-v1:0"), &policy)
        .1
        .expect("a finding");
    assert_eq!(
        &*found.help,
        "Write `us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0` (processes data in either GovCloud Region). Keep the bare \
         ID if other code adds the scope."
    );
}

#[test]
fn a_model_of_other_regions_says_so() {
    let help = |region: &str| {
        let mut policy = Policy::new(AS_OF);
        policy.regions = vec![Region::new(region)];
        verdict(base("deepseek.r1-v1:0"), &policy)
            .1
            .expect("it is Legacy")
            .help
    };
    let wanted = "The catalog does not list the old model in eu-west-1.";
    assert!(help("eu-west-1").ends_with(wanted), "{}", help("eu-west-1"));
    assert!(
        !help("us-east-1").contains("does not list"),
        "{}",
        help("us-east-1")
    );
    // Where no model is known at all, one sentence says so.
    assert_eq!(
        &*help("cn-north-1"),
        "The catalog has no model that is offered in cn-north-1."
    );
}

/// A profile is judged by the dates of the Regions from which it can be called, not by those of others.
#[test]
fn the_regions_of_a_scope_decide_its_dates() {
    let message = |day: Date, id: &str| {
        let (_, model) = id.split_once('.').expect("a scope");
        let found = verdict(sample(Form::Profile, id, &[model]), &Policy::new(day)).1?;
        let (_, state) = found.message.split_once(") ").expect("a stage");
        Some((found.rule.name, state.to_owned()))
    };
    let is = |day: Date, id: &str, rule: &'static str, wanted: &str| {
        assert_eq!(
            message(day, id),
            Some((rule, wanted.to_owned())),
            "{day} {id}"
        );
    };
    let apac = "apac.anthropic.claude-3-5-sonnet-20240620-v1:0";
    let later = "In ap-northeast-2, ap-south-1 and ap-southeast-1, its End-of-Life is on 2026-10-17 (stated by third \
                 parties, not by AWS).";
    // The Regions of Europe and of the United States ended on 2026-03-01.
    is(
        date(2026, 4, 15),
        apac,
        "legacy",
        &format!(
            "has been Legacy in ap-northeast-1 and ap-southeast-2 since 2026-01-30; End-of-Life on 2026-07-30, in 106 days. {later}"
        ),
    );
    is(
        date(2026, 8, 15),
        apac,
        "end-of-life",
        &format!(
            "reached End-of-Life in ap-northeast-1 and ap-southeast-2 on 2026-07-30: requests fail. {later}"
        ),
    );
    // All that have dates share them, or the earliest are the main ones.
    is(
        date(2026, 8, 15),
        "us-gov.anthropic.claude-3-5-sonnet-20240620-v1:0",
        "end-of-life",
        "reached End-of-Life on 2026-07-30: requests fail.",
    );
    is(
        date(2026, 8, 15),
        "apac.anthropic.claude-3-7-sonnet-20250219-v1:0",
        "end-of-life",
        "reached End-of-Life on 2026-04-28: requests fail. In ap-south-1, its End-of-Life is on 2026-10-17 (stated by third \
         parties, not by AWS).",
    );
    // None has dates of its own.
    is(
        date(2026, 4, 15),
        "eu.anthropic.claude-3-5-sonnet-20241022-v2:0",
        "end-of-life",
        "reached End-of-Life on 2026-03-01: requests fail.",
    );
    // The first Region ended before the main ones.
    is(
        date(2026, 4, 15),
        "eu.anthropic.claude-3-sonnet-20240229-v1:0",
        "end-of-life",
        "reached End-of-Life in eu-central-1 on 2025-07-21: requests fail. In eu-west-1 and eu-west-3, its End-of-Life is on \
         2026-07-30.",
    );
}

#[test]
fn a_retired_scope_lists_the_current_ones() {
    let found = finding(sample(Form::Profile, &format!("apac.{SONNET}"), &[SONNET]));
    assert_eq!(found.replacement, None);
    assert!(
        found.help.contains("has no `apac.` profile, only `au."),
        "{}",
        found.help
    );
    assert!(!found.help.contains("`eu.`"), "{}", found.help);

    let profile = sample(Form::Profile, &format!("apac.{SONNET}"), &[SONNET]);
    let found = finding(profile.region("ap-southeast-2", RegionOrigin::Nearby));
    assert!(found.replacement.unwrap().text.starts_with("au.anthropic."));
}

#[test]
fn a_constant_becomes_a_newer_one_of_its_library() {
    let text = "FoundationModelIdentifier.AMAZON_TITAN_TEXT_EXPRESS_V1_0_8K";
    let found = finding(sample(Form::Symbol, text, &[TITAN]));
    assert!(
        found
            .message
            .starts_with(&format!("`{text}` refers to `{TITAN}`")),
        "{}",
        found.message
    );
    assert_eq!(
        found.replacement.unwrap().text,
        "FoundationModelIdentifier.AMAZON_NOVA_MICRO_V1_0"
    );
}

/// A regular expression spells the profile with backslashes.
#[test]
fn a_pattern_becomes_a_profile_as_an_id_does() {
    let steps = |sample| -> Vec<(String, String)> {
        finding(sample)
            .steps
            .iter()
            .map(|step| (step.id.to_string(), step.text()))
            .collect()
    };
    let regex = sample(
        Form::Base,
        r"anthropic\.claude-3-sonnet-20240229-v1:0",
        &[SONNET],
    );
    let wanted = steps(regex.resolution(Resolution::Regex));
    assert!(
        wanted
            .iter()
            .any(|(id, _)| id == "claude-inference-profile"),
        "{wanted:?}"
    );
    assert_eq!(wanted, steps(base(SONNET)));
}

#[test]
fn a_replacement_takes_what_the_old_model_takes() {
    let help = |sample| finding(sample).help;
    let chosen = |sample| {
        finding(sample)
            .replacement
            .expect("a replacement")
            .text
            .clone()
    };
    // Pegasus 1.5 has no `eu.` profile; Nova takes video, too.
    let pegasus = "twelvelabs.pegasus-1-2-v1:0";
    let profile = sample(Form::Profile, &format!("eu.{pegasus}"), &[pegasus]);
    assert_eq!(chosen(profile), "eu.amazon.nova-2-lite-v1:0");
    // The catalog names a model for text first; this one takes images.
    let nemotron =
        chosen(base("nvidia.nemotron-nano-12b-v2").region("us-east-1", RegionOrigin::Router));
    assert_eq!(nemotron, "mistral.ministral-3-14b-instruct");
    // Image input is dispensable, with a note to the user.
    let reel = help(base("amazon.nova-reel-v1:1").region("us-west-2", RegionOrigin::Router));
    assert!(
        reel.contains("AWS lists images as input of the old model, but not of the new one."),
        "{reel}"
    );
    // Video and sound are not.
    let marengo =
        help(base("twelvelabs.marengo-embed-2-7-v1:0").region("eu-west-1", RegionOrigin::Router));
    assert!(
        marengo.contains("`cohere.embed-v4:0` does not accept video or audio"),
        "{marengo}"
    );
}

#[test]
fn a_finding_about_an_embedding_model_has_its_dimensions() {
    let found = verdict(base("cohere.embed-english-v3"), &Policy::new(AS_OF)).1;
    assert_eq!(found, None, "still Active");
    let found = finding(base("twelvelabs.marengo-embed-3-0-v1:0"));
    assert!(
        found.help.contains("Dimensions: 512 before"),
        "{}",
        found.help
    );
}

#[test]
fn fingerprints_depend_neither_on_the_line_nor_on_the_rule() {
    let line = format!("model = \"{OPUS}\"\n");
    let print = |content: &str, path: &str, day: Date| {
        let occurrences = content
            .match_indices(OPUS)
            .map(|(at, _)| nth_in_file(path, content, at, OPUS, Form::Base, &[OPUS]).build());
        let file = judge_file(
            occurrences,
            path,
            Catalog::embedded(),
            &Policy::new(day),
            &Opinions::default(),
        );
        file.findings
            .into_iter()
            .map(|f| (f.fingerprint, f.content_fingerprint))
            .collect::<Vec<_>>()
    };
    let first = print(&line, "a.py", AS_OF);
    let moved = print(&format!("# a comment\n\n\n  {line}"), "a.py", AS_OF);
    assert_eq!(first, moved);
    let earlier = print(&line, "a.py", date(2025, 11, 1));
    assert_eq!(first, earlier, "the rule was another");

    let renamed = print(&line, "b.py", AS_OF);
    assert_ne!(first[0].0, renamed[0].0);
    assert_eq!(first[0].1, renamed[0].1);

    let twice = print(&format!("{line}{line}"), "a.py", AS_OF);
    assert_eq!(twice[0], first[0]);
    assert_ne!(twice[0].0, twice[1].0);
    assert_ne!(twice[0].1, twice[1].1);
    let hex = |print: &str| {
        print.len() == 16 && print.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
    };
    assert!(
        twice
            .iter()
            .all(|(path, content)| hex(path) && hex(content))
    );
}

/// A file can have a million of them.
#[test]
fn equal_references_share_their_texts() {
    let content = format!("\"{OPUS}\"\n").repeat(3);
    let locations = content.match_indices(OPUS).map(|(at, _)| at);
    let entries: Vec<_> = locations
        .map(|at| nth_in_file("a.py", &content, at, OPUS, Form::Base, &[OPUS]).build())
        .collect();
    let file = judge_file(
        entries,
        "a.py",
        Catalog::embedded(),
        &Policy::new(AS_OF),
        &Opinions::default(),
    );
    let [first, .., last] = &*file.findings else {
        panic!("three findings")
    };
    let shared = [
        Arc::ptr_eq(&first.message, &last.message),
        Arc::ptr_eq(&first.help, &last.help),
        Arc::ptr_eq(&first.steps, &last.steps),
        Arc::ptr_eq(&first.reference.text, &last.reference.text),
        Arc::ptr_eq(&first.reference.models, &last.reference.models),
        Arc::ptr_eq(&file.references[2], &last.reference),
    ];
    assert_eq!(shared, [true; 6]);
}

/// The algorithm is promised: this value must never change.
#[test]
fn fingerprints_are_stable() {
    let file = judge_file(
        vec![base(OPUS).build()],
        "src/app.py",
        Catalog::embedded(),
        &Policy::new(AS_OF),
        &Opinions::default(),
    );
    let found = &file.findings[0];
    assert_eq!(
        (
            found.fingerprint.as_str(),
            found.content_fingerprint.as_str()
        ),
        ("3b80bcb3c8f19d85", "57c742ffb4ff80f6")
    );
}

#[test]
fn a_registry_collapses_to_its_first_entry() {
    let ids = [HAIKU_45, SONNET, OPUS, JAMBA, SONNET];
    let content: String = ids.iter().map(|id| format!("  \"{id}\",\n")).collect();
    let mut at = 0;
    let entries = ids.iter().map(|id| {
        let here = at + content[at..].find(id).unwrap();
        at = here + id.len();
        let entry = nth_in_file("models.ts", &content, here, id, Form::Base, &[id]);
        entry.context(Context::Registry).registry(7).build()
    });
    let file = judge_file(
        entries,
        "models.ts",
        Catalog::embedded(),
        &Policy::new(AS_OF),
        &Opinions::default(),
    );
    assert_eq!((file.references.len(), file.findings.len()), (5, 4));

    let findings = collapse_registries(file.findings.clone(), &file.references, "models.ts");
    let [one] = findings.as_slice() else {
        panic!("{findings:?}")
    };
    assert_eq!((one.rule.name, one.level), ("end-of-life", Level::Note));
    assert_eq!(one.reference.location.start.line, 2);
    assert_eq!(
        &*one.message,
        format!(
            "This list mentions 4 models: 2 End-of-Life (`{OPUS}` and `{SONNET}`), 1 End-of-Life soon (`{JAMBA}`)."
        )
    );

    // What the user has accepted is not reported again.
    let mut accepted = file.findings.clone();
    accepted[0].disposition = bedrock_eol::finding::Disposition::Baselined;
    let findings = collapse_registries(accepted, &file.references, "models.ts");
    let [hidden, rest] = findings.as_slice() else {
        panic!("{findings:?}")
    };
    assert!(
        !hidden.is_active() && rest.message.contains("2 End-of-Life"),
        "{}",
        rest.message
    );

    // Only one line was added: it refers to itself.
    let added: Vec<Finding> = file.findings.into_iter().skip(1).take(1).collect();
    let findings = collapse_registries(added.clone(), &file.references, "models.ts");
    assert_eq!(findings, added);
}

#[test]
fn code_that_a_step_will_change_is_pointed_out() {
    let content = format!(
        "# 模\nbody = {{\"inputText\": p, \"textGenerationConfig\": {{}}}}\ncall(\"{TITAN}\", body)\n"
    );
    let occurrence = in_file("a.py", &content, TITAN, Form::Base, &[TITAN]).build();
    let mut file = judge_file(
        vec![occurrence],
        "a.py",
        Catalog::embedded(),
        &Policy::new(AS_OF),
        &Opinions::default(),
    );
    let path = SourcePath {
        display: "a.py".to_owned(),
        open: "a.py".into(),
        origin: Origin::Named,
    };
    let source = Source::new(path, content.clone().into_bytes(), Encoding::Utf8);
    point_out_related(&mut file.findings, &source, Catalog::embedded());
    let locations: Vec<_> = file.findings[0]
        .related
        .iter()
        .map(|r| {
            (
                r.location.start.line,
                r.location.start.column,
                r.location.end.column,
            )
        })
        .collect();
    assert_eq!(locations, [(2, 10, 19), (2, 26, 46)]);
    assert!(file.findings[0].related[0].message.contains("messages[]"));

    // Without the step there is nothing to point at: the model is another.
    let other = in_file("a.py", &content, TITAN, Form::Base, &[JAMBA]).build();
    let mut file = judge_file(
        vec![other],
        "a.py",
        Catalog::embedded(),
        &Policy::new(AS_OF),
        &Opinions::default(),
    );
    point_out_related(&mut file.findings, &source, Catalog::embedded());
    assert!(file.findings[0].related.is_empty());
}

/// Every step is part of a finding about some model in some context, except for those whose fixture says why not.
#[test]
fn every_step_is_reported() {
    let catalog = Catalog::embedded();
    let mut reached = BTreeSet::new();
    for day in [
        date(2024, 12, 31),
        date(2025, 6, 30),
        AS_OF,
        date(2027, 6, 30),
    ] {
        for model in catalog.models.iter() {
            for sample in more_samples(model) {
                let found = verdict(sample, &Policy::new(day)).1;
                reached.extend(
                    found
                        .iter()
                        .flat_map(|f| f.steps.iter())
                        .map(|step| step.id.clone()),
                );
            }
        }
    }
    let missed = catalog
        .migrations
        .iter()
        .filter(|row| !reached.contains(row.id.as_ref()));
    let missed: BTreeSet<_> = missed.map(|row| row.id.to_string()).collect();
    assert_eq!(
        missed,
        steps_of_chosen_moves(),
        "their fixtures say why no finding tells them"
    );
}

fn more_samples(model: &Model) -> Vec<Sample> {
    let id = model.id.as_ref();
    let mut all = samples(model);
    all.push(base(id).context(Context::Iac));
    all.push(base(id).context(Context::Iam));
    all.push(sample(Form::Symbol, "FoundationModelIdentifier.X", &[id]));
    for region in ["ap-southeast-2", "ap-northeast-1"] {
        let profile = sample(Form::Profile, &format!("apac.{id}"), &[id]);
        all.push(profile.region(region, RegionOrigin::Nearby));
    }
    all
}

#[test]
fn catalog_stale_reports_an_old_catalog() {
    let location = || base(OPUS).build().location;
    let stale = |day| catalog_stale(Catalog::embedded(), &Policy::new(day), location());
    let as_of = Catalog::embedded().as_of;
    assert_eq!(
        stale(as_of.checked_add(jiff::ToSpan::days(45)).unwrap()),
        None
    );
    let found = stale(as_of.checked_add(jiff::ToSpan::days(46)).unwrap()).unwrap();
    assert_eq!(
        (found.rule.name, found.level),
        ("catalog-stale", Level::Note)
    );
    assert!(!found.fingerprint.is_empty());
}

#[test]
fn every_rule_is_explained() {
    for rule in RULES {
        assert!(
            rule.summary.ends_with('.') && rule.help.ends_with('.'),
            "{}",
            rule.name
        );
        assert!(
            rule.name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c == '-'),
            "{}",
            rule.name
        );
        assert_eq!(
            RULES.iter().filter(|other| other.name == rule.name).count(),
            1
        );
    }
}

#[test]
fn a_snippet_of_a_long_line_is_shortened() {
    let short = "first\n  second = \"anthropic.claude-v2\"\nthird\nfourth\n";
    let found = in_file(
        "a",
        short,
        "anthropic.claude-v2",
        Form::Base,
        &["anthropic.claude-v2"],
    )
    .build();
    assert_eq!(
        &*found.snippet.text,
        "first\n  second = \"anthropic.claude-v2\"\nthird"
    );
    assert_eq!(
        (found.snippet.first_line, found.snippet.first_column),
        (1, 1)
    );
    let highlight = found.snippet.highlight;
    assert_eq!(
        &found.snippet.text[highlight.start..highlight.end],
        "anthropic.claude-v2"
    );

    let long = format!(
        "x\n{}anthropic.claude-v2{}\ny\n",
        "é".repeat(500),
        "z".repeat(500)
    );
    let found = in_file(
        "a",
        &long,
        "anthropic.claude-v2",
        Form::Base,
        &["anthropic.claude-v2"],
    )
    .build();
    assert_eq!(
        *found.snippet.text,
        *format!("{}anthropic.claude-v2{}", "é".repeat(36), "z".repeat(72))
    );
    assert_eq!(
        (found.snippet.first_line, found.snippet.first_column),
        (2, 465)
    );
}

#[test]
fn an_expression_over_several_models_is_a_pattern() {
    let expression = |models: &[&str]| {
        finding(sample(Form::Base, "an expression", models).resolution(Resolution::Regex))
    };
    let dead = expression(&[OPUS, TITAN]);
    assert_eq!(
        (dead.rule.name, dead.level),
        ("wildcard-end-of-life", Level::Warning)
    );
    let some = expression(&[OPUS, HAIKU_45]);
    assert_eq!(
        (some.rule.name, some.level),
        ("wildcard-end-of-life", Level::Note)
    );
    assert_eq!(expression(&[OPUS]).rule.name, "end-of-life");
}

#[test]
fn steps_are_listed_only_if_the_reference_is_migrated() {
    let steps = |context| -> Vec<String> {
        finding(base(SONNET).context(context))
            .steps
            .iter()
            .map(|step| step.id.to_string())
            .collect()
    };
    assert!(steps(Context::Code).contains(&"claude-temperature-or-top-p".to_owned()));
    for context in [Context::Recording, Context::Registry, Context::Deprecation] {
        assert_eq!(steps(context), Vec::<String>::new(), "{context:?}");
    }
    // A policy sends no request.
    assert_eq!(
        steps(Context::Iam),
        [
            "claude-inference-profile",
            "iam-inference-profile",
            "iam-global-profile"
        ]
    );
    let arn = format!("arn:aws:bedrock:us-east-1::foundation-model/{SONNET}");
    let arn = finding(
        sample(Form::FoundationModelArn, &arn, &[SONNET])
            .id(SONNET)
            .context(Context::Iam),
    );
    assert_eq!(
        arn.steps.iter().map(|step| &*step.id).collect::<Vec<_>>(),
        ["iam-inference-profile", "iam-global-profile"]
    );
    assert!(
        arn.help.starts_with("Allow `arn:aws:bedrock:"),
        "{}",
        arn.help
    );
}

#[test]
fn purchases_and_training_do_not_require_a_profile() {
    let arn = format!("arn:aws:bedrock:us-east-1::foundation-model/{SONNET}");
    let found = |purpose| {
        finding(
            sample(Form::FoundationModelArn, &arn, &[SONNET])
                .id(SONNET)
                .purpose(purpose),
        )
    };
    assert!(found(Purpose::Inference).replacement.is_some());
    for (purpose, page) in [
        (Purpose::ProvisionedThroughput, "prov-thru-supported"),
        (Purpose::Customization, "custom-model-fine-tuning"),
    ] {
        let found = found(purpose);
        assert_eq!(found.replacement, None);
        assert!(
            found.help.contains(page) && !found.help.contains("us.anthropic"),
            "{}",
            found.help
        );
        assert!(
            found
                .help
                .ends_with("For on-demand calls, the replacement is Claude Sonnet 4.6."),
            "{}",
            found.help
        );
    }
}

#[test]
fn a_suggested_id_of_an_end_of_life_model_says_so() {
    let sample =
        sample(Form::Base, "anthropic.claude-3-5-sonnet-v2:0", &[]).resolution(Resolution::Near);
    let found = finding(sample.candidates(&[SONNET_35, HAIKU_45]));
    assert_eq!(
        &*found.help,
        "Did you mean `anthropic.claude-3-5-sonnet-20240620-v1:0` (End-of-Life) or \
         `anthropic.claude-haiku-4-5-20251001-v1:0`?"
    );
}

#[test]
fn the_message_lists_every_region_with_the_same_end_of_life() {
    let mut policy = Policy::new(AS_OF);
    policy.regions = ["us-east-1", "us-west-2", "ap-south-1"]
        .map(Region::new)
        .to_vec();
    let message = verdict(base(SONNET), &policy)
        .1
        .expect("it is End-of-Life")
        .message;
    assert!(
        message.contains("End-of-Life in us-east-1 and us-west-2 on 2026-07-30"),
        "{message}"
    );
    assert!(
        message.contains(" In ap-south-1, it reached End-of-Life on 2026-10-17"),
        "{message}"
    );
    // All Regions of a scope share the date: naming one would leave out the others.
    let profile = finding(sample(Form::Profile, &format!("us.{SONNET}"), &[SONNET]));
    assert!(
        profile
            .message
            .contains("reached End-of-Life on 2026-07-30"),
        "{}",
        profile.message
    );
}

#[test]
fn the_open_scope_of_a_profile_stays_open() {
    let text = |scope: &str| {
        let arn = format!("arn:aws:bedrock:us-east-1:123456789012:inference-profile/{scope}{OPUS}");
        let mut sample = sample(Form::InferenceProfileArn, &arn, &[OPUS]).id(OPUS);
        sample.occurrence.matched.found.scope = None;
        finding(sample)
            .replacement
            .expect("a replacement")
            .text
            .clone()
    };
    assert!(
        text("*.").ends_with(":inference-profile/*.anthropic.claude-opus-4-6-v1"),
        "{}",
        text("*.")
    );
    // A scope that was forgotten is written.
    assert!(
        text("").ends_with(":inference-profile/global.anthropic.claude-opus-4-6-v1"),
        "{}",
        text("")
    );
}
