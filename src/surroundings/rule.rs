//! One row of the table of contexts: its conditions on the path, the language and the surroundings.

use super::file::File;
use super::file_facts::Fact;
use super::occurrence::{Occurrence, TextKind};
use crate::language::Kind;
use crate::reference::{Context, Found};

/// One way to recognize a context. Every condition of a row has to be met; an empty list has no condition.
pub(crate) struct ContextRule {
    /// Its name, which is that of its fixture's folder.
    pub(crate) id: &'static str,
    /// The context that it recognizes.
    pub(crate) context: Context,
    /// Tests of the path, one of which has to match.
    pub(super) paths: &'static [PathTest],
    /// Kinds of languages.
    pub(super) kinds: &'static [Kind],
    /// What the reference is in.
    pub(super) text_kinds: &'static [TextKind],
    /// What the surroundings have to be.
    pub(super) around: Around,
}

/// A test of a path in lower case.
pub(super) enum PathTest {
    /// A folder has one of these names.
    Folder(&'static [&'static str]),
    /// A folder has one of these names and is not an environment of that name: `environments/test`, or, for what is no
    /// program, `deploy/test`.
    FolderOfTests(&'static [&'static str]),
    /// A folder's name begins so.
    FolderStart(&'static [&'static str]),
    /// A folder's name ends so.
    FolderEnd(&'static [&'static str]),
    /// The file has one of these names.
    Name(&'static [&'static str]),
    /// The file's name begins so.
    NameStart(&'static [&'static str]),
    /// The file's name ends so.
    NameEnd(&'static [&'static str]),
    /// The file's name without its last ending ends so, as it is written: `FooTest.java`.
    StemEnd(&'static [&'static str]),
    /// The path has one of these pieces.
    Contains(&'static [&'static str]),
}

/// Folders with one folder per environment: the name of such a folder proves nothing about its use.
const ENVIRONMENTS: &[&str] = &[
    "environments",
    "environment",
    "envs",
    "env",
    "overlays",
    "stages",
    "tfvars",
    "workspaces",
];

/// Folders with the settings of each environment next to their programs; `test` is one of them.
const DEPLOYMENTS: &[&str] = &[
    "accounts",
    "cluster",
    "clusters",
    "config",
    "configs",
    "configuration",
    "deploy",
    "deployment",
    "deployments",
    "group_vars",
    "inventories",
    "inventory",
    "k8s",
    "kubernetes",
    "live",
    "manifests",
    "parameters",
    "params",
    "settings",
    "terragrunt",
    "values",
];

/// A test of the surrounding text.
pub(super) enum Around {
    Anything,
    /// The entry belongs to a registry that was found in the file.
    Registry,
    /// The words of the whole file say so.
    Says(Fact),
    Matches(fn(&Occurrence<'_, '_>, &Found) -> bool),
}

impl ContextRule {
    /// Whether the row applies to a match; `registry` says whether it is an entry of one.
    pub(crate) fn applies(
        &self,
        occurrence: &Occurrence<'_, '_>,
        found: &Found,
        registry: bool,
    ) -> bool {
        let file = occurrence.file;
        (self.kinds.is_empty() || self.kinds.contains(&file.kind()))
            && (self.text_kinds.is_empty() || self.text_kinds.contains(&occurrence.text_kind))
            && (self.paths.is_empty() || self.matches_path(file))
            && match self.around {
                Around::Anything => true,
                Around::Registry => registry,
                Around::Says(fact) => file.says(fact),
                Around::Matches(fits) => fits(occurrence, found),
            }
    }
}

impl ContextRule {
    /// Whether one of its tests matches the path; false if it has none.
    pub(super) fn matches_path(&self, file: &File<'_>) -> bool {
        self.paths.iter().any(|test| test.matches(file))
    }
}

impl PathTest {
    fn matches(&self, file: &File<'_>) -> bool {
        let name = file.name();
        match self {
            Self::Folder(names) => file.folders().any(|f| names.contains(&f)),
            Self::FolderOfTests(names) => {
                let mut outer = "";
                let mut in_main = false;
                let is_setting = matches!(file.kind(), Kind::Config | Kind::Data | Kind::Infra);
                file.folders().any(|folder| {
                    let around = std::mem::replace(&mut outer, folder);
                    // Below Maven's `src/main` a folder is a package: its tests are in `src/test`.
                    in_main |= around == "src" && folder == "main";
                    let is_deployment =
                        folder == "test" && is_setting && DEPLOYMENTS.contains(&around);
                    names.contains(&folder)
                        && !(in_main || is_deployment || ENVIRONMENTS.contains(&around))
                })
            }
            Self::FolderStart(starts) => file
                .folders()
                .any(|f| starts.iter().any(|s| f.starts_with(s))),
            Self::FolderEnd(ends) => file.folders().any(|f| ends.iter().any(|e| f.ends_with(e))),
            Self::Name(names) => names.contains(&name),
            Self::NameStart(starts) => starts.iter().any(|s| name.starts_with(s)),
            Self::NameEnd(ends) => ends.iter().any(|e| name.ends_with(e)),
            Self::StemEnd(ends) => {
                let path = &file.source.path.display;
                let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
                let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                !is_of_an_experiment(file, stem)
                    && ends.iter().any(|end| {
                        let rest = stem.strip_suffix(end);
                        // `AnswerIT` is an integration test, `CREDIT` is not.
                        rest.is_some_and(|r| {
                            *end != "IT" || r.ends_with(|c: char| c.is_ascii_lowercase())
                        })
                    })
            }
            Self::Contains(pieces) => pieces.iter().any(|p| file.path.contains(p)),
        }
    }
}

/// Whether the name of a file is that of an A/B test, and its text has no test of a program: `ab_test.py`, `ABTest.java`. The
/// compiler of Go takes every `_test.go` for a test.
fn is_of_an_experiment(file: &File<'_>, stem: &str) -> bool {
    const NAMES: &[&str] = &["abtest", "splittest"];
    const TESTS: &[&[u8]] = &[
        b"assert",
        b"describe(",
        b"expect(",
        b"it(",
        b"@test",
        b"def test",
        b"pytest",
        b"testcase",
        b"test(",
        b"test \"",
        b"unittest",
    ];
    let is_named = NAMES.contains(&super::line::folded(stem.as_bytes()).as_str());
    is_named
        && file.source.language.name != "go"
        && !TESTS
            .iter()
            .any(|test| memchr::memmem::find(file.lower_text(), test).is_some())
}
