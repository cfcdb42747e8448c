//! What a report looks like, beside its format.

/// How to render, where that is the reader's matter and not the report's.
#[derive(Clone, Debug, Default)]
pub struct RenderOptions {
    /// Whether to write ANSI colours.
    pub color: bool,
    /// Columns of the terminal; absent where it is none.
    pub width: Option<usize>,
    /// The absolute folder, with `/`, from which the paths of the report lead, where the terminal can show
    /// hyperlinks (OSC 8); absent where it cannot.
    pub links_from: Option<String>,
    /// Whether every reference is shown, not only findings.
    pub inventory: bool,
    /// What the formats for people put together.
    pub group_by: GroupBy,
    /// The most problems that `pretty` shows with their lines, and locations that `markdown` lists; 0 means
    /// all, absent means the format's own limit. What is left out is counted.
    pub max_findings: Option<usize>,
    /// Whether a baseline is worth a word among what to do next.
    pub offer_baseline: bool,
    /// The address of the project's repository, in which its documentation stands: [`REPOSITORY`], or absent where
    /// reports are to have no link there.
    pub repository: Option<&'static str>,
}

/// The address of the repository that this program was built from, without a slash at its end: what the build says
/// in `BEDROCK_EOL_REPOSITORY`, else what the package says of itself; absent where neither says anything.
pub const REPOSITORY: Option<&str> = {
    let told = [option_env!("BEDROCK_EOL_REPOSITORY"), Some(env!("CARGO_PKG_REPOSITORY"))];
    match told {
        [Some(by_build), _] if !by_build.is_empty() => Some(by_build),
        [_, Some(by_package)] if !by_package.is_empty() => Some(by_package),
        _ => None,
    }
};

/// What findings are put together by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupBy {
    /// By the model they are about: what has to move.
    #[default]
    Model,
    /// By the file they stand in: where to work.
    File,
    /// By the rule: what is wrong.
    Rule,
}
