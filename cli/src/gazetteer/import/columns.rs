//! CSV, TSV and JSON lines with a header: fields become columns by their name, or as `--map` says.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::report::Report;
use super::rows::Rows;
use super::source::{at_line, read as read_text};
use super::{Row, stem_label};
use crate::gazetteer::args::{Form, ImportArgs};
use crate::messages::Fatal;

const COLUMNS: [&str; 11] =
    ["id", "label", "name", "aliases", "country", "kind", "status", "successor", "parent", "xref", "source"];

/// One record: field and values, in the order of the file.
type Fields = Vec<(String, Vec<String>)>;

/// Reads a file.
pub(super) fn read(args: &ImportArgs, file: &Path, rows: &mut Rows, report: &mut Report) -> Result<(), Fatal> {
    let map = map(&args.map)?;
    let records = match args.from {
        Form::Jsonl => json(file, report)?,
        form => separated(file, if form == Form::Tsv { b'\t' } else { b',' }, &args.separator)?,
    };
    let label = rows.label_or(stem_label(file));
    for (line, fields) in records {
        let mut row = Row::default();
        for (field, values) in fields {
            let Some(column) = map.get(field.as_str()).copied().or_else(|| own(&field, &map)) else {
                if !values.is_empty() {
                    report.note(format!("fields without a column: {field}"), values.join("|"));
                }
                continue;
            };
            put(&mut row, column, values, report);
        }
        if row.label.is_empty() {
            row.label.clone_from(&label);
        }
        if row.name.is_empty() {
            let reason = "rows without a name, left out";
            report.note(reason, format!("{}:{line} {}", file.display(), row.id));
            continue;
        }
        rows.add(row, report);
    }
    Ok(())
}

/// `--map` turned round: the column of a field.
fn map(pairs: &[String]) -> Result<BTreeMap<&str, &'static str>, Fatal> {
    let pair = |pair: &'_ String| -> Result<(usize, &'static str), Fatal> {
        let Some(at) = pair.find('=') else {
            return Err(Fatal(format!("--map {pair:?}: COLUMN=FIELD expected")));
        };
        match COLUMNS.iter().find(|c| **c == pair[..at].trim()) {
            Some(column) => Ok((at, column)),
            None => Err(Fatal(format!("--map {pair:?}: no such column; the columns are {}", COLUMNS.join(" ")))),
        }
    };
    pairs.iter().map(|text| pair(text).map(|(at, column)| (text[at + 1..].trim(), column))).collect()
}

/// The column that has the field's own name, unless another field stands for it.
fn own(field: &str, map: &BTreeMap<&str, &'static str>) -> Option<&'static str> {
    let column = COLUMNS.into_iter().find(|c| c.eq_ignore_ascii_case(field.trim()))?;
    map.values().all(|c| *c != column).then_some(column)
}

fn put(row: &mut Row, column: &str, values: Vec<String>, report: &mut Report) {
    let one = |values: Vec<String>, report: &mut Report| {
        if values.len() > 1 && column != "name" {
            report.note(format!("several values in {column}, the first one kept"), values.join("|"));
        }
        values.into_iter().next().unwrap_or_default()
    };
    match column {
        "id" => row.id = one(values, report),
        "label" => row.label = one(values, report),
        "kind" => row.kind = one(values, report),
        "status" => row.status = one(values, report),
        "name" => {
            let mut values = values.into_iter();
            row.name = values.next().unwrap_or_default();
            row.aliases.extend(values);
        }
        "aliases" => row.aliases.extend(values),
        "country" => row.countries.extend(values),
        "successor" => row.successors.extend(values),
        "parent" => row.parents.extend(values),
        "xref" => row.xref.extend(values),
        _ => row.source.extend(values),
    }
}

fn separated(file: &Path, delimiter: u8, separator: &str) -> Result<Vec<(usize, Fields)>, Fatal> {
    let text = read_text(file)?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(delimiter == b',')
        .flexible(false)
        .from_reader(text.as_bytes());
    let wrong = |e: &csv::Error| {
        let line = e.position().map_or(1, csv::Position::line) as usize;
        let message = match e.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("{len} cells, but the header has {expected_len} columns")
            }
            _ => e.to_string(),
        };
        at_line(file, line, message)
    };
    let head = reader.headers().map_err(|e| wrong(&e))?.clone();
    let values = |cell: &str| -> Vec<String> {
        let parts: Vec<&str> = if separator.is_empty() { vec![cell] } else { cell.split(separator).collect() };
        parts.into_iter().map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned).collect()
    };
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| wrong(&e))?;
        let line = record.position().map_or(0, csv::Position::line) as usize;
        records.push((line, head.iter().zip(&record).map(|(field, cell)| (field.to_owned(), values(cell))).collect()));
    }
    Ok(records)
}

fn json(file: &Path, report: &mut Report) -> Result<Vec<(usize, Fields)>, Fatal> {
    let text = read_text(file)?;
    let mut records = Vec::new();
    for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let value: Value = serde_json::from_str(line).map_err(|e| at_line(file, i + 1, format!("not JSON: {e}")))?;
        let Value::Object(object) = value else { return Err(at_line(file, i + 1, "an object expected")) };
        let mut fields = Fields::new();
        for (field, value) in object {
            let values = match value {
                Value::Array(values) => values,
                Value::Null => Vec::new(),
                one => vec![one],
            };
            let mut texts = Vec::new();
            for value in values {
                match value {
                    Value::String(text) => texts.push(text),
                    Value::Number(number) => texts.push(number.to_string()),
                    other => report.note(format!("values that are no text: {field}"), other.to_string()),
                }
            }
            texts.retain(|t| !t.trim().is_empty());
            fields.push((field, texts));
        }
        records.push((i + 1, fields));
    }
    Ok(records)
}
