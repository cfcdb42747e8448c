//! Stages and the dates that they begin on, and what they say about a day.

use jiff::civil::Date;

pub use crate::catalog::closed_sets::{Evidence, Stage};
use crate::catalog::shipped::Text;

/// A day together with how it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Dated {
    /// The day, UTC, on which what it dates begins.
    pub day: Date,
    /// How it is known.
    pub evidence: Evidence,
    /// The `id` of its [`FactSource`](crate::catalog::FactSource).
    pub source: Text,
}

/// A stage that was seen on a day without a date of its beginning.
#[derive(Clone, Debug, PartialEq)]
pub struct ObservedStage {
    /// What was seen.
    pub stage: Stage,
    /// The day of the capture; the stage applies from this day on.
    pub seen: Dated,
}

/// The dates of a model, in the main Regions or in one of its own. An absent date is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lifecycle {
    /// First day in Bedrock.
    pub launched: Option<Dated>,
    /// First day of Legacy.
    pub legacy: Option<Dated>,
    /// First day of public extended access.
    pub extended_access: Option<Dated>,
    /// First day of End-of-Life.
    pub eol: Option<Dated>,
    /// AWS's promise that EOL is not before this day; never an EOL date.
    pub eol_not_before: Option<Dated>,
    /// A status without dates.
    pub observed: Option<ObservedStage>,
}

impl Stage {
    /// AWS's name for it, to follow "is".
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "of unknown stage",
            Self::Active => "Active",
            Self::Legacy => "Legacy",
            Self::EndOfLife => "End-of-Life",
        }
    }
}

impl Lifecycle {
    /// The stage on `day`. A stage begins on its date; a status without dates applies from the day of its
    /// capture, and before that the stage is [`Stage::Unknown`].
    pub fn stage(&self, day: Date) -> Stage {
        let reached = |date: &Option<Dated>| date.as_ref().is_some_and(|d| d.day <= day);
        if reached(&self.eol) {
            return Stage::EndOfLife;
        }
        let seen = self
            .observed
            .as_ref()
            .filter(|o| o.seen.day <= day)
            .map(|o| o.stage);
        if seen == Some(Stage::EndOfLife) {
            return Stage::EndOfLife;
        }
        if reached(&self.legacy) || reached(&self.extended_access) || seen == Some(Stage::Legacy) {
            return Stage::Legacy;
        }
        if self.dated_active(day) || seen == Some(Stage::Active) {
            Stage::Active
        } else {
            Stage::Unknown
        }
    }

    /// Whether both have the same dates from Legacy to End-of-Life, whatever their evidence.
    pub fn same_days(&self, other: &Self) -> bool {
        let days = |l: &Self| {
            [&l.legacy, &l.extended_access, &l.eol, &l.eol_not_before]
                .map(|d| d.as_ref().map(|d| d.day))
        };
        days(self) == days(other)
    }

    /// Whether the dates alone say Active for a day on which neither Legacy nor EOL was reached. Without the
    /// first day of Legacy, a known later stage leaves open since when it applies.
    fn dated_active(&self, day: Date) -> bool {
        let Some(launched) = &self.launched else {
            return self.legacy.is_some();
        };
        if launched.day > day {
            return false;
        }
        let later_stage =
            self.extended_access.is_some() || self.eol.is_some() || self.seen_leaving_after(day);
        self.legacy.is_some() || !later_stage
    }

    /// Whether Legacy or EOL was captured after `day`.
    fn seen_leaving_after(&self, day: Date) -> bool {
        self.observed
            .as_ref()
            .is_some_and(|o| o.seen.day > day && o.stage > Stage::Active)
    }

    /// Whether `day` is in public extended access, a part of Legacy.
    pub fn in_extended_access(&self, day: Date) -> bool {
        self.stage(day) == Stage::Legacy
            && self.extended_access.as_ref().is_some_and(|d| d.day <= day)
    }

    /// The day before which AWS promises no End-of-Life, if it is after `day`: a bound in the past says nothing.
    pub fn open_promise(&self, day: Date) -> Option<&Dated> {
        self.eol_not_before
            .as_ref()
            .filter(|promise| promise.day > day)
    }

    /// Days from `day` to End-of-Life: 0 on the day itself, negative after it, absent where no date is known.
    pub fn days_to_eol(&self, day: Date) -> Option<i32> {
        let eol = self.eol.as_ref()?;
        day.until(eol.day).ok().map(|span| span.get_days())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{Dated, Evidence, Lifecycle, ObservedStage, Stage};

    const LAUNCH: Date = date(2024, 1, 10);
    const LEGACY: Date = date(2025, 1, 10);
    const EOL: Date = date(2025, 7, 10);

    fn dated(day: Date) -> Dated {
        Dated {
            day,
            evidence: Evidence::Aws,
            source: "x".into(),
        }
    }

    fn seen(stage: Stage, day: Date) -> Option<ObservedStage> {
        Some(ObservedStage {
            stage,
            seen: dated(day),
        })
    }

    #[test]
    fn a_stage_begins_on_its_date() {
        let lifecycle = Lifecycle {
            launched: Some(dated(LAUNCH)),
            legacy: Some(dated(LEGACY)),
            eol: Some(dated(EOL)),
            ..Lifecycle::default()
        };
        for (day, stage) in [
            (date(2024, 1, 9), Stage::Unknown),
            (LAUNCH, Stage::Active),
            (date(2025, 1, 9), Stage::Active),
            (LEGACY, Stage::Legacy),
            (date(2025, 7, 9), Stage::Legacy),
            (EOL, Stage::EndOfLife),
        ] {
            assert_eq!(lifecycle.stage(day), stage, "{day}");
        }
        assert_eq!(lifecycle.days_to_eol(LEGACY), Some(181));
        assert_eq!(lifecycle.days_to_eol(date(2025, 7, 11)), Some(-1));
    }

    #[test]
    fn a_model_with_only_a_launch_is_active_also_after_its_no_sooner_than_date() {
        let floor = Some(dated(LEGACY));
        let lifecycle = Lifecycle {
            launched: Some(dated(LAUNCH)),
            eol_not_before: floor,
            ..Lifecycle::default()
        };
        assert_eq!(lifecycle.stage(EOL), Stage::Active);
        assert_eq!(lifecycle.days_to_eol(EOL), None);
    }

    #[test]
    fn before_legacy_a_model_is_active_even_without_a_launch_date() {
        let lifecycle = Lifecycle {
            legacy: Some(dated(LEGACY)),
            eol: Some(dated(EOL)),
            ..Lifecycle::default()
        };
        assert_eq!(lifecycle.stage(LAUNCH), Stage::Active);
    }

    #[test]
    fn a_stage_without_a_date_is_unknown_before_it_was_observed() {
        let mut lifecycle = Lifecycle {
            launched: Some(dated(LAUNCH)),
            eol: Some(dated(EOL)),
            observed: seen(Stage::Legacy, date(2025, 3, 1)),
            ..Lifecycle::default()
        };
        assert_eq!(lifecycle.stage(date(2025, 2, 28)), Stage::Unknown);
        assert_eq!(lifecycle.stage(date(2025, 3, 1)), Stage::Legacy);
        assert_eq!(
            lifecycle.stage(EOL),
            Stage::EndOfLife,
            "a date is stronger than what was seen before it"
        );
        lifecycle.observed = None;
        assert_eq!(
            lifecycle.stage(LEGACY),
            Stage::Unknown,
            "Legacy may have begun or not"
        );
        lifecycle.observed = seen(Stage::Active, LEGACY);
        assert_eq!(lifecycle.stage(LEGACY), Stage::Active);
    }

    #[test]
    fn extended_access_is_a_part_of_legacy() {
        let lifecycle = Lifecycle {
            legacy: Some(dated(LEGACY)),
            extended_access: Some(dated(date(2025, 4, 10))),
            eol: Some(dated(EOL)),
            ..Lifecycle::default()
        };
        assert!(!lifecycle.in_extended_access(date(2025, 4, 9)));
        assert!(lifecycle.in_extended_access(date(2025, 4, 10)));
        assert!(!lifecycle.in_extended_access(EOL));
    }
}
