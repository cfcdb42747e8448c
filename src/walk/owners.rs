//! Owners of files, by the rules of a CODEOWNERS file of GitHub or GitLab.
//!
//! Only names of users and teams become owners: they are written into issues, where other text could be markup.

use std::path::Path;

use super::pattern_list::{PatternList, PatternListBuilder};
use crate::path_pattern::{check_size, is_expression};

/// Where a repository has its CODEOWNERS file; the first that exists applies.
pub const CODEOWNERS: [&str; 4] = [
    ".github/CODEOWNERS",
    ".gitlab/CODEOWNERS",
    "CODEOWNERS",
    "docs/CODEOWNERS",
];

/// The most rules that apply, and the most of them with wildcards: each of those is compared with each file.
const MAX_RULES: usize = 50_000;
const MAX_EXPRESSIONS: usize = 2_000;

/// The rules of a CODEOWNERS file; none by default.
#[derive(Debug, Default)]
pub struct Owners {
    /// The owners of each rule.
    owners: Vec<Vec<String>>,
    /// The patterns of all rules, numbered.
    files: Option<PatternList>,
    /// Those that match folders: `docs/*` matches the files in `docs` and none below its folders.
    folders: Option<PatternList>,
    left_out: usize,
}

impl Owners {
    /// Reads the rules. Lines that are not rules are skipped, as the services do.
    pub fn parse(text: &str) -> Self {
        let mut section: Vec<String> = Vec::new();
        let (mut files, mut folders) =
            (PatternListBuilder::default(), PatternListBuilder::default());
        let (mut all, mut expressions, mut left_out) = (Vec::new(), 0, 0);
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with(['#', '!']) {
                continue;
            }
            if let Some((_, default)) = section_head(line) {
                section = names(default);
                continue;
            }
            let (pattern, rest) = split_pattern(line);
            expressions += usize::from(is_expression(pattern));
            if all.len() == MAX_RULES
                || expressions > MAX_EXPRESSIONS
                || check_size(pattern).is_err()
            {
                left_out += 1;
                continue;
            }
            let mut owners = names(rest);
            if owners.is_empty() && rest.trim().is_empty() {
                owners.clone_from(&section);
            }
            let number = Some(all.len());
            if files.add_numbered(pattern, number).is_ok() {
                if !pattern.ends_with("/*") {
                    let _ = folders.add_numbered(pattern, number);
                }
                all.push(owners);
            }
        }
        Self {
            owners: all,
            files: files.build().ok().flatten(),
            folders: folders.build().ok().flatten(),
            left_out,
        }
    }

    /// The number of rules that are too many or too large to apply.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The owners of a file, by its path from the root of the repository: those of the last rule that matches.
    pub fn of(&self, path: &str) -> &[String] {
        // The matcher panics for a path that is not below its root.
        if path.is_empty() || path.starts_with('/') || path.split('/').any(|part| part == "..") {
            return &[];
        }
        let path = Path::new(path);
        let itself = |list: &PatternList| list.last_match(path, false);
        let above = |list: &PatternList| {
            let folders = path.ancestors().skip(1);
            folders
                .filter(|folder| !folder.as_os_str().is_empty())
                .filter_map(|folder| list.last_match(folder, true))
                .max()
        };
        let last = self.files.as_ref().and_then(itself);
        let last = last.max(self.folders.as_ref().and_then(above));
        last.map_or(&[], |number| self.owners[number].as_slice())
    }
}

/// The name of a section of GitLab and its default owners: `[Name] @owner`, `^[Name][2] @owner`.
fn section_head(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?;
    let (name, rest) = rest.split_once(']')?;
    let rest = match rest.strip_prefix('[') {
        Some(count) => count.split_once(']').map_or("", |(_, rest)| rest),
        None => rest,
    };
    Some((name, rest))
}

/// The pattern of a rule and what follows; a blank in a pattern has a backslash before it.
fn split_pattern(line: &str) -> (&str, &str) {
    let mut escaped = false;
    let end = line.find(|c: char| {
        let ends = c.is_whitespace() && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    line.split_at(end.unwrap_or(line.len()))
}

/// The users and teams in the rest of a line, up to a comment.
fn names(rest: &str) -> Vec<String> {
    let words = rest
        .split_whitespace()
        .take_while(|word| !word.starts_with('#'));
    let is_name = |word: &&str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
        word.strip_prefix('@')
            .is_some_and(|name| !name.is_empty() && name.chars().all(plain))
    };
    words.filter(is_name).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::Owners;

    #[test]
    fn the_last_rule_that_matches_decides() {
        let owners = Owners::parse(
            "# comment\n* @org/all\n/infra/ @org/platform @alice # why\ndocs/* @writer\n*.tf @org/iac\n/none/\n\
             my\\ app/ @org/app\nbad <img> mail@example.com\n!x @y\n",
        );
        for (path, expected) in [
            ("a.py", "@org/all"),
            ("infra/x/main.py", "@org/platform @alice"),
            ("infra/x/main.tf", "@org/iac"),
            ("docs/a.md", "@writer"),
            ("docs/deep/a.md", "@org/all"),
            ("none/a.py", ""),
            ("my app/a.py", "@org/app"),
            ("bad", ""),
            ("../outside", ""),
            ("/outside", ""),
            ("", ""),
        ] {
            assert_eq!(owners.of(path).join(" "), expected, "{path}");
        }
    }

    #[test]
    fn rules_beyond_the_limits_are_counted() {
        let rules: String = (0..3_000).map(|n| format!("/a{n}/*/b @x{n}\n")).collect();
        let owners = Owners::parse(&format!("{rules}/{}? @y\n/plain/ @z\n", "?".repeat(64)));
        assert_eq!(owners.left_out(), 1_002);
        assert_eq!(owners.of("a1999/x/b/c"), ["@x1999"]);
        assert!(owners.of("a2000/x/b/c").is_empty());
        assert_eq!(Owners::parse("* @a\n").left_out(), 0);
    }

    #[test]
    fn a_section_of_gitlab_has_default_owners() {
        let owners =
            Owners::parse("[Docs] @writers\n*.md\nspecial.md @one\n^[Code][2] @coders\n*.rs\n");
        assert_eq!(owners.of("a.md"), ["@writers"]);
        assert_eq!(owners.of("special.md"), ["@one"]);
        assert_eq!(owners.of("src/a.rs"), ["@coders"]);
    }
}
