//! The date of a document, where its text tells it.

use jiff::civil::Date;

use super::order::{slash_order, slashed};
use super::value::{Field, Value, YearOf};
use super::{DateSource, Expression, Options, lexicon};
use crate::tokenize::{Gap, Shape, Tokens};

/// How far into a text a header may stand, in bytes, and in how many lines with words.
const HEAD_BYTES: u32 = 1200;
const HEAD_LINES: usize = 12;

/// Words directly before the date of a header.
const LABELS: &[&str] = &[
    "added",
    "created",
    "date",
    "dated",
    "issued",
    "last",
    "modified",
    "on",
    "posted",
    "publication",
    "published",
    "release",
    "released",
    "reviewed",
    "revised",
    "updated",
];

/// Finds the document's date in its text.
pub(super) fn find(
    text: &str,
    tokens: &Tokens,
    expressions: &[Expression],
    options: &Options,
) -> (Option<Date>, DateSource) {
    let order = slash_order(expressions, options, None);
    let full = |e: &Expression| match e.value {
        Value::Point(p) | Value::Range(p, _) => slashed(p, order).date(),
        _ => None,
    };
    let head = expressions.iter().take_while(|e| e.span.start < HEAD_BYTES);
    for e in head {
        let Value::Point(_) = e.value else { continue };
        if let Some(date) = full(e)
            && is_header(text, tokens, e)
        {
            return (Some(date), DateSource::Header);
        }
    }
    let lead = lead(tokens, expressions, &full);
    for e in expressions.iter().take_while(|e| e.span.start < HEAD_BYTES) {
        let Value::Point(p) = e.value else { continue };
        let date = full(e);
        if !is_dateline(text, tokens, e, date.is_some()) {
            continue;
        }
        if let Some(date) = date {
            return (Some(date), DateSource::Dateline);
        }
        // the year stands elsewhere: the nearest one to the first full date of the text
        if let (YearOf::Open, Field::Day(m, d)) = (p.year, p.field)
            && let Some(near) = expressions.iter().find_map(full)
            && let Some(date) = nearest(near, m, d)
        {
            return (Some(date), DateSource::Dateline);
        }
        break;
    }
    match lead {
        Some(date) => (Some(date), DateSource::Lead),
        None => (None, DateSource::None),
    }
}

/// The first full date of the first two sentences.
fn lead(tokens: &Tokens, expressions: &[Expression], full: &impl Fn(&Expression) -> Option<Date>) -> Option<Date> {
    let end = tokens.sentences().get(2).map_or(tokens.len(), |&s| s as usize);
    expressions.iter().take_while(|e| e.first < end).find_map(full)
}

/// The day of that month that is nearest to `date`.
fn nearest(date: Date, month: u8, day: u8) -> Option<Date> {
    let year = date.year();
    let distance = |d: &Date| (d.duration_since(date)).as_hours().abs();
    (year.saturating_sub(1)..=year.saturating_add(1))
        .filter_map(|y| Date::new(y, month as i8, day as i8).ok())
        .min_by_key(distance)
}

/// At the start of the text, after a label, or alone on a line near the top.
fn is_header(text: &str, tokens: &Tokens, e: &Expression) -> bool {
    let start = e.span.start as usize;
    let end = e.span.end as usize;
    let line_start = text[..start].rfind('\n').map_or(0, |n| n + 1);
    // as much of the rest of the line as could be a clock
    let mut line_end =
        text[end..].bytes().take(40).position(|b| b == b'\n').map_or(text.len().min(end + 40), |n| end + n);
    while !text.is_char_boundary(line_end) {
        line_end -= 1;
    }
    let before = text[line_start..start].trim();
    let after = text[end..line_end].trim();
    let lines = text[..start].lines().filter(|l| !l.trim().is_empty()).count();
    if lines > HEAD_LINES {
        return false;
    }
    // the very first words of the text, followed by a clock, a line end or a title, not by a sentence about that day
    if e.first == 0 {
        let comma = tokens.gap(e.last) == Gap::Comma;
        return !comma;
    }
    // alone on its line
    if before.is_empty()
        && (after.is_empty()
            || starts_with_clock(tokens, text, e.last)
            || after.starts_with(['|', '•', '·', '/', '—', '–']))
    {
        return true;
    }
    // behind a label that begins its line or the text: "Published 7 November 2024", "Published on:", "Date: 7 November 2024"
    let mut at = e.first;
    while at > 0 && e.first - at < 3 && LABELS.iter().any(|l| tokens.text(text, at - 1).eq_ignore_ascii_case(l)) {
        at -= 1;
    }
    let only_on = at + 1 == e.first && tokens.text(text, at).eq_ignore_ascii_case("on");
    if at < e.first && !only_on {
        let begins = at == 0 || tokens.span(at - 1).end as usize <= line_start;
        let colon = text[tokens.span(e.first - 1).end as usize..start].contains(':');
        if begins && (after.len() < 40 || colon || at == 0 || after.starts_with(['.', ','])) || colon {
            return true;
        }
    }
    // "FOR IMMEDIATE RELEASE October 14, 2022", "Press Release | October 14, 2022"
    if before.len() < 80 && lines <= 6 {
        let upper = before.to_ascii_uppercase();
        if upper.ends_with("RELEASE") || upper.ends_with("RELEASE:") || before.ends_with('|') || before.ends_with('•')
        {
            return true;
        }
    }
    false
}

/// A clock time stands at token `i`.
fn starts_with_clock(tokens: &Tokens, text: &str, i: usize) -> bool {
    i < tokens.len() && tokens.shape(i) == Shape::Digits && matches!(tokens.gap_text(text, i + 1), ":")
}

/// "SEOUL, Feb. 10 (Yonhap) --", "WASHINGTON (October 14, 2022) –": capitals from the line's start, a dash or agency behind. A full date may
/// also end a line that begins a paragraph, but for a clock: "New Delhi, 14 SEP 2023 6:41PM by PIB Delhi".
fn is_dateline(text: &str, tokens: &Tokens, e: &Expression, full: bool) -> bool {
    let start = e.span.start as usize;
    let line_start = text[..start].rfind('\n').map_or(0, |n| n + 1);
    let mut i = e.first;
    while i > 0 && tokens.span(i - 1).start as usize >= line_start && e.first - i < 8 {
        let word = tokens.text(text, i - 1);
        if !(tokens.shape(i - 1).is_capitalised() && lexicon::word(word) == lexicon::Word::None)
            && !matches!(word, "of" | "the" | "and")
        {
            return false;
        }
        i -= 1;
    }
    let town = i < e.first && (i == 0 || (tokens.span(i - 1).end as usize) <= line_start);
    let rest = text[e.span.end as usize..].trim_start_matches([')', ',', ' ', '\u{a0}']);
    let agency = rest.starts_with('(') && rest.bytes().take(60).any(|b| b == b')');
    let begins = || text[..line_start].lines().next_back().is_none_or(|line| line.trim().is_empty());
    let line = rest.split('\n').next().unwrap_or("").trim();
    let ends = full && (line.is_empty() || line.len() < 40 && starts_with_clock(tokens, text, e.last)) && begins();
    town && (agency || rest.starts_with(['-', '–', '—', '/']) || ends)
}
