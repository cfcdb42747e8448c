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

/// Whether a folded name is one of the price that people pay for a plan: `monthlyprice`, `pricepermonth`.
pub(crate) fn is_price_of_a_plan(name: &str) -> bool {
    const TIMES: &[&str] = &["month", "year", "annual", "seat", "yearly"];
    is_price(name) && TIMES.iter().any(|time| name.contains(time))
}

#[cfg(test)]
mod tests {
    use super::{is_price, is_price_of_a_plan};

    #[test]
    fn a_plan_is_paid_by_its_time() {
        assert!(is_price_of_a_plan("monthlyprice") && is_price_of_a_plan("pricepermonth"));
        assert!(!is_price_of_a_plan("inputprice") && !is_price_of_a_plan("monthlyrequests"));
    }

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
