//! `fixtures/shapes/shapes.tsv`: one line a shape in which models are named or seem to be, with what has to be reported of
//! it, written by hand: `form resolution context models`, `*` for whatever models of a family, ` ; ` between several
//! references, `-` for nothing. `⏎` is the end of a line in the text.

use std::fs;
use std::path::{Path, PathBuf};

use bedrock_eol::catalog::Catalog;
use bedrock_eol::detect::Detector;
use bedrock_eol::reference::{FromProject, Match};
use bedrock_eol::scan::{references, vocabulary};
use bedrock_eol::source::Source;
use bedrock_eol::walk::{Origin, SourcePath};

struct Shape {
    name: String,
    path: String,
    want: Vec<String>,
    text: String,
}

#[test]
fn every_shape_is_found_as_the_table_says() {
    let shapes = shapes();
    assert!(shapes.len() >= 250, "{} shapes", shapes.len());
    let nothing = shapes.iter().filter(|s| s.want.is_empty()).count();
    assert!(nothing >= 70, "{nothing} false friends");
    let detector = Detector::new(vocabulary(Catalog::embedded()));
    let mut problems = Vec::new();
    for shape in &shapes {
        let found: Vec<String> = references(&detector, &source(shape), &FromProject::default())
            .iter()
            .map(described)
            .collect();
        let fits = |(want, found): (&String, &String)| match want.strip_suffix(" *") {
            Some(family) => found
                .strip_prefix(family)
                .is_some_and(|models| models.len() > 2),
            None => want == found,
        };
        if found.len() != shape.want.len() || !shape.want.iter().zip(&found).all(fits) {
            problems.push(format!(
                "{} ({}): {}\n  want {:?}\n   got {found:?}",
                shape.name, shape.path, shape.text, shape.want
            ));
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn no_shape_is_listed_twice() {
    let mut names: Vec<String> = shapes().into_iter().map(|shape| shape.name).collect();
    names.sort_unstable();
    let twice: Vec<&String> = names
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| &pair[0])
        .collect();
    assert!(twice.is_empty(), "{twice:?}");
}

fn described(matched: &Match) -> String {
    let found = &matched.found;
    let models: Vec<&str> = found.models.iter().map(|m| m.as_str()).collect();
    let models = if models.is_empty() {
        "-".to_owned()
    } else {
        models.join(",")
    };
    format!(
        "{} {} {} {models}",
        word(found.form),
        word(found.resolution),
        word(matched.context)
    )
}

/// The name as in JSON.
fn word(value: impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).expect("it is a word");
    value.as_str().expect("it is a word").to_owned()
}

fn source(shape: &Shape) -> Source {
    let path = SourcePath {
        display: shape.path.clone(),
        open: PathBuf::from(&shape.path),
        origin: Origin::Named,
    };
    Source::decode(
        path,
        format!("{}\n", shape.text.replace('⏎', "\n")).into_bytes(),
    )
}

fn shapes() -> Vec<Shape> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shapes/shapes.tsv");
    let table = fs::read_to_string(file).expect("the table can be read");
    let rows = table.lines().skip(1).map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [name, path, want, text] = columns[..] else {
            panic!("four columns: {line}")
        };
        let want = match want {
            "-" => Vec::new(),
            want => want.split(" ; ").map(str::to_owned).collect(),
        };
        Shape {
            name: name.to_owned(),
            path: path.to_owned(),
            want,
            text: text.to_owned(),
        }
    });
    rows.collect()
}
