//! The terms of a suppression: rules, end date and reason.

use jiff::civil::Date;

use crate::source::Position;

/// The text that begins every suppression. A file without it has none.
pub const MARKER: &str = "bedrock-eol:";

/// An invalid suppression. It hides nothing, and the run counts as incomplete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuppressionProblem {
    /// Location of the suppression.
    pub at: Position,
    /// What is wrong, and what to write instead.
    pub message: String,
}

/// End date and reason of a suppression.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Last day on which it applies; absent means no end.
    pub until: Option<Date>,
    /// Why the findings are accepted.
    pub reason: Option<String>,
}

impl Terms {
    pub(super) fn expired(&self, as_of: Date) -> bool {
        self.until.is_some_and(|until| until < as_of)
    }
}

/// Parses a date in the form `YYYY-MM-DD` only.
pub fn parse_day(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if shape { text.parse().ok() } else { None }
}
