//! Chooses the model to migrate to, from the catalog and the reference.
//!
//! A replacement is Active on the day and for [`DAYS_OF_USE`] days after, has the same modality and inputs, is offered in
//! the same geography, and can be invoked in the form found. If there is none, the reason is reported.

use jiff::ToSpan as _;

use super::candidate::{
    dimensions, geographies, inputs, is_listed, listed_profiles, lost, other_purpose, takes_less,
};
use super::choice::{Merits, rejected_words, rejects};
use crate::catalog::{Catalog, Input, Model, NamedBy, OnDemand, Replacement, Stage, Text};
use crate::detect::{Context, Form, Match, Purpose, Resolution};
use crate::finding::{ChosenReplacement, PriceComparison, ReplacementPolicy, RunnerUp};
use crate::judge::price;
use crate::judge::reach::{self, Destinations, scopes_of};
use crate::judge::region::{self, Asked, ModelVerdict};
use crate::judge::rewrite::{Rewritten, Way};
use crate::judge::{Case, Policy, wording};
use crate::model_id::{ModelId, Partition, Region};

/// Days that a replacement must remain available after the later of today and the old model's End-of-Life.
pub const DAYS_OF_USE: i64 = 180;
/// Inputs that most calls of a model do not use. A model without image input can replace one with it, with a note; one
/// without video input cannot help users who send video.
const DISPENSABLE: [Input; 1] = [Input::Image];
/// How many rejected models the reason lists.
const REASONS: usize = 3;

/// Why there is no replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingReplacement {
    /// In a sentence or two, for the user.
    pub reason: String,
}

/// The replacement of a model for an occurrence without a finding, for `explain` and the tests.
///
/// # Errors
/// The reason why no model qualifies.
pub fn replacement_for(
    model: &Model,
    found: &Match,
    text: &str,
    catalog: &Catalog,
    policy: &Policy,
) -> Result<ChosenReplacement, MissingReplacement> {
    let asked = region::asked(found, text, catalog, policy);
    let verdict = region::verdict(model, found.variant.as_ref(), &asked, catalog, policy.as_of);
    Wanted { found, text, asked: &asked, policy, catalog }.choose(&verdict)
}

/// The replacement of the worst model of a case.
pub(crate) fn choose(
    verdict: &ModelVerdict<'_>,
    case: &Case<'_>,
) -> Result<ChosenReplacement, MissingReplacement> {
    Wanted {
        found: case.found,
        text: case.text,
        asked: case.asked,
        policy: case.policy,
        catalog: case.catalog,
    }
    .choose(verdict)
}

/// What the reference requires of a replacement.
struct Wanted<'a> {
    found: &'a Match,
    text: &'a str,
    asked: &'a Asked,
    policy: &'a Policy,
    catalog: &'a Catalog,
}

/// Why a model of the chain is not a replacement.
struct Refused {
    /// A clause: "`x` is itself Legacy".
    why: String,
    /// Scopes that would work, other than the one requested, with where they process data: only the user can choose among
    /// them.
    scopes: Vec<(String, Option<Destinations>)>,
    /// The base ID of the model, where only the Regions in question speak against it.
    elsewhere: Option<String>,
}

impl From<String> for Refused {
    fn from(why: String) -> Self {
        Self { why, scopes: Vec::new(), elsewhere: None }
    }
}

/// A model that the chain of replacements leads to.
struct Link<'a> {
    model: &'a Model,
    named_by: NamedBy,
    drop_in: bool,
    note: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    fn choose(&self, old: &ModelVerdict<'_>) -> Result<ChosenReplacement, MissingReplacement> {
        if self.found.purpose == Purpose::Comparison {
            let reason = "No model is invoked here: the ID is only compared with. Remove the comparison once nothing sends the ID.";
            return Err(MissingReplacement { reason: reason.to_owned() });
        }
        let for_calls = self.choose_for_calls(old);
        let Some(reason) = other_purpose(self.found.purpose) else { return for_calls };
        if old.model.no_replacement.is_some() {
            return for_calls;
        }
        let mut reason = reason.to_owned();
        if let Ok(chosen) = for_calls {
            let name = self.catalog.model(chosen.model.as_str()).map_or("", |model| model.name.as_ref());
            reason.push_str(&format!(" For on-demand calls, the replacement is {name}."));
        }
        Err(MissingReplacement { reason })
    }

    /// The replacement for callers of the model.
    fn choose_for_calls(&self, old: &ModelVerdict<'_>) -> Result<ChosenReplacement, MissingReplacement> {
        let mut valid: Vec<(Link<'_>, Way)> = Vec::new();
        let mut refused = Vec::new();
        for link in self.chain(old.model) {
            match self.check(old, link.model) {
                Err(why) => refused.push(why),
                Ok(way) => valid.push((link, way)),
            }
        }
        let merits: Vec<Merits> =
            valid.iter().map(|(link, way)| self.merits(old.model, link.model, way)).collect();
        // Of equal ones the first, in the catalog's order.
        let best = |policy| (0..valid.len()).min_by_key(|at| merits[*at].key(policy));
        let (Some(first), Some(by_other)) =
            (best(self.policy.replacement), best(self.policy.replacement.other()))
        else {
            return Err(self.nothing_here(old.model).unwrap_or_else(|| self.missing(old.model, &refused)));
        };
        let next = (0..valid.len())
            .filter(|at| *at != first)
            .min_by_key(|at| (*at != by_other, merits[*at].key(self.policy.replacement)));
        let policies_differ = first != by_other;
        let place = Rewritten { found: self.found, text: self.text, catalog: self.catalog };
        let runner_up = next.map(|at| {
            let (next, way) = &valid[at];
            RunnerUp {
                model: ModelId::new(next.model.id.clone()),
                text: place.write(&old.model.id, next.model, way).0,
                policy: policies_differ.then(|| self.policy.replacement.other()),
                note: policies_differ
                    .then(|| self.distinction(old.model, next.model, valid[first].0.model))
                    .flatten(),
            }
        });
        let cheaper_fits = merits.iter().any(|merits| !merits.is_dearer());
        let (link, way) = valid.swap_remove(first);
        let (text, naming_note) = place.write(&old.model.id, link.model, &way);
        let price = self.price(old.model, link.model, &way);
        let notes: Vec<String> = [
            dimensions(old.model, link.model),
            link.note.map(wording::sentence),
            rejects(old.model, link.model, self.catalog),
            takes_less(old.model, link.model),
            price.as_ref().and_then(price::ratio).and_then(|ratio| ratio.sentence(cheaper_fits)),
            self.taken_in(link.model, &way),
            self.scope_elsewhere(old.model, link.model, &way),
            match &way {
                Way::Profile { note, .. } => note.clone(),
                Way::KeepScope => Some(listed_profiles(link.model)),
                Way::Bare => None,
            },
            naming_note,
        ]
        .into_iter()
        .flatten()
        .collect();
        Ok(ChosenReplacement {
            model: ModelId::new(link.model.id.clone()),
            text,
            call: way.call(),
            scope: match &way {
                Way::Profile { scope, .. } => Some(scope.clone()),
                Way::Bare | Way::KeepScope => None,
            },
            named_by: link.named_by,
            drop_in: link.drop_in,
            eol: self.verdict(link.model).lifecycle.eol.as_ref().map(|eol| eol.day),
            price,
            policy: policies_differ.then_some(self.policy.replacement),
            runner_up,
            note: (!notes.is_empty()).then(|| notes.join(" ")),
        })
    }

    fn merits(&self, old: &Model, new: &Model, way: &Way) -> Merits {
        let dates = self.verdict(new).lifecycle;
        let price = self.price(old, new, way).as_ref().and_then(price::ratio);
        Merits::of(old, new, dates, self.leaves(way), price.as_ref(), (self.policy.as_of, self.catalog))
    }

    /// What distinguishes the choice of the other policy from the first one, a clause.
    fn distinction(&self, old: &Model, new: &Model, first: &Model) -> Option<String> {
        let rejected = |model: &Model| rejected_words(old, model, self.catalog);
        let more = |of: &Model, than: &Model| {
            let known = rejected(than);
            let more: Vec<String> = rejected(of).into_iter().filter(|words| !known.contains(words)).collect();
            (!more.is_empty()).then(|| more.join(", and "))
        };
        let floor = new.lifecycle.eol_not_before.as_ref().filter(|floor| floor.day > self.policy.as_of);
        let clauses: Vec<String> = match self.policy.replacement {
            ReplacementPolicy::LeastChange => {
                let floor = floor.map(|floor| format!("no End-of-Life before {}", floor.day));
                let rejected = more(new, first).map(|words| format!("rejects {words} (HTTP 400)"));
                floor.into_iter().chain(rejected).collect()
            }
            ReplacementPolicy::LongestLife => {
                more(first, new).map(|words| format!("accepts {words}")).into_iter().collect()
            }
        };
        (!clauses.is_empty()).then(|| clauses.join("; "))
    }

    /// How the price of a replacement compares with that of the old model.
    fn price(&self, old: &Model, new: &Model, way: &Way) -> Option<PriceComparison> {
        let of_way = match way {
            Way::Profile { scope, .. } => Some(scope.as_str()),
            Way::Bare | Way::KeepScope => None,
        };
        let scopes: Vec<&str> = of_way.into_iter().collect();
        price::comparison(&old.id, &new.id, &scopes, self.asked.deciding(), self.catalog)
    }

    /// Whether data leave the geography of the Regions found, if there are any.
    fn leaves(&self, way: &Way) -> bool {
        let global = matches!(way, Way::Profile { scope, .. } if scope == "global");
        let was_global = self.found.scope.as_ref().is_some_and(|scope| scope.as_str() == "global");
        global && !was_global && !self.asked.regions.is_empty()
    }

    /// A note for a bare ID of a model that can be invoked only with a scope.
    fn scope_elsewhere(&self, old: &Model, new: &Model, way: &Way) -> Option<String> {
        let bare = self.found.form == Form::Base && self.found.resolution == Resolution::Exact;
        if !bare || old.on_demand != OnDemand::No || !matches!(way, Way::Profile { .. }) {
            return None;
        }
        Some(format!(
            "The old ID works only with a scope prefix; if the program adds the prefix, write {}.",
            wording::code(&new.id)
        ))
    }

    /// Where the bare ID can be invoked, unless it is known to work in the Regions found.
    fn taken_in(&self, new: &Model, way: &Way) -> Option<String> {
        let OnDemand::Yes { regions, .. } = &new.on_demand else { return None };
        if *way != Way::Bare || !self.asked.deciding().is_empty() && (self.listed(new) || !regions.is_empty())
        {
            return None;
        }
        if regions.is_empty() {
            return Some(
                "The catalog does not know in which Regions its bare ID can be invoked; check yours."
                    .to_owned(),
            );
        }
        let within = |code: &&Text| {
            self.asked.regions.is_empty()
                || self.asked.regions.iter().any(|region| ***code == *region.as_str())
        };
        let regions: Vec<Region> =
            regions.iter().filter(within).map(|code| Region::new(code.as_ref())).collect();
        Some(format!("Its bare ID can be invoked in {}.", wording::regions(&regions)))
    }

    /// All models that the chain of replacements reaches, or the successors of an Active one; nearest and best first, each
    /// once.
    fn chain(&self, old: &'a Model) -> Vec<Link<'a>> {
        let mut chain: Vec<Link<'a>> = Vec::new();
        let extend = |chain: &mut Vec<Link<'a>>, of: &'a [Replacement], named_by, drop_in| {
            for Replacement { model, regions, named_by: by, drop_in: easy, note, .. } in of {
                let known = model == &old.id || chain.iter().any(|link| link.model.id == *model);
                let Some(model) = self.catalog.model(model).filter(|_| !known && self.named_here(regions))
                else {
                    continue;
                };
                let named_by = if named_by == NamedBy::Aws { *by } else { NamedBy::Catalog };
                chain.push(Link { model, named_by, drop_in: drop_in && *easy, note: note.as_deref() });
            }
        };
        extend(&mut chain, old.candidates(), NamedBy::Aws, true);
        let mut at = 0;
        while at < chain.len() {
            let Link { model, named_by, drop_in, .. } = chain[at];
            extend(&mut chain, &model.replacements, named_by, drop_in);
            at += 1;
        }
        chain
    }

    /// Whether a replacement for certain Regions applies: it covers all Regions that are set, or some of a scope's. An empty
    /// list means everywhere.
    fn named_here(&self, regions: &[Text]) -> bool {
        let named = |region: &Region| region::names(regions, region);
        match self.asked.deciding() {
            _ if regions.is_empty() => true,
            [] => self.asked.regions.iter().any(named),
            deciding => deciding.iter().all(named),
        }
    }

    /// What applies to a model in the Regions found.
    fn verdict<'m>(&self, model: &'m Model) -> ModelVerdict<'m> {
        region::verdict(model, None, self.asked, self.catalog, self.policy.as_of)
    }

    /// How the model can be invoked from the reference, or why it is not a replacement.
    fn check(&self, old: &ModelVerdict<'_>, new: &Model) -> Result<Way, Refused> {
        let id = wording::code(&new.id);
        if new.modality != old.model.modality {
            return Err(format!("{id} is not a {} model", old.model.modality.as_str()).into());
        }
        let lost = lost(old.model, new);
        if lost.iter().any(|input| !DISPENSABLE.contains(input)) {
            return Err(format!("{id} does not accept {}", inputs(&lost, "or")).into());
        }
        if let Some(access) = new.access.as_ref().filter(|_| old.model.access.is_none()) {
            let why = access.trim_end_matches('.');
            return Err(format!("{id} is not open to every account ({why})").into());
        }
        let base_id = ModelId::new(new.id.clone());
        if self.policy.ban(&base_id).is_some() || !self.policy.allows(&base_id) {
            return Err(format!("{id} is not allowed by the configuration").into());
        }
        let verdict = self.verdict(new);
        let as_of = self.policy.as_of;
        match verdict.stage {
            Stage::Active => {}
            Stage::Legacy => return Err(format!("{id} is itself Legacy").into()),
            Stage::EndOfLife => return Err(format!("{id} is itself End-of-Life").into()),
            Stage::Unknown => {
                let launched = verdict.lifecycle.launched.as_ref().filter(|date| date.day > as_of);
                return Err(match launched {
                    Some(date) => format!("{id} is not launched until {}", date.day).into(),
                    None => format!("{id} is not known to be Active").into(),
                });
            }
        }
        let from = old.lifecycle.eol.as_ref().map_or(as_of, |eol| eol.day.max(as_of));
        let least = from.saturating_add(DAYS_OF_USE.days());
        if let Some(eol) = verdict.lifecycle.eol.as_ref().filter(|eol| eol.day < least) {
            return Err(format!("{id} itself ends on {}", eol.day).into());
        }
        self.way(old.model, new).map_err(|refused| Refused { elsewhere: Some(new.id.to_string()), ..refused })
    }

    fn way(&self, old: &Model, new: &Model) -> Result<Way, Refused> {
        match (self.found.form, &self.found.scope) {
            // A policy always needs the foundation model; the profile's ARN is added to it.
            (Form::FoundationModelArn, _) if self.found.context == Context::Iam => {
                self.bare(new).or_else(|| self.reachable(new).then_some(Way::Bare))
            }
            (_, Some(scope)) => return self.in_scope(old, new, scope.as_str()),
            (Form::InferenceProfileArn, None) if !self.has_open_scope() => self.any_profile(new),
            (Form::Profile | Form::InferenceProfileArn, None) => {
                (!scopes_of(new).is_empty()).then_some(Way::KeepScope)
            }
            // A bare ID works in some Regions only: if none is known, the profile, which works in all, is safer.
            _ if self.asked.regions.is_empty() && scopes_of(new).contains(&"global") => self.any_profile(new),
            _ => self.bare(new).or_else(|| self.any_profile(new)),
        }
        .ok_or_else(|| self.not_here(new).into())
    }

    /// Whether a placeholder or a `*` takes the place of the scope in an inference profile's ARN.
    fn has_open_scope(&self) -> bool {
        let before = self.found.id_span.start.checked_sub(self.found.span.start + 1);
        let behind_a_dot = || before.is_some_and(|at| self.text.as_bytes().get(at) == Some(&b'.'));
        self.found.resolution == Resolution::Template || behind_a_dot()
    }

    /// The reason if the catalog has no model at all in the Regions found, as in China.
    fn nothing_here(&self, old: &Model) -> Option<MissingReplacement> {
        let regions = self.asked.deciding();
        let offered = |region: &Region| self.catalog.models.iter().any(|model| is_listed(model, region));
        if old.no_replacement.is_some() || regions.is_empty() || regions.iter().any(offered) {
            return None;
        }
        let reason = format!("The catalog has no model that is offered in {}.", wording::regions(regions));
        Some(MissingReplacement { reason })
    }

    /// Why neither the bare ID nor a profile works in the Regions found.
    fn not_here(&self, new: &Model) -> String {
        let id = wording::code(&new.id);
        let asked: Vec<String> = self.asked.deciding().iter().map(Region::to_string).collect();
        let asked = wording::list(&asked, "or");
        let all_in = |codes: &[Text]| self.asked.deciding().iter().all(|region| region::names(codes, region));
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

    /// The same scope, else a narrower one that can be called from the Regions found, else the bare ID within it.
    fn in_scope(&self, old: &Model, new: &Model, scope: &str) -> Result<Way, Refused> {
        let scopes = scopes_of(new);
        let asked = self.asked.deciding();
        let listed = scopes.contains(&scope);
        if listed && reach::can_call(new, scope, asked, self.catalog) {
            let note = self.moves_within(old, new, scope);
            return Ok(Way::Profile { scope: scope.to_owned(), note });
        }
        let why_not = if listed {
            format!("Its `{scope}.` profile cannot be called from {}", wording::regions(asked))
        } else {
            format!("It has no `{scope}.` profile")
        };
        let narrower: Vec<&str> = scopes.iter().copied().filter(|of| *of != "global").collect();
        if let Some(of) = reach::covering(new, &narrower, asked, self.catalog) {
            let data = reach::destinations(new, of, asked);
            let from = wording::regions(asked);
            let note = match data {
                Some(data) => format!("{why_not}; `{of}.`, called from {from}, processes data in {data}."),
                None => format!("{why_not}; `{of}.` can be called from {from}."),
            };
            return Ok(Way::Profile { scope: of.to_owned(), note: Some(note) });
        }
        if self.found.form == Form::Profile && self.bare_within(new) {
            return Ok(Way::Bare);
        }
        let near: Vec<&str> =
            scopes.iter().copied().filter(|of| *of != scope && self.overlaps(new, of, scope)).collect();
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
        let others: Vec<String> = near.iter().map(|of| wording::code(format!("{of}.{}", new.id))).collect();
        let others = wording::list(&others, "and");
        let why = if listed {
            let asked = wording::regions(asked);
            format!("the `{scope}.` profile of {} cannot be called from {asked}, only {others} can", new.name)
        } else {
            format!("{} has no `{scope}.` profile, only {others}", new.name)
        };
        let with_data = |of: &str| {
            let mut from = self.asked.regions.clone();
            from.retain(|region| reach::can_call(new, of, std::slice::from_ref(region), self.catalog));
            (of.to_owned(), reach::destinations(new, of, &from))
        };
        Err(Refused { why, scopes: near.into_iter().map(with_data).collect(), elsewhere: None })
    }

    /// How two profiles of one scope differ: in where they can be called from, or in where they process data.
    fn moves_within(&self, old: &Model, new: &Model, scope: &str) -> Option<String> {
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
                format!("Unlike the old profile, it cannot be called from {}.", wording::regions(&lost))
            });
        }
        let data = reach::destinations(new, scope, asked)?;
        if reach::destinations(old, scope, asked).as_ref() == Some(&data) {
            return None;
        }
        Some(format!("Called from {}, it processes data in {data}.", wording::regions(asked)))
    }

    /// Whether the bare ID can be invoked in every Region found, or in those of the scope if none was found.
    fn bare_within(&self, new: &Model) -> bool {
        let OnDemand::Yes { regions, .. } = &new.on_demand else { return false };
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

    /// Why none of the models that the catalog lists is a replacement.
    fn missing(&self, old: &Model, refused: &[Refused]) -> MissingReplacement {
        if let Some(why) = &old.no_replacement {
            return MissingReplacement {
                reason: format!("There is no replacement: {}", wording::sentence(why)),
            };
        }
        if refused.is_empty() {
            let reason = "Neither AWS nor this catalog lists a replacement.".to_owned();
            return MissingReplacement { reason };
        }
        let shown = &refused[..refused.len().min(REASONS)];
        let clauses: Vec<&str> = shown.iter().map(|refused| refused.why.as_str()).collect();
        let choice = self.choice(shown).or_else(|| self.elsewhere(refused)).unwrap_or_default();
        MissingReplacement { reason: format!("No suitable replacement: {}.{choice}", clauses.join("; ")) }
    }

    /// A Region from which the best candidate can be called that is rejected only because of the Regions found; if
    /// possible, one in the same area.
    fn elsewhere(&self, refused: &[Refused]) -> Option<String> {
        let [here, ..] = self.asked.deciding() else { return None };
        let area = |code: &str| code.split('-').next().map(str::to_owned);
        let candidates = refused.iter().filter_map(|refused| refused.elsewhere.as_deref());
        let mut offers = candidates.filter_map(|id| self.catalog.model(id)).flat_map(reach::offers);
        let same_partition =
            |(region, _): &(&str, String)| Partition::of(&Region::new(*region)) == Partition::of(here);
        let all: Vec<(&str, String)> = offers.by_ref().filter(same_partition).collect();
        let near = all.iter().find(|(region, _)| area(region) == area(here.as_str()));
        let (region, id) = near.or(all.first())?;
        Some(format!(" In {region}, {} can be called.", wording::code(id)))
    }

    /// What to choose by, if more than one scope would work.
    fn choice(&self, refused: &[Refused]) -> Option<String> {
        let mut each: Vec<(&str, &Destinations)> = Vec::new();
        for (scope, data) in refused.iter().flat_map(|refused| &refused.scopes) {
            if let Some(data) = data.as_ref().filter(|_| each.iter().all(|(known, _)| known != scope)) {
                each.push((scope, data));
            }
        }
        if each.len() < 2 {
            return None;
        }
        each.sort_by_key(|(scope, _)| (*scope == "global", *scope));
        let each: Vec<String> = each.iter().map(|(scope, data)| format!("`{scope}.` in {data}")).collect();
        Some(format!(" Choose by where data may be processed: {}.", each.join("; ")))
    }

    /// Whether a profile of the new model can be called from one of the Regions found, or of the old scope.
    fn overlaps(&self, new: &Model, of: &str, scope: &str) -> bool {
        let Some(profile) = new.profile(of) else { return false };
        match self.asked.regions.as_slice() {
            [] => {
                let here = self.catalog.regions_of_scope(scope);
                here.into_iter().any(|region| self.catalog.can_call(profile, region))
            }
            asked => asked.iter().any(|region| self.catalog.can_call(profile, region.as_str())),
        }
    }

    /// The bare ID, if it can be invoked in the Regions found.
    fn bare(&self, new: &Model) -> Option<Way> {
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

    /// Whether the model was seen Active in each of the Regions found (at least one).
    fn listed(&self, new: &Model) -> bool {
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
    fn any_profile(&self, new: &Model) -> Option<Way> {
        let scopes = scopes_of(new);
        let regions = &self.asked.regions;
        if !regions.is_empty() {
            let scope = reach::covering(new, &scopes, regions, self.catalog)?;
            let note = self.where_data_goes(new, scope, regions);
            return Some(Way::Profile { scope: scope.to_owned(), note });
        }
        let named = |wanted: &str| scopes.iter().find(|of| **of == wanted);
        let scope = named("global").or(named("us")).or(scopes.first())?;
        Some(Way::Profile { scope: (*scope).to_owned(), note: geographies(new, &scopes) })
    }

    /// Where a profile that was chosen for some Regions processes data.
    fn where_data_goes(&self, new: &Model, scope: &str, regions: &[Region]) -> Option<String> {
        let data = reach::destinations(new, scope, regions)?;
        let regions = wording::regions(regions);
        if scope != "global" {
            return Some(format!("Called from {regions}, it processes data in {data}."));
        }
        let only = if reach::knows_all_routes(new) {
            format!("Only its `global.` profile can be called from {regions}")
        } else {
            format!("Its `global.` profile can be called from {regions}")
        };
        Some(format!("{only}: data may be processed in {data}."))
    }

    /// Whether the model can be invoked in some way from the Regions found.
    fn reachable(&self, new: &Model) -> bool {
        let scopes = scopes_of(new);
        match self.asked.regions.as_slice() {
            [] => !scopes.is_empty(),
            regions => reach::covering(new, &scopes, regions, self.catalog).is_some(),
        }
    }
}
