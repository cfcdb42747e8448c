//! Which model to move to, chosen by the state of things and not copied, and how it is written in that place.
//!
//! A replacement is Active on the day, stays so for [`DAYS_OF_USE`] days, has the same modality, is offered in
//! the same geography, and can be invoked in the form found. Where none is, the reason is told.

use jiff::{ToSpan as _, civil::Date};

use crate::catalog::{Catalog, Evidence, Modality, Model, NamedBy, OnDemand, Replacement, Stage};
use crate::detect::{Context, Form, Match, Resolution};
use crate::finding::ChosenReplacement;
use crate::judge::region::{self, Asked, ModelVerdict};
use crate::judge::{Case, message};
use crate::model_id::{ModelId, Partition, Region};

/// Days that a replacement must last beyond the later of today and the old model's End-of-Life.
pub const DAYS_OF_USE: i64 = 180;
/// Stands for the account in an ARN that the text does not tell.
const ACCOUNT: &str = "ACCOUNT_ID";

/// Why there is no replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingReplacement {
    /// In a sentence or two, for the user.
    pub reason: String,
}

/// The replacement of a model for an occurrence, without a finding: what `explain` and the tests ask for.
///
/// # Errors
/// The reason, where no model is a valid one.
pub fn replacement_for(
    model: &Model,
    found: &Match,
    text: &str,
    catalog: &Catalog,
    policy: &crate::judge::Policy,
) -> Result<ChosenReplacement, MissingReplacement> {
    let asked = region::asked(found, text, catalog, policy);
    let verdict = region::verdict(model, found.variant.as_ref(), &asked, policy.as_of);
    let wanted = Wanted { found, text, asked: &asked, as_of: policy.as_of, catalog };
    wanted.choose(&verdict)
}

/// The replacement of the worst model of a case.
pub(crate) fn choose(
    verdict: &ModelVerdict<'_>,
    case: &Case<'_>,
) -> Result<ChosenReplacement, MissingReplacement> {
    Wanted {
        found: case.found,
        text: &case.reference.text,
        asked: case.asked,
        as_of: case.policy.as_of,
        catalog: case.catalog,
    }
    .choose(verdict)
}

/// The scopes of a model's profiles that AWS itself states, the narrow ones first, `global` last.
pub(crate) fn scopes_of(model: &Model) -> Vec<&str> {
    let stated = model.profiles.iter().filter(|profile| profile.evidence == Evidence::Aws);
    let mut scopes: Vec<&str> = stated.map(|profile| profile.scope.as_ref()).collect();
    scopes.sort_by_key(|scope| (*scope == "global", *scope));
    scopes
}

/// What the place asks of a replacement.
struct Wanted<'a> {
    found: &'a Match,
    text: &'a str,
    asked: &'a Asked,
    as_of: Date,
    catalog: &'a Catalog,
}

/// How a replacement can be invoked from the place.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    /// By its bare ID.
    Bare,
    /// Through the profile of this scope; the reason to tell where it is not the only one that would do.
    Profile { scope: String, note: Option<String> },
    /// Through whatever scope the template puts in front.
    KeepScope,
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
        let mut chosen: Option<(Link<'_>, Way)> = None;
        let mut runner_up = None;
        let mut refused = Vec::new();
        for link in self.chain(old.model) {
            match self.check(old, link.model) {
                Err(why) => refused.push(why),
                Ok(_) if chosen.is_some() => {
                    runner_up = Some(ModelId::new(link.model.id.as_ref()));
                    break;
                }
                Ok(way) => chosen = Some((link, way)),
            }
        }
        let Some((link, way)) = chosen else { return Err(missing(old.model, refused)) };
        let (text, naming_note) = self.write(old, link.model, &way);
        let notes: Vec<String> = [
            dimensions(old.model, link.model),
            link.note.map(message::sentence),
            match way {
                Way::Profile { note, .. } => note,
                _ => None,
            },
            naming_note,
        ]
        .into_iter()
        .flatten()
        .collect();
        Ok(ChosenReplacement {
            model: ModelId::new(link.model.id.as_ref()),
            text,
            named_by: link.named_by,
            drop_in: link.drop_in,
            eol: link.model.lifecycle.eol.as_ref().map(|eol| eol.day),
            runner_up,
            note: (!notes.is_empty()).then(|| notes.join(" ")),
        })
    }

    /// All models that replacements lead to, nearest and best first, each once.
    fn chain(&self, old: &'a Model) -> Vec<Link<'a>> {
        let mut chain: Vec<Link<'a>> = Vec::new();
        let extend = |chain: &mut Vec<Link<'a>>, of: &'a Model, named_by, drop_in| {
            for Replacement { model, named_by: by, drop_in: easy, note, .. } in of.replacements.iter() {
                let known = model == &old.id || chain.iter().any(|link| link.model.id == *model);
                let Some(model) = self.catalog.model(model).filter(|_| !known) else { continue };
                let named_by = if named_by == NamedBy::Aws { *by } else { NamedBy::Catalog };
                chain.push(Link { model, named_by, drop_in: drop_in && *easy, note: note.as_deref() });
            }
        };
        extend(&mut chain, old, NamedBy::Aws, true);
        let mut at = 0;
        while at < chain.len() {
            let Link { model, named_by, drop_in, .. } = chain[at];
            extend(&mut chain, model, named_by, drop_in);
            at += 1;
        }
        chain
    }

    /// How the model can be invoked from the place, or why it is no replacement.
    fn check(&self, old: &ModelVerdict<'_>, new: &Model) -> Result<Way, String> {
        let id = message::code(&new.id);
        if new.modality != old.model.modality {
            return Err(format!("{id} is a {} model", modality(new.modality)));
        }
        let verdict = region::verdict(new, None, self.asked, self.as_of);
        match new.lifecycle.stage(self.as_of).max(verdict.stage) {
            Stage::Active => {}
            Stage::Legacy => return Err(format!("{id} is itself Legacy")),
            Stage::EndOfLife => return Err(format!("{id} is itself End-of-Life")),
            Stage::Unknown => return Err(format!("{id} is not known to be Active")),
        }
        let from = old.lifecycle.eol.as_ref().map_or(self.as_of, |eol| eol.day.max(self.as_of));
        let least = from.saturating_add(DAYS_OF_USE.days());
        let ends = [new.lifecycle.eol.as_ref(), verdict.lifecycle.eol.as_ref()];
        if let Some(eol) = ends.into_iter().flatten().map(|eol| eol.day).find(|day| *day < least) {
            return Err(format!("{id} itself ends on {eol}"));
        }
        self.way(new)
    }

    fn way(&self, new: &Model) -> Result<Way, String> {
        let id = message::code(&new.id);
        match (self.found.form, &self.found.scope) {
            // A policy names the foundation model in any case; the profile's ARN stands beside it.
            (Form::FoundationModelArn, _) if self.found.context == Context::Iam => {
                self.bare(new).or_else(|| self.reachable(new).then_some(Way::Bare))
            }
            (_, Some(scope)) => return self.in_scope(new, scope.as_str()),
            (Form::Profile, None) => (!scopes_of(new).is_empty()).then_some(Way::KeepScope),
            _ => self.bare(new).or_else(|| self.any_profile(new)),
        }
        .ok_or_else(|| match self.asked.deciding() {
            [] => format!("{id} has no inference profile"),
            regions => {
                let names: Vec<String> = regions.iter().map(Region::to_string).collect();
                format!("{id} is not known to be offered in {}", message::list(&names, "or"))
            }
        })
    }

    /// The same scope, else a narrower one that holds the Regions in question, else the bare ID within it.
    fn in_scope(&self, new: &Model, scope: &str) -> Result<Way, String> {
        let scopes = scopes_of(new);
        if scopes.contains(&scope) {
            return Ok(Way::Profile { scope: scope.to_owned(), note: None });
        }
        let deciding = self.asked.deciding();
        let covers = |of: &str, region: &Region| {
            self.catalog.scope(of).is_some_and(|s| s.regions.iter().any(|code| code == region.as_str()))
        };
        let narrower = |of: &&&str| {
            **of != "global" && !deciding.is_empty() && deciding.iter().all(|region| covers(of, region))
        };
        if let Some(of) = scopes.iter().find(narrower) {
            let note = format!("There is no `{scope}.` profile of it; `{of}.` covers the Region.");
            return Ok(Way::Profile { scope: (*of).to_owned(), note: Some(note) });
        }
        let listed = match &new.on_demand {
            OnDemand::Yes { regions, .. } => regions.as_ref(),
            _ => &[],
        };
        let offers = |region: &Region| listed.iter().any(|code| code == region.as_str());
        let bare = match deciding {
            [] => self.asked.regions.iter().any(offers),
            regions => regions.iter().all(offers),
        };
        if bare && self.found.form == Form::Profile {
            return Ok(Way::Bare);
        }
        let name = format!("{} ({})", new.name, message::code(&new.id));
        let others: Vec<String> = scopes.iter().map(|of| message::code(format!("{of}."))).collect();
        Err(match others.as_slice() {
            [] => format!("{name} has no inference profile"),
            [one] => format!("{name} has no `{scope}.` profile, only {one}"),
            _ => format!(
                "{name} has no `{scope}.` profile; choose among {} by where data may be processed",
                message::list(&others, "and")
            ),
        })
    }

    /// The bare ID, where it can be invoked in the Regions in question.
    fn bare(&self, new: &Model) -> Option<Way> {
        let deciding = self.asked.deciding();
        let offered = match &new.on_demand {
            OnDemand::No => false,
            OnDemand::Unknown => scopes_of(new).is_empty() && self.asked.partition() == Partition::Aws,
            OnDemand::Yes { regions, .. } if regions.is_empty() => self.asked.partition() == Partition::Aws,
            OnDemand::Yes { regions, .. } => {
                deciding.iter().all(|region| regions.iter().any(|code| code == region.as_str()))
                    && (self.asked.partition() == Partition::Aws || !deciding.is_empty())
            }
        };
        offered.then_some(Way::Bare)
    }

    /// A profile for a place that names no scope: the narrowest that holds the Regions in question. Where none
    /// are, `global`, which works from every commercial Region, and the choice is told.
    fn any_profile(&self, new: &Model) -> Option<Way> {
        let scopes = scopes_of(new);
        let regions = &self.asked.regions;
        if !regions.is_empty() {
            let scope = self.covering(&scopes, regions)?;
            return Some(Way::Profile { scope: scope.to_owned(), note: None });
        }
        let scope = scopes.iter().find(|of| **of == "global").or(scopes.first())?;
        let others: Vec<String> =
            scopes.iter().filter(|of| *of != scope).map(|of| message::code(format!("{of}."))).collect();
        let note = (!others.is_empty()).then(|| {
            format!(
                "It needs an inference profile: to keep data in one geography, write {} in place of `{scope}.`.",
                message::list(&others, "or")
            )
        });
        Some(Way::Profile { scope: (*scope).to_owned(), note })
    }

    /// The scope with the fewest Regions that holds all of these; `global` holds every commercial one.
    fn covering<'s>(&self, scopes: &[&'s str], regions: &[Region]) -> Option<&'s str> {
        let holds_all = |of: &str| match self.catalog.scope(of) {
            Some(scope) if !scope.regions.is_empty() => {
                regions.iter().all(|region| scope.regions.iter().any(|code| code == region.as_str()))
            }
            _ => of == "global" && regions.iter().all(|region| Partition::of(region) == Partition::Aws),
        };
        let size = |of: &str| match self.catalog.scope(of).map_or(0, |scope| scope.regions.len()) {
            0 => usize::MAX,
            regions => regions,
        };
        scopes.iter().copied().filter(|of| holds_all(of)).min_by_key(|of| size(of))
    }

    /// Whether some way leads to the model from the Regions in question.
    fn reachable(&self, new: &Model) -> bool {
        let scopes = scopes_of(new);
        match self.asked.regions.as_slice() {
            [] => !scopes.is_empty(),
            regions => self.covering(&scopes, regions).is_some(),
        }
    }

    /// The text to write in place of the reference, and what to know about it.
    fn write(&self, old: &ModelVerdict<'_>, new: &Model, way: &Way) -> (String, Option<String>) {
        if self.found.form == Form::Symbol {
            return self.write_symbol(new, way);
        }
        let id = match way {
            Way::Profile { scope, .. } => format!("{scope}.{}", new.id),
            Way::Bare | Way::KeepScope => new.id.to_string(),
        };
        if self.found.resolution == Resolution::Joined {
            let note = "The old ID is put together from pieces: change the expression as a whole.";
            return (id, Some(note.to_owned()));
        }
        let is_arn = self.text.starts_with("arn:");
        if self.found.form == Form::FoundationModelArn && matches!(way, Way::Profile { .. }) && is_arn {
            return self.write_profile_arn(&id);
        }
        let (before, replaced, after) = self.pieces();
        let keep = match replaced.rfind(['/']) {
            Some(slash) => slash + 1,
            None => replaced.to_ascii_lowercase().rfind("%2f").map_or(0, |at| at + 3),
        };
        let scope_end = match way {
            Way::KeepScope => replaced.find(&format!("{}.", provider(&old.model.id))).unwrap_or(0),
            _ => 0,
        };
        let kept = &replaced[..keep.max(scope_end)];
        (format!("{before}{kept}{}{after}", self.encode(&id, replaced)), None)
    }

    /// The reference cut at the piece that is the ID; the whole is the ID where the cut cannot be told.
    fn pieces(&self) -> (&str, &str, &str) {
        let Match { span, id_span, .. } = self.found;
        let cut = || {
            let from = id_span.start.checked_sub(span.start)?;
            let to = id_span.end.checked_sub(span.start)?;
            // Invalid bytes are U+FFFD in the text, three bytes for one.
            (self.text.len() == span.end - span.start).then_some(())?;
            Some((self.text.get(..from)?, self.text.get(from..to)?, self.text.get(to..)?))
        };
        cut().unwrap_or(("", self.text, ""))
    }

    /// The ID spelled as the old one is: percent-encoded, or escaped for a regular expression.
    fn encode(&self, id: &str, old: &str) -> String {
        let lower = old.to_ascii_lowercase();
        if lower.contains("%253a") {
            return id.replace(':', "%253A");
        }
        if lower.contains("%3a") {
            return id.replace(':', "%3A");
        }
        match (self.found.resolution, old.contains(r"\\."), old.contains(r"\.")) {
            (Resolution::Regex, true, _) => id.replace('.', r"\\."),
            (Resolution::Regex, _, true) => id.replace('.', r"\."),
            _ => id.to_owned(),
        }
    }

    /// An inference-profile ARN in place of a foundation-model ARN: the account is not in the old one.
    fn write_profile_arn(&self, id: &str) -> (String, Option<String>) {
        let head: Vec<&str> = self.text.split(":bedrock:").collect();
        let [arn, rest, ..] = head.as_slice() else { return (id.to_owned(), None) };
        let region = rest.split("::foundation-model").next().unwrap_or_default();
        let pseudo = self.text.contains("${AWS::");
        let account = if pseudo { "${AWS::AccountId}" } else { ACCOUNT };
        let note = (!pseudo).then(|| format!("Put the account's number in place of `{ACCOUNT}`."));
        (format!("{arn}:bedrock:{region}:{account}:inference-profile/{id}"), note)
    }

    /// A newer constant of the same library where it has one, else the ID as text.
    fn write_symbol(&self, new: &Model, way: &Way) -> (String, Option<String>) {
        let id = match way {
            Way::Profile { scope, .. } => format!("{scope}.{}", new.id),
            Way::Bare | Way::KeepScope => new.id.to_string(),
        };
        let pieces: Vec<&str> = self.text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        let token = pieces.last().copied().unwrap_or_default();
        let container = pieces.iter().rev().skip(1).find(|piece| !piece.is_empty()).copied();
        let newer = self
            .catalog
            .aliases
            .iter()
            .filter(|library| {
                let named = container.is_some_and(|c| library.containers.iter().any(|known| known == c));
                (named || library.containers.is_empty())
                    && library.aliases.iter().any(|alias| alias.token == token)
            })
            .flat_map(|library| library.aliases.iter())
            .find(|alias| alias.model == id && !alias.deprecated);
        match newer {
            Some(alias) => {
                let head = &self.text[..self.text.len() - token.len()];
                (format!("{head}{}", alias.token), None)
            }
            None => (id, Some("The library has no constant for it: write the ID as text.".to_owned())),
        }
    }
}

fn missing(old: &Model, refused: Vec<String>) -> MissingReplacement {
    let reason = match (&old.no_replacement, refused.as_slice()) {
        (Some(why), []) => format!("There is no replacement: {}", message::sentence(why)),
        (None, []) => "Neither AWS nor this catalog names a replacement.".to_owned(),
        (_, [one]) => format!("No replacement fits here: {one}."),
        (_, several) => {
            let first: Vec<String> = several.iter().take(3).cloned().collect();
            format!("No replacement fits here: {}.", first.join("; "))
        }
    };
    MissingReplacement { reason }
}

/// What happens to an index when the vectors change.
fn dimensions(old: &Model, new: &Model) -> Option<String> {
    if new.modality != Modality::Embedding {
        return None;
    }
    let words = |model: &Model| match model.dimensions.as_ref() {
        [] => None,
        [default, rest @ ..] if rest.is_empty() => Some(default.to_string()),
        [default, rest @ ..] => {
            let others: Vec<String> = rest.iter().map(u32::to_string).collect();
            Some(format!("{default} (or {})", message::list(&others, "or")))
        }
    };
    let sizes = match (words(old), words(new)) {
        (Some(old), Some(new)) => format!("Dimensions: {old} before, {new} now. "),
        (None, Some(new)) => format!("Dimensions: {new}. "),
        _ => String::new(),
    };
    Some(format!("{sizes}Embed everything again: vectors of two models cannot share an index."))
}

fn provider(id: &str) -> &str {
    id.split('.').next().unwrap_or_default()
}

fn modality(of: Modality) -> &'static str {
    match of {
        Modality::Text => "text",
        Modality::Image => "image",
        Modality::Embedding => "embedding",
        Modality::Speech => "speech",
        Modality::Video => "video",
        Modality::Rerank => "rerank",
    }
}
