//! What a plan says.

use super::{
    AS_OF, BTreeSet, Command, HAIKU, Path, Stdio, Value, expected, folder, fs, git, locations_in,
    migrate, plan, run, shop,
};

/// The models of the golden plans.
const SEVEN: [(&str, &str); 7] = [
    ("claude_3_haiku", HAIKU),
    ("claude_sonnet_4", "anthropic.claude-sonnet-4-20250514-v1:0"),
    ("titan_text_express", "amazon.titan-text-express-v1"),
    ("cohere_embed_v3", "cohere.embed-english-v3"),
    ("sdxl", "stability.stable-diffusion-xl-v1"),
    ("nova_canvas", "amazon.nova-canvas-v1:0"),
    ("llama_3_1", "meta.llama3-1-70b-instruct-v1:0"),
];

#[test]
fn seven_plans_are_as_expected() {
    let shop = shop();
    for (name, old) in SEVEN {
        let printed = migrate(shop.path(), &[old]);
        assert_eq!((printed.status, printed.stderr.as_str()), (0, ""));
        expected::is(&format!("migrate-{name}"), &printed.stdout);
    }
}

#[test]
fn a_plan_for_programs() {
    let printed = migrate(shop().path(), &[HAIKU, "--output", "json"]);
    expected::is("migrate-json", &printed.stdout);
}

/// The references of a scan that can only be to this model or to a few, and the patterns that match it.
fn of_scan(folder: &Path, old: &str) -> (Value, Value) {
    let scan = run(
        folder,
        &[
            "scan",
            "--as-of",
            AS_OF,
            "--output",
            "json",
            "--exit-zero",
            "--inventory",
        ],
    );
    let scan: Value = serde_json::from_str(&scan.stdout).unwrap();
    let references = scan["references"].as_array().unwrap().iter().cloned();
    let of_old = references.filter(|row| {
        let models = row["models"].as_array().unwrap();
        models.iter().any(|model| model == old)
    });
    let (patterns, others): (Vec<Value>, Vec<Value>) =
        of_old.partition(|row| row["form"] == "wildcard" || row["resolution"] == "family");
    (others.into(), patterns.into())
}

#[test]
fn the_locations_of_a_plan_are_the_references_of_a_scan() {
    let shop = shop();
    let active = "amazon.nova-micro-v1:0";
    fs::write(
        shop.path().join("nova.py"),
        format!("MODEL = \"{active}\"\n"),
    )
    .unwrap();
    fs::write(
        shop.path().join("uses.py"),
        "import models\n\nprint(models.HAIKU_3)\n",
    )
    .unwrap();
    fs::write(
        shop.path().join("models.py"),
        format!("HAIKU_3 = \"{HAIKU}\"\nCLAUDE = \"anthropic.claude-3-haiku\"\n"),
    )
    .unwrap();
    for old in SEVEN.iter().map(|(_, old)| *old).chain([active]) {
        let plan = plan(shop.path(), &[old]);
        let (references, patterns) = of_scan(shop.path(), old);
        assert_eq!(
            locations_in(&plan["locations"]),
            locations_in(&references),
            "{old}"
        );
        assert_eq!(
            locations_in(&plan["patterns"]),
            locations_in(&patterns),
            "{old}"
        );
        assert!(!locations_in(&plan["locations"]).is_empty(), "{old}");
        let changes = plan["locations"].as_array().unwrap().iter();
        let with_definition = changes.filter(|row| row["change"] == "with-definition");
        assert_eq!(with_definition.count(), usize::from(old == HAIKU), "{old}");
    }
}

#[test]
fn both_formats_have_the_same_counts() {
    let shop = shop();
    for (_, old) in SEVEN {
        let plan = plan(shop.path(), &[old]);
        let text = migrate(shop.path(), &[old]).stdout;
        let counts = &plan["counts"];
        let number = |name: &str| counts[name].as_u64().unwrap();
        let s = |n: u64| if n == 1 { "" } else { "s" };
        let (locations, files) = (number("locations"), number("files"));
        let sentence = format!(
            "\n{locations} location{} in {files} file{}: ",
            s(locations),
            s(files)
        );
        assert!(text.contains(&sentence), "{sentence} {text}");
        let paths: BTreeSet<_> = locations_in(&plan["locations"])
            .into_iter()
            .map(|(path, ..)| path)
            .collect();
        assert_eq!(paths.len() as u64, files);
        let section = text
            .split("\n## ")
            .find(|part| part.starts_with("Locations"))
            .unwrap();
        assert_eq!(section.matches("\n- [ ] ").count() as u64, locations);
        for (path, line, column) in locations_in(&plan["locations"]) {
            assert!(
                section.contains(&format!("`{path}:{line}:{column}`")),
                "{section}"
            );
        }
        let rows = plan["locations"].as_array().unwrap();
        for (name, applicability, word) in [
            ("safe", "safe", "safe)"),
            ("unsafe", "unsafe", "unsafe)"),
            ("display_only", "display-only", "manual)"),
        ] {
            let of = rows
                .iter()
                .filter(|row| row["applicability"] == applicability);
            assert_eq!(of.count() as u64, number(name));
            assert_eq!(
                section.matches(word).count() as u64,
                number(name)
                    + match name {
                        "safe" => number("unsafe"),
                        _ => 0,
                    }
            );
        }
        let groups = counts["groups"].as_object().unwrap();
        let sum: u64 = groups.values().filter_map(Value::as_u64).sum();
        assert_eq!(sum, locations);
        let questions = plan["open_questions"].as_array().unwrap().len();
        let section = text
            .split("\n## ")
            .find(|part| part.starts_with("Open questions"));
        assert_eq!(
            section.unwrap_or_default().matches("\n- [ ] ").count(),
            questions
        );
        for step in plan["steps"].as_array().unwrap() {
            let source = step["source"].as_str().unwrap();
            assert!(text.contains(&format!("[{source}]")), "{source}");
            assert!(plan["sources"][source].is_object(), "{source}");
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let shop = shop();
    for format in ["markdown", "json", "diff"] {
        let print = |threads: &str| {
            migrate(
                shop.path(),
                &[HAIKU, "--output", format, "--threads", threads],
            )
            .stdout
        };
        assert_eq!(print("1"), print("4"));
    }
}

#[test]
fn the_diff_has_the_edits_of_the_plan() {
    let shop = shop();
    for (_, old) in SEVEN {
        let before = plan(shop.path(), &[old]);
        let diff = migrate(shop.path(), &[old, "--output", "diff"]).stdout;
        let mut apply = Command::new("git")
            .args(["-c", "core.autocrlf=false", "apply", "--whitespace=nowarn"])
            .current_dir(shop.path())
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(apply.stdin.as_mut().unwrap(), diff.as_bytes()).unwrap();
        assert!(apply.wait().unwrap().success(), "{diff}");
        let after = plan(shop.path(), &[old]);
        let counts = |name: &str| {
            let of = |plan: &Value| plan["counts"][name].as_u64().unwrap();
            (of(&before), of(&after))
        };
        let (edits, rest) = counts("unsafe");
        assert!(edits > 0 && rest == 0, "{old}: {edits} {rest}");
        assert_eq!(
            counts("locations").1,
            counts("locations").0 - edits,
            "{old}"
        );
    }
}

#[test]
fn the_new_model_can_be_chosen() {
    let shop = shop();
    let sonnet = "anthropic.claude-sonnet-4-20250514-v1:0";
    let plan = plan(shop.path(), &[sonnet, "us.anthropic.claude-sonnet-5-5"]);
    assert_eq!(plan["new"]["model"], "anthropic.claude-sonnet-5-5");
    assert_eq!(plan["new"]["chosen"], true);
    assert_eq!(plan["new"]["runner_up"], Value::Null);
    let rows = plan["locations"].as_array().unwrap().iter();
    for new in rows
        .filter(|row| row["group"] == "live")
        .filter_map(|row| row["new"].as_str())
    {
        assert_eq!(new, "us.anthropic.claude-sonnet-5-5");
    }
    let text = migrate(
        shop.path(),
        &[
            sonnet,
            "us.anthropic.claude-sonnet-5-5",
            "--region",
            "us-east-1",
        ],
    );
    let command = format!(
        "`bedrock-eol migrate {sonnet} us.anthropic.claude-sonnet-5-5 --region us-east-1 --output diff`"
    );
    assert!(text.stdout.contains(&command), "{}", text.stdout);
    // A model that cannot replace the old one has no plan, and says why.
    let refused = migrate(shop.path(), &[sonnet, HAIKU]);
    assert_eq!(refused.status, 0);
    let why = format!("`{HAIKU}` is itself End-of-Life");
    assert!(refused.stdout.contains(&why), "{}", refused.stdout);
}

#[test]
fn a_second_word_can_be_a_path() {
    let shop = shop();
    let paths = |arguments: &[&str]| -> BTreeSet<String> {
        let plan = plan(shop.path(), arguments);
        locations_in(&plan["locations"])
            .into_iter()
            .map(|(path, ..)| path)
            .collect()
    };
    let only = BTreeSet::from([
        "config/models.yaml".to_owned(),
        "config/prices.json".to_owned(),
    ]);
    assert_eq!(paths(&[HAIKU, "config"]), only);
    assert_eq!(
        paths(&[HAIKU, "us.anthropic.claude-haiku-5-5", "config"]),
        only
    );
    // The name of a file does not change what a model is.
    fs::write(shop.path().join("amazon.nova-micro-v1:0"), "").unwrap();
    let plan = plan(shop.path(), &[HAIKU, "amazon.nova-micro-v1:0"]);
    assert_eq!(plan["counts"]["locations"], 10);
}

#[test]
fn an_argument_that_is_not_a_model_is_an_error() {
    let shop = shop();
    let explained = run(shop.path(), &["explain", "anthropic.claude-4-haiku"]);
    let refused = migrate(shop.path(), &["anthropic.claude-4-haiku"]);
    assert_eq!((refused.status, refused.stdout.as_str()), (2, ""));
    assert_eq!(refused.stderr, explained.stderr);
    for (new, why) in [
        ("nova", "`nova` is not a model ID, inference profile or ARN"),
        (
            "us.anthropic.claude-3-haiku-20240307-v1:0",
            "is the model to migrate from",
        ),
        (
            "amazon.nova-lite-v9:0",
            "the catalog does not know `amazon.nova-lite-v9:0`; did you mean",
        ),
        (
            "amazon.nova-lite-v1:0\"; run(",
            "is not a model ID, inference profile or ARN",
        ),
    ] {
        let refused = migrate(shop.path(), &[HAIKU, new]);
        assert_eq!((refused.status, refused.stdout.as_str()), (2, ""), "{new}");
        assert!(refused.stderr.contains(why), "{}", refused.stderr);
        assert!(!refused.stderr.contains("--model"), "{}", refused.stderr);
    }
}

#[test]
fn every_form_of_the_old_model_is_accepted() {
    let shop = shop();
    let text = migrate(shop.path(), &[HAIKU]).stdout;
    for old in [
        "us.anthropic.claude-3-haiku-20240307-v1:0",
        "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
        "FoundationModelIdentifier.ANTHROPIC_CLAUDE_3_HAIKU_20240307_V1_0",
        "anthropic.claude-3-haiku",
    ] {
        assert_eq!(migrate(shop.path(), &[old]).stdout, text, "{old}");
    }
}

#[test]
fn a_project_without_the_model_says_so() {
    let empty = folder(&[]);
    let printed = migrate(empty.path(), &[HAIKU]);
    assert_eq!(printed.status, 0);
    assert!(
        printed
            .stdout
            .contains("**No location:** no file was scanned."),
        "{}",
        printed.stdout
    );
    let other = folder(&[
        ("app.py", "MODEL = \"anthropic.claude-v2\"\n"),
        ("b.py", ""),
    ]);
    let printed = migrate(other.path(), &[HAIKU]);
    assert_eq!(printed.status, 0);
    let sentence = "**No location:** none of the 2 scanned files refers to it.";
    assert!(printed.stdout.contains(sentence), "{}", printed.stdout);
    assert!(!printed.stdout.contains("## Steps"), "{}", printed.stdout);
    assert!(
        printed.stdout.contains("- [ ] Look for other spellings"),
        "{}",
        printed.stdout
    );
    let plan = plan(other.path(), &[HAIKU]);
    assert_eq!(plan["counts"]["locations"], 0);
    assert_eq!(plan["new"]["model"], "anthropic.claude-haiku-5-5");
    assert_eq!(
        migrate(other.path(), &[HAIKU, "--output", "diff"]).stdout,
        ""
    );
}

/// A plan names no model that cannot be called from where the old one is called: the findings say so, too.
#[test]
fn a_model_that_cannot_be_called_there_is_not_the_new_one() {
    let code = |region: &str| {
        format!(
            "client = boto3.client(\"bedrock-runtime\", region_name=\"{region}\")\n\
             client.invoke_model(modelId=\"amazon.nova-canvas-v1:0\", body=\"{{}}\")\n"
        )
    };
    let project = folder(&[("app.py", &code("us-east-1"))]);
    let printed = migrate(project.path(), &["amazon.nova-canvas-v1:0"]).stdout;
    assert!(printed.starts_with("# Replace Nova Canvas\n"), "{printed}");
    let reason = "**New model:** none. No suitable replacement: `stability.stable-image-core-v1:1` and `stability.sd3-5-large-v1:0` are offered in us-west-2";
    assert!(printed.contains(reason), "{printed}");
    assert_eq!(printed.matches("No suitable replacement").count(), 1);
    // What the user chooses is the new model, with a Region from which it cannot be called.
    let chosen = &plan(
        project.path(),
        &["amazon.nova-canvas-v1:0", "stability.sd3-5-large-v1:0"],
    )["new"]["model"];
    assert_eq!(chosen, "stability.sd3-5-large-v1:0");
    // Where one location can call it, it is the new model.
    let project = folder(&[
        ("app.py", &code("us-east-1")),
        ("other.py", &code("us-west-2")),
    ]);
    let new = &plan(project.path(), &["amazon.nova-canvas-v1:0"])["new"]["model"];
    assert_eq!(new, "stability.sd3-5-large-v1:0");
}

#[test]
fn an_active_model_has_a_plan() {
    let project = folder(&[(
        "app.py",
        "import boto3\nbedrock = boto3.client(\"bedrock-runtime\", region_name=\"us-east-1\")\n\
         bedrock.converse(modelId=\"us.anthropic.claude-sonnet-4-6\")\n",
    )]);
    let old = "anthropic.claude-sonnet-4-6";
    let printed = migrate(project.path(), &[old, "us.anthropic.claude-sonnet-5-5"]).stdout;
    assert!(
        printed.contains("is Active in us-east-1: nothing is scheduled before 2027-02-17"),
        "{printed}"
    );
    assert!(
        printed.contains("`us.anthropic.claude-sonnet-4-6` → `us.anthropic.claude-sonnet-5-5`"),
        "{printed}"
    );
    // A scan still has nothing to report about it.
    let scan = run(
        project.path(),
        &["scan", "--as-of", AS_OF, "--output", "compact"],
    );
    assert_eq!(scan.status, 0, "{}", scan.stdout);
}

#[test]
fn settings_that_silence_findings_do_not_shorten_a_plan() {
    let files = |config: &str, comment: &str| {
        folder(&[
            ("bedrock-eol.toml", config),
            ("app.py", &format!("MODEL = \"{HAIKU}\"{comment}\n")),
            ("prices.md", &format!("`{HAIKU}`\n")),
        ])
    };
    let plain = files("", "");
    let locations_of = |folder: &Path| locations_in(&plan(folder, &[HAIKU])["locations"]);
    let all = locations_of(plain.path());
    assert_eq!(all.len(), 2);
    for config in [
        "[level]\nend-of-life = \"off\"\n",
        "context = [\"docs\"]\n",
        "[level-by-context]\ncode = \"off\"\n",
    ] {
        let silent = files(config, "");
        let plan = plan(silent.path(), &[HAIKU]);
        assert_eq!(locations_in(&plan["locations"]), all, "{config}");
        assert_eq!(plan["counts"]["unsafe"], 2, "{config}");
    }
    let accepted = files("", "  # bedrock-eol: ignore -- until the next release");
    let plan = plan(accepted.path(), &[HAIKU]);
    assert_eq!(locations_in(&plan["locations"]), all);
    assert_eq!(plan["counts"]["accepted"], 1);
    let text = migrate(accepted.path(), &[HAIKU]).stdout;
    assert!(
        text.contains("accepted by a suppression or the baseline"),
        "{text}"
    );
    assert!(!text.to_lowercase().contains("left out"), "{text}");
}

/// The author of a pull request does not choose what the plan of its repository leaves out.
#[test]
fn the_repository_cannot_shorten_an_untrusted_plan() {
    let project = folder(&[
        ("bedrock-eol.toml", "exclude = [\"app.py\"]\n"),
        (".ignore", "app.py\n"),
        ("app.py", &format!("MODEL = \"{HAIKU}\"\n")),
    ]);
    let count = |arguments: &[&str]| {
        let plan = plan(project.path(), &[&[HAIKU], arguments].concat());
        plan["counts"]["locations"].as_u64().unwrap()
    };
    assert_eq!(count(&[]), 0);
    assert_eq!(count(&["--untrusted"]), 1);
    assert_eq!(count(&["--untrusted", "--exclude", "app.py"]), 0);
}

#[test]
fn line_ends_and_encodings_stay() {
    let project = folder(&[(
        "app.py",
        &format!("import boto3\r\n\r\nMODEL = \"{HAIKU}\"\r\n"),
    )]);
    git(project.path(), ["init", "-q", "-b", "main"]);
    let plan = plan(project.path(), &[HAIKU]);
    assert_eq!(
        locations_in(&plan["locations"]),
        BTreeSet::from([("app.py".to_owned(), 3, 10)])
    );
    let diff = migrate(project.path(), &[HAIKU, "--output", "diff"]).stdout;
    let added = diff
        .lines()
        .filter(|line| line.starts_with("+MODEL"))
        .count();
    assert_eq!(added, 1);
    assert!(diff.contains("\"\r\n"), "{diff:?}");
    assert!(!migrate(project.path(), &[HAIKU]).stdout.contains('\r'));
}

#[test]
fn binary_files_and_unreadable_files_are_listed() {
    let project = folder(&[("app.py", &format!("MODEL = \"{HAIKU}\"\n"))]);
    let mut binary: Vec<u8> = (0..4_000_u32).map(|n| (n * n % 251) as u8).collect();
    binary.extend(format!("\0{HAIKU}\0amazon.titan-text-express-v1\0").bytes());
    fs::write(project.path().join("lib.so"), binary).unwrap();
    let text = migrate(project.path(), &[HAIKU]).stdout;
    let line = format!("- [ ] `lib.so:1:1`: `{HAIKU}` (binary file; no edit)\n");
    assert!(text.contains(&line), "{text}");
    assert!(text.contains("What changes here? A binary file"), "{text}");
    assert!(!text.contains("Record or generate"), "{text}");
    assert!(!text.contains("Is this the old model?"), "{text}");
    let missing = migrate(project.path(), &[HAIKU, "app.py", "no-such-file.py"]);
    assert_eq!(missing.status, 2);
    let banner = "**The scan is incomplete:** 1 path could not be read.\n\n- `no-such-file.py`: no such file or folder\n";
    assert!(missing.stdout.contains(banner), "{}", missing.stdout);
}

/// Names of files and texts in them come from strangers: nothing of them becomes markup of an issue.
#[cfg(unix)]
#[test]
fn hostile_names_and_texts_become_no_markup() {
    let project = folder(&[
        (
            "a](http:x)<img src=y>@team.py",
            &format!("M = \"{HAIKU}\"\n"),
        ),
        (
            "b`|`\n# forged.py",
            &format!("M = \"arn:aws:bedrock:us-east-1::foundation-model/{HAIKU}\"\n"),
        ),
        ("c\u{202e}\u{1b}[2J.py", &format!("M = \"{HAIKU}\"\n")),
        (
            "d.md",
            &format!("[x](https://evil.example) `{HAIKU}` <script>\n"),
        ),
    ]);
    let text = migrate(project.path(), &[HAIKU]).stdout;
    for forged in [
        "<img",
        "@team",
        "\n# forged",
        "\u{202e}",
        "\u{1b}",
        "](http",
        "<script",
    ] {
        assert!(!text.contains(forged), "{forged}: {text}");
    }
    assert_eq!(text.matches("\n# ").count(), 0, "{text}");
    let json = migrate(project.path(), &[HAIKU, "--output", "json"]).stdout;
    assert!(!json.contains(['\u{202e}', '\u{1b}']), "{json}");
    let plan: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(plan["counts"]["locations"], 4);
}

/// An issue has at most 65,536 characters; programs get everything.
#[test]
fn a_long_plan_fits_into_an_issue() {
    let line = format!("    \"{HAIKU}\",\n");
    let many = format!(
        "MODELS = [\n{}]\nfor model in MODELS:\n    call(model)\n",
        line.repeat(2_000)
    );
    let project = folder(&[("app.py", &many)]);
    let text = migrate(project.path(), &[HAIKU]).stdout;
    assert!(text.chars().count() <= 65_536, "{}", text.len());
    assert!(text.contains("\n2,000 locations in 1 file: "), "{text}");
    let left = text
        .lines()
        .find_map(|line| line.strip_prefix("Not listed: ")?.split(' ').next());
    let left: usize = left.unwrap().replace(',', "").parse().unwrap();
    let section = text
        .split("\n## ")
        .find(|part| part.starts_with("Locations"))
        .unwrap();
    assert_eq!(section.matches("\n- [ ] ").count() + left, 2_000);
    let plan = plan(project.path(), &[HAIKU]);
    assert_eq!(plan["locations"].as_array().unwrap().len(), 2_000);
}

#[test]
fn each_new_model_has_its_own_steps() {
    let old = "amazon.titan-text-express-v1";
    let project = folder(&[
        (
            "here.py",
            "client.invoke_model(modelId=\"arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1\")\n",
        ),
        (
            "there.py",
            "client.invoke_model(modelId=\"arn:aws:bedrock:ca-central-1::foundation-model/amazon.titan-text-express-v1\")\n",
        ),
    ]);
    let plan = plan(project.path(), &[old]);
    let others = plan["other_models"].as_array().unwrap();
    let new = plan["new"]["model"].as_str().unwrap();
    let text = migrate(project.path(), &[old]).stdout;
    let [other] = &others[..] else {
        panic!("one other model than {new}: {text}")
    };
    assert_ne!(other["model"], new);
    let steps = other["steps"].as_array().unwrap();
    assert!(!steps.is_empty(), "{text}");
    let title = format!(
        "Where {} replaces the old model (",
        other["name"].as_str().unwrap()
    );
    assert!(text.contains(&title), "{text}");
}

#[test]
fn printed_commands_have_the_flags_of_the_user() {
    let shop = shop();
    let flags = ["--exclude", "notes", "--no-cross-file", "--no-baseline"];
    let text = migrate(shop.path(), &[&[HAIKU][..], &flags].concat()).stdout;
    let line = text.lines().find(|line| line.contains("--output diff"));
    let line = line.expect("the command that prints the diff");
    for flag in ["--exclude notes", "--no-cross-file", "--no-baseline"] {
        assert!(line.contains(flag), "{line}");
    }
    assert!(!line.contains("--as-of"), "{line}");
}

/// The plan and the scan say the same about a Region for which the catalog has no dates.
#[test]
fn the_head_of_a_plan_states_no_date_in_a_region_without_dates() {
    const OLD: &str = "amazon.titan-text-express-v1";
    let head = |files: &[(&str, &str)]| {
        let folder = crate::cross_file::project(files);
        let text = migrate(folder.path(), &[OLD]).stdout;
        let line = text.lines().find(|line| line.starts_with("Titan"));
        line.expect("the stage").to_owned()
    };
    let env = |region: &str| format!("AWS_REGION={region}\nMODEL_ID={OLD}\n");
    for (region, why) in [
        ("us-gov-east-1", "the catalog has no date for us-gov-east-1"),
        ("cn-north-1", "Bedrock is not offered in cn-north-1"),
    ] {
        let beside = head(&[(".env", &env(region))]);
        let set = format!("AWS_REGION={region}\n");
        let elsewhere = head(&[(".env", &set), ("ask.py", &format!("ask(\"{OLD}\")\n"))]);
        for head in [beside, elsewhere] {
            assert!(
                head.contains(" reached End-of-Life in the main Regions on 2025-08-15"),
                "{head}"
            );
            assert!(head.contains(&format!("; {why}.")), "{head}");
        }
    }
    let dated = head(&[(".env", &env("us-east-1"))]);
    assert!(
        dated.contains(" reached End-of-Life in us-east-1 on 2025-08-15"),
        "{dated}"
    );
    assert!(dated.contains(": requests fail."), "{dated}");
}

/// The endpoint bedrock-mantle has a permission of its own, and the quotas of bedrock-runtime do not apply to it.
#[test]
fn a_plan_for_bedrock_mantle_names_its_own_permission() {
    let folder = folder(&[(
        "ask.py",
        "client = OpenAI(base_url=\"https://bedrock-mantle.us-east-1.api.aws/v1\")\n\
         client.chat.completions.create(model=\"deepseek.v3.1\", messages=m)\n",
    )]);
    let text = migrate(folder.path(), &["deepseek.v3.1"]).stdout;
    let permission = "allow `bedrock-mantle:CreateInference` on:\n\n- `arn:aws:bedrock-mantle:us-east-1:ACCOUNT_ID:project/*`";
    assert!(text.contains(permission), "{text}");
    assert!(
        !text.contains("InvokeModel") && !text.contains("list-service-quotas"),
        "{text}"
    );
    fs::write(
        folder.path().join("ask.py"),
        "client = boto3.client(\"bedrock-runtime\", region_name=\"us-east-1\")\n\
         client.converse(modelId=\"deepseek.v3-v1:0\", messages=m)\n",
    )
    .unwrap();
    let text = migrate(folder.path(), &["deepseek.v3-v1:0"]).stdout;
    assert!(text.contains("allow `bedrock:InvokeModel*` on:"), "{text}");
    assert!(text.contains("list-service-quotas"), "{text}");
}

/// Two policies do not outvote the one call that they allow.
#[test]
fn the_model_of_the_calls_is_that_of_the_plan() {
    const OLD: &str = "anthropic.claude-3-5-sonnet-20240620-v1:0";
    let policy = |region: &str| {
        format!(
            "{{\"Statement\":[{{\"Effect\":\"Allow\",\"Action\":\"bedrock:InvokeModel\",\"Resource\":\
             \"arn:aws:bedrock:{region}::foundation-model/{OLD}\"}}]}}"
        )
    };
    let call = format!(
        "client = boto3.client(\"bedrock-runtime\", region_name=\"ap-southeast-1\")\nclient.converse(modelId=\"{OLD}\")\n"
    );
    let (one, two) = (policy("us-east-1"), policy("us-west-2"));
    let folder = folder(&[("ask.py", &call), ("one.json", &one), ("two.json", &two)]);
    let models = |text: &str| text.lines().next().unwrap_or_default().to_owned();
    let head = models(&migrate(folder.path(), &[OLD]).stdout);
    fs::remove_file(folder.path().join("ask.py")).unwrap();
    let of_policies = models(&migrate(folder.path(), &[OLD]).stdout);
    assert_eq!(head, "# Migrate from Claude 3.5 Sonnet to Claude Sonnet 5");
    assert_ne!(head, of_policies);
}
