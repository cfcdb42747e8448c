//! Identities of entries, for services that keep one entry per identity.

use crate::finding::Finding;

use super::wording;

/// The identity of a finding: two rules can report the same text, and findings about settings have no fingerprint.
pub(crate) fn of_finding(finding: &Finding) -> String {
    if finding.fingerprint.is_empty() {
        return format!("{}-{}", finding.rule.name, wording::location(finding));
    }
    format!("{}-{}", finding.fingerprint, finding.rule.name)
}
