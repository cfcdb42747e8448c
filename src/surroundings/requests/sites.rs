//! Where a reference is the model argument of a request: in it, or through constants, defaults and fields of the same file.

use std::ops::Range;

use super::super::element::{Element, LEVELS, Role, last_piece, name_at_end, named};
use super::super::line::folded;
use super::super::text_for_people::is_for_people;
use super::names::{defined_name, is_after_object, is_member};
use super::request_file::RequestFile;
use crate::language::Trait;
use crate::outline::{BlockKind, Item, Separator};

/// How many requests of one definition are read.
const MOST: usize = 32;
/// How many names may be between the model ID and the request: a default of the environment, a field, a constant.
const HOPS: usize = 3;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RequestSite {
    pub(super) kind: SiteKind,
    /// The block whose items are the arguments, or the parentheses of the builder's method for the model.
    pub(super) block: usize,
    /// The item with the model ID, by number; absent for builders.
    pub(super) item: Option<usize>,
}

/// How a request is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SiteKind {
    /// The items of a block: named arguments, fields, settings.
    Items,
    /// A chain of methods: `.modelId("…").inferenceConfig(…)`.
    Chain,
    /// The options of a command: `--model-id … --inference-config …`.
    Command,
    /// The fields of a variable: `request.ModelId = …`.
    Variable,
}

/// Names of the argument that is the model, folded.
const MODEL: &[&str] = &[
    "model",
    "modelid",
    "modelname",
    "modelarn",
    "modelidentifier",
    "modelidorarn",
    "foundationmodel",
    "foundationmodelarn",
    "foundationmodelid",
    "bedrockmodelid",
    "inferenceprofileid",
];

/// Whether a name is that of a model argument or of a builder's method for it.
pub(in crate::surroundings) fn is_model_argument(name: &str) -> bool {
    let bare = ["with", "set"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name);
    MODEL.contains(&bare)
}

/// What a word is part of.
enum PartOf {
    Request(RequestSite),
    /// The value of a variable, constant, field or parameter with this name.
    Definition(Range<usize>, NameScope),
    Nothing,
}

/// Where a defined name can be used.
enum NameScope {
    /// Where the definition applies.
    Definition { block: usize, of_object: bool },
    /// In the body of the function of which it is a parameter.
    Body(usize),
    /// Where it is read as a field of the object.
    Field,
    /// Where it is read as a variable or local of Terraform: `var.`.
    Terraform(&'static [u8]),
}

impl RequestFile<'_, '_> {
    /// The requests of which a reference is the model.
    pub(super) fn sites_of(&self, element: &Element) -> Vec<RequestSite> {
        let mut sites = Vec::new();
        if element.role != Role::Key {
            self.follow(element.word.clone(), HOPS, &mut sites);
        }
        sites
    }

    fn follow(&self, word: Range<usize>, hops: usize, sites: &mut Vec<RequestSite>) {
        match self.part_of(word) {
            PartOf::Request(site)
                if !sites.contains(&site) && !self.is_expected_to_fail(site.block) =>
            {
                sites.push(site);
            }
            PartOf::Definition(name, scope) if hops > 0 => {
                for at in self.uses_of(&name, &scope) {
                    if sites.len() >= MOST {
                        return;
                    }
                    self.follow(at..at + name.len(), hops - 1, sites);
                }
            }
            PartOf::Request(_) | PartOf::Definition(..) | PartOf::Nothing => {}
        }
    }

    /// The uses of a defined name that no other definition and no parameter hides.
    fn uses_of(&self, name: &Range<usize>, scope: &NameScope) -> Vec<usize> {
        let (text, outline) = (self.file.text(), self.file.outline());
        let word = &text[name.clone()];
        let is_use = |at: &&usize| {
            let at = **at;
            if !self.takes(1) {
                return false;
            }
            if let NameScope::Terraform(container) = scope {
                return text[..at].ends_with(container);
            }
            if at == name.start || is_member(&text[..at]) {
                return false;
            }
            let definition = self.names.definition(word, at);
            match scope {
                NameScope::Terraform(_) => false,
                NameScope::Field => definition.is_none() && is_after_object(&text[..at]),
                NameScope::Definition { block, of_object } => definition.is_some_and(|found| {
                    found.block == *block
                        && found.of_object == *of_object
                        && self.names.item(&found).span.contains(&name.start)
                        && self.names.rivals(word, &found) == 0
                }),
                NameScope::Body(body) => {
                    let inner = &outline.block(*body).inner;
                    let hidden = definition
                        .is_some_and(|of| inner.contains(&self.names.item(&of).span.start));
                    inner.contains(&at) && !hidden
                }
            }
        };
        let uses = self.names.uses(word).iter().filter(is_use);
        let uses: Vec<usize> = uses.take(MOST).copied().collect();
        // What is sent depends on the model.
        if uses.iter().any(|at| self.is_condition(*at)) {
            return Vec::new();
        }
        uses
    }

    /// Whether what is at an offset is in the condition of a branch.
    fn is_condition(&self, at: usize) -> bool {
        const BRANCHES: &[&[u8]] = &[
            b"if", b"elif", b"elsif", b"unless", b"switch", b"match", b"when", b"case", b"while",
        ];
        let (text, outline) = (self.file.text(), self.file.outline());
        let innermost = outline.block_at(at);
        let mut blocks = std::iter::once(innermost).chain(outline.around(innermost).skip(1));
        let statements = blocks.find(|number| {
            !matches!(
                outline.block(*number).kind,
                BlockKind::Round | BlockKind::Square
            )
        });
        let Some((_, item)) = outline.item_at(statements.unwrap_or(0), at) else {
            return false;
        };
        let statement = &text[item.span.start..at.max(item.span.start)];
        let statement = statement.strip_prefix(b"} else ").unwrap_or(statement);
        let first = statement
            .split(|b| !b.is_ascii_alphabetic())
            .next()
            .unwrap_or_default();
        BRANCHES.contains(&first)
    }

    /// Whether a test expects what is in a block to fail.
    fn is_expected_to_fail(&self, block: usize) -> bool {
        const FAILURES: &[&[u8]] = &[
            b"assert ",
            b"raises(",
            b"assertRaises",
            b"assertThrows",
            b"toThrow",
            b"raise_error",
        ];
        const LONGEST: usize = 512;
        let (text, outline) = (self.file.text(), self.file.outline());
        outline.around(block).take(LEVELS).any(|number| {
            let block = outline.block(number);
            let head = block.statement.min(block.head.start)..block.head.end;
            head.len() <= LONGEST
                && FAILURES
                    .iter()
                    .any(|word| memchr::memmem::find(&text[head.clone()], word).is_some())
        })
    }

    /// What a word is the model of, through calls that only wrap it: `aws.String("…")`, `bedrock("…")`.
    fn part_of(&self, word: Range<usize>) -> PartOf {
        let (text, outline) = (self.file.text(), self.file.outline());
        let mut at = word.start;
        for _ in 0..LEVELS {
            if !self.takes(1) {
                return PartOf::Nothing;
            }
            let block = match outline.block_at(at) {
                // The word may be a block's own mark.
                block if outline.block(block).inner.start > at => outline.block(block).parent,
                block => block,
            };
            let Some((number, item)) = outline.item_at(block, at) else {
                return PartOf::Nothing;
            };
            if self.is_option(item, at) {
                return request(SiteKind::Command, block, Some(number));
            }
            let is_value = item
                .separator
                .as_ref()
                .is_some_and(|(separator, _)| separator.end <= at);
            let kind = outline.block(block).kind;
            if is_value {
                return self.of_keyed(block, number, item);
            }
            if item.separator.is_none() && kind == BlockKind::Curly {
                return self.of_shorthand(block, number, item);
            }
            if item.separator.is_some() || kind != BlockKind::Round || self.is_log(block) {
                return PartOf::Nothing;
            }
            let callee = last_piece(named(self.file, outline.block(block)).callee);
            if is_model_argument(&callee) {
                return request(SiteKind::Chain, block, None);
            }
            if number == 0 && self.has_named_arguments(block) && self.body_of(block).is_none() {
                return request(SiteKind::Items, block, Some(number));
            }
            at = outline.block(block).head.start;
            if text.get(at).is_none() || block == 0 {
                return PartOf::Nothing;
            }
            // From the start of the head, the item around is that of the call.
            at = outline.block(block).inner.start.saturating_sub(1);
        }
        PartOf::Nothing
    }

    /// What a field is the model of that is written as its value alone: `{ modelId }`.
    fn of_shorthand(&self, block: usize, number: usize, item: &Item) -> PartOf {
        let name = &self.file.text()[item.span.clone()];
        if !is_model_argument(&folded(name)) || self.is_log(block) {
            PartOf::Nothing
        } else if self.makes_self(block) {
            PartOf::Definition(item.span.clone(), NameScope::Field)
        } else {
            request(SiteKind::Items, block, Some(number))
        }
    }

    /// Whether braces are the fields of the object itself: Rust's `Self { … }`.
    fn makes_self(&self, block: usize) -> bool {
        let head = &self.file.outline().block(block).head;
        self.file.text()[head.clone()]
            .trim_ascii_end()
            .ends_with(b"Self")
    }

    /// Whether what is in a block is printed, logged or recorded: `console.info("…", { model })`.
    fn is_log(&self, block: usize) -> bool {
        /// What records, measures or checks, besides what is said to people.
        const RECORDERS: &[&str] = &[
            "console",
            "logger",
            "logging",
            "slog",
            "fmt",
            "sprintf",
            "trace",
            "span",
            "event",
            "assert",
            "asserteq",
            "telemetry",
            "metrics",
        ];
        let outline = self.file.outline();
        let around = std::iter::once(block)
            .chain(outline.around(outline.block(block).parent))
            .take(2);
        around
            .map(|number| outline.block(number))
            .filter(|block| block.kind == BlockKind::Round)
            .any(|block| {
                let callee = named(self.file, block).callee;
                let mut pieces = callee
                    .split(|b| matches!(b, b'.' | b':' | b'!'))
                    .map(folded);
                pieces.any(|piece| RECORDERS.contains(&piece.as_str()) || is_for_people(&piece))
            })
    }

    /// What the value of an item is the model of.
    fn of_keyed(&self, block: usize, number: usize, item: &Item) -> PartOf {
        let (text, outline) = (self.file.text(), self.file.outline());
        let key = text[item.key()].trim_ascii_end();
        let kind = outline.block(block).kind;
        if let Some(body) = self.body_of(block) {
            let name = name_of_parameter(text, item);
            return PartOf::Definition(name, NameScope::Body(body));
        }
        if let Some(definition) = self.of_terraform(block, key, item) {
            return definition;
        }
        let is_model = is_model_argument(&folded_last(key));
        if self.is_log(block) {
            return PartOf::Nothing;
        }
        if is_model && self.makes_self(block) {
            let end = item.key().start + key.len();
            return PartOf::Definition(end - name_at_end(key).len()..end, NameScope::Field);
        }
        let is_statement = !self.is_settings()
            && !matches!(kind, BlockKind::Round | BlockKind::Square)
            && matches!(item.separator, Some((_, Separator::Assign)))
            && (kind != BlockKind::Curly || self.contains_definitions(block, key));
        // `MODEL_ID` is set in the environment of a program or container, and is not a field of a request.
        let is_environment = key.iter().any(u8::is_ascii_uppercase)
            && !key.iter().any(u8::is_ascii_lowercase)
            && key.contains(&b'_');
        if is_environment && !is_statement {
            return PartOf::Nothing;
        }
        if is_model && !is_statement {
            return request(SiteKind::Items, block, Some(number));
        }
        let (name, of_object) = defined_name(key);
        if is_model && is_statement && base_of(key).is_some() {
            return request(SiteKind::Variable, block, Some(number));
        }
        if !is_statement || name.is_empty() {
            return PartOf::Nothing;
        }
        let end = item.key().start + key.len();
        let scope = NameScope::Definition { block, of_object };
        PartOf::Definition(end - name.len()..end, scope)
    }

    /// The default of a variable of Terraform, or a local.
    fn of_terraform(&self, block: usize, key: &[u8], item: &Item) -> Option<PartOf> {
        if !self.file.source.language.has(Trait::TerraformBlocks) {
            return None;
        }
        let (text, outline) = (self.file.text(), self.file.outline());
        let head = outline.block(block).head.clone();
        let words = text[head.clone()].trim_ascii();
        if words == b"locals" {
            let start = item.key().start;
            return Some(PartOf::Definition(
                start..start + key.len(),
                NameScope::Terraform(b"local."),
            ));
        }
        let name = words
            .strip_prefix(b"variable")?
            .trim_ascii()
            .trim_ascii_end();
        let name = name.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
        let start = head.start + memchr::memmem::find(&text[head], name)?;
        (key == b"default")
            .then(|| PartOf::Definition(start..start + name.len(), NameScope::Terraform(b"var.")))
    }

    /// Whether an assignment in braces defines a variable or field, and does not set a field of an object that is made:
    /// a keyword or type is before its name, or the braces contain statements.
    fn contains_definitions(&self, block: usize, key: &[u8]) -> bool {
        let is_declared = key.trim_ascii_start().contains(&b' ') || key.starts_with(b"this.");
        is_declared
            || super::super::element::contains_statements(
                self.file,
                self.file.outline().block(block),
            )
    }

    /// The body of the function of which this block contains the parameters; absent if it contains arguments.
    fn body_of(&self, block: usize) -> Option<usize> {
        let outline = self.file.outline();
        let parameters = outline.block(block);
        if parameters.kind != BlockKind::Round {
            return None;
        }
        let head = &self.file.text()[parameters.head.clone()];
        // Ruby's blocks have no brackets: a parameter can be used in what follows.
        if self.file.source.language.has(Trait::ModulesWithoutBrackets)
            && head.trim_ascii_start().starts_with(b"def ")
        {
            return Some(parameters.parent);
        }
        let next = outline.first_from(parameters.inner.end)?;
        let body = outline.block(next);
        let is_body = matches!(body.kind, BlockKind::Lines | BlockKind::Curly)
            && body.head.start <= parameters.head.start
            && body.head.end > parameters.inner.end;
        // Neither `if (model = …) {` nor a call in the head of a block declares parameters.
        let statement = parameters.statement.min(parameters.head.start);
        let before = &self.file.text()[statement..parameters.head.end];
        (is_body && declares(before)).then_some(next)
    }

    fn has_named_arguments(&self, block: usize) -> bool {
        let outline = self.file.outline();
        outline.items(block).iter().skip(1).any(|item| {
            let is_named = matches!(
                item.separator,
                Some((_, Separator::Assign | Separator::Colon))
            );
            is_named
                || outline
                    .child_in(block, item.span.clone())
                    .is_some_and(|child| {
                        outline.block(child).kind == BlockKind::Curly
                            && outline.block(child).inner.start == item.span.start + 1
                    })
        })
    }

    /// Whether the word at an offset is the value of `--model-id` in a command.
    fn is_option(&self, item: &Item, at: usize) -> bool {
        /// How far before the value its option is, and how long a command is: each word of a statement asks.
        const NEAR: usize = 64;
        const COMMAND: usize = 4 << 10;
        let text = self.file.text();
        let near = &text[item.span.start.max(at.saturating_sub(NEAR)).min(at)..at];
        let words = near.rsplit(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'"' | b'\''));
        let mut words = words.filter(|word| !word.is_empty() && !matches!(*word, b"$" | b"${"));
        let command = &text[item.span.start.max(at.saturating_sub(COMMAND)).min(at)..at];
        words.next() == Some(b"--model-id") && memchr::memmem::find(command, b"bedrock").is_some()
    }
}

fn request(kind: SiteKind, block: usize, item: Option<usize>) -> PartOf {
    PartOf::Request(RequestSite { kind, block, item })
}

/// The variable whose field a key is: `request` of `request.ModelId` and `request["modelId"]`. The object itself is no
/// variable.
pub(super) fn base_of(key: &[u8]) -> Option<&[u8]> {
    let key = key.trim_ascii();
    let width = key
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$'))
        .count();
    let base = &key[..width];
    let is_field = matches!(key.get(width), Some(b'.' | b'['));
    let is_object = matches!(base, b"self" | b"this" | b"$this" | b"cls");
    (is_field && width > 0 && !is_object).then_some(base)
}

/// The last piece of a dotted key, folded.
pub(super) fn folded_last(key: &[u8]) -> String {
    let name = name_at_end(key.strip_suffix(b"]").unwrap_or(key));
    let last = name
        .rsplit(|b| *b == b'.')
        .find(|piece| !piece.is_empty() && *piece != b"$");
    folded(last.unwrap_or_default())
}

/// The name of a parameter with a default: `model` of `String model = …`, `modelId` of `modelId: string = …`.
fn name_of_parameter(text: &[u8], item: &Item) -> Range<usize> {
    let key = item.key();
    let before = text[key.clone()].trim_ascii_end();
    let declared =
        memchr::memchr(b':', before).map_or(before, |colon| before[..colon].trim_ascii_end());
    let name = name_at_end(declared);
    let end = key.start + declared.len();
    end - name.len()..end
}

/// Whether what is before parentheses declares a function.
fn declares(head: &[u8]) -> bool {
    const OTHERS: &[&[u8]] = &[
        b"if", b"for", b"while", b"switch", b"catch", b"with", b"elif", b"match", b"when",
        b"return", b"except", b"foreach", b"using", b"lock", b"assert", b"raise", b"await",
        b"yield",
    ];
    let head = head.trim_ascii_start();
    let first = head
        .strip_prefix(b"async ")
        .unwrap_or(head)
        .split(|b| !b.is_ascii_alphanumeric() && *b != b'_')
        .next()
        .unwrap_or_default();
    !OTHERS.contains(&first)
}
