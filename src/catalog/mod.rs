//! What is known about Bedrock models: lifecycle dates, Regions, profiles, replacements, constants.
//!
//! The catalog is edited as YAML under `rules/`, checked and compiled into the binary at build time. It
//! answers questions about models; it does not know where they are used or how bad that is.

pub mod assemble;
pub mod closed_sets;
pub mod compile;
pub mod diff;
mod embedded;
pub mod import;
pub mod lifecycle;
pub mod lines;
pub mod model;
mod nesting;
pub mod overlay;
pub mod parse;
pub mod problems;
pub mod routes;
pub mod rows;
pub mod shipped;
mod shipped_texts;
pub mod validate;
pub mod view;

pub use lifecycle::{Dated, Evidence, Lifecycle, ObservedStage, Stage};
pub use model::{
    Alias, AliasLibrary, ArgumentUse, Call, Catalog, ChosenBy, FactSource, InputKind, LegacyPeriod,
    LifecyclePolicy, Migration, Modality, Model, ModelArgument, OnDemand, OpaqueArn, PolicyRule,
    Price, Profile, Quota, Regional, RejectedParameters, Rejects, Replacement, Route, RuntimeError,
    Scope, StepCondition, Variant,
};
pub use problems::CatalogError;
pub use shipped::{List, Text};

#[cfg(test)]
mod schema;
