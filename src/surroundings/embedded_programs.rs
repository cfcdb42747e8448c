//! Programs inside a file: the code cells of a notebook and the chunks of a document that are run when it is rendered.
//!
//! The context of a reference in such a program depends on the program only, in its own language.

use super::decide::Meaning;
use super::file::File;
use super::page_scripts;
use crate::language::{Kind, language_of};
use crate::lexer::TokenKind;
use crate::reference::{Context, Found};
use crate::source::{Encoding, Source, Span};

/// Languages of chunks and the ending of their files.
const CHUNKS: &[(&str, &str)] = &[
    ("python", "py"),
    ("r", "r"),
    ("bash", "sh"),
    ("sh", "sh"),
    ("zsh", "sh"),
    ("julia", "jl"),
    ("sql", "sql"),
    ("js", "js"),
    ("ojs", "js"),
    ("node", "js"),
    ("javascript", "js"),
    ("ruby", "rb"),
    ("perl", "pl"),
];

/// Corrects what the surroundings of the references inside of such programs mean.
pub(super) fn assign(file: &File<'_>, found: &[Found], meanings: &mut [Meaning]) {
    match file.kind() {
        Kind::Notebook => cells(file, found, meanings),
        Kind::Docs => {
            if runs_chunks(file) {
                chunks(file, found, meanings);
            }
            if file.source.language.name == "markdown" {
                scripts(file, found, meanings);
            }
        }
        _ => {}
    }
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

fn cells(file: &File<'_>, found: &[Found], meanings: &mut [Meaning]) {
    let mut at = 0;
    while at < found.len() {
        let Some(cell) = file.code_cell(found[at].span.start) else {
            at += 1;
            continue;
        };
        let inside = |m: &Found| cell.source.source_offset_of(file.text(), m.span.start);
        let end = found[at..]
            .iter()
            .position(|m| inside(m).is_none())
            .map_or(found.len(), |n| at + n);
        // The next part of the same cell may be an output of it, or the next cell.
        let end = end.max(at + 1);
        let starts: Vec<usize> = found[at..end].iter().filter_map(inside).collect();
        if starts.len() == end - at {
            let (name, program) = file.program_of_cell(cell.cell, &cell.source.text);
            part(
                file,
                &name,
                program,
                (&found[at..end], &mut meanings[at..end]),
                &starts,
                cell.cell << 12,
            );
        }
        at = end;
    }
}

fn chunks(file: &File<'_>, found: &[Found], meanings: &mut [Meaning]) {
    let text = file.text();
    let mut at = 0;
    let mut number = 0;
    while at < found.len() {
        let fence = file
            .lexed
            .token_at(found[at].span.start)
            .map(|(_, token)| token);
        let Some(fence) = fence.filter(|token| token.kind == TokenKind::Fence) else {
            at += 1;
            continue;
        };
        let end = found[at..]
            .iter()
            .position(|m| m.span.start >= fence.span.end)
            .map_or(found.len(), |n| at + n);
        let inner = fence.inner.clone();
        let (open, code) = (&text[fence.span.start..inner.start], &text[inner.clone()]);
        let program = executed(open, code)
            .map(|extension| (extension, 0))
            .or_else(|| executed_span(open, code));
        if let Some((extension, skipped)) = program {
            let inner = inner.start + skipped..inner.end;
            let starts: Vec<usize> = found[at..end]
                .iter()
                .map(|m| m.span.start.saturating_sub(inner.start))
                .collect();
            part(
                file,
                &format!("a.{extension}"),
                text[inner].to_vec(),
                (&found[at..end], &mut meanings[at..end]),
                &starts,
                number << 12,
            );
            number += 1;
        }
        at = end.max(at + 1);
    }
}

/// Programs of a page: what MDX exports, and the scripts of VitePress and other generators of pages.
fn scripts(file: &File<'_>, found: &[Found], meanings: &mut [Meaning]) {
    // A registry of a chunk has a number below these.
    const FIRST: u32 = 1 << 24;
    let mut at = 0;
    for (number, script) in (0..).zip(page_scripts::of(file)) {
        at += found[at..].partition_point(|m| m.span.start < script.start);
        let end = at + found[at..].partition_point(|m| m.span.start < script.end);
        if at == end {
            continue;
        }
        let starts = found[at..end].iter().map(|m| m.span.start - script.start);
        let starts: Vec<usize> = starts.collect();
        part(
            file,
            "a.tsx",
            file.text()[script].to_vec(),
            (&found[at..end], &mut meanings[at..end]),
            &starts,
            FIRST + (number << 12),
        );
        at = end;
    }
}

/// The ending of the language of a chunk that is run: ```` ```{python} ````, without an option that says it is not.
fn executed(open: &[u8], inner: &[u8]) -> Option<&'static str> {
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
        .find(|(known, _)| *known == name)
        .map(|(_, extension)| *extension)
        .filter(|_| !off)
}

/// The same for a cell of Jupyter in a document, with the name of its kernel or language: `ipython3`, `r`, nothing.
fn executed_cell(kernel: &str, inner: &[u8]) -> Option<&'static str> {
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
        .find(|(known, _)| *known == name)
        .map(|(_, extension)| *extension)
        .filter(|_| !is_skipped)
}

/// The same for a span of a line, and how long the name is before its code: `` `r f(x)` ``, `` `{python} f(x)` ``.
fn executed_span(open: &[u8], inner: &[u8]) -> Option<(&'static str, usize)> {
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
        .find(|(known, _)| known.as_bytes() == name)
        .map(|(_, extension)| (*extension, width + 1))
}

/// Corrects the meaning of references by a program in which they begin at `starts`. Registries are numbered from `first`.
fn part(
    file: &File<'_>,
    name: &str,
    text: Vec<u8>,
    (found, meanings): (&[Found], &mut [Meaning]),
    starts: &[usize],
    first: u32,
) {
    let language = language_of(name, &[]);
    let source = Source {
        language,
        ..Source::new(file.source.path.clone(), text, Encoding::Utf8)
    };
    let moved = |span: Span, from: usize, to: usize| Span {
        start: (span.start + to).saturating_sub(from),
        end: (span.end + to).saturating_sub(from),
    };
    let inner: Vec<Found> = found
        .iter()
        .zip(starts)
        .map(|(m, to)| Found {
            span: moved(m.span, m.span.start, *to),
            id_span: moved(m.id_span, m.span.start, *to),
            ..m.clone()
        })
        .filter(|m| m.span.end <= source.text.len())
        .collect();
    if inner.len() != found.len() {
        return;
    }
    let inner = super::decide::meanings(&File::new(&source), &inner);
    for (meaning, inner) in meanings.iter_mut().zip(inner) {
        // A test and a recording are one by the file that they are in.
        if matches!(meaning.context, Context::Recording | Context::Test)
            && inner.context == Context::Code
        {
            continue;
        }
        meaning.context = inner.context;
        meaning.purpose = inner.purpose;
        meaning.registry = inner.registry.map(|number| first + number);
    }
}
