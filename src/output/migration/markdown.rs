//! The plan as Markdown, to paste into an issue: boxes to check for what has to be done.
//!
//! An issue has a size limit. Lists of locations are cut where it would be exceeded, and the text says so.

use std::io::{self, Write};

use super::{PlanStep, StepPart, source_names, steps};
use crate::catalog::{Evidence, Stage};
use crate::explain::{price_change, price_words};
use crate::finding::{Applicability, Location};
use crate::migrate::{LocationGroup, MigrationPlan, NewModel, PlanLocation, PlannedChange};
use crate::output::sources::{captured, words};
use crate::output::{escape, wording};
use crate::report::ReportRoot;

/// GitHub's limit for an issue, in characters. This counts bytes, of which there are never fewer.
const ISSUE_LIMIT: usize = 65_536;
/// Reserved for the lines about what is not listed.
const RESERVE: usize = 1_024;
/// Locations that are listed with a reason or a question.
const NAMED: usize = 10;

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

struct PlanPage<'p> {
    plan: &'p MigrationPlan,
    root: &'p ReportRoot,
}

/// Why the edits of some locations are not safe, or not applied.
struct Reason<'p> {
    words: &'p str,
    locations: Vec<&'p Location>,
}

impl<'p> PlanPage<'p> {
    fn text(&self) -> String {
        let before = self.head();
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
        format!("{before}{}{after}", self.locations(budget))
    }

    /// The title, and what an engineer needs to know first.
    fn head(&self) -> String {
        let plan = self.plan;
        let old = escape::markdown(&plan.old_name);
        let title = match &plan.new {
            Ok(new) => format!("# Migrate from {old} to {}", escape::markdown(&new.name)),
            Err(_) => format!("# Replace {old}"),
        };
        let mut text = format!("{title}\n\n{}\n\n{}\n", self.stage(), self.where_used());
        if !plan.report.complete() {
            let errors = wording::errors(&plan.report).join(", ");
            text.push_str(&format!("\n**The scan is incomplete:** {errors}.\n"));
        }
        match &plan.new {
            Ok(new) => text.push_str(&self.new_model(new)),
            Err(reason) => {
                text.push_str(&format!(
                    "\n**No replacement:** {}\n",
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
            Evidence::Aws => format!("{} [{}]", date.day, date.source),
            _ => format!("{} ({}) [{}]", date.day, words(date, report), date.source),
        };
        let place = plan
            .dates_of
            .as_ref()
            .map_or(String::new(), |region| format!(" in {region}"));
        let end = dates.eol.as_ref().map(day);
        let left = dates.days_to_eol(report.as_of).map(wording::days);
        let since = |date: &Option<crate::catalog::Dated>| {
            date.as_ref()
                .map_or(String::new(), |date| format!(" since {}", day(date)))
        };
        let state = match (plan.stage, end) {
            (Stage::EndOfLife, Some(end)) => {
                format!("is End-of-Life{place} since {end}: requests fail")
            }
            (Stage::EndOfLife, None) => {
                format!("is End-of-Life{place}, on a day that is not published: requests fail")
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
                format!("is Legacy{place}{}{extended}; {end}", since(&dates.legacy))
            }
            (Stage::Active, Some(end)) => format!(
                "is still Active{place}; its End-of-Life is on {end}, {}",
                left.unwrap_or_default()
            ),
            (Stage::Active, None) => {
                let floor = dates.eol_not_before.as_ref();
                let floor = floor
                    .filter(|floor| floor.day > report.as_of)
                    .map_or(String::new(), |floor| format!(" before {}", day(floor)));
                format!("is Active{place}: nothing is scheduled{floor}")
            }
            (Stage::Unknown, Some(end)) => format!("has its End-of-Life{place} on {end}"),
            (Stage::Unknown, None) => "is of unknown stage: the catalog has no dates".to_owned(),
        };
        let sentence = format!("{} (`{}`) {state}.", plan.old_name, plan.old);
        let others = self.other_dates();
        format!("{}{others}", escape::markdown_message(&sentence))
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
            let patterns = match self.plan.patterns.len() {
                0 => String::new(),
                n => format!("; {} it among others", matches(n)),
            };
            return format!(
                "**No location:** none of the {} scanned {} refers to it{patterns}.",
                wording::thousands(files),
                if files == 1 { "file" } else { "files" }
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
        let who = match (self.plan.is_chosen, new.is_named_by_aws) {
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
            (None, None) => add("No End-of-Life of it is announced."),
        }
        if let Some(runner_up) = &new.runner_up {
            add(runner_up);
        }
        text.push('\n');
        text
    }

    /// The locations by group, in at most `budget` bytes.
    fn locations(&self, budget: usize) -> String {
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
                let line = self.location(location);
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
    fn location(&self, at: &PlanLocation) -> String {
        let mut about = vec![kind(at).to_owned()];
        let old = escape::markdown_code(&at.reference.text);
        let change = match &at.change {
            PlannedChange::Edit {
                new, applicability, ..
            } => {
                about.push(
                    match applicability {
                        Applicability::Safe => "safe",
                        Applicability::Unsafe => "unsafe",
                        Applicability::DisplayOnly => "by hand",
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
            format!(" ({})", wording::cell_place(cell))
        });
        format!(
            "- [ ] {}{cell}: {change} ({})\n",
            self.place(at.location()),
            about.join("; ")
        )
    }

    fn place(&self, location: &Location) -> String {
        let path = self.root.path_of(&location.path);
        let start = location.start;
        escape::markdown_code(&format!("{path}:{}:{}", start.line, start.column))
    }

    /// At most a few locations, with the number of the others.
    fn places(&self, locations: &[&Location]) -> String {
        let mut named: Vec<String> = locations
            .iter()
            .take(NAMED)
            .map(|location| self.place(location))
            .collect();
        if locations.len() > NAMED {
            named.push(format!("and {} more", locations.len() - NAMED));
        }
        named.join(", ")
    }

    /// How the edits are applied, and what speaks against it.
    fn edits(&self) -> String {
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
            text.push_str("No edit can be applied without a person.\n");
        }
        for (applicability, title) in [
            (Applicability::Unsafe, "Unsafe, because:"),
            (Applicability::DisplayOnly, "By hand, because:"),
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
                        1 => self.places(&reason.locations),
                        2 => "both".to_owned(),
                        _ => format!("all {of}"),
                    }
                } else {
                    self.places(&reason.locations)
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

    fn command(&self) -> String {
        let new = self.plan.new.as_ref().ok().filter(|_| self.plan.is_chosen);
        let new = new.map_or(String::new(), |new| {
            format!(
                " {}",
                new.ids.first().map_or(new.id.as_str(), String::as_str)
            )
        });
        format!("bedrock-eol migrate {}{new}", self.plan.old)
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

    fn steps(&self) -> String {
        let steps = self.steps_of(StepPart::Other);
        if steps.is_empty() {
            return steps;
        }
        format!("\n## Steps\n\n{steps}")
    }

    fn steps_of(&self, part: StepPart) -> String {
        let of_part = |step: &PlanStep<'_>| StepPart::of(step.id) == part;
        let steps = steps(self.plan).into_iter().filter(of_part);
        steps.map(|step| line_of(&step)).collect()
    }

    /// What policies have to allow.
    fn policies(&self) -> String {
        let mut text = String::new();
        for used in &self.plan.regions {
            for call in used.calls.iter().filter(|call| !call.arns.is_empty()) {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(&format!(
                    "To call {} from {}, allow `bedrock:InvokeModel*` on:\n\n",
                    escape::markdown_code(&call.id),
                    used.region
                ));
                for arn in &call.arns {
                    text.push_str(&format!("- {}\n", escape::markdown_code(arn)));
                }
            }
        }
        // The lists below have the details.
        let steps: String = steps(self.plan)
            .iter()
            .filter(|step| StepPart::of(step.id) == StepPart::Iam)
            .map(|step| {
                if text.is_empty() {
                    line_of(step)
                } else {
                    line(&step.change, step)
                }
            })
            .collect();
        if steps.is_empty() && text.is_empty() {
            return String::new();
        }
        let gap = if steps.is_empty() || text.is_empty() {
            ""
        } else {
            "\n"
        };
        format!("\n## IAM\n\n{steps}{gap}{text}")
    }

    fn regions(&self) -> String {
        let Ok(new) = &self.plan.new else {
            return String::new();
        };
        let mut text = String::new();
        if !self.plan.regions.is_empty() {
            text.push_str("| Region | Locations | Call | Offered there | Data is processed in |\n");
            text.push_str("| --- | ---: | --- | --- | --- |\n");
        }
        for used in &self.plan.regions {
            let of_project = if used.is_of_project {
                " (set in other files)"
            } else {
                ""
            };
            if used.calls.is_empty() {
                text.push_str(&format!(
                    "| {}{of_project} | {} | – | no way known | – |\n",
                    used.region, used.locations
                ));
            }
            for call in &used.calls {
                let listed = match call.is_listed {
                    Some(true) => "yes",
                    Some(false) => "not by the catalog",
                    None => "not known",
                };
                text.push_str(&format!(
                    "| {}{of_project} | {} | {} | {listed} | {} |\n",
                    used.region,
                    used.locations,
                    escape::markdown_code(&call.id),
                    escape::markdown(call.data.as_deref().unwrap_or("not known"))
                ));
            }
        }
        let steps = self.steps_of(StepPart::Quotas);
        if !text.is_empty() && !steps.is_empty() {
            text.push('\n');
        }
        text.push_str(&steps);
        let script = format!("{} --verify-script verify.sh", self.command());
        text.push_str(&format!(
            "- [ ] Check access to {}: {} writes a script for the AWS CLI.\n",
            escape::markdown(&new.name),
            escape::markdown_code(&script)
        ));
        format!("\n## Regions and quotas\n\n{text}")
    }

    fn price(&self) -> String {
        let Ok(new) = &self.plan.new else {
            return String::new();
        };
        if let Some(price) = &new.price {
            let text = escape::markdown_message(&price_change(price));
            return format!("\n## Price\n\n{text}\n");
        }
        let mut text = String::from(
            "The catalog cannot compare the list prices: one is not known, or they are for different units or Regions.\n\n",
        );
        for (name, prices) in [
            (&self.plan.old_name, &new.old_prices),
            (&new.name, &new.prices),
        ] {
            for price in prices {
                let words = format!("{name}, US dollars {}", price_words(price));
                text.push_str(&format!("- {}\n", escape::markdown_message(&words)));
            }
            if prices.is_empty() {
                text.push_str(&format!("- {}: not known\n", escape::markdown(name)));
            }
        }
        format!("\n## Price\n\n{text}")
    }

    /// What calls have to leave out, and the other lines that have to change.
    fn parameters(&self) -> String {
        let Ok(new) = &self.plan.new else {
            return String::new();
        };
        let name = escape::markdown(&new.name);
        let mut text = if self.plan.rejected.is_empty() {
            "The catalog's table of rejected parameters has no entry for this migration.\n"
                .to_owned()
        } else {
            format!("{name} rejects with HTTP 400 what the old model accepts:\n\n")
        };
        for row in &self.plan.rejected {
            // The words for a whole body name its fields.
            let names_fields = row
                .body
                .iter()
                .all(|field| row.words.contains(field.as_str()));
            let fields = if names_fields && row.converse.is_empty() {
                String::new()
            } else {
                fields(&row.body, &row.converse)
            };
            text.push_str(&format!(
                "- {}{fields} [{}]\n",
                escape::markdown_message(&row.words),
                escape::markdown(&row.source)
            ));
        }
        if !self.plan.also_change.is_empty() {
            text.push_str("\nChange as well:\n\n");
        }
        for related in self.plan.also_change.iter() {
            text.push_str(&format!(
                "- [ ] {}: {}\n",
                self.place(&related.location),
                escape::markdown_message(&related.message)
            ));
        }
        format!("\n## Request parameters\n\n{text}")
    }

    fn tests(&self) -> String {
        let files = |group: LocationGroup| -> Vec<String> {
            let mut paths: Vec<&str> = self
                .plan
                .of_group(group)
                .map(|at| &*at.location().path)
                .collect();
            paths.dedup();
            paths
                .into_iter()
                .map(|path| escape::markdown_code(&self.root.path_of(path)))
                .collect()
        };
        let mut text = String::new();
        for (group, what) in [
            (
                LocationGroup::Test,
                "Change the model in these tests, and run them against the new one",
            ),
            (
                LocationGroup::Recording,
                "Record or generate again, with the new model",
            ),
        ] {
            let mut files = files(group);
            let more = files.len().saturating_sub(NAMED);
            files.truncate(NAMED);
            if more > 0 {
                files.push(format!("and {} more", wording::count(more, "file")));
            }
            if !files.is_empty() {
                text.push_str(&format!("- [ ] {what}: {}\n", files.join(", ")));
            }
        }
        if text.is_empty() {
            return text;
        }
        format!("\n## Tests and recordings\n\n{text}")
    }

    fn questions(&self) -> String {
        if self.plan.questions.is_empty() {
            return String::new();
        }
        let line = |question: &crate::migrate::OpenQuestion| {
            let locations: Vec<&Location> = question.locations.iter().collect();
            let places = match locations.as_slice() {
                [] => String::new(),
                locations => format!(" ({})", self.places(locations)),
            };
            format!(
                "- [ ] {}{places}\n",
                escape::markdown_message(&question.text)
            )
        };
        let lines: String = self.plan.questions.iter().map(line).collect();
        format!("\n## Open questions\n\n{lines}")
    }

    /// The sources that `text` names.
    fn sources(&self, text: &str) -> String {
        let known = source_names(self.plan)
            .into_iter()
            .filter(|name| text.contains(&escape::markdown(name)))
            .filter_map(|name| self.plan.report.source(name));
        let line = |source: &crate::catalog::FactSource| {
            let url = source.url.as_ref().map_or(String::new(), |url| {
                format!(", {}", escape::markdown_url(url))
            });
            let day = captured(source).map_or(String::new(), |day| format!(", captured {day}"));
            format!(
                "- {}: {}{url}{}\n",
                escape::markdown(&source.id),
                escape::markdown_message(&source.title),
                escape::markdown(&day)
            )
        };
        let lines: String = known.map(line).collect();
        if lines.is_empty() {
            return lines;
        }
        format!("\n## Sources\n\n{lines}")
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

/// `1 pattern matches`, `2 patterns match`.
fn matches(patterns: usize) -> String {
    match patterns {
        1 => "1 pattern matches".to_owned(),
        n => format!("{n} patterns match"),
    }
}

/// The group, after "in".
fn words_of(group: LocationGroup) -> &'static str {
    match group {
        LocationGroup::Live => "code, infrastructure and configuration",
        LocationGroup::Policy => "policies",
        LocationGroup::Test => "tests",
        LocationGroup::Recording => "recordings",
        LocationGroup::Docs => "documentation and comments",
        LocationGroup::Mention => "lists of models and code that handles old ones",
    }
}

/// What a location is.
fn kind(at: &PlanLocation) -> &'static str {
    use crate::reference::Context;
    match at.reference.context {
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

/// ` (body `temperature`; Converse `inferenceConfig.temperature`)`
fn fields(body: &[String], converse: &[String]) -> String {
    let part = |name: &str, fields: &[String]| {
        let fields: Vec<String> = fields
            .iter()
            .map(|field| escape::markdown_code(field))
            .collect();
        (!fields.is_empty()).then(|| format!("{name} {}", fields.join(", ")))
    };
    let parts: Vec<String> = [part("body", body), part("Converse", converse)]
        .into_iter()
        .flatten()
        .collect();
    if parts.is_empty() {
        return String::new();
    }
    format!(" ({})", parts.join("; "))
}

/// A step as a box to check, with its details below.
fn line_of(step: &PlanStep<'_>) -> String {
    let mut text = line(&step.text, step);
    for detail in &step.details {
        text.push_str(&format!("    - {}\n", escape::markdown_message(detail)));
    }
    text
}

fn line(text: &str, step: &PlanStep<'_>) -> String {
    format!(
        "- [ ] {} [{}]\n",
        escape::markdown_message(text),
        escape::markdown(step.source)
    )
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
