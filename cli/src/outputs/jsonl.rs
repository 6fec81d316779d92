//! JSON lines: a record a line.

use super::{Format, Outcome, append};

pub(super) struct Jsonl;

impl Format for Jsonl {
    fn extension(&self) -> &'static str {
        "jsonl"
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        append(outcome, out);
        out.push(b'\n');
    }
}
