//! Writes the ID of a replacement in the form of the old one: keeps the rest of an ARN, a template's scope,
//! percent-encoding and the escapes of a regular expression.

use crate::catalog::{Alias, AliasLibrary, Call, Catalog, Model};
use crate::model_id::Region;
use crate::reference::{Form, Found, Resolution};

/// Placeholder for the account in an ARN, if the text does not contain it.
const ACCOUNT: &str = "ACCOUNT_ID";

/// How a replacement can be invoked from the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// By its bare ID.
    Bare,
    /// By its ID, through bedrock-mantle.
    Mantle,
    /// Through the profile of this scope; with a reason if other scopes would work, too.
    Profile { scope: String, note: Option<String> },
    /// Through whatever scope the template adds.
    KeepScope,
}

impl Way {
    /// The same for quotas: a template's scope counts as that of a geography.
    pub(crate) fn call(&self) -> Call {
        match self {
            Self::Bare | Self::Mantle => Call::OnDemand,
            Self::Profile { scope, .. } if scope == "global" => Call::Global,
            Self::Profile { .. } | Self::KeepScope => Call::CrossRegion,
        }
    }

    /// The ID that invokes a model so.
    pub(crate) fn id_of(&self, model: &Model) -> String {
        match self {
            Self::Profile { scope, .. } => format!("{scope}.{}", model.id),
            Self::Bare | Self::Mantle | Self::KeepScope => model.id.to_string(),
        }
    }
}

/// The text to write instead of a reference.
pub(crate) struct Written {
    pub(crate) text: String,
    /// What to know about it, a sentence.
    pub(crate) note: Option<String>,
    /// Whether the text can replace the reference as it is.
    pub(crate) is_complete: bool,
}

impl Written {
    fn complete(text: String) -> Self {
        Self {
            text,
            note: None,
            is_complete: true,
        }
    }

    fn incomplete(text: String, note: impl Into<String>) -> Self {
        Self {
            text,
            note: Some(note.into()),
            is_complete: false,
        }
    }
}

/// The reference that is rewritten.
pub(crate) struct Rewritten<'a> {
    pub(crate) found: &'a Found,
    /// The bytes of [`Found::span`], invalid ones as U+FFFD.
    pub(crate) text: &'a str,
    pub(crate) catalog: &'a Catalog,
    /// Whether the program puts the scope before it.
    pub(crate) is_behind_scope: bool,
}

impl Rewritten<'_> {
    /// The text to write instead of the reference, and a note about it.
    pub(crate) fn write(&self, old: &str, new: &Model, way: &Way) -> Written {
        let id = match self.is_behind_scope {
            true => new.id.to_string(),
            false => way.id_of(new),
        };
        if self.found.form == Form::Symbol {
            return self.write_symbol(id, new);
        }
        if self.found.form == Form::Opaque {
            let note = "The ARN belongs to your account: create a new application inference profile from this model \
                        (`aws bedrock create-inference-profile`), and use its ARN.";
            return Written::incomplete(id, note);
        }
        if self.found.resolution == Resolution::Joined {
            let note = "The old ID is assembled from parts: change the whole expression.";
            return Written::incomplete(id, note);
        }
        if self.found.form == Form::FoundationModelArn && matches!(way, Way::Profile { .. }) {
            return self.write_profile_arn(&id);
        }
        let (before, replaced, after) = self.pieces();
        if is_without_provider(replaced, old) {
            return match name_of_provider(&new.id, old) {
                Some(name) => Written::complete(format!("{before}{name}{after}")),
                None => Written::incomplete(
                    id,
                    "The old name contains no provider: the program adds it.",
                ),
            };
        }
        let scope_end = match way {
            Way::KeepScope => start_of_provider(replaced, old),
            Way::Bare | Way::Mantle | Way::Profile { .. } => 0,
        };
        let kept = &replaced[..end_of_resource(replaced).max(scope_end)];
        let id = self.encode(&id, replaced);
        Written::complete(format!("{before}{kept}{id}{after}"))
    }

    /// The reference split around the ID; all of it is the ID if the parts are not known.
    fn pieces(&self) -> (&str, &str, &str) {
        let Found { span, id_span, .. } = self.found;
        let cut = || {
            let from = id_span.start.checked_sub(span.start)?;
            let to = id_span.end.checked_sub(span.start)?;
            // Invalid bytes are U+FFFD in the text: three bytes for one.
            (self.text.len() == span.end - span.start).then_some(())?;
            Some((
                self.text.get(..from)?,
                self.text.get(from..to)?,
                self.text.get(to..)?,
            ))
        };
        cut().unwrap_or(("", self.text, ""))
    }

    /// The ID spelled as the old one is: percent-encoded, or escaped for a regular expression.
    fn encode(&self, id: &str, old: &str) -> String {
        let lower = old.to_ascii_lowercase();
        if lower.contains("%253a") {
            return id.replace(':', "%253A");
        }
        if lower.contains("%3a") {
            return id.replace(':', "%3A");
        }
        match (
            self.found.resolution,
            old.contains(r"\\."),
            old.contains(r"\."),
        ) {
            (Resolution::Regex, true, _) => id.replace('.', r"\\."),
            (Resolution::Regex, _, true) => id.replace('.', r"\."),
            _ => id.to_owned(),
        }
    }

    /// An inference-profile ARN instead of a foundation-model ARN, which does not contain the account.
    fn write_profile_arn(&self, id: &str) -> Written {
        // A percent-encoded ARN is part of a URL, which accepts a profile's ID as well.
        let Some(arn) = profile_arn(self.text, id, None, None) else {
            return Written::complete(id.to_owned());
        };
        if arn.contains(ACCOUNT) {
            return Written::incomplete(arn, format!("Replace `{ACCOUNT}` with your account ID."));
        }
        Written::complete(arn)
    }

    /// A newer constant of the same library if it has one, else the ID as text.
    fn write_symbol(&self, id: String, new: &Model) -> Written {
        if self.found.resolution == Resolution::Definition {
            let note = "The name is defined in this project: use the name of another model, or change its definition.";
            return Written::incomplete(id, note);
        }
        let model = new.id.as_ref();
        let pieces: Vec<&str> = self
            .text
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .collect();
        let token = pieces.last().copied().unwrap_or_default();
        let container = pieces
            .iter()
            .rev()
            .skip(1)
            .find(|piece| !piece.is_empty())
            .copied();
        let has_it = |library: &&AliasLibrary| {
            let named =
                container.is_some_and(|c| library.containers.iter().any(|known| known == c));
            (named || library.containers.is_empty())
                && library.aliases.iter().any(|alias| alias.token == token)
        };
        let libraries = || self.catalog.aliases.iter().filter(has_it);
        let is_new = |alias: &&Alias| alias.model == id && !alias.deprecated;
        let mut newer = libraries().filter_map(|library| library.aliases.iter().find(is_new));
        // Libraries that share the name of a container and need no import: the text does not show which of them it is.
        let mut alike = libraries().filter(|library| library.requires.is_empty());
        let in_all = alike.all(|library| library.aliases.iter().any(|alias| is_new(&alias)));
        if let Some(alias) = newer.next().filter(|_| in_all) {
            let head = &self.text[..self.text.len() - token.len()];
            return Written::complete(format!("{head}{}", alias.token));
        }
        let code = libraries().find_map(|library| library.other_models.as_deref());
        let write = code.map_or("the ID as a string".to_owned(), |code| {
            code.replace("ID", model)
        });
        let note = format!("The library has no constant for the new model: write {write}.");
        Written::incomplete(id, note)
    }
}

/// The ARN of an inference profile for that of a foundation model, in the same Region and language; absent if the text is
/// no plain ARN, or if no Region is known: the ARN of a profile always has one. `beside` is the account of another ARN of the
/// same statement.
pub(crate) fn profile_arn(
    text: &str,
    id: &str,
    region: Option<&Region>,
    beside: Option<&str>,
) -> Option<String> {
    let (arn, rest) = text.split_once(":bedrock:")?;
    let (own, _) = rest.split_once(":foundation-model")?;
    let region = match own.strip_suffix(':')? {
        "" => region?.as_str(),
        own => own,
    };
    let account = account(text).or(beside).unwrap_or(ACCOUNT);
    Some(format!(
        "{arn}:bedrock:{region}:{account}:inference-profile/{id}"
    ))
}

/// Whether the Region of an ARN is a pattern: `arn:aws:bedrock:*:…`, `arn:aws:bedrock:us-*:…`.
pub(crate) fn is_for_many_regions(arn: &str) -> bool {
    let rest = arn.split_once(":bedrock:").map(|(_, rest)| rest);
    let region = rest.and_then(|rest| rest.split(':').next());
    region.is_some_and(|region| region.contains('*'))
}

/// How the language of an ARN writes the account, by how the ARN writes its Region or partition; absent for an ARN without
/// such a part, which shows no language.
fn account(arn: &str) -> Option<&'static str> {
    const IDIOMS: &[(&str, &str)] = &[
        // CloudFormation and SAM.
        ("${AWS::", "${AWS::AccountId}"),
        // The Serverless Framework.
        ("${aws:", "${aws:accountId}"),
        // Terraform.
        (
            "${data.aws_",
            "${data.aws_caller_identity.current.account_id}",
        ),
        ("${var.", "${data.aws_caller_identity.current.account_id}"),
        ("${local.", "${data.aws_caller_identity.current.account_id}"),
        // CDK in TypeScript, in Python, and its tokens.
        ("${this.", "${this.account}"),
        ("${cdk.Aws.", "${cdk.Aws.ACCOUNT_ID}"),
        ("${Aws.", "${Aws.ACCOUNT_ID}"),
        ("{self.", "{self.account}"),
        ("{Aws.", "{Aws.ACCOUNT_ID}"),
    ];
    // `${Stack.of(this).region}` keeps what is before the property.
    if let Some((_, stack)) = arn.split_once("${Stack.of(this).")
        && !stack.is_empty()
    {
        return Some("${Stack.of(this).account}");
    }
    IDIOMS
        .iter()
        .find(|(sign, _)| arn.contains(sign))
        .map(|(_, account)| *account)
}

/// Whether a text is the name of a model without its provider, which the program adds: `claude-3-haiku-20240307-v1:0`.
pub(crate) fn is_without_provider(text: &str, old: &str) -> bool {
    old.split_once('.').is_some_and(|(_, name)| name == text)
}

/// The name of a new model without its provider; absent where that is not the one of the old model.
fn name_of_provider<'a>(new: &'a str, old: &str) -> Option<&'a str> {
    let (provider, name) = new.split_once('.')?;
    (old.split('.').next() == Some(provider)).then_some(name)
}

/// Where the ID begins after an ARN's resource type, encoded or not; 0 if none exists.
fn end_of_resource(text: &str) -> usize {
    let lower = text.to_ascii_lowercase();
    ["/", "%2f", "%252f"]
        .iter()
        .filter_map(|slash| Some(lower.rfind(slash)? + slash.len()))
        .max()
        .unwrap_or(0)
}

/// Where the old model's provider begins after a template's scope; 0 if unknown.
fn start_of_provider(text: &str, old: &str) -> usize {
    let provider = old.split('.').next().unwrap_or_default();
    let dotted = [format!("{provider}."), format!("{provider}\\.")];
    dotted
        .iter()
        .filter_map(|piece| text.rfind(piece.as_str()))
        .max()
        .unwrap_or(0)
}
