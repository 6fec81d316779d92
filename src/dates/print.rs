//! How values are written in TIMEX3.

use std::fmt;

use super::value::{Amount, Clock, Cycle, Length, NO_ZONE, Place, Unit};

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Halves(n) if n % 2 == 1 => write!(f, "{}.5", n / 2),
            Self::Halves(n) => write!(f, "{}", n / 2),
            Self::Vague => f.write_str("X"),
        }
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |unit| matches!(unit, Unit::Second | Unit::Minute | Unit::Hour);
        // halves are written with the next smaller unit: PT30M, P2Y6M
        if let (Amount::Halves(n), Unit::Minute | Unit::Hour | Unit::Year) = (self.amount, self.unit)
            && n % 2 == 1
        {
            f.write_str(if time(self.unit) { "PT" } else { "P" })?;
            if n > 1 {
                part(f, Amount::whole(n / 2), self.unit)?;
            }
            return f.write_str(match self.unit {
                Unit::Minute => "30S",
                Unit::Hour => "30M",
                _ => "6M",
            });
        }
        f.write_str(if time(self.unit) { "PT" } else { "P" })?;
        part(f, self.amount, self.unit)?;
        let mut last = self.unit;
        for (n, unit) in self.rest.into_iter().chain(self.least) {
            if time(unit) && !time(last) {
                f.write_str("T")?;
            }
            part(f, Amount::whole(n), unit)?;
            last = unit;
        }
        Ok(())
    }
}

fn part(f: &mut fmt::Formatter<'_>, amount: Amount, unit: Unit) -> fmt::Result {
    let (factor, letter) = match unit {
        Unit::Second => (1, "S"),
        Unit::Hour => (1, "H"),
        Unit::Day => (1, "D"),
        Unit::Weekend => (1, "WE"),
        Unit::Week => (1, "W"),
        Unit::Fortnight => (2, "W"),
        Unit::Minute | Unit::Month => (1, "M"),
        Unit::Quarter => (1, "Q"),
        Unit::Year => (1, "Y"),
        Unit::Decade => (10, "Y"),
        Unit::Century => (100, "Y"),
    };
    match amount {
        Amount::Vague if unit == Unit::Decade => f.write_str("XE"),
        Amount::Vague if unit == Unit::Century => f.write_str("XC"),
        Amount::Vague => write!(f, "X{letter}"),
        Amount::Halves(n) => write!(f, "{}{letter}", Amount::Halves(n.saturating_mul(factor))),
    }
}

fn year(f: &mut fmt::Formatter<'_>, y: i16) -> fmt::Result {
    if y < 0 { write!(f, "BC{:04}", -i32::from(y)) } else { write!(f, "{y:04}") }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Day(d) => {
                year(f, d.year())?;
                write!(f, "-{:02}-{:02}", d.month(), d.day())
            }
            Self::Month(y, m) => {
                year(f, y)?;
                write!(f, "-{m:02}")
            }
            Self::Year(y) => year(f, y),
            Self::Decade(d) => write!(f, "{d:03}"),
            Self::Century(c) if c < 0 => write!(f, "BC{:02}", -i32::from(c)),
            Self::Century(c) => write!(f, "{c:02}"),
            Self::Quarter(y, 0) => write!(f, "{y:04}-QX"),
            Self::Quarter(y, q) => write!(f, "{y:04}-Q{q}"),
            Self::Half(y, h) => write!(f, "{y:04}-H{h}"),
            Self::Season(y, s) => {
                year(f, y)?;
                write!(f, "-{}", s.code())
            }
            Self::Week(y, w) => write!(f, "{y:04}-W{w:02}"),
            Self::Weekend(y, w) => write!(f, "{y:04}-W{w:02}-WE"),
            Self::Fiscal(y) => write!(f, "FY{y:04}"),
            Self::OpenMonth(m, 0) => write!(f, "XXXX-{m:02}"),
            Self::OpenMonth(0, d) => write!(f, "XXXX-XX-{d:02}"),
            Self::OpenMonth(m, d) => write!(f, "XXXX-{m:02}-{d:02}"),
            Self::OpenWeekday(w) => write!(f, "XXXX-WXX-{w}"),
            Self::OpenSeason(s) => write!(f, "XXXX-{}", s.code()),
            Self::OpenQuarter(0) => f.write_str("XXXX-QX"),
            Self::OpenQuarter(q) => write!(f, "XXXX-Q{q}"),
            Self::OpenHalf(h) => write!(f, "XXXX-H{h}"),
            Self::OpenUnit(unit) => f.write_str(match unit {
                Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => "XXXX-XX-XX",
                Unit::Weekend => "XXXX-WXX-WE",
                Unit::Week | Unit::Fortnight => "XXXX-WXX",
                Unit::Month => "XXXX-XX",
                Unit::Quarter => "XXXX-QX",
                Unit::Year => "XXXX",
                Unit::Decade => "XXX",
                Unit::Century => "XX",
            }),
            Self::Nowhere => f.write_str("XXXX-XX-XX"),
        }
    }
}

impl Clock {
    /// Prints what follows a day in a value; `zone` says whether the zone is part of it.
    pub(crate) fn print(self, out: &mut String, zone: bool) {
        use fmt::Write as _;
        match self {
            Self::None => {}
            Self::Part(part) => out.push_str(part.code()),
            Self::At(h, m, s, z) => {
                // writing to a string cannot fail
                let _ = write!(out, "T{h:02}");
                let _ = write!(out, ":{:02}", if m < 60 { m } else { 0 });
                if s < 60 {
                    let _ = write!(out, ":{s:02}");
                }
                if zone && z == 0 {
                    out.push('Z');
                } else if zone && z != NO_ZONE {
                    let sign = if z < 0 { '-' } else { '+' };
                    let _ = write!(out, "{sign}{:02}:{:02}", z.abs() / 60, z.abs() % 60);
                }
            }
        }
    }
}

impl Cycle {
    /// The value of the set.
    pub(crate) fn print(self) -> String {
        let mut out = String::new();
        match self {
            Self::Every(length) => return length.to_string(),
            Self::Weekday(d, clock) => {
                out = Place::OpenWeekday(d).to_string();
                clock.print(&mut out, false);
            }
            Self::Month(m) => out = Place::OpenMonth(m, 0).to_string(),
            Self::Year => out.push_str("XXXX"),
            Self::Daily(clock) => {
                out.push_str("XXXX-XX-XX");
                clock.print(&mut out, false);
            }
            Self::Season(s) => out = Place::OpenSeason(s).to_string(),
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates::value::Season;

    #[test]
    fn prints_places() {
        assert_eq!(Place::Week(2020, 53).to_string(), "2020-W53");
        assert_eq!(Place::Season(2025, Season::Spring).to_string(), "2025-SP");
        assert_eq!(Place::Year(-480).to_string(), "BC0480");
        assert_eq!(Place::OpenMonth(2, 10).to_string(), "XXXX-02-10");
        assert_eq!(Length::new(Amount::Halves(3), Unit::Year).to_string(), "P1Y6M");
        assert_eq!(Length::new(Amount::whole(2), Unit::Decade).to_string(), "P20Y");
        let mut out = String::new();
        Clock::At(9, 0, 60, 0).print(&mut out, true);
        assert_eq!(out, "T09:00Z");
        assert_eq!(Length::new(Amount::Vague, Unit::Century).to_string(), "PXC");
    }
}
