//! The frames of the protocol: a header with the length of the content, an empty line, the content.
//!
//! The crate `lsp-server` was not used: it reserves as many bytes as a header promises, and ends at the first content that
//! is not JSON.

use std::io::{self, BufRead, Read as _, Write};

/// Longest content in bytes; a longer one is passed over.
pub const MAX_MESSAGE: u64 = 64 << 20;

/// Longest header in bytes.
const MAX_HEADER: u64 = 8 << 10;

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadMessage {
    /// The content of a message.
    Content(Vec<u8>),
    /// A content of more than [`MAX_MESSAGE`] bytes, which was passed over.
    TooLong,
    /// A header without a valid length: where the next message begins is not known.
    BadHeader,
    /// The input ends.
    End,
}

/// Reads the next message. A content is kept as it arrives, so that a length alone takes no memory.
///
/// # Errors
/// The input cannot be read.
pub fn read_message(input: &mut dyn BufRead) -> io::Result<ReadMessage> {
    let length = match read_header(input)? {
        Header::Length(length) => length,
        Header::Bad => return Ok(ReadMessage::BadHeader),
        Header::End => return Ok(ReadMessage::End),
    };
    if length > MAX_MESSAGE {
        let passed = io::copy(&mut input.take(length), &mut io::sink())?;
        return Ok(match passed == length {
            true => ReadMessage::TooLong,
            false => ReadMessage::End,
        });
    }
    let mut content = Vec::new();
    let read = input.take(length).read_to_end(&mut content)?;
    Ok(match read as u64 == length {
        true => ReadMessage::Content(content),
        false => ReadMessage::End,
    })
}

enum Header {
    Length(u64),
    Bad,
    End,
}

fn read_header(input: &mut dyn BufRead) -> io::Result<Header> {
    let mut length = None;
    let mut left = MAX_HEADER;
    loop {
        let mut line = Vec::new();
        let read = input.take(left).read_until(b'\n', &mut line)? as u64;
        left -= read;
        if line.last() != Some(&b'\n') {
            return Ok(if left == 0 { Header::Bad } else { Header::End });
        }
        let line = line.trim_ascii();
        if line.is_empty() {
            return Ok(length.map_or(Header::Bad, Header::Length));
        }
        let Some((name, value)) = std::str::from_utf8(line)
            .ok()
            .and_then(|line| line.split_once(':'))
        else {
            return Ok(Header::Bad);
        };
        if name.eq_ignore_ascii_case("content-length") {
            match value.trim().parse() {
                Ok(value) => length = Some(value),
                Err(_) => return Ok(Header::Bad),
            }
        }
    }
}

/// Writes a message.
///
/// # Errors
/// The output cannot be written.
pub fn write_message(content: &[u8], out: &mut dyn Write) -> io::Result<()> {
    write!(out, "Content-Length: {}\r\n\r\n", content.len())?;
    out.write_all(content)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::{MAX_MESSAGE, ReadMessage, read_message, write_message};

    fn all(mut input: &[u8]) -> Vec<ReadMessage> {
        let mut read = Vec::new();
        loop {
            let next = read_message(&mut input).expect("memory can be read");
            let ends = matches!(next, ReadMessage::End | ReadMessage::BadHeader);
            read.push(next);
            if ends {
                return read;
            }
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut bytes = Vec::new();
        for content in [&b"{}"[..], b"", "\u{1F600}\r\n".as_bytes()] {
            write_message(content, &mut bytes).expect("memory can be written");
        }
        let content = |bytes: &[u8]| ReadMessage::Content(bytes.to_vec());
        let read = all(&bytes);
        assert_eq!(
            read,
            [
                content(b"{}"),
                content(b""),
                content("\u{1F600}\r\n".as_bytes()),
                ReadMessage::End
            ]
        );
    }

    #[test]
    fn headers_are_read_in_any_case_and_other_fields_are_passed_over() {
        let text =
            b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\ncontent-length:2\n\r\n{}";
        assert_eq!(
            all(text),
            [ReadMessage::Content(b"{}".to_vec()), ReadMessage::End]
        );
    }

    #[test]
    fn a_wrong_header_takes_no_memory_and_ends_the_input() {
        let promise = format!("Content-Length: {MAX_MESSAGE}\r\n\r\nx");
        assert_eq!(all(promise.as_bytes()), [ReadMessage::End]);
        for bad in [
            "\r\n",
            "Content-Length: -1\r\n\r\n",
            "Content-Length: 99999999999999999999\r\n\r\n",
            "{\"jsonrpc\": \n\r\n",
            "nothing\r\n\r\n",
            &"x".repeat(9000),
        ] {
            assert_eq!(all(bad.as_bytes()), [ReadMessage::BadHeader], "{bad:?}");
        }
        for cut in [
            "",
            "Content-Len",
            "Content-Length: 5\r\n",
            "Content-Length: 5\r\n\r\nab",
        ] {
            assert_eq!(all(cut.as_bytes()), [ReadMessage::End], "{cut:?}");
        }
    }

    #[test]
    fn a_content_that_is_too_long_is_passed_over() {
        let mut bytes = format!("Content-Length: {}\r\n\r\n", MAX_MESSAGE + 1).into_bytes();
        bytes.resize(bytes.len() + MAX_MESSAGE as usize + 1, b'x');
        write_message(b"{}", &mut bytes).expect("memory can be written");
        assert_eq!(
            all(&bytes),
            [
                ReadMessage::TooLong,
                ReadMessage::Content(b"{}".to_vec()),
                ReadMessage::End
            ]
        );
    }
}
