//! Collections of IDs that one file declares and to whose entries others send requests.
//!
//! A price table is a mention while nothing goes through it. Where another file takes its models from it, it is a use, as it
//! would be in one file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::looked_file::LookedFile;
use crate::finding::{Finding, Location, Reference, Related, RelatedRole};
use crate::judge::is_about_a_stage;
use crate::reference::{Context, Family, FromProject, NamedCollection};
use crate::source::Position;
use crate::surroundings::WatchedCollection;

/// The collections with a model at or past Legacy, each with its file.
pub(super) struct SentCollections {
    collections: Vec<FollowedCollection>,
    /// Where other files send entries of them, by the number of the collection.
    senders: BTreeMap<usize, BTreeSet<Location>>,
}

struct FollowedCollection {
    named: NamedCollection,
    path: Arc<str>,
    /// Whether it is in a test or a recording.
    is_beside: bool,
    /// Where its entries begin.
    entries: BTreeSet<Position>,
}

impl SentCollections {
    /// Those of the references of a scan that have a finding.
    pub(super) fn of(references: &[Arc<Reference>], findings: &[Finding]) -> Self {
        let about_stages = findings.iter().filter(|finding| is_about_a_stage(finding));
        let wanted: BTreeSet<(&str, &NamedCollection)> = about_stages
            .flat_map(|finding| named(&finding.reference))
            .collect();
        let mut found: BTreeMap<(&str, &NamedCollection), FollowedCollection> = BTreeMap::new();
        for reference in references {
            for (path, collection) in named(reference) {
                if !wanted.contains(&(path, collection)) {
                    continue;
                }
                let new = || FollowedCollection {
                    named: collection.clone(),
                    path: Arc::clone(&reference.location.path),
                    is_beside: matches!(reference.context, Context::Test | Context::Recording),
                    entries: BTreeSet::new(),
                };
                let known = found.entry((path, collection)).or_insert_with(new);
                known.entries.insert(reference.location.start);
            }
        }
        Self {
            collections: found.into_values().collect(),
            senders: BTreeMap::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.collections.is_empty()
    }

    /// The collections by family and name.
    pub(super) fn watched(&self) -> BTreeMap<Family, BTreeMap<String, Vec<WatchedCollection>>> {
        let mut watched: BTreeMap<Family, BTreeMap<String, Vec<WatchedCollection>>> =
            BTreeMap::new();
        for (number, collection) in (0..).zip(&self.collections) {
            let of_family = watched.entry(collection.named.family).or_default();
            let of_name = of_family.entry(collection.named.name.clone()).or_default();
            of_name.push(WatchedCollection {
                number,
                path: collection.path.to_string(),
                is_beside: collection.is_beside,
                entries: collection.named.entries,
            });
        }
        watched
    }

    /// Adds to what is known of the files with these collections that other files send their entries. Where a file can mean
    /// several of one name, it means the nearest.
    pub(super) fn add(
        &mut self,
        looked: &[LookedFile<'_>],
        known: &mut BTreeMap<String, FromProject>,
    ) {
        for LookedFile { file, names, .. } in looked {
            for (number, location) in &names.sent {
                let number = *number as usize;
                let nearness =
                    |number: usize| nearness(&self.collections[number].path, &file.display);
                let named = &self.collections[number].named;
                let others = names.sent.iter().map(|(other, _)| *other as usize);
                let mut same = others.filter(|other| self.collections[*other].named == *named);
                if same.any(|other| nearness(other) > nearness(number)) {
                    continue;
                }
                let path = self.collections[number].path.to_string();
                let of_file = known.entry(path).or_default();
                let name = (named.name.clone(), named.entries);
                of_file.sent_collections.insert(name);
                self.senders
                    .entry(number)
                    .or_default()
                    .insert(location.clone());
            }
        }
    }

    /// Adds to the findings about entries where other files send them.
    pub(super) fn point_out_senders(&self, findings: &mut [Finding]) {
        for (number, senders) in &self.senders {
            let collection = &self.collections[*number];
            let is_entry = |finding: &&mut Finding| {
                let location = &finding.reference.location;
                location.path == collection.path && collection.entries.contains(&location.start)
            };
            for finding in findings.iter_mut().filter(is_entry) {
                let related = senders.iter().map(|sender| {
                    let message = format!("an entry of `{}` is sent here", collection.named.name);
                    Related::new(sender.clone(), RelatedRole::Use, message)
                });
                finding.related.extend(related);
            }
        }
    }
}

fn named(reference: &Reference) -> impl Iterator<Item = (&str, &NamedCollection)> {
    let declared = reference.declared.iter();
    let collections = declared.flat_map(|declared| &declared.collections);
    collections.map(|collection| (&*reference.location.path, collection))
}

/// How many folders two paths have in common at their beginning.
fn nearness(one: &str, other: &str) -> usize {
    let folders = |path: &str| {
        path.rsplit_once('/')
            .map_or("", |(folders, _)| folders)
            .to_owned()
    };
    let (one, other) = (folders(one), folders(other));
    let pairs = one.split('/').zip(other.split('/'));
    pairs.take_while(|(a, b)| a == b).count()
}
