//! What a candidate for a replacement lacks compared with the old model, and what to know about it.

use crate::catalog::{InputKind, Modality, Model, OnDemand, Profile};
use crate::judge::reach::{self, Destinations, scopes_of};
use crate::judge::{region, wording};
use crate::model_id::Region;
use crate::reference::Purpose;

/// The choice of a geography, if no Region was found. Lists where each profile processes data if there are few; for more,
/// the lists would hide the choice. GovCloud is never offered as a choice, since its users name it.
pub(super) fn geographies(new: &Model, scopes: &[&str]) -> Option<String> {
    const LISTED: usize = 2;
    let narrow: Vec<&str> = scopes
        .iter()
        .copied()
        .filter(|of| !["global", "us-gov"].contains(of))
        .collect();
    let global = scopes.contains(&"global");
    if narrow.is_empty() || narrow.len() + usize::from(global) < 2 {
        return None;
    }
    // The lists are long and are asked for with each text that is judged.
    let known = narrow.iter().all(|of| reach::knows_destinations(new, of));
    let data: Option<Vec<Destinations>> = narrow
        .iter()
        .filter(|_| narrow.len() <= LISTED)
        .map(|of| reach::destinations(new, of, &[]))
        .collect();
    let named: Vec<String> = narrow
        .iter()
        .map(|of| wording::code(format!("{of}.")))
        .collect();
    let choice = match data {
        Some(data) if narrow.len() <= LISTED => {
            let each = named
                .iter()
                .zip(&data)
                .map(|(of, data)| format!("{of} processes the data in {data}"));
            each.collect::<Vec<_>>().join("; ")
        }
        _ if known => format!(
            "{} keep the data in their geography",
            wording::all(&named, "and")
        ),
        _ => format!("Write {}", wording::list(&named, "or")),
    };
    let any = if global {
        "; `global.` may process the data in any commercial Region"
    } else {
        ""
    };
    Some(format!(
        "No single Region found: choose where data may be processed. {choice}{any}. To choose for all findings, set `region` in the configuration."
    ))
}

/// Why no model is recommended for a reference that is not a call: AWS has a list of its own for these purposes.
pub(super) fn other_purpose(purpose: Purpose) -> Option<&'static str> {
    match purpose {
        Purpose::Inference
        | Purpose::Invocation
        | Purpose::FoundationModel
        | Purpose::Lookup
        | Purpose::Comparison => None,
        Purpose::BehindProfile => Some(
            "The application inference profile next to this ID determines which model is called: create a new profile \
             from the new model (`aws bedrock create-inference-profile`), and replace both the profile's ARN and this ID.",
        ),
        Purpose::ProvisionedThroughput => Some(
            "Provisioned Throughput requires a foundation model that supports it, not an inference profile. The catalog \
             does not list these models, but AWS does: \
             https://docs.aws.amazon.com/bedrock/latest/userguide/prov-thru-supported.html.",
        ),
        Purpose::Customization => Some(
            "A custom model requires a foundation model that supports customization, not an inference profile. The catalog \
             does not list these models, but AWS does: \
             https://docs.aws.amazon.com/bedrock/latest/userguide/custom-model-fine-tuning.html.",
        ),
    }
}

/// Whether the catalog lists a model in a Region: by dates, by its bare ID or by a profile.
pub(super) fn is_listed(model: &Model, region: &Region) -> bool {
    let bare = match &model.on_demand {
        OnDemand::Yes { regions, .. } => region::names(regions, region),
        OnDemand::No | OnDemand::Unknown => false,
    };
    let route = |profile: &Profile| profile.route_from(region.as_str()).is_some();
    bare || model.lifecycle_in(region.as_str()).is_some() || model.profiles.iter().any(route)
}

/// Inputs that the old model accepts and the new one does not, if both are known.
pub(super) fn lost(old: &Model, new: &Model) -> Vec<InputKind> {
    if new.inputs.is_empty() {
        return Vec::new();
    }
    old.inputs
        .iter()
        .copied()
        .filter(|input| !new.inputs.contains(input))
        .collect()
}

/// The note about inputs that the new model does not accept.
pub(super) fn takes_less(old: &Model, new: &Model) -> Option<String> {
    let lost = lost(old, new);
    (!lost.is_empty()).then(|| {
        format!(
            "AWS lists {} as input of the old model, but not of the new one.",
            inputs(&lost, "and")
        )
    })
}

pub(super) fn inputs(of: &[InputKind], last: &str) -> String {
    let words = of.iter().map(|input| match input {
        InputKind::Text => "text",
        InputKind::Image => "images",
        InputKind::Video => "video",
        InputKind::Audio => "audio",
    });
    wording::list(&words.map(str::to_owned).collect::<Vec<_>>(), last)
}

/// The profiles to choose from, if the template's scope has to stay.
pub(super) fn listed_profiles(new: &Model) -> String {
    let scopes: Vec<String> = scopes_of(new)
        .iter()
        .map(|scope| wording::code(format!("{scope}.")))
        .collect();
    format!(
        "AWS lists the profiles {} of the new model.",
        wording::list(&scopes, "and")
    )
}

/// What happens to a vector index when the embedding model changes.
pub(super) fn dimensions(old: &Model, new: &Model) -> Option<String> {
    if new.modality != Modality::Embedding {
        return None;
    }
    let words = |model: &Model| match model.dimensions.as_ref() {
        [] => None,
        [default] => Some(default.to_string()),
        [default, rest @ ..] => {
            let others: Vec<String> = rest.iter().map(u32::to_string).collect();
            Some(format!("{default} (or {})", wording::list(&others, "or")))
        }
    };
    let sizes = match (words(old), words(new)) {
        (Some(old), Some(new)) => format!("Dimensions: {old} before, {new} now. "),
        (None, Some(new)) => format!("Dimensions: {new}. "),
        _ => String::new(),
    };
    Some(format!(
        "{sizes}Re-embed all data: an index cannot mix vectors of two models."
    ))
}
