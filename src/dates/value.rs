//! Values: what an expression says before it is anchored, and the place that it has afterwards.
//!
//! A [`Point`] is underspecified: it holds what the words say (a month, a weekday, "last") and nothing that only a date could tell.
//! A [`Place`] is what remains when it has been anchored.

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
    /// A week of the ISO year.
    Week(u8),
    /// The week in which a month's day lies: "the week of March 6".
    WeekOf(u8, u8),
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

/// A length of time as the words have it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Length {
    pub(crate) amount: Amount,
    pub(crate) unit: Unit,
    /// A smaller part: "two years and three months".
    pub(crate) rest: Option<(u32, Unit)>,
    /// A still smaller one: "one year, two months and three days".
    pub(crate) least: Option<(u32, Unit)>,
    pub(crate) modifier: Option<Mod>,
    /// -1 where it ends at the anchor ("the past three weeks"), 1 where it begins there, else 0.
    pub(crate) side: i8,
}

impl Length {
    pub(crate) fn new(amount: Amount, unit: Unit) -> Self {
        Self { amount, unit, rest: None, least: None, modifier: None, side: 0 }
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

/// The number of days of a month in its longest year.
pub(crate) fn longest(month: u8) -> u8 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
