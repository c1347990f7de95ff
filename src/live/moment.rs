//! Times that a user names.

use jiff::{SignedDuration, Timestamp, Zoned, civil::DateTime, tz::TimeZone};

/// The time now.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The time that a text means: `boot`, `2h`, `3d 4h` (so long ago), `2026-11-29`, `2026-11-29 06:00` (here), or RFC 3339.
///
/// # Errors
/// When it is none of these, or `/proc/stat` does not tell when the machine booted.
pub fn parse(text: &str) -> Result<Timestamp, String> {
    parse_at(text, now())
}

fn parse_at(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    if text == "boot" {
        return booted();
    }
    let ago = || {
        let span: jiff::Span = text.parse().ok()?;
        let relative = Zoned::new(now, TimeZone::UTC);
        let length: SignedDuration = span.to_duration(&relative).ok()?;
        now.checked_sub(length).ok()
    };
    let exact = || text.parse::<Timestamp>().ok();
    let here = || {
        let local: DateTime = text.parse().ok()?;
        Some(local.to_zoned(TimeZone::system()).ok()?.timestamp())
    };
    exact().or_else(here).or_else(ago).ok_or_else(|| {
        format!("`{text}` is no time: `boot`, `2h`, `3d`, `2026-11-29 06:00` and RFC 3339 are")
    })
}

/// When the machine booted, to the second.
fn booted() -> Result<Timestamp, String> {
    let text =
        std::fs::read_to_string("/proc/stat").map_err(|error| format!("/proc/stat: {error}"))?;
    let second = text.lines().find_map(|line| line.strip_prefix("btime ")?.trim().parse().ok());
    let time = second.and_then(|second| Timestamp::from_second(second).ok());
    time.ok_or_else(|| "/proc/stat does not tell when the machine booted".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_people_write() {
        let now: Timestamp = "2026-11-29T06:00:00Z".parse().expect("it is a time");
        let time = |text| parse_at(text, now).map(|time| time.to_string());
        assert_eq!(time("2h").as_deref(), Ok("2026-11-29T04:00:00Z"));
        assert_eq!(time("3d").as_deref(), Ok("2026-11-26T06:00:00Z"));
        assert_eq!(time("2026-11-01T00:00:00+01:00").as_deref(), Ok("2026-10-31T23:00:00Z"));
        assert!(parse_at("2026-11-01", now).is_ok() && parse_at("2026-11-01 12:30", now).is_ok());
        let wrong = time("yesterday").expect_err("it is no time");
        assert!(wrong.starts_with("`yesterday` is no time"), "{wrong}");
        assert!(parse("boot").expect("the machine booted") < Timestamp::now());
    }
}
