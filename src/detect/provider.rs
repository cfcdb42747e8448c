//! The providers of the known IDs, and the families that begin the names of their models.

use std::sync::Arc;

use super::KnownId;

/// A provider as its IDs have it.
#[derive(Debug)]
pub(super) struct Provider {
    /// What is before the dot.
    pub(super) name: String,
    /// What may begin after it, each once: `claude`, `llama`, `gpt`.
    pub(super) families: Vec<String>,
}

/// The providers of `ids`, which are sorted.
pub(super) fn providers(ids: &[KnownId]) -> Arc<[Provider]> {
    let mut providers: Vec<Provider> = Vec::new();
    for known in ids {
        let Some(dot) = memchr::memchr(b'.', known.id.as_bytes()) else {
            continue;
        };
        let (name, rest) = (&known.id[..dot], &known.id[dot + 1..]);
        // Sorted, all IDs of a provider are adjacent.
        if providers.last().is_none_or(|last| last.name != name) {
            providers.push(Provider {
                name: name.to_owned(),
                families: Vec::new(),
            });
        }
        let Some(provider) = providers.last_mut() else {
            continue;
        };
        let family = family(rest);
        if !provider.families.iter().rev().any(|known| known == family) {
            provider.families.push(family.to_owned());
        }
    }
    providers.into()
}

/// The first letters of a model's name; where they are followed by a digit, the digit is not part of them.
pub(super) fn family(name: &str) -> &str {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    &name[..letters]
}

#[cfg(test)]
mod tests {
    use super::{KnownId, providers};

    #[test]
    fn each_provider_and_each_family_comes_once() {
        let known = |id: &'static str| KnownId {
            id: id.into(),
            base: id.into(),
        };
        let ids = [
            "ai21.j2-mid",
            "anthropic.claude-3",
            "anthropic.claude-v2",
            "meta.llama3",
            "meta.vibe-1",
            "x",
        ];
        let found = providers(&ids.map(known));
        let found: Vec<_> = found
            .iter()
            .map(|p| (p.name.as_str(), p.families.join(" ")))
            .collect();
        let expected = [
            ("ai21", "j"),
            ("anthropic", "claude"),
            ("meta", "llama vibe"),
        ];
        assert_eq!(
            found,
            expected.map(|(name, families)| (name, families.to_owned()))
        );
    }
}
