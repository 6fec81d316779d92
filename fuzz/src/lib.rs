//! What is fuzzed: functions of bytes that panic where a promise of the library is broken.
//!
//! Bytes that are no UTF-8 become U+FFFD, so that no input is wasted.

use std::sync::LazyLock;

use gazet::annotation::Mention;
use gazet::document::GivenBy;
use gazet::gazetteer::plain::Plain;
use gazet::gazetteer::{Builder, List};
use gazet::record::{Offsets, RecordOptions, record};
use gazet::tokenize::Tokens;
use gazet::{Document, Gazetteer, Label, Options, Overlap, dates};

static GAZETTEER: LazyLock<Gazetteer> =
    LazyLock::new(|| gazet_lists::gazetteer().expect("the built-in lists are fine"));

/// What bytes are given to.
pub type Target = fn(&[u8]);

/// All targets with their names.
pub const TARGETS: &[(&str, Target)] =
    &[("annotate", annotate), ("dates", dates), ("lists", lists), ("matching", matching), ("words", words)];

/// The pipeline with the built-in lists: spans sorted, on character boundaries, none over another but countries; the record says the
/// same in every unit of offsets.
pub fn annotate(data: &[u8]) {
    let (choice, text) = choice_and_text(data);
    let options = options(choice);
    let document = document(&text, choice);
    let annotation = gazet::annotate(&document, &GAZETTEER, &options);
    assert!(annotation.mentions.is_sorted_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end))), "not sorted");
    for (i, a) in annotation.mentions.iter().enumerate() {
        assert!(a.span.start < a.span.end && !a.span.of(&text).is_empty());
        if options.overlap == Overlap::All {
            continue;
        }
        for b in annotation.mentions[i + 1..].iter().take_while(|b| b.span.start < a.span.end) {
            let nested = b.label == Label::COUNTRY && may_hold_countries(a) && a.span.contains(b.span);
            assert!(nested && options.overlap == Overlap::Nested, "{a:?} overlaps {b:?}");
        }
    }
    let characters: Vec<char> = text.chars().collect();
    let units: Vec<u16> = text.encode_utf16().collect();
    for offsets in [Offsets::Byte, Offsets::Codepoint, Offsets::Utf16] {
        let options = RecordOptions { offsets, timeml: true, explain: true, ..RecordOptions::default() };
        let record = record(&document, &annotation, &GAZETTEER, &options, None);
        let json = serde_json::to_vec(&record).expect("a record is JSON");
        let value: serde_json::Value = serde_json::from_slice(&json).expect("what was written can be read");
        for span in value["spans"].as_array().expect("spans") {
            let [start, end] = ["start", "end"].map(|at| span[at].as_u64().expect("an offset") as usize);
            let slice = match offsets {
                Offsets::Byte => text[start..end].to_owned(),
                Offsets::Codepoint => characters[start..end].iter().collect(),
                Offsets::Utf16 => String::from_utf16(&units[start..end]).expect("whole characters"),
            };
            assert_eq!(span["text"].as_str(), Some(slice.as_str()));
        }
    }
}

/// The date stage alone, in both conventions and every order: expressions inside the text, values for each or none.
pub fn dates(data: &[u8]) {
    let (choice, text) = choice_and_text(data);
    let options = options(choice).dates;
    let tokens = Tokens::new(&text);
    let expressions = dates::find(&text, &tokens, &options);
    let given = document(&text, choice).date();
    let (date, _) = dates::document_date(&text, &tokens, &expressions, given, &options);
    for timex in dates::resolve(&text, &tokens, &expressions, date, &options) {
        assert!(!timex.span.of(&text).is_empty() && !timex.value.is_empty(), "{timex:?}");
    }
}

/// The readers of lists: rows or errors with a line that is there, and what reads row by row also builds, or says why not.
pub fn lists(data: &[u8]) {
    let list = List { file: "fuzz.tsv", bytes: data };
    let lines = data.split(|b| *b == b'\n').count();
    for error in gazet::gazetteer::rows(list).into_iter().flatten().filter_map(Result::err) {
        assert!((1..=lines).contains(&error.line()), "{error}");
    }
    let _ = gazet::gazetteer::name_rows(list);
    let _ = gazet::gazetteer::exception_rows(list);
    if let Ok(gazetteer) = Gazetteer::builder().list(list).build() {
        let text = String::from_utf8_lossy(data);
        gazet::annotate(&document(&text, 0), &gazetteer, &Options::default());
    }
    let base = || Gazetteer::builder().list(List { file: "ship.tsv", bytes: b"id\tname\na/b\tThe Ship of State\n" });
    let _ = base().names(list).build();
    let _ = base().exceptions(list).build();
}

/// The fast matcher finds what the plain one finds. The bytes before the first NUL are names, a line each; those behind it the text.
pub fn matching(data: &[u8]) {
    let data = String::from_utf8_lossy(data);
    let (names, text) = data.split_once('\0').unwrap_or((&data, &data));
    let mut list = String::from("id\tname\n");
    for (i, name) in names.lines().map(str::trim).filter(|n| !n.is_empty() && !n.contains('\t')).enumerate() {
        list.extend([format!("x/{i}\t{name}\n")]);
    }
    let builder: Builder<'_> = Gazetteer::builder().list(List { file: "fuzz.tsv", bytes: list.as_bytes() });
    let Ok(gazetteer) = builder.build() else { return };
    let Ok(plain) = Plain::new(&gazetteer) else { return };
    let tokens = Tokens::new(text);
    let mut fast = Vec::new();
    gazetteer.matches(text, &tokens, &mut fast);
    // names in scripts without spaces are none of the plain matcher's
    fast.retain(|m| !is_unspaced(gazetteer.entity(m).name()));
    let mut slow = plain.matches(text, &tokens);
    slow.retain(|m| !is_unspaced(gazetteer.entity(m).name()));
    assert_eq!(fast, slow, "{names:?} in {text:?}");
}

/// Words are whole characters, in order, and the same whatever text was read before.
pub fn words(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let tokens = Tokens::new(&text);
    let mut end = 0;
    for (i, span) in tokens.spans().iter().enumerate() {
        assert!(span.start < span.end && end <= span.start);
        assert_eq!(tokens.text(&text, i), span.of(&text));
        assert_eq!(tokens.gap_text(&text, i), &text[end as usize..span.start as usize]);
        assert!(tokens.sentence_of(i).contains(&i));
        assert_eq!(tokens.at_byte(span.start), i);
        end = span.end;
    }
    let mut refilled = Tokens::new("U.S. <b>x</b> &amp; 外交部.");
    refilled.refill(&text);
    assert_eq!(format!("{refilled:?}"), format!("{tokens:?}"));
}

/// The first byte chooses options, the rest is the text.
fn choice_and_text(data: &[u8]) -> (u8, std::borrow::Cow<'_, str>) {
    let (choice, text) = data.split_first().unwrap_or((&0, &[]));
    (*choice, String::from_utf8_lossy(text))
}

fn options(choice: u8) -> Options {
    use dates::{Convention, DateOrder, Prefer};
    let dates = dates::Options {
        convention: if choice & 1 == 0 { Convention::Press } else { Convention::Timeml },
        order: [DateOrder::Auto, DateOrder::Mdy, DateOrder::Dmy, DateOrder::Auto][usize::from(choice >> 1 & 3)],
        prefer: [Prefer::Auto, Prefer::Past, Prefer::Future, Prefer::Nearest][usize::from(choice >> 3 & 3)],
        ..dates::Options::default()
    };
    let overlap = [Overlap::Nested, Overlap::Flat, Overlap::All, Overlap::Nested][usize::from(choice >> 5 & 3)];
    Options { dates, overlap, names_only: false }
}

fn document(text: &str, choice: u8) -> Document<'_> {
    let document = Document::new("fuzz", text).expect("short");
    if choice & 128 == 0 { document } else { document.with_date(jiff::civil::date(2023, 2, 27), GivenBy::Option) }
}

fn may_hold_countries(m: &Mention<'_>) -> bool {
    matches!(m.label, Label::EVENT | Label::AGREEMENT) || m.label == Label::THREAT_ACTOR && m.kind == "descriptive"
}

/// True for a name that may be one in a script without spaces; the plain matcher leaves those out.
fn is_unspaced(name: &str) -> bool {
    name.chars().any(|c| c >= '\u{e00}')
}
