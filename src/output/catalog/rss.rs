//! RSS 2.0: every date that is still to come, the next one first.

use std::io::{self, Write};

use jiff::civil::{Date, Weekday};

use super::file_name;
use super::upcoming;
use crate::catalog::Catalog;
use crate::output::escape::xml;

const LIFECYCLE: &str = "https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html";

/// Writes the feed. With the address of a site, items link to its pages.
pub fn write(
    catalog: &Catalog,
    as_of: Date,
    base: Option<&str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let link = base.map_or_else(|| LIFECYCLE.to_owned(), |base| format!("{base}/index.html"));
    let built = date_time(catalog.checked);
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\">\n<channel>"
    )?;
    writeln!(
        out,
        "<title>Amazon Bedrock model lifecycle</title>\n<link>{}</link>",
        xml(&link)
    )?;
    writeln!(
        out,
        "<description>Legacy and End-of-Life dates after {as_of}, from the catalog {} of bedrock-eol</description>",
        xml(&catalog.version)
    )?;
    writeln!(
        out,
        "<language>en</language>\n<lastBuildDate>{built}</lastBuildDate>"
    )?;
    for event in upcoming::after(catalog, as_of) {
        let page = base.map_or_else(
            || LIFECYCLE.to_owned(),
            |base| format!("{base}/models/{}.html", file_name(&event.model.id)),
        );
        writeln!(
            out,
            "<item>\n<title>{}: {}</title>",
            event.day,
            xml(&event.title())
        )?;
        writeln!(
            out,
            "<link>{}</link>\n<guid isPermaLink=\"false\">{}.{}</guid>",
            xml(&page),
            xml(&event.uid()),
            event.day
        )?;
        writeln!(out, "<pubDate>{built}</pubDate>")?;
        writeln!(
            out,
            "<description>{}</description>\n</item>",
            xml(&event.description(catalog))
        )?;
    }
    writeln!(out, "</channel>\n</rss>")
}

/// A day as RFC 822 has it.
fn date_time(day: Date) -> String {
    let weekday = match day.weekday() {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    };
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = usize::try_from(day.month())
        .ok()
        .and_then(|month| MONTHS.get(month - 1))
        .unwrap_or(&"Jan");
    format!(
        "{weekday}, {:02} {month} {} 00:00:00 GMT",
        day.day(),
        day.year()
    )
}
