//! The catalog that was compiled into the binary from `rules/`.

use jiff::civil::date;

use crate::catalog::lifecycle::{Dated, Evidence, Lifecycle, ObservedStage, Stage};
use crate::catalog::model::{
    Alias, AliasLibrary, ArgumentUse, Call, Catalog, ChosenBy, FactSource, InputKind, LegacyPeriod,
    LifecyclePolicy, Migration, Modality, Model, ModelArgument, OnDemand, OpaqueArn, PolicyRule,
    Price, Profile, Quota, Regional, RejectedParameters, Rejects, Replacement, Route, RuntimeError,
    Scope, StepCondition, Variant,
};
use crate::catalog::shipped::{List, ShippedRow, Text};

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

impl Catalog {
    /// The shipped catalog: a table in the binary, nothing to parse or allocate.
    pub fn embedded() -> &'static Self {
        &CATALOG
    }
}
