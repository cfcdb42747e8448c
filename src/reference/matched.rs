//! What detection returns for one reference, and what the surroundings make of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::attributes::{Confidence, Context, Form, Purpose, RegionOrigin, Resolution};
use super::declared::{Declared, Entries};
use super::request::{ModelRequest, SharedRequests};
use crate::model_id::{ModelId, ProfileScope, Region};
use crate::source::{Position, Span};

/// One reference to one or several models, as its own text shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Found {
    /// The bytes of the reference in the source: the whole ARN, the ID with its scope, the constant with
    /// its container; a router's prefix is not part of it.
    pub span: Span,
    /// The bytes to replace when the reference is moved to another model: scope and ID, or the ARN's resource.
    pub id_span: Span,
    /// The shape.
    pub form: Form,
    /// How the models were found.
    pub resolution: Resolution,
    /// The base IDs that are meant, in ascending order; one entry where one model is meant.
    pub models: Vec<ModelId>,
    /// The full ID with its context variant or older spelling, where it is not the base ID itself.
    pub variant: Option<ModelId>,
    /// The nearest known IDs of something unknown, nearest first.
    pub candidates: Vec<ModelId>,
    /// The profile scope; absent if none exists or where it is a placeholder.
    pub scope: Option<ProfileScope>,
    /// The Region that is set for this reference: by its own text, or in a [`Match`] by the surroundings.
    pub region: Option<(Region, RegionOrigin)>,
    /// How far to rely on it.
    pub confidence: Confidence,
    /// Which of the followed definitions it is a use of, by number; absent where it names the model itself.
    pub definition: Option<u32>,
}

impl Found {
    /// A reference with exactly this text, of which nothing more is known yet.
    pub fn at(span: Span, form: Form) -> Self {
        Self {
            span,
            id_span: span,
            form,
            resolution: Resolution::Exact,
            models: Vec::new(),
            variant: None,
            candidates: Vec::new(),
            scope: None,
            region: None,
            confidence: Confidence::High,
            definition: None,
        }
    }
}

/// A Region that a file of the project sets, and where.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProjectRegion {
    /// The Region.
    pub region: Region,
    /// Whether the location sets the Region; otherwise it is a reference to a model in that Region.
    pub is_set: bool,
    /// The file, relative to the working directory.
    pub path: Arc<str>,
    /// The first character of the Region's code or constant, or of the reference.
    pub start: Position,
    /// One past its last character.
    pub end: Position,
    /// Its bytes in the decoded text.
    pub span: Span,
}

impl ProjectRegion {
    /// The most Regions of a project that are kept.
    pub const MOST: usize = 4;
}

/// The scope of a profile that the program puts before a name that is defined as a model ID.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeBefore {
    /// The scope; absent where it is computed, or where there are several.
    pub scope: Option<ProfileScope>,
    /// Whether one is before each use of the name.
    pub is_always: bool,
}

impl ScopeBefore {
    /// What is before the uses of both.
    #[must_use]
    pub fn with(self, other: &Self) -> Self {
        Self {
            scope: self
                .scope
                .filter(|scope| other.scope.as_ref() == Some(scope)),
            is_always: self.is_always && other.is_always,
        }
    }
}

/// What the statement of a policy says about inference profiles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct StatementProfiles {
    /// The account in the ARNs of its profiles; absent if none of them writes its digits.
    pub account: Option<Box<str>>,
    /// Whether it has the ARN of a profile of the same model, or a pattern for profiles of any model.
    pub has_model: bool,
}

/// A reference with what its surroundings show.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Match {
    /// The reference. Its Region and confidence are those that apply with the surroundings.
    pub found: Found,
    /// Its context.
    pub context: Context,
    /// What it is used for.
    pub purpose: Purpose,
    /// Which registry of this file it is an entry of: entries with the same number collapse to one finding.
    pub registry: Option<u32>,
    /// What it is declared as; absent where other files cannot refer to it by a name.
    pub declared: Option<Arc<Declared>>,
    /// Whether it is a bare ID in a file that sends its requests to bedrock-mantle and to no other endpoint.
    pub through_mantle: bool,
    /// Whether its file puts the name that it defines into the ARN of a foundation model.
    pub in_model_arn: bool,
    /// The scope that the program puts before the name that it defines.
    pub scope_before: Option<ScopeBefore>,
    /// Whether a resource of Terraform has it whose provider is another than the default one, in another file: the Regions
    /// of the project are those of the default provider.
    pub has_own_provider: bool,
    /// What the statement around it says, where it is the ARN of a foundation model in a policy.
    pub statement: Option<StatementProfiles>,
    /// The Regions that the project's other files set, one location for each, in the order of the locations; empty where
    /// each file is judged alone, or where they do not count for it.
    pub project_regions: Arc<[ProjectRegion]>,
    /// The requests in which its file uses the model, in the order of the file; empty where none can be seen.
    pub requests: SharedRequests,
    /// What requests pass that change their model with it in other files, or elsewhere in its own: those of all uses of the
    /// name that it defines, or is a use of. Each is listed once and without its location.
    pub linked_requests: SharedRequests,
}

impl Match {
    /// A reference in code about whose surroundings nothing is known.
    pub fn in_code(found: Found) -> Self {
        Self {
            found,
            context: Context::Code,
            purpose: Purpose::default(),
            registry: None,
            declared: None,
            through_mantle: false,
            in_model_arn: false,
            scope_before: None,
            has_own_provider: false,
            statement: None,
            project_regions: Arc::default(),
            requests: SharedRequests::default(),
            linked_requests: SharedRequests::default(),
        }
    }

    /// The same after a scope that the program puts before it: what is called then is the profile of that scope.
    #[must_use]
    pub fn behind(mut self, scope: Option<ScopeBefore>) -> Self {
        if let (None, Some(before)) = (&self.found.scope, scope) {
            self.found.scope.clone_from(&before.scope);
            self.scope_before = Some(before);
        }
        self
    }

    /// Every request whose model changes with it.
    pub fn all_requests(&self) -> impl Iterator<Item = &ModelRequest> {
        self.requests.iter().chain(self.linked_requests.iter())
    }
}

/// What the other files of a project show about one file.
#[derive(Clone, Debug, Default)]
pub struct FromProject {
    /// The uses in it of names that are defined in the project.
    pub uses: Vec<Found>,
    /// The enums and type unions in it none of whose members is used, by [`TypeList::number`](super::TypeList::number).
    pub unused_types: BTreeSet<usize>,
    /// The collections of it to whose entries other files send requests, by name.
    pub sent_collections: BTreeSet<(String, Entries)>,
    /// The Regions that the project sets; see [`Match::project_regions`].
    pub regions: Arc<[ProjectRegion]>,
    /// See [`Match::linked_requests`], by the first byte of the reference.
    pub linked_requests: BTreeMap<usize, SharedRequests>,
    /// How the other files of a module of Terraform use the names that this one defines: `var.model_id`, `local.model_id`.
    pub module_uses: BTreeMap<String, NameUses>,
    /// The scope that other files put before what a reference defines, by its first byte.
    pub linked_scopes: BTreeMap<usize, ScopeBefore>,
    /// The Region to which other files send a reference that has none of its own, by its first byte.
    pub linked_regions: BTreeMap<usize, Region>,
}

/// How often a name is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameUses {
    /// Where only the ID of a foundation model can be: in the ARN of one, and where its details are asked for.
    pub as_foundation_model: usize,
    /// Everywhere else.
    pub elsewhere: usize,
    /// Where the scope of a profile is put before it: that scope, if it is the same everywhere.
    pub behind_scope: Option<Option<ProfileScope>>,
}

impl NameUses {
    /// The scope that is put before the name.
    pub fn scope_before(self) -> Option<ScopeBefore> {
        let scope = self.behind_scope?;
        Some(ScopeBefore {
            scope,
            is_always: self.elsewhere == 0,
        })
    }
}

impl std::ops::AddAssign for NameUses {
    fn add_assign(&mut self, other: Self) {
        self.as_foundation_model += other.as_foundation_model;
        self.elsewhere += other.elsewhere;
        self.behind_scope = match (self.behind_scope.take(), other.behind_scope) {
            (Some(own), Some(other)) => Some(own.filter(|scope| other.as_ref() == Some(scope))),
            (own, other) => own.or(other),
        };
    }
}
