//! Years in words, eras, and the clock or part of day that `TimeML` joins to a day.

use super::grammar::{Found, Parser};
use super::lexicon::Word;
use super::value::{Clock, Value};
use crate::tokenize::{Gap, Shape};

impl Parser<'_> {
    /// "BC" stands at token `i`.
    pub(super) fn before_christ(&self, i: usize) -> bool {
        self.near(i) && self.word(i) == Word::Bc && self.tokens.shape(i) == Shape::Upper
    }

    /// A year in words at token `i`, "nineteen ninety-six" or "two thousand and five": the year and where it ends.
    pub(super) fn spelled_year(&self, i: usize) -> Option<(i16, usize)> {
        let Word::Number(first) = self.word(i) else { return None };
        let pair = |at: usize| match (self.word(at), self.word(at + 1)) {
            (Word::Number(tens @ 20..), Word::Number(ones @ 1..=9)) if self.tied(at) && self.tied(at + 1) => {
                Some((tens + ones, at + 2))
            }
            (Word::Number(n @ 10..), _) if self.tied(at) => Some((n, at + 1)),
            _ => None,
        };
        if (17..=20).contains(&first) {
            let (rest, end) = pair(i + 1)?;
            return (!self.tied(end) || self.unit(end).is_none())
                .then_some((i16::from(first) * 100 + i16::from(rest), end));
        }
        if first == 2 && self.near(i + 1) && self.word(i + 1) == Word::Thousand {
            let at = if self.near(i + 2) && self.word(i + 2) == Word::And { i + 3 } else { i + 2 };
            return match self.word(at) {
                Word::Number(n @ 1..=19) if self.near(at) => Some((2000 + i16::from(n), at + 1)),
                _ => Some((2000, i + 2)),
            };
        }
        None
    }

    /// Pushes a day, with its clock or part of day in the `TimeML` convention.
    pub(super) fn push_dated(&mut self, found: Found) {
        let found = if self.timeml { self.with_clock(found) } else { found };
        self.push(found);
    }

    /// Joins a day with the clock or part of day beside it, as `TimeML` does.
    pub(super) fn with_clock(&self, found: Found) -> Found {
        let Value::Point(mut point) = found.value else { return found };
        let k = found.last;
        // "Tuesday evening"
        if self.near(k) {
            let part = match self.word(k) {
                Word::Part(part) => Some(Clock::Part(part)),
                Word::Noon => Some(Clock::At(12, 0, 60, super::value::NO_ZONE)),
                Word::Midnight => Some(Clock::At(24, 0, 60, super::value::NO_ZONE)),
                _ => None,
            };
            if let Some(clock) = part {
                point.clock = clock;
                return Found { last: k + 1, kind: super::TimexType::Time, value: Value::Point(point), ..found };
            }
        }
        let at = if self.near(k) && self.word(k) == Word::At { k + 1 } else { k };
        if (at > k || matches!(self.gap(k), Gap::Comma | Gap::Space))
            && let Some((clock, last)) = self.clock(at, true)
        {
            point.clock = clock;
            return Found { last, kind: super::TimexType::Time, value: Value::Point(point), ..found };
        }
        found
    }
}
