//! Reading and searching: the locations of findings, in any encoding, file size, order and number of threads.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use bedrock_eol::catalog::Catalog;
use bedrock_eol::finding::{Finding, Level, Location};
use bedrock_eol::judge::{Policy, Sighting};
use bedrock_eol::model_id::ModelId;
use bedrock_eol::output::FORMATS;
use bedrock_eol::reference::{FromProject, Match};
use bedrock_eol::report::{Cause, ErrorKind};
use bedrock_eol::scan::{Engine, JudgedText, Pipeline, ScanOptions, Scanned, Scanner, Sizes};
use bedrock_eol::source::{Position, Source};
use bedrock_eol::walk::{Origin, SourcePath, WalkOptions};
use jiff::civil::date;

const DEAD: &str = "anthropic.claude-v2:1";

pub(crate) fn scan_with(options: ScanOptions, roots: &[PathBuf]) -> Scanned {
    let policy = Policy::new(date(2026, 11, 23));
    let pipeline = Pipeline::new(Catalog::embedded(), &policy, String::new());
    Scanner::new(pipeline, options).scan(roots).unwrap()
}

fn scan_bytes(content: &[u8]) -> Scanned {
    let policy = Policy::new(date(2026, 11, 23));
    let pipeline = Pipeline::new(Catalog::embedded(), &policy, String::new());
    Scanner::new(pipeline, ScanOptions::default()).scan_text("a.txt", content.to_vec())
}

/// Line and column of each reference, and its text.
fn locations(scanned: &Scanned) -> Vec<(u64, u64, &str)> {
    let location = |p: &Position| (p.line, p.column);
    let each = scanned
        .references
        .iter()
        .map(|r| (location(&r.location.start), &*r.text));
    each.map(|((line, column), text)| (line, column, text))
        .collect()
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(unit)
        .collect()
}

fn binary() -> Command {
    let mut command = Command::cargo_bin("bedrock-eol").unwrap();
    command.env_clear();
    command
}

#[test]
fn lines_end_at_line_feeds_and_columns_are_code_points() {
    let text = format!("first\r\n\t\u{1F600}\u{6F22} \"{DEAD}\"\r\n\u{2028}'{DEAD}'\n");
    let expected = [(2, 6, DEAD), (3, 3, DEAD)];
    assert_eq!(locations(&scan_bytes(text.as_bytes())), expected);
    let marked = format!("\u{FEFF}{text}");
    assert_eq!(
        locations(&scan_bytes(marked.as_bytes())),
        expected,
        "byte order mark"
    );
    assert_eq!(
        locations(&scan_bytes(&utf16(&text, u16::to_le_bytes))),
        expected,
        "UTF-16, little endian"
    );
    assert_eq!(
        locations(&scan_bytes(&utf16(&text, u16::to_be_bytes))),
        expected,
        "UTF-16, big endian"
    );
    let invalid = [b"\xff\xfa\xfe \"", DEAD.as_bytes(), b"\""].concat();
    assert_eq!(
        locations(&scan_bytes(&invalid)),
        [(1, 6, DEAD)],
        "invalid bytes"
    );
}

#[test]
fn a_byte_order_mark_alone_or_before_an_id_is_text() {
    let direct = format!("\u{FEFF}{DEAD}");
    assert_eq!(locations(&scan_bytes(direct.as_bytes())), [(1, 1, DEAD)]);
    assert_eq!(
        locations(&scan_bytes(&utf16(DEAD, u16::to_le_bytes))),
        [(1, 1, DEAD)]
    );
    for empty in [
        &b""[..],
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xff\xfe\x61",
    ] {
        let scanned = scan_bytes(empty);
        assert_eq!(
            (scanned.stats.files_scanned, scanned.references.len()),
            (1, 0),
            "{empty:?}"
        );
    }
}

#[test]
fn a_nul_at_the_beginning_makes_a_file_binary() {
    let folder = tempfile::tempdir().unwrap();
    let nuls = "\0".repeat(40);
    fs::write(folder.path().join("a.bin"), format!("{nuls} {DEAD}")).unwrap();
    fs::write(
        folder.path().join("b.bin"),
        utf16(&format!("{nuls} {DEAD}"), u16::to_le_bytes),
    )
    .unwrap();
    fs::write(
        folder.path().join("c.txt"),
        format!("{}\0 {DEAD}", "x".repeat(70_000)),
    )
    .unwrap();
    let scanned = scan_with(ScanOptions::default(), &[folder.path().to_path_buf()]);
    let skipped: Vec<_> = scanned
        .skipped
        .iter()
        .map(|skipped| skipped.reason)
        .collect();
    assert_eq!(skipped, [Cause::Binary; 2]);
    assert_eq!(scanned.stats.files_scanned, 1);
    let rules: Vec<_> = scanned
        .findings
        .iter()
        .map(|finding| finding.rule.name)
        .collect();
    assert_eq!(rules, ["binary-mention", "end-of-life"]);
}

#[test]
fn an_id_across_two_windows_is_found_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    for before in (65_500..65_560).chain(130_700..130_830) {
        fs::write(
            &path,
            format!("{} {DEAD} \n{}", "x".repeat(before), "y\n".repeat(100)),
        )
        .unwrap();
        let scanned = scan_with(ScanOptions::default(), std::slice::from_ref(&path));
        assert_eq!(locations(&scanned), [(1, before as u64 + 2, DEAD)]);
    }
}

/// A text with references in long and short lines, among characters of every length and invalid bytes.
fn mixed() -> Vec<u8> {
    let mut text = Vec::new();
    for number in 0..240_usize {
        text.extend(
            "\u{6F22}\u{1F600}a\u{E9}"
                .repeat(number * 7 % 31)
                .as_bytes(),
        );
        if number % 11 == 0 {
            text.extend(b" \xff\xe2\x82 ");
        }
        text.extend(format!(" \"{DEAD}\" ").as_bytes());
        if number % 5 == 0 {
            text.extend(b" \"us.anthropic.claude-3-haiku-20240307-v1:0\"\r\n");
        }
        text.extend(b"lorem ipsum dolor\n".repeat(number % 3 * 9));
    }
    text
}

#[test]
fn a_file_read_in_windows_has_the_same_references_as_one_read_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.txt");
    let mixed = mixed();
    let text = String::from_utf8_lossy(&mixed).into_owned();
    let contents = [
        mixed.clone(),
        [b"\xef\xbb\xbf", mixed.as_slice()].concat(),
        utf16(&text, u16::to_le_bytes),
        utf16(&text, u16::to_be_bytes),
        // A single line.
        mixed
            .iter()
            .copied()
            .filter(|byte| *byte != b'\n')
            .collect(),
    ];
    for (number, content) in contents.iter().enumerate() {
        fs::write(&path, content).unwrap();
        let whole = scan_with(ScanOptions::default(), std::slice::from_ref(&path));
        let expected = locations(&whole);
        assert_eq!(expected.len(), 288);
        for piece in [512, 1024, 1028, 4096, 1 << 20] {
            for window in [64, 300, 5000] {
                let sizes = Sizes {
                    whole: 0,
                    piece,
                    window,
                    margin: 512,
                    ..Sizes::default()
                };
                let pieces = scan_with(
                    ScanOptions {
                        sizes,
                        ..ScanOptions::default()
                    },
                    std::slice::from_ref(&path),
                );
                assert_eq!(
                    locations(&pieces),
                    expected,
                    "content {number}, piece {piece}, window {window}"
                );
                assert_eq!(pieces.stats.files_in_windows, 1);
            }
        }
    }
}

#[test]
fn suppressions_in_a_large_file_apply_as_in_a_small_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.py");
    let lines = [
        "# bedrock-eol: ignore-file[legacy]".to_owned(),
        "nothing = 1  # bedrock-eol: ignore".to_owned(),
        format!("hidden = '{DEAD}'  # bedrock-eol: ignore reason=\"kept\""),
        "# bedrock-eol: ignore until=tomorrow".to_owned(),
        format!("# bedrock-eol: ignore-next-line until=2026-01-01\nexpired = '{DEAD}'"),
        format!("# bedrock-eol: ignore-next-line\nnext = '{DEAD}'"),
        "old = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'".to_owned(),
        format!("told = '{DEAD}'"),
    ];
    fs::write(&path, lines.join(&"\nlorem = ipsum".repeat(500))).unwrap();
    let said = |sizes: Sizes| {
        let scanned = scan_with(
            ScanOptions {
                sizes,
                ..ScanOptions::default()
            },
            std::slice::from_ref(&path),
        );
        let finding = |f: &Finding| {
            (
                f.rule.name,
                f.reference.location.start.line,
                f.disposition.clone(),
            )
        };
        (
            scanned.findings.iter().map(finding).collect::<Vec<_>>(),
            scanned.errors,
        )
    };
    let whole = said(Sizes::default());
    let rules: Vec<&str> = whole.0.iter().map(|(rule, ..)| *rule).collect();
    let housekeeping = [
        "unused-suppression",
        "end-of-life",
        "expired-suppression",
        "end-of-life",
    ];
    assert_eq!(
        rules,
        [&housekeeping[..], &["end-of-life", "legacy", "end-of-life"]].concat()
    );
    assert_eq!(whole.1.len(), 1, "{:?}", whole.1);
    for (piece, window) in [(512, 64), (1024, 300), (4096, 5000), (1 << 20, 64)] {
        assert_eq!(
            said(Sizes {
                whole: 0,
                piece,
                window,
                margin: 512,
                ..Sizes::default()
            }),
            whole,
            "piece {piece}, window {window}"
        );
    }
}

/// The script of a page can begin before the window around a reference.
#[test]
fn a_script_of_a_large_page_is_code() {
    let folder = tempfile::tempdir().unwrap();
    let filler = "\n  const lorem = 'ipsum';".repeat(2_000);
    let page =
        format!("<html><script>{filler}\n  const model = '{DEAD}';{filler}\n</script></html>\n");
    fs::write(folder.path().join("page.html"), page).unwrap();
    let levels = |sizes: Sizes| {
        let options = ScanOptions {
            sizes,
            ..ScanOptions::default()
        };
        let scanned = scan_with(options, &[folder.path().to_path_buf()]);
        let levels = scanned.findings.iter().map(|finding| finding.level);
        (levels.collect::<Vec<_>>(), scanned.stats.files_in_windows)
    };
    let whole = levels(Sizes::default());
    assert_eq!(whole, (vec![Level::Error], 0));
    let windows = levels(Sizes {
        whole: 1_024,
        piece: 4_096,
        window: 1_024,
        margin: 512,
        ..Sizes::default()
    });
    assert_eq!(windows, (whole.0, 1));
}

#[test]
fn a_large_file_is_reported_in_the_order_of_paths() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a", "b", "c"] {
        fs::write(folder.path().join(name), DEAD).unwrap();
    }
    fs::write(
        folder.path().join("b"),
        format!("{}\n{DEAD}", " ".repeat(70_000)),
    )
    .unwrap();
    let sizes = Sizes {
        whole: 65_536,
        ..Sizes::default()
    };
    let scanned = scan_with(
        ScanOptions {
            sizes,
            ..ScanOptions::default()
        },
        &[folder.path().to_path_buf()],
    );
    let ends: Vec<&str> = scanned
        .references
        .iter()
        .map(|r| &r.location.path[r.location.path.len() - 1..])
        .collect();
    assert_eq!(ends, ["a", "b", "c"]);
    assert_eq!(scanned.stats.files_scanned, 3);
    assert_eq!(scanned.stats.files_in_windows, 1);
}

/// Finds nothing, and does something with each text that it searches.
struct Meddling<F>(F);

impl<F: Fn(&[u8]) -> bool + Sync> Engine for Meddling<F> {
    fn has_candidate(&self, bytes: &[u8]) -> bool {
        (self.0)(bytes)
    }

    fn candidates(&self, bytes: &[u8]) -> Vec<usize> {
        if (self.0)(bytes) { vec![0] } else { Vec::new() }
    }

    fn detect(&self, _: &Source) -> Vec<Match> {
        Vec::new()
    }

    fn detect_knowing(&self, _: &Source, _: &FromProject) -> Vec<Match> {
        Vec::new()
    }

    type Part = ();

    fn judge(&self, _: &Source, _: Range<usize>, _: Vec<Match>) {}

    fn conclude(&self, _: &SourcePath, _: Option<&Source>, _: Vec<()>) -> JudgedText {
        JudgedText::default()
    }

    fn mentions(&self, _: &[u8]) -> BTreeSet<ModelId> {
        BTreeSet::new()
    }

    fn judge_binary(&self, _: &SourcePath, _: BTreeSet<ModelId>) -> JudgedText {
        JudgedText::default()
    }

    fn asks_folder(&self, _: &Finding) -> bool {
        false
    }

    fn sightings(&self, _: &Source, _: bool) -> Vec<Sighting> {
        Vec::new()
    }
}

#[test]
fn a_panic_is_an_error_of_its_file_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a"), "fine").unwrap();
    fs::write(folder.path().join("b"), "panic").unwrap();
    fs::write(folder.path().join("c"), "fine").unwrap();
    for whole in [0, 1 << 20] {
        let sizes = Sizes {
            whole,
            ..Sizes::default()
        };
        let panicking = Meddling(|bytes: &[u8]| {
            assert!(!bytes.starts_with(b"panic"), "on purpose");
            false
        });
        let scanner = Scanner::new(
            panicking,
            ScanOptions {
                sizes,
                ..ScanOptions::default()
            },
        );
        let scanned = scanner.scan(&[folder.path().to_path_buf()]).unwrap();
        assert_eq!(scanned.stats.files_scanned, 2);
        let [error] = scanned.errors.as_slice() else {
            panic!("{:?}", scanned.errors)
        };
        assert_eq!(error.kind, ErrorKind::Panic);
        assert!(
            error.path.ends_with('b') && error.message.contains("on purpose"),
            "{error:?}"
        );
    }
}

/// What is cut off while a file is read was not searched, however the file is read: in one piece, in several, as a
/// binary file, or in windows.
#[test]
fn a_file_that_becomes_shorter_while_it_is_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut");
    let found = [SourcePath {
        display: "cut".into(),
        open: path.clone(),
        origin: Origin::Named,
    }];
    let text = "x\n".repeat(150_000);
    let binary = "\0".repeat(300_000);
    for (content, is_hit, whole) in [
        (&text, false, 1 << 30),
        (&text, true, 1 << 30),
        (&binary, false, 1 << 30),
        (&text, true, 1 << 10),
    ] {
        fs::write(&path, content).unwrap();
        let cutting = Meddling(|_: &[u8]| {
            fs::OpenOptions::new()
                .write(true)
                .open(&path)
                .unwrap()
                .set_len(70_000)
                .unwrap();
            is_hit
        });
        let sizes = Sizes {
            whole,
            piece: 100_000,
            ..Sizes::default()
        };
        let scanner = Scanner::new(
            cutting,
            ScanOptions {
                sizes,
                ..ScanOptions::default()
            },
        );
        let scanned = scanner.scan_files(&found);
        let errors: Vec<_> = scanned
            .errors
            .iter()
            .map(|e| (e.path.as_str(), e.message.as_str()))
            .collect();
        assert_eq!(
            errors,
            [("cut", "cannot read: it became shorter while it was read")],
            "{is_hit} {whole}"
        );
        assert_eq!(scanned.stats.files_scanned, 0);
    }
}

/// The related locations of each finding, as `path:line` of both.
fn pointed_out(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let scanned = scan_with(ScanOptions::default(), &[folder.path().to_path_buf()]);
    let root = format!("{}/", folder.path().to_str().unwrap().replace('\\', "/"));
    let location = |location: &Location| {
        format!(
            "{}:{}",
            location.path.strip_prefix(&root).unwrap_or(&location.path),
            location.start.line
        )
    };
    let all = scanned.findings.iter().flat_map(|finding| {
        finding.related.iter().map(|other| {
            (
                location(&finding.reference.location),
                location(&other.location),
            )
        })
    });
    all.collect()
}

const SETTINGS: (&str, &str) = ("app/settings.py", "MODEL = \"anthropic.claude-v2:1\"\n");
const CALL: &str = "boto3.client(\"bedrock-runtime\")\nbody = {\"max_tokens_to_sample\": 9}\n";

#[test]
fn a_neighbor_file_without_a_model_has_related_locations() {
    let related = pointed_out(&[SETTINGS, ("app/client.py", CALL), ("app/zebra.py", CALL)]);
    let from = "app/settings.py:1";
    assert_eq!(
        related,
        [
            (from.into(), "app/client.py:2".into()),
            (from.into(), "app/zebra.py:2".into())
        ]
    );
}

#[test]
fn unrelated_neighbor_files_have_no_related_locations() {
    let other_model = format!("{CALL}OTHER = \"amazon.nova-lite-v1:0\"\n");
    for (name, text) in [
        // In another folder, ...
        ("lib/client.py", CALL),
        ("app/deeper/client.py", CALL),
        // ... about a model of its own, ...
        ("app/client.py", other_model.as_str()),
        // ... not about Bedrock, ...
        ("app/client.py", "body = {\"max_tokens_to_sample\": 9}\n"),
        // ... for people.
        ("app/README.md", CALL),
    ] {
        assert_eq!(pointed_out(&[SETTINGS, (name, text)]), [], "{name}: {text}");
    }
}

#[test]
fn a_test_has_no_related_locations_in_neighbor_files() {
    assert_eq!(
        pointed_out(&[
            ("tests/test_model.py", SETTINGS.1),
            ("tests/client.py", CALL)
        ]),
        []
    );
}

#[test]
fn neighbor_files_are_not_searched_if_the_file_itself_has_the_locations() {
    let whole = format!("{}{CALL}", SETTINGS.1);
    let related = pointed_out(&[(SETTINGS.0, &whole), ("app/client.py", CALL)]);
    assert_eq!(
        related,
        [("app/settings.py:1".into(), "app/settings.py:3".into())]
    );
}

#[test]
fn a_neighbor_policy_that_allows_no_profile_is_a_related_location() {
    let model = |policy: &str| {
        let code = "MODEL = \"us.anthropic.claude-3-7-sonnet-20250219-v1:0\"\nBARE = \"anthropic.claude-v2:1\"\n";
        pointed_out(&[("app/settings.py", code), ("app/policy.json", policy)])
    };
    let arn = "\"arn:aws:bedrock:*::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0\"";
    let allow = "\"Action\": \"bedrock:InvokeModel\"";
    let policy = format!("{{{allow},\n\"Resource\": [{arn}]}}\n");
    assert_eq!(
        model(&policy),
        [("app/settings.py:2".into(), "app/policy.json:2".into())]
    );
    let profile =
        "\"arn:aws:bedrock:*:*:inference-profile/us.anthropic.claude-haiku-4-5-20251001-v1:0\"";
    assert_eq!(
        model(&format!("{{{allow},\n\"Resource\": [{arn}, {profile}]}}\n")),
        []
    );
    // The ARN in a call is not a policy.
    assert_eq!(model(&format!("{{\n\"modelArn\": {arn}}}\n")), []);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file_is_an_error_and_the_others_are_scanned() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a"), DEAD).unwrap();
    fs::write(folder.path().join("b"), DEAD).unwrap();
    fs::set_permissions(folder.path().join("a"), fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read(folder.path().join("a")).is_ok() {
        // The superuser reads everything.
        return;
    }
    let scanned = scan_with(ScanOptions::default(), &[folder.path().to_path_buf()]);
    assert_eq!(scanned.references.len(), 1);
    assert_eq!(scanned.errors.len(), 1);
    assert_eq!(scanned.errors[0].kind, ErrorKind::Read);
    binary().arg("scan").arg(folder.path()).assert().code(2);
}

#[cfg(unix)]
#[test]
fn a_file_that_was_replaced_during_the_scan_is_an_error_and_does_not_hang() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("secret"), DEAD).unwrap();
    std::os::unix::fs::symlink(at("secret"), at("link")).unwrap();
    fs::create_dir(at("outside")).unwrap();
    fs::write(at("outside/secret"), DEAD).unwrap();
    std::os::unix::fs::symlink("outside", at("folder")).unwrap();
    crate::program::make_pipe(at("pipe"));
    let origin = Origin::below(folder.path().to_owned());
    let found = |name: &str| SourcePath {
        display: name.into(),
        open: at(name),
        origin: origin.clone(),
    };
    let policy = Policy::new(date(2026, 11, 23));
    let pipeline = Pipeline::new(Catalog::embedded(), &policy, String::new());
    let scanner = Scanner::new(pipeline, ScanOptions::default());
    let scanned = scanner.scan_files(&[
        found("folder/secret"),
        found("link"),
        found("pipe"),
        found("secret"),
    ]);
    let errors: Vec<_> = scanned
        .errors
        .iter()
        .map(|e| (e.path.as_str(), e.message.as_str()))
        .collect();
    let link = "cannot read: it, or a folder on the way to it, is a symbolic link now";
    let pipe =
        "cannot read: it was a file when its folder was listed and is a pipe, socket or device now";
    assert_eq!(
        errors,
        [("folder/secret", link), ("link", link), ("pipe", pipe)]
    );
    assert_eq!(scanned.references.len(), 1);
}

#[test]
fn a_large_file_dense_with_references_has_each_once() {
    let folder = tempfile::tempdir().unwrap();
    let sizes = Sizes {
        whole: 1 << 10,
        piece: 4 << 10,
        window: 1 << 10,
        margin: 512,
        ..Sizes::default()
    };
    fs::write(
        folder.path().join("dense.txt"),
        format!("{DEAD}, ").repeat(4_000),
    )
    .unwrap();
    let scanned = scan_with(
        ScanOptions {
            sizes,
            ..ScanOptions::default()
        },
        &[folder.path().to_owned()],
    );
    let step = DEAD.len() as u64 + 2;
    let expected: Vec<_> = (0..4_000).map(|n| (1, 1 + n * step, DEAD)).collect();
    assert_eq!(locations(&scanned), expected);
}

fn project(folder: &Path) {
    for number in 0..120 {
        let path = folder.join(format!("d{}/f{number}.py", number % 9));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let id = [
            "anthropic.claude-v2:1",
            "amazon.nova-pro-v1:0",
            "us.anthropic.claude-3-opus-20240229-v1:0",
        ];
        fs::write(path, format!("MODEL = \"{}\"\n", id[number % 3])).unwrap();
    }
    fs::write(
        folder.join("d1/large.txt"),
        format!("{}{DEAD}\n", "x\n".repeat(9 << 20)),
    )
    .unwrap();
}

#[test]
fn output_is_the_same_for_any_number_of_threads_and_order_of_roots() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path());
    let run = |threads: &str, roots: &[&str], format: &str| {
        let arguments = [
            "scan",
            "--as-of",
            "2026-11-23",
            "--inventory",
            "--threads",
            threads,
            "-o",
            format,
        ];
        let assert = binary()
            .current_dir(folder.path())
            .args(arguments)
            .args(roots)
            .assert()
            .code(1);
        assert.get_output().stdout.clone()
    };
    for format in ["pretty", "compact", "json"] {
        let expected = run("1", &["."], format);
        assert!(expected.len() > 1000);
        for threads in ["1", "2", "8"] {
            assert!(
                run(threads, &["d3", ".", "d1/f1.py"], format) == expected,
                "{format}, {threads} threads"
            );
            assert!(
                run(threads, &[], format) == expected,
                "{format}, {threads} threads"
            );
        }
    }
}

#[test]
fn exit_codes_are_those_of_the_docs() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("dead.py"), format!("M = \"{DEAD}\"\n")).unwrap();
    fs::write(folder.path().join("fine.py"), "").unwrap();
    let code = |arguments: &[&str]| {
        let command = ["scan", "--as-of", "2026-11-23"];
        binary()
            .current_dir(folder.path())
            .args(command)
            .args(arguments)
            .assert()
            .get_output()
            .status
            .code()
    };
    assert_eq!(code(&["fine.py"]), Some(0));
    assert_eq!(code(&["dead.py"]), Some(1));
    assert_eq!(code(&["dead.py", "--exit-zero"]), Some(0));
    assert_eq!(code(&["dead.py", "--fail-on", "never"]), Some(0));
    assert_eq!(code(&["fine.py", "nope"]), Some(2));
    assert_eq!(code(&["dead.py", "nope", "--exit-zero"]), Some(2));
    for wrong in [
        &["--as-of", "tomorrow"][..],
        &["--output", "yaml"],
        &["--output", "json", "--output", "compact"],
        &["--output", "json=no/such/folder.json"],
        &["--exclude", "[a"],
        &["--threads", "0"],
        &["--region", "everywhere"],
    ] {
        assert_eq!(code(wrong), Some(2), "{wrong:?}");
    }
}

#[test]
fn reports_in_files_are_not_scanned_and_do_not_hide_errors() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("dead.py"), format!("M = \"{DEAD}\"\n")).unwrap();
    let run = || {
        let outputs = [
            "scan",
            "--as-of",
            "2026-11-23",
            "-o",
            "json=r e[p].json",
            "-o",
            "compact=c.txt",
        ];
        let assert = binary()
            .current_dir(folder.path())
            .args(outputs)
            .assert()
            .code(1);
        assert!(assert.get_output().stdout.is_empty());
        let json = fs::read(folder.path().join("r e[p].json")).unwrap();
        (
            json,
            fs::read_to_string(folder.path().join("c.txt")).unwrap(),
        )
    };
    let first = run();
    assert!(
        first.1.starts_with("dead.py:1:6: error[end-of-life]"),
        "{}",
        first.1
    );
    let second = run();
    assert_eq!(second.1, first.1);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        3,
        "nothing is left beside the reports"
    );
}

/// The name of a report must not hide a file. The program lists what it does not scan, and scans what
/// git tracks.
#[test]
fn no_file_is_hidden_by_the_name_of_an_output() {
    let folder = tempfile::tempdir().unwrap();
    let git = |arguments: &[&str]| {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        let mut command = std::process::Command::new("git");
        command.args(identity).args(arguments);
        assert!(
            command
                .current_dir(folder.path())
                .status()
                .unwrap()
                .success()
        );
    };
    let live = format!("{{\"modelId\": \"{DEAD}\"}}\n");
    let report = folder.path().join("report.json");
    let scan = |arguments: &[&str], code: i32| {
        fs::write(&report, &live).unwrap();
        let all = [
            "scan",
            "--as-of",
            "2026-11-23",
            "-o",
            "compact",
            "-o",
            "json=report.json",
        ];
        let run = crate::program::run(folder.path(), &[&all[..], arguments].concat());
        assert_eq!(run.status, code, "{arguments:?}: {}", run.stderr);
        let text = fs::read(&report).unwrap();
        let report = serde_json::from_slice::<serde_json::Value>(&text).unwrap();
        (report, run.stdout)
    };
    fs::write(folder.path().join("a.py"), "x = 1\n").unwrap();
    let listed = serde_json::json!([{"path": "report.json", "reason": "output"}]);
    for arguments in [&["--untrusted"][..], &["--no-ignore"]] {
        assert_eq!(scan(arguments, 0).0["skipped"], listed, "{arguments:?}");
    }
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "a.py"]);
    git(&["commit", "-q", "-m", "a"]);
    assert_eq!(scan(&["--untrusted"], 0).0["skipped"], listed);
    git(&["checkout", "-q", "-b", "change"]);
    fs::write(&report, &live).unwrap();
    git(&["add", "report.json"]);
    for arguments in [&[][..], &["--untrusted"], &["--staged"]] {
        let (report, printed) = scan(arguments, 1);
        assert!(
            printed.starts_with("report.json:1:14: error[end-of-life]"),
            "{printed}"
        );
        assert_eq!(report["skipped"], serde_json::json!([]), "{arguments:?}");
    }
    git(&["commit", "-q", "-m", "b"]);
    scan(&["--diff", "main"], 1);
}

#[test]
fn errors_are_in_the_report_or_on_standard_error() {
    let folder = tempfile::tempdir().unwrap();
    for format in FORMATS {
        let assert = binary()
            .current_dir(folder.path())
            .args(["scan", "nope", "-o", format.name])
            .assert()
            .code(2);
        let [stdout, stderr] = [&assert.get_output().stdout, &assert.get_output().stderr]
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let by_report = format.lists_errors;
        let listing = if by_report { &stdout } else { &stderr };
        assert!(
            listing.contains("nope") && listing.contains("no such file or folder"),
            "{}: {listing}",
            format.name
        );
        assert!(!by_report || stderr.is_empty(), "{}: {stderr}", format.name);
    }
}

/// A pipeline whose reader ends early (`| grep -q`, `| head`) must not succeed where the scan alone fails.
#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_changes_no_exit_code() {
    use std::process::Stdio;
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).unwrap();
    let calls = format!("client.converse(modelId=\"{DEAD}\")\n").repeat(500);
    write("dead.py", &calls);
    write("none.py", "x = 1\n");
    write(
        "bedrock-eol-baseline.json",
        "{\"schema_version\": 1, \"entries\": []}\n",
    );
    let summary = folder.path().join("summary.md");
    let as_of = ["--as-of", "2026-11-23"];
    for (arguments, code) in [
        (&["scan", "dead.py", "-o", "compact"][..], 1),
        (&["scan", "dead.py", "-o", "json"], 1),
        (&["scan", "dead.py", "-o", "github"], 1),
        (&["scan", "dead.py", "absent.py", "-o", "json"], 2),
        (&["scan", "dead.py", "-o", "json", "--exit-zero"], 0),
        (&["scan", "none.py", "-o", "json"], 0),
        (&["fix", "dead.py", "--unsafe", "--exit-code"], 1),
        (&["fix", "dead.py", "absent.py"], 2),
        (&["migrate", "dead.py", "absent.py"], 2),
        (&["baseline", "check", "dead.py"], 1),
        (&["catalog", "check", "absent.yaml"], 2),
    ] {
        let dated = !arguments.contains(&"check") || arguments[0] == "baseline";
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("bedrock-eol"))
            .args(arguments)
            .args(as_of.iter().filter(|_| dated))
            .env("GITHUB_STEP_SUMMARY", &summary)
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {stderr}");
        assert!(!stderr.contains("pipe"), "{arguments:?}: {stderr}");
    }
    assert!(summary.exists(), "the other outputs are written");
}

#[test]
fn skipped_files_are_in_the_report() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("large"), "x".repeat(100)).unwrap();
    let walk = WalkOptions {
        max_size: Some(99),
        ..WalkOptions::default()
    };
    let scanned = scan_with(
        ScanOptions {
            walk,
            ..ScanOptions::default()
        },
        &[folder.path().to_path_buf()],
    );
    assert_eq!(scanned.skipped.len(), 1);
    assert_eq!(scanned.skipped[0].reason, Cause::TooLarge);
}

/// A catalog that is too old for the day is reported, without a location, and fails nothing.
#[test]
fn an_old_catalog_is_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.txt"), "nothing\n").expect("a file");
    let late = |arguments: &[&str]| {
        let all: Vec<&str> = ["scan", "--as-of", "2027-06-30"]
            .iter()
            .chain(arguments)
            .copied()
            .collect();
        crate::program::run(folder.path(), &all)
    };
    let compact = late(&["-o", "compact"]);
    assert!(
        compact
            .stdout
            .starts_with("note[catalog-stale] The catalog "),
        "{}",
        compact.stdout
    );
    assert_eq!((compact.status, compact.stdout.lines().count()), (0, 1));
    assert!(
        late(&[])
            .stdout
            .contains("Notes\n  catalog-stale: The catalog "),
        "{}",
        late(&[]).stdout
    );
    for format in [
        "json",
        "sarif",
        "github",
        "gitlab",
        "azure",
        "bitbucket",
        "rdjson",
        "junit",
        "markdown",
        "html",
        "csv",
        "jsonl",
    ] {
        let run = late(&["-o", format]);
        assert_eq!(run.status, 0, "{format}: {}", run.stderr);
        assert!(
            run.stdout.contains("catalog-stale"),
            "{format}: {}",
            run.stdout
        );
    }
    let now = crate::program::run(
        folder.path(),
        &["scan", "--as-of", crate::program::AS_OF, "-o", "compact"],
    );
    assert_eq!(now.stdout, "");
}

/// A path alone is a scan, a word that is neither a command nor a path is a mistake.
#[test]
fn a_path_alone_is_scanned() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.py"), "m = \"anthropic.claude-v2\"\n").expect("a file");
    let run = |arguments: &[&str]| crate::program::run(folder.path(), arguments);
    let as_of = ["--as-of", crate::program::AS_OF, "-o", "compact"];
    let short = run(&[&["a.py"], &as_of[..]].concat());
    assert_eq!(
        (short.status, &short.stdout),
        (1, &run(&[&["scan", "a.py"], &as_of[..]].concat()).stdout)
    );
    assert_eq!(run(&as_of).stdout, short.stdout);
    let wrong = run(&["scna"]);
    assert!(
        wrong.status == 2 && wrong.stderr.contains("scan"),
        "{}",
        wrong.stderr
    );
    assert_eq!(run(&[]).status, 2);
    assert!(run(&[]).stderr.contains("Usage"));
}

/// Colours: the flag is stronger than the environment, NO_COLOR than what forces them.
#[test]
fn colors_follow_the_flag_the_environment_and_the_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.py"), "m = \"anthropic.claude-v2\"\n").expect("a file");
    let colored = |variables: &[(&str, &str)], flags: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_bedrock-eol"))
            .args(["scan", "--as-of", crate::program::AS_OF])
            .args(flags)
            .current_dir(folder.path())
            .env_clear()
            .envs(variables.iter().copied())
            .output()
            .expect("the program was built with the tests");
        output.stdout.contains(&0x1b)
    };
    assert!(!colored(&[], &[]));
    assert!(colored(&[], &["--color", "always"]));
    assert!(colored(&[("CLICOLOR_FORCE", "1")], &[]) && colored(&[("FORCE_COLOR", "1")], &[]));
    assert!(!colored(&[("CLICOLOR_FORCE", "0")], &[]));
    assert!(!colored(&[("FORCE_COLOR", "1"), ("NO_COLOR", "1")], &[]));
    assert!(colored(&[("NO_COLOR", "1")], &["--color", "always"]));
    assert!(!colored(&[("FORCE_COLOR", "1")], &["--color", "never"]));
}

#[test]
fn a_context_can_be_chosen() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.py"), "M = 'anthropic.claude-v2'\n").unwrap();
    std::fs::write(folder.path().join("a.md"), "Uses `anthropic.claude-v2`.\n").unwrap();
    let found = |arguments: &[&str]| {
        let common = [
            "scan",
            "--as-of",
            crate::program::AS_OF,
            "--output",
            "compact",
            "--exit-zero",
        ];
        crate::program::run(folder.path(), &[&common[..], arguments].concat())
    };
    assert!(
        found(&["--context", "docs"])
            .stdout
            .starts_with("a.md:1:7: note[end-of-life]")
    );
    assert!(!found(&["--context", "docs"]).stdout.contains("a.py"));
    let both = found(&["--context", "docs", "--context", "code"]).stdout;
    assert!(both.contains("a.py:1:6: error[end-of-life]") && both.contains("a.md:"));
    let wrong = found(&["--context", "doc"]);
    assert!(
        wrong.status == 2 && wrong.stderr.contains("a similar value exists: 'docs'"),
        "{}",
        wrong.stderr
    );
}

/// A pipe has no size and cannot be read twice: what is too large to be held is searched all the same, and what
/// breaks off is an error.
#[test]
fn a_large_text_from_a_pipe_is_searched_as_a_large_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.py");
    let lines: Vec<String> = (0..40)
        .map(|n| format!("m{n} = '{DEAD}'  {}", "#".repeat(n * 50)))
        .collect();
    let utf16: Vec<u8> = lines
        .join("\n")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for text in [
        lines.join("\n").into_bytes(),
        [&b"\xFF\xFE"[..], &utf16].concat(),
    ] {
        fs::write(&path, &text).unwrap();
        let file = scan_with(ScanOptions::default(), std::slice::from_ref(&path));
        let expected: Vec<_> = file.references.iter().map(|r| r.location.start).collect();
        assert_eq!(expected.len(), 40);
        let sizes = Sizes {
            whole: 1000,
            piece: 4096,
            window: 300,
            margin: 512,
            ..Sizes::default()
        };
        let catalog = Catalog::embedded();
        let policy = Policy::new(date(2026, 11, 23));
        let options = ScanOptions {
            sizes,
            ..ScanOptions::default()
        };
        let scanner = Scanner::new(Pipeline::new(catalog, &policy, String::new()), options);
        let streamed = scanner.scan_stream("large.py", text.as_slice()).unwrap();
        let got: Vec<_> = streamed
            .references
            .iter()
            .map(|r| r.location.start)
            .collect();
        assert_eq!(got, expected);
        assert_eq!(
            (
                streamed.stats.files_scanned,
                streamed.stats.files_in_windows
            ),
            (1, 1)
        );
        assert_eq!(streamed.stats.bytes_scanned, text.len() as u64);

        let broken = std::io::Read::chain(text.as_slice(), Breaks);
        assert!(scanner.scan_stream("large.py", broken).is_err());
    }
}

/// A pipe whose writer dies.
struct Breaks;

impl std::io::Read for Breaks {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::UnexpectedEof.into())
    }
}

/// Carriage returns do not count in how far a Region is from a reference.
#[test]
fn the_region_of_a_call_is_the_same_with_crlf() {
    let lines: String = (10..50)
        .map(|n| format!("  argument_{n}=\"{:18}\",\n", n))
        .collect();
    // A blank line ends the paragraph, so that the call decides.
    let text = format!("ask(region_name=\"us-east-1\",\n\n{lines}  model=\"{DEAD}\")\n");
    let distance = text.find(DEAD).unwrap() - "ask(".len();
    assert!((1_460..=1_500).contains(&distance), "{distance}");
    let region = |text: &str| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.py"), text).unwrap();
        let scanned = scan_with(ScanOptions::default(), &[folder.path().to_path_buf()]);
        let region = &scanned.references[0].region;
        region.as_ref().map(|region| format!("{region:?}"))
    };
    let unix = region(&text);
    assert!(unix.is_some());
    assert_eq!(region(&text.replace('\n', "\r\n")), unix);
}
