//! One edit: the text to write instead of a reference.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{FixError, ParameterRemoval};
use crate::finding::{Applicability, EditReview, Finding, Location, RelatedRole};
use crate::source::Span;

/// The text of a replacement, written instead of a reference.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The finding that it removes.
    pub finding: Arc<Finding>,
    /// The text to write instead of the reference.
    pub new: String,
    /// Parameters of the requests that it removes, which the new model rejects; also in other files.
    pub removals: Vec<ParameterRemoval>,
    /// How far it can be applied.
    pub review: EditReview,
    /// Parameters without which its requests keep their meaning: those that it removes if the text allows it.
    pub(super) removable: BTreeSet<Location>,
    /// The references whose model changes with it: its own, and the uses of the name that it defines.
    pub(super) changed: BTreeSet<(Arc<str>, Span)>,
}

impl Edit {
    /// The edit of a finding; absent if it has neither a replacement that changes something nor a parameter to remove.
    /// `uses` are the findings of their own about uses of the name that the reference defines.
    ///
    /// # Errors
    /// The replacement is not a model ID: a catalog must not write anything else into a file.
    pub(super) fn of(finding: &Finding, uses: &[&Finding]) -> Result<Option<Self>, FixError> {
        let edit = |new: &str, review: EditReview| Self {
            finding: Arc::new(finding.clone()),
            new: new.to_owned(),
            removals: Vec::new(),
            review,
            removable: removable(finding, uses),
            changed: changed(finding, uses),
        };
        let Some(chosen) = &finding.replacement else {
            let edit = edit(&finding.reference.text, EditReview::default());
            return Ok((!edit.removable.is_empty()).then_some(edit));
        };
        let old = &*finding.reference.text;
        let scope = chosen.scope.as_deref();
        let writes_ids = is_id(chosen.model.as_str())
            && scope.is_none_or(is_scope)
            && chosen
                .text
                .chars()
                .all(|letter| is_of_id(letter) || old.contains(letter));
        if !writes_ids {
            return Err(FixError::NoModelId {
                path: finding.reference.location.path.to_string(),
                line: finding.reference.location.start.line,
                old: old.to_owned(),
                new: chosen.text.clone(),
            });
        }
        Ok((chosen.text != old).then(|| edit(&chosen.text, chosen.review.clone())))
    }

    /// Where the reference is.
    pub(super) fn span(&self) -> Span {
        self.finding.reference.location.span
    }

    /// Whether it replaces the reference, and does not only remove parameters.
    pub fn renames(&self) -> bool {
        self.new != self.old()
    }

    /// The path of the file with the reference.
    pub(super) fn path(&self) -> &Arc<str> {
        &self.finding.reference.location.path
    }

    /// Whether the reference is in the file at `path`.
    pub(super) fn is_in(&self, path: &str) -> bool {
        **self.path() == *path
    }

    /// Whether it removes a parameter in the file at `path`.
    pub fn removes_in(&self, path: &str) -> bool {
        let mut removals = self.removals.iter();
        removals.any(|removal| *removal.location.path == *path)
    }

    /// Notes that a parameter stays although the new model rejects it.
    pub(super) fn keep_parameter(&mut self, parameter: &str, location: &Location, reason: &str) {
        let there = match location.path == *self.path() {
            true => String::new(),
            false => format!(" in {}:{}", location.path, location.start.line),
        };
        let reason = format!("{parameter}{there} is not removed: {reason}");
        if self.renames() || !self.removals.is_empty() {
            self.review.doubt(reason);
        } else {
            self.review.show_only(reason);
        }
    }

    /// The text of the reference.
    pub fn old(&self) -> &str {
        &self.finding.reference.text
    }

    /// How far it can be applied: without a parameter, the request may give another answer.
    pub fn applicability(&self) -> Applicability {
        match self.review.applicability() {
            Applicability::Safe if !self.removals.is_empty() => Applicability::Unsafe,
            applicability => applicability,
        }
    }

    /// Why it is not safe, or why it is no edit, with what it removes.
    pub fn reasons(&self) -> Vec<String> {
        let is_edit = self.applicability() != Applicability::DisplayOnly;
        let removals = self.removals.iter().filter(|_| is_edit);
        let removals = removals.map(|removal| removal.reason(self.path()));
        let reasons = self.review.reasons().map(str::to_owned);
        reasons.chain(removals).collect()
    }
}

/// The parameters of the requests of a finding without which they keep their meaning.
fn removable(finding: &Finding, uses: &[&Finding]) -> BTreeSet<Location> {
    let same = uses.iter().filter(|used| finding.has_same_target(used));
    let all = std::iter::once(&finding).chain(same);
    let related = all.flat_map(|finding| &finding.related);
    let removable = related.filter(|related| related.is_removable);
    removable.map(|related| related.location.clone()).collect()
}

/// The references whose model changes with that of a finding.
fn changed(finding: &Finding, uses: &[&Finding]) -> BTreeSet<(Arc<str>, Span)> {
    let related = finding.related.iter();
    let absorbed = related.filter(|related| related.role == RelatedRole::Use);
    let locations = absorbed
        .map(|related| &related.location)
        .chain(uses.iter().map(|used| &used.reference.location))
        .chain([&finding.reference.location]);
    locations.map(|at| (at.path.clone(), at.span)).collect()
}

/// Whether a text has the form of a base ID: `provider.name`, of letters, digits and single marks.
fn is_id(text: &str) -> bool {
    let is_word = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    text.contains('.') && text.split(['.', ':']).all(is_word)
}

fn is_scope(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Whether a character can be in an ID, an ARN or the name of a constant, and means nothing else in any format.
fn is_of_id(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | ':' | '-' | '_' | '/')
}

#[cfg(test)]
mod tests {
    use super::{is_id, is_scope};

    #[test]
    fn only_names_of_models_are_written() {
        for id in [
            "amazon.nova-lite-v1:0",
            "zai.glm-4.6",
            "cohere.embed-english-v3:0:512",
        ] {
            assert!(is_id(id), "{id}");
        }
        for id in [
            "",
            "nova",
            "a.b\"); run(",
            "a..b",
            "a.b:",
            "a.b c",
            "a.b\n",
            "${x}.y",
            "a.b/../c",
        ] {
            assert!(!is_id(id), "{id}");
        }
        assert!(is_scope("us-gov") && !is_scope("") && !is_scope("us\""));
    }
}
