//! Windows in a text that are the same with LF and CRLF: their sizes are in bytes, carriage returns apart.

/// Where a window of `size` bytes that ends at `at` begins.
pub(crate) fn window_start(text: &[u8], at: usize, size: usize) -> usize {
    let (mut start, mut missing) = (at, size);
    while missing > 0 && start > 0 {
        let next = start.saturating_sub(missing);
        missing = carriage_returns(&text[next..start]);
        start = next;
    }
    start
}

/// Where a window of `size` bytes that begins at `at` ends.
pub(crate) fn window_end(text: &[u8], at: usize, size: usize) -> usize {
    let (mut end, mut missing) = (at, size);
    while missing > 0 && end < text.len() {
        let next = text.len().min(end + missing);
        missing = carriage_returns(&text[end..next]);
        end = next;
    }
    end
}

/// How many bytes a part of a text has.
pub(crate) fn length(text: &[u8], part: &std::ops::Range<usize>) -> usize {
    part.len() - carriage_returns(&text[part.clone()])
}

fn carriage_returns(text: &[u8]) -> usize {
    memchr::memchr_iter(b'\r', text).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_the_same_text_with_lf_and_crlf() {
        let lf: String = (0..400).map(|n| format!("line {n}\n")).collect();
        let crlf = lf.replace('\n', "\r\n");
        let around = |text: &str, word: &str| {
            let at = text.find(word).expect("the line is in the text");
            let (from, to) = (
                window_start(text.as_bytes(), at, 900),
                window_end(text.as_bytes(), at, 900),
            );
            text[from..to].replace('\r', "")
        };
        for word in ["line 3", "line 200", "line 398"] {
            assert_eq!(around(&lf, word), around(&crlf, word), "{word}");
        }
        assert_eq!(around(&lf, "line 200").len(), 1_800);
    }
}
