//! Values of one kind: texts, lists, tables, numbers, and names of closed lists.

use super::super::values::Choices;
use super::{ConfigValue, MAX_ENTRIES, MAX_TEXT, Reader, quoted};
use std::fmt::Display;
use std::str::FromStr;

use toml::de::{DeInteger, DeTable, DeValue};

impl Reader<'_> {
    /// The strings of a list that pass a check; the check's error is reported for the others.
    pub(super) fn checked<E: Display>(
        &mut self,
        value: &ConfigValue<'_>,
        check: impl Fn(&str) -> Result<(), E>,
    ) -> Vec<String> {
        let mut good = Vec::new();
        for (span, text) in self.texts(value) {
            match check(&text) {
                Ok(()) => good.push(text),
                Err(error) => self.problem(span, error.to_string()),
            }
        }
        good
    }

    pub(super) fn checked_text<E: Display>(
        &mut self,
        value: &ConfigValue<'_>,
        check: impl Fn(&str) -> Result<(), E>,
    ) -> Option<String> {
        let text = self.text(value)?;
        match check(&text) {
            Ok(()) => Some(text),
            Err(error) => {
                self.problem(value.span(), error.to_string());
                None
            }
        }
    }

    pub(super) fn one_of<T: Copy>(
        &mut self,
        value: &ConfigValue<'_>,
        choices: Choices<T>,
    ) -> Option<T> {
        let all: Vec<&str> = choices.iter().map(|(name, ..)| *name).collect();
        let text = self.expect_text(value, &format!("one of {}", quoted(&all)))?;
        let found = choices
            .iter()
            .find(|(name, ..)| *name == text)
            .map(|(_, value, _)| *value);
        if found.is_none() {
            self.problem(
                value.span(),
                format!("unknown value {text:?}; expected one of: {}", quoted(&all)),
            );
        }
        found
    }

    pub(super) fn number_or_text<T>(&mut self, value: &ConfigValue<'_>, what: &str) -> Option<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text = match value.get_ref() {
            DeValue::Integer(number) => decimal(number),
            _ => self.expect_text(value, what)?,
        };
        match text.parse() {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.problem(value.span(), error.to_string());
                None
            }
        }
    }

    pub(super) fn yes_or_no(&mut self, value: &ConfigValue<'_>) -> Option<bool> {
        let answer = value.get_ref().as_bool();
        if answer.is_none() {
            self.wrong_kind(value, "true or false");
        }
        answer
    }

    pub(super) fn text(&mut self, value: &ConfigValue<'_>) -> Option<String> {
        self.expect_text(value, "a string")
    }

    pub(super) fn expect_text(&mut self, value: &ConfigValue<'_>, what: &str) -> Option<String> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_kind(value, what);
            return None;
        };
        if text.len() > MAX_TEXT {
            self.problem(
                value.span(),
                format!("this string is longer than {MAX_TEXT} bytes"),
            );
            return None;
        }
        Some(text.to_owned())
    }

    pub(super) fn texts(
        &mut self,
        value: &ConfigValue<'_>,
    ) -> Vec<(std::ops::Range<usize>, String)> {
        let Some(list) = value.get_ref().as_array() else {
            if let Some(text) = value.get_ref().as_str() {
                self.problem(
                    value.span(),
                    format!("expected a list, found a string; write [{text:?}]"),
                );
            } else {
                self.wrong_kind(value, "a list of strings");
            }
            return Vec::new();
        };
        if self.has_too_many(value, list.len(), MAX_ENTRIES) {
            return Vec::new();
        }
        let texts = list
            .iter()
            .map(|entry| Some((entry.span(), self.text(entry)?)));
        texts.collect::<Vec<_>>().into_iter().flatten().collect()
    }

    pub(super) fn entries<T>(
        &mut self,
        key: &str,
        value: &ConfigValue<'_>,
        read: impl Fn(&mut Self, &ConfigValue<'_>) -> Option<T>,
    ) -> Vec<T> {
        match value.get_ref().as_array() {
            Some(list) if self.has_too_many(value, list.len(), MAX_ENTRIES) => Vec::new(),
            Some(list) => list.iter().filter_map(|entry| read(self, entry)).collect(),
            None => {
                self.wrong_kind(value, &format!("a list of tables, written as [[{key}]]"));
                Vec::new()
            }
        }
    }

    pub(super) fn table<'v, 'i>(&mut self, value: &'v ConfigValue<'i>) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_kind(value, "a table");
        }
        table
    }

    pub(super) fn has_too_many(
        &mut self,
        value: &ConfigValue<'_>,
        entries: usize,
        limit: usize,
    ) -> bool {
        if entries > limit {
            self.problem(
                value.span(),
                format!("{entries} entries are more than the limit of {limit}"),
            );
        }
        entries > limit
    }

    pub(super) fn wrong_kind(&mut self, value: &ConfigValue<'_>, expected: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.problem(value.span(), format!("expected {expected}, found {found}"));
    }
}

/// The decimal digits of a number in any base.
fn decimal(number: &DeInteger<'_>) -> String {
    let digits = number.as_str().replace(['_', '+'], "");
    match number.radix() {
        10 => digits,
        radix => u64::from_str_radix(&digits, radix).map_or(digits, |number| number.to_string()),
    }
}
