//! Names of functions that only ask something about a text, by the last piece, folded.

use super::line::folded;

/// Functions that ask whether a text is a value.
pub(super) const EQUALITIES: &[&str] = &[
    "equals",
    "equalsignorecase",
    "contentequals",
    "equalfold",
    "strcmp",
    "strcasecmp",
    "compareto",
    "comparetoignorecase",
    "identical",
    "ifeq",
    "ifneq",
    "eql",
    "eq",
    "ne",
    "neq",
    "strequals",
    "isequal",
    "isequaltostring",
    "has",
    "haskey",
    "notin",
    "notoneof",
    "rejects",
    "member",
    "elem",
    "arraykeyexists",
    "casecmp",
    "disallow",
    "eqignoreasciicase",
    "invalid",
    "isset",
    "localecompare",
    "nullif",
    "strncasecmp",
    "validateexclusion",
];

/// Functions that ask how a text begins or ends, or what it contains.
pub(super) const PARTS: &[&str] = &[
    "startswith",
    "startwith",
    "beginswith",
    "endswith",
    "hasprefix",
    "hassuffix",
    "strcontains",
    "strstartswith",
    "strncmp",
    "stripos",
    "strpos",
    "strrpos",
    "includes",
    "contains",
    "occursin",
    "strdetect",
    "indexof",
    "matches",
    "grepl",
    "arraysearch",
    "deleteprefix",
    "lastindexof",
    "removeprefix",
    "strcasestr",
    "stripprefix",
    "strstr",
];

/// Conditions of queries.
pub(super) const QUERIES: &[&str] = &[
    "where",
    "filter",
    "exclude",
    "filterby",
    "findby",
    "orwhere",
    "orwherein",
    "wherein",
    "wherenot",
    "wherenotin",
];

/// What the names of queries begin with that a framework makes of the fields in them: `deleteByModelIn(…)` of Spring.
const DERIVED: &[&str] = &[
    "countby",
    "deleteby",
    "existsby",
    "findallby",
    "findby",
    "removeby",
];

/// Functions that ask where the argument is the only one, or the receiver is a type of regular expressions: with more
/// arguments a method of this name does something with the model.
pub(super) const TESTS_OF_ONE: &[&str] = &["search", "match", "ismatch", "fullmatch", "test"];

/// Functions that ask if their name ends with a question mark.
pub(super) const QUESTIONS: &[&str] = &[
    "casecmp",
    "eql",
    "in",
    "key",
    "include",
    "includes",
    "member",
    "match",
    "startwith",
    "endwith",
];

/// Types and modules of regular expressions.
const OF_EXPRESSIONS: &[&str] = &["re", "re2", "regex", "regexp", "pattern", "r"];

/// Methods that change how a text is written before it is compared.
pub(super) const SPELLINGS: &[&str] = &[
    "tolowercase",
    "touppercase",
    "lower",
    "upper",
    "trim",
    "downcase",
];

/// Whether a function of this name asks something, whatever its receiver and the number of its arguments.
pub(super) fn is_test(name: &str) -> bool {
    let is_derived = |start: &&str| {
        name.strip_prefix(*start)
            .is_some_and(|of| of.contains("model"))
    };
    [EQUALITIES, PARTS, QUERIES]
        .iter()
        .any(|names| names.contains(&name))
        || DERIVED.iter().any(is_derived)
}

/// Whether the receiver of a call is a type or module of regular expressions: `re.search`, `Pattern::matches`.
pub(super) fn is_of_expressions(callee: &[u8], name: &str) -> bool {
    let mut pieces = callee.rsplit(|b| matches!(b, b'.' | b':'));
    let receiver = pieces.find(|piece| !piece.is_empty() && folded(piece) != name);
    receiver.is_some_and(|piece| OF_EXPRESSIONS.contains(&folded(piece).as_str()))
}
