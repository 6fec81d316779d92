//! `Annotator.annotate_arrow`: columns of texts in, batches of records out.
//!
//! An array gives one batch of as many rows, made by the calling thread: engines that work on arrays (Spark, Polars, Daft) run one on each
//! core themselves. A stream gives a stream, whose batches are made ahead of the reader, on threads.

use std::sync::{Arc, Mutex};

use arrow_array::cast::AsArray as _;
use arrow_array::ffi_stream::ArrayStreamReader;
use arrow_array::types::Date32Type;
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchReader, StringArray, make_array};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, SchemaRef};
use gazet::Document;
use gazet::document::day;
use gazet_arrow::{Columns, Records};
use jiff::civil::Date;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::ahead::{Ahead, threads};
use crate::capsule::{self, Data};
use crate::engine::Engine;
use crate::errors::{Failure, GazetError, OptionError};

/// Batches of a stream are cut to so many rows.
const ROWS: usize = 128;
/// Arrow's texts have 32-bit offsets; what spans repeat of a text stays under them with this bound.
const BYTES: usize = 512 << 20;

/// Which columns are read, and how they are written.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    pub(crate) text: String,
    pub(crate) date: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) dictionaries: bool,
}

/// Annotates an array, a batch or a stream.
pub(crate) fn annotate<'py>(
    py: Python<'py>,
    engine: &Arc<Engine>,
    data: &Bound<'py, PyAny>,
    names: Names,
    option: Option<usize>,
) -> PyResult<Bound<'py, PyAny>> {
    match capsule::import(data)? {
        Data::Array(array) => {
            let batch = py.detach(|| Rows::new(&array, &names, 0).map(|rows| rows.annotate(engine, &names)));
            Ok(Bound::new(py, ArrowBatch { batch: batch.map_err(OptionError::new_err)? })?.into_any())
        }
        Data::Stream(input) => {
            let threads = threads(option);
            let schema = Records::new(&engine.gazetteer, columns(engine, &names)).schema();
            let stream = Annotated {
                engine: Arc::clone(engine),
                names,
                input: Some(input),
                read: 0,
                rest: None,
                ahead: Ahead::new(threads, threads * 4)?,
                schema,
            };
            let schema = stream.schema();
            Ok(Bound::new(py, ArrowStream { schema, stream: Mutex::new(Some(stream)) })?.into_any())
        }
    }
}

fn columns(engine: &Engine, names: &Names) -> Columns {
    Columns { explain: engine.record.explain, input: false, plain: !names.dictionaries }
}

/// A batch of records, for whatever reads Arrow: `pyarrow.record_batch(batch)`, `polars.DataFrame(batch)`.
#[pyclass(frozen, module = "gazet")]
pub(crate) struct ArrowBatch {
    batch: RecordBatch,
}

#[pymethods]
impl ArrowBatch {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::schema(py, &self.batch.schema())
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        let _ = requested_schema;
        capsule::batch(py, &self.batch)
    }

    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("<ArrowBatch: {} records>", self.batch.num_rows())
    }
}

/// A stream of batches of records, read once: `pyarrow.table(stream)`, `polars.DataFrame(stream)`.
#[pyclass(frozen, module = "gazet")]
pub(crate) struct ArrowStream {
    schema: SchemaRef,
    stream: Mutex<Option<Annotated>>,
}

#[pymethods]
impl ArrowStream {
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::schema(py, &self.schema)
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let stream = self.stream.lock().ok().and_then(|mut stream| stream.take());
        let stream = stream.ok_or_else(|| GazetError::new_err("the stream was read already"))?;
        capsule::stream(py, Box::new(stream))
    }

    fn __repr__(&self) -> String {
        let read = self.stream.lock().is_ok_and(|stream| stream.is_none());
        format!("<ArrowStream{}>", if read { ", read" } else { "" })
    }
}

/// A stream of texts on its way to a stream of records.
struct Annotated {
    engine: Arc<Engine>,
    names: Names,
    input: Option<ArrayStreamReader>,
    /// The rows that were read.
    read: usize,
    /// What is left of an array that was read.
    rest: Option<ArrayRef>,
    ahead: Ahead<Result<RecordBatch, ArrowError>>,
    schema: SchemaRef,
}

impl Annotated {
    /// Takes the next rows; false where there are none.
    fn take(&mut self) -> bool {
        let array = match self.rest.take() {
            Some(array) => array,
            None => match self.input.as_mut().and_then(Iterator::next) {
                Some(Ok(array)) => array,
                Some(Err(error)) => {
                    self.input = None;
                    self.ahead.push_result(Err(error));
                    return true;
                }
                None => {
                    self.input = None;
                    return false;
                }
            },
        };
        let rows = array.len().min(ROWS);
        let part = array.slice(0, rows);
        if rows < array.len() {
            self.rest = Some(array.slice(rows, array.len() - rows));
        }
        let (engine, names, first) = (Arc::clone(&self.engine), self.names.clone(), self.read);
        self.read += rows;
        self.ahead.push(move || match Rows::new(&part, &names, first) {
            Ok(rows) => Ok(rows.annotate(&engine, &names)),
            Err(message) => Err(ArrowError::InvalidArgumentError(message)),
        });
        true
    }
}

impl Iterator for Annotated {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut taken = false;
        while self.ahead.wants_more(taken) && self.take() {
            taken = true;
        }
        self.ahead.wait()
    }
}

impl RecordBatchReader for Annotated {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}

/// The rows of an array: texts, with their ids and dates where it has such columns.
struct Rows {
    text: ArrayRef,
    id: Option<StringArray>,
    date: Option<ArrayRef>,
    /// The number of the first row.
    first: usize,
}

impl Rows {
    fn new(array: &ArrayRef, names: &Names, first: usize) -> Result<Self, String> {
        let (text, id, date) = match array.data_type() {
            DataType::Struct(_) => (
                column(array, &names.text, true)?,
                column(array, names.id.as_deref().unwrap_or("id"), names.id.is_some())?,
                column(array, names.date.as_deref().unwrap_or("date"), names.date.is_some())?,
            ),
            _ => (Some(Arc::clone(array)), None, None),
        };
        let text = texts(&text.unwrap_or_else(|| Arc::clone(array)))?;
        let id = id.map(|id| cast(&id, &DataType::Utf8).map_err(|e| format!("the ids: {e}"))).transpose()?;
        Ok(Self { text, id: id.map(|id| id.as_string().clone()), date: date.map(|d| days(&d)).transpose()?, first })
    }

    fn annotate(&self, engine: &Engine, names: &Names) -> RecordBatch {
        let mut records = Records::new(&engine.gazetteer, columns(engine, names));
        for row in 0..self.text.len() {
            let number = (self.first + row).to_string();
            let id = self.id.as_ref().filter(|id| id.is_valid(row)).map_or(number.as_str(), |id| id.value(row));
            if let Err(failure) = self.row(row, id, engine, &mut records) {
                records.error(id, failure.kind, &failure.message);
            }
        }
        records.finish()
    }

    fn row(&self, row: usize, id: &str, engine: &Engine, records: &mut Records) -> Result<(), Failure> {
        let document = match self.cell(row) {
            None => return Err(Failure::new("text", id, "no \"text\"")),
            Some(Cell::Text(text)) => Document::new(id, text),
            Some(Cell::Bytes(bytes)) => Document::decode(id, bytes),
        };
        let document = document.map_err(|e| Failure::not_a_document(id, &e))?;
        let date = self
            .date(row)
            .map_err(|shown| Failure::new("date", id, format!("\"date\" is {shown:?}, not a day as YYYY-MM-DD")))?;
        engine.visit(document, date, |record| records.record(record))
    }

    fn cell(&self, row: usize) -> Option<Cell<'_>> {
        let text = &self.text;
        if text.is_null(row) {
            return None;
        }
        Some(match text.data_type() {
            DataType::Utf8 => Cell::Text(text.as_string::<i32>().value(row)),
            DataType::LargeUtf8 => Cell::Text(text.as_string::<i64>().value(row)),
            DataType::Utf8View => Cell::Text(text.as_string_view().value(row)),
            DataType::Binary => Cell::Bytes(text.as_binary::<i32>().value(row)),
            DataType::LargeBinary => Cell::Bytes(text.as_binary::<i64>().value(row)),
            // `texts` lets no other pass
            _ => Cell::Bytes(text.as_binary_view().value(row)),
        })
    }

    /// The date of a row, or what stands there that is none.
    fn date(&self, row: usize) -> Result<Option<Date>, &str> {
        let Some(dates) = self.date.as_ref().filter(|d| d.is_valid(row)) else { return Ok(None) };
        if let Some(texts) = dates.as_string_opt::<i32>() {
            let text = texts.value(row);
            return day(text).map(Some).ok_or(text);
        }
        let days = dates.as_primitive::<Date32Type>().value(row);
        let date = jiff::Span::new().try_days(days).and_then(|s| jiff::civil::date(1970, 1, 1).checked_add(s));
        date.map(Some).map_err(|_| "a day out of range")
    }
}

enum Cell<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// A column of a batch.
fn column(batch: &ArrayRef, name: &str, required: bool) -> Result<Option<ArrayRef>, String> {
    let batch = batch.as_struct();
    let column = batch.column_by_name(name);
    if column.is_none() && required {
        return Err(format!("no column {name:?}; there are {}", batch.column_names().join(", ")));
    }
    Ok(column.map(Arc::clone))
}

/// An array of texts as one of the types that are read as they are.
fn texts(array: &ArrayRef) -> Result<ArrayRef, String> {
    use DataType::{Binary, BinaryView, Dictionary, LargeBinary, LargeUtf8, Null, Utf8, Utf8View};
    let array = match array.data_type() {
        Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView => Arc::clone(array),
        Dictionary(_, values) if matches!(**values, Utf8 | LargeUtf8 | Utf8View) => {
            cast(array, values).map_err(|e| e.to_string())?
        }
        Null => cast(array, &Utf8).map_err(|e| e.to_string())?,
        other => return Err(format!("the texts are {other}, not strings")),
    };
    let bytes = array.to_data().get_slice_memory_size().unwrap_or(0);
    if bytes > BYTES {
        return Err(format!(
            "an array of {bytes} bytes: one of at most {BYTES} is annotated at once; cut it in slices"
        ));
    }
    Ok(array)
}

/// An array of dates as days, or as texts. A time stamp's day is that in UTC.
fn days(array: &ArrayRef) -> Result<ArrayRef, String> {
    use DataType::{Date32, Date64, Dictionary, LargeUtf8, Null, Timestamp, Utf8, Utf8View};
    let into = match array.data_type() {
        Utf8 | LargeUtf8 | Utf8View => Utf8,
        Dictionary(_, values) if matches!(**values, Utf8 | LargeUtf8 | Utf8View) => Utf8,
        Date32 | Date64 | Timestamp(..) | Null => Date32,
        other => return Err(format!("the dates are {other}, not days, time stamps or strings")),
    };
    let utc = match array.data_type() {
        Timestamp(unit, Some(_)) => {
            let data = array.to_data().into_builder().data_type(Timestamp(*unit, None)).build();
            make_array(data.map_err(|e| e.to_string())?)
        }
        _ => Arc::clone(array),
    };
    cast(&utc, &into).map_err(|e| e.to_string())
}
