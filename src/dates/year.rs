//! Four digits that are a year, and those that are not: counts, addresses, versions, numbers of things.

use super::grammar::Parser;
use super::guard::{closes, is_function, opens};
use super::lexicon::{Side, Word};
use super::value::Unit;
use crate::tokenize::{Gap, Shape};

/// True where the four digits at `i` are a year.
pub(super) fn is_year(p: &Parser<'_>, i: usize, year: i16) -> bool {
    if !(1000..=2199).contains(&year) || !opens(p, i) || !closes(p, i) {
        return false;
    }
    let before = p.before(i);
    let near = i > 0 && p.near(i);
    let recent = (1900..=2099).contains(&year);
    let led =
        near && matches!(
            before,
            Word::In
                | Word::By
                | Word::Preposition
                | Word::From
                | Word::Between
                | Word::Before
                | Word::After
                | Word::Early
                | Word::Mid
                | Word::Late
                | Word::Unit(Unit::Year)
                | Word::To
        ) || matches!(before, Word::Mid | Word::Early | Word::Late) && p.tied(i)
            || near && before == Word::Of && recent
            || near
                && (before == Word::Side(Side::That)
                    || i > 1 && p.is(i - 1, &["as"]) && matches!(p.word(i - 2), Word::Late | Word::Early));
    // "2024-13-40", "ISO 27001:2022", "1999 of them"
    if p.gap(i + 1) == Gap::Hyphen
        && p.digits(i + 1).is_some_and(|(_, n)| n < 3)
        && p.gap(i + 2) == Gap::Hyphen
        && p.digits(i + 2).is_some()
        || i > 0 && p.gap_text(i) == ":" && p.tokens.shape(i - 1) == Shape::Digits
        || p.near(i + 1) && p.word(i + 1) == Word::Of && !led
    {
        return false;
    }
    // "7946 1999" in a phone number
    if near && p.digits(i - 1).is_some_and(|(_, n)| n > 2) && !p.out.last().is_some_and(|f| f.last == i) {
        return false;
    }
    // "sshd[1999]" in a log
    if p.gap_text(i) == "[" && i > 0 && p.byte_after(i) == b']' {
        return false;
    }
    // "2001:db8::2020"
    let colons = |at: usize| p.gap_text(at) == "::";
    if colons(i) || colons(i + 1) || p.gap_text(i + 1) == ":" && p.tokens.shape(i + 1) == Shape::Alnum {
        return false;
    }
    // a version, an amount of money, a decimal, a clock
    if matches!(p.byte_after(i), b':') && p.digits(i + 1).is_some() && p.gap_text(i + 1) == ":" {
        return false;
    }
    if p.byte_after(i) == b',' && p.gap_text(i + 1) == "," && p.digits(i + 1).is_some() {
        return false;
    }
    if p.gap(i) == Gap::Slash && !matches!(p.out.last(), Some(f) if f.last == i)
        || p.gap(i + 1) == Gap::Slash && (p.digits(i + 1).is_none_or(|(_, n)| n != 4))
    {
        return false;
    }
    if matches!(p.gap(i), Gap::Hyphen)
        && !p.gap_text(i).starts_with('-')
        && i > 0
        && p.digits(i - 1).is_some_and(|(_, n)| n != 4)
    {
        return false;
    }
    // "Information Technology Act, 2000"
    if i > 0
        && p.gap(i) == Gap::Comma
        && p.capital(i - 1)
        && p.is(i - 1, &["act", "bill", "code", "order", "ordinance", "regulations", "rules"])
    {
        return false;
    }
    if i > 0 && matches!(p.gap(i), Gap::Space | Gap::Stop | Gap::None | Gap::Hyphen) {
        if p.is(i - 1, NUMBERED)
            && !(p.lower(i - 1)
                && matches!(
                    p.token(i - 1),
                    "office"
                        | "event"
                        | "release"
                        | "law"
                        | "act"
                        | "order"
                        | "series"
                        | "title"
                        | "unit"
                        | "bill"
                        | "case"
                        | "directive"
                        | "figure"
                ))
        {
            return false;
        }
        // "Port 2020", "No. 2020", "Pub. L. 2020", "APT 2020"
        let initial = p.token(i - 1).len() == 1 && p.capital(i - 1) || p.is(i - 1, &["h.r.", "s.r."]);
        if initial && (matches!(p.gap(i), Gap::Stop) || p.token(i - 1).ends_with('.'))
            || matches!(p.gap(i), Gap::Stop) && p.is(i - 1, &["no", "nos", "sec", "art", "para", "pp", "p", "vol", "l"])
        {
            return false;
        }
        if near && before == Word::None && p.digits(i - 1).is_some() && year < 1900 {
            return false;
        }
    }
    // a phone number, an address
    if matches!(p.gap(i), Gap::Hyphen | Gap::Dot) && i > 0 && p.digits(i - 1).is_some_and(|(_, n)| n == 3)
        || matches!(p.gap(i + 1), Gap::Dot) && p.digits(i + 1).is_some()
    {
        return false;
    }
    if p.near(i + 1) {
        if p.is(i + 1, COUNTED)
            && !(led
                && before != Word::To
                && p.is(i + 1, &["people", "men", "women", "students", "employees", "other", "others"]))
        {
            return false;
        }
        // an address: "1600 Pennsylvania Avenue"
        if p.capital(i + 1) && !led && is_street(p, i + 1) {
            return false;
        }
        let plural = p.lower(i + 1)
            && p.word(i + 1) == Word::None
            && p.token(i + 1).ends_with('s')
            && p.token(i + 1).len() > 4
            && !p.token(i + 1).ends_with("ss");
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
    if matches!(p.gap(i + 1), Gap::Hyphen)
        && p.lower(i + 1)
        && p.is(
            i + 1,
            &[
                "foot", "mile", "page", "acre", "member", "pound", "bit", "man", "year", "day", "ton", "strong",
                "square", "seat", "person", "bed", "unit", "meter", "metre", "megawatt", "word",
            ],
        )
    {
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
    if (1700..1900).contains(&year)
        && (led && before != Word::To && before != Word::From
            || near && before == Word::Of
            || near && before == Word::The && (p.timeml || !p.capital(i + 1))
            || p.byte_before(i) == b'(' && p.byte_after(i) == b')')
    {
        return true;
    }
    led && before != Word::To
        && before != Word::From
        && !(p.near(i + 1) && p.lower(i + 1) && p.word(i + 1) == Word::None && !is_function(p.token(i + 1)))
        && year >= 1200
        || (1700..1900).contains(&year)
            && (p.out.last().is_some_and(|f| f.last + 1 == i || f.last == i)
                || matches!(p.gap(i), Gap::Open) && matches!(p.gap(i + 1), Gap::Close | Gap::Other | Gap::Hyphen))
        || (1700..1900).contains(&year)
            && near
            && matches!(before, Word::To | Word::And | Word::Of | Word::From | Word::The | Word::On | Word::Or)
            && !(p.near(i + 1) && p.lower(i + 1) && !is_function(p.token(i + 1)) && p.word(i + 1) == Word::None)
            && !(before == Word::The && p.capital(i + 1) && !p.timeml)
}

/// True where a street's name follows a number.
fn is_street(p: &Parser<'_>, i: usize) -> bool {
    const STREETS: &[&str] = &[
        "ave",
        "avenue",
        "blvd",
        "boulevard",
        "court",
        "drive",
        "highway",
        "lane",
        "road",
        "st",
        "street",
        "way",
        "nw",
        "sw",
        "ne",
        "se",
    ];
    (i..i + 4).take_while(|&k| k == i || p.near(k)).any(|k| p.is(k, STREETS))
}

/// Words after which a number is the number of something.
const NUMBERED: &[&str] = &[
    "act",
    "agenda",
    "aes",
    "amendment",
    "annex",
    "apartment",
    "article",
    "bill",
    "block",
    "box",
    "build",
    "building",
    "case",
    "chapter",
    "clause",
    "column",
    "convoy",
    "directive",
    "docket",
    "error",
    "event",
    "exchange",
    "extension",
    "figure",
    "flight",
    "form",
    "highway",
    "id",
    "interstate",
    "iso",
    "item",
    "kb",
    "law",
    "line",
    "lot",
    "model",
    "no",
    "nos",
    "number",
    "office",
    "order",
    "page",
    "pages",
    "para",
    "paragraph",
    "part",
    "patent",
    "pin",
    "port",
    "ports",
    "project",
    "proclamation",
    "publication",
    "regulation",
    "release",
    "resolution",
    "resolutions",
    "rfc",
    "room",
    "route",
    "rule",
    "section",
    "sections",
    "series",
    "server",
    "sha",
    "step",
    "studio",
    "suite",
    "table",
    "task",
    "title",
    "unit",
    "usc",
    "version",
    "volume",
    "windows",
    "zip",
];

/// Nouns after a number that it counts.
const COUNTED: &[&str] = &[
    "acre",
    "acres",
    "am",
    "billion",
    "bytes",
    "children",
    "dollar",
    "employees",
    "euro",
    "euros",
    "feet",
    "foot",
    "ft",
    "gmt",
    "hectares",
    "hours",
    "jobs",
    "kb",
    "kg",
    "kilometers",
    "kilometres",
    "km",
    "lb",
    "lbs",
    "mb",
    "men",
    "meters",
    "metres",
    "mhz",
    "mile",
    "miles",
    "million",
    "others",
    "other",
    "people",
    "percent",
    "personnel",
    "pounds",
    "soldiers",
    "square",
    "students",
    "tons",
    "tonnes",
    "troops",
    "trillion",
    "units",
    "users",
    "u.s.c",
    "victims",
    "volts",
    "watts",
    "women",
    "years",
    "yen",
];

/// Nouns in the plural that a year stands before as often as a number: "the 2020 elections".
const DATED: &[&str] = &[
    "attacks",
    "campaigns",
    "earnings",
    "elections",
    "estimates",
    "events",
    "figures",
    "forecasts",
    "games",
    "hearings",
    "levels",
    "olympics",
    "operations",
    "profits",
    "protests",
    "reports",
    "results",
    "riots",
    "sales",
    "sanctions",
    "talks",
    "versions",
];
