//! Recognizes IDs that are newer than the catalog: a later version of a known family.
//!
//! A catalog is always older than Bedrock. An ID that belongs to a known family and has a higher version than any known
//! one is not a typo, and an older model must not be suggested for it.

use crate::catalog::Catalog;

/// The most by which a major version can exceed the newest known one: `claude-sonnet-45` is a typo of `4-5`.
const STEP: u32 = 2;
/// The greatest minor version: versions count up to `4.10`; larger numbers are sizes and dates.
const MINOR: u32 = 19;

/// The known model with the highest version of the ID's family, if the ID has a higher one.
pub(crate) fn newest_before<'a>(id: &str, catalog: &'a Catalog) -> Option<&'a str> {
    let (provider, name) = id.split_once('.')?;
    let unknown = Version::of(name)?;
    let of_provider = catalog.models.iter().filter_map(|model| {
        let name = model.id.strip_prefix(provider)?.strip_prefix('.')?;
        Some((Version::of(name)?, model.id.as_ref()))
    });
    let known: Vec<(Version, &str)> = of_provider.collect();
    let newest = |same: &dyn Fn(&Version) -> bool| {
        known
            .iter()
            .filter(|(version, _)| same(version))
            .max_by(|a, b| a.0.order(&b.0))
    };
    // `claude-sonnet` first, then `claude`: a new tier also belongs to the family.
    let of_name = newest(&|version| {
        unknown.words == version.words
            || version.words.len() > 1 && unknown.words.starts_with(&version.words)
    });
    let of_family = newest(&|version| version.words.first() == unknown.words.first());
    // The first version of a tier may have no number: `nova-pro`, whose successor follows `nova-2-lite`.
    let of_name =
        of_name.filter(|(version, _)| !version.numbers.is_empty() || unknown.numbers.is_empty());
    let newest = of_name.or(of_family)?;
    unknown.follows(&newest.0).then_some(newest.1)
}

/// The ID that AWS accepts, for an ID to which `-v1` or `-v1:0` was added by mistake.
pub(crate) fn without_ending<'a>(
    id: &str,
    catalog: &'a Catalog,
) -> Option<(&'a crate::catalog::Model, String)> {
    let (base, version) = id.rsplit_once("-v")?;
    let numbers = version.bytes().all(|b| b.is_ascii_digit() || b == b':');
    let model = catalog.model(base).filter(|_| numbers)?;
    Some((model, format!("-v{version}")))
}

/// Whether two IDs belong to one family: the same provider, and the words of one name begin with those of the other.
pub(crate) fn is_same_family(one: &str, other: &str) -> bool {
    let parts = |id: &str| {
        let (provider, name) = id.split_once('.')?;
        let mut words = Version::of(name)?.words;
        words.retain(|word| word != "instruct");
        Some((provider.to_owned(), words))
    };
    let (Some((one_by, one)), Some((other_by, other))) = (parts(one), parts(other)) else {
        return false;
    };
    one_by == other_by && (one.starts_with(&other) || other.starts_with(&one))
}

/// The name of a model, split into parts.
#[derive(Debug, PartialEq)]
struct Version {
    /// The words without sizes and dates: `claude`, `sonnet`.
    words: Vec<String>,
    /// The numbers of the version: 4 and 6.
    numbers: Vec<u32>,
    /// The first number of the ending `-v1:0`; 0 without one.
    revision: u32,
}

impl Version {
    fn of(name: &str) -> Option<Self> {
        let (name, ending) = match name.rsplit_once("-v") {
            Some((before, ending)) if ending.starts_with(|c: char| c.is_ascii_digit()) => {
                (before, ending)
            }
            _ => (name, ""),
        };
        let mut version = Self {
            words: Vec::new(),
            numbers: Vec::new(),
            revision: ending
                .split(':')
                .next()
                .and_then(|number| number.parse().ok())
                .unwrap_or(0),
        };
        for piece in name.split(['-', '.', ':', '_']) {
            version.read(piece);
        }
        (!version.words.is_empty()).then_some(version)
    }

    /// A part between two separators: a word, a number, both (`llama3`), or a size or date, which is skipped.
    fn read(&mut self, piece: &str) {
        let digits = piece.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let word = &piece[..piece.len() - digits.len()];
        let number = digits.bytes().all(|b| b.is_ascii_digit());
        if number && digits.len() <= 2 {
            self.words
                .extend((!word.is_empty()).then(|| word.to_ascii_lowercase()));
            self.numbers.extend(digits.parse::<u32>().ok());
        }
    }

    fn order(&self, other: &Self) -> std::cmp::Ordering {
        (&self.numbers, self.revision).cmp(&(&other.numbers, other.revision))
    }

    /// Whether the version is higher, by a plausible amount.
    fn follows(&self, newest: &Self) -> bool {
        let first = |version: &Self| version.numbers.first().copied().unwrap_or(0);
        let near = first(self) <= first(newest) + STEP
            && self.revision <= newest.revision + STEP
            && self.numbers.iter().skip(1).all(|number| *number <= MINOR);
        let higher = match self.numbers.cmp(&newest.numbers) {
            std::cmp::Ordering::Equal => self.revision > newest.revision,
            order => order.is_gt(),
        };
        near && higher
    }
}

#[cfg(test)]
mod tests {
    use super::newest_before;
    use crate::catalog::Catalog;

    #[test]
    fn a_higher_version_of_a_known_family_is_newer() {
        let table = [
            (
                "anthropic.claude-fable-5-3",
                Some("anthropic.claude-fable-5-2"),
            ),
            (
                "anthropic.claude-opus-6-20270101-v1:0",
                Some("anthropic.claude-opus-5-5"),
            ),
            (
                "anthropic.claude-saga-6",
                Some("anthropic.claude-sonnet-5-5"),
            ),
            ("openai.gpt-6.3-sol", Some("openai.gpt-6.2-sol")),
            (
                "meta.llama5-70b-instruct-v1:0",
                Some("meta.llama3-3-70b-instruct-v1:0"),
            ),
            ("moonshotai.kimi-k4", Some("moonshotai.kimi-k3.1")),
            (
                "amazon.titan-embed-text-v3:0",
                Some("amazon.titan-embed-text-v2:0"),
            ),
            ("amazon.nova-3-pro-v1:0", Some("amazon.nova-2-5-sonic")),
            // Older than a known model, or without a version.
            ("anthropic.claude-sonnet-4-7", None),
            ("anthropic.claude-sonnet-45", None),
            ("anthropic.claude-3-5-haiku-20241012-v1:0", None),
            ("amazon.nova-lite-v2:0", None),
            ("amazon.titan-embed-text-v2:1", None),
            ("acme.model-9", None),
        ];
        for (id, expected) in table {
            assert_eq!(newest_before(id, Catalog::embedded()), expected, "{id}");
        }
    }
}
