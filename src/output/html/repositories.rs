//! The table of repositories of a merged report.

use crate::report::{Report, RepositoryRow};

use super::super::wording;
use super::markup::table_head;
use super::{day, text};
use crate::finding::Level;

/// Each repository with its owners, its numbers and what ends next; empty for a scan.
pub(super) fn section(report: &Report) -> String {
    let rows = report.repository_rows();
    if rows.is_empty() {
        return String::new();
    }
    let mut html = String::from(
        "<section id=\"repositories\" aria-labelledby=\"repositories-title\">\n\
         <h2 id=\"repositories-title\">Repositories</h2>\n",
    );
    if let Some(sentence) = wording::several_dates(report) {
        html.push_str(&format!("<p class=\"muted\">{}</p>\n", text(&sentence)));
    }
    html.push_str(&table_head(&[
        // On a phone the first three are seen without scrolling.
        "Repository",
        "#Errors",
        "#Warnings",
        "#Notes",
        "Next End-of-Life",
        "Owners",
        "#Files",
        "As of",
    ]));
    for one in &rows {
        html.push_str(&row(one));
    }
    html + "</tbody></table></div>\n</section>\n"
}

fn row(row: &RepositoryRow<'_>) -> String {
    let name = text(&row.repository.name);
    let incomplete = if row.complete {
        ""
    } else {
        " <strong class=\"bad\">incomplete</strong>"
    };
    format!(
        "<tr><th scope=\"row\"><button type=\"button\" class=\"pick\" data-pick=\"{name}/\">{}</button>{incomplete}</th>\
         <td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td data-v=\"{}\">{}</td>\
         <td>{}</td><td class=\"n\">{}</td><td>{}</td></tr>\n",
        name.replace('/', "/<wbr>"),
        row.count(Level::Error),
        row.count(Level::Warning),
        row.count(Level::Note),
        row.next_end.map_or("~".to_owned(), |end| end.to_string()),
        day(row.next_end),
        wording::owners(&row.owners, text),
        row.files_scanned,
        day(Some(row.repository.as_of)),
    )
}
