//! Values of cells and fields: dates, icons, IDs, Region codes.
//!
//! Each is one of the spellings that AWS's pages and their copies use, or an error. Nothing is guessed.

use jiff::civil::Date;

/// Why a cell or field cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ValueError {
    #[error(
        "`{0}` is not a known date; expected one such as `September 28, 2026`, `18th Sept 2026`, `2026-09-28` or `9/28/2026`"
    )]
    Date(String),
    #[error("an empty cell: the copy of this page has lost its pictures; fetch the page again")]
    Empty,
    #[error("`{0}` is neither available nor not available")]
    Availability(String),
    #[error("`{0}` has no single Region code")]
    Region(String),
}

/// A date in one of the four formats of the pages; absent if the page gives none.
pub(super) fn date(text: &str) -> Result<Option<Date>, ValueError> {
    let text = text.trim().trim_end_matches('.');
    if ["n/a", "—", "-", "–", ""].contains(&text.to_ascii_lowercase().as_str())
        || text.starts_with("Not Applicable")
    {
        return Ok(None);
    }
    let wrong = || ValueError::Date(text.to_owned());
    let words: Vec<&str> = text
        .split([' ', ',', '/', '-'])
        .filter(|word| !word.is_empty())
        .collect();
    let [a, b, c] = words.as_slice() else {
        return Err(wrong());
    };
    let number = |word: &str| word.parse::<i16>().ok();
    let day = |word: &str| {
        let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let suffix = &word[digits.len()..];
        if ["", "st", "nd", "rd", "th"].contains(&suffix) {
            number(digits)
        } else {
            None
        }
    };
    let parts = if text.contains('/') {
        // Months come first on AWS's pages: `12/4/2025` is 4 December.
        (number(c), number(a), number(b))
    } else if a.len() == 4 && text.contains('-') {
        (number(a), number(b), number(c))
    } else if let Some(month) = month(a) {
        (number(c), Some(month), day(b))
    } else {
        (number(c), month(b), day(a))
    };
    let (Some(year), Some(month), Some(day)) = parts else {
        return Err(wrong());
    };
    let narrow = |number: i16| i8::try_from(number).map_err(|_| wrong());
    Date::new(year, narrow(month)?, narrow(day)?)
        .map(Some)
        .map_err(|_| wrong())
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The number of a month by its name or an abbreviation of at least three letters.
fn month(word: &str) -> Option<i16> {
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let at = MONTHS
        .iter()
        .position(|name| word.len() >= 3 && name.starts_with(&word))?;
    i16::try_from(at + 1).ok()
}

/// Whether a cell says that something is available. The name of the picture decides: its text differs from page to
/// page. An empty cell is a copy that lost the picture.
pub(super) fn available(cell: &str) -> Result<bool, ValueError> {
    if let (yes, no) = (cell.contains("icon-yes"), cell.contains("icon-no"))
        && yes != no
    {
        return Ok(yes);
    }
    let text = cell
        .trim_matches(|c: char| "![]()*".contains(c))
        .trim()
        .to_ascii_lowercase();
    if text.starts_with("legacy") {
        return Ok(true);
    }
    match text.as_str() {
        "supported" | "yes" | "green circle with white checkmark icon." => Ok(true),
        "not-supported"
        | "not supported"
        | "no"
        | "n/a"
        | "red circle with white x icon indicating error, cancel, or close action." => Ok(false),
        "" => Err(ValueError::Empty),
        _ => Err(ValueError::Availability(cell.to_owned())),
    }
}

/// The texts in a cell that are written like IDs of models or profiles, in order.
pub(super) fn ids(cell: &str) -> Vec<String> {
    let separated = cell
        .replace("<br />", " ")
        .replace("<br/>", " ")
        .replace("<br>", " ");
    separated
        .split(|c: char| c.is_whitespace() || "`,;|".contains(c))
        .map(|word| word.trim_matches(['*', '(', ')']))
        .filter(|word| is_id(word))
        .map(str::to_owned)
        .collect()
}

fn is_id(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-:_".contains(c);
    let begins = |c: char| c.is_ascii_lowercase();
    word.contains('.')
        && word.starts_with(begins)
        && word.chars().all(plain)
        && !word.ends_with(['.', '-', ':'])
}

/// The Region codes in a text, in order: `us-gov-west-1 (GovCloud West), eu-west-1`.
pub(super) fn regions(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
    words
        .filter(|word| is_region(word))
        .map(str::to_owned)
        .collect()
}

fn is_region(word: &str) -> bool {
    let pieces: Vec<&str> = word.split('-').collect();
    let letters =
        |piece: &str| piece.len() > 1 && piece.bytes().all(|byte| byte.is_ascii_lowercase());
    let number = |piece: &str| !piece.is_empty() && piece.bytes().all(|byte| byte.is_ascii_digit());
    match pieces.as_slice() {
        [area, direction, n] => area.len() == 2 && letters(area) && letters(direction) && number(n),
        [area, partition, direction, n] => {
            area.len() == 2
                && letters(area)
                && letters(partition)
                && letters(direction)
                && number(n)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn every_spelling_of_a_date_is_read_and_no_other() {
        for (text, expected) in [
            ("September 28, 2026", day(2026, 9, 28)),
            ("Mar 12, 2025", day(2025, 3, 12)),
            ("Dec 05, 2024", day(2024, 12, 5)),
            ("18th Sept 2026", day(2026, 9, 18)),
            ("12/4/2025", day(2025, 12, 4)),
            ("2026-11-26", day(2026, 11, 26)),
        ] {
            assert_eq!(date(text), Ok(Some(expected)), "{text}");
        }
        for none in [
            "N/A",
            "—",
            "Not Applicable, at least 45 day EOL Notice will be provided",
        ] {
            assert_eq!(date(none), Ok(None), "{none}");
        }
        for wrong in [
            "soon",
            "28. September 2026 or later",
            "2026-13-01",
            "Se 3 2026",
            "31/12/2026",
            "3xx May 2026",
        ] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_name_of_the_picture_decides() {
        for (cell, expected) in [
            ("![not-supported](/images/icon-yes.png)", true),
            (
                "![Green circle with white checkmark icon.](/images/icon-no.png)",
                false,
            ),
            ("Supported", true),
            ("Not supported", false),
            (
                "Red circle with white X icon indicating error, cancel, or close action.",
                false,
            ),
            ("Legacy (EOL: 2026-11-26)", true),
        ] {
            assert_eq!(available(cell), Ok(expected), "{cell}");
        }
        assert!(available("").is_err() && available("maybe").is_err());
    }

    #[test]
    fn ids_are_found_in_every_spelling_of_the_cells() {
        for cell in [
            "`us.a.b-1`<br />`eu.a.b-1`",
            "`us.a.b-1``eu.a.b-1`",
            "us.a.b-1, eu.a.b-1",
        ] {
            assert_eq!(ids(cell), ["us.a.b-1", "eu.a.b-1"], "{cell}");
        }
        for none in [
            "N/A",
            "Not supported",
            "https://bedrock-runtime.us-east-1.amazonaws.com",
            "",
        ] {
            assert_eq!(ids(none), Vec::<String>::new(), "{none}");
        }
    }

    #[test]
    fn regions_are_codes_whatever_is_around_them() {
        let text = "us-east-1 (US East (N. Virginia)), sa-east-1 (São Paulo)<br />+ us-gov-west-1 (GovCloud West)";
        assert_eq!(regions(text), ["us-east-1", "sa-east-1", "us-gov-west-1"]);
        assert_eq!(regions("bedrock-runtime"), Vec::<String>::new());
    }
}
