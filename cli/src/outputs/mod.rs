//! Formats of the output, one file each.
//!
//! Workers encode records, each by itself; the main thread writes what is between them. So a format knows nothing of threads, and
//! a new one is a file here, a line in [`format`] and a name in [`FormatName`].

mod json;
mod jsonl;
mod timeml;

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

/// How records become bytes.
pub(crate) trait Format: Sync {
    /// What stands before the first record.
    fn begin(&self) -> &'static str {
        ""
    }
    /// Appends one record.
    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>);
    /// Why a document cannot have a record in this format, if it cannot.
    fn refuses(&self, _document: &Document<'_>) -> Option<String> {
        None
    }
    /// True where an output has one record and no more.
    fn one_document(&self) -> bool {
        false
    }
    /// What stands between two records.
    fn between(&self) -> &'static str {
        ""
    }
    /// What stands behind the last record.
    fn end(&self) -> &'static str {
        ""
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
