//! The finding on a binary file that mentions models: one per file.
//!
//! How a binary file uses an ID cannot be read from it, so the finding reports mentions, not uses.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalog::{Catalog, Stage};
use crate::finding::{Finding, Level, Location, Reference, RuleId, hash};
use crate::judge::{Policy, SilencedBy};
use crate::model_id::ModelId;
use crate::reference::{Confidence, Context, Form, Resolution};
use crate::source::{Position, Span};

/// Number of models in the message; the finding has all of them.
const NAMED: usize = 8;

/// The finding on a binary file that mentions `models` (at least one), and the setting that hides it. `is_change` is
/// set if a change adds or modifies the file: then a mention of a Legacy or End-of-Life model is a warning, since
/// reviewers cannot see what the file does.
pub fn judge_binary(
    path: &str,
    project_path: &str,
    models: BTreeSet<ModelId>,
    catalog: &Catalog,
    policy: &Policy,
    is_change: bool,
) -> (Finding, Option<SilencedBy>) {
    let rule = RuleId::BinaryMention.rule();
    let stage_of = |id: &ModelId| {
        catalog
            .model(id.as_str())
            .map_or(Stage::Unknown, |model| model.lifecycle.stage(policy.as_of))
    };
    let mut staged: Vec<(Stage, ModelId)> =
        models.into_iter().map(|id| (stage_of(&id), id)).collect();
    staged.sort_by_key(|(stage, _)| std::cmp::Reverse(rank(*stage)));
    let worst = staged.first().map(|(stage, _)| *stage);
    let message = message(&staged);
    let models: Vec<ModelId> = staged.into_iter().map(|(_, id)| id).collect();
    let ids: Vec<&str> = models.iter().map(ModelId::as_str).collect();
    let content_fingerprint = hash(&[rule.name, &ids.join(" ")]);
    let fingerprint = hash(&[project_path, rule.name, &ids.join(" ")]);
    let text = ids.first().copied().unwrap_or_default().to_owned();
    let mut finding = Finding::housekeeping(rule, location(path), text, message);
    let reference = Reference {
        form: Form::Base,
        resolution: Resolution::Exact,
        models: models.into(),
        context: Context::Recording,
        confidence: Confidence::Low,
        stage: worst,
        ..Reference::clone(&finding.reference)
    };
    finding.reference = Arc::new(reference);
    let is_aged = worst.is_some_and(|stage| rank(stage) > 1);
    let usual = if is_change && is_aged {
        Level::Warning
    } else {
        rule.level
    };
    let level = policy.base_level(rule, usual);
    let silenced_by = match level {
        None => Some(SilencedBy::RuleOff),
        Some(_) if !policy.wants(Context::Recording) => Some(SilencedBy::Context),
        Some(_) => None,
    };
    (
        Finding {
            level: level.unwrap_or(usual),
            fingerprint,
            content_fingerprint,
            ..finding
        },
        silenced_by,
    )
}

/// A binary file has no lines or columns.
fn location(path: &str) -> Location {
    let start = Position { line: 1, column: 1 };
    Location {
        path: path.into(),
        start,
        end: start,
        span: Span { start: 0, end: 0 },
        cell: None,
    }
}

fn rank(stage: Stage) -> u8 {
    match stage {
        Stage::Unknown => 0,
        Stage::Active => 1,
        Stage::Legacy => 2,
        Stage::EndOfLife => 3,
    }
}

/// `This binary file mentions amazon.titan-text-lite-v1 (End-of-Life), and 2 more.`
fn message(staged: &[(Stage, ModelId)]) -> String {
    let word = |stage: Stage| match stage {
        Stage::Unknown => "of unknown stage",
        Stage::Active => "Active",
        Stage::Legacy => "Legacy",
        Stage::EndOfLife => "End-of-Life",
    };
    let names: Vec<String> = staged
        .iter()
        .take(NAMED)
        .map(|(stage, id)| format!("{id} ({})", word(*stage)))
        .collect();
    let more = match staged.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("This binary file mentions {}{more}.", names.join(", "))
}
