//! Programs inside a file: the code cells of a notebook, the chunks of a document that are run when it is rendered, and the
//! scripts of a page.
//!
//! The context of a reference in such a program depends on the program only, in its own language. Cells and chunks of one
//! language that run one after the other are one program: what one defines, another sends.

use super::decide::Meaning;
use super::embedded_program::{CollectedPrograms, EmbeddedProgram, ProgramParts};
use super::file::File;
use super::{executed_chunks, page_scripts};
use crate::language::Kind;
use crate::reference::{Context, Found};
use crate::source::Span;

/// The programs inside of a file, found once.
pub(super) fn of<'f>(file: &'f File<'_>) -> &'f [EmbeddedProgram] {
    file.programs.get_or_init(|| match file.kind() {
        Kind::Notebook => of_cells(file),
        Kind::Docs => of_document(file),
        _ => Vec::new(),
    })
}

fn of_cells(file: &File<'_>) -> Vec<EmbeddedProgram> {
    let mut programs = CollectedPrograms::default();
    for cell in file.cell_programs() {
        programs.add(cell.name, ProgramParts::Cells(cell.source), cell.in_session);
    }
    programs.finish()
}

/// What MDX exports and the scripts of VitePress and other generators of pages are one module.
fn of_document(file: &File<'_>) -> Vec<EmbeddedProgram> {
    let mut programs = CollectedPrograms::default();
    let part = |range: std::ops::Range<usize>| ProgramParts::Ranges {
        text: file.text()[range.clone()].to_vec(),
        ranges: vec![(range, 0)],
    };
    for chunk in executed_chunks::of(file) {
        let name = format!("a.{}", chunk.extension);
        programs.add(name, part(chunk.code), chunk.in_session);
    }
    if file.source.language.name == "markdown" {
        for script in page_scripts::of(file) {
            programs.add("a.tsx".to_owned(), part(script), true);
        }
    }
    programs.finish()
}

/// Those of the references of a file that are in a program, by their number, as they are in it.
pub(super) fn found_in(
    program: &EmbeddedProgram,
    file: &File<'_>,
    found: &[Found],
) -> Vec<(usize, Found)> {
    let reach = program.reach();
    let first = found.partition_point(|found| found.span.start < reach.start);
    let last = found.partition_point(|found| found.span.start < reach.end);
    let text = file.text();
    let inside = (first..last).filter_map(|number| {
        let found = &found[number];
        let start = program.position_of(text, found.span.start)?;
        let moved = |span: Span| Span {
            start: (span.start + start).saturating_sub(found.span.start),
            end: (span.end + start).saturating_sub(found.span.start),
        };
        let inner = Found {
            span: moved(found.span),
            id_span: moved(found.id_span),
            ..found.clone()
        };
        (inner.span.end <= program.text().len()).then_some((number, inner))
    });
    inside.collect()
}

/// Corrects what the surroundings of the references inside of such programs mean.
pub(super) fn assign(file: &File<'_>, found: &[Found], meanings: &mut [Meaning]) {
    let mut registries = first_free(meanings);
    for program in of(file) {
        let (numbers, inner): (Vec<usize>, Vec<Found>) =
            found_in(program, file, found).into_iter().unzip();
        if inner.is_empty() {
            continue;
        }
        let source = program.source(file.source);
        let inner = super::decide::meanings(&File::new(&source), &inner);
        let next = registries + first_free(&inner);
        for (number, inner) in numbers.into_iter().zip(inner) {
            let meaning = &mut meanings[number];
            // A test and a recording are one by the file that they are in.
            if matches!(meaning.context, Context::Recording | Context::Test)
                && inner.context == Context::Code
            {
                continue;
            }
            meaning.context = inner.context;
            meaning.purpose = inner.purpose;
            meaning.registry = inner.registry.map(|number| registries + number);
        }
        registries = next;
    }
}

/// A number above those of all registries.
fn first_free(meanings: &[Meaning]) -> u32 {
    let numbers = meanings.iter().filter_map(|meaning| meaning.registry);
    numbers.max().map_or(0, |number| number + 1)
}
