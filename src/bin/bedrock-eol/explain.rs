//! `bedrock-eol explain`: asks the library about one model and prints the answer.

use std::io;

use bedrock_eol::program::{RegionSource, explain, feeds, max_catalog_age, unknown_regions};
use bedrock_eol::{Options, RuleId};
use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::config::{self, Settings};
use crate::overlays::{self, Overlays};
use crate::setting_flags::{ModelFlags, SettingFlags};
use crate::stop::{Stop, written};
use crate::terminal;
use crate::values::date;

/// Show everything known about a model: dates, Regions, replacement and migration steps
///
/// Accepts every form that a scan finds: a model ID or the beginning of one, an inference profile, an ARN, or a
/// constant of a library. Exits 2 if it matches no known model.
#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// Model ID, profile, ARN or constant
    #[arg(value_name = "ID|ARN|CONSTANT")]
    asked: String,

    /// Show the migration to this model instead of the recommended one
    #[arg(long, value_name = "ID")]
    to: Option<String>,

    /// Evaluate lifecycle dates as of this day: YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,

    /// Output format
    #[arg(
        long,
        short,
        alias = "format",
        short_alias = 'f',
        value_name = "FORMAT",
        default_value = "text"
    )]
    output: ExplainOutput,

    #[command(flatten)]
    flags: SettingFlags<ModelFlags>,

    #[command(flatten)]
    overlays: Overlays,

    #[command(flatten)]
    settings: Settings,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ExplainOutput {
    /// For the terminal
    Text,
    /// One line per model, to quote
    Line,
    /// For programs
    Json,
    /// For a web page or a ticket
    Markdown,
}

/// Runs the command and returns the exit code.
pub(crate) fn run(args: &ExplainArgs, today: fn() -> Date) -> Result<u8, Stop> {
    let typed = Options {
        catalog: args.overlays.catalogs.clone(),
        ..args.flags.options()
    };
    let of_project = config::load(&args.settings)?.unwrap_or_default().options;
    let options = typed.over(of_project).over(Options::defaults(false));
    let from = if args.flags.options().region.is_empty() {
        RegionSource::Config
    } else {
        RegionSource::Flag
    };
    let policy = options.policy(args.as_of.unwrap_or_else(today), from);
    let catalog = overlays::load(&options.catalog).map_err(Stop::of)?;
    for note in unknown_regions(&policy.regions, &catalog) {
        terminal::note(&note);
    }
    let page = explain(&args.asked, args.to.as_deref(), &catalog, &policy)
        .map_err(|unknown| Stop(answer_of_rule(&args.asked).unwrap_or(unknown.to_string())))?;
    let age = catalog
        .as_of
        .until(policy.as_of)
        .map_or(0, |span| span.get_days());
    if age > max_catalog_age(&catalog, &policy) {
        terminal::note(&format!(
            "the catalog {} is {age} days older than the evaluation date; update bedrock-eol for newer facts",
            catalog.version
        ));
    }
    let mut text = Vec::new();
    let printed = match args.output {
        ExplainOutput::Text => feeds::write_explanation(&page, &mut text)
            .and_then(|()| terminal::print_for_people(&text)),
        ExplainOutput::Line => feeds::write_explanation_line(&page, &mut text)
            .and_then(|()| terminal::print_for_people(&text)),
        ExplainOutput::Json => feeds::write_explanation_json(&page, &mut io::stdout().lock()),
        ExplainOutput::Markdown => feeds::write_explanation_markdown(&page, &mut text)
            .and_then(|()| terminal::print_bytes(&text)),
    };
    written(printed, "the answer").map(|()| 0)
}

/// What a rule reports, where the user asked for its name instead of a model.
fn answer_of_rule(asked: &str) -> Option<String> {
    let id = asked.parse::<RuleId>().ok()?;
    let summary = id.rule().summary;
    Some(format!(
        "`{id}` is a rule, not a model: {summary} See docs/rules.md#{id} of bedrock-eol."
    ))
}
