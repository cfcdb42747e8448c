//! The options that a configuration and the command line share.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::Date;

use super::keys::{self, CONTEXT_NAMES};
use super::pattern_error::PatternError;
use crate::finding::{Level, RegionSource, ReplacementPolicy, rule};
use crate::housekeeping::LinePart;
use crate::id_pattern::IdPattern;
use crate::judge::Policy;
use crate::model_id::Region;
use crate::path_pattern::{PathPattern, PathPatternError};
use crate::reference::Context;
use crate::spelling::UnknownName;
use crate::suppress::{IgnoreEntry, Ignores, Terms};

/// Every setting. An absent or empty one is left to the layer below.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, schemars(deny_unknown_fields, default))]
#[cfg_attr(test, schemars(extend("if" = super::tests::with_required_reason(), "then" = super::tests::every_reason())))]
pub struct Options {
    /// Lowest level of a finding that makes the run fail. Default: `error`; with `--diff` and `--staged`: `warning`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<FailOn>,
    /// Days before End-of-Life from which `end-of-life-soon` reports a model. Default: 90.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Days>,
    /// Days after End-of-Life in which `end-of-life` is a warning instead of an error. Default: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grace: Option<Days>,
    /// Age in days from which `catalog-stale` reports the catalog. Default: the shortest Legacy period of a model in it,
    /// which is 45 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_catalog_age: Option<Days>,
    /// Size above which a file is skipped, in bytes or with a unit. Default: no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_size: Option<Size>,
    /// Which of several valid replacements to recommend. Default: `least-change`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replacement: Option<ReplacementPolicy>,
    /// Whether a suppression without a reason hides nothing. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require_reason: Option<bool>,
    /// Whether to use what other files of a scanned folder define: constants that contain a model ID are followed to
    /// their uses, and an enum without uses is a registry. Default: true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cross_file: Option<bool>,
    /// Baseline file, relative to the configuration's folder. Default: `bedrock-eol-baseline.json`, if it exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<PathBuf>,
    /// Regions in which the models are used. A Region in the scanned text takes precedence. Default: the main Regions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(inner(regex(pattern = super::tests::REGION))))]
    pub region: Vec<String>,
    /// Only references in these contexts are reported. Default: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(with = "Vec<keys::ContextName>"))]
    pub context: Vec<Context>,
    /// Patterns of files and folders that are not scanned, with `.gitignore` syntax.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(inner(regex(pattern = super::tests::PATH_PATTERN))))]
    pub exclude: Vec<String>,
    /// Patterns of files to scan; only these are scanned. Does not re-include files that are excluded elsewhere.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(inner(regex(pattern = super::tests::PATH_PATTERN))))]
    pub include: Vec<String>,
    /// Catalog overlays, files or folders, relative to the configuration's folder. Later ones take precedence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub catalog: Vec<PathBuf>,
    /// Patterns of allowed model IDs; any other model is reported. Default: all are allowed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(inner(regex(pattern = super::tests::MODEL_PATTERN))))]
    pub allow: Vec<String>,
    /// Patterns of banned model IDs; they are reported whatever their stage.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(inner(regex(pattern = super::tests::MODEL_PATTERN))))]
    pub ban: Vec<String>,
    /// Level of a rule, instead of its default.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(test, schemars(schema_with = "super::tests::levels_of_rules"))]
    pub level: BTreeMap<String, LevelSetting>,
    /// Highest level of findings in a context.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(test, schemars(with = "BTreeMap<keys::ContextName, LevelSetting>"))]
    pub level_by_context: BTreeMap<Context, LevelSetting>,
    /// The project's own names for models: name to model ID.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(test, schemars(schema_with = "super::tests::aliases"))]
    pub aliases: BTreeMap<String, String>,
    /// Regions for the files that match a pattern, instead of `region`. The last matching entry applies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub region_by_path: Vec<RegionsOfPath>,
    /// Suppressions that need no comment in the scanned file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<IgnoreOption>,
}

/// Regions for the files that match a pattern.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct RegionsOfPath {
    /// Pattern of paths, with `.gitignore` syntax.
    #[cfg_attr(test, schemars(regex(pattern = super::tests::PATH_PATTERN)))]
    pub path: String,
    /// Region codes.
    #[cfg_attr(test, schemars(inner(regex(pattern = super::tests::REGION))))]
    pub region: Vec<String>,
}

/// One entry of `ignore`. It hides findings that match all of its `path`, `line`, `rule` and `model`; at least one of
/// them is required.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(extend("anyOf" = super::tests::any_of(&["path", "line", "rule", "model"]))))]
pub struct IgnoreOption {
    /// Pattern of paths, with `.gitignore` syntax.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(regex(pattern = super::tests::PATH_PATTERN)))]
    pub path: Option<String>,
    /// Regular expression that matches part of the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// IDs of rules; empty means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(default, schema_with = "super::tests::list_of_rules"))]
    pub rule: Vec<String>,
    /// Pattern of model IDs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(regex(pattern = super::tests::MODEL_PATTERN)))]
    pub model: Option<String>,
    /// Why the findings are accepted. Required with `require-reason`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(regex(pattern = r"\S")))]
    pub reason: Option<String>,
    /// Last day on which the entry applies: `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>", regex(pattern = super::tests::DAY)))]
    pub until: Option<Date>,
    /// Location of the entry in its file.
    #[serde(skip)]
    pub place: Option<LinePart>,
}

/// Lowest level that makes a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Findings never make the run fail.
    Never,
    /// Any finding does.
    Note,
    /// A warning does.
    Warning,
    /// Only an error does.
    Error,
}

impl FailOn {
    /// The level; absent means never.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Never => None,
            Self::Note => Some(Level::Note),
            Self::Warning => Some(Level::Warning),
            Self::Error => Some(Level::Error),
        }
    }
}

/// A level as a setting: a rule can also be turned off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum LevelSetting {
    /// No findings; the inventory still lists the references.
    Off,
    /// For information.
    Note,
    /// A change is needed before a date.
    Warning,
    /// Requests fail.
    Error,
}

impl LevelSetting {
    /// The level; absent means off.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Off => None,
            Self::Note => Some(Level::Note),
            Self::Warning => Some(Level::Warning),
            Self::Error => Some(Level::Error),
        }
    }
}

/// The levels of rules by their names.
pub const LEVEL_NAMES: &[(&str, LevelSetting)] = &[
    ("off", LevelSetting::Off),
    ("note", LevelSetting::Note),
    ("warning", LevelSetting::Warning),
    ("error", LevelSetting::Error),
];

impl std::str::FromStr for LevelSetting {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let known = LEVEL_NAMES.iter().find(|(known, _)| *known == name);
        known.map(|(_, level)| *level).ok_or_else(|| {
            UnknownName::new("level", name, LEVEL_NAMES.iter().map(|(name, _)| *name))
        })
    }
}

/// A text that does not give a number of days.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid duration {text:?}: expected days, e.g. 14 or \"14d\"")]
pub struct DaysError {
    /// The text.
    pub text: String,
    /// Why it cannot be parsed.
    pub source: std::num::ParseIntError,
}

/// A text that does not give a number of bytes, or one that is too large.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid size {text:?}: expected bytes or a unit, e.g. 1048576, \"10MB\" or \"512KiB\"")]
pub struct SizeError {
    /// The text.
    pub text: String,
}

/// A number of days; written as a number or as `"14d"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Days(pub u16);

/// A number of bytes; written as a number or with a unit: `"10MB"`, `"512KiB"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Size(pub u64);

impl std::str::FromStr for Days {
    type Err = DaysError;

    fn from_str(text: &str) -> Result<Self, DaysError> {
        let number = text.strip_suffix('d').unwrap_or(text);
        number.parse().map(Self).map_err(|source| DaysError {
            text: text.to_owned(),
            source,
        })
    }
}

/// Units of [`Size`], all powers of 1024; the empty unit is bytes.
pub(super) const UNITS: &[(&str, u64)] = &[
    ("", 1),
    ("b", 1),
    ("k", 1 << 10),
    ("kb", 1 << 10),
    ("kib", 1 << 10),
    ("m", 1 << 20),
    ("mb", 1 << 20),
    ("mib", 1 << 20),
    ("g", 1 << 30),
    ("gb", 1 << 30),
    ("gib", 1 << 30),
];

impl std::str::FromStr for Size {
    type Err = SizeError;

    fn from_str(text: &str) -> Result<Self, SizeError> {
        let digits = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let unit = text[digits..].trim().to_ascii_lowercase();
        let factor = UNITS
            .iter()
            .find(|(name, _)| *name == unit)
            .map(|(_, factor)| *factor);
        let bytes = text[..digits]
            .parse::<u64>()
            .ok()
            .zip(factor)
            .and_then(|(n, factor)| n.checked_mul(factor));
        bytes.map(Self).ok_or_else(|| SizeError {
            text: text.to_owned(),
        })
    }
}

/// Implements what is done to each setting. A row is a key of the configuration, its field in [`Options`], and how a
/// value of a higher layer combines with that of a lower one.
macro_rules! settings {
    ($($key:literal: $field:ident, $combined:ident;)*) => {
        /// Every key at the top, in alphabetical order.
        pub(super) const KEYS: &[&str] = &[$($key),*];

        impl Options {
            /// These settings on top of those of a lower layer.
            ///
            /// A single value replaces the lower one. So do the Regions: those of the higher layer replace all of the
            /// lower one's, including those by path. Other lists (patterns, catalogs, allowed and banned models,
            /// ignores) are concatenated, the lower layer's first. Tables (levels, aliases) are merged by name.
            #[must_use]
            pub fn over(self, mut lower: Self) -> Self {
                if !self.region.is_empty() {
                    lower.region_by_path.clear();
                }
                Self { $($field: $combined(self.$field, lower.$field)),* }
            }

            /// Replaces the setting of one top-level key with that of `from`.
            pub fn take(&mut self, key: &str, from: Self) {
                match key {
                    $($key => self.$field = from.$field,)*
                    _ => {}
                }
            }
        }
    };
}

settings! {
    "aliases": aliases, by_name;
    "allow": allow, both;
    "ban": ban, both;
    "baseline": baseline, first_value;
    "catalog": catalog, both;
    "context": context, first_given;
    "cross-file": cross_file, first_value;
    "exclude": exclude, both;
    "fail-on": fail_on, first_value;
    "grace": grace, first_value;
    "ignore": ignore, both;
    "include": include, both;
    "level": level, by_name;
    "level-by-context": level_by_context, by_name;
    "max-catalog-age": max_catalog_age, first_value;
    "max-size": max_size, first_value;
    "region": region, first_given;
    "region-by-path": region_by_path, both;
    "replacement": replacement, first_value;
    "require-reason": require_reason, first_value;
    "within": within, first_value;
}

impl Options {
    /// The lowest layer. `only_added` is for `--diff` and `--staged`, where newly added Legacy models fail; a full scan
    /// must not fail just because a date has passed.
    pub fn defaults(only_added: bool) -> Self {
        Self {
            fail_on: Some(if only_added {
                FailOn::Warning
            } else {
                FailOn::Error
            }),
            within: Some(Days(90)),
            grace: Some(Days(0)),
            replacement: Some(ReplacementPolicy::LeastChange),
            require_reason: Some(false),
            cross_file: Some(true),
            ..Self::default()
        }
    }

    /// The top-level keys whose settings differ from those of `other`.
    pub fn differing(&self, other: &Self) -> Vec<&'static str> {
        let differs = |key: &&'static str| {
            let mut with = other.clone();
            with.take(key, self.clone());
            with != *other
        };
        KEYS.iter().copied().filter(differs).collect()
    }

    /// The entries of `ignore`, ready to be applied.
    ///
    /// # Errors
    /// A pattern is invalid; those of a file were checked when it was read.
    pub fn ignores(&self) -> Result<Ignores, PatternError> {
        self.ignore
            .iter()
            .map(IgnoreOption::entry)
            .collect::<Result<_, _>>()
            .map(Ignores::new)
    }

    /// The Regions for a file: those of the last pattern that matches its path relative to the project's root, else
    /// those for all files.
    ///
    /// # Errors
    /// A pattern is invalid; those of a file were checked when it was read.
    pub fn regions_of(&self, project_path: &str) -> Result<&[String], PathPatternError> {
        for row in self.region_by_path.iter().rev() {
            if PathPattern::parse(&row.path)?.matches(project_path) {
                return Ok(&row.region);
            }
        }
        Ok(&self.region)
    }

    /// The policy of these settings as of a day. Settings that no layer has set are as in [`Policy::new`].
    /// `regions_from` is the layer that set the Regions. References in a context that is off are not judged.
    pub fn policy(&self, as_of: Date, regions_from: RegionSource) -> Policy {
        let default = Policy::new(as_of);
        let days = |days: Option<Days>, default: u16| days.map_or(default, |Days(days)| days);
        let off =
            |context: &Context| self.level_by_context.get(context) == Some(&LevelSetting::Off);
        let limited = !self.context.is_empty()
            || self
                .level_by_context
                .values()
                .any(|l| *l == LevelSetting::Off);
        let wanted = CONTEXT_NAMES
            .iter()
            .map(|(_, context)| *context)
            .filter(|context| {
                !off(context) && (self.context.is_empty() || self.context.contains(context))
            });
        Policy {
            within: days(self.within, default.within),
            grace: days(self.grace, default.grace),
            max_catalog_age: self.max_catalog_age.map(|Days(days)| days),
            replacement: self.replacement.unwrap_or(default.replacement),
            regions: self.region.iter().map(Region::new).collect(),
            regions_from,
            levels: self
                .level
                .iter()
                .filter_map(|(name, level)| Some((rule(name)?.id, level.level())))
                .collect(),
            context_levels: self
                .level_by_context
                .iter()
                .filter_map(|(context, level)| Some((*context, level.level()?)))
                .collect(),
            contexts: limited.then(|| wanted.collect()),
            allowed_models: self.allow.clone(),
            banned_models: self.ban.clone(),
            ..default
        }
    }

    /// The settings as TOML, as `config show` prints them.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).expect("names, numbers and lists have a form in TOML")
    }
}

impl IgnoreOption {
    /// Whether it hides the same findings, wherever it is in its file.
    pub fn same_as(&self, other: &Self) -> bool {
        Self {
            place: None,
            ..self.clone()
        } == Self {
            place: None,
            ..other.clone()
        }
    }

    /// The entry with compiled patterns.
    ///
    /// # Errors
    /// A pattern is invalid.
    pub fn entry(&self) -> Result<IgnoreEntry, PatternError> {
        let nowhere = || LinePart::in_text("", b"", crate::source::Span { start: 0, end: 0 });
        Ok(IgnoreEntry {
            place: self.place.clone().unwrap_or_else(nowhere),
            path: self.path.as_deref().map(PathPattern::parse).transpose()?,
            line: self.line.as_deref().map(keys::line_pattern).transpose()?,
            rules: self.rule.clone(),
            model: self.model.as_deref().map(IdPattern::parse).transpose()?,
            terms: Terms {
                until: self.until,
                reason: self.reason.clone(),
            },
        })
    }
}

fn first_value<T>(higher: Option<T>, lower: Option<T>) -> Option<T> {
    higher.or(lower)
}

fn first_given<T>(higher: Vec<T>, lower: Vec<T>) -> Vec<T> {
    if higher.is_empty() { lower } else { higher }
}

fn both<T>(higher: Vec<T>, mut lower: Vec<T>) -> Vec<T> {
    lower.extend(higher);
    lower
}

fn by_name<K: Ord, V>(higher: BTreeMap<K, V>, mut lower: BTreeMap<K, V>) -> BTreeMap<K, V> {
    lower.extend(higher);
    lower
}
