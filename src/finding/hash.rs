//! Fingerprints and their hash: 64-bit FNV-1a, a fixed algorithm, so that fingerprints are the same in every version.

use std::fmt;
use std::ops::Deref;

/// A hash by which a finding is recognized, as text: 16 lower-case hex digits, or nothing if it has not been assigned.
///
/// The digits are stored inline: a report can have a million findings with two fingerprints each.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The digits; empty if it has not been assigned.
    pub fn as_str(&self) -> &str {
        if *self == Self::default() {
            return "";
        }
        std::str::from_utf8(&self.0).expect("hex digits are ASCII")
    }
}

impl From<u64> for Fingerprint {
    fn from(hash: u64) -> Self {
        let digit = |at: usize| b"0123456789abcdef"[(hash >> (60 - 4 * at)) as usize & 0xF];
        Self(std::array::from_fn(digit))
    }
}

impl Deref for Fingerprint {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// 64-bit FNV-1a as its authors publish it: offset basis 14695981039346656037, prime 1099511628211.
pub fn fnv1a_64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Each part is preceded by its length, so that different lists of parts never hash the same bytes.
pub(crate) fn hash(parts: &[&str]) -> Fingerprint {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    Fingerprint::from(fnv1a_64(&bytes))
}

#[cfg(test)]
mod tests {
    use super::{Fingerprint, fnv1a_64};

    /// The test vectors of the algorithm's authors.
    #[test]
    fn fnv_is_the_published_algorithm() {
        assert_eq!(fnv1a_64(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a_64(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a_64(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_fingerprint_is_its_digits() {
        for hash in [0, 1, 0x0123_4567_89ab_cdef, u64::MAX] {
            assert_eq!(Fingerprint::from(hash).as_str(), format!("{hash:016x}"));
        }
        assert_eq!(Fingerprint::default().as_str(), "");
    }
}
