//! The sections of a plan after its edits: steps, policies, Regions, price, parameters, tests, questions and sources.

use super::page::{NAMED, PlanPage};
use super::{PlanStep, StepPart, source_names, steps, steps_of_other};
use crate::explain::{price_change, price_words};
use crate::finding::Location;
use crate::migrate::{LocationGroup, PlanLocation};
use crate::output::sources::captured;
use crate::output::{REPOSITORY, escape, wording};
use crate::reference::Context;

impl PlanPage<'_> {
    pub(super) fn steps(&self) -> String {
        let mut text = self.steps_of(StepPart::Other);
        for other in &self.plan.other_models {
            let own: String = steps_of_other(self.plan, other)
                .iter()
                .map(line_of)
                .collect();
            if own.is_empty() {
                continue;
            }
            let of_model = |at: &&PlanLocation| {
                let finding = at.finding.as_ref();
                let chosen = finding.and_then(|finding| finding.replacement.as_ref());
                chosen.is_some_and(|chosen| chosen.model == other.id)
            };
            let locations = self.plan.locations.iter().filter(of_model);
            let locations: Vec<&Location> = locations.map(PlanLocation::location).collect();
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&format!(
                "Where {} replaces the old model ({}):\n\n{own}",
                escape::markdown(&other.name),
                self.locations(&locations)
            ));
        }
        if text.is_empty() {
            return text;
        }
        format!("\n## Steps\n\n{text}")
    }

    fn steps_of(&self, part: StepPart) -> String {
        let of_part = |step: &PlanStep<'_>| StepPart::of(step.id) == part;
        let steps = steps(self.plan).into_iter().filter(of_part);
        steps.map(|step| line_of(&step)).collect()
    }

    /// What policies have to allow.
    pub(super) fn policies(&self) -> String {
        let mut text = String::new();
        for used in &self.plan.regions {
            for call in used.calls.iter().filter(|call| !call.arns.is_empty()) {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(&format!(
                    "To call {} from {}, allow {} on:\n\n",
                    escape::markdown_code(&call.id),
                    used.region,
                    escape::markdown_code(call.action)
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
        let allowing = self.allowing();
        if steps.is_empty() && text.is_empty() && allowing.is_empty() {
            return String::new();
        }
        let parts = [allowing, steps, text];
        let parts: Vec<&str> = parts
            .iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        format!("\n## IAM\n\n{}", parts.join("\n"))
    }

    /// The policies that allow the old model, by its ARN or by a pattern.
    fn allowing(&self) -> String {
        let policies = |of: &[PlanLocation], is: &dyn Fn(&PlanLocation) -> bool| -> String {
            let of: Vec<&Location> = of
                .iter()
                .filter(|at| at.reference.context == Context::Iam && is(at))
                .map(PlanLocation::location)
                .collect();
            self.locations(&of)
        };
        let matches_new = |at: &PlanLocation| {
            let new = self.plan.new.as_ref();
            new.is_ok_and(|new| at.reference.models.contains(&new.id))
        };
        let (locations, patterns) = (&self.plan.locations, &self.plan.patterns);
        let parts = [
            ("its ARN or ID", policies(locations, &|_| true)),
            (
                "a pattern that also matches the new model's ID",
                policies(patterns, &matches_new),
            ),
            (
                "a pattern that does not match the new one",
                policies(patterns, &|at| !matches_new(at)),
            ),
        ];
        let sentence = |(how, locations): &(&str, String)| {
            (!locations.is_empty())
                .then(|| format!("- The old model is allowed by {how}: {locations}.\n"))
        };
        parts.iter().filter_map(sentence).collect()
    }

    pub(super) fn regions(&self) -> String {
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

    pub(super) fn price(&self) -> String {
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
    pub(super) fn parameters(&self) -> String {
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
                self.location(&related.location),
                escape::markdown_message(&related.message)
            ));
        }
        format!("\n## Request parameters\n\n{text}")
    }

    pub(super) fn tests(&self) -> String {
        let files = |group: LocationGroup| -> Vec<String> {
            let mut paths: Vec<&str> = self
                .plan
                .of_group(group)
                .filter(|at| !at.is_binary())
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

    pub(super) fn questions(&self) -> String {
        if self.plan.questions.is_empty() {
            return String::new();
        }
        let line = |question: &crate::migrate::OpenQuestion| {
            let locations: Vec<&Location> = question.locations.iter().collect();
            let locations = match locations.as_slice() {
                [] => String::new(),
                locations => format!(" ({})", self.locations(locations)),
            };
            format!(
                "- [ ] {}{locations}\n",
                escape::markdown_message(&question.text)
            )
        };
        let lines: String = self.plan.questions.iter().map(line).collect();
        format!("\n## Open questions\n\n{lines}")
    }

    /// The sources that `text` names.
    pub(super) fn sources(&self, text: &str) -> String {
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
        let path = "docs/lifecycle.md";
        let rules = match REPOSITORY {
            Some(repository) => format!("<{repository}/blob/HEAD/{path}>"),
            None => format!("`{path}` of bedrock-eol"),
        };
        format!(
            "\n## Sources\n\n{lines}- AWS's lifecycle rules, and how to use the Legacy period: {rules}\n"
        )
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
