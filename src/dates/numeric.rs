//! What digits write: ISO and slashed dates, clock times, years, decades, `Q3 FY24`.

use super::TimexType;
use super::calendar::century;
use super::grammar::{Found, Parser};
use super::guard;
use super::lexicon::{Side, Word};
use super::value::{Clock, Field, NO_ZONE, Point, Unit, Value, YearOf, longest};
use crate::tokenize::Gap;

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
            if self.timeml && self.out.len() == before && (1..=31).contains(&n) && i > 1 && self.near(i) && self.near(i - 1)
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
        if !matches!(gap, Gap::Hyphen | Gap::Slash | Gap::Dot) || self.gap_text(i + 1).len() > 3 || !guard::opens(self, i) {
            return false;
        }
        if a_len == 4 && gap == Gap::Hyphen && let Some(m) = self.month(i + 1) && self.gap(i + 2) == gap && let Some(d) = self.day(i + 2) {
            if d > longest(m) {
                return false;
            }
            self.push(Found::date(i, i + 3, Point::new(YearOf::Exact(a as i16), Field::Day(m, d))));
            return true;
        }
        let Some((b, b_len)) = self.digits(i + 1) else { return self.stamped(i) };
        // "07/2022"
        if a_len == 2 && b_len == 4 && gap == Gap::Slash && (1..=12).contains(&a) && (1900..2100).contains(&b) && self.gap(i + 2) != Gap::Slash && guard::closes(self, i + 1) {
            self.push(Found::date(i, i + 2, Point::new(YearOf::Exact(b as i16), Field::Month(a as u8))));
            return true;
        }
        if b_len > 2 {
            return false;
        }
        let third = if self.gap(i + 2) == gap && self.gap_text(i + 2).len() == self.gap_text(i + 1).len() { self.digits(i + 2) } else { None };
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
            if gap == Gap::Dot && (b_len < 2 || c_len < 2) || !(1..=12).contains(&b) || !(1..=31).contains(&c) || d > longest(m) {
                return false;
            }
            self.push(Found::date(i, i + 3, Point::new(YearOf::Exact(a as i16), Field::Day(m, d))));
            self.iso_clock();
            return true;
        }
        if a_len > 2 || !(c_len == 4 && (1800..=2199).contains(&c) || c_len == 2 && a_len + b_len >= 2 && gap == Gap::Slash) {
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
            if b > 12 || i > 0 && self.is(i - 1, &["version", "release", "build", "v", "firmware"]) {
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

    /// The day and hour of a token such as `23T12`.
    fn stamp(&self, i: usize) -> Option<(u8, u8)> {
        let token = self.token(i).as_bytes();
        if token.len() != 5 || token[2] != b'T' || !token[..2].iter().chain(&token[3..]).all(u8::is_ascii_digit) {
            return None;
        }
        let two = |at: usize| (token[at] - b'0') * 10 + token[at + 1] - b'0';
        Some((two(0), two(3))).filter(|&(d, h)| (1..=31).contains(&d) && h < 25)
    }

    /// `2020-03-23T12:01:22Z`: one token holds the day and the hour.
    fn stamped(&mut self, i: usize) -> bool {
        let (Some(year), Some((m @ 1..=12, 2)), Some((day, hour))) = (self.year(i), self.digits(i + 1), self.stamp(i + 2)) else { return false };
        if self.gap(i + 1) != Gap::Hyphen || self.gap(i + 2) != Gap::Hyphen || day > longest(m as u8) {
            return false;
        }
        let mut point = Point::new(YearOf::Exact(year), Field::Day(m as u8, day));
        if !self.timeml {
            // the day alone: the span ends inside a token
            self.push(Found { cut: 3, ..Found::date(i, i + 3, point) });
            return true;
        }
        let (minute, second, last) = self.minutes(i + 3);
        point.clock = Clock::At(hour, minute, second, NO_ZONE);
        self.push(Found::time(i, last, point));
        true
    }

    /// Minutes and seconds after an hour, and where they end; 60 for none.
    fn minutes(&self, i: usize) -> (u8, u8, usize) {
        let part = |at: usize| match self.digits(at) {
            Some((n, 2)) if n < 60 && self.gap_text(at) == ":" => Some(n as u8),
            _ => None,
        };
        match (part(i), part(i + 1)) {
            (Some(m), Some(s)) => (m, s, i + 2),
            (Some(m), None) => {
                // "22Z"
                let token = self.token(i + 1).as_bytes();
                if token.len() == 3 && token[2] == b'Z' && self.gap_text(i + 1) == ":" && token[..2].iter().all(u8::is_ascii_digit) {
                    return (m, (token[0] - b'0') * 10 + token[1] - b'0', i + 2);
                }
                (m, 60, i + 1)
            }
            _ => (60, 60, i),
        }
    }

    /// In the TimeML convention a log line's clock belongs to its day.
    fn iso_clock(&mut self) {
        if !self.timeml {
            return;
        }
        if let Some(found) = self.out.pop() {
            let found = self.with_clock(found);
            self.out.push(found);
        }
    }

    /// A clock time at `i`: `12:22 PM EST`, `9 a.m.`, `0900 GMT`, `14:30 UTC+3`. Gives it and where it ends.
    pub(super) fn clock(&self, i: usize, joined: bool) -> Option<(Clock, usize)> {
        let token = self.token(i);
        let bytes = token.as_bytes();
        let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 || digits > 4 || !guard::opens(self, i) {
            return None;
        }
        let n = bytes[..digits].iter().fold(0u16, |n, b| n * 10 + u16::from(b - b'0'));
        // one token: 5pm, 0900Z
        if digits < bytes.len() {
            let suffix = &token[digits..];
            if digits <= 2 && (suffix.eq_ignore_ascii_case("am") || suffix.eq_ignore_ascii_case("pm")) && (1..=12).contains(&n) {
                let (zone, last) = self.zone(i + 1);
                return Some((Clock::At(half(n as u8, suffix.as_bytes()[0] | 32 == b'p'), 60, 60, zone), last));
            }
            if digits == 4 && suffix == "Z" && n / 100 < 24 && n % 100 < 60 {
                return Some((Clock::At((n / 100) as u8, (n % 100) as u8, 60, 0), i + 1));
            }
            return None;
        }
        if digits <= 2 {
            let (mut minute, second, mut last) = self.minutes(i + 1);
            // "9.30 am"
            if minute == 60
                && self.gap(i + 1) == Gap::Dot
                && let Some((m, 2)) = self.digits(i + 1)
                && m < 60
                && (self.near(i + 2) || self.gap(i + 2) == Gap::None)
                && matches!(self.word(i + 2), Word::Half(_) | Word::Hours)
            {
                (minute, last) = (m as u8, i + 2);
            }
            // "5:30pm" is 5, 30pm
            if minute == 60 && self.gap_text(i + 1) == ":" {
                let next = self.token(i + 1).as_bytes();
                let pm = next.len() == 4 && next[..2].iter().all(u8::is_ascii_digit) && (next[3] | 32) == b'm';
                if pm && matches!(next[2] | 32, b'a' | b'p') && n <= 12 {
                    let m = (next[0] - b'0') * 10 + next[1] - b'0';
                    let (zone, last) = self.zone(i + 2);
                    return (m < 60).then_some((Clock::At(half(n as u8, next[2] | 32 == b'p'), m, 60, zone), last));
                }
                return None;
            }
            if n > 24 || minute == 60 && n == 0 {
                return None;
            }
            if (self.near(last) || self.gap(last) == Gap::None)
                && let Word::Half(pm) = self.word(last)
                && n <= 12
                // "5 AM radio" is none of ours, but "I am" is not after a number either
                && !(minute == 60 && self.token(last) == "am" && self.byte_before(i) != b' ')
            {
                let (zone, last) = self.zone(last + 1);
                return Some((Clock::At(half(n as u8, pm), minute, second, zone), last));
            }
            if self.near(last) && self.is(last, &["o'clock"]) {
                return Some((Clock::At(n as u8, minute, 60, NO_ZONE), last + 1));
            }
            if minute == 60 && self.near(last) && self.token(last) == "o" && self.gap(last + 1) == Gap::Apostrophe && self.token(last + 1) == "clock" {
                return Some((Clock::At(n as u8, 60, 60, NO_ZONE), last + 2));
            }
            if minute < 60 {
                let (zone, end) = self.zone(last);
                // a score or a verse has no hour of two digits, no zone and no "at"
                let sure = zone != NO_ZONE || joined || second < 60 || digits == 2 || matches!(self.before(i), Word::At | Word::From | Word::By | Word::To | Word::Before | Word::After | Word::Preposition);
                return (sure && self.byte_after(end - 1) != b':').then_some((Clock::At(n as u8, minute, second, zone), end));
            }
            return None;
        }
        if digits == 4 && n / 100 <= 24 && n % 100 < 60 {
            let (zone, last) = self.zone(i + 1);
            if zone != NO_ZONE {
                return Some((Clock::At((n / 100) as u8, (n % 100) as u8, 60, zone), last));
            }
            if self.near(i + 1) && self.is(i + 1, &["hours", "hrs"]) && (n < 1000 || matches!(self.before(i), Word::At | Word::By)) {
                return Some((Clock::At((n / 100) as u8, (n % 100) as u8, 60, NO_ZONE), i + 2));
            }
        }
        None
    }

    /// The zone that may stand at `i`: `EST`, `UTC+3`, `UTC+05:30`, `local time`. Gives its minutes and the end.
    fn zone(&self, i: usize) -> (i16, usize) {
        if !matches!(self.gap(i), Gap::Space | Gap::None | Gap::Open) || i >= self.tokens.len() {
            return (NO_ZONE, i);
        }
        let Word::Zone(zone) = self.word(i) else { return (NO_ZONE, i) };
        if self.tokens.shape(i) != crate::tokenize::Shape::Upper || self.gap(i) == Gap::Open {
            return (NO_ZONE, i);
        }
        let sign = match self.gap_text(i + 1) {
            "+" => 1,
            "-" | "−" => -1,
            _ => return (zone, i + 1),
        };
        let Some((h, 1 | 2)) = self.digits(i + 1) else { return (zone, i + 1) };
        if zone != 0 || h > 14 {
            return (zone, i + 1);
        }
        match self.digits(i + 2) {
            Some((m, 2)) if self.gap_text(i + 2) == ":" && m < 60 => (sign * (h * 60 + m) as i16, i + 3),
            _ => (sign * (h * 60) as i16, i + 2),
        }
    }

    /// A clock that stands alone, or in TimeML before its day: `9 a.m. Tuesday`.
    fn clock_time(&mut self, i: usize, last: usize, clock: Clock) {
        let mut point = Point::new(YearOf::Open, Field::Clock);
        point.clock = clock;
        let mut end = last;
        if self.timeml {
            let k = last;
            // "9 a.m. Tuesday"
            if self.near(k) || self.gap(k) == Gap::Comma {
                let before = self.out.len();
                match self.word(k) {
                    Word::Weekday(_) => self.weekday_first(k),
                    Word::Month(_) | Word::MonthShort(_) => self.month_first(k),
                    word @ Word::Day(_) => self.today(k, word),
                    Word::None if self.day(k).is_some() => {
                        self.day_first(k, 0, k);
                    }
                    _ => {}
                }
                if self.out.len() > before {
                    let found = self.out[before];
                    self.out.truncate(before);
                    if let Value::Point(day) = found.value
                        && day.clock == Clock::None
                        && matches!(day.field, Field::Day(..) | Field::Weekday(_) | Field::Offset(Unit::Day, ..))
                    {
                        point = Point { clock, ..day };
                        end = found.last;
                    }
                }
            }
        }
        self.push(Found::time(i, end, point));
    }

    /// `1990s`, `1990's`, `'90s`.
    fn decade(&mut self, i: usize) -> bool {
        let token = self.token(i).as_bytes();
        let apostrophe = self.gap(i + 1) == Gap::Apostrophe && self.token(i + 1) == "s" && self.digits(i).is_some();
        let digits = token.iter().take_while(|b| b.is_ascii_digit()).count();
        let tail = &token[digits..];
        if !(tail == b"s" || tail == b"S" || tail.is_empty() && apostrophe) || digits == 0 || token[digits - 1] != b'0' {
            return false;
        }
        let n = token[..digits].iter().fold(0u16, |n, b| n.saturating_mul(10).saturating_add(u16::from(b - b'0')));
        let decade = match digits {
            4 if (1000..2200).contains(&n) => n / 10,
            2 if matches!(self.byte_before(i), b'\'') || self.gap_text(i).ends_with(['’', '‘']) || matches!(self.before(i), Word::The | Word::Early | Word::Mid | Word::Late) => 190 + n / 10,
            _ => return false,
        };
        if apostrophe && digits == 4 && n % 100 != 0 && !matches!(self.before(i), Word::The | Word::Early | Word::Mid | Word::Late | Word::In) {
            return false;
        }
        let last = if tail.is_empty() { i + 2 } else { i + 1 };
        let first = if digits == 4 || self.near(i) { self.with_article(i) } else { self.with_far_article(i) };
        self.push(Found::date(first, last, Point::new(YearOf::Exact(decade as i16), Field::Decade)));
        true
    }

    fn with_far_article(&self, i: usize) -> usize {
        if self.timeml && i > 0 && self.word(i - 1) == Word::The && self.gap_text(i).trim_start().len() <= 3 { i - 1 } else { i }
    }

    /// `2023-02` is a month, `2006/07` a fiscal year, `2019-20` two years.
    fn year_month(&mut self, i: usize) -> bool {
        if self.timeml && self.years_bc(i) {
            return true;
        }
        let Some(year) = self.year(i) else { return false };
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
        if !(1900..2100).contains(&year) || !matches!(self.gap(i + 1), Gap::Hyphen | Gap::Slash) || !guard::opens(self, i) || !guard::closes(self, i + 1) {
            return false;
        }
        let Some((n, 2)) = self.digits(i + 1) else { return false };
        let follows = n == (year as u16 + 1) % 100;
        let fiscal = self.fiscal_before(i);
        if matches!(self.gap(i + 2), Gap::Hyphen | Gap::Slash | Gap::Dot) && self.digits(i + 2).is_some() {
            return false;
        }
        let trails = self.near(i + 2) && self.word(i + 2) == Word::Fiscal && self.near(i + 3) && self.word(i + 3) == Word::Unit(Unit::Year);
        let found = if follows && (fiscal || trails || self.gap(i + 1) == Gap::Slash) {
            Found::date(i, if trails { i + 4 } else { i + 2 }, Point::new(YearOf::Fiscal(year + 1), Field::Year))
        } else if (1..=12).contains(&n) && self.gap(i + 1) == Gap::Hyphen {
            Found::date(i, i + 2, Point::new(YearOf::Exact(year), Field::Month(n as u8)))
        } else if i16::try_from(n).is_ok_and(|n| n > year % 100) && self.gap(i + 1) == Gap::Hyphen && !self.timeml {
            let end = year / 100 * 100 + n as i16;
            let (from, to) = (Point::new(YearOf::Exact(year), Field::Year), Point::new(YearOf::Exact(end), Field::Year));
            Found::new(i, i + 2, Value::Range(from, to), TimexType::Date)
        } else {
            return false;
        };
        self.push(found);
        true
    }

    /// `1H 2024`, `2Q24`: the number before the letter.
    fn half_code(&mut self, i: usize) -> bool {
        let token = self.token(i).as_bytes();
        let (field, digits) = match token {
            [n @ b'1'..=b'4', b'Q', rest @ ..] => (Field::Quarter(n - b'0'), rest),
            [n @ b'1'..=b'2', b'H', rest @ ..] => (Field::Half(n - b'0'), rest),
            _ => return false,
        };
        let (year, last) = match digits {
            [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => (YearOf::Exact(century(u16::from(a - b'0') * 10 + u16::from(b - b'0'))), i + 1),
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

    fn fiscal_before(&self, i: usize) -> bool {
        i > 0 && (self.word(i - 1) == Word::Fiscal || i > 1 && self.word(i - 1) == Word::Unit(Unit::Year) && self.word(i - 2) == Word::Fiscal)
    }

    /// A year alone.
    fn bare_year(&mut self, i: usize, year: i16) -> bool {
        // "238 BC" is read as an amount
        if self.before_christ(i + 1) {
            return false;
        }
        // "2020, 24 April" in bibliographies
        if self.gap(i + 1) == Gap::Comma && self.day(i + 1).is_some() && self.near(i + 2) && self.month(i + 2).is_some() && self.year(i + 3).is_none() && guard::bare_year(self, i, year) {
            let (day, month) = (self.day(i + 1).unwrap_or(1), self.month(i + 2).unwrap_or(1));
            if day <= longest(month) && !matches!(self.before(i), Word::In | Word::Preposition) {
                self.push(Found::date(i, i + 3, Point::new(YearOf::Exact(year), Field::Day(month, day))));
                return true;
            }
        }
        if !guard::bare_year(self, i, year) {
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
        if self.near(last) && self.word(last) == Word::Fiscal && self.near(last + 1) && self.word(last + 1) == Word::Unit(Unit::Year) {
            (of, last) = (YearOf::Fiscal(year), last + 2);
        } else if self.timeml && i > 0 && self.near(i) && matches!(self.word(i - 1), Word::Unit(Unit::Year) | Word::Units(Unit::Year)) && self.before(i - 1) == Word::The {
            first = self.with_article(i - 1);
        }
        self.push(Found::date(first, last, Point::new(of, Field::Year)));
        true
    }

    /// `Q3 FY24`, `Q3 2024`, `FY2022`, `H1 2020`, `2Q`.
    pub(super) fn coded(&mut self, i: usize) {
        let token = self.token(i).as_bytes();
        let (head, tail) = (token[0], &token[1..]);
        if head == b'F' && tail.len() >= 3 && tail[0] == b'Y' && tail[1..].iter().all(u8::is_ascii_digit) && !guard::inside_code(self, i) {
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
            let taken = self.out.pop();
            let first = taken.map_or(i, |f| f.first);
            return self.push(Found::date(first, i + 1, Point::new(YearOf::Exact(year), field)));
        } else if matches!(field, Field::Quarter(_)) {
            (YearOf::Open, i + 1)
        } else {
            return;
        };
        self.push(Found::date(i, last, Point::new(year, field)));
    }

    /// `FY24`, `FY 2024`, `FY2023-24`, `FY2023/24` at `i`: the year in which it ends, and the end.
    fn fiscal_code(&self, i: usize) -> Option<(i16, usize)> {
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
    fn fiscal_digits(&self, n: u16, len: usize, end: usize) -> Option<(i16, usize)> {
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
        if self.near(at) && let Some((n, len)) = self.digits(at) && (len == 4 || has_year) && !(len == 2 && self.near(at + 1) && self.lower(at + 1) && self.word(at + 1) == Word::None && !has_year) {
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
            if self.tied(i + 1) && let Word::Nth(_) = self.word(i + 1) {
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

/// The hour of a day of 24.
fn half(hour: u8, pm: bool) -> u8 {
    match (hour, pm) {
        (12, false) => 0,
        (12, true) => 12,
        (h, true) => h + 12,
        (h, false) => h,
    }
}
