//! How the files of a module of Terraform use each other's variables and locals. The files of one folder are one module, so
//! that `var.model_id` in `iam.tf` is what `variables.tf` defines: an ID that becomes the ARN of a foundation model cannot be
//! replaced by a profile.

use std::collections::{BTreeMap, BTreeSet};

use super::super::neighbour_files::folder;
use super::super::{Engine, Scanned, Scanner};
use crate::language::{Trait, language_of};
use crate::reference::{Form, FromProject, NameUses};
use crate::surroundings::uses_in_module;
use crate::walk::SourcePath;

/// Adds the uses in the other files of its folder to what is known of each file of Terraform with an ID that is replaced.
pub(super) fn add<E: Engine>(
    scanner: &Scanner<E>,
    files: &[SourcePath],
    scanned: &Scanned,
    known: &mut BTreeMap<String, FromProject>,
) {
    let replaced = scanned
        .findings
        .iter()
        .filter(|finding| finding.replacement.is_some() && finding.reference.form == Form::Base);
    let asking: BTreeSet<&str> = replaced
        .map(|finding| &*finding.reference.location.path)
        .filter(|path| is_of_terraform(path))
        .collect();
    if asking.is_empty() {
        return;
    }
    let folders: BTreeSet<&str> = asking.iter().map(|path| folder(path)).collect();
    let of_modules: Vec<&SourcePath> = files
        .iter()
        .filter(|file| is_of_terraform(&file.display) && folders.contains(folder(&file.display)))
        .collect();
    let uses = scanner.shown_by(&of_modules, &[b"var.", b"local."], uses_in_module);
    for path in asking {
        let mut module: BTreeMap<String, NameUses> = BTreeMap::new();
        for (file, uses) in of_modules.iter().zip(&uses) {
            if file.display == path || folder(&file.display) != folder(path) {
                continue;
            }
            for (name, uses) in uses {
                *module.entry(name.clone()).or_default() += *uses;
            }
        }
        module.retain(|_, uses| uses.as_foundation_model > 0);
        if !module.is_empty() {
            known.entry(path.to_owned()).or_default().module_uses = module;
        }
    }
}

fn is_of_terraform(path: &str) -> bool {
    language_of(path, &[]).has(Trait::TerraformBlocks)
}
