//! The flags of settings: their names, their help and how their values are read, from the rows of the table.
//!
//! A value of a flag is read by the method that reads the value of the key. How a command line is parsed is decided by
//! the program.

use std::borrow::Cow;
use std::sync::LazyLock;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::keys::CONTEXT_NAMES;
use super::options::Options;
use super::read::read_value;
use super::values::{Choices, FAIL_ON, REPLACEMENT};
use crate::settings::settings;

use FlagGroup::{Accepted, Catalog, Files, Gate, Verdict};

/// Which flags of settings a command has: all of some groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagGroup {
    /// What counts as a finding.
    Verdict,
    /// Which findings make the exit code 1.
    Gate,
    /// The catalog.
    Catalog,
    /// Which files are scanned.
    Files,
    /// Which findings are accepted.
    Accepted,
}

/// The flag of a setting.
#[derive(Clone, Debug)]
pub struct SettingFlag {
    /// The key of the setting.
    pub key: &'static str,
    /// The name of the flag, without hyphens before it.
    pub name: &'static str,
    /// Which commands have it.
    pub group: FlagGroup,
    /// The name of its value; absent if it has none.
    pub value_name: Option<&'static str>,
    /// The values with their help, if they are a closed list.
    pub values: Vec<(&'static str, &'static str)>,
    /// One line.
    pub help: String,
    /// The line and the paragraph after it.
    pub long_help: String,
    typed_as: TypedAs,
}

/// How what was typed becomes a value of TOML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TypedAs {
    Text,
    List,
    Pairs,
    Switch(bool),
}

/// Why a value cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingValueError(String);

impl SettingFlag {
    /// Whether it can be repeated.
    pub fn is_repeatable(&self) -> bool {
        matches!(self.typed_as, TypedAs::List | TypedAs::Pairs)
    }

    /// Sets the setting to what was typed after the flag, each time that it was typed.
    ///
    /// # Errors
    /// The setting cannot have such a value.
    pub fn set(&self, options: &mut Options, typed: &[&str]) -> Result<(), SettingValueError> {
        let text = |text: &str| Spanned::new(0..0, DeValue::String(Cow::Owned(text.to_owned())));
        let value = match self.typed_as {
            TypedAs::Switch(on) => DeValue::Boolean(on),
            TypedAs::Text => text(typed.last().copied().unwrap_or_default()).into_inner(),
            TypedAs::List => {
                let mut list = DeArray::new();
                typed.iter().for_each(|typed| list.push(text(typed)));
                DeValue::Array(list)
            }
            TypedAs::Pairs => {
                let mut table = DeTable::new();
                for pair in typed {
                    let (name, value) = pair.split_once('=').ok_or_else(|| {
                        let form = self.value_name.unwrap_or_default();
                        SettingValueError(format!("expected {form}"))
                    })?;
                    let name = Spanned::new(0..0, Cow::Owned(name.to_owned()));
                    table.insert(name, text(value));
                }
                DeValue::Table(table)
            }
        };
        read_value(self.key, value, options).map_err(SettingValueError)
    }
}

/// The column of the table that describes the flag.
struct FlagColumn {
    group: FlagGroup,
    /// Absent for the name of the key.
    name: Option<&'static str>,
    value_name: Option<&'static str>,
    values: Vec<(&'static str, &'static str)>,
    typed_as: TypedAs,
    /// Absent for the documentation of the setting.
    help: Option<&'static str>,
}

impl FlagColumn {
    fn new(group: FlagGroup, value_name: &'static str, typed_as: TypedAs) -> Self {
        Self {
            group,
            name: None,
            value_name: Some(value_name),
            values: Vec::new(),
            typed_as,
            help: None,
        }
    }
}

/// `--key VALUE`.
fn value(group: FlagGroup, value_name: &'static str) -> Option<FlagColumn> {
    Some(FlagColumn::new(group, value_name, TypedAs::Text))
}

/// `--key VALUE`, repeatable.
fn list(group: FlagGroup, value_name: &'static str) -> Option<FlagColumn> {
    Some(FlagColumn::new(group, value_name, TypedAs::List))
}

/// `--key NAME`, repeatable, with one of these names.
fn names<T>(
    group: FlagGroup,
    value_name: &'static str,
    names: &[(&'static str, T)],
) -> Option<FlagColumn> {
    Some(FlagColumn {
        values: names.iter().map(|(name, _)| (*name, "")).collect(),
        ..FlagColumn::new(group, value_name, TypedAs::List)
    })
}

/// `--key NAME=VALUE`, repeatable.
fn pairs(group: FlagGroup, value_name: &'static str) -> Option<FlagColumn> {
    Some(FlagColumn::new(group, value_name, TypedAs::Pairs))
}

/// `--key VALUE` with one of these values.
fn choice<T>(
    group: FlagGroup,
    value_name: &'static str,
    choices: Choices<T>,
) -> Option<FlagColumn> {
    Some(FlagColumn {
        values: choices
            .iter()
            .map(|(name, _, help)| (*name, *help))
            .collect(),
        ..FlagColumn::new(group, value_name, TypedAs::Text)
    })
}

/// `--name`, which sets the key to `on`.
fn switch(
    group: FlagGroup,
    name: &'static str,
    on: bool,
    help: Option<&'static str>,
) -> Option<FlagColumn> {
    Some(FlagColumn {
        name: Some(name),
        value_name: None,
        help,
        ..FlagColumn::new(group, "", TypedAs::Switch(on))
    })
}

fn flag(
    key: &'static str,
    documentation: &'static str,
    column: Option<FlagColumn>,
) -> Option<SettingFlag> {
    let column = column?;
    let mut flag = SettingFlag {
        key,
        name: column.name.unwrap_or(key),
        group: column.group,
        value_name: column.value_name,
        values: column.values,
        help: String::new(),
        long_help: String::new(),
        typed_as: column.typed_as,
    };
    (flag.help, flag.long_help) = helps(column.help.unwrap_or(documentation), &flag);
    Some(flag)
}

/// The short and the long help. `Default: X.` is added to the short one as `[default: X]`.
fn helps(documentation: &str, flag: &SettingFlag) -> (String, String) {
    let text = documentation
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let (text, default) = match text.split_once(" Default: ") {
        Some((text, default)) => (
            text.to_owned(),
            Some(default.trim_end_matches('.').replace('`', "")),
        ),
        None => (text, None),
    };
    let (first, rest) = text
        .split_once(". ")
        .unwrap_or((text.trim_end_matches('.'), ""));
    let mut help = first.to_owned();
    if flag.is_repeatable() {
        help.push_str("; can be repeated");
    }
    // Nothing else applies without a switch.
    if let Some(default) = default.filter(|_| flag.value_name.is_some()) {
        help.push_str(&format!(" [default: {default}]"));
    }
    let long_help = if rest.is_empty() {
        help.clone()
    } else {
        format!("{help}\n\n{rest}")
    };
    (help, long_help)
}

/// Declares the function that lists the flags.
macro_rules! flags {
    ($(
        $(#[doc = $doc:literal])+
        $key:literal $field:ident: $type:ty,
            $combined:ident, $read:ident, $flag:expr, { $($schema:tt)* };
    )+) => {
        /// The flags of settings, in the order of the table. Each group of flags asks for them at every start, so that they
        /// are made once. To make them each time took a third of the instructions of a start.
        pub fn setting_flags() -> &'static [SettingFlag] {
            static FLAGS: LazyLock<Vec<SettingFlag>> = LazyLock::new(|| {
                let rows = [$(flag($key, concat!($($doc, "\n"),+), $flag)),+];
                rows.into_iter().flatten().collect()
            });
            &FLAGS
        }
    };
}

settings!(flags);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_read_like_its_key() {
        let set = |key: &str, typed: &[&str]| {
            let flags = setting_flags();
            let flag = flags.iter().find(|flag| flag.key == key);
            let mut options = Options::default();
            flag.expect("the setting has a flag")
                .set(&mut options, typed)
                .map(|()| options.to_toml())
                .map_err(|error| error.to_string())
        };
        for (key, typed, toml) in [
            ("within", &["14d"][..], "within = 14\n"),
            ("fail-on", &["never"], "fail-on = \"never\"\n"),
            ("max-size", &["1kb"], "max-size = 1024\n"),
            ("cross-file", &[], "cross-file = false\n"),
            ("require-reason", &[], "require-reason = true\n"),
            ("exclude", &["a", "b"], "exclude = [\"a\", \"b\"]\n"),
            ("context", &["docs"], "context = [\"docs\"]\n"),
            (
                "level",
                &["legacy=error", "legacy=off"],
                "[level]\nlegacy = \"off\"\n",
            ),
        ] {
            assert_eq!(set(key, typed).as_deref(), Ok(toml), "{key}");
        }
        for (key, typed, error) in [
            ("within", "soon", "invalid duration \"soon\""),
            ("region", "us", "invalid Region code \"us\""),
            ("level", "legacy", "expected RULE=LEVEL"),
            ("level", "legasy=off", "did you mean `legacy`?"),
            ("level", "legacy=high", "unknown value \"high\""),
            ("context", "doc", "did you mean `docs`?"),
            ("exclude", "!a", "cannot be negated"),
        ] {
            let found = set(key, &[typed]).expect_err(key);
            assert!(found.contains(error), "{key}: {found}");
        }
    }

    #[test]
    fn help_is_the_documentation_of_the_setting() {
        let flags = setting_flags();
        let help = |name: &str| {
            let flag = flags.iter().find(|flag| flag.name == name);
            flag.map(|flag| (flag.help.as_str(), flag.long_help.as_str()))
        };
        let within =
            "Days before End-of-Life from which `end-of-life-soon` reports a model [default: 90]";
        assert_eq!(help("within"), Some((within, within)));
        let include = "Scan only files that match, with .gitignore syntax; can be repeated";
        let rest = "Does not re-include files that are excluded elsewhere.";
        assert_eq!(
            help("include"),
            Some((include, format!("{include}\n\n{rest}").as_str()))
        );
    }
}
