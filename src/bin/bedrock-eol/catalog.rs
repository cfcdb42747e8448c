//! The `catalog` commands: arguments to calls of the library, answers to the writer.
//!
//! It decides nothing about models, and knows no clock: the day comes from `main`.

use std::io::{self, Write};
use std::path::PathBuf;

use bedrock_eol::catalog::diff::Diff;
use bedrock_eol::catalog::overlay::{check_path, lay_over};
use bedrock_eol::catalog::parse::Problem;
use bedrock_eol::catalog::view::{self, Filter};
use bedrock_eol::catalog::{Catalog, Stage};
use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

/// What is known about Bedrock models.
#[derive(Args, Debug)]
pub(crate) struct CatalogArgs {
    #[command(subcommand)]
    command: CatalogCommand,
}

#[derive(Subcommand, Debug)]
enum CatalogCommand {
    /// Check catalog files; every problem is told with its file and line
    ///
    /// Without a path, checks the catalog that is built in. Exits with 2 where there is a problem.
    Check {
        /// A folder laid out as `rules/`, or the file of an overlay
        paths: Vec<PathBuf>,
    },
    /// List models with their stage, dates and replacement
    List {
        /// Only models of this stage
        #[arg(long, value_name = "STAGE")]
        stage: Option<StageArg>,
        /// Only models of this provider: its name or the beginning of its IDs
        #[arg(long, value_name = "PROVIDER")]
        provider: Option<String>,
        /// The day to judge the stages by [default: today]
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        /// How to write the list
        #[arg(long, value_name = "FORMAT", default_value = "table")]
        output: ListOutput,
    },
    /// Show everything about one model
    Show {
        /// A model ID, one of its variants, or an inference profile ID
        id: String,
        /// The day to judge the stages by [default: today]
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        /// How to write it
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        output: ShowOutput,
    },
    /// Show what changed between two catalogs, and which models change their stage
    Diff {
        /// The first: `embedded`, or a file or folder
        before: PathBuf,
        /// The second: `embedded`, or a file or folder
        after: PathBuf,
        /// The day to compare the stages on [default: today]
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        /// How to write it
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        output: DiffOutput,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DiffOutput {
    Text,
    Json,
    Markdown,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum StageArg {
    Active,
    Legacy,
    Eol,
    Unknown,
}

impl From<StageArg> for Stage {
    fn from(stage: StageArg) -> Self {
        match stage {
            StageArg::Active => Self::Active,
            StageArg::Legacy => Self::Legacy,
            StageArg::Eol => Self::EndOfLife,
            StageArg::Unknown => Self::Unknown,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ListOutput {
    Table,
    Json,
    Csv,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ShowOutput {
    Text,
    Json,
}

/// Why a `catalog` command failed; every one of them means exit code 2, but for a broken pipe.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CatalogError {
    /// The catalog has problems.
    #[error("{}", problem_list(.0))]
    Broken(Vec<Problem>),
    /// The ID is not known.
    #[error("`{id}` is no known model ID{}", candidates(.nearest))]
    UnknownModel {
        /// What was asked for.
        id: String,
        /// Known IDs that are near, best first.
        nearest: Vec<String>,
    },
    /// The provider is not known.
    #[error("`{provider}` is no known provider; known are {}", .known.join(", "))]
    UnknownProvider {
        /// What was asked for.
        provider: String,
        /// All display names.
        known: Vec<String>,
    },
    /// The answer could not be written.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// Runs a `catalog` command on a catalog; `today` stands where no `--as-of` is given.
pub(crate) fn run(
    args: &CatalogArgs,
    catalog: &Catalog,
    today: Date,
    out: &mut dyn Write,
) -> Result<(), CatalogError> {
    match &args.command {
        CatalogCommand::Check { paths } => check(catalog, paths, out),
        CatalogCommand::List { stage, provider, as_of, output } => {
            let filter = Filter { stage: stage.map(Into::into), provider: provider.clone() };
            list(catalog, &filter, as_of.unwrap_or(today), *output, out)
        }
        CatalogCommand::Show { id, as_of, output } => show(catalog, id, as_of.unwrap_or(today), *output, out),
        CatalogCommand::Diff { before, after, as_of, output } => {
            let load = |path: &PathBuf| whole(catalog, path);
            let diff = Diff::of(&load(before)?, &load(after)?, as_of.unwrap_or(today));
            write_diff(&diff, *output, out)
        }
    }
}

fn check(catalog: &Catalog, paths: &[PathBuf], out: &mut dyn Write) -> Result<(), CatalogError> {
    if paths.is_empty() {
        writeln!(out, "{}: {}, no problems", view::catalog_line(catalog), view::counts(catalog))?;
    }
    let mut problems = Vec::new();
    for path in paths {
        match check_path(path, catalog) {
            Ok(summary) => writeln!(out, "{}: {summary}, no problems", path.display())?,
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(CatalogError::Broken(problems)) }
}

fn list(
    catalog: &Catalog,
    filter: &Filter,
    as_of: Date,
    output: ListOutput,
    out: &mut dyn Write,
) -> Result<(), CatalogError> {
    if let Some(provider) = &filter.provider {
        let of_provider = Filter { stage: None, provider: Some(provider.clone()) };
        if of_provider.models(catalog, as_of).is_empty() {
            let known = view::providers(catalog).into_iter().map(str::to_owned).collect();
            return Err(CatalogError::UnknownProvider { provider: provider.clone(), known });
        }
    }
    let models = filter.models(catalog, as_of);
    match output {
        ListOutput::Table => view::write_table(catalog, as_of, &models, out)?,
        ListOutput::Json => view::write_json(catalog, as_of, &models, out)?,
        ListOutput::Csv => view::write_csv(as_of, &models, out)?,
    }
    Ok(())
}

fn show(
    catalog: &Catalog,
    id: &str,
    as_of: Date,
    output: ShowOutput,
    out: &mut dyn Write,
) -> Result<(), CatalogError> {
    let lookup = view::look_up(catalog, id).map_err(|nearest| CatalogError::UnknownModel {
        id: id.to_owned(),
        nearest: nearest.into_iter().map(str::to_owned).collect(),
    })?;
    match output {
        ShowOutput::Text => view::write_text(catalog, as_of, &lookup, out)?,
        ShowOutput::Json => view::write_json(catalog, as_of, &[lookup.model], out)?,
    }
    Ok(())
}

/// The catalog that a word or path on the command line means.
fn whole(catalog: &Catalog, path: &PathBuf) -> Result<Catalog, CatalogError> {
    if path.as_os_str() == "embedded" {
        return Ok(Catalog::embedded().clone());
    }
    let merged = lay_over(catalog, std::slice::from_ref(path)).map_err(CatalogError::Broken)?;
    Ok(merged.catalog)
}

fn write_diff(diff: &Diff, output: DiffOutput, out: &mut dyn Write) -> Result<(), CatalogError> {
    match output {
        DiffOutput::Text => diff.write_text(out)?,
        DiffOutput::Markdown => diff.write_markdown(out)?,
        DiffOutput::Json => {
            serde_json::to_writer_pretty(&mut *out, diff).map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(())
}

fn problem_list(problems: &[Problem]) -> String {
    let noun = if problems.len() == 1 { "problem" } else { "problems" };
    let mut text = format!("the catalog has {} {noun}", problems.len());
    for problem in problems {
        text.push_str(&format!("\n{problem}"));
    }
    text
}

fn candidates(nearest: &[String]) -> String {
    if nearest.is_empty() {
        return "; `catalog list` has all".to_owned();
    }
    format!("; near it are {}", nearest.join(", "))
}
