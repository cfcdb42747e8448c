//! The stage and the rule that the researched facts in `fixtures/facts/` give for each model and Region, around each of
//! its dates. It knows the rules of AWS's lifecycle from their words alone and shares no code with the catalog.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::ToSpan as _;
use jiff::civil::Date;

/// How many days before End-of-Life the program warns by default.
const WITHIN: i64 = 90;

/// The Regions that a profile of a scope sends requests to, by AWS's page on inference profiles: those of profiles whose
/// source Regions no fact lists.
const SCOPES: &[(&str, &str)] = &[
    (
        "apac",
        "ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-4",
    ),
    ("au", "ap-southeast-2 ap-southeast-4"),
    ("ca", "ca-central-1 ca-west-1"),
    (
        "eu",
        "eu-central-1 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-3",
    ),
    ("in", "ap-south-1 ap-south-2"),
    ("jp", "ap-northeast-1 ap-northeast-3"),
    ("us", "us-east-1 us-east-2 us-west-1 us-west-2"),
    ("us-gov", "us-gov-east-1 us-gov-west-1"),
];

const WORST_FIRST: [&str; 5] = [
    "end-of-life",
    "end-of-life-soon",
    "extended-access",
    "legacy",
    "",
];

/// A model on one day. The Region is empty for the main Regions.
pub(crate) struct ExpectedStage {
    pub(crate) model: String,
    pub(crate) region: String,
    pub(crate) day: Date,
    pub(crate) stage: &'static str,
    pub(crate) in_extended_access: bool,
}

/// A reference on one day. The Region is empty where the reference names none, the rule where there is no finding about
/// dates, and the level where the facts do not settle it.
pub(crate) struct ExpectedVerdict {
    pub(crate) form: &'static str,
    pub(crate) id: String,
    pub(crate) region: String,
    pub(crate) day: Date,
    pub(crate) rule: &'static str,
    pub(crate) level: &'static str,
}

/// The dates of a model, in the main Regions or in one.
#[derive(Clone, Copy, Default)]
struct Dates {
    launch: Option<Date>,
    legacy: Option<Date>,
    extended_access: Option<Date>,
    eol: Option<Date>,
    floor: Option<Date>,
    /// A status that no date gives, with the day on which it was seen.
    seen: Option<(Seen, Date)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Seen {
    Active,
    Legacy,
    EndOfLife,
}

/// A row of `dates.csv`.
struct Row {
    id: String,
    dates: Dates,
    /// The End-of-Life date is that of the commercial Regions only.
    commercial_only: bool,
    confidence: String,
    is_variant: bool,
}

/// The fields of a row of `region_dates.csv`, by the model and its Region.
type RegionDates = BTreeMap<(String, String), BTreeMap<String, Date>>;

fn facts(name: &str) -> Vec<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/facts");
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    let rows = text.lines().skip(1);
    rows.map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

fn day(text: &str) -> Option<Date> {
    (!text.is_empty()).then(|| text.parse().unwrap_or_else(|_| panic!("{text} is a day")))
}

fn models() -> Vec<Row> {
    let row = |fields: &Vec<String>| Row {
        id: fields[0].clone(),
        dates: Dates {
            launch: day(&fields[1]),
            legacy: day(&fields[2]),
            extended_access: day(&fields[3]),
            eol: day(&fields[4]),
            floor: day(&fields[5]),
            seen: fields[6].split_once(' ').map(|(status, on)| {
                let status = match status {
                    "active" => Seen::Active,
                    "legacy" => Seen::Legacy,
                    "eol" => Seen::EndOfLife,
                    other => panic!("{other} is a status"),
                };
                (status, on.parse().unwrap())
            }),
        },
        commercial_only: fields[7] == "commercial",
        confidence: fields[8].clone(),
        is_variant: !fields[9].is_empty(),
    };
    facts("dates.csv").iter().map(row).collect()
}

fn regional() -> RegionDates {
    let mut regional = RegionDates::new();
    for fields in facts("region_dates.csv") {
        let of = (fields[0].clone(), fields[1].clone());
        let on = fields[3].parse().unwrap();
        regional
            .entry(of)
            .or_default()
            .insert(fields[2].clone(), on);
    }
    regional
}

/// Each day with its neighbours.
fn around(days: impl IntoIterator<Item = Option<Date>>) -> BTreeSet<Date> {
    let near = |day: Date| [-1, 0, 1].map(|shift| day + shift.days());
    days.into_iter().flatten().flat_map(near).collect()
}

/// A stage begins on its date; before its launch a model has no stage. A status that was seen without a date holds a
/// stage from that day on, and before it the stage is unknown. A floor is never an End-of-Life date.
fn stage(dates: &Dates, on: Date) -> &'static str {
    let begun = |date: Option<Date>| date.is_some_and(|date| date <= on);
    let seen = dates.seen.filter(|(_, since)| *since <= on);
    let seen = seen.map(|(status, _)| status);
    if begun(dates.eol) || seen == Some(Seen::EndOfLife) {
        return "eol";
    }
    if begun(dates.legacy) || begun(dates.extended_access) || seen == Some(Seen::Legacy) {
        return "legacy";
    }
    if seen == Some(Seen::Active) {
        return "active";
    }
    let Some(launch) = dates.launch else {
        return if dates.legacy.is_some() {
            "active"
        } else {
            "unknown"
        };
    };
    if on < launch {
        return "unknown";
    }
    let leaves_on_an_unknown_day = dates.extended_access.is_some()
        || dates.eol.is_some()
        || matches!(dates.seen, Some((Seen::Legacy | Seen::EndOfLife, _)));
    match dates.legacy {
        None if leaves_on_an_unknown_day => "unknown",
        _ => "active",
    }
}

/// The stage of each model and of each Region with dates of its own.
pub(crate) fn stages() -> Vec<ExpectedStage> {
    let mut expected = Vec::new();
    let mut add = |model: &str, region: &str, dates: &Dates| {
        let seen = dates.seen.map(|(_, since)| since);
        let days = [
            dates.launch,
            dates.legacy,
            dates.extended_access,
            dates.eol,
            dates.floor,
            seen,
        ];
        for day in around(days) {
            let stage = stage(dates, day);
            let in_extended_access =
                stage == "legacy" && dates.extended_access.is_some_and(|date| date <= day);
            expected.push(ExpectedStage {
                model: model.to_owned(),
                region: region.to_owned(),
                day,
                stage,
                in_extended_access,
            });
        }
    };
    let models = models();
    for model in &models {
        add(&model.id, "", &model.dates);
    }
    for ((id, region), fields) in regional() {
        let model = models.iter().find(|model| model.id == id).unwrap();
        add(&id, &region, &dates_in(model, &fields));
    }
    expected
}

/// The dates in a Region that is listed with some of its own.
fn dates_in(model: &Row, fields: &BTreeMap<String, Date>) -> Dates {
    let field = |name: &str| fields.get(name).copied();
    let own = Dates {
        launch: model.dates.launch,
        legacy: field("legacy"),
        extended_access: field("extended_access"),
        eol: field("eol"),
        floor: None,
        seen: field("seen_legacy").map(|since| (Seen::Legacy, since)),
    };
    let Some(listed) = field("listed").filter(|_| own.seen.is_none()) else {
        return own;
    };
    // Being listed means Active, unless an announced End-of-Life covers the Region: a listing shows Legacy models too.
    if model.dates.eol.is_some() && !model.commercial_only {
        return Dates {
            floor: None,
            seen: None,
            ..model.dates
        };
    }
    Dates {
        seen: Some((Seen::Active, listed)),
        ..own
    }
}

/// The rule for one day, or nothing.
fn rule(dates: &Dates, on: Date) -> &'static str {
    let begun = |date: Option<Date>| date.is_some_and(|date| date <= on);
    let seen_legacy = matches!(dates.seen, Some((Seen::Legacy, since)) if since <= on);
    match dates.eol {
        Some(eol) if on >= eol => "end-of-life",
        Some(eol) if on >= eol - WITHIN.days() => "end-of-life-soon",
        _ if begun(dates.extended_access) => "extended-access",
        _ if begun(dates.legacy) || seen_legacy => "legacy",
        _ => "",
    }
}

/// Each date with its neighbours, and the first day of the warning before End-of-Life.
fn days_around(dates: &Dates) -> BTreeSet<Date> {
    let seen = match dates.seen {
        Some((Seen::Legacy, since)) => Some(since),
        _ => None,
    };
    let warned = dates.eol.map(|eol| eol - WITHIN.days());
    around([dates.legacy, dates.extended_access, dates.eol, warned, seen])
}

fn verdicts_of(
    form: &'static str,
    id: &str,
    region: &str,
    dates: &Dates,
    level: &'static str,
) -> impl Iterator<Item = ExpectedVerdict> {
    let verdict = move |day: Date| {
        let rule = rule(dates, day);
        ExpectedVerdict {
            form,
            id: id.to_owned(),
            region: region.to_owned(),
            day,
            rule,
            level: if rule == "end-of-life" { level } else { "" },
        }
    };
    days_around(dates).into_iter().map(verdict)
}

/// The rule for each form in which a dated model can be named.
///
/// A reference without a Region is judged by the main dates, one with a Region by the dates listed for it. A profile is
/// judged by the worst dates that are listed for a Region from which it can be called. The main dates apply to its other
/// Regions, unless the facts list for which Regions they do. The ARN of a profile names the Region and is judged by that
/// one.
pub(crate) fn verdicts() -> Vec<ExpectedVerdict> {
    let regional: BTreeMap<(String, String), Dates> = regional()
        .into_iter()
        .map(|(of, fields)| {
            let field = |name: &str| fields.get(name).copied();
            let dates = Dates {
                legacy: field("legacy"),
                extended_access: field("extended_access"),
                eol: field("eol"),
                seen: field("seen_legacy").map(|since| (Seen::Legacy, since)),
                ..Dates::default()
            };
            (of, dates)
        })
        .collect();
    let mut expected = Vec::new();
    let mut main_dates = BTreeMap::new();
    for model in models() {
        if model.is_variant || model.dates.eol.is_none() || model.dates.legacy.is_none() {
            continue;
        }
        // Who states the End-of-Life date decides the level: AWS, or somebody else.
        let level = match model.confidence.as_str() {
            "aws-docs" => "error",
            "third-party" => "warning",
            _ => "",
        };
        let dates = Dates {
            seen: None,
            ..model.dates
        };
        expected.extend(verdicts_of("base", &model.id, "", &dates, level));
        main_dates.insert(model.id, dates);
    }
    for ((model, region), dates) in &regional {
        expected.extend(verdicts_of(
            "foundation-model-arn",
            model,
            region,
            dates,
            "",
        ));
    }
    for profile in facts("profiles.csv") {
        let (scope, model) = profile[0].split_once('.').unwrap();
        if let Some(main) = main_dates.get(model) {
            add_profile(&mut expected, &profile[0], (scope, model), main, &regional);
        }
    }
    expected
}

/// A profile around each of its dates, and its ARN in each of its source Regions that has dates of its own.
fn add_profile(
    expected: &mut Vec<ExpectedVerdict>,
    profile: &str,
    (scope, model): (&str, &str),
    main: &Dates,
    regional: &BTreeMap<(String, String), Dates>,
) {
    let regions = source_regions(profile, scope);
    let dated: Vec<(&String, &Dates)> = regions
        .iter()
        .filter_map(|region| {
            let dates = regional.get(&(model.to_owned(), region.clone()))?;
            Some((region, dates))
        })
        .collect();
    let same = |dates: &Dates| {
        let days = |of: &Dates| (of.legacy, of.extended_access, of.eol);
        days(dates) == days(main)
    };
    let lists_main = regional
        .iter()
        .any(|((of, _), dates)| of == model && same(dates));
    let mut own: Vec<&Dates> = dated.iter().map(|(_, dates)| *dates).collect();
    if dated.is_empty() || (dated.len() < regions.len() && !lists_main) {
        own.push(main);
    }
    let days: BTreeSet<Date> = own
        .iter()
        .copied()
        .chain([main])
        .flat_map(days_around)
        .collect();
    let worst = |day: Date| {
        let rules: Vec<&str> = own.iter().map(|dates| rule(dates, day)).collect();
        let found = WORST_FIRST.into_iter().find(|rule| rules.contains(rule));
        found.expect("every rule is in the list")
    };
    expected.extend(days.into_iter().map(|day| ExpectedVerdict {
        form: "profile",
        id: profile.to_owned(),
        region: String::new(),
        day,
        rule: worst(day),
        level: "",
    }));
    for (region, dates) in dated {
        expected.extend(verdicts_of(
            "inference-profile-arn",
            profile,
            region,
            dates,
            "",
        ));
    }
}

/// The Regions from which a profile can be called; those of its scope where no fact lists them.
fn source_regions(profile: &str, scope: &str) -> BTreeSet<String> {
    if scope == "global" {
        return BTreeSet::new();
    }
    let listed: BTreeSet<String> = facts("profile_regions.csv")
        .into_iter()
        .filter(|fact| fact[0] == profile && !fact[1].is_empty())
        .map(|mut fact| fact.swap_remove(1))
        .collect();
    if !listed.is_empty() {
        return listed;
    }
    let of_scope = SCOPES.iter().find(|(name, _)| *name == scope);
    of_scope
        .map(|(_, regions)| regions.split(' ').map(str::to_owned).collect())
        .unwrap_or_default()
}
