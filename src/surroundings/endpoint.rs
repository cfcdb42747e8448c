//! Whether the requests of a file go to bedrock-mantle, whose IDs and Regions are others than those of bedrock-runtime.

use memchr::memmem;

use super::file::File;

/// The first label of the host of bedrock-mantle. The rest may be computed: `bedrock-mantle.{region}.api.aws`.
const HOST: &[u8] = b"bedrock-mantle.";

/// What a program says that sends requests to bedrock-runtime, in lower case.
const RUNTIME: &[&[u8]] = &[
    b"bedrock-runtime",
    b"bedrock_runtime",
    b"bedrockruntime",
    b"invoke_model",
    b"invokemodel",
    b"invoke-model",
    b"chatbedrock",
    b"anthropicbedrock(",
    // The router of LiteLLM.
    b"bedrock/",
];

/// Whether a program makes a client that sends requests to models, of either endpoint.
pub(super) fn makes_client(file: &File<'_>) -> bool {
    memmem::find(file.lower_text(), b"bedrock-mantle").is_some() || names_runtime(file)
}

/// Whether a file shows a client of bedrock-runtime, comments apart.
fn names_runtime(file: &File<'_>) -> bool {
    let is_in_use = |at: usize| !file.lexed.kind_at(at).is_comment();
    let names = |word: &&[u8]| memmem::find_iter(file.lower_text(), word).any(is_in_use);
    RUNTIME.iter().any(names)
}

/// Whether a file names the host of bedrock-mantle and shows no client of bedrock-runtime. With both, a reference may
/// be sent to either.
pub(super) fn is_mantle(file: &File<'_>) -> bool {
    let lower = file.lower_text();
    let is_in_use = |at: usize| !file.lexed.kind_at(at).is_comment();
    let is_host = |at: usize| {
        let next = lower.get(at + HOST.len());
        let goes_on = next.is_some_and(|b| b.is_ascii_alphanumeric() || b"{$%<".contains(b));
        is_in_use(at) && (goes_on || lower[..at].ends_with(b"//"))
    };
    memmem::find_iter(lower, HOST).any(is_host) && !names_runtime(file)
}
