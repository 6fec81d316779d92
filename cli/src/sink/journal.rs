//! The journal of a run: how far its output is, so that a run that was killed can go on.
//!
//! A text file beside the output. The first line says what the run is (a hash of options, lists and inputs), each further line is a
//! state: so many documents are done and stand in so many bytes. A state is written only when those bytes are on the disk, so
//! whatever the moment of the end, the last whole line is true. What stands behind it in the output is cut off and done again.

use std::fs::{self, File};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::summary::Tally;

use super::part::lock;

/// States are no closer than this ...
const LEAST: Duration = Duration::from_millis(50);
/// ... take no more than one part of so many of the time ...
const SHARE: u32 = 20;
/// ... and a run that is killed has lost no more than one part of so many, so that the journal of a long one stays short.
const LOST: u32 = 200;

/// How far a run is.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub(crate) struct State {
    /// Jobs that are done, those that belong to other shards among them.
    pub(crate) jobs: u64,
    /// Where the last of them comes from.
    pub(crate) last: String,
    /// Records in the output.
    pub(crate) records: u64,
    /// Bytes of the output.
    pub(crate) bytes: u64,
    /// Bytes of the file of errors.
    pub(crate) errors: u64,
    /// True when there is nothing left to do but to give the files their names.
    pub(crate) finished: bool,
    pub(crate) tally: Tally,
}

/// An open journal.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
    begun: Instant,
    /// When the last state was written, and how long that took.
    last: (Instant, Duration),
    /// There is a state to go on from.
    keep: bool,
    /// It stays without one as well.
    held: bool,
}

impl Journal {
    /// Opens a journal for a run with this fingerprint. With `resume` an earlier run's last state comes with it, if there is one.
    ///
    /// # Errors
    /// `WouldBlock` where another run has it open, `InvalidData` where the earlier run was another one, and those of the system.
    pub(crate) fn open(path: PathBuf, fingerprint: u64, resume: bool) -> io::Result<(Self, Option<State>)> {
        let mut file = File::options().read(true).write(true).create(true).truncate(false).open(&path)?;
        lock(&file)?;
        let text = fs::read_to_string(&path).unwrap_or_default();
        let head = format!("gazet-journal/1 {fingerprint:016x}\n");
        let state = if resume { last_state(&text, &head)? } else { None };
        let keep = state.is_some();
        if state.is_none() {
            file.set_len(0)?;
            file.write_all(head.as_bytes())?;
        } else {
            let whole = text.rfind('\n').map_or(0, |at| at + 1);
            file.set_len(whole as u64)?;
            file.seek(SeekFrom::End(0))?;
        }
        let begun = Instant::now();
        Ok((Self { file, path, begun, last: (begun, Duration::ZERO), keep, held: false }, state))
    }

    /// True when it is time for another state.
    pub(crate) fn is_due(&self) -> bool {
        let (at, took) = self.last;
        at.elapsed() > LEAST.max(took * SHARE).max(self.begun.elapsed() / LOST)
    }

    /// Lets it stay where there is no state yet: there are files that belong to it, and who goes on finds them in their places.
    pub(crate) fn hold(&mut self) {
        self.held = true;
    }

    /// True where `--resume` can go on with what there is.
    pub(crate) fn stays(&self) -> bool {
        self.keep || self.held
    }

    /// True where there is a state to go on from.
    pub(crate) fn has_state(&self) -> bool {
        self.keep
    }

    /// Writes a state. `sync` brings the output to the disk first.
    pub(crate) fn state(&mut self, state: &State, sync: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let start = Instant::now();
        sync()?;
        let mut line = serde_json::to_vec(state)?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.file.sync_data()?;
        self.keep = true;
        self.last = (Instant::now(), start.elapsed());
        Ok(())
    }

    /// Takes the journal away.
    pub(crate) fn remove(mut self) {
        (self.keep, self.held) = (false, false);
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        if !self.stays() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn last_state(text: &str, head: &str) -> io::Result<Option<State>> {
    let Some(states) = text.strip_prefix(head) else {
        let empty = !text.contains('\n');
        return if empty { Ok(None) } else { Err(io::ErrorKind::InvalidData.into()) };
    };
    let whole = states.rsplit_once('\n').map_or("", |(whole, _)| whole);
    Ok(whole.lines().next_back().and_then(|line| serde_json::from_str(line).ok()))
}
