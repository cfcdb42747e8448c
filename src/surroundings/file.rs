//! A file with references, and what it is as a whole. The surroundings of single references are in other modules.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;

use memchr::memmem;

use super::cell_language::{self, UNKNOWN, runs_in_session};
use super::embedded_program::EmbeddedProgram;
use super::field_names::{Facts, FieldName};
use super::file_facts::{FACTS, Fact};
use super::name_offsets::NameOffsets;
use super::test_items::{fixtures, test_class, test_modules};
use super::usage::Usage;
use crate::language::{Kind, language_of};
use crate::lexer::{Lexed, lex, lex_window};
use crate::notebook::{CellKind, CellLocation, CellSource, Notebook};
use crate::outline::{Outline, outline};
use crate::reference::{Entries, FromProject};
use crate::source::Source;

/// Folders of translations. A setting can be there as well, but has no words around its ID.
const TRANSLATIONS: &[&str] = &[
    "_locales",
    "i18n",
    "l10n",
    "lang",
    "langs",
    "locale",
    "locales",
    "translations",
];

/// A file with references.
pub(crate) struct File<'s> {
    pub(crate) source: &'s Source,
    /// The path in lower case with `/`.
    pub(crate) path: String,
    pub(crate) lexed: Lexed,
    notebook: Option<Notebook>,
    outline: OnceCell<Outline>,
    lower: OnceCell<Vec<u8>>,
    calls: OnceCell<bool>,
    facts: [OnceCell<bool>; FACTS.len()],
    recording: OnceCell<bool>,
    /// Whether the keys of a block are those of recorded data.
    pub(super) records: RefCell<BTreeMap<usize, bool>>,
    /// Whether it has settings of a program.
    pub(super) settings: OnceCell<bool>,
    /// Whether its code reads a field of examples.
    pub(super) reads_samples: OnceCell<bool>,
    measurements: OnceCell<bool>,
    tests: OnceCell<Vec<Range<usize>>>,
    cell: RefCell<Option<Rc<DecodedCell>>>,
    /// The programs inside of the file.
    pub(super) programs: OnceCell<Vec<EmbeddedProgram>>,
    /// A file in the language of a notebook's kernel.
    kernel: OnceCell<String>,
    code_of_text: RefCell<CodeOfText>,
    /// Whether the file sends requests to the entries of a collection, by the number of its block.
    pub(super) sent: RefCell<BTreeMap<(usize, Entries), bool>>,
    /// The names by which other files can use a collection whose entries this file does not send, by the number of its block.
    pub(super) unsent: RefCell<BTreeMap<usize, (BTreeSet<String>, Entries)>>,
    /// The same by the name of the collection.
    pub(super) sent_by_name: RefCell<BTreeMap<(Vec<u8>, Entries), bool>>,
    /// Whether a function of the file sends an argument, by its name and the position.
    pub(super) sent_by_function: RefCell<BTreeMap<(Vec<u8>, usize), bool>>,
    pub(super) names: NameOffsets,
    /// What the file does with a collection, by its name: each element of a long list asks.
    pub(super) usages: RefCell<BTreeMap<Vec<u8>, Usage>>,
    /// Whether a text is nothing but settings.
    pub(super) has_settings: OnceCell<bool>,
    field_names: RefCell<HashMap<Box<[u8]>, FieldName>>,
    /// The facts of blocks, by number and how deep they are read.
    pub(super) facts_of_blocks: RefCell<HashMap<(usize, usize), Facts>>,
    /// Whether blocks have a price of tokens, by number and how deep they are read.
    pub(super) priced_blocks: RefCell<HashMap<(usize, usize), bool>>,
    /// Whether ERB reads a file of YAML first.
    pub(super) inserts_ruby: OnceCell<bool>,
    /// Whether a step of a workflow names a shell in which `#` may begin no comment.
    pub(super) has_other_shells: OnceCell<bool>,
    /// The enums and type unions of which the project uses no member, by number.
    pub(super) unused_types: BTreeSet<usize>,
    /// The collections to whose entries other files send requests, by name.
    pub(super) sent_elsewhere: BTreeSet<(String, Entries)>,
}

/// The keys of recorded requests, responses and results, with the value that they have; any value where it is empty. A
/// key that ends in `*` matches all keys with this beginning.
const RECORDED: &[(&str, &str)] = &[
    ("http_interactions", ""),
    ("recorded_with", ""),
    ("recorded_at", ""),
    ("x-amzn-requestid", ""),
    ("x-amzn-bedrock-*", ""),
    ("httpstatuscode", ""),
    ("recordedat", ""),
    // Answers of models: how they ended.
    ("stop_reason", "end_turn"),
    ("stopreason", "end_turn"),
    ("finish_reason", "stop"),
    // Results of evaluations.
    ("gradingresult", ""),
];

/// What may be around a key or a value, where JSON is in a cell of a table, too.
const QUOTES: &[u8] = b"\\\"'";

/// A text without those of `bytes` that it begins with.
fn without<'t>(text: &'t [u8], bytes: &[u8]) -> &'t [u8] {
    &text[text.iter().take_while(|byte| bytes.contains(byte)).count()..]
}

/// Whether a text ends in `"name":`, which the name of a header follows.
fn is_name_of_header(before: &[u8]) -> bool {
    let key = before
        .trim_ascii_end()
        .strip_suffix(b":")
        .map(<[u8]>::trim_ascii_end);
    key.is_some_and(|key| key.ends_with(b"\"name\""))
}

/// The source of one notebook cell, decoded; the last one that was asked for is kept, since each reference in it asks.
pub(super) struct DecodedCell {
    /// Its number.
    pub(super) cell: u32,
    /// Its first [`CELL_LIMIT`] bytes.
    pub(super) source: CellSource,
    /// Split as its language does.
    lexed: OnceCell<Lexed>,
    /// Its blocks as data, in which a policy is.
    data: OnceCell<Outline>,
}

impl DecodedCell {
    /// Its blocks as data.
    pub(super) fn data(&self) -> &Outline {
        self.data.get_or_init(|| {
            let language = language_of("cell.py", &[]);
            let text = &self.source.text;
            outline(text, &lex(text, language), language.blocks)
        })
    }
}

/// A code cell as its language reads it.
pub(super) struct CellProgram {
    /// The name of a file in the language.
    pub(super) name: String,
    pub(super) source: CellSource,
    /// Whether the other cells of the language know what it defines.
    pub(super) in_session: bool,
}

/// A part of a file that is a text otherwise, and where code is in it.
#[derive(Default)]
struct CodeOfText {
    part: Range<usize>,
    code: Rc<[Range<usize>]>,
}

/// The bytes of a cell beyond which it is not looked into.
const CELL_LIMIT: usize = 256 * 1024;

impl<'s> File<'s> {
    pub(crate) fn new(source: &'s Source) -> Self {
        let notebook =
            (source.language.kind == Kind::Notebook).then(|| Notebook::new(&source.text));
        Self {
            path: source.path.display.replace('\\', "/").to_lowercase(),
            lexed: if source.whole {
                lex(&source.text, source.language)
            } else {
                lex_window(&source.text, source.language)
            },
            source,
            notebook,
            outline: OnceCell::new(),
            lower: OnceCell::new(),
            calls: OnceCell::new(),
            facts: Default::default(),
            recording: OnceCell::new(),
            records: RefCell::default(),
            settings: OnceCell::new(),
            reads_samples: OnceCell::new(),
            measurements: OnceCell::new(),
            tests: OnceCell::new(),
            cell: RefCell::new(None),
            programs: OnceCell::new(),
            kernel: OnceCell::new(),
            code_of_text: RefCell::default(),
            sent: RefCell::default(),
            unsent: RefCell::default(),
            sent_by_name: RefCell::default(),
            names: NameOffsets::default(),
            sent_by_function: RefCell::default(),
            usages: RefCell::default(),
            has_settings: OnceCell::new(),
            field_names: RefCell::default(),
            facts_of_blocks: RefCell::default(),
            priced_blocks: RefCell::default(),
            inserts_ruby: OnceCell::new(),
            has_other_shells: OnceCell::new(),
            unused_types: BTreeSet::new(),
            sent_elsewhere: BTreeSet::new(),
        }
    }

    /// The same with what the other files of its project show about it.
    pub(crate) fn in_project(self, known: &FromProject) -> Self {
        Self {
            unused_types: known.unused_types.clone(),
            sent_elsewhere: known.sent_collections.clone(),
            ..self
        }
    }

    pub(crate) fn text(&self) -> &'s [u8] {
        &self.source.text
    }

    /// What the name of a field says.
    pub(super) fn field_name(&self, name: &[u8]) -> FieldName {
        if let Some(known) = self.field_names.borrow().get(name) {
            return *known;
        }
        let says = FieldName::of(name);
        self.field_names.borrow_mut().insert(name.into(), says);
        says
    }

    /// Where code is in a part of the text that is text otherwise, found once for all references in it.
    pub(super) fn code_of_text(
        &self,
        part: Range<usize>,
        find: impl FnOnce() -> Vec<Range<usize>>,
    ) -> Rc<[Range<usize>]> {
        let mut kept = self.code_of_text.borrow_mut();
        if kept.part != part {
            *kept = CodeOfText {
                part,
                code: find().into(),
            };
        }
        Rc::clone(&kept.code)
    }

    /// Its blocks and their items.
    pub(crate) fn outline(&self) -> &Outline {
        self.outline
            .get_or_init(|| outline(self.text(), &self.lexed, self.source.language.blocks))
    }

    /// The text in lower case, byte for byte.
    pub(crate) fn lower_text(&self) -> &[u8] {
        self.lower.get_or_init(|| self.text().to_ascii_lowercase())
    }

    pub(crate) fn kind(&self) -> Kind {
        self.source.language.kind
    }

    /// The name of the file, in lower case.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The folders above the file, in lower case.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &str> {
        let folders = self
            .path
            .rsplit_once('/')
            .map_or("", |(folders, _)| folders);
        folders
            .split('/')
            .filter(|f| !f.is_empty() && *f != "." && *f != "..")
    }

    /// Whether the file's words say so.
    pub(crate) fn says(&self, fact: Fact) -> bool {
        *self.facts[fact as usize].get_or_init(|| {
            let has = |word: &&str| memmem::find(self.lower_text(), word.as_bytes()).is_some();
            FACTS[fact as usize].iter().any(has)
        })
    }

    /// Whether it is in a folder with the texts of a program in several languages.
    pub(super) fn has_translations(&self) -> bool {
        matches!(self.kind(), Kind::Data | Kind::Config)
            && self.folders().any(|folder| TRANSLATIONS.contains(&folder))
    }

    /// Whether it is a table with recorded requests, responses or results in its cells. A file that is not believed has none.
    pub(crate) fn is_table_of_recordings(&self) -> bool {
        *self.recording.get_or_init(|| {
            self.source.may_be_recorded()
                && self.kind() == Kind::Table
                && RECORDED
                    .iter()
                    .any(|(key, value)| self.has_key(key, value.as_bytes()))
        })
    }

    /// Whether a cell has a key of this name whose value is `value`, or any where that is empty. Both are in lower case.
    fn has_key(&self, key: &str, value: &[u8]) -> bool {
        let text = self.lower_text();
        let name = key.strip_suffix('*').unwrap_or(key);
        memmem::find_iter(text, name.as_bytes()).any(|at| {
            let rest = &text[at + name.len()..];
            let more = rest
                .iter()
                .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
                .count();
            let rest = &rest[more..];
            if more > 0 && !key.ends_with('*') {
                return false;
            }
            if self.lexed.kind_at(at).is_comment() {
                return false;
            }
            let before = text[..at].last().copied().unwrap_or(b'\n');
            let is_quoted = matches!(before, b'"' | b'\'');
            // Tables have JSON in their cells, whose quotes are doubled or escaped.
            let rest = without(rest, QUOTES);
            let Some(found) = rest.trim_ascii_start().strip_prefix(b":") else {
                // A header in an archive: `{"name": "x-amzn-requestid", "value": …}`.
                return is_quoted && is_name_of_header(&text[..at - 1]);
            };
            let found = found.trim_ascii_start();
            value.is_empty() || without(found, QUOTES).starts_with(value)
        })
    }

    /// Whether `offset` lies in tests inside a program: Rust's `#[cfg(test)]` and `#[test]`, Apex' `@isTest` before a class, a fixture
    /// of pytest.
    pub(crate) fn in_tests(&self, offset: usize) -> bool {
        let ranges = self.tests.get_or_init(|| match self.source.language.name {
            "rust" => test_modules(self.text(), &self.lexed),
            "apex" => test_class(self.lower_text(), &self.lexed),
            "python" => fixtures(self.text(), &self.lexed),
            _ => Vec::new(),
        });
        let next = ranges.partition_point(|range| range.end <= offset);
        ranges
            .get(next)
            .is_some_and(|range| range.contains(&offset))
    }

    /// Whether its name ends in a date and a time, as that of the result of a run does: `run_20250914_024040.json`.
    pub(crate) fn is_named_with_its_time(&self) -> bool {
        let stem = self.name().split('.').next().unwrap_or_default();
        let digits: String = stem.chars().filter(char::is_ascii_digit).collect();
        let tail = stem.trim_end_matches(|c: char| c.is_ascii_digit() || "-_tz".contains(c));
        let is_time = |digits: &str| digits.starts_with("20") && matches!(digits.len(), 12 | 14);
        let of_tail = stem[tail.len()..]
            .chars()
            .filter(char::is_ascii_digit)
            .count();
        digits.get(digits.len() - of_tail..).is_some_and(is_time)
    }

    /// Whether its head names what was measured: seconds, scores. Such a table is the result of runs.
    pub(crate) fn is_table_of_measurements(&self) -> bool {
        *self
            .measurements
            .get_or_init(|| self.source.may_be_recorded() && self.has_head_of_measurements())
    }

    fn has_head_of_measurements(&self) -> bool {
        const MEASURES: &[&str] = &[
            "seconds",
            "latency",
            "duration",
            "score",
            "accuracy",
            "elapsed",
            "throughput",
            "f1",
            "bleu",
            "rouge",
            "passed",
            "correct",
            "wer",
            "recall",
            "precision",
            "tokens",
            "winrate",
            "time",
            "ms",
        ];
        // What a request is limited to, what a job runs on, and when it does.
        const SETTINGS: &[&str] = &[
            "max", "min", "timeout", "runtime", "limit", "startt", "endt", "timez",
        ];
        let head = self
            .text()
            .split(|b| *b == b'\n')
            .next()
            .unwrap_or_default();
        let is_separator = |b: &u8| matches!(b, b',' | b';' | b'\t');
        let mut columns = head.split(is_separator).map(super::line::folded);
        // What was measured is a number: `02:00` is when a job runs.
        let mut lines = self.text().split(|b| *b == b'\n').skip(1);
        let row = lines.next().unwrap_or_default();
        let is_measured = |at: usize| {
            let cell = row.split(is_separator).nth(at);
            row.contains(&b'"') || cell.is_none_or(|cell| !cell.contains(&b':'))
        };
        if columns
            .clone()
            .any(|column| super::price::is_price(&column))
        {
            return false;
        }
        columns
            .by_ref()
            .enumerate()
            .filter(|(at, column)| {
                let is_measure = MEASURES
                    .iter()
                    .any(|m| column.ends_with(m) || column.starts_with(m));
                let is_set = SETTINGS.iter().any(|setting| column.starts_with(setting));
                is_measure && !is_set && is_measured(*at)
            })
            .count()
            >= 2
    }

    /// Whether the file itself calls Bedrock, comments and documentation apart.
    pub(crate) fn calls_bedrock(&self) -> bool {
        *self.calls.get_or_init(|| {
            matches!(self.kind(), Kind::Code | Kind::Notebook | Kind::Infra)
                && CALLS.iter().any(|w| {
                    memmem::find_iter(self.text(), w.as_bytes())
                        .take(64)
                        .any(|at| !self.lexed.kind_at(at).is_comment())
                })
        })
    }

    /// The cell of a notebook that contains `offset`; `None` between cells and for other files.
    pub(super) fn cell_at(&self, offset: usize) -> Option<CellLocation> {
        self.notebook.as_ref()?.cell_at(offset)
    }

    /// The number and the decoded source of the notebook cell that contains `offset`; `None` for outputs.
    pub(crate) fn cell_source(
        &self,
        offset: usize,
        known: Option<u32>,
    ) -> Option<(u32, Option<Vec<u8>>)> {
        let notebook = self.notebook.as_ref()?;
        let occurrence = notebook.cell_at(offset).filter(|p| !p.output)?;
        let read = || {
            notebook
                .source_of(self.text(), occurrence.cell, CELL_LIMIT)
                .text
        };
        Some((occurrence.cell, (known != Some(occurrence.cell)).then(read)))
    }

    /// The code cell in whose source `offset` is.
    pub(super) fn code_cell(&self, offset: usize) -> Option<Rc<DecodedCell>> {
        let notebook = self.notebook.as_ref()?;
        let occurrence = notebook.cell_at(offset)?;
        let is_code = !occurrence.output && occurrence.kind == CellKind::Code;
        is_code.then(|| self.decoded_cell(notebook, occurrence.cell))
    }

    fn decoded_cell(&self, notebook: &Notebook, cell: u32) -> Rc<DecodedCell> {
        let mut kept = self.cell.borrow_mut();
        let last = kept.take().filter(|last| last.cell == cell);
        let decoded = last.unwrap_or_else(|| {
            Rc::new(DecodedCell {
                cell,
                source: notebook.source_of(self.text(), cell, CELL_LIMIT),
                lexed: OnceCell::new(),
                data: OnceCell::new(),
            })
        });
        Rc::clone(kept.insert(decoded))
    }

    /// The name of a file in the language of a cell, and the cell as that language reads it.
    pub(super) fn program_of_cell(&self, number: u32, cell: &[u8]) -> (String, Vec<u8>) {
        let named = self
            .notebook
            .as_ref()
            .and_then(|notebook| notebook.language_of(self.text(), number))
            .and_then(cell_language::of_editor);
        if let Some(language) = named {
            return cell_language::program_of(&language, cell);
        }
        let kernel = self
            .kernel
            .get_or_init(|| cell_language::of_kernel(self.text()));
        cell_language::program_of(kernel, cell)
    }

    /// The code cells of a notebook, each as its language reads it; none for other files.
    pub(super) fn cell_programs(&self) -> impl Iterator<Item = CellProgram> {
        let notebooks = self.notebook.iter();
        let cells =
            notebooks.flat_map(|notebook| notebook.code_cells().map(move |cell| (notebook, cell)));
        cells.map(|(notebook, cell)| {
            let mut source = notebook.source_of(self.text(), cell, CELL_LIMIT);
            let (name, program) = self.program_of_cell(cell, &source.text);
            let in_session = name != UNKNOWN && runs_in_session(&source.text);
            source.text = program;
            CellProgram {
                name,
                source,
                in_session,
            }
        })
    }

    /// Whether a position in the source of a code cell is a comment of its language; the cell is split once.
    pub(super) fn is_comment_in_cell(&self, cell: u32, offset: usize) -> bool {
        let Some(notebook) = &self.notebook else {
            return false;
        };
        let decoded = self.decoded_cell(notebook, cell);
        let lexed = decoded.lexed.get_or_init(|| {
            let (name, program) = self.program_of_cell(cell, &decoded.source.text);
            lex(&program, language_of(&name, &[]))
        });
        let occurrence = decoded.source.source_offset_of(self.text(), offset);
        occurrence.is_some_and(|occurrence| lexed.kind_at(occurrence).is_comment())
    }
}

/// Words of programs that call Bedrock, as their SDKs and the usual libraries write them.
const CALLS: &[&str] = &[
    ".invoke_model(",
    ".invoke_model_with_response_stream(",
    ".converse(",
    ".converse_stream(",
    ".converse {",
    "->converse(",
    "->invokeModel(",
    ".invokeModel(",
    ".invokeModelWithResponseStream(",
    ".converseStream(",
    ".InvokeModel(",
    ".InvokeModelAsync(",
    ".InvokeModelWithResponseStream",
    ".Converse(",
    ".ConverseAsync(",
    ".ConverseStream(",
    "InvokeModelCommand",
    "InvokeModelWithResponseStreamCommand",
    "InvokeModelRequest",
    "InvokeModelInput",
    "ConverseCommand",
    "ConverseStreamCommand",
    "ConverseRequest",
    "ConverseStreamRequest",
    "ConverseInput",
    "\"bedrock-runtime\"",
    "'bedrock-runtime'",
    "aws bedrock-runtime ",
    "BedrockRuntimeClient",
    "BedrockRuntimeAsyncClient",
    "ChatBedrock(",
    "ChatBedrockConverse(",
    "BedrockChat(",
    "BedrockLLM(",
    "BedrockEmbeddings(",
    "BedrockConverse(",
    "BedrockModel(",
    "BedrockChatModel.builder",
    "AnthropicBedrock(",
    "createAmazonBedrock(",
    "@ai-sdk/amazon-bedrock",
    "AddBedrock",
    "bedrock-runtime.",
    "litellm.completion(",
    "litellm.acompletion(",
];

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::{CELL_LIMIT, File};
    use crate::source::{Encoding, Source};
    use crate::walk::{Origin, SourcePath};

    /// Each reference asks for its cell: decoding it again for each takes quadratic time, also for those beyond the part
    /// that is looked into.
    #[test]
    fn a_cell_is_decoded_once() {
        let line = r#""x = 1\n","#;
        let lines = line.repeat(2 * CELL_LIMIT / line.len());
        let text = format!(
            r#"{{"cells": [{{"cell_type": "code", "source": ["a", {lines} "b"]}}, {{"source": ["c"]}}]}}"#
        );
        let path = SourcePath {
            display: "a.ipynb".to_owned(),
            open: "a.ipynb".into(),
            origin: Origin::Named,
        };
        let source = Source::new(path, text.clone().into_bytes(), Encoding::Utf8);
        let file = File::new(&source);
        let cell_of = |text_in: &str| {
            let at = text.rfind(text_in).expect("it is there") + 1;
            file.code_cell(at).expect("it is in a code cell")
        };
        let first = cell_of("\"a\"");
        assert!(first.source.text.len() <= CELL_LIMIT);
        assert!(!file.is_comment_in_cell(first.cell, text.rfind("\"b\"").expect("there") + 1));
        assert!(Rc::ptr_eq(&first, &cell_of("\"b\"")));
        assert!(!Rc::ptr_eq(&first, &cell_of("\"c\"")));
        assert!(std::ptr::eq(first.data(), first.data()));
    }
}
