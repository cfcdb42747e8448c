//! `lsp`: an editor over standard input and output.

mod documentation;
mod documents;
mod editor;
mod edits;
mod features;
mod fixes;
mod protocol;
mod settings;
mod untrusted;

/// A call that fails since its model is End-of-Life.
const OLD: &str = "client.converse(modelId=\"anthropic.claude-v2:1\")\n";

/// What is said about it.
const OLD_SAID: &str = "anthropic.claude-v2:1 reached End-of-Life on 2025-07-21: requests fail. \
    Write global.anthropic.claude-sonnet-4-6 instead.";
