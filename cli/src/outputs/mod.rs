//! Formats of the output, one file each.
//!
//! Workers encode records, each by itself; the main thread writes what is between them. So a format knows nothing of threads, and
//! a new one is a file here, a line in [`format`] and a name in [`FormatName`].

mod json;
mod jsonl;

use gazet::record::{ErrorRecord, Record};

use crate::args::FormatName;

/// What one document became.
#[derive(Debug)]
pub(crate) enum Outcome<'a> {
    Record(&'a Record<'a>),
    Error(&'a ErrorRecord<'a>),
}

/// How records become bytes.
pub(crate) trait Format: Sync {
    /// What stands before the first record.
    fn begin(&self) -> &'static str {
        ""
    }
    /// Appends one record.
    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>);
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
    }
}

/// Appends a record as JSON on one line, without the line's end.
fn append(outcome: &Outcome<'_>, out: &mut Vec<u8>) {
    let result = match outcome {
        Outcome::Record(record) => serde_json::to_writer(out, record),
        Outcome::Error(error) => serde_json::to_writer(out, error),
    };
    // a record has neither keys that are no strings nor numbers that are none, and a Vec takes every byte
    result.expect("a record is JSON");
}
