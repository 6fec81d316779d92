//! Dates: where a text speaks of time, and which time that is.
//!
//! Three pure functions of text and options, in this order: [`find`] gives the expressions with what their words say,
//! [`document_date`] the date from which relative ones count, [`resolve`] the TIMEX3 values. No model, no clock, no I/O; each is
//! linear in the text, total, and allocates by expression, never by token.
//!
//! One engine serves two [`Convention`]s: a press release's (a range is one span, articles stay outside) and `TimeML`'s.
//!
//! ```
//! use gazet::{dates, tokenize::Tokens};
//!
//! let text = "The dialogue was held on 6-7 November 2024; the next one will be hosted in Seoul in February.";
//! let tokens = Tokens::new(text);
//! let options = dates::Options::default();
//! let found = dates::find(text, &tokens, &options);
//! let (date, _) = dates::document_date(text, &tokens, &found, None, &options);
//! let values: Vec<String> = dates::resolve(text, &tokens, &found, date, &options).into_iter().map(|t| t.value).collect();
//! assert_eq!(values, ["2024-11-06/2024-11-07", "2025-02"]);
//! ```

mod anchor;
mod arithmetic;
mod calendar;
mod clock;
mod direction;
mod edges;
mod fiscal;
mod grammar;
mod guard;
mod join;
mod length;
mod lexicon;
mod numeric;
mod order;
mod ordinal;
mod place;
mod print;
mod recurring;
mod relative;
mod resolve;
mod table;
mod value;
mod words;
mod year;

use jiff::civil::Date;

pub use self::value::{Mod, TimexType};
use crate::document::GivenBy;
use crate::span::Span;
use crate::tokenize::Tokens;

/// Whose rules decide what is an expression, where it ends and how its value is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Convention {
    /// Press releases: places in the calendar, article outside, a range one span with value `a/b`, fiscal years `FY2024`.
    #[default]
    Press,
    /// `TimeML`: article inside, a range two spans, clock and day joined, durations, sets and vague words.
    Timeml,
}

/// How `03/07/2024` is read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum DateOrder {
    /// As the document's other dates tell; month first where none does.
    #[default]
    Auto,
    /// Month first.
    Mdy,
    /// Day first.
    Dmy,
}

/// Where a date without a year, or a weekday, lies when no verb tells.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Prefer {
    /// Weekdays in the past, the rest nearest to the anchor.
    #[default]
    Auto,
    /// The last one before the anchor, or the anchor.
    Past,
    /// The first one after the anchor, or the anchor.
    Future,
    /// The one nearest to the anchor.
    Nearest,
}

/// What the engine is told beside the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// The rules to follow.
    pub convention: Convention,
    /// How slashed dates are read.
    pub order: DateOrder,
    /// Where open dates lie.
    pub prefer: Prefer,
    /// The month, 1 to 12, in which a fiscal year begins; that of the US government, 10, by default.
    pub fiscal_year_start: u8,
    /// The document has no date, whatever its text or anybody says: relative expressions stay open.
    pub undated: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            convention: Convention::default(),
            order: DateOrder::default(),
            prefer: Prefer::default(),
            fiscal_year_start: 10,
            undated: false,
        }
    }
}

/// An expression of time, not anchored yet.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Expression {
    /// Where it stands, in bytes.
    pub span: Span,
    /// Its first token.
    pub first: usize,
    /// The token after its last one.
    pub last: usize,
    /// Its type.
    pub kind: TimexType,
    value: value::Value,
}

/// Where a document's date was found.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DateSource {
    /// The caller's option.
    Option,
    /// The input record.
    Record,
    /// A header: the first line, "Published 7 November 2024", a line of its own near the top.
    Header,
    /// A dateline: "SEOUL, Feb. 10 (Yonhap) --".
    Dateline,
    /// The first full date of the first two sentences.
    Lead,
    /// Nowhere.
    None,
}

impl DateSource {
    /// The name in a record's `date_source`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Option => "option",
            Self::Record => "record",
            Self::Header => "header",
            Self::Dateline => "dateline",
            Self::Lead => "lead",
            Self::None => "none",
        }
    }
}

/// An expression with its TIMEX3 value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Timex {
    /// Where it stands, in bytes.
    pub span: Span,
    /// Its first token.
    pub first: usize,
    /// The token after its last one.
    pub last: usize,
    /// Its type.
    pub kind: TimexType,
    /// The value: TIMEX3's, or in the press convention `a/b` for a range and `FYyyyy` for a fiscal year.
    pub value: String,
    /// In what way the text differs from the value.
    pub modifier: Option<Mod>,
    /// First day of a range, a fiscal year or an anchored duration.
    pub begin: Option<String>,
    /// Last day of the same.
    pub end: Option<String>,
    /// Both readings, past first, where the direction is open.
    pub candidates: Vec<String>,
    /// How often a set recurs in its period: `2X`.
    pub freq: Option<String>,
    /// The quantifier of a set: `EVERY`, `EACH`.
    pub quant: Option<String>,
    /// The date from which a relative expression was counted.
    pub anchor: Option<String>,
    /// True where the weekday in the text is not that of the date.
    pub contradicts: bool,
}

/// Finds the expressions of time in `text`, sorted, none overlapping another. `tokens` must be those of `text`.
pub fn find(text: &str, tokens: &Tokens, options: &Options) -> Vec<Expression> {
    grammar::scan(text, tokens, options)
}

/// The date from which a document's relative expressions count, and where it was found.
///
/// In this order: what was `given`, a header, a dateline, the first full date of the first two sentences; none at all where the
/// options say so. `expressions` must be those of the text.
pub fn document_date(
    text: &str,
    tokens: &Tokens,
    expressions: &[Expression],
    given: Option<(Date, GivenBy)>,
    options: &Options,
) -> (Option<Date>, DateSource) {
    given_date(given, options).unwrap_or_else(|| anchor::find(text, tokens, expressions, options))
}

/// The document's date and its source where the text is not asked: it was given, or no date is wanted.
pub(crate) fn given_date(given: Option<(Date, GivenBy)>, options: &Options) -> Option<(Option<Date>, DateSource)> {
    match given {
        _ if options.undated => Some((None, DateSource::None)),
        Some((date, GivenBy::Option)) => Some((Some(date), DateSource::Option)),
        Some((date, GivenBy::Record)) => Some((Some(date), DateSource::Record)),
        None => None,
    }
}

/// Anchors `expressions` to `date` and prints their values, one for each. Total: without a date, what it would tell is `X`.
pub fn resolve(
    text: &str,
    tokens: &Tokens,
    expressions: &[Expression],
    date: Option<Date>,
    options: &Options,
) -> Vec<Timex> {
    resolve::run(text, tokens, expressions, date, options)
}
