//! `gazet gazetteer`: tools for lists. Each command is a module with one function that is called from here.
#![allow(clippy::single_match_else, reason = "the two arms of a decision read better side by side")]

pub(crate) mod args;
mod check;
mod compile;
mod coverage;
mod diff;
mod import;
pub(crate) mod lists;
mod search;
mod stats;
mod words;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

use crate::Exit;
use crate::messages::Fatal;
use args::{GazetteerArgs, GazetteerCommand};

/// Runs a command.
pub(crate) fn run(args: &GazetteerArgs) -> Result<Exit, Fatal> {
    match &args.command {
        GazetteerCommand::Check(args) => check::check(args),
        GazetteerCommand::Compile(args) => compile::compile(args),
        GazetteerCommand::Diff(args) => diff::diff(args),
        GazetteerCommand::Import(args) => import::import(args),
        GazetteerCommand::Search(args) => search::search(args),
        GazetteerCommand::Stats(args) => stats::stats(args),
        GazetteerCommand::Words(args) => words::words(args),
    }
}

/// Rows of cells as aligned columns; the first row is the header, numbers stand to the right. On a terminal they have its width.
fn columns(rows: &[Vec<String>]) -> String {
    let width = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    // a terminal that does not know its width says 0
    columns_within(rows, width.filter(|w| *w > 0))
}

/// Columns without a cell are left out. Where the table is wider than it may be, blanks go first, then the ends of its longest cells.
fn columns_within(rows: &[Vec<String>], most: Option<usize>) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|c| c.chars().count()).max().unwrap_or(0);
    let is_empty = |i: usize| rows.iter().skip(1).all(|r| r.get(i).is_none_or(String::is_empty));
    let mut widths: Vec<usize> = (0..count).map(|i| if is_empty(i) { 0 } else { width(i) }).collect();
    let between = widths.iter().filter(|w| **w > 0).count().saturating_sub(1);
    let sum: usize = widths.iter().sum();
    let gap = if most.is_some_and(|most| sum + 2 * between > most) { " " } else { "  " };
    let excess = most.map_or(0, |most| (sum + gap.len() * between).saturating_sub(most));
    for _ in 0..excess {
        // the first of the widest; below that nothing could be read any more
        if let Some(widest) = widths.iter_mut().rev().max().filter(|w| **w > 8) {
            *widest -= 1;
        }
    }
    let is_number = |cell: &str| cell.starts_with(|c: char| c.is_ascii_digit());
    let right: Vec<bool> =
        (0..count).map(|i| rows.iter().skip(1).filter_map(|r| r.get(i)).all(|c| is_number(c))).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (i, cell) in row.iter().enumerate().filter(|(i, _)| widths[*i] > 0) {
            let cell = shortened(cell, widths[i]);
            let pad = " ".repeat(widths[i] - cell.chars().count());
            let gap = if line.is_empty() { "" } else { gap };
            let _ = if right[i] { write!(line, "{gap}{pad}{cell}") } else { write!(line, "{gap}{cell}{pad}") };
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

/// The text in so many characters; where it has more, its end is an ellipsis.
fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    if text.chars().count() <= most {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().take(most.saturating_sub(1)).chain(['…']).collect())
}

/// A number with a comma before every three digits: 12,345.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of things in words: 1 row, 1,024 rows.
fn counted(number: usize, what: &str) -> String {
    format!("{} {what}{}", grouped(number), if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_fits_its_terminal() {
        let rows =
            [["id", "name", "rule", "row"], ["gb/ncsc", "National Cyber Security Centre", "", "agencies.tsv:1426"]]
                .map(|r| r.map(str::to_owned).to_vec());
        let whole = "id       name                            row\n\
                     gb/ncsc  National Cyber Security Centre  agencies.tsv:1426\n";
        assert_eq!(columns_within(&rows, None), whole);
        assert_eq!(columns_within(&rows, Some(58)), whole);
        let narrow = "id      name                row\ngb/ncsc National Cyber Sec… agencies.tsv:1426\n";
        assert_eq!(columns_within(&rows, Some(45)), narrow);
    }

    #[test]
    fn numbers_stand_to_the_right() {
        let rows = [["list", "rows"], ["a.tsv", "1,024"], ["b", "7"]].map(|r| r.map(str::to_owned).to_vec());
        assert_eq!(columns_within(&rows, None), "list    rows\na.tsv  1,024\nb          7\n");
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
