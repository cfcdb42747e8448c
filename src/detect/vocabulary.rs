//! What a detector knows: IDs, names of accounts, constants of libraries and of the project.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::model_id::ModelId;
use crate::own_name::is_single_word;

/// The words that a [`Detector`](super::Detector) looks for.
#[derive(Debug, Default)]
pub struct Vocabulary {
    /// Every known ID.
    pub ids: Vec<KnownId>,
    /// Known profile scopes, without their dot.
    pub scopes: Vec<Cow<'static, str>>,
    /// Constants of libraries.
    pub libraries: Vec<SymbolLibrary>,
    /// ARNs whose models are known though they do not say it, with base IDs; sorted by ARN.
    pub opaque: Vec<OpaqueName>,
}

/// An ARN and the base IDs that it refers to.
pub type OpaqueName = (Cow<'static, str>, Vec<Cow<'static, str>>);

/// One known ID.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KnownId {
    /// The full ID, with its context variant if it has one.
    pub id: Cow<'static, str>,
    /// The base ID that it belongs to; equal to `id` for a base ID.
    pub base: Cow<'static, str>,
}

impl KnownId {
    pub(super) fn is_base(&self) -> bool {
        self.id == self.base
    }

    /// The full ID where it is not the base ID.
    pub(super) fn variant(&self) -> Option<ModelId> {
        (!self.is_base()).then(|| ModelId::new(self.id.clone()))
    }
}

/// The constants of one library.
#[derive(Debug)]
pub struct SymbolLibrary {
    /// Types or modules one of which is before the constant, last piece only; empty where the
    /// constants are on their own.
    pub containers: Vec<Cow<'static, str>>,
    /// Texts one of which must be in the same file; empty where the container is unmistakable.
    pub requires: Vec<Cow<'static, str>>,
    /// The name of a model.
    pub constants: Constants,
}

impl SymbolLibrary {
    /// Whether its names announce it: it has neither containers nor imports, as the names of a project.
    pub(super) fn is_bare(&self) -> bool {
        self.containers.is_empty() && self.requires.is_empty()
    }
}

/// A constant and its model ID.
pub type LibraryConstant = (Cow<'static, str>, Cow<'static, str>);

/// The constants of one library, sorted; they are read when first asked for, which few files do.
#[derive(Debug)]
pub struct Constants(
    LazyLock<Vec<LibraryConstant>, Box<dyn FnOnce() -> Vec<LibraryConstant> + Send>>,
);

impl Constants {
    /// What `read` gives, which is called once at most.
    pub fn new(read: impl FnOnce() -> Vec<LibraryConstant> + Send + 'static) -> Self {
        Self(LazyLock::new(Box::new(read)))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_ref())
    }

    /// Whether a name is more than one word.
    pub(super) fn has_names(&self) -> bool {
        self.names().any(|name| !is_single_word(name.as_bytes()))
    }

    /// Those that are ARNs, with their models.
    pub(super) fn arns(&self) -> impl Iterator<Item = &LibraryConstant> {
        self.0.iter().filter(|(name, _)| name.starts_with("arn:"))
    }

    /// The model ID that a constant refers to.
    pub(super) fn model(&self, name: &str) -> Option<&str> {
        let at = self
            .0
            .binary_search_by(|(known, _)| known.as_ref().cmp(name))
            .ok()?;
        Some(&self.0[at].1)
    }
}
