//! Where records go: one output for all, or a folder with a file for each document.

use std::path::Path;

use crate::inputs::Identity;
use crate::messages::{Fatal, io_error};
use crate::outputs::{Format, Holds, Writer};
use crate::worker::Records;

use super::Sink;
use super::tree::{self, Tree};

const ONE_DOCUMENT: &str = "the format holds one document and the input has more: write a folder, -o DIR/";

/// An open output of records.
pub(crate) enum Output {
    One {
        sink: Sink,
        writer: Box<dyn Writer>,
        holds: Holds,
        records: usize,
        /// What the writer wrote and the sink does not have yet.
        buffer: Vec<u8>,
    },
    Tree(Tree),
}

impl Output {
    /// Opens it, before any work is done.
    pub(crate) fn open(path: Option<&Path>, format: &'static dyn Format) -> Result<Self, Fatal> {
        if let Some(folder) = path.filter(|p| tree::is_meant(p)) {
            return Ok(Self::Tree(Tree::open(folder, format)?));
        }
        let sink = Sink::open(path)?;
        let mut output =
            Self::One { sink, writer: format.writer(), holds: format.holds(), records: 0, buffer: Vec::new() };
        output.step(|writer, buffer| writer.begin(buffer))?;
        Ok(output)
    }

    /// What a walk over the inputs has to pass over.
    pub(crate) fn identity(&self) -> Option<Identity> {
        match self {
            Self::One { sink: Sink::Stdout, .. } => Identity::of_stdout(),
            Self::One { .. } => None,
            Self::Tree(tree) => tree.identity(),
        }
    }

    /// Writes the records of a batch; returns a message for each document that found no place of its own.
    pub(crate) fn write(&mut self, batch: &Records) -> Result<Vec<String>, Fatal> {
        match self {
            Self::Tree(tree) => {
                let mut lost = Vec::new();
                for (record, file) in batch.iter().zip(batch.files()) {
                    lost.extend(tree.write(record, file)?);
                }
                return Ok(lost);
            }
            Self::One { holds, records, .. } => {
                *records += batch.iter().count();
                if *holds == Holds::One && *records > 1 {
                    return Err(Fatal(ONE_DOCUMENT.to_owned()));
                }
            }
        }
        self.step(|writer, buffer| batch.iter().try_for_each(|record| writer.record(record, buffer)))?;
        Ok(Vec::new())
    }

    /// Completes it: a file gets its name.
    pub(crate) fn finish(mut self) -> Result<(), Fatal> {
        self.step(|writer, buffer| writer.finish(buffer))?;
        match self {
            Self::One { sink, .. } => sink.finish(),
            Self::Tree(tree) => tree.finish(),
        }
    }

    fn step(&mut self, write: impl FnOnce(&mut dyn Writer, &mut Vec<u8>) -> std::io::Result<()>) -> Result<(), Fatal> {
        let Self::One { sink, writer, buffer, .. } = self else { return Ok(()) };
        write(writer.as_mut(), buffer).map_err(|e| Fatal::at(sink.name(), io_error(&e)))?;
        let result = sink.write(buffer);
        buffer.clear();
        result
    }
}
