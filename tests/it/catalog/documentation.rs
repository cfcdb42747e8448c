//! Pages of AWS's documentation, imported: each layout of the cards with its traps, and pages that cannot be read.

use std::fs;
use std::path::Path;

use bedrock_eol::catalog::Catalog;
use bedrock_eol::catalog::import::{DocPage, Imported, import_docs};
use bedrock_eol::catalog::overlay::apply_overlays;
use bedrock_eol::output::catalog::to_yaml;
use jiff::civil::{Date, date};

use crate::program::run;

const DAY: Date = date(2026, 11, 23);
const FOLDER: &str = "fixtures/documentation";
const CARD: &str = "model-card-anthropic-claude-haiku-9.md";
const LIFECYCLE: &str = "model-lifecycle-legacy.md";

fn pages() -> Vec<DocPage> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let mut names: Vec<String> = fs::read_dir(&root)
        .expect("the pages are there")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("a plain name")
        })
        .filter(|name| name.ends_with(".md"))
        .collect();
    names.sort();
    let page = |name: String| DocPage {
        path: name.clone(),
        text: fs::read_to_string(root.join(&name)).expect("a page can be read"),
        name,
    };
    names.into_iter().map(page).collect()
}

/// One of the pages with a part of its text replaced.
fn changed(name: &str, from: &str, to: &str) -> DocPage {
    let page = pages()
        .into_iter()
        .find(|page| page.name == name)
        .expect("a page of this name");
    assert!(page.text.contains(from), "{name} has no {from:?}");
    DocPage {
        text: page.text.replacen(from, to, 1),
        ..page
    }
}

fn imported(pages: &[DocPage]) -> Imported {
    import_docs(pages, DAY, Catalog::embedded()).expect("pages that can be read")
}

fn problems(page: DocPage) -> Vec<String> {
    let problems =
        import_docs(&[page], DAY, Catalog::embedded()).expect_err("a page that cannot be read");
    problems.iter().map(ToString::to_string).collect()
}

/// To rewrite it: `BLESS=1 cargo test documentation`.
#[test]
fn each_layout_is_read_with_its_traps() {
    let Imported {
        overlay,
        notes,
        summary,
    } = imported(&pages());
    let notes: String = notes.iter().map(|note| format!("{note}\n")).collect();
    let text = format!(
        "{}\n# Reported\n\n{notes}\n{summary}\n",
        to_yaml(&overlay, &[])
    );
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(FOLDER)
        .join("expected.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, &text).expect("a file");
    }
    assert_eq!(fs::read_to_string(&file).unwrap_or_default(), text);
}

#[test]
fn an_imported_overlay_is_valid_and_importing_again_adds_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("docs.yaml");
    fs::write(&file, to_yaml(&imported(&pages()).overlay, &[])).expect("a file");
    let catalog = apply_overlays(Catalog::embedded(), &[file])
        .expect("a valid overlay")
        .catalog;
    let model = catalog
        .model("anthropic.claude-haiku-9")
        .expect("the new model");
    let profile = model.profile("us").expect("its profile");
    let route = profile.route_from("us-east-1").expect("its route");
    assert_eq!(
        route.to.iter().map(AsRef::as_ref).collect::<Vec<_>>(),
        ["us-east-1", "us-west-2"]
    );
    let again = import_docs(&pages(), DAY, &catalog)
        .expect("pages that can be read")
        .overlay;
    assert!(
        again.models.is_empty() && again.profile_regions.is_empty(),
        "{again:?}"
    );
}

#[test]
fn a_page_that_cannot_be_read_is_an_error_with_its_line() {
    let cases = [
        (
            CARD,
            "Nov 20, 2026",
            "Nov 20th or later",
            "9: Model launch date: `Nov 20th or later` is not a known date",
        ),
        (
            CARD,
            "lifecycle:** Active",
            "lifecycle:** Retired",
            "13: Model lifecycle: `Retired` is not a known state",
        ),
        (
            CARD,
            "6 months",
            "a while",
            "11: Legacy period: `a while` is not a known period",
        ),
        (
            CARD,
            "anthropic.claude-haiku-9 | N/A | us.",
            "N/A | N/A | us.",
            "23: no model ID in this section",
        ),
        (
            CARD,
            "us.anthropic.claude-haiku-9 |",
            "us.anthropic.claude-haiku-8 |",
            "`us.anthropic.claude-haiku-8` is not a profile of",
        ),
        (
            CARD,
            "us-west-2 (Oregon) |",
            "Oregon |",
            "`Oregon` has no single Region code",
        ),
        (
            CARD,
            "![supported](/images/icon-yes.png) | ![supported](/images/icon-yes.png) | ![supported]",
            "| | ![supported]",
            "an empty cell: the copy of this page has lost its pictures",
        ),
        (
            CARD,
            "| **Region** | **In-Region** |",
            "| **Region** | **In-Space** |",
            "no table of Regions in this section",
        ),
        (
            CARD,
            "Geo inference ID: `us.anthropic.claude-haiku-9`",
            "",
            "without a Geo inference ID above",
        ),
        (
            LIFECYCLE,
            "| October 8, 2026 |",
            "|",
            "this row has 6 cells and its table 7 cells",
        ),
        (
            LIFECYCLE,
            "February 8, 2027",
            "February 2027",
            "`February 2027` is not a known date",
        ),
        (
            LIFECYCLE,
            "February 8, 2027",
            "June 8, 2026",
            "Legacy on 2026-07-08 is not before EOL on 2026-06-08",
        ),
        (
            LIFECYCLE,
            "us-east-1 / us-west-2",
            "us-east-1 / us-west-2 / us-east-2",
            "does not have 3 parts",
        ),
    ];
    for (name, from, to, expected) in cases {
        let found = problems(changed(name, from, to));
        assert!(
            found
                .iter()
                .any(|line| line.starts_with(&format!("{name}:")) && line.contains(expected)),
            "{to}: {found:?}"
        );
    }
    let found = problems(DocPage {
        name: CARD.into(),
        path: CARD.into(),
        text: "# A page\n".into(),
    });
    assert_eq!(
        found,
        [format!(
            "{CARD}: no section `Programmatic Access`: this is not a known form of a model card"
        )]
    );
    let unknown = changed(CARD, "| anthropic.", "| acme.");
    assert!(
        problems(unknown)
            .iter()
            .any(|line| line.contains("is not a p")),
        "another provider, other profiles"
    );
}

#[test]
fn import_docs_reads_a_folder_of_pages_and_lists_the_unreadable_ones() {
    let folder = tempfile::tempdir().expect("a folder");
    let import = || {
        run(
            folder.path(),
            &["catalog", "import", "--docs", ".", "--as-of", "2026-11-23"],
        )
    };
    let none = import();
    assert_eq!(none.status, 2);
    assert!(none.stderr.contains("no page to import"), "{}", none.stderr);
    for page in pages() {
        fs::write(folder.path().join(&page.name), &page.text).expect("a file");
    }
    fs::write(folder.path().join("model-cards.md"), "# An index\n").expect("a file");
    let all = import();
    assert_eq!(all.status, 0, "{}", all.stderr);
    assert!(
        all.stdout.contains("id: anthropic.claude-haiku-9") && all.stderr.contains("contradicts")
    );
    fs::write(folder.path().join(LIFECYCLE), "# Empty\n").expect("a file");
    let broken = import();
    assert_eq!((broken.status, broken.stdout.as_str()), (2, ""));
    assert!(
        broken
            .stderr
            .contains("model-lifecycle-legacy.md: no table with the columns"),
        "{}",
        broken.stderr
    );
    assert_eq!(
        run(
            folder.path(),
            &["catalog", "import", "--docs", ".", "x.json"]
        )
        .status,
        2
    );
}
