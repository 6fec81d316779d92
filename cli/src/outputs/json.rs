//! One JSON array of all records, each still on a line of its own.

use super::{Format, Outcome, append};

pub(super) struct Json;

impl Format for Json {
    fn begin(&self) -> &'static str {
        "[\n"
    }
    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        append(outcome, out);
    }
    fn between(&self) -> &'static str {
        ",\n"
    }
    fn end(&self) -> &'static str {
        "\n]\n"
    }
}
