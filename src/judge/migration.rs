//! What else has to change with the ID: the rows of the catalog's migrations that apply to a pair of models, in
//! the place where the old one stands.

use crate::catalog::{Migration, Text};
use crate::detect::{Context, Form};
use crate::finding::{ChosenReplacement, Step};
use crate::judge::Case;
use crate::judge::pattern::fits;

/// What a place must be for a step to apply, beside the pair of models.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Condition {
    /// The move is from a bare ID to a profile.
    BecomesProfile,
    /// The same, or an IAM policy that names the model.
    BecomesProfileOrIam,
    /// The reference is an `apac.` profile.
    ApacScope,
    /// The reference is a constant of a library.
    Symbol,
    /// The reference stands in infrastructure as code.
    Iac,
}

/// Steps that ask more than their pair of models; every other applies wherever the pair fits.
const CONDITIONS: [(&str, Condition); 8] = [
    ("apac-profile-gone", Condition::ApacScope),
    ("cdk-constants", Condition::Symbol),
    ("claude-inference-profile", Condition::BecomesProfile),
    ("iam-inference-profile", Condition::BecomesProfileOrIam),
    ("llama-profile", Condition::BecomesProfile),
    ("nova-on-demand", Condition::BecomesProfile),
    ("pegasus-profile", Condition::BecomesProfile),
    ("pinned-resources", Condition::Iac),
];

/// The steps of the move, in the catalog's order.
pub(crate) fn steps(from: &str, to: &ChosenReplacement, case: &Case<'_>) -> Vec<Step> {
    let any = |patterns: &[Text], id: &str| patterns.iter().any(|p| fits(p, id));
    let applies = |row: &&Migration| {
        any(&row.from, from) && any(&row.to, to.model.as_str()) && holds(&row.id, to, case)
    };
    case.catalog.migrations.iter().filter(applies).map(|row| step(row, case)).collect()
}

fn holds(id: &str, to: &ChosenReplacement, case: &Case<'_>) -> bool {
    let Some((_, condition)) = CONDITIONS.iter().find(|(of, _)| *of == id) else { return true };
    let found = case.found;
    match condition {
        Condition::BecomesProfile => becomes_profile(to, case),
        Condition::BecomesProfileOrIam => becomes_profile(to, case) || found.context == Context::Iam,
        Condition::ApacScope => found.scope.as_ref().is_some_and(|scope| scope.as_str() == "apac"),
        Condition::Symbol => found.form == Form::Symbol,
        Condition::Iac => found.context == Context::Iac,
    }
}

/// Whether the new text puts a scope before the model and the old one had none. The ID is compared up to its
/// first colon, which may be percent-encoded.
fn becomes_profile(to: &ChosenReplacement, case: &Case<'_>) -> bool {
    let had_scope = matches!(case.found.form, Form::Profile | Form::InferenceProfileArn);
    let head = to.model.as_str().split(':').next().unwrap_or_default();
    !had_scope && to.text.contains(&format!(".{head}"))
}

fn step(row: &Migration, case: &Case<'_>) -> Step {
    let source = case.catalog.source(&row.source);
    Step {
        id: row.id.to_string(),
        change: row.change.to_string(),
        source: source.map_or_else(|| row.source.to_string(), |source| source.title.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::CONDITIONS;
    use crate::catalog::Catalog;

    #[test]
    fn conditions_are_about_steps_that_exist() {
        for (id, _) in CONDITIONS {
            assert!(Catalog::embedded().migrations.iter().any(|row| row.id == id), "{id}");
        }
    }
}
