//! Suppressions in the configuration: by path, line, rule and model.
//!
//! For file formats without comments, and for whole parts of a project. `config` parses them.

use jiff::civil::Date;
use regex::bytes::Regex;

use super::{Terms, UsedParts, expired_or_unused, mark_used, names};
use crate::finding::{Disposition, Finding};
use crate::housekeeping::{Housekeeping, LinePart};
use crate::id_pattern::IdPattern;
use crate::path_pattern::PathPattern;

/// One entry; it hides findings that match all of its fields.
#[derive(Clone, Debug)]
pub struct IgnoreEntry {
    /// Location of the entry in the configuration.
    pub location: LinePart,
    /// Pattern of paths, relative to the configuration's folder; absent means every file.
    pub path: Option<PathPattern>,
    /// Matches part of the line of the reference; absent means any line.
    pub line: Option<Regex>,
    /// IDs of rules; empty means all.
    pub rules: Vec<String>,
    /// Matches one of the models of the finding; absent means any.
    pub model: Option<IdPattern<'static>>,
    /// End date and reason.
    pub terms: Terms,
}

/// The entries of a configuration, and which of them have hidden a finding.
#[derive(Clone, Debug, Default)]
pub struct Ignores {
    entries: Vec<IgnoreEntry>,
    used: Vec<UsedParts>,
}

impl Ignores {
    /// Takes the entries in the order of the configuration.
    pub fn new(entries: Vec<IgnoreEntry>) -> Self {
        let used = entries
            .iter()
            .map(|entry| vec![false; entry.rules.len().max(1)])
            .collect();
        Self { entries, used }
    }

    /// Hides the findings that an entry covers on the day `as_of`; the first matching entry counts as used. `project_path`
    /// turns a finding's path into one relative to the configuration's folder.
    pub fn apply(
        &mut self,
        findings: &mut [Finding],
        project_path: impl Fn(&str) -> String,
        as_of: Date,
    ) {
        if self.entries.is_empty() {
            return;
        }
        for finding in findings
            .iter_mut()
            .filter(|finding| finding.disposition == Disposition::Active)
        {
            let path = project_path(&finding.reference.location.path);
            let mut live = self
                .entries
                .iter()
                .enumerate()
                .filter(|(_, entry)| !entry.terms.expired(as_of));
            let Some((at, entry)) = live.find(|(_, entry)| entry.covers(finding, &path)) else {
                continue;
            };
            let reason = entry.terms.reason.clone();
            finding.disposition = Disposition::Suppressed {
                reason,
                inline: false,
            };
            mark_used(&mut self.used[at], &entry.rules, finding);
        }
    }

    /// The location of the entry that hides a finding on the day `as_of`; for `path` see [`IgnoreEntry::path`].
    pub fn hiding(&self, finding: &Finding, path: &str, as_of: Date) -> Option<&LinePart> {
        let live = self
            .entries
            .iter()
            .filter(|entry| !entry.terms.expired(as_of));
        live.into_iter()
            .find(|entry| entry.covers(finding, path))
            .map(|entry| &entry.location)
    }

    /// Whether a file loses an entry when it is moved: one that is for the old path is not for the new one.
    pub fn is_lost(&self, old: &str, new: &str, as_of: Date) -> bool {
        let live = self
            .entries
            .iter()
            .filter(|entry| !entry.terms.expired(as_of));
        live.filter_map(|entry| entry.path.as_ref())
            .any(|pattern| pattern.matches(old) && !pattern.matches(new))
    }

    /// As [`super::Suppressions::housekeeping`].
    pub fn housekeeping(&self, as_of: Date, all_looked_for: bool) -> Vec<Housekeeping> {
        let problems = self
            .entries
            .iter()
            .zip(&self.used)
            .filter_map(|(entry, used)| {
                expired_or_unused(
                    &entry.location,
                    &entry.terms,
                    &entry.rules,
                    used,
                    as_of,
                    all_looked_for,
                )
            });
        problems.collect()
    }
}

impl IgnoreEntry {
    fn covers(&self, finding: &Finding, path: &str) -> bool {
        let reference = &finding.reference;
        let ids = || {
            reference
                .models
                .iter()
                .chain(reference.variant.as_deref())
                .chain(&reference.candidates)
        };
        names(&self.rules, finding)
            && self
                .path
                .as_ref()
                .is_none_or(|pattern| pattern.matches(path))
            && self
                .line
                .as_ref()
                .is_none_or(|regex| regex.is_match(line_of(finding).as_bytes()))
            && self.model.as_ref().is_none_or(|pattern| {
                ids().any(|id| pattern.covers(id.as_str())) || pattern.covers(&reference.text)
            })
    }
}

/// The line in which the reference begins, as far as the snippet contains it.
fn line_of(finding: &Finding) -> &str {
    let snippet = &finding.reference.snippet;
    let text = &*snippet.text;
    let hit = snippet.highlight.start.min(text.len());
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..hit]).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', &text.as_bytes()[hit..]).map_or(text.len(), |at| hit + at);
    text[start..end].trim_end_matches('\r')
}
