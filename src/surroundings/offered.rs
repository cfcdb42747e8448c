//! Values of which somebody may choose one: options of a form, of a command line or of a parameter, the values that a schema
//! accepts.

use memchr::memmem;

use super::collection_usage::{is_only_indexed, usage};
use super::compared::selects_members;
use super::element::{
    COLLECTIONS, Element, LEVELS, Role, contains_statements, last_piece, name_at_end, named,
    words_of,
};
use super::file::File;
use super::line::folded;
use super::occurrence::Occurrence;
use super::picked_options::{is_picked_from, is_value_of_a_flag};
use super::read_fields::is_select;
use super::sent_entries::sends_entries_of;
use super::usage::Usage;
use super::{describing_fields as facts, sql, struct_tags};
use crate::language::{Kind, Trait};
use crate::outline::{Block, BlockKind, Item};
use crate::reference::Entries;

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
    "fixedcompletions",
    "ismember",
    "mysqlenum",
    "pgenum",
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
        || is_rule_of_laravel(occurrence, element)
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
        return is_key_of_a_set(file, element) || is_key_of_a_menu(file, element);
    }
    if super::condition::is_asserted(occurrence, element)
        || is_literal_type(file, element)
        || is_value_of_a_menu_item(file, element)
        || is_member_of_choices(file, element)
        || is_suggested(file, element)
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
            if collects
                && (CHOICES.contains(&name.as_str())
                    || is_named_for_choices(file, element, names.name))
            {
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
            if collects && name == "values" && is_accepted(file, block.parent)
                || collects && name == "examples" && is_select(file, block.parent)
            {
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
    // FastAPI: `model: str = Query(enum=["…"])`.
    const PARTS: &[&str] = &["body", "cookie", "form", "header", "path", "query"];
    let callee = last_piece(named(file, around).callee);
    let is_list = matches!(
        name,
        "allowedvalues" | "allowablevalues" | "validvalues" | "possiblevalues"
    );
    around.kind == BlockKind::Round
        && (is_list && callee.ends_with("parameter")
            || name == "enum" && PARTS.contains(&callee.as_str()))
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
        || is_select(file, number)
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
    // What is said about the model in a record of its own: `constraints: { maxTokens: 2048 }`.
    let fields = items
        .iter()
        .take(12)
        .filter(|item| !is_record_of_facts(file, element.block, item));
    let keys: Vec<String> = fields
        .map(|item| folded(name_at_end(&file.text()[item.key()])))
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

/// Whether a field has a record with facts about a model, or with what its parameters may be.
fn is_record_of_facts(file: &File<'_>, number: usize, item: &Item) -> bool {
    const NAMES: &[&str] = &[
        "capabilities",
        "constraints",
        "cost",
        "limits",
        "pricing",
        "ranges",
    ];
    let name = folded(name_at_end(&file.text()[item.key()]));
    let record = file.outline().value_block(number, item, item.value());
    NAMES.contains(&name.as_str())
        && record.is_some_and(|record| !facts::of_block(file, record, None).requests)
}

/// The value or text of an option in markup: `<option value="…">`, `<MenuItem value="…">`. The text before it decides, since
/// tags are not blocks.
fn is_option_of_a_form(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    let file = occurrence.file;
    let text = file.text();
    // In a literal that is markup, what is before the ID there: `` `<option value="…">` ``.
    let is_in_literal = element.quoted && !element.alone;
    let (start, end) = match is_in_literal {
        true => (element.word.start, occurrence.span.start),
        false => (0, element.word.start),
    };
    let before = &text[start.max(end.saturating_sub(240)).min(end)..end];
    let is_attribute = || {
        let attribute = before
            .strip_suffix(b"\"")
            .or_else(|| before.strip_suffix(b"'"));
        let attribute = attribute.map(|rest| rest.strip_suffix(b"\\").unwrap_or(rest));
        attribute.is_some_and(|rest| rest.ends_with(b" value="))
    };
    if !file.source.language.has(Trait::FormMarkup) && !is_in_literal
        || is_in_literal && !is_attribute()
    {
        return false;
    }
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

/// Whether a list has a name for choices and its elements are pairs of a value and a text, as in Django:
/// `AI_MODEL_CHOICES = [("…", "Haiku")]`.
fn is_named_for_choices(file: &File<'_>, element: &Element, name: &[u8]) -> bool {
    let words = words_of(name);
    let ends = |ending: &str| words.last().is_some_and(|word| word == ending);
    let outline = file.outline();
    let pair = outline.items(element.block);
    let is_pair = outline.block(element.block).kind == BlockKind::Round
        && element.item == Some(0)
        && pair.len() == 2
        && matches!(
            file.text().get(pair[1].span.start),
            Some(b'"' | b'\'' | b'_' | b'g')
        );
    file.kind() == Kind::Code && ends("choices") && is_pair
}

/// A member of the choices of Django, which a field offers: `class Model(models.TextChoices)` with `choices=Model.choices`.
fn is_member_of_choices(file: &File<'_>, element: &Element) -> bool {
    const CHOICES: &[u8] = b"TextChoices)";
    let head = file.text()[file.outline().block(element.block).head.clone()].trim_ascii();
    let head = head.strip_suffix(b":").unwrap_or(head);
    file.source.language.has(Trait::EnumClasses)
        && element.role == Role::Value
        && head.starts_with(b"class ")
        && head.ends_with(CHOICES)
        && !has_a_used_member(file, name_at_start(&head[b"class ".len()..]))
}

/// Whether a file names a member of choices, such as the default: `LLM.HAIKU`, and not `LLM.choices`.
fn has_a_used_member(file: &File<'_>, name: &[u8]) -> bool {
    const OF_ALL: &[&[u8]] = &[b"choices", b"labels", b"names", b"values"];
    let text = file.text();
    let reads = |at: usize| text[at + name.len()..].strip_prefix(b".");
    let mut members = file
        .names
        .offsets(text, name)
        .take(MENTIONS)
        .filter_map(reads);
    name.is_empty() || members.any(|member| !OF_ALL.contains(&name_at_start(member)))
}

/// How many mentions of a name are looked at.
const MENTIONS: usize = 64;

/// Whether the reference is an element of a list below a name for suggestions, which other code shows: `SUGGESTED_MODELS = {
/// bedrock: ["…"] }`.
fn is_suggested(file: &File<'_>, element: &Element) -> bool {
    let outline = file.outline();
    let is_named = |number: &usize| {
        let words = words_of(named(file, outline.block(*number)).name);
        words
            .iter()
            .any(|word| matches!(word.as_str(), "suggested" | "suggestions"))
    };
    let is_sent = |number: usize| sends_entries_of(file, number, Entries::Elements);
    let is_list = file.kind() == Kind::Code
        && element.role == Role::Bare
        && outline.block(element.block).kind == BlockKind::Square;
    let mut around = outline.around(element.block).take(3).filter(|_| is_list);
    around.find(is_named).is_some_and(|number| {
        let name = named(file, outline.block(number)).name;
        !is_sent(number) && !gives_its_first(file, name)
    }) && !is_sent(element.block)
}

/// Whether a file takes the first of the lists below a name by itself: `SUGGESTED_MODELS.bedrock[0]`.
fn gives_its_first(file: &File<'_>, name: &[u8]) -> bool {
    /// How much after a name is read.
    const PATH: usize = 80;
    const FIRSTS: &[&[u8]] = &[b"[0]", b".at(0)", b".first"];
    let text = file.text();
    let mut mentions = file.names.offsets(text, name).take(MENTIONS);
    mentions.any(|at| {
        let after = &text[at + name.len()..text.len().min(at + name.len() + PATH)];
        let path = after
            .split(u8::is_ascii_whitespace)
            .next()
            .unwrap_or_default();
        FIRSTS
            .iter()
            .any(|first| memmem::find(path, first).is_some())
    })
}

fn name_at_start(text: &[u8]) -> &[u8] {
    let is_of_name = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'_';
    &text[..text.iter().take_while(is_of_name).count()]
}

/// A key of a map of which a menu offers the keys, and of which nothing else is sent: `st.selectbox("Model", list(MODELS))`.
fn is_key_of_a_menu(file: &File<'_>, element: &Element) -> bool {
    let name = named(file, file.outline().block(element.block)).name;
    matches!(file.kind(), Kind::Code | Kind::Notebook)
        && name.len() > 1
        && usage(file, name).offered
        && !sends_entries_of(file, element.block, Entries::Offered)
}

/// A value in the rule of Laravel that accepts some: `'required|in:…,…'`.
fn is_rule_of_laravel(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    let text = occurrence.file.text();
    let start = element
        .word
        .start
        .max(occurrence.span.start.saturating_sub(400));
    let before = text
        .get(start.min(occurrence.span.start)..occurrence.span.start)
        .unwrap_or_default();
    let rule = before
        .rsplit(|b| matches!(b, b'|' | b'\'' | b'"'))
        .next()
        .unwrap_or_default();
    occurrence.file.source.language.name == "php" && element.quoted && rule.starts_with(b"in:")
}
