//! The timeline of all models in use: one bar per model with its stages, and a line for today.
//!
//! Each picture is drawn twice, and the style shows one of them: a wide one with the names next to the bars, and a narrow
//! one for phones with the names above the bars, which begins at today, so that nobody has to scroll sideways to see what
//! comes. Coordinates are user units of the SVG; the x of a date is its distance from the first date shown.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::catalog::{Dated, Lifecycle, Stage};
use crate::report::{ModelInUse, Report};

use super::super::wording;
use super::text;

/// Measures of a picture.
struct Layout {
    /// Class of the picture, and part of its element IDs.
    name: &'static str,
    width: f64,
    /// Space left of the bars.
    left: f64,
    /// Height of the row of a model.
    row: f64,
    /// Middle of the bar, from the top of its row.
    middle: f64,
    /// Position of the end (wide) or start (narrow) of a name, from the corner of its row.
    label: (f64, f64),
    /// Months before today from which the models that have not ended are drawn; absent for all.
    before: Option<i32>,
}

const WIDE: Layout = Layout {
    name: "wide",
    width: 1000.0,
    left: 252.0,
    row: 24.0,
    middle: 12.0,
    label: (242.0, 16.0),
    before: None,
};

const NARROW: Layout = Layout {
    name: "narrow",
    width: 360.0,
    left: 8.0,
    row: 42.0,
    middle: 29.0,
    label: (8.0, 16.0),
    before: Some(1),
};

/// Characters of a name that fit next to the bars.
const NAME: usize = 32;

const RIGHT: f64 = 12.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 22.0;
const BAR: f64 = 12.0;

/// Up to this many models, those that ended and those without an End-of-Life date are expanded, too.
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
    let (ended, others): (Vec<_>, Vec<_>) = models
        .into_iter()
        .partition(|model| model.stage == Stage::EndOfLife);
    let (ending, endless): (Vec<_>, Vec<_>) = others.into_iter().partition(|model| has_end(model));
    html.push_str(
        "<p class=\"legend\"><span class=\"key active\">Active</span><span class=\"key legacy\">Legacy</span>\
         <span class=\"key extended\">Public extended access</span><span class=\"key eol\">End-of-Life</span>\
         <span class=\"key promise\">Not before</span><span class=\"key\">Stage not known</span></p>\n",
    );
    if !ending.is_empty() {
        html.push_str(&pictures("ending", &ending, report));
    }
    let open = if report.models.len() <= ROWS_AT_ONCE {
        " open"
    } else {
        ""
    };
    // What has ended comes after what will end, so that it does not bury it.
    for (class, models, what) in [
        ("ended", &ended, "that reached End-of-Life"),
        ("endless", &endless, "without an announced End-of-Life"),
    ] {
        if models.is_empty() {
            continue;
        }
        let count = wording::count(models.len(), "model");
        html.push_str(&format!(
            "<details class=\"{class}\"{open}><summary>{count} {what}</summary>\n{}</details>\n",
            pictures(class, models, report)
        ));
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

/// The same models in each layout.
fn pictures(class: &str, models: &[&ModelInUse], report: &Report) -> String {
    [&WIDE, &NARROW]
        .into_iter()
        .map(|layout| picture(class, layout, models, report))
        .collect()
}

/// An SVG that scrolls sideways on narrow screens, if it is wide.
fn picture(
    class: &str,
    layout: &'static Layout,
    models: &[&ModelInUse],
    report: &Report,
) -> String {
    let axis = &Axis::new(report, layout, class == "ended");
    let (id, width) = (format!("{class}-{}", layout.name), layout.width);
    let foot = TOP + layout.row * models.len() as f64;
    let height = foot + BOTTOM;
    let mut svg = format!(
        "<div class=\"picture {}\" tabindex=\"0\" role=\"group\" aria-label=\"Timeline, scrolls sideways\">\n\
         <svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-text\">\n\
         <title id=\"{id}-title\">Lifecycle of {}</title>\n\
         <desc id=\"{id}-text\">One bar per model, the next to reach End-of-Life first; the table of models below \
         has the same dates.</desc>\n\
         <defs><pattern id=\"{id}-dead\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><rect class=\"dead-ground\" width=\"6\" height=\"6\"/>\
         <rect class=\"dead-line\" width=\"2\" height=\"6\"/></pattern></defs>\n",
        layout.name,
        wording::count(models.len(), "model")
    );
    for row in (0..models.len()).step_by(2) {
        let top = TOP + layout.row * row as f64;
        svg.push_str(&format!(
            "<rect class=\"band\" x=\"0\" y=\"{top:.1}\" width=\"{width}\" height=\"{}\"/>\n",
            layout.row
        ));
    }
    svg.push_str(&axis.grid(foot));
    let today = axis.today(report.as_of, foot);
    // Where the names are above the bars, the line must not strike through them.
    let names_in_line = layout.before.is_some();
    if names_in_line {
        svg.push_str(&today);
    }
    for (row, model) in models.iter().enumerate() {
        svg.push_str(&bar(
            &id,
            model,
            TOP + layout.row * row as f64,
            axis,
            report,
        ));
    }
    if !names_in_line {
        svg.push_str(&today);
    }
    // Drawn over the line of today, which would strike through some of them.
    for (row, model) in models.iter().enumerate() {
        let middle = TOP + layout.row * row as f64 + layout.middle;
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
    layout: &'static Layout,
    first: Date,
    last: Date,
}

impl Axis {
    /// One year back and one year ahead; more if dates need it, but limited so that months remain visible. A narrow picture
    /// has no space for what is past, or, of models that ended, for what comes.
    fn new(report: &Report, layout: &'static Layout, has_ended: bool) -> Self {
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
        let (most_before, most_after) = match layout.before {
            Some(_) if has_ended => (30, 3),
            Some(months) => (months, 30),
            None => (30, 30),
        };
        Self {
            layout,
            first: first
                .max(report.as_of.saturating_sub(most_before.months()))
                .first_of_month(),
            last: last
                .min(report.as_of.saturating_add(most_after.months()))
                .first_of_month()
                .saturating_add(1.month()),
        }
    }

    /// The x of a date; dates outside the range are drawn at its ends.
    fn x(&self, day: Date) -> f64 {
        let distance = |from: Date, to: Date| from.until(to).map_or(0, |span| span.get_days());
        let all = f64::from(distance(self.first, self.last).max(1));
        let at = f64::from(distance(self.first, day.clamp(self.first, self.last)));
        self.layout.left + (self.layout.width - self.layout.left - RIGHT) * at / all
    }

    /// The lines of the quarters down to `foot`, labeled above and, in a tall picture, below.
    fn grid(&self, foot: f64) -> String {
        let names_below = foot > 500.0;
        let quarter = self.x(self.first.saturating_add(3.months())) - self.x(self.first);
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
                let is_crowded = quarter < 45.0 && matches!(month, 4 | 10);
                if is_crowded || x > self.layout.width - RIGHT - 30.0 {
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
        const BOX: f64 = 78.0;
        let x = self.x(as_of);
        let middle = x.clamp(BOX / 2.0, self.layout.width - BOX / 2.0);
        format!(
            "<g class=\"today\"><line x1=\"{x:.1}\" y1=\"14\" x2=\"{x:.1}\" y2=\"{foot}\"/>\
             <rect x=\"{:.1}\" y=\"0\" width=\"{BOX}\" height=\"16\" rx=\"3\"/>\
             <text x=\"{middle:.1}\" y=\"12\">{as_of}</text></g>\n",
            middle - BOX / 2.0
        )
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

fn bar(id: &str, model: &ModelInUse, top: f64, axis: &Axis, report: &Report) -> String {
    let middle = top + axis.layout.middle;
    let (label_x, label_y) = axis.layout.label;
    let mut svg = format!(
        "<g class=\"row\"><title>{}</title>\n<text class=\"name\" x=\"{label_x:.1}\" y=\"{:.1}\">{}</text>\n",
        text(&title(model, report.as_of)),
        top + label_y,
        text(&wording::shortened(&model.name, NAME))
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
    let (date, class) = match (&lifecycle.eol, lifecycle.open_promise(as_of)) {
        (Some(eol), _) => (eol.day, "end"),
        (None, Some(promise)) => (promise.day, "promise"),
        (None, None) => return String::new(),
    };
    if date < axis.first || date > axis.last {
        return String::new();
    }
    let x = axis.x(date);
    // The date is left of its mark, over the bar, if there is no space on the right.
    let (at, anchor) = if x + DATE_WIDTH > axis.layout.width - RIGHT {
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

fn title(model: &ModelInUse, as_of: Date) -> String {
    let eol = match (&model.lifecycle.eol, model.lifecycle.open_promise(as_of)) {
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
