//! Seasons, holidays, and what stands at the edges of a time: early, mid, late, the end of.

use super::grammar::{Found, Parser};
use super::guard;
use super::lexicon::{HOLIDAYS, Side, Word};
use super::value::{Field, Mod, Point, Unit, Value, YearOf};
use crate::tokenize::Gap;

impl Parser<'_> {
    /// `spring of 2025`, `summer 2019`, `fall` where it is a season.
    pub(super) fn season_first(&mut self, i: usize) {
        let Word::Season(season) = self.word(i) else { return };
        let (year, last) = self.year_after(i + 1, false);
        if last == i + 1 && !guard::bare_season(self, i) {
            return;
        }
        let first = self.with_article(i);
        // "winter 2023-24"
        let mut last = last;
        if let (YearOf::Exact(y), Gap::Hyphen | Gap::Slash, Some((n, 2))) = (year, self.gap(last), self.digits(last))
            && i16::try_from(n).is_ok_and(|n| n == (y + 1) % 100)
        {
            last += 1;
        }
        self.push(Found::date(first, last, Point::new(year, Field::Season(season))));
    }

    /// "early May", "mid-2019", "the end of the year": a modifier before an expression.
    pub(super) fn edge_first(&mut self, i: usize, word: Word) {
        let modifier = match word {
            Word::Early | Word::Begin | Word::Earlier => Mod::Start,
            Word::Mid | Word::Middle => Mod::Mid,
            _ => Mod::End,
        };
        let mut at = i + 1;
        // "early to mid-2019", "mid-to-late 2020"
        if self.tied(at)
            && matches!(self.word(at), Word::To)
            && self.tied(at + 1)
            && matches!(self.word(at + 1), Word::Mid | Word::Late)
        {
            at += 2;
        }
        let part_of = self.near(at)
            && self.is(at, &["part", "half", "days", "months", "weeks"])
            && self.near(at + 1)
            && self.word(at + 1) == Word::Of;
        if part_of {
            at += 1;
        }
        // "end-2024", "end-May"
        let tied = word == Word::End
            && self.gap(at) == Gap::Hyphen
            && self.gap(i) != Gap::Hyphen
            && (self.year(at).is_some() || self.month(at).is_some());
        if (matches!(word, Word::Begin | Word::Middle | Word::End) || part_of) && !tied {
            if !(self.near(at) && self.word(at) == Word::Of) {
                return self.noun_end(i);
            }
            at += 1;
        } else if self.near(at)
            && matches!(self.word(at), Word::In | Word::On)
            && matches!(word, Word::Early | Word::Late | Word::Later | Word::Earlier)
        {
            // "early in 2019", "later in the year"
            let month = self.month(at + 1).is_some() && self.year(at + 2).is_some();
            let year = self.year(at + 1).is_some()
                || self.word(at + 1) == Word::The
                    && matches!(self.word(at + 2), Word::Unit(Unit::Year | Unit::Month | Unit::Week) | Word::Season(_));
            if !self.timeml || !(year || month) || self.word(at) == Word::On {
                return;
            }
            at += 1;
        }
        if !self.tied(at) {
            return;
        }
        // "the latter half of 2008"
        if part_of
            && self.is(i, &["latter"])
            && self.is(i + 1, &["half"])
            && let Some(year) = self.year(at)
        {
            return self.push(Found::date(
                self.with_article(i),
                at + 1,
                Point::new(YearOf::Exact(year), Field::Half(2)),
            ));
        }
        let article = at;
        if self.word(at) == Word::The && self.near(at + 1) {
            at += 1;
        }
        let before = self.out.len();
        let start = self.tokens.span(at).start as usize;
        let bytes = self.text.as_bytes();
        let inner = self.word(at);
        if bytes[start].is_ascii_digit() {
            let year = self.year(at);
            if year.is_some_and(|y| (1000..2100).contains(&y)) && !self.near_count(at + 1) && !self.numeric_date(at) {
                let point = Point::new(YearOf::Exact(year.unwrap_or(0)), Field::Year);
                self.push(Found::date(at, at + 1, point));
            } else if self.out.len() == before {
                self.number(at);
            }
        } else if matches!(word, Word::Earlier | Word::Later)
            && self.before(at) != Word::In
            && article == at
            && !matches!(inner, Word::Side(Side::This | Side::That) | Word::Day(0 | -1))
        {
            return;
        } else if article < at && matches!(inner, Word::Unit(_)) {
            self.the_unit(at);
        } else {
            match inner {
                Word::Month(_) | Word::MonthShort(_) if !self.month_date(at, 0, at) => {
                    let month = self.month(at);
                    let (year, last) = self.year_after(at + 1, true);
                    if let Some(month) = month {
                        self.push(Found::date(at, last, Point::new(year, Field::Month(month))));
                    }
                }
                Word::Season(season) => {
                    let (year, last) = self.year_after(at + 1, false);
                    self.push(Found::date(at, last, Point::new(year, Field::Season(season))));
                }
                Word::Weekday(_) => self.weekday_first(at),
                Word::Side(side) => self.side_first(at, side),
                Word::Fiscal => self.fiscal_first(at),
                Word::Day(_) | Word::Part(_) if self.timeml || matches!(inner, Word::Day(_)) => {
                    if let Word::Day(_) = inner {
                        self.today(at, inner);
                    } else {
                        self.part_first(at, inner);
                    }
                }
                Word::Nth(_) => self.ordinal_first(at),
                Word::None => self.coded(at),
                _ => {}
            }
        }
        if self.out.len() <= before {
            return;
        }
        let at = self.out.len() - 1;
        let found = &mut self.out[at];
        if !matches!(found.kind, super::TimexType::Date | super::TimexType::Time) {
            return;
        }
        match &mut found.value {
            Value::Point(p) => p.modifier = Some(modifier),
            Value::Range(a, _) => a.modifier = Some(modifier),
            _ => return,
        }
        found.first = i;
        let first = self.with_article(i);
        self.out[at].first = first;
    }

    /// "year end", "the year's end".
    pub(super) fn noun_end(&mut self, i: usize) {
        if !self.timeml || self.word(i) != Word::End || i == 0 || !self.tied(i) {
            return;
        }
        if self.word(i - 1) == Word::Unit(Unit::Year) && self.out.last().is_none_or(|f| f.last < i) {
            let point = Point::new(YearOf::Shift(0), Field::Day(12, 31));
            self.push(Found::date(self.with_article(i - 1), i + 1, point));
        }
    }

    /// Christmas, Labor Day, New Year's Eve: with a year in either convention, alone in `TimeML`.
    pub(super) fn holiday_first(&mut self, i: usize) {
        if !self.capital(i) {
            return;
        }
        let mut best = None;
        for (index, (name, _)) in HOLIDAYS.iter().enumerate() {
            if let Some(last) = self.matches_words(i, name)
                && best.is_none_or(|(_, end)| last > end)
            {
                best = Some((index, last));
            }
        }
        let Some((index, end)) = best else { return };
        let (year, last) = self.year_after(end, true);
        if year == YearOf::Open && (!self.timeml || self.capital(end) && self.near(end)) {
            return;
        }
        let found = Found::date(i, last, Point::new(year, Field::Holiday(index as u8)));
        self.push_dated(found);
    }

    /// Where the words of `name` end, if they stand at `i`.
    pub(super) fn matches_words(&self, i: usize, name: &str) -> Option<usize> {
        let mut at = i;
        for word in name.split(' ') {
            if at > i && !self.near(at) {
                return None;
            }
            for (n, piece) in word.split('\'').enumerate() {
                if n > 0 && self.gap(at) != Gap::Apostrophe || !self.token(at).eq_ignore_ascii_case(piece) {
                    return None;
                }
                at += 1;
            }
        }
        Some(at)
    }
}
