//! `Annotator.annotate_arrow`: columns of texts in, batches of records out.
//!
//! An array gives one batch of as many rows, made by the calling thread: engines that work on arrays (Spark, Polars, Daft) run one on each
//! core themselves. A stream gives a stream, whose batches are made ahead of the reader, on threads.

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use arrow_array::array::AnyDictionaryArray;
use arrow_array::cast::AsArray as _;
use arrow_array::ffi_stream::ArrayStreamReader;
use arrow_array::types::Date32Type;
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchReader, downcast_integer_array};
use arrow_schema::{ArrowError, DataType, SchemaRef, TimeUnit};
use gazet::document::day;
use gazet::{Document, Scratch};
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
    text: Column,
    id: Option<Column>,
    date: Option<Column>,
    /// The number of the first row.
    first: usize,
}

impl Rows {
    fn new(array: &ArrayRef, names: &Names, first: usize) -> Result<Self, String> {
        let Some(batch) = array.as_struct_opt() else {
            return Ok(Self { text: Column::texts(array)?, id: None, date: None, first });
        };
        let column = |name: &str, required: bool| match batch.column_by_name(name) {
            None if required => Err(format!("no column {name:?}; there are {}", batch.column_names().join(", "))),
            column => Ok(column),
        };
        let named = |name: &Option<String>, usual: &str| column(name.as_deref().unwrap_or(usual), name.is_some());
        let text = column(&names.text, true)?.map_or_else(|| Err(String::new()), Column::texts)?;
        let id = named(&names.id, "id")?.map(Column::ids).transpose()?;
        let date = named(&names.date, "date")?.map(Column::days).transpose()?;
        Ok(Self { text, id, date, first })
    }

    fn annotate(&self, engine: &Engine, names: &Names) -> RecordBatch {
        let mut records = Records::new(&engine.gazetteer, columns(engine, names));
        let mut scratch = Scratch::default();
        for row in 0..self.text.array.len() {
            let id = match self.id.as_ref().and_then(|ids| ids.cell(row)) {
                Some(Cell::Text(id)) => Cow::Borrowed(id),
                Some(Cell::Number(id)) => id.to_string().into(),
                _ => (self.first + row).to_string().into(),
            };
            if let Err(failure) = self.row(row, &id, engine, &mut scratch, &mut records) {
                records.error(&id, failure.kind, &failure.message);
            }
        }
        records.finish()
    }

    fn row(
        &self,
        row: usize,
        id: &str,
        engine: &Engine,
        scratch: &mut Scratch,
        records: &mut Records,
    ) -> Result<(), Failure> {
        let document = match self.text.cell(row) {
            Some(Cell::Text(text)) => Document::new(id, text),
            Some(Cell::Bytes(bytes)) => Document::decode(id, bytes),
            _ => return Err(Failure::new("text", id, "no \"text\"")),
        };
        let document = document.map_err(|e| Failure::not_a_document(id, &e))?;
        let not_a_day =
            |shown: String| Failure::new("date", id, format!("\"date\" is {shown}, not a day as YYYY-MM-DD"));
        let date = match self.date.as_ref().and_then(|dates| dates.cell(row)) {
            Some(Cell::Text(text)) => Some(day(text).ok_or_else(|| not_a_day(format!("{text:?}")))?),
            Some(Cell::Number(days)) => {
                Some(date_of(days).ok_or_else(|| not_a_day(format!("{days} days after 1970")))?)
            }
            _ => None,
        };
        engine.visit(scratch, document, date, |record| records.record(record))
    }
}

/// The day so many days after 1970-01-01.
fn date_of(days: i128) -> Option<Date> {
    let days = jiff::Span::new().try_days(i64::try_from(days).ok()?).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(days).ok()
}

/// A column of one of the types that are read.
struct Column {
    /// The values, of a dictionary as well.
    array: ArrayRef,
    /// Of a dictionary, the number of each row's value.
    keys: Option<Vec<usize>>,
}

/// What stands in a row of it.
enum Cell<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
    /// An id, or days since 1970-01-01.
    Number(i128),
}

impl Column {
    fn new(array: &ArrayRef, takes: impl Fn(&DataType) -> bool, what: &str) -> Result<Self, String> {
        let keys = array.as_any_dictionary_opt().filter(|d| takes(d.values().data_type()));
        if keys.is_none() && !takes(array.data_type()) {
            return Err(format!("the {what}, not {}", array.data_type()));
        }
        Ok(Self { array: Arc::clone(array), keys: keys.map(AnyDictionaryArray::normalized_keys) })
    }

    fn texts(array: &ArrayRef) -> Result<Self, String> {
        let bytes = array.to_data().get_slice_memory_size().unwrap_or(0);
        if bytes > BYTES {
            return Err(format!("an array of {bytes} bytes; {BYTES} is the most at once: cut it in slices"));
        }
        let binary = |t: &DataType| matches!(t, DataType::Binary | DataType::LargeBinary | DataType::BinaryView);
        Self::new(array, |t| t.is_string() || binary(t) || t.is_null(), "texts are strings, or binary that is UTF-8")
    }

    fn ids(array: &ArrayRef) -> Result<Self, String> {
        Self::new(array, |t| t.is_string() || t.is_integer() || t.is_null(), "ids are strings or whole numbers")
    }

    fn days(array: &ArrayRef) -> Result<Self, String> {
        let day = |t: &DataType| matches!(t, DataType::Date32 | DataType::Date64 | DataType::Timestamp(..));
        Self::new(array, |t| t.is_string() || day(t) || t.is_null(), "dates are days, time stamps or strings")
    }

    fn cell(&self, row: usize) -> Option<Cell<'_>> {
        if self.array.is_null(row) {
            return None;
        }
        match (&self.keys, self.array.as_any_dictionary_opt()) {
            (Some(keys), Some(dictionary)) => cell(dictionary.values(), keys[row]),
            _ => cell(&self.array, row),
        }
    }
}

fn cell(array: &ArrayRef, row: usize) -> Option<Cell<'_>> {
    if array.is_null(row) {
        return None;
    }
    let days = |in_a_day: i64| {
        // the days of any unit are whole numbers in Arrow; a time stamp's day is that in UTC
        let data = array.to_data();
        Cell::Number(data.buffers()[0].typed_data::<i64>()[data.offset() + row].div_euclid(in_a_day).into())
    };
    Some(match array.data_type() {
        DataType::Utf8 => Cell::Text(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Cell::Text(array.as_string::<i64>().value(row)),
        DataType::Utf8View => Cell::Text(array.as_string_view().value(row)),
        DataType::Binary => Cell::Bytes(array.as_binary::<i32>().value(row)),
        DataType::LargeBinary => Cell::Bytes(array.as_binary::<i64>().value(row)),
        DataType::BinaryView => Cell::Bytes(array.as_binary_view().value(row)),
        DataType::Date32 => Cell::Number(array.as_primitive::<Date32Type>().value(row).into()),
        DataType::Timestamp(TimeUnit::Second, _) => days(86_400),
        DataType::Date64 | DataType::Timestamp(TimeUnit::Millisecond, _) => days(86_400_000),
        DataType::Timestamp(TimeUnit::Microsecond, _) => days(86_400_000_000),
        DataType::Timestamp(TimeUnit::Nanosecond, _) => days(86_400_000_000_000),
        _ => downcast_integer_array!(
            array => Cell::Number(array.value(row).into()),
            _ => return None
        ),
    })
}
