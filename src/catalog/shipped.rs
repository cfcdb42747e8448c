//! Texts and lists of a catalog: those of the shipped one are in tables of the binary, those that were read
//! from files are owned.
//!
//! Shipped text is found by its index in a table and not by its address. Addresses are known only when the
//! program is loaded: thousands of them have to be filled in at each start, and every page that contains one is
//! copied. Tables of indices cost nothing until they are read.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;

use crate::catalog::shipped_texts::TEXTS;

/// A text of a catalog; it is used as the `str` that it is.
#[derive(Clone)]
pub struct Text(Held<Box<str>>);

/// A list of a catalog; it is used as the slice that it is.
#[derive(Clone)]
pub struct List<T>(Held<Vec<T>>);

/// Rows of which lists are made.
pub trait ShippedRow: Clone + 'static {
    /// The rows of all lists of the shipped catalog.
    fn shipped() -> &'static [Self];
}

#[derive(Clone)]
enum Held<T> {
    Shipped { start: u32, len: u32 },
    Owned(T),
}

impl Text {
    /// The text of `len` bytes from `start` on in the table of texts.
    pub(in crate::catalog) const fn shipped(start: u32, len: u32) -> Self {
        Self(Held::Shipped { start, len })
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Held::Shipped { start, len } => piece(*start, *len),
            Held::Owned(text) => text,
        }
    }
}

fn piece(start: u32, len: u32) -> &'static str {
    &TEXTS[start as usize..][..len as usize]
}

impl<T> List<T> {
    /// The `len` rows from `start` on in the table of such rows.
    pub(in crate::catalog) const fn shipped(start: u32, len: u32) -> Self {
        Self(Held::Shipped { start, len })
    }
}

impl<T: ShippedRow> List<T> {
    /// The rows as something to change; those that are shipped are copied first.
    pub fn to_mut(&mut self) -> &mut Vec<T> {
        if let Held::Shipped { .. } = self.0 {
            self.0 = Held::Owned(self.to_vec());
        }
        match &mut self.0 {
            Held::Owned(rows) => rows,
            Held::Shipped { .. } => unreachable!("it was copied above"),
        }
    }
}

impl<T: ShippedRow> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Held::Shipped { start, len } => &T::shipped()[*start as usize..][..*len as usize],
            Held::Owned(rows) => rows,
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(Held::Owned(text.into()))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Held::Owned(text.into()))
    }
}

impl From<Text> for Cow<'static, str> {
    fn from(text: Text) -> Self {
        match text.0 {
            Held::Shipped { start, len } => Self::Borrowed(piece(start, len)),
            Held::Owned(text) => Self::Owned(text.into()),
        }
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        Cow::from(text).into_owned()
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        **self == **other
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (**self).cmp(&**other)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Held::Shipped { start: 0, len: 0 })
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(rows: Vec<T>) -> Self {
        Self(Held::Owned(rows))
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Self(Held::Owned(rows.into_iter().collect()))
    }
}

impl<'a, T: ShippedRow> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T: ShippedRow + PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: ShippedRow + fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
