//! Reading ahead: jobs go to a pool of threads, results come back in the order of the jobs.
//!
//! The pool belongs to one iteration and ends with it. So a process that forks between iterations, as spaCy's and Python's own pools do,
//! leaves no thread behind that its child would wait for.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use pyo3::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::errors::GazetError;

/// The jobs under way, at most `limit`.
#[derive(Debug)]
pub(crate) struct Ahead<T> {
    pool: ThreadPool,
    limit: usize,
    waiting: VecDeque<Slot<T>>,
}

#[derive(Debug)]
enum Slot<T> {
    // never locked: Python's classes must be shareable, and a receiver by itself is not
    Coming(Mutex<Receiver<T>>),
    Here(T),
}

/// The number of threads that an option means: one a core for none.
pub(crate) fn threads(option: Option<usize>) -> usize {
    option.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, Into::into)).max(1)
}

impl<T: Send + 'static> Ahead<T> {
    pub(crate) fn new(threads: usize, limit: usize) -> PyResult<Self> {
        let builder = ThreadPoolBuilder::new().num_threads(threads).thread_name(|i| format!("gazet-{i}"));
        let pool = builder.build().map_err(|e| GazetError::new_err(format!("the threads cannot be started: {e}")))?;
        Ok(Self { pool, limit: limit.max(1), waiting: VecDeque::new() })
    }

    /// True where another job may be taken: fewer are under way than may be, and nobody need wait for the first one.
    pub(crate) fn wants_more(&mut self, taken: bool) -> bool {
        self.waiting.len() < self.limit && !(taken && self.first_is_here())
    }

    fn first_is_here(&mut self) -> bool {
        match self.waiting.front_mut() {
            None => false,
            Some(slot) => {
                let Slot::Coming(receiver) = slot else { return true };
                match receiver.get_mut().map(|r| r.try_recv()) {
                    Ok(Ok(result)) => *slot = Slot::Here(result),
                    Ok(Err(TryRecvError::Empty)) => return false,
                    _ => {}
                }
                true
            }
        }
    }

    /// Gives a job to the pool.
    pub(crate) fn push(&mut self, job: impl FnOnce() -> T + Send + 'static) {
        let (sender, receiver) = sync_channel(1);
        self.pool.spawn(move || {
            // nobody listens any more where the iteration was given up
            let _ = sender.send(job());
        });
        self.waiting.push_back(Slot::Coming(Mutex::new(receiver)));
    }

    /// Puts a result in the row that needs no work.
    pub(crate) fn push_result(&mut self, result: T) {
        self.waiting.push_back(Slot::Here(result));
    }

    /// Waits for the first result; `None` where nothing is under way.
    pub(crate) fn wait(&mut self) -> Option<T> {
        match self.waiting.pop_front()? {
            Slot::Here(result) => Some(result),
            Slot::Coming(receiver) => receiver.into_inner().ok()?.recv().ok(),
        }
    }
}
