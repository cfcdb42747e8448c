//! The days in an answer, however its times are written.
//!
//! AWS CLI v1 repeats what the service sent (`…Z`), v2 writes an offset (`…+00:00`), boto3 with `default=str` a
//! space instead of the `T`; any of them may have a fraction. A number is seconds since 1970.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::Value;

/// The day, UTC, of a time; absent if it is not one.
pub(super) fn day(value: &Value) -> Option<Date> {
    let utc = |time: Timestamp| time.to_zoned(TimeZone::UTC).date();
    match value {
        Value::Number(seconds) => {
            let seconds = seconds.as_f64()?;
            // The whole seconds of a time on a calendar fit by far.
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a day is asked for, and the range is checked"
            )]
            let whole = (seconds.abs() < 1e12).then_some(seconds.floor() as i64)?;
            Timestamp::from_second(whole).ok().map(utc)
        }
        Value::String(text) => {
            let text = text.trim();
            // Without an offset it is UTC, as everything that the API says.
            text.parse::<Timestamp>()
                .map(utc)
                .or_else(|_| text.parse::<DateTime>().map(DateTime::date))
                .ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::day;

    #[test]
    fn every_spelling_of_a_time_is_its_day() {
        for text in [
            "2026-03-01T00:00:00Z",
            "2026-03-01T00:00:00+00:00",
            "2026-03-01T00:00:00.123000+00:00",
            "2026-03-01T01:30:00+01:30",
            "2026-02-28T19:00:00-05:00",
            "2026-03-01 00:00:00+00:00",
            "2026-03-01 00:00:00.5Z",
            "2026-03-01 00:00:00",
            "2026-03-01T00:00:00",
            "2026-03-01",
            " 2026-03-01T23:59:59Z ",
        ] {
            assert_eq!(
                day(&json!(text)).map(|day| day.to_string()).as_deref(),
                Some("2026-03-01"),
                "{text}"
            );
        }
        assert_eq!(
            day(&json!(1_772_323_200))
                .map(|day| day.to_string())
                .as_deref(),
            Some("2026-03-01")
        );
        assert_eq!(
            day(&json!(1_772_323_200.75))
                .map(|day| day.to_string())
                .as_deref(),
            Some("2026-03-01")
        );
        for wrong in [
            json!("soon"),
            json!(""),
            json!(null),
            json!([]),
            json!("2026-13-01T00:00:00Z"),
            json!(1e300),
        ] {
            assert_eq!(day(&wrong), None, "{wrong}");
        }
    }
}
