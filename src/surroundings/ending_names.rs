//! Names of collections of models that must not be used any more.
//!
//! Every word of the name counts: `NOT_DEPRECATED`, `unblockedModels` and `LEGACY_CLIENTS` are not such names, and what a
//! collection of replacements lists is to be used.

use super::element::words_of;
use super::line::folded;

/// Words that say so; a word may continue.
const ENDING: &[&str] = &[
    "deprecat",
    "legacy",
    "retire",
    "sunset",
    "obsolete",
    "supersed",
    "unsupported",
    "exclud",
    "denylist",
    "blocklist",
    "blacklist",
    "denied",
    "banned",
    "blocked",
    "forbidden",
    "disallow",
    "discontinu",
    "removed",
    "unavailable",
    "outdated",
    "expired",
];

/// The same, as whole words.
const ENDING_WORDS: &[&str] = &["eol", "dead", "gone", "deny", "block", "old"];

/// The same, of several words.
const ENDING_PHRASES: &[&str] = &["endoflife", "denylist", "blocklist", "blacklist"];

/// Words of maps from a model to the one that replaces it; a word may continue.
const REPLACING: &[&str] = &["replac", "successor", "migrat", "upgrade", "oldtonew"];

/// Words that turn the next one into its opposite.
const NEGATIONS: &[&str] = &["not", "non", "never", "isnt", "arent", "un"];

/// Words that a name of models has besides: a name with any other is that of something else, such as `clients`.
const OF_MODELS: &[&str] = &[
    "model",
    "models",
    "modelid",
    "modelids",
    "id",
    "ids",
    "identifier",
    "identifiers",
    "name",
    "names",
    "arn",
    "arns",
    "bedrock",
    "foundation",
    "fm",
    "llm",
    "llms",
    "list",
    "lists",
    "set",
    "array",
    "map",
    "mapping",
    "tuple",
    "table",
    "dict",
    "lookup",
    "registry",
    "aws",
    "amazon",
    "anthropic",
    "claude",
    "titan",
    "nova",
    "llama",
    "mistral",
    "cohere",
    "meta",
    "ai21",
    "stability",
    "profile",
    "profiles",
    "inference",
    "known",
    "all",
    "the",
    "our",
    "is",
    "my",
    "k",
    "default",
    "version",
    "versions",
    "chat",
    "text",
    "image",
    "embedding",
    "embeddings",
    "provider",
    "providers",
    "prefix",
    "prefixes",
    "pattern",
    "patterns",
    "already",
    "fully",
    "hard",
    "soft",
    "date",
    "dates",
    "by",
    "on",
    "of",
    "and",
    "or",
    "to",
    "be",
    "entry",
    "entries",
    "item",
    "items",
    "value",
    "values",
    "string",
    "strings",
    "e",
];

/// Whether it is the name of models that must not be used any more, or of a map from them.
pub(super) fn names_an_ending(name: &[u8]) -> bool {
    let words = words_of(name);
    let whole = folded(name);
    has_ending(&words, &whole) || REPLACING.iter().any(|word| whole.contains(word))
}

/// Whether it is the name of what is turned down, with no other word: `blocked`, `DenyList`.
fn names_denied(name: &[u8]) -> bool {
    const DENIED: &[&str] = &[
        "blocked",
        "denied",
        "banned",
        "forbidden",
        "disallowed",
        "excluded",
        "blocklist",
        "denylist",
        "blacklist",
        "deny",
    ];
    DENIED.contains(&folded(name).as_str())
}

/// Words of lists whose models nobody can call, whatever is before them; a word may continue.
const REJECTING: &[&str] = &[
    "deprecat",
    "retire",
    "discontinu",
    "unsupported",
    "denied",
    "banned",
    "blocked",
    "forbidden",
    "disallow",
];

/// Words before such a list that say what is done with its models.
const OF_USES: &[&str] = &[
    "allow", "allowed", "call", "enable", "enabled", "fallback", "for", "include", "instead",
    "keep", "run", "test", "use", "with",
];

/// Whether it is the name of a list of models that are turned down, with the name of its program before it, as the variables of a
/// role of Ansible have: `desk_deprecated_models`. Legacy models may still be called.
pub(super) fn ends_with_rejected_models(name: &[u8]) -> bool {
    let words = words_of(name);
    let [prefix, ending, models] = words.as_slice() else {
        return false;
    };
    models == "models"
        && REJECTING.iter().any(|word| ending.starts_with(word))
        && !NEGATIONS.contains(&prefix.as_str())
        && !OF_USES.contains(&prefix.as_str())
        && !names_a_replacement(prefix.as_bytes())
}

/// Whether it is the name of a list of models that are refused: `BLOCKED_MODELS`, also with one model in it.
pub(super) fn names_refused_models(name: &[u8]) -> bool {
    let mut words = words_of(name).into_iter();
    names_ended_models(name) && words.any(|word| names_denied(word.as_bytes()))
}

/// Whether it is the name of models that are turned down: `retired`, `deprecated_models`, and not `legacy` or `old`.
pub(super) fn names_rejected_models(name: &[u8]) -> bool {
    let words = words_of(name);
    let is_rejecting = |word: &String| REJECTING.iter().any(|start| word.starts_with(start));
    names_denied(name) || words.iter().any(is_rejecting) && names_ended_models(name)
}

/// Whether a field names the model to use instead: `replacement`, `migrate_to`.
pub(super) fn names_a_replacement(key: &[u8]) -> bool {
    let key = folded(key);
    REPLACING.iter().any(|word| key.contains(word)) || key.contains("instead")
}

/// Whether it is the name of a list of such models: a list of replacements is to be used, and so are the models of something else that ends.
pub(super) fn names_ended_models(name: &[u8]) -> bool {
    let words = words_of(name);
    let whole = folded(name);
    let is_of_models = |word: &String| {
        OF_MODELS.contains(&word.as_str())
            || is_ending(word)
            || ENDING_PHRASES
                .iter()
                .any(|phrase| phrase.contains(word.as_str()))
            || word.bytes().all(|b| b.is_ascii_digit())
    };
    // The last word of `TEXT_BLOCK` is a thing.
    let is_block = words.len() > 1 && words.last().is_some_and(|word| word == "block");
    has_ending(&words, &whole) && words.iter().all(is_of_models) && !is_block
}

fn has_ending(words: &[String], whole: &str) -> bool {
    let negated = |at: usize| {
        at.checked_sub(1)
            .is_some_and(|n| NEGATIONS.contains(&words[n].as_str()))
    };
    let has_word = words
        .iter()
        .enumerate()
        .any(|(at, word)| is_ending(word) && !negated(at));
    let is_negated = || {
        words
            .iter()
            .any(|word| NEGATIONS.contains(&word.as_str()) || is_opposite(word))
    };
    has_word || ENDING_PHRASES.iter().any(|phrase| whole.contains(phrase)) && !is_negated()
}

fn is_ending(word: &str) -> bool {
    ENDING_WORDS.contains(&word)
        || ENDING.iter().any(|ending| word.contains(ending)) && !is_opposite(word)
}

/// `unblocked`, `nonlegacy`: the opposite of an ending.
fn is_opposite(word: &str) -> bool {
    ["un", "non", "not"].iter().any(|start| {
        word.strip_prefix(start)
            .is_some_and(|rest| ENDING.iter().any(|ending| rest.starts_with(ending)))
    })
}

#[cfg(test)]
mod tests {
    use super::{names_an_ending, names_ended_models};

    #[test]
    fn every_word_of_a_name_counts() {
        for name in [
            "DEPRECATED_MODELS",
            "legacyModelIds",
            "EOL",
            "blockedmodels",
            "unsupported_models",
            "deny_list",
            "denyList",
            "models_deprecated_2025",
            "END_OF_LIFE",
            "RETIRED_CLAUDE_MODELS",
            "excluded",
            "bedrock.deprecated",
        ] {
            assert!(names_ended_models(name.as_bytes()), "{name}");
            assert!(names_an_ending(name.as_bytes()), "{name}");
        }
        for name in [
            "REPLACEMENTS",
            "migrations",
            "upgradeTo",
            "OLD_TO_NEW",
            "LEGACY_WEIGHTS",
        ] {
            assert!(!names_ended_models(name.as_bytes()), "{name}");
            assert!(names_an_ending(name.as_bytes()), "{name}");
        }
        for name in [
            "NOT_DEPRECATED",
            "unblockedModels",
            "NON_LEGACY_MODELS",
            "nonlegacy",
            "notDeprecated",
            "models",
            "threshold",
            "not_end_of_life",
            "goldModels",
        ] {
            assert!(!names_ended_models(name.as_bytes()), "{name}");
            assert!(!names_an_ending(name.as_bytes()), "{name}");
        }
        for name in [
            "LEGACY_CLIENTS",
            "dead_letter_models",
            "TEXT_BLOCK",
            "legacyTasks",
            "removedFromBeta",
        ] {
            assert!(!names_ended_models(name.as_bytes()), "{name}");
        }
    }
}
