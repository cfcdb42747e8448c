//! The line of a setting, a baseline entry or an ignore file that silences a finding.

use std::collections::BTreeSet;
use std::path::Path;

use super::error::RunError;
use super::folders::working_directory;
use super::settings_source::shorter;
use super::view::View;
use crate::baseline::Baseline;
use crate::config::CONTEXT_NAMES;
use crate::file_access::{FileKind, NamedBy, read};
use crate::finding::{Disposition, Finding};
use crate::housekeeping::LinePart;
use crate::report::Report;
use crate::silenced::{FindingKey, Silenced, key};
use crate::source::Span;
use crate::walk::{ignoring_line, plain};

/// Name and location of a key. For a table of levels, that of the entry that applies to the finding.
pub(super) fn key_and_location(
    here: &View,
    key: &str,
    finding: &Finding,
) -> (String, Option<LinePart>) {
    let context = CONTEXT_NAMES
        .iter()
        .find(|(_, context)| *context == finding.reference.context);
    let entry = match key {
        "level" => Some(format!("level.{}", finding.rule.name)),
        "level-by-context" => context.map(|(name, _)| format!("level-by-context.{name}")),
        _ => None,
    };
    let keys = &here.project.keys;
    let found = entry.and_then(|entry| Some((entry.clone(), Some(keys.get(&entry)?.clone()))));
    found.unwrap_or_else(|| (key.to_owned(), keys.get(key).cloned()))
}

/// The baseline entry that accepts the first of the findings, else the key that names the baseline, which is not scanned
/// itself.
pub(super) fn baseline_entry(
    here: &View,
    alone: &[Silenced],
    judged: &Report,
) -> Result<Option<LinePart>, RunError> {
    let keys: BTreeSet<FindingKey<'_>> = alone
        .iter()
        .map(|silenced| key(&silenced.finding))
        .collect();
    let accepted = judged.findings.iter().find(|finding| {
        finding.disposition == Disposition::Baselined && keys.contains(&key(finding))
    });
    let Some(finding) = accepted else {
        return Ok(here.project.keys.get("baseline").cloned());
    };
    let path = here.project.baseline(None, &here.options);
    let text = Baseline::read(&path, here.project.baseline_named_by(None, &here.options))?;
    let prints = [&finding.fingerprint, &finding.content_fingerprint];
    let found = prints
        .iter()
        .find_map(|print| Some((text.find(print.as_str())?, print.len())));
    let shown = slashes(&path);
    Ok(found.map(|(start, length)| {
        LinePart::in_text(
            &shown,
            text.as_bytes(),
            Span {
                start,
                end: start + length,
            },
        )
    }))
}

/// The line of the ignore file that excludes the file of a finding.
pub(super) fn ignoring_location(finding: &Finding) -> Option<LinePart> {
    let here = working_directory().ok()?;
    let (file, line) = ignoring_line(&plain(&here.join(&*finding.reference.location.path)), &here)?;
    let text = read(&file, FileKind::IgnoreFile, NamedBy::Repository).ok()?;
    let start = text
        .split_inclusive(|byte| *byte == b'\n')
        .take(line - 1)
        .map(<[u8]>::len)
        .sum();
    let end = memchr::memchr(b'\n', &text[start..]).map_or(text.len(), |at| start + at);
    let shown = file
        .strip_prefix(&here)
        .map_or_else(|_| shorter(file.clone(), &here), Path::to_owned);
    Some(LinePart::in_text(
        &slashes(&shown),
        &text,
        Span { start, end },
    ))
}

/// A path as reports show it.
pub(super) fn slashes(path: &Path) -> String {
    path.display()
        .to_string()
        .replace(std::path::MAIN_SEPARATOR, "/")
}

/// The location of a finding, if what silences it has no line of its own.
pub(super) fn location_of(finding: &Finding) -> LinePart {
    let reference = &finding.reference;
    let start = reference.location.start;
    LinePart {
        path: reference.location.path.to_string(),
        line: start.line,
        column: start.column,
        span: reference.location.span,
        text: reference.text.to_string(),
        snippet: reference.snippet.clone(),
    }
}
