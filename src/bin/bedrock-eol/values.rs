//! Value types and value parsers of flags.

use std::path::{Path, PathBuf};

use bedrock_eol::program::{
    self, CONTEXT_NAMES, GroupBy, LevelSetting, Region, ReplacementPolicy, Size,
};
use bedrock_eol::{Context, FORMATS, Format, RuleId, SizeError, UnknownName};
use clap::ValueEnum;
use jiff::civil::Date;

/// One `--output`.
#[derive(Clone, Debug)]
pub(crate) struct OutputArg {
    /// Name of a row of [`FORMATS`].
    pub(crate) format: &'static str,
    /// Absent for standard output.
    pub(crate) file: Option<PathBuf>,
}

/// `--fail-on`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FailOnArg {
    /// Fail on errors: requests fail already
    Error,
    /// Fail on warnings, too: a change is needed before a date
    Warning,
    /// Fail on any finding
    Note,
    /// Never fail because of findings
    Never,
}

impl From<FailOnArg> for program::FailOn {
    fn from(typed: FailOnArg) -> Self {
        match typed {
            FailOnArg::Error => Self::Error,
            FailOnArg::Warning => Self::Warning,
            FailOnArg::Note => Self::Note,
            FailOnArg::Never => Self::Never,
        }
    }
}

/// `--replacement`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ReplacementArg {
    /// The model that needs the fewest changes to the request
    LeastChange,
    /// The model whose End-of-Life is expected last
    LongestLife,
}

impl From<ReplacementArg> for ReplacementPolicy {
    fn from(typed: ReplacementArg) -> Self {
        match typed {
            ReplacementArg::LeastChange => Self::LeastChange,
            ReplacementArg::LongestLife => Self::LongestLife,
        }
    }
}

/// `--group-by`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Grouping {
    /// By model
    Model,
    /// By file
    File,
    /// By rule
    Rule,
}

impl From<Grouping> for GroupBy {
    fn from(grouping: Grouping) -> Self {
        match grouping {
            Grouping::Model => Self::Model,
            Grouping::File => Self::File,
            Grouping::Rule => Self::Rule,
        }
    }
}

/// `--color`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// If the output is a terminal and NO_COLOR is not set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Why a text is not a value of its flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FlagValueError {
    #[error("expected a date, e.g. 2026-11-23")]
    Date,
    #[error("expected a Region code, e.g. us-east-1")]
    Region,
}

pub(crate) fn date(text: &str) -> Result<Date, FlagValueError> {
    let plain = text.len() == 10
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-');
    let parsed = if plain { text.parse().ok() } else { None };
    parsed.ok_or(FlagValueError::Date)
}

pub(crate) fn context(text: &str) -> Result<Context, UnknownName> {
    text.parse()
}

pub(crate) fn region_code(text: &str) -> Result<Region, FlagValueError> {
    Region::parse(text).ok_or(FlagValueError::Region)
}

/// Why a value of `--rule` cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RuleLevelError {
    #[error("expected RULE=LEVEL, e.g. legacy=error")]
    Form,
    #[error(transparent)]
    Name(#[from] UnknownName),
}

/// `RULE=LEVEL`.
pub(crate) fn rule_level(text: &str) -> Result<(String, LevelSetting), RuleLevelError> {
    let (name, level) = text.split_once('=').ok_or(RuleLevelError::Form)?;
    name.parse::<RuleId>()?;
    Ok((name.to_owned(), level.parse()?))
}

/// Help of `--context`, with every context.
pub(crate) fn context_help() -> String {
    let names: Vec<&str> = CONTEXT_NAMES.iter().map(|(name, _)| *name).collect();
    format!(
        "Report only references in this context; can be repeated\n\nContexts: {}. The inventory still lists every \
         reference.",
        names.join(", ")
    )
}

/// Help of `--output`, with every format.
pub(crate) fn output_help() -> String {
    let mut help = String::from(
        "Write the report in this format, optionally to a file; can be repeated\n\n\
         At most one report can go to standard output (no FILE, or `-`). A file is replaced completely or not at all, \
         and is not scanned.\n\nFormats:",
    );
    for format in FORMATS {
        help.push_str(&format!("\n- {}: {}", format.name, format.about));
    }
    help
}

/// Why a value of `--output` cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum OutputError {
    #[error(transparent)]
    Format(#[from] UnknownName),
    #[error("no file after `=`; expected {0}=FILE, or {0} for standard output")]
    NoFile(&'static str),
    #[error("`{file}` is not a format; to write this file, use `{format}={file}`")]
    OnlyFile { format: &'static str, file: String },
}

/// The format that is usual for a file with this name, the first of several.
fn format_of_file(name: &str) -> Option<&'static str> {
    let extension = Path::new(name).extension()?.to_str()?;
    let same = |format: &&Format| format.extension == extension;
    let named = FORMATS.iter().find(|format| format.name == extension);
    named
        .or_else(|| FORMATS.iter().find(same))
        .map(|format| format.name)
}

pub(crate) fn output(text: &str) -> Result<OutputArg, OutputError> {
    let (name, file) = match text.split_once('=') {
        Some((name, file)) => (name, Some(file)),
        None => (text, None),
    };
    let Some(format) = FORMATS.iter().find(|format| format.name == name) else {
        let names = FORMATS.iter().map(|format| format.name);
        let unknown = UnknownName::new("format", name, names);
        return Err(match format_of_file(text) {
            Some(format) => OutputError::OnlyFile {
                format,
                file: text.to_owned(),
            },
            None => unknown.into(),
        });
    };
    if file == Some("") {
        return Err(OutputError::NoFile(format.name));
    }
    Ok(OutputArg {
        format: format.name,
        file: file.filter(|file| *file != "-").map(PathBuf::from),
    })
}

pub(crate) fn size(text: &str) -> Result<u64, SizeError> {
    text.parse::<Size>().map(|size| size.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_strictly() {
        assert_eq!(size("10M"), Ok(10 << 20));
        assert_eq!(size("512"), Ok(512));
        assert_eq!(size("1kb"), Ok(1024));
        assert_eq!(size("2GiB"), Ok(2 << 30));
        for wrong in ["", "M", "-1", "1.5M", "99999999999G", "10X"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
        assert!(date("2026-02-28").is_ok());
        for wrong in [
            "2026-02-30",
            "20260228",
            "2026-2-28",
            "today",
            "2026-02-28T00",
        ] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
        for right in ["us-east-1", "us-gov-west-1", "ap-southeast-12"] {
            assert!(region_code(right).is_ok(), "{right}");
        }
        for wrong in [
            "us",
            "useast1",
            "US-EAST-1",
            "us-east-",
            "us-east-1a",
            "east-1",
        ] {
            assert!(region_code(wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            output("json=a=b.json").map(|o| o.file),
            Ok(Some(PathBuf::from("a=b.json")))
        );
        assert_eq!(output("json=-").map(|o| o.file), Ok(None));
        assert_eq!(
            rule_level("legacy=off"),
            Ok(("legacy".to_owned(), LevelSetting::Off))
        );
        for wrong in ["legacy", "legacy=", "legacy=high", "legasy=off", "=off"] {
            assert!(rule_level(wrong).is_err(), "{wrong}");
        }
        assert!(output("yaml").is_err() && output("json=").is_err());
    }
}
