//! What a file of Terraform does with the variables and locals of its module, `var.NAME` and `local.NAME`, and which modules
//! of the project it calls with what.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use super::element::name_at_end;
use super::file::File;
use super::model_arns::{is_word, use_at};
use super::region::{attribute, module_name};
use crate::reference::NameUses;
use crate::source::Source;

/// How one file uses the names of its module.
#[derive(Default)]
pub struct TerraformFile {
    /// The uses of each name, with its owner: `var.model_id`, `local.model_id`. Those that only pass it on are left out.
    pub uses: BTreeMap<String, NameUses>,
    /// Where the value of a name goes to without a change.
    pub passed_on: BTreeMap<String, BTreeSet<PassedOn>>,
    /// The modules that it calls by a path.
    pub calls: Vec<ModuleCall>,
}

/// Where a value goes to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PassedOn {
    /// To another name of the same module: `local.model`.
    Name(String),
    /// To a variable of the module whose folder has this path, relative to the folder of the file.
    Argument { source: String, variable: String },
}

/// A block `module "NAME"` whose source is a folder of the project.
#[derive(Debug, PartialEq, Eq)]
pub struct ModuleCall {
    pub name: String,
    /// The path of the folder, relative to that of the file: `./modules/agent`, `../..`.
    pub source: String,
    /// The names of the arguments.
    pub arguments: Vec<String>,
}

/// What is in a file of Terraform.
pub fn terraform_file(source: &Source) -> TerraformFile {
    let file = File::new(source);
    let text = file.text();
    let mut found = TerraformFile {
        calls: calls(&file),
        ..TerraformFile::default()
    };
    for owner in [&b"var."[..], b"local."] {
        for at in memmem::find_iter(text, owner) {
            let is_part = text[..at].last().is_some_and(|b| is_word(b) || *b == b'.');
            let start = at + owner.len();
            let width = text[start..].iter().take_while(|b| is_word(b)).count();
            if is_part || width == 0 || file.lexed.kind_at(at).is_comment() {
                continue;
            }
            let end = start + width;
            let name = text_of(&text[at..end]);
            match passed_on(&file, at, end) {
                Some(to) => {
                    found.passed_on.entry(name).or_default().insert(to);
                }
                None => *found.uses.entry(name).or_default() += use_at(&file, at, start),
            }
        }
    }
    found
}

/// Where the value of the name between two offsets goes to, if it is the whole value of a local, or of an argument of a
/// module of the project.
fn passed_on(file: &File<'_>, start: usize, end: usize) -> Option<PassedOn> {
    let (text, outline) = (file.text(), file.outline());
    let number = outline.block_at(start);
    let (_, item) = outline.item_at(number, start)?;
    let value = text[item.value()].trim_ascii();
    let inside = value
        .strip_prefix(b"\"${")
        .and_then(|v| v.strip_suffix(b"}\""));
    if inside.unwrap_or(value).trim_ascii() != &text[start..end] {
        return None;
    }
    let key = text_of(name_at_end(&text[item.key()]));
    if text[outline.block(number).head.clone()].trim_ascii() == b"locals" {
        return Some(PassedOn::Name(format!("local.{key}")));
    }
    let source = local_source(file, number)?;
    Some(PassedOn::Argument {
        source,
        variable: key,
    })
}

/// The modules that a file calls by the path of a folder.
fn calls(file: &File<'_>) -> Vec<ModuleCall> {
    let (text, outline) = (file.text(), file.outline());
    let call = |number: usize| {
        let source = local_source(file, number)?;
        let keys = outline.items(number).iter().map(|item| item.key());
        Some(ModuleCall {
            name: module_name(file, number)?,
            source,
            arguments: keys.map(|key| text_of(name_at_end(&text[key]))).collect(),
        })
    };
    outline
        .children_in(0, 0..text.len())
        .filter_map(call)
        .collect()
}

/// The path in the `source` of a module's block; absent for other blocks, and for a module of a registry.
fn local_source(file: &File<'_>, number: usize) -> Option<String> {
    module_name(file, number)?;
    let source = text_of(attribute(file, number, b"source")?);
    source.starts_with('.').then_some(source)
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::{ModuleCall, PassedOn, terraform_file};

    #[test]
    fn what_is_passed_on_is_no_use_here() {
        let text = "locals {\n  model = var.a\n  other = lower(var.a)\n}\n\nmodule \"agent\" {\n  source = \"./agent\"\n  \
                    model_id = \"${local.model}\"\n  count = 2\n}\n\nmodule \"remote\" {\n  source = \"acme/agent/aws\"\n  \
                    model_id = local.model\n}\n";
        let file = terraform_file(&source("main.tf", text));
        assert_eq!(file.uses["var.a"].elsewhere, 1);
        assert_eq!(file.uses["local.model"].elsewhere, 1);
        let to_local = [PassedOn::Name("local.model".to_owned())];
        assert!(file.passed_on["var.a"].iter().eq(&to_local));
        let to_agent = [PassedOn::Argument {
            source: "./agent".to_owned(),
            variable: "model_id".to_owned(),
        }];
        assert!(file.passed_on["local.model"].iter().eq(&to_agent));
        let arguments = ["source", "model_id", "count"].map(str::to_owned);
        let call = ModuleCall {
            name: "agent".to_owned(),
            source: "./agent".to_owned(),
            arguments: arguments.to_vec(),
        };
        assert_eq!(file.calls, [call]);
    }
}
