//! Identities of entries, for services that keep one entry per identity.

use crate::finding::{Finding, Fingerprint, hash};
use crate::report::Report;

use super::wording;

/// The identity of a finding: two rules can report the same text, and findings about settings have no fingerprint.
pub(crate) fn of_finding(finding: &Finding, report: &Report) -> String {
    if finding.fingerprint.is_empty() {
        return format!("{}-{}", finding.rule.name, wording::location(finding));
    }
    format!("{}-{}", fingerprint(finding, report), finding.rule.name)
}

/// The fingerprint of a finding in this report: the same line of the same file can be in two repositories.
pub(crate) fn fingerprint(finding: &Finding, report: &Report) -> Fingerprint {
    let repository = report
        .merged
        .repository_of(&finding.reference.location.path);
    match repository {
        Some(one) if !finding.fingerprint.is_empty() => hash(&[&one.name, &finding.fingerprint]),
        _ => finding.fingerprint,
    }
}
