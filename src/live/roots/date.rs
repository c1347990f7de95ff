//! When an old root was put away, by its name.

use std::sync::LazyLock;

use jiff::{Timestamp, civil, tz::TimeZone};
use regex::Regex;

/// A day and perhaps a time of day: `2025-01-31_12:30:00`, `2025-1-3`, `20250131T123000Z`, with anything around it that is no digit.
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?:^|\D) (?<year>(?:19|20)\d\d)
        (?: -(?<month>\d{1,2})-(?<day>\d{1,2}) | (?<month2>\d\d)(?<day2>\d\d) )
        (?: [T_\ .@-]* (?<hour>\d{1,2}) [:_.h-]? (?<minute>\d\d) (?: [:_.m-]? (?<second>\d\d) )? )?
        (?:\D|$)",
    )
    .expect("it is a regular expression")
});

/// Seconds since 1970, of this century.
static SECONDS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|\D)(\d{10})(?:\D|$)").expect("it is a regular expression"));

/// The moment that a name tells. The initrd, which gives the names, has no time zone, so it is taken as UTC.
pub(super) fn of_name(name: &str) -> Option<Timestamp> {
    if let Some(found) = DAY.captures(name) {
        let number = |names: [&str; 2]| {
            let text = names.into_iter().find_map(|name| found.name(name))?;
            text.as_str().parse::<i16>().ok()
        };
        let small = |names: [&str; 2]| i8::try_from(number(names).unwrap_or(0)).ok();
        let date = civil::Date::new(
            number(["year", "year"])?,
            small(["month", "month2"])?,
            small(["day", "day2"])?,
        );
        let (hour, minute) = (small(["hour", "hour"])?, small(["minute", "minute"])?);
        let time = civil::Time::new(hour, minute, small(["second", "second"])?, 0);
        if let Ok(date) = date {
            // A day is a date, also before something that looks like a time of day and is none.
            let time = time.unwrap_or(civil::Time::midnight());
            return TimeZone::UTC.to_timestamp(date.to_datetime(time)).ok();
        }
    }
    let seconds: i64 = SECONDS.captures(name)?.get(1)?.as_str().parse().ok()?;
    Timestamp::from_second(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_scripts_give() {
        for (name, expected) in [
            // The README of impermanence: "+%Y-%m-%-d_%H:%M:%S".
            ("2025-01-3_07:08:09", Some("2025-01-03T07:08:09Z")),
            ("2025-01-31_12:30:00", Some("2025-01-31T12:30:00Z")),
            ("root-2025-01-31", Some("2025-01-31T00:00:00Z")),
            ("2025-01-31T12:30:00+0000", Some("2025-01-31T12:30:00Z")),
            ("20250131", Some("2025-01-31T00:00:00Z")),
            ("@root.20250131T1230", Some("2025-01-31T12:30:00Z")),
            ("snap_20250131-123005", Some("2025-01-31T12:30:05Z")),
            ("2025-01-31 12-30-05", Some("2025-01-31T12:30:05Z")),
            ("2025-01-31.1", None.or(Some("2025-01-31T00:00:00Z"))),
            ("old_root@1738326600", Some("2025-01-31T12:30:00Z")),
            ("2025-13-31", None),
            ("2025-02-30", None),
            ("root", None),
            ("root.1", None),
            ("12345678901", None),
            ("120250131", None),
            ("", None),
        ] {
            let found = of_name(name).map(|moment| moment.to_string());
            assert_eq!(found.as_deref(), expected, "{name}");
        }
    }
}
