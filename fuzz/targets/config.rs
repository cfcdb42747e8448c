//! A configuration of any text: each problem is told, and settings that were read can be shown and used.
#![no_main]

use std::path::Path;

use bedrock_eol::config::{ConfigError, Options, parse};
use bedrock_eol::finding::RegionSource;
use jiff::civil::date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match parse(Path::new("bedrock-eol.toml"), text) {
        Ok(config) => {
            let options = config.options.over(Options::defaults(false));
            drop(options.policy(date(2026, 11, 23), RegionSource::Config));
            options.ignores().expect("patterns were checked when the file was read");
            drop(options.to_toml());
        }
        Err(ConfigError::Problems(problems)) => assert!(!problems.is_empty()),
        Err(_) => {}
    }
});
