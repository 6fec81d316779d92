//! Ranges and lists: what two expressions tell of each other.

use super::grammar::{Found, Parser};
use super::lexicon::Word;
use super::value::{Clock, Field, Point, Value, YearOf};

impl Parser<'_> {
    /// Joins ranges, and shares a year among the members of a list.
    pub(super) fn join(&mut self) {
        for i in (1..self.out.len()).rev() {
            let (a, b) = (self.out[i - 1], self.out[i]);
            if let Some(join) = self.joined(&a, &b) {
                let (Value::Point(mut pa), Value::Point(mut pb)) = (a.value, range_start(b.value)) else {
                    continue;
                };
                // "fiscal years 2022 and 2023"
                if let (YearOf::Fiscal(_), YearOf::Exact(y), Field::Year, Field::Year) =
                    (pa.year, pb.year, pa.field, pb.field)
                {
                    pb.year = YearOf::Fiscal(y);
                }
                if !alike(&pa, &pb) {
                    continue;
                }
                share(&mut pa, &mut pb);
                self.out[i - 1].value = Value::Point(pa);
                match &mut self.out[i].value {
                    Value::Point(p) | Value::Range(p, _) => *p = pb,
                    _ => {}
                }
                let single = matches!(b.value, Value::Point(_));
                if join == b'-' && !self.timeml && single && self.is_range(&a, &b, &pa) {
                    self.out[i - 1].last = b.last;
                    self.out[i - 1].value = Value::Range(pa, pb);
                    self.out[i].last = 0;
                }
            }
        }
        self.out.retain(|f| f.last > 0);
    }

    /// What stands between two matches, if they belong together.
    pub(super) fn joined(&self, a: &Found, b: &Found) -> Option<u8> {
        let (join, at) = self.joiner(a.last)?;
        let at = if at < b.first && self.word(at) == Word::The && self.near(at + 1) { at + 1 } else { at };
        (at == b.first
            || at + 1 == b.first && join == b'-' && matches!(self.word(at), Word::Early | Word::Mid | Word::Late))
        .then_some(join)
    }

    /// "Monday to Tuesday" may be a move; "from Monday to Friday" and "Monday-Friday" are ranges.
    pub(super) fn is_range(&self, a: &Found, b: &Found, p: &Point) -> bool {
        let word = a.last < b.first && self.is(a.last, &["to"]);
        !(word && matches!(p.field, Field::Weekday(_) | Field::Offset(..))) || self.before(a.first) == Word::From
    }
}

/// The same kind of place in the calendar.
fn alike(a: &Point, b: &Point) -> bool {
    a.clock == Clock::None
        && b.clock == Clock::None
        && match (a.field, b.field) {
            (Field::Day(..), Field::Day(..))
            | (Field::Slashed(..) | Field::Dashed(..), Field::Slashed(..) | Field::Dashed(..))
            | (Field::Month(_), Field::Month(_))
            | (Field::Quarter(_), Field::Quarter(_))
            | (Field::Half(_), Field::Half(_))
            | (Field::Season(_), Field::Season(_))
            | (Field::Weekday(_), Field::Weekday(_))
            | (Field::Decade, Field::Decade) => true,
            (Field::Year, Field::Year) => matches!(
                (a.year, b.year),
                (YearOf::Exact(_), YearOf::Exact(_)) | (YearOf::Fiscal(_), YearOf::Fiscal(_))
            ),
            _ => false,
        }
}

/// Gives the member without a year the year of the other.
fn share(a: &mut Point, b: &mut Point) {
    let place = |p: &Point| match p.field {
        Field::Day(m, d) => (m, d),
        Field::Month(m) | Field::Quarter(m) | Field::Half(m) => (m, 0),
        _ => (0, 0),
    };
    match (a.year, b.year) {
        (YearOf::Open, YearOf::Exact(y)) => a.year = YearOf::Exact(if place(a) > place(b) { y - 1 } else { y }),
        (YearOf::Exact(y), YearOf::Open) if !matches!(b.field, Field::Weekday(_)) => {
            b.year = YearOf::Exact(if place(a) > place(b) { y + 1 } else { y });
        }
        (YearOf::Open, YearOf::Shift(_) | YearOf::Fiscal(_) | YearOf::Same) => a.year = b.year,
        _ => {}
    }
}

/// A range by its first end.
fn range_start(value: Value) -> Value {
    match value {
        Value::Range(p, _) => Value::Point(p),
        other => other,
    }
}
