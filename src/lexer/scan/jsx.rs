//! JSX: elements inside JavaScript. The text between tags is neither code nor comment, whatever is in it.
//!
//! What only may be an element, such as a generic function of TypeScript, is one where its closing tag is in the text.

use super::state::{ClosingTags, Ends, JsxPart, JsxTag, LexerState};
use crate::lexer::TokenKind;

/// Words after which an expression begins.
const WORDS: &[&[u8]] = &[
    b"return",
    b"default",
    b"case",
    b"else",
    b"do",
    b"await",
    b"yield",
    b"typeof",
    b"void",
    b"delete",
    b"in",
    b"of",
    b"new",
    b"throw",
    b"instanceof",
    // The end of the line ends these statements.
    b"break",
    b"continue",
    b"debugger",
];

impl<'t> LexerState<'t> {
    /// The next position to read where the open part of an element is read in its own way; absent in code.
    pub(super) fn in_element(&mut self, at: usize) -> Option<usize> {
        match self.jsx.last()? {
            JsxPart::Tag(tag) => {
                let tag = *tag;
                Some(self.in_tag(at, tag))
            }
            JsxPart::Text => Some(self.in_text(at)),
            JsxPart::Code(_) | JsxPart::Types(_) => None,
        }
    }

    /// A mark of code that begins or ends a part of an element.
    pub(super) fn jsx_mark(&mut self, at: usize) -> Option<usize> {
        let byte = self.text[at];
        match (self.jsx.last_mut(), byte) {
            (Some(JsxPart::Code(0)), b'}') => {
                self.jsx.pop();
                Some(at + 1)
            }
            (Some(JsxPart::Code(depth)), b'}') => {
                *depth -= 1;
                None
            }
            (Some(JsxPart::Code(depth)), b'{') => {
                *depth += 1;
                None
            }
            (Some(JsxPart::Types(depth)), b'<') => {
                *depth += 1;
                None
            }
            (Some(JsxPart::Types(depth)), b'>') if self.text[at - 1] != b'=' => {
                *depth -= 1;
                if *depth == 0 {
                    self.jsx.pop();
                }
                None
            }
            (None | Some(JsxPart::Code(_)), b'<') => self.element(at),
            _ => None,
        }
    }

    /// Begins the element at `at`, if one may be there and looks like one.
    fn element(&mut self, at: usize) -> Option<usize> {
        if !self.is_element(at) {
            return None;
        }
        let name = self.name_at(at + 1);
        self.open_tag(name, false);
        Some(name.1)
    }

    /// Whether an element may begin at `at`.
    pub(super) fn is_element(&mut self, at: usize) -> bool {
        if !self.expression_may_begin(at) {
            return false;
        }
        let (start, end) = self.name_at(at + 1);
        if start == end {
            return self.text.get(start) == Some(&b'>') && self.is_closed_after(start, end);
        }
        if !is_name_start(self.text[start]) {
            return false;
        }
        let end_of_all = self.dotted_end(end);
        let next = self.after_blank(end_of_all);
        let rest = &self.text[next..];
        match rest.first() {
            Some(b'>') => self.is_closed_after(start, end),
            Some(b'/') => {
                let after = &self.text[self.after_blank(next + 1)..];
                matches!(after.first(), Some(b'>' | b'/' | b'*'))
            }
            Some(b'{' | b'<') => true,
            Some(byte) if next > end_of_all && is_name_start(*byte) => !self.is_constraint(next),
            _ => false,
        }
    }

    /// Whether `extends` at `at` is that of a type parameter, not an attribute.
    fn is_constraint(&self, at: usize) -> bool {
        let (start, end) = self.name_at(at);
        let next = self.text.get(self.after_blank(end));
        &self.text[start..end] == b"extends" && !matches!(next, Some(b'=' | b'>' | b'/'))
    }

    fn open_tag(&mut self, name: (usize, usize), is_closing: bool) {
        self.jsx.push(JsxPart::Tag(JsxTag {
            name,
            is_closing,
            closes_itself: false,
        }));
    }

    /// Where an expression may begin: neither after an operand, which makes `<` an operator, nor in a type.
    fn expression_may_begin(&self, at: usize) -> bool {
        let mut before = self.text[..at].trim_ascii_end();
        for token in self.tokens.iter().rev() {
            if !token.kind.is_comment() || token.span.end < before.len() {
                break;
            }
            before = self.text[..token.span.start].trim_ascii_end();
        }
        let Some(last) = before.last() else {
            return true;
        };
        match last {
            b'"' | b'\'' | b'`' | b']' => false,
            _ if is_name(*last) => {
                let length = before
                    .iter()
                    .rev()
                    .take(16)
                    .take_while(|b| is_name(**b))
                    .count();
                WORDS.contains(&&before[before.len() - length..])
            }
            _ => true,
        }
    }

    /// The first part of a name, after white space.
    fn name_at(&self, from: usize) -> (usize, usize) {
        let start = self.after_blank(from);
        let length = self.text[start..]
            .iter()
            .take_while(|b| is_name(**b) || **b == b'-')
            .count();
        (start, start + length)
    }

    /// The end of a name with all its parts: `a.b`, `a:b`.
    fn dotted_end(&self, mut end: usize) -> usize {
        loop {
            let dot = self.after_blank(end);
            if !matches!(self.text.get(dot), Some(b'.' | b':')) {
                return end;
            }
            let (start, next) = self.name_at(dot + 1);
            if start == next {
                return end;
            }
            end = next;
        }
    }

    fn after_blank(&self, from: usize) -> usize {
        let from = from.min(self.text.len());
        let rest = &self.text[from..];
        from + rest.len() - rest.trim_ascii_start().len()
    }

    /// Whether a closing tag of this name is in the text after it.
    fn is_closed_after(&mut self, start: usize, end: usize) -> bool {
        if self.closing_tags.is_none() {
            self.closing_tags = Some(self.find_closing_tags());
        }
        let name = &self.text[start..end];
        let tags = self.closing_tags.as_ref();
        tags.and_then(|tags| tags.get(name))
            .is_some_and(|at| *at >= end)
    }

    /// Whether a tag that closes itself ends after `at`.
    fn closes_itself_after(&self, at: usize) -> bool {
        let tags = self.closing_tags.as_ref();
        tags.and_then(|tags| tags.get(&b"/>"[..]))
            .is_some_and(|end| *end >= at)
    }

    fn find_closing_tags(&self) -> ClosingTags<'t> {
        let text: &'t [u8] = self.text;
        let mut tags = ClosingTags::new();
        if let Some(at) = memchr::memmem::rfind(&text[self.from..], b"/>") {
            tags.insert(b"/>", self.from + at);
        }
        for at in memchr::memchr_iter(b'<', &text[self.from..]).map(|at| self.from + at) {
            let slash = self.after_blank(at + 1);
            if text.get(slash) == Some(&b'/') {
                let (start, end) = self.name_at(slash + 1);
                tags.insert(&text[start..end], at);
            }
        }
        tags
    }

    /// Whether a literal of XML begins at `at`, as Scala has them: nothing after it is read as a comment.
    pub(super) fn xml_literal(&mut self, at: usize) -> Option<usize> {
        let (start, end) = self.name_at(at + 1);
        let begins =
            at == 0 || matches!(self.text[at - 1], b' ' | b'\t' | b'\n' | b'(' | b'{' | b'=');
        if begins
            && start == at + 1
            && start < end
            && is_name_start(self.text[start])
            && (self.is_closed_after(start, end) || self.closes_itself_after(end))
        {
            self.gives_up_comments = true;
        }
        None
    }

    fn in_text(&mut self, at: usize) -> usize {
        let Some(found) = memchr::memchr2(b'<', b'{', &self.text[at..]).map(|n| at + n) else {
            return self.text.len();
        };
        if self.text[found] == b'{' {
            self.jsx.push(JsxPart::Code(0));
            return found + 1;
        }
        let next = self.after_blank(found + 1);
        match self.text[next..] {
            [b'/', b'/' | b'*', ..] => {
                // A comment between the marks of a tag.
                self.gives_up_comments = true;
                self.text.len()
            }
            [b'/', ..] => {
                let name = self.name_at(next + 1);
                self.open_tag(name, true);
                name.1
            }
            [byte, ..] if is_name_start(byte) || byte == b'>' => {
                let name = self.name_at(next);
                self.open_tag(name, false);
                name.1
            }
            _ => found + 1,
        }
    }

    fn in_tag(&mut self, at: usize, tag: JsxTag) -> usize {
        let text = self.text;
        match text[at] {
            b'/' => self.comment(at).unwrap_or_else(|| {
                if let Some(JsxPart::Tag(tag)) = self.jsx.last_mut() {
                    tag.closes_itself = true;
                }
                at + 1
            }),
            b'>' => {
                self.jsx.pop();
                if tag.is_closing {
                    self.jsx.pop();
                } else if !tag.closes_itself && self.is_closed_after(tag.name.0, tag.name.1) {
                    self.jsx.push(JsxPart::Text);
                }
                at + 1
            }
            quote @ (b'"' | b'\'') => {
                let Some(n) = memchr::memchr(quote, &text[at + 1..]) else {
                    return self.not_an_element(at);
                };
                let ends: Ends = (at + 1 + n, at + 2 + n);
                self.push(TokenKind::String, at, at + 1, ends)
            }
            b'{' => {
                self.jsx.push(JsxPart::Code(0));
                at + 1
            }
            b'<' if self.after_blank(self.dotted_end(tag.name.1)) == at => {
                self.jsx.push(JsxPart::Types(1));
                at + 1
            }
            b'<' if text[..at].trim_ascii_end().ends_with(b"=") => {
                let name = self.name_at(at + 1);
                self.open_tag(name, false);
                name.1
            }
            byte if is_name(byte)
                || byte.is_ascii_whitespace()
                || matches!(byte, b'-' | b'.' | b':' | b'=') =>
            {
                at + 1
            }
            _ => self.not_an_element(at),
        }
    }

    /// After something that only seemed to be a tag, or a tag that is not understood, no comment is believed.
    fn not_an_element(&mut self, at: usize) -> usize {
        self.jsx.clear();
        self.gives_up_comments = true;
        at + 1
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}

fn is_name_start(byte: u8) -> bool {
    is_name(byte) && !byte.is_ascii_digit()
}
