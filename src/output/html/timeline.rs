//! The picture of all models in use: a bar each with its stages, today marked.
//!
//! Coordinates are user units of the picture; a day is placed by its distance from the first day shown.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::catalog::{Dated, Lifecycle, Stage};
use crate::report::{ModelInUse, Report};

use super::super::wording;
use super::text;

const WIDTH: f64 = 1000.0;
const LABELS: f64 = 230.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 34.0;
const ROW: f64 = 26.0;
const BAR: f64 = 12.0;

/// Room for a date beside a bar's end.
const DATE_WIDTH: f64 = 66.0;

pub(super) fn section(report: &Report) -> String {
    let mut html = String::from(
        "<section id=\"timeline\" aria-labelledby=\"timeline-title\">\n<h2 id=\"timeline-title\">Timeline</h2>\n",
    );
    if report.models.is_empty() {
        return html + "<p>No model of the catalog is in use.</p>\n</section>\n";
    }
    html.push_str(
        "<p class=\"legend\"><span class=\"key active\">Active</span><span class=\"key legacy\">Legacy</span>\
         <span class=\"key extended\">Public extended access</span><span class=\"key eol\">End-of-Life</span>\
         <span class=\"key promise\">Not before</span></p>\n<div class=\"picture\" tabindex=\"0\" role=\"group\" \
         aria-label=\"Timeline, scrolls sideways\">\n",
    );
    html.push_str(&picture(report));
    html + "</div>\n</section>\n"
}

fn picture(report: &Report) -> String {
    let mut models: Vec<&ModelInUse> = report.models.iter().collect();
    models.sort_by_key(|model| end_key(&model.lifecycle));
    let axis = Axis::around(report);
    let height = TOP + ROW * models.len() as f64 + 8.0;
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"picture-title picture-text\">\n\
         <title id=\"picture-title\">Lifecycle of the {} in use</title>\n\
         <desc id=\"picture-text\">One bar for each model, the next to end first; the table of models below has \
         the same dates.</desc>\n\
         <defs><pattern id=\"dead\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><rect class=\"dead-ground\" width=\"6\" height=\"6\"/>\
         <rect class=\"dead-line\" width=\"2\" height=\"6\"/></pattern></defs>\n",
        wording::count(models.len(), "model")
    );
    svg.push_str(&axis.grid(height));
    for (row, model) in models.iter().enumerate() {
        svg.push_str(&bar(model, TOP + ROW * row as f64, &axis, report));
    }
    svg.push_str(&axis.today(report.as_of, height));
    // Above the line of today, which would strike some of them through.
    for (row, model) in models.iter().enumerate() {
        let middle = TOP + ROW * (row as f64 + 0.5);
        svg.push_str(&end_mark(&model.lifecycle, middle, &axis, report.as_of));
    }
    svg + "</svg>\n"
}

/// Models that ended first, then those that end, then those without an end.
fn end_key(lifecycle: &Lifecycle) -> (bool, Option<Date>, Option<Date>) {
    let day = |date: &Option<Dated>| date.as_ref().map(|d| d.day);
    (lifecycle.eol.is_none(), day(&lifecycle.eol), day(&lifecycle.eol_not_before))
}

/// The days shown, from the first of a month to the first of another.
struct Axis {
    first: Date,
    last: Date,
}

impl Axis {
    /// A year back and a year ahead, more where dates need it, but never so much that a month is a hair.
    fn around(report: &Report) -> Self {
        let mut first = report.as_of.saturating_sub(12.months());
        let mut last = report.as_of.saturating_add(12.months());
        for model in &report.models {
            let Lifecycle { legacy, extended_access, eol, eol_not_before, .. } = &model.lifecycle;
            for day in [legacy, extended_access, eol, eol_not_before].into_iter().flatten().map(|d| d.day) {
                first = first.min(day.saturating_sub(2.months()));
                last = last.max(day.saturating_add(2.months()));
            }
        }
        Self {
            first: first.max(report.as_of.saturating_sub(30.months())).first_of_month(),
            last: last
                .min(report.as_of.saturating_add(30.months()))
                .first_of_month()
                .saturating_add(1.month()),
        }
    }

    /// The horizontal place of a day; days beyond the ends stand at the ends.
    fn x(&self, day: Date) -> f64 {
        let distance = |from: Date, to: Date| from.until(to).map_or(0, |span| span.get_days());
        let all = f64::from(distance(self.first, self.last).max(1));
        let at = f64::from(distance(self.first, day.clamp(self.first, self.last)));
        LABELS + (WIDTH - LABELS - RIGHT) * at / all
    }

    fn grid(&self, height: f64) -> String {
        let mut svg = String::new();
        for year in self.first.year()..=self.last.year() {
            for month in [1, 4, 7, 10] {
                let day = date(year, month, 1);
                if day < self.first || day > self.last {
                    continue;
                }
                let x = self.x(day);
                let class = if month == 1 { "year" } else { "quarter" };
                svg.push_str(&format!(
                    "<line class=\"{class}\" x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{height}\"/>\n"
                ));
                if x > WIDTH - RIGHT - 30.0 {
                    continue;
                }
                let label = if month == 1 { year.to_string() } else { MONTHS[month as usize - 1].to_owned() };
                svg.push_str(&format!(
                    "<text class=\"tick {class}\" x=\"{:.1}\" y=\"{:.1}\">{label}</text>\n",
                    x + 3.0,
                    TOP - 6.0
                ));
            }
        }
        svg
    }

    fn today(&self, as_of: Date, height: f64) -> String {
        let x = self.x(as_of);
        format!(
            "<g class=\"today\"><line x1=\"{x:.1}\" y1=\"14\" x2=\"{x:.1}\" y2=\"{height}\"/>\
             <rect x=\"{:.1}\" y=\"0\" width=\"78\" height=\"16\" rx=\"3\"/>\
             <text x=\"{x:.1}\" y=\"12\">{as_of}</text></g>\n",
            x - 39.0
        )
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn bar(model: &ModelInUse, top: f64, axis: &Axis, report: &Report) -> String {
    let middle = top + ROW / 2.0;
    let mut svg = format!(
        "<g class=\"row\"><title>{}</title>\n<text class=\"name\" x=\"{:.1}\" y=\"{:.1}\">{}</text>\n",
        text(&title(model)),
        LABELS - 10.0,
        middle + 4.0,
        text(&cut(&model.name))
    );
    for (class, from, to) in stretches(&model.lifecycle, axis, report.as_of) {
        let (x, end) = (axis.x(from), axis.x(to));
        if end > x {
            svg.push_str(&format!(
                "<rect class=\"bar {class}\" x=\"{x:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{BAR}\"/>\n",
                middle - BAR / 2.0,
                end - x
            ));
        }
    }
    svg + "</g>\n"
}

/// The date of the end beside its mark, where it is in the picture. A promise that has run out says nothing.
fn end_mark(lifecycle: &Lifecycle, middle: f64, axis: &Axis, as_of: Date) -> String {
    let promise = lifecycle.eol_not_before.as_ref().filter(|promise| promise.day > as_of);
    let (date, class) = match (&lifecycle.eol, promise) {
        (Some(eol), _) => (eol.day, "end"),
        (None, Some(promise)) => (promise.day, "promise"),
        (None, None) => return String::new(),
    };
    if date < axis.first || date > axis.last {
        return String::new();
    }
    let x = axis.x(date);
    // The date stands left of its mark, over the bar, where the right has no room.
    let (at, anchor) = if x + DATE_WIDTH > WIDTH - RIGHT { (x - 8.0, "before") } else { (x + 8.0, "after") };
    format!(
        "<path class=\"mark {class}\" d=\"M{x:.1} {:.1}l5 7l-5 7l-5 -7z\"/>\
         <text class=\"date {anchor}\" x=\"{at:.1}\" y=\"{:.1}\">{date}</text>\n",
        middle - 7.0,
        middle + 4.0
    )
}

/// The stages of a model from left to right, as classes and days.
fn stretches(lifecycle: &Lifecycle, axis: &Axis, as_of: Date) -> Vec<(&'static str, Date, Date)> {
    let day = |date: &Option<Dated>| date.as_ref().map(|d| d.day);
    let (legacy, extended, eol) =
        (day(&lifecycle.legacy), day(&lifecycle.extended_access), day(&lifecycle.eol));
    if legacy.is_none() && extended.is_none() && eol.is_none() {
        return without_end(lifecycle, axis, as_of);
    }
    let end = eol.unwrap_or(axis.last);
    let extended_from = extended.unwrap_or(end).min(end);
    let legacy_from = legacy.unwrap_or(extended_from).min(extended_from);
    let launched = day(&lifecycle.launched).unwrap_or(axis.first);
    vec![
        ("active", launched, legacy_from),
        ("legacy", legacy_from, extended_from),
        ("extended", extended_from, end),
        ("eol", end, axis.last),
    ]
}

/// A model without a date of Legacy or End-of-Life: its stage, from when it is known.
fn without_end(lifecycle: &Lifecycle, axis: &Axis, as_of: Date) -> Vec<(&'static str, Date, Date)> {
    let launched = lifecycle.launched.as_ref().map(|d| d.day);
    match lifecycle.stage(as_of) {
        Stage::Active => vec![("active", launched.unwrap_or(axis.first), axis.last)],
        stage => {
            let seen = lifecycle.observed.as_ref().map_or(axis.first, |o| o.seen.day);
            vec![
                ("unknown", launched.unwrap_or(axis.first), seen),
                (super::stage_class(Some(stage)), seen, axis.last),
            ]
        }
    }
}

fn title(model: &ModelInUse) -> String {
    let eol = match (&model.lifecycle.eol, &model.lifecycle.eol_not_before) {
        (Some(eol), _) => format!("End-of-Life {}", eol.day),
        (None, Some(promise)) => format!("End-of-Life not before {}", promise.day),
        (None, None) => "no End-of-Life date known".to_owned(),
    };
    format!("{} ({}): {}, {eol}", model.name, model.id, wording::stage(model.stage))
}

/// A name that fits beside the bars.
fn cut(name: &str) -> String {
    const LONGEST: usize = 34;
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}
