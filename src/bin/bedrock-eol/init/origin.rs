//! The repository and commit from which the files of `init` install the program.
//!
//! They never use a name in a package registry: the program is not published there, and anybody who registers the name
//! would run code in every project that installs it. Tags and branches can move, so a full commit hash is required.

use bedrock_eol::program::REPOSITORY;

/// The commit that this program was built from: the value of `BEDROCK_EOL_REVISION` at build time.
const REVISION: Option<&str> = match option_env!("BEDROCK_EOL_REVISION") {
    Some(revision) if !revision.is_empty() => Some(revision),
    _ => None,
};

const _: () = assert!(
    match REVISION {
        Some(revision) => is_commit(revision),
        None => true,
    },
    "BEDROCK_EOL_REVISION must be the full hash of a commit"
);

const IMAGE_WITH_RUST: &str = "rust:1.95";

const INSTALL_SOURCE: &str = "    # Not in the checkout: there, files of the merge request could make cargo and rustup run other programs.
    - (cd / && cargo install --quiet --locked --git @REPOSITORY@ --rev @REVISION@ bedrock-eol)";

/// An official image with curl and git.
const IMAGE_WITH_CURL: &str = "buildpack-deps:stable-scm";

const INSTALL_RELEASE: &str = r#"    - archive=bedrock-eol-@RELEASE@-x86_64-unknown-linux-musl.tar.gz
    - curl -fsSL -o "/tmp/$archive" "@REPOSITORY@/releases/download/v@RELEASE@/$archive"
    - echo "@DIGEST@  /tmp/$archive" | sha256sum --check
    - tar -xzf "/tmp/$archive" -C /usr/local/bin ./bedrock-eol"#;

/// A release whose archive is installed.
#[derive(Debug)]
pub(super) struct Release {
    /// Without `v`.
    pub(super) version: String,
    /// SHA-256 of the archive for Linux on x86-64.
    pub(super) checksum: String,
}

/// A repository and a commit in it.
#[derive(Debug)]
pub(super) struct PinnedCommit {
    repository: String,
    revision: String,
}

impl PinnedCommit {
    /// Uses the flags, else the values from the build; absent if one of the two is unknown.
    pub(super) fn new(repository: Option<&str>, revision: Option<&str>) -> Option<Self> {
        let repository = repository.or(REPOSITORY)?.to_owned();
        let revision = revision.or(REVISION)?.to_owned();
        Some(Self {
            repository,
            revision,
        })
    }

    /// `OWNER/NAME`, as `uses:` of a workflow has it; absent if the URL does not have this form.
    pub(super) fn action(&self) -> Option<&str> {
        let (_, action) = self.repository.strip_prefix("https://")?.split_once('/')?;
        let mut parts = action.split('/');
        let named = parts
            .by_ref()
            .take(2)
            .filter(|part| !part.is_empty())
            .count();
        (named == 2 && parts.next().is_none()).then_some(action)
    }

    /// Replaces the placeholders with the repository, the commit, and how the program is installed: from the archive of a
    /// release, else from source.
    pub(super) fn fill(&self, text: &str, release: Option<&Release>) -> String {
        let (image, install) = match release {
            Some(_) => (IMAGE_WITH_CURL, INSTALL_RELEASE),
            None => (IMAGE_WITH_RUST, INSTALL_SOURCE),
        };
        let mut text = text.replace("@IMAGE@", image).replace("@INSTALL@", install);
        if let Some(release) = release {
            text = text
                .replace("@RELEASE@", &release.version)
                .replace("@DIGEST@", &release.checksum);
        }
        text.replace("@REVISION@", &self.revision)
            .replace("@ACTION@", self.action().unwrap_or_default())
            .replace("@REPOSITORY@", &self.repository)
    }
}

/// Why a value of a flag cannot be written into the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum OriginError {
    #[error("expected an address like https://github.com/owner/name")]
    Address,
    #[error("expected a version, e.g. 1.2.3")]
    Version,
    #[error("expected a SHA-256: 64 hexadecimal digits")]
    Checksum,
    #[error(
        "expected a full commit hash, since tags and branches can move; `git rev-parse TAG` prints it"
    )]
    Commit,
}

/// Parses `--repository`. The value becomes part of YAML and of a shell command, so only plain URLs are accepted.
pub(super) fn address(text: &str) -> Result<String, OriginError> {
    let address = text.trim_end_matches('/').trim_end_matches(".git");
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/:".contains(c);
    match address.strip_prefix("https://") {
        Some(rest) if rest.contains('/') && rest.chars().all(plain) => Ok(address.to_owned()),
        _ => Err(OriginError::Address),
    }
}

/// Parses `--release`. The value becomes part of YAML and of a shell command.
pub(super) fn version(text: &str) -> Result<String, OriginError> {
    let version = text.strip_prefix('v').unwrap_or(text);
    let plain = |c: char| c.is_ascii_alphanumeric() || ".+-".contains(c);
    if version.starts_with(|c: char| c.is_ascii_digit()) && version.chars().all(plain) {
        return Ok(version.to_owned());
    }
    Err(OriginError::Version)
}

/// Parses `--checksum`.
pub(super) fn checksum(text: &str) -> Result<String, OriginError> {
    let digest = text.to_ascii_lowercase();
    if digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(digest);
    }
    Err(OriginError::Checksum)
}

/// Parses `--rev`.
pub(super) fn commit(text: &str) -> Result<String, OriginError> {
    let hash = text.to_ascii_lowercase();
    if is_commit(&hash) {
        return Ok(hash);
    }
    Err(OriginError::Commit)
}

/// Whether this is a complete SHA-1 or SHA-256 hash.
const fn is_commit(text: &str) -> bool {
    let digits = text.as_bytes();
    let mut index = 0;
    while index < digits.len() {
        if !matches!(digits[index], b'0'..=b'9' | b'a'..=b'f') {
            return false;
        }
        index += 1;
    }
    matches!(digits.len(), 40 | 64)
}
