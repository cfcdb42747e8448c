//! Values of the protocol: what is read of messages, and what is written into them.

use std::ops::Range;

use bedrock_eol::program::{EditorText, PositionEncoding, TextPosition};
use serde_json::{Value, json};

/// Codes of JSON-RPC 2.0, section 5.1, and of the protocol.
pub(super) const PARSE_ERROR: i32 = -32700;
pub(super) const INVALID_REQUEST: i32 = -32600;
pub(super) const METHOD_NOT_FOUND: i32 = -32601;
pub(super) const INVALID_PARAMS: i32 = -32602;
pub(super) const INTERNAL_ERROR: i32 = -32603;
pub(super) const NOT_INITIALIZED: i32 = -32002;
pub(super) const REQUEST_CANCELLED: i32 = -32800;

/// Why a request has no result.
#[derive(Debug)]
pub(super) struct LspError {
    pub(super) code: i32,
    pub(super) message: String,
}

impl LspError {
    pub(super) fn new(code: i32, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    pub(super) fn params(message: impl Into<String>) -> Self {
        Self::new(INVALID_PARAMS, message)
    }
}

/// The text at a path of keys: `textDocument/uri`.
pub(super) fn text<'v>(params: &'v Value, path: &str) -> Result<&'v str, LspError> {
    at(params, path)
        .as_str()
        .ok_or_else(|| LspError::params(format!("`{path}` is missing or not a string")))
}

/// The value at a path of keys; null if it does not exist.
pub(super) fn at<'v>(params: &'v Value, path: &str) -> &'v Value {
    path.split('/').fold(params, |value, key| &value[key])
}

/// The position at a path of keys.
pub(super) fn position(params: &Value, path: &str) -> Result<TextPosition, LspError> {
    let number = |key: &str| {
        let number = at(params, path)[key].as_u64();
        number.and_then(|number| u32::try_from(number).ok())
    };
    match (number("line"), number("character")) {
        (Some(line), Some(character)) => Ok(TextPosition { line, character }),
        _ => Err(LspError::params(format!(
            "`{path}` is not a position: `line` and `character` are numbers from 0 to {}",
            u32::MAX
        ))),
    }
}

/// The range at a path of keys.
pub(super) fn range(params: &Value, path: &str) -> Result<(TextPosition, TextPosition), LspError> {
    let start = position(params, &format!("{path}/start"))?;
    let end = position(params, &format!("{path}/end"))?;
    match start <= end {
        true => Ok((start, end)),
        false => Err(LspError::params(format!("`{path}` ends before it begins"))),
    }
}

/// A range of bytes as the protocol writes it.
pub(super) fn range_json(
    text: &EditorText,
    bytes: Range<usize>,
    encoding: PositionEncoding,
) -> Value {
    let position = |offset| {
        let TextPosition { line, character } = text.position(offset, encoding);
        json!({"line": line, "character": character})
    };
    json!({"start": position(bytes.start), "end": position(bytes.end)})
}

/// A notification of the server.
pub(super) fn notification(method: &str, params: Value) -> Value {
    json!({"jsonrpc": "2.0", "method": method, "params": params})
}

/// The answer to a request that failed.
pub(super) fn failed(id: &Value, LspError { code, message }: LspError) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}})
}
