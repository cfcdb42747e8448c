//! What is to the left of a provider's name: profile scope, placeholder, router prefix, ARN head, or a
//! longer identifier that makes the name something else.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::expression;
use super::lexicon::Lexicon;
use crate::model_id::{ProfileScope, Region};
use crate::reference::{Form, RegionOrigin};

/// How many bytes to the left of an ID can belong to its ARN, router prefix or URL.
const REACH: usize = 240;
/// Longest placeholder that is looked through.
const MAX_PLACEHOLDER: usize = 80;
/// The largest distance between a piece of a list and what joins the list.
const JOIN: usize = 80;

/// How a name is separated from what is before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Border {
    /// Nothing that could belong to it.
    Clean,
    /// A longer name that is joined by `-` or `_`.
    Joined,
    /// An attribute chain or domain: `self.anthropic`, `com.amazon`.
    Dotted,
}

/// The text before the provider: in a profile ID, its scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// Nothing.
    None,
    /// A scope of the catalog.
    Scope(ProfileScope),
    /// A word that fits the shape of a scope.
    Unproven(ProfileScope),
    /// A variable or placeholder.
    Placeholder,
    /// A `*`, with the dot after it or without.
    Wildcard,
}

/// What is to the left.
#[derive(Clone, Debug)]
pub(super) struct BeforeProvider {
    /// First byte of scope, placeholder or provider.
    pub(super) start: usize,
    pub(super) head: Head,
    pub(super) border: Border,
    /// Whether the scope was put together from another literal.
    pub(super) joined: bool,
    /// Whether the dot after the scope was escaped as in a regular expression.
    pub(super) regex: bool,
}

/// Reads to the left of the provider's name at `start..end`; absent where the name is the end of a longer word.
pub(super) fn read(
    text: &[u8],
    start: usize,
    end: usize,
    lexicon: &Lexicon,
) -> Option<BeforeProvider> {
    let left = |start, head, border| BeforeProvider {
        start,
        head,
        border,
        joined: false,
        regex: false,
    };
    let word = word_start(text, end);
    if word < start {
        let border = if matches!(text[start - 1], b'-' | b'_') {
            Border::Joined
        } else {
            return None;
        };
        return Some(left(start, Head::None, border));
    }
    let Some(&before) = start.checked_sub(1).and_then(|at| text.get(at)) else {
        return Some(left(start, Head::None, Border::Clean));
    };
    match before {
        b'.' => Some(after_dot(text, start, lexicon)),
        // The dot before the star makes it that of a regular expression.
        b'*' if text[..start - 1].ends_with(b".") => Some(BeforeProvider {
            regex: true,
            ..left(start, Head::None, Border::Clean)
        }),
        b'*' => Some(left(start - 1, Head::Wildcard, Border::Clean)),
        b'@' => Some(left(start, Head::None, Border::Joined)),
        b'"' | b'\'' => Some(after_quote(text, start, lexicon)),
        _ => Some(left(start, Head::None, Border::Clean)),
    }
}

/// Reads what is before the dot before the provider.
fn after_dot(text: &[u8], start: usize, lexicon: &Lexicon) -> BeforeProvider {
    let mut end = start - 1;
    while end > 0 && text[end - 1] == b'\\' {
        end -= 1;
    }
    let regex = end < start - 1;
    let left = |start, head, border| BeforeProvider {
        start,
        head,
        border,
        joined: false,
        regex,
    };
    let Some(&before) = end.checked_sub(1).and_then(|at| text.get(at)) else {
        return left(start, Head::Placeholder, Border::Clean);
    };
    match before {
        b'}' | b')' | b'>' | b']' | b'%' => left(
            placeholder_start(text, end).unwrap_or(start),
            Head::Placeholder,
            Border::Clean,
        ),
        b'*' => left(end - 1, Head::Wildcard, Border::Clean),
        b'@' if text[..end].ends_with(b"%@") => left(end - 2, Head::Placeholder, Border::Clean),
        b'"' | b'\'' | b'`' => joined_scope(text, end, lexicon).map_or(
            left(start, Head::Placeholder, Border::Clean),
            |(at, scope)| BeforeProvider {
                joined: true,
                ..left(at, Head::Scope(scope), Border::Clean)
            },
        ),
        b if b.is_ascii_alphanumeric() || b == b'_' => after_word(text, start, end, regex, lexicon),
        // `Invoking model...anthropic.…`: the dots are an ellipsis.
        b'.' if text[..end].ends_with(b"..") => left(start, Head::None, Border::Clean),
        _ => left(start, Head::Placeholder, Border::Clean),
    }
}

/// The word that ends at `end`, in lower case.
fn word_at(text: &[u8], end: usize) -> String {
    String::from_utf8_lossy(&text[word_start(text, end)..end]).to_ascii_lowercase()
}

/// Reads the word that ends at `end`, before the dot.
fn after_word(
    text: &[u8],
    start: usize,
    end: usize,
    regex: bool,
    lexicon: &Lexicon,
) -> BeforeProvider {
    let at = word_start(text, end);
    let left = |start, head, border| BeforeProvider {
        start,
        head,
        border,
        joined: false,
        regex,
    };
    let before = at.checked_sub(1).map(|b| text[b]);
    let word = word_at(text, end);
    match before {
        Some(b'$') => return left(at - 1, Head::Placeholder, Border::Clean),
        Some(b'%') if matches!(word.as_str(), "s" | "v" | "d") => {
            return left(at - 1, Head::Placeholder, Border::Clean);
        }
        // Named fields of a format: `%<geo>s`, `%(geo)s`.
        Some(b'>' | b')') if matches!(word.as_str(), "s" | "v" | "d") => {
            if let Some(at) = placeholder_start(text, at).filter(|at| text[*at] == b'%') {
                return left(at, Head::Placeholder, Border::Clean);
            }
        }
        // The name of a service or a setting before the profile: `Bedrock.us.anthropic.…`. After another scope it is no profile.
        Some(b'.') if lexicon.is_scope(&word) && !lexicon.is_scope(&word_at(text, at - 1)) => {
            return left(at, Head::Scope(ProfileScope::new(word)), Border::Dotted);
        }
        Some(b'.' | b'@') => return left(start, Head::None, Border::Dotted),
        _ => {}
    }
    if lexicon.is_scope(&word) {
        return left(at, Head::Scope(ProfileScope::new(word)), Border::Clean);
    }
    if let Some((_, scope)) = word
        .rsplit_once(['-', '_'])
        .filter(|(_, scope)| lexicon.is_scope(scope))
    {
        let at = end - scope.len();
        return left(at, Head::Scope(ProfileScope::new(scope)), Border::Joined);
    }
    if fits_scope(&word) {
        return left(at, Head::Unproven(ProfileScope::new(word)), Border::Clean);
    }
    left(start, Head::None, Border::Dotted)
}

/// Reads a scope from the literal before: `"us." + "anthropic.…`.
fn after_quote(text: &[u8], start: usize, lexicon: &Lexicon) -> BeforeProvider {
    let plain = BeforeProvider {
        start,
        head: Head::None,
        border: Border::Clean,
        joined: false,
        regex: false,
    };
    match literal_before(text, start - 1) {
        Some((at, piece))
            if piece.strip_suffix('.').is_some_and(|s| lexicon.is_scope(s))
                || (lexicon.is_scope(piece)
                    && (is_dot_join(text, at) || is_joined_after(text, start))) =>
        {
            let scope = piece.trim_end_matches('.');
            BeforeProvider {
                start: at,
                head: Head::Scope(ProfileScope::new(scope)),
                joined: true,
                ..plain
            }
        }
        _ => plain,
    }
}

/// Whether the literal whose content begins at `at` is the first of a list that is joined by dots.
fn is_dot_join(text: &[u8], at: usize) -> bool {
    const JOINS: &[&[u8]] = &[
        b"join(\".\",",
        b"join('.',",
        b"Join\":[\".\",",
        b"Join:-\".\"--",
        b"!Join[\".\",",
        b"!Join['.',",
        b"\".\".join(",
        b"'.'.join(",
    ];
    let floor = at.saturating_sub(JOIN);
    let before: Vec<u8> = text[floor..at]
        .iter()
        .copied()
        .filter(|b| !b.is_ascii_whitespace())
        .collect();
    let before = before
        .strip_suffix(b"\"")
        .or_else(|| before.strip_suffix(b"'"))
        .unwrap_or(&before);
    let before = before.strip_suffix(b"[").unwrap_or(before);
    JOINS.iter().any(|join| before.ends_with(join))
}

/// Whether the list that continues at `start` is joined by dots after its bracket: `["us", "anthropic.…"].join(".")`.
fn is_joined_after(text: &[u8], start: usize) -> bool {
    const JOINS: &[&[u8]] = &[
        b"].join(\".\")",
        b"].join('.')",
        b"].join(`.`)",
        b"].joined(separator: \".\")",
    ];
    let behind = &text[start..text.len().min(start + JOIN)];
    let Some(close) = behind.iter().position(|b| matches!(b, b']' | b'\n')) else {
        return false;
    };
    JOINS
        .iter()
        .any(|join| text[start + close..].starts_with(join))
}

/// The scope in the literal before the quote that ends at `end`: `"us" + ".anthropic.…`.
fn joined_scope(text: &[u8], end: usize, lexicon: &Lexicon) -> Option<(usize, ProfileScope)> {
    let (at, piece) = literal_before(text, end - 1)?;
    lexicon
        .is_scope(piece)
        .then(|| (at, ProfileScope::new(piece)))
}

/// The content of the literal before the quote at `quote`, joined by an operator, adjacent to it, or as the
/// element before it in the list of a `join`, and where it begins.
fn literal_before(text: &[u8], quote: usize) -> Option<(usize, &str)> {
    // The backslash is that of a line that continues.
    const OPERATORS: &[&[u8]] = &[
        b"++", b"+", b",", b"..", b".", b"<>", b"||", b"&", b"~", b"^", b"*", b"\\",
    ];
    let before = &text[..quote];
    let before = before
        .strip_suffix(b"@")
        .or_else(|| before.strip_suffix(b"\\"))
        .unwrap_or(before);
    let before = before.trim_ascii_end();
    let before = OPERATORS
        .iter()
        .find_map(|o| before.strip_suffix(*o))
        .unwrap_or(before)
        .trim_ascii_end();
    let (&closing, inside) = before.split_last()?;
    if !matches!(closing, b'"' | b'\'') || quote - before.len() > 40 {
        return None;
    }
    let from = inside.len().saturating_sub(16);
    let opening = from + inside[from..].iter().rposition(|b| *b == closing)?;
    // Inside JSON the quotes are escaped.
    let piece = std::str::from_utf8(&inside[opening + 1..]).ok()?;
    Some((opening + 1, piece.strip_suffix('\\').unwrap_or(piece)))
}

/// Where the word of letters, digits, `_` and `-` that ends at `end` begins, without the end of an escape that
/// is directly before it: `%2F`, `%252F`, `\n`, `\u0022`.
pub(super) fn word_start(text: &[u8], end: usize) -> usize {
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let floor = end.saturating_sub(64);
    let at = end
        - text[floor..end]
            .iter()
            .rev()
            .take_while(|b| is_word(b))
            .count();
    let word = &text[at..end];
    match at.checked_sub(1).map(|b| text[b]) {
        Some(b'%') => at + percent_width(word),
        Some(b'\\') => at + escape_width(word),
        _ => at,
    }
}

/// The width of `2F`, `252F`, `25252F` at the beginning of a word after `%`.
fn percent_width(word: &[u8]) -> usize {
    let mut at = 0;
    while word[at..].starts_with(b"25") {
        at += 2;
    }
    let hex = word
        .get(at..at + 2)
        .is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit));
    if hex { at + 2 } else { 0 }
}

/// The width of `n`, `t`, `u0022`, `x22` at the beginning of a word after `\`.
fn escape_width(word: &[u8]) -> usize {
    let hex = |len: usize| word.len() > len && word[1..=len].iter().all(u8::is_ascii_hexdigit);
    match word.first() {
        Some(b'u') if hex(4) => 5,
        Some(b'x') if hex(2) => 3,
        Some(b'n' | b't' | b'r' | b'f' | b'b' | b'v') => 1,
        _ => 0,
    }
}

/// Where a placeholder that ends at `end` begins, with the sigil before it.
fn placeholder_start(text: &[u8], end: usize) -> Option<usize> {
    let closing = text[end - 1];
    let floor = end.saturating_sub(MAX_PLACEHOLDER);
    let inside = &text[floor..end - 1];
    if inside
        .iter()
        .rposition(|b| *b == b'\n')
        .is_some_and(|nl| nl + 1 == inside.len())
    {
        return None;
    }
    let opening = match closing {
        b'}' => b'{',
        b')' => b'(',
        b'>' => b'<',
        b']' => b'[',
        _ => b'%',
    };
    let mut depth = 0usize;
    let mut at = floor
        + inside.iter().enumerate().rev().find_map(|(i, b)| {
            if *b == b'\n' {
                return Some(None);
            }
            if *b == closing && opening != closing {
                depth += 1;
            } else if *b == opening {
                if depth == 0 {
                    return Some(Some(i));
                }
                depth -= 1;
            }
            None
        })??;
    while at > 0 && matches!(text[at - 1], b'$' | b'#' | b'{') {
        at -= 1;
    }
    // Swift's `\(geo)`, the named fields of a format.
    let sigil = matches!(
        (opening, at.checked_sub(1).map(|b| text[b])),
        (b'(', Some(b'\\' | b'%')) | (b'<', Some(b'%'))
    );
    Some(at - usize::from(sigil))
}

/// Whether a word could be a scope that nobody knows yet: two to six letters, perhaps `-gov` or the like.
fn fits_scope(word: &str) -> bool {
    const NEVER: &[&str] = &[
        "com", "org", "net", "io", "dev", "www", "docs", "api", "ai", "app", "self", "this", "cfg",
        "config", "model", "models",
    ];
    let (geography, part) = word.split_once('-').unwrap_or((word, ""));
    let letters = |s: &str| s.bytes().all(|b| b.is_ascii_lowercase());
    (2..=6).contains(&geography.len())
        && letters(geography)
        && part.len() <= 4
        && letters(part)
        && !NEVER.contains(&word)
}

/// What a reference's ARN, router prefix or URL says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Prefix {
    /// First byte of the ARN or of its resource type.
    pub(super) start: Option<usize>,
    /// The form that the ARN gives.
    pub(super) form: Option<Form>,
    /// The Region that is in it.
    pub(super) region: Option<(Region, RegionOrigin)>,
    /// Whether anything here names Bedrock.
    pub(super) bedrock: bool,
}

/// A piece of an ARN: text or placeholders in the syntaxes of templates.
const PIECE: &str = r"(?:[A-Za-z0-9*_.?-]|\$?\{\{?[^{}\n]{0,60}\}\}?|#\{[^{}\n]{0,60}\}|\$\([^()\n]{0,60}\)|\$[A-Za-z_][A-Za-z_.]*|<[^<>\n]{0,40}>|%[sdv])*";

static ARN: LazyLock<Regex> = LazyLock::new(|| {
    expression::constant(&format!(
        r"(?:arn:{PIECE}:bedrock:({PIECE}):{PIECE}:|arn:{PIECE}:bedrock:{PIECE}|:bedrock:({PIECE}):{PIECE}:)?(foundation-model|inference-profile)/$"
    ))
});
static ROUTER: LazyLock<Regex> = LazyLock::new(|| {
    expression::constant(
        r"bedrock(?:[_-][a-z]+)*(?:/[a-z_]+)?/([a-z]{2}(?:-[a-z]+)+-\d)/(?:\d+-month-commitment/)?$",
    )
});
static URL: LazyLock<Regex> = LazyLock::new(|| {
    expression::constant(
        r"bedrock(?:-[a-z]+)*\.([a-z]{2}(?:-[a-z]+)+-\d)\.[a-z.]+/[A-Za-z0-9_./-]*$",
    )
});
static ROUTED: LazyLock<Regex> =
    LazyLock::new(|| expression::constant(r"(?i)bedrock[a-z0-9_./-]*[/:]$"));

/// Reads the ARN, router prefix or URL that ends where the reference begins.
pub(super) fn prefix(text: &[u8], start: usize) -> Prefix {
    if start == 0 || !matches!(text[start - 1], b'/' | b':' | b'F' | b'f' | b'A' | b'a') {
        return Prefix::default();
    }
    let (plain, offsets) = unescape(text, start);
    let region = |m: Option<regex::bytes::Match<'_>>| m.and_then(|m| as_region(m.as_bytes()));
    if let Some(arn) = ARN.captures(&plain) {
        let form = if &arn[3] == b"foundation-model" {
            Form::FoundationModelArn
        } else {
            Form::InferenceProfileArn
        };
        let region = region(arn.get(1).or(arn.get(2))).map(|r| (r, RegionOrigin::Arn));
        let at = arn.get(0).map_or(0, |m| m.start());
        return Prefix {
            start: Some(offsets[at]),
            form: Some(form),
            region,
            bedrock: true,
        };
    }
    let found = ROUTER.captures(&plain).or_else(|| URL.captures(&plain));
    let region = region(found.as_ref().and_then(|c| c.get(1))).map(|r| (r, RegionOrigin::Router));
    let bedrock = region.is_some() || ROUTED.is_match(&plain) || plain.ends_with(b"/model/");
    Prefix {
        start: None,
        form: None,
        region,
        bedrock,
    }
}

/// The Region in the router's prefix that ends where a name begins: `bedrock/us-gov-east-1/`.
pub(super) fn router_region(text: &[u8], start: usize) -> Option<Region> {
    let (plain, _) = unescape(text, start);
    as_region(ROUTER.captures(&plain)?.get(1)?.as_bytes())
}

/// The Region of a text; absent if it is not a Region code.
pub(super) fn as_region(code: &[u8]) -> Option<Region> {
    Region::parse(std::str::from_utf8(code).ok()?)
}

/// The bytes before `start` with `%3A`, `%2F`, `\/` and their doubled forms undone, and the offset in the source
/// of each.
pub(super) fn unescape(text: &[u8], start: usize) -> (Vec<u8>, Vec<usize>) {
    let floor = start.saturating_sub(REACH);
    let (mut plain, mut offsets) = (Vec::with_capacity(REACH), Vec::with_capacity(REACH));
    let mut at = floor;
    while at < start {
        let (byte, width) = unescape_one(&text[at..start]);
        plain.push(byte);
        offsets.push(at);
        at += width;
    }
    (plain, offsets)
}

fn unescape_one(rest: &[u8]) -> (u8, usize) {
    const ESCAPES: &[(&[u8], u8)] = &[
        (b"%253A", b':'),
        (b"%253a", b':'),
        (b"%252F", b'/'),
        (b"%252f", b'/'),
        (b"%3A", b':'),
        (b"%3a", b':'),
        (b"%2F", b'/'),
        (b"%2f", b'/'),
        (b"\\\\/", b'/'),
        (b"\\/", b'/'),
        (b"\\\\:", b':'),
        (b"\\:", b':'),
    ];
    ESCAPES
        .iter()
        .find(|(spelling, _)| rest.starts_with(spelling))
        .map_or((rest[0], 1), |(spelling, byte)| (*byte, spelling.len()))
}
