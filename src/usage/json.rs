//! JSON: objects one after the other, usually one per line; a list of them; or the `Records` of a file of CloudTrail.
//!
//! Rows are read one at a time, and of each only what the columns need: the body of a request can be as large as the file.

use std::fmt;

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::columns::{UsageCells, UsageColumn, column};
use super::exports::UsageExports;
use super::row::ExportProblem;

/// Reads a file.
pub(super) fn read(text: &str, exports: &mut UsageExports) -> Result<(), ExportProblem> {
    let mut values = serde_json::Deserializer::from_str(text);
    while values.end().is_err() {
        let rows = UsageRows {
            exports: &mut *exports,
            is_list: false,
        };
        rows.deserialize(&mut values).map_err(problem)?;
    }
    Ok(())
}

fn problem(error: serde_json::Error) -> ExportProblem {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let is_syntax = error.is_syntax() || error.is_eof();
    ExportProblem {
        line: Some(error.line().max(1)),
        message: if is_syntax {
            format!(
                "column {}: {message}; write JSON objects, one per line",
                error.column()
            )
        } else {
            message.to_owned()
        },
    }
}

/// The model of the parameters of a request, which Athena writes as a text.
pub(super) fn model_of_parameters(text: &str) -> Option<String> {
    // A text in a text in a text would recurse.
    let is_object = text.trim_start().starts_with('{');
    let parameters = is_object.then(|| serde_json::from_str::<ModelParameter>(text));
    parameters?.ok()?.0
}

/// A row, or a list of rows.
struct UsageRows<'e> {
    exports: &'e mut UsageExports,
    /// Whether it is inside of a list.
    is_list: bool,
}

impl<'de> DeserializeSeed<'de> for UsageRows<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, values: D) -> Result<(), D::Error> {
        values.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for UsageRows<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the fields of a row, such as `modelId`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if self.is_list {
            return Err(A::Error::custom(
                "a list in a list; write one list of objects",
            ));
        }
        loop {
            let rows = UsageRows {
                exports: &mut *self.exports,
                is_list: true,
            };
            if list.next_element_seed(rows)?.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let mut cells = UsageCells::default();
        let mut has_records = false;
        while let Some(name) = object.next_key::<String>()? {
            match column(&name) {
                None if name == "Records" && !self.is_list => {
                    has_records = true;
                    object.next_value_seed(UsageRecords(&mut *self.exports))?;
                }
                None => {
                    object.next_value::<IgnoredAny>()?;
                }
                Some(UsageColumn::Parameters) => {
                    let model = object.next_value::<ModelParameter>()?;
                    if model.0.is_some() {
                        cells
                            .put(UsageColumn::Model, model.0)
                            .map_err(A::Error::custom)?;
                    }
                }
                Some(column) => {
                    let value = object.next_value::<ScalarText>()?;
                    cells.put(column, value.0).map_err(A::Error::custom)?;
                }
            }
        }
        if has_records {
            return Ok(());
        }
        self.exports.add_cells(&cells).map_err(A::Error::custom)
    }
}

/// The list of events in a file of CloudTrail.
struct UsageRecords<'e>(&'e mut UsageExports);

impl<'de> DeserializeSeed<'de> for UsageRecords<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, values: D) -> Result<(), D::Error> {
        values.deserialize_seq(UsageRows {
            exports: self.0,
            is_list: false,
        })
    }
}

/// A text or a number, as text; absent for null.
struct ScalarText(Option<String>);

impl<'de> Deserialize<'de> for ScalarText {
    fn deserialize<D: Deserializer<'de>>(values: D) -> Result<Self, D::Error> {
        values.deserialize_any(ScalarVisitor).map(Self)
    }
}

struct ScalarVisitor;

impl Visitor<'_> for ScalarVisitor {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a number")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// The model among the parameters of a request: of an object, or of a text that contains one. Whatever else is there has none.
struct ModelParameter(Option<String>);

impl<'de> Deserialize<'de> for ModelParameter {
    fn deserialize<D: Deserializer<'de>>(values: D) -> Result<Self, D::Error> {
        values.deserialize_any(ParametersVisitor).map(Self)
    }
}

struct ParametersVisitor;

impl<'de> Visitor<'de> for ParametersVisitor {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the parameters of a request")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut model = None;
        while let Some(name) = object.next_key::<String>()? {
            if column(&name) == Some(UsageColumn::Model) && model.is_none() {
                model = object.next_value::<ScalarText>()?.0;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(model)
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(model_of_parameters(text))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}
