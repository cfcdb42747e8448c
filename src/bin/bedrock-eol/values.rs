//! Value types and value parsers of flags.

use std::path::{Path, PathBuf};

use bedrock_eol::program::{GroupBy, Region};
use bedrock_eol::{FORMATS, Format, UnknownName};
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

pub(crate) fn region_code(text: &str) -> Result<Region, FlagValueError> {
    Region::parse(text).ok_or(FlagValueError::Region)
}

/// Help of `--output`, with every format.
pub(crate) fn output_help() -> String {
    let mut help = String::from(
        "Write the report in this format, optionally to a file; can be repeated\n\n\
         At most one report can go to standard output (no FILE, or `-`). A file is replaced completely or not at all, \
         and is not scanned unless git tracks it.\n\nFormats:",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_strictly() {
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
        assert_eq!(
            output("json=a=b.json").map(|o| o.file),
            Ok(Some(PathBuf::from("a=b.json")))
        );
        assert_eq!(output("json=-").map(|o| o.file), Ok(None));
        assert!(output("yaml").is_err() && output("json=").is_err());
    }
}
