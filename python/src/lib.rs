//! The Python module of gazet, its inner half: `gazet._gazet`. What users import is `gazet/__init__.py`.
//!
//! `engine` does the work and knows nothing of Python; the rest turns Python's objects into its types and back. No thread of a pool ever
//! needs the interpreter, and the interpreter is never held while one is waited for.

mod ahead;
mod annotation;
mod annotator;
mod arrow;
mod capsule;
mod engine;
mod errors;
mod pipe;

use pyo3::prelude::*;

/// The compiled half of `gazet`.
#[pymodule]
mod _gazet {
    #[pymodule_export]
    use crate::annotation::{Annotation, Relation, Span};
    #[pymodule_export]
    use crate::annotator::Annotator;
    #[pymodule_export]
    use crate::arrow::{ArrowBatch, ArrowStream};
    #[pymodule_export]
    use crate::errors::{DocumentError, GazetError, ListError, OptionError};
    #[pymodule_export]
    use crate::pipe::Pipe;
    use pyo3::prelude::*;

    /// The licences and notices of gazet and of the lists in it.
    #[pyfunction]
    fn notices() -> String {
        gazet_lists::NOTICES.join("\n")
    }

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("SCHEMA", gazet::record::SCHEMA)?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
