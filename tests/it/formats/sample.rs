//! A report made by hand with everything that a format may meet: every rule, each disposition, a fix, hostile
//! paths and texts, a notebook, paths that are not plain ASCII.

use std::sync::Arc;

use bedrock_eol::catalog::{Call, ChosenBy, Dated, Evidence, FactSource, Lifecycle, Stage};
use bedrock_eol::finding::{
    Cell, ChosenReplacement, Disposition, EditReview, Finding, Fingerprint, Level, Location, RULES,
    Reference, RegionSource, RegionVerdict, Related, RelatedRole, Rule, Snippet, Step,
};
use bedrock_eol::model_id::{ModelId, ProfileScope, Region};
use bedrock_eol::reference::{Confidence, Context, Form, RegionOrigin, Resolution};
use bedrock_eol::report::{
    Cause, Coverage, ErrorKind, LeftOut, ModelInUse, Report, ScanError, Skipped, Stats,
};
use bedrock_eol::source::{Position, Span};
use jiff::civil::{Date, date};

const CLAUDE_2: &str = "anthropic.claude-v2:1";
const OPUS_4: &str = "anthropic.claude-opus-4-20250514-v1:0";
const HAIKU_35: &str = "anthropic.claude-3-5-haiku-20241022-v1:0";
const TITAN_EMBED: &str = "amazon.titan-embed-text-v1";
const SONNET_46: &str = "anthropic.claude-sonnet-4-6";
const NOVA_LITE: &str = "amazon.nova-lite-v1:0";

/// The day of every report here.
pub(crate) const AS_OF: Date = date(2026, 11, 23);

/// The report with everything.
pub(crate) fn full() -> Report {
    let findings = vec![
        finding("end-of-life", Level::Error, base("deploy/app config.py", 12, CLAUDE_2), eol_2025())
            .says("anthropic.claude-v2:1 reached End-of-Life on 2025-07-21.")
            .replaced_by(SONNET_46, "global.anthropic.claude-sonnet-4-6", false)
            .step("anthropic-messages", "Move the request body to the Messages API.")
            .also("deploy/iam/policy.json", 4, "This policy allows the old model only.")
            .done("a100000000000001"),
        // The same line again: two findings, two fingerprints.
        finding("end-of-life", Level::Error, base("deploy/app config.py", 20, CLAUDE_2), eol_2025())
            .says("anthropic.claude-v2:1 reached End-of-Life on 2025-07-21.")
            .replaced_by(SONNET_46, "global.anthropic.claude-sonnet-4-6", false)
            .done("a100000000000002"),
        finding("end-of-life", Level::Note, in_notebook(base("docs/übersicht/日本.ipynb", 41, CLAUDE_2)), eol_2025())
            .says("anthropic.claude-v2:1 reached End-of-Life on 2025-07-21 (in a recording).")
            .done("a100000000000003"),
        finding("end-of-life-soon", Level::Warning, profile("infra/100%/main.tf", 7, "us", OPUS_4), opus_4())
            .says("us.anthropic.claude-opus-4-20250514-v1:0 reaches End-of-Life on 2026-12-08, in 15 days.")
            .replaced_by("anthropic.claude-opus-4-6-v1", "us.anthropic.claude-opus-4-6-v1", true)
            .region("ap-south-1", date(2027, 2, 1))
            .done("a100000000000004"),
        finding("extended-access", Level::Warning, base("src/chat.ts", 3, HAIKU_35), haiku_35())
            .says("anthropic.claude-3-5-haiku-20241022-v1:0 is in public extended access since 2026-10-01.")
            .replaced_by("anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic.claude-haiku-4-5-20251001-v1:0", true)
            .done("a100000000000005"),
        finding("legacy", Level::Warning, base("src/index.ts", 9, TITAN_EMBED), titan())
            .says("amazon.titan-embed-text-v1 has been Legacy since 2026-09-01.")
            .replaced_by("amazon.titan-embed-text-v2:0", "amazon.titan-embed-text-v2:0", false)
            .done("a100000000000006"),
        finding("legacy", Level::Warning, base("src/old/index.ts", 9, TITAN_EMBED), titan())
            .says("amazon.titan-embed-text-v1 has been Legacy since 2026-09-01.")
            .hidden(Disposition::Suppressed { reason: Some("re-indexed in \"Q1\" <plan>".into()), inline: true })
            .done("a100000000000007"),
        finding("legacy", Level::Warning, base("src/old/worker.ts", 2, TITAN_EMBED), titan())
            .says("amazon.titan-embed-text-v1 has been Legacy since 2026-09-01.")
            .hidden(Disposition::Suppressed { reason: None, inline: false })
            .done("a100000000000008"),
        finding("legacy", Level::Warning, base("src/search.ts", 30, TITAN_EMBED), titan())
            .says("amazon.titan-embed-text-v1 has been Legacy since 2026-09-01.")
            .hidden(Disposition::Baselined)
            .done("a100000000000009"),
        finding("model-policy", Level::Warning, base("src/ban.ts", 1, NOVA_LITE), active())
            .says("amazon.nova-lite-v1:0 is not among the allowed models.")
            .done("a10000000000000a"),
        finding("unknown-model", Level::Warning, unknown("=cmd|' /C calc'!A0,\"x\".md", 5), None)
            .says("anthropic.claude-`</script>`|[x](http://evil.example) @team \u{1b}[31m is no known model.")
            .done("a10000000000000b"),
        finding("profile-required", Level::Note, base("src/a::error file=b%0A,line=1.py", 2, SONNET_46), active())
            .says("anthropic.claude-sonnet-4-6 can only be invoked through an inference profile.\n::error::forged\r%0A")
            .done("a10000000000000c"),
        finding("wildcard-end-of-life", Level::Note, wildcard("deploy/iam/policy.json", 4), eol_2025())
            .says("anthropic.claude-v* matches only models that are End-of-Life.")
            .done("a10000000000000d"),
        finding("opaque-reference", Level::Note, opaque("-prod.env", 1), None)
            .says("The ARN does not show which model it uses.")
            .done("a10000000000000e"),
        finding("unused-suppression", Level::Warning, comment("src/old/index.ts", 1), None)
            .says("This suppression hides nothing.")
            .done(""),
        finding("expired-suppression", Level::Warning, comment("src/old/index.ts", 2), None)
            .says("This suppression is past its date, 2026-10-31.")
            .done(""),
        finding("stale-baseline", Level::Warning, comment(".bedrock-eol-baseline.json", 1), None)
            .says("2 findings of the baseline no longer exist.")
            .done(""),
        finding("catalog-stale", Level::Note, comment("", 1), None)
            .says("The catalog is 120 days older than the evaluation date.")
            .done(""),
    ];
    let mut references: Vec<Arc<Reference>> = findings
        .iter()
        .filter(|f| f.rule.about_models)
        .map(|f| f.reference.clone())
        .collect();
    references.push(base("src/nova.ts", 8, NOVA_LITE).into());
    let mut report = Report {
        references,
        findings,
        models: models(),
        ..empty()
    };
    report
        .findings
        .sort_by(|a, b| a.reference.location.cmp(&b.reference.location));
    report
        .references
        .sort_by(|a, b| a.location.cmp(&b.location));
    report.skipped = vec![
        Skipped {
            path: "vendor/link".into(),
            reason: Cause::Link,
        },
        Skipped {
            path: "data/<huge>.json".into(),
            reason: Cause::TooLarge,
        },
        Skipped {
            path: "docs/über.png".into(),
            reason: Cause::Binary,
        },
    ];
    report.errors = vec![
        ScanError {
            path: "secret/köy %.pem".into(),
            at: None,
            kind: ErrorKind::Read,
            message: "Permission denied (os error 13)".into(),
        },
        ScanError {
            path: "src/old/index.ts".into(),
            at: Some(Position {
                line: 14,
                column: 6,
            }),
            kind: ErrorKind::Suppression,
            message: "`end-of-live` is no rule; did you mean `end-of-life`?".into(),
        },
    ];
    for (cause, count) in [
        (Cause::RuleOff, 3),
        (Cause::Context, 1),
        (Cause::Exclude, 2),
        (Cause::IgnoreFile, 12),
        (Cause::Include, 1_500),
    ] {
        report.unlisted.add(cause, count);
    }
    report.stats = Stats {
        files_scanned: 1_204,
        bytes_scanned: 9_876_543,
        files_in_windows: 1,
    };
    report
}

/// A report of a scan that found nothing at all.
pub(crate) fn empty() -> Report {
    Report {
        catalog_version: "2026.11.23".into(),
        catalog_as_of: date(2026, 11, 20),
        sources: vec![FactSource {
            id: "aws-model-lifecycle".into(),
            title: "AWS docs, <model> lifecycle".into(),
            url: Some(
                "https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html".into(),
            ),
            retrieved: Some(date(2026, 11, 20)),
            month: None,
            evidence: Evidence::Aws,
        }],
        as_of: AS_OF,
        findings: Vec::new(),
        references: Vec::new(),
        models: Vec::new(),
        skipped: Vec::new(),
        unlisted: LeftOut::default(),
        coverage: Coverage::default(),
        errors: Vec::new(),
        stats: Stats {
            files_scanned: 3,
            bytes_scanned: 120,
            ..Stats::default()
        },
        fail_on: Some(Level::Error),
        checkout: bedrock_eol::report::Checkout::default(),
        root: bedrock_eol::report::ReportRoot::default(),
        merged: bedrock_eol::report::MergedReports::default(),
        history: None,
        usage: None,
    }
}

/// A report with `n` findings in `n / 10` files.
pub(crate) fn many(n: u64) -> Report {
    let kinds = [
        ("end-of-life", Level::Error, CLAUDE_2, eol_2025()),
        ("end-of-life-soon", Level::Warning, OPUS_4, opus_4()),
        ("legacy", Level::Note, TITAN_EMBED, titan()),
    ];
    let findings: Vec<Finding> = (0..n)
        .map(|at| {
            let (rule, level, model, lifecycle) = &kinds[(at % 3) as usize];
            let path = format!(
                "services/team-{:02}/src/module_{:05}.py",
                at / 10 % 40,
                at / 10
            );
            finding(
                rule,
                *level,
                base(&path, at % 10 * 7 + 1, model),
                lifecycle.clone(),
            )
            .says(&format!("{model} has to be replaced."))
            .replaced_by(SONNET_46, SONNET_46, false)
            .done(&format!("{at:016x}"))
        })
        .collect();
    let references = findings.iter().map(|f| f.reference.clone()).collect();
    Report {
        findings,
        references,
        models: models(),
        ..empty()
    }
}

struct Building(Finding);

fn finding(
    rule: &str,
    level: Level,
    reference: Reference,
    lifecycle: Option<Lifecycle>,
) -> Building {
    let rule: &'static Rule = RULES
        .iter()
        .find(|r| r.name == rule)
        .expect("the rule exists");
    Building(Finding {
        reference: Arc::new(Reference {
            stage: lifecycle.as_ref().map(|l| l.stage(AS_OF)),
            ..reference
        }),
        rule,
        level,
        lifecycle: lifecycle.map(Arc::new),
        regions: Arc::default(),
        message: Arc::default(),
        brief: Arc::default(),
        help: "See its migration steps.".into(),
        replacement: None,
        steps: Arc::default(),
        related: Vec::new(),
        fingerprint: Fingerprint::default(),
        content_fingerprint: Fingerprint::default(),
        disposition: Disposition::Active,
    })
}

impl Building {
    fn says(mut self, message: &str) -> Self {
        self.0.message = message.into();
        self
    }

    fn replaced_by(mut self, model: &str, text: &str, drop_in: bool) -> Self {
        let mut review = EditReview::default();
        if !drop_in {
            review.doubt("the new model can answer differently: it is no drop-in replacement");
        }
        self.0.replacement = Some(Arc::new(ChosenReplacement {
            model: ModelId::new(model.to_owned()),
            text: text.into(),
            call: Call::OnDemand,
            scope: None,
            through_mantle: false,
            named_by: ChosenBy::Aws,
            drop_in,
            review,
            eol: None,
            price: None,
            policy: None,
            runner_up: None,
            note: Some("Check the quotas first.".into()),
        }));
        self
    }

    fn step(mut self, id: &str, change: &str) -> Self {
        let step = Step {
            id: id.to_owned().into(),
            change: change.to_owned().into(),
            detail: None,
            source: "AWS documentation".into(),
        };
        self.0.steps = self.0.steps.iter().cloned().chain([step]).collect();
        self
    }

    fn also(mut self, path: &str, line: u64, message: &str) -> Self {
        let location = location(path, line, 5, "anthropic.claude-v*");
        self.0
            .related
            .push(Related::new(location, RelatedRole::Change, message.into()));
        self
    }

    fn region(mut self, region: &str, eol: Date) -> Self {
        let lifecycle = Lifecycle {
            eol: Some(dated(eol)),
            ..opus_4().expect("it has dates")
        };
        let verdict = RegionVerdict {
            region: Region::new(region),
            stage: Stage::Legacy,
            lifecycle,
        };
        self.0.regions = self.0.regions.iter().cloned().chain([verdict]).collect();
        self
    }

    fn hidden(mut self, disposition: Disposition) -> Self {
        self.0.disposition = disposition;
        self
    }

    fn done(mut self, fingerprint: &str) -> Finding {
        let digits = |text: &str| u64::from_str_radix(text, 16).map(Fingerprint::from);
        self.0.fingerprint = digits(fingerprint).unwrap_or_default();
        let reversed: String = fingerprint.chars().rev().collect();
        self.0.content_fingerprint = digits(&reversed).unwrap_or_default();
        self.0
    }
}

fn reference(path: &str, line: u64, form: Form, resolution: Resolution, text: &str) -> Reference {
    let before =
        "// \"><img src=x onerror=alert(1)> </script><script>alert(2)</script>\nmodel = \"";
    Reference {
        location: location(path, line, 10, text),
        text: text.into(),
        snippet: Snippet {
            first_line: line.saturating_sub(1).max(1),
            text: format!("{before}{text}\"  # naïve\nprint({{{{ x }}}} | `y`)").into(),
            highlight: Span {
                start: before.len(),
                end: before.len() + text.len(),
            },
            first_column: 1,
        },
        form,
        resolution,
        models: Arc::default(),
        variant: None,
        candidates: Box::default(),
        scope: None,
        region: None,
        context: Context::Code,
        registry: None,
        confidence: Confidence::High,
        stage: None,
        declared: None,
        definition: None,
        requests: Default::default(),
        scope_before: None,
    }
}

fn location(path: &str, line: u64, column: u64, text: &str) -> Location {
    let width = text.chars().count() as u64;
    Location {
        path: path.into(),
        start: Position { line, column },
        end: Position {
            line,
            column: column + width,
        },
        span: Span {
            start: 100 * line as usize,
            end: 100 * line as usize + text.len(),
        },
        cell: None,
    }
}

fn base(path: &str, line: u64, model: &str) -> Reference {
    Reference {
        models: [ModelId::new(model.to_owned())].into(),
        stage: Some(Stage::Active),
        ..reference(path, line, Form::Base, Resolution::Exact, model)
    }
}

fn profile(path: &str, line: u64, scope: &str, model: &str) -> Reference {
    Reference {
        models: [ModelId::new(model.to_owned())].into(),
        scope: Some(ProfileScope::new(scope)),
        region: Some((
            Region::new("us-east-1"),
            RegionSource::Text(RegionOrigin::Nearby),
        )),
        context: Context::Iac,
        ..reference(
            path,
            line,
            Form::Profile,
            Resolution::Exact,
            &format!("{scope}.{model}"),
        )
    }
}

fn in_notebook(mut reference: Reference) -> Reference {
    reference.location.cell = Some(Cell {
        cell: 3,
        line: 2,
        output: true,
    });
    reference.context = Context::Recording;
    reference
}

fn unknown(path: &str, line: u64) -> Reference {
    Reference {
        candidates: [ModelId::new(SONNET_46)].into(),
        context: Context::Docs,
        confidence: Confidence::Low,
        ..reference(
            path,
            line,
            Form::Base,
            Resolution::Near,
            "anthropic.claude-`</script>`|\u{202e}x",
        )
    }
}

fn wildcard(path: &str, line: u64) -> Reference {
    Reference {
        models: [ModelId::new("anthropic.claude-v2"), ModelId::new(CLAUDE_2)].into(),
        context: Context::Iam,
        ..reference(
            path,
            line,
            Form::Wildcard,
            Resolution::Family,
            "anthropic.claude-v*",
        )
    }
}

fn opaque(path: &str, line: u64) -> Reference {
    let text = "arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/a1b2c3";
    Reference {
        context: Context::Config,
        ..reference(path, line, Form::Opaque, Resolution::None, text)
    }
}

fn comment(path: &str, line: u64) -> Reference {
    Reference {
        context: Context::Comment,
        ..reference(path, line, Form::Opaque, Resolution::None, "ignore[legacy]")
    }
}

fn dated(day: Date) -> Dated {
    Dated {
        day,
        evidence: Evidence::Aws,
        source: "aws-model-lifecycle".into(),
    }
}

fn lifecycle(
    launched: Date,
    legacy: Option<Date>,
    extended: Option<Date>,
    eol: Option<Date>,
) -> Option<Lifecycle> {
    Some(Lifecycle {
        launched: Some(dated(launched)),
        legacy: legacy.map(dated),
        extended_access: extended.map(dated),
        eol: eol.map(dated),
        eol_not_before: None,
        observed: None,
    })
}

fn eol_2025() -> Option<Lifecycle> {
    lifecycle(
        date(2023, 11, 29),
        Some(date(2025, 1, 21)),
        None,
        Some(date(2025, 7, 21)),
    )
}

fn opus_4() -> Option<Lifecycle> {
    lifecycle(
        date(2025, 5, 22),
        Some(date(2026, 6, 8)),
        Some(date(2026, 9, 8)),
        Some(date(2026, 12, 8)),
    )
}

fn haiku_35() -> Option<Lifecycle> {
    lifecycle(
        date(2024, 11, 4),
        Some(date(2026, 7, 1)),
        Some(date(2026, 10, 1)),
        Some(date(2027, 4, 1)),
    )
}

fn titan() -> Option<Lifecycle> {
    lifecycle(
        date(2023, 9, 28),
        Some(date(2026, 9, 1)),
        None,
        Some(date(2027, 6, 30)),
    )
}

fn active() -> Option<Lifecycle> {
    let promise = Some(dated(date(2027, 9, 1)));
    lifecycle(date(2025, 12, 1), None, None, None).map(|l| Lifecycle {
        eol_not_before: promise,
        ..l
    })
}

fn models() -> Vec<ModelInUse> {
    let regional = RegionVerdict {
        region: Region::new("ap-south-1"),
        stage: Stage::Legacy,
        lifecycle: Lifecycle {
            eol: Some(dated(date(2027, 2, 1))),
            ..opus_4().expect("it has dates")
        },
    };
    [
        (NOVA_LITE, "Nova Lite", "Amazon", active(), 2),
        (
            TITAN_EMBED,
            "Titan Embeddings G1 - Text",
            "Amazon",
            titan(),
            4,
        ),
        (HAIKU_35, "Claude 3.5 Haiku", "Anthropic", haiku_35(), 1),
        (OPUS_4, "Claude Opus 4", "Anthropic", opus_4(), 1),
        (SONNET_46, "Claude Sonnet 4.6", "Anthropic", active(), 1),
        (CLAUDE_2, "Claude v2.1", "Anthropic", eol_2025(), 3),
    ]
    .into_iter()
    .map(|(id, name, provider, lifecycle, references)| {
        let lifecycle = lifecycle.expect("every model here has dates");
        ModelInUse {
            id: ModelId::new(id),
            name: name.into(),
            provider: provider.into(),
            stage: lifecycle.stage(AS_OF),
            lifecycle,
            region: None,
            regions: if id == OPUS_4 {
                vec![regional.clone()]
            } else {
                Vec::new()
            },
            references,
            uses: references,
            dates: bedrock_eol::report::ModelDates::default(),
        }
    })
    .collect()
}
