//! Draws the dates of a model as a line with marks, including today, for a terminal of 80 columns.

use jiff::civil::Date;

use crate::catalog::{Lifecycle, Stage};

/// Columns of the line itself; the labels are below it and to its right.
const WIDTH: usize = 46;
/// Columns after the last mark.
const TAIL: usize = 3;

/// A mark on the line.
struct Mark {
    day: Date,
    label: String,
    is_today: bool,
}

/// The lines of the drawing; none if no date is known.
pub(super) fn draw(lifecycle: &Lifecycle, as_of: Date) -> Vec<String> {
    let marks = marks(lifecycle, as_of);
    if marks.len() < 2 {
        return Vec::new();
    }
    let columns = columns(&marks);
    let last = columns.last().copied().unwrap_or_default();
    let mut axis: Vec<char> = (0..=last + TAIL)
        .map(|at| stroke(lifecycle, &marks, &columns, at))
        .collect();
    for (mark, at) in marks.iter().zip(&columns) {
        axis[*at] = if mark.is_today { '▲' } else { '●' };
    }
    let mut lines = vec![axis.into_iter().collect::<String>()];
    // The last label comes first, so that no line crosses a label.
    for nth in (0..marks.len()).rev() {
        let mut line: Vec<char> = vec![' '; columns[nth]];
        for at in &columns[..nth] {
            line[*at] = '│';
        }
        let Mark { day, label, .. } = &marks[nth];
        lines.push(format!(
            "{}└ {day} {label}",
            line.into_iter().collect::<String>()
        ));
    }
    lines
}

fn marks(lifecycle: &Lifecycle, as_of: Date) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut mark = |day: Date, label: String| match marks
        .iter_mut()
        .find(|mark: &&mut Mark| mark.day == day)
    {
        Some(same) => same.label = format!("{}, {label}", same.label),
        None => marks.push(Mark {
            day,
            label,
            is_today: false,
        }),
    };
    let dates = [
        (&lifecycle.launched, "launched"),
        (&lifecycle.legacy, "Legacy"),
        (&lifecycle.extended_access, "public extended access"),
        (&lifecycle.eol, "End-of-Life"),
        (&lifecycle.eol_not_before, "End-of-Life not before this day"),
    ];
    for (dated, label) in dates {
        if let Some(dated) = dated {
            mark(dated.day, label.to_owned());
        }
    }
    if let Some(observed) = &lifecycle.observed {
        mark(observed.seen.day, format!("seen {}", observed.stage.name()));
    }
    mark(as_of, "TODAY".to_owned());
    for mark in &mut marks {
        mark.is_today = mark.day == as_of;
    }
    marks.sort_by_key(|mark| mark.day);
    marks
}

/// The column of each mark: to scale, but at least one column apart.
fn columns(marks: &[Mark]) -> Vec<usize> {
    let days = |from: Date, to: Date| {
        usize::try_from(from.until(to).map_or(0, |span| span.get_days())).unwrap_or(0)
    };
    let first = marks[0].day;
    let whole = days(first, marks[marks.len() - 1].day).max(1);
    let mut columns: Vec<usize> = marks
        .iter()
        .map(|mark| days(first, mark.day) * (WIDTH - 1) / whole)
        .collect();
    for at in 1..columns.len() {
        columns[at] = columns[at].max(columns[at - 1] + 2);
    }
    let mut limit = WIDTH + 1;
    for column in columns.iter_mut().rev() {
        *column = (*column).min(limit);
        limit = column.saturating_sub(2);
    }
    columns
}

/// The character of the line at a column, by the stage after the mark before it.
fn stroke(lifecycle: &Lifecycle, marks: &[Mark], columns: &[usize], at: usize) -> char {
    let before = columns.iter().rposition(|column| *column <= at);
    let stage = before.map_or(Stage::Unknown, |nth| lifecycle.stage(marks[nth].day));
    match stage {
        Stage::Active => '━',
        Stage::Legacy => '═',
        Stage::EndOfLife => '·',
        Stage::Unknown => '┄',
    }
}

/// The legend of the strokes in a drawing.
pub(super) fn legend(lines: &[String]) -> String {
    let axis = lines.first().map(String::as_str).unwrap_or_default();
    let all = [
        ('━', "Active"),
        ('═', "Legacy"),
        ('·', "End-of-Life"),
        ('┄', "not known"),
        ('▲', "today"),
    ];
    let shown = all.into_iter().filter(|(stroke, _)| axis.contains(*stroke));
    shown
        .map(|(stroke, word)| format!("{stroke} {word}"))
        .collect::<Vec<_>>()
        .join("   ")
}
