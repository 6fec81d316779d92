//! Expressions counted from the anchor: today, last week, next Friday, the quarter.

use super::TimexType;
use super::grammar::{Found, Parser};
use super::guard;
use super::lexicon::{Side, Word};
use super::value::{Amount, Clock, Field, From, Length, Mod, Part, Point, Unit, Vague, Value, YearOf};
use crate::tokenize::{Gap, Shape};

impl Parser<'_> {
    /// The unit at token `i`, singular or plural.
    pub(super) fn unit(&self, i: usize) -> Option<Unit> {
        match self.word(i) {
            Word::Unit(unit) | Word::Units(unit) => Some(unit),
            _ => None,
        }
    }

    /// Today, yesterday, tomorrow, tonight.
    pub(super) fn today(&mut self, i: usize, word: Word) {
        let Word::Day(n) = word else {
            let mut point = Point::offset(Unit::Day, 0, From::Document);
            point.clock = Clock::Part(Part::Night);
            return self.push(Found::time(i, i + 1, point));
        };
        // USA Today, "Today" as a newspaper
        if self.capital(i)
            && self.near(i)
            && i > 0
            && self.tokens.shape(i - 1) == Shape::Upper
            && self.tokens.shape(i) != Shape::Upper
        {
            return;
        }
        let found = Found::date(i, i + 1, Point::offset(Unit::Day, i32::from(n), From::Document));
        let found = if self.timeml { self.with_clock(found) } else { found };
        self.push(found);
    }

    /// "last week", "this year", "next Friday", "the past three weeks".
    pub(super) fn side_first(&mut self, i: usize, side: Side) {
        let mut side = side;
        let mut k = i + 1;
        if !self.near(k) {
            return self.side_alone(i, side);
        }
        // "this past weekend", "this coming Friday"
        if let (Side::This, Word::Side(inner @ (Side::Past | Side::Last | Side::Coming | Side::Next))) =
            (side, self.word(k))
        {
            side = if inner == Side::Past { Side::Last } else { inner };
            k += 1;
            if !self.near(k) {
                return;
            }
        }
        if let (Side::That | Side::This, Word::Side(Side::Same)) = (side, self.word(k)) {
            side = Side::That;
            k += 1;
            if !self.near(k) {
                return;
            }
        }
        let of = |s: Side| if s.is_anaphor() { From::Mentioned } else { From::Document };
        let shift = i32::from(side.shift());
        let word = self.word(k);
        if matches!(side, Side::Same) && !self.timeml {
            return;
        }
        // "the last quarter of 2019", "the last half of 1989"
        if let (Side::Last, Word::HalfOf | Word::Unit(Unit::Quarter)) = (side, word)
            && k == i + 1
            && self.near(k + 1)
            && self.word(k + 1) == Word::Of
        {
            return self.ordinal_first(i);
        }
        if side == Side::Last && self.week_of_month(i, k, Mod::End) {
            return;
        }
        match word {
            Word::Unit(unit) => {
                let year_to_date = self.near(k + 1) && self.is(k + 1, &["old"])
                    || self.gap(k + 1) == Gap::Hyphen && !self.is_after_dash(k + 1);
                if year_to_date || matches!(unit, Unit::Second | Unit::Minute) {
                    return;
                }
                // "the last day of the talks", "the past year"
                if matches!(unit, Unit::Day | Unit::Hour)
                    && matches!(side, Side::Last | Side::This | Side::Current | Side::Latest | Side::Coming)
                    && !(unit == Unit::Day && side == Side::This && self.timeml)
                {
                    return;
                }
                if matches!(side, Side::Recent)
                    || matches!(side, Side::Last)
                        && self.near(k + 1)
                        && (self.word(k + 1) == Word::Of || self.word(k + 1) == Word::In && self.month(k + 2).is_some())
                {
                    return;
                }
                // "This Week", a broadcast
                if side == Side::This && self.capital(i) && self.capital(k) && self.tokens.shape(k) != Shape::Upper {
                    return;
                }
                if side == Side::Latest && unit == Unit::Quarter {
                    return self.push(Found::date(
                        self.with_article(i),
                        k + 1,
                        Point::new(YearOf::Open, Field::Quarter(0)),
                    ));
                }
                // "the past decade", "over the last week" are lengths; they have no place in the calendar
                let length = matches!(side, Side::Past | Side::Last)
                    && i > 0
                    && self.before(i) == Word::The
                    && self.near(i)
                    && unit != Unit::Weekend;
                if !self.timeml && (matches!(unit, Unit::Decade | Unit::Century) || length) {
                    return;
                }
                let first = self.with_article(i);
                let or_so = self.or_so(k + 1);
                if self.timeml && (side == Side::Past && unit != Unit::Weekend || or_so) {
                    let mut length = Length::new(Amount::whole(1), unit);
                    length.side = side.shift();
                    return self.push(Found::new(
                        first,
                        if or_so { k + 3 } else { k + 1 },
                        Value::Length(length),
                        TimexType::Duration,
                    ));
                }
                let mut point = Point::offset(unit, shift, of(side));
                // "this year's third quarter", "last year's fourth quarter"
                let mut last = k + 1;
                let possessive =
                    if self.gap(k + 1) == Gap::Apostrophe && self.token(k + 1) == "s" { k + 2 } else { k + 1 };
                if unit == Unit::Year
                    && possessive > last
                    && self.near(possessive)
                    && let Some((field, end)) = self.ordinal(possessive)
                {
                    let year = if side.is_anaphor() { YearOf::Same } else { YearOf::Shift(side.shift()) };
                    point = Point::new(year, field);
                    last = end;
                }
                self.push(Found::date(first, last, point));
            }
            Word::Fiscal => {
                if let Some((year, last)) = self.fiscal_phrase(i) {
                    let first = self.with_article(i);
                    self.push(Found::date(first, last, Point::new(year, Field::Year)));
                }
            }
            Word::Units(_)
            | Word::Number(_)
            | Word::Few
            | Word::Couple
            | Word::Several
            | Word::Hundred
            | Word::HalfOf
            | Word::Dozen
            | Word::A
            | Word::None => {
                if self.timeml && side == Side::Latest && self.is(k, &["period"]) {
                    return self.push(Found::date(
                        self.with_article(i),
                        k + 1,
                        Point::new(YearOf::Open, Field::Quarter(0)),
                    ));
                }
                if word == Word::None && self.digits(k).is_none() && !self.is(k, &["many"]) {
                    return self.side_alone(i, side);
                }
                self.side_amount(i, k, side);
            }
            Word::Weekday(day) if !matches!(side, Side::That | Side::Same) => {
                if guard::weekday_in_name(self, k) {
                    return;
                }
                // "last Friday, May 3"
                self.weekday_first(k);
                let Some(found) = self.out.last_mut() else { return };
                if found.first != k {
                    return;
                }
                if let Value::Point(p) = &mut found.value
                    && p.field == Field::Weekday(day)
                {
                    p.year = YearOf::Side(side.shift());
                    found.first = i;
                    self.article_last();
                }
            }
            Word::Month(m) | Word::MonthShort(m) if self.capital(k) && !matches!(side, Side::That | Side::Same) => {
                self.month_first(k);
                let Some(found) = self.out.last_mut() else { return };
                if found.first != k {
                    return;
                }
                if let Value::Point(p) = &mut found.value
                    && (p.field == Field::Month(m) || matches!(p.field, Field::Day(..)))
                    && p.year == YearOf::Open
                {
                    p.year = YearOf::Side(side.shift());
                    found.first = i;
                    self.article_last();
                }
            }
            Word::Season(season) => {
                // "that fall", "that spring"
                if matches!(side, Side::That)
                    && matches!(season, super::value::Season::Fall | super::value::Season::Spring)
                {
                    return;
                }
                let mut point = Point::new(YearOf::Side(side.shift()), Field::Season(season));
                if side.is_anaphor() {
                    point.year = YearOf::Same;
                }
                self.push(Found::date(self.with_article(i), k + 1, point));
            }
            Word::Holiday(_) if self.timeml => {
                self.holiday_first(k);
                if let Some(found) = self.out.last_mut()
                    && found.first == k
                    && let Value::Point(p) = &mut found.value
                {
                    p.year = YearOf::Side(side.shift());
                    found.first = i;
                }
            }
            Word::Part(part)
                if matches!(side, Side::This | Side::Last | Side::That | Side::Next | Side::Following | Side::Same) =>
            {
                let from = if matches!(side, Side::Next) { From::Mentioned } else { of(side) };
                let mut point = Point::offset(Unit::Day, i32::from(side.shift()), from);
                point.clock = Clock::Part(part);
                self.push(Found::time(self.with_article(i), k + 1, point));
            }
            Word::Nth(_) if self.timeml && matches!(side, Side::This | Side::Last) => {
                if let Some((field, last)) = self.ordinal(k) {
                    self.push(Found::date(i, last, Point::new(YearOf::Open, field)));
                }
            }
            _ => self.side_alone(i, side),
        }
    }

    /// True where the hyphen before token `i` stands for a dash: "this year-the losses".
    fn is_after_dash(&self, i: usize) -> bool {
        matches!(self.word(i), Word::The | Word::A | Word::And)
            || self.is(i, &["but", "when", "where", "which", "with"])
    }

    /// Takes the article before the last match.
    fn article_last(&mut self) {
        if let Some(first) = self.out.last().map(|f| f.first) {
            let first = self.with_article(first);
            if let Some(found) = self.out.last_mut() {
                found.first = first;
            }
        }
    }

    /// "the past two weeks", "the next few days", "the last half hour".
    fn side_amount(&mut self, i: usize, k: usize, side: Side) {
        let Some((amount, end)) = self.amount(k) else { return };
        let Some(unit) = self.unit(end).filter(|_| self.tied(end) || end == k) else { return };
        if self.word(end) == Word::Unit(unit) && amount != Amount::Halves(1) && amount != Amount::Halves(2) {
            return;
        }
        let mut length = Length::new(amount, unit);
        length.side = side.shift();
        let first = self.with_article(i);
        if matches!(side, Side::This | Side::That | Side::Same | Side::Current) {
            return;
        }
        let last = if side == Side::Last { self.of_place(end + 1).unwrap_or(end + 1) } else { end + 1 };
        self.push(Found::new(first, last, Value::Length(length), TimexType::Duration));
    }

    /// A side word with no unit after it: "the past", "current".
    fn side_alone(&mut self, i: usize, side: Side) {
        if !self.timeml {
            return;
        }
        match side {
            Side::Past if i > 0 && self.near(i) && matches!(self.before(i), Word::The) && !(self.near_noun(i + 1)) => {
                self.push(Found::new(i - 1, i + 1, Value::Vague(Vague::Past), TimexType::Date));
            }
            Side::Current if self.near(i + 1) && !self.capital(i) => {
                self.push(Found::new(i, i + 1, Value::Vague(Vague::Present), TimexType::Date));
            }
            Side::Recent if self.near(i + 1) && !self.capital(i) => {
                self.push(Found::new(i, i + 1, Value::Vague(Vague::Past), TimexType::Date));
            }
            _ => {}
        }
    }

    /// A unit with no number before it: "a year ago", "the quarter", "weeks", "year-ago".
    pub(super) fn unit_first(&mut self, i: usize, word: Word) {
        let (Word::Unit(unit) | Word::Units(unit)) = word else { return };
        // "day-long", "decades-long"
        if self.timeml && self.gap(i + 1) == Gap::Hyphen && self.is(i + 1, &["long"]) && self.gap(i) != Gap::Hyphen {
            let amount = if word == Word::Unit(unit) { Amount::whole(1) } else { Amount::Vague };
            let length = Length::new(amount, unit);
            return self.push(Found::new(i, i + 2, Value::Length(length), TimexType::Duration));
        }
        if i > 0 && self.near(i) && self.word(i - 1) == Word::A && word == Word::Unit(unit) {
            // "a day": an article, a number
            let before = self.out.len();
            if self.timeml
                || self.near(i + 1) && matches!(self.word(i + 1), Word::Ago | Word::Earlier | Word::Later | Word::From)
            {
                self.a_unit(i, unit);
            }
            if self.out.len() > before {
                return;
            }
        }
        if !self.timeml {
            return;
        }
        if word == Word::Units(unit) {
            return self.bare_plural(i, unit);
        }
        // "year-ago", "year-earlier", "year ago"
        if self.gap(i + 1) == Gap::Hyphen
            && matches!(self.word(i + 1), Word::Ago | Word::Earlier)
            && unit >= Unit::Month
        {
            let k = i + 2;
            let from = if unit == Unit::Year { From::Report } else { From::Mentioned };
            if self.near(k) && self.unit(k) == Some(Unit::Quarter) {
                return self.push(Found::date(
                    self.with_article(i),
                    k + 1,
                    Point::new(YearOf::Shift(-1), Field::Quarter(0)),
                ));
            }
            if self.near(k) && self.is(k, &["period"]) {
                return self.push(Found::date(self.with_article(i), k + 1, Point::offset(unit, -1, from)));
            }
            if self.near(k)
                && let Some((field, last)) = self.ordinal(k)
            {
                return self.push(Found::date(self.with_article(i), last, Point::new(YearOf::Shift(-1), field)));
            }
            return self.push(Found::date(i, k, Point::offset(unit, -1, from)));
        }
        if i == 0 || !self.near(i) {
            return;
        }
        // "month's end"
        if self.gap(i + 1) == Gap::Apostrophe
            && self.token(i + 1) == "s"
            && self.near(i + 2)
            && self.word(i + 2) == Word::End
            && matches!(unit, Unit::Month | Unit::Year)
        {
            let mut point = Point::offset(unit, 0, From::Document);
            point.modifier = Some(Mod::End);
            return self.push(Found::date(self.with_article(i), i + 3, point));
        }
        let the = self.word(i - 1) == Word::The;
        // "the full year"
        if i > 1 && unit == Unit::Year && self.is(i - 1, &["entire", "full", "whole"]) && self.word(i - 2) == Word::The
        {
            return self.push(Found::date(i - 2, i + 1, Point::offset(unit, 0, From::Document)));
        }
        // "to end the day", "late in the day"
        if the && unit == Unit::Day && i > 2 && self.near(i - 1) && self.ends_day(i - 2) {
            return self.push(Found::date(i - 1, i + 1, Point::offset(unit, 0, From::Mentioned)));
        }
        // "the day before", "the day following"
        if the && self.near(i + 1) && self.ends_phrase(i + 2) {
            let shift = match self.word(i + 1) {
                Word::Before | Word::Side(Side::Previous) => -1,
                Word::After | Word::Side(Side::Following) => 1,
                _ => 0,
            };
            if shift != 0 && unit >= Unit::Day {
                return self.push(Found::date(i - 1, i + 2, Point::offset(unit, shift, From::Mentioned)));
            }
        }
        if the {
            self.the_unit(i);
        }
    }

    /// True where token `i` leads to the day of which the text speaks.
    fn ends_day(&self, i: usize) -> bool {
        self.word(i) == Word::In
            && self.near(i)
            && matches!(self.word(i - 1), Word::Early | Word::Earlier | Word::Late | Word::Later)
            || self.is(i, &["end", "ended", "ending", "ends", "finish", "finished", "finishing"])
                && self.before(i) != Word::The
    }

    /// "the week", "the quarter", "the year" where they mean the present one.
    pub(super) fn the_unit(&mut self, i: usize) {
        let Word::Unit(unit) = self.word(i) else { return };
        let first = if i > 0 && self.near(i) && self.word(i - 1) == Word::The { i - 1 } else { i };
        let point = match unit {
            Unit::Quarter => Point::new(YearOf::Open, Field::Quarter(0)),
            Unit::Weekend => Point::offset(unit, 0, From::Report),
            Unit::Year | Unit::Month | Unit::Week | Unit::Decade | Unit::Century => {
                Point::offset(unit, 0, From::Document)
            }
            _ => return,
        };
        let ended = self.near(i + 1) && self.is(i + 1, &["ended", "ending"]);
        if ended && unit == Unit::Year && self.timeml {
            let length = Length::new(Amount::whole(1), Unit::Year);
            return self.push(Found::new(first, i + 1, Value::Length(length), TimexType::Duration));
        }
        let allowed = ended || unit == Unit::Weekend || self.is(i + 1, &["compared", "earlier"]);
        if self.near(i + 1) && (self.word(i + 1) == Word::Of || self.near_noun(i + 1) && !allowed)
            || self.gap(i + 1) == Gap::Hyphen
        {
            return;
        }
        let first = if self.timeml { first } else { i };
        self.push(Found::date(first, i + 1, point));
    }
}
