//! Renders the edits of a plan as a unified diff.
//!
//! The diff is in the format of git, with paths from the root of the repository, so that `git apply` takes it. The bytes of
//! the files are not changed, whatever their encoding is: lines end at `\n`, as they do for git. Before the diff of a file,
//! comment lines list its edits with the reasons against them. For people, text is decoded and escaped instead.

use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::escape;
use crate::fix::{ByteChange, Edit, FileEdits, FixPlan, LinkedRemovals};
use crate::walk::{is_repository, plain};

/// Unchanged lines before and after a change.
const CONTEXT: usize = 3;

/// For whom a diff is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatchFor {
    /// For `git apply`: the bytes of the files as they are.
    Programs,
    /// For a terminal: decoded and escaped.
    People {
        /// Whether to use colors.
        color: bool,
    },
}

/// Writes the diff of a plan. Relative paths of files start at `here`, the absolute working directory.
///
/// # Errors
/// The output cannot be written.
pub fn patch(plan: &FixPlan, here: &Path, reader: PatchFor, out: &mut dyn Write) -> io::Result<()> {
    for file in &plan.files {
        patch_of_file(file, here, reader, out)?;
    }
    Ok(())
}

fn patch_of_file(
    file: &FileEdits,
    here: &Path,
    reader: PatchFor,
    out: &mut dyn Write,
) -> io::Result<()> {
    let own = file.edits.iter().flat_map(comment);
    for line in own.chain(file.linked.iter().flat_map(comment_of_linked)) {
        writeln!(out, "{line}")?;
    }
    let name = name_in_patch(&file.path.open, here);
    let style = DiffStyle::of(reader);
    let old = git_path("a/", &name);
    let new = git_path("b/", &name);
    let tab = if old.starts_with(b"\"") || !name.contains(&b' ') {
        ""
    } else {
        "\t"
    };
    style.line(
        out,
        &[b"diff --git ", &old, b" ", &new],
        DiffLineKind::Header,
    )?;
    style.line(out, &[b"--- ", &old, tab.as_bytes()], DiffLineKind::Header)?;
    style.line(out, &[b"+++ ", &new, tab.as_bytes()], DiffLineKind::Header)?;
    let (content, changes) = match reader {
        PatchFor::Programs => (file.content.clone(), file.changes()),
        PatchFor::People { .. } => file.text_changes(),
    };
    write_hunks(&content, &changes, &style, out)
}

/// What an edit does, and each reason why it is not safe, in lines.
fn comment(edit: &Edit) -> Vec<String> {
    let location = &edit.finding.reference.location;
    let new = if edit.renames() {
        format!(" -> {}", edit.new)
    } else {
        String::new()
    };
    let head = format!(
        "# {}:{}:{}: {}{new} ({})",
        location.path,
        location.start.line,
        location.start.column,
        edit.old(),
        edit.applicability().as_str(),
    );
    let reasons = edit.reasons().into_iter();
    let reasons = reasons.map(|reason| format!("#   - {reason}"));
    let lines = std::iter::once(head).chain(reasons);
    lines.map(|line| escape::log_line(&line)).collect()
}

/// The edit of another file to which removals belong, in lines.
fn comment_of_linked(linked: &LinkedRemovals) -> Vec<String> {
    let location = &linked.finding.reference.location;
    let head = format!(
        "# part of the edit at {}:{}:{}",
        location.path, location.start.line, location.start.column,
    );
    let removals = linked.removals.iter();
    let removals = removals.map(|removal| {
        let line = removal.location.start.line;
        format!("#   - removes `{}` in line {line}", removal.name)
    });
    let lines = std::iter::once(head).chain(removals);
    lines.map(|line| escape::log_line(&line)).collect()
}

/// The path of a file in a diff: from the root of its repository, else from the working directory if the file is below it,
/// else its name.
fn name_in_patch(open: &Path, here: &Path) -> Vec<u8> {
    let path = plain(&here.join(open));
    let mut folders = path.ancestors().skip(1);
    let root = folders.find(|folder| is_repository(folder));
    let below = root
        .or_else(|| path.starts_with(here).then_some(here))
        .and_then(|root| path.strip_prefix(root).ok());
    let name = below.map_or_else(
        || path.file_name().map(PathBuf::from).unwrap_or_default(),
        Path::to_owned,
    );
    let parts: Vec<&[u8]> = name.iter().map(|part| part.as_encoded_bytes()).collect();
    parts.join(&b'/')
}

/// A path as git writes it in a diff: in quotes with escapes if it contains anything but plain ASCII.
fn git_path(prefix: &str, name: &[u8]) -> Vec<u8> {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if name.iter().all(is_plain) {
        return [prefix.as_bytes(), name].concat();
    }
    let mut quoted = vec![b'"'];
    quoted.extend_from_slice(prefix.as_bytes());
    for byte in name {
        match byte {
            b'"' | b'\\' => quoted.extend_from_slice(&[b'\\', *byte]),
            byte if is_plain(byte) => quoted.push(*byte),
            byte => quoted.extend_from_slice(format!("\\{byte:03o}").as_bytes()),
        }
    }
    quoted.push(b'"');
    quoted
}

/// What a line of a diff is.
#[derive(Clone, Copy)]
enum DiffLineKind {
    Header,
    Hunk,
    Context,
    Removed,
    Added,
}

/// How lines are written.
enum DiffStyle {
    Exact,
    Escaped { color: bool },
}

impl DiffStyle {
    fn of(reader: PatchFor) -> Self {
        match reader {
            PatchFor::Programs => Self::Exact,
            PatchFor::People { color } => Self::Escaped { color },
        }
    }

    /// Writes a line that ends with a line feed, or adds one.
    fn line(&self, out: &mut dyn Write, pieces: &[&[u8]], kind: DiffLineKind) -> io::Result<()> {
        let whole = pieces.concat();
        let text = whole.strip_suffix(b"\n").unwrap_or(&whole);
        match self {
            Self::Exact => out.write_all(text)?,
            Self::Escaped { color } => {
                let text = String::from_utf8_lossy(text.strip_suffix(b"\r").unwrap_or(text));
                let text = escape::log_line(&text);
                let code = match kind {
                    DiffLineKind::Header => "1",
                    DiffLineKind::Hunk => "36",
                    DiffLineKind::Removed => "31",
                    DiffLineKind::Added => "32",
                    DiffLineKind::Context => "",
                };
                if *color && !code.is_empty() {
                    write!(out, "\x1b[{code}m{text}\x1b[0m")?;
                } else {
                    out.write_all(text.as_bytes())?;
                }
            }
        }
        out.write_all(b"\n")
    }

    /// Writes a line of a file, and states if it has no line feed.
    fn file_line(
        &self,
        out: &mut dyn Write,
        sign: u8,
        line: &[u8],
        kind: DiffLineKind,
    ) -> io::Result<()> {
        self.line(out, &[&[sign], line], kind)?;
        if line.ends_with(b"\n") {
            return Ok(());
        }
        self.line(
            out,
            &[b"\\ No newline at end of file"],
            DiffLineKind::Context,
        )
    }
}

/// Lines that are replaced.
struct LineBlock {
    /// The old lines, by number from 0.
    lines: Range<usize>,
    /// What they become.
    new: Vec<u8>,
}

/// The lines of a content, each with its line feed.
fn lines_of(content: &[u8]) -> Vec<Range<usize>> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', content).map(|at| at + 1);
    let is_line = !content.is_empty() && !content.ends_with(b"\n");
    let end = Some(content.len()).filter(|_| is_line);
    let line = |end| std::mem::replace(&mut start, end)..end;
    ends.chain(end).map(line).collect()
}

/// The lines that change. Changes on the same line are one block.
fn blocks(content: &[u8], lines: &[Range<usize>], changes: &[ByteChange]) -> Vec<LineBlock> {
    let line_at = |at: usize| lines.partition_point(|line| line.end <= at);
    let mut blocks: Vec<(Range<usize>, Vec<&ByteChange>)> = Vec::new();
    for change in changes {
        let first = line_at(change.range.start);
        let last = line_at(change.range.end.saturating_sub(1).max(change.range.start));
        match blocks.last_mut() {
            Some((lines, of_block)) if first < lines.end => {
                lines.end = lines.end.max(last + 1);
                of_block.push(change);
            }
            _ => blocks.push((first..last + 1, vec![change])),
        }
    }
    let block = |(range, changes): (Range<usize>, Vec<&ByteChange>)| {
        let mut new = Vec::new();
        let mut at = lines[range.start].start;
        for change in changes {
            new.extend_from_slice(&content[at..change.range.start]);
            new.extend_from_slice(&change.new);
            at = change.range.end;
        }
        new.extend_from_slice(&content[at..lines[range.end - 1].end]);
        LineBlock { lines: range, new }
    };
    blocks.into_iter().map(block).collect()
}

/// Writes the hunks of a file.
fn write_hunks(
    content: &[u8],
    changes: &[ByteChange],
    style: &DiffStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = lines_of(content);
    let blocks = blocks(content, &lines, changes);
    let near = |one: &LineBlock, next: &LineBlock| next.lines.start <= one.lines.end + 2 * CONTEXT;
    // The number of the first new line after the lines that are written, from 0, for that of the old one.
    let mut shift = 0_isize;
    for hunk in blocks.chunk_by(near) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else {
            continue;
        };
        let start = first.lines.start.saturating_sub(CONTEXT);
        let end = (last.lines.end + CONTEXT).min(lines.len());
        let added: usize = hunk.iter().map(|block| lines_of(&block.new).len()).sum();
        let removed: usize = hunk.iter().map(|block| block.lines.len()).sum();
        let count = end - start + added - removed;
        // A side without lines begins at the line before it.
        let first = start.saturating_add_signed(shift) + usize::from(count > 0);
        let header = format!("@@ -{},{} +{first},{count} @@", start + 1, end - start);
        shift += added as isize - removed as isize;
        style.line(out, &[header.as_bytes()], DiffLineKind::Hunk)?;
        let mut at = start;
        for block in hunk {
            for line in &lines[at..block.lines.start] {
                style.file_line(out, b' ', &content[line.clone()], DiffLineKind::Context)?;
            }
            for line in &lines[block.lines.clone()] {
                style.file_line(out, b'-', &content[line.clone()], DiffLineKind::Removed)?;
            }
            for line in lines_of(&block.new) {
                style.file_line(out, b'+', &block.new[line], DiffLineKind::Added)?;
            }
            at = block.lines.end;
        }
        for line in &lines[at..end] {
            style.file_line(out, b' ', &content[line.clone()], DiffLineKind::Context)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(content: &str, changes: &[(Range<usize>, &str)]) -> String {
        let changes: Vec<ByteChange> = changes
            .iter()
            .map(|(range, new)| ByteChange {
                range: range.clone(),
                new: new.as_bytes().to_vec(),
            })
            .collect();
        let mut out = Vec::new();
        write_hunks(content.as_bytes(), &changes, &DiffStyle::Exact, &mut out).expect("memory");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn changes_of_one_line_are_one_block_and_near_ones_one_hunk() {
        assert_eq!(
            diff("a b\nc\n", &[(0..1, "x"), (2..3, "y")]),
            "@@ -1,2 +1,2 @@\n-a b\n+x y\n c\n"
        );
        let far = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n";
        assert_eq!(
            diff(far, &[(0..1, "x"), (14..15, "y")]),
            "@@ -1,10 +1,10 @@\n-1\n+x\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+y\n 9\n 10\n"
        );
        assert_eq!(
            diff(far, &[(0..1, "x"), (16..17, "y")]),
            "@@ -1,4 +1,4 @@\n-1\n+x\n 2\n 3\n 4\n@@ -6,5 +6,5 @@\n 6\n 7\n 8\n-9\n+y\n 10\n"
        );
    }

    #[test]
    fn a_missing_line_feed_at_the_end_is_stated() {
        let none = "\\ No newline at end of file\n";
        assert_eq!(
            diff("a", &[(0..1, "b")]),
            format!("@@ -1,1 +1,1 @@\n-a\n{none}+b\n{none}")
        );
        assert_eq!(
            diff("a\nb", &[(0..1, "x")]),
            format!("@@ -1,2 +1,2 @@\n-a\n+x\n b\n{none}")
        );
    }

    #[test]
    fn paths_are_quoted_as_git_quotes_them() {
        let quoted =
            |name: &str| String::from_utf8(git_path("a/", name.as_bytes())).expect("ASCII");
        assert_eq!(quoted("x y.py"), "a/x y.py");
        assert_eq!(quoted("\u{e4}.py"), r#""a/\303\244.py""#);
        assert_eq!(quoted("a\"b\\c\n"), r#""a/a\"b\\c\012""#);
    }
}
