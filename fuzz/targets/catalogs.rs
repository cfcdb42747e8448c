//! Catalogs of the user, and answers of the API that are made into one.

use bedrock_eol::catalog::Catalog;
use bedrock_eol::catalog::import::{ApiAnswers, import};
use bedrock_eol::catalog::overlay::rows::OverlayDoc;
use bedrock_eol::catalog::overlay::{self, OverlaySource};
use bedrock_eol::catalog::parse::{RuleText, parse_text};
use bedrock_eol::model_id::Region;
use bedrock_eol::output::catalog::to_yaml;
use jiff::civil::date;

/// Brackets in texts beyond which a text may be refused as nested too deeply.
const MAX_BRACKETS: usize = 256;

/// A file of an overlay that is read can be written and read again as the same.
pub(crate) fn overlay(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let rules = RuleText {
        path: "o.yaml".into(),
        name: "o.yaml".into(),
        text: text.into(),
    };
    if let Ok(parsed) = parse_text::<OverlayDoc>(&rules) {
        let written = to_yaml(&parsed.doc, &[]);
        if written.matches(['[', '{']).count() > MAX_BRACKETS {
            return;
        }
        let again = RuleText {
            text: written,
            ..rules
        };
        let again = parse_text::<OverlayDoc>(&again).expect("what is written can be read");
        assert_eq!(to_yaml(&again.doc, &[]), to_yaml(&parsed.doc, &[]));
    }
}

/// A folder of several files, a whole catalog where one of them is `catalog.yaml`, is applied to the shipped catalog, or
/// each problem names one of its files and a line that it has.
pub(crate) fn folder(bytes: &[u8]) {
    let Ok(all) = str::from_utf8(bytes) else {
        return;
    };
    let text = |part: &str| {
        let (name, text) = part.split_once('\n').unwrap_or((part, ""));
        RuleText {
            path: name.to_owned(),
            name: name.to_owned(),
            text: text.to_owned(),
        }
    };
    let texts: Vec<RuleText> = all.split('\0').take(16).map(text).collect();
    let is_whole = texts.iter().any(|text| text.name == "catalog.yaml");
    let source = OverlaySource::Texts {
        is_whole,
        texts: texts.clone(),
    };
    if let Err(problems) = overlay::overlay(Catalog::embedded(), &[source]) {
        assert!(!problems.is_empty());
        for problem in problems {
            let mut named = texts
                .iter()
                .filter(|text| text.path == problem.path)
                .peekable();
            // The line ends of YAML 1.1.
            let ends = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
            let lines = |text: &RuleText| text.text.split(ends).count() + 1;
            assert!(
                named.peek().is_none() || named.any(|text| problem.line <= lines(text)),
                "{problem}"
            );
        }
    }
}

/// Answers of the API of any bytes: an overlay that can be read again, or what is wrong.
pub(crate) fn imported(bytes: &[u8]) {
    let input = ApiAnswers {
        name: "answer.json".into(),
        bytes: bytes.to_vec(),
    };
    let region = Region::new("us-east-1");
    if let Ok(imported) = import(
        &[input],
        Some(&region),
        date(2026, 11, 23),
        Catalog::embedded(),
    ) {
        let text = to_yaml(&imported.overlay, &[]);
        if text.matches(['[', '{']).count() > MAX_BRACKETS {
            return;
        }
        let rules = RuleText {
            path: "o.yaml".into(),
            name: "o.yaml".into(),
            text,
        };
        parse_text::<OverlayDoc>(&rules).expect("what is written can be read");
    }
}
