//! The values of settings: levels, numbers with units, and names of closed lists.

use crate::finding::{Level, ReplacementPolicy};

/// The values of a setting that is one of a closed list: name, value, and help for a flag.
pub type Choices<T> = &'static [(&'static str, T, &'static str)];

/// The values of `fail-on`.
pub(super) const FAIL_ON: Choices<FailOn> = &[
    (
        "error",
        FailOn::Error,
        "Fail on errors: requests fail already",
    ),
    (
        "warning",
        FailOn::Warning,
        "Fail on warnings, too: a change is needed before a date",
    ),
    ("note", FailOn::Note, "Fail on any finding"),
    ("never", FailOn::Never, "Never fail because of findings"),
];

/// The values of `replacement`.
pub(super) const REPLACEMENT: Choices<ReplacementPolicy> = &[
    (
        "least-change",
        ReplacementPolicy::LeastChange,
        "The model that needs the fewest changes to the request",
    ),
    (
        "longest-life",
        ReplacementPolicy::LongestLife,
        "The model whose End-of-Life is expected last",
    ),
];

/// The values of a level.
pub const LEVELS: Choices<LevelSetting> = &[
    ("off", LevelSetting::Off, "No findings"),
    ("note", LevelSetting::Note, "For information"),
    (
        "warning",
        LevelSetting::Warning,
        "A change is needed before a date",
    ),
    ("error", LevelSetting::Error, "Requests fail"),
];

/// Lowest level that makes a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Findings never make the run fail.
    Never,
    /// Any finding does.
    Note,
    /// A warning does.
    Warning,
    /// Only an error does.
    Error,
}

impl FailOn {
    /// The level; absent means never.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Never => None,
            Self::Note => Some(Level::Note),
            Self::Warning => Some(Level::Warning),
            Self::Error => Some(Level::Error),
        }
    }
}

/// A level as a setting: a rule can also be turned off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum LevelSetting {
    /// No findings; the inventory still lists the references.
    Off,
    /// For information.
    Note,
    /// A change is needed before a date.
    Warning,
    /// Requests fail.
    Error,
}

impl LevelSetting {
    /// The level; absent means off.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Off => None,
            Self::Note => Some(Level::Note),
            Self::Warning => Some(Level::Warning),
            Self::Error => Some(Level::Error),
        }
    }
}

/// A text that does not give a number of days.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid duration {text:?}: expected days, e.g. 14 or \"14d\"")]
pub struct DaysError {
    /// The text.
    pub text: String,
    /// Why it cannot be parsed.
    pub source: std::num::ParseIntError,
}

/// A text that does not give a number of bytes, or one that is too large.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid size {text:?}: expected bytes or a unit, e.g. 1048576, \"10MB\" or \"512KiB\"")]
pub struct SizeError {
    /// The text.
    pub text: String,
}

/// A number of days; written as a number or as `"14d"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Days(pub u16);

/// A number of bytes; written as a number or with a unit: `"10MB"`, `"512KiB"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Size(pub u64);

impl std::str::FromStr for Days {
    type Err = DaysError;

    fn from_str(text: &str) -> Result<Self, DaysError> {
        let number = text.strip_suffix('d').unwrap_or(text);
        number.parse().map(Self).map_err(|source| DaysError {
            text: text.to_owned(),
            source,
        })
    }
}

/// Units of [`Size`], all powers of 1024; the empty unit is bytes. The last column is the most digits before the unit: with
/// one digit more, some numbers overflow, which the schema could not express.
const UNITS: &[(&str, u64, usize)] = &[
    ("", 1, 19),
    ("b", 1, 19),
    ("k", 1 << 10, 16),
    ("kb", 1 << 10, 16),
    ("kib", 1 << 10, 16),
    ("m", 1 << 20, 13),
    ("mb", 1 << 20, 13),
    ("mib", 1 << 20, 13),
    ("g", 1 << 30, 10),
    ("gb", 1 << 30, 10),
    ("gib", 1 << 30, 10),
];

impl std::str::FromStr for Size {
    type Err = SizeError;

    fn from_str(text: &str) -> Result<Self, SizeError> {
        let error = || SizeError {
            text: text.to_owned(),
        };
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let unit = text[end..].trim().to_ascii_lowercase();
        let (_, factor, most) = UNITS
            .iter()
            .find(|(name, ..)| *name == unit)
            .ok_or_else(error)?;
        if text[..end].trim_start_matches('0').len() > *most {
            return Err(error());
        }
        let number: u64 = text[..end].parse().map_err(|_| error())?;
        number.checked_mul(*factor).map(Self).ok_or_else(error)
    }
}
