//! Which Regions a reference is used in, and what applies to a model there.

use jiff::civil::Date;

use crate::catalog::{Catalog, Lifecycle, Model, OnDemand, Scope, Stage, Text};
use crate::finding::{RegionSource, RegionVerdict};
use crate::judge::Policy;
use crate::model_id::{ModelId, Partition, ProfileScope, Region};
use crate::reference::{Found, RegionOrigin};

/// The Regions found for a reference.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Asked {
    /// The Regions; empty if none was found.
    pub(crate) regions: Vec<Region>,
    /// Their source.
    pub(crate) source: Option<RegionSource>,
    /// Whether the reference is used in all of these Regions. Of those of a scope, it is used in some.
    pub(crate) explicit: bool,
    /// The scope whose Regions they are, where it alone limits them.
    pub(crate) scope: Option<ProfileScope>,
}

impl Asked {
    fn explicit(regions: Vec<Region>, source: RegionSource) -> Self {
        Self {
            regions,
            source: Some(source),
            explicit: true,
            scope: None,
        }
    }

    /// The Region and its source, if there is exactly one.
    pub(crate) fn single(&self) -> Option<(Region, RegionSource)> {
        match (self.regions.as_slice(), self.source) {
            ([region], Some(source)) => Some((region.clone(), source)),
            _ => None,
        }
    }

    /// The Regions that alone decide.
    pub(crate) fn deciding(&self) -> &[Region] {
        if self.explicit { &self.regions } else { &[] }
    }

    /// The partition of the Regions; the commercial one if none exist.
    pub(crate) fn partition(&self) -> Partition {
        self.regions.first().map_or(Partition::Aws, Partition::of)
    }
}

/// The Regions of a reference, from the most reliable source: the ARN or router prefix, the user's Regions, the call or
/// block around it. A profile's scope limits the latter two, and is the source if there is neither.
pub(crate) fn asked(found: &Found, text: &str, catalog: &Catalog, policy: &Policy) -> Asked {
    if let Some((region, origin)) = &found.region
        && *origin != RegionOrigin::Nearby
    {
        return Asked::explicit(vec![region.clone()], RegionSource::Text(*origin));
    }
    let (bounds, bounds_from) = bounds(found, text, catalog);
    // A Region of the scope from which the profile cannot be called counts, too: there the call fails.
    let of_scope = found
        .scope
        .as_ref()
        .and_then(|scope| catalog.scope(scope.as_str()));
    let in_scope = |region: &Region| of_scope.is_some_and(|scope| names(&scope.regions, region));
    let within =
        |region: &&Region| bounds.is_empty() || bounds.contains(region) || in_scope(region);

    let user: Vec<Region> = policy.regions.iter().filter(within).cloned().collect();
    if !user.is_empty() {
        return Asked::explicit(user, policy.regions_from);
    }
    if let Some((region, origin)) = &found.region
        && within(&region)
    {
        return Asked::explicit(vec![region.clone()], RegionSource::Text(*origin));
    }
    let source = (!bounds.is_empty()).then_some(bounds_from);
    Asked {
        regions: bounds,
        source,
        explicit: false,
        scope: found.scope.clone(),
    }
}

/// The Regions from which a profile can be called, or those of its scope if they are not known; outside the commercial
/// partition, those of the ARN's partition.
fn bounds(found: &Found, text: &str, catalog: &Catalog) -> (Vec<Region>, RegionSource) {
    if let Some(scope) = found
        .scope
        .as_ref()
        .and_then(|scope| catalog.scope(scope.as_str()))
    {
        // `global` sets no limit.
        let callable = if scope.regions.is_empty() {
            Vec::new()
        } else {
            callable_from(found, scope, catalog)
        };
        return (callable, RegionSource::Scope);
    }
    let partition = Partition::ALL
        .into_iter()
        .find(|p| *p != Partition::Aws && text.starts_with(&format!("arn:{}:", p.as_str())));
    let Some(partition) = partition else {
        return (Vec::new(), RegionSource::Scope);
    };
    let mut regions = owned(&catalog.regions);
    regions.retain(|region| Partition::of(region) == partition);
    (regions, RegionSource::Text(RegionOrigin::Arn))
}

fn callable_from(found: &Found, scope: &Scope, catalog: &Catalog) -> Vec<Region> {
    let profile = |id: &ModelId| catalog.model(id.as_str())?.profile(&scope.id);
    let profiles: Option<Vec<_>> = found.models.iter().map(profile).collect();
    let Some(profiles) = profiles.filter(|profiles| !profiles.is_empty()) else {
        return owned(&scope.regions);
    };
    let mut codes: Vec<&str> = profiles
        .into_iter()
        .flat_map(|profile| catalog.callable_from(profile))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes.into_iter().map(Region::new).collect()
}

fn owned(codes: &[Text]) -> Vec<Region> {
    codes
        .iter()
        .map(|code| Region::new(code.as_ref()))
        .collect()
}

/// What applies to one model in the Regions found.
#[derive(Clone, Debug)]
pub(crate) struct ModelVerdict<'a> {
    pub(crate) model: &'a Model,
    /// The ID as reported: the base ID, or the variant in the text.
    pub(crate) id: String,
    /// The dates that decide.
    pub(crate) lifecycle: &'a Lifecycle,
    pub(crate) stage: Stage,
    /// The Regions whose own dates decide. Empty if the main dates do, and if all Regions of a scope that have dates share
    /// them.
    pub(crate) regions: Vec<Region>,
    /// Regions whose dates differ from the deciding ones.
    pub(crate) others: Vec<RegionVerdict>,
    /// Regions outside the commercial partition for which the catalog has no dates.
    pub(crate) undated: Vec<Region>,
    /// Regions in which the catalog knows that the model is not offered.
    pub(crate) not_offered: Vec<Region>,
}

/// Judges a model in the Regions found: the worst dates that can apply in one of them decide.
pub(crate) fn verdict<'a>(
    model: &'a Model,
    variant: Option<&ModelId>,
    asked: &Asked,
    catalog: &Catalog,
    as_of: Date,
) -> ModelVerdict<'a> {
    let spelling = variant.and_then(|id| model.variants.iter().find(|v| v.id == id.as_str()));
    let own = spelling.and_then(|variant| variant.lifecycle.as_ref());
    let main = own.unwrap_or(&model.lifecycle);
    // A variant with its own dates shares none of the base model's regional dates.
    let regional = |region: &Region| {
        own.is_none()
            .then(|| model.lifecycle_in(region.as_str()))
            .flatten()
    };

    // A profile of which the catalog knows nothing can be called from Regions of which it knows nothing.
    let is_known = asked
        .scope
        .as_ref()
        .is_some_and(|scope| model.profile(scope.as_str()).is_some());
    let applied = asked.regions.iter().map(regional);
    let possible: Vec<&Lifecycle> = if !is_known || !lists_main_regions(model, main) {
        applied.map(|dates| dates.unwrap_or(main)).collect()
    } else {
        applied.flatten().collect()
    };
    let worse = |worst, next| {
        if is_worse(next, worst, as_of) {
            next
        } else {
            worst
        }
    };
    let lifecycle = possible.into_iter().reduce(worse).unwrap_or(main);

    let compared: Vec<Region> = match asked.regions.as_slice() {
        [] if own.is_none() => model
            .regions
            .iter()
            .map(|r| Region::new(r.region.as_ref()))
            .collect(),
        regions => regions.to_vec(),
    };
    let differs = |dates: &Lifecycle| {
        dates.stage(as_of) != lifecycle.stage(as_of) || eol_day(dates) != eol_day(lifecycle)
    };
    let others: Vec<RegionVerdict> = compared
        .into_iter()
        .filter_map(|region| {
            let dates = if asked.explicit {
                regional(&region).unwrap_or(main)
            } else {
                regional(&region)?
            };
            let stage = dates.stage(as_of);
            differs(dates).then(|| RegionVerdict {
                region,
                stage,
                lifecycle: dates.clone(),
            })
        })
        .collect();
    let is_named = asked.explicit || (!lifecycle.same_days(main) && !others.is_empty());
    let shares = |region: &&Region| regional(region).is_some_and(|dates| !differs(dates));
    let regions = if is_named {
        asked.regions.iter().filter(shares).cloned().collect()
    } else {
        Vec::new()
    };
    let undated = asked
        .regions
        .iter()
        .filter(|region| Partition::of(region) != Partition::Aws && regional(region).is_none())
        .cloned()
        .collect();
    let not_offered = asked
        .deciding()
        .iter()
        .filter(|region| !knows_offer(model, region, catalog))
        .cloned()
        .collect();
    let id = spelling
        .map_or(&model.id, |variant| &variant.id)
        .to_string();
    let stage = lifecycle.stage(as_of);
    ModelVerdict {
        model,
        id,
        lifecycle,
        stage,
        regions,
        others,
        undated,
        not_offered,
    }
}

impl ModelVerdict<'_> {
    /// The Regions in a finding: each that the user or the text sets, else those that differ.
    pub(crate) fn regions(&self, asked: &Asked, as_of: Date) -> Vec<RegionVerdict> {
        if !asked.explicit {
            return self.others.clone();
        }
        let dates = |region: &Region| {
            let other = self.others.iter().find(|other| other.region == *region);
            other
                .map_or(self.lifecycle, |other| &other.lifecycle)
                .clone()
        };
        let verdict = |region: &Region| {
            let lifecycle = dates(region);
            RegionVerdict {
                region: region.clone(),
                stage: lifecycle.stage(as_of),
                lifecycle,
            }
        };
        asked.regions.iter().map(verdict).collect()
    }
}

fn is_worse(dates: &Lifecycle, than: &Lifecycle, as_of: Date) -> bool {
    let rank = |dates: &Lifecycle| {
        let days = dates.days_to_eol(as_of).unwrap_or(i32::MAX);
        (dates.stage(as_of), std::cmp::Reverse(days))
    };
    rank(dates) > rank(than)
}

/// Whether the catalog lists the Regions in which a model's main dates apply: some have the same dates as rows of their
/// own. Then they do not apply in a Region without a row: AWS's tables leave out Regions that never offered the model.
fn lists_main_regions(model: &Model, main: &Lifecycle) -> bool {
    let is_main = |dates: &Lifecycle| dates.eol.is_some() && dates.same_days(main);
    model.regions.iter().any(|of| is_main(&of.lifecycle))
}

fn eol_day(dates: &Lifecycle) -> Option<Date> {
    dates.eol.as_ref().map(|eol| eol.day)
}

/// Whether a list of Region codes contains a Region.
pub(crate) fn names(codes: &[Text], region: &Region) -> bool {
    codes.iter().any(|code| code == region.as_str())
}

/// Whether the catalog lists a model in a Region: by dates, by either endpoint, by a profile that can be called from
/// there, or by its bare ID. If the list of Regions is incomplete, the answer is yes.
pub(crate) fn knows_offer(model: &Model, region: &Region, catalog: &Catalog) -> bool {
    let bare = match &model.on_demand {
        OnDemand::Yes {
            regions,
            note: None,
        } => regions.is_empty() || names(regions, region),
        OnDemand::No => model.profiles.is_empty(),
        OnDemand::Yes { .. } | OnDemand::Unknown => true,
    };
    let in_region = names(&model.mantle_only, region) || names(&model.unsettled_endpoint, region);
    bare || in_region
        || model.lifecycle_in(region.as_str()).is_some()
        || model
            .profiles
            .iter()
            .any(|profile| catalog.can_call(profile, region.as_str()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// The main dates apply to a Region of the scope without a row, unless the rows list where they do.
    #[test]
    fn main_dates_apply_to_the_regions_of_a_scope_that_may_share_them() {
        let catalog = Catalog::embedded();
        let listed = catalog
            .model("anthropic.claude-3-5-sonnet-20240620-v1:0")
            .expect("a model");
        let mut unlisted = listed.clone();
        unlisted
            .regions
            .to_mut()
            .retain(|of| !of.lifecycle.same_days(&listed.lifecycle));
        let eol_of = |model: &Model, scope: &str, codes: &[&str]| {
            let asked = Asked {
                regions: codes.iter().copied().map(Region::new).collect(),
                source: Some(RegionSource::Scope),
                explicit: false,
                scope: Some(ProfileScope::new(scope)),
            };
            let verdict = verdict(model, None, &asked, catalog, date(2026, 4, 15));
            eol_day(verdict.lifecycle).map(|day| day.to_string())
        };
        let (main, own) = (Some("2026-03-01".to_owned()), Some("2026-07-30".to_owned()));
        let eol = |model: &Model, codes: &[&str]| eol_of(model, "apac", codes);
        assert_eq!(eol(listed, &["ap-northeast-1", "ap-northeast-3"]), own);
        assert_eq!(eol(&unlisted, &["ap-northeast-1", "ap-northeast-3"]), main);
        assert_eq!(eol(&unlisted, &["ap-northeast-1", "ap-southeast-2"]), own);
        assert_eq!(eol(listed, &["ap-northeast-3"]), main);
        // The model has no such profile.
        let of_japan = eol_of(listed, "jp", &["ap-northeast-1", "ap-northeast-3"]);
        assert_eq!(of_japan, main);
    }
}
