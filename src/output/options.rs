//! Options of rendering, in addition to the format.

use std::sync::Arc;

use super::LinkBase;
use crate::walk::Owners;

/// How to render a report.
#[derive(Clone, Debug, Default)]
pub struct RenderOptions {
    /// Whether to write ANSI colors.
    pub color: bool,
    /// Whether `pretty` writes its symbols and lines in ASCII. Scanned text stays as it is.
    pub ascii: bool,
    /// Columns of the terminal; absent if it is not one.
    pub width: Option<usize>,
    /// The absolute folder, with `/`, that the report's paths are relative to, if the terminal can show hyperlinks
    /// (OSC 8); absent if it cannot.
    pub links_from: Option<String>,
    /// Where the paths of `html` and `markdown` lead; absent if they are not links.
    pub link_base: Option<LinkBase>,
    /// Whether to show every reference, not only findings.
    pub inventory: bool,
    /// How the formats for people group findings.
    pub group_by: GroupBy,
    /// The most problems that `pretty` shows, and locations per group that `markdown` lists; 0 means all, absent means the
    /// format's default. The rest is counted.
    pub max_findings: Option<usize>,
    /// Whether to suggest a baseline as a next step.
    pub offer_baseline: bool,
    /// Whether `pretty` shows snippets and migration steps for a change, too.
    pub verbose: bool,
    /// Whether findings do not change the exit code, which the last line of `pretty` explains.
    pub exit_zero: bool,
    /// Owners of the files, for formats that name them; absent if they are not known.
    pub owners: Option<Arc<Owners>>,
    /// URL of the project's repository, for links to its documentation: [`REPOSITORY`], or absent if reports should not link
    /// there.
    pub repository: Option<&'static str>,
    /// Address of a site that `catalog site` wrote, for links from SARIF to its pages: [`SITE`], or absent.
    pub site: Option<&'static str>,
}

/// Address of the catalog's site, without a slash at its end: `BEDROCK_EOL_SITE` at build time; absent if it is not set.
pub const SITE: Option<&str> = match option_env!("BEDROCK_EOL_SITE") {
    Some(site) if !site.is_empty() => Some(site),
    _ => None,
};

/// URL of the repository that this program was built from, without a trailing slash: `BEDROCK_EOL_REPOSITORY` at build
/// time, else `repository` of the package; absent if neither is set.
pub const REPOSITORY: Option<&str> = {
    let repositories = [
        option_env!("BEDROCK_EOL_REPOSITORY"),
        Some(env!("CARGO_PKG_REPOSITORY")),
    ];
    match repositories {
        [Some(by_build), _] if !by_build.is_empty() => Some(by_build),
        [_, Some(by_package)] if !by_package.is_empty() => Some(by_package),
        _ => None,
    }
};

/// How findings are grouped.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum GroupBy {
    /// By model.
    #[default]
    Model,
    /// By file.
    File,
    /// By rule.
    Rule,
}
