//! Which text is a report of this program, by how it begins and by the structure of the whole of it.
//!
//! The models in a report are mentioned in the scanned files, and the report itself uses none. The beginning of a file is no
//! evidence: a configuration could begin like a report, and everything in it would be at most a note. So the whole
//! file has to be a report: JSON with exactly the fields of one, or lines that are all of its form. A page has the
//! policy under which no browser runs or loads anything. For text without a structure of this kind the beginning
//! decides only where the name says that it is for people, which lowers nothing.

mod documents;

use memchr::memmem;
use serde::Deserialize;
use toml::de::DeTable;

use crate::line_ends::window_end;
use crate::settings::settings;
use documents::{
    Bom, CodeInsights, Diagnostics, Issue, IssueRecords, ReportBaseline, ReportDocument,
    ReportRecord, ReportRun, Sarif, has_our_fingerprint, is_type,
};

/// How the reports of one format look.
struct ReportSign {
    /// The format; a test compares these with the table of formats.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "the tests distinguish rows by it")
    )]
    format: &'static str,
    begins: fn(&ReportHead<'_>) -> bool,
    /// Whether the whole text is one; absent if only its beginning can be recognized.
    whole: Option<fn(&[u8]) -> bool>,
}

/// One row per format, except the badge, which mentions no model.
static SIGNS: &[ReportSign] = &[
    sign(
        "pretty",
        |head| begins_with_a_headline(head.first_line()),
        None,
    ),
    sign(
        "compact",
        |head| is_finding_line(head.first_line()),
        Some(is_compact),
    ),
    sign(
        "json",
        |head| head.has(&["\"schema_version\":", "\"tool\":{\"name\":\"bedrock-eol\","]),
        Some(|text| {
            json::<ReportDocument>(text).is_some_and(|document| document.tool.name == NAME)
        }),
    ),
    sign(
        "jsonl",
        |head| {
            head.text.starts_with(b"{\"type\":\"")
                && head.has(&["\"end_column\":", "\"cell_output\":"])
        },
        Some(|text| {
            lines(text).all(|line| json::<ReportRecord>(line).is_some_and(|row| row.is_known()))
        }),
    ),
    sign(
        "sarif",
        |head| head.has(&["\"tool\":{\"driver\":{\"name\":\"bedrock-eol\","]),
        Some(is_sarif),
    ),
    sign(
        "github",
        |head| is_annotation(head.first_line()),
        Some(|text| lines(text).all(|line| is_annotation(line) || line.starts_with(b"::notice::"))),
    ),
    sign(
        "gitlab",
        |head| head.squeezed.starts_with(b"[{\"description\":\"") && head.has_issue(),
        Some(|text| {
            json::<Vec<Issue>>(text).is_some_and(|issues| issues.iter().all(Issue::is_ours))
        }),
    ),
    sign(
        "azure",
        |head| is_logging_command(head.first_line()),
        Some(|text| lines(text).all(|line| is_logging_command(line) || line.starts_with(b"note["))),
    ),
    sign(
        "bitbucket",
        |head| {
            head.has(&[
                "\"title\":\"bedrock-eol\",",
                "\"reporter\":\"bedrock-eol\",",
            ])
        },
        Some(|text| json::<CodeInsights>(text).is_some()),
    ),
    sign(
        "rdjson",
        |head| head.has(&["{\"source\":{\"name\":\"bedrock-eol\""]),
        Some(|text| json::<Diagnostics>(text).is_some_and(|document| document.source.name == NAME)),
    ),
    sign(
        "issues",
        |head| head.has(&["\"schema_version\":", "\"tool\":{\"name\":\"bedrock-eol\","]),
        Some(|text| json::<IssueRecords>(text).is_some_and(|document| document.tool.name == NAME)),
    ),
    sign(
        "junit",
        |head| head.text.starts_with(b"<?xml ") && head.names("<testsuites name=\"bedrock-eol\" "),
        Some(is_junit),
    ),
    sign(
        "markdown",
        |head| head.text.starts_with(b"<!-- bedrock-eol -->"),
        None,
    ),
    sign(
        "csv",
        |head| {
            head.text
                .starts_with(b"type,path,line,column,end_line,end_column,cell,")
        },
        Some(|text| csv_types(text).is_some_and(|mut types| types.all(is_type))),
    ),
    sign(
        "html",
        |head| {
            head.text.starts_with(HTML_HEAD)
                && head.names("\">\n<meta name=\"generator\" content=\"bedrock-eol ")
        },
        Some(|text| without_color(text).trim_ascii().ends_with(b"</html>")),
    ),
    sign(
        "cyclonedx",
        |head| {
            head.has(&[
                "\"bomFormat\":\"CycloneDX\",",
                "\"name\":\"bedrock-eol:catalog-version\",",
            ])
        },
        Some(|text| json::<Bom>(text).is_some()),
    ),
    sign(
        "ics",
        |head| head.text.starts_with(b"BEGIN:VCALENDAR") && head.names("PRODID:-//bedrock-eol//"),
        Some(is_calendar),
    ),
    // A baseline with another name; one with the usual name is not scanned.
    sign(
        "baseline",
        |head| {
            head.has(&[
                "{\"schema_version\":",
                "\"entries\":[{\"path\":\"",
                "\"content_fingerprint\":\"",
            ])
        },
        Some(|text| json::<ReportBaseline>(text).is_some()),
    ),
];

const NAME: &str = "bedrock-eol";

/// Declares the keys of a configuration.
macro_rules! keys {
    ($($(#[doc = $doc:literal])+ $key:literal $field:ident: $type:ty, $combined:ident, $read:ident, $flag:expr, $schema:tt;)+) => {
        /// Every key at the top of a configuration.
        const CONFIGURATION_KEYS: &[&str] = &[$($key),+];
    };
}

settings!(keys);

/// Whether a text with the name of a configuration or baseline of this program is one: the name alone would make a note
/// of everything that another program reads from such a file.
pub(super) fn is_setting(path: &str, text: &[u8]) -> bool {
    if !path.ends_with(".toml") {
        return json::<ReportBaseline>(text).is_some();
    }
    let table = std::str::from_utf8(text)
        .ok()
        .and_then(|text| DeTable::parse(text).ok());
    table.is_some_and(|table| {
        table
            .get_ref()
            .keys()
            .all(|key| CONFIGURATION_KEYS.contains(&key.get_ref().as_ref()))
    })
}

/// How a page begins: nothing in it can run, load or send.
const HTML_HEAD: &[u8] =
    b"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta \
    http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-";

const fn sign(
    format: &'static str,
    begins: fn(&ReportHead<'_>) -> bool,
    whole: Option<fn(&[u8]) -> bool>,
) -> ReportSign {
    ReportSign {
        format,
        begins,
        whole,
    }
}

/// How many bytes of a text's beginning are checked before the whole, without carriage returns.
const BEGINNING: usize = 4096;

/// Whether a whole text is a report. `for_people` says whether it is a text for people by its name.
pub(super) fn is_one(text: &[u8], for_people: bool) -> bool {
    let head = ReportHead::of(&text[..window_end(text, 0, BEGINNING)]);
    let whole = |sign: &ReportSign| {
        sign.whole
            .map_or(for_people, |whole| for_people || whole(text))
    };
    SIGNS.iter().any(|sign| (sign.begins)(&head) && whole(sign))
}

/// The value of a text that is JSON of this form and nothing else.
fn json<'t, T: Deserialize<'t>>(text: &'t [u8]) -> Option<T> {
    serde_json::from_slice(text).ok()
}

/// The lines of a text, without empty ones and without colours.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let lines = text
        .split(|byte| *byte == b'\n')
        .map(|line| without_color(line.trim_ascii_end()));
    lines.filter(|line| !line.is_empty())
}

/// Whether a line is one of our logging commands.
fn is_logging_command(line: &[u8]) -> bool {
    line.starts_with(b"##vso[task.logissue type=error;")
        || line.starts_with(b"##vso[task.logissue type=warning;")
}

/// Whether a line is the first sentence of a report for a terminal: `9 references fail today.`
fn begins_with_a_headline(line: &[u8]) -> bool {
    const SENTENCES: &[&[u8]] = &[
        b"No request that was found fails today.",
        b"No request in the added lines fails today.",
        b"No model in use is End-of-Life, but ",
        b"No reported request fails today;",
        b"Requests fail today only in ",
        b"No file was scanned.",
        b"No file to scan.",
    ];
    let digits = line
        .iter()
        .take_while(|byte| byte.is_ascii_digit() || **byte == b',')
        .count();
    let counted = &line[digits..];
    let counts = digits > 0
        && (counted.starts_with(b" references fail today")
            || counted.starts_with(b" reference fails today")
            || counted.starts_with(b" references may fail today")
            || counted.starts_with(b" reference may fail today"));
    counts || SENTENCES.iter().any(|sentence| line.starts_with(sentence))
}

/// Whether each line is about a location or a file that was not scanned; the last ones are sentences.
fn is_compact(text: &[u8]) -> bool {
    let names_a_location =
        |line: &[u8]| memmem::find_iter(line, b": ").any(|at| ends_in_a_location(&line[..at + 2]));
    let is_error = |line: &[u8]| memmem::find(line, b": not scanned: ").is_some();
    let is_sentence =
        |line: &[u8]| line.ends_with(b".") && line.first().is_some_and(u8::is_ascii_uppercase);
    let mut rest = lines(text)
        .skip_while(|line| is_finding_line(line) || names_a_location(line) || is_error(line));
    rest.all(is_sentence)
}

fn is_sarif(text: &[u8]) -> bool {
    let ours = |run: &ReportRun| run.tool.driver.name == NAME;
    json::<Sarif>(text).is_some_and(|log| !log.runs.is_empty() && log.runs.iter().all(ours))
}

/// Whether each element of an XML document is one of a JUnit report.
fn is_junit(text: &[u8]) -> bool {
    const ELEMENTS: &[&[u8]] = &[
        b"testsuites",
        b"testsuite",
        b"testcase",
        b"failure",
        b"error",
        b"skipped",
        b"system-out",
    ];
    let mut tags = memchr::memchr_iter(b'<', text).map(|at| &text[at + 1..]);
    tags.all(|tag| {
        let tag = tag.strip_prefix(b"/").unwrap_or(tag);
        let length = tag
            .iter()
            .take_while(|byte| byte.is_ascii_lowercase() || **byte == b'-')
            .count();
        tag.starts_with(b"?xml ") || ELEMENTS.contains(&&tag[..length])
    }) && text.trim_ascii_end().ends_with(b"</testsuites>")
}

/// Whether each line of a calendar is one that this program writes; a line that begins with a space continues with one that
/// was too long.
fn is_calendar(text: &[u8]) -> bool {
    const NAMES: &[&[u8]] = &[
        b"BEGIN",
        b"END",
        b"VERSION",
        b"PRODID",
        b"CALSCALE",
        b"METHOD",
        b"X-WR-CALNAME",
        b"X-WR-CALDESC",
        b"TZID",
        b"TZOFFSETFROM",
        b"TZOFFSETTO",
        b"UID",
        b"DTSTAMP",
        b"DTSTART",
        b"DTEND",
        b"SUMMARY",
        b"DESCRIPTION",
        b"CATEGORIES",
        b"TRANSP",
        b"ACTION",
        b"TRIGGER",
    ];
    /// Fewer bytes than a line has that continues: lines end before a character that would be beyond 75 bytes.
    const LONG: usize = 70;
    let mut before: &[u8] = b"";
    text.trim_ascii()
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .all(|line| {
            let goes_on = line.starts_with(b" ") && before.len() >= LONG;
            let name = line
                .split(|byte| matches!(byte, b':' | b';'))
                .next()
                .unwrap_or_default();
            before = line;
            goes_on || (name.len() < line.len() && NAMES.contains(&name))
        })
}

/// The first cells of the rows after the head; absent where the quotes do not fit.
fn csv_types(text: &[u8]) -> Option<impl Iterator<Item = &[u8]>> {
    let (mut starts, mut quoted) = (Vec::new(), false);
    for (at, byte) in text.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => starts.push(at + 1),
            _ => {}
        }
    }
    let rows = starts
        .into_iter()
        .map(|start| &text[start..])
        .filter(|row| !row.trim_ascii().is_empty());
    (!quoted).then(|| rows.map(|row| row.split(|byte| *byte == b',').next().unwrap_or_default()))
}

/// The beginning of a text.
struct ReportHead<'t> {
    /// Without the colour of a terminal before it.
    text: &'t [u8],
    /// If the text is JSON, the same without white space, so that formatting the JSON differently does not hide it.
    squeezed: Vec<u8>,
}

impl<'t> ReportHead<'t> {
    fn of(head: &'t [u8]) -> Self {
        let text = without_color(head).trim_ascii_start();
        let is_json = matches!(text.first(), Some(b'{' | b'['));
        let squeezed = text
            .iter()
            .copied()
            .filter(|byte| is_json && !byte.is_ascii_whitespace())
            .collect();
        Self { text, squeezed }
    }

    fn first_line(&self) -> &'t [u8] {
        self.text
            .split(|byte| matches!(byte, b'\n' | b'\r'))
            .next()
            .unwrap_or_default()
    }

    fn names(&self, words: &str) -> bool {
        memmem::find(self.text, words.as_bytes()).is_some()
    }

    /// Whether the JSON has the check and the fingerprint of an issue, which has our form.
    fn has_issue(&self) -> bool {
        let value = |field: &str| {
            let start = memmem::find(&self.squeezed, field.as_bytes())? + field.len();
            let end = memchr::memchr(b'"', &self.squeezed[start..])?;
            Some(String::from_utf8_lossy(&self.squeezed[start..start + end]))
        };
        let (check, print) = (value("\"check_name\":\""), value("\"fingerprint\":\""));
        check
            .zip(print)
            .is_some_and(|(check, print)| has_our_fingerprint(&check, &print))
    }

    /// Whether the JSON has these pieces, in this order.
    fn has(&self, pieces: &[&str]) -> bool {
        let mut rest = self.squeezed.as_slice();
        pieces
            .iter()
            .all(|piece| match memmem::find(rest, piece.as_bytes()) {
                Some(at) => {
                    rest = &rest[at + piece.len()..];
                    true
                }
                None => false,
            })
    }
}

/// The text after an escape sequence that sets a colour.
fn without_color(text: &[u8]) -> &[u8] {
    let Some(rest) = text.strip_prefix(b"\x1b[") else {
        return text;
    };
    let codes = rest
        .iter()
        .take_while(|byte| byte.is_ascii_digit() || **byte == b';')
        .count();
    rest[codes..].strip_prefix(b"m").unwrap_or(text)
}

/// `error[end-of-life] …`, with `path:line:column: ` before it or without: what follows a rule of other linters is a
/// colon.
fn is_finding_line(line: &[u8]) -> bool {
    ["error[", "warning[", "note["].iter().any(|level| {
        memmem::find_iter(line, level.as_bytes()).any(|at| {
            let (before, behind) = (&line[..at], &line[at + level.len()..]);
            (before.is_empty() || ends_in_a_location(before))
                && behind[kebab(behind)..].starts_with(b"] ")
                && kebab(behind) > 0
        })
    })
}

/// Whether a text ends in `:line:column: `.
fn ends_in_a_location(text: &[u8]) -> bool {
    let without_number = |text: &'_ [u8]| {
        let digits = text
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        (digits > 0).then(|| text.len() - digits)
    };
    let Some(text) = text.strip_suffix(b": ") else {
        return false;
    };
    let Some(text) = without_number(text).and_then(|end| text[..end].strip_suffix(b":")) else {
        return false;
    };
    without_number(text).is_some_and(|end| text[..end].ends_with(b":"))
}

/// `::error file=…,title=end-of-life%3A …::…`: a rule or our name as the title.
fn is_annotation(line: &[u8]) -> bool {
    let command = ["::error ", "::warning ", "::notice "]
        .iter()
        .find_map(|name| line.strip_prefix(name.as_bytes()));
    let title = command
        .and_then(|rest| memmem::find(rest, b"title=").map(|at| &rest[at + b"title=".len()..]));
    title.is_some_and(|title| {
        let behind = &title[kebab(title)..];
        kebab(title) > 0 && (behind.starts_with(b"%3A ") || behind.starts_with(b"::"))
    })
}

/// The length of the small letters and hyphens that a text begins with.
fn kebab(text: &[u8]) -> usize {
    text.iter()
        .take_while(|byte| byte.is_ascii_lowercase() || **byte == b'-')
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_of_other_programs_is_not_a_report() {
        let table: &[&str] = &[
            "",
            "error[E0502]: cannot borrow `a`\n",
            "src/a.rs:1:2: error[E0502]: cannot borrow\n",
            "error[template-injection]: code injection via template expansion\n",
            "a note[of-mine] about bedrock-eol\n",
            "::error file=a.py,line=1,title=Ruff (F401)::unused\n",
            "::notice::hello\n",
            "<!-- about bedrock-eol -->\n# Notes\n",
            "<!DOCTYPE html><meta name=\"generator\" content=\"Hugo\"><p>bedrock-eol",
            "BEGIN:VCALENDAR\nPRODID:-//someone//EN\n",
            "{\"tool\": {\"name\": \"bedrock-eol\"}}",
            "{\"version\": \"2.1.0\", \"runs\": [{\"tool\": {\"driver\": {\"name\": \"Semgrep OSS\"}}}]}",
            "[{\"description\": \"x\", \"check_name\": \"a\", \"fingerprint\": \"0123\"}]",
            "{\"bomFormat\": \"CycloneDX\", \"metadata\": {\"component\": {\"name\": \"bedrock-eol\", \"version\": \"1\"}}}",
            "<?xml version=\"1.0\"?><testsuites name=\"pytest\" tests=\"1\">",
            "type,path,line\n",
            "9 tests fail today\n",
        ];
        for text in table {
            assert!(
                !is_one(text.as_bytes(), false) && !is_one(text.as_bytes(), true),
                "{text}"
            );
        }
    }

    #[test]
    fn formats_are_recognized_by_name() {
        let names: std::collections::BTreeSet<&str> =
            SIGNS.iter().map(|sign| sign.format).collect();
        assert_eq!(names.len(), SIGNS.len());
    }

    #[test]
    fn a_reformatted_or_colored_report_is_recognized() {
        for text in [
            "\u{1b}[1;31m9 references fail today, 2 more in tests.\u{1b}[0m \u{1b}[1mNo known model\u{1b}[0m\n",
            "No request in the added lines fails today. No known model is in use.\n",
            "No model in use is End-of-Life, but 1 request passes a parameter",
            "note[catalog-stale] The catalog\r\n",
            "C:\\a b.py:1:10: warning[legacy] x",
            "::warning title=bedrock-eol::9 more of this level",
        ] {
            assert!(is_one(text.as_bytes(), true), "{text}");
        }
    }
}
