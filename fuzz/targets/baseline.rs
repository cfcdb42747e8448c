//! A baseline of any text: it is read or refused.
#![no_main]

use std::path::Path;

use bedrock_eol::baseline::Baseline;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(baseline) = Baseline::parse(Path::new("bedrock-eol-baseline.json"), text) {
        drop(baseline.apply(&mut Vec::new()).housekeeping("bedrock-eol-baseline.json", text));
    }
});
