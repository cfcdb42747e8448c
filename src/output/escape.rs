//! Escapes scanned text for its destination.
//!
//! Paths, texts, snippets, and messages that quote them come from hostile trees. There is one function per destination.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Escapes control characters and those that change the direction of text as `\u{…}`, and newlines, tabs and carriage
/// returns as in Rust. The result is one line that moves no cursor and hides nothing.
pub(crate) fn terminal(text: &str) -> Cow<'_, str> {
    show_hostile(text, is_hostile)
}

/// Control characters (C0, DEL, C1), line and paragraph separators, marks and overrides of direction, and zero-width
/// characters, which make different texts look alike.
pub(crate) fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
        || matches!(c, '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// The offset of the first character that must not be printed unchanged. A command of a CI runner is broken up at its
/// second `#`.
pub(crate) fn first_hostile(text: &str) -> Option<usize> {
    // Nearly all texts are of this kind, and one pass without branches shows it.
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte) & (byte != b'#');
    if text
        .bytes()
        .fold(true, |plain, byte| plain & is_plain(byte))
    {
        return None;
    }
    let control = text.find(is_hostile);
    let before = &text[..control.unwrap_or(text.len())];
    // Marks may overlap: the command of `###[…]` begins at the second one.
    before
        .match_indices('#')
        .map(|(at, _)| at)
        .find(|at| starts_command(text, *at))
        .or(control)
}

/// The same for text of several lines: newlines and tabs stay.
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    show_hostile(text, |c| is_hostile(c) && c != '\n' && c != '\t')
}

/// Text of several lines for a stream that a CI runner may read: nothing in it starts a runner command.
pub fn log_lines(text: &str) -> String {
    lines(text).into_owned()
}

/// The same for text that has to stay on one line, such as a path.
pub fn log_line(text: &str) -> String {
    terminal(text).into_owned()
}

/// Whether a CI runner would execute something in text of several lines.
pub fn has_runner_command(text: &str) -> bool {
    let starts = text.char_indices().filter(|(_, c)| matches!(c, ':' | '#'));
    starts.into_iter().any(|(at, _)| starts_command(text, at))
}

/// Also breaks up runner commands, see [`starts_command`].
fn show_hostile(text: &str, hostile: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&hostile) && !text.contains("##") && !text.contains("::") {
        return Cow::Borrowed(text);
    }
    Cow::Owned(escaped(text, |at, c| {
        hostile(c) || starts_command(text, at)
    }))
}

/// Only the characters that are hostile everywhere: for a part of a workflow command where `:` is encoded or that is not
/// at the beginning of a line, and whose path must remain the path of the file.
fn within_command(text: &str, hostile: impl Fn(char) -> bool) -> String {
    escaped(text, |_, c| hostile(c))
}

fn escaped(text: &str, shown: impl Fn(usize, char) -> bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        match (shown(at, c), c.is_ascii_graphic()) {
            (true, true) => out.extend(c.escape_unicode()),
            (true, false) => out.extend(c.escape_default()),
            (false, _) => out.push(c),
        }
    }
    out
}

/// Whether a runner command has its first character, or its second `#`, here. GitHub's runner trims a line and executes
/// one that begins with `::`. Texts are put at the beginning of lines and wrapped, so `::` after any blank counts.
/// GitHub's and Azure's runners also execute `##[…]` and `##vso[…]` anywhere in a line.
fn starts_command(text: &str, at: usize) -> bool {
    let (before, from) = text.split_at(at);
    if let Some(word) = from.strip_prefix("::") {
        return word.starts_with(|c: char| c.is_ascii_alphabetic())
            && before.chars().next_back().is_none_or(char::is_whitespace);
    }
    before.ends_with('#')
        && from.strip_prefix('#').is_some_and(|rest| {
            rest.trim_start_matches(|c: char| c.is_ascii_alphabetic())
                .starts_with('[')
        })
}

/// For HTML text and quoted attribute values.
pub(crate) fn html(text: &str) -> String {
    replace_chars(&lines(text), |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        _ => None,
    })
}

/// For XML 1.0 text and attribute values, which cannot contain control characters.
pub(crate) fn xml(text: &str) -> String {
    replace_chars(&lines(text), |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\n' => Some("&#10;"),
        '\t' => Some("&#9;"),
        '\u{fffe}' | '\u{ffff}' => Some("\u{fffd}"),
        _ => None,
    })
}

/// The data of a GitHub workflow command.
pub(crate) fn workflow_data(text: &str) -> String {
    replace_chars(
        &within_command(text, |c| is_hostile(c) && c != '\n' && c != '\t'),
        |c| match c {
            '%' => Some("%25"),
            '\r' => Some("%0D"),
            '\n' => Some("%0A"),
            _ => None,
        },
    )
}

/// A property of a GitHub workflow command.
pub(crate) fn workflow_property(text: &str) -> String {
    replace_chars(&within_command(text, is_hostile), |c| match c {
        '%' => Some("%25"),
        ':' => Some("%3A"),
        ',' => Some("%2C"),
        _ => None,
    })
}

/// The message of an Azure Pipelines logging command: what the agent decodes
/// (microsoft/azure-pipelines-task-lib, `escapedata` in node/taskcommand.ts).
pub(crate) fn logging_data(text: &str) -> String {
    replace_chars(
        &within_command(text, |c| is_hostile(c) && c != '\n' && c != '\t'),
        |c| match c {
            '%' => Some("%AZP25"),
            '\n' => Some("%0A"),
            _ => None,
        },
    )
}

/// A property of an Azure Pipelines logging command (`escape` of the same file).
pub(crate) fn logging_property(text: &str) -> String {
    replace_chars(&within_command(text, is_hostile), |c| match c {
        '%' => Some("%AZP25"),
        ']' => Some("%5D"),
        ';' => Some("%3B"),
        _ => None,
    })
}

/// Markdown text, in and outside tables: nothing in it becomes markup, a link, a mention or a reference.
pub(crate) fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in terminal(text).chars() {
        match c {
            '\\' | '`' | '*' | '_' | '~' | '[' | ']' | '|' | '<' | '>' | '&' | '!' => {
                push_entity(&mut out, c)
            }
            // GitHub looks for mentions and issues in the rendered page, where entities are characters again: a
            // zero-width space separates them.
            '@' | '#' => {
                push_entity(&mut out, c);
                out.push_str("&#8203;");
            }
            _ => out.push(c),
        }
    }
    // GitHub's Markdown turns a bare URL into a link.
    out.replace("://", "&#58;//").replace("www.", "www&#46;")
}

/// A Markdown code span, in and outside tables.
pub(crate) fn markdown_code(text: &str) -> String {
    let text = terminal(text);
    let plain = |c: char| c.is_alphanumeric() || " ._-:/${}=,;+()%*".contains(c);
    if !text.is_empty() && text.trim() == text && text.chars().all(plain) {
        return format!("`{text}`");
    }
    // A backslash before a pipe ends a table cell even inside backticks; entities do not.
    let mut out = String::from("<code>");
    for c in text.chars() {
        if c.is_alphanumeric() || " ./-".contains(c) {
            out.push(c)
        } else {
            push_entity(&mut out, c)
        }
    }
    out + "</code>"
}

/// An address as a link of Markdown; as text unless it begins with `https:`.
pub(crate) fn markdown_url(url: &str) -> String {
    let is_plain = |c: char| c.is_ascii_graphic() && !"<>\"`\\|".contains(c);
    if url.starts_with("https://") && url.chars().all(is_plain) {
        return format!("<{url}>");
    }
    markdown(url)
}

/// A message as Markdown: its `quoted` parts become code spans, the rest is text.
pub(crate) fn markdown_message(text: &str) -> String {
    quoted(text, markdown, markdown_code)
}

/// A message as HTML: its `quoted` parts become `<code>`, the rest is text.
pub(crate) fn html_message(text: &str) -> String {
    quoted(
        text,
        |plain| html(&terminal(plain)),
        |code| format!("<code>{}</code>", html(&terminal(code))),
    )
}

/// Messages quote IDs in backticks. Text with backticks of its own can shift which parts are code, but every part is
/// escaped either way.
fn quoted(text: &str, plain: impl Fn(&str) -> String, code: impl Fn(&str) -> String) -> String {
    if !text.matches('`').count().is_multiple_of(2) {
        return plain(text);
    }
    text.split('`')
        .enumerate()
        .map(|(at, piece)| {
            if at % 2 == 0 {
                plain(piece)
            } else {
                code(piece)
            }
        })
        .collect()
}

fn push_entity(out: &mut String, c: char) {
    write!(out, "&#{};", u32::from(c)).expect("writing to a String cannot fail");
}

/// A CSV cell (RFC 4180), quoted if needed, and always one line, so that readers that split at newlines see the rows that
/// were written. Text that a spreadsheet would evaluate as a formula gets a leading apostrophe, which makes it text.
pub(crate) fn csv_text(text: &str) -> String {
    let text = terminal(text);
    let formula = text.trim_start_matches(' ').starts_with([
        '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ]);
    let text = if formula {
        Cow::Owned(format!("'{text}"))
    } else {
        text
    };
    if text.contains(['"', ',', '\'', ';']) || text.trim() != text {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.into_owned()
}

/// Whether a YAML scalar must be quoted: it has characters that must not be printed unchanged, or could begin a line as
/// the command of a runner.
pub(crate) fn needs_yaml_quotes(text: &str) -> bool {
    first_hostile(text).is_some() || text.contains(NOT_IN_YAML) || text.starts_with("::")
}

/// Characters that YAML has only as escapes.
const NOT_IN_YAML: [char; 2] = ['\u{fffe}', '\u{ffff}'];

/// A double-quoted YAML scalar on one line, with the same value as the text.
pub(crate) fn yaml_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    out.push('"');
    for (at, c) in text.char_indices() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_hostile(c) || NOT_IN_YAML.contains(&c) || starts_command(text, at) => {
                let code = u32::from(c);
                match code {
                    0..=0xff => write!(out, "\\x{code:02x}"),
                    0x100..=0xffff => write!(out, "\\u{code:04x}"),
                    _ => write!(out, "\\U{code:08x}"),
                }
                .expect("writing to a String cannot fail");
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A TEXT value of iCalendar (RFC 5545, 3.3.11).
pub(crate) fn ics_text(text: &str) -> String {
    replace_chars(&lines(text), |c| match c {
        '\\' => Some("\\\\"),
        ';' => Some("\\;"),
        ',' => Some("\\,"),
        '\n' => Some("\\n"),
        _ => None,
    })
}

/// One word of a POSIX shell, whatever the text contains. Control characters are replaced, so that nothing is hidden from
/// those who read the script before they run it.
pub(crate) fn shell_word(text: &str) -> String {
    let text = terminal(text);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._:/-".contains(c);
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(is_plain) {
        return text.into_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// A path as a URI reference (RFC 3986): relative stays relative, absolute becomes a `file:` URI.
pub(crate) fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path.strip_prefix("./").unwrap_or(path);
    let drive =
        path.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && path[1..].starts_with(":/");
    if drive {
        out.push_str("file:///");
        out.push_str(&path[..2]);
        rest = &path[2..];
    } else if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in rest.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(byte.into())
            }
            _ => write!(out, "%{byte:02X}").expect("writing to a String cannot fail"),
        }
    }
    out
}

/// The symbols of messages and drawings in ASCII, for a terminal that cannot show others. Those of drawings keep their
/// width.
pub fn ascii_symbols(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(replace_chars(text, |c| {
        Some(match c {
            '→' => "->",
            '…' => "...",
            '–' | '═' => "-",
            '×' => "x",
            '━' => "=",
            '·' | '┄' => ".",
            '▲' => "^",
            '●' => "o",
            '│' => "|",
            '└' => "`",
            _ => return None,
        })
    }))
}

fn replace_chars(text: &str, replacement: impl Fn(char) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match replacement(c) {
            Some(with) => out.push_str(with),
            None => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_directions_are_shown() {
        assert_eq!(terminal("plain ünï 字"), "plain ünï 字");
        assert_eq!(terminal("a\u{1b}[31mb\r\n\tc"), r"a\u{1b}[31mb\r\n\tc");
        assert_eq!(lines("a\n\tb\r"), "a\n\tb\\r");
        assert_eq!(
            terminal("x\u{202e}y\u{200b}z\u{9b}"),
            r"x\u{202e}y\u{200b}z\u{9b}"
        );
    }

    #[test]
    fn workflow_commands_cannot_be_forged() {
        assert_eq!(
            workflow_property("a:b,c%0A\n::error::x"),
            "a%3Ab%2Cc%250A\\n%3A%3Aerror%3A%3Ax"
        );
        assert_eq!(workflow_data("50%\n::error::x\r"), "50%25%0A::error::x\\r");
    }

    #[test]
    fn commands_of_build_runners_are_broken_up() {
        assert_eq!(
            log_lines("a\n  ::error::x\n\u{1b}::y"),
            "a\n  \\u{3a}:error::x\n\\u{1b}::y"
        );
        assert_eq!(terminal("a ##[error]x"), "a #\\u{23}[error]x");
        assert_eq!(
            lines("##vso[task.setvariable]x"),
            "#\\u{23}vso[task.setvariable]x"
        );
        assert_eq!(terminal("## [a] # b ###"), "## [a] # b ###");
    }

    #[test]
    fn markup_is_escaped_in_markdown() {
        assert_eq!(
            markdown("@team <b> a|b"),
            "&#64;&#8203;team &#60;b&#62; a&#124;b"
        );
        assert_eq!(markdown("see https://x"), "see https&#58;//x");
        assert_eq!(
            markdown_code("us.anthropic.claude-v2:1"),
            "`us.anthropic.claude-v2:1`"
        );
        assert_eq!(
            markdown_code("a`|b\\|"),
            "<code>a&#96;&#124;b&#92;&#124;</code>"
        );
    }

    #[test]
    fn quoted_pieces_of_messages_are_code() {
        assert_eq!(
            markdown_message("`a:b` is *gone*"),
            "`a:b` is &#42;gone&#42;"
        );
        assert_eq!(
            html_message("`<b>` is <i>"),
            "<code>&lt;b&gt;</code> is &lt;i&gt;"
        );
        assert_eq!(html_message("one ` alone"), "one ` alone");
    }

    #[test]
    fn csv_cells_are_text() {
        assert_eq!(csv_text("=cmd|' /C calc'!A0"), "\"'=cmd|' /C calc'!A0\"");
        assert_eq!(csv_text("a\"b\nc"), "\"a\"\"b\\nc\"");
        assert_eq!(
            csv_text("x\u{1b}]0;PWN\u{7}\u{202e}.py"),
            "\"x\\u{1b}]0;PWN\\u{7}\\u{202e}.py\""
        );
        assert_eq!(csv_text("plain"), "plain");
        assert_eq!(csv_text("-1+1"), "\"'-1+1\"");
    }

    #[test]
    fn uris_are_encoded_and_stay_relative() {
        assert_eq!(uri("./src/a b%/ü:x.py"), "src/a%20b%25/%C3%BC%3Ax.py");
        assert_eq!(uri("/etc/x"), "file:///etc/x");
        assert_eq!(uri("a:b/c"), "a%3Ab/c");
        assert_eq!(uri("C:/x y"), "file:///C:/x%20y");
        assert_eq!(uri("../x"), "../x");
    }

    #[test]
    fn calendar_text_is_escaped() {
        assert_eq!(ics_text("a,b;c\\\nd"), "a\\,b\\;c\\\\\\nd");
    }
}
