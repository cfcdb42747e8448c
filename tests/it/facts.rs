//! The researched facts in `fixtures/facts/` against what the program says of its catalog, row by row. Nothing here
//! knows how the catalog is written or read.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::program::{AS_OF, run};

/// The rows of a file of facts, each as its fields, without the head.
fn facts(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/facts")
        .join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    text.lines()
        .skip(1)
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

/// The models as `catalog list` prints them.
fn models() -> Vec<Value> {
    let arguments = ["catalog", "list", "--output", "json", "--as-of", AS_OF];
    let list = run(Path::new(env!("CARGO_MANIFEST_DIR")), &arguments);
    let Value::Object(mut list) = serde_json::from_str(&list.stdout).unwrap() else {
        panic!("an object")
    };
    let Some(Value::Array(models)) = list.remove("models") else {
        panic!("a list")
    };
    models
}

fn words(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word.as_str().unwrap())
        .collect()
}

/// Each profile, each Region from which it can be called, and the Regions in which it then processes data.
#[test]
fn the_regions_of_profiles_agree_with_the_facts() {
    let facts = facts("profile_regions.csv");
    assert!(facts.len() > 1_500, "{}", facts.len());
    let row = |profile: &str, from: &str, to: &str| format!("{profile} from {from} to {to}");
    let routes = facts.iter().filter(|fact| !fact[1].is_empty());
    let expected: BTreeSet<String> = routes
        .map(|fact| row(&fact[0], &fact[1], &fact[2]))
        .collect();
    let mut stated = BTreeSet::new();
    for model in models() {
        for route in model["profile_regions"].as_array().unwrap() {
            let to = words(&route["to"]).join(" ");
            for from in words(&route["from"]) {
                assert!(
                    stated.insert(row(route["profile"].as_str().unwrap(), from, &to)),
                    "{from} twice"
                );
            }
        }
    }
    let differences: Vec<&String> = expected.symmetric_difference(&stated).collect();
    assert!(differences.is_empty(), "{differences:#?}");
}

/// Each model and Region: by which endpoint the bare ID is offered there, and which profiles can be called from there.
#[test]
fn the_regions_of_models_agree_with_the_facts() {
    let facts = facts("on_demand_regions.csv");
    assert!(facts.len() > 2_000, "{}", facts.len());
    let models = models();
    let mut differences = Vec::new();
    for fact in facts.iter().filter(|fact| fact[6] != "third-party") {
        let (id, region) = (fact[0].as_str(), fact[1].as_str());
        let model = models.iter().find(|model| model["id"] == id).unwrap();
        let listed = |list: &str| words(&model[list]).contains(&region);
        let offer = match () {
            () if listed("on_demand_regions") => "runtime",
            () if listed("mantle_only_regions") => "mantle",
            () if listed("unsettled_regions") => "unsettled",
            () => "no",
        };
        let expected = match (fact[2].as_str(), fact[3].as_str()) {
            ("yes", "runtime" | "runtime mantle") => "runtime",
            ("yes", "mantle" | "mantle (priced there)") => "mantle",
            ("yes", "mantle or runtime" | "") => "unsettled",
            ("no", "") => "no",
            other => panic!("{other:?}"),
        };
        let both = fact[3] == "runtime mantle";
        if listed("both_endpoints_regions") != both {
            differences.push(format!("{id} {region}: both endpoints {both}"));
        }
        // An earlier list of the Region states the endpoint of these two.
        let stated_elsewhere =
            region == "me-central-1" && id.starts_with("amazon.nova-") && offer == "runtime";
        if offer != expected && !(expected == "unsettled" && stated_elsewhere) {
            differences.push(format!(
                "{id} {region}: in-Region {expected}, the catalog {offer}"
            ));
        }
        let routes = model["profile_regions"].as_array().unwrap();
        let from_here = routes
            .iter()
            .filter(|route| words(&route["from"]).contains(&region));
        let scope = |route: &Value| {
            route["profile"]
                .as_str()
                .unwrap()
                .split('.')
                .next()
                .unwrap()
                .to_owned()
        };
        let scopes: BTreeSet<String> = from_here.map(scope).collect();
        let geo = fact[4]
            .split(' ')
            .filter(|word| *word != "no" && !word.is_empty())
            .map(str::to_owned);
        let global = (fact[5] == "yes").then(|| "global".to_owned());
        let expected: BTreeSet<String> = geo.chain(global).collect();
        // The page of 2026-08-22 has these, the later capture has not: nothing is stated.
        let unsettled = ["openai.gpt-5.6-", "xai.grok-4.6"]
            .iter()
            .any(|start| id.starts_with(start))
            && ["af-south-1", "ap-southeast-6"].contains(&region);
        if scopes != expected && !unsettled {
            differences.push(format!(
                "{id} {region}: profiles {expected:?}, the catalog {scopes:?}"
            ));
        }
    }
    assert!(differences.is_empty(), "{differences:#?}");
}

/// What was launched lately, the profiles that came with it, and what was corrected.
#[test]
fn new_and_corrected_rows_agree_with_the_facts() {
    let models = models();
    let model = |id: &str| models.iter().find(|model| model["id"] == id);
    let profiles: Vec<&str> = models
        .iter()
        .flat_map(|model| words(&model["profiles"]))
        .collect();
    let day = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for fact in facts("models_new.csv") {
        let model = model(&fact[0]).unwrap_or_else(|| panic!("{} is missing", fact[0]));
        let stated = [
            day(&model["name"]),
            day(&model["launched"]),
            day(&model["eol_not_before"]),
        ];
        assert_eq!(stated, fact[1..4], "{}", fact[0]);
        assert_eq!(day(&model["legacy_period"]), fact[4], "{}", fact[0]);
    }
    for fact in facts("inference_profiles_new.csv") {
        // No page, capture or list of another tool has these two: they follow from the pattern of a family.
        let invented = ["in.openai.gpt-6-sol", "in.openai.gpt-6-luna"].contains(&fact[0].as_str());
        assert_eq!(
            profiles.contains(&fact[0].as_str()),
            !invented,
            "{}",
            fact[0]
        );
    }
    for fact in facts("corrections.csv") {
        let model = model(&fact[0]).unwrap_or_else(|| panic!("{} is missing", fact[0]));
        let (field, new) = (fact[1].as_str(), fact[3].as_str());
        let stated = match field {
            "profiles" => {
                assert!(!profiles.contains(&fact[2].as_str()), "{}", fact[2]);
                continue;
            }
            "access" => {
                assert!(model["access"].is_string(), "{}", fact[0]);
                continue;
            }
            "launch_date" => day(&model["launched"]),
            "eol_not_before" => day(&model["eol_not_before"]),
            "legacy_period" => format!("at least {}", day(&model["legacy_period"])),
            "date_confidence" => day(&model["confidence"]).replace("aws", "aws-docs"),
            profile => {
                let id = profile
                    .strip_prefix("profile ")
                    .and_then(|rest| rest.strip_suffix(": confidence"));
                let routes = model["profile_regions"].as_array().unwrap();
                assert!(
                    routes
                        .iter()
                        .any(|route| Some(route["profile"].as_str().unwrap()) == id),
                    "{field}"
                );
                continue;
            }
        };
        assert_eq!(stated, new, "{} {field}", fact[0]);
    }
}

/// Each price, by class and unit.
#[test]
fn the_prices_agree_with_the_facts() {
    let row = |model: &str, class: &str, unit: &str, input: &str, output: &str| {
        format!("{model} {class} {unit}: {input} {output}")
    };
    // The rows of long requests follow those of short ones, and the spelling of one model is in the catalog by its base.
    let mut seen = BTreeSet::new();
    let of_base = |fact: &&Vec<String>| fact[0] != "amazon.titan-image-generator-v2:0";
    let first =
        |fact: &&Vec<String>| seen.insert((fact[0].clone(), fact[1].clone(), fact[2].clone()));
    let facts = facts("prices.csv");
    assert!(facts.len() > 600, "{}", facts.len());
    let expected: BTreeSet<String> = facts
        .iter()
        .filter(of_base)
        .filter(first)
        .map(|fact| {
            row(
                &fact[0],
                &fact[1].replace(' ', "-"),
                &fact[2],
                &fact[3],
                &fact[4],
            )
        })
        .collect();
    let mut stated = BTreeSet::new();
    for model in models() {
        for price in model["prices"].as_array().unwrap() {
            let text = |field: &str| price[field].as_str().unwrap_or_default().to_owned();
            let id = model["id"].as_str().unwrap();
            stated.insert(row(
                id,
                &text("class"),
                &text("unit"),
                &text("input"),
                &text("output"),
            ));
        }
    }
    let differences: Vec<&String> = expected.symmetric_difference(&stated).collect();
    assert!(differences.is_empty(), "{differences:#?}");
}
