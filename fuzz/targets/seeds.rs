//! The inputs that the targets begin with: the fixtures of the tests, read at run time.

use std::fs;
use std::path::{Path, PathBuf};

use crate::text::NAMES;

/// Longer inputs make every run slow.
const LONGEST: usize = 8 << 10;

/// Inputs of one target: each is run before the first mutation.
const MOST: usize = 300;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file below a folder of the fixtures, in order, with its content.
fn files(folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    walk(&root().join("fixtures").join(folder), &mut found);
    found.sort();
    found
}

fn walk(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("the fixtures can be listed") {
        let path = entry.expect("the fixtures can be listed").path();
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            walk(&path, found);
        } else if let Ok(content) = fs::read(&path) {
            found.push((path, content));
        }
    }
}

/// Evenly chosen ones of those that are short enough.
fn some(all: impl IntoIterator<Item = Vec<u8>>) -> Vec<Vec<u8>> {
    let short: Vec<Vec<u8>> = all
        .into_iter()
        .filter(|seed| seed.len() <= LONGEST)
        .collect();
    let step = short.len().div_ceil(MOST).max(1);
    short.into_iter().step_by(step).collect()
}

fn contents(folder: &str, wanted: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    let name = |path: &Path| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    some(
        files(folder)
            .into_iter()
            .filter(|(path, _)| wanted(&name(path)))
            .map(|(_, content)| content),
    )
}

/// A byte that chooses the name, and a text of that kind.
pub(crate) fn named_texts() -> Vec<Vec<u8>> {
    let folders = [
        "contexts",
        "err",
        "languages",
        "ok",
        "projects",
        "steps",
        "uses",
        "fuzz",
    ];
    let all = folders
        .into_iter()
        .filter(|folder| root().join("fixtures").join(folder).is_dir());
    let texts = all.flat_map(files).map(|(path, content)| {
        let extension = |path: &Path| {
            path.extension()
                .map(|found| found.to_string_lossy().into_owned())
        };
        let same = |name: &&str| extension(Path::new(name)) == extension(&path);
        let choice = NAMES.iter().position(same).unwrap_or(NAMES.len() - 1);
        [&[choice as u8], content.as_slice()].concat()
    });
    let shapes = fs::read_to_string(root().join("fixtures/shapes/shapes.tsv")).unwrap_or_default();
    let rows = shapes
        .lines()
        .filter_map(|line| line.rsplit('\t').next())
        .step_by(7)
        .enumerate();
    let rows = rows.map(|(at, text)| [&[(at % NAMES.len()) as u8], text.as_bytes()].concat());
    some(texts.chain(rows.collect::<Vec<_>>()))
}

pub(crate) fn baselines() -> Vec<Vec<u8>> {
    contents("projects", |name| name == "bedrock-eol-baseline.json")
}

pub(crate) fn configs() -> Vec<Vec<u8>> {
    contents("projects", |name| name.ends_with(".toml"))
}

pub(crate) fn overlays() -> Vec<Vec<u8>> {
    contents("catalogs", |name| name.ends_with(".yaml"))
        .into_iter()
        .chain(contents("account", |name| name.ends_with(".yaml")))
        .collect()
}

/// The exports of the fixtures, and a small one of each shape.
pub(crate) fn usage_exports() -> Vec<Vec<u8>> {
    let small = [
        "model_id,count,last_seen,days\n\"anthropic.claude-v2:1\",\"3\",2026-11-22,30\n",
        "modelId,count(*)\r\nus.amazon.nova-lite-v1:0,3",
        "eventname,requestparameters\nInvokeModel,\"{\"\"modelId\"\":\"\"ai21.j2-mid-v1\"\"}\"\n",
        "{\"modelId\":\"anthropic.claude-v2:1\",\"count\":\"9007199254740992\"}{\"modelId\":\"x\"}\n",
        "[{\"model_id\":\"a.b\",\"lastSeen\":\"2026-11-22T23:58:40Z\"},null]",
    ];
    let small = small.iter().map(|text| text.as_bytes().to_vec());
    contents("usage", |_| true)
        .into_iter()
        .chain(small)
        .collect()
}

pub(crate) fn answers() -> Vec<Vec<u8>> {
    contents("account", |name| name.ends_with(".json"))
}

/// The files of each folder of `fixtures/catalogs` in one input: `name`, a newline and the content of each, with NULs
/// between them.
pub(crate) fn catalog_folders() -> Vec<Vec<u8>> {
    let root = root().join("fixtures/catalogs");
    let mut folders: Vec<PathBuf> = fs::read_dir(&root)
        .expect("fixtures")
        .map(|entry| entry.expect("fixtures").path())
        .collect();
    folders.sort();
    let parts = |folder: &PathBuf| {
        let mut found = Vec::new();
        walk(folder, &mut found);
        found.sort();
        let yaml = found
            .into_iter()
            .filter(|(path, _)| path.extension().is_some_and(|is| is == "yaml"));
        let part = |(path, content): (PathBuf, Vec<u8>)| {
            let name = path.strip_prefix(folder).expect("it is below the folder");
            [name.to_string_lossy().as_bytes(), b"\n", &content].concat()
        };
        yaml.map(part).collect::<Vec<_>>().join(&0)
    };
    some(folders.iter().map(parts))
}

/// Texts that `explain` knows, and some that are near.
pub(crate) fn model_texts() -> Vec<Vec<u8>> {
    let ids = bedrock_eol::catalog::Catalog::embedded()
        .models
        .iter()
        .map(|model| model.id.to_string());
    let ids: Vec<String> = ids.collect();
    let profiles = ids.iter().step_by(5).map(|id| format!("us.{id}"));
    let arns = ids
        .iter()
        .step_by(7)
        .map(|id| format!("arn:aws:bedrock:us-east-1::foundation-model/{id}"));
    let others = [
        "anthropic.claude-*",
        "ANTHROPIC_CLAUDE_V2",
        "amazon.titan",
        "arn:aws:bedrock:eu-west-1:1:x/y",
    ];
    let others = others.into_iter().map(str::to_owned);
    ids.iter()
        .cloned()
        .chain(profiles)
        .chain(arns)
        .chain(others)
        .map(String::into_bytes)
        .collect()
}
