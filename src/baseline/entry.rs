//! One accepted finding.

use crate::finding::{Finding, Level};
use crate::judge::highest_level;
use crate::reference::Context;

/// One accepted finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Relative to the root of the report, with `/`: of the repository, else of the project.
    pub path: String,
    /// ID of the rule when it was accepted.
    pub rule: String,
    /// The base ID, or the text of the reference if it does not resolve to one model.
    pub model: String,
    /// As [`Finding::fingerprint`].
    pub fingerprint: String,
    /// As [`Finding::content_fingerprint`].
    pub content_fingerprint: String,
    /// The context of the reference when it was accepted; absent in files of earlier versions, which accept any context.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Context>,
}

impl Entry {
    pub(super) fn of(finding: &Finding, project_path: impl Fn(&str) -> String) -> Self {
        let model = model_of(finding).to_owned();
        Self {
            path: project_path(&finding.reference.location.path),
            rule: finding.rule.name.to_owned(),
            model,
            fingerprint: finding.fingerprint.to_string(),
            content_fingerprint: finding.content_fingerprint.to_string(),
            context: Some(finding.reference.context),
        }
    }

    /// The highest level of a finding that it accepts, before settings.
    pub(super) fn accepts_up_to(&self) -> Level {
        self.context.map_or(Level::Error, highest_level)
    }

    /// One line of JSON, with a space after each colon and comma.
    pub(super) fn to_json(&self) -> String {
        let text = |text: &str| serde_json::Value::from(text);
        let fields = [
            ("path", text(&self.path)),
            ("rule", text(&self.rule)),
            ("model", text(&self.model)),
            ("fingerprint", text(&self.fingerprint)),
            ("content_fingerprint", text(&self.content_fingerprint)),
        ];
        let context = self.context.and_then(|of| serde_json::to_value(of).ok());
        let context = context.map(|context| ("context", context));
        let fields: Vec<String> = fields
            .into_iter()
            .chain(context)
            .map(|(name, value)| format!("\"{name}\": {value}"))
            .collect();
        format!("{{ {} }}", fields.join(", "))
    }
}

/// The base ID, or the text of the reference if it does not resolve to one model.
pub(super) fn model_of(finding: &Finding) -> &str {
    match &*finding.reference.models {
        [model] => model.as_str(),
        _ => &finding.reference.text,
    }
}
