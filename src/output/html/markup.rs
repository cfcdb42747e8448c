//! Escaped text, dates and CSS classes for all parts of the page.

use super::super::{escape, wording};
use crate::report::Report;

/// Text of a section without rows: `otherwise`, or that no file was read.
pub(super) fn none(report: &Report, otherwise: &str) -> String {
    format!(
        "<p>{}</p>\n</section>\n",
        wording::nothing_scanned(report).unwrap_or(otherwise)
    )
}

/// Text as HTML on one line.
pub(super) fn text(text: &str) -> String {
    escape::html(&escape::terminal(text))
}

/// A date, or a dash if none exists.
pub(super) fn day(date: Option<jiff::civil::Date>) -> String {
    date.map_or("–".to_owned(), |day| {
        format!("<time datetime=\"{day}\">{day}</time>")
    })
}

/// The CSS class of a stage.
pub(super) fn stage_class(stage: Option<crate::catalog::Stage>) -> &'static str {
    use crate::catalog::Stage;
    match stage {
        Some(Stage::Active) => "active",
        Some(Stage::Legacy) => "legacy",
        Some(Stage::EndOfLife) => "eol",
        Some(Stage::Unknown) | None => "unknown",
    }
}
