//! The beginning of a plan: its title, the stage of the old model, where it is used, and the new model.

use super::page::{NAMED, PlanPage, words_of};
use crate::catalog::{Evidence, Stage};
use crate::migrate::NewModel;
use crate::output::sources::words;
use crate::output::{escape, wording};

impl PlanPage<'_> {
    /// The title, and what an engineer needs to know first.
    pub(super) fn head(&self) -> String {
        let plan = self.plan;
        let old = escape::markdown(&plan.old_name);
        let title = match &plan.new {
            Ok(new) => format!("# Migrate from {old} to {}", escape::markdown(&new.name)),
            Err(_) => format!("# Replace {old}"),
        };
        let mut text = format!("{title}\n\n{}\n\n{}\n", self.stage(), self.where_used());
        if !plan.report.complete() {
            let errors = wording::errors(&plan.report).join(", ");
            text.push_str(&format!("\n**The scan is incomplete:** {errors}.\n\n"));
            for error in plan.report.errors.iter().take(NAMED) {
                let path = self.root.path_of(&error.path);
                text.push_str(&format!(
                    "- {}: {}\n",
                    escape::markdown_code(&path),
                    escape::markdown_message(&error.message)
                ));
            }
        }
        match &plan.new {
            Ok(new) => text.push_str(&self.new_model(new)),
            Err(reason) => {
                text.push_str(&format!(
                    "\n**New model:** none. {}\n",
                    escape::markdown_message(reason)
                ));
            }
        }
        text
    }

    /// `Claude 3 Haiku (`…`) is Legacy since …`
    fn stage(&self) -> String {
        let plan = self.plan;
        let (dates, report) = (&plan.lifecycle, &plan.report);
        let day = |date: &crate::catalog::Dated| match date.evidence {
            Evidence::Aws => format!("{} [{}]", date.day, escape::markdown(&date.source)),
            _ => format!(
                "{} ({}) [{}]",
                date.day,
                words(date, report),
                escape::markdown(&date.source)
            ),
        };
        let in_region = match &plan.dates_of {
            _ if !plan.without_dates.is_empty() => " in the main Regions".to_owned(),
            Some(region) => format!(" in {}", escape::markdown(region.as_str())),
            None => String::new(),
        };
        // Whether requests fail in a Region without dates is not known.
        let effect = match plan.without_dates.as_str() {
            "" if plan.stage == Stage::EndOfLife => ": requests fail".to_owned(),
            unknown => escape::markdown(unknown),
        };
        let end = dates.eol.as_ref().map(day);
        let left = dates.days_to_eol(report.as_of).map(wording::days);
        let since = |date: &Option<crate::catalog::Dated>| {
            date.as_ref()
                .map_or(String::new(), |date| format!(" since {}", day(date)))
        };
        let state = match (plan.stage, end) {
            (Stage::EndOfLife, Some(end)) => {
                format!("reached End-of-Life{in_region} on {end}")
            }
            (Stage::EndOfLife, None) => {
                format!("is End-of-Life{in_region}, on a day that is not published")
            }
            (Stage::Legacy, end) => {
                let extended = dates.extended_access.as_ref();
                let extended = extended.filter(|_| dates.in_extended_access(report.as_of));
                let extended = extended.map_or(String::new(), |date| {
                    format!(", in public extended access since {}", day(date))
                });
                let end = match (end, &dates.eol_not_before) {
                    (Some(end), _) => {
                        format!("its End-of-Life is on {end}, {}", left.unwrap_or_default())
                    }
                    (None, Some(floor)) if floor.day > report.as_of => {
                        format!("its End-of-Life is not before {}", day(floor))
                    }
                    (None, _) => "its End-of-Life date is not published".to_owned(),
                };
                let verb = match dates.legacy {
                    Some(_) => "has been",
                    None => "is",
                };
                format!(
                    "{verb} Legacy{in_region}{}{extended}; {end}",
                    since(&dates.legacy)
                )
            }
            (Stage::Active, Some(end)) => format!(
                "is still Active{in_region}; its End-of-Life is on {end}, {}",
                left.unwrap_or_default()
            ),
            (Stage::Active, None) => {
                let floor = dates.eol_not_before.as_ref();
                let floor = floor
                    .filter(|floor| floor.day > report.as_of)
                    .map_or(String::new(), |floor| format!(" before {}", day(floor)));
                format!("is Active{in_region}: nothing is scheduled{floor}")
            }
            (Stage::Unknown, Some(end)) => format!("has its End-of-Life{in_region} on {end}"),
            (Stage::Unknown, None) => "is of unknown stage: the catalog has no dates".to_owned(),
        };
        format!(
            "{} ({}) {state}{}.{}",
            escape::markdown(&plan.old_name),
            escape::markdown_code(plan.old.as_str()),
            effect,
            self.other_dates()
        )
    }

    fn other_dates(&self) -> String {
        let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
        for (region, stage, eol) in &self.plan.other_dates {
            let state = match (stage, eol) {
                (Stage::EndOfLife, Some(day)) => format!("End-of-Life since {day}"),
                (_, Some(day)) => format!("End-of-Life on {day}"),
                (stage, None) => {
                    format!("{}, no End-of-Life date is known", wording::stage(*stage))
                }
            };
            match groups.iter_mut().find(|(known, _)| *known == state) {
                Some((_, regions)) => regions.push(region.as_str()),
                None => groups.push((state, vec![region.as_str()])),
            }
        }
        groups
            .iter()
            .map(|(state, regions)| {
                format!(" In {}: {state}.", escape::markdown(&regions.join(", ")))
            })
            .collect()
    }

    /// How many locations there are, and where.
    fn where_used(&self) -> String {
        let counts = self.plan.counts();
        if counts.locations == 0 {
            let files = self.plan.report.stats.files_scanned;
            if files == 0 {
                return "**No location:** no file was scanned.".to_owned();
            }
            let patterns = match self.plan.patterns.len() {
                0 => String::new(),
                n => format!("; {} it among others", matches(n)),
            };
            let checks = [
                "Check that the model is used in this repository and on this branch, and that no path, `--include` or \
                 `--exclude` leaves it out."
                    .to_owned(),
                format!(
                    "Look for other spellings: `bedrock-eol scan --inventory` lists every reference, and {} the names of \
                     the model. With `--to NEW`, it lists the steps of a migration.",
                    escape::markdown_code(&format!("bedrock-eol explain {}", self.plan.old))
                ),
                "Look where this command does not: parameters of the account, such as Parameter Store and environment \
                 variables of functions, and prompts, agents and flows."
                    .to_owned(),
            ];
            return format!(
                "**No location:** none of the {} scanned {} refers to it{patterns}.\n\n- [ ] {}",
                wording::thousands(files),
                if files == 1 { "file" } else { "files" },
                checks.join("\n- [ ] ")
            );
        }
        let parts: Vec<String> = counts
            .groups
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(group, count)| format!("{count} in {}", words_of(*group)))
            .collect();
        format!(
            "{} in {}: {}.",
            wording::count(counts.locations, "location"),
            wording::count(counts.files, "file"),
            parts.join(", ")
        )
    }

    fn new_model(&self, new: &NewModel) -> String {
        let who = match (self.plan.asked_for.is_some(), new.is_named_by_aws) {
            (true, _) => "chosen with the command",
            (false, true) => "named by AWS as the replacement",
            (false, false) => "chosen by the catalog of bedrock-eol",
        };
        let ids: Vec<String> = new.ids.iter().map(|id| escape::markdown_code(id)).collect();
        let mut text = format!(
            "\n**New model:** {} ({}), {who}.",
            escape::markdown(&new.name),
            ids.join(", ")
        );
        let mut add = |sentence: &str| {
            text.push(' ');
            text.push_str(&escape::markdown_message(sentence));
        };
        if new.is_drop_in {
            add("Only the ID changes.");
        }
        if let Some(note) = &new.note {
            add(&sentence(note));
        }
        match (new.eol, new.eol_not_before) {
            (Some(eol), _) => add(&format!("Its own End-of-Life is on {eol}.")),
            (None, Some(floor)) => add(&format!("Its own End-of-Life is not before {floor}.")),
            (None, None) => add("No End-of-Life is announced for it."),
        }
        if let Some(runner_up) = &new.runner_up {
            add(runner_up);
        }
        text.push('\n');
        text
    }
}

/// `1 pattern matches`, `2 patterns match`.
fn matches(patterns: usize) -> String {
    match patterns {
        1 => "1 pattern matches".to_owned(),
        n => format!("{n} patterns match"),
    }
}

/// A note as a sentence.
fn sentence(note: &str) -> String {
    let mut letters = note.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    let text = format!("{}{}", first.unwrap_or_default(), letters.as_str());
    if text.ends_with('.') {
        text
    } else {
        format!("{text}.")
    }
}
