//! Who has the last word in the messages of a request.

use std::ops::Range;

use super::known_parameters::Inside;
use super::literal::{literal_value, trimmed};
use super::reader::RequestReader;
use super::sites::folded_last;
use crate::outline::BlockKind;
use crate::reference::ParameterValue;

impl RequestReader<'_, '_, '_> {
    /// The messages of a request: the role of the last one, as far as the file shows it.
    pub(super) fn messages(
        &mut self,
        key: Range<usize>,
        block: usize,
        value: Range<usize>,
        inside: Inside<'_>,
    ) {
        let role = self.last_role(block, value);
        let value = role.map_or(ParameterValue::Computed, |role| {
            ParameterValue::Literal(role.into())
        });
        self.add("messages".to_owned(), key, value, inside.part);
    }

    /// The role of the last message of a list; absent where the list or its last message is computed or changed.
    fn last_role(&self, block: usize, value: Range<usize>) -> Option<String> {
        let outline = self.requests.file.outline();
        let (block, value) = self.unchanged(block, value)?;
        let list = outline.child_in(block, value.clone())?;
        let found = outline.block(list);
        // `[…] + more`, `messages[0]`
        if found.kind != BlockKind::Square
            || found.inner.start != value.start + 1
            || found.inner.end + 1 != value.end
        {
            return None;
        }
        let last = outline.items(list).last()?;
        let (block, last) = self.unchanged(list, last.span.clone())?;
        let message = outline.child_in(block, last.clone())?;
        let is_object = outline.block(message).kind != BlockKind::Round
            && outline.block(message).inner.start == last.start + 1;
        let text = self.text();
        let mut fields = outline.items(message).iter();
        let role = fields
            .find(|item| item.separator.is_some() && folded_last(&text[item.key()]) == "role")?;
        match literal_value(&text[role.value()]) {
            ParameterValue::Literal(role) if is_object => Some(role.into()),
            _ => None,
        }
    }

    /// A value, or that of the variable that it is; absent where the variable is used between its definition and here, so
    /// that it may be changed.
    fn unchanged(&self, block: usize, value: Range<usize>) -> Option<(usize, Range<usize>)> {
        let value = trimmed(self.text(), value);
        if self
            .requests
            .file
            .outline()
            .child_in(block, value.clone())
            .is_some()
        {
            return Some((block, value));
        }
        let (names, name) = (&self.requests.names, &self.text()[value.clone()]);
        let definition = names.definition(name, value.start)?;
        let item = names.item(&definition);
        let uses = names.uses(name);
        let first = uses.partition_point(|at| *at < item.span.end);
        // The name of an argument does not use the variable: `messages=messages`.
        let is_key = |at: &usize| {
            let after = self.text()[at + name.len()..].trim_ascii_start();
            after.starts_with(b":") || (after.starts_with(b"=") && !after.starts_with(b"=="))
        };
        let mut between = uses[first..].iter().take_while(|at| **at < value.start);
        between
            .all(is_key)
            .then(|| (definition.block, trimmed(self.text(), item.value())))
    }
}
