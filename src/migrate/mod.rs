//! Plans the migration of one model in a project: where it is used, what changes there, and what has to be decided.
//!
//! A [`MigrationPlan`] is data, made from the outcome of a run. It finds nothing itself: its locations are references of the
//! report, its edits those of `fix`, and its facts those of the catalog. Rendering it is `output`'s.

mod location;
mod plan;
mod planning;
mod question;
mod questions;
mod regions;

pub use location::{LocationGroup, PlanLocation, PlannedChange};
pub use plan::{MigrationPlan, NewModel, OtherModel, PlanCounts, RejectedFact};
pub use question::OpenQuestion;
pub use regions::{CallFrom, RegionUse};
