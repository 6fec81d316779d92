//! One JSON array of all records, each still on a line of its own.

use std::io::{self, Write};

use serde::Serialize;

use super::{Format, Outcome, Writer};

pub(super) struct Json;

impl Format for Json {
    fn extension(&self) -> &'static str {
        "json"
    }

    fn wants_text(&self) -> bool {
        false
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(outcome.json);
    }

    fn writer(&self) -> Box<dyn Writer> {
        Box::new(Array::default())
    }
}

/// A JSON array of records, each on a line of its own.
#[derive(Default)]
pub(super) struct Array {
    filled: bool,
}

impl Writer for Array {
    fn resume(&mut self, records: u64) -> bool {
        self.filled = records > 0;
        true
    }

    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"[\n")
    }

    fn record(&mut self, record: &[u8], out: &mut dyn Write) -> io::Result<()> {
        if std::mem::replace(&mut self.filled, true) {
            out.write_all(b",\n")?;
        }
        out.write_all(record)
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]\n")
    }
}

/// Appends a value as JSON on one line, without the line's end.
pub(super) fn append_json(value: &impl Serialize, out: &mut Vec<u8>) {
    // what formats write has neither keys that are no strings nor numbers that are none, and a Vec takes every byte
    serde_json::to_writer(out, value).expect("a record is JSON");
}

/// Appends a value as JSON with the line's end.
pub(super) fn line(value: &impl Serialize, out: &mut Vec<u8>) {
    append_json(value, out);
    out.push(b'\n');
}
