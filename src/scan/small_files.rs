//! Small files that are read once more, for what they show about others: settings, and the files of a module.

use memchr::memmem;
use rayon::prelude::*;

use super::read::{self, PieceSearch, ReadContent, ReadLimits};
use super::{Engine, Scanner, TaskResult};
use crate::source::Source;
use crate::walk::SourcePath;

/// Bytes of the largest file that is read: settings and modules that people write are smaller.
const LARGEST: u64 = 256 * 1024;

/// Takes the texts whole that have one of these words.
struct WithOneOf(&'static [&'static [u8]]);

impl PieceSearch for WithOneOf {
    fn hits(&self, piece: &[u8]) -> bool {
        self.0
            .iter()
            .any(|word| memmem::find(piece, word).is_some())
    }

    fn take_binary(&mut self, _: &[u8]) {}
}

impl<E: Engine> Scanner<E> {
    /// What each of some files shows, in their order: what `show` gives for the text of one that has one of the words. A file
    /// that cannot be read shows nothing; the scan has reported it.
    pub(super) fn shown_by<T: Default + Send>(
        &self,
        files: &[&SourcePath],
        words: &'static [&'static [u8]],
        show: impl Fn(&Source) -> T + Sync,
    ) -> Vec<T> {
        let look = |file: &&SourcePath| {
            let (mut part, mut shown) = (TaskResult::default(), T::default());
            self.guarded(file, &mut part, |_| {
                let limits = ReadLimits {
                    whole: LARGEST,
                    binary: 0,
                };
                if let Ok((_, ReadContent::Whole(content, encoding))) =
                    read::read(file, limits, &mut WithOneOf(words))
                {
                    shown = show(&self.source(file, content, encoding));
                }
            });
            shown
        };
        match self.pool_for(files.len()) {
            Some(pool) => pool.install(|| files.par_iter().map(look).collect()),
            None => files.iter().map(look).collect(),
        }
    }
}
