//! The catalog that was compiled into the binary from `rules/`.

use jiff::civil::date;

use crate::catalog::lifecycle::{Dated, Evidence, Lifecycle, ObservedStage, Stage};
use crate::catalog::model::{
    Alias, AliasLibrary, ArgumentUse, Call, Catalog, Input, LegacyPeriod, Migration, Modality,
    Model, ModelArgument, NamedBy, OnDemand, OpaqueArn, Policy, PolicyRule, Price, Profile, Quota,
    Regional, RejectedParameters, Rejects, Replacement, Route, RuntimeError, Scope, Source,
    Variant, When,
};
use crate::catalog::shipped::{List, Row, Text};

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

impl Catalog {
    /// The shipped catalog: a table in the binary, nothing to parse or allocate.
    pub fn embedded() -> &'static Self {
        &CATALOG
    }
}
