//! What a scan does with a file.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::hidden_finding::HiddenByChange;
use super::kept_text::KeptText;
use crate::finding::{Finding, Reference};
use crate::judge::Sighting;
use crate::model_id::ModelId;
use crate::reference::{FromProject, Match};
use crate::report::{LeftOut, ScanError};
use crate::source::Source;
use crate::walk::SourcePath;

/// One interface for the search, the detector, the surroundings and the judge.
pub trait Engine: Sync {
    /// Whether there is a piece of text that may be part of a reference. It misses none that lies whole in
    /// `bytes`; one may turn out to be nothing.
    fn has_candidate(&self, bytes: &[u8]) -> bool;

    /// Their positions, ascending.
    fn candidates(&self, bytes: &[u8]) -> Vec<usize>;

    /// The references in a text, by their location.
    fn detect(&self, source: &Source) -> Vec<Match>;

    /// The same where something of the other files of the project is known.
    fn detect_knowing(&self, source: &Source, known: &FromProject) -> Vec<Match>;

    /// What is kept of one part of a text until all of it was looked at.
    type Part: Send;

    /// Judges the references of a text, whole or a window of it, and reads the comments that begin in `own`, a range
    /// of its bytes: windows overlap, and each comment is to be read once.
    fn judge(&self, source: &Source, own: Range<usize>, matches: Vec<Match>) -> Self::Part;

    /// What is said about a text, from all its parts in order. `whole` is absent where it is too large to be held.
    fn conclude(
        &self,
        path: &SourcePath,
        whole: Option<&Source>,
        parts: Vec<Self::Part>,
    ) -> JudgedText;

    /// The models whose known IDs are in a piece of a binary file.
    fn mentions(&self, piece: &[u8]) -> BTreeSet<ModelId>;

    /// What is said about a binary file that mentions some models; there is at least one.
    fn judge_binary(&self, path: &SourcePath, mentions: BTreeSet<ModelId>) -> JudgedText;

    /// Whether the other files of a finding's folder are searched for locations that its steps will change.
    fn asks_folder(&self, finding: &Finding) -> bool;

    /// Such locations in a text; `names_models` says whether references were found in it.
    fn sightings(&self, source: &Source, names_models: bool) -> Vec<Sighting>;
}

/// What an [`Engine`] says about one text.
#[derive(Debug, Default)]
pub struct JudgedText {
    /// Every reference, by its location.
    pub references: Vec<Arc<Reference>>,
    /// The findings, by their location.
    pub findings: Vec<Finding>,
    /// Findings on lines that the judged change does not add. Nothing reports them.
    pub on_other_lines: Vec<Finding>,
    /// What comments of the judged change hide.
    pub hidden_by_change: Vec<HiddenByChange>,
    /// Suppressions in it that cannot be understood.
    pub errors: Vec<ScanError>,
    /// Findings that the settings leave out, by the path of the text; empty where none exist.
    pub silenced: Vec<(String, LeftOut)>,
    /// The text, where the scan keeps it and a finding has a replacement.
    pub text: Option<KeptText>,
    /// The references before they were judged, where the Regions of the project may change what is said about them.
    pub matches: Vec<Match>,
}
