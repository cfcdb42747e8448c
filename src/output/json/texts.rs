//! What a document has once for many findings: sources, steps and prices, from their rows.

use super::rows::{JsonPrice, JsonStep};
use super::values::{FieldError, date, identifier, optional_date, plain, word};
use crate::catalog::FactSource;
use crate::finding::{PriceComparison, Step, StepDetail};
use crate::output::sources::SourceEntry;

pub(super) fn source(id: &str, row: &SourceEntry) -> Result<FactSource, FieldError> {
    let page = match &row.page {
        Some(page) if !page.starts_with("https://") => {
            return Err(FieldError(
                "page: it does not begin with `https://`".to_owned(),
            ));
        }
        Some(page) => Some(identifier("page", page)?.into()),
        None => None,
    };
    let captured = row.captured.as_deref();
    // Ten characters are a day, seven a month.
    let day = captured.filter(|text| text.len() != "2026-10".len());
    Ok(FactSource {
        id: identifier("the name", id)?.into(),
        title: plain("title", &row.title)?.into(),
        url: page,
        retrieved: day.map(|text| date("captured", text)).transpose()?,
        month: match captured.filter(|text| text.len() == "2026-10".len()) {
            Some(month) => {
                date("captured", &format!("{month}-01"))?;
                Some(month.into())
            }
            None => None,
        },
        evidence: word("evidence", &row.evidence)?,
    })
}

pub(super) fn step(row: &JsonStep) -> Result<Step, FieldError> {
    let detail = match &row.detail {
        Some(detail) => {
            for item in &detail.items {
                plain("detail.items", item)?;
            }
            Some(StepDetail {
                model: plain("detail.model", &detail.model)?.into(),
                items: detail.items.clone(),
            })
        }
        None => None,
    };
    let whole = plain("change", &row.change)?;
    let change = match &detail {
        Some(detail) => whole
            .strip_suffix(&format!(" {detail}"))
            .ok_or("change: it does not end with `detail`")?,
        None => whole,
    };
    Ok(Step {
        id: identifier("id", &row.id)?.into(),
        change: change.into(),
        detail,
        source: plain("source", &row.source)?.into(),
    })
}

pub(super) fn price(row: &JsonPrice) -> Result<PriceComparison, FieldError> {
    let text = |field, text: &Option<String>| match text {
        Some(text) => plain(field, text).map(|text| Some(text.to_owned())),
        None => Ok(None),
    };
    Ok(PriceComparison {
        unit: plain("unit", &row.unit)?.to_owned(),
        class: plain("class", &row.class)?.to_owned(),
        up_to: text("up_to", &row.up_to)?,
        old: (
            text("old_input", &row.old_input)?,
            text("old_output", &row.old_output)?,
        ),
        new: (
            text("new_input", &row.new_input)?,
            text("new_output", &row.new_output)?,
        ),
        source: identifier("source", &row.source)?.to_owned(),
        retrieved: optional_date("retrieved", &row.retrieved)?,
    })
}
