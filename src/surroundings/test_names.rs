//! Names of functions that only ask something about a text.

/// Functions that ask how a text begins, what it contains or equals, by the last piece of their name, folded.
pub(super) const TESTS: &[&str] = &[
    "startswith",
    "endswith",
    "hasprefix",
    "hassuffix",
    "strcontains",
    "strstartswith",
    "equals",
    "equalsignorecase",
    "contentequals",
    "equalfold",
    "strcmp",
    "strcasecmp",
    "strncmp",
    "compareto",
    "comparetoignorecase",
    "includes",
    "contains",
    "occursin",
    "identical",
    "strdetect",
    "ifeq",
    "ifneq",
    "eql",
    "has",
    "haskey",
    "indexof",
    "matches",
    "startwith",
    "strequals",
    "isequal",
    "isequaltostring",
    "where",
    "filter",
    "exclude",
    "filterby",
    "findby",
    "wherenot",
    "rejects",
    "eq",
    "ne",
    "neq",
    "beginswith",
    "notin",
    "notoneof",
    "grepl",
    "member",
    "elem",
];

/// The same where the argument is the only one, or the receiver is a type of regular expressions: with more arguments a
/// method of this name does something with the model.
pub(super) const TESTS_OF_ONE: &[&str] = &["search", "match", "ismatch", "fullmatch", "test"];

/// The same if the name ends with a question mark.
pub(super) const QUESTIONS: &[&str] = &[
    "include",
    "includes",
    "member",
    "match",
    "startwith",
    "endwith",
];

/// Methods that change how a text is written before it is compared, in the same spelling.
pub(super) const SPELLINGS: &[&str] = &[
    "tolowercase",
    "touppercase",
    "lower",
    "upper",
    "trim",
    "downcase",
];

/// Whether the last piece of the name of a call, folded, is that of a test, or of a method that prepares a text for one.
pub(super) fn is_a_test_by_name(name: &str) -> bool {
    let name_and_name = [TESTS, TESTS_OF_ONE, QUESTIONS, SPELLINGS];
    name_and_name.iter().any(|names| names.contains(&name))
}
