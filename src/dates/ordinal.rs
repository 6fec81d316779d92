//! Quarters, halves, centuries and weeks of a month: what an ordinal counts.

use super::TimexType;
use super::grammar::{Found, Parser};
use super::lexicon::{Side, Word};
use super::value::{Field, Length, Mod, Point, Unit, Value, YearOf};
use crate::tokenize::Gap;

impl Parser<'_> {
    /// "the last week of August" from token `i` on, the week at `k`. True where it was one.
    pub(super) fn week_of_month(&mut self, i: usize, k: usize, modifier: Mod) -> bool {
        if !self.timeml
            || self.word(k) != Word::Unit(Unit::Week)
            || !self.near(k + 1)
            || !matches!(self.word(k + 1), Word::Of | Word::In)
            || !self.near(k + 2)
            || self.month(k + 2).is_none()
        {
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

    /// A quarter, half or century at `i`: "third quarter", "first half", "19th century". Gives the field and the end.
    pub(super) fn ordinal(&self, i: usize) -> Option<(Field, usize)> {
        let n = match self.word(i) {
            Word::Nth(n) => u16::from(n),
            // "the last quarter of 2019", "the last half of 1989"
            Word::Final | Word::Side(Side::Last) if self.word(i + 1) == Word::HalfOf => 2,
            Word::Final | Word::Side(Side::Last) => 4,
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
        if self.near(i + 1)
            && self.word(i + 1) == Word::Of
            && self.near(i + 2)
            && self.capital(i + 2)
            && n <= 31
            && let Some(month) = self.month(i + 2)
        {
            let mut last = i + 3;
            let mut year = YearOf::Open;
            if matches!(self.gap(last), Gap::Space | Gap::Comma)
                && let Some(y) = self.year(last)
            {
                (year, last) = (YearOf::Exact(y), last + 1);
            }
            if n <= u16::from(super::value::longest(month)) {
                return self.push(Found::date(
                    self.with_article(i),
                    last,
                    Point::new(year, Field::Day(month, n as u8)),
                ));
            }
        }
        if n == 1 && self.near(i + 1) && self.week_of_month(i, i + 1, Mod::Start) {
            return;
        }
        let Some((field, end)) = self.ordinal(i) else {
            if self.timeml && self.tied(i + 1) && self.word(i + 1) == Word::Unit(Unit::Century) && (1..=22).contains(&n)
            {
                let first = if self.gap(i + 1) == Gap::Space { self.with_article(i) } else { i };
                if self.before_christ(i + 2) && n > 1 {
                    return self.push(Found::date(
                        first,
                        i + 3,
                        Point::new(YearOf::Exact(1 - n as i16), Field::Century),
                    ));
                }
                return self.push(Found::date(first, i + 2, Point::new(YearOf::Exact(n as i16 - 1), Field::Century)));
            }
            if self.timeml
                && n == 1
                && self.near(i + 1)
                && let Some((amount, end)) = self.amount(i + 1)
                && let Some(unit) = self.unit(end).filter(|_| self.tied(end))
                && unit >= Unit::Day
            {
                let length = Length::new(amount, unit);
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
        let counted = !matches!(self.word(i), Word::Final | Word::Side(_));
        if year == YearOf::Open && (!counted || matches!(field, Field::Half(_)) && !self.timeml) {
            return;
        }
        let hyphen = self.gap(i + 1) == Gap::Hyphen;
        self.push(Found::date(if hyphen { i } else { self.with_article(i) }, last, Point::new(year, field)));
    }
}
