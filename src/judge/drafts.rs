//! Which rules apply to a reference.

use super::judged_reference::{Case, Draft};
use super::{lifecycle, rejected_parameters, undated_rules};
use crate::reference::{Form, Resolution};

impl Case<'_> {
    /// One draft per rule that applies.
    pub(super) fn drafts(&self) -> Vec<Draft> {
        let drafts = match (self.found.form, self.found.resolution) {
            (Form::Opaque, _) if self.verdicts.is_empty() => vec![undated_rules::opaque(self)],
            (_, Resolution::Near) => vec![undated_rules::unknown(self)],
            (Form::Wildcard, _) | (_, Resolution::Family) => vec![undated_rules::wildcard(self)],
            // A regular expression that matches one model is that model, escaped.
            (_, Resolution::Regex) if self.verdicts.len() > 1 => {
                vec![undated_rules::wildcard(self)]
            }
            _ if self.found.models.is_empty() => Vec::new(),
            _ if self.verdicts.is_empty() => vec![undated_rules::unknown(self)],
            // Other problems of the old ID end with the migration.
            _ if self.is_planned() => vec![lifecycle::draft(self)],
            _ => {
                let mut drafts = vec![lifecycle::draft(self), rejected_parameters::draft(self)];
                drafts.extend(undated_rules::OF_KNOWN_MODELS.iter().map(|rule| rule(self)));
                drafts
            }
        };
        drafts.into_iter().flatten().collect()
    }

    /// Whether the reference can be to the model whose migration is planned.
    fn is_planned(&self) -> bool {
        let mut models = self.verdicts.iter().map(|verdict| &verdict.model.id);
        models.any(|id| self.policy.plans(id))
    }
}
