//! The catalog for other programs and readers: lists, all about one model, differences, feeds of its dates, and a static
//! site.
//!
//! Everything is a function of the catalog and a day: no clock, no file is read or written here.

mod diff;
mod endoflife;
mod explanation;
mod ics;
mod json;
mod overlay;
mod renovate;
mod rss;
mod site;
mod table;
mod upcoming;
mod yaml;

pub use diff::{write_diff, write_diff_json, write_diff_markdown};
pub use endoflife::write as write_endoflife;
pub use explanation::{
    write_explanation, write_explanation_json, write_explanation_line, write_explanation_markdown,
};
pub use ics::write as write_ics;
pub use json::write_json;
pub use overlay::overlay_yaml;
pub use renovate::write as write_renovate;
pub use rss::write as write_rss;
pub use site::{Site, SiteFile};
pub use table::{write_csv, write_table};
pub use yaml::to_yaml;

/// The page of a model, below the address of a site.
pub(crate) use site::model_path;
/// The page of a rule, below the address of a site.
pub(crate) use site::rule_path;

/// A model ID as the name of a file: `anthropic.claude-v2:1` as `anthropic.claude-v2-1`.
fn file_name(id: &str) -> String {
    id.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || ".-_".contains(c) {
                c
            } else {
                '-'
            }
        })
        .collect()
}
