//! The kinds of files, and their size limits.

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A configuration that is ours alone.
    Configuration,
    /// The configuration that Python's tools share.
    Pyproject,
    /// Accepted findings.
    Baseline,
    /// One file of a catalog.
    Catalog,
    /// `.gitignore` and its siblings.
    IgnoreFile,
    /// The `.git` file of a linked worktree or a submodule.
    GitFile,
    /// The configuration of one repository of git.
    GitConfiguration,
    /// Git's index.
    GitIndex,
    /// The paths of `--files-from`.
    FileList,
    /// Output of the AWS CLI for `catalog import`.
    ApiAnswer,
    /// A file of the project to which `init` proposes an addition.
    ProjectFile,
    /// The event of an edit, for `hook`.
    AgentEvent,
    /// A file that an agent edited, for `hook`.
    EditedFile,
    /// A JSON report for `merge`.
    Report,
    /// An export of invocations for `--usage`.
    UsageExport,
}

/// The most bytes of each kind, with the name that the limits have in `SECURITY.md`. A longer file is an error, never
/// read in part. Each limit is far above what the largest known repositories have.
pub const LIMITS: &[(FileKind, &str, u64)] = &[
    (
        FileKind::Configuration,
        "`bedrock-eol.toml` and `.bedrock-eol.toml`",
        1 << 20,
    ),
    (FileKind::Pyproject, "`pyproject.toml`", 4 << 20),
    (FileKind::Baseline, "Baseline", 64 << 20),
    (FileKind::Catalog, "File of a catalog", 4 << 20),
    (
        FileKind::IgnoreFile,
        "`.gitignore`, `.ignore`, `.bedrock-eol-ignore`",
        4 << 20,
    ),
    (
        FileKind::GitFile,
        "`.git` file of a worktree or submodule",
        64 << 10,
    ),
    (FileKind::GitConfiguration, "`.git/config`", 4 << 20),
    (FileKind::GitIndex, "Git index", 256 << 20),
    (FileKind::FileList, "List for `--files-from`", 64 << 20),
    (FileKind::ApiAnswer, "File for `catalog import`", 32 << 20),
    (
        FileKind::ProjectFile,
        "File that `init` proposes to extend",
        1 << 20,
    ),
    (FileKind::AgentEvent, "Event for `hook`", 64 << 20),
    (FileKind::EditedFile, "Edited file for `hook`", 16 << 20),
    (FileKind::Report, "Report for `merge`", 256 << 20),
    (FileKind::UsageExport, "Export for `--usage`", 256 << 20),
];

impl FileKind {
    /// The most bytes that are read.
    pub const fn limit(self) -> u64 {
        let mut at = 0;
        while LIMITS[at].0 as u8 != self as u8 {
            at += 1;
        }
        LIMITS[at].2
    }
}

/// A number of bytes as messages and `SECURITY.md` write it.
pub(super) fn shown(bytes: u64) -> String {
    if bytes.is_multiple_of(1 << 20) {
        format!("{} MiB", bytes >> 20)
    } else {
        format!("{} KiB", bytes >> 10)
    }
}

#[cfg(test)]
mod tests {
    use super::{LIMITS, shown};

    #[test]
    fn the_limits_are_documented() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/SECURITY.md");
        let text = std::fs::read_to_string(path)
            .expect("SECURITY.md can be read")
            .replace("\r\n", "\n");
        let table: Vec<&str> = text
            .lines()
            .skip_while(|line| *line != "| file | limit |")
            .take_while(|line| line.starts_with('|'))
            .skip(2)
            .collect();
        let expected: Vec<String> = LIMITS
            .iter()
            .map(|(_, name, bytes)| format!("| {name} | {} |", shown(*bytes)))
            .collect();
        assert_eq!(table, expected);
    }
}
