//! Which entry accepts which finding.

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

use super::entry::{Entry, model_of};
use crate::finding::{Finding, Level};
use crate::judge::highest_level;
use crate::reference::Context;

/// Rules in order of severity, mildest first. An entry of any other rule accepts only its own rule.
const GRAVITY: &[&str] = &[
    "legacy",
    "extended-access",
    "end-of-life-soon",
    "end-of-life",
];

/// What an entry and a finding have in common.
#[derive(Clone, Copy)]
pub(super) enum EntryKey<'p> {
    /// Path, model and text.
    InPlace,
    /// Model and text.
    Moved,
    /// Path and model.
    SameFile(&'p dyn Fn(&str) -> String),
}

impl EntryKey<'_> {
    fn of_entry<'a>(&self, entry: &'a Entry) -> Cow<'a, str> {
        match self {
            Self::InPlace => Cow::Borrowed(&entry.fingerprint),
            Self::Moved => Cow::Borrowed(&entry.content_fingerprint),
            Self::SameFile(_) => Cow::Owned(format!("{}\n{}", entry.model, entry.path)),
        }
    }

    fn of_finding<'a>(&self, finding: &'a Finding) -> Cow<'a, str> {
        match self {
            Self::InPlace => Cow::Borrowed(&finding.fingerprint),
            Self::Moved => Cow::Borrowed(&finding.content_fingerprint),
            Self::SameFile(path_of) => {
                let path = path_of(&finding.reference.location.path);
                Cow::Owned(format!("{}\n{path}", model_of(finding)))
            }
        }
    }
}

/// Entries by key and by what they accept, each used at most once. Without the rule and the level in the key, many equal
/// lines and as many equal entries would be compared pairwise.
pub(super) struct Index<'a, 'p> {
    key: EntryKey<'p>,
    entries: BTreeMap<Cow<'a, str>, BTreeMap<RuleAndLevel<'a>, VecDeque<&'a Entry>>>,
}

/// What an entry accepts: a rule, and the highest level before settings.
type RuleAndLevel<'a> = (&'a str, Level);

/// The levels from that of a context upwards.
fn levels_from(context: Context) -> impl Iterator<Item = Level> {
    let least = highest_level(context);
    [Level::Note, Level::Warning, Level::Error]
        .into_iter()
        .filter(move |level| *level >= least)
}

impl<'a, 'p> Index<'a, 'p> {
    pub(super) fn new(open: &[&'a Entry], key: EntryKey<'p>) -> Self {
        let mut entries: BTreeMap<Cow<'_, str>, BTreeMap<RuleAndLevel<'_>, VecDeque<&Entry>>> =
            BTreeMap::new();
        for entry in open {
            let same = entries.entry(key.of_entry(entry)).or_default();
            same.entry((&entry.rule, entry.accepts_up_to()))
                .or_default()
                .push_back(entry);
        }
        Self { key, entries }
    }

    /// The first unused entry with one of these rules and a context that is not milder.
    pub(super) fn take_by(&mut self, finding: &Finding, rules: &[&'a str]) -> Option<&'a Entry> {
        let same = self.entries.get_mut(&*self.key.of_finding(finding))?;
        let first = |accepted: &RuleAndLevel<'_>| Some(*same.get(accepted)?.front()?);
        let context = finding.reference.context;
        let accepted = rules
            .iter()
            .flat_map(|rule| levels_from(context).map(move |level| (*rule, level)))
            .filter(|accepted| first(accepted).is_some())
            .min_by_key(first)?;
        same.get_mut(&accepted)?.pop_front()
    }

    /// An unused entry with any rule.
    pub(super) fn take_any(&mut self, finding: &Finding) -> Option<&'a Entry> {
        let same = self.entries.get_mut(&*self.key.of_finding(finding))?;
        let mut first = same.first_entry()?;
        let taken = first.get_mut().pop_front();
        if first.get().is_empty() {
            first.remove();
        }
        taken
    }

    pub(super) fn left(self) -> Vec<&'a Entry> {
        let same = self.entries.into_values().flat_map(BTreeMap::into_values);
        let mut left: Vec<&Entry> = same.flatten().collect();
        left.sort();
        left
    }
}

/// The rules by which an entry accepts a finding: its own and the worse ones.
pub(super) fn accepting<'r>(rule: &'r &'r str) -> &'r [&'r str] {
    match GRAVITY.iter().position(|known| known == rule) {
        Some(at) => &GRAVITY[at..],
        None => std::slice::from_ref(rule),
    }
}
