//! Entry point: runs a command of the command line and exits with its exit code.
//!
//! The only code that reads today's date. Everything else is in the library.

mod args;
mod ask;
mod baseline;
mod catalog;
mod config;
mod diff_output;
mod explain;
mod file_list;
mod fix;
mod history;
mod hook;
mod init;
mod inputs;
mod interrupt;
mod lsp;
mod mcp;
mod merge;
mod migrate;
mod overlays;
mod records;
mod reports;
mod repos;
mod scan;
mod setting_flags;
mod shell;
mod stop;
mod terminal;
mod usage;
mod values;
mod watch;

use std::process::ExitCode;
use std::sync::Mutex;
use std::{io, panic};

use bedrock_eol::Catalog;
use jiff::civil::Date;

use args::Command;
use stop::{Stop, UntilClosed, written};

/// musl's allocator is slow with many small allocations on several threads.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Exit code of errors; 1 means findings.
const FAILED: u8 = 2;

/// Stack size in bytes that every command gets. 256 KiB suffice; this leaves room.
#[cfg(unix)]
const STACK: usize = 2 << 20;

/// Message of the last panic, for the error that replaces it.
static PANIC: Mutex<Option<String>> = Mutex::new(None);

fn main() -> ExitCode {
    // A panic while scanning a file becomes an error of that file, which the report shows.
    panic::set_hook(Box::new(|info| {
        if let Ok(mut last) = PANIC.lock() {
            *last = Some(info.to_string());
        }
    }));
    match panic::catch_unwind(with_enough_stack) {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(Stop(message))) => {
            terminal::error(&message);
            ExitCode::from(FAILED)
        }
        Err(_) => {
            let said = PANIC
                .lock()
                .ok()
                .and_then(|mut last| last.take())
                .unwrap_or_default();
            terminal::error(&format!(
                "internal error; please report it, with this text:\n{said}"
            ));
            ExitCode::from(FAILED)
        }
    }
}

/// Runs on a thread of its own if the main thread's stack is too small (`ulimit -s`): an overflow would kill the
/// process with a signal and no message. A thread costs 0.05 ms, so one is not always started.
#[cfg(unix)]
fn with_enough_stack() -> Result<u8, Stop> {
    use rustix::process::{Resource, getrlimit};

    if getrlimit(Resource::Stack)
        .current
        .is_none_or(|bytes| bytes >= STACK as u64)
    {
        return run();
    }
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(run);
    let worker = worker.map_err(|error| Stop(format!("cannot start a thread: {error}")))?;
    worker
        .join()
        .unwrap_or_else(|panicked| panic::resume_unwind(panicked))
}

#[cfg(not(unix))]
fn with_enough_stack() -> Result<u8, Stop> {
    run()
}

fn run() -> Result<u8, Stop> {
    let typed: Vec<_> = std::env::args_os().collect();
    args::check_names(&typed)?;
    match args::parse(typed) {
        Command::Scan(scan) => scan::run(&scan, today),
        Command::Fix(fix) => fix::run(&fix, today),
        Command::Explain(explain) => explain::run(&explain, today),
        Command::Migrate(migrate) => migrate::run(&migrate, today),
        Command::Merge(merge) => merge::run(&merge),
        Command::Config(config) => config::run(&config),
        Command::Catalog(args) => catalog_command(&args),
        Command::Completions { shell } => print(|out| shell::completions(shell, out)),
        Command::Man => print(|out| shell::man(out)),
        Command::Baseline(baseline) => baseline::run(&baseline.command, today),
        Command::Init(init) => init::run(&init),
        Command::Hook(hook) => Ok(hook::run(&hook, today)),
        Command::Mcp(mcp) => mcp::run(&mcp, today),
        Command::Lsp(lsp) => lsp::run(&lsp, today),
    }
}

fn catalog_command(args: &catalog::CatalogArgs) -> Result<u8, Stop> {
    let mut out = UntilClosed(io::stdout().lock());
    catalog::run(args, Catalog::embedded(), today, &mut out).map_err(|error| match error {
        catalog::CommandError::Stopped(stop) => stop,
        catalog::CommandError::Write(error) => Stop(format!("cannot write the answer: {error}")),
        error => Stop::of(error),
    })?;
    Ok(0)
}

fn print(write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> Result<u8, Stop> {
    written(write(&mut io::stdout().lock()), "the answer").map(|()| 0)
}

/// Today's date in UTC: stages of models begin at midnight UTC.
fn today() -> Date {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
}
