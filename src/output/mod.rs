//! Report formats: one file and one row of [`FORMATS`] each.
//!
//! Every format is a pure function of a finished [`Report`](crate::report::Report) and [`RenderOptions`]: it reads no
//! clock, no environment and no file, and the same report gives the same bytes.

mod annotations;
mod azure;
mod badge;
mod bitbucket;
pub mod catalog;
mod compact;
mod csv;
mod cyclonedx;
mod difference;
mod edits;
mod escape;
mod formats;
mod github;
mod gitlab;
mod groups;
mod headline;
mod html;
mod ics;
mod identity;
mod issues;
mod json;
mod json_text;
mod jsonl;
mod junit;
mod links;
mod markdown;
mod migration;
mod options;
mod owners;
mod pages;
mod patch;
mod pretty;
mod printed_once;
mod rdjson;
mod record_rows;
mod records;
mod sarif;
mod sources;
mod steps;
mod usage_words;
mod wording;

pub use compact::error_line;
pub use difference::difference;
pub use edits::edits;
pub use escape::{ascii_symbols, has_runner_command, log_line, log_lines};
pub use formats::{FORMATS, Format, Paths, format};
pub use github::step_summary;
pub use json::{FieldError, ReportError};
pub(crate) use json::{ReadReport, ReportReader, RepositoryContent, references_of};
pub use links::{LinkBase, LinkBaseError};
pub use migration::{migration_json, migration_markdown, verify_script};
pub use options::{GroupBy, REPOSITORY, RenderOptions, SITE};
pub use pages::{model_page, rule_page};
pub use patch::{PatchFor, patch};
pub use record_rows::{RecordCounts, RecordName, write_bad_record, write_end, write_record};

// A URL built from unset variables would be a broken link in every report.
const _: () = assert!(
    match REPOSITORY {
        Some(uri) =>
            matches!(uri.as_bytes().first_chunk(), Some(b"https://"))
                && !matches!(uri.as_bytes(), [.., b'/']),
        None => true,
    },
    "BEDROCK_EOL_REPOSITORY must be a URL like https://github.com/owner/name, without a trailing slash"
);
