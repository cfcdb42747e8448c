//! What is different between two reports on the same files.

use std::collections::{BTreeMap, BTreeSet};

use super::{Report, ScanError};
use crate::finding::{Finding, Level};

/// The findings and errors that only one of two reports has, each in the order of its report.
///
/// A finding is the same wherever it is in its file: an inserted line moves all that are below it.
#[derive(Debug, Default)]
pub struct ReportDifference<'a> {
    /// Active findings of the second report.
    pub new: Vec<&'a Finding>,
    /// Active findings of the first report.
    pub gone: Vec<&'a Finding>,
    /// Errors of the second report.
    pub new_errors: Vec<&'a ScanError>,
    /// Errors of the first report.
    pub gone_errors: Vec<&'a ScanError>,
}

/// By what two findings are the same: everything that a line about them says, except for the position.
type FindingLine<'a> = (&'a str, &'static str, Level, &'a str, Option<&'a str>);

fn line_of(finding: &Finding) -> FindingLine<'_> {
    let replacement = finding.replacement.as_ref();
    (
        &finding.reference.location.path,
        finding.rule.name,
        finding.level,
        &finding.message,
        replacement.map(|chosen| chosen.text.as_str()),
    )
}

impl<'a> ReportDifference<'a> {
    /// What `after` has and `before` has not, and the reverse.
    pub fn between(before: &'a Report, after: &'a Report) -> Self {
        let (gone, new) = unpaired(
            before.active().collect(),
            after.active().collect(),
            |finding| line_of(finding),
            |finding| finding.reference.location.start,
        );
        let (gone_errors, new_errors) = unpaired(
            before.errors.iter().collect(),
            after.errors.iter().collect(),
            |error| (error.path.as_str(), error.kind, error.message.as_str()),
            |error| error.at,
        );
        Self {
            new,
            gone,
            new_errors,
            gone_errors,
        }
    }

    /// Whether the reports have the same findings and errors.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty()
            && self.gone.is_empty()
            && self.new_errors.is_empty()
            && self.gone_errors.is_empty()
    }
}

/// What is left of both lists when equal items are paired: those at the same position first, so that of two equal findings
/// the one that was deleted is gone.
fn unpaired<'a, T, K: Ord, P: Ord>(
    before: Vec<&'a T>,
    after: Vec<&'a T>,
    key: impl Fn(&'a T) -> K,
    position: impl Fn(&'a T) -> P,
) -> (Vec<&'a T>, Vec<&'a T>) {
    let mut by_key: BTreeMap<K, [Vec<usize>; 2]> = BTreeMap::new();
    for (side, items) in [&before, &after].into_iter().enumerate() {
        for (at, item) in items.iter().enumerate() {
            by_key.entry(key(item)).or_default()[side].push(at);
        }
    }
    let (mut gone, mut new) = (Vec::new(), Vec::new());
    for [mut old, mut now] in by_key.into_values() {
        if old.len() != now.len() {
            let positions = |of: &[usize], all: &[&'a T]| -> BTreeSet<P> {
                of.iter().map(|at| position(all[*at])).collect()
            };
            let (were, are) = (positions(&old, &before), positions(&now, &after));
            old.retain(|at| !are.contains(&position(before[*at])));
            now.retain(|at| !were.contains(&position(after[*at])));
        }
        let paired = old.len().min(now.len());
        gone.extend_from_slice(&old[paired..]);
        new.extend_from_slice(&now[paired..]);
    }
    gone.sort_unstable();
    new.sort_unstable();
    (
        gone.into_iter().map(|at| before[at]).collect(),
        new.into_iter().map(|at| after[at]).collect(),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::unpaired;

    /// A line and its position.
    type Item = (u8, u8);

    fn difference(before: &[Item], after: &[Item]) -> (Vec<Item>, Vec<Item>) {
        let (gone, new) = unpaired(
            before.iter().collect(),
            after.iter().collect(),
            |item| item.0,
            |item| item.1,
        );
        let owned = |items: Vec<&Item>| items.into_iter().copied().collect();
        (owned(gone), owned(new))
    }

    #[test]
    fn of_equal_items_the_one_that_was_deleted_is_gone() {
        let before = [(1, 10), (1, 20), (1, 30)];
        assert_eq!(
            difference(&before, &[(1, 10), (1, 30)]),
            (vec![(1, 20)], vec![])
        );
        assert_eq!(
            difference(&[(1, 10)], &[(1, 5), (1, 10)]),
            (vec![], vec![(1, 5)])
        );
        // All that are left have moved.
        assert_eq!(
            difference(&before, &[(1, 11), (1, 21), (1, 31)]),
            (vec![], vec![])
        );
        assert_eq!(
            difference(&before, &[(1, 11), (2, 20)]),
            (vec![(1, 20), (1, 30)], vec![(2, 20)])
        );
    }

    proptest! {
        #[test]
        fn what_is_gone_and_new_leads_from_one_to_the_other(
            mut before in prop::collection::vec((0_u8..4, 0_u8..6), 0..12),
            mut after in prop::collection::vec((0_u8..4, 0_u8..6), 0..12),
        ) {
            for items in [&mut before, &mut after] {
                items.sort_by_key(|item| item.1);
                items.dedup_by_key(|item| item.1);
            }
            let lines = |items: &[Item]| {
                let mut lines: Vec<u8> = items.iter().map(|item| item.0).collect();
                lines.sort_unstable();
                lines
            };
            let (gone, new) = difference(&before, &after);
            let mut kept = before.clone();
            for item in &gone {
                let at = kept.iter().position(|kept| kept == item);
                kept.remove(at.expect("only what was there is gone"));
            }
            let all = [kept, new.clone()].concat();
            prop_assert_eq!(lines(&all), lines(&after));
            // Nothing is gone and new at once.
            let (gone, new) = (lines(&gone), lines(&new));
            prop_assert!(gone.iter().all(|line| !new.contains(line)));
        }
    }
}
