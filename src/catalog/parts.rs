//! The modules of the catalog that the build script needs too, under the paths that they have in the
//! library. None of them touches the tables that the build writes.

pub mod assemble;
pub mod compile;
pub mod emit;
pub mod lines;
pub mod model;
pub mod nearest;
pub mod parse;
pub mod pattern;
pub mod rows;
pub mod validate;
