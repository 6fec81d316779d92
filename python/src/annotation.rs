//! What was found in a document, as Python sees it.

use std::sync::Arc;

use gazet::record::{RelationRecord, SpanRecord};
use jiff::civil::Date;
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::engine::Held;

/// Everything that was found in one document.
#[pyclass(frozen, module = "gazet")]
pub(crate) struct Annotation {
    held: Arc<Held>,
}

impl Annotation {
    pub(crate) fn new(held: Arc<Held>) -> Self {
        Self { held }
    }

    fn span(&self, index: u32) -> Span {
        Span { held: Arc::clone(&self.held), index: index as usize }
    }

    fn json(&self) -> String {
        json(self.held.record())
    }
}

/// A record, or a part of one, as JSON.
fn json(value: &impl serde::Serialize) -> String {
    // a record has neither keys that are no strings nor numbers that are none
    serde_json::to_string(value).unwrap_or_default()
}

/// JSON as Python's objects.
fn loads<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyDict>> {
    Ok(py.import("json")?.call_method1("loads", (text,))?.cast_into()?)
}

#[pymethods]
impl Annotation {
    /// The document's id.
    #[getter]
    fn id(&self) -> &str {
        self.held.record().id
    }

    /// The document's text; the offsets of spans count its characters.
    #[getter]
    fn text(&self) -> &str {
        self.held.text()
    }

    /// The day from which relative dates count.
    #[getter]
    fn date(&self) -> Option<Date> {
        self.held.record().date
    }

    /// Where that day was found: option, record, header, dateline, lead or none.
    #[getter]
    fn date_source(&self) -> &'static str {
        self.held.record().date_source
    }

    /// The spans, sorted by start, longer first.
    #[getter]
    fn spans(&self) -> Vec<Span> {
        (0..self.held.record().spans.len() as u32).map(|i| self.span(i)).collect()
    }

    /// Who holds which post, where.
    #[getter]
    fn relations(&self) -> Vec<Relation> {
        let count = self.held.record().relations.len();
        (0..count).map(|index| Relation { held: Arc::clone(&self.held), index }).collect()
    }

    /// The record as a dictionary, as the command line writes it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        loads(py, &self.json())
    }

    /// The record as one line of JSON, as the command line writes it.
    fn to_json(&self) -> String {
        self.json()
    }

    fn __len__(&self) -> usize {
        self.held.record().spans.len()
    }

    fn __bool__(&self) -> bool {
        !self.held.record().spans.is_empty()
    }

    fn __getitem__(&self, index: isize) -> PyResult<Span> {
        let count = self.__len__();
        let index = if index < 0 { index.checked_add_unsigned(count) } else { Some(index) };
        match index.and_then(|i| usize::try_from(i).ok()).filter(|i| *i < count) {
            Some(index) => Ok(self.span(index as u32)),
            None => Err(PyIndexError::new_err("span index out of range")),
        }
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyList::new(py, self.spans())?.try_iter()?.into_any())
    }

    fn __repr__(&self) -> String {
        let record = self.held.record();
        let date = record.date.map_or_else(|| "None".to_owned(), |d| d.to_string());
        let plural = if record.spans.len() == 1 { "" } else { "s" };
        format!("<Annotation {:?}: {} span{plural}, date {date}>", record.id, record.spans.len())
    }

    fn __str__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("gazet._show")?.call_method1("table", (slf,))
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("gazet._show")?.call_method1("html", (slf,))
    }
}

/// A place in a text, and what stands there.
#[pyclass(frozen, eq, hash, module = "gazet")]
pub(crate) struct Span {
    held: Arc<Held>,
    index: usize,
}

impl Span {
    fn record(&self) -> &SpanRecord<'_> {
        &self.held.record().spans[self.index]
    }
}

impl PartialEq for Span {
    fn eq(&self, other: &Self) -> bool {
        self.record() == other.record()
    }
}

impl std::hash::Hash for Span {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let span = self.record();
        (span.start, span.end, span.label, span.id, span.value).hash(state);
    }
}

/// A text, or `None` for the empty one.
fn some(text: &str) -> Option<&str> {
    Some(text).filter(|t| !t.is_empty())
}

#[pymethods]
impl Span {
    /// The number of its first character in the text.
    #[getter]
    fn start(&self) -> u32 {
        self.record().start
    }

    /// The number of the character behind its last one.
    #[getter]
    fn end(&self) -> u32 {
        self.record().end
    }

    /// The text's own slice.
    #[getter]
    fn text(&self) -> &str {
        self.record().text
    }

    /// Its label: AGENCY, DATE, or what a list of your own brought.
    #[getter]
    fn label(&self) -> &str {
        self.record().label
    }

    /// TIMEX3's type, of DATE, TIME, DURATION and SET.
    #[getter]
    fn r#type(&self) -> Option<&'static str> {
        self.record().timex_type
    }

    /// TIMEX3's value, of the same.
    #[getter]
    fn value(&self) -> Option<&str> {
        self.record().value
    }

    /// TIMEX3's mod.
    #[getter]
    fn r#mod(&self) -> Option<&'static str> {
        self.record().modifier
    }

    /// The first and last value of a range or duration.
    #[getter]
    fn range(&self) -> Option<(Option<&str>, Option<&str>)> {
        self.record().range.as_ref().map(|r| (r.begin, r.end))
    }

    /// TIMEX3's quant, of SET.
    #[getter]
    fn quant(&self) -> Option<&str> {
        self.record().quant
    }

    /// TIMEX3's freq, of SET.
    #[getter]
    fn freq(&self) -> Option<&str> {
        self.record().freq
    }

    /// True for a weekday that is not the date's own.
    #[getter]
    fn contradicts(&self) -> bool {
        self.record().contradicts
    }

    /// The canonical id, where the text and the lists decide it.
    #[getter]
    fn id(&self) -> Option<&str> {
        self.record().id
    }

    /// The name in common use, where a list has one.
    #[getter]
    fn name(&self) -> Option<&str> {
        self.record().name
    }

    /// The country that it belongs to, as ISO 3166-1 alpha-2.
    #[getter]
    fn country(&self) -> Option<String> {
        self.record().country.map(|c| c.code().to_owned())
    }

    /// The finer kind: `group`, `descriptive`, `forum` ...
    #[getter]
    fn kind(&self) -> Option<&str> {
        some(self.record().kind)
    }

    /// `acronym`, where a definition introduces it.
    #[getter]
    fn role(&self) -> Option<&'static str> {
        Some(self.record().role).filter(|r| !r.is_empty())
    }

    /// `former`, `acting`, `designate`.
    #[getter]
    fn status(&self) -> Option<&str> {
        some(self.record().status)
    }

    /// True where a state or service is named as a threat.
    #[getter]
    fn threat(&self) -> bool {
        self.record().threat
    }

    /// The measured precision of its class of evidence, 0 to 1.
    #[getter]
    fn score(&self) -> f64 {
        self.record().score.get()
    }

    /// Where its id or value comes from: gazetteer, rule, definition ...
    #[getter]
    fn source(&self) -> &'static str {
        self.record().source
    }

    /// Between whom the text does not decide: ids and scores, best first.
    #[getter]
    fn candidates(&self) -> Vec<(&str, f64)> {
        self.record().candidates.iter().map(|c| (c.id, c.score.get())).collect()
    }

    /// Why it stands, where the lists were loaded with `explain=True`.
    #[getter]
    fn why<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        self.record().why.as_ref().map(|why| loads(py, &json(why))).transpose()
    }

    /// The span as a dictionary, as the command line writes it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        loads(py, &json(self.record()))
    }

    fn __repr__(&self) -> String {
        let span = self.record();
        let meaning = span.id.or(span.value).map(|m| format!(" {m}")).unwrap_or_default();
        format!("<Span {}:{} {} {:?}{meaning}>", span.start, span.end, span.label, span.text)
    }
}

/// A person in a post.
#[pyclass(frozen, module = "gazet")]
pub(crate) struct Relation {
    held: Arc<Held>,
    index: usize,
}

impl Relation {
    fn record(&self) -> &RelationRecord {
        &self.held.record().relations[self.index]
    }

    fn span(&self, index: u32) -> Span {
        Span { held: Arc::clone(&self.held), index: index as usize }
    }
}

#[pymethods]
impl Relation {
    /// `role`.
    #[getter]
    fn r#type(&self) -> &'static str {
        self.record().kind
    }

    /// The person.
    #[getter]
    fn person(&self) -> Span {
        self.span(self.record().person)
    }

    /// The post.
    #[getter]
    fn title(&self) -> Span {
        self.span(self.record().title)
    }

    /// The body, where the text says.
    #[getter]
    fn agency(&self) -> Option<Span> {
        self.record().agency.map(|index| self.span(index))
    }

    /// The country of the post, where the text says.
    #[getter]
    fn country(&self) -> Option<String> {
        self.record().country.map(|c| c.code().to_owned())
    }

    fn __repr__(&self) -> String {
        let agency = self.agency().map(|a| format!(" of {:?}", a.record().text)).unwrap_or_default();
        format!("<Relation {:?} {:?}{agency}>", self.person().record().text, self.title().record().text)
    }
}
