//! Feeds of the catalog, and the site: what they contain, that links resolve, and that text of an overlay is escaped.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use bedrock_eol::catalog::Catalog;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::run;

const DAY: &str = "2026-11-23";

fn exported(format: &str) -> String {
    let folder = TempDir::new().expect("a folder");
    let run = run(
        folder.path(),
        &["catalog", "export", "--output", format, "--as-of", DAY],
    );
    assert_eq!(run.status, 0, "{}", run.stderr);
    run.stdout
}

/// The files of a site by their path.
fn site(arguments: &[&str], overlay: &str) -> BTreeMap<String, String> {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("overlay.yaml"), overlay).expect("a file");
    let all = [
        &[
            "catalog",
            "site",
            "out",
            "--as-of",
            DAY,
            "--catalog",
            "overlay.yaml",
        ],
        arguments,
    ]
    .concat();
    let run = run(folder.path(), &all);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let mut files = BTreeMap::new();
    collect(&folder.path().join("out"), "", &mut files);
    files
}

fn collect(folder: &Path, below: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!(
            "{below}{}",
            entry.file_name().into_string().expect("a plain name")
        );
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, fs::read_to_string(entry.path()).expect("a text"));
        }
    }
}

const HOSTILE: &str = "overlay: x\nas_of: 2026-11-20\nsources:\n  s: {title: \"</title><script>alert(1)</script>\", evidence: aws}\n\
    models:\n  - {id: amazon.nova-pro-v1:0, source: s, name: \"<img src=x onerror=alert(1)>\", eol: 2027-09-01, \
    replacements: [{model: amazon.nova-2-lite-v1:0, named_by: catalog}], notes: \"a & <b>\"}\n";

#[test]
fn endoflife_has_each_model_as_a_cycle() {
    let cycles: Vec<Value> = serde_json::from_str(&exported("endoflife")).expect("a list");
    let listed: BTreeSet<&str> = cycles
        .iter()
        .map(|cycle| cycle["cycle"].as_str().expect("an ID"))
        .collect();
    assert_eq!(listed.len(), Catalog::embedded().models.len());
    for cycle in &cycles {
        for key in ["support", "extendedSupport", "eol"] {
            assert!(
                cycle[key].is_boolean() || cycle[key].as_str().is_some_and(|day| day.len() == 10),
                "{cycle}"
            );
        }
        assert!(
            cycle["lts"] == false && cycle.as_object().expect("an object").len() == 8,
            "{cycle}"
        );
    }
    let of = |id: &str| {
        cycles
            .iter()
            .find(|cycle| cycle["cycle"] == id)
            .expect("it is listed")
    };
    assert_eq!(of("anthropic.claude-v2")["eol"], "2025-07-21");
    assert_eq!(of("anthropic.claude-sonnet-5-5")["eol"], false);
    assert_eq!(
        of("anthropic.claude-sonnet-5-5")["releaseDate"],
        "2026-09-28"
    );
}

#[test]
fn renovate_deprecates_what_is_legacy() {
    let datasource: Value = serde_json::from_str(&exported("renovate")).expect("an object");
    let releases = datasource["releases"].as_array().expect("a list");
    let of = |id: &str| {
        releases
            .iter()
            .find(|release| release["version"] == id)
            .expect("it is listed")
    };
    assert_eq!(of("anthropic.claude-v2")["isDeprecated"], true);
    let active = of("anthropic.claude-sonnet-5-5");
    assert_eq!(
        (&active["isDeprecated"], &active["isStable"]),
        (&false.into(), &true.into())
    );
    assert_eq!(active["releaseTimestamp"], "2026-09-28T00:00:00.000Z");
    assert_eq!(
        of("anthropic.claude-mythos-5-2")["isStable"],
        false,
        "not open to every account"
    );
}

#[test]
fn feeds_have_the_same_dates_all_of_them_to_come() {
    let (rss, ics) = (exported("rss"), exported("ics"));
    let days: Vec<&str> = rss
        .lines()
        .filter_map(|line| {
            line.strip_prefix("<title>")?
                .split_once(": ")
                .map(|(day, _)| day)
        })
        .collect();
    assert!(
        days.len() > 20 && days.is_sorted() && days.iter().all(|day| *day > DAY),
        "{days:?}"
    );
    let starts: Vec<String> = ics
        .lines()
        .filter_map(|line| line.strip_prefix("DTSTART;VALUE=DATE:"))
        .map(|day| format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]))
        .collect();
    assert_eq!(starts, days);
    let uids: BTreeSet<&str> = ics
        .lines()
        .filter(|line| line.starts_with("UID:"))
        .collect();
    assert_eq!(uids.len(), days.len(), "each event has a name of its own");
    assert!(ics.contains("\r\n") && rss.ends_with("</rss>\n"));
}

#[test]
fn links_of_the_site_resolve_and_nothing_is_loaded_from_elsewhere() {
    let files = site(&["--base", "https://example.com/eol/"], HOSTILE);
    assert_eq!(
        files
            .keys()
            .filter(|path| path.starts_with("models/"))
            .count(),
        Catalog::embedded().models.len()
    );
    assert_eq!(
        files
            .keys()
            .filter(|path| path.starts_with("api/amazon-bedrock/"))
            .count(),
        Catalog::embedded().models.len()
    );
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(
            text.contains(
                "content=\"default-src 'none'; style-src 'self'; script-src 'self'; img-src data:\""
            ),
            "{path}"
        );
        assert!(
            !text.contains("<script>") && !text.contains("<img"),
            "{path}"
        );
        for target in text
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            if target.starts_with("https://docs.aws.amazon.com/") || target.starts_with("data:") {
                continue;
            }
            let up = target.strip_prefix("../");
            let resolved = match (up, path.split_once('/')) {
                (Some(target), Some(_)) => target.to_owned(),
                (None, None) => target.to_owned(),
                (None, Some((folder, _))) => format!("{folder}/{target}"),
                (Some(_), None) => panic!("{path}: {target} leads out of the site"),
            };
            assert!(files.contains_key(&resolved), "{path}: {target}");
        }
    }
    assert!(
        files["index.html"].contains("<script src=\"filter.js\"></script>")
            && files.contains_key("filter.js")
    );
    let pages = files.keys().filter(|path| path.ends_with(".html")).count();
    assert_eq!(
        files["sitemap.xml"]
            .matches("<loc>https://example.com/eol/")
            .count(),
        pages
    );
    assert!(files["feed.xml"].contains("<link>https://example.com/eol/models/"));
    let nova = &files["models/amazon.nova-pro-v1-0.html"];
    assert!(
        nova.contains("<h1>&lt;img src=x onerror=alert(1)&gt;</h1>")
            && nova.contains("a &amp; &lt;b&gt;"),
        "{nova}"
    );
    assert!(
        files["models/anthropic.claude-v2.html"].contains("reached the end of its life"),
        "the runtime's text"
    );
    assert!(files["rules/end-of-life.html"].contains("ResourceNotFoundException"));
}

#[test]
fn without_an_address_there_is_no_sitemap() {
    let files = site(&[], "overlay: x\nas_of: 2026-11-20\n");
    assert!(!files.contains_key("sitemap.xml") && files.contains_key("index.html"));
    let folder = TempDir::new().expect("a folder");
    let wrong = run(
        folder.path(),
        &["catalog", "site", "out", "--base", "ftp://x"],
    );
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("https://"), "{}", wrong.stderr);
}

#[cfg(unix)]
#[test]
fn the_site_is_not_written_through_a_link() {
    let folder = TempDir::new().expect("a folder");
    let outside = TempDir::new().expect("a folder");
    std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).expect("a link");
    let refused = run(folder.path(), &["catalog", "site", "link/new"]);
    assert_eq!(refused.status, 2);
    assert!(
        refused.stderr.contains("link is a symbolic link"),
        "{}",
        refused.stderr
    );
    let entries = std::fs::read_dir(outside.path()).expect("listed").count();
    assert_eq!(entries, 0, "a folder was created outside");
}
