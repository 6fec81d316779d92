//! What goes wrong, in the command line's words.

use std::fmt::Display;
use std::io;

use gazet::document::DocumentError as NotADocument;
use pyo3::create_exception;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

create_exception!(gazet, GazetError, PyValueError, "What gazet refuses: an option, a list, a document.");
create_exception!(gazet, OptionError, GazetError, "An option that does not exist or has no such value.");
create_exception!(
    gazet,
    ListError,
    GazetError,
    "A list that cannot be read or compiled; the message names file and line."
);
create_exception!(gazet, DocumentError, GazetError, "A document that cannot be read; `kind` is a word for programs.");

/// Why there is no annotation of a document: a word for programs, a message for people.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) kind: &'static str,
    pub(crate) message: String,
}

impl Failure {
    /// A failure of a document, whose message names it.
    pub(crate) fn new(kind: &'static str, id: &str, message: impl Display) -> Self {
        Self { kind, message: format!("{id}: {message}") }
    }

    pub(crate) fn not_a_document(id: &str, error: &NotADocument) -> Self {
        let kind = if matches!(error, NotADocument::NotUtf8 { .. }) { "not_utf8" } else { "too_long" };
        Self::new(kind, id, error)
    }

    /// The exception, with its `kind`.
    pub(crate) fn raise(self, py: Python<'_>) -> PyErr {
        let error = DocumentError::new_err(self.message);
        // an exception has a dictionary, so this cannot fail; if it did, the message would still be there
        let _ = error.value(py).setattr("kind", self.kind);
        error
    }
}

/// An I/O error in words that do not need the system's numbers.
pub(crate) fn io_error(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_lowercase()
        }
    }
}
