//! How a model can be invoked by its card: profiles, their routes, and the bare ID.

use super::super::availability::{Endpoint, RegionRow};
use super::super::card::Card;
use super::Reconciliation;
use crate::catalog::model::{Model, OnDemand};
use crate::catalog::rows::{MantleRow, OnDemandRow, RouteRow, ScopeRow};
use std::collections::BTreeSet;

impl Reconciliation<'_> {
    pub(super) fn profiles(&mut self, id: &str, source: &str, card: &Card, known: Option<&Model>) {
        for profile in &card.profiles {
            let Some((scope, _)) = profile.value.split_once('.') else {
                continue;
            };
            if known.is_some_and(|model| model.profile(scope).is_some()) {
                continue;
            }
            if self.catalog.scope(scope).is_none() {
                let of_scope = card
                    .routes
                    .iter()
                    .filter(|route| route.profile == profile.value);
                let regions: BTreeSet<String> = of_scope
                    .flat_map(|route| route.to.iter().chain([&route.from]))
                    .cloned()
                    .collect();
                if regions.is_empty() {
                    let text = format!(
                        "{id}: the Regions of `{}` are not stated; not imported",
                        profile.value
                    );
                    self.note(&card.path, profile.line, &text);
                    continue;
                }
                let scope = ScopeRow {
                    id: scope.to_owned(),
                    name: format!("scope {scope}"),
                    regions: regions.into_iter().collect(),
                    source: source.to_owned(),
                };
                self.scopes.entry(scope.id.clone()).or_insert(scope);
            }
            let entry = (scope.to_owned(), source.to_owned());
            let profiles = &mut self.row(id, source).profiles.0;
            if !profiles.iter().any(|(other, _)| *other == entry.0) {
                profiles.push(entry);
                profiles.sort();
            }
        }
    }

    /// Where the bare ID can be invoked. What is said about bedrock-mantle counts if the model has the same ID there.
    pub(super) fn on_demand(
        &mut self,
        id: &str,
        source: &str,
        path: &str,
        rows: &[RegionRow],
        mantle_is_same: bool,
    ) {
        let offered = |endpoint: Endpoint| -> (bool, BTreeSet<String>) {
            let of = |row: &&RegionRow| row.in_region.iter().any(|(named, _)| *named == endpoint);
            let yes = |row: &&RegionRow| row.in_region.contains(&(endpoint, true));
            (
                rows.iter().any(|row| of(&row)),
                rows.iter()
                    .filter(yes)
                    .map(|row| row.region.clone())
                    .collect(),
            )
        };
        let known = self.catalog.model(id);
        let (stated, runtime) = offered(Endpoint::Runtime);
        let (_, mantle) = if mantle_is_same {
            offered(Endpoint::Mantle)
        } else {
            Default::default()
        };
        let (_, either) = offered(Endpoint::Either);
        let same = match known.map(|model| &model.on_demand) {
            Some(OnDemand::No) => runtime.is_empty(),
            Some(OnDemand::Yes { regions, .. }) => regions
                .iter()
                .map(AsRef::as_ref)
                .eq(runtime.iter().map(String::as_str)),
            Some(OnDemand::Unknown) | None => false,
        };
        if stated && !same {
            let regions: Vec<String> = runtime.iter().cloned().collect();
            let bare = !regions.is_empty();
            self.row(id, source).on_demand = Some(OnDemandRow {
                bare,
                regions,
                note: None,
                source: source.to_owned(),
            });
        }
        let only: Vec<String> = mantle.difference(&runtime).cloned().collect();
        let known_only = known.map_or(&[][..], |model| &model.mantle_only);
        if !only.is_empty()
            && !known_only
                .iter()
                .map(AsRef::as_ref)
                .eq(only.iter().map(String::as_str))
        {
            let both = mantle.intersection(&runtime).cloned().collect();
            let unsettled = known.map_or(&[][..], |model| &model.unsettled_endpoint);
            let unsettled = unsettled.iter().map(ToString::to_string);
            let unsettled = unsettled
                .filter(|region| !only.contains(region) && !runtime.contains(region))
                .collect();
            self.row(id, source).mantle = Some(MantleRow {
                only,
                both,
                unsettled,
                id: known.and_then(|model| model.mantle_id.as_ref().map(ToString::to_string)),
                source: source.to_owned(),
            });
        }
        let listed = |region: &String| {
            known.is_some_and(|model| {
                let on_demand = match &model.on_demand {
                    OnDemand::Yes { regions, .. } => &**regions,
                    OnDemand::No | OnDemand::Unknown => &[],
                };
                let lists = [on_demand, &*model.mantle_only, &*model.unsettled_endpoint];
                lists
                    .iter()
                    .any(|list| list.iter().any(|known| known == region))
            })
        };
        let open: Vec<String> = either
            .into_iter()
            .filter(|region| !listed(region))
            .collect();
        if !open.is_empty() {
            let line = rows.first().map_or(0, |row| row.line);
            let text = format!(
                "{id}: offered in-Region in {}, by which endpoint is not stated; not imported",
                open.join(", ")
            );
            self.note(path, line, &text);
        }
    }

    pub(super) fn routes(&mut self, id: &str, source: &str, card: &Card, known: Option<&Model>) {
        let same = |scope: &str, from: &str, to: &[String]| {
            let route = known
                .and_then(|model| model.profile(scope))
                .and_then(|profile| profile.route_from(from));
            route.is_some_and(|route| {
                route
                    .to
                    .iter()
                    .map(AsRef::as_ref)
                    .eq(to.iter().map(String::as_str))
            })
        };
        for route in &card.routes {
            let Some((scope, _)) = route.profile.split_once('.') else {
                continue;
            };
            if !same(scope, &route.from, &route.to) {
                self.put_route(
                    id,
                    source,
                    scope,
                    RouteRow {
                        from: vec![route.from.clone()],
                        to: route.to.clone(),
                    },
                );
            }
        }
        for row in card.regions.iter().filter(|row| row.geo) {
            let listed = card.routes.iter().any(|route| route.from == row.region);
            let scopes = known.map_or(&[][..], |model| &model.profiles);
            let in_catalog = scopes
                .iter()
                .any(|p| &*p.scope != "global" && p.route_from(&row.region).is_some());
            if !listed && !in_catalog {
                let text = format!(
                    "{id}: a geography's profile can be called from {}; its destination Regions are not \
                                    stated; not imported",
                    row.region
                );
                self.note(&card.path, row.line, &text);
            }
        }
        let mut global: Vec<String> = card
            .regions
            .iter()
            .filter(|row| row.global)
            .map(|row| row.region.clone())
            .collect();
        global.sort();
        global.dedup();
        if let Some(listed) = &card.global_sources
            && listed.value != global
        {
            let text = format!(
                "{id}: the list of source Regions of `global.` contradicts the column Global; not imported"
            );
            self.note(&card.path, listed.line, &text);
            return;
        }
        let has_profile = known.is_some_and(|model| model.profile("global").is_some())
            || card
                .profiles
                .iter()
                .any(|profile| profile.value.starts_with("global."));
        let new: Vec<String> = global
            .into_iter()
            .filter(|from| !same("global", from, &[]))
            .collect();
        if new.is_empty() {
            return;
        }
        if has_profile {
            self.put_route(
                id,
                source,
                "global",
                RouteRow {
                    from: new,
                    to: Vec::new(),
                },
            );
        } else {
            let line = card.regions.first().map_or(0, |row| row.line);
            self.note(
                &card.path,
                line,
                &format!(
                    "{id}: Global in {}, but no `global.` ID; not imported",
                    new.join(", ")
                ),
            );
        }
    }

    pub(super) fn put_route(&mut self, id: &str, source: &str, scope: &str, route: RouteRow) {
        self.used.insert(source.to_owned());
        let rows = self
            .routes
            .entry((format!("{scope}.{id}"), source.to_owned()))
            .or_default();
        match rows.iter_mut().find(|known| known.to == route.to) {
            Some(known) => {
                known.from.extend(route.from);
                known.from.sort();
            }
            None => rows.push(route),
        }
    }
}
