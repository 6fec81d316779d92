//! Formats of the output, one file each.
//!
//! Workers encode records, each by itself; the main thread hands them in order to a [`Writer`], which knows what stands around and
//! between them. So a format knows nothing of threads, and a new one is a file here, a line in [`format`] and a name in [`FormatName`].

mod json;
mod jsonl;
mod timeml;

use std::io::{self, Write};

use gazet::record::{ErrorRecord, Record, RecordOptions};
use gazet::{Annotation, Document};

use crate::args::FormatName;

/// What one document became.
#[derive(Debug)]
pub(crate) enum Outcome<'a> {
    /// The record, and what it was made of.
    Record {
        record: &'a Record<'a>,
        document: &'a Document<'a>,
        annotation: &'a Annotation<'a>,
        options: &'a RecordOptions,
    },
    /// The record of a failure, and what it was made of.
    Error { record: &'a ErrorRecord<'a>, id: &'a str, kind: &'a str, message: &'a str },
}

/// How many records one output of a format has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Holds {
    /// Any number.
    Many,
    /// One and no more: several documents need a folder.
    One,
}

/// How records become bytes.
pub(crate) trait Format: Sync {
    /// The ending of a document's own file in a folder, without the dot.
    fn extension(&self) -> &'static str;
    /// How many records one output has.
    fn holds(&self) -> Holds {
        Holds::Many
    }
    /// Appends one record, as this format's [`Writer`] takes it. Runs in the workers' threads.
    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>);
    /// A second file of the document, with its ending, where a folder has one file a document.
    fn beside(&self, _outcome: &Outcome<'_>) -> Option<(&'static str, Vec<u8>)> {
        None
    }
    /// Why a document cannot have a record in this format, if it cannot: a word for programs and a message.
    fn refuses(&self, _document: &Document<'_>) -> Option<(&'static str, String)> {
        None
    }
    /// A writer for one output.
    fn writer(&self) -> Box<dyn Writer> {
        Box::new(Plain)
    }
}

/// One output that is being written, from its first byte to its last. The bytes may be kept back, but not beyond `finish`.
pub(crate) trait Writer {
    /// Writes what stands before the first record.
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
    /// Writes one record, as the format encoded it.
    fn record(&mut self, record: &[u8], out: &mut dyn Write) -> io::Result<()>;
    /// Writes what stands behind the last record.
    fn finish(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Records as they are, one behind the other.
struct Plain;

impl Writer for Plain {
    fn record(&mut self, record: &[u8], out: &mut dyn Write) -> io::Result<()> {
        out.write_all(record)
    }
}

/// The format with this name.
pub(crate) fn format(name: FormatName) -> &'static dyn Format {
    match name {
        FormatName::Json => &json::Json,
        FormatName::Jsonl => &jsonl::Jsonl,
        FormatName::Timeml => &timeml::Timeml,
    }
}

/// Appends a record as JSON on one line, without the line's end.
fn append(outcome: &Outcome<'_>, out: &mut Vec<u8>) {
    let result = match outcome {
        Outcome::Record { record, .. } => serde_json::to_writer(out, record),
        Outcome::Error { record, .. } => serde_json::to_writer(out, record),
    };
    // a record has neither keys that are no strings nor numbers that are none, and a Vec takes every byte
    result.expect("a record is JSON");
}
