//! Amounts of units: lengths, and the offsets that they measure ("three weeks ago").

use super::TimexType;
use super::grammar::{Found, Parser};
use super::lexicon::{Sure, Word};
use super::value::{Amount, Cycle, Field, From, Length, Mod, Point, Unit, Vague, Value, YearOf};
use crate::tokenize::Gap;

impl Parser<'_> {
    /// Where a month or a year ends that follows with "of": "the first ten months of 1915".
    pub(super) fn of_place(&self, i: usize) -> Option<usize> {
        if !self.timeml || !self.near(i) || self.word(i) != Word::Of || !self.near(i + 1) {
            return None;
        }
        if self.year(i + 1).is_some() {
            return Some(i + 2);
        }
        self.month(i + 1)?;
        Some(if self.near(i + 2) && self.year(i + 2).is_some() { i + 3 } else { i + 2 })
    }

    /// A number of units at `i`, and where the unit stands.
    pub(super) fn amount(&self, i: usize) -> Option<(Amount, usize)> {
        let mut k = i;
        let amount = match self.word(k) {
            Word::Units(_) => return Some((Amount::Vague, k)),
            Word::A => {
                if matches!(
                    self.word(k + 1),
                    Word::Few | Word::Couple | Word::HalfOf | Word::Dozen | Word::Hundred | Word::Thousand
                ) && self.near(k + 1)
                {
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
            Word::None if self.is(k, &["numerous", "multiple"]) => {
                k += 1;
                Amount::Vague
            }
            _ => {
                let (n, end) = self.cardinal(k)?;
                k = end;
                // 3.5 years
                if self.gap(k) == Gap::Dot
                    && self.digits(k).is_some_and(|(n, len)| len == 1 && n == 5)
                    && self.digits(i).is_some()
                {
                    k += 1;
                    Amount::Halves(n.saturating_mul(2).saturating_add(1))
                } else if self.tied(k)
                    && self.word(k) == Word::And
                    && (self.word(k + 1) == Word::A && self.word(k + 2) == Word::HalfOf
                        || self.word(k + 1) == Word::HalfOf)
                {
                    k += if self.word(k + 1) == Word::HalfOf { 2 } else { 3 };
                    Amount::Halves(n.saturating_mul(2).saturating_add(1))
                } else if self.tied(k)
                    && self.token(k) == "1"
                    && self.gap(k + 1) == Gap::Slash
                    && self.token(k + 1) == "2"
                {
                    k += 2;
                    Amount::Halves(n.saturating_mul(2).saturating_add(1))
                } else {
                    Amount::whole(n)
                }
            }
        };
        Some((amount, k))
    }

    /// A whole number in digits or words at `i`, and where it ends.
    pub(super) fn cardinal(&self, i: usize) -> Option<(u32, usize)> {
        let token = self.token(i).as_bytes();
        if token.first().is_some_and(u8::is_ascii_digit) {
            if token.len() > 9 || !token.iter().all(|b| b.is_ascii_digit() || *b == b',') {
                return None;
            }
            let n = token
                .iter()
                .filter(|b| b.is_ascii_digit())
                .fold(0u32, |n, b| n.saturating_mul(10).saturating_add(u32::from(b - b'0')));
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
                Word::Number(n)
                    if part.is_multiple_of(100) || part.is_multiple_of(10) && n < 10 && part % 100 >= 20 =>
                {
                    part += u32::from(n);
                }
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
        if self.timeml
            && let Some((year, last)) = self.spelled_year(i)
            && (year != 2000 || last > i + 2 || self.before(i) == Word::Unit(Unit::Year))
        {
            let year_of = i > 0 && self.near(i) && self.before(i) == Word::Unit(Unit::Year);
            let first = if year_of { self.with_article(i - 1) } else { i };
            return self.push(Found::date(first, last, Point::new(YearOf::Exact(year), Field::Year)));
        }
        let Some((amount, end)) = self.amount(i) else { return };
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
        let unit = if second {
            Some(Unit::Second)
        } else if hours {
            Some(Unit::Hour)
        } else {
            self.unit(end)
        };
        // "eight trading days", "two bloody weeks"
        if self.timeml
            && unit.is_none()
            && self.near_noun(end)
            && !self.token(end).ends_with('s')
            && self.near(end + 1)
            && let Word::Units(unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Quarter | Unit::Year)) =
                self.word(end + 1)
            && !self.is(end + 1, &["light"])
        {
            return self.push(Found::new(i, end + 2, Value::Length(Length::new(amount, unit)), TimexType::Duration));
        }
        let Some(unit) = unit.filter(|_| self.tied(end)) else {
            return self.times(i, end, amount);
        };
        let hyphen = self.gap(end) == Gap::Hyphen;
        // "three-quarters" is a fraction, "one day" any day
        if unit == Unit::Quarter && self.near(end + 1) && self.word(end + 1) == Word::Of
            || unit == Unit::Quarter && hyphen
            || unit == Unit::Day && self.word(i) == Word::Number(1) && !hyphen && !self.near(end + 1)
        {
            return;
        }
        let first = if i > 0
            && self.near(i)
            && self.word(i - 1) == Word::A
            && matches!(
                self.word(i),
                Word::Few | Word::Couple | Word::HalfOf | Word::Dozen | Word::Hundred | Word::Thousand
            ) {
            i - 1
        } else {
            i
        };
        self.length(first, end, amount, unit, hyphen);
    }

    /// Writes a year in words, "nineteen ninety eight"; or "three times a week".
    pub(super) fn times(&mut self, i: usize, end: usize, amount: Amount) {
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
    pub(super) fn length(&mut self, first: usize, at: usize, amount: Amount, unit: Unit, hyphen: bool) {
        let mut last = at + 1;
        // ages
        if (self.gap(last) == Gap::Hyphen || self.near(last)) && self.is(last, &["old", "olds"])
            || self.near(last) && self.word(last) == Word::Of && self.is(last + 1, &["age"])
        {
            return;
        }
        if first > 0 && self.near(first) && self.is(first - 1, &["age", "aged", "ages", "turned"]) {
            return;
        }
        // "a 20-year sentence": a singular unit without hyphen is no amount, unless it is one or an attribute
        let singular = matches!(self.word(at), Word::Unit(_));
        if singular
            && !hyphen
            && !matches!(amount, Amount::Halves(1 | 2))
            && !(self.timeml && self.near(last) && self.lower(last))
        {
            return;
        }
        let mut length = Length::new(amount, unit);
        // "one year, two months and three days"
        if self.gap(last) == Gap::Comma
            && matches!(amount, Amount::Halves(n) if n % 2 == 0)
            && let Some((n, end)) = self.cardinal(last)
            && let Some(middle) = self.unit(end)
            && middle < unit
            && self.near(end)
            && self.near(end + 1)
            && self.word(end + 1) == Word::And
            && self.cardinal(end + 2).is_some_and(|(_, end)| self.unit(end).is_some_and(|u| u < middle))
        {
            length.rest = Some((n, middle));
            last = end + 1;
            if let Some((n, end)) = self.cardinal(last + 1)
                && let Some(smallest) = self.unit(end)
            {
                length.least = Some((n, smallest));
                last = end + 1;
            }
        }
        // "two years and three months", "a minute and a half", "an hour and a half"
        if length.rest.is_none() && self.near(last) && self.word(last) == Word::And && self.near(last + 1) {
            if self.word(last + 1) == Word::A && self.near(last + 2) && self.word(last + 2) == Word::HalfOf {
                if let (Amount::Halves(n), true) = (amount, unit != Unit::Minute) {
                    length.amount = Amount::Halves(n.saturating_add(1));
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
                Word::From
                    if self.near(last + 1)
                        && matches!(self.word(last + 1), Word::Vague(Vague::Present, Sure::Yes) | Word::Day(0)) =>
                {
                    Some((n, From::Document))
                }
                Word::None if self.is(last, &["hence"]) => Some((n, From::Document)),
                Word::Before | Word::After if self.ends_phrase(last + 1) => {
                    Some((if self.word(last) == Word::Before { -n } else { n }, From::Mentioned))
                }
                _ => None,
            };
            if let Some((n, from)) = offset {
                if !self.timeml && matches!(unit, Unit::Decade | Unit::Century) {
                    return;
                }
                let end = if self.word(last) == Word::From { last + 2 } else { last + 1 };
                let (first, modifier) = self.degree(first);
                if length.amount == Amount::Vague {
                    let vague = if matches!(self.word(last), Word::Ago | Word::Earlier | Word::Before) {
                        Vague::Past
                    } else {
                        Vague::Future
                    };
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
        let (mut first, modifier) = self.degree(first);
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
    pub(super) fn or_so(&self, i: usize) -> bool {
        self.near(i) && self.word(i) == Word::Or && self.near(i + 1) && self.is(i + 1, &["so"])
    }

    /// Nothing follows that "before" or "after" could govern.
    pub(super) fn ends_phrase(&self, i: usize) -> bool {
        i >= self.tokens.len() || !matches!(self.gap(i), Gap::Space | Gap::Hyphen)
    }

    /// The degree words before an amount: `TimeML` has some of them inside.
    pub(super) fn degree(&self, first: usize) -> (usize, Option<Mod>) {
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
            Word::None if two && self.is(first - 1, &["than"]) && self.is(first - 2, &["more"]) => {
                (inside(first - 2), Some(Mod::MoreThan))
            }
            Word::None if two && self.is(first - 1, &["than"]) && self.is(first - 2, &["less", "fewer"]) => {
                (inside(first - 2), Some(Mod::LessThan))
            }
            Word::None if two && self.is(first - 1, &["least"]) && self.word(first - 2) == Word::At => {
                (inside(first - 2), Some(Mod::EqualOrMore))
            }
            Word::None if self.is(first - 1, &["approximately", "roughly"]) => (first, Some(Mod::Approx)),
            _ => (first, None),
        }
    }

    /// "a year", "a year ago".
    pub(super) fn a_unit(&mut self, i: usize, unit: Unit) {
        // "a quarter" is a fraction more often than three months
        if matches!(unit, Unit::Quarter | Unit::Second) {
            return;
        }
        // "$2 million a year", "four flights a week": a rate
        let trails = self.near(i + 1)
            && matches!(
                self.word(i + 1),
                Word::Ago | Word::Earlier | Word::Later | Word::From | Word::Before | Word::After
            );
        let led = i >= 2
            && self.near(i - 1)
            && (matches!(
                self.word(i - 2),
                Word::In
                    | Word::Preposition
                    | Word::Degree(_)
                    | Word::After
                    | Word::Before
                    | Word::Of
                    | Word::To
                    | Word::By
                    | Word::From
                    | Word::And
                    | Word::Or
            ) || self.is(
                i - 2,
                &[
                    "just", "than", "only", "lasted", "least", "took", "take", "takes", "taken", "another", "under",
                    "spent", "is", "was", "half",
                ],
            ));
        if !trails && !led && self.gap(i - 1) != Gap::Paragraph && i >= 2 && self.gap(i - 1) == Gap::Space {
            return;
        }
        self.length(i - 1, i, Amount::whole(1), unit, false);
    }

    /// "for weeks", "years later".
    pub(super) fn bare_plural(&mut self, i: usize, unit: Unit) {
        if unit < Unit::Hour || unit == Unit::Quarter || self.gap(i) == Gap::Hyphen {
            return;
        }
        let led = i > 0
            && self.near(i)
            && matches!(self.before(i), Word::Preposition | Word::In | Word::Before | Word::After);
        let trails = self.near(i + 1)
            && matches!(self.word(i + 1), Word::Ago | Word::Earlier | Word::Later | Word::Before | Word::After);
        if led || trails {
            self.length(i, i, Amount::Vague, unit, false);
        }
    }
}
