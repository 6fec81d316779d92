//! A document: one text with its id and, where somebody knows it, its date.

use std::borrow::Cow;
use std::fmt;

use jiff::civil::Date;

/// The input of the pipeline: a text of less than 4 GiB, borrowed, with an id and perhaps a date.
#[derive(Clone, Debug)]
pub struct Document<'a> {
    id: Cow<'a, str>,
    text: &'a str,
    date: Option<(Date, GivenBy)>,
}

/// Who told the date of a document that did not have to be found in its text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GivenBy {
    /// The caller's option, the same for all documents.
    Option,
    /// The document's own input record.
    Record,
}

/// Why bytes are no document.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum DocumentError {
    /// The bytes are not UTF-8; the first bad byte is at this offset.
    NotUtf8 {
        /// Offset of the first byte that is not UTF-8.
        offset: usize,
    },
    /// The text has 4 GiB or more; its length in bytes.
    TooLong {
        /// Length of the text in bytes.
        bytes: usize,
    },
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 { offset } => write!(f, "not UTF-8: bad byte at offset {offset}"),
            Self::TooLong { bytes } => write!(f, "text of {bytes} bytes: a document may have 4,294,967,294 at most"),
        }
    }
}

impl std::error::Error for DocumentError {}

impl<'a> Document<'a> {
    /// Makes a document of a text.
    ///
    /// # Errors
    /// [`DocumentError::TooLong`] for a text whose offsets do not fit 32 bits.
    pub fn new(id: impl Into<Cow<'a, str>>, text: &'a str) -> Result<Self, DocumentError> {
        if text.len() >= u32::MAX as usize {
            return Err(DocumentError::TooLong { bytes: text.len() });
        }
        Ok(Self { id: id.into(), text, date: None })
    }

    /// Makes a document of bytes that should be UTF-8; a byte order mark in front is not part of the text.
    ///
    /// # Errors
    /// [`DocumentError::NotUtf8`] with the place of the first bad byte, or [`DocumentError::TooLong`].
    pub fn decode(id: impl Into<Cow<'a, str>>, bytes: &'a [u8]) -> Result<Self, DocumentError> {
        let text = std::str::from_utf8(bytes).map_err(|e| DocumentError::NotUtf8 { offset: e.valid_up_to() })?;
        Self::new(id, text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// The same document with a date that its text need not tell.
    #[must_use]
    pub fn with_date(mut self, date: Date, by: GivenBy) -> Self {
        self.date = Some((date, by));
        self
    }

    /// The document's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The document's text, as given.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The date that the caller gave, and on whose word.
    pub fn date(&self) -> Option<(Date, GivenBy)> {
        self.date
    }
}

/// The day of `2024-11-07`, or of a time stamp that begins so: `2024-11-07T09:30:00+09:00`. Nothing else is a record's date.
pub fn day(text: &str) -> Option<Date> {
    let (day, rest) = text.split_at_checked(10)?;
    let form = |(i, b): (usize, u8)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() };
    let time =
        rest.is_empty() || (rest.starts_with(['T', ' ']) && rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit));
    if !day.bytes().enumerate().all(form) || !time {
        return None;
    }
    day.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_and_time_stamps() {
        let date = jiff::civil::date(2024, 11, 7);
        assert_eq!(day("2024-11-07"), Some(date));
        assert_eq!(day("2024-11-07T23:30:00+09:00"), Some(date));
        for none in
            ["", "2024-11-7", "2024-11-31", "2024-13-01", "7 November 2024", "20241107", "2024-11-07x", "２024-11-07"]
        {
            assert_eq!(day(none), None, "{none}");
        }
    }
}
