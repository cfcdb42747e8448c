use jiff::civil::Date;
use proptest::prelude::*;

use super::UsageExports;
use super::exports::MAX_NAMES;
use super::row::MAX_COUNT;
use crate::report::UsagePeriod;

fn problem(text: &[u8]) -> String {
    let mut exports = UsageExports::default();
    exports
        .add("usage", text)
        .expect_err("a wrong export")
        .to_string()
}

fn names(text: &str) -> Vec<(String, u64)> {
    let mut exports = UsageExports::default();
    exports.add("usage", text.as_bytes()).expect("an export");
    let names = exports.names.iter();
    names
        .map(|(name, used)| (name.clone(), used.count))
        .collect()
}

fn one(name: &str, count: u64) -> Vec<(String, u64)> {
    vec![(name.to_owned(), count)]
}

#[test]
fn every_shape_is_read() {
    for text in [
        "model_id,count\na.b,3\n",
        "model_id,count\r\na.b,3\r\n",
        "\u{feff}\"Model ID\",\"Invocations\",\"note\"\n\n\"a.b\",\"3\",\"x, \"\"y\"\"\nz\"\n",
        "modelId,count(*)\na.b,3",
        "modelid\na.b\na.b\na.b\n",
        "eventname,requestparameters\nInvokeModel,\"{\"\"modelId\"\":\"\"a.b\"\"}\"\nConverse,\"{\"\"modelId\"\":\"\"a.b\"\"}\"\nConverseStream,\"{\"\"modelId\"\":\"\"a.b\"\"}\"\nListFoundationModels,\n",
        "{\"modelId\":\"a.b\",\"count\":3}",
        "{\"modelId\":\"a.b\"}{\"modelId\":\"a.b\"}\n\n{\"modelId\":\"a.b\"}\n",
        "[{\"model_id\":\"a.b\",\"count\":\"1\"},\n{\"model_id\":\"a.b\",\"count\":2}]",
        "{\"Records\":[{\"eventName\":\"Converse\",\"requestParameters\":{\"modelId\":\"a.b\"},\"count\":3}]}",
        "{\"requestParameters\":\"{\\\"modelId\\\":\\\"a.b\\\"}\",\"count\":3,\"time\":null}",
    ] {
        assert_eq!(names(text), one("a.b", 3), "{text}");
    }
    assert_eq!(names("model_id,count\n"), []);
    assert_eq!(names("{\"Records\":[]}"), []);
}

#[test]
fn an_error_says_where_and_what_to_write_instead() {
    let cases: [(&[u8], &str); 26] = [
        (
            b"",
            "usage: it is empty; an export has a header with the columns, or JSON objects",
        ),
        (
            b" \n",
            "usage: it is empty; an export has a header with the columns, or JSON objects",
        ),
        (
            b"\x1f\x8b\x08",
            "usage: it is compressed; pass the file that gunzip writes",
        ),
        (
            b"model_id\na\n\xff",
            "usage: line 3: it is not UTF-8; export it as UTF-8",
        ),
        (
            b"id,count\na,1\n",
            "usage: line 1: the header has no column `model_id`; name the column with the ID or ARN so. It has: `id`, `count`",
        ),
        (
            b"model_id,modelId\na,b\n",
            "usage: line 1: two columns are `model_id`; keep one, or rename the other",
        ),
        (
            b"model_id,count\na,1\nb\n",
            "usage: line 3: it has 1 cells, and the header has 2; quote a cell that contains a comma",
        ),
        (
            b"model_id,count\na,41,203\n",
            "usage: line 2: it has 3 cells, and the header has 2; quote a cell that contains a comma",
        ),
        (
            b"model_id,count\na,\"41,203\"\n",
            "usage: line 2: count is `41,203`; write a whole number of at most 9007199254740992 without separators, such as 41203",
        ),
        (
            b"model_id,count\na,-1\n",
            "usage: line 2: count is `-1`; write a whole number of at most 9007199254740992 without separators, such as 41203",
        ),
        (
            b"model_id,count\na,+1\n",
            "usage: line 2: count is `+1`; write a whole number of at most 9007199254740992 without separators, such as 41203",
        ),
        (
            b"model_id,count\na,9007199254740993\n",
            "usage: line 2: count is `9007199254740993`; write a whole number of at most 9007199254740992 without separators, such as 41203",
        ),
        (
            b"model_id,count\n,1\n",
            "usage: line 2: it names no model; leave out such rows, or write the ID or ARN that was invoked as `model_id`",
        ),
        (
            b"model_id,last_seen\na,20.11.2026\n",
            "usage: line 2: last_seen is `20.11.2026`; write a date such as 2026-11-20 or 2026-11-20T08:15:00Z",
        ),
        (
            b"model_id,last_seen\na,2026-02-30\n",
            "usage: line 2: last_seen is `2026-02-30`; write a date such as 2026-11-20 or 2026-11-20T08:15:00Z",
        ),
        (
            b"model_id,days\na,0\n",
            "usage: line 2: days is 0; write the number of days that the export covers",
        ),
        (
            b"model_id,days\na,30\nb,7\n",
            "usage: line 3: the number of days is 7, but in the rows before it is 30; export the same period from every account and Region",
        ),
        (
            b"model_id\n\"a\n\nb",
            "usage: line 2: a quoted cell does not end; add the quote that closes it",
        ),
        (
            b"model_id\n\"a\"b\n",
            "usage: line 2: text follows a quoted cell; write a quote inside of a cell twice",
        ),
        (
            b"model_id\n=cmd|' /C calc'!A0\n",
            "usage: line 2: `=cmd|' /C calc'!A0` is not the ID or ARN of a model; write for example anthropic.claude-v2:1",
        ),
        (
            b"model_id\na\x1b[2J<b>\n",
            "usage: line 2: `a?[2J<b>` is not the ID or ARN of a model; write for example anthropic.claude-v2:1",
        ),
        (
            b"{\"modelId\":\"a\"}\n{\"modelId\":",
            "usage: line 2: column 11: EOF while parsing a value; write JSON objects, one per line",
        ),
        (
            b"{\"modelId\":\"a\"}\n\n{\"count\":1}\n",
            "usage: line 3: it names no model; leave out such rows, or write the ID or ARN that was invoked as `model_id`",
        ),
        (
            b"{\"modelId\":\"a\",\"count\":1.5}",
            "usage: line 1: count is `1.5`; write a whole number of at most 9007199254740992 without separators, such as 41203",
        ),
        (
            b"{\"modelId\":[\"a\"]}",
            "usage: line 1: invalid type: sequence, expected a text or a number",
        ),
        (
            b"[[{\"modelId\":\"a\"}]]",
            "usage: line 1: a list in a list; write one list of objects",
        ),
    ];
    for (text, want) in cases {
        assert_eq!(problem(text), want);
    }
}

#[test]
fn what_is_huge_is_refused_and_never_cut() {
    let rows: String = (0..=MAX_NAMES).map(|n| format!("m.{n}\n")).collect();
    assert!(
        problem(format!("model_id\n{rows}").as_bytes())
            .contains("more than 100000 different models")
    );
    let long = "a".repeat(3000);
    assert!(problem(format!("model_id\n{long}\n").as_bytes()).contains("is not the ID or ARN"));
    let count = MAX_COUNT;
    let sum = format!("model_id,count\na,{count}\nb,1\n");
    assert_eq!(
        problem(sum.as_bytes()),
        "usage: line 3: the invocations add up to more than 2^53"
    );
    let nested = format!("{{\"x\":{}", "[".repeat(1 << 20));
    assert!(problem(nested.as_bytes()).starts_with("usage: line 1: "));
    let commas = format!("model_id{}\n", ",".repeat(2000));
    assert_eq!(
        problem(commas.as_bytes()),
        "usage: line 1: it has more than 1000 cells"
    );
    let parameters = format!("{{\"requestParameters\":\"{}\"}}", "\\\"".repeat(1 << 16));
    assert!(problem(parameters.as_bytes()).contains("names no model"));
}

#[test]
fn neither_the_order_of_rows_nor_their_files_matter() {
    let rows = [
        "a,3,2026-11-01",
        "b,1,2026-11-02",
        "a,4,2026-11-03",
        "a,4,2026-11-03",
    ];
    let add = |files: &[&[&str]]| {
        let mut exports = UsageExports::default();
        for file in files {
            let text = format!("model_id,count,last_seen\n{}\n", file.join("\n"));
            exports.add("usage", text.as_bytes()).expect("an export");
        }
        format!("{exports:?}")
    };
    let all = add(&[&rows]);
    assert!(all.contains("count: 11"), "{all}");
    assert_eq!(all, add(&[&[rows[3], rows[1], rows[2], rows[0]]]));
    assert_eq!(all, add(&[&rows[2..], &rows[..2]]));
}

#[test]
fn the_period_is_that_of_the_rows() {
    let period = |text: &str| {
        let mut exports = UsageExports::default();
        exports.add("usage", text.as_bytes()).expect("an export");
        let UsagePeriod { days, first, last } = exports.period();
        let day = |day: Option<Date>| day.map_or("-".to_owned(), |day| day.to_string());
        (days, day(first), day(last))
    };
    let day = |text: &str| text.to_owned();
    assert_eq!(
        period("model_id,last_seen\na,2026-11-01\nb,\n"),
        (None, day("-"), day("2026-11-01"))
    );
    assert_eq!(
        period("modelId,timestamp\na,2026-11-01 10:00:00.000\nb,2026-10-01T00:00:00Z\n"),
        (None, day("2026-10-01"), day("2026-11-01"))
    );
    assert_eq!(
        period("modelId,timestamp\na,2026-11-01\nb,\n"),
        (None, day("-"), day("2026-11-01"))
    );
    assert_eq!(
        period("modelId,days\na,30\n"),
        (Some(30), day("-"), day("-"))
    );
}

proptest! {
    #[test]
    fn no_text_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        drop(UsageExports::default().add("usage", &bytes));
    }

    #[test]
    fn no_csv_panics(text in "(model_id|count|,|\"|\r|\n|a|1|\\{|é){0,60}") {
        drop(UsageExports::default().add("usage", text.as_bytes()));
        drop(UsageExports::default().add("usage", format!("model_id\n{text}").as_bytes()));
    }

    #[test]
    fn a_cell_is_read_as_it_was_written(cells in proptest::collection::vec("[a-z\",\r\n é]{0,8}", 1..6)) {
        let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        let text = format!("model_id,{}\nm.x,{}\n", vec!["x"; cells.len()].join(","), quoted.join(","));
        prop_assert_eq!(names(&text), one("m.x", 1));
    }
}
