//! The options of a command of the AWS CLI.

use std::ops::Range;

use super::super::line::folded;
use super::known_parameters::{Inside, KnownPaths};
use super::literal::literal_value;
use super::reader::RequestReader;
use super::sites::RequestSite;
use crate::reference::RequestPart;

impl RequestReader<'_, '_, '_> {
    /// The options of a command of the AWS CLI.
    pub(super) fn command(&mut self, site: &RequestSite) {
        const OPTIONS: &[(&[u8], RequestPart)] = &[
            (b"--inference-config", RequestPart::InferenceConfig),
            (
                b"--additional-model-request-fields",
                RequestPart::AdditionalFields,
            ),
            (b"--body", RequestPart::Body),
        ];
        let file = self.requests.file;
        let Some(number) = site.item else { return };
        let items = &file.outline().items(site.block)[number..];
        // Commas within the command separate no items.
        let joined = items[1..].iter().take_while(|item| item.follows_comma);
        let end = joined
            .last()
            .map_or(items[0].span.end, |item| item.span.end);
        let span = items[0].span.start..end;
        let text = file.text();
        for (option, part) in OPTIONS {
            let found = memchr::memmem::find_iter(&text[span.clone()], option);
            for at in found.map(|at| span.start + at + option.len()) {
                if !file.lexed.kind_at(at).is_comment() {
                    let word = self.word_of_command(at..span.end);
                    self.json(word.clone(), Inside::of(*part));
                    self.pairs(word, Inside::of(*part));
                }
            }
        }
    }

    /// The word after an option of a command, whose pieces may be in different quotes.
    fn word_of_command(&self, after: Range<usize>) -> Range<usize> {
        let file = self.requests.file;
        let text = file.text();
        let skipped = text[after.clone()]
            .iter()
            .take_while(|b| b.is_ascii_whitespace() || matches!(b, b'=' | b'\\'))
            .count();
        let start = after.start + skipped;
        let mut end = start;
        while end < after.end && !text[end].is_ascii_whitespace() {
            end = match file.lexed.token_at(end) {
                Some((_, token)) => token.span.end.max(end + 1),
                None => end + 1,
            };
        }
        start..end
    }

    /// The short form of the AWS CLI: `maxTokens=2000,temperature=0.2`.
    fn pairs(&mut self, word: Range<usize>, inside: Inside<'_>) {
        let text = &self.requests.file.text()[word.clone()];
        if memchr::memchr(b'{', text).is_some() {
            return;
        }
        let mut at = word.start;
        for pair in text.split(|b| *b == b',') {
            if let Some(equals) = memchr::memchr(b'=', pair) {
                let lead = pair
                    .iter()
                    .take_while(|b| matches!(b, b'"' | b'\''))
                    .count();
                let path = inside.path(&folded(&pair[..equals]));
                if KnownPaths::get().has(&path) {
                    let value = literal_value(pair[equals + 1..].trim_ascii());
                    self.add(path, at + lead..at + equals, value, inside.part);
                }
            }
            at += pair.len() + 1;
        }
    }
}
