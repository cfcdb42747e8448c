//! Walks the working directory and reads every file to its end, without looking at a byte. No program that reads the
//! same files takes much less time: benches/compare compares it with ripgrep and bedrock-eol.
//!
//! Usage: floor THREADS
//!
//! A mode of bedrock-eol was rejected, since it would measure how bedrock-eol walks and reads, and not whether that
//! could be faster. The walker is ripgrep's, with the rules of both programs.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use ignore::{WalkBuilder, WalkState};

/// What ripgrep reads at once.
const BUFFER: usize = 64 * 1024;

fn main() {
    let threads = std::env::args()
        .nth(1)
        .and_then(|argument| argument.parse().ok())
        .expect("the number of threads");
    let (files, bytes) = (AtomicU64::new(0), AtomicU64::new(0));
    let walk = WalkBuilder::new(".")
        .hidden(false)
        .parents(false)
        .require_git(false)
        .git_global(false)
        .git_exclude(false)
        .threads(threads)
        .build_parallel();
    walk.run(|| {
        let mut buffer = vec![0; BUFFER];
        let (files, bytes) = (&files, &bytes);
        Box::new(move |entry| {
            // A file that is not read would make the floor too low.
            let entry = entry.expect("every folder can be listed");
            if entry.file_type().is_some_and(|kind| kind.is_file()) {
                let size = read(entry.path(), &mut buffer).expect("every file can be read");
                files.fetch_add(1, Ordering::Relaxed);
                bytes.fetch_add(size, Ordering::Relaxed);
            }
            WalkState::Continue
        })
    });
    println!("{} {}", files.into_inner(), bytes.into_inner());
}

fn read(path: &Path, buffer: &mut [u8]) -> io::Result<u64> {
    let mut file = File::open(path)?;
    let mut size = 0;
    loop {
        match file.read(buffer)? {
            0 => return Ok(size),
            read => size += read as u64,
        }
    }
}
