//! Arrow IPC (a file, also called Feather) and Parquet: a row a document, its spans a list of structs, with the names of the record.
//!
//! `gazet-arrow` makes the columns. `why`, the text and the bytes of the input have no column; the fields of the input are one column of JSON. Rows are written in
//! batches, so that memory holds one of them.

use std::collections::BTreeSet;
use std::io::{self, Write};

use arrow_array::RecordBatch;
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, Schema};
use gazet::gazetteer::{List, rows};
use gazet::reading::RecordBuf;
use gazet_arrow::{Columns as Which, Records};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::{Format, Outcome, Page, Writer};

/// A batch has so many rows ...
const ROWS: usize = 8192;
/// ... or so many bytes of text, about ...
const BYTES: usize = 16 << 20;
/// ... and Parquet's groups of rows so many bytes, about.
const GROUP: usize = 64 << 20;

/// The labels that the record itself has, whatever the lists are.
const LABELS: [&str; 14] = [
    "AGENCY",
    "AGREEMENT",
    "COUNTRY",
    "DATE",
    "DURATION",
    "EVENT",
    "LOCATION",
    "MALWARE",
    "PERSON",
    "SET",
    "THREAT_ACTOR",
    "TIME",
    "TITLE",
    "TOOL",
];

pub(super) struct Arrow {
    /// Sorted.
    labels: BTreeSet<String>,
}

impl Arrow {
    /// Takes the labels of the lists.
    pub(super) fn new(lists: &[List<'_>]) -> Self {
        let rows = lists.iter().filter_map(|list| rows(*list).ok()).flatten().flatten();
        let of_lists = rows.map(|row| row.label.into_owned()).filter(|label| !label.starts_with("CUE_"));
        Self { labels: LABELS.iter().map(|&label| label.to_owned()).chain(of_lists).collect() }
    }
}

pub(super) struct Parquet;

impl Format for Arrow {
    fn extension(&self) -> &'static str {
        "arrow"
    }

    fn is_binary(&self) -> bool {
        true
    }

    fn wants_text(&self) -> bool {
        false
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(outcome.json);
    }

    fn writer(&self) -> Box<dyn Writer> {
        let which = Which { input: true, ..Which::default() };
        let records = Records::with_labels(self.labels.iter().map(String::as_str), which);
        Box::new(Table { records, labels: Some(self.labels.clone()), file: None, open: open_arrow })
    }
}

impl Format for Parquet {
    fn extension(&self) -> &'static str {
        "parquet"
    }

    fn is_binary(&self) -> bool {
        true
    }

    fn wants_text(&self) -> bool {
        false
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(outcome.json);
    }

    fn writer(&self) -> Box<dyn Writer> {
        // Parquet has dictionaries of its own
        let records = Records::with_labels(std::iter::empty(), Which { input: true, plain: true, ..Which::default() });
        Box::new(Table { records, labels: None, file: None, open: open_parquet })
    }
}

/// An open file of either format; what it has written so far is taken out of it.
trait File {
    fn write(&mut self, batch: &RecordBatch) -> io::Result<()>;
    fn finish(&mut self) -> io::Result<()>;
    fn written(&mut self) -> &mut Vec<u8>;
}

type Open = fn(&Schema) -> io::Result<Box<dyn File>>;

/// One output on its way out.
struct Table {
    records: Records,
    /// The labels that records may have, where they are known beforehand.
    labels: Option<BTreeSet<String>>,
    file: Option<Box<dyn File>>,
    open: Open,
}

impl Writer for Table {
    fn record(&mut self, record: &[u8], out: &mut dyn Write) -> io::Result<()> {
        let added = RecordBuf::new(record).and_then(|buffer| {
            let record = buffer.record()?;
            let is_known = |label: &str| self.labels.as_ref().is_none_or(|labels| labels.contains(label));
            if let Some(label) = record.labels().find(|label| !is_known(label)) {
                return Ok(Some(format!("{}: {label} is a label of no list; name its list with -g", record.id)));
            }
            self.records.record(&record);
            Ok(None)
        });
        match added {
            Ok(None) => {}
            // dictionaries stand before the rows, so a word that comes late has no place
            Ok(Some(unknown)) => return Err(io::Error::other(unknown)),
            Err(e) => match serde_json::from_slice::<Page>(record) {
                Ok(Page { id, error: Some(error), .. }) => self.records.error(&id, &error.kind, &error.message),
                _ => return Err(io::Error::other(e)),
            },
        }
        if self.records.rows() >= ROWS || self.records.bytes() >= BYTES { self.flush(out) } else { Ok(()) }
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.flush(out)?;
        let Some(file) = &mut self.file else { return Ok(()) };
        file.finish()?;
        out.write_all(file.written())
    }
}

impl Table {
    /// Writes the rows so far.
    fn flush(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let batch = self.records.finish();
        if self.file.is_none() {
            self.file = Some((self.open)(&self.records.schema())?);
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        if batch.num_rows() > 0 {
            file.write(&batch)?;
        }
        out.write_all(file.written())?;
        file.written().clear();
        Ok(())
    }
}

fn open_arrow(schema: &Schema) -> io::Result<Box<dyn File>> {
    Ok(Box::new(FileWriter::try_new(Vec::new(), schema).map_err(of_arrow)?))
}

fn of_arrow(error: ArrowError) -> io::Error {
    io::Error::other(error)
}

impl File for FileWriter<Vec<u8>> {
    fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        FileWriter::write(self, batch).map_err(of_arrow)
    }

    fn finish(&mut self) -> io::Result<()> {
        FileWriter::finish(self).map_err(of_arrow)
    }

    fn written(&mut self) -> &mut Vec<u8> {
        self.get_mut()
    }
}

fn open_parquet(schema: &Schema) -> io::Result<Box<dyn File>> {
    let properties =
        WriterProperties::builder().set_compression(Compression::SNAPPY).set_created_by("gazet".to_owned()).build();
    let writer = ArrowWriter::try_new(Vec::new(), schema.clone().into(), Some(properties)).map_err(of_parquet)?;
    Ok(Box::new(writer))
}

fn of_parquet(error: ParquetError) -> io::Error {
    io::Error::other(error)
}

impl File for ArrowWriter<Vec<u8>> {
    fn write(&mut self, batch: &RecordBatch) -> io::Result<()> {
        ArrowWriter::write(self, batch).map_err(of_parquet)?;
        if self.in_progress_size() >= GROUP { self.flush().map_err(of_parquet) } else { Ok(()) }
    }

    fn finish(&mut self) -> io::Result<()> {
        ArrowWriter::finish(self).map(|_| ()).map_err(of_parquet)
    }

    fn written(&mut self) -> &mut Vec<u8> {
        self.inner_mut()
    }
}
