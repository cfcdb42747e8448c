//! Which text is a report of this program, by how it begins.
//!
//! What a report names was named in the files that it tells of, and none of it is used. So that nothing is hidden
//! behind the beginning of one, it is read like any file and only judged as what it is: a recording.

use memchr::memmem;

/// How the reports of one format begin.
struct Sign {
    /// The format; a test holds these against the formats that there are.
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests tell rows apart by it"))]
    format: &'static str,
    begins: fn(&Head<'_>) -> bool,
}

/// One row a format. A badge names no model and needs none.
static SIGNS: &[Sign] = &[
    sign("pretty", |head| head.text.starts_with(b"Amazon Bedrock models on 2")),
    sign("compact", |head| is_finding_line(head.first_line())),
    sign("json", |head| head.has(&["\"schema_version\":", "\"tool\":{\"name\":\"bedrock-eol\","])),
    sign("jsonl", |head| {
        head.text.starts_with(b"{\"type\":\"") && head.has(&["\"end_column\":", "\"cell_output\":"])
    }),
    sign("sarif", |head| head.has(&["\"tool\":{\"driver\":{\"name\":\"bedrock-eol\","])),
    sign("github", |head| is_annotation(head.first_line())),
    sign("gitlab", |head| head.squeezed.starts_with(b"[{\"description\":\"") && is_issue(&head.squeezed)),
    sign("junit", |head| head.text.starts_with(b"<?xml ") && head.names("<testsuites name=\"bedrock-eol\" ")),
    sign("markdown", |head| head.text.starts_with(b"<!-- bedrock-eol -->")),
    sign("csv", |head| head.text.starts_with(b"type,path,line,column,end_line,end_column,cell,")),
    sign("html", |head| {
        head.text.starts_with(b"<!DOCTYPE html>")
            && head.names("<meta name=\"generator\" content=\"bedrock-eol ")
    }),
    sign("cyclonedx", |head| {
        head.has(&["\"bomFormat\":\"CycloneDX\",", "\"name\":\"bedrock-eol:catalog-version\","])
    }),
    sign("ics", |head| head.text.starts_with(b"BEGIN:VCALENDAR") && head.names("PRODID:-//bedrock-eol//")),
    // One of another name: what has the usual one is left out.
    sign("baseline", |head| {
        head.has(&["{\"schema_version\":", "\"entries\":[{\"path\":\"", "\"content_fingerprint\":\""])
    }),
];

const fn sign(format: &'static str, begins: fn(&Head<'_>) -> bool) -> Sign {
    Sign { format, begins }
}

/// Whether a text with this beginning is a report.
pub(super) fn begins_one(head: &[u8]) -> bool {
    let head = Head::of(head);
    SIGNS.iter().any(|sign| (sign.begins)(&head))
}

/// The beginning of a text.
struct Head<'t> {
    /// Without the colour of a terminal before it.
    text: &'t [u8],
    /// Where the text is JSON, the same without white space; whoever lays it out anew does not hide it.
    squeezed: Vec<u8>,
}

impl<'t> Head<'t> {
    fn of(head: &'t [u8]) -> Self {
        let text = without_colour(head).trim_ascii_start();
        let is_json = matches!(text.first(), Some(b'{' | b'['));
        let squeezed = text.iter().copied().filter(|byte| is_json && !byte.is_ascii_whitespace()).collect();
        Self { text, squeezed }
    }

    fn first_line(&self) -> &'t [u8] {
        self.text.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default()
    }

    fn names(&self, words: &str) -> bool {
        memmem::find(self.text, words.as_bytes()).is_some()
    }

    /// Whether the JSON has these pieces, in this order.
    fn has(&self, pieces: &[&str]) -> bool {
        let mut rest = self.squeezed.as_slice();
        pieces.iter().all(|piece| match memmem::find(rest, piece.as_bytes()) {
            Some(at) => {
                rest = &rest[at + piece.len()..];
                true
            }
            None => false,
        })
    }
}

/// The text behind an escape sequence that sets a colour.
fn without_colour(text: &[u8]) -> &[u8] {
    let Some(rest) = text.strip_prefix(b"\x1b[") else { return text };
    let codes = rest.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b';').count();
    rest[codes..].strip_prefix(b"m").unwrap_or(text)
}

/// `error[end-of-life] …`, with `path:line:column: ` before it or without: what follows a rule of other linters is a
/// colon.
fn is_finding_line(line: &[u8]) -> bool {
    ["error[", "warning[", "note["].iter().any(|level| {
        memmem::find_iter(line, level.as_bytes()).any(|at| {
            let (before, behind) = (&line[..at], &line[at + level.len()..]);
            (before.is_empty() || ends_in_a_place(before))
                && behind[kebab(behind)..].starts_with(b"] ")
                && kebab(behind) > 0
        })
    })
}

/// Whether a text ends in `:line:column: `.
fn ends_in_a_place(text: &[u8]) -> bool {
    let without_number = |text: &'_ [u8]| {
        let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        (digits > 0).then(|| text.len() - digits)
    };
    let Some(text) = text.strip_suffix(b": ") else { return false };
    let Some(text) = without_number(text).and_then(|end| text[..end].strip_suffix(b":")) else {
        return false;
    };
    without_number(text).is_some_and(|end| text[..end].ends_with(b":"))
}

/// `::error file=…,title=end-of-life%3A …::…`: a rule or our name as the title.
fn is_annotation(line: &[u8]) -> bool {
    let command =
        ["::error ", "::warning ", "::notice "].iter().find_map(|name| line.strip_prefix(name.as_bytes()));
    let title =
        command.and_then(|rest| memmem::find(rest, b"title=").map(|at| &rest[at + b"title=".len()..]));
    title.is_some_and(|title| {
        let behind = &title[kebab(title)..];
        kebab(title) > 0 && (behind.starts_with(b"%3A ") || behind.starts_with(b"::"))
    })
}

/// Whether the first issue of a Code Quality report has our fingerprint: it ends in the name of the check, or begins so.
fn is_issue(squeezed: &[u8]) -> bool {
    let value = |field: &str| {
        let start = memmem::find(squeezed, field.as_bytes())? + field.len();
        let end = memchr::memchr(b'"', &squeezed[start..])?;
        Some(&squeezed[start..start + end])
    };
    let (Some(check), Some(print)) = (value("\"check_name\":\""), value("\"fingerprint\":\"")) else {
        return false;
    };
    let rest = print.strip_suffix(check).map(|rest| rest.ends_with(b"-"));
    !check.is_empty()
        && rest.or_else(|| print.strip_prefix(check).map(|rest| rest.starts_with(b"-"))) == Some(true)
}

/// The length of the small letters and hyphens that a text begins with.
fn kebab(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_lowercase() || **byte == b'-').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_write_is_no_report() {
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
        ];
        for text in table {
            assert!(!begins_one(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn formats_are_told_apart_by_their_names() {
        let names: std::collections::BTreeSet<&str> = SIGNS.iter().map(|sign| sign.format).collect();
        assert_eq!(names.len(), SIGNS.len());
    }

    #[test]
    fn a_report_that_was_laid_out_anew_or_coloured_is_one() {
        for text in [
            "{\"schema_version\":1,\"tool\":{\"name\":\"bedrock-eol\",\"version\":\"0.1.0\"}",
            "\u{1b}[1mAmazon Bedrock models on 2026-11-23\u{1b}[0m\n",
            "note[catalog-stale] The catalog\r\n",
            "C:\\a b.py:1:10: warning[legacy] x",
            "::warning title=bedrock-eol::9 more of this level",
        ] {
            assert!(begins_one(text.as_bytes()), "{text}");
        }
    }
}
