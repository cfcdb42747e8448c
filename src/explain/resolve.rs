//! Resolves a text to models: with the detector, so that every form that a scan finds is recognized, then as a constant
//! of a library.

use std::cmp::Reverse;

use super::Unknown;
use crate::catalog::{Catalog, Model};
use crate::detect::Detector;
use crate::judge::meant_by;
use crate::model_id::{ModelId, ProfileScope};
use crate::reference::{Form, Found, FromProject, Match};
use crate::scan::{references, vocabulary};
use crate::source::{Encoding, Source, Span};
use crate::spelling::nearest_names;
use crate::walk::{Origin, SourcePath};

/// How many near names are suggested.
const NEAR: usize = 5;

/// What a text refers to.
#[derive(Debug)]
pub(super) struct Meant {
    pub(super) matched: Match,
    /// The bytes of the reference.
    pub(super) text: String,
    /// The library, if the text is a constant.
    pub(super) library: Option<String>,
}

pub(super) fn resolve(asked: &str, catalog: &Catalog) -> Result<Meant, Unknown> {
    let asked = asked.trim();
    let path = SourcePath {
        display: "argument".to_owned(),
        open: "argument".into(),
        origin: Origin::Named,
    };
    let source = Source::new(path, asked.as_bytes().to_vec(), Encoding::Utf8);
    let matches = references(
        &Detector::new(vocabulary(catalog)),
        &source,
        &FromProject::default(),
    );
    let says =
        |matched: &&Match| !matched.found.models.is_empty() || matched.found.form == Form::Opaque;
    if let Some(matched) = matches.iter().find(says) {
        let found = &matched.found;
        let text = asked[found.span.start..found.span.end].to_owned();
        let library = (found.form == Form::Symbol)
            .then(|| library_of(&text, catalog))
            .flatten();
        return Ok(Meant {
            matched: matched.clone(),
            text,
            library,
        });
    }
    if let Some(meant) = constant(asked, catalog) {
        return Ok(meant);
    }
    let mut near: Vec<String> = matches
        .iter()
        .flat_map(|matched| {
            let found = &matched.found;
            meant_by(&asked[found.span.start..found.span.end], found, catalog)
        })
        .take(NEAR)
        .collect();
    if near.is_empty() {
        near = near_names(asked, catalog);
    }
    Err(Unknown {
        text: asked.chars().take(200).collect(),
        nearest: near,
    })
}

/// The one model that a text refers to.
pub(crate) fn model<'a>(asked: &str, catalog: &'a Catalog) -> Result<&'a Model, Unknown> {
    let meant = resolve(asked, catalog)?;
    match meant.matched.found.models.as_slice() {
        [one] => Ok(catalog
            .model(one.as_str())
            .expect("the detector finds models of the catalog alone")),
        several => Err(Unknown {
            text: asked.chars().take(200).collect(),
            nearest: several.iter().map(ToString::to_string).take(NEAR).collect(),
        }),
    }
}

/// A constant by its name, with or without its container. In a file, an import would determine the library.
fn constant(asked: &str, catalog: &Catalog) -> Option<Meant> {
    let pieces: Vec<&str> = pieces(asked);
    // `claude-3-haiku` and the like are also names, of libraries that accept strings.
    let whole = catalog
        .aliases
        .iter()
        .any(|library| library.aliases.iter().any(|alias| alias.token == asked));
    let pieces = if whole { vec![asked] } else { pieces };
    let token = *pieces.last()?;
    let container = pieces.iter().rev().nth(1);
    let fits = |containers: &[crate::catalog::Text]| {
        container.is_none_or(|c| containers.iter().any(|known| known == c))
    };
    let (library, alias) = catalog
        .aliases
        .iter()
        .filter(|library| library.containers.is_empty() || fits(&library.containers))
        .find_map(|library| {
            Some((
                library,
                library.aliases.iter().find(|alias| alias.token == token)?,
            ))
        })?;
    let (scope, id) = match alias.model.split_once('.') {
        Some((scope, id)) if catalog.scope(scope).is_some() => (Some(ProfileScope::new(scope)), id),
        _ => (None, alias.model.as_ref()),
    };
    let (model, variant) = catalog.find(id)?;
    let span = Span {
        start: 0,
        end: asked.len(),
    };
    let found = Found {
        models: vec![ModelId::new(model.id.clone())],
        variant: variant.map(|variant| ModelId::new(variant.id.clone())),
        scope,
        ..Found::at(span, Form::Symbol)
    };
    Some(Meant {
        matched: Match::in_code(found),
        text: asked.to_owned(),
        library: Some(library.name.to_string()),
    })
}

/// The library of a constant with its container.
fn library_of(text: &str, catalog: &Catalog) -> Option<String> {
    let pieces = pieces(text);
    let (token, container) = (
        *pieces.last()?,
        pieces.iter().rev().nth(1).copied().unwrap_or_default(),
    );
    let named = catalog.aliases.iter().filter(|library| {
        library.containers.is_empty() || library.containers.iter().any(|known| known == container)
    });
    let mut with = named.filter(|library| library.aliases.iter().any(|alias| alias.token == token));
    with.next().map(|library| library.name.to_string())
}

fn pieces(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// IDs of the models whose display names, written like an ID, are similar: `claude-sonet-4` has no provider and no version.
fn nearest_by_name<'c>(asked: &str, catalog: &'c Catalog) -> Vec<&'c str> {
    let like_an_id = |name: &str| name.to_ascii_lowercase().replace([' ', '.'], "-");
    let names: Vec<(String, &str)> = catalog
        .models
        .iter()
        .map(|model| (like_an_id(&model.name), model.id.as_ref()))
        .collect();
    let near = nearest_names(
        &like_an_id(asked),
        names.iter().map(|(name, _)| name.as_str()),
        NEAR,
    );
    let id_of = |near: &str| {
        names
            .iter()
            .find(|(name, _)| name == near)
            .map(|(_, id)| *id)
    };
    near.into_iter().filter_map(id_of).collect()
}

/// IDs and constants with similar spelling. Of the IDs that contain the text, the newest models are first.
fn near_names(asked: &str, catalog: &Catalog) -> Vec<String> {
    let lower = asked.to_ascii_lowercase();
    let containing = |text: fn(&Model) -> &str| {
        let contains =
            |model: &&Model| lower.len() > 2 && text(model).to_ascii_lowercase().contains(&lower);
        let mut models: Vec<&Model> = catalog.models.iter().filter(contains).collect();
        models.sort_by_key(|model| Reverse(model.lifecycle.launched.as_ref().map(|date| date.day)));
        models
            .iter()
            .map(|model| model.id.as_ref())
            .collect::<Vec<&str>>()
    };
    let mut near = containing(|model| model.id.as_ref());
    if near.is_empty() {
        near = containing(|model| model.name.as_ref());
    }
    if near.is_empty() {
        near = nearest_names(&lower, catalog.ids().map(|(id, _)| id), NEAR);
    }
    if near.is_empty() {
        near = nearest_by_name(&lower, catalog);
    }
    if near.is_empty() {
        let tokens = catalog
            .aliases
            .iter()
            .flat_map(|library| library.aliases.iter().map(|a| a.token.as_ref()));
        let token = pieces(asked).last().copied().unwrap_or_default().to_owned();
        near = nearest_names(&token, tokens, NEAR);
    }
    near.into_iter().take(NEAR).map(str::to_owned).collect()
}
