//! Occurrences made by hand, so that the verdict is tested without the detector.

use bedrock_eol::catalog::Catalog;
use bedrock_eol::finding::{Level, Location, Snippet};
use bedrock_eol::judge::{LocatedMatch, Opinions, Policy, collapse_registries, judge_file};
use bedrock_eol::model_id::{ModelId, ProfileScope, Region};
use bedrock_eol::output::RenderOptions;
use bedrock_eol::reference::{Context, Form, Found, Match, Purpose, RegionOrigin, Resolution};
use bedrock_eol::report::{ModelInUse, Report, Stats};
use bedrock_eol::source::{Position, Span};

/// One occurrence under construction.
pub(crate) struct Sample {
    pub(crate) occurrence: LocatedMatch,
}

/// A reference to `model` that is written as `text` at the start of `line`'s quoted part.
pub(crate) fn sample(form: Form, text: &str, models: &[&str]) -> Sample {
    in_file(
        "src/app.py",
        &format!("model = \"{text}\"\n"),
        text,
        form,
        models,
    )
}

/// A reference at the first occurrence of `text` in the file's content.
pub(crate) fn in_file(
    path: &str,
    content: &str,
    text: &str,
    form: Form,
    models: &[&str],
) -> Sample {
    let at = content.find(text).expect("the text is in the content");
    nth_in_file(path, content, at, text, form, models)
}

/// A reference at byte `at` of the file's content.
pub(crate) fn nth_in_file(
    path: &str,
    content: &str,
    at: usize,
    text: &str,
    form: Form,
    models: &[&str],
) -> Sample {
    let span = Span {
        start: at,
        end: at + text.len(),
    };
    let line = content[..at].matches('\n').count() as u64 + 1;
    let column = content[..at]
        .rsplit('\n')
        .next()
        .expect("a piece")
        .chars()
        .count() as u64
        + 1;
    let start = Position { line, column };
    let end = Position {
        line,
        column: column + text.chars().count() as u64,
    };
    let found = Found {
        models: models
            .iter()
            .map(|id| ModelId::new((*id).to_owned()))
            .collect(),
        scope: scope_in(form, text),
        ..Found::at(span, form)
    };
    let location = Location {
        path: path.into(),
        start,
        end,
        span,
        cell: None,
    };
    let snippet = Snippet::around(content.as_bytes(), span, start);
    Sample {
        occurrence: LocatedMatch {
            matched: Match::in_code(found),
            location,
            text: text.to_owned(),
            snippet,
        },
    }
}

fn scope_in(form: Form, text: &str) -> Option<ProfileScope> {
    let id = match form {
        Form::Profile => text,
        Form::InferenceProfileArn => text.rsplit('/').next()?,
        _ => return None,
    };
    Some(ProfileScope::new(id.split('.').next()?))
}

impl Sample {
    pub(crate) fn purpose(mut self, purpose: Purpose) -> Self {
        self.occurrence.matched.purpose = purpose;
        self
    }

    pub(crate) fn context(mut self, context: Context) -> Self {
        self.occurrence.matched.context = context;
        self
    }

    pub(crate) fn resolution(mut self, resolution: Resolution) -> Self {
        self.occurrence.matched.found.resolution = resolution;
        self
    }

    pub(crate) fn region(mut self, region: &str, origin: RegionOrigin) -> Self {
        self.occurrence.matched.found.region = Some((Region::new(region), origin));
        self
    }

    pub(crate) fn registry(mut self, registry: u32) -> Self {
        self.occurrence.matched.registry = Some(registry);
        self
    }

    pub(crate) fn candidates(mut self, candidates: &[&str]) -> Self {
        self.occurrence.matched.found.candidates = candidates
            .iter()
            .map(|id| ModelId::new((*id).to_owned()))
            .collect();
        self
    }

    /// The part of the text that is the ID, where it is not the whole.
    pub(crate) fn id(mut self, id: &str) -> Self {
        let found = &mut self.occurrence.matched.found;
        let at = self
            .occurrence
            .text
            .find(id)
            .expect("the ID is in the text");
        found.id_span = Span {
            start: found.span.start + at,
            end: found.span.start + at + id.len(),
        };
        self
    }

    pub(crate) fn build(self) -> LocatedMatch {
        self.occurrence
    }
}

/// The day of every test that does not ask about days.
pub(crate) const AS_OF: jiff::civil::Date = jiff::civil::date(2026, 11, 23);

/// A finished report over the occurrences, file by file, as a scan makes it.
pub(crate) fn report(files: Vec<Vec<Sample>>) -> Report {
    let policy = Policy::new(AS_OF);
    let catalog = Catalog::embedded();
    let mut report = Report {
        catalog_version: "2026.11.23".to_owned(),
        catalog_as_of: jiff::civil::date(2026, 10, 27),
        sources: catalog.sources.to_vec(),
        as_of: AS_OF,
        findings: Vec::new(),
        references: Vec::new(),
        models: Vec::new(),
        skipped: Vec::new(),
        unlisted: bedrock_eol::report::LeftOut::default(),
        coverage: bedrock_eol::report::Coverage::default(),
        errors: Vec::new(),
        stats: Stats {
            files_scanned: files.len() as u64,
            ..Stats::default()
        },
        fail_on: Some(Level::Error),
        checkout: bedrock_eol::report::Checkout::default(),
        root: bedrock_eol::report::ReportRoot::default(),
        merged: bedrock_eol::report::MergedReports::default(),
        history: None,
        usage: None,
    };
    for samples in files {
        let path = samples[0].occurrence.location.path.clone();
        let file = judge_file(
            samples.into_iter().map(Sample::build),
            &path,
            catalog,
            &policy,
            &Opinions::default(),
        );
        report
            .findings
            .extend(collapse_registries(file.findings, &file.references, &path));
        report.references.extend(file.references);
    }
    report.sort();
    report.models = ModelInUse::of(&report.references, &report.findings, catalog, AS_OF);
    report
}

/// The report in a format.
pub(crate) fn rendered(report: &Report, format: &str, options: &RenderOptions) -> String {
    let format = bedrock_eol::output::format(format).expect("a row of FORMATS");
    let mut out = Vec::new();
    format
        .render(report, options, &mut out)
        .expect("writing to memory succeeds");
    String::from_utf8(out).expect("reports are UTF-8")
}

/// A project with the commonest kinds of findings.
pub(crate) fn demo() -> Report {
    const OPUS: &str = "anthropic.claude-3-opus-20240229-v1:0";
    const SONNET: &str = "anthropic.claude-3-sonnet-20240229-v1:0";
    const JAMBA: &str = "ai21.jamba-1-5-large-v1:0";
    const LLAMA: &str = "meta.llama3-1-8b-instruct-v1:0";
    const HAIKU: &str = "anthropic.claude-haiku-4-5-20251001-v1:0";
    let app = "import boto3\n\nclient = boto3.client(\"bedrock-runtime\")\n\n\ndef ask(prompt):\n    \
               return client.invoke_model(modelId=\"anthropic.claude-3-opus-20240229-v1:0\", body=prompt)\n";
    let other = "MODEL = \"us.anthropic.claude-3-sonnet-20240229-v1:0\"\nFALLBACK = \
                 \"anthropic.claude-3-opus-20240229-v1:0\"\nNEW = \"anthropic.claude-haiku-4-5-20251001-v1:0\"\n";
    let hcl = "resource \"aws_ssm_parameter\" \"model\" {\n\tname  = \"/app/model\"\n\tvalue = \
               \"ai21.jamba-1-5-large-v1:0\"\n}\n";
    let arn =
        "arn:aws:bedrock:ap-south-1::foundation-model/anthropic.claude-3-sonnet-20240229-v1:0";
    let cdk = format!("const model = bedrock.FoundationModel.fromArn(\n  '{arn}',\n);\n");
    let docs = "# Models\n\nWe use `anthropic.claude-3-opus-20240229-v1:0` and \
                `meta.llama3-1-8b-instruct-v1:0`.\n";
    let near = "model_id = \"anthropic.claude-sonnet-4-20250514\"\n";
    let prices = format!(
        "{{\n  \"{OPUS}\": 15,\n  \"{SONNET}\": 3,\n  \"{LLAMA}\": 1,\n  \"{HAIKU}\": 1\n}}\n"
    );
    let price = |id: &str| {
        let context = Context::Registry;
        in_file("prices.json", &prices, id, Form::Base, &[id])
            .context(context)
            .registry(1)
    };
    report(vec![
        vec![in_file("src/app.py", app, OPUS, Form::Base, &[OPUS])],
        vec![
            in_file(
                "src/other.py",
                other,
                "us.anthropic.claude-3-sonnet-20240229-v1:0",
                Form::Profile,
                &[SONNET],
            ),
            in_file("src/other.py", other, OPUS, Form::Base, &[OPUS]),
            in_file("src/other.py", other, HAIKU, Form::Base, &[HAIKU]),
        ],
        vec![in_file("infra/main.tf", hcl, JAMBA, Form::Base, &[JAMBA]).context(Context::Iac)],
        vec![
            in_file(
                "infra/stack.ts",
                &cdk,
                arn,
                Form::FoundationModelArn,
                &[SONNET],
            )
            .id(SONNET)
            .region("ap-south-1", RegionOrigin::Arn),
        ],
        vec![
            in_file("README.md", docs, OPUS, Form::Base, &[OPUS]).context(Context::Docs),
            in_file("README.md", docs, LLAMA, Form::Base, &[LLAMA]).context(Context::Docs),
        ],
        vec![
            in_file(
                "config.py",
                near,
                "anthropic.claude-sonnet-4-20250514",
                Form::Base,
                &[],
            )
            .resolution(Resolution::Near)
            .candidates(&["anthropic.claude-sonnet-4-20250514-v1:0"]),
        ],
        [OPUS, SONNET, LLAMA, HAIKU]
            .into_iter()
            .map(price)
            .collect(),
    ])
}
