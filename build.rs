//! Compiles `rules/` into the binary; a catalog with a problem does not build.

#[allow(
    dead_code,
    unreachable_pub,
    reason = "the library's own modules, of which the build needs a part"
)]
#[path = "src/catalog/build_modules.rs"]
mod catalog;
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the library's own modules, of which the build needs a part"
)]
#[path = "src/id_pattern.rs"]
mod id_pattern;
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the library's own modules, of which the build needs a part"
)]
#[path = "src/spelling.rs"]
mod spelling;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    // The main thread has 1 MiB there by default, which a build without optimization uses up for the flags alone.
    if std::env::var("CARGO_CFG_TARGET_ENV").is_ok_and(|environment| environment == "msvc") {
        println!("cargo::rustc-link-arg-bins=/STACK:8388608");
    }
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/catalog");
    println!("cargo::rerun-if-changed=src/id_pattern.rs");
    println!("cargo::rerun-if-changed=src/spelling.rs");
    let catalog = match catalog::compile::compile_folder(Path::new("rules"), &|path| {
        std::fs::read_to_string(path)
    }) {
        Ok(catalog) => catalog,
        Err(problems) => {
            for line in catalog::compile::build_errors(&problems) {
                println!("{line}");
            }
            return ExitCode::SUCCESS;
        }
    };
    let folder = std::env::var_os("OUT_DIR").expect("Cargo sets OUT_DIR for build scripts");
    let catalog::emit::Emitted { texts, code } = catalog::emit::emit(&catalog);
    let write =
        |name: &str, content: String| std::fs::write(Path::new(&folder).join(name), content);
    if let Err(error) = write("catalog.txt", texts).and_then(|()| write("catalog.rs", code)) {
        println!("cargo::error=the compiled catalog cannot be written: {error}");
    }
    ExitCode::SUCCESS
}
