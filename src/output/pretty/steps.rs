//! The steps of the moves: told once for the whole report, and named by their numbers under the findings.

use std::io;

use crate::finding::Step;
use crate::output::escape;
use crate::output::pretty::style::Style;

/// Steps in the order in which findings ask for them.
#[derive(Default)]
pub(super) struct Steps<'a> {
    known: Vec<&'a Step>,
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
        let known = self.known.iter().position(|known| known.id == step.id && known.change == step.change);
        known.map_or_else(
            || {
                self.known.push(step);
                self.known.len()
            },
            |at| at + 1,
        )
    }

    /// Writes all that were asked for.
    pub(super) fn write(&self, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
        if self.known.is_empty() {
            return Ok(());
        }
        writeln!(out, "{}", style.bold("Steps of the moves"))?;
        let width = self.known.len().to_string().len();
        for (at, step) in self.known.iter().enumerate() {
            let first = format!("  {:>width$}. ", at + 1);
            let rest = " ".repeat(first.len());
            style.paragraph(&first, &rest, &escape::terminal(&step.change), out)?;
        }
        writeln!(out)
    }
}

#[cfg(test)]
mod tests {
    use super::Steps;
    use crate::finding::Step;

    #[test]
    fn numbers_are_told_in_runs() {
        let step =
            |id: &str| Step { id: id.to_owned().into(), change: id.to_owned().into(), source: "".into() };
        let [a, b, c, d, e] = ["a", "b", "c", "d", "e"].map(step);
        let (first, second) = ([a.clone(), b.clone(), c.clone()], [e, c, a, b, d.clone()]);
        let (third, none) = ([d], []);
        let mut steps = Steps::default();
        assert_eq!(steps.numbers(&first), "1 to 3");
        assert_eq!(steps.numbers(&second), "1 to 5");
        assert_eq!(steps.numbers(&third), "5");
        assert_eq!(steps.numbers(&none), "");
    }
}
