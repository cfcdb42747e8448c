//! Reads the JSON report back: of a scan, or one that was merged.
//!
//! A report is a file that anybody can write, so nothing in it is believed: each word is one of its list, each number is one
//! that a scan could write, and a text that formats take from the catalog has no character that moves a cursor. Everything
//! else is text like that of a scanned file, and every format escapes it as such.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::convert::{self, Converter, SharedTables};
use super::rows::{
    CatalogVersion, Counts, JsonCoverage, JsonError, JsonFinding, JsonModel, JsonPart, JsonPrice,
    JsonReference, JsonRegion, JsonRepository, JsonSkipped, JsonStats, JsonStep, Key,
    SCHEMA_VERSION, Tool,
};
use super::shared_values::SharedValues;
use super::values::{FieldError, at, count, date, fingerprint, model_id, plain, shortened};
use crate::catalog::FactSource;
use crate::finding::{Disposition, Finding, Fingerprint, Reference, fnv1a_64};
use crate::model_id::ModelId;
use crate::output::sources::SourceEntry;
use crate::report::{
    CAUSES, Cause, Coverage, LeftOut, MergedPart, ModelCount, ModelDates, ScanError, Skipped, Stats,
};

/// Why a report cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// It is not JSON with the fields of a report; the message has the line and the column.
    #[error("it is not a report of `--output json`: {0}")]
    Syntax(String),
    /// It has another layout.
    #[error("its schema_version is {0}; this version reads {SCHEMA_VERSION}")]
    Version(u64),
    /// A value that no report has.
    #[error(transparent)]
    Value(#[from] FieldError),
    /// A report of a scan has no name of its own.
    #[error("the repository of this report is not known; name it with NAME=FILE")]
    Unnamed,
    /// Its repositories have names.
    #[error("it is a merged report, whose repositories have names; pass it without NAME=")]
    Named,
    /// A report of what was once in a repository.
    #[error("it is a report of a history (`scan --history`), which cannot be merged")]
    History,
}

/// What is read of a document. Fields that a later version adds are ignored.
#[derive(Deserialize)]
struct ReadDocument {
    catalog: CatalogVersion,
    as_of: String,
    coverage: JsonCoverage,
    #[serde(default)]
    repositories: Vec<JsonRepository>,
    #[serde(default)]
    history: Option<IgnoredAny>,
    summary: Counts,
    models: Vec<JsonModel>,
    sources: BTreeMap<String, SourceEntry>,
    advice: BTreeMap<Key, String>,
    reasons: BTreeMap<Key, String>,
    regions: BTreeMap<Key, Vec<JsonRegion>>,
    steps: BTreeMap<Key, JsonStep>,
    prices: BTreeMap<Key, JsonPrice>,
    findings: Vec<JsonFinding>,
    #[serde(default)]
    references: Option<Vec<JsonReference>>,
    left_out: BTreeMap<String, u64>,
    skipped: Vec<JsonSkipped>,
    errors: Vec<JsonError>,
    stats: JsonStats,
}

/// The fields that decide whether the others can be read.
#[derive(Deserialize)]
struct DocumentHead {
    schema_version: u64,
    tool: Tool,
    #[serde(flatten)]
    _others: BTreeMap<String, IgnoredAny>,
}

/// What a report has about one repository.
#[derive(Debug)]
pub(crate) struct RepositoryContent {
    pub(crate) name: Arc<str>,
    pub(crate) as_of: Date,
    pub(crate) catalog_version: Arc<str>,
    pub(crate) catalog_as_of: Date,
    pub(crate) parts: BTreeMap<Fingerprint, MergedPart>,
    /// Paths begin with the name.
    pub(crate) findings: Vec<Finding>,
    /// By path.
    pub(crate) owners: BTreeMap<Arc<str>, Arc<[String]>>,
    /// The inventory; references of findings only, if the report has none.
    pub(crate) references: Vec<Arc<Reference>>,
    pub(crate) skipped: Vec<Skipped>,
    pub(crate) errors: Vec<ScanError>,
}

/// A report that was read.
#[derive(Debug)]
pub(crate) struct ReadReport {
    pub(crate) repositories: Vec<RepositoryContent>,
    /// Reports that could not be read when it was merged.
    pub(crate) unreadable: Vec<ScanError>,
    pub(crate) models: Vec<(ModelId, ModelDates)>,
    pub(crate) sources: Vec<FactSource>,
    /// Whether the report of a scan took the name that it was given.
    pub(crate) takes_name: bool,
}

/// Reads reports. What they share is in memory once: most findings share their texts and dates with others.
#[derive(Debug, Default)]
pub(crate) struct ReportReader {
    shared: SharedValues,
}

impl ReportReader {
    /// Reads a report; `name` is that of the repository that was scanned.
    ///
    /// # Errors
    /// It is not a report of this layout, or has a value that no report has.
    pub(crate) fn read(
        &mut self,
        text: &[u8],
        name: Option<&str>,
        named_by_user: bool,
    ) -> Result<ReadReport, ReportError> {
        let syntax = |error: serde_json::Error| {
            let text = error.to_string();
            let reason = text.split(" at line ").next().unwrap_or_default();
            let (line, column) = (error.line(), error.column());
            ReportError::Syntax(format!(
                "line {line}, column {column}: {}",
                shortened(reason)
            ))
        };
        let head: DocumentHead = serde_json::from_slice(text).map_err(syntax)?;
        if head.tool.name != env!("CARGO_PKG_NAME") {
            return Err(ReportError::Syntax(
                "`tool.name` is another program".to_owned(),
            ));
        }
        if head.schema_version != u64::from(SCHEMA_VERSION) {
            return Err(ReportError::Version(head.schema_version));
        }
        let mut document: ReadDocument = serde_json::from_slice(text).map_err(syntax)?;
        if document.history.is_some() {
            return Err(ReportError::History);
        }
        let is_merged = !document.repositories.is_empty();
        if is_merged && named_by_user {
            return Err(ReportError::Named);
        }
        let rows = DocumentRows {
            findings: std::mem::take(&mut document.findings),
            references: document.references.take(),
            skipped: std::mem::take(&mut document.skipped),
            errors: std::mem::take(&mut document.errors),
            models: std::mem::take(&mut document.models),
        };
        let tables = SharedTables {
            sources: &document.sources,
            advice: &document.advice,
            reasons: &document.reasons,
            regions: &document.regions,
            steps: &document.steps,
            prices: &document.prices,
        };
        let values = Converter::new(tables, &mut self.shared).map_err(ReportError::Value)?;
        let content = DocumentContent {
            values,
            content: BTreeMap::new(),
            unreadable: Vec::new(),
        };
        if is_merged {
            return content.merged(&document, rows).map_err(ReportError::Value);
        }
        let name = name.ok_or(ReportError::Unnamed)?;
        let hash = Fingerprint::from(fnv1a_64(text));
        content
            .scanned(&document, rows, name, hash)
            .map_err(ReportError::Value)
    }
}

/// The lists of a document.
struct DocumentRows {
    findings: Vec<JsonFinding>,
    references: Option<Vec<JsonReference>>,
    skipped: Vec<JsonSkipped>,
    errors: Vec<JsonError>,
    models: Vec<JsonModel>,
}

/// The content of a document while its rows are read.
struct DocumentContent<'a> {
    values: Converter<'a>,
    content: BTreeMap<String, RepositoryContent>,
    unreadable: Vec<ScanError>,
}

impl DocumentContent<'_> {
    /// Reads a merged report.
    fn merged(
        mut self,
        document: &ReadDocument,
        rows: DocumentRows,
    ) -> Result<ReadReport, FieldError> {
        for (n, row) in document.repositories.iter().enumerate() {
            let content = self
                .repository(row)
                .map_err(|error| at("repositories", n, &error))?;
            if self.content.insert(row.name.clone(), content).is_some() {
                return Err(at("repositories", n, &"its name occurs twice"));
            }
        }
        let sources = self.values.sources();
        let models = self.models(&rows.models)?;
        self.rows(rows)?;
        Ok(ReadReport {
            repositories: self.content.into_values().collect(),
            unreadable: self.unreadable,
            models: models
                .into_iter()
                .map(|(id, dates, _)| (id, dates))
                .collect(),
            sources,
            takes_name: false,
        })
    }

    /// Reads the report of a scan.
    fn scanned(
        mut self,
        document: &ReadDocument,
        rows: DocumentRows,
        name: &str,
        hash: Fingerprint,
    ) -> Result<ReadReport, FieldError> {
        check_name(name)?;
        let lists_references = rows.references.is_some();
        let content = self.content_of(name, &document.as_of, &document.catalog)?;
        self.content.insert(String::new(), content);
        let sources = self.values.sources();
        let models = self.models(&rows.models)?;
        self.rows(rows)?;
        if !self.unreadable.is_empty() {
            return Err(FieldError("errors: a row without a repository".to_owned()));
        }
        let mut content = self.content.remove("").ok_or("it has no content")?;
        let counts: Vec<_> = models.iter().map(|(id, _, count)| (id, *count)).collect();
        let mut part = part_of(document, &content, &counts)?;
        part.lists_references = lists_references;
        content.parts.insert(hash, part);
        Ok(ReadReport {
            repositories: vec![content],
            unreadable: Vec::new(),
            models: models
                .into_iter()
                .map(|(id, dates, _)| (id, dates))
                .collect(),
            sources,
            takes_name: true,
        })
    }

    fn content_of(
        &mut self,
        name: &str,
        as_of: &str,
        catalog: &CatalogVersion,
    ) -> Result<RepositoryContent, FieldError> {
        Ok(RepositoryContent {
            name: name.into(),
            as_of: date("as_of", as_of)?,
            catalog_version: self
                .values
                .text(plain("catalog.version", &catalog.version)?),
            catalog_as_of: date("catalog.as_of", &catalog.as_of)?,
            parts: BTreeMap::new(),
            findings: Vec::new(),
            owners: BTreeMap::new(),
            references: Vec::new(),
            skipped: Vec::new(),
            errors: Vec::new(),
        })
    }

    fn repository(&mut self, row: &JsonRepository) -> Result<RepositoryContent, FieldError> {
        check_name(&row.name)?;
        let mut content = self.content_of(&row.name, &row.as_of, &row.catalog)?;
        for (hash, part) in &row.reports {
            let hash = fingerprint("reports", hash)?;
            content.parts.insert(hash, part_from(part)?);
        }
        Ok(content)
    }

    fn models(
        &mut self,
        rows: &[JsonModel],
    ) -> Result<Vec<(ModelId, ModelDates, ModelCount)>, FieldError> {
        let each = rows.iter().enumerate();
        each.map(|(n, row)| {
            self.values
                .model(row)
                .map_err(|error| at("models", n, &error))
        })
        .collect()
    }

    /// The repository of a row: the one that was scanned has no name in its report.
    fn of(&mut self, repository: Option<&str>) -> Result<&mut RepositoryContent, FieldError> {
        let name = repository.unwrap_or_default();
        let found = self.content.get_mut(name);
        found.ok_or_else(|| match repository {
            Some(name) => FieldError(format!(
                "repository: `{}` is not in `repositories`",
                shortened(name)
            )),
            None => FieldError("repository: it is missing".to_owned()),
        })
    }

    fn rows(&mut self, rows: DocumentRows) -> Result<(), FieldError> {
        for (n, row) in rows.findings.into_iter().enumerate() {
            self.finding(row)
                .map_err(|error| at("findings", n, &error))?;
        }
        for (n, row) in rows.references.into_iter().flatten().enumerate() {
            self.reference(&row)
                .map_err(|error| at("references", n, &error))?;
        }
        for (n, row) in rows.skipped.into_iter().enumerate() {
            self.skipped(&row)
                .map_err(|error| at("skipped", n, &error))?;
        }
        for (n, row) in rows.errors.into_iter().enumerate() {
            self.error(row).map_err(|error| at("errors", n, &error))?;
        }
        Ok(())
    }

    fn finding(&mut self, row: JsonFinding) -> Result<(), FieldError> {
        let name = Arc::clone(&self.of(row.reference.repository.as_deref())?.name);
        let finding = self.values.finding(&row, &name)?;
        let owners = self.values.owners(&row.owners)?;
        let content = self.of(row.reference.repository.as_deref())?;
        if !owners.is_empty() {
            let path = Arc::clone(&finding.reference.location.path);
            content.owners.insert(path, owners);
        }
        content.findings.push(finding);
        Ok(())
    }

    fn reference(&mut self, row: &JsonReference) -> Result<(), FieldError> {
        let name = Arc::clone(&self.of(row.repository.as_deref())?.name);
        let reference = self.values.reference(row, &name)?;
        self.of(row.repository.as_deref())?
            .references
            .push(Arc::new(reference));
        Ok(())
    }

    fn skipped(&mut self, row: &JsonSkipped) -> Result<(), FieldError> {
        let content = self.of(row.repository.as_deref())?;
        let skipped = convert::skipped(row, &content.name)?;
        content.skipped.push(skipped);
        Ok(())
    }

    fn error(&mut self, row: JsonError) -> Result<(), FieldError> {
        let is_merged = !self.content.contains_key("");
        if is_merged && row.repository.is_none() {
            self.unreadable.push(convert::error(&row, None)?);
            return Ok(());
        }
        let content = self.of(row.repository.as_deref())?;
        let error = convert::error(&row, Some(&content.name))?;
        content.errors.push(error);
        Ok(())
    }
}

/// Whether a name can begin the paths of a repository.
fn check_name(name: &str) -> Result<(), FieldError> {
    let wrong = |why: &str| {
        Err(FieldError(format!(
            "`{}` is not a name of a repository: {why}",
            shortened(name)
        )))
    };
    if name.is_empty() || name.len() > 255 {
        return wrong("it is empty or longer than 255 bytes");
    }
    if name.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return wrong("a part between two `/` is empty, `.` or `..`");
    }
    if name.contains(['\\', ':']) || name.starts_with('<') || plain("name", name).is_err() {
        return wrong("it has a `:`, a `\\` or an invisible character, or begins with `<`");
    }
    Ok(())
}

/// The counts of a scan that the rows of its report do not have.
fn part_of(
    document: &ReadDocument,
    content: &RepositoryContent,
    models: &[(&ModelId, ModelCount)],
) -> Result<MergedPart, FieldError> {
    let of_findings = references_of(&content.findings);
    let mut part = MergedPart {
        stats: stats(&document.stats)?,
        unlisted: left_out(&document.left_out)?,
        coverage: coverage(document.coverage),
        references: document
            .summary
            .references
            .checked_sub(of_findings.len() as u64)
            .ok_or("summary.references: it is less than the number of references of findings")?,
        models: BTreeMap::new(),
        lists_references: false,
    };
    let mut counted = BTreeMap::new();
    ModelCount::add_all(&mut counted, of_findings);
    for (id, count) in models {
        let found = counted.get(*id).copied().unwrap_or_default();
        let rest = |all: u64, found: u64| {
            let rest = all.checked_sub(found);
            rest.ok_or_else(|| format!("models: `{id}` has fewer references than the findings"))
        };
        let rest = ModelCount {
            references: rest(count.references, found.references)?,
            uses: rest(count.uses, found.uses)?,
        };
        if rest != ModelCount::default() {
            part.models.insert((*id).clone(), rest);
        }
    }
    part.unlisted = part
        .unlisted
        .without(&listed(content))
        .ok_or("left_out: it has fewer findings and files than `findings` and `skipped`")?;
    Ok(part)
}

/// The distinct references of findings. Those about settings have none.
pub(crate) fn references_of(findings: &[Finding]) -> Vec<&Arc<Reference>> {
    let mut seen = BTreeSet::new();
    let about_models = findings.iter().filter(|finding| finding.rule.about_models);
    about_models
        .map(|finding| &finding.reference)
        .filter(|one| {
            seen.insert((
                &one.location.path,
                one.location.start,
                one.location.end,
                &one.text,
            ))
        })
        .collect()
}

/// What the rows of a report have of what was left out.
fn listed(content: &RepositoryContent) -> LeftOut {
    let mut listed = LeftOut::default();
    for skipped in &content.skipped {
        listed.add(skipped.reason, 1);
    }
    for finding in &content.findings {
        match finding.disposition {
            Disposition::Suppressed { .. } => listed.add(Cause::Suppressed, 1),
            Disposition::Baselined => listed.add(Cause::Baseline, 1),
            Disposition::Active => {}
        }
    }
    listed
}

fn part_from(row: &JsonPart) -> Result<MergedPart, FieldError> {
    let mut models = BTreeMap::new();
    for (id, (references, uses)) in &row.models {
        let count = ModelCount {
            references: count("models", *references)?,
            uses: count("models", *uses)?,
        };
        models.insert(model_id("models", id)?, count);
    }
    Ok(MergedPart {
        stats: stats(&row.stats)?,
        unlisted: left_out(&row.left_out)?,
        coverage: coverage(row.coverage),
        references: count("references", row.references)?,
        models,
        lists_references: row.lists_references,
    })
}

fn coverage(row: JsonCoverage) -> Coverage {
    Coverage {
        every_stage: row.every_stage,
        every_line: row.every_line,
    }
}

fn stats(row: &JsonStats) -> Result<Stats, FieldError> {
    Ok(Stats {
        files_scanned: count("stats.files_scanned", row.files_scanned)?,
        bytes_scanned: count("stats.bytes_scanned", row.bytes_scanned)?,
        files_in_windows: count("stats.files_in_windows", row.files_in_windows)?,
    })
}

fn left_out(row: &BTreeMap<String, u64>) -> Result<LeftOut, FieldError> {
    let mut left_out = LeftOut::default();
    for (id, number) in row {
        let Some(cause) = CAUSES.iter().find(|cause| cause.id == id) else {
            return Err(FieldError(format!(
                "left_out: `{}` is not a cause",
                shortened(id)
            )));
        };
        left_out.add(cause.cause, count("left_out", *number)?);
    }
    Ok(left_out)
}
