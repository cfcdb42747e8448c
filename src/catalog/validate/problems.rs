//! Collects the problems of a catalog, and the names that it defines.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::catalog::lifecycle::Evidence;
use crate::catalog::lines::RowLines;
use crate::catalog::model::{Catalog, Model};
use crate::catalog::parse::{CatalogProblem, Parsed, RuleFiles};
use crate::catalog::rows::ModelRow;
use crate::spelling::nearest;

/// What rows may refer to.
pub(super) struct KnownNames<'a> {
    pub(super) checked: Date,
    pub(super) schema_version: u32,
    sources: BTreeSet<&'a str>,
    pub(super) scopes: BTreeSet<&'a str>,
    regions: BTreeSet<&'a str>,
    /// Every model by its base ID, with its dates resolved.
    pub(super) models: BTreeMap<&'a str, Model>,
    /// The first location of each ID, base or variant.
    pub(super) ids: BTreeMap<&'a str, (String, usize)>,
}

impl<'a> KnownNames<'a> {
    pub(super) fn of(files: &'a RuleFiles) -> Self {
        let doc = &files.catalog.doc;
        let evidence = |_: &str| Evidence::Aws;
        let mut models = BTreeMap::new();
        let mut ids = BTreeMap::new();
        for file in &files.models {
            for (at, row) in file.doc.models.iter().enumerate() {
                let model = crate::catalog::assemble::model(row, &file.doc.provider, &evidence);
                models.entry(row.id.as_str()).or_insert(model);
                let location = |path: String| (file.path.clone(), file.lines.line(&path));
                ids.entry(row.id.as_str())
                    .or_insert_with(|| location(format!("models/{at}/id")));
                for (nth, variant) in row.variants.iter().enumerate() {
                    let path = format!("models/{at}/variants/{nth}/id");
                    ids.entry(variant.id.as_str())
                        .or_insert_with(|| location(path));
                }
            }
        }
        Self {
            checked: doc.checked.0,
            schema_version: doc.schema_version,
            sources: doc.sources.0.iter().map(|(id, _)| id.as_str()).collect(),
            scopes: doc.scopes.iter().map(|s| s.id.as_str()).collect(),
            regions: doc.regions.iter().map(String::as_str).collect(),
            models,
            ids,
        }
    }
}

impl<'a> KnownNames<'a> {
    pub(super) fn of_catalog(catalog: &'a Catalog) -> Self {
        let location = |id: &'a str| (id, (String::new(), 0));
        Self {
            checked: catalog.checked,
            schema_version: catalog.schema_version,
            sources: catalog.sources.iter().map(|s| s.id.as_ref()).collect(),
            scopes: catalog.scopes.iter().map(|s| s.id.as_ref()).collect(),
            regions: catalog.regions.iter().map(AsRef::as_ref).collect(),
            models: catalog
                .models
                .iter()
                .map(|m| (m.id.as_ref(), m.clone()))
                .collect(),
            ids: catalog.ids().map(|(id, _)| location(id)).collect(),
        }
    }
}

/// Collects the problems of one row, or of the fields at the top of a file.
pub(super) struct RowProblems<'a> {
    pub(super) path: &'a str,
    pub(super) lines: &'a RowLines,
    /// The row's path in the file; empty at the top.
    at: String,
    /// How messages name the row; empty at the top.
    row: &'a str,
    pub(super) problems: &'a mut Vec<CatalogProblem>,
}

impl<'a> RowProblems<'a> {
    pub(super) fn new<T>(
        file: &'a Parsed<T>,
        at: String,
        row: &'a str,
        problems: &'a mut Vec<CatalogProblem>,
    ) -> Self {
        Self {
            path: &file.path,
            lines: &file.lines,
            at,
            row,
            problems,
        }
    }

    pub(super) fn top<T>(file: &'a Parsed<T>, problems: &'a mut Vec<CatalogProblem>) -> Self {
        Self::new(file, String::new(), "", problems)
    }

    /// Reports a problem of a field; the field is a path within the row: `regions/0/eol`.
    pub(super) fn add(&mut self, field: &str, message: impl std::fmt::Display) {
        let path = [&self.at, field]
            .into_iter()
            .filter(|piece| !piece.is_empty())
            .collect::<Vec<_>>()
            .join("/");
        let name: Vec<&str> = field
            .split('/')
            .filter(|p| !p.bytes().all(|b| b.is_ascii_digit()))
            .collect();
        let name = name.join(".");
        let row = if self.at.is_empty() {
            String::new()
        } else {
            format!("{}: ", self.row)
        };
        self.problems.push(CatalogProblem {
            path: self.path.to_owned(),
            line: self.lines.line(&path),
            column: 0,
            message: format!("{row}{name}: {message}"),
        });
    }

    /// Reports a source that is missing or not known.
    pub(super) fn source(&mut self, field: &str, source: &str, known: &KnownNames<'_>) {
        if source.is_empty() {
            self.add(field, "has no source; use one of those in catalog.yaml");
        } else if !known.sources.contains(source) {
            let hint = hint(known.sources.iter().copied(), source, "add it to `sources`");
            self.add(field, format!("unknown source `{source}`; {hint}"));
        }
    }

    /// Reports entries of a list that are not known, listed twice or out of order.
    pub(super) fn regions(&mut self, field: &str, regions: &[String], known: &KnownNames<'_>) {
        for region in regions {
            if !known.regions.contains(region.as_str()) {
                let hint = hint(
                    known.regions.iter().copied(),
                    region,
                    "add it to `regions` in catalog.yaml",
                );
                self.add(field, format!("unknown Region `{region}`; {hint}"));
            }
        }
        self.sorted(field, regions.iter().map(String::as_str));
    }

    /// Reports the first entry of a list that is listed twice and the first that is out of order.
    pub(super) fn sorted<'b>(&mut self, field: &str, items: impl Iterator<Item = &'b str>) {
        let items: Vec<&str> = items.collect();
        let mut seen = BTreeSet::new();
        for item in &items {
            if !seen.insert(item) {
                self.add(&format!("{field}/{item}"), "is listed twice; remove one");
            }
        }
        if let Some(pair) = items.windows(2).find(|pair| pair[0] > pair[1]) {
            let message = format!("comes after `{}`; sort the list", pair[0]);
            self.add(&format!("{field}/{}", pair[1]), message);
        }
    }
}

/// What to write instead of a name that is not known.
pub(super) fn hint<'a>(
    names: impl IntoIterator<Item = &'a str>,
    wrong: &str,
    otherwise: &str,
) -> String {
    match nearest(wrong, names) {
        Some(near) => format!("did you mean `{near}`? If not, {otherwise}"),
        None => otherwise.to_owned(),
    }
}

/// The regional rows of a model with their path within the row.
pub(super) fn regional_fields(
    row: &ModelRow,
) -> impl Iterator<Item = (String, &crate::catalog::rows::RegionalRow)> {
    row.regions
        .iter()
        .enumerate()
        .map(|(at, regional)| (format!("regions/{at}"), regional))
}
