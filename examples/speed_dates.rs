//! Measures the date stage alone, tokens given: `speed_dates FILE.jsonl [press|timeml]`.

#![allow(clippy::print_stdout, clippy::cast_precision_loss)]

use std::time::Instant;

use gazet::dates::{self, Convention, Options};
use gazet::tokenize::Tokens;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(path) = args.first() else { return println!("usage: speed_dates FILE.jsonl [press|timeml]") };
    let convention = if args.get(1).is_some_and(|a| a == "timeml") { Convention::Timeml } else { Convention::Press };
    let options = Options { convention, ..Options::default() };
    let source = std::fs::read_to_string(path).unwrap_or_default();
    let texts: Vec<String> = source
        .lines()
        .filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok())
        .filter_map(|v| v["text"].as_str().map(str::to_owned))
        .collect();
    let tokens: Vec<Tokens> = texts.iter().map(|t| Tokens::new(t)).collect();
    let bytes: usize = texts.iter().map(String::len).sum();
    for _ in 0..5 {
        let (mut found, mut resolved, mut dated) = (0, 0, 0);
        let start = Instant::now();
        let all: Vec<_> = texts.iter().zip(&tokens).map(|(t, k)| dates::find(t, k, &options)).collect();
        let find = start.elapsed();
        found += all.iter().map(Vec::len).sum::<usize>();
        let start = Instant::now();
        for ((text, tokens), expressions) in texts.iter().zip(&tokens).zip(&all) {
            let (date, _) = dates::document_date(text, tokens, expressions, None, &options);
            dated += usize::from(date.is_some());
            resolved += dates::resolve(text, tokens, expressions, date, &options).len();
        }
        let resolve = start.elapsed();
        let rate = |t: std::time::Duration| bytes as f64 / t.as_secs_f64() / 1e6;
        println!(
            "find {:.0} MB/s, date and resolve {:.0} MB/s, together {:.0} MB/s: {bytes} bytes, {found} expressions, {resolved} values, {dated} of {} documents dated",
            rate(find),
            rate(resolve),
            rate(find + resolve),
            texts.len()
        );
    }
}
