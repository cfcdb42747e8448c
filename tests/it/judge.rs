//! Verdicts on occurrences made by hand, by the shipped catalog.

use bedrock_eol::catalog::Catalog;
use bedrock_eol::detect::{Context, Form, RegionOrigin, Resolution};
use bedrock_eol::judge::{Policy, judge};
use jiff::civil::date;

use crate::occurrences::{Sample, sample};

#[test]
fn eyeball() {
    let policy = Policy::new(date(2026, 11, 23));
    let show = |s: Sample| {
        let v = judge(s.build(), Catalog::embedded(), &policy);
        println!("{:?} {}", v.reference.stage, v.reference.text);
        if let Some(f) = v.finding {
            println!("   {}[{}] {}\n   = {}", f.level.as_str(), f.rule.id, f.message, f.help);
            println!("   -> {:?}\n   steps {:?}", f.replacement, f.steps);
        }
    };
    let c3s = "anthropic.claude-3-sonnet-20240229-v1:0";
    show(sample(
        Form::Base,
        "anthropic.claude-3-opus-20240229-v1:0",
        &["anthropic.claude-3-opus-20240229-v1:0"],
    ));
    show(sample(Form::Base, c3s, &[c3s]));
    show(sample(Form::Base, c3s, &[c3s]).region("ap-south-1", RegionOrigin::Router));
    for scope in ["us", "eu", "apac", "us-gov", "global"] {
        show(sample(Form::Profile, &format!("{scope}.{c3s}"), &[c3s]));
    }
    show(
        sample(
            Form::FoundationModelArn,
            &format!("arn:aws:bedrock:us-east-1::foundation-model/{c3s}"),
            &[c3s],
        )
        .id(c3s)
        .region("us-east-1", RegionOrigin::Arn),
    );
    show(
        sample(Form::FoundationModelArn, &format!("arn:aws:bedrock:*::foundation-model/{c3s}"), &[c3s])
            .id(c3s)
            .context(Context::Iam),
    );
    show(sample(Form::Symbol, "FoundationModelIdentifier.ANTHROPIC_CLAUDE_V2", &["anthropic.claude-v2"]));
    for m in [
        "amazon.titan-embed-text-v1",
        "amazon.titan-text-express-v1",
        "ai21.jamba-1-5-large-v1:0",
        "cohere.embed-english-v3",
        "meta.llama3-1-8b-instruct-v1:0",
        "amazon.nova-canvas-v1:0",
        "amazon.titan-tg1-large",
        "anthropic.claude-sonnet-4-20250514-v1:0",
        "anthropic.claude-haiku-4-5-20251001-v1:0",
        "stability.stable-diffusion-xl-v1",
        "twelvelabs.marengo-embed-3-0-v1:0",
        "amazon.nova-reel-v1:0",
    ] {
        show(sample(Form::Base, m, &[m]));
    }
    show(
        sample(
            Form::Base,
            "anthropic.claude-3-5-sonnet",
            &["anthropic.claude-3-5-sonnet-20240620-v1:0", "anthropic.claude-3-5-sonnet-20241022-v2:0"],
        )
        .resolution(Resolution::Truncated),
    );
    show(
        sample(Form::Wildcard, "anthropic.claude-3-*", &["anthropic.claude-3-5-sonnet-20240620-v1:0", c3s])
            .resolution(Resolution::Family),
    );
    show(
        sample(
            Form::Wildcard,
            "anthropic.*",
            &["anthropic.claude-3-5-sonnet-20240620-v1:0", c3s, "anthropic.claude-haiku-4-5-20251001-v1:0"],
        )
        .resolution(Resolution::Family),
    );
    show(
        sample(Form::Base, "anthropic.claude-sonnet-4-20250514", &[])
            .resolution(Resolution::Near)
            .candidates(&["anthropic.claude-sonnet-4-20250514-v1:0"]),
    );
    show(sample(Form::Base, "anthropic.claude-test", &[]).resolution(Resolution::Near));
}
