//! What is fuzzed: functions of bytes that panic where a promise of the library is broken.
//!
//! Bytes that are no UTF-8 become U+FFFD, so that no input is wasted.

use std::io::Read as _;
use std::sync::LazyLock;

use gazet::annotation::Mention;
use gazet::document::GivenBy;
use gazet::gazetteer::plain::Plain;
use gazet::gazetteer::{Builder, List};
use gazet::record::{Offsets, RecordOptions, record};
use gazet::span::Span;
use gazet::tokenize::{Spans, Tokens, Words};
use gazet::{Document, Gazetteer, Label, Options, Overlap, dates};
use gazet_decode::encoding::{self, Choice, Map};
use gazet_decode::line::{LineFields, LineText};
use gazet_decode::{compression, html};
use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

static GAZETTEER: LazyLock<Gazetteer> =
    LazyLock::new(|| gazet_lists::gazetteer().expect("the built-in lists are fine"));

/// What bytes are given to.
pub type Target = fn(&[u8]);

/// All targets with their names.
pub const TARGETS: &[(&str, Target)] = &[
    ("annotate", annotate),
    ("compiled", compiled),
    ("dates", dates),
    ("decode", decode),
    ("html", pages),
    ("jsonl", jsonl),
    ("lists", lists),
    ("matching", matching),
    ("words", words),
];

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
        let value: Value = serde_json::from_slice(&json).expect("what was written can be read");
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

/// What a compiled list has in it: names of every form.
const LIST: &[u8] = b"id\tlabel\tname\taliases\tcountry\tkind\tparent\n\
    gb/ncsc\tAGENCY\tNational Cyber Security Centre\tNCSC\tGB\t\tgb/gchq\n\
    kr/mofa\tAGENCY\tMinistry of Foreign Affairs\tMOFA|\xec\x99\xb8\xea\xb5\x90\xeb\xb6\x80\tKR\t\t\n\
    kr/ncsc\tAGENCY\tNational Cyber Security Center\tNCSC\tKR\t\t\n\
    ta/lapsus\tTHREAT_ACTOR\tLAPSUS$\tDEV-0537\t\tgroup\t\n\
    x/c\tTOOL\tC++\tAT&T\t\t\t\n\
    x/d\tTOOL\tSearch and Find\t\t\t\t\n\
    x/e\tTOOL\tNorth Star\t\t\t\t\n";
const NAMES: &str = "NCSC, the National Cyber Security Centre; MINISTRY OF FOREIGN AFFAIRS (MOFA) \u{c678}\u{ad50}\u{bd80} \
    LAPSUS$ DEV-0537 C++ AT&amp;T UK National Cyber-Security Center, Search & Find, North Star.";

/// A compiled list that was damaged, or made up: refused, or wrong names or none, never a panic or a loop without end. The bytes are
/// changes to a right one, three for each: where, and what is there then; or, where they start as one, the list itself.
pub fn compiled(data: &[u8]) {
    static RIGHT: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let list = List { file: "fuzz.tsv", bytes: LIST };
        Gazetteer::builder().list(list).build().expect("a list").as_bytes().to_vec()
    });
    let bytes = if data.starts_with(&gazet::gazetteer::MAGIC) {
        data.to_vec()
    } else {
        let mut bytes = RIGHT.clone();
        for change in data.chunks_exact(3) {
            let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % bytes.len();
            bytes[at] = change[2];
        }
        bytes
    };
    let Ok(gazetteer) = Gazetteer::open(bytes) else { return };
    if gazetteer.verify().is_ok() {
        assert!(
            data.starts_with(&gazet::gazetteer::MAGIC) || gazetteer.as_bytes() == RIGHT.as_slice(),
            "a wrong checksum"
        );
    }
    let document = document(NAMES, 0);
    for overlap in [Overlap::Nested, Overlap::All] {
        let annotation = gazet::annotate(&document, &gazetteer, &Options { overlap, ..Options::default() });
        let record = record(
            &document,
            &annotation,
            &gazetteer,
            &RecordOptions { explain: true, ..RecordOptions::default() },
            None,
        );
        serde_json::to_vec(&record).expect("a record is JSON");
    }
    for entity in gazetteer.entities() {
        let _ = (entity.id(), entity.name(), gazetteer.label(entity.label()));
    }
}

/// Bytes as text: what comes out of gzip and zstd is bounded by who asks, every encoding gives a text, and the map of it is in order and
/// within the bytes.
pub fn decode(data: &[u8]) {
    const NAMED: [&str; 14] = [
        "auto",
        "utf-8",
        "utf-16le",
        "utf-16be",
        "windows-1252",
        "iso-8859-2",
        "euc-kr",
        "shift_jis",
        "gb18030",
        "big5",
        "iso-2022-jp",
        "euc-jp",
        "replacement",
        "x-user-defined",
    ];
    let (choice, data) = data.split_first().unwrap_or((&0, &[]));
    let mut unpacked = Vec::new();
    let bytes = if compression::is_compressed(data) {
        let Ok(reader) = compression::reader(data) else { return };
        let most = 1 << 16;
        let read = reader.take(most).read_to_end(&mut unpacked);
        assert!(unpacked.len() as u64 <= most);
        if read.is_err() {
            return;
        }
        &unpacked
    } else {
        data
    };
    let Some(encoding) = Choice::new(NAMED[usize::from(*choice) % NAMED.len()]) else { return };
    let decoded = encoding::decode(bytes, encoding);
    let replaced = decoded.text.matches('\u{fffd}').count() as u64;
    assert!(decoded.replaced <= replaced, "{} of {replaced}", decoded.replaced);
    let map = Map::new(bytes, &decoded);
    let mut last = 0;
    for (at, c) in decoded.text.char_indices() {
        let [start, end] = map.range(at as u32, (at + c.len_utf8()) as u32).map(|at| at as usize);
        assert!(last <= start && start <= end && end <= bytes.len(), "{c:?} at {at}: {start}..{end} behind {last}");
        last = start;
    }
    if decoded.encoding == "UTF-8" && decoded.replaced == 0 {
        let mark = bytes.len() - decoded.text.len();
        assert!(mark == 0 || mark == 3);
        assert_eq!(&bytes[mark..], decoded.text.as_bytes());
    }
}

/// Pages: the same text with and without the places, which are in order and have the same bytes, or read as these.
pub fn pages(data: &[u8]) {
    let _ = html::declared(data);
    let source = String::from_utf8_lossy(data);
    let page = html::page(&source, true);
    assert_eq!(page.text, html::page(&source, false).text);
    let (mut text, mut place) = (0, 0);
    for piece in &page.pieces {
        assert!(text <= piece.text && place <= piece.page, "{piece:?}");
        (text, place) = (piece.text + piece.length, piece.page + piece.page_length);
        let shown = &page.text[piece.text as usize..text as usize];
        let there = &source[piece.page as usize..place as usize];
        let reads_as = |there: &str| html::page(&format!("<pre>.{there}"), false).text;
        let is_right = if piece.verbatim {
            shown == there
        } else {
            (shown, there) == ("\u{fffd}", "\0") || reads_as(there) == format!(".{shown}")
        };
        assert!(is_right, "{piece:?}: {shown:?} is from {there:?}");
    }
    let map = Map::behind(0).of_page(page.pieces);
    for (at, c) in page.text.char_indices() {
        let [from, to] = map.range(at as u32, (at + c.len_utf8()) as u32);
        assert!(from <= to && to as usize <= source.len());
    }
}

/// A line of JSON has the fields that a plain reading of it has, or fails where that one does.
pub fn jsonl(data: &[u8]) {
    for line in data.split(|b| *b == b'\n') {
        let plain = serde_json::from_slice::<Value>(line).ok();
        let Ok(fields) = LineFields::read(line) else {
            assert!(!plain.is_some_and(|value| value.is_object()), "{}", String::from_utf8_lossy(line));
            continue;
        };
        let Some(Value::Object(mut plain)) = plain else { panic!("{}", String::from_utf8_lossy(line)) };
        assert_eq!([fields.id, fields.date], ["id", "date"].map(|key| plain.remove(key)));
        match (fields.text, plain.remove("text")) {
            (Some(LineText::Text(text)), Some(Value::String(same))) => assert_eq!(text, same),
            (Some(LineText::Other(_)), Some(other)) => assert!(!other.is_string()),
            (None, None) => {}
            (text, same) => panic!("{text:?} in place of {same:?}"),
        }
        assert_eq!(fields.rest, plain);
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

/// The fast matcher finds what the plain one finds, and the longest of that where asked for them. The bytes before the first NUL are names, a line each; those behind it the text.
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
    let (mut spans, mut longest, mut last) = (Spans::default(), Vec::new(), Span::default());
    spans.fill(text);
    gazetteer.longest(text, &spans, &mut longest);
    let free = fast.iter().copied().filter(|m| {
        let free = m.span.start >= last.end || m.span == last;
        last = if free { m.span } else { last };
        free
    });
    assert_eq!(longest, free.collect::<Vec<_>>(), "{names:?} in {text:?}");
    // names in scripts without spaces are none of the plain matcher's
    fast.retain(|m| !is_unspaced(gazetteer.entity(m).name()));
    let mut slow = plain.matches(text, &tokens);
    slow.retain(|m| !is_unspaced(gazetteer.entity(m).name()));
    assert_eq!(fast, slow, "{names:?} in {text:?}");
}

/// Words are those of the oracle. Cut ones are whole characters, in order, the same whatever text was read before, and the same wherever
/// the text stands in the blocks that are looked at at once.
pub fn words(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut words = Words::default();
    words.fill(&text);
    let of_crate: Vec<_> = text.unicode_word_indices().map(|(at, word)| Span::new(at, at + word.len())).collect();
    assert_eq!(words.spans(), of_crate, "{text:?}");
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
    let (mut spans, before) = (Spans::default(), "-".repeat(data.len() % 64) + "\n");
    spans.fill(&(before.clone() + &text));
    let moved =
        tokens.spans().iter().map(|s| Span::new(s.start as usize + before.len(), s.end as usize + before.len()));
    assert!(moved.eq(spans.all().iter().copied()), "{text:?} behind {} bytes", before.len());
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
    Options { dates, overlap, names_only: choice >> 5 & 3 == 3 }
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
