//! Names of prices.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::line::any_of;

/// Whether a folded name is one of a price: `pricing`, `inputcost`, `pricepermillion`, `outputcostpersecond`. What may
/// be paid at most is a setting: `maxcost`, `costlimit`.
pub(crate) fn is_price(name: &str) -> bool {
    static PIECE: LazyLock<AhoCorasick> = LazyLock::new(|| {
        any_of(&[
            "costper",
            "priceper",
            "pertoken",
            "per1token",
            "per1k",
            "per1000",
            "per1m",
            "permillion",
            "permtok",
            "perktok",
            "usdper",
            "pricing",
        ])
    });
    const ENDS: &[&str] = &["price", "prices", "pricing", "cost", "costs"];
    const NAMES: &[&str] = &[
        "inputusd",
        "outputusd",
        "input1m",
        "output1m",
        "input1k",
        "output1k",
    ];
    // `price_in`, `costOutput`: what is paid for.
    const SIDES: &[&str] = &[
        "input",
        "output",
        "prompt",
        "completion",
        "in",
        "out",
        "usd",
    ];
    const BOUNDS: &[&str] = &["limit", "budget", "threshold", "alert", "target"];
    let of_side = || {
        SIDES
            .iter()
            .filter_map(|side| name.strip_suffix(side))
            .any(|name| ENDS.contains(&name))
    };
    let is_named = ENDS.iter().any(|end| name.ends_with(end))
        || NAMES.contains(&name)
        || of_side()
        || PIECE.is_match(name);
    is_named && !name.starts_with("max") && !BOUNDS.iter().any(|bound| name.contains(bound))
}

#[cfg(test)]
mod tests {
    use super::is_price;

    #[test]
    fn a_price_can_have_any_unit_but_a_limit_is_not_a_price() {
        for name in [
            "price",
            "inputcost",
            "outputcostpersecond",
            "costperimage",
            "pricingmodel",
            "usdper1minput",
            "pricein",
            "costoutput",
            "inputpermtok",
            "inputusdperm",
            "outputusd",
        ] {
            assert!(is_price(name), "{name}");
        }
        for name in [
            "maxcost",
            "maxcostperrequest",
            "costlimit",
            "costbudgetperrun",
            "costcenter",
            "coast",
            "costin2",
            "pricerin",
            "maxusdperrequest",
            "spendusd",
        ] {
            assert!(!is_price(name), "{name}");
        }
    }
}
