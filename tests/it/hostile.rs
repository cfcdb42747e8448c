//! No text makes a reader panic, or report a wrong location.

use std::path::Path;

use crate::any_text::must_hold;
use crate::suppress::source;
use bedrock_eol::baseline::Baseline;
use bedrock_eol::catalog::Catalog;
use bedrock_eol::config::{ConfigError, parse};
use bedrock_eol::id_pattern::IdPattern;
use bedrock_eol::judge::Policy;
use bedrock_eol::path_pattern::PathPattern;
use bedrock_eol::scan::{Pipeline, ScanOptions, Scanner};
use bedrock_eol::suppress::Suppressions;
use proptest::prelude::{ProptestConfig, any, prop, proptest};

/// Pieces that come near to what is read, among any other text.
const PIECES: &str = "(bedrock-eol:|ignore|-next-line|-file|\\[|\\]|until=|reason=|\"|\\\\\"|2026-12-31|legacy|#|,| |\\n|=|within|\\[\\[ignore\\]\\]|path|é|\u{202e}|.)";

/// Pieces of references, of the text around them, and of what breaks lexers.
const REFERENCES: &str = "(anthropic\\.|us\\.|claude-v2|claude-3-|-v1:0|:200k|amazon\\.titan-|arn:aws:bedrock:|us-east-1::|foundation-model/|\
inference-profile/|bedrock/|FoundationModelIdentifier\\.|ANTHROPIC_CLAUDE_V2|\\$\\{|\\}|\\{|\\{\\{|%3A|%252F|\\\\|\\\\\\.|\\*|\"|'|`|\"\"\"|/\\*|\\*/|<!--|\\+|,|\\(|\\)|\\[|\\]|#|//| |\t|\r\n|\n|é|\u{1F600}|\u{202e}|.)";

/// Endings of files with lexers of their own.
const ENDINGS: [&str; 10] = [
    "py",
    "ts",
    "tf",
    "yaml",
    "json",
    "ipynb",
    "md",
    "env",
    "sql",
    "nobody-knows",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn suppressions_of_any_text(pieces in prop::collection::vec(PIECES, 0..40), tail in prop::collection::vec(any::<u8>(), 0..8)) {
        let mut text = pieces.concat().into_bytes();
        text.extend(tail);
        let lines = text.split(|byte| *byte == b'\n').count() as u64;
        let (suppressions, problems) = Suppressions::parse(&source(&text), false);
        for problem in problems {
            assert!((1..=lines).contains(&problem.at.line) && problem.at.column >= 1);
        }
        for found in suppressions.housekeeping(jiff::civil::date(2026, 11, 23), true) {
            assert!(found.location.span.end <= text.len() && !found.location.text.contains('\n'));
        }
    }

    #[test]
    fn configurations_of_any_text(pieces in prop::collection::vec(PIECES, 0..40)) {
        let text = pieces.concat();
        if let Err(ConfigError::Problems(problems)) = parse(Path::new("c.toml"), &text) {
            assert!(!problems.is_empty());
            for problem in problems {
                let shown = problem.to_string();
                assert!(!shown.replace('\n', "").contains(|c: char| c.is_control() || c == '\u{202e}'), "{shown:?}");
            }
        }
    }

    #[test]
    fn patterns_of_any_text(glob in ".{0,20}", path in ".{0,20}") {
        if let Ok(pattern) = PathPattern::parse(&glob) {
            pattern.matches(&path);
        }
        if let Ok(pattern) = IdPattern::parse(&glob) {
            pattern.covers(&path);
        }
    }

    #[test]
    fn baselines_of_any_text(text in ".{0,60}") {
        drop(Baseline::parse(Path::new("b.json"), &text));
    }

    #[test]
    fn files_of_any_bytes(
        pieces in prop::collection::vec(prop::collection::vec(REFERENCES, 0..12), 0..12),
        broken in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        ending in prop::sample::select(&ENDINGS[..]),
    ) {
        let mut text = pieces.concat().concat().into_bytes();
        for (at, byte) in broken {
            if !text.is_empty() {
                let at = at.index(text.len());
                // A NUL makes it binary.
                text[at] = byte.max(1);
            }
        }
        let policy = Policy::new(jiff::civil::date(2026, 11, 23));
        let pipeline = Pipeline::new(Catalog::embedded(), &policy, String::new());
        let path = format!("a.{ending}");
        let scanned = Scanner::new(pipeline, ScanOptions::default()).scan_text(&path, text.clone());
        must_hold(&scanned, &text);
    }
}
