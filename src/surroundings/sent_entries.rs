//! Whether a file sends requests to the models of a registry that it declares: an entry is then used, whatever describes it.

use std::ops::Range;

use super::assigned_names::{field_of_object, indexed, without_type};
use super::declaration::module_of;
use super::described_keys::makes_a_map;
use super::element::{contains_statements, last_piece, name_at_end, name_of_variable, named};
use super::entry_variables::{parameter_of_call, statement_before, variables_of_loop};
use super::field_names::describes;
use super::file::File;
use super::line::folded;
use super::mentions::mentions_in;
use super::own_functions::{
    AHEAD, EntryName, body_of_loop, declares_a_method, entry_names, function_around, function_of,
    of_function, of_shell_function, parameters_named, words,
};
use super::requests::is_model_argument;
use super::sent_arguments::{first_of_statement, is_handed_to_a_sender, is_sent};
use super::struct_fields::names_of_field;
use crate::language::{Kind, Trait};
use crate::line_ends::window_end;
use crate::outline::{Block, BlockKind, Item, Separator};
use crate::reference::Entries;

/// How many blocks around an argument may be those of its call.
const LEVELS: usize = 3;

/// How many names are followed from a collection.
const NAMES: usize = 16;

/// Whether an entry of the collection in a block is the model of a request: by the name of the collection, of a variable that is
/// made from it, of a loop over it, of a function that returns one, or where the collection itself is the argument.
pub(super) fn sends_entries_of(file: &File<'_>, number: usize, entries: Entries) -> bool {
    let outline = file.outline();
    let is_program =
        matches!(file.kind(), Kind::Code | Kind::Infra) || file.source.language.name == "jsonnet";
    if !is_program || number == 0 || number >= outline.len() {
        return false;
    }
    let block = outline.block(number);
    let start = block.inner.start.saturating_sub(1);
    let known = file.sent.borrow().get(&(number, entries)).copied();
    known.unwrap_or_else(|| {
        let name = name_of_collection(file, block);
        let others = entry_names_at(file, start)
            .into_iter()
            .filter(|other| other.name != name);
        let others: Vec<EntryName<'_>> = others.collect();
        let sends = is_sent_elsewhere(file, block, &others, entries)
            || is_sent(file, start)
            || are_sent(file, others, name, entries)
            || sends_of_name(file, name, entries);
        file.sent.borrow_mut().insert((number, entries), sends);
        sends
    })
}

/// Whether another file sends requests to the entries of the collection in a block, by one of its names, or by a name that is
/// made from it.
fn is_sent_elsewhere(
    file: &File<'_>,
    block: &Block,
    others: &[EntryName<'_>],
    entries: Entries,
) -> bool {
    if file.sent_elsewhere.is_empty() {
        return false;
    }
    let own = name_of_collection(file, block);
    let mut names = others.to_vec();
    names.push(EntryName {
        name: own,
        scope: 0..file.text().len(),
    });
    let names = names_made_from(file, names, own, entries);
    names.iter().any(|made| {
        let name = String::from_utf8_lossy(made.name).into_owned();
        file.sent_elsewhere.contains(&(name, entries))
    })
}

/// The name of a collection: of a variable of Terraform that of the variable, of which it is the default; where a method
/// adds to one, that of its receiver: `PRICES.set("…", 8)`.
pub(super) fn name_of_collection<'s>(file: &File<'s>, block: &Block) -> &'s [u8] {
    const ADDERS: &[&[u8]] = &[b".set", b".put", b".insert", b".add", b".append", b".push"];
    let names = named(file, block);
    match names.name {
        b"default" => name_of_variable(file, block.parent).unwrap_or(names.name),
        b"" if file.source.language.name == "elixir" => name_of_attribute(file, block),
        b"" if makes_a_map(file, block) => named(file, file.outline().block(block.parent)).name,
        b"" if is_default_export(file, block) => module_of(&file.source.path.display).as_bytes(),
        b"" => {
            let receiver = ADDERS
                .iter()
                .find_map(|add| names.callee.strip_suffix(*add));
            receiver.unwrap_or_default()
        }
        name => name,
    }
}

/// Whether a block is what a module exports without a name, which importers call like the module, as a rule.
fn is_default_export(file: &File<'_>, block: &Block) -> bool {
    file.text()[block.head.clone()].trim_ascii() == b"export default"
}

/// The attribute of a module of Elixir whose value a block is: `@models [ … ]`.
fn name_of_attribute<'s>(file: &File<'s>, block: &Block) -> &'s [u8] {
    let head = file.text()[block.head.clone()].trim_ascii();
    // A map or a struct: `@models %{ … }`.
    let head = head.strip_suffix(b"%").unwrap_or(head).trim_ascii_end();
    let name = name_at_end(head);
    match head[..head.len() - name.len()].ends_with(b"@") {
        true => name,
        false => b"",
    }
}

/// The same by the name of a collection. Thousands of collections of one name are looked at once.
pub(super) fn sends_of_name(file: &File<'_>, name: &[u8], entries: Entries) -> bool {
    if name.len() < 2 {
        return false;
    }
    let key = (name.to_vec(), entries);
    let known = file.sent_by_name.borrow().get(&key).copied();
    known.unwrap_or_else(|| {
        let scope = 0..file.text().len();
        let sends = are_sent(file, vec![EntryName { name, scope }], name, entries);
        file.sent_by_name.borrow_mut().insert(key, sends);
        sends
    })
}

/// Whether what a variable has is the model of a request in a part of the file.
pub(super) fn sends_name(file: &File<'_>, name: &[u8], scope: Range<usize>) -> bool {
    let names = vec![EntryName { name, scope }];
    are_sent(file, names, b"", Entries::Elements)
}

/// Whether the literal at an offset is an argument of a function of the file that sends it, whatever the function is named:
/// `die "…"`, `logger.info("…")`. Logs of thousands of lines call one function.
pub(super) fn goes_to_a_sender(file: &File<'_>, literal: &Range<usize>) -> bool {
    let outline = file.outline();
    let number = outline.block_at(literal.start);
    let block = outline.block(number);
    if block.kind != BlockKind::Round {
        let names = of_shell_function(file, literal.start);
        return !names.is_empty() && are_sent(file, names, b"", Entries::Elements);
    }
    let Some((argument, item)) = outline.item_at(number, literal.start) else {
        return false;
    };
    let callee = name_at_end(named(file, block).callee);
    let name = callee.rsplit(|b| *b == b'.').next().unwrap_or(callee);
    if name.len() < 2 || item.span != *literal {
        return false;
    }
    let key = (name.to_vec(), argument);
    let known = file.sent_by_function.borrow().get(&key).copied();
    known.unwrap_or_else(|| {
        let names = parameters_named(file, name, argument);
        let sends = !names.is_empty() && are_sent(file, names, b"", Entries::Elements);
        file.sent_by_function.borrow_mut().insert(key, sends);
        sends
    })
}

/// Whether what one of these names has, or a name that is made from it, is the model of a request. `own` is that of the
/// collection.
fn are_sent<'s>(
    file: &File<'s>,
    known_names: Vec<EntryName<'s>>,
    own: &[u8],
    entries: Entries,
) -> bool {
    follow(file, known_names, own, entries).is_none()
}

/// The names that are made from a collection of some names, with these: `DEFAULT = MODELS[0]`, a function that returns an
/// entry. Empty where the file itself sends one.
pub(super) fn names_made_from<'s>(
    file: &File<'s>,
    known_names: Vec<EntryName<'s>>,
    own: &[u8],
    entries: Entries,
) -> Vec<EntryName<'s>> {
    follow(file, known_names, own, entries).unwrap_or_default()
}

/// All names that what one of these names has gets in the file; absent where one of them is the model of a request.
fn follow<'s>(
    file: &File<'s>,
    mut known_names: Vec<EntryName<'s>>,
    own: &[u8],
    entries: Entries,
) -> Option<Vec<EntryName<'s>>> {
    known_names.truncate(NAMES);
    let mut next = 0;
    while next < known_names.len() {
        let EntryName { name, scope } = &known_names[next];
        let (name, scope) = (*name, scope.clone());
        next += 1;
        for at in mentions_in(file, name, scope) {
            let after = &file.text()[at + name.len()..];
            // A key of a map is what `get` is asked for; of other collections it gives an entry.
            let is_key = entries == Entries::Keys && name == own;
            if is_only_asked(file, at, name)
                || is_key && is_looked_up(after)
                || entries == Entries::Offered && is_chosen(file, at, after)
            {
                continue;
            }
            // A collection as a whole may be shown: `ask("Which?", MODELS)`.
            let is_entry = name != own || after.starts_with(b"[");
            if is_entry && is_a_fact(after) {
                continue;
            }
            let is_handed_on =
                || !is_parameter(file, at) && is_handed_to_a_sender(file, at, name.len());
            if is_sent(file, at) || is_entry && is_handed_on() {
                return None;
            }
            if is_entry && reads_a_fact(after) {
                continue;
            }
            let mut made = entry_names_at(file, at);
            if is_key && after.starts_with(b".items()") {
                leave_out_values(&mut made);
            }
            for found_name in made {
                let is_new = |known: &EntryName<'_>| {
                    known.name != found_name.name || known.scope != found_name.scope
                };
                if known_names.len() < NAMES && known_names.iter().all(is_new) {
                    known_names.push(found_name);
                }
            }
        }
    }
    Some(known_names)
}

/// Whether a name is that of a parameter where a function is declared: `def ask(prompt, model)` calls nothing.
fn is_parameter(file: &File<'_>, at: usize) -> bool {
    let outline = file.outline();
    let head = &file.text()[outline.block(outline.block_at(at)).head.clone()];
    function_of(head).is_some() || head.trim_ascii_start().starts_with(b"defp ")
}

/// Whether a fact of a model is read of an entry, which gives no ID: `m.supports_caching`, `m["input_price"]`.
fn reads_a_fact(after: &[u8]) -> bool {
    fields_read(after).any(|(field, _)| is_fact(field))
}

/// Whether a field is a fact, and not the model itself: `supports_caching`, not `supported_model`.
fn is_fact(field: &[u8]) -> bool {
    let name = folded(field);
    describes(&name) && !name.ends_with("model") && !name.ends_with("id")
}

/// Whether an expression is a fact of an entry and nothing else: the argument of `Model(price: m.input_price)`.
fn is_a_fact(after: &[u8]) -> bool {
    fields_read(after).any(|(field, after)| {
        let ends = after.trim_ascii_start().first();
        ends.is_none_or(|b| matches!(b, b',' | b')' | b';' | b'}')) && is_fact(field)
    })
}

/// The field that is read of what is before a text, with what follows its name.
fn fields_read(after: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    const READS: &[&[u8]] = &[
        b".", b"?.", b"->", b"[\"", b"['", b"[:", b".get(\"", b".get('",
    ];
    let fields = READS.iter().filter_map(|read| after.strip_prefix(*read));
    fields.map(|field| {
        let is_of_name = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'_';
        field.split_at(field.iter().take_while(is_of_name).take(AHEAD).count())
    })
}

/// Leaves out the second variable of a loop over pairs, which is a value: `for pattern, target in MODELS.items()`.
fn leave_out_values(made: &mut Vec<EntryName<'_>>) {
    if let [key, value, ..] = made.as_slice()
        && key.scope == value.scope
    {
        made.remove(1);
    }
}

/// Whether what follows a name reads the value of a key.
fn is_looked_up(after: &[u8]) -> bool {
    let gets = |after: &[u8]| {
        let index = after.strip_prefix(b".get(").and_then(<[u8]>::first);
        index.is_some_and(|first| !first.is_ascii_digit())
    };
    gets(after)
        || [&b"["[..], b".fetch(", b".dig("]
            .iter()
            .any(|call| after.starts_with(call))
}

/// Calls that hand on elements without asking anybody which, by the last piece of their name, folded.
const TAKERS: &[&str] = &[
    "list",
    "tuple",
    "set",
    "sorted",
    "reversed",
    "iter",
    "next",
    "enumerate",
    "min",
    "max",
    "choice",
    "sample",
    "shuffle",
    "keys",
    "values",
    "entries",
    "toset",
    "tolist",
    "element",
    "string",
    "str",
    "first",
    "of",
    "from",
    "cycle",
    "range",
    "foreach",
    // What a component shows at first: `useState(MODELS[0])`.
    "usestate",
    "useref",
    "ref",
    "shallowref",
    "signal",
    "createsignal",
    "writable",
    "mutablestateof",
];

/// Whether somebody may choose what is taken of a list at an offset: an index that is not a number, a search, or an argument of
/// a call that the file does not declare, as a menu is. `after` follows the name.
fn is_chosen(file: &File<'_>, at: usize, after: &[u8]) -> bool {
    const SEARCHES: &[&[u8]] = &[
        b".find", b".filter", b".select", b".detect", b".where", b".Where",
    ];
    let is_open_index = after.strip_prefix(b"[").is_some_and(|index| {
        let index = &index[..index.len().min(16)];
        let width = memchr::memchr(b']', index).unwrap_or(0);
        let is_fixed = |b: &u8| b.is_ascii_digit() || matches!(b, b'-' | b'@' | b'*');
        width == 0 || !index[..width].iter().all(is_fixed)
    });
    if is_open_index || SEARCHES.iter().any(|search| after.starts_with(search)) {
        return true;
    }
    let (text, outline) = (file.text(), file.outline());
    let mut inside = at;
    for _ in 0..LEVELS {
        let number = outline.block_at(inside);
        let Some((_, item)) = outline.item_at(number, inside) else {
            return false;
        };
        let block = outline.block(number);
        let callee = named(file, block).callee;
        let argument = match item.separator {
            Some(_) => name_at_end(&text[item.key()]),
            None => callee,
        };
        if is_model_argument(&last_piece(argument)) {
            return false;
        }
        // `next(o for o in OPTIONS if o == wanted)`
        let rest = &text[inside..block.inner.end.min(inside + AHEAD).max(inside)];
        let is_in_brackets = matches!(block.kind, BlockKind::Round | BlockKind::Square);
        if is_in_brackets && memchr::memmem::find(rest, b" if ").is_some() {
            return true;
        }
        let is_taken = block.kind != BlockKind::Round
            || matches!(callee, b"" | b"for" | b"foreach")
            || TAKERS.contains(&last_piece(callee).as_str())
            || !of_function(file, number, inside).is_empty();
        if !is_taken {
            return true;
        }
        if number == 0 || contains_statements(file, block) {
            return false;
        }
        inside = block.inner.start.saturating_sub(1);
    }
    false
}

/// Whether code asks whether something is in the collection, or what belongs to a key of it.
fn is_only_asked(file: &File<'_>, at: usize, name: &[u8]) -> bool {
    const QUESTIONS: &[&[u8]] = &[
        b".has(",
        b".includes(",
        b".contains",
        b".Contains",
        b".include?",
        b".key?",
        b".has_key",
        b".index",
    ];
    let text = file.text();
    let after = &text[at + name.len()..];
    if QUESTIONS.iter().any(|question| after.starts_with(question)) {
        return true;
    }
    // `contains(MODELS, model)`
    let number = file.outline().block_at(at);
    let block = file.outline().block(number);
    let asks = ["contains", "inarray", "includes"];
    if block.kind == BlockKind::Round
        && asks.contains(&last_piece(named(file, block).callee).as_str())
    {
        return true;
    }
    let before = statement_before(file, at);
    before.trim_ascii_end().ends_with(b" in") && variables_of_loop(before).is_empty()
}

/// The names of entries of what is mentioned at an offset.
pub(super) fn entry_names_at<'s>(file: &File<'s>, at: usize) -> Vec<EntryName<'s>> {
    let (text, outline) = (file.text(), file.outline());
    let mut found = of_shell_function(file, at);
    let mut inside = at;
    for _ in 0..LEVELS {
        let number = outline.block_at(inside);
        let Some((_, item)) = outline.item_at(number, inside) else {
            break;
        };
        let block = outline.block(number);
        let before = statement_before(file, inside);
        let variables = variables_of_loop(before);
        if !variables.is_empty() {
            let scope = body_of_loop(file, number, inside);
            found.extend(entry_names(variables, &scope));
        }
        found.extend(names_of_field(file, number, item));
        let after = &text[inside..window_end(text, inside, AHEAD).min(item.span.end.max(inside))];
        found.extend(parameter_of_call(file, inside, after));
        if let Some((separator, Separator::FatArrow)) = &item.separator
            && separator.end <= inside
            && let Some(name) = declares_a_method(&text[item.key()])
        {
            // C#: `string Pick() => Prices.Keys.First();`
            found.push(EntryName {
                name,
                scope: 0..text.len(),
            });
        }
        if block.kind == BlockKind::Round {
            found.extend(of_function(file, number, inside));
            found.extend(receiver_of_adder(file, number));
        }
        if let Some(separator) = assignment(file, number, item, inside) {
            // `first, *rest = MODELS`
            let key = first_of_statement(file, number, item.span.start)..separator.start;
            // Terraform makes one resource for each entry.
            if text[key.clone()].trim_ascii() == b"for_each" {
                found.extend(entry_names(vec![b"each"], &block.inner));
            }
            let key = &text[key.start.max(key.end.saturating_sub(AHEAD))..key.end];
            let field = field_of_object(key).or_else(|| indexed(key));
            // What one block of Terraform defines, the others read: `local.models`. The methods of a class read its fields, and
            // what a function adds to a map others look up.
            let scope = match file.source.language.has(Trait::TerraformBlocks) || field.is_some() {
                true => 0..text.len(),
                // `if (spec := MODELS.get(name)):`
                false if block.kind == BlockKind::Round => {
                    scope_of_variable(file, block.parent, b"")
                }
                false => scope_of_variable(file, number, key),
            };
            // `def self.find(name) = MODELS.find { … }`
            let function = function_of(key);
            found.extend(function.map(|name| EntryName {
                name,
                scope: 0..text.len(),
            }));
            // `a = b = MODELS[0]`
            let mut names = field.map_or_else(|| words(without_type(key)), |field| vec![field]);
            let between = &text[separator.end..inside.min(separator.end + AHEAD)];
            let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
            let parts = between.rsplit(|b| *b == b'=').skip(1);
            let targets = parts.map(<[u8]>::trim_ascii);
            names.extend(targets.filter(|name| !name.is_empty() && name.iter().all(is_name)));
            found.extend(entry_names(names, &scope));
        }
        let said = &text[item
            .span
            .start
            .max(inside.saturating_sub(AHEAD))
            .min(inside)..inside];
        if is_returned(file, said, inside) || is_last_expression(file, number, item, said) {
            // `def pick(): return min(PRICES)` is one item.
            let own = function_of(said).map(|name| EntryName {
                name,
                scope: 0..text.len(),
            });
            found.extend(own.or_else(|| function_around(file, number, inside)));
        }
        if number == 0 || contains_statements(file, block) {
            break;
        }
        inside = block.inner.start.saturating_sub(1);
    }
    found
}

/// The mark by which an item of a block assigns what is at an offset to a variable: not that of an argument.
fn assignment(file: &File<'_>, number: usize, item: &Item, at: usize) -> Option<Range<usize>> {
    let text = file.text();
    if let Some((separator, Separator::Assign)) = &item.separator {
        let is_argument = file.outline().block(number).kind == BlockKind::Round;
        let assigns = !is_argument || text[separator.clone()] == *b":=";
        return (assigns && separator.end <= at).then(|| separator.clone());
    }
    // `m <- models[[name]]`
    let start = item.span.start.max(at.saturating_sub(AHEAD)).min(at);
    let arrow = memchr::memmem::find(&text[start..at], b"<-")?;
    // `with {:ok, m} <- Map.fetch(@models, name) do` of Elixir.
    let binds = file.source.language.name == "elixir" && !text[start..].starts_with(b"for ");
    let assigns = item.separator.is_none() && file.source.language.has(Trait::ArrowAssigns);
    (assigns || binds).then(|| start + arrow..start + arrow + 2)
}

/// Whether the code before an offset returns what is there: after `return`, and as the last expression of a method of Ruby.
fn is_returned(file: &File<'_>, said: &[u8], at: usize) -> bool {
    let is_of_name = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let text = file.text();
    if let Some(word) = memchr::memmem::rfind(said, b"return") {
        return (word == 0 || !is_of_name(said[word - 1]))
            && !said.get(word + 6).copied().is_some_and(is_of_name);
    }
    if file.source.language.name != "ruby" {
        return false;
    }
    let rest = &text[at..text.len().min(at + AHEAD)];
    let mut lines = rest.split(|b| *b == b'\n').skip(1);
    said.is_empty() && lines.next().is_some_and(|line| line.trim_ascii() == b"end")
}

/// Whether the item of a block is the last expression of a function of Rust, which returns it.
fn is_last_expression(file: &File<'_>, number: usize, item: &Item, said: &[u8]) -> bool {
    let after = file.text().get(item.span.end..).unwrap_or_default();
    file.source.language.name == "rust"
        && file.outline().block(number).kind == BlockKind::Curly
        && item.separator.is_none()
        && said.iter().all(|b| matches!(b, b'&' | b'*'))
        && after.trim_ascii_start().starts_with(b"}")
}

/// The collection to which a method adds its argument: `MODELS.extend(PRICES)`, `ids.append(m)`.
fn receiver_of_adder<'s>(file: &File<'s>, number: usize) -> Option<EntryName<'s>> {
    const ADDERS: &[&[u8]] = &[
        b".extend",
        b".append",
        b".add",
        b".push",
        b".addAll",
        b".AddRange",
        b".Add",
        b".concat",
        b".set",
        b".put",
        b".insert",
    ];
    let callee = named(file, file.outline().block(number)).callee;
    let name = ADDERS.iter().find_map(|add| callee.strip_suffix(*add))?;
    let scope = 0..file.text().len();
    (name.len() > 1).then_some(EntryName { name, scope })
}

/// Where a variable can be read that an item of a block sets: a loop or a condition around it ends no scope, unless it
/// declares the variable.
fn scope_of_variable(file: &File<'_>, number: usize, key: &[u8]) -> Range<usize> {
    const DECLARES: &[&[u8]] = &[b"const ", b"let ", b"var ", b"val "];
    const INSIDE: &[&[u8]] = &[
        b"for", b"foreach", b"if", b"elif", b"else", b"while", b"with", b"try", b"switch", b"do",
    ];
    let (text, outline) = (file.text(), file.outline());
    let is_declared = DECLARES.iter().any(|word| key.starts_with(word)) || key.ends_with(b":");
    let ends_a_scope = |number: &usize| {
        let head = text[outline.block(*number).head.clone()].trim_ascii_start();
        let mut words = head.split(|b| !b.is_ascii_alphanumeric());
        is_declared || !words.next().is_some_and(|word| INSIDE.contains(&word))
    };
    let around = outline.around(number).take(LEVELS).find(ends_a_scope);
    outline.block(around.unwrap_or(0)).inner.clone()
}
