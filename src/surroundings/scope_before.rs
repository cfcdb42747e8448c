//! The scope of a profile that a program puts before a name: `f"eu.{MODEL_ID}"`, `"us." + MODEL_ID`, `"${var.geo}.${var.model}"`.
//! What the name is defined as then has to be the ID of a foundation model: a profile would get a second scope.

use memchr::memmem;

use super::element::words_of;
use super::file::File;
use crate::catalog::Catalog;
use crate::line_ends::window_start;
use crate::model_id::ProfileScope;
use crate::outline::BlockKind;

/// How far before a name its scope can be.
const NEAR: usize = 100;

/// What begins a placeholder in a literal, longer marks first.
const MARKS: &[&[u8]] = &[b"${{", b"#{", b"${", b"{{", b"\\(", b"%{", b"{", b"$"];

/// What joins two texts.
const OPERATORS: &[&[u8]] = &[b"+", b"..", b".", b"<>", b"&"];

/// Words of which one is in the name of what is the scope of a profile.
const WORDS: &[&str] = &[
    "area",
    "continent",
    "cri",
    "cris",
    "geo",
    "geography",
    "inference",
    "prefix",
    "profile",
    "region",
    "scope",
];

/// A scope before a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PutBefore {
    /// A scope as text.
    Written(ProfileScope),
    /// What a variable contains, or a function returns.
    Computed,
}

/// Whether a text has a dot before something that can be a name, so that a scope may be before it.
pub(super) fn may_have_one(text: &[u8]) -> bool {
    memchr::memchr_iter(b'.', text)
        .filter_map(|at| text.get(at + 1))
        .any(|next| b"{$#\\%\"'`".contains(next))
}

/// The scope that is put before the name at an offset.
pub(super) fn scope_before(file: &File<'_>, name: usize) -> Option<PutBefore> {
    let text = file.text();
    let start = window_start(text, name, NEAR);
    let line = memchr::memrchr(b'\n', &text[start..name]).map_or(start, |n| start + n + 1);
    let near = without_owner(&text[line..name]);
    inserted(near)
        .or_else(|| joined(near))
        .or_else(|| formatted(file, name))
}

/// A text without the owner of the name after it: `var.`, `self.`, `MODELS["`.
fn without_owner(near: &[u8]) -> &[u8] {
    let unquoted = [b"\"".as_slice(), b"'"]
        .iter()
        .find_map(|quote| near.strip_suffix(*quote))
        .unwrap_or(near);
    let owner = [b"[".as_slice(), b".", b"::", b"->"]
        .iter()
        .find_map(|sign| match *sign {
            b"[" => unquoted.strip_suffix(*sign),
            _ => near.strip_suffix(*sign),
        });
    let Some(owner) = owner else {
        return near;
    };
    let is_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'.');
    let width = owner.iter().rev().take_while(is_name).count();
    match width {
        0 => near,
        _ => &owner[..owner.len() - width],
    }
}

/// The scope before a placeholder: `eu.{`, `${geo}.${`, `$GEO.$`.
fn inserted(near: &[u8]) -> Option<PutBefore> {
    let near = near.trim_ascii_end();
    let before = MARKS.iter().find_map(|mark| near.strip_suffix(*mark))?;
    scope_at_end(before.strip_suffix(b".")?)
}

/// The scope before an operator: `"eu." +`, `geo + "." +`.
fn joined(near: &[u8]) -> Option<PutBefore> {
    let near = near.strip_suffix(b"$").unwrap_or(near).trim_ascii_end();
    let before = OPERATORS.iter().find_map(|sign| near.strip_suffix(*sign))?;
    let (literal, quote) = before
        .trim_ascii_end()
        .split_at_checked(before.trim_ascii_end().len().checked_sub(1)?)?;
    if !matches!(quote, b"\"" | b"'" | b"`") {
        return None;
    }
    let literal = literal.strip_suffix(b".")?;
    let Some(before) = literal.strip_suffix(quote) else {
        return scope_at_end(literal);
    };
    let before = before.trim_ascii_end();
    let variable = OPERATORS
        .iter()
        .find_map(|sign| before.strip_suffix(*sign))?;
    let is_of_value = |b: &&u8| !matches!(**b, b'=' | b',' | b';' | b'{');
    let width = variable.iter().rev().take_while(is_of_value).count();
    of_variable(&variable[variable.len() - width..])
}

/// The scope at the end of a text in a literal: `eu`, `{geo}`, `$GEO`.
fn scope_at_end(text: &[u8]) -> Option<PutBefore> {
    for (open, close) in [(b'{', b"}".as_slice()), (b'(', b")")] {
        if let Some(inside) = text.strip_suffix(close) {
            let at = memchr::memrchr(open, inside)?;
            return of_variable(&inside[at..]);
        }
    }
    let is_word = |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'-');
    let width = text.iter().rev().take_while(is_word).count();
    let (before, word) = text.split_at(text.len() - width);
    if before.ends_with(b"$") {
        return of_variable(word);
    }
    let scope = std::str::from_utf8(word).ok()?;
    let is_start = before.last().is_none_or(|b| b"\"'`/ :=".contains(b));
    let is_known = is_start && Catalog::embedded().scope(scope).is_some();
    is_known.then(|| PutBefore::Written(ProfileScope::new(scope)))
}

/// What an expression has whose names say that it is a scope.
fn of_variable(expression: &[u8]) -> Option<PutBefore> {
    let words = words_of(expression);
    let is_scope = words.iter().any(|word| WORDS.contains(&word.as_str()));
    is_scope.then_some(PutBefore::Computed)
}

/// The scope in the pattern of a call: `"{}.{}".format(geo, MODEL)`, `Sprintf("eu.%s", model)`.
fn formatted(file: &File<'_>, name: usize) -> Option<PutBefore> {
    let (text, outline) = (file.text(), file.outline());
    let number = outline.block_at(name);
    let block = outline.block(number);
    if block.kind != BlockKind::Round {
        return None;
    }
    let (index, _) = outline.item_at(number, name)?;
    let items = outline.items(number);
    let head = text[block.head.clone()].trim_ascii_end();
    let (pattern, first) = match head.strip_suffix(b".format") {
        Some(receiver) if receiver.ends_with(b"\"") || receiver.ends_with(b"'") => (receiver, 0),
        _ => (text[items.first()?.value()].trim_ascii(), 1),
    };
    // No pattern that people write is longer.
    let pattern = &pattern[pattern.len().saturating_sub(NEAR)..];
    let (pattern, quote) = pattern.split_at_checked(pattern.len().checked_sub(1)?)?;
    let opens = memmem::rfind(pattern, quote)?;
    let pattern = &pattern[opens + 1..];
    let is_quote = matches!(quote, b"\"" | b"'");
    let argument = index.checked_sub(first).filter(|_| is_quote)?;
    let mut placeholders = (0..pattern.len()).filter(|at| matches!(pattern[*at], b'{' | b'%'));
    let own = placeholders.nth(argument)?;
    let before = pattern[..own].strip_suffix(b".")?;
    if !before.ends_with(b"}") && !before.ends_with(b"%s") && !before.ends_with(b"%v") {
        return scope_at_end(before);
    }
    let variable = items.get(index.checked_sub(1).filter(|at| *at >= first)?)?;
    of_variable(&text[variable.span.clone()])
}

#[cfg(test)]
mod tests {
    use super::super::file::File;
    use super::super::tests::source;
    use super::{PutBefore, scope_before};
    use crate::model_id::ProfileScope;

    #[test]
    fn a_scope_is_found_before_a_name() {
        let written = |scope: &str| Some(PutBefore::Written(ProfileScope::new(scope)));
        let computed = || Some(PutBefore::Computed);
        for (path, text, expected) in [
            ("a.py", "x = f\"eu.{NAME}\"", written("eu")),
            ("a.py", "x = f\"us-gov.{self.NAME}\"", written("us-gov")),
            ("a.py", "x = f\"{geo}.{NAME}\"", computed()),
            (
                "a.py",
                "x = f\"{PREFIXES[region]}.{MODELS['NAME']}\"",
                computed(),
            ),
            ("a.py", "x = f\"{region.split('-')[0]}.{NAME}\"", computed()),
            ("a.py", "x = 'eu.' + NAME", written("eu")),
            ("a.py", "x = prefix + '.' + NAME", computed()),
            ("a.py", "x = \"{}.{}\".format(prefix, NAME)", computed()),
            ("a.py", "x = \"eu.{}\".format(NAME)", written("eu")),
            ("a.ts", "x = `${geo}.${this.NAME}`", computed()),
            (
                "a.go",
                "x := fmt.Sprintf(\"%s.%s\", region, NAME)",
                computed(),
            ),
            ("a.go", "x := \"apac.\" + models.NAME", written("apac")),
            ("a.sh", "x=\"$GEO.$NAME\"", computed()),
            ("a.sh", "x=eu.$NAME", written("eu")),
            ("a.rb", "x = \"eu.#{NAME}\"", written("eu")),
            ("a.php", "<?php $x = 'eu.' . $NAME;", written("eu")),
            ("a.tf", "x = \"${var.geo}.${var.NAME}\"", computed()),
            // Something else before a dot.
            ("a.py", "x = f\"bedrock.{NAME}\"", None),
            ("a.py", "x = f\"{tenant}.{NAME}\"", None),
            ("a.py", "x = f\"cafe.eu.{NAME}\"", None),
            ("a.py", "x = f\"{region}-{NAME}\"", None),
            ("a.py", "x = 'The ID is eu.' + ' ' + NAME", None),
            ("a.py", "x = config.NAME", None),
            ("a.py", "x = log(\"%s: %s\", region, NAME)", None),
        ] {
            let source = source(path, text);
            let file = File::new(&source);
            let at = text.find("NAME").unwrap();
            assert_eq!(scope_before(&file, at), expected, "{text}");
        }
    }
}
