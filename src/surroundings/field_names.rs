//! What the name of a field says about its record: facts about a model, a part of a request, or neither.
//!
//! The same few names are around each of thousands of references, so that a file asks for each name once.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::line::{any_of, folded};
use super::price::is_price;

/// What the fields of a record say.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Facts {
    /// A field that no request has: a price, a context window, an ability, a date.
    pub(crate) describes: bool,
    /// A field that only a request has.
    pub(crate) requests: bool,
    /// A value that is neither a number nor a truth value.
    pub(crate) other: bool,
    /// A number or a truth value in a field that is not a parameter of a request.
    pub(crate) measures: bool,
}

impl Facts {
    /// Whether the record has a field that describes and none of a request.
    pub(crate) fn describe(self) -> bool {
        self.describes && !self.requests
    }

    /// Whether no further field can change them.
    pub(super) fn are_complete(self) -> bool {
        self.describes && self.requests && self.other && self.measures
    }

    /// Whether what is next to an ID is facts and nothing else.
    pub(crate) fn are_all(self) -> bool {
        self.describe() || (self.measures && !self.other && !self.requests)
    }
}

/// What fields of facts have in their names, folded.
const PIECES: &[&str] = &[
    "contextwindow",
    "contextlength",
    "contextsize",
    "maxcontext",
    "knowledgecutoff",
    "trainingcutoff",
    "releasedate",
    "releasedat",
    "retirementdate",
    "retiredat",
    "deprecationdate",
    "deprecatedat",
    "endoflife",
    "eoldate",
    "supports",
    "supported",
    "modalit",
    "multimodal",
    "capabilit",
    "contexttokens",
    "sunsetdate",
    "launchdate",
];

/// Whole names of such fields.
const NAMES: &[&str] = &[
    "context",
    "ctx",
    "cutoff",
    "released",
    "lifecycle",
    "deprecated",
    "eol",
    "active",
    "modality",
    "modeltypes",
    "lastday",
];

/// Fields that say who made a model: facts where texts for people are beside them and nothing else.
const MAKERS: &[&str] = &["family", "vendor", "maker", "publisher", "developer"];

/// Texts for people.
const LABELS: &[&str] = &[
    "label",
    "title",
    "name",
    "displayname",
    "description",
    "summary",
    "notes",
];

/// Names that are facts only with a number: `context: "200k"`, while `context: "chat"` says what a request is about.
const SIZES: &[&str] = &["context", "ctx"];

/// Abilities: fields of facts where the value is a truth value, fields of requests where it is not.
const ABILITIES: &[&str] = &[
    "vision",
    "tools",
    "images",
    "image",
    "tooluse",
    "functioncalling",
    "video",
    "documents",
    "jsonmode",
    "audio",
    "toolcalling",
];

/// Fields that name what a record is for, where that is not a model, folded.
const OWNERS: &[&str] = &[
    "agent",
    "tenant",
    "customer",
    "client",
    "team",
    "user",
    "feature",
    "service",
    "route",
    "endpoint",
    "job",
    "step",
    "stage",
    "workflow",
    "pipeline",
    "bot",
    "assistant",
    "channel",
    "queue",
    "environment",
    "env",
    "plan",
    "subscription",
    "project",
    "workspace",
    "organization",
    "app",
    "department",
    "segment",
    "cohort",
    "persona",
    "skill",
    "experiment",
    "intent",
    "usecase",
];

/// Whether a field names what a record is for, which is not a model: `tenant: "acme"`.
pub(crate) fn is_owner(name: &str) -> bool {
    OWNERS.contains(&name)
}

/// Fields that only a request or a task has, folded.
pub(crate) const REQUESTS: &[&str] = &[
    "body",
    "prompt",
    "prompts",
    "messages",
    "system",
    "systemprompt",
    "instruction",
    "instructions",
    "prompttemplate",
    "template",
    "input",
    "inputtext",
    "litellmparams",
    "overrideparams",
    "apikey",
    "apitype",
    "apibase",
    "awsaccesskey",
    "awsprofile",
    "question",
    "goal",
    "backstory",
    "role",
    "task",
    "content",
    "toolconfig",
    "inferenceconfig",
    "handler",
    "anthropicversion",
    "anthropicbeta",
    "contenttype",
    "accept",
    "additionalmodelrequestfields",
    "guardrailconfig",
    "guardrailidentifier",
    "guardrailid",
    "performanceconfig",
];

/// What a model takes or gives, as a list in a field `input` or `output` has it.
const MODALITIES: &[&str] = &[
    "text",
    "image",
    "images",
    "audio",
    "video",
    "pdf",
    "document",
    "documents",
    "speech",
    "embedding",
    "embeddings",
    "file",
];

/// How many bytes a list of modalities has at most.
const LONGEST_LIST: usize = 120;

/// Whether a value is a list of nothing but modalities: `["text", "image"]`. The input of a request is a text of its own.
pub(super) fn lists_modalities(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    if value.len() > LONGEST_LIST || !matches!(value.first(), Some(b'[' | b'(' | b'{')) {
        return false;
    }
    let is_sign = |b: &u8| !b.is_ascii_alphanumeric();
    let mut words = value
        .split(is_sign)
        .filter(|word| !word.is_empty())
        .peekable();
    words.peek().is_some() && words.all(|word| MODALITIES.contains(&folded(word).as_str()))
}

/// Fields of a model that is called, with any value: lists of prices and abilities do not have them.
const OPERATED: &[&str] = &[
    "weight",
    "timeout",
    "timeoutms",
    "timeoutseconds",
    "retries",
    "maxretries",
];

/// Parameters of a request that a description may have as well: they decide nothing.
const PARAMETERS: &[&str] = &[
    "maxtokens",
    "maxoutputtokens",
    "temperature",
    "topp",
    "topk",
    "priority",
    "order",
    "rank",
    "replicas",
    "rpm",
    "tpm",
    "concurrency",
    "traffic",
    "share",
    "percent",
    "enabled",
    "default",
    "stream",
    "streaming",
    "ttl",
    "quota",
    "ratelimit",
    "budget",
    "port",
    "workers",
    "stopsequences",
];

static PIECE: LazyLock<AhoCorasick> = LazyLock::new(|| any_of(PIECES));

pub(crate) fn describes(name: &str) -> bool {
    let name = name.trim_start_matches("is").trim_start_matches("has");
    NAMES.contains(&name) || PIECE.is_match(name) || is_price(name)
}

/// What the name of a field says.
#[derive(Clone, Copy, Debug)]
pub(super) struct FieldName {
    /// An ability, which is a fact with a truth value.
    pub(super) is_ability: bool,
    /// `object`, as in the answer of `GET /v1/models`.
    pub(super) is_object: bool,
    /// A field that only a request has.
    pub(super) is_of_request: bool,
    /// `tools` or a prompt, or a setting of a model that is called: a part of a request with any value.
    pub(super) is_of_request_always: bool,
    /// A parameter of a request that a description may have as well.
    pub(super) is_parameter: bool,
    /// `supportsTools`: a fact with a truth value.
    pub(super) is_support: bool,
    /// `contentLength`: a fact with a number.
    pub(super) is_content_length: bool,
    /// A fact only with a number.
    pub(super) is_size: bool,
    /// A fact.
    pub(super) describes: bool,
    pub(super) is_price: bool,
    /// A price whose name says that tokens are paid for, or what is put in or out.
    pub(super) is_price_of_tokens: bool,
    /// What may contain prices: neither a part of a request nor its tools.
    pub(super) may_contain_prices: bool,
    /// Who made a model.
    pub(super) is_maker: bool,
    /// A text for people.
    pub(super) is_label: bool,
}

impl FieldName {
    pub(super) fn of(name: &[u8]) -> Self {
        const OF_TOKENS: &[&str] = &["token", "input", "output", "permillion", "per1"];
        let name = folded(name);
        let is_in = |names: &[&str]| names.contains(&name.as_str());
        let is_price = is_price(&name);
        let is_of_request = is_in(REQUESTS);
        Self {
            is_ability: is_in(ABILITIES),
            is_object: name == "object",
            is_of_request,
            is_of_request_always: is_in(OPERATED) || name == "tools" || name.ends_with("prompt"),
            is_parameter: is_in(PARAMETERS),
            is_support: name.starts_with("support") && name != "support",
            is_content_length: name == "contentlength",
            is_size: is_in(SIZES),
            describes: describes(&name),
            is_price,
            is_price_of_tokens: is_price && OF_TOKENS.iter().any(|of| name.contains(of)),
            may_contain_prices: !is_of_request && name != "tools",
            is_maker: is_in(MAKERS),
            is_label: is_in(LABELS),
        }
    }
}
