//! Scans with an overlay of the catalog: an internal model that only one account has.
//!
//! `cargo run --example overlay`

#![allow(clippy::print_stdout, reason = "an example prints its result")]

use std::error::Error;
use std::fs;

use bedrock_eol::{Date, Input, Run};

/// What `catalog import` writes, or a person: here, a date that AWS has told only this account.
const OVERLAY: &str = "\
overlay: our account
as_of: 2026-11-23
sources:
  our-account:
    title: A letter from AWS
    retrieved: 2026-11-23
    evidence: aws
models:
  - id: amazon.nova-lite-v1:0
    source: our-account
    legacy: 2026-11-01
    eol: 2027-06-01
    replacements:
      - model: amazon.nova-2-lite-v1:0
        named_by: catalog
";

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let overlay = folder.path().join("our-account.yaml");
    fs::write(&overlay, OVERLAY)?;

    let as_of: Date = "2026-11-23".parse()?;
    let mut run = Run::isolated(as_of);
    run.options.catalog.push(overlay);
    let report = run.scan(&Input::text(
        "app.py",
        "MODEL = \"amazon.nova-lite-v1:0\"\n",
    ))?;
    for finding in report.active() {
        println!("{}: {}", finding.rule.name, finding.message);
    }
    Ok(())
}
