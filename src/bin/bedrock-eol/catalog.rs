//! The `catalog` commands: parse arguments, call the library, print the result.
//!
//! Decides nothing about models and never reads the clock: the date comes from `main`.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bedrock_eol::program::diff::Diff;
use bedrock_eol::program::feeds::{self, Site};
use bedrock_eol::program::import::{self, ApiAnswers, DocPage, ImportError, Imported};
use bedrock_eol::program::view::{self, Filter};
use bedrock_eol::program::{
    self, Explanation, FileKind, Model, Region, Stage, apply_overlays, check_path, log_line,
    output_root,
};
use bedrock_eol::{Catalog, CatalogError, Policy};
use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::overlays::{self, Overlays};
use crate::stop::Stop;
use crate::values::region_code;
use crate::{explain, inputs, interrupt, terminal};

/// Inspect, check and extend the model catalog.
#[derive(Args, Debug)]
pub(crate) struct CatalogArgs {
    #[command(subcommand)]
    command: CatalogCommand,
}

#[derive(Subcommand, Debug)]
enum CatalogCommand {
    /// Check catalog files and report every problem with its file and line
    ///
    /// Without a path, checks the built-in catalog. Exits 2 if there is a problem.
    Check {
        /// Folder laid out like `rules/`, or an overlay file
        paths: Vec<PathBuf>,
    },
    /// List models with their stage, dates and replacement
    List {
        /// Only models in this stage
        #[arg(long, value_name = "STAGE")]
        stage: Option<StageArg>,
        /// Only models of this provider: its name, or the prefix of its IDs
        #[arg(long, value_name = "PROVIDER")]
        provider: Option<String>,
        /// Show stages as of this day: YYYY-MM-DD [default: today]
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        /// Output format
        #[arg(long, value_name = "FORMAT", default_value = "table")]
        output: ListOutput,
        #[command(flatten)]
        overlays: Overlays,
    },
    /// Show everything known about a model: another name of `explain`
    Show(explain::ExplainArgs),
    /// Show what changed between two catalogs, and which models change their stage
    Diff {
        /// First catalog: `embedded`, the embedded version, or a file or folder
        ///
        /// An overlay is applied to the built-in catalog before it is compared. Use `catalog export` to keep a version for
        /// later.
        #[arg(value_name = "BEFORE")]
        before: PathBuf,
        /// Second catalog: `embedded`, the embedded version, or a file or folder
        #[arg(value_name = "AFTER")]
        after: PathBuf,
        /// Compare stages as of this day: YYYY-MM-DD [default: today]
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        /// Output format
        #[arg(long, value_name = "FORMAT", default_value = "text")]
        output: DiffOutput,
    },
    /// Write the whole catalog, overlays included
    ///
    /// The YAML is a complete overlay: `catalog check` and --catalog can read it.
    Export {
        /// Output format
        #[arg(long, value_name = "FORMAT", default_value = "yaml")]
        output: ExportOutput,
        /// Show stages and dates to come as of this day: YYYY-MM-DD [default: today]
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        #[command(flatten)]
        overlays: Overlays,
    },
    /// Write a static site: a page per model and rule, an index with a filter, and the feeds
    Site {
        /// Folder to write to; files of the same names in it are replaced
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Address of the site, for the sitemap and the links in feeds
        #[arg(long, value_name = "URL")]
        base: Option<String>,
        /// Show stages as of this day: YYYY-MM-DD [default: today]
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        #[command(flatten)]
        overlays: Overlays,
    },
    /// Convert answers of the AWS API about your account, or AWS's documentation, into an overlay
    ///
    /// Reads the JSON output of `aws bedrock list-foundation-models`, `get-foundation-model`, `list-inference-profiles` and
    /// `get-inference-profile`. Imports dates and statuses of Legacy models for the Region of the answer, and application
    /// inference profiles by ARN. Lists entries that it cannot import.
    ///
    /// With --docs, reads AWS's documentation as Markdown instead: model cards (`model-card-*.md`), the page about the
    /// lifecycle (`model-lifecycle*.md`) and the Regions of all models (`models-region-compatibility.md`). A page that
    /// cannot be read is an error. Lists statements that contradict each other and does not import them.
    Import {
        /// Files with JSON answers; `-` for standard input
        #[arg(required_unless_present = "docs", value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Folder with pages of AWS's documentation as Markdown
        #[arg(long, value_name = "DIR", conflicts_with_all = ["files", "region"])]
        docs: Option<PathBuf>,
        /// Region of the answers, if they do not contain it
        #[arg(long, value_name = "REGION", value_parser = region_code)]
        region: Option<Region>,
        /// Day on which the answers or pages were fetched: YYYY-MM-DD [default: today]
        #[arg(long, value_name = "DATE")]
        as_of: Option<Date>,
        /// Where to write the overlay; `-` for standard output [default: -]
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        overlays: Overlays,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ExportOutput {
    /// A complete overlay
    Yaml,
    /// Every model, for programs
    Json,
    /// Every model, for spreadsheets
    Csv,
    /// JSON in the shape of endoflife.date
    Endoflife,
    /// JSON for a custom datasource of Renovate
    Renovate,
    /// RSS of every date to come
    Rss,
    /// Calendar of every date to come
    Ics,
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

/// Why a `catalog` command failed. Each error exits 2, except for a broken pipe.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// The catalog has problems.
    #[error(transparent)]
    Broken(#[from] CatalogError),
    /// The provider is not known.
    #[error("unknown provider `{provider}`; expected one of: {}", .known.join(", "))]
    UnknownProvider {
        /// The provider from the command line.
        provider: String,
        /// All display names.
        known: Vec<String>,
    },
    /// The file to import is not an AWS answer.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Something named on the command line does not exist.
    #[error("{0}")]
    Named(String),
    /// A catalog or file of the user is invalid.
    #[error("{}", .0.0)]
    Stopped(Stop),
    /// The output could not be written.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// Runs a `catalog` command on a catalog; `today` is used if there is no `--as-of`.
pub(crate) fn run(
    args: &CatalogArgs,
    catalog: &Catalog,
    today: fn() -> Date,
    out: &mut dyn Write,
) -> Result<(), CommandError> {
    match &args.command {
        CatalogCommand::Check { paths } => check(catalog, paths, out),
        CatalogCommand::List {
            stage,
            provider,
            as_of,
            output,
            overlays,
        } => {
            let catalog = overlaid_catalog(overlays)?;
            let filter = Filter {
                stage: stage.map(Into::into),
                provider: provider.clone(),
            };
            list(&catalog, &filter, as_of.unwrap_or_else(today), *output, out)
        }
        CatalogCommand::Show(arguments) => {
            explain::run(arguments, today).map_err(CommandError::Stopped)?;
            Ok(())
        }
        CatalogCommand::Export {
            output,
            as_of,
            overlays,
        } => {
            let catalog = overlaid_catalog(overlays)?;
            let (as_of, models) = (
                as_of.unwrap_or_else(today),
                catalog.models.iter().collect::<Vec<_>>(),
            );
            match output {
                ExportOutput::Yaml => {
                    out.write_all(feeds::overlay_yaml(&catalog, Catalog::embedded()).as_bytes())?
                }
                ExportOutput::Json => feeds::write_json(&catalog, as_of, &models, out)?,
                ExportOutput::Csv => feeds::write_csv(&catalog, as_of, &models, out)?,
                ExportOutput::Endoflife => feeds::write_endoflife(&catalog, as_of, out)?,
                ExportOutput::Renovate => feeds::write_renovate(&catalog, as_of, out)?,
                ExportOutput::Rss => feeds::write_rss(&catalog, as_of, None, out)?,
                ExportOutput::Ics => feeds::write_ics(&catalog, as_of, out)?,
            }
            Ok(())
        }
        CatalogCommand::Site {
            folder,
            base,
            as_of,
            overlays,
        } => {
            let catalog = overlaid_catalog(overlays)?;
            site(
                folder,
                base.as_deref(),
                as_of.unwrap_or_else(today),
                &catalog,
                out,
            )
        }
        CatalogCommand::Import {
            files,
            docs,
            region,
            as_of,
            output,
            overlays,
        } => {
            let (catalog, as_of) = (overlaid_catalog(overlays)?, as_of.unwrap_or_else(today));
            let imported = match docs {
                Some(folder) => import_docs(folder, as_of, &catalog)?,
                None => import(files, region.as_ref(), as_of, &catalog)?,
            };
            write_overlay(&imported, output.as_deref(), out)
        }
        CatalogCommand::Diff {
            before,
            after,
            as_of,
            output,
        } => {
            let load = |path: &PathBuf| whole(catalog, path);
            let diff = Diff::of(&load(before)?, &load(after)?, as_of.unwrap_or_else(today));
            write_diff(&diff, *output, out)
        }
    }
}

/// What `explain` says of a model.
fn explanation(model: &Model, catalog: &Catalog, as_of: Date) -> Result<Explanation, CommandError> {
    program::explain(&model.id, None, catalog, &Policy::new(as_of))
        .map_err(|error| CommandError::Named(error.to_string()))
}

/// Writes the site and says how many files it has.
fn site(
    folder: &Path,
    base: Option<&str>,
    as_of: Date,
    catalog: &Catalog,
    out: &mut dyn Write,
) -> Result<(), CommandError> {
    let base = base.map(|base| base.trim_end_matches('/'));
    if base.is_some_and(|base| !base.starts_with("https://") && !base.starts_with("http://")) {
        return Err(CommandError::Named(
            "--base: expected the address of the site, such as https://example.com/bedrock"
                .to_owned(),
        ));
    }
    let page = |model| explanation(model, catalog, as_of);
    let pages = catalog.models.iter().map(page).collect::<Result<_, _>>()?;
    let files = Site {
        catalog,
        as_of,
        base,
        pages,
    }
    .files()?;
    let root = output_root().map_err(|error| CommandError::Stopped(Stop::of(error)))?;
    interrupt::remove_files_on_signals();
    for file in &files {
        let path = folder.join(&file.path);
        let write = || {
            // No folder is created through a link of the project either.
            program::check_output(&path, &root)?;
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            let mut out = program::Output::create(&path, &root)?;
            out.write_all(&file.bytes)?;
            out.finish()
        };
        write().map_err(|error: io::Error| {
            CommandError::Named(format!("cannot write {}: {error}", path.display()))
        })?;
    }
    Ok(writeln!(
        out,
        "{} files in {}",
        files.len(),
        log_line(&folder.display().to_string())
    )?)
}

fn check(catalog: &Catalog, paths: &[PathBuf], out: &mut dyn Write) -> Result<(), CommandError> {
    if paths.is_empty() {
        writeln!(
            out,
            "{}: {}, no problems",
            view::catalog_line(catalog),
            view::counts(catalog)
        )?;
    }
    let mut problems = Vec::new();
    for path in paths {
        match check_path(path, catalog) {
            Ok(summary) => {
                let path = log_line(&path.display().to_string());
                writeln!(out, "{path}: {summary}, no problems")?
            }
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(CatalogError::from(problems).into())
    }
}

fn list(
    catalog: &Catalog,
    filter: &Filter,
    as_of: Date,
    output: ListOutput,
    out: &mut dyn Write,
) -> Result<(), CommandError> {
    if let Some(provider) = &filter.provider {
        let of_provider = Filter {
            stage: None,
            provider: Some(provider.clone()),
        };
        if of_provider.models(catalog, as_of).is_empty() {
            let known = view::providers(catalog)
                .into_iter()
                .map(str::to_owned)
                .collect();
            return Err(CommandError::UnknownProvider {
                provider: provider.clone(),
                known,
            });
        }
    }
    let models = filter.models(catalog, as_of);
    match output {
        ListOutput::Table => {
            let explained = |model| Ok((model, explanation(model, catalog, as_of)?));
            let models: Vec<_> = models
                .into_iter()
                .map(explained)
                .collect::<Result<_, CommandError>>()?;
            feeds::write_table(catalog, as_of, &models, out)?;
        }
        ListOutput::Json => feeds::write_json(catalog, as_of, &models, out)?,
        ListOutput::Csv => feeds::write_csv(catalog, as_of, &models, out)?,
    }
    Ok(())
}

/// Loads the catalog that an argument names.
fn whole(catalog: &Catalog, path: &PathBuf) -> Result<Catalog, CommandError> {
    let named = path.to_string_lossy();
    if named == "embedded" || named == catalog.version.as_ref() {
        return Ok(catalog.clone());
    }
    if !path.exists() && looks_like_a_version(&named) {
        return Err(CommandError::Named(format!(
            "catalog {named} is not in this program, which contains {}; name a file written by `catalog export` of the \
             other program",
            catalog.version
        )));
    }
    let merged = apply_overlays(catalog, std::slice::from_ref(path)).map_err(CatalogError::from)?;
    Ok(merged.catalog)
}

/// Whether this is written like a catalog version: `2026.11.23`.
fn looks_like_a_version(name: &str) -> bool {
    let pieces: Vec<&str> = name.split('.').collect();
    pieces.len() == 3
        && pieces
            .iter()
            .all(|piece| !piece.is_empty() && piece.bytes().all(|b| b.is_ascii_digit()))
}

/// The built-in catalog with the user's overlays applied.
fn overlaid_catalog(overlays: &Overlays) -> Result<Cow<'static, Catalog>, CommandError> {
    Ok(overlays::load(&overlays.catalogs)?)
}

fn import(
    files: &[PathBuf],
    region: Option<&Region>,
    as_of: Date,
    catalog: &Catalog,
) -> Result<Imported, CommandError> {
    let read = |file: &PathBuf| {
        let name = if file.as_os_str() == "-" {
            "<stdin>".to_owned()
        } else {
            file.display().to_string()
        };
        let bytes = inputs::read(file, FileKind::ApiAnswer).map_err(CommandError::Stopped)?;
        Ok::<_, CommandError>(ApiAnswers { name, bytes })
    };
    let inputs: Vec<ApiAnswers> = files.iter().map(read).collect::<Result<_, _>>()?;
    Ok(import::import(&inputs, region, as_of, catalog)?)
}

/// Imports the pages of a folder; files of other names in it are not read.
fn import_docs(folder: &Path, as_of: Date, catalog: &Catalog) -> Result<Imported, CommandError> {
    let listing = |error: io::Error| {
        CommandError::Named(format!("cannot read {}: {error}", folder.display()))
    };
    let mut pages = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(listing)? {
        let entry = entry.map_err(listing)?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
            continue;
        };
        if !import::is_page(&name) {
            continue;
        }
        let path = entry.path();
        let bytes = inputs::read(&path, FileKind::ApiAnswer).map_err(CommandError::Stopped)?;
        let path = path.display().to_string();
        let text = String::from_utf8(bytes).map_err(|error| {
            CommandError::Named(format!("{path}: not UTF-8: {}", error.utf8_error()))
        })?;
        pages.push(DocPage { path, name, text });
    }
    if pages.is_empty() {
        return Err(CommandError::Named(format!(
            "{}: no page to import; expected files such as model-card-anthropic-claude-sonnet-5.md",
            folder.display()
        )));
    }
    pages.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(import::import_docs(&pages, as_of, catalog).map_err(CatalogError::from)?)
}

/// Writes what was imported, and to standard error what was not.
fn write_overlay(
    imported: &Imported,
    output: Option<&Path>,
    out: &mut dyn Write,
) -> Result<(), CommandError> {
    for note in &imported.notes {
        terminal::note(note);
    }
    terminal::note(&imported.summary);
    let comment = "Written by `bedrock-eol catalog import`. Pass it to --catalog, or list it under `catalog` in \
                   bedrock-eol.toml.";
    let text = feeds::to_yaml(&imported.overlay, &[comment]);
    match output.filter(|file| file.as_os_str() != "-") {
        Some(file) => {
            let root = output_root().map_err(|error| CommandError::Stopped(Stop::of(error)))?;
            let write = || {
                let mut out = program::Output::create(file, &root)?;
                out.write_all(text.as_bytes())?;
                out.finish()
            };
            interrupt::remove_files_on_signals();
            write().map_err(|error| {
                CommandError::Named(format!("cannot write {}: {error}", file.display()))
            })
        }
        None => Ok(out.write_all(text.as_bytes())?),
    }
}

fn write_diff(diff: &Diff, output: DiffOutput, out: &mut dyn Write) -> Result<(), CommandError> {
    match output {
        DiffOutput::Text => feeds::write_diff(diff, out)?,
        DiffOutput::Markdown => feeds::write_diff_markdown(diff, out)?,
        DiffOutput::Json => feeds::write_diff_json(diff, out)?,
    }
    Ok(())
}
