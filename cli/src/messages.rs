//! Messages: single lines on standard error, safe for a terminal whatever a path or an id has in it.

use std::borrow::Cow;
use std::io::{self, Write as _};

/// Why a command could not start, or could not go on: the exit code is 2.
#[derive(Debug)]
pub(crate) struct Fatal(pub(crate) String);

impl Fatal {
    /// A message that names its place first.
    pub(crate) fn at(place: impl AsRef<str>, message: impl std::fmt::Display) -> Self {
        Self(format!("{}: {message}", place.as_ref()))
    }
}

/// Writes one line. That standard error is closed is no reason to stop.
pub(crate) fn line(message: &str) {
    let _ = writeln!(io::stderr().lock(), "gazet: {}", printable(message));
}

/// The text with control characters, and those that change the direction of writing, as escapes.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unsafe(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

/// An I/O error in words that do not need the system's numbers.
pub(crate) fn io_error(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "is a folder".to_owned(),
        io::ErrorKind::BrokenPipe => "closed before everything was written".to_owned(),
        _ => {
            let text = error.to_string();
            // the system's own begin with a capital; names stand in the others
            text.split_once(" (os error").map_or_else(|| text.clone(), |(words, _)| words.to_lowercase())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn a_message_is_one_line_that_moves_no_cursor() {
        assert_eq!(printable("a\u{1b}[31m\nb\u{202e}c\u{9b}"), "a\\u{1b}[31m\\nb\\u{202e}c\\u{9b}");
        assert_eq!(printable("Zürich 서울.txt"), "Zürich 서울.txt");
    }
}
