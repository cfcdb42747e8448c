//! What the files of a folder show about each other: follows the names that some define as model IDs to the files that use
//! them, and finds the Regions that the project sets.
//!
//! This is a second pass, since the names are known only when all files are judged. Files of the languages in which names
//! are defined are searched once more, for all names at once; only those that use one are judged again, with what is
//! known from the others. The requests of all uses decide on the replacement, so that the files of a definition that is
//! replaced are judged a third time. The result does not depend on threads or their order.

mod absorb;
mod followed;
mod linked_uses;
mod looked_file;
mod project_regions;
mod sent_collections;
mod terraform_modules;

use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

use super::read::{self, PieceSearch, ReadContent, ReadLimits};
use super::references::{asks_for_region, lacks_region, with_known};
use super::{CrossFile, Engine, JudgedText, Scanned, Scanner, TaskResult, by_location, with_text};
use crate::finding::Location;
use crate::language::language_of;
use crate::reference::{Family, FromProject, Match};
use crate::report::ErrorKind;
use crate::surroundings::uses::Names;
use crate::walk::SourcePath;
use followed::Followed;
use looked_file::{FileNames, LookedFile};
use sent_collections::SentCollections;
use terraform_modules::TerraformModules;

pub use absorb::cover_uses;

impl<E: Engine> Scanner<E> {
    /// Adds the uses of names that are defined in these files, and the lists of models that none of them uses.
    pub(super) fn follow_definitions(&self, files: &[SourcePath], scanned: &mut Scanned) {
        let cross_file = self.options.cross_file;
        if cross_file == CrossFile::Off {
            return;
        }
        let with_types = cross_file == CrossFile::UsesAndUnusedTypes;
        let followed = Followed::of(&scanned.references, &scanned.findings, with_types);
        let mut collections = SentCollections::of(&scanned.references, &scanned.findings);
        let mut known = self.known_of_names(files, &followed, &mut collections, scanned);
        let modules = TerraformModules::of(self, files, &scanned.findings);
        project_regions::add(self, files, scanned, &modules, &mut known);
        modules.add_uses(scanned, &mut known);
        let mut matches = std::mem::take(&mut scanned.matches);
        matches.retain(|path, _| known.get(path).is_some_and(changes_no_match));
        let matches = self.judge_again(files, &known, matches, scanned);
        let linked = linked_uses::known(scanned, followed.definitions(), &known);
        self.judge_again(files, &linked, matches, scanned);
        absorb::uses(&mut scanned.findings, followed.definitions());
        collections.point_out_senders(&mut scanned.findings);
    }

    /// What the followed names show of each file, by its path.
    fn known_of_names(
        &self,
        files: &[SourcePath],
        followed: &Followed,
        collections: &mut SentCollections,
        scanned: &Scanned,
    ) -> BTreeMap<String, FromProject> {
        if followed.is_empty() && collections.is_empty() {
            return BTreeMap::new();
        }
        let names = followed.names(collections);
        let searched: Vec<(&SourcePath, Family)> = files
            .iter()
            .filter_map(|file| Some((file, Family::of(language_of(&file.display, &[]))?)))
            .filter(|(_, family)| names.contains_key(family))
            .collect();
        let look = |(file, family): &(&SourcePath, Family)| self.look_for(&names[family], file);
        let looked: Vec<Option<FileNames>> = match self.pool_for(searched.len()) {
            Some(pool) => pool.install(|| searched.par_iter().map(look).collect()),
            None => searched.iter().map(look).collect(),
        };
        let looked = searched.iter().zip(looked);
        let looked = looked.filter_map(|((file, family), names)| {
            Some(LookedFile {
                file,
                family: *family,
                names: names?,
            })
        });
        let looked: Vec<LookedFile<'_>> = looked.collect();
        let mut known = followed.known(&names, &looked, &scanned.references);
        collections.add(&looked, &mut known);
        known
    }

    /// What a file does with the names; absent where none of the words is in it.
    fn look_for(&self, names: &Names, file: &SourcePath) -> Option<FileNames> {
        let (mut part, mut looked) = (TaskResult::default(), None);
        self.guarded(file, &mut part, |_| {
            let limits = ReadLimits {
                whole: self.options.sizes.whole,
                binary: 0,
            };
            looked = match read::read(file, limits, &mut NameWords { names }) {
                Ok((_, ReadContent::Whole(content, encoding))) => {
                    let source = self.source(file, content, encoding);
                    let found = names.find(&source);
                    let sent = found.sent.iter().map(|(number, span)| {
                        let location = Location {
                            path: file.display.as_str().into(),
                            start: source.position(span.start),
                            end: source.position(span.end),
                            span: *span,
                            cell: None,
                        };
                        (*number, location)
                    });
                    Some(FileNames {
                        sent: sent.collect(),
                        found,
                        unread: false,
                    })
                }
                Ok((_, ReadContent::Large(_))) | Err(_) => Some(FileNames {
                    unread: true,
                    ..FileNames::default()
                }),
                Ok((_, ReadContent::Nothing | ReadContent::Binary | ReadContent::LfsPointer)) => {
                    None
                }
            };
        });
        looked
    }

    /// Judges again the files about which something is now known, and replaces their results. `matches` are the references
    /// of files, by path, in which what is known adds and changes none. Returns those of the files that were judged: to find
    /// them a third time made the scan of a project whose models are all in one file 1.7 times as long.
    fn judge_again(
        &self,
        files: &[SourcePath],
        known: &BTreeMap<String, FromProject>,
        matches: BTreeMap<String, Vec<Match>>,
        scanned: &mut Scanned,
    ) -> BTreeMap<String, Vec<Match>> {
        if known.is_empty() {
            return BTreeMap::new();
        }
        let again: Vec<&SourcePath> = files
            .iter()
            .filter(|file| known.contains_key(&file.display))
            .collect();
        let judge = |file: &&SourcePath| {
            let matches = matches.get(&file.display).map(Vec::as_slice);
            self.judge_knowing(file, &known[&file.display], matches)
        };
        let parts: Vec<Option<JudgedText>> = match self.pool_for(again.len()) {
            Some(pool) => pool.install(|| again.par_iter().map(judge).collect()),
            None => again.iter().map(judge).collect(),
        };
        let judged: Vec<(&str, JudgedText)> = again
            .iter()
            .zip(parts)
            .filter_map(|(file, judged)| Some((file.display.as_str(), judged?)))
            .collect();
        let replaced: BTreeSet<&str> = judged.iter().map(|(path, _)| *path).collect();
        scanned
            .references
            .retain(|reference| !replaced.contains(&*reference.location.path));
        scanned
            .findings
            .retain(|finding| !replaced.contains(&*finding.reference.location.path));
        scanned
            .silenced
            .retain(|(path, _)| !replaced.contains(path.as_str()));
        scanned
            .texts
            .retain(|text| !replaced.contains(text.path.display.as_str()));
        scanned
            .errors
            .retain(|e| e.kind != ErrorKind::Suppression || !replaced.contains(e.path.as_str()));
        let mut matches = BTreeMap::new();
        for (path, judged) in judged {
            matches.insert(path.to_owned(), judged.matches);
            scanned.references.extend(judged.references);
            scanned.findings.extend(judged.findings);
            scanned.errors.extend(judged.errors);
            scanned.silenced.extend(judged.silenced);
            scanned.texts.extend(judged.text);
        }
        scanned
            .references
            .sort_by(|a, b| a.location.cmp(&b.location));
        scanned.findings.sort_by(by_location);
        matches
    }

    /// What a file says now; absent where it cannot be read any more, so that what it said stays. `matches` are its
    /// references, if what is known adds and changes none.
    fn judge_knowing(
        &self,
        file: &SourcePath,
        known: &FromProject,
        matches: Option<&[Match]>,
    ) -> Option<JudgedText> {
        let (mut part, mut judged) = (TaskResult::default(), None);
        self.guarded(file, &mut part, |_| {
            let limits = ReadLimits {
                whole: self.options.sizes.whole,
                binary: 0,
            };
            if let Ok((_, ReadContent::Whole(content, encoding))) =
                read::read(file, limits, &mut read::Everything)
            {
                let kept = self.kept(file, &content, encoding);
                let source = self.source(file, content, encoding);
                let matches = match matches {
                    Some(matches) => with_known(matches.to_vec(), known),
                    None => self.engine.detect_knowing(&source, known),
                };
                let part = self
                    .engine
                    .judge(&source, 0..source.text.len(), matches.clone());
                let concluded = self.engine.conclude(file, Some(&source), vec![part]);
                judged = Some(JudgedText {
                    matches,
                    ..with_text(concluded, kept)
                });
            }
        });
        judged
    }
}

/// Whether what is known about a file adds no reference to it and changes no context: Regions of the project alone.
fn changes_no_match(known: &FromProject) -> bool {
    known.uses.is_empty()
        && known.unused_types.is_empty()
        && known.sent_collections.is_empty()
        && known.module_uses.is_empty()
}

/// Takes the texts whole in which one of the words is.
struct NameWords<'n> {
    names: &'n Names,
}

impl PieceSearch for NameWords<'_> {
    fn hits(&self, piece: &[u8]) -> bool {
        self.names.is_in(piece)
    }

    fn take_binary(&mut self, _: &[u8]) {}
}
