//! Files of sources: text, JSON, and messages that name the place.

use std::path::Path;

use crate::messages::{Fatal, io_error};

/// Reads a whole file as text.
pub(crate) fn read(path: &Path) -> Result<String, Fatal> {
    let place = path.to_string_lossy();
    let bytes = std::fs::read(path).map_err(|e| Fatal::at(&place, io_error(&e)))?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map_or(bytes.clone(), <[u8]>::to_vec);
    String::from_utf8(bytes).map_err(|e| {
        let good = e.utf8_error().valid_up_to();
        let line = e.as_bytes()[..good].iter().filter(|&&b| b == b'\n').count() + 1;
        at_line(path, line, "not UTF-8")
    })
}

/// Reads a file as JSON.
pub(crate) fn read_json(path: &Path) -> Result<serde_json::Value, Fatal> {
    serde_json::from_str(&read(path)?).map_err(|e| Fatal::at(path.to_string_lossy(), format!("not JSON: {e}")))
}

/// A missing or mistyped field at a place in a file.
pub(crate) fn shape(path: &Path, place: impl AsRef<str>, expected: &str) -> Fatal {
    Fatal::at(path.to_string_lossy(), format!("{}: {expected} expected", place.as_ref()))
}

/// What is wrong with a line.
pub(crate) fn at_line(path: &Path, line: usize, message: impl AsRef<str>) -> Fatal {
    Fatal(format!("{}:{line}: {}", path.display(), message.as_ref()))
}
