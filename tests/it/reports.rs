//! What reports for people show beyond their text: links to a code host, entries of lists, where to start, ASCII.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::program::{AS_OF, git, run, run_in};

fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        fs::write(path, content).expect("the file is written");
    }
    folder
}

fn scan(folder: &Path, args: &[&str]) -> String {
    let fixed = ["scan", "--isolated", "--as-of", AS_OF];
    run(folder, &[&fixed, args].concat()).stdout
}

const PRICES: &str = concat!(
    "PRICES = {\n",
    "    \"anthropic.claude-v2\": {\"input_cost\": 8.0, \"context_window\": 100000},\n",
    "    \"cohere.command-r-v1:0\": {\"input_cost\": 0.25, \"context_window\": 200000},\n",
    "    \"amazon.nova-lite-v1:0\": {\"input_cost\": 0.25, \"context_window\": 200000},\n",
    "}\n",
);

/// Hostile names: what would end the attribute, the URL's path, or the link of Markdown.
#[cfg(unix)]
#[test]
fn links_stay_below_the_link_base() {
    let folder = project(&[
        ("src/\"><img src=x>.py", "M = \"anthropic.claude-v2\"\n"),
        ("src/a?b#c %2e(1).py", "\nM = \"anthropic.claude-v2\"\n"),
    ]);
    let base = ["--link-base", "https://git.example/o/r/blob/0a1b"];
    let html = scan(folder.path(), &[&base[..], &["--output", "html"]].concat());
    let markdown = scan(
        folder.path(),
        &[&base[..], &["--output", "markdown"]].concat(),
    );
    for url in [
        "https://git.example/o/r/blob/0a1b/src/%22%3E%3Cimg%20src%3Dx%3E.py#L1",
        "https://git.example/o/r/blob/0a1b/src/a%3Fb%23c%20%252e%281%29.py#L2",
    ] {
        assert!(
            html.contains(&format!("<a href=\"{url}\" rel=\"noreferrer\">")),
            "{url}"
        );
        assert!(markdown.contains(&format!("]({url})")), "{url}: {markdown}");
    }
    assert!(!html.contains("<img"));
    let without = scan(folder.path(), &["--output", "html"]);
    assert!(!without.contains("git.example"));
}

#[test]
fn a_link_base_that_is_not_a_url_is_an_error() {
    let folder = project(&[]);
    for base in [
        "javascript:alert(1)//",
        "github.com/o/r",
        "https://x/?path=",
    ] {
        let run = run(folder.path(), &["scan", "--link-base", base]);
        assert_eq!(run.status, 2, "{base}");
        assert!(
            run.stderr
                .contains("expected a URL like https://github.com/"),
            "{}",
            run.stderr
        );
    }
}

/// From a folder below the root, paths of Markdown are relative to it, and links to the root.
#[test]
fn links_begin_at_the_root() {
    let folder = project(&[("svc/a.py", "M = \"anthropic.claude-v2\"\n")]);
    git(folder.path(), ["init", "-q"]);
    let run = run(
        &folder.path().join("svc"),
        &[
            "scan",
            "--as-of",
            AS_OF,
            "--output",
            "markdown",
            "--link-base",
            "https://x/r",
        ],
    );
    assert!(
        run.stdout
            .contains("- `a.py` [1:6](https://x/r/svc/a.py#L1)"),
        "{}",
        run.stdout
    );
}

/// A model with a row of its own is not listed again below a list that contains it.
#[test]
fn each_model_has_one_row() {
    let code = "MODEL = \"anthropic.claude-v2\"\nOTHER = \"cohere.command-r-v1:0\"\n";
    let folder = project(&[("app.py", code), ("prices.py", PRICES)]);
    let markdown = scan(folder.path(), &["--output", "markdown"]);
    for model in ["anthropic.claude-v2", "cohere.command-r-v1:0"] {
        let cell = format!("| `{model}` |");
        assert_eq!(markdown.matches(&cell).count(), 1, "{markdown}");
    }
}

#[test]
fn each_entry_of_a_list_has_its_replacement_and_its_count() {
    let folder = project(&[("prices.py", PRICES)]);
    let markdown = scan(folder.path(), &["--output", "markdown"]);
    let rows: Vec<&str> = markdown
        .lines()
        .filter(|line| line.starts_with('|'))
        .skip(2)
        .collect();
    assert_eq!(rows.len(), 3, "{markdown}");
    assert!(
        rows[0].contains("list of models in `prices.py`"),
        "{markdown}"
    );
    for (row, model) in rows[1..]
        .iter()
        .zip(["anthropic.claude-v2", "cohere.command-r-v1:0"])
    {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert_eq!(
            (cells[2], cells[3]),
            (&*format!("`{model}`"), "End-of-Life"),
            "{row}"
        );
        assert_eq!(cells[6], "1 entry", "{row}");
        assert!(cells[7].starts_with('`'), "{row}");
    }
    let html = scan(folder.path(), &["--output", "html"]);
    for model in ["anthropic.claude-v2", "cohere.command-r-v1:0"] {
        let row = html
            .split("<tr id=\"model-")
            .find(|row| row.starts_with(model))
            .expect(model);
        let row = row.split("</tr>").next().unwrap_or_default();
        assert!(
            row.contains("<td class=\"n\">1</td><td class=\"n\">1</td><td><code>"),
            "{row}"
        );
    }
    let json: serde_json::Value =
        serde_json::from_str(&scan(folder.path(), &["--output", "json"])).expect("JSON");
    let related = json["findings"][0]["related"].as_array().expect("a list");
    assert_eq!(related.len(), 2);
    assert_eq!(related[0]["models"][0], "anthropic.claude-v2");
    assert!(related.iter().all(|entry| entry["replacement"].is_string()));
    assert_eq!(json["summary"]["by_model"]["cohere.command-r-v1:0"], 1);
}

/// The file with most to change, not with most findings: tests and comments come later.
#[test]
fn reports_name_the_file_to_start_with() {
    let two = "A = \"anthropic.claude-v2\"\nB = \"cohere.command-r-v1:0\"\n";
    let one = "M = \"anthropic.claude-v2\"\n";
    let notes = "# anthropic.claude-v2\n".repeat(5);
    let files = [
        ("a.py", one),
        ("b.py", two),
        ("c.py", &notes),
        ("tests/test_a.py", &two.repeat(3)),
    ];
    let folder = project(&files);
    let sentence = "2 of 3 locations to change.";
    for (format, want) in [
        ("pretty", format!("Start with b.py: {sentence}")),
        ("markdown", format!("Start with `b.py`: {sentence}")),
        ("html", format!("Start with <code>b.py</code>: {sentence}")),
    ] {
        let report = scan(folder.path(), &["--output", format]);
        assert!(report.contains(&want), "{format}: {report}");
    }
    // One file, or files with one location each, need no such advice.
    for files in [&files[1..2], &[("a.py", one), ("b.py", one)]] {
        let report = scan(project(files).path(), &[]);
        assert!(!report.contains("Start with"), "{report}");
    }
}

#[test]
fn a_locale_without_utf_8_gets_ascii() {
    let folder = project(&[("a.py", "# \u{65e5}\nM = \"anthropic.claude-v2\"\n")]);
    let args = ["scan", "--isolated", "--as-of", AS_OF];
    for (variables, is_ascii) in [
        (&[][..], false),
        (&[("LC_ALL", "C")], true),
        (&[("LC_ALL", "C.UTF-8"), ("LANG", "C")], false),
    ] {
        let report = run_in(folder.path(), &args, variables).stdout;
        let own = report.replace('\u{65e5}', "");
        assert_eq!(own.is_ascii(), is_ascii, "{variables:?}: {report}");
        assert!(report.contains('\u{65e5}'), "scanned text stays: {report}");
        assert!(
            report.contains(if is_ascii {
                "-> global."
            } else {
                "\u{2192} global."
            }),
            "{report}"
        );
    }
    let asked = [
        "explain",
        "anthropic.claude-3-haiku-20240307-v1:0",
        "--as-of",
        AS_OF,
        "--isolated",
    ];
    let c = [("LC_ALL", "C")];
    assert!(run_in(folder.path(), &asked, &c).stdout.is_ascii());
    assert!(!run_in(folder.path(), &asked, &[]).stdout.is_ascii());
    // Formats for programs, and files, are UTF-8 in every locale.
    for format in ["json", "markdown", "pretty=report.txt"] {
        let args = [&args[..], &["--output", format]].concat();
        let read = |variables: &[(&str, &str)]| {
            let out = run_in(folder.path(), &args, variables).stdout;
            let file = fs::read_to_string(folder.path().join("report.txt")).unwrap_or_default();
            let _ = fs::remove_file(folder.path().join("report.txt"));
            (out, file)
        };
        assert_eq!(read(&c), read(&[]), "{format}");
    }
}

/// The first of two reports would be lost.
#[test]
fn two_names_of_one_file_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("out")).unwrap();
    let mut names = vec![
        "./out/b".to_owned(),
        "out/../out/b".to_owned(),
        "out//b".to_owned(),
    ];
    names.push(folder.path().join("out/b").display().to_string());
    // The link is outside of the project, where an output follows it.
    let outside = tempfile::tempdir().unwrap();
    #[cfg(unix)]
    {
        let link = outside.path().join("link");
        std::os::unix::fs::symlink(folder.path().join("out"), &link).unwrap();
        names.push(link.join("b").display().to_string());
    }
    for exists in [false, true] {
        if exists {
            fs::write(folder.path().join("out/b"), "").unwrap();
        }
        for name in &names {
            let second = format!("sarif={name}");
            let arguments = ["scan", "--as-of", AS_OF, "-o", "json=out/b", "-o", &second];
            let run = run(folder.path(), &arguments);
            assert_eq!(run.status, 2, "{name}: {}", run.stderr);
            assert!(
                run.stderr.contains("two reports would be written to"),
                "{}",
                run.stderr
            );
        }
    }
}
