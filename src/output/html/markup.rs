//! Escaped text, dates and CSS classes for all parts of the page.

use super::super::{RenderOptions, escape, wording};
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

/// `shown`, which is escaped already, as a link to a line of a file at the code host, if the options have its base.
pub(super) fn source_link(
    shown: &str,
    path: &str,
    line: Option<u64>,
    options: &RenderOptions,
) -> String {
    let url = options.link_base.as_ref().and_then(|base| match line {
        Some(line) => base.line(path, line),
        None => base.file(path),
    });
    match url {
        // The code host does not learn where the report is kept.
        Some(url) => format!(
            "<a href=\"{}\" rel=\"noreferrer\">{shown}</a>",
            escape::html(&url)
        ),
        None => shown.to_owned(),
    }
}

/// A button that copies an ID; the style hides it until the script runs.
pub(super) fn copy_button(id: &str) -> String {
    let id = text(id);
    format!(
        "<button type=\"button\" class=\"copy\" data-copy=\"{id}\" aria-label=\"Copy {id}\">Copy</button>"
    )
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

/// A table that can be sorted by any column; a title that begins with `#` is a numeric column.
pub(super) fn table_head(titles: &[&str]) -> String {
    let mut html = String::from("<div class=\"scroll\"><table class=\"sortable\"><thead><tr>");
    for title in titles {
        let (class, title) = match title.strip_prefix('#') {
            Some(title) => (" class=\"n\"", title),
            None => ("", *title),
        };
        html.push_str(&format!("<th scope=\"col\"{class}>{title}</th>"));
    }
    html + "</tr></thead><tbody>\n"
}
