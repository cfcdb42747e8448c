//! Every format against text that tries to be more than text: in paths, hits, lines, messages, reasons, names.

use bedrock_eol::output::{FORMATS, RenderOptions};

use super::promises::{check, no_command_of_a_runner, no_hostile_character, report};
use super::{render, render_with};

/// Hostile texts; each is put into every field of a report.
pub(crate) const ATTEMPTS: [&str; 21] = [
    "\u{1b}[31mred\u{1b}[0m \u{9b}2J \u{7}\u{8}\u{7f}",
    "\u{1b}]8;;http://evil.example\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{202e}\u{2066}\u{200b}\u{200f}\u{feff}\u{2028}\u{e0041}",
    "]]><![CDATA[</failure></testcase><testcase name=\"forged\"/>]]>",
    "nul\0byte \u{fffd}\u{fffe}\u{ffff}",
    "| `tick` ``two`` ~~x~~ _y_ *z* @team #123 owner/name#1 <b>bold</b> [x](http://evil.example)",
    "![i](http://evil.example/i.png) www.evil.example </code></details><!-- bedrock-eol -->",
    "odd ` tick @team",
    "=HYPERLINK(\"http://evil.example\")",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "::error file=x::forged%0A::warning::forged %25",
    "\n::error::forged",
    "\n \t::error::forged",
    "##[error]forged ##vso[task.setvariable variable=x]y",
    "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR",
    "</script><script>alert(1)</script></style><img src=x onerror=alert(1)>",
    "\" onload=\"alert(1)\" x='${{ github.token }}'",
];

#[test]
fn every_format_escapes_scanned_text() {
    for format in FORMATS {
        let options = RenderOptions {
            inventory: true,
            ..RenderOptions::default()
        };
        // A path with folders, in which lines may break after a slash.
        let harmless = render_with(format, &report("x/y"), &options);
        for attempt in ATTEMPTS {
            let text = render_with(format, &report(attempt), &options);
            no_command_of_a_runner(format, &text);
            check(format, &text, &harmless);
        }
    }
}

/// Colours and links are ours alone: each is closed, and an address is percent-encoded.
#[test]
fn pretty_writes_only_its_own_escape_sequences() {
    let links_from = Some("/project".to_owned());
    let options = RenderOptions {
        color: true,
        width: Some(80),
        links_from,
        inventory: true,
        ..RenderOptions::default()
    };
    let format = FORMATS
        .iter()
        .find(|format| format.name == "pretty")
        .expect("the format exists");
    for attempt in ATTEMPTS {
        let text = render_with(format, &report(attempt), &options);
        let (mut rest, mut links) = (text.as_str(), 0);
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            no_hostile_character(before, &['\n']);
            rest = if let Some(link) = after.strip_prefix("]8;;") {
                let (address, after) = link.split_once("\u{1b}\\").expect("an address ends");
                assert!(
                    address.is_empty() || address.starts_with("file:///project/"),
                    "{address}"
                );
                assert!(address.chars().all(|c| c.is_ascii_graphic()), "{address}");
                links += if address.is_empty() { -1 } else { 1 };
                after
            } else {
                let (code, after) = after.split_once('m').expect("a colour ends");
                let code = code.strip_prefix('[').expect("it is a colour");
                assert!(
                    code.chars().all(|c| c.is_ascii_digit() || c == ';'),
                    "{code}"
                );
                after
            };
        }
        no_hostile_character(rest, &['\n']);
        assert_eq!(links, 0, "a link is not closed");
    }
}

/// The numbers of lines and columns are all that a viewer of annotations needs: it is the runner that reads them.
#[test]
fn annotations_carry_the_text_escaped() {
    let text = render("github", &report("a%b\r\nc:d,e"));
    assert!(text.contains("file=a%25b\\r\\nc%3Ad%2Ce"), "{text}");
    assert!(text.contains("::a%25b\\r%0Ac:d,e and"), "{text}");
}
