//! The columns of an export: their names, and how their values are read.

use jiff::civil::Date;

use super::row::{MAX_COUNT, UsageRow};

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UsageColumn {
    /// The ID or ARN that was invoked.
    Model,
    /// How often.
    Count,
    /// The first day.
    First,
    /// The last day.
    Last,
    /// The day of one event.
    Time,
    /// The number of days that the export covers.
    Days,
    /// The name of the operation.
    Event,
    /// The parameters of a request, of which one is the model.
    Parameters,
}

/// The names of each column, as [`plain_name`] writes them; messages use the first. Athena writes names in lower case, and a
/// column without a name of its own is called by its expression in CloudWatch Logs Insights.
const COLUMNS: [(UsageColumn, &str, &[&str]); 8] = [
    (
        UsageColumn::Model,
        "model_id",
        &["modelid", "model", "modelarn", "requestparameters.modelid"],
    ),
    (
        UsageColumn::Count,
        "count",
        &[
            "count",
            "count(*)",
            "invocations",
            "invocationcount",
            "calls",
            "requests",
            "requestcount",
            "eventcount",
        ],
    ),
    (
        UsageColumn::First,
        "first_seen",
        &["firstseen", "firstused", "firstinvoked", "min(eventtime)"],
    ),
    (
        UsageColumn::Last,
        "last_seen",
        &["lastseen", "lastused", "lastinvoked", "max(eventtime)"],
    ),
    (
        UsageColumn::Time,
        "eventTime",
        &["eventtime", "timestamp", "@timestamp"],
    ),
    (
        UsageColumn::Days,
        "days",
        &["days", "perioddays", "windowdays"],
    ),
    (UsageColumn::Event, "eventName", &["eventname", "operation"]),
    (
        UsageColumn::Parameters,
        "requestParameters",
        &["requestparameters"],
    ),
];

/// The operations that invoke a model.
const INVOCATIONS: [&str; 7] = [
    "InvokeModel",
    "InvokeModelWithResponseStream",
    "InvokeModelWithBidirectionalStream",
    "Converse",
    "ConverseStream",
    "StartAsyncInvoke",
    "CreateModelInvocationJob",
];

/// AWS's limit for the ID of a model.
const MAX_NAME: usize = 2048;

/// The most days that an export covers: ten years.
const MAX_DAYS: u64 = 3660;

/// The most bytes of a quoted value in a message.
const QUOTED: usize = 80;

/// The column with this name; absent for one that says nothing about usage.
pub(super) fn column(name: &str) -> Option<UsageColumn> {
    // No name of a column is longer than this.
    if name.len() > 64 {
        return None;
    }
    let plain = plain_name(name);
    let row = COLUMNS
        .iter()
        .find(|(_, _, names)| names.contains(&plain.as_str()));
    row.map(|(column, _, _)| *column)
}

/// `modelId`, `model_id` and `Model ID` as `modelid`.
fn plain_name(name: &str) -> String {
    let kept = name.chars().filter(|c| !matches!(c, '_' | '-' | ' '));
    kept.map(|c| c.to_ascii_lowercase()).collect()
}

/// A value for a message: in quotes, without characters that move a cursor, and not longer than a line.
pub(super) fn quoted(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(QUOTED)
        .map(|c| {
            if c.is_ascii_graphic() || c == ' ' {
                c
            } else {
                '?'
            }
        })
        .collect();
    if shown.len() < text.len() {
        shown.push_str("...");
    }
    format!("`{shown}`")
}

/// The values of a row, by column.
#[derive(Debug, Default)]
pub(super) struct UsageCells([UsageCell; COLUMNS.len()]);

/// Absent if the row lacks the column; the value is absent if it is empty.
type UsageCell = Option<Option<String>>;

impl UsageCells {
    /// Puts a value into a column.
    ///
    /// # Errors
    /// The row has this column already, under this name or another.
    pub(super) fn put(&mut self, column: UsageColumn, value: Option<String>) -> Result<(), String> {
        let cell = &mut self.0[column as usize];
        if cell.is_some() {
            let (_, name, _) = COLUMNS[column as usize];
            return Err(format!(
                "two columns are `{name}`; keep one, or rename the other"
            ));
        }
        *cell = Some(value.filter(|value| !value.trim().is_empty()));
        Ok(())
    }

    fn of(&self, column: UsageColumn) -> Option<&str> {
        let value = self.0[column as usize].as_ref()?.as_deref();
        value.map(str::trim)
    }

    /// What the row says; absent for an event that invokes nothing.
    pub(super) fn row(&self) -> Result<Option<UsageRow>, String> {
        let event = self.of(UsageColumn::Event);
        if event.is_some_and(|event| !INVOCATIONS.contains(&event)) {
            return Ok(None);
        }
        let days = self.number(UsageColumn::Days, MAX_DAYS)?;
        if days == Some(0) {
            return Err("days is 0; write the number of days that the export covers".to_owned());
        }
        let time = self.day(UsageColumn::Time)?;
        Ok(Some(UsageRow {
            name: self.name()?,
            count: self.number(UsageColumn::Count, MAX_COUNT)?.unwrap_or(1),
            first: self.day(UsageColumn::First)?.or(time),
            last: self.day(UsageColumn::Last)?.or(time),
            days,
        }))
    }

    fn name(&self) -> Result<String, String> {
        let name = self.of(UsageColumn::Model).ok_or(
            "it names no model; leave out such rows, or write the ID or ARN that was invoked as `model_id`",
        )?;
        let fits = |c: char| c.is_ascii_alphanumeric() || "-_.:/".contains(c);
        if name.len() > MAX_NAME || !name.chars().all(fits) {
            return Err(format!(
                "{} is not the ID or ARN of a model; write for example anthropic.claude-v2:1",
                quoted(name)
            ));
        }
        Ok(name.to_owned())
    }

    fn number(&self, column: UsageColumn, most: u64) -> Result<Option<u64>, String> {
        let Some(text) = self.of(column) else {
            return Ok(None);
        };
        let number = text.parse().ok().filter(|number| *number <= most);
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        number.filter(|_| is_plain).map(Some).ok_or_else(|| {
            let (_, name, _) = COLUMNS[column as usize];
            format!(
                "{name} is {}; write a whole number of at most {most} without separators, such as 41203",
                quoted(text)
            )
        })
    }

    /// The day of a date or a time. The time zone is that of the export.
    fn day(&self, column: UsageColumn) -> Result<Option<Date>, String> {
        let Some(text) = self.of(column) else {
            return Ok(None);
        };
        let (day, rest) = text.split_at_checked(10).unwrap_or(("", ""));
        let day = day.parse().ok();
        let is_time = rest.is_empty() || rest.starts_with(['T', ' ']);
        day.filter(|_| is_time).map(Some).ok_or_else(|| {
            let (_, name, _) = COLUMNS[column as usize];
            format!(
                "{name} is {}; write a date such as 2026-11-20 or 2026-11-20T08:15:00Z",
                quoted(text)
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_of_the_table_are_in_the_order_of_the_columns() {
        for (at, (column, _, names)) in COLUMNS.iter().enumerate() {
            assert_eq!(*column as usize, at);
            for name in *names {
                assert_eq!(super::column(name), Some(*column), "{name}");
            }
        }
    }

    #[test]
    fn names_are_compared_without_case_and_separators() {
        for name in ["modelId", "MODEL_ID", "Model ID", "model-id"] {
            assert_eq!(column(name), Some(UsageColumn::Model), "{name}");
        }
        assert_eq!(column("account_id"), None);
        assert_eq!(column(&"m".repeat(1 << 20)), None);
    }
}
