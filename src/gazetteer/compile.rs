//! From lists to the compiled form.
//!
//! Rows are read once to number their entities, since a later list may take the place of a row, and once more to compile their names, so
//! that little stands in memory beside the result.

use std::borrow::Cow;
use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use super::entities::Entities;
use super::flat::{self, Counts};
use super::name::Case;
use super::pattern::{Body, Head, Owner};
use super::tree::Growing;
use super::tsv::{List, ListError, Table, values};
use super::{Gazetteer, Mark, hash, name, pattern, table};
use crate::label::Label;
use crate::tokenize::Tokens;

/// The bit of a country's first letter that says that a body is no more.
pub(super) const FORMER: u8 = 0x20;

/// The names that tables of names have, by entity.
type Further<'a> = HashMap<u32, Vec<Surface<'a>>, FxBuildHasher>;

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
        let entities = Entities::new(&self.lists)?;
        let mut further = self.further(&entities)?;
        let mut names = Names {
            entities: Vec::with_capacity(entities.rows.len()),
            records: Vec::new(),
            last: 0,
            growing: Growing::new(),
            unspaced: Vec::new(),
            matching: 0,
            possessable: 0,
            tokens: Tokens::default(),
        };
        let mut own: Vec<Surface<'_>> = Vec::new();
        for (number, row) in (0u32..).zip(&entities.rows) {
            let [id, name, aliases] = entities.cells(row)?;
            let start = names.records.len() as u32;
            names.entities.push(start);
            let label = entities.attributes.label(row.attributes);
            let entity = Entity { start, id, label, attributes: row.attributes };
            own.push(Surface { text: Cow::Borrowed(name), adjective: false });
            own.extend(values(aliases).map(|text| Surface { text, adjective: false }));
            for surface in further.remove(&number).into_iter().flatten() {
                match own.iter_mut().find(|s| s.text == surface.text) {
                    Some(same) => same.adjective |= surface.adjective,
                    None => own.push(surface),
                }
            }
            for surface in own.drain(..) {
                let error = |message| ListError::new(self.lists[row.list as usize].file, row.line as usize, message);
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
    fn further(&self, entities: &Entities<'_>) -> Result<Further<'a>, ListError> {
        let mut further = Further::default();
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
    attributes: u32,
}

/// The names of all entities, compiled into patterns.
struct Names {
    /// Where each entity starts in `records`.
    entities: Vec<u32>,
    records: Vec<u8>,
    /// Where the last record starts.
    last: usize,
    growing: Growing,
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
        let owner = if name == entity.start {
            Owner::Entity(Head { attributes: entity.attributes, id: entity.id.as_bytes() })
        } else {
            Owner::Behind(name - entity.start)
        };
        if let Some(ampersand) = name::plain(text) {
            self.write(owner, flags, Body::Plain(text));
            let words = || name::plain_words(text);
            let small = words().next().is_some_and(|word| may_start_small(word, name::case_of(word), flags));
            self.growing.add(name, flags, small, words());
            if ampersand && flags & pattern::SILENT == 0 {
                self.write_ampersand(name, flags, small, words());
            }
        } else if let Some(all) = name::patterns(text, &mut self.tokens) {
            self.write_coded(owner, flags, &all.own);
            if flags & pattern::SILENT == 0 {
                if all.ampersand {
                    let first = &all.own.words[0];
                    let small = may_start_small(&first.text, first.case, flags);
                    self.write_ampersand(name, flags, small, all.own.words.iter().map(|word| &*word.text));
                }
                for pattern in &all.further {
                    let owner = Owner::Behind(self.records.len() as u32 - name);
                    self.write_coded(owner, flags | pattern::FURTHER, pattern);
                }
            }
        } else if flags & pattern::SILENT != 0 {
            // it can be shown, and found by its id
            self.write(owner, flags, Body::Coded(&name::Pattern { words: Vec::new(), prefix: "", suffix: text }));
        } else {
            return Err(format!("the name {text:?} has no word that could match"));
        }
        if flags & pattern::UNSPACED != 0 {
            self.growing.add_unspaced(name, text);
            self.unspaced.push(name);
        }
        self.matching += u32::from(!never);
        self.possessable += u32::from(flags & pattern::POSSESSABLE != 0);
        if self.records.len() > table::MOST as usize {
            return Err("the lists have more names than a compiled gazetteer can hold".to_owned());
        }
        Ok(())
    }

    fn write(&mut self, owner: Owner<'_>, flags: u8, body: Body<'_>) {
        self.last = self.records.len();
        pattern::write(owner, flags, body, &mut self.records);
    }

    fn write_coded(&mut self, owner: Owner<'_>, flags: u8, pattern: &name::Pattern<'_>) {
        self.write(owner, flags, Body::Coded(pattern));
        let small = pattern.words.first().is_some_and(|first| may_start_small(&first.text, first.case, flags));
        self.growing.add(self.last as u32, flags, small, pattern.words.iter().map(|word| &*word.text));
    }

    /// Adds the pattern of a name that has an ampersand for every `and`; `words` are those of the name.
    fn write_ampersand<'w>(&mut self, name: u32, flags: u8, small: bool, words: impl Iterator<Item = &'w str>) {
        let owner = Owner::Behind(self.records.len() as u32 - name);
        self.write(owner, flags | pattern::FURTHER, Body::Ampersand);
        let words = words.enumerate().filter(|&(i, word)| i == 0 || !name::is_and(word)).map(|(_, word)| word);
        self.growing.add(self.last as u32, flags, small, words);
    }

    /// All names of an entity have been added.
    fn end_entity(&mut self) {
        pattern::end(self.last, &mut self.records);
    }
}

/// The places of a table where something with this hash may stand, each once.
pub(super) fn probe(n: usize, hash: u64) -> impl Iterator<Item = usize> {
    let first = hash::place(hash, n);
    (first..n).chain(0..first)
}

/// Puts everything together.
fn compiled(entities: Entities<'_>, names: Names) -> Gazetteer {
    let count = entities.rows.len() as u32;
    let identities = bytes(entities.identities(&names.entities, Mark::new(names.records.len())));
    let attributes = entities.into_attributes();
    let labels = attributes.labels.join("\n").into_bytes();
    let texts = attributes.texts.into_bytes();
    let attributes = bytes(attributes.rows.into_iter().flatten());
    drop((names.entities, names.tokens));
    let tree = names.growing.finish(&names.records);
    let counts = Counts {
        bits: tree.bits,
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

/// True where a word that starts with a small letter or a digit may stand for the first word of a pattern.
fn may_start_small(first: &str, case: Case, flags: u8) -> bool {
    case == Case::Any && flags & pattern::EXACT == 0 || !first.starts_with(char::is_uppercase)
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
