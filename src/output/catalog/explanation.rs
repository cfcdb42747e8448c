//! Everything known about one model: for the terminal, as one line, as Markdown and as JSON.

use std::io::{self, Write};

use crate::catalog::Stage;
use crate::explain::{Explanation, ReplacementFacts};
use crate::output::escape::{markdown, markdown_code, markdown_message, terminal};
use crate::output::json_text;

/// Columns of a page in a terminal.
const WIDTH: usize = 96;

/// Writes an explanation for a terminal.
pub fn write_explanation(page: &Explanation, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", terminal(&page.asked))?;
    for line in wrapped(&terminal(&page.lead()), WIDTH) {
        writeln!(out, "{line}")?;
    }
    for section in page.sections() {
        writeln!(out, "\n{}", terminal(&section.title))?;
        for (nth, item) in section.items.iter().enumerate() {
            if section.is_drawing {
                writeln!(out, "{}", format!("  {item}").trim_end())?;
                continue;
            }
            let (first, rest) = if section.is_ordered {
                (format!("  {:>2}. ", nth + 1), "      ")
            } else {
                ("  ".to_owned(), "    ")
            };
            for (at, line) in wrapped(&terminal(item), WIDTH - rest.len())
                .iter()
                .enumerate()
            {
                writeln!(out, "{}{line}", if at == 0 { first.as_str() } else { rest })?;
            }
        }
    }
    writeln!(out)?;
    for line in page.foot().lines() {
        writeln!(out, "{}", terminal(line))?;
    }
    Ok(())
}

/// The replacement that an explanation of one model recommends; absent where the model goes on.
pub(super) fn replacement(page: &Explanation, stage: Stage) -> Option<&ReplacementFacts> {
    match (page.models.as_slice(), stage) {
        ([model], Stage::Legacy | Stage::EndOfLife) => model.replacement.as_ref(),
        _ => None,
    }
}

/// Writes one line for each model, to quote in a message: what it is, its stage, and what to write instead.
pub fn write_explanation_line(page: &Explanation, out: &mut dyn Write) -> io::Result<()> {
    if page.models.is_empty() {
        let line = format!("{}: {}", page.asked, page.meaning);
        return writeln!(out, "{}", terminal(&line));
    }
    for model in &page.models {
        let id = if page.models.len() == 1 {
            &page.asked
        } else {
            &model.id
        };
        let instead = match (model.replacement_of_ending(), &model.no_replacement) {
            (Some(chosen), _) => format!(" Use {}.", chosen.text),
            (None, Some(reason)) => format!(" {reason}"),
            (None, None) => String::new(),
        };
        let line = format!("{id}: {}{instead}", page.headline(model));
        writeln!(out, "{}", terminal(&line))?;
    }
    Ok(())
}

/// Writes it as Markdown. Names in backticks are code; no text of a catalog is other markup, a link or a mention.
pub fn write_explanation_markdown(page: &Explanation, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "## {}\n\n{}",
        markdown_code(&page.asked),
        markdown_message(&page.lead())
    )?;
    for section in page.sections() {
        writeln!(out, "\n### {}\n", markdown_message(&section.title))?;
        if section.is_drawing {
            writeln!(out, "```text\n{}\n```", section.items.join("\n"))?;
            continue;
        }
        for (nth, item) in section.items.iter().enumerate() {
            if section.is_ordered {
                write!(out, "{}. ", nth + 1)?;
            } else {
                write!(out, "- ")?;
            }
            writeln!(out, "{}", markdown_message(item))?;
        }
    }
    writeln!(out)?;
    for line in page.foot().lines() {
        writeln!(out, "{}", markdown(line))?;
    }
    Ok(())
}

/// Writes it as JSON, indented.
pub fn write_explanation_json(page: &Explanation, out: &mut dyn Write) -> io::Result<()> {
    json_text::document(page, out)
}

/// The words in lines of at most `width` columns; a longer word is on a line of its own.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
