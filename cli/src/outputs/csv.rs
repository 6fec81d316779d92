//! CSV: a row a span, for spreadsheets and databases. A document that could not be read has one row, with its error; one without spans
//! has none. Relations have no place here.

use std::io::{self, Write};

use super::page::{Candidate, Page};
use super::{Format, Outcome, Writer};

pub(super) struct Csv;

const COLUMNS: [&str; 21] = [
    "doc",
    "date",
    "start",
    "end",
    "offsets",
    "label",
    "text",
    "id",
    "name",
    "country",
    "type",
    "value",
    "mod",
    "kind",
    "role",
    "status",
    "threat",
    "score",
    "source",
    "candidates",
    "error",
];

impl Format for Csv {
    fn extension(&self) -> &'static str {
        "csv"
    }

    fn wants_text(&self) -> bool {
        false
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let page = outcome.page();
        let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        // a Vec takes every byte, and every row has the same length
        write(&page, &mut rows).expect("rows are written");
    }

    fn writer(&self) -> Box<dyn Writer> {
        Box::new(WithHeader)
    }
}

fn write(page: &Page, rows: &mut csv::Writer<&mut Vec<u8>>) -> csv::Result<()> {
    let date = page.date.as_deref().unwrap_or("");
    if let Some(error) = &page.error {
        let mut row = vec![page.id.as_str()];
        row.resize(COLUMNS.len() - 1, "");
        let message = format!("{}: {}", error.kind, error.message);
        row.push(&message);
        rows.write_record(row)?;
    }
    let unit = page.unit();
    for span in &page.spans {
        let [start, end, score] = [span.start.to_string(), span.end.to_string(), span.facts.score.to_string()];
        let candidates: Vec<String> = span.facts.candidates.iter().map(candidate).collect();
        rows.write_record([
            page.id.as_str(),
            date,
            &start,
            &end,
            unit,
            &span.label,
            &span.text,
            &span.id,
            &span.facts.name,
            &span.facts.country,
            &span.facts.timex,
            &span.facts.value,
            &span.facts.modifier,
            &span.facts.kind,
            &span.facts.role,
            &span.facts.status,
            if span.facts.threat { "true" } else { "" },
            &score,
            &span.facts.source,
            &candidates.join("|"),
            "",
        ])?;
    }
    rows.flush()?;
    Ok(())
}

fn candidate(candidate: &Candidate) -> String {
    format!("{}={}", candidate.id, candidate.score)
}

struct WithHeader;

impl Writer for WithHeader {
    fn resume(&mut self, _records: u64) -> bool {
        true
    }

    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{}\r\n", COLUMNS.join(","))
    }

    fn record(&mut self, record: &[u8], out: &mut dyn Write) -> io::Result<()> {
        out.write_all(record)
    }
}
