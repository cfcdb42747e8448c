//! Collects what the catalog and the judge know about the models of a text.

mod replacements;

use jiff::civil::Date;

use super::resolve::Meant;
use super::{
    DateFact, ErrorFact, Explanation, ModelFacts, PriceFact, ProfileFact, RegionFacts, RouteFact,
    SourceFact, StepFact,
};
use crate::catalog::{
    Catalog, Dated, Evidence, Lifecycle, Model, OnDemand, Price, Profile, Route, Stage,
    StepCondition, Text,
};
use crate::judge::{Policy, destinations, knows_offer};
use crate::model_id::{Partition, Region};
use crate::reference::{Form, Resolution};

/// How many source Regions of a profile are listed; more are counted.
const NAMED_SOURCES: usize = 8;

/// Kinds of ARNs of an account, and how to find their models.
const OPAQUE_KINDS: &[(&str, &str, &str)] = &[
    (
        "application-inference-profile/",
        "an application inference profile of your account",
        "Run `aws bedrock list-inference-profiles --type-equals APPLICATION --output json > profiles.json`, then \
         `bedrock-eol catalog import profiles.json --output account.yaml`. With `--catalog account.yaml` this ARN is \
         judged as its model.",
    ),
    (
        "provisioned-model/",
        "Provisioned Throughput of your account",
        "`aws bedrock get-provisioned-model-throughput --provisioned-model-id ARN` shows the model.",
    ),
    (
        "custom-model-deployment/",
        "a deployment of a custom model of your account",
        "`aws bedrock get-custom-model-deployment --custom-model-deployment-identifier ARN` shows the model.",
    ),
    (
        "custom-model/",
        "a custom model of your account",
        "`aws bedrock get-custom-model --model-identifier ARN` shows the base model. The custom model has the same \
         End-of-Life date.",
    ),
    (
        "imported-model/",
        "an imported model of your account",
        "Its weights are your own: AWS's lifecycle of foundation models does not apply to it.",
    ),
    (
        "prompt-router/",
        "a prompt router",
        "`aws bedrock get-prompt-router --prompt-router-arn ARN` shows the models that it chooses from.",
    ),
];

pub(super) fn explanation(
    asked: &str,
    meant: &Meant,
    to: Option<&Model>,
    catalog: &Catalog,
    policy: &Policy,
) -> Explanation {
    let region = region(meant, policy);
    let found = &meant.matched.found;
    let of_catalog = found
        .models
        .iter()
        .filter_map(|id| catalog.model(id.as_str()));
    let gather = |model| {
        Gathering {
            model,
            meant,
            to,
            region: region.as_deref(),
            catalog,
            policy,
        }
        .facts()
    };
    let models: Vec<ModelFacts> = of_catalog.map(gather).collect();
    let (meaning, how_to_resolve) = meaning(meant, catalog);
    Explanation {
        schema_version: 1,
        asked: asked.trim().to_owned(),
        catalog_version: catalog.version.to_string(),
        catalog_as_of: catalog.as_of,
        as_of: policy.as_of,
        region,
        form: found.form,
        meaning,
        how_to_resolve,
        models,
    }
}

/// The Region, if exactly one: the text's, else the user's.
fn region(meant: &Meant, policy: &Policy) -> Option<String> {
    if let Some((region, _)) = &meant.matched.found.region {
        return Some(region.to_string());
    }
    match policy.regions.as_slice() {
        [one] => Some(one.to_string()),
        _ => None,
    }
}

/// What the text is, and how to find the model if the text does not contain it.
fn meaning(meant: &Meant, catalog: &Catalog) -> (String, Option<String>) {
    let found = &meant.matched.found;
    let count = found.models.len();
    let what = match found.form {
        Form::Opaque => {
            let kind = OPAQUE_KINDS
                .iter()
                .find(|(resource, ..)| meant.text.contains(resource));
            let (kind, how) = kind.map_or(("an ARN of an account", None), |(_, kind, how)| {
                (*kind, Some(*how))
            });
            let known = catalog.opaque_arn(&meant.text);
            let Some(known) = known.filter(|_| count > 0) else {
                let text = format!("It is {kind}: the ARN does not show which model it uses.");
                let how = how.unwrap_or("Look the model up in your account.");
                return (text, Some(how.to_owned()));
            };
            let name = known
                .name
                .as_ref()
                .map_or(String::new(), |name| format!(" named {name}"));
            format!("It is {kind}{name}; the imported catalog has its model")
        }
        Form::Symbol => {
            let library = meant.library.as_deref().unwrap_or("a library");
            format!("It is a constant of {library}")
        }
        Form::Wildcard => format!("It is a pattern that matches {count} models"),
        _ if found.resolution == Resolution::Family => format!("It is a family of {count} models"),
        _ if count > 1 => format!("It is the beginning of an ID, and matches {count} models"),
        _ if found.resolution == Resolution::Truncated => {
            "It is the beginning of an ID, and matches one model".to_owned()
        }
        Form::Profile => profile(meant, catalog, "It is a cross-Region inference profile"),
        Form::InferenceProfileArn => {
            profile(meant, catalog, "It is the ARN of an inference profile")
        }
        Form::FoundationModelArn => "It is the ARN of a foundation model".to_owned(),
        Form::Base => match &found.variant {
            Some(_) => "It is another spelling of a model ID".to_owned(),
            None => "It is a model ID".to_owned(),
        },
    };
    (format!("{what}."), None)
}

/// The profile with what its scope means and whether the model has it.
fn profile(meant: &Meant, catalog: &Catalog, what: &str) -> String {
    let Some(scope) = &meant.matched.found.scope else {
        return format!("{what}; its scope is a placeholder");
    };
    let Some(row) = catalog.scope(scope.as_str()) else {
        return format!("{what} of a scope that the catalog does not know");
    };
    let model = meant
        .matched
        .found
        .models
        .first()
        .and_then(|id| catalog.model(id.as_str()));
    let profile = model.and_then(|m| {
        m.profiles
            .iter()
            .find(|profile| profile.scope == scope.as_str())
    });
    let known = match profile.map(|profile| profile.evidence) {
        Some(Evidence::Aws) => String::new(),
        Some(_) => "; AWS does not list this profile".to_owned(),
        None => "; the model has no known profile of this scope".to_owned(),
    };
    format!("{what} with the scope `{scope}.` ({}){known}", row.name)
}

struct Gathering<'a> {
    model: &'a Model,
    meant: &'a Meant,
    to: Option<&'a Model>,
    region: Option<&'a str>,
    catalog: &'a Catalog,
    policy: &'a Policy,
}

impl Gathering<'_> {
    fn facts(&self) -> ModelFacts {
        let Self { model, policy, .. } = self;
        let lifecycle = self.lifecycle();
        let as_of = policy.as_of;
        let (replacement, no_replacement) = self.replacement();
        let target = self
            .to
            .map(|to| to.id.to_string())
            .or_else(|| replacement.as_ref().map(|r| r.model.clone()));
        // How a model chosen with `--to` will be called is not known.
        let call = replacement
            .as_ref()
            .filter(|_| self.to.is_none())
            .map(|new| new.call);
        let steps = target.map_or_else(Vec::new, |to| self.steps(&to, call));
        ModelFacts {
            id: model.id.to_string(),
            name: model.name.to_string(),
            provider: model.provider.to_string(),
            modality: model.modality.as_str(),
            inputs: inputs(model),
            dimensions: model.dimensions.to_vec(),
            stage: lifecycle.stage(as_of).as_str(),
            not_offered: self
                .in_question()
                .is_some_and(|region| !knows_offer(model, &region, self.catalog)),
            undated: self.in_question().is_some_and(|region| {
                Partition::of(&region) != Partition::Aws
                    && model.lifecycle_in(region.as_str()).is_none()
            }),
            in_extended_access: lifecycle.in_extended_access(as_of),
            days_to_eol: lifecycle.days_to_eol(as_of),
            dates: dates(lifecycle, true),
            legacy_period: model.legacy_period.map(|period| period.as_str()),
            regions: self.regions(),
            on_demand: on_demand(&model.on_demand),
            profiles: self.profiles(),
            variants: model
                .variants
                .iter()
                .map(|variant| variant.id.to_string())
                .collect(),
            prices: self.prices(),
            constants: self.constants(),
            replacement,
            no_replacement,
            to: self.to.map(|to| to.name.to_string()),
            rules: self.rules(lifecycle.stage(as_of)),
            runtime_errors: self.runtime_errors(lifecycle),
            notes: model.notes.as_ref().map(ToString::to_string),
            confidence: model.confidence.as_str(),
            sources: self.sources(&steps),
            steps,
            lifecycle: lifecycle.clone(),
        }
    }

    fn in_question(&self) -> Option<Region> {
        self.region.map(Region::new)
    }

    /// The dates that apply: those of the Region or of the spelling, if it has its own.
    fn lifecycle(&self) -> &Lifecycle {
        let spelling = self.meant.matched.found.variant.as_ref();
        let spelling =
            spelling.and_then(|id| self.model.variants.iter().find(|v| v.id == id.as_str()));
        let own = self
            .region
            .and_then(|region| self.model.lifecycle_in(region));
        spelling
            .and_then(|variant| variant.lifecycle.as_ref())
            .or(own)
            .unwrap_or(&self.model.lifecycle)
    }

    fn regions(&self) -> Vec<RegionFacts> {
        let mut groups: Vec<(&Lifecycle, Vec<String>)> = Vec::new();
        for regional in self.model.regions.iter() {
            match groups
                .iter_mut()
                .find(|(dates, _)| **dates == regional.lifecycle)
            {
                Some((_, regions)) => regions.push(regional.region.to_string()),
                None => groups.push((&regional.lifecycle, vec![regional.region.to_string()])),
            }
        }
        let group = |(lifecycle, regions): (&Lifecycle, Vec<String>)| RegionFacts {
            regions,
            stage: lifecycle.stage(self.policy.as_of).as_str(),
            dates: dates(lifecycle, false),
        };
        groups.into_iter().map(group).collect()
    }

    fn profiles(&self) -> Vec<ProfileFact> {
        let fact = |profile: &crate::catalog::Profile| ProfileFact {
            id: format!("{}.{}", profile.scope, self.model.id),
            evidence: profile.evidence.as_str(),
            regions: profile.routes.iter().map(|route| route.from.len()).sum(),
            routes: profile.routes.iter().map(route).collect(),
            reach: self.reach(profile),
        };
        self.model.profiles.iter().map(fact).collect()
    }

    /// Where a profile can be called from and where it processes data, in words.
    fn reach(&self, profile: &Profile) -> String {
        let asked: Vec<Region> = self.in_question().into_iter().collect();
        if let [region] = asked.as_slice()
            && profile.routes_are_whole
            && profile.route_from(region.as_str()).is_none()
        {
            return format!("cannot be called from {region}");
        }
        let Some(data) = destinations(self.model, &profile.scope, &asked) else {
            return "Regions not known".to_owned();
        };
        match asked.as_slice() {
            [region] => format!("when called from {region}, it processes data in {data}"),
            _ => format!(
                "callable from {}; processes data in {data}",
                sources(profile)
            ),
        }
    }

    /// The list prices: all classes for programs; what of them people read is the page's choice.
    fn prices(&self) -> Vec<PriceFact> {
        self.catalog
            .prices_of(&self.model.id)
            .iter()
            .map(|price| price_fact(price, self.catalog))
            .collect()
    }

    fn constants(&self) -> Vec<String> {
        let of_model = |id: &str| {
            let base = match id.split_once('.') {
                Some((scope, base)) if self.catalog.scope(scope).is_some() => base,
                _ => id,
            };
            self.model.id == base || self.model.variants.iter().any(|variant| variant.id == base)
        };
        let mut constants: Vec<String> = Vec::new();
        for library in self.catalog.aliases.iter() {
            for alias in library
                .aliases
                .iter()
                .filter(|alias| of_model(&alias.model))
            {
                constants.push(format!("{}: {}", library.name, alias.token));
            }
        }
        constants.sort();
        constants
    }

    fn rules(&self, stage: Stage) -> Vec<String> {
        let of_stage = self
            .catalog
            .policy
            .rules
            .iter()
            .filter(|rule| rule.stage == Some(stage));
        of_stage.map(|rule| rule.text.to_string()).collect()
    }

    /// The error messages that can occur, now and after a known End-of-Life date.
    fn runtime_errors(&self, lifecycle: &Lifecycle) -> Vec<ErrorFact> {
        let stage = lifecycle.stage(self.policy.as_of);
        let comes = |id: &str| match id {
            "legacy-unused" => stage == Stage::Legacy,
            "past-end-of-life" => stage >= Stage::Legacy || lifecycle.eol.is_some(),
            "profile-required" => self.model.on_demand == OnDemand::No,
            "unknown-id" => stage == Stage::EndOfLife,
            _ => true,
        };
        let rows = self
            .catalog
            .policy
            .runtime_errors
            .iter()
            .filter(|row| comes(&row.id));
        rows.map(|row| ErrorFact {
            exception: row.exception.to_string(),
            text: row.text.to_string(),
            when: row.when.to_string(),
        })
        .collect()
    }

    /// The sources of the row, then those of the steps, each once.
    fn sources(&self, steps: &[StepFact]) -> Vec<SourceFact> {
        let mut ids: Vec<&str> = self.model.sources.iter().map(AsRef::as_ref).collect();
        for step in steps {
            if !ids.contains(&step.source_id.as_str()) {
                ids.push(&step.source_id);
            }
        }
        let known = ids.into_iter().filter_map(|id| self.catalog.source(id));
        known
            .map(|source| SourceFact {
                id: source.id.to_string(),
                title: source.title.to_string(),
                url: source.url.as_ref().map(ToString::to_string),
                retrieved: source.retrieved,
                evidence: source.evidence.as_str(),
            })
            .collect()
    }
}

/// A list price, with the day of its capture.
pub(crate) fn price_fact(price: &Price, catalog: &Catalog) -> PriceFact {
    let source = catalog.source(&price.source);
    PriceFact {
        class: price.class.to_string(),
        unit: price.unit.to_string(),
        up_to: price.up_to.as_ref().map(ToString::to_string),
        input: price.input.as_ref().map(ToString::to_string),
        output: price.output.as_ref().map(ToString::to_string),
        source: price.source.to_string(),
        retrieved: source.and_then(|source| source.retrieved),
    }
}

/// The Regions from which a profile can be called, by name if there are few.
fn sources(profile: &Profile) -> String {
    let mut codes: Vec<&str> = profile
        .routes
        .iter()
        .flat_map(|route| route.from.iter().map(AsRef::as_ref))
        .collect();
    codes.sort_unstable();
    match codes.len() {
        0..=NAMED_SOURCES => codes.join(", "),
        many => format!("{many} Regions"),
    }
}

fn route(route: &Route) -> RouteFact {
    let codes = |of: &[Text]| of.iter().map(ToString::to_string).collect();
    RouteFact {
        from: codes(&route.from),
        to: codes(&route.to),
        source: route.source.to_string(),
    }
}

fn inputs(model: &Model) -> Vec<&'static str> {
    model.inputs.iter().map(|input| input.as_str()).collect()
}

/// The context of a step, after its text; absent if it does not depend on one.
fn location_in_words(when: StepCondition) -> Option<&'static str> {
    Some(match when {
        StepCondition::Legacy | StepCondition::ExtendedAccess => return None,
        StepCondition::Invoked => "if code calls the model",
        StepCondition::BecomesProfile => "if a bare ID becomes a profile",
        StepCondition::Iam => "in an IAM policy",
        StepCondition::GlobalProfile => "if a `global.` profile is called or allowed",
        StepCondition::ApacProfile => "if it is an `apac.` profile",
        StepCondition::Constant => "if it is a constant",
        StepCondition::Iac => "in infrastructure as code",
    })
}

/// The dates in order, with or without the launch.
fn dates(lifecycle: &Lifecycle, with_launch: bool) -> Vec<DateFact> {
    let fact = |what, words: &str, dated: &Dated| DateFact {
        what,
        words: words.to_owned(),
        day: dated.day,
        evidence: dated.evidence.as_str(),
        source: dated.source.to_string(),
    };
    let all = [
        ("launched", "launched", &lifecycle.launched),
        ("legacy", "Legacy since", &lifecycle.legacy),
        (
            "extended_access",
            "public extended access from",
            &lifecycle.extended_access,
        ),
        ("eol", "End-of-Life", &lifecycle.eol),
        (
            "eol_not_before",
            "End-of-Life not before",
            &lifecycle.eol_not_before,
        ),
    ];
    let given = all
        .into_iter()
        .filter(|(what, ..)| with_launch || *what != "launched");
    let mut dates: Vec<DateFact> = given
        .filter_map(|(what, words, dated)| Some(fact(what, words, dated.as_ref()?)))
        .collect();
    if let Some(observed) = &lifecycle.observed {
        let words = format!("seen {}", observed.stage.name());
        dates.push(fact("seen", &words, &observed.seen));
    }
    dates.sort_by_key(|date: &DateFact| -> Date { date.day });
    dates
}

fn on_demand(on_demand: &OnDemand) -> String {
    match on_demand {
        OnDemand::Unknown => "not known".to_owned(),
        OnDemand::No => "no, only through an inference profile".to_owned(),
        OnDemand::Yes { regions, note } => {
            let mut words: Vec<String> = Vec::new();
            if !regions.is_empty() {
                words.push(format!("in {}", regions.join(", ")));
            }
            words.extend(note.as_ref().map(ToString::to_string));
            if words.is_empty() {
                "yes".to_owned()
            } else {
                format!("yes, {}", words.join("; "))
            }
        }
    }
}
