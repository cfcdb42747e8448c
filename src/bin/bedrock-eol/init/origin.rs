//! From where the files of `init` install the program: its repository, at one commit.
//!
//! No name in a package registry is used. The program is not published there, and whoever registers its name would run
//! code in each project that asks for it. Tags and branches can be moved, so only the full hash of a commit is taken.

use bedrock_eol::output::REPOSITORY;

/// The commit that this program was built from: what the build says in `BEDROCK_EOL_REVISION`.
const REVISION: Option<&str> = match option_env!("BEDROCK_EOL_REVISION") {
    Some(revision) if !revision.is_empty() => Some(revision),
    _ => None,
};

const _: () = assert!(
    match REVISION {
        Some(revision) => is_commit(revision),
        None => true,
    },
    "BEDROCK_EOL_REVISION has to be the full hash of a commit"
);

/// A repository and a commit in it.
#[derive(Debug)]
pub(super) struct Origin {
    repository: String,
    revision: String,
}

impl Origin {
    /// What was named, else what the build knows; absent where one of the two is not known.
    pub(super) fn new(repository: Option<&str>, revision: Option<&str>) -> Option<Self> {
        let repository = repository.or(REPOSITORY)?.to_owned();
        let revision = revision.or(REVISION)?.to_owned();
        Some(Self { repository, revision })
    }

    /// `OWNER/NAME`, as `uses:` of a workflow has it; absent where the address is no such repository's.
    pub(super) fn action(&self) -> Option<&str> {
        let (_, action) = self.repository.strip_prefix("https://")?.split_once('/')?;
        let mut parts = action.split('/');
        let named = parts.by_ref().take(2).filter(|part| !part.is_empty()).count();
        (named == 2 && parts.next().is_none()).then_some(action)
    }

    /// The text with the repository and the commit in place of their names.
    pub(super) fn fill(&self, text: &str) -> String {
        text.replace("REVISION", &self.revision)
            .replace("ACTION", self.action().unwrap_or_default())
            .replace("REPOSITORY", &self.repository)
    }
}

/// The address of a repository, as `--repository` takes it: it becomes part of YAML and of a command.
pub(super) fn address(text: &str) -> Result<String, String> {
    let address = text.trim_end_matches('/').trim_end_matches(".git");
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/:".contains(c);
    match address.strip_prefix("https://") {
        Some(rest) if rest.contains('/') && rest.chars().all(plain) => Ok(address.to_owned()),
        _ => Err("expected an address like https://github.com/owner/name".to_owned()),
    }
}

/// The hash of a commit, as `--rev` takes it.
pub(super) fn commit(text: &str) -> Result<String, String> {
    let hash = text.to_ascii_lowercase();
    if is_commit(&hash) {
        return Ok(hash);
    }
    Err("expected the full hash of a commit, since tags and branches can be moved; `git rev-parse TAG` prints it"
        .to_owned())
}

/// Whether it is a hash of SHA-1 or SHA-256 with all its digits.
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
