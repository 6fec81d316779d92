//! `gazet schema`: the JSON Schema of the record.

use crate::Exit;
use crate::messages::Fatal;
use crate::sink::Sink;

const SCHEMA: &str = include_str!("record.schema.json");

/// Prints it.
pub(crate) fn print() -> Result<Exit, Fatal> {
    let mut sink = Sink::open(None)?;
    sink.write(SCHEMA.as_bytes())?;
    sink.finish()?;
    Ok(Exit::Done)
}
