//! Patterns in the rules of programs that search code: of Semgrep, and of Renovate's managers.

use super::super::element::{Element, name_at_end};
use super::super::file::File;
use super::super::line::folded;
use crate::language::Kind;
use crate::outline::BlockKind;

/// How many blocks may be between a pattern and its rule.
const LEVELS: usize = 12;

/// Keys of the patterns of Semgrep, and those that contain them, folded.
const PATTERNS: &[&str] = &[
    "pattern",
    "patterns",
    "patterneither",
    "patterninside",
    "patternnot",
    "patternnotinside",
    "patternnotregex",
    "patternregex",
    "patternsanitizers",
    "patternsinks",
    "patternsources",
    "metavariablepattern",
    "metavariableregex",
];

/// Keys that each rule of Semgrep has, folded: without them, `patterns` are those of a program of somebody else.
const KEYS_OF_A_RULE: &[&str] = &["id", "message", "severity", "languages"];

/// Keys of Renovate whose values are searched for in files and in the versions found there, folded.
const MATCHERS: &[&str] = &[
    "matchstrings",
    "matchcurrentvalue",
    "matchnewvalue",
    "matchdepnames",
    "matchdeppatterns",
    "matchpackagenames",
    "matchpackagepatterns",
];

/// Whether a reference is a pattern that a rule searches code for. What it puts there instead (`fix`) is a use.
pub(super) fn is_pattern_of_a_rule(file: &File<'_>, element: &Element) -> bool {
    if !matches!(file.kind(), Kind::Config | Kind::Data) {
        return false;
    }
    let (text, outline) = (file.text(), file.outline());
    let mut key = folded(element.key(file));
    let mut in_pattern = false;
    for number in outline.around(element.block).take(LEVELS) {
        if MATCHERS.contains(&key.as_str()) {
            return true;
        }
        in_pattern |= PATTERNS.contains(&key.as_str());
        let block = outline.block(number);
        if in_pattern && is_rule(file, number) {
            return true;
        }
        key = match block.kind {
            BlockKind::Element => String::new(),
            _ => key_of_head(&text[block.head.clone()]),
        };
    }
    MATCHERS.contains(&key.as_str())
}

/// The key at the end of a head: `patterns` of `"patterns":` and of `- patterns: |`.
fn key_of_head(head: &[u8]) -> String {
    let colon = memchr::memrchr(b':', head);
    colon.map_or_else(String::new, |at| folded(name_at_end(&head[..at])))
}

/// Whether a block has the keys of a rule.
fn is_rule(file: &File<'_>, number: usize) -> bool {
    let text = file.text();
    let keys = file.outline().items(number).iter();
    let keys: Vec<String> = keys.map(|item| folded(&text[item.key()])).collect();
    KEYS_OF_A_RULE
        .iter()
        .all(|of| keys.iter().any(|key| key == of))
}
