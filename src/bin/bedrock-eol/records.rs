//! `bedrock-eol scan --records`: reads records from standard input, judges each alone and writes rows as JSON Lines.
//!
//! The rows are in the order of the records. A batch is read, judged on all threads and written before the next is read,
//! so that memory is bounded and a slow reader of the rows slows down the reading of records.

use std::io::{self, BufRead, BufWriter, Read as _, Write};

use bedrock_eol::program::{RecordCounts, RecordName, write_bad_record, write_end, write_record};
use bedrock_eol::{NamedText, Report, Run, TextJudge};
use clap::Args;
use serde_json::{Map, Value};

use crate::scan::Printer;
use crate::stop::Stop;

/// Longest record in bytes; a longer one is a row of type `error`.
const MAX_RECORD: u64 = 64 << 20;

/// Most records of a batch, and the bytes from which a batch has enough.
const BATCH_RECORDS: usize = 512;
const BATCH_BYTES: usize = 16 << 20;

/// Columns that are tried for the repository unless --record-field names one: those of public data sets of code.
const REPO_COLUMNS: [&str; 2] = ["repo", "repo_name"];

/// Records instead of files.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Input")]
pub(crate) struct RecordArgs {
    /// Scan records from standard input, a JSON object on each line; write rows as JSON Lines
    ///
    /// A record has the fields `path` and `content`, and may have `repo`. Each record is judged alone. The rows are those of
    /// `--output jsonl`, with the number and the repository of their record. The last row has the type `end`.
    ///
    /// Exits 0 if all records were read, whatever they contain.
    #[arg(long, conflicts_with_all = [
        "paths", "staged", "diff", "whole_files", "files_from", "stdin_filename", "outputs", "show_config", "usage",
    ])]
    pub(crate) records: bool,

    /// Read a field of each record from another column, e.g. content=text; fields: path, content, repo
    #[arg(long, value_name = "FIELD=COLUMN", requires = "records", value_parser = field)]
    pub(crate) record_field: Vec<(Field, String)>,
}

/// A field of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Path,
    Content,
    Repo,
}

fn field(text: &str) -> Result<(Field, String), String> {
    let expected = "expected FIELD=COLUMN, where FIELD is path, content or repo";
    let (name, column) = text.split_once('=').ok_or(expected)?;
    let field = match name {
        "path" => Field::Path,
        "content" => Field::Content,
        "repo" => Field::Repo,
        _ => return Err(format!("unknown field `{name}`; {expected}")),
    };
    match column {
        "" => Err(expected.to_owned()),
        column => Ok((field, column.to_owned())),
    }
}

/// Scans the records of standard input and returns the exit code.
pub(crate) fn run(args: &RecordArgs, run: &Run, quiet: bool) -> Result<u8, Stop> {
    let scan = |judge: &TextJudge<'_>| {
        let mut stream = RecordStream {
            columns: Columns::of(args),
            judge,
            empty: judge.report_on_nothing(),
            counts: RecordCounts::default(),
            out: BufWriter::new(io::stdout().lock()),
        };
        stream.scan(&mut io::stdin().lock())
    };
    run.with_text_judge(false, &Printer { quiet }, scan)
        .map_err(Stop::of)??;
    Ok(0)
}

/// A closed pipe is an error here: the reader of the rows relies on exit code 0 for a complete stream.
fn not_written(error: &io::Error) -> Stop {
    Stop(format!("cannot write to standard output: {error}"))
}

/// The column of each field.
struct Columns<'a> {
    path: &'a str,
    content: &'a str,
    repo: Vec<&'a str>,
}

impl<'a> Columns<'a> {
    fn of(args: &'a RecordArgs) -> Self {
        let named = |field| {
            let mut columns = args.record_field.iter().rev();
            columns
                .find(|(named, _)| *named == field)
                .map(|(_, column)| column.as_str())
        };
        Self {
            path: named(Field::Path).unwrap_or("path"),
            content: named(Field::Content).unwrap_or("content"),
            repo: named(Field::Repo).map_or(REPO_COLUMNS.to_vec(), |column| vec![column]),
        }
    }

    /// The text and the repository of a record, or what is wrong with it.
    fn read(&self, line: &[u8]) -> Result<(NamedText, Option<String>), String> {
        let mut record: Map<String, Value> =
            serde_json::from_slice(line).map_err(|error| format!("not a JSON object: {error}"))?;
        let mut take = |column: &str| match record.remove(column) {
            Some(Value::String(text)) => Ok(text),
            Some(Value::Null) => Err(format!("the field `{column}` is null")),
            Some(_) => Err(format!("the field `{column}` is not a string")),
            None => Err(format!(
                "no field `{column}`; name its column with --record-field"
            )),
        };
        let (path, content) = (take(self.path)?, take(self.content)?);
        let repo = self.repo.iter().find_map(|column| take(column).ok());
        let text = NamedText {
            path,
            text: content.into_bytes(),
        };
        Ok((text, repo))
    }
}

/// A record after it was read.
struct ReadRecord {
    number: u64,
    repo: Option<String>,
    /// Why it cannot be read; absent if it can.
    problem: Option<String>,
}

struct RecordStream<'a, W> {
    columns: Columns<'a>,
    judge: &'a TextJudge<'a>,
    /// A report without content, for rows about no text.
    empty: Report,
    counts: RecordCounts,
    out: W,
}

impl<W: Write> RecordStream<'_, W> {
    /// Writes the rows of all records, and the last row.
    fn scan(&mut self, input: &mut dyn BufRead) -> Result<(), Stop> {
        let mut number = 0;
        loop {
            let (records, texts, is_end) = self
                .batch(input, &mut number)
                .map_err(|error| Stop(format!("cannot read standard input: {error}")))?;
            let written = self.write(&records, texts).and_then(|()| self.out.flush());
            written.map_err(|error| not_written(&error))?;
            if is_end {
                break;
            }
        }
        write_end(&self.empty, self.counts, &mut self.out)
            .and_then(|()| self.out.flush())
            .map_err(|error| not_written(&error))
    }

    /// The next records with their texts, and whether the input is at its end.
    fn batch(
        &self,
        input: &mut dyn BufRead,
        number: &mut u64,
    ) -> io::Result<(Vec<ReadRecord>, Vec<NamedText>, bool)> {
        let (mut records, mut texts, mut bytes) = (Vec::new(), Vec::new(), 0);
        while records.len() < BATCH_RECORDS && bytes < BATCH_BYTES {
            let mut line = Vec::new();
            if input.take(MAX_RECORD + 1).read_until(b'\n', &mut line)? == 0 {
                return Ok((records, texts, true));
            }
            *number += 1;
            bytes += line.len();
            let read = if line.len() as u64 > MAX_RECORD && line.last() != Some(&b'\n') {
                input.skip_until(b'\n')?;
                Err(format!("larger than the limit of {} MiB", MAX_RECORD >> 20))
            } else if line.trim_ascii().is_empty() {
                Err("an empty line".to_owned())
            } else {
                self.columns.read(&line)
            };
            let (repo, problem) = match read {
                Ok((text, repo)) => {
                    texts.push(text);
                    (repo, None)
                }
                Err(problem) => (None, Some(problem)),
            };
            records.push(ReadRecord {
                number: *number,
                repo,
                problem,
            });
        }
        Ok((records, texts, false))
    }

    fn write(&mut self, records: &[ReadRecord], texts: Vec<NamedText>) -> io::Result<()> {
        let mut reports = self.judge.reports(texts).into_iter();
        for record in records {
            let name = RecordName {
                number: record.number,
                repo: record.repo.as_deref(),
            };
            let (counts, out) = (&mut self.counts, &mut self.out);
            match &record.problem {
                Some(problem) => {
                    write_bad_record(&self.empty, name, problem.clone(), counts, out)?;
                }
                None => {
                    let report = reports.next().expect("each record has a text or a problem");
                    write_record(&report, name, counts, out)?;
                }
            }
        }
        Ok(())
    }
}
