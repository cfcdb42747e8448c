//! IDs put together from pieces: templates, wildcards, expressions, strings that are joined.

use super::{HAIKU, check};
use crate::reference::{Form, Resolution};

#[test]
fn templates_wildcards_and_pieces() {
    use Form::{Base, Profile, Wildcard};
    use Resolution::{Exact, Family, Joined, Template};
    let v2: &[&str] = &["anthropic.claude-v2"];
    let v21: &[&str] = &["anthropic.claude-v2:1"];
    check(&[
        (
            "f\"{prefix}.anthropic.claude-v2\"",
            Profile,
            Template,
            v2,
            "{prefix}.anthropic.claude-v2",
        ),
        (
            "`${geo}.anthropic.claude-v2`",
            Profile,
            Template,
            v2,
            "${geo}.anthropic.claude-v2",
        ),
        (
            "\"#{geo}.anthropic.claude-v2\"",
            Profile,
            Template,
            v2,
            "#{geo}.anthropic.claude-v2",
        ),
        (
            "\"%s.anthropic.claude-v2\"",
            Profile,
            Template,
            v2,
            "%s.anthropic.claude-v2",
        ),
        (
            "\"$geo.anthropic.claude-v2\"",
            Profile,
            Template,
            v2,
            "$geo.anthropic.claude-v2",
        ),
        (
            "{{ .Values.geo }}.anthropic.claude-v2",
            Profile,
            Template,
            v2,
            "{{ .Values.geo }}.anthropic.claude-v2",
        ),
        (
            "<region>.anthropic.claude-v2",
            Profile,
            Template,
            v2,
            "<region>.anthropic.claude-v2",
        ),
        (
            "@\"%@.anthropic.claude-v2\"",
            Profile,
            Template,
            v2,
            "%@.anthropic.claude-v2",
        ),
        (
            "\"\\(geo).anthropic.claude-v2\"",
            Profile,
            Template,
            v2,
            "\\(geo).anthropic.claude-v2",
        ),
        (
            "'%<geo>s.anthropic.claude-v2'",
            Profile,
            Template,
            v2,
            "%<geo>s.anthropic.claude-v2",
        ),
        (
            "'%(geo)s.anthropic.claude-v2'",
            Profile,
            Template,
            v2,
            "%(geo)s.anthropic.claude-v2",
        ),
        (
            "'us.' . 'anthropic.claude-v2'",
            Profile,
            Joined,
            v2,
            "us.' . 'anthropic.claude-v2",
        ),
        (
            "@\"us.\" @\"anthropic.claude-v2\"",
            Profile,
            Joined,
            v2,
            "us.\" @\"anthropic.claude-v2",
        ),
        (
            "\"anthropic.claude-\" ++ \"v2\"",
            Base,
            Joined,
            v2,
            "anthropic.claude-\" ++ \"v2",
        ),
        (
            "\"anthropic.claude-\" * \"v2\"",
            Base,
            Joined,
            v2,
            "anthropic.claude-\" * \"v2",
        ),
        (
            "\\\"us.\\\" + \\\"anthropic.claude-v2\\\"",
            Profile,
            Joined,
            v2,
            "us.\\\" + \\\"anthropic.claude-v2",
        ),
        (
            "geo + \".anthropic.claude-v2\"",
            Profile,
            Template,
            v2,
            "anthropic.claude-v2",
        ),
        (
            "\"us.\" + \"anthropic.claude-v2\"",
            Profile,
            Joined,
            v2,
            "us.\" + \"anthropic.claude-v2",
        ),
        (
            "\"anthropic.\" + \"claude-v2\"",
            Base,
            Joined,
            v2,
            "anthropic.\" + \"claude-v2",
        ),
        (
            "\"anthropic.claude-v2\" +\n    \":1\"",
            Base,
            Joined,
            v21,
            "anthropic.claude-v2\" +\n    \":1",
        ),
        (
            "(\"anthropic.claude-\"\n \"v2:1\")",
            Base,
            Joined,
            v21,
            "anthropic.claude-\"\n \"v2:1",
        ),
        (
            "\"anthropic.claude-v2\" + suffix",
            Base,
            Exact,
            v2,
            "anthropic.claude-v2",
        ),
        (
            "\"anthropic.claude-v2\" + \" is old\"",
            Base,
            Exact,
            v2,
            "anthropic.claude-v2",
        ),
        (
            "'foundation-model/anthropic.claude-v2*'",
            Wildcard,
            Family,
            &["anthropic.claude-v2", "anthropic.claude-v2:1"],
            "foundation-model/anthropic.claude-v2*",
        ),
        (
            "\"anthropic.claude-3-haiku-*\"",
            Wildcard,
            Family,
            &[HAIKU],
            "anthropic.claude-3-haiku-*",
        ),
        (
            "\"*anthropic.claude-3-haiku*\"",
            Wildcard,
            Family,
            &[HAIKU],
            "*anthropic.claude-3-haiku*",
        ),
        // The dot before a star is that of a regular expression.
        (
            r"/model\/.*us.anthropic.claude-v2:1.*?\/invoke/",
            Profile,
            Exact,
            v21,
            "us.anthropic.claude-v2:1",
        ),
        (
            r"/available:.*anthropic\.claude-v2:1/",
            Base,
            Resolution::Regex,
            v21,
            r"anthropic\.claude-v2:1",
        ),
        (
            "\"Calling...anthropic.claude-v2\"",
            Base,
            Exact,
            v2,
            "anthropic.claude-v2",
        ),
        (
            "\"...\" + \"us.anthropic.claude-v2\"",
            Profile,
            Exact,
            v2,
            "us.anthropic.claude-v2",
        ),
        (
            "f\"anthropic.claude-3-{size}-20240307-v1:0\"",
            Base,
            Template,
            &[HAIKU],
            "anthropic.claude-3-{size}-20240307-v1:0",
        ),
        (
            "\"anthropic.claude-3-\" + size + \"-20240307-v1:0\"",
            Base,
            Template,
            &[HAIKU],
            "anthropic.claude-3-\" + size + \"-20240307-v1:0",
        ),
        (
            "format(\"anthropic.claude-3-%s-20240307-v1:0\", size)",
            Base,
            Template,
            &[HAIKU],
            "anthropic.claude-3-%s-20240307-v1:0",
        ),
        (
            "join(\".\", [\"us\", \"anthropic.claude-v2\"])",
            Profile,
            Joined,
            v2,
            "us\", \"anthropic.claude-v2",
        ),
        (
            "!Join [\"\", [\"us.\", \"anthropic.claude-v2\"]]",
            Profile,
            Joined,
            v2,
            "us.\", \"anthropic.claude-v2",
        ),
        (
            "join(\"\", [\"anthropic.\", \"claude-3-haiku-20240307\", \"-v1:0\"])",
            Base,
            Joined,
            &[HAIKU],
            "anthropic.\", \"claude-3-haiku-20240307\", \"-v1:0",
        ),
        (
            "run \"anthropic.claude-v2\" \"-v1\"",
            Base,
            Exact,
            v2,
            "anthropic.claude-v2",
        ),
        (
            "[\"\", [\"anthropic.claude-\", \"v2\"]]",
            Base,
            Joined,
            v2,
            "anthropic.claude-\", \"v2",
        ),
        (
            "\"anthropic.{}\".format(\"claude-v2\")",
            Base,
            Joined,
            v2,
            "anthropic.{}",
        ),
        (
            "String.format(\"anthropic.%s:%d\", \"claude-v2\", \"1\")",
            Base,
            Joined,
            v21,
            "anthropic.%s:%d",
        ),
        (
            "\"anthropic.claude-%s\" % \"v2\"",
            Base,
            Joined,
            v2,
            "anthropic.claude-%s",
        ),
    ]);
}

#[test]
fn a_dot_joins_in_php_and_ends_a_sentence_elsewhere() {
    use Form::Base;
    use Resolution::{Joined, Truncated};
    check(&[
        (
            "'anthropic.' . 'claude-v2'",
            Base,
            Joined,
            &["anthropic.claude-v2"],
            "anthropic.' . 'claude-v2",
        ),
        (
            "'anthropic.'.'claude-v2'",
            Base,
            Joined,
            &["anthropic.claude-v2"],
            "anthropic.'.'claude-v2",
        ),
        (
            "\"like 'anthropic.claude-3-haiku'.\n    'next'\"",
            Base,
            Truncated,
            &[HAIKU],
            "anthropic.claude-3-haiku",
        ),
    ]);
}
