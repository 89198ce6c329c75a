//! A month of the calendar, and how many of its days something was there. No I/O.

use chrono::{DateTime, Datelike as _, Days, Local, Months, NaiveDate, NaiveTime, TimeZone};

use crate::operations::{OperationError, argument};

/// A month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    first: NaiveDate,
}

impl Month {
    /// Reads `YYYY-MM`.
    ///
    /// # Errors
    /// `settlement.month`
    pub fn parse(text: &str) -> Result<Self, OperationError> {
        let wrong = argument("settlement.month", "a month is written as 2026-11");
        let well = text.len() == 7 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let first = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok().filter(|_| well);
        first.filter(|day| (2000..=2999).contains(&day.year())).map(|first| Self { first }).ok_or(wrong)
    }

    /// The one in which this day is.
    pub fn of(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    /// Today's.
    pub fn current() -> Self {
        Self::of(Local::now().date_naive())
    }

    /// The one before.
    #[must_use]
    pub fn before(self) -> Self {
        Self { first: self.first.checked_sub_months(Months::new(1)).unwrap_or(self.first) }
    }

    /// As 202611.
    pub fn number(self) -> i32 {
        self.first
            .year()
            .saturating_mul(100)
            .saturating_add(i32::try_from(self.first.month()).unwrap_or_default())
    }

    /// As 2026-11.
    pub fn text(self) -> String {
        self.first.format("%Y-%m").to_string()
    }

    fn end(self) -> NaiveDate {
        self.first.checked_add_months(Months::new(1)).unwrap_or(self.first)
    }

    /// How many days it has.
    pub fn days(self) -> i64 {
        self.end().signed_duration_since(self.first).num_days()
    }

    /// Its first second, and the first second after it, in Unix seconds.
    pub fn bounds<Z: TimeZone>(self, zone: &Z) -> (i64, i64) {
        let begins = |day: NaiveDate| {
            let midnight = day.and_time(NaiveTime::MIN);
            // A night in which clocks are changed at midnight may have none.
            let local = zone.from_local_datetime(&midnight).earliest().map(|time| time.timestamp());
            local.unwrap_or_else(|| midnight.and_utc().timestamp())
        };
        (begins(self.first), begins(self.end()))
    }

    /// On how many of its days something was there that began and went at these Unix seconds: the day on which it began counts, and
    /// the day on which it went. `None` for the beginning is long ago, for the end not yet.
    pub fn days_of<Z: TimeZone>(self, since: Option<i64>, gone: Option<i64>, now: i64, zone: &Z) -> i64 {
        let day = |at: i64| DateTime::from_timestamp(at, 0).map(|time| time.with_timezone(zone).date_naive());
        let first = since.and_then(day).map_or(self.first, |begun| begun.max(self.first));
        let end = gone.or(Some(now)).and_then(day).and_then(|last| last.checked_add_days(Days::new(1)));
        let end = end.map_or(self.end(), |end| end.min(self.end()));
        end.signed_duration_since(first).num_days().max(0)
    }
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;

    use super::*;

    #[test]
    fn months_are_read_and_written() {
        let month = Month::parse("2026-03").unwrap();
        assert_eq!((month.number(), month.text().as_str(), month.days()), (202_603, "2026-03", 31));
        assert_eq!(Month::parse("2024-02").unwrap().days(), 29);
        assert_eq!(Month::parse("2026-01").unwrap().before().text(), "2025-12");
        for wrong in ["", "2026", "2026-13", "2026-3", "26-03", "2026-03-01", "1999-01", "2026/03"] {
            assert_eq!(Month::parse(wrong).unwrap_err().code(), "settlement.month", "{wrong}");
        }
    }

    #[test]
    fn the_first_and_the_last_day_count() {
        let zone = FixedOffset::east_opt(3600).unwrap();
        let month = Month::parse("2026-11").unwrap();
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().timestamp();
        let later = at("2027-01-01T00:00:00+01:00");
        let days = |since: Option<&str>, gone: Option<&str>, now: i64| {
            month.days_of(since.map(at), gone.map(at), now, &zone)
        };
        assert_eq!(days(None, None, later), 30);
        assert_eq!(days(Some("2026-11-30T23:59:00+01:00"), None, later), 1);
        assert_eq!(days(Some("2026-11-10T00:00:00+01:00"), Some("2026-11-10T08:00:00+01:00"), later), 1);
        assert_eq!(days(Some("2026-10-31T23:30:00Z"), None, later), 30, "it is November here");
        assert_eq!(days(Some("2026-12-01T00:00:00+01:00"), None, later), 0);
        assert_eq!(days(None, Some("2026-10-31T12:00:00+01:00"), later), 0);
        assert_eq!(days(None, Some("2026-11-15T12:00:00+01:00"), later), 15);
        assert_eq!(
            days(Some("2026-11-05T12:00:00+01:00"), None, at("2026-11-07T12:00:00+01:00")),
            3,
            "the month is not over"
        );
    }
}
