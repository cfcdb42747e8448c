//! The parameters that some models reject, and the parts of requests that contain them.

use std::sync::OnceLock;

use super::super::line::folded;
use crate::catalog::Catalog;
use crate::reference::RequestPart;

/// The part of a request that is the value of a field or argument with one of these names, folded. Without a part, the
/// value belongs to the part that contains it.
pub(super) const PARTS: &[(&str, Option<RequestPart>)] = &[
    ("inferenceconfig", Some(RequestPart::InferenceConfig)),
    ("inferenceconfiguration", Some(RequestPart::InferenceConfig)),
    (
        "additionalmodelrequestfields",
        Some(RequestPart::AdditionalFields),
    ),
    (
        "additionalrequestfields",
        Some(RequestPart::AdditionalFields),
    ),
    ("body", Some(RequestPart::Body)),
    ("modelkwargs", Some(RequestPart::Body)),
    ("extrabody", Some(RequestPart::Body)),
    ("requestbody", Some(RequestPart::Body)),
    ("payload", Some(RequestPart::Body)),
    ("options", None),
    ("settings", None),
    ("modelsettings", None),
    ("params", None),
    ("modelparams", None),
    ("parameters", None),
    ("litellmparams", None),
    ("provideroptions", None),
    ("bedrock", None),
    ("defaultoptions", None),
    ("text", None),
    ("variant", None),
    ("variants", None),
    ("promptoverrideconfiguration", None),
    ("promptconfiguration", None),
    ("promptconfigurations", None),
];

/// Other spellings of a field: what a library calls it.
const ALIASES: &[(&str, &str)] = &[
    ("reasoningconfig", "thinking"),
    ("thinkingconfig", "thinking"),
];

/// A table of parameters by their paths, folded: those in `rules/rejected_parameters.yaml`, with the beginnings of paths.
pub(super) struct KnownPaths {
    paths: Vec<String>,
}

impl KnownPaths {
    pub(super) fn get() -> &'static Self {
        static PATHS: OnceLock<KnownPaths> = OnceLock::new();
        PATHS.get_or_init(|| {
            let rows = Catalog::embedded().rejected_parameters.iter();
            let fields = rows.flat_map(|row| {
                let lists = [
                    &row.body,
                    &row.converse,
                    &row.inference_config,
                    &row.additional_fields,
                ];
                lists.into_iter().flat_map(|list| list.iter())
            });
            let mut paths: Vec<String> = fields.map(|field| folded_path(field)).collect();
            paths.sort_unstable();
            paths.dedup();
            Self { paths }
        })
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.paths.iter().any(|known| known == path)
    }

    /// Whether a known path goes on after this one.
    pub(super) fn leads_on(&self, path: &str) -> bool {
        self.paths.iter().any(|known| {
            known
                .strip_prefix(path)
                .is_some_and(|rest| rest.starts_with('.'))
        })
    }
}

/// A path of `rules/rejected_parameters.yaml` as in [`RequestParameter::path`].
pub(crate) fn folded_path(path: &str) -> String {
    let pieces: Vec<String> = path
        .split('.')
        .map(|piece| folded(piece.as_bytes()))
        .collect();
    pieces.join(".")
}

/// Where a value is: in which part, and after which beginning of a path.
#[derive(Clone, Copy)]
pub(super) struct Inside<'p> {
    pub(super) part: RequestPart,
    pub(super) prefix: &'p str,
    /// Where the last name of the prefix is.
    pub(super) key: (usize, usize),
    pub(super) depth: usize,
}

impl<'p> Inside<'p> {
    /// Inside of the fields with these names, folded: the part that they lead to, and the beginning of the path there.
    pub(super) fn below(self, names: &[String]) -> (Inside<'p>, String) {
        let (mut inside, mut prefix) = (self, self.prefix.to_owned());
        for name in names {
            match PARTS.iter().find(|(part, _)| part == name) {
                Some((_, part)) => {
                    inside.part = part.unwrap_or(inside.part);
                    prefix.clear();
                }
                None => {
                    prefix = Inside {
                        prefix: &prefix,
                        ..inside
                    }
                    .path(name);
                }
            }
        }
        (inside, prefix)
    }

    /// At the top of a part.
    pub(super) fn of(part: RequestPart) -> Self {
        Self {
            part,
            prefix: "",
            key: (0, 0),
            depth: 0,
        }
    }

    pub(super) fn path(&self, name: &str) -> String {
        let name = ALIASES
            .iter()
            .find(|(alias, _)| *alias == name)
            .map_or(name, |(_, name)| name);
        if self.prefix.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.prefix)
        }
    }
}

/// Whether a folded name is that of a parameter or a part.
pub(super) fn is_known(name: &str) -> bool {
    let known = KnownPaths::get();
    known.has(name) || known.leads_on(name) || PARTS.iter().any(|(part, _)| *part == name)
}
