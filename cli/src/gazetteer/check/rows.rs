//! All rows of all lists with their places; rows that cannot be read, stand twice or are not sorted.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use gazet::Label;
use gazet::gazetteer::{self, ExceptionRow, ListError, Row};

use super::Findings;
use crate::gazetteer::lists::{Lists, Text};

/// Which files are looked at; the others are what they stand on.
#[derive(Debug)]
pub(super) enum Mine {
    All,
    These(BTreeSet<String>),
}

impl Mine {
    fn has(&self, text: &Text) -> bool {
        match self {
            Self::All => true,
            Self::These(files) => files.contains(&text.file),
        }
    }
}

/// One name of an entity, where it stands.
#[derive(Debug)]
pub(super) struct Surface<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) file: &'a str,
    pub(super) line: usize,
    pub(super) mine: bool,
}

/// An entity with all its names.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) file: &'a str,
    pub(super) row: Row<'a>,
    pub(super) mine: bool,
    pub(super) surfaces: Vec<Surface<'a>>,
}

impl Entry<'_> {
    /// True for words that recognizers work with, which are no names.
    pub(super) fn is_cue(&self) -> bool {
        Label::built_in(&self.row.label).is_some_and(Label::is_cue)
    }
}

/// Everything that could be read.
#[derive(Debug, Default)]
pub(super) struct All<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    pub(super) by_id: HashMap<&'a str, usize>,
    /// Rules by surface and id.
    pub(super) rules: HashMap<(&'a str, &'a str), &'a str>,
    pub(super) exceptions: Vec<(&'a str, ExceptionRow<'a>)>,
    /// The sources of rows of names: file, line, cell.
    pub(super) name_sources: Vec<(&'a Text, usize, &'a str)>,
}

impl<'a> All<'a> {
    /// Reads everything; what cannot be read becomes a finding.
    pub(super) fn new(lists: &'a Lists, mine: &Mine, findings: &mut Findings) -> Self {
        let mut all = Self::default();
        for text in &lists.entities {
            let checked = mine.has(text);
            let mut before = "";
            let mut lines: HashMap<&str, usize> = HashMap::new();
            for row in readable(gazetteer::rows(text.list()), findings) {
                if checked {
                    sorted(before, row.id, text, row.line, findings);
                }
                before = row.id;
                if let Some(line) = lines.insert(row.id, row.line) {
                    findings.error(
                        "id",
                        &text.file,
                        row.line,
                        format!("id {:?} stands in line {line} already", row.id),
                    );
                    continue;
                }
                all.entry(text, row, checked, findings);
            }
        }
        for text in &lists.names {
            let checked = mine.has(text);
            let mut before = None;
            for row in readable(gazetteer::name_rows(text.list()), findings) {
                let key = (row.id, row.name, row.kind, row.source);
                if checked && before.is_some_and(|before| before >= key) {
                    let message = format!("{:?} of {} is not sorted, or stands twice", row.name, row.id);
                    findings.error("sorted", &text.file, row.line, message);
                }
                before = Some(key);
                let Some(&index) = all.by_id.get(row.id) else {
                    findings.error("points", &text.file, row.line, format!("no list has the id {:?}", row.id));
                    continue;
                };
                if checked {
                    all.name_sources.push((text, row.line, row.source));
                }
                let surfaces = &mut all.entries[index].surfaces;
                if surfaces.iter().all(|s| s.text != row.name) {
                    let surface = Surface { text: row.name.into(), file: &text.file, line: row.line, mine: checked };
                    surfaces.push(surface);
                }
            }
        }
        for text in &lists.exceptions {
            let checked = mine.has(text);
            let mut before = None;
            for row in readable(gazetteer::exception_rows(text.list()), findings) {
                let key = (row.surface, row.id);
                if checked && before.is_some_and(|before| before >= key) {
                    let message = format!("{:?} of {} is not sorted, or stands twice", row.surface, row.id);
                    findings.error("sorted", &text.file, row.line, message);
                }
                before = Some(key);
                all.rules.insert(key, row.rule);
                if checked {
                    all.exceptions.push((&text.file, row));
                }
            }
        }
        all
    }

    fn entry(&mut self, text: &'a Text, row: Row<'a>, mine: bool, findings: &mut Findings) {
        let surface = |text: Cow<'a, str>, file: &'a str| Surface { text, file, line: row.line, mine };
        let mut surfaces = vec![surface(row.name.into(), &text.file)];
        for alias in &row.aliases {
            if surfaces.iter().any(|s| s.text == *alias) {
                if mine {
                    findings.error("twice", &text.file, row.line, format!("the name {alias:?} stands twice"));
                }
                continue;
            }
            surfaces.push(surface(alias.clone(), &text.file));
        }
        let (id, line) = (row.id, row.line);
        let entry = Entry { file: &text.file, row, mine, surfaces };
        match self.by_id.get(id) {
            // a list on top of others overrides; two of those that are looked at contradict each other
            Some(&index) => {
                let other = &self.entries[index];
                if mine && other.mine {
                    let message = format!("id {id:?} stands in {}:{} already", other.file, other.row.line);
                    findings.error("id", &text.file, line, message);
                }
                self.entries[index] = entry;
            }
            None => {
                self.by_id.insert(id, self.entries.len());
                self.entries.push(entry);
            }
        }
    }

    /// The rule that exceptions have for a name of an entity.
    pub(super) fn rule(&self, surface: &str, id: &str) -> Option<&'a str> {
        self.rules.get(&(surface, id)).or_else(|| self.rules.get(&(surface, "*"))).copied()
    }
}

fn sorted(before: &str, id: &str, text: &Text, line: usize, findings: &mut Findings) {
    if before > id {
        findings.error("sorted", &text.file, line, format!("{id:?} is not sorted: it comes before {before:?}"));
    }
}

/// The rows that are whole; the others are findings, those of lists below as well, for nothing can be built on them.
fn readable<T>(rows: Result<Vec<Result<T, ListError>>, ListError>, findings: &mut Findings) -> Vec<T> {
    let mut bad = |e: ListError| findings.error("malformed", e.file(), e.line(), e.message());
    match rows {
        Err(e) => {
            bad(e);
            Vec::new()
        }
        Ok(rows) => rows.into_iter().filter_map(|row| row.map_err(&mut bad).ok()).collect(),
    }
}
