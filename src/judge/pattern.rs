//! Patterns for base IDs in which `*` matches any text, as in migrations and in a team's policy.

/// Whether `text` as a whole matches `pattern`. Linear in both for patterns with one star, and at most their product.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut left) = text.strip_prefix(head) else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let Some(last) = pieces.pop() else {
        return true;
    };
    for piece in pieces {
        let Some(at) = left.find(piece) else {
            return false;
        };
        left = &left[at + piece.len()..];
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn stars_stand_for_any_text() {
        assert!(fits("anthropic.claude-v*", "anthropic.claude-v2:1"));
        assert!(fits("*", ""));
        assert!(fits(
            "*claude*opus*",
            "anthropic.claude-3-opus-20240229-v1:0"
        ));
        assert!(fits("amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0"));
        assert!(!fits("amazon.nova", "amazon.nova-pro-v1:0"));
        assert!(!fits("ab*ba", "aba"));
        assert!(!fits("anthropic.claude-v*", "cohere.command-r-v1:0"));
    }
}
