//! Uses of the names that a project defines as model IDs.
//!
//! One automaton over all names of a family of languages finds where they may be; what is around a hit says whether it
//! is a use, another declaration of the name, or a way to reach every member of an enum. Which definitions are
//! followed is decided elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::declaration::looks_like_a_model;
use super::embedded_programs;
use super::file::File;
use super::inserted_names::is_code_or_inserted;
use super::name_hit::{NameHit, is_assigned};
use super::named_collections::{WatchedCollection, can_mean, sends_of_another};
use super::occurrence::{Occurrence, TextKind};
use crate::language::{Kind, Trait};
use crate::lexer::TokenKind;
use crate::outline::BlockKind;
use crate::reference::{Family, Owner, QualifiedName};
use crate::source::{Source, Span};

/// The names of one family of languages, compiled.
#[derive(Debug)]
pub struct Names {
    words: AhoCorasick,
    /// What is asked of each word, in the order of the automaton's patterns.
    meanings: Vec<NameMeaning>,
}

/// What a word means.
#[derive(Debug, Default)]
struct NameMeaning {
    /// The members of what has this name, with the numbers of their definitions.
    members: BTreeMap<String, u32>,
    /// Whether it is an enum.
    is_enum: bool,
    /// The definitions of this name in modules, each with its module.
    modules: Vec<(String, u32)>,
    /// The Terraform locals of this name, each with its folder.
    locals: Vec<(String, u32)>,
    /// The enums of which it is a member.
    member_of: BTreeSet<String>,
    /// The numbers of these enums.
    enums: Vec<usize>,
    /// Whether the member can be named alone.
    is_named_alone: bool,
    /// The collections of this name.
    collections: Vec<WatchedCollection>,
}

/// An enum whose members may be used without being found by their qualified names.
#[derive(Clone, Debug, Default)]
pub struct WatchedEnum {
    /// Members that have a finding.
    pub members: BTreeSet<String>,
    /// Whether the language lets code name them alone: `.haiku`, a static import.
    pub names_members_alone: bool,
}

/// Where a text reaches members of an enum that it does not name with the enum.
#[derive(Clone, Copy, Debug)]
pub struct MemberReach {
    /// The number of the enum's word, and where it is.
    pub word: usize,
    pub at: usize,
    /// Whether it is in a body of the enum itself, where no member is declared: `return HAIKU;`, `self::Haiku`.
    pub is_in_a_body: bool,
}

/// What a text does with names.
#[derive(Clone, Debug, Default)]
pub struct FoundNames {
    /// Uses, each with the number of its definition, by position.
    pub uses: Vec<(Span, u32)>,
    /// Words that the text declares itself, by number, ascending, each once.
    pub declares: Vec<usize>,
    /// Where members of enums are reached.
    pub reaches: Vec<MemberReach>,
    /// Collections of other files to whose entries the text sends requests, each by its number and with a mention.
    pub sent: Vec<(u32, Span)>,
}

impl Names {
    /// The names of one family by the numbers of their definitions, the enums whose members may be reached without a name,
    /// and the collections. Absent where the words are too many for an automaton.
    pub fn new<'n>(
        names: impl IntoIterator<Item = (u32, &'n QualifiedName)>,
        enums: &BTreeMap<String, WatchedEnum>,
        collections: &BTreeMap<String, Vec<WatchedCollection>>,
    ) -> Option<Self> {
        let mut by_word: BTreeMap<String, NameMeaning> = BTreeMap::new();
        for (name, watched) in collections {
            by_word.entry(name.clone()).or_default().collections = watched.clone();
        }
        for (name, watched) in enums {
            by_word.entry(name.clone()).or_default().is_enum = true;
            for member in &watched.members {
                let meaning = by_word.entry(member.clone()).or_default();
                meaning.member_of.insert(name.clone());
                meaning.is_named_alone |= watched.names_members_alone;
            }
        }
        for (number, name) in names {
            let (word, member) = match &name.owner {
                Owner::Named(owner) => (owner, Some(&name.member)),
                Owner::Module(_) | Owner::Locals(_) => (&name.member, None),
            };
            let meaning = by_word.entry(word.clone()).or_default();
            match (&name.owner, member) {
                (Owner::Module(module), _) => meaning.modules.push((module.clone(), number)),
                (Owner::Locals(folder), _) => meaning.locals.push((folder.clone(), number)),
                (Owner::Named(_), member) => {
                    meaning
                        .members
                        .extend(member.map(|member| (member.clone(), number)));
                }
            }
        }
        let numbers: BTreeMap<String, usize> = by_word.keys().cloned().zip(0..).collect();
        for meaning in by_word.values_mut() {
            meaning.enums = meaning
                .member_of
                .iter()
                .filter_map(|name| numbers.get(name).copied())
                .collect();
        }
        let words = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(by_word.keys())
            .ok()?;
        Some(Self {
            words,
            meanings: by_word.into_values().collect(),
        })
    }

    /// Whether one of the words is in a piece of text.
    pub fn is_in(&self, text: &[u8]) -> bool {
        self.words.is_match(text)
    }

    /// The number of a word.
    pub fn number(&self, word: &str) -> Option<usize> {
        let found = self.words.find(word)?;
        (found.len() == word.len()).then(|| found.pattern().as_usize())
    }

    /// What a file does with the names: in a notebook its programs.
    pub fn find(&self, source: &Source) -> FoundNames {
        if source.language.kind == Kind::Notebook {
            return self.find_in_programs(source);
        }
        self.find_in_text(source)
    }

    fn find_in_programs(&self, source: &Source) -> FoundNames {
        let mut found = FoundNames::default();
        if !self.is_in(&source.text) {
            return found;
        }
        let file = File::new(source);
        for program in embedded_programs::of(&file) {
            let inner = program.source(source);
            let is_of_family = Family::of(inner.language) == Family::of(source.language);
            if !is_of_family || !self.is_in(&inner.text) {
                continue;
            }
            let of_program = self.find_in_text(&inner);
            let outer = |span: Span| program.outer_span(&source.text, span);
            let reaches = of_program.reaches.into_iter().filter_map(|reach| {
                let at = program.offset_of(&source.text, reach.at)?;
                Some(MemberReach { at, ..reach })
            });
            let uses = of_program.uses.into_iter();
            let uses = uses.filter_map(|(span, number)| Some((outer(span)?, number)));
            let sent = of_program.sent.into_iter();
            let sent = sent.filter_map(|(number, span)| Some((number, outer(span)?)));
            found.uses.extend(uses);
            found.sent.extend(sent);
            found.reaches.extend(reaches);
            found.declares.extend(of_program.declares);
        }
        found.uses.sort_unstable();
        found.declares.sort_unstable();
        found.declares.dedup();
        found
    }

    fn find_in_text(&self, source: &Source) -> FoundNames {
        let text = source.text.as_slice();
        let hits: Vec<NameHit<'_>> = self
            .words
            .find_iter(text)
            .map(|hit| NameHit {
                text,
                start: hit.start(),
                end: hit.end(),
                word: hit.pattern().as_usize(),
            })
            .filter(NameHit::is_word)
            .collect();
        let mut found = FoundNames::default();
        let meant = self.meant_collections(source, &hits);
        // Most names are words of other things, and most files need not be lexed for them.
        let asked: Vec<(&NameHit<'_>, NameRole)> = hits
            .iter()
            .map(|hit| (hit, self.said(hit, source)))
            .filter(|(hit, said)| {
                let meaning = &self.meanings[hit.word];
                // That a file declares the name of a collection matters only where it can mean that of another file.
                let matters = meaning.is_name() || meant.iter().any(|of| of.word == hit.word);
                *said != NameRole::Nothing && matters || meaning.may_be_reached(hit)
            })
            .collect();
        if meant.is_empty() && asked.is_empty() {
            return found;
        }
        let file = File::new(source);
        for (hit, said) in asked {
            let meaning = &self.meanings[hit.word];
            if meaning.may_be_reached(hit)
                && let Some(is_in_a_body) = reached_alone(&file, hit)
            {
                found
                    .reaches
                    .extend(meaning.enums.iter().map(|number| MemberReach {
                        word: *number,
                        at: hit.start,
                        is_in_a_body,
                    }));
            }
            if said == NameRole::Nothing || !is_code(&file, hit) {
                continue;
            }
            match said {
                NameRole::Use(span, number) if !is_import(&file, span) => {
                    found.uses.push((span, number))
                }
                NameRole::Declares => found.declares.push(hit.word),
                NameRole::Reaches if !is_import(&file, hit.span()) => {
                    found.reaches.push(MemberReach {
                        word: hit.word,
                        at: hit.start,
                        is_in_a_body: false,
                    });
                }
                NameRole::Use(..) | NameRole::Reaches | NameRole::Nothing => {}
            }
        }
        found.declares.sort_unstable();
        found.declares.dedup();
        find_sent(&file, &meant, &mut found);
        found
    }

    /// The collections of other files that a text can mean, each with its word and where that is.
    fn meant_collections(&self, source: &Source, hits: &[NameHit<'_>]) -> Vec<MeantCollection<'_>> {
        let mut mentions: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
        for hit in hits {
            if !self.meanings[hit.word].collections.is_empty() {
                let of_word = mentions.entry(hit.word).or_default();
                if of_word.len() < MENTIONS {
                    of_word.push(hit.start..hit.end);
                }
            }
        }
        let of_word = |(word, mentions): (usize, Vec<Range<usize>>)| {
            let watched = self.meanings[word].collections.iter();
            let meant = watched.filter(|watched| can_mean(source, &mentions, watched));
            let meant: Vec<_> = meant.collect();
            meant.into_iter().map(move |watched| MeantCollection {
                word,
                watched,
                mentions: mentions.clone(),
            })
        };
        mentions.into_iter().flat_map(of_word).collect()
    }

    /// What a hit says, comments and literals included.
    fn said(&self, hit: &NameHit<'_>, source: &Source) -> NameRole {
        let meaning = &self.meanings[hit.word];
        if hit.is_declared() {
            return NameRole::Declares;
        }
        if let Some(said) = meaning.member(hit) {
            return said;
        }
        if let Some((span, number)) = meaning.local(hit, source) {
            return NameRole::Use(span, number);
        }
        match meaning.of_module(hit) {
            Some((span, number)) => NameRole::Use(span, number),
            None if meaning.is_enum && hit.reaches_members() => NameRole::Reaches,
            None => NameRole::Nothing,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NameRole {
    Use(Span, u32),
    Declares,
    Reaches,
    Nothing,
}

impl NameMeaning {
    /// What is done with a member of the owner at a hit.
    fn member(&self, hit: &NameHit<'_>) -> Option<NameRole> {
        if self.members.is_empty() {
            return None;
        }
        let (member, end) = hit.member()?;
        let name = String::from_utf8_lossy(&hit.text[member]);
        if let Some(number) = self.members.get(name.as_ref()) {
            // `Model.HAIKU = …` sets it, and `Model.HAIKU(…)` is a call of something else.
            let span = Span {
                start: hit.start,
                end,
            };
            return Some(if is_assigned(&hit.text[end..]) {
                NameRole::Declares
            } else {
                NameRole::Use(span, *number)
            });
        }
        let called = hit.text[end..].trim_ascii_start().starts_with(b"(");
        let reaches = self.is_enum && (called || ALL_MEMBERS.contains(&name.as_ref()));
        Some(if reaches {
            NameRole::Reaches
        } else {
            NameRole::Nothing
        })
    }

    /// `local.haiku` in a file of the same folder.
    fn local(&self, hit: &NameHit<'_>, source: &Source) -> Option<(Span, u32)> {
        let folder = source
            .path
            .display
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        let (_, number) = self.locals.iter().find(|(of, _)| of == folder)?;
        let owner = b"local.";
        let read = hit.text[..hit.start].ends_with(owner);
        read.then(|| {
            (
                Span {
                    start: hit.start - owner.len(),
                    end: hit.end,
                },
                *number,
            )
        })
    }

    /// `models::TITAN_V1`, or the name alone where it looks like that of a model.
    fn of_module(&self, hit: &NameHit<'_>) -> Option<(Span, u32)> {
        let name = std::str::from_utf8(&hit.text[hit.start..hit.end]).ok()?;
        let before = &hit.text[..hit.start];
        if let Some(owner) = [&b"."[..], b"::"]
            .iter()
            .find_map(|access| before.strip_suffix(*access))
        {
            let width = owner
                .iter()
                .rev()
                .take(80)
                .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
                .count();
            let module = &owner[owner.len() - width..];
            let (_, number) = self
                .modules
                .iter()
                .find(|(of, _)| !of.is_empty() && of.as_bytes() == module)?;
            return Some((
                Span {
                    start: owner.len() - width,
                    end: hit.end,
                },
                *number,
            ));
        }
        let (_, number) = self.modules.first().filter(|_| looks_like_a_model(name))?;
        Some((
            Span {
                start: hit.start,
                end: hit.end,
            },
            *number,
        ))
    }
}

impl NameMeaning {
    /// Whether it is more than the name of a collection.
    fn is_name(&self) -> bool {
        self.is_enum
            || !(self.members.is_empty()
                && self.modules.is_empty()
                && self.locals.is_empty()
                && self.member_of.is_empty())
    }

    /// Whether a hit may name a member of an enum without the enum.
    fn may_be_reached(&self, hit: &NameHit<'_>) -> bool {
        !self.enums.is_empty()
            && (hit.is_of_own_type() || self.is_named_alone && hit.is_named_alone())
    }
}

/// How many mentions of a collection are looked at.
const MENTIONS: usize = 64;

/// A collection of another file that a text can mean.
struct MeantCollection<'n> {
    word: usize,
    watched: &'n WatchedCollection,
    mentions: Vec<Range<usize>>,
}

/// Adds the collections whose entries a file sends. A file that declares the name itself means its own.
fn find_sent(file: &File<'_>, meant: &[MeantCollection<'_>], found: &mut FoundNames) {
    for of in meant {
        // What is assigned to a name in Terraform is an argument of some block.
        let is_own = found.declares.binary_search(&of.word).is_ok()
            && !file.source.language.has(Trait::TerraformBlocks);
        let in_code = of
            .mentions
            .iter()
            .filter(|at| is_code_or_inserted(file, at.start));
        let in_code: Vec<Range<usize>> = in_code.cloned().collect();
        if is_own || !sends_of_another(file, &in_code, of.watched) {
            continue;
        }
        let span_of = |at: &Range<usize>| Span {
            start: at.start,
            end: at.end,
        };
        let is_used = |at: &&Range<usize>| !is_import(file, span_of(at));
        let at = in_code.iter().find(is_used).unwrap_or(&in_code[0]);
        found.sent.push((of.watched.number, span_of(at)));
    }
}

/// What names all members of an enum.
const ALL_MEMBERS: &[&str] = &[
    "entries",
    "allCases",
    "__members__",
    "VARIANTS",
    "cases",
    "values",
    "options",
    "enum",
    // The type itself, from which a framework reads the members: `Model::class`, `Model.self`.
    "class",
    "self",
];

/// Whether code names a member of an enum there without the enum, and if so whether in a body of it.
fn reached_alone(file: &File<'_>, hit: &NameHit<'_>) -> Option<bool> {
    if !is_code(file, hit) {
        return None;
    }
    // The pattern of an arm only asks which member it is.
    let is_in_a_body = !hit.is_pattern() && is_in_a_body(file, hit.start);
    (is_in_a_body || !hit.is_of_own_type()).then_some(is_in_a_body)
}

/// Whether an offset is in an enum and not where a member is declared.
fn is_in_a_body(file: &File<'_>, at: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let is_enum = |head: Range<usize>| {
        let mut words = text[head].split(|b| !b.is_ascii_alphanumeric());
        words.any(|word| matches!(word, b"enum" | b"Enum" | b"StrEnum"))
    };
    let innermost = outline.block_at(at);
    let mut around = outline.around(innermost);
    if !around.any(|number| is_enum(outline.block(number).head.clone())) {
        return false;
    }
    let begins_item = outline.item_at(innermost, at).is_some_and(|(_, item)| {
        let before = text[item.span.start..at].trim_ascii();
        before.is_empty() || before == b"case"
    });
    !(begins_item && is_enum(outline.block(innermost).head.clone()))
}

/// Whether a hit is in code: no comment, no text for people, and in a literal only where a template reads it.
fn is_code(file: &File<'_>, hit: &NameHit<'_>) -> bool {
    let in_literal = file.kind() != crate::language::Kind::Notebook
        && file
            .lexed
            .token_at(hit.start)
            .is_some_and(|(_, token)| token.kind == TokenKind::String);
    let from = hit.start.saturating_sub(80);
    let before = &hit.text[from..hit.start];
    let read = || memchr::memrchr(b'{', before).is_some_and(|open| !before[open..].contains(&b'}'));
    (!in_literal || read()) && Occurrence::new(file, hit.span()).text_kind == TextKind::Code
}

/// How far before a name the line may begin that imports it.
const LONGEST_LINE: usize = 2000;

/// Whether a name is only imported or passed on here.
fn is_import(file: &File<'_>, span: Span) -> bool {
    const WORDS: &[&[u8]] = &[
        b"import ",
        b"from ",
        b"use ",
        b"pub use ",
        b"using ",
        b"require",
        b"export {",
        b"export *",
    ];
    let outline = file.outline();
    let mut block = outline.block_at(span.start);
    let begins = |text: &[u8]| {
        WORDS
            .iter()
            .any(|word| text.trim_ascii_start().starts_with(word))
    };
    // A line that is longer is minified, and no import.
    let floor = span.start.saturating_sub(LONGEST_LINE);
    let line =
        memchr::memrchr(b'\n', &file.text()[floor..span.start]).map_or(floor, |at| floor + at + 1);
    if begins(&file.text()[line..span.start]) {
        return true;
    }
    // `from models import (⏎ HAIKU, ⏎)`, `import {⏎ HAIKU ⏎} from`.
    for _ in 0..3 {
        let around = outline.block(block);
        if block == 0 || !matches!(around.kind, BlockKind::Round | BlockKind::Curly) {
            return false;
        }
        if begins(&file.text()[around.statement.min(around.head.start)..around.inner.start]) {
            return true;
        }
        block = around.parent;
    }
    false
}
