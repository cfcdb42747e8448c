//! The names of a project for model IDs, and for collections of them.

use std::ops::Range;

use crate::language::Language;

/// How other files can refer to a model ID.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Declared {
    /// The name by which other code can refer to the ID; absent if it has no such name.
    pub name: Option<QualifiedName>,
    /// The enum or type union that lists the ID; absent if no type does.
    pub list: Option<TypeList>,
    /// The collections that have the ID as an entry, by the names that other files can use, where its own file sends no
    /// request to their entries.
    pub collections: Vec<NamedCollection>,
    /// The environment variable whose value or default it is.
    pub variable: Option<Box<str>>,
}

/// A list, a map or a table of IDs, or a function that returns one, as other files name it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NamedCollection {
    /// The languages in which it can be used.
    pub family: Family,
    /// Its name.
    pub name: String,
    /// Which of its entries are IDs.
    pub entries: Entries,
}

/// Which entries of a collection are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Entries {
    /// Its elements, or the values of its records.
    Elements,
    /// Its keys, of which a lookup sends none: `SUCCESSORS[model]`.
    Keys,
    /// Elements that people choose from: only what the program takes without asking counts.
    Offered,
}

/// A name with what it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QualifiedName {
    /// The languages in which it can be used.
    pub family: Family,
    /// What it belongs to.
    pub owner: Owner,
    /// The name itself: `HAIKU3`, `claude-v2`.
    pub member: String,
}

/// What a name belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Owner {
    /// A type, enum, object, module in a file, or map: `BedrockModels.HAIKU3`, `MODEL_IDS["claude-v2"]`.
    Named(String),
    /// The file, by its name as a module: `models::TITAN_V1`, or the name alone where it looks like that of a model.
    Module(String),
    /// A `locals` block of a Terraform module, by its folder: `local.haiku`.
    Locals(String),
}

/// An enum or type union that lists IDs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TypeList {
    /// Its number in the file, the same each time the file is read.
    pub number: usize,
    /// Its name; absent for a union, whose members are the IDs themselves.
    pub name: Option<String>,
    /// The bytes of its declaration.
    pub span: Range<usize>,
}

/// Languages that can use each other's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Family(&'static str);

/// Languages by family. A file of the last column's language uses names, and defines none.
pub(super) const FAMILIES: &[(&str, &[&str], &[&str])] = &[
    ("python", &["python"], &["notebook"]),
    (
        "javascript",
        &["javascript", "typescript"],
        &["vue", "html"],
    ),
    ("jvm", &["java", "kotlin", "scala", "groovy"], &[]),
    ("dotnet", &["csharp", "fsharp", "visual-basic"], &[]),
    ("go", &["go"], &[]),
    ("rust", &["rust"], &[]),
    ("swift", &["swift"], &[]),
    ("ruby", &["ruby", "crystal"], &[]),
    ("php", &["php"], &[]),
    ("dart", &["dart"], &[]),
    ("c", &["c", "cpp", "objective-c"], &[]),
    ("terraform", &["hcl"], &[]),
];

impl Family {
    /// The family of a language in which names can be used; absent if it has none.
    pub fn of(language: &Language) -> Option<Self> {
        let of = FAMILIES
            .iter()
            .find(|(_, both, uses)| both.contains(&language.name) || uses.contains(&language.name));
        of.map(|(name, ..)| Self(name))
    }

    /// Whether code can name the member of an enum without the enum: `.haiku` in Swift, a static import in Java.
    pub fn names_members_alone(self) -> bool {
        !matches!(
            self.0,
            "python" | "javascript" | "php" | "ruby" | "terraform"
        )
    }

    pub(crate) fn defined_in(language: &Language) -> Option<Self> {
        FAMILIES
            .iter()
            .find(|(_, both, _)| both.contains(&language.name))
            .map(|(name, ..)| Self(name))
    }
}
