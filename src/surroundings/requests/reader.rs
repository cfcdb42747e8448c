//! The request that is being read.

use std::collections::BTreeMap;
use std::ops::Range;

use super::literal::is_quoted;
use super::names::UsedVariable;
use super::request_file::RequestFile;
use crate::reference::{ParameterValue, RequestParameter, RequestPart};
use crate::source::Span;

/// A request that is being read.
pub(super) struct RequestReader<'r, 'f, 's> {
    pub(super) requests: &'r RequestFile<'f, 's>,
    /// By the location of the name.
    pub(super) parameters: BTreeMap<usize, RequestParameter>,
    pub(super) is_complete: bool,
    /// The variables that led to what is being read, the outermost first.
    pub(super) through: Vec<UsedVariable>,
    /// The variables that led to each parameter, by the location of its name.
    pub(super) shared: BTreeMap<usize, Vec<UsedVariable>>,
}

impl RequestReader<'_, '_, '_> {
    pub(super) fn text(&self) -> &[u8] {
        self.requests.file.text()
    }

    pub(super) fn add(
        &mut self,
        path: String,
        key: Range<usize>,
        value: ParameterValue,
        part: RequestPart,
    ) {
        let quotes = usize::from(key.len() > 2 && is_quoted(&self.text()[key.clone()]));
        let key = key.start + quotes..key.end - quotes;
        if !self.through.is_empty() {
            self.shared.insert(key.start, self.through.clone());
        }
        self.parameters.insert(
            key.start,
            RequestParameter {
                path: path.into(),
                part,
                value,
                span: Span {
                    start: key.start,
                    end: key.end,
                },
                is_exclusive: true,
            },
        );
    }

    /// Code without what is in its literals and comments.
    pub(super) fn code(&self, range: Range<usize>) -> Vec<u8> {
        let file = self.requests.file;
        let mut code = file.text()[range.clone()].to_vec();
        let tokens = file.lexed.tokens();
        let first = tokens.partition_point(|token| token.span.end <= range.start);
        for token in tokens[first..]
            .iter()
            .take_while(|token| token.span.start < range.end)
        {
            let from = token.span.start.max(range.start) - range.start;
            let to = token.span.end.min(range.end) - range.start;
            code[from..to].fill(b'"');
        }
        code
    }
}
