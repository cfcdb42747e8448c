//! One edit: the text to write instead of a reference.

use std::sync::Arc;

use super::{FixError, ParameterRemoval};
use crate::finding::{Applicability, EditReview, Finding};
use crate::source::Span;

/// The text of a replacement, written instead of a reference.
#[derive(Clone, Debug)]
pub struct Edit {
    /// The finding that it removes.
    pub finding: Arc<Finding>,
    /// The text to write instead of the reference.
    pub new: String,
    /// Parameters of the requests that it removes, which the new model rejects.
    pub removals: Vec<ParameterRemoval>,
    /// How far it can be applied.
    pub review: EditReview,
}

impl Edit {
    /// The edit of a finding; absent if it has neither a replacement that changes something nor a parameter to remove.
    ///
    /// # Errors
    /// The replacement is not a model ID: a catalog must not write anything else into a file.
    pub(super) fn of(finding: &Finding) -> Result<Option<Self>, FixError> {
        let removes = finding.related.iter().any(|related| related.is_removable);
        let Some(chosen) = &finding.replacement else {
            return Ok(removes.then(|| Self {
                finding: Arc::new(finding.clone()),
                new: finding.reference.text.to_string(),
                removals: Vec::new(),
                review: EditReview::default(),
            }));
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
        Ok((chosen.text != old).then(|| Self {
            finding: Arc::new(finding.clone()),
            new: chosen.text.clone(),
            removals: Vec::new(),
            review: chosen.review.clone(),
        }))
    }

    /// Where the reference is.
    pub(super) fn span(&self) -> Span {
        self.finding.reference.location.span
    }

    /// Whether it replaces the reference, and does not only remove parameters.
    pub fn renames(&self) -> bool {
        self.new != self.old()
    }

    /// Whether it removes the parameter whose name is there.
    pub(super) fn removes(&self, parameter: Span) -> bool {
        self.removals.iter().any(|of| of.location.span == parameter)
    }

    /// Notes that a parameter stays although the new model rejects it.
    pub(super) fn keep_parameter(&mut self, name: &str, reason: &str) {
        let reason = format!("`{name}` is not removed: {reason}");
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
        let removals = removals.map(|removal| {
            let line = removal.location.start.line;
            format!(
                "it removes `{}` in line {line}, so that the model uses its default",
                removal.name
            )
        });
        let reasons = self.review.reasons().map(str::to_owned);
        reasons.chain(removals).collect()
    }
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
