//! Calls that replace one text by another: `text.replace("…", "…")`, `re.sub(r"…", "…", text)`,
//! `strings.ReplaceAll(s, "…", "…")`.
//!
//! What is searched for is compared with the text. What is put there instead is a use, and so is the text itself. The number of
//! arguments decides which is which: `router.replace("…")` and `history.replace("…", { … })` go to a page.

use super::super::element::{Element, Role, last_piece, named};
use super::super::file::File;
use super::super::line::folded;
use super::super::occurrence::Occurrence;
use crate::outline::{BlockKind, Item, Separator};

/// What a reference is in a call that replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReplacedPart {
    /// What is searched for.
    Searched,
    /// What is put there instead.
    Inserted,
}

/// Where the arguments of a function are: the text first, or what is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    /// `(text, searched, inserted)`, or `(searched, inserted)` of a method or after a pipe.
    TextFirst,
    /// `(searched, inserted)`, whatever follows.
    SearchedFirst,
    /// `(searched, inserted, searched, inserted, …)`.
    Pairs,
    /// `(of: searched, with: inserted)`.
    Labels,
}

/// A function that replaces.
struct ReplacingFunction {
    /// Its names, folded.
    names: &'static [&'static str],
    /// The languages in which it has this order; empty for all.
    languages: &'static [&'static str],
    /// The last piece of its receiver, folded; empty for any and none.
    receivers: &'static [&'static str],
    order: Order,
}

const FUNCTIONS: &[ReplacingFunction] = &[
    ReplacingFunction {
        names: &[
            "replace",
            "replaceall",
            "replacefirst",
            "replacelast",
            "replaceonce",
            "replacen",
            "regexpreplace",
        ],
        languages: &[],
        receivers: &[],
        order: Order::TextFirst,
    },
    ReplacingFunction {
        names: &["sub", "subn"],
        languages: &["python", "jupyter"],
        receivers: &["re", "re2", "regex"],
        order: Order::SearchedFirst,
    },
    // Of a module of Lua; a method of it and of Ruby; the function of R and awk.
    ReplacingFunction {
        names: &["gsub"],
        languages: &[],
        receivers: &["string"],
        order: Order::TextFirst,
    },
    ReplacingFunction {
        names: &["gsub"],
        languages: &[],
        receivers: &[],
        order: Order::SearchedFirst,
    },
    ReplacingFunction {
        names: &["sub"],
        languages: &["ruby", "crystal", "r", "awk"],
        receivers: &[],
        order: Order::SearchedFirst,
    },
    ReplacingFunction {
        names: &["strreplace", "strireplace", "pregreplace", "mberegreplace"],
        languages: &["php", "blade"],
        receivers: &[],
        order: Order::SearchedFirst,
    },
    ReplacingFunction {
        names: &["strreplace", "strreplaceall"],
        languages: &["r"],
        receivers: &[],
        order: Order::TextFirst,
    },
    ReplacingFunction {
        names: &["newreplacer"],
        languages: &[],
        receivers: &["strings"],
        order: Order::Pairs,
    },
    ReplacingFunction {
        names: &["replacingoccurrences"],
        languages: &[],
        receivers: &[],
        order: Order::Labels,
    },
];

/// Modules and types whose functions take the text as their first argument.
const MODULES: &[&str] = &["strings", "string", "stringutils", "regex", "regexp"];

/// What a reference is in the call that replaces it or inserts it; absent if no such call contains it.
pub(super) fn part_of_replacement(
    occurrence: &Occurrence<'_, '_>,
    element: &Element,
) -> Option<ReplacedPart> {
    let (file, outline) = (occurrence.file, occurrence.file.outline());
    let block = outline.block(element.block);
    if is_key_for_a_column(file, element) {
        return Some(ReplacedPart::Searched);
    }
    if block.kind != BlockKind::Round || !element.quoted {
        return None;
    }
    let callee = named(file, block).callee;
    let name = last_piece(callee);
    let after = file.text().get(block.inner.end + 1..).unwrap_or_default();
    if name == "split" && after.starts_with(b".join(") {
        return Some(ReplacedPart::Searched);
    }
    let dot = callee.iter().rposition(|b| matches!(b, b'.' | b':'));
    let receiver = dot.map(|at| last_piece(&callee[..at]));
    let language = file.source.language.name;
    let is_meant = |function: &&ReplacingFunction| {
        let is_receiver = |of: &String| function.receivers.contains(&of.as_str());
        function.names.contains(&name.as_str())
            && (function.languages.is_empty() || function.languages.contains(&language))
            && (function.receivers.is_empty() || receiver.as_ref().is_some_and(is_receiver))
    };
    let function = FUNCTIONS.iter().find(is_meant)?;
    let items = outline.items(element.block);
    let at = element.item?;
    let item = items.get(at)?;
    if function.order == Order::Labels {
        return part_of_label(&file.text()[item.key()]);
    }
    if element.role != Role::Bare || item.span.end > element.word.end {
        return None;
    }
    let texts = items.iter().take_while(|item| is_text(file.text(), item));
    let texts = texts.count();
    let searched = match function.order {
        Order::SearchedFirst => 0,
        Order::Pairs => at - at % 2,
        _ => {
            let is_of_module = receiver
                .as_ref()
                .is_none_or(|of| MODULES.contains(&of.as_str()))
                || name == "regexpreplace";
            match texts {
                // `replace("…", "…")` without a receiver may be anything, `map.replace("…", "…", "…")` has a key first.
                2 if receiver.is_some() => 0,
                3 if is_of_module => 1,
                _ => return None,
            }
        }
    };
    match at.checked_sub(searched) {
        Some(0) if texts > searched + 1 => Some(ReplacedPart::Searched),
        Some(1) => Some(ReplacedPart::Inserted),
        _ => None,
    }
}

/// Whether the reference is the key of a map by which pandas replaces the values of a column: `df["model"].replace({"…": "…"})`.
fn is_key_for_a_column(file: &File<'_>, element: &Element) -> bool {
    let outline = file.outline();
    let block = outline.block(element.block);
    let around = outline.block(block.parent);
    let head = file.text()[around.head.clone()].trim_ascii_end();
    let is_column = || head.ends_with(b"].replace") || head.ends_with(b"].map");
    matches!(file.source.language.name, "python" | "jupyter")
        && element.role == Role::Key
        && block.kind == BlockKind::Curly
        && around.kind == BlockKind::Round
        && is_column()
}

fn part_of_label(label: &[u8]) -> Option<ReplacedPart> {
    match folded(label).as_str() {
        "of" => Some(ReplacedPart::Searched),
        "with" => Some(ReplacedPart::Inserted),
        _ => None,
    }
}

/// Whether an argument can be a text: no number of replacements, no option, no object.
fn is_text(text: &[u8], item: &Item) -> bool {
    let first = text.get(item.span.start);
    let is_named = matches!(
        item.separator,
        Some((_, Separator::Colon | Separator::Assign))
    );
    let is_option = is_named && !matches!(first, Some(b'"' | b'\''));
    !is_option && !matches!(first, None | Some(b'{' | b'[' | b'-' | b'0'..=b'9'))
}
