//! How deeply a YAML text may be nested, found before it is parsed: nested brackets cost the parser quadratic time.
//!
//! The depth is never underestimated, whatever the text is: a bracket that opens counts unless it is certainly text, and
//! one that closes counts only if it certainly closes. Which is which depends on quotes and comments, so that most lines
//! are read as the parser (libyaml) reads them. A line that cannot be read alone (a quoted text, or brackets, over several
//! lines) makes everything after it uncertain, except where the whole text is in brackets, as JSON is.

/// Levels beyond which a file is not parsed.
pub(super) const MAX_DEPTH: usize = 32;
/// The same for brackets that may be text. No catalog has that many, and the parser still takes less than a second.
const MAX_UNCERTAIN_DEPTH: usize = 256;

/// The first line, 1-based, that is nested too deeply by brackets or by indentation.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let line_of = |at: usize| text[..at].matches('\n').count() + 1;
    let indented = indented_too_deep(text);
    let bracketed = brackets_too_deep(text);
    indented.into_iter().chain(bracketed).min().map(line_of)
}

/// Where a line begins that is indented too deeply. `-` and `?` are marks of a list or a key only before white space: a line
/// of dashes in a text does not count.
fn indented_too_deep(text: &str) -> Option<usize> {
    const BREAKS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
    let mut start = 0;
    for line in text.split_inclusive(BREAKS) {
        let bytes = line.as_bytes();
        let is_blank = |at: usize| bytes.get(at).is_none_or(|b| b" \t\r\n".contains(b));
        let is_indent = |at: &usize| match bytes[*at] {
            b' ' | b'\t' => true,
            b'-' | b'?' => is_blank(at + 1),
            _ => false,
        };
        if (0..bytes.len()).take_while(is_indent).count() > 2 * MAX_DEPTH {
            return Some(start);
        }
        start += line.len();
    }
    None
}

/// Where brackets are nested too deeply.
fn brackets_too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = bytes
        .iter()
        .position(|b| !b" \t\r\n\xef\xbb\xbf".contains(b));
    let whole = first.filter(|at| matches!(bytes[*at], b'[' | b'{'));
    let mut cursor = Cursor {
        text: bytes,
        at: 0,
        depth: 0,
        whole,
    };
    while cursor.at < bytes.len() {
        let start = cursor.at;
        match cursor.line() {
            Line::Closed => cursor.whole = None,
            Line::TooDeep => return Some(cursor.at),
            Line::Uncertain => return uncertain_too_deep(text, start),
        }
    }
    None
}

/// The same for a text from `from` on, of which nothing is known. Pieces between the marks that can begin or end text are
/// text or not as a whole, so that only brackets without a partner in their piece count.
fn uncertain_too_deep(text: &str, from: usize) -> Option<usize> {
    let mut open = 0_usize;
    let mut in_piece = 0_usize;
    for (at, byte) in text.bytes().enumerate().skip(from) {
        match byte {
            b'[' | b'{' => in_piece += 1,
            b']' | b'}' => in_piece = in_piece.saturating_sub(1),
            b'"' | b'\'' | b'#' | b'!' | b'\n' => open += std::mem::take(&mut in_piece),
            _ => {}
        }
        if open + in_piece > MAX_UNCERTAIN_DEPTH {
            return Some(at);
        }
    }
    None
}

/// How a line outside brackets ends.
enum Line {
    /// Outside brackets.
    Closed,
    /// Not at all: it has too many levels.
    TooDeep,
    /// In a quoted text or in brackets.
    Uncertain,
}

/// A position in a text between two tokens.
struct Cursor<'t> {
    text: &'t [u8],
    at: usize,
    depth: usize,
    /// Where the first bracket is, if all of the text is in it. Only then may brackets and quotes go over several lines:
    /// they are in no other text, and indentation means nothing.
    whole: Option<usize>,
}

impl Cursor<'_> {
    fn byte(&self, ahead: usize) -> u8 {
        self.text.get(self.at + ahead).copied().unwrap_or_default()
    }

    /// The length of the end of a line; none is 0. The parser knows five.
    fn line_break(&self) -> usize {
        match self.text.get(self.at..).unwrap_or_default() {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            [0xc2, 0x85, ..] => 2,
            [0xe2, 0x80, 0xa8 | 0xa9, ..] => 3,
            _ => 0,
        }
    }

    /// Whether white space, the end of a line or the end of the text is that many bytes ahead.
    fn is_blank(&self, ahead: usize) -> bool {
        let next = Cursor {
            at: self.at + ahead,
            ..*self
        };
        matches!(next.byte(0), b' ' | b'\t' | 0) || next.line_break() > 0
    }

    fn skip_line(&mut self) {
        while self.at < self.text.len() && self.line_break() == 0 {
            self.at += 1;
        }
    }

    fn is_in_brackets(&self) -> bool {
        self.depth > 0
    }

    /// Skips a byte order mark, which means nothing where a line begins.
    fn skip_mark(&mut self) {
        if self.text[self.at..].starts_with("\u{feff}".as_bytes()) {
            self.at += 3;
        }
    }

    /// Reads the tokens up to the end of the line, or up to the end of the line on which the brackets are closed.
    fn line(&mut self) -> Line {
        self.skip_mark();
        while self.at < self.text.len() {
            let width = self.line_break();
            if width > 0 {
                if self.is_in_brackets() && self.whole.is_none() {
                    return Line::Uncertain;
                }
                self.at += width;
                self.skip_mark();
                if !self.is_in_brackets() && !self.is_before_the_first_bracket() {
                    return Line::Closed;
                }
                continue;
            }
            match self.byte(0) {
                b'[' | b'{' => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Line::TooDeep;
                    }
                    self.at += 1;
                }
                b']' | b'}' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.at += 1;
                }
                b'#' => self.skip_line(),
                b'|' | b'>' | b'%' if !self.is_in_brackets() => self.skip_line(),
                b'-' if self.is_blank(1) => self.at += 1,
                b'?' | b':' if self.is_in_brackets() || self.is_blank(1) => self.at += 1,
                b' ' | b'\t' | b',' | b'|' | b'>' | b'%' | b'@' | b'`' | 0 => self.at += 1,
                b'*' | b'&' => self.anchor(),
                // The rest of a tag is not read here.
                b'!' => return Line::Uncertain,
                quote @ (b'"' | b'\'') => {
                    if !self.quoted(quote) {
                        return Line::Uncertain;
                    }
                }
                _ => self.plain(),
            }
        }
        if self.is_in_brackets() && self.whole.is_none() {
            Line::Uncertain
        } else {
            Line::Closed
        }
    }

    fn is_before_the_first_bracket(&self) -> bool {
        self.whole.is_some_and(|first| self.at <= first)
    }

    fn anchor(&mut self) {
        self.at += 1;
        while self.byte(0).is_ascii_alphanumeric() || matches!(self.byte(0), b'-' | b'_') {
            self.at += 1;
        }
    }

    /// Goes to after a quoted text; false where it has no end that counts.
    fn quoted(&mut self, quote: u8) -> bool {
        let over_lines = self.whole.is_some() && self.is_in_brackets();
        self.at += 1;
        while self.at < self.text.len() {
            if !over_lines && self.line_break() > 0 {
                return false;
            }
            match self.byte(0) {
                b'\\' if quote == b'"' => self.at += 2,
                b'\'' if quote == b'\'' && self.byte(1) == b'\'' => self.at += 2,
                byte => {
                    self.at += 1;
                    if byte == quote {
                        return true;
                    }
                }
            }
        }
        // In brackets that is an error of the parser, too.
        over_lines
    }

    /// Goes to after a text without quotes.
    fn plain(&mut self) {
        loop {
            while self.at < self.text.len() && !self.is_blank(0) {
                let ends = self.byte(0) == b':' && self.is_blank(1);
                let in_brackets = matches!(self.byte(0), b',' | b'[' | b']' | b'{' | b'}');
                if ends || (in_brackets && self.is_in_brackets()) {
                    return;
                }
                self.at += 1;
            }
            let before = self.at;
            while self.at < self.text.len() && self.is_blank(0) {
                let width = self.line_break();
                if width > 0 && !(self.whole.is_some() && self.is_in_brackets()) {
                    return;
                }
                self.at += width.max(1);
            }
            if self.at == before || self.at >= self.text.len() || self.byte(0) == b'#' {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_yaml::Value;

    use super::{MAX_DEPTH, MAX_UNCERTAIN_DEPTH, too_deep};

    #[test]
    fn brackets_that_are_text_do_not_count() {
        let many = "[{".repeat(200);
        for text in [
            format!("a: \"{many}\"\nb: '{many}'\n"),
            format!("a: it's\nb: \"{many}\"\n"),
            format!("- {{a: \"{many}\", b: ['{many}']}}\n").repeat(50),
            format!("a: text {many}\n"),
            format!("# {many}\na: b # {many}\n"),
            format!("{{\n  \"a\": \"{many}\",\n  \"b\": [\n \"{many}\"]\n}}\n"),
            "- {a: [b], c: \"d\"}\n".repeat(1_000),
            format!(
                "[{}]",
                "{\"a\": [\n 1\n],\n\"b\": \"it's\\\"\"},\n".repeat(1_000)
            ),
            "regions: [\n  a, # [\n  b\n]\n".to_owned(),
        ] {
            assert_eq!(too_deep(&text), None, "{}", &text[..80.min(text.len())]);
        }
    }

    #[test]
    fn indentation_counts_and_a_line_of_dashes_does_not() {
        let (dashes, marks) = ("-".repeat(100), "- ".repeat(40));
        for text in [
            format!("a: |\n  {dashes}\n"),
            format!("a: >-\n  ?{dashes}?\n"),
            format!("# {marks}\n"),
        ] {
            assert_eq!(too_deep(&text), None, "{text}");
        }
        for (text, line) in [
            (marks.clone(), 1),
            (format!("a:\n{marks}"), 2),
            (format!("a: b\r{marks}"), 1),
            (format!("a: b\u{2028}{marks}"), 1),
            ("-\t".repeat(40), 1),
            ("? ".repeat(40), 1),
            (format!("a:\n{}b: c\n", " ".repeat(70)), 2),
        ] {
            assert_eq!(too_deep(&text), Some(line), "{text:?}");
        }
    }

    /// Each of these would be parsed for minutes.
    #[test]
    fn brackets_that_seem_to_be_closed_count() {
        for piece in [
            "[",
            "[\n",
            "[ #]\n",
            "[\"]\", ",
            "['}', ",
            "{\"}\": ",
            "[\"\n]\n\", ",
            "[a 'b, \"c' ]\", ",
            "[? [\n",
            "[ !<]> ",
            "[!t ",
            "[a\u{85}#\u{85}[",
            "{a: {b: '\n",
            "- [\n\"\n]\n\"",
            "k: [\"\n]]\n\", ",
            "[&a\n\"]\", ",
        ] {
            for start in [
                "",
                "a:\n ",
                "a: ",
                "- x\n  '\n- ",
                "a: |\n [ '\nb: ",
                "\u{feff}",
                "'\n': ",
                "!t ",
            ] {
                let text = start.to_owned() + &piece.repeat(2_000);
                assert!(too_deep(&text).is_some(), "{start:?} {piece:?}");
            }
        }
    }

    /// The levels of lists and maps.
    fn depth(value: &Value) -> usize {
        match value {
            Value::Sequence(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
            Value::Mapping(fields) => {
                1 + fields
                    .iter()
                    .map(|(key, value)| depth(key).max(depth(value)))
                    .max()
                    .unwrap_or(0)
            }
            _ => 0,
        }
    }

    const PIECES: &[&str] = &[
        "[", "]", "{", "}", ",", ": ", ":", "- ", "? ", "\"", "'", "''", "\\", "\\\"", "#", " #",
        "\n", "\n ", "\n  ", " ", "\t", "a", "b: ", "it's", "&a ", "!t ", "!<]> ", "|\n ", ">\n  ",
        "\u{85}", "\u{2028}", "\r", "---\n", "%", "[\"]\",", "[a, b]", "\"[\"", "'{'",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// Whatever the pieces of a text are, forty times the levels of one copy are noticed.
        #[test]
        fn no_depth_is_underestimated(
            pieces in proptest::collection::vec(proptest::sample::select(PIECES), 1..12),
            before in proptest::collection::vec(proptest::sample::select(PIECES), 0..6),
        ) {
            let copies = 4 * MAX_UNCERTAIN_DEPTH / 10;
            let text = before.concat() + &pieces.concat().repeat(copies);
            let closed = [text.clone(), text.clone() + &"]".repeat(copies), text.clone() + &"}".repeat(copies)];
            for text in closed {
                let Ok(value) = serde_yaml::from_str::<Value>(&text) else { continue };
                let allowed = MAX_UNCERTAIN_DEPTH + MAX_DEPTH;
                prop_assert!(depth(&value) <= allowed || too_deep(&text).is_some(), "{text:?}");
            }
        }
    }
}
