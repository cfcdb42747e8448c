//! The table of rules.

use crate::finding::Level;
use crate::spelling::UnknownName;

/// Which rule of [`RULES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RuleId {
    /// `end-of-life`.
    EndOfLife,
    /// `end-of-life-soon`.
    EndOfLifeSoon,
    /// `extended-access`.
    ExtendedAccess,
    /// `legacy`.
    Legacy,
    /// `model-policy`.
    ModelPolicy,
    /// `unknown-model`.
    UnknownModel,
    /// `profile-required`.
    ProfileRequired,
    /// `rejected-parameter`.
    RejectedParameter,
    /// `wildcard-end-of-life`.
    WildcardEndOfLife,
    /// `opaque-reference`.
    OpaqueReference,
    /// `binary-mention`.
    BinaryMention,
    /// `unused-suppression`.
    UnusedSuppression,
    /// `expired-suppression`.
    ExpiredSuppression,
    /// `stale-baseline`.
    StaleBaseline,
    /// `silenced-by-change`.
    SilencedByChange,
    /// `catalog-stale`.
    CatalogStale,
}

impl RuleId {
    /// The row of the rule.
    pub fn rule(self) -> &'static Rule {
        &RULES[self as usize]
    }

    /// The name of the rule.
    pub fn as_str(self) -> &'static str {
        self.rule().name
    }
}

impl std::fmt::Display for RuleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// A rule of the tool.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// The rule.
    pub id: RuleId,
    /// Its name in settings and reports, which is stable: `end-of-life`.
    pub name: &'static str,
    /// The level before context and settings.
    pub level: Level,
    /// One sentence: what the rule reports.
    pub summary: &'static str,
    /// A paragraph or two in Markdown: why it matters and what to do.
    pub help: &'static str,
    /// Whether findings are about model references, not about settings.
    pub about_models: bool,
    /// AWS's page that defines the rule's subject; absent if none exists.
    pub page: Option<&'static str>,
}

impl std::str::FromStr for RuleId {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let known = RULES.iter().find(|rule| rule.name == name);
        known
            .map(|rule| rule.id)
            .ok_or_else(|| UnknownName::new("rule", name, RULES.iter().map(|rule| rule.name)))
    }
}

const LIFECYCLE: &str = "https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html";
const MODELS: &str = "https://docs.aws.amazon.com/bedrock/latest/userguide/model-cards.html";
const PROFILES: &str =
    "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles.html";

/// Every rule, in the order of reports: the worst first, rules about settings last.
pub static RULES: &[Rule] = &[
    Rule {
        id: RuleId::EndOfLife,
        name: "end-of-life",
        level: Level::Error,
        summary: "The model has reached its End-of-Life date: requests to it fail.",
        help: "AWS removes a model from its Regions on its End-of-Life date or soon after. Requests fail with \
               `ResourceNotFoundException` (\"This model version has reached the end of its life\"). AWS does not redirect \
               them to a successor: agents, knowledge bases, flows and prompts that pin the model must be changed one by \
               one.\n\nReplace the reference with the model in the finding, and follow its migration steps. If AWS does \
               not state the date itself, the finding is a warning.",
        about_models: true,
        page: Some(LIFECYCLE),
    },
    Rule {
        id: RuleId::EndOfLifeSoon,
        name: "end-of-life-soon",
        level: Level::Warning,
        summary: "The model reaches its End-of-Life date within `--within` days (default 90).",
        help: "Requests to the model fail from its End-of-Life date on. Plan the migration now: request quotas for the \
               replacement, test prompts with it, and re-embed data if an embedding model changes.",
        about_models: true,
        page: Some(LIFECYCLE),
    },
    Rule {
        id: RuleId::ExtendedAccess,
        name: "extended-access",
        level: Level::Warning,
        summary: "The model is Legacy and in public extended access: its price may be higher.",
        help: "Public extended access is the last phase of Legacy and lasts at least three months before End-of-Life. \
               Accounts that use the model keep access, and the provider may raise the price. The restrictions of \
               `legacy` apply, too.",
        about_models: true,
        page: Some(LIFECYCLE),
    },
    Rule {
        id: RuleId::Legacy,
        name: "legacy",
        level: Level::Warning,
        summary: "The model is Legacy: closed to new customers, and it will reach End-of-Life.",
        help: "A Legacy model still serves accounts that use it. New customers cannot start, and access can be lost \
               after 15 days without use (according to AWS's documentation; its error message says 30). There is no new \
               Provisioned Throughput, no new fine-tuning, and usually no quota increase.\n\nMigrate before the \
               End-of-Life date in the finding.",
        about_models: true,
        page: Some(LIFECYCLE),
    },
    Rule {
        id: RuleId::ModelPolicy,
        name: "model-policy",
        level: Level::Warning,
        summary: "The configuration bans the model, or its `allow` list does not contain it.",
        help: "This is a rule of your team, not of AWS. `ban` lists models that must not be used, `allow` the only models \
               that may be used. Use an allowed model, or change the configuration.",
        about_models: true,
        page: None,
    },
    Rule {
        id: RuleId::UnknownModel,
        name: "unknown-model",
        level: Level::Warning,
        summary: "The text looks like a Bedrock model ID, but the catalog knows no such model.",
        help: "Bedrock rejects an ID that does not exist with `ValidationException` (\"The provided model identifier is \
               invalid\"). The finding suggests known IDs that are similar: versions, dates and the final `-v1:0` are \
               easily mistyped. If there is none, or if the version is higher than any known one, the finding is a note: \
               the model may be newer than the catalog.",
        about_models: true,
        page: Some(MODELS),
    },
    Rule {
        id: RuleId::ProfileRequired,
        name: "profile-required",
        level: Level::Note,
        summary: "The model requires an inference profile; the bare model ID cannot be invoked on demand.",
        help: "On-demand calls with the bare ID fail with `ValidationException` (\"on-demand throughput isn't \
               supported\"). Use the ID or ARN of an inference profile, and allow both kinds of ARN in IAM: the inference \
               profile in the source Region, and the foundation model in every Region that it routes to.\n\nThe finding \
               is a warning if the bare ID is the model argument of an API that invokes models. Otherwise it is a note, \
               since other code may add the scope.",
        about_models: true,
        page: Some(PROFILES),
    },
    Rule {
        id: RuleId::RejectedParameter,
        name: "rejected-parameter",
        level: Level::Warning,
        summary: "The request passes a parameter that its model rejects with HTTP 400.",
        help: "Newer models reject parameters that older ones accept: `temperature` together with `top_p`, sampling \
               parameters other than the default, a token budget for thinking, a forced tool, or a message of the \
               assistant at the end. Such a request fails with `ValidationException`. The related locations are the \
               parameters of this request in the same file.\n\nRemove the parameter, or call a model that accepts it. \
               If the value of a parameter is computed, the rule reports it only if the request fails with every value.",
        about_models: true,
        page: None,
    },
    Rule {
        id: RuleId::WildcardEndOfLife,
        name: "wildcard-end-of-life",
        level: Level::Warning,
        summary: "A pattern matches models that are End-of-Life.",
        help: "If all models that the pattern matches are End-of-Life, requests that rely on it fail, and the finding is a \
               warning. If only some are, the pattern still works, and the finding is a note that lists them by stage.",
        about_models: true,
        page: Some(LIFECYCLE),
    },
    Rule {
        id: RuleId::OpaqueReference,
        name: "opaque-reference",
        level: Level::Note,
        summary: "The ARN does not show which model it uses.",
        help: "The ARNs of application inference profiles, Provisioned Throughput, custom and imported models and prompt \
               routers contain an identifier of your account, not the model. Look the model up in your account, or \
               import the output of `aws bedrock list-inference-profiles` with `bedrock-eol catalog import`.",
        about_models: true,
        page: Some(PROFILES),
    },
    Rule {
        id: RuleId::BinaryMention,
        name: "binary-mention",
        level: Level::Note,
        summary: "A binary file mentions a Bedrock model.",
        help: "A binary file, such as a compiled program, an archive or a database, does not show how it uses a model ID. \
               Find its sources and change those. With `--diff` and `--staged` the finding is a warning if the model is \
               Legacy or End-of-Life.\n\nThe scan searches the first 16 MiB of the file for known model IDs. A text \
               file with a few NUL bytes is not a binary file and is scanned like any other. The same applies to a file \
               whose name is that of source code or a configuration.",
        about_models: true,
        page: None,
    },
    Rule {
        id: RuleId::UnusedSuppression,
        name: "unused-suppression",
        level: Level::Warning,
        summary: "A suppression hides nothing.",
        help: "The finding that the suppression hid no longer exists, or it never matched one. Remove the suppression: \
               it could hide a later finding by accident. Only scans of the whole project report this rule.",
        about_models: false,
        page: None,
    },
    Rule {
        id: RuleId::ExpiredSuppression,
        name: "expired-suppression",
        level: Level::Warning,
        summary: "A suppression is past its `until` date and no longer applies.",
        help: "Fix the finding that it hid, or set a later date with a reason.",
        about_models: false,
        page: None,
    },
    Rule {
        id: RuleId::StaleBaseline,
        name: "stale-baseline",
        level: Level::Warning,
        summary: "The baseline contains findings that no longer exist.",
        help: "Run `bedrock-eol baseline prune`, so that these findings are reported if they come back. Only scans of the \
               whole project report this rule.",
        about_models: false,
        page: None,
    },
    Rule {
        id: RuleId::SilencedByChange,
        name: "silenced-by-change",
        level: Level::Warning,
        summary: "A change adds a finding, and also the suppression or setting that hides it.",
        help: "A suppression comment, setting, line of an ignore file, baseline entry or local catalog of the change \
               hides or lowers a finding on lines that the change adds. Check that the change hides no \
               finding that should be reported. To accept such a part of the change, merge it as a separate change \
               first.\n\nReported only with `--diff` and `--staged`. The level of this rule and `fail-on` are those from \
               before the change.",
        about_models: false,
        page: None,
    },
    Rule {
        id: RuleId::CatalogStale,
        name: "catalog-stale",
        level: Level::Note,
        summary: "The catalog is older than `--max-catalog-age` (default: the shortest Legacy period in it, 45 days).",
        help: "The catalog lacks dates that AWS has announced since then, so models may be closer to their End-of-Life \
               than reported. Update bedrock-eol, or pass a newer catalog with `--catalog`.",
        about_models: false,
        page: None,
    },
];

/// The rule with this name; absent if none exists.
pub fn rule(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn the_rows_are_in_the_order_of_the_variants() {
        for (at, rule) in RULES.iter().enumerate() {
            assert_eq!((rule.id as usize, rule.id.rule().name), (at, rule.name));
        }
    }
}
