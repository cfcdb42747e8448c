//! Messages and help texts of findings: the first sentence has the stage and its dates, the help says what to do.

use jiff::civil::Date;

use crate::catalog::{ChosenBy, Dated, Evidence, Stage};
use crate::finding::{ChosenReplacement, RegionVerdict, Rule, RuleId, advice_lead};
use crate::judge::Case;
use crate::judge::reach;
use crate::judge::region::ModelVerdict;
use crate::judge::replacement::MissingReplacement;
use crate::judge::rewrite::{is_for_many_regions, profile_arn};
use crate::judge::wording::{NAMES, code, list, quoted, regions, sentence};
use crate::model_id::{Partition, Region};
use crate::reference::{Context, Form, ProjectRegion, Purpose, Resolution};

/// Where dates apply that are not those of the Regions in question.
const MAIN_REGIONS: &str = " in the main Regions";

/// The message about a single model, and a shorter version without Regions and effect.
pub(crate) fn of_model(
    verdict: &ModelVerdict<'_>,
    rule: &Rule,
    case: &Case<'_>,
) -> (String, String) {
    let named = named_model(verdict);
    let subject = match (case.found.form, case.found.resolution) {
        (Form::Symbol | Form::Opaque, _) => {
            format!("{} refers to {named}, which", quoted(case.text))
        }
        // Other IDs can begin so, too.
        (_, Resolution::Truncated) if case.matched.purpose == Purpose::Comparison => {
            format!("{} is the beginning of {named}, which", quoted(case.text))
        }
        (_, Resolution::Truncated) => {
            format!("{} can only be {named}, which", quoted(case.text))
        }
        _ => named,
    };
    let state = state(verdict, case.policy.as_of);
    let others = others(verdict);
    let effect = match rule.id {
        _ if case.matched.purpose == Purpose::Comparison => "; this code only compares the ID",
        // Whether they fail in a Region without dates is not known.
        _ if !verdict.undated.is_empty() => "",
        RuleId::EndOfLife => ": requests fail",
        RuleId::ExtendedAccess => ": its price may be higher",
        _ => "",
    };
    let brief = format!("{subject} {state}.");
    (
        format!("{subject} {state}{effect}{}.{others}", undated(verdict)),
        brief,
    )
}

/// The dates in the one Region that the project uses, to follow the dates that apply without it; absent if the finding
/// already states them.
pub(crate) fn one_region(
    there: &ModelVerdict<'_>,
    without: &ModelVerdict<'_>,
    found: &[ProjectRegion],
    as_of: Date,
) -> Option<String> {
    let there = ModelVerdict {
        regions: Vec::new(),
        ..there.clone()
    };
    let (there, stated) = (state(&there, as_of), state(without, as_of));
    let project = of_project(found);
    (there != stated || !others(without).is_empty())
        .then(|| format!("{project} (low confidence), where the model {there}."))
}

/// The Regions that other files of the project use, where nothing more is to be said about them.
pub(crate) fn regions_elsewhere(found: &[ProjectRegion]) -> String {
    format!("{} (low confidence).", of_project(found))
}

/// That the files of the project use different Regions.
pub(crate) fn several_regions(found: &[ProjectRegion]) -> String {
    let of: Vec<Region> = found.iter().map(|found| found.region.clone()).collect();
    format!(
        "The project {} different Regions ({}), so the dates of the main Regions apply.",
        verb(found),
        regions(&of)
    )
}

fn of_project(found: &[ProjectRegion]) -> String {
    let mut of: Vec<Region> = found.iter().map(|found| found.region.clone()).collect();
    of.sort();
    format!("The project {} {}", verb(found), regions(&of))
}

/// What the other files of the project do with their Regions, as the message of each location says it.
fn verb(found: &[ProjectRegion]) -> &'static str {
    let is_set = |found: &ProjectRegion| found.is_set;
    match found {
        all if all.iter().all(is_set) => "sets",
        some if some.iter().any(is_set) => "uses",
        [_] => "refers to a model in",
        _ => "refers to models in",
    }
}

/// The message about a text that can refer to several models.
pub(crate) fn of_several(verdicts: &[ModelVerdict<'_>], unsure: bool, case: &Case<'_>) -> String {
    let text = quoted(case.text);
    let dead: Vec<_> = verdicts
        .iter()
        .filter(|v| v.stage == Stage::EndOfLife)
        .collect();
    if !unsure && dead.len() == verdicts.len() {
        let last = dead
            .iter()
            .filter_map(|v| v.lifecycle.eol.as_ref())
            .map(|eol| eol.day)
            .max();
        let since = last.map_or(String::new(), |day| format!(", the last one since {day}"));
        let undated_one = dead.iter().find(|verdict| !verdict.undated.is_empty());
        let (place, effect) = match undated_one {
            Some(verdict) => (MAIN_REGIONS, undated(verdict)),
            None => ("", ": requests fail".to_owned()),
        };
        return format!(
            "{text} matches {} models ({}), all of them End-of-Life{place}{since}{effect}.",
            dead.len(),
            ids(&dead)
        );
    }
    let mut parts: Vec<String> = verdicts
        .iter()
        .map(|v| format!("{} {}", code(&v.id), state(v, case.policy.as_of)))
        .collect();
    let more = parts.len().saturating_sub(NAMES);
    parts.truncate(NAMES);
    let more = if more == 0 {
        String::new()
    } else {
        format!("; and {more} more")
    };
    format!(
        "{text} can refer to {} models: {}{more}.",
        verdicts.len(),
        parts.join("; ")
    )
}

/// What to do about a model.
pub(crate) fn help(
    verdict: &ModelVerdict<'_>,
    choice: &Result<ChosenReplacement, MissingReplacement>,
    case: &Case<'_>,
) -> String {
    let advice = match choice {
        Ok(chosen) => advice(chosen, case),
        Err(missing) => missing.reason.clone(),
    };
    // For an undated model of another partition, the message already says how little is known.
    if verdict.not_offered.is_empty() || !verdict.undated.is_empty() {
        return advice;
    }
    format!(
        "{advice} The catalog does not list the old model in {}.",
        regions(&verdict.not_offered)
    )
}

fn advice(chosen: &ChosenReplacement, case: &Case<'_>) -> String {
    let name = case
        .catalog
        .model(chosen.model.as_str())
        .map_or("", |model| model.name.as_ref());
    let who = match chosen.named_by {
        ChosenBy::Aws => "named by AWS",
        ChosenBy::Catalog => "chosen by this catalog",
    };
    let lead = advice_lead(case.matched.context);
    let by = chosen
        .policy
        .map_or(String::new(), |policy| format!(": {}", policy.reason()));
    let mut text = format!("{lead} {} ({name}, {who}){by}.", code(&chosen.text));
    if chosen.drop_in {
        text.push_str(" Only the ID changes.");
    }
    if let Some(arn) = profile_next_to(chosen, case) {
        text.push_str(&format!(
            " Keep the `foundation-model` ARN, and add {} if the new model is called through a profile.",
            code(&arn)
        ));
    }
    if let Some(note) = &chosen.note {
        text.push(' ');
        text.push_str(&sentence(note));
    }
    if let Some(eol) = chosen.eol {
        text.push_str(&format!(" Its own End-of-Life is on {eol}."));
    }
    if let Some(next) = &chosen.runner_up {
        text.push_str(&format!(" {}", next.sentence()));
    }
    text
}

/// The ARN of the profile that a policy allows in addition to the foundation model: the profile that covers the Region
/// found; absent without one, outside of policies, and where the statement has a profile of the model.
fn profile_next_to(chosen: &ChosenReplacement, case: &Case<'_>) -> Option<String> {
    if case.matched.context != Context::Iam || case.found.form != Form::FoundationModelArn {
        return None;
    }
    let statement = case.matched.statement.as_ref();
    // The profile has a finding of its own.
    if statement.is_some_and(|statement| statement.has_model) {
        return None;
    }
    let model = case.catalog.model(chosen.model.as_str())?;
    let asked = case.asked.deciding();
    let scopes = reach::scopes_of(model);
    let scope = match asked {
        // A policy for every Region allows the profiles of all.
        [] if is_for_many_regions(case.text) && !scopes.is_empty() => "*",
        asked => reach::covering(model, &scopes, asked, case.catalog)?,
    };
    let region = match asked {
        [one] => Some(one),
        _ => None,
    };
    let account = statement.and_then(|statement| statement.account.as_deref());
    let id = format!("{scope}.{}", model.id);
    profile_arn(case.text, &id, region, account)
}

/// The stage with its dates, as a verb with its complement.
fn state(verdict: &ModelVerdict<'_>, as_of: Date) -> String {
    let dates = verdict.lifecycle;
    let in_regions = match verdict.regions.as_slice() {
        [] if !verdict.undated.is_empty() => MAIN_REGIONS.to_owned(),
        [] => String::new(),
        listed => format!(" in {}", regions(listed)),
    };
    let end = dates
        .eol
        .as_ref()
        .map(|eol| match dates.days_to_eol(as_of) {
            Some(1) => format!("End-of-Life on {}, tomorrow", day(eol)),
            Some(days) => format!("End-of-Life on {}, in {days} days", day(eol)),
            None => format!("End-of-Life on {}", day(eol)),
        });
    match verdict.stage {
        Stage::EndOfLife => match &dates.eol {
            Some(eol) => format!("reached End-of-Life{in_regions} on {}", day(eol)),
            None => format!(
                "is End-of-Life{in_regions}, without a published date{}",
                seen(verdict)
            ),
        },
        Stage::Legacy => {
            let (verb, since) = match (&dates.extended_access, &dates.legacy) {
                (Some(date), _) if dates.in_extended_access(as_of) => (
                    "is",
                    format!(
                        " and has been in public extended access since {}",
                        day(date)
                    ),
                ),
                (_, Some(date)) => ("has been", format!(" since {}", day(date))),
                (_, None) => ("is", seen(verdict)),
            };
            let end = end.unwrap_or_else(|| match dates.open_promise(as_of) {
                Some(floor) => format!("End-of-Life not before {}", day(floor)),
                None => "no End-of-Life date is published".to_owned(),
            });
            format!("{verb} Legacy{in_regions}{since}; {end}")
        }
        Stage::Active => match end {
            Some(end) => format!("is still Active{in_regions}; {end}"),
            None => format!("is Active{in_regions}"),
        },
        Stage::Unknown => match end {
            Some(end) => format!("is due to end{in_regions}: {end}"),
            None => format!("is of unknown stage{in_regions}"),
        },
    }
}

/// When and by whom a stage without dates was observed.
fn seen(verdict: &ModelVerdict<'_>) -> String {
    let Some(observed) = &verdict.lifecycle.observed else {
        return String::new();
    };
    let day = observed.seen.day;
    match observed.seen.evidence {
        Evidence::Aws => format!(" (seen on {day})"),
        Evidence::ThirdParty => format!(" (seen on {day} by third parties)"),
        Evidence::Inferred => format!(" (inferred on {day})"),
    }
}

/// The Regions that differ, in a sentence: ` In ap-south-1 and eu-west-2, it reached End-of-Life on 2026-10-17.`
fn others(verdict: &ModelVerdict<'_>) -> String {
    let mut groups: Vec<(String, Vec<Region>)> = Vec::new();
    for other in &verdict.others {
        let clause = clause(other, verdict.stage);
        match groups.iter_mut().find(|(known, _)| *known == clause) {
            Some((_, regions)) => regions.push(other.region.clone()),
            None => groups.push((clause, vec![other.region.clone()])),
        }
    }
    let clauses: Vec<String> = groups
        .iter()
        .map(|(clause, of)| format!("in {}, {clause}", regions(of)))
        .collect();
    if clauses.is_empty() {
        return String::new();
    }
    format!(" {}", sentence(&clauses.join("; ")))
}

/// The stage in another Region, after the model's own stage.
fn clause(other: &RegionVerdict, stage: Stage) -> String {
    let eol = other.lifecycle.eol.as_ref();
    match (other.stage, eol) {
        (Stage::EndOfLife, Some(eol)) => format!("it reached End-of-Life on {}", day(eol)),
        (Stage::EndOfLife, None) => "it is End-of-Life".to_owned(),
        (_, Some(eol)) => format!("its End-of-Life is on {}", day(eol)),
        (Stage::Legacy, None) if stage == Stage::EndOfLife => "it is still Legacy".to_owned(),
        (Stage::Legacy, None) => "it is Legacy, and no End-of-Life date is published".to_owned(),
        (Stage::Active, None) => "it is Active".to_owned(),
        (Stage::Unknown, None) => "its stage is not known".to_owned(),
    }
}

/// The Regions in question that have no dates; empty if all have dates.
fn undated(verdict: &ModelVerdict<'_>) -> String {
    without_dates(&verdict.undated)
}

/// The end of a sentence that names the Regions without dates; empty if all have dates.
pub(crate) fn without_dates(of: &[Region]) -> String {
    let (unlisted, without): (Vec<Region>, Vec<Region>) = of
        .iter()
        .cloned()
        .partition(|region| Partition::of(region).has_bedrock());
    let clause = |words: &str, of: &[Region]| match of {
        [] => String::new(),
        of => format!("; {words} {}", regions(of)),
    };
    format!(
        "{}{}",
        clause("the catalog has no date for", &unlisted),
        clause("Bedrock is not offered in", &without)
    )
}

/// A date, and its evidence if it is not from AWS.
fn day(date: &Dated) -> String {
    match date.evidence {
        Evidence::Aws => date.day.to_string(),
        Evidence::ThirdParty => format!("{} (stated by third parties, not by AWS)", date.day),
        Evidence::Inferred => format!("{} (inferred)", date.day),
    }
}

/// `` `amazon.titan-text-lite-v1` (Titan Text Lite) ``.
pub(crate) fn named_model(verdict: &ModelVerdict<'_>) -> String {
    format!("{} ({})", code(&verdict.id), verdict.model.name)
}

/// The number of models of a pattern by stage; `named` adds the IDs of Legacy and End-of-Life models.
pub(crate) fn by_stage(verdicts: &[ModelVerdict<'_>], named: bool) -> String {
    let mut parts = Vec::new();
    for stage in [
        Stage::EndOfLife,
        Stage::Legacy,
        Stage::Active,
        Stage::Unknown,
    ] {
        let word = stage.name();
        let of: Vec<_> = verdicts.iter().filter(|v| v.stage == stage).collect();
        match (of.len(), stage) {
            (0, _) => {}
            (count, Stage::EndOfLife | Stage::Legacy) if named => {
                parts.push(format!("{count} {word} ({})", ids(&of)))
            }
            (count, _) => parts.push(format!("{count} {word}")),
        }
    }
    format!("{} models: {}", verdicts.len(), parts.join(", "))
}

/// The IDs of some models; at most a few are listed.
pub(crate) fn ids(verdicts: &[&ModelVerdict<'_>]) -> String {
    list(
        &verdicts
            .iter()
            .map(|verdict| code(&verdict.id))
            .collect::<Vec<_>>(),
        "and",
    )
}
