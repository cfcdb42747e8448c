//! iCalendar: every date that is still to come, as all-day events.

use std::io::{self, Write};

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::upcoming;
use crate::catalog::Catalog;
use crate::output::escape::ics_text;
use crate::output::ics::{basic, write_line};

/// Writes the calendar.
pub fn write(catalog: &Catalog, as_of: Date, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |text: &str| write_line(out, text);
    line("BEGIN:VCALENDAR")?;
    line("VERSION:2.0")?;
    line(concat!(
        "PRODID:-//bedrock-eol//bedrock-eol ",
        env!("CARGO_PKG_VERSION"),
        "//EN"
    ))?;
    line("CALSCALE:GREGORIAN")?;
    line("METHOD:PUBLISH")?;
    line("X-WR-CALNAME:Amazon Bedrock model lifecycle")?;
    for event in upcoming::after(catalog, as_of) {
        line("BEGIN:VEVENT")?;
        line(&format!("UID:{}", event.uid()))?;
        line(&format!("DTSTAMP:{}T000000Z", basic(catalog.checked)))?;
        line(&format!("DTSTART;VALUE=DATE:{}", basic(event.day)))?;
        line(&format!(
            "DTEND;VALUE=DATE:{}",
            basic(event.day.saturating_add(1.day()))
        ))?;
        line(&format!("SUMMARY:{}", ics_text(&event.title())))?;
        line(&format!(
            "DESCRIPTION:{}",
            ics_text(&event.description(catalog))
        ))?;
        line("TRANSP:TRANSPARENT")?;
        line("END:VEVENT")?;
    }
    line("END:VCALENDAR")
}
