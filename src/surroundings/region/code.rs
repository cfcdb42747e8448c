//! Codes of Regions in a text, and the constants of SDKs for them.

use crate::model_id::Region;

/// The Region that a constant of an SDK refers to whose type begins at `at`: Java's `Region.US_WEST_2` and
/// `Regions.US_WEST_2`, .NET's `RegionEndpoint.USWest2`.
pub(super) fn region_constant(text: &[u8], at: usize) -> Option<(usize, String)> {
    if at > 0 && (text[at - 1].is_ascii_alphanumeric() || text[at - 1] == b'_') {
        return None;
    }
    let rest = &text[at..];
    let name = [&b"Region."[..], b"Regions.", b"RegionEndpoint."]
        .iter()
        .find_map(|of| rest.strip_prefix(*of))?;
    let length = name
        .iter()
        .take(20)
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    let name = std::str::from_utf8(&name[..length]).ok()?;
    let code = match name.contains('_') {
        true if name.chars().all(|c| !c.is_ascii_lowercase()) => {
            name.to_ascii_lowercase().replace('_', "-")
        }
        true => return None,
        false => {
            let (area, part) = name.split_at_checked(2)?;
            let (part, number) = part.split_at_checked(part.len().checked_sub(1)?)?;
            let part = part.replace("GovCloud", "gov-").to_ascii_lowercase();
            format!("{}-{part}-{number}", area.to_ascii_lowercase())
        }
    };
    is_region(&code).then_some((at, code))
}

/// A Region code whose first dash is at `dash`: `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`.
pub(super) fn region_around(text: &[u8], dash: usize) -> Option<(usize, String)> {
    const LONGER_AREA: &[u8] = b"eusc";
    let area = if text[..dash].ends_with(LONGER_AREA) {
        LONGER_AREA.len()
    } else {
        2
    };
    let start = dash.checked_sub(area)?;
    let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/');
    // The dash of the shell's `${AWS_REGION:-us-east-1}` is not part of the word.
    if start > 0 && word(&text[start - 1]) && !text[..start].ends_with(b":-") {
        return None;
    }
    let length = text[start..]
        .iter()
        .take(20)
        .take_while(|b| word(b))
        .count();
    let code = std::str::from_utf8(&text[start..start + length]).ok()?;
    is_region(code).then(|| (start, code.to_owned()))
}

/// The Regions that are a whole literal, whatever is before them: `get_client("eu-west-1")`.
pub(super) fn regions_alone_in_quotes(text: &[u8]) -> impl Iterator<Item = String> {
    let codes = memchr::memchr_iter(b'-', text).filter_map(|at| region_around(text, at));
    let is_quote = |b: Option<&u8>| matches!(b, Some(b'"' | b'\''));
    codes.filter_map(move |(start, code)| {
        let is_whole =
            start > 0 && is_quote(text.get(start - 1)) && is_quote(text.get(start + code.len()));
        is_whole.then_some(code)
    })
}

/// The Region in the host of an endpoint whose service begins at `at`: `https://bedrock-runtime.us-west-2.amazonaws.com`.
pub(super) fn region_of_host(text: &[u8], at: usize) -> Option<(usize, String)> {
    const SERVICES: &[&[u8]] = &[
        b"bedrock",
        b"bedrock-agent",
        b"bedrock-agent-runtime",
        b"bedrock-mantle",
        b"bedrock-runtime",
        b"bedrock-runtime-fips",
    ];
    /// No label of such a host is longer.
    const LONGEST: usize = 32;
    let rest = &text[at..];
    let label = |text: &[u8]| text.iter().take(LONGEST).position(|b| *b == b'.');
    let service = label(rest)?;
    let width = label(&rest[service + 1..])?;
    let code = std::str::from_utf8(&rest[service + 1..service + 1 + width]).ok()?;
    let is_host = SERVICES.contains(&&rest[..service]) && is_region(code);
    is_host.then(|| (at + service + 1, code.to_owned()))
}

/// Whether a word is a Region code with an area and a direction that AWS has: in free text the form alone is not enough.
pub(super) fn is_region(code: &str) -> bool {
    const AREAS: &[&str] = &[
        "us", "eu", "ap", "sa", "ca", "me", "af", "il", "cn", "mx", "eusc",
    ];
    const DIRECTIONS: &[&str] = &[
        "east",
        "west",
        "north",
        "south",
        "central",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
    ];
    let mut parts = code.split('-');
    parts.next().is_some_and(|area| AREAS.contains(&area))
        && parts
            .rev()
            .nth(1)
            .is_some_and(|direction| DIRECTIONS.contains(&direction))
        && Region::parse(code).is_some()
}
