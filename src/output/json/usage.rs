//! The fields that only a report with an export of invocations has.

#[cfg(test)]
use serde::Deserialize;
use serde::Serialize;

use super::rows::JsonFindingUsage;
#[cfg(test)]
use super::rows::present;
use crate::finding::Finding;
use crate::report::{InvokedModel, Report, UsageReport};

/// What the exports say.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonUsage {
    /// The number of days that the exports cover; null if they do not have it.
    #[cfg_attr(test, serde(deserialize_with = "present"))]
    days: Option<u64>,
    /// The first day on which a model was invoked, ISO 8601; null if not known.
    #[cfg_attr(test, serde(deserialize_with = "present"))]
    first_seen: Option<String>,
    /// The last day on which a model was invoked, ISO 8601; null if not known.
    #[cfg_attr(test, serde(deserialize_with = "present"))]
    last_seen: Option<String>,
    /// Number of rows about invocations.
    rows: u64,
    /// Number of events that invoke no model.
    other_events: u64,
    /// All models that were invoked, the most frequent first.
    models: Vec<JsonInvokedModel>,
}

/// A model that was invoked.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonInvokedModel {
    /// The base ID, or what the exports call it if the catalog does not know it.
    id: String,
    /// Whether the catalog knows it.
    known: bool,
    /// How often it was invoked.
    invocations: u64,
    /// The last day, ISO 8601; null if not known.
    #[cfg_attr(test, serde(deserialize_with = "present"))]
    last_seen: Option<String>,
    /// Whether a reference of the report is to it. If not, it is invoked by something that was not scanned.
    referenced: bool,
    /// What the exports call it: IDs, profiles and ARNs.
    names: Vec<JsonUsedName>,
}

/// A name of a model in the exports.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonUsedName {
    /// As the exports have it.
    name: String,
    /// How often it was invoked.
    invocations: u64,
}

/// What the exports say.
pub(super) fn document(usage: &UsageReport) -> JsonUsage {
    JsonUsage {
        days: usage.period.days,
        first_seen: usage.period.first.map(|day| day.to_string()),
        last_seen: usage.period.last.map(|day| day.to_string()),
        rows: usage.rows,
        other_events: usage.other_events,
        models: usage.models.iter().map(model).collect(),
    }
}

fn model(model: &InvokedModel) -> JsonInvokedModel {
    let names = model.names.iter();
    JsonInvokedModel {
        id: model.key.clone(),
        known: model.model.is_some(),
        invocations: model.invocations.count,
        last_seen: model.invocations.last.map(|day| day.to_string()),
        referenced: model.is_referenced,
        names: names
            .map(|(name, invocations)| JsonUsedName {
                name: name.clone(),
                invocations: *invocations,
            })
            .collect(),
    }
}

/// How often the models of a finding were invoked; absent without an export, and for a finding that is not about models.
pub(super) fn finding(finding: &Finding, report: &Report) -> Option<JsonFindingUsage> {
    let invocations = report.usage.as_ref()?.of(finding)?;
    Some(JsonFindingUsage {
        invocations: invocations.count,
        last_seen: invocations.last.map(|day| day.to_string()),
    })
}
