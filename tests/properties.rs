//! The invariants of the design, held against random texts and random lists.
//!
//! Texts are made of what breaks extractors: names of the real lists, their pieces, and every kind of gap, quote, entity, script and
//! control character between them. `PROPTEST_CASES` sets the number of cases of each property.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use gazet::annotation::{Annotation, Mention};
use gazet::document::GivenBy;
use gazet::gazetteer::plain::Plain;
use gazet::gazetteer::{List, Match};
use gazet::reading::RecordBuf;
use gazet::record::{Offsets, RecordOptions, record};
use gazet::span::Span;
use gazet::tokenize::{Spans, Tokens};
use gazet::{Document, Gazetteer, Label, Options, Overlap, Scratch, annotate, annotate_with, dates};
use proptest::prelude::*;

static GAZETTEER: LazyLock<Gazetteer> =
    LazyLock::new(|| gazet_lists::gazetteer().expect("the built-in lists are fine"));

/// Names of the real lists: a few hundred of every label, cues among them.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut by_label: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entity in GAZETTEER.entities() {
        by_label.entry(GAZETTEER.label(entity.label()).to_owned()).or_default().push(entity.name().to_owned());
    }
    let some = |all: Vec<String>| {
        let step = (all.len() / 300).max(1);
        all.into_iter().step_by(step).collect::<Vec<_>>()
    };
    by_label.into_values().flat_map(some).collect()
});

/// Words and fragments that rules look at.
const WORDS: &[&str] = &[
    "the",
    "of",
    "and",
    "for",
    "to",
    "in",
    "with",
    "The",
    "OF",
    "a",
    "an",
    "said",
    "told",
    "former",
    "acting",
    "Deputy",
    "Assistant",
    "Director",
    "Minister",
    "Ambassador",
    "President",
    "Secretary of State",
    "Sens.",
    "Gen.",
    "Mr",
    "Dr.",
    "Sir",
    "OBE",
    "MP",
    "Jr.",
    "III",
    "John Smith",
    "Cho Hyun-woo",
    "Clare O’Neil",
    "Masato OTAKA",
    "von",
    "bin",
    "J.",
    "Smith",
    "Roe",
    "NCSC",
    "MOFA",
    "FBI",
    "U.S.",
    "US",
    "UK",
    "ROK",
    "DPRK",
    "Korea",
    "Republic of Korea",
    "Russia",
    "Russian",
    "China",
    "Ministry of Foreign Affairs",
    "National Cyber Security Centre",
    "Ministry",
    "Department",
    "Departments of State",
    "Office",
    "Division",
    "Committee",
    "Police",
    "Police Department",
    "Cyber",
    "Defence",
    "Trade",
    "Treaty",
    "Act",
    "Convention",
    "Framework",
    "Dialogue",
    "Summit",
    "Exercise",
    "3rd",
    "third",
    "1st",
    "Unit 26165",
    "GRU",
    "APT28",
    "APT 29",
    "UNC2452",
    "Storm-0558",
    "Lazarus Group",
    "hackers",
    "cyber actors",
    "state-sponsored",
    "malicious",
    "cyberattacks",
    "TrickBot",
    "ransomware",
    "LockBit",
    "Georgia",
    "Cambridge",
    "Seoul",
    "New York",
    "Washington, D.C.",
    "York",
    "S",
    "s",
    "I",
    "A",
    "5 March 2024",
    "March",
    "May",
    "2024",
    "6-7 November 2024",
    "December 5 and 6",
    "last week",
    "today",
    "FY2024",
    "Monday",
    "10:30 a.m.",
    "2023-02-27",
    "03/07/2024",
    "45",
    "two days ago",
    "every day",
    "Q3 2021",
    "the 1990s",
    "20240101T120000Z",
    "mid-2019",
    "0",
    "1,000",
    "12345",
    "99999999999999999999",
    "LAPSUS$",
    "C++",
    "AT&T",
    "Inc.",
    "Ltd",
    "https://www.gov.uk/a_b",
    "press@fbi.gov",
    "@FBI",
    "#APT28",
    "evil.exe",
    "<b>",
    "</b>",
    "<a href=\"UK\">",
    "<",
    ">",
    "&amp;",
    "&nbsp;",
    "&#39;",
    "&rsquo;",
    "&",
    ";",
    "amp",
    "nbsp",
    "외교부",
    "國家安全部",
    "東京",
    "กระทรวง",
    "한국",
    "Ünïcode",
    "İstanbul",
    "ﬁ",
    "ß",
    "ẞ",
    "Ǆ",
    "e\u{301}",
    "👨‍👩‍👧",
    "😀",
    "🇰🇷",
    "\u{1F1E6}",
    "\u{200d}",
    "\u{feff}",
    "\u{2060}",
    "\u{202e}",
    "\u{0}",
    "\u{1f}",
    "𝐅𝐁𝐈",
    "ＦＢＩ",
    "١٢٣",
    "Ⅷ",
    "²",
];

/// What may stand between two pieces.
const GAPS: &[&str] = &[
    " ", " ", " ", " ", "", " ", "\n", "\r\n", "\n\n", "\u{a0}", "\u{ad}", "\u{200b}", "-", "–", " – ", "—", ", ", ",",
    ". ", ".", ": ", ":", "; ", " (", ") ", "(", ")", " (“", "”) ", "’s ", "'s ", "' ", "’", "'", " & ", "&", "&amp;",
    "/", "_", "\t", " | ", "\n• ", "\n- ", "\n# ", "“", "” ", "\"", "?", "! ", "…", "\u{2028}", "\u{3000}", "  ",
];

#[allow(clippy::disallowed_methods, reason = "the switch that every proptest has")]
fn cases(default: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 4000, ..ProptestConfig::default() }
}

fn piece() -> impl Strategy<Value = String> {
    let cased = |name: String, how: u8| match how {
        0 => name.to_uppercase(),
        1 => name.to_lowercase(),
        _ => name,
    };
    prop_oneof![
        6 => (0..NAMES.len(), 0..8u8).prop_map(move |(i, how)| cased(NAMES[i].clone(), how)),
        8 => proptest::sample::select(WORDS).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => proptest::collection::vec(proptest::char::range('!', '~'), 1..6).prop_map(|v| v.into_iter().collect()),
    ]
}

/// A text of up to `most` pieces with any gaps between them.
fn text(most: usize) -> impl Strategy<Value = String> {
    let gap = prop_oneof![3 => Just(" ".to_owned()), 4 => proptest::sample::select(GAPS).prop_map(str::to_owned)];
    proptest::collection::vec((piece(), gap), 0..most)
        .prop_map(|all| all.into_iter().fold(String::new(), |text, (piece, gap)| text + &piece + &gap))
}

fn options() -> impl Strategy<Value = Options> {
    use dates::{Convention, DateOrder, Prefer};
    let convention = proptest::sample::select(&[Convention::Press, Convention::Timeml][..]);
    let order = proptest::sample::select(&[DateOrder::Auto, DateOrder::Mdy, DateOrder::Dmy][..]);
    let prefer = proptest::sample::select(&[Prefer::Auto, Prefer::Past, Prefer::Future, Prefer::Nearest][..]);
    (convention, order, prefer, 1..=12u8).prop_map(|(convention, order, prefer, fiscal_year_start)| Options {
        dates: dates::Options { convention, order, prefer, fiscal_year_start, ..dates::Options::default() },
        overlap: Overlap::Nested,
        names_only: false,
    })
}

fn document(text: &str, date: Option<(i16, i8)>) -> Document<'_> {
    let document = Document::new("doc", text).expect("short");
    match date {
        Some((year, month)) => document.with_date(jiff::civil::date(year, month, 28), GivenBy::Option),
        None => document,
    }
}

/// A mention without what borrows, for comparison.
fn key(m: &Mention<'_>) -> (u32, u32, Label, Option<String>, Option<u32>) {
    (m.span.start, m.span.end, m.label, m.id.as_ref().map(ToString::to_string), m.timex)
}

fn may_hold_countries(m: &Mention<'_>) -> bool {
    matches!(m.label, Label::EVENT | Label::AGREEMENT) || m.label == Label::THREAT_ACTOR && m.kind == "descriptive"
}

fn check_spans(text: &str, annotation: &Annotation<'_>) -> Result<(), TestCaseError> {
    let tokens = Tokens::new(text);
    for m in &annotation.mentions {
        prop_assert!(m.span.start < m.span.end && m.span.end as usize <= text.len(), "empty or outside: {m:?}");
        prop_assert!(
            text.is_char_boundary(m.span.start as usize) && text.is_char_boundary(m.span.end as usize),
            "inside a character: {m:?}"
        );
        prop_assert!(m.first < m.last && m.last as usize <= tokens.len(), "tokens: {m:?}");
        if let Some(timex) = m.timex {
            prop_assert_eq!(annotation.timexes[timex as usize].span, m.span);
        }
        let share = 1.0 / m.candidates.len() as f64;
        // to two decimals
        prop_assert!(m.candidates.iter().all(|c| (c.score.get() - share).abs() < 0.00501), "candidates of {m:?}");
    }
    let order = |m: &Mention<'_>| (m.span.start, std::cmp::Reverse(m.span.end));
    prop_assert!(annotation.mentions.is_sorted_by_key(order), "not sorted");
    Ok(())
}

fn check_relations(annotation: &Annotation<'_>) -> Result<(), TestCaseError> {
    let label = |i: u32| annotation.mentions.get(i as usize).filter(|m| m.dropped.is_none()).map(|m| m.label);
    let mut seen = BTreeSet::new();
    for r in &annotation.relations {
        prop_assert_eq!(label(r.person), Some(Label::PERSON), "{:?}", r);
        prop_assert_eq!(label(r.title), Some(Label::TITLE), "{:?}", r);
        prop_assert!(r.agency.is_none_or(|a| label(a) == Some(Label::AGENCY)), "{r:?}");
        prop_assert!(seen.insert((r.person, r.title, r.agency)), "twice: {r:?}");
    }
    Ok(())
}

/// The offsets of a record in `unit`, turned back into bytes of the text, give the record's own texts.
/// A text with something for every stage.
const BUSY: &str = "SEOUL, Nov. 7 -- Foreign Minister Jane Roe of the Ministry of Foreign Affairs (MOFA) met the FBI's \
    Cyber Division at www.fbi.gov on Tuesday; Roe named APT28, Russian state-sponsored hackers and LockBit ransomware.";

fn check_record(
    text: &str,
    document: &Document<'_>,
    annotation: &Annotation<'_>,
    unit: Offsets,
) -> Result<(), TestCaseError> {
    let options = RecordOptions { offsets: unit, timeml: true, explain: true, ..RecordOptions::default() };
    let record = record(document, annotation, &GAZETTEER, &options, None);
    let json = serde_json::to_string(&record).expect("a record is JSON");
    let mut written = Vec::new();
    record.write_json(&mut written);
    prop_assert_eq!(std::str::from_utf8(&written), Ok(json.as_str()));
    let back = RecordBuf::new(json.as_bytes()).expect("what was written can be read");
    let back = serde_json::to_string(&back.record().expect("its words are known")).expect("a record is JSON");
    prop_assert_eq!(&back, &json);
    let value: serde_json::Value = serde_json::from_str(&json).expect("what was written can be read");
    let utf16: Vec<u16> = text.encode_utf16().collect();
    let spans = value["spans"].as_array().expect("spans");
    prop_assert_eq!(spans.len(), annotation.mentions.len());
    for (span, mention) in spans.iter().zip(&annotation.mentions) {
        let (start, end) =
            (span["start"].as_u64().expect("start") as usize, span["end"].as_u64().expect("end") as usize);
        let slice = match unit {
            Offsets::Byte => text[start..end].to_owned(),
            Offsets::Codepoint => text.chars().skip(start).take(end - start).collect(),
            Offsets::Utf16 => String::from_utf16(&utf16[start..end]).expect("whole characters"),
        };
        prop_assert_eq!(span["text"].as_str(), Some(slice.as_str()));
        prop_assert_eq!(&slice, mention.span.of(text));
        prop_assert!(span["score"].as_f64().is_some_and(|s| (0.0..=1.0).contains(&s)));
    }
    for relation in value["relations"].as_array().expect("relations") {
        for (role, label) in [("person", "PERSON"), ("title", "TITLE"), ("agency", "AGENCY")] {
            if let Some(at) = relation[role].as_u64() {
                prop_assert_eq!(spans[at as usize]["label"].as_str(), Some(label));
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn annotations_keep_their_promises(text in text(40), options in options(), date in proptest::option::of((1900..2100i16, 1..=12i8))) {
        let document = document(&text, date);
        let annotation = annotate(&document, &GAZETTEER, &options);
        check_spans(&text, &annotation)?;
        check_relations(&annotation)?;
        for (i, a) in annotation.mentions.iter().enumerate() {
            prop_assert!(a.dropped.is_none());
            for b in annotation.mentions[i + 1..].iter().take_while(|b| b.span.start < a.span.end) {
                let nested = b.label == Label::COUNTRY && may_hold_countries(a) && a.span.contains(b.span);
                prop_assert!(nested, "{:?} {a:?}\noverlaps {:?} {b:?}", a.span.of(&text), b.span.of(&text));
            }
        }
        for unit in [Offsets::Byte, Offsets::Codepoint, Offsets::Utf16] {
            check_record(&text, &document, &annotation, unit)?;
        }
        // in the memory of another document
        let mut scratch = Scratch::default();
        annotate_with(&mut scratch, &Document::new("", BUSY).expect("short"), &GAZETTEER, &Options::default());
        let again = annotate_with(&mut scratch, &document, &GAZETTEER, &options);
        prop_assert_eq!(format!("{annotation:?}"), format!("{again:?}"));
    }

    #[test]
    fn a_record_is_written_as_serde_writes_it(id in ".*", key in ".*", text in "(\\PC|[\\x00-\\x1f\"\\\\]){0,40}") {
        let text = format!("{BUSY}{text}");
        let document = Document::new(id.as_str(), &text).expect("short");
        let annotation = annotate(&document, &GAZETTEER, &Options { overlap: Overlap::All, ..Options::default() });
        let input = serde_json::Map::from_iter([(key, serde_json::json!([1.5, null, { "a": text }]))]);
        let options = RecordOptions { text: true, explain: true, ..RecordOptions::default() };
        let mut record = record(&document, &annotation, &GAZETTEER, &options, Some(&input));
        for span in record.spans.iter_mut().step_by(3) {
            (span.text, span.name) = (&text, Some(document.id()));
        }
        let mut written = b"before".to_vec();
        record.write_json(&mut written);
        prop_assert_eq!(&written[6..], serde_json::to_vec(&record).expect("a record is JSON"));
    }

    #[test]
    fn overlap_modes_agree(text in text(30), options in options()) {
        let document = document(&text, None);
        let of = |overlap| annotate(&document, &GAZETTEER, &Options { overlap, ..options });
        let (nested, flat, all) = (of(Overlap::Nested), of(Overlap::Flat), of(Overlap::All));
        for annotation in [&flat, &all] {
            check_spans(&text, annotation)?;
            check_relations(annotation)?;
            check_record(&text, &document, annotation, Offsets::Codepoint)?;
        }
        for pair in flat.mentions.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start, "{pair:?}");
        }
        // everything that stands is there, with the same meaning, and nothing else stands
        let standing: Vec<_> = all.mentions.iter().filter(|m| m.dropped.is_none()).map(key).collect();
        let wanted: Vec<_> = nested.mentions.iter().map(key).collect();
        prop_assert_eq!(standing, wanted);
        let spans: BTreeSet<_> = nested.mentions.iter().map(|m| (m.span, m.label)).collect();
        let outer = |m: &&Mention<'_>| !spans.contains(&(m.span, m.label));
        prop_assert!(flat.mentions.iter().find(outer).is_none(), "flat has what nested has not: {:?}", flat.mentions.iter().find(outer));
    }
}

proptest! {
    #![proptest_config(cases(4000))]

    #[test]
    fn tokens_cover_the_text(text in text(30), other in text(6)) {
        let tokens = Tokens::new(&text);
        prop_assert_eq!(tokens.spans().len(), tokens.len());
        let mut end = 0;
        for (i, span) in tokens.spans().iter().enumerate() {
            prop_assert!(span.start < span.end && end <= span.start && span.end as usize <= text.len());
            prop_assert!(text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize));
            prop_assert_eq!(tokens.gap_text(&text, i), &text[end as usize..span.start as usize]);
            // what is no word: only the names of HTML entities and what stands inside tags may be left out
            let between = &text[end as usize..span.start as usize];
            // the semicolon of an entity may be the first character of a word, by marks that hang on it
            let between = if span.of(&text).starts_with(';') { &text[end as usize..=span.start as usize] } else { between };
            prop_assert!(is_left_out(between), "letters between tokens: {between:?} before {:?}", span.of(&text));
            end = span.end;
            let sentence = tokens.sentence_of(i);
            prop_assert!(sentence.contains(&i));
            prop_assert_eq!(tokens.at_byte(span.start), i);
        }
        prop_assert!(is_left_out(&text[end as usize..]), "letters at the end: {:?}", &text[end as usize..]);
        prop_assert!(tokens.sentences().is_sorted_by(|a, b| a < b));
        prop_assert_eq!(tokens.sentences().first().copied(), (!tokens.is_empty()).then_some(0));
        prop_assert!(tokens.sentences().iter().all(|&s| (s as usize) < tokens.len()));
        let mut refilled = Tokens::new(&other);
        refilled.refill(&text);
        prop_assert_eq!(format!("{refilled:?}"), format!("{tokens:?}"));
    }
}

/// True where a gap has no letter or digit that is not inside an HTML entity or tag. Marks that hang on no word may stand in a gap.
fn is_left_out(gap: &str) -> bool {
    let mut rest = gap;
    while let Some(at) = rest.find(|c: char| c.is_alphanumeric()) {
        let c = rest[at..].chars().next().unwrap_or(' ');
        // a tag may hold an entity
        let tag = rest[..at].rfind('<').filter(|&open| {
            let end = rest[open + 1..].find(['<', '>']).map(|end| open + 1 + end);
            rest[open + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!')
                && end.is_some_and(|end| end > at && rest.as_bytes()[end] == b'>')
        });
        let open = tag.or_else(|| rest[..at].rfind(['&', '<']));
        match open.map(|open| (open, rest.as_bytes()[open])) {
            Some((open, b'&')) => match rest[open..].find(';') {
                Some(close) if rest[open + 1..open + close].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#') => {
                    rest = &rest[open + close + 1..];
                }
                _ => return false,
            },
            Some((open, _)) => match rest[open..].find('>') {
                Some(close) => rest = &rest[open + close + 1..],
                None => return false,
            },
            // letters that UAX #29 gives no word of their own
            None if !c.is_ascii()
                && unicode_segmentation::UnicodeSegmentation::unicode_words(c.to_string().as_str())
                    .next()
                    .is_none() =>
            {
                rest = &rest[at + c.len_utf8()..];
            }
            None => return false,
        }
    }
    true
}

/// A name of a random list: words of a small stock, so that names share words and begin and end alike.
fn name() -> impl Strategy<Value = String> {
    let word = proptest::sample::select(
        &[
            "Cyber",
            "Office",
            "office",
            "of",
            "the",
            "and",
            "and",
            "&",
            "State",
            "NCSC",
            "U.S.",
            "US",
            "MoD",
            "eBay",
            "APT28",
            "28",
            "3rd",
            "C++",
            "LAPSUS$",
            "AT&T",
            "People's",
            "Peoples",
            "s",
            "People’s",
            "Korea",
            "KOREA",
            "Müller",
            "İş",
            "ß",
            "Straße",
            "e\u{301}tat",
            "國家",
            "외교부",
            "a",
            "A",
            "A.",
            "D.C.",
            "St. John",
            "No. 5",
            "(UK)",
            "UK/US",
            "Smith, Jones",
            "x",
            "-",
            "–",
            "amp",
            "soft\u{ad}ware",
            "software",
        ][..],
    );
    let gap = proptest::sample::select(&[" ", " ", " ", " ", "-", ", ", " & ", "’", ". ", "/", " and ", ", and "][..]);
    proptest::collection::vec((word, gap), 1..5).prop_map(|all| {
        let last = all.len() - 1;
        all.into_iter()
            .enumerate()
            .fold(String::new(), |name, (i, (word, gap))| name + word + if i < last { gap } else { "" })
    })
}

fn tsv(prefix: &str, names: &[String]) -> String {
    let clean = |name: &String| name.replace(['\t', '\n'], " ");
    // a name without a word is an error of its own
    let rows = names
        .iter()
        .filter(|n| !Tokens::new(n).is_empty())
        .enumerate()
        .map(|(i, name)| format!("{prefix}/{i}\t{}\n", clean(name)));
    rows.fold("id\tname\n".to_owned(), |list, row| list + &row)
}

fn gazetteer(lists: &[(&str, &str)], exceptions: &str) -> Gazetteer {
    let builder = lists
        .iter()
        .fold(Gazetteer::builder(), |builder, (file, list)| builder.list(List { file, bytes: list.as_bytes() }));
    builder.exceptions(List { file: "exceptions.tsv", bytes: exceptions.as_bytes() }).build().expect("a fine list")
}

/// Texts out of the pieces of names.
#[allow(clippy::needless_pass_by_value, reason = "the strategy outlives the call")]
fn text_of(names: Vec<String>, most: usize) -> impl Strategy<Value = String> {
    let pieces: Vec<String> = names
        .iter()
        .flat_map(|name| {
            name.split(' ').map(str::to_owned).chain([name.clone(), name.to_uppercase(), name.to_lowercase()])
        })
        .collect();
    let gap = prop_oneof![4 => Just(" "), 3 => proptest::sample::select(GAPS)];
    let piece = prop_oneof![8 => proptest::sample::select(pieces), 1 => proptest::sample::select(WORDS).prop_map(str::to_owned)];
    proptest::collection::vec((piece, gap), 0..most)
        .prop_map(|all| all.into_iter().fold(String::new(), |text, (piece, gap)| text + &piece + gap))
}

fn lists_and_text() -> impl Strategy<Value = (Vec<String>, Vec<String>, String)> {
    (proptest::collection::vec(name(), 1..40), proptest::collection::vec(name(), 1..20)).prop_flat_map(|(one, two)| {
        let names: Vec<String> = one.iter().chain(&two).cloned().collect();
        (Just(one), Just(two), text_of(names, 40))
    })
}

fn is_unspaced(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{0e00}'..='\u{0e7f}' | '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3130}'..='\u{318f}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'))
}

/// The words of a text as the lists see them: small letters, no dots or soft hyphens, no `and`, joined.
fn letters(text: &str) -> String {
    let tokens = Tokens::new(text);
    let words = (0..tokens.len())
        .map(|i| tokens.text(text, i).to_lowercase().replace(['.', '\u{ad}'], ""))
        .filter(|w| w != "and");
    words.collect()
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn the_fast_matcher_is_the_plain_one((one, two, text) in lists_and_text(), rules in proptest::collection::vec(0..3usize, 6)) {
        let (first, second) = (tsv("one", &one), tsv("two", &two));
        let mut surfaces: Vec<&String> = one.iter().take(6).collect();
        surfaces.sort();
        surfaces.dedup();
        let rows = surfaces.iter().zip(&rules).map(|(surface, &rule)| format!("{surface}\t*\t{}\tr\n", ["exact", "context", "never"][rule]));
        let exceptions = rows.fold("surface\tid\trule\treason\n".to_owned(), |list, row| list + &row);
        let lists = gazetteer(&[("ones.tsv", &first), ("twos.tsv", &second)], &exceptions);
        let tokens = Tokens::new(&text);
        let mut found: Vec<Match> = Vec::new();
        lists.matches(&text, &tokens, &mut found);
        let plain = Plain::new(&lists).expect("small").matches(&text, &tokens);
        let spaced: Vec<Match> = found.iter().copied().filter(|m| !is_unspaced(lists.entity(m).name())).collect();
        prop_assert_eq!(&spaced, &plain);

        for m in &spaced {
            let (stands, name) = (m.span.of(&text), lists.entity(m).name());
            prop_assert_eq!(letters(stands), letters(name), "{:?} stands for {:?}", stands, name);
            prop_assert!(m.first < m.last && m.last as usize <= tokens.len());
        }
        for m in found.iter().filter(|m| is_unspaced(lists.entity(m).name())) {
            prop_assert_eq!(m.span.of(&text), lists.entity(m).name());
        }
        prop_assert!(found.is_sorted_by_key(|m| (m.first, std::cmp::Reverse(m.last))));

        // the longest at the first place where one stands, then on behind it
        let mut words = Spans::default();
        words.fill(&text);
        prop_assert_eq!(words.all(), tokens.spans());
        let (mut longest, mut chosen) = (Vec::new(), Vec::<Match>::new());
        lists.longest(&text, &words, &mut longest);
        for m in found.iter().filter(|m| !is_unspaced(lists.entity(m).name())) {
            if chosen.last().is_none_or(|last| m.span.start >= last.span.end || m.span == last.span) {
                chosen.push(*m);
            }
        }
        if spaced.len() == found.len() {
            prop_assert_eq!(&longest, &chosen);
        }

        // the order of lists decides nothing
        let turned = gazetteer(&[("twos.tsv", &second), ("ones.tsv", &first)], &exceptions);
        let mut other: Vec<Match> = Vec::new();
        turned.matches(&text, &tokens, &mut other);
        let set = |lists: &Gazetteer, found: &[Match]| -> BTreeSet<(Span, String)> { found.iter().map(|m| (m.span, lists.entity(m).id().to_owned())).collect() };
        prop_assert_eq!(set(&lists, &found), set(&turned, &other));

        // what a list has under its own label is an annotation like any other
        let document = Document::new("doc", &text).expect("short");
        let annotation = annotate(&document, &lists, &Options::default());
        check_spans(&text, &annotation)?;
        // names alone are what is longest, but for those that need evidence
        let annotation = annotate(&document, &lists, &Options { names_only: true, ..Options::default() });
        check_spans(&text, &annotation)?;
        if rules.iter().all(|&rule| rule != 1) {
            longest.dedup_by_key(|m| m.span);
            let spans: Vec<Span> = annotation.mentions.iter().map(|m| m.span).collect();
            prop_assert_eq!(spans, longest.iter().map(|m| m.span).collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_name_finds_itself(names in proptest::collection::vec(name(), 1..20), exact in any::<bool>()) {
        let list = tsv("x", &names);
        let exceptions = names.iter().filter(|_| exact).collect::<BTreeSet<_>>().iter().fold("surface\tid\trule\treason\n".to_owned(), |all, n| all + n + "\t*\texact\tr\n");
        let lists = gazetteer(&[("xs.tsv", &list)], &exceptions);
        for entity in lists.entities() {
            let text = format!("({}) 7", entity.name());
            let tokens = Tokens::new(&text);
            let mut found = Vec::new();
            lists.matches(&text, &tokens, &mut found);
            let whole = |m: &&Match| lists.entity(m).id() == entity.id() && m.span.start == 1 && m.span.end as usize == 1 + entity.name().len();
            // a name that ends in symbols that stand for nothing is found without them
            let bare = entity.name().trim_matches(|c: char| !c.is_alphanumeric()).len() != entity.name().len();
            prop_assert!(bare || found.iter().any(|m| whole(&m)), "{:?} is not found in itself: {found:?}", entity.name());
        }
    }
}

proptest! {
    #![proptest_config(cases(3000))]

    #[test]
    fn lists_are_read_or_refused(
        lines in proptest::collection::vec(prop_oneof![
            Just(b"id\tname".to_vec()),
            Just(b"id\tname\tlabel\taliases\tcountry\tkind\tstatus".to_vec()),
            Just(b"surface\tid\trule\treason".to_vec()),
            Just(b"id\tname\ttype\tsource".to_vec()),
            Just(b"a/b\tName\tAGENCY\tx|y\tKR\t\tformer".to_vec()),
            Just("a/ü\tÜ \\| b\t\t|\\||\tKR|US".as_bytes().to_vec()),
            Just(b"x\ty".to_vec()),
            Just(b"x\t\ty".to_vec()),
            Just(b"Name\t*\tnever\twhy".to_vec()),
            proptest::collection::vec(any::<u8>(), 0..30),
            proptest::collection::vec(proptest::sample::select(&b"id\tname|\\\r\xef\xbb\xbfA a.\n"[..]), 0..30),
        ], 0..8),
        end in proptest::sample::select(&["\n", "\r\n", "\r", "\n\n"][..]),
        table in 0..3u8,
    ) {
        let bytes = lines.join(end.as_bytes());
        let list = List { file: "my.tsv", bytes: &bytes };
        let builder = Gazetteer::builder();
        let built = match table {
            0 => builder.list(list),
            1 => builder.names(list),
            _ => builder.exceptions(list),
        }
        .build();
        if let Err(error) = built {
            let most = bytes.iter().filter(|&&b| b == b'\n').count() + 1;
            prop_assert_eq!(error.file(), "my.tsv");
            prop_assert!((1..=most).contains(&error.line()), "{error} in a file of {most} lines");
            let place = format!("my.tsv:{}: ", error.line());
            prop_assert!(error.to_string().starts_with(&place));
        }
    }
}

/// A small compiled gazetteer with everything in it that a file can have.
static COMPILED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let list = "id\tname\taliases\tcountry\tkind\tstatus\tparent\n\
        gb/a\tMinistry of Foreign Affairs\tMFA|Foreign Ministry\tGB\tforum\t\tgb/b\n\
        gb/b\tBanks & Co.\tBank's Bank|\u{5916}\u{52d9}\u{7701}\tGB\t\tformer\t\n\
        fr/a\tMinistry of Foreign Affairs\tMFA|C++\tFR\t\t\t\n\
        fr/b\tTrade and Industry Board\t\tFR\t\t\t\nfr/c\tNorth Star\t\t\t\t\t\n";
    let lists =
        gazetteer(&[("agencies.tsv", list)], "surface\tid\trule\treason\nMFA\tfr/a\texact\tr\nC++\t*\tnever\tr\n");
    lists.as_bytes().to_vec()
});

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn a_damaged_file_is_refused_or_read_in_vain(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..24),
        end in prop_oneof![3 => Just(None), 1 => any::<proptest::sample::Index>().prop_map(Some)],
        keep_header in any::<bool>(),
    ) {
        let mut bytes = COMPILED.clone();
        // behind the header nothing is checked when it is opened
        let header = if keep_header { 300 } else { 0 };
        for (place, byte) in &changes {
            let at = header + place.index(bytes.len() - header);
            bytes[at] = *byte;
        }
        if let Some(end) = end {
            bytes.truncate(end.index(bytes.len()));
        }
        let changed = bytes != *COMPILED;
        let Ok(lists) = Gazetteer::open(bytes) else { return Ok(()) };
        prop_assert_eq!(lists.verify().is_ok(), !changed);
        let text = "The Ministry of Foreign Affairs (MFA) and the Bank\u{2019}s Bank, Banks and Co., C++ \u{5916}\u{52d9}\u{7701}, \
            the Trade & Industry Board, North Star.";
        let tokens = Tokens::new(text);
        let mut found = Vec::new();
        lists.matches(text, &tokens, &mut found);
        let mut words = Spans::default();
        words.fill(text);
        lists.longest(text, &words, &mut found);
        let _ = (lists.get("gb/a").map(|e| (e.name().len(), e.kind().len())), lists.lookup("Banks & Co.").count(), lists.names());
        for entity in lists.entities().take(10) {
            let _ = (entity.id(), entity.name(), entity.kind(), entity.parent(), entity.country(), lists.label(entity.label()));
        }
        let document = Document::new("doc", text).expect("short");
        annotate(&document, &lists, &Options::default());
    }
}

#[test]
fn a_whole_file_is_what_was_built() {
    let lists = Gazetteer::open(COMPILED.clone()).expect("whole");
    assert_eq!(lists.verify(), Ok(()));
    let bank = lists.get("gb/b").expect("listed");
    assert_eq!(
        (bank.name(), bank.is_former(), bank.country().map(|c| c.code().to_owned())),
        ("Banks & Co.", true, Some("GB".to_owned()))
    );
    assert_eq!(
        lists.lookup("ministry of FOREIGN affairs").map(|e| lists.at(e).id()).collect::<Vec<_>>(),
        ["gb/a", "fr/a"]
    );
    // a name that never matches can be looked up
    assert_eq!(lists.lookup("C").count(), 1);
    assert_eq!(lists.get("gb/a").map(|e| (e.kind(), e.parent())), Some(("forum", "gb/b")));
}
