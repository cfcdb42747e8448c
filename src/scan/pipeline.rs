//! The [`Engine`] of the tool: the detector over the catalog's words, and the judge.

use std::borrow::Cow;

use super::{Engine, Judged};
use crate::catalog::Catalog;
use crate::detect::{Detector, KnownId, Match, SymbolLibrary, Vocabulary};
use crate::finding::{Location, Snippet};
use crate::judge::{Occurrence, Policy, collapse_registries, judge_file};
use crate::source::Source;

/// Detects the catalog's models and judges them by a policy.
#[derive(Debug)]
pub struct Pipeline<'a> {
    detector: Detector,
    catalog: &'a Catalog,
    policy: &'a Policy,
    /// What makes a path of the report one of the project: `sub/` where the working directory is the
    /// project's folder `sub`, empty in its root.
    project_prefix: String,
}

impl<'a> Pipeline<'a> {
    /// A pipeline. `project_prefix` is the working directory's path relative to the project's root, with a
    /// final `/` unless it is empty; fingerprints are then the same from every working directory.
    pub fn new(catalog: &'a Catalog, policy: &'a Policy, project_prefix: String) -> Self {
        Self { detector: Detector::new(vocabulary(catalog)), catalog, policy, project_prefix }
    }
}

impl Engine for Pipeline<'_> {
    fn first_candidate(&self, bytes: &[u8]) -> Option<usize> {
        self.detector.first_candidate(bytes)
    }

    fn detect(&self, source: &Source) -> Vec<Match> {
        self.detector.detect(source)
    }

    fn judge(&self, source: &Source, matches: Vec<Match>) -> Judged {
        let occurrences = matches.into_iter().map(|found| occurrence(source, found)).collect();
        let path = format!("{}{}", self.project_prefix, source.path.display);
        let file = judge_file(occurrences, &path, self.catalog, self.policy);
        let findings = collapse_registries(file.findings, &file.references, &path);
        Judged { references: file.references, findings }
    }
}

/// The words that a catalog makes the detector look for.
pub fn vocabulary(catalog: &Catalog) -> Vocabulary {
    let mut ids = Vec::with_capacity(catalog.models.len() * 2);
    for model in catalog.models.iter() {
        ids.push(KnownId { id: model.id.clone(), base: model.id.clone() });
        let variants = model.variants.iter();
        ids.extend(variants.map(|variant| KnownId { id: variant.id.clone(), base: model.id.clone() }));
    }
    let library = |library: &crate::catalog::AliasLibrary| SymbolLibrary {
        containers: library.containers.to_vec(),
        requires: library.requires.to_vec(),
        constants: library.aliases.iter().map(|a| (a.token.clone(), a.model.clone())).collect(),
    };
    Vocabulary {
        ids,
        scopes: catalog.scopes.iter().map(|scope| Cow::clone(&scope.id)).collect(),
        libraries: catalog.aliases.iter().map(library).collect(),
    }
}

fn occurrence(source: &Source, found: Match) -> Occurrence {
    let span = found.span;
    let start = source.position(span.start);
    let location = Location {
        path: source.path.display.clone(),
        start,
        end: source.position(span.end),
        span,
        cell: None,
    };
    let text = String::from_utf8_lossy(&source.text[span.start..span.end]).into_owned();
    let snippet = Snippet::around(&source.text, span, start);
    Occurrence { found, location, text, snippet }
}
