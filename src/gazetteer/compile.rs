//! From lists to the compiled form.
//!
//! Rows are read once to number their entities, since a later list may take the place of a row, and once more to compile their names, so
//! that little stands in memory beside the result.

use std::borrow::Cow;
use std::collections::HashMap;

use super::flat::{self, Counts};
use super::tree::Tree;
use super::tsv::{List, ListError, Table, values};
use super::{Country, Gazetteer, Mark, hash, name, pattern, table};
use crate::label::{BUILT_IN, Label};
use crate::tokenize::Tokens;

/// The bit of a country's first letter that says that a body is no more.
pub(super) const FORMER: u8 = 0x20;

/// Collects lists, then compiles them.
#[derive(Clone, Debug, Default)]
pub struct Builder<'a> {
    lists: Vec<List<'a>>,
    names: Vec<List<'a>>,
    exceptions: Vec<List<'a>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    Exact,
    Context,
    Never,
}

/// The rules of exceptions: of each surface the ids and what holds for them.
type Rules<'a> = HashMap<&'a str, Vec<(&'a str, Rule)>>;

const COLUMNS: [&str; 11] =
    ["id", "name", "label", "aliases", "country", "kind", "status", "successor", "parent", "xref", "source"];

impl<'a> Builder<'a> {
    /// Adds a list of entities. A row whose id an earlier list has takes the place of that row.
    #[must_use]
    pub fn list(mut self, list: List<'a>) -> Self {
        self.lists.push(list);
        self
    }

    /// Adds a table of names (`names.tsv`): further surface forms with their types.
    #[must_use]
    pub fn names(mut self, list: List<'a>) -> Self {
        self.names.push(list);
        self
    }

    /// Adds a table of exceptions (`exceptions.tsv`): surfaces whose shape says the wrong thing.
    #[must_use]
    pub fn exceptions(mut self, list: List<'a>) -> Self {
        self.exceptions.push(list);
        self
    }

    /// Compiles what was added.
    ///
    /// # Errors
    /// The first row that is malformed, with its file and line: a missing id or name, an id that stands twice in one list, a
    /// label that is no word in capitals, a country that is no code, an unknown rule, a name that has no word. And the row at which
    /// the compiled form would pass what its numbers can count: a gigabyte of ids and names.
    pub fn build(self) -> Result<Gazetteer, ListError> {
        let rules = self.rules()?;
        let mut entities = Entities::default();
        let mut tables = Vec::with_capacity(self.lists.len());
        for (at, list) in self.lists.iter().enumerate() {
            let table = Table::new(*list, COLUMNS, 2)?;
            entities.read(*list, at as u32, &table)?;
            tables.push(table);
        }
        let mut further = self.further(&entities)?;
        let mut names = Names::default();
        let mut own: Vec<Surface<'_>> = Vec::new();
        for (number, row) in (0u32..).zip(&entities.rows) {
            let line = row.line as usize;
            let [id, name, _, aliases, ..] = tables[row.list as usize].at(line, row.start as usize)?;
            let start = names.records.len() as u32;
            names.entities.push(start);
            pattern::write_head(row.attributes, id, &mut names.records);
            let entity = Entity { start, id, label: entities.attributes.label(row.attributes) };
            own.push(Surface { text: Cow::Borrowed(name), adjective: false });
            own.extend(values(aliases).map(|text| Surface { text, adjective: false }));
            for surface in further.remove(&number).into_iter().flatten() {
                match own.iter_mut().find(|s| s.text == surface.text) {
                    Some(same) => same.adjective |= surface.adjective,
                    None => own.push(surface),
                }
            }
            for surface in own.drain(..) {
                let error = |message| ListError::new(self.lists[row.list as usize].file, line, message);
                names.add(entity, &surface, &rules).map_err(error)?;
            }
            names.end_entity();
        }
        Ok(compiled(entities, names))
    }

    fn rules(&self) -> Result<Rules<'a>, ListError> {
        let mut rules = Rules::default();
        for list in &self.exceptions {
            for row in Table::new(*list, ["surface", "id", "rule", "reason"], 4)?.rows() {
                let (line, [surface, id, rule, reason]) = row?;
                let rule = match rule {
                    "exact" => Rule::Exact,
                    "context" => Rule::Context,
                    "never" => Rule::Never,
                    _ => {
                        let message = format!("unknown rule {rule:?}; it is exact, context or never");
                        return Err(ListError::new(list.file, line, message));
                    }
                };
                if reason.is_empty() {
                    return Err(ListError::new(list.file, line, "an exception has a reason"));
                }
                let of_surface = rules.entry(surface).or_default();
                // of two rows with the same surface and id the last one holds
                of_surface.retain(|(known, _)| *known != id);
                of_surface.push((id, rule));
            }
        }
        Ok(rules)
    }

    /// The names that tables of names have, by entity.
    fn further(&self, entities: &Entities) -> Result<HashMap<u32, Vec<Surface<'a>>>, ListError> {
        let mut further: HashMap<u32, Vec<Surface<'a>>> = HashMap::new();
        for list in &self.names {
            for row in Table::new(*list, ["id", "name", "type", "source"], 2)?.rows() {
                let (line, [id, name, kind, _source]) = row?;
                let Some(entity) = entities.find(id) else {
                    return Err(ListError::new(list.file, line, format!("no list has the id {id:?}")));
                };
                let adjective = kind == "adjective" || kind == "demonym";
                further.entry(entity).or_default().push(Surface { text: Cow::Borrowed(name), adjective });
            }
        }
        Ok(further)
    }
}

/// A surface form as lists have it.
struct Surface<'a> {
    text: Cow<'a, str>,
    adjective: bool,
}

/// What names ask of their entity.
#[derive(Clone, Copy)]
struct Entity<'a> {
    /// Where it starts in the records.
    start: u32,
    id: &'a str,
    label: Label,
}

/// Where a row stands, and what it says of its entity beyond names.
#[derive(Clone, Copy)]
struct Place {
    list: u32,
    line: u32,
    /// The first byte of the line in the list's text.
    start: u32,
    /// The first byte of the id among all ids.
    id: u32,
    attributes: u32,
}

/// The rows of all lists, one an id.
#[derive(Default)]
struct Entities {
    rows: Vec<Place>,
    ids: String,
    /// One more than the number of the entity whose id hashes to the place, or before it; 0 for none. At most three of four are taken.
    identities: Vec<u32>,
    attributes: Attributes,
}

impl Entities {
    /// Reads the rows of a list.
    fn read(&mut self, list: List<'_>, at: u32, table: &Table<'_, 11>) -> Result<(), ListError> {
        let stem = stem_label(list.file);
        for (line, start) in table.places() {
            let [id, name, label, _, country, kind, status, _, parent, ..] = table.at(line, start)?;
            let error = |message: String| ListError::new(list.file, line, message);
            if id.is_empty() || name.is_empty() {
                return Err(error(format!("no {}", if id.is_empty() { "id" } else { "name" })));
            }
            let label = self.attributes.number(if label.is_empty() { &stem } else { label }).map_err(error)?;
            let code = country.split('|').next().unwrap_or("");
            let code = match Country::new(code) {
                None if !code.is_empty() => {
                    return Err(error(format!("{code:?} is no country code of two capitals")));
                }
                code if !country.contains('|') => code,
                _ => None,
            };
            let former = match status {
                "" | "planned" => false,
                "former" => true,
                _ => return Err(error(format!("unknown status {status:?}; it is empty, former or planned"))),
            };
            let attributes = self.attributes.intern(label, code, former, kind, parent);
            // a list has less than four gigabytes: its text was read as one
            let place = |id| Place { list: at, line: line as u32, start: start as u32, id, attributes };
            if start > u32::MAX as usize {
                return Err(error("the list is longer than four gigabytes".to_owned()));
            }
            match self.slot(id) {
                Ok(known) => {
                    let row = &mut self.rows[known as usize];
                    if row.list == at {
                        return Err(error(format!("id {id:?} stands in line {} already", row.line)));
                    }
                    *row = place(row.id);
                }
                Err(slot) => {
                    self.rows.push(place(self.ids.len() as u32));
                    self.ids.push_str(id);
                    if self.ids.len() > u32::MAX as usize {
                        return Err(error("the ids are longer than four gigabytes".to_owned()));
                    }
                    self.identities[slot] = self.rows.len() as u32;
                }
            }
        }
        Ok(())
    }

    fn id(&self, entity: usize) -> &str {
        let end = self.rows.get(entity + 1).map_or(self.ids.len(), |row| row.id as usize);
        &self.ids[self.rows[entity].id as usize..end]
    }

    fn find(&self, id: &str) -> Option<u32> {
        probe(self.identities.len(), hash::id(id))
            .map_while(|at| self.identities[at].checked_sub(1))
            .find(|&entity| self.id(entity as usize) == id)
    }

    /// The entity with an id, or the place in `identities` that waits for it.
    fn slot(&mut self, id: &str) -> Result<u32, usize> {
        if (self.rows.len() + 1) * 4 > self.identities.len() * 3 {
            self.identities = vec![0; (self.identities.len() * 2).max(64)];
            for entity in 0..self.rows.len() {
                let mut places = probe(self.identities.len(), hash::id(self.id(entity)));
                if let Some(free) = places.find(|&at| self.identities[at] == 0) {
                    self.identities[free] = entity as u32 + 1;
                }
            }
        }
        for at in probe(self.identities.len(), hash::id(id)) {
            match self.identities[at].checked_sub(1) {
                None => return Err(at),
                Some(entity) if self.id(entity as usize) == id => return Ok(entity),
                Some(_) => {}
            }
        }
        Err(0)
    }

    /// The table of ids in as much room as it needs, seven of eight places taken; `starts` are the numbers of the entities, `mark` how they
    /// are written.
    fn identities(&self, starts: &[u32], mark: Mark) -> Vec<u8> {
        let mut table = vec![0u32; self.rows.len() * 8 / 7 + 1];
        for (entity, &start) in starts.iter().enumerate() {
            let hash = hash::id(self.id(entity));
            if let Some(free) = probe(table.len(), hash).find(|&at| table[at] == 0) {
                table[free] = mark.write(start, hash);
            }
        }
        bytes(table)
    }
}

/// The places of a table where something with this hash may stand, each once.
pub(super) fn probe(n: usize, hash: u64) -> impl Iterator<Item = usize> {
    let first = hash::place(hash, n);
    (first..n).chain(0..first)
}

/// What entities have in common: labels, and what else a row says but for id and names.
struct Attributes {
    labels: Vec<String>,
    known: HashMap<(u32, Box<str>, Box<str>), u32>,
    rows: Vec<[u32; 4]>,
    texts: String,
    last: Option<(u32, Box<str>, Box<str>)>,
    last_number: u32,
}

impl Default for Attributes {
    fn default() -> Self {
        let labels = BUILT_IN.iter().map(|&l| l.to_owned()).collect();
        Self { labels, known: HashMap::new(), rows: Vec::new(), texts: String::new(), last: None, last_number: 0 }
    }
}

impl Attributes {
    fn number(&mut self, label: &str) -> Result<Label, String> {
        label_number(label, &mut self.labels)
    }

    fn label(&self, attributes: u32) -> Label {
        Label(self.rows[attributes as usize][0] as u16)
    }

    fn intern(&mut self, label: Label, country: Option<Country>, former: bool, kind: &str, parent: &str) -> u32 {
        let [a, b] = country.map_or([0; 2], |c| c.0);
        let code = u16::from_le_bytes([a | if former { FORMER } else { 0 }, b]);
        let first = u32::from(label.0) | u32::from(code) << 16;
        // rows that stand together are alike
        if let Some((f, k, p)) = &self.last
            && (*f, &**k, &**p) == (first, kind, parent)
        {
            return self.last_number;
        }
        let key: (u32, Box<str>, Box<str>) = (first, kind.into(), parent.into());
        self.last = Some(key.clone());
        let (rows, texts) = (&mut self.rows, &mut self.texts);
        self.last_number = *self.known.entry(key).or_insert_with(|| {
            let start = texts.len() as u32;
            texts.push_str(kind);
            let middle = texts.len() as u32;
            texts.push_str(parent);
            rows.push([first, start, middle, texts.len() as u32]);
            rows.len() as u32 - 1
        });
        self.last_number
    }
}

/// The names of all entities, compiled into patterns.
#[derive(Default)]
struct Names {
    /// Where each entity starts in `records`.
    entities: Vec<u32>,
    /// Where the record of each pattern starts in `records`.
    starts: Vec<u32>,
    records: Vec<u8>,
    /// How many bytes of the last record stand before its number of words.
    before: usize,
    unspaced: Vec<u32>,
    matching: u32,
    possessable: u32,
    tokens: Tokens,
}

impl Names {
    /// Adds a name; an error where it could never match.
    fn add(&mut self, entity: Entity<'_>, surface: &Surface<'_>, rules: &Rules<'_>) -> Result<(), String> {
        let text = &*surface.text;
        let rule = rules.get(text).and_then(|all| {
            let of = |id: &str| all.iter().find(|(known, _)| *known == id).map(|r| r.1);
            of(entity.id).or_else(|| of("*"))
        });
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        let unspaced = name::is_unspaced(text);
        let never = rule == Some(Rule::Never);
        let flags = flag(rule == Some(Rule::Context), pattern::CONTEXT)
            | flag(rule == Some(Rule::Exact), pattern::EXACT)
            | flag(surface.adjective, pattern::ADJECTIVE)
            | flag(is_acronym(text), pattern::ACRONYM)
            | flag(entity.label == Label::AGENCY && text.contains(' '), pattern::POSSESSABLE)
            | flag(never || unspaced, pattern::SILENT)
            | flag(unspaced && !never, pattern::UNSPACED);
        let name = self.records.len() as u32;
        let owner = name - entity.start;
        let all = name::patterns(text, &mut self.tokens);
        self.starts.push(name);
        match all.split_first() {
            None if never || unspaced => self.before = pattern::write_wordless(owner, flags, text, &mut self.records),
            None => return Err(format!("the name {text:?} has no word that could match")),
            Some((first, further)) => {
                self.before = pattern::write(owner, flags, first, &mut self.records);
                for pattern in further.iter().filter(|_| flags & pattern::SILENT == 0) {
                    let start = self.records.len() as u32;
                    self.starts.push(start);
                    self.before = pattern::write(start - name, flags | pattern::FURTHER, pattern, &mut self.records);
                }
            }
        }
        self.matching += u32::from(!never);
        self.possessable += u32::from(flags & pattern::POSSESSABLE != 0);
        if flags & pattern::UNSPACED != 0 {
            self.unspaced.push(name);
        }
        if self.records.len() > table::MOST as usize {
            return Err("the lists have more names than a compiled gazetteer can hold".to_owned());
        }
        Ok(())
    }

    /// All names of an entity have been added.
    fn end_entity(&mut self) {
        if let Some(&last) = self.starts.last() {
            pattern::set_last(&mut self.records[last as usize..], self.before);
        }
    }
}

/// Puts everything together.
fn compiled(entities: Entities, names: Names) -> Gazetteer {
    let count = entities.rows.len() as u32;
    let identities = entities.identities(&names.entities, Mark::new(names.records.len()));
    let labels = entities.attributes.labels.join("\n").into_bytes();
    let attributes = bytes(entities.attributes.rows.into_iter().flatten());
    let texts = entities.attributes.texts.into_bytes();
    drop((entities.rows, entities.identities, entities.ids, names.entities, names.tokens));
    let tree = Tree::new(&names.starts, &names.records);
    let counts = Counts {
        seed: tree.seed,
        names: names.matching,
        longest: tree.longest,
        possessable: names.possessable,
        small: tree.small,
        entities: count,
    };
    let sections = [
        labels,
        attributes,
        texts,
        names.records,
        bytes(tree.ends),
        tree.table,
        identities,
        tree.firsts,
        tree.singles,
        tree.pairs,
        bytes(names.unspaced),
    ];
    let (bytes, layout) = flat::assemble(counts, sections);
    Gazetteer::of(bytes, layout)
}

fn bytes(numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
    numbers.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// The label that a file's name stands for: its stem in capitals, with `_` for what is no letter or digit.
pub(super) fn stem_label(file: &str) -> String {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = stem.split_once('.').map_or(stem, |(stem, _)| stem);
    let word: String = stem.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    match word.as_str() {
        "AGENCIES" | "AGENCIES_GOVUK" => "AGENCY".into(),
        "COUNTRIES" => "COUNTRY".into(),
        "AGREEMENTS" | "EVENTS" | "LOCATIONS" | "PERSONS" | "THREAT_ACTORS" | "TITLES" | "TOOLS" => {
            word[..word.len() - 1].into()
        }
        _ => word,
    }
}

fn label_number(word: &str, labels: &mut Vec<String>) -> Result<Label, String> {
    if let Some(known) = labels.iter().position(|l| l == word) {
        return Ok(Label(known as u16));
    }
    let fine = word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        && labels.len() < usize::from(u16::MAX);
    if !fine {
        return Err(format!("{word:?} is no label: a word in capitals, with digits and _"));
    }
    labels.push(word.to_owned());
    Ok(Label((labels.len() - 1) as u16))
}

fn is_acronym(surface: &str) -> bool {
    let letters = surface.chars().filter(|c| c.is_alphabetic());
    !surface.contains(' ')
        && surface.chars().filter(|c| c.is_uppercase()).count() >= 2
        && letters.clone().count() <= 12
        && {
            let upper = letters.clone().filter(|c| c.is_uppercase()).count();
            upper * 2 > letters.count()
        }
}
