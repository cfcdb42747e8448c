//! Writes a [`Catalog`] as Rust source of constant tables, so that the program has it without parsing.
//!
//! Every list becomes a `static` of its own, for a constant may not borrow a temporary that needs dropping.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::catalog::model::{
    Alias, AliasLibrary, Catalog, Dated, Lifecycle, Migration, Model, ObservedStage, OnDemand, PolicyRule,
    Profile, Regional, Replacement, RuntimeError, Scope, Source, Text, Variant,
};

/// Rust source that defines `static CATALOG: Catalog`; the including module imports the types of `model`,
/// `Cow` and `date`.
pub fn emit(catalog: &Catalog) -> String {
    let mut out = Tables::default();
    let fields = [
        ("schema_version", catalog.schema_version.to_string()),
        ("version", text(&catalog.version)),
        ("as_of", day(catalog.as_of)),
        ("checked", day(catalog.checked)),
        ("sources", out.list("Source", &catalog.sources, |_, s| source(s))),
        ("scopes", out.list("Scope", &catalog.scopes, scope)),
        ("regions", out.texts(&catalog.regions)),
        ("models", out.list("Model", &catalog.models, model)),
        ("aliases", out.list("AliasLibrary", &catalog.aliases, library)),
        ("migrations", out.list("Migration", &catalog.migrations, migration)),
        // Accounts' ARNs are never shipped.
        ("opaque_arns", "Cow::Borrowed(&[])".to_owned()),
        ("policy", policy(&mut out, catalog)),
    ];
    let body = record("Catalog", &fields);
    let mut code = out.code;
    let _ = writeln!(code, "static CATALOG: Catalog = {body};");
    code
}

/// The statics written so far.
#[derive(Default)]
struct Tables {
    code: String,
    count: usize,
}

impl Tables {
    /// A `static` that holds the items, as a borrowed list.
    fn list<T>(&mut self, kind: &str, items: &[T], mut item: impl FnMut(&mut Self, &T) -> String) -> String {
        if items.is_empty() {
            return "Cow::Borrowed(&[])".to_owned();
        }
        let bodies: Vec<String> = items.iter().map(|i| item(self, i)).collect();
        let name = format!("T{}", self.count);
        self.count += 1;
        let _ = writeln!(self.code, "static {name}: [{kind}; {}] = [{}];", items.len(), bodies.join(", "));
        format!("Cow::Borrowed(&{name})")
    }

    fn texts(&mut self, items: &[Text]) -> String {
        self.list("Text", items, |_, t| text(t))
    }
}

fn record(kind: &str, fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    format!("{kind} {{ {} }}", fields.join(", "))
}

fn text(text: &str) -> String {
    format!("Cow::Borrowed({text:?})")
}

fn option<T>(value: Option<T>, write: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| "None".to_owned(), |v| format!("Some({})", write(v)))
}

fn option_text(value: Option<&Text>) -> String {
    option(value, |t| text(t))
}

fn day(day: Date) -> String {
    format!("date({}, {}, {})", day.year(), day.month(), day.day())
}

fn dated(dated: &Dated) -> String {
    let evidence = format!("Evidence::{:?}", dated.evidence);
    record("Dated", &[("day", day(dated.day)), ("evidence", evidence), ("source", text(&dated.source))])
}

fn observed(observed: &ObservedStage) -> String {
    let stage = format!("Stage::{:?}", observed.stage);
    record("ObservedStage", &[("stage", stage), ("seen", dated(&observed.seen))])
}

fn lifecycle(lifecycle: &Lifecycle) -> String {
    record(
        "Lifecycle",
        &[
            ("launched", option(lifecycle.launched.as_ref(), dated)),
            ("legacy", option(lifecycle.legacy.as_ref(), dated)),
            ("extended_access", option(lifecycle.extended_access.as_ref(), dated)),
            ("eol", option(lifecycle.eol.as_ref(), dated)),
            ("eol_not_before", option(lifecycle.eol_not_before.as_ref(), dated)),
            ("observed", option(lifecycle.observed.as_ref(), observed)),
        ],
    )
}

fn source(source: &Source) -> String {
    record(
        "Source",
        &[
            ("id", text(&source.id)),
            ("title", text(&source.title)),
            ("url", option_text(source.url.as_ref())),
            ("retrieved", option(source.retrieved, day)),
            ("evidence", format!("Evidence::{:?}", source.evidence)),
        ],
    )
}

fn scope(out: &mut Tables, scope: &Scope) -> String {
    let regions = out.texts(&scope.regions);
    record("Scope", &[("id", text(&scope.id)), ("name", text(&scope.name)), ("regions", regions)])
}

fn model(out: &mut Tables, model: &Model) -> String {
    let fields = [
        ("id", text(&model.id)),
        ("name", text(&model.name)),
        ("provider", text(&model.provider)),
        ("modality", format!("Modality::{:?}", model.modality)),
        ("dimensions", out.list("u32", &model.dimensions, |_, size| size.to_string())),
        ("lifecycle", lifecycle(&model.lifecycle)),
        ("legacy_period", option(model.legacy_period, |p| format!("LegacyPeriod::{p:?}"))),
        ("regions", out.list("Regional", &model.regions, |_, r| regional(r))),
        ("on_demand", on_demand(out, &model.on_demand)),
        ("profiles", out.list("Profile", &model.profiles, |_, p| profile(p))),
        ("replacements", out.list("Replacement", &model.replacements, |_, r| replacement(r))),
        ("no_replacement", option_text(model.no_replacement.as_ref())),
        ("variants", out.list("Variant", &model.variants, |_, v| variant(v))),
        ("confidence", format!("Evidence::{:?}", model.confidence)),
        ("sources", out.texts(&model.sources)),
        ("notes", option_text(model.notes.as_ref())),
    ];
    record("Model", &fields)
}

fn regional(regional: &Regional) -> String {
    record("Regional", &[("region", text(&regional.region)), ("lifecycle", lifecycle(&regional.lifecycle))])
}

fn on_demand(out: &mut Tables, on_demand: &OnDemand) -> String {
    match on_demand {
        OnDemand::Unknown => "OnDemand::Unknown".to_owned(),
        OnDemand::No => "OnDemand::No".to_owned(),
        OnDemand::Yes { regions, note } => {
            let regions = out.texts(regions);
            record("OnDemand::Yes", &[("regions", regions), ("note", option_text(note.as_ref()))])
        }
    }
}

fn profile(profile: &Profile) -> String {
    let evidence = format!("Evidence::{:?}", profile.evidence);
    record(
        "Profile",
        &[("scope", text(&profile.scope)), ("evidence", evidence), ("source", text(&profile.source))],
    )
}

fn replacement(replacement: &Replacement) -> String {
    record(
        "Replacement",
        &[
            ("model", text(&replacement.model)),
            ("named_by", format!("NamedBy::{:?}", replacement.named_by)),
            ("drop_in", replacement.drop_in.to_string()),
            ("note", option_text(replacement.note.as_ref())),
            ("source", option_text(replacement.source.as_ref())),
        ],
    )
}

fn variant(variant: &Variant) -> String {
    record(
        "Variant",
        &[
            ("id", text(&variant.id)),
            ("lifecycle", option(variant.lifecycle.as_ref(), lifecycle)),
            ("confidence", format!("Evidence::{:?}", variant.confidence)),
            ("source", text(&variant.source)),
        ],
    )
}

fn library(out: &mut Tables, library: &AliasLibrary) -> String {
    let fields = [
        ("name", text(&library.name)),
        ("containers", out.texts(&library.containers)),
        ("requires", out.texts(&library.requires)),
        ("aliases", out.list("Alias", &library.aliases, |_, a| alias(a))),
        ("source", text(&library.source)),
    ];
    record("AliasLibrary", &fields)
}

fn alias(alias: &Alias) -> String {
    record(
        "Alias",
        &[
            ("token", text(&alias.token)),
            ("model", text(&alias.model)),
            ("deprecated", alias.deprecated.to_string()),
        ],
    )
}

fn migration(out: &mut Tables, migration: &Migration) -> String {
    let fields = [
        ("id", text(&migration.id)),
        ("from", out.texts(&migration.from)),
        ("to", out.texts(&migration.to)),
        ("when", out.list("When", &migration.when, |_, when| format!("When::{when:?}"))),
        ("change", text(&migration.change)),
        ("source", text(&migration.source)),
    ];
    record("Migration", &fields)
}

fn policy(out: &mut Tables, catalog: &Catalog) -> String {
    let rules = out.list("PolicyRule", &catalog.policy.rules, |_, r| policy_rule(r));
    let errors = out.list("RuntimeError", &catalog.policy.runtime_errors, |_, e| runtime_error(e));
    record("Policy", &[("rules", rules), ("runtime_errors", errors)])
}

fn policy_rule(rule: &PolicyRule) -> String {
    record(
        "PolicyRule",
        &[
            ("id", text(&rule.id)),
            ("stage", option(rule.stage, |s| format!("Stage::{s:?}"))),
            ("text", text(&rule.text)),
            ("source", text(&rule.source)),
        ],
    )
}

fn runtime_error(error: &RuntimeError) -> String {
    record(
        "RuntimeError",
        &[
            ("id", text(&error.id)),
            ("when", text(&error.when)),
            ("exception", text(&error.exception)),
            ("text", text(&error.text)),
            ("source", text(&error.source)),
        ],
    )
}
