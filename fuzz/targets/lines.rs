//! Lists and patterns: ignore files, globs, `--files-from`.

#[path = "../../src/bin/bedrock-eol/file_list.rs"]
mod file_list;

use std::path::Path;

use bedrock_eol::fuzzing;
use bedrock_eol::id_pattern::IdPattern;
use bedrock_eol::path_pattern::PathPattern;

const PATHS: [&str; 6] = ["a", "src/a.py", "a/b/c/d.ts", "\u{FC}/x y", "*", "a.b"];

/// An ignore file says the same of a path with other line ends, and the same without its comments.
pub(crate) fn ignore_file(bytes: &[u8]) {
    let answers = |content: &[u8]| -> Vec<Option<bool>> {
        PATHS
            .into_iter()
            .map(|path| fuzzing::ignored(content, Path::new(path), false))
            .collect()
    };
    let all = answers(bytes);
    let marked = [b"\xEF\xBB\xBF".as_slice(), bytes].concat();
    assert!(bytes.starts_with(b"\xEF\xBB\xBF") || answers(&marked) == all);
    let kept = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.starts_with(b"#"));
    let without = kept.collect::<Vec<_>>().join(&b'\n');
    assert!(bytes.starts_with(b"\xEF\xBB\xBF") || answers(&without) == all);
}

/// A pattern is refused or matches; one of plain text matches that text alone, and one that begins with a star all that
/// end in the rest.
pub(crate) fn patterns(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let (glob, subject) = text.split_once('\n').unwrap_or((text, "a/b.py"));
    if let Ok(pattern) = PathPattern::parse(glob) {
        assert_eq!(pattern.matches(subject), pattern.matches(subject));
        assert_eq!(pattern.as_str(), glob);
    }
    let Ok(pattern) = IdPattern::parse(glob) else {
        return;
    };
    assert_eq!(pattern.as_str(), glob);
    let covers = pattern.covers(subject);
    assert!(!covers || subject.starts_with(pattern.prefix()));
    if !glob.contains(['*', '?']) {
        assert_eq!(covers, glob == subject, "{glob} {subject}");
    }
    let end = IdPattern::new(subject);
    if !subject.contains(['*', '?']) {
        let longer = format!("*{subject}");
        assert!(end.covers(subject) && IdPattern::new(&longer).covers(&format!("{glob}{subject}")));
    }
}

/// Each name of a list comes back, whatever is between the names.
pub(crate) fn files_from(bytes: &[u8]) {
    let paths = file_list::parse_list(bytes);
    assert!(paths.iter().all(|path| !path.as_os_str().is_empty()));
    let joined: Vec<u8> = paths
        .iter()
        .flat_map(|path| [path.as_os_str().as_encoded_bytes(), b"\0"].concat())
        .collect();
    assert_eq!(file_list::parse_list(&joined), paths);
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    [
        "*.py\n!a.py\n/src/\n# no\n\\#x\n**/b/*.ts\n",
        "a/**/b\na/b/c",
        "[a-z]*.{ts,js}\nx/y.ts",
        "*.py\r\n\r\nsrc/[!a]?.md\r\n",
        "anthropic.claude-*\nanthropic.claude-v2:1",
        "src/a.py\nb c\n\"q\"\n",
        "a\0b\nc\0",
        "\u{FEFF}docs\n",
        "src/\u{FC}.txt\n-x\nsrc\\a\t",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into()
}
