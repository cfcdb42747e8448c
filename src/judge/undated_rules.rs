//! The rules that do not depend on a model's dates: unknown IDs, patterns, opaque ARNs, profiles, policy.

use crate::catalog::{Catalog, Model, OnDemand, Stage};
use crate::finding::{Level, RuleId};
use crate::judge::{Case, Draft, message, newer, reach, region, wording};
use crate::model_id::{ModelId, Region};
use crate::reference::{Context, Form, Found, Purpose, Resolution};

/// The rules of this file that can apply to any reference to known models.
pub(super) const OF_KNOWN_MODELS: &[fn(&Case<'_>) -> Option<Draft>] =
    &[revision, model_policy, profile_required];

/// `opaque-reference`.
pub(crate) fn opaque(case: &Case<'_>) -> Option<Draft> {
    let message = format!(
        "{} does not show which model it uses.",
        wording::quoted(case.text)
    );
    let help = "Look the model up in your account, or import the output of `aws bedrock \
                list-inference-profiles` with `bedrock-eol catalog import`.";
    Some(Draft::new(RuleId::OpaqueReference.rule(), message, help))
}

/// `unknown-model`.
pub(crate) fn unknown(case: &Case<'_>) -> Option<Draft> {
    let text = wording::quoted(case.text);
    let id = written_id(case);
    if let Some(newest) = newer::newest_before(&id, case.catalog) {
        return Some(newer_than_catalog(newest, case));
    }
    if let Some((model, ending)) = newer::without_ending(&id, case.catalog) {
        let write = wording::code(in_scope(&model.id, case.found));
        let message = format!(
            "{text} is not a valid model ID: the ID of {}, {write}, has no `{ending}`.",
            model.name
        );
        let stage = region::verdict(model, None, case.asked, case.catalog, case.policy.as_of).stage;
        let gone = match stage {
            Stage::Legacy | Stage::EndOfLife => format!(" The model is {}.", stage.name()),
            Stage::Active | Stage::Unknown => String::new(),
        };
        let help = format!("Write {write}.{gone}");
        return Some(Draft::new(RuleId::UnknownModel.rule(), message, help));
    }
    let near = suggestions(case);
    if near.is_empty() {
        let message = format!("{text} is not in the catalog.");
        let help = "Check the spelling. If the model is newer than the catalog, update bedrock-eol or add it \
                    with `--catalog`.";
        let mut draft = Draft::new(RuleId::UnknownModel.rule(), message, help);
        draft.base = Level::Note;
        return Some(draft);
    }
    let message = format!("{text} is not a known Bedrock model ID.");
    let help = format!("Did you mean {}?", wording::list(&near, "or"));
    Some(Draft::new(RuleId::UnknownModel.rule(), message, help))
}

/// The known IDs that the text may mean, nearest first: those whose stage is known before others, with the scope of the text
/// where the model has such a profile. Each says if the model is no longer usable.
fn suggestions(case: &Case<'_>) -> Vec<String> {
    let stage = |id: &ModelId| {
        let model = case.catalog.model(id.as_str());
        let stage_of =
            |model| region::verdict(model, None, case.asked, case.catalog, case.policy.as_of).stage;
        model.map_or(Stage::Unknown, stage_of)
    };
    let mut near: Vec<(&ModelId, Stage)> = case
        .found
        .candidates
        .iter()
        .map(|id| (id, stage(id)))
        .collect();
    near.sort_by_key(|(_, stage)| *stage == Stage::Unknown);
    let suggested = |(id, stage): &(&ModelId, Stage)| {
        let written = in_listed_scope(id, case.found, case.catalog);
        let gone = match stage {
            Stage::Legacy | Stage::EndOfLife => format!(" ({})", stage.name()),
            Stage::Active | Stage::Unknown => String::new(),
        };
        format!("{}{gone}", wording::code(written))
    };
    near.iter().take(3).map(suggested).collect()
}

/// The IDs that an unknown one may mean, as `unknown-model` recommends them: with its scope.
pub(crate) fn meant_by(text: &str, found: &Found, catalog: &Catalog) -> Vec<String> {
    if let Some((model, _)) = newer::without_ending(&id_in(text, found), catalog) {
        return vec![in_scope(&model.id, found)];
    }
    let near = found.candidates.iter();
    near.map(|id| in_listed_scope(id, found, catalog)).collect()
}

/// An ID with the scope of the text, if there is one.
fn in_scope(id: &str, found: &Found) -> String {
    match &found.scope {
        Some(scope) => format!("{}.{id}", scope.as_str()),
        None => id.to_owned(),
    }
}

/// An ID with the scope of the text, if its model has such a profile.
fn in_listed_scope(id: &ModelId, found: &Found, catalog: &Catalog) -> String {
    let model = catalog.model(id.as_str());
    let scope = found.scope.as_ref();
    let is_listed =
        scope.is_some_and(|of| model.is_some_and(|model| model.profile(of.as_str()).is_some()));
    if is_listed {
        in_scope(id.as_str(), found)
    } else {
        id.to_string()
    }
}

/// The ID in the text without its scope; for a constant, the ID that its name corresponds to.
fn written_id(case: &Case<'_>) -> String {
    id_in(case.text, case.found)
}

fn id_in(text: &str, found: &Found) -> String {
    let Found {
        span,
        id_span,
        scope,
        form,
        candidates,
        ..
    } = found;
    if let (Form::Symbol, Some(near)) = (form, candidates.first()) {
        let token = text
            .rsplit(['.', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
            .replace('_', "-");
        let name = token
            .strip_prefix(near.provider())
            .map_or(token.as_str(), |rest| rest.trim_start_matches('-'));
        return format!("{}.{name}", near.provider());
    }
    let from = id_span.start.saturating_sub(span.start);
    let id = text.get(from..).unwrap_or(text);
    let scope = scope
        .as_ref()
        .map_or(String::new(), |scope| format!("{}.", scope.as_str()));
    id.strip_prefix(scope.as_str()).unwrap_or(id).to_owned()
}

/// A note on an ID with a higher version than any known model of its family.
fn newer_than_catalog(newest: &str, case: &Case<'_>) -> Draft {
    let Case {
        catalog, policy, ..
    } = case;
    let message = format!(
        "{} is newer than the catalog: the newest model of this family in the catalog is {}.",
        wording::quoted(case.text),
        wording::code(newest)
    );
    let age = catalog
        .as_of
        .until(policy.as_of)
        .map_or(0, |span| span.get_days());
    let age = match age {
        ..=0 => String::new(),
        1 => ", 1 day ago".to_owned(),
        days => format!(", {days} days ago"),
    };
    let help = format!(
        "The catalog {} contains facts up to {}{age}. Update bedrock-eol, or add the model with `--catalog`.",
        catalog.version, catalog.as_of
    );
    Draft {
        base: Level::Note,
        ..Draft::new(RuleId::UnknownModel.rule(), message, help)
    }
}

/// `unknown-model`: a known ID with a `:0` that AWS does not use.
pub(crate) fn revision(case: &Case<'_>) -> Option<Draft> {
    let [verdict] = case.verdicts.as_slice() else {
        return None;
    };
    let id = written_id(case);
    let short = id.strip_suffix(":0")?;
    if case.found.resolution != Resolution::Exact
        || short != verdict.model.id.as_ref()
        || short.contains("-v")
    {
        return None;
    }
    let message = format!(
        "{} has a `:0` that is not part of the model ID.",
        wording::quoted(case.text)
    );
    let help = format!(
        "Write {}.",
        wording::code(case.text.strip_suffix(":0").unwrap_or(short))
    );
    Some(Draft {
        base: Level::Note,
        ..Draft::new(RuleId::UnknownModel.rule(), message, help)
    })
}

/// `wildcard-end-of-life`: a pattern that matches End-of-Life models. A comparison with an ID's prefix selects a family
/// and invokes no model, so it is reported only if the whole family is End-of-Life.
pub(crate) fn wildcard(case: &Case<'_>) -> Option<Draft> {
    let (dead, alive): (Vec<_>, Vec<_>) = case
        .verdicts
        .iter()
        .partition(|verdict| verdict.stage == Stage::EndOfLife);
    let is_pattern =
        case.found.form == Form::Wildcard || case.found.resolution == Resolution::Regex;
    if dead.is_empty() || (!is_pattern && !alive.is_empty()) {
        return None;
    }
    let text = wording::quoted(case.text);
    let rule = RuleId::WildcardEndOfLife.rule();
    if !alive.is_empty() {
        let covers = |named| {
            format!(
                "{text} matches {}.",
                message::by_stage(&case.verdicts, named)
            )
        };
        let help = "The pattern still works; no change is required.";
        let draft = Draft::new(rule, covers(true), help);
        return Some(Draft {
            base: Level::Note,
            brief: covers(false).into(),
            ..draft
        });
    }
    let covers = match dead.as_slice() {
        [one] => format!("only {}, which is End-of-Life", message::named_model(one)),
        all => format!(
            "{} models, all of them End-of-Life: {}",
            all.len(),
            message::ids(all)
        ),
    };
    let message = format!("{text} matches {covers}.");
    let draft = Draft::new(
        rule,
        message,
        "Remove the pattern, or use one that matches an Active model.",
    );
    Some(Draft {
        base: if is_pattern {
            Level::Warning
        } else {
            Level::Note
        },
        ..draft
    })
}

/// `model-policy`: models that the team bans or does not allow.
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
            wording::list(
                &allowed.iter().map(wording::code).collect::<Vec<_>>(),
                "and"
            )
        ),
    };
    Some(Draft::new(RuleId::ModelPolicy.rule(), message, help))
}

/// `profile-required`: a bare ID of a model that only profiles can invoke. A warning if the text itself is the argument
/// of the call; a note if other code could add the scope.
pub(crate) fn profile_required(case: &Case<'_>) -> Option<Draft> {
    let [verdict] = case.verdicts.as_slice() else {
        return None;
    };
    let fits = case.found.form == Form::Base
        && case.found.resolution == Resolution::Exact
        && !case.matched.purpose.names_foundation_model()
        && case.matched.purpose != Purpose::BehindProfile
        && !case.matched.through_mantle
        && matches!(
            case.matched.context,
            Context::Code | Context::Config | Context::Iac
        );
    let model = verdict.model;
    if !fits || model.profiles.is_empty() || !needs_profile(model, case.asked.deciding()) {
        return None;
    }
    let scopes = reach::scopes_of(model);
    let asked = case.asked.regions.as_slice();
    let deciding = case.asked.deciding();
    let covering = reach::covering(model, &scopes, asked, case.catalog);
    // For a Region that no profile covers, such as one of a sovereign cloud, the catalog may lack data.
    let here = match (deciding, covering) {
        ([], _) | (_, None) => String::new(),
        (regions, Some(_)) => format!(" in {}", wording::regions(regions)),
    };
    let message = format!(
        "{} requires an inference profile; the bare model ID cannot be invoked on demand{here}.",
        message::named_model(verdict)
    );
    let write = match covering {
        Some(scope) => {
            format!(
                "Write {}.{}",
                profile(model, scope, asked),
                others(model, scope, &scopes, case)
            )
        }
        None if !deciding.is_empty() => format!(
            "The catalog lists no inference profile of this model that can be called from {}.",
            wording::regions(deciding)
        ),
        None => choice(model, &scopes)?,
    };
    let is_call =
        case.matched.purpose == Purpose::Invocation && (covering.is_some() || deciding.is_empty());
    let help = if is_call {
        write
    } else {
        format!("{write} Keep the bare ID if other code adds the scope.")
    };
    let base = if is_call { Level::Warning } else { Level::Note };
    Some(Draft {
        base,
        ..Draft::new(RuleId::ProfileRequired.rule(), message, help)
    })
}

/// Whether the bare ID cannot be invoked: in no Region, or in none of the Regions that decide.
fn needs_profile(model: &Model, deciding: &[Region]) -> bool {
    let open = |region: &Region| region::names(&model.unsettled_endpoint, region);
    match &model.on_demand {
        OnDemand::No => !deciding.iter().any(open),
        OnDemand::Yes {
            regions,
            note: None,
        } => {
            let takes = |region: &Region| region::names(regions, region) || open(region);
            !deciding.is_empty() && !regions.is_empty() && !deciding.iter().any(takes)
        }
        OnDemand::Yes { .. } | OnDemand::Unknown => false,
    }
}

/// A profile and where it processes data.
fn profile(model: &Model, scope: &str, asked: &[Region]) -> String {
    let id = wording::code(format!("{scope}.{}", model.id));
    match reach::destinations(model, scope, asked) {
        Some(data) => format!("{id} (processes data in {data})"),
        None => id,
    }
}

/// The other profiles that can be called from the Regions found.
fn others(model: &Model, chosen: &str, scopes: &[&str], case: &Case<'_>) -> String {
    let asked = &case.asked.regions;
    let reaches = |of: &&&str| **of != chosen && reach::can_call(model, of, asked, case.catalog);
    let others: Vec<String> = scopes
        .iter()
        .filter(reaches)
        .map(|of| wording::code(format!("{of}.")))
        .collect();
    if others.is_empty() {
        String::new()
    } else {
        format!(" {} can also be called.", wording::all(&others, "and"))
    }
}

/// The profiles to choose from if no Region was found.
fn choice(model: &Model, scopes: &[&str]) -> Option<String> {
    match scopes {
        [] => None,
        [one] => Some(format!("Write {}.", profile(model, one, &[]))),
        _ => {
            let each: Vec<String> = scopes
                .iter()
                .filter(|of| **of != "us-gov")
                .map(|of| profile(model, of, &[]))
                .collect();
            Some(format!(
                "No single Region found: choose where data may be processed, and write {}. To choose for all findings, set `region` in the configuration.",
                wording::all(&each, "or")
            ))
        }
    }
}
