//! Calendar arithmetic: steps by units, places as coarse as a unit, holidays.

use jiff::SignedDuration;
use jiff::civil::{Date, Weekday};

use super::lexicon::Holiday;
use super::value::{Field, Place, Point, Unit};

/// A date as coarse as the unit.
pub(super) fn coarse(date: Date, unit: Unit) -> Place {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Place::Day(date),
        Unit::Week | Unit::Fortnight => {
            let week = date.iso_week_date();
            Place::Week(week.year(), week.week() as u8)
        }
        Unit::Weekend => {
            let week = date.iso_week_date();
            Place::Weekend(week.year(), week.week() as u8)
        }
        Unit::Month => Place::Month(date.year(), date.month() as u8),
        Unit::Quarter => Place::Quarter(date.year(), (date.month() as u8 - 1) / 3 + 1),
        Unit::Year => Place::Year(date.year()),
        Unit::Decade => Place::Decade(date.year().div_euclid(10)),
        Unit::Century => Place::Century(date.year().div_euclid(100)),
    }
}

/// Days from `b` to `a`.
pub(super) fn apart(a: Date, b: Date) -> i64 {
    a.duration_since(b).as_hours() / 24
}

/// `date` and so many units; `None` outside the calendar, and from our era to the one before.
pub(super) fn step(date: Date, unit: Unit, n: i64) -> Option<Date> {
    let months = |n: i64| {
        let total = i64::from(date.year()) * 12 + i64::from(date.month()) - 1 + n;
        let (year, month) = (i16::try_from(total.div_euclid(12)).ok()?, (total.rem_euclid(12) + 1) as i8);
        let last = Date::new(year, month, 1).ok()?.days_in_month();
        Date::new(year, month, date.day().min(last)).ok()
    };
    let days = |n: i64| date.checked_add(SignedDuration::from_hours(n.checked_mul(24)?)).ok();
    let moved = match unit {
        Unit::Second | Unit::Minute | Unit::Hour => {
            // the clock of the anchor is not known: whole days only
            let hours = if unit == Unit::Hour { n } else { 0 };
            days(hours / 24)
        }
        Unit::Day => days(n),
        Unit::Week | Unit::Weekend => days(n.checked_mul(7)?),
        Unit::Fortnight => days(n.checked_mul(14)?),
        Unit::Month => months(n),
        Unit::Quarter => months(n.checked_mul(3)?),
        Unit::Year => months(n.checked_mul(12)?),
        Unit::Decade => months(n.checked_mul(120)?),
        Unit::Century => months(n.checked_mul(1200)?),
    }?;
    // no step leads across the year that there is not
    (moved.year() != 0 && (moved.year() > 0) == (date.year() > 0)).then_some(moved)
}

pub(super) fn monday(date: Date) -> Option<Date> {
    step(date, Unit::Day, -i64::from(date.weekday().to_monday_zero_offset()))
}

pub(super) fn first_of(date: Date) -> Option<Date> {
    Date::new(date.year(), date.month(), 1).ok()
}

/// A day inside a place, from which to count on.
pub(super) fn start_of(place: Place) -> Option<Date> {
    let (y, m) = match place {
        Place::Day(d) => return Some(d),
        Place::Month(y, m) => (y, m as i8),
        Place::Year(y) | Place::Fiscal(y) => (y, 1),
        Place::Quarter(y, q) => (y, (q.max(1) as i8 - 1) * 3 + 1),
        Place::Half(y, h) => (y, (h.max(1) as i8 - 1) * 6 + 1),
        Place::Season(y, s) => (y, s.month()),
        Place::Decade(d) => (d.checked_mul(10)?, 1),
        Place::Week(y, w) | Place::Weekend(y, w) => {
            let jan4 = Date::new(y, 1, 4).ok()?;
            return step(monday(jan4)?, Unit::Week, i64::from(w) - 1);
        }
        _ => return None,
    };
    Date::new(y, m, 1).ok()
}

/// The day of a holiday in a year.
pub(super) fn holiday(rule: Holiday, year: i16) -> Option<Date> {
    match rule {
        Holiday::Fixed(m, d) => Date::new(year, m as i8, d as i8).ok(),
        Holiday::Nth(m, w, n) => {
            let weekday = Weekday::from_monday_one_offset(w as i8).ok()?;
            let n = if n == 0 { -1 } else { n as i8 };
            Date::new(year, m as i8, 1).ok()?.nth_weekday_of_month(n, weekday).ok()
        }
        Holiday::Easter(days) => {
            // the Gregorian computus (anonymous, 1876)
            let y = i32::from(year);
            let (a, b, c) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
            let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15).rem_euclid(30);
            let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4).rem_euclid(7);
            let m = (a + 11 * h + 22 * l) / 451;
            let sum = h + l - 7 * m + 114;
            let easter = Date::new(year, (sum / 31) as i8, (sum % 31 + 1) as i8).ok()?;
            step(easter, Unit::Day, i64::from(days))
        }
    }
}

pub(super) fn place_in_year(p: &Point) -> (u8, u8) {
    match p.field {
        Field::Day(m, d) => (m, d),
        Field::Month(m) | Field::Quarter(m) | Field::Half(m) => (m, 0),
        Field::Season(s) => (s as u8, 0),
        _ => (0, 0),
    }
}
