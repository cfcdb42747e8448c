//! Where a file mentions a name, in code and in what literals insert.

use std::ops::Range;

use memchr::memmem;

use super::file::File;
use super::inserted_names::is_code_or_inserted;

/// How often a name is looked up in its file.
pub(super) const OCCURRENCES: usize = 48;

/// Whether a range of a text is not a part of a longer name.
fn is_whole_name(text: &[u8], range: Range<usize>) -> bool {
    let is_of_name = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let continues = |at: usize| text.get(at).copied().is_some_and(is_of_name);
    !range.start.checked_sub(1).is_some_and(continues) && !continues(range.end)
}

/// How often the bytes of a name are looked at in its scope, whether they are the name or a part of another.
const HITS: usize = 4_096;

/// Where a part of a file mentions a name, in code and where a literal inserts it: `f"{MODELS[0]}"`.
pub(super) fn mentions_in<'f>(
    file: &'f File<'_>,
    name: &'f [u8],
    scope: Range<usize>,
) -> impl Iterator<Item = usize> + 'f {
    let text = file.text();
    let part = text.get(scope.clone()).unwrap_or_default();
    // A search of the whole text is that of the index; the variable of a loop has a scope of some lines.
    let is_whole = part.len() == text.len();
    let named = is_whole.then(|| file.names.offsets(text, name));
    let in_part = (!is_whole).then(|| {
        let hits = memmem::find_iter(part, name).take(HITS);
        let offsets = hits.map(move |at| scope.start + at);
        offsets.filter(move |at| is_whole_name(text, *at..*at + name.len()))
    });
    let all = named
        .into_iter()
        .flatten()
        .chain(in_part.into_iter().flatten());
    all.take(OCCURRENCES)
        .filter(move |at| is_code_or_inserted(file, *at))
}
