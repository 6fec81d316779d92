//! Anchoring: an underspecified value and a date become a TIMEX3 value.

use jiff::civil::Date;

use super::arithmetic::{place_in_year, start_of, step};
use super::order::slash_order;
use super::value::{Amount, Clock, Field, From, Length, Place, Point, Unit, Value, YearOf};
use super::{Convention, DateOrder, Expression, Options, Timex, TimexType};
use crate::tokenize::Tokens;

/// What resolving carries from one expression to the next.
pub(super) struct Resolver<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a Tokens,
    pub(super) options: &'a Options,
    pub(super) date: Option<Date>,
    pub(super) order: DateOrder,
    /// The place last mentioned, and the last one with a day, a year.
    pub(super) last: Option<Place>,
    pub(super) last_day: Option<Date>,
    /// The quarter of which the text reports.
    pub(super) report: Option<(i16, u8)>,
    /// True where the text tells a story of its own time, so that the anchor is the date last mentioned.
    pub(super) narrative: bool,
    /// Where the expression in hand ends.
    pub(super) end: usize,
}

/// What anchoring found out beside the place.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) candidates: [Option<Place>; 2],
    pub(super) contradicts: bool,
    pub(super) anchored: bool,
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
    pub(super) fn reference(&self) -> Option<Date> {
        if self.narrative { self.last.and_then(start_of).or(self.date) } else { self.date }
    }

    pub(super) fn remember(&mut self, place: Place, kind: TimexType) {
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
