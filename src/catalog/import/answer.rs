//! Reads the JSON of the answers into rows, each with its location.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::{ApiAnswers, ImportError, MAX_BYTES, time};
use crate::model_id::Region;
use crate::spelling::nearest;

const MODELS: &str = "modelSummaries";
const MODEL: &str = "modelDetails";
const PROFILES: &str = "inferenceProfileSummaries";
const PROFILE: &str = "inferenceProfileArn";

/// What a model's row in an answer says.
#[derive(Debug)]
pub(super) struct ModelAnswer {
    /// The file and the entry, for messages.
    pub(super) location: String,
    pub(super) id: String,
    pub(super) region: Region,
    pub(super) name: Option<String>,
    pub(super) provider: Option<String>,
    pub(super) inputs: Vec<String>,
    pub(super) outputs: Vec<String>,
    pub(super) invoked_by: Vec<String>,
    pub(super) lifecycle: LifecycleAnswer,
}

/// `modelLifecycle`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct LifecycleAnswer {
    pub(super) legacy_now: bool,
    pub(super) launched: Option<Date>,
    pub(super) legacy: Option<Date>,
    pub(super) extended_access: Option<Date>,
    pub(super) eol: Option<Date>,
}

/// What an inference profile's row says.
#[derive(Debug)]
pub(super) struct ProfileAnswer {
    pub(super) location: String,
    pub(super) id: String,
    pub(super) arn: String,
    pub(super) name: Option<String>,
    pub(super) of_account: bool,
    /// The IDs in the ARNs of its models.
    pub(super) models: Vec<String>,
    /// The Region that answered, from the profile's ARN; absent where that names none.
    pub(super) source: Option<String>,
    /// The Regions in the ARNs of its models, sorted: where it may process data. Empty where one of them names none,
    /// which means any.
    pub(super) destinations: Vec<String>,
}

/// All rows of all answers.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub(super) models: Vec<ModelAnswer>,
    pub(super) profiles: Vec<ProfileAnswer>,
    /// What cannot be used, and why.
    pub(super) notes: Vec<String>,
}

impl Answers {
    /// Adds the rows of a file.
    pub(super) fn read(
        &mut self,
        input: &ApiAnswers,
        region: Option<&Region>,
    ) -> Result<(), ImportError> {
        let name = || input.name.clone();
        if input.bytes.len() > MAX_BYTES {
            return Err(ImportError::TooLarge { name: name() });
        }
        let text = decode(&input.bytes);
        if text.trim().is_empty() {
            return Err(ImportError::Empty { name: name() });
        }
        for value in serde_json::Deserializer::from_str(&text).into_iter::<Value>() {
            let value = value.map_err(|error| ImportError::Syntax {
                name: name(),
                line: error.line(),
                column: error.column(),
                message: error
                    .to_string()
                    .split(" at line ")
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            })?;
            self.answer(&value, input, region)?;
        }
        Ok(())
    }

    fn answer(
        &mut self,
        value: &Value,
        input: &ApiAnswers,
        region: Option<&Region>,
    ) -> Result<(), ImportError> {
        let other = |found: String| {
            Err(ImportError::OtherFile {
                name: input.name.clone(),
                found,
            })
        };
        let at = AnswerFile {
            file: &input.name,
            said: region,
        };
        match value {
            Value::Object(object) => {
                if object
                    .get("nextToken")
                    .or(object.get("NextToken"))
                    .is_some_and(|token| !token.is_null())
                {
                    let note =
                        "is one page of several (it has a nextToken); import the other pages, too";
                    self.notes.push(format!("{}: {note}", input.name));
                }
                if let Some(Value::Array(rows)) = object.get(MODELS) {
                    return self.list(rows, MODELS, &at);
                }
                if let Some(Value::Array(rows)) = object.get(PROFILES) {
                    return self.list(rows, PROFILES, &at);
                }
                if let Some(row @ Value::Object(_)) = object.get(MODEL) {
                    return self.row(row, MODEL.to_owned(), &at);
                }
                if object.contains_key(PROFILE) || object.contains_key("modelId") {
                    return self.row(value, "the answer".to_owned(), &at);
                }
                let keys: Vec<&str> = object.keys().map(String::as_str).collect();
                other(wrong_keys(&keys))
            }
            // What `--query modelSummaries` leaves.
            Value::Array(rows) if rows.iter().all(is_row) => self.list(rows, MODELS, &at),
            Value::Array(_) => other("it is a list of other values".to_owned()),
            _ => other("it is neither an object nor a list".to_owned()),
        }
    }

    fn list(
        &mut self,
        rows: &[Value],
        list: &'static str,
        at: &AnswerFile<'_>,
    ) -> Result<(), ImportError> {
        if rows.is_empty() {
            return Err(ImportError::NothingListed {
                name: at.file.to_owned(),
                list,
            });
        }
        for (nth, row) in rows.iter().enumerate() {
            self.row(row, format!("{list}[{nth}]"), at)?;
        }
        Ok(())
    }

    fn row(&mut self, row: &Value, entry: String, at: &AnswerFile<'_>) -> Result<(), ImportError> {
        let location = format!("{}: {entry}", at.file);
        let Value::Object(row) = row else {
            self.notes
                .push(format!("{location}: not an object; skipped"));
            return Ok(());
        };
        if row.contains_key(PROFILE) || row.contains_key("inferenceProfileId") {
            self.profile(row, location);
            return Ok(());
        }
        let Some(id) = text(row, "modelId") else {
            self.notes
                .push(format!("{location}: has no modelId; skipped"));
            return Ok(());
        };
        let entry = format!("{entry} ({id})");
        let region = at.region(text(row, "modelArn").as_deref(), entry)?;
        let Some(Value::Object(lifecycle)) = row.get("modelLifecycle") else {
            self.notes
                .push(format!("{location}: {id} has no modelLifecycle; skipped"));
            return Ok(());
        };
        let Some(lifecycle) = self.lifecycle(lifecycle, &format!("{location}: {id}")) else {
            return Ok(());
        };
        self.models.push(ModelAnswer {
            location,
            id,
            region,
            name: text(row, "modelName"),
            provider: text(row, "providerName"),
            inputs: texts(row, "inputModalities"),
            outputs: texts(row, "outputModalities"),
            invoked_by: texts(row, "inferenceTypesSupported"),
            lifecycle,
        });
        Ok(())
    }

    fn lifecycle(&mut self, row: &Map<String, Value>, location: &str) -> Option<LifecycleAnswer> {
        let legacy_now = match text(row, "status").as_deref() {
            Some("ACTIVE") => false,
            Some("LEGACY") => true,
            status => {
                let status = status.unwrap_or_default();
                self.notes.push(format!(
                    "{location} has the status `{status}`, expected ACTIVE or LEGACY; skipped"
                ));
                return None;
            }
        };
        let mut day = |key: &str| {
            let value = row.get(key).filter(|value| !value.is_null())?;
            let day = time::day(value);
            if day.is_none() {
                self.notes.push(format!(
                    "{location}: {key}: {value} is not a time; this date is skipped"
                ));
            }
            day
        };
        let mut answer = LifecycleAnswer {
            legacy_now,
            launched: day("startOfLifeTime"),
            legacy: day("legacyTime"),
            extended_access: day("publicExtendedAccessTime"),
            eol: day("endOfLifeTime"),
        };
        self.put_in_order(&mut answer, location);
        Some(answer)
    }

    /// Leaves out a date that contradicts a later one: End-of-Life counts most.
    fn put_in_order(&mut self, answer: &mut LifecycleAnswer, location: &str) {
        let ends = [
            ("publicExtendedAccessTime", answer.extended_access),
            ("endOfLifeTime", answer.eol),
        ];
        let not_before = |day: Date, ends: &[(&'static str, Option<Date>)]| {
            ends.iter()
                .find_map(|(key, end)| end.filter(|end| day >= *end).map(|end| (*key, end)))
        };
        let mut report = |key: &str, day: Date, (other, end): (&str, Date)| {
            self.notes.push(format!(
                "{location}: {key} {day} is not before {other} {end}; {key} is skipped"
            ));
        };
        if let Some(day) = answer.extended_access
            && let Some(end) = not_before(day, &ends[1..])
        {
            report("publicExtendedAccessTime", day, end);
            answer.extended_access = None;
        }
        let ends = [
            ("publicExtendedAccessTime", answer.extended_access),
            ends[1],
        ];
        if let Some(day) = answer.legacy
            && let Some(end) = not_before(day, &ends)
        {
            report("legacyTime", day, end);
            answer.legacy = None;
        }
    }

    fn profile(&mut self, row: &Map<String, Value>, location: String) {
        let (Some(arn), Some(kind)) = (text(row, PROFILE), text(row, "type")) else {
            self.notes
                .push(format!("{location}: has no {PROFILE} or no type; skipped"));
            return;
        };
        let Some(id) = arn.rsplit('/').next().map(str::to_owned) else {
            return;
        };
        let models = match row.get("models") {
            Some(Value::Array(models)) => models.iter().filter_map(|model| {
                let arn = model.get("modelArn")?.as_str()?;
                Some(arn.split_once("foundation-model/")?.1.to_owned())
            }),
            _ => {
                self.notes
                    .push(format!("{location}: {arn} has no models; skipped"));
                return;
            }
        };
        let models: Vec<String> = models.collect();
        let targets = row
            .get("models")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let target_of = |model: &Value| {
            Some(
                model
                    .get("modelArn")?
                    .as_str()?
                    .split(':')
                    .nth(3)?
                    .to_owned(),
            )
        };
        let mut destinations: BTreeSet<String> = targets.filter_map(target_of).collect();
        if destinations.contains("") {
            destinations.clear();
        }
        let source = arn
            .split(':')
            .nth(3)
            .filter(|code| !code.is_empty())
            .map(str::to_owned);
        let of_account = kind == "APPLICATION";
        self.profiles.push(ProfileAnswer {
            location,
            id: text(row, "inferenceProfileId").unwrap_or(id),
            arn,
            name: text(row, "inferenceProfileName"),
            of_account,
            models,
            source,
            destinations: destinations.into_iter().collect(),
        });
    }
}

/// The file of an entry, and what the user said about it.
struct AnswerFile<'a> {
    file: &'a str,
    said: Option<&'a Region>,
}

impl AnswerFile<'_> {
    /// The Region in an entry's ARN, which must not be another than the user's.
    fn region(&self, arn: Option<&str>, entry: String) -> Result<Region, ImportError> {
        let found = arn
            .and_then(|arn| arn.split(':').nth(3))
            .filter(|code| !code.is_empty())
            .map(Region::new);
        let name = self.file.to_owned();
        match (found, self.said) {
            (Some(found), Some(said)) if found != *said => Err(ImportError::OtherRegion {
                name,
                entry,
                found,
                said: said.clone(),
            }),
            (Some(found), _) => Ok(found),
            (None, Some(said)) => Ok(said.clone()),
            (None, None) => Err(ImportError::NoRegion { name, entry }),
        }
    }
}

fn is_row(row: &Value) -> bool {
    row.get("modelId").is_some() || row.get(PROFILE).is_some()
}

fn text(row: &Map<String, Value>, key: &str) -> Option<String> {
    row.get(key)?
        .as_str()
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

fn texts(row: &Map<String, Value>, key: &str) -> Vec<String> {
    let Some(Value::Array(items)) = row.get(key) else {
        return Vec::new();
    };
    items
        .iter()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

fn wrong_keys(keys: &[&str]) -> String {
    let near = keys
        .iter()
        .find_map(|key| nearest(key, [MODELS, MODEL, PROFILES]).map(|to| (*key, to)));
    match (keys, near) {
        ([], _) => "it is an empty object".to_owned(),
        (_, Some((key, known))) => format!("it has `{key}`, not `{known}`"),
        (keys, None) => {
            let named: Vec<String> = keys.iter().take(5).map(|key| format!("`{key}`")).collect();
            format!("its keys are {}", named.join(", "))
        }
    }
}

/// The text; Windows PowerShell writes what a command says as UTF-16.
fn decode(bytes: &[u8]) -> String {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .map(|pair| unit([pair[0], pair[1]]))
            .collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => String::from_utf8_lossy(bytes).into_owned(),
    }
}
