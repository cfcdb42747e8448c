//! Makes scanned text harmless for a terminal and for a format of one line a finding.

use std::borrow::Cow;

/// Shows control characters and those that change the direction of text as `\u{…}`, a newline, a tab and a
/// carriage return as in Rust. What is left moves no cursor and hides nothing.
pub(crate) fn terminal(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hostile(c) { escaped.extend(c.escape_default()) } else { escaped.push(c) }
    }
    Cow::Owned(escaped)
}

/// Control characters (C0, DEL, C1), line and paragraph separators, marks and overrides of direction, and
/// characters without width that make two texts look alike.
pub(crate) fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
        || matches!(c, '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::terminal;

    #[test]
    fn controls_and_directions_are_shown() {
        assert_eq!(terminal("plain ünï 字"), "plain ünï 字");
        assert_eq!(terminal("a\u{1b}[31mb\r\n\tc"), r"a\u{1b}[31mb\r\n\tc");
        assert_eq!(terminal("x\u{202e}y\u{200b}z\u{9b}"), r"x\u{202e}y\u{200b}z\u{9b}");
    }
}
