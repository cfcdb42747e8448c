//! What a report that is merged from others has besides: its repositories, and what their reports counted.
//!
//! The path of a merged report begins with the name of its repository: `acme/pay/src/ask.py`. No name begins with the
//! components of another, so the path alone says which repository it is in, and nothing has to be stored for each finding.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::{Coverage, LeftOut, ScanError, Stats};
use crate::finding::Fingerprint;
use crate::model_id::ModelId;
use crate::source::by_components;

/// The repositories of a merged report; none for a scan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MergedReports {
    /// In the order of paths.
    pub repositories: Vec<MergedRepository>,
    /// Owners of files with findings, by path.
    pub owners: BTreeMap<Arc<str>, Arc<[String]>>,
    /// Reports that could not be read; they are errors of the report, too.
    pub unreadable: Vec<ScanError>,
}

/// One repository.
#[derive(Clone, Debug, PartialEq)]
pub struct MergedRepository {
    /// Its name, with which its paths begin.
    pub name: Arc<str>,
    /// The evaluation date of its reports.
    pub as_of: Date,
    /// The version of their catalog.
    pub catalog_version: Arc<str>,
    /// The date of the latest source of that catalog.
    pub catalog_as_of: Date,
    /// What each of its reports counted, by a hash of the report: one that is merged twice counts once.
    pub parts: BTreeMap<Fingerprint, MergedPart>,
}

/// The counts of one report. References of findings are in none of them: the merged report counts those itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MergedPart {
    /// Counts of the run.
    pub stats: Stats,
    /// As in [`Report::unlisted`](super::Report::unlisted).
    pub unlisted: LeftOut,
    /// What was judged.
    pub coverage: Coverage,
    /// References without a finding.
    pub references: u64,
    /// Those of each model.
    pub models: BTreeMap<ModelId, ModelCount>,
    /// Whether the report has the inventory: a row for each reference.
    pub lists_references: bool,
}

/// Numbers of references to a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ModelCount {
    /// All.
    pub references: u64,
    /// Those that are not only mentions.
    pub uses: u64,
}

impl MergedRepository {
    /// Whether each of its reports has the inventory, so that references are counted by their rows.
    pub fn lists_references(&self) -> bool {
        self.parts.values().all(|part| part.lists_references)
    }
}

impl MergedReports {
    /// Whether the report is one of a scan.
    pub fn is_empty(&self) -> bool {
        self.repositories.is_empty() && self.unreadable.is_empty()
    }

    /// The repository that a path of the report is in; absent in the report of a scan.
    pub fn repository_of(&self, path: &str) -> Option<&MergedRepository> {
        let after = self
            .repositories
            .partition_point(|one| by_components(&one.name, path).is_le());
        let found = self.repositories.get(after.checked_sub(1)?)?;
        within(&found.name, path).map(|_| found)
    }

    /// The repository of a path, and the path from its root.
    pub fn split<'a>(&'a self, path: &'a str) -> (Option<&'a str>, &'a str) {
        let found = self.repository_of(path);
        found.map_or((None, path), |found| {
            (
                Some(&*found.name),
                within(&found.name, path).unwrap_or(path),
            )
        })
    }

    /// The owners of a file.
    pub fn owners_of(&self, path: &str) -> &[String] {
        self.owners.get(path).map_or(&[], |owners| owners)
    }

    /// References that are in the report as counts only.
    pub fn unlisted_references(&self) -> u64 {
        let repositories = self.repositories.iter();
        let counted = repositories.filter(|one| !one.lists_references());
        let parts = counted.flat_map(|one| one.parts.values());
        parts.fold(0, |sum, part| sum.saturating_add(part.references))
    }

    /// Whether the reports are of several days.
    pub fn has_several_days(&self) -> bool {
        self.repositories
            .windows(2)
            .any(|two| two[0].as_of != two[1].as_of)
    }

    /// Whether the reports were written with several catalogs.
    pub fn has_several_catalogs(&self) -> bool {
        let catalog =
            |one: &MergedRepository| (Arc::clone(&one.catalog_version), one.catalog_as_of);
        self.repositories
            .windows(2)
            .any(|two| catalog(&two[0]) != catalog(&two[1]))
    }
}

/// A path of a merged report: that of a repository's report below the repository's name.
pub fn path_in(repository: &str, path: &str) -> String {
    if path.is_empty() {
        repository.to_owned()
    } else {
        format!("{repository}/{path}")
    }
}

/// The path below a repository's name; absent for the path of another.
fn within<'a>(name: &str, path: &'a str) -> Option<&'a str> {
    let rest = path.strip_prefix(name)?;
    if rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix('/')
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{MergedReports, MergedRepository, path_in};

    #[test]
    fn a_path_is_in_the_repository_that_it_begins_with() {
        let repository = |name: &str| MergedRepository {
            name: name.into(),
            as_of: date(2026, 11, 23),
            catalog_version: "1".into(),
            catalog_as_of: date(2026, 11, 23),
            parts: Default::default(),
        };
        let merged = MergedReports {
            repositories: ["acme/app", "acme/app-web", "acme/app.js", "zoo"]
                .map(repository)
                .to_vec(),
            ..MergedReports::default()
        };
        for (path, want) in [
            ("acme/app/src/a.py", (Some("acme/app"), "src/a.py")),
            ("acme/app", (Some("acme/app"), "")),
            ("acme/app-web/app/x", (Some("acme/app-web"), "app/x")),
            ("acme/app.js/x", (Some("acme/app.js"), "x")),
            ("acme/app//etc/x", (Some("acme/app"), "/etc/x")),
            ("acme/other/x", (None, "acme/other/x")),
            ("zoo/<stdin>", (Some("zoo"), "<stdin>")),
            ("aaa", (None, "aaa")),
        ] {
            assert_eq!(merged.split(path), want, "{path}");
            if let (Some(name), rest) = want {
                assert_eq!(path_in(name, rest), path);
            }
        }
    }
}
