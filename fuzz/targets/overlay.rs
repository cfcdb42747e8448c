//! A user's catalog of any text: what is wrong with it is told with a line that it has.
#![no_main]

use bedrock_eol::catalog::overlay::rows::OverlayDoc;
use bedrock_eol::catalog::overlay::to_yaml;
use bedrock_eol::catalog::parse::{RuleText, parse_text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let rules = RuleText { path: "o.yaml".into(), name: "o.yaml".into(), text: text.into() };
    if let Ok(parsed) = parse_text::<OverlayDoc>(&rules) {
        let again = RuleText { text: to_yaml(&parsed.doc, &[]), ..rules };
        let again = parse_text::<OverlayDoc>(&again).expect("what is written can be read");
        assert_eq!(to_yaml(&again.doc, &[]), to_yaml(&parsed.doc, &[]));
    }
});
