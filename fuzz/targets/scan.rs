//! A file of any bytes under any kind of name: nothing panics, no two references overlap, each is the text that
//! stands at its place, and every format can be written.
#![no_main]

#[path = "../../tests/it/any_text.rs"]
mod any_text;

use bedrock_eol::catalog::Catalog;
use bedrock_eol::finding::Level;
use bedrock_eol::judge::Policy;
use bedrock_eol::output::{FORMATS, RenderOptions};
use bedrock_eol::report::{Coverage, ModelInUse, Report};
use bedrock_eol::scan::{Pipeline, ScanOptions, Scanner};
use jiff::civil::date;
use libfuzzer_sys::fuzz_target;

/// Names whose readers differ; the first byte of the input chooses one.
const NAMES: [&str; 16] = [
    "a.py",
    "a.ts",
    "a.tf",
    "a.yaml",
    "a.json",
    "a.ipynb",
    "a.md",
    ".env",
    "a.sql",
    "a.go",
    "a.rb",
    "a.sh",
    "a.toml",
    "Dockerfile",
    "tests/cassettes/a.yaml",
    "a.nobody-knows",
];

fuzz_target!(|bytes: &[u8]| {
    let Some((&choice, content)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(choice) % NAMES.len()];
    let as_of = date(2026, 11, 23);
    let catalog = Catalog::embedded();
    let policy = Policy::new(as_of);
    let pipeline = Pipeline::new(catalog, &policy, String::new());
    let scanned = Scanner::new(pipeline, ScanOptions::default()).scan_text(name, content.to_vec());
    any_text::must_hold(&scanned, content);
    let report = Report {
        models: ModelInUse::of(&scanned.references, catalog, as_of),
        catalog_version: catalog.version.to_string(),
        catalog_as_of: catalog.as_of,
        as_of,
        findings: scanned.findings,
        references: scanned.references,
        skipped: scanned.skipped,
        unlisted: scanned.left_out,
        coverage: Coverage::default(),
        errors: scanned.errors,
        stats: scanned.stats,
        fail_on: Some(Level::Error),
    };
    let options = RenderOptions { inventory: true, width: Some(80), ..RenderOptions::default() };
    for format in FORMATS {
        (format.render)(&report, &options, &mut std::io::sink()).expect("a sink takes everything");
    }
});
