//! Reads the files of a catalog that the user or a repository names.
//!
//! The path itself was typed, or found to be inside the project when the configuration was read; it may be a link. In
//! a folder no link is followed and nothing but regular files is read. A folder has limits, so that `/` is an error
//! and not a read of every YAML file of the machine.

use std::io;
use std::path::{Path, PathBuf};

use super::whole;
use crate::catalog::parse::{CatalogProblem, MAX_BYTES, MAX_FILES, RuleText, is_catalog_file};
use crate::file_access::{FileKind, NamedBy, read_text};

/// Entries of a folder, with those of its folders, beyond which it is not listed.
const MAX_ENTRIES: usize = 20_000;

/// Bytes of all files of a folder beyond which no further one is read.
const MAX_FOLDER_BYTES: usize = 64 << 20;

/// Why a folder is not read as a catalog, in words that follow its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FolderError {
    #[error("contains no YAML file; pass an overlay")]
    NoFile,
    #[error(
        "is not a catalog: it contains more than {MAX_FILES} YAML files; pass the files instead"
    )]
    ManyFiles,
    #[error(
        "is not a catalog: it contains more than {MAX_FILES} YAML files or {MAX_ENTRIES} entries; pass the files instead"
    )]
    ManyEntries,
    #[error("contains more than {} MiB of YAML", MAX_FOLDER_BYTES >> 20)]
    Large,
}

/// The bytes of a folder's files that have been read.
#[derive(Default)]
pub(crate) struct FolderSize(usize);

impl FolderSize {
    /// Adds the text of one more file.
    ///
    /// # Errors
    /// The files are larger than a folder may be.
    pub(crate) fn add(&mut self, text: &str) -> Result<(), FolderError> {
        self.0 += text.len();
        if self.0 > MAX_FOLDER_BYTES {
            return Err(FolderError::Large);
        }
        Ok(())
    }
}

// The parser refuses by itself what is larger: the build uses it too, and reads files in another way.
const _: () = assert!(FileKind::Catalog.limit() == MAX_BYTES as u64);

/// The text of one file in a folder.
pub(super) fn read_in_folder(path: &Path) -> io::Result<String> {
    read_text(path, FileKind::Catalog, NamedBy::Repository)
}

/// The text of the file itself, or of the YAML files of a folder, sorted by path.
pub(super) fn texts(path: &Path, problems: &mut Vec<CatalogProblem>) -> Vec<RuleText> {
    if !path.is_dir() {
        let text = read_text(path, FileKind::Catalog, NamedBy::User);
        return keep(path, text, problems)
            .map(|text| rule_text(path, text))
            .into_iter()
            .collect();
    }
    let Some(files) = files(path, problems) else {
        return Vec::new();
    };
    let mut texts = Vec::new();
    let mut size = FolderSize::default();
    for file in files {
        let Some(text) = keep(&file, read_in_folder(&file), problems) else {
            continue;
        };
        if let Err(error) = size.add(&text) {
            problems.push(whole(path, error.to_string()));
            return Vec::new();
        }
        texts.push(rule_text(&file, text));
    }
    texts
}

/// The files that are read where a path is named as a catalog: the file itself, or those of a folder. None where the folder is
/// no catalog.
pub fn files_of(path: &Path) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    files(path, &mut Vec::new()).unwrap_or_default()
}

fn rule_text(path: &Path, text: String) -> RuleText {
    let shown = path.to_string_lossy().replace('\\', "/");
    RuleText {
        path: shown.clone(),
        name: shown,
        text,
    }
}

/// Whether a file with this path, relative to the folder of a catalog, is read as a part of it. `is_whole` is whether
/// the folder has a `catalog.yaml`.
fn is_part(name: &str, is_whole: bool) -> bool {
    if !is_whole {
        return Path::new(name)
            .extension()
            .is_some_and(|end| end == "yaml" || end == "yml");
    }
    is_catalog_file(name)
}

/// Whether a file is read where a path is named as a catalog, a file or a folder.
pub fn is_read(file: &Path, named: &Path) -> bool {
    let Ok(below) = file.strip_prefix(named) else {
        return false;
    };
    let name = below.to_string_lossy().replace('\\', "/");
    name.is_empty() || is_part(&name, named.join("catalog.yaml").is_file())
}

/// Of the files in a folder, by their paths relative to it, those that make up a catalog, and whether it is a whole one.
///
/// # Errors
/// There is none, or there are too many.
pub(crate) fn catalog_files(names: &[String]) -> Result<(bool, Vec<String>), FolderError> {
    let is_whole = names.iter().any(|name| name == "catalog.yaml");
    let mut parts: Vec<String> = names
        .iter()
        .filter(|name| is_part(name, is_whole))
        .cloned()
        .collect();
    parts.sort_by(|a, b| a.split('/').cmp(b.split('/')));
    if parts.is_empty() {
        return Err(FolderError::NoFile);
    }
    if parts.len() > MAX_FILES {
        return Err(FolderError::ManyFiles);
    }
    Ok((is_whole, parts))
}

fn keep(
    path: &Path,
    text: io::Result<String>,
    problems: &mut Vec<CatalogProblem>,
) -> Option<String> {
    text.map_err(|error| problems.push(whole(path, format!("cannot be read: {error}"))))
        .ok()
}

/// The YAML files of a folder, sorted by path; absent where none exist or too many.
fn files(folder: &Path, problems: &mut Vec<CatalogProblem>) -> Option<Vec<PathBuf>> {
    let mut files = Vec::new();
    for (count, entry) in walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .enumerate()
    {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry)
                if !entry
                    .path()
                    .extension()
                    .is_some_and(|end| end == "yaml" || end == "yml") => {}
            // A mounted volume of Kubernetes shows each of its files once more as a link, next to the folder.
            Ok(entry) if entry.file_type().is_symlink() && leads_into(folder, entry.path()) => {}
            Ok(entry) => files.push(entry.into_path()),
            Err(error) => problems.push(whole(folder, format!("cannot be listed: {error}"))),
        }
        if count >= MAX_ENTRIES || files.len() > MAX_FILES {
            problems.push(whole(folder, FolderError::ManyEntries.to_string()));
            return None;
        }
    }
    if files.is_empty() {
        problems.push(whole(folder, FolderError::NoFile.to_string()));
        return None;
    }
    Some(files)
}

fn leads_into(folder: &Path, link: &Path) -> bool {
    let (Ok(folder), Ok(target)) = (folder.canonicalize(), link.canonicalize()) else {
        return false;
    };
    target.starts_with(folder)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{FolderError, FolderSize, MAX_FILES, MAX_FOLDER_BYTES, texts};

    /// The names of the files that are read, then the problems.
    fn outcome(folder: &std::path::Path) -> (Vec<String>, Vec<String>) {
        let mut problems = Vec::new();
        let texts = texts(folder, &mut problems);
        let name = |path: &str| path.rsplit('/').next().expect("a name").to_owned();
        let said = problems
            .iter()
            .map(|problem| problem.message.clone())
            .collect();
        (texts.iter().map(|text| name(&text.path)).collect(), said)
    }

    #[test]
    fn a_folder_of_more_files_than_a_catalog_has_is_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        for number in 0..=MAX_FILES {
            fs::write(folder.path().join(format!("{number}.yaml")), "").expect("written");
        }
        let (read, problems) = outcome(folder.path());
        assert!(
            read.is_empty() && problems[0].starts_with("is not a catalog: it contains more than"),
            "{problems:?}"
        );
    }

    #[test]
    fn the_files_of_a_folder_are_as_large_as_the_limit_and_no_larger() {
        let mut size = FolderSize(MAX_FOLDER_BYTES - 1);
        assert_eq!(size.add("x"), Ok(()));
        assert_eq!(size.add("x"), Err(FolderError::Large));
        assert_eq!(
            FolderError::Large.to_string(),
            "contains more than 64 MiB of YAML"
        );
    }

    /// Every way of reading a whole catalog reads the same files, or a catalog of a commit would lack prices.
    #[test]
    fn a_folder_like_the_shipped_one_is_read_as_a_whole() {
        let rules = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
        let texts = crate::catalog::parse::read_rules(&rules, &|path| fs::read_to_string(path));
        let texts = texts.expect("the shipped rules can be read");
        assert!(texts.len() > 15, "{}", texts.len());
        let mut names: Vec<String> = texts.into_iter().map(|text| text.name).collect();
        names.sort();
        let read = super::catalog_files(&names).expect("a catalog");
        assert_eq!(read, (true, names));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_a_folder_is_a_problem_unless_its_target_is_read_too() {
        use std::os::unix::fs::symlink;

        let outside = tempfile::tempdir().expect("a folder");
        fs::write(outside.path().join("secret.yaml"), "secret").expect("written");
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("data")).expect("made");
        fs::write(folder.path().join("data/a.yaml"), "a").expect("written");
        symlink(
            folder.path().join("data/a.yaml"),
            folder.path().join("a.yaml"),
        )
        .expect("linked");
        assert_eq!(outcome(folder.path()), (vec!["a.yaml".to_owned()], vec![]));
        symlink(
            outside.path().join("secret.yaml"),
            folder.path().join("b.yaml"),
        )
        .expect("linked");
        let (_, problems) = outcome(folder.path());
        assert_eq!(
            problems,
            ["cannot be read: it is a symbolic link, and links in a repository are not followed"]
        );
    }
}
