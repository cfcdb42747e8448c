//! The five conditions on a replacement for every model, form, Region and month end; and where none fits, why that
//! is right.

use std::collections::{BTreeMap, BTreeSet};

use bedrock_eol::catalog::{
    Catalog, Evidence, InputKind, Lifecycle, Modality, Model, OnDemand, Stage,
};
use bedrock_eol::finding::PriceComparison;
use bedrock_eol::judge::{DAYS_OF_USE, Policy, replacement_for};
use bedrock_eol::model_id::{Partition, Region};
use bedrock_eol::reference::{Form, RegionOrigin};
use jiff::civil::{Date, date};

use crate::expected;
use crate::occurrences::{Sample, sample};

/// The five conditions: Active, for long enough, of the same modality, offered in the geography, invocable in the
/// form; or absent with a reason.
#[test]
fn every_replacement_is_valid_or_absent_with_a_reason() {
    let catalog = Catalog::embedded();
    let mut checked = 0;
    for model in catalog.models.iter() {
        for sample in samples(model) {
            let (matched, found) = (&sample.occurrence.matched, &sample.occurrence.matched.found);
            let text = sample.occurrence.text.as_str();
            for day in month_ends() {
                match replacement_for(model, matched, text, catalog, &Policy::new(day)) {
                    Ok(chosen) => {
                        let first = (chosen.model.as_str(), chosen.text.as_str());
                        let second = chosen
                            .runner_up
                            .as_ref()
                            .map(|next| (next.model.as_str(), next.text.as_str()));
                        for (id, text_of_new) in std::iter::once(first).chain(second) {
                            let new = catalog.model(id).expect("a known model");
                            let said = format!("{day} {text} {:?} -> {text_of_new}", found.region);
                            check_replacement(model, new, &sample, day, &said);
                            check_location(model, new, &sample, text_of_new, &said);
                        }
                    }
                    Err(missing) => {
                        assert!(
                            missing.reason.ends_with('.'),
                            "{day} {text}: {}",
                            missing.reason
                        )
                    }
                }
                checked += 1;
            }
        }
    }
    assert!(checked > 250_000, "{checked}");
}

/// Why it is right that there is no replacement, by models and Regions. The first row that matches gives the reason.
struct Justified {
    /// Patterns of the old model's base ID; `*` matches any text.
    models: &'static [&'static str],
    /// Beginnings of a Region's code, or scopes with their dot; empty means anywhere.
    locations: &'static [&'static str],
    /// The last month of the row, `2026-01`; empty means that it applies to the future, too.
    until: &'static str,
    /// Why, as it was found when the rows were read.
    why: &'static str,
}

const JUSTIFIED: &[Justified] = &[
    Justified {
        models: &["*"],
        locations: &["cn-", "ap-east-1"],
        until: "",
        why: "China and Hong Kong: no source lists any Bedrock model in these Regions, the old ones included.",
    },
    Justified {
        models: &[
            "deepseek.v3.1",
            "moonshotai.kimi-k2-thinking",
            "qwen.*-instruct",
        ],
        locations: &[],
        until: "",
        why: "IDs of bedrock-mantle: by the captures of 2026-10 it is in 17 Regions, and for some models no source states whether it or bedrock-runtime offers them in a Region.",
    },
    Justified {
        models: &["mistral.voxtral-*"],
        locations: &[],
        until: "",
        why: "Voxtral takes sound and gives text: by the API's capture of 2026-10-27 no Active model does both.",
    },
    Justified {
        models: &["amazon.nova-canvas-*", "amazon.titan-image-*"],
        locations: &[],
        until: "",
        why: "Nova Canvas and Titan Image Generator make images from text. Of Active models Stability's Core, Ultra and SD 3.5 do, in us-west-2 and without profiles; all others edit an image that they are given.",
    },
    Justified {
        models: &["stability.*"],
        locations: &[],
        until: "",
        why: "Stability's SD3, SDXL, Core and Ultra go on as Core, Ultra and SD 3.5, in us-west-2 and without profiles.",
    },
    Justified {
        models: &["amazon.nova-reel-*"],
        locations: &[],
        until: "",
        why: "Nova Reel makes video: of Active models Luma Ray v2 does, in us-west-2 and without profiles.",
    },
    Justified {
        models: &["amazon.nova-sonic-*"],
        locations: &[],
        until: "",
        why: "Nova Sonic speaks: of Active models Nova 2 Sonic and 2.5 Sonic do, in four Regions and without profiles.",
    },
    Justified {
        models: &["twelvelabs.marengo-*"],
        locations: &[],
        until: "",
        why: "Marengo embeds video and sound: of Active models Nova Multimodal Embeddings does, in us-east-1 and without profiles. Cohere Embed v4 takes neither.",
    },
    Justified {
        models: &["twelvelabs.pegasus-*", "amazon.nova-premier-*"],
        locations: &[
            "af-south-1",
            "ap-northeast-3",
            "ap-south-2",
            "apac.",
            "eu-central-2",
            "me-south-1",
            "mx-central-1",
            "sa-east-1",
            "us-gov-",
        ],
        until: "",
        why: "Pegasus and Nova Premier take video: of the models that do, Nova 2 Lite, Nova Pro and Pegasus 1.5, none that is kept can be called there.",
    },
    Justified {
        models: &["anthropic.claude-3-*", "anthropic.claude-sonnet-4-2*"],
        locations: &["apac."],
        until: "",
        why: "Claude behind `apac.`: no later Claude has that profile. Which of `au.`, `in.`, `jp.` and `global.` will do depends on where data may go, which the reason spells out; where a Region is named, the choice is made.",
    },
    Justified {
        models: &["anthropic.claude-instant-*"],
        locations: &[],
        until: "2025-09",
        why: "Claude Instant before Haiku 4.5 was launched in 2025-10: every Haiku of those days has ended since.",
    },
    Justified {
        models: &["anthropic.claude-3-opus-*", "anthropic.claude-opus-4-2*"],
        locations: &[],
        until: "2026-01",
        why: "Claude Opus before Opus 4.6 was launched in 2026-02.",
    },
    Justified {
        models: &["anthropic.claude-v*", "anthropic.claude-3-*"],
        locations: &[],
        until: "2026-01",
        why: "Claude and Claude Sonnet before Sonnet 4.6 was launched in 2026-02: every Sonnet of those days has ended since, or is Legacy.",
    },
    Justified {
        models: &[
            "ai21.j2-*",
            "ai21.jamba-instruct-*",
            "cohere.command-*",
            "meta.llama2-*",
            "amazon.titan-t*",
        ],
        locations: &[],
        until: "2025-11",
        why: "Text models that ended before Mistral Large 3 and Nova 2 Lite were launched in 2025-12 (gpt-oss in 2025-08, Sonnet 4.5 in GovCloud in 2025-09): where the first Nova models are named, these Regions lack them.",
    },
    Justified {
        models: &["zai.glm-4.7*"],
        locations: &[],
        until: "2026-09",
        why: "GLM 4.7 in Regions without GLM 5, before GLM 5.3 with its `global.` profile was seen in 2026-10.",
    },
    Justified {
        models: &["*"],
        locations: &[],
        until: "2026-09",
        why: "Regions in which the models of those days were not offered, before Haiku 5.5 was launched in 2026-10: its profiles can be called from every Region with Bedrock.",
    },
];

/// The day on which prices are compared.
const TODAY: Date = date(2026, 11, 28);

/// The Regions and scopes of each span of months and model.
type Absences<'a> = BTreeMap<(String, &'a str), BTreeSet<String>>;

/// Where no replacement fits although the old model is Legacy or gone: the justification, the reason that the user
/// reads, and under it the months, Regions and models. `HERE` is the Region, `-` a bare ID without Region.
#[test]
fn models_without_a_replacement_are_listed() {
    let days: Vec<Date> = month_ends().collect();
    let mut groups: BTreeMap<(&str, String), Absences<'_>> = BTreeMap::new();
    let mut unjustified = Vec::new();
    for model in Catalog::embedded().models.iter() {
        for ((reason, here), months) in absences_of(model, &days) {
            let months_end = month_of(days[*months.last().expect("an absence has a month")]);
            let months = spans(&months, &days);
            match justification(model, &here, months_end.as_str()) {
                Some(why) => {
                    let rows = groups.entry((why, reason)).or_default();
                    rows.entry((months, &model.id)).or_default().insert(here);
                }
                None => unjustified.push(format!("{} {here} {months}: {reason}", model.id)),
            }
        }
    }
    let mut list = String::new();
    let mut last = "";
    for ((why, reason), rows) in &groups {
        if last != *why {
            list.push_str(&format!("\n# {why}\n"));
            last = why;
        }
        list.push_str(&format!("\n{reason}\n"));
        let mut lines: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for ((months, model), here) in rows {
            lines
                .entry(format!("{months}, {}", locations_in_words(here)))
                .or_default()
                .push(model);
        }
        for (line, models) in lines {
            list.push_str(&format!("    {line}: {}\n", models.join(" ")));
        }
    }
    expected::is(
        "replacements-models_without_a_replacement_are_listed",
        &list,
    );
    assert!(
        unjustified.is_empty(),
        "without a justification:\n{}",
        unjustified.join("\n")
    );
}

/// Every replacement that costs more than twice as much, on one day, with the reason that the user reads; `-` means
/// a bare ID without Region.
#[test]
fn replacements_above_twice_the_price_are_listed() {
    let mut rows: BTreeMap<(&str, String, String), BTreeSet<String>> = BTreeMap::new();
    for model in Catalog::embedded()
        .models
        .iter()
        .filter(|model| model.lifecycle.stage(TODAY) >= Stage::Legacy)
    {
        for sample in samples(model)
            .iter()
            .filter(|sample| sample.occurrence.matched.found.form != Form::FoundationModelArn)
        {
            let (matched, text) = (&sample.occurrence.matched, sample.occurrence.text.as_str());
            let chosen = replacement_for(
                model,
                matched,
                text,
                Catalog::embedded(),
                &Policy::new(TODAY),
            );
            let Ok(chosen) = chosen else { continue };
            let note = chosen.note.unwrap_or_default();
            let said = note
                .find("The input price of the new model is about ")
                .or_else(|| note.find("The output price of the new model is about "))
                .map(|at| note[at..].split_inclusive(". ").next().unwrap());
            let price = chosen.price.as_ref();
            let more = |old: &Option<String>, new: &Option<String>| {
                let figure = |text: &Option<String>| {
                    text.as_deref().map(|text| text.parse::<f64>().unwrap())
                };
                figure(old)
                    .zip(figure(new))
                    .is_some_and(|(old, new)| old > 0.0 && new > 2.0 * old)
            };
            let dearer =
                price.is_some_and(|of| more(&of.old.0, &of.new.0) || more(&of.old.1, &of.new.1));
            assert_eq!(said.is_some(), dearer, "{} {text}: {note}", model.id);
            let Some(said) = said else { continue };
            let key = (
                model.id.as_ref(),
                chosen.model.to_string(),
                said.trim().to_owned(),
            );
            rows.entry(key).or_default().insert(name_of(sample));
        }
    }
    let mut listed = String::new();
    for ((old, new, said), here) in &rows {
        listed.push_str(&format!(
            "{old} → {new}: {said}\n    {}\n",
            locations_in_words(here)
        ));
    }
    expected::is(
        "replacements-replacements_above_twice_the_price_are_listed",
        &listed,
    );
}

/// The months in which nothing replaces a model that is Legacy or gone, by reason and Region. An ARN gives what the
/// bare ID gives in its Region.
fn absences_of(model: &Model, days: &[Date]) -> BTreeMap<(String, String), BTreeSet<usize>> {
    let mut months: BTreeMap<(String, String), BTreeSet<usize>> = BTreeMap::new();
    for sample in samples(model)
        .iter()
        .filter(|sample| sample.occurrence.matched.found.form != Form::FoundationModelArn)
    {
        let here = name_of(sample);
        let (matched, text) = (&sample.occurrence.matched, sample.occurrence.text.as_str());
        for (nth, day) in days.iter().enumerate() {
            if dates(model, sample).stage(*day) < Stage::Legacy {
                continue;
            }
            let chosen = replacement_for(
                model,
                matched,
                text,
                Catalog::embedded(),
                &Policy::new(*day),
            );
            let Err(missing) = chosen else { continue };
            let reason = match here.as_str() {
                "-" => missing.reason,
                here => missing.reason.replace(here, "HERE"),
            };
            months
                .entry((reason, here.clone()))
                .or_default()
                .insert(nth);
        }
    }
    months
}

/// Regions by name, or all except the named ones if these are fewer; `-` is the bare ID without a Region.
fn locations_in_words(here: &BTreeSet<String>) -> String {
    let all = &Catalog::embedded().regions;
    let (regions, others): (Vec<&str>, Vec<&str>) = here
        .iter()
        .map(String::as_str)
        .partition(|sample| all.iter().any(|code| code == sample));
    let missing: Vec<&str> = all
        .iter()
        .map(AsRef::as_ref)
        .filter(|code| !regions.contains(code))
        .collect();
    let regions = match missing.as_slice() {
        [] => vec!["every Region"],
        few if few.len() < regions.len() => vec!["every Region but"]
            .into_iter()
            .chain(few.iter().copied())
            .collect(),
        _ => regions,
    };
    others
        .into_iter()
        .chain(regions)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The months of some month ends, runs together: `2025-01 to 2025-08, 2026-01 on`.
fn spans(months: &BTreeSet<usize>, days: &[Date]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for month in months {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *month => *last = *month,
            _ => runs.push((*month, *month)),
        }
    }
    let month = |at: usize| month_of(days[at]);
    let words = runs.iter().map(|&(first, last)| match last {
        _ if last + 1 == days.len() => format!("{} on", month(first)),
        _ if first == last => month(first),
        _ => format!("{} to {}", month(first), month(last)),
    });
    words.collect::<Vec<_>>().join(", ")
}

fn month_of(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

/// The justification of an absence whose last month is `last`.
fn justification(model: &Model, here: &str, last: &str) -> Option<&'static str> {
    let fits = |row: &&Justified| {
        let matches =
            |pattern: &&str| bedrock_eol::id_pattern::IdPattern::new(pattern).covers(&model.id);
        row.models.iter().any(matches)
            && (row.until.is_empty() || last <= row.until)
            && (row.locations.is_empty()
                || row.locations.iter().any(|sample| here.starts_with(sample)))
    };
    JUSTIFIED.iter().find(fits).map(|row| row.why)
}

/// A Region, a scope with its dot, or `-`.
fn name_of(sample: &Sample) -> String {
    let found = &sample.occurrence.matched.found;
    match (&found.region, &found.scope) {
        (Some((region, _)), _) => region.to_string(),
        (None, Some(scope)) => format!("{}.", scope.as_str()),
        (None, None) => "-".to_owned(),
    }
}

/// The dates that apply to a model in a Region: the Region's own, if it has any; GovCloud counts as one.
fn dates<'a>(model: &'a Model, sample: &Sample) -> &'a Lifecycle {
    let found = &sample.occurrence.matched.found;
    let in_govcloud = found
        .scope
        .as_ref()
        .is_some_and(|scope| scope.as_str() == "us-gov");
    let region = found.region.as_ref().map(|(region, _)| region.as_str());
    region
        .or(in_govcloud.then_some("us-gov-west-1"))
        .and_then(|region| model.lifecycle_in(region))
        .unwrap_or(&model.lifecycle)
}

fn month_ends() -> impl Iterator<Item = Date> {
    (2025..=2027).flat_map(|year| (1..=12).map(move |month| date(year, month, 1).last_of_month()))
}

/// Every form of a model, with no Region and with each.
pub(crate) fn samples(model: &Model) -> Vec<Sample> {
    let id = model.id.as_ref();
    let base = || sample(Form::Base, id, &[id]);
    let mut all = vec![base()];
    for region in Catalog::embedded().regions.iter() {
        all.push(base().region(region, RegionOrigin::Router));
    }
    for region in [
        "us-east-1",
        "eu-central-1",
        "ap-northeast-1",
        "us-gov-west-1",
    ] {
        let arn = format!("arn:aws:bedrock:{region}::foundation-model/{id}");
        all.push(
            sample(Form::FoundationModelArn, &arn, &[id])
                .id(id)
                .region(region, RegionOrigin::Arn),
        );
    }
    for profile in model.profiles.iter() {
        all.push(sample(
            Form::Profile,
            &format!("{}.{id}", profile.scope),
            &[id],
        ));
    }
    all
}

fn check_replacement(old: &Model, new: &Model, sample: &Sample, day: Date, said: &str) {
    assert_eq!(new.modality, old.modality, "{said}");
    assert!(
        new.access.is_none() || old.access.is_some(),
        "{said} is not open to every account"
    );
    let takes = |input: &InputKind| new.inputs.is_empty() || new.inputs.contains(input);
    let lost: Vec<&InputKind> = old.inputs.iter().filter(|input| !takes(input)).collect();
    assert!(
        lost.iter().all(|input| **input == InputKind::Image),
        "{said} loses {lost:?}"
    );
    let lifecycle = dates(new, sample);
    assert_eq!(lifecycle.stage(day), Stage::Active, "{said}");
    let from = dates(old, sample)
        .eol
        .as_ref()
        .map_or(day, |eol| eol.day.max(day));
    if let Some(eol) = &lifecycle.eol {
        let days = i64::from(from.until(eol.day).expect("days").get_days());
        assert!(days >= DAYS_OF_USE, "{said}: ends {}", eol.day);
    }
}

/// The scope of the new text exists, and the Region in question can reach it.
fn check_location(of: &Model, new: &Model, old: &Sample, text: &str, said: &str) {
    let id = text.rsplit('/').next().expect("a piece");
    let region = old
        .occurrence
        .matched
        .found
        .region
        .as_ref()
        .map(|(region, _)| region.as_str());
    let Some(scope) = id
        .strip_suffix(new.id.as_ref())
        .and_then(|scope| scope.strip_suffix('.'))
    else {
        assert_eq!(new.id, id, "{said}");
        if of.is_of_mantle() {
            assert!(is_on_mantle(new, region), "{said}");
            return;
        }
        assert_ne!(new.on_demand, OnDemand::No, "{said}");
        if let (Some(region), OnDemand::Yes { regions, .. }) = (region, &new.on_demand) {
            assert!(regions.iter().any(|code| code == region), "{said}");
        }
        return;
    };
    let profile = new.profiles.iter().find(|profile| profile.scope == scope);
    assert_eq!(
        profile.map(|profile| profile.evidence),
        Some(Evidence::Aws),
        "{said}"
    );
    if let Some(asked) = &old.occurrence.matched.found.scope {
        assert_eq!(asked.as_str(), scope, "{said}");
    }
    if let Some(region) = region {
        let route = profile.and_then(|profile| profile.route_from(region));
        assert!(route.is_some(), "{said}");
        assert_eq!(
            Partition::of(&Region::new(region)) == Partition::AwsUsGov,
            scope == "us-gov",
            "{said}"
        );
    }
}

/// Whether bedrock-mantle offers a model in a Region, or anywhere.
fn is_on_mantle(model: &Model, region: Option<&str>) -> bool {
    let mut regions = model.mantle_regions();
    regions.any(|code| region.is_none_or(|region| code == region))
}

/// Whether a model can replace another: Active for long enough, of the same modality with the same inputs, and
/// callable from the Region without moving data out of its geography.
fn fits(old: &Model, new: &Model, sample: &Sample) -> bool {
    let found = &sample.occurrence.matched.found;
    let region = found.region.as_ref().map(|(region, _)| region.as_str());
    let lifecycle = dates(new, sample);
    let lasts = lifecycle
        .eol
        .as_ref()
        .is_none_or(|eol| i64::from(TODAY.until(eol.day).expect("days").get_days()) >= DAYS_OF_USE);
    let by_bare_id = match &new.on_demand {
        OnDemand::Yes { regions, .. } => {
            region.is_none_or(|region| regions.iter().any(|code| code == region))
        }
        _ => false,
    };
    let by_profile = new.profiles.iter().any(|profile| {
        profile.evidence == Evidence::Aws
            && profile.scope != "global"
            && match (&found.scope, region) {
                (Some(scope), _) => profile.scope == scope.as_str(),
                (None, Some(region)) => profile.route_from(region).is_some(),
                (None, None) => false,
            }
    });
    new.id != old.id
        && new.modality == old.modality
        && (new.access.is_none() || old.access.is_some())
        && (new.inputs.is_empty() || old.inputs.iter().all(|input| new.inputs.contains(input)))
        && lifecycle.stage(TODAY) == Stage::Active
        && lasts
        && if old.is_of_mantle() {
            is_on_mantle(new, region)
        } else {
            (found.scope.is_none() && by_bare_id) || by_profile
        }
}

/// Whether a model costs at most twice as much as the old one of a comparison, in its class and unit.
fn costs_at_most_twice(old: &PriceComparison, new: &Model) -> bool {
    let figure = |text: Option<&str>| text.and_then(|text| text.parse::<f64>().ok());
    let at_most_twice = |old: &Option<String>, new: Option<&str>| {
        let both = figure(old.as_deref()).zip(figure(new));
        both.is_none_or(|(old, new)| new <= 2.0 * old)
    };
    let prices = Catalog::embedded().prices_of(new.id.as_ref());
    prices
        .iter()
        .filter(|price| price.class == old.class.as_str() && price.unit == old.unit.as_str())
        .any(|price| {
            at_most_twice(&old.old.0, price.input.as_deref())
                && at_most_twice(&old.old.1, price.output.as_deref())
        })
}

/// "No valid replacement costs at most twice as much" is a claim about every model of the catalog, not only about those that
/// the row names. The same is true of "No suitable replacement". Images are left out: most Active models of that kind edit
/// an image that they are given.
#[test]
fn no_better_replacement_exists_for_a_missing_or_expensive_one() {
    let catalog = Catalog::embedded();
    let policy = Policy::new(TODAY);
    let mut wrong = BTreeMap::<String, BTreeSet<String>>::new();
    let legacy = |model: &&Model| {
        model.lifecycle.stage(TODAY) >= Stage::Legacy && model.modality != Modality::Image
    };
    for old in catalog.models.iter().filter(legacy) {
        for sample in samples(old) {
            let matched = &sample.occurrence.matched;
            let text = sample.occurrence.text.as_str();
            let (chosen, price) = match replacement_for(old, matched, text, catalog, &policy) {
                // Models of the family that need another scope come before models of other families.
                Err(missing) if missing.reason.contains("Choose a profile by the Regions") => {
                    continue;
                }
                Err(_) => ("nothing".to_owned(), None),
                Ok(chosen) => {
                    let note = chosen.note.unwrap_or_default();
                    if !note.contains("no valid replacement costs at most twice as much") {
                        continue;
                    }
                    (chosen.model.to_string(), chosen.price)
                }
            };
            let better = |new: &&Model| {
                fits(old, new, &sample)
                    && price
                        .as_ref()
                        .is_none_or(|price| costs_at_most_twice(price, new))
            };
            for new in catalog.models.iter().filter(better) {
                let what = format!("{} -> {chosen} though {}", old.id, new.id);
                wrong.entry(what).or_default().insert(name_of(&sample));
            }
        }
    }
    let line = |(what, here): (&String, &BTreeSet<String>)| {
        format!("{what}: {}", locations_in_words(here))
    };
    let lines: Vec<String> = wrong.iter().map(line).collect();
    assert!(lines.is_empty(), "{}:\n{}", lines.len(), lines.join("\n"));
}
