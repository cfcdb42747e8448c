//! How often models were invoked: a column, a line of each finding, and a table of those that are not referred to.

use crate::finding::Finding;
use crate::model_id::ModelId;
use crate::report::{InvokedModel, Report};

use super::super::{usage_words, wording};
use super::markup::{day, table_head, text};

/// Models that the page lists; more would make browsers slow.
const LIMIT: usize = 20_000;

/// The titles of the table of models, with one more if there is an export.
pub(super) fn with_title<'t>(titles: &[&'t str], report: &Report) -> Vec<&'t str> {
    let more = report.usage.as_ref().map(|_| "#Invoked");
    titles.iter().copied().chain(more).collect()
}

/// The cell of a model; empty without an export.
pub(super) fn cell(id: &ModelId, report: &Report) -> String {
    let Some(usage) = &report.usage else {
        return String::new();
    };
    let count = usage.named(id.as_str()).count;
    let shown = match count {
        0 => "not seen".to_owned(),
        number => wording::thousands(number),
    };
    format!("<td class=\"n\" data-v=\"{count}\">{shown}</td>")
}

/// The line of a finding; empty without an export.
pub(super) fn of_finding(finding: &Finding, report: &Report) -> String {
    usage_words::of_finding(finding, report).map_or(String::new(), |words| {
        format!("<p class=\"muted\">Usage: {}.</p>\n", text(&words))
    })
}

/// What the exports have as a whole, and the models that are invoked but not referred to; empty without an export.
pub(super) fn section(report: &Report) -> String {
    let (Some(usage), Some(summary)) = (&report.usage, usage_words::summary(report)) else {
        return String::new();
    };
    let mut html = format!(
        "<section id=\"usage\" aria-labelledby=\"usage-title\">\n<h2 id=\"usage-title\">Usage</h2>\n<p>{}</p>\n",
        text(&summary)
    );
    let models: Vec<&InvokedModel> = usage.unreferenced().collect();
    if models.is_empty() {
        return html + "</section>\n";
    }
    html.push_str(&table_head(&[
        usage_words::unreferenced_title(report),
        "#Invoked",
        "Last",
    ]));
    for model in models.iter().take(LIMIT) {
        let count = model.invocations.count;
        html.push_str(&format!(
            "<tr><th scope=\"row\"><code>{}</code></th><td class=\"n\" data-v=\"{count}\">{}</td><td>{}</td></tr>\n",
            text(&model.key),
            wording::thousands(count),
            day(model.invocations.last)
        ));
    }
    html.push_str("</tbody></table></div>\n");
    if models.len() > LIMIT {
        html.push_str(&format!(
            "<p>{} are in the <code>json</code> output.</p>\n",
            wording::count(models.len() - LIMIT, "more model")
        ));
    }
    html + "</section>\n"
}
