//! Parts of the day, sets, vague words.

use super::TimexType;
use super::grammar::{Found, Parser};
use super::lexicon::{Sure, Word};
use super::value::{Amount, Clock, Cycle, Field, From, Length, NO_ZONE, Point, Unit, Vague, Value};
use crate::tokenize::Gap;

impl Parser<'_> {
    /// "the morning", "noon".
    pub(super) fn part_first(&mut self, i: usize, word: Word) {
        let clock = match word {
            Word::Part(part) => Clock::Part(part),
            Word::Noon => Clock::At(12, 0, 60, NO_ZONE),
            Word::Midnight => Clock::At(24, 0, 60, NO_ZONE),
            _ => return,
        };
        if matches!(word, Word::Part(_)) && !self.timeml || self.capital(i) {
            return;
        }
        let mut point = Point::offset(Unit::Day, 0, From::Mentioned);
        point.clock = clock;
        let led = i > 0
            && self.near(i)
            && matches!(
                self.before(i),
                Word::The | Word::At | Word::By | Word::Preposition | Word::Before | Word::After | Word::To
            );
        let the = i > 0 && self.near(i) && self.before(i) == Word::The;
        if led && !self.near_noun(i + 1) {
            let mut last = i + 1;
            // "the evening of May 3", "noon Tuesday", "midnight on Friday"
            let mut k = last;
            if self.near(k) && matches!(self.word(k), Word::Of | Word::On) {
                k += 1;
            }
            if self.timeml && self.near(k) {
                let before = self.out.len();
                match self.word(k) {
                    Word::Weekday(_) => self.weekday_first(k),
                    Word::Month(_) | Word::MonthShort(_) => self.month_first(k),
                    _ => {
                        if self.day(k).is_some() {
                            self.day_first(k, 0, k);
                        }
                    }
                }
                if self.out.len() > before {
                    let found = self.out[before];
                    self.out.truncate(before);
                    if let Value::Point(day) = found.value
                        && day.clock == Clock::None
                        && matches!(day.field, Field::Day(..) | Field::Weekday(_))
                    {
                        point = Point { clock, ..day };
                        last = found.last;
                    }
                }
            }
            let first = if the { i - 1 } else { i };
            self.push(Found::time(if self.timeml { first } else { i }, last, point));
        }
    }

    /// "every Monday", "each year", "daily", "twice a week".
    pub(super) fn recurring_first(&mut self, i: usize, word: Word) {
        let set = |p: &mut Self, first: usize, last: usize, cycle: Cycle, quant: Option<&'static str>, freq: u8| {
            p.push(Found::new(first, last, Value::Set(cycle, quant, freq), TimexType::Set));
        };
        match word {
            Word::Recurring(unit) => {
                let title = self.capital(i)
                    && (self.near(i) && i > 0 && self.capital(i - 1) || self.near(i + 1) && self.capital(i + 1));
                // a dividend is quarterly, sales grow annually: rates more often than sets
                if !title && self.gap(i) != Gap::Hyphen && !(self.timeml && matches!(unit, Unit::Quarter | Unit::Year))
                {
                    let cycle = if unit == Unit::Year {
                        Cycle::Year
                    } else {
                        Cycle::Every(Length::new(Amount::whole(1), unit))
                    };
                    set(self, i, i + 1, cycle, None, 0);
                }
            }
            Word::Times(n) => {
                if self.near(i + 1)
                    && matches!(self.word(i + 1), Word::A | Word::Each | Word::Every)
                    && self.near(i + 2)
                    && let Word::Unit(unit) = self.word(i + 2)
                {
                    set(self, i, i + 3, Cycle::Every(Length::new(Amount::whole(1), unit)), None, n);
                }
            }
            Word::Every | Word::Each => {
                let quant = Some(if word == Word::Every { "EVERY" } else { "EACH" });
                let mut k = i + 1;
                if !self.near(k) {
                    return;
                }
                let mut amount = 1;
                if self.is(k, &["other"]) && self.near(k + 1) {
                    (amount, k) = (2, k + 1);
                } else if let Some((n, end)) = self.cardinal(k)
                    && self.near(end)
                {
                    (amount, k) = (n, end);
                }
                match self.word(k) {
                    Word::Unit(unit) | Word::Units(unit) => {
                        set(self, i, k + 1, Cycle::Every(Length::new(Amount::whole(amount), unit)), quant, 0);
                    }
                    Word::Weekday(d) => {
                        let clock = match self.word(k + 1) {
                            Word::Part(part) if self.near(k + 1) => Clock::Part(part),
                            _ => Clock::None,
                        };
                        let last = if clock == Clock::None { k + 1 } else { k + 2 };
                        set(self, i, last, Cycle::Weekday(d, clock), quant, 0);
                    }
                    Word::Month(m) => set(self, i, k + 1, Cycle::Month(m), quant, 0),
                    Word::Season(s) => set(self, i, k + 1, Cycle::Season(s), quant, 0),
                    Word::Part(part) => set(self, i, k + 1, Cycle::Daily(Clock::Part(part)), quant, 0),
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// "now", "recently", "the future".
    pub(super) fn vague_first(&mut self, i: usize, word: Word) {
        if !self.timeml {
            return;
        }
        let Word::Vague(vague, sure) = word else { return };
        // "the near future"
        let near = i > 1 && self.near(i) && self.is(i - 1, &["near"]) && self.word(i - 2) == Word::The;
        if near && vague == Vague::Future {
            return self.push(Found::new(i - 2, i + 1, Value::Vague(vague), TimexType::Date));
        }
        let the = i > 0 && self.near(i) && self.before(i) == Word::The;
        let take = match vague {
            _ if sure == Sure::Yes => !(self.capital(i) && i > 0 && self.near(i) && self.capital(i - 1)),
            Vague::Future => the && !self.near_noun(i + 1),
            _ => false,
        };
        if take {
            let right = i > 0 && self.near(i) && self.is(i, &["now"]) && self.is(i - 1, &["right"]);
            let first = if the && vague == Vague::Future || right { i - 1 } else { i };
            self.push(Found::new(first, i + 1, Value::Vague(vague), TimexType::Date));
        }
    }
}
