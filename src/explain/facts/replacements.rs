//! What to use instead of a model, why, and the steps to it.

use super::super::resolve::Meant;
use super::super::{ReplacementFacts, StepFact};
use super::{Gathering, inputs, location_in_words};
use crate::catalog::{Call, Model, Stage, StepCondition};
use crate::finding::{ChosenReplacement, RunnerUp};
use crate::judge::{
    DAYS_OF_USE, has_global_profile, has_profile, is_profile, replacement_for, steps_between,
};
use crate::reference::Form;

impl Gathering<'_> {
    pub(super) fn replacement(&self) -> (Option<ReplacementFacts>, Option<String>) {
        let Meant { matched, text, .. } = self.meant;
        // The reason for a missing replacement is shown only if the model has to be replaced.
        let goes_on = self.lifecycle().stage(self.policy.as_of) == Stage::Active
            && self.lifecycle().eol.is_none()
            && self.model.candidates().is_empty();
        if goes_on {
            return (None, None);
        }
        match replacement_for(self.model, matched, text, self.catalog, self.policy) {
            Ok(chosen) => (Some(self.chosen(&chosen)), None),
            Err(missing) => (None, Some(missing.reason)),
        }
    }

    pub(super) fn chosen(&self, chosen: &ChosenReplacement) -> ReplacementFacts {
        let new = self.catalog.model(chosen.model.as_str());
        let name = new.map_or_else(String::new, |model| model.name.to_string());
        ReplacementFacts {
            model: chosen.model.to_string(),
            name,
            text: chosen.text.clone(),
            call: chosen.call,
            named_by: chosen.named_by.as_str(),
            drop_in: chosen.drop_in,
            why: new.map_or_else(Vec::new, |new| self.why(new, chosen)),
            note: chosen.note.clone(),
            price: chosen.price.clone(),
            policy: chosen.policy,
            runner_up: chosen.runner_up.as_ref().map(|next| next.model.to_string()),
            runner_up_text: chosen.runner_up.as_ref().map(|next| next.text.clone()),
            runner_up_policy: chosen.runner_up.as_ref().and_then(|next| next.policy),
            runner_up_sentence: chosen.runner_up.as_ref().map(RunnerUp::sentence),
            runner_up_note: chosen.runner_up.as_ref().and_then(|next| next.note.clone()),
        }
    }

    /// The conditions of a replacement, and how this one meets them.
    pub(super) fn why(&self, new: &Model, chosen: &ChosenReplacement) -> Vec<String> {
        let as_of = self.policy.as_of;
        let end = match (chosen.eol, &new.lifecycle.eol_not_before) {
            (Some(eol), _) => {
                format!(
                    "its End-of-Life is on {eol}, at least {DAYS_OF_USE} days after today and the old model's End-of-Life"
                )
            }
            (None, Some(floor)) if floor.day > as_of => {
                format!(
                    "no End-of-Life is announced, and none is possible before {}",
                    floor.day
                )
            }
            (None, _) => "no End-of-Life is announced".to_owned(),
        };
        let way = match self.scope_in(&chosen.text) {
            Some(scope) => format!("AWS lists its `{scope}.` profile"),
            None if self.region.is_some() => "its bare ID can be invoked".to_owned(),
            None => "its bare ID can be invoked in some Regions".to_owned(),
        };
        let in_region = match (self.region, self.scope_in(&chosen.text)) {
            (Some(region), Some(_)) => format!(", which can be called from {region}"),
            (Some(region), None) => format!(" in {region}"),
            (None, _) => String::new(),
        };
        vec![
            format!("it is Active on {as_of}"),
            end,
            format!(
                "it has the modality of the old model ({}){}",
                new.modality.as_str(),
                self.takes_too(new)
            ),
            format!("{way}{in_region}"),
            "it is written in the form of the old ID".to_owned(),
        ]
    }

    /// That the new model accepts the inputs of the old one, if both are known.
    pub(super) fn takes_too(&self, new: &Model) -> String {
        let old = &self.model.inputs;
        if old.is_empty() || !old.iter().all(|input| new.inputs.contains(input)) {
            return String::new();
        }
        format!(
            " and accepts the same inputs ({})",
            inputs(self.model).join(", ")
        )
    }

    /// The profile scope of an ID or ARN.
    pub(super) fn scope_in<'t>(&self, text: &'t str) -> Option<&'t str> {
        let (scope, _) = text.rsplit('/').next()?.split_once('.')?;
        self.catalog.scope(scope).map(|_| scope)
    }

    /// The steps that can apply to the text; `call` is how the new model is called, if known.
    pub(super) fn steps(&self, to: &str, call: Option<Call>) -> Vec<StepFact> {
        let fact = |(step, when): (crate::finding::Step, Vec<StepCondition>)| {
            let possible: Vec<StepCondition> = when
                .iter()
                .copied()
                .filter(|when| self.can_be(*when, to, call))
                .collect();
            (when.is_empty() || !possible.is_empty()).then(|| StepFact {
                change: step.text(),
                source_id: self.source_of(&step.id),
                id: step.id.into(),
                when: {
                    let locations: Vec<&str> =
                        possible.into_iter().filter_map(location_in_words).collect();
                    (!locations.is_empty()).then(|| locations.join(", or "))
                },
                source: step.source.into(),
            })
        };
        steps_between(&self.model.id, to, call, self.catalog)
            .into_iter()
            .filter_map(fact)
            .collect()
    }

    /// Short name of the source of a step.
    pub(super) fn source_of(&self, step: &str) -> String {
        let row = self.catalog.migrations.iter().find(|row| row.id == *step);
        row.map_or_else(String::new, |row| row.source.to_string())
    }

    /// Whether the text can be in such a context. Of a migration to a model given with `--to`, only the models are known.
    pub(super) fn can_be(&self, when: StepCondition, to: &str, call: Option<Call>) -> bool {
        let found = &self.meant.matched.found;
        match when {
            // The stage's rules say the same on the same page.
            StepCondition::Legacy | StepCondition::ExtendedAccess => false,
            _ if self.to.is_some() => true,
            StepCondition::BecomesProfile => !is_profile(found) && call != Some(Call::OnDemand),
            StepCondition::ApacProfile => found
                .scope
                .as_ref()
                .is_some_and(|scope| scope.as_str() == "apac"),
            StepCondition::Constant => found.form == Form::Symbol,
            StepCondition::Iam => found.form != Form::Symbol && has_profile(to, self.catalog),
            StepCondition::GlobalProfile => {
                call == Some(Call::Global)
                    || found.form != Form::Symbol && has_global_profile(to, self.catalog)
            }
            StepCondition::Iac | StepCondition::Invoked => true,
        }
    }
}
