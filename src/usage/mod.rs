//! Reads exports of CloudTrail or of invocation logs: which models an account invokes, how often, and when for the last time.
//!
//! An export is a file that a query or another program wrote, so every value is checked, and an error names the file, the line
//! and what to write instead. Rows add up: whether they are in one file or in several, and in which order, changes nothing.

mod columns;
mod csv;
mod exports;
mod json;
mod matching;
mod row;

pub use exports::UsageExports;
use row::{ExportProblem, count_lines};

/// Why an export cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UsageError {
    /// A row is wrong.
    #[error("{file}: line {line}: {message}")]
    Row {
        /// The file.
        file: String,
        /// The line on which the row ends, counted from 1.
        line: usize,
        /// What is wrong, and what to write instead.
        message: String,
    },
    /// The whole file is wrong.
    #[error("{file}: {message}")]
    File {
        /// The file.
        file: String,
        /// What is wrong, and what to write instead.
        message: String,
    },
}

impl UsageExports {
    /// Adds an export: CSV with a header, or JSON objects. `file` is its name in errors.
    ///
    /// # Errors
    /// It is not an export, or one of its rows is wrong.
    pub fn add(&mut self, file: &str, bytes: &[u8]) -> Result<(), UsageError> {
        self.add_rows(bytes).map_err(|problem| {
            let (file, message) = (file.to_owned(), problem.message);
            match problem.line {
                Some(line) => UsageError::Row {
                    file,
                    line,
                    message,
                },
                None => UsageError::File { file, message },
            }
        })
    }

    fn add_rows(&mut self, bytes: &[u8]) -> Result<(), ExportProblem> {
        let whole = |message: &str| ExportProblem {
            line: None,
            message: message.to_owned(),
        };
        if bytes.starts_with(&[0x1f, 0x8b]) {
            return Err(whole("it is compressed; pass the file that gunzip writes"));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| ExportProblem {
            line: Some(1 + count_lines(&bytes[..error.valid_up_to()])),
            message: "it is not UTF-8; export it as UTF-8".to_owned(),
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        match text.trim_start().chars().next() {
            None => Err(whole(
                "it is empty; an export has a header with the columns, or JSON objects",
            )),
            Some('{' | '[') => json::read(text, self),
            Some(_) => csv::read(text, self),
        }
    }
}

#[cfg(test)]
mod tests;
