//! The timeline of all models in use: one bar per model with its stages, and a line for today.
//!
//! Coordinates are user units of the SVG; the x of a date is its distance from the first date shown.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::catalog::{Dated, Lifecycle, Stage};
use crate::report::{ModelInUse, Report};

use super::super::wording;
use super::text;

const WIDTH: f64 = 1000.0;
const LABELS: f64 = 252.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 22.0;
const ROW: f64 = 24.0;
const BAR: f64 = 12.0;

/// Up to this many models, those without an End-of-Life date are expanded, too.
const ROWS_AT_ONCE: usize = 30;

/// Space for a date next to the end of a bar.
const DATE_WIDTH: f64 = 66.0;

pub(super) fn section(report: &Report) -> String {
    let mut html = String::from(
        "<section id=\"timeline\" aria-labelledby=\"timeline-title\">\n<h2 id=\"timeline-title\">Timeline</h2>\n",
    );
    if report.models.is_empty() {
        return html + &super::none(report, "No known model is in use.");
    }
    let mut models: Vec<&ModelInUse> = report.models.iter().collect();
    models.sort_by_key(|model| end_key(&model.lifecycle));
    let (ending, endless): (Vec<&ModelInUse>, Vec<&ModelInUse>) =
        models.into_iter().partition(|model| has_end(model));
    let axis = Axis::around(report);
    html.push_str(
        "<p class=\"legend\"><span class=\"key active\">Active</span><span class=\"key legacy\">Legacy</span>\
         <span class=\"key extended\">Public extended access</span><span class=\"key eol\">End-of-Life</span>\
         <span class=\"key promise\">Not before</span><span class=\"key\">Stage not known</span></p>\n",
    );
    if !ending.is_empty() {
        html.push_str(&picture("ending", &ending, &axis, report));
    }
    if !endless.is_empty() {
        let open = if ending.len() + endless.len() <= ROWS_AT_ONCE {
            " open"
        } else {
            ""
        };
        let count = wording::count(endless.len(), "model");
        html.push_str(&format!(
            "<details class=\"endless\"{open}><summary>{count} without an announced End-of-Life</summary>\n"
        ));
        html.push_str(&picture("endless", &endless, &axis, report));
        html.push_str("</details>\n");
    }
    html + "</section>\n"
}

/// Whether a date is known on which the model ends, or before which it does not.
fn has_end(model: &ModelInUse) -> bool {
    let Lifecycle {
        legacy,
        extended_access,
        eol,
        eol_not_before,
        ..
    } = &model.lifecycle;
    [legacy, extended_access, eol, eol_not_before]
        .into_iter()
        .any(Option::is_some)
        || model.stage != Stage::Active
}

/// An SVG that scrolls sideways on narrow screens; `id` makes its element IDs unique.
fn picture(id: &str, models: &[&ModelInUse], axis: &Axis, report: &Report) -> String {
    let foot = TOP + ROW * models.len() as f64;
    let height = foot + BOTTOM;
    let mut svg = format!(
        "<div class=\"picture\" tabindex=\"0\" role=\"group\" aria-label=\"Timeline, scrolls sideways\">\n\
         <svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-text\">\n\
         <title id=\"{id}-title\">Lifecycle of {}</title>\n\
         <desc id=\"{id}-text\">One bar per model, the next to reach End-of-Life first; the table of models below \
         has the same dates.</desc>\n\
         <defs><pattern id=\"{id}-dead\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><rect class=\"dead-ground\" width=\"6\" height=\"6\"/>\
         <rect class=\"dead-line\" width=\"2\" height=\"6\"/></pattern></defs>\n",
        wording::count(models.len(), "model")
    );
    for row in (0..models.len()).step_by(2) {
        let top = TOP + ROW * row as f64;
        svg.push_str(&format!(
            "<rect class=\"band\" x=\"0\" y=\"{top:.1}\" width=\"{WIDTH}\" height=\"{ROW}\"/>\n"
        ));
    }
    svg.push_str(&axis.grid(foot));
    for (row, model) in models.iter().enumerate() {
        svg.push_str(&bar(id, model, TOP + ROW * row as f64, axis, report));
    }
    svg.push_str(&axis.today(report.as_of, foot));
    // Drawn over the line of today, which would strike through some of them.
    for (row, model) in models.iter().enumerate() {
        let middle = TOP + ROW * (row as f64 + 0.5);
        svg.push_str(&end_mark(&model.lifecycle, middle, axis, report.as_of));
    }
    svg + "</svg>\n</div>\n"
}

/// Models that ended first, then those that will end, then those without a date.
fn end_key(lifecycle: &Lifecycle) -> (bool, Option<Date>, Option<Date>) {
    let day = |date: &Option<Dated>| date.as_ref().map(|d| d.day);
    (
        lifecycle.eol.is_none(),
        day(&lifecycle.eol),
        day(&lifecycle.eol_not_before),
    )
}

/// The range of dates shown, from the first of a month to the first of another.
struct Axis {
    first: Date,
    last: Date,
}

impl Axis {
    /// One year back and one year ahead; more if dates need it, but limited so that months remain visible.
    fn around(report: &Report) -> Self {
        let mut first = report.as_of.saturating_sub(12.months());
        let mut last = report.as_of.saturating_add(12.months());
        for model in &report.models {
            let Lifecycle {
                legacy,
                extended_access,
                eol,
                eol_not_before,
                ..
            } = &model.lifecycle;
            for day in [legacy, extended_access, eol, eol_not_before]
                .into_iter()
                .flatten()
                .map(|d| d.day)
            {
                first = first.min(day.saturating_sub(2.months()));
                last = last.max(day.saturating_add(2.months()));
            }
        }
        Self {
            first: first
                .max(report.as_of.saturating_sub(30.months()))
                .first_of_month(),
            last: last
                .min(report.as_of.saturating_add(30.months()))
                .first_of_month()
                .saturating_add(1.month()),
        }
    }

    /// The x of a date; dates outside the range are drawn at its ends.
    fn x(&self, day: Date) -> f64 {
        let distance = |from: Date, to: Date| from.until(to).map_or(0, |span| span.get_days());
        let all = f64::from(distance(self.first, self.last).max(1));
        let at = f64::from(distance(self.first, day.clamp(self.first, self.last)));
        LABELS + (WIDTH - LABELS - RIGHT) * at / all
    }

    /// The lines of the quarters down to `foot`, labeled above and, in a tall picture, below.
    fn grid(&self, foot: f64) -> String {
        let names_below = foot > 500.0;
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
                    "<line class=\"{class}\" x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{foot}\"/>\n"
                ));
                if x > WIDTH - RIGHT - 30.0 {
                    continue;
                }
                let label = if month == 1 {
                    year.to_string()
                } else {
                    MONTHS[month as usize - 1].to_owned()
                };
                let below = names_below.then_some(foot + 14.0);
                for y in [Some(TOP - 6.0), below].into_iter().flatten() {
                    svg.push_str(&format!(
                        "<text class=\"tick {class}\" x=\"{:.1}\" y=\"{y:.1}\">{label}</text>\n",
                        x + 3.0
                    ));
                }
            }
        }
        svg
    }

    fn today(&self, as_of: Date, foot: f64) -> String {
        let x = self.x(as_of);
        format!(
            "<g class=\"today\"><line x1=\"{x:.1}\" y1=\"14\" x2=\"{x:.1}\" y2=\"{foot}\"/>\
             <rect x=\"{:.1}\" y=\"0\" width=\"78\" height=\"16\" rx=\"3\"/>\
             <text x=\"{x:.1}\" y=\"12\">{as_of}</text></g>\n",
            x - 39.0
        )
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

fn bar(id: &str, model: &ModelInUse, top: f64, axis: &Axis, report: &Report) -> String {
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
            // Each picture has its own pattern: a pattern in a collapsed part is not drawn elsewhere.
            let fill = if class == "eol" {
                format!(" fill=\"url(#{id}-dead)\"")
            } else {
                String::new()
            };
            svg.push_str(&format!(
                "<rect class=\"bar {class}\"{fill} x=\"{x:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{BAR}\"/>\n",
                middle - BAR / 2.0,
                end - x
            ));
        }
    }
    svg + "</g>\n"
}

/// The End-of-Life date next to its mark, if it is in the picture. A not-before date in the past is not shown.
fn end_mark(lifecycle: &Lifecycle, middle: f64, axis: &Axis, as_of: Date) -> String {
    let promise = lifecycle
        .eol_not_before
        .as_ref()
        .filter(|promise| promise.day > as_of);
    let (date, class) = match (&lifecycle.eol, promise) {
        (Some(eol), _) => (eol.day, "end"),
        (None, Some(promise)) => (promise.day, "promise"),
        (None, None) => return String::new(),
    };
    if date < axis.first || date > axis.last {
        return String::new();
    }
    let x = axis.x(date);
    // The date is left of its mark, over the bar, if there is no space on the right.
    let (at, anchor) = if x + DATE_WIDTH > WIDTH - RIGHT {
        (x - 8.0, "before")
    } else {
        (x + 8.0, "after")
    };
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
    let (legacy, extended, eol) = (
        day(&lifecycle.legacy),
        day(&lifecycle.extended_access),
        day(&lifecycle.eol),
    );
    if legacy.is_none() && extended.is_none() && eol.is_none() {
        return without_end(lifecycle, axis, as_of);
    }
    let end = eol.unwrap_or(axis.last);
    let extended_from = extended.unwrap_or(end).min(end);
    let legacy_from = legacy.unwrap_or(extended_from).min(extended_from);
    let launched = day(&lifecycle.launched).unwrap_or(axis.first);
    // Without the first day of Legacy, how long the model was Active is not known.
    let before = if legacy.is_none() {
        "unknown"
    } else {
        "active"
    };
    vec![
        (before, launched, legacy_from),
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
            let seen = lifecycle
                .observed
                .as_ref()
                .map_or(axis.first, |o| o.seen.day);
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
    format!(
        "{} ({}): {}, {eol}",
        model.name,
        model.id,
        wording::stage(model.stage)
    )
}

/// A name shortened to fit next to the bars.
fn cut(name: &str) -> String {
    const LONGEST: usize = 32;
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}
