//! What else has to change with the ID: the rows of the catalog's migrations that apply to a pair of models.

use crate::catalog::Migration;
use crate::finding::{ChosenReplacement, Step};
use crate::judge::Case;
use crate::judge::pattern::fits;

/// The steps of the move, in the catalog's order.
pub(crate) fn steps(from: &str, to: &ChosenReplacement, case: &Case<'_>) -> Vec<Step> {
    let any = |patterns: &[crate::catalog::Text], id: &str| patterns.iter().any(|p| fits(p, id));
    let applies = |row: &&Migration| any(&row.from, from) && any(&row.to, to.model.as_str());
    case.catalog
        .migrations
        .iter()
        .filter(applies)
        .map(|row| Step {
            id: row.id.to_string(),
            change: row.change.to_string(),
            source: case
                .catalog
                .source(&row.source)
                .map_or_else(|| row.source.to_string(), |source| source.title.to_string()),
        })
        .collect()
}
