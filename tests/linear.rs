//! Time is linear in the text: sixteen times the text takes about sixteen times as long, whatever the text is.
//!
//! Each text repeats what some rule looks around for: bodies in one endless sentence, titles without persons, tags in one gap. Times
//! are the best of a few runs; what looks slow is measured again, so that the noise of a machine decides nothing.
#![cfg(unix)]
#![allow(clippy::print_stdout, reason = "what was measured")]

use std::sync::LazyLock;
use std::time::Duration;

use gazet::record::{RecordOptions, record};
use gazet::{Document, Gazetteer, Options, Overlap, Scratch, annotate, annotate_with, dates};

static GAZETTEER: LazyLock<Gazetteer> =
    LazyLock::new(|| gazet_lists::gazetteer().expect("the built-in lists are fine"));

/// How many times longer the longer text is, and the ratio of times that is still taken for linear: 8 for four times the text, squared.
const TIMES: usize = 16;
const MOST: f64 = 64.0;

/// Texts that repeat one piece.
const REPEATED: &[(&str, &str)] = &[
    ("bodies in capitals", "NCSC OF THE UNITED STATES MINISTRY "),
    ("lines in capitals", "NCSC OF THE UNITED STATES MINISTRY SUMMIT TREATY OFFICE \n"),
    ("heads in capitals", "SUMMIT TREATY "),
    ("function words in capitals", "THE OF AND "),
    ("digits", "0123456789"),
    ("numbers", "12 2024 31 7 "),
    ("of the", "of the "),
    ("and", "and "),
    ("open parentheses", "(NCSC "),
    ("definitions", "Ministry of Foreign Affairs (MOFA) "),
    ("definitions in sentences", "The Ministry of Foreign Affairs (MOFA) met. "),
    ("one body in two writings", "Ministry of Foreign Affairs MINISTRY OF FOREIGN AFFAIRS "),
    ("headline", "The Office Of Summit Treaty Minister Dialogue Ministry "),
    ("bodies and countries", "the UK NCSC and the Ministry of Defence of France, the FBI with South Korea "),
    ("ambiguous bodies", "the NCSC, the Ministry of Defence, the Foreign Ministry "),
    ("countries", "France Germany Japan "),
    ("threats", "Russia’s cyberattacks and North Korea, "),
    ("actors", "Russian state-sponsored cyber actors and "),
    ("units", "Unit 26165 GRU Unit 26165, "),
    ("units of units", "FBI Cyber Policy Division in the "),
    ("units of owners", "the FBI’s Cyber Policy Division’s Trade Policy Office’s "),
    ("titles", "the Minister "),
    ("titles and nothing else", "Minister "),
    ("one adjective", "American "),
    ("ranks and retired ranks", "General (Retd) "),
    ("posts and ranks", "Chief of Staff General "),
    ("signatures", "Jane Roe\nPress Secretary\nOffice of the Minister\n"),
    ("nicknames", "Jane (Jay) “Jo” "),
    ("titles and commas", "Director, "),
    ("bodies and titles", "FBI Director, "),
    ("titles and titles", "Minister for Cyber Security and "),
    ("one person", "Director Jane Roe met. "),
    ("letters", "OBE MP KC Jr. "),
    ("ages", "John Smith, 45, of "),
    ("shared heads", "Departments of State, Justice, Treasury, and "),
    ("events", "3rd UK-ROK Cyber Dialogue "),
    ("listed events", "the Munich Security Conference, "),
    ("agreements", "Budapest Convention Act of 1964 "),
    ("places", "Seoul, Cambridge, in Georgia, "),
    ("local bodies", "the Los Angeles Unified School District, "),
    ("months", "March April May "),
    ("ordinals", "the 3rd "),
    ("days", "December 5 and 6 and "),
    ("relative dates", "last week and two days ago "),
    ("slashes", "1/2/"),
    ("less than", "<"),
    ("open tags", "<a "),
    ("tags", "<b>FBI</b> "),
    ("at", "a@"),
    ("file names", "a.com"),
    ("line breaks", "\n"),
    ("lines", "FBI\r\n\r\n"),
    ("emoji", "👨‍👩‍👧FBI"),
    ("abbreviations", "U.S."),
    ("apostrophes", "a'"),
    ("entities", "A&amp;B "),
    ("hyphens", "US-ROK-Japan-"),
    ("Han", "国家安全部"),
    ("Hangul", "외교부는 "),
    ("Thai", "กระทรวง"),
    ("soft hyphens", "Minis\u{ad}try "),
    ("one demonym", "American "),
    ("one title", "Minister "),
    ("one acronym", "NCSC "),
    ("one actor", "APT28, "),
    ("nested parentheses", "(a "),
    ("nested definitions", "Cyber Security Office (CSO (Trade Policy Office (TPO "),
    ("of the of the", "of the of the "),
    ("addresses of mail", "jane.roe@ncsc.gov.uk, "),
    ("full stops", "."),
    ("sentences of one letter", "A. B. "),
    ("quotes", "\"“‘'"),
    ("dates in a run", "5 May 2024 May 6, 2024 2024-05-07 "),
    ("years", "2024 "),
    ("ranges", "5-6 May-7 June 2024 to "),
    ("HTML", "<p class=\"a\"><a href=\"https://a.gov/\">FBI</a></p>\n"),
    ("list items", "- the FBI;\n• the NCSC;\n"),
    ("single letters", "a b c "),
    ("words of one capital", "A I X "),
    ("capitalised words that no list has", "Zork Blat Quux "),
    ("names in possession", "France’s Minister’s Office’s "),
    ("zero-width spaces", "FBI\u{200b}"),
    ("bidi controls", "FBI\u{202e} "),
    ("tabs", "FBI\tNCSC\t"),
    ("ellipses", "FBI … "),
];

/// Makes the piece of a text with this number.
type Piece = fn(usize) -> String;

/// Texts whose pieces all differ.
const COUNTED: &[(&str, Piece)] = &[
    ("capitalised words", |i| name(i) + ", "),
    ("definitions that differ", |i| {
        format!("The Cyber {} Office (C{}O) met. ", name(i), char::from(b'A' + (i % 26) as u8))
    }),
    ("persons with titles", |i| format!("Director {} {} met. ", name(i), name(i * 7 + 3))),
    ("persons with titles in one sentence", |i| format!("Director {} {}, ", name(i), name(i * 7 + 3))),
    ("one family", |i| format!("Director {} Smith met. ", name(i))),
    ("one given name", |i| format!("Director John {} met. John {} met. ", name(i), name(i))),
    ("persons who speak", |i| format!("said {} {} ", name(i), name(i + 9))),
    ("persons of one title", |i| format!("{}{} {}, ", if i == 0 { "Sens. " } else { "" }, name(i), name(i + 5))),
    ("bodies by their shape", |i| format!("the {} Cyber Security Office, ", name(i))),
    ("codes", |i| format!("Chinese UNC{} hackers ", 1000 + i % 9000)),
];

/// Texts that have one place of any length.
const ONCE: &[(&str, &str, &str, &str)] = &[
    ("a long word", "", "a", ""),
    ("a long gap", "FBI", " ", "NCSC"),
    ("a gap of tags", "FBI", "<b>", "NCSC"),
    ("a gap of broken tags", "FBI", "<b", "> NCSC"),
    ("a gap of entities", "FBI", "&nbsp;", "NCSC"),
    ("a gap of ampersands", "FBI", "&;", "NCSC"),
    ("marks", "e", "\u{301}", ""),
    ("an address", "https://", "a/b.com", " FBI"),
    ("uses of one definition", "The Ministry of Foreign Affairs (MOFA). ", "MOFA NCSC ", ""),
    ("conjuncts of one head", "Departments of ", "Justice, ", "State"),
];

fn name(i: usize) -> String {
    let mut word = String::from(char::from(b'A' + (i % 26) as u8));
    word.extend(format!("{:05}", i * 31).bytes().map(|b| char::from(b - b'0' + b'a')));
    word
}

fn time(text: &str, options: &Options) -> Duration {
    let document = Document::new("x", text).expect("short");
    let start = now();
    let annotation = annotate(&document, &GAZETTEER, options);
    let time = now().saturating_sub(start);
    drop(annotation);
    time
}

/// The processor's time of this thread, which other work on the machine does not lengthen.
fn now() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// The ratio of the times of a text of [`TIMES`] times `size` and one of `size`.
fn ratio(make: &dyn Fn(usize) -> String, size: usize, runs: usize, options: &Options) -> f64 {
    let best = |text: &str, runs: usize| (0..runs).map(|_| time(text, options)).min().unwrap_or_default();
    let short = best(&make(size), 3 * runs);
    let long = best(&make(TIMES * size), runs);
    // what takes no time at all has no ratio
    long.as_secs_f64() / short.max(Duration::from_micros(100)).as_secs_f64()
}

type Make = Box<dyn Fn(usize) -> String>;

fn texts() -> Vec<(&'static str, Make)> {
    let mut all: Vec<(&'static str, Make)> = Vec::new();
    for &(label, piece) in REPEATED {
        all.push((label, Box::new(move |size| piece.repeat(size / piece.len()))));
    }
    for &(label, piece) in COUNTED {
        all.push((
            label,
            Box::new(move |size| {
                let mut text = String::with_capacity(size + 100);
                let mut number = 0;
                while text.len() < size {
                    text.push_str(&piece(number));
                    number += 1;
                }
                text
            }),
        ));
    }
    for &(label, before, piece, behind) in ONCE {
        all.push((label, Box::new(move |size| format!("{before}{}{behind}", piece.repeat(size / piece.len())))));
    }
    all
}

/// The texts whose time grows too fast, however often it is measured.
fn slow(options: &Options) -> Vec<String> {
    let mut slow = Vec::new();
    for (label, make) in texts() {
        let ratios: Vec<f64> = [(6_000, 1), (6_000, 3), (10_000, 3)]
            .iter()
            .map(|&(size, runs)| ratio(&*make, size, runs, options))
            .take_while(|&r| r > MOST)
            .collect();
        if ratios.len() == 3 {
            slow.push(format!("{label}: {TIMES} times the text took {ratios:.0?} times as long"));
        }
    }
    slow
}

fn check(options: Options) {
    // in the small stack of a thread, so that what calls itself once for each piece of a text is found as well
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(move || slow(&options)).expect("a thread");
    let slow = thread.join().expect("no panic");
    assert!(slow.is_empty(), "not linear:\n{}", slow.join("\n"));
}

/// How many times as long as the average press release a byte of a trap may take; and as the samples, which are as dense with names as real
/// texts get, and take more than twice as long as the average.
const SLOWER: f64 = 3.0;
const SLOWER_THAN_SAMPLES: f64 = 1.5;

/// Seconds for each byte of documents, from text to JSON: the best of some runs.
fn cost(documents: &[String], runs: usize) -> f64 {
    let bytes: usize = documents.iter().map(String::len).sum();
    let (mut scratch, mut json) = (Scratch::default(), Vec::new());
    let mut run = || {
        let start = now();
        for text in documents {
            let document = Document::new("x", text).expect("short");
            let annotation = annotate_with(&mut scratch, &document, &GAZETTEER, &Options::default());
            json.clear();
            record(&document, &annotation, &GAZETTEER, &RecordOptions::default(), None).write_json(&mut json);
        }
        now().saturating_sub(start).as_secs_f64()
    };
    (0..runs).map(|_| run()).fold(f64::MAX, f64::min) / bytes as f64
}

/// Documents to compare with, the samples or the first texts of the JSON lines that `GAZET_ORDINARY` names, and how many times as long a trap
/// may take.
#[allow(clippy::disallowed_methods, reason = "the switch for measurements")]
fn ordinary() -> (Vec<String>, f64) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut seeds: Vec<_> = std::fs::read_dir(folder).expect("seeds").map(|f| f.expect("a file").path()).collect();
    seeds.sort();
    let seeds: Vec<String> = seeds.iter().map(|p| std::fs::read_to_string(p).expect("a text")).collect();
    let Ok(path) = std::env::var("GAZET_ORDINARY") else { return (seeds, SLOWER_THAN_SAMPLES) };
    let lines = std::fs::read_to_string(path).expect("JSON lines");
    let text =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["text"].as_str().map(str::to_owned);
    let texts: Vec<String> = lines.lines().take(60).filter_map(text).collect();
    let denser = cost(&seeds, 20) / cost(&texts, 20);
    println!("{denser:6.2} the samples");
    (texts, SLOWER)
}

#[test]
fn traps_take_little_longer_than_ordinary_text() {
    let (ordinary, most) = ordinary();
    let (mut slow, mut table) = (Vec::new(), Vec::new());
    for (label, make) in texts() {
        let trap = [make(20_000)];
        // what looks slow is measured again, each time beside ordinary text
        let mut ratio = f64::MAX;
        for runs in [2, 5, 10] {
            ratio = ratio.min(cost(&trap, runs) / cost(&ordinary, 2 * runs));
            if ratio < most {
                break;
            }
        }
        table.push((ratio, label));
        if ratio > most {
            slow.push(format!("{label}: {ratio:.1} times as long as ordinary text"));
        }
    }
    table.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (ratio, label) in table {
        println!("{ratio:6.2} {label}");
    }
    assert!(slow.is_empty(), "slow:\n{}", slow.join("\n"));
}

#[test]
fn time_is_linear() {
    check(Options::default());
    let dates = dates::Options { convention: dates::Convention::Timeml, ..dates::Options::default() };
    check(Options { dates, overlap: Overlap::All, names_only: false });
}
