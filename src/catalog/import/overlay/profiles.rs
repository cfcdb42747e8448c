//! Inference profiles of the answers, those of the account among them.

use super::super::answer::ProfileAnswer;
use super::{Import, base_of};
use crate::catalog::closed_sets::Evidence;
use crate::catalog::model::{Model, Route};
use crate::catalog::overlay::rows::OverlayRow;
use crate::catalog::rows::{OpaqueArnRow, ProfileRegionsRow, RouteRow, ScopeRow};
use std::collections::BTreeSet;

impl Import<'_> {
    pub(super) fn profile(&mut self, row: &ProfileAnswer) {
        if row.of_account {
            self.account_profile(row);
            return;
        }
        let Some((scope, base)) = row.id.split_once('.') else {
            self.notes.push(format!(
                "{}: `{}` is not a profile ID of the form scope.model; skipped",
                row.location, row.id
            ));
            return;
        };
        let (base, id) = (
            base_of(base, self.catalog).unwrap_or(base).to_owned(),
            &row.id,
        );
        let known = self.catalog.model(&base);
        if known.is_none() && !self.rows.contains_key(&base) {
            let note = "also import the answer of list-foundation-models";
            self.notes.push(format!(
                "{}: the model of {id} is not known; {note}; skipped",
                row.location
            ));
            return;
        }
        self.route(row, &format!("{scope}.{base}"));
        if self.catalog.scope(scope).is_none() {
            self.scope(scope, row);
        }
        let stated = |model: &Model| {
            model
                .profiles
                .iter()
                .any(|profile| profile.scope == scope && profile.evidence == Evidence::Aws)
        };
        if known.is_some_and(stated) {
            return;
        }
        let source = self.source.clone();
        let entry = self.rows.entry(base.clone());
        let known = entry.or_insert_with(|| OverlayRow {
            id: base,
            source: source.clone(),
            ..OverlayRow::default()
        });
        if !known.profiles.0.iter().any(|(other, _)| other == scope) {
            known.profiles.0.push((scope.to_owned(), source));
            known.profiles.0.sort();
        }
    }

    /// From where the profile can be called and where it then processes data, where the catalog has it otherwise.
    pub(super) fn route(&mut self, row: &ProfileAnswer, profile: &str) {
        let Some(from) = &row.source else { return };
        let known = profile
            .split_once('.')
            .and_then(|(scope, base)| self.catalog.model(base)?.profile(scope));
        let known = known.and_then(|profile| profile.route_from(from));
        let same = |route: &Route| {
            route
                .to
                .iter()
                .map(AsRef::as_ref)
                .eq(row.destinations.iter().map(String::as_str))
        };
        if known.is_some_and(same) {
            return;
        }
        let codes = row.destinations.iter().chain([from]);
        self.regions.extend(
            codes
                .filter(|code| !self.catalog.regions.iter().any(|known| known == *code))
                .cloned(),
        );
        let route = RouteRow {
            from: vec![from.clone()],
            to: row.destinations.clone(),
        };
        let same = |other: &&mut ProfileRegionsRow| other.profiles == [profile];
        match self.routes.iter_mut().find(same) {
            Some(other) if other.routes.iter().any(|other| other.from == route.from) => {}
            Some(other) => other.routes.push(route),
            None => self.routes.push(ProfileRegionsRow {
                profiles: vec![profile.to_owned()],
                source: self.source.clone(),
                partial: true,
                routes: vec![route],
            }),
        }
    }

    /// A scope that is newer than the catalog, with the Regions of its profiles.
    pub(super) fn scope(&mut self, id: &str, row: &ProfileAnswer) {
        let source = self.source.clone();
        let new = || ScopeRow {
            id: id.to_owned(),
            name: format!("scope {id}"),
            regions: Vec::new(),
            source,
        };
        let scope = self.scopes.entry(id.to_owned()).or_insert_with(new);
        for code in row.destinations.iter().chain(&row.source) {
            if let Err(at) = scope.regions.binary_search(code) {
                scope.regions.insert(at, code.clone());
            }
        }
    }

    /// A profile of the account's own: what its ARN means.
    pub(super) fn account_profile(&mut self, row: &ProfileAnswer) {
        let mut models = BTreeSet::new();
        for id in &row.models {
            let base = base_of(id, self.catalog).unwrap_or(id);
            if self.catalog.model(base).is_some() || self.rows.contains_key(base) {
                models.insert(base.to_owned());
            } else {
                let note = "also import the answer of list-foundation-models";
                self.notes.push(format!(
                    "{}: `{id}`, the model of {}, is not known; {note}",
                    row.location, row.arn
                ));
            }
        }
        if models.is_empty() {
            self.notes.push(format!(
                "{}: no known model for {}; skipped",
                row.location, row.arn
            ));
            return;
        }
        let arn = OpaqueArnRow {
            arn: row.arn.clone(),
            models: models.into_iter().collect(),
            name: row.name.clone(),
            source: self.source.clone(),
        };
        self.arns.insert(row.arn.clone(), arn);
    }
}
