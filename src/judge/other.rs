//! The rules that do not rest on one model's dates: unknown IDs, patterns, opaque ARNs, profiles, policy.

use crate::catalog::{OnDemand, Stage};
use crate::detect::{Context, Form, Resolution};
use crate::finding::Level;
use crate::judge::{Case, Draft, message, named, reach, region, wording};
use crate::model_id::ModelId;

/// `opaque-reference`.
pub(crate) fn opaque(case: &Case<'_>) -> Option<Draft> {
    let message = format!("{} does not say which model is behind it.", wording::quoted(case.text));
    let help = "Look the model up in the account, or hand the account's answer of `aws bedrock \
                list-inference-profiles` to `bedrock-eol catalog import`.";
    Some(Draft::new(named("opaque-reference"), message, help))
}

/// `unknown-model`.
pub(crate) fn unknown(case: &Case<'_>) -> Option<Draft> {
    let text = wording::quoted(case.text);
    // Who mistyped the ID of a dead model shall not be sent to it without a word.
    let suggested = |id: &ModelId| {
        let stage = case
            .catalog
            .model(id.as_str())
            .map(|model| region::verdict(model, None, case.asked, case.catalog, case.policy.as_of).stage);
        let gone = stage.filter(|stage| matches!(stage, Stage::Legacy | Stage::EndOfLife));
        format!("{}{}", wording::code(id), gone.map_or(String::new(), |stage| format!(" ({})", stage.name())))
    };
    let near: Vec<String> = case.found.candidates.iter().take(3).map(suggested).collect();
    if near.is_empty() {
        let message = format!("{text} is not in the catalog.");
        let help = "Check the spelling. If the model is newer than the catalog, update bedrock-eol or add it \
                    with `--catalog`.";
        let mut draft = Draft::new(named("unknown-model"), message, help);
        draft.base = Level::Note;
        return Some(draft);
    }
    let message = format!("{text} is not a known Bedrock model ID.");
    let help = format!("Did you mean {}?", wording::list(&near, "or"));
    Some(Draft::new(named("unknown-model"), message, help))
}

/// `wildcard-end-of-life`: a pattern that covers dead models. A test of an ID's beginning names a family and
/// uses none of it, so it is told only where nothing that lives is left in the family.
pub(crate) fn wildcard(case: &Case<'_>) -> Option<Draft> {
    let (dead, alive): (Vec<_>, Vec<_>) =
        case.verdicts.iter().partition(|verdict| verdict.stage == Stage::EndOfLife);
    let is_pattern = case.found.form == Form::Wildcard || case.found.resolution == Resolution::Regex;
    if dead.is_empty() || (!is_pattern && !alive.is_empty()) {
        return None;
    }
    let text = wording::quoted(case.text);
    let rule = named("wildcard-end-of-life");
    if !alive.is_empty() {
        let covers = |named| format!("{text} covers {}.", message::by_stage(&case.verdicts, named));
        let help = "Nothing has to change for the pattern to work.";
        let draft = Draft::new(rule, covers(true), help);
        return Some(Draft { base: Level::Note, brief: covers(false).into(), ..draft });
    }
    let covers = match dead.as_slice() {
        [one] => format!("only {}, which is End-of-Life", message::named_model(one)),
        all => format!("{} models, all of them End-of-Life: {}", all.len(), message::ids(all)),
    };
    let message = format!("{text} covers {covers}.");
    let draft = Draft::new(rule, message, "Remove it, or name a model that is Active.");
    Some(Draft { base: if is_pattern { Level::Warning } else { Level::Note }, ..draft })
}

/// `model-policy`: what the team bans or does not allow.
pub(crate) fn model_policy(case: &Case<'_>) -> Option<Draft> {
    let broken = |id: &ModelId| case.policy.ban(id).is_some() || !case.policy.allows(id);
    let id = case.found.models.iter().find(|id| broken(id))?;
    let why = match case.policy.ban(id) {
        Some(pattern) => format!("is banned by the configuration (`{pattern}`)"),
        None => "is not among the models that the configuration allows".to_owned(),
    };
    let message = format!("{} {why}.", wording::code(id));
    let help = match case.policy.allowed_models.as_slice() {
        [] => "Use another model.".to_owned(),
        allowed => format!(
            "Allowed: {}.",
            wording::list(&allowed.iter().map(wording::code).collect::<Vec<_>>(), "and")
        ),
    };
    Some(Draft::new(named("model-policy"), message, help))
}

/// `profile-required`: a bare ID where only a profile can be invoked.
pub(crate) fn profile_required(case: &Case<'_>) -> Option<Draft> {
    let [verdict] = case.verdicts.as_slice() else { return None };
    let fits = case.found.form == Form::Base
        && case.found.resolution == Resolution::Exact
        && matches!(case.found.context, Context::Code | Context::Config | Context::Iac);
    if !fits || verdict.model.on_demand != OnDemand::No || verdict.model.profiles.is_empty() {
        return None;
    }
    let scopes = reach::scopes_of(verdict.model);
    let scope = reach::covering(verdict.model, &scopes, &case.asked.regions, case.catalog)
        .or_else(|| scopes.iter().copied().find(|of| *of == "us"))
        .or(scopes.first().copied())?;
    let asked = &case.asked.regions;
    let reaches = |of: &str| asked.is_empty() || reach::can_call(verdict.model, of, asked, case.catalog);
    let others = scopes.iter().filter(|of| **of != scope && reaches(of));
    let others: Vec<String> = others.map(|of| wording::code(format!("{of}."))).collect();
    let or =
        if others.is_empty() { String::new() } else { format!(" (or {})", wording::list(&others, "or")) };
    let message = format!(
        "{} can be invoked only through an inference profile, and this is the bare ID.",
        message::named_model(verdict)
    );
    let help = format!("Write `{scope}.{}`{or}, unless something else adds the scope.", verdict.id);
    Some(Draft::new(named("profile-required"), message, help))
}
