//! Whether a Region is the value of a setting, an argument or a default, by what is before it.

use memchr::memmem;

use super::super::line::{indent, unquoted_end};
use crate::line_ends::window_start;

/// How a comparison of a Region goes on after its name: `.equals("…")`, ` in ("…", …)`.
const COMPARISONS: &[&[u8]] = &[
    b" in ",
    b" in(",
    b" not in ",
    b".compareto",
    b".contains",
    b".endswith",
    b".ends_with",
    b".eq(",
    b".equals",
    b".includes",
    b".startswith",
    b".starts_with",
];

/// Whether what is before a Region ends in a name with `region` in it and an assignment.
pub(super) fn follows_a_name(before: &[u8]) -> bool {
    let end = before.len();
    let near = &before[end.saturating_sub(80)..];
    let mut lines = near.rsplit(|b| *b == b'\n');
    let near = lines.next().unwrap_or(near);
    // `- name: AWS_REGION`, and in the next line `value: us-east-1`.
    if near.trim_ascii_start().starts_with(b"value:") {
        let above = lines
            .next()
            .unwrap_or_default()
            .trim_ascii_end()
            .to_ascii_lowercase();
        let above = above
            .strip_suffix(b"\"")
            .or_else(|| above.strip_suffix(b"'"))
            .unwrap_or(&above);
        return above.ends_with(b"region") && memmem::find(above, b"name:").is_some();
    }
    if follows_a_service(near) {
        return true;
    }
    if is_default_of_argument(before, near) {
        return true;
    }
    if let Some(head) = head_of_default(before, near) {
        let name = head.trim_ascii_end().to_ascii_lowercase();
        let name = name.strip_suffix(b"{").unwrap_or(&name).trim_ascii_end();
        let name = name.strip_suffix(b":").unwrap_or(name);
        return [b"\"".as_slice(), b"'"]
            .iter()
            .find_map(|q| name.strip_suffix(*q))
            .unwrap_or(name)
            .ends_with(b"region");
    }
    let quotes: [&[u8]; 3] = [b"\\\"", b"\"", b"'"];
    let near = quotes
        .iter()
        .find_map(|quote| near.strip_suffix(*quote))
        .unwrap_or(near);
    let set_off = near.ends_with(b" ");
    let near = near.trim_ascii_end().to_ascii_lowercase();
    let Some(at) = memmem::rfind(&near, b"region") else {
        return false;
    };
    // The query of a link: `…/cloudwatch/home?region=us-east-1`.
    if matches!(near[..at].last(), Some(b'?' | b'&')) {
        return false;
    }
    let between = &near[at + "region".len()..];
    // What a Region is compared with is one of several: `var.region == "…"`, `!Equals [!Ref AWS::Region, …]`, and
    // `aws:RequestedRegion` in a condition of IAM.
    let is_compared = near[..at].ends_with(b"requested")
        || memmem::find(between, b"==").is_some()
        || memmem::find(&near[..at], b"equals").is_some()
        || COMPARISONS.iter().any(|sign| between.starts_with(sign));
    if is_compared {
        return false;
    }
    // Several are a list, of which only the first would be after the name.
    if between.starts_with(b"s") {
        return false;
    }
    // `--region us-east-1`, `ENV AWS_REGION us-east-1`; in prose a blank alone says nothing.
    if between.is_empty() {
        return set_off && matches!(near[..at].last(), Some(b'-' | b'_'));
    }
    // Between the name and the value: an assignment, a call, a default.
    let between = between
        .strip_prefix(b"endpoint.getbysystemname")
        .unwrap_or(between);
    let is_set = between.len() <= 16
        && between
            .iter()
            .any(|b| matches!(b, b'=' | b':' | b'(' | b',' | b'|' | b'?'))
        && between
            .iter()
            .all(|b| b.is_ascii_alphabetic() || b"=:( \"'_.,->|?&".contains(b));
    is_set || sets_default(between) || ends_in_default(between)
}

/// What is between a value that can be absent and its default, in lower case.
const DEFAULTS: &[&[u8]] = &[
    b"=",
    b"or",
    b"||",
    b"||=",
    b"??",
    b"??=",
    b"?:",
    b"//",
    b".or_else",
    b".orelse",
    b".getorelse",
    b".unwrap_or",
    b".unwrap_or_else(|_|",
    b".unwrap_or_else(||",
];

/// What a value is wrapped in.
const WRAPPERS: &[&[u8]] = &[b"string::from(", b"region::new(", b"region.of(", b"("];

/// Whether what is between a name with `region` in it and a Region reads the variable of that name and has the Region as its
/// default: `") or`, `'] ??`, `").unwrap_or_else(|_|`, `providerchain::default_provider().or_else(`; or sets it: `"] =`.
fn sets_default(between: &[u8]) -> bool {
    let mut between = between.trim_ascii_end();
    while let Some(outer) = WRAPPERS.iter().find_map(|of| between.strip_suffix(*of)) {
        between = outer.trim_ascii_end();
    }
    let is_read = |read: &[u8]| {
        let is_of_reading = |b: &u8| b.is_ascii_alphanumeric() || b"_:.()[]{}'\" ".contains(b);
        let trimmed = read.trim_ascii_end();
        read.iter().all(is_of_reading)
            && trimmed
                .last()
                .is_none_or(|b| b"_)]}'\"".contains(b) || b.is_ascii_alphanumeric())
    };
    DEFAULTS.iter().any(|sign| {
        let read = between.strip_suffix(*sign);
        // A word has a blank before it.
        let is_word = sign[0].is_ascii_alphabetic();
        read.is_some_and(|read| is_read(read) && (!is_word || read.ends_with(b" ")))
    })
}

/// Whether what is between the name of a setting and a Region ends in the word for its default, among what describes the
/// setting: `", type=str, default=`, `: z.string().default(`, `: { format: String, default:`.
fn ends_in_default(between: &[u8]) -> bool {
    const WORDS: &[&[u8]] = &[b"default", b"default_value", b"defaultvalue"];
    let Some(before) = between
        .strip_suffix(b"=")
        .or_else(|| between.strip_suffix(b":"))
        .or_else(|| between.strip_suffix(b"("))
    else {
        return false;
    };
    let before = before.trim_ascii_end();
    let described = WORDS.iter().find_map(|word| before.strip_suffix(*word));
    described.is_some_and(|described| {
        let is_end = |b: &u8| !b.is_ascii_alphanumeric() && *b != b'_';
        described.last().is_some_and(is_end)
            && !described.contains(&b';')
            && memmem::find(described, b"--").is_none()
            && memmem::find(described, b"default").is_none()
    })
}

/// Whether a line is the default of an argument whose name is on a line of its own above it:
///
/// ```text
/// parser.add_argument(
///     "--region",
///     default="eu-west-1",
/// ```
fn is_default_of_argument(before: &[u8], line: &[u8]) -> bool {
    let value = unquoted_end(line).to_ascii_lowercase();
    if !matches!(value.trim_ascii(), b"default=" | b"default:" | b"default =") {
        return false;
    }
    let depth = indent(line);
    let above = &before[window_start(before, before.len(), DECLARATION)..before.len() - line.len()];
    let mut siblings = above
        .rsplit(|b| *b == b'\n')
        .skip(1)
        .take_while(|l| !l.trim_ascii().is_empty() && indent(l) >= depth);
    siblings.any(|l| {
        let argument = l.trim_ascii().to_ascii_lowercase();
        let argument = argument.strip_suffix(b",").unwrap_or(&argument);
        let name = [b"\"".as_slice(), b"'"]
            .iter()
            .find_map(|quote| argument.strip_prefix(*quote)?.strip_suffix(*quote));
        name.is_some_and(|name| name.ends_with(b"region"))
    })
}

/// Whether the Region is the second argument of boto3's `client("bedrock-runtime", "eu-west-1")`.
fn follows_a_service(line: &[u8]) -> bool {
    let line = unquoted_end(line);
    let Some(line) = line.strip_suffix(b",") else {
        return false;
    };
    let line = line.trim_ascii_end();
    let service = line
        .iter()
        .rev()
        .skip(1)
        .take_while(|b| b.is_ascii_lowercase() || **b == b'-');
    let start = line.len().saturating_sub(1 + service.count());
    line[start..].starts_with(b"bedrock") && unquoted_end(&line[..start]).ends_with(b"client(")
}

/// The largest distance between a default and the head of its declaration, in bytes.
const DECLARATION: usize = 400;

/// The line that opens the declaration whose default follows: `variable "region" {` in Terraform, `Region:` among the
/// parameters of a template, and `region:` above the `static` of Spring's settings. `line` is what is before the value on its own line.
pub(super) fn head_of_default<'t>(before: &'t [u8], line: &[u8]) -> Option<&'t [u8]> {
    let name = line.trim_ascii().to_ascii_lowercase();
    let name = name.strip_prefix(b"\"").unwrap_or(&name);
    let sign = [b"default".as_slice(), b"static"]
        .iter()
        .find_map(|word| name.strip_prefix(*word))?
        .trim_ascii_start();
    let sign = sign.strip_prefix(b"\"").unwrap_or(sign).trim_ascii_start();
    if !matches!(sign.first(), Some(b':' | b'=')) {
        return None;
    }
    let depth = indent(line);
    let above = &before[window_start(before, before.len(), DECLARATION)..before.len() - line.len()];
    above
        .rsplit(|b| *b == b'\n')
        .find(|l| !l.trim_ascii().is_empty() && indent(l) < depth)
}
