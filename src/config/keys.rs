//! The keys of a configuration, and the names that are values of keys.

use regex::bytes::{Regex, RegexBuilder};

use crate::reference::Context;

/// Every key at the top, in alphabetical order.
pub(super) const KEYS: &[&str] = &[
    "aliases",
    "allow",
    "ban",
    "baseline",
    "catalog",
    "context",
    "cross-file",
    "exclude",
    "fail-on",
    "grace",
    "ignore",
    "include",
    "level",
    "level-by-context",
    "max-catalog-age",
    "max-size",
    "region",
    "region-by-path",
    "replacement",
    "require-reason",
    "within",
];

/// The contexts by their names.
pub const CONTEXT_NAMES: &[(&str, Context)] = &[
    ("recording", Context::Recording),
    ("test", Context::Test),
    ("registry", Context::Registry),
    ("choice", Context::Choice),
    ("deprecation", Context::Deprecation),
    ("iam", Context::Iam),
    ("iac", Context::Iac),
    ("config", Context::Config),
    ("comment", Context::Comment),
    ("docs", Context::Docs),
    ("code", Context::Code),
];

/// The names of [`Context`], for the schema.
#[cfg(test)]
#[derive(PartialEq, Eq, PartialOrd, Ord, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) enum ContextName {
    Recording,
    Test,
    Registry,
    Deprecation,
    Iam,
    Iac,
    Config,
    Comment,
    Docs,
    Code,
}

/// Compiles a pattern for lines. Its classes and `(?i)` are limited to ASCII: see `detect::expression`.
pub(super) fn line_pattern(text: &str) -> Result<Regex, String> {
    let mut builder = RegexBuilder::new(text);
    builder.unicode(false).size_limit(MAX_EXPRESSION).dfa_size_limit(MAX_EXPRESSION);
    builder.build().map_err(|error| {
        // The last line is the message; the lines before show the pattern.
        let message = error.to_string();
        let last = message.lines().last().unwrap_or_default();
        format!("invalid regular expression: {}", last.trim_start_matches("error: "))
    })
}

/// The most bytes of one compiled expression. Every entry can have one.
const MAX_EXPRESSION: usize = 256 << 10;
