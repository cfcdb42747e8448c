//! How the value of a setting in a higher layer combines with that in a lower one.

use std::collections::BTreeMap;

/// A setting that may be absent from a layer.
pub(super) trait Unset {
    /// Whether the layer below decides.
    fn is_unset(&self) -> bool;
}

impl<T> Unset for Option<T> {
    fn is_unset(&self) -> bool {
        self.is_none()
    }
}

impl<T> Unset for Vec<T> {
    fn is_unset(&self) -> bool {
        self.is_empty()
    }
}

impl<K, V> Unset for BTreeMap<K, V> {
    fn is_unset(&self) -> bool {
        self.is_empty()
    }
}

/// The higher value, if there is one.
pub(super) fn first_value<T>(higher: Option<T>, lower: Option<T>) -> Option<T> {
    higher.or(lower)
}

/// The higher list, unless it is empty.
pub(super) fn first_given<T>(higher: Vec<T>, lower: Vec<T>) -> Vec<T> {
    if higher.is_empty() { lower } else { higher }
}

/// Both lists, the lower one first.
pub(super) fn both<T>(higher: Vec<T>, mut lower: Vec<T>) -> Vec<T> {
    lower.extend(higher);
    lower
}

/// Both tables; the higher value of a name that is in both.
pub(super) fn by_name<K: Ord, V>(
    higher: BTreeMap<K, V>,
    mut lower: BTreeMap<K, V>,
) -> BTreeMap<K, V> {
    lower.extend(higher);
    lower
}
