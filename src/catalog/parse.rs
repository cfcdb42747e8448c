//! Reads the YAML of a catalog: from a folder or from text to rows, with the line of every field.
//!
//! It stops at the first error of syntax or type in a file, but goes through all files. It does not ask
//! whether the rows make sense; that is `validate`.

use std::fmt;
use std::io;
use std::path::Path;

use serde::de::DeserializeOwned;

use crate::catalog::lines::RowLines;
use crate::catalog::nesting::{MAX_DEPTH, too_deep};
use crate::catalog::rows::{
    AliasesDoc, CatalogDoc, MigrationsDoc, ModelArgumentsDoc, ModelsDoc, PricesDoc,
    ProfileRegionsDoc, QuotasDoc, RejectedParametersDoc,
};

/// Bytes of one file beyond which it is not parsed.
pub const MAX_BYTES: usize = 4 << 20;
/// Files of a folder beyond which it is not read.
pub const MAX_FILES: usize = 1_000;

const MISSING: &str = "is missing; a catalog folder contains catalog.yaml, aliases.yaml, migrations.yaml and models/<provider>.yaml";

/// The version of the layout that this program reads.
pub const SCHEMA_VERSION: u32 = 1;

/// The files next to `models/` that every catalog has.
const REQUIRED: [&str; 3] = ["aliases.yaml", "catalog.yaml", "migrations.yaml"];

/// The files that a catalog may do without.
const OPTIONAL: [&str; 5] = [
    MODEL_ARGUMENTS,
    PRICES,
    PROFILE_REGIONS,
    QUOTAS,
    REJECTED_PARAMETERS,
];
const MODEL_ARGUMENTS: &str = "model_arguments.yaml";
const QUOTAS: &str = "quotas.yaml";
const PRICES: &str = "prices.yaml";
const PROFILE_REGIONS: &str = "profile_regions.yaml";
const REJECTED_PARAMETERS: &str = "rejected_parameters.yaml";

/// A problem of a catalog, with its location and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CatalogProblem {
    /// The file, as it was named.
    pub path: String,
    /// 1-based line; 0 where the file as a whole is meant.
    pub line: usize,
    /// 1-based column in code points; 0 where the line as a whole is meant.
    pub column: usize,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for CatalogProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        for number in [self.line, self.column] {
            if number > 0 {
                write!(f, ":{number}")?;
            }
        }
        write!(f, ": {}", self.message)
    }
}

/// The text of one file of a catalog.
#[derive(Clone, Debug)]
pub struct RuleText {
    /// The file as it is named in problems.
    pub path: String,
    /// Its path within the folder, with `/`: `models/meta.yaml`.
    pub name: String,
    /// Its content.
    pub text: String,
}

/// A file of rows with their lines.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    /// The file as it is named in problems.
    pub path: String,
    /// Its path within the folder.
    pub name: String,
    /// The lines of the fields.
    pub lines: RowLines,
    /// The rows.
    pub doc: T,
}

/// All files of a catalog.
#[derive(Clone, Debug)]
pub struct RuleFiles {
    /// `catalog.yaml`.
    pub catalog: Parsed<CatalogDoc>,
    /// `models/*.yaml`, sorted by name.
    pub models: Vec<Parsed<ModelsDoc>>,
    /// `aliases.yaml`.
    pub aliases: Parsed<AliasesDoc>,
    /// `migrations.yaml`.
    pub migrations: Parsed<MigrationsDoc>,
    /// `model_arguments.yaml`; a catalog may do without.
    pub model_arguments: Option<Parsed<ModelArgumentsDoc>>,
    /// `quotas.yaml`; a catalog may do without.
    pub quotas: Option<Parsed<QuotasDoc>>,
    /// `prices.yaml`; a catalog may do without.
    pub prices: Option<Parsed<PricesDoc>>,
    /// `profile_regions.yaml`; a catalog may do without.
    pub profile_regions: Option<Parsed<ProfileRegionsDoc>>,
    /// `rejected_parameters.yaml`; a catalog may do without.
    pub rejected_parameters: Option<Parsed<RejectedParametersDoc>>,
}

/// Whether a whole catalog reads a file with this path in its folder, with `/`.
pub fn is_catalog_file(name: &str) -> bool {
    let is_model = |name: &str| !name.contains('/') && name.ends_with(".yaml");
    REQUIRED.contains(&name)
        || OPTIONAL.contains(&name)
        || name.strip_prefix("models/").is_some_and(is_model)
}

/// The text of every YAML file of a catalog folder, sorted by name. A file that cannot be read, or that
/// does not belong in such a folder, is a problem. `read` reads one file.
pub fn read_rules(
    folder: &Path,
    read: &dyn Fn(&Path) -> io::Result<String>,
) -> Result<Vec<RuleText>, Vec<CatalogProblem>> {
    let mut texts = Vec::new();
    let mut problems = Vec::new();
    for name in REQUIRED {
        read_one(folder, name, read, &mut texts, &mut problems);
    }
    for name in OPTIONAL {
        if folder.join(name).exists() {
            read_one(folder, name, read, &mut texts, &mut problems);
        }
    }
    match yaml_names(&folder.join("models")) {
        Ok(names) if names.len() > MAX_FILES => {
            let message = format!("contains more than {MAX_FILES} YAML files");
            problems.push(whole_file(&folder.join("models"), message));
        }
        Ok(names) => {
            for name in names {
                read_one(
                    folder,
                    &format!("models/{name}"),
                    read,
                    &mut texts,
                    &mut problems,
                );
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            problems.push(whole_file(&folder.join("models"), MISSING.to_owned()));
        }
        Err(error) => problems.push(whole_file(
            &folder.join("models"),
            format!("cannot be listed: {error}"),
        )),
    }
    if problems.is_empty() {
        Ok(texts)
    } else {
        Err(problems)
    }
}

/// Parses all files of a catalog; every file with an error gives its first.
pub fn parse_rules(texts: &[RuleText]) -> Result<RuleFiles, Vec<CatalogProblem>> {
    if let Some(problem) = texts.iter().find_map(newer_schema) {
        return Err(vec![problem]);
    }
    let mut problems = Vec::new();
    let catalog = named(texts, "catalog.yaml", &mut problems);
    let aliases = named(texts, "aliases.yaml", &mut problems);
    let migrations = named(texts, "migrations.yaml", &mut problems);
    let optional = |name: &str| texts.iter().find(|text| text.name == name);
    let model_arguments = optional(MODEL_ARGUMENTS).and_then(|text| parsed(text, &mut problems));
    let quotas = optional(QUOTAS).and_then(|text| parsed(text, &mut problems));
    let prices = optional(PRICES).and_then(|text| parsed(text, &mut problems));
    let profile_regions = optional(PROFILE_REGIONS).and_then(|text| parsed(text, &mut problems));
    let rejected_parameters =
        optional(REJECTED_PARAMETERS).and_then(|text| parsed(text, &mut problems));
    let models = texts.iter().filter(|text| text.name.starts_with("models/"));
    let models = models
        .filter_map(|text| parsed(text, &mut problems))
        .collect();
    match (catalog, aliases, migrations) {
        (Some(catalog), Some(aliases), Some(migrations)) if problems.is_empty() => Ok(RuleFiles {
            catalog,
            models,
            aliases,
            migrations,
            model_arguments,
            quotas,
            prices,
            profile_regions,
            rejected_parameters,
        }),
        _ => Err(problems),
    }
}

/// That a catalog has a layout that this program is too old for: otherwise each new field would be reported as a mistake.
fn newer_schema(text: &RuleText) -> Option<CatalogProblem> {
    if text.name != "catalog.yaml" {
        return None;
    }
    let stated = |(at, line): (usize, &str)| {
        let version: u32 = line.strip_prefix("schema_version:")?.trim().parse().ok()?;
        (version > SCHEMA_VERSION).then_some((at + 1, version))
    };
    let (line, version) = text.text.lines().enumerate().find_map(stated)?;
    let message = format!(
        "schema_version is {version}, but this program reads {SCHEMA_VERSION}: the catalog is newer than the program; update \
         bedrock-eol, or use an older catalog"
    );
    Some(CatalogProblem {
        path: text.path.clone(),
        line,
        column: 0,
        message,
    })
}

/// Parses one file, after its size and nesting were found to be bearable.
pub fn parse_text<T: DeserializeOwned>(text: &RuleText) -> Result<Parsed<T>, CatalogProblem> {
    let at = |line, column, message| CatalogProblem {
        path: text.path.clone(),
        line,
        column,
        message,
    };
    if text.text.len() > MAX_BYTES {
        return Err(at(
            0,
            0,
            format!("is larger than {} MiB; split it", MAX_BYTES >> 20),
        ));
    }
    if let Some(line) = too_deep(&text.text) {
        return Err(at(
            line,
            0,
            format!("is nested deeper than {MAX_DEPTH} levels"),
        ));
    }
    match serde_yaml::from_str(&text.text) {
        Ok(doc) => Ok(Parsed {
            path: text.path.clone(),
            name: text.name.clone(),
            lines: RowLines::of(&text.text),
            doc,
        }),
        Err(error) => {
            let (line, column) = error.location().map_or((0, 0), |l| (l.line(), l.column()));
            Err(at(line, column, without_location(&error.to_string())))
        }
    }
}

fn named<T: DeserializeOwned>(
    texts: &[RuleText],
    name: &str,
    problems: &mut Vec<CatalogProblem>,
) -> Option<Parsed<T>> {
    let Some(text) = texts.iter().find(|t| t.name == name) else {
        problems.push(CatalogProblem {
            path: name.to_owned(),
            line: 0,
            column: 0,
            message: MISSING.to_owned(),
        });
        return None;
    };
    parsed(text, problems)
}

fn parsed<T: DeserializeOwned>(
    text: &RuleText,
    problems: &mut Vec<CatalogProblem>,
) -> Option<Parsed<T>> {
    parse_text(text)
        .map_err(|problem| problems.push(problem))
        .ok()
}

fn read_one(
    folder: &Path,
    name: &str,
    read: &dyn Fn(&Path) -> io::Result<String>,
    texts: &mut Vec<RuleText>,
    problems: &mut Vec<CatalogProblem>,
) {
    let path = folder.join(name);
    match read(&path) {
        Ok(text) => texts.push(RuleText {
            path: shown(&path),
            name: name.to_owned(),
            text,
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            problems.push(whole_file(&path, MISSING.to_owned()));
        }
        Err(error) => problems.push(whole_file(&path, format!("cannot be read: {error}"))),
    }
}

fn yaml_names(folder: &Path) -> io::Result<Vec<String>> {
    if folder.symlink_metadata()?.is_symlink() {
        return Err(io::Error::other("it is a symbolic link"));
    }
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".yaml") {
            names.push(name);
        }
        // No catalog has more files, so the name of one is enough for the error.
        if names.len() > MAX_FILES {
            break;
        }
    }
    names.sort();
    Ok(names)
}

fn whole_file(path: &Path, message: String) -> CatalogProblem {
    CatalogProblem {
        path: shown(path),
        line: 0,
        column: 0,
        message,
    }
}

/// A path as it is in messages: with `/` on every system.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The parser's message without the position that it repeats at its end, and without the text of a value of the wrong
/// type: a repository can name any file of the project as a catalog, also one with a secret that an earlier step of a
/// workflow wrote there.
fn without_location(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or(message);
    let Some((before, quoted)) = message.split_once(": string \"") else {
        return message.to_owned();
    };
    let after = quoted
        .rsplit_once("\", expected ")
        .map_or("", |(_, expected)| expected);
    format!("{before}: a string, expected {after}")
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, RuleText, parse_text};
    use crate::catalog::rows::MigrationsDoc;

    fn message(text: String) -> String {
        let text = RuleText {
            path: "x.yaml".into(),
            name: "x.yaml".into(),
            text,
        };
        parse_text::<MigrationsDoc>(&text)
            .expect_err("not a sound file")
            .to_string()
    }

    #[test]
    fn hostile_files_are_refused_before_they_are_parsed() {
        assert!(
            message("a: ".to_owned() + &"[".repeat(100_000))
                .starts_with("x.yaml:1: is nested deeper")
        );
        assert!(message("- ".repeat(5_000)).starts_with("x.yaml:1: is nested deeper"));
        assert!(
            message(format!("{}x: 1", " ".repeat(500))).starts_with("x.yaml:1: is nested deeper")
        );
        assert!(message("x".repeat(MAX_BYTES + 1)).starts_with("x.yaml: is larger than 4 MiB"));
    }

    #[test]
    fn a_catalog_of_a_newer_layout_is_one_problem_whatever_else_is_new_in_it() {
        let text = "new_field: 1\nschema_version: 2\nanother: [\n".to_owned();
        let catalog = RuleText {
            path: "c/catalog.yaml".into(),
            name: "catalog.yaml".into(),
            text,
        };
        let problems = super::parse_rules(&[catalog]).expect_err("a newer catalog");
        let [problem] = problems.as_slice() else {
            panic!("{problems:?}")
        };
        assert!(
            problem
                .to_string()
                .starts_with("c/catalog.yaml:2: schema_version is 2, but this program reads 1: ")
        );
        assert!(problem.message.contains("update bedrock-eol"), "{problem}");
    }

    #[test]
    fn an_empty_file_lacks_its_field() {
        assert_eq!(
            message(String::new()),
            "x.yaml:1:1: missing field `migrations`"
        );
    }
}
