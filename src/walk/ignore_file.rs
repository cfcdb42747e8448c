//! Reads ignore files, and bounds what is compiled of them.
//!
//! The rules of all folders above a file are kept, so the bound is on a folder and those above it together. What counts
//! are the patterns that become regular expressions: each takes about 500 bytes of memory for each of its own, and a set
//! of them up to 10 MB in each thread for what it remembers of its searches.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use super::pattern_list::{PatternList, PatternListBuilder};
use crate::file_access::{FileKind, NamedBy, read};
use crate::path_pattern::{PathPatternError, check_size, is_expression};

/// Ignore files, from the one that decides first.
pub const IGNORE_FILES: [&str; 3] = [".bedrock-eol-ignore", ".ignore", ".gitignore"];

/// The most patterns of one ignore file that apply.
const MAX_PATTERNS: usize = 5_000;

/// The most patterns of the ignore files of a folder and those above it.
const MAX_PATTERNS_OF_CHAIN: usize = 20_000;

/// The most of them that become regular expressions, the most bytes that those have, and the most files with one.
const MAX_EXPRESSIONS_OF_CHAIN: usize = 1_000;
const MAX_BYTES_OF_CHAIN: usize = 64 << 10;
const MAX_FILES_OF_CHAIN: usize = 16;

/// Whether an ignore file applies, and where its content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IgnoreFileText<'a> {
    /// There is no such file, or it does not apply.
    Absent,
    /// In the file.
    InFile,
    /// Here, or the reason why it does not apply.
    Here(Result<&'a [u8], &'a str>),
}

/// How much the ignore files of a folder and those above it compile.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct CompiledPatterns {
    patterns: usize,
    expressions: usize,
    /// Bytes of the expressions.
    bytes: usize,
    /// Files with an expression.
    files: usize,
}

impl CompiledPatterns {
    /// Counts a pattern. Returns `false`, and does not count it, if that would be more than the bound.
    fn add(&mut self, pattern: &str, is_first_expression: bool) -> bool {
        let mut next = *self;
        next.patterns += 1;
        if is_expression(pattern) {
            next.expressions += 1;
            next.bytes += pattern.len();
            next.files += usize::from(is_first_expression);
        }
        let fits = next.patterns <= MAX_PATTERNS_OF_CHAIN
            && next.expressions <= MAX_EXPRESSIONS_OF_CHAIN
            && next.bytes <= MAX_BYTES_OF_CHAIN
            && next.files <= MAX_FILES_OF_CHAIN;
        if fits {
            *self = next;
        }
        fits
    }
}

/// Why patterns of an ignore file do not apply.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum IgnoreFileProblem {
    #[error("only its first 5,000 patterns apply")]
    TooManyPatterns,
    #[error(
        "its patterns from line {0} on do not apply: together with the ignore files of parent folders, they exceed 20,000 \
         patterns, or 1,000 patterns, 64 KiB or 16 files with wildcards"
    )]
    TooManyInChain(usize),
    #[error("its line {line} does not apply: {error}")]
    TooLarge {
        line: usize,
        error: PathPatternError,
    },
    #[error("it does not apply: {0}")]
    Unusable(String),
}

/// Reads those of [`IGNORE_FILES`] that apply in the folder; what does not apply leaves nothing out, so that
/// at worst more is scanned, and is a problem to report. `compiled` is what the folders above have compiled.
pub(super) fn load(
    folder: &Path,
    present: [IgnoreFileText<'_>; 3],
    compiled: &mut CompiledPatterns,
) -> ([Option<PatternList>; 3], Vec<(PathBuf, String)>) {
    let mut matchers = [const { None }; 3];
    let mut problems = Vec::new();
    for (layer, name) in IGNORE_FILES.iter().enumerate() {
        let file = || folder.join(name);
        let read = match present[layer] {
            IgnoreFileText::Absent => continue,
            IgnoreFileText::InFile => {
                read(&file(), FileKind::IgnoreFile, NamedBy::Repository).map(Cow::Owned)
            }
            IgnoreFileText::Here(Ok(content)) => Ok(Cow::Borrowed(content)),
            IgnoreFileText::Here(Err(reason)) => {
                Err(io::Error::new(io::ErrorKind::FileTooLarge, reason))
            }
        };
        match read {
            Ok(content) => {
                let found;
                (matchers[layer], found) = matcher(&content, compiled);
                problems.extend(found.map(|problem| (file(), problem.to_string())));
            }
            Err(error) if is_problem(&error) => {
                let problem = IgnoreFileProblem::Unusable(error.to_string());
                problems.push((file(), problem.to_string()));
            }
            Err(_) => {}
        }
    }
    (matchers, problems)
}

/// Whether an ignore file that cannot be read is one that git would apply. It applies no link, and one that has gone since
/// the folder was listed no longer exists; every other failure of the system hides which files are to be left out.
fn is_problem(error: &io::Error) -> bool {
    let is_of_the_system = error.raw_os_error().is_some();
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::IsADirectory => false,
        io::ErrorKind::FileTooLarge => true,
        _ => is_of_the_system,
    }
}

/// The rules of one ignore file, and the first reason why some of its patterns do not apply. As in git, a line that
/// cannot be understood ignores nothing.
pub(super) fn matcher(
    content: &[u8],
    compiled: &mut CompiledPatterns,
) -> (Option<PatternList>, Option<IgnoreFileProblem>) {
    let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
    let is_pattern = |line: &[u8]| !line.trim_ascii().is_empty() && !line.starts_with(b"#");
    let lines = content.split(|byte| *byte == b'\n').enumerate();
    let mut patterns = lines.filter(|(_, line)| is_pattern(line));
    let mut builder = PatternListBuilder::default();
    let (mut problem, mut is_first) = (None, true);
    for (at, line) in patterns.by_ref().take(MAX_PATTERNS) {
        let pattern = String::from_utf8_lossy(line);
        if let Err(error) = check_size(&pattern) {
            problem.get_or_insert(IgnoreFileProblem::TooLarge {
                line: at + 1,
                error,
            });
            continue;
        }
        if !compiled.add(&pattern, is_first) {
            problem.get_or_insert(IgnoreFileProblem::TooManyInChain(at + 1));
            break;
        }
        is_first &= !is_expression(&pattern);
        let _ = builder.add(&pattern);
    }
    if problem.is_none() && patterns.next().is_some() {
        problem = Some(IgnoreFileProblem::TooManyPatterns);
    }
    match builder.build() {
        Ok(matcher) => (matcher, problem),
        Err(error) => (None, Some(IgnoreFileProblem::Unusable(error.to_string()))),
    }
}
