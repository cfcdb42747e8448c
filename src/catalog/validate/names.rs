//! Names: the shape and order of IDs, and that what a row refers to exists.

use super::{KnownNames, RowProblems, hint};
use crate::catalog::parse;
use crate::catalog::parse::{CatalogProblem, Parsed, RuleFiles};
use crate::catalog::rows::{
    AliasesDoc, MigrationsDoc, ModelRow, ModelsDoc, RegionalRow, RejectedParametersRow,
};
use crate::id_pattern::IdPattern;

/// Checks `catalog.yaml`, and what applies over all files.
pub(super) fn check_catalog(
    files: &RuleFiles,
    known: &KnownNames<'_>,
    problems: &mut Vec<CatalogProblem>,
) {
    let file = &files.catalog;
    let doc = &file.doc;
    let mut top = RowProblems::top(file, problems);
    if known.schema_version != parse::SCHEMA_VERSION {
        top.add(
            "schema_version",
            format!(
                "is {}, but this program reads {}",
                known.schema_version,
                parse::SCHEMA_VERSION
            ),
        );
    }
    if !is_calendar_version(&doc.version) {
        top.add(
            "version",
            format!(
                "`{}` is not a calendar version; expected for example 2026.11.23",
                doc.version
            ),
        );
    }
    if doc.as_of > doc.checked {
        let message = format!(
            "{} is after `checked` {}; a capture cannot be later",
            doc.as_of.0, doc.checked.0
        );
        top.add("as_of", message);
    }
    top.sorted_top("sources", doc.sources.0.iter().map(|(id, _)| id.as_str()));
    top.sorted_top("regions", doc.regions.iter().map(String::as_str));
    top.sorted_top("scopes", doc.scopes.iter().map(|s| s.id.as_str()));
    for (at, scope) in doc.scopes.iter().enumerate() {
        let mut report = RowProblems::new(file, format!("scopes/{at}"), &scope.id, problems);
        report.regions("regions", &scope.regions, known);
        report.source("source", &scope.source, known);
    }
    for (at, rule) in doc.policy.iter().enumerate() {
        RowProblems::new(file, format!("policy/{at}"), &rule.id, problems).source(
            "source",
            &rule.source,
            known,
        );
    }
    for (at, error) in doc.runtime_errors.iter().enumerate() {
        let mut report =
            RowProblems::new(file, format!("runtime_errors/{at}"), &error.id, problems);
        report.source("source", &error.source, known);
    }
}

/// Checks what applies between the rows of a file of models.
pub(super) fn check_models_file(
    file: &Parsed<ModelsDoc>,
    known: &KnownNames<'_>,
    problems: &mut Vec<CatalogProblem>,
) {
    let ids: Vec<&str> = file.doc.models.iter().map(|m| m.id.as_str()).collect();
    for (at, pair) in ids.windows(2).enumerate() {
        if pair[0] > pair[1] {
            let mut report =
                RowProblems::new(file, format!("models/{}", at + 1), pair[1], problems);
            report.add(
                "id",
                format!("comes after `{}`; sort the models by `id`", pair[0]),
            );
        }
    }
    for (at, row) in file.doc.models.iter().enumerate() {
        check_unique(file, known, &format!("models/{at}"), &row.id, problems);
        check_file(
            row,
            &mut RowProblems::new(file, format!("models/{at}"), &row.id, problems),
        );
        for (nth, variant) in row.variants.iter().enumerate() {
            check_unique(
                file,
                known,
                &format!("models/{at}/variants/{nth}"),
                &variant.id,
                problems,
            );
        }
    }
}

/// Checks the names in a model's row.
pub(super) fn check_model(row: &ModelRow, known: &KnownNames<'_>, report: &mut RowProblems<'_>) {
    if let Some(problem) = id_problem(&row.id) {
        report.add("id", problem);
    }
    if row.name.trim().is_empty() {
        report.add("name", "is empty; use the name that AWS shows");
    }
    report.source("source", &row.source, known);
    for (at, source) in row.also.iter().enumerate() {
        report.source(&format!("also/{at}"), source, known);
    }
    for (at, regional) in row.regions.iter().enumerate() {
        check_regional(&format!("regions/{at}"), regional, known, report);
    }
    check_regions_once(row, report);
    if let Some(inputs) = &row.inputs {
        report.source("inputs", &inputs.source, known);
        if inputs.takes.is_empty() {
            report.add("inputs", "is empty; list the input types, or remove it");
        }
    }
    if let Some(on_demand) = &row.on_demand {
        report.regions("on_demand", &on_demand.regions, known);
        report.source("on_demand", &on_demand.source, known);
        if !on_demand.bare && !on_demand.regions.is_empty() {
            report.add(
                "on_demand",
                "lists Regions although `bare` is false; remove one of the two",
            );
        }
    }
    if let Some(mantle) = &row.mantle {
        report.regions("mantle/only", &mantle.only, known);
        report.regions("mantle/both", &mantle.both, known);
        report.regions("mantle/unsettled", &mantle.unsettled, known);
        report.source("mantle/source", &mantle.source, known);
    }
    check_profiles(row, known, report);
    report.sorted("variants", row.variants.iter().map(|v| v.id.as_str()));
    for (at, variant) in row.variants.iter().enumerate() {
        let field = format!("variants/{at}");
        if !is_spelling_of(&variant.id, &row.id) {
            let message = format!(
                "`{}` is not a spelling of `{}`; add a row for it",
                variant.id, row.id
            );
            report.add(&field, message);
        }
        report.source(&field, &variant.source, known);
    }
}

/// Checks that constants refer to something.
pub(super) fn check_aliases(
    file: &Parsed<AliasesDoc>,
    known: &KnownNames<'_>,
    problems: &mut Vec<CatalogProblem>,
) {
    for (at, library) in file.doc.libraries.iter().enumerate() {
        let mut report = RowProblems::new(file, format!("libraries/{at}"), &library.name, problems);
        report.source("source", &library.source, known);
        report.sorted(
            "aliases",
            library.aliases.0.iter().map(|(token, _)| token.as_str()),
        );
        for (field, words) in [
            ("containers", &library.containers),
            ("requires", &library.requires),
        ] {
            if words.iter().any(|word| word.is_empty()) {
                report.add(field, "contains an empty word; delete it");
            }
        }
        for (token, id) in &library.aliases.0 {
            if token.is_empty() {
                report.add(
                    "aliases",
                    "a constant has no name; add it, or delete the row",
                );
            }
            if !known.names(id) {
                let hint = hint(known.ids.keys().copied(), id, "add the model under models/");
                report.add(
                    &format!("aliases/{token}"),
                    format!("unknown model ID `{id}`; {hint}"),
                );
            }
        }
        if let Some(code) = &library.other_models
            && !code.contains("ID")
        {
            report.add(
                "other_models",
                "does not contain `ID`, which is replaced by the ID of the model",
            );
        }
        if library.containers.is_empty() && library.requires.is_empty() {
            report.add(
                "name",
                "has neither `containers` nor `requires`; its constants would match everywhere",
            );
        }
    }
}

/// Checks that migrations can be reached.
pub(super) fn check_migrations(
    file: &Parsed<MigrationsDoc>,
    rejected: &[RejectedParametersRow],
    known: &KnownNames<'_>,
    problems: &mut Vec<CatalogProblem>,
) {
    let mut seen = std::collections::BTreeSet::new();
    for (at, row) in file.doc.migrations.iter().enumerate() {
        let mut report = RowProblems::new(file, format!("migrations/{at}"), &row.id, problems);
        if !seen.insert(row.id.as_str()) {
            report.add(
                "id",
                "is listed twice; use a different ID for each migration",
            );
        }
        report.source("source", &row.source, known);
        let names_row = |id: &String| rejected.iter().any(|row| row.id == *id);
        if let Some(id) = row.rejected.as_ref().filter(|id| !names_row(id)) {
            let message = format!("`{id}` is not a row of rejected_parameters.yaml; add it there");
            report.add("rejected", message);
        }
        for (side, patterns) in [("from", &row.from), ("to", &row.to)] {
            if patterns.is_empty() && row.rejected.is_none() {
                report.add(
                    side,
                    "is empty; use a pattern of base IDs, or \"*\" for any",
                );
            }
            report.patterns(side, patterns, known);
        }
    }
}

impl KnownNames<'_> {
    /// Whether a text is the ID of a model, of a variant, or of a profile with a known scope.
    fn names(&self, id: &str) -> bool {
        if self.ids.contains_key(id) {
            return true;
        }
        id.split_once('.')
            .is_some_and(|(scope, base)| self.scopes.contains(scope) && self.ids.contains_key(base))
    }
}

impl RowProblems<'_> {
    /// Reports patterns of base IDs that match none.
    pub(super) fn patterns(&mut self, field: &str, patterns: &[String], known: &KnownNames<'_>) {
        for (nth, pattern) in patterns.iter().enumerate() {
            let glob = IdPattern::new(pattern);
            if !known.models.keys().any(|id| glob.covers(id)) {
                let message = format!("`{pattern}` matches no base ID; correct or delete it");
                self.add(&format!("{field}/{nth}"), message);
            }
        }
    }

    /// As `sorted`, for a list at the top of the file.
    pub(super) fn sorted_top<'b>(&mut self, field: &str, items: impl Iterator<Item = &'b str>) {
        let items: Vec<&str> = items.collect();
        for (at, pair) in items.windows(2).enumerate() {
            let problem = match pair[0].cmp(pair[1]) {
                std::cmp::Ordering::Less => continue,
                std::cmp::Ordering::Equal => format!("`{}` is listed twice; remove one", pair[1]),
                std::cmp::Ordering::Greater => {
                    format!("`{}` comes after `{}`; sort the list", pair[1], pair[0])
                }
            };
            let by_key = format!("{field}/{}", pair[1]);
            let by_index = format!("{field}/{}", at + 1);
            let line = self.lines.line(&by_key).max(self.lines.line(&by_index));
            let message = format!("{field}: {problem}");
            self.problems.push(CatalogProblem {
                path: self.path.to_owned(),
                line,
                column: 0,
                message,
            });
        }
    }
}

/// Reports an ID that an earlier row has.
fn check_unique(
    file: &Parsed<ModelsDoc>,
    known: &KnownNames<'_>,
    at: &str,
    id: &str,
    problems: &mut Vec<CatalogProblem>,
) {
    let line = file.lines.line(&format!("{at}/id"));
    let Some((path, first)) = known.ids.get(id) else {
        return;
    };
    if (path.as_str(), *first) == (file.path.as_str(), line) {
        return;
    }
    let mut report = RowProblems::new(file, at.to_owned(), id, problems);
    report.add(
        "id",
        format!("is already in {path}:{first}; remove one of the two rows"),
    );
}

/// A file is named after its provider and contains the models of that provider only.
fn check_file(row: &ModelRow, report: &mut RowProblems<'_>) {
    let stem = report
        .path
        .rsplit('/')
        .next()
        .and_then(|n| n.strip_suffix(".yaml"))
        .unwrap_or_default();
    let provider = row.id.split('.').next().unwrap_or_default();
    if !provider.starts_with(stem) {
        report.add(
            "id",
            format!("belongs in models/{provider}.yaml, not in models/{stem}.yaml"),
        );
    }
}

fn check_regional(
    path: &str,
    row: &RegionalRow,
    known: &KnownNames<'_>,
    report: &mut RowProblems<'_>,
) {
    report.source(&format!("{path}/source"), &row.source, known);
    if row.regions.is_empty() {
        report.add(&format!("{path}/in"), "is empty; list the Regions");
    }
    report.regions(&format!("{path}/in"), &row.regions, known);
}

/// A Region has one lifecycle.
fn check_regions_once(row: &ModelRow, report: &mut RowProblems<'_>) {
    let mut seen = std::collections::BTreeSet::new();
    for (at, regional) in row.regions.iter().enumerate() {
        let mut own = std::collections::BTreeSet::new();
        for region in &regional.regions {
            if own.insert(region) && !seen.insert(region) {
                let message = format!("`{region}` already has dates in an earlier row; remove one");
                report.add(&format!("regions/{at}/in"), message);
            }
        }
    }
}

fn check_profiles(row: &ModelRow, known: &KnownNames<'_>, report: &mut RowProblems<'_>) {
    report.sorted(
        "profiles",
        row.profiles.0.iter().map(|(scope, _)| scope.as_str()),
    );
    for (scope, source) in &row.profiles.0 {
        let field = format!("profiles/{scope}");
        if !known.scopes.contains(scope.as_str()) {
            let hint = hint(
                known.scopes.iter().copied(),
                scope,
                "add it to `scopes` in catalog.yaml",
            );
            report.add(&field, format!("unknown scope `{scope}`; {hint}"));
        }
        report.source(&field, source, known);
    }
}

fn is_calendar_version(version: &str) -> bool {
    let parts: Vec<&str> = version.split('.').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let lengths = year.len() == 4 && month.len() == 2 && day.len() == 2;
    lengths
        && format!("{year}-{month}-{day}")
            .parse::<jiff::civil::Date>()
            .is_ok()
}

/// What is wrong with the shape of a model ID: `provider.name`, lower case, with versions after colons.
fn id_problem(id: &str) -> Option<String> {
    if id != id.to_lowercase() {
        return Some(format!(
            "contains uppercase letters; write `{}`",
            id.to_lowercase()
        ));
    }
    let shape = "expected provider.name, for example `amazon.nova-lite-v1:0`";
    let Some((provider, name)) = id.split_once('.') else {
        return Some(format!("has no provider; {shape}"));
    };
    let word = |text: &str, more: &[char]| {
        text.starts_with(|c: char| c.is_ascii_alphanumeric())
            && text.ends_with(|c: char| c.is_ascii_alphanumeric())
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || more.contains(&c))
    };
    let fits = word(provider, &[])
        && word(name, &['.', ':'])
        && !name.contains("::")
        && !name.contains("..");
    (!fits).then(|| format!("invalid model ID `{id}`; {shape}"))
}

/// Whether a variant is the base ID with a context size, or the base ID with another end of its version.
fn is_spelling_of(variant: &str, base: &str) -> bool {
    variant != base
        && id_problem(variant).is_none()
        && (variant
            .strip_prefix(base)
            .is_some_and(|rest| rest.starts_with(':')))
}

#[cfg(test)]
mod tests {
    use super::id_problem;

    #[test]
    fn ids_have_the_shape_that_aws_gives_them() {
        for id in [
            "amazon.nova-lite-v1:0",
            "zai.glm-4.6",
            "cohere.embed-english-v3:0:512",
            "xai.grok-4.3",
        ] {
            assert_eq!(id_problem(id), None);
        }
        for id in [
            "",
            "nova",
            "Amazon.nova",
            "amazon.",
            ".nova",
            "amazon.nova:",
            "amazon.no va",
            "a.b::c",
            "a..b",
        ] {
            assert!(id_problem(id).is_some(), "{id}");
        }
    }
}
