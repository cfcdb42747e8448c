//! Generates shell completions and the man page from the flags.

use std::io::{self, Write};

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::args::Arguments;

/// Writes the completion script of one shell.
pub(crate) fn completions(shell: Shell, out: &mut dyn Write) -> io::Result<()> {
    let mut command = Arguments::command();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "bedrock-eol", &mut script);
    out.write_all(&script)
}

/// Writes the man page in roff: the program, then each command with its flags.
pub(crate) fn man(out: &mut dyn Write) -> io::Result<()> {
    let mut command = Arguments::command();
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
