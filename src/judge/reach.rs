//! Which inference profiles of a model can be called from the Regions in question, and where they process data.
//!
//! Every statement about where data is processed rests on the routes of the profile itself. If the catalog has none, no
//! statement is made.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Evidence, Model, OnDemand, Profile, Route};
use crate::judge::wording;
use crate::model_id::{Partition, Region};

/// The scopes of a model's profiles that AWS itself lists, narrow ones first, `global` last.
pub(crate) fn scopes_of(model: &Model) -> Vec<&str> {
    let stated = model
        .profiles
        .iter()
        .filter(|profile| profile.evidence == Evidence::Aws);
    let mut scopes: Vec<&str> = stated.map(|profile| profile.scope.as_ref()).collect();
    scopes.sort_by_key(|scope| (*scope == "global", *scope));
    scopes
}

/// Whether the model's profile of a scope can be called from each of these Regions.
pub(crate) fn can_call(model: &Model, scope: &str, regions: &[Region], catalog: &Catalog) -> bool {
    let profile = model.profile(scope);
    profile.is_some_and(|profile| {
        regions
            .iter()
            .all(|region| catalog.can_call(profile, region.as_str()))
    })
}

/// The scope of the profile that can be called from all of these Regions (at least one), and processes data in the fewest
/// Regions.
pub(crate) fn covering<'s>(
    model: &Model,
    scopes: &[&'s str],
    regions: &[Region],
    catalog: &Catalog,
) -> Option<&'s str> {
    let covers = |of: &&str| !regions.is_empty() && can_call(model, of, regions, catalog);
    let breadth = |of: &&str| {
        model
            .profile(of)
            .map_or(usize::MAX, |profile| breadth(profile, regions, catalog))
    };
    scopes.iter().copied().filter(covers).min_by_key(breadth)
}

/// The number of Regions in which requests from these may be processed.
fn breadth(profile: &Profile, regions: &[Region], catalog: &Catalog) -> usize {
    let of_scope = match catalog
        .scope(&profile.scope)
        .map_or(0, |scope| scope.regions.len())
    {
        0 => usize::MAX,
        regions => regions,
    };
    let of_region = |region: &Region| match profile.route_from(region.as_str()) {
        Some(route) if !route.to.is_empty() => route.to.len(),
        _ => of_scope,
    };
    regions.iter().map(of_region).max().unwrap_or(of_scope)
}

/// The Regions in which a model can be called, each with the ID to call: first those of the bare ID, then those of its
/// profiles, narrow ones first.
pub(crate) fn offers(model: &Model) -> Vec<(&str, String)> {
    let bare = match &model.on_demand {
        OnDemand::Yes { regions, .. } => regions
            .iter()
            .map(|code| (code.as_ref(), model.id.to_string()))
            .collect(),
        OnDemand::No | OnDemand::Unknown => Vec::new(),
    };
    let of_scope = |scope: &str| -> Vec<(&str, String)> {
        let routes = model
            .profile(scope)
            .into_iter()
            .flat_map(|profile| profile.routes.iter());
        let sources = routes.flat_map(|route| route.from.iter());
        sources
            .map(|code| (code.as_ref(), format!("{scope}.{}", model.id)))
            .collect()
    };
    let profiles = scopes_of(model).into_iter().flat_map(of_scope);
    bare.into_iter().chain(profiles).collect()
}

/// Whether the catalog has the source Regions of every profile that AWS lists for a model, so that a Region outside of
/// them is known to be out of reach.
pub(crate) fn knows_all_routes(model: &Model) -> bool {
    let stated = |profile: &&Profile| profile.evidence == Evidence::Aws;
    model
        .profiles
        .iter()
        .filter(stated)
        .all(|profile| profile.routes_are_whole)
}

/// Where a profile processes the data of requests from some Regions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Destinations {
    /// In these Regions, sorted.
    Regions(Vec<String>),
    /// In these Regions, sorted, and in the Region that the request comes from.
    AndSource(Vec<String>),
    /// In any Region of a partition.
    Any(Partition),
}

impl std::fmt::Display for Destinations {
    /// As the complement of "processes data in".
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Regions(regions) => f.write_str(&wording::all(regions, "and")),
            Self::AndSource(regions) => {
                write!(f, "{} and the calling Region", regions.join(", "))
            }
            Self::Any(Partition::AwsUsGov) => f.write_str("either GovCloud Region"),
            Self::Any(_) => f.write_str("any commercial Region"),
        }
    }
}

/// The routes that requests from these Regions take or, if none are asked for, all of them, at least one. Absent if the
/// catalog does not list them.
fn routes_from<'m>(model: &'m Model, scope: &str, regions: &[Region]) -> Option<Vec<&'m Route>> {
    let profile = model.profile(scope)?;
    if regions.is_empty() && !profile.routes_are_whole {
        return None;
    }
    let routes: Vec<_> = match regions {
        [] => profile.routes.iter().collect(),
        regions => regions
            .iter()
            .map(|region| profile.route_from(region.as_str()))
            .collect::<Option<_>>()?,
    };
    (!routes.is_empty()).then_some(routes)
}

/// Whether the catalog lists where the profile of a scope processes data.
pub(crate) fn knows_destinations(model: &Model, scope: &str) -> bool {
    routes_from(model, scope, &[]).is_some()
}

/// Where the profile of a scope processes the data of requests from these Regions or, if none exist, from any of its
/// source Regions. Absent if the catalog does not list that.
pub(crate) fn destinations(model: &Model, scope: &str, regions: &[Region]) -> Option<Destinations> {
    let routes = routes_from(model, scope, regions)?;
    if routes.iter().any(|route| route.to.is_empty()) {
        let first = routes.first()?.from.first()?;
        return Some(Destinations::Any(Partition::of(&Region::new(
            first.as_ref(),
        ))));
    }
    let sets: Vec<BTreeSet<&str>> = routes
        .iter()
        .map(|route| route.to.iter().map(AsRef::as_ref).collect())
        .collect();
    let all: BTreeSet<&str> = sets.iter().flatten().copied().collect();
    let mut shared = all.clone();
    shared.retain(|code| sets.iter().all(|set| set.contains(code)));
    let only_itself_more = routes.iter().zip(&sets).all(|(route, set)| {
        let more: Vec<&str> = set.difference(&shared).copied().collect();
        more.is_empty()
            || (route.from.len() == 1 && more.iter().all(|code| *code == &*route.from[0]))
    });
    let owned = |set: BTreeSet<&str>| set.into_iter().map(str::to_owned).collect();
    if regions.is_empty() && shared.len() < all.len() && !shared.is_empty() && only_itself_more {
        return Some(Destinations::AndSource(owned(shared)));
    }
    Some(Destinations::Regions(owned(all)))
}
