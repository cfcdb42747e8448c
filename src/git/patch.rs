//! Reads the output of `git diff-* --raw --patch`: the entries of a change, and for each the lines it added.
//!
//! Paths are in C quotes if they contain anything unusual, in the raw lines as in the patch, so that any
//! byte survives. Hunks are skipped by their counts: content can never be taken for a header.

use std::collections::BTreeMap;
use std::io::{self, BufRead};

use super::{AddedLines, GitError, LineRange, Oid, RepoPath};

/// How every diff is asked for.
pub(super) const DIFF_OPTIONS: &[&str] = &[
    "--raw",
    "--patch",
    "--no-abbrev",
    "--full-index",
    "--unified=0",
    "--inter-hunk-context=0",
    "--find-renames",
    "--ignore-cr-at-eol",
    "--no-relative",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--ignore-submodules=dirty",
    "--submodule=short",
    "--src-prefix=a/",
    "--dst-prefix=b/",
];

/// One entry of a change.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ChangeEntry {
    /// Git's letter: `A`, `M`, `D`, `R`, `T`, `U`.
    pub(super) status: u8,
    /// Mode after the change.
    pub(super) mode: String,
    /// Blob after the change; zeros where git has not computed it.
    pub(super) oid: Oid,
    /// Path after the change.
    pub(super) path: RepoPath,
    /// Path before the change, where it is another one.
    pub(super) old_path: Option<RepoPath>,
    /// Its new lines.
    pub(super) added: AddedLines,
    /// Blob before the change; zeros where there was none.
    pub(super) before: Oid,
}

/// Why the output could not be read.
#[derive(Debug)]
pub(super) enum PatchProblem {
    Read(io::Error),
    Line(Vec<u8>),
}

impl PatchProblem {
    pub(super) fn of(self, action: &'static str) -> GitError {
        match self {
            Self::Read(error) => GitError::Pipe(error),
            Self::Line(line) => GitError::Answer {
                action,
                answer: String::from_utf8_lossy(&line).trim_end().to_owned(),
            },
        }
    }
}

/// Reads the whole output; entries in git's order, which is that of the paths' bytes.
pub(super) fn parse(mut output: impl BufRead) -> Result<Vec<ChangeEntry>, PatchProblem> {
    let mut entries = Vec::new();
    let mut lines = OutputLines {
        output: &mut output,
        line: Vec::new(),
    };
    while let Some(line) = lines.next()? {
        if line.starts_with(b":") {
            entries.push(raw_entry(line).ok_or_else(|| PatchProblem::Line(line.to_vec()))?);
        } else if line.starts_with(b"diff ") {
            break;
        }
    }
    let patches = patches(&mut lines)?;
    for entry in &mut entries {
        if let Some(ranges) = patches.ranges.get(&entry.path) {
            entry.added = AddedLines::Ranges(ranges.clone());
        } else if patches.binary.contains(&entry.before) {
            entry.added = AddedLines::All;
        }
    }
    Ok(entries)
}

/// Lines of git's output without their newline, one buffer for all.
struct OutputLines<'a, R> {
    output: &'a mut R,
    line: Vec<u8>,
}

impl<R: BufRead> OutputLines<'_, R> {
    fn next(&mut self) -> Result<Option<&[u8]>, PatchProblem> {
        self.line.clear();
        let read = self
            .output
            .read_until(b'\n', &mut self.line)
            .map_err(PatchProblem::Read)?;
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
        }
        Ok((read > 0).then_some(self.line.as_slice()))
    }

    /// Leaves out lines of content without keeping them: they can be long. The note about a missing final
    /// newline is between them and is not counted.
    fn skip(&mut self, lines: u64) -> Result<(), PatchProblem> {
        let (mut left, mut at_start) = (lines, true);
        while left > 0 {
            let buffer = self.output.fill_buf().map_err(PatchProblem::Read)?;
            let Some(first) = buffer.first() else {
                return Ok(());
            };
            if at_start && *first == b'\\' {
                left = left.saturating_add(1);
            }
            let newline = buffer.iter().position(|byte| *byte == b'\n');
            let used = newline.map_or(buffer.len(), |at| at + 1);
            at_start = newline.is_some();
            left -= u64::from(at_start);
            self.output.consume(used);
        }
        Ok(())
    }
}

/// `:MODE MODE OID OID STATUS<tab>PATH[<tab>PATH]`
fn raw_entry(line: &[u8]) -> Option<ChangeEntry> {
    let mut tabs = line.strip_prefix(b":")?.split(|byte| *byte == b'\t');
    let fields: Vec<&[u8]> = tabs.next()?.split(|byte| *byte == b' ').collect();
    let [_, mode, before, oid, status] = fields[..] else {
        return None;
    };
    let path = |quoted| Some(RepoPath::new(unquote(quoted)?));
    let last = path(tabs.next_back()?)?;
    let old_path = match tabs.next() {
        Some(quoted) => Some(path(quoted)?),
        None => None,
    };
    Some(ChangeEntry {
        status: *status.first()?,
        mode: String::from_utf8(mode.to_vec()).ok()?,
        oid: Oid::parse(oid)?,
        path: last,
        old_path,
        added: AddedLines::Ranges(Vec::new()),
        before: Oid::parse(before)?,
    })
}

#[derive(Default)]
struct Patches {
    ranges: BTreeMap<RepoPath, Vec<LineRange>>,
    /// The blobs before the change of files that git takes for binary: the name of such a file cannot be
    /// read back from its line without doubt, and equal content is equally binary.
    binary: Vec<Oid>,
}

fn patches<R: BufRead>(lines: &mut OutputLines<'_, R>) -> Result<Patches, PatchProblem> {
    let mut patches = Patches::default();
    let mut path = None;
    let mut before = None;
    while let Some(line) = lines.next()? {
        let broken = |line: &[u8]| PatchProblem::Line(line.to_vec());
        if line.starts_with(b"diff ") {
            (path, before) = (None, None);
        } else if let Some(index) = line.strip_prefix(b"index ") {
            before = index
                .windows(2)
                .position(|two| two == b"..")
                .and_then(|at| Oid::parse(&index[..at]));
        } else if line.starts_with(b"Binary files ") {
            patches.binary.extend(before.take());
        } else if let Some(name) = line.strip_prefix(b"+++ ") {
            path = new_path(name).ok_or_else(|| broken(line))?;
        } else if line.starts_with(b"@@ ") {
            let hunk = Hunk::parse(line).ok_or_else(|| broken(line))?;
            if let (Some(path), Some(range)) = (&path, hunk.added()) {
                patches
                    .ranges
                    .entry(RepoPath::clone(path))
                    .or_default()
                    .push(range);
            }
            lines.skip(hunk.lines())?;
        }
    }
    Ok(patches)
}

/// The path of a `+++` line; nothing where the file is gone.
fn new_path(name: &[u8]) -> Option<Option<RepoPath>> {
    // A tab ends a name with a blank in it; one that is part of the name is in quotes.
    let name = name.strip_suffix(b"\t").unwrap_or(name);
    let name = unquote(name)?;
    if name == b"/dev/null" {
        return Some(None);
    }
    Some(Some(RepoPath::new(name.strip_prefix(b"b/")?)))
}

/// The counts of a `@@ -START[,COUNT] +START[,COUNT] @@` line.
struct Hunk {
    removed: u64,
    start: u64,
    count: u64,
}

impl Hunk {
    fn parse(line: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(line);
        let mut fields = text.strip_prefix("@@ -")?.split(' ');
        let (_, removed) = range(fields.next()?)?;
        let (start, count) = range(fields.next()?.strip_prefix('+')?)?;
        // Lines that cannot be counted are in no file.
        start.checked_add(count)?;
        removed.checked_add(count)?;
        Some(Self {
            removed,
            start,
            count,
        })
    }

    fn added(&self) -> Option<LineRange> {
        (self.count > 0).then(|| LineRange {
            first: self.start,
            last: self.start + self.count - 1,
        })
    }

    /// The lines of content that follow.
    fn lines(&self) -> u64 {
        self.removed + self.count
    }
}

fn range(text: &str) -> Option<(u64, u64)> {
    match text.split_once(',') {
        Some((start, count)) => Some((start.parse().ok()?, count.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    }
}

/// Takes git's C quotes off; a text without them is taken as it is.
pub(super) fn unquote(text: &[u8]) -> Option<Vec<u8>> {
    let Some(inner) = text.strip_prefix(b"\"") else {
        return Some(text.to_vec());
    };
    let inner = inner.strip_suffix(b"\"")?;
    let mut bytes = inner.iter().copied();
    let mut plain = Vec::with_capacity(inner.len());
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            plain.push(byte);
            continue;
        }
        plain.push(match bytes.next()? {
            b'a' => 7,
            b'b' => 8,
            b't' => b'\t',
            b'n' => b'\n',
            b'v' => 11,
            b'f' => 12,
            b'r' => b'\r',
            high @ b'0'..=b'3' => {
                let digits = [high, bytes.next()?, bytes.next()?];
                digits
                    .iter()
                    .fold(0, |value, digit| (value << 3) | (digit & 7))
            }
            other => other,
        });
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    #[test]
    fn content_is_never_parsed_as_a_header() {
        let text = format!(
            ":100644 100644 {A} {B} M\tx\n\ndiff --git a/x b/x\nindex {A}..{B} 100644\n--- a/x\n+++ b/x\n\
             @@ -3,2 +3,3 @@ fn f\n--- a/y\n-old\n+++ b/y\n+@@ -1 +1 @@\n+diff --git a/z b/z\n\
             @@ -9 +10 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"
        );
        let entries = parse(text.as_bytes()).unwrap();
        let lines = [
            LineRange { first: 3, last: 5 },
            LineRange {
                first: 10,
                last: 10,
            },
        ];
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].added, AddedLines::Ranges(lines.to_vec()));
    }

    #[test]
    fn quotes_give_back_every_byte() {
        assert_eq!(
            unquote(br#""a\n\"\\\303\251\t\377""#).unwrap(),
            b"a\n\"\\\xc3\xa9\t\xff"
        );
        assert_eq!(unquote(b"plain \xff").unwrap(), b"plain \xff");
        assert_eq!(unquote(b"\"open"), None);
    }

    #[test]
    fn a_binary_file_counts_as_wholly_new() {
        let text = format!(
            ":100644 100644 {A} {B} M\tx\n:100644 100644 {B} {B} R100\ty\tz\n\ndiff --git a/x b/x\n\
             index {A}..{B} 100644\nBinary files a/x and b/x differ\n"
        );
        let entries = parse(text.as_bytes()).unwrap();
        assert_eq!(entries[0].added, AddedLines::All);
        assert_eq!(entries[1].added, AddedLines::Ranges(Vec::new()));
        assert_eq!(entries[1].path, RepoPath::new("z"));
    }

    #[test]
    fn an_unknown_line_is_an_error() {
        assert!(matches!(
            parse(&b":100644 broken\n"[..]),
            Err(PatchProblem::Line(_))
        ));
        for hunk in [
            "@@ -1 +9,18446744073709551615 @@",
            "@@ -1,18446744073709551615 +1 @@",
        ] {
            let text = format!("diff --git a/x b/x\n--- a/x\n+++ b/x\n{hunk}\n+a\n");
            assert!(
                matches!(parse(text.as_bytes()), Err(PatchProblem::Line(_))),
                "{hunk}"
            );
        }
    }
}
