//! From which Regions an inference profile can be called, and in which it then processes data.
//!
//! A profile's own routes answer; the list of its scope is used only if they are not known to be complete, and
//! never for where data goes.

use crate::catalog::model::{Catalog, Profile, Route};
use crate::catalog::shipped::Text;

impl Profile {
    /// What applies to requests from a Region; absent where the catalog lists no such route.
    pub fn route_from(&self, region: &str) -> Option<&Route> {
        self.routes
            .iter()
            .find(|route| route.from.iter().any(|from| from == region))
    }

    /// The routes, with this one instead of those of its source Regions.
    pub(in crate::catalog) fn put_route(&mut self, route: Route) {
        let routes = self.routes.to_mut();
        for old in routes.iter_mut() {
            old.from
                .to_mut()
                .retain(|region| !route.from.contains(region));
        }
        routes.retain(|old| !old.from.is_empty());
        routes.push(route);
        routes.sort_by(|a, b| a.from.cmp(&b.from));
    }
}

impl Catalog {
    /// Whether a profile can be called from a Region, as far as the catalog knows. Of a scope that it does not know, it
    /// can.
    pub fn can_call(&self, profile: &Profile, region: &str) -> bool {
        if profile.route_from(region).is_some() {
            return true;
        }
        if profile.routes_are_whole {
            return false;
        }
        self.scope(&profile.scope).is_none()
            || self.regions_of_scope(&profile.scope).contains(&region)
    }

    /// The Regions from which a profile can be called, sorted.
    pub fn callable_from<'a>(&'a self, profile: &'a Profile) -> Vec<&'a str> {
        let mut regions: Vec<&str> = profile
            .routes
            .iter()
            .flat_map(|route| texts(&route.from))
            .collect();
        if !profile.routes_are_whole {
            regions.extend(self.regions_of_scope(&profile.scope));
        }
        regions.sort_unstable();
        regions.dedup();
        regions
    }
}

fn texts(of: &[Text]) -> impl Iterator<Item = &str> {
    of.iter().map(AsRef::as_ref)
}
