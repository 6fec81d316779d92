//! What digits write: ISO and slashed dates, years, decades.

use super::TimexType;
use super::calendar::century;
use super::grammar::{Found, Parser};
use super::guard;
use super::lexicon::Word;
use super::value::{Field, Point, Unit, Value, YearOf, longest};
use super::year;
use crate::tokenize::Gap;

/// Words before a number with dots that is no date.
const VERSIONED: &[&str] = &["version", "build", "v", "firmware"];

impl Parser<'_> {
    /// Whatever the digits at token `i` begin.
    pub(super) fn number(&mut self, i: usize) {
        if guard::inside_code(self, i) {
            return;
        }
        let start = self.out.len();
        if self.numeric_date(i) || self.out.len() > start {
            return;
        }
        if self.day(i).is_some() && guard::opens(self, i) && self.day_first(i, 0, i) {
            return;
        }
        if let Some((clock, last)) = self.clock(i, false) {
            return self.clock_time(i, last, clock);
        }
        if self.decade(i) || self.year_month(i) || self.half_code(i) {
            return;
        }
        if let Some(n) = self.nth(i) {
            let before = self.out.len();
            self.ordinal_first(i);
            // "on the 5th"
            if self.timeml
                && self.out.len() == before
                && (1..=31).contains(&n)
                && i > 1
                && self.near(i)
                && self.near(i - 1)
                && self.before(i) == Word::The
                && matches!(self.word(i - 2), Word::On | Word::By | Word::To)
                && !self.near_noun(i + 1)
                && !(self.near(i + 1) && self.capital(i + 1))
                && matches!(self.gap(i + 1), Gap::Space | Gap::Comma | Gap::Stop | Gap::Other | Gap::Paragraph)
            {
                self.push(Found::date(i - 1, i + 1, Point::new(YearOf::Open, Field::DayOnly(n as u8))));
            }
            return;
        }
        if let Some(year) = self.year(i)
            && self.bare_year(i, year)
        {
            return;
        }
        self.amount_first(i);
    }

    /// `2024-11-07`, `2024/11/07`, `12/15/2022`, `27.02.2023`, `2020-Apr-24`. True where digits of a date stand at `i`.
    pub(super) fn numeric_date(&mut self, i: usize) -> bool {
        let Some((a, a_len)) = self.digits(i) else { return self.stamped(i) };
        let gap = self.gap(i + 1);
        if !matches!(gap, Gap::Hyphen | Gap::Slash | Gap::Dot)
            || self.gap_text(i + 1).len() > 3
            || !guard::opens(self, i)
        {
            return false;
        }
        if a_len == 4
            && gap == Gap::Hyphen
            && let Some(m) = self.month(i + 1)
            && self.gap(i + 2) == gap
            && let Some(d) = self.day(i + 2)
        {
            if d > longest(m) {
                return false;
            }
            self.push(Found::date(i, i + 3, Point::new(YearOf::Exact(a as i16), Field::Day(m, d))));
            return true;
        }
        let Some((b, b_len)) = self.digits(i + 1) else { return self.stamped(i) };
        // "07/2022"
        if a_len == 2
            && b_len == 4
            && gap == Gap::Slash
            && (1..=12).contains(&a)
            && (1900..2100).contains(&b)
            && self.gap(i + 2) != Gap::Slash
            && guard::closes(self, i + 1)
        {
            self.push(Found::date(i, i + 2, Point::new(YearOf::Exact(b as i16), Field::Month(a as u8))));
            return true;
        }
        if b_len > 2 {
            return false;
        }
        let third = if self.gap(i + 2) == gap && self.gap_text(i + 2).len() == self.gap_text(i + 1).len() {
            self.digits(i + 2)
        } else {
            None
        };
        let Some((c, c_len)) = third else {
            if a_len == 4 && self.gap(i + 2) == gap && self.stamp(i + 2).is_some() && gap == Gap::Hyphen {
                return self.stamped(i);
            }
            return false;
        };
        // a fourth number is an address or a version
        if self.gap(i + 3) == gap && self.digits(i + 3).is_some() || !guard::closes(self, i + 2) {
            return false;
        }
        if a_len == 4 && (1000..=2999).contains(&a) && c_len <= 2 {
            let (m, d) = (b as u8, c as u8);
            let version = gap == Gap::Dot && i > 0 && self.is(i - 1, VERSIONED);
            if version
                || gap == Gap::Dot && (b_len < 2 || c_len < 2)
                || !(1..=12).contains(&b)
                || !(1..=31).contains(&c)
                || d > longest(m)
            {
                return false;
            }
            self.push(Found::date(i, i + 3, Point::new(YearOf::Exact(a as i16), Field::Day(m, d))));
            self.iso_clock();
            return true;
        }
        if a_len > 2
            || !(c_len == 4 && (1800..=2199).contains(&c) || c_len == 2 && a_len + b_len >= 2 && gap == Gap::Slash)
        {
            return false;
        }
        if a == 0 || b == 0 || a > 31 || b > 31 || a > 12 && b > 12 {
            return false;
        }
        let year = if c_len == 2 { century(c) } else { c as i16 };
        if c_len == 2 && self.byte_after(i + 2) == b'%' {
            return false;
        }
        let (a, b) = (a as u8, b as u8);
        let field = if gap == Gap::Dot {
            // dots are written day first, and versions with dots
            if b > 12 || i > 0 && self.is(i - 1, VERSIONED) {
                return false;
            }
            Field::Day(b, a)
        } else if gap == Gap::Hyphen {
            Field::Dashed(a, b)
        } else {
            Field::Slashed(a, b)
        };
        self.push(Found::date(i, i + 3, Point::new(YearOf::Exact(year), field)));
        true
    }

    /// `1990s`, `1990's`, `'90s`.
    fn decade(&mut self, i: usize) -> bool {
        let token = self.token(i).as_bytes();
        let apostrophe = self.gap(i + 1) == Gap::Apostrophe && self.token(i + 1) == "s" && self.digits(i).is_some();
        let digits = token.iter().take_while(|b| b.is_ascii_digit()).count();
        let tail = &token[digits..];
        if !(tail == b"s" || tail == b"S" || tail.is_empty() && apostrophe) || digits == 0 || token[digits - 1] != b'0'
        {
            return false;
        }
        let n = token[..digits].iter().fold(0u16, |n, b| n.saturating_mul(10).saturating_add(u16::from(b - b'0')));
        let decade = match digits {
            4 if (1000..2200).contains(&n) => n / 10,
            2 if matches!(self.byte_before(i), b'\'')
                || self.gap_text(i).ends_with(['’', '‘'])
                || matches!(self.before(i), Word::The | Word::Early | Word::Mid | Word::Late) =>
            {
                190 + n / 10
            }
            _ => return false,
        };
        if apostrophe
            && digits == 4
            && n % 100 != 0
            && !matches!(self.before(i), Word::The | Word::Early | Word::Mid | Word::Late | Word::In)
        {
            return false;
        }
        let last = if tail.is_empty() { i + 2 } else { i + 1 };
        let first = if digits == 4 || self.near(i) { self.with_article(i) } else { self.with_far_article(i) };
        self.push(Found::date(first, last, Point::new(YearOf::Exact(decade as i16), Field::Decade)));
        true
    }

    fn with_far_article(&self, i: usize) -> usize {
        if self.timeml && i > 0 && self.word(i - 1) == Word::The && self.gap_text(i).trim_start().len() <= 3 {
            i - 1
        } else {
            i
        }
    }

    /// `2023-02` is a month, `2006/07` a fiscal year, `2019-20` two years.
    fn year_month(&mut self, i: usize) -> bool {
        if self.timeml && self.years_bc(i) {
            return true;
        }
        let Some(year) = self.year(i) else { return false };
        // "2020-W53", "2024-Q3"
        if self.gap(i + 1) == Gap::Hyphen
            && let Some(field) = self.part_code(i + 1)
            && guard::opens(self, i)
            && self.gap(i + 2) != Gap::Hyphen
        {
            self.push(Found::date(i, i + 2, Point::new(YearOf::Exact(year), field)));
            return true;
        }
        // "1915-17"
        if self.timeml
            && let (Some((n, 2)), Gap::Hyphen) = (self.digits(i + 1), self.gap(i + 1))
            && i16::try_from(n).is_ok_and(|n| n > year % 100 && (n > 12 || n == year % 100 + 1))
            && self.gap(i + 2) != Gap::Hyphen
            && guard::opens(self, i)
            && guard::closes(self, i + 1)
        {
            self.push(Found::date(i, i + 1, Point::new(YearOf::Exact(year), Field::Year)));
            self.push(Found::date(i + 1, i + 2, Point::new(YearOf::Exact(year / 100 * 100 + n as i16), Field::Year)));
            return true;
        }
        if !(1900..2100).contains(&year)
            || !matches!(self.gap(i + 1), Gap::Hyphen | Gap::Slash)
            || !guard::opens(self, i)
            || !guard::closes(self, i + 1)
        {
            return false;
        }
        let Some((n, 2)) = self.digits(i + 1) else { return false };
        let follows = n == (year as u16 + 1) % 100;
        let fiscal = self.fiscal_before(i);
        if matches!(self.gap(i + 2), Gap::Hyphen | Gap::Slash | Gap::Dot) && self.digits(i + 2).is_some() {
            return false;
        }
        let trails = self.near(i + 2)
            && self.word(i + 2) == Word::Fiscal
            && self.near(i + 3)
            && self.word(i + 3) == Word::Unit(Unit::Year);
        let found = if follows && (fiscal || trails || self.gap(i + 1) == Gap::Slash) {
            Found::date(i, if trails { i + 4 } else { i + 2 }, Point::new(YearOf::Fiscal(year + 1), Field::Year))
        } else if (1..=12).contains(&n) && self.gap(i + 1) == Gap::Hyphen {
            Found::date(i, i + 2, Point::new(YearOf::Exact(year), Field::Month(n as u8)))
        } else if i16::try_from(n).is_ok_and(|n| n > year % 100) && self.gap(i + 1) == Gap::Hyphen && !self.timeml {
            let end = year / 100 * 100 + n as i16;
            let (from, to) =
                (Point::new(YearOf::Exact(year), Field::Year), Point::new(YearOf::Exact(end), Field::Year));
            Found::new(i, i + 2, Value::Range(from, to), TimexType::Date)
        } else {
            return false;
        };
        self.push(found);
        true
    }

    /// `W53`, `Q3`, `H2` behind a year and a hyphen, as ISO 8601 and TIMEX3 write them.
    fn part_code(&self, i: usize) -> Option<Field> {
        let (letter, digits) = self.token(i).split_at_checked(1)?;
        let n: u8 = digits.parse().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))?;
        match (letter, digits.len(), n) {
            ("W", 2, 1..=53) => Some(Field::Week(n)),
            ("Q", 1, 1..=4) => Some(Field::Quarter(n)),
            ("H", 1, 1..=2) => Some(Field::Half(n)),
            _ => None,
        }
    }

    /// `264-241 BC`, `264 to 241 BC`: the first of two years, which has no era of its own.
    fn years_bc(&mut self, i: usize) -> bool {
        let (Some((first, _)), Some((join, at))) = (self.digits(i), self.joiner(i + 1)) else { return false };
        let Some((second, _)) = self.digits(at) else { return false };
        if !matches!(join, b'-' | b'&') || second >= first || !self.before_christ(at + 1) {
            return false;
        }
        self.push(Found::date(i, i + 1, Point::new(YearOf::Exact(-(first as i16)), Field::Year)));
        true
    }

    /// A year alone.
    fn bare_year(&mut self, i: usize, year: i16) -> bool {
        // "238 BC" is read as an amount
        if self.before_christ(i + 1) {
            return false;
        }
        // "2020, 24 April" in bibliographies
        if self.gap(i + 1) == Gap::Comma
            && self.day(i + 1).is_some()
            && self.near(i + 2)
            && self.month(i + 2).is_some()
            && self.year(i + 3).is_none()
            && year::is_year(self, i, year)
        {
            let (day, month) = (self.day(i + 1).unwrap_or(1), self.month(i + 2).unwrap_or(1));
            if day <= longest(month) && !matches!(self.before(i), Word::In | Word::Preposition) {
                self.push(Found::date(i, i + 3, Point::new(YearOf::Exact(year), Field::Day(month, day))));
                return true;
            }
        }
        if !year::is_year(self, i, year) {
            return false;
        }
        // "the year 2000", "the 2019 fiscal year"
        let mut first = i;
        let mut last = i + 1;
        let mut of = YearOf::Exact(year);
        // "the 1988 period", "the 1988 third quarter"
        if self.timeml && self.near(i) && self.before(i) == Word::The && self.near(last) {
            let report = self.is(last, &["period"]) || self.word(last) == Word::Unit(Unit::Quarter);
            let field = if report { Some((Field::Quarter(0), last + 1)) } else { self.ordinal(last) };
            if let Some((field, last)) = field {
                self.push(Found::date(i - 1, last, Point::new(of, field)));
                return true;
            }
        }
        if self.near(last)
            && self.word(last) == Word::Fiscal
            && self.near(last + 1)
            && self.word(last + 1) == Word::Unit(Unit::Year)
        {
            (of, last) = (YearOf::Fiscal(year), last + 2);
        } else if self.timeml
            && i > 0
            && self.near(i)
            && matches!(self.word(i - 1), Word::Unit(Unit::Year) | Word::Units(Unit::Year))
            && self.before(i - 1) == Word::The
        {
            first = self.with_article(i - 1);
        }
        self.push(Found::date(first, last, Point::new(of, Field::Year)));
        true
    }
}
