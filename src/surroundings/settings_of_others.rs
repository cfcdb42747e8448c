//! Files whose settings are not those of the project, by their paths: the work of others, settings of editors, samples.

use super::file::File;
use super::rules::is_beside_the_project;

/// Folders with the work of others, or with what a program wrote: their Regions are not those of the project.
const THIRD_PARTIES: &[&str] = &[
    ".terraform",
    ".venv",
    "3rdparty",
    "__generated__",
    "_vendor",
    "boto3",
    "botocore",
    "bower_components",
    "carthage",
    "dist-packages",
    "generated",
    "node_modules",
    "pods",
    "site-packages",
    "third-party",
    "third_party",
    "thirdparty",
    "vendor",
    "vendored",
    "vendors",
    "venv",
];

/// Folders with the settings of editors.
const EDITORS: &[&str] = &[".devcontainer", ".fleet", ".idea", ".vscode", ".zed"];

/// Parts of names of files that show how to write a setting: `.env.example`, `sample.tfvars`.
const SAMPLE_NAMES: &[&str] = &["example", "examples", "sample"];

/// Words of a file of variables that shows which there are: `.env.template`, `.env_sample`, `.env.dist`.
const SAMPLE_VARIABLES: &[&str] = &["dist", "example", "sample", "skeleton", "template", "tmpl"];

/// Whether a file shows which variables of the environment there are.
fn is_sample_of_variables(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    words.contains(&"env") && words.iter().any(|word| SAMPLE_VARIABLES.contains(word))
}

/// Whether the path alone shows that what the file sets is not set for the project: it is for tests, a recording, an example,
/// documentation, or the work of others.
pub(super) fn sets_nothing_for_the_project(file: &File<'_>) -> bool {
    let of_others = |folder: &str| THIRD_PARTIES.contains(&folder) || folder.starts_with("aws-sdk");
    let mut pieces = file.name().split('.');
    is_beside_the_project(file)
        || file.folders().any(of_others)
        || file.folders().any(|folder| EDITORS.contains(&folder))
        || is_sample_of_variables(file.name())
        || pieces.any(|piece| SAMPLE_NAMES.contains(&piece))
}
