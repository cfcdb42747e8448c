//! The values of a report from the rows of its JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::rows::{
    JsonError, JsonFinding, JsonLifecycle, JsonModel, JsonObserved, JsonPrice, JsonReference,
    JsonRegion, JsonRelated, JsonReplacement, JsonSkipped, JsonStep, Key,
};
use super::shared_values::{SharedValues, shared};
use super::texts::{price, source, step};
use super::values::{
    FieldError, at, count, date, fingerprint, identifier, inside, known, model_id, model_ids,
    optional_date, plain, shortened, word,
};
use crate::catalog::{
    Call, ChosenBy, Dated, Evidence, FactSource, Lifecycle, ObservedStage, Stage,
};
use crate::finding::{
    Cell, ChosenReplacement, Disposition, EditReview, Finding, ListEntry, Location,
    PriceComparison, Reference, RegionSource, RegionVerdict, Related, Rule, RunnerUp, Snippet,
    Step, rule,
};
use crate::model_id::{ModelId, ProfileScope, Region};
use crate::output::sources::SourceEntry;
use crate::reference::{RegionOrigin, SharedRequests};
use crate::report::{CAUSES, ModelCount, ModelDates, ScanError, Skipped, Unit, path_in};
use crate::source::{Position, Span};

/// The tables of a document to whose rows findings refer.
pub(super) struct SharedTables<'a> {
    pub(super) sources: &'a BTreeMap<String, SourceEntry>,
    pub(super) advice: &'a BTreeMap<Key, String>,
    pub(super) reasons: &'a BTreeMap<Key, String>,
    pub(super) regions: &'a BTreeMap<Key, Vec<JsonRegion>>,
    pub(super) steps: &'a BTreeMap<Key, JsonStep>,
    pub(super) prices: &'a BTreeMap<Key, JsonPrice>,
}

/// Converts the rows of a document.
pub(super) struct Converter<'a> {
    sources: BTreeMap<&'a str, FactSource>,
    advice: BTreeMap<&'a str, Arc<str>>,
    reasons: BTreeMap<&'a str, &'a str>,
    regions: BTreeMap<&'a str, Arc<[RegionVerdict]>>,
    steps: BTreeMap<&'a str, Step>,
    prices: BTreeMap<&'a str, PriceComparison>,
    shared: &'a mut SharedValues,
}

impl<'a> Converter<'a> {
    pub(super) fn new(
        tables: SharedTables<'a>,
        known: &'a mut SharedValues,
    ) -> Result<Self, FieldError> {
        let SharedTables {
            sources,
            advice,
            reasons,
            regions,
            steps,
            prices,
        } = tables;
        let mut values = Self {
            sources: BTreeMap::new(),
            advice: BTreeMap::new(),
            reasons: BTreeMap::new(),
            regions: BTreeMap::new(),
            steps: BTreeMap::new(),
            prices: BTreeMap::new(),
            shared: known,
        };
        for (id, row) in sources {
            let source = source(id, row).map_err(|error| inside("sources", id, &error))?;
            values.sources.insert(id, source);
        }
        for (key, text) in advice {
            for line in text.split('\n') {
                plain("advice", line)?;
            }
            let text = values.shared.text(text);
            values.advice.insert(key, text);
        }
        for (key, reason) in reasons {
            values.reasons.insert(key, plain("reasons", reason)?);
        }
        for (key, rows) in regions {
            let verdicts: Vec<_> = rows
                .iter()
                .map(|row| values.region(row))
                .collect::<Result<_, _>>()?;
            let verdicts = shared(&mut values.shared.regions, verdicts);
            values.regions.insert(key, verdicts);
        }
        for (key, row) in steps {
            let step = step(row).map_err(|error| inside("steps", key, &error))?;
            values.steps.insert(key, step);
        }
        for (key, row) in prices {
            let price = price(row).map_err(|error| inside("prices", key, &error))?;
            values.prices.insert(key, price);
        }
        Ok(values)
    }

    pub(super) fn sources(&self) -> Vec<FactSource> {
        self.sources.values().cloned().collect()
    }

    pub(super) fn text(&mut self, text: &str) -> Arc<str> {
        self.shared.text(text)
    }

    pub(super) fn owners(&mut self, names: &[String]) -> Result<Arc<[String]>, FieldError> {
        for name in names {
            let is_name = |c: char| c.is_ascii_alphanumeric() || "@/_.+-".contains(c);
            if name.is_empty() || !name.chars().all(is_name) {
                return Err(FieldError(format!(
                    "owners: `{}` is not a name of an owner",
                    shortened(name)
                )));
            }
        }
        Ok(shared(&mut self.shared.owners, names.to_vec()))
    }

    pub(super) fn finding(
        &mut self,
        row: &JsonFinding,
        repository: &str,
    ) -> Result<Finding, FieldError> {
        let reference = self.reference(&row.reference, repository)?;
        let lifecycle = match &row.lifecycle {
            Some(row) => {
                let dates = self.lifecycle(row)?;
                Some(shared(&mut self.shared.lifecycles, dates))
            }
            None => None,
        };
        let regions = match &row.regions {
            Some(key) => Arc::clone(known("regions", &self.regions, key)?),
            None => Arc::default(),
        };
        let help = match &row.advice {
            Some(key) => Arc::clone(known("advice", &self.advice, key)?),
            None => Arc::default(),
        };
        let replacement = match &row.replacement {
            Some(row) => {
                let chosen = self
                    .replacement(row)
                    .map_err(|error| format!("replacement.{error}"))?;
                Some(shared(&mut self.shared.replacements, chosen))
            }
            None => None,
        };
        let steps = row
            .steps
            .iter()
            .map(|key| known("steps", &self.steps, key).cloned());
        let steps: Vec<Step> = steps.collect::<Result<_, _>>()?;
        let mut related = Vec::with_capacity(row.related.len());
        for (n, one) in row.related.iter().enumerate() {
            related.push(
                self.related(one, repository)
                    .map_err(|error| at("related", n, &error))?,
            );
        }
        Ok(Finding {
            reference: Arc::new(reference),
            rule: rule_named("rule", &row.rule)?,
            level: word("level", &row.level)?,
            lifecycle,
            regions,
            message: self.shared.text(&row.message),
            brief: self.shared.text(row.brief.as_deref().unwrap_or_default()),
            help,
            replacement,
            steps: shared(&mut self.shared.steps, steps),
            related,
            fingerprint: fingerprint("fingerprint", &row.fingerprint)?,
            content_fingerprint: fingerprint("content_fingerprint", &row.content_fingerprint)?,
            disposition: disposition(row)?,
        })
    }

    pub(super) fn reference(
        &mut self,
        row: &JsonReference,
        repository: &str,
    ) -> Result<Reference, FieldError> {
        let path = joined(repository, &row.path)?;
        let path = self.shared.text(&path);
        let (start, end) = positions([row.line, row.column, row.end_line, row.end_column])?;
        let text = self.shared.text(&row.text);
        let models = model_ids("models", &row.models)?;
        Ok(Reference {
            location: Location {
                path,
                start,
                end,
                span: Span { start: 0, end: 0 },
                cell: row.cell.as_ref().map(|cell| Cell {
                    cell: cell.cell,
                    line: cell.line,
                    output: cell.output,
                }),
            },
            // The report has the text of the reference and not its lines.
            snippet: Snippet {
                first_line: start.line,
                highlight: Span {
                    start: 0,
                    end: text.len(),
                },
                text: Arc::clone(&text),
                first_column: start.column,
            },
            text,
            form: word("form", &row.form)?,
            resolution: word("resolution", &row.resolution)?,
            models: shared(&mut self.shared.models, models),
            variant: match &row.variant {
                Some(id) => Some(Box::new(model_id("variant", id)?)),
                None => None,
            },
            candidates: model_ids("candidates", &row.candidates)?.into(),
            scope: match &row.scope {
                Some(scope) => Some(ProfileScope::new(identifier("scope", scope)?)),
                None => None,
            },
            region: region_of(row)?,
            context: word("context", &row.context)?,
            registry: row.registry,
            confidence: word("confidence", &row.confidence)?,
            stage: stage("stage", &row.stage)?,
            declared: None,
            definition: None,
            requests: SharedRequests::default(),
            scope_before: None,
        })
    }

    fn related(&mut self, row: &JsonRelated, repository: &str) -> Result<Related, FieldError> {
        let path = joined(repository, &row.path)?;
        let (start, end) = positions([row.line, row.column, row.end_line, row.end_column])?;
        let location = Location {
            path: self.shared.text(&path),
            start,
            end,
            span: Span { start: 0, end: 0 },
            cell: None,
        };
        let entry = match (&row.rule, &row.level) {
            (Some(rule), Some(level)) => Some(ListEntry {
                models: model_ids("models", &row.models)?.into(),
                rule: rule_named("rule", rule)?,
                level: word("level", level)?,
                replacement: row.replacement.clone(),
            }),
            (None, None) => None,
            _ => {
                return Err(FieldError(
                    "rule: `rule` and `level` must both be null or both have a value".to_owned(),
                ));
            }
        };
        let role = word("role", &row.role)?;
        Ok(Related {
            entry,
            ..Related::new(location, role, row.message.clone())
        })
    }

    fn replacement(&self, row: &JsonReplacement) -> Result<ChosenReplacement, FieldError> {
        let price = match &row.price {
            Some(key) => Some(known("price", &self.prices, key)?.clone()),
            None => None,
        };
        let mut review = EditReview::default();
        for key in &row.reasons {
            let reason = *known("reasons", &self.reasons, key)?;
            match row.applicability.as_str() {
                "display-only" => review.show_only(reason),
                _ => review.doubt(reason),
            }
        }
        if review.applicability().as_str() != row.applicability {
            return Err(FieldError(
                "applicability: it contradicts `reasons`".to_owned(),
            ));
        }
        let policy = |field, policy: &Option<String>| match policy {
            Some(policy) => word(field, policy).map(Some),
            None => Ok(None),
        };
        let runner_up = match (&row.runner_up, &row.runner_up_text) {
            (Some(model), Some(text)) => Some(RunnerUp {
                model: model_id("runner_up", model)?,
                text: plain("runner_up_text", text)?.to_owned(),
                policy: policy("runner_up_policy", &row.runner_up_policy)?,
                note: None,
            }),
            _ => None,
        };
        Ok(ChosenReplacement {
            model: model_id("model", &row.model)?,
            text: plain("text", &row.text)?.to_owned(),
            call: Call::OnDemand,
            scope: None,
            through_mantle: false,
            named_by: match row.named_by.as_str() {
                "aws" => ChosenBy::Aws,
                "catalog" => ChosenBy::Catalog,
                other => {
                    return Err(FieldError(format!(
                        "named_by: `{}` is neither `aws` nor `catalog`",
                        shortened(other)
                    )));
                }
            },
            drop_in: row.drop_in,
            review,
            eol: optional_date("eol", &row.eol)?,
            price,
            policy: policy("policy", &row.policy)?,
            runner_up,
            note: None,
        })
    }

    /// The dates of a model with its counts.
    pub(super) fn model(
        &mut self,
        row: &JsonModel,
    ) -> Result<(ModelId, ModelDates, ModelCount), FieldError> {
        let mut regions = Vec::with_capacity(row.regions.len());
        for one in &row.regions {
            regions.push((
                Region::new(identifier("region", &one.region)?),
                self.lifecycle(&one.lifecycle)?,
            ));
        }
        let dates = ModelDates {
            name: plain("name", &row.name)?.to_owned(),
            provider: plain("provider", &row.provider)?.to_owned(),
            lifecycle: self.lifecycle(&row.lifecycle)?,
            regions,
            catalog_version: plain("catalog_version", &row.catalog_version)?.to_owned(),
        };
        let counts = ModelCount {
            references: count("references", row.references)?,
            uses: count("uses", row.uses)?,
        };
        Ok((model_id("id", &row.id)?, dates, counts))
    }

    fn lifecycle(&self, row: &JsonLifecycle) -> Result<Lifecycle, FieldError> {
        let days = [
            &row.launched,
            &row.legacy,
            &row.extended_access,
            &row.eol,
            &row.eol_not_before,
        ];
        let mut lifecycle = self.dates(days, &row.observed, &row.sources)?;
        let Some(evidence) = &row.evidence else {
            return Ok(lifecycle);
        };
        // That of the latest stage's date is its own; the other dates have that of their source.
        let evidence: Evidence = word("evidence", evidence)?;
        let Lifecycle {
            launched,
            legacy,
            extended_access,
            eol,
            observed,
            ..
        } = &mut lifecycle;
        let observed = observed.as_mut().map(|observed| &mut observed.seen);
        let latest = [
            eol.as_mut(),
            extended_access.as_mut(),
            legacy.as_mut(),
            observed,
            launched.as_mut(),
        ];
        if let Some(date) = latest.into_iter().flatten().next() {
            date.evidence = evidence;
        }
        Ok(lifecycle)
    }

    fn region(&self, row: &JsonRegion) -> Result<RegionVerdict, FieldError> {
        let days = [
            &row.launched,
            &row.legacy,
            &row.extended_access,
            &row.eol,
            &row.eol_not_before,
        ];
        Ok(RegionVerdict {
            region: Region::new(identifier("regions.region", &row.region)?),
            stage: stage("regions.stage", &row.stage)?.unwrap_or(Stage::Unknown),
            lifecycle: self.dates(days, &row.observed, &row.sources)?,
        })
    }

    /// The dates of a row: launch, Legacy, public extended access, End-of-Life, no End-of-Life before.
    fn dates(
        &self,
        [launched, legacy, extended_access, eol, eol_not_before]: [&Option<String>; 5],
        observed: &Option<JsonObserved>,
        sources: &BTreeMap<String, String>,
    ) -> Result<Lifecycle, FieldError> {
        let dated = |field, day: &Option<String>| self.dated(field, day.as_deref(), sources);
        Ok(Lifecycle {
            launched: dated("launched", launched)?,
            legacy: dated("legacy", legacy)?,
            extended_access: dated("extended_access", extended_access)?,
            eol: dated("eol", eol)?,
            eol_not_before: dated("eol_not_before", eol_not_before)?,
            observed: self.observed(observed, sources)?,
        })
    }

    fn observed(
        &self,
        row: &Option<JsonObserved>,
        sources: &BTreeMap<String, String>,
    ) -> Result<Option<ObservedStage>, FieldError> {
        let Some(row) = row else { return Ok(None) };
        let stage = stage("observed.stage", &row.stage)?;
        match (stage, self.dated("observed", Some(&row.day), sources)?) {
            (Some(stage), Some(seen)) => Ok(Some(ObservedStage { stage, seen })),
            _ => Err(FieldError("observed.stage: it is not known".to_owned())),
        }
    }

    fn dated(
        &self,
        field: &str,
        day: Option<&str>,
        sources: &BTreeMap<String, String>,
    ) -> Result<Option<Dated>, FieldError> {
        let Some(day) = day else { return Ok(None) };
        let id = sources
            .get(field)
            .ok_or_else(|| format!("sources: `{field}` has no source"))?;
        let source = known("sources", &self.sources, id)?;
        Ok(Some(Dated {
            day: date(field, day)?,
            evidence: source.evidence,
            source: source.id.clone(),
        }))
    }
}

fn disposition(row: &JsonFinding) -> Result<Disposition, FieldError> {
    match (row.disposition.as_str(), &row.suppression) {
        ("active", None) => Ok(Disposition::Active),
        ("baselined", None) => Ok(Disposition::Baselined),
        ("suppressed", Some(by)) => Ok(Disposition::Suppressed {
            reason: by.reason.clone(),
            inline: by.inline,
        }),
        (other, _) => Err(FieldError(format!(
            "disposition: `{}` contradicts `suppression`",
            shortened(other)
        ))),
    }
}

pub(super) fn skipped(row: &JsonSkipped, repository: &str) -> Result<Skipped, FieldError> {
    let cause = CAUSES
        .iter()
        .find(|cause| cause.id == row.reason && cause.unit == Unit::ListedFiles);
    Ok(Skipped {
        path: joined(repository, &row.path)?,
        reason: cause
            .ok_or_else(|| {
                format!(
                    "reason: `{}` is not a reason for skipping",
                    shortened(&row.reason)
                )
            })?
            .cause,
    })
}

pub(super) fn error(row: &JsonError, repository: Option<&str>) -> Result<ScanError, FieldError> {
    let position = match (row.line, row.column) {
        (Some(line), Some(column)) => Some(positions([line, column, line, column])?.0),
        (None, None) => None,
        _ => {
            return Err(FieldError(
                "line: `line` and `column` must both be null or both have a value".to_owned(),
            ));
        }
    };
    Ok(ScanError {
        path: match repository {
            Some(repository) => joined(repository, &row.path)?,
            None => row.path.clone(),
        },
        at: position,
        kind: word("kind", &row.kind)?,
        message: row.message.clone(),
    })
}

/// The path below the repository's name. One with `..` could be in another repository.
fn joined(repository: &str, path: &str) -> Result<String, FieldError> {
    if path.split('/').any(|part| part == "..") {
        return Err(FieldError(format!(
            "path: `{}` has a part `..`",
            shortened(path)
        )));
    }
    Ok(path_in(repository, path))
}

fn positions(
    [line, column, end_line, end_column]: [u64; 4],
) -> Result<(Position, Position), FieldError> {
    for number in [line, column, end_line, end_column] {
        if number == 0 {
            return Err(FieldError("line: lines and columns begin at 1".to_owned()));
        }
        count("line", number)?;
    }
    let (start, end) = (
        Position { line, column },
        Position {
            line: end_line,
            column: end_column,
        },
    );
    if end < start {
        return Err(FieldError(
            "end_line: the end is before the start".to_owned(),
        ));
    }
    Ok((start, end))
}

fn region_of(row: &JsonReference) -> Result<Option<(Region, RegionSource)>, FieldError> {
    let Some(region) = &row.region else {
        return Ok(None);
    };
    const SOURCES: [RegionSource; 6] = [
        RegionSource::Text(RegionOrigin::Arn),
        RegionSource::Text(RegionOrigin::Router),
        RegionSource::Text(RegionOrigin::Nearby),
        RegionSource::Scope,
        RegionSource::Flag,
        RegionSource::Config,
    ];
    let name = row.region_source.as_deref().unwrap_or_default();
    let source = SOURCES.into_iter().find(|source| source.as_str() == name);
    let source = source.ok_or_else(|| {
        format!(
            "region_source: `{}` is not a source of a Region",
            shortened(name)
        )
    })?;
    Ok(Some((Region::new(identifier("region", region)?), source)))
}

fn rule_named(field: &str, name: &str) -> Result<&'static Rule, FieldError> {
    rule(name).ok_or_else(|| {
        FieldError(format!(
            "{field}: `{}` is not a rule of this version",
            shortened(name)
        ))
    })
}

fn stage(field: &str, name: &str) -> Result<Option<Stage>, FieldError> {
    if name == "unknown" {
        return Ok(None);
    }
    word(field, name).map(Some)
}
