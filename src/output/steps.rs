//! The steps of the moves: told once for the whole report, and named by their numbers under the findings.

use crate::finding::Step;

/// Steps in the order in which findings ask for them.
#[derive(Default)]
pub(crate) struct Steps<'a> {
    known: Vec<Known<'a>>,
}

/// A step, and what single moves add to it.
pub(crate) struct Known<'a> {
    pub(crate) step: &'a Step,
    pub(crate) details: Vec<&'a str>,
}

impl Known<'_> {
    /// The step in one paragraph, and what stands below it: several moves add several things, one adds to the text.
    pub(crate) fn told(&self) -> (String, &[&str]) {
        match self.details.as_slice() {
            [detail] => (format!("{} {detail}", self.step.change), &[]),
            details => (self.step.change.to_string(), details),
        }
    }
}

impl<'a> Steps<'a> {
    /// The numbers of some steps as words, `1 to 3, 6`; empty where there are none.
    pub(crate) fn numbers(&mut self, of: &'a [Step]) -> String {
        let word = |&(first, last): &(usize, usize)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first} to {last}"),
        };
        self.runs(of).iter().map(word).collect::<Vec<_>>().join(", ")
    }

    /// The numbers of some steps, 1-based, as the first and the last of each run.
    pub(crate) fn runs(&mut self, of: &'a [Step]) -> Vec<(usize, usize)> {
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
        runs
    }

    /// All that were asked for, in the order of their numbers.
    pub(crate) fn all(&self) -> &[Known<'a>] {
        &self.known
    }

    fn number(&mut self, step: &'a Step) -> usize {
        let same = |known: &Known<'_>| known.step.id == step.id && known.step.change == step.change;
        let at = self.known.iter().position(same).unwrap_or(self.known.len());
        if at == self.known.len() {
            self.known.push(Known { step, details: Vec::new() });
        }
        let details = &mut self.known[at].details;
        details.extend(step.detail.as_deref().filter(|detail| !details.contains(detail)));
        at + 1
    }
}

#[cfg(test)]
mod tests {
    use super::Steps;
    use crate::finding::Step;

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
        let step = |detail: Option<&str>| Step {
            id: "quotas".into(),
            change: "Check the quotas.".into(),
            detail: detail.map(Into::into),
            source: "".into(),
        };
        let (one, other) = (step(Some("For A: a.")), step(Some("For B: b.")));
        let same = [one.clone(), one.clone()];
        let mut steps = Steps::default();
        assert_eq!(steps.numbers(&same), "1");
        let below: &[&str] = &[];
        assert_eq!(steps.all()[0].told(), ("Check the quotas. For A: a.".to_owned(), below));
        let several = [one, step(None), other];
        let mut steps = Steps::default();
        assert_eq!(steps.numbers(&several), "1");
        let below: &[&str] = &["For A: a.", "For B: b."];
        assert_eq!(steps.all()[0].told(), ("Check the quotas.".to_owned(), below));
    }
}
