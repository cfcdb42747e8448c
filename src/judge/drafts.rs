//! Which rules apply to a reference.

use super::case::{Case, Draft};
use super::{lifecycle, other};
use crate::detect::{Form, Resolution};

impl Case<'_> {
    /// One draft per rule that applies, in the order of [`crate::finding::RULES`].
    pub(super) fn drafts(&self) -> Vec<Draft> {
        let drafts = match (self.found.form, self.found.resolution) {
            (Form::Opaque, _) if self.verdicts.is_empty() => vec![other::opaque(self)],
            (_, Resolution::Near) => vec![other::unknown(self)],
            (Form::Wildcard, _) | (_, Resolution::Family) => vec![other::wildcard(self)],
            // A regular expression that matches one model is that model, escaped.
            (_, Resolution::Regex) if self.verdicts.len() > 1 => vec![other::wildcard(self)],
            _ if self.found.models.is_empty() => Vec::new(),
            _ if self.verdicts.is_empty() => vec![other::unknown(self)],
            _ => vec![
                lifecycle::draft(self),
                other::revision(self),
                other::model_policy(self),
                other::profile_required(self),
            ],
        };
        drafts.into_iter().flatten().collect()
    }
}
