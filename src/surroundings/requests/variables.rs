//! The values of variables in a request, with the fields that are set on them and removed from them.

use std::ops::Range;

use super::super::line::folded;
use super::known_parameters::{Inside, PARTS};
use super::names::UsedVariable;
use super::reader::RequestReader;
use super::sites::is_model_argument;

/// How deep a field is that is set or removed: `request["inferenceConfig"]["topP"]` is at 2.
const FIELDS: usize = 3;

impl RequestReader<'_, '_, '_> {
    /// Reads the value that a variable has, and the fields that are set on it later. Whether its definition is known.
    pub(super) fn variable(&mut self, name: &[u8], at: usize, inside: Inside<'_>) -> bool {
        let names = &self.requests.names;
        let Some(definition) = names.definition(name, at) else {
            return false;
        };
        let item = names.item(&definition);
        // A branch in between defines it again.
        if item.span.contains(&at) || names.is_redefined(name, &definition, at) {
            return false;
        }
        self.requests.reads_name(at);
        self.through.push(UsedVariable {
            name: at..at + name.len(),
            definition,
        });
        self.value(definition.block, item.value(), inside);
        self.changes(name, definition.block, item.span.end..at, inside);
        self.through.pop();
        true
    }

    /// The fields that are set on a variable or removed from it in a range: between its definition and its use.
    pub(super) fn changes(
        &mut self,
        name: &[u8],
        block: usize,
        between: Range<usize>,
        inside: Inside<'_>,
    ) {
        let uses = self.requests.names.uses(name);
        let from = uses.partition_point(|at| *at < between.start);
        let to = uses.partition_point(|at| *at < between.end);
        for at in uses.get(from..to).unwrap_or_default() {
            if !self.requests.takes(1) {
                self.is_complete = false;
                return;
            }
            if !self.change(*at, name.len(), block, inside) {
                return;
            }
        }
    }

    /// Reads what the statement does that uses a variable at an offset. Whether the variable is still of the same request.
    fn change(&mut self, at: usize, length: usize, block: usize, inside: Inside<'_>) -> bool {
        let file = self.requests.file;
        let (text, outline) = (file.text(), file.outline());
        let (mut fields, mut after) = (Vec::new(), at + length);
        while let Some(field) = field_at(text, after).filter(|_| fields.len() < FIELDS) {
            after = field.end;
            fields.push(field.name);
        }
        let rest = &text[after..];
        let is_certain = outline.block_at(at) == block;
        if let Some(open) = put_call(rest) {
            self.requests.reads_name(at);
            if is_certain && fields.is_empty() {
                self.pair(outline.block_at(after + open), inside);
            } else {
                self.is_complete = false;
            }
            return true;
        }
        if let Some(removed) = removed_by_call(rest) {
            if removed.is_empty() {
                // Which one is known when the program runs.
                self.parameters.clear();
                self.is_complete = false;
            }
            fields.push(after + removed.start..after + removed.end);
            self.forget(&fields, inside);
            return true;
        }
        if removes(&text[..at]) {
            self.forget(&fields, inside);
            return true;
        }
        if is_merge(rest) {
            self.requests.reads_name(at);
            self.is_complete = false;
            return true;
        }
        let rest = rest.trim_ascii_start();
        let is_set = rest.starts_with(b"=") && !rest.starts_with(b"==");
        let Some((last, parents)) = fields.split_last().filter(|_| is_set) else {
            return true;
        };
        self.requests.reads_name(at);
        if is_model_argument(&folded(&text[last.clone()])) {
            // What is sent after this is a request to another model.
            self.parameters.clear();
            self.is_complete = false;
            return false;
        }
        self.forget(&fields, inside);
        let value = outline
            .item_at(outline.block_at(at), at)
            .map(|(_, item)| item.value());
        let Some(value) = value.filter(|_| is_certain) else {
            self.is_complete = false;
            return true;
        };
        let names: Vec<String> = parents.iter().map(|of| folded(&text[of.clone()])).collect();
        let (inside, prefix) = inside.below(&names);
        let inside = Inside {
            prefix: &prefix,
            ..inside
        };
        self.field(
            &folded(&text[last.clone()]),
            last.clone(),
            block,
            value,
            inside,
        );
        true
    }

    /// Removes the parameters of a field, or of the part that it is.
    fn forget(&mut self, fields: &[Range<usize>], inside: Inside<'_>) {
        let text = self.requests.file.text();
        let names: Vec<String> = fields.iter().map(|of| folded(&text[of.clone()])).collect();
        let Some((last, parents)) = names.split_last() else {
            return;
        };
        let (inside, prefix) = inside.below(parents);
        let part = PARTS.iter().find(|(name, _)| name == last);
        if let Some((_, Some(part))) = part {
            self.parameters
                .retain(|_, parameter| parameter.part != *part);
            return;
        }
        let path = Inside {
            prefix: &prefix,
            ..inside
        }
        .path(last);
        self.parameters
            .retain(|_, parameter| *parameter.path != *path);
    }
}

/// A field after a variable.
struct FieldAccess {
    /// Its name.
    name: Range<usize>,
    /// One past the whole access.
    end: usize,
}

/// The field that is accessed at an offset: `["top_p"]`, `[:top_p]`, `.TopP`. A call is not a field.
fn field_at(text: &[u8], at: usize) -> Option<FieldAccess> {
    const LONGEST: usize = 64;
    let rest = text.get(at..)?;
    let word = |from: usize| {
        let width = rest[from..]
            .iter()
            .take(LONGEST)
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
            .count();
        (width > 0).then_some(from..from + width)
    };
    let (name, end) = match rest {
        [b'[', quote @ (b'"' | b'\''), ..] => {
            let inner = rest[2..].iter().take(LONGEST).position(|b| b == quote)?;
            (2..2 + inner, 2 + inner + 1)
        }
        [b'[', b':', ..] => {
            let name = word(2)?;
            (name.clone(), name.end)
        }
        [b'.', ..] => {
            let name = word(1)?;
            if rest.get(name.end) == Some(&b'(') {
                return None;
            }
            return Some(FieldAccess {
                name: at + name.start..at + name.end,
                end: at + name.end,
            });
        }
        _ => return None,
    };
    (rest.get(end) == Some(&b']')).then_some(FieldAccess {
        name: at + name.start..at + name.end,
        end: at + end + 1,
    })
}

/// Where the arguments of a call begin that sets a field of what is before it: `.put("top_p", 0.9)`.
fn put_call(after: &[u8]) -> Option<usize> {
    let calls: [&[u8]; 5] = [b".put(", b".Add(", b".add(", b".addProperty(", b".set("];
    let call = calls.iter().find(|call| after.starts_with(call))?;
    Some(call.len())
}

/// Whether what is before a field removes it: `del body["top_p"]`, `delete body.topP`.
fn removes(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    [b"del".as_slice(), b"delete", b"unset("]
        .iter()
        .any(|word| before.ends_with(word))
}

/// The name of the field that a call removes, `.pop("top_p", None)`, `.delete(:top_p)`; empty where a variable has it.
fn removed_by_call(after: &[u8]) -> Option<Range<usize>> {
    let calls: [&[u8]; 4] = [b".pop(", b".delete(", b".remove(", b".Remove("];
    let call = calls.iter().find(|call| after.starts_with(call))?;
    let is_literal = matches!(after.get(call.len()), Some(b'"' | b'\'' | b':'));
    let start = call.len() + usize::from(is_literal);
    let width = after
        .get(start..)
        .filter(|_| is_literal)
        .unwrap_or_default()
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    Some(start..start + width)
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
