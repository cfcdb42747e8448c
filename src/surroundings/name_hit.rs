//! A name of the project where a text mentions it: what the bytes around it say.

use std::ops::Range;

use crate::source::Span;

/// A word in a text.
pub(super) struct NameHit<'t> {
    pub(super) text: &'t [u8],
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) word: usize,
}

impl NameHit<'_> {
    pub(super) fn span(&self) -> Span {
        Span {
            start: self.start,
            end: self.end,
        }
    }

    pub(super) fn is_word(&self) -> bool {
        let is_word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'@');
        let before = self.start.checked_sub(1).map(|at| self.text[at]);
        let after = self.text.get(self.end);
        !before.is_some_and(is_word)
            && !after.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
    }

    /// Whether the text declares the word here: as a type, a variable, a parameter, a key.
    pub(super) fn is_declared(&self) -> bool {
        const WORDS: &[&[u8]] = &[
            b"class",
            b"enum",
            b"struct",
            b"object",
            b"interface",
            b"trait",
            b"type",
            b"const",
            b"let",
            b"var",
            b"val",
            b"static",
            b"def",
            b"func",
            b"fun",
            b"fn",
            b"function",
            b"module",
            b"mod",
            b"namespace",
            b"record",
            b"protocol",
            b"define",
        ];
        let from = self.start.saturating_sub(60);
        let before = self.text[from..self.start].trim_ascii_end();
        let width = before
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        let spaced = before.len() < self.start - from;
        let word = &before[before.len() - width..];
        let after = &self.text[self.end..];
        spaced && WORDS.contains(&word) || is_assigned(after) || is_key(before, after)
    }

    /// The member that is read of the word, and where the reading ends: `.HAIKU`, `::HAIKU`, `["haiku"]`,
    /// `.get("haiku")`.
    pub(super) fn member(&self) -> Option<(Range<usize>, usize)> {
        const QUOTED: &[&[u8]] = &[b"[", b"?.[", b".get(", b".fetch(", b".getValue(", b".at("];
        const PLAIN: &[&[u8]] = &[b"?.", b"!.", b".", b"::$", b"::", b"->"];
        let rest = &self.text[self.end..self.text.len().min(self.end + 200)];
        for opening in QUOTED {
            let Some(inside) = rest.strip_prefix(*opening) else {
                continue;
            };
            let blanks = inside.len() - inside.trim_ascii_start().len();
            let from = self.end + opening.len() + blanks;
            // A symbol of Ruby, an escaped quote of JSON.
            let quote = match self.text.get(from..)? {
                [b':', ..] => 0,
                [b'\\', b'"', ..] => 2,
                [b'"' | b'\'', ..] => 1,
                _ => continue,
            };
            let start = from + quote.max(1);
            let width = self.text[start..]
                .iter()
                .take(120)
                .take_while(|b| is_of_key(**b))
                .count();
            let close = start + width + quote;
            return Some((start..start + width, (close + 1).min(self.text.len())));
        }
        let access = PLAIN.iter().find(|access| rest.starts_with(access))?;
        let start = self.end + access.len();
        let width = self.text[start..]
            .iter()
            .take(120)
            .take_while(|b| is_of_name(**b))
            .count();
        (width > 0).then_some((start..start + width, start + width))
    }

    /// Whether the word is named without what it belongs to: `HAIKU`, `.haiku`.
    pub(super) fn is_named_alone(&self) -> bool {
        let before = &self.text[..self.start];
        let owner = before
            .strip_suffix(b".")
            .or_else(|| before.strip_suffix(b"::"));
        owner.is_none_or(|owner| {
            !owner
                .last()
                .is_some_and(|b| is_of_name(*b) || matches!(b, b')' | b']'))
        })
    }

    /// Whether the word is named as a member of the type that the code is in: `self::Haiku`, `Self::Haiku`, `cls.HAIKU`.
    pub(super) fn is_of_own_type(&self) -> bool {
        const OWN: &[&[u8]] = &[
            b"self::",
            b"Self::",
            b"static::",
            b"cls.",
            b"self.",
            b"Self.",
        ];
        let before = &self.text[..self.start];
        OWN.iter().any(|own| before.ends_with(own))
    }

    /// Whether it is the pattern of an arm: `case HAIKU ->`, `self::Haiku => …`.
    pub(super) fn is_pattern(&self) -> bool {
        let line = &self.text[self.start.saturating_sub(40)..self.start];
        let start = memchr::memrchr(b'\n', line).map_or(0, |at| at + 1);
        let after = self.text[self.end..].trim_ascii_start();
        after.starts_with(b"=>")
            || after.starts_with(b"->")
            || line[start..].trim_ascii_start().starts_with(b"case ")
    }

    /// Whether members of the enum are reached here without being named: `Model(value)`, `for m in Model`,
    /// `list(Model)`, `Model[name]`, `model: Model`.
    pub(super) fn reaches_members(&self) -> bool {
        let after = self.text[self.end..].trim_ascii_start();
        let (before, is_spaced) = self.before_path();
        let iterated = is_spaced && (before.ends_with(b" in") || before.ends_with(b" of"));
        let argument = before.ends_with(b"(") && matches!(after.first(), Some(b')' | b','));
        let called = self.text.get(self.end) == Some(&b'(');
        let indexed = self.text.get(self.end) == Some(&b'[') && after.get(1) != Some(&b']');
        iterated || argument || called || indexed || self.is_a_type(before)
    }

    /// What is before the word and the path to it, `models.Model` and `crate::Model`, without blanks, and whether there were
    /// any.
    fn before_path(&self) -> (&[u8], bool) {
        let from = self.start.saturating_sub(80);
        let mut before = &self.text[from..self.start];
        while let Some(path) = before
            .strip_suffix(b".")
            .or_else(|| before.strip_suffix(b"::"))
        {
            let width = path.iter().rev().take_while(|b| is_of_name(**b)).count();
            if width == 0 {
                break;
            }
            before = &path[..path.len() - width];
        }
        let trimmed = before.trim_ascii_end();
        (trimmed, trimmed.len() < before.len())
    }

    /// Whether the enum is the type of a parameter, a variable or a field, or is given to something that makes a member of
    /// what it reads: `model: Model`, `Model model`, `list[Model]`, `type=Model`. `before` is what is before it.
    fn is_a_type(&self, before: &[u8]) -> bool {
        const MARKS: &[&[u8]] = &[b"&mut", b"&", b"*", b"?", b"readonly"];
        let mark = MARKS.iter().find_map(|mark| before.strip_suffix(*mark));
        let before = mark.unwrap_or(before).trim_ascii_end();
        let after = &self.text[self.end..self.text.len().min(self.end + 80)];
        let next = after.iter().find(|b| !matches!(b, b' ' | b'\t'));
        let ends = |ends: &[u8]| next.is_none_or(|b| ends.contains(b));
        let is_after = |mark: &[u8], others: &[&[u8]]| {
            before.ends_with(mark) && !others.iter().any(|other| before.ends_with(other))
        };
        is_after(b":", &[b"::"]) && ends(b",)]}>=;{|\r\n")
            || is_after(b"->", &[]) && ends(b":,)]}>=;{|\r\n")
            || is_after(b"=", &[b"==", b"!=", b">=", b"<="]) && ends(b",);}\r\n")
            || is_after(b"=>", &[]) && ends(b",)")
            || matches!(before.last(), Some(b'<' | b'[' | b',')) && ends(b">]")
            || matches!(before.last(), Some(b'<' | b'[')) && ends(b",")
            || names_a_variable(after)
    }
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Whether a name that is declared follows a type: ` model,`, ` $model = `, ` model;`.
fn names_a_variable(after: &[u8]) -> bool {
    let name = after.trim_ascii_start();
    let is_spaced = name.len() < after.len() && !after.starts_with(b"\n");
    let name = name.strip_prefix(b"...").unwrap_or(name);
    let name = name.strip_prefix(b"$").unwrap_or(name);
    let width = name.iter().take_while(|b| is_of_name(**b)).count();
    let after = name[width..].trim_ascii_start();
    is_spaced
        && width > 0
        && (matches!(after.first(), Some(b',' | b')' | b';'))
            || after.starts_with(b"=") && !after.starts_with(b"=="))
}

fn is_of_key(byte: u8) -> bool {
    is_of_name(byte) || matches!(byte, b'-' | b'.')
}

/// Whether a text begins with an assignment: `= "…"`, `: str = "…"`, `:= "…"`, ` ModelID = "…"`.
pub(super) fn is_assigned(after: &[u8]) -> bool {
    let after = &after[..after.len().min(80)];
    let blanks = after
        .iter()
        .take_while(|b| matches!(b, b' ' | b'\t'))
        .count();
    let after = &after[blanks..];
    let typed = after.iter().take_while(|b| is_of_name(**b)).count();
    if typed > 0 && blanks > 0 {
        return matches!(after[typed..].trim_ascii_start(), [b'=', next, ..] if !matches!(next, b'=' | b'>' | b'~'));
    }
    match after {
        [b'=', next, ..] => !matches!(next, b'=' | b'>' | b'~'),
        [b':', b'=', ..] => true,
        [b':', rest @ ..] if !rest.starts_with(b":") => {
            let line = rest
                .split(|b| matches!(b, b'\n' | b',' | b')'))
                .next()
                .unwrap_or_default();
            line.windows(3).any(|w| {
                w[1] == b'='
                    && !matches!(w[0], b'=' | b'!' | b'<' | b'>')
                    && !matches!(w[2], b'=' | b'>')
            })
        }
        _ => false,
    }
}

/// Whether what is between two texts is a key or a parameter: `{ HAIKU: …`.
fn is_key(before: &[u8], after: &[u8]) -> bool {
    matches!(after, [b':', next, ..] if *next != b':')
        && matches!(before.last(), Some(b'{' | b',' | b'('))
}

#[cfg(test)]
mod tests {
    use super::NameHit;

    #[test]
    fn a_type_of_a_parameter_or_field_reaches_the_members() {
        let hit = |text: &str| {
            let start = text.find("Model").expect("the name is there");
            NameHit {
                text: text.as_bytes(),
                start,
                end: start + 5,
                word: 0,
            }
            .reaches_members()
        };
        for text in [
            "def ask(model: Model):",
            "def ask(model: Model = None):",
            "model: models.Model\n",
            "model: Model | None",
            "model: Annotated[Model, Query()]",
            "models: list[Model]",
            "fn ask(model: &crate::Model) {",
            "fn ask(model: Option<Model>) {",
            "public String ask(@RequestParam Model model) {",
            "private Model model;",
            "function ask(Model $model): string {",
            "function ask(?Model $model): string {",
            "#[Column(enumType: Model)]",
            "@Field(() => Model)",
            "type=Model, required=True",
            "fun ask(model: Model) =",
            "func first() -> Model {",
        ] {
            assert!(hit(text), "{text}");
        }
        for text in [
            "isinstance(model, Model)",
            "from models import Model",
            "if kind == Model:",
            "return Model",
            "Model or other",
            "raise Model from error",
        ] {
            assert!(!hit(text), "{text}");
        }
    }
}
