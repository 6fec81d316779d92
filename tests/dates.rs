//! The date engine on short cases: each row of `fixtures/dates/*.tsv` is a text, its date, and one expression in it.
//!
//! Rows with the same text and date stand for one document, and together name every expression that must be found in it; a row
//! without an expression says that there is none. In the press convention only DATE is complete, since the other types are on request.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use gazet::dates::{self, Convention, DateOrder, Options, Prefer, TimexType};
use gazet::document::GivenBy;
use gazet::tokenize::Tokens;
use jiff::civil::Date;

type Row = (String, String, String, String);

fn run(text: &str, date: &str, convention: Convention) -> Vec<Row> {
    let options = Options { convention, ..Options::default() };
    let tokens = Tokens::new(text);
    let found = dates::find(text, &tokens, &options);
    let given = date.parse::<Date>().ok().map(|d| (d, GivenBy::Record));
    let (date, _) = dates::document_date(text, &tokens, &found, given, &options);
    dates::resolve(text, &tokens, &found, date, &options)
        .into_iter()
        .map(|t| {
            assert!(tokens.span_of(t.first..t.last).contains(t.span));
            (
                t.span.of(text).to_owned(),
                t.kind.as_str().to_owned(),
                t.value,
                t.modifier.map_or("", dates::Mod::as_str).to_owned(),
            )
        })
        .collect()
}

fn check(cases: &str, convention: Convention) {
    let mut documents: Vec<((&str, &str), Vec<Row>)> = Vec::new();
    for line in cases.lines().skip(1).filter(|l| !l.is_empty()) {
        let mut columns = line.split('\t');
        let mut next = || columns.next().unwrap_or("");
        let key = (next(), next());
        let row = (next().to_owned(), next().to_owned(), next().to_owned(), next().to_owned());
        if documents.last().is_none_or(|d| d.0 != key) {
            documents.push((key, Vec::new()));
        }
        if let Some((_, rows)) = documents.last_mut()
            && !row.0.is_empty()
        {
            rows.push(row);
        }
    }
    let mut wrong = String::new();
    for ((text, date), want) in &documents {
        let text = text.replace("\\n", "\n");
        let mut got = run(&text, date, convention);
        if convention == Convention::Press {
            let kinds: BTreeSet<&str> = want.iter().map(|r| r.1.as_str()).chain(["DATE"]).collect();
            got.retain(|r| kinds.contains(r.1.as_str()));
        }
        if &got != want {
            let _ = writeln!(wrong, "{text:?} {date}\n  want {want:?}\n  got  {got:?}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(documents.len() > 10);
}

#[test]
fn press() {
    check(include_str!("../fixtures/dates/press.tsv"), Convention::Press);
}

#[test]
fn timeml() {
    check(include_str!("../fixtures/dates/timeml.tsv"), Convention::Timeml);
}

/// What stands beside the value: both readings, the anchor, the ends of a range, a weekday that is wrong.
#[test]
fn says_what_it_did() {
    let text = "On Tuesday they met; on May 5 none came; on Monday, 5 November 2024 it ended; 3 to 5 May 2021 in fiscal year 2022, twice a \
                week, and in the past two weeks.";
    let tokens = Tokens::new(text);
    let options = Options::default();
    let found = dates::find(text, &tokens, &options);
    let out = dates::resolve(text, &tokens, &found, Date::new(2024, 11, 7).ok(), &options);
    let by = |s: &str| out.iter().find(|t| t.span.of(text) == s).cloned().unwrap_or_else(|| panic!("{s} in {out:?}"));
    assert_eq!(by("Tuesday").candidates, ["2024-11-05", "2024-11-12"]);
    assert_eq!(by("Tuesday").anchor.as_deref(), Some("2024-11-07"));
    assert!(by("Monday, 5 November 2024").contradicts && !by("May 5").contradicts);
    assert_eq!(by("3 to 5 May 2021").begin.as_deref(), Some("2021-05-03"));
    assert_eq!(by("3 to 5 May 2021").end.as_deref(), Some("2021-05-05"));
    assert_eq!(by("fiscal year 2022").begin.as_deref(), Some("2021-10-01"));
    assert_eq!(by("fiscal year 2022").end.as_deref(), Some("2022-09-30"));
    assert_eq!(by("twice a week").freq.as_deref(), Some("2X"));
    assert_eq!(by("past two weeks").begin.as_deref(), Some("2024-10-24"));
}

/// The options: the order of slashed dates, the preferred side, the start of the fiscal year.
#[test]
fn options_decide() {
    let value = |text: &str, options: &Options| {
        let tokens = Tokens::new(text);
        let found = dates::find(text, &tokens, options);
        dates::resolve(text, &tokens, &found, Date::new(2024, 11, 7).ok(), options)
            .first()
            .map_or(String::new(), |t| t.value.clone())
    };
    let default = Options::default();
    assert_eq!(value("on 03/04/2020", &default), "2020-03-04");
    assert_eq!(value("on 03/04/2020", &Options { order: DateOrder::Dmy, ..default }), "2020-04-03");
    assert_eq!(value("on 03/04/2020", &Options { order: DateOrder::Mdy, ..default }), "2020-03-04");
    assert_eq!(value("the Monday of talks", &Options { prefer: Prefer::Future, ..default }), "2024-11-11");
    assert_eq!(value("the talks of May 5", &Options { prefer: Prefer::Past, ..default }), "2024-05-05");
    assert_eq!(value("the talks of May 5", &Options { prefer: Prefer::Future, ..default }), "2025-05-05");
    assert_eq!(value("Q3 FY24", &default), "2024-Q2");
    assert_eq!(value("Q3 FY24", &Options { fiscal_year_start: 4, ..default }), "2023-Q4");
    assert_eq!(value("this fiscal year", &default), "FY2025");
    assert_eq!(value("this fiscal year", &Options { fiscal_year_start: 1, ..default }), "FY2024");
}

/// Any year, any weekday, leap days, no date at all: a value, never a panic, and one that TIMEX3 or its extensions allow.
#[test]
fn resolving_is_total() {
    let text = "On Monday, last Friday, February 29, 29 February, next week, 3,000,000 years ago, 9999 years ago, last winter, Q3 FY24, this \
                fiscal year, mid-1999, Easter 2024, last weekend, the 31st, tomorrow, the past 400 centuries, FY9999, Friday 31st, 31 December \
                to 2 January, 12/11/2020, yesterday at 5 p.m., 30 February 2021, January 32, two decades later, the year-ago quarter, 1 May 0000.";
    let days = [
        "0001-01-01",
        "0001-12-31",
        "1900-02-28",
        "2000-02-29",
        "2015-12-31",
        "2020-12-28",
        "2021-01-03",
        "2024-02-29",
        "9999-01-01",
        "9999-12-31",
        "",
    ];
    for convention in [Convention::Press, Convention::Timeml] {
        for date in days {
            for row in run(text, date, convention) {
                assert!(is_value(&row.2), "{row:?}");
            }
        }
    }
}

fn is_value(value: &str) -> bool {
    if let Some((a, b)) = value.split_once('/') {
        return is_value(a) && is_value(b);
    }
    let fiscal = value.strip_prefix("FY").is_some_and(|y| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit()));
    let allowed = |b: u8| b.is_ascii_digit() || b"-:.+WQHXSPUFAITNMOEVRDZYCBL_GK".contains(&b);
    fiscal || !value.is_empty() && value.bytes().all(allowed) && !value.contains("--")
}

/// Damaged and adversarial text: no panic, sorted, no overlap, tokens as said.
#[test]
fn never_panics() {
    let pieces = [
        "2024", "-", "/", ".", "11", "7", "May", "’", "s", " ", "to", "and", ",", "Q3", "FY", "24", "the", "last",
        "two", "weeks", "ago", "early", "mid", ":", "30", "pm", "é", "日", "Monday", "of", "first", "half", "quarter",
        "'", "90s", "a", "year", "\n", "(", ")", "T", "23T12", "every", "twenty", "hundred", "BC", "UTC", "+", "3rd",
    ];
    let mut seed = 7u64;
    for _ in 0..4000 {
        let mut text = String::new();
        for _ in 0..40 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(pieces[(seed >> 33) as usize % pieces.len()]);
            if seed >> 60 > 4 {
                text.push(' ');
            }
        }
        let tokens = Tokens::new(&text);
        for convention in [Convention::Press, Convention::Timeml] {
            let options = Options { convention, ..Options::default() };
            let found = dates::find(&text, &tokens, &options);
            assert!(found.windows(2).all(|w| w[0].last <= w[1].first), "{text:?}");
            for date in [None, Date::new(2024, 2, 29).ok()] {
                let out = dates::resolve(&text, &tokens, &found, date, &options);
                assert_eq!(out.len(), found.len());
                assert!(out.iter().all(|t| is_value(&t.value)), "{text:?} {out:?}");
                assert!(
                    convention == Convention::Timeml
                        || out.iter().all(|t| t.kind != TimexType::Date || !t.value.ends_with("_REF"))
                );
            }
            dates::document_date(&text, &tokens, &found, None, &options);
        }
    }
}
