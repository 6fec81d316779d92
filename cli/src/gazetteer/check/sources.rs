//! Where rows are from: each has a source, and each source a licence.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use super::Findings;
use super::rows::All;
use crate::gazetteer::lists::{Lists, Text};
use crate::messages::{Fatal, io_error};

const BUILT_IN: &str = gazet_lists::SOURCES;

/// The keys of a SOURCES.md that have a licence; `None` where there is no such file.
pub(super) type Keys = Option<BTreeSet<String>>;

/// Checks the column `source` of lists and tables that have it, against the SOURCES.md beside them. Where there is none, a column that no
/// row fills, as imports write it, is as good as no column.
pub(super) fn check(all: &All<'_>, lists: &Lists, findings: &mut Findings) -> Result<(), Fatal> {
    let mut tables: HashMap<&str, (bool, Keys)> = HashMap::new();
    for text in lists.entities.iter().chain(&lists.names) {
        tables.insert(&text.file, (text.has_sources(), keys(text)?));
    }
    let listed = all.entries.iter().filter(|e| !e.row.sources.is_empty()).map(|e| e.file);
    let named = all.name_sources.iter().filter(|(.., cell)| !cell.is_empty()).map(|(text, ..)| text.file.as_str());
    let filled: HashSet<&str> = listed.chain(named).collect();
    for (file, (asked, keys)) in &mut tables {
        *asked &= keys.is_some() || filled.contains(file);
    }
    for entry in all.entries.iter().filter(|e| e.mine) {
        let Some((true, keys)) = tables.get(entry.file) else { continue };
        source(entry.file, entry.row.line, entry.row.sources.iter().map(AsRef::as_ref), keys, findings);
    }
    for (text, line, cell) in &all.name_sources {
        let Some((true, keys)) = tables.get(text.file.as_str()) else { continue };
        source(&text.file, *line, cell.split('|').filter(|c| !c.is_empty()), keys, findings);
    }
    Ok(())
}

fn source<'a>(file: &str, line: usize, sources: impl Iterator<Item = &'a str>, keys: &Keys, findings: &mut Findings) {
    let mut none = true;
    for key in sources {
        none = false;
        let address = key.starts_with("https://") || key.starts_with("http://");
        if !address && keys.as_ref().is_some_and(|keys| !keys.contains(key)) {
            findings.error(
                "source",
                file,
                line,
                format!("SOURCES.md has no row with a licence for the source {key:?}"),
            );
        }
    }
    if none {
        findings.error("source", file, line, "no source");
    }
}

/// The keys that hold for a list: those of the SOURCES.md beside it, or of the one that is compiled in.
fn keys(text: &Text) -> Result<Keys, Fatal> {
    if matches!(text.bytes, std::borrow::Cow::Borrowed(_)) {
        return Ok(Some(licensed(BUILT_IN)));
    }
    let path = Path::new(&text.file).with_file_name("SOURCES.md");
    match std::fs::read_to_string(&path) {
        Ok(table) => Ok(Some(licensed(&table))),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(Fatal::at(path.to_string_lossy(), io_error(&e))),
    }
}

/// The first cells of the rows of a Markdown table whose cell under `licence` is not empty.
fn licensed(table: &str) -> BTreeSet<String> {
    let rows = table.lines().filter_map(|l| l.trim().strip_prefix('|')).map(|l| l.split('|').map(str::trim));
    let mut rows = rows.map(Iterator::collect::<Vec<_>>);
    let Some(place) = rows.next().and_then(|head| head.iter().position(|c| *c == "licence" || *c == "license")) else {
        return BTreeSet::new();
    };
    rows.filter(|cells| cells.get(place).is_some_and(|c| !c.is_empty() && !c.starts_with('-')))
        .map(|cells| cells[0].to_owned())
        .collect()
}
