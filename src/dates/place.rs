//! Where the words of a point say it lies, seen from the anchor.

use jiff::civil::Date;

use super::arithmetic::{apart, coarse, first_of, holiday, monday, start_of, step};
use super::lexicon::{HOLIDAYS, Holiday};
use super::order::slashed;
use super::resolve::{Notes, Resolver};
use super::value::{Field, From, Place, Point, Season, Unit, YearOf};
use super::{Convention, Prefer, direction};

/// Months ahead within which a bare month is taken for the coming one whatever the verb.
const NEAR: i16 = 3;

impl Resolver<'_> {
    /// The year of a month that a story names without one: the year it has reached, or the next one where the month has long
    /// passed.
    pub(super) fn story_year(&self, anchor: Date, month: u8) -> i16 {
        let told = matches!(self.last, Some(Place::Day(_) | Place::Month(..) | Place::Week(..) | Place::Weekend(..)));
        let passed = anchor.month() as u8 >= month + 8;
        if told && passed { anchor.year().saturating_add(1) } else { anchor.year() }
    }

    /// Where the words say, seen from the anchor.
    pub(super) fn place(&mut self, point: &Point, first: usize, notes: &mut Notes) -> Place {
        let point = &slashed(*point, self.order);
        let year = self.year(point.year);
        if !matches!(point.year, YearOf::Exact(_) | YearOf::Fiscal(_)) {
            notes.anchored = true;
        }
        match (point.field, year) {
            (Field::Year, Some(y)) => match point.year {
                YearOf::Fiscal(_) | YearOf::FiscalShift(_) if self.options.convention == Convention::Press => {
                    Place::Fiscal(y)
                }
                _ => Place::Year(y),
            },
            (Field::Year, None) => Place::OpenUnit(Unit::Year),
            (Field::Decade, y) => y.map_or(Place::OpenUnit(Unit::Decade), Place::Decade),
            (Field::Century, y) => y.map_or(Place::OpenUnit(Unit::Century), Place::Century),
            (Field::Month(m), Some(y)) => Place::Month(y, m),
            (Field::Month(m), None) => self.open_month(point, m, first, notes),
            (Field::Day(m, d), Some(y)) => full_day(point, y, m, d, notes),
            (Field::Day(m, d), None) => self.open_day(point, m, d, first, notes),
            (Field::Quarter(q), y) => self.quarter(point, q, y, first),
            (Field::Half(h), y) => self.half(h, y),
            (Field::Week(w), y) => y.map_or(Place::OpenUnit(Unit::Week), |y| Place::Week(y, w)),
            (Field::WeekOf(m, d), y) => {
                let day = match y {
                    Some(y) => full_day(point, y, m, d, notes),
                    None => self.open_day(point, m, d, first, notes),
                };
                notes.candidates = [None, None];
                if let Place::Day(day) = day { coarse(day, Unit::Week) } else { Place::OpenUnit(Unit::Week) }
            }
            (Field::Season(s), Some(y)) => Place::Season(y, s),
            (Field::Season(s), None) => self.season(point, s, first, notes),
            (Field::Holiday(h), y) => self.holiday(point, h, y, first, notes),
            (Field::Weekday(w), _) => self.weekday(point, w, first, notes),
            (Field::WeekdayOf(w, shift), _) => {
                let day =
                    self.reference().and_then(|d| step(monday(d)?, Unit::Day, i64::from(shift) * 7 + i64::from(w) - 1));
                day.map_or(Place::OpenWeekday(w), Place::Day)
            }
            (Field::DayOnly(d), _) => self.day_only(point, d),
            (Field::Offset(unit, n, from), _) => self.offset(unit, n, from),
            (Field::Clock, _) => self.clock_day(),
            (Field::Slashed(..) | Field::Dashed(..), _) => Place::Nowhere,
        }
    }

    pub(super) fn year(&self, year: YearOf) -> Option<i16> {
        let reference = || self.reference().map(jiff::civil::Date::year);
        match year {
            YearOf::Exact(y) | YearOf::Fiscal(y) => Some(y),
            YearOf::Shift(n) => reference()?.checked_add(i16::from(n)),
            YearOf::FiscalShift(n) => {
                let date = self.reference()?;
                let start = self.options.fiscal_year_start.clamp(1, 12);
                let ahead = i16::from(start > 1 && date.month() as u8 >= start);
                let fiscal = self.options.convention == Convention::Press;
                date.year().checked_add(i16::from(n) + if fiscal { ahead } else { 0 })
            }
            YearOf::Same => self.last.and_then(start_of).map(jiff::civil::Date::year).or_else(reference),
            YearOf::Open | YearOf::Side(_) => None,
        }
    }

    /// First and last day of a fiscal year.
    pub(super) fn fiscal_days(&self, year: i16) -> Option<(Date, Date)> {
        let start = self.options.fiscal_year_start.clamp(1, 12);
        let first = Date::new(if start > 1 { year.checked_sub(1)? } else { year }, start as i8, 1).ok()?;
        Some((first, step(step(first, Unit::Year, 1)?, Unit::Day, -1)?))
    }

    /// Where an open date lies: what the words say, a verb, the caller's preference; 0 for the nearest.
    pub(super) fn side(&self, point: &Point, first: usize) -> i8 {
        if let YearOf::Side(side) = point.year {
            return if side == 0 { 0 } else { side * 2 };
        }
        let verb = direction::around(self.text, self.tokens, first, self.end);
        if verb != 0 {
            return verb;
        }
        match self.options.prefer {
            Prefer::Past => -1,
            Prefer::Future => 1,
            Prefer::Auto | Prefer::Nearest => 0,
        }
    }

    /// News names a day near to its own: a verb tells less than the distance.
    pub(super) fn by_distance(&self, point: &Point) -> bool {
        self.options.convention == Convention::Timeml
            && self.options.prefer == Prefer::Auto
            && !matches!(point.year, YearOf::Side(_))
    }

    /// A day and month of no known year.
    pub(super) fn open_day(&self, point: &Point, m: u8, d: u8, first: usize, notes: &mut Notes) -> Place {
        let Some(anchor) = self.reference() else { return Place::OpenMonth(m, d) };
        let ended = first > 0 && self.tokens.text(self.text, first - 1) == "ended";
        let side = match (self.by_distance(point), ended) {
            (true, true) => -1,
            (true, false) => 0,
            _ => self.side(point, first),
        };
        let day = |y: i16| Date::new(y, m as i8, d as i8).ok();
        let reach = if m == 2 && d == 29 { 8 } else { 1 };
        let years = || (anchor.year().saturating_sub(reach)..=anchor.year().saturating_add(reach)).filter_map(day);
        let past = years().rfind(|&x| x <= anchor && !(side == -2 && x == anchor));
        let future = years().find(|&x| x >= anchor && !(side == 2 && x == anchor));
        if side == 0 {
            notes.candidates = [past.map(Place::Day), future.map(Place::Day)];
        }
        // what is to come is told with its year or a verb more often than what has been
        let lean = if self.by_distance(point) { 3 } else { 2 };
        let nearest =
            years().min_by_key(|&x| (if x > anchor { apart(x, anchor) * lean } else { apart(anchor, x) * 2 }, x));
        if self.narrative {
            // a story goes on in the year it has reached
            return day(self.story_year(anchor, m)).or(nearest).map_or(Place::OpenMonth(m, d), Place::Day);
        }
        // a release that is a few days older than what it tells of
        let soon = matches!((past, future), (Some(p), Some(f)) if apart(f, anchor) <= 14 && apart(anchor, p) > 180);
        let mut best = match side {
            -1 if soon && !self.by_distance(point) => future,
            -2 | -1 => past.or(nearest),
            1 | 2 => future.or(nearest),
            _ => nearest,
        };
        if point.weekday > 0 {
            let right = |x: &Date| x.weekday().to_monday_one_offset() as u8 == point.weekday;
            if !best.is_some_and(|x| right(&x)) {
                match nearest.filter(right).or_else(|| years().filter(right).min_by_key(|&x| apart(x, anchor).abs())) {
                    Some(other) => best = Some(other),
                    None => notes.contradicts = true,
                }
            }
        }
        best.map_or(Place::OpenMonth(m, d), Place::Day)
    }

    /// A month of no known year.
    pub(super) fn open_month(&self, point: &Point, m: u8, first: usize, notes: &mut Notes) -> Place {
        let Some(anchor) = self.reference() else { return Place::OpenMonth(m, 0) };
        let side = if self.by_distance(point) {
            i8::from(direction::ahead(self.text, self.tokens, first, self.end))
        } else {
            self.side(point, first)
        };
        let (year, month) = (anchor.year(), anchor.month() as u8);
        let past = if m < month || m == month && side != -2 { year } else { year.saturating_sub(1) };
        let future = if m > month || m == month && side != 2 { year } else { year.saturating_add(1) };
        if side == 0 {
            notes.candidates = [Some(Place::Month(past, m)), Some(Place::Month(future, m))];
        }
        if self.narrative && !matches!(point.year, YearOf::Side(_)) {
            return Place::Month(self.story_year(anchor, m), m);
        }
        let y = match (side, point.year) {
            (_, YearOf::Side(0)) => year,
            (-2 | -1, _) => past,
            (1 | 2, _) => future,
            _ => {
                let ahead = (i16::from(m) - i16::from(month)).rem_euclid(12);
                // a few months ahead a verb in the past tells more than the distance
                let told = ahead > NEAR && direction::around(self.text, self.tokens, first, self.end) < 0;
                if ahead < 6 && ahead > 0 && !told { future } else { past }
            }
        };
        Place::Month(y, m)
    }

    pub(super) fn quarter(&mut self, point: &Point, q: u8, year: Option<i16>, first: usize) -> Place {
        if let (YearOf::Fiscal(y), 1.., Convention::Press) = (point.year, q, self.options.convention) {
            let start = self.fiscal_days(y).and_then(|(start, _)| step(start, Unit::Month, i64::from(q) * 3 - 3));
            return start.map_or(Place::Quarter(y, q), |d| Place::Quarter(d.year(), (d.month() as u8 - 1) / 3 + 1));
        }
        if let (Some(y), 1..) = (year, q) {
            return Place::Quarter(y, q);
        }
        let Some(anchor) = self.reference() else { return Place::OpenQuarter(q) };
        let (y, now) = (anchor.year(), (anchor.month() as u8 - 1) / 3 + 1);
        if q == 0 {
            // the one that the text reports of, else the last one that is complete
            let (y, q) = self.report.unwrap_or(if now > 1 { (y, now - 1) } else { (y.saturating_sub(1), 4) });
            return Place::Quarter(year.unwrap_or(y), q);
        }
        let future = direction::ahead(self.text, self.tokens, first, self.end);
        let y = if q <= now || future { y } else { y.saturating_sub(1) };
        // a report tells of a quarter that is complete
        if !future && (self.report.is_none() || (y, q) < (anchor.year(), now)) {
            self.report = Some((y, q));
        }
        Place::Quarter(y, q)
    }

    pub(super) fn half(&self, h: u8, year: Option<i16>) -> Place {
        match year.or_else(|| self.reference().map(jiff::civil::Date::year)) {
            Some(y) => Place::Half(y, h),
            None => Place::OpenHalf(h),
        }
    }

    pub(super) fn season(&self, point: &Point, s: Season, first: usize, notes: &mut Notes) -> Place {
        let Some(anchor) = self.reference() else { return Place::OpenSeason(s) };
        let index = |y: i16, s: Season| i32::from(y) * 4 + s as i32;
        // December begins the winter that is named for its year
        let now = match anchor.month() {
            1 | 2 => index(anchor.year() - 1, Season::Winter),
            3..=5 => index(anchor.year(), Season::Spring),
            6..=8 => index(anchor.year(), Season::Summer),
            9..=11 => index(anchor.year(), Season::Fall),
            _ => index(anchor.year(), Season::Winter),
        };
        let at = |i: i32| Place::Season(i.div_euclid(4) as i16, s);
        let past = now - (now - s as i32).rem_euclid(4);
        let future = if past == now { now } else { past + 4 };
        if self.narrative {
            return Place::Season(anchor.year(), s);
        }
        let side = self.side(point, first);
        if side == 0 {
            notes.candidates = [Some(at(past)), Some(at(future))];
        }
        match side {
            -2 => at(if past == now { past - 4 } else { past }),
            2 => at(if future == now { future + 4 } else { future }),
            1 => at(future),
            -1 => at(past),
            _ if matches!(point.year, YearOf::Side(0)) => Place::Season(anchor.year(), s),
            _ => at(if future - now <= now - past { future } else { past }),
        }
    }

    pub(super) fn holiday(&self, point: &Point, h: u8, year: Option<i16>, first: usize, notes: &mut Notes) -> Place {
        let Some((_, rule)) = HOLIDAYS.get(usize::from(h)) else { return Place::Nowhere };
        if let Some(y) = year {
            return holiday(*rule, y).map_or(Place::Nowhere, Place::Day);
        }
        let Some(anchor) = self.reference() else {
            return if let Holiday::Fixed(m, d) = rule { Place::OpenMonth(*m, *d) } else { Place::Nowhere };
        };
        let years =
            || (anchor.year().saturating_sub(1)..=anchor.year().saturating_add(1)).filter_map(|y| holiday(*rule, y));
        let past = years().rfind(|&x| x <= anchor);
        let future = years().find(|&x| x >= anchor);
        let side = self.side(point, first);
        if side == 0 {
            notes.candidates = [past.map(Place::Day), future.map(Place::Day)];
        }
        let nearest = years().min_by_key(|&x| (apart(x, anchor).abs(), x));
        let best = match side {
            ..=-1 => past,
            1.. => future,
            0 => nearest,
        };
        best.map_or(Place::Nowhere, Place::Day)
    }

    /// A day of the week: the last one, the anchor's own day among them, unless the words or a verb point ahead.
    pub(super) fn weekday(&self, point: &Point, w: u8, first: usize, notes: &mut Notes) -> Place {
        let Some(anchor) = self.reference() else { return Place::OpenWeekday(w) };
        let today = i64::from(anchor.weekday().to_monday_one_offset());
        let back = (today - i64::from(w)).rem_euclid(7);
        let ahead = (i64::from(w) - today).rem_euclid(7);
        let at = |n: i64| step(anchor, Unit::Day, n).map(Place::Day);
        let told = direction::ahead(self.text, self.tokens, first, self.end);
        if point.year == YearOf::Open && !told && !self.narrative {
            notes.candidates = [at(-back), at(ahead)];
        }
        let shift = match point.year {
            YearOf::Side(-1) => -(if back == 0 { 7 } else { back }),
            YearOf::Side(1) => {
                if ahead == 0 {
                    7
                } else {
                    ahead
                }
            }
            YearOf::Side(_) => i64::from(w) - today,
            _ if self.narrative => ahead,
            _ if told => ahead,
            _ => match self.options.prefer {
                Prefer::Future => ahead,
                Prefer::Nearest if ahead < back => ahead,
                _ => -back,
            },
        };
        at(shift).unwrap_or(Place::OpenWeekday(w))
    }

    /// "the 10th": of the month of the anchor.
    pub(super) fn day_only(&self, point: &Point, d: u8) -> Place {
        let Some(anchor) = self.reference() else { return Place::OpenMonth(0, d) };
        let right = |x: &Date| point.weekday == 0 || x.weekday().to_monday_one_offset() as u8 == point.weekday;
        let month =
            |n: i64| step(first_of(anchor)?, Unit::Month, n).and_then(|m| Date::new(m.year(), m.month(), d as i8).ok());
        let best = [0, -1, 1].into_iter().filter_map(month).find(right).or_else(|| month(0));
        best.map_or(Place::OpenMonth(0, d), Place::Day)
    }

    /// So many units from the document's date or the one last mentioned, as coarse as the unit.
    pub(super) fn offset(&self, unit: Unit, n: i32, from: From) -> Place {
        let mentioned = if from == From::Mentioned || self.narrative { self.last } else { None };
        // a year before a quarter is a quarter, a year before a month is a month
        if let (Unit::Year, Some(place)) = (unit, mentioned)
            && n != 0
        {
            let by = i16::try_from(n).unwrap_or(0);
            match place {
                Place::Quarter(y, q) => return Place::Quarter(y.saturating_add(by), q),
                Place::Month(y, m) if !self.narrative => return Place::Month(y.saturating_add(by), m),
                _ => {}
            }
        }
        if from == From::Report
            && !self.narrative
            && self.options.convention == Convention::Timeml
            && let Some((y, q)) = self.report
        {
            return Place::Quarter(y.saturating_sub(1), q);
        }
        // "the weekend" in the first days of a week is the one that has just been
        if let (Unit::Weekend, 0, From::Report, Some(date)) = (unit, n, from, self.date)
            && !self.narrative
            && date.weekday().to_monday_one_offset() < 4
            && let Some(past) = step(date, Unit::Week, -1)
        {
            return coarse(past, unit);
        }
        let base = mentioned.and_then(start_of).or(self.date);
        let Some(base) = base else { return Place::OpenUnit(unit) };
        let Some(date) = step(base, unit, i64::from(n)) else { return Place::OpenUnit(unit) };
        coarse(date, unit)
    }

    /// The day that a clock time belongs to: the one last mentioned in the sentence, else the document's.
    pub(super) fn clock_day(&self) -> Place {
        self.last_day.or(self.date).map_or(Place::Nowhere, Place::Day)
    }
}

/// A day whose year the text tells.
fn full_day(point: &Point, y: i16, m: u8, d: u8, notes: &mut Notes) -> Place {
    let Ok(date) = Date::new(y, m as i8, d as i8) else {
        // 29 February of a year without it
        return Place::Month(y, m);
    };
    notes.contradicts = point.weekday > 0 && date.weekday().to_monday_one_offset() as u8 != point.weekday;
    Place::Day(date)
}
