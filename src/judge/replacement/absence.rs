//! Why no model can replace the old one, and what the user can do about it.

use super::{MissingReplacement, Refused, Wanted};
use crate::catalog::{Model, OnDemand, Text};
use crate::judge::candidate::is_listed;
use crate::judge::reach::{self, Destinations, scopes_of};
use crate::judge::region::{self, Asked};
use crate::judge::wording;
use crate::model_id::{Partition, Region};

/// How many rejected models the reason lists.
const REASONS: usize = 3;

impl Wanted<'_> {
    /// The reason if the catalog has no model at all in the Regions found, as in China.
    pub(super) fn nothing_here(&self, old: &Model) -> Option<MissingReplacement> {
        let regions = self.asked.deciding();
        let offered = |region: &Region| {
            self.catalog
                .models
                .iter()
                .any(|model| is_listed(model, region))
        };
        if old.no_replacement.is_some() || regions.is_empty() || regions.iter().any(offered) {
            return None;
        }
        let reason = format!(
            "The catalog has no model that is offered in {}.",
            wording::regions(regions)
        );
        Some(MissingReplacement { reason })
    }

    /// Why neither the bare ID nor a profile works in the Regions found.
    pub(super) fn not_here(&self, new: &Model) -> String {
        let id = wording::code(&new.id);
        let asked: Vec<String> = self
            .asked
            .deciding()
            .iter()
            .map(Region::to_string)
            .collect();
        let asked = wording::list(&asked, "or");
        let all_in = |codes: &[Text]| {
            self.asked
                .deciding()
                .iter()
                .all(|region| region::names(codes, region))
        };
        match &new.on_demand {
            _ if asked.is_empty() => format!("{id} has no inference profile"),
            _ if all_in(&new.mantle_only) => {
                format!("{id} is offered in {asked} only through bedrock-mantle")
            }
            _ if all_in(&new.unsettled_endpoint) => {
                format!(
                    "{id} is offered in {asked}, but no source states whether its bare ID can be invoked there"
                )
            }
            OnDemand::Yes { regions, .. } if !regions.is_empty() => {
                let offered: Vec<String> = regions.iter().map(ToString::to_string).collect();
                let offered = wording::list(&offered, "and");
                if scopes_of(new).is_empty() {
                    return format!("{id} is offered in {offered}, not in {asked}");
                }
                format!(
                    "no known profile of {id} can be called from {asked}, and its bare ID can be invoked only in {offered}"
                )
            }
            _ if !scopes_of(new).is_empty() => {
                format!("no known profile of {id} can be called from {asked}")
            }
            _ => format!("{id} is not known to be offered in {asked}"),
        }
    }

    /// Why none of the models that the catalog lists is a replacement.
    pub(super) fn missing(&self, old: &Model, refused: &[Refused]) -> MissingReplacement {
        if let Some(why) = &old.no_replacement {
            return MissingReplacement {
                reason: format!("There is no replacement. {}", wording::sentence(why)),
            };
        }
        if refused.is_empty() {
            let reason = "Neither AWS nor this catalog lists a replacement.".to_owned();
            return MissingReplacement { reason };
        }
        let shown = &refused[..refused.len().min(REASONS)];
        let clauses = alike(shown);
        let clauses = clauses.join("; ");
        let reason = match self.choice(shown) {
            // What to do comes first: the reasons are long.
            Some(choice) => format!(
                "No single replacement.{choice} {}",
                wording::sentence(&clauses)
            ),
            None => {
                let elsewhere = self.elsewhere(old, refused).unwrap_or_default();
                format!("No suitable replacement: {clauses}.{elsewhere}")
            }
        };
        MissingReplacement { reason }
    }

    /// A Region from which the best candidate can be called that is rejected only because of the Regions found; if
    /// possible, one in the same area.
    pub(super) fn elsewhere(&self, old: &Model, refused: &[Refused]) -> Option<String> {
        let [here, ..] = self.asked.deciding() else {
            return None;
        };
        let area = |code: &str| code.split('-').next().map(str::to_owned);
        let candidates = refused
            .iter()
            .filter_map(|refused| refused.elsewhere.as_deref());
        let mut offers = candidates
            .filter_map(|id| self.catalog.model(id))
            .flat_map(|model| self.offers(old, model));
        let same_partition = |(region, _): &(&str, String)| {
            Partition::of(&Region::new(*region)) == Partition::of(here)
        };
        let all: Vec<(&str, String)> = offers.by_ref().filter(same_partition).collect();
        let near = all
            .iter()
            .find(|(region, _)| area(region) == area(here.as_str()));
        let (region, id) = near.or(all.first())?;
        let id = self.first_in(old, region).unwrap_or_else(|| id.clone());
        Some(format!(
            " In {region}, {} can be called.",
            wording::code(id)
        ))
    }

    /// The Regions in which the endpoint of the old model offers a new one, each with the ID to call.
    fn offers<'m>(&self, old: &Model, new: &'m Model) -> Vec<(&'m str, String)> {
        if !self.is_through_mantle(old) {
            return reach::offers(new);
        }
        let regions = new.mantle_regions();
        regions
            .map(|code| (code.as_ref(), new.id.to_string()))
            .collect()
    }

    /// The ID of the replacement that a call from a Region gets.
    fn first_in(&self, old: &Model, region: &str) -> Option<String> {
        let asked = Asked {
            regions: vec![Region::new(region)],
            source: None,
            explicit: true,
            scope: None,
        };
        let there = Wanted {
            asked: &asked,
            ..*self
        };
        let candidates = there.candidates(&there.verdict(old));
        let first = candidates.best(self.policy.replacement)?;
        let (link, way) = &candidates.valid[first];
        Some(way.id_of(link.model))
    }

    /// What to choose by, if more than one scope would work.
    pub(super) fn choice(&self, refused: &[Refused]) -> Option<String> {
        let mut each: Vec<(&str, &Destinations)> = Vec::new();
        for (scope, data) in refused.iter().flat_map(|refused| &refused.scopes) {
            if let Some(data) = data
                .as_ref()
                .filter(|_| each.iter().all(|(known, _)| known != scope))
            {
                each.push((scope, data));
            }
        }
        if each.len() < 2 {
            return None;
        }
        each.sort_by_key(|(scope, _)| (*scope == "global", *scope));
        let each: Vec<String> = each
            .iter()
            .map(|(scope, data)| format!("`{scope}.` in {data}"))
            .collect();
        Some(format!(
            " Choose a profile by the Regions in which it processes data: {}.",
            each.join("; ")
        ))
    }
}

/// Why each model is refused; those that are refused for the same reason in one clause: `` `a` and `b` are offered in
/// us-west-2, not in us-east-1``.
fn alike(refused: &[Refused]) -> Vec<String> {
    const BE: &str = " is ";
    let mut clauses: Vec<(Vec<&str>, &str)> = Vec::new();
    for why in refused.iter().map(|refused| refused.why.as_str()) {
        let (subject, rest) = why.split_once(BE).unwrap_or(("", why));
        let is_model = subject.len() > 2 && subject.starts_with('`') && subject.ends_with('`');
        let (subjects, rest) = if is_model && !subject.contains(' ') {
            (vec![subject], rest)
        } else {
            (Vec::new(), why)
        };
        let known = clauses
            .iter_mut()
            .find(|(of, known)| !of.is_empty() && !subjects.is_empty() && *known == rest);
        match known {
            Some((of, _)) => of.extend(subjects),
            None => clauses.push((subjects, rest)),
        }
    }
    let words = |(of, rest): (Vec<&str>, &str)| match of.as_slice() {
        [] => rest.to_owned(),
        [one] => format!("{one}{BE}{rest}"),
        several => {
            let names: Vec<String> = several.iter().map(ToString::to_string).collect();
            format!("{} are {rest}", wording::list(&names, "and"))
        }
    };
    clauses.into_iter().map(words).collect()
}
