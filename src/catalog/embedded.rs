//! The catalog that was compiled into the binary from `rules/`.

use jiff::civil::date;

use crate::catalog::model::{
    Alias, AliasLibrary, Catalog, Dated, Evidence, LegacyPeriod, Lifecycle, Migration, Modality, Model,
    NamedBy, ObservedStage, OnDemand, OpaqueArn, Policy, PolicyRule, Profile, Regional, Replacement,
    RuntimeError, Scope, Source, Stage, Variant, When,
};
use crate::catalog::shipped::{List, Row, Text};

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

impl Catalog {
    /// The shipped catalog: a table in the binary, nothing to parse or allocate.
    pub fn embedded() -> &'static Self {
        &CATALOG
    }
}
