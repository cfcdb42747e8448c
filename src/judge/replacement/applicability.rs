//! Whether the text of a replacement can be written unseen.
//!
//! An edit is unsafe unless everything that could break is excluded by the catalog and the reference: what a table lists as
//! fine is fine, and what no table lists is not.

use super::{Link, Wanted};
use crate::catalog::{Modality, Model, OnDemand};
use crate::finding::EditReview;
use crate::judge::candidate::{listed_profiles, takes_less};
use crate::judge::choice::rejects;
use crate::judge::newer::is_same_family;
use crate::judge::rejected_parameters::{
    are_shown, newly_rejected_in_requests, unseen_in_requests,
};
use crate::judge::rewrite::{Way, Written, is_for_many_regions};
use crate::judge::wording;
use crate::reference::{Confidence, Context, Form, RegionOrigin, Resolution};

impl Wanted<'_> {
    /// How far `written` can be applied. `dearer` is the sentence about a price of more than twice the old one.
    pub(super) fn review(
        &self,
        old: &Model,
        link: &Link<'_>,
        way: &Way,
        written: &Written,
        dearer: Option<&str>,
    ) -> EditReview {
        let mut review = EditReview::default();
        self.review_reference(link.model, way, written, &mut review);
        self.review_model(old, link, &mut review);
        self.review_call(way, link.model, old, &mut review);
        if let Some(reason) = self.outside_of_project(old, link.model, way) {
            review.doubt(reason);
        }
        if let Some(sentence) = dearer {
            review.doubt(clause(sentence));
        }
        review
    }

    /// What the reference is: an edit needs one literal that a program sends to Bedrock.
    fn review_reference(&self, new: &Model, way: &Way, written: &Written, review: &mut EditReview) {
        match self.matched.context {
            Context::Recording => review.show_only("a recording has to be made again, not edited"),
            Context::Deprecation => {
                review.show_only("the code handles the old model, so the old ID must stay");
            }
            Context::Registry => {
                review.show_only(
                    "an entry of a list of models has to be removed or marked, not renamed",
                );
            }
            Context::Iam if self.lacks_profile(new, way) => {
                review.show_only(
                    "the policy must also allow the inference profile and the foundation model",
                );
            }
            Context::Iam => {
                review.doubt(
                    "after the edit, the policy no longer allows the old model, which other code may still call",
                );
            }
            Context::Comment | Context::Docs => {
                review.doubt("the text around the ID may be about the old model");
            }
            Context::Choice => {
                review.doubt("the values to choose from may contain the new model already")
            }
            Context::Test | Context::Iac | Context::Config | Context::Code => {}
        }
        match self.found.form {
            Form::Wildcard => review.show_only("a pattern covers several models"),
            Form::Symbol if written.is_complete => {
                review.doubt("the installed version of the library must have the new constant");
            }
            Form::Opaque
            | Form::Symbol
            | Form::Base
            | Form::Profile
            | Form::FoundationModelArn
            | Form::InferenceProfileArn => {}
        }
        match self.found.resolution {
            Resolution::Exact => {}
            Resolution::Template => {
                review.doubt("a placeholder is a part of the ID, and its value is not known");
            }
            Resolution::Truncated => review.doubt("the old ID is incomplete"),
            Resolution::Regex => review.doubt("the ID is a part of a regular expression"),
            Resolution::Family => review.show_only("the text refers to a family of models"),
            Resolution::Near | Resolution::None => review.show_only("the old model is not known"),
            Resolution::Joined | Resolution::Definition => {}
        }
        match &self.matched.scope_before {
            Some(before) if !before.is_always => review.show_only(
                "the program puts a scope before the name in one use and none in another",
            ),
            Some(before) if before.scope.is_none() => {
                review.doubt("the program puts a scope before the ID, and its value is not known");
            }
            Some(_) | None => {}
        }
        if self.matched.in_model_arn
            && self.matched.scope_before.is_none()
            && matches!(way, Way::Profile { .. })
        {
            review.show_only(
                "the same name is also used in the ARN of a foundation model, where AWS accepts no inference profile",
            );
        }
        if !written.is_complete {
            let note = written
                .note
                .as_deref()
                .unwrap_or("the new text is incomplete");
            review.show_only(clause(note));
        }
        if !self.is_certain() {
            review.doubt("the text may not be a reference to a Bedrock model");
        }
        if let Some(variant) = &self.found.variant {
            review.doubt(format!(
                "the edit replaces the context variant {}",
                wording::code(variant)
            ));
        }
    }

    /// Whether a policy allows the model alone, and a call goes through a profile: where the bare ID cannot be called or, in
    /// a policy for every Region, where a profile exists and its statement has none.
    fn lacks_profile(&self, new: &Model, way: &Way) -> bool {
        let is_called_through_one = *way != Way::Bare || self.bare(new).is_none();
        if self.found.form != Form::FoundationModelArn || !is_for_many_regions(self.text) {
            return is_called_through_one;
        }
        let statement = self.matched.statement.as_ref();
        let has_profile = statement.is_some_and(|statement| statement.has_model);
        !has_profile && (is_called_through_one || self.any_profile(new).is_some())
    }

    /// Whether the text is a reference to the model, whatever its Region is: one that is found nearby lowers the confidence
    /// of the whole reference.
    fn is_certain(&self) -> bool {
        match self.found.confidence {
            Confidence::High => true,
            Confidence::Medium => {
                let nearby = |(_, origin): &(_, RegionOrigin)| *origin == RegionOrigin::Nearby;
                self.found.region.as_ref().is_some_and(nearby) && self.text.contains('.')
            }
            Confidence::Low => false,
        }
    }

    /// Whether the new model is the old one's equal for every request.
    fn review_model(&self, old: &Model, link: &Link<'_>, review: &mut EditReview) {
        let new = link.model;
        if !is_same_family(&old.id, &new.id) {
            review.doubt("the new model is of another family");
        } else if !link.drop_in {
            review.doubt("the new model can answer differently: it is no drop-in replacement");
        }
        if old.modality == Modality::Embedding {
            review.doubt(
                "vectors of two models cannot be compared: every document must be embedded again",
            );
        }
        self.review_parameters(old, new, review);
        if let Some(sentence) = takes_less(old, new) {
            review.doubt(clause(&sentence));
        }
        if !link.drop_in
            && let Some(note) = link.note
        {
            review.doubt(clause(note));
        }
    }

    /// What the requests pass and the new model rejects; if not all of them are shown, what it rejects at all.
    fn review_parameters(&self, old: &Model, new: &Model, review: &mut EditReview) {
        let requests = &self.matched.requests;
        let rejected =
            newly_rejected_in_requests(self.matched.all_requests(), old, new, self.catalog);
        for row in &rejected {
            review.doubt(format!(
                "the request passes parameters that the new model rejects with HTTP 400: {}",
                row.words
            ));
        }
        for row in unseen_in_requests(requests, old, new, self.catalog) {
            review.doubt(format!(
                "the file does not show all messages, and the new model rejects {}",
                row.words
            ));
        }
        if rejected.is_empty()
            && !are_shown(requests)
            && let Some(sentence) = rejects(old, new, self.matched, self.catalog)
        {
            review.doubt(clause(&sentence));
        }
    }

    /// Whether the call stays what it was: its form, its scope and the Regions in which it works.
    fn review_call(&self, way: &Way, new: &Model, old: &Model, review: &mut EditReview) {
        let is_profile = matches!(self.found.form, Form::Profile | Form::InferenceProfileArn)
            || self.matched.scope_before.is_some();
        match way {
            Way::Bare if is_profile => {
                review.doubt("the new model is called without an inference profile")
            }
            Way::Bare if offered_where(old, new) => {}
            Way::Bare => {
                if let Some(sentence) = self.taken_in(new, way) {
                    review.doubt(clause(&sentence));
                }
            }
            Way::Profile { note, .. } if !is_profile => {
                review.doubt(match self.found.form {
                    Form::FoundationModelArn => {
                        "the ARN needs an account, and the policies must allow the inference profile"
                    }
                    _ => {
                        "the new model is called through an inference profile, which the policies must allow"
                    }
                });
                if let Some(note) = note {
                    review.doubt(clause(note));
                }
            }
            Way::Profile { scope, note } => {
                let same = self
                    .found
                    .scope
                    .as_ref()
                    .is_some_and(|old| old.as_str() == scope);
                if !same {
                    review.doubt("the new inference profile has another scope");
                } else if let Some(note) = note {
                    review.doubt(clause(note));
                }
            }
            Way::Mantle => {
                if let Some(sentence) = self.taken_in(new, way) {
                    review.doubt(clause(&sentence));
                }
            }
            Way::KeepScope => review.doubt(clause(&listed_profiles(new))),
        }
        if let Some(sentence) = self.scope_elsewhere(old, new, way) {
            review.doubt(clause(&sentence));
        }
    }
}

/// Whether the bare ID of the new model can be invoked wherever that of the old one could.
fn offered_where(old: &Model, new: &Model) -> bool {
    match (&old.on_demand, &new.on_demand) {
        (OnDemand::Yes { regions: old, .. }, OnDemand::Yes { regions: new, .. }) => {
            !old.is_empty() && old.iter().all(|region| new.contains(region))
        }
        _ => false,
    }
}

/// A sentence as a clause: without its full stop, in lower case unless it begins with a name.
fn clause(sentence: &str) -> String {
    let text = sentence.trim().trim_end_matches('.');
    let mut letters = text.chars();
    let second_is_lower = text
        .chars()
        .nth(1)
        .is_some_and(|c| c.is_lowercase() || c == ' ');
    match letters.next() {
        Some(first) if second_is_lower => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}
