//! Models of the catalog as a table for people, and as CSV.

use std::io::{self, Write};

use jiff::civil::Date;

use super::explanation::replacement;
use super::json::{ModelJson, day};
use crate::catalog::view::catalog_line;
use crate::catalog::{Catalog, Model, Stage};
use crate::explain::Explanation;
use crate::output::escape::{csv_text, terminal};

/// Writes models as CSV of RFC 4180; lists within a field are separated by spaces. Cells are escaped like those of
/// reports: a text that would be a formula gets an apostrophe.
pub fn write_csv(
    catalog: &Catalog,
    as_of: Date,
    models: &[&Model],
    out: &mut dyn Write,
) -> io::Result<()> {
    const HEADER: &str = "id,name,provider,modality,stage,in_extended_access,launched,legacy,extended_access,eol,\
                          eol_not_before,legacy_period,regions,on_demand,profiles,replacements,variants,confidence,sources";
    write!(out, "{HEADER}\r\n")?;
    for model in models {
        let json = ModelJson::of(model, as_of, catalog);
        let on_demand = json.on_demand.map(|b| b.to_string()).unwrap_or_default();
        let regions: Vec<&str> = json.regions.iter().map(|r| r.region).collect();
        let replacements: Vec<&str> = json.replacements.iter().map(|r| r.id).collect();
        let fields = [
            json.id.to_owned(),
            json.name.to_owned(),
            json.provider.to_owned(),
            json.modality.to_owned(),
            json.stage.to_owned(),
            json.in_extended_access.to_string(),
            shown(json.launched),
            shown(json.legacy),
            shown(json.extended_access),
            shown(json.eol),
            shown(json.eol_not_before),
            json.legacy_period.unwrap_or_default().to_owned(),
            regions.join(" "),
            on_demand,
            json.profiles.join(" "),
            replacements.join(" "),
            json.variants.join(" "),
            json.confidence.to_owned(),
            json.sources.join(" "),
        ];
        let line: Vec<String> = fields.iter().map(|field| csv_text(field)).collect();
        write!(out, "{}\r\n", line.join(","))?;
    }
    Ok(())
}

/// Writes models as a table for people, each with what `explain` recommends, and a line below that says what it shows.
pub fn write_table(
    catalog: &Catalog,
    as_of: Date,
    models: &[(&Model, Explanation)],
    out: &mut dyn Write,
) -> io::Result<()> {
    let header = ["MODEL", "STAGE", "LEGACY", "EOL", "REPLACEMENT"].map(str::to_owned);
    let mut rows = vec![header];
    rows.extend(
        models
            .iter()
            .map(|(model, page)| table_row(model, page, as_of)),
    );
    let widths: Vec<usize> = (0..5)
        .map(|at| {
            rows.iter()
                .map(|row| row[at].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    for row in &rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    let count = models.len();
    let noun = if count == 1 { "model" } else { "models" };
    writeln!(
        out,
        "\n{count} {noun}, stages on {as_of} in the main Regions; {}",
        terminal(&catalog_line(catalog))
    )
}

fn shown(day: Option<Date>) -> String {
    day.map(|d| d.to_string()).unwrap_or_default()
}

fn table_row(model: &Model, page: &Explanation, as_of: Date) -> [String; 5] {
    let lifecycle = &model.lifecycle;
    let stage = match lifecycle.stage(as_of) {
        Stage::Legacy if lifecycle.in_extended_access(as_of) => "legacy (extended)",
        stage => stage.as_str(),
    };
    let chosen = replacement(page, lifecycle.stage(as_of));
    let is_missing = page
        .models
        .iter()
        .any(|model| model.no_replacement.is_some());
    let replacement = match chosen {
        Some(chosen) => terminal(&chosen.text).into_owned(),
        None if is_missing => "none".to_owned(),
        None => String::new(),
    };
    [
        terminal(&model.id).into_owned(),
        stage.to_owned(),
        shown(day(lifecycle.legacy.as_ref())),
        shown(day(lifecycle.eol.as_ref())),
        replacement,
    ]
}
