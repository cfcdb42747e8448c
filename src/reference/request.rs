//! The requests in which a reference names the model, as far as its file shows them.

use std::ops::Deref;
use std::sync::Arc;

use crate::source::Span;

/// The requests of a reference, shared by its copies. Without a request it takes one pointer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SharedRequests(Option<Arc<Vec<ModelRequest>>>);

impl Deref for SharedRequests {
    type Target = [ModelRequest];

    fn deref(&self) -> &[ModelRequest] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl FromIterator<ModelRequest> for SharedRequests {
    fn from_iter<T: IntoIterator<Item = ModelRequest>>(requests: T) -> Self {
        let all: Vec<ModelRequest> = requests.into_iter().collect();
        Self((!all.is_empty()).then(|| Arc::new(all)))
    }
}

/// A request to a model: the arguments of a call, the fields of a resource, or settings next to the model ID.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ModelRequest {
    /// Its parameters that some models reject, in the order of the file. Those that are set to nothing (`None`, `null`) are
    /// not sent and not listed.
    pub parameters: Vec<RequestParameter>,
    /// Whether the file shows every parameter: nothing is spread or merged into the request, and every variable in it has
    /// one definition in the file.
    pub is_complete: bool,
}

/// A parameter of a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestParameter {
    /// Its name in lower case without separators, with a dot before a field within: `topp`, `thinking.budgettokens`.
    pub path: Box<str>,
    /// The part of the request that contains it.
    pub part: RequestPart,
    /// Its value.
    pub value: ParameterValue,
    /// The bytes of its name in the file.
    pub span: Span,
    /// Whether nothing but the requests that were found in the file reads it: it is in a request itself, or in a variable
    /// that is only used in them.
    pub is_exclusive: bool,
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestPart {
    /// Next to the model ID: a field of a Converse request, or an argument that a library sends in the part where it belongs.
    Arguments,
    /// The body of InvokeModel.
    Body,
    /// Converse's `inferenceConfig`.
    InferenceConfig,
    /// Converse's `additionalModelRequestFields`.
    AdditionalFields,
}

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ParameterValue {
    /// A number or a text, without quotes; for an object, the first of its keys.
    Literal(Box<str>),
    /// Anything else.
    Computed,
}
