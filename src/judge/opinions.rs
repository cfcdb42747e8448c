//! The results of references that were judged before. The same reference occurs in many files of a project, and choosing
//! its replacement takes most of the time of a judgement.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::opinion::{LocatedMatch, Opinion};
use super::policy::Policy;
use crate::catalog::Catalog;
use crate::reference::{Found, Match};
use crate::source::Span;

/// Most results that are kept, so that a file with a million different references needs no more memory than others.
const MOST_KEPT: usize = 4096;

/// The results of one catalog and one policy, shared by all threads.
#[derive(Debug, Default)]
pub struct Opinions {
    known: Mutex<HashMap<(Match, String), Arc<Opinion>>>,
}

impl Opinions {
    /// The result for an occurrence, from an equal one if there was one.
    pub(super) fn of(
        &self,
        occurrence: &LocatedMatch,
        catalog: &Catalog,
        policy: &Policy,
    ) -> Arc<Opinion> {
        let (matched, text) = (&occurrence.matched, &occurrence.text);
        let key = (without_position(matched), text.clone());
        if let Some(known) = self.locked().get(&key) {
            return Arc::clone(known);
        }
        // Without the lock: two threads may judge the same, with the same result.
        let opinion = Arc::new(Opinion::of(matched, text, catalog, policy));
        let mut known = self.locked();
        if known.len() < MOST_KEPT {
            known.insert(key, Arc::clone(&opinion));
        }
        opinion
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, HashMap<(Match, String), Arc<Opinion>>> {
        // A panic while the lock is held leaves a whole map.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The match as if it were at the beginning of its file.
fn without_position(matched: &Match) -> Match {
    let found = &matched.found;
    let at = found.span.start;
    let moved = |span: Span| Span {
        start: span.start.wrapping_sub(at),
        end: span.end.wrapping_sub(at),
    };
    let found = Found {
        span: moved(found.span),
        id_span: moved(found.id_span),
        ..found.clone()
    };
    let requests = matched.requests.iter().map(|request| {
        let mut request = request.clone();
        for parameter in &mut request.parameters {
            parameter.span = moved(parameter.span);
        }
        request
    });
    Match {
        found,
        declared: None,
        // Which registry it is an entry of makes no difference to the result.
        registry: matched.registry.map(|_| 0),
        requests: requests.collect(),
        ..matched.clone()
    }
}
