//! Searches other files of a folder for signs of the migration steps of its findings.
//!
//! This is a second pass over few files, after the scan: only then it is known which folders need it. It does not apply
//! to changes of a git repository, which are scanned file by file.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::read::{self, ReadContent, ReadLimits};
use super::{Engine, Scanned, Scanner, TaskResult};
use crate::finding::Finding;
use crate::judge::{Sighting, point_out_in_folder};
use crate::walk::SourcePath;

/// A file with more bytes is not searched a second time.
const MAX_BYTES: u64 = 1 << 20;

impl<E: Engine> Scanner<E> {
    /// Adds to the findings the signs found in the other files of their folders.
    pub(super) fn search_neighbours(&self, files: &[SourcePath], scanned: &mut Scanned) {
        let asking = scanned
            .findings
            .iter()
            .filter(|finding| self.engine.asks_folder(finding));
        let asking: BTreeSet<&str> = asking.map(folder_of_finding).collect();
        if asking.is_empty() {
            return;
        }
        let naming: BTreeSet<&str> = scanned
            .references
            .iter()
            .map(|reference| &*reference.location.path)
            .collect();
        let neighbours: Vec<&SourcePath> = files
            .iter()
            .filter(|file| asking.contains(folder(&file.display)))
            .collect();
        let look =
            |file: &&SourcePath| self.search_file(file, naming.contains(file.display.as_str()));
        let seen: Vec<(TaskResult, Vec<Sighting>)> = match self.pool_for(neighbours.len()) {
            Some(pool) => pool.install(|| neighbours.par_iter().map(look).collect()),
            None => neighbours.iter().map(look).collect(),
        };
        let mut by_folder: BTreeMap<&str, Vec<Sighting>> = BTreeMap::new();
        for (file, (part, sightings)) in neighbours.iter().zip(seen) {
            by_folder
                .entry(folder(&file.display))
                .or_default()
                .extend(sightings);
            scanned.errors.extend(part.errors);
        }
        by_folder.retain(|_, sightings| !sightings.is_empty());
        let mut findings: BTreeMap<&str, Vec<&mut Finding>> = BTreeMap::new();
        for finding in &mut scanned.findings {
            let known = by_folder.get_key_value(folder_of_finding(finding));
            if let Some((folder, _)) = known {
                findings.entry(folder).or_default().push(finding);
            }
        }
        for (folder, mut findings) in findings {
            point_out_in_folder(&mut findings, &by_folder[folder]);
        }
    }

    /// The signs in a file. A file that cannot be read was reported when it was scanned.
    fn search_file(&self, file: &SourcePath, names_models: bool) -> (TaskResult, Vec<Sighting>) {
        let (mut part, mut seen) = (TaskResult::default(), Vec::new());
        self.guarded(file, &mut part, |_| {
            let limits = ReadLimits {
                whole: MAX_BYTES,
                binary: 0,
            };
            if let Ok((_, ReadContent::Whole(content, encoding))) =
                read::read(file, limits, &mut read::Everything)
            {
                let source = self.source(file, content, encoding);
                seen = self.engine.sightings(&source, names_models);
            }
        });
        (part, seen)
    }
}

fn folder_of_finding(finding: &Finding) -> &str {
    folder(&finding.reference.location.path)
}

/// The path of a file's folder; empty if it has none.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
