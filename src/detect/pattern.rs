//! Patterns over IDs: globs, regular expressions and templates, all reduced to literals and gaps.

/// Literal pieces with gaps between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pattern {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    /// Any text, also none.
    Gap,
    /// Any one character.
    One,
}

impl Pattern {
    /// A glob of `*` and `?`.
    #[cfg(test)]
    pub(super) fn glob(text: &str) -> Self {
        let mut pattern = Self::default();
        for c in text.chars() {
            match c {
                '*' => pattern.gap(),
                '?' => pattern.one(),
                c => pattern.literal(c.encode_utf8(&mut [0; 4])),
            }
        }
        pattern
    }

    /// Goes on with literal text.
    pub(super) fn literal(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Literal(literal)) => literal.push_str(text),
            _ => self.pieces.push(Piece::Literal(text.to_owned())),
        }
    }

    /// Goes on with a gap.
    pub(super) fn gap(&mut self) {
        if self.pieces.last() != Some(&Piece::Gap) {
            self.pieces.push(Piece::Gap);
        }
    }

    /// Goes on with any one character.
    pub(super) fn one(&mut self) {
        self.pieces.push(Piece::One);
    }

    /// Whether the whole of `id` fits. Linear in the product of both lengths, which are short.
    pub(super) fn covers(&self, id: &str) -> bool {
        let id = id.as_bytes();
        let mut reachable = vec![false; id.len() + 1];
        reachable[0] = true;
        for piece in &self.pieces {
            let mut next = vec![false; id.len() + 1];
            match piece {
                Piece::Literal(literal) => {
                    for at in
                        (0..=id.len()).filter(|&at| reachable[at] && id[at..].starts_with(literal.as_bytes()))
                    {
                        next[at + literal.len()] = true;
                    }
                }
                Piece::One => {
                    for at in (0..id.len()).filter(|&at| reachable[at]) {
                        next[at + 1] = true;
                    }
                }
                Piece::Gap => {
                    if let Some(first) = reachable.iter().position(|r| *r) {
                        next[first..].fill(true);
                    }
                }
            }
            reachable = next;
        }
        reachable[id.len()]
    }

    /// Bytes of literal text behind the provider's dot.
    pub(super) fn told(&self) -> usize {
        let literals = self.pieces.iter().map(|p| if let Piece::Literal(l) = p { l.len() } else { 0 });
        literals.sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_covers_what_a_shell_would() {
        let covers = |glob: &str, id: &str| Pattern::glob(glob).covers(id);
        assert!(covers("anthropic.claude-3-*", "anthropic.claude-3-haiku-20240307-v1:0"));
        assert!(covers("*claude*", "anthropic.claude-v2"));
        assert!(covers("anthropic.claude-v?", "anthropic.claude-v2"));
        assert!(!covers("anthropic.claude-v?", "anthropic.claude-v2:1"));
        assert!(!covers("anthropic.claude-3-*", "anthropic.claude-v2"));
        assert!(covers("*", "amazon.titan-tg1-large"));
    }
}
