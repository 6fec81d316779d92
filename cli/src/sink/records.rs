//! Where records go: one output for all, or a folder with a file for each document; and how far they are.

use std::io;
use std::path::{Path, PathBuf};

use crate::inputs::Identity;
use crate::messages::{self, Fatal, io_error};
use crate::outputs::{Format, Holds, Writer};
use crate::summary::Tally;
use crate::worker::Batch;

use super::journal::{Journal, State};
use super::part::Part;
use super::tree::{self, Tree};
use super::{Sink, Target, busy, open_part, target};

const ONE_DOCUMENT: &str = "the format holds one document and the input has more: write a folder, -o DIR/";
const OTHER_RUN: &str = "what is there was begun with other options, lists or inputs; without --resume it begins anew";

/// What is asked of an output.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) path: Option<&'a Path>,
    pub(crate) errors: Option<&'a Path>,
    pub(crate) format: &'static dyn Format,
    pub(crate) resume: bool,
    /// A hash of all that decides the output; `None` for one that no run goes on with.
    pub(crate) fingerprint: Option<u64>,
}

/// An open output of records.
pub(crate) struct Output {
    shape: Shape,
    /// The records of failures, where they go apart.
    errors: Option<Sink>,
    journal: Option<Journal>,
    state: State,
}

enum Shape {
    One {
        sink: Sink,
        writer: Box<dyn Writer>,
        holds: Holds,
        /// What the writer wrote and the sink does not have yet.
        buffer: Vec<u8>,
    },
    Tree(Tree),
    /// An earlier run has done everything.
    Complete,
}

impl Output {
    /// Opens it, before any work is done.
    pub(crate) fn open(wanted: Wanted<'_>) -> Result<Self, Fatal> {
        if let Some(folder) = wanted.path.filter(|p| tree::is_meant(p)) {
            let (tree, journal) = Tree::open(folder, wanted.format, wanted.resume)?;
            let (mut journal, state) = open_journal(journal, folder, wanted)?;
            journal.iter_mut().filter(|_| tree.resumes()).for_each(Journal::hold);
            let shape = if state.finished { Shape::Complete } else { Shape::Tree(tree) };
            return Self { shape, errors: None, journal, state }.with_errors(wanted);
        }
        let path = match target(wanted.path)? {
            Target::File(path) => path,
            Target::Stdout | Target::Direct(_) if wanted.resume => {
                return Err(Fatal("--resume goes on with a file or a folder: name it with -o".to_owned()));
            }
            Target::Stdout | Target::Direct(_) => {
                let sink = Sink::open(wanted.path)?;
                return Self { shape: begin(sink, wanted)?, errors: None, journal: None, state: State::default() }
                    .with_errors(wanted);
            }
        };
        let (journal, state) = open_journal(Part::name(&path, "journal"), &path, wanted)?;
        let shape = if !journal.as_ref().is_some_and(Journal::has_state) {
            begin(Sink::File(open_part(&path, None)?), wanted)?
        } else if state.finished && !Part::name(&path, "part").exists() {
            Shape::Complete
        } else {
            let mut writer = wanted.format.writer();
            if !writer.resume(state.records) {
                return Err(Fatal(
                    "--resume: this format cannot go on with half a file; write a folder, -o DIR/".to_owned(),
                ));
            }
            let sink = Sink::File(open_part(&path, Some(state.bytes))?);
            Shape::One { sink, writer, holds: wanted.format.holds(), buffer: Vec::new() }
        };
        Self { shape, errors: None, journal, state }.with_errors(wanted)
    }

    fn with_errors(mut self, wanted: Wanted<'_>) -> Result<Self, Fatal> {
        let Some(path) = wanted.errors else { return Ok(self) };
        let resumed = self.journal.as_ref().is_some_and(Journal::has_state);
        self.errors = match target(Some(path))? {
            Target::File(path) if self.state.finished && !Part::name(&path, "part").exists() => None,
            Target::File(path) => Some(Sink::File(open_part(&path, resumed.then_some(self.state.errors))?)),
            Target::Direct(_) | Target::Stdout => Some(Sink::open(Some(path))?),
        };
        Ok(self)
    }

    /// How far an earlier run came.
    pub(crate) fn state(&self) -> &State {
        &self.state
    }

    /// What was done, by earlier runs as well.
    pub(crate) fn tally(&self) -> &Tally {
        &self.state.tally
    }

    /// What a walk over the inputs has to pass over.
    pub(crate) fn identity(&self) -> Option<Identity> {
        match &self.shape {
            Shape::One { sink: Sink::Stdout, .. } => Identity::of_stdout(),
            Shape::One { .. } | Shape::Complete => None,
            Shape::Tree(tree) => tree.identity(),
        }
    }

    /// Writes a batch; returns a message for each document that found no place of its own.
    pub(crate) fn write(&mut self, batch: &Batch) -> Result<Vec<String>, Fatal> {
        let result = self.append(batch);
        result.map_err(|Fatal(message)| Fatal(self.how_to_go_on(message)))
    }

    fn append(&mut self, batch: &Batch) -> Result<Vec<String>, Fatal> {
        let mut lost = Vec::new();
        self.state.jobs += batch.jobs;
        self.state.last.clone_from(&batch.last);
        self.state.records += batch.records.iter().count() as u64;
        self.state.tally.add(&batch.tally);
        if let Some(errors) = &mut self.errors {
            errors.write(&batch.errors)?;
        }
        match &mut self.shape {
            Shape::Tree(tree) => {
                self.journal.iter_mut().for_each(Journal::hold);
                for (record, file) in batch.records.iter().zip(batch.records.files()) {
                    lost.extend(tree.write(record, file)?);
                }
                self.state.tally.failed += lost.len() as u64;
            }
            Shape::One { holds: Holds::One, .. } if self.state.records > 1 => {
                self.discard();
                return Err(Fatal(ONE_DOCUMENT.to_owned()));
            }
            Shape::One { sink, writer, buffer, .. } => {
                step(sink, buffer, |buffer| batch.records.iter().try_for_each(|r| writer.record(r, buffer)))?;
            }
            Shape::Complete => {}
        }
        if self.journal.as_ref().is_some_and(Journal::is_due) {
            self.mark()?;
        }
        Ok(lost)
    }

    /// Stops before everything is done. What is done stays for `--resume`, where the output is a file or a folder; returns how to
    /// go on.
    pub(crate) fn pause(&mut self, reason: &str) -> Result<String, Fatal> {
        self.mark()?;
        Ok(self.how_to_go_on(reason.to_owned()))
    }

    /// Completes it: files get their names.
    pub(crate) fn finish(mut self) -> Result<(), Fatal> {
        if let Shape::One { sink, writer, buffer, .. } = &mut self.shape
            && !self.state.finished
        {
            step(sink, buffer, |buffer| writer.finish(buffer))?;
        }
        self.state.finished = true;
        self.mark()?;
        // the errors first: where the output is there, they are as well
        if let Some(errors) = self.errors {
            errors.finish()?;
        }
        match self.shape {
            Shape::One { sink, .. } => sink.finish()?,
            // the journal of a folder stays in it, and says that it is complete
            Shape::Tree(_) => return Ok(()),
            Shape::Complete => {}
        }
        if let Some(journal) = self.journal {
            journal.remove();
        }
        Ok(())
    }

    /// Writes how far the output is, with everything up to there on the disk.
    fn mark(&mut self) -> Result<(), Fatal> {
        let Self { shape, errors, journal: Some(journal), state } = self else { return Ok(()) };
        if let Some(Sink::File(part)) = errors {
            state.errors = part.written();
        }
        if let Shape::One { sink: Sink::File(part), .. } = shape {
            state.bytes = part.written();
        }
        let sync = || -> io::Result<()> {
            if let Some(Sink::File(part)) = errors {
                part.sync()?;
            }
            match shape {
                Shape::One { sink: Sink::File(part), .. } => part.sync(),
                Shape::Tree(tree) => tree.sync(),
                _ => Ok(()),
            }
        };
        journal.state(state, sync).map_err(|e| Fatal(format!("the journal of the output: {}", io_error(&e))))
    }

    /// Leaves nothing behind.
    fn discard(&mut self) {
        let shape = std::mem::replace(&mut self.shape, Shape::Complete);
        for sink in [self.errors.take(), if let Shape::One { sink, .. } = shape { Some(sink) } else { None }] {
            if let Some(Sink::File(part)) = sink {
                part.discard();
            }
        }
        if let Some(journal) = self.journal.take() {
            journal.remove();
        }
    }

    fn how_to_go_on(&self, message: String) -> String {
        match &self.journal {
            Some(journal) if journal.stays() => {
                format!("{message}; what is done is kept, and the same command with --resume goes on")
            }
            _ => message,
        }
    }
}

fn open_journal(path: PathBuf, output: &Path, wanted: Wanted<'_>) -> Result<(Option<Journal>, State), Fatal> {
    let Some(fingerprint) = wanted.fingerprint else { return Ok((None, State::default())) };
    let name = output.to_string_lossy();
    let opened = Journal::open(path, fingerprint, wanted.resume).map_err(|e| match e.kind() {
        io::ErrorKind::WouldBlock => busy(output),
        io::ErrorKind::InvalidData => Fatal::at(&name, OTHER_RUN),
        _ => Fatal::at(&name, format!("cannot be written: {}", io_error(&e))),
    });
    let (journal, state) = opened?;
    if wanted.resume && state.is_none() {
        messages::line(&format!("{name}: nothing to go on with, so it begins at the beginning"));
    }
    Ok((Some(journal), state.unwrap_or_default()))
}

fn begin(mut sink: Sink, wanted: Wanted<'_>) -> Result<Shape, Fatal> {
    let (mut writer, mut buffer) = (wanted.format.writer(), Vec::new());
    step(&mut sink, &mut buffer, |buffer| writer.begin(buffer))?;
    Ok(Shape::One { sink, writer, holds: wanted.format.holds(), buffer })
}

fn step(
    sink: &mut Sink,
    buffer: &mut Vec<u8>,
    write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> Result<(), Fatal> {
    write(buffer).map_err(|e| Fatal::at(sink.name(), io_error(&e)))?;
    let result = sink.write(buffer);
    buffer.clear();
    result
}
