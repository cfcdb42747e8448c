//! How far a replacement can be written without a decision by a person.

/// How far the text of a replacement can be written instead of its reference without a decision by a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// The edit is the whole change: a drop-in model of the same family, called in the same way, in one literal.
    Safe,
    /// The edit is complete as text, but something else may have to change, too.
    Unsafe,
    /// Not an edit: the text is incomplete, or something else than the reference has to change.
    DisplayOnly,
}

impl Applicability {
    /// The word in JSON: `display-only`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
            Self::DisplayOnly => "display-only",
        }
    }
}

/// The applicability of an edit, with the reasons against applying it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditReview {
    /// Reasons against applying it unseen, clauses in Markdown; each is enough.
    doubts: Vec<String>,
    /// Why it is not an edit at all, a clause.
    display_only: Option<String>,
}

impl EditReview {
    /// Adds a reason against applying the edit unseen.
    pub fn doubt(&mut self, reason: impl Into<String>) {
        self.doubts.push(reason.into());
    }

    /// Makes the edit display-only; the first reason stays.
    pub fn show_only(&mut self, reason: impl Into<String>) {
        self.display_only.get_or_insert_with(|| reason.into());
    }

    /// How far the edit can be applied.
    pub fn applicability(&self) -> Applicability {
        if self.display_only.is_some() {
            Applicability::DisplayOnly
        } else if self.doubts.is_empty() {
            Applicability::Safe
        } else {
            Applicability::Unsafe
        }
    }

    /// Why it is not safe, or not an edit; empty for a safe edit.
    pub fn reasons(&self) -> impl Iterator<Item = &str> {
        let all = self.display_only.iter();
        let doubts = self.doubts.iter().filter(|_| self.display_only.is_none());
        all.chain(doubts).map(String::as_str)
    }
}
