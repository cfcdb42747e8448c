//! `scan --records`: each record has the rows of a scan of its text alone, in the order of the records, and whatever is
//! wrong with one is a row.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{AS_OF, run, run_with_input};

/// Scans records; gives the exit code, the rows and the messages.
fn scan(input: &[u8], args: &[&str]) -> (i32, Vec<Value>, String) {
    let folder = TempDir::new().unwrap();
    let fixed = ["scan", "--records", "--isolated", "--as-of", AS_OF];
    let run = run_with_input(folder.path(), &[&fixed, args].concat(), input);
    let rows = run
        .stdout
        .lines()
        .map(|row| serde_json::from_str(row).unwrap());
    (run.status, rows.collect(), run.stderr)
}

fn lines(records: &[Value]) -> Vec<u8> {
    records
        .iter()
        .map(|record| record.to_string() + "\n")
        .collect::<String>()
        .into_bytes()
}

/// `2 finding a.py` for each row.
fn short(rows: &[Value]) -> Vec<String> {
    rows.iter()
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap_or("-").to_owned();
            format!("{} {} {}", row["record"], text("type"), text("path"))
        })
        .collect()
}

const USE: &str = "client.converse(modelId=\"anthropic.claude-v2:1\")\n";

#[test]
fn each_record_has_the_rows_of_its_text_and_the_last_row_has_the_counts() {
    let (status, rows, messages) = scan(
        &lines(&[
            json!({"repo_name": "acme/app", "path": "a.py", "content": USE, "stars": 3}),
            json!({"path": "b.py", "content": "print(1)\n", "repo": null}),
            json!({"repo": "acme/infra", "path": "c.tf", "content": "model = \"amazon.nova-pro-v1:0\"\n"}),
        ]),
        &[],
    );
    assert_eq!((status, messages.as_str()), (0, ""));
    assert_eq!(
        short(&rows),
        ["1 finding a.py", "3 reference c.tf", "null end -"]
    );
    assert_eq!(rows[0]["repo"], "acme/app");
    assert_eq!(
        (&rows[0]["level"], &rows[0]["line"]),
        (&json!("error"), &json!(1))
    );
    assert_eq!(rows[1]["repo"], "acme/infra");
    let end = json!({
        "type": "end", "records": 3, "findings": 1, "references": 1, "errors": 0,
        "as_of": AS_OF, "catalog_version": rows[0]["catalog_version"],
    });
    assert_eq!(rows[2], end);
}

#[test]
fn a_record_that_cannot_be_read_is_a_row_and_the_others_are_judged() {
    let mut input = lines(&[json!({"path": "a.py", "content": USE})]);
    input.extend_from_slice(b"{\"path\": \"b.py\"\n\n[1]\n{\"path\": 1, \"content\": \"\"}\n{\"path\": \"c.py\", \"content\": null}\n{\"path\": \"\xff\", \"content\": \"\"}\n");
    input.extend_from_slice(&lines(&[
        json!({"path": "d.py"}),
        json!({"path": "e.py", "content": USE}),
    ]));
    // The last line has no end.
    input.pop();
    let (status, rows, _) = scan(&input, &[]);
    assert_eq!(status, 0);
    let problems: Vec<String> = rows
        .iter()
        .filter(|row| row["type"] == "error")
        .map(|row| format!("{} {}", row["record"], row["message"].as_str().unwrap()))
        .collect();
    let starts = [
        "2 not a JSON object: EOF",
        "3 an empty line",
        "4 not a JSON object: invalid type",
        "5 the field `path` is not a string",
        "6 the field `content` is null",
        "7 not a JSON object: invalid unicode",
        "8 no field `content`; name its column with --record-field",
    ];
    assert_eq!(problems.len(), starts.len(), "{problems:#?}");
    for (problem, start) in problems.iter().zip(starts) {
        assert!(problem.starts_with(start), "{problem}");
    }
    let found = rows.iter().filter(|row| row["type"] == "finding");
    assert_eq!(
        short(&found.cloned().collect::<Vec<_>>()),
        ["1 finding a.py", "9 finding e.py"]
    );
    assert_eq!(rows.last().unwrap()["errors"], 7);
    assert_eq!(rows.last().unwrap()["records"], 9);
}

#[test]
fn the_fields_have_the_columns_that_the_caller_names() {
    let record = json!({"path": "no.md", "max_path": "a.py", "text": USE, "owner": "acme"});
    let args = [
        "--record-field",
        "path=max_path",
        "--record-field",
        "content=text",
        "--record-field",
        "repo=owner",
    ];
    let (status, rows, _) = scan(&lines(&[record]), &args);
    assert_eq!(
        (status, short(&rows)),
        (
            0,
            vec!["1 finding a.py".to_owned(), "null end -".to_owned()]
        )
    );
    assert_eq!(rows[0]["repo"], "acme");
    for (wrong, message) in [
        ("path", "expected FIELD=COLUMN"),
        ("content=", "expected FIELD=COLUMN"),
        ("id=x", "unknown field `id`"),
    ] {
        let (status, rows, messages) = scan(b"", &["--record-field", wrong]);
        assert_eq!((status, rows.len()), (2, 0));
        assert!(messages.contains(message), "{messages}");
    }
}

#[test]
fn records_cannot_be_combined_with_other_inputs_and_formats() {
    for args in [
        &["a.py"][..],
        &["--staged"],
        &["--output", "json"],
        &["--diff", "HEAD"],
    ] {
        let (status, rows, messages) = scan(b"", args);
        assert_eq!((status, rows.len()), (2, 0), "{args:?}");
        assert!(messages.contains("--records"), "{messages}");
    }
}

#[test]
fn nothing_is_a_stream_with_an_end() {
    let (status, rows, _) = scan(b"", &[]);
    assert_eq!((status, short(&rows)), (0, vec!["null end -".to_owned()]));
}

/// More records than a batch has, on several threads: the rows are those of a scan of the same files, in the same order.
#[test]
fn rows_are_those_of_a_plain_scan_of_the_same_files_at_any_thread_count() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/contexts");
    let mut files: Vec<String> = Vec::new();
    let mut folders = vec![fixtures];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.extend(fs::read_to_string(path).ok()),
            }
        }
    }
    files.sort();
    assert!(!files.is_empty());
    let folder = TempDir::new().unwrap();
    let mut records = Vec::new();
    for number in 0..700 {
        let path = format!("{number:04}.py");
        let text = &files[number % files.len()];
        fs::write(folder.path().join(&path), text).unwrap();
        records.push(json!({"path": path, "content": text}));
    }
    let plain = run(
        folder.path(),
        &[
            "scan",
            "--isolated",
            "--no-cross-file",
            "--as-of",
            AS_OF,
            "--output",
            "jsonl",
            ".",
        ],
    );
    let found = |row: &&Value| row["type"] == "finding" || row["type"] == "reference";
    let mut plain: Vec<Value> = plain
        .stdout
        .lines()
        .map(|row| serde_json::from_str(row).unwrap())
        .filter(|row| found(&row))
        .collect();
    let rows = |threads| {
        let (status, rows, _) = scan(&lines(&records), &["--threads", threads]);
        assert_eq!(status, 0);
        rows
    };
    let one = rows("1");
    assert_eq!(one, rows("3"));
    let mut same: Vec<Value> = one
        .iter()
        .filter(found)
        .map(|row| {
            let mut row = row.clone();
            let row_map = row.as_object_mut().unwrap();
            row_map.remove("record");
            row_map.remove("repo");
            row
        })
        .collect();
    let key = |row: &Value| row.to_string();
    plain.sort_by_key(key);
    same.sort_by_key(key);
    assert_eq!(plain.len(), same.len());
    for (plain, same) in plain.iter().zip(&same) {
        assert_eq!(plain, same);
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_an_error() {
    let record = lines(&[json!({"path": "a.py", "content": USE})]);
    let input = record.repeat(20_000);
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("records"), input).unwrap();
    let program = env!("CARGO_BIN_EXE_bedrock-eol");
    let script = format!(
        "'{program}' scan --records --isolated --as-of {AS_OF} <records | head -n 1 >first; echo ${{PIPESTATUS[0]}}"
    );
    let output = Command::new("bash")
        .arg("-c")
        .arg(script)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "2\n");
    let messages = String::from_utf8(output.stderr).unwrap();
    assert!(
        messages.contains("cannot write to standard output"),
        "{messages}"
    );
    assert!(
        fs::read_to_string(folder.path().join("first"))
            .unwrap()
            .contains("\"finding\"")
    );
}
