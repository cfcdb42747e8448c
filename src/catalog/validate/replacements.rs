//! Checks replacements: that they exist, live long enough, and do not lead back.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{KnownNames, RowProblems, hint};
use crate::catalog::closed_sets::ChosenBy;
use crate::catalog::lifecycle::Stage;
use crate::catalog::model::Model;
use crate::catalog::parse::{CatalogProblem, RuleFiles};
use crate::catalog::rows::{ModelRow, ReplacementRow};

/// Days that a replacement must outlive the model and the day on which the facts were checked.
const LIFE_DAYS: i32 = 180;
/// Days before the "no sooner than" date of an Active model from which it needs successors.
const NEAR_DAYS: i32 = 180;

/// Checks the replacements of a model, and that it has some or a reason.
pub(super) fn check_model(row: &ModelRow, known: &KnownNames<'_>, report: &mut RowProblems<'_>) {
    let Some(model) = known.models.get(row.id.as_str()) else {
        return;
    };
    let leaving = model.lifecycle.stage(known.checked) >= Stage::Legacy || row.eol.is_some();
    if leaving && row.replacements.is_empty() && row.no_replacement.is_none() {
        report.add(
            "id",
            "is Legacy or End-of-Life; add `replacements`, or the reason in `no_replacement`",
        );
    }
    if !row.replacements.is_empty() && row.no_replacement.is_some() {
        report.add(
            "no_replacement",
            "cannot be combined with `replacements`; delete one of the two",
        );
    }
    check_successors(row, model, known, report);
    check_list("replacements", &row.replacements, row, model, known, report);
    check_list("successors", &row.successors, row, model, known, report);
}

/// Checks that an Active model has successors if its "no sooner than" date has passed or is near.
fn check_successors(
    row: &ModelRow,
    model: &Model,
    known: &KnownNames<'_>,
    report: &mut RowProblems<'_>,
) {
    if row.replacements.is_empty() && row.no_replacement.is_none() && row.successors.is_empty() {
        let near = known
            .checked
            .checked_add(NEAR_DAYS.days())
            .unwrap_or(Date::MAX);
        let floor = model
            .lifecycle
            .eol_not_before
            .as_ref()
            .map(|floor| floor.day);
        let is_active = model.lifecycle.stage(known.checked) < Stage::Legacy;
        if let Some(floor) = floor.filter(|floor| is_active && *floor <= near) {
            let message = format!(
                "{floor} has passed or is less than {NEAR_DAYS} days after {}; add `successors`, or the reason in \
                 `no_replacement`",
                known.checked
            );
            report.add("eol_not_before", message);
        }
    }
    let has_others = !row.replacements.is_empty() || row.no_replacement.is_some();
    if !row.successors.is_empty() && has_others {
        report.add(
            "successors",
            "cannot be combined with `replacements` or `no_replacement`; remove one of them",
        );
    }
}

/// Checks a list of models to migrate to.
fn check_list(
    name: &str,
    list: &[ReplacementRow],
    row: &ModelRow,
    model: &Model,
    known: &KnownNames<'_>,
    report: &mut RowProblems<'_>,
) {
    let mut seen = std::collections::BTreeSet::new();
    for (at, replacement) in list.iter().enumerate() {
        let field = format!("{name}/{at}/model");
        if !seen.insert(replacement.model.as_str()) {
            report.add(
                &field,
                format!("`{}` is listed twice; remove one", replacement.model),
            );
        }
        check_source(&format!("{name}/{at}"), replacement, known, report);
        if replacement.model == row.id {
            report.add(&field, "is the model itself; use another");
            continue;
        }
        match known.models.get(replacement.model.as_str()) {
            Some(target) => {
                report.regions(&format!("{name}/{at}/in"), &replacement.regions, known);
                if target.access.is_some() && model.access.is_none() {
                    let message =
                        format!("`{}` is not open to every account; use another", target.id);
                    report.add(&field, message);
                }
                for region in regions_to_check(&replacement.regions) {
                    check_target(&field, model, target, region, known.checked, report);
                }
            }
            None => {
                let hint = hint(
                    known.models.keys().copied(),
                    &replacement.model,
                    "add it under models/",
                );
                report.add(
                    &field,
                    format!("unknown base ID `{}`; {hint}", replacement.model),
                );
            }
        }
    }
}

/// Reports every model whose replacements lead back to itself.
pub(super) fn check_cycles(files: &RuleFiles, problems: &mut Vec<CatalogProblem>) {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in files.models.iter().flat_map(|f| &f.doc.models) {
        next.entry(&row.id)
            .or_default()
            .extend(row.replacements.iter().map(|r| r.model.as_str()));
    }
    for file in &files.models {
        for (at, row) in file.doc.models.iter().enumerate() {
            let Some(way) = way_back(&row.id, &next) else {
                continue;
            };
            let mut report = RowProblems::new(file, format!("models/{at}"), &row.id, problems);
            report.add(
                "replacements",
                format!(
                    "lead back to the model ({}); remove one of them",
                    way.join(" → ")
                ),
            );
        }
    }
}

/// The shortest way from a model through replacements back to it, through at least one other.
fn way_back<'a>(start: &'a str, next: &BTreeMap<&'a str, Vec<&'a str>>) -> Option<Vec<&'a str>> {
    let mut from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut open = std::collections::VecDeque::from([start]);
    while let Some(id) = open.pop_front() {
        for target in next.get(id).into_iter().flatten().copied() {
            if target == start && id != start {
                let mut way = vec![start, id];
                let mut at = id;
                while let Some(before) = from.get(at).copied().filter(|_| at != start) {
                    way.push(before);
                    at = before;
                }
                way.reverse();
                return Some(way);
            }
            if target != start && !from.contains_key(target) {
                from.insert(target, id);
                open.push_back(target);
            }
        }
    }
    None
}

fn check_source(
    field: &str,
    replacement: &ReplacementRow,
    known: &KnownNames<'_>,
    report: &mut RowProblems<'_>,
) {
    match &replacement.source {
        Some(source) => report.source(&format!("{field}/source"), source, known),
        None if replacement.named_by == ChosenBy::Aws => {
            report.add(field, "is named by AWS but has no `source`; add it");
        }
        None if replacement.drop_in => {
            report.add(
                &format!("{field}/drop_in"),
                "has no `source` as evidence; add one, or remove it",
            );
        }
        None => {}
    }
}

/// The main Regions where no Region is named, else each of those.
fn regions_to_check(regions: &[String]) -> Vec<Option<&str>> {
    if regions.is_empty() {
        vec![None]
    } else {
        regions.iter().map(|region| Some(region.as_str())).collect()
    }
}

/// The conditions on the model to move to, in the main Regions or in one.
fn check_target(
    field: &str,
    model: &Model,
    target: &Model,
    region: Option<&str>,
    checked: Date,
    report: &mut RowProblems<'_>,
) {
    let id = &target.id;
    if target.modality != model.modality {
        let message = format!("`{id}` has another modality; use a model of the same modality");
        report.add(field, message);
    }
    let lifecycle = region
        .and_then(|region| target.lifecycle_in(region))
        .unwrap_or(&target.lifecycle);
    let stage = lifecycle.stage(checked);
    if stage != Stage::Active {
        let message = format!(
            "`{id}` is {} on {checked}; use a model that is Active",
            stage.name()
        );
        report.add(field, message);
        return;
    }
    let Some(target_eol) = lifecycle.eol.as_ref().map(|d| d.day) else {
        return;
    };
    let own_eol = model.lifecycle.eol.as_ref().map_or(checked, |d| d.day);
    let latest = own_eol.max(checked);
    let needed = latest.checked_add(LIFE_DAYS.days()).unwrap_or(Date::MAX);
    if target_eol < needed {
        let message = format!(
            "`{id}` ends on {target_eol}, before {needed} ({LIFE_DAYS} days after {latest}); use another"
        );
        report.add(field, message);
    }
}
