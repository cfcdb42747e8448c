//! The verdict on a match: which rule, which level, what to write instead.
//!
//! A function of match, catalog and [`Policy`]; it reads no file and no clock.

use jiff::civil::Date;

use crate::detect::Confidence;
use crate::model_id::Region;

/// The settings that decide a verdict, resolved: no flag and no configuration is looked at later.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The day to judge for.
    pub as_of: Date,
    /// Days before End-of-Life in which `end-of-life-soon` speaks.
    pub within: u16,
    /// The user's Regions; empty means not said.
    pub regions: Vec<Region>,
    /// References less sure than this are kept in the inventory and not judged.
    pub min_confidence: Confidence,
}
