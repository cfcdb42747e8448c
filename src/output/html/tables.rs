//! The tables: models, files, and the inventory of references.
//!
//! The script sorts by a cell's `data-v` if the text itself does not sort.

use std::collections::{BTreeMap, HashMap};

use crate::catalog::Dated;
use crate::finding::{Finding, Level, Reference};
use crate::report::{ModelInUse, Report};

use super::super::groups::{self, Group};
use super::super::headline;
use super::super::wording;
use super::super::{GroupBy, RenderOptions};
use super::markup::table_head;
use super::{copy_button, day, source_link, stage_class, text, usage};

/// References that the page lists; more would make browsers slow.
const INVENTORY_LIMIT: usize = 20_000;

/// All models in use, the next to end first.
pub(super) fn models(report: &Report) -> String {
    let mut models: Vec<&ModelInUse> = report.models.iter().collect();
    models.sort_by_key(|m| {
        let eol = m.lifecycle.eol.as_ref().map(|eol| eol.day);
        (eol.is_none(), eol, m.stage != crate::catalog::Stage::Legacy)
    });
    let mut findings: HashMap<&str, usize> = HashMap::new();
    for finding in report.active() {
        // A pattern is about all models that it matches, so about none of them in particular.
        let is_list = finding
            .related
            .iter()
            .any(|related| related.entry.is_some());
        for model in finding.about() {
            if is_list || finding.reference.models.len() == 1 {
                *findings.entry(model.as_str()).or_default() += 1;
            }
        }
    }
    let mut html = String::from(
        "<section id=\"models\" aria-labelledby=\"models-title\">\n<h2 id=\"models-title\">Models</h2>\n",
    );
    if models.is_empty() {
        return html + &super::none(report, "No known model is in use.");
    }
    let titles = [
        "Model",
        "Stage",
        "Legacy",
        "Extended",
        "End-of-Life",
        "#References",
        "#Findings",
        "Replacement",
    ];
    html.push_str(&table_head(&usage::with_title(&titles, report)));
    for model in models {
        let count = findings.get(model.id.as_str()).copied().unwrap_or_default();
        html.push_str(&model_row(model, count, report));
    }
    html + "</tbody></table></div>\n</section>\n"
}

fn model_row(model: &ModelInUse, findings: usize, report: &Report) -> String {
    let lifecycle = &model.lifecycle;
    let date = |date: &Option<Dated>| day(date.as_ref().map(|d| d.day));
    let days = lifecycle.days_to_eol(report.as_of);
    let promise = lifecycle.open_promise(report.as_of);
    let (eol, eol_key) = match (&lifecycle.eol, promise) {
        (Some(eol), _) => {
            let left = days
                .map(|days| format!(" <small>{}</small>", wording::days(days)))
                .unwrap_or_default();
            (format!("{}{left}", day(Some(eol.day))), eol.day.to_string())
        }
        (None, Some(promise)) => (
            format!("not before {}", day(Some(promise.day))),
            format!("~{}", promise.day),
        ),
        (None, None) => ("–".to_owned(), "~~".to_owned()),
    };
    let regions = regional(model);
    let id = text(model.id.as_str());
    format!(
        "<tr id=\"model-{id}\"><th scope=\"row\"><button type=\"button\" class=\"pick\" data-pick=\"{id}\">{}</button>\
         <code>{id}</code> {} <small>{}</small></th><td>{}</td><td>{}</td><td>{}</td><td data-v=\"{eol_key}\">{eol}{regions}\
         </td><td class=\"n\">{}</td><td class=\"n\">{findings}</td>\
         <td>{}</td>{}</tr>\n",
        text(&model.name),
        copy_button(model.id.as_str()),
        text(&model.provider),
        stage(model.stage),
        date(&lifecycle.legacy),
        date(&lifecycle.extended_access),
        model.references,
        headline::replacement(report, &model.id).map_or("–".to_owned(), |to| format!(
            "<code>{}</code> {}",
            text(to),
            copy_button(to)
        )),
        usage::cell(&model.id, report)
    )
}

/// The Region of the dates, and collapsed the End-of-Life dates that differ from them.
fn regional(model: &ModelInUse) -> String {
    let mut by_day: BTreeMap<jiff::civil::Date, Vec<String>> = BTreeMap::new();
    for regional in &model.regions {
        let Some(eol) = &regional.lifecycle.eol else {
            continue;
        };
        if model
            .lifecycle
            .eol
            .as_ref()
            .is_none_or(|main| main.day != eol.day)
        {
            by_day
                .entry(eol.day)
                .or_default()
                .push(text(regional.region.as_str()));
        }
    }
    let here = model.region.as_ref().map_or(String::new(), |region| {
        format!(" <small>in {}</small>", text(region.as_str()))
    });
    if by_day.is_empty() {
        return here;
    }
    let count = wording::count(by_day.values().map(Vec::len).sum(), "Region");
    let items: Vec<String> = by_day
        .iter()
        .map(|(eol, regions)| format!("{}: {}", day(Some(*eol)), regions.join(", ")))
        .collect();
    format!(
        "{here}<details class=\"regional\"><summary>other in {count}</summary>{}</details>",
        items.join("<br>")
    )
}

fn stage(stage: crate::catalog::Stage) -> String {
    format!(
        "<span class=\"stage {}\">{}</span>",
        stage_class(Some(stage)),
        wording::stage(stage)
    )
}

/// The files with active findings, worst first.
pub(super) fn files(report: &Report, options: &RenderOptions) -> String {
    let groups = groups::grouped_by_usage(report, GroupBy::File);
    let mut html = String::from(
        "<section id=\"files\" aria-labelledby=\"files-title\">\n<h2 id=\"files-title\">Files</h2>\n",
    );
    if groups.is_empty() {
        return html + &super::none(report, "No file has an active finding.");
    }
    html.push_str(&table_head(&[
        "File",
        "Worst",
        "First End-of-Life",
        "#Errors",
        "#Warnings",
        "#Notes",
        "Models",
    ]));
    for group in groups.iter().filter(|group| !group.key.is_empty()) {
        html.push_str(&file_row(group, options));
    }
    html + "</tbody></table></div>\n</section>\n"
}

fn file_row(group: &Group<'_>, options: &RenderOptions) -> String {
    let count = |level| group.findings.iter().filter(|f| f.level == level).count();
    let first_eol = group.findings.iter().filter_map(|f| eol(f)).min();
    let mut models: BTreeMap<&str, ()> = BTreeMap::new();
    models.extend(
        group
            .findings
            .iter()
            .filter(|f| f.rule.about_models)
            .map(|f| (wording::subject(f), ())),
    );
    let names: Vec<String> = models
        .keys()
        .take(4)
        .map(|name| format!("<code>{}</code>", text(name)))
        .collect();
    let more = if models.len() > 4 {
        format!(" and {} more", models.len() - 4)
    } else {
        String::new()
    };
    let worst = group.worst().level;
    let path = text(group.key);
    format!(
        "<tr><th scope=\"row\"><button type=\"button\" class=\"pick\" data-pick=\"{path}\">{}</button>{}</th>\
         <td data-v=\"{}\"><span class=\"level {worst}\">{worst}</span></td><td>{}</td><td class=\"n\">{}</td>\
         <td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}{more}</td></tr>\n",
        path.replace('/', "/<wbr>"),
        options
            .link_base
            .as_ref()
            .map(|_| format!(
                " <small>{}</small>",
                source_link("source", group.key, None, options)
            ))
            .unwrap_or_default(),
        3 - worst as u8,
        day(first_eol),
        count(Level::Error),
        count(Level::Warning),
        count(Level::Note),
        names.join(" "),
        worst = worst.as_str()
    )
}

fn eol(finding: &Finding) -> Option<jiff::civil::Date> {
    Some(finding.lifecycle.as_ref()?.eol.as_ref()?.day)
}

/// Every reference, collapsed.
pub(super) fn inventory(report: &Report, options: &RenderOptions) -> String {
    let mut html = String::from(
        "<section id=\"inventory\" aria-labelledby=\"inventory-title\">\n<h2 id=\"inventory-title\">Inventory</h2>\n",
    );
    if report.reference_count() == 0 {
        return html + &super::none(report, "No reference to a Bedrock model was found.");
    }
    html.push_str(&format!(
        "<details><summary>{}, including those without a finding</summary>\n",
        wording::count(report.reference_count(), "reference")
    ));
    html.push_str(&table_head(&[
        "Location",
        "Text",
        "Models",
        "Form",
        "Context",
        "Confidence",
        "Stage",
    ]));
    for reference in report.references.iter().take(INVENTORY_LIMIT) {
        html.push_str(&reference_row(reference, options));
    }
    html.push_str("</tbody></table></div>\n");
    let unlisted = report.merged.unlisted_references();
    if unlisted > 0 {
        html.push_str(&format!(
            "<p>{} without a finding are in reports without an inventory, which <code>--inventory</code> adds.</p>\n",
            wording::count(usize::try_from(unlisted).unwrap_or(usize::MAX), "more reference")
        ));
    }
    if report.references.len() > INVENTORY_LIMIT {
        let left = report.references.len() - INVENTORY_LIMIT;
        html.push_str(&format!(
            "<p>{left} more references are in the <code>jsonl</code> output.</p>\n"
        ));
    }
    html + "</details>\n</section>\n"
}

fn reference_row(reference: &Reference, options: &RenderOptions) -> String {
    let location = &reference.location;
    let models: Vec<String> = reference
        .models
        .iter()
        .take(4)
        .map(|m| text(m.as_str()))
        .collect();
    let more = reference.models.len().saturating_sub(4);
    let more = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!(
        "<tr><th scope=\"row\"><code>{}</code></th><td><code>{}</code></td><td>{}{more}</td><td>{}</td>\
         <td>{}</td><td>{}</td><td>{}</td></tr>\n",
        source_link(
            &text(&format!(
                "{}:{}:{}",
                location.path, location.start.line, location.start.column
            )),
            &location.path,
            Some(location.start.line),
            options
        ),
        text(&reference.text),
        models.join(", "),
        word(&reference.form),
        word(&reference.context),
        word(&reference.confidence),
        reference.stage.map_or("–".to_owned(), stage)
    )
}

/// The name of an enum variant as in JSON.
pub(super) fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    text(value.as_str().unwrap_or("–"))
}
