//! The whole line for a set of roots: walk, read, detect, judge, in parallel and in order.
//!
//! The one module that names rayon.
