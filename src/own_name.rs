//! A project's own names for models: which texts can be one, and which bytes they have.

/// Signs between the words of a name: those of an ARN, a path, a member.
const SIGNS: &[u8] = b"-.:/@+";

/// Most bytes of a name. Neighbouring pieces of a large file share a little more, so that a name is in one of them.
pub(crate) const MOST_BYTES: usize = 240;

/// Whether a text can be a name. A name with signs matches only as a whole, so that its first and last byte must be a letter,
/// a digit or `_`.
pub(crate) fn is_own_name(name: &str) -> bool {
    let is_end = |byte: &u8| is_in_name(*byte) && !SIGNS.contains(byte);
    let bytes = name.as_bytes();
    bytes.len() <= MOST_BYTES
        && bytes.iter().all(|byte| is_in_name(*byte))
        && bytes.first().is_some_and(is_end)
        && bytes.last().is_some_and(is_end)
}

/// Whether a name is a single word, as identifiers are.
pub(crate) fn is_single_word(name: &[u8]) -> bool {
    name.iter().all(|byte| is_word(*byte))
}

/// Whether a byte can be in an identifier.
pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a byte can be in a name of several words.
pub(crate) fn is_in_name(byte: u8) -> bool {
    is_word(byte) || byte >= 0x80 || SIGNS.contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::is_own_name;

    #[test]
    fn names_without_spaces_and_quotes() {
        for (name, expected) in [
            ("MAIN_MODEL", true),
            ("my-model", true),
            ("MyLib.CLAUDE", true),
            ("bedrock/fast", true),
            ("prod:llm", true),
            ("modèle", true),
            (
                "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc",
                true,
            ),
            ("", false),
            ("my model", false),
            ("my\u{2028}model\"", false),
            ("\"m\"", false),
            ("$MODEL", false),
            ("-", false),
            ("my-", false),
            (".model", false),
            (&"a".repeat(241), false),
        ] {
            assert_eq!(is_own_name(name), expected, "{name}");
        }
    }
}
