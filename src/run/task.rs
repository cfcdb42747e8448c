//! A run on one input, why it is judged, and the result.

use std::path::PathBuf;

use super::input::Input;
use super::observer::Observer;
use super::options::Run;
use crate::catalog::Catalog;
use crate::detect::Detector;
use crate::finding::Finding;
use crate::git::Oid;
use crate::judge::Policy;
use crate::model_id::ModelId;
use crate::report::Report;
use crate::scan::{Comments, HiddenByChange, KeptText};

/// A run on one input.
pub(super) struct Task<'a> {
    pub(super) run: &'a Run,
    pub(super) input: &'a Input,
    pub(super) observer: &'a dyn Observer,
}

/// Why an input is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    /// For the report.
    Report,
    /// For the report on an untrusted repository.
    Untrusted,
    /// To find what the change silences, without the suppression comments that it adds.
    WithoutItsComments,
    /// To find what comments silenced before the change: the changed files in their old state.
    FilesBefore,
}

impl Pass {
    /// The pass for the report of a run.
    pub(super) fn of(run: &Run) -> Self {
        if run.is_untrusted() {
            Self::Untrusted
        } else {
            Self::Report
        }
    }

    pub(super) fn comments(self) -> Comments {
        match self {
            Self::Report | Self::FilesBefore => Comments::All,
            Self::Untrusted => Comments::None,
            Self::WithoutItsComments => Comments::NotOfTheChange,
        }
    }

    /// Whether this pass is for the report, and not to compare with it.
    pub(super) fn is_first(self) -> bool {
        matches!(self, Self::Report | Self::Untrusted)
    }
}

/// What a migration is planned with.
#[derive(Clone, Debug)]
pub struct MigrationSubject {
    /// Base ID of the old model.
    pub old: ModelId,
    /// The catalog of the run, with its overlays.
    pub catalog: Catalog,
    /// The policy of the run. It has a target for the old model if the user chose one.
    pub policy: Policy,
}

/// The result of judging an input with one set of settings.
pub(super) struct JudgedInput {
    pub(super) report: Report,
    /// What a migration is planned with; absent for a scan.
    pub(super) migration: Option<MigrationSubject>,
    /// Findings of the changed files on lines that the change does not add, for the baseline.
    pub(super) on_other_lines: Vec<Finding>,
    /// Findings that comments of the change hide.
    pub(super) hidden_by_change: Vec<HiddenByChange>,
    /// Files that the change touches; absent for a scan of paths.
    pub(super) touched: Option<Touched>,
    /// The files that have a finding with a replacement, where they are kept.
    pub(super) texts: Vec<KeptText>,
    /// The detector: dropping its thousands of strings would slow down a program that ends after the report.
    pub(super) detector: Detector,
}

/// Files that a change touches.
pub(super) struct Touched {
    /// The commit that the change is compared with; absent if none exists yet.
    pub(super) base: Option<Oid>,
    /// Absolute paths of all changed files, including those that are excluded.
    pub(super) paths: Vec<PathBuf>,
}
