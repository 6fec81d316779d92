//! `Annotator`: lists and options, compiled once.

use std::path::PathBuf;
use std::sync::Arc;

use gazet::document::day;
use gazet::gazetteer::{Builder, List};
use gazet::record::RecordOptions;
use gazet::{Document, Gazetteer, Label, Options, dates};
use jiff::civil::Date;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDate, PyDict, PyMapping, PyString, PyTuple, PyType};

use crate::annotation::Annotation;
use crate::arrow;
use crate::engine::{DateChoice, Engine, Input};
use crate::errors::{Failure, ListError, OptionError, io_error};
use crate::pipe::Pipe;

/// A list as it is given: the path of a file, or a name with the file's bytes.
#[derive(FromPyObject)]
pub(crate) enum ListOption {
    Bytes(String, Vec<u8>),
    Path(PathBuf),
}

/// A list that was read: what a pickled annotator takes with it.
type Bytes = (String, Vec<u8>);

/// Everything that an annotator was made from, as it is pickled.
#[derive(Clone)]
struct Settings {
    lists: Vec<Bytes>,
    exceptions: Vec<Bytes>,
    names: Vec<Bytes>,
    builtin: bool,
    only: Vec<String>,
    overlap: String,
    date: String,
    dates: String,
    date_order: String,
    prefer: String,
    fiscal_year_start: u8,
    explain: bool,
}

/// Lists and options, compiled; it never changes, and any number of threads may use it.
#[pyclass(frozen, module = "gazet")]
pub(crate) struct Annotator {
    engine: Arc<Engine>,
    settings: Settings,
}

#[pymethods]
impl Annotator {
    #[new]
    #[pyo3(signature = (lists = Vec::new(), exceptions = Vec::new(), names = Vec::new(), builtin = true, only = Vec::new(),
        overlap = "nested", date = "auto", dates = "press", date_order = "auto", prefer = "auto", fiscal_year_start = 10,
        explain = false))]
    #[allow(clippy::too_many_arguments, reason = "Python names them")]
    fn new(
        py: Python<'_>,
        lists: Vec<ListOption>,
        exceptions: Vec<ListOption>,
        names: Vec<ListOption>,
        builtin: bool,
        only: Vec<String>,
        overlap: &str,
        date: &str,
        dates: &str,
        date_order: &str,
        prefer: &str,
        fiscal_year_start: u8,
        explain: bool,
    ) -> PyResult<Self> {
        let settings = Settings {
            lists: read(lists)?,
            exceptions: read(exceptions)?,
            names: read(names)?,
            builtin,
            only,
            overlap: overlap.to_owned(),
            date: date.to_owned(),
            dates: dates.to_owned(),
            date_order: date_order.to_owned(),
            prefer: prefer.to_owned(),
            fiscal_year_start,
            explain,
        };
        let engine = Arc::new(py.detach(|| settings.engine())?);
        Ok(Self { engine, settings })
    }

    /// Annotates one text.
    #[pyo3(signature = (text, date = None, id = "-"))]
    fn annotate(
        &self,
        py: Python<'_>,
        text: &Bound<'_, PyAny>,
        date: Option<&Bound<'_, PyAny>>,
        id: &str,
    ) -> PyResult<Annotation> {
        let input = document(id.to_owned(), Some(text), date).map_err(|f| f.raise(py))?;
        py.detach(|| self.engine.annotate(input)).map(Annotation::new).map_err(|f| f.raise(py))
    }

    fn __call__(&self, py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<Annotation> {
        self.annotate(py, text, None, "-")
    }

    /// Annotates many texts on many threads, in their order.
    #[pyo3(signature = (texts, *, threads = None, read_ahead = None, errors = "raise"))]
    fn pipe(
        &self,
        texts: &Bound<'_, PyAny>,
        threads: Option<usize>,
        read_ahead: Option<usize>,
        errors: &str,
    ) -> PyResult<Pipe> {
        let return_errors = choice("errors", errors, &[("raise", false), ("return", true)])?;
        Pipe::new(Arc::clone(&self.engine), texts, threads, read_ahead, return_errors)
    }

    /// Annotates a column of texts: anything of Arrow's PyCapsule interface.
    #[pyo3(signature = (data, *, text = "text", date = None, id = None, dictionaries = true, threads = None))]
    #[allow(clippy::too_many_arguments, reason = "Python names them")]
    fn annotate_arrow<'py>(
        &self,
        py: Python<'py>,
        data: &Bound<'py, PyAny>,
        text: &str,
        date: Option<String>,
        id: Option<String>,
        dictionaries: bool,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let columns = arrow::Names { text: text.to_owned(), date, id, dictionaries };
        arrow::annotate(py, &self.engine, data, columns, threads)
    }

    /// The labels that spans may have.
    #[getter]
    fn labels(&self) -> Vec<&str> {
        let Engine { gazetteer, record, .. } = &*self.engine;
        let chosen = |word: &&str| match record.only.as_slice() {
            [] => record.timeml || !matches!(*word, "TIME" | "DURATION" | "SET"),
            only => gazetteer.find_label(word).is_some_and(|label| only.contains(&label)),
        };
        let mut labels: Vec<&str> = gazetteer.labels().filter(chosen).collect();
        labels.sort_unstable();
        labels
    }

    fn __repr__(&self) -> String {
        let gazetteer = &self.engine.gazetteer;
        format!("<Annotator: {} entities, {} names>", gazetteer.entities().len(), gazetteer.names())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyType>, Bound<'py, PyTuple>)> {
        let s = &self.settings;
        let bytes = |lists: &[Bytes]| -> Vec<(String, Py<PyBytes>)> {
            lists.iter().map(|(name, bytes)| (name.clone(), PyBytes::new(py, bytes).unbind())).collect()
        };
        let lists = (bytes(&s.lists), bytes(&s.exceptions), bytes(&s.names), s.builtin, &s.only).into_pyobject(py)?;
        let dates = (&s.date, &s.dates, &s.date_order, &s.prefer, s.fiscal_year_start, s.explain);
        let rest = (&s.overlap,).into_pyobject(py)?.add(dates)?;
        Ok((py.get_type::<Self>(), lists.add(rest)?.cast_into()?))
    }
}

impl Settings {
    fn engine(&self) -> PyResult<Engine> {
        let gazetteer = self.gazetteer()?;
        if !(1..=12).contains(&self.fiscal_year_start) {
            return Err(OptionError::new_err("fiscal_year_start is a month, 1 to 12"));
        }
        let date = match self.date.as_str() {
            "auto" => DateChoice::Auto,
            "none" => DateChoice::None,
            text => DateChoice::Day(
                day(text).ok_or_else(|| OptionError::new_err("date is auto, none, or a day as YYYY-MM-DD"))?,
            ),
        };
        let convention = [("press", dates::Convention::Press), ("timeml", dates::Convention::Timeml)];
        let order = [("auto", dates::DateOrder::Auto), ("mdy", dates::DateOrder::Mdy), ("dmy", dates::DateOrder::Dmy)];
        let prefer = [
            ("auto", dates::Prefer::Auto),
            ("past", dates::Prefer::Past),
            ("future", dates::Prefer::Future),
            ("nearest", dates::Prefer::Nearest),
        ];
        let overlap =
            [("nested", gazet::Overlap::Nested), ("flat", gazet::Overlap::Flat), ("all", gazet::Overlap::All)];
        let options = Options {
            dates: dates::Options {
                convention: choice("dates", &self.dates, &convention)?,
                order: choice("date_order", &self.date_order, &order)?,
                prefer: choice("prefer", &self.prefer, &prefer)?,
                fiscal_year_start: self.fiscal_year_start,
                undated: date == DateChoice::None,
            },
            overlap: choice("overlap", &self.overlap, &overlap)?,
        };
        let record = RecordOptions {
            only: only(&self.only, &gazetteer)?,
            timeml: options.dates.convention == dates::Convention::Timeml,
            explain: self.explain,
            ..RecordOptions::default()
        };
        Ok(Engine { gazetteer, options, record, date })
    }

    fn gazetteer(&self) -> PyResult<Gazetteer> {
        fn add<'a>(
            builder: Builder<'a>,
            lists: &'a [Bytes],
            add: impl Fn(Builder<'a>, List<'a>) -> Builder<'a>,
        ) -> Builder<'a> {
            lists.iter().fold(builder, |b, (file, bytes)| add(b, List { file, bytes }))
        }
        if self.builtin && self.lists.is_empty() && self.names.is_empty() && self.exceptions.is_empty() {
            return gazet_lists::gazetteer().map_err(|e| ListError::new_err(e.to_string()));
        }
        let builder = if self.builtin { gazet_lists::builder() } else { Gazetteer::builder() };
        let builder = add(builder, &self.lists, Builder::list);
        let builder = add(builder, &self.names, Builder::names);
        let builder = add(builder, &self.exceptions, Builder::exceptions);
        builder.build().map_err(|e| ListError::new_err(e.to_string()))
    }
}

fn read(lists: Vec<ListOption>) -> PyResult<Vec<Bytes>> {
    let read = |list| match list {
        ListOption::Bytes(name, bytes) => Ok((name, bytes)),
        ListOption::Path(path) => {
            let name = path.to_string_lossy().into_owned();
            if path.is_dir() {
                return Err(ListError::new_err(format!("{name}: is a folder; a list is a TSV file")));
            }
            let bytes = std::fs::read(path).map_err(|e| ListError::new_err(format!("{name}: {}", io_error(&e))))?;
            Ok((name, bytes))
        }
    };
    lists.into_iter().map(read).collect()
}

fn only(words: &[String], gazetteer: &Gazetteer) -> PyResult<Vec<Label>> {
    let label = |word: &String| {
        gazetteer.find_label(word.trim()).filter(|label| !label.is_cue()).ok_or_else(|| {
            let mut labels: Vec<&str> = gazetteer.labels().collect();
            labels.sort_unstable();
            OptionError::new_err(format!("only {word}: no such label; there are {}", labels.join(", ")))
        })
    };
    words.iter().map(label).collect()
}

/// What a word stands for.
pub(crate) fn choice<T: Copy>(key: &str, word: &str, choices: &[(&str, T)]) -> PyResult<T> {
    choices.iter().find(|(name, _)| *name == word).map(|(_, value)| *value).ok_or_else(|| {
        let words: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        OptionError::new_err(format!("{key} is one of {}, not {word:?}", words.join(", ")))
    })
}

/// An item of `pipe`: a text, or a mapping with `text` and perhaps `id` and `date`. Its number is the id where it has none.
pub(crate) fn input(item: &Bound<'_, PyAny>, number: usize) -> Result<Input, Failure> {
    if item.is_instance_of::<PyString>() || item.is_instance_of::<PyBytes>() {
        return document(number.to_string(), Some(item), None);
    }
    let number = number.to_string();
    let Ok(fields) = item.cast::<PyMapping>() else {
        return Err(Failure::new("json", &number, format!("{} in place of a text or a mapping", kind_of(item))));
    };
    // what a mapping does not have is as good as None
    let field = |key: &str| fields.get_item(key).ok().filter(|value| !value.is_none());
    let id = match field("id") {
        None => number,
        Some(id) => match id.cast::<PyString>().ok().and_then(|id| id.to_str().ok().map(str::to_owned)) {
            Some(id) => id,
            None => return Err(Failure::new("id", &number, format!("\"id\" is {}, not a string", kind_of(&id)))),
        },
    };
    document(id, field("text").as_ref(), field("date").as_ref())
}

fn document(id: String, text: Option<&Bound<'_, PyAny>>, date: Option<&Bound<'_, PyAny>>) -> Result<Input, Failure> {
    let Some(text) = text else { return Err(Failure::new("text", &id, "no \"text\"")) };
    let text = if let Ok(text) = text.cast::<PyString>() {
        text.to_str().map_err(|_| Failure::new("not_utf8", &id, "not UTF-8: the text has a lone surrogate"))?.to_owned()
    } else if let Ok(bytes) = text.cast::<PyBytes>() {
        let document = Document::decode("", bytes.as_bytes());
        document.map_err(|e| Failure::not_a_document(&id, &e))?.text().to_owned()
    } else {
        return Err(Failure::new("text", &id, format!("\"text\" is {}, not a string", kind_of(text))));
    };
    let date = match date.filter(|date| !date.is_none()) {
        None => None,
        Some(date) => Some(day_of(date).ok_or_else(|| {
            let shown = date.repr().map_or_else(|_| kind_of(date), |r| r.to_string());
            Failure::new("date", &id, format!("\"date\" is {shown}, not a day as YYYY-MM-DD"))
        })?),
    };
    Ok(Input { id, text, date })
}

/// A `date` or `datetime`, or a text as the command line takes it.
fn day_of(date: &Bound<'_, PyAny>) -> Option<Date> {
    if let Ok(text) = date.cast::<PyString>() {
        return day(text.to_str().ok()?);
    }
    date.cast::<PyDate>().ok()?.extract().ok()
}

fn kind_of(value: &Bound<'_, PyAny>) -> String {
    if value.is_none() {
        return "None".to_owned();
    }
    if value.is_instance_of::<PyDict>() {
        return "a dict".to_owned();
    }
    value.get_type().name().map_or_else(|_| "an object".to_owned(), |name| format!("a {name}"))
}
