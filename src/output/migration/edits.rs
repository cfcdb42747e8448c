//! How the edits of a plan are applied, and why some need a look.

use super::page::PlanPage;
use crate::finding::{Applicability, Location, ReplacementPolicy};
use crate::migrate::PlannedChange;
use crate::output::{escape, wording};

/// Why the edits of some locations are not safe, or not applied.
struct Reason<'p> {
    words: &'p str,
    locations: Vec<&'p Location>,
}

impl<'p> PlanPage<'p> {
    /// How the edits are applied, and the reasons against it.
    pub(super) fn edits(&self) -> String {
        let counts = self.plan.counts();
        if counts.safe + counts.r#unsafe + counts.display_only == 0 {
            return String::new();
        }
        let mut text = String::from("\n## Edits\n\n");
        let applied = counts.safe + counts.r#unsafe;
        if applied > 0 {
            let parts: Vec<String> = [(counts.safe, "safe"), (counts.r#unsafe, "unsafe")]
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, word)| wording::count(*count, &format!("{word} edit")))
                .collect();
            text.push_str(&format!(
                "{} can be applied: {} prints the diff.\n",
                parts.join(" and "),
                escape::markdown_code(&format!("{} --output diff", self.command()))
            ));
        } else {
            text.push_str("No edit can be applied automatically.\n");
        }
        for (applicability, title) in [
            (Applicability::Unsafe, "Unsafe, because:"),
            (Applicability::DisplayOnly, "Manual, because:"),
        ] {
            let reasons = self.reasons(applicability);
            if reasons.is_empty() {
                continue;
            }
            let of = match applicability {
                Applicability::DisplayOnly => counts.display_only,
                _ => counts.r#unsafe,
            };
            text.push_str(&format!("\n{title}\n\n"));
            for reason in reasons {
                let which = if reason.locations.len() == of {
                    match of {
                        1 => self.locations(&reason.locations),
                        2 => "both".to_owned(),
                        _ => format!("all {of}"),
                    }
                } else {
                    self.locations(&reason.locations)
                };
                text.push_str(&format!(
                    "- {} ({which})\n",
                    escape::markdown_message(reason.words)
                ));
            }
        }
        text
    }

    /// A reason as it is listed: what another part of the plan has in detail is short, or absent.
    fn words_of_reason(&self, reason: &'p str) -> Option<&'p str> {
        let rejected = &self.plan.rejected;
        if reason.starts_with("the request passes parameters that the new model rejects") {
            return Some(
                "the request passes parameters that the new model rejects: see \"Request parameters\"",
            );
        }
        if rejected.iter().any(|row| reason.contains(&row.words)) {
            return Some(
                "the new model rejects parameters that the old one accepts: see \"Request parameters\"",
            );
        }
        if reason.contains("processes data in") {
            return Some("data may be processed in other Regions: see \"Regions and quotas\"");
        }
        let note = self
            .plan
            .new
            .as_ref()
            .ok()
            .and_then(|new| new.note.as_ref());
        let is_note =
            note.is_some_and(|note| note.trim_end_matches('.').eq_ignore_ascii_case(reason));
        (!is_note).then_some(reason)
    }

    /// The command that prints this plan.
    pub(super) fn command(&self) -> String {
        let plan = self.plan;
        let mut command = format!("bedrock-eol migrate {}", plan.old);
        if let Some(new) = &plan.asked_for {
            command.push_str(&format!(" {new}"));
        }
        for path in &plan.paths {
            command.push_str(&format!(" {}", escape::shell_word(path)));
        }
        for region in &plan.asked_regions {
            command.push_str(&format!(" --region {region}"));
        }
        if plan.replacement != ReplacementPolicy::default() && plan.asked_for.is_none() {
            command.push_str(&format!(" --replacement {}", plan.replacement.as_str()));
        }
        for (flag, value) in &plan.flags {
            command.push_str(&format!(" {flag}"));
            if let Some(value) = value {
                command.push_str(&format!(" {}", escape::shell_word(value)));
            }
        }
        command
    }

    /// The reasons of the edits with an applicability, in order of first occurrence.
    fn reasons(&self, of: Applicability) -> Vec<Reason<'p>> {
        let mut all: Vec<Reason<'p>> = Vec::new();
        for at in &self.plan.locations {
            let PlannedChange::Edit {
                applicability,
                reasons,
                ..
            } = &at.change
            else {
                continue;
            };
            let reasons = reasons.iter().filter(|_| *applicability == of);
            for words in reasons.filter_map(|reason| self.words_of_reason(reason)) {
                match all.iter_mut().find(|reason| reason.words == words) {
                    Some(reason) => reason.locations.push(at.location()),
                    None => all.push(Reason {
                        words,
                        locations: vec![at.location()],
                    }),
                }
            }
        }
        all
    }
}
