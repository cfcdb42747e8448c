//! What holds for a scan of any text. The fuzz target for files is held to it, too.

use bedrock_eol::report::ErrorKind;
use bedrock_eol::scan::Scanned;
use bedrock_eol::source::Encoding;

/// Panics unless nothing panicked, no two references overlap, and each is the text that stands at its place.
pub(crate) fn must_hold(scanned: &Scanned, content: &[u8]) {
    assert!(scanned.errors.iter().all(|error| error.kind != ErrorKind::Panic), "{:?}", scanned.errors);
    let text = Encoding::of(content).decode(content.to_vec());
    let mut last = 0;
    for reference in &scanned.references {
        let span = reference.location.span;
        assert!(last <= span.start && span.start < span.end, "references overlap");
        assert_eq!(String::from_utf8_lossy(&text[span.start..span.end]), reference.text);
        last = span.end;
    }
}
