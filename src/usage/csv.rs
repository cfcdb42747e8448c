//! CSV (RFC 4180) with a header, as Athena and CloudWatch Logs Insights write it.

use super::columns::{UsageCells, UsageColumn, column, quoted};
use super::exports::UsageExports;
use super::json::model_of_parameters;
use super::row::{ExportProblem, count_lines};

/// Most columns of a row.
const MAX_CELLS: usize = 1000;

/// Reads a file.
pub(super) fn read(text: &str, exports: &mut UsageExports) -> Result<(), ExportProblem> {
    let mut rows = CsvRows {
        rest: text,
        line: 1,
    };
    let Some(header) = rows.next()? else {
        return Ok(());
    };
    let columns: Vec<Option<UsageColumn>> = header.iter().map(|name| column(name)).collect();
    // Checked here as well, so that the error is that of the header.
    let mut names = UsageCells::default();
    for column in columns.iter().flatten() {
        names
            .put(*column, None)
            .map_err(|message| rows.problem(message))?;
    }
    let has = |wanted| columns.contains(&Some(wanted));
    if !has(UsageColumn::Model) && !has(UsageColumn::Parameters) {
        let names: Vec<String> = header.iter().take(8).map(|name| quoted(name)).collect();
        return Err(rows.problem(format!(
            "the header has no column `model_id`; name the column with the ID or ARN so. It has: {}",
            names.join(", ")
        )));
    }
    while let Some(cells) = rows.next()? {
        if cells.len() != columns.len() {
            return Err(rows.problem(format!(
                "it has {} cells, and the header has {}; quote a cell that contains a comma",
                cells.len(),
                columns.len()
            )));
        }
        let mut row = UsageCells::default();
        for (column, cell) in columns.iter().zip(cells) {
            let (column, value) = match column {
                None => continue,
                Some(UsageColumn::Parameters) => match model_of_parameters(&cell) {
                    None => continue,
                    model => (UsageColumn::Model, model),
                },
                Some(column) => (*column, Some(cell)),
            };
            row.put(column, value)
                .map_err(|message| rows.problem(message))?;
        }
        exports
            .add_cells(&row)
            .map_err(|message| rows.problem(message))?;
    }
    Ok(())
}

/// The rows of a file, without empty lines.
struct CsvRows<'t> {
    rest: &'t str,
    /// The line of the first character of `rest`, from 1.
    line: usize,
}

impl CsvRows<'_> {
    /// A problem of the row that was read last: of the line on which it ends.
    fn problem(&self, message: String) -> ExportProblem {
        ExportProblem {
            line: Some(self.line.saturating_sub(1).max(1)),
            message,
        }
    }

    fn next(&mut self) -> Result<Option<Vec<String>>, ExportProblem> {
        while let Some(rest) = self
            .rest
            .strip_prefix("\r\n")
            .or_else(|| self.rest.strip_prefix('\n'))
        {
            self.rest = rest;
            self.line += 1;
        }
        if self.rest.trim().is_empty() {
            return Ok(None);
        }
        let mut cells = Vec::new();
        loop {
            let (cell, ends_row) = self.cell()?;
            cells.push(cell);
            if ends_row {
                return Ok(Some(cells));
            }
            if cells.len() == MAX_CELLS {
                self.line += 1;
                return Err(self.problem(format!("it has more than {MAX_CELLS} cells")));
            }
        }
    }

    /// The next cell, and whether it is the last one of its row.
    fn cell(&mut self) -> Result<(String, bool), ExportProblem> {
        let mut value = String::new();
        if let Some(quoted) = self.rest.strip_prefix('"') {
            self.rest = quoted;
            self.quoted(&mut value)?;
        } else {
            let end = self.rest.find([',', '\n']).unwrap_or(self.rest.len());
            value.push_str(self.rest[..end].trim_end_matches('\r'));
            self.rest = &self.rest[end..];
        }
        if let Some(rest) = self.rest.strip_prefix(',') {
            self.rest = rest;
            return Ok((value, false));
        }
        let rest = self.rest.strip_prefix('\r').unwrap_or(self.rest);
        let rest = rest.strip_prefix('\n').unwrap_or(rest);
        if rest.len() == self.rest.len() && !rest.is_empty() {
            self.line += 1;
            return Err(self.problem(
                "text follows a quoted cell; write a quote inside of a cell twice".to_owned(),
            ));
        }
        self.rest = rest;
        self.line += 1;
        Ok((value, true))
    }

    /// The rest of a quoted cell; the opening quote was read.
    fn quoted(&mut self, value: &mut String) -> Result<(), ExportProblem> {
        let begins = self.line;
        loop {
            let Some(end) = self.rest.find('"') else {
                return Err(ExportProblem {
                    line: Some(begins),
                    message: "a quoted cell does not end; add the quote that closes it".to_owned(),
                });
            };
            let piece = &self.rest[..end];
            self.line += count_lines(piece.as_bytes());
            value.push_str(piece);
            self.rest = &self.rest[end + 1..];
            match self.rest.strip_prefix('"') {
                Some(rest) => {
                    value.push('"');
                    self.rest = rest;
                }
                None => return Ok(()),
            }
        }
    }
}
