//! What a repository says about its own scan: the configuration and the baseline.

use std::path::Path;

use bedrock_eol::baseline::Baseline;
use bedrock_eol::config::{ConfigError, Options, parse};
use bedrock_eol::finding::RegionSource;
use jiff::civil::date;

/// Each problem is reported, and settings that were read can be shown and used.
pub(crate) fn config(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    match parse(Path::new("bedrock-eol.toml"), text) {
        Ok(config) => {
            let options = config.options.over(Options::defaults(false));
            drop(options.policy(date(2026, 11, 23), RegionSource::Config));
            options
                .ignores()
                .expect("patterns were checked when the file was read");
            drop(options.to_toml());
        }
        Err(ConfigError::Problems(problems)) => assert!(!problems.is_empty()),
        Err(_) => {}
    }
}

/// A baseline is read or refused; what is written again is read as the same.
pub(crate) fn baseline(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let path = Path::new("bedrock-eol-baseline.json");
    if let Ok(baseline) = Baseline::parse(path, text) {
        drop(
            baseline
                .apply(&mut Vec::new())
                .housekeeping("bedrock-eol-baseline.json", text),
        );
        let written = baseline.to_json();
        let again = Baseline::parse(path, &written).expect("what is written can be read");
        assert_eq!(again.to_json(), written);
    }
}
