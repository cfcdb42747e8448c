//! The hook of coding agents: which lines an edit added, and what the agent has to change in them.
//!
//! Text from the edited file, and from a catalog or configuration of its repository, is untrusted: an answer has model IDs,
//! dates, an escaped path and the words of this module, so that no text of a repository can give the agent an order.

mod answer;
mod event;

pub use answer::{finding_line, finding_sentence, is_id, reason};
pub use event::{AgentEdit, EventError};
