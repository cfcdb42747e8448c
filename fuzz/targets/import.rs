//! Answers of the API of any bytes: an overlay that can be read again, or what is wrong.
#![no_main]

use bedrock_eol::catalog::Catalog;
use bedrock_eol::catalog::import::{Input, import};
use bedrock_eol::catalog::overlay::rows::OverlayDoc;
use bedrock_eol::catalog::overlay::to_yaml;
use bedrock_eol::catalog::parse::{RuleText, parse_text};
use bedrock_eol::model_id::Region;
use jiff::civil::date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let input = Input { name: "answer.json".into(), bytes: bytes.to_vec() };
    let region = Region::new("us-east-1");
    if let Ok(imported) = import(&[input], Some(&region), date(2026, 11, 23), Catalog::embedded()) {
        let text = to_yaml(&imported.overlay, &[]);
        let rules = RuleText { path: "o.yaml".into(), name: "o.yaml".into(), text };
        parse_text::<OverlayDoc>(&rules).expect("what is written can be read");
    }
});
