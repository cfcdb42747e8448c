//! Migration steps: listed once per report, and referred to by number from findings.

use crate::finding::{Step, StepDetail};

/// Steps, in the order in which findings refer to them.
#[derive(Default)]
pub(crate) struct Steps<'a> {
    known: Vec<KnownStep<'a>>,
}

/// A step, with details for single migrations, once per new model.
pub(crate) struct KnownStep<'a> {
    pub(crate) step: &'a Step,
    details: Vec<StepDetail>,
}

impl KnownStep<'_> {
    /// The step in one paragraph, and the list below it: several details are listed, a single one is part of the text.
    pub(crate) fn text_and_list(&self) -> (String, Vec<String>) {
        match self.distinct().as_slice() {
            [detail] => (format!("{} {detail}", self.step.change), Vec::new()),
            details => (
                self.step.change.to_string(),
                details.iter().map(ToString::to_string).collect(),
            ),
        }
    }

    /// The details, those of models with the same items as one.
    fn distinct(&self) -> Vec<StepDetail> {
        let mut distinct: Vec<StepDetail> = Vec::new();
        for detail in &self.details {
            match distinct
                .iter_mut()
                .find(|known| known.items == detail.items)
            {
                Some(known) => known.model = format!("{}, {}", known.model, detail.model).into(),
                None => distinct.push(detail.clone()),
            }
        }
        distinct
    }

    fn add(&mut self, detail: &StepDetail) {
        match self
            .details
            .iter_mut()
            .find(|known| known.model == detail.model)
        {
            Some(known) => {
                let new = detail
                    .items
                    .iter()
                    .filter(|item| !known.items.contains(item));
                let new: Vec<String> = new.cloned().collect();
                known.items.extend(new);
            }
            None => self.details.push(detail.clone()),
        }
    }
}

impl<'a> Steps<'a> {
    /// The numbers of some steps as text, `1 to 3, 6`; empty if none exist.
    pub(crate) fn numbers(&mut self, of: &'a [Step]) -> String {
        let word = |&(first, last): &(usize, usize)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first} to {last}"),
        };
        self.runs(of)
            .iter()
            .map(word)
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// The numbers of some steps, 1-based, as the first and last of each run.
    pub(crate) fn runs(&mut self, of: impl IntoIterator<Item = &'a Step>) -> Vec<(usize, usize)> {
        let mut numbers: Vec<usize> = of.into_iter().map(|step| self.number(step)).collect();
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

    /// All steps, in the order of their numbers.
    pub(crate) fn all(&self) -> &[KnownStep<'a>] {
        &self.known
    }

    fn number(&mut self, step: &'a Step) -> usize {
        let same =
            |known: &KnownStep<'_>| known.step.id == step.id && known.step.change == step.change;
        let at = self.known.iter().position(same).unwrap_or(self.known.len());
        if at == self.known.len() {
            self.known.push(KnownStep {
                step,
                details: Vec::new(),
            });
        }
        if let Some(detail) = &step.detail {
            self.known[at].add(detail);
        }
        at + 1
    }
}

#[cfg(test)]
mod tests {
    use super::Steps;
    use crate::finding::{Step, StepDetail};

    #[test]
    fn numbers_are_shortened_to_ranges() {
        let step = |id: &str| Step {
            id: id.into(),
            change: id.into(),
            detail: None,
            source: "".into(),
        };
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
    fn details_of_a_step_are_listed_below_it() {
        let step = |detail: Option<(&str, &str)>| Step {
            id: "quotas".into(),
            change: "Check the quotas.".into(),
            detail: detail.map(|(model, quota)| StepDetail {
                model: model.to_owned().into(),
                items: vec![quota.to_owned()],
            }),
            source: "".into(),
        };
        let listed = |of: &[Step]| {
            let mut steps = Steps::default();
            assert_eq!(steps.numbers(of), "1");
            steps.all()[0].text_and_list()
        };
        let one = listed(&[step(Some(("A", "a"))), step(Some(("A", "a")))]);
        assert_eq!(one, ("Check the quotas. For A: a.".to_owned(), Vec::new()));
        let several = listed(&[
            step(Some(("A", "a"))),
            step(None),
            step(Some(("B", "b"))),
            step(Some(("A", "c"))),
        ]);
        let below = ["For A: a; c.", "For B: b."].map(str::to_owned).to_vec();
        assert_eq!(several, ("Check the quotas.".to_owned(), below));
        let alike = listed(&[
            step(Some(("A", "a"))),
            step(Some(("B", "b"))),
            step(Some(("C", "a"))),
        ]);
        assert_eq!(alike.1, ["For A, C: a.", "For B: b."]);
    }
}
