//! What a suppression says: rules, last day and reason.

use jiff::civil::Date;

use crate::source::Position;

/// The text that stands in every comment of ours; a file without it has no suppressions.
pub const MARKER: &str = "bedrock-eol:";

/// A suppression that cannot be understood; it hides nothing, and the run is not complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub at: Position,
    /// What is wrong, and what to write instead.
    pub message: String,
}

/// Until when a suppression holds, and why it is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// The last day on which it hides; absent means for ever.
    pub until: Option<Date>,
    /// Why.
    pub reason: Option<String>,
}

impl Terms {
    pub(super) fn expired(&self, as_of: Date) -> bool {
        self.until.is_some_and(|until| until < as_of)
    }
}

/// Reads a day as `YYYY-MM-DD` and nothing else.
pub fn parse_day(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if shape { text.parse().ok() } else { None }
}
