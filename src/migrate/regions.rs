//! The Regions in which a project uses the old model, and how the new one is called from them.

use std::collections::BTreeMap;

use super::location::{LocationGroup, PlanLocation};
use crate::catalog::{Catalog, Evidence, Model, OnDemand};
use crate::finding::{RegionSource, Related, RelatedRole};
use crate::judge::{Destinations, covering, destinations, scopes_of};
use crate::model_id::{Partition, Region};

/// A Region in which the project uses the old model.
#[derive(Clone, Debug)]
pub struct RegionUse {
    /// The Region.
    pub region: Region,
    /// Locations that are used in it alone, without documentation and recordings.
    pub locations: usize,
    /// Whether only other files of the project set it.
    pub is_of_project: bool,
    /// How the new model is called from it; empty if it cannot be called.
    pub calls: Vec<CallFrom>,
}

/// A way to call the new model from a Region.
#[derive(Clone, Debug)]
pub struct CallFrom {
    /// The ID to call.
    pub id: String,
    /// Whether the catalog lists the Region for it; absent if the catalog does not know all of its Regions.
    pub is_listed: Option<bool>,
    /// Where requests are processed, as the complement of "in"; absent if it is not known.
    pub data: Option<String>,
    /// The action that a policy has to allow.
    pub action: &'static str,
    /// The ARNs on which a policy has to allow it; empty if the destination Regions are not known.
    pub arns: Vec<String>,
}

/// Placeholder for the account in an ARN.
const ACCOUNT: &str = "ACCOUNT_ID";

/// What calls through bedrock-runtime need, streams included.
const INVOKE: &str = "bedrock:InvokeModel*";

/// What calls through bedrock-mantle need: "Making inference requests" in the user guide of Amazon Bedrock.
const CREATE_INFERENCE: &str = "bedrock-mantle:CreateInference";

/// The ID by which a model is called through the profile of a scope, or by its bare ID.
pub(super) fn id_in(scope: Option<&str>, model: &str) -> String {
    scope.map_or_else(|| model.to_owned(), |scope| format!("{scope}.{model}"))
}

/// The Regions of the locations that run, by code. Where the files of the project set several, none of them decides.
pub(super) fn regions(
    locations: &[PlanLocation],
    new: Option<&Model>,
    catalog: &Catalog,
) -> Vec<RegionUse> {
    let mut uses: BTreeMap<&str, RegionUse> = BTreeMap::new();
    for location in locations.iter().filter(|location| location.group.calls()) {
        let [(region, is_of_project)] = regions_of(location)[..] else {
            continue;
        };
        let used = uses.entry(region.as_str()).or_insert_with(|| RegionUse {
            region: region.clone(),
            locations: 0,
            is_of_project: true,
            calls: Vec::new(),
        });
        used.locations += 1;
        used.is_of_project &= is_of_project;
        let Some(call) = new.and_then(|new| call_from(location, region, new)) else {
            continue;
        };
        if !used.calls.iter().any(|known| known.id == call.id) {
            used.calls.push(call);
        }
    }
    for used in uses.values_mut() {
        if used.calls.is_empty()
            && let Some(new) = new
        {
            used.calls.extend(call_to_allow(&used.region, new, catalog));
        }
        used.calls.sort_by(|a, b| a.id.cmp(&b.id));
    }
    uses.into_values().collect()
}

/// The way to call a model from a Region in which only policies mention the old one: through the narrowest profile that can
/// be called from there, else by the bare ID.
fn call_to_allow(region: &Region, new: &Model, catalog: &Catalog) -> Option<CallFrom> {
    let asked = std::slice::from_ref(region);
    let scope = covering(new, &scopes_of(new), asked, catalog);
    if scope.is_none() && is_listed(new, None, region) != Some(true) {
        return None;
    }
    Some(call(new, scope, region))
}

/// The Region that the text or the user sets; without one, those that other files of the project set.
pub(super) fn regions_of(location: &PlanLocation) -> Vec<(&Region, bool)> {
    if let Some((region, source)) = &location.reference.region
        && *source != RegionSource::Scope
    {
        return vec![(region, false)];
    }
    let related = location.finding.iter().flat_map(|finding| &finding.related);
    let mut regions: Vec<(&Region, bool)> = related
        .filter(|related| related.role == RelatedRole::Region)
        .filter_map(|related: &Related| Some((related.region.as_ref()?, true)))
        .collect();
    regions.sort();
    regions.dedup();
    regions
}

fn call_from(location: &PlanLocation, region: &Region, new: &Model) -> Option<CallFrom> {
    let chosen = location.finding.as_ref()?.replacement.as_deref()?;
    let is_open = chosen.scope.is_none() && chosen.call != crate::catalog::Call::OnDemand;
    let is_policy = location.group == LocationGroup::Policy;
    if chosen.model.as_str() != new.id.as_ref() || is_open || is_policy {
        return None;
    }
    if chosen.through_mantle {
        return Some(call_through_mantle(new, region));
    }
    Some(call(new, chosen.scope.as_deref(), region))
}

/// The call of a model through bedrock-mantle, whose permissions are about projects and not about models.
fn call_through_mantle(new: &Model, region: &Region) -> CallFrom {
    let partition = Partition::of(region).as_str();
    CallFrom {
        id: new.id.to_string(),
        is_listed: Some(new.mantle_regions().any(|code| **code == *region.as_str())),
        data: Some(region.to_string()),
        action: CREATE_INFERENCE,
        arns: vec![format!(
            "arn:{partition}:bedrock-mantle:{region}:{ACCOUNT}:project/*"
        )],
    }
}

fn call(new: &Model, scope: Option<&str>, region: &Region) -> CallFrom {
    let asked = std::slice::from_ref(region);
    let to = scope.and_then(|scope| destinations(new, scope, asked));
    CallFrom {
        id: id_in(scope, &new.id),
        is_listed: is_listed(new, scope, region),
        data: match scope {
            None => Some(region.to_string()),
            Some(_) => to.as_ref().map(ToString::to_string),
        },
        action: INVOKE,
        arns: arns(new, scope, region, to.as_ref()),
    }
}

fn is_listed(new: &Model, scope: Option<&str>, region: &Region) -> Option<bool> {
    let Some(scope) = scope else {
        return match &new.on_demand {
            OnDemand::Yes { regions, .. } if regions.is_empty() => None,
            OnDemand::Yes { regions, .. } => {
                Some(regions.iter().any(|code| code == region.as_str()))
            }
            OnDemand::No => Some(false),
            OnDemand::Unknown => None,
        };
    };
    let profile = new.profile(scope)?;
    match profile.route_from(region.as_str()) {
        Some(_) => Some(profile.evidence == Evidence::Aws),
        None => profile.routes_are_whole.then_some(false),
    }
}

/// What a policy has to allow: the profile in the source Region, and the model in each destination.
fn arns(
    new: &Model,
    scope: Option<&str>,
    region: &Region,
    to: Option<&Destinations>,
) -> Vec<String> {
    let partition = Partition::of(region).as_str();
    let model = |region: &str| {
        format!(
            "arn:{partition}:bedrock:{region}::foundation-model/{}",
            new.id
        )
    };
    let Some(scope) = scope else {
        return vec![model(region.as_str())];
    };
    let profile = format!(
        "arn:{partition}:bedrock:{region}:{ACCOUNT}:inference-profile/{scope}.{}",
        new.id
    );
    let mut destinations: Vec<String> = match to {
        None => return Vec::new(),
        Some(Destinations::Any(_)) if scope == "global" => vec![region.to_string(), String::new()],
        Some(Destinations::Any(_)) => vec!["*".to_owned()],
        Some(Destinations::Regions(regions)) => regions.clone(),
        Some(Destinations::AndSource(regions)) => {
            let mut all = regions.clone();
            all.push(region.to_string());
            all
        }
    };
    destinations.sort();
    destinations.dedup();
    std::iter::once(profile)
        .chain(destinations.iter().map(|region| model(region)))
        .collect()
}
