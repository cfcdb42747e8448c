//! The chunks of a document that are run when it is rendered: ```` ```{python} ```` of Quarto and R Markdown, `{code-cell}` of MyST,
//! Sphinx's `jupyter-execute`.

use std::ops::Range;

use super::file::File;
use crate::lexer::TokenKind;

/// A language of chunks.
struct ChunkLanguage {
    name: &'static str,
    /// The ending of its files.
    extension: &'static str,
    /// Whether the chunks of a document run one after the other in one process.
    in_session: bool,
}

const fn chunk(name: &'static str, extension: &'static str, in_session: bool) -> ChunkLanguage {
    ChunkLanguage {
        name,
        extension,
        in_session,
    }
}

/// Languages of chunks. Knitr starts a process for each chunk of a shell.
const CHUNKS: &[ChunkLanguage] = &[
    chunk("python", "py", true),
    chunk("r", "r", true),
    chunk("bash", "sh", false),
    chunk("sh", "sh", false),
    chunk("zsh", "sh", false),
    chunk("julia", "jl", true),
    chunk("sql", "sql", false),
    chunk("js", "js", true),
    chunk("ojs", "js", true),
    chunk("node", "js", false),
    chunk("javascript", "js", true),
    chunk("ruby", "rb", false),
    chunk("perl", "pl", false),
];

/// A chunk that is run.
pub(super) struct ExecutedChunk {
    /// The ending of files in its language.
    pub(super) extension: &'static str,
    /// Its code.
    pub(super) code: Range<usize>,
    /// Whether it runs in one process with the other chunks of its language.
    pub(super) in_session: bool,
}

/// The chunks of a document that are run, in ascending order.
pub(super) fn of(file: &File<'_>) -> Vec<ExecutedChunk> {
    if !runs_chunks(file) {
        return Vec::new();
    }
    let text = file.text();
    let fences = file.lexed.tokens().iter();
    let fences = fences.filter(|token| token.kind == TokenKind::Fence);
    let chunks = fences.filter_map(|fence| {
        let inner = fence.inner.clone();
        let (open, code) = (&text[fence.span.start..inner.start], &text[inner.clone()]);
        let (language, skipped) = executed(open, code)
            .map(|language| (language, 0))
            .or_else(|| executed_span(open, code))?;
        Some(ExecutedChunk {
            extension: language.extension,
            code: inner.start + skipped..inner.end,
            in_session: language.in_session,
        })
    });
    chunks.collect()
}

/// Whether chunks of a document are run: by knitr and Quarto, by Jupyter where the head of a document in MyST names a kernel,
/// and by the directive of Sphinx.
fn runs_chunks(file: &File<'_>) -> bool {
    /// How far the head of a document goes at most.
    const HEAD: usize = 4096;
    let text = file.text();
    let head = &text[..text.len().min(HEAD)];
    let has = |word: &[u8]| memchr::memmem::find(head, word).is_some();
    match file.source.language.name {
        "markdown" if head.starts_with(b"---") => {
            has(b"\nkernelspec:")
                || has(b"\njupytext:")
                || file.path.ends_with(".qmd")
                || file.path.ends_with(".rmd")
        }
        "markdown" => file.path.ends_with(".qmd") || file.path.ends_with(".rmd"),
        name => name == "restructuredtext",
    }
}

/// The language of a chunk that is run: ```` ```{python} ````, without an option that says it is not.
fn executed(open: &[u8], inner: &[u8]) -> Option<&'static ChunkLanguage> {
    let open = String::from_utf8_lossy(open).to_lowercase();
    let info = open.trim().trim_start_matches(['`', '~', '>', ' ']);
    if let Some(kernel) = info
        .strip_prefix("{code-cell}")
        .or_else(|| info.strip_prefix(".. jupyter-execute::"))
    {
        return executed_cell(kernel, inner);
    }
    let info = info.strip_prefix('{')?;
    let width = info
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(info.len());
    let (name, options) = info.split_at(width);
    let options = options.replace(' ', "");
    let said: String = inner
        .split(|b| *b == b'\n')
        .take_while(|line| line.starts_with(b"#|"))
        .map(|line| {
            String::from_utf8_lossy(line)
                .to_lowercase()
                .replace(' ', "")
        })
        .collect();
    let off = options.contains("eval=false")
        || options.contains("eval=f}")
        || said.contains("eval:false");
    CHUNKS
        .iter()
        .find(|known| known.name == name)
        .filter(|_| !off)
}

/// The same for a cell of Jupyter in a document, with the name of its kernel or language: `ipython3`, `r`, nothing.
fn executed_cell(kernel: &str, inner: &[u8]) -> Option<&'static ChunkLanguage> {
    let name = kernel.trim().trim_end_matches(|c: char| c.is_ascii_digit());
    let name = match name.strip_prefix("ipython") {
        Some(_) => "python",
        None if name.is_empty() => "python",
        None => name,
    };
    let mut options = inner
        .split(|b| *b == b'\n')
        .take_while(|line| line.trim_ascii_start().starts_with(b":"));
    let is_skipped = options.any(|line| memchr::memmem::find(line, b"skip-execution").is_some());
    CHUNKS
        .iter()
        .find(|known| known.name == name)
        .filter(|_| !is_skipped)
}

/// The same for a span of a line, and how long the name is before its code: `` `r f(x)` ``, `` `{python} f(x)` ``.
fn executed_span(open: &[u8], inner: &[u8]) -> Option<(&'static ChunkLanguage, usize)> {
    if !open.iter().all(|b| *b == b'`') {
        return None;
    }
    let width = inner.iter().position(|b| *b == b' ')?;
    let word = inner[..width].to_ascii_lowercase();
    let name = match word.as_slice() {
        b"r" => b"r",
        word => word.strip_prefix(b"{")?.strip_suffix(b"}")?,
    };
    CHUNKS
        .iter()
        .find(|known| known.name.as_bytes() == name)
        .map(|language| (language, width + 1))
}
