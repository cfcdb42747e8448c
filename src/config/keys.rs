//! The names and patterns that are values of keys in a configuration.

use regex::bytes::{Regex, RegexBuilder};

use crate::pattern::PatternError;
use crate::reference::Context;

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

/// A context by its name, for the schema.
#[cfg(test)]
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ContextName;

#[cfg(test)]
impl schemars::JsonSchema for ContextName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ContextName".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let names: Vec<&str> = CONTEXT_NAMES.iter().map(|(name, _)| *name).collect();
        schemars::json_schema!({ "type": "string", "enum": names })
    }
}

/// Compiles a pattern for lines. Its classes and `(?i)` are limited to ASCII: see `detect::expression`.
pub(super) fn line_pattern(text: &str) -> Result<Regex, PatternError> {
    let mut builder = RegexBuilder::new(text);
    builder
        .unicode(false)
        .size_limit(MAX_EXPRESSION)
        .dfa_size_limit(MAX_EXPRESSION);
    builder.build().map_err(|error| {
        // The last line is the message; the lines before show the pattern.
        let message = error.to_string();
        let last = message.lines().last().unwrap_or_default();
        PatternError::new(format!(
            "invalid regular expression: {}",
            last.trim_start_matches("error: ")
        ))
    })
}

/// The most bytes of one compiled expression. Every entry can have one.
const MAX_EXPRESSION: usize = 256 << 10;
