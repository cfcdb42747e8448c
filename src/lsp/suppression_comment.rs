//! The comment that accepts a finding, in the syntax of the language.

use crate::language::syntax::{Markup, OpenerPosition, Syntax};
use crate::language::{Language, language_of};
use crate::lexer::lex;
use crate::suppress::MARKER;

/// What the person who accepts a finding replaces.
const REASON: &str = "why it stays";

/// Languages whose readers know no comments, although some dialects of them do.
const WITHOUT_COMMENTS: [&str; 3] = ["json", "jsonl", "notebook"];

/// The line to insert at `line_start`, so that findings of a rule in that line are accepted; absent if no comment is possible
/// there: in a language without comments, or in a literal of several lines.
pub fn suppression_comment(
    path: &str,
    text: &str,
    line_start: usize,
    rule: &str,
    line_end: &str,
) -> Option<String> {
    let language = language_of(path, text.as_bytes());
    let line = text.get(line_start..)?;
    let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    let directive = format!("{MARKER} ignore-next-line[{rule}] reason=\"{REASON}\"");
    let lines = comments(language).into_iter().map(|(open, close)| {
        let close = match close {
            "" => String::new(),
            close => format!(" {close}"),
        };
        format!("{indent}{open} {directive}{close}{line_end}")
    });
    lines
        .into_iter()
        .find(|comment| is_comment(text, line_start, comment, indent.len(), language))
}

/// The marks of comments, the simplest first.
fn comments(language: &Language) -> Vec<(&'static str, &'static str)> {
    if WITHOUT_COMMENTS.contains(&language.name) {
        return Vec::new();
    }
    let Syntax {
        lines,
        blocks,
        markup,
        ..
    } = language.syntax;
    let is_free = |position: OpenerPosition| {
        matches!(
            position,
            OpenerPosition::Anywhere | OpenerPosition::AfterSpace | OpenerPosition::LineStart
        )
    };
    let lines = lines.iter().filter(|line| is_free(line.position));
    let blocks = blocks.iter().filter(|block| is_free(block.position));
    let tags = match markup {
        Markup::Markdown | Markup::Tags => Some(("<!--", "-->")),
        _ => None,
    };
    lines
        .map(|line| (line.open, ""))
        .chain(blocks.map(|block| (block.open, block.close)))
        .chain(tags)
        .collect()
}

/// Whether the line is a comment of its own after it is inserted, and not part of a literal or of another comment.
fn is_comment(
    text: &str,
    line_start: usize,
    comment: &str,
    indent: usize,
    language: &Language,
) -> bool {
    let (before, after) = text.split_at(line_start);
    let whole = [before, comment, after].concat();
    let lexed = lex(whole.as_bytes(), language);
    let opened = line_start + indent;
    lexed.token_at(opened).is_some_and(|(_, token)| {
        token.kind.is_comment()
            && token.span.start == opened
            && token.span.end <= line_start + comment.len()
    })
}

#[cfg(test)]
mod tests {
    use super::suppression_comment;

    fn inserted(path: &str, text: &str, line: &str) -> Option<String> {
        let start = text.find(line).expect("the line is there");
        suppression_comment(path, text, start, "end-of-life", "\n")
    }

    #[test]
    fn the_comment_is_that_of_the_language() {
        let directive = "bedrock-eol: ignore-next-line[end-of-life] reason=\"why it stays\"";
        for (path, text, line, open, close) in [
            (
                "a.py",
                "def f():\n    call('m')\n",
                "    call",
                "    # ",
                "",
            ),
            ("a.ts", "\tcall('m')\n", "\tcall", "\t// ", ""),
            ("a.sql", "select 'm'\n", "select", "-- ", ""),
            ("a.yaml", "a:\n  b: m\n", "  b", "  # ", ""),
            ("a.tf", "x = \"m\"\n", "x", "# ", ""),
            ("a.css", "a { b: 'm' }\n", "a {", "/* ", " */"),
            ("a.xml", "<a>\n<b>m</b></a>\n", "<b>", "<!-- ", " -->"),
            ("a.md", "Text\n\nm\n", "m\n", "<!-- ", " -->"),
            ("a.rs", "let m = 1;\n", "let", "// ", ""),
        ] {
            let expected = format!("{open}{directive}{close}\n");
            assert_eq!(
                inserted(path, text, line).as_deref(),
                Some(&*expected),
                "{path}"
            );
        }
    }

    #[test]
    fn there_is_none_in_a_literal_and_in_a_language_without_comments() {
        for (path, text, line) in [
            ("a.json", "{\n\"m\": 1}\n", "\"m\""),
            ("a.ipynb", "{\n\"m\": 1}\n", "\"m\""),
            ("a.py", "x = '''\nm\n'''\n", "m\n"),
            (
                "a.py",
                "def f():\n    \"\"\"Text\n    m\n    \"\"\"\n",
                "    m",
            ),
            ("a.ts", "x = `\nm\n`\n", "m\n"),
            ("a.txt", "m\n", "m"),
            ("a.md", "```python\nm\n```\n", "m\n"),
        ] {
            assert_eq!(inserted(path, text, line), None, "{path} {text:?}");
        }
    }
}
