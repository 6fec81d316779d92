//! The scan: a cheap test at every token, a grammar rule where the test says so, and what is done to a match afterwards.

use super::guard;
use super::lexicon::{self, Word};
use super::value::{Clock, Field, Mod, Point, Unit, Value};
use super::{Convention, Expression, Options, TimexType};
use crate::tokenize::{Gap, Shape, Tokens};

/// A match of the grammar: tokens `first..last` and what they say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) value: Value,
    pub(super) kind: TimexType,
    /// Bytes of the last token that are no part of the expression.
    pub(super) cut: u32,
}

impl Found {
    pub(super) fn new(first: usize, last: usize, value: Value, kind: TimexType) -> Self {
        Self { first, last, value, kind, cut: 0 }
    }

    pub(super) fn date(first: usize, last: usize, point: Point) -> Self {
        Self::new(first, last, Value::Point(point), TimexType::Date)
    }

    pub(super) fn time(first: usize, last: usize, point: Point) -> Self {
        Self::new(first, last, Value::Point(point), TimexType::Time)
    }
}

/// The text under the grammar.
pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a Tokens,
    pub(super) timeml: bool,
    pub(super) out: Vec<Found>,
}

/// Finds every expression of `text`, in order, none overlapping another.
pub(super) fn scan(text: &str, tokens: &Tokens, options: &Options) -> Vec<Expression> {
    let mut p = Parser { text, tokens, timeml: options.convention == Convention::Timeml, out: Vec::new() };
    let bytes = text.as_bytes();
    // the first token that no match has taken
    let mut free = 0;
    for (i, span) in tokens.spans().iter().enumerate() {
        let token = &bytes[span.start as usize..span.end as usize];
        if !lexicon::may_start(token) || i < free {
            continue;
        }
        let before = p.out.len();
        if token[0].is_ascii_digit() {
            p.number(i);
        } else {
            match lexicon::starter(token) {
                Word::None if matches!(token[0], b'F' | b'H' | b'Q') => p.coded(i),
                Word::None => {}
                word => p.starts(i, word),
            }
        }
        if p.out.len() > before {
            free = p.out[p.out.len() - 1].last;
        }
    }
    p.join();
    p.weeks();
    p.degrees();
    let to_expression = |f: Found| {
        let mut span = tokens.span_of(f.first..f.last);
        span.end -= f.cut;
        Expression { span, first: f.first, last: f.last, kind: f.kind, value: f.value }
    };
    p.out.into_iter().map(to_expression).collect()
}

impl Parser<'_> {
    /// Dispatches on the word at `i`.
    fn starts(&mut self, i: usize, word: Word) {
        match word {
            Word::Month(_) | Word::MonthShort(_) => self.month_first(i),
            Word::Weekday(_) | Word::WeekdayShort(_) => self.weekday_first(i),
            Word::Early
            | Word::Mid
            | Word::Late
            | Word::Begin
            | Word::Middle
            | Word::End
            | Word::Earlier
            | Word::Later => self.edge_first(i, word),
            Word::Season(_) => self.season_first(i),
            Word::Fiscal => self.fiscal_first(i),
            Word::Day(_) | Word::Tonight => self.today(i, word),
            Word::Side(side) => self.side_first(i, side),
            Word::Nth(_) | Word::Final => self.ordinal_first(i),
            Word::Number(_)
            | Word::Hundred
            | Word::Few
            | Word::Couple
            | Word::Several
            | Word::HalfOf
            | Word::Dozen
            | Word::Thousand => {
                self.amount_first(i);
            }
            Word::Unit(_) | Word::Units(_) => self.unit_first(i, word),
            Word::Part(_) | Word::Noon | Word::Midnight => self.part_first(i, word),
            Word::Every | Word::Each | Word::Recurring(_) | Word::Times(_) => self.recurring_first(i, word),
            Word::Vague(..) | Word::Time | Word::Date => self.vague_first(i, word),
            Word::New if !self.is(i + 1, &["year"]) => {}
            Word::Holiday(_) | Word::New => self.holiday_first(i),
            _ => {}
        }
    }

    /// "the week of March 6": the week, and not the day that names it.
    fn weeks(&mut self) {
        for k in 0..self.out.len() {
            let found = self.out[k];
            let Value::Point(mut p) = found.value else { continue };
            let Field::Day(month, day) = p.field else { continue };
            let i = found.first;
            if i < 3
                || p.weekday > 0
                || p.clock != Clock::None
                || self.word(i - 1) != Word::Of
                || self.word(i - 2) != Word::Unit(Unit::Week)
                || self.word(i - 3) != Word::The
                || !(i - 2..=i).all(|at| self.near(at))
                || k > 0 && self.out[k - 1].last > i - 3
            {
                continue;
            }
            p.field = Field::WeekOf(month, day);
            self.out[k] = Found { first: self.with_article(i - 2), value: Value::Point(p), ..found };
        }
    }

    /// "about 10 May": the degree word stays outside and gives the modifier.
    fn degrees(&mut self) {
        for k in 0..self.out.len() {
            let found = self.out[k];
            let Value::Point(mut p) = found.value else { continue };
            if p.modifier.is_some() || found.first == 0 || !self.near(found.first) {
                continue;
            }
            let about = matches!(self.before(found.first), Word::Degree(0 | 1))
                || self.is(found.first - 1, &["approximately", "circa", "roughly"]);
            if about {
                p.modifier = Some(Mod::Approx);
                self.out[k].value = Value::Point(p);
            }
        }
    }

    pub(super) fn word(&self, i: usize) -> Word {
        if i < self.tokens.len() { lexicon::word(self.tokens.text(self.text, i)) } else { Word::None }
    }

    pub(super) fn before(&self, i: usize) -> Word {
        if i > 0 { self.word(i - 1) } else { Word::None }
    }

    pub(super) fn token(&self, i: usize) -> &str {
        if i < self.tokens.len() { self.tokens.text(self.text, i) } else { "" }
    }

    pub(super) fn gap(&self, i: usize) -> Gap {
        self.tokens.gap(i)
    }

    /// True where nothing but space stands before token `i`.
    pub(super) fn near(&self, i: usize) -> bool {
        i < self.tokens.len() && self.tokens.gap(i) == Gap::Space
    }

    /// True where space or a hyphen stands before token `i`.
    pub(super) fn tied(&self, i: usize) -> bool {
        i < self.tokens.len() && matches!(self.tokens.gap(i), Gap::Space | Gap::Hyphen)
    }

    pub(super) fn capital(&self, i: usize) -> bool {
        i < self.tokens.len() && self.tokens.shape(i).is_capitalised()
    }

    pub(super) fn lower(&self, i: usize) -> bool {
        i < self.tokens.len() && self.tokens.shape(i) == Shape::Lower
    }

    /// True where token `i` is, in small letters, one of `words`.
    pub(super) fn is(&self, i: usize, words: &[&str]) -> bool {
        let token = self.token(i);
        words.iter().any(|w| token.eq_ignore_ascii_case(w))
    }

    /// The number that token `i` writes with one to four digits, and how many.
    pub(super) fn digits(&self, i: usize) -> Option<(u16, usize)> {
        let token = self.token(i).as_bytes();
        if token.is_empty() || token.len() > 4 || !token.iter().all(u8::is_ascii_digit) {
            return None;
        }
        Some((token.iter().fold(0, |n, b| n * 10 + u16::from(b - b'0')), token.len()))
    }

    /// The month that token `i` names; abbreviations need their capital.
    pub(super) fn month(&self, i: usize) -> Option<u8> {
        match self.word(i) {
            Word::Month(m) if self.capital(i) || !matches!(m, 3 | 5) => Some(m),
            Word::MonthShort(m) if self.capital(i) => Some(m),
            _ => None,
        }
    }

    /// The day of the week that token `i` names.
    pub(super) fn weekday(&self, i: usize) -> Option<u8> {
        match self.word(i) {
            Word::Weekday(d) => Some(d),
            Word::WeekdayShort(d) if self.capital(i) => Some(d),
            _ => None,
        }
    }

    /// The number of an ordinal such as `3rd` (not spelled out).
    pub(super) fn nth(&self, i: usize) -> Option<u16> {
        let token = self.token(i).as_bytes();
        let digits = token.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 || digits > 3 || token.len() != digits + 2 {
            return None;
        }
        let suffix = [token[digits] | 32, token[digits + 1] | 32];
        matches!(&suffix, b"st" | b"nd" | b"rd" | b"th")
            .then(|| token[..digits].iter().fold(0, |n, b| n * 10 + u16::from(b - b'0')))
    }

    /// The day of the month that token `i` writes: `6`, `06`, `6th`.
    pub(super) fn day(&self, i: usize) -> Option<u8> {
        let n = match self.digits(i) {
            Some((n, 1 | 2)) => n,
            Some(_) => return None,
            None => self.nth(i)?,
        };
        (1..=31).contains(&n).then_some(n as u8)
    }

    /// A year in four digits at token `i`, one that a date could have.
    pub(super) fn year(&self, i: usize) -> Option<i16> {
        match self.digits(i) {
            Some((n, 4)) if (1000..=2999).contains(&n) => Some(n as i16),
            _ => None,
        }
    }

    /// The byte before token `i`; a space at the start of the text.
    pub(super) fn byte_before(&self, i: usize) -> u8 {
        let start = self.tokens.span(i).start as usize;
        if start == 0 { b' ' } else { self.text.as_bytes()[start - 1] }
    }

    /// The byte after token `i`; a space at the end of the text.
    pub(super) fn byte_after(&self, i: usize) -> u8 {
        self.text.as_bytes().get(self.tokens.span(i).end as usize).copied().unwrap_or(b' ')
    }

    /// Takes a match, with the article in the `TimeML` convention where `article` says so.
    pub(super) fn push(&mut self, mut found: Found) {
        if let Some(last) = self.out.last()
            && found.first < last.last
        {
            if self.timeml && last.kind == TimexType::Date && found.first <= last.first {
                self.out.pop();
            } else {
                return;
            }
        }
        if !self.timeml && matches!(found.value, Value::Vague(_)) || guard::inside_code(self, found.first) {
            return;
        }
        if found.first >= found.last {
            found.last = found.first + 1;
        }
        self.out.push(found);
    }

    /// The first token of an expression that begins at `i`, an article before it included as `TimeML` does.
    pub(super) fn with_article(&self, i: usize) -> usize {
        if self.timeml && i > 0 && self.near(i) && self.word(i - 1) == Word::The { i - 1 } else { i }
    }
}
