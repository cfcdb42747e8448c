//! The models that the user chose to migrate to.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::detect::Detector;
use crate::judge::MigrationTarget;
use crate::model_id::ModelId;
use crate::reference::{Form, Found, FromProject, Resolution};
use crate::scan::{references, vocabulary};
use crate::source::{Encoding, Source};
use crate::walk::{Origin, SourcePath};

/// Why a text is not a model to migrate from or to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// The text is not a complete reference to one model.
    #[error("`{0}` is not a model ID, inference profile or ARN")]
    NoModel(String),
    /// The text has the form of an ID that the catalog does not contain.
    #[error("the catalog does not know `{text}`; did you mean `{near}`?")]
    Unknown {
        /// The text.
        text: String,
        /// The nearest known ID.
        near: String,
    },
    /// The new model is the old one.
    #[error("`{0}` is the model to migrate from")]
    Same(String),
}

/// The new model of a migration from `old`.
pub(super) fn new_model(
    new: &str,
    old: &ModelId,
    catalog: &Catalog,
) -> Result<MigrationTarget, TargetError> {
    let target = target(new, &Detector::new(vocabulary(catalog)))?;
    if target.model == *old {
        return Err(TargetError::Same(new.to_owned()));
    }
    Ok(target)
}

/// Whether a text is a model ID, inference profile or ARN of the built-in catalog.
pub fn is_model(text: &str) -> bool {
    target(text, &Detector::new(vocabulary(Catalog::embedded()))).is_ok()
}

/// Reads pairs of old and new models. What is written is the ID of the catalog, never the text itself.
pub(super) fn targets(
    pairs: &[(String, String)],
    catalog: &Catalog,
) -> Result<BTreeMap<ModelId, MigrationTarget>, TargetError> {
    if pairs.is_empty() {
        return Ok(BTreeMap::new());
    }
    let detector = Detector::new(vocabulary(catalog));
    let pair = |(old, new): &(String, String)| {
        let old = named(old, &detector)?;
        Ok((old.models[0].clone(), target(new, &detector)?))
    };
    pairs.iter().map(pair).collect()
}

fn target(new: &str, detector: &Detector) -> Result<MigrationTarget, TargetError> {
    let new = named(new, detector)?;
    Ok(MigrationTarget {
        model: new.models[0].clone(),
        scope: new.scope,
    })
}

/// The reference that a text is as a whole, with exactly one model.
fn named(text: &str, detector: &Detector) -> Result<Found, TargetError> {
    let path = SourcePath {
        display: "argument".to_owned(),
        open: "argument".into(),
        origin: Origin::Named,
    };
    let source = Source::new(path, text.as_bytes().to_vec(), Encoding::Utf8);
    let found = references(detector, &source, &FromProject::default());
    let whole = found
        .into_iter()
        .map(|matched| matched.found)
        .find(|found| found.span.start == 0 && found.span.end == text.len());
    let found = whole.ok_or_else(|| TargetError::NoModel(text.to_owned()))?;
    let is_name = matches!(
        found.form,
        Form::Base | Form::Profile | Form::FoundationModelArn | Form::InferenceProfileArn
    );
    if let (Some(near), true) = (found.candidates.first(), found.models.is_empty()) {
        return Err(TargetError::Unknown {
            text: text.to_owned(),
            near: near.to_string(),
        });
    }
    if is_name && found.resolution == Resolution::Exact && found.models.len() == 1 {
        Ok(found)
    } else {
        Err(TargetError::NoModel(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::{Catalog, targets};

    fn target(old: &str, new: &str) -> Result<String, String> {
        let pairs = [(old.to_owned(), new.to_owned())];
        let targets = targets(&pairs, Catalog::embedded()).map_err(|error| error.to_string())?;
        let (old, new) = targets.into_iter().next().ok_or("no target")?;
        let scope = new.scope.map_or(String::new(), |scope| format!("{scope}."));
        Ok(format!("{old} {scope}{}", new.model))
    }

    #[test]
    fn a_target_is_an_id_a_profile_or_an_arn() {
        let old = "anthropic.claude-v2";
        for (new, want) in [
            ("amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0"),
            ("us.amazon.nova-lite-v1:0", "us.amazon.nova-lite-v1:0"),
            (
                "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
                "amazon.nova-lite-v1:0",
            ),
        ] {
            assert_eq!(target(old, new), Ok(format!("{old} {want}")), "{new}");
        }
        for wrong in [
            "",
            "nova",
            "amazon.nova-lite-v1:0\"); run(\"",
            "x amazon.nova-lite-v1:0",
            "amazon.nova-*",
        ] {
            assert!(target(old, wrong).is_err(), "{wrong}");
        }
        let near = target(old, "amazon.nova-lite-v9:0");
        assert!(near.is_err(), "{near:?}");
    }
}
