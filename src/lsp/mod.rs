//! What an editor needs besides a report: its messages, its texts and positions, the names of its documents, a comment that
//! accepts a finding, and the IDs that complete what is typed.
//!
//! Nothing here prints or judges: the program has the loop of the protocol, and a run judges the text.
//! <https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/>

mod completion;
mod document_name;
mod message;
mod suppression_comment;
mod text;

pub use completion::{Completable, completable, completions};
pub use document_name::DocumentName;
pub use message::{MAX_MESSAGE, ReadMessage, read_message, write_message};
pub use suppression_comment::suppression_comment;
pub use text::{EditorText, PositionEncoding, TextPosition, keeps_offsets};
