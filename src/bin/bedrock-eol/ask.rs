//! Asks on the terminal which edits to apply.

use std::collections::BTreeSet;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;

use bedrock_eol::program::{Edit, FixPlan, PatchFor, log_line, patch};

use crate::stop::Stop;
use crate::terminal;
use crate::values::ColorChoice;

/// Questions on the terminal.
pub(crate) struct Asking {
    /// Whether questions have colors.
    color: bool,
}

/// What to do with the edits after a question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    /// This edit, and all later ones of the same model.
    AllOfModel,
    Quit,
}

const HELP: &str = "y: apply this edit\n\
                    n: leave it out\n\
                    a: apply this edit and all others of the same model\n\
                    q: leave out this edit and all others that were not asked for\n";

impl Asking {
    /// Prepares to ask.
    ///
    /// # Errors
    /// Standard input or standard error is not a terminal, so that nobody could answer.
    pub(crate) fn start() -> Result<Self, Stop> {
        if io::stdin().is_terminal() && io::stderr().is_terminal() {
            return Ok(Self {
                color: terminal::color(ColorChoice::Auto),
            });
        }
        Err(Stop(
            "--interactive asks on a terminal, but standard input or standard error is not one; choose edits with --model, --rule and --context instead"
                .to_owned(),
        ))
    }

    /// Keeps the edits of a plan that the user accepts.
    ///
    /// # Errors
    /// The terminal cannot be read or written.
    pub(crate) fn choose(&mut self, plan: &mut FixPlan, here: &Path) -> Result<(), Stop> {
        let total = plan.edits();
        let (mut number, mut quit, mut failed) = (0, false, None);
        let mut models = BTreeSet::new();
        plan.retain(|plan, edit| {
            number += 1;
            let of = edit.finding.reference.models.to_vec();
            if quit || failed.is_some() {
                return false;
            }
            if models.contains(&of) {
                return true;
            }
            let answer = self
                .show(plan, edit, here)
                .and_then(|()| ask(number, total));
            match answer {
                Ok(Answer::Yes) => true,
                Ok(Answer::No) => false,
                Ok(Answer::AllOfModel) => models.insert(of),
                Ok(Answer::Quit) => {
                    quit = true;
                    false
                }
                Err(error) => {
                    failed = Some(error);
                    false
                }
            }
        });
        match failed {
            Some(error) => Err(Stop(format!("cannot ask on the terminal: {error}"))),
            None => Ok(()),
        }
    }

    /// Shows one edit as a diff of all files that it changes.
    fn show(&self, plan: &FixPlan, edit: &Edit, here: &Path) -> io::Result<()> {
        let reader = PatchFor::People { color: self.color };
        patch(&plan.only(edit), here, reader, &mut io::stderr().lock())
    }
}

/// Asks until there is an answer. The end of the input answers that all is left out.
fn ask(number: usize, total: usize) -> io::Result<Answer> {
    loop {
        let mut err = io::stderr().lock();
        write!(err, "({number}/{total}) Apply this edit [y,n,a,q,?]? ")?;
        err.flush()?;
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            writeln!(err)?;
            return Ok(Answer::Quit);
        }
        match line.trim() {
            "y" => return Ok(Answer::Yes),
            "n" => return Ok(Answer::No),
            "a" => return Ok(Answer::AllOfModel),
            "q" => return Ok(Answer::Quit),
            "?" => err.write_all(HELP.as_bytes())?,
            other => writeln!(
                err,
                "unknown answer `{}`; ? shows the answers",
                log_line(other)
            )?,
        }
    }
}
