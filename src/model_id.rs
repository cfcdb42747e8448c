//! The names of Bedrock models: model IDs, inference profiles, ARNs, Regions and partitions.
//!
//! Pure text in, value out. The catalog knows which IDs exist; where they are in a file is
//! `detect`'s.

use std::borrow::Cow;
use std::fmt;

/// A canonical Bedrock model ID without profile scope: `anthropic.claude-3-haiku-20240307-v1:0`.
///
/// Always lower case, `provider.name`, with an optional context variant (`:200k`, `:0:512`, `:mm`).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModelId(Cow<'static, str>);

impl ModelId {
    /// Takes an ID that is already canonical: lower case, `provider.name…`.
    /// Those of the shipped catalog are borrowed from it and cost nothing to copy.
    pub fn new(id: impl Into<Cow<'static, str>>) -> Self {
        Self(id.into())
    }

    /// The ID as AWS writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the first dot: `anthropic`.
    pub fn provider(&self) -> &str {
        self.0.split('.').next().unwrap_or_default()
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The geography before a cross-Region inference profile's model ID: `us`, `eu`, `global`, `us-gov`.
///
/// Scopes are data: one that the catalog does not know but that fits the shape is still a scope.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProfileScope(String);

impl ProfileScope {
    /// Takes a scope without its dot, in lower case.
    pub fn new(scope: impl Into<String>) -> Self {
        Self(scope.into())
    }

    /// The scope without its dot.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProfileScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An AWS Region code: `us-east-1`, `us-gov-west-1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(String);

impl Region {
    /// Takes a Region code as AWS writes it.
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into())
    }

    /// The Region of a text in the form of AWS's codes: an area, one or two more words and a number (`us-east-1`,
    /// `us-gov-west-1`, `eusc-de-east-1`). Whether the Region exists is another question: new ones come, and a mistyped
    /// one has a message of its own.
    pub fn parse(code: &str) -> Option<Self> {
        let parts: Vec<&str> = code.splitn(5, '-').collect();
        let [area, words @ .., number] = parts.as_slice() else {
            return None;
        };
        let is_word =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
        let is_number = number.len() <= 2
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && number.bytes().next().is_some_and(|first| first != b'0');
        let fits = (2..=4).contains(&area.len())
            && is_word(area)
            && (1..=2).contains(&words.len())
            && words.iter().copied().all(is_word)
            && is_number;
        fits.then(|| Self(code.to_owned()))
    }

    /// The code, as `us-east-1`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An AWS partition, which is a catalog of Regions of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Partition {
    /// `aws`, the commercial Regions.
    Aws,
    /// `aws-us-gov`, AWS GovCloud (US).
    AwsUsGov,
    /// `aws-cn`, the China Regions.
    AwsCn,
    /// `aws-eusc`, the AWS European Sovereign Cloud.
    AwsEusc,
    /// `aws-iso` and those named after it, the isolated Regions.
    AwsIso,
}

impl Partition {
    /// Every partition, in the order of their names in ARNs.
    pub const ALL: [Self; 5] = [
        Self::Aws,
        Self::AwsCn,
        Self::AwsEusc,
        Self::AwsIso,
        Self::AwsUsGov,
    ];

    /// The partition as written in an ARN.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::AwsUsGov => "aws-us-gov",
            Self::AwsCn => "aws-cn",
            Self::AwsEusc => "aws-eusc",
            Self::AwsIso => "aws-iso",
        }
    }

    /// Whether AWS offers Bedrock there: no source lists a model in the Regions of China.
    pub fn has_bedrock(self) -> bool {
        self != Self::AwsCn
    }

    /// The partition that a Region belongs to, according to the Region's prefix.
    pub fn of(region: &Region) -> Self {
        const PREFIXES: [(&str, Partition); 5] = [
            ("us-gov-", Partition::AwsUsGov),
            ("cn-", Partition::AwsCn),
            ("eusc-", Partition::AwsEusc),
            ("us-iso", Partition::AwsIso),
            ("eu-iso", Partition::AwsIso),
        ];
        let of = PREFIXES
            .iter()
            .find(|(prefix, _)| region.as_str().starts_with(prefix));
        of.map_or(Self::Aws, |(_, partition)| *partition)
    }
}

#[cfg(test)]
mod tests {
    use super::Region;

    #[test]
    fn regions_have_an_area_a_direction_and_a_number() {
        for code in [
            "us-east-1",
            "us-gov-west-1",
            "eusc-de-east-1",
            "us-isob-east-1",
            "ap-southeast-7",
            "xx-south-10",
            "us-esat-1",
        ] {
            assert_eq!(Region::parse(code).expect(code).as_str(), code);
        }
        let wrong = [
            "",
            "us",
            "us-east",
            "us-east-",
            "us-east--1",
            "us-east-0",
            "us-east-+1",
            "us-east-01",
            "us-east-100",
            "US-east-1",
            "us-east-1a",
            "us-1",
            "us-a-b-east-1",
            "united-east-1",
            "us-gov2-west-1",
            "us--east-1",
        ];
        for code in wrong {
            assert_eq!(Region::parse(code), None, "{code}");
        }
    }
}
