//! The library as others use it: its public names, and the examples.

use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs an example and returns what it prints. A run of this test alone does not build examples.
fn example(name: &str) -> String {
    let test = std::env::current_exe().expect("the path of this test");
    let folder = test
        .parent()
        .and_then(Path::parent)
        .expect("the folder of the profile")
        .join("examples");
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--locked", "--example", name])
            .current_dir(root())
            .status()
            .expect("cargo runs");
        assert!(built.success(), "{name} does not build");
    }
    let output = Command::new(program)
        .current_dir(root())
        .output()
        .expect("the example was built");
    assert!(
        output.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_text_in_memory_is_scanned() {
    let printed = example("scan_text");
    let first = printed.lines().next().unwrap_or_default();
    assert!(first.starts_with("2:26: error[end-of-life]: "), "{printed}");
    assert!(printed.contains("  replacement: "), "{printed}");
}

#[test]
fn an_overlay_changes_the_verdict() {
    let printed = example("overlay");
    assert!(printed.starts_with("legacy: "), "{printed}");
    assert!(printed.contains("2027-06-01"), "{printed}");
}
