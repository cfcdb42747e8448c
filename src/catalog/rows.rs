//! The shape of the YAML files under `rules/`, row by row, as a person writes them.
//!
//! Only the shape: unknown fields and wrong types fail here. Whether a row makes sense together with the
//! others is `validate`'s question, and what it means to the tool is `assemble`'s answer.

use std::fmt;
use std::marker::PhantomData;

use jiff::civil::Date;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::catalog::model::{Evidence, LegacyPeriod, Modality, NamedBy, Stage, When};

/// `catalog.yaml`: the version, and everything that rows of other files refer to.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CatalogDoc {
    /// Version of the layout of these files; this program reads 1.
    pub schema_version: u32,
    /// Calendar version of the data, moved with every change: `2026.11.23`.
    pub version: String,
    /// The day of the freshest capture behind any fact.
    pub as_of: Day,
    /// The day on which the facts were last gone through.
    pub checked: Day,
    /// What facts name as their source, by short name, sorted.
    pub sources: Ordered<SourceRow>,
    /// All Region codes, sorted.
    pub regions: Vec<String>,
    /// Profile scopes, sorted by `id`.
    pub scopes: Vec<ScopeRow>,
    /// The rules of the lifecycle, in words.
    pub policy: Vec<PolicyRow>,
    /// What the runtime answers when a model is Legacy or gone.
    pub runtime_errors: Vec<RuntimeErrorRow>,
}

/// A source.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SourceRow {
    /// The page, capture or package, in words.
    pub title: String,
    /// Where it can be looked up.
    pub url: Option<String>,
    /// The day it was captured; left out where only the period is known and said in the title.
    pub retrieved: Option<Day>,
    /// How far it can be relied on.
    pub evidence: EvidenceWord,
}

/// A profile scope.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScopeRow {
    /// The prefix without its dot: `us`.
    pub id: String,
    /// In words: `United States`.
    pub name: String,
    /// The Regions that requests come from or go to, sorted; empty for `global`.
    pub regions: Vec<String>,
    /// Short name of the source.
    pub source: String,
}

/// A rule of the lifecycle.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyRow {
    /// Short name, kebab-case.
    pub id: String,
    /// The stage it is about; left out where it is about all.
    pub stage: Option<StageWord>,
    /// What holds, in a sentence or two.
    pub text: String,
    /// Short name of the source.
    pub source: String,
}

/// An answer of the runtime.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RuntimeErrorRow {
    /// When it comes, kebab-case.
    pub id: String,
    /// When it comes, in words.
    pub when: String,
    /// The exception's name.
    pub exception: String,
    /// How its text begins.
    pub text: String,
    /// Short name of the source.
    pub source: String,
}

/// `models/<provider>.yaml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ModelsDoc {
    /// Display name of the provider of every model in the file.
    pub provider: String,
    /// The models, sorted by `id`.
    pub models: Vec<ModelRow>,
}

/// A model.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ModelRow {
    /// Base ID.
    pub id: String,
    /// Display name.
    pub name: String,
    /// What it takes and gives.
    pub modality: ModalityWord,
    /// Vector sizes of an embedding model, its default first.
    #[serde(default)]
    pub dimensions: Vec<u32>,
    /// How far the whole row can be trusted.
    pub confidence: EvidenceWord,
    /// The source of every date of the row that names none of its own.
    pub source: String,
    /// First day in Bedrock.
    pub launched: Option<SourcedDay>,
    /// First day of Legacy.
    pub legacy: Option<SourcedDay>,
    /// First day of public extended access.
    pub extended_access: Option<SourcedDay>,
    /// First day of End-of-Life.
    pub eol: Option<SourcedDay>,
    /// AWS's promise that EOL is not before this day.
    pub eol_not_before: Option<SourcedDay>,
    /// A status that was seen without dates.
    pub observed: Option<Observation>,
    /// The promised length of Legacy.
    pub legacy_period: Option<LegacyPeriodWord>,
    /// Regions with dates of their own.
    #[serde(default)]
    pub regions: Vec<RegionalRow>,
    /// Whether the bare ID can be invoked; left out where nobody could tell.
    pub on_demand: Option<OnDemandRow>,
    /// Inference profiles: scope and source, sorted by scope.
    #[serde(default)]
    pub profiles: Ordered<String>,
    /// What to move to, best first.
    #[serde(default)]
    pub replacements: Vec<ReplacementRow>,
    /// Why there is no replacement.
    pub no_replacement: Option<String>,
    /// Other spellings, sorted by `id`.
    #[serde(default)]
    pub variants: Vec<VariantRow>,
    /// Further sources that say the same.
    #[serde(default)]
    pub also: Vec<String>,
    /// Anything else a person should know.
    pub notes: Option<String>,
}

/// Dates that hold in some Regions.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RegionalRow {
    /// The Regions, sorted.
    #[serde(rename = "in")]
    pub regions: Vec<String>,
    /// The source of every date of the row that names none of its own.
    pub source: String,
    /// First day of Legacy.
    pub legacy: Option<SourcedDay>,
    /// First day of public extended access.
    pub extended_access: Option<SourcedDay>,
    /// First day of End-of-Life.
    pub eol: Option<SourcedDay>,
    /// A status that was seen without dates.
    pub observed: Option<Observation>,
}

/// Whether and where the bare ID can be invoked.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OnDemandRow {
    /// Whether it can.
    pub bare: bool,
    /// Where, sorted; empty where the Regions are not listed.
    #[serde(default)]
    pub regions: Vec<String>,
    /// What is known beside the list.
    pub note: Option<String>,
    /// Short name of the source.
    pub source: String,
}

/// A model to move to.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplacementRow {
    /// Base ID.
    pub model: String,
    /// Who chose it.
    pub named_by: NamedByWord,
    /// Short name of the source; needed where AWS named it or it is a drop-in.
    pub source: Option<String>,
    /// Whether only the ID changes.
    #[serde(default)]
    pub drop_in: bool,
    /// What to know before taking it.
    pub note: Option<String>,
}

/// Another spelling of a model.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VariantRow {
    /// The full ID.
    pub id: String,
    /// How far the row can be trusted.
    pub confidence: EvidenceWord,
    /// Short name of the source.
    pub source: String,
}

/// `aliases.yaml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AliasesDoc {
    /// Libraries whose constants stand for model IDs.
    pub libraries: Vec<LibraryRow>,
}

/// A library.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LibraryRow {
    /// In words.
    pub name: String,
    /// Short name of the source.
    pub source: String,
    /// The type, module or enum before the member, last piece only; left out where constants stand alone.
    #[serde(default)]
    pub containers: Vec<String>,
    /// Texts one of which must stand in the same file.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Whether the library marks these constants deprecated, or dropped them in newer releases.
    #[serde(default)]
    pub deprecated: bool,
    /// Constant and model ID (or profile ID), sorted by constant.
    pub aliases: Ordered<String>,
}

/// `migrations.yaml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MigrationsDoc {
    /// What else changes between families of models.
    pub migrations: Vec<MigrationRow>,
}

/// A change that moving between families brings with it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MigrationRow {
    /// Short name, kebab-case.
    pub id: String,
    /// Base-ID patterns of the models that it applies from; `*` stands for any text.
    pub from: Vec<String>,
    /// The same for the models that it applies to.
    pub to: Vec<String>,
    /// What the place must be, any of these; left out where the pair of models is enough.
    #[serde(default)]
    pub when: Vec<WhenWord>,
    /// What to do, in a sentence or two.
    pub change: String,
    /// Short name of the source.
    pub source: String,
}

/// An ARN whose model only its account knows.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OpaqueArnRow {
    /// The whole ARN.
    pub arn: String,
    /// Base IDs of the models behind it, sorted.
    pub models: Vec<String>,
    /// The name that the account gave it.
    pub name: Option<String>,
    /// Short name of the source.
    pub source: String,
}

/// What a place must be for a migration step, as it is written.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WhenWord {
    /// The move is from a bare ID to a profile.
    BecomesProfile,
    /// An IAM policy names the model.
    Iam,
    /// The reference is an `apac.` profile.
    ApacProfile,
    /// The reference is a constant of a library.
    Constant,
    /// The reference stands in infrastructure as code.
    Iac,
}

impl From<WhenWord> for When {
    fn from(word: WhenWord) -> Self {
        match word {
            WhenWord::BecomesProfile => Self::BecomesProfile,
            WhenWord::Iam => Self::Iam,
            WhenWord::ApacProfile => Self::ApacProfile,
            WhenWord::Constant => Self::Constant,
            WhenWord::Iac => Self::Iac,
        }
    }
}

/// How a fact is known, as it is written.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceWord {
    /// Stated by AWS.
    Aws,
    /// Stated by somebody else.
    ThirdParty,
    /// Follows from other facts.
    Inferred,
}

impl From<EvidenceWord> for Evidence {
    fn from(word: EvidenceWord) -> Self {
        match word {
            EvidenceWord::Aws => Self::Aws,
            EvidenceWord::ThirdParty => Self::ThirdParty,
            EvidenceWord::Inferred => Self::Inferred,
        }
    }
}

/// A stage, as it is written.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StageWord {
    /// Active.
    Active,
    /// Legacy.
    Legacy,
    /// End-of-Life.
    Eol,
}

impl From<StageWord> for Stage {
    fn from(word: StageWord) -> Self {
        match word {
            StageWord::Active => Self::Active,
            StageWord::Legacy => Self::Legacy,
            StageWord::Eol => Self::EndOfLife,
        }
    }
}

/// A modality, as it is written.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ModalityWord {
    /// Chat and text generation.
    Text,
    /// Images.
    Image,
    /// Vectors.
    Embedding,
    /// Speech.
    Speech,
    /// Video.
    Video,
    /// Ranking of passages.
    Rerank,
}

impl From<ModalityWord> for Modality {
    fn from(word: ModalityWord) -> Self {
        match word {
            ModalityWord::Text => Self::Text,
            ModalityWord::Image => Self::Image,
            ModalityWord::Embedding => Self::Embedding,
            ModalityWord::Speech => Self::Speech,
            ModalityWord::Video => Self::Video,
            ModalityWord::Rerank => Self::Rerank,
        }
    }
}

/// Who chose a replacement, as it is written.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum NamedByWord {
    /// AWS named it.
    Aws,
    /// This catalog chose it.
    Catalog,
}

impl From<NamedByWord> for NamedBy {
    fn from(word: NamedByWord) -> Self {
        match word {
            NamedByWord::Aws => Self::Aws,
            NamedByWord::Catalog => Self::Catalog,
        }
    }
}

/// The length of Legacy, as it is written.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum LegacyPeriodWord {
    /// At least six months.
    #[serde(rename = "6 months")]
    SixMonths,
    /// 45 days.
    #[serde(rename = "45 days")]
    Days45,
}

impl From<LegacyPeriodWord> for LegacyPeriod {
    fn from(word: LegacyPeriodWord) -> Self {
        match word {
            LegacyPeriodWord::SixMonths => Self::SixMonths,
            LegacyPeriodWord::Days45 => Self::Days45,
        }
    }
}

/// A day: `2026-11-23`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

/// A day, with the short name of its source where that is not the row's: `2026-11-23 card`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcedDay {
    /// The day.
    pub day: Date,
    /// The source, where it is not the row's.
    pub source: Option<String>,
}

/// A stage that was seen on a day: `active 2026-10-27`, with a source where that is not the row's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// What was seen.
    pub stage: StageWord,
    /// When.
    pub day: Date,
    /// The source, where it is not the row's.
    pub source: Option<String>,
}

/// A mapping that keeps the order and the double keys of the file, so that both can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ordered<T>(pub Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

fn parse_day(text: &str) -> Result<Date, String> {
    let shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, b)| if at == 4 || at == 7 { b == b'-' } else { b.is_ascii_digit() });
    let date = if shape { text.parse::<Date>().ok() } else { None };
    date.ok_or_else(|| format!("`{text}` is no day; write it as 2026-11-23"))
}

fn parse_source(words: &mut std::str::SplitWhitespace<'_>, text: &str) -> Result<Option<String>, String> {
    let source = words.next().map(str::to_owned);
    match words.next() {
        None => Ok(source),
        Some(_) => Err(format!("`{text}` has too many words; write the day and at most one source")),
    }
}

impl std::str::FromStr for SourcedDay {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let day = parse_day(words.next().unwrap_or_default())?;
        Ok(Self { day, source: parse_source(&mut words, text)? })
    }
}

impl std::str::FromStr for Observation {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut words = text.split_whitespace();
        let stage = match words.next() {
            Some("active") => StageWord::Active,
            Some("legacy") => StageWord::Legacy,
            Some("eol") => StageWord::Eol,
            _ => {
                return Err(format!(
                    "`{text}` names no stage; write `active`, `legacy` or `eol`, then the day"
                ));
            }
        };
        let day = parse_day(words.next().unwrap_or_default())?;
        Ok(Self { stage, day, source: parse_source(&mut words, text)? })
    }
}

impl std::str::FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        parse_day(text).map(Self)
    }
}

/// Reads a text within the parser's visit, so that its error has the field's own place.
struct Scalar<T>(&'static str, PhantomData<T>);

impl<T: std::str::FromStr<Err = String>> Visitor<'_> for Scalar<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Scalar("a day as 2026-11-23", PhantomData))
    }
}

impl<'de> Deserialize<'de> for SourcedDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Scalar("a day as 2026-11-23, and a source if need be", PhantomData))
    }
}

impl<'de> Deserialize<'de> for Observation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Scalar("a stage and a day: `active 2026-10-27`", PhantomData))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl Serialize for SourcedDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.source {
            Some(source) => serializer.collect_str(&format_args!("{} {source}", self.day)),
            None => serializer.collect_str(&self.day),
        }
    }
}

impl Serialize for Observation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stage = Stage::from(self.stage).as_str();
        match &self.source {
            Some(source) => serializer.collect_str(&format_args!("{stage} {} {source}", self.day)),
            None => serializer.collect_str(&format_args!("{stage} {}", self.day)),
        }
    }
}

impl<T: Serialize> Serialize for Ordered<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
            type Value = Ordered<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered<T>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Ordered(pairs))
            }
        }

        deserializer.deserialize_map(Pairs(PhantomData))
    }
}

#[cfg(test)]
mod schema {
    //! Schemas of the types that read a text of their own.

    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{Day, Observation, Ordered, SourcedDay};

    const DAY: &str = r"\d{4}-\d{2}-\d{2}";

    impl JsonSchema for Day {
        fn schema_name() -> Cow<'static, str> {
            "Day".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({"type": "string", "pattern": format!("^{DAY}$")})
        }
    }

    impl JsonSchema for SourcedDay {
        fn schema_name() -> Cow<'static, str> {
            "SourcedDay".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "description": "A day, with the short name of its source where that is not the row's.",
                "type": "string",
                "pattern": format!("^{DAY}( [a-z0-9-]+)?$"),
            })
        }
    }

    impl JsonSchema for Observation {
        fn schema_name() -> Cow<'static, str> {
            "Observation".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "description": "A stage that was seen, the day, and its source where that is not the row's.",
                "type": "string",
                "pattern": format!("^(active|legacy|eol) {DAY}( [a-z0-9-]+)?$"),
            })
        }
    }

    impl<T: JsonSchema> JsonSchema for Ordered<T> {
        fn schema_name() -> Cow<'static, str> {
            format!("MapOf{}", T::schema_name()).into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let value = generator.subschema_for::<T>();
            json_schema!({"type": "object", "additionalProperties": value})
        }
    }
}
