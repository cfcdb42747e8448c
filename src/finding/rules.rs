//! The table of rules.

use crate::finding::Level;

/// A rule of the tool.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Kebab-case name, stable: `end-of-life`.
    pub id: &'static str,
    /// The level where neither context nor settings shift it.
    pub level: Level,
    /// One sentence: what it says.
    pub summary: &'static str,
    /// A paragraph or two in Markdown: why it matters and what to do.
    pub help: &'static str,
    /// Whether a finding of it is about a model reference, not about housekeeping.
    pub about_models: bool,
    /// AWS's page that defines what the rule speaks of; absent where the rule is the tool's own.
    pub page: Option<&'static str>,
}

const LIFECYCLE: &str = "https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html";
const MODELS: &str = "https://docs.aws.amazon.com/bedrock/latest/userguide/model-cards.html";
const PROFILES: &str = "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles.html";

/// Every rule, in the order in which reports list them: what is worst first, housekeeping last.
pub static RULES: &[Rule] = &[
    Rule {
        id: "end-of-life",
        level: Level::Error,
        summary: "The model has reached its End-of-Life date: requests to it fail.",
        help: "AWS removes a model from its Regions on its End-of-Life date or soon after. Requests fail with \
`ResourceNotFoundException` (\"This model version has reached the end of its life\"), and nothing is moved \
to a successor by itself: agents, knowledge bases, flows and prompts that pin the model have to be changed one \
by one.\n\nReplace the reference by the model that the finding names, and go through its migration steps. \
Where the date is not stated by AWS itself, the finding is a warning.",
        about_models: true,
        page: Some(LIFECYCLE),
    },
    Rule {
        id: "end-of-life-soon",
        level: Level::Warning,
        summary: "The model reaches its End-of-Life date within the days of `--within` (default 90).",
        help: "From its End-of-Life date on, requests to the model fail. Plan the move now: request quotas for \
the replacement, test prompts against it, and re-index what an embedding model has written.\n\nThe number \
of days is set by `--within`.",
        about_models: true,
        page: Some(LIFECYCLE),
    },
    Rule {
        id: "extended-access",
        level: Level::Warning,
        summary: "The model is Legacy and in public extended access: its price may be higher.",
        help: "Public extended access is the last part of Legacy, at least three months before End-of-Life. \
Accounts that use the model keep it; its provider may raise the price. Everything that holds for `legacy` holds \
here too.",
        about_models: true,
        page: Some(LIFECYCLE),
    },
    Rule {
        id: "legacy",
        level: Level::Warning,
        summary: "The model is Legacy: closed to new customers, with an end to come.",
        help: "A Legacy model still answers accounts that use it. New customers cannot start; access may be lost \
after 15 days without use (AWS's documentation; its runtime message says 30); there is no new Provisioned \
Throughput, no new fine-tuning job, and no quota increase to be expected.\n\nMove before the End-of-Life date \
that the finding names.",
        about_models: true,
        page: Some(LIFECYCLE),
    },
    Rule {
        id: "model-policy",
        level: Level::Warning,
        summary: "The configuration bans the model, or does not allow it.",
        help: "A team's own rule, not AWS's: the configuration names models that must not be used, or the only \
ones that may be. Use an allowed model, or change the configuration.",
        about_models: true,
        page: None,
    },
    Rule {
        id: "unknown-model",
        level: Level::Warning,
        summary: "The text has the shape of a Bedrock model ID, and the catalog knows no such model.",
        help: "Bedrock answers an ID that does not exist with `ValidationException` (\"The provided model \
identifier is invalid\"). Where a known ID is near, it is named: versions, dates and the `-v1:0` at the end are \
easily lost. Where none is near, or the version is higher than any that is known, the finding is a note: the model may \
be newer than the catalog.",
        about_models: true,
        page: Some(MODELS),
    },
    Rule {
        id: "profile-required",
        level: Level::Note,
        summary: "The model requires an inference profile; the bare model ID cannot be invoked on demand.",
        help: "On-demand calls with the bare ID fail with `ValidationException` (\"on-demand throughput isn't \
supported\"). Write the ID or ARN of an inference profile, and allow both ARN kinds in IAM: the inference \
profile in the source Region and the foundation model in every Region that it routes to.\n\nThe finding is a \
warning where the bare ID is the model argument of an API that invokes models, else a note: the bare ID is right where \
something else adds the scope.",
        about_models: true,
        page: Some(PROFILES),
    },
    Rule {
        id: "wildcard-end-of-life",
        level: Level::Warning,
        summary: "A pattern covers models that are End-of-Life.",
        help: "A pattern that covers only dead models allows nothing any more, and whatever relies on it fails: \
a warning. One that covers some dead models still works: a note that lists what it covers by stage.",
        about_models: true,
        page: Some(LIFECYCLE),
    },
    Rule {
        id: "opaque-reference",
        level: Level::Note,
        summary: "The ARN does not say which model is behind it.",
        help: "Application inference profiles, provisioned throughput, custom and imported models and prompt \
routers hide their model behind an identifier of the account. Look it up there, or hand the account's answer of \
`aws bedrock list-inference-profiles` to `catalog import`.",
        about_models: true,
        page: Some(PROFILES),
    },
    Rule {
        id: "binary-mention",
        level: Level::Note,
        summary: "A binary file mentions a Bedrock model.",
        help: "What a binary file does with a model ID cannot be read from it: it may be a built program, an archive \
or a database. Find what it is made from, and change that. With `--diff` and `--staged` it is a warning where the \
model is Legacy or End-of-Life.\n\nOnly known model IDs are searched for, in the first 16 MiB of the file. A text \
file with few NULs, or with the name of a program or a configuration, is no binary file and is scanned like any other.",
        about_models: true,
        page: None,
    },
    Rule {
        id: "unused-suppression",
        level: Level::Warning,
        summary: "A suppression hides nothing.",
        help: "The finding that it hid is gone, or it never fitted. Delete it, so that it cannot hide a later \
one by accident. Told on full scans only.",
        about_models: false,
        page: None,
    },
    Rule {
        id: "expired-suppression",
        level: Level::Warning,
        summary: "A suppression is past its `until` date and hides nothing any more.",
        help: "Mend what it hid, or give it a new date with a reason.",
        about_models: false,
        page: None,
    },
    Rule {
        id: "stale-baseline",
        level: Level::Warning,
        summary: "The baseline has accepted findings that no longer exist.",
        help: "Run `bedrock-eol baseline prune`, so that the same finding counts when it comes back. Told on \
full scans only.",
        about_models: false,
        page: None,
    },
    Rule {
        id: "silenced-by-change",
        level: Level::Warning,
        summary: "A change silences a finding that it adds itself.",
        help: "A suppression comment, a setting, a line of an ignore file, a baseline entry or a local catalog that is \
part of the change hides or lowers a finding on the lines that the change adds. Check that nothing is silenced that \
should be reported; to accept it, make it a change of its own and merge that first.\n\nReported with `--diff` and \
`--staged` only. The level of this rule and `fail-on` are those from before the change.",
        about_models: false,
        page: None,
    },
    Rule {
        id: "catalog-stale",
        level: Level::Note,
        summary: "The catalog is older than `--max-catalog-age` (default 90 days) on the day judged for.",
        help: "Dates that AWS has announced since are not known, so models may be nearer to their end than the \
report says. Update bedrock-eol, or hand it a newer catalog with `--catalog`.",
        about_models: false,
        page: None,
    },
];

/// The rule with this ID; absent where there is none.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}
