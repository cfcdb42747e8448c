//! The edits of one file, and the file with them applied.

use std::ops::Range;
use std::sync::Arc;

use super::parameter::cuts;
use super::removal::each_once;
use super::{Edit, ParameterRemoval};
use crate::finding::Finding;
use crate::source::{Encoding, Source};
use crate::walk::SourcePath;

/// A file with the edits to apply.
#[derive(Clone, Debug)]
pub struct FileEdits {
    /// Where it was read.
    pub path: SourcePath,
    /// Its bytes, as they were judged.
    pub content: Vec<u8>,
    /// The edits, by their location; they do not overlap.
    pub edits: Vec<Edit>,
    /// What edits of other files remove in this one, by the location of the edit. There is at least one edit or one of these.
    pub linked: Vec<LinkedRemovals>,
    pub(super) encoding: Encoding,
}

/// The parameters that an edit removes from requests in a file other than its own.
#[derive(Clone, Debug)]
pub struct LinkedRemovals {
    /// The finding of the edit.
    pub finding: Arc<Finding>,
    /// The parameters, by location.
    pub removals: Vec<ParameterRemoval>,
}

/// Bytes of a file that become others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByteChange {
    /// The old bytes, by their offsets in the file.
    pub range: Range<usize>,
    /// The new ones.
    pub new: Vec<u8>,
}

impl FileEdits {
    /// What is removed in this file, by location.
    fn removals(&self) -> Vec<&ParameterRemoval> {
        let own = self.edits.iter().flat_map(|edit| &edit.removals);
        let own = own.filter(|removal| *removal.location.path == *self.path.display);
        each_once(own.chain(self.linked.iter().flat_map(|linked| &linked.removals)))
    }

    /// The changes, in ascending order.
    pub fn changes(&self) -> Vec<ByteChange> {
        let source = Source::decode_as(self.path.clone(), self.content.clone(), self.encoding);
        let mut offsets = FileOffsets::new(&source);
        let change = |(range, new): (Range<usize>, &str)| ByteChange {
            range: offsets.range(range),
            new: self.encoding.encode(new),
        };
        let changes = self.changes_of(&source.text);
        changes.into_iter().map(change).collect()
    }

    /// The changes of the decoded text, in ascending order.
    fn changes_of(&self, text: &[u8]) -> Vec<(Range<usize>, &str)> {
        let rename = |edit: &'_ Edit| edit.span().start..edit.span().end;
        let renames = self.edits.iter().filter(|edit| edit.renames());
        let renames = renames.map(|edit| (rename(edit), edit.new.as_str()));
        let cuts = cuts(text, &self.removals());
        let mut changes: Vec<(Range<usize>, &str)> = renames
            .chain(cuts.into_iter().map(|cut| (cut, "")))
            .collect();
        changes.sort_by_key(|(range, _)| range.start);
        changes
    }

    /// The decoded text and its changes, to be shown to people.
    pub fn text_changes(&self) -> (Vec<u8>, Vec<ByteChange>) {
        let text = self.encoding.decode(self.content.clone());
        let change = |(range, new): (Range<usize>, &str)| ByteChange {
            range,
            new: new.as_bytes().to_vec(),
        };
        let changes = self.changes_of(&text).into_iter().map(change).collect();
        (text, changes)
    }

    /// The bytes of the file with the changes.
    pub fn applied(&self) -> Vec<u8> {
        let mut new = Vec::with_capacity(self.content.len() + 64);
        let mut at = 0;
        for change in self.changes() {
            new.extend_from_slice(&self.content[at..change.range.start]);
            new.extend_from_slice(&change.new);
            at = change.range.end;
        }
        new.extend_from_slice(&self.content[at..]);
        new
    }
}

/// Offsets in a file for those in its text, asked for in ascending order.
struct FileOffsets<'s> {
    source: &'s Source,
    /// An offset in the text, and the one in the file.
    known: (usize, usize),
}

impl<'s> FileOffsets<'s> {
    fn new(source: &'s Source) -> Self {
        let known = (0, source.encoding.mark_bytes());
        Self { source, known }
    }

    fn range(&mut self, range: Range<usize>) -> Range<usize> {
        self.of(range.start)..self.of(range.end)
    }

    fn of(&mut self, at: usize) -> usize {
        let (text, file) = self.known;
        let passed = &self.source.text[text..at];
        self.known = (at, file + self.source.encoding.encoded_bytes(passed));
        self.known.1
    }
}
