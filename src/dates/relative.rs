//! Units of time: offsets, lengths, ordinals, sets, vague words.

use super::TimexType;
use super::grammar::{Found, Parser};
use super::guard;
use super::lexicon::{Side, Sure, Word};
use super::value::{Amount, Clock, Cycle, Field, From, Length, Mod, NO_ZONE, Part, Point, Unit, Vague, Value, YearOf};
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
        if self.capital(i) && self.near(i) && i > 0 && self.tokens.shape(i - 1) == Shape::Upper && self.tokens.shape(i) != Shape::Upper {
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
        if let (Side::This, Word::Side(inner @ (Side::Past | Side::Last | Side::Coming | Side::Next))) = (side, self.word(k)) {
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
        // "the last half of 1989"
        if let (Side::Last | Side::Latest, Word::HalfOf) = (side, word)
            && self.near(k + 1)
            && self.word(k + 1) == Word::Of
        {
            if let Some(year) = self.year(k + 2).filter(|_| self.near(k + 2)) {
                self.push(Found::date(self.with_article(i), k + 3, Point::new(YearOf::Exact(year), Field::Half(2))));
            }
            return;
        }
        if side == Side::Last && self.week_of_month(i, k, Mod::End) {
            return;
        }
        match word {
            Word::Unit(unit) => {
                let year_to_date = self.near(k + 1) && self.is(k + 1, &["old"]) || self.gap(k + 1) == Gap::Hyphen;
                if year_to_date || matches!(unit, Unit::Second | Unit::Minute) {
                    return;
                }
                // "the last day of the talks", "the past year"
                if matches!(unit, Unit::Day | Unit::Hour) && matches!(side, Side::Last | Side::This | Side::Current | Side::Latest | Side::Coming) && !(unit == Unit::Day && side == Side::This && self.timeml) {
                    return;
                }
                if matches!(side, Side::Recent) || matches!(side, Side::Last) && self.near(k + 1) && (self.word(k + 1) == Word::Of || self.word(k + 1) == Word::In && self.month(k + 2).is_some()) {
                    return;
                }
                // "This Week", a broadcast
                if side == Side::This && self.capital(i) && self.capital(k) && self.tokens.shape(k) != Shape::Upper {
                    return;
                }
                if side == Side::Latest && unit == Unit::Quarter {
                    return self.push(Found::date(self.with_article(i), k + 1, Point::new(YearOf::Open, Field::Quarter(0))));
                }
                // "the past decade", "over the last week" are lengths; they have no place in the calendar
                let length = matches!(side, Side::Past | Side::Last) && i > 0 && self.before(i) == Word::The && self.near(i) && unit != Unit::Weekend;
                if !self.timeml && (matches!(unit, Unit::Decade | Unit::Century) || length) {
                    return;
                }
                let first = self.with_article(i);
                let or_so = self.or_so(k + 1);
                if self.timeml && (side == Side::Past && unit != Unit::Weekend || or_so) {
                    let mut length = Length::new(Amount::whole(1), unit);
                    length.side = side.shift();
                    return self.push(Found::new(first, if or_so { k + 3 } else { k + 1 }, Value::Length(length), TimexType::Duration));
                }
                let mut point = Point::offset(unit, shift, of(side));
                // "this year's third quarter", "last year's fourth quarter"
                let mut last = k + 1;
                let possessive = if self.gap(k + 1) == Gap::Apostrophe && self.token(k + 1) == "s" { k + 2 } else { k + 1 };
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
            Word::Units(_) | Word::Number(_) | Word::Few | Word::Couple | Word::Several | Word::Hundred | Word::HalfOf | Word::Dozen | Word::A | Word::None => {
                if self.timeml && side == Side::Latest && self.is(k, &["period"]) {
                    return self.push(Found::date(self.with_article(i), k + 1, Point::new(YearOf::Open, Field::Quarter(0))));
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
                if matches!(side, Side::That) && matches!(season, super::value::Season::Fall | super::value::Season::Spring) {
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
            Word::Part(part) if matches!(side, Side::This | Side::Last | Side::That | Side::Next | Side::Following | Side::Same) => {
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
        let Some((amount, rest, end)) = self.amount(k) else { return };
        let Some(unit) = self.unit(end).filter(|_| self.tied(end) || end == k) else { return };
        if self.word(end) == Word::Unit(unit) && amount != Amount::Halves(1) && amount != Amount::Halves(2) {
            return;
        }
        let mut length = Length::new(amount, unit);
        length.rest = rest;
        length.side = side.shift();
        let first = self.with_article(i);
        if matches!(side, Side::This | Side::That | Side::Same | Side::Current) {
            return;
        }
        let last = if side == Side::Last { self.of_place(end + 1).unwrap_or(end + 1) } else { end + 1 };
        self.push(Found::new(first, last, Value::Length(length), TimexType::Duration));
    }

    /// "the last week of August" from token `i` on, the week at `k`. True where it was one.
    fn week_of_month(&mut self, i: usize, k: usize, modifier: Mod) -> bool {
        if !self.timeml || self.word(k) != Word::Unit(Unit::Week) || !self.near(k + 1) || !matches!(self.word(k + 1), Word::Of | Word::In) || !self.near(k + 2) || self.month(k + 2).is_none() {
            return false;
        }
        let before = self.out.len();
        self.month_first(k + 2);
        let first = self.with_article(i);
        let Some(found) = self.out.get_mut(before) else { return false };
        if let Value::Point(p) = &mut found.value
            && matches!(p.field, Field::Month(_))
        {
            p.modifier = Some(modifier);
            found.first = first;
            return true;
        }
        true
    }

    /// Where a month or a year ends that follows with "of": "the first ten months of 1915".
    fn of_place(&self, i: usize) -> Option<usize> {
        if !self.timeml || !self.near(i) || self.word(i) != Word::Of || !self.near(i + 1) {
            return None;
        }
        if self.year(i + 1).is_some() {
            return Some(i + 2);
        }
        self.month(i + 1)?;
        Some(if self.near(i + 2) && self.year(i + 2).is_some() { i + 3 } else { i + 2 })
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

    /// A quarter, half or century at `i`: "third quarter", "first half", "19th century". Gives the field and the end.
    pub(super) fn ordinal(&self, i: usize) -> Option<(Field, usize)> {
        let n = match self.word(i) {
            Word::Nth(n) => u16::from(n),
            Word::Side(Side::Last | Side::Latest) => 0,
            _ => self.nth(i)?,
        };
        let mut k = i + 1;
        if !self.tied(k) {
            return None;
        }
        if self.word(k) == Word::Fiscal && self.tied(k + 1) {
            k += 1;
        }
        match self.word(k) {
            Word::Unit(Unit::Quarter) if (1..=4).contains(&n) => Some((Field::Quarter(n as u8), k + 1)),
            Word::HalfOf if (1..=2).contains(&n) => Some((Field::Half(n as u8), k + 1)),
            _ => None,
        }
    }

    /// "first quarter of 2020", "second half of last year", "the first nine months", "19th century".
    pub(super) fn ordinal_first(&mut self, i: usize) {
        let n = match self.word(i) {
            Word::Nth(n) => u16::from(n),
            _ => self.nth(i).unwrap_or(0),
        };
        // "first of May"
        if self.near(i + 1) && self.word(i + 1) == Word::Of && self.near(i + 2) && self.capital(i + 2) && n <= 31 {
            if let Some(month) = self.month(i + 2) {
                let mut last = i + 3;
                let mut year = YearOf::Open;
                if matches!(self.gap(last), Gap::Space | Gap::Comma) && let Some(y) = self.year(last) {
                    (year, last) = (YearOf::Exact(y), last + 1);
                }
                if n <= u16::from(super::value::longest(month)) {
                    return self.push(Found::date(self.with_article(i), last, Point::new(year, Field::Day(month, n as u8))));
                }
            }
        }
        if n == 1 && self.near(i + 1) && self.week_of_month(i, i + 1, Mod::Start) {
            return;
        }
        let Some((field, end)) = self.ordinal(i) else {
            if self.timeml && self.tied(i + 1) && self.word(i + 1) == Word::Unit(Unit::Century) && (1..=22).contains(&n) {
                let first = if self.gap(i + 1) == Gap::Space { self.with_article(i) } else { i };
                if self.before_christ(i + 2) && n > 1 {
                    return self.push(Found::date(first, i + 3, Point::new(YearOf::Exact(1 - n as i16), Field::Century)));
                }
                return self.push(Found::date(first, i + 2, Point::new(YearOf::Exact(n as i16 - 1), Field::Century)));
            }
            if self.timeml && n == 1 && self.near(i + 1) && let Some((amount, rest, end)) = self.amount(i + 1)
                && let Some(unit) = self.unit(end).filter(|_| self.tied(end))
                && unit >= Unit::Day
            {
                let mut length = Length::new(amount, unit);
                length.rest = rest;
                let last = self.of_place(end + 1).unwrap_or(end + 1);
                return self.push(Found::new(self.with_article(i), last, Value::Length(length), TimexType::Duration));
            }
            return;
        };
        let mut last = end;
        let mut year = YearOf::Open;
        let k = if self.near(end) && self.word(end) == Word::Of && self.near(end + 1) { end + 1 } else { end };
        if matches!(self.gap(k), Gap::Space | Gap::Comma | Gap::Hyphen) {
            let article = if self.word(k) == Word::The && self.near(k + 1) { k + 1 } else { k };
            if let Some(y) = self.year(k) {
                (year, last) = (YearOf::Exact(y), k + 1);
            } else if let Some((y, l)) = self.fiscal_phrase(k) {
                (year, last) = (y, l);
            } else if let Word::Side(side) = self.word(article)
                && self.word(article + 1) == Word::Unit(Unit::Year)
                && self.near(article + 1)
            {
                year = if side.is_anaphor() { YearOf::Same } else { YearOf::Shift(side.shift()) };
                last = article + 2;
            } else if k > end && article > k && self.word(article) == Word::Unit(Unit::Year) {
                (year, last) = (YearOf::Shift(0), article + 1);
            } else if k > end && matches!(field, Field::Half(_)) {
                // "first half of the season": half of something else
                return;
            }
        }
        if matches!(field, Field::Half(_)) && year == YearOf::Open && !self.timeml {
            return;
        }
        let hyphen = self.gap(i + 1) == Gap::Hyphen;
        self.push(Found::date(if hyphen { i } else { self.with_article(i) }, last, Point::new(year, field)));
    }

    /// A number of units at `i`: twice the number, the smaller part, and where the unit stands.
    fn amount(&self, i: usize) -> Option<(Amount, Option<(u32, Unit)>, usize)> {
        let mut k = i;
        let amount = match self.word(k) {
            Word::Units(_) => return Some((Amount::Vague, None, k)),
            Word::A => {
                if matches!(self.word(k + 1), Word::Few | Word::Couple | Word::HalfOf | Word::Dozen | Word::Hundred | Word::Thousand) && self.near(k + 1) {
                    return self.amount(k + 1);
                }
                k += 1;
                Amount::whole(1)
            }
            Word::Few | Word::Several => {
                k += 1;
                Amount::Vague
            }
            Word::Couple => {
                k += 1;
                if self.word(k) == Word::Of {
                    k += 1;
                }
                if self.timeml && self.is(i, &["couple"]) { Amount::whole(2) } else { Amount::Vague }
            }
            Word::HalfOf => {
                k += 1;
                if matches!(self.word(k), Word::A) && self.tied(k) {
                    k += 1;
                }
                if self.word(k) == Word::Dozen {
                    k += 1;
                    Amount::whole(6)
                } else {
                    Amount::Halves(1)
                }
            }
            Word::None if self.is(k, &["many", "numerous", "multiple"]) => {
                k += 1;
                Amount::Vague
            }
            _ => {
                let (n, end) = self.cardinal(k)?;
                k = end;
                // 3.5 years
                if self.gap(k) == Gap::Dot && self.digits(k).is_some_and(|(n, len)| len == 1 && n == 5) && self.digits(i).is_some() {
                    k += 1;
                    Amount::Halves(n.saturating_mul(2).saturating_add(1))
                } else if self.tied(k) && self.word(k) == Word::And && (self.word(k + 1) == Word::A && self.word(k + 2) == Word::HalfOf || self.word(k + 1) == Word::HalfOf) {
                    k += if self.word(k + 1) == Word::HalfOf { 2 } else { 3 };
                    Amount::Halves(n.saturating_mul(2).saturating_add(1))
                } else if self.tied(k) && self.token(k) == "1" && self.gap(k + 1) == Gap::Slash && self.token(k + 1) == "2" {
                    k += 2;
                    Amount::Halves(n.saturating_mul(2).saturating_add(1))
                } else {
                    Amount::whole(n)
                }
            }
        };
        Some((amount, None, k))
    }

    /// A whole number in digits or words at `i`, and where it ends.
    fn cardinal(&self, i: usize) -> Option<(u32, usize)> {
        let token = self.token(i).as_bytes();
        if token.first().is_some_and(u8::is_ascii_digit) {
            if token.len() > 9 || !token.iter().all(|b| b.is_ascii_digit() || *b == b',') {
                return None;
            }
            let n = token.iter().filter(|b| b.is_ascii_digit()).fold(0u32, |n, b| n.saturating_mul(10).saturating_add(u32::from(b - b'0')));
            let scale = match self.word(i + 1) {
                Word::Hundred if self.near(i + 1) => 100,
                Word::Thousand if self.near(i + 1) => 1000,
                _ => return Some((n, i + 1)),
            };
            return Some((n.saturating_mul(scale), i + 2));
        }
        let mut total = 0u32;
        let mut part = 0u32;
        let mut k = i;
        while k < self.tokens.len() && (k == i || self.tied(k)) && k < i + 8 {
            match self.word(k) {
                Word::Number(n) if part % 100 == 0 || part % 10 == 0 && n < 10 && part % 100 >= 20 => part += u32::from(n),
                Word::Hundred => part = part.max(1).saturating_mul(100),
                Word::Thousand => {
                    total = total.saturating_add(part.max(1).saturating_mul(1000));
                    part = 0;
                }
                Word::Dozen => part = part.max(1).saturating_mul(12),
                Word::And if k > i && part >= 100 && matches!(self.word(k + 1), Word::Number(_)) => {}
                _ => break,
            }
            k += 1;
        }
        (k > i).then_some((total.saturating_add(part), k))
    }

    /// "three weeks ago", "48 hours", "six-month", "a few days later", "238 BC".
    pub(super) fn amount_first(&mut self, i: usize) {
        if self.timeml && let Some((year, last)) = self.spelled_year(i)
            && (year != 2000 || last > i + 2 || self.before(i) == Word::Unit(Unit::Year))
        {
            let year_of = i > 0 && self.near(i) && self.before(i) == Word::Unit(Unit::Year);
            let first = if year_of { self.with_article(i - 1) } else { i };
            return self.push(Found::date(first, last, Point::new(YearOf::Exact(year), Field::Year)));
        }
        let Some((amount, rest, end)) = self.amount(i) else { return };
        if self.before_christ(end) {
            if let Amount::Halves(n) = amount
                && (1..20000).contains(&n)
                && self.digits(i).is_some()
            {
                return self.push(Found::date(i, end + 1, Point::new(YearOf::Exact(-((n / 2) as i16)), Field::Year)));
            }
            return;
        }
        let second = self.gap(end) == Gap::Hyphen && self.token(end).eq_ignore_ascii_case("second");
        let hours = self.near(end) && self.word(end) == Word::Hours;
        let unit = if second { Some(Unit::Second) } else if hours { Some(Unit::Hour) } else { self.unit(end) };
        // "eight trading days", "two bloody weeks"
        if self.timeml
            && unit.is_none()
            && self.near_noun(end)
            && !self.token(end).ends_with('s')
            && self.near(end + 1)
            && let Word::Units(unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year)) = self.word(end + 1)
            && !self.is(end + 1, &["light"])
        {
            return self.push(Found::new(i, end + 2, Value::Length(Length::new(amount, unit)), TimexType::Duration));
        }
        let Some(unit) = unit.filter(|_| self.tied(end)) else {
            return self.times(i, end, amount);
        };
        let hyphen = self.gap(end) == Gap::Hyphen;
        // "three-quarters" is a fraction, "one day" any day
        if unit == Unit::Quarter && self.near(end + 1) && self.word(end + 1) == Word::Of || unit == Unit::Quarter && hyphen || unit == Unit::Day && self.word(i) == Word::Number(1) && !hyphen && !self.near(end + 1) {
            return;
        }
        let first = if i > 0 && self.near(i) && self.word(i - 1) == Word::A && matches!(self.word(i), Word::Few | Word::Couple | Word::HalfOf | Word::Dozen | Word::Hundred | Word::Thousand) { i - 1 } else { i };
        let _ = rest;
        self.length(first, end, amount, unit, hyphen);
    }

    /// Writes a year in words, "nineteen ninety eight"; or "three times a week".
    fn times(&mut self, i: usize, end: usize, amount: Amount) {
        if let Amount::Halves(n) = amount
            && self.near(end)
            && self.is(end, &["times"])
            && self.near(end + 1)
            && matches!(self.word(end + 1), Word::A | Word::Each | Word::Every)
            && self.near(end + 2)
            && let Word::Unit(unit) = self.word(end + 2)
        {
            let cycle = Cycle::Every(Length::new(Amount::whole(1), unit));
            self.push(Found::new(i, end + 3, Value::Set(cycle, None, (n / 2).min(255) as u8), TimexType::Set));
        }
    }

    /// A length whose unit stands at `at`, or the offset that it measures.
    fn length(&mut self, first: usize, at: usize, amount: Amount, unit: Unit, hyphen: bool) {
        let mut last = at + 1;
        // ages
        if (self.gap(last) == Gap::Hyphen || self.near(last)) && self.is(last, &["old", "olds"]) || self.near(last) && self.word(last) == Word::Of && self.is(last + 1, &["age"]) {
            return;
        }
        if first > 0 && self.near(first) && self.is(first - 1, &["age", "aged", "ages", "turned"]) {
            return;
        }
        // "a 20-year sentence": a singular unit without hyphen is no amount, unless it is one or an attribute
        let singular = matches!(self.word(at), Word::Unit(_));
        if singular && !hyphen && !matches!(amount, Amount::Halves(1 | 2)) && !(self.timeml && self.near(last) && self.lower(last)) {
            return;
        }
        let mut length = Length::new(amount, unit);
        // "two years and three months", "a minute and a half", "an hour and a half"
        if self.near(last) && self.word(last) == Word::And && self.near(last + 1) {
            if self.word(last + 1) == Word::A && self.near(last + 2) && self.word(last + 2) == Word::HalfOf {
                if let (Amount::Halves(n), true) = (amount, unit != Unit::Minute) {
                    length.amount = Amount::Halves(n + 1);
                } else {
                    length.rest = Some((30, Unit::Second));
                }
                last += 3;
            } else if let Some((n, end)) = self.cardinal(last + 1)
                && let Some(smaller) = self.unit(end)
                && smaller < unit
                && self.near(end)
            {
                length.rest = Some((n, smaller));
                last = end + 1;
            }
        }
        let at_end = last;
        if self.timeml && self.or_so(last) && self.near(last + 2) && self.word(last + 2) == Word::Ago {
            last += 2;
        }
        if self.near(last) && !hyphen || self.gap(last) == Gap::Hyphen && self.is(last, &["ago", "earlier", "later"]) {
            let n = match length.amount {
                Amount::Halves(n) => (n / 2).min(100_000) as i32,
                Amount::Vague => 0,
            };
            let offset = match self.word(last) {
                Word::Ago => Some((-n, From::Document)),
                Word::Earlier => Some((-n, From::Mentioned)),
                Word::Later => Some((n, From::Mentioned)),
                Word::From if self.near(last + 1) && matches!(self.word(last + 1), Word::Vague(Vague::Present, Sure::Yes) | Word::Day(0)) => Some((n, From::Document)),
                Word::None if self.is(last, &["hence"]) => Some((n, From::Document)),
                Word::Before | Word::After if self.ends_phrase(last + 1) => Some((if self.word(last) == Word::Before { -n } else { n }, From::Mentioned)),
                _ => None,
            };
            if let Some((n, from)) = offset {
                if !self.timeml && matches!(unit, Unit::Decade | Unit::Century) {
                    return;
                }
                let end = if self.word(last) == Word::From { last + 2 } else { last + 1 };
                let (first, modifier) = self.degree(first, true);
                if length.amount == Amount::Vague {
                    let vague = if matches!(self.word(last), Word::Ago | Word::Earlier | Word::Before) { Vague::Past } else { Vague::Future };
                    return self.push(Found::new(first, end, Value::Vague(vague), TimexType::Date));
                }
                let report = unit == Unit::Year && n == -1 && matches!(self.word(last), Word::Ago | Word::Earlier);
                let mut point = Point::offset(unit, n, if report { From::Report } else { from });
                point.modifier = modifier;
                let kind = if unit < Unit::Day { TimexType::Time } else { TimexType::Date };
                return self.push(Found::new(first, end, Value::Point(point), kind));
            }
        }
        last = at_end;
        let (mut first, modifier) = self.degree(first, false);
        length.modifier = modifier;
        if !hyphen && !singular && !self.capital(at) {
            first = self.with_article(first);
        }
        if self.timeml && self.or_so(last) {
            last += 2;
        }
        self.push(Found::new(first, last, Value::Length(length), TimexType::Duration));
    }

    /// "or so" stands at `i`.
    fn or_so(&self, i: usize) -> bool {
        self.near(i) && self.word(i) == Word::Or && self.near(i + 1) && self.is(i + 1, &["so"])
    }

    /// Nothing follows that "before" or "after" could govern.
    fn ends_phrase(&self, i: usize) -> bool {
        i >= self.tokens.len() || !matches!(self.gap(i), Gap::Space | Gap::Hyphen)
    }

    /// The degree words before an amount: TimeML has some of them inside.
    fn degree(&self, first: usize, _offset: bool) -> (usize, Option<Mod>) {
        if first == 0 || !self.near(first) {
            return (first, None);
        }
        let two = first > 1 && self.near(first - 1);
        let inside = |at: usize| if self.timeml { at } else { first };
        match self.word(first - 1) {
            Word::Degree(0) => (first, Some(Mod::Approx)),
            Word::Degree(1) => (inside(first - 1), Some(Mod::Approx)),
            Word::Degree(2) => (first, Some(Mod::MoreThan)),
            Word::To if two && self.is(first - 2, &["up"]) => (inside(first - 2), Some(Mod::EqualOrLess)),
            Word::None if two && self.is(first - 1, &["than"]) && self.is(first - 2, &["more"]) => (inside(first - 2), Some(Mod::MoreThan)),
            Word::None if two && self.is(first - 1, &["than"]) && self.is(first - 2, &["less", "fewer"]) => (inside(first - 2), Some(Mod::LessThan)),
            Word::None if two && self.is(first - 1, &["least"]) && self.word(first - 2) == Word::At => (inside(first - 2), Some(Mod::EqualOrMore)),
            Word::None if self.is(first - 1, &["approximately", "roughly"]) => (first, Some(Mod::Approx)),
            _ => (first, None),
        }
    }

    /// A unit with no number before it: "a year ago", "the quarter", "weeks", "year-ago".
    pub(super) fn unit_first(&mut self, i: usize, word: Word) {
        let (Word::Unit(unit) | Word::Units(unit)) = word else { return };
        if i > 0 && self.near(i) && self.word(i - 1) == Word::A && word == Word::Unit(unit) {
            // "a day": an article, a number
            let before = self.out.len();
            if self.timeml || self.near(i + 1) && matches!(self.word(i + 1), Word::Ago | Word::Earlier | Word::Later | Word::From) {
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
        if self.gap(i + 1) == Gap::Hyphen && matches!(self.word(i + 1), Word::Ago | Word::Earlier) && unit >= Unit::Month {
            let k = i + 2;
            let from = if unit == Unit::Year { From::Report } else { From::Mentioned };
            if self.near(k) && self.unit(k) == Some(Unit::Quarter) {
                return self.push(Found::date(self.with_article(i), k + 1, Point::new(YearOf::Shift(-1), Field::Quarter(0))));
            }
            if self.near(k) && self.is(k, &["period"]) {
                return self.push(Found::date(self.with_article(i), k + 1, Point::offset(unit, -1, from)));
            }
            if self.near(k) && let Some((field, last)) = self.ordinal(k) {
                return self.push(Found::date(self.with_article(i), last, Point::new(YearOf::Shift(-1), field)));
            }
            return self.push(Found::date(i, k, Point::offset(unit, -1, from)));
        }
        if i == 0 || !self.near(i) {
            return;
        }
        // "month's end"
        if self.gap(i + 1) == Gap::Apostrophe && self.token(i + 1) == "s" && self.near(i + 2) && self.word(i + 2) == Word::End && matches!(unit, Unit::Month | Unit::Year) {
            let mut point = Point::offset(unit, 0, From::Document);
            point.modifier = Some(Mod::End);
            return self.push(Found::date(self.with_article(i), i + 3, point));
        }
        let the = self.word(i - 1) == Word::The;
        // "the full year"
        if i > 1 && unit == Unit::Year && self.is(i - 1, &["full"]) && self.word(i - 2) == Word::The {
            return self.push(Found::date(i - 2, i + 1, Point::offset(unit, 0, From::Document)));
        }
        // "the day before", "the day following"
        if the && self.near(i + 1) && self.ends_phrase(i + 2) {
            let shift = match self.word(i + 1) {
                Word::Before => -1,
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

    /// "a year", "a year ago".
    fn a_unit(&mut self, i: usize, unit: Unit) {
        if matches!(unit, Unit::Quarter) && self.near(i + 1) && matches!(self.word(i + 1), Word::Of) || unit == Unit::Second {
            return;
        }
        // "$2 million a year", "four flights a week": a rate
        let trails = self.near(i + 1) && matches!(self.word(i + 1), Word::Ago | Word::Earlier | Word::Later | Word::From | Word::Before | Word::After);
        let led = i >= 2
            && self.near(i - 1)
            && (matches!(self.word(i - 2), Word::In | Word::Preposition | Word::Degree(_) | Word::After | Word::Before | Word::Of | Word::To | Word::By | Word::From | Word::And | Word::Or)
                || self.is(i - 2, &["just", "than", "only", "lasted", "least", "took", "take", "takes", "taken", "another", "under", "spent", "is", "was", "half"]));
        if !trails && !led && self.gap(i - 1) != Gap::Paragraph && i >= 2 && self.gap(i - 1) == Gap::Space {
            return;
        }
        self.length(i - 1, i, Amount::whole(1), unit, false);
    }

    /// "for weeks", "years later".
    fn bare_plural(&mut self, i: usize, unit: Unit) {
        if unit < Unit::Hour || unit == Unit::Quarter || self.gap(i) == Gap::Hyphen {
            return;
        }
        let led = i > 0 && self.near(i) && matches!(self.before(i), Word::Preposition | Word::In | Word::Before | Word::After);
        let trails = self.near(i + 1) && matches!(self.word(i + 1), Word::Ago | Word::Earlier | Word::Later | Word::Before | Word::After);
        if led || trails {
            self.length(i, i, Amount::Vague, unit, false);
        }
    }

    /// "the week", "the quarter", "the year" where they mean the present one.
    pub(super) fn the_unit(&mut self, i: usize) {
        let Word::Unit(unit) = self.word(i) else { return };
        let first = if i > 0 && self.near(i) && self.word(i - 1) == Word::The { i - 1 } else { i };
        let point = match unit {
            Unit::Quarter => Point::new(YearOf::Open, Field::Quarter(0)),
            Unit::Weekend => Point::offset(unit, 0, From::Report),
            Unit::Year | Unit::Month | Unit::Week | Unit::Decade | Unit::Century => Point::offset(unit, 0, From::Document),
            _ => return,
        };
        let ended = self.near(i + 1) && self.is(i + 1, &["ended", "ending"]);
        if ended && unit == Unit::Year && self.timeml {
            let length = Length::new(Amount::whole(1), Unit::Year);
            return self.push(Found::new(first, i + 1, Value::Length(length), TimexType::Duration));
        }
        let allowed = ended || unit == Unit::Weekend || self.is(i + 1, &["compared", "earlier"]);
        if self.near(i + 1) && (self.word(i + 1) == Word::Of || self.near_noun(i + 1) && !allowed) || self.gap(i + 1) == Gap::Hyphen {
            return;
        }
        let first = if self.timeml { first } else { i };
        self.push(Found::date(first, i + 1, point));
    }

    /// "the morning", "noon".
    pub(super) fn part_first(&mut self, i: usize, word: Word) {
        let clock = match word {
            Word::Part(part) => Clock::Part(part),
            Word::Noon => Clock::At(12, 0, 60, NO_ZONE),
            Word::Midnight => Clock::At(24, 0, 60, NO_ZONE),
            _ => return,
        };
        if matches!(word, Word::Part(_)) && !self.timeml || self.capital(i) {
            return;
        }
        let mut point = Point::offset(Unit::Day, 0, From::Mentioned);
        point.clock = clock;
        let led = i > 0 && self.near(i) && matches!(self.before(i), Word::The | Word::At | Word::By | Word::Preposition | Word::Before | Word::After | Word::To);
        let the = i > 0 && self.near(i) && self.before(i) == Word::The;
        if led && !self.near_noun(i + 1) {
            let mut last = i + 1;
            // "the evening of May 3", "noon Tuesday", "midnight on Friday"
            let mut k = last;
            if self.near(k) && matches!(self.word(k), Word::Of | Word::On) {
                k += 1;
            }
            if self.timeml && self.near(k) {
                let before = self.out.len();
                match self.word(k) {
                    Word::Weekday(_) => self.weekday_first(k),
                    Word::Month(_) | Word::MonthShort(_) => self.month_first(k),
                    _ => {
                        if self.day(k).is_some() {
                            self.day_first(k, 0, k);
                        }
                    }
                }
                if self.out.len() > before {
                    let found = self.out[before];
                    self.out.truncate(before);
                    if let Value::Point(day) = found.value
                        && day.clock == Clock::None
                        && matches!(day.field, Field::Day(..) | Field::Weekday(_))
                    {
                        point = Point { clock, ..day };
                        last = found.last;
                    }
                }
            }
            let first = if the { i - 1 } else { i };
            self.push(Found::time(if self.timeml { first } else { i }, last, point));
        }
    }

    /// "every Monday", "each year", "daily", "twice a week".
    pub(super) fn recurring_first(&mut self, i: usize, word: Word) {
        let set = |p: &mut Self, first: usize, last: usize, cycle: Cycle, quant: Option<&'static str>, freq: u8| {
            p.push(Found::new(first, last, Value::Set(cycle, quant, freq), TimexType::Set));
        };
        match word {
            Word::Recurring(unit) => {
                let title = self.capital(i) && (self.near(i) && i > 0 && self.capital(i - 1) || self.near(i + 1) && self.capital(i + 1));
                // a dividend is quarterly, sales grow annually: rates more often than sets
                if !title && !(self.timeml && matches!(unit, Unit::Quarter | Unit::Year)) {
                    let cycle = if unit == Unit::Year { Cycle::Year } else { Cycle::Every(Length::new(Amount::whole(1), unit)) };
                    set(self, i, i + 1, cycle, None, 0);
                }
            }
            Word::Times(n) => {
                if self.near(i + 1) && matches!(self.word(i + 1), Word::A | Word::Each | Word::Every) && self.near(i + 2) && let Word::Unit(unit) = self.word(i + 2) {
                    set(self, i, i + 3, Cycle::Every(Length::new(Amount::whole(1), unit)), None, n);
                }
            }
            Word::Every | Word::Each => {
                let quant = Some(if word == Word::Every { "EVERY" } else { "EACH" });
                let mut k = i + 1;
                if !self.near(k) {
                    return;
                }
                let mut amount = 1;
                if self.is(k, &["other"]) && self.near(k + 1) {
                    (amount, k) = (2, k + 1);
                } else if let Some((n, end)) = self.cardinal(k)
                    && self.near(end)
                {
                    (amount, k) = (n, end);
                }
                match self.word(k) {
                    Word::Unit(unit) | Word::Units(unit) => set(self, i, k + 1, Cycle::Every(Length::new(Amount::whole(amount), unit)), quant, 0),
                    Word::Weekday(d) => {
                        let clock = match self.word(k + 1) {
                            Word::Part(part) if self.near(k + 1) => Clock::Part(part),
                            _ => Clock::None,
                        };
                        let last = if clock == Clock::None { k + 1 } else { k + 2 };
                        set(self, i, last, Cycle::Weekday(d, clock), quant, 0);
                    }
                    Word::Month(m) => set(self, i, k + 1, Cycle::Month(m), quant, 0),
                    Word::Season(s) => set(self, i, k + 1, Cycle::Season(s), quant, 0),
                    Word::Part(part) => set(self, i, k + 1, Cycle::Daily(Clock::Part(part)), quant, 0),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// "now", "recently", "the future".
    pub(super) fn vague_first(&mut self, i: usize, word: Word) {
        if !self.timeml {
            return;
        }
        let Word::Vague(vague, sure) = word else { return };
        let the = i > 0 && self.near(i) && self.before(i) == Word::The;
        let take = match vague {
            _ if sure == Sure::Yes => !(self.capital(i) && i > 0 && self.near(i) && self.capital(i - 1)),
            Vague::Future => the && !self.near_noun(i + 1),
            _ => false,
        };
        if take {
            let right = i > 0 && self.near(i) && self.is(i, &["now"]) && self.is(i - 1, &["right"]);
            let first = if the && vague == Vague::Future || right { i - 1 } else { i };
            self.push(Found::new(first, i + 1, Value::Vague(vague), TimexType::Date));
        }
    }

    /// Joins ranges, and shares a year among the members of a list.
    pub(super) fn join(&mut self) {
        for i in (1..self.out.len()).rev() {
            let (a, b) = (self.out[i - 1], self.out[i]);
            if let Some(join) = self.joined(&a, &b) {
                let (Value::Point(mut pa), Value::Point(mut pb)) = (a.value, self.range_start(b.value)) else { continue };
                // "fiscal years 2022 and 2023"
                if let (YearOf::Fiscal(_), YearOf::Exact(y), Field::Year, Field::Year) = (pa.year, pb.year, pa.field, pb.field) {
                    pb.year = YearOf::Fiscal(y);
                }
                if !alike(&pa, &pb) {
                    continue;
                }
                share(&mut pa, &mut pb);
                self.out[i - 1].value = Value::Point(pa);
                match &mut self.out[i].value {
                    Value::Point(p) => *p = pb,
                    Value::Range(p, _) => *p = pb,
                    _ => {}
                }
                let single = matches!(b.value, Value::Point(_));
                if join == b'-' && !self.timeml && single && self.is_range(&a, &b, &pa) {
                    self.out[i - 1].last = b.last;
                    self.out[i - 1].value = Value::Range(pa, pb);
                    self.out[i].last = 0;
                }
            }
        }
        self.out.retain(|f| f.last > 0);
    }

    fn range_start(&self, value: Value) -> Value {
        match value {
            Value::Range(p, _) => Value::Point(p),
            other => other,
        }
    }

    /// What stands between two matches, if they belong together.
    fn joined(&self, a: &Found, b: &Found) -> Option<u8> {
        let (join, at) = self.joiner(a.last)?;
        let at = if at < b.first && self.word(at) == Word::The && self.near(at + 1) { at + 1 } else { at };
        (at == b.first || at + 1 == b.first && join == b'-' && matches!(self.word(at), Word::Early | Word::Mid | Word::Late)).then_some(join)
    }

    /// "Monday to Tuesday" may be a move; "from Monday to Friday" and "Monday-Friday" are ranges.
    fn is_range(&self, a: &Found, b: &Found, p: &Point) -> bool {
        let word = a.last < b.first && self.is(a.last, &["to"]);
        !(word && matches!(p.field, Field::Weekday(_) | Field::Offset(..))) || self.before(a.first) == Word::From
    }
}

/// The same kind of place in the calendar.
fn alike(a: &Point, b: &Point) -> bool {
    a.clock == Clock::None
        && b.clock == Clock::None
        && match (a.field, b.field) {
            (Field::Day(..), Field::Day(..))
            | (Field::Slashed(..) | Field::Dashed(..), Field::Slashed(..) | Field::Dashed(..))
            | (Field::Month(_), Field::Month(_))
            | (Field::Quarter(_), Field::Quarter(_))
            | (Field::Half(_), Field::Half(_))
            | (Field::Season(_), Field::Season(_))
            | (Field::Weekday(_), Field::Weekday(_))
            | (Field::Decade, Field::Decade) => true,
            (Field::Year, Field::Year) => matches!((a.year, b.year), (YearOf::Exact(_), YearOf::Exact(_)) | (YearOf::Fiscal(_), YearOf::Fiscal(_))),
            _ => false,
        }
}

/// Gives the member without a year the year of the other.
fn share(a: &mut Point, b: &mut Point) {
    let place = |p: &Point| match p.field {
        Field::Day(m, d) => (m, d),
        Field::Month(m) | Field::Quarter(m) | Field::Half(m) => (m, 0),
        _ => (0, 0),
    };
    match (a.year, b.year) {
        (YearOf::Open, YearOf::Exact(y)) => a.year = YearOf::Exact(if place(a) > place(b) { y - 1 } else { y }),
        (YearOf::Exact(y), YearOf::Open) if !matches!(b.field, Field::Weekday(_)) => b.year = YearOf::Exact(if place(a) > place(b) { y + 1 } else { y }),
        (YearOf::Open, YearOf::Shift(_) | YearOf::Fiscal(_) | YearOf::Same) => a.year = b.year,
        _ => {}
    }
}
