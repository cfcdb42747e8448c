//! Names, codes and quotations in messages.

use crate::model_id::Region;

/// How many names a sentence lists before "and N more".
pub(crate) const NAMES: usize = 5;
/// How many characters of the scanned text a sentence quotes.
const QUOTED_CHARS: usize = 120;

/// Region codes in a sentence; only the first few are listed.
pub(crate) fn regions(of: &[Region]) -> String {
    let codes: Vec<String> = of.iter().map(Region::to_string).collect();
    let folds = codes.len() > NAMES + 1;
    format!(
        "{}{}",
        list(&codes, "and"),
        if folds { " Regions" } else { "" }
    )
}

/// `a, b and c`; only the first few are listed.
pub(crate) fn list(items: &[String], last: &str) -> String {
    match items {
        many if many.len() > NAMES + 1 => {
            format!(
                "{} and {} more",
                many[..NAMES].join(", "),
                many.len() - NAMES
            )
        }
        few => all(few, last),
    }
}

/// `a, b and c`, all listed.
pub(crate) fn all(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., end] => format!("{} {last} {end}", head.join(", ")),
    }
}

/// Text from the catalog in backticks.
pub(crate) fn code(text: impl std::fmt::Display) -> String {
    format!("`{text}`")
}

/// Scanned text in backticks, shortened if long. Formats escape it.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED_CHARS) {
        Some((at, _)) => format!("`{}…`", &text[..at]),
        None => format!("`{text}`"),
    }
}

/// A note of the catalog as a sentence.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return String::new();
    };
    let end = if text.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{}{}{end}", first.to_uppercase(), chars.as_str())
}
