//! Reads the page about the lifecycle: the table of models whose End-of-Life is scheduled, and the list of those that
//! are past it.
//!
//! Models disappear from the page some weeks after their End-of-Life, and some never were on it, so that absence says
//! nothing.

use jiff::civil::Date;

use super::page::{Page, PageContent, Table, without_bold};
use super::values;
use crate::catalog::parse::CatalogProblem;

/// The dates of a model in some Regions.
#[derive(Debug)]
pub(super) struct PublishedDates {
    pub(super) id: String,
    /// The Regions, sorted; empty if the row names none.
    pub(super) regions: Vec<String>,
    pub(super) legacy: Option<Date>,
    pub(super) extended_access: Option<Date>,
    pub(super) eol: Option<Date>,
    pub(super) line: usize,
}

/// The columns and fields by the beginnings of their names.
const ID: &[&str] = &["model id"];
const REGIONS: &[&str] = &["regions"];
const LEGACY: &[&str] = &["legacy date", "legacy"];
const EXTENDED: &[&str] = &["public extended access"];
const EOL: &[&str] = &["eol date", "eol"];

/// Reads the page; what cannot be read goes to `problems`.
pub(super) fn read(page: &Page, problems: &mut Vec<CatalogProblem>) -> Vec<PublishedDates> {
    let mut rows = Vec::new();
    let mut found = false;
    for part in &page.parts {
        if let PageContent::Table(table) = &part.content
            && table.column(ID).is_some()
            && table.column(EOL).is_some()
        {
            found = true;
            of_table(page, table, problems, &mut rows);
        }
    }
    of_list(page, problems, &mut rows);
    if !found && rows.is_empty() {
        problems.push(page.problem(
            0,
            "no table with the columns `Model ID` and `EOL date`".to_owned(),
        ));
    }
    rows
}

fn of_table(
    page: &Page,
    table: &Table,
    problems: &mut Vec<CatalogProblem>,
    rows: &mut Vec<PublishedDates>,
) {
    for row in &table.rows {
        let cell = |names: &[&str]| {
            table
                .column(names)
                .map_or("", |column| row.cells[column].as_str())
        };
        let fields = Fields {
            id: cell(ID),
            regions: cell(REGIONS),
            legacy: cell(LEGACY),
            extended: cell(EXTENDED),
            eol: cell(EOL),
        };
        match fields.dates(row.line) {
            Ok(dates) => rows.extend(dates),
            Err(message) => problems.push(page.problem(row.line, message)),
        }
    }
}

/// The nested list: a provider, and below it the fields of each of its models, where the first field repeats.
fn of_list(page: &Page, problems: &mut Vec<CatalogProblem>, rows: &mut Vec<PublishedDates>) {
    let mut model: Vec<(String, &str)> = Vec::new();
    let mut first_line = 0;
    let mut put = |model: &mut Vec<(String, &str)>, line: usize| {
        let value = |names: &[&str]| {
            let named =
                |(name, _): &&(String, &str)| names.iter().any(|known| name.starts_with(known));
            model.iter().find(named).map_or("", |(_, value)| *value)
        };
        if !value(ID).is_empty() {
            let fields = Fields {
                id: value(ID),
                regions: value(REGIONS),
                legacy: value(LEGACY),
                extended: value(EXTENDED),
                eol: value(EOL),
            };
            match fields.dates(line) {
                Ok(dates) => rows.extend(dates),
                Err(message) => problems.push(page.problem(line, message)),
            }
        }
        model.clear();
    };
    for part in &page.parts {
        let PageContent::Field {
            indent,
            name,
            value,
        } = &part.content
        else {
            put(&mut model, first_line);
            continue;
        };
        let name = name.to_ascii_lowercase();
        let repeats = model.first().is_some_and(|(first, _)| *first == name);
        if *indent == 0 || repeats {
            put(&mut model, first_line);
        }
        if *indent > 0 {
            if model.is_empty() {
                first_line = part.line;
            }
            model.push((name, value));
        }
    }
    put(&mut model, first_line);
}

/// The fields of a row as they are written. Two groups of Regions are joined by ` / ` in the list.
struct Fields<'a> {
    id: &'a str,
    regions: &'a str,
    legacy: &'a str,
    extended: &'a str,
    eol: &'a str,
}

impl Fields<'_> {
    fn dates(&self, line: usize) -> Result<Vec<PublishedDates>, String> {
        let ids = values::ids(&without_bold(self.id).replace('\\', ""));
        let [id] = ids.as_slice() else {
            return Err(format!("`{}` is not a single model ID", self.id));
        };
        let groups = [self.regions, self.legacy, self.extended, self.eol]
            .map(|field| field.split(" / ").map(str::trim).collect::<Vec<_>>());
        let count = groups.iter().map(Vec::len).max().unwrap_or(1);
        if let Some(odd) = groups
            .iter()
            .find(|group| group.len() != 1 && group.len() != count)
        {
            return Err(format!(
                "{id}: `{}` does not have {count} parts as its other fields",
                odd.join(" / ")
            ));
        }
        let part = |field: usize, at: usize| {
            groups[field]
                .get(at)
                .or(groups[field].first())
                .copied()
                .unwrap_or_default()
        };
        (0..count)
            .map(|at| {
                let mut regions = values::regions(part(0, at));
                regions.sort();
                let date = |field: usize| {
                    values::date(part(field, at)).map_err(|error| format!("{id}: {error}"))
                };
                let (legacy, extended_access, eol) = (date(1)?, date(2)?, date(3)?);
                if let (Some(legacy), Some(eol)) = (legacy, eol)
                    && legacy >= eol
                {
                    return Err(format!(
                        "{id}: Legacy on {legacy} is not before EOL on {eol}"
                    ));
                }
                Ok(PublishedDates {
                    id: id.clone(),
                    regions,
                    legacy,
                    extended_access,
                    eol,
                    line,
                })
            })
            .collect()
    }
}
