//! Owners of files, by the rules of a CODEOWNERS file of GitHub or GitLab.
//!
//! Only names of users and teams become owners: they are written into issues, where other text could be markup.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Where a repository has its CODEOWNERS file; the first that exists applies.
pub const CODEOWNERS: [&str; 4] = [
    ".github/CODEOWNERS",
    ".gitlab/CODEOWNERS",
    "CODEOWNERS",
    "docs/CODEOWNERS",
];

/// The rules of a CODEOWNERS file; none by default.
#[derive(Clone, Debug, Default)]
pub struct Owners {
    rules: Vec<OwnersRule>,
}

#[derive(Clone, Debug)]
struct OwnersRule {
    pattern: Gitignore,
    /// `docs/*` matches the files in `docs` and none below its folders.
    one_level: bool,
    owners: Vec<String>,
}

impl Owners {
    /// Reads the rules. Lines that are no rules are skipped, as the services do.
    pub fn parse(text: &str) -> Self {
        let mut section: Vec<String> = Vec::new();
        let mut rules = Vec::new();
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with(['#', '!']) {
                continue;
            }
            if let Some((_, default)) = section_head(line) {
                section = names(default);
                continue;
            }
            let (pattern, rest) = split_pattern(line);
            let mut owners = names(rest);
            if owners.is_empty() && rest.trim().is_empty() {
                owners.clone_from(&section);
            }
            let mut builder = GitignoreBuilder::new("");
            if builder.add_line(None, pattern).is_ok()
                && let Ok(built) = builder.build()
            {
                rules.push(OwnersRule {
                    pattern: built,
                    one_level: pattern.ends_with("/*"),
                    owners,
                });
            }
        }
        Self { rules }
    }

    /// The owners of a file, by its path from the root of the repository: those of the last rule that matches.
    pub fn of(&self, path: &str) -> &[String] {
        // The matcher panics for a path that is not below its root.
        if path.is_empty() || path.starts_with('/') || path.split('/').any(|part| part == "..") {
            return &[];
        }
        let matches = |rule: &&OwnersRule| {
            if rule.one_level {
                rule.pattern.matched(path, false).is_ignore()
            } else {
                rule.pattern
                    .matched_path_or_any_parents(path, false)
                    .is_ignore()
            }
        };
        let rule = self.rules.iter().rev().find(matches);
        rule.map_or(&[], |rule| rule.owners.as_slice())
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
    fn a_section_of_gitlab_has_default_owners() {
        let owners =
            Owners::parse("[Docs] @writers\n*.md\nspecial.md @one\n^[Code][2] @coders\n*.rs\n");
        assert_eq!(owners.of("a.md"), ["@writers"]);
        assert_eq!(owners.of("special.md"), ["@one"]);
        assert_eq!(owners.of("src/a.rs"), ["@coders"]);
    }
}
