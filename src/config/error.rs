//! Errors of reading a configuration.

use std::path::PathBuf;

use crate::housekeeping::LinePart;

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The path of the configuration is a link, folder, pipe or device.
    #[error(
        "{} is {is}, but a configuration must be a regular file; replace it, or pass --config FILE or --isolated",
        path.display()
    )]
    Special {
        /// Its path.
        path: PathBuf,
        /// What it is.
        is: &'static str,
    },
    /// Two files in one folder.
    #[error(
        "{} contains two configurations, {first} and {second}; remove one, or choose one with --config",
        folder.display()
    )]
    Two {
        /// The folder.
        folder: PathBuf,
        /// Name of the first file.
        first: &'static str,
        /// Name of the second.
        second: &'static str,
    },
    /// A `pyproject.toml` given with `--config` has no table of bedrock-eol.
    #[error("{} has no table [tool.bedrock-eol]", .0.display())]
    NoTable(PathBuf),
    /// The file has invalid content.
    #[error("{}", render(.0))]
    Problems(Vec<ConfigProblem>),
}

/// One problem in a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigProblem {
    /// Where.
    pub location: LinePart,
    /// What is wrong, and what to write instead.
    pub message: String,
}

pub(super) fn render(problems: &[ConfigProblem]) -> String {
    let rendered: Vec<String> = problems.iter().map(ConfigProblem::to_string).collect();
    rendered.join("\n\n")
}

impl std::fmt::Display for ConfigProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let LinePart {
            path,
            line,
            column,
            snippet,
            ..
        } = &self.location;
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        // Anything that moves the cursor would part the mark from what it marks, or worse.
        let shown = |text: &str| text.replace(moves_text, " ");
        let before = shown(&snippet.text[..snippet.highlight.start]);
        let marked = snippet.text[snippet.highlight.start..snippet.highlight.end]
            .chars()
            .count()
            .max(1);
        let message: String = self.message.chars().map(escaped).collect();
        writeln!(f, "{path}:{line}:{column}: {message}")?;
        writeln!(f, "{margin} |")?;
        writeln!(f, "{number} | {}", shown(&snippet.text))?;
        write!(
            f,
            "{margin} | {}{}",
            " ".repeat(before.chars().count()),
            "^".repeat(marked)
        )
    }
}

pub(super) fn escaped(character: char) -> String {
    if moves_text(character) {
        character.escape_unicode().to_string()
    } else {
        character.to_string()
    }
}

/// Control characters, and those that change the direction of text.
pub(super) fn moves_text(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
