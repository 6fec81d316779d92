//! How a document writes its slashed dates.

use jiff::civil::Date;

use super::value::{Field, Point, Value};
use super::{DateOrder, Expression, Options};

/// A point whose slashed numbers are read in that order.
pub(super) fn slashed(point: Point, order: DateOrder) -> Point {
    let (a, b, dmy) = match point.field {
        Field::Slashed(a, b) => (a, b, order == DateOrder::Dmy),
        // with hyphens the day comes first unless the document has shown otherwise
        Field::Dashed(a, b) => (a, b, order != DateOrder::Mdy),
        _ => return point,
    };
    let (m, d) = if a > 12 || dmy && b <= 12 { (b, a) } else { (a, b) };
    Point { field: Field::Day(m, d), ..point }
}

/// How the document writes slashed dates: the option, an unambiguous one, one that repeats another date, else how its other dates
/// are written.
pub(super) fn slash_order(expressions: &[Expression], options: &Options, date: Option<Date>) -> DateOrder {
    if options.order != DateOrder::Auto {
        return options.order;
    }
    let points = |e: &Expression| match e.value {
        Value::Point(p) => [Some(p), None],
        Value::Range(a, b) => [Some(a), Some(b)],
        _ => [None, None],
    };
    let mut ambiguous = 0;
    for p in expressions.iter().flat_map(points).flatten() {
        if let Field::Slashed(a, b) | Field::Dashed(a, b) = p.field {
            if a > 12 {
                return DateOrder::Dmy;
            }
            if b > 12 {
                return DateOrder::Mdy;
            }
            ambiguous += 1;
        }
    }
    if ambiguous == 0 {
        return DateOrder::Auto;
    }
    // one that says again what another date says
    let known = |d: Date| {
        date == Some(d) || expressions.iter().take(200).flat_map(points).flatten().any(|p| p.date() == Some(d))
    };
    for p in expressions
        .iter()
        .flat_map(points)
        .flatten()
        .filter(|p| matches!(p.field, Field::Slashed(..) | Field::Dashed(..)))
        .take(20)
    {
        let read = |order| slashed(p, order).date();
        let (mdy, dmy) = (read(DateOrder::Mdy).is_some_and(known), read(DateOrder::Dmy).is_some_and(known));
        if mdy != dmy {
            return if dmy { DateOrder::Dmy } else { DateOrder::Mdy };
        }
    }
    DateOrder::Auto
}
