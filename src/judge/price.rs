//! The price of a replacement compared with the old model: the larger of the ratios for input and output, in the same unit
//! and the same class of Regions or profiles. Prices never change a level.

use crate::catalog::{Catalog, Price, Text};
use crate::finding::PriceComparison;
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
    /// The size of a request beyond which the new model costs more.
    up_to: Option<String>,
}

impl Ratio {
    /// 0 where the new model costs at most twice as much, else the hundredfold of the factor.
    pub(crate) fn dearness(&self) -> u32 {
        if self.is_dearer() {
            (self.factor * 100.0).min(f64::from(u32::MAX)) as u32
        } else {
            0
        }
    }

    /// Whether the new model costs less than half as much.
    pub(crate) fn is_cheaper(&self) -> bool {
        self.factor < 1.0 / FACTOR
    }

    /// Whether the new model costs more than twice as much.
    pub(crate) fn is_dearer(&self) -> bool {
        self.factor > FACTOR
    }

    /// A sentence where the new model costs more than twice as much or less than half. `cheaper_fits` says whether a model
    /// that costs no more than twice as much is valid, too, and is passed over for another reason.
    pub(crate) fn sentence(&self, cheaper_fits: bool) -> Option<String> {
        let what = if self.of_input { "input" } else { "output" };
        if self.is_dearer() {
            let factor = if self.factor >= 10.0 {
                format!("{:.0}", self.factor)
            } else {
                format!("{:.1}", self.factor)
                    .trim_end_matches(".0")
                    .to_owned()
            };
            let why = if cheaper_fits {
                "every cheaper model accepts fewer kinds of input or moves data out of the geography"
            } else {
                "no valid replacement costs at most twice as much"
            };
            return Some(format!(
                "The {what} price of the new model is about {factor}× that of the old one: {why}."
            ));
        }
        let up_to = self.up_to.as_ref().map_or(String::new(), |size| {
            format!(" for requests of up to {size}")
        });
        self.is_cheaper()
            .then(|| format!("The new model costs less than half as much{up_to}."))
    }
}

/// The prices of two models in the first class that both have: that of the Region in question, of the scopes, and the price
/// without either. Absent where a unit differs or a price is missing.
pub(crate) fn comparison(
    old: &str,
    new: &str,
    scopes: &[&str],
    regions: &[Region],
    catalog: &Catalog,
) -> Option<PriceComparison> {
    let (old, new) = (catalog.prices_of(old), catalog.prices_of(new));
    let classes = regions
        .iter()
        .map(Region::as_str)
        .take(1)
        .chain(scopes.iter().copied())
        .chain(["base"]);
    let (before, after) = classes
        .into_iter()
        .find_map(|class| Some((of_class(old, class)?, of_class(new, class)?)))
        .filter(|(before, after)| before.unit == after.unit)?;
    let source = catalog.source(&after.source);
    Some(PriceComparison {
        unit: after.unit.to_string(),
        class: after.class.to_string(),
        up_to: after.up_to.as_ref().map(ToString::to_string),
        old: pair(before),
        new: pair(after),
        source: after.source.to_string(),
        retrieved: source.and_then(|source| source.retrieved),
    })
}

fn of_class<'p>(prices: &'p [Price], class: &str) -> Option<&'p Price> {
    prices.iter().find(|price| price.class == class)
}

fn pair(price: &Price) -> (Option<String>, Option<String>) {
    let text = |price: &Option<Text>| price.as_ref().map(ToString::to_string);
    (text(&price.input), text(&price.output))
}

/// How two prices compare; absent where neither input nor output has a price in both.
pub(crate) fn ratio(of: &PriceComparison) -> Option<Ratio> {
    let by = |before: &Option<String>, after: &Option<String>| -> Option<f64> {
        let (before, after) = (
            before.as_ref()?.parse::<f64>().ok()?,
            after.as_ref()?.parse::<f64>().ok()?,
        );
        (before > 0.0).then(|| after / before)
    };
    let (factor, of_input) = match (by(&of.old.0, &of.new.0), by(&of.old.1, &of.new.1)) {
        (Some(input), Some(output)) if output > input => (output, false),
        (Some(factor), _) => (factor, true),
        (None, Some(factor)) => (factor, false),
        (None, None) => return None,
    };
    Some(Ratio {
        factor,
        of_input,
        up_to: of.up_to.clone(),
    })
}
