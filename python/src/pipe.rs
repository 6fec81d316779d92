//! `Annotator.pipe`: texts in, annotations out, in order, with a bounded number of texts under way.

use std::sync::Arc;
use std::vec;

use gazet::Scratch;
use pyo3::exceptions::PyStopIteration;
use pyo3::prelude::*;
use pyo3::types::PyIterator;

use crate::ahead::{Ahead, threads};
use crate::annotation::Annotation;
use crate::annotator::input;
use crate::engine::{Engine, Held, Input};
use crate::errors::Failure;

/// A job has so many documents at most ...
const JOB_DOCUMENTS: usize = 16;
/// ... or so many bytes.
const JOB_BYTES: usize = 256 << 10;

/// What an item of the input became.
enum Outcome {
    Done(Arc<Held>),
    Failed(Failure),
    /// The input itself raised.
    Raised(PyErr),
}

/// An iterator of annotations.
#[pyclass(module = "gazet._gazet")]
pub(crate) struct Pipe {
    engine: Arc<Engine>,
    texts: Option<Py<PyIterator>>,
    read: usize,
    job: usize,
    ahead: Ahead<Vec<Outcome>>,
    ready: vec::IntoIter<Outcome>,
    return_errors: bool,
}

impl Pipe {
    pub(crate) fn new(
        engine: Arc<Engine>,
        texts: &Bound<'_, PyAny>,
        option: Option<usize>,
        read_ahead: Option<usize>,
        return_errors: bool,
    ) -> PyResult<Self> {
        let threads = threads(option);
        let read_ahead = read_ahead.unwrap_or(threads * 4 * JOB_DOCUMENTS).max(1);
        // all threads have a job and another one waiting, if the bound allows
        let job = (read_ahead / (threads * 2)).clamp(1, JOB_DOCUMENTS);
        Ok(Self {
            engine,
            texts: Some(texts.try_iter()?.unbind()),
            read: 0,
            job,
            ahead: Ahead::new(threads, read_ahead / job)?,
            ready: Vec::new().into_iter(),
            return_errors,
        })
    }

    /// Takes the next texts; false where there are none.
    fn take(&mut self, py: Python<'_>) -> bool {
        let Some(texts) = &self.texts else { return false };
        let mut texts = texts.bind(py).clone();
        let mut inputs: Vec<Result<Input, Failure>> = Vec::with_capacity(self.job);
        let (mut bytes, mut raised) = (0, None);
        while inputs.len() < self.job && bytes < JOB_BYTES {
            match texts.next() {
                Some(Ok(item)) => {
                    let input = input(&item, self.read);
                    self.read += 1;
                    bytes += input.as_ref().map_or(0, |i| i.text.len());
                    inputs.push(input);
                }
                Some(Err(error)) => {
                    raised = Some(error);
                    break;
                }
                None => break,
            }
        }
        if inputs.len() < self.job && bytes < JOB_BYTES {
            self.texts = None;
        }
        let any = !inputs.is_empty() || raised.is_some();
        if !inputs.is_empty() {
            let engine = Arc::clone(&self.engine);
            self.ahead.push(move || {
                let mut scratch = Scratch::default();
                let outcome = |input: Result<Input, Failure>| match input.and_then(|i| engine.annotate(&mut scratch, i))
                {
                    Ok(held) => Outcome::Done(held),
                    Err(failure) => Outcome::Failed(failure),
                };
                inputs.into_iter().map(outcome).collect()
            });
        }
        if let Some(error) = raised {
            self.ahead.push_result(vec![Outcome::Raised(error)]);
        }
        any
    }
}

#[pymethods]
impl Pipe {
    fn __iter__(slf: PyRef<'_, Self>) -> PyRef<'_, Self> {
        slf
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        loop {
            match self.ready.next() {
                Some(Outcome::Done(held)) => return Ok(Bound::new(py, Annotation::new(held))?.into_any().unbind()),
                Some(Outcome::Failed(failure)) if self.return_errors => {
                    return Ok(failure.raise(py).into_value(py).into_any());
                }
                Some(Outcome::Failed(failure)) => return Err(failure.raise(py)),
                Some(Outcome::Raised(error)) => return Err(error),
                None => {}
            }
            let mut taken = false;
            while self.ahead.wants_more(taken) && self.take(py) {
                taken = true;
            }
            let ahead = &mut self.ahead;
            match py.detach(|| ahead.wait()) {
                Some(outcomes) => self.ready = outcomes.into_iter(),
                None => return Err(PyStopIteration::new_err(())),
            }
            py.check_signals()?;
        }
    }
}
