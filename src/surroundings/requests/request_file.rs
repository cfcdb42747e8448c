//! A file in which requests are looked for, with a bound on the time for it.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeSet;

use super::super::file::File;
use super::names::{NameIndex, UsedVariable};
use crate::language::Kind;
use crate::outline::{BlockKind, Separator};

/// How many steps are taken for each byte of a file, and at least: uses of names, items and pieces of code that are looked
/// at. After them no further request of the file is read, so that the time is linear in its size.
const STEPS: (usize, usize) = (4, 1 << 17);
/// How many bytes of code count as a step.
pub(super) const BYTES_OF_STEP: usize = 16;

/// A file in which requests are looked for.
pub(super) struct RequestFile<'f, 's> {
    pub(super) file: &'f File<'s>,
    pub(super) names: NameIndex<'f, 's>,
    steps: Cell<usize>,
    drops_parameters: OnceCell<bool>,
    /// Uses of variables that are parts of requests.
    read: RefCell<BTreeSet<usize>>,
}

impl<'f, 's> RequestFile<'f, 's> {
    pub(super) fn new(file: &'f File<'s>) -> Self {
        Self {
            file,
            names: NameIndex::new(file),
            drops_parameters: OnceCell::new(),
            steps: Cell::new(STEPS.1.max(file.text().len().saturating_mul(STEPS.0))),
            read: RefCell::default(),
        }
    }

    /// Notes that the use of a variable at an offset is a part of a request.
    pub(super) fn reads_name(&self, at: usize) {
        self.read.borrow_mut().insert(at);
    }

    /// Whether every use of a variable is a part of a request that was read. Another file may read the field of an object,
    /// a constant, and what is exported.
    pub(super) fn is_read_by_requests_only(&self, variable: &UsedVariable) -> bool {
        let text = self.file.text();
        let (name, definition) = (&text[variable.name.clone()], &variable.definition);
        let item = self.names.item(definition);
        let key = &text[item.key()];
        let is_exported = memchr::memmem::find(key, b"export").is_some()
            || memchr::memmem::find(key, b"public").is_some()
            || memchr::memmem::find(key, b"pub ").is_some();
        let is_constant = definition.block == 0 && !name.iter().any(u8::is_ascii_lowercase);
        if definition.of_object || is_exported || is_constant {
            return false;
        }
        let read = self.read.borrow();
        self.names.uses(name).iter().all(|at| {
            let is_own = item.key().contains(at) || read.contains(at) || self.is_name_of_field(*at);
            is_own || (self.takes(1) && self.names.definition(name, *at) != Some(*definition))
        }) && !self.is_exhausted()
    }

    /// Whether the word at an offset is the name of an argument or field, and not the use of a variable: `body=body`.
    fn is_name_of_field(&self, at: usize) -> bool {
        let outline = self.file.outline();
        let block = outline.block_at(at);
        let is_list = matches!(
            outline.block(block).kind,
            BlockKind::Round | BlockKind::Square | BlockKind::Curly
        );
        let item = outline.item_at(block, at).map(|(_, item)| item);
        is_list
            && item.is_some_and(|item| match item.separator {
                Some((_, Separator::Assign)) => {
                    item.span.start == at && outline.block(block).kind == BlockKind::Round
                }
                Some(_) => item.span.start == at,
                None => false,
            })
    }

    /// Whether the file tells LiteLLM to leave out what a model rejects. Each request asks.
    pub(super) fn drops_parameters(&self) -> bool {
        /// How many mentions are looked at.
        const MENTIONS: usize = 64;
        *self.drops_parameters.get_or_init(|| {
            let mentions = memchr::memmem::find_iter(self.file.text(), b"drop_params");
            let mut mentions = mentions.take(MENTIONS);
            mentions.any(|at| !self.file.lexed.kind_at(at).is_comment())
        })
    }

    /// Whether no step is left.
    pub(super) fn is_exhausted(&self) -> bool {
        self.steps.get() == 0
    }

    /// Whether the file is settings or infrastructure: a key next to a value is a field, not a variable.
    pub(super) fn is_settings(&self) -> bool {
        self.file.kind() != Kind::Code
    }

    /// Takes steps; false where none is left.
    pub(super) fn takes(&self, steps: usize) -> bool {
        let left = self.steps.get().saturating_sub(steps);
        self.steps.set(left);
        left > 0
    }
}
