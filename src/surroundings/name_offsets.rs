//! Where the names in a text are.
//!
//! Each collection asks where its file mentions it. A text with thousands of names would be searched thousands of times:
//! 48,000 lists of 2 MB took 20 s. From a few questions on, an index of all names answers.

use std::cell::{Cell, OnceCell};

use memchr::memmem;

/// How many questions are answered by a search: that takes 5 us in a text of 50 KB, making the index 100 times as long.
const SEARCHES: u32 = 32;

/// The names of one text, indexed when that pays.
#[derive(Debug, Default)]
pub(super) struct NameOffsets {
    asked: Cell<u32>,
    /// The hash of each run of letters, digits and `_`, and where it is, in ascending order.
    runs: OnceCell<Vec<(u32, u32)>>,
}

impl NameOffsets {
    /// The offsets at which a text has a name that does not continue on either side, in ascending order.
    pub(super) fn offsets<'t>(
        &'t self,
        text: &'t [u8],
        name: &'t [u8],
    ) -> impl Iterator<Item = usize> + 't {
        self.asked.set(self.asked.get().saturating_add(1));
        let run = longest_run(name);
        let by_index =
            self.asked.get() > SEARCHES && !run.is_empty() && u32::try_from(text.len()).is_ok();
        let searched = (!by_index).then(|| memmem::find_iter(text, name));
        let indexed = by_index.then(|| self.indexed(text, name, run));
        let found = searched
            .into_iter()
            .flatten()
            .chain(indexed.into_iter().flatten());
        found.filter(move |at| {
            let end = at + name.len();
            let continues = |offset: usize| text.get(offset).copied().is_some_and(is_of_name);
            !(at.checked_sub(1).is_some_and(continues) || continues(end))
        })
    }

    /// The offsets of a name, one of whose runs is `run`.
    fn indexed<'t>(
        &'t self,
        text: &'t [u8],
        name: &'t [u8],
        run: std::ops::Range<usize>,
    ) -> impl Iterator<Item = usize> + 't {
        let runs = self.runs.get_or_init(|| all_runs(text));
        let wanted = hash(&name[run.clone()]);
        let first = runs.partition_point(|(known, _)| *known < wanted);
        let same = runs[first..]
            .iter()
            .take_while(move |(known, _)| *known == wanted);
        same.filter_map(move |(_, at)| {
            let start = (*at as usize).checked_sub(run.start)?;
            text[start..].starts_with(name).then_some(start)
        })
    }
}

/// The longest run of letters, digits and `_` in a name.
fn longest_run(name: &[u8]) -> std::ops::Range<usize> {
    let mut longest = 0..0;
    let mut start = 0;
    for at in 0..=name.len() {
        if name.get(at).copied().is_some_and(is_of_name) {
            continue;
        }
        if at - start > longest.len() {
            longest = start..at;
        }
        start = at + 1;
    }
    longest
}

fn all_runs(text: &[u8]) -> Vec<(u32, u32)> {
    let mut runs = Vec::with_capacity(text.len() / 8);
    let mut at = 0;
    while at < text.len() {
        let width = text[at..].iter().take_while(|b| is_of_name(**b)).count();
        if width > 0 {
            runs.push((hash(&text[at..at + width]), at as u32));
        }
        at += width + 1;
    }
    runs.sort_unstable();
    runs
}

/// FNV-1a.
fn hash(run: &[u8]) -> u32 {
    run.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_finds_what_a_search_finds() {
        let text = b"a ab a.b a_b a\xc3\xa9 self.ab ab-c $ab \"ab\" ab";
        let names: [&[u8]; 9] = [
            b"a", b"ab", b"a.b", b"b", b"self.ab", b"ab-c", b"$ab", b"none", b"-c",
        ];
        let index = NameOffsets::default();
        let answers = |index: &NameOffsets| -> Vec<Vec<usize>> {
            names.map(|name| index.offsets(text, name).collect()).into()
        };
        let searched = answers(&index);
        assert!(index.runs.get().is_none());
        index.asked.set(SEARCHES);
        assert_eq!(answers(&index), searched);
        assert!(index.runs.get().is_some());
        assert_eq!(searched[1], [2, 22, 25, 31, 35, 39]);
    }
}
