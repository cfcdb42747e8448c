//! The values of reports that are read: those that many findings share are in memory once.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Arc;

use crate::catalog::Lifecycle;
use crate::finding::{ChosenReplacement, RegionVerdict, Step};
use crate::model_id::ModelId;

/// Values that reports share, by their text.
#[derive(Debug, Default)]
pub(super) struct SharedValues {
    texts: HashMap<Arc<str>, ()>,
    pub(super) lifecycles: HashMap<String, Arc<Lifecycle>>,
    pub(super) regions: HashMap<String, Arc<[RegionVerdict]>>,
    pub(super) replacements: HashMap<String, Arc<ChosenReplacement>>,
    pub(super) steps: HashMap<String, Arc<[Step]>>,
    pub(super) models: HashMap<String, Arc<[ModelId]>>,
    pub(super) owners: HashMap<String, Arc<[String]>>,
}

impl SharedValues {
    /// The text, once.
    pub(super) fn text(&mut self, text: &str) -> Arc<str> {
        if let Some((known, ())) = self.texts.get_key_value(text) {
            return Arc::clone(known);
        }
        let text: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&text), ());
        text
    }
}

/// The value that is known by its text, or this one from now on.
pub(super) fn shared<T: ?Sized, V: Debug + Into<Arc<T>>>(
    known: &mut HashMap<String, Arc<T>>,
    value: V,
) -> Arc<T> {
    let key = format!("{value:?}");
    Arc::clone(known.entry(key).or_insert_with(|| value.into()))
}
