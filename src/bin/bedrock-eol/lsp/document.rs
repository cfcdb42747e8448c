//! An open document, and what its text was judged to be.

use std::ops::Range;
use std::time::{Duration, Instant};

use bedrock_eol::program::{DocumentName, EditorText, KeptText};
use bedrock_eol::{Finding, Reference, Report};

/// How long a text has to rest before it is judged.
const REST: Duration = Duration::from_millis(100);

/// How long a text that never rests is not judged.
const LONGEST_WAIT: Duration = Duration::from_millis(1000);

/// An open document.
#[derive(Debug)]
pub(super) struct OpenDocument {
    pub(super) name: DocumentName,
    pub(super) language_id: String,
    pub(super) version: Option<i64>,
    pub(super) text: EditorText,
    /// What the present text was judged to be.
    pub(super) judged: Option<Judged>,
    /// When the text is to be judged and published, and since when it waits for that.
    wait: Option<(Instant, Instant)>,
}

impl OpenDocument {
    pub(super) fn new(uri: &str, language_id: &str, version: Option<i64>, text: String) -> Self {
        Self {
            name: DocumentName::of(uri),
            language_id: language_id.to_owned(),
            version,
            text: EditorText::new(text),
            judged: None,
            wait: None,
        }
    }

    /// Has the text judged at once: it was opened, or settings changed.
    pub(super) fn is_due(&mut self, now: Instant) {
        self.judged = None;
        self.wait = Some((now, now));
    }

    /// Has the text judged when it rests.
    pub(super) fn has_changed(&mut self, now: Instant) {
        self.judged = None;
        let since = self.wait.map_or(now, |(_, since)| since);
        self.wait = Some(((now + REST).min(since + LONGEST_WAIT), since));
    }

    /// When the text is to be judged; absent if it was.
    pub(super) fn due(&self) -> Option<Instant> {
        self.wait.map(|(due, _)| due)
    }

    /// The text was judged and published.
    pub(super) fn is_done(&mut self) {
        self.wait = None;
    }
}

/// What a text was judged to be.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// The path that the text was judged with.
    path: String,
    /// Absent if the text is not scanned: an ignore file or a setting leaves it out.
    report: Option<Report>,
    /// The text, for those who plan edits.
    pub(super) texts: Vec<KeptText>,
    /// The bytes before what was judged: a byte order mark.
    mark: usize,
}

impl Judged {
    pub(super) fn new(path: String, report: Report, texts: Vec<KeptText>, mark: usize) -> Self {
        Self {
            path,
            report: Some(report),
            texts,
            mark,
        }
    }

    /// The bytes of the document before what was judged.
    pub(super) fn mark(&self) -> usize {
        self.mark
    }

    pub(super) fn report(&self) -> Option<&Report> {
        self.report.as_ref()
    }

    /// The active findings in the text.
    pub(super) fn findings(&self) -> impl Iterator<Item = &Finding> {
        let active = self.report.iter().flat_map(Report::active);
        active.filter(|finding| *finding.reference.location.path == *self.path)
    }

    /// The references in the text.
    pub(super) fn references(&self) -> impl Iterator<Item = &Reference> {
        let all = self.report.iter().flat_map(|report| &report.references);
        let all = all.map(std::convert::AsRef::as_ref);
        all.filter(|reference: &&Reference| *reference.location.path == *self.path)
    }

    /// The bytes of the document for those of a location in its text; absent if it is in another file.
    pub(super) fn bytes(&self, location: &bedrock_eol::Location) -> Option<Range<usize>> {
        let span = location.span;
        let is_here = *location.path == *self.path;
        is_here.then(|| span.start + self.mark..span.end + self.mark)
    }
}
