//! The tools and resources that an agent can use.
//!
//! Answers have IDs, dates, escaped paths and words of the shipped catalog. Text of scanned files is in fields named
//! `untrusted_text` only.

use std::path::{Path, PathBuf};

use bedrock_eol::program::MigrationPlan;
use bedrock_eol::program::{
    Explanation, RegionSource, explain, feeds, finding_line, migration_json, stays_inside, view,
};
use bedrock_eol::{
    Catalog, Finding, Input, Level, MigrationRequest, NamedText, Options, Policy, Report, Run,
    TextJudge,
};
use serde_json::{Map, Value, json};

/// Most findings and models that an answer lists.
const MOST_LISTED: usize = 50;

/// Longest text of a file in an answer, in characters.
const MAX_UNTRUSTED: usize = 200;

/// The days that `list_ending` looks ahead.
const DEFAULT_DAYS: i64 = 180;

/// What a call of a tool gives: a value, or what is wrong with the arguments.
type Called = Result<Value, String>;

/// A tool: its name, what it is for, and its arguments.
struct McpTool {
    name: &'static str,
    description: &'static str,
    arguments: &'static [ToolArgument],
    call: fn(&Tools<'_>, &Map<String, Value>) -> Called,
}

struct ToolArgument {
    name: &'static str,
    /// The JSON type.
    kind: &'static str,
    description: &'static str,
    is_required: bool,
}

const fn required(name: &'static str, description: &'static str) -> ToolArgument {
    ToolArgument {
        name,
        kind: "string",
        description,
        is_required: true,
    }
}

const fn optional(
    name: &'static str,
    kind: &'static str,
    description: &'static str,
) -> ToolArgument {
    ToolArgument {
        name,
        kind,
        description,
        is_required: false,
    }
}

const MODEL: ToolArgument = required(
    "model",
    "Model ID, inference profile, ARN, or constant of a library",
);
const REGION: ToolArgument = optional(
    "region",
    "string",
    "Region in which the model is used, e.g. eu-west-1",
);

const TOOLS: &[McpTool] = &[
    McpTool {
        name: "check_model",
        description: "Whether an Amazon Bedrock model ID can be used today, its dates, and the ID to write instead if not",
        arguments: &[MODEL, REGION],
        call: |tools, given| tools.check_model(given),
    },
    McpTool {
        name: "suggest_replacement",
        description: "What to write instead of a model, why, and what else to change in the request",
        arguments: &[MODEL, REGION],
        call: |tools, given| tools.suggest_replacement(given),
    },
    McpTool {
        name: "explain",
        description: "Everything known about a model with sources, as Markdown",
        arguments: &[MODEL, REGION],
        call: |tools, given| tools.explain(given),
    },
    McpTool {
        name: "list_ending",
        description: "Models that reach End-of-Life in the coming days, the next first",
        arguments: &[
            optional(
                "within_days",
                "integer",
                "How many days to look ahead; 180 by default",
            ),
            optional(
                "provider",
                "string",
                "Only models of this provider, e.g. anthropic",
            ),
        ],
        call: |tools, given| tools.list_ending(given),
    },
    McpTool {
        name: "scan_text",
        description: "Findings in a text, for example in code that you are about to write",
        arguments: &[
            required("text", "The text"),
            optional(
                "path",
                "string",
                "Its file name, which decides the language",
            ),
            REGION,
        ],
        call: |tools, given| tools.scan_text(given),
    },
    McpTool {
        name: "scan_path",
        description: "Findings in a file or folder below the allowed roots",
        arguments: &[
            required(
                "path",
                "File or folder, absolute or relative to the first root",
            ),
            REGION,
        ],
        call: |tools, given| tools.scan_path(given),
    },
    McpTool {
        name: "migration_plan",
        description: "The plan to migrate a folder from one model to another: locations, edits, steps, open questions",
        arguments: &[
            MODEL,
            optional(
                "to",
                "string",
                "The new model; the recommended one by default",
            ),
            required("path", "Folder, absolute or relative to the first root"),
            REGION,
        ],
        call: |tools, given| tools.migration_plan(given),
    },
];

/// The tools with what they work on.
pub(super) struct Tools<'a> {
    run: &'a Run,
    judge: &'a TextJudge<'a>,
    catalog: &'static Catalog,
    /// Real paths of the folders that may be read.
    roots: Vec<PathBuf>,
}

impl<'a> Tools<'a> {
    pub(super) fn new(run: &'a Run, judge: &'a TextJudge<'a>, roots: Vec<PathBuf>) -> Self {
        let catalog = Catalog::embedded();
        Self {
            run,
            judge,
            catalog,
            roots,
        }
    }

    /// The tools as the protocol lists them.
    pub(super) fn listed() -> Vec<Value> {
        let property = |argument: &ToolArgument| {
            let schema = json!({"type": argument.kind, "description": argument.description});
            (argument.name.to_owned(), schema)
        };
        let listed = |tool: &McpTool| {
            let required = tool
                .arguments
                .iter()
                .filter(|argument| argument.is_required);
            json!({
                "name": tool.name,
                "description": tool.description,
                "inputSchema": {
                    "type": "object",
                    "properties": tool.arguments.iter().map(property).collect::<Map<_, _>>(),
                    "required": required.map(|argument| argument.name).collect::<Vec<_>>(),
                    "additionalProperties": false,
                },
                "annotations": {"readOnlyHint": true, "openWorldHint": false},
            })
        };
        TOOLS.iter().map(listed).collect()
    }

    /// Calls a tool; absent if no tool has this name.
    pub(super) fn call(&self, name: &str, arguments: &Value) -> Option<Called> {
        let tool = TOOLS.iter().find(|tool| tool.name == name)?;
        let Some(given) = arguments.as_object() else {
            return Some(Err("the arguments are not an object".to_owned()));
        };
        Some(checked(tool, given).and_then(|()| (tool.call)(self, given)))
    }

    /// The models of the catalog, each a page.
    pub(super) fn resources(&self) -> Vec<Value> {
        let row = |model: &&bedrock_eol::program::Model| {
            json!({
                "uri": format!("bedrock-eol://model/{}", model.id),
                "name": model.id.as_ref() as &str,
                "title": model.name.as_ref() as &str,
                "mimeType": "text/markdown",
            })
        };
        view::Filter::default()
            .models(self.catalog, self.run.as_of)
            .iter()
            .map(row)
            .collect()
    }

    /// The page of a resource.
    pub(super) fn resource(&self, uri: &str) -> Option<String> {
        let id = uri.strip_prefix("bedrock-eol://model/")?;
        self.catalog.model(id)?;
        self.markdown(id, None).ok()
    }

    fn policy(&self, region: Option<&str>) -> Policy {
        let options = Options {
            region: region.into_iter().map(str::to_owned).collect(),
            ..Options::default()
        };
        options
            .over(Options::defaults(false))
            .policy(self.run.as_of, RegionSource::Flag)
    }

    fn page(&self, asked: &str, region: Option<&str>) -> Result<Explanation, String> {
        explain(asked, None, self.catalog, &self.policy(region))
            .map_err(|unknown| unknown.to_string())
    }

    fn markdown(&self, asked: &str, region: Option<&str>) -> Result<String, String> {
        let mut page = Vec::new();
        feeds::write_explanation_markdown(&self.page(asked, region)?, &mut page)
            .map_err(|error| error.to_string())?;
        String::from_utf8(page).map_err(|error| error.to_string())
    }

    fn check_model(&self, given: &Map<String, Value>) -> Called {
        let page = self.page(text(given, "model")?, optional_text(given, "region"))?;
        let models: Vec<Value> = page
            .models
            .iter()
            .map(|model| {
                let day = |what: &str| {
                    model
                        .dates
                        .iter()
                        .find(|date| date.what == what)
                        .map(|date| date.day.to_string())
                };
                json!({
                    "id": model.id,
                    "stage": model.stage,
                    "in_extended_access": model.in_extended_access,
                    "offered_in_region": !model.not_offered,
                    "legacy": day("legacy"),
                    "eol": day("eol"),
                    "days_to_eol": model.days_to_eol,
                    "write_instead": model.replacement_of_ending().map(|new| new.text.as_str()),
                })
            })
            .take(MOST_LISTED)
            .collect();
        Ok(json!({"as_of": self.run.as_of.to_string(), "region": page.region, "models": models}))
    }

    fn suggest_replacement(&self, given: &Map<String, Value>) -> Called {
        let page = self.page(text(given, "model")?, optional_text(given, "region"))?;
        let models: Vec<Value> = page
            .models
            .iter()
            .map(|model| {
                let new = model.replacement.as_ref();
                let steps: Vec<&str> = model
                    .steps
                    .iter()
                    .map(|step| step.change.as_str())
                    .collect();
                json!({
                    "id": model.id,
                    "stage": model.stage,
                    "write": new.map(|new| new.text.as_str()),
                    "drop_in": new.map(|new| new.drop_in),
                    "why": new.map(|new| &new.why),
                    "note": new.and_then(|new| new.note.as_deref()),
                    "no_replacement": model.no_replacement,
                    "steps": steps,
                })
            })
            .take(MOST_LISTED)
            .collect();
        Ok(json!({"as_of": self.run.as_of.to_string(), "models": models}))
    }

    fn explain(&self, given: &Map<String, Value>) -> Called {
        let page = self.markdown(text(given, "model")?, optional_text(given, "region"))?;
        Ok(json!({"markdown": page}))
    }

    fn list_ending(&self, given: &Map<String, Value>) -> Called {
        let days = match given.get("within_days") {
            None => DEFAULT_DAYS,
            Some(value) => value
                .as_i64()
                .filter(|days| (0..=36_500).contains(days))
                .ok_or("`within_days` is not a number of days from 0 to 36500")?,
        };
        let filter = view::Filter {
            provider: optional_text(given, "provider").map(str::to_owned),
            ..view::Filter::default()
        };
        let mut ending: Vec<(i32, Value)> = Vec::new();
        for model in filter.models(self.catalog, self.run.as_of) {
            let page = self.page(&model.id, None)?;
            for facts in &page.models {
                let Some(left) = facts
                    .days_to_eol
                    .filter(|left| (1..=days).contains(&i64::from(*left)))
                else {
                    continue;
                };
                let eol = facts.dates.iter().find(|date| date.what == "eol");
                ending.push((
                    left,
                    json!({
                        "id": facts.id,
                        "eol": eol.map(|date| date.day.to_string()),
                        "days_to_eol": left,
                        "write_instead": facts.replacement.as_ref().map(|new| new.text.as_str()),
                    }),
                ));
            }
        }
        ending.sort_by_key(|(left, _)| *left);
        let rows: Vec<Value> = ending
            .into_iter()
            .map(|(_, row)| row)
            .take(MOST_LISTED)
            .collect();
        Ok(json!({"as_of": self.run.as_of.to_string(), "within_days": days, "models": rows}))
    }

    fn scan_text(&self, given: &Map<String, Value>) -> Called {
        let text = NamedText {
            path: optional_text(given, "path").unwrap_or("text").to_owned(),
            text: text(given, "text")?.as_bytes().to_vec(),
        };
        let Some(region) = optional_text(given, "region") else {
            let report = self.judge.reports(vec![text]).pop();
            return Ok(found(&report.ok_or("nothing was scanned")?));
        };
        let input = Input::text(text.path, text.text);
        let report = self
            .in_region(Some(region))
            .scan(&input)
            .map_err(|error| error.to_string())?;
        Ok(found(&report))
    }

    fn scan_path(&self, given: &Map<String, Value>) -> Called {
        let path = self.allowed(text(given, "path")?)?;
        let run = self.in_region(optional_text(given, "region"));
        let report = run
            .scan(&Input::paths([path]))
            .map_err(|error| error.to_string())?;
        Ok(found(&report))
    }

    fn migration_plan(&self, given: &Map<String, Value>) -> Called {
        let path = self.allowed(text(given, "path")?)?;
        let mut run = self.in_region(optional_text(given, "region"));
        run.keep_texts = true;
        run.migration = Some(MigrationRequest {
            old: text(given, "model")?.to_owned(),
            new: optional_text(given, "to").map(str::to_owned),
        });
        let outcome = run
            .scan_observed(&Input::paths([path]), &crate::scan::Printer { quiet: true })
            .map_err(|error| error.to_string())?;
        let plan = MigrationPlan::of(outcome).map_err(|error| error.to_string())?;
        let plan = plan.ok_or("there is nothing to plan")?;
        let mut document = Vec::new();
        migration_json(&plan, &mut document).map_err(|error| error.to_string())?;
        let document: Value =
            serde_json::from_slice(&document).map_err(|error| error.to_string())?;
        // The plan quotes lines of the files.
        Ok(json!({"untrusted_text": document}))
    }

    fn in_region(&self, region: Option<&str>) -> Run {
        let mut run = self.run.clone();
        run.options.region = region.into_iter().map(str::to_owned).collect();
        run.allow_empty = true;
        run
    }

    /// The real path of a file or folder below one of the roots.
    fn allowed(&self, path: &str) -> Result<PathBuf, String> {
        let outside = || "the path is not below an allowed root".to_owned();
        let first = self.roots.first().ok_or_else(outside)?;
        let whole = first.join(path);
        let real = self
            .roots
            .iter()
            .find_map(|root| stays_inside(Path::new(&whole), root).ok());
        let real = real.ok_or_else(outside)?;
        if real.exists() {
            Ok(real)
        } else {
            Err("no such file or folder".to_owned())
        }
    }
}

/// The findings of a report, the worst first.
fn found(report: &Report) -> Value {
    let mut findings: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| finding.is_active())
        .collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    let row = |finding: &&Finding| {
        let text: String = finding.reference.text.chars().take(MAX_UNTRUSTED).collect();
        json!({
            "level": finding.level.as_str(),
            "rule": finding.rule.name,
            "problem": finding_line(finding),
            "untrusted_text": text,
        })
    };
    let count = |level| {
        findings
            .iter()
            .filter(|finding| finding.level == level)
            .count()
    };
    let left_out: Map<String, Value> = report
        .left_out()
        .iter()
        .map(|(row, count)| (row.id.to_owned(), count.into()))
        .collect();
    json!({
        "complete": report.complete(),
        "files_scanned": report.stats.files_scanned,
        "left_out": left_out,
        "errors": count(Level::Error),
        "warnings": count(Level::Warning),
        "notes": count(Level::Note),
        "findings": findings.iter().take(MOST_LISTED).map(row).collect::<Vec<_>>(),
        "not_listed": findings.len().saturating_sub(MOST_LISTED),
    })
}

/// Whether the arguments are those of the tool.
fn checked(tool: &McpTool, given: &Map<String, Value>) -> Result<(), String> {
    for (name, value) in given {
        let argument = tool.arguments.iter().find(|argument| argument.name == name);
        let argument =
            argument.ok_or_else(|| format!("`{}` has no argument `{name}`", tool.name))?;
        let fits = match argument.kind {
            "string" => value.is_string(),
            _ => value.is_i64(),
        };
        if !fits {
            return Err(format!(
                "the argument `{name}` is not of the type {}",
                argument.kind
            ));
        }
    }
    for argument in tool
        .arguments
        .iter()
        .filter(|argument| argument.is_required)
    {
        if !given.contains_key(argument.name) {
            return Err(format!("the argument `{}` is missing", argument.name));
        }
    }
    Ok(())
}

fn text<'v>(given: &'v Map<String, Value>, key: &str) -> Result<&'v str, String> {
    optional_text(given, key).ok_or_else(|| format!("the argument `{key}` is missing"))
}

fn optional_text<'v>(given: &'v Map<String, Value>, key: &str) -> Option<&'v str> {
    given.get(key).and_then(Value::as_str)
}
