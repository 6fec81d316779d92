//! Reading lists: TSV rows with the place of every mistake.

use std::borrow::Cow;
use std::fmt;

/// One list as its bytes, with the name that messages use.
#[derive(Clone, Copy, Debug)]
pub struct List<'a> {
    /// The file's name or path; its stem in capitals is the label of rows that have none.
    pub file: &'a str,
    /// The list itself: UTF-8 TSV with a header row.
    pub bytes: &'a [u8],
}

/// What is wrong with a list, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListError {
    file: String,
    line: usize,
    message: String,
}

impl ListError {
    pub(crate) fn new(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, message: message.into() }
    }

    /// The list's file name, as it was given.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The line, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is wrong, without the place.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

impl std::error::Error for ListError {}

/// A table: its rows' cells in the order of the columns that were asked for.
#[derive(Clone)]
pub(crate) struct Table<'a, const N: usize> {
    file: &'a str,
    text: &'a str,
    /// Of each column of the file which one of those that were asked for it is.
    columns: Vec<usize>,
    /// Where the rows begin, if there is a line below the header.
    body: Option<usize>,
}

impl<'a, const N: usize> Table<'a, N> {
    /// Reads the header. `columns` are all that the table may have; the first `required` of them it must have.
    pub(crate) fn new(list: List<'a>, columns: [&str; N], required: usize) -> Result<Self, ListError> {
        let text = std::str::from_utf8(list.bytes).map_err(|e| {
            let line = list.bytes[..e.valid_up_to()].iter().filter(|&&b| b == b'\n').count() + 1;
            ListError::new(list.file, line, "not UTF-8")
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let header = text.split('\n').next().unwrap_or("").trim_end_matches('\r');
        let mut places = Vec::new();
        if header.is_empty() {
            return Err(ListError::new(list.file, 1, "no header row"));
        }
        for column in header.split('\t') {
            let Some(known) = columns.iter().position(|c| *c == column) else {
                let of_commas = column.split([',', ';', ' ']).any(|word| columns.contains(&word));
                let hint = if of_commas { "; tabs stand between columns" } else { "" };
                let message = format!("unknown column {column:?}; the columns are {}{hint}", columns.join(" "));
                return Err(ListError::new(list.file, 1, message));
            };
            if places.contains(&known) {
                return Err(ListError::new(list.file, 1, format!("column {column:?} stands twice")));
            }
            places.push(known);
        }
        if let Some(missing) = (0..required).find(|i| !places.contains(i)) {
            return Err(ListError::new(list.file, 1, format!("no column {:?} in the header row", columns[missing])));
        }
        let body = text.find('\n').map(|end| end + 1);
        Ok(Self { file: list.file, text, columns: places, body })
    }

    /// The rows below the header with their line numbers; empty lines are passed over.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Result<(usize, [&'a str; N]), ListError>> {
        self.places().map(|row| row.map(|(number, _, cells)| (number, cells)))
    }

    /// The rows with their line numbers, and where in the text each starts.
    pub(crate) fn places(&self) -> impl Iterator<Item = Result<(usize, usize, [&'a str; N]), ListError>> {
        let (mut number, mut next) = (1, self.body);
        std::iter::from_fn(move || {
            while let Some(start) = next {
                number += 1;
                let (end, cells) = self.read(number, start);
                next = (end < self.text.len()).then_some(end + 1);
                if self.text.as_bytes()[start..end].iter().any(|&b| b != b'\r') {
                    return Some(cells.map(|cells| (number, start, cells)));
                }
            }
            None
        })
    }

    /// The cells of the row that starts at byte `start`, whose line number is `number`.
    pub(crate) fn at(&self, number: usize, start: usize) -> Result<[&'a str; N], ListError> {
        self.read(number, start).1
    }

    /// Where the row that starts at byte `start` ends, and its cells.
    fn read(&self, number: usize, start: usize) -> (usize, Result<[&'a str; N], ListError>) {
        let bytes = self.text.as_bytes();
        let mut marks = memchr::memchr2_iter(b'\t', b'\n', &bytes[start..]);
        // an empty cell lies in the text as others do: comparing what is at no address takes glibc a hundred times as long
        let (mut cells, mut count, mut from) = ([&self.text[..0]; N], 0, start);
        let end = loop {
            let end = marks.next().map_or(bytes.len(), |at| start + at);
            if let Some(&column) = self.columns.get(count) {
                cells[column] = trim(&self.text[from..end]);
            }
            count += 1;
            if bytes.get(end) != Some(&b'\t') {
                break end;
            }
            from = end + 1;
        };
        if count > self.columns.len() {
            let message = format!("{count} cells, but the header has {} columns", self.columns.len());
            return (end, Err(ListError::new(self.file, number, message)));
        }
        (end, Ok(cells))
    }
}

/// A cell without the white space around it, which few have.
#[inline]
fn trim(cell: &str) -> &str {
    let is_mark = |b: Option<&u8>| b.is_none_or(u8::is_ascii_graphic);
    if is_mark(cell.as_bytes().first()) && is_mark(cell.as_bytes().last()) { cell } else { cell.trim() }
}

/// The values of one cell, separated by `|`; `\|` is the character itself.
pub(crate) fn values(cell: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = Some(cell).filter(|c| !c.is_empty());
    std::iter::from_fn(move || {
        let text = rest?;
        let end = text
            .bytes()
            .enumerate()
            .find(|&(i, b)| b == b'|' && (i == 0 || text.as_bytes()[i - 1] != b'\\'))
            .map(|(i, _)| i);
        rest = end.map(|i| &text[i + 1..]);
        let value = text[..end.unwrap_or(text.len())].trim();
        Some(if value.contains("\\|") { Cow::Owned(value.replace("\\|", "|")) } else { Cow::Borrowed(value) })
    })
    .filter(|v| !v.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_several_values() {
        assert_eq!(values("a|b \\| c||d").collect::<Vec<_>>(), ["a", "b | c", "d"]);
        assert_eq!(values("").count(), 0);
    }

    #[test]
    fn mistakes_have_a_place() {
        let table = |bytes: &'static [u8]| Table::new(List { file: "my.tsv", bytes }, ["id", "name", "aliases"], 2);
        let message = |bytes: &'static [u8]| match table(bytes) {
            Err(e) => e.to_string(),
            Ok(t) => t.rows().find_map(Result::err).map_or_else(String::new, |e| e.to_string()),
        };
        assert_eq!(message(b"id\nx"), "my.tsv:1: no column \"name\" in the header row");
        assert_eq!(message(b"id\tnam\nx"), "my.tsv:1: unknown column \"nam\"; the columns are id name aliases");
        assert_eq!(message(b"id\tname\nx\ty\n\na\tb\tc\n"), "my.tsv:4: 3 cells, but the header has 2 columns");
        assert_eq!(message(b"id\tname\nx\ty\xff\n"), "my.tsv:2: not UTF-8");
        assert_eq!(message(b"id\tname\nx\ty\r\n"), "");
    }
}
