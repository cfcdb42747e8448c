//! One integration binary: each module is a part of the tool, seen from outside.

mod formats;
