//! What looks like a date and is none: words, codes, counts, names.

use super::grammar::Parser;
use super::lexicon::{Side, Word};
use super::value::Unit;
use crate::tokenize::{Gap, Shape};

/// How far back a word without spaces is searched for what makes it an address.
const REACH: usize = 256;

/// True where token `i` stands inside a URL, an e-mail address, a path or a number with a currency sign.
pub(super) fn inside_code(p: &Parser<'_>, i: usize) -> bool {
    let bytes = p.text.as_bytes();
    let span = p.tokens.span(i);
    let start = span.start as usize;
    if start > 0 {
        match bytes[start - 1] {
            b'$' | b'#' | b'=' | b'@' | b'\\' | b'_' | b'+' | b'%' | b'&' => return true,
            // the value of a tag's attribute
            b'"' | b'\'' => return start > 1 && bytes[start - 2] == b'=',
            b' ' | b'\n' | b'(' | b',' | b'[' | b'>' => return false,
            _ => {}
        }
        let sign = &p.text[..start];
        if sign.ends_with('£') || sign.ends_with('€') || sign.ends_with('§') || sign.ends_with('¥') {
            return true;
        }
    } else {
        return false;
    }
    let low = start.saturating_sub(REACH);
    let mut at = start;
    let mut slashes = 0;
    while at > low {
        let b = bytes[at - 1];
        if b.is_ascii_whitespace() || matches!(b, b'(' | b'<' | b'>' | b'"' | b'|') {
            break;
        }
        at -= 1;
        slashes += usize::from(b == b'/');
        if b == b'/' && at > 0 && bytes[at - 1] == b':' || b == b'@' || b == b'\\' {
            return true;
        }
    }
    let chunk = &bytes[at..start];
    chunk.starts_with(b"www.") || chunk.starts_with(b"/") || slashes > 2
}

/// True where an expression may begin with the digits of token `i`, going by the character before them.
pub(super) fn opens(p: &Parser<'_>, i: usize) -> bool {
    match p.gap(i) {
        Gap::Hyphen => {
            i > 0
                && matches!(p.tokens.shape(i - 1), Shape::Lower | Shape::Capital | Shape::Upper | Shape::Mixed | Shape::Digits)
                && (matches!(p.tokens.shape(i - 1), Shape::Digits) && matches!(p.out.last(), Some(f) if f.last == i)
                    || matches!(p.word(i - 1), Word::Early | Word::Mid | Word::Late | Word::Month(_) | Word::MonthShort(_) | Word::Weekday(_))
                    || p.is(i - 1, &["pre", "post", "since", "early", "late"])
                    || !p.gap_text(i).starts_with('-'))
        }
        Gap::Dot | Gap::Slash => i > 0 && (p.digits(i - 1).is_none() && p.tokens.shape(i - 1) != Shape::Alnum || matches!(p.out.last(), Some(f) if f.last == i)),
        Gap::None => i == 0 || !p.tokens.shape(i - 1).is_capitalised(),
        _ => !matches!(p.byte_before(i), b'$' | b'#' | b'=' | b'@' | b'\\' | b'_' | b'%'),
    }
}

/// True where an expression may end with the digits of token `i`, going by the characters after them.
pub(super) fn closes(p: &Parser<'_>, i: usize) -> bool {
    let next = i + 1;
    match p.byte_after(i) {
        b'_' | b'%' | b'=' | b'@' | b'\\' => false,
        b'.' => !(p.gap(next) == Gap::Dot && (p.digits(next).is_some() || p.lower(next) && p.token(next).len() <= 4)),
        b'-' => !(p.gap(next) == Gap::Hyphen && next < p.tokens.len() && !matches!(p.tokens.shape(next), Shape::Lower | Shape::Capital | Shape::Digits)),
        _ => true,
    }
}

/// Words after which a number is the number of something.
const NUMBERED: &[&str] = &[
    "act", "agenda", "aes", "amendment", "annex", "apartment", "article", "bill", "block", "box", "build", "building", "case", "chapter", "clause",
    "column", "convoy", "directive", "docket", "error", "event", "exchange", "figure", "flight", "form", "highway", "id", "interstate", "iso",
    "item", "kb", "law", "line", "lot", "model", "no", "nos", "number", "office", "order", "page", "pages", "para", "paragraph", "part", "patent",
    "pin", "port", "ports", "project", "proclamation", "publication", "regulation", "release", "resolution", "resolutions", "rfc", "room", "route",
    "rule", "section", "sections", "series", "server", "sha", "step", "studio", "suite", "table", "task", "title", "unit", "usc", "version", "volume",
    "windows", "zip",
];

/// Nouns after a number that it counts.
const COUNTED: &[&str] = &[
    "acre", "acres", "am", "billion", "bytes", "children", "dollar", "employees", "euro", "euros", "feet", "foot", "ft", "gmt", "hectares", "hours",
    "jobs", "kb", "kg", "kilometers", "kilometres", "km", "lb", "lbs", "mb", "men", "meters", "metres", "mhz", "mile", "miles", "million", "others",
    "other", "people", "percent", "personnel", "pounds", "soldiers", "square", "students", "tons", "tonnes", "troops", "trillion", "units", "users", "u.s.c",
    "victims", "volts", "watts", "women", "years", "yen",
];

/// Nouns in the plural that a year stands before as often as a number: "the 2020 elections".
const DATED: &[&str] = &[
    "attacks", "campaigns", "earnings", "elections", "estimates", "events", "figures", "forecasts", "games", "hearings", "levels", "olympics", "operations",
    "profits", "protests", "reports", "results", "riots", "sales", "sanctions", "talks", "versions",
];

/// True where the four digits at `i` are a year.
pub(super) fn bare_year(p: &Parser<'_>, i: usize, year: i16) -> bool {
    if !(1000..=2199).contains(&year) || !opens(p, i) || !closes(p, i) {
        return false;
    }
    let before = p.before(i);
    let near = i > 0 && p.near(i);
    let recent = (1900..=2099).contains(&year);
    let led = near
        && matches!(
            before,
            Word::In | Word::By | Word::Preposition | Word::From | Word::Between | Word::Before | Word::After | Word::Early | Word::Mid | Word::Late | Word::Unit(Unit::Year) | Word::To
        )
        || matches!(before, Word::Mid | Word::Early | Word::Late) && p.tied(i)
        || near && before == Word::Of && recent
        || near && (before == Word::Side(Side::That) || i > 1 && p.is(i - 1, &["as"]) && matches!(p.word(i - 2), Word::Late | Word::Early));
    // "2024-13-40", "ISO 27001:2022", "1999 of them"
    if p.gap(i + 1) == Gap::Hyphen && p.digits(i + 1).is_some_and(|(_, n)| n < 3) && p.gap(i + 2) == Gap::Hyphen && p.digits(i + 2).is_some()
        || i > 0 && p.gap_text(i) == ":" && p.tokens.shape(i - 1) == Shape::Digits
        || p.near(i + 1) && p.word(i + 1) == Word::Of && !led
    {
        return false;
    }
    // a version, an amount of money, a decimal, a clock
    if matches!(p.byte_after(i), b':') && p.digits(i + 1).is_some() && p.gap_text(i + 1) == ":" {
        return false;
    }
    if p.byte_after(i) == b',' && p.gap_text(i + 1) == "," && p.digits(i + 1).is_some() {
        return false;
    }
    if p.gap(i) == Gap::Slash && !matches!(p.out.last(), Some(f) if f.last == i) || p.gap(i + 1) == Gap::Slash && (p.digits(i + 1).is_none_or(|(_, n)| n != 4)) {
        return false;
    }
    if matches!(p.gap(i), Gap::Hyphen) && !p.gap_text(i).starts_with('-') && i > 0 && p.digits(i - 1).is_some_and(|(_, n)| n != 4) {
        return false;
    }
    if i > 0 && matches!(p.gap(i), Gap::Space | Gap::Stop | Gap::None | Gap::Hyphen) {
        if p.is(i - 1, NUMBERED) && !(p.lower(i - 1) && matches!(p.token(i - 1), "office" | "event" | "release" | "law" | "act" | "order" | "series" | "title" | "unit" | "bill" | "case" | "directive" | "figure")) {
            return false;
        }
        // "Port 2020", "No. 2020", "Pub. L. 2020", "APT 2020"
        if matches!(p.gap(i), Gap::Stop) && p.is(i - 1, &["no", "nos", "sec", "art", "para", "pp", "p", "vol", "l"]) {
            return false;
        }
        if near && before == Word::None && p.digits(i - 1).is_some() && year < 1900 {
            return false;
        }
    }
    // a phone number, an address
    if matches!(p.gap(i), Gap::Hyphen | Gap::Dot) && i > 0 && p.digits(i - 1).is_some_and(|(_, n)| n == 3) || matches!(p.gap(i + 1), Gap::Dot) && p.digits(i + 1).is_some() {
        return false;
    }
    if p.near(i + 1) {
        if p.is(i + 1, COUNTED) && !(led && before != Word::To && p.is(i + 1, &["people", "men", "women", "students", "employees", "other", "others"])) {
            return false;
        }
        // an address: "1600 Pennsylvania Avenue"
        if p.capital(i + 1) && !led && is_street(p, i + 1) {
            return false;
        }
        let plural = p.lower(i + 1) && p.word(i + 1) == Word::None && p.token(i + 1).ends_with('s') && p.token(i + 1).len() > 4 && !p.token(i + 1).ends_with("ss");
        if plural && !p.is(i + 1, DATED) {
            let sure = recent && year % 100 != 0 && (led || before == Word::The);
            if !sure && !(recent && year > 2000 && year < 2050) {
                return false;
            }
        }
        if matches!(p.word(i + 1), Word::Zone(_)) && p.tokens.shape(i + 1) == Shape::Upper {
            return false;
        }
    }
    if matches!(p.gap(i + 1), Gap::Hyphen) && p.lower(i + 1) && p.is(i + 1, &["foot", "mile", "page", "acre", "member", "pound", "bit", "man", "year", "day", "ton", "strong", "square", "seat", "person", "bed", "unit", "meter", "metre", "megawatt", "word"]) {
        return false;
    }
    // "1279-1368"
    let pair = |a: usize, b: usize| {
        let (Some(x), Some(y)) = (p.year(a), p.year(b)) else { return false };
        x < y && y - x < 400 && p.gap(b) == Gap::Hyphen && p.gap(a) != Gap::Hyphen && p.gap(b + 1) != Gap::Hyphen
    };
    if !recent && (pair(i, i + 1) || i > 0 && pair(i - 1, i)) {
        return true;
    }
    if recent {
        // "to 2000", "of 2000 men" are counts as often as years
        return !(year == 2000 && !led && before != Word::The && p.lower(i + 1));
    }
    if (1700..1900).contains(&year) && (led && before != Word::To && before != Word::From || near && matches!(before, Word::Of | Word::The) || p.byte_before(i) == b'(' && p.byte_after(i) == b')') {
        return true;
    }
    led && before != Word::To && before != Word::From && !(p.near(i + 1) && p.lower(i + 1) && p.word(i + 1) == Word::None && !is_function(p.token(i + 1)))
        && year >= 1200
        || (1700..1900).contains(&year) && (p.out.last().is_some_and(|f| f.last + 1 == i || f.last == i) || matches!(p.gap(i), Gap::Open) && matches!(p.gap(i + 1), Gap::Close | Gap::Other | Gap::Hyphen))
        || (1700..1900).contains(&year) && near && matches!(before, Word::To | Word::And | Word::Of | Word::From | Word::The | Word::On | Word::Or)
            && !(p.near(i + 1) && p.lower(i + 1) && !is_function(p.token(i + 1)) && p.word(i + 1) == Word::None)
}

/// True where a street's name follows a number.
fn is_street(p: &Parser<'_>, i: usize) -> bool {
    const STREETS: &[&str] = &["ave", "avenue", "blvd", "boulevard", "court", "drive", "highway", "lane", "road", "st", "street", "way", "nw", "sw", "ne", "se"];
    (i..i + 4).take_while(|&k| k == i || p.near(k)).any(|k| p.is(k, STREETS))
}

/// Words that no noun phrase begins with.
fn is_function(token: &str) -> bool {
    const FUNCTION: &[&str] = &[
        "after", "also", "among", "an", "and", "are", "as", "at", "because", "before", "between", "but", "by", "due", "during", "following", "for", "from", "had",
        "has", "have", "he", "in", "into", "is", "it", "its", "of", "on", "or", "over", "she", "since", "that", "the", "their", "there", "they", "this",
        "through", "to", "under", "until", "was", "we", "were", "when", "where", "which", "while", "who", "will", "with",
    ];
    FUNCTION.binary_search(&token).is_ok()
}

/// Words that may stand before a bare month.
fn leads_month(p: &Parser<'_>, i: usize) -> bool {
    if i == 0 {
        return false;
    }
    matches!(p.gap(i), Gap::Space | Gap::Hyphen)
        && matches!(
            p.before(i),
            Word::In | Word::By | Word::Of | Word::From | Word::To | Word::Preposition | Word::Before | Word::After | Word::Between | Word::Side(_) | Word::Early | Word::Mid | Word::Late | Word::Every | Word::Each
        )
        || matches!(p.gap(i), Gap::Hyphen | Gap::Dash | Gap::Slash | Gap::Comma) && matches!(p.before(i), Word::Month(_) | Word::MonthShort(_))
        || matches!(p.before(i), Word::And | Word::Or) && i > 1 && (matches!(p.word(i - 2), Word::Month(_)) || p.digits(i - 2).is_some_and(|(_, n)| n == 4))
}

/// True where a month's name without day and year is a month.
pub(super) fn bare_month(p: &Parser<'_>, i: usize, short: bool) -> bool {
    let Word::Month(month) = p.word(i) else { return short && p.capital(i) && leads_month(p, i) && !(p.near(i + 1) && p.capital(i + 1)) };
    if !p.capital(i) {
        return !matches!(month, 3 | 5 | 8) && leads_month(p, i);
    }
    let led = leads_month(p, i);
    let lists = matches!(p.joiner(i + 1), Some((_, at)) if matches!(p.word(at), Word::Month(_)) && p.capital(at));
    let all_caps = p.tokens.shape(i) == Shape::Upper;
    match month {
        // May, March: a verb; April, June, August, January: a name
        3 | 5 => (led || lists && !(i > 0 && p.near(i) && p.capital(i - 1) && p.word(i - 1) == Word::None)) && !(month == 5 && p.near(i + 1) && p.is(i + 1, &["be", "have", "not", "also", "i", "we", "he", "she", "they", "it"])) && !all_caps
            && !(p.near(i + 1) && p.capital(i + 1) && matches!(p.before(i), Word::To | Word::Of | Word::By | Word::From)),
        4 | 6 | 8 | 1 => led && !(p.near(i + 1) && p.capital(i + 1) && p.tokens.shape(i + 1) != Shape::Upper && matches!(p.before(i), Word::By | Word::To | Word::Of | Word::From | Word::Preposition | Word::And | Word::Or) && p.word(i + 1) == Word::None) || lists && !(i > 0 && p.near(i) && p.capital(i - 1)) || !(p.near(i + 1) && p.capital(i + 1)) && !(i > 0 && p.near(i) && p.capital(i - 1) && p.word(i - 1) == Word::None),
        _ => true,
    }
}

/// "May 5" and its like where a person or a street has the name: "Theresa May 5".
pub(super) fn is_name(p: &Parser<'_>, i: usize) -> bool {
    i > 0 && p.near(i) && p.is(i - 1, &["mr", "mrs", "ms", "miss", "theresa", "dr", "sir", "lady"])
}

/// The number at `i` does not count days: a decimal, a version, an amount of money.
pub(super) fn number_is_no_day(p: &Parser<'_>, i: usize) -> bool {
    matches!(p.byte_before(i), b'$' | b'#') || i > 0 && p.gap(i) == Gap::Stop && p.is(i - 1, &["no", "nos", "sec", "art"]) || i > 0 && p.near(i) && p.is(i - 1, &["article", "section", "no", "resolution", "chapter", "title"])
}

/// "Sun", "Sat", "Wed", "Mon" alone are words more often than days.
pub(super) fn short_weekday(p: &Parser<'_>, i: usize) -> bool {
    i > 0 && p.near(i) && matches!(p.before(i), Word::On | Word::Side(Side::Last | Side::Next)) && !(p.near(i + 1) && p.capital(i + 1)) && p.tokens.shape(i) != Shape::Upper
}

/// "Good Friday", "Black Friday", "Ruby Tuesday", "Sunday Times": the day is part of a name.
pub(super) fn weekday_in_name(p: &Parser<'_>, i: usize) -> bool {
    if !p.capital(i) {
        return false;
    }
    let after = p.near(i + 1)
        && p.is(i + 1, &["times", "telegraph", "express", "mirror", "mail", "post", "herald", "independent", "star", "school"])
        && p.capital(i + 1);
    let before = i > 0 && p.near(i) && p.is(i - 1, &["good", "black", "bloody", "ash", "ruby", "patch", "giving", "super", "cyber"]) && p.capital(i - 1);
    after || before
}

/// "spring", "fall", "winter" and "summer" as seasons.
pub(super) fn bare_season(p: &Parser<'_>, i: usize) -> bool {
    let Word::Season(season) = p.word(i) else { return false };
    let before = p.before(i);
    let near = i > 0 && p.near(i);
    if p.gap(i) == Gap::Hyphen || p.gap(i + 1) == Gap::Hyphen || p.near(i + 1) && p.is(i + 1, &["olympics", "olympic", "school", "of", "games", "hill", "hills", "street", "valley", "palace"]) {
        return false;
    }
    if p.capital(i) && near {
        // a name: "Silver Spring", "Summer Olympics"
        return matches!(before, Word::In | Word::By | Word::Preposition | Word::Side(_)) && !(p.near(i + 1) && p.capital(i + 1));
    }
    let led = near && matches!(before, Word::Side(Side::Last | Side::This | Side::Next | Side::Past | Side::That | Side::Previous | Side::Following | Side::Coming) | Word::Early | Word::Mid | Word::Late);
    let the = near && before == Word::The && i > 1 && matches!(p.word(i - 2), Word::In | Word::Of | Word::By | Word::Preposition | Word::To | Word::Before | Word::After | Word::Early | Word::Late | Word::And | Word::On) && !(p.near(i + 1) && p.is(i + 1, &["in"]));
    let over = near && before == Word::The && i > 1 && p.word(i - 2) == Word::Degree(2) && p.near(i - 1);
    let listed = matches!(p.joiner(i + 1), Some((b'&' | b'-', at)) if matches!(p.word(at), Word::Season(_)) && p.year_follows(at + 1))
        || matches!(p.out.last(), Some(f) if f.last + 1 == i && before == Word::And && i > 1 && matches!(p.word(i - 2), Word::Season(_)));
    // "spent the winter", "the summer"
    let long = p.timeml && near && before == Word::The && matches!(season, super::value::Season::Winter | super::value::Season::Summer) && !p.near_noun(i + 1) && !p.capital(i);
    if over || listed || long {
        return true;
    }
    let bare = near && matches!(before, Word::In | Word::By | Word::Preposition) && !matches!(season, super::value::Season::Fall if before == Word::By) && !p.near_noun(i + 1);
    if !p.timeml {
        return led || the;
    }
    led || the || bare
}

impl Parser<'_> {
    /// A year, perhaps with "of", follows at token `i`.
    fn year_follows(&self, i: usize) -> bool {
        let at = if self.word(i) == Word::Of { i + 1 } else { i };
        self.near(i) && (self.year(at).is_some() || self.digits(at).is_some() && self.before_christ(at + 1))
    }

    /// A noun follows, going by its shape: not a function word, not the end of the phrase.
    pub(super) fn near_noun(&self, i: usize) -> bool {
        self.near(i) && self.lower(i) && self.word(i) == Word::None && !is_function(self.token(i))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_are_sorted() {
        assert!(is_function("after") && is_function("with") && is_function("in") && !is_function("ministry"));
    }
}
