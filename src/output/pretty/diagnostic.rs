//! One problem with the snippet of its first location, drawn by miette.
//!
//! miette gets a window with its true position, never the file: it would print a minified line in full, panic on a label
//! beyond column 65,535, and read the file again for each of ten thousand findings.

use std::fmt;
use std::io;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, Severity,
    SourceCode, SourceSpan, SpanContents, ThemeCharacters,
};

use crate::finding::{Finding, Level, Snippet};
use crate::output::groups::RelatedPlaces;
use crate::output::pretty::limits::PrintLimits;
use crate::output::pretty::style::{Style, wrap};
use crate::output::printed_once::PrintedOnce;
use crate::output::{escape, sources, wording};
use crate::report::Report;

/// Columns that miette puts before a message and before a help text.
const MESSAGE_INDENT: usize = 4;
const HELP_INDENT: usize = 8;
/// Columns of a tab.
const TAB_WIDTH: usize = 4;

pub(super) fn handler(style: &Style) -> GraphicalReportHandler {
    let mut theme = if style.color {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    if style.ascii {
        theme.characters = ThemeCharacters::ascii();
    }
    GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_wrap_lines(false)
        .with_links(false)
        .tab_width(TAB_WIDTH)
}

/// Writes a finding.
pub(super) fn write<'a>(
    finding: &'a Finding,
    report: &Report,
    handler: &GraphicalReportHandler,
    printed: &mut PrintedOnce<'a>,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let diagnostic = Diagnostic::new(finding, report, printed, style);
    let mut drawn = String::new();
    handler
        .render_report(&mut drawn, &diagnostic)
        .map_err(io::Error::other)?;
    out.write_all(drawn.as_bytes())
}

/// The related locations of some findings, by role; limited to the number of listed locations.
pub(super) fn related(
    mut related: Vec<RelatedPlaces<'_>>,
    limits: &PrintLimits,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let left = related.split_off(related.len().min(limits.places));
    let mut last = None;
    for places in related {
        if last != Some(places.role) {
            writeln!(out, "  {}", style.bold(places.heading()))?;
            last = Some(places.role);
        }
        let message = escape::terminal(places.message);
        let path = style.link(places.path, &escape::terminal(places.path));
        let text = format!("{path}:{}: {message}", places.places_in_words());
        style.paragraph("    ", "      ", &text, out)?;
    }
    match left.len() {
        0 => Ok(()),
        more => writeln!(
            out,
            "    {}",
            style.dim(&style.symbols(&format!("… and {more} more")))
        ),
    }
}

/// A finding for miette, with all text escaped and wrapped.
#[derive(Debug)]
struct Diagnostic {
    message: String,
    severity: Severity,
    window: SnippetWindow,
    label: Option<String>,
    help: String,
}

impl Diagnostic {
    fn new<'a>(
        finding: &'a Finding,
        report: &Report,
        printed: &mut PrintedOnce<'a>,
        style: &Style,
    ) -> Self {
        let head = style.level(
            finding.level,
            &format!("{}[{}]", finding.level.as_str(), finding.rule.name),
        );
        let message = format!("{head} {}", escape::terminal(printed.message(finding)));
        let message = wrap(
            &style.symbols(&message),
            style.width.saturating_sub(MESSAGE_INDENT),
        )
        .join("\n");
        let help = wrap(
            &style.symbols(&help(finding, printed)),
            style.width.saturating_sub(HELP_INDENT),
        )
        .join("\n");
        let severity = match finding.level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Note => Severity::Advice,
        };
        Self {
            message,
            severity,
            window: SnippetWindow::new(finding, style),
            label: label(finding, report),
            help,
        }
    }
}

/// The verdict and the source of its date.
fn label(finding: &Finding, report: &Report) -> Option<String> {
    let verdict = wording::verdict(finding)?;
    Some(match sources::deciding(finding) {
        Some(date) => format!("{verdict} ({})", sources::words(date, report)),
        None => verdict,
    })
}

/// The help and the numbers of the steps.
fn help<'a>(finding: &'a Finding, printed: &mut PrintedOnce<'a>) -> String {
    let mut help = escape::terminal(&printed.advice(finding)).into_owned();
    let steps = printed.steps.numbers(&finding.steps);
    if !steps.is_empty() {
        let word = if finding.steps.len() == 1 {
            "Step"
        } else {
            "Steps"
        };
        help.push_str(&format!("\n{word} below: {steps}."));
    }
    help
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}

impl miette::Diagnostic for Diagnostic {
    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.window)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_with_span(self.label.clone(), self.window.hit);
        Some(Box::new(std::iter::once(label)))
    }
}

/// A few lines of a file and their position.
#[derive(Debug)]
struct SnippetWindow {
    path: String,
    text: String,
    hit: SourceSpan,
    /// 0-based, of the first line of `text`.
    first_line: usize,
    /// 0-based, of the match.
    line: usize,
    column: usize,
}

impl SnippetWindow {
    fn new(finding: &Finding, style: &Style) -> Self {
        let location = &finding.reference.location;
        let Snippet {
            first_line,
            text,
            highlight,
            first_column,
        } = &finding.reference.snippet;
        let (before, rest) = text.split_at(highlight.start);
        let (hit, after) = rest.split_at(highlight.end - highlight.start);
        let mut shown = String::with_capacity(text.len() + 8);
        if *first_column > 1 {
            shown.push_str(&style.symbols("…"));
        }
        shown.push_str(&lines(before));
        let start = shown.len();
        shown.push_str(&lines(hit));
        let hit = SourceSpan::from((start, shown.len() - start));
        shown.push_str(&lines(after));
        Self {
            path: style.link(&location.path, &escape::terminal(&location.path)),
            text: shown,
            hit,
            first_line: zero_based(*first_line),
            line: zero_based(location.start.line),
            column: zero_based(location.start.column),
        }
    }
}

/// Escaped line by line. Tabs stay, since miette expands them.
fn lines(text: &str) -> String {
    let line = |line: &str| {
        let line = line.strip_suffix('\r').unwrap_or(line);
        line.split('\t')
            .map(escape::terminal)
            .collect::<Vec<_>>()
            .join("\t")
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn zero_based(number: u64) -> usize {
    usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX - 1)
}

impl SourceCode for SnippetWindow {
    /// The match with its true position if no context lines are requested, else the whole window.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let whole = before + after > 0;
        let (from, to) = if whole {
            (0, self.text.len())
        } else {
            (span.offset(), span.offset() + span.len())
        };
        let data = self.text.get(from..to).ok_or(MietteError::OutOfBounds)?;
        let (line, column) = if whole {
            (self.first_line, 0)
        } else {
            (self.line, self.column)
        };
        let count = data.matches('\n').count() + 1;
        let contents = MietteSpanContents::new_named(
            self.path.clone(),
            data.as_bytes(),
            (from, to - from).into(),
            line,
            column,
            count,
        );
        Ok(Box::new(contents))
    }
}
