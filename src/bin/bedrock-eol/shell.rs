//! Generates shell completions and the man page from the flags.

use std::io::{self, Write};

use bedrock_eol::program::LEVELS;
use bedrock_eol::{Catalog, FORMATS, RULES};
use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, CommandFactory as _};
use clap_complete::Shell;

use crate::args::CommandLine;

/// Writes the completion script of one shell.
pub(crate) fn completions(shell: Shell, out: &mut dyn Write) -> io::Result<()> {
    let mut command = with_values(CommandLine::command());
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "bedrock-eol", &mut script);
    let script = String::from_utf8_lossy(&script);
    let script = match shell {
        Shell::Bash => bash(&script),
        Shell::Fish => script.into_owned() + &fish_models(&command),
        _ => script.into_owned(),
    };
    out.write_all(script.as_bytes())
}

/// Gives the arguments that check their values themselves the values to complete: their own parsers accept more than
/// can be listed, and report what is wrong with a value better than a list does.
fn with_values(command: Command) -> Command {
    command
        .mut_args(|argument| match values(&argument) {
            Some(values) => argument.value_parser(PossibleValuesParser::new(values)),
            None => argument,
        })
        .mut_subcommands(with_values)
}

/// The values to complete for an argument; absent if it takes none, or lists its values itself.
fn values(argument: &Arg) -> Option<Vec<&'static str>> {
    let catalog = Catalog::embedded();
    match argument.get_id().as_str() {
        "outputs" => Some(FORMATS.iter().map(|format| format.name).collect()),
        "region" => Some(catalog.regions.iter().map(AsRef::as_ref).collect()),
        "asked" | "to" | "old" => Some(catalog.models.iter().map(|m| m.id.as_ref()).collect()),
        "level" => Some(rule_levels()),
        _ => None,
    }
}

/// Every `RULE=LEVEL`. clap takes static text only; the few names live until the program ends.
fn rule_levels() -> Vec<&'static str> {
    let mut all = Vec::new();
    for rule in RULES {
        for (level, ..) in LEVELS {
            all.push(&*format!("{}={level}", rule.name).leak());
        }
    }
    all
}

/// Corrects two faults of the generated script for bash.
///
/// Its labels of subcommands differ from the values that it compares with them if the program's name contains a hyphen
/// (clap issue 6421). And bash splits words at `:` and `=`, so that it would not complete `amazon.nova-lite-v1:` or
/// `--output=`: a second function joins such words again.
fn bash(script: &str) -> String {
    let script = script.replace("bedrock__subcmd__eol__subcmd__", "bedrock__eol__subcmd__");
    let (functions, registration) = script
        .split_once("\nif [[ \"${BASH_VERSINFO[0]}\" -eq 4")
        .unwrap_or((&script, ""));
    let registration = registration.replace("-F _bedrock__eol ", "-F _bedrock__eol_joined ");
    format!("{functions}\n{JOINED}\nif [[ \"${{BASH_VERSINFO[0]}}\" -eq 4{registration}")
}

/// Calls the generated function with words that only blanks separate. Readline replaces the part after the last `:` or `=`
/// of `COMP_WORDBREAKS`, so the part before it is removed from the replies.
const JOINED: &str = r#"_bedrock__eol_joined() {
    local line="${COMP_LINE:0:COMP_POINT}" kept="" index
    local -a COMP_WORDS
    read -r -a COMP_WORDS <<<"${line}"
    [[ ${line} != *[[:space:]] ]] || COMP_WORDS+=("")
    local COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD - 1]}"
    if [[ ${cur} == --*=* ]]; then
        prev="${cur%%=*}"
        cur="${cur#*=}"
        COMP_WORDS[COMP_CWORD]="${prev}"
        COMP_CWORD=$((COMP_CWORD + 1))
    fi
    COMP_WORDS[COMP_CWORD]="${cur}"
    if [[ ${cur} == *[:=]* ]]; then
        kept="${cur%"${cur##*[:=]}"}"
    fi
    _bedrock__eol "$1" "${cur}" "${prev}"
    for index in "${!COMPREPLY[@]}"; do
        COMPREPLY[index]="${COMPREPLY[index]#"${kept}"}"
    done
}
"#;

/// Completes the models of `explain` and `migrate` in fish: the generator completes values of flags only. After the model,
/// `migrate` takes paths, too.
fn fish_models(command: &Command) -> String {
    let of_command = |(name, no_files): (&str, &str)| {
        let argument = command.find_subcommand(name)?.get_positionals().next()?;
        let ids: Vec<String> = argument
            .get_possible_values()
            .iter()
            .map(|value| value.get_name().to_owned())
            .collect();
        Some(format!(
            "complete -c bedrock-eol -n \"__fish_bedrock_eol_using_subcommand {name}\" {no_files}-a \"{}\"\n",
            ids.join(" ")
        ))
    };
    [("explain", "-f "), ("migrate", "")]
        .into_iter()
        .filter_map(of_command)
        .collect()
}

/// Writes the man page in roff: the program, then each command with its flags.
pub(crate) fn man(out: &mut dyn Write) -> io::Result<()> {
    let mut command = CommandLine::command();
    command.build();
    clap_mangen::Man::new(command.clone()).render(out)?;
    sections(&command, out)
}

/// Writes a section for each subcommand, in the order of the help.
fn sections(command: &clap::Command, out: &mut dyn Write) -> io::Result<()> {
    for sub in command.get_subcommands() {
        let name = sub.get_bin_name().unwrap_or(sub.get_name()).to_uppercase();
        let page = clap_mangen::Man::new(sub.clone());
        writeln!(out, ".SH \"{name}\"")?;
        page.render_description_section(out)?;
        if sub.get_opts().next().is_some() || sub.get_positionals().next().is_some() {
            page.render_options_section(out)?;
        }
        sections(sub, out)?;
    }
    Ok(())
}
