//! What an owner in each of twelve Regions reads about the same file: what ended, what cannot be called, and where the
//! data of its replacement goes.

use std::fs;

use bedrock_eol::catalog::Catalog;
use bedrock_eol::judge::{Policy, replacement_for};
use bedrock_eol::reference::{Context, Form, RegionOrigin};
use serde_json::Value;
use tempfile::TempDir;

use crate::expected;
use crate::occurrences::{Sample, sample};
use crate::program::{report_on, run};

/// The day for which they are judged.
const AS_OF: &str = "2026-11-28";

/// The Regions with the names of their cities; the sovereign one is in no list of the catalog.
const REGIONS: &[(&str, &str)] = &[
    ("zurich", "eu-central-2"),
    ("london", "eu-west-2"),
    ("calgary", "ca-west-1"),
    ("montreal", "ca-central-1"),
    ("mumbai", "ap-south-1"),
    ("osaka", "ap-northeast-3"),
    ("sydney", "ap-southeast-2"),
    ("auckland", "ap-southeast-6"),
    ("california", "us-west-1"),
    ("govcloud_west", "us-gov-west-1"),
    ("govcloud_east", "us-gov-east-1"),
    ("sovereign", "eusc-de-east-1"),
];

/// Bare IDs and profiles that repositories contain, each in a call.
const IDS: &[&str] = &[
    "anthropic.claude-3-haiku-20240307-v1:0",
    "anthropic.claude-sonnet-4-20250514-v1:0",
    "anthropic.claude-haiku-4-5-20251001-v1:0",
    "meta.llama3-3-70b-instruct-v1:0",
    "amazon.titan-text-express-v1",
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "apac.anthropic.claude-3-haiku-20240307-v1:0",
    "us-gov.anthropic.claude-3-haiku-20240307-v1:0",
];

#[test]
fn twelve_verdicts_by_region() {
    let folder = tempfile::tempdir().unwrap();
    let calls: String = IDS
        .iter()
        .map(|id| format!("client.converse(modelId=\"{id}\")\n"))
        .collect();
    std::fs::write(folder.path().join("app.py"), calls).unwrap();
    for (name, region) in REGIONS {
        let arguments = [
            "scan",
            "app.py",
            "--isolated",
            "--as-of",
            AS_OF,
            "--region",
            region,
            "--output",
            "json",
        ];
        let run = run(folder.path(), &arguments);
        let report: Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let lines = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| {
                let line = usize::try_from(finding["line"].as_u64().unwrap()).unwrap();
                let id = IDS[line - 1];
                format!(
                    "{id}\n  {}[{}] {}\n  {}\n",
                    text(&finding["level"]),
                    text(&finding["rule"]),
                    text(&finding["message"]),
                    text(&report["advice"][text(&finding["advice"])])
                )
            });
        expected::is(
            &format!("by_region-{name}"),
            &format!("{region}\n\n{}", lines.collect::<Vec<_>>().join("\n")),
        );
    }
}

/// A Region that nobody wrote in the text says who chose it.
#[test]
fn the_source_of_a_region_is_the_layer_that_set_it() {
    let folder = TempDir::new().expect("a folder");
    let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).expect(path);
    write("a.py", "MODEL = \"anthropic.claude-v2\"\n");
    write("bedrock-eol.toml", "region = [\"eu-central-1\"]\n");
    for (flags, source) in [
        (&[][..], "config"),
        (&["--region", "us-east-1"][..], "flag"),
    ] {
        let fixed = ["scan", ".", "--as-of", AS_OF, "--output", "json"];
        let run = run(folder.path(), &[&fixed[..], flags].concat());
        let report: Value = serde_json::from_str(&run.stdout).expect(&run.stderr);
        assert_eq!(report["findings"][0]["region_source"], source);
    }
}

/// The recommended policy must allow the recommended call.
#[test]
fn a_policy_allows_the_model_that_calls_get() {
    const MORE: &[&str] = &[
        "us-east-1",
        "us-west-2",
        "eu-west-1",
        "ap-northeast-1",
        "ap-southeast-1",
    ];
    let catalog = Catalog::embedded();
    let policy = Policy::new(AS_OF.parse().expect("a day"));
    let regions = REGIONS
        .iter()
        .map(|(_, region)| *region)
        .chain(MORE.iter().copied());
    let mut compared = 0;
    for region in regions {
        for model in catalog.models.iter() {
            let id = model.id.as_ref();
            let arn = format!("arn:aws:bedrock:{region}::foundation-model/{id}");
            let chosen = |sample: Sample| {
                let at = sample.region(region, RegionOrigin::Nearby).build();
                let chosen = replacement_for(model, &at.matched, &at.text, catalog, &policy);
                chosen.ok().map(|chosen| chosen.model)
            };
            let call = chosen(sample(Form::Base, id, &[id]));
            let in_policy = sample(Form::FoundationModelArn, &arn, &[id]);
            let allowed = chosen(in_policy.id(id).context(Context::Iam));
            if call.is_some() {
                assert_eq!(call, allowed, "{id} in {region}");
                compared += 1;
            }
        }
    }
    assert!(compared > 1000, "{compared}");
}

/// Clients of other services next to the call set nothing for it; what a Region is compared with is one of several.
#[test]
fn the_client_of_bedrock_decides_among_others() {
    const ID: &str = "anthropic.claude-3-haiku-20240307-v1:0";
    let region = |path: &str, text: &str| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(path), text.replace("ID", ID)).unwrap();
        let report = report_on(folder.path(), AS_OF);
        report["findings"][0]["region"].as_str().map(str::to_owned)
    };
    let two = "s3 = boto3.client(\"s3\", region_name=\"us-east-1\")\n\
               c = boto3.client(\"bedrock-runtime\", region_name=\"eu-west-1\")\nc.converse(modelId=\"ID\")\n";
    assert_eq!(region("a.py", two).as_deref(), Some("eu-west-1"));
    // Of two clients of Bedrock, that of the call decides.
    let both = two.replace("\"s3\"", "\"bedrock-runtime\"");
    assert_eq!(region("a.py", &both).as_deref(), Some("eu-west-1"));
    assert_eq!(
        region("a.py", &both.replace("c.converse", "converse")),
        None
    );
    let typed = "const s3 = new S3Client({ region: \"us-east-1\" });\n\
                 const c = new BedrockRuntimeClient({ region: \"eu-west-1\" });\n\
                 export const ask = () => c.send(new ConverseCommand({ modelId: \"ID\" }));\n";
    assert_eq!(region("a.ts", typed).as_deref(), Some("eu-west-1"));
    let compared = "AWSTemplateFormatVersion: \"2010-09-09\"\nConditions: {IsEu: !Equals [!Ref AWS::Region, eu-west-1]}\n\
                    Resources: {A: {Type: AWS::Bedrock::Agent, Properties: {FoundationModel: ID}}}\n";
    assert_eq!(region("a.yaml", compared), None);
    let host = "c = OpenAI(base_url=\"https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1\")\n\
                c.chat.completions.create(model=\"ID\")\n";
    assert_eq!(region("a.py", host).as_deref(), Some("us-west-2"));
}
