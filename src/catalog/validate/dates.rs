//! Dates: their order, their sources, and days that cannot have been seen yet.

use jiff::civil::Date;

use super::{KnownNames, RowProblems, regional_fields};
use crate::catalog::rows::{ModelRow, Observation, SourcedDay};

/// Checks every date of a model's row and of its regional rows.
pub(super) fn check_model(row: &ModelRow, known: &KnownNames<'_>, report: &mut RowProblems<'_>) {
    let launched = ("launched", row.launched.as_ref());
    let dates = [
        launched,
        ("legacy", row.legacy.as_ref()),
        ("extended_access", row.extended_access.as_ref()),
        ("eol", row.eol.as_ref()),
    ];
    check_order("", &dates, report);
    for (field, day) in dates
        .into_iter()
        .chain([("eol_not_before", row.eol_not_before.as_ref())])
    {
        check_source(field, day, known, report);
    }
    check_floor(row, report);
    check_observed("observed", row.observed.as_ref(), known, report);
    for (path, regional) in regional_fields(row) {
        let dates = [
            ("legacy", regional.legacy.as_ref()),
            ("extended_access", regional.extended_access.as_ref()),
            ("eol", regional.eol.as_ref()),
        ];
        check_order(&path, &dates, report);
        for (field, day) in dates {
            check_source(&format!("{path}/{field}"), day, known, report);
        }
        check_observed(
            &format!("{path}/observed"),
            regional.observed.as_ref(),
            known,
            report,
        );
        if dates.iter().all(|(_, day)| day.is_none()) && regional.observed.is_none() {
            report.add(
                &path,
                "has no dates; add a date or `observed`, or delete it",
            );
        }
    }
}

/// Each date that is given must be later than those before it.
fn check_order(path: &str, dates: &[(&str, Option<&SourcedDay>)], report: &mut RowProblems<'_>) {
    let given: Vec<(&str, Date)> = dates
        .iter()
        .filter_map(|(f, d)| Some((*f, (*d)?.day)))
        .collect();
    for pair in given.windows(2) {
        let [(before, first), (after, second)] = [pair[0], pair[1]];
        if second <= first {
            let field = if path.is_empty() {
                after.to_owned()
            } else {
                format!("{path}/{after}")
            };
            report.add(
                &field,
                format!("{second} is not after `{before}` {first}; correct one of them"),
            );
        }
    }
}

fn check_source(
    field: &str,
    day: Option<&SourcedDay>,
    known: &KnownNames<'_>,
    report: &mut RowProblems<'_>,
) {
    if let Some(source) = day.and_then(|d| d.source.as_deref()) {
        report.source(field, source, known);
    }
}

fn check_floor(row: &ModelRow, report: &mut RowProblems<'_>) {
    let Some(floor) = &row.eol_not_before else {
        return;
    };
    if let Some(eol) = row.eol.as_ref().filter(|eol| eol.day < floor.day) {
        let message = format!(
            "{} is before `eol_not_before` {}; correct one of them",
            eol.day, floor.day
        );
        report.add("eol", message);
    }
    if let Some(launched) = row
        .launched
        .as_ref()
        .filter(|launched| floor.day < launched.day)
    {
        let message = format!(
            "{} is before `launched` {}; correct one of them",
            floor.day, launched.day
        );
        report.add("eol_not_before", message);
    }
}

fn check_observed(
    field: &str,
    observed: Option<&Observation>,
    known: &KnownNames<'_>,
    report: &mut RowProblems<'_>,
) {
    let Some(observed) = observed else { return };
    if observed.day > known.checked {
        let message = format!(
            "{} is after `checked` {} of catalog.yaml; an observation cannot be in the future",
            observed.day, known.checked
        );
        report.add(field, message);
    }
    if let Some(source) = observed.source.as_deref() {
        report.source(field, source, known);
    }
}
