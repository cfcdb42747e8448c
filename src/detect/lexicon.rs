//! The known IDs, and the questions that resolution asks of them: exact, prefix, pattern, nearest.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::Arc;

use super::provider::{Provider, family};
use super::{KnownId, LibraryConstant, OpaqueName};
use crate::id_pattern::IdPattern;
use crate::model_id::ModelId;
use crate::spelling::distance;

#[derive(Debug)]
pub(super) struct Lexicon {
    entries: Vec<KnownId>,
    scopes: Vec<Cow<'static, str>>,
    providers: Arc<[Provider]>,
    opaque: Vec<OpaqueName>,
}

impl Lexicon {
    /// What is known of these IDs, their scopes and opaque ARNs, all sorted; `providers` are those of the IDs.
    pub(super) fn new(
        entries: Vec<KnownId>,
        scopes: Vec<Cow<'static, str>>,
        opaque: Vec<OpaqueName>,
        providers: Arc<[Provider]>,
    ) -> Self {
        Self {
            entries,
            scopes,
            providers,
            opaque,
        }
    }

    /// The base IDs of an ARN that does not contain them; empty if they are not known.
    pub(super) fn models_of_opaque(&self, arn: &str) -> Vec<ModelId> {
        let Ok(at) = self
            .opaque
            .binary_search_by(|(known, _)| known.as_ref().cmp(arn))
        else {
            return Vec::new();
        };
        self.opaque[at]
            .1
            .iter()
            .map(|id| ModelId::new(id.clone()))
            .collect()
    }

    /// Adds ARNs with the IDs of their models; one that is there already, or whose model is not known, is not added.
    pub(super) fn add_opaque<'a>(&mut self, arns: impl Iterator<Item = &'a LibraryConstant>) {
        let known = |arn: &str| !self.models_of_opaque(arn).is_empty();
        let unknown = arns.filter(|(arn, _)| !known(arn));
        let more: Vec<OpaqueName> = unknown
            .filter_map(|(arn, id)| Some((arn.clone(), vec![self.named(id)?.1.base.clone()])))
            .collect();
        self.opaque.extend(more);
        self.opaque.sort();
    }

    /// The entry with this ID, which can begin with a scope.
    pub(super) fn named<'id>(&self, id: &'id str) -> Option<(Option<&'id str>, &KnownId)> {
        let (scope, id) = match id.split_once('.') {
            Some((scope, id)) if self.is_scope(scope) => (Some(scope), id),
            _ => (None, id),
        };
        Some((scope, self.exact(id)?))
    }

    /// The entry with this ID; `X:0` and `X` are one where only `X` is known.
    pub(super) fn exact(&self, id: &str) -> Option<&KnownId> {
        let find = |id: &str| {
            self.entries
                .binary_search_by(|e| e.id.as_ref().cmp(id))
                .ok()
                .map(|at| &self.entries[at])
        };
        find(id)
            .or_else(|| find(id.strip_suffix(":0").filter(|short| !short.contains(':'))?))
            .or_else(|| self.without_context(id))
    }

    /// The entry whose ID is `name` after its provider; absent if none exists, or more than one.
    pub(super) fn without_provider(&self, name: &str) -> Option<&KnownId> {
        let mut found = None;
        for provider in self.provider_names() {
            let Some(entry) = self.exact(&format!("{provider}.{name}")) else {
                continue;
            };
            if found.replace(entry).is_some() {
                return None;
            }
        }
        found
    }

    /// The variant that this ID is but for its context suffix: `…-v1:2` of `…-v1:2:8k`.
    fn without_context(&self, id: &str) -> Option<&KnownId> {
        let (_, number) = id.rsplit_once(':')?;
        let first = self.entries.partition_point(|e| e.id.as_ref() < id);
        let entry = self.entries.get(first)?;
        let numbered = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        (numbered
            && entry
                .id
                .strip_prefix(id)
                .is_some_and(|rest| rest.starts_with(':')))
        .then_some(entry)
    }

    /// The longest known ID that `run` begins with and that ends at a border: not inside a word.
    pub(super) fn longest_prefix(&self, run: &str) -> Option<(&KnownId, usize)> {
        let border = |at: usize| at == run.len() || !run.as_bytes()[at].is_ascii_alphanumeric();
        let ends = (1..=run.len())
            .rev()
            .filter(|&at| run.is_char_boundary(at) && border(at));
        ends.into_iter()
            .find_map(|at| self.exact(&run[..at]).map(|entry| (entry, at)))
    }

    /// Whether this is a profile scope of the catalog.
    pub(super) fn is_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|s| s == scope)
    }

    /// Base IDs that begin with `prefix` and continue after it with a border, with what follows the prefix. A bare
    /// family needs no border: `meta.llama` continues with a digit.
    pub(super) fn completions<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a KnownId, &'a str)> {
        let first = self.entries.partition_point(|e| e.id.as_ref() < prefix);
        let bare = prefix.ends_with(|c: char| c.is_ascii_alphabetic());
        self.entries[first..]
            .iter()
            .take_while(move |e| e.id.starts_with(prefix))
            .filter_map(move |e| {
                let rest = &e.id[prefix.len()..];
                let border = rest.starts_with(['-', ':', '.'])
                    || (bare && rest.starts_with(|c: char| c.is_ascii_digit()));
                (e.is_base() && border).then_some((e, rest))
            })
    }

    /// Base IDs of all entries that a pattern covers.
    pub(super) fn covered(&self, pattern: &IdPattern<'_>) -> Vec<ModelId> {
        let prefix = pattern.prefix();
        let first = self.entries.partition_point(|e| e.id.as_ref() < prefix);
        let begins = self.entries[first..]
            .iter()
            .take_while(|e| e.id.starts_with(prefix));
        bases(begins.filter(|e| pattern.covers(&e.id)))
    }

    /// Base IDs of all entries whose ID the test accepts.
    pub(super) fn matched_by(&self, test: impl Fn(&str) -> bool) -> Vec<ModelId> {
        bases(self.entries.iter().filter(|e| test(&e.id)))
    }

    /// The names of all providers, as they are before the dot.
    pub(super) fn provider_names(&self) -> impl Iterator<Item = &str> {
        self.providers.iter().map(|p| p.name.as_str())
    }

    /// All base IDs.
    pub(super) fn base_ids(&self) -> impl Iterator<Item = &str> {
        self.entries
            .iter()
            .filter(|e| e.is_base())
            .map(|e| e.id.as_ref())
    }

    /// Whether `rest`, the text after a provider's dot, begins with one of its families, and what follows it.
    pub(super) fn after_family<'r>(&self, provider: &str, rest: &'r str) -> Option<&'r str> {
        let provider = self.providers.iter().find(|p| p.name == provider)?;
        let family = family(rest);
        provider
            .families
            .iter()
            .any(|known| known == family)
            .then(|| &rest[family.len()..])
    }

    /// The nearest known base IDs of a constant's name, which may leave the provider out.
    pub(super) fn nearest_to_constant(&self, token: &str) -> Vec<ModelId> {
        let words = token.to_ascii_lowercase().replace('_', "-");
        self.providers
            .iter()
            .filter_map(|p| {
                let name = words
                    .strip_prefix(p.name.as_str())
                    .map_or(words.as_str(), |rest| rest.trim_start_matches('-'));
                self.after_family(&p.name, name)?;
                Some(self.nearest(&format!("{}.{name}", p.name)))
            })
            .next()
            .unwrap_or_default()
    }

    /// The nearest known base IDs of something unknown, nearest first: by the components between `-`, `.` and
    /// `:`, where one that differs in a single letter counts for most of one that is equal.
    pub(super) fn nearest(&self, unknown: &str) -> Vec<ModelId> {
        let (provider, name) = unknown.split_once('.').unwrap_or((unknown, ""));
        let wanted = components(name);
        let unversioned = before_version(name).map(components);
        let bases = self.entries.iter().filter(|e| e.is_base()).map(|e| &e.id);
        // `claude-3.5` begins `claude-3-5-…`.
        let begun = format!("{provider}.{}-", name.replace('.', "-"));
        let mut scored: Vec<(u32, &Cow<'static, str>)> = bases
            .filter_map(|id| {
                let name = id.strip_prefix(provider)?.strip_prefix('.')?;
                let score = if id.starts_with(&begun) {
                    900
                } else {
                    let of_id = components(name);
                    // Before a version that was added by mistake, the text is the beginning of an ID without one.
                    let without = unversioned.as_ref().filter(|wanted| {
                        of_id.starts_with(wanted) && before_version(name).is_none()
                    });
                    let without = without.map_or(0, |wanted| likeness(wanted, &of_id));
                    likeness(&wanted, &of_id).max(without)
                };
                Some((score, id))
            })
            .filter(|(score, _)| *score >= MIN_LIKENESS)
            .collect();
        // A known ID with something added after it is the likeliest of all, and so is a longer one that begins alike: of
        // `claude-opus-4-6` and `claude-opus-4-6-v1`, the first is only known to bedrock-mantle.
        let continues = |longer: &str, id: &str| {
            let rest = longer.strip_prefix(id);
            rest.is_some_and(|rest| rest.starts_with(['-', ':', '.']))
        };
        let begins: Vec<&Cow<'static, str>> = scored
            .iter()
            .map(|(_, id)| *id)
            .filter(|id| continues(unknown, id))
            .collect();
        for (score, id) in &mut scored {
            if begins
                .iter()
                .any(|known| known == id || continues(id, known))
            {
                *score = 1000;
            }
        }
        let best = scored.iter().map(|(score, _)| *score).max().unwrap_or(0);
        scored.retain(|(score, _)| score + NEARBY >= best);
        // The beginning of an ID distinguishes models, its end only the versions of one: `mistral-large-3` is not
        // `mistral-large-2402`.
        scored.sort_by_cached_key(|(score, id)| {
            let of_id = components(&id[provider.len()..]);
            let pairs = wanted.iter().zip(&of_id);
            let shared = pairs.take_while(|(a, b)| a == b).count();
            let length = unversioned.as_ref().unwrap_or(&wanted).len();
            let other_length = of_id.len().abs_diff(length);
            (
                (Reverse(shared), Reverse(*score), other_length),
                (Reverse(id.len()), *id),
            )
        });
        scored
            .iter()
            .take(3)
            .map(|(_, id)| ModelId::new((*id).clone()))
            .collect()
    }
}

/// The base IDs of entries, ascending, each once.
fn bases<'a>(entries: impl Iterator<Item = &'a KnownId>) -> Vec<ModelId> {
    let mut bases: Vec<&Cow<'static, str>> = entries.map(|e| &e.base).collect();
    bases.sort_unstable();
    bases.dedup();
    bases
        .into_iter()
        .map(|base| ModelId::new(base.clone()))
        .collect()
}

/// A name without the version in which it ends, if it does: `-vN`, `-vN:M` and perhaps a context suffix.
pub(super) fn before_version(name: &str) -> Option<&str> {
    let (before, version) = name.rsplit_once("-v")?;
    let mut parts = version.split(':');
    let number = |p: &str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit());
    let is_version = parts.next().is_some_and(number)
        && parts.all(|p| number(p.trim_end_matches(['k', 'm'])) || p == "mm");
    is_version.then_some(before)
}

/// Least likeness, in thousandths, of a candidate.
const MIN_LIKENESS: u32 = 620;

/// How much less like than the best one a further candidate may be, in thousandths.
const NEARBY: u32 = 120;

/// What a component with one wrong letter counts, in thousandths.
const ALMOST: u32 = 800;

fn components(id: &str) -> Vec<&str> {
    id.split(['.', '-', ':', '_'])
        .filter(|c| !c.is_empty())
        .collect()
}

/// How alike two lists of components are, in thousandths: twice the weight of the longest common
/// subsequence over the number of components.
fn likeness(a: &[&str], b: &[&str]) -> u32 {
    let total = u32::try_from(a.len() + b.len()).unwrap_or(u32::MAX).max(1);
    // All of the shorter one being in the longer one: a text of many candidates asks this for each of them.
    let most = u32::try_from(2000 * a.len().min(b.len())).unwrap_or(u32::MAX) / total;
    if most < MIN_LIKENESS {
        return 0;
    }
    let mut row = vec![0u32; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = above.max(row[j]).max(diagonal + alike(x, y));
            diagonal = above;
        }
    }
    row[b.len()].saturating_mul(2) / total
}

/// What two components count when they are set against each other, in thousandths.
fn alike(a: &str, b: &str) -> u32 {
    if a == b {
        return 1000;
    }
    if one_letter_apart(a, b) { ALMOST } else { 0 }
}

/// Whether one letter replaced, added, left out or swapped with its neighbour makes the words equal. Words of
/// digits must be longer than three, since `3` and `4` are two versions and not a slip.
fn one_letter_apart(a: &str, b: &str) -> bool {
    let shorter = a.len().min(b.len());
    let digits = || a.bytes().chain(b.bytes()).all(|byte| byte.is_ascii_digit());
    a.len().abs_diff(b.len()) <= 1
        && shorter >= 2
        && (shorter >= 4 || !digits())
        && distance(a, b) <= 1
}
