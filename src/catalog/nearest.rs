//! Known names that are nearest to a misspelt one.

/// The known names nearest to `wrong`, best first, at most `count`; names that differ in more than a third
/// of the letters are not near.
pub fn nearest<'a>(
    names: impl IntoIterator<Item = &'a str>,
    wrong: &str,
    count: usize,
) -> Vec<&'a str> {
    let limit = wrong.len() / 3 + 1;
    let mut found: Vec<(usize, &str)> = names
        .into_iter()
        .filter(|name| name.len().abs_diff(wrong.len()) <= limit)
        .map(|name| (distance(name, wrong), name))
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    found.sort_unstable();
    found.dedup();
    found
        .into_iter()
        .take(count)
        .map(|(_, name)| name)
        .collect()
}

/// Levenshtein distance in bytes.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let cost = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_come_first_and_strangers_not_at_all() {
        let names = [
            "amazon.nova-lite-v1:0",
            "amazon.nova-lite-v2:0",
            "cohere.embed-v4:0",
        ];
        assert_eq!(
            nearest(names, "amazon.nova-lite-v1:1", 5),
            [names[0], names[1]]
        );
        assert!(nearest(names, "x", 5).is_empty());
    }
}
