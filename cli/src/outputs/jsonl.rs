//! JSON lines: a record a line.

use super::{Format, Outcome};

pub(crate) struct Jsonl;

impl Format for Jsonl {
    fn extension(&self) -> &'static str {
        "jsonl"
    }

    fn wants_text(&self) -> bool {
        false
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(outcome.json);
        out.push(b'\n');
    }
}
