//! Properties of a scan of any text. The fuzz target for files checks them, too.

use bedrock_eol::report::ErrorKind;
use bedrock_eol::scan::Scanned;
use bedrock_eol::source::{Encoding, FIRST_PIECE};

/// Panics unless nothing panicked, no two references overlap, and each is the text at its location. Of a binary file there
/// is one reference at most, which has no location in it.
pub(crate) fn must_hold(scanned: &Scanned, content: &[u8]) {
    assert!(
        scanned
            .errors
            .iter()
            .all(|error| error.kind != ErrorKind::Panic),
        "{:?}",
        scanned.errors
    );
    if !scanned.skipped.is_empty() {
        assert!(scanned.references.len() <= 1 && scanned.stats.files_scanned == 0);
        return;
    }
    let decoded = Encoding::of(&content[..content.len().min(FIRST_PIECE)]).decode(content.to_vec());
    let mut last = 0;
    for reference in &scanned.references {
        let span = reference.location.span;
        assert!(
            last <= span.start && span.start < span.end,
            "references overlap"
        );
        // A byte order mark can lie: the content is then taken as it is.
        let is_there = |text: &[u8]| {
            text.get(span.start..span.end)
                .is_some_and(|text| *String::from_utf8_lossy(text) == *reference.text)
        };
        assert!(
            is_there(&decoded) || is_there(content),
            "{}",
            reference.text
        );
        last = span.end;
    }
}
