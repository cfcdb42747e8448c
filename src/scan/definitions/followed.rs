//! Which names are followed, and which of them each file uses.
//!
//! A name is followed if all its definitions in the project agree and no other file declares it. Enums and type unions
//! are followed if one of their members has a finding.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::looked_file::{FileNames, LookedFile};
use super::sent_collections::SentCollections;
use crate::finding::{Finding, Location, Reference};
use crate::judge::is_about_a_stage;
use crate::language::language_of;
use crate::model_id::ModelId;
use crate::reference::{
    Context, Family, Form, Found, FromProject, Owner, QualifiedName, Resolution, TypeList,
};
use crate::source::{Encoding, Source};
use crate::surroundings::is_of_tests;
use crate::surroundings::uses::{MemberReach, Names, WatchedEnum};
use crate::walk::{Origin, SourcePath};

/// The names that are followed, and the lists that may have no use.
pub(super) struct Followed {
    definitions: Vec<Definition>,
    /// Lists with a finding, by path and number.
    lists: BTreeMap<(Arc<str>, usize), DefinedList>,
}

/// A name with what it refers to.
#[derive(Clone)]
pub(super) struct Definition {
    name: QualifiedName,
    /// The reference that defines it; the first of those that agree.
    reference: Arc<Reference>,
    /// Every file that defines it.
    paths: BTreeSet<String>,
}

impl Definition {
    /// Where it is defined.
    pub(super) fn location(&self) -> &Location {
        &self.reference.location
    }

    /// The reference that defines it.
    pub(super) fn reference(&self) -> &Reference {
        &self.reference
    }

    /// The text that it refers to.
    pub(super) fn text(&self) -> &str {
        &self.reference.text
    }

    /// The name as people write it.
    pub(super) fn shown(&self) -> String {
        match &self.name.owner {
            Owner::Named(owner) => format!("{owner}.{}", self.name.member),
            Owner::Locals(_) => format!("local.{}", self.name.member),
            Owner::Module(_) => self.name.member.clone(),
        }
    }

    /// The word by which it is searched for.
    fn word(&self) -> &str {
        match &self.name.owner {
            Owner::Named(owner) => owner,
            Owner::Module(_) | Owner::Locals(_) => &self.name.member,
        }
    }
}

/// The names of one family with their numbers, and its enums.
type FamilyNames<'n> = (Vec<(u32, &'n QualifiedName)>, BTreeMap<String, WatchedEnum>);

/// An enum or type union of which a member has a finding.
struct DefinedList {
    family: Option<Family>,
    list: TypeList,
    /// The models of the members that have a finding.
    models: BTreeSet<ModelId>,
    /// Their names.
    members: BTreeSet<String>,
    /// Whether one of these members has no name by which a use could be recognized.
    nameless: bool,
}

impl Followed {
    /// What the references of a scan define. `with_types` says whether lists without a use are asked for.
    pub(super) fn of(
        references: &[Arc<Reference>],
        findings: &[Finding],
        with_types: bool,
    ) -> Self {
        let mut lists = BTreeMap::new();
        if with_types {
            for finding in findings.iter().filter(|finding| is_about_a_stage(finding)) {
                add_list(&mut lists, finding);
            }
        }
        Self {
            definitions: definitions(references),
            lists,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.definitions.is_empty() && self.lists.is_empty()
    }

    pub(super) fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// The words to search for, by the languages in which they are names; with those of the collections.
    pub(super) fn names(&self, collections: &SentCollections) -> BTreeMap<Family, Names> {
        let mut families: BTreeMap<Family, FamilyNames<'_>> = BTreeMap::new();
        let mut watched_collections = collections.watched();
        for family in watched_collections.keys() {
            families.entry(*family).or_default();
        }
        for (number, definition) in (0..).zip(&self.definitions) {
            families
                .entry(definition.name.family)
                .or_default()
                .0
                .push((number, &definition.name));
        }
        for list in self.lists.values() {
            if let (Some(family), Some(name)) = (list.family, &list.list.name) {
                let watched = families
                    .entry(family)
                    .or_default()
                    .1
                    .entry(name.clone())
                    .or_default();
                watched.members.extend(list.members.iter().cloned());
                watched.names_members_alone = family.names_members_alone();
            }
        }
        let compiled = families.into_iter();
        compiled
            .filter_map(|(family, (names, enums))| {
                let collections = watched_collections.remove(&family).unwrap_or_default();
                Some((family, Names::new(names, &enums, &collections)?))
            })
            .collect()
    }

    /// What is known of each file, by its path; files of which nothing is known are left out.
    pub(super) fn known(
        &self,
        names: &BTreeMap<Family, Names>,
        looked: &[LookedFile<'_>],
        references: &[Arc<Reference>],
    ) -> BTreeMap<String, FromProject> {
        let ambiguous = self.ambiguous(names, looked);
        let mut known: BTreeMap<String, FromProject> = BTreeMap::new();
        let mut seen = Seen::default();
        for LookedFile {
            file,
            family,
            names: FileNames { found, unread, .. },
        } in looked
        {
            if *unread {
                seen.unread.insert(*family);
            }
            // Tests of an enum say nothing about the project, unless a test declares it.
            let in_tests = !found.reaches.is_empty() || !found.uses.is_empty();
            let in_tests = in_tests && is_a_test(&file.display);
            if in_tests {
                seen.tests.insert(&file.display);
            }
            for reach in &found.reaches {
                seen.reached
                    .entry((*family, reach.word))
                    .or_default()
                    .push((&file.display, *reach));
            }
            for (span, number) in &found.uses {
                let definition = &self.definitions[*number as usize];
                if ambiguous.contains(&(*family, definition.word())) {
                    continue;
                }
                let reference = &definition.reference;
                let is_use = !in_tests || reference.context == Context::Test;
                let models = reference.models.iter().filter(|_| is_use);
                seen.members
                    .extend(models.map(|model| (*family, definition.word(), model)));
                known
                    .entry(file.display.clone())
                    .or_default()
                    .uses
                    .push(Found {
                        resolution: Resolution::Definition,
                        models: reference.models.to_vec(),
                        variant: reference.variant.as_deref().cloned(),
                        scope: reference.scope.clone(),
                        confidence: reference.confidence,
                        definition: Some(*number),
                        ..Found::at(*span, Form::Symbol)
                    });
            }
        }
        if self.lists.values().any(|list| list.list.name.is_none()) {
            seen.add_literals(references);
        }
        for ((path, number), list) in &self.lists {
            if !seen.uses(path, list, &ambiguous, names) {
                known
                    .entry(path.to_string())
                    .or_default()
                    .unused_types
                    .insert(*number);
            }
        }
        known
    }

    /// The words that a file declares which defines none of their names.
    fn ambiguous(
        &self,
        names: &BTreeMap<Family, Names>,
        looked: &[LookedFile<'_>],
    ) -> BTreeSet<(Family, &str)> {
        let mut homes: BTreeMap<(Family, &str), BTreeSet<&str>> = BTreeMap::new();
        for definition in &self.definitions {
            let paths = definition.paths.iter().map(String::as_str);
            homes
                .entry((definition.name.family, definition.word()))
                .or_default()
                .extend(paths);
        }
        for ((path, _), list) in &self.lists {
            if let (Some(family), Some(name)) = (list.family, &list.list.name) {
                homes.entry((family, name)).or_default().insert(path);
            }
        }
        let numbered = homes.iter().filter_map(|(word, homes)| {
            let number = names.get(&word.0)?.number(word.1)?;
            Some(((word.0, number), (*word, homes)))
        });
        let by_number: BTreeMap<(Family, usize), _> = numbered.collect();
        let declared = looked.iter().flat_map(|looked| {
            let declares = looked.names.found.declares.iter();
            declares.map(|number| (*number, looked.family, looked.file.display.as_str()))
        });
        let elsewhere = declared.filter_map(|(number, family, path)| {
            let (word, homes) = by_number.get(&(family, number))?;
            (!homes.contains(path)).then_some(*word)
        });
        elsewhere.collect()
    }
}

/// What all files together do with the members of lists.
#[derive(Default)]
struct Seen<'s> {
    /// Members that are used by name: the languages, the enum and the model.
    members: BTreeSet<(Family, &'s str, &'s ModelId)>,
    /// Where members of an enum are reached without their qualified names, by the number of its word.
    reached: BTreeMap<(Family, usize), Vec<(&'s str, MemberReach)>>,
    /// The tests among these files.
    tests: BTreeSet<&'s str>,
    /// Models whose IDs are used as literals outside of any list.
    literals: BTreeSet<(Family, &'s ModelId)>,
    /// Languages of which a file could not be looked at.
    unread: BTreeSet<Family>,
}

impl<'s> Seen<'s> {
    fn add_literals(&mut self, references: &'s [Arc<Reference>]) {
        // A test of a type names its members too.
        const USES: &[Context] = &[Context::Code, Context::Iac, Context::Config];
        for reference in references
            .iter()
            .filter(|reference| USES.contains(&reference.context))
        {
            let listed = reference
                .declared
                .as_ref()
                .is_some_and(|declared| declared.list.is_some());
            if let Some(family) = family_of(reference).filter(|_| !listed) {
                self.literals
                    .extend(reference.models.iter().map(|model| (family, model)));
            }
        }
    }

    /// Whether a file uses a member of a list that has a finding, or may do so.
    fn uses(
        &self,
        path: &str,
        list: &DefinedList,
        ambiguous: &BTreeSet<(Family, &str)>,
        names: &BTreeMap<Family, Names>,
    ) -> bool {
        let Some(family) = list.family else {
            return true;
        };
        let Some(name) = &list.list.name else {
            return list
                .models
                .iter()
                .any(|model| self.literals.contains(&(family, model)));
        };
        let Some(word) = names.get(&family).and_then(|names| names.number(name)) else {
            return true;
        };
        let is_of_a_test = is_a_test(path);
        let outside = |(of, reach): &(&str, MemberReach)| {
            (is_of_a_test || !self.tests.contains(of))
                && (reach.is_in_a_body || *of != path || !list.list.span.contains(&reach.at))
        };
        list.nameless
            || self.unread.contains(&family)
            || ambiguous.contains(&(family, name.as_str()))
            || list
                .models
                .iter()
                .any(|model| self.members.contains(&(family, name.as_str(), model)))
            || self
                .reached
                .get(&(family, word))
                .is_some_and(|locations| locations.iter().any(outside))
    }
}

/// Whether the path of a file is that of a test.
fn is_a_test(path: &str) -> bool {
    let path = SourcePath {
        display: path.to_owned(),
        open: path.into(),
        origin: Origin::Named,
    };
    is_of_tests(&Source::new(path, Vec::new(), Encoding::Utf8))
}

/// The languages in which names of the file of a reference can be used.
fn family_of(reference: &Reference) -> Option<Family> {
    Family::of(language_of(&reference.location.path, &[]))
}

/// The names whose definitions agree, in the order of their first definitions.
fn definitions(references: &[Arc<Reference>]) -> Vec<Definition> {
    let mut by_name: BTreeMap<QualifiedName, Option<Definition>> = BTreeMap::new();
    for reference in references {
        let Some(name) = reference
            .declared
            .as_ref()
            .and_then(|declared| declared.name.clone())
        else {
            continue;
        };
        // A name alone is the same in whatever file it is defined.
        let key = match &name.owner {
            Owner::Module(_) => QualifiedName {
                owner: Owner::Module(String::new()),
                ..name.clone()
            },
            Owner::Named(_) | Owner::Locals(_) => name.clone(),
        };
        let path = reference.location.path.to_string();
        let new = || {
            let paths = BTreeSet::from([path.clone()]);
            Some(Definition {
                name: name.clone(),
                reference: Arc::clone(reference),
                paths,
            })
        };
        let known = by_name.entry(key).or_insert_with(new);
        match known {
            Some(definition) if definition.reference.models == reference.models => {
                definition.paths.insert(path);
            }
            known => *known = None,
        }
    }
    let mut definitions: Vec<Definition> = by_name.into_values().flatten().collect();
    definitions.sort_by(|a, b| a.location().cmp(b.location()));
    definitions
}

/// Adds the list in which a finding is, where it is in one.
fn add_list(lists: &mut BTreeMap<(Arc<str>, usize), DefinedList>, finding: &Finding) {
    let reference = &finding.reference;
    let Some(declared) = &reference.declared else {
        return;
    };
    let Some(list) = &declared.list else { return };
    let family = family_of(reference);
    let key = (reference.location.path.clone(), list.number);
    let nameless = list.name.is_some() && declared.name.is_none();
    let list = || DefinedList {
        family,
        list: list.clone(),
        models: BTreeSet::new(),
        members: BTreeSet::new(),
        nameless,
    };
    let known = lists.entry(key).or_insert_with(list);
    known.nameless |= nameless;
    known
        .members
        .extend(declared.name.iter().map(|name| name.member.clone()));
    known.models.extend(reference.models.iter().cloned());
}
