//! The price of a replacement compared with the old model: the larger of the ratios for input and output, in the same unit
//! and the same class of Regions or profiles. Prices never change a level.

use crate::catalog::{Catalog, Price, Text};
use crate::model_id::Region;

/// A price is mentioned if it is more than this factor higher or lower.
const FACTOR: f64 = 2.0;

/// How the prices of two models compare.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ratio {
    /// The new price divided by the old one.
    factor: f64,
    /// Whether it is the ratio of the input prices.
    of_input: bool,
    /// The size of a request above which the new model costs more.
    up_to: Option<Text>,
}

impl Ratio {
    /// Whether the new model costs less than half as much.
    pub(crate) fn is_cheaper(&self) -> bool {
        self.factor < 1.0 / FACTOR
    }

    /// Whether the new model costs more than twice as much.
    pub(crate) fn is_dearer(&self) -> bool {
        self.factor > FACTOR
    }

    /// A sentence if the new model costs more than twice as much or less than half.
    pub(crate) fn sentence(&self) -> Option<String> {
        let what = if self.of_input { "input" } else { "output" };
        if self.is_dearer() {
            let factor = if self.factor >= 10.0 {
                format!("{:.0}", self.factor)
            } else {
                format!("{:.1}", self.factor).trim_end_matches(".0").to_owned()
            };
            return Some(format!("It costs about {factor}× the {what} price."));
        }
        let up_to =
            self.up_to.as_ref().map_or(String::new(), |size| format!(" for requests of up to {size}"));
        self.is_cheaper().then(|| format!("It costs less than half as much{up_to}."))
    }
}

/// The ratio of two models' prices in the first class that both have: the Regions found, the scopes, or the price
/// without either. Absent if the units differ or a price is missing.
pub(crate) fn ratio(
    old: &str,
    new: &str,
    scopes: &[&str],
    regions: &[Region],
    catalog: &Catalog,
) -> Option<Ratio> {
    let (old, new) = (catalog.prices_of(old), catalog.prices_of(new));
    let classes = regions.iter().map(Region::as_str).take(1).chain(scopes.iter().copied()).chain(["base"]);
    let of_class = |prices: &'_ [Price], class: &str| -> Option<usize> {
        prices.iter().position(|price| price.class == class)
    };
    for class in classes {
        let (Some(before), Some(after)) = (of_class(old, class), of_class(new, class)) else { continue };
        let (before, after) = (&old[before], &new[after]);
        if before.unit != after.unit {
            return None;
        }
        let by = |before: &Option<Text>, after: &Option<Text>| -> Option<f64> {
            let (before, after) =
                (before.as_ref()?.parse::<f64>().ok()?, after.as_ref()?.parse::<f64>().ok()?);
            (before > 0.0).then(|| after / before)
        };
        let (input, output) = (by(&before.input, &after.input), by(&before.output, &after.output));
        let (factor, of_input) = match (input, output) {
            (Some(input), Some(output)) if output > input => (output, false),
            (Some(factor), _) => (factor, true),
            (None, Some(factor)) => (factor, false),
            (None, None) => return None,
        };
        return Some(Ratio { factor, of_input, up_to: after.up_to.clone() });
    }
    None
}
