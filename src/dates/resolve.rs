//! Anchoring: an underspecified value and a date become a TIMEX3 value.

use jiff::civil::Date;

use super::arithmetic::{apart, coarse, first_of, holiday, monday, place_in_year, start_of, step};
use super::lexicon::{HOLIDAYS, Holiday};
use super::order::{slash_order, slashed};
use super::value::{Amount, Clock, Field, From, Length, Place, Point, Season, Unit, Value, YearOf};
use super::{Convention, DateOrder, Expression, Options, Prefer, Timex, TimexType, direction};
use crate::tokenize::Tokens;

/// What resolving carries from one expression to the next.
struct Resolver<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    options: &'a Options,
    date: Option<Date>,
    order: DateOrder,
    /// The place last mentioned, and the last one with a day, a year.
    last: Option<Place>,
    last_day: Option<Date>,
    /// The quarter of which the text reports.
    report: Option<(i16, u8)>,
    /// True where the text tells a story of its own time, so that the anchor is the date last mentioned.
    narrative: bool,
    /// Where the expression in hand ends.
    end: usize,
}

/// Months ahead within which a bare month is taken for the coming one whatever the verb.
const NEAR: i16 = 3;

/// What anchoring found out beside the place.
#[derive(Default)]
struct Notes {
    candidates: [Option<Place>; 2],
    contradicts: bool,
    anchored: bool,
}

/// Anchors every expression.
pub(super) fn run(
    text: &str,
    tokens: &Tokens,
    expressions: &[Expression],
    date: Option<Date>,
    options: &Options,
) -> Vec<Timex> {
    let mut r = Resolver {
        text,
        tokens,
        options,
        date,
        order: slash_order(expressions, options, date),
        last: None,
        last_day: None,
        report: None,
        narrative: is_narrative(expressions, date, options),
        end: 0,
    };
    expressions.iter().map(|e| r.timex(e)).collect()
}

impl Resolver<'_> {
    fn timex(&mut self, e: &Expression) -> Timex {
        let mut t = Timex {
            span: e.span,
            first: e.first,
            last: e.last,
            kind: e.kind,
            value: String::new(),
            modifier: None,
            begin: None,
            end: None,
            candidates: Vec::new(),
            freq: None,
            quant: None,
            anchor: None,
            contradicts: false,
        };
        self.end = e.last;
        match e.value {
            Value::Vague(vague) => vague.as_str().clone_into(&mut t.value),
            Value::Set(cycle, quant, freq) => {
                t.value = cycle.print();
                t.quant = quant.map(str::to_owned);
                t.freq = (freq > 0).then(|| format!("{freq}X"));
            }
            Value::Length(length) => self.length(&mut t, length),
            Value::Point(point) => self.point(&mut t, point, e.first),
            Value::Range(a, b) => self.range(&mut t, a, b, e.first),
        }
        t
    }

    fn length(&self, t: &mut Timex, length: Length) {
        t.value = length.to_string();
        t.modifier = length.modifier;
        if let (Some(date), Amount::Halves(n)) = (self.date, length.amount)
            && length.side != 0
            && n % 2 == 0
            && length.unit >= Unit::Day
        {
            let other = step(date, length.unit, i64::from(length.side) * i64::from(n / 2));
            if let Some(other) = other {
                let (a, b) = if other < date { (other, date) } else { (date, other) };
                t.begin = Some(Place::Day(a).to_string());
                t.end = Some(Place::Day(b).to_string());
                t.anchor = Some(Place::Day(date).to_string());
            }
        }
    }

    fn point(&mut self, t: &mut Timex, point: Point, first: usize) {
        let mut notes = Notes::default();
        let place = self.place(&point, first, &mut notes);
        t.modifier = point.modifier;
        t.value = place.to_string();
        if point.clock != Clock::None {
            if !matches!(place, Place::Day(_) | Place::OpenMonth(..) | Place::OpenWeekday(_)) {
                t.value = Place::Nowhere.to_string();
            }
            point.clock.print(&mut t.value, self.options.convention == Convention::Press);
        }
        if let [Some(a), Some(b)] = notes.candidates
            && a != b
            && point.clock == Clock::None
        {
            t.candidates = vec![a.to_string(), b.to_string()];
        }
        t.contradicts = notes.contradicts;
        if notes.anchored {
            t.anchor = self.reference().map(|d| Place::Day(d).to_string());
        }
        if let Place::Fiscal(year) = place
            && let Some((a, b)) = self.fiscal_days(year)
        {
            t.begin = Some(Place::Day(a).to_string());
            t.end = Some(Place::Day(b).to_string());
        }
        // a fiscal quarter that is no quarter of the calendar
        if let (YearOf::Fiscal(year), Field::Quarter(q @ 1..=4)) = (point.year, point.field)
            && self.options.convention == Convention::Press
            && let Some((start, _)) = self.fiscal_days(year)
            && let (Some(a), Some(b)) =
                (step(start, Unit::Month, i64::from(q) * 3 - 3), step(start, Unit::Month, i64::from(q) * 3 - 1))
        {
            let end = step(b, Unit::Month, 1).and_then(|d| step(d, Unit::Day, -1)).unwrap_or(b);
            t.begin = Some(Place::Day(a).to_string());
            t.end = Some(Place::Day(end).to_string());
            if a.month() % 3 != 1 {
                t.value =
                    format!("{}/{}", Place::Month(a.year(), a.month() as u8), Place::Month(b.year(), b.month() as u8));
            }
        }
        self.remember(place, t.kind);
    }

    fn range(&mut self, t: &mut Timex, a: Point, b: Point, first: usize) {
        let mut notes = Notes::default();
        let from = self.place(&a, first, &mut notes);
        // the second end follows the first
        let saved = (self.last, self.narrative);
        let mut b = b;
        if b.year == YearOf::Open
            && let Some(day) = start_of(from)
        {
            let year = day.year();
            b.year = YearOf::Exact(if place_in_year(&b) < place_in_year(&a) { year.saturating_add(1) } else { year });
            if let (Field::Weekday(w), Place::Day(d)) = (b.field, from) {
                b.year = YearOf::Open;
                let ahead = (i64::from(w) - i64::from(d.weekday().to_monday_one_offset())).rem_euclid(7);
                if let Some(end) = step(d, Unit::Day, ahead) {
                    b.year = YearOf::Exact(end.year());
                    b.field = Field::Day(end.month() as u8, end.day() as u8);
                }
            }
        }
        let to = self.place(&b, first, &mut Notes::default());
        (self.last, self.narrative) = saved;
        t.value = format!("{from}/{to}");
        t.begin = Some(from.to_string());
        t.end = Some(to.to_string());
        t.modifier = a.modifier;
        t.contradicts = notes.contradicts;
        if notes.anchored {
            t.anchor = self.reference().map(|d| Place::Day(d).to_string());
        }
        self.remember(to, t.kind);
    }

    /// The date that open expressions are counted from.
    fn reference(&self) -> Option<Date> {
        if self.narrative { self.last.and_then(start_of).or(self.date) } else { self.date }
    }

    /// The year of a month that a story names without one: the year it has reached, or the next one where the month has long
    /// passed.
    fn story_year(&self, anchor: Date, month: u8) -> i16 {
        let told = matches!(self.last, Some(Place::Day(_) | Place::Month(..) | Place::Week(..) | Place::Weekend(..)));
        let passed = anchor.month() as u8 >= month + 8;
        if told && passed { anchor.year().saturating_add(1) } else { anchor.year() }
    }

    fn remember(&mut self, place: Place, kind: TimexType) {
        if !matches!(kind, TimexType::Date | TimexType::Time) {
            return;
        }
        match place {
            Place::Day(d) => self.last_day = Some(d),
            Place::Month(..)
            | Place::Year(_)
            | Place::Season(..)
            | Place::Half(..)
            | Place::Week(..)
            | Place::Weekend(..)
            | Place::Fiscal(_)
            | Place::Quarter(..) => {}
            _ => return,
        }
        // a story that looks far back or ahead in passing goes on where it was; and a year says less than a month of it
        if let (true, Place::Year(y), Some(last)) = (self.narrative, place, self.last.and_then(start_of))
            && (last.year() == y || (i32::from(y) - i32::from(last.year())).abs() > 10)
        {
            return;
        }
        self.last = Some(place);
    }

    /// Where the words say, seen from the anchor.
    fn place(&mut self, point: &Point, first: usize, notes: &mut Notes) -> Place {
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

    fn year(&self, year: YearOf) -> Option<i16> {
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
    fn fiscal_days(&self, year: i16) -> Option<(Date, Date)> {
        let start = self.options.fiscal_year_start.clamp(1, 12);
        let first = Date::new(if start > 1 { year.checked_sub(1)? } else { year }, start as i8, 1).ok()?;
        Some((first, step(step(first, Unit::Year, 1)?, Unit::Day, -1)?))
    }

    /// Where an open date lies: what the words say, a verb, the caller's preference; 0 for the nearest.
    fn side(&self, point: &Point, first: usize) -> i8 {
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
    fn by_distance(&self, point: &Point) -> bool {
        self.options.convention == Convention::Timeml
            && self.options.prefer == Prefer::Auto
            && !matches!(point.year, YearOf::Side(_))
    }

    /// A day and month of no known year.
    fn open_day(&self, point: &Point, m: u8, d: u8, first: usize, notes: &mut Notes) -> Place {
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
    fn open_month(&self, point: &Point, m: u8, first: usize, notes: &mut Notes) -> Place {
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

    fn quarter(&mut self, point: &Point, q: u8, year: Option<i16>, first: usize) -> Place {
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

    fn half(&self, h: u8, year: Option<i16>) -> Place {
        match year.or_else(|| self.reference().map(jiff::civil::Date::year)) {
            Some(y) => Place::Half(y, h),
            None => Place::OpenHalf(h),
        }
    }

    fn season(&self, point: &Point, s: Season, first: usize, notes: &mut Notes) -> Place {
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

    fn holiday(&self, point: &Point, h: u8, year: Option<i16>, first: usize, notes: &mut Notes) -> Place {
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
    fn weekday(&self, point: &Point, w: u8, first: usize, notes: &mut Notes) -> Place {
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
    fn day_only(&self, point: &Point, d: u8) -> Place {
        let Some(anchor) = self.reference() else { return Place::OpenMonth(0, d) };
        let right = |x: &Date| point.weekday == 0 || x.weekday().to_monday_one_offset() as u8 == point.weekday;
        let month =
            |n: i64| step(first_of(anchor)?, Unit::Month, n).and_then(|m| Date::new(m.year(), m.month(), d as i8).ok());
        let best = [0, -1, 1].into_iter().filter_map(month).find(right).or_else(|| month(0));
        best.map_or(Place::OpenMonth(0, d), Place::Day)
    }

    /// So many units from the document's date or the one last mentioned, as coarse as the unit.
    fn offset(&self, unit: Unit, n: i32, from: From) -> Place {
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
    fn clock_day(&self) -> Place {
        self.last_day.or(self.date).map_or(Place::Nowhere, Place::Day)
    }
}

/// True where most years that the text names lie well before its date: history, not news.
fn is_narrative(expressions: &[Expression], date: Option<Date>, options: &Options) -> bool {
    let Some(date) = date else { return false };
    if options.convention == Convention::Press {
        return false;
    }
    let (mut other, mut own, mut deictic) = (0, 0, 0);
    for e in expressions {
        let Value::Point(p) = e.value else { continue };
        match (p.year, p.field) {
            (_, Field::Decade | Field::Century) => {}
            (YearOf::Exact(y), _) if y == date.year() => own += 1,
            (YearOf::Exact(_), _) => other += 1,
            (_, Field::Weekday(_) | Field::Offset(_, _, From::Document)) => deictic += 1,
            _ => {}
        }
    }
    other >= 6 && other > own * 2 && deictic * 3 < other
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
