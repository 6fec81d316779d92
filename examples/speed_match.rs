//! Matching alone against the aho-corasick crate on the same list and text, in one process, rounds interleaved:
//! `speed_match press.jsonl 5000`. The list is that of `make_list`; the third argument `nocompare` leaves the crate out. Times are those of
//! the processor where the system tells them (Linux), so that a busy machine changes little; peaks of memory likewise.
#![allow(clippy::print_stdout, reason = "an example")]

#[path = "make_list.rs"]
mod make_list;
mod processor;

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use gazet::Gazetteer;
use gazet::gazetteer::List;
use gazet::tokenize::Spans;
use processor::{resident, seconds};

const ROUNDS: usize = 5;
/// So many times a round gazet goes through the texts.
const AGAIN: u32 = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, path, count, ..] = &args[..] else { return Err("speed_match FILE.jsonl COUNT [nocompare]".into()) };
    let list = make_list::list(count.parse()?);
    // what making the list has freed is tidied up by whoever next asks for much: before the clock starts
    drop(black_box(Vec::<u8>::with_capacity(1 << 20)));
    let (before, start) = (resident("VmRSS"), seconds());
    let built = Gazetteer::builder().list(List { file: "names.tsv", bytes: list.as_bytes() }).build()?;
    let (time, peak) = (seconds() - start, resident("VmHWM").saturating_sub(before));
    let compiled = built.as_bytes().to_vec();
    let (size, names) = (compiled.len(), built.names());
    let texts_of_names: usize = built.entities().map(|e| e.id().len() + e.name().len()).sum();
    println!(
        "{names} names: compiled in {time:.3} s with {peak} kB at most beside the list; {size} bytes, {:.1} a name, of them {:.1} ids and names",
        size as f64 / names as f64,
        texts_of_names as f64 / names as f64
    );
    drop(built);

    let mut texts = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        texts.extend(record["text"].as_str().map(str::to_owned));
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    let start = Instant::now();
    let gazetteer = Gazetteer::open(compiled)?;
    let (mut words, mut found) = (Spans::default(), Vec::new());
    words.fill(&texts[0]);
    gazetteer.longest(&texts[0], &words, &mut found);
    println!("open to the spans of the first text: {:.3} ms", start.elapsed().as_secs_f64() * 1e3);

    let other = if args.get(3).is_some_and(|a| a == "nocompare") {
        None
    } else {
        let names: Vec<&str> = list.lines().skip(1).filter_map(|line| line.split('\t').nth(1)).collect();
        let builder = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(names)?;
        Some(builder)
    };
    let (mut own_times, mut other_times, mut counts) = (Vec::new(), Vec::new(), (0, 0));
    for _ in 0..ROUNDS {
        let start = seconds();
        // the processor's time comes in steps of milliseconds
        for _ in 0..AGAIN {
            counts.0 = 0;
            for text in &texts {
                words.fill(text);
                gazetteer.longest(text, &words, &mut found);
                counts.0 += black_box(&found).len();
            }
        }
        own_times.push((seconds() - start) / f64::from(AGAIN));
        if let Some(other) = &other {
            let start = seconds();
            counts.1 = 0;
            for text in &texts {
                let is_word = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
                let whole = |start: usize, end: usize| {
                    let before = start.checked_sub(1).and_then(|at| text.as_bytes().get(at));
                    !is_word(before) && !is_word(text.as_bytes().get(end))
                };
                counts.1 += other.find_iter(text).filter(|m| whole(m.start(), m.end())).count();
            }
            other_times.push(seconds() - start);
        }
    }
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
    };
    let (own, other) = (median(own_times), median(other_times));
    let speed = |seconds: f64| bytes as f64 / 1e6 / seconds;
    println!(
        "gazet {:.0} MB/s, {} spans; aho-corasick {:.0} MB/s, {} spans",
        speed(own),
        counts.0,
        speed(other),
        counts.1
    );
    println!("ratio {:.2}", other / own);
    Ok(())
}
