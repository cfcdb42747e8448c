//! Files of any content: what is found in them, their structure, encodings, suppressions and windows.

#[path = "../../tests/it/any_text.rs"]
mod any_text;

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use bedrock_eol::catalog::Catalog;
use bedrock_eol::finding::Reference;
use bedrock_eol::judge::Policy;
use bedrock_eol::reference::Form;
use bedrock_eol::scan::{Pipeline, ScanOptions, Scanned, Scanner, Sizes};
use bedrock_eol::source::Source;
use bedrock_eol::suppress::Suppressions;
use bedrock_eol::walk::{Origin, SourcePath};
use jiff::civil::{Date, date};

/// Names whose readers differ; the first byte of the input chooses one.
pub(crate) const NAMES: [&str; 24] = [
    "a.py",
    "a.ts",
    "a.tf",
    "a.yaml",
    "a.json",
    "a.ipynb",
    "a.md",
    ".env",
    "a.sql",
    "a.go",
    "a.rb",
    "a.sh",
    "a.toml",
    "Dockerfile",
    "tests/cassettes/a.yaml",
    "a.rs",
    "a.java",
    "a.html",
    "a.rst",
    "a.tsx",
    "src/a.test.ts",
    "a.csv",
    "a.xml",
    "a.nobody-knows",
];

const AS_OF: Date = date(2026, 11, 23);

static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::new(AS_OF));

fn scanner(sizes: Sizes) -> Scanner<Pipeline<'static>> {
    let pipeline = Pipeline::new(Catalog::embedded(), &POLICY, String::new());
    let mut options = ScanOptions {
        sizes,
        ..ScanOptions::default()
    };
    options.walk.threads = Some(1);
    Scanner::new(pipeline, options)
}

/// Making an engine takes many times as long as scanning a small text.
static SCANNER: LazyLock<Scanner<Pipeline<'static>>> = LazyLock::new(|| scanner(Sizes::default()));

/// The name that the first byte of an input chooses, and the rest.
fn named(bytes: &[u8]) -> Option<(&'static str, &[u8])> {
    let (&choice, content) = bytes.split_first()?;
    Some((NAMES[usize::from(choice) % NAMES.len()], content))
}

fn source(name: &str, text: &[u8]) -> Source {
    let path = SourcePath {
        display: name.to_owned(),
        open: PathBuf::from(name),
        origin: Origin::Named,
    };
    Source::decode(path, text.to_vec())
}

/// Nothing panics, no two references overlap, and each is the text at its location.
pub(crate) fn scan(bytes: &[u8]) {
    let Some((name, content)) = named(bytes) else {
        return;
    };
    any_text::must_hold(&SCANNER.scan_text(name, content.to_vec()), content);
}

/// What a scan says of a reference, whatever the file's encoding and line ends are.
fn facts(reference: &Reference) -> String {
    let Reference {
        location,
        text,
        models,
        region,
        context,
        form,
        stage,
        ..
    } = reference;
    // A text of two lines has their end in it.
    let text = text.replace('\r', "");
    format!(
        "{:?} {text} {models:?} {region:?} {context:?} {form:?} {stage:?}",
        location.start
    )
}

fn all_facts(scanned: &Scanned) -> Vec<String> {
    scanned
        .references
        .iter()
        .map(|reference| facts(reference))
        .collect()
}

/// References, their contexts and the findings do not depend on line ends.
pub(crate) fn contexts(bytes: &[u8]) {
    let Some((name, content)) = named(bytes) else {
        return;
    };
    let text = String::from_utf8_lossy(content)
        .replace('\r', "")
        .replace('\0', " ");
    let unix = SCANNER.scan_text(name, text.clone().into_bytes());
    let windows = SCANNER.scan_text(name, text.replace('\n', "\r\n").into_bytes());
    assert_eq!(all_facts(&unix), all_facts(&windows));
    let findings = |scanned: &Scanned| -> Vec<String> {
        let finding = |f: &bedrock_eol::finding::Finding| {
            format!(
                "{} {:?} {}",
                f.rule.name,
                f.level,
                f.message.replace('\r', "")
            )
        };
        scanned.findings.iter().map(finding).collect()
    };
    assert_eq!(findings(&unix), findings(&windows));
}

/// The lexer and the outline of any text have their shape.
pub(crate) fn outlined(bytes: &[u8]) {
    if let Some((name, content)) = named(bytes) {
        bedrock_eol::fuzzing::outline(name, content);
    }
}

/// Text without what makes a file binary, which is another question: controls, and marks of bytes that are not text.
fn plain(content: &[u8]) -> String {
    let keep = |c: &char| {
        (!c.is_control() || matches!(c, '\n' | '\t')) && *c != char::REPLACEMENT_CHARACTER
    };
    let text: String = String::from_utf8_lossy(content)
        .chars()
        .filter(keep)
        .collect();
    text.trim_start_matches('\u{FEFF}').to_owned()
}

/// A text in UTF-16 and UTF-32 with a byte order mark has the references of the same text in UTF-8.
pub(crate) fn encodings(bytes: &[u8]) {
    let Some((name, content)) = named(bytes) else {
        return;
    };
    let text = plain(content);
    let marked = format!("\u{FEFF}{text}");
    let utf16 =
        |bytes: fn(u16) -> [u8; 2]| marked.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let utf32 = |bytes: fn(u32) -> [u8; 4]| {
        marked
            .chars()
            .flat_map(|c| bytes(u32::from(c)))
            .collect::<Vec<u8>>()
    };
    let want = all_facts(&SCANNER.scan_text(name, text.as_bytes().to_vec()));
    for content in [
        marked.clone().into_bytes(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        utf32(u32::to_le_bytes),
        utf32(u32::to_be_bytes),
    ] {
        let scanned = SCANNER.scan_text(name, content.clone());
        assert_eq!(
            all_facts(&scanned),
            want,
            "{:?}",
            &content[..content.len().min(8)]
        );
    }
}

/// A text in parts has the suppressions of the whole, and so has one with other line ends.
pub(crate) fn suppressions(bytes: &[u8]) {
    let Some((name, content)) = named(bytes) else {
        return;
    };
    let Some((&cut, content)) = content.split_first() else {
        return;
    };
    let source = source(name, content);
    let whole = source.text.len();
    let (all, problems) = Suppressions::parse(&source, cut % 2 == 1);
    let cut = usize::from(cut) * whole / 255;
    let mut parts = Vec::new();
    let mut of_parts = Vec::new();
    for own in [0..cut, cut..whole] {
        let (part, mut problems) = Suppressions::parse_within(&source, own, false);
        parts.push(part);
        of_parts.append(&mut problems);
    }
    let joined = Suppressions::join(parts);
    let (free, free_problems) = Suppressions::parse(&source, false);
    assert_eq!(format!("{joined:?}"), format!("{free:?}"));
    assert_eq!(of_parts, free_problems);
    assert!(problems.len() >= free_problems.len());
    drop(all.housekeeping(AS_OF, true));
}

/// The parts of a large file: small enough that boundaries fall everywhere, with margins as large as what a reference
/// is judged by.
static SMALL: LazyLock<Vec<Scanner<Pipeline<'static>>>> = LazyLock::new(|| {
    let sizes = [(4, 1), (64, 16), (512, 64), (1024, 300), (4096, 5000)];
    let small = |(piece, window)| Sizes {
        whole: 64,
        piece,
        window,
        margin: 512,
        ..Sizes::default()
    };
    sizes.into_iter().map(small).map(scanner).collect()
});

/// A file that is searched in windows has the same known IDs as one that is held whole. Constants, and IDs that are put
/// together, need what may be further away than a window reaches: an import, another line.
pub(crate) fn windows(bytes: &[u8]) {
    let Some((name, content)) = named(bytes) else {
        return;
    };
    let Some((&choice, content)) = content.split_first() else {
        return;
    };
    let (size, encoding) = (choice % 5, choice / 5 % 3);
    let text = plain(content);
    let marked = format!("\u{FEFF}{text}");
    let content: Vec<u8> = match encoding {
        0 => text.into_bytes(),
        1 => marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        _ => marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    };
    let locations = |scanned: &Scanned| -> Vec<String> {
        let is_whole = |reference: &&Arc<Reference>| {
            reference.form != Form::Symbol
                && reference
                    .models
                    .iter()
                    .any(|id| reference.text.contains(id.as_str()))
        };
        let known = scanned.references.iter().filter(is_whole);
        known
            .map(|reference| format!("{:?} {}", reference.location.start, reference.text))
            .collect()
    };
    let whole = SCANNER.scan_text(name, content.clone());
    let small = &SMALL[usize::from(size)];
    let pieces = small
        .scan_stream(name, content.as_slice())
        .expect("memory can be read");
    if pieces.errors == whole.errors {
        assert_eq!(locations(&pieces), locations(&whole));
    }
}
