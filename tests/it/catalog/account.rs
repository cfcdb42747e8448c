//! Answers of the AWS API about an account, imported and applied to the shipped catalog.

use std::path::{Path, PathBuf};

use bedrock_eol::catalog::import::{ApiAnswers, Imported, import};
use bedrock_eol::catalog::overlay::apply_overlays;
use bedrock_eol::catalog::{Catalog, Stage};
use bedrock_eol::model_id::Region;
use bedrock_eol::output::catalog::to_yaml;
use jiff::civil::{Date, date};
use serde_json::{Value, json};

use crate::expected;
use crate::program::{AS_OF, run};

const DAY: Date = date(2026, 11, 23);
const NOVA: &str = "amazon.nova-lite-v1:0";
const OWN: &str =
    "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc123def456";

fn model(id: &str, lifecycle: Value) -> Value {
    json!({
        "modelArn": format!("arn:aws:bedrock:eu-west-1::foundation-model/{id}"),
        "modelId": id,
        "modelName": "Name",
        "providerName": "Provider",
        "inputModalities": ["TEXT"],
        "outputModalities": ["TEXT"],
        "inferenceTypesSupported": ["ON_DEMAND"],
        "modelLifecycle": lifecycle,
    })
}

fn legacy(from: &str, eol: &str) -> Value {
    json!({"status": "LEGACY", "legacyTime": from, "endOfLifeTime": eol})
}

fn imported(answers: &[Value]) -> Imported {
    let text: String = answers.iter().map(Value::to_string).collect();
    let inputs = [ApiAnswers {
        name: "answer.json".to_owned(),
        bytes: text.into_bytes(),
    }];
    import(&inputs, None, DAY, Catalog::embedded()).expect("an answer that can be imported")
}

/// The shipped catalog with the answers applied to it, through the written file.
fn overlaid_catalog(answers: &[Value]) -> (Catalog, Vec<String>) {
    let Imported { overlay, notes, .. } = imported(answers);
    let folder = tempfile::tempdir().expect("a folder");
    let file: PathBuf = folder.path().join("account.yaml");
    std::fs::write(&file, to_yaml(&overlay, &["a comment"])).expect("a file");
    (
        apply_overlays(Catalog::embedded(), &[file])
            .expect("a valid overlay")
            .catalog,
        notes,
    )
}

#[test]
fn a_legacy_model_has_its_dates_in_the_region_of_the_answer() {
    for (from, eol) in [
        ("2026-10-01T00:00:00Z", "2027-01-10T00:00:00Z"),
        (
            "2026-10-01T00:00:00+00:00",
            "2027-01-10T00:00:00.123456+00:00",
        ),
        ("2026-10-01 00:00:00+00:00", "2027-01-10 00:00:00"),
    ] {
        let (catalog, notes) =
            overlaid_catalog(&[json!({"modelSummaries": [model(NOVA, legacy(from, eol))]})]);
        assert!(notes.is_empty(), "{notes:?}");
        let nova = catalog.model(NOVA).unwrap();
        let there = nova.lifecycle_in("eu-west-1").unwrap();
        assert_eq!(
            (there.stage(DAY), there.days_to_eol(DAY)),
            (Stage::Legacy, Some(48))
        );
        assert_eq!(
            nova.lifecycle.stage(DAY),
            Stage::Active,
            "elsewhere all is as it was"
        );
    }
}

#[test]
fn brackets_in_a_name_are_text() {
    let mut row = model(NOVA, legacy("2026-10-01T00:00:00Z", "2027-01-10T00:00:00Z"));
    row["modelName"] = "[{".repeat(50).into();
    assert!(
        overlaid_catalog(&[json!({"modelSummaries": [row]})])
            .0
            .model(NOVA)
            .is_some()
    );
}

#[test]
fn single_answers_and_queried_lists_are_read_too() {
    let row = || model(NOVA, legacy("2026-10-01T00:00:00Z", "2027-01-10T00:00:00Z"));
    for answer in [json!({"modelDetails": row()}), json!([row()]), row()] {
        assert_eq!(
            overlaid_catalog(std::slice::from_ref(&answer))
                .0
                .model(NOVA)
                .expect("it is there")
                .lifecycle_in("eu-west-1")
                .unwrap()
                .stage(DAY),
            Stage::Legacy,
            "{answer}"
        );
    }
    // One after the other in a file, as a loop over get-foundation-model writes them.
    let two = [
        json!({"modelDetails": row()}),
        json!({"modelDetails": model("acme.rocket-v1:0", json!({"status": "ACTIVE"}))}),
    ];
    assert!(overlaid_catalog(&two).0.model("acme.rocket-v1:0").is_some());
}

#[test]
fn fields_that_the_answer_lacks_keep_the_values_of_the_catalog() {
    let llama = "meta.llama3-8b-instruct-v1:0";
    let known = Catalog::embedded().model(llama).unwrap();
    let (catalog, _) =
        overlaid_catalog(&[json!({"modelSummaries": [model(llama, json!({"status": "LEGACY"}))]})]);
    assert_eq!(
        catalog.model(llama).unwrap().regions,
        known.regions,
        "nothing new"
    );

    // The API says Active of models whose end AWS has announced: that is noted, and changes nothing.
    let (catalog, notes) =
        overlaid_catalog(&[json!({"modelSummaries": [model(llama, json!({"status": "ACTIVE"}))]})]);
    assert_eq!(catalog.model(llama).unwrap().lifecycle, known.lifecycle);
    assert!(
        notes.len() == 1 && notes[0].contains("the catalog's stage there"),
        "{notes:?}"
    );

    // A model that is gone by the main dates, and alive where the account was asked.
    let dead = "anthropic.claude-v2:1";
    let (catalog, _) =
        overlaid_catalog(&[json!({"modelSummaries": [model(dead, json!({"status": "ACTIVE"}))]})]);
    assert_eq!(
        catalog
            .model(dead)
            .unwrap()
            .lifecycle_in("eu-west-1")
            .unwrap()
            .stage(DAY),
        Stage::Active
    );
    assert_eq!(
        catalog.model(dead).unwrap().lifecycle.stage(DAY),
        Stage::EndOfLife
    );
}

#[test]
fn new_models_and_profiles_are_added() {
    let (catalog, notes) = overlaid_catalog(&[
        json!({"modelSummaries": [
            model("acme.rocket-v1:0", json!({"status": "ACTIVE", "startOfLifeTime": "2026-11-01T00:00:00Z"})),
            model("amazon.nova-lite-v1:0:999k", json!({"status": "ACTIVE"})),
        ]}),
        json!({"inferenceProfileSummaries": [
            {"inferenceProfileArn": "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.acme.rocket-v1:0",
             "inferenceProfileId": "eu.acme.rocket-v1:0", "type": "SYSTEM_DEFINED",
             "models": [{"modelArn": "arn:aws:bedrock:eu-west-1::foundation-model/acme.rocket-v1:0"}]},
        ]}),
    ]);
    assert!(notes.is_empty(), "{notes:?}");
    let rocket = catalog.model("acme.rocket-v1:0").unwrap();
    assert_eq!(
        (rocket.lifecycle.stage(DAY), rocket.profiles.len()),
        (Stage::Active, 1)
    );
    assert!(
        catalog
            .find("amazon.nova-lite-v1:0:999k")
            .is_some_and(|(model, _)| model.id == NOVA)
    );
}

#[test]
fn an_application_inference_profile_is_resolved() {
    let haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    let arn = |region: &str| json!({"modelArn": format!("arn:aws:bedrock:{region}::foundation-model/{haiku}")});
    let (catalog, _) = overlaid_catalog(&[json!({"inferenceProfileSummaries": [
        {"inferenceProfileName": "checkout", "inferenceProfileArn": OWN, "inferenceProfileId": "abc123def456",
         "type": "APPLICATION", "status": "ACTIVE", "models": [arn("eu-west-1"), arn("eu-west-3")]},
    ]})]);
    let known = catalog.opaque_arn(OWN).unwrap();
    assert_eq!(
        (known.models.as_ref(), known.name.as_deref()),
        ([haiku.into()].as_slice(), Some("checkout"))
    );
}

#[test]
fn rows_that_cannot_be_imported_are_reported() {
    let odd = json!({"modelSummaries": [
        {"modelName": "nameless"},
        7,
        model("no-dot", json!({"status": "ACTIVE"})),
        model(NOVA, json!({"status": "RETIRED"})),
        model("amazon.nova-pro-v1:0", json!({"status": "LEGACY", "endOfLifeTime": "soon"})),
        model("amazon.nova-micro-v1:0", legacy("2027-01-01T00:00:00Z", "2026-12-01T00:00:00Z")),
        {"modelId": NOVA, "modelArn": "arn:aws:bedrock:eu-west-1::foundation-model/x"},
        {"inferenceProfileArn": OWN, "type": "APPLICATION", "models": [{"modelArn": "arn:aws:bedrock:::custom-model/x"}]},
        {"inferenceProfileArn": OWN, "type": "APPLICATION"},
        {"inferenceProfileArn": "arn:x/zz.amazon.nova-lite-v1:0", "type": "SYSTEM_DEFINED", "models": []},
    ], "nextToken": "more"});
    expected::is(
        "catalog-account-rows_that_cannot_be_imported_are_reported",
        &imported(&[odd]).notes.join("\n"),
    );
}

#[test]
fn a_file_that_is_not_an_answer_is_a_clear_error() {
    let message = |bytes: &[u8], region: Option<&str>| {
        let inputs = [ApiAnswers {
            name: "x.json".to_owned(),
            bytes: bytes.to_vec(),
        }];
        let region = region.map(Region::new);
        import(&inputs, region.as_ref(), DAY, Catalog::embedded())
            .unwrap_err()
            .to_string()
    };
    let bare = json!({"modelId": NOVA, "modelLifecycle": {"status": "ACTIVE"}}).to_string();
    let of_eu = json!({"modelDetails": model(NOVA, json!({"status": "ACTIVE"}))}).to_string();
    let deep = "[".repeat(100_000);
    let said: Vec<String> = [
        message(b"", None),
        message(b"{\"modelSummaries\": [", None),
        message(b"An error occurred (AccessDeniedException)", None),
        message(b"{}", None),
        message(b"[1]", None),
        message(b"7", None),
        message(b"{\"modelSummary\": []}", None),
        message(b"{\"Reservations\": [], \"Owner\": 1}", None),
        message(b"{\"modelSummaries\": []}", None),
        message(b"{\"inferenceProfileSummaries\": []}", None),
        message(bare.as_bytes(), None),
        message(of_eu.as_bytes(), Some("us-east-1")),
        message(deep.as_bytes(), None),
        message(&vec![b' '; (32 << 20) + 1], None),
    ]
    .into();
    expected::is(
        "catalog-account-a_file_that_is_not_an_answer_is_a_clear_error",
        &said.join("\n"),
    );
}

#[test]
fn an_answer_in_utf_16_is_read() {
    let text =
        json!({"modelDetails": model("acme.rocket-v1:0", json!({"status": "ACTIVE"}))}).to_string();
    let bytes: Vec<u8> = std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let inputs = [ApiAnswers {
        name: "x.json".to_owned(),
        bytes,
    }];
    assert_eq!(
        import(&inputs, None, DAY, Catalog::embedded())
            .unwrap()
            .overlay
            .models
            .len(),
        1
    );
}

#[test]
fn a_scan_uses_the_imported_overlay() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let haiku =
        "arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0";
    let answers = [
        json!({"modelSummaries": [model(NOVA, legacy("2026-05-01T00:00:00Z", "2026-11-01T00:00:00Z"))]}),
        json!({"inferenceProfileSummaries": [
            {"inferenceProfileArn": OWN, "type": "APPLICATION", "models": [{"modelArn": haiku}]},
        ]}),
    ];
    write("models.json", &answers[0].to_string());
    write("profiles.json", &answers[1].to_string());
    write(
        "app.py",
        &format!("A = \"{NOVA}\"  # eu-west-1\nB = \"{OWN}\"\n"),
    );
    let scan = |more: &[&str]| {
        let arguments = [
            &[
                "scan",
                "app.py",
                "--as-of",
                AS_OF,
                "--region",
                "eu-west-1",
                "-o",
                "compact",
            ],
            more,
        ]
        .concat();
        let run = run(folder.path(), &arguments);
        (run.status, run.stdout)
    };
    let (status, before) = scan(&[]);
    assert!(
        status == 0
            && before.contains("note[opaque-reference]")
            && !before.contains("[end-of-life]"),
        "{before}"
    );

    let imported = run(
        folder.path(),
        &[
            "catalog",
            "import",
            "models.json",
            "profiles.json",
            "--as-of",
            AS_OF,
            "-o",
            "account.yaml",
        ],
    );
    assert_eq!(imported.status, 0, "{}", imported.stderr);
    let (status, after) = scan(&["--catalog", "account.yaml"]);
    assert_eq!(status, 1, "{after}");
    assert!(
        after.contains("app.py:1:6: error[end-of-life]") && after.contains("on 2026-11-01"),
        "{after}"
    );
    assert!(
        after.contains("app.py:2:6: error[end-of-life]") && after.contains("refers to"),
        "{after}"
    );

    // The same by the configuration, and a conflict of two overlays is reported.
    write("bedrock-eol.toml", "catalog = [\"account.yaml\"]\n");
    assert_eq!(scan(&[]), (1, after));
    let yaml = std::fs::read_to_string(folder.path().join("account.yaml")).unwrap();
    write(
        "later.yaml",
        &yaml.replace("eol: 2026-11-01", "eol: 2026-11-30"),
    );
    let run = run(
        folder.path(),
        &[
            "scan",
            ".",
            "--as-of",
            AS_OF,
            "--region",
            "eu-west-1",
            "--catalog",
            "later.yaml",
        ],
    );
    assert!(
        run.stderr.contains("the last one is used"),
        "{}",
        run.stderr
    );
    assert!(run.stdout.contains("2026-11-30"), "{}", run.stdout);
    assert!(
        !run.stdout.contains("account.yaml"),
        "the overlays only describe models: {}",
        run.stdout
    );
}

/// What the account lists counts: a Region that the catalog denies, and a scope that it does not know.
#[test]
fn the_profiles_of_an_account_keep_their_regions() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let profile = |region: &str, id: &str, to: &[&str]| {
        let base = id.split_once('.').unwrap().1;
        let arns = to.iter().map(
            |to| json!({"modelArn": format!("arn:aws:bedrock:{to}::foundation-model/{base}")}),
        );
        json!({
            "inferenceProfileArn": format!("arn:aws:bedrock:{region}:123456789012:inference-profile/{id}"),
            "inferenceProfileId": id,
            "type": "SYSTEM_DEFINED",
            "models": arns.collect::<Vec<_>>(),
        })
    };
    const LLAMA: &str = "us.meta.llama3-1-70b-instruct-v1:0";
    const HAIKU: &str = "kr.anthropic.claude-haiku-5-5";
    let answers = json!({"inferenceProfileSummaries": [
        profile("us-west-1", LLAMA, &["us-west-1", "us-west-2"]),
        profile("ap-northeast-2", HAIKU, &["ap-northeast-2"]),
        profile("ap-northeast-2", "global.anthropic.claude-haiku-5-5", &["ap-northeast-2", ""]),
    ]});
    write("profiles.json", &answers.to_string());
    write("app.py", &format!("A = \"{LLAMA}\"\n"));
    let import = [
        "catalog",
        "import",
        "profiles.json",
        "--as-of",
        AS_OF,
        "-o",
        "account.yaml",
    ];
    let imported = run(folder.path(), &import);
    assert_eq!(
        (imported.status, imported.stderr.contains("skipped")),
        (0, false),
        "{}",
        imported.stderr
    );
    let yaml = std::fs::read_to_string(folder.path().join("account.yaml")).unwrap();
    assert!(
        !yaml.contains("global."),
        "the catalog says the same of it:\n{yaml}"
    );
    let scan = |more: &[&str]| {
        let arguments = [
            "scan",
            "app.py",
            "--as-of",
            AS_OF,
            "--region",
            "us-west-1",
            "-o",
            "json",
        ];
        run(folder.path(), &[&arguments, more].concat()).stdout
    };
    let denial = "The catalog does not list the old model in us-west-1";
    assert!(scan(&[]).contains(denial));
    assert!(!scan(&["--catalog", "account.yaml"]).contains(denial));
    let arguments = [
        "explain",
        HAIKU,
        "--region",
        "ap-northeast-2",
        "--catalog",
        "account.yaml",
    ];
    let page = run(folder.path(), &arguments);
    let words = page.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        words.contains("when called from ap-northeast-2, it processes data in ap-northeast-2)"),
        "{}",
        page.stdout
    );
}

#[test]
fn the_export_is_what_diff_and_check_read() {
    let folder = tempfile::tempdir().unwrap();
    let export = run(folder.path(), &["catalog", "export"]);
    std::fs::write(folder.path().join("kept.yaml"), &export.stdout).unwrap();
    assert_eq!(
        run(folder.path(), &["catalog", "check", "kept.yaml"]).status,
        0
    );
    let diff = run(
        folder.path(),
        &["catalog", "diff", "embedded", "kept.yaml", "--as-of", AS_OF],
    );
    assert!(
        diff.stdout.contains("no difference"),
        "{}{}",
        diff.stdout,
        diff.stderr
    );
    let csv = run(
        folder.path(),
        &["catalog", "export", "--output", "csv", "--as-of", AS_OF],
    )
    .stdout;
    let list = run(
        folder.path(),
        &["catalog", "list", "--output", "csv", "--as-of", AS_OF],
    )
    .stdout;
    assert_eq!(csv, list);
    let missing = run(
        folder.path(),
        &["catalog", "diff", "2026.01.01", "embedded"],
    );
    assert!(
        missing.status == 2 && missing.stderr.contains("is not in this program"),
        "{}",
        missing.stderr
    );
    assert!(Path::new(folder.path()).join("kept.yaml").is_file());
}

/// The overlay on the pages is the import of the answers next to it.
#[test]
fn the_overlay_of_the_pages_is_that_of_its_answers() {
    let account = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/account");
    let imported = run(
        &account,
        &[
            "catalog",
            "import",
            "models.json",
            "profiles.json",
            "--as-of",
            AS_OF,
            "-o",
            "-",
        ],
    );
    assert_eq!(
        imported.stdout,
        std::fs::read_to_string(account.join("overlay.yaml"))
            .unwrap()
            .replace("\r\n", "\n")
    );
}

#[test]
fn a_scan_reports_an_old_catalog() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.py"), "x = 1\n").unwrap();
    let scan = |more: &[&str]| {
        let run = run(
            folder.path(),
            &[
                &["scan", ".", "-o", "compact", "--as-of", "2027-01-05"],
                more,
            ]
            .concat(),
        );
        (run.status, run.stdout.contains("note[catalog-stale]"))
    };
    assert_eq!(scan(&[]), (0, true), "46 days after the freshest fact");
    assert_eq!(scan(&["--max-catalog-age", "46"]), (0, false));
    std::fs::write(
        folder.path().join("bedrock-eol.toml"),
        "max-catalog-age = 50\n",
    )
    .unwrap();
    assert_eq!(scan(&[]), (0, false));
    assert_eq!(scan(&["--max-catalog-age", "45"]), (0, true));
}
