//! The text of an ID to the right of its provider, freed from the ways in which files encode it.
//!
//! Percent-encoding (once and twice), regular expressions (`\.`), the escapes of JSON and of programs (`\u003a`, `\x2e`),
//! references of HTML and XML (`&#46;`), the `_` of sanitised names and continued lines are undone; each character keeps
//! the offset where it ends.

/// Longest ID that is read; the longest known one has 58 bytes.
const MAX_RUN: usize = 128;

/// The text around a provider, in lower case and decoded.
#[derive(Debug, Default)]
pub(super) struct EncodedRun {
    /// Provider, dot and all ID characters after it.
    pub(super) text: String,
    /// For each byte of `text`, the offset in the source where its spelling ends.
    ends: Vec<usize>,
    /// Where reading stopped.
    pub(super) stop: usize,
    /// Whether any dot, colon or dash was escaped as in a regular expression.
    pub(super) regex: bool,
    /// Whether it is written in capitals: any in the provider's name, or more than a slip after it.
    pub(super) upper: bool,
}

impl EncodedRun {
    /// Reads the run that begins with a provider's name at `start`.
    pub(super) fn read(source: &[u8], start: usize) -> Self {
        let mut run = Self {
            stop: start,
            ..Self::default()
        };
        let mut capitals = 0;
        while run.text.len() < MAX_RUN {
            let Some((byte, width, regex)) = decode(&source[run.stop..]) else {
                break;
            };
            run.stop += width;
            run.regex |= regex;
            if byte == CONTINUED {
                continue;
            }
            capitals += usize::from(byte.is_ascii_uppercase());
            run.upper |= capitals > 1 || (capitals == 1 && !run.text.contains('.'));
            run.text.push(byte.to_ascii_lowercase() as char);
            run.ends.push(run.stop);
        }
        run
    }

    /// The offset in the source after the first `len` bytes of the text.
    pub(super) fn end(&self, len: usize) -> usize {
        len.checked_sub(1).map_or(self.stop, |last| self.ends[last])
    }

    /// Turns the `v1_0` of sanitised names into `v1:0`; lengths stay.
    pub(super) fn unsanitise(&mut self) {
        let bytes = self.text.as_bytes();
        let is_version = |at: usize| {
            let digits = bytes[..at]
                .iter()
                .rev()
                .take_while(|b| b.is_ascii_digit())
                .count();
            digits > 0
                && bytes[..at - digits].ends_with(b"-v")
                && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
        };
        if let Some(at) = bytes
            .iter()
            .position(|b| *b == b'_')
            .filter(|&at| is_version(at))
        {
            self.text.replace_range(at..=at, ":");
        }
    }
}

/// Marks a continued line, which is not part of the text.
const CONTINUED: u8 = b'\n';

/// The next ID character: the byte, the width of its spelling, and whether it was escaped as in a regular
/// expression.
pub(super) fn decode(rest: &[u8]) -> Option<(u8, usize, bool)> {
    let &first = rest.first()?;
    match first {
        byte if is_id_byte(byte) => Some((first, 1, false)),
        b'%' => decode_percent(rest),
        b'\\' => decode_backslash(rest),
        b'&' => decode_reference(rest),
        b'[' if rest.len() >= 3 && matches!(rest[1], b'.' | b':' | b'-') && rest[2] == b']' => {
            Some((rest[1], 3, true))
        }
        _ => None,
    }
}

fn is_id_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b':' | b'-' | b'_')
}

fn decode_percent(rest: &[u8]) -> Option<(u8, usize, bool)> {
    let twice = rest.len() >= 3 && &rest[1..3] == b"25";
    let digits = if twice { 3 } else { 1 };
    Some((code(rest.get(digits..digits + 2)?, 16)?, digits + 2, false))
}

/// The ID character of a code point, which is given in digits of this base.
fn code(digits: &[u8], base: u32) -> Option<u8> {
    let digits = std::str::from_utf8(digits)
        .ok()
        .filter(|digits| !digits.starts_with('+'))?;
    u32::from_str_radix(digits, base)
        .ok()
        .and_then(|code| u8::try_from(code).ok())
        .filter(|byte| is_id_byte(*byte))
}

fn decode_backslash(rest: &[u8]) -> Option<(u8, usize, bool)> {
    let slashes = rest.iter().take_while(|b| **b == b'\\').count();
    let after = &rest[slashes..];
    match after.first()? {
        byte @ (b'.' | b':' | b'-') => Some((*byte, slashes + 1, true)),
        b'u' => Some((code(after.get(1..5)?, 16)?, slashes + 5, false)),
        b'x' => Some((code(after.get(1..3)?, 16)?, slashes + 3, false)),
        b'\n' if slashes == 1 => Some((CONTINUED, 2 + blanks(&after[1..]), false)),
        b'\r' if slashes == 1 && after.get(1) == Some(&b'\n') => {
            Some((CONTINUED, 3 + blanks(&after[2..]), false))
        }
        _ => None,
    }
}

/// `&#46;`, `&#x2E;`, `&period;`.
fn decode_reference(rest: &[u8]) -> Option<(u8, usize, bool)> {
    const NAMED: &[(&[u8], u8)] = &[(b"&period;", b'.'), (b"&colon;", b':'), (b"&lowbar;", b'_')];
    if let Some((spelling, byte)) = NAMED
        .iter()
        .find(|(spelling, _)| rest.starts_with(spelling))
    {
        return Some((*byte, spelling.len(), false));
    }
    let end = memchr::memchr(b';', &rest[..rest.len().min(8)])?;
    let byte = match rest.get(..end)? {
        [b'&', b'#', b'x' | b'X', digits @ ..] => code(digits, 16),
        [b'&', b'#', digits @ ..] => code(digits, 10),
        _ => None,
    };
    Some((byte?, end + 1, false))
}

fn blanks(rest: &[u8]) -> usize {
    rest.iter()
        .take_while(|b| matches!(b, b' ' | b'\t'))
        .count()
}
