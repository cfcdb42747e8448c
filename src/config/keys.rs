//! The names and patterns that are values of keys in a configuration.

use regex::bytes::{Regex, RegexBuilder};

use super::pattern_error::PatternError;
use crate::reference::Context;
use crate::spelling::UnknownName;

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

impl std::str::FromStr for Context {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let known = CONTEXT_NAMES.iter().find(|(known, _)| *known == name);
        known.map(|(_, context)| *context).ok_or_else(|| {
            UnknownName::new("context", name, CONTEXT_NAMES.iter().map(|(name, _)| *name))
        })
    }
}

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
    Ok(builder.build()?)
}

/// The most bytes of one compiled expression. Every entry can have one.
const MAX_EXPRESSION: usize = 256 << 10;
