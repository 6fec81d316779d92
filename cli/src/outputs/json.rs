//! One JSON array of all records, each still on a line of its own.

use std::io::{self, Write};

use super::{Format, Outcome, Writer, append};

pub(super) struct Json;

impl Format for Json {
    fn extension(&self) -> &'static str {
        "json"
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        append(outcome, out);
    }

    fn writer(&self) -> Box<dyn Writer> {
        Box::new(Array { empty: true })
    }
}

struct Array {
    empty: bool,
}

impl Writer for Array {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"[\n")
    }

    fn record(&mut self, record: &[u8], out: &mut dyn Write) -> io::Result<()> {
        if !std::mem::replace(&mut self.empty, false) {
            out.write_all(b",\n")?;
        }
        out.write_all(record)
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]\n")
    }
}
