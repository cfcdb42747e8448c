//! A diff on standard output.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;

use bedrock_eol::program::{self, FixPlan, PatchFor};

use crate::terminal::{self, Runner};
use crate::values::ColorChoice;

/// Prints the edits of a plan as a diff. `here` is the working directory.
pub(crate) fn write_patch(
    plan: &FixPlan,
    here: &Path,
    color: ColorChoice,
    out: &mut dyn Write,
) -> io::Result<()> {
    let reader = terminal::diff_reader(color);
    let mut patch = Vec::new();
    program::patch(plan, here, reader, &mut patch)?;
    let (before, after) = without_commands(&patch, reader)?;
    out.write_all(before.as_bytes())?;
    out.write_all(&patch)?;
    out.write_all(after.as_bytes())
}

/// What to print before and after a diff so that no line of it is a command of the runner that reads standard output.
///
/// Its bytes must be those of the files, else `git apply` refuses it. GitHub's runner executes nothing between two lines
/// with a token, which the diff must not contain; `git apply` skips such lines. The agent of Azure Pipelines has nothing
/// like it.
fn without_commands(patch: &[u8], reader: PatchFor) -> io::Result<(String, String)> {
    let none = Ok((String::new(), String::new()));
    if matches!(reader, PatchFor::People { .. })
        || !program::has_runner_command(&String::from_utf8_lossy(patch))
    {
        return none;
    }
    match terminal::runner() {
        Some(Runner::GitHub) => {
            let token = token_for(&String::from_utf8_lossy(patch));
            Ok((
                format!("::stop-commands::{token}\n"),
                format!("::{token}::\n"),
            ))
        }
        Some(Runner::Azure) => Err(io::Error::other(
            "a changed file has a line that Azure Pipelines would execute as a logging command; redirect the diff to a file",
        )),
        None => none,
    }
}

/// A token that the text does not contain: `bedrock-eol-N` with the lowest such N.
fn token_for(text: &str) -> String {
    const NAME: &str = "bedrock-eol-";
    let taken: BTreeSet<&str> = text
        .match_indices(NAME)
        .map(|(at, _)| {
            let rest = &text[at + NAME.len()..];
            let end = rest.find(|c: char| !c.is_ascii_digit());
            &rest[..end.unwrap_or(rest.len())]
        })
        .collect();
    (0_u64..)
        .map(|number| number.to_string())
        .find(|number| !taken.contains(number.as_str()))
        .map(|number| format!("{NAME}{number}"))
        .expect("a text has fewer tokens than there are numbers")
}

#[cfg(test)]
mod tests {
    use super::token_for;

    #[test]
    fn the_token_is_not_part_of_the_text() {
        assert_eq!(token_for(""), "bedrock-eol-0");
        assert_eq!(
            token_for("::bedrock-eol-0::\nbedrock-eol-1 bedrock-eol-bedrock-eol-3"),
            "bedrock-eol-2"
        );
    }
}
