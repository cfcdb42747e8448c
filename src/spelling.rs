//! Suggests the word that was meant.
//!
//! For names of keys, rules and directives; model IDs have their own measure in `detect`.

/// The candidate nearest to `word`, where one is near enough to be worth asking; the first of equals.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    let most = (word.chars().count() / 3).clamp(1, 4);
    let distances = candidates
        .into_iter()
        .map(|candidate| (distance(&word, &plain(candidate)), candidate));
    distances
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, c)| c)
}

/// Case and the kind of dash are slips of their own, and cost nothing.
fn plain(word: &str) -> String {
    word.to_lowercase().replace('_', "-")
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from `a` to `b`.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before_last = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let replaced = last[j] + usize::from(a[i] != b[j]);
            let mut least = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                let before: &Vec<usize> = &before_last;
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_word_and_a_stranger_none() {
        let words = ["end-of-life", "end-of-life-soon", "legacy", "until"];
        for (word, expected) in [
            ("end_of_life", Some("end-of-life")),
            ("End-Of-Life", Some("end-of-life")),
            ("lagacy", Some("legacy")),
            ("unitl", Some("until")),
            ("end-of-lifesoon", Some("end-of-life-soon")),
            ("banana", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, words), expected, "{word}");
        }
    }
}
