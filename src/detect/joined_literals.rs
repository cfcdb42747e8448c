//! The rest of an ID that is joined from several literals: by operators, by adjacency, or as arguments of a call.

/// The width of blanks, continued lines and the borders between the strings of a notebook's cell: `\n",⏎ "`.
pub(super) fn blank(rest: &[u8]) -> usize {
    let mut at = 0;
    while let Some(byte) = rest.get(at) {
        at += match byte {
            b'\\' => notebook_border(&rest[at..]).unwrap_or(1),
            byte if byte.is_ascii_whitespace() => 1,
            _ => break,
        };
    }
    at
}

/// The width of the end of one string of a list and the beginning of the next, where the first ends a line.
pub(super) fn notebook_border(rest: &[u8]) -> Option<usize> {
    let behind = rest
        .strip_prefix(b"\\n\"")?
        .trim_ascii_start()
        .strip_prefix(b",")?
        .trim_ascii_start();
    Some(rest.len() - behind.strip_prefix(b"\"")?.len())
}

/// The width of the text between two pieces of an expression, and whether it contains an operator.
pub(super) fn operator(rest: &[u8]) -> Option<(usize, bool)> {
    const OPERATORS: &[&[u8]] = &[
        b"++", b"+", b"..", b"||", b"<>", b"&", b"~", b"^", b"*", b".",
    ];
    let before = blank(rest);
    if before > 120 {
        return None;
    }
    let operator = OPERATORS.iter().find(|o| rest[before..].starts_with(o));
    // In PHP and Perl a dot joins; in prose it ends a sentence, and then a blank follows it and none precedes it.
    // In Julia a star joins; elsewhere it is a pattern.
    let operator =
        operator.filter(|o| !matches!(**o, b"." | b"*") || joins(&rest[before + 1..], before > 0));
    let comma = usize::from(operator.is_none() && rest.get(before) == Some(&b','));
    let width = before + operator.map_or(comma, |o| o.len());
    let after = blank(&rest[width..]);
    (operator.is_none() || after <= 120).then_some((width + after, operator.is_some()))
}

/// Whether a dot before `rest` joins two pieces: a variable or literal follows, set off on both sides or on none.
pub(super) fn joins(rest: &[u8], set_off: bool) -> bool {
    let next = if set_off {
        rest.trim_ascii_start()
    } else {
        rest
    };
    matches!(next.first(), Some(b'$' | b'"' | b'\''))
}

/// The arguments of `"…".format("a", "b")`, `format("…", "a", "b")` or `"…" % ("a", "b")`, where all are literals;
/// `behind` begins after the closing quote.
pub(super) fn literal_arguments(behind: &[u8], count: usize) -> Option<Vec<String>> {
    const LEADS: &[&[u8]] = &[b".format(", b",", b"%(", b"%"];
    let window = &behind[..behind.len().min(400)];
    let mut rest = window.trim_ascii_start();
    rest = LEADS
        .iter()
        .find_map(|lead| rest.strip_prefix(*lead))?
        .trim_ascii_start();
    rest = rest.strip_prefix(b"(").unwrap_or(rest);
    let mut arguments = Vec::new();
    while arguments.len() < count {
        rest = rest.trim_ascii_start();
        rest = rest.strip_prefix(b",").unwrap_or(rest).trim_ascii_start();
        let opening = literal_opening(rest)?;
        let quote = rest[opening - 1];
        let end = opening
            + rest[opening..]
                .iter()
                .position(|b| *b == quote || *b == b'\n')?;
        arguments.push(
            std::str::from_utf8(&rest[opening..end])
                .ok()?
                .to_ascii_lowercase(),
        );
        rest = &rest[end + 1..];
    }
    Some(arguments)
}

/// The width of the opening of a literal, with a prefix as in Python and C#.
pub(super) fn literal_opening(rest: &[u8]) -> Option<usize> {
    let prefix = rest
        .iter()
        .take_while(|b| matches!(b, b'f' | b'r' | b'b' | b'u' | b'$' | b'@'))
        .count();
    (prefix <= 2 && matches!(rest.get(prefix), Some(b'"' | b'\''))).then_some(prefix + 1)
}
