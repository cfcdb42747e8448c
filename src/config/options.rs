//! The options that a configuration and the command line share.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::civil::Date;

use super::keys::{self, CONTEXT_NAMES};
use super::layers::{Unset, both, by_name, first_given, first_value};
use super::pattern_error::PatternError;
use super::values::{Days, FailOn, LevelSetting, Size};
use crate::finding::{RegionSource, ReplacementPolicy, rule};
use crate::housekeeping::LinePart;
use crate::id_pattern::IdPattern;
use crate::judge::Policy;
use crate::model_id::Region;
use crate::path_pattern::{PathPattern, PathPatternError};
use crate::reference::Context;
use crate::settings::settings;
use crate::suppress::{IgnoreEntry, Ignores, Terms};

/// Declares [`Options`] and what is done to each setting.
macro_rules! options {
    ($(
        $(#[doc = $doc:literal])+
        $key:literal $field:ident: $type:ty,
            $combined:ident, $read:ident, $flag:expr, { $($schema:tt)* };
    )+) => {
        /// Every setting. An absent or empty one is left to the layer below.
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(rename_all = "kebab-case")]
        #[cfg_attr(test, schemars(deny_unknown_fields, default))]
        #[cfg_attr(test, schemars(extend("if" = super::tests::with_required_reason(), "then" = super::tests::every_reason())))]
        pub struct Options {
            $(
                $(#[doc = $doc])+
                #[serde(skip_serializing_if = "Unset::is_unset")]
                #[cfg_attr(test, schemars($($schema)*))]
                pub $field: $type,
            )+
        }

        /// Every key at the top.
        pub(super) const KEYS: &[&str] = &[$($key),+];

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
                Self { $($field: $combined(self.$field, lower.$field)),+ }
            }

            /// Replaces the setting of one top-level key with that of `from`.
            pub fn take(&mut self, key: &str, from: Self) {
                match key {
                    $($key => self.$field = from.$field,)+
                    _ => {}
                }
            }
        }
    };
}

settings!(options);

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
    pub location: Option<LinePart>,
}

impl IgnoreOption {
    /// Whether it hides the same findings, wherever it is in its file.
    pub fn same_as(&self, other: &Self) -> bool {
        Self {
            location: None,
            ..self.clone()
        } == Self {
            location: None,
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
            location: self.location.clone().unwrap_or_else(nowhere),
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
