//! IDs that continue after a gap: wildcards, placeholders of templates, parts of a regular expression, literals joined by
//! an operator.

use super::constant::FileConstants;
use super::encoded_id::EncodedRun;
use super::expression;
use super::joined_literals::{literal_arguments, literal_opening, operator};
use super::lexicon::Lexicon;
use crate::id_pattern::IdPattern;
use crate::model_id::ModelId;

/// How many gaps an ID can have before it is given up.
const MAX_GAPS: usize = 6;
/// Longest placeholder that is looked through.
const MAX_PLACEHOLDER: usize = 80;

/// What made the gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TemplateKind {
    /// Only literals, put together.
    Joined,
    /// A variable.
    Template,
    /// A regular expression that matches whole IDs.
    Regex,
    /// A regular expression that matches the beginning of IDs.
    RegexPrefix,
    /// A `*` or `?`.
    Wildcard,
}

/// A run with what follows its end.
#[derive(Debug)]
pub(super) struct Extension {
    pub(super) kind: TemplateKind,
    /// Where it ends in the source.
    pub(super) end: usize,
    pattern: IdPattern<'static>,
    /// The text where it has no gap.
    literal: Option<String>,
    /// What a regular expression matches.
    matched: Vec<ModelId>,
}

impl Extension {
    /// The base IDs that it can mean.
    pub(super) fn models(&self, lexicon: &Lexicon) -> Vec<ModelId> {
        if !self.matched.is_empty() {
            return self.matched.clone();
        }
        match &self.literal {
            Some(literal) => lexicon
                .exact(literal)
                .map(|e| vec![ModelId::new(e.base.clone())])
                .unwrap_or_default(),
            None => lexicon.covered(&self.pattern),
        }
    }
}

/// Reads on after the end of a run; absent where the run ends there.
pub(super) fn extend<'t>(
    text: &'t [u8],
    start: usize,
    run: &EncodedRun,
    lexicon: &Lexicon,
    constants: &FileConstants<'t>,
) -> Option<Extension> {
    if is_expression(&text[run.stop..], run.regex) {
        let provider = run.text.split('.').next().unwrap_or_default();
        if let Some(found) = expression::read(text, start, provider, lexicon) {
            let kind = if found.prefix {
                TemplateKind::RegexPrefix
            } else {
                TemplateKind::Regex
            };
            return Some(Extension {
                kind,
                end: found.end,
                pattern: IdPattern::default(),
                literal: None,
                matched: found.models,
            });
        }
        if run.regex {
            return None;
        }
    }
    let mut reading = Reading::new(text, run, constants);
    let name = run.text.trim_end_matches(['.', ':', '-']);
    let complete = lexicon.exact(name).is_some() && !run.text.ends_with('-');
    // `….*` after an ID with its version is the rest of a regular expression: it names that model alone.
    if complete
        && run.text.ends_with('.')
        && text.get(run.stop) == Some(&b'*')
        && has_revision(name)
    {
        return None;
    }
    reading.read(complete);
    // The values of constants are not an ID: they may be set elsewhere as well.
    let is_id = |literal: &Option<String>| {
        literal
            .as_ref()
            .is_some_and(|id| lexicon.exact(id).is_some())
    };
    if reading.resolved && !is_id(&reading.literal) {
        reading = Reading {
            constants: None,
            ..Reading::new(text, run, constants)
        };
        reading.read(complete);
    }
    reading.finish()
}

/// Whether a name ends in `:N`.
fn has_revision(name: &str) -> bool {
    name.rsplit_once(':')
        .is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

struct Reading<'r, 'a> {
    text: &'a [u8],
    at: usize,
    pattern: IdPattern<'static>,
    literal: Option<String>,
    kind: Option<TemplateKind>,
    gaps: usize,
    /// The end of the text that identifies a model.
    end: usize,
    /// The literal text before each gap of a format.
    slots: Vec<String>,
    /// The literal text after the last gap.
    tail: String,
    /// The constants of the file; absent where they are left alone.
    constants: Option<&'r FileConstants<'a>>,
    /// Whether one of them is in the text.
    resolved: bool,
}

impl<'r, 'a> Reading<'r, 'a> {
    fn new(text: &'a [u8], run: &EncodedRun, constants: &'r FileConstants<'a>) -> Self {
        let mut reading = Self {
            text,
            at: run.stop,
            pattern: IdPattern::default(),
            literal: Some(String::new()),
            kind: None,
            gaps: 0,
            end: run.stop,
            slots: Vec::new(),
            tail: String::new(),
            constants: Some(constants),
            resolved: false,
        };
        reading.push(&run.text);
        reading
    }

    fn read(&mut self, complete: bool) {
        while self.gaps < MAX_GAPS {
            if !self.step(complete) {
                break;
            }
        }
    }

    /// Goes over a constant of `width` bytes whose value the file says; whether it does.
    fn resolve(&mut self, name: &[u8], width: usize) -> bool {
        let Some(value) = self.constants.and_then(|constants| constants.value(name)) else {
            return false;
        };
        self.resolved = true;
        self.kind = self.kind.max(Some(TemplateKind::Joined));
        self.gaps += 1;
        self.at += width;
        self.end = self.at;
        self.push(&value);
        true
    }

    fn push(&mut self, text: &str) {
        // The dot of `.*` and the dash of `[0-9]` belong to the expression.
        let text = match self.text.get(self.at) {
            Some(b'*' | b'+') => text.strip_suffix('.').unwrap_or(text),
            _ => text,
        };
        self.pattern.literal(text);
        if let Some(literal) = &mut self.literal {
            literal.push_str(text);
        }
        self.tail.push_str(text);
    }

    /// Goes over one gap and the literal after it; whether there was one.
    fn step(&mut self, complete: bool) -> bool {
        let rest = &self.text[self.at..];
        let Some(&first) = rest.first() else {
            return false;
        };
        if let Some((width, kind)) = wildcard(rest).or_else(|| placeholder(rest)) {
            // A complete ID before a bracket is not the beginning of an expression unless it is written as one.
            if complete
                && self.kind.is_none()
                && kind == TemplateKind::Template
                && matches!(first, b'<' | b'{' | b'$' | b'#' | b'%')
            {
                return false;
            }
            if kind == TemplateKind::Template && self.resolve(name_in(&rest[..width]), width) {
                self.read_literal();
                return true;
            }
            self.gap(width, kind);
            return true;
        }
        match (first, rest.get(1)) {
            (b'"' | b'\'', _) => self.join(self.at, complete),
            // Inside JSON the quotes are escaped.
            (b'\\', Some(b'"' | b'\'')) => self.join(self.at + 1, complete),
            _ => false,
        }
    }

    fn gap(&mut self, width: usize, kind: TemplateKind) {
        if self.text[self.at] == b'?' && kind == TemplateKind::Wildcard {
            self.pattern.one()
        } else {
            self.pattern.gap()
        }
        self.literal = None;
        self.kind = self.kind.max(Some(kind));
        self.gaps += 1;
        self.slots.push(std::mem::take(&mut self.tail));
        self.at += width;
        self.end = self.at;
        self.read_literal();
    }

    /// Reads the ID characters at the current position.
    fn read_literal(&mut self) {
        let mut run = EncodedRun::read(self.text, self.at);
        run.unsanitise();
        if run.text.is_empty() {
            return;
        }
        self.at = run.stop;
        self.end = run.stop;
        let text = std::mem::take(&mut run.text);
        self.push(&text);
    }

    /// Goes over the end of a literal, the quote at `end`, to the next piece of the expression.
    fn join(&mut self, end: usize, complete: bool) -> bool {
        let quote = self.text[end];
        let behind = &self.text[end + 1..];
        let Some((width, by_operator)) = operator(behind) else {
            return false;
        };
        let next = &behind[width..];
        let opening = literal_opening(next);
        if self.fill_in(behind) {
            return false;
        }
        let goes_on =
            opening.is_some_and(|w| next.get(w).is_some_and(|b| matches!(b, b':' | b'-')));
        if complete && self.kind.is_none() && !goes_on {
            return false;
        }
        // Adjacent literals, and those of a list that is joined, are one only where an ID cannot end or begin.
        let open_end =
            matches!(self.text[self.at - 1], b'.' | b'-' | b':') || (goes_on && !complete);
        if !by_operator && (!open_end || opening.is_none_or(|w| next[w - 1] != quote)) {
            return false;
        }
        let at = end + 1 + width;
        self.gaps += 1;
        if let Some(opening) = opening {
            self.kind = self.kind.max(Some(TemplateKind::Joined));
            self.at = at + opening;
            self.end = self.at;
            self.read_literal();
            return true;
        }
        let expression = next
            .iter()
            .take_while(|b| {
                b.is_ascii_alphanumeric()
                    || matches!(b, b'_' | b'.' | b'$' | b'[' | b']' | b'(' | b')')
            })
            .count();
        let then = &next[expression..];
        let name = next[..expression]
            .strip_prefix(b"$")
            .unwrap_or(&next[..expression]);
        let opened = self.at;
        self.at = at;
        if self.resolve(name, expression) {
            return self.go_on(then);
        }
        self.at = opened;
        let Some((width, true)) = operator(then) else {
            return self.trailing(at + expression, expression);
        };
        let Some(opening) = literal_opening(&then[width..]) else {
            return self.trailing(at + expression, expression);
        };
        self.pattern.gap();
        self.literal = None;
        self.kind = self.kind.max(Some(TemplateKind::Template));
        self.at = at + expression + width + opening;
        self.end = self.at;
        self.read_literal();
        true
    }

    /// Goes on with the literal that an operator joins after a constant; it ends the expression if none exists.
    fn go_on(&mut self, then: &[u8]) -> bool {
        let next = operator(then)
            .filter(|(_, operator)| *operator)
            .map(|(width, _)| width);
        match next.and_then(|width| Some(width + literal_opening(&then[width..])?)) {
            Some(width) => {
                self.at += width;
                self.end = self.at;
                self.read_literal();
            }
            None => self.gaps = MAX_GAPS,
        }
        true
    }

    /// Puts the arguments of a format into its gaps if all of them are literals.
    fn fill_in(&mut self, behind: &[u8]) -> bool {
        if self.slots.is_empty() || self.kind != Some(TemplateKind::Template) {
            return false;
        }
        let Some(arguments) = literal_arguments(behind, self.slots.len()) else {
            return false;
        };
        let mut filled = self.slots[0].clone();
        for (argument, piece) in arguments.iter().zip(
            self.slots[1..]
                .iter()
                .map(String::as_str)
                .chain([self.tail.as_str()]),
        ) {
            filled.push_str(argument);
            filled.push_str(piece);
        }
        self.literal = Some(filled);
        self.kind = Some(TemplateKind::Joined);
        true
    }

    /// The expression ends with a variable: anything may follow the last literal.
    fn trailing(&mut self, end: usize, width: usize) -> bool {
        if width == 0 {
            return false;
        }
        self.pattern.gap();
        self.literal = None;
        self.kind = self.kind.max(Some(TemplateKind::Template));
        self.gaps = MAX_GAPS;
        self.end = end;
        true
    }

    fn finish(self) -> Option<Extension> {
        let kind = self.kind?;
        // A template with no more than the provider could be any of its models.
        if kind == TemplateKind::Template && self.pattern.literal_bytes() < 12 {
            return None;
        }
        Some(Extension {
            kind,
            end: self.end,
            pattern: self.pattern,
            literal: self.literal,
            matched: Vec::new(),
        })
    }
}

/// The width of a `*` or `?` of a glob. `**` is emphasis, `*/` ends a comment.
fn wildcard(rest: &[u8]) -> Option<(usize, TemplateKind)> {
    match rest {
        [b'*', b'*' | b'/', ..] => None,
        [b'*', ..] => Some((1, TemplateKind::Wildcard)),
        [b'?', next, ..]
            if next.is_ascii_alphanumeric() || matches!(next, b'*' | b'-' | b'"' | b'\'') =>
        {
            Some((1, TemplateKind::Wildcard))
        }
        _ => None,
    }
}

/// Whether a regular expression continues here: a group with alternatives or a quantifier, a class, a repetition.
fn is_expression(rest: &[u8], escaped: bool) -> bool {
    match rest.first() {
        Some(b'(') => {
            let inside = rest
                .iter()
                .take(MAX_PLACEHOLDER)
                .position(|b| *b == b')')
                .unwrap_or(0);
            escaped || rest[..inside].contains(&b'|') || rest.get(inside + 1) == Some(&b'?')
        }
        Some(b'[' | b'\\' | b'/' | b'$' | b'*' | b'+' | b'?' | b'|' | b')') => escaped,
        _ => false,
    }
}

/// The width of a placeholder in the syntaxes of templates and formats.
pub(super) fn placeholder(rest: &[u8]) -> Option<(usize, TemplateKind)> {
    const PAIRS: &[(&[u8], &[u8])] = &[
        (b"${", b"}"),
        (b"#{", b"}"),
        (b"{{", b"}}"),
        (b"{", b"}"),
        (b"$(", b")"),
        (b"<", b">"),
        (b"[", b"]"),
    ];
    if let Some((opening, closing)) = PAIRS.iter().find(|(opening, _)| rest.starts_with(opening)) {
        let window = &rest[..rest.len().min(MAX_PLACEHOLDER)];
        let inside = window.windows(closing.len()).position(|w| w == *closing)?;
        let body = &window[opening.len().min(inside)..inside];
        let fits = !body.contains(&b'\n')
            && (*opening != b"<"
                || body
                    .iter()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b' ')))
            && (*opening != b"["
                || (!body.is_empty()
                    && body
                        .iter()
                        .all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_'))));
        return fits.then_some((inside + closing.len(), TemplateKind::Template));
    }
    match rest {
        [b'%', b's' | b'v' | b'd', ..] => Some((2, TemplateKind::Template)),
        [b'$', next, ..] if next.is_ascii_alphabetic() => Some((
            1 + rest[1..]
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
                .count(),
            TemplateKind::Template,
        )),
        _ => None,
    }
}

/// The name that a placeholder has in it; empty where it has more than a name.
fn name_in(placeholder: &[u8]) -> &[u8] {
    let is_mark = |b: &u8| matches!(b, b'$' | b'#' | b'{' | b'}' | b'(' | b')' | b' ');
    let from = placeholder
        .iter()
        .position(|b| !is_mark(b))
        .unwrap_or(placeholder.len());
    let to = placeholder
        .iter()
        .rposition(|b| !is_mark(b))
        .map_or(from, |last| last + 1);
    let name = &placeholder[from..to.max(from)];
    let is_name = name
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':'));
    if is_name { name } else { b"" }
}

/// What follows a name in an expression.
pub(super) enum TemplateRest<'t> {
    /// A literal, or the rest of the one in which the name is a placeholder: where its text begins.
    Literal(usize),
    /// Another name, and where it ends.
    Name(&'t [u8], usize),
}

/// What is joined after the name at `start..end`: after an operator, or after the placeholder that the name is in.
/// And where the name begins with its marks.
pub(super) fn after_name(
    text: &[u8],
    start: usize,
    end: usize,
) -> Option<(usize, TemplateRest<'_>)> {
    let floor = start.saturating_sub(4);
    let marks = text[floor..start]
        .iter()
        .rev()
        .take_while(|b| matches!(b, b'{' | b'$' | b'#' | b' '))
        .count();
    let opened = text[start - marks..start].trim_ascii_start();
    let from = start - opened.len();
    if let Some((width, TemplateKind::Template)) =
        placeholder(&text[from..]).filter(|_| !opened.is_empty())
        && from + width >= end
    {
        let rest = from + width;
        return Some((
            from,
            match placeholder(&text[rest..]) {
                Some((width, TemplateKind::Template)) => {
                    TemplateRest::Name(name_in(&text[rest..rest + width]), rest + width)
                }
                _ => TemplateRest::Literal(rest),
            },
        ));
    }
    let (width, true) = operator(&text[end..])? else {
        return None;
    };
    let rest = end + width;
    if let Some(opening) = literal_opening(&text[rest..]) {
        return Some((start, TemplateRest::Literal(rest + opening)));
    }
    let name = text[rest..]
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    (name > 0).then(|| {
        (
            start,
            TemplateRest::Name(&text[rest..rest + name], rest + name),
        )
    })
}
