//! The rows of gazet's lists, and how they are written.

use std::collections::{BTreeMap, BTreeSet};

use crate::messages::Fatal;

/// The header of a list.
const HEADER: &str = "id\tlabel\tname\taliases\tcountry\tkind\tstatus\tsuccessor\tparent\txref\tsource";

/// One entity of a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) countries: Vec<String>,
    pub(crate) kind: String,
    pub(crate) status: String,
    pub(crate) successors: Vec<String>,
    pub(crate) parents: Vec<String>,
    pub(crate) xref: BTreeSet<String>,
    pub(crate) source: BTreeSet<String>,
}

impl Row {
    fn line(&self) -> String {
        [
            clean(&self.id),
            clean(&self.label),
            clean(&self.name),
            cell(&self.aliases),
            cell(&self.countries),
            clean(&self.kind),
            clean(&self.status),
            cell(&self.successors),
            cell(&self.parents),
            cell(&self.xref),
            cell(&self.source),
        ]
        .join("\t")
    }
}

/// Several values in one cell.
fn cell<'a>(values: impl IntoIterator<Item = &'a String>) -> String {
    values.into_iter().map(|v| clean(v).replace('|', "\\|")).collect::<Vec<_>>().join("|")
}

/// A value as a cell can hold it: white space of every sort is one blank.
fn clean(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A line of names.tsv: who uses a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NameRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) source: String,
}

/// A list, sorted by id in byte order. Two rows of one id are an error.
pub(crate) fn list(rows: &[Row]) -> Result<String, Fatal> {
    let mut by_id = BTreeMap::new();
    for row in rows {
        if by_id.insert(row.id.as_str(), row).is_some() {
            return Err(Fatal(format!("two rows would have the id {:?}", row.id)));
        }
    }
    Ok(lines(HEADER, by_id.values().map(|row| row.line())))
}

/// names.tsv, sorted and without repeats.
pub(crate) fn names(names: &BTreeSet<NameRow>) -> String {
    lines("id\tname\ttype\tsource", names.iter().map(|n| [&*n.id, &*n.name, &*n.kind, &*n.source].join("\t")))
}

fn lines(header: &str, lines: impl Iterator<Item = String>) -> String {
    let mut text = String::from(header);
    for line in lines {
        text.push('\n');
        text.push_str(&line);
    }
    text.push('\n');
    text
}
