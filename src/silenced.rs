//! What a change hides from its own review: findings that would be reported without the comment, setting or baseline entry
//! of the change that silences them.
//!
//! Compares two reports on the same lines: one with the settings from before the change and without its suppression
//! comments, and the actual one. The caller makes both and decides which part of the change makes the difference.

use std::collections::BTreeMap;

use crate::finding::{Finding, Level, Location, Related, RelatedRole, RuleId};
use crate::housekeeping::{Housekeeping, LinePart};
use crate::source::Position;

/// The rule.
pub const RULE: RuleId = RuleId::SilencedByChange;

/// Number of locations in the message; the others are counted there and listed as related locations.
const NAMED: usize = 3;

/// A finding that the change silences.
#[derive(Clone, Debug)]
pub struct Silenced {
    /// As it would be reported.
    pub finding: Finding,
    /// The level at which it is still reported; absent if it is not. Equal to its own level if it merely no longer fails the
    /// run.
    pub now: Option<Level>,
}

/// A part of the change that silences findings.
#[derive(Clone, Debug)]
pub struct Silencer {
    /// Its location.
    pub location: LinePart,
    /// What it is, as the subject of a sentence.
    pub what: String,
}

/// The active findings about models in `before`, at `least` or above, that `after` lacks, hides or lowers.
pub fn silenced(before: &[Finding], after: &[Finding], least: Level) -> Vec<Silenced> {
    let mut levels: BTreeMap<FindingKey<'_>, Level> = BTreeMap::new();
    for finding in counting(after) {
        let level = levels.entry(key(finding)).or_insert(finding.level);
        *level = finding.level.max(*level);
    }
    let now = |finding: &Finding| levels.get(&key(finding)).copied();
    counting(before)
        .filter(|finding| finding.level >= least && now(finding) < Some(finding.level))
        .map(|finding| Silenced {
            finding: finding.clone(),
            now: now(finding),
        })
        .collect()
}

impl Silenced {
    fn keeps_its_level(&self) -> bool {
        self.now == Some(self.finding.level)
    }
}

impl Silencer {
    /// The finding about it, with the locations that it silences.
    pub fn housekeeping(&self, silenced: &[Silenced]) -> (Housekeeping, Vec<Related>) {
        let all = |is: fn(&Silenced) -> bool| silenced.iter().all(is);
        let verb = match () {
            () if all(|silenced| silenced.now.is_none()) => "hides",
            () if all(Silenced::keeps_its_level) => "no longer fails on",
            () if all(|silenced| silenced.now.is_some()) => "lowers",
            () => "hides or lowers",
        };
        let noun = if silenced.len() == 1 {
            "finding"
        } else {
            "findings"
        };
        let mut named: Vec<String> = silenced.iter().take(NAMED).map(named).collect();
        if silenced.len() > NAMED {
            named.push(format!("{} more", silenced.len() - NAMED));
        }
        let message = format!(
            "{} {verb} {} {noun} of the same change: {}.",
            self.what,
            silenced.len(),
            named.join(", ")
        );
        let housekeeping = Housekeeping {
            rule: RULE,
            location: self.location.clone(),
            message,
            help: "Check that the change hides no finding that should be reported. To accept this part of the change, \
                   merge it as a separate change first."
                .to_owned(),
        };
        (housekeeping, silenced.iter().map(related).collect())
    }
}

/// `end-of-life (anthropic.claude-v2) at app.py:3`
fn named(silenced: &Silenced) -> String {
    let Finding {
        rule, reference, ..
    } = &silenced.finding;
    let Location { path, start, .. } = &reference.location;
    format!(
        "{} ({}) at {path}:{}",
        rule.name, reference.text, start.line
    )
}

fn related(silenced: &Silenced) -> Related {
    let finding = &silenced.finding;
    let was = finding.level.as_str();
    let message = match silenced.now {
        Some(_) if silenced.keeps_its_level() => {
            format!("{}: {was}, which no longer fails", finding.rule.name)
        }
        Some(now) => format!(
            "{}: {was} without the change, {} with it",
            finding.rule.name,
            now.as_str()
        ),
        None => format!(
            "{}: {was} without the change, hidden with it",
            finding.rule.name
        ),
    };
    Related::new(
        finding.reference.location.clone(),
        RelatedRole::Silenced,
        message,
    )
}

fn counting(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    findings
        .iter()
        .filter(|finding| finding.is_active() && finding.rule.about_models)
}

/// Identifies the reference that a finding is about.
pub type FindingKey<'a> = (&'a str, Position, Position);

/// The reference that a finding is about.
pub fn key(finding: &Finding) -> FindingKey<'_> {
    let Location {
        path, start, end, ..
    } = &finding.reference.location;
    (path, *start, *end)
}
