//! Literals that contain code: f"{…}", `${…}`, "$(…)".

use super::state::{Ends, FAILURES, LexerState, line_end};
use super::{escaped, plain_end};
use crate::language::syntax::{Literal, OpenerPosition, Shape};

/// How deep code inside literals inside code is followed.
const DEPTH: usize = 32;

enum Frame<'s> {
    /// Whether it contains code is the second.
    Literal(&'s Literal, bool),
    Code(InsertedCode),
}

/// Code inside a literal.
#[derive(Clone, Copy)]
struct InsertedCode {
    close: u8,
    depth: u32,
    /// Whether a shell runs it.
    is_shell: bool,
}

/// What a byte of a shell's code means.
enum ShellStep {
    /// Nothing else begins in this many bytes.
    Skip(usize),
    /// The code ends with it.
    Close,
    /// What it means in other languages.
    Other,
}

impl LexerState<'_> {
    pub(super) fn literal_end(&mut self, from: usize, literal: &Literal) -> Option<Ends> {
        if self.has_inserts(from - literal.open.len(), literal)
            && self.failures <= FAILURES
            && let Some(ends) = self.end_with_inserts(from, literal)
        {
            return Some(ends);
        }
        let found = plain_end(self.text, from, literal);
        if found.is_none() {
            self.failures += 1;
            if self.failures > FAILURES {
                return Some((self.text.len(), self.text.len()));
            }
        }
        found
    }

    /// Whether code may be in a literal that begins at `at`.
    fn has_inserts(&self, at: usize, literal: &Literal) -> bool {
        let before = &self.text[at.saturating_sub(2)..at];
        let letters = before
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_alphabetic() || matches!(b, b'$' | b'@'));
        !literal.inserts.is_empty()
            && (literal.prefix.is_empty()
                || letters.into_iter().any(|b| literal.prefix.contains(b)))
    }

    /// The end of a literal that may contain code with literals of its own; `None` if no end is found that way.
    fn end_with_inserts(&mut self, from: usize, literal: &Literal) -> Option<Ends> {
        let mut open: Vec<Frame<'_>> = vec![Frame::Literal(literal, true)];
        let labels = self.labels.len();
        let mut at = from;
        while at < self.text.len() && open.len() <= DEPTH {
            let rest = &self.text[at..];
            match open
                .last_mut()
                .expect("the loop ends with the outermost literal")
            {
                // Nothing begins with these bytes; most bytes of a literal are of this kind.
                Frame::Literal(..) if rest[0].is_ascii_alphanumeric() || rest[0] == b' ' => at += 1,
                Frame::Literal(inside, inserts) => {
                    if !inside.multiline && rest[0] == b'\n' {
                        return self.not_closed(at - from);
                    }
                    let mark = inside
                        .inserts
                        .iter()
                        .find(|(m, _)| *inserts && rest.starts_with(m.as_bytes()));
                    if mark.is_some_and(|(mark, _)| *mark == "{") && rest.starts_with(b"{{") {
                        at += 2;
                    } else if let Some((mark, close)) = mark {
                        let is_shell = inside.inserts.iter().any(|(mark, _)| *mark == "`");
                        open.push(Frame::Code(InsertedCode {
                            close: *close,
                            depth: 0,
                            is_shell,
                        }));
                        at += mark.len();
                    } else if *inserts
                        && rest.starts_with(b"\\{")
                        && inside.inserts.iter().any(|(mark, _)| *mark == "{")
                    {
                        // The backslash does not escape the brace.
                        at += 1;
                    } else if let Some(length) = escaped(rest, inside) {
                        at += length;
                    } else if rest.starts_with(inside.close.as_bytes()) {
                        let end = at + inside.close.len();
                        open.pop();
                        if open.is_empty() {
                            return Some((at, end));
                        }
                        at = end;
                    } else {
                        at += 1;
                    }
                }
                Frame::Code(code) => {
                    let byte = rest[0];
                    // Before Python 3.12 and C# 11 there is no end of a line in it.
                    if byte == b'\n' && !literal.multiline {
                        return self.not_closed(at - from);
                    }
                    let step = if code.is_shell {
                        self.shell_step(at, *code, labels)
                    } else {
                        ShellStep::Other
                    };
                    match step {
                        ShellStep::Skip(length) => {
                            at += length;
                            continue;
                        }
                        ShellStep::Close => {
                            open.pop();
                            at += 1;
                            continue;
                        }
                        ShellStep::Other => {}
                    }
                    if byte == b'<'
                        && self.syntax.shapes.contains(&Shape::Jsx)
                        && self.is_element(at)
                    {
                        // Whatever is in its text would be read as code.
                        self.gives_up_comments = true;
                    }
                    if let Some(next) = self.passes_over(at, *code, literal) {
                        at = next;
                        continue;
                    }
                    if byte == code.close && code.depth == 0 {
                        open.pop();
                    } else if byte == code.close {
                        code.depth -= 1;
                    } else if matches!((code.close, byte), (b'}', b'{') | (b')', b'(')) {
                        code.depth += 1;
                    } else if let Some(inner) = self
                        .syntax
                        .literals
                        .iter()
                        .find(|l| rest.starts_with(l.open.as_bytes()))
                    {
                        let inserts = self.has_inserts(at, inner);
                        open.push(Frame::Literal(inner, inserts));
                        at += inner.open.len();
                        continue;
                    }
                    at += 1;
                }
            }
        }
        let in_shell = matches!(open.last(), Some(Frame::Code(code)) if code.is_shell);
        if in_shell && self.syntax.shapes.contains(&Shape::Backtick) {
            self.gives_up_comments = true;
        }
        self.labels.truncate(labels);
        self.failures += 1;
        None
    }

    /// A literal of one line has no end. What is read for each of thousands on one line is read again and again: 60 KB of
    /// `"${"` took 40 s.
    fn not_closed(&mut self, length: usize) -> Option<Ends> {
        const LINE: usize = 1024;
        self.failures += u32::from(length > LINE);
        None
    }

    /// Where a comment, a character or a regular expression ends that begins at `at` in code inside of a literal.
    fn passes_over(&mut self, at: usize, code: InsertedCode, literal: &Literal) -> Option<usize> {
        // In a formatted literal of Python `#` belongs to a format.
        let is_formatted = !literal.prefix.is_empty();
        if code.is_shell || is_formatted || matches!(self.text[at], b'{' | b'}' | b'<' | b'>') {
            return None;
        }
        let tokens = self.tokens.len();
        let escaped = at > 0 && self.text[at - 1] == b'\\';
        let comment = if escaped { None } else { self.comment(at) };
        let next = comment.or_else(|| self.shape(at));
        self.tokens.truncate(tokens);
        next
    }

    /// What the byte at `at` means in code of a shell. `labels` is the number of labels from before the literal.
    fn shell_step(&mut self, at: usize, code: InsertedCode, labels: usize) -> ShellStep {
        let rest = &self.text[at..];
        match (code.close, rest[0]) {
            (_, b'\\') => ShellStep::Skip(2.min(rest.len())),
            // Between backticks nothing counts but the next one.
            (b'`', b'`') => ShellStep::Close,
            (b'`', _) => ShellStep::Skip(1),
            (b'}', b'{') if self.text[at - 1] != b'$' => ShellStep::Skip(1),
            // Whether it is a quotation mark depends on the shell and on the operator before it.
            (b'}', b'\'') => {
                let doubtful = |b: &u8| matches!(b, b'}' | b'"' | b'`' | b'\n' | b'$' | b'\\');
                let close = memchr::memchr(b'\'', &rest[1..line_end(self.text, at) - at]);
                match close.filter(|n| !rest[1..=*n].iter().any(doubtful)) {
                    Some(n) => ShellStep::Skip(n + 2),
                    None => {
                        self.gives_up_comments = true;
                        ShellStep::Skip(1)
                    }
                }
            }
            (b')', b'#')
                if self.is_at(OpenerPosition::AfterSpace, at)
                    && !self.follows_escaped_blank(at) =>
            {
                ShellStep::Skip(line_end(self.text, at) - at)
            }
            (b')', b'c') if rest.starts_with(b"case ") && !self.word_before(at) => {
                // The patterns of its arms have brackets that nothing opens.
                self.gives_up_comments = true;
                ShellStep::Other
            }
            (b')', b'<') if self.syntax.shapes.contains(&Shape::Heredoc) => {
                match self.heredoc(at) {
                    Some(next) => ShellStep::Skip(next - at),
                    None => ShellStep::Other,
                }
            }
            (b')', b'\n') if self.labels.len() > labels => {
                let mut next = at + 1;
                for label in self.labels.split_off(labels) {
                    if let Some((_, end)) = self.heredoc_end(next, &label) {
                        next = end;
                    }
                }
                ShellStep::Skip(next - at)
            }
            _ => ShellStep::Other,
        }
    }
}
