//! The values of variables in a request, with the fields that are set on them and removed from them.

use std::ops::Range;

use super::super::line::folded;
use super::known_parameters::Inside;

use super::reader::RequestReader;

impl RequestReader<'_, '_, '_> {
    /// Reads the value that a variable has, and the fields that are set on it later. Whether its definition is known.
    pub(super) fn variable(&mut self, name: &[u8], at: usize, inside: Inside<'_>) -> bool {
        let names = &self.requests.names;
        let Some(definition) = names.definition(name, at) else {
            return false;
        };
        let item = names.item(&definition);
        if item.span.contains(&at) {
            return false;
        }
        self.value(definition.block, item.value(), inside);
        self.changes(name, definition.block, item.span.end..at, inside);
        true
    }

    /// The fields that are set on a variable or removed from it between its definition and its use.
    fn changes(&mut self, name: &[u8], block: usize, between: Range<usize>, inside: Inside<'_>) {
        let file = self.requests.file;
        let (text, outline) = (file.text(), file.outline());
        let uses = self.requests.names.uses(name);
        let from = uses.partition_point(|at| *at < between.start);
        let to = uses.partition_point(|at| *at < between.end);
        for at in uses.get(from..to).unwrap_or_default() {
            if !self.requests.takes(1) {
                self.is_complete = false;
                return;
            }
            let after = &text[at + name.len()..];
            if let Some(open) = put_call(after) {
                let call = outline.block_at(at + name.len() + open);
                if outline.block_at(*at) == block {
                    self.pair(call, inside);
                } else {
                    self.is_complete = false;
                }
                continue;
            }
            let field = field_after(after);
            let is_removed = removes(&text[..*at], after);
            match field {
                Some((field, _)) if is_removed => {
                    let path = inside.path(&folded(&after[field]));
                    self.parameters
                        .retain(|_, parameter| *parameter.path != *path);
                }
                Some((field, true)) => {
                    let in_same = outline.block_at(*at) == block;
                    let value = outline
                        .item_at(outline.block_at(*at), *at)
                        .map(|(_, item)| item.value());
                    let key = at + name.len() + field.start..at + name.len() + field.end;
                    match value {
                        Some(value) if in_same => {
                            self.field(&folded(&after[field]), key, block, value, inside);
                        }
                        _ => self.is_complete = false,
                    }
                }
                _ if is_merge(after) => self.is_complete = false,
                _ => {}
            }
        }
    }
}

/// The name of a field after a variable, and whether it is set: `["top_p"] = 0.9`, `.TopP = …`, `.put("top_p", …`.
fn field_after(after: &[u8]) -> Option<(Range<usize>, bool)> {
    let quoted = |open: usize| {
        let quote = *after.get(open)?;
        let start = open + 1;
        if quote == b':' {
            let width = after[start..]
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
                .count();
            return Some(start..start + width);
        }
        if !matches!(quote, b'"' | b'\'') {
            return None;
        }
        let width = memchr::memchr(
            quote,
            after.get(start..start + 64.min(after.len() - start))?,
        )?;
        Some(start..start + width)
    };
    if after.starts_with(b"[") {
        let field = quoted(1)?;
        let rest = after.get(field.end..)?;
        let close = memchr::memchr(b']', rest.get(..3.min(rest.len()))?)?;
        let rest = rest[close + 1..].trim_ascii_start();
        let is_set = rest.starts_with(b"=") && !rest.starts_with(b"==");
        return Some((field, is_set));
    }
    let rest = after.strip_prefix(b".")?;
    let width = rest
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    let next = &rest[width..];
    if next.starts_with(b"(") {
        return quoted(1 + width + 1).map(|field| (field, false));
    }
    let next = next.trim_ascii_start();
    let is_set = next.starts_with(b"=") && !next.starts_with(b"==");
    Some((1..1 + width, is_set))
}

/// Where the arguments of a call begin that sets a field of what is before it: `.put("top_p", 0.9)`.
fn put_call(after: &[u8]) -> Option<usize> {
    let calls: [&[u8]; 5] = [b".put(", b".Add(", b".add(", b".addProperty(", b".set("];
    let call = calls.iter().find(|call| after.starts_with(call))?;
    Some(call.len())
}

/// Whether a statement removes a field: `del body["top_p"]`, `delete body.topP`, `body.pop("top_p")`.
fn removes(before: &[u8], after: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let by_word = [b"del".as_slice(), b"delete", b"unset("]
        .iter()
        .any(|word| before.ends_with(word));
    let by_call = [b".pop(".as_slice(), b".delete(", b".remove(", b".Remove("];
    by_word || by_call.iter().any(|call| after.starts_with(call))
}

/// Whether fields that are not shown are added.
fn is_merge(after: &[u8]) -> bool {
    [
        b".update(".as_slice(),
        b".merge",
        b".putAll(",
        b".extend(",
        b" |=",
    ]
    .iter()
    .any(|call| after.starts_with(call))
}
