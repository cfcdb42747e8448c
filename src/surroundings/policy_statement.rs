//! The statement of an IAM policy around a reference, and what it does to the models that it names.
//!
//! A block in the outline is a statement if it has an effect or actions, or if the reference is its resource. The effect
//! is that of the statement's own block: a word in another statement, in a comment, or in the text next to the policy says
//! nothing about it. A statement whose effect is not known allows.

use memchr::memmem;

use super::file::File;
use super::line::folded;
use crate::language::{Language, language_of};
use crate::lexer::{TokenKind, lex};
use crate::outline::{Block, BlockKind, Item, Outline, outline};

/// How many blocks around a resource are looked through for its statement.
const DEPTH: usize = 8;

/// The items beyond which a block is a list of something and no statement.
const MOST_ITEMS: usize = 64;

/// The bytes beyond which a literal is not read as a policy.
const MOST_BYTES: usize = 32 * 1024;

/// What the statement of a policy around an offset does to the model named there: a statement that allows all but that
/// model denies it. Absent where no block around the offset is a statement.
pub(crate) fn effect_on(file: &File<'_>, offset: usize) -> Option<Effect> {
    let text = file.text();
    if let Some(cell) = file.code_cell(offset) {
        let at = cell.source.source_offset_of(text, offset)?;
        let statements = Statements {
            text: &cell.source.text,
            outline: cell.data(),
        };
        return statements.effect_on(at);
    }
    let literal = file
        .lexed
        .token_at(offset)
        .filter(|(_, token)| token.kind == TokenKind::String)
        .map(|(_, token)| token.inner.clone())
        .filter(|inner| inner.contains(&offset) && inner.len() <= MOST_BYTES);
    if let Some(inner) = literal {
        let document = &text[inner.clone()];
        if memmem::find(&document.to_ascii_lowercase(), b"effect").is_some() {
            let begins = document.trim_ascii_start().first();
            let name = if matches!(begins, Some(b'{' | b'[')) {
                "policy.json"
            } else {
                "policy.yaml"
            };
            return effect_in(document, offset - inner.start, language_of(name, &[]));
        }
    }
    Statements {
        text,
        outline: file.outline(),
    }
    .effect_on(offset)
}

fn effect_in(text: &[u8], offset: usize, language: &'static Language) -> Option<Effect> {
    let lexed = lex(text, language);
    let outline = outline(text, &lexed, language.blocks);
    Statements {
        text,
        outline: &outline,
    }
    .effect_on(offset)
}

/// The policies of a text.
struct Statements<'t> {
    text: &'t [u8],
    outline: &'t Outline,
}

/// What a statement does to what it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Allow,
    Deny,
}

/// What makes a block the statement of a policy.
enum StatementSign {
    Effect(Effect),
    /// Actions, and no effect.
    Actions,
}

impl Effect {
    fn opposite(self) -> Self {
        match self {
            Self::Allow => Self::Deny,
            Self::Deny => Self::Allow,
        }
    }
}

impl Statements<'_> {
    fn effect_on(&self, offset: usize) -> Option<Effect> {
        let innermost = self.outline.block_at(offset);
        let around = self.outline.around(innermost).chain([0]).take(DEPTH);
        let (mut is_resource, mut excepted) = (false, false);
        let mut is_listed = false;
        for (level, number) in around.enumerate() {
            let block = self.outline.block(number);
            // Lines below a key are a block of their own and no part of its item.
            let item = self.outline.item_at(number, offset).map(|(_, item)| item);
            if let Some(item) = item {
                let field = folded(&self.text[item.key()]);
                is_resource |= is_of_resources(&field);
                excepted |= is_exception(&field);
            }
            // Among the statements of a program, `effect` is a variable.
            let is_body = matches!(block.kind, BlockKind::Lines | BlockKind::File);
            let effect = match self.effect(number, block, item) {
                Some(StatementSign::Effect(effect)) if is_resource || !is_body => Some(effect),
                // A statement without an effect allows, as in Terraform and the CDK.
                Some(StatementSign::Actions) if is_resource => Some(Effect::Allow),
                _ => None,
            };
            if let Some(effect) = effect {
                return Some(if excepted { effect.opposite() } else { effect });
            }
            let call = last_word(&self.text[block.head.clone()]);
            is_resource |= is_of_resources(&call);
            excepted |= is_exception(&call);
            // Further out it is the `Resources` of a template.
            if level == 0 {
                let key = item.map_or(&[][..], |item| &self.text[item.key()]);
                let head = &self.text[block.head.clone()];
                is_listed = [key, head].into_iter().any(takes_resources);
            }
        }
        is_listed.then_some(Effect::Allow)
    }

    /// What makes a block a statement; absent if it is not one.
    fn effect(&self, number: usize, block: &Block, item: Option<&Item>) -> Option<StatementSign> {
        // A chain of calls: `.effect(Effect.DENY).resources(…)`.
        if let Some(effect) = item.and_then(|item| self.effect_of_calls(number, item)) {
            return Some(effect);
        }
        let items = self.outline.items(number);
        if block.kind == BlockKind::Square || items.len() > MOST_ITEMS {
            return None;
        }
        let mut has_actions = false;
        for field in items {
            let key = folded(&self.text[field.key()]);
            match key.as_str() {
                "effect" => {
                    return Some(StatementSign::Effect(effect_of(&self.text[field.value()])));
                }
                "action" | "actions" | "notaction" | "notactions" => has_actions = true,
                _ => {}
            }
        }
        has_actions.then_some(StatementSign::Actions)
    }

    /// The effect or the actions among the calls of one item.
    fn effect_of_calls(&self, number: usize, item: &Item) -> Option<StatementSign> {
        let mut has_actions = false;
        let calls = self.outline.children_in(number, item.span.clone());
        for call in calls.take(MOST_ITEMS) {
            let call = self.outline.block(call);
            if call.kind != BlockKind::Round {
                continue;
            }
            let name = last_word(&self.text[call.head.clone()]);
            match name.as_str() {
                "effect" | "witheffect" | "seteffect" => {
                    return Some(StatementSign::Effect(effect_of(
                        &self.text[call.inner.clone()],
                    )));
                }
                "action" | "actions" | "addaction" | "addactions" | "withactions" => {
                    has_actions = true;
                }
                _ => {}
            }
        }
        has_actions.then_some(StatementSign::Actions)
    }
}

/// What a value means, in every spelling: `"Deny"`, `iam.Effect.DENY`, `awsiam.Effect_DENY`. Of a value that can be both,
/// the statement allows.
fn effect_of(value: &[u8]) -> Effect {
    let word = folded(value);
    if word.ends_with("deny") && !word.contains("allow") {
        Effect::Deny
    } else {
        Effect::Allow
    }
}

/// Whether a field or call takes what a statement is about: `Resource`, `resources`, `addResources(`.
fn is_of_resources(name: &str) -> bool {
    name.ends_with("resource") || name.ends_with("resources")
}

/// Whether what comes after a text is a resource of a statement: `"Resource": `, `policy["Resource"] = `, `addResources(`,
/// `statement["Resource"].append(`.
fn takes_resources(text: &[u8]) -> bool {
    let mut name = last_word(text);
    if matches!(name.as_str(), "append" | "push" | "add" | "extend") {
        let receiver = memchr::memrchr(b'.', text).map_or(&[][..], |dot| &text[..dot]);
        name = last_word(receiver);
    }
    let name = name.strip_prefix("add").unwrap_or(&name);
    let name = name.strip_prefix("not").unwrap_or(name);
    matches!(name, "resource" | "resources")
}

/// Whether a field or call takes what a statement is not about: `NotResource`, `not_resources`, `addNotResources(`.
fn is_exception(name: &str) -> bool {
    name.ends_with("notresource") || name.ends_with("notresources")
}

/// The name at the end of a text, without its separators.
fn last_word(text: &[u8]) -> String {
    let text = text.trim_ascii_end();
    let text = text
        .strip_suffix(b":")
        .or_else(|| text.strip_suffix(b"="))
        .unwrap_or(text)
        .trim_ascii_end();
    let text = text.strip_suffix(b"]").unwrap_or(text);
    let letters = text
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'"' | b'\''))
        .count();
    folded(&text[text.len() - letters..])
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::*;

    const ARN: &str = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2";

    #[test]
    fn the_effect_is_that_of_the_statement_itself() {
        for (path, text, expected) in [
            (
                "a.json",
                r#"{"Statement": [{"Effect": "Deny", "Resource": "ARN"}]}"#,
                Some(Effect::Deny),
            ),
            (
                "a.json",
                r#"{"Statement": [{"Effect": "Deny", "Resource": "*"}, {"Action": "a", "Resource": ["ARN"]}]}"#,
                Some(Effect::Allow),
            ),
            (
                "a.json",
                r#"{"Effect": "Allow", "Action": "a", "NotResource": ["ARN"]}"#,
                Some(Effect::Deny),
            ),
            (
                "a.json",
                r#"{"Effect": "Deny", "Action": "a", "NotResource": ["ARN"]}"#,
                Some(Effect::Allow),
            ),
            (
                "a.py",
                "DENY = {\"Effect\": \"Deny\", \"Resource\": \"*\"}\nMODEL = \"ARN\"\n",
                None,
            ),
            (
                "a.py",
                "def f():\n    effect = \"Deny\"\n    model = \"ARN\"\n",
                None,
            ),
            (
                "a.py",
                "# effect: deny (it was {so)\np = PolicyStatement(actions=[\"a\"], resources=[\"ARN\"])\n",
                Some(Effect::Allow),
            ),
            (
                "a.py",
                "p = PolicyStatement(effect=iam.Effect.DENY, actions=[\"a\"], resources=[\"ARN\"])\n",
                Some(Effect::Deny),
            ),
            (
                "a.py",
                "p = '''{\"Effect\": \"Deny\", \"Resource\": \"ARN\"}'''\n",
                Some(Effect::Deny),
            ),
            (
                "a.ts",
                "new PolicyStatement({ effect: deny ? Effect.DENY : Effect.ALLOW, resources: ['ARN'] })\n",
                Some(Effect::Allow),
            ),
            (
                "A.java",
                "p = PolicyStatement.Builder.create().effect(Effect.DENY).resources(List.of(\"ARN\")).build();\n",
                Some(Effect::Deny),
            ),
            (
                "A.java",
                "p = PolicyStatement.Builder.create().resources(List.of(\"ARN\")).effect(Effect.DENY).build();\n",
                Some(Effect::Deny),
            ),
            (
                "A.java",
                "f(s.effect(Effect.DENY).actions(a));\nf(s.actions(a).resources(List.of(\"ARN\")));\n",
                Some(Effect::Allow),
            ),
            (
                "a.go",
                "s := &PolicyStatementProps{\n\tEffect: awsiam.Effect_DENY,\n\tResources: jsii.Strings(\"ARN\"),\n}\n",
                Some(Effect::Deny),
            ),
            (
                "a.tf",
                "statement {\n  effect = \"Deny\"\n  resources = [\"ARN\"]\n}\n",
                Some(Effect::Deny),
            ),
            (
                "a.tf",
                "statement {\n  effect = \"Deny\"\n  resources = [\"*\"]\n}\nstatement {\n  actions = [\"a\"]\n  resources = [\"ARN\"]\n}\n",
                Some(Effect::Allow),
            ),
            (
                "a.yaml",
                "Statement:\n  - Effect: Deny\n    Resource: '*'\n  - Action: a\n    Resource:\n      - ARN\n",
                Some(Effect::Allow),
            ),
            (
                "a.yaml",
                "Statement:\n  - Action: a\n    Resource:\n      - ARN\n    Effect: Deny\n",
                Some(Effect::Deny),
            ),
            (
                "a.py",
                "policy[\"Statement\"][0][\"Resource\"].append(\"ARN\")\n",
                Some(Effect::Allow),
            ),
            ("a.py", "calls[\"Statement\"].append(\"ARN\")\n", None),
            (
                "a.yaml",
                "Resources:\n  Embedder:\n    Properties:\n      Arn: ARN\n",
                None,
            ),
            ("a.json", r#"{"action": "embed", "with": "ARN"}"#, None),
        ] {
            let text = text.replace("ARN", ARN);
            let source = source(path, &text);
            let at = text.find(ARN).expect("it is in the text");
            assert_eq!(
                effect_on(&File::new(&source), at),
                expected,
                "{path}: {text}"
            );
        }
    }
}
