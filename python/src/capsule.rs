//! Arrow's PyCapsule interface: arrays, batches and streams to and from Python without a copy.
//!
//! All unsafe code of the module is here. A capsule of the right name holds a pointer to a struct of Arrow's C data interface; reading one
//! moves the struct out of it, as the interface's standard says, and what stays behind is marked as released.
#![allow(unsafe_code, reason = "the C data interface is pointers")]

use std::ffi::CStr;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi, to_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array as _, ArrayRef, RecordBatch, RecordBatchReader, StructArray, make_array};
use arrow_schema::{ArrowError, Schema};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::errors::GazetError;

const ARRAY: &CStr = c"arrow_array";
const SCHEMA: &CStr = c"arrow_schema";
const STREAM: &CStr = c"arrow_array_stream";

/// What Python gave.
pub(crate) enum Data {
    Array(ArrayRef),
    Stream(ArrayStreamReader),
}

pub(crate) fn failed(error: &ArrowError) -> PyErr {
    GazetError::new_err(error.to_string())
}

/// Takes an array, batch or stream.
pub(crate) fn import(data: &Bound<'_, PyAny>) -> PyResult<Data> {
    if data.hasattr("__arrow_c_array__")? {
        let capsules = data.call_method0("__arrow_c_array__")?;
        let (schema, array): (Bound<'_, PyCapsule>, Bound<'_, PyCapsule>) = capsules.extract()?;
        let schema = schema.pointer_checked(Some(SCHEMA))?.cast::<FFI_ArrowSchema>();
        let array = array.pointer_checked(Some(ARRAY))?.cast::<FFI_ArrowArray>();
        // SAFETY: capsules of these names hold valid structs of these types, which nobody else reads while the interpreter is held;
        // moving them out leaves released ones behind. The array is of the type that its schema says: both come from one call.
        let data = unsafe {
            let schema = FFI_ArrowSchema::from_raw(schema.as_ptr());
            from_ffi(FFI_ArrowArray::from_raw(array.as_ptr()), &schema)
        };
        return Ok(Data::Array(make_array(data.map_err(|e| failed(&e))?)));
    }
    if data.hasattr("__arrow_c_stream__")? {
        let capsule = data.call_method0("__arrow_c_stream__")?.cast_into::<PyCapsule>()?;
        let stream = capsule.pointer_checked(Some(STREAM))?.cast::<FFI_ArrowArrayStream>();
        // SAFETY: a capsule of this name holds a valid struct of this type, which nobody else reads while the interpreter is held.
        let stream = unsafe { ArrayStreamReader::from_raw(stream.as_ptr()) };
        return Ok(Data::Stream(stream.map_err(|e| failed(&e))?));
    }
    let name = data.get_type().name()?;
    Err(PyTypeError::new_err(format!("{name} has neither __arrow_c_array__ nor __arrow_c_stream__")))
}

/// The capsule of a schema.
pub(crate) fn schema<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowSchema::try_from(schema).map_err(|e| failed(&e))?, SCHEMA)
}

type Capsules<'py> = (Bound<'py, PyCapsule>, Bound<'py, PyCapsule>);

/// The capsules of a batch: its schema, and its columns as one array of structs.
pub(crate) fn batch<'py>(py: Python<'py>, batch: &RecordBatch) -> PyResult<Capsules<'py>> {
    let (array, _) = to_ffi(&StructArray::from(batch.clone()).to_data()).map_err(|e| failed(&e))?;
    Ok((schema(py, &batch.schema())?, PyCapsule::new_with_value(py, array, ARRAY)?))
}

/// The capsule of a stream.
pub(crate) fn stream(py: Python<'_>, reader: Box<dyn RecordBatchReader + Send>) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(reader), STREAM)
}
