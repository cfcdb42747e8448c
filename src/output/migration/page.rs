//! What the parts of a plan in Markdown share: the plan, and how locations and groups are written.

use crate::finding::Location;
use crate::migrate::{LocationGroup, MigrationPlan};
use crate::output::escape;
use crate::report::ReportRoot;

/// Locations that are listed with a reason or a question.
pub(super) const NAMED: usize = 10;

/// A plan that is written as Markdown.
pub(super) struct PlanPage<'p> {
    pub(super) plan: &'p MigrationPlan,
    pub(super) root: &'p ReportRoot,
}

impl PlanPage<'_> {
    /// `src/a.py:3:5` from the root of the repository.
    pub(super) fn location(&self, location: &Location) -> String {
        let path = self.root.path_of(&location.path);
        let start = location.start;
        escape::markdown_code(&format!("{path}:{}:{}", start.line, start.column))
    }

    /// At most a few locations, with the number of the others.
    pub(super) fn locations(&self, locations: &[&Location]) -> String {
        let mut named: Vec<String> = locations
            .iter()
            .take(NAMED)
            .map(|location| self.location(location))
            .collect();
        if locations.len() > NAMED {
            named.push(format!("and {} more", locations.len() - NAMED));
        }
        named.join(", ")
    }
}

/// The group, after "in".
pub(super) fn words_of(group: LocationGroup) -> &'static str {
    match group {
        LocationGroup::Live => "code, infrastructure and configuration",
        LocationGroup::Policy => "policies",
        LocationGroup::Test => "tests",
        LocationGroup::Recording => "recordings",
        LocationGroup::Docs => "documentation and comments",
        LocationGroup::Mention => "lists of models and code that handles old ones",
    }
}
