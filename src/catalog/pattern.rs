//! Patterns of base IDs, as migrations have them.

/// Whether a pattern in which `*` matches any text fits the whole ID.
pub fn matches_pattern(pattern: &str, id: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = id.strip_prefix(first) else {
        return false;
    };
    let Some(last) = pieces.next_back() else {
        return rest.is_empty();
    };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches_pattern;

    #[test]
    fn stars_of_a_pattern_stand_for_any_text() {
        for (pattern, id, fits) in [
            ("*", "a.b", true),
            ("a.b", "a.b", true),
            ("a.b", "a.bc", false),
            ("a.b*", "a.bc", true),
            ("a.*-v*", "a.b-v1", true),
            ("a.*-v*:0", "a.b-v1:1", false),
            ("a.bb*bb", "a.bb", false),
        ] {
            assert_eq!(matches_pattern(pattern, id), fits, "{pattern} {id}");
        }
    }
}
