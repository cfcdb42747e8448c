//! One problem with the snippet of its first location, drawn by miette.
//!
//! miette gets a window with its true position, never the file: it would print a minified line in full, panic on a label
//! beyond column 65,535, and read the file again for each of ten thousand findings.

use std::borrow::Cow;
use std::fmt;
use std::io;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, Severity,
    SourceCode, SourceSpan, SpanContents, ThemeCharacters,
};

use crate::finding::{Finding, Level, Snippet};
use crate::output::groups::RelatedLocations;
use crate::output::pretty::limits::PrintLimits;
use crate::output::pretty::style::{Style, wrap};
use crate::output::printed_once::PrintedOnce;
use crate::output::{escape, sources, usage_words, wording};
use crate::report::Report;

/// Columns that miette puts before a message and before a help text.
const MESSAGE_INDENT: usize = 4;
const HELP_INDENT: usize = 8;
/// Columns of a tab.
const TAB_WIDTH: usize = 4;
/// Columns that miette puts before a line, apart from the digits of its number.
const GUTTER: usize = 4;
/// Columns from the middle of a match to the label below it.
const LABEL_INDENT: usize = 4;

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
    mut related: Vec<RelatedLocations<'_>>,
    limits: &PrintLimits,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let left = related.split_off(related.len().min(limits.locations));
    let mut last = None;
    for locations in related {
        if last != Some(locations.role) {
            writeln!(out, "  {}", style.bold(locations.heading()))?;
            last = Some(locations.role);
        }
        let message = escape::terminal(locations.message);
        let path = style.link(locations.path, &escape::terminal(locations.path));
        let text = format!("{path}:{}: {message}", locations.locations_in_words());
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
            &style.symbols(&help(finding, report, printed)),
            style.width.saturating_sub(HELP_INDENT),
        )
        .join("\n");
        let severity = match finding.level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Note => Severity::Advice,
        };
        let (window, label) = SnippetWindow::with_label(finding, label(finding, report), style);
        Self {
            message,
            severity,
            window,
            label,
            help,
        }
    }
}

/// The verdict and the source of its date.
fn label(finding: &Finding, report: &Report) -> Option<SnippetLabel> {
    let source = sources::deciding(finding).map(|date| sources::words(date, report));
    Some(SnippetLabel {
        verdict: wording::verdict(finding)?,
        source: source.map(|words| format!("({words})")),
    })
}

/// The help, the numbers of the steps and how often the models were invoked.
fn help<'a>(finding: &'a Finding, report: &Report, printed: &mut PrintedOnce<'a>) -> String {
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
    if let Some(usage) = usage_words::of_finding(finding, report) {
        help.push_str(&format!("\nUsage: {usage}."));
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

/// What is written below the match.
struct SnippetLabel {
    verdict: String,
    /// In parentheses.
    source: Option<String>,
}

impl SnippetLabel {
    /// In one line.
    fn whole(&self) -> String {
        match &self.source {
            Some(source) => format!("{} {source}", self.verdict),
            None => self.verdict.clone(),
        }
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
    /// The window, cut to the columns of the terminal, and the label below its match, in two lines where one has no room.
    fn with_label(
        finding: &Finding,
        label: Option<SnippetLabel>,
        style: &Style,
    ) -> (Self, Option<String>) {
        let mut window = Self::whole(finding, style);
        let Some(terminal) = style.terminal else {
            return (window, label.map(|label| label.whole()));
        };
        let label = window.cut(terminal, label.as_ref(), &style.symbols("…"));
        (window, label)
    }

    fn whole(finding: &Finding, style: &Style) -> Self {
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

    /// Cuts the lines so that no terminal line wraps below the wrong one, as little as possible on the left, and returns the
    /// label. A match of several lines is cut on the right only.
    fn cut(
        &mut self,
        terminal: usize,
        label: Option<&SnippetLabel>,
        ellipsis: &str,
    ) -> Option<String> {
        let (start, end) = (self.hit.offset(), self.hit.offset() + self.hit.len());
        let line_of = |at: usize| self.text[..at].matches('\n').count();
        let column_of = |at: usize| {
            let line = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            expanded(&self.text[line..at]).chars().count()
        };
        let (first, last) = (line_of(start), line_of(end));
        let (from, to) = (column_of(start), column_of(end));
        let last_number = self.first_line + 1 + self.text.matches('\n').count();
        let room = terminal.saturating_sub(last_number.to_string().len() + GUTTER);
        let texts: Vec<Vec<char>> = self
            .text
            .split('\n')
            .map(|line| expanded(line).chars().collect())
            .collect();
        let mark = ellipsis.chars().count();

        let most = if first == last {
            from.saturating_sub(mark)
        } else {
            0
        };
        // Columns that are missing on the right, for a text that ends in this column.
        let missing = |end: usize| end.saturating_sub(room).min(most);
        let after = if texts[last].len() > to { mark } else { 0 };
        let mut skip = missing(to + after);
        let label_from = from + to.saturating_sub(from) / 2 + LABEL_INDENT;
        let columns = |text: &str| label_from + text.chars().count();
        let label = label.map(|label| match &label.source {
            Some(source) if columns(&label.whole()) > room + skip => {
                skip = skip.max(missing(columns(&label.verdict).max(columns(source))));
                format!("{}\n{source}", label.verdict)
            }
            _ => {
                skip = skip.max(missing(columns(&label.whole())));
                label.whole()
            }
        });

        let mut cut = String::new();
        let mut offsets = (0, 0);
        for (number, line) in texts.iter().enumerate() {
            if number > 0 {
                cut.push('\n');
            }
            // What is around the match is read from its beginning.
            let skip = if number == first { skip } else { 0 };
            let shown = cut_line(line, skip, room, ellipsis);
            let offset = |column: usize| {
                let before = shown.chars().take(column.saturating_sub(skip));
                cut.len() + before.map(char::len_utf8).sum::<usize>()
            };
            if number == first {
                offsets.0 = offset(from);
            }
            if number == last {
                offsets.1 = offset(to);
            }
            cut.push_str(&shown);
        }
        self.text = cut;
        self.hit = SourceSpan::from((offsets.0, offsets.1.saturating_sub(offsets.0)));
        label
    }
}

/// A line without its first `skip` columns and what does not fit into `room`.
fn cut_line(line: &[char], skip: usize, room: usize, ellipsis: &str) -> String {
    let mark = ellipsis.chars().count();
    let mut shown: Vec<char> = if skip == 0 {
        line.to_vec()
    } else {
        let rest = line.iter().skip(skip + mark).copied();
        ellipsis.chars().chain(rest).collect()
    };
    if shown.len() > room {
        shown.truncate(room.saturating_sub(mark));
        shown.extend(ellipsis.chars());
    }
    shown.into_iter().collect()
}

/// The line with spaces instead of tabs, as miette shows it.
fn expanded(line: &str) -> Cow<'_, str> {
    if !line.contains('\t') {
        return Cow::Borrowed(line);
    }
    let (mut text, mut column) = (String::new(), 0);
    for c in line.chars() {
        let width = if c == '\t' {
            TAB_WIDTH - column % TAB_WIDTH
        } else {
            1
        };
        match c {
            '\t' => text.extend(std::iter::repeat_n(' ', width)),
            other => text.push(other),
        }
        column += width;
    }
    Cow::Owned(text)
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
