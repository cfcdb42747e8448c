//! Owners of files: by the CODEOWNERS of the scanned repository, or as the reports of a merged report have them.

use super::RenderOptions;
use crate::report::Report;

/// The owners of a file, by its path in the report; none if they are not known.
pub(crate) fn of<'a>(path: &str, report: &'a Report, options: &'a RenderOptions) -> &'a [String] {
    if !report.merged.is_empty() {
        return report.merged.owners_of(path);
    }
    options
        .owners
        .as_deref()
        .map_or(&[], |owners| owners.of(path))
}
