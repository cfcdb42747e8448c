//! Occurrences made by hand, so that the verdict is tested without the detector.

use bedrock_eol::detect::{Confidence, Context, Form, Match, RegionOrigin, Resolution};
use bedrock_eol::finding::{Location, Snippet};
use bedrock_eol::judge::Occurrence;
use bedrock_eol::model_id::{ModelId, ProfileScope, Region};
use bedrock_eol::source::{Position, Span};

/// One occurrence under construction.
pub(crate) struct Sample {
    pub(crate) occurrence: Occurrence,
}

/// A reference to `model` that stands as `text` at the start of `line`'s quoted part.
pub(crate) fn sample(form: Form, text: &str, models: &[&str]) -> Sample {
    in_file("src/app.py", &format!("model = \"{text}\"\n"), text, form, models)
}

/// A reference at the first place of `text` in the file's content.
pub(crate) fn in_file(path: &str, content: &str, text: &str, form: Form, models: &[&str]) -> Sample {
    let at = content.find(text).expect("the text stands in the content");
    nth_in_file(path, content, at, text, form, models)
}

/// A reference at byte `at` of the file's content.
pub(crate) fn nth_in_file(
    path: &str,
    content: &str,
    at: usize,
    text: &str,
    form: Form,
    models: &[&str],
) -> Sample {
    let span = Span { start: at, end: at + text.len() };
    let line = content[..at].matches('\n').count() as u64 + 1;
    let column = content[..at].rsplit('\n').next().unwrap().chars().count() as u64 + 1;
    let start = Position { line, column };
    let end = Position { line, column: column + text.chars().count() as u64 };
    let found = Match {
        span,
        id_span: span,
        form,
        resolution: Resolution::Exact,
        models: models.iter().map(|id| ModelId::new(*id)).collect(),
        variant: None,
        candidates: Vec::new(),
        scope: scope_in(form, text),
        region: None,
        context: Context::Code,
        registry: None,
        confidence: Confidence::High,
    };
    let location = Location { path: path.to_owned(), start, end, span, cell: None };
    let snippet = Snippet::around(content.as_bytes(), span, start);
    Sample { occurrence: Occurrence { found, location, text: text.to_owned(), snippet } }
}

fn scope_in(form: Form, text: &str) -> Option<ProfileScope> {
    let id = match form {
        Form::Profile => text,
        Form::InferenceProfileArn => text.rsplit('/').next()?,
        _ => return None,
    };
    Some(ProfileScope::new(id.split('.').next()?))
}

impl Sample {
    pub(crate) fn context(mut self, context: Context) -> Self {
        self.occurrence.found.context = context;
        self
    }

    pub(crate) fn resolution(mut self, resolution: Resolution) -> Self {
        self.occurrence.found.resolution = resolution;
        self
    }

    pub(crate) fn region(mut self, region: &str, origin: RegionOrigin) -> Self {
        self.occurrence.found.region = Some((Region::new(region), origin));
        self
    }

    pub(crate) fn registry(mut self, registry: u32) -> Self {
        self.occurrence.found.registry = Some(registry);
        self
    }

    pub(crate) fn candidates(mut self, candidates: &[&str]) -> Self {
        self.occurrence.found.candidates = candidates.iter().map(|id| ModelId::new(*id)).collect();
        self
    }

    /// The part of the text that is the ID, where it is not the whole.
    pub(crate) fn id(mut self, id: &str) -> Self {
        let found = &mut self.occurrence.found;
        let at = self.occurrence.text.find(id).expect("the ID stands in the text");
        found.id_span = Span { start: found.span.start + at, end: found.span.start + at + id.len() };
        self
    }

    pub(crate) fn build(self) -> Occurrence {
        self.occurrence
    }
}
