//! Writes an overlay as YAML that can be applied to a catalog again.
//!
//! A text that a terminal or a CI runner could interpret is a quoted scalar with escapes, which has the same value. The
//! layout is written here because serde_yaml lets nobody choose how a scalar is quoted: it prints most such characters
//! as they are, and a text with line breaks as lines of their own.

use serde_yaml::{Mapping, Value};

use crate::catalog::overlay::rows::OverlayDoc;
use crate::output::escape;

/// The longest key, in bytes, that is written before its value on the same line: readers look for the `:` only so far.
const LONGEST_SIMPLE_KEY: usize = 128;

/// The overlay as YAML, with these lines of comment at its top. What is absent or empty is left out.
pub fn to_yaml(overlay: &OverlayDoc, comment: &[&str]) -> String {
    let value = serde_yaml::to_value(overlay).expect("rows hold texts, numbers and lists of them");
    let mut out: String = comment
        .iter()
        .map(|line| format!("# {}\n", escape::log_line(line)))
        .collect();
    write(&lean(value, 0), 0, &mut out);
    out
}

/// Writes a value into the rest of a line, and its further lines with an indentation.
fn write(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Mapping(fields) if !fields.is_empty() => {
            for (nth, (key, value)) in fields.iter().enumerate() {
                if nth > 0 {
                    start_line(indent, out);
                }
                let key = scalar(key);
                if key.len() > LONGEST_SIMPLE_KEY {
                    out.push_str("? ");
                    out.push_str(&key);
                    out.push('\n');
                    start_line(indent, out);
                } else {
                    out.push_str(&key);
                }
                out.push(':');
                // The dashes of a list may be below its key, since they are an indentation themselves.
                let nested = match value {
                    Value::Mapping(fields) if !fields.is_empty() => Some(indent + 2),
                    Value::Sequence(items) if !items.is_empty() => Some(indent),
                    _ => None,
                };
                match nested {
                    Some(indent) => {
                        out.push('\n');
                        start_line(indent, out);
                        write(value, indent, out);
                    }
                    None => {
                        out.push(' ');
                        write(value, indent, out);
                    }
                }
            }
        }
        Value::Sequence(items) if !items.is_empty() => {
            for (nth, item) in items.iter().enumerate() {
                if nth > 0 {
                    start_line(indent, out);
                }
                out.push_str("- ");
                write(item, indent + 2, out);
            }
        }
        other => {
            out.push_str(&scalar(other));
            out.push('\n');
        }
    }
}

fn start_line(indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
}

/// A scalar or an empty list or mapping, on one line.
fn scalar(value: &Value) -> String {
    match value.as_str() {
        Some(text) if escape::needs_yaml_quotes(text) => escape::yaml_quoted(text),
        _ => {
            let text = serde_yaml::to_string(value).expect("a value of YAML can be written");
            text.trim_end_matches('\n').to_owned()
        }
    }
}

/// Without what is absent, and without empty lists, but for the fields whose absence is an error.
fn lean(value: Value, depth: usize) -> Value {
    match value {
        Value::Mapping(fields) => {
            let needed = |key: &Value| match key.as_str() {
                // Of a scope; of a model and of on-demand use empty lists are left out.
                Some("regions") => {
                    depth > 1 && !fields.contains_key("modality") && !fields.contains_key("bare")
                }
                Some("models") => depth > 0,
                Some("bare" | "aliases" | "takes" | "in") => true,
                _ => false,
            };
            let kept = fields
                .iter()
                .filter(|(key, value)| needed(key) || !is_nothing(value));
            let kept = kept.map(|(key, value)| (key.clone(), lean(value.clone(), depth + 1)));
            Value::Mapping(kept.collect::<Mapping>())
        }
        Value::Sequence(items) => Value::Sequence(
            items
                .into_iter()
                .map(|item| lean(item, depth + 1))
                .collect(),
        ),
        other => other,
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(fields) => fields.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::parse::{RuleText, parse_text};

    #[test]
    fn lists_that_a_row_must_have_are_written_when_they_are_empty() {
        let text = "overlay: x\nas_of: 2026-11-30\nscopes:\n  - {id: a, name: A, regions: [], source: s}\n\
                    models:\n  - {id: a.b, source: s, regions: [{in: [], source: s}]}\n\
                    libraries:\n  - {name: l, source: s, aliases: {}}\n\
                    opaque_arns:\n  - {arn: a, models: [], source: s}\n";
        let read = |text: String| {
            let rules = RuleText {
                path: "o.yaml".into(),
                name: "o.yaml".into(),
                text,
            };
            parse_text::<OverlayDoc>(&rules).unwrap().doc
        };
        let written = to_yaml(&read(text.to_owned()), &[]);
        assert_eq!(to_yaml(&read(written.clone()), &[]), written);
    }

    #[test]
    fn the_layout_is_that_of_serde_yaml() {
        let text = "a: {b: [], c: {}, d: [1, {e: f, g: [h, [i, j]]}], 'true': 'no', k: ''}\nl: [{m: {n: [o]}}, []]\n";
        let value: Value = serde_yaml::from_str(text).unwrap();
        let mut out = String::new();
        write(&value, 0, &mut out);
        assert_eq!(out, serde_yaml::to_string(&value).unwrap());
    }

    #[test]
    fn hostile_texts_are_escaped_and_nothing_is_lost() {
        let long = "\u{85}".repeat(200);
        let texts = [
            "\u{1b}]0;x\u{7}\u{9b}2J\u{7f}\u{85}",
            "a\n::error::x\r\n\t\"\\ b",
            "::error::x",
            "\u{202e}\u{2028}\u{200b}\u{feff}\u{e0041}",
            "####vso[task]x ##[error]",
            long.as_str(),
            "plain: 'text' # ünï 😀",
        ];
        for text in texts {
            let pairs = [(Value::from(text), Value::from(vec![text]))];
            let value = Value::Mapping(pairs.into_iter().collect());
            let mut out = String::new();
            write(&value, 0, &mut out);
            assert_eq!(serde_yaml::from_str::<Value>(&out).unwrap(), value, "{out}");
            for line in out.lines() {
                assert_eq!(escape::log_line(line), line);
            }
        }
    }
}
