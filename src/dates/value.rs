//! Values: what an expression says before it is anchored, and how a TIMEX3 value is printed.
//!
//! A [`Point`] is underspecified: it holds what the words say (a month, a weekday, "last") and nothing that only a date could tell.
//! A [`Place`] is what remains when it has been anchored.

use std::fmt;

use jiff::civil::Date;

/// The type of an expression, as TIMEX3 has it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TimexType {
    /// A place in the calendar of a day or more.
    Date,
    /// A place within a day.
    Time,
    /// A length of time.
    Duration,
    /// Something that recurs.
    Set,
}

impl TimexType {
    /// The name in TIMEX3: `DATE`, `TIME`, `DURATION` or `SET`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "DATE",
            Self::Time => "TIME",
            Self::Duration => "DURATION",
            Self::Set => "SET",
        }
    }
}

/// TIMEX3's `mod`: in what way an expression differs from its value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mod {
    /// The early part: "early 2019".
    Start,
    /// The middle: "mid-2019".
    Mid,
    /// The late part: "late 2019", "the end of May".
    End,
    /// More or less: "about three weeks".
    Approx,
    /// Shorter: "less than a year".
    LessThan,
    /// Longer: "more than a year".
    MoreThan,
    /// That or shorter: "up to a year".
    EqualOrLess,
    /// That or longer: "at least a year".
    EqualOrMore,
}

impl Mod {
    /// The name in TIMEX3, such as `START` or `APPROX`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "START",
            Self::Mid => "MID",
            Self::End => "END",
            Self::Approx => "APPROX",
            Self::LessThan => "LESS_THAN",
            Self::MoreThan => "MORE_THAN",
            Self::EqualOrLess => "EQUAL_OR_LESS",
            Self::EqualOrMore => "EQUAL_OR_MORE",
        }
    }
}

/// A unit of time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// A season; the letters are TIMEX3's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Season {
    Spring,
    Summer,
    Fall,
    Winter,
}

impl Season {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Spring => "SP",
            Self::Summer => "SU",
            Self::Fall => "FA",
            Self::Winter => "WI",
        }
    }

    /// A month in the middle of the season, of the year that the season is named for.
    pub(crate) fn month(self) -> i8 {
        match self {
            Self::Spring => 4,
            Self::Summer => 7,
            Self::Fall => 10,
            Self::Winter => 1,
        }
    }
}

/// A part of the day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    Morning,
    Midday,
    Afternoon,
    Evening,
    Night,
}

impl Part {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Morning => "TMO",
            Self::Midday => "TMI",
            Self::Afternoon => "TAF",
            Self::Evening => "TEV",
            Self::Night => "TNI",
        }
    }
}

/// A place within a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Clock {
    None,
    Part(Part),
    /// Hour, minute (60 where the text has none), second (60 where the text has none), zone in minutes east (`i16::MAX` for none).
    At(u8, u8, u8, i16),
}

/// No zone given.
pub(crate) const NO_ZONE: i16 = i16::MAX;

/// What the words say about the year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum YearOf {
    /// Nothing.
    Open,
    /// This one; negative is BC.
    Exact(i16),
    /// The fiscal year that ends in this one.
    Fiscal(i16),
    /// So many years from the anchor's ("of last year").
    Shift(i8),
    /// So many fiscal years from the anchor's.
    FiscalShift(i8),
    /// The first one on that side of the anchor ("last April": -1, "this April": 0, "next April": 1).
    Side(i8),
    /// The year that the text speaks of ("April of that year").
    Same,
}

/// From where an offset is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum From {
    /// The document's date.
    Document,
    /// The date last mentioned.
    Mentioned,
    /// The quarter of which the text reports, else the document's date: "a year ago" in a company's report.
    Report,
}

/// Which place in the year, or else.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Field {
    /// The year itself.
    Year,
    Month(u8),
    Day(u8, u8),
    /// Quarter 1 to 4; 0 is "the quarter".
    Quarter(u8),
    Half(u8),
    Season(Season),
    /// Index into the lexicon's holidays.
    Holiday(u8),
    /// A day of the week, 1 to 7, with the side that the words name.
    Weekday(u8),
    /// The 10th.
    DayOnly(u8),
    Decade,
    Century,
    /// Two numbers of which one is the month.
    Slashed(u8, u8),
    /// The same, with hyphens.
    Dashed(u8, u8),
    /// So many units from somewhere, printed with the granularity of the unit.
    Offset(Unit, i32, From),
    /// The day of an offset of weeks or months, a weekday in it, or a part of it ("Tuesday of last week").
    WeekdayOf(u8, i8),
    /// Nothing but the clock.
    Clock,
}

/// A place in the calendar as the words have it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Point {
    pub(crate) year: YearOf,
    pub(crate) field: Field,
    /// Day of the week that stands with a date, 1 to 7; 0 for none.
    pub(crate) weekday: u8,
    pub(crate) clock: Clock,
    pub(crate) modifier: Option<Mod>,
}

impl Point {
    pub(crate) fn new(year: YearOf, field: Field) -> Self {
        Self { year, field, weekday: 0, clock: Clock::None, modifier: None }
    }

    pub(crate) fn offset(unit: Unit, n: i32, from: From) -> Self {
        Self::new(YearOf::Open, Field::Offset(unit, n, from))
    }

    /// The day that the words name in full.
    pub(crate) fn date(&self) -> Option<Date> {
        match (self.year, self.field) {
            (YearOf::Exact(y), Field::Day(m, d)) => Date::new(y, m as i8, d as i8).ok(),
            _ => None,
        }
    }
}

/// How many.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Amount {
    /// Twice the number, so that halves are exact.
    Halves(u32),
    /// Several.
    Vague,
}

impl Amount {
    pub(crate) fn whole(n: u32) -> Self {
        Self::Halves(n.saturating_mul(2))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Halves(n) if n % 2 == 1 => write!(f, "{}.5", n / 2),
            Self::Halves(n) => write!(f, "{}", n / 2),
            Self::Vague => f.write_str("X"),
        }
    }
}

/// A length of time as the words have it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Length {
    pub(crate) amount: Amount,
    pub(crate) unit: Unit,
    /// A smaller part: "two years and three months".
    pub(crate) rest: Option<(u32, Unit)>,
    pub(crate) modifier: Option<Mod>,
    /// -1 where it ends at the anchor ("the past three weeks"), 1 where it begins there, else 0.
    pub(crate) side: i8,
}

impl Length {
    pub(crate) fn new(amount: Amount, unit: Unit) -> Self {
        Self { amount, unit, rest: None, modifier: None, side: 0 }
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
        if let Some((n, unit)) = self.rest {
            if time(unit) && !time(self.unit) {
                f.write_str("T")?;
            }
            part(f, Amount::whole(n), unit)?;
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

/// What recurs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cycle {
    /// A length between two times.
    Every(Length),
    /// A day of the week and a part of the day.
    Weekday(u8, Clock),
    Month(u8),
    Year,
    /// A part of every day.
    Daily(Clock),
    Season(Season),
}

/// A vague place, TIMEX3's references.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Vague {
    Past,
    Present,
    Future,
}

impl Vague {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Past => "PAST_REF",
            Self::Present => "PRESENT_REF",
            Self::Future => "FUTURE_REF",
        }
    }
}

/// What an expression says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Value {
    Point(Point),
    /// From the first to the second, both inside: one span, in the press convention only.
    Range(Point, Point),
    Length(Length),
    /// What recurs, its quantifier and its frequency (0 for none).
    Set(Cycle, Option<&'static str>, u8),
    Vague(Vague),
}

/// An anchored place in the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    Day(Date),
    Month(i16, u8),
    Year(i16),
    /// The decade whose years begin with these digits (199).
    Decade(i16),
    /// The century whose years begin with these digits (19).
    Century(i16),
    Quarter(i16, u8),
    Half(i16, u8),
    Season(i16, Season),
    /// ISO year and week.
    Week(i16, u8),
    Weekend(i16, u8),
    Fiscal(i16),
    /// Month and day of no known year; 0 for no day.
    OpenMonth(u8, u8),
    /// Day of the week of no known week.
    OpenWeekday(u8),
    OpenSeason(Season),
    OpenQuarter(u8),
    OpenHalf(u8),
    /// A unit of no known place: `XXXX-WXX`.
    OpenUnit(Unit),
    /// Nothing known that TIMEX3 could print.
    Nowhere,
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

/// The number of days of a month in its longest year.
pub(crate) fn longest(month: u8) -> u8 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
