//! How a model can be invoked instead of the old one: in the scope, the Regions and the form that the reference has.

use super::{Refused, Wanted};
use crate::catalog::{Model, OnDemand, Stage, Text};
use crate::judge::candidate::geographies;
use crate::judge::reach::{self, scopes_of};
use crate::judge::region;
use crate::judge::rewrite::Way;
use crate::judge::wording;
use crate::model_id::{Partition, Region};
use crate::reference::{Context, Form, Resolution, ScopeBefore};

impl Wanted<'_> {
    pub(super) fn way(&self, old: &Model, new: &Model) -> Result<Way, Refused> {
        if self.is_through_mantle(old) {
            return self.through_mantle(new).map_err(Refused::from);
        }
        if let Some(before) = &self.matched.scope_before {
            return self.behind_scope(old, new, before);
        }
        match (self.found.form, &self.found.scope) {
            _ if self.matched.purpose.names_foundation_model() => Some(Way::Bare),
            _ if self.names_foundation_model() => self
                .bare(new)
                .or_else(|| self.reachable(new).then_some(Way::Bare)),
            (_, Some(scope)) => return self.in_scope(old, new, scope.as_str()),
            (Form::InferenceProfileArn, None) if !self.has_open_scope() => self.any_profile(new),
            (Form::Profile | Form::InferenceProfileArn, None) => {
                (!scopes_of(new).is_empty()).then_some(Way::KeepScope)
            }
            _ => self.way_of_call(new),
        }
        .ok_or_else(|| self.not_here(new).into())
    }

    /// The profile of the scope that the program puts before the ID: no other can be called there.
    fn behind_scope(&self, old: &Model, new: &Model, before: &ScopeBefore) -> Result<Way, Refused> {
        let Some(scope) = &before.scope else {
            let any = self.any_profile(new).map(|_| Way::KeepScope);
            return any.ok_or_else(|| self.not_here(new).into());
        };
        match self.in_scope(old, new, scope.as_str())? {
            way @ Way::Profile { .. } if way.id_of(new).starts_with(&format!("{scope}.")) => {
                Ok(way)
            }
            _ => Err(format!(
                "{} has no `{scope}.` profile, which the program puts before the ID",
                wording::code(&new.id)
            )
            .into()),
        }
    }

    /// The ID through bedrock-mantle, if that is known to offer it in the Regions found.
    fn through_mantle(&self, new: &Model) -> Result<Way, String> {
        let id = wording::code(&new.id);
        let offered: Vec<Region> = new
            .mantle_regions()
            .map(|code| Region::new(code.as_ref()))
            .collect();
        if offered.is_empty() {
            return Err(format!("bedrock-mantle does not offer {id}"));
        }
        let deciding = self.asked.deciding();
        if deciding.iter().all(|region| offered.contains(region)) {
            return Ok(Way::Mantle);
        }
        let asked = wording::regions(deciding);
        let is_open = |region: &Region| {
            offered.contains(region) || region::names(&new.unsettled_endpoint, region)
        };
        Err(if deciding.iter().all(is_open) {
            format!("{id} is offered in {asked}, but no source states whether bedrock-mantle does")
        } else {
            let offered = wording::regions(&offered);
            format!("bedrock-mantle offers {id} in {offered}, not in {asked}")
        })
    }

    /// How a call without a scope invokes a model.
    pub(super) fn way_of_call(&self, new: &Model) -> Option<Way> {
        // A bare ID works in some Regions only: if none is known, the profile, which works in all, is safer.
        if self.asked.regions.is_empty() && scopes_of(new).contains(&"global") {
            return self.any_profile(new);
        }
        self.bare(new).or_else(|| self.any_profile(new))
    }

    /// Whether the ID or ARN of the foundation model is written, however calls invoke it: where AWS accepts no profile, and in
    /// a policy, which always needs it; the profile's ARN is added to it. An ARN without a Region is in policies only.
    pub(super) fn names_foundation_model(&self) -> bool {
        self.matched.purpose.names_foundation_model()
            || self.found.form == Form::FoundationModelArn
                && (self.matched.context == Context::Iam || self.text.contains(":bedrock:::"))
    }

    /// Whether a placeholder or a `*` is written instead of the scope in an inference profile's ARN.
    pub(super) fn has_open_scope(&self) -> bool {
        let before = self
            .found
            .id_span
            .start
            .checked_sub(self.found.span.start + 1);
        let behind_a_dot = || before.is_some_and(|at| self.text.as_bytes().get(at) == Some(&b'.'));
        self.found.resolution == Resolution::Template || behind_a_dot()
    }

    /// The same scope, else a narrower one that can be called from the Regions found, else the bare ID within it.
    pub(super) fn in_scope(&self, old: &Model, new: &Model, scope: &str) -> Result<Way, Refused> {
        let scopes = scopes_of(new);
        let asked = self.asked.deciding();
        let listed = scopes.contains(&scope);
        if listed && reach::can_call(new, scope, asked, self.catalog) {
            let note = self.moves_within(old, new, scope);
            return Ok(Way::Profile {
                scope: scope.to_owned(),
                note,
            });
        }
        let why_not = if listed {
            format!(
                "The `{scope}.` profile of the new model cannot be called from {}",
                wording::regions(asked)
            )
        } else {
            format!("The new model has no `{scope}.` profile")
        };
        let narrower: Vec<&str> = scopes
            .iter()
            .copied()
            .filter(|of| *of != "global")
            .collect();
        if let Some(of) = reach::covering(new, &narrower, asked, self.catalog) {
            let data = reach::destinations(new, of, asked);
            let from = wording::regions(asked);
            let note = match data {
                Some(data) => {
                    format!("{why_not}; `{of}.`, called from {from}, processes data in {data}.")
                }
                None => format!("{why_not}; `{of}.` can be called from {from}."),
            };
            return Ok(Way::Profile {
                scope: of.to_owned(),
                note: Some(note),
            });
        }
        if self.found.form == Form::Profile && self.bare_within(new) {
            return Ok(Way::Bare);
        }
        let near: Vec<&str> = scopes
            .iter()
            .copied()
            .filter(|of| *of != scope && self.overlaps(new, of, scope))
            .collect();
        let id = wording::code(&new.id);
        if near.is_empty() {
            return Err(match listed {
                true => format!(
                    "the `{scope}.` profile of {} ({id}) cannot be called from {}",
                    new.name,
                    wording::regions(asked)
                ),
                false => format!("{} ({id}) has no `{scope}.` profile", new.name),
            }
            .into());
        }
        let others: Vec<String> = near
            .iter()
            .map(|of| wording::code(format!("{of}.{}", new.id)))
            .collect();
        let others = wording::list(&others, "and");
        let why = if listed {
            let asked = wording::regions(asked);
            format!(
                "the `{scope}.` profile of {} cannot be called from {asked}, only {others} can",
                new.name
            )
        } else {
            format!("{} has no `{scope}.` profile, only {others}", new.name)
        };
        let with_data = |of: &str| {
            let mut from = self.asked.regions.clone();
            from.retain(|region| {
                reach::can_call(new, of, std::slice::from_ref(region), self.catalog)
            });
            (of.to_owned(), reach::destinations(new, of, &from))
        };
        Err(Refused {
            why,
            scopes: near.into_iter().map(with_data).collect(),
            elsewhere: None,
        })
    }

    /// How two profiles of one scope differ: in where they can be called from, or in where they process data.
    pub(super) fn moves_within(&self, old: &Model, new: &Model, scope: &str) -> Option<String> {
        let (before, after) = (old.profile(scope)?, new.profile(scope)?);
        let asked = self.asked.deciding();
        if asked.is_empty() {
            if !(before.routes_are_whole && after.routes_are_whole) {
                return None;
            }
            let now = self.catalog.callable_from(after);
            let lost: Vec<Region> = self
                .catalog
                .callable_from(before)
                .into_iter()
                .filter(|code| !now.contains(code))
                .map(Region::new)
                .collect();
            return (!lost.is_empty()).then(|| {
                format!(
                    "Unlike the old profile, the new one cannot be called from {}.",
                    wording::regions(&lost)
                )
            });
        }
        let data = reach::destinations(new, scope, asked)?;
        if reach::destinations(old, scope, asked).as_ref() == Some(&data) {
            return None;
        }
        Some(format!(
            "Called from {}, the profile processes data in {data}.",
            wording::regions(asked)
        ))
    }

    /// Whether the bare ID can be invoked in every Region found, or in those of the scope if none was found.
    pub(super) fn bare_within(&self, new: &Model) -> bool {
        let OnDemand::Yes { regions, .. } = &new.on_demand else {
            return false;
        };
        if regions.is_empty() {
            return self.asked.partition() == Partition::Aws;
        }
        let offers = |region: &Region| region::names(regions, region);
        match self.asked.deciding() {
            // Some of them do where there is no other way to call it.
            [] if scopes_of(new).is_empty() => self.asked.regions.iter().any(offers),
            [] => !self.asked.regions.is_empty() && self.asked.regions.iter().all(offers),
            deciding => deciding.iter().all(offers),
        }
    }

    /// Whether a profile of the new model can be called from one of the Regions found, or of the old scope.
    pub(super) fn overlaps(&self, new: &Model, of: &str, scope: &str) -> bool {
        let Some(profile) = new.profile(of) else {
            return false;
        };
        match self.asked.regions.as_slice() {
            [] => {
                let here = self.catalog.regions_of_scope(scope);
                here.into_iter()
                    .any(|region| self.catalog.can_call(profile, region))
            }
            asked => asked
                .iter()
                .any(|region| self.catalog.can_call(profile, region.as_str())),
        }
    }

    /// The bare ID, if it can be invoked in the Regions found.
    pub(super) fn bare(&self, new: &Model) -> Option<Way> {
        let deciding = self.asked.deciding();
        let offered = match &new.on_demand {
            OnDemand::No => false,
            OnDemand::Unknown => {
                // The ID of bedrock-mantle, which lists its Regions.
                let listed = |region: &Region| region::names(&new.mantle_only, region);
                scopes_of(new).is_empty()
                    && self.asked.partition() == Partition::Aws
                    && (new.mantle_only.is_empty() || deciding.iter().all(listed))
            }
            OnDemand::Yes { regions, .. } if regions.is_empty() => {
                self.asked.partition() == Partition::Aws || self.listed(new)
            }
            OnDemand::Yes { regions, .. } => {
                deciding.iter().all(|region| region::names(regions, region))
                    && (self.asked.partition() == Partition::Aws || !deciding.is_empty())
            }
        };
        offered.then_some(Way::Bare)
    }

    /// Where the bare ID can be invoked, unless it is known to work in the Regions found.
    pub(super) fn taken_in(&self, new: &Model, way: &Way) -> Option<String> {
        if *way == Way::Mantle && self.asked.regions.is_empty() {
            let regions: Vec<Region> = new
                .mantle_regions()
                .map(|code| Region::new(code.as_ref()))
                .collect();
            return Some(format!(
                "bedrock-mantle offers the new model in {}.",
                wording::regions(&regions)
            ));
        }
        // A policy names the model for every call.
        if self.matched.context == Context::Iam {
            return None;
        }
        let OnDemand::Yes { regions, .. } = &new.on_demand else {
            return None;
        };
        if *way != Way::Bare
            || !self.asked.deciding().is_empty() && (self.listed(new) || !regions.is_empty())
        {
            return None;
        }
        if regions.is_empty() {
            return Some(
                "The catalog does not know in which Regions the bare ID of the new model can be invoked: check your Region."
                    .to_owned(),
            );
        }
        let within = |code: &&Text| {
            self.asked.regions.is_empty()
                || self
                    .asked
                    .regions
                    .iter()
                    .any(|region| ***code == *region.as_str())
        };
        let regions: Vec<Region> = regions
            .iter()
            .filter(within)
            .map(|code| Region::new(code.as_ref()))
            .collect();
        Some(format!(
            "The bare ID of the new model can be invoked in {}.",
            wording::regions(&regions)
        ))
    }

    /// Whether the model was seen Active in each of the Regions found (at least one).
    pub(super) fn listed(&self, new: &Model) -> bool {
        let seen = |region: &Region| {
            new.lifecycle_in(region.as_str())
                .is_some_and(|dates| dates.stage(self.policy.as_of) == Stage::Active)
        };
        let deciding = self.asked.deciding();
        !deciding.is_empty() && deciding.iter().all(seen)
    }

    /// A profile for a reference without a scope: of those that can be called from the Regions found, the one that processes
    /// data in the fewest. Without Regions, `global`, which works from most commercial Regions; the choice is left to the
    /// user.
    pub(super) fn any_profile(&self, new: &Model) -> Option<Way> {
        let scopes = scopes_of(new);
        let regions = &self.asked.regions;
        if !regions.is_empty() {
            let scope = reach::covering(new, &scopes, regions, self.catalog)?;
            let note = self.where_data_goes(new, scope, regions);
            return Some(Way::Profile {
                scope: scope.to_owned(),
                note,
            });
        }
        let named = |wanted: &str| scopes.iter().find(|of| **of == wanted);
        let scope = named("global").or(named("us")).or(scopes.first())?;
        Some(Way::Profile {
            scope: (*scope).to_owned(),
            note: geographies(new, &scopes),
        })
    }

    /// Why the model that the user chose may not be callable: the project sets Regions from which it is not. They decide
    /// nothing where the user decides.
    pub(super) fn outside_of_project(&self, old: &Model, new: &Model, way: &Way) -> Option<String> {
        self.target(old)?;
        if !self.asked.deciding().is_empty() {
            return None;
        }
        let is_refused = |region: &Region| match way {
            Way::Profile { scope, .. } => {
                !reach::can_call(new, scope, std::slice::from_ref(region), self.catalog)
            }
            Way::Mantle => !new.mantle_regions().any(|code| **code == *region.as_str()),
            Way::Bare => match &new.on_demand {
                OnDemand::Yes { regions, .. } => {
                    !regions.is_empty() && !regions.iter().any(|code| code == region.as_str())
                }
                _ => false,
            },
            Way::KeepScope => false,
        };
        let set = self.matched.project_regions.iter();
        let mut refused: Vec<Region> = set
            .filter(|found| found.is_set && is_refused(&found.region))
            .map(|found| found.region.clone())
            .collect();
        refused.sort();
        refused.dedup();
        (!refused.is_empty()).then(|| {
            format!(
                "the project sets {}, where the new model cannot be called by this ID",
                wording::regions(&refused)
            )
        })
    }

    /// Where a profile that was chosen for some Regions processes data.
    pub(super) fn where_data_goes(
        &self,
        new: &Model,
        scope: &str,
        regions: &[Region],
    ) -> Option<String> {
        let data = reach::destinations(new, scope, regions)?;
        let regions = wording::regions(regions);
        if scope != "global" {
            return Some(format!(
                "Called from {regions}, the profile processes data in {data}."
            ));
        }
        let only = if reach::knows_all_routes(new) {
            format!("Only its `global.` profile can be called from {regions}")
        } else {
            format!("Its `global.` profile can be called from {regions}")
        };
        Some(format!("{only}: data may be processed in {data}."))
    }

    /// Whether the model can be invoked in some way from the Regions found.
    pub(super) fn reachable(&self, new: &Model) -> bool {
        let scopes = scopes_of(new);
        match self.asked.regions.as_slice() {
            [] => !scopes.is_empty(),
            regions => reach::covering(new, &scopes, regions, self.catalog).is_some(),
        }
    }
}
