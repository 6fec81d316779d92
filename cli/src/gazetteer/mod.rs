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

use std::fmt::Write as _;

use crate::Exit;
use crate::messages::Fatal;
use crate::sink::Sink;
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

/// Writes a whole result to standard output.
fn print(text: &str) -> Result<(), Fatal> {
    let mut sink = Sink::open(None)?;
    sink.write(text.as_bytes())?;
    sink.finish()
}

/// Rows of cells as aligned columns; the first row is the header, numbers stand to the right.
fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|c| c.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    let is_number = |cell: &str| cell.starts_with(|c: char| c.is_ascii_digit());
    let right: Vec<bool> =
        (0..count).map(|i| rows.iter().skip(1).filter_map(|r| r.get(i)).all(|c| is_number(c))).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (i, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[i] - cell.chars().count());
            let gap = if i == 0 { "" } else { "  " };
            let _ = if right[i] { write!(line, "{gap}{pad}{cell}") } else { write!(line, "{gap}{cell}{pad}") };
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right() {
        let rows = [["list", "rows"], ["a.tsv", "1,024"], ["b", "7"]].map(|r| r.map(str::to_owned).to_vec());
        assert_eq!(columns(&rows), "list    rows\na.tsv  1,024\nb          7\n");
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
