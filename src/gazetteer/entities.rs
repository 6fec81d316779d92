//! The rows of all lists, one an id: which there are, where each stands, and what it says of its entity beyond names.

use std::collections::HashMap;

use gazet_raw::prefetch;
use rustc_hash::FxBuildHasher;

use super::compile::{FORMER, probe, stem_label};
use super::tsv::{List, ListError, Table};
use super::{Country, Mark, hash};
use crate::label::{BUILT_IN, Label};

/// The columns that a list of entities may have.
pub(super) const COLUMNS: [&str; 11] =
    ["id", "name", "label", "aliases", "country", "kind", "status", "successor", "parent", "xref", "source"];

/// How many entities ahead the memory of one is asked for.
const AHEAD: usize = 16;

/// The number of a line, where it starts, and the cells of it.
type Cells<'a> = Result<(usize, usize, [&'a str; 11]), ListError>;

/// Where a row stands, and what it says of its entity beyond names.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) list: u32,
    pub(super) line: u32,
    /// The first byte of the line in the list's text.
    pub(super) start: u32,
    pub(super) attributes: u32,
    /// Of the id.
    hash: u64,
}

/// The rows of all lists, one an id.
pub(super) struct Entities<'a> {
    pub(super) rows: Vec<Place>,
    pub(super) attributes: Attributes<'a>,
    tables: Vec<Table<'a, 11>>,
    /// The number of the entity whose id hashes to the place, or before it. At most three of four are taken.
    known: Vec<u32>,
    mark: Mark,
}

impl<'a> Entities<'a> {
    /// Reads the rows of lists.
    pub(super) fn new(lists: &[List<'a>]) -> Result<Self, ListError> {
        let most: usize = lists.iter().map(|list| memchr::memchr_iter(b'\n', list.bytes).count() + 1).sum();
        let mut entities = Self {
            rows: Vec::new(),
            attributes: Attributes::default(),
            tables: Vec::with_capacity(lists.len()),
            known: vec![0; most * 4 / 3 + 1],
            mark: Mark::new(most),
        };
        for &list in lists {
            entities.read(list)?;
        }
        Ok(entities)
    }

    fn read(&mut self, list: List<'a>) -> Result<(), ListError> {
        let table = Table::new(list, COLUMNS, 2)?;
        let (stem, at) = (stem_label(list.file), self.tables.len() as u32);
        self.tables.push(table.clone());
        let mut waiting = None;
        for row in table.places() {
            let next = self.place(list, at, &stem, row);
            if let Some((id, place)) = waiting.take() {
                self.add(list, id, place)?;
            }
            let (id, place) = next?;
            // while the next row is read
            prefetch(&self.known, hash::place(place.hash, self.known.len()));
            waiting = Some((id, place));
        }
        if let Some((id, place)) = waiting {
            self.add(list, id, place)?;
        }
        // the next list begins with a label of its own
        self.attributes.last = None;
        Ok(())
    }

    /// The id of a row, and what there is to know of it.
    fn place(&mut self, list: List<'a>, at: u32, stem: &str, row: Cells<'a>) -> Result<(&'a str, Place), ListError> {
        let (line, start, [id, name, label, _, country, kind, status, _, parent, ..]) = row?;
        let error = |message: String| ListError::new(list.file, line, message);
        if id.is_empty() || name.is_empty() {
            return Err(error(format!("no {}", if id.is_empty() { "id" } else { "name" })));
        }
        let attributes = self.attributes.number([label, country, kind, status, parent], stem).map_err(error)?;
        // a list has less than four gigabytes: its text was read as one
        if start > u32::MAX as usize {
            return Err(error("the list is longer than four gigabytes".to_owned()));
        }
        Ok((id, Place { list: at, line: line as u32, start: start as u32, attributes, hash: hash::id(id) }))
    }

    fn add(&mut self, list: List<'_>, id: &str, place: Place) -> Result<(), ListError> {
        match self.slot(id, place.hash) {
            Ok(known) => {
                let row = &mut self.rows[known as usize];
                if row.list == place.list {
                    let message = format!("id {id:?} stands in line {} already", row.line);
                    return Err(ListError::new(list.file, place.line as usize, message));
                }
                *row = place;
            }
            Err(slot) => {
                self.known[slot] = self.mark.write(self.rows.len() as u32, place.hash);
                self.rows.push(place);
            }
        }
        Ok(())
    }

    /// What is left when all rows have been compiled.
    pub(super) fn into_attributes(self) -> Attributes<'a> {
        self.attributes
    }

    /// Id, name and aliases of a row.
    pub(super) fn cells(&self, row: &Place) -> Result<[&'a str; 3], ListError> {
        let [id, name, _, aliases, ..] = self.tables[row.list as usize].at(row.line as usize, row.start as usize)?;
        Ok([id, name, aliases])
    }

    /// The number of the entity with an id.
    pub(super) fn find(&self, id: &str) -> Option<u32> {
        self.slot(id, hash::id(id)).ok()
    }

    /// The entity with an id, or the place in `known` that waits for it.
    fn slot(&self, id: &str, hash: u64) -> Result<u32, usize> {
        let mut at = hash::place(hash, self.known.len());
        while self.known[at] != 0 {
            if let Some(entity) = self.mark.number(self.known[at], hash)
                && self.rows[entity as usize].hash == hash
                && self.cells(&self.rows[entity as usize]).is_ok_and(|[known, ..]| known == id)
            {
                return Ok(entity);
            }
            at = if at + 1 == self.known.len() { 0 } else { at + 1 };
        }
        Err(at)
    }

    /// The table of ids in as much room as it needs, seven of eight places taken; `starts` are the numbers of the entities, `mark` how they
    /// are written.
    pub(super) fn identities(&self, starts: &[u32], mark: Mark) -> Vec<u32> {
        let mut table = vec![0u32; self.rows.len() * 8 / 7 + 1];
        for (i, (row, &start)) in self.rows.iter().zip(starts).enumerate() {
            if let Some(later) = self.rows.get(i + AHEAD) {
                prefetch(&table, hash::place(later.hash, table.len()));
            }
            if let Some(free) = probe(table.len(), row.hash).find(|&at| table[at] == 0) {
                table[free] = mark.write(start, row.hash);
            }
        }
        table
    }
}

/// What entities have in common: labels, and what else a row says but for id and names.
pub(super) struct Attributes<'a> {
    pub(super) labels: Vec<String>,
    /// Label, country and status; where kind and parent start, and where they end, in `texts`.
    pub(super) rows: Vec<[u32; 4]>,
    pub(super) texts: String,
    known: HashMap<(u32, &'a str, &'a str), u32, FxBuildHasher>,
    /// The cells of the last row, and their number.
    last: Option<([&'a str; 5], u32)>,
}

impl Default for Attributes<'_> {
    fn default() -> Self {
        let labels = BUILT_IN.iter().map(|&l| l.to_owned()).collect();
        Self { labels, rows: Vec::new(), texts: String::new(), known: HashMap::default(), last: None }
    }
}

impl<'a> Attributes<'a> {
    pub(super) fn label(&self, attributes: u32) -> Label {
        Label(self.rows[attributes as usize][0] as u16)
    }

    /// The number of what the cells label, country, kind, status and parent say; `stem` is the label where they have none.
    fn number(&mut self, cells: [&'a str; 5], stem: &str) -> Result<u32, String> {
        // rows that stand together are alike
        if let Some((last, number)) = &self.last
            && *last == cells
        {
            return Ok(*number);
        }
        let [label, country, kind, status, parent] = cells;
        let label = self.label_number(if label.is_empty() { stem } else { label })?;
        let code = country.split('|').next().unwrap_or("");
        let code = match Country::new(code) {
            None if !code.is_empty() => return Err(format!("{code:?} is no country code of two capitals")),
            code if !country.contains('|') => code,
            _ => None,
        };
        let former = match status {
            "" | "planned" => 0,
            "former" => FORMER,
            _ => return Err(format!("unknown status {status:?}; it is empty, former or planned")),
        };
        let [a, b] = code.map_or([0; 2], |c| c.0);
        let first = u32::from(label.0) | u32::from(u16::from_le_bytes([a | former, b])) << 16;
        let (rows, texts) = (&mut self.rows, &mut self.texts);
        let number = *self.known.entry((first, kind, parent)).or_insert_with(|| {
            let start = texts.len() as u32;
            texts.push_str(kind);
            let middle = texts.len() as u32;
            texts.push_str(parent);
            rows.push([first, start, middle, texts.len() as u32]);
            rows.len() as u32 - 1
        });
        self.last = Some((cells, number));
        Ok(number)
    }

    fn label_number(&mut self, word: &str) -> Result<Label, String> {
        if let Some(known) = self.labels.iter().position(|l| l == word) {
            return Ok(Label(known as u16));
        }
        let fine = word.starts_with(|c: char| c.is_ascii_uppercase())
            && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
            && self.labels.len() < usize::from(u16::MAX);
        if !fine {
            return Err(format!("{word:?} is no label: a word in capitals, with digits and _"));
        }
        self.labels.push(word.to_owned());
        Ok(Label((self.labels.len() - 1) as u16))
    }
}
