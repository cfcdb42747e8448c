//! What git writes: its index, diffs, blobs and lists of a commit's files.

use bedrock_eol::fuzzing;

const OID: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// An index is refused, or each of its names is one that a file can have.
pub(crate) fn index(bytes: &[u8]) {
    if let Ok((names, _)) = fuzzing::git_index(bytes) {
        assert!(
            names
                .iter()
                .all(|name| name.len() <= 4096 && !name.contains(&0))
        );
    }
}

/// An index of these names.
fn index_of(version: u8, names: &[&[u8]], link: Option<[u8; 20]>) -> Vec<u8> {
    let mut index = [
        b"DIRC\0\0\0".as_slice(),
        &[version],
        &(names.len() as u32).to_be_bytes(),
    ]
    .concat();
    let mut last: &[u8] = b"";
    for name in names {
        let start = index.len();
        index.extend([1; 60]);
        index.extend((name.len().min(0xFFF) as u16).to_be_bytes());
        if version == 4 {
            let shared = last.iter().zip(*name).take_while(|(a, b)| a == b).count();
            index.extend(offset(last.len() - shared));
            index.extend(&name[shared..]);
            index.push(0);
            last = name;
        } else {
            index.extend(*name);
            index.push(0);
            index.resize(start + (index.len() - start).next_multiple_of(8), 0);
        }
    }
    if let Some(link) = link {
        index.extend([b"link\0\0\0\x14".as_slice(), &link].concat());
    }
    index.extend([0; 20]);
    index
}

/// The number in the encoding of git's packs.
fn offset(mut value: usize) -> Vec<u8> {
    let mut bytes = vec![(value & 0x7F) as u8];
    while value > 0x7F {
        value = (value >> 7) - 1;
        bytes.insert(0, (value & 0x7F) as u8 | 0x80);
    }
    bytes
}

pub(crate) fn index_seeds() -> Vec<Vec<u8>> {
    let names: [&[u8]; 4] = [
        b"README.md",
        b"src/a.py",
        b"src/b.py",
        "t/\u{FC}.txt".as_bytes(),
    ];
    let whole = [2, 3, 4].map(|version| index_of(version, &names, None));
    let split = [2, 4].map(|version| index_of(version, &names[..1], Some([7; 20])));
    whole.into_iter().chain(split).collect()
}

/// Names of any bytes, one per line, come back from an index, a quoted line and a list of a commit's files.
pub(crate) fn paths(bytes: &[u8]) {
    let names: Vec<&[u8]> = bytes
        .split(|byte| matches!(byte, b'\n' | 0))
        .filter(|name| !name.is_empty() && name.len() <= 4096 && !name.ends_with(b"/"))
        .collect();
    for version in [2, 3, 4] {
        for link in [None, Some([7; 20])] {
            let (found, shared) =
                fuzzing::git_index(&index_of(version, &names, link)).expect("it is an index");
            assert_eq!(found, names);
            assert_eq!(shared.is_some(), link.is_some());
        }
    }
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    let listing: Vec<u8> = sorted
        .iter()
        .flat_map(|name| [format!("100644 blob {OID}\t").as_bytes(), name, b"\0"].concat())
        .collect();
    assert_eq!(fuzzing::tree(&listing).expect("it is a list"), sorted);
    for name in names {
        assert_eq!(fuzzing::unquoted(&quoted(name)).as_deref(), Some(name));
    }
}

/// As git quotes with `core.quotePath`.
fn quoted(name: &[u8]) -> Vec<u8> {
    let mut quoted = b"\"".to_vec();
    for byte in name {
        match byte {
            b'"' | b'\\' => quoted.extend([b'\\', *byte]),
            b'\t' => quoted.extend(b"\\t"),
            0x20..=0x7E => quoted.push(*byte),
            _ => quoted.extend(format!("\\{byte:03o}").as_bytes()),
        }
    }
    quoted.push(b'"');
    quoted
}

/// The output of `git diff --raw --patch` is read or refused.
pub(crate) fn diff(bytes: &[u8]) {
    fuzzing::diff(bytes);
}

pub(crate) fn diff_seeds() -> Vec<Vec<u8>> {
    let other = OID.replace('a', "b");
    vec![
        format!(
            ":100644 100644 {OID} {other} M\tx\n:100644 100644 {OID} {other} R090\ty\tz\n\ndiff --git a/x b/x\n\
             index {OID}..{other} 100644\n--- a/x\n+++ b/x\n@@ -3,2 +3,3 @@ fn f\n--- a/y\n-old\n+++ b/y\n+b\n+c\n\
             @@ -9 +10 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n"
        )
        .into_bytes(),
        format!(
            ":000000 100644 {} {OID} A\t\"a\\303\\251\\t.py\"\n\ndiff --git \"a/a\\303\\251\\t.py\" \
             \"b/a\\303\\251\\t.py\"\nnew file mode 100644\n--- /dev/null\n+++ \"b/a\\303\\251\\t.py\"\n@@ -0,0 +1 @@\n+x\n",
            "0".repeat(40)
        )
        .into_bytes(),
        format!(
            ":100644 100644 {OID} {other} M\tx\n\ndiff --git a/x b/x\nindex {OID}..{other} 100644\n\
             Binary files a/x and b/x differ\n"
        )
        .into_bytes(),
    ]
}

/// The output of `git cat-file --batch`: what is taken of one blob does not change the next.
pub(crate) fn blobs(bytes: &[u8]) {
    let all = fuzzing::blobs(bytes, u64::MAX);
    let some = fuzzing::blobs(bytes, 3);
    for (all, some) in all.iter().zip(&some) {
        assert_eq!(some[..], all[..all.len().min(3)]);
    }
}

pub(crate) fn blob_seeds() -> Vec<Vec<u8>> {
    let text = format!("{OID} blob 3\nabc\n{OID} missing\n{OID} blob 0\n\n{OID} blob 12\nshort");
    vec![
        text.into_bytes(),
        format!("{OID} blob 5\na\nb\n\n\n{OID} tree 1\nx\n").into_bytes(),
    ]
}

/// The output of `git ls-tree -z` is read or refused.
pub(crate) fn tree(bytes: &[u8]) {
    drop(fuzzing::tree(bytes));
}

pub(crate) fn tree_seeds() -> Vec<Vec<u8>> {
    let rows = [
        ("100644 blob", "a"),
        ("120000 blob", "b/.gitignore"),
        ("160000 commit", "c"),
        ("100755 blob", "d e"),
    ];
    vec![
        rows.iter()
            .map(|(kind, path)| format!("{kind} {OID}\t{path}\0"))
            .collect::<String>()
            .into_bytes(),
    ]
}
