//! The statement of an IAM policy around a reference, and whether it keeps out what it names.
//!
//! The effect is that of the statement's own block in the outline. A word in another statement, in a comment, or in the
//! text beside the policy says nothing about it. A statement whose effect is not known allows.

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

/// Whether the statement of a policy around an offset keeps out what it names: its effect is to deny that, or to allow
/// all but that.
pub(crate) fn keeps_out(file: &File<'_>, offset: usize) -> bool {
    let text = file.text();
    if let Some((_, source)) = file.code_cell(offset) {
        let at = source.place_of(text, offset);
        return at.is_some_and(|at| is_kept_out(&source.text, at, language_of("cell.py", &[])));
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
            return is_kept_out(document, offset - inner.start, language_of(name, &[]));
        }
    }
    Statements {
        text,
        outline: file.outline(),
    }
    .keep_out(offset)
}

fn is_kept_out(text: &[u8], offset: usize, language: &'static Language) -> bool {
    let lexed = lex(text, language);
    let outline = outline(text, &lexed, language.blocks);
    Statements {
        text,
        outline: &outline,
    }
    .keep_out(offset)
}

/// The policies of a text.
struct Statements<'t> {
    text: &'t [u8],
    outline: &'t Outline,
}

/// What a block says about its effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    Allow,
    Deny,
}

impl Statements<'_> {
    fn keep_out(&self, offset: usize) -> bool {
        let innermost = self.outline.block_at(offset);
        let around = self.outline.around(innermost).chain([0]).take(DEPTH);
        let (mut is_resource, mut excepted) = (false, false);
        for number in around {
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
            let effect = self.effect(number, block, item);
            if let Some(effect) = effect.filter(|_| is_resource || !is_body) {
                return (effect == Effect::Deny) != excepted;
            }
            let call = last_word(&self.text[block.head.clone()]);
            is_resource |= is_of_resources(&call);
            excepted |= is_exception(&call);
        }
        false
    }

    /// The effect that a block has; absent if it is no statement.
    fn effect(&self, number: usize, block: &Block, item: Option<&Item>) -> Option<Effect> {
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
                "effect" => return Some(effect_of(&self.text[field.value()])),
                "action" | "actions" | "notaction" | "notactions" => has_actions = true,
                _ => {}
            }
        }
        // A statement without an effect allows, as in Terraform and the CDK.
        has_actions.then_some(Effect::Allow)
    }

    /// The effect among the calls of one item.
    fn effect_of_calls(&self, number: usize, item: &Item) -> Option<Effect> {
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
                    return Some(effect_of(&self.text[call.inner.clone()]));
                }
                "action" | "actions" | "addaction" | "addactions" | "withactions" => {
                    has_actions = true;
                }
                _ => {}
            }
        }
        has_actions.then_some(Effect::Allow)
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
                true,
            ),
            (
                "a.json",
                r#"{"Statement": [{"Effect": "Deny", "Resource": "*"}, {"Action": "a", "Resource": ["ARN"]}]}"#,
                false,
            ),
            (
                "a.json",
                r#"{"Effect": "Allow", "Action": "a", "NotResource": ["ARN"]}"#,
                true,
            ),
            (
                "a.json",
                r#"{"Effect": "Deny", "Action": "a", "NotResource": ["ARN"]}"#,
                false,
            ),
            (
                "a.py",
                "DENY = {\"Effect\": \"Deny\", \"Resource\": \"*\"}\nMODEL = \"ARN\"\n",
                false,
            ),
            (
                "a.py",
                "def f():\n    effect = \"Deny\"\n    model = \"ARN\"\n",
                false,
            ),
            (
                "a.py",
                "# effect: deny (it was {so)\np = PolicyStatement(actions=[\"a\"], resources=[\"ARN\"])\n",
                false,
            ),
            (
                "a.py",
                "p = PolicyStatement(effect=iam.Effect.DENY, actions=[\"a\"], resources=[\"ARN\"])\n",
                true,
            ),
            (
                "a.py",
                "p = '''{\"Effect\": \"Deny\", \"Resource\": \"ARN\"}'''\n",
                true,
            ),
            (
                "a.ts",
                "new PolicyStatement({ effect: deny ? Effect.DENY : Effect.ALLOW, resources: ['ARN'] })\n",
                false,
            ),
            (
                "A.java",
                "p = PolicyStatement.Builder.create().effect(Effect.DENY).resources(List.of(\"ARN\")).build();\n",
                true,
            ),
            (
                "A.java",
                "p = PolicyStatement.Builder.create().resources(List.of(\"ARN\")).effect(Effect.DENY).build();\n",
                true,
            ),
            (
                "A.java",
                "f(s.effect(Effect.DENY).actions(a));\nf(s.actions(a).resources(List.of(\"ARN\")));\n",
                false,
            ),
            (
                "a.go",
                "s := &PolicyStatementProps{\n\tEffect: awsiam.Effect_DENY,\n\tResources: jsii.Strings(\"ARN\"),\n}\n",
                true,
            ),
            (
                "a.tf",
                "statement {\n  effect = \"Deny\"\n  resources = [\"ARN\"]\n}\n",
                true,
            ),
            (
                "a.tf",
                "statement {\n  effect = \"Deny\"\n  resources = [\"*\"]\n}\nstatement {\n  actions = [\"a\"]\n  resources = [\"ARN\"]\n}\n",
                false,
            ),
            (
                "a.yaml",
                "Statement:\n  - Effect: Deny\n    Resource: '*'\n  - Action: a\n    Resource:\n      - ARN\n",
                false,
            ),
            (
                "a.yaml",
                "Statement:\n  - Action: a\n    Resource:\n      - ARN\n    Effect: Deny\n",
                true,
            ),
        ] {
            let text = text.replace("ARN", ARN);
            let source = source(path, &text);
            let at = text.find(ARN).expect("it is in the text");
            assert_eq!(
                keeps_out(&File::new(&source), at),
                expected,
                "{path}: {text}"
            );
        }
    }
}
