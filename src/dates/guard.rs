//! What looks like a date and is none: words, codes, counts, names.

use super::grammar::Parser;
use super::lexicon::{Side, Word};
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
                && matches!(
                    p.tokens.shape(i - 1),
                    Shape::Lower | Shape::Capital | Shape::Upper | Shape::Mixed | Shape::Digits
                )
                && (matches!(p.tokens.shape(i - 1), Shape::Digits) && matches!(p.out.last(), Some(f) if f.last == i)
                    || matches!(
                        p.word(i - 1),
                        Word::Early | Word::Mid | Word::Late | Word::Month(_) | Word::MonthShort(_) | Word::Weekday(_)
                    )
                    || p.is(i - 1, &["pre", "post", "since", "early", "late"])
                    || !p.gap_text(i).starts_with('-'))
        }
        Gap::Dot | Gap::Slash => {
            i > 0
                && (!matches!(p.tokens.shape(i - 1), Shape::Digits | Shape::Alnum)
                    || matches!(p.out.last(), Some(f) if f.last == i))
        }
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
        b'-' => {
            !(p.gap(next) == Gap::Hyphen
                && next < p.tokens.len()
                && !matches!(p.tokens.shape(next), Shape::Lower | Shape::Capital | Shape::Digits))
        }
        _ => true,
    }
}

/// Words that no noun phrase begins with.
pub(super) fn is_function(token: &str) -> bool {
    const FUNCTION: &[&str] = &[
        "after",
        "also",
        "among",
        "an",
        "and",
        "are",
        "as",
        "at",
        "because",
        "before",
        "between",
        "but",
        "by",
        "due",
        "during",
        "following",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "in",
        "into",
        "is",
        "it",
        "its",
        "of",
        "on",
        "or",
        "over",
        "she",
        "since",
        "that",
        "the",
        "their",
        "there",
        "they",
        "this",
        "through",
        "to",
        "under",
        "until",
        "was",
        "we",
        "were",
        "when",
        "where",
        "which",
        "while",
        "who",
        "will",
        "with",
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
            Word::In
                | Word::By
                | Word::Of
                | Word::From
                | Word::To
                | Word::Preposition
                | Word::Before
                | Word::After
                | Word::Between
                | Word::Side(_)
                | Word::Early
                | Word::Mid
                | Word::Late
                | Word::Every
                | Word::Each
        )
        || matches!(p.gap(i), Gap::Hyphen | Gap::Dash | Gap::Slash | Gap::Comma)
            && matches!(p.before(i), Word::Month(_) | Word::MonthShort(_))
        || matches!(p.before(i), Word::And | Word::Or)
            && i > 1
            && (matches!(p.word(i - 2), Word::Month(_)) || p.digits(i - 2).is_some_and(|(_, n)| n == 4))
}

/// True where a month's name without day and year is a month.
pub(super) fn bare_month(p: &Parser<'_>, i: usize, short: bool) -> bool {
    let Word::Month(month) = p.word(i) else {
        return short && p.capital(i) && leads_month(p, i) && !(p.near(i + 1) && p.capital(i + 1));
    };
    if !p.capital(i) {
        return !matches!(month, 3 | 5 | 8) && leads_month(p, i);
    }
    let led = leads_month(p, i);
    let lists = matches!(p.joiner(i + 1), Some((_, at)) if matches!(p.word(at), Word::Month(_)) && p.capital(at));
    let all_caps = p.tokens.shape(i) == Shape::Upper;
    match month {
        // May, March: a verb; April, June, August, January: a name
        3 | 5 => {
            (led || lists && !(i > 0 && p.near(i) && p.capital(i - 1) && p.word(i - 1) == Word::None))
                && !(month == 5
                    && p.before(i) != Word::In
                    && p.near(i + 1)
                    && p.is(i + 1, &["be", "have", "not", "also", "i", "we", "he", "she", "they", "it"]))
                && !all_caps
                && !(p.near(i + 1)
                    && p.capital(i + 1)
                    && matches!(p.before(i), Word::To | Word::Of | Word::By | Word::From))
        }
        4 | 6 | 8 | 1 => {
            led && !(p.near(i + 1)
                && p.capital(i + 1)
                && p.tokens.shape(i + 1) != Shape::Upper
                && matches!(
                    p.before(i),
                    Word::By | Word::To | Word::Of | Word::From | Word::Preposition | Word::And | Word::Or
                )
                && p.word(i + 1) == Word::None)
                || lists && !(i > 0 && p.near(i) && p.capital(i - 1))
                || !(p.near(i + 1) && p.capital(i + 1))
                    && !(i > 0 && p.near(i) && p.capital(i - 1) && p.word(i - 1) == Word::None)
        }
        _ => true,
    }
}

/// "May 5" and its like where a person or a street has the name: "Theresa May 5".
pub(super) fn is_name(p: &Parser<'_>, i: usize) -> bool {
    i > 0 && p.near(i) && p.is(i - 1, &["mr", "mrs", "ms", "miss", "theresa", "dr", "sir", "lady"])
}

/// The number at `i` does not count days: a decimal, a version, an amount of money.
pub(super) fn number_is_no_day(p: &Parser<'_>, i: usize) -> bool {
    matches!(p.byte_before(i), b'$' | b'#')
        || i > 0 && p.gap(i) == Gap::Stop && p.is(i - 1, &["no", "nos", "sec", "art"])
        || i > 0 && p.near(i) && p.is(i - 1, &["article", "section", "no", "resolution", "chapter", "title"])
}

/// "Sun", "Sat", "Wed", "Mon" alone are words more often than days.
pub(super) fn short_weekday(p: &Parser<'_>, i: usize) -> bool {
    i > 0
        && p.near(i)
        && matches!(p.before(i), Word::On | Word::Side(Side::Last | Side::Next))
        && !(p.near(i + 1) && p.capital(i + 1))
        && p.tokens.shape(i) != Shape::Upper
}

/// "Good Friday", "Black Friday", "Ruby Tuesday", "Sunday Times": the day is part of a name.
pub(super) fn weekday_in_name(p: &Parser<'_>, i: usize) -> bool {
    if !p.capital(i) {
        return false;
    }
    let after = p.near(i + 1)
        && p.is(
            i + 1,
            &["times", "telegraph", "express", "mirror", "mail", "post", "herald", "independent", "star", "school"],
        )
        && p.capital(i + 1);
    let before = i > 0
        && p.near(i)
        && p.is(i - 1, &["good", "black", "bloody", "ash", "ruby", "patch", "giving", "super", "cyber"])
        && p.capital(i - 1);
    after || before
}

/// "spring", "fall", "winter" and "summer" as seasons.
pub(super) fn bare_season(p: &Parser<'_>, i: usize) -> bool {
    let Word::Season(season) = p.word(i) else { return false };
    let before = p.before(i);
    let near = i > 0 && p.near(i);
    if p.gap(i) == Gap::Hyphen
        || p.gap(i + 1) == Gap::Hyphen
        || p.near(i + 1)
            && p.is(
                i + 1,
                &["olympics", "olympic", "school", "of", "games", "hill", "hills", "street", "valley", "palace"],
            )
    {
        return false;
    }
    if p.capital(i) && near {
        // a name: "Silver Spring", "Summer Olympics"
        return matches!(before, Word::In | Word::By | Word::Preposition | Word::Side(_))
            && !(p.near(i + 1) && p.capital(i + 1));
    }
    let led = near
        && matches!(
            before,
            Word::Side(
                Side::Last
                    | Side::This
                    | Side::Next
                    | Side::Past
                    | Side::That
                    | Side::Previous
                    | Side::Following
                    | Side::Coming
            ) | Word::Early
                | Word::Mid
                | Word::Late
        );
    let the = near
        && before == Word::The
        && i > 1
        && matches!(
            p.word(i - 2),
            Word::In
                | Word::Of
                | Word::By
                | Word::Preposition
                | Word::To
                | Word::Before
                | Word::After
                | Word::Early
                | Word::Late
                | Word::And
                | Word::On
        )
        && !(p.near(i + 1) && p.is(i + 1, &["in"]));
    let over = near && before == Word::The && i > 1 && p.word(i - 2) == Word::Degree(2) && p.near(i - 1);
    let listed = matches!(p.joiner(i + 1), Some((b'&' | b'-', at)) if matches!(p.word(at), Word::Season(_)) && p.year_follows(at + 1))
        || matches!(p.out.last(), Some(f) if f.last + 1 == i && before == Word::And && i > 1 && matches!(p.word(i - 2), Word::Season(_)));
    // "spent the winter", "the summer"
    let long = p.timeml
        && near
        && before == Word::The
        && matches!(season, super::value::Season::Winter | super::value::Season::Summer)
        && !p.near_noun(i + 1)
        && !p.capital(i);
    if over || listed || long {
        return true;
    }
    let bare = near
        && matches!(before, Word::In | Word::By | Word::Preposition)
        && !matches!(season, super::value::Season::Fall if before == Word::By)
        && !p.near_noun(i + 1);
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
