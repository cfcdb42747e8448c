//! Comparisons that are written as calls: a function that tests its argument, a literal collection that is asked for a
//! member, an operator before its operands.
//!
//! A name alone does not make a call a test: `graph.compile("…")` builds, `rag.search("…", question)` asks a model, and `.some(m =>
//! ask(m))` goes through the list. The receiver, the number of arguments and the body of the function decide.

use memchr::memmem;

use super::super::element::{self, COLLECTIONS, Element, LEVELS, Role, last_piece, named};
use super::super::file::File;
use super::super::occurrence::Occurrence;
use super::super::sent_entries::goes_to_a_sender;
use super::super::test_names::{self, QUESTIONS, TESTS_OF_ONE};
use super::super::tested_elements::test_of_elements;
use super::queries::{is_field_of_a_query, is_query};
use crate::language::Trait;
use crate::outline::BlockKind;

/// Functions whose argument is a regular expression if they belong to one of these.
const EXPRESSIONS_OF_A_TYPE: &[&str] = &["compile", "findall"];

/// Functions whose argument is a regular expression, in the same spelling.
const EXPRESSIONS: &[&str] = &[
    "regexp",
    "regex",
    "mustcompile",
    "nsregularexpression",
    "re",
    "qr",
    "gsub",
    "resub",
];

/// Whether it, or the literal collection around it, is the argument of a test, or is itself tested for membership.
pub(super) fn is_tested(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    let file = occurrence.file;
    let outline = file.outline();
    let text = file.text();
    // Calls without parentheses: `model.start_with? "…"`, `startswith "…"`.
    let before = element.before(file).trim_ascii_end();
    let last = last_piece(element::name_at_end(before));
    let asks = test_names::is_test(&last) || QUESTIONS.contains(&last.as_str());
    if element.quoted && before.ends_with(b"?") && asks || follows_an_operator(occurrence, element)
    {
        return true;
    }
    if (element.alone || element.listed) && is_field_of_a_query(occurrence, element) {
        return true;
    }
    if element.listed {
        let after = element.after(file);
        return is_tested_for_membership(before, after, before);
    }
    if element.role == Role::Value && element.alone && !is_query(occurrence, element) {
        let block = outline.block(element.block);
        if block.kind != BlockKind::Square {
            return false;
        }
    }
    for (depth, number) in outline.around(element.block).take(LEVELS).enumerate() {
        let block = outline.block(number);
        let names = named(file, block);
        let callee = last_piece(names.callee);
        let after = text[block.inner.end..].get(1..).unwrap_or_default();
        let after = &after[..after.len().min(48)];
        let literal = block.inner.start.saturating_sub(1)..(block.inner.end + 1).min(text.len());
        if test_of_elements(file, literal).is_some() {
            return true;
        }
        let constructs = element::makes_a_collection(names.callee);
        let is_list = matches!(block.kind, BlockKind::Square | BlockKind::Curly)
            || (block.kind == BlockKind::Round && (callee.is_empty() || constructs));
        if block.kind == BlockKind::Round && !callee.is_empty() && !constructs {
            // `!contains(["…"], var.model)` turns down what is in the list.
            let is_choice = callee == "contains"
                && file.source.language.has(Trait::TerraformBlocks)
                && !names.callee.starts_with(b"!");
            let is_used = is_taken_from_match(file, number, element, depth > 0)
                || goes_to_a_sender(file, &element.word);
            return !is_choice
                && !is_used
                && (is_test(file, number, names.callee, element.quoted)
                    || depth == 0 && gives_a_position(file, number, names.callee)
                    || depth == 0 && element.item == Some(1) && cuts_off(names.callee));
        }
        if !is_list || element.block != number && depth > 2 {
            return false;
        }
        if is_in_head_of_loop(file, number) {
            return false;
        }
        if is_tested_for_membership(
            &text[block.head.clone()],
            after,
            &text[block.statement..block.head.end],
        ) {
            return true;
        }
        // Only an element of a list goes up with the list.
        if !names.name.is_empty() || element::contains_statements(file, block) {
            return false;
        }
    }
    false
}

/// Functions that match a text with a pattern.
struct MatchingFunction {
    /// The name of its receiver; empty for a method of a compiled pattern, and for a function without a module.
    receiver: &'static [u8],
    names: &'static [&'static str],
    /// The position of the pattern among the arguments; absent where the pattern is the receiver.
    pattern: Option<usize>,
    /// Whether the result is the text itself, or a list of such.
    gives_texts: bool,
}

const fn matching(
    receiver: &'static [u8],
    names: &'static [&'static str],
    pattern: Option<usize>,
    gives_texts: bool,
) -> MatchingFunction {
    MatchingFunction {
        receiver,
        names,
        pattern,
        gives_texts,
    }
}

const MATCHING: &[MatchingFunction] = &[
    matching(b"re", &["match", "search", "fullmatch"], Some(0), false),
    matching(b"re", &["findall", "split"], Some(0), true),
    matching(b"regex", &["match", "search", "fullmatch"], Some(0), false),
    matching(b"regex", &["findall", "split"], Some(0), true),
    matching(b"Regex", &["match", "matches"], Some(1), false),
    matching(b"fnmatch", &["filter"], Some(1), true),
    matching(b"", &["filter"], Some(0), true),
    matching(b"", &["match", "search", "fullmatch"], None, false),
    // Terraform.
    matching(b"", &["regex", "regexall"], Some(0), true),
];

/// Whether the reference is the text that a call matches, and the code reads what was matched, or the text of a pattern that
/// the code reads again: `re.match(r"(.*)", "…").group(1)`, `re.compile("…").pattern`.
fn is_taken_from_match(file: &File<'_>, number: usize, element: &Element, in_list: bool) -> bool {
    const READS: &[&[u8]] = &[b".group", b".Value", b".Groups", b".string", b"["];
    const PATTERNS: &[&[u8]] = &[b".pattern", b".source", b".toString()"];
    let (text, outline) = (file.text(), file.outline());
    let block = outline.block(number);
    let after = text.get(block.inner.end + 1..).unwrap_or_default();
    let reads = |words: &[&[u8]]| words.iter().any(|word| after.starts_with(word));
    let callee = named(file, block).callee;
    let name = last_piece(callee);
    if matches!(name.as_str(), "compile" | "regexp") && reads(PATTERNS) {
        return true;
    }
    let end = callee.iter().rposition(|b| *b == b'.');
    let receiver = &callee[..end.unwrap_or(0)];
    let is_function = |function: &&MatchingFunction| {
        function.receiver == receiver
            && function.names.contains(&name.as_str())
            // A method of what another call gives has a dot before it, and nothing before that.
            && function.pattern.is_none() == (end == Some(0))
    };
    let argument = outline
        .item_at(number, element.word.start)
        .map(|(at, _)| at);
    MATCHING.iter().find(is_function).is_some_and(|function| {
        argument != function.pattern
            && (in_list || name != "filter")
            && (function.gives_texts || reads(READS))
    })
}

/// Whether a call tests its argument; `callee` is its name with the receiver, `number` the block of its arguments.
fn is_test(file: &File<'_>, number: usize, callee: &[u8], quoted: bool) -> bool {
    let name = last_piece(callee);
    let name = name.as_str();
    let of_expressions = || test_names::is_of_expressions(callee, name);
    // Pandas filters rows with `isin`, SQLAlchemy and Supabase with `in`; `isIn` of a validator accepts values.
    let has_column = || file.outline().items(number).len() == 2;
    let is_script = matches!(file.source.language.name, "javascript" | "typescript");
    let is_filter = [&b".isin"[..], b".in_", b".not_in", b".notin_"]
        .iter()
        .any(|method| callee.ends_with(method))
        || is_script && callee.ends_with(b".in") && has_column()
        || callee == b"Object.is";
    let is_macro = callee.ends_with(b"!");
    let has_one = || file.outline().items(number).len() == 1;
    let has_no_receiver = || !callee.iter().any(|b| matches!(b, b'.' | b':'));
    quoted
        && (EXPRESSIONS.contains(&name)
            || EXPRESSIONS_OF_A_TYPE.contains(&name) && of_expressions())
        || test_names::is_test(name)
        || is_filter
        || name == "inarray"
        || QUESTIONS.contains(&name) && callee.ends_with(b"?")
        || TESTS_OF_ONE.contains(&name)
            && (has_one() || is_macro || has_no_receiver() || of_expressions())
}

/// Whether a function of Go takes its second argument off its first: `strings.TrimPrefix(model, "…")`.
fn cuts_off(callee: &[u8]) -> bool {
    const FUNCTIONS: &[&[u8]] = &[
        b"strings.CutPrefix",
        b"strings.CutSuffix",
        b"strings.TrimPrefix",
        b"strings.TrimSuffix",
    ];
    FUNCTIONS.contains(&callee)
}

/// Methods that give the position or the number of what they search for, folded.
const POSITIONS: &[&str] = &[
    "compare",
    "count",
    "find",
    "findindex",
    "index",
    "rfind",
    "rindex",
    "search",
];

/// What compares a position or a number with the one of what is not found.
const COMPARED_WITH: &[&[u8]] = &[
    b"!= -1",
    b"== -1",
    b"!== -1",
    b"=== -1",
    b"> -1",
    b">= 0",
    b"< 0",
    b"== 0",
    b"> 0",
    b"!= 0",
    b"=== 0",
    b"!= std::string::npos",
    b"== std::string::npos",
    b"!= string::npos",
    b"== string::npos",
    b"!= npos",
    b"== npos",
    b"or ",
    b"and ",
    b"|| ",
    b"&& ",
];

/// Whether a call only asks where a text or a list has its argument: `model.find("…") != -1`, `strings.Index(model, "…") >= 0`,
/// `string.find(model, "…", 1, true)`. The answer of a request is compared with no number.
fn gives_a_position(file: &File<'_>, number: usize, callee: &[u8]) -> bool {
    let outline = file.outline();
    let block = outline.block(number);
    let name = last_piece(callee);
    let is_method = callee.iter().any(|b| matches!(b, b'.' | b':'));
    let after = file.text().get(block.inner.end + 1..).unwrap_or_default();
    let after = after.trim_ascii_start();
    let is_compared = COMPARED_WITH.iter().any(|sign| after.starts_with(sign));
    let is_of_strings = callee == b"string.find" || callee == b"strings.Index";
    let is_plain = file.source.language.name == "lua"
        && file.text()[block.inner.clone()]
            .trim_ascii_end()
            .ends_with(b"true");
    is_method && POSITIONS.contains(&name.as_str()) && (is_compared || is_of_strings || is_plain)
}

/// How many bytes after an opening bracket the operator is.
const FIRST_WORD: usize = 128;

/// Whether the expression of a Lisp around it begins with an operator of comparison: `(= model "…")`.
fn follows_an_operator(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    const OPERATORS: &[&[u8]] = &[
        b"=",
        b"==",
        b"not=",
        b"eq",
        b"eql",
        b"equal",
        b"equalp",
        b"equal?",
        b"eqv?",
        b"eq?",
        b"string=",
        b"string=?",
        b"string-equal",
        b"string-prefix-p",
        b"contains?",
        b"str/starts-with?",
        b"str/includes?",
        b"str/ends-with?",
        b"clojure.string/starts-with?",
        b".startsWith",
        b".equals",
        b".contains",
    ];
    let file = occurrence.file;
    if !file.source.language.has(Trait::PrefixOperators) {
        return false;
    }
    let (text, outline) = (file.text(), file.outline());
    let block = outline.block(element.block);
    // `(contains? #{"…"} model)`: the set is the operand.
    let expression = match block.kind {
        BlockKind::Curly => outline.block(block.parent),
        _ => block,
    };
    // Each element of a long list asks.
    let end = expression
        .inner
        .end
        .min(expression.inner.start + FIRST_WORD);
    let inner = text[expression.inner.start..end].trim_ascii_start();
    let mut words = inner.split(u8::is_ascii_whitespace);
    let operator = words.next().unwrap_or_default();
    // A set as the function: `(#{"…" "…"} model)`.
    if block.kind == BlockKind::Curly && inner.starts_with(b"#{") {
        let first = outline.child_in(block.parent, expression.inner.start..end);
        return element.alone && first == Some(element.block);
    }
    // A method is for the value after its name: `(defmethod price "…" [request] …)`.
    if operator == b"defmethod" && block.inner == expression.inner {
        let before = &text[expression.inner.start..element.word.start];
        let words = before.split(u8::is_ascii_whitespace);
        return element.alone && words.filter(|word| !word.is_empty()).count() == 2;
    }
    element.alone && expression.kind == BlockKind::Round && OPERATORS.contains(&operator)
}

/// Words before the variables of a loop: of Rego `some m in […]`, of Pug `each m in […]`, of AppleScript `repeat with
/// m in {…}`.
const LOOPS: &[&[u8]] = &[b"for ", b"foreach", b"some ", b"each ", b"repeat with "];

/// Whether a literal collection is in the head of a loop that has brackets: `for (m in listOf(…))`. What is before `in` there
/// are variables: the condition of a loop, `for (; m in […];)`, has other marks.
fn is_in_head_of_loop(file: &File<'_>, number: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let block = outline.block(number);
    let around = outline.block(block.parent);
    let head = text[around.head.clone()].trim_ascii();
    let start = around
        .inner
        .start
        .max(block.inner.start.saturating_sub(LONGEST_HEAD));
    let before = &text[start..block.inner.start.max(start)];
    around.kind == BlockKind::Round
        && element::name_at_end(head) == b"for"
        && memchr::memchr(b';', before).is_none()
        || is_loop_of_a_template(text, block.inner.start.saturating_sub(1))
}

/// Whether a list at an offset is what a loop of a template goes through: `<Chat v-for="(m, i) in […]"` of Vue and Alpine,
/// `each m in […]` of Pug.
fn is_loop_of_a_template(text: &[u8], at: usize) -> bool {
    const LOOPS: &[&[u8]] = &[b"v-for=\"", b"v-for='", b"x-for=\"", b"x-for='", b"each "];
    let before = &text[at.saturating_sub(LONGEST_HEAD)..at];
    let line = &before[memchr::memrchr(b'\n', before).map_or(0, |end| end + 1)..];
    let Some(head) = line.trim_ascii_end().strip_suffix(b" in") else {
        return false;
    };
    let is_variables = |rest: &[u8]| {
        let mut rest = rest.iter();
        rest.all(|b| b.is_ascii_alphanumeric() || b"_$, ()".contains(b))
    };
    LOOPS.iter().any(|open| {
        memmem::rfind(head, open).is_some_and(|at| is_variables(&head[at + open.len()..]))
    })
}

/// How many bytes the variables of a loop have at most.
const LONGEST_HEAD: usize = 400;

/// Whether a literal collection is asked for a member: by what is before its opening mark and after its closing one.
fn is_tested_for_membership(head: &[u8], after: &[u8], statement: &[u8]) -> bool {
    const AFTER: &[&str] = &[
        ".includes(",
        ".contains(",
        ".Contains(",
        ".has(",
        ".include?",
        ".member?",
        ".indexOf(",
        ".index(",
        ".containsKey(",
        ").contains(",
        ").has(",
    ];
    if AFTER.iter().any(|word| after.starts_with(word.as_bytes())) {
        return true;
    }
    let head = head.trim_ascii_end();
    // PowerShell's `-in @(…)` and `@(…) -contains`.
    let shell = head.strip_suffix(b"@").unwrap_or(head).trim_ascii_end();
    if ["-in", "-notin"]
        .iter()
        .any(|word| shell.ends_with(word.as_bytes()))
        || ["-contains ", "-notcontains "]
            .iter()
            .any(|word| after.trim_ascii_start().starts_with(word.as_bytes()))
    {
        return true;
    }
    // `model in setOf(…)`.
    let constructor = head
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let without = head[..head.len() - constructor].trim_ascii_end();
    let head = if COLLECTIONS.contains(&last_piece(&head[head.len() - constructor..]).as_str()) {
        without
    } else {
        head
    };
    let head = head.strip_suffix(b"%in% c").map_or(head, |_| b"%in%");
    // The pattern of an arm: `case ["…", "…"]:`.
    if head == b"case" && after.trim_ascii_start().starts_with(b":") {
        return true;
    }
    let is_in = head == b"in"
        || [
            &b" in"[..],
            b" IN",
            b"!in",
            b" !in",
            b"%in%",
            b"`elem`",
            b"`notElem`",
        ]
        .iter()
        .any(|word| head.ends_with(word));
    if !is_in {
        return false;
    }
    // A loop goes through the list, except one that only asks how an ID begins. `[m for m in models if m in (…)]` asks.
    let condition = memmem::rfind(statement, b" if ").map_or(0, |at| at + 4);
    let loops = LOOPS
        .iter()
        .any(|word| memmem::find(&statement[condition..], word).is_some());
    !loops || memmem::find(&statement.to_ascii_lowercase(), b"startswith(").is_some()
}
