//! What the rules look at: the file as a whole, and the surroundings of one reference.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use memchr::memmem;

use super::{routes, text};
use crate::language::{Kind, language_of};
use crate::lexer::{Lexed, TokenKind, lex};
use crate::notebook::{CellKind, CellSource, Notebook};
use crate::source::{Source, Span};

/// How many bytes before and behind a reference count as its surroundings.
const AROUND: usize = 900;

/// How far the settings at the head of a document go at most.
const FRONT_MATTER: usize = 8 * 1024;

/// A file with references.
pub(crate) struct File<'s> {
    pub(crate) source: &'s Source,
    /// The path in lower case with `/`.
    pub(crate) path: String,
    pub(crate) lexed: Lexed,
    notebook: Option<Notebook>,
    calls: OnceCell<bool>,
    facts: [OnceCell<bool>; FACTS.len()],
    routes: OnceCell<bool>,
    tests: OnceCell<Vec<Range<usize>>>,
    cell: RefCell<Option<DecodedCell>>,
}

/// Something that the words of a file say about the whole of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// Recorded requests, responses and results.
    Recording,
    /// A CloudFormation or SAM template.
    Template,
    /// A program that describes infrastructure.
    Infrastructure,
    /// An IAM policy and nothing else.
    Policy,
}

/// The words that say a [`Fact`]: all of the first, one of the second; in the order of the facts.
const FACTS: [(&[&str], &[&str]); 4] = [
    (
        &[],
        &[
            "http_interactions:",
            "recorded_with:",
            "recorded_at:",
            "x-amzn-requestid",
            "x-amzn-bedrock-",
            "\"httpstatuscode\"",
            "\"recordedat\"",
            // Answers of models: how they ended.
            "\"stop_reason\": \"end_turn\"",
            "\"stop_reason\":\"end_turn\"",
            "\"stopreason\": \"end_turn\"",
            "\"stopreason\":\"end_turn\"",
            "\"finish_reason\": \"stop\"",
            "\"finish_reason\":\"stop\"",
            // Results of evaluations.
            "\"gradingresult\"",
        ],
    ),
    (
        &[],
        &[
            "awstemplateformatversion",
            "aws::serverless",
            "aws::cloudformation",
            "type: aws::",
            "type: 'aws::",
            "type: \"aws::",
            "\"type\": \"aws::",
            "\"type\":\"aws::",
        ],
    ),
    (
        &[],
        &[
            "aws-cdk-lib",
            "@aws-cdk/",
            "aws_cdk",
            "software.amazon.awscdk",
            "amazon.cdk",
            "aws-cdk-go",
            "@pulumi/",
            "pulumi_aws",
            "import pulumi",
            "com.pulumi",
            "pulumi-aws/sdk",
            "@cdktf/",
            "from cdktf",
            "from troposphere",
            "sst.aws.",
            "@aws-amplify/backend",
        ],
    ),
    (&["statement", "effect"], &["2012-10-17", "2008-10-17"]),
];

/// The source of one notebook cell, decoded and split.
struct DecodedCell {
    cell: u32,
    source: CellSource,
    lexed: Lexed,
}

/// One reference in its file.
pub(crate) struct Place<'f, 's> {
    pub(crate) file: &'f File<'s>,
    pub(crate) span: Span,
    /// What it stands in.
    pub(crate) ground: Ground,
}

/// What a reference stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ground {
    /// Code, data or a literal.
    Code,
    /// A comment.
    Comment,
    /// Prose, code shown in it, and values that are text for people.
    Prose,
    /// What a program gave out.
    Output,
}

impl<'s> File<'s> {
    pub(crate) fn new(source: &'s Source) -> Self {
        let notebook = (source.language.kind == Kind::Notebook).then(|| Notebook::new(&source.text));
        Self {
            path: source.path.display.replace('\\', "/").to_lowercase(),
            // A window may begin anywhere, also inside a literal: only its language can be told.
            lexed: if source.whole { lex(&source.text, source.language) } else { lex(&[], source.language) },
            source,
            notebook,
            calls: OnceCell::new(),
            facts: Default::default(),
            routes: OnceCell::new(),
            tests: OnceCell::new(),
            cell: RefCell::new(None),
        }
    }

    pub(crate) fn text(&self) -> &'s [u8] {
        &self.source.text
    }

    pub(crate) fn kind(&self) -> Kind {
        self.source.language.kind
    }

    /// The name of the file, in lower case.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The folders above the file, in lower case.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &str> {
        let folders = self.path.rsplit_once('/').map_or("", |(folders, _)| folders);
        folders.split('/').filter(|f| !f.is_empty() && *f != "." && *f != "..")
    }

    /// Whether the file's words say so.
    pub(crate) fn says(&self, fact: Fact) -> bool {
        *self.facts[fact as usize].get_or_init(|| {
            let text = self.text().to_ascii_lowercase();
            let has = |word: &&str| memmem::find(&text, word.as_bytes()).is_some();
            let (all, any) = FACTS[fact as usize];
            all.iter().all(has) && any.iter().any(has)
        })
    }

    /// Whether the file is a configuration in which each listed model is called.
    pub(crate) fn lists_routes(&self) -> bool {
        *self.routes.get_or_init(|| routes::lists_routes(self.name(), &self.text().to_ascii_lowercase()))
    }

    /// Whether `offset` lies in a module of tests inside a program: Rust's `#[cfg(test)]`.
    pub(crate) fn in_tests(&self, offset: usize) -> bool {
        let ranges = self.tests.get_or_init(|| match self.source.language.name {
            "rust" => test_modules(self.text()),
            _ => Vec::new(),
        });
        ranges.iter().any(|r| r.contains(&offset))
    }

    /// Whether the file itself calls Bedrock, comments and documentation apart.
    pub(crate) fn calls_bedrock(&self) -> bool {
        *self.calls.get_or_init(|| {
            matches!(self.kind(), Kind::Code | Kind::Notebook | Kind::Infra)
                && CALLS.iter().any(|w| {
                    memmem::find_iter(self.text(), w.as_bytes())
                        .take(64)
                        .any(|at| !self.lexed.kind_at(at).is_comment())
                })
        })
    }

    pub(crate) fn place(&self, span: Span) -> Place<'_, 's> {
        Place { file: self, span, ground: self.ground(span) }
    }

    fn ground(&self, span: Span) -> Ground {
        if let Some(notebook) = &self.notebook {
            return self.notebook_ground(notebook, span.start);
        }
        match self.lexed.kind_at(span.start) {
            TokenKind::LineComment | TokenKind::BlockComment => Ground::Comment,
            TokenKind::Prose => Ground::Prose,
            TokenKind::Fence if self.kind() == Kind::Docs => Ground::Prose,
            _ if text::is_spoken_of(self, span) => Ground::Prose,
            TokenKind::Fence | TokenKind::Code | TokenKind::String => Ground::Code,
        }
    }

    fn notebook_ground(&self, notebook: &Notebook, offset: usize) -> Ground {
        let Some(place) = notebook.cell_at(self.text(), offset) else { return Ground::Code };
        match (place.output, place.kind) {
            (true, _) => Ground::Output,
            (false, CellKind::Markdown | CellKind::Raw) => Ground::Prose,
            (false, CellKind::Code) => self.cell_ground(notebook, place.cell, offset),
        }
    }

    /// The number and the decoded source of the notebook cell in which `offset` stands; `None` for outputs.
    pub(crate) fn cell_source(&self, offset: usize, known: Option<u32>) -> Option<(u32, Option<Vec<u8>>)> {
        let notebook = self.notebook.as_ref()?;
        let place = notebook.cell_at(self.text(), offset).filter(|p| !p.output)?;
        let read = || notebook.source_of(self.text(), place.cell, CELL_LIMIT).text;
        Some((place.cell, (known != Some(place.cell)).then(read)))
    }

    /// Whether a place in the source of a code cell is a comment of its language; the cell is split once.
    fn cell_ground(&self, notebook: &Notebook, cell: u32, offset: usize) -> Ground {
        let mut kept = self.cell.borrow_mut();
        if kept.as_ref().is_none_or(|k| k.cell != cell) {
            let source = notebook.source_of(self.text(), cell, CELL_LIMIT);
            let lexed = lex(&source.text, language_of("cell.py", &[]));
            *kept = Some(DecodedCell { cell, source, lexed });
        }
        let comment = kept.as_ref().is_some_and(|kept| {
            let place = kept.source.place_of(self.text(), offset);
            place.is_some_and(|place| kept.lexed.kind_at(place).is_comment())
        });
        if comment { Ground::Comment } else { Ground::Code }
    }
}

/// The bytes of a cell beyond which it is not looked into.
const CELL_LIMIT: usize = 256 * 1024;

/// From each `#[cfg(test)]` to the brace at the start of a line that closes what follows it.
fn test_modules(text: &[u8]) -> Vec<Range<usize>> {
    let mut modules: Vec<Range<usize>> = Vec::new();
    for start in memmem::find_iter(text, b"#[cfg(test)]") {
        if modules.last().is_none_or(|m| m.end <= start) {
            let end = memmem::find(&text[start..], b"\n}").map_or(text.len(), |n| start + n);
            modules.push(start..end);
        }
    }
    modules
}

/// Words of programs that call Bedrock, as their SDKs and the usual libraries write them.
const CALLS: &[&str] = &[
    ".invoke_model(",
    ".invoke_model_with_response_stream(",
    ".converse(",
    ".converse_stream(",
    ".invokeModel(",
    ".invokeModelWithResponseStream(",
    ".converseStream(",
    ".InvokeModel(",
    ".InvokeModelAsync(",
    ".InvokeModelWithResponseStream",
    ".Converse(",
    ".ConverseAsync(",
    ".ConverseStream(",
    "InvokeModelCommand",
    "InvokeModelWithResponseStreamCommand",
    "InvokeModelRequest",
    "InvokeModelInput",
    "ConverseCommand",
    "ConverseStreamCommand",
    "ConverseRequest",
    "ConverseStreamRequest",
    "ConverseInput",
    "\"bedrock-runtime\"",
    "'bedrock-runtime'",
    "aws bedrock-runtime ",
    "BedrockRuntimeClient",
    "BedrockRuntimeAsyncClient",
    "ChatBedrock(",
    "ChatBedrockConverse(",
    "BedrockChat(",
    "BedrockLLM(",
    "BedrockEmbeddings(",
    "BedrockConverse(",
    "BedrockModel(",
    "BedrockChatModel.builder",
    "AnthropicBedrock(",
    "createAmazonBedrock(",
    "@ai-sdk/amazon-bedrock",
    "AddBedrock",
    "bedrock-runtime.",
    "litellm.completion(",
    "litellm.acompletion(",
];

impl<'s> Place<'_, 's> {
    /// What stands before the reference on its line.
    pub(crate) fn line_before(&self) -> &'s [u8] {
        &self.file.text()[self.line_bounds().0..self.span.start]
    }

    /// The bounds of the line, cut to a window in minified text.
    pub(crate) fn line_bounds(&self) -> (usize, usize) {
        let text = self.file.text();
        let from = self.span.start.saturating_sub(AROUND);
        let to = (self.span.end + AROUND).min(text.len());
        let start = memchr::memrchr(b'\n', &text[from..self.span.start]).map_or(from, |n| from + n + 1);
        let end = memchr::memchr(b'\n', &text[self.span.end..to]).map_or(to, |n| self.span.end + n);
        (start, end)
    }

    /// Where the nearest line above that is not empty begins and ends.
    pub(crate) fn line_above(&self) -> Option<(usize, usize)> {
        let text = self.file.text();
        let (start, _) = self.line_bounds();
        let from = start.saturating_sub(AROUND);
        let end = from + text[from..start].trim_ascii_end().len();
        let begin = memchr::memrchr(b'\n', &text[from..end]).map_or(from, |n| from + n + 1);
        (begin < end).then_some((begin, end))
    }

    /// The text around the reference.
    pub(crate) fn around(&self) -> &'s [u8] {
        let text = self.file.text();
        let from = self.span.start.saturating_sub(AROUND);
        &text[from..(self.span.end + AROUND).min(text.len())]
    }

    /// The part of it behind the reference.
    pub(crate) fn behind(&self) -> &'s [u8] {
        let text = self.file.text();
        &text[self.span.end..(self.span.end + AROUND).min(text.len())]
    }

    /// Whether it stands in the settings between two lines of dashes at the head of a document.
    pub(crate) fn in_front_matter(&self) -> bool {
        let head = &self.file.text()[..self.span.start.min(FRONT_MATTER)];
        self.span.start < FRONT_MATTER
            && (head.starts_with(b"---\n") || head.starts_with(b"---\r\n"))
            && memmem::find(&head[3..], b"\n---").is_none()
    }

    /// Whether the surroundings have one of these words, written just so.
    pub(crate) fn near(&self, words: &[&str]) -> bool {
        words.iter().any(|w| memmem::find(self.around(), w.as_bytes()).is_some())
    }

    /// Whether what stands between two offsets has one of these words, all in lower case.
    pub(crate) fn between(&self, from: usize, to: usize, words: &[&str]) -> bool {
        let text = self.file.text()[from..to].to_ascii_lowercase();
        words.iter().any(|w| memmem::find(&text, w.as_bytes()).is_some())
    }

    /// The name of the field, variable or argument that the reference is the value of, if one stands right
    /// before it: `Default` in `"Default": "…"`.
    pub(crate) fn key(&self) -> &'s [u8] {
        let before = without_tag(unquoted_end(self.line_before()));
        let Some(before) = before
            .strip_suffix(b":")
            .or_else(|| before.strip_suffix(b"="))
            .or_else(|| before.strip_suffix(b"=>"))
        else {
            return b"";
        };
        let before = unquoted_end(before);
        let word = before
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'-' | b'.'))
            .count();
        &before[before.len() - word..]
    }
}

impl<'s> Place<'_, 's> {
    /// The line that opens the innermost block around the reference, by brackets or by indentation; empty
    /// where none is in reach. Bounded: it looks back a window only.
    pub(crate) fn enclosing_head(&self) -> &'s [u8] {
        let text = self.file.text();
        let from = self.span.start.saturating_sub(4 * AROUND);
        let before = &text[from..self.span.start];
        let (start, _) = self.line_bounds();
        let own = indent(&text[start..self.span.start]);
        if own == 0 {
            return b"";
        }
        for line in before[..start.saturating_sub(from)].rsplit(|b| *b == b'\n') {
            let trimmed = line.trim_ascii();
            if !trimmed.is_empty() && indent(line) < own && !matches!(trimmed, [b'#' | b'/' | b'*', ..]) {
                return line;
            }
        }
        b""
    }
}

/// The text without the spaces and the opening quote at its end.
pub(super) fn unquoted_end(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii_end();
    let open = text.iter().rev().take_while(|b| matches!(**b, b'"' | b'\'' | b'`' | b'\\')).count();
    text[..text.len() - open].trim_ascii_end()
}

/// The text without a YAML tag at its end: `!Sub`, `!!str`.
fn without_tag(text: &[u8]) -> &[u8] {
    let name = text.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b':').count();
    match text[..text.len() - name].strip_suffix(b"!") {
        Some(before) if name > 0 => {
            before.trim_ascii_end().strip_suffix(b"!").unwrap_or(before).trim_ascii_end()
        }
        _ => text,
    }
}

fn indent(line: &[u8]) -> usize {
    line.iter().take_while(|b| matches!(**b, b' ' | b'\t')).count()
}
