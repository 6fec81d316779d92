//! Clock times and their zones.

use super::grammar::{Found, Parser};
use super::guard;
use super::lexicon::Word;
use super::value::{Clock, Field, NO_ZONE, Point, Unit, Value, YearOf, longest};
use crate::tokenize::Gap;

impl Parser<'_> {
    /// The day and hour of a token such as `23T12`.
    pub(super) fn stamp(&self, i: usize) -> Option<(u8, u8)> {
        let token = self.token(i).as_bytes();
        if token.len() != 5 || token[2] != b'T' || !token[..2].iter().chain(&token[3..]).all(u8::is_ascii_digit) {
            return None;
        }
        let two = |at: usize| (token[at] - b'0') * 10 + token[at + 1] - b'0';
        Some((two(0), two(3))).filter(|&(d, h)| (1..=31).contains(&d) && h < 25)
    }

    /// `2020-03-23T12:01:22Z`: one token holds the day and the hour.
    pub(super) fn stamped(&mut self, i: usize) -> bool {
        let (Some(year), Some((m @ 1..=12, 2)), Some((day, hour))) =
            (self.year(i), self.digits(i + 1), self.stamp(i + 2))
        else {
            return false;
        };
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
    pub(super) fn minutes(&self, i: usize) -> (u8, u8, usize) {
        let part = |at: usize| match self.digits(at) {
            Some((n, 2)) if n < 60 && self.gap_text(at) == ":" => Some(n as u8),
            _ => None,
        };
        match (part(i), part(i + 1)) {
            (Some(m), Some(s)) => (m, s, i + 2),
            (Some(m), None) => {
                // "22Z"
                let token = self.token(i + 1).as_bytes();
                if token.len() == 3
                    && token[2] == b'Z'
                    && self.gap_text(i + 1) == ":"
                    && token[..2].iter().all(u8::is_ascii_digit)
                {
                    return (m, (token[0] - b'0') * 10 + token[1] - b'0', i + 2);
                }
                (m, 60, i + 1)
            }
            _ => (60, 60, i),
        }
    }

    /// In the `TimeML` convention a log line's clock belongs to its day.
    pub(super) fn iso_clock(&mut self) {
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
            if digits <= 2
                && (suffix.eq_ignore_ascii_case("am") || suffix.eq_ignore_ascii_case("pm"))
                && (1..=12).contains(&n)
            {
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
            if minute == 60
                && self.near(last)
                && self.token(last) == "o"
                && self.gap(last + 1) == Gap::Apostrophe
                && self.token(last + 1) == "clock"
            {
                return Some((Clock::At(n as u8, 60, 60, NO_ZONE), last + 2));
            }
            if minute < 60 {
                let (zone, end) = self.zone(last);
                // a score or a verse has no hour of two digits, no zone and no "at"
                let sure = zone != NO_ZONE
                    || joined
                    || second < 60
                    || digits == 2
                    || matches!(
                        self.before(i),
                        Word::At | Word::From | Word::By | Word::To | Word::Before | Word::After | Word::Preposition
                    );
                return (sure && self.byte_after(end - 1) != b':')
                    .then_some((Clock::At(n as u8, minute, second, zone), end));
            }
            return None;
        }
        if digits == 4 && n / 100 <= 24 && n % 100 < 60 {
            let (zone, last) = self.zone(i + 1);
            if zone != NO_ZONE {
                return Some((Clock::At((n / 100) as u8, (n % 100) as u8, 60, zone), last));
            }
            if self.near(i + 1)
                && self.is(i + 1, &["hours", "hrs"])
                && (n < 1000 || matches!(self.before(i), Word::At | Word::By))
            {
                return Some((Clock::At((n / 100) as u8, (n % 100) as u8, 60, NO_ZONE), i + 2));
            }
        }
        None
    }

    /// The zone that may stand at `i`: `EST`, `UTC+3`, `UTC+05:30`, `local time`. Gives its minutes and the end.
    pub(super) fn zone(&self, i: usize) -> (i16, usize) {
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

    /// A clock that stands alone, or in `TimeML` before its day: `9 a.m. Tuesday`.
    pub(super) fn clock_time(&mut self, i: usize, last: usize, clock: Clock) {
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
