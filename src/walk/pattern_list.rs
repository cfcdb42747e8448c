//! Patterns of a `.gitignore`, compiled in parts.
//!
//! To search with several expressions at once takes memory that is proportional to their number times their size, in each
//! thread. So at most 64 are compiled together.

use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::path_pattern::is_expression;

/// The most expressions that are compiled together, and the most bytes of them.
const MAX_EXPRESSIONS: usize = 64;
const MAX_BYTES: usize = 8 << 10;

/// Patterns, of which the last one that matches decides.
#[derive(Debug)]
pub(super) struct PatternList {
    parts: Vec<Gitignore>,
}

/// Collects the patterns of a list.
#[derive(Debug, Default)]
pub(super) struct PatternListBuilder {
    parts: Vec<Gitignore>,
    part: Option<GitignoreBuilder>,
    expressions: usize,
    bytes: usize,
    is_strict: bool,
}

impl PatternListBuilder {
    /// A list in which a `[` without `]` is an error.
    pub(super) fn strict() -> Self {
        Self {
            is_strict: true,
            ..Self::default()
        }
    }

    /// Adds a line. One that cannot be understood is an error and adds nothing.
    pub(super) fn add(&mut self, line: &str) -> Result<(), ignore::Error> {
        self.add_numbered(line, None)
    }

    /// The same for a line with a number, which [`PatternList::last_match`] gives back.
    pub(super) fn add_numbered(
        &mut self,
        line: &str,
        number: Option<usize>,
    ) -> Result<(), ignore::Error> {
        if is_expression(line) {
            self.expressions += 1;
            self.bytes += line.len();
            if self.expressions > MAX_EXPRESSIONS || self.bytes > MAX_BYTES {
                self.end_part()?;
                (self.expressions, self.bytes) = (1, line.len());
            }
        }
        let is_strict = self.is_strict;
        let part = self.part.get_or_insert_with(|| {
            let mut part = GitignoreBuilder::new("");
            part.allow_unclosed_class(!is_strict);
            part
        });
        // The library keeps with each pattern the path of its file, for whose sake it has no other use.
        let number = number.map(|number| PathBuf::from(number.to_string()));
        part.add_line(number, line).map(drop)
    }

    fn end_part(&mut self) -> Result<(), ignore::Error> {
        let part = self.part.take().map(|part| part.build()).transpose()?;
        self.parts.extend(part.filter(|part| !part.is_empty()));
        Ok(())
    }

    /// The list; absent if it has no pattern.
    pub(super) fn build(mut self) -> Result<Option<PatternList>, ignore::Error> {
        self.end_part()?;
        let parts = self.parts;
        Ok((!parts.is_empty()).then_some(PatternList { parts }))
    }
}

impl PatternList {
    /// Whether the list ignores a relative path; absent where no pattern matches it.
    pub(super) fn ignores(&self, path: &Path, is_dir: bool) -> Option<bool> {
        let mut answers = self.parts.iter().rev();
        answers.find_map(|part| {
            let answer = part.matched(path, is_dir);
            (!answer.is_none()).then(|| answer.is_ignore())
        })
    }

    /// The number of the last pattern that matches a relative path.
    pub(super) fn last_match(&self, path: &Path, is_dir: bool) -> Option<usize> {
        let mut answers = self.parts.iter().rev();
        answers.find_map(|part| {
            let number = part.matched(path, is_dir).inner()?.from()?;
            number.to_str()?.parse().ok()
        })
    }

    /// Whether the list ignores a file: what the last pattern says that matches it, else the nearest folder that one
    /// matches.
    pub(super) fn ignores_with_parents(&self, path: &Path) -> Option<bool> {
        let folders = path.ancestors().skip(1);
        self.ignores(path, false).or_else(|| {
            folders
                .take_while(|folder| !folder.as_os_str().is_empty())
                .find_map(|folder| self.ignores(folder, true))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::PatternListBuilder;

    #[test]
    fn the_last_pattern_decides_across_parts() {
        let mut list = PatternListBuilder::default();
        for n in 0..200 {
            list.add(&format!("a{n}*b")).unwrap();
        }
        list.add("!a7xb").unwrap();
        for n in 0..200 {
            list.add(&format!("c{n}*")).unwrap();
        }
        list.add("kept/").unwrap();
        let list = list.build().unwrap().unwrap();
        assert!(list.parts.len() > 6);
        for (path, expected) in [
            ("a7xb", Some(false)),
            ("a7yb", Some(true)),
            ("a199b", Some(true)),
            ("c0", Some(true)),
            ("d", None),
        ] {
            assert_eq!(list.ignores(Path::new(path), false), expected, "{path}");
        }
        assert_eq!(list.ignores_with_parents(Path::new("kept/x/d")), Some(true));
        assert_eq!(
            list.ignores_with_parents(Path::new("kept/a7xb")),
            Some(false)
        );
        assert_eq!(list.ignores_with_parents(Path::new("d/e")), None);
    }
}
