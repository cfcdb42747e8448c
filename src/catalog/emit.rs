//! Writes a [`Catalog`] as texts and constant tables in Rust, so that the program has it without parsing.
//!
//! All texts are in one string and all rows of a kind in one table; what refers to them says where, as
//! `shipped` explains.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;

use crate::catalog::lifecycle::{Dated, Lifecycle, ObservedStage};
use crate::catalog::model::{
    Alias, AliasLibrary, Catalog, FactSource, Migration, Model, ModelArgument, OnDemand,
    PolicyRule, Price, Profile, Quota, Regional, RejectedParameters, Replacement, Route,
    RuntimeError, Scope, Variant,
};
use crate::catalog::shipped::Text;

/// The kinds of rows, each of which has a table.
const ROWS: [&str; 22] = [
    "Alias",
    "AliasLibrary",
    "FactSource",
    "InputKind",
    "Migration",
    "Model",
    "ModelArgument",
    "OpaqueArn",
    "PolicyRule",
    "Price",
    "Profile",
    "Quota",
    "Regional",
    "RejectedParameters",
    "Replacement",
    "Route",
    "RuntimeError",
    "Scope",
    "StepCondition",
    "Text",
    "Variant",
    "u32",
];

/// What the build writes of a catalog.
pub struct Emitted {
    /// All texts, one after the other, which `texts` includes.
    pub texts: String,
    /// Rust source that defines `static CATALOG: Catalog` and the tables that it refers to; the including module
    /// imports the types of `model` and `shipped`, and `date`.
    pub code: String,
}

/// A catalog as texts and code.
pub fn emit(catalog: &Catalog) -> Emitted {
    let mut out = Tables::default();
    let fields = [
        ("schema_version", catalog.schema_version.to_string()),
        ("version", out.text(&catalog.version)),
        ("as_of", day(catalog.as_of)),
        ("checked", day(catalog.checked)),
        ("sources", out.list("FactSource", &catalog.sources, source)),
        ("scopes", out.list("Scope", &catalog.scopes, scope)),
        ("regions", out.texts(&catalog.regions)),
        ("models", out.list("Model", &catalog.models, model)),
        (
            "aliases",
            out.list("AliasLibrary", &catalog.aliases, library),
        ),
        (
            "migrations",
            out.list("Migration", &catalog.migrations, migration),
        ),
        (
            "rejected_parameters",
            out.list(
                "RejectedParameters",
                &catalog.rejected_parameters,
                rejected_parameters,
            ),
        ),
        (
            "model_arguments",
            out.list("ModelArgument", &catalog.model_arguments, model_argument),
        ),
        ("quotas", out.list("Quota", &catalog.quotas, quota)),
        ("prices", out.list("Price", &catalog.prices, price)),
        // Accounts' ARNs are never shipped.
        ("opaque_arns", "List::shipped(0, 0)".to_owned()),
        ("policy", policy(&mut out, catalog)),
    ];
    let body = record("Catalog", &fields);
    let mut code = out.code();
    let _ = writeln!(code, "static CATALOG: Catalog = {body};");
    Emitted {
        texts: out.texts,
        code,
    }
}

/// What was written so far.
#[derive(Default)]
struct Tables {
    texts: String,
    /// The position of each text.
    offsets: BTreeMap<String, usize>,
    /// The rows of each kind.
    rows: BTreeMap<&'static str, Vec<String>>,
    /// The rows of each list of a kind; equal lists share them.
    lists: BTreeMap<(&'static str, Vec<String>), usize>,
}

impl Tables {
    fn text(&mut self, text: &str) -> String {
        let start = *self.offsets.entry(text.to_owned()).or_insert_with(|| {
            self.texts.push_str(text);
            self.texts.len() - text.len()
        });
        format!("Text::shipped({start}, {})", text.len())
    }

    fn option_text(&mut self, value: Option<&Text>) -> String {
        option(value, |t| self.text(t))
    }

    /// Adds the items to the table of their kind, next to each other.
    fn list<T>(
        &mut self,
        kind: &'static str,
        items: &[T],
        item: impl Fn(&mut Self, &T) -> String,
    ) -> String {
        let bodies: Vec<String> = items.iter().map(|i| item(self, i)).collect();
        let table = self.rows.entry(kind).or_default();
        let start = match self.lists.get(&(kind, bodies.clone())) {
            Some(start) => *start,
            None => {
                let start = table.len();
                table.extend(bodies.iter().cloned());
                self.lists.insert((kind, bodies), start);
                start
            }
        };
        format!("List::shipped({start}, {})", items.len())
    }

    fn texts(&mut self, items: &[Text]) -> String {
        self.list("Text", items, |out, t| out.text(t))
    }

    fn code(&self) -> String {
        let mut code = String::new();
        for kind in ROWS {
            let rows = self.rows.get(kind).map_or(&[][..], Vec::as_slice);
            let _ = writeln!(
                code,
                "impl ShippedRow for {kind} {{\n    fn shipped() -> &'static [Self] {{\n        \
                 static ROWS: [{kind}; {}] = [{}];\n        &ROWS\n    }}\n}}",
                rows.len(),
                rows.join(", "),
            );
        }
        code
    }
}

fn record(kind: &str, fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    format!("{kind} {{ {} }}", fields.join(", "))
}

fn option<T>(value: Option<T>, write: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| "None".to_owned(), |v| format!("Some({})", write(v)))
}

fn day(day: Date) -> String {
    format!("date({}, {}, {})", day.year(), day.month(), day.day())
}

fn dated(out: &mut Tables, dated: &Dated) -> String {
    let evidence = format!("Evidence::{:?}", dated.evidence);
    record(
        "Dated",
        &[
            ("day", day(dated.day)),
            ("evidence", evidence),
            ("source", out.text(&dated.source)),
        ],
    )
}

fn observed(out: &mut Tables, observed: &ObservedStage) -> String {
    let stage = format!("Stage::{:?}", observed.stage);
    record(
        "ObservedStage",
        &[("stage", stage), ("seen", dated(out, &observed.seen))],
    )
}

fn lifecycle(out: &mut Tables, lifecycle: &Lifecycle) -> String {
    record(
        "Lifecycle",
        &[
            (
                "launched",
                option(lifecycle.launched.as_ref(), |d| dated(out, d)),
            ),
            (
                "legacy",
                option(lifecycle.legacy.as_ref(), |d| dated(out, d)),
            ),
            (
                "extended_access",
                option(lifecycle.extended_access.as_ref(), |d| dated(out, d)),
            ),
            ("eol", option(lifecycle.eol.as_ref(), |d| dated(out, d))),
            (
                "eol_not_before",
                option(lifecycle.eol_not_before.as_ref(), |d| dated(out, d)),
            ),
            (
                "observed",
                option(lifecycle.observed.as_ref(), |o| observed(out, o)),
            ),
        ],
    )
}

fn source(out: &mut Tables, source: &FactSource) -> String {
    record(
        "FactSource",
        &[
            ("id", out.text(&source.id)),
            ("title", out.text(&source.title)),
            ("url", out.option_text(source.url.as_ref())),
            ("retrieved", option(source.retrieved, day)),
            ("month", out.option_text(source.month.as_ref())),
            ("evidence", format!("Evidence::{:?}", source.evidence)),
        ],
    )
}

fn scope(out: &mut Tables, scope: &Scope) -> String {
    let regions = out.texts(&scope.regions);
    record(
        "Scope",
        &[
            ("id", out.text(&scope.id)),
            ("name", out.text(&scope.name)),
            ("regions", regions),
        ],
    )
}

fn model(out: &mut Tables, model: &Model) -> String {
    let fields = [
        ("id", out.text(&model.id)),
        ("name", out.text(&model.name)),
        ("provider", out.text(&model.provider)),
        ("modality", format!("Modality::{:?}", model.modality)),
        (
            "inputs",
            out.list("InputKind", &model.inputs, |_, input| {
                format!("InputKind::{input:?}")
            }),
        ),
        (
            "dimensions",
            out.list("u32", &model.dimensions, |_, size| size.to_string()),
        ),
        ("lifecycle", lifecycle(out, &model.lifecycle)),
        (
            "legacy_period",
            option(model.legacy_period, |p| format!("LegacyPeriod::{p:?}")),
        ),
        ("regions", out.list("Regional", &model.regions, regional)),
        ("on_demand", on_demand(out, &model.on_demand)),
        ("access", out.option_text(model.access.as_ref())),
        ("mantle_only", out.texts(&model.mantle_only)),
        ("both_endpoints", out.texts(&model.both_endpoints)),
        ("mantle_id", out.option_text(model.mantle_id.as_ref())),
        ("unsettled_endpoint", out.texts(&model.unsettled_endpoint)),
        ("profiles", out.list("Profile", &model.profiles, profile)),
        (
            "replacements",
            out.list("Replacement", &model.replacements, replacement),
        ),
        (
            "successors",
            out.list("Replacement", &model.successors, replacement),
        ),
        (
            "no_replacement",
            out.option_text(model.no_replacement.as_ref()),
        ),
        ("variants", out.list("Variant", &model.variants, variant)),
        ("confidence", format!("Evidence::{:?}", model.confidence)),
        ("sources", out.texts(&model.sources)),
        ("notes", out.option_text(model.notes.as_ref())),
    ];
    record("Model", &fields)
}

fn regional(out: &mut Tables, regional: &Regional) -> String {
    record(
        "Regional",
        &[
            ("region", out.text(&regional.region)),
            ("lifecycle", lifecycle(out, &regional.lifecycle)),
        ],
    )
}

fn on_demand(out: &mut Tables, on_demand: &OnDemand) -> String {
    match on_demand {
        OnDemand::Unknown => "OnDemand::Unknown".to_owned(),
        OnDemand::No => "OnDemand::No".to_owned(),
        OnDemand::Yes { regions, note } => {
            let regions = out.texts(regions);
            record(
                "OnDemand::Yes",
                &[
                    ("regions", regions),
                    ("note", out.option_text(note.as_ref())),
                ],
            )
        }
    }
}

fn profile(out: &mut Tables, profile: &Profile) -> String {
    let evidence = format!("Evidence::{:?}", profile.evidence);
    let routes = out.list("Route", &profile.routes, route);
    record(
        "Profile",
        &[
            ("scope", out.text(&profile.scope)),
            ("evidence", evidence),
            ("source", out.text(&profile.source)),
            ("routes", routes),
            ("routes_are_whole", profile.routes_are_whole.to_string()),
        ],
    )
}

fn route(out: &mut Tables, route: &Route) -> String {
    let (from, to) = (out.texts(&route.from), out.texts(&route.to));
    record(
        "Route",
        &[
            ("from", from),
            ("to", to),
            ("source", out.text(&route.source)),
        ],
    )
}

fn replacement(out: &mut Tables, replacement: &Replacement) -> String {
    let regions = out.texts(&replacement.regions);
    record(
        "Replacement",
        &[
            ("model", out.text(&replacement.model)),
            ("regions", regions),
            ("named_by", format!("ChosenBy::{:?}", replacement.named_by)),
            ("drop_in", replacement.drop_in.to_string()),
            ("note", out.option_text(replacement.note.as_ref())),
            ("source", out.option_text(replacement.source.as_ref())),
        ],
    )
}

fn variant(out: &mut Tables, variant: &Variant) -> String {
    record(
        "Variant",
        &[
            ("id", out.text(&variant.id)),
            (
                "lifecycle",
                option(variant.lifecycle.as_ref(), |l| lifecycle(out, l)),
            ),
            ("confidence", format!("Evidence::{:?}", variant.confidence)),
            ("source", out.text(&variant.source)),
        ],
    )
}

fn library(out: &mut Tables, library: &AliasLibrary) -> String {
    let fields = [
        ("name", out.text(&library.name)),
        ("containers", out.texts(&library.containers)),
        ("requires", out.texts(&library.requires)),
        (
            "other_models",
            out.option_text(library.other_models.as_ref()),
        ),
        ("aliases", out.list("Alias", &library.aliases, alias)),
        ("source", out.text(&library.source)),
    ];
    record("AliasLibrary", &fields)
}

fn alias(out: &mut Tables, alias: &Alias) -> String {
    record(
        "Alias",
        &[
            ("token", out.text(&alias.token)),
            ("model", out.text(&alias.model)),
            ("deprecated", alias.deprecated.to_string()),
        ],
    )
}

fn migration(out: &mut Tables, migration: &Migration) -> String {
    let fields = [
        ("id", out.text(&migration.id)),
        ("from", out.texts(&migration.from)),
        ("to", out.texts(&migration.to)),
        ("from_except", out.texts(&migration.from_except)),
        ("to_except", out.texts(&migration.to_except)),
        (
            "when",
            out.list("StepCondition", &migration.when, |_, when| {
                format!("StepCondition::{when:?}")
            }),
        ),
        ("rejected", out.option_text(migration.rejected.as_ref())),
        ("change", out.text(&migration.change)),
        ("source", out.text(&migration.source)),
    ];
    record("Migration", &fields)
}

fn rejected_parameters(out: &mut Tables, row: &RejectedParameters) -> String {
    record(
        "RejectedParameters",
        &[
            ("id", out.text(&row.id)),
            ("models", out.texts(&row.models)),
            ("accepted_by", out.texts(&row.accepted_by)),
            ("rejects", format!("Rejects::{:?}", row.rejects)),
            ("values", out.texts(&row.values)),
            ("words", out.text(&row.words)),
            ("body", out.texts(&row.body)),
            ("converse", out.texts(&row.converse)),
            ("inference_config", out.texts(&row.inference_config)),
            ("additional_fields", out.texts(&row.additional_fields)),
            ("since", out.option_text(row.since.as_ref())),
            ("source", out.text(&row.source)),
        ],
    )
}

fn model_argument(out: &mut Tables, row: &ModelArgument) -> String {
    record(
        "ModelArgument",
        &[
            ("id", out.text(&row.id)),
            ("purpose", format!("ArgumentUse::{:?}", row.purpose)),
            ("calls", out.texts(&row.calls)),
            ("resources", out.texts(&row.resources)),
            ("argument", out.option_text(row.argument.as_ref())),
            ("source", out.text(&row.source)),
        ],
    )
}

fn quota(out: &mut Tables, quota: &Quota) -> String {
    record(
        "Quota",
        &[
            ("model", out.text(&quota.model)),
            ("call", format!("Call::{:?}", quota.call)),
            ("code", out.text(&quota.code)),
            ("name", out.text(&quota.name)),
            ("source", out.text(&quota.source)),
        ],
    )
}

fn price(out: &mut Tables, price: &Price) -> String {
    record(
        "Price",
        &[
            ("model", out.text(&price.model)),
            ("unit", out.text(&price.unit)),
            ("up_to", out.option_text(price.up_to.as_ref())),
            ("class", out.text(&price.class)),
            ("input", out.option_text(price.input.as_ref())),
            ("output", out.option_text(price.output.as_ref())),
            ("source", out.text(&price.source)),
        ],
    )
}

fn policy(out: &mut Tables, catalog: &Catalog) -> String {
    let rules = out.list("PolicyRule", &catalog.policy.rules, policy_rule);
    let errors = out.list(
        "RuntimeError",
        &catalog.policy.runtime_errors,
        runtime_error,
    );
    record(
        "LifecyclePolicy",
        &[("rules", rules), ("runtime_errors", errors)],
    )
}

fn policy_rule(out: &mut Tables, rule: &PolicyRule) -> String {
    record(
        "PolicyRule",
        &[
            ("id", out.text(&rule.id)),
            ("stage", option(rule.stage, |s| format!("Stage::{s:?}"))),
            ("text", out.text(&rule.text)),
            ("source", out.text(&rule.source)),
        ],
    )
}

fn runtime_error(out: &mut Tables, error: &RuntimeError) -> String {
    record(
        "RuntimeError",
        &[
            ("id", out.text(&error.id)),
            ("when", out.text(&error.when)),
            ("exception", out.text(&error.exception)),
            ("text", out.text(&error.text)),
            ("source", out.text(&error.source)),
        ],
    )
}
