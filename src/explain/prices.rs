//! Prices in words.

use jiff::civil::Date;

use super::{Explanation, ModelFacts, PriceFact};
use crate::finding::PriceComparison;

/// `Per 1M tokens: input 3 before, 2 now; output 15 before, 10 now (`us.`; price-list-2026-11, 2026-11-28).`
pub(crate) fn price_change(of: &PriceComparison) -> String {
    let part = |what: &str, old: &Option<String>, new: &Option<String>| {
        Some(format!(
            "{what} {} before, {} now",
            old.as_ref()?,
            new.as_ref()?
        ))
    };
    let parts = [
        part("input", &of.old.0, &of.new.0),
        part("output", &of.old.1, &of.new.1),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let source = price_source(&of.class, of.up_to.as_deref(), &of.source, of.retrieved);
    format!(
        "US dollars per {}: {} ({source}).",
        of.unit,
        parts.join("; ")
    )
}

/// The prices without a Region or profile, and those of the Region in question and of the profile that was asked about.
pub(super) fn prices(model: &ModelFacts, page: &Explanation) -> Vec<String> {
    let scope = page
        .asked
        .trim()
        .strip_suffix(model.id.as_str())
        .and_then(|before| before.strip_suffix('.'));
    let wanted = |price: &&PriceFact| {
        price.class == "base"
            || scope == Some(price.class.as_str())
            || page.region.as_deref() == Some(price.class.as_str())
    };
    model
        .prices
        .iter()
        .filter(wanted)
        .map(price_words)
        .collect()
}

/// ``per 1M tokens: input 3, output 15 (`us`; price-list-2026-11 of 2026-11-28)``
pub(crate) fn price_words(price: &PriceFact) -> String {
    let part = |what: &str, price: &Option<String>| Some(format!("{what} {}", price.as_ref()?));
    let parts: Vec<String> = [part("input", &price.input), part("output", &price.output)]
        .into_iter()
        .flatten()
        .collect();
    let source = price_source(
        &price.class,
        price.up_to.as_deref(),
        &price.source,
        price.retrieved,
    );
    format!("per {}: {} ({source})", price.unit, parts.join(", "))
}

fn price_source(class: &str, up_to: Option<&str>, source: &str, retrieved: Option<Date>) -> String {
    let class = (class != "base").then(|| format!("`{class}`"));
    let up_to = up_to.map(|size| format!("requests of up to {size}"));
    let day = retrieved.map_or(String::new(), |day| format!(" of {day}"));
    class
        .into_iter()
        .chain(up_to)
        .chain([format!("{source}{day}")])
        .collect::<Vec<_>>()
        .join("; ")
}
