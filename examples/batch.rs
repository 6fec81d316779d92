//! A batch on all cores: reads JSON lines, annotates them with rayon, writes the records in the order of the input.
//!
//! `cargo run --release --example batch -- releases.jsonl > records.jsonl`
#![allow(clippy::print_stderr, reason = "a program")]

use std::error::Error;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

use gazet::document::{GivenBy, day};
use gazet::record::{ErrorRecord, RecordOptions, record};
use gazet::{Document, Gazetteer, Options, annotate};
use rayon::prelude::*;
use serde::Deserialize;

/// So many lines are in memory at once.
const LINES: usize = 4096;

fn main() -> Result<(), Box<dyn Error>> {
    let Some(path) = std::env::args().nth(1) else { return Err("batch FILE.jsonl".into()) };
    let gazetteer = gazet_lists::gazetteer()?;
    // a pool of our own; the global one belongs to whoever starts the program
    let pool = rayon::ThreadPoolBuilder::new().build()?;
    let input = BufReader::new(std::fs::File::open(path)?);
    let mut output = BufWriter::new(io::stdout());
    pool.install(|| batch(input, &gazetteer, &mut output))?;
    Ok(output.flush()?)
}

#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    date: Option<String>,
}

/// One annotator for all threads: a gazetteer never changes.
fn batch(input: impl BufRead, gazetteer: &Gazetteer, output: &mut (impl Write + Send)) -> io::Result<()> {
    let mut lines = input.lines();
    loop {
        let part: Vec<String> = lines.by_ref().take(LINES).collect::<io::Result<_>>()?;
        if part.is_empty() {
            return Ok(());
        }
        let records: Vec<String> = part.par_iter().map(|line| json(line, gazetteer)).collect();
        for record in records {
            writeln!(output, "{record}")?;
        }
    }
}

/// The record of a line; what cannot be read has one as well.
fn json(line: &str, gazetteer: &Gazetteer) -> String {
    let written = |record: serde_json::Result<String>| record.unwrap_or_default();
    let line: Line = match serde_json::from_str(line) {
        Ok(line) => line,
        Err(e) => return written(serde_json::to_string(&ErrorRecord::new("?", "json", e.to_string()))),
    };
    let document = match Document::new(line.id.as_str(), &line.text) {
        Ok(document) => document,
        Err(e) => return written(serde_json::to_string(&ErrorRecord::new(&line.id, "too_long", e.to_string()))),
    };
    let document = match line.date.as_deref().and_then(day) {
        Some(date) => document.with_date(date, GivenBy::Record),
        None => document,
    };
    let annotation = annotate(&document, gazetteer, &Options::default());
    written(serde_json::to_string(&record(&document, &annotation, gazetteer, &RecordOptions::default(), None)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_in_the_order_of_the_lines() {
        let gazetteer = gazet_lists::gazetteer().unwrap();
        let line =
            |i: usize| format!("{{\"id\":\"{i}\",\"text\":\"The FBI spoke on Tuesday.\",\"date\":\"2024-11-08\"}}\n");
        let input: String = (0..50).map(line).chain(["no JSON\n".to_owned()]).collect();
        let mut output = Vec::new();
        batch(input.as_bytes(), &gazetteer, &mut output).unwrap();
        let output = String::from_utf8(output).unwrap();
        let records: Vec<serde_json::Value> = output.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
        assert_eq!(records.len(), 51);
        for (i, record) in records[..50].iter().enumerate() {
            assert_eq!((&record["id"], &record["spans"][1]["value"]), (&i.to_string().into(), &"2024-11-05".into()));
        }
        assert_eq!(records[50]["error"]["kind"], "json");
    }
}
