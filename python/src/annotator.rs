//! `Annotator`: lists and options, compiled once.

use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;
use std::sync::Arc;

use gazet::document::day;
use gazet::gazetteer::{List, MAGIC};
use gazet::record::RecordOptions;
use gazet::{Document, Gazetteer, Label, Options, Scratch, dates};
use jiff::civil::Date;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDate, PyDict, PyInt, PyMapping, PyString, PyTuple};

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

/// A list that was read, with its name.
type Bytes = (String, Vec<u8>);

/// The options that an annotator was made with, as they are pickled.
#[derive(Clone)]
struct Settings {
    names_only: bool,
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
    /// The lists are those that every annotator has, and need not be pickled.
    builtin_only: bool,
}

#[pymethods]
impl Annotator {
    #[new]
    #[pyo3(signature = (lists = Vec::new(), exceptions = Vec::new(), names = Vec::new(), builtin = true, names_only = false,
        only = Vec::new(), overlap = "nested", date = "auto", dates = "press", date_order = "auto", prefer = "auto", fiscal_year_start = 10,
        explain = false))]
    #[allow(clippy::too_many_arguments, reason = "Python names them")]
    fn new(
        py: Python<'_>,
        lists: Vec<ListOption>,
        exceptions: Vec<ListOption>,
        names: Vec<ListOption>,
        builtin: bool,
        names_only: bool,
        only: Vec<String>,
        overlap: &str,
        date: &str,
        dates: &str,
        date_order: &str,
        prefer: &str,
        fiscal_year_start: u8,
        explain: bool,
    ) -> PyResult<Self> {
        let builtin_only = builtin && lists.is_empty() && exceptions.is_empty() && names.is_empty();
        let settings = Settings {
            names_only,
            only,
            overlap: overlap.to_owned(),
            date: date.to_owned(),
            dates: dates.to_owned(),
            date_order: date_order.to_owned(),
            prefer: prefer.to_owned(),
            fiscal_year_start,
            explain,
        };
        let engine = py.detach(|| settings.engine(gazetteer(lists, names, exceptions, builtin)?))?;
        Ok(Self { engine: Arc::new(engine), settings, builtin_only })
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
        py.detach(|| self.engine.annotate(&mut Scratch::default(), input)).map(Annotation::new).map_err(|f| f.raise(py))
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
        if texts.is_instance_of::<PyString>() || texts.is_instance_of::<PyBytes>() {
            return Err(PyTypeError::new_err("pipe takes many texts; annotate takes one"));
        }
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

    /// The options, as `load` takes them.
    #[getter]
    fn options<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let Settings { names_only, only, overlap, date, dates, date_order, prefer, fiscal_year_start, explain } =
            &self.settings;
        let options = PyDict::new(py);
        options.set_item("names_only", names_only)?;
        options.set_item("only", only)?;
        let words =
            [("overlap", overlap), ("date", date), ("dates", dates), ("date_order", date_order), ("prefer", prefer)];
        words.into_iter().try_for_each(|(key, word)| options.set_item(key, word))?;
        options.set_item("fiscal_year_start", fiscal_year_start)?;
        options.set_item("explain", explain)?;
        Ok(options)
    }

    /// Writes the lists in their compiled form, as `gazet gazetteer compile` does; `load` opens it without compiling anything.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let name = path.to_string_lossy().into_owned();
        let written = py.detach(|| std::fs::write(path, self.engine.gazetteer.as_bytes()));
        written.map_err(|e| ListError::new_err(format!("{name}: {}", io_error(&e))))
    }

    /// What is pickled: the lists in their compiled form, unless they are the built-in ones.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let compiled = || ("compiled", PyBytes::new(py, self.engine.gazetteer.as_bytes()));
        let lists: Vec<_> = (!self.builtin_only).then(compiled).into_iter().collect();
        let again = py.import("gazet")?.getattr("_again")?;
        Ok((again, (lists, self.options(py)?).into_pyobject(py)?))
    }
}

impl Settings {
    fn engine(&self, gazetteer: Gazetteer) -> PyResult<Engine> {
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
            names_only: self.names_only,
        };
        let record = RecordOptions {
            only: only(&self.only, &gazetteer)?,
            timeml: options.dates.convention == dates::Convention::Timeml,
            explain: self.explain,
            ..RecordOptions::default()
        };
        Ok(Engine { gazetteer, options, record, date })
    }
}

/// The gazetteer of the built-in lists, those of the user on top of them, or a compiled one in their place.
fn gazetteer(
    lists: Vec<ListOption>,
    names: Vec<ListOption>,
    exceptions: Vec<ListOption>,
    builtin: bool,
) -> PyResult<Gazetteer> {
    let count = lists.len() + names.len() + exceptions.len();
    if builtin && count == 0 {
        return gazet_lists::gazetteer().map_err(|e| ListError::new_err(format!("the built-in lists: {e}")));
    }
    if let Some(compiled) = lists.iter().position(ListOption::is_compiled) {
        let list = lists.into_iter().nth(compiled);
        return list.map_or_else(|| Err(ListError::new_err("no list")), |list| list.open(count == 1));
    }
    let texts = |lists: Vec<ListOption>| lists.into_iter().map(ListOption::read).collect::<PyResult<Vec<Bytes>>>();
    let (lists, names, exceptions) = (texts(lists)?, texts(names)?, texts(exceptions)?);
    let builder = if builtin { gazet_lists::builder() } else { Gazetteer::builder() };
    let builder = lists.iter().fold(builder, |b, (file, bytes)| b.list(List { file, bytes }));
    let builder = names.iter().fold(builder, |b, (file, bytes)| b.names(List { file, bytes }));
    let builder = exceptions.iter().fold(builder, |b, (file, bytes)| b.exceptions(List { file, bytes }));
    builder.build().map_err(|e| ListError::new_err(e.to_string()))
}

impl ListOption {
    /// True for what starts as compiled lists do.
    fn is_compiled(&self) -> bool {
        match self {
            Self::Bytes(_, bytes) => bytes.starts_with(&MAGIC),
            Self::Path(path) => {
                let mut start = [0; MAGIC.len()];
                path.is_file()
                    && File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok()
                    && start == MAGIC
            }
        }
    }

    /// Compiled lists; a file is mapped, so that all processes of a machine share it.
    fn open(self, alone: bool) -> PyResult<Gazetteer> {
        let name = self.name();
        let failed = |message: String| ListError::new_err(format!("{name}: {message}"));
        if !alone {
            let message =
                "is compiled and stands alone, with all that it was compiled of; compile the other lists with those";
            return Err(failed(message.to_owned()));
        }
        let opened = match self {
            Self::Bytes(_, bytes) => Gazetteer::open(bytes),
            Self::Path(path) => {
                let map = File::open(path).and_then(|file| gazet_raw::map(&file));
                Gazetteer::open(map.map_err(|e| failed(io_error(&e)))?)
            }
        };
        opened.map_err(|e| failed(e.to_string()))
    }

    fn read(self) -> PyResult<Bytes> {
        let name = self.name();
        match self {
            Self::Bytes(_, bytes) => Ok((name, bytes)),
            Self::Path(path) if path.is_dir() => {
                Err(ListError::new_err(format!("{name}: is a folder; a list is a TSV file")))
            }
            Self::Path(path) => match std::fs::read(path) {
                Ok(bytes) => Ok((name, bytes)),
                Err(e) => Err(ListError::new_err(format!("{name}: {}", io_error(&e)))),
            },
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Bytes(name, _) => name.clone(),
            Self::Path(path) => path.to_string_lossy().into_owned(),
        }
    }
}

fn only(words: &[String], gazetteer: &Gazetteer) -> PyResult<Vec<Label>> {
    let label = |word: &String| {
        gazetteer.find_label(&word.trim().to_uppercase()).filter(|label| !label.is_cue()).ok_or_else(|| {
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
        Some(id) => match id_of(&id) {
            Some(id) => id,
            None => return Err(Failure::new("id", &number, format!("\"id\" is {}, not a string", kind_of(&id)))),
        },
    };
    document(id, field("text").as_ref(), field("date").as_ref())
}

/// A string as it is, a whole number as its digits; `None` for anything else.
fn id_of(id: &Bound<'_, PyAny>) -> Option<String> {
    if id.is_instance_of::<PyInt>() && !id.is_instance_of::<PyBool>() {
        return id.str().ok().map(|digits| digits.to_string());
    }
    id.cast::<PyString>().ok().and_then(|id| id.to_str().ok().map(str::to_owned))
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
    value.get_type().name().map_or_else(
        |_| "an object".to_owned(),
        |name| {
            let article = if name.to_string_lossy().starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
            format!("{article} {name}")
        },
    )
}
