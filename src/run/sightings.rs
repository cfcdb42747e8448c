//! Where findings are in the versions of files, in few bytes: one line can be in thousands of versions.

use std::collections::BTreeSet;

use crate::finding::Fingerprint;
use crate::report::{Cause, ScanError, Skipped, Stats};
use crate::scan::ScannedBlob;

/// Where a finding is in one version of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sighted {
    /// Index of the path.
    pub(super) path: u32,
    /// What the finding is, whatever its path.
    pub(super) content: Fingerprint,
    /// Index of the version among those with findings.
    pub(super) version: u32,
    pub(super) line: u64,
}

/// What the first reading of the contents found.
#[derive(Default)]
pub(super) struct FirstReading {
    /// Findings, by path and content.
    pub(super) sighted: Vec<Sighted>,
    /// The versions that have findings: indices of blob and path.
    pub(super) versions: Vec<(u32, u32)>,
    pub(super) skipped: BTreeSet<(String, Cause)>,
    pub(super) errors: BTreeSet<ScanError>,
    /// Contents that are not in this clone.
    pub(super) missing: Vec<u32>,
    pub(super) stats: Stats,
}

/// What is kept of one content.
pub(super) struct KeptBlob {
    /// Index of the path, line and content of each finding.
    pub(super) found: Vec<(u32, u64, Fingerprint)>,
    pub(super) skipped: Vec<Skipped>,
    pub(super) errors: Vec<ScanError>,
    pub(super) is_missing: bool,
}

/// Keeps where the findings of a content are.
pub(super) fn keep(paths: &[u32], scanned: ScannedBlob) -> Option<KeptBlob> {
    let mut kept = KeptBlob {
        found: Vec::new(),
        skipped: Vec::new(),
        errors: Vec::new(),
        is_missing: false,
    };
    let ScannedBlob::Each(of_paths) = scanned else {
        kept.is_missing = true;
        return Some(kept);
    };
    for (path, scanned) in paths.iter().zip(of_paths) {
        let found = scanned.findings.iter();
        let about = found.filter(|finding| finding.rule.about_models);
        kept.found.extend(about.map(|finding| {
            let line = finding.reference.location.start.line;
            (*path, line, finding.content_fingerprint)
        }));
        kept.skipped.extend(scanned.skipped);
        // A comment that an old version has cannot be corrected any more.
        let errors = scanned.errors.into_iter();
        kept.errors
            .extend(errors.filter(|error| error.kind.not_scanned()));
    }
    let is_empty = kept.found.is_empty() && kept.skipped.is_empty() && kept.errors.is_empty();
    (!is_empty).then_some(kept)
}

impl FirstReading {
    pub(super) fn add(&mut self, blob: u32, kept: KeptBlob) {
        if kept.is_missing {
            self.missing.push(blob);
        }
        let mut version: Option<(u32, u32)> = None;
        for (path, line, content) in kept.found {
            if version.is_none_or(|(of, _)| of != path) {
                let number = u32::try_from(self.versions.len());
                version = Some((path, number.expect("versions have numbers of 32 bits")));
                self.versions.push((blob, path));
            }
            let version = version.map_or(0, |(_, number)| number);
            self.sighted.push(Sighted {
                path,
                content,
                version,
                line,
            });
        }
        let skipped = kept.skipped.into_iter();
        self.skipped
            .extend(skipped.map(|skipped| (skipped.path, skipped.reason)));
        self.errors.extend(kept.errors);
    }
}

/// The sightings of each finding: those at one path with one content.
pub(super) fn groups(sighted: &[Sighted]) -> Vec<Vec<Sighted>> {
    let same = |a: &Sighted, b: &Sighted| (a.path, a.content) == (b.path, b.content);
    sighted.chunk_by(same).map(<[Sighted]>::to_vec).collect()
}
