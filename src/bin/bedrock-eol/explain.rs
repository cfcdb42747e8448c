//! `bedrock-eol explain`: arguments to a question of the library, its answer to the standard output.

use std::io;

use bedrock_eol::config::Options;
use bedrock_eol::explain::explain;
use bedrock_eol::finding::RegionSource;
use bedrock_eol::model_id::Region;
use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::config::{self, Settings};
use crate::overlays::{self, Overlays};
use crate::values::{date, region_code};
use crate::{Stop, terminal};

/// Tell everything that is known about a model: dates, Regions, replacement, what else changes
///
/// Takes every form that a scan finds: a model ID, an inference profile, an ARN, a constant of a library, the
/// beginning of an ID. Exits with 2 where it denotes nothing that is known.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// A model ID, profile, ARN or constant
    #[arg(value_name = "ID|ARN|CONSTANT")]
    asked: String,

    /// Tell what changes with a move to this model, in place of the recommended one
    #[arg(long, value_name = "ID")]
    to: Option<String>,

    /// Tell what is true on this day instead of today, with today's knowledge: YYYY-MM-DD
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,

    /// The Region in which the model is used; can be given several times
    #[arg(long = "region", value_name = "REGION", value_parser = region_code)]
    regions: Vec<Region>,

    /// How to write it
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    output: Output,

    #[command(flatten)]
    overlays: Overlays,

    #[command(flatten)]
    settings: Settings,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Output {
    /// For a terminal
    Text,
    /// For programs
    Json,
    /// For a page or a ticket
    Markdown,
}

/// Runs the command; gives the exit code.
pub(crate) fn run(args: &Arguments, today: fn() -> Date) -> Result<u8, Stop> {
    let typed = Options {
        region: args.regions.iter().map(ToString::to_string).collect(),
        catalog: args.overlays.catalogs.clone(),
        ..Options::default()
    };
    let of_project = config::load(&args.settings)?.unwrap_or_default().options;
    let options = typed.over(of_project).over(Options::defaults(false));
    let from = if args.regions.is_empty() { RegionSource::Config } else { RegionSource::Flag };
    let policy = options.policy(args.as_of.unwrap_or_else(today), from);
    let catalog = overlays::load(&options.catalog, false)?;
    overlays::note_unknown(&policy.regions, &catalog);
    let page = explain(&args.asked, args.to.as_deref(), &catalog, &policy)
        .map_err(|unknown| Stop::Error(unknown.to_string()))?;
    let age = catalog.as_of.until(policy.as_of).map_or(0, |span| span.get_days());
    if age > i32::from(policy.max_catalog_age) {
        terminal::note(&format!(
            "the catalog {} is {age} days older than the day judged for; newer facts are in a newer bedrock-eol",
            catalog.version
        ));
    }
    let mut text = Vec::new();
    let written = match args.output {
        Output::Text => page.write_text(&mut text).and_then(|()| terminal::print_bytes(&text)),
        Output::Json => page.write_json(&mut io::stdout().lock()),
        Output::Markdown => page.write_markdown(&mut text).and_then(|()| terminal::print_bytes(&text)),
    };
    written.map(|()| 0).map_err(|error| Stop::writing("the answer", &error))
}
