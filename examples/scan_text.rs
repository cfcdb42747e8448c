//! Scans a text in memory and prints its findings.
//!
//! `cargo run --example scan_text`

#![allow(clippy::print_stdout, reason = "an example prints its result")]

use std::error::Error;

use bedrock_eol::{Date, Input, Run};

const PROGRAM: &str = r#"
client.converse(modelId="anthropic.claude-3-sonnet-20240229-v1:0", messages=messages)
"#;

fn main() -> Result<(), Box<dyn Error>> {
    // Any day: the same text, catalog and day always give the same findings.
    let as_of: Date = "2026-11-23".parse()?;
    // The ending of the name decides the language.
    let report = Run::isolated(as_of).scan(&Input::text("app.py", PROGRAM))?;
    for finding in report.active() {
        let start = finding.reference.location.start;
        let (level, rule) = (finding.level.as_str(), finding.rule.name);
        println!(
            "{}:{}: {level}[{rule}]: {}",
            start.line, start.column, finding.message
        );
        if let Some(replacement) = &finding.replacement {
            println!("  replacement: {}", replacement.text);
        }
    }
    Ok(())
}
