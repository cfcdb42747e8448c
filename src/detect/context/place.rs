//! What the rules look at: the file as a whole, and the surroundings of one reference.

use std::cell::OnceCell;

use memchr::memmem;

use crate::language::{Kind, language_of};
use crate::lexer::{Lexed, TokenKind, lex};
use crate::notebook::{CellKind, Notebook};
use crate::source::{Source, Span};

/// How many bytes before and behind a reference count as its surroundings.
const AROUND: usize = 1200;

/// A file with references.
pub(crate) struct File<'s> {
    pub(crate) source: &'s Source,
    /// The path in lower case with `/`.
    pub(crate) path: String,
    pub(crate) lexed: Lexed,
    notebook: Option<Notebook>,
    calls: OnceCell<bool>,
    lower: OnceCell<Vec<u8>>,
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
    /// Prose, and code shown in it.
    Prose,
    /// What a program gave out.
    Output,
}

impl<'s> File<'s> {
    pub(crate) fn new(source: &'s Source) -> Self {
        let notebook = (source.language.kind == Kind::Notebook).then(|| Notebook::new(&source.text));
        Self {
            path: source.path.display.replace('\\', "/").to_lowercase(),
            lexed: lex(&source.text, source.language),
            source,
            notebook,
            calls: OnceCell::new(),
            lower: OnceCell::new(),
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

    /// The text in lower case, made once.
    pub(crate) fn lower(&self) -> &[u8] {
        self.lower.get_or_init(|| self.text().to_ascii_lowercase())
    }

    /// Whether the text has one of these words, all in lower case.
    pub(crate) fn has_any(&self, words: &[&str]) -> bool {
        words.iter().any(|w| memmem::find(self.lower(), w.as_bytes()).is_some())
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
        Place { file: self, span, ground: self.ground(span.start) }
    }

    fn ground(&self, offset: usize) -> Ground {
        if let Some(notebook) = &self.notebook {
            return self.notebook_ground(notebook, offset);
        }
        match self.lexed.kind_at(offset) {
            TokenKind::LineComment | TokenKind::BlockComment => Ground::Comment,
            TokenKind::Prose => Ground::Prose,
            TokenKind::Fence if self.kind() == Kind::Docs => Ground::Prose,
            TokenKind::Fence | TokenKind::Code | TokenKind::String => Ground::Code,
        }
    }

    fn notebook_ground(&self, notebook: &Notebook, offset: usize) -> Ground {
        let Some(place) = notebook.cell_at(self.text(), offset) else { return Ground::Code };
        match (place.output, place.kind) {
            (true, _) => Ground::Output,
            (false, CellKind::Markdown | CellKind::Raw) => Ground::Prose,
            (false, CellKind::Code) => {
                let Some((cell, at)) = notebook.decoded_around(self.text(), offset) else {
                    return Ground::Code;
                };
                let lexed = lex(&cell, language_of("cell.py", &[]));
                if lexed.kind_at(at).is_comment() { Ground::Comment } else { Ground::Code }
            }
        }
    }
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
    "litellm.completion(",
    "litellm.acompletion(",
];

impl<'s> Place<'_, 's> {
    /// The line in which the reference begins, without its end.
    pub(crate) fn line(&self) -> &'s [u8] {
        let (start, end) = self.line_bounds();
        &self.file.text()[start..end]
    }

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

    /// The text around the reference.
    pub(crate) fn around(&self) -> &'s [u8] {
        let text = self.file.text();
        let from = self.span.start.saturating_sub(AROUND);
        &text[from..(self.span.end + AROUND).min(text.len())]
    }

    /// Whether the surroundings have one of these words, written just so.
    pub(crate) fn near(&self, words: &[&str]) -> bool {
        words.iter().any(|w| memmem::find(self.around(), w.as_bytes()).is_some())
    }

    /// Whether the line has one of these words, all in lower case.
    pub(crate) fn on_line(&self, words: &[&str]) -> bool {
        let line = self.line().to_ascii_lowercase();
        words.iter().any(|w| memmem::find(&line, w.as_bytes()).is_some())
    }

    /// The text of the reference.
    pub(crate) fn token(&self) -> &'s [u8] {
        &self.file.text()[self.span.start..self.span.end]
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
        for line in before[..start.saturating_sub(from)].rsplit(|b| *b == b'\n') {
            let trimmed = line.trim_ascii();
            if !trimmed.is_empty() && indent(line) < own && !matches!(trimmed, [b'#' | b'/' | b'*', ..]) {
                return line;
            }
        }
        b""
    }
}

fn indent(line: &[u8]) -> usize {
    line.iter().take_while(|b| matches!(**b, b' ' | b'\t')).count()
}
