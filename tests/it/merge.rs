//! `bedrock-eol merge`: many JSON reports become one. The numbers stay, the order does not matter, and nothing in a report is
//! believed.

use std::fs;
use std::path::Path;

use bedrock_eol::{Date, FORMATS, Input, Level, Merge, RenderOptions, Report, Run, format};
use proptest::prelude::{Just, ProptestConfig, Strategy as _, prop, proptest};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{AS_OF, run, run_with_input, run_within};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/projects");

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The report of a scan of one text, changed by `change`.
fn scanned(path: &str, text: &str, inventory: bool, change: impl Fn(&mut Value)) -> Vec<u8> {
    let input = Input::text(path, text.as_bytes().to_vec());
    let report = Run::isolated(day(AS_OF)).scan(&input).unwrap();
    let options = RenderOptions {
        inventory,
        ..RenderOptions::default()
    };
    let mut value: Value = serde_json::from_slice(&rendered(&report, "json", &options)).unwrap();
    change(&mut value);
    serde_json::to_vec(&value).unwrap()
}

fn rendered(report: &Report, name: &str, options: &RenderOptions) -> Vec<u8> {
    let mut out = Vec::new();
    format(name)
        .unwrap()
        .render(report, options, &mut out)
        .unwrap();
    out
}

/// A report with the name of its repository.
type Named<'a> = (Option<&'a str>, &'a [u8]);

fn merged(reports: &[Named<'_>]) -> Report {
    let mut merge = Merge::default();
    for (name, text) in reports {
        merge.add(text, *name, name.is_some()).unwrap();
    }
    merge.finish(false, Some(Level::Error)).unwrap()
}

fn as_json(report: &Report) -> Vec<u8> {
    rendered(report, "json", &RenderOptions::default())
}

const USE: &str = "client.converse(modelId=\"anthropic.claude-v2:1\")\n";

/// Reports of repositories: two parts of one, the same file in two, one with the inventory, one that is incomplete, and one
/// of another commit.
fn reports() -> Vec<(&'static str, Vec<u8>)> {
    let lines =
        "A = \"anthropic.claude-v2\"\nB = \"anthropic.claude-v2\"\nC = \"amazon.nova-lite-v1:0\"\n";
    let as_is = |_: &mut Value| {};
    vec![
        ("acme/app", scanned("a.py", USE, false, as_is)),
        ("acme/app", scanned("b.py", lines, false, as_is)),
        ("acme/web", scanned("a.py", USE, true, as_is)),
        (
            "acme/app-web",
            scanned("a.py", &format!("{USE}{lines}"), true, |report| {
                report["findings"][0]["owners"] = json!(["@acme/search"]);
            }),
        ),
        (
            "broken",
            scanned("a.py", "x = 1\n", false, |report| {
                report["complete"] = json!(false);
                report["errors"] = json!([{
                    "path": "secret.pem", "line": null, "column": null, "kind": "read", "message": "Permission denied",
                }]);
            }),
        ),
        (
            "acme/app",
            scanned("b.py", &format!("\n{lines}{lines}"), true, as_is),
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any order, any grouping and any duplicates give the same bytes in every format.
    #[test]
    fn a_merge_depends_on_its_reports_alone(
        (order, splits) in (prop::collection::vec(0..6_usize, 0..6), Just((0..6).collect::<Vec<usize>>()).prop_shuffle())
            .prop_flat_map(|(again, once)| {
                let order: Vec<usize> = once.into_iter().chain(again).collect();
                let splits = prop::collection::vec(0..100_usize, order.len());
                (Just(order), splits)
            })
    ) {
        let reports = reports();
        let all: Vec<Named<'_>> = reports.iter().map(|(name, text)| (Some(*name), text.as_slice())).collect();
        let expected = merged(&all);
        let in_order: Vec<Named<'_>> = order.iter().map(|at| all[*at]).collect();
        let grouped = grouped(&in_order, &splits);
        let again = merged(&[(None, &grouped)]);
        for row in FORMATS {
            let options = RenderOptions { inventory: true, ..RenderOptions::default() };
            let (one, other) = (rendered(&expected, row.name, &options), rendered(&again, row.name, &options));
            assert_eq!(String::from_utf8_lossy(&one), String::from_utf8_lossy(&other), "{}", row.name);
        }
    }
}

/// Merges in groups, and groups of these, as `splits` divides them.
fn grouped(reports: &[Named<'_>], splits: &[usize]) -> Vec<u8> {
    if reports.len() <= 2 {
        return as_json(&merged(reports));
    }
    let (first, rest) = splits
        .split_first()
        .map_or((1, splits), |(first, rest)| (*first, rest));
    let at = 1 + first % (reports.len() - 1);
    let (left, right) = (
        grouped(&reports[..at], rest),
        grouped(&reports[at..], &rest[rest.len() / 2..]),
    );
    as_json(&merged(&[(None, &left), (None, &right)]))
}

/// The fixtures as repositories, and their reports in a folder.
fn fixtures(arguments: &[&str]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in ["demo", "every-rule"] {
        let file = format!(
            "json={}",
            folder.path().join(format!("{name}.json")).display()
        );
        let mut all = vec!["scan", "--as-of", AS_OF, "-q", "-o", &file];
        all.extend(arguments);
        run(&Path::new(FIXTURES).join(name), &all);
    }
    folder
}

fn read(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

/// What a report says is what the merged one says about its repository.
#[test]
fn one_report_keeps_every_row_and_every_number() {
    for arguments in [&[][..], &["--inventory"]] {
        let folder = fixtures(arguments);
        for name in ["demo", "every-rule"] {
            let run = run(
                folder.path(),
                &["merge", &format!("{name}.json"), "-o", "json"],
            );
            let (mut merged, scan): (Value, Value) = (
                serde_json::from_str(&run.stdout).unwrap(),
                read(folder.path(), &format!("{name}.json")),
            );
            for list in ["findings", "references", "skipped", "errors"] {
                for row in merged[list].as_array_mut().into_iter().flatten() {
                    assert_eq!(
                        row.as_object_mut().unwrap().remove("repository"),
                        Some(json!(name))
                    );
                }
            }
            for field in scan
                .as_object()
                .unwrap()
                .keys()
                .filter(|field| !matches!(field.as_str(), "root" | "cwd"))
            {
                assert_eq!(merged[field], scan[field], "{name}: {field}");
            }
            let row = &merged["repositories"][0];
            for level in ["error", "warning", "note"] {
                assert_eq!(row[level], scan["summary"][level], "{name}: {level}");
            }
        }
    }
}

#[test]
fn numbers_of_repositories_add_up_and_are_the_same_in_every_format() {
    let folder = fixtures(&[]);
    let files = [
        "html",
        "markdown",
        "csv",
        "cyclonedx",
        "ics",
        "json",
        "pretty",
    ]
    .map(|format| [String::from("-o"), format!("{format}=all.{format}")])
    .concat();
    let mut arguments = vec!["merge", "demo.json", "every-rule.json", "-q"];
    arguments.extend(files.iter().map(String::as_str));
    let run = run(folder.path(), &arguments);
    assert_eq!((run.status, run.stderr.as_str()), (1, ""));
    let (all, demo, rules) = (
        read(folder.path(), "all.json"),
        read(folder.path(), "demo.json"),
        read(folder.path(), "every-rule.json"),
    );
    for number in [
        "error",
        "warning",
        "note",
        "suppressed",
        "baselined",
        "references",
        "failing",
        "files_with_findings",
    ] {
        let sum =
            demo["summary"][number].as_u64().unwrap() + rules["summary"][number].as_u64().unwrap();
        assert_eq!(all["summary"][number], json!(sum), "{number}");
    }
    let text = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let of = |level: &str| demo["summary"][level].as_u64().unwrap();
    let (errors, warnings, notes) = (of("error"), of("warning"), of("note"));
    assert!(text("all.html").contains(&format!(
        "<td class=\"n\">{errors}</td><td class=\"n\">{warnings}</td><td class=\"n\">{notes}</td>"
    )));
    assert!(
        text("all.markdown").contains(&format!("| `demo` |  | {errors} | {warnings} | {notes} |"))
    );
    assert!(text("all.pretty").contains(&format!(
        "demo        {errors} errors, {warnings} warnings, {notes} notes"
    )));
    let csv = text("all.csv");
    let columns: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    let at = columns
        .iter()
        .position(|column| *column == "repository")
        .unwrap();
    assert_eq!(columns[at..at + 2], ["repository", "owners"]);
    assert_eq!(
        csv.lines()
            .filter(|line| line.starts_with("finding,") && line.contains(",demo,"))
            .count() as u64,
        demo["findings"].as_array().unwrap().len() as u64
    );
    assert!(text("all.cyclonedx").contains("\"location\": \"demo/"));
    assert!(text("all.cyclonedx").contains("\"name\": \"bedrock-eol:repository\""));
}

#[test]
fn owners_come_from_codeowners() {
    let folder = TempDir::new().unwrap();
    crate::program::git(folder.path(), ["init", "-q"]);
    fs::write(
        folder.path().join("CODEOWNERS"),
        "*.py @acme/search @acme/ml\n",
    )
    .unwrap();
    fs::write(folder.path().join("a.py"), USE).unwrap();
    run(
        folder.path(),
        &["scan", "--as-of", AS_OF, "-q", "-o", "json=shop.json"],
    );
    assert_eq!(
        read(folder.path(), "shop.json")["findings"][0]["owners"],
        json!(["@acme/search", "@acme/ml"])
    );
    let merged = run(folder.path(), &["merge", "shop.json", "-o", "markdown"]);
    assert!(
        merged
            .stdout
            .contains("| `shop` | <code>&#64;acme/ml</code> <code>&#64;acme/search</code> | 1 |"),
        "{}",
        merged.stdout
    );
    let issues = run(folder.path(), &["merge", "shop.json", "-o", "issues"]);
    assert!(issues.stdout.contains("@acme/search"), "{}", issues.stdout);
}

#[test]
fn a_repository_has_the_name_that_is_given_or_that_of_its_file() {
    let folder = TempDir::new().unwrap();
    let report = scanned("a.py", USE, false, |_| {});
    for path in ["shop.json", "x/report.json", "y/shop.json"] {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, &report).unwrap();
    }
    fs::write(
        folder.path().join("list"),
        "shop.json\nacme/pay=x/report.json\n",
    )
    .unwrap();
    let names = |arguments: &[&str]| {
        let run = run_with_input(
            folder.path(),
            &[&["merge", "-o", "json"], arguments].concat(),
            &report,
        );
        let report: Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
        let rows = report["repositories"].as_array().unwrap().clone();
        rows.iter()
            .map(|row| row["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&["shop.json", "x/report.json"]), ["shop", "x"]);
    assert_eq!(names(&["--files-from", "list"]), ["acme/pay", "shop"]);
    assert_eq!(names(&["pay=-", "shop.json"]), ["pay", "shop"]);
    for (arguments, message) in [
        (
            &["shop.json", "y/shop.json"][..],
            "would both be the repository `shop`",
        ),
        (&["-"], "name it with NAME=FILE"),
        (&["a/../b=shop.json"], "is not a name of a repository"),
        (
            &["shop.json", "shop/api=x/report.json"],
            "shop/api would be a folder of the repository shop",
        ),
        (&["-", "x=-"], "can be read once"),
        (
            &["shop.json", "--link-base", "https://example.com/"],
            "--link-base",
        ),
    ] {
        let run = run_with_input(folder.path(), &[&["merge"], arguments].concat(), &report);
        assert_eq!(run.status, 2, "{arguments:?}");
        assert!(
            run.stderr.contains(message),
            "{arguments:?}: {}",
            run.stderr
        );
    }
}

#[test]
fn different_days_are_an_error_or_are_stated() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).unwrap();
    write("a.json", &scanned("a.py", USE, false, |_| {}));
    write(
        "b.json",
        &scanned("a.py", USE, false, |report| {
            report["as_of"] = json!("2026-11-20");
            report["catalog"]["version"] = json!("2026.11.1");
        }),
    );
    let refused = run(folder.path(), &["merge", "a.json", "b.json"]);
    assert_eq!(refused.status, 2);
    assert!(
        refused.stderr.contains("2026-11-20 (b) and 2026-11-23 (a)"),
        "{}",
        refused.stderr
    );
    let allowed = |format: &str| {
        run(
            folder.path(),
            &[
                "merge",
                "a.json",
                "b.json",
                "--allow-mixed-dates",
                "-o",
                format,
            ],
        )
        .stdout
    };
    for format in ["html", "markdown", "pretty"] {
        let text = allowed(format)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(
            text.contains("as of different days, from 2026-11-20 to 2026-11-23"),
            "{format}"
        );
        assert!(text.contains("different catalogs: 2026.11.1, "), "{format}");
    }
    assert!(allowed("json").contains("\"as_of\": \"2026-11-20\""));
    let same = run(
        folder.path(),
        &["merge", "x=a.json", "x=b.json", "--allow-mixed-dates"],
    );
    assert_eq!(same.status, 2);
    assert!(
        same.stderr
            .contains("two reports of x are of different days or catalogs"),
        "{}",
        same.stderr
    );
}

#[test]
fn an_incomplete_report_and_one_that_cannot_be_read_make_the_merge_incomplete() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).unwrap();
    write("good.json", &scanned("a.py", USE, false, |_| {}));
    let (_, broken) = reports().swap_remove(4);
    write("broken.json", &broken);
    write("none.json", b"{");
    let run_of = |arguments: &[&str]| {
        run(
            folder.path(),
            &[
                &["merge", "-o", "json=all.json", "-q", "-o", "markdown"],
                arguments,
            ]
            .concat(),
        )
    };
    assert_eq!(run_of(&["good.json"]).status, 1);
    assert_eq!(run_of(&["good.json", "--exit-zero"]).status, 0);
    assert_eq!(run_of(&["good.json", "--fail-on", "never"]).status, 0);
    let incomplete = run_of(&["good.json", "broken.json", "--exit-zero"]);
    assert_eq!(incomplete.status, 2);
    assert!(
        incomplete.stdout.contains("| `broken` (incomplete) |"),
        "{}",
        incomplete.stdout
    );
    assert!(
        incomplete.stdout.contains("`broken/secret.pem`"),
        "{}",
        incomplete.stdout
    );
    let unread = run_of(&["good.json", "none.json", "absent.json"]);
    assert_eq!(unread.status, 2);
    assert!(
        unread
            .stderr
            .contains("none.json: it is not a report of `--output json`: line 1, column 1: "),
        "{}",
        unread.stderr
    );
    assert!(unread.stderr.contains("absent.json: "), "{}", unread.stderr);
    let all = read(folder.path(), "all.json");
    assert_eq!(
        (all["summary"]["error"].clone(), all["complete"].clone()),
        (json!(1), json!(false))
    );
    assert_eq!(all["errors"].as_array().unwrap().len(), 2);
    assert_eq!(all["errors"][1].get("repository"), None);
    fs::rename(
        folder.path().join("all.json"),
        folder.path().join("once.json"),
    )
    .unwrap();
    run_of(&["once.json"]);
    assert_eq!(
        read(folder.path(), "once.json"),
        read(folder.path(), "all.json")
    );
}

/// What no report has is an error that says where, and the text of the error is safe to print.
#[test]
fn a_report_is_not_believed() {
    let change = |pointer: &str, value: Value| {
        scanned("a.py", USE, true, |report| {
            let at = report
                .pointer_mut(pointer)
                .unwrap_or_else(|| panic!("{pointer}"));
            *at = value.clone();
        })
    };
    let error = |text: &[u8]| {
        let mut merge = Merge::default();
        merge
            .add(text, Some("x"), true)
            .expect_err("it is not a report")
            .to_string()
    };
    let rtl = "\u{202e}abc";
    for (pointer, value, message) in [
        (
            "/schema_version",
            json!(2),
            "its schema_version is 2; this version reads 1",
        ),
        (
            "/as_of",
            json!("23.11.2026"),
            "as_of: `23.11.2026` is not a date like 2026-11-23",
        ),
        (
            "/as_of",
            json!(5),
            "invalid type: integer `5`, expected a string",
        ),
        ("/catalog/version", json!(rtl), "catalog.version"),
        (
            "/findings/0/level",
            json!("fatal"),
            "findings[0].level: unknown variant `fatal`",
        ),
        (
            "/findings/0/rule",
            json!("no-rule"),
            "findings[0].rule: `no-rule` is not a rule of this version",
        ),
        (
            "/findings/0/line",
            json!(0),
            "findings[0].line: lines and columns begin at 1",
        ),
        (
            "/findings/0/line",
            json!(u64::MAX),
            "is larger than any report has",
        ),
        (
            "/findings/0/line",
            json!(1e300),
            "invalid type: floating point",
        ),
        (
            "/findings/0/path",
            json!("a/../../b"),
            "findings[0].path: `a/../../b` has a part `..`",
        ),
        (
            "/findings/0/advice",
            json!("0"),
            "findings[0].advice: `0` is not in the document",
        ),
        (
            "/findings/0/fingerprint",
            json!("x"),
            "findings[0].fingerprint",
        ),
        ("/findings/0/owners", json!(["<b>"]), "findings[0].owners"),
        (
            "/findings/0/models",
            json!(["<script>"]),
            "findings[0].models",
        ),
        (
            "/findings/0/lifecycle/eol",
            json!("2026-02-30"),
            "findings[0].eol: `2026-02-30` is not a date",
        ),
        (
            "/findings/0/disposition",
            json!("suppressed"),
            "findings[0].disposition",
        ),
        ("/references/0/form", json!("x"), "references[0].form"),
        (
            "/left_out",
            json!({"suppressed": -1}),
            "invalid value: integer `-1`",
        ),
        (
            "/left_out",
            json!({"magic": 1}),
            "left_out: `magic` is not a cause",
        ),
        ("/summary/references", json!(0), "summary.references"),
        (
            "/models/0/references",
            json!(0),
            "has fewer references than the findings",
        ),
        ("/models/0/name", json!("\u{1b}[31m"), "models[0].name"),
        (
            "/stats/files_scanned",
            json!(u64::MAX),
            "is larger than any report has",
        ),
        (
            "/sources",
            json!({"aws-model-lifecycle-guide": {"title": "x", "page": "javascript:alert(1)", "captured": null, "evidence": "aws"}}),
            "does not begin with `https://`",
        ),
    ] {
        let text = error(&change(pointer, value));
        assert!(text.contains(message), "{pointer}: {text}");
    }
    let backwards = scanned("a.py", USE, true, |report| {
        report["findings"][0]["line"] = json!(9);
    });
    assert_eq!(
        error(&backwards),
        "findings[0].end_line: the end is before the start"
    );
    let without = |field: &str| {
        error(&scanned("a.py", USE, false, |report| {
            let (object, field) = field.rsplit_once('/').unwrap();
            report
                .pointer_mut(object)
                .unwrap()
                .as_object_mut()
                .unwrap()
                .remove(field)
                .unwrap();
        }))
    };
    for field in [
        "/as_of",
        "/models",
        "/findings/0/level",
        "/findings/0/lifecycle",
        "/findings/0/lifecycle/eol",
        "/stats",
    ] {
        assert!(
            without(field).contains("missing field"),
            "{field}: {}",
            without(field)
        );
    }
    assert!(error("[".repeat(100_000).as_bytes()).contains("line 1, column"));
    assert!(error(br#"{"schema_version":1,"schema_version":1}"#).contains("duplicate field"));
    assert!(error(b"\xff").contains("line 1, column 1"));
    let long = "x".repeat(1 << 20);
    assert!(error(&change("/findings/0/rule", json!(long))).len() < 200);
    // A later version adds fields.
    let newer = scanned("a.py", USE, false, |report| {
        report["findings"][0]["later"] = json!([1])
    });
    Merge::default().add(&newer, Some("x"), true).unwrap();
}

/// Text of a report is text of a scanned file: no format lets it out of its row.
#[test]
fn hostile_text_of_a_report_is_escaped_in_every_format() {
    let evil = "<script>alert(1)</script>](http://evil)\u{1b}[31m\u{202e}\n::error::x\r\n=cmd()|`#";
    let text = scanned("a.py", USE, true, |report| {
        for pointer in ["/findings/0", "/references/0"] {
            let row = report.pointer_mut(pointer).unwrap();
            row["path"] = json!(evil.replace("..", ""));
            row["text"] = json!(evil);
        }
        report["findings"][0]["message"] = json!(evil);
        report["findings"][0]["brief"] = json!(evil);
        report["errors"] =
            json!([{"path": evil, "line": 1, "column": 1, "kind": "read", "message": evil}]);
        report["skipped"] = json!([{"path": evil, "reason": "binary"}]);
        report["left_out"]["binary"] = json!(1);
        let advice = report["advice"].as_object_mut().unwrap();
        for text in advice.values_mut() {
            *text = json!("<script>alert(1)</script> [x](javascript:alert(1)) =cmd()");
        }
    });
    let report = merged(&[(Some("acme/<b>"), &text)]);
    for row in FORMATS {
        let out = rendered(
            &report,
            row.name,
            &RenderOptions {
                inventory: true,
                ..RenderOptions::default()
            },
        );
        let out = String::from_utf8(out).unwrap();
        assert!(!out.contains(['\u{1b}', '\u{202e}']), "{}", row.name);
        assert!(!out.contains("\n::error::x"), "{}", row.name);
        let link = if row.name == "html" {
            "href=\"javascript"
        } else {
            "](javascript"
        };
        if matches!(row.name, "html" | "markdown") {
            assert!(!out.contains(link), "{}", row.name);
            assert!(
                !out.contains("<script>alert") && !out.contains("<b>"),
                "{}",
                row.name
            );
        }
    }
}

#[test]
fn only_files_within_the_limit_are_read() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("folder")).unwrap();
    let large = fs::File::create(folder.path().join("large.json")).unwrap();
    large.set_len((256 << 20) + 1).unwrap();
    for (file, message) in [
        ("folder", "folder: "),
        ("large.json", "it is larger than 256 MiB"),
    ] {
        let run = run_within(folder.path(), &["merge", file]);
        assert_eq!(run.status, 2, "{file}");
        assert!(run.stderr.contains(message), "{}", run.stderr);
        assert!(
            run.stderr.contains("no report could be read"),
            "{}",
            run.stderr
        );
    }
}

/// `tests/slow/merge` does this with ten thousand and measures the memory.
#[test]
fn many_reports_are_merged_in_the_order_of_names() {
    let text = scanned("a.py", USE, false, |_| {});
    let mut merge = Merge::default();
    for number in (0..300).rev() {
        merge
            .add(&text, Some(&format!("acme/r{number:03}")), true)
            .unwrap();
    }
    let report = merge.finish(false, None).unwrap();
    let rows = report.repository_rows();
    assert_eq!(report.summary().errors, 300);
    assert!(rows.is_sorted_by_key(|row| row.repository.name.clone()));
    assert!(rows.iter().all(|row| row.count(Level::Error) == 1));
}

/// The commands of the page about scale, as they are there.
#[test]
fn the_commands_of_the_page_run() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/scale.md");
    let page = fs::read_to_string(page).unwrap().replace("\r\n", "\n");
    let (_, section) = page.split_once("## An organization\n").unwrap();
    let (_, block) = section.split_once("```sh\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let folder = TempDir::new().unwrap();
    for repository in ["shop", "search"] {
        fs::create_dir_all(folder.path().join(repository)).unwrap();
        fs::write(folder.path().join(repository).join("ask.py"), USE).unwrap();
    }
    fs::create_dir(folder.path().join("reports")).unwrap();
    let mut last = String::new();
    for line in block.lines() {
        let arguments: Vec<&str> = line.split(' ').skip(1).collect();
        let run = run(folder.path(), &arguments);
        assert_eq!((run.status, run.stderr.as_str()), (0, ""), "{line}");
        last = run.stdout;
    }
    assert!(
        last.contains("| `search` |") && last.contains("| `shop` |"),
        "{last}"
    );
    assert_eq!(
        read(folder.path(), "all.json")["summary"]["error"],
        json!(2)
    );
}
