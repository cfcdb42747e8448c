//! Source and destination Regions of profiles: that each is of a profile that a model has, and each source Region has
//! one answer.

use std::collections::BTreeSet;

use super::{KnownNames, RowProblems};
use crate::catalog::parse::{CatalogProblem, Parsed};
use crate::catalog::rows::{ProfileRegionsRow, RouteRow};

/// Checks the rows of `profile_regions`, in a file of their own or in an overlay.
pub(super) fn check<T>(
    file: &Parsed<T>,
    rows: &[ProfileRegionsRow],
    known: &KnownNames<'_>,
    problems: &mut Vec<CatalogProblem>,
) {
    let mut seen = BTreeSet::new();
    for (at, row) in rows.iter().enumerate() {
        let name = row.profiles.first().map_or("", String::as_str);
        let mut report = RowProblems::new(file, format!("profile_regions/{at}"), name, problems);
        report.source("source", &row.source, known);
        if row.profiles.is_empty() {
            report.add("profiles", "is empty; list the profiles, or delete the row");
        }
        report.sorted("profiles", row.profiles.iter().map(String::as_str));
        for (nth, id) in row.profiles.iter().enumerate() {
            if !is_known(id, known) {
                let message = format!("no model has the profile `{id}`; add it under models/");
                report.add(&format!("profiles/{nth}"), message);
            }
        }
        for (nth, route) in row.routes.iter().enumerate() {
            check_route(&format!("routes/{nth}"), route, known, &mut report);
            let pairs = row
                .profiles
                .iter()
                .flat_map(|id| route.from.iter().map(move |from| (id, from)));
            for (id, from) in pairs {
                if !seen.insert((id, from)) {
                    let message =
                        format!("`{from}` is already a source Region of `{id}`; remove one");
                    report.add(&format!("routes/{nth}/from"), message);
                }
            }
        }
    }
}

fn check_route(path: &str, route: &RouteRow, known: &KnownNames<'_>, report: &mut RowProblems<'_>) {
    if route.from.is_empty() {
        report.add(
            &format!("{path}/from"),
            "is empty; list the Regions that can call the profile",
        );
    }
    report.regions(&format!("{path}/from"), &route.from, known);
    report.regions(&format!("{path}/to"), &route.to, known);
}

fn is_known(id: &str, known: &KnownNames<'_>) -> bool {
    let model = id
        .split_once('.')
        .and_then(|(scope, base)| Some((scope, known.models.get(base)?)));
    model.is_some_and(|(scope, model)| model.profile(scope).is_some())
}
