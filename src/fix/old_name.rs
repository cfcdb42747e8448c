//! Whether a name is that of the old model, and no longer that of the new one: `claude-3-haiku`, `CLAUDE_V2`, `haiku35`.

/// Whether at least two words of a name are in the old ID, all of them are, and one is not in the new ID.
pub(super) fn is_old_name(name: &str, old: &str, new: &str) -> bool {
    let (name, old, new) = (words(name), words(model_name(old)), words(model_name(new)));
    name.len() > 1
        && name.iter().any(|word| word.len() > 2)
        && name.iter().all(|word| old.contains(word))
        && name.iter().any(|word| !new.contains(word))
}

/// An ID without its provider and its date: what people call the model.
fn model_name(id: &str) -> &str {
    let name = id.split_once('.').map_or(id, |(_, name)| name);
    let is_date = |at: &usize| {
        let digits = name.as_bytes()[*at..].iter();
        digits.take_while(|byte| byte.is_ascii_digit()).count() == 8
    };
    let date = (0..name.len()).find(is_date).unwrap_or(name.len());
    &name[..date]
}

/// Letters without a sign, a digit or a change of case between them; each digit alone.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for letter in text.chars() {
        let begins = letter.is_ascii_digit()
            || !before.is_alphabetic()
            || before.is_lowercase() && letter.is_uppercase();
        let lower = letter.to_lowercase();
        match words.last_mut().filter(|_| !begins) {
            _ if !letter.is_alphanumeric() => {}
            Some(word) => word.extend(lower),
            None => words.push(lower.collect()),
        }
        before = letter;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::is_old_name;

    #[test]
    fn a_name_of_the_old_model_is_recognized() {
        let (haiku, new) = (
            "anthropic.claude-3-haiku-20240307-v1:0",
            "anthropic.claude-haiku-4-5-20251001-v1:0",
        );
        for (name, old, new, is_old) in [
            ("claude-3-haiku", haiku, new, true),
            ("Claude3Haiku", haiku, new, true),
            ("HAIKU_3", haiku, new, true),
            ("haiku", haiku, new, false),
            ("claude-haiku", haiku, new, false),
            ("fast_model", haiku, new, false),
            ("model", haiku, new, false),
            ("v1", haiku, new, false),
            ("", haiku, new, false),
            ("claude-v2", "anthropic.claude-v2", new, true),
            (
                "sonnet35",
                "anthropic.claude-3-5-sonnet-20240620-v1:0",
                "anthropic.claude-sonnet-5-5",
                true,
            ),
            (
                "titan-express",
                "amazon.titan-text-express-v1",
                "amazon.nova-micro-v1:0",
                true,
            ),
            (
                "text",
                "amazon.titan-text-express-v1",
                "amazon.nova-micro-v1:0",
                false,
            ),
        ] {
            assert_eq!(is_old_name(name, old, new), is_old, "{name} {old}");
        }
    }
}
