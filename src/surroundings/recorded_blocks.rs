//! Recorded data: an exchange with a server, the answer of a model, the row of a log.
//!
//! The keys of the blocks around a reference decide. A key elsewhere in the file proves nothing: a setting beside `recorded_at`
//! remains a setting.

use super::element::name_at_end;
use super::file::File;
use super::line::folded;
use super::occurrence::Occurrence;
use crate::outline::Item;

/// How many blocks around a reference are looked at.
const LEVELS: usize = 12;

/// How many keys of a block are read. A record has fewer, and a list of thousands of records is asked by each.
const KEYS: usize = 48;

/// How many bytes of a value are read.
const LONGEST: usize = 64;

/// Keys below which a recorder keeps what it recorded, folded.
const RECORDERS: &[&str] = &["httpinteractions"];

/// Keys of a request that was sent, and of the answer to it, folded.
const REQUEST: &[&str] = &[
    "method",
    "uri",
    "url",
    "headers",
    "body",
    "httpmethod",
    "path",
];
const RESPONSE: &[&str] = &[
    "status",
    "statuscode",
    "headers",
    "body",
    "content",
    "string",
];

/// How the answer of a model ended, and the words for an answer that is complete.
const ENDINGS: &[&str] = &["stopreason", "finishreason"];
const ENDED: &[&str] = &["endturn", "stop"];

/// What else an answer of a model has, folded.
const PARTS: &[&str] = &[
    "usage",
    "content",
    "output",
    "choices",
    "completion",
    "role",
    "outputs",
    "generation",
    "metrics",
    "id",
    "created",
    "object",
];

/// A key that only records have: the metadata of an answer of AWS, the grade of an answer in an evaluation, the kind of record in a
/// log of invocations.
const RECORDS: &[&str] = &["responsemetadata", "gradingresult"];

/// Keys of a row of a log, folded: when a call was, how long it took, what it cost, and with which model.
const DAYS: &[&str] = &["timestamp", "ts", "createdat"];
const SPANS: &[&str] = &["processingtime", "latency", "duration"];
const COUNTS: &[&str] = &["usage", "inputtokens", "outputtokens"];
const USED: &[&str] = &["modelused", "modelversionused"];

/// Whether a reference is in recorded data. A file that is not believed has none.
pub(super) fn is_recorded(occurrence: &Occurrence<'_, '_>) -> bool {
    let file = occurrence.file;
    let outline = file.outline();
    let at = occurrence.span.start;
    let mut around = outline.around(outline.block_at(at)).take(LEVELS);
    file.source.may_be_recorded()
        && around.any(|number| is_record(file, number) || is_below_a_recorder(file, number, at))
}

/// Whether the keys of a block are those of a record.
fn is_record(file: &File<'_>, number: usize) -> bool {
    let known = file.records.borrow().get(&number).copied();
    known.unwrap_or_else(|| {
        let is_record = has_keys_of_a_record(file, number);
        file.records.borrow_mut().insert(number, is_record);
        is_record
    })
}

fn has_keys_of_a_record(file: &File<'_>, number: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let items: Vec<(String, &Item)> = fields(file, number).collect();
    let has = |keys: &[&str]| items.iter().any(|(key, _)| keys.contains(&key.as_str()));
    let begins = |starts: &[&str]| {
        let begins = |key: &String| starts.iter().any(|start| key.starts_with(start));
        items.iter().any(|(key, _)| begins(key))
    };
    let value_has = |keys: &[&str], words: &[&str]| {
        items.iter().any(|(key, item)| {
            let value = text.get(item.value()).unwrap_or_default();
            keys.contains(&key.as_str())
                && value.len() <= LONGEST
                && words.contains(&folded(value).as_str())
        })
    };
    // The fields of what a key has.
    let below = |name: &str, keys: &[&str]| {
        items.iter().any(|(key, item)| {
            let child = || outline.value_block(number, item, item.value());
            key == name
                && child().is_some_and(|child| {
                    fields(file, child).any(|(key, _)| keys.contains(&key.as_str()))
                })
        })
    };
    let is_exchange = || below("request", REQUEST) && below("response", RESPONSE);
    // nock: `{ "method": "POST", "path": "/model/…", "status": 200, "response": … }`
    let is_flat_exchange = || {
        has(&["method"]) && has(&["path", "uri", "url"]) && has(&["status"]) && has(&["response"])
    };
    let is_answer =
        || value_has(ENDINGS, ENDED) && has(PARTS) || has(&["choices"]) && has(&["usage"]);
    let is_row = || has(DAYS) && (has(USED) || begins(SPANS) && has(COUNTS));
    // Titan: `{ "outputText": "…", "completionReason": "FINISH" }`, as a whole or as the result of a record.
    const OF_TITAN: &[&str] = &["completionreason"];
    let is_answer_of_titan = || {
        has(OF_TITAN) && has(&["outputtext"])
            || ["result", "response"].iter().any(|of| below(of, OF_TITAN))
    };
    let is_event = || has(&["eventid"]) && has(&["capturedat", "snapshotid"]);
    let is_log_of_aws = || {
        value_has(&["schematype"], &["modelinvocationlog"])
            || has(&["eventsource"]) && has(&["eventname"]) && has(&["eventtime", "eventid"])
    };
    has(RECORDS)
        || is_exchange()
        || is_flat_exchange()
        || is_answer()
        || is_row()
        || is_answer_of_titan()
        || is_event()
        || is_log_of_aws()
}

/// The keys of a block, folded, each with its item.
fn fields<'f>(file: &'f File<'_>, number: usize) -> impl Iterator<Item = (String, &'f Item)> {
    let text = file.text();
    let items = file.outline().items(number).iter().take(KEYS);
    items.filter_map(move |item| {
        item.separator.as_ref()?;
        let key = name_at_end(text.get(item.key())?);
        (key.len() <= LONGEST).then(|| (folded(key), item))
    })
}

/// Whether an offset in a block is below a key of a recorder.
fn is_below_a_recorder(file: &File<'_>, number: usize, at: usize) -> bool {
    let item = file.outline().item_at(number, at);
    item.is_some_and(|(_, item)| {
        let key = file.text().get(item.key()).unwrap_or_default();
        let key = name_at_end(key);
        item.separator.is_some()
            && key.len() <= LONGEST
            && RECORDERS.contains(&folded(key).as_str())
    })
}
