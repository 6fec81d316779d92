//! A report to read in a browser: one HTML file for all documents.
//!
//! Workers make of each record what the report keeps of it; the writer gathers that, and the page is written at the end, because
//! its tables stand before the texts. So memory holds the whole report, compressed.

use std::io::{self, Write};
use std::sync::Arc;

use gazet::gazetteer::{List, rows};
use gazet::record::Offsets;

use super::{Format, Outcome, Writer};
use crate::report::data::{Data, References};
use crate::report::document::Document;
use crate::report::page;

pub(super) struct Html {
    references: Arc<References>,
}

impl Html {
    /// Reads the cross references of lists that a gazetteer was built from; a row takes the place of an earlier one.
    pub(super) fn new(lists: &[List<'_>]) -> Self {
        let rows = lists.iter().filter_map(|list| rows(*list).ok()).flatten().filter_map(Result::ok);
        let references = rows.map(|row| (row.id.to_owned(), row.xrefs.into_iter().map(String::from).collect()));
        Self { references: Arc::new(references.collect()) }
    }
}

impl Format for Html {
    fn extension(&self) -> &'static str {
        "html"
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let record = serde_json::from_slice(outcome.json).expect("a record is JSON");
        let document = Document::new(&record, outcome.text.unwrap_or(""));
        // a document has neither keys that are no strings nor numbers that are none, and a Vec takes every byte
        serde_json::to_writer(out, &document).expect("a document is JSON");
    }

    fn counts(&self) -> Option<Offsets> {
        Some(Offsets::Utf16)
    }

    fn wants_reasons(&self) -> bool {
        true
    }

    fn writer(&self) -> Box<dyn Writer> {
        Box::new(Report { data: Data::default(), references: Arc::clone(&self.references) })
    }
}

struct Report {
    data: Data,
    references: Arc<References>,
}

impl Writer for Report {
    fn record(&mut self, record: &[u8], _out: &mut dyn Write) -> io::Result<()> {
        self.data.add(&serde_json::from_slice(record)?);
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        page::write(&std::mem::take(&mut self.data).finish(&self.references), out)
    }
}
