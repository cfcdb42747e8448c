//! Every fuzz target in one program. libFuzzer owns `main`, so the target is named by an environment variable:
//!
//!     FUZZ_TARGET=list fuzz                       prints the names of the targets
//!     FUZZ_TARGET=scan FUZZ_SEEDS=FOLDER fuzz     writes the seeds of a target
//!     FUZZ_TARGET=scan fuzz FOLDER -runs=1000     fuzzes, with the options of libFuzzer
//!     FUZZ_TARGET=scan fuzz FILE                  runs one input
#![no_main]

mod catalogs;
mod exports;
mod git;
mod lines;
mod lsp;
mod output;
mod seeds;
mod settings;
mod text;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

/// One target: what it does with an input, and the inputs that it begins with.
struct Target {
    name: &'static str,
    run: fn(&[u8]),
    seeds: fn() -> Vec<Vec<u8>>,
}

const TARGETS: &[Target] = &[
    Target {
        name: "baseline",
        run: settings::baseline,
        seeds: seeds::baselines,
    },
    Target {
        name: "blobs",
        run: git::blobs,
        seeds: git::blob_seeds,
    },
    Target {
        name: "catalog-folder",
        run: catalogs::folder,
        seeds: seeds::catalog_folders,
    },
    Target {
        name: "config",
        run: settings::config,
        seeds: seeds::configs,
    },
    Target {
        name: "contexts",
        run: text::contexts,
        seeds: seeds::named_texts,
    },
    Target {
        name: "diff",
        run: git::diff,
        seeds: git::diff_seeds,
    },
    Target {
        name: "encodings",
        run: text::encodings,
        seeds: seeds::named_texts,
    },
    Target {
        name: "explain",
        run: output::explained,
        seeds: seeds::model_texts,
    },
    Target {
        name: "files-from",
        run: lines::files_from,
        seeds: lines::seeds,
    },
    Target {
        name: "git-index",
        run: git::index,
        seeds: git::index_seeds,
    },
    Target {
        name: "ignore-file",
        run: lines::ignore_file,
        seeds: lines::seeds,
    },
    Target {
        name: "import",
        run: catalogs::imported,
        seeds: seeds::answers,
    },
    Target {
        name: "lsp",
        run: lsp::session,
        seeds: lsp::seeds,
    },
    Target {
        name: "merge",
        run: exports::reports,
        seeds: exports::report_seeds,
    },
    Target {
        name: "migrate",
        run: output::planned,
        seeds: output::plan_seeds,
    },
    Target {
        name: "outline",
        run: text::outlined,
        seeds: seeds::named_texts,
    },
    Target {
        name: "overlay",
        run: catalogs::overlay,
        seeds: seeds::overlays,
    },
    Target {
        name: "paths",
        run: git::paths,
        seeds: lines::seeds,
    },
    Target {
        name: "patterns",
        run: lines::patterns,
        seeds: lines::seeds,
    },
    Target {
        name: "render",
        run: output::rendered,
        seeds: output::seeds,
    },
    Target {
        name: "scan",
        run: text::scan,
        seeds: seeds::named_texts,
    },
    Target {
        name: "suppressions",
        run: text::suppressions,
        seeds: seeds::named_texts,
    },
    Target {
        name: "tree",
        run: git::tree,
        seeds: git::tree_seeds,
    },
    Target {
        name: "usage",
        run: exports::usage,
        seeds: seeds::usage_exports,
    },
    Target {
        name: "windows",
        run: text::windows,
        seeds: seeds::named_texts,
    },
];

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    TARGETS
        .iter()
        .find(|target| target.name == name)
        .unwrap_or_else(|| {
            for target in TARGETS {
                println!("{}", target.name);
            }
            std::process::exit(i32::from(name != "list") * 2)
        })
});

/// Writes the seeds of the target where that is all that is asked for.
fn start() {
    let target = *TARGET;
    let Some(folder) = std::env::var_os("FUZZ_SEEDS") else {
        return;
    };
    for (number, seed) in (target.seeds)().into_iter().enumerate() {
        let file = std::path::Path::new(&folder).join(format!("{number:05}"));
        std::fs::write(file, seed).expect("the folder of the seeds can be written");
    }
    std::process::exit(0)
}

fuzz_target!(init: start(), |bytes: &[u8]| {
    (TARGET.run)(bytes);
});
