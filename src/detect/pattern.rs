//! Patterns over IDs: globs, regular expressions and templates, all reduced to literals and gaps.

/// Literal pieces with gaps between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct IdPattern {
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

impl IdPattern {
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

    /// Whether the whole of `id` fits. A gap takes as little as it can and one byte more each time that what
    /// follows it fails: no allocation, and at most the product of both lengths, which are short.
    pub(super) fn covers(&self, id: &str) -> bool {
        let (mut piece, mut at) = (0, 0);
        let mut retry = None;
        loop {
            match self.pieces.get(piece) {
                Some(Piece::Gap) => {
                    retry = Some((piece + 1, at));
                    piece += 1;
                    continue;
                }
                Some(Piece::One) if at < id.len() => {
                    (piece, at) = (piece + 1, at + 1);
                    continue;
                }
                Some(Piece::Literal(literal)) if id[at..].starts_with(literal.as_str()) => {
                    (piece, at) = (piece + 1, at + literal.len());
                    continue;
                }
                None if at == id.len() => return true,
                _ => {}
            }
            match retry {
                Some((behind, from)) if from < id.len() => {
                    (piece, at) = (behind, from + 1);
                    retry = Some((behind, from + 1));
                }
                _ => return false,
            }
        }
    }

    /// The text that every ID that matches begins with.
    pub(super) fn prefix(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Literal(literal)) => literal,
            _ => "",
        }
    }

    /// Bytes of literal text after the provider's dot.
    pub(super) fn literal_bytes(&self) -> usize {
        let literals = self.pieces.iter().map(|p| {
            if let Piece::Literal(l) = p {
                l.len()
            } else {
                0
            }
        });
        literals.sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_covers_what_a_shell_would() {
        let covers = |glob: &str, id: &str| IdPattern::glob(glob).covers(id);
        assert!(covers(
            "anthropic.claude-3-*",
            "anthropic.claude-3-haiku-20240307-v1:0"
        ));
        assert!(covers("*claude*", "anthropic.claude-v2"));
        assert!(covers("anthropic.claude-v?", "anthropic.claude-v2"));
        assert!(!covers("anthropic.claude-v?", "anthropic.claude-v2:1"));
        assert!(!covers("anthropic.claude-3-*", "anthropic.claude-v2"));
        assert!(covers("*", "amazon.titan-tg1-large"));
        assert!(covers("*-v1*:0", "a.b-v1-c-v1:0"));
        assert!(!covers("*-v1*:1", "a.b-v1-c-v1:0"));
        assert!(covers("a*", "a"));
        assert!(!covers("?", ""));
    }
}
