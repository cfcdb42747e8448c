//! Files with expected output. `BLESS=1 cargo test` rewrites all of them; read the difference before you keep it.

use std::fs;
use std::path::Path;

/// Whether a file has exactly this text. With `BLESS` set in the environment the text is written first.
pub(crate) fn has(file: &Path, text: &str) -> bool {
    if std::env::var_os("BLESS").is_some() {
        let folder = file.parent().expect("a file is in a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(file, text).expect("the expectation can be written");
    }
    // A checkout on Windows can have other line ends.
    let expected = fs::read_to_string(file).unwrap_or_default();
    expected == text || expected.replace("\r\n", "\n") == text
}

/// Compares a text with `tests/it/expected/NAME.txt`. Trailing white space of the text does not count.
#[track_caller]
pub(crate) fn is(name: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/expected")
        .join(format!("{name}.txt"));
    let text = format!("{}\n", text.trim_end());
    assert!(
        has(&file, &text),
        "{} differs from (BLESS=1 writes it):\n{text}",
        file.display()
    );
}
