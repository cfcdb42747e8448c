//! What a blob of git can become in a checkout.
//!
//! With `working-tree-encoding` in `.gitattributes` git takes a blob for UTF-8 and writes UTF-16: a blob of Chinese
//! characters becomes a program in ASCII, two letters from each character. Which attributes apply depends on the commit
//! and the clone, so that they are not asked for: a text that names a model in UTF-16 has no other purpose. No text
//! hides in UTF-32, where four letters are not a character. What other encodings do is not looked at.

use std::io::{self, Read};

/// Passes a blob on, and searches what it becomes in UTF-16.
pub(super) struct Converted<R, S> {
    blob: R,
    search: S,
    /// The bytes since the last search, and before them the last ones that were searched.
    kept: Vec<u8>,
    named: bool,
}

/// Bytes that are converted at once.
const BLOCK: usize = 64 << 10;

/// Bytes that are searched again: more than an ID in UTF-16 has in UTF-8.
const OVERLAP: usize = 1024;

impl<R: Read, S: Fn(&[u8]) -> bool> Converted<R, S> {
    /// `search` returns whether a text may mention a model.
    pub(super) fn new(blob: R, search: S) -> Self {
        Self {
            blob,
            search,
            kept: Vec::new(),
            named: false,
        }
    }

    /// Whether what was read so far names a model in UTF-16.
    pub(super) fn names_a_model(&mut self) -> bool {
        self.search_kept();
        self.named
    }

    fn search_kept(&mut self) {
        // The characters of two letters: U+2020 to U+7E7E.
        let is_pair = |byte: &&u8| matches!(byte, 0xE2..=0xE7);
        if !self.named && self.kept.iter().filter(is_pair).count() >= 4 {
            let text = String::from_utf8_lossy(&self.kept);
            let bytes =
                |of: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(of).collect::<Vec<u8>>();
            self.named = [u16::to_le_bytes, u16::to_be_bytes]
                .into_iter()
                .any(|of| (self.search)(&bytes(of)));
        }
        self.kept.drain(..self.kept.len().saturating_sub(OVERLAP));
    }
}

impl<R: Read, S: Fn(&[u8]) -> bool> Read for Converted<R, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.blob.read(buffer)?;
        self.kept.extend_from_slice(&buffer[..length]);
        if self.kept.len() >= BLOCK {
            self.search_kept();
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(before: usize, text: &str, of: fn([u8; 2]) -> u16) -> bool {
        let pairs: Vec<u16> = text
            .as_bytes()
            .chunks(2)
            .map(|pair| of([pair[0], pair[1]]))
            .collect();
        let blob = "x".repeat(before) + &String::from_utf16(&pairs).expect("they are characters");
        let searched = |text: &[u8]| memchr::memmem::find(text, b"anthropic").is_some();
        let mut converted = Converted::new(blob.as_bytes(), searched);
        io::copy(&mut converted, &mut io::sink()).expect("memory can be read");
        converted.names_a_model()
    }

    #[test]
    fn letters_in_pairs_are_found_in_both_orders_and_over_the_end_of_a_block() {
        let text = "m = 'anthropic.claude-v2';\n\n";
        for before in [0, 1, BLOCK - 30, BLOCK - 1, BLOCK + 7] {
            assert!(names(before, text, u16::from_le_bytes), "{before}");
            assert!(names(before, text, u16::from_be_bytes), "{before}");
        }
        assert!(!names(
            0,
            "m = 'something else at all';",
            u16::from_le_bytes
        ));
    }
}
