//! A stage in an asynchronous stream: texts come one by one, records go on in the same order, a bounded number is under way.
//!
//! `printf 'The FBI spoke.\nSeoul\n' | cargo run --release --example stream`
#![allow(clippy::print_stdout, reason = "a program")]

use std::error::Error;
use std::sync::Arc;

use futures_util::{Stream, StreamExt as _, stream};
use gazet::record::{RecordOptions, record};
use gazet::{Document, Gazetteer, Options, annotate};
use tokio::io::{AsyncBufReadExt as _, BufReader, stdin};

/// So many texts are under way at once.
const AHEAD: usize = 8;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let gazetteer = Arc::new(gazet_lists::gazetteer()?);
    let lines = BufReader::new(stdin()).lines();
    let texts = stream::unfold(lines, |mut lines| async { Some((lines.next_line().await.ok()??, lines)) });
    let mut records = std::pin::pin!(annotated(texts, gazetteer));
    while let Some(record) = records.next().await {
        println!("{record}");
    }
    Ok(())
}

/// Annotating is work, no waiting: it runs on the runtime's blocking threads, so that nothing else waits for it.
fn annotated(texts: impl Stream<Item = String>, gazetteer: Arc<Gazetteer>) -> impl Stream<Item = String> {
    texts
        .enumerate()
        .map(move |(number, text)| {
            let gazetteer = Arc::clone(&gazetteer);
            tokio::task::spawn_blocking(move || json(&number.to_string(), &text, &gazetteer))
        })
        .buffered(AHEAD)
        .filter_map(|record| async { record.ok() })
}

fn json(id: &str, text: &str, gazetteer: &Gazetteer) -> String {
    // a line of 4 GiB is no press release
    let Ok(document) = Document::new(id, text) else { return String::new() };
    let annotation = annotate(&document, gazetteer, &Options::default());
    let record = record(&document, &annotation, gazetteer, &RecordOptions::default(), None);
    serde_json::to_string(&record).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn records_come_in_order() {
        let gazetteer = Arc::new(gazet_lists::gazetteer().unwrap());
        let texts = stream::iter((0..40).map(|i| format!("The FBI met agent {i}.")));
        let records: Vec<String> = annotated(texts, gazetteer).collect().await;
        assert_eq!(records.len(), 40);
        for (i, record) in records.iter().enumerate() {
            let record: serde_json::Value = serde_json::from_str(record).unwrap();
            assert_eq!((&record["id"], &record["spans"][0]["id"]), (&i.to_string().into(), &"us/fbi".into()));
        }
    }
}
