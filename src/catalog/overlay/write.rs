//! Writes an overlay as YAML that can be applied to a catalog again.

use serde_yaml::{Mapping, Value};

use super::rows::OverlayDoc;

/// The overlay as YAML, with these lines of comment at its top. What is absent or empty is left out.
pub fn to_yaml(overlay: &OverlayDoc, comment: &[&str]) -> String {
    let value = serde_yaml::to_value(overlay).expect("rows hold texts, numbers and lists of them");
    let body = serde_yaml::to_string(&lean(value, 0)).expect("a value of YAML can be written");
    let comment: String = comment
        .iter()
        .map(|line| format!("# {}\n", line.replace(['\n', '\r'], " ")))
        .collect();
    format!("{comment}{body}")
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
}
