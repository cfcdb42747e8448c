//! Names of prices.

/// Whether a folded name is one of a price.
pub(crate) fn is_price(name: &str) -> bool {
    ["price", "prices", "pricing", "priceper", "cost", "costper"].iter().any(|end| name.ends_with(end))
        || ["pertoken", "per1token", "per1k", "per1000", "per1m", "permillion"]
            .iter()
            .any(|unit| name.contains(unit))
}
