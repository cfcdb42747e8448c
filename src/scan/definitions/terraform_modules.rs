//! How the modules of Terraform of a project call each other, and use each other's variables and locals.
//!
//! The files of one folder are one module, so that `var.model_id` in `iam.tf` is what `variables.tf` defines, and a module
//! passes values to those that it calls. An ID that becomes the ARN of a foundation model cannot be replaced by a profile,
//! wherever that happens; and a module without a Region is deployed to those of its callers.

use std::collections::{BTreeMap, BTreeSet};

use super::super::neighbour_files::folder;
use super::super::{Engine, Scanned, Scanner};
use super::asks_for_region;
use crate::finding::Finding;
use crate::language::{Trait, language_of};
use crate::reference::{Form, FromProject, NameUses};
use crate::surroundings::{PassedOn, TerraformFile, terraform_file};
use crate::walk::SourcePath;

/// Words of which one is in every file that uses a name or calls a module.
const WORDS: &[&[u8]] = &[b"var.", b"local.", b"module"];

/// Most names that a value is followed to; a limit for hostile projects.
const MOST_NAMES: usize = 256;

/// Most names of a module that are followed, for the same reason: the uses of others are those in their own file.
const MOST_OF_MODULE: usize = 1024;

/// The modules of a project, by their folders.
#[derive(Default)]
pub(super) struct TerraformModules {
    /// What all files of a module show together.
    files: BTreeMap<String, TerraformFile>,
    /// The folders that call a module, by its folder.
    callers: BTreeMap<String, BTreeSet<String>>,
}

impl TerraformModules {
    /// Reads the files of Terraform, if a finding asks for what they show.
    pub(super) fn of<E: Engine>(
        scanner: &Scanner<E>,
        files: &[SourcePath],
        findings: &[Finding],
    ) -> Self {
        let asks = |finding: &Finding| asks_for_region(finding) || becomes_other_id(finding);
        let mut asking = findings.iter().filter(|finding| asks(finding));
        if !asking.any(|finding| is_of_terraform(&finding.reference.location.path)) {
            return Self::default();
        }
        let of_terraform: Vec<&SourcePath> = files
            .iter()
            .filter(|file| is_of_terraform(&file.display))
            .collect();
        let shown = scanner.shown_by(&of_terraform, WORDS, terraform_file);
        let mut modules = Self::default();
        for (file, shown) in of_terraform.iter().zip(shown) {
            let folder = folder(&file.display);
            for call in &shown.calls {
                if let Some(called) = folder_at(folder, &call.source) {
                    let callers = modules.callers.entry(called).or_default();
                    callers.insert(folder.to_owned());
                }
            }
            let of_module = modules.files.entry(folder.to_owned()).or_default();
            for (name, uses) in shown.uses {
                *of_module.uses.entry(name).or_default() += uses;
            }
            for (name, to) in shown.passed_on {
                of_module.passed_on.entry(name).or_default().extend(to);
            }
            of_module.calls.extend(shown.calls);
        }
        modules
    }

    /// The folders of the modules that call the one in a folder, themselves or through others.
    pub(super) fn callers<'m>(&'m self, folder: &'m str) -> BTreeSet<&'m str> {
        let mut found = BTreeSet::new();
        let mut waiting = vec![folder];
        while let Some(folder) = waiting.pop() {
            let callers = self.callers.get(folder).into_iter().flatten();
            waiting.extend(callers.map(String::as_str).filter(|of| found.insert(*of)));
        }
        found
    }

    /// Adds how names are used to what is known of each file of Terraform with an ID that is replaced.
    pub(super) fn add_uses(&self, scanned: &Scanned, known: &mut BTreeMap<String, FromProject>) {
        let replaced = scanned.findings.iter().filter(|of| becomes_other_id(of));
        let asking: BTreeSet<&str> = replaced
            .map(|finding| &*finding.reference.location.path)
            .filter(|path| is_of_terraform(path))
            .collect();
        for path in asking {
            let uses = self.uses_in(folder(path));
            if uses
                .values()
                .any(|uses| uses.as_foundation_model > 0 || uses.behind_scope.is_some())
            {
                known.entry(path.to_owned()).or_default().module_uses = uses;
            }
        }
    }

    /// How the value of each name of a module is used, and of each argument for another module: `module.agent.model_id`.
    fn uses_in(&self, folder: &str) -> BTreeMap<String, NameUses> {
        let Some(module) = self.files.get(folder) else {
            return BTreeMap::new();
        };
        let own = module.uses.keys().chain(module.passed_on.keys());
        let mut uses: BTreeMap<String, NameUses> = own
            .take(MOST_OF_MODULE)
            .map(|name| (name.clone(), self.uses_of(folder, name)))
            .collect();
        for call in module.calls.iter().take(MOST_OF_MODULE) {
            let Some(called) = folder_at(folder, &call.source) else {
                continue;
            };
            for argument in &call.arguments {
                let of_variable = self.uses_of(&called, &format!("var.{argument}"));
                uses.insert(format!("module.{}.{argument}", call.name), of_variable);
            }
        }
        uses
    }

    /// How the value of a name is used in its module, and wherever that passes it on.
    fn uses_of(&self, folder: &str, name: &str) -> NameUses {
        let mut all = NameUses::default();
        let mut seen = BTreeSet::new();
        let mut waiting = vec![(folder.to_owned(), name.to_owned())];
        while let Some(next) = waiting.pop() {
            if seen.len() >= MOST_NAMES || seen.contains(&next) {
                continue;
            }
            if let Some(module) = self.files.get(&next.0) {
                all += module.uses.get(&next.1).cloned().unwrap_or_default();
                let passed_on = module.passed_on.get(&next.1).into_iter().flatten();
                waiting.extend(passed_on.filter_map(|to| to.name_from(&next.0)));
            }
            seen.insert(next);
        }
        all
    }
}

impl PassedOn {
    /// The folder of the module and the name in it, for a value that a module in `folder` passes on.
    fn name_from(&self, folder: &str) -> Option<(String, String)> {
        match self {
            Self::Name(name) => Some((folder.to_owned(), name.clone())),
            Self::Argument { source, variable } => {
                Some((folder_at(folder, source)?, format!("var.{variable}")))
            }
        }
    }
}

/// Whether the ID of a foundation model is replaced, so that it matters what it becomes a part of.
fn becomes_other_id(finding: &Finding) -> bool {
    finding.replacement.is_some() && finding.reference.form == Form::Base
}

fn is_of_terraform(path: &str) -> bool {
    language_of(path, &[]).has(Trait::TerraformBlocks)
}

/// The folder that a path refers to from a folder; absent for one outside of the project.
fn folder_at(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = match folder {
        "" => Vec::new(),
        _ => folder.split('/').collect(),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none_or(|left| left == "..") => return None,
            ".." => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::folder_at;

    #[test]
    fn a_source_is_relative_to_the_folder_of_its_file() {
        for (folder, path, expected) in [
            ("", "./modules/agent", Some("modules/agent")),
            ("envs/prod", "../../modules/agent/", Some("modules/agent")),
            ("examples/complete", "../..", Some("")),
            ("examples", "../../other", None),
            ("../infra", "../../other", None),
            ("/srv/infra", "../agent", Some("/srv/agent")),
        ] {
            assert_eq!(folder_at(folder, path).as_deref(), expected, "{path}");
        }
    }
}
