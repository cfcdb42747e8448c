//! Tables that say in which Regions a model can be called, on a model card and on the page about all models.

use super::page::{Page, Table};
use super::values::{self, ValueError};
use crate::catalog::parse::CatalogProblem;

/// The endpoint that a statement about in-Region calls is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    /// `bedrock-runtime`: the bare ID can be invoked.
    Runtime,
    /// `bedrock-mantle`, an API of its own.
    Mantle,
    /// Either of them: the table does not say which.
    Either,
}

impl Endpoint {
    /// The endpoint that a text names; absent if it names none, or both.
    pub(super) fn named_in(text: &str) -> Option<Self> {
        match (
            text.contains("bedrock-runtime"),
            text.contains("bedrock-mantle"),
        ) {
            (true, false) => Some(Self::Runtime),
            (false, true) => Some(Self::Mantle),
            (true, true) | (false, false) => None,
        }
    }
}

/// What a row says about one Region.
#[derive(Clone, Debug)]
pub(super) struct RegionRow {
    pub(super) region: String,
    pub(super) line: usize,
    /// Whether the model can be called in the Region, by endpoint.
    pub(super) in_region: Vec<(Endpoint, bool)>,
    /// Whether a profile of a geography can be called from the Region.
    pub(super) geo: bool,
    /// Whether the `global.` profile can be called from it.
    pub(super) global: bool,
}

enum Column {
    Region,
    InRegion(Endpoint),
    Geo,
    Global,
}

/// Whether a table is one of these.
pub(super) fn is_one(table: &Table) -> bool {
    table.column(&["region", "source region"]).is_some() && table.column(&["in-region"]).is_some()
}

/// The rows of a table, whose in-Region column is about `endpoint` unless it names its own.
pub(super) fn rows(
    page: &Page,
    table: &Table,
    endpoint: Endpoint,
    problems: &mut Vec<CatalogProblem>,
) -> Vec<RegionRow> {
    let line = table.rows.first().map_or(0, |row| row.line);
    let mut columns = Vec::new();
    for name in &table.header {
        match column(name, endpoint) {
            Some(column) => columns.push(column),
            None => {
                let message = format!(
                    "the column `{name}` above is unknown; expected Region, In-Region, Geo and Global"
                );
                problems.push(page.problem(line, message));
                return Vec::new();
            }
        }
    }
    if table.rows.is_empty() {
        problems.push(page.problem(
            0,
            "a table of Regions has no rows; fetch the page again".to_owned(),
        ));
    }
    let mut rows = Vec::new();
    for row in &table.rows {
        match region_row(&columns, &row.cells, row.line) {
            Ok(row) => rows.push(row),
            Err(error) => problems.push(page.problem(row.line, error.to_string())),
        }
    }
    rows
}

fn column(name: &str, endpoint: Endpoint) -> Option<Column> {
    let name = name.to_ascii_lowercase();
    Some(match name.as_str() {
        "region" | "source region" => Column::Region,
        _ if name.starts_with("in-region") => {
            Column::InRegion(Endpoint::named_in(&name).unwrap_or(endpoint))
        }
        _ if name.starts_with("geo") || name.contains(" geo") => Column::Geo,
        _ if name.starts_with("global") => Column::Global,
        _ => return None,
    })
}

fn region_row(columns: &[Column], cells: &[String], line: usize) -> Result<RegionRow, ValueError> {
    let mut row = RegionRow {
        region: String::new(),
        line,
        in_region: Vec::new(),
        geo: false,
        global: false,
    };
    for (column, cell) in columns.iter().zip(cells) {
        match column {
            Column::Region => {
                let regions = values::regions(cell);
                let [region] = regions.as_slice() else {
                    return Err(ValueError::Region(cell.clone()));
                };
                row.region.clone_from(region);
            }
            Column::InRegion(endpoint) => row.in_region.push((*endpoint, values::available(cell)?)),
            Column::Geo => row.geo |= values::available(cell)?,
            Column::Global => row.global |= values::available(cell)?,
        }
    }
    Ok(row)
}
