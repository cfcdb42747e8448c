//! The options that a configuration and the command line share.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::Date;

use super::keys::{self, CONTEXT_NAMES};
use crate::detect::Context;
use crate::finding::{Level, RegionSource};
use crate::housekeeping::Place;
use crate::judge::Policy;
use crate::model_id::Region;
use crate::pattern::Pattern;
use crate::suppress::{IgnoreEntry, Ignores, Terms};

/// Every setting. What is absent or empty is left to the layer below.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(test, schemars(deny_unknown_fields))]
pub struct Options {
    /// The least level of a finding that makes the run fail. Default: `error`; with `--diff` and
    /// `--staged` `warning`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<FailOn>,
    /// Days before End-of-Life in which `end-of-life-soon` speaks. Default: 90.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<Days>,
    /// Days after a stage change in which a full scan counts it as a warning at most. Default: 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grace: Option<Days>,
    /// Age of the catalog from which it is called stale. Default: 90 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_catalog_age: Option<Days>,
    /// Size of a file, in bytes, above which it is left out and listed as skipped. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_size: Option<Size>,
    /// Whether every suppression needs a reason. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub require_reason: Option<bool>,
    /// Whether the files of a scanned folder are evidence for each other. Default: true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cross_file: Option<bool>,
    /// The baseline's file, relative to the configuration's folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<PathBuf>,
    /// The Regions in question, for all files. Default: those that the text names, else the main ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub region: Vec<String>,
    /// Only references in these contexts are reported. Default: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(with = "Vec<keys::ContextName>"))]
    pub context: Vec<Context>,
    /// Patterns, as in `.gitignore`, of files that are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// Patterns of the only files that are scanned; what is left out otherwise is not brought back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// Files or folders that overlay the catalog, in this order, relative to the configuration's folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub catalog: Vec<PathBuf>,
    /// Patterns of model IDs that a team allows: any other is reported. Default: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<String>,
    /// Patterns of model IDs that a team does not want, whatever their stage.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ban: Vec<String>,
    /// The level of a rule, in place of its own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(test, schemars(schema_with = "super::tests::levels_of_rules"))]
    pub level: BTreeMap<String, LevelSetting>,
    /// The most that a finding in a context counts.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(test, schemars(with = "BTreeMap<keys::ContextName, LevelSetting>"))]
    pub level_by_context: BTreeMap<Context, LevelSetting>,
    /// A project's own names of models: name to model ID.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub aliases: BTreeMap<String, String>,
    /// The Regions in question for the files of a pattern, in place of `region`; the last that fits holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub region_by_path: Vec<RegionsOfPath>,
    /// What is hidden without a comment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<IgnoreOption>,
}

/// The Regions for the files of a pattern.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct RegionsOfPath {
    /// Pattern, as in `.gitignore`.
    pub path: String,
    /// Region codes.
    pub region: Vec<String>,
}

/// One entry of `ignore`: it hides what fits everything that it names, and names at least one thing.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct IgnoreOption {
    /// Pattern of paths, as in `.gitignore`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Regular expression that fits somewhere in the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// Names of rules; empty means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(default))]
    pub rule: Vec<String>,
    /// Pattern of model IDs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The last day on which it hides: `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub until: Option<Date>,
    /// Where it stands in the file.
    #[serde(skip)]
    pub place: Option<Place>,
}

/// The least level that makes a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// No finding does.
    Never,
    /// Any does.
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

/// A level as a setting: a rule can be switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum LevelSetting {
    /// No finding at all; the reference stays in the inventory.
    Off,
    /// Good to know.
    Note,
    /// Act before a date.
    Warning,
    /// Broken.
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

/// A number of days; written as a number or as `"14d"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Days(pub u16);

/// A number of bytes; written as a number or with a unit: `"10MB"`, `"512KiB"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Size(pub u64);

impl std::str::FromStr for Days {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.strip_suffix('d').unwrap_or(text);
        number.parse().map(Self).map_err(|_| format!("{text:?} is no number of days; write 14 or \"14d\""))
    }
}

/// Units of [`Size`], all of them by 1024; the empty one is bytes.
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
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let unit = text[digits..].trim().to_ascii_lowercase();
        let factor = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, factor)| *factor);
        let bytes =
            text[..digits].parse::<u64>().ok().zip(factor).and_then(|(n, factor)| n.checked_mul(factor));
        bytes.map(Self).ok_or_else(|| format!("{text:?} is no size; write 1048576, \"10MB\" or \"512KiB\""))
    }
}

impl Options {
    /// The lowest layer. `only_added` is the mode of `--diff` and `--staged`, where newly added Legacy
    /// fails, while elsewhere the calendar alone must not.
    pub fn defaults(only_added: bool) -> Self {
        Self {
            fail_on: Some(if only_added { FailOn::Warning } else { FailOn::Error }),
            within: Some(Days(90)),
            grace: Some(Days(0)),
            max_catalog_age: Some(Days(90)),
            require_reason: Some(false),
            cross_file: Some(true),
            ..Self::default()
        }
    }

    /// These settings on top of those of a lower layer.
    ///
    /// One value wins over another, also the Regions, of which the higher layer's replace all of the lower
    /// one's, by path too. Lists that only add (patterns, catalogs, allowed and banned models, ignores)
    /// add up, the lower layer's first; of named entries (levels, aliases) each name is one value.
    #[must_use]
    pub fn over(self, lower: Self) -> Self {
        let lower_region_by_path = if self.region.is_empty() { lower.region_by_path } else { Vec::new() };
        Self {
            fail_on: self.fail_on.or(lower.fail_on),
            within: self.within.or(lower.within),
            grace: self.grace.or(lower.grace),
            max_catalog_age: self.max_catalog_age.or(lower.max_catalog_age),
            max_size: self.max_size.or(lower.max_size),
            require_reason: self.require_reason.or(lower.require_reason),
            cross_file: self.cross_file.or(lower.cross_file),
            baseline: self.baseline.or(lower.baseline),
            region: first_given(self.region, lower.region),
            context: first_given(self.context, lower.context),
            exclude: both(lower.exclude, self.exclude),
            include: both(lower.include, self.include),
            catalog: both(lower.catalog, self.catalog),
            allow: both(lower.allow, self.allow),
            ban: both(lower.ban, self.ban),
            level: by_name(lower.level, self.level),
            level_by_context: by_name(lower.level_by_context, self.level_by_context),
            aliases: by_name(lower.aliases, self.aliases),
            region_by_path: both(lower_region_by_path, self.region_by_path),
            ignore: both(lower.ignore, self.ignore),
        }
    }

    /// The keys at the top whose settings differ from those of `other`, by name.
    pub fn differing(&self, other: &Self) -> Vec<&'static str> {
        let differs = |key: &&'static str| {
            let mut with = other.clone();
            with.take(key, self.clone());
            with != *other
        };
        keys::KEYS.iter().copied().filter(differs).collect()
    }

    /// Takes the setting of one key at the top, in place of the own one.
    pub fn take(&mut self, key: &str, from: Self) {
        match key {
            "aliases" => self.aliases = from.aliases,
            "allow" => self.allow = from.allow,
            "ban" => self.ban = from.ban,
            "baseline" => self.baseline = from.baseline,
            "catalog" => self.catalog = from.catalog,
            "context" => self.context = from.context,
            "cross-file" => self.cross_file = from.cross_file,
            "exclude" => self.exclude = from.exclude,
            "fail-on" => self.fail_on = from.fail_on,
            "grace" => self.grace = from.grace,
            "ignore" => self.ignore = from.ignore,
            "include" => self.include = from.include,
            "level" => self.level = from.level,
            "level-by-context" => self.level_by_context = from.level_by_context,
            "max-catalog-age" => self.max_catalog_age = from.max_catalog_age,
            "max-size" => self.max_size = from.max_size,
            "region" => self.region = from.region,
            "region-by-path" => self.region_by_path = from.region_by_path,
            "require-reason" => self.require_reason = from.require_reason,
            "within" => self.within = from.within,
            _ => {}
        }
    }

    /// The entries of `ignore`, ready to be applied.
    ///
    /// # Errors
    /// A pattern that is none; those of a file were checked when it was read.
    pub fn ignores(&self) -> Result<Ignores, String> {
        self.ignore.iter().map(IgnoreOption::entry).collect::<Result<_, _>>().map(Ignores::new)
    }

    /// The Regions in question for a file: those of the last pattern that fits its path relative to the
    /// project's root, else those for all files.
    ///
    /// # Errors
    /// A pattern that is none; those of a file were checked when it was read.
    pub fn regions_of(&self, project_path: &str) -> Result<&[String], String> {
        for row in self.region_by_path.iter().rev() {
            if Pattern::path(&row.path)?.matches(project_path) {
                return Ok(&row.region);
            }
        }
        Ok(&self.region)
    }

    /// The policy of these settings for a day; what no layer has set is as in [`Policy::new`].
    /// `regions_from` tells who said the Regions. A context that is off is not judged.
    pub fn policy(&self, as_of: Date, regions_from: RegionSource) -> Policy {
        let default = Policy::new(as_of);
        let days = |days: Option<Days>, default: u16| days.map_or(default, |Days(days)| days);
        let off = |context: &Context| self.level_by_context.get(context) == Some(&LevelSetting::Off);
        let limited =
            !self.context.is_empty() || self.level_by_context.values().any(|l| *l == LevelSetting::Off);
        let wanted = CONTEXT_NAMES
            .iter()
            .map(|(_, context)| *context)
            .filter(|context| !off(context) && (self.context.is_empty() || self.context.contains(context)));
        Policy {
            within: days(self.within, default.within),
            grace: days(self.grace, default.grace),
            max_catalog_age: days(self.max_catalog_age, default.max_catalog_age),
            regions: self.region.iter().map(Region::new).collect(),
            regions_from,
            levels: self.level.iter().map(|(rule, level)| (rule.clone(), level.level())).collect(),
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
    /// Whether it hides the same, wherever it is in its file.
    pub fn same_as(&self, other: &Self) -> bool {
        Self { place: None, ..self.clone() } == Self { place: None, ..other.clone() }
    }

    /// The entry with its patterns read.
    ///
    /// # Errors
    /// What is wrong with a pattern.
    pub fn entry(&self) -> Result<IgnoreEntry, String> {
        let nowhere = || Place::in_text("", b"", crate::source::Span { start: 0, end: 0 });
        Ok(IgnoreEntry {
            place: self.place.clone().unwrap_or_else(nowhere),
            path: self.path.as_deref().map(Pattern::path).transpose()?,
            line: self.line.as_deref().map(keys::line_pattern).transpose()?,
            rules: self.rule.clone(),
            model: self.model.as_deref().map(Pattern::model).transpose()?,
            terms: Terms { until: self.until, reason: self.reason.clone() },
        })
    }
}

pub(super) fn first_given<T>(higher: Vec<T>, lower: Vec<T>) -> Vec<T> {
    if higher.is_empty() { lower } else { higher }
}

pub(super) fn both<T>(mut lower: Vec<T>, higher: Vec<T>) -> Vec<T> {
    lower.extend(higher);
    lower
}

pub(super) fn by_name<K: Ord, V>(mut lower: BTreeMap<K, V>, higher: BTreeMap<K, V>) -> BTreeMap<K, V> {
    lower.extend(higher);
    lower
}
