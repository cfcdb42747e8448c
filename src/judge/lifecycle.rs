//! The rules about a model's dates: `end-of-life`, `end-of-life-soon`, `extended-access`, `legacy`.

use std::sync::Arc;

use crate::catalog::{Dated, Evidence, Stage};
use crate::finding::{ChosenReplacement, Level, Rule, RuleId, Step};
use crate::judge::region::{Asked, ModelVerdict};
use crate::judge::{Case, Draft, message, migration, region, replacement};
use crate::model_id::{ModelId, Region};
use crate::reference::ProjectRegion;

/// The rule that a model's dates call for; absent if none applies.
pub(crate) fn rule_of(verdict: &ModelVerdict<'_>, case: &Case<'_>) -> Option<&'static Rule> {
    let as_of = case.policy.as_of;
    if verdict.stage == Stage::EndOfLife {
        return Some(RuleId::EndOfLife.rule());
    }
    let days = verdict.lifecycle.days_to_eol(as_of);
    if days.is_some_and(|days| (1..=i32::from(case.policy.within)).contains(&days)) {
        return Some(RuleId::EndOfLifeSoon.rule());
    }
    if verdict.lifecycle.in_extended_access(as_of) {
        return Some(RuleId::ExtendedAccess.rule());
    }
    let is_due = verdict.stage == Stage::Legacy || case.policy.plans(&verdict.model.id);
    is_due.then(|| RuleId::Legacy.rule())
}

/// The finding about the worst of the models that the text can refer to.
pub(crate) fn draft(case: &Case<'_>) -> Option<Draft> {
    let rank = |verdict: &ModelVerdict<'_>| rule_of(verdict, case).map(severity);
    let worse = |worst: &ModelVerdict<'_>, next: &ModelVerdict<'_>| {
        rank(next) > rank(worst) || (rank(next) == rank(worst) && decides_before(next, worst))
    };
    let worst = case
        .verdicts
        .iter()
        .reduce(|worst, next| if worse(worst, next) { next } else { worst })?;
    let rule = rule_of(worst, case)?;
    let best = case.verdicts.iter().map(rank).min().flatten();

    let by_project = in_project(worst, case);
    let (message, brief) = match by_project.stated(&case.verdicts).as_slice() {
        [one] => message::of_model(one, rule, case),
        several => (
            message::of_several(several, best != rank(worst), case),
            String::new(),
        ),
    };
    let has_regions = !matches!(by_project, InProject::Nothing);
    let (message, help, steps, choice) = match by_project {
        InProject::One(there) => (
            match there.sentence {
                Some(sentence) => format!("{message} {sentence}"),
                None => message,
            },
            there.help,
            there.steps,
            there.choice,
        ),
        InProject::Several | InProject::Nothing => {
            let choice = replacement::choose(worst, case);
            let found = &case.matched.project_regions;
            let message = if has_regions {
                format!("{message} {}", message::several_regions(found))
            } else {
                message
            };
            (
                message,
                message::help(worst, &choice, case),
                migration::steps(worst, choice.as_ref().ok(), case),
                choice.ok(),
            )
        }
    };
    let mut draft = Draft::new(rule, message, help);
    if has_regions {
        draft.project_regions = Arc::clone(&case.matched.project_regions);
    }
    draft.brief = brief.into();
    draft.base = base_level(rule, worst, case);
    draft.unsure = best != rank(worst);
    if draft.unsure {
        draft.base = draft.base.min(Level::Warning);
    }
    draft.lifecycle = Some(Arc::new(worst.lifecycle.clone()));
    draft.regions = worst.regions(case.asked, case.policy.as_of).into();
    draft.steps = steps.into();
    draft.replacement = choice.map(Arc::new);
    Some(draft)
}

/// What the Regions of the project say about a reference whose own text and surroundings show none. The level stays: this
/// evidence is too weak to lower it.
enum InProject {
    /// They say nothing: none is known, the reference has a Region or a limit of its own, or no replacement exists in any.
    Nothing,
    /// All files agree, or one profile of a geography can be called from all Regions that they set.
    One(Box<AnswerThere>),
    /// They do not, so that nothing is chosen.
    Several,
}

/// What to do in the one Region of the project, or in those of one geography.
struct AnswerThere {
    /// Absent where no model that replaces the old one can be called there.
    choice: Option<ChosenReplacement>,
    help: String,
    steps: Vec<Step>,
    /// The dates there; absent if they are those without it.
    sentence: Option<String>,
    /// The Regions about which the catalog's dates say nothing.
    undated: Vec<Region>,
}

impl InProject {
    /// The verdicts as a message states them: about a Region without dates nothing is claimed, whatever shows the Region.
    fn stated<'a>(&self, verdicts: &[ModelVerdict<'a>]) -> Vec<ModelVerdict<'a>> {
        let undated = match self {
            Self::One(there) => there.undated.as_slice(),
            Self::Several | Self::Nothing => &[],
        };
        let state = |verdict: &ModelVerdict<'a>| match undated {
            [] => verdict.clone(),
            undated => ModelVerdict {
                others: Vec::new(),
                undated: undated.to_vec(),
                ..verdict.clone()
            },
        };
        verdicts.iter().map(state).collect()
    }
}

fn in_project(worst: &ModelVerdict<'_>, case: &Case<'_>) -> InProject {
    let found = &case.matched.project_regions;
    if found.is_empty() || !case.asked.regions.is_empty() {
        return InProject::Nothing;
    }
    // There may be more Regions than are kept.
    if found.len() >= ProjectRegion::MOST {
        return InProject::Several;
    }
    let mut regions: Vec<Region> = found.iter().map(|found| found.region.clone()).collect();
    regions.sort();
    let asked = Asked {
        regions: regions.clone(),
        source: None,
        explicit: true,
        scope: None,
    };
    let verdict = |model| {
        region::verdict(
            model,
            case.found.variant.as_ref(),
            &asked,
            case.catalog,
            case.policy.as_of,
        )
    };
    let there = Case {
        asked: &asked,
        verdicts: case
            .verdicts
            .iter()
            .map(|other| verdict(other.model))
            .collect(),
        ..*case
    };
    let worst_there = verdict(worst.model);
    let choice = replacement::choose(&worst_there, &there);
    if regions.len() > 1 {
        // A profile of their geography that can be called from all of them.
        let scope = choice
            .as_ref()
            .ok()
            .and_then(|choice| choice.scope.as_deref());
        if scope.is_none_or(|scope| scope == "global") {
            return InProject::Several;
        }
    }
    // What has no replacement anywhere has none for another reason than the Region. What the user chose is more certain than
    // a Region of other files.
    let is_chosen = || {
        case.policy
            .targets
            .contains_key(&ModelId::new(worst.model.id.clone()))
    };
    if choice.is_err() && (is_chosen() || replacement::choose(worst, case).is_err()) {
        return InProject::Nothing;
    }
    InProject::One(Box::new(AnswerThere {
        help: message::help(&worst_there, &choice, &there),
        steps: migration::steps(&worst_there, choice.as_ref().ok(), &there),
        sentence: if worst_there.undated.is_empty() && regions.len() == 1 {
            message::one_region(&worst_there, worst, found, case.policy.as_of)
        } else {
            Some(message::regions_elsewhere(found))
        },
        choice: choice.ok(),
        undated: worst_there.undated,
    }))
}

/// Whether the date of `one` is the deciding one. Of several models past their date, the last to end decides, since
/// requests worked until then; of several that will end, the first.
fn decides_before(one: &ModelVerdict<'_>, other: &ModelVerdict<'_>) -> bool {
    let end = |verdict: &ModelVerdict<'_>| verdict.lifecycle.eol.as_ref().map(|eol| eol.day);
    match (end(one), end(other)) {
        (Some(one_end), Some(other_end)) if one.stage == Stage::EndOfLife => one_end > other_end,
        (Some(one_end), Some(other_end)) => one_end < other_end,
        _ => false,
    }
}

/// Severity of the rules about dates, relative to each other.
fn severity(rule: &'static Rule) -> u8 {
    match rule.id {
        RuleId::EndOfLife => 4,
        RuleId::EndOfLifeSoon => 3,
        RuleId::ExtendedAccess => 2,
        _ => 1,
    }
}

/// An End-of-Life date that AWS does not state, or that is within the grace period, is a warning.
fn base_level(rule: &Rule, verdict: &ModelVerdict<'_>, case: &Case<'_>) -> Level {
    if rule.level < Level::Error {
        return rule.level;
    }
    let since = verdict
        .lifecycle
        .days_to_eol(case.policy.as_of)
        .map(|days| -days);
    let in_grace = since.is_some_and(|days| days < i32::from(case.policy.grace));
    let stated = deciding_date(verdict).is_some_and(|date| date.evidence == Evidence::Aws);
    if in_grace || !stated || !verdict.undated.is_empty() {
        Level::Warning
    } else {
        rule.level
    }
}

/// The End-of-Life date, or the day on which End-of-Life was observed.
fn deciding_date<'a>(verdict: &'a ModelVerdict<'_>) -> Option<&'a Dated> {
    let observed = verdict.lifecycle.observed.as_ref();
    verdict.lifecycle.eol.as_ref().or_else(|| {
        observed
            .filter(|seen| seen.stage == Stage::EndOfLife)
            .map(|seen| &seen.seen)
    })
}
