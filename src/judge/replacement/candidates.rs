//! The models that can replace one, with what is for and against each.

use super::{Link, Refused, Wanted};
use crate::finding::ReplacementPolicy;
use crate::judge::choice::Merits;
use crate::judge::region::ModelVerdict;
use crate::judge::rewrite::Way;

/// The models to which the chain of replacements leads.
pub(super) struct Candidates<'a> {
    /// Those that qualify, in the catalog's order, and how each is invoked.
    pub(super) valid: Vec<(Link<'a>, Way)>,
    pub(super) merits: Vec<Merits>,
    /// Whether no call reaches it.
    unreachable: Vec<bool>,
    pub(super) refused: Vec<Refused>,
}

impl Candidates<'_> {
    /// The best by a policy; of equal ones the first.
    pub(super) fn best(&self, policy: ReplacementPolicy) -> Option<usize> {
        let key = |at: &usize| (self.unreachable[*at], self.merits[*at].key(policy));
        (0..self.valid.len()).min_by_key(key)
    }
}

impl<'a> Wanted<'a> {
    pub(super) fn candidates(&self, old: &ModelVerdict<'a>) -> Candidates<'a> {
        let (mut valid, mut refused) = (Vec::new(), Vec::new());
        for link in self.chain(old.model) {
            match self.check(old, link.model) {
                Err(why) => refused.push(why),
                Ok(way) => valid.push((link, way)),
            }
        }
        let merits = valid
            .iter()
            .map(|(link, way)| self.merits(old.model, link.model, way))
            .collect();
        let unreachable = valid
            .iter()
            .map(|(link, way)| *way != Way::Mantle && !self.can_be_called(link.model))
            .collect();
        Candidates {
            valid,
            merits,
            unreachable,
            refused,
        }
    }
}
