//! Whether a reference is in a condition of configuration: an expression of a workflow, a template's `if`, a condition
//! of CloudFormation.

use super::element::{Element, LEVELS, named};
use super::line::folded;
use super::occurrence::Occurrence;
use super::shell_arms::{begins_arm, is_searched_in_a_command};
use crate::language::{Kind, Trait};
use crate::outline::BlockKind;

/// Keys whose values are conditions, in lower case.
const KEYS: &[&[u8]] = &[b"if", b"when", b"unless", b"condition"];

/// Lists of two operands: of CloudFormation, CircleCI and JSON Logic.
const EQUALITIES: &[&[u8]] = &[
    b"!Equals",
    b"Fn::Equals",
    b"equal",
    b"\"==",
    b"\"===",
    b"\"!=",
    b"\"!==",
];

/// Operators of a comparison.
const OPERATORS: &[&[u8]] = &[b"==", b"!=", b"=~", b"!~"];

/// Functions that compare, in lower case.
const FUNCTIONS: &[&[u8]] = &[
    b"eq",
    b"ne",
    b"contains",
    b"startswith",
    b"endswith",
    b"in",
    b"notin",
    b"hasprefix",
    b"hassuffix",
    b"has",
    b"equals",
];

/// Marks around the expressions of templates: of workflows, Go and Jinja, of Jinja's statements, and of ERB.
const TEMPLATES: &[(&[u8], &[u8])] = &[(b"{{", b"}}"), (b"{%", b"%}"), (b"<%", b"%>")];

/// Words before the function of a Go template.
const WORDS: &[&[u8]] = &[b"-", b"if", b"else", b"and", b"or", b"not", b"with"];

/// Whether the reference is compared with something by a condition.
pub(super) fn compares(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    if !matches!(
        occurrence.file.kind(),
        Kind::Data | Kind::Config | Kind::Infra
    ) || !element.alone && element.quoted
    {
        return in_expression(occurrence);
    }
    in_expression(occurrence) || is_called(occurrence, element, EQUALITIES, 1)
}

/// Whether a rule of CloudFormation checks that a parameter is one of several values.
pub(super) fn is_asserted(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    const CHECKS: &[&[u8]] = &[
        b"!Contains",
        b"Fn::Contains",
        b"!EachMemberIn",
        b"Fn::EachMemberIn",
        b"!EachMemberEquals",
    ];
    matches!(occurrence.file.kind(), Kind::Data | Kind::Infra)
        && is_called(occurrence, element, CHECKS, LEVELS)
}

/// Whether one of the lists around the reference is the argument of a function, which its head ends with.
fn is_called(
    occurrence: &Occurrence<'_, '_>,
    element: &Element,
    functions: &[&[u8]],
    depth: usize,
) -> bool {
    let outline = occurrence.file.outline();
    let mut lists = outline
        .around(element.block)
        .take(depth)
        .map(|number| outline.block(number));
    lists.any(|block| {
        let head = occurrence.file.text()[block.head.clone()].trim_ascii_end();
        let head = head.strip_suffix(b":").unwrap_or(head);
        let head = head.strip_suffix(b"\"").unwrap_or(head);
        matches!(block.kind, BlockKind::Square | BlockKind::Lines)
            && functions.iter().any(|function| head.ends_with(function))
    })
}

/// Whether the reference is an operand in the marks of a template, or in the value of a key for conditions.
/// Read from the text of its line, since the outline is that of the language around the templates.
fn in_expression(occurrence: &Occurrence<'_, '_>) -> bool {
    if !matches!(
        occurrence.file.kind(),
        Kind::Data | Kind::Config | Kind::Infra
    ) {
        return false;
    }
    let text = occurrence.file.text();
    let before = occurrence.line_before();
    let after = &text[occurrence.span.end..occurrence.line_bounds().1.max(occurrence.span.end)];
    for (open, close) in TEMPLATES {
        let Some(at) = memchr::memmem::rfind(before, open) else {
            continue;
        };
        let inside = &before[at + open.len()..];
        if memchr::memmem::find(inside, close).is_none() {
            let end = memchr::memmem::find(after, close).unwrap_or(after.len());
            return is_operand(inside, &after[..end]);
        }
    }
    if is_pattern_of_a_shell(occurrence, before, after)
        || is_searched_in_a_command(before)
        || is_tested_by_a_shell(before)
        || before_of(before).ends_with(b"!=")
        || is_in_a_branch_of_a_program(occurrence, before)
    {
        return true;
    }
    let line = before.trim_ascii_start();
    if is_pattern_of_nginx(occurrence, line, after) {
        return true;
    }
    let is_row = line.starts_with(b"- ");
    let line = line.strip_prefix(b"- ").unwrap_or(line).trim_ascii_start();
    if is_row
        && (is_in_a_list_of_words(line)
            || is_in_a_list_of_conditions(occurrence) && is_operand(line, after))
    {
        return true;
    }
    let Some(colon) = memchr::memchr(b':', line) else {
        return false;
    };
    let key: Vec<u8> = line[..colon]
        .iter()
        .filter(|byte| !matches!(byte, b'"' | b'\''))
        .map(u8::to_ascii_lowercase)
        .collect();
    if key == b"that" {
        return is_in_a_list_of_words(line[colon + 1..].trim_ascii_start());
    }
    if key == b"where" {
        let operand = before_of(&line[colon + 1..]);
        return operand.ends_with(b"=") || operand.ends_with(b"<>");
    }
    KEYS.contains(&key.as_slice()) && is_operand(&line[colon + 1..], after)
}

/// Whether the rows around the reference are conditions of Ansible: `when:` and below it `- model == "…"`. Rows below `that:`
/// can demand a model.
fn is_in_a_list_of_conditions(occurrence: &Occurrence<'_, '_>) -> bool {
    const LISTS: &[&str] = &["changedwhen", "failedwhen", "until", "when"];
    let (file, outline) = (occurrence.file, occurrence.file.outline());
    let block = outline.block(outline.block_at(occurrence.span.start));
    LISTS.contains(&folded(named(file, block).name).as_str())
}

/// The text without the opening quotes at its end.
fn before_of(before: &[u8]) -> &[u8] {
    let is_quote = |byte: &&u8| matches!(**byte, b'"' | b'\'' | b'\\');
    before[..before.len() - before.iter().rev().take_while(is_quote).count()].trim_ascii_end()
}

/// The operand of a condition of a program in a template or a workflow: `if e["model"] == "…":`.
fn is_in_a_branch_of_a_program(occurrence: &Occurrence<'_, '_>, before: &[u8]) -> bool {
    let line = before.trim_ascii_start();
    let line = line.strip_prefix(b"} else ").unwrap_or(line);
    let branches = [&b"if "[..], b"if(", b"elif ", b"else if "];
    !occurrence.file.source.language.has(Trait::TerraformBlocks)
        && branches.iter().any(|word| line.starts_with(word))
        && before_of(before).ends_with(b"==")
}

/// `[ "$MODEL" = "…" ]`, `[[ $MODEL == … ]]` and `test "$MODEL" = "…"` in the script of a workflow; `if ($model = "…")` of
/// nginx.
fn is_tested_by_a_shell(before: &[u8]) -> bool {
    const TESTS: &[&[u8]] = &[b"[ ", b"[[ ", b"test ", b"if ("];
    let before = before_of(before);
    let operand = [&b" ="[..], b" ==", b" =~", b" ~", b" ~*"]
        .iter()
        .find_map(|operator| before.strip_suffix(*operator));
    // One word with a variable is between the test and its operator.
    operand.is_some_and(|before| {
        let test = TESTS
            .iter()
            .filter_map(|test| memchr::memmem::rfind(before, test).map(|at| at + test.len()))
            .max();
        test.is_some_and(|at| {
            let word = before[at..].trim_ascii();
            memchr::memchr(b'$', word).is_some() && !word.iter().any(u8::is_ascii_whitespace)
        })
    })
}

/// The pattern of an arm of a shell's `case` in the script of a workflow, on a line of its own: `…|…)`.
fn is_pattern_of_a_shell(occurrence: &Occurrence<'_, '_>, before: &[u8], after: &[u8]) -> bool {
    let is_of_pattern = |b: &u8| {
        b.is_ascii_alphanumeric()
            || matches!(b, b'.' | b'-' | b':' | b'_' | b'*' | b'|' | b'"' | b'\'')
    };
    let is_first = before
        .trim_ascii_start()
        .iter()
        .all(|b| is_of_pattern(b) && *b != b':');
    let rest = after
        .iter()
        .position(|b| !is_of_pattern(b))
        .map_or(&b""[..], |at| &after[at..]);
    // The last argument of a call can be alone on its line, too.
    is_first
        && rest.starts_with(b")")
        && matches!(rest.get(1), None | Some(b' ' | b'\r'))
        && begins_arm(occurrence.file, occurrence.span.start)
}

/// A row of nginx's `map`: what is compared with, what it yields, and a semicolon. No directive is named like a model.
fn is_pattern_of_nginx(occurrence: &Occurrence<'_, '_>, line: &[u8], after: &[u8]) -> bool {
    let is_mark = |byte: &u8| matches!(byte, b'"' | b'\'' | b'~' | b'*' | b'^');
    let mut words = after
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let first = words.next_back().filter(|word| word.ends_with(b";"));
    occurrence.file.source.language.name == "ini"
        && line.iter().all(is_mark)
        && first.is_some()
        && after
            .first()
            .is_some_and(|b| b.is_ascii_whitespace() || *b == b'"')
}

/// Whether what is between these two parts of an expression is the operand of a comparison, or the argument of a
/// function that compares. What a condition yields is a use: `a == 'b' && '…'`.
fn is_operand(before: &[u8], after: &[u8]) -> bool {
    let mark = |byte: u8| matches!(byte, b'"' | b'\'' | b'\\');
    let quotes = before.iter().rev().take_while(|byte| mark(**byte)).count();
    let before = before[..before.len() - quotes].trim_ascii_end();
    let quotes = after.iter().take_while(|byte| mark(**byte)).count();
    let after = after[quotes..].trim_ascii_start();
    if OPERATORS
        .iter()
        .any(|operator| before.ends_with(operator) || after.starts_with(operator))
    {
        return true;
    }
    if is_member(before) {
        return true;
    }
    // `has .Values.model (list "…" "…")`
    if function(before) == Some(b"list")
        && let Some(open) = memchr::memrchr(b'(', before)
    {
        return function(&before[..open]).is_some_and(|name| FUNCTIONS.contains(&name));
    }
    // A list that is read from a text: `contains(fromJSON('["…"]'), env.MODEL)`.
    let list = before
        .strip_suffix(b"fromJSON('[")
        .or_else(|| before.strip_suffix(b"fromJson('["));
    let before = list.unwrap_or(before);
    function(before).is_some_and(|name| FUNCTIONS.contains(&name.to_ascii_lowercase().as_slice()))
}

/// Whether the end of a text is in a list that is asked for a member: `model not in ["a", "`. A loop goes through its list.
fn is_member(before: &[u8]) -> bool {
    let Some(open) = memchr::memrchr2(b'[', b'(', before) else {
        return false;
    };
    let is_of_list = |b: &u8| b.is_ascii_alphanumeric() || b".:_-, '\"\\".contains(b);
    let asked = before[..open].trim_ascii_end().strip_suffix(b" in");
    before[open + 1..].iter().all(is_of_list)
        && asked.is_some_and(|asked| memchr::memmem::find(asked, b"for ").is_none())
}

/// Whether all of a text is an assertion of Ansible that denies: `model not in ["…"]`. What one demands is a use.
fn is_in_a_list_of_words(line: &[u8]) -> bool {
    let first = line
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || b"_.".contains(b))
        .count();
    let rest = line[first..].trim_ascii_start();
    first > 0 && rest.starts_with(b"not in ") && is_member(line)
}

/// The function that the end of a text is an argument of: `eq` of `eq(variables.model, '` and of `if eq .Values.model "`.
fn function(before: &[u8]) -> Option<&[u8]> {
    let mut depth = 0_usize;
    let start = before.iter().rposition(|byte| match byte {
        b')' => {
            depth += 1;
            false
        }
        b'(' if depth > 0 => {
            depth -= 1;
            false
        }
        b'(' | b'|' => depth == 0,
        _ => false,
    });
    let start = start.map_or(0, |at| at + 1);
    if start > 0 && before[start - 1] == b'(' {
        let head = &before[..start - 1];
        let width = head
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .count();
        if width > 0 {
            return Some(&head[head.len() - width..]);
        }
    }
    let words = before[start..]
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    words.into_iter().find(|word| !WORDS.contains(word))
}

#[cfg(test)]
mod tests {
    use super::is_operand;

    #[test]
    fn an_operand_is_a_comparison_and_the_value_of_a_branch_is_a_use() {
        for (before, after) in [
            (" env.MODEL != '", "' "),
            (" $MODEL == \"", "\""),
            ("if eq .Values.model \"", "\" "),
            ("- else if and .Values.on (eq .Values.model \"", "\") "),
            (" .Values.model | eq \"", "\" "),
            (" eq(variables.model, '", "')"),
            (" contains('", "', env.MODEL)"),
            (" \"", "\" == model"),
        ] {
            assert!(
                is_operand(before.as_bytes(), after.as_bytes()),
                "{before}…{after}"
            );
        }
        for (before, after) in [
            (" env.FAST == 'yes' && '", "' || 'other' "),
            (" .Values.model | default \"", "\" "),
            (" eq .Values.size \"big\" | ternary \"", "\" \"other\" "),
            (" coalesce(variables.model, '", "')"),
            (" ", " "),
        ] {
            assert!(
                !is_operand(before.as_bytes(), after.as_bytes()),
                "{before}…{after}"
            );
        }
    }
}
