//! `bedrock-eol lsp`: a server of the Language Server Protocol on standard input and output.
//!
//! One thread reads messages, another answers them and judges texts. The settings of a workspace folder are read for each
//! judgement, as `scan` in that folder reads them: that takes milliseconds, and none is ever out of date.

mod actions;
mod client;
mod diagnostics;
mod document;
mod hover;
mod marks;
mod session;
mod wire;
mod workspace;

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use bedrock_eol::program::{MAX_MESSAGE, ReadMessage, read_message, write_message};
use clap::Args;
use jiff::civil::Date;
use serde_json::Value;

use crate::stop::{Stop, written};
use crate::values::date;
use session::Session;
use workspace::Workspace;

/// Messages that are read ahead. An editor that sends more waits, so that memory is bounded.
const QUEUE: usize = 256;

/// Exit code if the editor ends the server without asking it to shut down, as the protocol wants it.
const WITHOUT_SHUTDOWN: u8 = 1;

/// Serve an editor with the Language Server Protocol
///
/// Reads messages from standard input and answers on standard output. Reports the models in open documents while they are
/// edited, with the settings of their workspace folder, and offers edits, explanations and completions. Uses no network and
/// writes no file.
#[derive(Args, Debug)]
pub(crate) struct LspArgs {
    /// Accepted because some editors append it: standard input and output are the only transport
    #[arg(long = "stdio", hide = true)]
    _stdio: bool,

    /// Use no configuration file of any workspace folder
    #[arg(long)]
    isolated: bool,

    /// Evaluate lifecycle dates as of this day: YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
}

/// What the thread that reads has for the one that answers.
enum Event {
    Message(Value),
    /// What was read is no message, for the reason given; the next one can be read.
    NoMessage(String),
    /// Nothing more can be read.
    End(Result<(), String>),
}

/// Requests that the editor cancelled before they were answered. Those of a later message are known while an earlier one is
/// answered.
#[derive(Debug, Default)]
struct Cancelled(Mutex<BTreeSet<String>>);

impl Cancelled {
    fn add(&self, message: &Value) {
        if message["method"] == "$/cancelRequest" {
            let mut ids = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            ids.insert(message["params"]["id"].to_string());
        }
    }

    /// Whether a request was cancelled. A cancellation is forgotten by this, and when its own message is handled.
    fn take(&self, id: &Value) -> bool {
        let mut ids = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ids.remove(&id.to_string())
    }
}

/// Answers messages until the editor ends the session, and returns the exit code.
pub(crate) fn run(args: &LspArgs, today: fn() -> Date) -> Result<u8, Stop> {
    let (events, received) = sync_channel(QUEUE);
    let cancelled = Arc::new(Cancelled::default());
    let seen = Arc::clone(&cancelled);
    std::thread::Builder::new()
        .spawn(move || read_all(&events, &seen))
        .map_err(|error| Stop(format!("cannot start a thread: {error}")))?;
    let workspace = Workspace::new(args.as_of, today, args.isolated);
    serve(Session::new(workspace), &received, &cancelled)
}

fn read_all(events: &SyncSender<Event>, cancelled: &Cancelled) {
    let mut input = io::BufReader::new(io::stdin());
    loop {
        let event = match read_message(&mut input) {
            Ok(ReadMessage::Content(content)) => match serde_json::from_slice(&content) {
                Ok(message) => {
                    cancelled.add(&message);
                    Event::Message(message)
                }
                Err(problem) => Event::NoMessage(format!("not JSON: {problem}")),
            },
            Ok(ReadMessage::TooLong) => Event::NoMessage(format!(
                "the message is larger than the limit of {} MiB",
                MAX_MESSAGE >> 20
            )),
            Ok(ReadMessage::End) => Event::End(Ok(())),
            Ok(ReadMessage::BadHeader) => Event::End(Err(
                "a message has no header `Content-Length: NUMBER`; an editor has to start this server".to_owned(),
            )),
            Err(error) => Event::End(Err(format!("cannot read standard input: {error}"))),
        };
        let is_last = matches!(event, Event::End(_));
        if events.send(event).is_err() || is_last {
            return;
        }
    }
}

fn serve(
    mut session: Session,
    received: &Receiver<Event>,
    cancelled: &Cancelled,
) -> Result<u8, Stop> {
    loop {
        let event = match session.next_due() {
            None => received.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(due) => received.recv_timeout(due.saturating_duration_since(Instant::now())),
        };
        let ended = match event {
            Ok(Event::Message(message)) => session.handle(&message, &|id| cancelled.take(id)),
            Ok(Event::NoMessage(problem)) => {
                session.refuse(&problem);
                None
            }
            Ok(Event::End(Err(problem))) => return Err(Stop(problem)),
            Ok(Event::End(Ok(()))) | Err(RecvTimeoutError::Disconnected) => {
                Some(session.is_shut_down())
            }
            Err(RecvTimeoutError::Timeout) => None,
        };
        session.judge_due(Instant::now());
        if !write_all(session.take_messages())? {
            return Ok(WITHOUT_SHUTDOWN);
        }
        match ended {
            Some(true) => return Ok(0),
            Some(false) => return Ok(WITHOUT_SHUTDOWN),
            None => {}
        }
    }
}

/// Writes messages; false if the client no longer reads them.
fn write_all(messages: Vec<Value>) -> Result<bool, Stop> {
    let mut out = io::stdout().lock();
    let mut messages = messages.iter();
    let sent = messages
        .try_for_each(|message| write_message(message.to_string().as_bytes(), &mut out))
        .and_then(|()| out.flush());
    match sent {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        sent => written(sent, "to standard output").map(|()| true),
    }
}
