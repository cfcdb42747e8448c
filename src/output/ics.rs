//! iCalendar (RFC 5545): the Legacy, extended-access and End-of-Life dates of the models in use.
//!
//! Only days after the report's, unless the inventory is requested: nobody can act on a past event.
//!
//! All-day events with stable UIDs, so that a calendar that reads a newer file moves its events. Time stamps come from the
//! report's date, never from the clock.

use std::io::{self, Write};

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::catalog::{Dated, Evidence, Lifecycle};
use crate::model_id::Region;
use crate::report::{ModelInUse, Report};

use super::{RenderOptions, escape, wording};

/// Octets of a line before it must be folded (RFC 5545, 3.1).
const LINE: usize = 75;

/// A kind of date: its key in UIDs, its texts, and how to get it.
pub(crate) struct EventKind {
    pub(crate) key: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) consequence: &'static str,
    pub(crate) date: fn(&Lifecycle) -> &Option<Dated>,
}

/// The kinds of dates, in the order of the lifecycle.
pub(crate) static KINDS: [EventKind; 3] = [
    EventKind {
        key: "legacy",
        summary: "becomes Legacy",
        consequence: "No new customers and no new Provisioned Throughput from this day.",
        date: |l| &l.legacy,
    },
    EventKind {
        key: "extended-access",
        summary: "enters public extended access",
        consequence: "The price may be higher from this day.",
        date: |l| &l.extended_access,
    },
    EventKind {
        key: "eol",
        summary: "reaches End-of-Life",
        consequence: "Requests fail from this day.",
        date: |l| &l.eol,
    },
];

/// Writes the calendar.
pub(crate) fn render(
    report: &Report,
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut calendar = Calendar {
        out,
        with_past: options.inventory,
    };
    calendar.line("BEGIN:VCALENDAR")?;
    calendar.line("VERSION:2.0")?;
    calendar.line(concat!(
        "PRODID:-//bedrock-eol//bedrock-eol ",
        env!("CARGO_PKG_VERSION"),
        "//EN"
    ))?;
    calendar.line("CALSCALE:GREGORIAN")?;
    calendar.line("METHOD:PUBLISH")?;
    calendar.line("X-WR-CALNAME:Amazon Bedrock models in use")?;
    calendar.line(&format!(
        "X-WR-CALDESC:{}",
        escape::ics_text(&about(report))
    ))?;
    let mut events = 0;
    for model in &report.models {
        events += calendar.model(model, report)?;
    }
    if events == 0 {
        // A calendar must contain at least one component; a time zone is not displayed.
        for line in [
            "BEGIN:VTIMEZONE",
            "TZID:UTC",
            "BEGIN:STANDARD",
            "DTSTART:19700101T000000",
            "TZOFFSETFROM:+0000",
            "TZOFFSETTO:+0000",
            "END:STANDARD",
            "END:VTIMEZONE",
        ] {
            calendar.line(line)?;
        }
    }
    calendar.line("END:VCALENDAR")
}

struct Calendar<'a> {
    out: &'a mut dyn Write,
    /// Whether days up to the report's are events, too.
    with_past: bool,
}

impl Calendar<'_> {
    /// Writes the events of a model and returns how many there are.
    fn model(&mut self, model: &ModelInUse, report: &Report) -> io::Result<usize> {
        let mut events = 0;
        for kind in &KINDS {
            let main = (kind.date)(&model.lifecycle).as_ref();
            let shown = |date: &&Dated| self.with_past || date.day > report.as_of;
            let mut dates: Vec<(&Dated, Option<&str>)> = Vec::new();
            dates.extend(
                main.filter(shown)
                    .map(|date| (date, model.region.as_ref().map(Region::as_str))),
            );
            for regional in &model.regions {
                let Some(date) = (kind.date)(&regional.lifecycle).as_ref() else {
                    continue;
                };
                if shown(&date) && main.is_none_or(|main| main.day != date.day) {
                    dates.push((date, Some(regional.region.as_str())));
                }
            }
            for &(date, region) in &dates {
                self.event(model, kind, date, region, report)?;
            }
            events += dates.len();
        }
        Ok(events)
    }

    fn event(
        &mut self,
        model: &ModelInUse,
        kind: &EventKind,
        date: &Dated,
        region: Option<&str>,
        report: &Report,
    ) -> io::Result<()> {
        let at = region
            .map(|region| format!(" in {region}"))
            .unwrap_or_default();
        let summary = format!("{} {}{at}", model.name, kind.summary);
        let uid_region = region
            .map(|region| format!("{region}."))
            .unwrap_or_default();
        self.line("BEGIN:VEVENT")?;
        self.line(&format!(
            "UID:{}.{uid_region}{}@bedrock-eol",
            kind.key, model.id
        ))?;
        self.line(&format!("DTSTAMP:{}T000000Z", basic(report.as_of)))?;
        self.line(&format!("DTSTART;VALUE=DATE:{}", basic(date.day)))?;
        // DTEND is exclusive: if it were equal to DTSTART, the event would have no duration.
        self.line(&format!(
            "DTEND;VALUE=DATE:{}",
            basic(date.day.saturating_add(1.day()))
        ))?;
        self.line(&format!("SUMMARY:{}", escape::ics_text(&summary)))?;
        self.line(&format!(
            "DESCRIPTION:{}",
            escape::ics_text(&description(model, kind, date, report))
        ))?;
        self.line("CATEGORIES:Amazon Bedrock")?;
        self.line("TRANSP:TRANSPARENT")?;
        if date.day > report.as_of {
            self.line("BEGIN:VALARM")?;
            self.line("ACTION:DISPLAY")?;
            self.line(&format!(
                "DESCRIPTION:{}",
                escape::ics_text(&format!("In 30 days: {summary}"))
            ))?;
            self.line("TRIGGER:-P30D")?;
            self.line("END:VALARM")?;
        }
        self.line("END:VEVENT")
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        write_line(self.out, line)
    }
}

/// Writes a content line, folded between characters. A folded line continues after a space, where a CI runner would take
/// `::` for a command: lines are never folded there.
pub(crate) fn write_line(out: &mut dyn Write, line: &str) -> io::Result<()> {
    let mut rest = line;
    let mut room = LINE;
    while rest.len() > room {
        let mut at = room;
        while at > 1 && (!rest.is_char_boundary(at) || rest[at..].trim_start().starts_with("::")) {
            at -= 1;
        }
        write!(out, "{}\r\n ", &rest[..at])?;
        rest = &rest[at..];
        room = LINE - 1;
    }
    write!(out, "{rest}\r\n")
}

/// What the calendar covers, and whether models may be missing.
fn about(report: &Report) -> String {
    let files = wording::count(report.stats.files_scanned as usize, "file");
    let mut about = format!(
        "{files} scanned{} on {} with catalog {}.",
        wording::not_readable(report),
        report.as_of,
        report.catalog_version
    );
    for text in wording::nothing_scanned(report)
        .map(str::to_owned)
        .into_iter()
        .chain(wording::left_out(report).map(|text| format!("{text}.")))
    {
        about.push_str(&format!(" {text}"));
    }
    if report.not_scanned().next().is_some() {
        about.push_str(" The scan is incomplete: models may be missing.");
    }
    about
}

fn description(model: &ModelInUse, kind: &EventKind, date: &Dated, report: &Report) -> String {
    let references = wording::count(model.references, "reference");
    let known = match date.evidence {
        Evidence::Aws => "stated by AWS",
        Evidence::ThirdParty => "stated by a third party",
        Evidence::Inferred => "inferred",
    };
    format!(
        "{} of {}. {} {references} in the scanned files on {}. The date is {known} (catalog {}).",
        model.id, model.provider, kind.consequence, report.as_of, report.catalog_version
    )
}

/// A day as iCalendar has it: `20261123`.
pub(crate) fn basic(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}
