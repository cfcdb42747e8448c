//! Which models the names in an export are, by the detector that finds references, so that an ARN, a profile and a bare ID of
//! one model are one model here, too.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::exports::UsageExports;
use crate::catalog::Catalog;
use crate::detect::Detector;
use crate::model_id::ModelId;
use crate::reference::Resolution;
use crate::report::{Invocations, InvokedModel, Report, UsageReport};
use crate::scan::vocabulary;
use crate::source::{Encoding, Source};
use crate::walk::{Origin, SourcePath};

impl UsageExports {
    /// Marks a report with what the exports say. The catalog decides which names are one model.
    pub fn mark(&self, report: &mut Report, catalog: &Catalog) {
        self.mark_by(report, &Detector::new(vocabulary(catalog)));
    }

    /// The same with the detector of a run.
    pub(crate) fn mark_by(&self, report: &mut Report, detector: &Detector) {
        let mut models: BTreeMap<String, InvokedModel> = BTreeMap::new();
        for (name, used) in &self.names {
            let model = model_of(name, detector);
            let key = model.as_ref().map_or(name.as_str(), ModelId::as_str);
            let entry = models
                .entry(key.to_owned())
                .or_insert_with(|| InvokedModel {
                    model: model.clone(),
                    key: key.to_owned(),
                    invocations: Invocations::default(),
                    names: Vec::new(),
                    is_referenced: false,
                });
            entry.invocations = entry.invocations.and(*used);
            entry.names.push((name.clone(), used.count));
        }
        let referenced = referenced(report);
        let mut models: Vec<InvokedModel> = models.into_values().collect();
        models.retain(|model| model.invocations.count > 0);
        for model in &mut models {
            model.is_referenced = referenced.contains(model.key.as_str());
        }
        models.sort_by(|a, b| {
            let counts = Reverse(a.invocations.count).cmp(&Reverse(b.invocations.count));
            counts.then_with(|| a.key.cmp(&b.key))
        });
        let positions = models.iter().enumerate();
        report.usage = Some(Arc::new(UsageReport {
            period: self.period(),
            rows: self.rows,
            other_events: self.other_events,
            positions: positions
                .map(|(at, model)| (model.key.clone(), at))
                .collect(),
            models,
        }));
    }
}

/// The one model that a whole name refers to.
fn model_of(name: &str, detector: &Detector) -> Option<ModelId> {
    let path = SourcePath {
        display: "usage".to_owned(),
        open: "usage".into(),
        origin: Origin::Named,
    };
    let source = Source::new(path, name.as_bytes().to_vec(), Encoding::Utf8);
    let found = detector.detect(&source);
    let [found] = found.as_slice() else {
        return None;
    };
    let is_whole = found.span.start == 0 && found.span.end == name.len();
    match found.models.as_slice() {
        [model] if is_whole && found.resolution != Resolution::Family => Some(model.clone()),
        _ => None,
    }
}

/// What references are to: base IDs, and texts without a model. A pattern allows models and invokes none.
fn referenced(report: &Report) -> BTreeSet<&str> {
    let counted = report.models.iter().filter(|model| model.references > 0);
    let mut all: BTreeSet<&str> = counted.map(|model| model.id.as_str()).collect();
    for reference in &report.references {
        if reference.resolution == Resolution::Family {
            continue;
        }
        all.extend(reference.models.iter().map(ModelId::as_str));
        if reference.models.is_empty() {
            all.insert(&reference.text);
        }
    }
    all
}
