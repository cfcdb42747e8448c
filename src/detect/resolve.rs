//! From a provider's name in the text to a [`Found`]: the models of the ID, and the confidence.
//!
//! The order matters: patterns and templates first (an ID may be the beginning of one), then the longest
//! exact ID, then IDs with their version left out, then what only looks like an ID.

use std::borrow::Cow;

use super::before_provider::{self, BeforeProvider, Border, Head, Prefix};
use super::constant::FileConstants;
use super::encoded_id::EncodedRun;
use super::lexicon::{Lexicon, before_version};
use super::search;
use super::template::{self, Extension, TemplateKind};
use crate::language::Language;
use crate::model_id::ModelId;
use crate::reference::{Confidence, Form, Found, RegionOrigin, Resolution};
use crate::source::Span;

/// What an ID resolves to, before its surroundings are read.
#[derive(Debug)]
pub(super) struct Resolved {
    /// Bytes of the run that belong to it.
    pub(super) len: usize,
    pub(super) resolution: Resolution,
    pub(super) models: Vec<ModelId>,
    pub(super) variant: Option<ModelId>,
    pub(super) candidates: Vec<ModelId>,
    pub(super) confidence: Confidence,
}

/// The reference at the provider's name that begins at `start`, if there is one.
pub(super) fn at_provider<'t>(
    text: &'t [u8],
    start: usize,
    lexicon: &Lexicon,
    language: &Language,
    constants: &FileConstants<'t>,
) -> Option<Found> {
    let mut run = EncodedRun::read(text, start);
    run.unsanitise();
    let dot = run.text.find('.')?;
    let left = before_provider::read(text, start, start + dot, lexicon)?;
    let prefix = before_provider::prefix(text, left.start);
    let position = IdPosition {
        text,
        start,
        left: &left,
        prefix: &prefix,
        language,
    };
    if let Some(extension) = template::extend(text, start, &run, lexicon, constants)
        && let Some(found) = position.extended(&run, extension, lexicon)
    {
        return Some(found);
    }
    let resolved = resolve(&run, dot, &position, lexicon)?;
    Some(position.matched(run.end(resolved.len), resolved, run.regex || left.regex))
}

/// The reference of a router's name that leaves the provider out: `bedrock/us-gov-east-1/claude-…-v1:0`. The name
/// begins at `start`; it has to be a whole ID with its version.
pub(super) fn after_router(text: &[u8], start: usize, lexicon: &Lexicon) -> Option<Found> {
    let region = before_provider::router_region(text, start)?;
    let name = EncodedRun::read(text, start);
    let provider = search::BARE_FAMILY.1;
    let id = format!("{provider}.{}", name.text);
    let (entry, len) = lexicon.longest_prefix(&id)?;
    let versioned = before_version(&id[provider.len() + 1..len]).is_some();
    Tail::read(&id[len..], &id[..len]).filter(|tail| versioned && !tail.glued)?;
    let span = Span {
        start,
        end: name.end(len - provider.len() - 1),
    };
    Some(Found {
        models: vec![ModelId::new(entry.base.clone())],
        variant: entry.variant(),
        region: Some((region, RegionOrigin::Router)),
        confidence: Confidence::Medium,
        ..Found::at(span, Form::Base)
    })
}

/// Resolves a run that is not a pattern.
fn resolve(
    run: &EncodedRun,
    dot: usize,
    position: &IdPosition<'_>,
    lexicon: &Lexicon,
) -> Option<Resolved> {
    if let Some(exact) = exact(run, lexicon) {
        return position.admits_exact(run, &exact, dot).then_some(exact);
    }
    let core = core(run)?;
    if position.left.border != Border::Clean || matches!(position.left.head, Head::Unproven(_)) {
        // After a word that is not a scope, only the whole ending distinguishes an ID from an attribute.
        let whole = !run.upper && core.contains(':') && before_version(core).is_some();
        let known = || {
            lexicon
                .after_family(&core[..dot], &core[dot + 1..])
                .is_some()
        };
        return near(core, run, dot, position, lexicon).filter(|_| whole && known());
    }
    if run.upper {
        // In capitals only a name with numbers is unmistakable.
        let numbered = core.bytes().any(|b| b.is_ascii_digit());
        return truncated(core, run, dot, position, lexicon)
            .filter(|found| numbered && found.resolution == Resolution::Truncated);
    }
    truncated(core, run, dot, position, lexicon).or_else(|| near(core, run, dot, position, lexicon))
}

/// The longest exact ID, if what follows it does not make it another name.
fn exact(run: &EncodedRun, lexicon: &Lexicon) -> Option<Resolved> {
    let (entry, len) = lexicon.longest_prefix(&run.text)?;
    let tail = Tail::read(&run.text[len..], &run.text[..len])?;
    Some(Resolved {
        len: len + tail.suffix,
        resolution: Resolution::Exact,
        models: vec![ModelId::new(entry.base.clone())],
        variant: entry.variant(),
        candidates: Vec::new(),
        confidence: if tail.glued {
            Confidence::Medium
        } else {
            Confidence::High
        },
    })
}

/// What follows an exact ID within the run.
struct Tail {
    /// Bytes that still belong to the ID: a context suffix that the catalog does not list.
    suffix: usize,
    /// Whether a longer name continues after it.
    glued: bool,
}

impl Tail {
    /// Absent where the tail makes the name another one: another version, a file name.
    fn read(tail: &str, id: &str) -> Option<Self> {
        let ends = |suffix| {
            Some(Self {
                suffix,
                glued: false,
            })
        };
        let name = id.split_once('.').map_or(id, |(_, name)| name);
        let numbered = name.contains(':');
        let Some(first) = tail.chars().next() else {
            return ends(0);
        };
        if tail.chars().all(|c| !c.is_ascii_alphanumeric()) {
            return ends(0);
        }
        match first {
            ':' => match context_suffix(tail) {
                Some(suffix) => ends(suffix),
                None if numbered => ends(0),
                None => (!other_version(&tail[1..])).then_some(Self {
                    suffix: 0,
                    glued: false,
                }),
            },
            '.' if is_file_ending(tail) => None,
            '.' if tail[1..].starts_with(|c: char| c.is_ascii_digit()) => None,
            '.' => ends(0),
            '-' | '_' if numbered => Some(Self {
                suffix: 0,
                glued: true,
            }),
            _ => None,
        }
    }
}

/// Bytes of a context suffix: `:18k`, `:0:128k`, `:7:4k`, `:mm`, `:0:512`.
fn context_suffix(tail: &str) -> Option<usize> {
    let mut len = 0;
    let mut has_version = false;
    for part in tail.strip_prefix(':')?.split(':').take(2) {
        let letters = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = part.len() - letters.len();
        let size = digits > 0 && matches!(letters, "k" | "m");
        if size || part == "mm" || (letters.is_empty() && digits == 3) {
            return Some(len + 1 + part.len());
        }
        if has_version || !(part.len() == 1 && digits == 1) {
            return None;
        }
        has_version = true;
        len += 1 + part.len();
    }
    None
}

/// Whether the text after `ID:` is another version number and not something glued there.
fn other_version(behind: &str) -> bool {
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits)
        && !behind[digits..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
}

/// Endings that make `provider.name.ENDING` a file name.
const FILE_ENDINGS: &[&str] = &[
    "bru", "cassette", "cs", "css", "csv", "go", "gz", "html", "ico", "ini", "ipynb", "java",
    "jpeg", "jpg", "js", "json", "jsonl", "jsx", "kt", "log", "lua", "md", "mdx", "mjs", "parquet",
    "php", "pkl", "png", "prompt", "proto", "py", "rb", "rs", "rst", "sh", "snap", "sql", "svelte",
    "svg", "swift", "tar", "tf", "tmpl", "toml", "ts", "tsx", "txt", "vue", "webp", "xml", "yaml",
    "yml", "zip",
];

fn is_file_ending(tail: &str) -> bool {
    let ending = tail.trim_start_matches('.');
    let ending = &ending[..ending
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(ending.len())];
    FILE_ENDINGS.binary_search(&ending).is_ok()
}

/// The run without trailing punctuation; absent for a file name.
fn core(run: &EncodedRun) -> Option<&str> {
    let core = run
        .text
        .trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let ending = core.rfind('.').map_or("", |at| &core[at..]);
    (core.contains('.') && !is_file_ending(ending)).then_some(core)
}

/// An ID with its date or version left out, or a family; absent where nothing known begins so.
fn truncated(
    core: &str,
    run: &EncodedRun,
    dot: usize,
    position: &IdPosition<'_>,
    lexicon: &Lexicon,
) -> Option<Resolved> {
    // Text joined after a colon is not part of a name that lacks its version, unless it is another version.
    let core = core
        .split_once(':')
        .filter(|(_, glued)| glued.len() > 2)
        .map_or(core, |(name, _)| name);
    let rest = lexicon.after_family(&core[..dot], &core[dot + 1..])?;
    let mut family = Vec::new();
    let mut versions = Vec::new();
    for (entry, remainder) in lexicon.completions(core) {
        family.push(&entry.base);
        if is_version_only(remainder) {
            versions.push(&entry.base);
        }
    }
    if family.is_empty() {
        return None;
    }
    let named = !rest.is_empty() && !versions.is_empty();
    if !named && !position.is_delimited(run, core.len()) {
        return None;
    }
    let models = if named { versions } else { family };
    Some(Resolved {
        len: core.len(),
        resolution: if named {
            Resolution::Truncated
        } else {
            Resolution::Family
        },
        models: models
            .into_iter()
            .map(|base: &Cow<'static, str>| ModelId::new(base.clone()))
            .collect(),
        variant: None,
        candidates: Vec::new(),
        confidence: if named {
            Confidence::Medium
        } else {
            Confidence::Low
        },
    })
}

/// Whether what an ID lacks is only its date, version and number: `-20240229-v1:0`, `-v1`, `:0`, `-02`. A single
/// digit is another number of the family: `-5-20250929-v1:0` after `claude-sonnet-4`.
fn is_version_only(remainder: &str) -> bool {
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let (name, number) = remainder.split_once(':').unwrap_or((remainder, ""));
    let is_version = |part: &str| match part.strip_prefix('v') {
        Some(version) => !version.is_empty() && all_digits(version),
        None => matches!(part.len(), 2 | 4 | 6 | 8) && all_digits(part),
    };
    all_digits(number) && name.split('-').skip(1).all(is_version) && !name.starts_with('.')
}

/// Names of products that begin like a family and are not models of Bedrock.
const PRODUCTS: &[&str] = &[
    "claude-code",
    "claude-desktop",
    "claude-dev",
    "claude-chat",
    "claude-in-chrome",
    "nova-act",
    "nova-forge",
    "gpt-3",
    "gpt-4",
];

/// Text that matches the grammar of an ID and is not a known one.
fn near(
    core: &str,
    run: &EncodedRun,
    dot: usize,
    position: &IdPosition<'_>,
    lexicon: &Lexicon,
) -> Option<Resolved> {
    let (provider, rest) = (&core[..dot], &core[dot + 1..]);
    if PRODUCTS.iter().any(|p| rest.starts_with(p)) || !fits_grammar(rest) {
        return None;
    }
    let family = lexicon.after_family(provider, rest);
    let versioned = before_version(rest).is_some();
    let headed = position.prefix.bedrock || matches!(position.left.head, Head::Scope(_));
    let candidates = lexicon.nearest(core);
    let goes_on = family.is_some_and(|behind| {
        behind.starts_with('-') || behind.starts_with(|c: char| c.is_ascii_digit())
    });
    let digits = rest.bytes().any(|b| b.is_ascii_digit());
    // Without a known family, only the whole ending distinguishes an ID from a file or a module.
    let fits = (versioned && (family.is_some() || rest.contains(':')))
        || (headed && (family.is_some() || rest.contains('-')))
        || (goes_on && digits && !candidates.is_empty())
        || (goes_on && position.is_delimited(run, core.len()) && rest.contains('-'));
    fits.then(|| Resolved {
        len: core.len(),
        resolution: Resolution::Near,
        models: Vec::new(),
        variant: None,
        confidence: if versioned || !candidates.is_empty() {
            Confidence::Medium
        } else {
            Confidence::Low
        },
        candidates,
    })
}

/// Letters and digits between single `-`, `.` and `:`, and more than one part.
fn fits_grammar(rest: &str) -> bool {
    let parts: Vec<&str> = rest.split(['-', '.', ':']).collect();
    parts.len() > 1
        && parts
            .iter()
            .all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Where an ID is.
pub(super) struct IdPosition<'a> {
    text: &'a [u8],
    start: usize,
    left: &'a BeforeProvider,
    prefix: &'a Prefix,
    language: &'a Language,
}

impl IdPosition<'_> {
    /// Whether an exact ID may be here. In a longer name it must be unmistakable; in capitals it must have
    /// more than one component, as `Amazon.Nova` has not.
    fn admits_exact(&self, run: &EncodedRun, exact: &Resolved, dot: usize) -> bool {
        let name = &run.text[dot + 1..exact.len];
        let unmistakable = name.contains('-') && name.bytes().any(|b| b.is_ascii_digit());
        match (&self.left.border, &self.left.head) {
            (Border::Clean, Head::Unproven(_)) => unmistakable,
            (Border::Clean, _) => !run.upper || unmistakable,
            (Border::Joined | Border::Dotted, _) => unmistakable && !run.upper,
        }
    }

    /// Whether the ID is the whole of a quoted text, but for a scope before it and a separator after it.
    fn is_delimited(&self, run: &EncodedRun, len: usize) -> bool {
        let end = run.end(len);
        let name = &self.text[self.start..end];
        // In prose a word between backticks is as often an attribute: `cohere.embed`.
        let plain = !name.iter().any(|b| *b == b'-' || b.is_ascii_digit());
        let backticks = !(plain && self.language.kind == crate::language::Kind::Docs);
        let quote = |b: Option<&u8>| {
            matches!(b, Some(b'"' | b'\'')) || (backticks && matches!(b, Some(b'`')))
        };
        let before = self
            .left
            .start
            .checked_sub(1)
            .and_then(|at| self.text.get(at));
        let behind = &self.text[end..];
        // In an expression an anchor, a group or an optional part comes before: `^(us\\.)?anthropic\\.claude-`.
        let opened = quote(before)
            || (run.regex && matches!(before, Some(b'^' | b'?' | b')' | b'(' | b'|')));
        let close = behind
            .iter()
            .position(|b| !matches!(b, b'-' | b'.' | b':' | b'\\'))
            .unwrap_or(0);
        // A plain word that is a key names a text or a setting: `"openai.gpt": "GPT"`.
        let is_key = || {
            behind
                .get(close + 1..)
                .is_some_and(|rest| rest.trim_ascii_start().starts_with(b":"))
        };
        (opened || self.prefix.form.is_some()) && quote(behind.get(close)) && !(plain && is_key())
    }

    /// A match that ends at `end`.
    fn matched(&self, end: usize, resolved: Resolved, regex: bool) -> Found {
        let (scope, unproven) = match &self.left.head {
            Head::Scope(scope) => (Some(scope.clone()), false),
            Head::Unproven(scope) => (Some(scope.clone()), true),
            _ => (None, false),
        };
        let placeholder = self.left.head == Head::Placeholder;
        let id_start =
            if resolved.resolution == Resolution::Exact && self.left.head == Head::Wildcard {
                self.start
            } else {
                self.left.start
            };
        let form = match (self.prefix.form, &scope) {
            (Some(form), _) => form,
            (None, Some(_)) => Form::Profile,
            (None, None) if placeholder => Form::Profile,
            (None, None) => Form::Base,
        };
        let resolution = match resolved.resolution {
            Resolution::Exact if placeholder => Resolution::Template,
            Resolution::Exact if self.left.joined => Resolution::Joined,
            Resolution::Exact | Resolution::Truncated if regex => Resolution::Regex,
            other => other,
        };
        let unsure = unproven || placeholder || self.left.border != Border::Clean;
        Found {
            id_span: Span {
                start: id_start,
                end,
            },
            resolution,
            models: resolved.models,
            variant: resolved.variant,
            candidates: resolved.candidates,
            scope,
            region: self.prefix.region.clone(),
            confidence: if unsure {
                resolved.confidence.min(Confidence::Medium)
            } else {
                resolved.confidence
            },
            ..Found::at(
                Span {
                    start: self.prefix.start.unwrap_or(id_start),
                    end,
                },
                form,
            )
        }
    }

    /// A match of a run that continues after a placeholder, a wildcard or another literal. Absent where that
    /// shows nothing, so that the run alone is looked at.
    fn extended(&self, run: &EncodedRun, extension: Extension, lexicon: &Lexicon) -> Option<Found> {
        if run.upper || self.left.border == Border::Dotted {
            return None;
        }
        if extension.kind == TemplateKind::Wildcard && self.is_emphasis(run, lexicon) {
            return None;
        }
        // `anthropic.*` alone is a path of packages or a regular expression as often as a policy's pattern.
        let provider_only = run.text.trim_end_matches('.').find('.').is_none();
        if extension.kind == TemplateKind::Wildcard
            && provider_only
            && self.prefix.form.is_none()
            && !matches!(self.left.head, Head::Scope(_))
        {
            return None;
        }
        let models = extension.models(lexicon);
        if models.is_empty() {
            return None;
        }
        let (resolution, confidence) = match extension.kind {
            TemplateKind::Wildcard => (Resolution::Family, Confidence::High),
            TemplateKind::RegexPrefix => (Resolution::Family, Confidence::Medium),
            TemplateKind::Regex => (Resolution::Regex, Confidence::Medium),
            TemplateKind::Joined if models.len() == 1 => (Resolution::Joined, Confidence::Medium),
            TemplateKind::Joined | TemplateKind::Template if models.len() > 1 => {
                (Resolution::Template, Confidence::Low)
            }
            TemplateKind::Joined | TemplateKind::Template => {
                (Resolution::Template, Confidence::Medium)
            }
        };
        let resolved = Resolved {
            len: 0,
            resolution,
            models,
            variant: None,
            candidates: Vec::new(),
            confidence,
        };
        let mut found = self.matched(extension.end, resolved, false);
        if extension.kind == TemplateKind::Wildcard {
            found.form = Form::Wildcard;
        }
        Some(found)
    }

    /// Whether a `*` after an exact ID closes the emphasis of Markdown that another one opened before it.
    fn is_emphasis(&self, run: &EncodedRun, lexicon: &Lexicon) -> bool {
        if self.left.head != Head::Wildcard || lexicon.exact(&run.text).is_none() {
            return false;
        }
        let before = self.left.start.checked_sub(1).map(|at| self.text[at]);
        !matches!(before, Some(b'"' | b'\'' | b'/' | b':' | b'`'))
    }
}
