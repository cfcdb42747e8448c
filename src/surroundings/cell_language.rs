//! The language of a cell of a notebook: that of its magic, else that of the notebook's kernel.

use memchr::memmem;

/// Magics and kernels whose cells are not Python, in lower case, and the ending of files in the language.
const LANGUAGES: &[(&str, &str)] = &[
    ("bash", "sh"),
    ("c#", "cs"),
    ("cmd", "bat"),
    ("csharp", "cs"),
    ("f#", "fs"),
    ("fsharp", "fs"),
    ("go", "go"),
    ("groovy", "groovy"),
    ("html", "html"),
    ("java", "java"),
    ("javascript", "js"),
    ("js", "js"),
    ("julia", "jl"),
    ("kotlin", "kt"),
    ("latex", "tex"),
    ("markdown", "md"),
    ("node", "js"),
    ("perl", "pl"),
    ("php", "php"),
    ("powershell", "ps1"),
    ("pwsh", "ps1"),
    ("r", "r"),
    ("ruby", "rb"),
    ("rust", "rs"),
    ("scala", "scala"),
    ("sh", "sh"),
    ("shell", "sh"),
    ("shellscript", "sh"),
    ("sql", "sql"),
    ("svg", "svg"),
    ("system", "sh"),
    ("ts", "ts"),
    ("typescript", "ts"),
    ("zsh", "sh"),
];

/// Names of Python, and magics that run a cell in a process of Python of its own.
const PYTHON: &[&str] = &["pypy", "python", "python2", "python3"];

/// Magics whose cells the kernel runs, as it does those without a magic.
const OF_KERNEL: &[&str] = &[
    "capture", "cython", "debug", "memit", "mprun", "prun", "snakeviz", "time", "timeit", "wandb",
];

/// Magics whose cells one process runs, one after the other, which is not that of the kernel.
const OF_SESSION: &[&str] = &["julia", "r"];

/// The name of a file in the language of a cell, and the cell as that language reads it, byte for byte in the same
/// locations. `kernel` is what [`of_kernel`] gives for the notebook.
pub(super) fn program_of(kernel: &str, cell: &[u8]) -> (String, Vec<u8>) {
    let mut program = cell.to_vec();
    let blank = cell.len() - cell.trim_ascii_start().len();
    let Some(magic) = cell[blank..].strip_prefix(b"%%") else {
        match kernel {
            UNKNOWN => hide_marks(&mut program),
            kernel if kernel.ends_with(".py") => hide_glued_marks(&mut program),
            _ => {}
        }
        return (kernel.to_owned(), program);
    };
    let line = magic.split(|b| *b == b'\n').next().unwrap_or_default();
    let name = of_magic(&String::from_utf8_lossy(line));
    if name.ends_with(".py") {
        hide_glued_marks(&mut program);
    } else if name == UNKNOWN {
        hide_marks(&mut program);
    }
    program[blank..blank + 2 + line.len()].fill(b' ');
    (name, program)
}

/// Whether what a cell defines is known in the other cells of its language: not what a shell runs, nor a file that is written.
pub(super) fn runs_in_session(cell: &[u8]) -> bool {
    let Some(magic) = cell.trim_ascii_start().strip_prefix(b"%%") else {
        return true;
    };
    let is_of_name = |b: &&u8| b.is_ascii_alphanumeric();
    let name = &magic[..magic.iter().take_while(is_of_name).count()];
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    OF_KERNEL.contains(&name.as_str()) || OF_SESSION.contains(&name.as_str())
}

/// `bash`, `script node`, `writefile app.js`.
fn of_magic(line: &str) -> String {
    let mut words = line.split_ascii_whitespace();
    let magic = words.next().unwrap_or_default();
    let named = words.rfind(|word| !word.starts_with('-'));
    match magic {
        "writefile" | "file" => named
            .unwrap_or_default()
            .trim_matches(['"', '\''])
            .to_owned(),
        "script" => {
            let program = named.unwrap_or_default();
            file_of(program.rsplit('/').next().unwrap_or(program).as_bytes())
        }
        magic => file_of(magic.as_bytes()),
    }
}

/// A file in an unknown language.
pub(super) const UNKNOWN: &str = "cell";

/// A file in a language. Whatever reads a text of an unknown language decides what is a comment.
pub(super) fn file_of(language: &[u8]) -> String {
    let language = String::from_utf8_lossy(language).to_ascii_lowercase();
    if PYTHON.contains(&language.as_str()) || OF_KERNEL.contains(&language.as_str()) {
        return "cell.py".to_owned();
    }
    let known = LANGUAGES.iter().find(|(name, _)| *name == language);
    known.map_or_else(
        || UNKNOWN.to_owned(),
        |(_, ending)| format!("cell.{ending}"),
    )
}

/// A file in the language that an editor gave to a code cell. A kernel runs the cell as code, whatever the editor shows it as,
/// so that a language of texts is not believed.
pub(super) fn of_editor(language: &[u8]) -> Option<String> {
    const TEXTS: &[&str] = &[".html", ".md", ".svg", ".tex"];
    let file = file_of(language);
    let is_text = TEXTS.iter().any(|ending| file.ends_with(ending));
    (!is_text).then_some(file)
}

/// A file in the language that the metadata of a notebook name; in Python where they name none.
pub(super) fn of_kernel(notebook: &[u8]) -> String {
    let value = |object: &str, key: &str| {
        let name = format!("\"{object}\"");
        let at = memmem::rfind(notebook, name.as_bytes())? + name.len();
        own_text(&notebook[at..notebook.len().min(at + NEAR)], key)
    };
    let names = [
        value("kernelspec", "language"),
        value("language_info", "name"),
    ];
    let mut files = names
        .into_iter()
        .flatten()
        .map(|language| file_of(language.as_bytes()));
    match (files.next(), files.next()) {
        // A kernel for several languages, or a variant of one: `polyglot-notebook`, `pyspark`.
        (Some(one), Some(other)) if other == UNKNOWN => one,
        (Some(one), Some(other)) if one != other => UNKNOWN.to_owned(),
        (Some(file), _) => file,
        (None, _) => "cell.py".to_owned(),
    }
}

/// How much of an object of the metadata is read.
const NEAR: usize = 2048;

/// The text of a key in the object that begins after a colon. A key of an object inside of it is another one: editors write
/// `"codemirror_mode": {"name": "ipython"}` before the name of the language.
fn own_text(object: &[u8], key: &str) -> Option<String> {
    let (mut depth, mut at) = (0_usize, 0);
    while at < object.len() {
        match object[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.checked_sub(1).filter(|depth| *depth > 0)?,
            b'"' => {
                let (text, end) = literal(object, at)?;
                let after = object[end..].trim_ascii_start();
                at = end;
                if depth != 1 || text != key.as_bytes() {
                    continue;
                }
                let Some(value) = after.strip_prefix(b":").map(<[u8]>::trim_ascii_start) else {
                    continue;
                };
                let (value, _) = literal(value, 0)?;
                return Some(String::from_utf8_lossy(value).into_owned());
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The text between the quote at `at` and the next one, and one past that.
fn literal(text: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let rest = text.get(at..)?.strip_prefix(b"\"")?;
    let mut end = 0;
    while *rest.get(end)? != b'"' {
        end += if rest[end] == b'\\' { 2 } else { 1 };
    }
    Some((&rest[..end], at + end + 2))
}

/// Nobody knows what begins a comment in an unknown language.
fn hide_marks(program: &mut [u8]) {
    for line in program.split_mut(|b| *b == b'\n') {
        let marks = line
            .iter_mut()
            .take_while(|b| b.is_ascii_whitespace() || b"#/-;%".contains(b));
        marks
            .filter(|b| !b.is_ascii_whitespace())
            .for_each(|mark| *mark = b' ');
    }
}

/// In a line for a shell (`!aws s3 ls s3://a#b`) a mark inside of a word begins no comment.
fn hide_glued_marks(program: &mut [u8]) {
    for line in program.split_mut(|b| *b == b'\n') {
        // `files = !ls`
        let is_assigned = memmem::find(line, b"= !").is_some();
        if !is_assigned && !matches!(line.trim_ascii_start().first(), Some(b'!' | b'%')) {
            continue;
        }
        for at in 1..line.len() {
            if line[at] == b'#' && !line[at - 1].is_ascii_whitespace() {
                line[at] = b'_';
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::of_kernel;

    #[test]
    fn the_language_is_that_of_the_metadata_and_not_of_an_object_in_it() {
        let kernel = |kernelspec: &str, info: &str| {
            let notebook = format!(
                r#"{{"cells": [], "metadata": {{"kernelspec": {kernelspec}, "language_info": {info}}}}}"#
            );
            of_kernel(notebook.as_bytes())
        };
        let of_python = r#"{"codemirror_mode": {"name": "ipython", "version": 3}, "file_extension": ".py", "name": "python"}"#;
        let display =
            r#"{"display_name": "a \"language\": b", "language": "python", "name": "env"}"#;
        assert_eq!(kernel(display, of_python), "cell.py");
        assert_eq!(kernel("{\"name\": \"python3\"}", of_python), "cell.py");
        assert_eq!(kernel("{}", "{}"), "cell.py");
        assert_eq!(
            kernel(
                "{\"language\": \"R\"}",
                "{\"codemirror_mode\": \"r\", \"name\": \"R\"}"
            ),
            "cell.r"
        );
        assert_eq!(kernel("{\"language\": \"scala\"}", of_python), "cell");
        assert_eq!(kernel("{\"language\": \"lisp\"}", "{}"), "cell");
        assert_eq!(kernel("{\"language\": \"lisp\"}", of_python), "cell");
        let polyglot = "{\"name\": \"polyglot-notebook\"}";
        assert_eq!(kernel("{\"language\": \"C#\"}", polyglot), "cell.cs");
        assert_eq!(of_kernel(b"{\"kernelspec\": {\"language"), "cell.py");
    }
}
