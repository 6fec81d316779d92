//! Days and months: their lists and ranges, and the weekday that stands with them.

use std::ops::Range;

use super::grammar::{Found, Parser};
use super::guard;
use super::lexicon::Word;
use super::value::{Field, Point, Unit, Value, YearOf, longest};
use crate::tokenize::Gap;

/// Most days that one list may have: "6, 7, 8 and 9 November".
const MOST: usize = 8;

/// The days of a list that shares its month.
struct Days {
    items: [(usize, u8); MOST],
    /// What stands before each item: `-` for a range, `&` for "and", `,` for a comma.
    joins: [u8; MOST],
    len: usize,
    end: usize,
}

impl Parser<'_> {
    /// What joins token `i` to the one before it, and where the next item begins.
    pub(super) fn joiner(&self, i: usize) -> Option<(u8, usize)> {
        match self.gap(i) {
            Gap::Hyphen | Gap::Dash => Some((b'-', i)),
            Gap::Comma => Some(if matches!(self.word(i), Word::And | Word::Or) && self.near(i + 1) {
                (b'&', i + 1)
            } else {
                (b',', i)
            }),
            Gap::Ampersand => Some((b'&', i)),
            Gap::Slash => Some((b'/', i)),
            // "30 Sept.-2 Oct."
            Gap::Other if matches!(self.gap_text(i), ".-" | ".–" | ".—" | ". – " | ". - ") => Some((b'-', i)),
            Gap::Space => match self.word(i) {
                Word::To if self.near(i + 1) => Some((b'-', i + 1)),
                Word::And | Word::Or if self.near(i + 1) => Some((b'&', i + 1)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Reads the days that begin at `i`.
    fn days(&self, i: usize) -> Option<Days> {
        let mut days = Days { items: [(i, self.day(i)?); MOST], joins: [0; MOST], len: 1, end: i + 1 };
        while days.len < MOST {
            let Some((join, at)) = self.joiner(days.end) else { break };
            let at = if self.word(at) == Word::The && self.near(at + 1) { at + 1 } else { at };
            let Some(day) = self.day(at) else { break };
            // a clock or a decimal begins here
            let halves = join == b'/' && !(self.near(at + 1) && self.month(at + 1).is_some());
            if halves || matches!(self.gap(at + 1), Gap::Dot | Gap::Slash) || self.byte_after(at) == b':' {
                break;
            }
            if join != b'&' && day <= days.items[days.len - 1].1 {
                break;
            }
            // "On November 6, the 7th dialogue": an ordinal that counts
            let counts =
                self.near(at + 1) && self.month(at + 1).is_none() && (self.capital(at + 1) || self.near_noun(at + 1));
            if self.nth(at).is_some() && counts {
                break;
            }
            // "Course 5 – 16 October 2020": the first number belongs to the name before it
            if self.gap(days.end) == Gap::Dash
                && i > 0
                && self.near(i)
                && self.capital(i - 1)
                && self.word(i - 1) == Word::None
            {
                break;
            }
            days.items[days.len] = (at, day);
            days.joins[days.len] = join;
            days.len += 1;
            days.end = at + 1;
        }
        Some(days)
    }

    /// The year that follows a date which ends before `i`: `, 2024`, ` 2024`, ` of last year`. Gives the year and the end.
    pub(super) fn year_after(&self, i: usize, comma: bool) -> (YearOf, usize) {
        let gap = self.gap(i);
        let close =
            gap == Gap::Space || gap == Gap::Stop && self.near_short(i) || gap == Gap::Dot && self.near_short(i);
        if (close || comma && gap == Gap::Comma)
            && let Some(year) = self.year(i)
            && !matches!(self.gap(i + 1), Gap::Dot if self.digits(i + 1).is_some())
            && !(self.gap_text(i + 1) == ":" && self.digits(i + 1).is_some())
            && self.byte_after(i) != b'%'
            && !self.before_christ(i + 1)
        {
            return (YearOf::Exact(year), i + 1);
        }
        if close || comma && gap == Gap::Comma {
            let of = if self.word(i) == Word::Of && self.near(i + 1) { i + 1 } else { i };
            if let (Some((n, _)), true) = (self.digits(of), self.before_christ(of + 1)) {
                return (YearOf::Exact(-(n as i16)), of + 2);
            }
            if of > i
                && let Some(year) = self.year(of)
            {
                return (YearOf::Exact(year), of + 1);
            }
            if let Some((year, end)) = self.spelled_year(of) {
                return (YearOf::Exact(year), end);
            }
            let article = if of > i && self.word(of) == Word::The && self.near(of + 1) { of + 1 } else { of };
            if let Word::Side(side) = self.word(article)
                && self.near(article + 1)
                && self.word(article + 1) == Word::Unit(Unit::Year)
                && (of > i || gap == Gap::Space)
            {
                let year = if side.is_anaphor() { YearOf::Same } else { YearOf::Shift(side.shift()) };
                return (year, article + 2);
            }
        }
        // '98 after a month or a season
        let token = self.token(i);
        if token.len() == 2
            && matches!(self.gap_text(i), " '" | " ’" | " ‘" | ", '" | ", ’")
            && let Some((n, 2)) = self.digits(i)
        {
            return (YearOf::Exact(century(n)), i + 1);
        }
        (YearOf::Open, i)
    }

    pub(super) fn gap_text(&self, i: usize) -> &str {
        if i < self.tokens.len() { self.tokens.gap_text(self.text, i) } else { "" }
    }

    /// True where the token before `i` is a month's abbreviation, whose full stop is part of it.
    pub(super) fn near_short(&self, i: usize) -> bool {
        i > 0
            && i < self.tokens.len()
            && matches!(self.word(i - 1), Word::MonthShort(_) | Word::WeekdayShort(_) | Word::Month(_))
            && (matches!(self.word(i - 1), Word::MonthShort(_) | Word::WeekdayShort(_)) || self.gap(i) == Gap::Dot)
    }

    /// Emits the days of a list with month and year, merged where the convention has one span.
    fn emit_days(&mut self, days: &Days, month: u8, year: YearOf, tokens: Range<usize>, weekday: u8) {
        let (first, last) = (tokens.start, tokens.end);
        let point = |day: u8| Point::new(year, Field::Day(month, day.min(longest(month))));
        // "November 1, 2 and 3": the whole list is one run
        let run =
            days.len > 1 && (1..days.len).all(|k| days.joins[k] != b'-' && days.items[k].1 == days.items[k - 1].1 + 1);
        let mut i = 0;
        while i < days.len {
            // the longest run of items that is one span
            let mut j = i;
            if !self.timeml {
                while j + 1 < days.len
                    && (days.joins[j + 1] == b'-' && j == i
                        || days.joins[j + 1] != b'-'
                            && days.items[j + 1].1 == days.items[j].1 + 1
                            && (j + 2 == days.len || j > i || run))
                {
                    j += 1;
                }
            }
            let start = if i == 0 { first } else { days.items[i].0 };
            let end = if j + 1 == days.len { last } else { days.items[j].0 + 1 };
            let mut from = point(days.items[i].1);
            if i == 0 {
                from.weekday = weekday;
            }
            if days.items[i].1 > longest(month) || days.items[j].1 > longest(month) {
                i = j + 1;
                continue;
            }
            let found = if j > i {
                Found::new(start, end, Value::Range(from, point(days.items[j].1)), super::TimexType::Date)
            } else {
                Found::date(start, end, from)
            };
            self.push_dated(found);
            i = j + 1;
        }
    }

    /// A day in front of its month: `6-7 November 2024`, `24-Apr-2020`, `10th of May`. True where there was one.
    pub(super) fn day_first(&mut self, i: usize, weekday: u8, first: usize) -> bool {
        let Some(days) = self.days(i) else { return false };
        {
            let k = days.end;
            let of = self.near(k) && self.word(k) == Word::Of && self.near(k + 1);
            let at = if of { k + 1 } else { k };
            let near = of
                || matches!(self.gap(k), Gap::Space | Gap::None)
                || days.len == 1 && matches!(self.gap(k), Gap::Hyphen | Gap::Slash | Gap::Dot | Gap::Stop)
                || self.gap(k) == Gap::Comma
                    && days.len == 1
                    && matches!(self.word(k), Word::Month(_))
                    && self.year(k + 1).is_some();
            if near && let Some(month) = self.month(at) {
                if self.byte_before(i) == b'.' && i > 0 && self.gap(i) == Gap::Dot && self.digits(i - 1).is_some() {
                    return false;
                }
                let tied = self.gap(k) == Gap::Hyphen || self.gap(k) == Gap::Slash;
                let next = at + 1;
                let (mut year, mut last) = self.year_after(next, true);
                if last == next && matches!(self.gap(next), Gap::Hyphen | Gap::Slash) && tied {
                    if let Some(y) = self.year(next) {
                        (year, last) = (YearOf::Exact(y), next + 1);
                    } else if let Some((n, 2)) = self.digits(next) {
                        (year, last) = (YearOf::Exact(century(n)), next + 1);
                    }
                }
                // "07 Nov 24": two digits before and after an abbreviation
                if last == next
                    && self.near(next)
                    && self.token(i).len() == 2
                    && self.word(at) == Word::MonthShort(month)
                    && let Some((n, 2)) = self.digits(next)
                    && self.byte_after(next) != b':'
                    && !self.near_count(next + 1)
                {
                    (year, last) = (YearOf::Exact(century(n)), next + 1);
                }
                if self.word(at) == Word::Month(5) && !self.capital(at) {
                    return false;
                }
                // "the 15 March Street": a month's name in a proper name is read by whoever reads names
                if days.items[..days.len].iter().any(|&(_, d)| d > longest(month)) || guard::number_is_no_day(self, i) {
                    return false;
                }
                let first = if first < i { first } else { self.day_article(i) };
                self.emit_days(&days, month, year, first..last, weekday);
                return true;
            }
        }
        false
    }

    /// `TimeML` has the article of "the 10th of May" inside.
    pub(super) fn day_article(&self, i: usize) -> usize {
        self.with_article(i)
    }

    /// Something counted follows: "07 Nov 24 people".
    pub(super) fn near_count(&self, i: usize) -> bool {
        self.near(i)
            && self.lower(i)
            && self.word(i) == Word::None
            && self.token(i).ends_with('s')
            && !self.is(i, &["as", "is", "was", "has", "this", "its"])
    }

    /// A month in front: `November 6-7, 2024`, `May 2021`, `May`.
    pub(super) fn month_first(&mut self, i: usize) {
        if !self.month_date(i, 0, i) {
            self.month_alone(i);
        }
    }

    /// `November 6, 2024` and its lists and ranges, the month at `i`. True where there was a day.
    pub(super) fn month_date(&mut self, i: usize, weekday: u8, first: usize) -> bool {
        let Some(month) = self.month(i) else { return false };
        let k = i + 1;
        let close = match self.gap(k) {
            Gap::Space | Gap::None => true,
            Gap::Stop | Gap::Dot => matches!(self.word(i), Word::MonthShort(_)) || self.gap(k) == Gap::Dot,
            Gap::Hyphen => {
                self.digits(k).is_some_and(|(_, n)| n <= 2)
                    && self.gap(k + 1) == Gap::Hyphen
                    && self.year(k + 2).is_some()
            }
            Gap::Comma => self.digits(k).is_some_and(|(_, n)| n <= 2) && self.year(k + 1).is_some(),
            _ => false,
        };
        if !close {
            return false;
        }
        let at = if self.word(k) == Word::The
            && self.near(k + 1)
            && (self.nth(k + 1).is_some() || matches!(self.word(k + 1), Word::Nth(_)))
        {
            k + 1
        } else {
            k
        };
        // "July the fourth", "December third"
        if let Word::Nth(n) = self.word(at)
            && self.near(at)
            && !matches!(self.word(at + 1), Word::Unit(Unit::Quarter) | Word::HalfOf)
            && n <= longest(month)
            && (self.capital(i) && (at > k || !self.lower(at + 1) || !self.near(at + 1)))
        {
            let (year, last) = self.year_after(at + 1, true);
            let mut point = Point::new(year, Field::Day(month, n));
            point.weekday = weekday;
            self.push_dated(Found::date(first, last, point));
            return true;
        }
        // "January 20,2021" is one number to a tokenizer
        if let Some((day, year)) = self.token(at).split_once(',')
            && let (Ok(day @ 1..), Ok(year @ 1000..=2999), 4) = (day.parse::<u8>(), year.parse::<i16>(), year.len())
            && day <= longest(month)
        {
            let mut point = Point::new(YearOf::Exact(year), Field::Day(month, day));
            point.weekday = weekday;
            self.push_dated(Found::date(first, at + 1, point));
            return true;
        }
        let Some(mut days) = self.days(at) else { return false };
        // "May 10, 15 people": cut the list where an item counts something, or is a year's or a clock's first part
        while days.len > 1
            && (self.near_count_day(days.items[days.len - 1].0) || days.items[days.len - 1].1 > longest(month))
        {
            days.len -= 1;
            days.end = days.items[days.len - 1].0 + 1;
        }
        // "May 24, 14:30"
        if self.byte_after(days.items[0].0) == b':'
            && self.digits(days.items[0].0 + 1).is_some_and(|(_, n)| n == 2)
            && self.gap_text(days.items[0].0 + 1) == ":"
        {
            return false;
        }
        // "March 8.5", "May 5 percent"
        if days.len == 1
            && (self.gap(days.end) == Gap::Dot && self.digits(days.end).is_some_and(|(_, n)| n < 4)
                || self.byte_after(days.end - 1) == b'%')
        {
            return false;
        }
        if days.items[0].1 > longest(month) || month == 5 && !self.capital(i) {
            return false;
        }
        let (mut year, mut last) = self.year_after(days.end, true);
        if last == days.end
            && self.gap(k) == Gap::Hyphen
            && let Some(y) = self.year(days.end)
        {
            (year, last) = (YearOf::Exact(y), days.end + 1);
        }
        // "Dec 3rd, of 2020", and a stop that should be a comma: "May 5. 2021"
        if last == days.end
            && self.gap(last) == Gap::Stop
            && self.year(last).is_some_and(|y| (1900..2100).contains(&y))
            && !self.near_lower(last + 1)
        {
            (year, last) = (YearOf::Exact(self.year(last).unwrap_or(0)), last + 1);
        }
        if days.len == 1 && year == YearOf::Open && guard::is_name(self, i) {
            return false;
        }
        self.emit_days(&days, month, year, first..last, weekday);
        true
    }

    fn near_lower(&self, i: usize) -> bool {
        self.near(i) && self.lower(i)
    }

    /// The number at `i` counts the noun after it: "and 12 people".
    fn near_count_day(&self, i: usize) -> bool {
        self.nth(i).is_none()
            && self.near(i + 1)
            && self.lower(i + 1)
            && (self.near_count(i + 1)
                || matches!(
                    self.word(i + 1),
                    Word::Units(_) | Word::Hundred | Word::Thousand | Word::Half(_) | Word::Unit(_)
                )
                || self.is(
                    i + 1,
                    &["people", "men", "women", "children", "percent", "million", "billion", "other", "more", "new"],
                ))
    }

    /// `May 2021`, `May of last year`, `May`.
    fn month_alone(&mut self, i: usize) {
        let Some(month) = self.month(i) else { return };
        let (mut year, mut last) = self.year_after(i + 1, true);
        // "May-2021", "June/2019"
        if last == i + 1
            && matches!(self.gap(i + 1), Gap::Hyphen | Gap::Slash)
            && let Some(y) = self.year(i + 1)
        {
            (year, last) = (YearOf::Exact(y), i + 2);
        }
        let short = matches!(self.word(i), Word::MonthShort(_));
        // "February 30": no day, no month
        if last == i + 1
            && (!guard::bare_month(self, i, short)
                || self.near(i + 1) && self.digits(i + 1).is_some_and(|(n, len)| len < 3 && n > 0 && n < 100))
        {
            return;
        }
        let mut point = Point::new(year, Field::Month(month));
        // "the month of May"
        let mut first = i;
        if self.timeml
            && i >= 2
            && self.word(i - 1) == Word::Of
            && self.word(i - 2) == Word::Unit(Unit::Month)
            && self.near(i)
            && self.near(i - 1)
        {
            first = self.with_article(i - 2);
        }
        if last == i + 1 && self.timeml {
            point.modifier = None;
        }
        self.push(Found::date(first, last, point));
    }

    /// `Friday, February 10th`, `Tuesday, 5 November 2024`, `Friday the 10th`, `Friday`.
    pub(super) fn weekday_first(&mut self, i: usize) {
        let Some(weekday) = self.weekday(i) else { return };
        let short = matches!(self.word(i), Word::WeekdayShort(_));
        let k = i + 1;
        let close = matches!(self.gap(k), Gap::Space | Gap::Comma)
            || short && (matches!(self.gap(k), Gap::Stop | Gap::Dot) || self.gap_text(k) == "., ");
        // "Friday, the 10th of May", "Friday on May 3"
        let at = if close && self.word(k) == Word::The && self.near(k + 1) { k + 1 } else { k };
        if close {
            if self.day(at).is_some() && self.day_first(at, weekday, i) {
                return;
            }
            if self.month(at).is_some() && self.month_date(at, weekday, i) {
                return;
            }
            let iso = self.out.len();
            if self.digits(at).is_some_and(|(_, n)| n == 4 || n <= 2) && self.numeric_date(at) && self.out.len() > iso {
                let found = self.out.len() - 1;
                self.out[found].first = i;
                if let Value::Point(p) = &mut self.out[found].value {
                    p.weekday = weekday;
                }
                return;
            }
            if let (Some(n @ 1..=31), true) = (self.nth(at), self.gap(at) == Gap::Space) {
                let mut point = Point::new(YearOf::Open, Field::DayOnly(n as u8));
                point.weekday = weekday;
                return self.push_dated(Found::date(i, at + 1, point));
            }
        }
        if short && !(self.capital(i) && guard::short_weekday(self, i)) {
            return;
        }
        if guard::weekday_in_name(self, i) {
            return;
        }
        let mut last = i + 1;
        let mut field = Field::Weekday(weekday);
        // "Tuesday of last week", "Tuesday last week", "Monday next week"
        let of = if self.near(last) && self.word(last) == Word::Of { last + 1 } else { last };
        if self.near(of)
            && let Word::Side(side) = self.word(of)
            && self.near(of + 1)
            && self.word(of + 1) == Word::Unit(Unit::Week)
        {
            field = Field::WeekdayOf(weekday, side.shift());
            last = of + 2;
        }
        let first = i;
        let point = Point::new(YearOf::Open, field);
        self.push_dated(Found::date(first, last, point));
    }
}

/// The year that two digits mean: 00 to 49 are 2000 to 2049.
pub(super) fn century(n: u16) -> i16 {
    if n < 50 { 2000 + n as i16 } else { 1900 + n as i16 }
}
