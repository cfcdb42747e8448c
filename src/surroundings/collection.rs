//! The purpose of the collection around a reference, by its name, its form, and what the file does with it: models that
//! are rejected, or values to choose from.

use memchr::memmem;

use super::collection_usage::{is_only_indexed, usage};
use super::compared::selects_members;
use super::element::{
    COLLECTIONS, Element, LEVELS, Role, contains_statements, last_piece, makes_a_collection,
    name_at_end, name_of_variable, named,
};
use super::ending_names::{names_a_replacement, names_an_ending, names_denied, names_ended_models};
use super::file::File;
use super::line::folded;
use super::occurrence::Occurrence;
use super::picked_options::{is_picked_from, is_value_of_a_flag};
use super::sent_entries::sends_entries_of;
use super::usage::Usage;
use super::used_lists::is_used;
use super::{sql, struct_tags};
use crate::language::{Kind, Trait};
use crate::outline::{Block, BlockKind};
use crate::reference::Entries;

/// Whether the reference is an element or key of a collection that is named for models which are turned down.
pub(super) fn is_turned_down(occurrence: &Occurrence<'_, '_>) -> bool {
    let file = occurrence.file;
    if !matches!(
        file.kind(),
        Kind::Code | Kind::Data | Kind::Config | Kind::Infra | Kind::Notebook
    ) {
        return false;
    }
    let element = occurrence.element();
    if element.listed {
        let name = name_of_words(file, element);
        return names_ended_models(name) && !is_gone_through(file, name);
    }
    // A list in one value: `BLOCKED_MODELS=…,…`.
    if is_value_of_a_list(occurrence, element) {
        return true;
    }
    if !element.alone || names_a_replacement(element.key(file)) {
        return false;
    }
    let outline = file.outline();
    let mut below: Option<usize> = None;
    for number in outline.around(element.block).take(LEVELS) {
        let block = outline.block(number);
        if contains_statements(file, block) {
            return false;
        }
        let names = named(file, block);
        let holds = block.kind != BlockKind::Round
            || last_piece(names.callee).is_empty()
            || makes_a_collection(names.callee);
        if !holds {
            return false;
        }
        let name = section_or(names.name, file, number);
        let name = match folded(name).as_str() {
            "default" => name_of_variable(file, block.parent).unwrap_or(name),
            _ => name,
        };
        if is_list_in_a_denying_record(file, element, below, name) {
            return true;
        }
        if names_an_ending(name) {
            if is_parameter(file, number) {
                return false;
            }
            let counts = match below {
                None => match element.role {
                    Role::Key => true,
                    Role::Bare => names_ended_models(name),
                    // `LEGACY_MODELS = {"fast": "…"}` gives IDs to code that asks for a name.
                    Role::Value => false,
                },
                // A record in a list, the list in its constructor.
                Some(_) => {
                    (element.role == Role::Key || names_ended_models(name))
                        && matches!(
                            block.kind,
                            BlockKind::Square | BlockKind::Round | BlockKind::Lines
                        )
                        && !matches!(below_kind(file, below), Some(BlockKind::Lines))
                }
            };
            let entries = match element.role {
                Role::Key => Entries::Keys,
                _ => Entries::Elements,
            };
            return counts
                && (element.role == Role::Key
                    || !is_gone_through(file, name) && !is_used(file, name))
                && !sends_entries_of(file, number, entries);
        }
        below = Some(number);
    }
    false
}

/// `blocked: { models: ["…"] }`: the list of models of a record that is named for what is turned down. The models of one that
/// is named `legacy` may still be called.
fn is_list_in_a_denying_record(
    file: &File<'_>,
    element: &Element,
    below: Option<usize>,
    name: &[u8],
) -> bool {
    const LISTS: &[&str] = &["models", "modelids", "ids"];
    let Some(list) = below.map(|number| file.outline().block(number)) else {
        return false;
    };
    element.role == Role::Bare
        && list.kind == BlockKind::Square
        && LISTS.contains(&folded(named(file, list).name).as_str())
        && names_denied(name)
}

/// Whether the reference is one of several in the value of a setting outside of any block, which is named for models that
/// have ended: `RETIRED_MODELS=…,…`. One ID alone is not a list.
fn is_value_of_a_list(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    let file = occurrence.file;
    let (start, end) = occurrence.line_bounds();
    let line = &file.text()[start..end];
    let before = &file.text()[start..element.word.start.max(start)];
    let name = memchr::memchr(b'=', before).map_or(&b""[..], |at| before[..at].trim_ascii());
    let is_plural = folded(name).ends_with("models") || folded(name).ends_with("modelids");
    file.kind() == Kind::Config
        && element.block == 0
        && is_plural
        && memchr::memchr(b',', line).is_some()
        && !names_a_replacement(name)
        && names_ended_models(name)
}

/// The name that a literal list of words is assigned to: `RETIRED = %w[…]`, `@retired ~w(…)`.
fn name_of_words<'s>(file: &File<'s>, element: &Element) -> &'s [u8] {
    if element.role == Role::Value {
        return element.key(file);
    }
    let before = element.before(file).trim_ascii_end();
    let name = name_at_end(before);
    match before[..before.len() - name.len()].ends_with(b"@") {
        true => name,
        false => b"",
    }
}

/// Whether a collection is the default of a parameter, whose name proves nothing: `def ask(legacy=["…"])`.
fn is_parameter(file: &File<'_>, number: usize) -> bool {
    const FUNCTIONS: &[&[u8]] = &[
        b"def",
        b"function",
        b"fun",
        b"func",
        b"fn",
        b"async",
        b"constructor",
    ];
    let outline = file.outline();
    let parent = outline.block(outline.block(number).parent);
    let head = file.text()[parent.head.clone()].trim_ascii_start();
    let first = head.split(|b| !b.is_ascii_alphanumeric()).next();
    parent.kind == BlockKind::Round && first.is_some_and(|word| FUNCTIONS.contains(&word))
}

fn below_kind(file: &File<'_>, below: Option<usize>) -> Option<BlockKind> {
    below.map(|number| file.outline().block(number).kind)
}

/// The name of a block; of a section its header.
fn section_or<'s>(name: &'s [u8], file: &File<'s>, number: usize) -> &'s [u8] {
    let block = file.outline().block(number);
    if block.kind == BlockKind::Section {
        &file.text()[block.head.clone()]
    } else {
        name
    }
}

/// Whether the file goes through the collection of this name and never asks whether something is in it.
fn is_gone_through(file: &File<'_>, name: &[u8]) -> bool {
    if !matches!(file.kind(), Kind::Code | Kind::Notebook | Kind::Infra) {
        return false;
    }
    let usage = usage(file, name);
    usage.taken && !usage.tested && file.calls_bedrock()
}

/// Names of lists whose elements may be chosen, folded.
const CHOICES: &[&str] = &[
    "allowedvalues",
    "allowablevalues",
    "enum",
    "choices",
    "options",
    "validvalues",
    "possiblevalues",
    "valueparser",
    "oneof",
    "anyof",
];

/// Calls whose arguments may be chosen, by the last piece of their name, folded.
const OFFERS: &[&str] = &[
    "allowedvalues",
    "allowablevalues",
    "validateinclusion",
    "possiblevaluesparser",
    "validateset",
    "allowed",
    "selectbox",
    "radio",
    "multiselect",
    "segmentedcontrol",
    "dropdown",
    "isin",
    "oneof",
    "inclusion",
    "valid",
    "enum",
    "possiblevalues",
    "valueparser",
];

/// Whether a call makes the values of an option: `click.Choice(`, `option("--model").choice(`. The `choice` of a generator
/// of random numbers picks one and uses it.
fn is_type_of_choices(callee: &[u8], head: &[u8]) -> bool {
    let is_type = callee.ends_with(b"Choice") || callee.ends_with(b"Choices");
    let is_method = matches!(last_piece(callee).as_str(), "choice" | "choices");
    let head = head.to_ascii_lowercase();
    let of_option = [&b"option("[..], b"argument("]
        .iter()
        .any(|call| memmem::find(&head, call).is_some());
    is_type || is_method && of_option
}

/// Whether the reference is a value that somebody may choose.
pub(super) fn is_offered(occurrence: &Occurrence<'_, '_>) -> bool {
    let file = occurrence.file;
    if !matches!(
        file.kind(),
        Kind::Code | Kind::Data | Kind::Config | Kind::Infra | Kind::Notebook
    ) {
        return false;
    }
    let element = occurrence.element();
    if is_option_of_a_form(occurrence, element)
        || sql::is_checked(occurrence)
        || struct_tags::is_choice(file, occurrence.span.start)
    {
        return true;
    }
    if element.listed && element.role == Role::Value {
        let name = element.key(file);
        return match folded(name).as_str() {
            "in" => is_inclusion(file, element.block),
            _ => file.kind() == Kind::Code && is_only_offered(usage(file, name)),
        };
    }
    if !element.alone || is_value_of_a_flag(file, element) {
        return false;
    }
    if element.role == Role::Key {
        return is_key_of_a_set(file, element);
    }
    if super::condition::is_asserted(occurrence, element)
        || is_literal_type(file, element)
        || is_value_of_a_menu_item(file, element)
    {
        return true;
    }
    let outline = file.outline();
    let labelled = is_labelled(file, element);
    let constant = folded(element.key(file)) == "const";
    let mut role = element.role;
    for (depth, number) in outline.around(element.block).take(LEVELS).enumerate() {
        let block = outline.block(number);
        if contains_statements(file, block) {
            return false;
        }
        let names = named(file, block);
        let (name, callee) = (folded(names.name), last_piece(names.callee));
        // The values of a vector of R may have names for people: `choices = c("Claude" = "…")`.
        if depth == 0 && names.callee == b"c" && CHOICES.contains(&name.as_str()) {
            return true;
        }
        let is_list = match block.kind {
            BlockKind::Square | BlockKind::Round => true,
            BlockKind::Lines => role == Role::Bare,
            BlockKind::Curly => {
                !file.source.language.has(Trait::BracesAreObjects) && role == Role::Bare
            }
            _ => false,
        };
        if role == Role::Bare && is_list || (depth > 0 && (labelled || constant)) {
            let collects = block.kind != BlockKind::Round
                || callee.is_empty()
                || COLLECTIONS.contains(&callee.as_str());
            if collects && CHOICES.contains(&name.as_str()) {
                return (name != "enum" || block.kind != BlockKind::Curly)
                    && (is_rule_of_a_parameter(file, block, &name)
                        || !is_picked_from(file, block, names.name)
                            && !sends_entries_of(file, number, Entries::Offered));
            }
            if collects && name == "in" && is_inclusion(file, block.parent) {
                return true;
            }
            let offers = OFFERS.contains(&callee.as_str())
                || is_type_of_choices(names.callee, &file.text()[block.head.clone()]);
            let is_option = names.callee == b".tag" && file.source.language.name == "swift"
                || names.callee == b"Rule::in"
                || is_literal_of_a_schema(names.callee);
            if block.kind == BlockKind::Round && is_option {
                return true;
            }
            if collects && name == "collection" && is_field_of_a_form(file, element) {
                return true;
            }
            if block.kind == BlockKind::Round && offers {
                // After a list of what may be chosen, the default.
                return depth > 0 || !has_a_list(file, number);
            }
            // Nix calls a function without parentheses: `types.enum [ "…" ]`.
            if block.kind == BlockKind::Square && names.callee.ends_with(b"types.enum") {
                return true;
            }
            if collects && name == "values" && is_accepted(file, block.parent) {
                return true;
            }
            if block.kind == BlockKind::Round
                && callee == "contains"
                && file.source.language.has(Trait::TerraformBlocks)
            {
                return true;
            }
            if !name.is_empty() && collects && matches!(file.kind(), Kind::Code | Kind::Notebook) {
                return is_only_offered(usage(file, names.name))
                    && !selects_members(file, names.name)
                    || labelled && !sends_entries_of(file, number, Entries::Offered);
            }
        } else if !(element.role == Role::Value && (labelled || constant)) {
            return false;
        }
        // A record, a tuple or a constructor in the list.
        role = Role::Bare;
    }
    false
}

/// Whether a file only offers a collection, or asks whether something is in it.
fn is_only_offered(usage: Usage) -> bool {
    (usage.offered || usage.tested) && !usage.taken
}

/// Whether a list is the argument for the allowed values of a parameter: `CfnParameter(self, "Model", allowed_values=["…"])`.
/// The file may send the value that a user gives, but not the list.
fn is_rule_of_a_parameter(file: &File<'_>, block: &Block, name: &str) -> bool {
    let outline = file.outline();
    let mut around = outline.block(block.parent);
    // `new CfnParameter(this, "Model", { allowedValues: ["…"] })`
    if around.kind == BlockKind::Curly {
        around = outline.block(around.parent);
    }
    matches!(
        name,
        "allowedvalues" | "allowablevalues" | "validvalues" | "possiblevalues"
    ) && around.kind == BlockKind::Round
        && last_piece(named(file, around).callee).ends_with("parameter")
}

/// Whether a call makes the schema of one value that is accepted: `z.literal("…")` of Zod, `Schema.Literal(…)` of Effect.
/// A literal of SQL or Spark is used.
fn is_literal_of_a_schema(callee: &[u8]) -> bool {
    const SCHEMAS: &[&[u8]] = &[
        b"z", b"zod", b"v", b"t", b"s", b"S", b"Schema", b"Type", b"yup", b"Joi",
    ];
    let dot = callee.iter().rposition(|b| *b == b'.').unwrap_or(0);
    last_piece(callee) == "literal" && SCHEMAS.contains(&&callee[..dot])
}

/// The value of an item of a menu that a call makes: `DropdownMenuItem(value: '…', child: Text('Haiku'))` of Flutter.
fn is_value_of_a_menu_item(file: &File<'_>, element: &Element) -> bool {
    const ITEMS: &[&str] = &[
        "dropdownmenuitem",
        "dropdownmenuentry",
        "popupmenuitem",
        "buttonsegment",
        "radiolisttile",
        // Mesop and Discord.
        "selectoption",
    ];
    let block = file.outline().block(element.block);
    block.kind == BlockKind::Round
        && folded(element.key(file)) == "value"
        && ITEMS.contains(&last_piece(named(file, block).callee).as_str())
}

/// The type of a field or parameter that accepts only some values: Python's `model: Literal["…"]`, and the fields of a type of
/// TypeScript. An alias, which other code may go through, is a declaration.
fn is_literal_type(file: &File<'_>, element: &Element) -> bool {
    let outline = file.outline();
    let block = outline.block(element.block);
    if file.source.language.has(Trait::EnumClasses) {
        let parent = outline.item_at(block.parent, block.inner.start);
        let is_annotation = parent.is_some_and(|(_, item)| {
            let before = &file.text()[item.span.start..block.inner.start];
            memchr::memchr(b':', before).is_some() && memchr::memchr(b'=', before).is_none()
        });
        return element.role == Role::Bare
            && block.kind == BlockKind::Square
            && last_piece(named(file, block).callee) == "literal"
            && is_annotation;
    }
    let head = file.text()[block.head.clone()].trim_ascii();
    let head = head.strip_prefix(b"export ").unwrap_or(head);
    if head.contains(&b'}') {
        return false;
    }
    file.source.language.has(Trait::UnionTypes)
        && element.role == Role::Value
        && block.kind == BlockKind::Curly
        && (head.starts_with(b"interface ")
            || head.starts_with(b"type ") && matches!(head.last(), Some(b'=' | b'|' | b'&')))
}

/// A key of a set of Go of which the file only asks whether something is in it: `map[string]struct{}{"…": {}}`.
fn is_key_of_a_set(file: &File<'_>, element: &Element) -> bool {
    let block = file.outline().block(element.block);
    let head = &file.text()[block.head.clone()];
    let is_set = [&b"]struct{}"[..], b"]bool"]
        .iter()
        .any(|kind| head.trim_ascii_end().ends_with(kind));
    file.source.language.has(Trait::TypeAfterName)
        && is_set
        && is_only_indexed(file, named(file, block).name)
}

/// Whether one of the first arguments of a call is a list.
fn has_a_list(file: &File<'_>, number: usize) -> bool {
    let outline = file.outline();
    let inner = outline.block(number).inner.clone();
    let mut children = outline.children_in(number, inner).take(LEVELS);
    children.any(|child| {
        let list = outline.block(child);
        list.kind == BlockKind::Square && file.text()[list.head.clone()].trim_ascii().is_empty()
    })
}

/// Menus, by the last piece of the name of what makes them, folded.
const MENUS: &[&str] = &[
    "select",
    "dropdown",
    "combobox",
    "radiogroup",
    "selectinput",
];

/// Whether the values of a block are those that may be chosen: those of a menu, of a parameter with a type and a default, or
/// of dbt's test of a column.
fn is_accepted(file: &File<'_>, number: usize) -> bool {
    let block = file.outline().block(number);
    let names = named(file, block);
    let is_menu = MENUS.contains(&last_piece(names.callee).as_str());
    let head = file.text()[block.head.clone()].trim_ascii_end();
    let has_key = |name: &str| {
        let mut items = file.outline().items(number).iter().take(12);
        items.any(|item| folded(name_at_end(&file.text()[item.key()])) == name)
    };
    block.kind == BlockKind::Round && is_menu
        || block.kind == BlockKind::Element && has_key("type") && has_key("default")
        || block.kind == BlockKind::Lines && head.ends_with(b"accepted_values:")
}

/// Whether a block has the options of Rails' check that a value is in a list: `inclusion: { in: […] }`.
fn is_inclusion(file: &File<'_>, number: usize) -> bool {
    let block = file.outline().block(number);
    block.kind == BlockKind::Curly && folded(named(file, block).name) == "inclusion"
}

/// Whether the reference is in the arguments of Rails' field of a form: `f.input :model, collection: ["…"]`.
fn is_field_of_a_form(file: &File<'_>, element: &Element) -> bool {
    let end = element.word.start;
    let statement = file.outline().block(element.block).statement;
    let start = statement.max(end.saturating_sub(STATEMENT)).min(end);
    file.source.language.has(Trait::ModulesWithoutBrackets)
        && memmem::find(&file.text()[start..end], b".input ").is_some()
}

/// How long the statement of a field is at most.
const STATEMENT: usize = 400;

/// A record of what a menu shows and what it refers to: `{ label: "Claude", value: "…" }`.
fn is_labelled(file: &File<'_>, element: &Element) -> bool {
    const SHOWN: &[&str] = &["label", "text", "title", "displayname", "display"];
    const VALUES: &[&str] = &["value", "id", "key", "model", "modelid"];
    const BESIDE: &[&str] = &[
        "group",
        "icon",
        "disabled",
        "isdisabled",
        "hint",
        "tooltip",
        "sublabel",
        "subtitle",
        "category",
        "description",
        "selected",
        "name",
        "provider",
        "badge",
        "short",
    ];
    let key = folded(element.key(file));
    // The text of an option can be its value.
    let is_shown = SHOWN.contains(&key.as_str());
    if element.role != Role::Value || !(is_shown || VALUES.contains(&key.as_str())) {
        return false;
    }
    let block = file.outline().block(element.block);
    if !matches!(block.kind, BlockKind::Curly | BlockKind::Element) {
        return false;
    }
    let items = file.outline().items(element.block);
    let keys: Vec<String> = items
        .iter()
        .take(12)
        .map(|item| folded(super::element::name_at_end(&file.text()[item.key()])))
        .collect();
    if is_shown && !keys.iter().any(|key| key == "value") {
        return false;
    }
    let shown = keys.iter().any(|key| SHOWN.contains(&key.as_str()));
    // If no key is for the shown text, a value is one of a list of settings: `{ name: "MODEL", value: "…" }`.
    let known = |key: &String| {
        SHOWN.contains(&key.as_str())
            || VALUES.contains(&key.as_str())
            || BESIDE.contains(&key.as_str())
    };
    shown && (is_shown || key == "value" || key == "id" || key == "key") && keys.iter().all(known)
}

/// The value or text of an option in markup: `<option value="…">`, `<MenuItem value="…">`. The text before it decides, since
/// tags are not blocks.
fn is_option_of_a_form(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    let file = occurrence.file;
    if !file.source.language.has(Trait::FormMarkup) {
        return false;
    }
    let text = file.text();
    let before = &text[element.word.start.saturating_sub(240)..element.word.start];
    let Some(open) = memchr::memrchr(b'<', before) else {
        return false;
    };
    let name = &before[open + 1..];
    let width = name
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(**b, b'-' | b'.'))
        .count();
    let tag = folded(&name[..width]);
    let is_option = [
        "option",
        "menuitem",
        "selectitem",
        "radio",
        "radiobutton",
        "radiogroupitem",
        "comboboxitem",
        "listboxitem",
        "dropdownitem",
    ]
    .iter()
    .any(|t| tag.ends_with(t));
    // In XML, `<option name="…" value="…"/>` is a setting.
    let is_setting = file.source.language.name == "xml" && memmem::find(name, b" name=").is_some();
    // Code after an arrow or a brace is no longer the tag.
    is_option
        && !is_setting
        && memmem::find(name, b"=>").is_none()
        && memchr::memchr(b';', name).is_none()
}
