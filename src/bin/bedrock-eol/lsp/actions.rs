//! Quick fixes: the edits of `fix`, the safe ones first, and a comment that accepts a finding.

use std::ops::Range;

use bedrock_eol::Finding;
use bedrock_eol::program::{Edit, EditChoice, FixPlan, is_id, suppression_comment};
use serde_json::{Map, Value, json};

use super::client::Client;
use super::diagnostics::diagnostic;
use super::document::{Judged, OpenDocument};
use super::wire::range_json;

const QUICK_FIX: &str = "quickfix";
const FIX_ALL: &str = "source.fixAll.bedrock-eol";

/// A part of the text that becomes another one.
type TextChange = (Range<usize>, String);

/// The document that actions are for.
pub(super) struct ActionsOf<'a> {
    pub(super) uri: &'a str,
    pub(super) document: &'a OpenDocument,
    pub(super) judged: &'a Judged,
    pub(super) client: &'a Client,
    /// The path that decides the language.
    pub(super) path: &'a str,
}

impl ActionsOf<'_> {
    /// The actions for what a range of bytes touches. `only` has the kinds that the editor asks for; empty for quick fixes.
    pub(super) fn in_range(&self, range: &Range<usize>, only: &[&str]) -> Vec<Value> {
        let wants = |kind: &str| {
            let mut asked = only.iter();
            asked.any(|asked| {
                let rest = kind.strip_prefix(asked);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        };
        let mut actions = Vec::new();
        if only.is_empty() || wants(QUICK_FIX) {
            actions = self.quick_fixes(range);
        }
        if wants(FIX_ALL) {
            let changes = self.changes(&self.plan(false));
            let title = "Replace all models for which only the ID changes";
            actions.extend(self.action(FIX_ALL, title, changes, None));
        }
        actions
    }

    fn quick_fixes(&self, range: &Range<usize>) -> Vec<Value> {
        let touched: Vec<&Finding> = self
            .judged
            .findings()
            .filter(|finding| {
                let bytes = self.judged.bytes(&finding.reference.location);
                bytes.is_some_and(|at| at.start <= range.end && range.start <= at.end)
            })
            .collect();
        if touched.is_empty() {
            return Vec::new();
        }
        let (safe, every) = (self.plan(false), self.plan(true));
        let mut actions = Vec::new();
        for (plan, is_safe) in [(&safe, true), (&every, false)] {
            for finding in &touched {
                actions.extend(self.replacing(plan, &safe, finding, is_safe));
            }
        }
        for finding in &touched {
            actions.extend(self.replacing_all(&safe, &every, finding));
        }
        for finding in &touched {
            actions.extend(self.ignoring(finding));
        }
        let mut seen = Vec::new();
        actions.retain(|action| {
            let is_new = !seen.contains(&action["edit"]);
            seen.push(action["edit"].clone());
            is_new
        });
        actions
    }

    /// The edits of the text. A catalog of the repository that replaces a model with something else than an ID has none.
    fn plan(&self, with_unsafe: bool) -> FixPlan {
        let Some(report) = self.judged.report() else {
            return FixPlan::default();
        };
        let choice = EditChoice {
            with_unsafe,
            ..EditChoice::default()
        };
        FixPlan::of(report, self.judged.texts.clone(), &choice).unwrap_or_default()
    }

    /// The action that applies the edit of a finding.
    fn replacing(
        &self,
        plan: &FixPlan,
        safe: &FixPlan,
        finding: &Finding,
        is_safe: bool,
    ) -> Option<Value> {
        let edit = edit_of(plan, finding)?;
        let title = match (edit.renames(), edit.removals.is_empty()) {
            (true, true) => format!("Replace with {}", shown(&edit.new)),
            (true, false) => format!(
                "Replace with {} and remove rejected parameters",
                shown(&edit.new)
            ),
            (false, _) => "Remove rejected parameters".to_owned(),
        };
        let title = match is_safe || edit_of(safe, finding).is_some_and(|is| is_equal(is, edit)) {
            true => title,
            false => format!("{title} (needs a review)"),
        };
        let changes = self.changes(&plan.only(edit));
        let mut action = self.action(QUICK_FIX, &title, changes, Some(finding))?;
        if is_safe {
            action["isPreferred"] = true.into();
        }
        Some(action)
    }

    /// The action that replaces every use of the model of a finding.
    fn replacing_all(&self, safe: &FixPlan, every: &FixPlan, finding: &Finding) -> Option<Value> {
        let [model] = &*finding.reference.models else {
            return None;
        };
        let of_model = |plan: &FixPlan| {
            let mut plan = plan.clone();
            plan.retain(|_, edit| edit.finding.reference.models == finding.reference.models);
            plan
        };
        let (safe, every) = (of_model(safe), of_model(every));
        let (plan, note) = match safe.edits() == every.edits() {
            true => (safe, ""),
            false => (every, " (needs a review)"),
        };
        let (count, name) = (plan.edits(), shown(model.as_str()));
        let title = format!("Migrate all {count} uses of {name} in this file{note}");
        let action = || self.action(QUICK_FIX, &title, self.changes(&plan), Some(finding));
        (count > 1).then(action)?
    }

    /// The action that inserts a comment above a finding.
    fn ignoring(&self, finding: &Finding) -> Option<Value> {
        let text = self.document.text.as_str();
        let start = self.judged.bytes(&finding.reference.location)?.start;
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = self.document.text.line_end();
        let rule = finding.rule.name;
        let comment = suppression_comment(self.path, text, line, rule, line_end)?;
        let title = format!("Ignore {rule} here, with a reason");
        let changes = vec![(line..line, comment)];
        self.action(QUICK_FIX, &title, changes, Some(finding))
    }

    /// What a plan changes in the document.
    fn changes(&self, plan: &FixPlan) -> Vec<TextChange> {
        let mark = self.judged.mark();
        let changes = plan.files.iter().flat_map(|file| file.changes());
        let change = |change: bedrock_eol::program::ByteChange| {
            let range = change.range.start + mark..change.range.end + mark;
            Some((range, String::from_utf8(change.new).ok()?))
        };
        changes.filter_map(change).collect()
    }

    /// An action; absent if it changes nothing.
    fn action(
        &self,
        kind: &str,
        title: &str,
        changes: Vec<TextChange>,
        finding: Option<&Finding>,
    ) -> Option<Value> {
        if changes.is_empty() {
            return None;
        }
        let Self {
            uri,
            document,
            judged,
            client,
            ..
        } = self;
        let edit = |(bytes, new): TextChange| json!({"range": range_json(&document.text, bytes, client.encoding), "newText": new});
        let edits: Vec<Value> = changes.into_iter().map(edit).collect();
        let edit = match client.document_changes {
            true => json!({"documentChanges": [
                {"textDocument": {"uri": uri, "version": document.version}, "edits": edits},
            ]}),
            false => {
                json!({"changes": Map::from_iter([((*uri).to_owned(), Value::from(edits))])})
            }
        };
        let mut action = json!({"title": title, "kind": kind, "edit": edit});
        let fixed = finding.and_then(|finding| diagnostic(uri, document, judged, finding, client));
        if let Some(fixed) = fixed {
            action["diagnostics"] = json!([fixed]);
        }
        Some(action)
    }
}

fn edit_of<'p>(plan: &'p FixPlan, finding: &Finding) -> Option<&'p Edit> {
    let location = &finding.reference.location;
    let mut edits = plan.files.iter().flat_map(|file| &file.edits);
    edits.find(|edit| {
        edit.finding.reference.location == *location && edit.finding.rule == finding.rule
    })
}

fn is_equal(one: &Edit, other: &Edit) -> bool {
    one.new == other.new && one.removals.len() == other.removals.len()
}

/// An ID in a title. What is written can have characters of the old reference, which is text of the document.
fn shown(id: &str) -> String {
    match is_id(id) {
        true => id.to_owned(),
        false => "the new model".to_owned(),
    }
}
