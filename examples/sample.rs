//! Draws spans of one label at random from a JSONL corpus, each with its context, for a reader to judge:
//! `cargo run --release --example sample -- LABEL COUNT SEED CORPUS.jsonl`
//!
//! Prints TSV: number, document, start (code points), left context, text, right context, id or value, evidence. The same seed draws the same spans.

use std::io::Write as _;

use gazet::document::GivenBy;
use gazet::{Document, Options, annotate};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [label, count, seed, corpus] = args.as_slice() else {
        return Err("usage: sample LABEL COUNT SEED CORPUS.jsonl".into());
    };
    let gazetteer = gazet_lists::gazetteer()?;
    let wanted = gazetteer.find_label(label).ok_or("no such label")?;
    let source = std::fs::read_to_string(corpus)?;
    let mut rows = Vec::new();
    for line in source.lines() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        let (id, text) = (record["id"].as_str().unwrap_or("-"), record["text"].as_str().unwrap_or(""));
        let mut document = Document::new(id, text)?;
        if let Some(date) = record["date"].as_str().and_then(|d| d.parse().ok()) {
            document = document.with_date(date, GivenBy::Record);
        }
        let annotation = annotate(&document, &gazetteer, &Options::default());
        for mention in annotation.mentions.iter().filter(|m| m.label == wanted) {
            let (start, end) = (mention.span.start as usize, mention.span.end as usize);
            let left: String = text[..start].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
            let right: String = text[end..].chars().take(50).collect();
            let value = mention.timex.map(|i| annotation.timexes[i as usize].value.as_str());
            let value = value.or(mention.id.as_deref()).unwrap_or("-");
            let cells = [
                id,
                &text[..start].chars().count().to_string(),
                &left,
                &text[start..end],
                &right,
                value,
                &format!("{:?}", mention.evidence),
            ]
            .map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "));
            rows.push(cells.join("\t"));
        }
    }
    // a linear congruential generator, so that the draw needs no package and never changes
    let mut state: u64 = seed.parse()?;
    let mut out = std::io::stdout().lock();
    for number in 1..=count.parse::<usize>()?.min(rows.len()) {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let row = rows.swap_remove((state >> 33) as usize % rows.len());
        writeln!(out, "{number}\t{row}")?;
    }
    Ok(())
}
