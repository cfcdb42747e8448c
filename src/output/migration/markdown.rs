//! The plan as Markdown, to paste into an issue: boxes to check for what has to be done.
//!
//! An issue has a size limit. Lists of locations are cut where it would be exceeded, and the text says so.

use std::io::{self, Write};

use super::page::{PlanPage, words_of};
use crate::finding::Applicability;
use crate::migrate::{LocationGroup, MigrationPlan, PlanLocation, PlannedChange};
use crate::output::{escape, wording};
use crate::reference::Context;

/// GitHub's limit for an issue, in characters. This counts bytes, of which there are never fewer.
const ISSUE_LIMIT: usize = 65_536;
/// Reserved for the lines about what is not listed.
const RESERVE: usize = 1_024;

/// Writes the plan as Markdown.
///
/// # Errors
/// The output cannot be written.
pub fn migration_markdown(plan: &MigrationPlan, out: &mut dyn Write) -> io::Result<()> {
    let page = PlanPage {
        plan,
        root: &plan.report.root,
    };
    out.write_all(page.text().as_bytes())
}

impl PlanPage<'_> {
    fn text(&self) -> String {
        let before = self.head();
        if self.plan.locations.is_empty() && self.plan.patterns.is_empty() {
            // Nothing changes, so that there is nothing to plan.
            return format!("{before}{}{}", self.sources(&before), self.foot());
        }
        let mut after = [
            self.edits(),
            self.steps(),
            self.policies(),
            self.regions(),
            self.price(),
            self.parameters(),
            self.tests(),
            self.questions(),
        ]
        .concat();
        let sources = self.sources(&format!("{before}{after}"));
        after.push_str(&sources);
        after.push_str(&self.foot());
        let budget = (ISSUE_LIMIT - RESERVE).saturating_sub(before.len() + after.len());
        format!("{before}{}{after}", self.location_sections(budget))
    }

    /// The locations by group, in at most `budget` bytes.
    fn location_sections(&self, budget: usize) -> String {
        let mut text = String::new();
        if self.plan.locations.is_empty() {
            return text;
        }
        text.push_str("\n## Locations\n");
        let mut left_out = 0;
        for group in LocationGroup::ALL {
            let of_group: Vec<&PlanLocation> = self.plan.of_group(group).collect();
            if of_group.is_empty() {
                continue;
            }
            text.push_str(&format!(
                "\n### {} ({})\n\n",
                wording::sentence_case(words_of(group)),
                of_group.len()
            ));
            for location in of_group {
                let line = self.location_item(location);
                if left_out > 0 || text.len() + line.len() > budget {
                    left_out += 1;
                } else {
                    text.push_str(&line);
                }
            }
        }
        if left_out > 0 {
            text.push_str(&format!(
                "\nNot listed: {}; `--output json` has all.\n",
                wording::count(left_out, "more location")
            ));
        }
        text
    }

    /// ``- [ ] `src/a.py:3:5`: `old` → `new` (code; unsafe)``
    fn location_item(&self, at: &PlanLocation) -> String {
        let mut about = vec![kind(at).to_owned()];
        // The text of a binary file is that of the first model in it.
        let old = if at.is_binary() {
            self.plan.old.as_str()
        } else {
            &at.reference.text
        };
        let old = escape::markdown_code(old);
        let change = match &at.change {
            PlannedChange::Edit {
                new, applicability, ..
            } => {
                about.push(
                    match applicability {
                        Applicability::Safe => "safe",
                        Applicability::Unsafe => "unsafe",
                        Applicability::DisplayOnly => "manual",
                    }
                    .to_owned(),
                );
                match at.group {
                    LocationGroup::Recording | LocationGroup::Mention => old,
                    _ => format!("{old} → {}", escape::markdown_code(new)),
                }
            }
            PlannedChange::WithDefinition => {
                about.push("changes with its definition".to_owned());
                old
            }
            PlannedChange::Decide(_) => {
                about.push("no edit".to_owned());
                old
            }
        };
        if at.is_accepted() {
            about.push("accepted by a suppression or the baseline".to_owned());
        }
        let cell = at.location().cell.map_or(String::new(), |cell| {
            format!(" ({})", wording::cell_location(cell))
        });
        format!(
            "- [ ] {}{cell}: {change} ({})\n",
            self.location(at.location()),
            about.join("; ")
        )
    }

    fn foot(&self) -> String {
        let report = &self.plan.report;
        let left_out = wording::left_out(report)
            .map(|text| format!(" {text}."))
            .unwrap_or_default();
        format!(
            "\n<sub>{} scanned by bedrock-eol.{left_out} As of {} with catalog {}.</sub>\n",
            wording::count(report.stats.files_scanned as usize, "file"),
            report.as_of,
            escape::markdown(&report.catalog_version)
        )
    }
}

/// What a location is.
fn kind(at: &PlanLocation) -> &'static str {
    match at.reference.context {
        Context::Recording if at.is_binary() => "binary file",
        Context::Recording => "recording",
        Context::Test => "test",
        Context::Registry => "list of models",
        Context::Choice => "value to choose from",
        Context::Deprecation => "handles the old model",
        Context::Iam => "policy",
        Context::Iac => "infrastructure",
        Context::Config => "configuration",
        Context::Comment => "comment",
        Context::Docs => "documentation",
        Context::Code => "code",
    }
}
