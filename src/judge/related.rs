//! Locations in the same file or folder that a migration step will change, if the text shows them.
//!
//! A sign is searched only if a finding has its step. Its locations are reported at the worst such finding that is not
//! hidden, the nearest first. If the finding's file has none, the other files of its folder are searched that mention
//! Bedrock but no model: a file that mentions a model is about that model.

use std::cmp::Reverse;

use memchr::memmem;

use crate::catalog::Catalog;
use crate::finding::{Disposition, Finding, Location, Related, RelatedRole, RuleId};
use crate::judge::rejected_parameters::{are_shown, rejected_in_requests};
use crate::reference::Context;
use crate::source::{Position, Source, Span};
use crate::surroundings::{SIGNS, SearchedText, Sign};

/// Most locations of one sign that are reported in a file, and in a folder.
const MAX_LOCATIONS: usize = 3;

/// Text in each file that calls Bedrock or allows calling it. The case of the first letter is ignored.
const BEDROCK: &[u8] = b"edrock";

/// A location in a file without the finding.
#[derive(Debug)]
pub struct Sighting {
    sign: &'static Sign,
    related: Related,
}

/// Adds to the findings of one file the other locations that their steps will change: the parameters of their own requests,
/// and text that shows a step.
pub fn point_out(findings: &mut [Finding], source: &Source, catalog: &Catalog) {
    for finding in findings.iter_mut() {
        let parameters = parameters_of(finding, source, catalog);
        finding.related.extend(parameters);
    }
    point_out_signs(findings, source);
}

/// The parameters of the requests of a finding that its model rejects, or the replacement.
pub fn parameters_of(finding: &Finding, source: &Source, catalog: &Catalog) -> Vec<Related> {
    let requests = &finding.reference.requests;
    let [old] = &finding.reference.models[..] else {
        return Vec::new();
    };
    let Some(old) = catalog.model(old.as_str()) else {
        return Vec::new();
    };
    let model = match &finding.replacement {
        _ if finding.rule.id == RuleId::RejectedParameter => Some(old),
        Some(replacement) => catalog.model(replacement.model.as_str()),
        None => None,
    };
    let Some(model) = model else {
        return Vec::new();
    };
    let rejected = rejected_in_requests(requests.iter(), old, model, catalog);
    let (text, start) = (&source.text[..], source.position(0));
    let path = &finding.reference.location.path;
    let mut related: Vec<Related> = Vec::new();
    for rejected in &rejected {
        for parameter in &rejected.parameters {
            let location = locate(path, text, parameter.span, start);
            let is_removable = rejected.is_removable(parameter);
            if let Some(known) = related.iter_mut().find(|known| known.location == location) {
                known.is_removable |= is_removable;
                continue;
            }
            let message = format!("{} rejects {}", model.name, rejected.row.words);
            related.push(Related {
                is_removable,
                ..Related::new(location, RelatedRole::Change, message)
            });
        }
    }
    related.sort_by(|one, other| one.location.cmp(&other.location));
    related
}

fn point_out_signs(findings: &mut [Finding], source: &Source) {
    let (text, start) = (&source.text[..], source.position(0));
    let searched = SearchedText::new(source);
    let of_each_step = SIGNS
        .iter()
        .flat_map(|sign| sign.steps.iter().map(move |step| (sign, *step)));
    for (sign, step) in of_each_step {
        let of_step = findings
            .iter_mut()
            .filter(|finding| has_step(finding, step) && sign.is_of(finding));
        // The worst finding that is not hidden, else the worst hidden one; of equals the first.
        let rank = |f: &&mut Finding| (f.disposition != Disposition::Active, Reverse(f.level));
        let Some(finding) = of_step.min_by_key(rank) else {
            continue;
        };
        // The file shows the whole requests; the sign is in another request.
        let requests = &finding.reference.requests;
        if sign.is_parameter() && are_shown(requests) {
            continue;
        }
        let own = finding.reference.location.span;
        let in_comment = matches!(finding.reference.context, Context::Comment | Context::Docs);
        let mut locations = sign.occurrences(&searched, in_comment);
        locations.retain(|at| !(own.start..own.end).contains(at));
        locations.sort_by_key(|at| at.abs_diff(own.start));
        locations.truncate(MAX_LOCATIONS);
        locations.sort_unstable();
        let path = finding.reference.location.path.clone();
        finding.related.extend(
            locations
                .into_iter()
                .map(|at| sign.related(&path, text, at, start)),
        );
    }
}

/// Whether to search other files of the folder for what a step of this finding will change.
pub fn asks_folder(finding: &Finding) -> bool {
    asks(finding)
        && SIGNS
            .iter()
            .any(|sign| sign.is_of(finding) && !sign.is_shown_by(finding))
}

/// The signs in a file without a finding of their step. `names_models` is whether it has references of its own.
pub fn sightings(source: &Source, names_models: bool) -> Vec<Sighting> {
    if !source.language.is_for_programs() || memmem::find(&source.text, BEDROCK).is_none() {
        return Vec::new();
    }
    let signs = SIGNS
        .iter()
        .filter(|sign| sign.names_model || !names_models);
    let (path, start) = (&source.path.display, source.position(0));
    let searched = SearchedText::new(source);
    let locations = signs.flat_map(|sign| {
        let locations = sign
            .occurrences(&searched, false)
            .into_iter()
            .take(MAX_LOCATIONS);
        locations.map(move |at| Sighting {
            sign,
            related: sign.related(path, &source.text, at, start),
        })
    });
    locations.collect()
}

/// Adds to the findings of one folder the signs in its other files, in the order of `seen`.
pub fn point_out_in_folder(findings: &mut [&mut Finding], seen: &[Sighting]) {
    let in_own_file = |sign: &&Sign| {
        findings
            .iter()
            .any(|f| sign.is_of(f) && sign.is_shown_by(f))
    };
    let open: Vec<&Sign> = SIGNS.iter().filter(|sign| !in_own_file(sign)).collect();
    for sign in open {
        let Some(finding) = findings
            .iter_mut()
            .find(|finding| asks(finding) && sign.is_of(finding))
        else {
            continue;
        };
        let path = finding.reference.location.path.clone();
        let of_sign = seen
            .iter()
            .filter(|seen| std::ptr::eq(seen.sign, sign) && seen.related.location.path != path);
        finding
            .related
            .extend(of_sign.take(MAX_LOCATIONS).map(|seen| seen.related.clone()));
    }
}

/// Whether the finding is active and in code that runs: files next to a test are not about the test's model.
fn asks(finding: &Finding) -> bool {
    let runs = [Context::Code, Context::Config, Context::Iac, Context::Iam];
    finding.is_active() && runs.contains(&finding.reference.context)
}

impl Sign {
    /// Whether the finding has the step; if the sign shows a model, whether it is of the same provider.
    fn is_of(&self, finding: &Finding) -> bool {
        let of_provider = || {
            finding
                .reference
                .models
                .iter()
                .any(|id| self.text.contains(&format!("/{}.", id.provider())))
        };
        self.steps.iter().any(|step| has_step(finding, step))
            && (!self.names_model || of_provider())
    }

    /// Whether it is a parameter of requests.
    fn is_parameter(&self) -> bool {
        let rows = Catalog::embedded().rejected_parameters.iter();
        let mut fields = rows.flat_map(|row| row.body.iter());
        fields.any(|field| field.as_ref() == self.text)
    }

    /// Whether a sign of the same step has been reported already.
    fn is_shown_by(&self, finding: &Finding) -> bool {
        let mut messages = SIGNS
            .iter()
            .filter(|sign| sign.steps.iter().any(|step| self.steps.contains(step)))
            .map(|sign| sign.message);
        messages.any(|message| {
            finding
                .related
                .iter()
                .any(|related| related.message == message)
        })
    }

    /// The location of an offset; it begins on the line with the words.
    fn related(&self, path: &str, text: &[u8], at: usize, start: Position) -> Related {
        let lead = self.text.len() - self.text.trim_start_matches(['\r', '\n']).len();
        let span = Span {
            start: at + lead,
            end: at + self.text.len(),
        };
        let location = locate(path, text, span, start);
        Related::new(location, RelatedRole::Change, self.message.to_owned())
    }
}

fn has_step(finding: &Finding, step: &str) -> bool {
    finding.steps.iter().any(|of| of.id == step)
}

fn locate(path: &str, text: &[u8], span: Span, start: Position) -> Location {
    let first = start.after(&text[..span.start]);
    let end = first.after(&text[span.start..span.end]);
    Location {
        path: path.into(),
        start: first,
        end,
        span,
        cell: None,
    }
}

#[cfg(test)]
mod tests {
    use super::SIGNS;
    use crate::catalog::Catalog;

    #[test]
    fn signs_are_of_steps_that_exist() {
        for step in SIGNS.iter().flat_map(|sign| sign.steps) {
            let mut rows = Catalog::embedded().migrations.iter();
            assert!(rows.any(|row| row.id == *step), "{step}");
        }
    }
}
