//! Settings files, recognized by their names or their first keys. The name of a folder decides only what a `config.yaml` is.

use super::file::File;

/// The beginning and the end of their names, in lower case.
const NAMES: &[(&str, &str)] = &[
    ("values", ".yaml"),
    ("values", ".yml"),
    ("chart", ".yaml"),
    ("kustomization", ".yaml"),
    ("docker-compose", ".yml"),
    ("docker-compose", ".yaml"),
    ("compose", ".yml"),
    ("compose", ".yaml"),
    ("serverless", ".yml"),
    ("serverless", ".yaml"),
    ("package", ".json"),
    ("appsettings", ".json"),
    ("application", ".yml"),
    ("application", ".yaml"),
    ("application", ".properties"),
    ("samconfig", ".toml"),
    ("pyproject", ".toml"),
    ("cdk", ".json"),
    (".env", ""),
    ("", ".tfvars"),
    ("", ".tfvars.json"),
    ("", ".tf.json"),
];

/// The same in a folder that services are named for: `services/logs/config.yaml`. In a folder of results it records the
/// settings of a run, and so it does in a folder of one run below `logs`.
const NAMES_IN_SERVICES: &[(&str, &str)] = &[
    ("config", ".yaml"),
    ("config", ".yml"),
    ("config", ".json"),
    ("config", ".toml"),
    ("settings", ".yaml"),
    ("settings", ".yml"),
    ("settings", ".json"),
    ("settings", ".toml"),
];

/// Folders that services are named for.
const SERVICES: &[&str] = &["logs", "traces"];

/// Keys at the left of a line, all of which a file of some kind has: a manifest of Kubernetes, a template of CloudFormation, a
/// workflow.
const KEYS: &[&[&str]] = &[
    &["apiversion", "kind"],
    &["awstemplateformatversion"],
    &["resources", "parameters"],
    &["jobs", "on"],
    &["model_list"],
];

/// How much of a file its first keys are searched in, in lines.
const LINES: usize = 400;

/// Whether a file has settings of a program, by its name or its first keys.
pub(super) fn is_settings_file(file: &File<'_>) -> bool {
    *file.settings.get_or_init(|| has_settings(file))
}

fn has_settings(file: &File<'_>) -> bool {
    let name = file.name();
    let is_named = |(start, end): &(&str, &str)| name.starts_with(start) && name.ends_with(end);
    let is_in_service = || {
        file.folders()
            .last()
            .is_some_and(|name| SERVICES.contains(&name))
    };
    if NAMES.iter().any(is_named) || NAMES_IN_SERVICES.iter().any(is_named) && is_in_service() {
        return true;
    }
    let lower = file.lower_text();
    let has = |key: &&str| {
        let mut lines = lower.split(|b| *b == b'\n').take(LINES);
        lines.any(|line| {
            let line = line
                .strip_prefix(b"\"")
                .or(line.strip_prefix(b"  \""))
                .unwrap_or(line);
            let rest = line.strip_prefix(key.as_bytes());
            let rest = rest.map(|rest| rest.strip_prefix(b"\"").unwrap_or(rest));
            rest.is_some_and(|rest| rest.starts_with(b":"))
        })
    };
    KEYS.iter().any(|keys| keys.iter().all(has))
}
