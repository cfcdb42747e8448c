//! The types that describe a reference: what detection returns and what the surroundings add.
//!
//! Data only: how a reference is found and what its surroundings mean is decided elsewhere.

mod attributes;
mod declared;
mod matched;
mod request;

pub use attributes::{Confidence, Context, Form, Purpose, RegionOrigin, Resolution};
pub use declared::{Declared, Entries, Family, NamedCollection, Owner, QualifiedName, TypeList};
pub use matched::{
    Found, FromProject, Match, NameUses, ProjectRegion, ScopeBefore, StatementProfiles,
};
pub use request::{ModelRequest, ParameterValue, RequestParameter, RequestPart, SharedRequests};
