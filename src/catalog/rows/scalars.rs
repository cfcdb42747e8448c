//! Values that are written as one text, and mappings that keep their order: days, days with a source, what was
//! seen on a day.

use std::fmt;
use std::marker::PhantomData;

use jiff::civil::Date;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::catalog::closed_sets::Stage;

/// A day: `2026-11-23`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

/// A month: `2026-10`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month(pub String);

/// A day, with the short name of its source where that is not the row's: `2026-11-23 card`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcedDay {
    /// The day.
    pub day: Date,
    /// The source, where it is not the row's.
    pub source: Option<String>,
}

/// A stage that was seen on a day: `active 2026-10-27`, with a source where that is not the row's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// What was seen.
    pub stage: Stage,
    /// When.
    pub day: Date,
    /// The source, where it is not the row's.
    pub source: Option<String>,
}

/// A mapping that keeps the order and the double keys of the file, so that both can be reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ordered<T>(pub Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// What is wrong with a date, a month or a stage of a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScalarError {
    /// No day as `2026-11-23`.
    #[error("invalid date `{0}`; expected for example 2026-11-23")]
    Date(String),
    /// No month as `2026-11`.
    #[error("invalid month `{0}`; expected for example 2026-11")]
    Month(String),
    /// Words after the source.
    #[error("`{0}` has too many words; expected a date and at most one source")]
    Words(String),
    /// It begins with no stage.
    #[error("unknown stage in `{0}`; expected `active`, `legacy` or `eol`, followed by a date")]
    Stage(String),
}

fn parse_day(text: &str) -> Result<Date, ScalarError> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| {
            if at == 4 || at == 7 {
                b == b'-'
            } else {
                b.is_ascii_digit()
            }
        });
    let date = if shape {
        text.parse::<Date>().ok()
    } else {
        None
    };
    date.ok_or_else(|| ScalarError::Date(text.to_owned()))
}

fn parse_source(
    words: &mut std::str::SplitWhitespace<'_>,
    text: &str,
) -> Result<Option<String>, ScalarError> {
    let source = words.next().map(str::to_owned);
    match words.next() {
        None => Ok(source),
        Some(_) => Err(ScalarError::Words(text.to_owned())),
    }
}

impl std::str::FromStr for SourcedDay {
    type Err = ScalarError;

    fn from_str(text: &str) -> Result<Self, ScalarError> {
        let mut words = text.split_whitespace();
        let day = parse_day(words.next().unwrap_or_default())?;
        Ok(Self {
            day,
            source: parse_source(&mut words, text)?,
        })
    }
}

impl std::str::FromStr for Observation {
    type Err = ScalarError;

    fn from_str(text: &str) -> Result<Self, ScalarError> {
        let mut words = text.split_whitespace();
        let word = words.next().unwrap_or_default();
        let written = [Stage::Active, Stage::Legacy, Stage::EndOfLife];
        let stage = written
            .into_iter()
            .find(|stage| stage.as_str() == word)
            .ok_or_else(|| ScalarError::Stage(text.to_owned()))?;
        let day = parse_day(words.next().unwrap_or_default())?;
        Ok(Self {
            stage,
            day,
            source: parse_source(&mut words, text)?,
        })
    }
}

impl std::str::FromStr for Day {
    type Err = ScalarError;

    fn from_str(text: &str) -> Result<Self, ScalarError> {
        parse_day(text).map(Self)
    }
}

impl std::str::FromStr for Month {
    type Err = ScalarError;

    fn from_str(text: &str) -> Result<Self, ScalarError> {
        match parse_day(&format!("{text}-01")) {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(_) => Err(ScalarError::Month(text.to_owned())),
        }
    }
}

/// Reads a text within the parser's visit, so that its error has the field's own location.
struct Scalar<T>(&'static str, PhantomData<T>);

impl<T: std::str::FromStr<Err = ScalarError>> Visitor<'_> for Scalar<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Scalar("a day as 2026-11-23", PhantomData))
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Scalar("a month as 2026-11", PhantomData))
    }
}

impl<'de> Deserialize<'de> for SourcedDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Scalar(
            "a date such as 2026-11-23, optionally followed by a source",
            PhantomData,
        ))
    }
}

impl<'de> Deserialize<'de> for Observation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Scalar(
            "a stage and a date such as `active 2026-10-27`",
            PhantomData,
        ))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl Serialize for SourcedDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.source {
            Some(source) => serializer.collect_str(&format_args!("{} {source}", self.day)),
            None => serializer.collect_str(&self.day),
        }
    }
}

impl Serialize for Observation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stage = self.stage.as_str();
        match &self.source {
            Some(source) => serializer.collect_str(&format_args!("{stage} {} {source}", self.day)),
            None => serializer.collect_str(&format_args!("{stage} {}", self.day)),
        }
    }
}

impl<T: Serialize> Serialize for Ordered<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
            type Value = Ordered<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered<T>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Ordered(pairs))
            }
        }

        deserializer.deserialize_map(Pairs(PhantomData))
    }
}

#[cfg(test)]
mod schema {
    //! Schemas of the types that read a text of their own.

    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{Day, Month, Observation, Ordered, SourcedDay};

    const DAY: &str = r"\d{4}-\d{2}-\d{2}";

    impl JsonSchema for Day {
        fn schema_name() -> Cow<'static, str> {
            "Day".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({"type": "string", "pattern": format!("^{DAY}$")})
        }
    }

    impl JsonSchema for Month {
        fn schema_name() -> Cow<'static, str> {
            "Month".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({"type": "string", "pattern": r"^\d{4}-\d{2}$"})
        }
    }

    impl JsonSchema for SourcedDay {
        fn schema_name() -> Cow<'static, str> {
            "SourcedDay".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "description": "A date, with the short name of its source if that is not the row's.",
                "type": "string",
                "pattern": format!("^{DAY}( [a-z0-9-]+)?$"),
            })
        }
    }

    impl JsonSchema for Observation {
        fn schema_name() -> Cow<'static, str> {
            "Observation".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "description": "An observed stage and the date, with the short name of its source if that is not the row's.",
                "type": "string",
                "pattern": format!("^(active|legacy|eol) {DAY}( [a-z0-9-]+)?$"),
            })
        }
    }

    impl<T: JsonSchema> JsonSchema for Ordered<T> {
        fn schema_name() -> Cow<'static, str> {
            format!("MapOf{}", T::schema_name()).into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let value = generator.subschema_for::<T>();
            json_schema!({"type": "object", "additionalProperties": value})
        }
    }
}
