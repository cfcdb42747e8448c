//! What an owner in each of twelve Regions reads about the same file: what ended, what cannot be called, and where the
//! data of its replacement goes.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::expected;
use crate::program::run;

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
