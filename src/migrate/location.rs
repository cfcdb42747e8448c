//! The locations of a plan: what each of them is, and what changes there.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::finding::{Applicability, Disposition, Finding, Location, Reference, RuleId};
use crate::fix::{Edit, FixPlan};
use crate::reference::Context;

/// What is done about a location, in the order in which plans list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LocationGroup {
    /// Code, infrastructure and configuration, which call the model or let users choose it.
    Live,
    /// Policies that allow calling it.
    Policy,
    /// Tests.
    Test,
    /// Recorded and generated data, which is made again.
    Recording,
    /// Documentation and comments.
    Docs,
    /// Registries, and code that handles the old model: they have to mention it.
    Mention,
}

impl LocationGroup {
    /// All groups, in order.
    pub const ALL: [Self; 6] = [
        Self::Live,
        Self::Policy,
        Self::Test,
        Self::Recording,
        Self::Docs,
        Self::Mention,
    ];

    /// The group of a context.
    pub fn of(context: Context) -> Self {
        match context {
            Context::Code | Context::Config | Context::Iac | Context::Choice => Self::Live,
            Context::Iam => Self::Policy,
            Context::Test => Self::Test,
            Context::Recording => Self::Recording,
            Context::Docs | Context::Comment => Self::Docs,
            Context::Registry | Context::Deprecation => Self::Mention,
        }
    }

    /// Whether the Region of its locations matters.
    pub(super) fn calls(self) -> bool {
        self.is_live() || self == Self::Test
    }

    /// Whether what it contains runs, or allows what runs.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Live | Self::Policy)
    }
}

/// A reference to the old model.
#[derive(Clone, Debug)]
pub struct PlanLocation {
    /// The reference, a row of the inventory.
    pub reference: Arc<Reference>,
    /// What is done about it.
    pub group: LocationGroup,
    /// Its finding; absent for a use of a name whose definition is the finding.
    pub finding: Option<Arc<Finding>>,
    /// What changes.
    pub change: PlannedChange,
}

/// What changes at a location.
#[derive(Clone, Debug)]
pub enum PlannedChange {
    /// The reference becomes another text.
    Edit {
        /// The text to write.
        new: String,
        /// How far it can be written unseen.
        applicability: Applicability,
        /// Why it is not safe, or no edit at all; clauses.
        reasons: Vec<String>,
    },
    /// It changes with the definition that it uses.
    WithDefinition,
    /// Nothing can be written there; the reason, in a sentence or two.
    Decide(String),
}

impl PlanLocation {
    /// Whether a suppression or the baseline accepts it.
    pub fn is_accepted(&self) -> bool {
        let finding = self.finding.as_ref();
        finding.is_some_and(|finding| finding.disposition != Disposition::Active)
    }

    /// Whether it is a binary file, of which only the mentioned models are known.
    pub fn is_binary(&self) -> bool {
        let finding = self.finding.as_ref();
        finding.is_some_and(|finding| finding.rule.id == RuleId::BinaryMention)
    }

    /// The applicability of its edit; absent without one.
    pub fn applicability(&self) -> Option<Applicability> {
        match &self.change {
            PlannedChange::Edit { applicability, .. } => Some(*applicability),
            PlannedChange::WithDefinition | PlannedChange::Decide(_) => None,
        }
    }

    /// Its location.
    pub fn location(&self) -> &Location {
        &self.reference.location
    }
}

/// The locations of some references with their findings and edits, in the order of the references.
pub(super) fn locations(
    references: &[Arc<Reference>],
    findings: &[Arc<Finding>],
    edits: &FixPlan,
) -> Vec<PlanLocation> {
    let by_location: BTreeMap<&Location, &Arc<Finding>> = findings
        .iter()
        .map(|finding| (&finding.reference.location, finding))
        .collect();
    let applied = edits.files.iter().flat_map(|file| &file.edits);
    let edits: BTreeMap<&Location, &Edit> = applied
        .chain(&edits.withheld)
        .map(|edit| (&edit.finding.reference.location, edit))
        .collect();
    let location = |reference: &Arc<Reference>| {
        let finding = by_location.get(&reference.location).copied();
        PlanLocation {
            reference: Arc::clone(reference),
            group: LocationGroup::of(reference.context),
            finding: finding.cloned(),
            change: change(finding, edits.get(&reference.location).copied()),
        }
    };
    references.iter().map(location).collect()
}

fn change(finding: Option<&Arc<Finding>>, edit: Option<&Edit>) -> PlannedChange {
    match (finding, edit) {
        (_, Some(edit)) => PlannedChange::Edit {
            new: edit.new.clone(),
            applicability: edit.applicability(),
            reasons: edit.reasons(),
        },
        (Some(finding), None) => PlannedChange::Decide(finding.help.to_string()),
        (None, None) => PlannedChange::WithDefinition,
    }
}
