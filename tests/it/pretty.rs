//! The report for people.

use bedrock_eol::output::RenderOptions;

use crate::occurrences::{demo, rendered};

#[test]
fn eyeball_pretty() {
    println!("{}", rendered(&demo(), "pretty", &RenderOptions::default()));
    println!("{}", rendered(&demo(), "compact", &RenderOptions::default()));
}
