//! Chooses the model to migrate to, from the catalog and the reference.
//!
//! A replacement is Active on the day and for [`DAYS_OF_USE`] days after, has the same modality and inputs, is offered in
//! the same geography, and can be invoked in the form found. If there is none, the reason is reported.

mod absence;
mod applicability;
mod candidates;
mod invocation;

use jiff::ToSpan as _;

use super::candidate::{dimensions, inputs, listed_profiles, lost, other_purpose, takes_less};
use super::choice::{Merits, rejected_words, rejects};
use crate::catalog::{Catalog, ChosenBy, InputKind, Model, OnDemand, Replacement, Stage, Text};
use crate::finding::{ChosenReplacement, PriceComparison, ReplacementPolicy, RunnerUp};
use crate::judge::reach::{self, Destinations, scopes_of};
use crate::judge::region::{self, Asked, ModelVerdict};
use crate::judge::rewrite::{Rewritten, Way, is_without_provider};
use crate::judge::{Case, MigrationTarget, Policy, price, wording};
use crate::model_id::{ModelId, ProfileScope, Region};
use crate::reference::{Context, Form, Found, Match, Purpose, Resolution};

/// Days that a replacement must remain available after the later of today and the old model's End-of-Life.
pub const DAYS_OF_USE: i64 = 180;
/// Inputs that most calls of a model do not use. A model without image input can replace one with it, with a note; one
/// without video input cannot help users who send video.
const DISPENSABLE: [InputKind; 1] = [InputKind::Image];

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
    matched: &Match,
    text: &str,
    catalog: &Catalog,
    policy: &Policy,
) -> Result<ChosenReplacement, MissingReplacement> {
    let asked = region::asked(&matched.found, text, catalog, policy);
    let verdict = region::verdict(
        model,
        matched.found.variant.as_ref(),
        &asked,
        catalog,
        policy.as_of,
    );
    Wanted {
        matched,
        found: &matched.found,
        text,
        asked: &asked,
        policy,
        catalog,
    }
    .choose(&verdict)
}

/// The replacement of the worst model of a case.
pub(crate) fn choose(
    verdict: &ModelVerdict<'_>,
    case: &Case<'_>,
) -> Result<ChosenReplacement, MissingReplacement> {
    Wanted {
        matched: case.matched,
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
    matched: &'a Match,
    found: &'a Found,
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
    /// The base ID of the model if only the Regions in question rule it out.
    elsewhere: Option<String>,
}

impl From<String> for Refused {
    fn from(why: String) -> Self {
        Self {
            why,
            scopes: Vec::new(),
            elsewhere: None,
        }
    }
}

/// A model that the chain of replacements leads to.
struct Link<'a> {
    model: &'a Model,
    named_by: ChosenBy,
    drop_in: bool,
    note: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    fn choose(&self, old: &ModelVerdict<'a>) -> Result<ChosenReplacement, MissingReplacement> {
        if self.matched.purpose == Purpose::Comparison {
            let reason = "A comparison invokes no model. Remove it once no caller sends the ID.";
            return Err(MissingReplacement {
                reason: reason.to_owned(),
            });
        }
        let for_calls = self.choose_for_calls(old);
        let Some(reason) = other_purpose(self.matched.purpose) else {
            return for_calls;
        };
        if old.model.no_replacement.is_some() {
            return for_calls;
        }
        let mut reason = reason.to_owned();
        if let Ok(chosen) = for_calls {
            let name = self
                .catalog
                .model(chosen.model.as_str())
                .map_or("", |model| model.name.as_ref());
            reason.push_str(&format!(" For on-demand calls, the replacement is {name}."));
        }
        Err(MissingReplacement { reason })
    }

    /// The replacement for callers of the model.
    fn choose_for_calls(
        &self,
        old: &ModelVerdict<'a>,
    ) -> Result<ChosenReplacement, MissingReplacement> {
        let candidates = self.candidates(old);
        let (Some(first), Some(by_other)) = (
            candidates.best(self.policy.replacement),
            candidates.best(self.policy.replacement.other()),
        ) else {
            return Err(self
                .nothing_here(old.model)
                .unwrap_or_else(|| self.missing(old.model, &candidates.refused)));
        };
        let (mut valid, merits) = (candidates.valid, candidates.merits);
        let next = (0..valid.len())
            .filter(|at| *at != first)
            .min_by_key(|at| (*at != by_other, merits[*at].key(self.policy.replacement)));
        let policies_differ = first != by_other;
        let rewritten = Rewritten {
            found: self.found,
            text: self.text,
            catalog: self.catalog,
            is_behind_scope: self.matched.scope_before.is_some(),
        };
        let runner_up = next.map(|at| {
            let (next, way) = &valid[at];
            RunnerUp {
                model: ModelId::new(next.model.id.clone()),
                text: rewritten.write(&old.model.id, next.model, way).text,
                policy: policies_differ.then(|| self.policy.replacement.other()),
                note: (policies_differ && self.matched.context != Context::Iam)
                    .then(|| self.distinction(old.model, next.model, valid[first].0.model))
                    .flatten(),
            }
        });
        let cheaper_fits = merits.iter().any(|merits| !merits.is_dearer());
        let (link, way) = valid.swap_remove(first);
        let written = rewritten.write(&old.model.id, link.model, &way);
        let price = self.price(old.model, link.model, &way);
        let ratio = price.as_ref().and_then(price::ratio);
        let price_note = ratio
            .as_ref()
            .and_then(|ratio| ratio.sentence(cheaper_fits));
        let dearer = price_note
            .as_deref()
            .filter(|_| ratio.is_some_and(|ratio| ratio.is_dearer()));
        let review = self.review(old.model, &link, &way, &written, dearer);
        // A policy allows a model, and a lookup reads about it: requests and prices are subjects of the calls.
        let is_call =
            self.matched.context != Context::Iam && self.matched.purpose != Purpose::Lookup;
        let of_call = |note: Option<String>| note.filter(|_| is_call);
        let notes: Vec<String> = [
            of_call(dimensions(old.model, link.model)),
            of_call(link.note.map(wording::sentence)),
            of_call(rejects(old.model, link.model, self.matched, self.catalog)),
            of_call(takes_less(old.model, link.model)),
            of_call(price_note),
            self.only_bare(link.model),
            self.scope_of_program(),
            self.taken_in(link.model, &way),
            self.scope_elsewhere(old.model, link.model, &way),
            match &way {
                Way::Profile { note, .. } => note.clone(),
                Way::KeepScope => Some(listed_profiles(link.model)),
                Way::Bare | Way::Mantle => None,
            },
            written.note,
        ]
        .into_iter()
        .flatten()
        .collect();
        Ok(ChosenReplacement {
            model: ModelId::new(link.model.id.clone()),
            text: written.text,
            call: way.call(),
            scope: match &way {
                Way::Profile { scope, .. } => Some(scope.clone()),
                Way::Bare | Way::Mantle | Way::KeepScope => None,
            },
            through_mantle: way == Way::Mantle,
            named_by: link.named_by,
            drop_in: link.drop_in,
            review,
            eol: self
                .verdict(link.model)
                .lifecycle
                .eol
                .as_ref()
                .map(|eol| eol.day),
            price,
            policy: policies_differ.then_some(self.policy.replacement),
            runner_up,
            note: (!notes.is_empty()).then(|| notes.join(" ")),
        })
    }

    /// Whether calls reach a model for which only the ID or ARN of the foundation model is written.
    fn can_be_called(&self, new: &Model) -> bool {
        !self.names_foundation_model() || self.way_of_call(new).is_some()
    }

    /// What is for and against a model. A policy follows the calls that it allows: it would allow another model if its bare
    /// ID counted for the best, where a call needs a profile that processes data elsewhere.
    fn merits(&self, old: &Model, new: &Model, way: &Way) -> Merits {
        let of_call = (self.names_foundation_model() && *way != Way::Mantle)
            .then(|| self.way_of_call(new))
            .flatten();
        let way = of_call.as_ref().unwrap_or(way);
        let dates = self.verdict(new).lifecycle;
        let price = self.price(old, new, way).as_ref().and_then(price::ratio);
        Merits::of(
            old,
            new,
            dates,
            self.leaves(way),
            price.as_ref(),
            self.matched,
            (self.policy.as_of, self.catalog),
        )
    }

    /// What distinguishes the choice of the other policy from the first one, a clause.
    fn distinction(&self, old: &Model, new: &Model, first: &Model) -> Option<String> {
        let rejected = |model: &Model| rejected_words(old, model, self.catalog);
        let more = |of: &Model, than: &Model| {
            let known = rejected(than);
            let more: Vec<String> = rejected(of)
                .into_iter()
                .filter(|words| !known.contains(words))
                .collect();
            (!more.is_empty()).then(|| more.join("; "))
        };
        let floor = new.lifecycle.open_promise(self.policy.as_of);
        let clauses: Vec<String> = match self.policy.replacement {
            ReplacementPolicy::LeastChange => {
                let floor = floor.map(|floor| format!("no End-of-Life before {}", floor.day));
                let rejected =
                    more(new, first).map(|words| format!("rejects with HTTP 400: {words}"));
                floor.into_iter().chain(rejected).collect()
            }
            ReplacementPolicy::LongestLife => more(first, new)
                .map(|words| format!("accepts {words}"))
                .into_iter()
                .collect(),
        };
        (!clauses.is_empty()).then(|| clauses.join("; "))
    }

    /// How the price of a replacement compares with that of the old model.
    fn price(&self, old: &Model, new: &Model, way: &Way) -> Option<PriceComparison> {
        let of_way = match way {
            Way::Profile { scope, .. } => Some(scope.as_str()),
            Way::Bare | Way::Mantle | Way::KeepScope => None,
        };
        let scopes: Vec<&str> = of_way.into_iter().collect();
        price::comparison(
            &old.id,
            &new.id,
            &scopes,
            self.asked.deciding(),
            self.catalog,
        )
    }

    /// Whether data leave the geography of the Regions found, if there are any.
    fn leaves(&self, way: &Way) -> bool {
        let global = matches!(way, Way::Profile { scope, .. } if scope == "global");
        let was_global = self
            .found
            .scope
            .as_ref()
            .is_some_and(|scope| scope.as_str() == "global");
        global && !was_global && !self.asked.regions.is_empty()
    }

    /// A note for a bare ID of a model that can be invoked only with a scope.
    fn scope_elsewhere(&self, old: &Model, new: &Model, way: &Way) -> Option<String> {
        let bare = self.found.form == Form::Base && self.found.resolution == Resolution::Exact;
        let is_whole = !is_without_provider(self.text, &old.id);
        let needs_scope = old.on_demand == OnDemand::No && matches!(way, Way::Profile { .. });
        if !bare || !is_whole || !needs_scope || self.matched.scope_before.is_some() {
            return None;
        }
        Some(format!(
            "The old model can only be called through a profile. If the program adds the scope, write {}.",
            wording::code(&new.id)
        ))
    }

    /// The scope that the program puts before the text of the replacement.
    fn scope_of_program(&self) -> Option<String> {
        let before = self.matched.scope_before.as_ref()?;
        let scope = match &before.scope {
            Some(scope) => wording::code(format!("{scope}.")),
            None => "a scope".to_owned(),
        };
        Some(format!("The program puts {scope} before this ID."))
    }

    /// What a place that accepts no inference profile means for calls of the model.
    fn only_bare(&self, new: &Model) -> Option<String> {
        self.matched.purpose.names_foundation_model().then(|| {
            match new.on_demand {
                OnDemand::No => {
                    "This field accepts only a model ID, but calls of the new model require its inference profile."
                }
                _ => "The ID names the foundation model here, where AWS accepts no inference profile.",
            }
            .to_owned()
        })
    }

    /// The model that the user chose, else those of the chain of replacements.
    fn chain(&self, old: &'a Model) -> Vec<Link<'a>> {
        let recommended = self.recommended(old);
        let Some(target) = self.target(old) else {
            return recommended;
        };
        let known = recommended
            .into_iter()
            .find(|link| link.model.id == target.model.as_str());
        let named = self.catalog.model(target.model.as_str());
        let chosen = known.or_else(|| {
            Some(Link {
                model: named?,
                named_by: ChosenBy::Catalog,
                drop_in: false,
                note: None,
            })
        });
        chosen.into_iter().collect()
    }

    /// The model that the user chose instead of the catalog's replacements.
    fn target(&self, old: &Model) -> Option<&'a MigrationTarget> {
        self.policy.targets.get(&ModelId::new(old.id.clone()))
    }

    /// How the new model is called: through the profile that the user chose, else as the reference requires.
    fn way_to(&self, old: &Model, new: &Model) -> Result<Way, Refused> {
        let scope = self.target(old).and_then(|target| target.scope.as_ref());
        let Some(scope) = scope.map(ProfileScope::as_str) else {
            return self.way(old, new);
        };
        let id = wording::code(&new.id);
        if !scopes_of(new).contains(&scope) {
            return Err(format!("{id} has no `{scope}.` profile").into());
        }
        let asked = self.asked.deciding();
        if !reach::can_call(new, scope, asked, self.catalog) {
            let regions = wording::regions(asked);
            return Err(
                format!("the `{scope}.` profile of {id} cannot be called from {regions}").into(),
            );
        }
        let note = (!asked.is_empty())
            .then(|| self.where_data_goes(new, scope, asked))
            .flatten();
        Ok(Way::Profile {
            scope: scope.to_owned(),
            note,
        })
    }

    /// All models that the chain of replacements reaches, or the successors of an Active one; nearest and best first, each
    /// once.
    fn recommended(&self, old: &'a Model) -> Vec<Link<'a>> {
        let mut chain: Vec<Link<'a>> = Vec::new();
        let extend = |chain: &mut Vec<Link<'a>>, of: &'a [Replacement], named_by, drop_in| {
            for Replacement {
                model,
                regions,
                named_by: by,
                drop_in: easy,
                note,
                ..
            } in of
            {
                let known = |model: &&Model| {
                    model.id == old.id || chain.iter().any(|link| link.model.id == model.id)
                };
                let Some(model) = self
                    .catalog
                    .model(model)
                    .filter(|_| self.named_here(regions))
                    .map(|model| self.as_called(old, model))
                    .filter(|model| !known(model))
                else {
                    continue;
                };
                let named_by = if named_by == ChosenBy::Aws {
                    *by
                } else {
                    ChosenBy::Catalog
                };
                chain.push(Link {
                    model,
                    named_by,
                    drop_in: drop_in && *easy,
                    // These notes are about the APIs of bedrock-runtime.
                    note: note.as_deref().filter(|_| !self.is_through_mantle(old)),
                });
            }
        };
        extend(&mut chain, old.candidates(), ChosenBy::Aws, true);
        let mut at = 0;
        while at < chain.len() {
            let Link {
                model,
                named_by,
                drop_in,
                ..
            } = chain[at];
            extend(&mut chain, &model.replacements, named_by, drop_in);
            at += 1;
        }
        chain
    }

    /// Whether requests for the old model go to bedrock-mantle: it has no other ID there, or its file has no other client.
    fn is_through_mantle(&self, old: &Model) -> bool {
        self.matched.through_mantle || old.is_of_mantle()
    }

    /// A model by the ID that the endpoint of the old one knows.
    fn as_called(&self, old: &Model, new: &'a Model) -> &'a Model {
        let of_mantle = new
            .mantle_id
            .as_ref()
            .filter(|_| self.is_through_mantle(old));
        of_mantle
            .and_then(|id| self.catalog.model(id))
            .unwrap_or(new)
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
                let launched = verdict
                    .lifecycle
                    .launched
                    .as_ref()
                    .filter(|date| date.day > as_of);
                return Err(match launched {
                    Some(date) => format!("{id} is not launched until {}", date.day).into(),
                    None => format!("{id} is not known to be Active").into(),
                });
            }
        }
        let from = old
            .lifecycle
            .eol
            .as_ref()
            .map_or(as_of, |eol| eol.day.max(as_of));
        let least = from.saturating_add(DAYS_OF_USE.days());
        if let Some(eol) = verdict.lifecycle.eol.as_ref().filter(|eol| eol.day < least) {
            return Err(format!("{id} reaches End-of-Life on {}", eol.day).into());
        }
        self.way_to(old.model, new).map_err(|refused| Refused {
            elsewhere: Some(new.id.to_string()),
            ..refused
        })
    }
}
