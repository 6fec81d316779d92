//! Fiscal years, quarters and halves, in words and in codes such as `Q3 FY24`.

use super::calendar::century;
use super::grammar::{Found, Parser};
use super::guard;
use super::lexicon::{Side, Word};
use super::value::{Field, Point, Unit, YearOf};
use crate::tokenize::Gap;

impl Parser<'_> {
    /// `1H 2024`, `2Q24`: the number before the letter.
    pub(super) fn half_code(&mut self, i: usize) -> bool {
        let token = self.token(i).as_bytes();
        let (field, digits) = match token {
            [n @ b'1'..=b'4', b'Q', rest @ ..] => (Field::Quarter(n - b'0'), rest),
            [n @ b'1'..=b'2', b'H', rest @ ..] => (Field::Half(n - b'0'), rest),
            _ => return false,
        };
        let (year, last) = match digits {
            [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => {
                (YearOf::Exact(century(u16::from(a - b'0') * 10 + u16::from(b - b'0'))), i + 1)
            }
            [b'2', b'0', a, b] if a.is_ascii_digit() && b.is_ascii_digit() => {
                (YearOf::Exact(2000 + i16::from(a - b'0') * 10 + i16::from(b - b'0')), i + 1)
            }
            [] if self.near(i + 1) => match (self.fiscal_code(i + 1), self.year(i + 1)) {
                (Some((year, last)), _) => (YearOf::Fiscal(year), last),
                (None, Some(year)) => (YearOf::Exact(year), i + 2),
                _ => return false,
            },
            _ => return false,
        };
        self.push(Found::date(i, last, Point::new(year, field)));
        true
    }

    pub(super) fn fiscal_before(&self, i: usize) -> bool {
        i > 0
            && (self.word(i - 1) == Word::Fiscal
                || i > 1 && self.word(i - 1) == Word::Unit(Unit::Year) && self.word(i - 2) == Word::Fiscal)
    }

    /// `Q3 FY24`, `Q3 2024`, `FY2022`, `H1 2020`, `2Q`.
    pub(super) fn coded(&mut self, i: usize) {
        let token = self.token(i).as_bytes();
        let (head, tail) = (token[0], &token[1..]);
        if head == b'F'
            && tail.len() >= 3
            && tail[0] == b'Y'
            && tail[1..].iter().all(u8::is_ascii_digit)
            && !guard::inside_code(self, i)
        {
            if let Some((year, last)) = self.fiscal_code(i) {
                self.push(Found::date(i, last, Point::new(YearOf::Fiscal(year), Field::Year)));
            }
            return;
        }
        let field = match (head, tail) {
            (b'Q', [q @ b'1'..=b'4']) => Field::Quarter(q - b'0'),
            (b'H', [h @ b'1'..=b'2']) => Field::Half(h - b'0'),
            _ => return,
        };
        if guard::inside_code(self, i) {
            return;
        }
        let mut k = i + 1;
        if self.near(k) && self.word(k) == Word::Of && self.near(k + 1) {
            k += 1;
        }
        let close = matches!(self.gap(k), Gap::Space | Gap::Hyphen | Gap::Slash | Gap::Comma);
        let (year, last) = if let Some((year, last)) = self.fiscal_code(k).filter(|_| close) {
            (YearOf::Fiscal(year), last)
        } else if let Some(year) = self.year(k).filter(|_| close) {
            (YearOf::Exact(year), k + 1)
        } else if close && self.fiscal_phrase(k).is_some() {
            let (year, last) = self.fiscal_phrase(k).unwrap_or((YearOf::Open, k));
            (year, last)
        } else if let (Word::Side(side), Word::Unit(Unit::Year), true) = (self.word(k), self.word(k + 1), close) {
            (YearOf::Shift(side.shift()), k + 2)
        } else if i > 0 && self.near(i) && self.year(i - 1).is_some() && self.out.last().is_some_and(|f| f.last == i) {
            // "2020 Q3"
            let year = self.year(i - 1).unwrap_or(0);
            let first = self.out.pop().map_or(i, |f| f.first);
            return self.push(Found::date(first, i + 1, Point::new(YearOf::Exact(year), field)));
        } else if let (Some((n, 2)), "'" | "’" | " '" | " ’") = (self.digits(i + 1), self.gap_text(i + 1)) {
            // "Q2'24"
            (YearOf::Exact(century(n)), i + 2)
        } else if matches!(field, Field::Quarter(_)) {
            (YearOf::Open, i + 1)
        } else {
            return;
        };
        self.push(Found::date(i, last, Point::new(year, field)));
    }

    /// `FY24`, `FY 2024`, `FY2023-24`, `FY2023/24` at `i`: the year in which it ends, and the end.
    pub(super) fn fiscal_code(&self, i: usize) -> Option<(i16, usize)> {
        let token = self.token(i);
        if token.get(..2) != Some("FY") {
            return None;
        }
        let rest = &token.as_bytes()[2..];
        if rest.is_empty() {
            let (n, len) = self.digits(i + 1).filter(|_| self.tied(i + 1))?;
            return self.fiscal_digits(n, len, i + 2);
        }
        if !rest.iter().all(u8::is_ascii_digit) || rest.len() > 4 {
            return None;
        }
        let n = rest.iter().fold(0u16, |n, b| n * 10 + u16::from(b - b'0'));
        self.fiscal_digits(n, rest.len(), i + 1)
    }

    /// The year of digits after "fiscal year", with `-24` or `/24` behind them.
    pub(super) fn fiscal_digits(&self, n: u16, len: usize, end: usize) -> Option<(i16, usize)> {
        let year = match len {
            2 => century(n),
            4 if (1900..2200).contains(&n) => n as i16,
            _ => return None,
        };
        if matches!(self.gap(end), Gap::Hyphen | Gap::Slash)
            && let Some((m, len)) = self.digits(end)
        {
            let next = year + 1;
            if len == 2 && m == next as u16 % 100 || len == 4 && m == next as u16 {
                return Some((next, end + 1));
            }
        }
        Some((year, end))
    }

    /// `fiscal year 2022`, `fiscal 2022`, `the last fiscal year` at `i`: the year and the end.
    pub(super) fn fiscal_phrase(&self, i: usize) -> Option<(YearOf, usize)> {
        let mut k = i;
        if self.word(k) == Word::The && self.near(k + 1) {
            k += 1;
        }
        let side = match self.word(k) {
            Word::Side(side) if self.near(k + 1) => {
                k += 1;
                Some(side)
            }
            _ => None,
        };
        if self.token(k) == "FY" || self.token(k).starts_with("FY") {
            let (year, last) = self.fiscal_code(k)?;
            return Some((YearOf::Fiscal(year), last));
        }
        if self.word(k) != Word::Fiscal || self.token(k) == "FY" {
            return None;
        }
        let has_year = self.tied(k + 1) && matches!(self.word(k + 1), Word::Unit(Unit::Year) | Word::Units(Unit::Year));
        let at = if has_year { k + 2 } else { k + 1 };
        if self.near(at)
            && let Some((n, len)) = self.digits(at)
            && (len == 4 || has_year)
            && !(len == 2 && self.near(at + 1) && self.lower(at + 1) && self.word(at + 1) == Word::None && !has_year)
        {
            let (year, last) = self.fiscal_digits(n, len, at + 1)?;
            return Some((YearOf::Fiscal(year), last));
        }
        // "fiscal year (FY) 2022"
        if has_year
            && self.gap(at) == Gap::Open
            && self.token(at) == "FY"
            && self.gap(at + 1) == Gap::Close
            && let Some((n, len)) = self.digits(at + 1)
        {
            let (year, last) = self.fiscal_digits(n, len, at + 2)?;
            return Some((YearOf::Fiscal(year), last));
        }
        let side = side.filter(|_| has_year)?;
        Some((YearOf::FiscalShift(if matches!(side, Side::Latest) { -1 } else { side.shift() }), at))
    }

    /// "fiscal year 2022", "FY 2022", "fiscal 2022".
    pub(super) fn fiscal_first(&mut self, i: usize) {
        if self.token(i).eq_ignore_ascii_case("financial") && self.word(i + 1) != Word::Unit(Unit::Year) {
            return;
        }
        if let Some((year, last)) = self.fiscal_phrase(i) {
            let first = if self.timeml { self.with_article(i) } else { i };
            return self.push(Found::date(first, last, Point::new(year, Field::Year)));
        }
        if self.timeml {
            // "the fiscal first quarter"
            if self.tied(i + 1)
                && let Word::Nth(_) = self.word(i + 1)
            {
                let before = self.out.len();
                self.ordinal_first(i + 1);
                if self.out.len() > before {
                    let first = self.with_article(i);
                    self.out[before].first = first;
                }
            } else if self.near(i + 1) && self.word(i + 1) == Word::Unit(Unit::Year) && self.before(i) == Word::The {
                self.push(Found::date(self.with_article(i), i + 2, Point::new(YearOf::Shift(0), Field::Year)));
            }
        }
    }
}
