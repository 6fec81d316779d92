//! Words against `unicode-segmentation`, in one process, rounds interleaved: `speed_words press.jsonl`. The words have to be the same.
//! Times are those of the processor where the system tells them (Linux).
#![allow(clippy::print_stdout, reason = "an example")]

mod processor;

use std::error::Error;
use std::hint::black_box;

use gazet::tokenize::{Spans, Tokens, Words};
use processor::seconds;
use unicode_segmentation::UnicodeSegmentation as _;

const ROUNDS: usize = 7;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("speed_words FILE.jsonl")?;
    let mut texts = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        texts.extend(record["text"].as_str().map(str::to_owned));
    }
    let (ascii, other): (Vec<_>, Vec<_>) = texts.into_iter().partition(|text| text.is_ascii());
    let curly: Vec<String> = other.into_iter().filter(|text| text.contains(['‘', '’', '“', '”'])).collect();
    println!(
        "{:<24}{:>8}{:>10}{:>10}{:>10}{:>10}{:>9}",
        "documents", "MB", "crate", "words", "spans", "tokens", "ratio"
    );
    for (name, texts) in [("ASCII", &ascii), ("with curly quotes", &curly)] {
        compare(name, texts);
    }
    Ok(())
}

fn compare(name: &str, texts: &[String]) {
    let (mut words, mut spans, mut tokens) = (Words::default(), Spans::default(), Tokens::default());
    for text in texts {
        words.fill(text);
        let own = words.spans().iter().map(|w| (w.start as usize, w.of(text)));
        let differs = own.zip(text.unicode_word_indices()).find(|(own, of_crate)| own != of_crate);
        assert_eq!((differs, words.spans().len()), (None, text.unicode_words().count()));
    }
    let bytes: usize = texts.iter().map(String::len).sum();
    // a few milliseconds say little
    let again = 60_000_000usize.div_ceil(bytes.max(1));
    let mut times = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        let mut measure = |at: usize, run: &mut dyn FnMut(&str) -> usize| {
            let start = seconds();
            for _ in 0..again {
                black_box(texts.iter().map(|text| run(text)).sum::<usize>());
            }
            times[at].push(seconds() - start);
        };
        measure(0, &mut |text| text.unicode_word_indices().map(|(i, word)| i ^ word.len()).sum());
        measure(1, &mut |text| {
            words.fill(text);
            words.spans().len()
        });
        measure(2, &mut |text| {
            spans.fill(text);
            spans.all().len()
        });
        measure(3, &mut |text| {
            tokens.refill(text);
            tokens.len()
        });
    }
    let [of_crate, words, spans, tokens] = times.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times[ROUNDS / 2]
    });
    let speed = |seconds: f64| (bytes * again) as f64 / 1e6 / seconds;
    println!(
        "{name:<24}{:>8.1}{:>10.0}{:>10.0}{:>10.0}{:>10.0}{:>8.1}x",
        bytes as f64 / 1e6,
        speed(of_crate),
        speed(words),
        speed(spans),
        speed(tokens),
        of_crate / words
    );
}
