//! Which old roots are worth keeping.

use std::collections::BTreeSet;

use jiff::{Timestamp, tz::TimeZone};

/// How many are kept: some of the newest, and the newest of some weeks and months. A number that is absent means all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// The newest ones.
    pub recent: Option<usize>,
    /// Of how many weeks, counted back from the newest that has one; weeks begin on Monday.
    pub weekly: Option<usize>,
    /// Of how many months, likewise.
    pub monthly: Option<usize>,
}

impl Default for Retention {
    /// Five, one a week for four weeks, and one a month.
    fn default() -> Self {
        Self { recent: Some(5), weekly: Some(4), monthly: None }
    }
}

/// Why one is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is among the newest.
    Recent,
    /// It is the newest of its week: the year and number of ISO 8601.
    Week(i16, i8),
    /// It is the newest of its month.
    Month(i16, i8),
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Recent => f.write_str("recent"),
            Self::Week(year, week) => write!(f, "week {year}-W{week:02}"),
            Self::Month(year, month) => write!(f, "month {year}-{month:02}"),
        }
    }
}

impl Retention {
    /// Why each moment is kept; those with no reason are not. They may stand in any order, and the reasons stand in the same.
    #[must_use]
    pub fn reasons(&self, moments: &[Timestamp]) -> Vec<Vec<Reason>> {
        let mut newest_first: Vec<usize> = (0..moments.len()).collect();
        newest_first.sort_by_key(|index| (std::cmp::Reverse(moments[*index]), *index));
        let mut reasons = vec![Vec::new(); moments.len()];
        let (mut weeks, mut months) = (BTreeSet::new(), BTreeSet::new());
        for (place, index) in newest_first.into_iter().enumerate() {
            if self.recent.is_none_or(|recent| place < recent) {
                reasons[index].push(Reason::Recent);
            }
            let date = TimeZone::UTC.to_datetime(moments[index]).date();
            let week = date.iso_week_date();
            let week = (week.year(), week.week());
            if self.weekly.is_none_or(|weekly| weeks.len() < weekly) && weeks.insert(week) {
                reasons[index].push(Reason::Week(week.0, week.1));
            }
            let month = (date.year(), date.month());
            if self.monthly.is_none_or(|monthly| months.len() < monthly) && months.insert(month) {
                reasons[index].push(Reason::Month(month.0, month.1));
            }
        }
        reasons
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;

    use super::*;

    fn daily(days: i64) -> Vec<Timestamp> {
        // A Friday.
        let last: Timestamp = "2025-01-31T12:00:00Z".parse().unwrap();
        (0..days).map(|day| last - (day * 24).hours()).collect()
    }

    fn kept(retention: Retention, moments: &[Timestamp]) -> Vec<String> {
        let reasons = retention.reasons(moments).into_iter().zip(moments);
        let kept = reasons.filter(|(reasons, _)| !reasons.is_empty());
        kept.map(|(reasons, moment)| {
            let reasons: Vec<_> = reasons.iter().map(ToString::to_string).collect();
            format!("{} {}", &moment.to_string()[..10], reasons.join(", "))
        })
        .collect()
    }

    #[test]
    fn the_default_on_daily_roots() {
        assert_eq!(
            kept(Retention::default(), &daily(100)),
            [
                "2025-01-31 recent, week 2025-W05, month 2025-01",
                "2025-01-30 recent",
                "2025-01-29 recent",
                "2025-01-28 recent",
                "2025-01-27 recent",
                "2025-01-26 week 2025-W04",
                "2025-01-19 week 2025-W03",
                "2025-01-12 week 2025-W02",
                "2024-12-31 month 2024-12",
                "2024-11-30 month 2024-11",
                "2024-10-31 month 2024-10",
            ]
        );
    }

    #[test]
    fn the_order_does_not_matter() {
        let moments = daily(100);
        let mut expected = kept(Retention::default(), &moments);
        let mut turned = moments;
        turned.rotate_left(37);
        turned.reverse();
        let mut found = kept(Retention::default(), &turned);
        expected.sort();
        found.sort();
        assert_eq!(found, expected);
    }

    #[test]
    fn zero_keeps_none_and_no_number_all() {
        let none = Retention { recent: Some(0), weekly: Some(0), monthly: Some(0) };
        assert!(kept(none, &daily(10)).is_empty());
        let all = Retention { recent: None, ..none };
        assert_eq!(kept(all, &daily(10)).len(), 10);
        assert!(kept(Retention::default(), &[]).is_empty());
    }

    /// After garbage was collected, collecting again finds none.
    #[test]
    fn collecting_twice_is_collecting_once() {
        let moments = daily(400);
        for retention in [
            Retention::default(),
            Retention { recent: Some(1), weekly: Some(2), monthly: Some(3) },
            Retention { recent: Some(0), weekly: None, monthly: Some(0) },
        ] {
            let keep = |moments: &[Timestamp]| -> Vec<Timestamp> {
                let reasons = retention.reasons(moments).into_iter().zip(moments);
                reasons.filter(|(why, _)| !why.is_empty()).map(|(_, moment)| *moment).collect()
            };
            let once = keep(&moments);
            assert_eq!(keep(&once), once);
            assert!(once.len() < moments.len());
        }
    }
}
