//! `bedrock-eol mcp`: a server of the Model Context Protocol on standard input and output.
//!
//! <https://modelcontextprotocol.io/specification/2025-06-18>: JSON-RPC 2.0, one message a line.

mod rpc;
mod tools;

use std::io::{self, BufRead, Read as _, Write};
use std::path::PathBuf;

use bedrock_eol::Run;
use clap::Args;
use jiff::civil::Date;

use crate::scan::Printer;
use crate::stop::{Stop, written};
use crate::values::date;
use tools::Tools;

/// Longest message in bytes; a longer one is an error, and the next is read.
const MAX_MESSAGE: u64 = 32 << 20;

/// Serve an agent with the Model Context Protocol
///
/// Reads messages from standard input and answers on standard output. Offers tools that check model IDs, texts and files
/// against the catalog. Uses no network, and no settings of the scanned projects.
#[derive(Args, Debug)]
pub(crate) struct McpArgs {
    /// Folder whose files the tools may read; can be repeated [default: the working directory]
    #[arg(long = "root", value_name = "DIR")]
    roots: Vec<PathBuf>,

    /// Evaluate lifecycle dates as of this day: YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
}

/// Answers messages until standard input ends, and returns the exit code.
pub(crate) fn run(args: &McpArgs, today: fn() -> Date) -> Result<u8, Stop> {
    let roots = roots(&args.roots)?;
    let run = Run::isolated(args.as_of.unwrap_or_else(today));
    let served = run.with_text_judge(false, &Printer { quiet: true }, |judge| {
        let tools = Tools::new(&run, judge, roots);
        serve(&tools, &mut io::stdin().lock(), &mut io::stdout().lock())
    });
    served.map_err(Stop::of)??;
    Ok(0)
}

/// The real paths of the folders.
fn roots(named: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    let here = [PathBuf::from(".")];
    let named = if named.is_empty() { &here } else { named };
    let real = |root: &PathBuf| match root.canonicalize() {
        Ok(real) if real.is_dir() => Ok(real),
        Ok(_) => Err(Stop(format!("--root {}: not a folder", root.display()))),
        Err(error) => Err(Stop(format!("--root {}: {error}", root.display()))),
    };
    named.iter().map(real).collect()
}

fn serve(tools: &Tools<'_>, input: &mut dyn BufRead, out: &mut dyn Write) -> Result<(), Stop> {
    let read = |error: io::Error| Stop(format!("cannot read standard input: {error}"));
    loop {
        let mut line = Vec::new();
        if input
            .take(MAX_MESSAGE + 1)
            .read_until(b'\n', &mut line)
            .map_err(read)?
            == 0
        {
            return Ok(());
        }
        let answer = if line.len() as u64 > MAX_MESSAGE && line.last() != Some(&b'\n') {
            input.skip_until(b'\n').map_err(read)?;
            Some(rpc::too_long(MAX_MESSAGE))
        } else if line.trim_ascii().is_empty() {
            None
        } else {
            rpc::answer(&line, tools)
        };
        let Some(answer) = answer else { continue };
        match writeln!(out, "{answer}").and_then(|()| out.flush()) {
            // The client went away.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            result => written(result, "to standard output")?,
        }
    }
}
