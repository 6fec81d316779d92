//! Gazetteers: lists of names, compiled, and where each name stands in a text.
//!
//! An *entity* is a row of a list: a body, place, actor, title. A *name* is one of its surface forms. A *match* is a place where
//! the words of a name stand in a text, with everything that may stand between them (`gazetteers/README.md` has the rules).
//! Matching proposes every name everywhere, overlapping and ambiguous: choosing is the business of
//! `resolve`.

mod matcher;
mod name;
pub mod plain;
mod rows;
mod tsv;

use std::collections::hash_map::Entry;

use crate::label::Label;
use crate::span::Span;
use crate::tokenize::Tokens;

use matcher::{FastMap, Matcher};
pub(crate) use name::fold;
pub use rows::{ExceptionRow, NameRow, Row, exception_rows, name_rows, rows};
pub use tsv::{List, ListError};
use tsv::{Table, values};

/// A row of a list, as the gazetteer has it: a few words of memory, passed by value. The texts are those of the row; empty where the
/// row has none.
#[derive(Clone, Copy, Debug)]
pub struct Entity<'g> {
    row: &'g Record,
}

/// What an [`Entity`] looks at.
#[derive(Clone, Debug)]
struct Record {
    id: Box<str>,
    name: Box<str>,
    label: Label,
    country: Option<Country>,
    kind: Box<str>,
    former: bool,
    parent: Box<str>,
}

impl<'g> Entity<'g> {
    /// The canonical id: `gb/ncsc`, `KR`, `ta/apt28`.
    pub fn id(self) -> &'g str {
        &self.row.id
    }
    /// The name in common use.
    pub fn name(self) -> &'g str {
        &self.row.name
    }
    /// What kind of thing it is.
    pub fn label(self) -> Label {
        self.row.label
    }
    /// The country it belongs to, where it belongs to one.
    pub fn country(self) -> Option<Country> {
        self.row.country
    }
    /// The list's own finer kind (`forum`, `head`, `capital`), or nothing.
    pub fn kind(self) -> &'g str {
        &self.row.kind
    }
    /// True for bodies that are no more.
    pub fn is_former(self) -> bool {
        self.row.former
    }
    /// The id of the body that it is a part of, or nothing.
    pub fn parent(self) -> &'g str {
        &self.row.parent
    }
}

/// A country as its ISO 3166-1 alpha-2 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Country([u8; 2]);

impl Country {
    /// Reads two capital letters.
    pub fn new(code: &str) -> Option<Self> {
        match code.as_bytes() {
            [a, b] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => Some(Self([*a, *b])),
            _ => None,
        }
    }

    /// The code: `KR`.
    pub fn code(&self) -> &str {
        // two ASCII capitals, checked in `new`
        std::str::from_utf8(&self.0).unwrap_or("")
    }
}

/// What a list knows of one name of an entity beyond its words.
#[allow(clippy::struct_excessive_bools, reason = "four independent facts of a name, asked one at a time")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Name {
    pub(crate) entity: u32,
    /// Stands only with evidence beside it.
    pub(crate) context: bool,
    /// Only letter for letter as in the list.
    exact: bool,
    /// An adjective or demonym of a country.
    pub(crate) adjective: bool,
    /// One word in capitals: the name is an acronym.
    pub(crate) acronym: bool,
    /// Stands with a possessive `s` that has lost its apostrophe as well ("the Justice Departments lawyers"): bodies named by
    /// several words.
    possessable: bool,
}

/// One name standing in a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Match {
    /// The bytes, symbols that belong to the name included.
    pub span: Span,
    /// The first token.
    pub first: u32,
    /// The token behind the last one.
    pub last: u32,
    /// The name's number.
    pub(crate) name: u32,
}

/// Lists, compiled: entities, their names, and a matcher for all of them.
#[derive(Debug)]
pub struct Gazetteer {
    entities: Vec<Record>,
    names: Vec<Name>,
    labels: Vec<String>,
    by_id: FastMap<Box<str>, u32>,
    /// The entities with a name, by the name's folded words, one space between.
    by_surface: FastMap<Box<str>, Vec<u32>>,
    matcher: Matcher,
}

impl Gazetteer {
    /// Starts with no list.
    pub fn builder<'a>() -> Builder<'a> {
        Builder::default()
    }

    /// All entities, in the order of their lists.
    pub fn entities(&self) -> impl ExactSizeIterator<Item = Entity<'_>> {
        self.entities.iter().map(|row| Entity { row })
    }

    /// The entity with this number, as [`Gazetteer::lookup`] gives numbers: its place in [`Gazetteer::entities`].
    ///
    /// # Panics
    /// Where there is no such number.
    pub fn at(&self, number: u32) -> Entity<'_> {
        Entity { row: &self.entities[number as usize] }
    }

    /// The number of names over all entities.
    pub fn names(&self) -> usize {
        self.names.len()
    }

    /// The entity with this id.
    pub fn get(&self, id: &str) -> Option<Entity<'_>> {
        self.index_of(id).map(|number| self.at(number))
    }

    /// The word of a label: `AGENCY`, or what a user's list brought.
    pub fn label(&self, label: Label) -> &str {
        &self.labels[label.0 as usize]
    }

    /// The words of all labels that a record may have: the constants, then those that lists brought.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        let words = self.labels.iter().enumerate();
        words.filter(|(i, _)| !Label(*i as u16).is_cue()).map(|(_, word)| word.as_str())
    }

    /// The label with this word, if a list or the record has it.
    pub fn find_label(&self, word: &str) -> Option<Label> {
        self.labels.iter().position(|l| l == word).map(|i| Label(i as u16))
    }

    /// Every name at every place where it stands, sorted by start, then longer first, then by the order of the lists. `out` is
    /// emptied first.
    pub fn matches(&self, text: &str, tokens: &Tokens, out: &mut Vec<Match>) {
        out.clear();
        self.matcher.find(text, tokens, &self.names, out);
        out.sort_unstable_by_key(|m| (m.first, std::cmp::Reverse(m.last), m.span, m.name));
        out.dedup();
    }

    /// The entity that a match names.
    pub fn entity(&self, found: &Match) -> Entity<'_> {
        self.at(self.name(found).entity)
    }

    pub(crate) fn name(&self, found: &Match) -> Name {
        self.names[found.name as usize]
    }

    /// The entities that have `surface` as a name, in the order of the lists, whatever its case and punctuation.
    pub fn lookup(&self, surface: &str) -> impl Iterator<Item = u32> {
        self.by_surface.get(surface_key(surface, &mut Tokens::default()).as_str()).into_iter().flatten().copied()
    }

    pub(crate) fn index_of(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }
}

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
    /// label that is no word in capitals, a country that is no code, an unknown rule, a name that has no word.
    pub fn build(self) -> Result<Gazetteer, ListError> {
        const COLUMNS: [&str; 11] =
            ["id", "name", "label", "aliases", "country", "kind", "status", "successor", "parent", "xref", "source"];
        let rules = self.rules()?;
        let mut labels: Vec<String> = crate::label::BUILT_IN.iter().map(|&l| l.to_owned()).collect();
        let mut entities: Vec<Record> = Vec::new();
        // of each entity the list it came from and its surfaces; a row that a later list overrides gives up its own
        let mut rows: Vec<(usize, usize, Vec<Surface<'a>>)> = Vec::new();
        let mut by_id: FastMap<Box<str>, u32> = FastMap::default();
        for (at, list) in self.lists.iter().enumerate() {
            let table = Table::new(*list, COLUMNS, 2)?;
            let stem = stem_label(list.file);
            for row in table.rows() {
                let (line, [id, name, label, aliases, country, kind, status, _successor, parent, _xref, _source]) =
                    row?;
                let error = |message: String| ListError::new(list.file, line, message);
                if id.is_empty() || name.is_empty() {
                    return Err(error(format!("no {}", if id.is_empty() { "id" } else { "name" })));
                }
                let label = if label.is_empty() { stem.as_str() } else { label };
                let label = label_number(label, &mut labels).map_err(error)?;
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
                let entity = Record {
                    id: id.into(),
                    name: name.into(),
                    label,
                    country: code,
                    kind: kind.into(),
                    former,
                    parent: parent.into(),
                };
                let surfaces =
                    std::iter::once(name.into()).chain(values(aliases)).map(|text| Surface { text, adjective: false });
                match by_id.entry(id.into()) {
                    Entry::Occupied(known) => {
                        let index = *known.get() as usize;
                        if rows[index].0 == at {
                            return Err(error(format!("id {id:?} stands in line {} already", rows[index].1)));
                        }
                        entities[index] = entity;
                        rows[index] = (at, line, surfaces.collect());
                    }
                    Entry::Vacant(free) => {
                        free.insert(entities.len() as u32);
                        entities.push(entity);
                        rows.push((at, line, surfaces.collect()));
                    }
                }
            }
        }
        for list in &self.names {
            for row in Table::new(*list, ["id", "name", "type", "source"], 2)?.rows() {
                let (line, [id, name, kind, _source]) = row?;
                let Some(&index) = by_id.get(id) else {
                    return Err(ListError::new(list.file, line, format!("no list has the id {id:?}")));
                };
                let surface = Surface { text: name.into(), adjective: kind == "adjective" || kind == "demonym" };
                let known = &mut rows[index as usize].2;
                match known.iter_mut().find(|s| s.text == surface.text) {
                    Some(same) => same.adjective |= surface.adjective,
                    None => known.push(surface),
                }
            }
        }
        let mut names = Vec::new();
        let mut by_surface: FastMap<Box<str>, Vec<u32>> = FastMap::default();
        let mut tokens = Tokens::default();
        let mut matcher = matcher::Builder::default();
        for (index, (list, line, surfaces)) in rows.iter().enumerate() {
            for surface in surfaces {
                // cues are never looked up by name
                if !entities[index].label.is_cue() {
                    let same = by_surface.entry(surface_key(&surface.text, &mut tokens).into()).or_default();
                    if same.last() != Some(&(index as u32)) {
                        same.push(index as u32);
                    }
                }
                let of = |id: &str| rules.get(&(surface.text.as_ref(), id)).copied();
                let rule = of(&entities[index].id).or_else(|| of("*"));
                if rule == Some(Rule::Never) {
                    continue;
                }
                let name = Name {
                    entity: index as u32,
                    context: rule == Some(Rule::Context),
                    exact: rule == Some(Rule::Exact),
                    adjective: surface.adjective,
                    acronym: is_acronym(&surface.text),
                    possessable: entities[index].label == Label::AGENCY && surface.text.contains(' '),
                };
                if !matcher.add(&surface.text, names.len() as u32) {
                    let message = format!("the name {:?} has no word that could match", surface.text);
                    return Err(ListError::new(self.lists[*list].file, *line, message));
                }
                names.push(name);
            }
        }
        Ok(Gazetteer { entities, names, labels, by_id, by_surface, matcher: matcher.build() })
    }

    fn rules(&self) -> Result<FastMap<(&'a str, &'a str), Rule>, ListError> {
        let mut rules = FastMap::default();
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
                rules.insert((surface, id), rule);
            }
        }
        Ok(rules)
    }
}

/// A surface form without case and punctuation.
fn surface_key(surface: &str, tokens: &mut Tokens) -> String {
    tokens.refill(surface);
    let mut key = String::with_capacity(surface.len());
    let mut word = String::new();
    for i in 0..tokens.len() {
        fold(tokens.text(surface, i), &mut word);
        if i > 0 {
            key.push(' ');
        }
        key.push_str(&word);
    }
    key
}

struct Surface<'a> {
    text: std::borrow::Cow<'a, str>,
    adjective: bool,
}

/// The label that a file's name stands for: its stem in capitals, with `_` for what is no letter or digit.
fn stem_label(file: &str) -> String {
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
