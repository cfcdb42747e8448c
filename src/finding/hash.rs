//! The hash of fingerprints: 64-bit FNV-1a, a fixed algorithm, so that fingerprints are the same in every version.

/// 64-bit FNV-1a as its authors publish it: offset basis 14695981039346656037, prime 1099511628211.
pub fn fnv1a_64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Each part is preceded by its length, so that different lists of parts never hash the same bytes.
pub(crate) fn hash(parts: &[&str]) -> String {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    format!("{:016x}", fnv1a_64(&bytes))
}

#[cfg(test)]
mod tests {
    use super::fnv1a_64;

    /// The test vectors of the algorithm's authors.
    #[test]
    fn fnv_is_the_published_algorithm() {
        assert_eq!(fnv1a_64(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a_64(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a_64(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
