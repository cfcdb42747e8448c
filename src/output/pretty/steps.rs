//! The steps of the moves, told once at the end.

use std::io;

<<<<<<< HEAD
use crate::finding::{Step, StepDetail};
=======
>>>>>>> 1a33083 (output: steps of the moves once in HTML and Markdown, what was said not said again, the worst models first)
use crate::output::escape;
use crate::output::pretty::style::Style;
use crate::output::steps::Steps;

<<<<<<< HEAD
/// Steps in the order in which findings ask for them.
#[derive(Default)]
pub(super) struct Steps<'a> {
    known: Vec<Known<'a>>,
}

/// A step, and what single moves add to it, once for each new model.
struct Known<'a> {
    step: &'a Step,
    details: Vec<StepDetail>,
}

impl Known<'_> {
    fn add(&mut self, detail: &StepDetail) {
        match self.details.iter_mut().find(|known| known.model == detail.model) {
            Some(known) => {
                let quotas = detail.quotas.iter().filter(|quota| !known.quotas.contains(quota));
                let new: Vec<String> = quotas.cloned().collect();
                known.quotas.extend(new);
            }
            None => self.details.push(detail.clone()),
        }
    }
}

impl<'a> Steps<'a> {
    /// The numbers of some steps, as `1 to 3, 6`; empty where there are none.
    pub(super) fn numbers(&mut self, of: &'a [Step]) -> String {
        let mut numbers: Vec<usize> = of.iter().map(|step| self.number(step)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for number in numbers {
            match runs.last_mut() {
                Some((_, last)) if *last + 1 == number => *last = number,
                _ => runs.push((number, number)),
            }
        }
        let word = |&(first, last): &(usize, usize)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first} to {last}"),
        };
        runs.iter().map(word).collect::<Vec<_>>().join(", ")
    }

    fn number(&mut self, step: &'a Step) -> usize {
        let same = |known: &Known<'_>| known.step.id == step.id && known.step.change == step.change;
        let at = self.known.iter().position(same).unwrap_or(self.known.len());
        if at == self.known.len() {
            self.known.push(Known { step, details: Vec::new() });
        }
        if let Some(detail) = &step.detail {
            self.known[at].add(detail);
        }
        at + 1
    }

    /// Writes all that were asked for.
    pub(super) fn write(&self, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
        if self.known.is_empty() {
            return Ok(());
        }
        writeln!(out, "{}", style.bold("Steps of the moves"))?;
        let width = self.known.len().to_string().len();
        for (at, Known { step, details }) in self.known.iter().enumerate() {
            let first = format!("  {:>width$}. ", at + 1);
            let rest = " ".repeat(first.len());
            let [detail] = details.as_slice() else {
                style.paragraph(&first, &rest, &escape::terminal(&step.change), out)?;
                for detail in details {
                    let (first, rest) = (format!("{rest}- "), format!("{rest}  "));
                    style.paragraph(&first, &rest, &escape::terminal(&detail.to_string()), out)?;
                }
                continue;
            };
            style.paragraph(&first, &rest, &escape::terminal(&format!("{} {detail}", step.change)), out)?;
        }
        writeln!(out)
    }
}

#[cfg(test)]
mod tests {
    use super::{Steps, Style};
    use crate::finding::{Step, StepDetail};
    use crate::output::RenderOptions;

    #[test]
    fn numbers_are_told_in_runs() {
        let step = |id: &str| Step { id: id.into(), change: id.into(), detail: None, source: "".into() };
        let [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map(step);
        let (first, second) = ([a.clone(), b.clone(), c.clone()], [e, c, a, b, d.clone()]);
        let (third, none) = ([d], []);
        let mut steps = Steps::default();
        assert_eq!(steps.numbers(&first), "1 to 3");
        assert_eq!(steps.numbers(&second), "1 to 5");
        assert_eq!(steps.numbers(&third), "5");
        assert_eq!(steps.numbers(&none), "");
    }

    #[test]
    fn what_moves_add_to_one_step_stands_below_it() {
        let step = |detail: Option<(&str, &str)>| Step {
            id: "quotas".into(),
            change: "Check the quotas.".into(),
            detail: detail.map(|(model, quota)| StepDetail {
                model: model.to_owned().into(),
                quotas: vec![quota.to_owned()],
            }),
            source: "".into(),
        };
        let told = |of: &[Step]| {
            let mut steps = Steps::default();
            assert_eq!(steps.numbers(of), "1");
            let mut out = Vec::new();
            let style = Style::new(&RenderOptions::default());
            steps.write(&style, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        let one = told(&[step(Some(("A", "a"))), step(Some(("A", "a")))]);
        assert_eq!(one, "Steps of the moves\n  1. Check the quotas. For A: a.\n\n");
        let several =
            told(&[step(Some(("A", "a"))), step(None), step(Some(("B", "b"))), step(Some(("A", "c")))]);
        let below = "     - For A: a, c.\n     - For B: b.\n";
        assert_eq!(several, format!("Steps of the moves\n  1. Check the quotas.\n{below}\n"));
=======
/// Writes all that findings have asked for.
pub(super) fn write(steps: &Steps<'_>, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let steps = steps.all();
    if steps.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", style.bold("Steps of the moves"))?;
    let width = steps.len().to_string().len();
    for (at, step) in steps.iter().enumerate() {
        let first = format!("  {:>width$}. ", at + 1);
        let rest = " ".repeat(first.len());
        let (text, details) = step.told();
        style.paragraph(&first, &rest, &escape::terminal(&text), out)?;
        for detail in details {
            let (first, rest) = (format!("{rest}- "), format!("{rest}  "));
            style.paragraph(&first, &rest, &escape::terminal(detail), out)?;
        }
>>>>>>> 1a33083 (output: steps of the moves once in HTML and Markdown, what was said not said again, the worst models first)
    }
    writeln!(out)
}
