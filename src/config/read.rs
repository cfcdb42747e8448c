//! Reads the TOML of a configuration and reports every problem with its location.
//!
//! A key of an entry is a row in a list of names and a match arm in its reader; a test compares both with the schema.

mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{CONTEXT_NAMES, line_pattern};
use super::options::KEYS;
use super::root::{MayName, root_of};
use super::values::{FAIL_ON, LEVELS, REPLACEMENT};
use super::{
    Config, ConfigError, ConfigProblem, Days, FailOn, IgnoreOption, LevelSetting, Options,
    PYPROJECT, RegionsOfPath, Size,
};
use crate::file_access::{FileKind, NamedBy, read_text};
use crate::finding::{RULES, ReplacementPolicy, rule};
use crate::housekeeping::LinePart;
use crate::id_pattern::{IdPattern, IdPatternError};
use crate::model_id::Region;
use crate::own_name::{self, is_own_name};
use crate::path_pattern::{PathPattern, PathPatternError};
use crate::reference::Context;
use crate::settings::settings;
use crate::source::Span;
use crate::spelling::nearest;
use crate::suppress::parse_day;

pub(super) const IGNORE_KEYS: &[&str] = &["line", "model", "path", "reason", "rule", "until"];
pub(super) const REGION_BY_PATH_KEYS: &[&str] = &["path", "region"];

/// The most entries of `[aliases]`.
const MAX_ALIASES: usize = 10_000;
/// The most entries of any other list or table: each may become a pattern that is matched against every file.
const MAX_ENTRIES: usize = 1_000;
/// The most bytes of one string.
const MAX_TEXT: usize = 4 << 10;
/// The most problems that are reported: finding the line of each reads the text from its beginning.
const MAX_PROBLEMS: usize = 100;

impl Config {
    /// Reads a file that the user named: it may be a link, and it may name any file.
    ///
    /// # Errors
    /// It cannot be read, or its content is invalid.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        parse(path, &text_of(path, NamedBy::User)?)
    }

    /// Reads a file that [`super::find()`] found. It belongs to the repository: it is not a link, and must not name files
    /// outside the project.
    ///
    /// # Errors
    /// As [`Self::load`], or a path in it leads outside the project or through a link.
    pub fn load_found(path: &Path) -> Result<Self, ConfigError> {
        let text = text_of(path, NamedBy::Repository)?;
        let root = root_of(path.parent().unwrap_or(Path::new(""))).map_err(|source| {
            ConfigError::Read {
                path: path.to_owned(),
                source,
            }
        })?;
        parse_within(path, &text, MayName::InFolder(&root))
    }
}

fn text_of(path: &Path, named_by: NamedBy) -> Result<String, ConfigError> {
    let kind = if is_pyproject(path) {
        FileKind::Pyproject
    } else {
        FileKind::Configuration
    };
    read_text(path, kind, named_by).map_err(|source| ConfigError::Read {
        path: path.to_owned(),
        source,
    })
}

pub(super) fn is_pyproject(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == PYPROJECT)
}

/// Reads the text of a configuration; of a `pyproject.toml` only our table.
///
/// # Errors
/// All problems together, in the order of the file.
pub fn parse(path: &Path, text: &str) -> Result<Config, ConfigError> {
    parse_within(path, text, MayName::Anything)
}

/// The same for a text that may name only certain files.
pub(super) fn parse_within(
    path: &Path,
    text: &str,
    may_name: MayName<'_>,
) -> Result<Config, ConfigError> {
    let shown = path.display().to_string();
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let mut reader = Reader {
        path: &shown,
        text,
        folder: &folder,
        may_name,
        problems: Vec::new(),
        keys: BTreeMap::new(),
    };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        reader.problem(error.span().unwrap_or(0..0), syntax(error.message()));
    }
    if !reader.problems.is_empty() {
        return Err(reader.into_error());
    }
    let options = if is_pyproject(path) {
        match ours(document.get_ref()) {
            None => return Err(ConfigError::NoTable(path.to_owned())),
            Some(value) => match reader.table(value) {
                Some(table) => reader.options(table),
                None => Options::default(),
            },
        }
    } else {
        reader.options(document.get_ref())
    };
    if !reader.problems.is_empty() {
        return Err(reader.into_error());
    }
    let keys = reader.keys;
    Ok(Config {
        path: path.to_owned(),
        folder,
        options,
        keys,
    })
}

/// Reads a value of a key that no file contains: that of a flag.
///
/// # Errors
/// The first problem with it.
pub(super) fn read_value(
    key: &str,
    value: DeValue<'_>,
    options: &mut Options,
) -> Result<(), String> {
    let mut reader = Reader {
        path: "",
        text: "",
        folder: Path::new(""),
        may_name: MayName::Anything,
        problems: Vec::new(),
        keys: BTreeMap::new(),
    };
    reader.setting(key, &Spanned::new(0..0, value), options);
    match reader.problems.into_iter().next() {
        Some(problem) => Err(problem.message),
        None => Ok(()),
    }
}

/// Whether the text of a `pyproject.toml` has our table. Invalid TOML is left for other tools to report.
pub(super) fn has_table(text: &str) -> bool {
    DeTable::parse(text).is_ok_and(|document| ours(document.get_ref()).is_some())
}

fn ours<'a, 'i>(document: &'a DeTable<'i>) -> Option<&'a Spanned<DeValue<'i>>> {
    document
        .get("tool")?
        .get_ref()
        .as_table()?
        .get("bedrock-eol")
}

fn syntax(message: &str) -> String {
    format!(
        "invalid TOML: {}",
        message.lines().collect::<Vec<_>>().join(", ")
    )
}

type ConfigValue<'i> = Spanned<DeValue<'i>>;

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    folder: &'a Path,
    may_name: MayName<'a>,
    problems: Vec<ConfigProblem>,
    keys: BTreeMap<String, LinePart>,
}

/// Reads the value of a key with the method of its row.
macro_rules! reader {
    ($(
        $(#[doc = $doc:literal])+
        $key:literal $field:ident: $type:ty,
            $combined:ident, $read:ident, $flag:expr, { $($schema:tt)* };
    )+) => {
        impl Reader<'_> {
            /// Reads the value of a key into its field; false if no setting has the key.
            fn setting(&mut self, key: &str, value: &ConfigValue<'_>, options: &mut Options) -> bool {
                match key {
                    $($key => options.$field = self.$read(value),)+
                    _ => return false,
                }
                true
            }
        }
    };
}

settings!(reader);

impl Reader<'_> {
    fn options(&mut self, table: &DeTable<'_>) -> Options {
        let mut options = Options::default();
        for (key, value) in in_order(table) {
            if self.setting(key.get_ref(), value, &mut options) {
                self.note_key(key.get_ref().as_ref().to_owned(), key.span());
            } else {
                self.unknown_key(key, KEYS);
            }
        }
        if options.require_reason == Some(true) {
            self.demand_reasons(&options);
        }
        options
    }

    fn fail_on(&mut self, value: &ConfigValue<'_>) -> Option<FailOn> {
        self.one_of(value, FAIL_ON)
    }

    fn replacement(&mut self, value: &ConfigValue<'_>) -> Option<ReplacementPolicy> {
        self.one_of(value, REPLACEMENT)
    }

    fn size(&mut self, value: &ConfigValue<'_>) -> Option<Size> {
        self.number_or_text(value, "a size, e.g. \"10MB\"")
    }

    fn path_patterns(&mut self, value: &ConfigValue<'_>) -> Vec<String> {
        self.checked(value, check_path_pattern)
    }

    fn model_patterns(&mut self, value: &ConfigValue<'_>) -> Vec<String> {
        self.checked(value, check_model_pattern)
    }

    fn regions_by_path(&mut self, value: &ConfigValue<'_>) -> Vec<RegionsOfPath> {
        self.entries("region-by-path", value, Self::regions_of_path)
    }

    fn ignores(&mut self, value: &ConfigValue<'_>) -> Vec<IgnoreOption> {
        self.entries("ignore", value, Self::ignore)
    }

    fn regions_of_path(&mut self, entry: &ConfigValue<'_>) -> Option<RegionsOfPath> {
        let table = self.table(entry)?;
        let (mut path, mut region) = (None, Vec::new());
        for (key, value) in in_order(table) {
            match key.get_ref().as_ref() {
                "path" => path = self.path_pattern(value),
                "region" => region = self.regions(value),
                _ => self.unknown_key(key, REGION_BY_PATH_KEYS),
            }
        }
        for needed in REGION_BY_PATH_KEYS {
            if !table.contains_key(*needed) {
                self.problem(
                    entry.span(),
                    format!("an entry of `region-by-path` requires `{needed}`"),
                );
            }
        }
        Some(RegionsOfPath {
            path: path?,
            region,
        })
    }

    fn ignore(&mut self, entry: &ConfigValue<'_>) -> Option<IgnoreOption> {
        let table = self.table(entry)?;
        let mut ignore = IgnoreOption {
            location: Some(self.location(entry.span())),
            ..IgnoreOption::default()
        };
        for (key, value) in in_order(table) {
            match key.get_ref().as_ref() {
                "path" => ignore.path = self.path_pattern(value),
                "line" => {
                    ignore.line = self.checked_text(value, |text| {
                        line_pattern(text)
                            .map(drop)
                            .map_err(|error| error.to_string())
                    })
                }
                "model" => ignore.model = self.checked_text(value, check_model_pattern),
                "rule" => ignore.rule = self.rules(value),
                "reason" => ignore.reason = self.checked_text(value, check_reason),
                "until" => ignore.until = self.day(value),
                _ => self.unknown_key(key, IGNORE_KEYS),
            }
        }
        if !["path", "line", "model", "rule"]
            .iter()
            .any(|key| table.contains_key(*key))
        {
            let message = "an entry of `ignore` requires at least one of: path, line, rule, model";
            self.problem(entry.span(), message.to_owned());
        }
        Some(ignore)
    }

    fn demand_reasons(&mut self, options: &Options) {
        let without = options
            .ignore
            .iter()
            .filter(|ignore| ignore.reason.is_none());
        for location in without.filter_map(|ignore| ignore.location.clone()) {
            let message = "this entry has no `reason`, and `require-reason` is set".to_owned();
            self.problems.push(ConfigProblem { location, message });
        }
    }

    fn levels(&mut self, value: &ConfigValue<'_>) -> BTreeMap<String, LevelSetting> {
        let mut levels = BTreeMap::new();
        for (key, value) in self.table(value).map(in_order).unwrap_or_default() {
            let known = self.is_rule(key.span(), key.get_ref());
            if known {
                self.note_key(format!("level.{}", key.get_ref()), key.span());
            }
            if let Some(level) = self.level(value).filter(|_| known) {
                levels.insert(key.get_ref().as_ref().to_owned(), level);
            }
        }
        levels
    }

    fn levels_by_context(&mut self, value: &ConfigValue<'_>) -> BTreeMap<Context, LevelSetting> {
        let mut levels = BTreeMap::new();
        for (key, value) in self.table(value).map(in_order).unwrap_or_default() {
            let context = self.context(key.span(), key.get_ref());
            let level = self.level(value);
            if context.is_some() {
                self.note_key(format!("level-by-context.{}", key.get_ref()), key.span());
            }
            levels.extend(context.zip(level));
        }
        levels
    }

    fn level(&mut self, value: &ConfigValue<'_>) -> Option<LevelSetting> {
        self.one_of(value, LEVELS)
    }

    fn aliases(&mut self, value: &ConfigValue<'_>) -> BTreeMap<String, String> {
        let mut aliases = BTreeMap::new();
        let Some(table) = self.table(value) else {
            return aliases;
        };
        if self.has_too_many(value, table.len(), MAX_ALIASES) {
            return aliases;
        }
        for (key, value) in in_order(table) {
            if key.get_ref().is_empty() {
                self.problem(key.span(), TextError::NoName.to_string());
            } else if !is_own_name(key.get_ref()) {
                let error = TextError::Name(key.get_ref().as_ref().to_owned());
                self.problem(key.span(), error.to_string());
            } else if let Some(model) = self.checked_text(value, check_model) {
                aliases.insert(key.get_ref().as_ref().to_owned(), model);
            }
        }
        aliases
    }

    fn rules(&mut self, value: &ConfigValue<'_>) -> Vec<String> {
        let names = self.texts(value);
        names
            .into_iter()
            .filter(|(span, name)| self.is_rule(span.clone(), name))
            .map(|(_, name)| name)
            .collect()
    }

    fn is_rule(&mut self, span: std::ops::Range<usize>, name: &str) -> bool {
        let known = rule(name).is_some();
        if !known {
            let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
            self.unknown_name(span, name, "rule", &names);
        }
        known
    }

    fn contexts(&mut self, value: &ConfigValue<'_>) -> Vec<Context> {
        let texts = self.texts(value);
        texts
            .into_iter()
            .filter_map(|(span, name)| self.context(span, &name))
            .collect()
    }

    fn context(&mut self, span: std::ops::Range<usize>, name: &str) -> Option<Context> {
        let found = CONTEXT_NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, context)| *context);
        if found.is_none() {
            let names: Vec<&str> = CONTEXT_NAMES.iter().map(|(name, _)| *name).collect();
            self.unknown_name(span, name, "context", &names);
        }
        found
    }

    fn regions(&mut self, value: &ConfigValue<'_>) -> Vec<String> {
        self.checked(value, check_region)
    }

    fn paths(&mut self, value: &ConfigValue<'_>) -> Vec<PathBuf> {
        let named = self.texts(value);
        named
            .into_iter()
            .filter_map(|(span, path)| self.file(span, &path))
            .collect()
    }

    fn path(&mut self, value: &ConfigValue<'_>) -> Option<PathBuf> {
        let path = self.text(value)?;
        self.file(value.span(), &path)
    }

    /// A path from the configuration, relative to the working directory. A pull request that edits the configuration
    /// must not be able to read or write files outside the project.
    fn file(&mut self, span: std::ops::Range<usize>, named: &str) -> Option<PathBuf> {
        let path = self.folder.join(named);
        if let Err(error) = self.may_name.check(&path) {
            let help = "use a file inside the project, or pass this configuration with --config";
            self.problem(span, format!("cannot use {named:?}: {error}; {help}"));
            return None;
        }
        Some(path)
    }

    fn path_pattern(&mut self, value: &ConfigValue<'_>) -> Option<String> {
        self.checked_text(value, check_path_pattern)
    }

    fn days(&mut self, value: &ConfigValue<'_>) -> Option<Days> {
        self.number_or_text(value, "a number of days, e.g. 14 or \"14d\"")
    }

    fn day(&mut self, value: &ConfigValue<'_>) -> Option<Date> {
        let day = match value.get_ref() {
            DeValue::Datetime(datetime) => datetime.to_string(),
            _ => self.expect_text(value, "a date, e.g. 2026-12-31")?,
        };
        let parsed = parse_day(&day);
        if parsed.is_none() {
            self.problem(
                value.span(),
                format!("invalid date {day:?}: expected for example 2026-12-31"),
            );
        }
        parsed
    }

    fn note_key(&mut self, name: String, span: std::ops::Range<usize>) {
        let location = self.location(span);
        self.keys.insert(name, location);
    }

    fn unknown_key(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, known: &[&str]) {
        let mut known = known.to_vec();
        known.sort_unstable();
        self.unknown_name(key.span(), key.get_ref(), "key", &known);
    }

    fn unknown_name(
        &mut self,
        span: std::ops::Range<usize>,
        name: &str,
        kind: &str,
        known: &[&str],
    ) {
        if self.problems.len() > MAX_PROBLEMS {
            return;
        }
        let hint = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("expected one of: {}", known.join(", ")),
        };
        self.problem(span, format!("unknown {kind} `{name}`; {hint}"));
    }

    fn problem(&mut self, span: std::ops::Range<usize>, message: String) {
        if self.problems.len() > MAX_PROBLEMS {
            return;
        }
        let is_last = self.problems.len() == MAX_PROBLEMS;
        let message = if is_last {
            "further problems are not shown".to_owned()
        } else {
            message
        };
        let location = self.location(span);
        self.problems.push(ConfigProblem { location, message });
    }

    /// The location of a span, cut off at the end of its first line.
    fn location(&self, span: std::ops::Range<usize>) -> LinePart {
        let text = self.text.as_bytes();
        let start = span.start.min(text.len());
        let line_end = memchr::memchr(b'\n', &text[start..]).map_or(text.len(), |at| start + at);
        let end = span.end.clamp(start, line_end);
        LinePart::in_text(self.path, text, Span { start, end })
    }

    fn into_error(mut self) -> ConfigError {
        self.problems
            .sort_by_key(|problem| problem.location.span.start);
        ConfigError::Problems(self.problems)
    }
}

/// The entries of a table in the order of the file.
fn in_order<'a, 'i>(
    table: &'a DeTable<'i>,
) -> Vec<(&'a Spanned<std::borrow::Cow<'i, str>>, &'a ConfigValue<'i>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

fn quoted(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("\"{name}\""))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Why a text is not a value of its key.
#[derive(Debug, thiserror::Error)]
enum TextError {
    #[error("invalid Region code {0:?}: expected for example \"us-east-1\"")]
    Region(String),
    #[error(
        "invalid model ID {0:?}: expected for example \"anthropic.claude-3-haiku-20240307-v1:0\""
    )]
    Model(String),
    #[error("the name is empty; write the name that the code uses, e.g. MAIN_MODEL")]
    NoName,
    #[error(
        "invalid name {0:?}: expected the name that the code uses, e.g. MAIN_MODEL, my-model or an ARN: at most {most} \
         bytes, of letters, digits, `_` and, between them, `- . : / @ +`", most = own_name::MOST_BYTES
    )]
    Name(String),
    #[error("the reason is empty")]
    NoReason,
}

fn check_region(code: &str) -> Result<(), TextError> {
    let region = Region::parse(code).ok_or_else(|| TextError::Region(code.to_owned()));
    region.map(drop)
}

fn check_path_pattern(glob: &str) -> Result<(), PathPatternError> {
    PathPattern::parse(glob).map(drop)
}

fn check_model_pattern(glob: &str) -> Result<(), IdPatternError> {
    IdPattern::parse(glob).map(drop)
}

fn check_model(id: &str) -> Result<(), TextError> {
    let name = id
        .split_once('.')
        .is_some_and(|(provider, name)| !provider.is_empty() && !name.is_empty());
    if name && !id.contains([' ', '*']) {
        Ok(())
    } else {
        Err(TextError::Model(id.to_owned()))
    }
}

fn check_reason(reason: &str) -> Result<(), TextError> {
    if reason.trim().is_empty() {
        Err(TextError::NoReason)
    } else {
        Ok(())
    }
}
