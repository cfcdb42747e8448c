//! The environment variable whose value or default a reference is: `MODEL_ID=…` in settings, `os.environ.get("MODEL_ID", …)` in
//! the code that reads them. Both decide on one request.

use super::element::{name_at_end, named};
use super::file::File;
use super::line::{folded, unquoted_end};
use super::occurrence::Occurrence;
use crate::language::Kind;
use crate::outline::{BlockKind, Item};
use crate::reference::{Declared, Form, Found};

/// What a reference is declared as, with the variable.
pub(super) fn add(
    occurrence: &Occurrence<'_, '_>,
    found: &Found,
    declared: Option<Declared>,
) -> Option<Declared> {
    match of(occurrence, found) {
        None => declared,
        variable => Some(Declared {
            variable,
            ..declared.unwrap_or_default()
        }),
    }
}

/// The name of the variable; absent where the text shows none.
fn of(occurrence: &Occurrence<'_, '_>, found: &Found) -> Option<Box<str>> {
    if !matches!(found.form, Form::Base | Form::Profile) {
        return None;
    }
    let (file, element) = (occurrence.file, occurrence.element());
    if !element.alone {
        return None;
    }
    let (text, outline) = (file.text(), file.outline());
    let key = element.key(file);
    match file.kind() {
        Kind::Code => read_in_call(file, element.block, element.item)
            .or_else(|| read_before_operator(element.before(file))),
        Kind::Config | Kind::Infra | Kind::Data if is_variable(key) => as_text(key),
        // `- name: MODEL_ID` and `value: …`, or the same as fields of a record.
        Kind::Config | Kind::Infra | Kind::Data if folded(key) == "value" => {
            let mut items = outline.items(element.block).iter();
            let name = items.find(|item| folded(name_at_end(&text[item.key()])) == "name")?;
            let name = unquoted(&text[name.value()]);
            is_variable(name).then(|| as_text(name)).flatten()
        }
        _ => None,
    }
}

/// The variable that a call reads whose last argument is its default: `getenv("MODEL_ID", "…")`.
fn read_in_call(file: &File<'_>, block: usize, item: Option<usize>) -> Option<Box<str>> {
    let (text, outline) = (file.text(), file.outline());
    let call = outline.block(block);
    if call.kind != BlockKind::Round || item != Some(1) {
        return None;
    }
    let callee = folded(named(file, call).callee);
    let first: &Item = outline.items(block).first()?;
    let name = unquoted(&text[first.span.clone()]);
    (callee.contains("env") && is_variable(name))
        .then(|| as_text(name))
        .flatten()
}

/// The variable before the operator of a default: `process.env.MODEL_ID || "…"`, `${MODEL_ID:-…}`.
fn read_before_operator(before: &[u8]) -> Option<Box<str>> {
    const OPERATORS: &[&[u8]] = &[b"||", b"??", b":-"];
    let before = before.trim_ascii_end();
    let (operator, read) = OPERATORS
        .iter()
        .find_map(|operator| Some((*operator, before.strip_suffix(*operator)?)))?;
    let read = read.trim_ascii_end();
    let is_name = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'_';
    let indexed = read.strip_suffix(b"]").map(unquoted_end);
    let read = indexed.unwrap_or(read);
    let width = read.iter().rev().take_while(is_name).count();
    let (object, name) = read.split_at(read.len() - width);
    let object = object.to_ascii_lowercase();
    let is_environment = operator == b":-" && object.ends_with(b"${")
        || [&b"env."[..], b"env[\"", b"env['"]
            .iter()
            .any(|of| object.ends_with(of));
    (is_environment && is_variable(name))
        .then(|| as_text(name))
        .flatten()
}

/// Whether a name is written as variables of the environment are, with more than a word.
fn is_variable(name: &[u8]) -> bool {
    name.contains(&b'_')
        && name.first().is_some_and(u8::is_ascii_uppercase)
        && name
            .iter()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
}

fn unquoted(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii();
    let text = text
        .strip_prefix(b"\"")
        .or_else(|| text.strip_prefix(b"'"))
        .unwrap_or(text);
    unquoted_end(text)
}

fn as_text(name: &[u8]) -> Option<Box<str>> {
    std::str::from_utf8(name).ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::super::file::File;
    use super::super::occurrence::Occurrence;
    use super::super::tests::source;
    use super::of;
    use crate::reference::{Form, Found};
    use crate::source::Span;

    #[test]
    fn settings_and_code_name_a_variable() {
        for (path, text, expected) in [
            ("a.py", "m = os.environ.get('MODEL_ID', 'HIT')", true),
            ("a.py", "m = os.getenv(\"MODEL_ID\", \"HIT\")", true),
            ("a.ts", "const m = process.env.MODEL_ID || 'HIT';", true),
            ("a.ts", "const m = process.env['MODEL_ID'] ?? 'HIT';", true),
            ("a.tf", "variables = {\n  MODEL_ID = \"HIT\"\n}", true),
            ("a.yaml", "environment:\n  MODEL_ID: HIT\n", true),
            ("a.yaml", "env:\n  - name: MODEL_ID\n    value: HIT\n", true),
            (".env", "MODEL_ID=HIT\n", true),
            ("a.py", "m = settings.get('MODEL_ID', 'HIT')", false),
            ("a.py", "m = os.getenv('HIT', 'MODEL_ID')", false),
            ("a.ts", "const m = options.MODEL_ID || 'HIT';", false),
            ("a.yaml", "model: HIT\n", false),
            ("a.yaml", "- name: Model\n  value: HIT\n", false),
        ] {
            let source = source(path, text);
            let start = text.find("HIT").expect("the reference is in the text");
            let end = start + 3;
            let found = Found::at(Span { start, end }, Form::Base);
            let file = File::new(&source);
            let name = of(&Occurrence::new(&file, found.span), &found);
            assert_eq!(
                name.as_deref(),
                expected.then_some("MODEL_ID"),
                "{path}: {text}"
            );
        }
    }
}
